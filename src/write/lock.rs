//! One build at a time for one output: a lock that the system lets go of when its holder dies.

use std::ffi::{OsStr, OsString};
use std::fs::{File, TryLockError};
use std::io::{ErrorKind, Read, Seek, Write};
use std::time::{Duration, Instant};

use super::{Error, Refusal, STAGE};
use crate::folder::Folder;

/// How long a build that has just begun may take to say its number.
const PATIENCE: Duration = Duration::from_secs(1);

/// The lock's file, in the work folder.
pub const NAME: &str = "lock";

/// Held until dropped; the stage then goes, and the work folder when it is empty.
#[derive(Debug)]
pub struct Lock {
    /// The work folder.
    pub work: Folder,
    file: File,
    /// Dropped last, when no handle on the work folder is left: Windows keeps a folder as long as there is one.
    _emptied: Emptied,
}

/// Removes a folder when it is dropped, if it is empty.
#[derive(Debug)]
struct Emptied {
    parent: Folder,
    name: OsString,
}

impl Lock {
    /// Takes the lock of the work folder of this name, which is made.
    ///
    /// # Errors
    /// When another build holds it; the message names that build.
    pub fn take(parent: &Folder, name: &OsStr) -> Result<Self, Error> {
        let start = Instant::now();
        loop {
            // The former holder may just be removing the folder.
            let work = match parent.make_folder(name) {
                Err(error) if error.is(ErrorKind::NotFound) && start.elapsed() < PATIENCE => continue,
                made => made?,
            };
            let mut file = match work.open_lock(NAME) {
                Err(error) if error.is(ErrorKind::NotFound) && start.elapsed() < PATIENCE => continue,
                opened => opened?,
            };
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    let mut holder = String::new();
                    let _ = file.read_to_string(&mut holder);
                    if holder.is_empty() && start.elapsed() < PATIENCE {
                        // It has the lock and is about to say its number.
                        std::thread::sleep(Duration::from_millis(5));
                        continue;
                    }
                    return Err(Error::Refused(Refusal::Locked { holder: holder.trim().to_owned() }));
                }
                Err(TryLockError::Error(error)) => return Err(work.at(NAME)(error).into()),
            }
            // Its holder may have removed it since it was opened.
            if !work.holds(NAME, &file) {
                continue;
            }
            let holder = std::process::id().to_string();
            let _ = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(holder.as_bytes()));
            let emptied = Emptied { parent: parent.try_clone()?, name: name.to_owned() };
            return Ok(Self { work, file, _emptied: emptied });
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // What is left of a stage is of no use to anybody; the next build would clear it away as well.
        if self.work.find(STAGE).is_ok_and(|found| found.is_some_and(|found| found.is_dir())) {
            let _ = self.work.remove_all(STAGE);
        }
        let _ = self.work.remove_file(NAME);
        let _ = self.file.unlock();
    }
}

impl Drop for Emptied {
    fn drop(&mut self) {
        let _ = self.parent.remove_folder(&self.name);
    }
}
