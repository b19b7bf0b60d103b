//! Where a link or a picture that staff wrote leads to, in a given site.

use super::address::{Address, SiteId, Slug};
use super::site::{Sites, region_of, within_content};

/// What a written address means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// Another host, an e-mail or a telephone; as it is to be written.
    External(String),
    /// A place in the same page.
    Here(String),
    /// A page of a site of this programme.
    Page {
        /// Its site.
        site: SiteId,
        /// Its address there.
        address: Address,
        /// `#…`, or empty.
        fragment: String,
    },
    /// A page that exists and is not to be seen now.
    NotPublished,
    /// Nothing.
    Nowhere,
    /// A scheme that could run something.
    Unsafe,
}

/// Resolves an address found in `file`, for a page of `site`.
pub fn destination(sites: &Sites, site: &SiteId, file: &str, written: &str) -> Destination {
    let written = written.trim();
    if let Some(fragment) = written.strip_prefix('#') {
        return Destination::Here(fragment.to_owned());
    }
    match scheme(written) {
        Some("https" | "http" | "mailto" | "tel") => return Destination::External(written.to_owned()),
        Some(_) => return Destination::Unsafe,
        None if written.starts_with("//") => return Destination::Unsafe,
        None => {}
    }
    let (path, fragment) = match written.find(['#', '?']) {
        Some(at) => written.split_at(at),
        None => (written, ""),
    };
    let decoded = percent_decoded(path);
    let found = match decoded.strip_prefix('/') {
        Some(from_root) => by_address(sites, site, from_root),
        None => by_source(sites, site, file, &decoded),
    };
    match found {
        Some(Found::Page(site, address)) => Destination::Page { site, address, fragment: fragment.to_owned() },
        Some(Found::Hidden) => Destination::NotPublished,
        None => Destination::Nowhere,
    }
}

enum Found {
    Page(SiteId, Address),
    Hidden,
}

/// `/parcours/` in this site, else `/grand-est/parcours/` in another, else a page of the hub.
fn by_address(sites: &Sites, site: &SiteId, path: &str) -> Option<Found> {
    let address = normalised(path);
    let found_in = |id: &SiteId, address: &str| {
        let found = sites.get(id)?.found_at(address)?;
        Some(Found::Page(id.clone(), found.to_owned()))
    };
    let in_region = || {
        let (first, rest) = address.split_once('/').unwrap_or((&address, ""));
        found_in(&SiteId::Region(Slug::parse(first)?), rest)
    };
    let found = found_in(site, &address).or_else(in_region).or_else(|| found_in(&SiteId::Hub, &address));
    if found.is_some() {
        return found;
    }
    if let Some(address) = sites.get(site).and_then(|site| site.by_source.get(path)) {
        return Some(Found::Page(site.clone(), address.clone()));
    }
    None
}

/// `../pages/parcours.md` from the file it is written in, or `../parcours/` from the page it is read on.
fn by_source(sites: &Sites, site: &SiteId, file: &str, path: &str) -> Option<Found> {
    let joined = joined(file, path)?;
    // A region's file belongs to the region, a national one to whichever site it is read in.
    let target = match region_of(&joined) {
        Some(region) => SiteId::Region(region),
        None if joined.starts_with("content/hub/") => SiteId::Hub,
        None => site.clone(),
    };
    let inside = within_content(&joined);
    let of_file = |id: &SiteId| {
        let address = sites.get(id)?.by_source.get(inside)?.clone();
        Some(Found::Page(id.clone(), address))
    };
    // A page that exists without a file (`../pages/contact.md`), or the address of a page.
    let of_page = || {
        let pages = &sites.get(site)?.pages;
        let stem = inside.strip_prefix("pages/").and_then(|path| path.strip_suffix(".md"));
        let addresses = [stem.map(|stem| format!("{stem}/")), Some(normalised(inside))];
        let address = addresses.into_iter().flatten().find(|address| pages.contains_key(address))?;
        Some(Found::Page(site.clone(), address))
    };
    let hidden = || sites.get(&target)?.hidden.contains(inside).then_some(Found::Hidden);
    of_file(&target).or_else(|| of_file(&SiteId::Hub)).or_else(of_page).or_else(hidden)
}

/// The path of what `relative` means in the folder of `file`; `None` when it leaves the project.
pub fn joined(file: &str, relative: &str) -> Option<String> {
    let mut segments: Vec<&str> = file.split('/').collect();
    segments.pop();
    for segment in relative.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop()?;
            }
            name => segments.push(name),
        }
    }
    Some(segments.join("/"))
}

/// An address as pages have it: no leading `/`, a final one unless it names a file.
fn normalised(path: &str) -> Address {
    let path = path.strip_suffix("index.html").unwrap_or(path);
    let last = path.rsplit('/').next().unwrap_or_default();
    if path.is_empty() || path.ends_with('/') || last.contains('.') { path.to_owned() } else { format!("{path}/") }
}

/// The scheme, judged as a browser does: control characters and white space do not count.
fn scheme(written: &str) -> Option<&'static str> {
    let compact: String = written.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    let (name, _) = compact.split_once(':')?;
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')) {
        return None;
    }
    let known = ["https", "http", "mailto", "tel"].into_iter().find(|known| name.eq_ignore_ascii_case(known));
    Some(known.unwrap_or("unknown"))
}

fn percent_decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = |b: &u8| (*b as char).to_digit(16).and_then(|d| u8::try_from(d).ok());
        match (first, tail) {
            (b'%', [high, low, after @ ..]) if hex(high).is_some() && hex(low).is_some() => {
                bytes.push(hex(high).unwrap_or_default() * 16 + hex(low).unwrap_or_default());
                rest = after;
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| path.to_owned())
}

/// The paths at which a picture named in `file` may stand, the region's own first.
pub fn image_candidates(site: &SiteId, file: &str, written: &str) -> Vec<String> {
    let written = percent_decoded(written.trim());
    let inside = match written.strip_prefix('/') {
        Some(from_root) => from_root.to_owned(),
        None => match joined(file, &written) {
            Some(joined) => within_content(&joined).to_owned(),
            None => return Vec::new(),
        },
    };
    let national = format!("content/{inside}");
    match site {
        SiteId::Hub => vec![national],
        SiteId::Region(id) => vec![format!("regions/{id}/{inside}"), national],
    }
}
