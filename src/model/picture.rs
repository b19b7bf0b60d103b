//! Pictures of the project, with what a page must say of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::address::SiteId;
use super::link::image_candidates;
use super::prose::Target;

/// A picture that can be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// In pixels.
    pub width_px: usize,
    /// In pixels.
    pub height_px: usize,
    /// Where it is published within a site; its name holds a fingerprint of its bytes.
    pub address: String,
    /// The file.
    pub bytes: Arc<[u8]>,
}

/// Every picture, by the path of its file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pictures {
    /// Those that can be published.
    pub by_file: BTreeMap<Arc<str>, Picture>,
    /// Files that are no picture, whatever their name.
    pub unreadable: BTreeSet<Arc<str>>,
}

impl Pictures {
    /// The picture that a text means, in a site.
    pub fn find(&self, site: &SiteId, target: &Target) -> Option<&Picture> {
        image_candidates(site, &target.place.file, &target.written)
            .iter()
            .find_map(|path| self.by_file.get(path.as_str()))
    }

    /// Whether a text means a file that is no picture.
    pub fn has_unreadable(&self, site: &SiteId, target: &Target) -> bool {
        let candidates = image_candidates(site, &target.place.file, &target.written);
        candidates.iter().any(|path| self.unreadable.contains(path.as_str()))
    }
}

/// Twelve hexadecimal digits that change when the bytes do: names of published files hold them, so that
/// a browser may keep the file for ever.
pub fn fingerprint(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let first = digest.iter().take(6).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    format!("{first:012x}")
}
