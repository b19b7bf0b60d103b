//! What is made of each event of a site: once, when it is asked for, and not again for an event that is the very same.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use tera::Value;

use super::joined::Part;
use super::open_data::Record;
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

/// What is made of the events of a site.
#[derive(Default)]
pub struct PerEvent {
    /// By where the event lies: it is held, so that no other can lie there.
    made: HashMap<usize, (Arc<Event>, Made)>,
}

impl PerEvent {
    /// What is made of these events is kept, for it is asked for again. What was made `before` is taken over, as far as
    /// the events are the very same.
    pub fn new(events: &[Arc<Event>], before: PerEvent) -> Self {
        let mut before = before.made;
        let known = |event: &Arc<Event>| {
            let at = Arc::as_ptr(event).addr();
            (at, before.remove(&at).unwrap_or_else(|| (Arc::clone(event), Made::default())))
        };
        Self { made: events.iter().map(known).collect() }
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
