//! Markdown → [`Prose`]: HTML but for the holes that only a site can fill in.
//!
//! One writer escapes everything, and writes of raw HTML only whole tags of the safe subset. While a text is being
//! written, a hole is a number between two control characters; [`raw_html::safe`] then pairs the tags, and
//! [`at_holes`] splits the text where the writer put its holes.

mod advice;
mod headings;
mod lines;
mod notes;
mod table;
mod tags;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{
    BlockQuoteKind, CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd, TextMergeWithOffset,
};
use pulldown_cmark_escape::{escape_html, escape_html_body_text};

use lines::Text;
use notes::Notes;
use table::Table;
use tags::RawHtml;

use super::raw_html::{Open, Part};
use super::{block, highlight, raw_html};
use crate::french::typography::{self, ProperNames};
use crate::model::prose::{Image, Piece, Prose, Target};
use crate::problem::{Fix, Kind, Problem, Problems, Writing};
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
    if is_too_deep(&events) || tags::has_too_many_copies(&events) {
        let mut problems = Problems::new();
        problems.push(Place::line(file, first_line), Kind::TextNotUnderstood);
        return (Prose::default(), problems);
    }
    let length = text.len();
    let text = Text::new(file, &text, first_line);
    let mut problems = Problems::new();
    advice::check(&text, &events, &mut problems);
    let events = tags::without_scripts(events);
    let mut writer = Writer {
        text,
        names,
        problems,
        out: String::with_capacity(length * 2),
        holes: Vec::new(),
        prose: Prose::default(),
        heading_shift: headings::shift(&events),
        last_level: 1,
        table: None,
        notes: Notes::default(),
        has_open_label: false,
        open: Open::new(),
        has_raw_html: false,
        numbers: HashMap::new(),
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

struct Writer<'w> {
    text: Text<'w>,
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
    /// Elements that raw HTML opened.
    open: Open<()>,
    has_raw_html: bool,
    /// The last number that was given to each id that several headings ask for.
    numbers: HashMap<String, usize>,
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
            Event::Start(Tag::HtmlBlock) => {
                let (piece, length) = RawHtml::first(events).expect("a block of raw HTML begins here");
                self.raw_html(&piece.html);
                return length;
            }
            // Nobody could see or follow it; it was told.
            Event::Start(Tag::Link { .. }) if length_of(events) == 2 => return 2,
            Event::Start(tag) => self.start(tag, range),
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
            Event::Html(html) | Event::InlineHtml(html) => self.raw_html(html),
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

    fn start(&mut self, tag: &Tag, range: &Range<usize>) {
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
            Tag::FootnoteDefinition(label) => self.start_note(label),
            Tag::Table(alignments) => self.start_table(alignments, range.start),
            Tag::TableHead => self.start_head(),
            Tag::TableRow => self.start_row(),
            Tag::TableCell => self.start_cell(),
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<del>"),
            Tag::Superscript => self.out.push_str("<sup>"),
            Tag::Subscript => self.out.push_str("<sub>"),
            Tag::Link { link_type, dest_url, .. } => self.link(*link_type, dest_url, range),
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
            TagEnd::FootnoteDefinition => self.end_note(),
            TagEnd::Table => self.end_table(),
            TagEnd::TableHead => self.end_head(),
            TagEnd::TableRow => self.out.push_str("</tr>\n"),
            TagEnd::TableCell => self.end_cell(),
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
        let source = &self.text.source[range.clone()];
        let is_outermost = self.notes.outer.is_empty() && self.text.is_line_start(range.start);
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
        if let Some((before, after)) = self.text.source[range.clone()].split_once("[[")
            && after.contains("]]")
        {
            self.problems.push(self.text.place(range.start + before.len(), 2), Kind::BlockNotAlone);
        }
    }

    fn blocks(&mut self, start: usize, source: &str) {
        let mut offset = start;
        for line in source.split_inclusive('\n') {
            let place = self.text.place(offset, line.trim_end().chars().count());
            match block::read(line) {
                Some(Ok(block)) => self.hole(Piece::Block(block, place)),
                Some(Err(kind)) => self.problems.push(place, kind),
                None => {}
            }
            offset += line.len();
        }
    }

    fn image(&mut self, file: &str, title: &str, events: &[Located], offset: usize) -> usize {
        let length = length_of(events);
        let mut description = plain_text(&events[1..length - 1]).trim().to_owned();
        let source = &self.text.source[events[0].1.clone()];
        let column = source.find(file).unwrap_or_default();
        let place = self.text.place(offset + column, file.chars().count());
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
            self.problems.push(self.text.place(events[0].1.start, 3), Kind::CodeTooLong);
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

    fn link(&mut self, kind: LinkType, target: &str, range: &Range<usize>) {
        let mut written = if kind == LinkType::Email { format!("mailto:{target}") } else { target.to_owned() };
        let place = self.target_place(target, range);
        if let Some(full) = advice::completed(target) {
            let problem = Problem::new(place.clone(), Writing::AddressForm { value: written, full: full.clone() });
            // Where the address of a link stands elsewhere, below the text, nothing is marked.
            let fix = Fix::replace(&place, full.as_str());
            self.problems.add(Problem { fix, ..problem });
            written = full;
        }
        let is_external = written.starts_with("https:") || written.starts_with("http:");
        self.out.push_str("<a href=\"");
        self.hole(Piece::Link(Target { written, place }));
        self.out.push_str(if is_external { "\" rel=\"noopener\">" } else { "\">" });
    }

    /// Where a link's target is written; the link itself when that is elsewhere, or written in another way.
    fn target_place(&self, target: &str, range: &Range<usize>) -> Place {
        let link = &self.text.source[range.clone()];
        let after = |opening: &str| link.rfind(&format!("{opening}{target}")).map(|at| at + opening.len());
        match after("](").or_else(|| after("](<")).or_else(|| link.find(target)) {
            Some(at) => self.text.place(range.start + at, target.chars().count()),
            None => self.text.place(range.start, 0),
        }
    }

    /// Writes the tags of a piece of raw HTML that are in the subset, and its text. An end tag that closes none of them
    /// would close what we write.
    fn raw_html(&mut self, html: &str) {
        // `{{<x>}}` is text, like all that other generators' templates are made of.
        if self.out.ends_with("{{") {
            return self.body_text(html);
        }
        self.has_raw_html = true;
        for part in raw_html::parts(html) {
            match part {
                Part::Start(tag) if tag.is_allowed() => {
                    self.out.push('<');
                    self.out.push_str(&tag.element);
                    for (name, value) in &tag.attributes {
                        self.out.push_str(&format!(" {name}=\""));
                        escape_html(&mut self.out, value).expect("a String takes all text");
                        self.out.push('"');
                    }
                    self.out.push('>');
                    if !tag.is_void() {
                        self.open.start(tag.element, ());
                    }
                }
                Part::End(tag) if self.open.end(&tag.element).is_some() => {
                    self.out.push_str(&format!("</{}>", tag.element));
                }
                Part::Text(text) => self.body_text(&text),
                Part::Start(_) | Part::End(_) | Part::Unfinished { .. } => {}
            }
        }
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

    fn finish(mut self) -> (Prose, Problems) {
        self.notes();
        let html = if self.has_raw_html { raw_html::safe(&self.out) } else { self.out };
        match at_holes(&html, self.holes) {
            Some(pieces) => self.prose.pieces = pieces,
            None => {
                self.problems.push(self.text.place(0, 0), Kind::TextNotUnderstood);
                self.prose = Prose::default();
            }
        }
        (self.prose, self.problems)
    }
}

/// Splits a text at its holes. `None` unless each stands where one of its kind is written: the address of a link as the
/// value of `href`, which a browser may read twice when a block is within the link; anything else once, as text.
fn at_holes(html: &str, holes: Vec<Piece>) -> Option<Vec<Piece>> {
    let mut is_found = vec![false; holes.len()];
    let mut pieces = Vec::with_capacity(holes.len() * 2 + 1);
    let mut rest = html;
    while let Some((before, after)) = rest.split_once(HOLE.0) {
        let (number, after) = after.split_once(HOLE.1)?;
        let index: usize = number.parse().ok()?;
        let piece = holes.get(index)?;
        // A link's hole stands for the whole attribute, so that a link that leads nowhere has none.
        let link = before.strip_suffix(" href=\"").filter(|before| before.ends_with("<a"));
        let is_link = matches!(piece, Piece::Link(_));
        if is_link != link.is_some() || (is_found[index] && !is_link) {
            return None;
        }
        is_found[index] = true;
        rest = if is_link { after.strip_prefix('"')? } else { after };
        let before = link.unwrap_or(before);
        if !before.is_empty() {
            pieces.push(Piece::Html(before.to_owned()));
        }
        pieces.push(piece.clone());
    }
    if !rest.is_empty() {
        pieces.push(Piece::Html(rest.to_owned()));
    }
    is_found.into_iter().all(|is_found| is_found).then_some(pieces)
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
