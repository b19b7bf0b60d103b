//! The sites as they will stand on the disk or be served: path → bytes.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

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
    pub bytes: Bytes,
    /// The source that made this page, when there is one.
    pub source: Option<Arc<str>>,
}

/// What a file holds, read as any bytes are. Those that take long to make are made when they are first read.
#[derive(Clone)]
pub enum Bytes {
    /// There already.
    Made(Arc<[u8]>),
    /// Made on demand, once.
    Later(Arc<Later>),
}

/// Bytes that are made on demand: always the same, so that it is of no matter when.
pub struct Later {
    /// Names everything that they are made from; none when these bytes are like no others.
    recipe: Option<String>,
    make: Box<Make>,
    made: OnceLock<Option<Arc<[u8]>>>,
}

type Make = dyn Fn() -> Option<Arc<[u8]>> + Send + Sync;

impl Later {
    /// Bytes that `make` answers, whenever it is asked; `recipe` is another one when the bytes may be others.
    pub fn new(recipe: String, make: impl Fn() -> Option<Arc<[u8]>> + Send + Sync + 'static) -> Self {
        Self { recipe: Some(recipe), make: Box::new(make), made: OnceLock::new() }
    }

    /// The same, when nothing names what they are made from: others are the same only once both are made.
    pub fn unnamed(make: impl Fn() -> Option<Arc<[u8]>> + Send + Sync + 'static) -> Self {
        Self { recipe: None, make: Box::new(make), made: OnceLock::new() }
    }

    /// Makes them, unless they are made; `None` when they cannot be.
    pub fn make(&self) -> Option<&Arc<[u8]>> {
        self.made.get_or_init(|| (self.make)()).as_ref()
    }
}

impl Bytes {
    /// Whether two are the same without a look at them; what is not may be equal all the same.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Made(one), Self::Made(other)) => Arc::ptr_eq(one, other),
            (Self::Later(one), Self::Later(other)) => {
                Arc::ptr_eq(one, other) || one.recipe.is_some() && one.recipe == other.recipe
            }
            _ => false,
        }
    }

    /// The bytes, when they are there already.
    pub fn ready(&self) -> Option<&[u8]> {
        match self {
            Self::Made(bytes) => Some(bytes),
            Self::Later(later) => later.made.get()?.as_deref(),
        }
    }

    /// Whether nothing is left to be made.
    pub fn is_made(&self) -> bool {
        match self {
            Self::Made(_) => true,
            Self::Later(later) => later.made.get().is_some(),
        }
    }

    /// Whether the bytes can be had: makes them, when they are not there.
    pub fn can_be_made(&self) -> bool {
        match self {
            Self::Made(_) => true,
            Self::Later(later) => later.make().is_some(),
        }
    }

    /// The bytes, to be held on to.
    pub fn shared(&self) -> Arc<[u8]> {
        match self {
            Self::Made(bytes) => Arc::clone(bytes),
            Self::Later(later) => later.make().map_or_else(|| Arc::from([]), Arc::clone),
        }
    }
}

impl Deref for Bytes {
    type Target = [u8];

    /// Nothing at all for what cannot be made: who publishes sees to it before, by [`Later::make`].
    fn deref(&self) -> &[u8] {
        match self {
            Self::Made(bytes) => bytes,
            Self::Later(later) => later.make().map_or(&[], |bytes| bytes),
        }
    }
}

impl PartialEq for Bytes {
    fn eq(&self, other: &Self) -> bool {
        self.is_same(other) || **self == **other
    }
}

impl Eq for Bytes {}

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Made(bytes) => write!(f, "{bytes:?}"),
            Self::Later(later) => write!(f, "{later:?}"),
        }
    }
}

impl fmt::Debug for Later {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Later({})", self.recipe.as_deref().unwrap_or("…"))
    }
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        self
    }
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
        self.add(path, File { bytes: Bytes::Made(bytes.into()), source });
    }

    /// Adds a file that may be made on demand.
    ///
    /// # Panics
    /// When the path is taken.
    pub fn put(&mut self, path: impl Into<Arc<str>>, bytes: Bytes) {
        self.add(path, File { bytes, source: None });
    }

    /// Takes a file away.
    pub fn remove(&mut self, path: &str) {
        self.files.remove(path);
    }

    /// Adds a file.
    ///
    /// # Panics
    /// When the path is taken.
    pub fn add(&mut self, path: impl Into<Arc<str>>, file: File) {
        let former = self.files.insert(path.into(), file);
        assert!(former.is_none(), "two pages were given one address");
    }

    /// Adds many files at once.
    ///
    /// # Panics
    /// When a path is taken.
    pub fn add_all(&mut self, files: Vec<(Arc<str>, File)>) {
        let count = self.files.len() + files.len();
        // What is sorted makes a map at once, and two maps one.
        self.files.append(&mut files.into_iter().collect());
        assert_eq!(self.files.len(), count, "two pages were given one address");
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

    /// The paths of files that are new, different or gone since `former`, in order. Nothing is made for it: what is made on
    /// demand, and is not there yet, is another file unless it has the same recipe.
    pub fn changed_since<'o>(&'o self, former: &'o Output) -> Vec<&'o str> {
        let are_same = |one: &Bytes, other: &Bytes| {
            one.is_same(other) || one.ready().zip(other.ready()).is_some_and(|(one, other)| one == other)
        };
        let mut before = former.iter().peekable();
        let mut changed = Vec::new();
        for (path, file) in self.iter() {
            // Both are in the order of the paths.
            while let Some((gone, _)) = before.next_if(|(known, _)| *known < path) {
                changed.push(gone);
            }
            let known = before.next_if(|(known, _)| *known == path);
            if known.is_none_or(|(_, known)| !are_same(&known.bytes, &file.bytes)) {
                changed.push(path);
            }
        }
        changed.extend(before.map(|(gone, _)| gone));
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
