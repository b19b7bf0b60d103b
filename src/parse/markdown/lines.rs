//! A Markdown text with the place of each part of it in its file.

use std::sync::Arc;

use crate::sources::Place;

/// A text that begins somewhere in its file.
pub struct Text<'t> {
    /// The file.
    pub file: &'t Arc<str>,
    /// What is written below the header.
    pub source: &'t str,
    first_line: u32,
    /// The offset of each line.
    pub line_starts: Vec<usize>,
}

impl<'t> Text<'t> {
    /// A text that begins on line `first_line` of the file.
    pub fn new(file: &'t Arc<str>, source: &'t str, first_line: u32) -> Self {
        let line_starts = std::iter::once(0).chain(source.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { file, source, first_line, line_starts }
    }

    /// `length` characters from an offset on.
    pub fn place(&self, offset: usize, length: usize) -> Place {
        let line = self.line_starts.partition_point(|start| *start <= offset) - 1;
        let column = self.source[self.line_starts[line]..offset].chars().count();
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Place {
            file: Arc::clone(self.file),
            line: self.first_line.saturating_add(small(line)),
            column: small(column + 1),
            length: small(length),
        }
    }
}
