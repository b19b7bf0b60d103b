//! Applies certain corrections to a text, and tells what they make of its lines.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{Edit, Fix};

/// A text with `\n` line ends, taken apart once.
#[derive(Debug, Clone)]
pub struct Lines<'t> {
    text: Cow<'t, str>,
    /// Where each line begins, in bytes; then the end of the text.
    starts: Vec<usize>,
}

/// What a correction makes of a place of its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Correction {
    /// The line becomes this, without its break; several lines when it holds breaks.
    Replace {
        /// From 1.
        line: u32,
        /// What to write.
        text: String,
    },
    /// These lines come before the line, which stays as it is.
    Insert {
        /// From 1.
        line: u32,
        /// What to add, without its last break.
        text: String,
    },
    /// The line goes.
    Delete {
        /// From 1.
        line: u32,
    },
}

/// The text with the edits in it. They come in any order; of two that overlap the first in the text counts,
/// and one that lies outside its line is passed over.
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let lines = Lines::new(text);
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for (line, edits) in by_line(edits) {
        if let Some(range) = lines.range(line) {
            out.push_str(&text[copied..range.start]);
            copied = range.end;
            out.push_str(&corrected(&text[range], &edits));
        }
    }
    out.push_str(&text[copied..]);
    out
}

impl Fix {
    /// What it makes of the lines of its file, in their order.
    pub fn corrections(&self, lines: &Lines) -> Vec<Correction> {
        let mut found = Vec::new();
        // The beginning of a line whose break goes is written with the next one.
        let mut begun = String::new();
        let mut edits = by_line(&self.edits);
        while let Some((line, edits_of_line)) = edits.pop_first() {
            let Some(range) = lines.range(line) else { continue };
            let former = &lines.text[range];
            let later = std::mem::take(&mut begun) + &corrected(former, &edits_of_line);
            let is_joined = former.ends_with('\n') && !later.is_empty() && !later.ends_with('\n');
            if is_joined && lines.range(line + 1).is_some_and(|next| !next.is_empty()) {
                found.push(Correction::Delete { line });
                edits.entry(line + 1).or_default();
                begun = later;
            } else {
                found.extend(correction(line, former, &later));
            }
        }
        found
    }
}

fn correction(line: u32, former: &str, later: &str) -> Option<Correction> {
    let trimmed = |text: &str| text.strip_suffix('\n').unwrap_or(text).to_owned();
    if former == later {
        None
    } else if later.is_empty() {
        Some(Correction::Delete { line })
    } else if let Some(inserted) = later.strip_suffix(former).filter(|inserted| inserted.ends_with('\n')) {
        Some(Correction::Insert { line, text: trimmed(inserted) })
    } else {
        Some(Correction::Replace { line, text: trimmed(later) })
    }
}

fn by_line(edits: &[Edit]) -> BTreeMap<u32, Vec<&Edit>> {
    let mut lines: BTreeMap<u32, Vec<&Edit>> = BTreeMap::new();
    for edit in edits {
        lines.entry(edit.line).or_default().push(edit);
    }
    for edits in lines.values_mut() {
        edits.sort_by_key(|edit| edit.column);
    }
    lines
}

/// One line, with its break if it has one, and the edits of it in their order.
fn corrected(line: &str, edits: &[&Edit]) -> String {
    let content = line.strip_suffix('\n').unwrap_or(line);
    // Where each character begins, in bytes, then where the last one ends: the place of column n is at n - 1.
    let bounds: Vec<usize> = content.char_indices().map(|(at, _)| at).chain([content.len()]).collect();
    let mut out = String::with_capacity(line.len());
    let mut copied = 0;
    for edit in edits {
        let Some(first) = edit.column.checked_sub(1).map(|column| column as usize) else { continue };
        let end = match edit.length {
            u32::MAX => Some(line.len()),
            length => bounds.get(first + length as usize).copied(),
        };
        if let (Some(&start), Some(end)) = (bounds.get(first), end)
            && start >= copied
        {
            out.push_str(&line[copied..start]);
            out.push_str(&edit.text);
            copied = end;
        }
    }
    out.push_str(&line[copied..]);
    out
}

impl<'t> Lines<'t> {
    /// Takes a text apart.
    pub fn new(text: impl Into<Cow<'t, str>>) -> Self {
        let text = text.into();
        let breaks = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
        let mut starts: Vec<usize> = std::iter::once(0).chain(breaks).collect();
        starts.push(text.len());
        Self { text, starts }
    }

    /// A line, from 1, without its break. After a last break there is one more line, an empty one.
    pub fn get(&self, line: u32) -> Option<&str> {
        let line = &self.text[self.range(line)?];
        Some(line.strip_suffix('\n').unwrap_or(line))
    }

    /// A line with its break, in bytes.
    fn range(&self, line: u32) -> Option<std::ops::Range<usize>> {
        let index = line.checked_sub(1)? as usize;
        Some(*self.starts.get(index)?..*self.starts.get(index + 1)?)
    }
}
