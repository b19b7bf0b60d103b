//! What time alone changes on the sites, for staff: as text, for programs, for their calendars, and as schedules of
//! builds.
//!
//! Nothing here knows of a state or of an instant by itself: [`change::all`] does.

mod calendar;
pub mod schedule;
mod text;
mod words;

use std::collections::BTreeSet;

use jiff::{Timestamp, ZonedDateTime};
use serde_json::{Value, json};

use crate::model::address::{SiteId, Slug};
use crate::model::change::{self, Change};
use crate::model::programme::Programme;
use crate::model::region::Region;
use crate::model::time::Zone;
use crate::problem::Language;
use crate::render::report;

pub use text::{next, text};

/// The changes to come, to the end of a period and after it.
#[derive(Debug)]
pub struct Agenda<'p> {
    programme: &'p Programme,
    /// The regions asked for; empty: all of them, and the hub.
    only: BTreeSet<Slug>,
    /// After this instant.
    pub now: Timestamp,
    /// The first instant after the period.
    pub end: Timestamp,
    /// Those of the period, in time order, on the clocks of their regions.
    pub changes: Vec<Change>,
    /// Those after it.
    pub later: Vec<Change>,
}

/// Some of the regions of a change, which have the same clocks.
struct Clocks<'p> {
    zone: Zone,
    regions: Vec<&'p Region>,
}

impl Clocks<'_> {
    /// Whether an instant is told as these clocks show it.
    fn are_of(&self, at: &ZonedDateTime) -> bool {
        self.zone.at(at.timestamp()).time_zone() == at.time_zone()
    }
}

impl<'p> Agenda<'p> {
    /// The changes after `now` and before `end`, of the regions asked for or, when there are none, of all.
    pub fn new(programme: &'p Programme, only: &BTreeSet<Slug>, now: Timestamp, end: Timestamp) -> Self {
        Self::of(programme, only, now, end, change::all(programme, now))
    }

    /// The same, of changes that are known, in time order.
    pub fn of(
        programme: &'p Programme,
        only: &BTreeSet<Slug>,
        now: Timestamp,
        end: Timestamp,
        changes: Vec<Change>,
    ) -> Self {
        let agenda = Self { programme, only: only.clone(), now, end, changes: Vec::new(), later: Vec::new() };
        let is_asked = |site: &SiteId| matches!(site, SiteId::Region(id) if only.contains(id));
        let asked = changes.into_iter().filter(|change| only.is_empty() || change.sites.iter().any(is_asked));
        let mut changes = agenda.on_clocks(asked.collect());
        let within = changes.partition_point(|change| change.at.timestamp() < end);
        let later = changes.split_off(within);
        Self { changes, later, ..agenda }
    }

    /// The changes with their instants as clocks show them: those that its regions have in common, else the programme's.
    fn on_clocks(&self, mut changes: Vec<Change>) -> Vec<Change> {
        for change in &mut changes {
            let zone = match &self.clocks(change)[..] {
                [one] => one.zone.clone(),
                _ => self.programme.zone.clone(),
            };
            change.at = zone.at(change.at.timestamp());
        }
        changes
    }

    /// The regions asked for that a change is in, in the order of their names.
    fn regions(&self, change: &Change) -> Vec<&'p Region> {
        let is_in = |region: &&Region| {
            let is_asked = self.only.is_empty() || self.only.contains(&region.id);
            is_asked && change.sites.contains(&SiteId::Region(region.id.clone()))
        };
        self.programme.regions.iter().map(AsRef::as_ref).filter(is_in).collect()
    }

    /// Those regions by the clocks they have; none for a change of the hub alone.
    fn clocks(&self, change: &Change) -> Vec<Clocks<'p>> {
        let mut clocks: Vec<Clocks> = Vec::new();
        for region in self.regions(change) {
            match clocks.iter_mut().find(|clocks| clocks.zone == region.zone) {
                Some(clocks) => clocks.regions.push(region),
                None => clocks.push(Clocks { zone: region.zone.clone(), regions: vec![region] }),
            }
        }
        clocks
    }

    /// The zone whose days the period is counted in.
    fn zone(&self) -> &'p Zone {
        zone(self.programme, &self.only)
    }

    /// For programs: stable names, instants as ISO 8601 has them.
    pub fn json(&self) -> Value {
        json!({
            "date": self.now.to_string(),
            "until": self.end.to_string(),
            "changes": self.changes.iter().map(report::change).collect::<Vec<_>>(),
            "later": self.later.len(),
            "next_later": self.later.first().map(report::change),
        })
    }

    /// For the calendars of staff (RFC 5545); `None` without changes, for a calendar holds something.
    pub fn calendar(&self, language: Language) -> Option<String> {
        calendar::calendar(self, language)
    }
}

/// The zone whose days a period is counted in: that of all the regions asked for, when they have one in common, else the
/// programme's.
pub fn zone<'p>(programme: &'p Programme, only: &BTreeSet<Slug>) -> &'p Zone {
    let regions = programme.regions.iter().filter(|region| only.contains(&region.id));
    let mut zones: Vec<&Zone> = regions.map(|region| &region.zone).collect();
    zones.dedup();
    if let [zone] = zones[..] { zone } else { &programme.zone }
}
