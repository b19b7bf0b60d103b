//! What a field says: a text, a list, fields in braces; with the quotes it should have had.

use std::collections::BTreeSet;
use std::ops::Range;

use saphyr_parser::{Event, Parser};

use super::block::{Reader, below, is_block_scalar, is_dash};
use super::group;
use super::lines::{Line, is_space, key};
use super::quote::{quoted, quoted_if_needed};
use super::{Node, Value};
use crate::problem::{Edit, Fix, Kind, QuoteReason, SpacingMistake, Writing};
use crate::schema::{Field, Holds, Scalar};
use crate::sources::Place;

/// A longer text is not written out again in a problem.
const LONGEST_CHOICE_BYTES: usize = 200;

/// A value stands on a line of its own, or among others between brackets.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Surroundings {
    Line,
    Brackets,
}

impl Reader<'_, '_> {
    /// Reads what follows the colon of a field at `start`, and the lines that belong to it.
    pub(super) fn value(
        &mut self,
        field: &'static Field,
        outer: &'static [Field],
        start: usize,
        more: &[Line],
    ) -> Node {
        let text = self.text.text;
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let first = self.trimmed(start..line_end);
        let last = more.iter().rev().find(|line| !line.is_empty(text));
        let is_empty = first.is_empty() || is_remark(&text[first.clone()], field);
        let Some(last) = last else {
            if is_empty {
                let place = self.text.place(first.start..first.start);
                return Node { value: Value::Text(String::new()), place };
            }
            if is_block_scalar(&text[first.clone()]) {
                // The text that it announces is not there.
                return Node { value: Value::Text(String::new()), place: self.text.place(first) };
            }
            return self.written(field, first, Surroundings::Line);
        };
        if is_empty {
            return self.below(field, outer, start, more);
        }
        if is_on_one_line(field) {
            for line in more.iter().filter(|line| !line.is_empty(text)) {
                self.problems.push(self.text.place(line.content..line.end), Kind::Yaml { detail: None });
            }
            return self.written(field, first, Surroundings::Line);
        }
        let whole = first.start..last.end;
        if is_block_scalar(&text[first.clone()]) {
            return self.whole_text(whole);
        }
        self.written(field, whole, Surroundings::Line)
    }

    pub(super) fn trimmed(&self, range: Range<usize>) -> Range<usize> {
        let written = &self.text.text[range.clone()];
        let start = range.start + written.len() - written.trim_start_matches(is_space).len();
        let end = start + self.text.text[start..range.end].trim_end_matches(is_space).len();
        start..end
    }

    pub(super) fn text_node(&self, text: impl Into<String>, range: Range<usize>) -> Node {
        let is_one_line = self.text.is_one_line(&range);
        let place = self.text.place(range);
        // A correction of the marked place would be one of the first line only.
        let length = if is_one_line { place.length } else { 0 };
        Node { value: Value::Text(text.into()), place: Place { length, ..place } }
    }

    /// Reads a value that begins on the line of its field. Braces hold fields of the level below, so that there
    /// are never more levels than the schema has.
    pub(super) fn written(&mut self, field: &'static Field, range: Range<usize>, around: Surroundings) -> Node {
        let first = self.text.text[range.clone()].chars().next();
        match (field.holds, first) {
            (Holds::Values(_) | Holds::References(_) | Holds::Maps(_), Some('[')) => {
                let place = self.text.place(range.clone());
                let Some(items) = self.brackets(range, ']') else { return Node { value: Value::Unread, place } };
                let item = |reader: &mut Self, item| reader.item(field, item, Surroundings::Brackets);
                let items = items.into_iter().map(|range| item(self, range)).collect();
                Node { value: Value::List(items), place }
            }
            (Holds::References(_), Some('{')) => Node { value: Value::Map(Vec::new()), place: self.text.place(range) },
            (Holds::Values(_) | Holds::References(_), _) => self.single_for_list(field, range),
            (Holds::Map(_) | Holds::WordOrMap(..), Some('{')) => self.braces(field, range),
            (Holds::Value(Scalar::Text), _) => self.free_text(range, around),
            (Holds::Value(_) | Holds::Choice(_) | Holds::Reference(_), Some('[')) => {
                // A list of one is that one.
                let place = self.text.place(range.clone());
                match self.brackets(range, ']').as_deref() {
                    None => Node { value: Value::Unread, place },
                    Some([only]) => self.plain(only.clone(), around),
                    Some(several) => {
                        let unread =
                            |item: &Range<usize>| Node { value: Value::Unread, place: self.text.place(item.clone()) };
                        Node { value: Value::List(several.iter().map(unread).collect()), place }
                    }
                }
            }
            _ => self.plain(range, around),
        }
    }

    /// A member of a list.
    fn item(&mut self, field: &'static Field, range: Range<usize>, around: Surroundings) -> Node {
        match field.holds {
            Holds::Maps(_) if self.text.text[range.clone()].starts_with('{') => self.braces(field, range),
            Holds::Value(Scalar::Text) | Holds::Values(Scalar::Text) => self.free_text(range, around),
            _ => self.plain(range, around),
        }
    }

    /// One value where a list is meant: names between commas are a list, anything else is its only member.
    fn single_for_list(&mut self, field: &'static Field, range: Range<usize>) -> Node {
        let written = &self.text.text[range.clone()];
        if is_dash(written) {
            let hyphen = written.chars().next().map_or(0, char::len_utf8);
            let item = self.trimmed(range.start + hyphen..range.end);
            self.advise_list(range.clone(), std::slice::from_ref(&item));
            let item = self.item(field, item, Surroundings::Line);
            return Node { value: Value::List(vec![item]), place: self.text.place(range) };
        }
        let is_names = matches!(field.holds, Holds::References(_) | Holds::Values(Scalar::WebUrl));
        let range = if is_names { self.without_remark(range) } else { range };
        let items = if is_names { self.names(range.clone()) } else { Vec::new() };
        if items.len() < 2 {
            return self.item(field, range, Surroundings::Line);
        }
        self.advise_list(range.clone(), &items);
        let items = items.into_iter().map(|item| self.text_node(&self.text.text[item.clone()], item)).collect();
        Node { value: Value::List(items), place: self.text.place(range) }
    }

    /// Names that stand between commas, semicolons, line breaks or « et ».
    fn names(&self, range: Range<usize>) -> Vec<Range<usize>> {
        let mut names = Vec::new();
        let mut start = range.start;
        let written = &self.text.text[range.clone()];
        let mut push = |from: usize, to: usize| {
            let name = self.trimmed(from..to);
            if !name.is_empty() {
                names.push(name);
            }
        };
        for (at, separator) in written.match_indices([',', ';', '\n', ' ']) {
            let at = range.start + at;
            // « et » is a word of its own; other spaces are inside a name, which has none, so they part too.
            push(start, at);
            start = at + separator.len();
        }
        push(start, range.end);
        names.retain(|name| !matches!(&self.text.text[name.clone()], "et" | "&" | "and"));
        names
    }

    fn advise_list(&mut self, range: Range<usize>, items: &[Range<usize>]) {
        let items: Vec<String> = items.iter().map(|item| quoted_if_needed(&self.text.text[item.clone()])).collect();
        let list = format!("[{}]", items.join(", "));
        self.advise(range, Writing::ListForm { list: list.clone() }, &list);
    }

    /// An advice with the correction that goes with it, when the stretch has one line.
    fn advise(&mut self, range: Range<usize>, kind: impl Into<Kind>, text: &str) {
        let place = self.text.place(range.clone());
        if self.text.is_one_line(&range) {
            self.problems.push_fixed(place, kind, self.text.fix(range, text));
        } else {
            self.problems.push(place, kind);
        }
    }

    pub(super) fn advise_quotes(&mut self, range: Range<usize>, reason: QuoteReason, text: &str) {
        self.advise(range, Writing::NeedsQuotes { reason, text: text.to_owned() }, &quoted(text));
    }

    /// A value that is no free text: a date, a name, an address. What follows « # » is a remark.
    fn plain(&mut self, range: Range<usize>, around: Surroundings) -> Node {
        let range = self.without_remark(range);
        match self.in_quotes(range.clone()) {
            Some(Quoted::Whole(text)) => self.text_node(text, range),
            Some(Quoted::Broken(text)) => {
                self.advise_quotes(range.clone(), QuoteReason::Quotes, &text);
                self.text_node(text, range)
            }
            None => {
                let written = &self.text.text[range.clone()];
                let is_null = around == Surroundings::Line && is_null(written);
                self.text_node(if is_null { "" } else { written }, range)
            }
        }
    }

    fn without_remark(&self, range: Range<usize>) -> Range<usize> {
        let written = &self.text.text[range.clone()];
        let quoted = quotes_end(written).unwrap_or(0);
        let remark = written.match_indices('#').find(|(at, _)| *at > quoted && written[..*at].ends_with([' ', '\t']));
        match remark {
            Some((at, _)) => self.trimmed(range.start..range.start + at),
            None => range,
        }
    }

    /// A text for people: everything in it is part of it, unless it was certainly meant otherwise.
    fn free_text(&mut self, range: Range<usize>, around: Surroundings) -> Node {
        match self.in_quotes(range.clone()) {
            Some(Quoted::Whole(text)) => return self.text_node(text, range),
            Some(Quoted::Broken(text)) => {
                self.advise_quotes(range.clone(), QuoteReason::Quotes, &text);
                return self.text_node(text, range);
            }
            None => {}
        }
        let written = &self.text.text[range.clone()];
        if is_null(written) {
            return self.text_node("", range);
        }
        let range = match remark_in_text(written) {
            Remark::None => range,
            Remark::At(at) => self.trimmed(range.start..range.start + at),
            Remark::Doubtful(at) => {
                let place = self.text.place(range.start + at..range.end);
                let without = written[..at].trim_end_matches(is_space).to_owned();
                let kind = Writing::RemarkOrText { text: written.to_owned(), without };
                self.problems.push(place.clone(), kind);
                return Node { value: Value::Unread, place };
            }
        };
        let written = &self.text.text[range.clone()];
        if let Some(without) = group::without(written) {
            return self.ask_text(range, without);
        }
        let reason = why_quotes(written);
        // Between brackets a comma was seen already, and other signs mean nothing to us.
        if let (Some(reason), Surroundings::Line) = (reason, around) {
            self.advise_quotes(range.clone(), reason, written);
        }
        self.text_node(written, range)
    }

    /// A text that may as well be something else: its writer says which.
    fn ask_text(&mut self, range: Range<usize>, without: &str) -> Node {
        let written = &self.text.text[range.clone()];
        let is_short = written.len() <= LONGEST_CHOICE_BYTES && !written.contains('\n');
        let choices = [quoted(written), quoted_if_needed(without)];
        let count = if without.is_empty() { 1 } else { 2 };
        let choices = choices.into_iter().take(if is_short { count } else { 0 }).collect();
        let place = self.text.place(range);
        let sign = written.chars().next().expect("the text begins with a sign");
        self.problems.push(place.clone(), Writing::TextOrStructure { sign, choices });
        Node { value: Value::Unread, place }
    }

    /// The text between the quotes of a value that begins with one.
    fn in_quotes(&self, range: Range<usize>) -> Option<Quoted> {
        let written = &self.text.text[range];
        // A word processor's quotes round the whole are quotes.
        for (opening, closing) in [('“', '”'), ('‘', '’'), ('„', '“')] {
            let inside = written.strip_prefix(opening).and_then(|rest| rest.strip_suffix(closing));
            if let Some(inside) = inside.filter(|inside| !inside.contains(opening)) {
                return Some(Quoted::Whole(inside.to_owned()));
            }
        }
        let quote = written.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let end = quotes_end(written);
        let is_whole = end.is_some_and(|end| {
            let rest = written[end..].trim_start_matches(is_space);
            rest.is_empty() || (rest.starts_with('#') && rest.len() < written[end..].len())
        });
        if let Some(end) = end.filter(|_| is_whole)
            && let Some(text) = scalar(&written[..end]).filter(|text| !has_escaped_control(&written[..end], text))
        {
            return Some(Quoted::Whole(text));
        }
        let inside = written[1..].strip_suffix(quote);
        Some(match inside {
            // `'Maison de l'innovation'`, `"C:\dossier"`
            Some(inside) => Quoted::Broken(inside.to_owned()),
            // `"Lancement" du forum`
            None if end.is_some() => Quoted::Broken(written.to_owned()),
            // `"Forum`
            None => Quoted::Broken(written[1..].to_owned()),
        })
    }

    /// A text written below its field, after `|` or `>`.
    fn whole_text(&mut self, range: Range<usize>) -> Node {
        let written = &self.text.text[range.clone()];
        // YAML refuses tabs before a text; where they are not refused, they mean nothing.
        let text = scalar(written).or_else(|| scalar(&written.replace('\t', "  ")));
        let lines = || written.split_once('\n').map_or("", |(_, rest)| rest).to_owned();
        self.text_node(text.unwrap_or_else(lines), range)
    }

    /// A value that stands on the lines below its field.
    fn below(&mut self, field: &'static Field, outer: &'static [Field], start: usize, lines: &[Line]) -> Node {
        let text = self.text.text;
        let written: Vec<&Line> = lines.iter().filter(|line| !line.is_empty(text)).collect();
        let (Some(first), Some(last)) = (written.first(), written.last()) else {
            unreachable!("the caller saw a line that is written on")
        };
        let whole = first.content..last.end;
        let place = self.text.place(whole.clone());
        let is_list = matches!(field.holds, Holds::Values(_) | Holds::References(_) | Holds::Maps(_));
        let fields = below(Some(field));
        if is_dash(first.text(text)) || is_list && first.text(text).starts_with('-') {
            let items = self.items(field, lines);
            return match (field.holds, items.as_slice()) {
                (Holds::Value(_) | Holds::Choice(_) | Holds::Reference(_), [only]) => only.clone(),
                _ => Node { value: Value::List(items), place },
            };
        }
        if !fields.is_empty() && key(text, first.content..first.end, fields).is_some() {
            let outer = if matches!(field.holds, Holds::Maps(_)) { &[] } else { outer };
            self.check_is_below(start, &written);
            return Node { value: Value::Map(self.map(lines, fields, outer)), place };
        }
        self.written(field, whole, Surroundings::Line)
    }

    /// Advice on fields that are no further indented than the one they belong to.
    fn check_is_below(&mut self, start: usize, lines: &[&Line]) {
        let line_start = self.text.text[..start].rfind('\n').map_or(0, |at| at + 1);
        let own = self.text.lines(line_start..start).first().map_or(0, |line| line.indent);
        if lines.iter().all(|line| line.indent > own) {
            return;
        }
        let edit = |line: &&Line| {
            let line = self.text.place(line.start..line.start).line;
            Edit { line, column: 1, length: 0, text: "  ".to_owned() }
        };
        let fix = Fix { edits: lines.iter().map(edit).collect() };
        let place = self.text.place(lines[0].content..lines[0].end);
        self.problems.push_fixed(place, Writing::Spacing { mistake: SpacingMistake::Indent }, fix);
    }

    /// The members of a list, each after a hyphen.
    fn items(&mut self, field: &'static Field, lines: &[Line]) -> Vec<Node> {
        let text = self.text.text;
        let is_hyphen = |line: &Line| is_dash(line.text(text)) || line.text(text).starts_with('-');
        let base = lines.iter().filter(|line| !line.is_empty(text) && is_hyphen(line)).map(|line| line.indent).min();
        let mut items = Vec::new();
        let mut at = 0;
        while let Some(line) = lines.get(at) {
            at += 1;
            if line.is_empty(text) {
                continue;
            }
            let belongs = |line: &&Line| line.is_empty(text) || !is_hyphen(line) || Some(line.indent) > base;
            let count = lines[at..].iter().take_while(belongs).count();
            let more = &lines[at..at + count];
            at += count;
            items.push(self.one_item(field, *line, more));
        }
        items
    }

    fn one_item(&mut self, field: &'static Field, line: Line, more: &[Line]) -> Node {
        let text = self.text.text;
        let dash = line.text(text).chars().next().map_or(0, char::len_utf8);
        let rest = line.content + dash..line.end;
        let content = self.trimmed(rest.clone());
        let is_plain =
            &text[line.content..rest.start] == "-" && (content.is_empty() || text[rest.start..].starts_with(' '));
        if !is_plain {
            let fix = self.text.fix(line.content..content.start, "- ");
            let place = self.text.place(line.content..rest.start);
            self.problems.push_fixed(place, Writing::Spacing { mistake: SpacingMistake::Dash }, fix);
        }
        let fields = below(Some(field));
        if !fields.is_empty() && !text[content.clone()].starts_with('{') {
            let place = self.text.place(content.clone());
            let indent = line.indent + text[line.content..content.start].chars().count();
            let first = Line { start: content.start, content: content.start, end: line.end, indent };
            let lines: Vec<Line> = std::iter::once(first).chain(more.iter().copied()).collect();
            if key(text, content.clone(), fields).is_some() || content.is_empty() {
                return Node { value: Value::Map(self.map(&lines, fields, &[])), place };
            }
        }
        let last = more.iter().rev().find(|line| !line.is_empty(text)).map_or(content.end, |last| last.end);
        self.item(field, content.start..last, Surroundings::Line)
    }
}

/// Whether what a field says never goes on below: a date, a name, an address, unless in quotes or brackets.
fn is_on_one_line(field: &Field) -> bool {
    match field.holds {
        Holds::Value(scalar) => scalar != Scalar::Text,
        Holds::Choice(_) | Holds::Reference(_) => true,
        _ => false,
    }
}

/// What stands between quotes.
enum Quoted {
    /// As YAML has it.
    Whole(String),
    /// As it was certainly meant.
    Broken(String),
}

/// Where the quotes that a value begins with end, after the closing one.
fn quotes_end(written: &str) -> Option<usize> {
    let mut chars = written.char_indices();
    let (_, quote) = chars.next().filter(|(_, c)| matches!(c, '"' | '\''))?;
    let mut chars = chars.peekable();
    while let Some((at, c)) = chars.next() {
        if c == '\\' && quote == '"' {
            chars.next();
        } else if c == quote {
            if quote == '\'' && chars.peek().is_some_and(|(_, next)| *next == '\'') {
                chars.next();
            } else {
                return Some(at + 1);
            }
        }
    }
    None
}

/// Whether a text has control characters that its writer did not type: « C:\temp » is no tab.
fn has_escaped_control(written: &str, text: &str) -> bool {
    let typed: BTreeSet<char> = written.chars().filter(|c| c.is_control()).collect();
    text.chars().any(|c| c.is_control() && !typed.contains(&c))
}

/// A text as YAML reads it; `None` when that is an error, or no text.
fn scalar(yaml: &str) -> Option<String> {
    let mut parser = Parser::new_from_str(yaml);
    let mut text = None;
    loop {
        match parser.next_event()?.ok()?.0 {
            Event::Scalar(value, _, 0, None) if text.is_none() => text = Some(value.into_owned()),
            Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd | Event::Nothing => {}
            Event::StreamEnd => return text,
            _ => return None,
        }
    }
}

/// YAML's words for nothing.
fn is_null(written: &str) -> bool {
    matches!(written, "~" | "null" | "Null" | "NULL")
}

/// Whether a line holds nothing but a remark. « #DéClics » begins a text, « # à revoir » a remark.
fn is_remark(written: &str, field: &Field) -> bool {
    let is_own = matches!(field.holds, Holds::Value(Scalar::Text | Scalar::Colour) | Holds::Values(Scalar::Text));
    written.starts_with('#') && !(is_own && written[1..].starts_with(|c: char| !is_space(c)))
}

/// Whether a text ends with a remark.
enum Remark {
    None,
    /// Its `#`.
    At(usize),
    /// It may as well be part of the text.
    Doubtful(usize),
}

fn remark_in_text(written: &str) -> Remark {
    for (at, _) in written.match_indices('#') {
        let before = &written[..at];
        let is_apart = written[at + 1..].chars().next().is_none_or(is_space);
        if is_apart && before.ends_with([' ', '\t']) {
            let is_far = before.ends_with("  ") || before.ends_with('\t');
            return if is_far { Remark::At(at) } else { Remark::Doubtful(at) };
        }
    }
    Remark::None
}

/// What would make YAML refuse a text, or read another.
fn why_quotes(written: &str) -> Option<QuoteReason> {
    let first = written.chars().next()?;
    let second = written[first.len_utf8()..].chars().next();
    if matches!(first, '&' | '*' | '!' | '|' | '>' | '%' | '@' | '`' | '#' | '[' | '{' | ']' | '}' | ',')
        || (matches!(first, '?' | '-' | ':') && second.is_none_or(is_space))
    {
        return Some(QuoteReason::First(first));
    }
    if written.contains(" #") || written.contains("\t#") {
        return Some(QuoteReason::Hash);
    }
    let has_colon = written
        .match_indices(':')
        .any(|(at, _)| written[at + 1..].chars().next().is_none_or(|c| c.is_ascii_whitespace()));
    has_colon.then_some(QuoteReason::Colon)
}
