//! The staged folder and the output change places in one step.

use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::manifest::{self, Manifest};
use super::{Error, Publication, Refusal, STAGE, lock, name_of};
use crate::folder::{self, Folder, Rights, Way};

/// The former sites are in a folder of this name in the work folder, from the moment they left the output until
/// nothing in them is needed; just before that moment, the new ones are. The name goes on with the
/// [`folder::Identity`] of the former sites, which proves later, after a kill, that a build put them there: files
/// that came with a project cannot have known it.
const ASIDE: &str = "former";

/// Makes the stage whole, lets it change places with the output, and clears the former sites away.
/// Answers `false`, nothing having changed, when this file system cannot let folders change places.
pub fn publish(publication: &Publication, new: &Manifest) -> Result<bool, Error> {
    let Publication { parent, name, stage, former, lock, .. } = publication;
    let work = &lock.work;
    if let Some(out) = &publication.out {
        bring_own(out, stage, new)?;
    }
    stage.write(manifest::NAME, new.text().as_bytes(), Rights::Public)?;
    stage.flush()?;
    let Some(out) = &publication.out else {
        work.rename(STAGE, parent, name)?;
        if !is_at(stage, parent, name) {
            parent.rename(name, work, STAGE)?;
            return Err(Error::Refused(Refusal::Taken { path: work.path_of(STAGE) }));
        }
        parent.flush_names();
        return Ok(true);
    };
    // As late as can be: somebody may be at work on these files.
    bring_foreign(out, stage, former)?;

    let aside = name_aside(work, out)?;
    work.rename(STAGE, work, &aside)?;
    if let Err(error) = work.exchange(&aside, parent, name) {
        work.rename(&aside, work, STAGE)?;
        let unable =
            [ErrorKind::Unsupported, ErrorKind::InvalidInput, ErrorKind::CrossesDevices, ErrorKind::ResourceBusy];
        return if unable.iter().any(|kind| error.is(*kind)) { Ok(false) } else { Err(error.into()) };
    }
    // Somebody may have put a link or another folder in the place of the stage, or of the output.
    if !is_at(stage, parent, name) {
        work.exchange(&aside, parent, name)?;
        return Err(Error::Refused(Refusal::Taken { path: work.path_of(&aside) }));
    }
    parent.flush_names();
    if is_at(out, work, &aside) && rescue(out, stage, former).is_ok() {
        // The sites are in place: what cannot be cleared away now will be by the next build.
        let _ = clear(work, &aside);
    }
    Ok(true)
}

/// Whether a folder stands at a name, and no other one nor a link.
fn is_at(folder: &Folder, parent: &Folder, name: impl AsRef<OsStr>) -> bool {
    let same = |there: Folder| Ok(there.identity()? == folder.identity()?);
    parent.folder(name).and_then(same).unwrap_or(false)
}

/// Where the former sites go. Where nothing proves later whose they are, the name is one that nobody has.
fn name_aside(work: &Folder, out: &Folder) -> Result<String, Error> {
    if let Some(proof) = out.identity()?.proof() {
        return Ok(format!("{ASIDE}-{proof}"));
    }
    let mut number = 1_u32;
    while work.find(format!("{ASIDE}-{number}"))?.is_some() {
        number += 1;
    }
    Ok(format!("{ASIDE}-{number}"))
}

/// Clears away what a killed build left in the work folder: a stage that never took its place, and the former
/// sites. Only among these can there be a file that escale did not write and the output lacks. What no build is
/// proved to have left stays where it is: the answer names it.
pub fn heal(work: &Folder, out: Option<&Folder>) -> Result<Vec<PathBuf>, Error> {
    let current = out.map(Folder::identity).transpose()?.and_then(|identity| identity.proof());
    let mut left = Vec::new();
    for (name, kind) in work.entries()? {
        if name == STAGE || name == lock::NAME {
            continue;
        }
        let named = name.to_str().and_then(|name| name.strip_prefix(ASIDE)?.strip_prefix('-'));
        let Some(named) = named.filter(|_| kind.is_dir()) else {
            left.push(work.path_of(&name));
            continue;
        };
        let aside = work.folder(&name)?;
        let is_former = aside.identity()?.proof().as_deref() == Some(named);
        // A build was killed just before these, its new sites, took the place of the output.
        let is_stage = current.as_deref() == Some(named);
        let is_needless = is_stage || is_former && out.is_none_or(|out| rescue_all(&aside, out).is_ok());
        if is_needless {
            clear(work, &name)?;
        } else {
            left.push(work.path_of(&name));
        }
    }
    discard_stage(work)?;
    Ok(left)
}

/// Deletes the stage and the former sites. These become a stage first: a folder that is being deleted no
/// longer tells whose files it holds.
fn clear(work: &Folder, aside: impl AsRef<OsStr>) -> Result<(), Error> {
    discard_stage(work)?;
    work.rename(aside, work, STAGE)?;
    discard_stage(work)
}

fn discard_stage(work: &Folder) -> Result<(), Error> {
    match work.find(STAGE)? {
        None => Ok(()),
        Some(found) if found.is_dir() => Ok(work.remove_all(STAGE)?),
        Some(found) if found.is_symlink() => Err(Error::Refused(Refusal::Link { path: work.path_of(STAGE) })),
        Some(_) => Err(Error::Refused(Refusal::Taken { path: work.path_of(STAGE) })),
    }
}

/// Links the files of ours that were not staged from the output into the stage.
fn bring_own(out: &Folder, stage: &Folder, new: &Manifest) -> Result<(), Error> {
    let (mut there, mut here) = (Way::new(out), Way::new(stage));
    for path in new.paths() {
        let name = name_of(path);
        // When somebody deleted a file of ours, or put a folder or a link in its way, there is nothing to keep.
        let Some(from) = there.find(Path::new(path))? else { continue };
        if from.find(name)?.is_none_or(|found| found.is_dir()) {
            continue;
        }
        let to = here.make(Path::new(path))?;
        if to.find(name)?.is_none() {
            from.link(name, to, name)?;
        }
    }
    Ok(())
}

/// Links what escale did not write from the output into the stage, at the same paths.
fn bring_foreign(out: &Folder, stage: &Folder, former: &Manifest) -> Result<(), Error> {
    let (mut there, mut here) = (Way::new(out), Way::new(stage));
    for (path, is_folder) in foreign(out, former)? {
        let occupied = || Error::Refused(Refusal::Occupied { path: out.path_of(&path) });
        let to = match here.make(&path) {
            Err(folder::Error::Taken(_)) => return Err(occupied()),
            made => made?,
        };
        let name = path.file_name().expect("a path below a folder ends with a name");
        match to.find(name)? {
            Some(staged) if staged.is_dir() && is_folder => continue,
            // With no manifest the folder was adopted: what stands at a page's path becomes the page.
            Some(staged) if staged.is_file() && !is_folder && former.files.is_empty() => continue,
            Some(_) => return Err(occupied()),
            None => {}
        }
        // Its owner may have just deleted it.
        let Some(from) = there.find(&path)? else { continue };
        let brought = if is_folder {
            from.folder(name).and_then(|found| to.make_folder_like(name, &found).map(drop))
        } else {
            from.link(name, to, name)
        };
        unless_gone(brought)?;
    }
    Ok(())
}

fn rescue_all(aside: &Folder, out: &Folder) -> Result<(), Error> {
    rescue(aside, out, &Manifest::read(aside)?.unwrap_or_default())
}

/// Moves into the output what somebody put into the former sites while the two changed places.
fn rescue(aside: &Folder, out: &Folder, former: &Manifest) -> Result<(), Error> {
    let (mut there, mut here) = (Way::new(aside), Way::new(out));
    for (path, is_folder) in foreign(aside, former)? {
        let name = path.file_name().expect("a path below a folder ends with a name");
        let Some(from) = there.find(&path)? else { continue };
        let to = here.make(&path)?;
        if to.find(name)?.is_some() {
            continue;
        }
        if is_folder {
            to.make_folder_like(name, &from.folder(name)?)?;
        } else {
            from.rename(name, to, name)?;
        }
    }
    Ok(())
}

fn unless_gone(done: folder::Result<()>) -> folder::Result<()> {
    match done {
        Err(error) if !error.is(ErrorKind::NotFound) => Err(error),
        _ => Ok(()),
    }
}

/// What is in a folder and a manifest does not name, folders before what they hold, and whether it is a folder.
/// A folder in which escale writes is not named, what else is in it is.
fn foreign(folder: &Folder, manifest: &Manifest) -> Result<Vec<(PathBuf, bool)>, Error> {
    let own_folders = manifest.paths().flat_map(|path| Path::new(path).ancestors().skip(1)).collect();
    let mut found = Vec::new();
    search(folder, Path::new(""), &Own { manifest, folders: own_folders }, &mut found)?;
    Ok(found)
}

struct Own<'m> {
    manifest: &'m Manifest,
    folders: std::collections::BTreeSet<&'m Path>,
}

fn search(folder: &Folder, at: &Path, own: &Own, found: &mut Vec<(PathBuf, bool)>) -> folder::Result<()> {
    for (name, kind) in folder.entries()? {
        let path = at.join(&name);
        let is_ours = if kind.is_dir() {
            own.folders.contains(path.as_path())
        } else {
            path.to_str().is_some_and(|path| own.manifest.holds(&path.replace('\\', "/")))
        };
        if !is_ours {
            found.push((path.clone(), kind.is_dir()));
        }
        if kind.is_dir() {
            // Its owner may have just deleted it.
            match folder.folder(&name) {
                Err(error) if error.is(ErrorKind::NotFound) => {}
                opened => search(&opened?, &path, own, found)?,
            }
        }
    }
    Ok(())
}
