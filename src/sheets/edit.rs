//! Puts one piece of a header, or the text below it, into an event's file, and leaves every other line as it is.

use std::sync::Arc;

use escale::parse::{Document, Entry, Value, event_file, quoted_if_needed};
use escale::problem::Edit;
use escale::problem::fix::apply_to_file;
use escale::schema::{Field, FileKind, Holds, Scalar};
use escale::sources::Place;

use super::columns::Path;
use super::events::{Said, entry};

/// To the end of a line, with its break.
const WHOLE_LINE: u32 = u32::MAX;

/// The file with a piece as it is to be; `None` when the file cannot be taken apart.
pub fn with_piece(file: &Arc<str>, bytes: &[u8], path: Path, said: &Said) -> Option<Vec<u8>> {
    let document = event_file(file, bytes)?;
    let Value::Map(entries) = &document.header.value else { return None };
    let closing = document.body_line() - 1;
    let text = escale::sources::encoding::decode(bytes).ok()?.text.into_owned();
    let header = Header { lines: text.lines().collect(), entries, closing };
    let edits = header.edits(path, said)?;
    apply_to_file(bytes, &edits)
}

/// The file with another text below the header.
pub fn with_body(file: &Arc<str>, bytes: &[u8], body: &str) -> Option<Vec<u8>> {
    let document: Document = event_file(file, bytes)?;
    let first = document.body_line();
    let empty = document.body().lines().take_while(|line| line.trim().is_empty()).count();
    let count = document.body().split('\n').count();
    let number = |index: usize| first.saturating_add(u32::try_from(index).unwrap_or(u32::MAX));
    let empty = if empty == count { 0 } else { empty };
    let edits: Vec<Edit> = if document.body().is_empty() {
        let break_of_header = if bytes.ends_with(b"\n") || bytes.ends_with(b"\r") { "" } else { "\n" };
        let (line, column) = if break_of_header.is_empty() { (first, 1) } else { (first, 4) };
        vec![Edit { line, column, length: 0, text: format!("{break_of_header}{body}\n") }]
    } else {
        let edit = |index: usize| {
            let text = if index == empty { format!("{body}\n") } else { String::new() };
            Edit { line: number(index), column: 1, length: WHOLE_LINE, text }
        };
        (empty..count).map(edit).collect()
    };
    apply_to_file(bytes, &edits)
}

/// The header of a new file, in the order in which one writes it, without its marks.
pub fn lines(pieces: &super::events::Pieces) -> Vec<String> {
    let mut lines = Vec::new();
    for field in FileKind::Event.fields() {
        if let Some(said) = pieces.get(field.name) {
            lines.extend(field_lines(field, said));
            continue;
        }
        let below = below(field)
            .iter()
            .filter_map(|below| pieces.get(&format!("{}.{}", field.name, below.name)).map(|said| (below, said)));
        let inside: Vec<String> =
            below.flat_map(|(below, said)| field_lines(below, said)).map(|line| format!("  {line}")).collect();
        if !inside.is_empty() {
            lines.push(format!("{}:", field.name));
            lines.extend(inside);
        }
    }
    lines
}

fn below(field: &Field) -> &'static [Field] {
    match field.holds {
        Holds::Map(below) | Holds::WordOrMap(_, below) => below,
        _ => &[],
    }
}

/// `name: value`, or a list below the name.
fn field_lines(field: &Field, said: &Said) -> Vec<String> {
    let name = field.name;
    match said {
        Said::One(text) => vec![format!("{name}: {}", on_line(field, text))],
        Said::Many(items) if matches!(field.holds, Holds::References(_)) => {
            vec![format!("{name}: {}", brackets(items))]
        }
        Said::Many(items) => {
            let items = items.iter().map(|item| format!("  - {}", quoted_if_needed(item)));
            std::iter::once(format!("{name}:")).chain(items).collect()
        }
    }
}

fn brackets(items: &[String]) -> String {
    format!("[{}]", items.iter().map(|item| quoted_if_needed(item)).collect::<Vec<_>>().join(", "))
}

/// A value with the quotes that it needs between braces; numbers that are numbers have none.
fn in_braces(field: &Field, text: &str) -> String {
    let is_number = matches!(field.holds, Holds::Value(Scalar::Count | Scalar::Phase));
    if is_number && text.bytes().all(|b| b.is_ascii_digit()) { text.to_owned() } else { quoted_if_needed(text) }
}

/// The same on a line of its own, where a comma is one.
fn on_line(field: &Field, text: &str) -> String {
    let bare = text.replace(',', "");
    let is_plain = !bare.is_empty() && !text.starts_with(',') && quoted_if_needed(&bare) == bare;
    // What is a number without its commas is none for a reader of YAML, but looks like one to people.
    let is_number = bare.chars().all(|c| c.is_ascii_digit() || c == '.');
    if is_plain && !is_number { text.to_owned() } else { in_braces(field, text) }
}

/// How far what begins a text goes, in characters: to the end of its quotes or brackets, when nothing but a remark follows.
fn extent(text: &str) -> Option<u32> {
    let opening = text.chars().next().filter(|c| matches!(c, '"' | '\'' | '{' | '['))?;
    let mut quote = None;
    let mut depth = 0_usize;
    let mut former = ' ';
    let mut is_escaped = false;
    for (index, c) in (1_u32..).zip(text.chars()) {
        match quote {
            Some('"') if is_escaped => is_escaped = false,
            Some('"') if c == '\\' => is_escaped = true,
            Some(open) if c == open => quote = None,
            Some(_) => {}
            // Within brackets an apostrophe in a word is no quote; one after another is part of the text.
            None if matches!(c, '"' | '\'') && !former.is_alphanumeric() => quote = Some(c),
            None if matches!(c, '{' | '[') => depth += 1,
            None if matches!(c, '}' | ']') => depth = depth.saturating_sub(1),
            None => {}
        }
        former = c;
        if quote.is_none() && depth == 0 {
            let rest: String = text.chars().skip(index as usize).collect();
            // `'Forum de l''emploi'` goes on.
            if opening == '\'' && rest.starts_with('\'') {
                continue;
            }
            let remark = rest.trim_start();
            let is_remark = remark.is_empty() || remark.starts_with('#') && remark.len() < rest.len();
            return is_remark.then_some(index);
        }
    }
    None
}

/// The lines of a field that is not there yet.
fn whole(path: Path, said: &Said) -> Vec<String> {
    match path.below {
        None => field_lines(path.field, said),
        Some(below) => {
            let inside = field_lines(below, said).into_iter().map(|line| format!("  {line}"));
            std::iter::once(format!("{}:", path.field.name)).chain(inside).collect()
        }
    }
}

struct Header<'h> {
    /// Of the whole file, from 0.
    lines: Vec<&'h str>,
    entries: &'h [Entry],
    /// The line that closes the header.
    closing: u32,
}

impl Header<'_> {
    fn edits(&self, path: Path, said: &Said) -> Option<Vec<Edit>> {
        let Some(found) = entry(self.entries, path.field.name) else {
            let new = whole(path, said);
            return Some(vec![self.insert(self.entries, FileKind::Event.fields(), path.field, 0, self.closing, &new)]);
        };
        let span = self.span(self.entries, found, self.closing);
        let Some(below) = path.below else {
            return Some(self.replace(found, path.field, said, span, 0));
        };
        let Value::Map(inner) = &found.node.value else {
            // A word, or nothing, gives way to what stands below.
            return Some(Self::rewrite(span, &whole(path, said)));
        };
        let place = &found.node.place;
        let is_flow = self.line(place.line).chars().nth(place.column.saturating_sub(1) as usize) == Some('{');
        let own = entry(inner, below.name);
        let length = self.length(place);
        if is_flow && (length == 0 || self.at(place.line, place.column + length - 1) != Some('}')) {
            return Self::anew(found, path, said, span);
        }
        match own {
            Some(own) if is_flow => {
                let Said::One(text) = said else { return None };
                let place = &own.node.place;
                if place.length == 0 {
                    return Self::anew(found, path, said, span);
                }
                Some(vec![Edit {
                    line: place.line,
                    column: place.column,
                    length: self.length(place),
                    text: in_braces(below, text),
                }])
            }
            Some(own) => {
                let indent = own.key_place.column.saturating_sub(1);
                let span = self.span(inner, own, span.1 + 1);
                Some(self.replace(own, below, said, span, indent as usize))
            }
            None if is_flow => {
                let Said::One(text) = said else { return None };
                let comma = if inner.is_empty() { "" } else { ", " };
                let text = format!("{comma}{}: {}", below.name, in_braces(below, text));
                let column = place.column + length - 1;
                Some(vec![Edit { line: place.line, column, length: 0, text }])
            }
            None => {
                let indent = inner.first().map_or(2, |first| first.key_place.column.saturating_sub(1)) as usize;
                let fields = super::edit::below(path.field);
                let new: Vec<String> =
                    field_lines(below, said).into_iter().map(|line| format!("{}{line}", " ".repeat(indent))).collect();
                Some(vec![self.insert(inner, fields, below, found.key_place.line, span.1 + 1, &new)])
            }
        }
    }

    fn line(&self, line: u32) -> &str {
        self.lines.get((line as usize).saturating_sub(1)).copied().unwrap_or_default()
    }

    fn at(&self, line: u32, column: u32) -> Option<char> {
        self.line(line).chars().nth((column as usize).checked_sub(1)?)
    }

    /// How much of a line a value is, in characters, without a remark behind it; 0 when it has several lines.
    fn length(&self, place: &Place) -> u32 {
        let rest: String = self.line(place.line).chars().skip(place.column.saturating_sub(1) as usize).collect();
        if place.length == 0 { 0 } else { extent(&rest).unwrap_or(place.length).min(place.length) }
    }

    /// The first and the last line of an entry among those of its level, of which `end` is the line after the last.
    /// What stands between two fields belongs to neither.
    fn span(&self, level: &[Entry], of: &Entry, end: u32) -> (u32, u32) {
        let first = of.key_place.line;
        let next = level.iter().map(|other| other.key_place.line).filter(|line| *line > first).min().unwrap_or(end);
        let is_between = |line: u32| {
            let text = self.line(line);
            text.trim().is_empty() || text.trim_start().starts_with('#')
        };
        let last = (first..next).rev().find(|line| *line == first || !is_between(*line)).unwrap_or(first);
        (first, last)
    }

    /// What a field says, in its place on the line where that is one, and on lines of its own otherwise.
    fn replace(&self, own: &Entry, field: &Field, said: &Said, span: (u32, u32), indent: usize) -> Vec<Edit> {
        let place = &own.node.place;
        let is_on_line = place.line == own.key_place.line && place.length > 0 && span.0 == span.1;
        let is_flow = self.at(place.line, place.column) == Some('[');
        let text = match (said, &own.node.value) {
            (Said::One(text), Value::Text(_)) => Some(on_line(field, text)),
            (Said::Many(items), Value::List(_)) if is_flow => Some(brackets(items)),
            _ => None,
        };
        match text.filter(|_| is_on_line) {
            Some(text) => vec![Edit { line: place.line, column: place.column, length: self.length(place), text }],
            None => {
                let lines: Vec<String> =
                    field_lines(field, said).into_iter().map(|line| format!("{}{line}", " ".repeat(indent))).collect();
                Self::rewrite(span, &lines)
            }
        }
    }

    /// Other lines in the place of some.
    fn rewrite(span: (u32, u32), lines: &[String]) -> Vec<Edit> {
        let text: String = lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect();
        let edit = |line: u32| {
            let text = if line == span.0 { text.clone() } else { String::new() };
            Edit { line, column: 1, length: WHOLE_LINE, text }
        };
        (span.0..=span.1).map(edit).collect()
    }

    /// A field whose lines cannot be changed one by one, written anew with what it said and says now.
    fn anew(found: &Entry, path: Path, said: &Said, span: (u32, u32)) -> Option<Vec<Edit>> {
        let Value::Map(inner) = &found.node.value else { return None };
        let mut lines = vec![format!("{}:", path.field.name)];
        for field in below(path.field) {
            let is_it = path.below.is_some_and(|below| below.name == field.name);
            let former = entry(inner, field.name).and_then(|own| match &own.node.value {
                Value::Text(text) if !text.is_empty() => Some(Said::One(super::events::one_line(text))),
                _ => None,
            });
            let says = if is_it { Some(said.clone()) } else { former };
            lines.extend(says.into_iter().flat_map(|said| field_lines(field, &said)).map(|line| format!("  {line}")));
        }
        // What is no field of ours would be lost.
        let is_known = inner.iter().all(|own| below(path.field).iter().any(|field| field.name == own.key));
        is_known.then(|| Self::rewrite(span, &lines))
    }

    /// New lines after those of the fields that the schema has before, or after `above` when there are none.
    fn insert(&self, level: &[Entry], fields: &[Field], new: &Field, above: u32, end: u32, lines: &[String]) -> Edit {
        let before = fields.iter().take_while(|field| field.name != new.name);
        let spans = before.filter_map(|field| entry(level, field.name)).map(|own| self.span(level, own, end).1);
        let first = level.iter().map(|own| own.key_place.line).min();
        let line = match (spans.max(), above) {
            (Some(last), _) => last + 1,
            (None, 0) => first.unwrap_or(self.closing),
            (None, above) => above + 1,
        };
        let text: String = lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect();
        Edit { line, column: 1, length: 0, text }
    }
}
