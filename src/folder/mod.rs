//! A folder that is opened once: whatever is read, made, moved or removed in it stays in it.
//!
//! A project may come from anywhere, and what comes with it (a repository of git can carry links) may lead to
//! a person's own files. So everything that escale writes goes through a [`Folder`]: it is an open handle, each
//! step takes a single name in it, and no step follows a link. Somebody who puts a link in the way, even
//! between two steps, gets a refusal ([`Error::Link`]) and not a write elsewhere. Only the path that a person
//! names is followed, once, by [`Folder::open`].

mod system;
mod unfinished;
mod way;

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};

use cap_fs_ext::{DirExt, FollowSymlinks, MetadataExt, OpenOptionsFollowExt};
use cap_std::ambient_authority;
use cap_std::fs::{Dir, FileType, OpenOptions};

pub use cap_std::fs::Metadata;
pub use unfinished::Unfinished;
pub use way::Way;

/// Why something in a folder was not read or written.
#[derive(Debug)]
pub enum Error {
    /// This is a link, and links are not followed.
    Link(PathBuf),
    /// This is a file where a folder must be, or anything else than a file where one must be.
    Taken(PathBuf),
    /// The system refused.
    Io {
        /// What could not be read or written.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl Error {
    /// Whether the system's reason is this one.
    pub fn is(&self, kind: io::ErrorKind) -> bool {
        matches!(self, Self::Io { source, .. } if source.kind() == kind)
    }
}

/// The answer of a step in a folder.
pub type Result<T> = std::result::Result<T, Error>;

/// Who may read and write a new file.
#[derive(Debug, Clone, Copy)]
pub enum Rights<'a> {
    /// What the person's umask says.
    Usual,
    /// Everybody reads, as a web server must, whatever the umask.
    Public,
    /// Those of this file, from the first byte.
    Of(&'a Metadata),
}

/// Tells a folder from every other one that stands at its place before or after. No archive and no repository
/// can carry it: the system gives it when it makes the folder, with the nanosecond of that moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    number: u64,
    /// Unknown on file systems that do not note it.
    created_ns: Option<u128>,
}

impl Identity {
    /// As part of a name; `None` where the system notes too little to prove anything.
    pub fn proof(&self) -> Option<String> {
        self.created_ns.map(|created| format!("{:x}-{created:x}", self.number))
    }
}

/// An open folder.
#[derive(Debug)]
pub struct Folder {
    dir: Dir,
    /// Where it was when it was opened, for words and questions only.
    path: PathBuf,
}

impl Folder {
    /// Opens a folder that a person names. Links in the path are followed here, and never again.
    ///
    /// # Errors
    /// When it is not there, or is no folder.
    pub fn open(path: &Path) -> Result<Self> {
        Self::open_real(&path.canonicalize().map_err(at(path))?)
    }

    /// Opens a folder at a path in which there are no links any more.
    ///
    /// # Errors
    /// When a link or a file stands in the path, or it is not there.
    pub fn open_real(real: &Path) -> Result<Self> {
        Self::walk(real, |folder, name| folder.folder(name))
    }

    /// The same, and makes what is missing of it.
    ///
    /// # Errors
    /// When a link or a file stands in the path, or the system refuses.
    pub fn make(real: &Path) -> Result<Self> {
        Self::walk(real, |folder, name| folder.make_folder(name))
    }

    fn walk(real: &Path, step: impl Fn(&Self, &OsStr) -> Result<Self>) -> Result<Self> {
        let root: PathBuf =
            real.components().take_while(|part| matches!(part, Component::Prefix(_) | Component::RootDir)).collect();
        let dir = Dir::open_ambient_dir(&root, ambient_authority()).map_err(at(&root))?;
        let names = real.components().filter_map(|part| match part {
            Component::Normal(name) => Some(name),
            _ => None,
        });
        names.into_iter().try_fold(Self { dir, path: root }, |folder, name| step(&folder, name))
    }

    /// Where the folder was when it was opened.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The path of a name in it.
    pub fn path_of(&self, name: impl AsRef<Path>) -> PathBuf {
        self.path.join(name)
    }

    /// Another handle on the same folder.
    ///
    /// # Errors
    /// When the system has no handle left.
    pub fn try_clone(&self) -> Result<Self> {
        Ok(Self { dir: self.dir.try_clone().map_err(at(&self.path))?, path: self.path.clone() })
    }

    /// A folder in it.
    ///
    /// # Errors
    /// When it is not there, or is a link or a file.
    pub fn folder(&self, name: impl AsRef<OsStr>) -> Result<Self> {
        let name = single(name.as_ref());
        let dir = self.dir.open_dir_nofollow(name).map_err(|source| self.why_no_folder(name, source))?;
        Ok(Self { dir, path: self.path_of(name) })
    }

    /// A folder in it, which is made, readable by a web server whatever the umask, when it is not there.
    ///
    /// # Errors
    /// When a link or a file stands there, or the system refuses.
    pub fn make_folder(&self, name: impl AsRef<OsStr>) -> Result<Self> {
        let name = single(name.as_ref());
        match self.dir.create_dir(name) {
            Ok(()) => {
                let folder = self.folder(name)?;
                system::set_folder_mode(&folder.dir, 0o755).map_err(self.at(name))?;
                Ok(folder)
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => self.folder(name),
            Err(error) => Err(self.at(name)(error)),
        }
    }

    /// A new folder in it, with the rights and the owner of another, and nothing in it.
    ///
    /// # Errors
    /// When something stands there, or the system refuses.
    pub fn make_folder_like(&self, name: impl AsRef<OsStr>, other: &Self) -> Result<Self> {
        let name = single(name.as_ref());
        self.dir.create_dir(name).map_err(self.at(name))?;
        let folder = self.folder(name)?;
        let found = other.dir.dir_metadata().map_err(at(&other.path))?;
        system::give_folder(&folder.dir, &found).map_err(self.at(name))?;
        Ok(folder)
    }

    /// What stands at a name: a file, a folder, a link itself; `None` when nothing does.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn find(&self, name: impl AsRef<OsStr>) -> Result<Option<Metadata>> {
        let name = single(name.as_ref());
        match self.dir.symlink_metadata(name) {
            Ok(found) => Ok(Some(found)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.at(name)(error)),
        }
    }

    /// The names in it and what they are, in their order.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn entries(&self) -> Result<Vec<(OsString, FileType)>> {
        let read = || -> io::Result<Vec<(OsString, FileType)>> {
            let entries = self.dir.entries()?;
            entries.map(|entry| entry.and_then(|entry| Ok((entry.file_name(), entry.file_type()?)))).collect()
        };
        let mut entries = read().map_err(at(&self.path))?;
        entries.sort_by(|(a, _), (b, _)| a.cmp(b));
        Ok(entries)
    }

    /// Opens a file to read it.
    ///
    /// # Errors
    /// When it is not there, or is a link or anything else than a file.
    pub fn open_file(&self, name: impl AsRef<OsStr>) -> Result<File> {
        let name = single(name.as_ref());
        let file = self.open_with(name, OpenOptions::new().read(true))?;
        match file.metadata() {
            Ok(found) if found.is_file() => Ok(file),
            Ok(_) => Err(Error::Taken(self.path_of(name))),
            Err(error) => Err(self.at(name)(error)),
        }
    }

    /// What is in a file, up to so many bytes; `None` when it is not there.
    ///
    /// # Errors
    /// When it is a link or anything else than a file, is larger, or cannot be read.
    pub fn read(&self, name: impl AsRef<OsStr>, most_bytes: u64) -> Result<Option<Vec<u8>>> {
        let name = single(name.as_ref());
        let file = match self.open_file(name) {
            Err(error) if error.is(io::ErrorKind::NotFound) => return Ok(None),
            opened => opened?,
        };
        let mut bytes = Vec::new();
        file.take(most_bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(self.at(name))?;
        if bytes.len() as u64 > most_bytes {
            return Err(self.at(name)(io::ErrorKind::FileTooLarge.into()));
        }
        Ok(Some(bytes))
    }

    /// Whether there is a file with these bytes.
    pub fn has_bytes(&self, name: impl AsRef<OsStr>, bytes: &[u8]) -> bool {
        let name = single(name.as_ref());
        let is_candidate =
            self.find(name).is_ok_and(|found| found.is_some_and(|it| it.is_file() && it.len() == bytes.len() as u64));
        is_candidate && self.read(name, bytes.len() as u64).is_ok_and(|found| found.as_deref() == Some(bytes))
    }

    /// A new file, and a handle on it.
    ///
    /// # Errors
    /// When anything stands there, be it a link that leads nowhere, or the system refuses.
    pub fn create(&self, name: impl AsRef<OsStr>, rights: Rights) -> Result<File> {
        let name = single(name.as_ref());
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        system::set_first_mode(&mut options, rights);
        let file = self.dir.open_with(name, &options).map_err(self.at(name))?.into_std();
        system::give_file(&file, rights).map_err(self.at(name))?;
        Ok(file)
    }

    /// A new file with these bytes.
    ///
    /// # Errors
    /// As [`Folder::create`]; what was begun may then be left.
    pub fn write(&self, name: impl AsRef<OsStr>, bytes: &[u8], rights: Rights) -> Result<File> {
        let name = name.as_ref();
        let mut file = self.create(name, rights)?;
        file.write_all(bytes).map_err(self.at(name))?;
        Ok(file)
    }

    /// Opens the file that runs lock, or makes it. It is the only one that is written where it stands, so it
    /// must be a file that has no other name.
    ///
    /// # Errors
    /// When a link or anything else stands there, or the system refuses.
    pub fn open_lock(&self, name: impl AsRef<OsStr>) -> Result<File> {
        let name = single(name.as_ref());
        let file = self.open_with(name, OpenOptions::new().read(true).write(true).create(true))?;
        let found = Metadata::from_file(&file).map_err(self.at(name))?;
        if !found.is_file() || MetadataExt::nlink(&found) > 1 {
            return Err(Error::Taken(self.path_of(name)));
        }
        Ok(file)
    }

    /// Whether an open file is the one that stands at a name.
    pub fn holds(&self, name: impl AsRef<OsStr>, file: &File) -> bool {
        let place = |found: &Metadata| (MetadataExt::dev(found), MetadataExt::ino(found));
        match (Metadata::from_file(file), self.dir.symlink_metadata(single(name.as_ref()))) {
            (Ok(held), Ok(there)) => place(&held) == place(&there),
            _ => false,
        }
    }

    /// What tells this folder from others.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn identity(&self) -> Result<Identity> {
        let found = self.dir.dir_metadata().map_err(at(&self.path))?;
        let created = found.created().ok().map(cap_std::time::SystemTime::into_std);
        let created_ns = created.and_then(|created| created.duration_since(std::time::UNIX_EPOCH).ok());
        Ok(Identity { number: MetadataExt::ino(&found), created_ns: created_ns.map(|since| since.as_nanos()) })
    }

    /// Gives a file other bytes in one step: a reader sees the former or the new ones, on the disk as well. A file
    /// that is there keeps its rights; a new one gets these.
    ///
    /// # Errors
    /// When a link or anything else than a file stands there, or the system refuses.
    pub fn replace(&self, name: impl AsRef<OsStr>, bytes: &[u8], rights: Rights) -> Result<()> {
        let name = name.as_ref();
        let former = self.find(name)?;
        let rights = match &former {
            Some(found) if found.is_symlink() => return Err(Error::Link(self.path_of(name))),
            Some(found) if !found.is_file() => return Err(Error::Taken(self.path_of(name))),
            Some(found) => Rights::Of(found),
            None => rights,
        };
        let mut unfinished = Unfinished::new(self, name, rights)?;
        unfinished.file.write_all(bytes).and_then(|()| unfinished.file.sync_all()).map_err(self.at(name))?;
        unfinished.finish(name)
    }

    /// Moves what stands at a name to a name in another folder, where a file gives way.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn rename(&self, name: impl AsRef<OsStr>, to: &Self, new: impl AsRef<OsStr>) -> Result<()> {
        let (name, new) = (single(name.as_ref()), single(new.as_ref()));
        self.dir.rename(name, &to.dir, new).map_err(to.at(new))
    }

    /// What stands at a name here and what stands at one in another folder change places in one step.
    ///
    /// # Errors
    /// When the system refuses, or has no such step.
    pub fn exchange(&self, name: impl AsRef<OsStr>, other: &Self, there: impl AsRef<OsStr>) -> Result<()> {
        let (name, there) = (single(name.as_ref()), single(there.as_ref()));
        system::exchange(&self.dir, name, &other.dir, there).map_err(other.at(there))
    }

    /// Gives a file a second name, or where a file can have only one, a copy with its time; a link is made anew.
    ///
    /// # Errors
    /// When something stands there, or the system refuses.
    pub fn link(&self, name: impl AsRef<OsStr>, to: &Self, new: impl AsRef<OsStr>) -> Result<()> {
        let (name, new) = (single(name.as_ref()), single(new.as_ref()));
        match self.dir.hard_link(name, &to.dir, new) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => self.copy(name, to, new).map_err(to.at(new)),
            done => done.map_err(self.at(name)),
        }
    }

    fn copy(&self, name: &OsStr, to: &Self, new: &OsStr) -> io::Result<()> {
        let found = self.dir.symlink_metadata(name)?;
        if found.is_symlink() {
            return system::symlink(&self.dir.read_link_contents(name)?, &to.dir, new);
        }
        let (Ok(mut from), Ok(mut copy)) = (self.open_file(name), to.create(new, Rights::Of(&found))) else {
            return Err(io::ErrorKind::Unsupported.into());
        };
        io::copy(&mut from, &mut copy)?;
        copy.set_modified(found.modified()?.into_std())
    }

    /// Removes a file, or a link itself; one that is not there is as good as removed.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn remove_file(&self, name: impl AsRef<OsStr>) -> Result<()> {
        let name = single(name.as_ref());
        unless_absent(self.dir.remove_file_or_symlink(name)).map_err(self.at(name))
    }

    /// Removes an empty folder.
    ///
    /// # Errors
    /// When there is something in it, or the system refuses.
    pub fn remove_folder(&self, name: impl AsRef<OsStr>) -> Result<()> {
        let name = single(name.as_ref());
        unless_absent(self.dir.remove_dir(name)).map_err(self.at(name))
    }

    /// Removes a folder with what is in it; of a link, the link alone.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn remove_all(&self, name: impl AsRef<OsStr>) -> Result<()> {
        let name = single(name.as_ref());
        unless_absent(self.dir.remove_dir_all(name)).map_err(self.at(name))
    }

    /// Has the names in this folder on the disk. A folder that cannot be flushed (some network drives) is as
    /// safe as its drive.
    pub fn flush_names(&self) {
        let _ = system::opened(&self.dir).and_then(|folder| folder.sync_all());
    }

    /// Has everything in this folder on the disk.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn flush(&self) -> Result<()> {
        system::flush(self)
    }

    /// Opens a file through no link; one that others may fill, such as a pipe, keeps nobody waiting.
    fn open_with(&self, name: &OsStr, options: &mut OpenOptions) -> Result<File> {
        options.follow(FollowSymlinks::No);
        system::set_no_wait(options);
        let opened = self.dir.open_with(name, options);
        opened.map(cap_std::fs::File::into_std).map_err(|source| match self.dir.symlink_metadata(name) {
            Ok(found) if found.is_symlink() => Error::Link(self.path_of(name)),
            Ok(found) if !found.is_file() => Error::Taken(self.path_of(name)),
            _ => self.at(name)(source),
        })
    }

    fn why_no_folder(&self, name: &OsStr, source: io::Error) -> Error {
        match self.dir.symlink_metadata(name) {
            Ok(found) if found.is_symlink() => Error::Link(self.path_of(name)),
            Ok(found) if !found.is_dir() => Error::Taken(self.path_of(name)),
            _ => self.at(name)(source),
        }
    }

    /// What the system refused at a name.
    pub fn at(&self, name: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Error {
        move |source| Error::Io { path: self.path_of(name), source }
    }
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> Error {
    move |source| Error::Io { path: path.to_owned(), source }
}

/// A step takes one name: whoever has a path walks it, folder by folder ([`Way`]).
fn single(name: &OsStr) -> &OsStr {
    let mut parts = Path::new(name).components();
    let is_single = matches!(parts.next(), Some(Component::Normal(part)) if part == name) && parts.next().is_none();
    assert!(is_single, "{} is no single name", name.display());
    name
}

/// What a step on something came to, when it does not matter that this is no longer there.
fn unless_absent(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
