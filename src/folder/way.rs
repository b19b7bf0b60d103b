//! The way to files in many folders, each folder opened once when the files come in their order.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::Path;

use super::{Error, Folder, Result};

/// The open folders that lead from one folder to the file that was asked for last. Paths that come in their
/// order share the folders that lead to them, and no more are open than one path has.
#[derive(Debug)]
pub struct Way<'f> {
    root: &'f Folder,
    entered: Vec<(OsString, Folder)>,
}

impl<'f> Way<'f> {
    /// The way from a folder.
    pub fn new(root: &'f Folder) -> Self {
        Self { root, entered: Vec::new() }
    }

    /// The folder of a file, if it is there and no link leads to it.
    ///
    /// # Errors
    /// When the system does not let it be opened.
    pub fn find(&mut self, path: &Path) -> Result<Option<&Folder>> {
        match self.open(path) {
            Ok(folder) => Ok(Some(folder)),
            Err(Error::Link(_) | Error::Taken(_)) => Ok(None),
            Err(error) if error.is(io::ErrorKind::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The folder of a file.
    ///
    /// # Errors
    /// When it is not there, a link or a file stands in the way, or the system refuses.
    pub fn open(&mut self, path: &Path) -> Result<&Folder> {
        self.to(path, |folder, name| folder.folder(name))
    }

    /// The folder of a file; those that are missing on the way are made.
    ///
    /// # Errors
    /// When a link or a file stands in the way, or the system refuses.
    pub fn make(&mut self, path: &Path) -> Result<&Folder> {
        self.to(path, |folder, name| folder.make_folder(name))
    }

    fn to(&mut self, path: &Path, step: fn(&Folder, &OsStr) -> Result<Folder>) -> Result<&Folder> {
        let names: Vec<&OsStr> = path.parent().into_iter().flat_map(Path::iter).collect();
        let shared = self.entered.iter().zip(&names).take_while(|((entered, _), name)| entered == *name).count();
        self.entered.truncate(shared);
        for name in &names[shared..] {
            let folder = step(self.last(), name)?;
            self.entered.push(((*name).to_owned(), folder));
        }
        Ok(self.last())
    }

    fn last(&self) -> &Folder {
        self.entered.last().map_or(self.root, |(_, folder)| folder)
    }

    /// Removes the folders on the way that are empty, the innermost first, up to one that holds something.
    pub fn prune(&mut self) {
        while let Some((name, folder)) = self.entered.pop() {
            drop(folder);
            if self.last().remove_folder(&name).is_err() {
                break;
            }
        }
    }
}
