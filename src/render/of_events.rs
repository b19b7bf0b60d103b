//! What is made of the events of a site, of each and of all: once, when it is asked for, and not again for events that
//! are the very same.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use tera::Value;

use super::joined::{self, Part};
use super::open_data::{OpenData, Record};
use crate::model::event::Event;

/// What is made of an event; nothing, where visitors cannot reach its page.
#[derive(Default)]
pub struct Made {
    /// Whether they can.
    pub is_told: OnceLock<bool>,
    /// For lists.
    pub card: OnceLock<Option<Value>>,
    /// For calendars.
    pub entry: OnceLock<Option<Part>>,
    /// As open data.
    pub record: OnceLock<Option<Record>>,
    /// What visitors are told of it, as the next change is told against it.
    pub announced: OnceLock<Arc<str>>,
    /// For readers of feeds.
    pub news: OnceLock<Arc<str>>,
}

/// What is made of every event of a site at once.
#[derive(Default)]
pub struct OfAll {
    /// The file for calendars.
    pub agenda: OnceLock<Option<joined::File>>,
    /// The files for programs.
    pub open_data: OnceLock<Option<OpenData>>,
    /// What visitors are told of them.
    pub announced: OnceLock<Arc<[u8]>>,
    /// Those that one can still go to, in time order.
    pub still_on: OnceLock<Vec<Arc<Event>>>,
    /// Those that feeds tell of, the last that changed first.
    pub last_changed: OnceLock<Vec<Arc<Event>>>,
}

/// What is made of the events of a site.
#[derive(Default)]
pub struct OfEvents {
    events: Vec<Arc<Event>>,
    /// By where the event lies: it is held, so that no other can lie there.
    made: HashMap<usize, (Arc<Event>, Made)>,
    /// Of all of them.
    pub all: OfAll,
}

impl OfEvents {
    /// What is made of these events is kept, for it is asked for again. What was made `before` is taken over, as far as
    /// the events are the very same.
    pub fn new(events: &[Arc<Event>], before: OfEvents) -> Self {
        if are_same(events, &before.events) {
            return before;
        }
        let mut before = before.made;
        let known = |event: &Arc<Event>| {
            let at = Arc::as_ptr(event).addr();
            (at, before.remove(&at).unwrap_or_else(|| (Arc::clone(event), Made::default())))
        };
        Self { events: events.to_vec(), made: events.iter().map(known).collect(), all: OfAll::default() }
    }

    /// One thing that is made of an event: as it is kept, else as `make` answers it.
    pub fn get<T: Clone>(
        &self,
        event: &Arc<Event>,
        one: impl FnOnce(&Made) -> &OnceLock<T>,
        make: impl FnOnce() -> T,
    ) -> T {
        match self.made.get(&Arc::as_ptr(event).addr()) {
            Some((_, known)) => one(known).get_or_init(make).clone(),
            None => make(),
        }
    }
}

fn are_same(some: &[Arc<Event>], others: &[Arc<Event>]) -> bool {
    some.len() == others.len() && some.iter().zip(others).all(|(one, other)| Arc::ptr_eq(one, other))
}
