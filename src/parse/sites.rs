//! The pages of every site, and what links can lead to.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use rayon::prelude::*;

use super::memory::{ByPointer, Memory, lock};
use crate::model::address::{SiteId, Slug, WebUrl};
use crate::model::change::{self, Change, KNOWN_AHEAD};
use crate::model::programme::Programme;
use crate::model::region::Region;
use crate::model::site::{Reach, Site, Sites, within_content};
use crate::sources::Sources;

/// A region's site, and everything that it was made from.
pub struct KnownSite {
    region: ByPointer<Region>,
    hosts: Hosts,
    closing_soon: SignedDuration,
    now: Timestamp,
    site: Arc<Site>,
    /// The first of its changes.
    next_changes: Vec<Change>,
}

/// Where every site is published: what was written as a whole address may be in any of them.
type Hosts = Arc<Vec<(Option<Slug>, Option<WebUrl>)>>;

/// The pages of every site at `now`, and the next changes that time will bring to any; those of a region that was not
/// read again are as they were.
pub fn sites(sources: &Sources, programme: &Programme, now: Timestamp, memory: &Memory) -> (Sites, Vec<Change>) {
    let former = std::mem::take(&mut *lock(&memory.sites));
    let hub = (None, Some(programme.url.clone()));
    let regions = programme.regions.iter().map(|region| (Some(region.id.clone()), region.url.clone()));
    let closing_soon = programme.closing_soon;
    let hosts: Hosts = Arc::new(regions.chain([hub]).collect());
    let of_region = |region: &Arc<Region>| {
        let is_same = |known: &&KnownSite| {
            let is_same_region = Arc::ptr_eq(&known.region.0, region) && known.hosts == hosts;
            is_same_region && known.closing_soon == closing_soon && known.now == now
        };
        let (site, next_changes) = match former.get(&region.id).filter(is_same) {
            Some(known) => (Arc::clone(&known.site), known.next_changes.clone()),
            None => {
                let next_changes = change::of_region(region, now, closing_soon, KNOWN_AHEAD);
                (Arc::new(made(sources, programme, Some(region), now)), next_changes)
            }
        };
        let own = ByPointer(Arc::clone(region));
        let known = KnownSite { region: own, hosts: Arc::clone(&hosts), closing_soon, now, site, next_changes };
        (region.id.clone(), known)
    };
    let of_hub = || (made(sources, programme, None, now), change::of_programme(programme, now, KNOWN_AHEAD));
    let of_regions = || programme.regions.par_iter().map(of_region).collect::<BTreeMap<Slug, KnownSite>>();
    let ((hub, of_programme), known) = rayon::join(of_hub, of_regions);
    let mut sites = Sites::from([(SiteId::Hub, Arc::new(hub))]);
    sites.extend(known.iter().map(|(id, known)| (SiteId::Region(id.clone()), Arc::clone(&known.site))));
    // One of the first of all is one of the first of each site that it belongs to.
    let of_regions = known.values().flat_map(|known| known.next_changes.iter().cloned());
    let mut next_changes = change::merged(of_regions.chain(of_programme));
    next_changes.truncate(KNOWN_AHEAD);
    *lock(&memory.sites) = known;
    (sites, next_changes)
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
fn made(sources: &Sources, programme: &Programme, region: Option<&Region>, now: Timestamp) -> Site {
    let mut site = Site::new(programme, region, now);
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
