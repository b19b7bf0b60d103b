//! What the system tells of a project's folders, and which of them it is asked about.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use notify::event::{AccessKind, AccessMode, ModifyKind};
use notify::{ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::Why;
use crate::sources::extent::{DEEPEST, FOLDERS, LEDGER, is_leftover, reaches};

/// Whether the system is asked about each folder, or about a folder with all that is below it. Where the
/// library does the former by itself (Linux), it stops at the first folder that it may not read.
const IS_EACH_FOLDER: bool = cfg!(any(target_os = "linux", target_os = "android"));
/// Whether the system tells when a file that was written to is closed.
const TELLS_THE_END: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// Something happened to a path, relative to the project's folder.
pub enum Notice {
    /// It was made, or is whole after having been written to.
    Touched(PathBuf),
    /// It is being written to, and will be told again when it is whole.
    Unfinished(PathBuf),
    /// It went from there, or came there: what was watched under this name may be another now.
    Renamed(PathBuf),
    /// There is no telling what happened.
    Incomplete,
}

/// Notices of one project's folder, for as long as it is the same folder.
pub struct Notices {
    base: PathBuf,
    identity: Option<Identity>,
    watcher: RecommendedWatcher,
    watched: BTreeSet<PathBuf>,
    why_incomplete: Option<Why>,
}

impl Notices {
    /// Has every notice of the project in `folder` told.
    pub fn new(folder: &Path, tell: impl Fn(Notice) + Send + 'static) -> Result<Self, Why> {
        let base = fs::canonicalize(folder).map_err(|_| Why::Gone)?;
        let identity = identity(&base);
        let told_from = base.clone();
        let handler = move |event| pass_on(event, &told_from, &tell);
        let watcher = RecommendedWatcher::new(handler, notify::Config::default()).map_err(why)?;
        let mut notices = Self { base, identity, watcher, watched: BTreeSet::new(), why_incomplete: None };
        notices.watch(PathBuf::new(), RecursiveMode::NonRecursive)?;
        notices.complete();
        Ok(notices)
    }

    /// What stands in the way of every notice, if anything does.
    pub fn why_incomplete(&self) -> Option<&Why> {
        self.why_incomplete.as_ref()
    }

    /// Whether they are still those of the folder that is found under this name.
    pub fn are_of(&self, folder: &Path) -> bool {
        fs::canonicalize(folder).is_ok_and(|base| base == self.base && identity(&base) == self.identity)
    }

    /// Watches the folders that came, and no longer counts on those that went.
    pub fn follow(&mut self, touched: &BTreeSet<PathBuf>, renamed: &BTreeSet<PathBuf>) {
        for path in renamed {
            let gone = self.watched.range(path.clone()..).take_while(|folder| folder.starts_with(path));
            for folder in gone.cloned().collect::<Vec<_>>() {
                self.watched.remove(&folder);
            }
        }
        if touched.iter().any(|path| is_folder(&self.base.join(path))) {
            self.complete();
        }
    }

    /// Watches the folders of the project that are not watched yet.
    fn complete(&mut self) {
        let watched = self.watch_all();
        let is_remote = || [""].iter().chain(&FOLDERS).any(|root| is_remote(&self.base.join(root)));
        self.why_incomplete = watched.err().or_else(|| is_remote().then_some(Why::Network));
    }

    fn watch_all(&mut self) -> Result<(), Why> {
        let ledgers = Path::new(LEDGER).parent().expect("the ledger lies in a folder");
        if is_folder(&self.base.join(ledgers)) {
            self.watch(ledgers.to_owned(), RecursiveMode::NonRecursive)?;
        }
        let mut folders: Vec<PathBuf> = FOLDERS.iter().map(PathBuf::from).collect();
        folders.retain(|folder| is_folder(&self.base.join(folder)));
        while let Some(folder) = folders.pop() {
            // Watched first, then listed: what comes in between is told or seen.
            let mode = if IS_EACH_FOLDER { RecursiveMode::NonRecursive } else { RecursiveMode::Recursive };
            self.watch(folder.clone(), mode)?;
            if !IS_EACH_FOLDER || folder.components().count() > DEEPEST {
                continue;
            }
            for entry in fs::read_dir(self.base.join(&folder)).into_iter().flatten().flatten() {
                let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
                if is_folder && !is_leftover(&entry.file_name().to_string_lossy()) {
                    folders.push(folder.join(entry.file_name()));
                }
            }
        }
        Ok(())
    }

    fn watch(&mut self, folder: PathBuf, mode: RecursiveMode) -> Result<(), Why> {
        if self.watched.contains(&folder) {
            return Ok(());
        }
        match self.watcher.watch(&self.base.join(&folder), mode).map_err(why) {
            Ok(()) => {
                self.watched.insert(folder);
                Ok(())
            }
            // A folder in the project that is gone again, or may not be read: that is told by its own folder.
            Err(Why::Gone) if folder != Path::new("") => Ok(()),
            Err(why) => Err(why),
        }
    }
}

fn pass_on(event: notify::Result<Event>, base: &Path, tell: impl Fn(Notice)) {
    let Ok(event) = event else { return tell(Notice::Incomplete) };
    if event.need_rescan() {
        return tell(Notice::Incomplete);
    }
    let is_closed = event.kind == EventKind::Access(AccessKind::Close(AccessMode::Write));
    if event.kind.is_access() && !is_closed {
        return;
    }
    let is_unfinished = TELLS_THE_END && matches!(event.kind, EventKind::Modify(ModifyKind::Data(_)));
    let is_renamed = event.kind.is_remove() || matches!(event.kind, EventKind::Modify(ModifyKind::Name(_)));
    let paths = event.paths.iter().filter_map(|path| path.strip_prefix(base).ok());
    for path in paths.filter(|path| reaches(path)).map(Path::to_owned) {
        tell(match (is_renamed, is_unfinished) {
            (true, _) => Notice::Renamed(path),
            (_, true) => Notice::Unfinished(path),
            _ => Notice::Touched(path),
        });
    }
}

fn why(error: notify::Error) -> Why {
    /// Too many open files, by this process or on this machine: what Linux says of too many watchers.
    const LIMITS: [i32; 2] = [24, 23];
    match error.kind {
        ErrorKind::MaxFilesWatch => Why::Limit,
        ErrorKind::PathNotFound => Why::Gone,
        ErrorKind::Io(error)
            if matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::PermissionDenied) =>
        {
            Why::Gone
        }
        ErrorKind::Io(error) if cfg!(unix) && error.raw_os_error().is_some_and(|code| LIMITS.contains(&code)) => {
            Why::Limit
        }
        ErrorKind::Io(error) => Why::Refused(error.to_string()),
        kind => Why::Refused(notify::Error::new(kind).to_string()),
    }
}

fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir())
}

/// What tells a folder from another that has taken its name.
type Identity = (u64, u64);

#[cfg(unix)]
fn identity(folder: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(folder).ok().map(|metadata| (metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn identity(folder: &Path) -> Option<Identity> {
    folder.is_dir().then_some((0, 0))
}

/// Whether a folder lies where others may change it without this system knowing.
#[cfg(target_os = "linux")]
fn is_remote(folder: &Path) -> bool {
    /// Numbers of file systems, from `statfs(2)` and `linux/magic.h`.
    const REMOTE: [i128; 12] = [
        0x6969,      // NFS
        0x517b,      // SMB
        0xff53_4d42, // CIFS
        0xfe53_4d42, // SMB 2
        0x0102_1997, // 9P: WSL, virtual machines
        0x6573_5546, // FUSE: sshfs, virtiofs, Docker Desktop
        0x5346_414f, // AFS
        0x00c3_6400, // Ceph
        0x786f_4256, // VirtualBox
        0xbacb_acbc, // VMware
        0x7c7c_6673, // Parallels
        0x0bd0_0bd0, // Lustre
    ];
    // Its sign and length differ from one machine to the next.
    rustix::fs::statfs(folder).is_ok_and(|it| REMOTE.contains(&(i128::from(it.f_type) & 0xffff_ffff)))
}

#[cfg(not(target_os = "linux"))]
fn is_remote(_folder: &Path) -> bool {
    false
}
