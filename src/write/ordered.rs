//! File by file, in an order in which no page ever links to what is not there yet: where the output and
//! its stage cannot change places.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::Path;
use std::time::{Duration, Instant};

use super::manifest::{self, Manifest};
use super::{Error, Refusal, is_asset, name_of};
use crate::folder::{Error as FolderError, Folder, Result as FolderResult, Rights, Way};

/// How long a file that another program holds open is tried again (Windows).
const PATIENCE: Duration = Duration::from_secs(2);

/// Moves the changed files into `out`: assets, then new pages, to which nothing leads yet, then pages
/// that were there, the home page last; then the deletions. The manifest names everything that is ours
/// at every moment.
pub fn publish(
    out: &Folder,
    stage: &Folder,
    former: &Manifest,
    new: &Manifest,
    changed: &BTreeSet<String>,
) -> Result<(), Error> {
    let is_there = check_room(out, former, changed)?;
    let mut both = new.clone();
    both.files.extend(former.files.iter().map(|(path, site)| (path.clone(), site.clone())));
    both.former_assets.extend(former.former_assets.iter().cloned());
    stage.flush()?;
    put_manifest(out, stage, &both)?;

    let mut order: Vec<&String> = changed.iter().collect();
    order.sort_by_cached_key(|path| {
        // The disk knows: a build that was killed may have listed pages that it never moved.
        let is_there = is_there.contains(path.as_str());
        let depth = path.matches('/').count();
        (!is_asset(path), is_there, std::cmp::Reverse(depth), path.as_str())
    });
    let (mut from, mut to) = (Way::new(stage), Way::new(out));
    for path in &order {
        to.make(Path::new(path))?;
    }
    for path in order {
        let (name, path) = (name_of(path), Path::new(path));
        let (from, to) = (from.make(path)?, to.make(path)?);
        patiently(|| from.rename(name, to, name))?;
    }
    for path in former.paths().filter(|path| !new.holds(path)) {
        remove(&mut to, path)?;
    }
    put_manifest(out, stage, new)
}

/// Refuses before the first step what would stop it half-way: something of somebody else's where a file
/// or its folder must go. Answers which of the files are there already.
fn check_room<'c>(out: &Folder, former: &Manifest, changed: &'c BTreeSet<String>) -> Result<BTreeSet<&'c str>, Error> {
    let mut is_there = BTreeSet::new();
    let mut way = Way::new(out);
    for path in changed {
        let folder = match way.open(Path::new(path)) {
            Err(FolderError::Link(path) | FolderError::Taken(path)) => {
                return Err(Error::Refused(Refusal::Occupied { path }));
            }
            // The folders are still to be made.
            Err(error) if error.is(ErrorKind::NotFound) => continue,
            opened => opened?,
        };
        let Some(found) = folder.find(name_of(path))? else { continue };
        // With no manifest the folder was adopted: what stands at a page's path becomes the page.
        let is_ours = former.holds(path) || former.files.is_empty();
        if found.is_dir() || !is_ours {
            return Err(Error::Refused(Refusal::Occupied { path: out.path_of(path) }));
        }
        is_there.insert(path.as_str());
    }
    Ok(is_there)
}

fn put_manifest(out: &Folder, stage: &Folder, manifest: &Manifest) -> Result<(), Error> {
    const STAGED: &str = "manifest";
    let file = stage.write(STAGED, manifest.text().as_bytes(), Rights::Public)?;
    file.sync_all().map_err(stage.at(STAGED))?;
    Ok(patiently(|| stage.rename(STAGED, out, manifest::NAME))?)
}

/// Deletes a file of ours, and the folders that this leaves empty. What somebody put in its place, or in
/// the place of a folder that led to it, stays.
fn remove(way: &mut Way, path: &str) -> Result<(), Error> {
    let Some(folder) = way.find(Path::new(path))? else { return Ok(()) };
    let name = name_of(path);
    if folder.find(name)?.is_some_and(|found| found.is_dir()) {
        return Ok(());
    }
    patiently(|| folder.remove_file(name))?;
    way.prune();
    Ok(())
}

/// Tries a step again where another program holds the file open for a moment (Windows).
fn patiently(step: impl Fn() -> FolderResult<()>) -> FolderResult<()> {
    let start = Instant::now();
    loop {
        match step() {
            Err(error) if cfg!(windows) && error.is(ErrorKind::PermissionDenied) && start.elapsed() < PATIENCE => {
                std::thread::sleep(Duration::from_millis(50));
            }
            done => return done,
        }
    }
}
