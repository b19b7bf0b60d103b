//! Lays each region over the nation: files replace files, and their headers complete each other key
//! by key.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::documents::{Document, Documents, Owner, Role};
use super::event::Known;
use super::fields::Fields;
use super::header::{Node, overlay};
use super::memory::{AT_ONCE, Files, Memory, lock};
use super::page::PageFile;
use super::region::RegionFile;
use super::settings::Settings;
use super::suggest::nearest;
use super::{Look, page, partner, region, venue};
use crate::french::typography::ProperNames;
use crate::model::address::{Address, SiteId, Slug};
use crate::model::content::UnreadText;
use crate::model::event::Event;
use crate::model::origin::Origin;
use crate::model::page::Page;
use crate::model::partner::Partner;
use crate::model::prose::Prose;
use crate::model::region::Region;
use crate::model::time::Zone;
use crate::model::venue::Venue;
use crate::problem::{Kind, Problems, Upkeep};
use crate::schema::FileKind;
use crate::sources::Sources;

/// Every document, with its text already read: a national text is read once for all regions.
pub struct Library<'m> {
    pub documents: Documents,
    pub names: &'m Arc<ProperNames>,
    pub memory: &'m Memory,
}

/// What reading an owner's files comes to beside their values.
#[derive(Default)]
pub struct Reading {
    pub problems: RefCell<Problems>,
    /// Texts below a header that could not be used: what is wrong in them is told all the same.
    pub unread: RefCell<Vec<Arc<Prose>>>,
}

impl Reading {
    pub fn unread<T>(&self, prose: Arc<Prose>) -> Option<T> {
        self.unread.borrow_mut().push(prose);
        None
    }

    /// Hands on the problems; answers the unread texts of `site`, or of every region.
    fn finish(self, site: Option<&SiteId>, problems: &mut Problems) -> Vec<UnreadText> {
        problems.absorb(self.problems.into_inner());
        self.unread.into_inner().into_iter().map(|prose| UnreadText { site: site.cloned(), prose }).collect()
    }
}

/// What every region inherits.
pub struct Nation {
    /// National events, in time order.
    pub events: Vec<Arc<Event>>,
    /// By id.
    pub partners: BTreeMap<Slug, Arc<Partner>>,
    /// By id.
    pub venues: BTreeMap<Slug, Arc<Venue>>,
    /// Pages that regions inherit.
    pub pages: BTreeMap<Address, Arc<Page>>,
    /// Pages of the hub.
    pub hub_pages: BTreeMap<Address, Arc<Page>>,
    /// The regions of an event that is not for all.
    only_in: BTreeMap<Slug, BTreeSet<Slug>>,
    /// Texts whose header could not be used.
    pub unread_texts: Vec<UnreadText>,
}

/// A document, perhaps over a national one: whose header and text count.
pub struct Layered<'l> {
    pub own: &'l Document,
    pub header: Node,
    pub text_of: &'l Document,
    pub origin: Origin,
}

impl<'m> Library<'m> {
    /// Reads every text, side by side.
    pub fn new(documents: Documents, names: &'m Arc<ProperNames>, memory: &'m Memory, problems: &mut Problems) -> Self {
        let all: Vec<&Arc<Document>> = documents.read.values().collect();
        let texts = all.into_par_iter().with_min_len(AT_ONCE).map(|document| document.prose(names));
        for text in texts.filter(|text| !text.1.is_empty()).collect::<Vec<_>>() {
            problems.absorb(text.1.clone());
        }
        Self { documents, names, memory }
    }

    /// The text of a document.
    pub fn prose(&self, document: &Document) -> Arc<Prose> {
        Arc::clone(&document.prose(self.names).0)
    }

    /// A document of an owner, laid over the national one of the same name.
    pub fn layered<'l>(&'l self, own: &'l Document, owner: &Owner, role: Role) -> Layered<'l> {
        let national = self.national(owner, role, own);
        let header = national.map_or_else(|| own.header.clone(), |national| overlay(&national.header, &own.header));
        let text_of = national.filter(|_| own.body().trim().is_empty()).map_or(own, AsRef::as_ref);
        let origin = Origin {
            file: Arc::clone(&own.file),
            inherited: national.map(|national| Arc::clone(&national.file)),
            text: Arc::clone(&text_of.file),
            former_addresses: Vec::new(),
            fields: Vec::new(),
        };
        Layered { own, header, text_of, origin }
    }

    /// The national document below a region's.
    pub fn national(&self, owner: &Owner, role: Role, own: &Document) -> Option<&Arc<Document>> {
        match owner {
            Owner::Nation => None,
            Owner::Region(_) => self.documents.national(role, &own.name),
        }
    }

    fn layers<'l>(&'l self, owner: &'l Owner, role: Role) -> impl Iterator<Item = Layered<'l>> {
        self.documents.of(owner, role).map(move |document| self.layered(document, owner, role))
    }

    fn partners(&self, owner: &Owner, reading: &Reading) -> Vec<(Slug, Arc<Partner>)> {
        self.layers(owner, Role::Partner)
            .filter_map(|layer| {
                let id = Slug::parse(&layer.own.name)?;
                let fields = Fields::new(&layer.header, FileKind::Partner.fields(), &reading.problems);
                let is_regional = *owner != Owner::Nation;
                let prose = self.prose(layer.text_of);
                let partner = partner::read(id.clone(), fields, Arc::clone(&prose), is_regional, layer.origin);
                Some((id, Arc::new(partner.or_else(|| reading.unread(prose))?)))
            })
            .collect()
    }

    fn venues(&self, owner: &Owner, reading: &Reading) -> Vec<(Slug, Arc<Venue>)> {
        self.layers(owner, Role::Venue)
            .filter_map(|layer| {
                let id = Slug::parse(&layer.own.name)?;
                let fields = Fields::new(&layer.header, FileKind::Venue.fields(), &reading.problems);
                let venue = venue::read(id.clone(), fields, layer.origin)?;
                Some((id, Arc::new(venue)))
            })
            .collect()
    }

    /// Pages by address; `None` for a page that is hidden, or a draft that is not shown.
    fn pages(
        &self,
        owner: &Owner,
        role: Role,
        zone: &Zone,
        look: Look,
        reading: &Reading,
    ) -> Vec<(Address, Option<Arc<Page>>)> {
        self.layers(owner, role)
            .filter_map(|layer| {
                let address = layer.own.name.clone();
                let fields = Fields::new(&layer.header, FileKind::Page.fields(), &reading.problems);
                let prose = self.prose(layer.text_of);
                let (inherits, masked) = (layer.origin.inherited.is_some(), fields.place_of("masquer"));
                let page = page::read(address.clone(), fields, Arc::clone(&prose), zone, look, layer.origin);
                let page = match page.or_else(|| reading.unread(prose))? {
                    PageFile::Page(page) => Some(Arc::from(page)),
                    PageFile::Hidden => {
                        if !inherits {
                            reading.problems.borrow_mut().push(masked, Upkeep::HidesNothing);
                        }
                        None
                    }
                    PageFile::Draft => None,
                };
                Some((address, page))
            })
            .collect()
    }
}

/// Reads the national content.
pub fn nation(library: &Library, settings: &Settings, look: Look, problems: &mut Problems) -> Nation {
    let own = Reading::default();
    let of_hub = Reading::default();
    let owner = Owner::Nation;
    let partners: BTreeMap<_, _> = library.partners(&owner, &own).into_iter().collect();
    let venues: BTreeMap<_, _> = library.venues(&owner, &own).into_iter().collect();
    let visible = |pages: Vec<(Address, Option<Arc<Page>>)>| {
        pages.into_iter().filter_map(|(address, page)| Some((address, page?))).collect()
    };
    let pages = visible(library.pages(&owner, Role::Page, &settings.zone, look, &own));
    let hub_pages = visible(library.pages(&owner, Role::HubPage, &settings.zone, look, &of_hub));
    let known = Known {
        zone: &settings.zone,
        partners: &partners,
        venues: &venues,
        editions: &[],
        has_unread_edition: false,
        has_file: &|role, name| library.documents.exists(&owner, role, name),
        look,
        is_national: true,
    };
    let mut events: Vec<Arc<Event>> =
        library.events(&owner, &known, &settings.zone, &own).into_iter().filter_map(|(_, event)| event).collect();
    events.sort_by(|a, b| a.order().cmp(&b.order()));
    let only_in = only_in(library, &own.problems);
    let mut unread_texts = own.finish(None, problems);
    unread_texts.extend(of_hub.finish(Some(&SiteId::Hub), problems));
    Nation { events, partners, venues, pages, hub_pages, only_in, unread_texts }
}

/// `regions:` of national events.
fn only_in(library: &Library, problems: &RefCell<Problems>) -> BTreeMap<Slug, BTreeSet<Slug>> {
    let known: Vec<Slug> = regions_of(library);
    let silent = RefCell::new(Problems::new());
    let mut only_in = BTreeMap::new();
    for document in library.documents.of(&Owner::Nation, Role::Event) {
        let mut fields = Fields::new(&document.header, FileKind::Event.fields(), &silent);
        let mut regions = BTreeSet::new();
        for written in fields.list("regions") {
            // Advice on the name's form goes where problems go.
            let form = Fields::new(&document.header, FileKind::Event.fields(), problems);
            match form
                .known_name(&written, |name| known.iter().any(|id| id.as_str() == name))
                .and_then(|id| Slug::parse(&id))
            {
                Some(id) => {
                    regions.insert(id);
                }
                None => {
                    let suggestion = nearest(&written.text, known.iter().map(Slug::as_str)).map(str::to_owned);
                    let kind = Kind::UnknownRegion { id: written.text, suggestion };
                    problems.borrow_mut().push(written.place, kind);
                }
            }
        }
        if let (false, Some(slug)) = (regions.is_empty(), Slug::parse(&document.name)) {
            only_in.insert(slug, regions);
        }
    }
    only_in
}

fn regions_of(library: &Library) -> Vec<Slug> {
    let is_region = |owner: &Owner| match owner {
        Owner::Region(id) => Some(id.clone()),
        Owner::Nation => None,
    };
    library.documents.read.keys().filter(|key| key.1 == Role::Region).filter_map(|key| is_region(&key.0)).collect()
}

/// A region as it was read, and everything that it was read from.
pub struct ReadRegion {
    question: RegionQuestion,
    region: Option<Arc<Region>>,
    problems: Problems,
    unread: Vec<UnreadText>,
}

/// A region is made of its own files and of the nation's, and of nothing else.
#[derive(PartialEq)]
struct RegionQuestion {
    nation: Arc<Files>,
    own: Files,
    /// Those that national events may be for.
    regions: Vec<Slug>,
    names: Arc<ProperNames>,
    look: Look,
}

/// Reads every region, side by side; those whose files are the same are as they were.
pub fn regions(
    sources: &Sources,
    library: &Library,
    national: &Node,
    settings: &Settings,
    nation: &Nation,
    look: Look,
    problems: &mut Problems,
) -> (Vec<Arc<Region>>, Vec<UnreadText>) {
    let former = std::mem::take(&mut *lock(&library.memory.regions));
    let files = Arc::new(Files::below(sources, &["content/", super::SETTINGS]));
    let ids = regions_of(library);
    let read: BTreeMap<Slug, Arc<ReadRegion>> = ids
        .par_iter()
        .map(|id| {
            let own = Files::below(sources, &[&format!("regions/{id}/")]);
            let question = RegionQuestion {
                nation: Arc::clone(&files),
                own,
                regions: ids.clone(),
                names: Arc::clone(library.names),
                look,
            };
            let known = former.get(id).filter(|known| known.question == question).map(Arc::clone);
            let read = known.unwrap_or_else(|| {
                let own = Reading::default();
                let site = SiteId::Region(id.clone());
                let region = one_region(id.clone(), library, national, settings, nation, look, &own).map(Arc::new);
                let mut problems = Problems::new();
                let unread = own.finish(Some(&site), &mut problems);
                Arc::new(ReadRegion { question, region, problems, unread })
            });
            (id.clone(), read)
        })
        .collect();
    let (mut regions, mut unread_texts) = (Vec::new(), Vec::new());
    for read in read.values() {
        problems.absorb(read.problems.clone());
        unread_texts.extend(read.unread.iter().cloned());
        regions.extend(read.region.clone());
    }
    lock(&library.memory.events).retain(|owner, _| owner.as_ref().is_none_or(|id| read.contains_key(id)));
    *lock(&library.memory.regions) = read;
    (regions, unread_texts)
}

fn one_region(
    id: Slug,
    library: &Library,
    national: &Node,
    settings: &Settings,
    nation: &Nation,
    look: Look,
    reading: &Reading,
) -> Option<Region> {
    let owner = Owner::Region(id.clone());
    let mut partners = nation.partners.clone();
    partners.extend(library.partners(&owner, reading));
    let file = library.documents.get(&owner, Role::Region, "")?;
    let header = region::with_national_sections(national, &file.header);
    let has_file = |role, name: &str| library.documents.exists(&owner, role, name);
    let fields = Fields::new(&header, FileKind::Region.fields(), &reading.problems);
    let file: RegionFile = region::read(fields, &settings.zone, &partners, &has_file, look)?;
    let mut venues = nation.venues.clone();
    venues.extend(library.venues(&owner, reading));

    let mut pages = nation.pages.clone();
    for (address, page) in library.pages(&owner, Role::Page, &file.zone, look, reading) {
        match page {
            Some(page) => pages.insert(address, page),
            None => pages.remove(&address),
        };
    }
    let known = Known {
        zone: &file.zone,
        partners: &partners,
        venues: &venues,
        editions: &file.editions,
        has_unread_edition: file.has_unread_edition,
        has_file: &has_file,
        look,
        is_national: false,
    };
    let own_events = library.events(&owner, &known, &settings.zone, reading);
    let is_inherited = |event: &&Arc<Event>| {
        let is_here = nation.only_in.get(&event.slug).is_none_or(|regions| regions.contains(&id));
        is_here && !own_events.iter().any(|(slug, _)| *slug == event.slug)
    };
    let mut events: Vec<Arc<Event>> = nation.events.iter().filter(is_inherited).cloned().collect();
    events.extend(own_events.iter().filter_map(|(_, event)| event.clone()));
    events.sort_by(|a, b| a.order().cmp(&b.order()));

    let takes_part = |partner: &Partner| {
        partner.is_regional
            || events.iter().any(|event| event.partners.contains(&partner.id))
            || file.editions.iter().any(|edition| edition.partners.contains(&partner.id))
    };
    partners.retain(|_, partner| takes_part(partner));
    let hosts = |venue: &Venue| events.iter().any(|e| e.venue.as_ref().is_some_and(|used| used.id == venue.id));
    venues.retain(|_, venue| crate::model::site::region_of(&venue.origin.file).is_some() || hosts(venue));

    Some(Region {
        id,
        name: file.name,
        short_name: file.short_name,
        preposition: file.preposition,
        code: file.code,
        zone: file.zone,
        colours: file.colours,
        url: file.url,
        is_fictional: file.is_fictional,
        about: file.about,
        editions: file.editions,
        events,
        partners,
        venues,
        pages,
    })
}
