//! Files that hold one part for each event: of very many events, and again at each save.
//!
//! A build writes each part into the file at once, so that the parts are never all there beside it. Where views are kept for
//! the next time, parts are too, and the file is joined when somebody asks for it: a save costs nothing for what nobody reads.

use std::fmt::Write;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::output::{Bytes, Later};

/// Events whose parts are made at a time, side by side: those of very many are never all there beside the file.
pub const AT_A_TIME: usize = 1_024;

/// A text that a file holds, with its fingerprint.
#[derive(Debug, Clone)]
pub struct Part {
    text: Arc<str>,
    digest: [u8; 32],
}

impl Part {
    /// A part of this text.
    pub fn new(text: &str) -> Self {
        Self { text: text.into(), digest: Sha256::digest(text).into() }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// A file being written.
pub enum Joined {
    /// There already.
    AtOnce(String),
    /// What it begins with, and its parts.
    OnDemand(String, Vec<Part>),
}

/// A file that is written.
#[derive(Debug, Clone)]
pub struct File {
    /// What it holds.
    pub bytes: Bytes,
    /// How much that is.
    pub len: usize,
}

impl Joined {
    /// Adds a part.
    pub fn push(&mut self, part: &Part) {
        match self {
            Self::AtOnce(whole) => whole.push_str(&part.text),
            Self::OnDemand(_, parts) => parts.push(part.clone()),
        }
    }

    /// The file, with what it ends with.
    pub fn end(self, tail: &'static str) -> File {
        match self {
            Self::AtOnce(whole) => {
                let whole = whole + tail;
                File { len: whole.len(), bytes: Bytes::Made(whole.into_bytes().into()) }
            }
            Self::OnDemand(head, parts) => {
                let len = head.len() + parts.iter().map(|part| part.text.len()).sum::<usize>() + tail.len();
                let mut hash = Sha256::new().chain_update(&head);
                for part in &parts {
                    hash.update(part.digest);
                }
                let digest = hash.chain_update(tail).finalize();
                let mut recipe = String::with_capacity(64);
                for byte in digest {
                    write!(recipe, "{byte:02x}").expect("a String takes all text");
                }
                let make = move || {
                    let mut whole = String::with_capacity(len);
                    whole.push_str(&head);
                    whole.extend(parts.iter().map(|part| &*part.text));
                    whole.push_str(tail);
                    Some(whole.into_bytes().into())
                };
                File { len, bytes: Bytes::Later(Arc::new(Later::new(recipe, make))) }
            }
        }
    }
}
