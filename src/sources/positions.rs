//! Lines and columns of a text, found in the same short time however long its lines are.

/// Bytes between two counts of characters.
const STEP: usize = 512;

/// Where the lines of a text begin, and how many characters stand before any byte of it. Lines and columns are
/// counted from 0.
#[derive(Debug, Clone)]
pub struct Positions {
    starts: Vec<usize>,
    /// How many characters begin before each `STEP`th byte.
    counts: Vec<usize>,
    length: usize,
}

impl Positions {
    /// Counts the lines and characters of a text.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let starts = std::iter::once(0).chain(memchr::memchr_iter(b'\n', bytes).map(|at| at + 1)).collect();
        let mut counts = vec![0];
        let mut count = 0;
        for chunk in bytes.chunks_exact(STEP) {
            count += characters(chunk);
            counts.push(count);
        }
        Self { starts, counts, length: bytes.len() }
    }

    /// The line that a byte stands on.
    pub fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset) - 1
    }

    /// Where a line begins, in bytes.
    pub fn start(&self, line: usize) -> Option<usize> {
        self.starts.get(line).copied()
    }

    /// A line with its break, in bytes.
    pub fn range(&self, line: usize) -> Option<std::ops::Range<usize>> {
        let end = self.starts.get(line + 1).copied().unwrap_or(self.length);
        Some(self.start(line)?..end)
    }

    /// Whether a line begins at a byte.
    pub fn is_start(&self, offset: usize) -> bool {
        self.starts.binary_search(&offset).is_ok()
    }

    /// How many characters stand on the line before a byte of `text`, which is the text that was counted.
    pub fn column(&self, text: &str, offset: usize) -> usize {
        let start = self.starts[self.line(offset)];
        if offset - start <= STEP {
            return characters(&text.as_bytes()[start..offset]);
        }
        self.before(text, offset) - self.before(text, start)
    }

    /// The byte of `text`, which is the text that was counted, at which a character of a line begins; the end of
    /// the text when it has fewer.
    pub fn offset(&self, text: &str, line: usize, column: usize) -> Option<usize> {
        let wanted = self.before(text, self.start(line)?) + column;
        let step = self.counts.partition_point(|count| *count <= wanted) - 1;
        let mut left = wanted - self.counts[step];
        let rest = &text.as_bytes()[step * STEP..];
        let found = rest.iter().position(|byte| {
            let is_here = is_first(*byte) && left == 0;
            left = left.saturating_sub(usize::from(is_first(*byte)));
            is_here
        });
        Some(found.map_or(text.len(), |at| step * STEP + at))
    }

    fn before(&self, text: &str, offset: usize) -> usize {
        let step = offset / STEP;
        self.counts[step] + characters(&text.as_bytes()[step * STEP..offset])
    }
}

/// How many characters begin among these bytes of UTF-8.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| is_first(**byte)).count()
}

fn is_first(byte: u8) -> bool {
    !(0x80..0xc0).contains(&byte)
}
