//! The list of what escale wrote into an output folder, kept in that folder.

use std::collections::{BTreeMap, BTreeSet};

use super::{Error, Refusal};
use crate::folder::Folder;
use crate::model::address::{SiteId, Slug};

/// The file's name.
pub const NAME: &str = ".escale-manifest";
/// A larger file is not of our writing.
const MOST_BYTES: u64 = 1 << 30;
/// Its first line.
const HEAD: &str = "escale manifest 1";

/// What escale wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The site of each file, by the file's path.
    pub files: BTreeMap<String, SiteId>,
    /// Assets of the publication before, kept one publication longer.
    pub former_assets: BTreeSet<String>,
}

impl Manifest {
    /// Reads the manifest of an output folder; `None` when there is none.
    ///
    /// # Errors
    /// When there is one and it cannot be understood: then nothing there may be deleted.
    pub fn read(out: &Folder) -> Result<Option<Self>, Error> {
        let Some(bytes) = out.read(NAME, MOST_BYTES)? else { return Ok(None) };
        match std::str::from_utf8(&bytes).ok().and_then(Self::parse) {
            Some(manifest) => Ok(Some(manifest)),
            None => Err(Error::Refused(Refusal::BadManifest { path: out.path_of(NAME) })),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let body = text.strip_prefix(HEAD)?.strip_prefix('\n')?.strip_suffix("end\n")?;
        let mut manifest = Self::default();
        for line in body.lines() {
            let (site, path) = line.split_once('\t')?;
            if !is_inside(path) {
                return None;
            }
            match site {
                "=" => {
                    manifest.files.insert(path.to_owned(), SiteId::Hub);
                }
                "-" => {
                    manifest.former_assets.insert(path.to_owned());
                }
                region => {
                    manifest.files.insert(path.to_owned(), SiteId::Region(Slug::parse(region)?));
                }
            }
        }
        Some(manifest)
    }

    /// The file's text.
    pub fn text(&self) -> String {
        let mut text = format!("{HEAD}\n");
        for (path, site) in &self.files {
            let site = match site {
                SiteId::Hub => "=",
                SiteId::Region(id) => id.as_str(),
            };
            text.push_str(&format!("{site}\t{path}\n"));
        }
        for path in &self.former_assets {
            text.push_str(&format!("-\t{path}\n"));
        }
        text.push_str("end\n");
        text
    }

    /// Whether escale wrote the file at this path.
    pub fn holds(&self, path: &str) -> bool {
        path == NAME || self.files.contains_key(path) || self.former_assets.contains(path)
    }

    /// Every file it names, the manifest apart.
    pub fn paths(&self) -> impl Iterator<Item = &String> {
        self.files.keys().chain(&self.former_assets)
    }
}

/// A path that stays below the folder it is in.
pub fn is_inside(path: &str) -> bool {
    !path.is_empty() && path.split('/').all(|segment| !matches!(segment, "" | "." | "..") && !segment.contains('\\'))
}
