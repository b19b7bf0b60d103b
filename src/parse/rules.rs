//! What can only be said once everything is known: addresses and ids that clash, links and pictures
//! that lead nowhere.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::suggest::nearest;
use crate::model::address::{SiteId, Slug};
use crate::model::content::Content;
use crate::model::event::Event;
use crate::model::link::{Destination, destination, joined};
use crate::model::page::Page;
use crate::model::picture::Pictures;
use crate::model::prose::{Piece, Prose, Target};
use crate::model::site::{PageKind, Site, Sites, region_of, within_content};
use crate::problem::{Kind, Problems};
use crate::sources::Place;

/// Checks the whole programme.
pub fn check(content: &Content) -> Problems {
    let mut problems = Problems::new();
    ids(content, &mut problems);
    for (id, site) in &content.sites {
        clashes(id, site, &mut problems);
    }
    region_addresses(content, &mut problems);
    let of_sites: Vec<Problems> = content.sites.par_iter().map(|(id, site)| texts(content, id, site)).collect();
    for own in of_sites {
        problems.absorb(own);
    }
    problems
}

/// An event's id is unique in the whole programme; a region's version of a national event keeps it.
fn ids(content: &Content, problems: &mut Problems) {
    let own_events = |region: &crate::model::region::Region| {
        region.events.iter().filter(|event| !event.is_national).cloned().collect::<Vec<_>>()
    };
    let programme = &content.programme;
    let events = programme.events.iter().cloned().chain(programme.regions.iter().flat_map(own_events));
    let mut seen: BTreeMap<Slug, Arc<Event>> = BTreeMap::new();
    for event in events {
        if let Some(first) = seen.get(&event.id) {
            let kind = Kind::DuplicateId { id: event.id.to_string(), first: first.origin.field("id") };
            problems.push(event.origin.field("id"), kind);
        } else {
            seen.insert(event.id.clone(), event);
        }
    }
}

fn clashes(id: &SiteId, site: &Site, problems: &mut Problems) {
    for (address, second) in &site.clashes {
        let first = site.source_of(address);
        let Some(file) = second.as_ref().or(first) else { continue };
        let other = second.as_ref().and(first).map_or_else(|| "escale".to_owned(), ToString::to_string);
        let address = format!("{}{address}", id.folder());
        problems.push(Place::file(file), Kind::DuplicateAddress { address, other });
    }
}

/// A region's folder must not be the first segment of a page of the hub.
fn region_addresses(content: &Content, problems: &mut Problems) {
    let Some(hub) = content.sites.get(&SiteId::Hub) else { return };
    for region in &content.programme.regions {
        let folder = format!("{}/", region.id);
        let reserved = ["assets/", "images/"].contains(&folder.as_str());
        if let Some(address) = hub.pages.keys().find(|address| address.starts_with(&folder)) {
            let other = hub.source_of(address).map_or_else(|| "escale".to_owned(), ToString::to_string);
            let place = Place::file(&format!("regions/{}", region.id).into());
            problems.push(place, Kind::DuplicateAddress { address: folder, other });
        } else if reserved {
            let place = Place::file(&format!("regions/{}", region.id).into());
            problems.push(place, Kind::DuplicateAddress { address: folder, other: "escale".to_owned() });
        }
    }
}

/// Links and pictures of every text of a site.
fn texts(content: &Content, id: &SiteId, site: &Site) -> Problems {
    let mut checker = Checker { content, sites: &content.sites, id, problems: Problems::new() };
    let pages = match id {
        SiteId::Hub => &content.programme.pages,
        SiteId::Region(region) => match content.programme.region(region) {
            Some(region) => &region.pages,
            None => return checker.problems,
        },
    };
    let generated = pages.values().filter(|page: &&Arc<Page>| page.is_text_of_generated_page());
    for page in generated {
        checker.prose(&page.prose);
    }
    for text in &content.unread_texts {
        let is_here = text.site.as_ref().map_or_else(|| *id != SiteId::Hub, |own| own == id);
        if is_here {
            checker.prose(&text.prose);
        }
    }
    for kind in site.pages.values() {
        match kind {
            PageKind::Written(page) => checker.prose(&page.prose),
            PageKind::Event(event) => {
                checker.prose(&event.prose);
                event.image.iter().for_each(|image| checker.picture(&image.file));
            }
            PageKind::Partner(partner) => {
                checker.prose(&partner.prose);
                partner.logo.iter().for_each(|image| checker.picture(&image.file));
            }
            _ => {}
        }
    }
    checker.problems
}

struct Checker<'c> {
    content: &'c Content,
    sites: &'c Sites,
    id: &'c SiteId,
    problems: Problems,
}

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
                Kind::BrokenLink { target: target.written.clone(), suggestion: self.nearest_page(target) }
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
    fn nearest_page(&self, target: &Target) -> Option<String> {
        let site = self.sites.get(self.id)?;
        if let Some(address) = target.written.strip_prefix('/') {
            return nearest(address, site.pages.keys().map(String::as_str)).map(|found| format!("/{found}"));
        }
        let inside = within_content(&joined(&target.place.file, &target.written)?);
        let found = nearest(&inside, site.by_source.keys().map(String::as_str))?;
        let depth = within_content(&target.place.file).matches('/').count();
        Some(format!("{}{found}", "../".repeat(depth)))
    }

    fn picture(&mut self, target: &Target) {
        let pictures: &Pictures = &self.content.programme.pictures;
        if pictures.find(self.id, target).is_none() && !pictures.has_unreadable(self.id, target) {
            let inside = joined(&target.place.file, &target.written).map(|path| within_content(&path));
            let known: Vec<String> = pictures.by_file.keys().map(|path| within_content(path)).collect();
            let found = inside.and_then(|inside| nearest(&inside, known.iter().map(String::as_str)).map(str::to_owned));
            let depth = within_content(&target.place.file).matches('/').count();
            let suggestion = found.map(|found| format!("{}{found}", "../".repeat(depth)));
            let kind = Kind::MissingImage { file: target.written.clone(), suggestion };
            self.problems.push_in(self.id, target.place.clone(), kind);
        }
    }
}
