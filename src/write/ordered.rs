//! File by file, in an order in which no page ever links to what is not there yet: where the output and
//! its stage cannot change places.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::disk::{flush, folders_to, is_folder, make_folders, unless_gone, write_file};
use super::manifest::{self, Manifest};
use super::{Error, Refusal, is_asset};

/// How long a file that another program holds open is tried again (Windows).
const PATIENCE: Duration = Duration::from_secs(2);

/// Moves the changed files into `out`: assets, then new pages, to which nothing leads yet, then pages
/// that were there, the home page last; then the deletions. The manifest names everything that is ours
/// at every moment.
pub fn publish(
    out: &Path,
    stage: &Path,
    former: &Manifest,
    new: &Manifest,
    changed: &BTreeSet<String>,
) -> Result<(), Error> {
    check_room(out, former, changed)?;
    let mut both = new.clone();
    both.files.extend(former.files.iter().map(|(path, site)| (path.clone(), site.clone())));
    both.former_assets.extend(former.former_assets.iter().cloned());
    flush(stage).map_err(Error::at(stage))?;
    put_manifest(out, stage, &both)?;

    let mut order: Vec<&String> = changed.iter().collect();
    order.sort_by_cached_key(|path| {
        // The disk knows: a build that was killed may have listed pages that it never moved.
        let is_there = fs::symlink_metadata(out.join(path)).is_ok();
        let depth = path.matches('/').count();
        (!is_asset(path), is_there, std::cmp::Reverse(depth), path.as_str())
    });
    let mut folders = BTreeSet::new();
    for path in &order {
        make_folders(out, Path::new(path), &mut folders)?;
    }
    for path in order {
        patiently(|| fs::rename(stage.join(path), out.join(path))).map_err(Error::at(&out.join(path)))?;
    }
    for path in former.paths().filter(|path| !new.holds(path)) {
        remove(out, path)?;
    }
    put_manifest(out, stage, new)
}

/// Refuses before the first step what would stop it half-way: something of somebody else's where a file
/// or its folder must go.
fn check_room(out: &Path, former: &Manifest, changed: &BTreeSet<String>) -> Result<(), Error> {
    let occupied = |path: &Path| Err(Error::Refused(Refusal::Occupied { path: path.to_owned() }));
    for path in changed {
        let there = out.join(path);
        // With no manifest the folder was adopted: what stands at a page's path becomes the page.
        let is_ours = former.holds(path) || former.files.is_empty();
        if fs::symlink_metadata(&there).is_ok_and(|found| found.is_dir() || !is_ours) {
            return occupied(&there);
        }
        for folder in folders_to(Path::new(path)) {
            let folder = out.join(folder);
            if fs::symlink_metadata(&folder).is_ok_and(|found| !found.is_dir()) {
                return occupied(&folder);
            }
        }
    }
    Ok(())
}

fn put_manifest(out: &Path, stage: &Path, manifest: &Manifest) -> Result<(), Error> {
    let (staged, there) = (stage.join("manifest"), out.join(manifest::NAME));
    let written = write_file(&staged, manifest.text().as_bytes()).and_then(|file| file.sync_all());
    written.map_err(Error::at(&staged))?;
    patiently(|| fs::rename(&staged, &there)).map_err(Error::at(&there))
}

/// Deletes a file of ours, and the folders that this leaves empty. What somebody put in its place, or in
/// the place of a folder that led to it, stays.
fn remove(out: &Path, path: &str) -> Result<(), Error> {
    let there = out.join(path);
    let folders: Vec<PathBuf> = folders_to(Path::new(path)).into_iter().map(|folder| out.join(folder)).collect();
    let is_foreign = |folder: &PathBuf| fs::symlink_metadata(folder).is_ok_and(|found| !found.is_dir());
    if is_folder(&there) || folders.iter().any(is_foreign) {
        return Ok(());
    }
    unless_gone(patiently(|| fs::remove_file(&there))).map_err(Error::at(&there))?;
    // The innermost first, up to one that holds something.
    let _ = folders.iter().rev().try_for_each(|folder| unless_gone(fs::remove_dir(folder)));
    Ok(())
}

/// Tries a step again where another program holds the file open for a moment (Windows).
fn patiently(step: impl Fn() -> io::Result<()>) -> io::Result<()> {
    let start = Instant::now();
    loop {
        match step() {
            Err(error)
                if cfg!(windows) && error.kind() == io::ErrorKind::PermissionDenied && start.elapsed() < PATIENCE =>
            {
                std::thread::sleep(Duration::from_millis(50));
            }
            done => return done,
        }
    }
}
