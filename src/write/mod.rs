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
pub mod ledger;
mod lock;
mod manifest;
mod ordered;
mod place;
mod published;
mod swap;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::folder::{self, Folder, Rights, Way};
use crate::model::address::SiteId;
use crate::model::site::Published;
use crate::output::{MARK_FOR_HOSTS, Output};

use lock::Lock;
use manifest::Manifest;
pub use place::{Out, Refusal};
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
    /// The folder that holds the output, and the output's name in it.
    parent: Folder,
    name: OsString,
    /// What is published; nothing before the first publication.
    out: Option<Folder>,
    stage: Folder,
    mode: Mode,
    former: Manifest,
    new: Mutex<Manifest>,
    changed: Mutex<BTreeSet<String>>,
    left: Vec<PathBuf>,
    /// Dropped last: it clears away what is left of the stage.
    lock: Lock,
}

/// The folder of the sites to come, in the work folder.
const STAGE: &str = "new";

impl Publication {
    /// Opens the output folder `out` of the project in `project`, and locks it.
    ///
    /// # Errors
    /// When `out` may not be written: it is the project, holds it or is one of its sources, is the home or
    /// root folder, is a link that nobody named, is being written by another build, or holds files that escale
    /// did not write and no manifest, unless `adopt`; or when a link stands where escale would write.
    pub fn open(project: &Path, out: Out, adopt: bool) -> Result<Self, Error> {
        let out = place::resolve(project, out)?;
        let (parent, name) = place::parent_of(&out)?;
        let (lock, mode) = place::work_folder(&parent, name)?;
        let published = match parent.folder(name) {
            Err(error) if error.is(io::ErrorKind::NotFound) => None,
            opened => Some(opened?),
        };
        let mut left = swap::heal(&lock.work, published.as_ref())?;
        let mut former = None;
        if let Some(published) = &published {
            if mode == Mode::Swap && published.find(place::WITHIN)?.is_some_and(|found| found.is_dir()) {
                // A build that could not work beside the output is at work in it, or was killed.
                let other = Lock::take(published, place::WITHIN.as_ref())?;
                left.extend(swap::heal(&other.work, Some(published))?);
            }
            former = Manifest::read(published)?;
            if former.is_none() && !adopt && place::has_entries(published)? {
                return Err(Error::Refused(Refusal::Foreign { out }));
            }
        }
        let stage = match &published {
            Some(published) => lock.work.make_folder_like(STAGE, published)?,
            None => lock.work.make_folder(STAGE)?,
        };
        let mut former = former.unwrap_or_default();
        if let Some(published) = &published {
            let mut way = Way::new(published);
            former.files.retain(|path, _| !(is_for_host(path) && is_taken_over(&mut way, path)));
        }
        let (parent, name) = (parent, name.to_owned());
        let (new, changed) = (Mutex::default(), Mutex::default());
        Ok(Self { parent, name, out: published, stage, mode, former, new, changed, left, lock })
    }

    /// What stands in the work folder and was not put there by a build, as far as can be proved. It is left
    /// alone and never published.
    pub fn left(&self) -> &[PathBuf] {
        &self.left
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
        let mut there = self.out.as_ref().map(Way::new);
        let mut here = Way::new(&self.stage);
        let mut new = BTreeMap::new();
        let mut staged = Staged { files: 0, changed: 0, bytes: output.total_bytes() };
        let mut changed = Vec::new();
        for (path, file) in output.iter() {
            assert!(manifest::is_inside(path), "addresses are made of slugs, and {path} is not");
            let name = name_of(path);
            let is_own = self.former.files.contains_key(path);
            // Few files are compared with what is published before anything was written.
            let published = match &mut there {
                Some(there) if is_own || is_for_host(path) => there.find(Path::new(path))?,
                _ => None,
            };
            // What somebody wrote for the host by hand stays: the pages at former addresses do without.
            if !is_own && published.is_some_and(|folder| folder.find(name).is_ok_and(|found| found.is_some())) {
                continue;
            }
            new.insert(path.to_owned(), site.clone());
            // What did not change is linked when all is staged, if anything did.
            if published.is_some_and(|folder| folder.has_bytes(name, &file.bytes)) {
                continue;
            }
            here.make(Path::new(path))?.write(name, &file.bytes, Rights::Public)?;
            changed.push(path.to_owned());
        }
        staged.files = new.len();
        staged.changed = changed.len();
        self.new.lock().expect("no thread panics while it holds the manifest").files.extend(new);
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
        if is_unchanged || self.mode == Mode::Swap && swap::publish(&self, &new)? {
            return Ok(());
        }
        let out = self.out.as_ref().expect("a first publication takes its place by a rename, or fails");
        ordered::publish(out, &self.stage, &self.former, &new, &changed)
    }
}

/// A file that tells the host what to do.
fn is_for_host(path: &str) -> bool {
    matches!(path.rsplit('/').next(), Some("_headers" | "_redirects" | ".htaccess" | "robots.txt"))
}

/// Whether somebody has made a file for the host their own.
fn is_taken_over(way: &mut Way, path: &str) -> bool {
    let Ok(Some(folder)) = way.find(Path::new(path)) else { return false };
    match folder.read(name_of(path), u64::MAX) {
        Ok(bytes) => bytes.is_some_and(|bytes| !bytes.starts_with(MARK_FOR_HOSTS.as_bytes())),
        Err(folder::Error::Link(_) | folder::Error::Taken(_)) => true,
        Err(_) => false,
    }
}

/// The name at the end of a path.
fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A fingerprinted file: its name changes with its bytes, so an old one harms nobody.
fn is_asset(path: &str) -> bool {
    let folder = path.rsplit('/').nth(1);
    matches!(folder, Some("assets" | "images")) && !path.ends_with(".html")
}
