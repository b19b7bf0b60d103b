//! The staged folder and the output change places in one step.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::disk::{copy_folder, exchange, flush, folders_to, is_folder, link, make_folders, unless_gone, write_file};
use super::manifest::{self, Manifest};
use super::{Error, Refusal, STAGE};

/// The former sites, in the work folder, from the moment they left the output until nothing in them is
/// needed; just before that moment, the new ones.
const ASIDE: &str = "former";

/// Makes the stage in `work` whole, lets it change places with `out`, and clears the former folder away.
/// Answers `false`, nothing having changed, when this file system cannot let folders change places.
pub fn publish(out: &Path, work: &Path, former: &Manifest, new: &Manifest) -> Result<bool, Error> {
    let (stage, aside) = (work.join(STAGE), work.join(ASIDE));
    bring_own(out, &stage, new)?;
    let manifest = stage.join(manifest::NAME);
    write_file(&manifest, new.text().as_bytes()).map_err(Error::at(&manifest))?;
    flush(&stage).map_err(Error::at(&stage))?;
    // As late as can be: somebody may be at work on these files.
    bring_foreign(out, &stage, former)?;

    fs::rename(&stage, &aside).map_err(Error::at(&aside))?;
    let is_first = fs::symlink_metadata(out).is_err();
    let done = if is_first { fs::rename(&aside, out) } else { exchange(&aside, out) };
    if let Err(error) = done {
        fs::rename(&aside, &stage).map_err(Error::at(&stage))?;
        let is_unable = matches!(
            error.kind(),
            ErrorKind::Unsupported | ErrorKind::InvalidInput | ErrorKind::CrossesDevices | ErrorKind::ResourceBusy
        );
        return if is_unable { Ok(false) } else { Err(Error::at(out)(error)) };
    }
    if let Some(parent) = out.parent() {
        // A folder that cannot be flushed (some network drives) is as safe as its drive.
        let _ = File::open(parent).and_then(|folder| folder.sync_all());
    }
    if !is_first && rescue(&aside, out, former).is_ok() {
        // The sites are in place: what cannot be cleared away now will be by the next build.
        let _ = clear(&stage, &aside);
    }
    Ok(true)
}

/// Clears away what a killed build left in the work folder: a stage that never took its place, and the
/// former sites. Only among these can there be a file that escale did not write and the output lacks.
pub fn heal(work: &Path, out: &Path) -> Result<(), Error> {
    let (stage, aside) = (work.join(STAGE), work.join(ASIDE));
    if is_folder(&aside)
        && is_folder(out)
        && let Ok(own) = Manifest::read(&aside)
    {
        rescue(&aside, out, &own.unwrap_or_default())?;
    }
    clear(&stage, &aside).map_err(Error::at(work))
}

/// Deletes the stage and the former sites. These become a stage first: a folder that is being deleted no
/// longer tells whose files it holds.
fn clear(stage: &Path, aside: &Path) -> io::Result<()> {
    unless_gone(fs::remove_dir_all(stage))?;
    unless_gone(fs::rename(aside, stage))?;
    unless_gone(fs::remove_dir_all(stage))
}

/// Links the files of ours that were not staged from the output into the stage.
fn bring_own(out: &Path, stage: &Path, new: &Manifest) -> Result<(), Error> {
    let mut folders = BTreeSet::new();
    for path in new.paths() {
        let (there, here) = (out.join(path), stage.join(path));
        // When somebody deleted a file of ours, or put a folder or a link in its way, there is nothing to keep.
        let is_there = fs::symlink_metadata(&there).is_ok_and(|found| !found.is_dir())
            && folders_to(Path::new(path)).iter().all(|folder| is_folder(&out.join(folder)));
        if is_there && fs::symlink_metadata(&here).is_err() {
            make_folders(stage, Path::new(path), &mut folders)?;
            link(&there, &here).map_err(Error::at(&there))?;
        }
    }
    Ok(())
}

/// Links what escale did not write from the output into the stage, at the same paths.
fn bring_foreign(out: &Path, stage: &Path, former: &Manifest) -> Result<(), Error> {
    let mut folders = BTreeSet::new();
    for relative in foreign(out, former)? {
        let (there, here) = (out.join(&relative), stage.join(&relative));
        let is_folder = is_folder(&there);
        match fs::symlink_metadata(&here) {
            Ok(staged) if staged.is_dir() && is_folder => continue,
            // With no manifest the folder was adopted: what stands at a page's path becomes the page.
            Ok(staged) if staged.is_file() && !is_folder && former.files.is_empty() => continue,
            Ok(_) => return Err(Error::Refused(Refusal::Occupied { path: there })),
            Err(_) => {}
        }
        make_folders(stage, &relative, &mut folders)?;
        let brought = if is_folder { copy_folder(&there, &here) } else { link(&there, &here) };
        // Its owner may have just deleted it.
        unless_gone(brought).map_err(Error::at(&there))?;
    }
    Ok(())
}

/// Moves into the output what somebody put into the former folder while the two changed places.
fn rescue(aside: &Path, out: &Path, former: &Manifest) -> Result<(), Error> {
    let mut folders = BTreeSet::new();
    for relative in foreign(aside, former)? {
        let (from, to) = (aside.join(&relative), out.join(&relative));
        if fs::symlink_metadata(&to).is_err() {
            make_folders(out, &relative, &mut folders)?;
            let moved = if is_folder(&from) { copy_folder(&from, &to) } else { fs::rename(&from, &to) };
            moved.map_err(Error::at(&from))?;
        }
    }
    Ok(())
}

/// What is in a folder and a manifest does not name, folders before what they hold. A folder in which
/// escale writes is not named, what else is in it is.
fn foreign(folder: &Path, manifest: &Manifest) -> Result<Vec<PathBuf>, Error> {
    let own_folders: BTreeSet<&Path> = manifest.paths().flat_map(|path| folders_to(Path::new(path))).collect();
    let mut found = Vec::new();
    for entry in WalkDir::new(folder).min_depth(1).sort_by_file_name() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) if error.io_error().is_some_and(|error| error.kind() == ErrorKind::NotFound) => continue,
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_owned();
                return Err(Error::Io { path, source: error.into() });
            }
        };
        let Ok(relative) = entry.path().strip_prefix(folder) else { continue };
        let is_ours = if entry.file_type().is_dir() {
            own_folders.contains(relative)
        } else {
            relative.to_str().is_some_and(|path| manifest.holds(&path.replace('\\', "/")))
        };
        if !is_ours {
            found.push(relative.to_owned());
        }
    }
    Ok(found)
}
