//! Sources → Programme: everything staff wrote, understood, with every problem in it.
//!
//! Reading never fails: it answers what it understood and the list of problems. `documents` takes
//! files apart, `content` lays a region over the nation, the other files read one kind of file each,
//! and `rules` holds what can only be said once everything is known.

mod addresses;
mod block;
mod characters;
mod content;
mod dates;
mod descriptions;
mod documents;
mod event;
mod events;
mod fields;
mod header;
mod highlight;
mod hosts;
mod markdown;
mod meaning;
mod memory;
mod merges;
mod page;
mod partner;
mod placeholders;
mod published;
mod raw_html;
mod region;
mod revised;
mod rules;
mod secrets;
mod settings;
mod sites;
mod statics;
mod suggest;
mod theme;
mod upkeep;
mod venue;

use std::cell::RefCell;
use std::sync::Arc;

pub use documents::{Document, event_file};
pub use header::quote::quoted_if_needed;
pub use header::{Entry, Node, Value};
pub use meaning::{meaning, says_the_same};
pub use memory::Memory;
pub use published::lost;
pub use revised::unrevised;
pub use suggest::nearest;

use jiff::Timestamp;

use crate::french::order;
use crate::french::typography::ProperNames;
use crate::model::content::Content;
use crate::model::event::Event;
use crate::model::origin::Visibility;
use crate::model::programme::Programme;
use crate::model::store::Store;
use crate::problem::{Kind, Level, Problems};
use crate::schema::FileKind;
use crate::sources::{Place, Refusal, Sources};

/// What was understood.
#[derive(Debug)]
pub struct Parsed {
    /// The programme and its theme; `None` when `escale.yaml` or the theme cannot be used at all.
    pub content: Option<Content>,
    /// Everything wrong.
    pub problems: Problems,
}

/// The settings' file.
pub const SETTINGS: &str = "escale.yaml";

/// The moment and the manner of looking at what staff wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Decides what is published and what is still to come.
    pub now: Timestamp,
    /// Whether what visitors do not see is shown too: drafts, what is published later, what was retired. It makes no
    /// problem that there would not be without.
    pub shows_drafts: bool,
    /// Whether it is to be tried elsewhere than where visitors look for it: what the law asks of a publication may
    /// still be missing.
    pub is_trial: bool,
}

/// Reads everything as visitors see it at `now`.
pub fn parse(sources: &Sources, now: Timestamp, store: &dyn Store) -> Parsed {
    parse_again(sources, Look { now, shows_drafts: false, is_trial: false }, store, &Memory::default())
}

/// The same, with what former readings found out.
pub fn parse_again(sources: &Sources, look: Look, store: &dyn Store, memory: &Memory) -> Parsed {
    let mut problems = Problems::new();
    for (file, refusal) in sources.refused() {
        problems.push(Place::file(file), Kind::Refused(refusal));
    }
    let content = content(sources, look, store, memory, &mut problems);
    let look_further = || {
        let Some(content) = &content else { return };
        problems.absorb(rules::check(content, look.now, memory));
        upkeep::check(sources, content, look.now, &memory.named, &mut problems);
        published::former(content, look.now, &mut problems);
    };
    let ((), secrets) = rayon::join(look_further, || secrets::search(sources, &memory.secrets));
    let mut problems = secrets::kept(&secrets, problems);
    problems.settle();
    Parsed { content, problems }
}

fn content(
    sources: &Sources,
    look: Look,
    store: &dyn Store,
    memory: &Memory,
    problems: &mut Problems,
) -> Option<Content> {
    let settings_file: Arc<str> = SETTINGS.into();
    let Some(bytes) = sources.get(SETTINGS) else {
        let is_refused = sources.refused().any(|(path, refusal)| **path == *SETTINGS && refusal != Refusal::Name);
        if !is_refused {
            problems.push(Place::file(&settings_file), Kind::NoSettings);
        }
        return None;
    };
    let text = documents::text_of(&settings_file, bytes, problems)?;
    let fields = FileKind::Settings.fields();
    let national = header::read(&header::FileText::new(&settings_file, &text), 0..text.len(), fields, problems);
    let read = RefCell::new(std::mem::take(problems));
    let fields = fields::Fields::new(&national, fields, &read);
    let theme_place = fields.place_of("theme");
    let settings = settings::read(fields, look);
    *problems = read.into_inner();
    let settings = settings?;

    let theme = theme::read(sources, settings.theme.as_str(), theme_place, &memory.statics, problems);
    let documents = documents::read(sources, &memory.taken, problems);
    let names = [settings.name.clone(), settings.organiser.clone()]
        .into_iter()
        .chain(settings.proper_names.iter().cloned())
        .chain(documents.partner_names());
    let names = memory::kept(&memory.names, ProperNames::new(names));
    let library = content::Library::new(documents, &names, memory, problems);
    let nation = content::nation(&library, &settings, look, problems);
    let (mut regions, unread) = content::regions(sources, &library, &national, &settings, &nation, look, problems);
    if regions.is_empty() && problems.is_empty() {
        problems.push(Place::file(&"regions".into()), Kind::NoRegion);
    }
    regions.sort_by_cached_key(|region| order::key(&region.name));

    let mut unread_texts = nation.unread_texts;
    unread_texts.extend(unread);
    let mut every_event: Vec<Arc<Event>> = nation.events.clone();
    let of_regions = regions.iter().flat_map(|region| &region.events).filter(|event| !event.is_national);
    every_event.splice(0..0, of_regions.cloned());
    every_event.sort_by(|a, b| a.order().cmp(&b.order()));
    let pictures = documents::pictures(sources, store, &memory.pictures, problems);
    let uncited = match problems.iter().any(|problem| problem.level() == Level::Blocking) {
        false => Visibility::Everybody,
        true if look.shows_drafts => Visibility::Staff,
        true => Visibility::Nobody,
    };
    let programme = Programme {
        name: settings.name,
        tagline: settings.tagline,
        organiser: settings.organiser,
        url: settings.url,
        moved_to: None,
        theme: settings.theme,
        zone: settings.zone,
        colours: settings.colours,
        closing_soon: settings.closing_soon,
        has_share_pictures: settings.has_share_pictures,
        uncited,
        about: settings.about,
        phases: settings.phases,
        proper_names: names,
        regions,
        events: nation.events,
        every_event,
        partners: nation.partners,
        pictures: memory::kept(&memory.all_pictures, pictures),
        pages: nation.hub_pages,
    };
    let ledger = published::ledger(sources, problems);
    let (sites, changes) = sites::sites(sources, &programme, &ledger, look.now, memory);
    let reach = sites::reach(&sites, memory);
    let region_folders = documents::region_ids(sources);
    Some(Content {
        programme,
        theme: theme?,
        region_folders,
        unread_texts,
        sites,
        reach,
        last_change: changes.last,
        next_changes: changes.next,
        ledger,
    })
}
