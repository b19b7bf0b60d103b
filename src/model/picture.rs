//! Pictures of the project, as they are published.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::address::SiteId;
use super::link::image_candidates;
use super::prose::Target;

/// A picture that can be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The format of its file.
    pub format: Format,
    /// In several widths, from the narrowest on, in a format that every browser reads. Never empty.
    pub plain: Vec<Variant>,
    /// The same widths in WebP; none for what is published as it is.
    pub webp: Vec<Variant>,
}

/// A picture in one width and one format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// In pixels.
    pub width_px: u32,
    /// In pixels.
    pub height_px: u32,
    /// Where it is published within a site; its name holds a fingerprint of its bytes.
    pub address: String,
    /// The file.
    pub bytes: Arc<[u8]>,
}

/// A format of pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// GIF.
    Gif,
    /// WebP.
    Webp,
}

impl Format {
    /// How names of its files end.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Gif => "gif",
            Self::Webp => "webp",
        }
    }
}

/// The width that a browser is given that chooses none, in pixels.
const USUAL_WIDTH_PX: u32 = 960;

impl Picture {
    /// The widest variant.
    pub fn largest(&self) -> &Variant {
        self.plain.last().expect("a picture has a variant")
    }

    /// The variants for a place of a page that shows it at most so wide, in pixels of a fine screen.
    pub fn at_most(&self, most_px: u32) -> Shown<'_> {
        let least = self.plain.first().map_or(0, |narrowest| narrowest.width_px);
        let fits = |variant: &&Variant| variant.width_px <= most_px.max(least);
        Shown { plain: self.plain.iter().filter(fits).collect(), webp: self.webp.iter().filter(fits).collect() }
    }
}

/// Variants of a picture, as a page names them: never without a plain one.
#[derive(Debug, Clone)]
pub struct Shown<'p> {
    /// For every browser.
    pub plain: Vec<&'p Variant>,
    /// For those that read WebP.
    pub webp: Vec<&'p Variant>,
}

impl<'p> Shown<'p> {
    /// The one for a browser that chooses none.
    pub fn usual(&self) -> &'p Variant {
        let narrow = self.plain.iter().rev().find(|variant| variant.width_px <= USUAL_WIDTH_PX);
        narrow.or(self.plain.first()).expect("a picture has a variant")
    }
}

/// Every picture, by the path of its file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pictures {
    /// Those that can be published.
    pub by_file: BTreeMap<Arc<str>, Arc<Picture>>,
    /// Files that are no picture, whatever their name.
    pub unreadable: BTreeSet<Arc<str>>,
}

impl Pictures {
    /// The picture that a text means, in a site.
    pub fn find(&self, site: &SiteId, target: &Target) -> Option<&Arc<Picture>> {
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
