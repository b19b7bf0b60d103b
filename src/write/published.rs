//! Reads what is published, without a lock: a build may be at work.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use super::manifest::{self, Manifest};
use super::{Error, place};
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
pub fn published(project: &Path, out: &Path) -> Result<Option<PublishedFiles>, Error> {
    whole(project, out, |path| path.ends_with(".html") || path.ends_with(announced::FILE))
}

/// What the sites in the output folder told of their events; nothing when nothing is published there.
///
/// # Errors
/// As [`published`].
pub fn told(project: &Path, out: &Path) -> Result<Told, Error> {
    let files = whole(project, out, |path| path.ends_with(announced::FILE))?.unwrap_or_default();
    let told = |files: BTreeMap<String, Vec<u8>>| {
        let text = files.into_values().next().unwrap_or_default();
        Announced::parse(&String::from_utf8_lossy(&text))
    };
    Ok(files.into_iter().map(|(site, files)| (site, told(files))).collect())
}

fn whole(project: &Path, out: &Path, is_wanted: impl Fn(&str) -> bool) -> Result<Option<PublishedFiles>, Error> {
    let out = place::resolve(project, out)?;
    for _ in 0..TIMES {
        let before = stamp(&out);
        let found = read(&out, &is_wanted);
        if stamp(&out) == before {
            return found;
        }
    }
    Err(Error::at(&out)(io::ErrorKind::ResourceBusy.into()))
}

/// When the list was written: each publication that changes anything writes a new one.
fn stamp(out: &Path) -> Option<(SystemTime, u64)> {
    let found = fs::metadata(out.join(manifest::NAME)).ok()?;
    Some((found.modified().ok()?, found.len()))
}

fn read(out: &Path, is_wanted: &impl Fn(&str) -> bool) -> Result<Option<PublishedFiles>, Error> {
    let Some(manifest) = Manifest::read(out)? else { return Ok(None) };
    let mut files = PublishedFiles::new();
    for (path, site) in manifest.files {
        if !is_wanted(&path) {
            continue;
        }
        let there = out.join(&path);
        match fs::read(&there) {
            Ok(bytes) => {
                files.entry(site).or_default().insert(path, bytes);
            }
            // Somebody deleted it, or put something else in its way.
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory
                ) => {}
            Err(error) => return Err(Error::at(&there)(error)),
        }
    }
    Ok(Some(files))
}
