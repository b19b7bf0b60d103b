//! The ledger of published addresses: posters and QR codes are printed, so an address that was published
//! must go on leading somewhere.

use std::collections::{BTreeMap, BTreeSet};

use super::address::{Address, SiteId, Slug, parse_address};
use super::content::Content;
use super::site::{PageKind, Scope, region_of};

/// The ledger's file in the project.
pub const FILE: &str = ".escale/adresses.txt";

/// What stands above the addresses when nothing else does.
const HEAD: [&str; 3] = [
    "# Les adresses déjà publiées : des affiches et des QR codes y mènent peut-être.",
    "# escale complète cette liste à chaque construction. Ne supprimez pas de ligne :",
    "# si une page a disparu pour de bon, écrivez « disparue » à la fin de sa ligne.",
];

/// What is written after an address that need not lead anywhere any more.
const GONE: &str = "disparue";

/// Addresses that were published once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    /// By address from the root of the hub, without its first `/`.
    pub entries: BTreeMap<Address, Entry>,
    comments: Vec<String>,
}

/// A line of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// From 1.
    pub line: u32,
    /// « disparue »: a person said that it need not lead anywhere any more.
    pub is_gone: bool,
}

impl Ledger {
    /// Reads a ledger; answers it with the lines that say nothing in it.
    pub fn parse(text: &str) -> (Self, Vec<u32>) {
        let mut ledger = Self::default();
        let mut nonsense = Vec::new();
        for (line, text) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
            let text = text.trim();
            if text.starts_with('#') {
                ledger.comments.push(text.to_owned());
            } else if let Some((address, is_gone)) = entry(text) {
                let entry = ledger.entries.entry(address).or_insert(Entry { line, is_gone });
                entry.is_gone |= is_gone;
            } else if !text.is_empty() {
                nonsense.push(line);
            }
        }
        (ledger, nonsense)
    }

    /// Whether a person said that an address, or the folder that it is in, need not lead anywhere any more.
    pub fn is_gone(&self, address: &str) -> bool {
        let mut folders = address.match_indices('/').map(|(at, _)| &address[..=at]);
        folders.any(|folder| self.entries.get(folder).is_some_and(|entry| entry.is_gone))
    }

    /// Whether an address was published, and nobody said that it need not lead anywhere any more.
    pub fn is_published(&self, address: &str) -> bool {
        self.entries.contains_key(address) && !self.is_gone(address)
    }

    /// Adds published addresses; one that was said to be gone is there again.
    pub fn add(&mut self, published: &BTreeSet<Address>) {
        for address in published {
            let entry = self.entries.entry(address.clone()).or_insert(Entry { line: 0, is_gone: false });
            entry.is_gone = false;
        }
    }

    /// The file's text: comments first, then every address in order.
    pub fn text(&self) -> String {
        let comments: Vec<&str> = self.comments.iter().map(String::as_str).collect();
        let head = if comments.is_empty() { HEAD.as_slice() } else { &comments };
        let mut text: String = head.iter().flat_map(|line| [line, "\n"]).collect();
        for (address, entry) in &self.entries {
            let mark = if entry.is_gone { "  disparue" } else { "" };
            text.push_str(&format!("/{address}{mark}\n"));
        }
        text
    }
}

/// `/occitanie/parcours/`, perhaps with « disparue » behind it.
fn entry(text: &str) -> Option<(Address, bool)> {
    let mut words = text.split_whitespace();
    let address = parse_address(words.next()?.strip_prefix('/')?)?;
    let is_gone = match words.next() {
        None => false,
        Some(word) if word == GONE && words.next().is_none() => true,
        Some(_) => return None,
    };
    Some((address, is_gone))
}

/// The addresses of these sites that belong into the ledger.
pub fn published(content: &Content, sites: &BTreeSet<SiteId>) -> BTreeSet<Address> {
    let of_site = |id: &SiteId| {
        let pages = content.sites.get(id).into_iter().flat_map(|site| &site.pages);
        let folder = id.folder();
        let lasting: Vec<Address> =
            pages.filter(|(_, kind)| lasts(id, kind)).map(|(address, _)| format!("{folder}{address}")).collect();
        lasting
    };
    sites.iter().flat_map(of_site).collect()
}

/// Whether only a person can make a page go: others come and go with the events that they are made of.
fn lasts(site: &SiteId, kind: &PageKind) -> bool {
    match kind {
        PageKind::NotFound | PageKind::News | PageKind::Venues => false,
        PageKind::Events(listing) => listing.page == 1 && matches!(listing.scope, Scope::ToCome | Scope::Past),
        PageKind::Partner(partner) => *site == SiteId::Hub || partner.is_regional,
        PageKind::Venue(venue) => region_of(&venue.origin.file).is_some(),
        _ => true,
    }
}

/// The site that an address of the ledger is in, and the address within it.
pub fn site_of<'a>(content: &Content, address: &'a str) -> (SiteId, &'a str) {
    let region = address.split_once('/').and_then(|(first, rest)| Some((Slug::parse(first)?, rest)));
    match region.filter(|(id, _)| content.region_folders.contains(id)) {
        Some((id, rest)) => (SiteId::Region(id), rest),
        None => (SiteId::Hub, address),
    }
}
