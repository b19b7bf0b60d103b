//! A file's text, its lines, and the keys at their beginnings.

use std::ops::Range;
use std::sync::Arc;

use super::super::suggest::nearest;
use crate::french::slug::slug;
use crate::problem::{Edit, Fix};
use crate::schema::Field;
use crate::sources::Place;
use crate::sources::positions::Positions;

/// The longest name of a field that is looked for, in bytes.
const LONGEST_NAME: usize = 60;
/// How wide a tab stands, in spaces.
const TAB_WIDTH: usize = 2;

/// The text of a file that knows its lines.
pub struct FileText<'t> {
    /// The file.
    pub file: &'t Arc<str>,
    /// Its text, with line breaks written `\n`.
    pub text: &'t str,
    positions: Positions,
}

impl<'t> FileText<'t> {
    /// Finds the lines of a text.
    pub fn new(file: &'t Arc<str>, text: &'t str) -> Self {
        Self { file, text, positions: Positions::new(text) }
    }

    /// The place of a stretch; of its first line when it has several.
    pub fn place(&self, range: Range<usize>) -> Place {
        let (line, column) = self.position(range.start);
        let first = self.text[range].lines().next().unwrap_or_default();
        Place { file: Arc::clone(self.file), line, column, length: small(first.chars().count()) }
    }

    fn position(&self, offset: usize) -> (u32, u32) {
        (small(self.positions.line(offset) + 1), small(self.positions.column(self.text, offset) + 1))
    }

    /// Whether a stretch lies on one line.
    pub fn is_one_line(&self, range: &Range<usize>) -> bool {
        !self.text[range.clone()].contains('\n')
    }

    /// The correction that writes `text` in place of a stretch of one line.
    pub fn fix(&self, range: Range<usize>, text: impl Into<String>) -> Fix {
        let Place { line, column, length, .. } = self.place(range);
        Fix { edits: vec![Edit { line, column, length, text: text.into() }] }
    }

    /// The lines that a stretch is made of.
    pub fn lines(&self, range: Range<usize>) -> Vec<Line> {
        if range.is_empty() {
            return Vec::new();
        }
        let first = self.positions.line(range.start);
        let last = self.positions.line(range.end - 1);
        let text_of = |line: usize| {
            let start = self.positions.start(line)?.max(range.start);
            let end = self.positions.start(line + 1).map_or(self.text.len(), |next| next - 1);
            Some(Line::new(self.text, start, end.min(range.end)))
        };
        (first..=last).filter_map(text_of).collect()
    }
}

/// As places count.
pub fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// One line, or the rest of one after the hyphen of a list.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    /// Where its indentation begins, in bytes.
    pub start: usize,
    /// Where its content begins.
    pub content: usize,
    /// Where it ends, without its line break.
    pub end: usize,
    /// How far its content is indented, in spaces.
    pub indent: usize,
}

impl Line {
    fn new(text: &str, start: usize, end: usize) -> Self {
        let line = &text[start..end];
        let content = start + line.len() - line.trim_start_matches(is_space).len();
        let indent = text[start..content].chars().map(|c| if c == '\t' { TAB_WIDTH } else { 1 }).sum();
        Self { start, content, end: start + line.trim_end_matches(is_space).len(), indent }.at_least_its_content()
    }

    fn at_least_its_content(self) -> Self {
        Self { end: self.end.max(self.content), ..self }
    }

    /// The line without its ends' white space.
    pub fn text(self, text: &str) -> &str {
        &text[self.content..self.end]
    }

    /// Whether nothing stands on it, but perhaps a remark from one writer to another.
    pub fn is_empty(self, text: &str) -> bool {
        self.content == self.end || text[self.content..].starts_with('#')
    }
}

/// Spaces of any width: the keyboards of Macs and word processors write no-break ones.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}')
}

/// What stands before the colon of a line.
pub struct Key {
    /// The name, without quotes.
    pub name: Range<usize>,
    /// The field that the name certainly means.
    pub field: Option<&'static Field>,
    /// After the colon.
    pub value: usize,
    /// How the colon is set.
    pub spacing: Spacing,
}

/// What follows a colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spacing {
    /// A space, or the end of the line.
    Fine,
    /// Nothing.
    Missing,
    /// A no-break space, here or before the colon; or a wide colon.
    NoBreak,
}

/// The name of a field as it would be written: « Date fin » → `date_fin`.
pub fn folded(name: &str) -> String {
    slug(name).replace('-', "_")
}

/// The field of this name, whatever its case, accents and hyphens.
pub fn known(fields: &'static [Field], name: &str) -> Option<&'static Field> {
    fields.iter().find(|field| field.name == name).or_else(|| {
        let name = folded(name);
        fields.iter().find(|field| field.name == name)
    })
}

/// The key at the beginning of a stretch; `None` when there is none for sure.
pub fn key(text: &str, range: Range<usize>, fields: &'static [Field]) -> Option<Key> {
    let written = &text[range.clone()];
    let (name, after) = match written.chars().next()? {
        quote @ ('"' | '\'') => {
            let length = written[1..].find(quote)?;
            (1..1 + length, length + 2)
        }
        first if first.is_alphabetic() || first == '_' => {
            let colon = written.find([':', '：'])?;
            let length = written[..colon].trim_end_matches(is_space).len();
            (0..length, length)
        }
        _ => return None,
    };
    let gap = written[after..].find([':', '：']).map(|at| &written[after..after + at])?;
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ' | '.' | '’' | '\'' | '(' | ')' | '/');
    let shown = &written[name.clone()];
    if !gap.chars().all(is_space) || shown.len() > LONGEST_NAME || !shown.chars().all(is_name) {
        return None;
    }
    let colon = &written[after + gap.len()..];
    let width = colon.chars().next().map_or(1, char::len_utf8);
    let is_plain_space = |c: char| matches!(c, ' ' | '\t' | '\n');
    let spacing = match colon[width..].chars().next() {
        _ if width > 1 || !gap.chars().all(is_plain_space) => Spacing::NoBreak,
        None => Spacing::Fine,
        Some(c) if is_plain_space(c) => Spacing::Fine,
        Some(c) if is_space(c) => Spacing::NoBreak,
        Some(_) => Spacing::Missing,
    };
    let field = known(fields, shown);
    if spacing == Spacing::Missing && field.is_none() {
        // « titel:Forum » is a field misspelt, « https://… » and « 14:30 » are none.
        let is_address = colon[width..].starts_with("//");
        if is_address || nearest(shown, fields.iter().map(|field| field.name)).is_none() {
            return None;
        }
    }
    let start = range.start;
    Some(Key { name: start + name.start..start + name.end, field, value: start + after + gap.len() + width, spacing })
}
