//! Where an output may be, and where it is made.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::{Error, Mode};

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
    /// The home folder or the root of a disk.
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
    /// Another build is writing.
    Locked {
        /// Its process number.
        holder: String,
    },
}

/// The sources within a project, which an output must not be.
const SOURCES: [&str; 5] = ["content", "regions", "themes", ".git", ".escale"];

/// The real path of the output, which may not exist yet.
pub fn resolve(project: &Path, out: &Path) -> Result<PathBuf, Error> {
    let project = fs::canonicalize(project).map_err(Error::at(project))?;
    let out = if out.is_absolute() { out.to_owned() } else { project.join(out) };
    let real = real_path(&out).map_err(Error::at(&out))?;
    let refuse = |refusal: fn(PathBuf) -> Refusal| Err(Error::Refused(refusal(real.clone())));
    if real.parent().is_none()
        || std::env::home_dir().and_then(|home| fs::canonicalize(home).ok()) == Some(real.clone())
    {
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
    if SOURCES.iter().any(|name| is_source(&name)) {
        return refuse(|out| Refusal::InsideSources { out });
    }
    match fs::metadata(&real) {
        Ok(found) if !found.is_dir() => refuse(|out| Refusal::NotAFolder { out }),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => refuse(|out| Refusal::NotAFolder { out }),
        _ => Ok(real),
    }
}

/// The path without links, as far as it exists.
fn real_path(path: &Path) -> io::Result<PathBuf> {
    match fs::canonicalize(path) {
        Ok(real) => Ok(real),
        Err(error) if error.kind() == io::ErrorKind::NotFound => match (path.parent(), path.file_name()) {
            (Some(parent), Some(name)) => Ok(real_path(parent)?.join(name)),
            _ => Err(error),
        },
        Err(error) => Err(error),
    }
}

/// The folder where an output is made: beside it, on the same file system, hidden. Within it where the
/// two cannot change places.
pub fn work_folder(out: &Path) -> Result<(PathBuf, Mode), Error> {
    let (Some(parent), Some(name)) = (out.parent(), out.file_name()) else {
        return Err(Error::Refused(Refusal::TooWide { out: out.to_owned() }));
    };
    fs::create_dir_all(parent).map_err(Error::at(parent))?;
    let beside = parent.join(format!(".{}.escale", name.to_string_lossy()));
    let is_beside_usable = can_exchange() && is_same_device(parent, out) && {
        let made = fs::create_dir(&beside);
        made.is_ok() || made.is_err_and(|error| error.kind() == io::ErrorKind::AlreadyExists)
    };
    if is_beside_usable {
        return Ok((beside, Mode::Swap));
    }
    // The output itself must then be writable: the refusal to come names it.
    fs::create_dir_all(out).map_err(Error::at(out))?;
    Ok((out.join(".escale-work"), Mode::Ordered))
}

/// Whether this system has one step in which two folders change places.
const fn can_exchange() -> bool {
    cfg!(any(target_os = "linux", target_os = "android", target_vendor = "apple"))
}

/// Whether the output, when it exists, is no mount point.
#[cfg(unix)]
fn is_same_device(parent: &Path, out: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (fs::metadata(parent), fs::metadata(out)) {
        (Ok(parent), Ok(out)) => parent.dev() == out.dev(),
        (Ok(_), Err(_)) => true,
        _ => false,
    }
}

/// Only asked where folders cannot change places anyway.
#[cfg(not(unix))]
fn is_same_device(_: &Path, _: &Path) -> bool {
    true
}

/// Whether there is anything in a folder, our own work folder apart.
pub fn has_entries(folder: &Path) -> io::Result<bool> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.any(|entry| entry.is_ok_and(|entry| entry.file_name() != ".escale-work"))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Readable by a web server, whatever the umask.
#[cfg(unix)]
pub fn set_file_mode(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

/// Readable by a web server, whatever the umask.
#[cfg(unix)]
pub fn set_folder_mode(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))
}

/// There are no such modes here.
#[cfg(not(unix))]
pub fn set_file_mode(_: &File) -> io::Result<()> {
    Ok(())
}

/// There are no such modes here.
#[cfg(not(unix))]
pub fn set_folder_mode(_: &Path) -> io::Result<()> {
    Ok(())
}
