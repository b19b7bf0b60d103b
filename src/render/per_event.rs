//! What is made of each event of a site: once, when it is asked for, and not again for an event that is the very same.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use crate::model::address::Slug;
use crate::model::event::Event;

/// What was made, by the id of the event it was made of.
pub type OfEvents<T> = HashMap<Slug, (Arc<Event>, T)>;

/// What can be made of events.
pub struct PerEvent<'r, T> {
    now: HashMap<&'r str, OnceLock<Option<T>>>,
    /// What was made before and still holds.
    before: Option<&'r OfEvents<T>>,
}

impl<'r, T: Clone> PerEvent<'r, T> {
    /// What is made of these events is kept, for it is asked for again; nothing is made yet.
    pub fn new(events: &'r [Arc<Event>], before: Option<&'r OfEvents<T>>) -> Self {
        Self { now: events.iter().map(|event| (event.id.as_str(), OnceLock::new())).collect(), before }
    }

    /// What is made of an event; `None` when nothing is.
    pub fn get(&self, event: &Arc<Event>, make: impl FnOnce() -> Option<T>) -> Option<T> {
        match self.now.get(event.id.as_str()) {
            Some(kept) => kept.get_or_init(|| self.known(event).or_else(make)).clone(),
            None => make(),
        }
    }

    /// Everything that is made, now or before.
    pub fn made(&self, events: &[Arc<Event>]) -> OfEvents<T> {
        let of_event = |event: &Arc<Event>| {
            let made = self.now.get(event.id.as_str()).and_then(OnceLock::get);
            let made = made.map_or_else(|| self.known(event), Clone::clone)?;
            Some((event.id.clone(), (Arc::clone(event), made)))
        };
        events.iter().filter_map(of_event).collect()
    }

    fn known(&self, event: &Arc<Event>) -> Option<T> {
        let (former, made) = self.before?.get(&event.id)?;
        Arc::ptr_eq(former, event).then(|| made.clone())
    }
}
