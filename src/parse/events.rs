//! The events of an owner: each read again when its file has changed, or anything that it may refer to.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::Look;
use super::content::{Library, Reading};
use super::documents::{Document, Owner, Role};
use super::event::{self, Known};
use super::fields::Fields;
use super::header::{Node, Value};
use super::memory::{ByPointer, lock};
use crate::french::typography::ProperNames;
use crate::model::address::Slug;
use crate::model::edition::Edition;
use crate::model::event::Event;
use crate::model::prose::Prose;
use crate::model::time::Zone;
use crate::model::venue::Venue;
use crate::problem::Problems;
use crate::schema::FileKind;

/// An event by its name; `None` when its header cannot be used.
type OwnEvent = (Slug, Option<Arc<Event>>);

/// The events of an owner, and all that they were read from.
pub struct ReadEvents {
    question: EventsQuestion,
    events: Vec<Arc<ReadEvent>>,
}

/// An event, and the files that it was read from.
struct ReadEvent {
    own: ByPointer<Document>,
    national: Option<ByPointer<Document>>,
    event: Option<OwnEvent>,
    problems: Problems,
    unread: Vec<Arc<Prose>>,
}

#[derive(PartialEq)]
struct EventsQuestion {
    /// Names of partners and venues that have a file.
    files: BTreeSet<(Role, String)>,
    names: Arc<ProperNames>,
    zones: (Zone, Zone),
    partners: Vec<Slug>,
    venues: BTreeMap<Slug, Arc<Venue>>,
    editions: Vec<Edition>,
    has_unread_edition: bool,
    look: Look,
}

impl Library<'_> {
    /// The events of an owner; `None` for one whose header cannot be used. One is read again when its file has changed, or
    /// anything that it may refer to.
    pub fn events(&self, owner: &Owner, known: &Known, nation_zone: &Zone, reading: &Reading) -> Vec<OwnEvent> {
        let question = self.question(owner, known, nation_zone);
        let id = if let Owner::Region(id) = owner { Some(id.clone()) } else { None };
        let former = lock(&self.memory.events).remove(&id).filter(|read| read.question == question);
        let former: HashMap<*const Document, &Arc<ReadEvent>> =
            former.iter().flat_map(|read| &read.events).map(|event| (Arc::as_ptr(&event.own.0), event)).collect();
        let read = |document: &Arc<Document>| {
            let national = self.national(owner, Role::Event, document).map(|national| ByPointer(Arc::clone(national)));
            let known_event = former.get(&Arc::as_ptr(document)).filter(|event| event.national == national);
            known_event.map_or_else(
                || Arc::new(self.read_event(owner, document, national, known, nation_zone)),
                |event| Arc::clone(event),
            )
        };
        let events: Vec<Arc<ReadEvent>> = self.documents.of(owner, Role::Event).map(read).collect();
        for event in &events {
            reading.problems.borrow_mut().absorb(event.problems.clone());
            reading.unread.borrow_mut().extend(event.unread.iter().map(Arc::clone));
        }
        let told = events.iter().filter_map(|read| read.event.clone()).collect();
        lock(&self.memory.events).insert(id, ReadEvents { question, events });
        told
    }

    /// Everything that the events of an owner are read from beside their files.
    fn question(&self, owner: &Owner, known: &Known, nation_zone: &Zone) -> EventsQuestion {
        let names = |owner, role| self.documents.every(owner, role).map(move |name| (role, name.to_owned()));
        let of = |owner| names(owner, Role::Partner).chain(names(owner, Role::Venue));
        EventsQuestion {
            files: of(owner).chain(of(&Owner::Nation)).collect(),
            names: Arc::clone(self.names),
            zones: (known.zone.clone(), nation_zone.clone()),
            partners: known.partners.keys().cloned().collect(),
            venues: known.venues.clone(),
            editions: known.editions.to_vec(),
            has_unread_edition: known.has_unread_edition,
            look: known.look,
        }
    }

    fn read_event(
        &self,
        owner: &Owner,
        document: &Arc<Document>,
        national: Option<ByPointer<Document>>,
        known: &Known,
        nation_zone: &Zone,
    ) -> ReadEvent {
        let reading = Reading::default();
        let event = || {
            let layer = self.layered(document, owner, Role::Event);
            let slug = Slug::parse(&layer.own.name)?;
            let fields = Fields::new(&layer.header, FileKind::Event.fields(), &reading.problems);
            // An inherited hour is the nation's; a region that says when says it in its own zone.
            let says_when = ["date", "heure", "date_fin", "heure_fin"].iter().any(|name| has(&layer.own.header, name));
            let inherits = layer.origin.inherited.is_some();
            let zone = if inherits && !says_when { nation_zone } else { known.zone };
            let known = Known { zone, is_national: known.is_national || inherits, ..*known };
            let prose = self.prose(layer.text_of);
            let event = event::read(slug.clone(), fields, Arc::clone(&prose), &known, layer.origin);
            Some((slug, event.or_else(|| reading.unread(prose)).map(Arc::new)))
        };
        let event = event();
        let (problems, unread) = (reading.problems.into_inner(), reading.unread.into_inner());
        ReadEvent { own: ByPointer(Arc::clone(document)), national, event, problems, unread }
    }
}

fn has(header: &Node, name: &str) -> bool {
    matches!(&header.value, Value::Map(entries) if entries.iter().any(|entry| entry.key == name))
}
