//! The memory of links on the disk: `.escale/liens.txt` of the project.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::memory::Memory;

/// More is not of our writing.
const LIMIT_BYTES: u64 = 16 << 20;

fn path(project: &Path) -> PathBuf {
    project.join(".escale").join("liens.txt")
}

/// What is remembered; nothing when there is no such file, or it cannot be read. Links are not followed.
pub fn load(project: &Path) -> Memory {
    let path = path(project);
    if !is_folder(path.parent().unwrap_or(project)) || !fs::symlink_metadata(&path).is_ok_and(|found| found.is_file()) {
        return Memory::default();
    }
    let mut text = String::new();
    let read = File::open(path).and_then(|file| file.take(LIMIT_BYTES).read_to_string(&mut text));
    read.map_or_else(|_| Memory::default(), |_| Memory::read(&text))
}

/// Writes it in one step: a reader sees the former text or the new one.
///
/// # Errors
/// When the system refuses, or `.escale` is no folder.
pub fn save(project: &Path, memory: &Memory, now: Timestamp) -> io::Result<()> {
    let path = path(project);
    let folder = path.parent().unwrap_or(project);
    match fs::create_dir(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ if !is_folder(folder) => return Err(io::ErrorKind::NotADirectory.into()),
        _ => {}
    }
    let unfinished = folder.join(format!("liens.{}.tmp", std::process::id()));
    // Left by a run that was killed, whose number came round again.
    let _ = fs::remove_file(&unfinished);
    let mut file = File::create_new(&unfinished)?;
    let written = file.write_all(memory.text(now).as_bytes()).and_then(|()| set_mode(&file));
    let done = written.and_then(|()| fs::rename(&unfinished, &path));
    if done.is_err() {
        let _ = fs::remove_file(&unfinished);
    }
    done
}

fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_dir())
}

/// Readable by colleagues, whatever the umask.
#[cfg(unix)]
fn set_mode(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

/// There are no such modes here.
#[cfg(not(unix))]
fn set_mode(_: &File) -> io::Result<()> {
    Ok(())
}
