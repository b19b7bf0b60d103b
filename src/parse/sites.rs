//! The pages of every site, and what links can lead to.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use rayon::prelude::*;

use super::memory::{ByPointer, Memory, lock};
use crate::model::address::{SiteId, Slug, WebUrl};
use crate::model::change::{self, Change, KNOWN_AHEAD};
use crate::model::ledger::{self, Ledger};
use crate::model::programme::Programme;
use crate::model::region::Region;
use crate::model::site::{Reach, Site, Sites, within_content};
use crate::sources::Sources;

/// A region's site, and everything that it was made from.
pub struct KnownSite {
    region: ByPointer<Region>,
    hosts: Hosts,
    closing_soon: SignedDuration,
    /// The bytes of the ledger.
    ledger: Option<ByPointer<[u8]>>,
    now: Timestamp,
    site: Arc<Site>,
    changes: Changes,
}

/// The changes that time alone brings, as far as a build tells of them.
#[derive(Clone)]
pub struct Changes {
    /// The last instant, the build's own included, at which one came.
    pub last: Option<Timestamp>,
    /// The first of those to come.
    pub next: Vec<Change>,
}

/// Where every site is published: what was written as a whole address may be in any of them.
type Hosts = Arc<Vec<(Option<Slug>, Option<WebUrl>)>>;

/// The pages of every site at `now`, and the changes that time brings to any; those of a region that was not read again
/// are as they were.
pub fn sites(
    sources: &Sources,
    programme: &Programme,
    ledger: &Ledger,
    now: Timestamp,
    memory: &Memory,
) -> (Sites, Changes) {
    let former = std::mem::take(&mut *lock(&memory.sites));
    let hub = (None, Some(programme.url.clone()));
    let regions = programme.regions.iter().map(|region| (Some(region.id.clone()), region.url.clone()));
    let closing_soon = programme.closing_soon;
    let hosts: Hosts = Arc::new(regions.chain([hub]).collect());
    let ledger_bytes = || sources.get(ledger::FILE).map(|bytes| ByPointer(Arc::clone(bytes)));
    let of_region = |region: &Arc<Region>| {
        let is_same = |known: &&KnownSite| {
            let is_same_region = Arc::ptr_eq(&known.region.0, region) && known.hosts == hosts;
            let is_same_instant = known.closing_soon == closing_soon && known.now == now;
            is_same_region && is_same_instant && known.ledger == ledger_bytes()
        };
        let (site, changes) = match former.get(&region.id).filter(is_same) {
            Some(known) => (Arc::clone(&known.site), known.changes.clone()),
            None => {
                let changes = Changes {
                    last: change::last_of_region(region, now, closing_soon),
                    next: change::of_region(region, now, closing_soon, KNOWN_AHEAD),
                };
                (Arc::new(made(sources, programme, Some(region), ledger, now)), changes)
            }
        };
        let known = KnownSite {
            region: ByPointer(Arc::clone(region)),
            hosts: Arc::clone(&hosts),
            closing_soon,
            ledger: ledger_bytes(),
            now,
            site,
            changes,
        };
        (region.id.clone(), known)
    };
    let of_hub = || {
        let changes = Changes {
            last: change::last_of_programme(programme, now),
            next: change::of_programme(programme, now, KNOWN_AHEAD),
        };
        (made(sources, programme, None, ledger, now), changes)
    };
    let of_regions = || programme.regions.par_iter().map(of_region).collect::<BTreeMap<Slug, KnownSite>>();
    let ((hub, of_programme), known) = rayon::join(of_hub, of_regions);
    let mut sites = Sites::from([(SiteId::Hub, Arc::new(hub))]);
    sites.extend(known.iter().map(|(id, known)| (SiteId::Region(id.clone()), Arc::clone(&known.site))));
    // One of the first of all is one of the first of each site that it belongs to.
    let of_regions = known.values().flat_map(|known| known.changes.next.iter().cloned());
    let mut next = change::merged(of_regions.chain(of_programme.next));
    next.truncate(KNOWN_AHEAD);
    let last = known.values().map(|known| known.changes.last).fold(of_programme.last, Option::max);
    *lock(&memory.sites) = known;
    (sites, Changes { last, next })
}

/// What links can lead to: the former value as long as it is right.
pub fn reach(sites: &Sites, memory: &Memory) -> Arc<Reach> {
    let mut former = lock(&memory.reach);
    if !former.is_of(sites) {
        *former = Arc::new(Reach::of(sites));
    }
    Arc::clone(&former)
}

/// A file that exists and has no page (a draft, or one with a problem of its own) is no broken link: one
/// cause, one problem.
fn made(sources: &Sources, programme: &Programme, region: Option<&Region>, ledger: &Ledger, now: Timestamp) -> Site {
    let mut site = Site::new(programme, region, ledger, now);
    let own = region.map_or_else(|| "content/hub/".to_owned(), |region| format!("regions/{}/", region.id));
    for folder in ["content/", &own] {
        // Both are in the order of the paths.
        let mut with_page = site.by_source.keys().peekable();
        for (path, _) in sources.below(folder) {
            let inside = within_content(path);
            while with_page.next_if(|source| source.as_str() < inside).is_some() {}
            if with_page.next_if(|source| *source == inside).is_none() {
                site.hidden.insert(inside.to_owned());
            }
        }
    }
    site
}
