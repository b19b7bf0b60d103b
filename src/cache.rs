//! Answers of former builds on the disk: a [`Store`] in a folder of the user's, never in a project.
//!
//! Whatever is odd there – a file cut short, changed, unreadable, a folder in its place – is as if it were not there.

use std::fs::{self, File, FileTimes};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};

use crate::model::store::{Key, Store};

/// What a file begins with; then comes the SHA-256 of the rest.
const HEAD: &[u8] = b"escale cache 1\n";
/// Every library with its version.
const LIBRARIES: &[u8] = include_bytes!("../Cargo.lock");
/// A file that nobody has asked for so long goes.
const KEPT_FOR: Duration = Duration::from_hours(60 * 24);
/// Beyond this, those go that were asked for longest ago.
const MOST_BYTES: u64 = 512 << 20;
/// A larger file is not of our writing.
const LARGEST_BYTES: u64 = 256 << 20;
/// How exactly it is noted when a file was asked for.
const NOTED_EVERY: Duration = Duration::from_hours(24);

/// Keeps answers in a folder.
#[derive(Debug)]
pub struct DiskStore {
    folder: PathBuf,
    /// What stands for the libraries that this program is made of: another version of one may make other bytes.
    libraries: [u8; 32],
    puts: AtomicU64,
}

impl DiskStore {
    /// A store in a folder, which need not be there yet.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, libraries: Sha256::digest(LIBRARIES).into(), puts: AtomicU64::new(0) }
    }

    /// Where an answer lies, when it is there.
    pub fn path(&self, key: &Key) -> PathBuf {
        let digest = Sha256::new().chain_update(self.libraries).chain_update(key.as_str()).finalize();
        let name = digest.iter().fold(String::new(), |name, byte| format!("{name}{byte:02x}"));
        let (first, rest) = name.split_at(2);
        self.folder.join(first).join(rest)
    }

    /// Removes what is too old at `now`, or too much.
    pub fn tidy(&self, now: SystemTime) {
        let mut files: Vec<(SystemTime, u64, PathBuf)> = self.files();
        files.sort();
        let mut total: u64 = files.iter().map(|(_, bytes, _)| bytes).sum();
        for (used, bytes, path) in files {
            let is_old = now.duration_since(used).is_ok_and(|age| age > KEPT_FOR);
            if !is_old && total <= MOST_BYTES {
                break;
            }
            if fs::remove_file(path).is_ok() {
                total -= bytes;
            }
        }
    }

    /// Files of the store, those included that a build which was killed left unfinished.
    fn files(&self) -> Vec<(SystemTime, u64, PathBuf)> {
        let below = |folder: &Path| fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
        let is_ours = |name: &std::ffi::OsStr| name.len() == 2;
        let folders = below(&self.folder).filter(|entry| is_ours(&entry.file_name()));
        let files = folders.flat_map(|folder| below(&folder.path()).collect::<Vec<_>>());
        let seen = files.filter_map(|file| {
            let found = file.metadata().ok().filter(fs::Metadata::is_file)?;
            Some((found.modified().ok()?, found.len(), file.path()))
        });
        seen.collect()
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
        let folder = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(folder)?;
        let number = self.puts.fetch_add(1, Ordering::Relaxed);
        let unfinished = folder.join(format!("{}.{number}.tmp", std::process::id()));
        // Left by a build that was killed, whose number came round again.
        let _ = fs::remove_file(&unfinished);
        let mut file = File::create_new(&unfinished)?;
        let parts = [HEAD, &Sha256::digest(bytes), bytes];
        let written = parts.into_iter().try_for_each(|part| file.write_all(part));
        let done = written.and_then(|()| fs::rename(&unfinished, path));
        if done.is_err() {
            let _ = fs::remove_file(&unfinished);
        }
        done
    }
}

impl Drop for DiskStore {
    fn drop(&mut self) {
        if self.puts.load(Ordering::Relaxed) > 0 {
            self.tidy(SystemTime::now());
        }
    }
}

impl Store for DiskStore {
    fn get(&self, key: &Key) -> Option<Arc<[u8]>> {
        let path = self.path(key);
        let found = fs::symlink_metadata(&path).ok().filter(|found| found.is_file() && found.len() <= LARGEST_BYTES)?;
        let mut file = File::open(&path).ok()?;
        let mut all = Vec::new();
        (&mut file).take(LARGEST_BYTES).read_to_end(&mut all).ok()?;
        let (digest, bytes) = all.strip_prefix(HEAD)?.split_at_checked(32)?;
        if Sha256::digest(bytes)[..] != *digest {
            return None;
        }
        let is_noted = found.modified().is_ok_and(|used| used.elapsed().is_ok_and(|age| age < NOTED_EVERY));
        if !is_noted && let Ok(file) = File::options().append(true).open(&path) {
            let _ = file.set_times(FileTimes::new().set_modified(SystemTime::now()));
        }
        Some(Arc::from(bytes))
    }

    fn put(&self, key: &Key, bytes: &[u8]) {
        // A store that cannot be written to saves no time; that is all.
        let _ = self.write(&self.path(key), bytes);
    }
}
