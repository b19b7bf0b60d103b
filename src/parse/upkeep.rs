//! What the programme is better without: what nothing uses, what weighs too much, what time has passed by.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use jiff::{Timestamp, ToSpan};

use super::descriptions;
use super::memory::{AT_ONCE, Answered, PerFile};
use crate::french::slug::slug;
use crate::model::address::Slug;
use crate::model::content::Content;
use crate::model::edition::{Edition, EditionState};
use crate::model::event::{Event, Status};
use crate::model::page::Page;
use crate::model::partner::Partner;
use crate::model::prose::{Image, Piece, Prose};
use crate::model::region::Region;
use crate::model::site::PageKind;
use crate::problem::{Level, Problems, Unused, Upkeep};
use crate::sources::encoding;
use crate::sources::{Place, Sources};

/// A picture beyond this takes long to load on a telephone.
const HEAVIEST_BYTES: usize = 1_000_000;
/// A page that says when it was last reviewed is doubted after so long.
const REVIEW_MONTHS: i64 = 6;

/// Looks at the whole programme.
pub fn check(sources: &Sources, content: &Content, now: Timestamp, named: &PerFile<Named>, problems: &mut Problems) {
    pages(content, now, problems);
    events(content, now, problems);
    pictures(content, problems);
    // As long as something cannot be read, nobody knows what it announces or refers to.
    if problems.iter().any(|problem| problem.level() == Level::Blocking) {
        return;
    }
    for region in &content.programme.regions {
        to_come(region, now, problems);
    }
    let referring = References { sources, named, content, read: OnceCell::new(), of_unread: OnceCell::new() };
    cards(sources, content, &referring, problems);
    unused_pictures(content, &referring, problems);
}

/// A region that has something behind it announces something.
fn to_come(region: &Region, now: Timestamp, problems: &mut Problems) {
    let is_on = |event: &Arc<Event>| event.status != Status::Cancelled && !event.is_past(now);
    let mut events = region.events.iter().filter(|event| !event.publication.is_draft).peekable();
    let had_events = events.peek().is_some();
    let is_one_on = events.any(is_on);
    let has_edition = region.editions.iter().any(|edition| edition.state(now, &region.zone) != EditionState::Past);
    let had_any = had_events || !region.editions.is_empty();
    if had_any && !is_one_on && !has_edition {
        let file: Arc<str> = format!("regions/{}/region.yaml", region.id).into();
        problems.push(Place::file(&file), Upkeep::NothingToCome);
        return;
    }
    let a_year_ago = region.zone.at(now).date().saturating_sub(1.year());
    let last = region.editions.iter().max_by_key(|edition| edition.last_day());
    if let Some(Edition { title, place, .. }) = last.filter(|edition| edition.last_day() < a_year_ago) {
        problems.push(place.clone(), Upkeep::OldEdition { title: title.clone() });
    }
}

fn pages(content: &Content, now: Timestamp, problems: &mut Problems) {
    let programme = &content.programme;
    let oldest = programme.zone.at(now).date().saturating_sub(REVIEW_MONTHS.months());
    let is_shown = |page: &&Arc<Page>| !page.is_news() && page.publication.is_public(now);
    let every = programme.regions.iter().flat_map(|region| region.pages.values()).chain(programme.pages.values());
    let mut told = BTreeSet::new();
    for page in every.filter(is_shown) {
        if let Some(day) = page.updated.filter(|day| *day < oldest)
            && told.insert(&page.origin.file)
        {
            problems.push(page.origin.field("mis_a_jour"), Upkeep::OldUpdate { day });
        }
    }
}

fn events(content: &Content, now: Timestamp, problems: &mut Problems) {
    for event in content.programme.every_event.iter().filter(|event| !event.publication.is_draft) {
        let opens = event.registration.opens.as_ref();
        let is_still_to_open = opens.is_some_and(|opens| opens.passes.timestamp() > now);
        if event.status == Status::Planned && event.is_past(now) && is_still_to_open {
            problems.push(event.origin.field("inscription"), Upkeep::OpensAfterEvent);
        }
        if let Some(image) = &event.image {
            description(image, problems);
        }
    }
    for partner in partners(content).values() {
        if let Some(logo) = &partner.logo {
            description(logo, problems);
        }
    }
}

/// A description in a header; those of texts are looked at with the text.
fn description(image: &Image, problems: &mut Problems) {
    if let Some(poor) = descriptions::trouble(&image.description, &image.file.written) {
        problems.push(image.file.place.clone(), poor);
    }
}

/// Every partner by its file.
fn partners(content: &Content) -> BTreeMap<&str, &Partner> {
    let programme = &content.programme;
    let of_regions = programme.regions.iter().flat_map(|region| region.partners.values());
    of_regions.chain(programme.partners.values()).map(|partner| (&*partner.origin.file, &**partner)).collect()
}

fn pictures(content: &Content, problems: &mut Problems) {
    for (file, picture) in &content.programme.pictures.by_file {
        let largest = picture.largest();
        if picture.webp.is_empty() && largest.bytes.len() > HEAVIEST_BYTES {
            problems.push(Place::file(file), Upkeep::HeavyImage { bytes: largest.bytes.len() });
        }
        let extension = file.rsplit('.').next().unwrap_or_default().to_lowercase().replace("jpeg", "jpg");
        let format = picture.format.extension();
        if extension != format {
            problems.push(Place::file(file), Upkeep::ImageExtension { format });
        }
    }
}

/// Partners and venues that no event and no edition names.
fn cards(sources: &Sources, content: &Content, referring: &References, problems: &mut Problems) {
    let programme = &content.programme;
    let every = &programme.every_event;
    let editions = programme.regions.iter().flat_map(|region| &region.editions);
    let mut partners: HashSet<&str> = every.iter().flat_map(|event| &event.partners).map(Slug::as_str).collect();
    partners.extend(editions.flat_map(|edition| &edition.partners).map(Slug::as_str));
    let mut venues: HashSet<&str> = HashSet::new();
    // A region's version of a national partner is shown on the region's page of partners.
    for partner in programme.regions.iter().flat_map(|region| region.partners.values()) {
        partners.extend(partner.is_regional.then_some(partner.id.as_str()));
    }
    for event in every {
        venues.extend(event.venue.iter().map(|venue| venue.id.as_str()));
    }
    for (path, _) in sources.below("content/") {
        let Some((kind, id)) = card(path) else { continue };
        let used = if kind == Unused::Partner { &partners } else { &venues };
        if !used.contains(id.as_str()) && !referring.name(kind, &id) {
            problems.push(Place::file(path), Upkeep::Unused(kind));
        }
    }
}

/// Whether a file is a national partner's or venue's; and its id. A region's are shown on pages of its own.
fn card(path: &str) -> Option<(Unused, String)> {
    let (stem, extension) = path.rsplit_once('.')?;
    let (folder, name) = stem.rsplit_once('/')?;
    match (folder, extension) {
        ("content/partenaires", "md") => Some((Unused::Partner, slug(name))),
        ("content/lieux", "yaml" | "yml") => Some((Unused::Venue, slug(name))),
        _ => None,
    }
}

fn unused_pictures(content: &Content, referring: &References, problems: &mut Problems) {
    let programme = &content.programme;
    if programme.pictures.by_file.is_empty() {
        return;
    }
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for (id, site) in &content.sites {
        let mut find = |image: &Image| {
            used.extend(programme.pictures.find(id, &image.file).map(|picture| picture.largest().address.as_str()));
        };
        for kind in site.pages.values() {
            let (prose, image): (&Prose, Option<&Image>) = match kind {
                PageKind::Written(page) => (&page.prose, None),
                PageKind::Event(event) => (&event.prose, event.image.as_ref()),
                PageKind::Partner(partner) => (&partner.prose, partner.logo.as_ref()),
                _ => continue,
            };
            image.into_iter().for_each(&mut find);
            for piece in &prose.pieces {
                if let Piece::Image(image) = piece {
                    find(image);
                }
            }
        }
    }
    for (file, picture) in &programme.pictures.by_file {
        if !used.contains(picture.largest().address.as_str()) && !referring.picture(file) {
            problems.push(Place::file(file), Upkeep::Unused(Unused::Image));
        }
    }
}

/// What files name, those included that are on no page yet: drafts, and files with a problem of their own.
struct References<'s> {
    sources: &'s Sources,
    named: &'s PerFile<Named>,
    content: &'s Content,
    read: OnceCell<Arc<Vec<Answered<Named>>>>,
    /// Of files that are no event that is read: what those name is known.
    of_unread: OnceCell<Vec<Arc<Named>>>,
}

/// What one file names.
#[derive(Debug, Default)]
pub struct Named {
    text: String,
    /// The words of lines that may name partners, and of those that may name a venue.
    partners: BTreeSet<String>,
    venues: BTreeSet<String>,
}

impl References<'_> {
    /// Every text; read when something seems to be unused.
    fn texts(&self) -> &[Answered<Named>] {
        let is_text =
            |path: &str| [".md", ".yaml", ".yml", ".html", ".css"].iter().any(|extension| path.ends_with(extension));
        let read = || self.named.of(self.sources, is_text, AT_ONCE, |_, bytes| Named::read(bytes));
        self.read.get_or_init(read)
    }

    /// Whether a file names a picture by its file's name, in Markdown's writing of spaces too.
    fn picture(&self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        let encoded = name.replace(' ', "%20");
        self.texts().iter().any(|file| file.answer.text.contains(name) || file.answer.text.contains(&encoded))
    }

    /// Whether a line of a header names a partner or a venue.
    fn name(&self, kind: Unused, id: &str) -> bool {
        let words =
            |named: &'_ Named| if kind == Unused::Partner { &named.partners } else { &named.venues }.contains(id);
        let of_unread = || {
            let events = self.content.programme.every_event.iter();
            let known: HashSet<&str> = events.map(|event| &*event.origin.file).collect();
            let others = self.texts().iter().filter(|file| !known.contains(&*file.path));
            others.map(|file| Arc::clone(&file.answer)).collect()
        };
        self.of_unread.get_or_init(of_unread).iter().any(|named| words(named))
    }
}

impl Named {
    fn read(bytes: &[u8]) -> Self {
        let Ok(decoded) = encoding::decode(bytes) else { return Self::default() };
        let mut named = Self::default();
        for line in decoded.text.lines().map(str::trim_start) {
            let words = line.split(|c: char| !(c.is_alphanumeric() || c == '-')).map(str::to_owned);
            if line.starts_with("partenaires:") || line.starts_with("- ") {
                named.partners.extend(words);
            } else if line.starts_with("lieu:") {
                named.venues.extend(words);
            }
        }
        Self { text: decoded.text.into_owned(), ..named }
    }
}
