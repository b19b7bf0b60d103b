//! Addresses that pages had before, and what leads from them to where the pages are now.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::address::{Address, SiteId, Slug, WebUrl, parse_address};
use super::event::Event;
use super::origin::{Origin, Publication};
use super::page::Page;
use super::partner::Partner;
use super::programme::Programme;
use super::venue::Venue;
use crate::sources::Place;

/// An address that a page had before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerAddress {
    /// As it is written.
    pub written: String,
    /// Where.
    pub place: Place,
    form: Form,
}

/// The ways to write an address.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    /// `/occitanie/evenements/forum/` is in a region's site; `/evenements/forum/` in every site that has the
    /// page, as in a link. The first `/` may be left out.
    Path(Address),
    /// `https://tour.example.org/occitanie/evenements/forum/`
    Whole(WebUrl),
}

/// What stands at an address that a page had before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// Where the page is now, in the same site.
    pub to: Address,
    /// Where this is written.
    pub place: Place,
}

/// A page with the addresses it had before.
pub struct Moved<'p> {
    /// Its address now.
    pub to: Address,
    /// Its source.
    pub origin: &'p Origin,
    publication: Option<&'p Publication>,
}

/// Folders of the output in which no page stands.
const RESERVED: [&str; 2] = ["assets/", "images/"];

impl FormerAddress {
    /// Reads an address; `None` when no page can have had it.
    pub fn parse(written: &str, place: Place) -> Option<Self> {
        let form = if written.contains("://") {
            Form::Whole(WebUrl::parse(written)?)
        } else {
            Form::Path(parse_address(written.strip_prefix('/').unwrap_or(written))?)
        };
        Some(Self { written: written.to_owned(), place, form })
    }

    /// The address within a site that has the page; `None` when it is not one of this site.
    pub fn within(&self, programme: &Programme, site: &SiteId) -> Option<Address> {
        let address = match &self.form {
            Form::Path(path) => {
                let own = path.strip_prefix(&site.folder()).filter(|_| *site != SiteId::Hub);
                own.map_or_else(|| path.clone(), str::to_owned)
            }
            Form::Whole(url) => {
                let root = programme.site_url(site);
                parse_address(without_scheme(url).strip_prefix(without_scheme(&root))?)?
            }
        };
        let is_region = |folder: &str| programme.regions.iter().any(|region| region.id.as_str() == folder);
        let leaves = address.split('/').next().is_some_and(is_region);
        let is_reserved = RESERVED.iter().any(|folder| address.starts_with(folder));
        (!leaves && !is_reserved).then_some(address)
    }
}

fn without_scheme(url: &WebUrl) -> &str {
    url.as_str().split_once("://").map_or("", |(_, rest)| rest)
}

impl Moved<'_> {
    /// Whether its file says `brouillon`.
    pub fn is_draft(&self) -> bool {
        self.publication.is_some_and(|publication| publication.is_draft)
    }

    /// Whether the site shows the page at `now`.
    pub fn is_visible(&self, now: Timestamp) -> bool {
        self.publication.is_none_or(|publication| publication.is_visible(now))
    }
}

/// The sources of a site that visitors do not see at `now`, shown or not: what they come to is no problem yet.
pub fn unpublished<'p>(programme: &'p Programme, site: &SiteId, now: Timestamp) -> BTreeSet<&'p str> {
    let pages = moved(programme, site).into_iter();
    let is_public = |page: &Moved| page.publication.is_none_or(|publication| publication.is_public(now));
    pages.filter(|page| !is_public(page)).map(|page| &*page.origin.file).collect()
}

/// The pages of a site that staff write, those included that are not visible now, in a fixed order.
pub fn moved<'p>(programme: &'p Programme, site: &SiteId) -> Vec<Moved<'p>> {
    match site {
        SiteId::Hub => written(&programme.events, &programme.partners, None, &programme.pages),
        SiteId::Region(id) => programme.region(id).map_or_else(Vec::new, |region| {
            written(&region.events, &region.partners, Some(&region.venues), &region.pages)
        }),
    }
}

fn written<'p>(
    events: &'p [Arc<Event>],
    partners: &'p BTreeMap<Slug, Arc<Partner>>,
    venues: Option<&'p BTreeMap<Slug, Arc<Venue>>>,
    pages: &'p BTreeMap<Address, Arc<Page>>,
) -> Vec<Moved<'p>> {
    let event = |event: &'p Arc<Event>| Moved {
        to: event.address(),
        origin: &event.origin,
        publication: Some(&event.publication),
    };
    let page = |page: &'p Arc<Page>| Moved {
        to: page.served_at(),
        origin: &page.origin,
        publication: Some(&page.publication),
    };
    let partner =
        |partner: &'p Arc<Partner>| Moved { to: partner.address(), origin: &partner.origin, publication: None };
    let venue = |venue: &'p Arc<Venue>| Moved { to: venue.address(), origin: &venue.origin, publication: None };
    let venues = venues.into_iter().flat_map(BTreeMap::values);
    let mut all: Vec<Moved> = events.iter().map(event).collect();
    all.extend(pages.values().map(page));
    all.extend(partners.values().map(partner));
    all.extend(venues.map(venue));
    all
}
