//! Where the header of a Markdown file begins and ends.

use std::ops::Range;

use super::lines::{FileText, Line, is_space, key};
use crate::problem::{Kind, Problems, Writing};
use crate::schema::Field;

/// A Markdown file taken apart.
pub struct Parts {
    /// Between the two lines `---`.
    pub header: Range<usize>,
    /// After them.
    pub body: usize,
}

/// Takes a Markdown file apart at its two lines `---`.
pub fn split(text: &FileText, fields: &'static [Field], problems: &mut Problems) -> Option<Parts> {
    let all = text.text;
    let lines = text.lines(0..all.len());
    let mut written = lines.iter().enumerate().filter(|(_, line)| line.content < line.end);
    let Some((opening, first)) = written.next() else {
        problems.push(text.place(0..0), Writing::EmptyFile);
        return None;
    };
    if !is_fence(text, *first) {
        problems.push(text.place(first.content..first.content), not_opened(text, &lines, fields));
        return None;
    }
    let is_closing = |(_, line): &(usize, &Line)| is_fence(text, **line) || is_end_of_document(text, **line);
    let Some((closing, last)) = lines.iter().enumerate().skip(opening + 1).find(is_closing) else {
        let after_line = last_of_header(text, &lines[opening + 1..], fields).map_or(first.start, |line| line.start);
        let after_line = text.place(after_line..after_line).line;
        problems.push(text.place(first.content..first.content), Kind::HeaderNotClosed { after_line });
        return None;
    };
    for line in [first, last] {
        if &all[line.start..line.end] != "---" {
            let place = text.place(line.content..line.end);
            problems.push_fixed(place, Writing::HeaderMark, text.fix(line.start..line.end, "---"));
        }
    }
    let start = |index: usize| lines.get(index).map_or(all.len(), |line| line.start);
    Some(Parts { header: start(opening + 1)..start(closing).max(start(opening + 1)), body: start(closing + 1) })
}

/// `---`, or what word processors make of it.
fn is_fence(text: &FileText, line: Line) -> bool {
    let written = line.text(text.text);
    let dashes: usize = written
        .chars()
        .map(|c| match c {
            '-' => 1,
            '–' => 2,
            '—' => 3,
            _ => 0,
        })
        .sum();
    dashes >= 3 && written.chars().all(|c| matches!(c, '-' | '–' | '—'))
}

/// `...` ends a document of YAML.
fn is_end_of_document(text: &FileText, line: Line) -> bool {
    &text.text[line.start..line.end] == "..."
}

/// A file that begins otherwise: with its fields, or with a text before them.
fn not_opened(text: &FileText, lines: &[Line], fields: &'static [Field]) -> Kind {
    let is_field = |line: &&Line| key(text.text, line.content..line.end, fields).is_some_and(|key| key.field.is_some());
    let first = lines.iter().find(|line| line.content < line.end);
    if first.is_some_and(|line| is_field(&line)) {
        return Kind::HeaderNotOpened { has_fields: true };
    }
    match lines.iter().find(|line| is_fence(text, **line)) {
        Some(fence)
            if lines.iter().skip_while(|line| line.start <= fence.start).take(3).any(|line| is_field(&line)) =>
        {
            Writing::TextBeforeHeader { line: text.place(fence.start..fence.start).line }.into()
        }
        _ => Kind::HeaderNotOpened { has_fields: false },
    }
}

/// The last line that can be of a header: fields, what is indented below them, and remarks.
fn last_of_header<'l>(text: &FileText, lines: &'l [Line], fields: &'static [Field]) -> Option<&'l Line> {
    let is_header = |line: &Line| {
        let written = line.text(text.text);
        line.indent > 0 || written.starts_with('-') || key(text.text, line.content..line.end, fields).is_some()
    };
    lines.iter().take_while(|line| !line.text(text.text).trim_matches(is_space).is_empty() && is_header(line)).last()
}
