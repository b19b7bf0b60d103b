//! What staff and developers wrote, as read from the disk: path → bytes, their text, and places in it.

pub mod encoding;
pub mod extent;
pub mod positions;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The project's files by path, with `/` between folders, relative to the project's root.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: BTreeMap<Arc<str>, Arc<[u8]>>,
    refused: BTreeMap<Arc<str>, Refusal>,
    ignored: Vec<String>,
}

/// Why a file that stands in the project was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// A symbolic link: what it leads to may lie outside the project.
    Link,
    /// Neither a file nor a folder (a pipe, a device, a socket).
    NotAFile,
    /// A folder where a file is expected (`escale.yaml/`).
    Folder,
    /// More bytes than a file of its kind may have.
    TooLarge {
        /// The most it may have, in bytes.
        limit_bytes: u64,
    },
    /// The system did not let us read it.
    Unreadable,
    /// Its name is not Unicode text, or holds a control character.
    Name,
    /// Another file has the same name, with its accents written in another way.
    Twin,
    /// A folder within too many others.
    TooDeep,
    /// A region's folder with nothing in it.
    Empty,
}

impl Sources {
    /// No file at all.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file, or replaces it.
    pub fn insert(&mut self, path: impl Into<Arc<str>>, bytes: impl Into<Arc<[u8]>>) {
        self.files.insert(path.into(), bytes.into());
    }

    /// Notes that a file could not be taken in.
    pub fn refuse(&mut self, path: impl Into<Arc<str>>, refusal: Refusal) {
        self.refused.insert(path.into(), refusal);
    }

    /// Notes a file that is passed over on purpose (an editor's backup, a dot file).
    pub fn ignore(&mut self, path: String) {
        self.ignored.push(path);
    }

    /// The bytes of a file.
    pub fn get(&self, path: &str) -> Option<&Arc<[u8]>> {
        self.files.get(path)
    }

    /// The text of a file; `None` when there is none, or none that can be read.
    pub fn text(&self, path: &str) -> Option<Cow<'_, str>> {
        encoding::decode(self.get(path)?).ok().map(|decoded| decoded.text)
    }

    /// Every file below a folder (given with its final `/`), in the order of their paths.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a Arc<str>, &'a Arc<[u8]>)> {
        self.files
            .range::<str, _>((std::ops::Bound::Included(folder), std::ops::Bound::Unbounded))
            .take_while(move |(path, _)| path.starts_with(folder))
    }

    /// Every file, in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&Arc<str>, &Arc<[u8]>)> {
        self.files.iter()
    }

    /// What was not read, and why, in the order of the paths.
    pub fn refused(&self) -> impl Iterator<Item = (&Arc<str>, Refusal)> {
        self.refused.iter().map(|(path, refusal)| (path, *refusal))
    }

    /// What was passed over on purpose.
    pub fn ignored(&self) -> &[String] {
        &self.ignored
    }

    /// Whether a path, or anything below it, was taken in, refused or passed over.
    pub fn tells_of(&self, path: &str) -> bool {
        let below = |name: &str| name.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let names = self.files.keys().chain(self.refused.keys()).map(|name| &**name);
        names.chain(self.ignored.iter().map(String::as_str)).any(below)
    }

    /// Whether the same can be made of both: the same files and refusals, whatever was passed over.
    pub fn says_as_much_as(&self, other: &Self) -> bool {
        self.files == other.files && self.refused == other.refused
    }
}

/// A stretch of one line of a source file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file's path in the project.
    pub file: Arc<str>,
    /// From 1; 0 means the file as a whole.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// In characters; 0 marks nothing.
    pub length: u32,
}

impl Place {
    /// The file as a whole.
    pub fn file(file: &Arc<str>) -> Self {
        Self { file: Arc::clone(file), line: 0, column: 0, length: 0 }
    }

    /// A whole line, nothing marked in it.
    pub fn line(file: &Arc<str>, line: u32) -> Self {
        Self { file: Arc::clone(file), line, column: 1, length: 0 }
    }
}
