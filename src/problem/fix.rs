//! Applies certain corrections to a text, and tells what they make of its lines.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Edit, Fix, Problems};
use crate::sources::Sources;
use crate::sources::encoding;
use crate::sources::positions::Positions;

/// A text with `\n` line ends, taken apart once.
#[derive(Debug, Clone)]
pub struct Lines<'t> {
    text: Cow<'t, str>,
    positions: Positions,
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

/// The files that certain corrections change, as they are with them, and how many corrections each has.
pub fn corrected_files(sources: &Sources, problems: &Problems) -> BTreeMap<Arc<str>, (Vec<u8>, usize)> {
    let mut files: BTreeMap<Arc<str>, (Vec<Edit>, usize)> = BTreeMap::new();
    for problem in problems.iter() {
        if let Some(fix) = &problem.fix {
            let (edits, count) = files.entry(Arc::clone(&problem.place.file)).or_default();
            edits.extend(fix.edits.iter().cloned());
            *count += 1;
        }
    }
    let corrected = files.into_iter().filter_map(|(file, (edits, count))| {
        let former = sources.get(&file)?;
        let later = apply_to_file(former, &edits).filter(|later| **later != **former)?;
        Some((file, (later, count)))
    });
    corrected.collect()
}

/// A file with the edits in it, which come in any order: of two that overlap the first in the text counts, and
/// one that lies outside its line is passed over. In UTF-8, every other line as it was, with the line breaks it had. `None` when
/// there is no telling what the file says.
pub fn apply_to_file(bytes: &[u8], edits: &[Edit]) -> Option<Vec<u8>> {
    let (text, _) = encoding::as_saved(bytes).ok()?;
    let body = text.strip_prefix(encoding::BYTE_ORDER_MARK).unwrap_or(&text);
    let mut out = text[..text.len() - body.len()].to_owned();
    let mut edits = by_line(edits);
    let breaks = saved_lines(body);
    let usual_break = breaks.iter().map(|(_, end)| *end).find(|end| !end.is_empty()).unwrap_or("\n");
    for (number, (line, end)) in (1..).zip(breaks) {
        let Some(own) = edits.remove(&number) else {
            out.push_str(line);
            out.push_str(end);
            continue;
        };
        let known = encoding::normalised(Cow::Borrowed(line)).into_owned() + if end.is_empty() { "" } else { "\n" };
        let break_of_line = if end.is_empty() { usual_break } else { end };
        out.push_str(&corrected(&known, &own).replace('\n', break_of_line));
    }
    Some(out.into_bytes())
}

/// Lines and their breaks, as they were saved: `\n`, `\r\n` or `\r`. After a last break comes an empty line.
fn saved_lines(text: &str) -> Vec<(&str, &str)> {
    let mut lines = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['\r', '\n']) {
        let length = if rest[at..].starts_with("\r\n") { 2 } else { 1 };
        lines.push((&rest[..at], &rest[at..at + length]));
        rest = &rest[at + length..];
    }
    lines.push((rest, ""));
    lines
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
        let positions = Positions::new(&text);
        Self { text, positions }
    }

    /// A line, from 1, without its break. After a last break there is one more line, an empty one.
    pub fn get(&self, line: u32) -> Option<&str> {
        let line = &self.text[self.range(line)?];
        Some(line.strip_suffix('\n').unwrap_or(line))
    }

    /// A line with its break, in bytes.
    fn range(&self, line: u32) -> Option<std::ops::Range<usize>> {
        self.positions.range(line.checked_sub(1)? as usize)
    }

    /// What stands on a line, from 1, after its first `characters`, without its break.
    pub fn after(&self, line: u32, characters: usize) -> Option<&str> {
        let content = self.get(line)?;
        let index = line.checked_sub(1)? as usize;
        let (start, at) = (self.positions.start(index)?, self.positions.offset(&self.text, index, characters)?);
        content.get(at - start..).or(Some(""))
    }
}
