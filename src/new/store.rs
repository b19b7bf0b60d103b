//! Writes the new file: only inside the project, through no link, over no other file, whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Makes the file and the folders that it needs.
///
/// # Errors
/// When the machine refuses, or a part of the path is a link or is taken: that part, and why.
pub fn create(project: &Path, path: &str, text: &str) -> Result<(), (PathBuf, io::Error)> {
    let mut at = project.to_owned();
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    for folder in folders.split('/').filter(|folder| !folder.is_empty()) {
        at.push(folder);
        enter(&at).map_err(|error| (at.clone(), error))?;
    }
    at.push(name);
    // Neither replaces a file nor follows a link.
    let mut file = File::create_new(&at).map_err(|error| (at.clone(), error))?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(|error| {
        let _ = fs::remove_file(&at);
        (at, error)
    })
}

/// Makes sure that a folder is there, and is one itself.
fn enter(folder: &Path) -> io::Result<()> {
    match folder.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => fs::create_dir(folder),
        Err(error) => Err(error),
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => Err(io::ErrorKind::NotADirectory.into()),
    }
}
