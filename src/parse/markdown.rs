//! Markdown → [`Prose`]: HTML but for the holes that only a site can fill in.
//!
//! One writer escapes everything. While a text is being written, a hole is a number between two
//! control characters; [`super::raw_html`] then cuts raw HTML down to the safe subset, and
//! [`Writer::finish`] splits the text at its holes.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd,
    TextMergeWithOffset,
};
use pulldown_cmark_escape::{escape_html, escape_html_body_text};

use super::{block, highlight, raw_html};
use crate::french::slug::slug;
use crate::french::typography::{self, ProperNames};
use crate::model::prose::{Heading, Image, Piece, Prose, Target};
use crate::problem::{Kind, Problems};
use crate::sources::Place;

/// Around the number of a hole. Nobody can type these: they are dropped from texts, and as `&#x80;` they
/// mean € in HTML.
pub const HOLE: (char, char) = ('\u{80}', '\u{82}');

/// Reads a text that begins on line `first_line` of the file.
pub fn read(file: &Arc<str>, text: &str, first_line: u32, names: &ProperNames) -> (Prose, Problems) {
    let text = text.replace([HOLE.0, HOLE.1, '\0'], "");
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM;
    let parser = Parser::new_ext(&text, options).into_offset_iter();
    let events: Vec<(Event, Range<usize>)> = TextMergeWithOffset::new(parser).collect();
    if is_too_deep(&events) {
        let mut problems = Problems::new();
        problems.push(Place::line(file, first_line), Kind::TextNotUnderstood);
        return (Prose::default(), problems);
    }
    let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let mut writer = Writer {
        file,
        text: &text,
        first_line,
        line_starts,
        names,
        problems: Problems::new(),
        out: String::with_capacity(text.len() * 2),
        holes: Vec::new(),
        prose: Prose::default(),
        heading_shift: heading_shift(&events),
        last_level: 1,
        table: None,
        notes: Notes::default(),
        has_open_label: false,
        has_raw_html: false,
    };
    let mut at = 0;
    while at < events.len() {
        at += writer.write(&events[at..]);
    }
    writer.finish()
}

/// Quotes within quotes, lists within lists, at the most.
const DEEPEST: usize = 64;
/// Pieces of raw HTML in one text, at the most: reading them takes time that grows with their square.
const MOST_RAW_HTML: usize = 1_000;

/// Whether a text is nested as nobody writes: such texts exist to stall whatever reads them.
fn is_too_deep(events: &[Located]) -> bool {
    let mut depth = 0_usize;
    let mut raw = 0;
    for (event, _) in events {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            Event::Html(html) | Event::InlineHtml(html) => raw += html.matches('<').count(),
            _ => {}
        }
        if depth > DEEPEST || raw > MOST_RAW_HTML {
            return true;
        }
    }
    false
}

/// How much headings go down so that the highest of the text stands below the page's h1 (STANDARDS A2).
fn heading_shift(events: &[(Event, Range<usize>)]) -> u8 {
    let has_top =
        events.iter().any(|(event, _)| matches!(event, Event::Start(Tag::Heading { level: HeadingLevel::H1, .. })));
    u8::from(has_top)
}

struct Writer<'w> {
    file: &'w Arc<str>,
    text: &'w str,
    first_line: u32,
    line_starts: Vec<usize>,
    names: &'w ProperNames,
    problems: Problems,
    out: String,
    holes: Vec<Piece>,
    prose: Prose,
    heading_shift: u8,
    last_level: u8,
    table: Option<Table>,
    notes: Notes,
    has_open_label: bool,
    has_raw_html: bool,
}

/// A table being written.
struct Table {
    alignments: Vec<Alignment>,
    column: usize,
    is_head: bool,
}

/// Footnotes, numbered in the order they are referred to.
#[derive(Default)]
struct Notes {
    numbers: BTreeMap<String, usize>,
    references: BTreeMap<usize, usize>,
    texts: BTreeMap<usize, String>,
    /// What was being written when each of the open notes began, and its number.
    outer: Vec<(String, usize)>,
}

impl Notes {
    fn number(&mut self, label: &str) -> usize {
        let next = self.numbers.len() + 1;
        *self.numbers.entry(label.to_owned()).or_insert(next)
    }
}

type Located<'e> = (Event<'e>, Range<usize>);

impl Writer<'_> {
    /// Writes the first event, with those that belong to it; says how many there were.
    fn write(&mut self, events: &[Located]) -> usize {
        let (event, range) = &events[0];
        match event {
            Event::Start(Tag::Paragraph) => return self.paragraph(events),
            Event::Start(Tag::Heading { level, id, .. }) => return self.heading(*level, id.as_deref(), events),
            Event::Start(Tag::Image { dest_url, title, .. }) => {
                return self.image(dest_url, title, events, range.start);
            }
            Event::Start(Tag::CodeBlock(kind)) => return self.code_block(kind, events),
            Event::Start(tag) => self.start(tag, range.start),
            Event::End(tag) => self.end(*tag),
            Event::Text(text) => {
                self.stray_block(range.clone());
                self.prose_text(text);
            }
            Event::Code(text) => {
                self.out.push_str("<code>");
                self.body_text(text);
                self.out.push_str("</code>");
            }
            Event::Html(html) | Event::InlineHtml(html) => self.raw_html(html, range.start),
            Event::FootnoteReference(label) => self.note_reference(label),
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule => self.out.push_str("<hr>\n"),
            Event::TaskListMarker(is_done) => {
                let checked = if *is_done { " checked" } else { "" };
                self.out.push_str("<label><input type=\"checkbox\" disabled");
                self.out.push_str(checked);
                self.out.push_str("> ");
                self.has_open_label = true;
            }
            Event::InlineMath(text) | Event::DisplayMath(text) => self.body_text(text),
        }
        1
    }

    fn start(&mut self, tag: &Tag, offset: usize) {
        match tag {
            Tag::BlockQuote(None) => self.out.push_str("<blockquote>\n"),
            Tag::BlockQuote(Some(kind)) => self.alert(*kind),
            Tag::List(first) => {
                self.close_label();
                match first {
                    None => self.out.push_str("<ul>\n"),
                    Some(1) => self.out.push_str("<ol>\n"),
                    Some(first) => self.out.push_str(&format!("<ol start=\"{first}\">\n")),
                }
            }
            Tag::Item => self.out.push_str("<li>"),
            Tag::FootnoteDefinition(label) => {
                let number = self.notes.number(label);
                self.notes.outer.push((std::mem::take(&mut self.out), number));
            }
            Tag::Table(alignments) => {
                self.out.push_str("<div class=\"table-scroll\" role=\"region\" tabindex=\"0\"");
                let label = self.table_label(offset);
                self.out.push_str(&label);
                self.out.push_str("><table>\n");
                self.table = Some(Table { alignments: alignments.clone(), column: 0, is_head: false });
            }
            Tag::TableHead => {
                self.out.push_str("<thead><tr>");
                if let Some(table) = &mut self.table {
                    table.is_head = true;
                }
            }
            Tag::TableRow => {
                self.out.push_str("<tr>");
                if let Some(table) = &mut self.table {
                    table.column = 0;
                }
            }
            Tag::TableCell => self.cell(),
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<del>"),
            Tag::Superscript => self.out.push_str("<sup>"),
            Tag::Subscript => self.out.push_str("<sub>"),
            Tag::Link { link_type, dest_url, .. } => self.link(*link_type, dest_url, offset),
            // Written as a whole elsewhere, or not switched on.
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::BlockQuote(None) => self.out.push_str("</blockquote>\n"),
            TagEnd::BlockQuote(Some(_)) => self.out.push_str("</div>\n"),
            TagEnd::List(true) => self.out.push_str("</ol>\n"),
            TagEnd::List(false) => self.out.push_str("</ul>\n"),
            TagEnd::Item => {
                self.close_label();
                self.out.push_str("</li>\n");
            }
            TagEnd::FootnoteDefinition => {
                if let Some((outer, number)) = self.notes.outer.pop() {
                    let text = std::mem::replace(&mut self.out, outer);
                    self.notes.texts.entry(number).or_default().push_str(&text);
                }
            }
            TagEnd::Table => {
                self.out.push_str("</tbody></table></div>\n");
                self.table = None;
            }
            TagEnd::TableHead => {
                self.out.push_str("</tr></thead><tbody>\n");
                if let Some(table) = &mut self.table {
                    table.is_head = false;
                }
            }
            TagEnd::TableRow => self.out.push_str("</tr>\n"),
            TagEnd::TableCell => {
                let is_head = self.table.as_ref().is_some_and(|table| table.is_head);
                self.out.push_str(if is_head { "</th>" } else { "</td>" });
            }
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.push_str("</del>"),
            TagEnd::Superscript => self.out.push_str("</sup>"),
            TagEnd::Subscript => self.out.push_str("</sub>"),
            TagEnd::Link => self.out.push_str("</a>"),
            _ => {}
        }
    }

    /// A paragraph: typed blocks, a picture by itself, or text.
    fn paragraph(&mut self, events: &[Located]) -> usize {
        let length = length_of(events);
        let range = events[0].1.clone();
        let source = &self.text[range.clone()];
        let is_outermost = self.notes.outer.is_empty() && self.line_starts.binary_search(&range.start).is_ok();
        if is_outermost && source.lines().all(|line| block::read(line).is_some()) {
            self.blocks(range.start, source);
            return length;
        }
        let inside = &events[1..length - 1];
        if let Some((Event::Start(Tag::Image { dest_url, title, .. }), at)) = inside.first()
            && length_of(inside) == inside.len()
        {
            self.out.push_str("<figure>");
            self.image(dest_url, title, inside, at.start);
            if !title.is_empty() {
                self.out.push_str("<figcaption>");
                self.prose_text(title);
                self.out.push_str("</figcaption>");
            }
            self.out.push_str("</figure>\n");
            return length;
        }
        self.out.push_str("<p>");
        let mut at = 0;
        while at < inside.len() {
            at += self.write(&inside[at..]);
        }
        self.close_label();
        self.out.push_str("</p>\n");
        length
    }

    /// A block inside a sentence, a list or a table stays text, and is a problem.
    fn stray_block(&mut self, range: Range<usize>) {
        if let Some((before, after)) = self.text[range.clone()].split_once("[[")
            && after.contains("]]")
        {
            self.problems.push(self.place(range.start + before.len(), 2), Kind::BlockNotAlone);
        }
    }

    fn blocks(&mut self, start: usize, source: &str) {
        let mut offset = start;
        for line in source.split_inclusive('\n') {
            let place = self.place(offset, line.trim_end().chars().count());
            match block::read(line) {
                Some(Ok(block)) => self.hole(Piece::Block(block, place)),
                Some(Err(kind)) => self.problems.push(place, kind),
                None => {}
            }
            offset += line.len();
        }
    }

    fn heading(&mut self, level: HeadingLevel, id: Option<&str>, events: &[Located]) -> usize {
        let length = length_of(events);
        let inside = &events[1..length - 1];
        let written = level as u8;
        let level = (written + self.heading_shift).min(6);
        if level > self.last_level + 1 {
            let kind = Kind::SkippedHeading { found: written, expected: self.last_level + 1 - self.heading_shift };
            let start = events[0].1.start;
            self.problems.push(self.place(start, usize::from(written)), kind);
        }
        self.last_level = level;
        let outer = std::mem::take(&mut self.out);
        let mut at = 0;
        while at < inside.len() {
            at += self.write(&inside[at..]);
        }
        let html = std::mem::replace(&mut self.out, outer);
        if html.trim().is_empty() {
            return length;
        }
        let id = self.free_id(id.map_or_else(|| slug(&plain_text(inside)), slug));
        let has_link = inside.iter().any(|(event, _)| matches!(event, Event::Start(Tag::Link { .. })));
        if has_link {
            self.out.push_str(&format!("<h{level} id=\"{id}\">{html}</h{level}>\n"));
        } else {
            let anchor = format!("<a class=\"heading-anchor\" href=\"#{id}\">{html}</a>");
            self.out.push_str(&format!("<h{level} id=\"{id}\">{anchor}</h{level}>\n"));
        }
        if !has_link && !html.contains(HOLE.0) {
            self.prose.headings.push(Heading { level, id, html });
        }
        length
    }

    fn free_id(&mut self, wanted: String) -> String {
        let wanted = if wanted.is_empty() { "section".to_owned() } else { wanted };
        let mut id = wanted.clone();
        let mut number = 2;
        while !self.prose.ids.insert(id.clone()) {
            id = format!("{wanted}-{number}");
            number += 1;
        }
        id
    }

    fn image(&mut self, file: &str, title: &str, events: &[Located], offset: usize) -> usize {
        let length = length_of(events);
        let mut description = plain_text(&events[1..length - 1]).trim().to_owned();
        let source = &self.text[events[0].1.clone()];
        let column = source.find(file).unwrap_or_default();
        let place = self.place(offset + column, file.chars().count());
        if description.is_empty() {
            self.problems.push(place.clone(), Kind::NoDescription);
        } else if Image::is_decorative(&description) {
            description.clear();
        }
        let description = typography::set(&description, self.names).into_owned();
        let credit = (!title.is_empty()).then(|| title.to_owned());
        self.hole(Piece::Image(Image { file: Target { written: file.to_owned(), place }, description, credit }));
        length
    }

    fn code_block(&mut self, kind: &CodeBlockKind, events: &[Located]) -> usize {
        let length = length_of(events);
        let text: String = events[1..length - 1]
            .iter()
            .filter_map(|(event, _)| if let Event::Text(text) = event { Some(text.as_ref()) } else { None })
            .collect();
        let language = match kind {
            CodeBlockKind::Fenced(info) => info.split([' ', ',']).next().unwrap_or_default(),
            CodeBlockKind::Indented => "",
        };
        let code = highlight::code(&text, language);
        if code.is_too_long {
            self.problems.push(self.place(events[0].1.start, 3), Kind::CodeTooLong);
        }
        self.prose.has_code |= code.is_coloured;
        self.out.push_str("<pre tabindex=\"0\"><code>");
        self.out.push_str(&code.html);
        self.out.push_str("</code></pre>\n");
        length
    }

    fn alert(&mut self, kind: BlockQuoteKind) {
        let name = match kind {
            BlockQuoteKind::Note => "note",
            BlockQuoteKind::Tip => "astuce",
            BlockQuoteKind::Important => "important",
            BlockQuoteKind::Warning => "attention",
            BlockQuoteKind::Caution => "danger",
        };
        self.out.push_str(&format!("<div class=\"alert alert-{name}\"><p class=\"alert-title\">"));
        self.hole(Piece::Word(format!("alerte_{name}")));
        self.out.push_str("</p>\n");
    }

    /// A table is named by the heading above it, else by its columns (STANDARDS A7).
    fn table_label(&self, offset: usize) -> String {
        if let Some(heading) = self.prose.headings.last() {
            return format!(" aria-labelledby=\"{}\"", heading.id);
        }
        let head = self.text[offset..].lines().next().unwrap_or_default();
        let columns: Vec<&str> = head.split('|').map(str::trim).filter(|cell| !cell.is_empty()).collect();
        let mut label = " aria-label=\"".to_owned();
        escape_html(&mut label, &columns.join(", ")).expect("a String takes all text");
        label.push('"');
        label
    }

    fn cell(&mut self) {
        let Some(table) = &mut self.table else { return };
        let class = match table.alignments.get(table.column) {
            Some(Alignment::Center) => " class=\"align-center\"",
            Some(Alignment::Right) => " class=\"align-right\"",
            _ => "",
        };
        table.column += 1;
        let tag = if table.is_head { "<th scope=\"col\"" } else { "<td" };
        self.out.push_str(tag);
        self.out.push_str(class);
        self.out.push('>');
    }

    fn link(&mut self, kind: LinkType, target: &str, offset: usize) {
        let written = if kind == LinkType::Email { format!("mailto:{target}") } else { target.to_owned() };
        let after = self.text[offset..].find(target).unwrap_or_default();
        let place = self.place(offset + after, target.chars().count());
        let is_external = written.starts_with("https:") || written.starts_with("http:");
        self.out.push_str("<a href=\"");
        self.hole(Piece::Link(Target { written, place }));
        self.out.push_str(if is_external { "\" rel=\"noopener\">" } else { "\">" });
    }

    fn note_reference(&mut self, label: &CowStr) {
        let number = self.notes.number(label);
        // Two hyphens: no heading's id has them.
        let count = self.notes.references.entry(number).or_insert(0);
        *count += 1;
        let id = if *count == 1 { format!("appel--{number}") } else { format!("appel--{number}-{count}") };
        self.out.push_str(&format!(
            "<sup class=\"note-reference\"><a id=\"{id}\" href=\"#note--{number}\">{number}</a></sup>"
        ));
    }

    fn notes(&mut self) {
        let texts = std::mem::take(&mut self.notes.texts);
        if texts.is_empty() {
            return;
        }
        self.out.push_str("<section class=\"notes\"><h2>");
        self.hole(Piece::Word("notes".to_owned()));
        self.out.push_str("</h2><ol>\n");
        for (number, text) in texts {
            self.out.push_str(&format!("<li id=\"note--{number}\" value=\"{number}\">{}", text.trim_end()));
            if self.notes.references.contains_key(&number) {
                self.out.push_str(&format!(" <a class=\"note-back\" href=\"#appel--{number}\">"));
                self.hole(Piece::Word("retour_au_texte".to_owned()));
                self.out.push_str(&format!(" {number}</a>"));
            }
            self.out.push_str("</li>\n");
        }
        self.out.push_str("</ol></section>\n");
    }

    fn raw_html(&mut self, html: &str, offset: usize) {
        // `{{<x>}}` is text, like all that other generators' templates are made of.
        if self.out.ends_with("{{") {
            return self.body_text(html);
        }
        self.has_raw_html = true;
        let mut done = 0;
        for (at, element) in raw_html::forbidden(html) {
            // Under its own name it would pass the filter if it is one of our writer's, or tear paragraphs.
            if !raw_html::DROPPED_WITH_CONTENT.contains(&element.as_str()) {
                self.out.push_str(&html[done..at]);
                self.out.push_str("x-");
                done = at;
            }
            let length = element.chars().count();
            self.problems.push(self.place(offset + at, length), Kind::UnsafeHtml { element });
        }
        self.out.push_str(&html[done..]);
    }

    fn prose_text(&mut self, text: &str) {
        let set = typography::set(text, self.names);
        self.body_text(&set);
    }

    fn body_text(&mut self, text: &str) {
        let text = text.replace([HOLE.0, HOLE.1], "");
        escape_html_body_text(&mut self.out, &text).expect("a String takes all text");
    }

    fn close_label(&mut self) {
        if self.has_open_label {
            self.out.push_str("</label>");
            self.has_open_label = false;
        }
    }

    fn hole(&mut self, piece: Piece) {
        self.out.push(HOLE.0);
        self.out.push_str(&self.holes.len().to_string());
        self.out.push(HOLE.1);
        self.holes.push(piece);
    }

    fn place(&self, offset: usize, length: usize) -> Place {
        let line = self.line_starts.partition_point(|start| *start <= offset) - 1;
        let column = self.text[self.line_starts[line]..offset].chars().count();
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Place {
            file: Arc::clone(self.file),
            line: self.first_line.saturating_add(small(line)),
            column: small(column + 1),
            length: small(length),
        }
    }

    /// Splits the text at its holes.
    fn finish(mut self) -> (Prose, Problems) {
        self.notes();
        let html = if self.has_raw_html { raw_html::safe(&self.out) } else { self.out };
        let mut holes: Vec<Option<Piece>> = self.holes.into_iter().map(Some).collect();
        let mut pieces = Vec::with_capacity(holes.len() * 2 + 1);
        let mut rest = html.as_str();
        while let Some(start) = rest.find(HOLE.0) {
            let after = &rest[start + HOLE.0.len_utf8()..];
            let (number, tail) = after.split_once(HOLE.1).unwrap_or((after, ""));
            let piece = number.parse().ok().and_then(|n: usize| holes.get_mut(n)).and_then(Option::take);
            // A link's hole stands for the whole attribute, so that a link that leads nowhere has none.
            let is_link = matches!(piece, Some(Piece::Link(_)));
            let before = &rest[..start];
            let before = if is_link { before.strip_suffix(" href=\"").unwrap_or(before) } else { before };
            rest = if is_link { tail.strip_prefix('"').unwrap_or(tail) } else { tail };
            if !before.is_empty() {
                pieces.push(Piece::Html(before.to_owned()));
            }
            pieces.extend(piece);
        }
        if !rest.is_empty() {
            pieces.push(Piece::Html(rest.to_owned()));
        }
        self.prose.pieces = pieces;
        (self.prose, self.problems)
    }
}

/// How many events there are from a start to its end, both included.
fn length_of(events: &[Located]) -> usize {
    let mut depth = 0_usize;
    for (index, (event, _)) in events.iter().enumerate() {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return index + 1;
        }
    }
    events.len()
}

fn plain_text(events: &[Located]) -> String {
    events
        .iter()
        .filter_map(|(event, _)| match event {
            Event::Text(text) | Event::Code(text) => Some(text.as_ref()),
            Event::SoftBreak | Event::HardBreak => Some(" "),
            _ => None,
        })
        .collect()
}
