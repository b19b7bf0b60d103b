//! Names that end up in addresses: ids, slugs, web addresses, sites and their pages.

use std::fmt;
use std::sync::Arc;

use url::Url;

use crate::french::slug::{LONGEST_BYTES, slug};

/// Lower-case ASCII words joined by hyphens, never empty: one segment of an address, or an id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(Arc<str>);

impl Slug {
    /// Takes a slug as it is written; `None` when it is not one.
    pub fn parse(text: &str) -> Option<Self> {
        (!text.is_empty() && slug(text) == text).then(|| Self(text.into()))
    }

    /// Makes a slug of any name; `None` when no letter or digit is left.
    pub fn from_name(name: &str) -> Option<Self> {
        let slug = slug(name);
        (!slug.is_empty()).then(|| Self(slug.into()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::borrow::Borrow<str> for Slug {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// A complete `http` or `https` address with a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebUrl(Url);

impl WebUrl {
    /// `None` for another scheme, a missing host, spaces or control characters.
    pub fn parse(text: &str) -> Option<Self> {
        if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return None;
        }
        let url = Url::parse(text).ok()?;
        let is_web = matches!(url.scheme(), "http" | "https");
        let has_host = url.host_str().is_some_and(|host| !host.is_empty());
        (is_web && has_host).then_some(Self(url))
    }

    /// The address of a site: a folder, so it always ends with `/`, with neither query nor fragment.
    pub fn parse_site(text: &str) -> Option<Self> {
        let mut url = Self::parse(text)?.0;
        url.set_query(None);
        url.set_fragment(None);
        if !url.path().ends_with('/') {
            let path = format!("{}/", url.path());
            url.set_path(&path);
        }
        Some(Self(url))
    }

    /// The whole address.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The address taken apart.
    pub fn as_url(&self) -> &Url {
        &self.0
    }

    /// The host, for « ce lien mène à … ».
    pub fn host(&self) -> &str {
        self.0.host_str().expect("a WebUrl has a host")
    }

    /// The path, from `/`.
    pub fn path(&self) -> &str {
        self.0.path()
    }

    /// This site's address with a page's address added.
    pub fn page(&self, address: &str) -> String {
        format!("{}{address}", self.0.as_str())
    }
}

/// One of the sites that a build makes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SiteId {
    /// The national site, at the root of the output.
    Hub,
    /// A region's site, in the folder of its id.
    Region(Slug),
}

impl SiteId {
    /// Where the site lies in the output: empty, or `occitanie/`.
    pub fn folder(&self) -> String {
        match self {
            Self::Hub => String::new(),
            Self::Region(id) => format!("{id}/"),
        }
    }
}

impl fmt::Display for SiteId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hub => f.write_str("national"),
            Self::Region(id) => id.fmt(f),
        }
    }
}

/// A page's address within its site: empty for the home page, else segments that each end with `/`.
pub type Address = String;

/// A page's address as it is written after the root of a site: `evenements/forum/`, its final `/` or
/// `index.html` left out or not, empty for the home page. `None` for what no page can have.
pub fn parse_address(path: &str) -> Option<Address> {
    let path = path.strip_suffix("index.html").unwrap_or(path);
    let path = path.strip_suffix('/').unwrap_or(path);
    if path.is_empty() {
        return Some(Address::new());
    }
    let is_segment = |segment: &str| Slug::parse(segment).is_some() && is_portable_segment(segment);
    path.split('/').all(is_segment).then(|| format!("{path}/"))
}

/// A path of the output that no page may be given: too long a segment, or a name Windows reserves.
pub fn is_portable_segment(segment: &str) -> bool {
    const RESERVED: [&str; 4] = ["con", "prn", "aux", "nul"];
    let stem = segment.split('.').next().unwrap_or(segment);
    let numbered =
        ["com", "lpt"].iter().any(|name| stem.strip_prefix(name).is_some_and(|rest| rest.len() == 1 && rest != "0"));
    segment.len() <= LONGEST_BYTES && !RESERVED.contains(&stem) && !numbered
}
