//! What took long to make and can be kept from one build to the next.

use std::fmt::Debug;
use std::sync::Arc;

use sha2::{Digest, Sha256};

/// Names an answer by everything it was made from, this program's version included.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(String);

impl Key {
    /// The name of what is made from `parts` in the way that `kind` names; another way to make it is another kind.
    pub fn new(kind: &str, parts: &[&[u8]]) -> Self {
        let mut digest = Sha256::new();
        for part in [kind.as_bytes(), env!("CARGO_PKG_VERSION").as_bytes()].iter().chain(parts) {
            // With its length, so that no two lists of parts run into one.
            digest.update((part.len() as u64).to_le_bytes());
            digest.update(part);
        }
        Self(digest.finalize().iter().fold(String::new(), |name, byte| format!("{name}{byte:02x}")))
    }

    /// 64 hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A place for answers. It can only save time: what it does not have, or has lost, is made again.
pub trait Store: Debug + Send + Sync {
    /// What was put there under this key, whole.
    fn get(&self, key: &Key) -> Option<Arc<[u8]>>;

    /// Keeps an answer, as well as may be.
    fn put(&self, key: &Key, bytes: &[u8]);
}

/// Keeps nothing.
#[derive(Debug)]
pub struct NoStore;

impl Store for NoStore {
    fn get(&self, _: &Key) -> Option<Arc<[u8]>> {
        None
    }

    fn put(&self, _: &Key, _: &[u8]) {}
}
