//! Writes corrections into the project's own files, and keeps their former text.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;

use super::{Error, name_of};
use crate::folder::{self, Folder, Rights, Way};

/// Where former texts are kept, a folder for each time.
const HISTORY: &str = ".escale/historique";

/// The former texts of one time.
#[derive(Debug)]
pub struct History {
    project: Folder,
    /// Its folder, from the project's.
    pub folder: PathBuf,
    /// The folders in which this run has cleared away what killed ones left.
    cleared: RefCell<BTreeSet<PathBuf>>,
}

impl History {
    /// A new folder of history, named after an instant: `2027-05-10T08-00-00Z`, with a number when it is taken.
    ///
    /// # Errors
    /// When the project cannot be opened.
    pub fn new(project: &Path, instant: &str) -> Result<Self, Error> {
        let project = Folder::open(project)?;
        let name = instant.replace(':', "-");
        let mut way = Way::new(&project);
        let kept = way.find(&Path::new(HISTORY).join(&name))?;
        let is_free = |name: &String| kept.is_none_or(|kept| kept.find(name).is_ok_and(|found| found.is_none()));
        let numbered = (2_u32..).map(|number| format!("{name}-{number}"));
        let name = std::iter::once(name.clone()).chain(numbered).find(is_free).expect("one of so many names is free");
        Ok(Self { folder: Path::new(HISTORY).join(name), project, cleared: RefCell::default() })
    }

    /// Replaces a file's text, in one step, after its former text was kept. A former text that is kept already,
    /// from an earlier correction of the same time, stays. Answers whether it did: a file that changed since it
    /// was read, or that is reached through a link, is left alone.
    ///
    /// # Errors
    /// When the system refuses, or a link stands where the former text is kept; the file is then as it was.
    pub fn correct(&self, file: &str, former: &[u8], later: &[u8]) -> Result<bool, Error> {
        let Some((folder, name)) = self.on_disk(file)? else { return Ok(false) };
        let Some(found) = folder.find(&name)?.filter(|_| folder.has_bytes(&name, former)) else { return Ok(false) };
        if self.cleared.borrow_mut().insert(folder.path().to_owned()) {
            folder.clear_unfinished(|target| folder.find(target).is_ok_and(|found| found.is_some()));
        }
        let (mut way, kept) = (Way::new(&self.project), self.folder.join(file));
        let kept = way.make(&kept)?;
        match kept.find(name_of(file))? {
            Some(found) if found.is_symlink() => return Err(folder::Error::Link(kept.path_of(name_of(file))).into()),
            Some(_) => {}
            None => {
                let copy = kept.write(name_of(file), former, Rights::Of(&found))?;
                copy.sync_all().map_err(kept.at(name_of(file)))?;
            }
        }
        folder.replace(&name, later, Rights::Of(&found))?;
        Ok(true)
    }

    /// The folder and the name of a file, whose path may be written with its accents in another way; none through
    /// a link.
    fn on_disk(&self, file: &str) -> Result<Option<(Folder, OsString)>, Error> {
        let (folders, last) = file.rsplit_once('/').map_or((None, file), |(folders, name)| (Some(folders), name));
        let mut at = self.project.try_clone()?;
        for segment in folders.into_iter().flat_map(|folders| folders.split('/')) {
            let Some(name) = name_in(&at, segment)? else { return Ok(None) };
            at = match at.folder(&name) {
                Err(folder::Error::Link(_) | folder::Error::Taken(_)) => return Ok(None),
                opened => opened?,
            };
        }
        Ok(name_in(&at, last)?.map(|name| (at, name)))
    }
}

/// A name as it is written in a folder.
fn name_in(folder: &Folder, segment: &str) -> Result<Option<OsString>, Error> {
    if folder.find(segment)?.is_some() {
        return Ok(Some(segment.into()));
    }
    let is_same = |name: &OsString| name.to_str().is_some_and(|name| name.nfc().eq(segment.chars()));
    Ok(folder.entries()?.into_iter().map(|(name, _)| name).find(is_same))
}
