//! Writes corrections into the project's own files, and keeps their former text.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;

use super::{Error, disk};

/// Where former texts are kept, a folder for each time.
const HISTORY: &str = ".escale/historique";

/// The former texts of one time.
#[derive(Debug)]
pub struct History {
    project: PathBuf,
    /// Its folder, from the project's.
    pub folder: PathBuf,
}

impl History {
    /// A new folder of history, named after an instant: `2027-05-10T08-00-00Z`, with a number when it is taken.
    pub fn new(project: &Path, instant: &str) -> Self {
        let name = instant.replace(':', "-");
        let folders = (1_u32..).map(|number| match number {
            1 => Path::new(HISTORY).join(&name),
            _ => Path::new(HISTORY).join(format!("{name}-{number}")),
        });
        let folder = folders.into_iter().find(|folder| fs::symlink_metadata(project.join(folder)).is_err());
        Self { project: project.to_owned(), folder: folder.expect("one of so many names is free") }
    }

    /// Replaces a file's text, in one step, after its former text was kept. A former text that is kept already,
    /// from an earlier correction of the same time, stays. Answers whether it did: a file that changed since it
    /// was read, or that is reached through a link, is left alone.
    ///
    /// # Errors
    /// When the system refuses; the file is then as it was.
    pub fn correct(&self, file: &str, former: &[u8], later: &[u8]) -> Result<bool, Error> {
        let Some(path) = self.on_disk(file) else { return Ok(false) };
        if !disk::has_bytes(&path, former) {
            return Ok(false);
        }
        let kept = self.project.join(&self.folder).join(file);
        if fs::symlink_metadata(&kept).is_err() {
            let keep = || {
                self.make_folders_to(&kept)?;
                disk::write_file(&kept, former)?.sync_all()
            };
            keep().map_err(Error::at(&kept))?;
        }
        let rights = fs::metadata(&path).map_err(Error::at(&path))?.permissions();
        disk::replace(&path, later).map_err(Error::at(&path))?;
        fs::set_permissions(&path, rights).map_err(Error::at(&path))?;
        Ok(true)
    }

    /// Makes the folders that lead to a kept text, never through a link.
    fn make_folders_to(&self, kept: &Path) -> io::Result<()> {
        let folder = kept.parent().ok_or(io::ErrorKind::InvalidInput)?;
        let inside = folder.strip_prefix(&self.project).map_err(io::Error::other)?;
        let mut path = self.project.clone();
        for segment in inside {
            path.push(segment);
            disk::make_folder(&path)?;
            if !disk::is_folder(&path) {
                return Err(io::ErrorKind::NotADirectory.into());
            }
        }
        Ok(())
    }

    /// The path of a file whose name may be written with its accents in another way; none through a link.
    fn on_disk(&self, file: &str) -> Option<PathBuf> {
        let mut path = self.project.clone();
        for segment in file.split('/') {
            let exact = path.join(segment);
            path = if fs::symlink_metadata(&exact).is_ok() {
                exact
            } else {
                let is_same = |entry: &fs::DirEntry| {
                    entry.file_name().to_str().is_some_and(|name| name.nfc().eq(segment.chars()))
                };
                fs::read_dir(&path).ok()?.filter_map(Result::ok).find(is_same)?.path()
            };
            if fs::symlink_metadata(&path).ok()?.is_symlink() {
                return None;
            }
        }
        Some(path)
    }
}
