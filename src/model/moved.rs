//! Addresses that pages had before, and what leads from them to where the pages are now.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::address::{Address, SiteId, WebUrl, parse_address};
use super::event::Event;
use super::origin::{Origin, Publication};
use super::page::Page;
use super::partner::Partner;
use super::programme::Programme;
use super::site::Site;
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

/// A page that staff write, which may have had other addresses before.
pub enum Moved<'p> {
    /// An event.
    Event(&'p Event),
    /// A page.
    Page(&'p Page),
    /// A partner.
    Partner(&'p Partner),
    /// A venue.
    Venue(&'p Venue),
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

impl<'p> Moved<'p> {
    /// Its address now.
    pub fn to(&self) -> Address {
        match self {
            Self::Event(event) => event.address(),
            Self::Page(page) => page.served_at(),
            Self::Partner(partner) => partner.address(),
            Self::Venue(venue) => venue.address(),
        }
    }

    /// Its source.
    pub fn origin(&self) -> &'p Origin {
        match self {
            Self::Event(event) => &event.origin,
            Self::Page(page) => &page.origin,
            Self::Partner(partner) => &partner.origin,
            Self::Venue(venue) => &venue.origin,
        }
    }

    fn publication(&self) -> Option<&'p Publication> {
        match self {
            Self::Event(event) => Some(&event.publication),
            Self::Page(page) => Some(&page.publication),
            Self::Partner(_) | Self::Venue(_) => None,
        }
    }

    /// Whether its file says `brouillon`.
    pub fn is_draft(&self) -> bool {
        self.publication().is_some_and(|publication| publication.is_draft)
    }

    /// Whether the site shows the page at `now`.
    pub fn is_visible(&self, now: Timestamp) -> bool {
        self.publication().is_none_or(|publication| publication.is_visible(now))
    }

    fn is_public(&self, now: Timestamp) -> bool {
        self.publication().is_none_or(|publication| publication.is_public(now))
    }
}

/// The sources of a site that visitors do not see at `now`, shown or not: what they come to is no problem yet.
pub fn unpublished<'p>(programme: &'p Programme, id: &SiteId, site: &'p Site, now: Timestamp) -> BTreeSet<&'p str> {
    let own = moved(programme, id).filter(|page| !page.is_public(now)).map(|page| &*page.origin().file);
    own.chain(site.unannounced.iter().map(AsRef::as_ref)).collect()
}

/// The pages of a site that staff write, those included that are not visible now, in a fixed order.
pub fn moved<'p>(programme: &'p Programme, site: &SiteId) -> impl Iterator<Item = Moved<'p>> {
    let region = match site {
        SiteId::Hub => None,
        SiteId::Region(id) => programme.region(id),
    };
    let is_hub = *site == SiteId::Hub;
    let of_hub = is_hub.then_some((&programme.events, &programme.pages, &programme.partners));
    let own = region.map(|region| (&region.events, &region.pages, &region.partners)).or(of_hub);
    let (events, pages, partners) =
        own.map(|(events, pages, partners)| (events.iter(), pages.values(), partners.values())).unwrap_or_default();
    let venues = region.into_iter().flat_map(|region| region.venues.values());
    let events = events.map(|event| Moved::Event(event));
    let pages = pages.map(|page| Moved::Page(page));
    let partners = partners.map(|partner| Moved::Partner(partner));
    events.chain(pages).chain(partners).chain(venues.map(|venue| Moved::Venue(venue)))
}
