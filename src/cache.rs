//! Answers of former builds on the disk: a [`Store`] in a folder of the user's, never in a project.
//!
//! Whatever is odd there – a file cut short, changed, unreadable, a folder in its place – is as if it were not there.

use std::ffi::OsStr;
use std::fs::FileTimes;
use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};

use crate::folder::{self, Folder, Rights, Unfinished};
use crate::model::store::{Key, Store};

/// What a file begins with; then comes the SHA-256 of the key and of the rest.
const HEAD: &[u8] = b"escale cache 2\n";
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
    path: PathBuf,
    /// The folder, from the moment it is there.
    folder: OnceLock<Folder>,
    /// What stands for the libraries that this program is made of: another version of one may make other bytes.
    libraries: [u8; 32],
    puts: AtomicU64,
}

/// What an answer is known by: the key and the libraries.
struct Name {
    digest: [u8; 32],
    /// Its folder and its file, in hexadecimal digits.
    folder: String,
    file: String,
}

impl Name {
    /// What is written before an answer, to know it from every other one.
    fn seal(&self, bytes: &[u8]) -> [u8; 32] {
        Sha256::new().chain_update(self.digest).chain_update(bytes).finalize().into()
    }
}

impl DiskStore {
    /// A store in a folder, which need not be there yet.
    pub fn new(path: PathBuf) -> Self {
        let libraries = Sha256::digest(LIBRARIES).into();
        Self { path, folder: OnceLock::new(), libraries, puts: AtomicU64::new(0) }
    }

    /// Where an answer lies, when it is there.
    pub fn path(&self, key: &Key) -> PathBuf {
        let name = self.name(key);
        self.path.join(name.folder).join(name.file)
    }

    fn name(&self, key: &Key) -> Name {
        let digest: [u8; 32] = Sha256::new().chain_update(self.libraries).chain_update(key.as_str()).finalize().into();
        let mut folder = digest.iter().fold(String::new(), |name, byte| format!("{name}{byte:02x}"));
        let file = folder.split_off(2);
        Name { digest, folder, file }
    }

    fn folder(&self) -> folder::Result<&Folder> {
        match self.folder.get() {
            Some(folder) => Ok(folder),
            None => {
                let opened = Folder::open(&self.path)?;
                Ok(self.folder.get_or_init(|| opened))
            }
        }
    }

    /// Removes what is too old at `now`, or too much, and what killed builds left unfinished.
    pub fn tidy(&self, now: SystemTime) {
        let Ok(folder) = self.folder() else { return };
        let mut files = Vec::new();
        let shards = folder.entries().unwrap_or_default().into_iter().filter(|(name, _)| is_digits(name, 2));
        let shards: Vec<Folder> = shards.filter_map(|(name, _)| folder.folder(name).ok()).collect();
        for shard in &shards {
            shard.clear_unfinished(|target| is_digits(OsStr::new(target), 62));
            for (name, _) in shard.entries().unwrap_or_default() {
                let found = shard.find(&name).ok().flatten().filter(|it| it.is_file() && is_digits(&name, 62));
                let Some(found) = found else { continue };
                let Ok(used) = found.modified() else { continue };
                files.push((used.into_std(), found.len(), name, shard));
            }
        }
        files.sort_by_key(|(used, ..)| *used);
        let mut total: u64 = files.iter().map(|(_, bytes, ..)| bytes).sum();
        for (used, bytes, name, shard) in files {
            let is_old = now.duration_since(used).is_ok_and(|age| age > KEPT_FOR);
            if !is_old && total <= MOST_BYTES {
                break;
            }
            if shard.remove_file(&name).is_ok() {
                total -= bytes;
            }
        }
    }

    fn read(&self, name: &Name) -> folder::Result<Option<Arc<[u8]>>> {
        let shard = self.folder()?.folder(&name.folder)?;
        let Some(all) = shard.read(&name.file, LARGEST_BYTES)? else { return Ok(None) };
        let parts = all.strip_prefix(HEAD).and_then(|sealed| sealed.split_at_checked(32));
        let Some((_, bytes)) = parts.filter(|(seal, bytes)| name.seal(bytes) == *seal) else { return Ok(None) };
        let used = shard.find(&name.file)?.and_then(|found| found.modified().ok());
        if !used.is_some_and(|used| used.into_std().elapsed().is_ok_and(|age| age < NOTED_EVERY)) {
            let now = FileTimes::new().set_modified(SystemTime::now());
            let _ = shard.open_file(&name.file).map(|file| file.set_times(now));
        }
        Ok(Some(Arc::from(bytes)))
    }

    fn write(&self, name: &Name, bytes: &[u8]) -> folder::Result<()> {
        if self.folder.get().is_none() {
            std::fs::create_dir_all(&self.path)
                .map_err(|source| folder::Error::Io { path: self.path.clone(), source })?;
        }
        let shard = self.folder()?.make_folder(&name.folder)?;
        self.puts.fetch_add(1, Ordering::Relaxed);
        let mut unfinished = Unfinished::new(&shard, &name.file, Rights::Usual)?;
        let parts = [HEAD, &name.seal(bytes), bytes];
        let written = parts.into_iter().try_for_each(|part| unfinished.file.write_all(part));
        written.map_err(shard.at(&name.file))?;
        unfinished.finish(&name.file)
    }
}

/// Whether a name is so many hexadecimal digits, as only the store's own are.
fn is_digits(name: &OsStr, count: usize) -> bool {
    let bytes = name.as_encoded_bytes();
    bytes.len() == count && bytes.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
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
        self.read(&self.name(key)).ok().flatten()
    }

    fn put(&self, key: &Key, bytes: &[u8]) {
        // A store that cannot be written to saves no time; that is all.
        let _ = self.write(&self.name(key), bytes);
    }
}
