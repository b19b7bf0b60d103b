//! File by file, in an order in which no page ever links to what is not there yet: where the output and
//! its stage cannot change places.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use super::manifest::{self, Manifest};
use super::{Error, Refusal, is_asset, make_folders, write_file};

/// How long a file that another program holds open is tried again (Windows).
const PATIENCE: Duration = Duration::from_secs(2);

/// Moves the changed files into `out`: assets, then pages, the deepest first, then what lists them, then
/// the home page; deletions last. The manifest names everything that is ours at every moment.
pub fn publish(
    out: &Path,
    stage: &Path,
    former: &Manifest,
    new: &Manifest,
    changed: &BTreeSet<String>,
) -> Result<(), Error> {
    for path in changed.iter().filter(|path| !former.holds(path) && !former.files.is_empty()) {
        let there = out.join(path);
        if fs::symlink_metadata(&there).is_ok() {
            return Err(Error::Refused(Refusal::Occupied { path: there }));
        }
    }
    let mut both = new.clone();
    both.files.extend(former.files.iter().map(|(path, site)| (path.clone(), site.clone())));
    both.former_assets.extend(former.former_assets.iter().cloned());
    put_manifest(out, stage, &both)?;

    let mut order: Vec<&String> = changed.iter().collect();
    order.sort_by_key(|path| (!is_asset(path), Reverse(path.matches('/').count()), path.as_str()));
    let mut folders = BTreeSet::new();
    for path in order {
        make_folders(out, path, &mut folders)?;
        move_file(&stage.join(path), &out.join(path))?;
    }
    for path in former.paths().filter(|path| !new.holds(path)) {
        let gone = out.join(path);
        match fs::remove_file(&gone) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(Error::at(&gone)(error)),
            _ => remove_empty_folders(out, path),
        }
    }
    put_manifest(out, stage, new)
}

fn put_manifest(out: &Path, stage: &Path, manifest: &Manifest) -> Result<(), Error> {
    let staged = stage.join(manifest::NAME);
    write_file(&staged, manifest.text().as_bytes()).map_err(Error::at(&staged))?;
    move_file(&staged, &out.join(manifest::NAME))
}

fn move_file(from: &Path, to: &Path) -> Result<(), Error> {
    let start = Instant::now();
    loop {
        match fs::rename(from, to) {
            Ok(()) => return Ok(()),
            Err(error)
                if cfg!(windows) && error.kind() == io::ErrorKind::PermissionDenied && start.elapsed() < PATIENCE =>
            {
                std::thread::sleep(Duration::from_millis(50));
            }
            Err(error) => return Err(Error::at(to)(error)),
        }
    }
}

/// Folders that a deletion left empty go too; a folder with anything in it stays.
fn remove_empty_folders(out: &Path, path: &str) {
    let mut at = path;
    while let Some((parent, _)) = at.rsplit_once('/') {
        if fs::remove_dir(out.join(parent)).is_err() {
            return;
        }
        at = parent;
    }
}
