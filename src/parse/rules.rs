//! What can only be said once everything is known: addresses and ids that clash, links and pictures
//! that lead nowhere.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use rayon::prelude::*;

use super::memory::{ByPointer, Memory, lock};
use super::suggest::nearest;
use crate::model::address::{Address, SiteId, Slug};
use crate::model::content::{Content, UnreadText};
use crate::model::event::Event;
use crate::model::link::{Destination, destination, joined};
use crate::model::moved;
use crate::model::picture::Pictures;
use crate::model::prose::{Image, Piece, Prose, Target};
use crate::model::site::{PageKind, Reach, Site, Sites, region_of, within_content};
use crate::problem::{Kind, Problems};
use crate::sources::Place;

/// Checks the whole programme.
pub fn check(content: &Content, now: Timestamp, memory: &Memory) -> Problems {
    let (mut problems, in_texts) = rayon::join(|| addresses(content, now), || in_texts(content, now, memory));
    problems.absorb(in_texts);
    problems
}

/// What two of a kind have that only one may have.
fn addresses(content: &Content, now: Timestamp) -> Problems {
    let mut problems = Problems::new();
    ids(content, &mut problems);
    for (id, site) in content.sites.iter().filter(|(_, site)| !site.clashes.is_empty()) {
        clashes(site, id, &moved::unpublished(&content.programme, id, site, now), &mut problems);
    }
    region_addresses(content, now, &mut problems);
    problems
}

/// Links and pictures of every site's texts.
fn in_texts(content: &Content, now: Timestamp, memory: &Memory) -> Problems {
    let mut problems = Problems::new();
    let former = std::mem::take(&mut *lock(&memory.found));
    let found: BTreeMap<SiteId, KnownTexts> = content
        .sites
        .par_iter()
        .map(|(id, site)| {
            let question = TextsQuestion::new(content, id, site, now);
            let problems = match former.get(id) {
                Some(known) if known.question == question => known.problems.clone(),
                Some(known) if known.problems.is_empty() && known.question.ground == question.ground => {
                    texts(content, id, question.new_since(&known.question))
                }
                _ => texts(content, id, question.texts.iter()),
            };
            (id.clone(), KnownTexts { question, problems })
        })
        .collect();
    for own in found.values() {
        problems.absorb(own.problems.clone());
    }
    *lock(&memory.found) = found;
    problems
}

/// An event's id is unique in the whole programme; a region's version of a national event keeps it.
fn ids(content: &Content, problems: &mut Problems) {
    let programme = &content.programme;
    let of_regions = programme.regions.iter().flat_map(|region| &region.events).filter(|event| !event.is_national);
    let mut seen: HashMap<&str, &Arc<Event>> = HashMap::new();
    for event in programme.events.iter().chain(of_regions).filter(|event| !event.publication.is_draft) {
        if let Some(first) = seen.get(event.id.as_str()) {
            let kind = Kind::DuplicateId { id: event.id.to_string(), first: first.origin.field("id") };
            problems.push(event.origin.field("id"), kind);
        } else {
            seen.insert(event.id.as_str(), event);
        }
    }
}

fn clashes(site: &Site, id: &SiteId, unpublished: &BTreeSet<&str>, problems: &mut Problems) {
    for (address, second) in &site.clashes {
        let first = site.source_of(address);
        let Some(file) = second.as_ref().or(first) else { continue };
        if [Some(file), first].into_iter().flatten().any(|file| unpublished.contains(&**file)) {
            continue;
        }
        let other = second.as_ref().and(first).map_or_else(|| "escale".to_owned(), ToString::to_string);
        let address = format!("{}{address}", id.folder());
        problems.push(Place::file(file), Kind::DuplicateAddress { address, other });
    }
}

/// A region's folder must not be the first segment of a page of the hub.
fn region_addresses(content: &Content, now: Timestamp, problems: &mut Problems) {
    let Some(hub) = content.sites.get(&SiteId::Hub) else { return };
    for region in &content.programme.regions {
        let folder = format!("{}/", region.id);
        let reserved = ["assets/", "images/"].contains(&folder.as_str());
        let is_inside =
            |(address, kind): &(&Address, &PageKind)| address.starts_with(&folder) && hub.is_public(kind, now);
        if let Some((address, _)) = hub.pages.iter().find(is_inside) {
            let other = hub.source_of(address).map_or_else(|| "escale".to_owned(), ToString::to_string);
            let place = Place::file(&format!("regions/{}", region.id).into());
            problems.push(place, Kind::DuplicateAddress { address: folder, other });
        } else if reserved {
            let place = Place::file(&format!("regions/{}", region.id).into());
            problems.push(place, Kind::DuplicateAddress { address: folder, other: "escale".to_owned() });
        }
    }
}

/// What is wrong with the links and pictures of a site's texts, and everything that this was seen in.
pub struct KnownTexts {
    question: TextsQuestion,
    problems: Problems,
}

#[derive(PartialEq)]
struct TextsQuestion {
    texts: Vec<Text>,
    ground: TextsGround,
}

/// A text, with the picture of its header.
type Text = (ByPointer<Prose>, Option<Image>);

/// What links and pictures are held against.
#[derive(PartialEq)]
struct TextsGround {
    reach: ByPointer<Reach>,
    pictures: ByPointer<Pictures>,
    folders: Vec<Slug>,
}

impl TextsQuestion {
    fn new(content: &Content, id: &SiteId, site: &Site, now: Timestamp) -> Self {
        let pages = match id {
            SiteId::Hub => Some(&content.programme.pages),
            SiteId::Region(region) => content.programme.region(region).map(|region| &region.pages),
        };
        let generated = pages
            .into_iter()
            .flat_map(BTreeMap::values)
            .filter(|page| page.is_text_of_generated_page() && !page.publication.is_draft);
        let is_here = |text: &&UnreadText| text.site.as_ref().map_or_else(|| *id != SiteId::Hub, |own| own == id);
        let unread = content.unread_texts.iter().filter(is_here);
        let public = site.pages.values().filter(|kind| site.is_public(kind, now));
        let written = public.filter_map(|kind| match kind {
            PageKind::Written(page) => Some((&page.prose, None)),
            PageKind::Event(event) => Some((&event.prose, event.image.as_ref())),
            PageKind::Partner(partner) => Some((&partner.prose, partner.logo.as_ref())),
            _ => None,
        });
        let bare = generated.map(|page| &page.prose).chain(unread.map(|text| &text.prose)).map(|prose| (prose, None));
        let texts = bare.chain(written).map(|(prose, image)| (ByPointer(Arc::clone(prose)), image.cloned()));
        let ground = TextsGround {
            reach: ByPointer(Arc::clone(&content.reach)),
            pictures: ByPointer(Arc::clone(&content.programme.pictures)),
            folders: content.region_folders.clone(),
        };
        Self { texts: texts.collect(), ground }
    }

    /// Texts that were not asked about then.
    fn new_since<'q>(&'q self, former: &Self) -> impl Iterator<Item = &'q Text> {
        let known: HashMap<_, _> = former.texts.iter().map(|(prose, image)| (Arc::as_ptr(&prose.0), image)).collect();
        self.texts.iter().filter(move |(prose, image)| known.get(&Arc::as_ptr(&prose.0)).copied() != Some(image))
    }
}

/// Links and pictures of every text of a site.
fn texts<'q>(content: &Content, id: &SiteId, texts: impl Iterator<Item = &'q Text>) -> Problems {
    let mut checker = Checker { content, sites: &content.sites, id, compared: 0, problems: Problems::new() };
    for (prose, image) in texts {
        checker.prose(&prose.0);
        if let Some(image) = image {
            checker.picture(&image.file);
        }
    }
    checker.problems
}

struct Checker<'c> {
    content: &'c Content,
    sites: &'c Sites,
    id: &'c SiteId,
    /// How many names were held against what is written.
    compared: usize,
    problems: Problems,
}

/// So many names are held against the broken links and pictures of a site; beyond, nobody is told what may be meant.
const MOST_COMPARED: usize = 1_000_000;

impl Checker<'_> {
    fn prose(&mut self, prose: &Prose) {
        for piece in &prose.pieces {
            match piece {
                Piece::Link(target) => self.link(target),
                Piece::Image(image) => self.picture(&image.file),
                Piece::Html(_) | Piece::Word(_) | Piece::Block(..) => {}
            }
        }
    }

    fn link(&mut self, target: &Target) {
        let kind = match destination(self.sites, self.id, &target.place.file, &target.written) {
            Destination::Nowhere if self.leads_to_unread_region(target) => return,
            Destination::Nowhere => {
                let suggestion = self.nearest_page(target);
                Kind::BrokenLink { target: target.written.clone(), suggestion }
            }
            Destination::Unsafe => Kind::UnsafeLink { target: target.written.clone() },
            _ => return,
        };
        self.problems.push_in(self.id, target.place.clone(), kind);
    }

    /// Whether a link leads into a region that could not be read: that was reported already.
    fn leads_to_unread_region(&self, target: &Target) -> bool {
        let named = match target.written.strip_prefix('/') {
            Some(address) => address.split('/').next().and_then(Slug::parse),
            None => joined(&target.place.file, &target.written).and_then(|path| region_of(&path)),
        };
        named.is_some_and(|id| {
            self.content.region_folders.contains(&id) && !self.sites.contains_key(&SiteId::Region(id))
        })
    }

    /// The nearest existing page, written the way the link is.
    fn nearest_page(&mut self, target: &Target) -> Option<String> {
        let site = self.sites.get(self.id)?;
        self.may_compare(site.pages.len())?;
        if let Some(address) = target.written.strip_prefix('/') {
            return nearest(address, site.pages.keys().map(String::as_str)).map(|found| format!("/{found}"));
        }
        let joined = joined(&target.place.file, &target.written)?;
        let found = nearest(within_content(&joined), site.by_source.keys().map(String::as_str))?;
        let depth = within_content(&target.place.file).matches('/').count();
        Some(format!("{}{found}", "../".repeat(depth)))
    }

    fn may_compare(&mut self, names: usize) -> Option<()> {
        self.compared += names;
        (self.compared <= MOST_COMPARED).then_some(())
    }

    fn picture(&mut self, target: &Target) {
        let pictures: &Pictures = &self.content.programme.pictures;
        if pictures.find(self.id, target).is_none() && !pictures.has_unreadable(self.id, target) {
            let joined = joined(&target.place.file, &target.written);
            let known = pictures.by_file.keys().map(|path| within_content(path));
            let may_compare = self.may_compare(pictures.by_file.len());
            let found = joined.filter(|_| may_compare.is_some());
            let found = found.and_then(|path| nearest(within_content(&path), known).map(str::to_owned));
            let depth = within_content(&target.place.file).matches('/').count();
            let suggestion = found.map(|found| format!("{}{found}", "../".repeat(depth)));
            let kind = Kind::MissingImage { file: target.written.clone(), suggestion };
            self.problems.push_in(self.id, target.place.clone(), kind);
        }
    }
}
