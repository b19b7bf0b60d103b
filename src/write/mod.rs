//! Puts sites on the disk: the one hand at the end of the way. A build is complete or it is untouched.
//!
//! Everything is staged beside the output, on the same file system: files that did not change are links
//! to what is there (their time stays), the others are new. Then the two folders change places in one
//! step, so that a reader sees the former sites or the new ones, never a mixture. Where folders cannot
//! change places (a mount point, some network drives, Windows), files are moved one by one in an order
//! that never leaves a dead link ([`ordered`]).
//!
//! Nothing is ever deleted but what the [`manifest`] says escale wrote.

pub mod corrections;
mod disk;
pub mod ledger;
mod lock;
mod manifest;
mod ordered;
mod place;
mod published;
mod swap;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::model::address::SiteId;
use crate::model::site::Published;
use crate::output::{MARK_FOR_HOSTS, Output};

use lock::Lock;
use manifest::Manifest;
pub use place::Refusal;
pub use published::{PublishedFiles, published, told};

/// Why nothing was written.
#[derive(Debug)]
pub enum Error {
    /// The output is not a folder that may be written.
    Refused(Refusal),
    /// The system refused.
    Io {
        /// What could not be read or written.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl Error {
    fn at(path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::Io { path, source }
    }
}

/// What became of a site.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Staged {
    /// Files of the site.
    pub files: usize,
    /// Files that are new or whose bytes changed.
    pub changed: usize,
    /// Bytes of all files.
    pub bytes: usize,
}

/// How the new sites take the place of the former ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// The two folders change places.
    Swap,
    /// File by file, in order.
    Ordered,
}

/// An output folder that is being written. Dropped without [`Publication::finish`], nothing has happened.
#[derive(Debug)]
pub struct Publication {
    out: PathBuf,
    work: PathBuf,
    mode: Mode,
    former: Manifest,
    new: Mutex<Manifest>,
    changed: Mutex<BTreeSet<String>>,
    _lock: Lock,
}

/// The folder of the sites to come, in the work folder.
const STAGE: &str = "new";

impl Publication {
    /// Opens the output folder `out` of the project in `project`, and locks it.
    ///
    /// # Errors
    /// When `out` may not be written: it is the project, holds it or is one of its sources, is the home or
    /// root folder, is being written by another build, or holds files that escale did not write and no
    /// manifest, unless `adopt`.
    pub fn open(project: &Path, out: &Path, adopt: bool) -> Result<Self, Error> {
        let out = place::resolve(project, out)?;
        let (work, mode) = place::work_folder(&out)?;
        let lock = Lock::take(&work)?;
        swap::heal(&work, &out)?;
        let within = out.join(place::WITHIN);
        if mode == Mode::Swap && disk::is_folder(&within) {
            // A build that could not work beside the output is at work in it, or was killed.
            let _other = Lock::take(&within)?;
            swap::heal(&within, &out)?;
        }
        let former = Manifest::read(&out)?;
        if former.is_none() && !adopt && place::has_entries(&out).map_err(Error::at(&out))? {
            return Err(Error::Refused(Refusal::Foreign { out }));
        }
        let stage = work.join(STAGE);
        let is_first = fs::symlink_metadata(&out).is_err();
        let staging = if is_first { disk::make_folder(&stage) } else { disk::copy_folder(&out, &stage) };
        staging.map_err(Error::at(&stage))?;
        let mut former = former.unwrap_or_default();
        former.files.retain(|path, _| !(is_for_host(path) && is_taken_over(&out.join(path))));
        Ok(Self { out, work, mode, former, new: Mutex::default(), changed: Mutex::default(), _lock: lock })
    }

    /// What is published now: the addresses of each site.
    pub fn published(&self) -> Published {
        let mut published = Published::new();
        for (path, site) in &self.former.files {
            let inside = path.strip_prefix(&site.folder()).unwrap_or(path);
            if let Some(address) = inside.strip_suffix("index.html") {
                published.entry(site.clone()).or_default().insert(address.to_owned());
            }
        }
        published
    }

    /// Stages a site. Sites can be staged side by side.
    ///
    /// # Errors
    /// When the system refuses; the output is then untouched.
    pub fn stage(&self, site: &SiteId, output: &Output) -> Result<Staged, Error> {
        // What somebody wrote for the host by hand stays: the pages at former addresses do without.
        let is_foreign = |path: &str| {
            is_for_host(path)
                && !self.former.files.contains_key(path)
                && fs::symlink_metadata(self.out.join(path)).is_ok()
        };
        let own: Vec<_> = output.iter().filter(|(path, _)| !is_foreign(path)).collect();
        let mut staged = Staged { files: own.len(), changed: 0, bytes: output.total_bytes() };
        let mut folders = BTreeSet::new();
        let mut changed = Vec::new();
        for &(path, file) in &own {
            assert!(manifest::is_inside(path), "addresses are made of slugs, and {path} is not");
            let (there, here) = (self.out.join(path), self.work.join(STAGE).join(path));
            // What did not change is linked when all is staged, if anything did.
            if self.former.files.contains_key(path) && disk::has_bytes(&there, &file.bytes) {
                continue;
            }
            disk::make_folders(&self.work.join(STAGE), Path::new(path), &mut folders)?;
            disk::write_file(&here, &file.bytes).map_err(Error::at(&here))?;
            staged.changed += 1;
            changed.push(path.to_owned());
        }
        let mut new = self.new.lock().expect("no thread panics while it holds the manifest");
        new.files.extend(own.iter().map(|(path, _)| ((*path).to_owned(), site.clone())));
        drop(new);
        self.changed.lock().expect("no thread panics while it holds the list").extend(changed);
        Ok(staged)
    }

    /// Puts the staged sites into place. Sites of `kept` stay as they are; every other site that was
    /// published before and was not staged goes.
    ///
    /// # Errors
    /// When the system refuses, or a file that escale did not write stands where a page must go. The
    /// output is then untouched, except where files are moved one by one and the system refused half-way.
    pub fn finish(self, kept: &BTreeSet<SiteId>) -> Result<(), Error> {
        let mut new = std::mem::take(&mut *self.new.lock().expect("no thread is left"));
        let changed = std::mem::take(&mut *self.changed.lock().expect("no thread is left"));
        let of_kept: BTreeMap<String, SiteId> = self
            .former
            .files
            .iter()
            .filter(|(path, site)| kept.contains(*site) && !new.files.contains_key(*path))
            .map(|(path, site)| (path.clone(), site.clone()))
            .collect();
        // A page that a visitor loaded a moment ago may still ask for the style sheet of its time.
        let assets: BTreeSet<String> =
            self.former.files.keys().filter(|path| is_asset(path) && !new.files.contains_key(*path)).cloned().collect();
        new.former_assets = assets.into_iter().filter(|path| !of_kept.contains_key(path)).collect();
        new.files.extend(of_kept);
        let is_unchanged = changed.is_empty() && new.files == self.former.files;
        if is_unchanged || self.mode == Mode::Swap && swap::publish(&self.out, &self.work, &self.former, &new)? {
            return Ok(());
        }
        ordered::publish(&self.out, &self.work.join(STAGE), &self.former, &new, &changed)
    }
}

impl Drop for Publication {
    fn drop(&mut self) {
        // What is left of a stage is of no use to anybody; the next build would clear it away as well.
        let _ = fs::remove_dir_all(self.work.join(STAGE));
    }
}

/// A file that tells the host what to do.
fn is_for_host(path: &str) -> bool {
    matches!(path.rsplit('/').next(), Some("_headers" | "_redirects" | ".htaccess" | "robots.txt"))
}

/// Whether somebody has made a file for the host their own.
fn is_taken_over(path: &Path) -> bool {
    let Ok(there) = fs::symlink_metadata(path) else { return false };
    !there.is_file() || fs::read(path).is_ok_and(|bytes| !bytes.starts_with(MARK_FOR_HOSTS.as_bytes()))
}

/// A fingerprinted file: its name changes with its bytes, so an old one harms nobody.
fn is_asset(path: &str) -> bool {
    let folder = path.rsplit('/').nth(1);
    matches!(folder, Some("assets" | "images")) && !path.ends_with(".html")
}
