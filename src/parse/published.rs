//! Published addresses: the ledger, the addresses that pages had before, and those that lead nowhere now.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::suggest::nearest;
use crate::french::slug::slug;
use crate::model::address::{Address, SiteId};
use crate::model::content::Content;
use crate::model::ledger::{FILE, Ledger, site_of};
use crate::model::moved::{Moved, moved, unpublished};
use crate::model::site::{PageKind, Site, region_of, within_content};
use crate::problem::{Kind, Problems, Successor};
use crate::sources::{Place, Sources};

/// Lost addresses that are told one by one; what made more of them go is one cause, or damage.
const MOST_TOLD: usize = 20;

/// Reads the ledger; lines that say nothing are one problem.
pub fn ledger(sources: &Sources, problems: &mut Problems) -> Ledger {
    let text = sources.get(FILE).map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
    let (ledger, nonsense) = Ledger::parse(&text);
    if let [first, others @ ..] = nonsense.as_slice() {
        problems.push(Place::line(&FILE.into(), *first), Kind::LedgerLine { others: others.len() });
    }
    ledger
}

/// Addresses that pages had before: each is of a site that has the page, and of nothing else.
pub fn former(content: &Content, now: Timestamp, problems: &mut Problems) {
    let mut every = BTreeMap::new();
    let mut applied = BTreeSet::new();
    for id in content.sites.keys() {
        let pages = moved(&content.programme, id).filter(|page| !page.is_draft());
        for former in pages.flat_map(|page| &page.origin().former_addresses) {
            every.insert(&former.place, former);
            if former.within(&content.programme, id).is_some() {
                applied.insert(&former.place);
            }
        }
    }
    for (place, former) in every.into_iter().filter(|(place, _)| !applied.contains(place)) {
        problems.push(place.clone(), Kind::FormerAddress { written: former.written.clone() });
    }
    for (id, site) in content.sites.iter().filter(|(_, site)| !site.redirect_clashes.is_empty()) {
        let unpublished = unpublished(&content.programme, id, site, now);
        let is_public = |file: &Arc<str>| !unpublished.contains(&**file);
        for (address, redirect) in &site.redirect_clashes {
            let first = site.redirects.get(address).map(|first| &first.place.file).or_else(|| site.source_of(address));
            if !is_public(&redirect.place.file) || first.is_some_and(|first| !is_public(first)) {
                continue;
            }
            let whole = format!("{}{address}", id.folder());
            let kind = match site.redirects.get(address) {
                Some(first) => Kind::FormerAddressTwice { address: whole, first: first.place.clone() },
                None => Kind::FormerAddressTaken {
                    address: whole,
                    other: site.source_of(address).map_or_else(|| "escale".to_owned(), ToString::to_string),
                },
            };
            problems.push_in(id, redirect.place.clone(), kind);
        }
    }
}

/// A published address that leads nowhere now.
struct Lost<'c> {
    whole: &'c str,
    inside: &'c str,
    line: u32,
    id: SiteId,
    site: &'c Site,
}

/// Published addresses that lead nowhere any more, in sites other than those of `kept`, which stay as they
/// are.
pub fn lost(content: &Content, kept: &BTreeSet<SiteId>) -> Problems {
    let mut problems = Problems::new();
    let mut lost: Vec<Lost> = content
        .ledger
        .entries
        .iter()
        .filter(|(whole, _)| !content.ledger.is_gone(whole))
        .filter_map(|(whole, entry)| {
            let (id, inside) = site_of(content, whole);
            let site = content.sites.get(&id).filter(|_| !kept.contains(&id))?;
            let found = site.found_at(inside).and_then(|address| site.pages.get(address));
            let leads = found.is_some_and(|kind| !is_draft(kind)) || site.withheld.contains(inside);
            (!leads).then_some(Lost { whole, inside, line: entry.line, id, site })
        })
        .collect();
    folders(&mut lost, &mut problems);

    // A national page that moved is lost in every region: one cause.
    let mut causes: BTreeMap<&str, Vec<&Lost>> = BTreeMap::new();
    for one in &lost {
        causes.entry(one.inside).or_default().push(one);
    }
    let mut causes: Vec<Vec<&Lost>> = causes.into_values().collect();
    causes.sort_by_key(|sites| sites.iter().map(|one| one.line).min());
    for sites in causes.iter().take(MOST_TOLD) {
        let kind = one_cause(content, sites);
        if let [one] = sites.as_slice() {
            problems.push_in(&one.id, place(one), kind);
        } else {
            problems.push(place(sites[0]), kind);
        }
    }
    if let Some(first) = causes.get(MOST_TOLD) {
        let count = causes.iter().skip(MOST_TOLD).map(Vec::len).sum();
        problems.push(Place::line(&FILE.into(), first[0].line), Kind::LostAddresses { folder: None, count });
    }
    problems
}

/// Folders with everything in them gone, a region's for instance: one cause each. What is told so is taken
/// out of the list.
fn folders(lost: &mut Vec<Lost>, problems: &mut Problems) {
    let folder_of = |one: &Lost| match one.id {
        SiteId::Hub => one.inside.split_once('/').map(|(first, _)| format!("{first}/")),
        SiteId::Region(_) => None,
    };
    let mut folders: BTreeMap<String, (Option<u32>, usize)> = BTreeMap::new();
    for one in lost.iter() {
        if let Some(folder) = folder_of(one) {
            let own_line = (one.inside == folder).then_some(one.line);
            let found = folders.entry(folder).or_default();
            found.0 = found.0.or(own_line);
            found.1 += 1;
        }
    }
    folders.retain(|_, (own_line, count)| own_line.is_some() && *count > 1);
    for (folder, (line, count)) in &folders {
        let kind = Kind::LostAddresses { folder: Some(folder.clone()), count: *count };
        problems.push_in(&SiteId::Hub, Place::line(&FILE.into(), line.unwrap_or(0)), kind);
    }
    lost.retain(|one| folder_of(one).is_none_or(|folder| !folders.contains_key(&folder)));
}

/// One address, or the same in several sites.
fn one_cause(content: &Content, sites: &[&Lost]) -> Kind {
    let one = sites[0];
    let successor = successor(content, one);
    let is_national = successor.as_ref().is_some_and(|page| region_of(&page.origin().file).is_none());
    // In a national file, what is written without a first `/` is so in each region.
    let written = if sites.len() > 1 && is_national { one.inside.to_owned() } else { format!("/{}", one.whole) };
    Kind::LostAddress {
        address: one.whole.to_owned(),
        others: sites.len() - 1,
        written,
        successor: successor.map(|page| Successor {
            file: Arc::clone(&page.origin().file),
            has_list: page.origin().fields.iter().any(|(name, _)| *name == "anciennes_adresses"),
        }),
        unpublished: source(one),
    }
}

/// The page that the lost one may have become: the nearest of those never published before, else of all.
fn successor<'c>(content: &'c Content, one: &Lost) -> Option<Moved<'c>> {
    let folder = one.id.folder();
    let is_new = |page: &Moved| !content.ledger.entries.contains_key(&format!("{folder}{}", page.to()));
    let pages = moved(&content.programme, &one.id).filter(|page| !page.is_draft());
    let (new, former): (Vec<Moved>, Vec<Moved>) = pages.partition(is_new);
    let name = |address: &str| address.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
    [new, former].into_iter().find_map(|pages| {
        let names: Vec<String> = pages.iter().map(|page| name(&page.to())).collect();
        let found = nearest(&name(one.inside), names.iter().map(String::as_str))?;
        let at = names.iter().position(|name| name == found)?;
        pages.into_iter().nth(at)
    })
}

/// The source that would be at the address, were it not a draft, hidden, or for other regions.
fn source(one: &Lost) -> Option<String> {
    let drafts = one.site.by_source.iter().filter(|(_, address)| one.site.pages.get(*address).is_some_and(is_draft));
    let mut sources = one.site.hidden.iter().chain(drafts.map(|(source, _)| source));
    sources.find(|source| address_of(source) == one.inside).cloned()
}

fn is_draft(kind: &PageKind) -> bool {
    kind.publication().is_some_and(|publication| publication.is_draft)
}

/// The address that a source's path gives.
fn address_of(source: &str) -> Address {
    let path = within_content(source);
    let path = path.strip_prefix("pages/").or_else(|| path.strip_prefix("hub/")).unwrap_or(path);
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let segments: Vec<String> = stem.split('/').map(slug).collect();
    format!("{}/", segments.join("/"))
}

/// The address in the ledger.
fn place(one: &Lost) -> Place {
    let length = u32::try_from(one.whole.len() + 1).unwrap_or(0);
    Place { length, ..Place::line(&FILE.into(), one.line) }
}
