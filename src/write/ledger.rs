//! Writes the ledger of published addresses into the project.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use super::disk;
use crate::model::address::Address;
use crate::model::ledger::{FILE, Ledger};

/// Adds published addresses to the ledger of the project in `project`; the file keeps its time when
/// nothing changes. While a line in it says nothing, which is a problem, it is left alone.
///
/// # Errors
/// When the system refuses, or the ledger or its folder is a link or anything else than a file in a folder.
pub fn add(project: &Path, published: &BTreeSet<Address>) -> io::Result<()> {
    let path = project.join(FILE);
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    // Read again: another build may have added to it since.
    let former = match fs::symlink_metadata(&path) {
        Ok(found) if found.is_file() && disk::is_folder(folder) => Some(fs::read(&path)?),
        Ok(_) => return Err(io::ErrorKind::InvalidInput.into()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let (mut ledger, nonsense) = Ledger::parse(&String::from_utf8_lossy(former.as_deref().unwrap_or_default()));
    if !nonsense.is_empty() {
        return Ok(());
    }
    ledger.add(published);
    let text = ledger.text();
    if former.is_some_and(|former| former == text.as_bytes()) {
        return Ok(());
    }
    disk::make_folder(folder)?;
    if !disk::is_folder(folder) {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    disk::replace(&path, text.as_bytes())
}
