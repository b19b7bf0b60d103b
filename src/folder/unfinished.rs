//! Files that are being written beside the place they are for, and what killed runs left of them.

use std::ffi::{OsStr, OsString};
use std::fs::{File, TryLockError};
use std::io;

use super::{Folder, Result, Rights, system};

/// A file that takes its place when it is finished. It is locked until then, so that other runs can tell it
/// from what a killed one left; dropped before, it goes.
#[derive(Debug)]
pub struct Unfinished<'f> {
    /// To be written to.
    pub file: File,
    folder: &'f Folder,
    name: OsString,
    is_finished: bool,
}

impl<'f> Unfinished<'f> {
    /// Begins a file that is to stand at `target`.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn new(folder: &'f Folder, target: impl AsRef<OsStr>, rights: Rights) -> Result<Self> {
        let process = std::process::id();
        for number in 0_u32.. {
            let mut name = OsString::from(".");
            name.push(target.as_ref());
            name.push(format!(".{process}-{number}.tmp"));
            let file = match folder.create(&name, rights) {
                // Of another thread, or of a killed run that had this process number.
                Err(error) if error.is(io::ErrorKind::AlreadyExists) => continue,
                created => created?,
            };
            // Somebody who clears up may have come between; where nothing can be locked, nobody clears up.
            if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) || !folder.holds(&name, &file) {
                continue;
            }
            return Ok(Self { file, folder, name, is_finished: false });
        }
        Err(folder.at(target.as_ref())(io::ErrorKind::AlreadyExists.into()))
    }

    /// Puts it at its place, where a former file gives way.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn finish(mut self, target: impl AsRef<OsStr>) -> Result<()> {
        self.folder.rename(&self.name, self.folder, target)?;
        self.is_finished = true;
        Ok(())
    }
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        if !self.is_finished {
            let _ = self.folder.remove_file(&self.name);
        }
    }
}

impl Folder {
    /// Removes the unfinished files of killed runs, of those targets that are ours here.
    pub fn clear_unfinished(&self, is_ours: impl Fn(&str) -> bool) {
        for (name, kind) in self.entries().unwrap_or_default() {
            let Some((target, process)) = name.to_str().and_then(parts) else { continue };
            if kind.is_file() && is_ours(target) && !system::is_running(process) && self.is_unlocked(&name) {
                let _ = self.remove_file(&name);
            }
        }
    }

    fn is_unlocked(&self, name: &OsStr) -> bool {
        self.open_file(name).is_ok_and(|file| file.try_lock().is_ok())
    }
}

/// The target of an unfinished file, and the process that began it: `.adresses.txt.4711-0.tmp`, without the
/// last number in former versions.
fn parts(name: &str) -> Option<(&str, u32)> {
    let (target, numbers) = name.strip_prefix('.')?.strip_suffix(".tmp")?.rsplit_once('.')?;
    let process = numbers.split_once('-').map_or(numbers, |(process, _)| process);
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (!target.is_empty() && numbers.split('-').all(is_number)).then_some((target, process.parse().ok()?))
}
