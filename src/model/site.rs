//! The pages of each site: one list, from which links are resolved, pages are rendered and the
//! « plan du site » is made.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::address::{Address, SiteId, Slug};
use super::cited::Cited;
use super::codes::Department;
use super::edition::Edition;
use super::event::{Event, EventKind, Mode};
use super::ledger::Ledger;
use super::moved::{self, Redirect};
use super::origin::{Origin, Publication, Visibility};
use super::page::Page;
use super::partner::Partner;
use super::programme::Programme;
use super::region::Region;
use super::venue::Venue;

/// Events on one page of a list; more would weigh too much for a cheap phone (STANDARDS E1).
pub const EVENTS_A_PAGE: usize = 20;

/// What stands at an address.
#[derive(Debug, Clone)]
pub enum PageKind {
    /// The home page.
    Home,
    /// A list of events, or a part of it.
    Events(Listing),
    /// The next events on a sheet for walls.
    Poster,
    /// An event.
    Event(Arc<Event>),
    /// Partners by role.
    Partners,
    /// A partner.
    Partner(Arc<Partner>),
    /// Venues.
    Venues,
    /// A venue.
    Venue(Arc<Venue>),
    /// Stops of the region.
    Editions,
    /// A stop.
    Edition(Box<Edition>),
    /// The path in four phases.
    Path,
    /// News.
    News,
    /// A page or a piece of news that staff wrote.
    Written(Arc<Page>),
    /// Every page of the site.
    SiteMap,
    /// Whom to ask.
    Contact,
    /// Mentions légales.
    Legal,
    /// Confidentialité.
    Privacy,
    /// Déclaration d'accessibilité.
    Accessibility,
    /// « Cette page n'existe pas ».
    NotFound,
}

impl PageKind {
    /// Where it comes from, when staff wrote a file for this page alone.
    pub fn origin(&self) -> Option<&Origin> {
        match self {
            Self::Event(event) => Some(&event.origin),
            Self::Partner(partner) => Some(&partner.origin),
            Self::Venue(venue) => Some(&venue.origin),
            Self::Written(page) => Some(&page.origin),
            _ => None,
        }
    }

    /// When visitors may see it, where staff can say so.
    pub fn publication(&self) -> Option<&Publication> {
        match self {
            Self::Event(event) => Some(&event.publication),
            Self::Written(page) => Some(&page.publication),
            _ => None,
        }
    }

    /// The address of the file that adds its text to a page that exists without it.
    pub fn added_text(&self) -> Option<&'static str> {
        match self {
            Self::Home => Some(Page::HOME),
            Self::Path => Some("parcours/"),
            Self::Contact => Some("contact/"),
            Self::Legal => Some("mentions-legales/"),
            Self::Privacy => Some("confidentialite/"),
            Self::Accessibility => Some("accessibilite/"),
            Self::News => Some(Page::NEWS),
            _ => None,
        }
    }
}

/// A page of a list of events.
#[derive(Debug, Clone)]
pub struct Listing {
    /// Which events.
    pub scope: Scope,
    /// The events of this page: those to come in time order, then those past, the last first.
    pub events: Vec<Arc<Event>>,
    /// From 1.
    pub page: usize,
    /// How many pages.
    pub pages: usize,
    /// How many events on all pages.
    pub total: usize,
}

/// Which events a list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// All to come.
    ToCome,
    /// All past.
    Past,
    /// One kind.
    Kind(EventKind),
    /// One department.
    Department(Department),
    /// One mode.
    Mode(Mode),
}

/// Address of a region's sheet for walls.
pub const POSTER: &str = "affiche/";
/// Address of the page for addresses that do not exist.
pub const NOT_FOUND: &str = "404.html";

/// The pages of one site.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// By address.
    pub pages: BTreeMap<Address, PageKind>,
    /// Addresses by the path of the source within its content folder: `evenements/x.md` → `evenements/x/`.
    pub by_source: BTreeMap<String, Address>,
    /// Sources of pages that are not visible now.
    pub hidden: BTreeSet<String>,
    /// Pages that were given an address already taken: the address, and the source that came second.
    pub clashes: Vec<(Address, Option<Arc<str>>)>,
    /// What stands at addresses that pages had before.
    pub redirects: BTreeMap<Address, Redirect>,
    /// Redirects whose address is taken, by a page or by another redirect.
    pub redirect_clashes: Vec<(Address, Redirect)>,
    /// Addresses, former ones included, of pages that staff wrote and that are not there now.
    pub withheld: BTreeSet<Address>,
    /// Files of partners and venues that visitors do not see, whether the site shows them or not.
    pub unannounced: BTreeSet<Arc<str>>,
    /// Titles that several events have: a workshop that is held again.
    pub shared_titles: BTreeSet<String>,
}

/// Every site's pages.
pub type Sites = BTreeMap<SiteId, Arc<Site>>;

/// What links can lead to, in every site: addresses, whatever stands at them.
#[derive(Debug, Default)]
pub struct Reach(Sites);

impl Reach {
    /// What links can lead to in these sites.
    pub fn of(sites: &Sites) -> Self {
        Self(sites.clone())
    }

    /// Whether every page that is here is there too.
    pub fn is_within(&self, other: &Self) -> bool {
        let has_pages = |(id, own): (&SiteId, &Arc<Site>)| {
            let there = other.0.get(id);
            there.is_some_and(|there| {
                Arc::ptr_eq(own, there) || own.pages.keys().all(|address| there.pages.contains_key(address))
            })
        };
        self.0.iter().all(has_pages)
    }

    /// Whether every link leads in these sites where it leads here.
    pub fn is_of(&self, sites: &Sites) -> bool {
        let is_alike = |(one, other): (&Arc<Site>, &Arc<Site>)| {
            Arc::ptr_eq(one, other)
                || one.pages.keys().eq(other.pages.keys())
                    && one.by_source == other.by_source
                    && one.hidden == other.hidden
                    && one.redirects == other.redirects
        };
        self.0.keys().eq(sites.keys()) && self.0.values().zip(sites.values()).all(is_alike)
    }
}

/// What was published before, by site: the addresses that go on existing when a site is not built anew.
pub type Published = BTreeMap<SiteId, BTreeSet<Address>>;

impl Site {
    /// The pages of a site at `now`, the hub's when there is no region. The ledger tells what visitors know of already.
    pub fn new(programme: &Programme, region: Option<&Region>, ledger: &Ledger, now: Timestamp) -> Self {
        let cited = Cited::new(programme, region, ledger, now);
        let (mut site, id) = match region {
            Some(region) => (Self::of_region(region, &cited, now), SiteId::Region(region.id.clone())),
            None => (Self::of_hub(programme, &cited, now), SiteId::Hub),
        };
        site.redirect(programme, &id, now);
        site.shared_titles = site.shared_titles();
        site
    }

    fn shared_titles(&self) -> BTreeSet<String> {
        let mut seen = HashSet::new();
        let titles = self.pages.values().filter_map(|kind| match kind {
            PageKind::Event(event) => Some(&event.title),
            _ => None,
        });
        titles.filter(|title| !seen.insert(*title)).cloned().collect()
    }

    fn of_region(region: &Region, cited: &Cited, now: Timestamp) -> Self {
        let mut site = Self::default();
        site.common(&region.pages, now);
        site.insert(POSTER, Some(PageKind::Poster), None);
        site.insert("editions/", Some(PageKind::Editions), None);
        site.events(&region.events, now);
        for partner in region.partners.values() {
            site.citable(partner.address(), PageKind::Partner(Arc::clone(partner)), &partner.origin, cited);
        }
        for venue in region.venues.values() {
            site.citable(venue.address(), PageKind::Venue(Arc::clone(venue)), &venue.origin, cited);
        }
        let has_venues = site.pages.values().any(|kind| matches!(kind, PageKind::Venue(_)));
        site.insert("lieux/", has_venues.then_some(PageKind::Venues), None);
        for edition in &region.editions {
            let kind = PageKind::Edition(Box::new(edition.clone()));
            site.insert(edition.address(), Some(kind), Some(&edition.place.file));
        }
        site
    }

    fn of_hub(programme: &Programme, cited: &Cited, now: Timestamp) -> Self {
        let mut site = Self::default();
        site.common(&programme.pages, now);
        site.lists(&programme.every_event, now, &[Scope::ToCome, Scope::Past]);
        for event in &programme.events {
            site.event(event, now);
        }
        for partner in programme.partners.values() {
            site.citable(partner.address(), PageKind::Partner(Arc::clone(partner)), &partner.origin, cited);
        }
        site
    }

    /// The page of a partner or a venue, as far as somebody sees it.
    fn citable(&mut self, address: Address, kind: PageKind, origin: &Origin, cited: &Cited) {
        let visibility = cited.visibility(&kind);
        if visibility < Visibility::Everybody {
            self.unannounced.insert(Arc::clone(&origin.file));
        }
        if visibility == Visibility::Nobody {
            self.hidden.insert(within_content(&origin.file).to_owned());
        } else {
            self.written(address, kind, &origin.file);
        }
    }

    /// Whether visitors see one of its pages at `now`: people who look at their drafts see more.
    pub fn is_public(&self, kind: &PageKind, now: Timestamp) -> bool {
        kind.publication().is_none_or(|publication| publication.is_public(now))
            && kind.origin().is_none_or(|origin| !self.unannounced.contains(&origin.file))
    }

    /// What the hub and the regions both have.
    fn common(&mut self, pages: &BTreeMap<Address, Arc<Page>>, now: Timestamp) {
        self.insert("", Some(PageKind::Home), None);
        for (address, kind) in [
            ("partenaires/", PageKind::Partners),
            ("parcours/", PageKind::Path),
            ("plan-du-site/", PageKind::SiteMap),
            ("contact/", PageKind::Contact),
            ("mentions-legales/", PageKind::Legal),
            ("confidentialite/", PageKind::Privacy),
            ("accessibilite/", PageKind::Accessibility),
            (NOT_FOUND, PageKind::NotFound),
        ] {
            self.insert(address, Some(kind), None);
        }
        let is_news = |page: &&Arc<Page>| page.is_news() && page.publication.is_visible(now);
        self.insert(Page::NEWS, pages.values().any(|page| is_news(&page)).then_some(PageKind::News), None);
        for page in pages.values() {
            let source = within_content(&page.origin.file).to_owned();
            if !page.publication.is_visible(now) {
                self.hidden.insert(source);
            } else if page.is_text_of_generated_page() {
                self.by_source.insert(source, page.served_at());
            } else {
                self.written(page.address.clone(), PageKind::Written(Arc::clone(page)), &page.origin.file);
            }
        }
    }

    fn events(&mut self, events: &[Arc<Event>], now: Timestamp) {
        let visible: Vec<&Arc<Event>> = events.iter().filter(|e| e.publication.is_visible(now)).collect();
        let mut scopes = BTreeSet::from([Scope::ToCome, Scope::Past]);
        for event in &visible {
            scopes.insert(Scope::Kind(event.kind));
            scopes.insert(Scope::Mode(event.mode));
            scopes.extend(event.venue.iter().map(|venue| Scope::Department(venue.commune.department())));
        }
        self.lists(events, now, &scopes.into_iter().collect::<Vec<_>>());
        for event in events {
            self.event(event, now);
        }
    }

    fn event(&mut self, event: &Arc<Event>, now: Timestamp) {
        if event.publication.is_visible(now) {
            self.written(event.address(), PageKind::Event(Arc::clone(event)), &event.origin.file);
        } else {
            self.hidden.insert(within_content(&event.origin.file).to_owned());
        }
    }

    /// The pages of each list, with its events in the order they are read.
    fn lists(&mut self, events: &[Arc<Event>], now: Timestamp, scopes: &[Scope]) {
        let (past, to_come): (Vec<&Arc<Event>>, Vec<&Arc<Event>>) =
            events.iter().filter(|event| event.publication.is_visible(now)).partition(|event| event.is_past(now));
        for scope in scopes {
            let members: Vec<Arc<Event>> = to_come
                .iter()
                .copied()
                .chain(past.iter().rev().copied())
                .filter(|event| scope.holds(event, now))
                .cloned()
                .collect();
            let total = members.len();
            let pages = total.div_ceil(EVENTS_A_PAGE).max(1);
            for page in 1..=pages {
                let events = members.iter().skip((page - 1) * EVENTS_A_PAGE).take(EVENTS_A_PAGE).cloned().collect();
                let listing = Listing { scope: *scope, events, page, pages, total };
                self.insert(scope.address(page), Some(PageKind::Events(listing)), None);
            }
        }
    }

    /// What leads from the addresses that pages had before. There is no chain of redirects: each leads to
    /// a page that is there.
    fn redirect(&mut self, programme: &Programme, id: &SiteId, now: Timestamp) {
        for page in moved::moved(programme, id) {
            let former = page.origin().former_addresses.iter();
            let to = page.to();
            let addresses = former.filter_map(|former| Some((former.within(programme, id)?, &former.place)));
            // A page that goes because its file says `brouillon` now is missed: nobody said when.
            if page.is_draft() && !page.is_visible(now) {
                continue;
            }
            // The list of news is only there with news in it, whatever text staff wrote for it.
            if !page.is_visible(now) || !self.pages.contains_key(&to) {
                self.withheld.extend(addresses.map(|(address, _)| address));
                self.withheld.insert(to);
                continue;
            }
            for (address, place) in addresses {
                let redirect = Redirect { to: to.clone(), place: place.clone() };
                if self.pages.contains_key(&address) || self.redirects.contains_key(&address) {
                    self.redirect_clashes.push((address, redirect));
                } else {
                    self.redirects.insert(address, redirect);
                }
            }
        }
    }

    /// The address of the page that visitors of an address find: its own, or where it moved.
    pub fn found_at<'a>(&'a self, address: &'a str) -> Option<&'a str> {
        let own = self.pages.contains_key(address).then_some(address);
        own.or_else(|| self.redirects.get(address).map(|redirect| redirect.to.as_str()))
    }

    fn written(&mut self, address: Address, kind: PageKind, file: &Arc<str>) {
        self.by_source.insert(within_content(file).to_owned(), address.clone());
        self.insert(address, Some(kind), Some(file));
    }

    fn insert(&mut self, address: impl Into<Address>, kind: Option<PageKind>, source: Option<&Arc<str>>) {
        let Some(kind) = kind else { return };
        match self.pages.entry(address.into()) {
            Entry::Vacant(free) => {
                free.insert(kind);
            }
            Entry::Occupied(taken) => self.clashes.push((taken.key().clone(), source.cloned())),
        }
    }

    /// The source of what stands at an address, when it is a file of its own.
    pub fn source_of(&self, address: &str) -> Option<&Arc<str>> {
        match self.pages.get(address)? {
            PageKind::Edition(edition) => Some(&edition.place.file),
            kind => kind.origin().map(|origin| &origin.file),
        }
    }
}

impl Listing {
    /// Whether people can subscribe to the site's events from this page.
    pub fn has_agenda(&self) -> bool {
        self.scope == Scope::ToCome && self.page == 1
    }
}

impl Scope {
    /// Whether the list holds an event.
    pub fn holds(self, event: &Event, now: Timestamp) -> bool {
        match self {
            Self::ToCome => !event.is_past(now),
            Self::Past => event.is_past(now),
            Self::Kind(kind) => event.kind == kind,
            Self::Mode(mode) => event.mode == mode,
            Self::Department(department) => {
                event.venue.as_ref().is_some_and(|venue| venue.commune.department() == department)
            }
        }
    }

    /// The address of a page of the list.
    pub fn address(self, page: usize) -> Address {
        let list = match self {
            Self::ToCome => "evenements/".to_owned(),
            Self::Past => "evenements/passes/".to_owned(),
            Self::Kind(kind) => format!("evenements/type/{}/", kind.word()),
            Self::Mode(mode) => format!("evenements/mode/{}/", mode.word()),
            Self::Department(department) => {
                format!("evenements/departement/{}/", department.code().to_lowercase())
            }
        };
        if page == 1 { list } else { format!("{list}page/{page}/") }
    }
}

/// A source's path within its content folder: `regions/x/pages/a.md` and `content/pages/a.md` are both
/// `pages/a.md`, because one replaces the other.
pub fn within_content(file: &str) -> &str {
    let rest = file.strip_prefix("content/").or_else(|| {
        let rest = file.strip_prefix("regions/")?;
        rest.split_once('/').map(|(_, rest)| rest)
    });
    rest.unwrap_or(file)
}

/// The id of the region whose folder holds a file.
pub fn region_of(file: &str) -> Option<Slug> {
    file.strip_prefix("regions/").and_then(|rest| rest.split('/').next()).and_then(Slug::parse)
}
