//! The memory of links on the disk: `.escale/liens.txt` of the project.

use std::path::Path;

use jiff::Timestamp;

use super::memory::Memory;
use crate::folder::{Folder, Result, Rights};

/// More is not of our writing.
const MOST_BYTES: u64 = 16 << 20;

const FOLDER: &str = ".escale";
const NAME: &str = "liens.txt";

/// What is remembered; nothing when there is no such file, or it cannot be read. Links are not followed.
pub fn load(project: &Path) -> Memory {
    let read = || Folder::open(project)?.folder(FOLDER)?.read(NAME, MOST_BYTES);
    let bytes = read().ok().flatten().unwrap_or_default();
    std::str::from_utf8(&bytes).map(Memory::read).unwrap_or_default()
}

/// Writes it in one step: a reader sees the former text or the new one.
///
/// # Errors
/// When the system refuses, or `.escale` or the file is a link or anything else than a file in a folder.
pub fn save(project: &Path, memory: &Memory, now: Timestamp) -> Result<()> {
    let folder = Folder::open(project)?.make_folder(FOLDER)?;
    folder.clear_unfinished(|target| target == NAME);
    folder.replace(NAME, memory.text(now).as_bytes(), Rights::Public)
}
