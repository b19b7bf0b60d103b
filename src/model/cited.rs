//! Who sees the page of a partner or of a venue: nobody learns from it what an event is to announce.
//!
//! What events and stops cite is seen with the first of them that is public. The file of a site's own partner or venue
//! is enough by itself as long as nothing cites it, and for ever once its page has been published.

use std::collections::HashMap;

use jiff::Timestamp;

use super::address::{SiteId, Slug};
use super::event::Event;
use super::ledger::Ledger;
use super::origin::{Origin, Visibility};
use super::programme::Programme;
use super::region::Region;
use super::site::{PageKind, region_of};

/// Whom the events and the stops of a site cite.
pub struct Cited<'p> {
    programme: &'p Programme,
    ledger: &'p Ledger,
    region: Option<&'p Region>,
    now: Timestamp,
    /// Who sees any of those that cite a partner.
    partners: HashMap<&'p Slug, Visibility>,
    /// Who sees any of those that cite a venue.
    venues: HashMap<&'p Slug, Visibility>,
}

impl<'p> Cited<'p> {
    /// What is cited in a site at `now`; in the hub when there is no region.
    pub fn new(programme: &'p Programme, region: Option<&'p Region>, ledger: &'p Ledger, now: Timestamp) -> Self {
        let mut cited = Self { programme, ledger, region, now, partners: HashMap::new(), venues: HashMap::new() };
        match region {
            Some(region) => cited.add(region),
            None => {
                programme.events.iter().for_each(|event| cited.add_event(event));
                programme.regions.iter().for_each(|region| cited.add(region));
            }
        }
        cited
    }

    fn add(&mut self, region: &'p Region) {
        region.events.iter().for_each(|event| self.add_event(event));
        let by_stops = region.editions.iter().flat_map(|edition| &edition.partners);
        self.partners.extend(by_stops.map(|id| (id, Visibility::Everybody)));
    }

    fn add_event(&mut self, event: &'p Event) {
        let visibility = event.publication.visibility(self.now);
        let add = |known: &mut HashMap<&'p Slug, Visibility>, id: &'p Slug| {
            let most = known.entry(id).or_insert(visibility);
            *most = visibility.max(*most);
        };
        event.partners.iter().for_each(|id| add(&mut self.partners, id));
        event.venue.iter().for_each(|venue| add(&mut self.venues, &venue.id));
    }

    /// Who sees a page of the site.
    pub fn visibility(&self, kind: &PageKind) -> Visibility {
        match kind {
            PageKind::Partner(partner) => {
                let is_own = self.region.is_none() || partner.is_regional;
                self.of_file(self.partners.get(&partner.id), is_own, &partner.address(), &partner.origin)
            }
            PageKind::Venue(venue) => {
                let is_own = region_of(&venue.origin.file).is_some();
                self.of_file(self.venues.get(&venue.id), is_own, &venue.address(), &venue.origin)
            }
            _ => kind.publication().map_or(Visibility::Everybody, |publication| publication.visibility(self.now)),
        }
    }

    fn of_file(&self, cited: Option<&Visibility>, is_own: bool, address: &str, origin: &Origin) -> Visibility {
        let alone = match cited {
            _ if !is_own => Visibility::Nobody,
            _ if self.was_published(address, origin) => Visibility::Everybody,
            Some(_) => Visibility::Nobody,
            None if self.region.is_some() => Visibility::Everybody,
            None => self.programme.uncited,
        };
        cited.copied().unwrap_or(Visibility::Nobody).max(alone)
    }

    /// Whether visitors found the page at its address, or at one that it had before.
    fn was_published(&self, address: &str, origin: &Origin) -> bool {
        let site = self.region.map_or(SiteId::Hub, |region| SiteId::Region(region.id.clone()));
        let former = origin.former_addresses.iter().filter_map(|former| former.within(self.programme, &site));
        let mut addresses = std::iter::once(address.to_owned()).chain(former);
        addresses.any(|address| self.ledger.is_published(&format!("{}{address}", site.folder())))
    }
}
