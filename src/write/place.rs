//! Where an output may be, and where it is made.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::lock::Lock;
use super::{Error, Mode};
use crate::folder::{self, Folder};

/// Where sites go.
#[derive(Debug, Clone, Copy)]
pub enum Out<'a> {
    /// The folder `public` of the project, in which no link is followed: nobody named it.
    Usual,
    /// A folder that a person named, from the project's; a link there is followed.
    Named(&'a Path),
}

impl<'a> Out<'a> {
    /// The output's path, from the project's.
    pub fn path(self) -> &'a Path {
        match self {
            Self::Usual => Path::new("public"),
            Self::Named(path) => path,
        }
    }
}

/// Why a folder is not written, before anything was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The output is one of the sources, or in one.
    InsideSources {
        /// The output.
        out: PathBuf,
    },
    /// The project is the output, or in it.
    AroundSources {
        /// The output.
        out: PathBuf,
    },
    /// The home folder, one that holds it, or the root of a disk.
    TooWide {
        /// The output.
        out: PathBuf,
    },
    /// The output is a file.
    NotAFolder {
        /// The output.
        out: PathBuf,
    },
    /// The folder is not empty and escale did not write it.
    Foreign {
        /// The output.
        out: PathBuf,
    },
    /// The list of what escale wrote is damaged.
    BadManifest {
        /// The list.
        path: PathBuf,
    },
    /// A file that escale did not write stands where a page must go.
    Occupied {
        /// The file.
        path: PathBuf,
    },
    /// A link stands where escale would write.
    Link {
        /// The link.
        path: PathBuf,
    },
    /// The output that nobody named is a link.
    UsualIsLink {
        /// The link.
        path: PathBuf,
    },
    /// A file stands where a folder of escale's own must be, or anything else than a file where a file must be.
    Taken {
        /// What stands there.
        path: PathBuf,
    },
    /// Another build is writing.
    Locked {
        /// Its process number.
        holder: String,
    },
}

impl From<folder::Error> for Error {
    fn from(error: folder::Error) -> Self {
        match error {
            folder::Error::Link(path) => Self::Refused(Refusal::Link { path }),
            folder::Error::Taken(path) => Self::Refused(Refusal::Taken { path }),
            folder::Error::Io { path, source } => Self::Io { path, source },
        }
    }
}

/// The sources within a project, which an output must not be.
const SOURCES: [&str; 5] = ["content", "regions", "themes", ".git", ".escale"];

/// The folder that an output is made in when its neighbour cannot be used.
pub const WITHIN: &str = ".escale-work";

/// The real path of the output, which may not exist yet.
pub fn resolve(project: &Path, out: Out) -> Result<PathBuf, Error> {
    let project = fs::canonicalize(project).map_err(Error::at(project))?;
    let is_usual = matches!(out, Out::Usual);
    let out = project.join(out.path());
    if is_usual && fs::symlink_metadata(&out).is_ok_and(|found| found.is_symlink()) {
        return Err(Error::Refused(Refusal::UsualIsLink { path: out }));
    }
    let real = match real_path(&out) {
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(Error::Refused(Refusal::NotAFolder { out }));
        }
        found => found.map_err(Error::at(&out))?,
    };
    let refuse = |refusal: fn(PathBuf) -> Refusal| Err(Error::Refused(refusal(real.clone())));
    let home = std::env::home_dir().and_then(|home| fs::canonicalize(home).ok());
    if real.parent().is_none() || home.is_some_and(|home| home.starts_with(&real)) {
        return refuse(|out| Refusal::TooWide { out });
    }
    if project.starts_with(&real) {
        return refuse(|out| Refusal::AroundSources { out });
    }
    let is_source = |name: &&str| {
        let source = project.join(name);
        let source = fs::canonicalize(&source).unwrap_or(source);
        real.starts_with(&source) || source.starts_with(&real)
    };
    if SOURCES.iter().any(is_source) {
        return refuse(|out| Refusal::InsideSources { out });
    }
    match fs::metadata(&real) {
        Ok(found) if !found.is_dir() => refuse(|out| Refusal::NotAFolder { out }),
        _ => Ok(real),
    }
}

/// The path without links, as far as it exists. A link that leads nowhere is an error: what stands
/// there was meant to be somewhere else.
fn real_path(path: &Path) -> io::Result<PathBuf> {
    match fs::canonicalize(path) {
        Ok(real) => Ok(real),
        Err(error) if error.kind() == io::ErrorKind::NotFound && fs::symlink_metadata(path).is_err() => {
            match (path.parent(), path.file_name()) {
                (Some(parent), Some(name)) => Ok(real_path(parent)?.join(name)),
                _ => Err(error),
            }
        }
        Err(error) => Err(error),
    }
}

/// The folder that holds an output, which is made, and the output's name in it; `out` is a real path.
pub fn parent_of(out: &Path) -> Result<(Folder, &OsStr), Error> {
    let (Some(parent), Some(name)) = (out.parent(), out.file_name()) else {
        return Err(Error::Refused(Refusal::TooWide { out: out.to_owned() }));
    };
    Ok((Folder::make(parent)?, name))
}

/// Locks the folder in which an output is made: beside it, on the same file system, hidden. Within it where
/// nothing can be made beside it, or where the two could not change places.
pub fn work_folder(parent: &Folder, name: &OsStr) -> Result<(Lock, Mode), Error> {
    let mut hidden = OsString::from(".");
    hidden.push(name);
    hidden.push(".escale");
    let can_exchange = cfg!(any(target_os = "linux", target_os = "android", target_vendor = "apple"));
    if can_exchange && !holds_mount(parent.path(), &parent.path_of(name)) {
        match parent.make_folder(&hidden) {
            Ok(_) => return Ok((Lock::take(parent, &hidden)?, Mode::Swap)),
            Err(folder::Error::Link(path)) => return Err(Error::Refused(Refusal::Link { path })),
            Err(_) => {}
        }
    }
    Ok((Lock::take(&parent.make_folder(name)?, WITHIN.as_ref())?, Mode::Ordered))
}

/// Whether something is mounted at the output or in it. Such a folder cannot change places with another,
/// and clearing the former one away would empty what is mounted there.
#[cfg(unix)]
fn holds_mount(parent: &Path, out: &Path) -> bool {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::MetadataExt;
    let is_elsewhere = match (fs::metadata(parent), fs::metadata(out)) {
        (Ok(parent), Ok(out)) => parent.dev() != out.dev(),
        (Ok(_), Err(_)) => false,
        _ => true,
    };
    // Linux says more: a folder can be mounted on another of the same disk.
    let mounts = fs::read("/proc/self/mountinfo").unwrap_or_default();
    let mut places = mounts.split(|byte| *byte == b'\n').filter_map(|line| line.split(|byte| *byte == b' ').nth(4));
    is_elsewhere || places.any(|place| Path::new(OsStr::from_bytes(&unescaped(place))).starts_with(out))
}

/// Only asked where folders cannot change places anyway.
#[cfg(not(unix))]
fn holds_mount(_: &Path, _: &Path) -> bool {
    true
}

/// A path of `mountinfo`, in which spaces and the like are written `\040`.
#[cfg(unix)]
fn unescaped(path: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(path.len());
    let mut rest = path;
    while let [first, after @ ..] = rest {
        let code = after.first_chunk::<3>().filter(|_| *first == b'\\');
        let code = code.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 8).ok());
        out.push(code.unwrap_or(*first));
        rest = if code.is_some() { &after[3..] } else { after };
    }
    out
}

/// Whether there is anything in a folder, our own work folder apart.
pub fn has_entries(folder: &Folder) -> folder::Result<bool> {
    Ok(folder.entries()?.iter().any(|(name, _)| name != WITHIN))
}
