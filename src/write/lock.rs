//! One build at a time for one output: a lock that the system lets go of when its holder dies.

use std::fs::{self, File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::disk::{is_folder, make_folder};
use super::{Error, Refusal};

/// How long a build that has just begun may take to say its number.
const PATIENCE: Duration = Duration::from_secs(1);

/// Held until dropped; the work folder goes with it when it is empty.
#[derive(Debug)]
pub struct Lock {
    file: File,
    path: PathBuf,
}

impl Lock {
    /// Takes the lock of a work folder.
    ///
    /// # Errors
    /// When another build holds it; the message names that build.
    pub fn take(work: &Path) -> Result<Self, Error> {
        let path = work.join("lock");
        let start = Instant::now();
        loop {
            make_folder(work).map_err(Error::at(work))?;
            if !is_folder(work) {
                return Err(Error::Refused(Refusal::Occupied { path: work.to_owned() }));
            }
            let opened = File::options().read(true).write(true).create(true).truncate(false).open(&path);
            let mut file = match opened {
                Ok(file) => file,
                // The former holder has just removed the folder.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                Err(error) => return Err(Error::at(&path)(error)),
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
                Err(TryLockError::Error(error)) => return Err(Error::at(&path)(error)),
            }
            if !is_still_at(&file, &path) {
                continue;
            }
            let holder = std::process::id().to_string();
            let _ = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(holder.as_bytes()));
            return Ok(Self { file, path });
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
        let _ = self.file.unlock();
        if let Some(work) = self.path.parent() {
            // Only when it is empty.
            let _ = fs::remove_dir(work);
        }
    }
}

/// Whether the file that was locked is the one others would open: its holder may have removed it.
#[cfg(unix)]
fn is_still_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), fs::metadata(path)) {
        (Ok(held), Ok(there)) => (held.dev(), held.ino()) == (there.dev(), there.ino()),
        _ => false,
    }
}

/// Where files have no numbers an open file cannot be removed either.
#[cfg(not(unix))]
fn is_still_at(_: &File, path: &Path) -> bool {
    path.exists()
}
