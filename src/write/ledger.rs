//! Writes the ledger of published addresses into the project.

use std::collections::BTreeSet;
use std::path::Path;

use super::Error;
use crate::folder::{Folder, Rights};
use crate::model::address::Address;
use crate::model::ledger::{FILE, Ledger};

/// A larger file is not of our writing.
const MOST_BYTES: u64 = 64 << 20;

/// Adds published addresses to the ledger of the project in `project`; the file keeps its time when
/// nothing changes. While a line in it says nothing, which is a problem, it is left alone.
///
/// # Errors
/// When the system refuses, or the ledger or its folder is a link or anything else than a file in a folder.
pub fn add(project: &Path, published: &BTreeSet<Address>) -> Result<(), Error> {
    let (folder, name) = FILE.rsplit_once('/').expect("the ledger is in a folder");
    let folder = Folder::open(project)?.make_folder(folder)?;
    // The folder is ours, and so are the unfinished files of every run in it.
    folder.clear_unfinished(|_| true);
    // Read again: another build may have added to it since.
    let former = folder.read(name, MOST_BYTES)?;
    let (mut ledger, nonsense) = Ledger::parse(&String::from_utf8_lossy(former.as_deref().unwrap_or_default()));
    if !nonsense.is_empty() {
        return Ok(());
    }
    ledger.add(published);
    let text = ledger.text();
    if former.is_some_and(|former| former == text.as_bytes()) {
        return Ok(());
    }
    Ok(folder.replace(name, text.as_bytes(), Rights::Public)?)
}
