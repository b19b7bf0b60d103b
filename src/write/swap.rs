//! The staged folder and the output change places in one step.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::Path;

use walkdir::WalkDir;

use super::manifest::{self, Manifest};
use super::{Error, Refusal, make_folders, write_file};

/// Makes `stage` whole, lets it change places with `out`, and clears the former folder away.
pub fn publish(out: &Path, stage: &Path, former: &Manifest, new: &Manifest) -> Result<(), Error> {
    let mut folders = BTreeSet::new();
    for path in new.paths() {
        let (there, here) = (out.join(path), stage.join(path));
        if fs::symlink_metadata(&here).is_err() {
            make_folders(stage, path, &mut folders)?;
            match link(&there, &here) {
                // Somebody deleted a file of ours: there is nothing to keep.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                linked => linked.map_err(Error::at(&there))?,
            }
        }
    }
    bring_foreign(out, stage, former)?;
    let manifest = stage.join(manifest::NAME);
    write_file(&manifest, new.text().as_bytes()).map_err(Error::at(&manifest))?;
    flush(stage).map_err(Error::at(stage))?;
    let exists = fs::symlink_metadata(out).is_ok();
    if exists { exchange(stage, out) } else { fs::rename(stage, out) }.map_err(Error::at(out))?;
    if let Some(parent) = out.parent() {
        // A folder that cannot be flushed (some network drives) is as safe as its drive.
        let _ = File::open(parent).and_then(|folder| folder.sync_all());
    }
    if exists {
        rescue(stage, out, former)?;
        // The sites are in place: what cannot be cleared away now will be by the next build.
        let _ = fs::remove_dir_all(stage);
    }
    Ok(())
}

/// Clears away what a killed build left beside the output: a stage that never took its place, or the
/// former sites. Only in the latter can there be a file that escale did not write and the output lacks.
pub fn heal(stage: &Path, out: &Path) -> Result<(), Error> {
    if fs::symlink_metadata(stage).is_err() {
        return Ok(());
    }
    // A manifest is the last file of a stage: one that is missing or cut short is of a stage never used.
    if let Ok(Some(own)) = Manifest::read(stage) {
        rescue(stage, out, &own)?;
    }
    fs::remove_dir_all(stage).map_err(Error::at(stage))
}

/// Links what escale did not write from the output into the stage, at the same paths.
fn bring_foreign(out: &Path, stage: &Path, former: &Manifest) -> Result<(), Error> {
    for (path, relative) in foreign(out, former)? {
        let here = stage.join(&relative);
        let is_folder = fs::symlink_metadata(&path).is_ok_and(|found| found.is_dir());
        match fs::symlink_metadata(&here) {
            Ok(staged) if staged.is_dir() && is_folder => continue,
            // With no manifest the folder was adopted: what stands at a page's path becomes the page.
            Ok(staged) if staged.is_file() && former.files.is_empty() => continue,
            Ok(_) => return Err(Error::Refused(Refusal::Occupied { path })),
            Err(_) => {}
        }
        let brought = if is_folder { copy_folder(&path, &here) } else { link(&path, &here) };
        brought.map_err(Error::at(&path))?;
    }
    Ok(())
}

/// A folder with the rights and the place of another, and nothing in it.
fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    fs::set_permissions(to, fs::metadata(from)?.permissions())
}

/// Entries of a folder that a manifest does not name, folders before what they hold. Folders in which
/// escale writes are named only when they hold nothing of ours.
fn foreign(folder: &Path, manifest: &Manifest) -> Result<Vec<(std::path::PathBuf, String)>, Error> {
    let mut found = Vec::new();
    let mut own_folders = BTreeSet::new();
    for path in manifest.paths() {
        let mut at = path.as_str();
        while let Some((parent, _)) = at.rsplit_once('/') {
            if !own_folders.insert(parent.to_owned()) {
                break;
            }
            at = parent;
        }
    }
    for entry in WalkDir::new(folder).min_depth(1).sort_by_file_name() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) if error.io_error().is_some_and(|error| error.kind() == io::ErrorKind::NotFound) => continue,
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_owned();
                return Err(Error::Io { path, source: error.into() });
            }
        };
        let Ok(relative) = entry.path().strip_prefix(folder) else { continue };
        let name = relative.to_string_lossy().replace('\\', "/");
        let is_ours = if entry.file_type().is_dir() { own_folders.contains(&name) } else { manifest.holds(&name) };
        if !is_ours {
            found.push((entry.path().to_owned(), name));
        }
    }
    Ok(found)
}

/// Moves into the output what somebody put into the former folder while the two changed places.
fn rescue(former_folder: &Path, out: &Path, former: &Manifest) -> Result<(), Error> {
    for (path, relative) in foreign(former_folder, former)? {
        let there = out.join(&relative);
        if fs::symlink_metadata(&there).is_ok() {
            continue;
        }
        let is_folder = fs::symlink_metadata(&path).is_ok_and(|found| found.is_dir());
        if is_folder {
            copy_folder(&path, &there).map_err(Error::at(&path))?;
        } else {
            fs::rename(&path, &there).map_err(Error::at(&path))?;
        }
    }
    Ok(())
}

/// A second name for a file, or a copy with its time where a file can have only one; a link is made anew.
pub fn link(from: &Path, to: &Path) -> io::Result<()> {
    let found = fs::symlink_metadata(from)?;
    if found.is_symlink() {
        return symlink(&fs::read_link(from)?, to);
    }
    match fs::hard_link(from, to) {
        Err(error) if error.kind() != io::ErrorKind::NotFound && found.is_file() => {
            fs::copy(from, to)?;
            let times = fs::FileTimes::new().set_modified(found.modified()?);
            File::options().write(true).open(to)?.set_times(times)
        }
        done => done,
    }
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
fn flush(folder: &Path) -> io::Result<()> {
    Ok(rustix::fs::syncfs(File::open(folder)?)?)
}

/// File by file where the system has no single step for it.
#[cfg(not(target_os = "linux"))]
fn flush(folder: &Path) -> io::Result<()> {
    for entry in WalkDir::new(folder).contents_first(true).into_iter().flatten() {
        if entry.file_type().is_file() {
            File::open(entry.path())?.sync_all()?;
        }
    }
    Ok(())
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
