//! A Markdown text with the place of each part of it in its file.

use std::sync::Arc;

use crate::sources::Place;
use crate::sources::positions::Positions;

/// A text that begins somewhere in its file.
pub struct Text<'t> {
    /// The file.
    pub file: &'t Arc<str>,
    /// What is written below the header.
    pub source: &'t str,
    first_line: u32,
    positions: Positions,
}

impl<'t> Text<'t> {
    /// A text that begins on line `first_line` of the file.
    pub fn new(file: &'t Arc<str>, source: &'t str, first_line: u32) -> Self {
        Self { file, source, first_line, positions: Positions::new(source) }
    }

    /// Whether a line begins at an offset.
    pub fn is_line_start(&self, offset: usize) -> bool {
        self.positions.is_start(offset)
    }

    /// `length` characters from an offset on.
    pub fn place(&self, offset: usize, length: usize) -> Place {
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Place {
            file: Arc::clone(self.file),
            line: self.first_line.saturating_add(small(self.positions.line(offset))),
            column: small(self.positions.column(self.source, offset) + 1),
            length: small(length),
        }
    }
}
