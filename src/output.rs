//! The sites as they will stand on the disk or be served: path → bytes.

use std::collections::BTreeMap;
use std::sync::Arc;

/// The first line of files that tell a host what to do. Whoever writes such a file by hand takes the line away: the
/// file is then theirs.
pub const MARK_FOR_HOSTS: &str = "# Écrit par escale. Pour écrire ce fichier vous-même, supprimez cette ligne.\n";

/// Files of one or several sites, by path relative to the output folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Output {
    files: BTreeMap<Arc<str>, File>,
}

/// One file to publish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// What it holds.
    pub bytes: Arc<[u8]>,
    /// The source that made this page, when there is one.
    pub source: Option<Arc<str>>,
}

impl Output {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file.
    ///
    /// # Panics
    /// When the path is taken: the model gives every page an address of its own.
    pub fn insert(&mut self, path: impl Into<Arc<str>>, bytes: impl Into<Arc<[u8]>>, source: Option<Arc<str>>) {
        let former = self.files.insert(path.into(), File { bytes: bytes.into(), source });
        assert!(former.is_none(), "two pages were given one address");
    }

    /// Takes in the files of another output; the two never share a path.
    pub fn absorb(&mut self, other: Output) {
        self.files.extend(other.files);
    }

    /// A file's bytes.
    pub fn get(&self, path: &str) -> Option<&File> {
        self.files.get(path)
    }

    /// The path of every file, in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(AsRef::as_ref)
    }

    /// Every file, in the order of the paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &File)> {
        self.files.iter().map(|(path, file)| (&**path, file))
    }

    /// The paths of files that are new, different or gone since `former`, in order.
    pub fn changed_since<'o>(&'o self, former: &'o Output) -> Vec<&'o str> {
        let is_same = |path: &str, file: &File| {
            former.get(path).is_some_and(|own| Arc::ptr_eq(&own.bytes, &file.bytes) || own.bytes == file.bytes)
        };
        let different = self.iter().filter(|(path, file)| !is_same(path, file)).map(|(path, _)| path);
        let gone = former.paths().filter(|path| self.get(path).is_none());
        let mut changed: Vec<&str> = different.chain(gone).collect();
        changed.sort_unstable();
        changed
    }

    /// How many files.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Bytes of all files together.
    pub fn total_bytes(&self) -> usize {
        self.files.values().map(|file| file.bytes.len()).sum()
    }
}
