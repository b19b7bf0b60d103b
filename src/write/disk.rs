//! Single steps on the disk that std does not offer, or not with the rights that a web server needs.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{Error, Refusal};

/// A new file, readable by a web server.
pub fn write_file(path: &Path, bytes: &[u8]) -> io::Result<File> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    set_file_mode(&file)?;
    Ok(file)
}

/// Gives a file other bytes in one step: a reader sees the former or the new ones.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    unless_gone(fs::remove_file(&beside))?;
    let written = write_file(&beside, bytes).and_then(|file| {
        file.sync_all()?;
        fs::rename(&beside, path)
    });
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}

/// Whether there is a file with these bytes; what a link leads to does not count.
pub fn has_bytes(path: &Path, bytes: &[u8]) -> bool {
    let is_candidate =
        fs::symlink_metadata(path).is_ok_and(|found| found.is_file() && found.len() == bytes.len() as u64);
    is_candidate && fs::read(path).is_ok_and(|found| found == bytes)
}

/// Whether there is a folder, and no link to one.
pub fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_dir())
}

/// What a step on something came to, when it does not matter that this is no longer there.
pub fn unless_gone(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Makes a folder and those above it, those that are missing.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    match fs::create_dir(folder) {
        Ok(()) => set_folder_mode(folder),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            make_folder(folder.parent().ok_or(error)?)?;
            make_folder(folder)
        }
        Err(error) => Err(error),
    }
}

/// The folders that lead to a file, the outermost first.
pub fn folders_to(path: &Path) -> Vec<&Path> {
    let mut folders: Vec<&Path> = path.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty()).collect();
    folders.reverse();
    folders
}

/// Makes the folders that lead to a file below `root`, those not `made` already.
pub fn make_folders(root: &Path, path: &Path, made: &mut BTreeSet<PathBuf>) -> Result<(), Error> {
    if path.parent().is_some_and(|parent| made.contains(parent)) {
        return Ok(());
    }
    for relative in folders_to(path) {
        let folder = root.join(relative);
        match fs::create_dir(&folder) {
            Ok(()) => set_folder_mode(&folder).map_err(Error::at(&folder))?,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                if !is_folder(&folder) {
                    return Err(Error::Refused(Refusal::Occupied { path: folder }));
                }
            }
            Err(error) => return Err(Error::at(&folder)(error)),
        }
        made.insert(relative.to_owned());
    }
    Ok(())
}

/// A folder with the rights and the owner of another, and nothing in it.
pub fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir(to)?;
    let found = fs::metadata(from)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, chown};
        // Only the administrator may give files away; for everybody else they are their own already.
        let _ = chown(to, Some(found.uid()), Some(found.gid()));
    }
    fs::set_permissions(to, found.permissions())
}

/// A second name for a file, or a copy with its time where a file can have only one; a link is made anew.
pub fn link(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => copy(from, to),
        done => done,
    }
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let found = fs::symlink_metadata(from)?;
    if found.is_symlink() {
        return symlink(&fs::read_link(from)?, to);
    }
    if !found.is_file() {
        return Err(io::ErrorKind::Unsupported.into());
    }
    fs::copy(from, to)?;
    let times = fs::FileTimes::new().set_modified(found.modified()?);
    // A file that may only be read can still be given its time, except on Windows.
    File::options().read(true).write(cfg!(windows)).open(to)?.set_times(times)
}

#[cfg(unix)]
fn symlink(target: &Path, at: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, at)
}

#[cfg(not(unix))]
fn symlink(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Has everything below a folder on the disk before it takes its place, so that a power cut leaves the
/// former sites or the new ones.
#[cfg(target_os = "linux")]
pub fn flush(folder: &Path) -> io::Result<()> {
    Ok(rustix::fs::syncfs(File::open(folder)?)?)
}

/// File by file where the system has no single step for it.
#[cfg(not(target_os = "linux"))]
pub fn flush(folder: &Path) -> io::Result<()> {
    for entry in walkdir::WalkDir::new(folder).contents_first(true).into_iter().flatten() {
        if entry.file_type().is_file() {
            File::open(entry.path())?.sync_all()?;
        }
    }
    Ok(())
}

/// Two folders change places in one step.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)?)
}

/// There is no such step here.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Readable by a web server, whatever the umask.
#[cfg(unix)]
fn set_file_mode(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

/// Readable by a web server, whatever the umask.
#[cfg(unix)]
fn set_folder_mode(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))
}

/// There are no such modes here.
#[cfg(not(unix))]
fn set_file_mode(_: &File) -> io::Result<()> {
    Ok(())
}

/// There are no such modes here.
#[cfg(not(unix))]
fn set_folder_mode(_: &Path) -> io::Result<()> {
    Ok(())
}
