//! Reads what is published, without a lock: a build may be at work.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use super::manifest::{self, Manifest};
use super::place::{self, Out};
use super::{Error, name_of};
use crate::folder::{self, Folder, Way};
use crate::model::address::SiteId;
use crate::model::announced::{self, Announced, Told};

/// The pages of each site, and what they announced, by path from the output's root.
pub type PublishedFiles = BTreeMap<SiteId, BTreeMap<String, Vec<u8>>>;

/// How often the folder is read again because a build put other sites into it meanwhile.
const TIMES: usize = 20;

/// The pages that are in the output folder `out` of the project in `project`; `None` when nothing is published there.
/// They are all of one publication; only where files are moved one by one can they be of two.
///
/// # Errors
/// When `out` can be no output, its list is damaged, the system refuses, or every time a build came in between.
pub fn published(project: &Path, out: Out) -> Result<Option<PublishedFiles>, Error> {
    whole(project, out, |path| path.ends_with(".html") || path.ends_with(announced::FILE))
}

/// What the sites in the output folder told of their events; nothing when nothing is published there.
///
/// # Errors
/// As [`published`].
pub fn told(project: &Path, out: Out) -> Result<Told, Error> {
    let files = whole(project, out, |path| path.ends_with(announced::FILE))?.unwrap_or_default();
    let told = |files: BTreeMap<String, Vec<u8>>| {
        let text = files.into_values().next().unwrap_or_default();
        Announced::parse(&String::from_utf8_lossy(&text))
    };
    Ok(files.into_iter().map(|(site, files)| (site, told(files))).collect())
}

fn whole(project: &Path, out: Out, is_wanted: impl Fn(&str) -> bool) -> Result<Option<PublishedFiles>, Error> {
    let out = place::resolve(project, out)?;
    for _ in 0..TIMES {
        let Some(folder) = open(&out)? else { return Ok(None) };
        let before = stamp(&folder);
        let found = read(&folder, &is_wanted);
        if open(&out)?.and_then(|folder| stamp(&folder)) == before {
            return found;
        }
    }
    Err(Error::at(&out)(io::ErrorKind::ResourceBusy.into()))
}

fn open(out: &Path) -> Result<Option<Folder>, Error> {
    match Folder::open_real(out) {
        Err(error) if error.is(io::ErrorKind::NotFound) => Ok(None),
        opened => Ok(Some(opened?)),
    }
}

/// When the list was written: each publication that changes anything writes a new one.
fn stamp(out: &Folder) -> Option<(SystemTime, u64)> {
    let found = out.find(manifest::NAME).ok()??;
    Some((found.modified().ok()?.into_std(), found.len()))
}

fn read(out: &Folder, is_wanted: &impl Fn(&str) -> bool) -> Result<Option<PublishedFiles>, Error> {
    let Some(manifest) = Manifest::read(out)? else { return Ok(None) };
    let mut files = PublishedFiles::new();
    let mut way = Way::new(out);
    for (path, site) in manifest.files {
        if !is_wanted(&path) {
            continue;
        }
        let Some(folder) = way.find(Path::new(&path))? else { continue };
        match folder.read(name_of(&path), u64::MAX) {
            Ok(Some(bytes)) => {
                files.entry(site).or_default().insert(path, bytes);
            }
            // Somebody deleted it, or put something else in its way.
            Ok(None) | Err(folder::Error::Link(_) | folder::Error::Taken(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Some(files))
}
