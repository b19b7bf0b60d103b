//! Reads a project from the disk: the one hand at the beginning of the way.
//!
//! Only what lies inside the project, only regular files, only so many bytes; what is not taken in is
//! noted, never silently dropped.

use std::collections::{BTreeSet, HashMap};
use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;
use walkdir::WalkDir;

use crate::sources::extent::{DEEPEST, LEDGER, REGIONS, SETTINGS, Touched, is_passed_over, roots};
use crate::sources::{Refusal, Sources};

/// Largest Markdown, YAML or template file.
const TEXT_LIMIT_BYTES: u64 = 1 << 20;
/// Largest picture, or other file of a theme.
const PICTURE_LIMIT_BYTES: u64 = 40 << 20;
/// The ledger of published addresses.
const LEDGER_LIMIT_BYTES: u64 = 8 << 20;
/// Files in one project.
const MOST_FILES: usize = 100_000;
/// From this age on, a change that follows shows in a file's stamp: two seconds is the coarsest time that a
/// file system keeps (FAT).
const SETTLED_AFTER: Duration = Duration::from_secs(2);

/// Reads the project in `folder`.
///
/// # Errors
/// When the folder itself cannot be read, or holds more than 100,000 files.
pub fn read(folder: &Path) -> io::Result<Sources> {
    Reader::new(folder).map(|reader| reader.sources)
}

/// Reads a project again and again: what [`read`] answers, at the cost of what has changed.
pub struct Reader {
    folder: PathBuf,
    sources: Sources,
    /// The files of `sources`, by where they are.
    known: HashMap<PathBuf, Known>,
}

/// A file that was read.
struct Known {
    name: Arc<str>,
    /// `None`: so young when it was read that another change need not show in it.
    stamp: Option<Stamp>,
}

/// A file that there is.
struct Found {
    name: Arc<str>,
    path: PathBuf,
}

type Content = (Arc<[u8]>, Option<Stamp>);

impl Reader {
    /// Reads the project in `folder`.
    ///
    /// # Errors
    /// Those of [`read`].
    pub fn new(folder: &Path) -> io::Result<Self> {
        let mut reader = Self { folder: folder.to_owned(), sources: Sources::new(), known: HashMap::new() };
        reader.sources = reader.everything()?;
        Ok(reader)
    }

    /// The project as it was when it could last be read.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Reads what was touched; answers whether something else can be made of the project now. Bytes that are
    /// the same stay the same `Arc`.
    ///
    /// # Errors
    /// Those of [`read`]. The next refresh reads everything.
    pub fn refresh(&mut self, touched: &Touched) -> io::Result<bool> {
        if let Touched::Files(paths) = touched
            && let Some(read) = self.known_files(paths)
        {
            return Ok(self.replace(read));
        }
        let sources = self.everything()?;
        let is_different = !sources.says_as_much_as(&self.sources);
        self.sources = sources;
        Ok(is_different)
    }

    /// What the touched paths hold when all of them are files that were read and can be again; `None` when
    /// anything else may have become of them.
    fn known_files(&self, paths: &BTreeSet<PathBuf>) -> Option<Vec<(Found, Content)>> {
        // Leads nowhere else than when the folders were walked.
        let is_inside = |path: &Path| {
            let folders = path.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
            folders
                .map(|folder| fs::symlink_metadata(self.folder.join(folder)))
                .all(|is| is.is_ok_and(|it| it.is_dir()))
        };
        let read = |path: &PathBuf| {
            let path = is_inside(path).then(|| self.folder.join(path))?;
            let name = Arc::clone(&self.known.get(&path)?.name);
            let content = content(&name, &path, self.sources.get(&name)).ok()?;
            Some((Found { name, path }, content))
        };
        if self.known.is_empty() {
            return None;
        }
        paths.par_iter().filter(|path| !self.is_nothing(path)).map(read).collect()
    }

    /// Whether nothing is there and nothing was: an editor tried whether it may write.
    fn is_nothing(&self, path: &Path) -> bool {
        let path = self.folder.join(path);
        is_gone(&path) && !self.sources.tells_of(&shown(&self.folder, &path))
    }

    /// Takes in other bytes of known files; answers whether they are other ones.
    fn replace(&mut self, read: Vec<(Found, Content)>) -> bool {
        let mut is_different = false;
        for (Found { name, path }, (bytes, stamp)) in read {
            let is_same = self.sources.get(&name).is_some_and(|former| Arc::ptr_eq(former, &bytes));
            is_different |= !is_same;
            self.sources.insert(Arc::clone(&name), bytes);
            self.known.insert(path, Known { name, stamp });
        }
        is_different
    }

    /// Walks the whole project, and reads the files that do not bear the stamp of when they were read.
    fn everything(&mut self) -> io::Result<Sources> {
        let known = std::mem::take(&mut self.known);
        fs::read_dir(&self.folder)?;
        let mut sources = Sources::new();
        let mut files = Vec::new();
        for root in roots() {
            // A folder that is a link could lead anywhere.
            let parent = Path::new(root).parent().filter(|parent| !parent.as_os_str().is_empty());
            if parent.is_some_and(|parent| self.folder.join(parent).is_symlink()) {
                sources.refuse(root, Refusal::Link);
                continue;
            }
            collect(&self.folder, root, &mut sources, &mut files)?;
        }
        let has = |path: &Path, stamp| fs::symlink_metadata(path).is_ok_and(|it| Stamp::of(&it) == Some(stamp));
        let read = |Found { name, path }: Found| {
            let former = self.sources.get(&name);
            let content = match (known.get(&path).and_then(|known| known.stamp), former) {
                (Some(stamp), Some(bytes)) if has(&path, stamp) => Ok((Arc::clone(bytes), Some(stamp))),
                _ => content(&name, &path, former),
            };
            (Found { name, path }, content)
        };
        let read: Vec<_> = files.into_par_iter().map(read).collect();
        self.known.reserve(read.len());
        for (Found { name, path }, content) in read {
            match content {
                Ok(_) if sources.get(&name).is_some() => sources.refuse(name, Refusal::Twin),
                Ok((bytes, stamp)) => {
                    sources.insert(Arc::clone(&name), bytes);
                    self.known.insert(path, Known { name, stamp });
                }
                Err(_) if is_gone(&path) => {}
                Err(refusal) => sources.refuse(name, refusal),
            }
        }
        Ok(sources)
    }
}

fn is_gone(path: &Path) -> bool {
    fs::symlink_metadata(path).is_err_and(|error| is_absent(&error))
}

fn is_absent(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::NotFound
}

fn collect(folder: &Path, root: &str, sources: &mut Sources, files: &mut Vec<Found>) -> io::Result<()> {
    let walk = WalkDir::new(folder.join(root)).follow_root_links(false).sort_by_file_name().max_depth(DEEPEST);
    let mut walk = walk.into_iter();
    let mut regions = Vec::new();
    while let Some(entry) = walk.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) if error.io_error().is_some_and(is_absent) => continue,
            Err(error) => {
                let path = error.path().unwrap_or(folder);
                sources.refuse(shown(folder, path), Refusal::Unreadable);
                continue;
            }
        };
        let kind = entry.file_type();
        let is_hidden = entry.depth() > 0 && is_passed_over(root, &entry.file_name().to_string_lossy());
        if is_hidden {
            if kind.is_dir() {
                walk.skip_current_dir();
            }
            sources.ignore(shown(folder, entry.path()));
            continue;
        }
        if kind.is_dir() {
            if matches!(root, SETTINGS | LEDGER) {
                sources.refuse(root, Refusal::Folder);
                return Ok(());
            }
            if let Some(name) = expected_file(folder, entry.path()) {
                sources.refuse(name, Refusal::Folder);
                walk.skip_current_dir();
            } else if entry.depth() == DEEPEST {
                sources.refuse(shown(folder, entry.path()), Refusal::TooDeep);
            } else if root == REGIONS && entry.depth() == 1 {
                regions.push(shown(folder, entry.path()));
            }
            continue;
        }
        let Some(name) = name_of(folder, entry.path()) else {
            sources.refuse(shown(folder, entry.path()), Refusal::Name);
            continue;
        };
        if kind.is_symlink() {
            sources.refuse(name, Refusal::Link);
        } else if !kind.is_file() {
            sources.refuse(name, Refusal::NotAFile);
        } else {
            files.push(Found { name: name.into(), path: entry.into_path() });
        }
        if files.len() > MOST_FILES {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("more than {MOST_FILES} files")));
        }
    }
    for region in regions {
        let is_inside = |path: &str| path.strip_prefix(&region).is_some_and(|rest| rest.starts_with('/'));
        if !files.iter().any(|file| is_inside(&file.name)) && !sources.refused().any(|(name, _)| is_inside(name)) {
            sources.refuse(region, Refusal::Empty);
        }
    }
    Ok(())
}

/// A folder whose name is that of a file: `x.md/`, `region.yaml/`.
fn expected_file(folder: &Path, path: &Path) -> Option<String> {
    let extension = path.extension()?.to_str()?;
    if matches!(extension, "md" | "yaml" | "html") { name_of(folder, path) } else { None }
}

/// The path as the project names it: `/` between folders, composed accents; `None` when it is not text.
fn name_of(folder: &Path, path: &Path) -> Option<String> {
    let mut segments = Vec::new();
    for component in path.strip_prefix(folder).ok()?.components() {
        let segment: String = component.as_os_str().to_str()?.nfc().collect();
        if segment.chars().any(char::is_control) {
            return None;
        }
        segments.push(segment);
    }
    Some(segments.join("/"))
}

/// The path as a person can be told it, whatever its bytes.
fn shown(folder: &Path, path: &Path) -> String {
    let lossy = || path.strip_prefix(folder).unwrap_or(path).to_string_lossy().replace(char::is_control, "\u{fffd}");
    name_of(folder, path).unwrap_or_else(lossy)
}

/// A file's bytes, never more than its kind may have, even when it grows while being read, and the stamp they
/// bear once it tells later changes; the former bytes when they are the same.
fn content(name: &str, path: &Path, former: Option<&Arc<[u8]>>) -> Result<Content, Refusal> {
    let is_text = [".md", ".yaml", ".yml", ".html"].iter().any(|suffix| name.ends_with(suffix));
    let limit_bytes = match name {
        LEDGER => LEDGER_LIMIT_BYTES,
        _ if is_text => TEXT_LIMIT_BYTES,
        _ => PICTURE_LIMIT_BYTES,
    };
    let file = open(path)?;
    let metadata = file.metadata().map_err(|_| Refusal::Unreadable)?;
    if !metadata.is_file() {
        return Err(Refusal::NotAFile);
    }
    if metadata.len() > limit_bytes {
        return Err(Refusal::TooLarge { limit_bytes });
    }
    let stamp = Stamp::of(&metadata).filter(Stamp::is_settled);
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0));
    file.take(limit_bytes + 1).read_to_end(&mut bytes).map_err(|_| Refusal::Unreadable)?;
    if bytes.len() as u64 > limit_bytes {
        return Err(Refusal::TooLarge { limit_bytes });
    }
    let bytes = former.filter(|former| ***former == *bytes).map_or_else(|| bytes.into(), Arc::clone);
    Ok((bytes, stamp))
}

/// What differs when a file has been written to, or another has taken its place.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Stamp {
    /// Its device and its number there, where the system tells them.
    file: (u64, u64),
    length_bytes: u64,
    modified: SystemTime,
    /// When the system last changed it: unlike `modified`, no program can set that, where the system tells it.
    changed: SystemTime,
}

impl Stamp {
    #[cfg(unix)]
    fn of(metadata: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        let seconds = u64::try_from(metadata.ctime()).ok()?;
        let changed = Duration::new(seconds, u32::try_from(metadata.ctime_nsec()).ok()?);
        Some(Self {
            file: (metadata.dev(), metadata.ino()),
            length_bytes: metadata.len(),
            modified: metadata.modified().ok()?,
            changed: SystemTime::UNIX_EPOCH.checked_add(changed)?,
        })
    }

    #[cfg(not(unix))]
    fn of(metadata: &Metadata) -> Option<Self> {
        let modified = metadata.modified().ok()?;
        Some(Self { file: (0, 0), length_bytes: metadata.len(), modified, changed: modified })
    }

    /// Whether any change from now on will make another stamp.
    fn is_settled(&self) -> bool {
        SystemTime::now().duration_since(self.changed).is_ok_and(|age| age > SETTLED_AFTER)
    }
}

/// Opens without following a link and without waiting for a pipe's other end: the file may have been
/// replaced since the folder was listed.
#[cfg(unix)]
fn open(path: &Path) -> Result<File, Refusal> {
    use std::os::unix::fs::OpenOptionsExt;
    let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::CLOEXEC;
    fs::OpenOptions::new()
        .read(true)
        .custom_flags(i32::try_from(flags.bits()).expect("flags of open fit"))
        .open(path)
        .map_err(|_| Refusal::Unreadable)
}

/// Opens a file.
#[cfg(not(unix))]
fn open(path: &Path) -> Result<File, Refusal> {
    File::open(path).map_err(|_| Refusal::Unreadable)
}
