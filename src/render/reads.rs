//! What each page reads beside what its site shares: when both are as they were, so is the page.
//!
//! A page is a function of its [`Reads`] and of the shared values of its site ([`is_shared_alike`]). Whatever a view comes to read must be in
//! one of the two; a test edits programmes at random and holds each page made again against a build from nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::site::text_for;
use crate::model::address::{Address, SiteId, Slug, WebUrl};
use crate::model::content::Content;
use crate::model::event::Event;
use crate::model::link::{Destination, destination};
use crate::model::page::Page;
use crate::model::partner::{FormerName, Level, Partner, Role};
use crate::model::programme::Programme;
use crate::model::prose::{Block, Image, Piece, Prose};
use crate::model::region::Region;
use crate::model::site::{PageKind, Scope, Site, Sites};
use crate::model::venue::Venue;

/// What a page reads beside what its site shares.
#[derive(PartialEq)]
pub struct Reads<'c> {
    /// What staff wrote for a page that is made: its text, its summary, its title.
    text: Option<Same<'c, Page>>,
    /// Where the links of its text lead.
    links: Vec<Destination>,
    /// What the blocks of its text list.
    listed: Option<Listed<'c>>,
    own: Own<'c>,
}

#[derive(PartialEq)]
enum Own<'c> {
    /// An event, its partners as lists show them, and whether another event has its title.
    Event(Same<'c, Event>, Vec<PartnerCard<'c>>, bool),
    /// A page of a list: its number, how many there are, its events, how many each list has, and all events when it says
    /// how large the file of them is.
    Listing(Scope, usize, usize, Vec<EventCard<'c>>, BTreeMap<Scope, usize>, Vec<EventCard<'c>>),
    /// The events of a region.
    Poster(Vec<EventCard<'c>>),
    /// A partner, and the events it takes part in.
    Partner(Same<'c, Partner>, Vec<EventCard<'c>>),
    /// A venue, and the events that take place there.
    Venue(Same<'c, Venue>, Vec<EventCard<'c>>),
    /// A stop's events and partners.
    Edition(Vec<EventCard<'c>>, Vec<PartnerCard<'c>>),
    /// Partners as lists show them.
    Partners(Vec<PartnerCard<'c>>),
    /// Every venue.
    Venues(Vec<Same<'c, Venue>>),
    /// A page that staff wrote.
    Written(Same<'c, Page>),
    /// A home page, the path or the news.
    Listed(Listed<'c>),
    /// Every page by its title, and whether it is over.
    Titles(Vec<(&'c Address, &'c str, bool)>),
    /// Nothing.
    Nothing,
}

/// All that the lists of a region are made of.
#[derive(PartialEq)]
struct Listed<'c> {
    events: Vec<EventCard<'c>>,
    partners: Vec<PartnerCard<'c>>,
    news: Vec<Same<'c, Page>>,
}

/// A site as far as it tells what pages read.
pub struct SiteModel<'c> {
    programme: &'c Programme,
    sites: &'c Sites,
    id: &'c SiteId,
    /// Its pages.
    pub site: &'c Site,
    region: Option<&'c Region>,
    now: Timestamp,
    may_differ: MayDiffer,
}

/// What may be other in the model that one is compared with: what is not need not be read.
#[derive(Clone, Copy)]
pub struct MayDiffer {
    /// Where a link leads.
    links: bool,
    /// A partner as lists show it.
    partners: bool,
}

impl MayDiffer {
    /// Between two programmes, in a site.
    pub fn between(one: &Content, other: &Content, id: &SiteId) -> Self {
        let (partners, others) = (partners(one, id), partners(other, id));
        let is_alike = |(one, other): (&Arc<Partner>, &Arc<Partner>)| {
            Arc::ptr_eq(one, other) || PartnerCard::new(one) == PartnerCard::new(other)
        };
        let are_alike = partners.len() == others.len() && partners.values().zip(others.values()).all(is_alike);
        Self { links: !Arc::ptr_eq(&one.reach, &other.reach), partners: !are_alike }
    }
}

/// The partners of a site.
fn partners<'c>(content: &'c Content, id: &SiteId) -> &'c BTreeMap<Slug, Arc<Partner>> {
    let region = if let SiteId::Region(id) = id { content.programme.region(id) } else { None };
    region.map_or(&content.programme.partners, |region| &region.partners)
}

/// Equal, which for what was not read again takes no time.
struct Same<'c, T>(&'c Arc<T>);

impl<T: PartialEq> PartialEq for Same<'_, T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(self.0, other.0) || self.0 == other.0
    }
}

/// An event as lists show it: all but its text.
struct EventCard<'c>(&'c Arc<Event>);

impl PartialEq for EventCard<'_> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(self.0, other.0) || is_card_alike(self.0, other.0)
    }
}

fn is_card_alike(one: &Event, other: &Event) -> bool {
    let Event {
        id,
        slug,
        title,
        kind,
        summary,
        when,
        mode,
        venue,
        online_link,
        status,
        reason,
        revision,
        updated,
        registration,
        audience,
        price,
        accessibility,
        partners,
        speakers,
        phase,
        edition,
        image,
        publication,
        is_national,
        prose: _,
        origin,
    } = one;
    *id == other.id
        && *slug == other.slug
        && *title == other.title
        && *kind == other.kind
        && *summary == other.summary
        && *when == other.when
        && *mode == other.mode
        && *venue == other.venue
        && *online_link == other.online_link
        && *status == other.status
        && *reason == other.reason
        && *revision == other.revision
        && *updated == other.updated
        && *registration == other.registration
        && *audience == other.audience
        && *price == other.price
        && *accessibility == other.accessibility
        && *partners == other.partners
        && *speakers == other.speakers
        && *phase == other.phase
        && *edition == other.edition
        && *image == other.image
        && *publication == other.publication
        && *is_national == other.is_national
        && origin.file == other.origin.file
}

/// A partner as lists show it.
#[derive(PartialEq)]
pub struct PartnerCard<'c> {
    id: &'c Slug,
    name: &'c str,
    former_names: &'c [FormerName],
    summary: &'c str,
    role: Role,
    level: Level,
    logo: Option<&'c Image>,
    site: Option<&'c WebUrl>,
}

impl<'c> PartnerCard<'c> {
    fn new(partner: &'c Partner) -> Self {
        Self {
            id: &partner.id,
            name: &partner.name,
            former_names: &partner.former_names,
            summary: &partner.summary,
            role: partner.role,
            level: partner.level,
            logo: partner.logo.as_ref(),
            site: partner.site.as_ref(),
        }
    }
}

impl<'c> SiteModel<'c> {
    /// The model of a site; `None` for one that the programme does not have.
    pub fn new(content: &'c Content, id: &'c SiteId, now: Timestamp, may_differ: MayDiffer) -> Option<Self> {
        let site = content.sites.get(id)?;
        let region = match id {
            SiteId::Hub => None,
            SiteId::Region(slug) => Some(content.programme.region(slug)?),
        };
        Some(Self { programme: &content.programme, sites: &content.sites, id, site, region, now, may_differ })
    }

    /// What the page at an address reads; `None` for one of the hub that may read every region.
    pub fn reads(&self, address: &str, kind: &'c PageKind) -> Option<Reads<'c>> {
        let own = match kind {
            PageKind::Event(event) => Some(&event.prose),
            PageKind::Partner(partner) => Some(&partner.prose),
            PageKind::Written(page) => Some(&page.prose),
            _ => None,
        };
        let text = if own.is_none() { self.text_for(address) } else { None };
        let texts = || own.into_iter().chain(text.map(|page| &page.prose));
        let links = texts().filter(|_| self.may_differ.links).flat_map(|prose| self.links(prose)).collect();
        let listed = if texts().all(|prose| is_closed(prose)) { None } else { Some(self.listed()?) };
        Some(Reads { text: text.map(Same), links, listed, own: self.own(kind)? })
    }

    fn links(&self, prose: &Prose) -> impl Iterator<Item = Destination> {
        prose.pieces.iter().filter_map(|piece| match piece {
            Piece::Link(target) => Some(destination(self.sites, self.id, &target.place.file, &target.written)),
            Piece::Html(_) | Piece::Image(_) | Piece::Word(_) | Piece::Block(..) => None,
        })
    }

    fn own(&self, kind: &'c PageKind) -> Option<Own<'c>> {
        let partners = self.region.map_or(&self.programme.partners, |region| &region.partners);
        let cards = |ids: &[Slug]| {
            let found = ids.iter().filter(|_| self.may_differ.partners).filter_map(|id| partners.get(id));
            found.map(|partner| PartnerCard::new(partner)).collect()
        };
        Some(match kind {
            PageKind::Event(event) => {
                let has_twin = self.site.shared_titles.contains(&event.title);
                Own::Event(Same(event), cards(&event.partners), has_twin)
            }
            PageKind::Events(listing) => {
                let events = listing.events.iter().map(EventCard).collect();
                let all = self.region.map_or(&self.programme.every_event, |region| &region.events);
                let all = all.iter().filter(|_| listing.has_agenda()).map(EventCard).collect();
                Own::Listing(listing.scope, listing.page, listing.pages, events, self.totals(), all)
            }
            PageKind::Poster => Own::Poster(self.events_where(|_| true)),
            PageKind::Partner(partner) => {
                Own::Partner(Same(partner), self.events_where(|event| event.partners.contains(&partner.id)))
            }
            PageKind::Venue(venue) => {
                let is_here = |event: &Event| event.venue.as_ref().is_some_and(|own| own.id == venue.id);
                Own::Venue(Same(venue), self.events_where(is_here))
            }
            PageKind::Edition(edition) => {
                let is_in = |event: &Event| event.edition.as_ref() == Some(&edition.id);
                Own::Edition(self.events_where(is_in), cards(&edition.partners))
            }
            PageKind::Partners => Own::Partners(partners.values().map(|partner| PartnerCard::new(partner)).collect()),
            PageKind::Venues => {
                Own::Venues(self.region.iter().flat_map(|region| region.venues.values()).map(Same).collect())
            }
            PageKind::Written(page) => Own::Written(Same(page)),
            PageKind::SiteMap => Own::Titles(self.titles()),
            PageKind::Editions
            | PageKind::Contact
            | PageKind::Legal
            | PageKind::Privacy
            | PageKind::Accessibility
            | PageKind::NotFound => Own::Nothing,
            PageKind::Home | PageKind::Path | PageKind::News => Own::Listed(self.listed()?),
        })
    }

    fn listed(&self) -> Option<Listed<'c>> {
        let region = self.region?;
        let news = self.site.pages.values().filter_map(|kind| match kind {
            PageKind::Written(page) if page.is_news() => Some(Same(page)),
            _ => None,
        });
        Some(Listed {
            events: region.events.iter().map(EventCard).collect(),
            partners: region.partners.values().map(|partner| PartnerCard::new(partner)).collect(),
            news: news.collect(),
        })
    }

    fn events_where(&self, condition: impl Fn(&Event) -> bool) -> Vec<EventCard<'c>> {
        let events = self.region.map_or(&self.programme.events, |region| &region.events);
        events.iter().filter(|event| condition(event)).map(EventCard).collect()
    }

    fn totals(&self) -> BTreeMap<Scope, usize> {
        let first = |kind: &PageKind| match kind {
            PageKind::Events(listing) if listing.page == 1 => Some((listing.scope, listing.total)),
            _ => None,
        };
        self.site.pages.values().filter_map(first).collect()
    }

    /// Titles that somebody wrote; what the theme calls other pages is shared.
    fn titles(&self) -> Vec<(&'c Address, &'c str, bool)> {
        let title = |address: &str, kind: &'c PageKind| match kind {
            PageKind::Event(event) => event.title.as_str(),
            PageKind::Partner(partner) => partner.name.as_str(),
            PageKind::Venue(venue) => venue.name.as_str(),
            PageKind::Edition(edition) => edition.title.as_str(),
            PageKind::Written(page) => page.title.as_str(),
            _ => self.text_for(address).map_or("", |page| page.title.as_str()),
        };
        let is_over = |kind: &PageKind| matches!(kind, PageKind::Event(event) if event.is_past(self.now));
        self.site.pages.iter().map(|(address, kind)| (address, title(address, kind), is_over(kind))).collect()
    }

    /// The text that staff add to a generated page.
    fn text_for(&self, address: &str) -> Option<&'c Arc<Page>> {
        text_for(self.programme, self.region, address, self.now)
    }
}

/// Whether a text reads nothing but what the site shares.
fn is_closed(prose: &Prose) -> bool {
    prose.pieces.iter().all(|piece| match piece {
        Piece::Html(_) | Piece::Link(_) | Piece::Image(_) | Piece::Word(_) => true,
        Piece::Block(Block::Contact | Block::Figures | Block::Editions, _) => true,
        Piece::Block(
            Block::Events(_) | Block::NextEvents(_) | Block::Partners(_) | Block::Path | Block::Register,
            _,
        ) => false,
    })
}

/// Whether all that the pages of a site share is the same in two programmes, but for what [`Reads`] holds, and for the
/// templates and static files: every field stands here, so that a new one is thought about.
pub fn is_shared_alike(site: &SiteId, one: &Content, other: &Content) -> bool {
    let Programme {
        name,
        tagline,
        organiser,
        url,
        moved_to,
        theme,
        zone,
        colours,
        closing_soon,
        has_share_pictures,
        uncited: _,
        about,
        phases,
        proper_names,
        regions,
        events: _,
        every_event: _,
        partners: _,
        pictures,
        pages: _,
    } = &one.programme;
    let programme = &other.programme;
    (Arc::ptr_eq(&one.reach, &other.reach) || is_frame_alike(site, one, other))
        && Arc::ptr_eq(pictures, &programme.pictures)
        && one.theme.words == other.theme.words
        && *name == programme.name
        && *tagline == programme.tagline
        && *organiser == programme.organiser
        && *url == programme.url
        && *moved_to == programme.moved_to
        && *theme == programme.theme
        && *zone == programme.zone
        && *colours == programme.colours
        && *closing_soon == programme.closing_soon
        && *has_share_pictures == programme.has_share_pictures
        && *about == programme.about
        && *phases == programme.phases
        && *proper_names == programme.proper_names
        && regions.len() == programme.regions.len()
        && regions.iter().zip(&programme.regions).all(|(one, other)| {
            let is_told = *site == SiteId::Hub || *site == SiteId::Region(one.id.clone());
            if is_told { is_region_alike(one, other) } else { one.id == other.id && one.url == other.url }
        })
}

/// Whether a site has the same pages, events and their lists apart, among the same sites: what menus, trails and cards
/// lead to. Where texts lead is in [`Reads`].
fn is_frame_alike(site: &SiteId, one: &Content, other: &Content) -> bool {
    let is_fixed = |kind: &PageKind| !matches!(kind, PageKind::Event(_) | PageKind::Events(_));
    let fixed = |content: &'_ Content| -> Option<Vec<Address>> {
        let pages = &content.sites.get(site)?.pages;
        Some(pages.iter().filter(|(_, kind)| is_fixed(kind)).map(|(address, _)| address.clone()).collect())
    };
    one.sites.keys().eq(other.sites.keys()) && fixed(one) == fixed(other)
}

fn is_region_alike(one: &Arc<Region>, other: &Arc<Region>) -> bool {
    if Arc::ptr_eq(one, other) {
        return true;
    }
    let Region {
        id,
        name,
        short_name,
        preposition,
        code,
        zone,
        colours,
        url,
        is_fictional,
        about,
        editions,
        events: _,
        partners: _,
        venues: _,
        pages: _,
    } = &**one;
    *id == other.id
        && *name == other.name
        && *short_name == other.short_name
        && *preposition == other.preposition
        && *code == other.code
        && *zone == other.zone
        && *colours == other.colours
        && *url == other.url
        && *is_fictional == other.is_fictional
        && *about == other.about
        && *editions == other.editions
}
