//! Events as files for calendars (RFC 5545, RFC 7986): one beside the page of each, and one of all of a site's, to which
//! people subscribe.
//!
//! They are made from the event that its page is made from, on the same clocks. Nothing in them depends on the instant of
//! the build, and what they say of changes comes from the event's header alone (`id`, `revision`, `mis_a_jour`), so that
//! the same event is the same bytes. There is no `METHOD`: nobody is invited, something is published.

mod entry;
pub mod lines;
mod links;
pub mod uid;
pub mod zone;

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;
use std::sync::Arc;

use jiff::tz::TimeZone;
use rayon::prelude::*;
use tera::Value;

pub use entry::basic;

use super::site::SiteRenderer;
use super::values::map;
use crate::model::address::{Address, Slug};
use crate::model::event::{Event, EventState};
use lines::{line, text};

/// The address of the file of all events, in each site that has any.
pub const AGENDA: &str = "agenda.ics";

/// How often programs look for changes (RFC 7986 §5.7, and the property that some programs knew before).
const REFRESH: &str = "PT12H";

/// An event as calendars are told it.
#[derive(Debug, Clone)]
pub struct Entry {
    text: Arc<str>,
    /// Whose clocks its hours are on, and the years they are in; none for whole days.
    clocks: Option<(TimeZone, RangeInclusive<i16>)>,
}

/// Entries by the id of their event.
pub type Entries = HashMap<Slug, (Arc<Event>, Entry)>;

impl SiteRenderer<'_> {
    /// The address of the file beside an event's page; its name is one that people know again among their files.
    pub fn calendar_address(event: &Event) -> Address {
        format!("{}{}.ics", event.address(), event.slug)
    }

    /// The file beside an event's page; `None` when the page is not there.
    pub fn calendar(&self, event: &Arc<Event>) -> Option<Arc<[u8]>> {
        let entry = self.entry(event)?;
        let mut out = String::with_capacity(entry.text.len() + 1_024);
        begin(&mut out);
        zones(&mut out, std::iter::once(&entry));
        out.push_str(&entry.text);
        line(&mut out, "END:VCALENDAR");
        Some(out.into_bytes().into())
    }

    /// The file of all the site's events, those of every region on the hub; `None` when there are none, for a calendar
    /// holds something (RFC 5545 §3.6).
    pub fn agenda(&self) -> Option<&Arc<[u8]>> {
        self.agenda.get_or_init(|| self.made_agenda()).as_ref()
    }

    fn made_agenda(&self) -> Option<Arc<[u8]>> {
        let entries: Vec<Entry> = self.every_event().par_iter().filter_map(|event| self.entry(event)).collect();
        if entries.is_empty() {
            return None;
        }
        let bytes: usize = entries.iter().map(|entry| entry.text.len()).sum();
        let mut out = String::with_capacity(bytes + 4_096);
        begin(&mut out);
        let name = self.agenda_name();
        text(&mut out, "NAME", &name);
        text(&mut out, "X-WR-CALNAME", &name);
        line(&mut out, &format!("URL:{}", self.url.page("evenements/")));
        line(&mut out, &format!("SOURCE;VALUE=URI:{}", self.url.page(AGENDA)));
        line(&mut out, &format!("REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}"));
        line(&mut out, &format!("X-PUBLISHED-TTL:{REFRESH}"));
        zones(&mut out, &entries);
        for entry in &entries {
            out.push_str(&entry.text);
        }
        line(&mut out, "END:VCALENDAR");
        Some(out.into_bytes().into())
    }

    /// « DéClics Numériques en Occitanie »
    fn agenda_name(&self) -> String {
        let programme = &self.renderer.content.programme.name;
        self.region.map_or_else(|| programme.clone(), |region| format!("{programme} {}", region.in_region()))
    }

    /// The event for calendars, made once; `None` when visitors cannot reach its page.
    fn entry(&self, event: &Arc<Event>) -> Option<Entry> {
        let make = || event.publication.is_visible(self.renderer.now).then(|| self.made_entry(event)).flatten();
        self.entries.get(event.id.as_str())?.get_or_init(|| self.known_entry(event).or_else(make)).clone()
    }

    /// The entry of the very same event as it was made before.
    fn known_entry(&self, event: &Arc<Event>) -> Option<Entry> {
        let (former, entry) = self.known_entries?.get(&event.id)?;
        Arc::ptr_eq(former, event).then(|| entry.clone())
    }

    /// The entries that were made, now or before.
    pub fn made_entries(&self) -> Entries {
        let made = |event: &Arc<Event>| Some((event.id.clone(), (Arc::clone(event), self.entry(event)?)));
        self.every_event().iter().filter_map(made).collect()
    }

    /// What templates are told of the file of all events: its address, and its name for those who look for it.
    pub fn agenda_found(&self) -> Value {
        let is_reachable =
            |event: &Arc<Event>| event.publication.is_visible(self.renderer.now) && self.owner_address(event).is_some();
        if !self.every_event().iter().any(is_reachable) {
            return Value::none();
        }
        Value::from(map! { "address": AGENDA, "title": self.text(&self.agenda_name()) })
    }

    /// The ways to subscribe, for the first page of the list of events.
    pub fn subscription(&self) -> Value {
        let Some(agenda) = self.agenda() else { return Value::none() };
        let links = links::to_subscribe(&self.url.page(AGENDA), &self.agenda_name());
        Value::from(map! {
            "address": AGENDA,
            "size": size(agenda),
            "whole_address": self.url.page(AGENDA),
            "webcal": links.webcal,
            "google": links::named(&links.google),
            "outlook": links::named(&links.outlook),
        })
    }

    /// The ways to put an event into one's own calendar, as long as one can still go there and knows when.
    pub fn calendar_view(&self, event: &Event, file: &[u8]) -> Value {
        if !event.has_date() || matches!(event.state(self.renderer.now), EventState::Cancelled | EventState::Over) {
            return Value::none();
        }
        let links = links::to_add(&self.told(event), &self.when(event));
        Value::from(map! {
            "address": Self::calendar_address(event),
            "size": size(file),
            "google": links::named(&links.google),
            "outlook": links.outlook.as_ref().map(links::named),
        })
    }
}

/// « 2 Ko »
fn size(file: &[u8]) -> String {
    format!("{}\u{a0}Ko", file.len().div_ceil(1_000))
}

/// Adds what each calendar begins with.
pub fn begin(out: &mut String) {
    line(out, "BEGIN:VCALENDAR");
    line(out, "VERSION:2.0");
    // Without this program's version: another one is to make the same bytes.
    line(out, "PRODID:-//escale//escale//FR");
    line(out, "CALSCALE:GREGORIAN");
}

/// Adds each zone that these are in, right for all of them.
fn zones<'e>(out: &mut String, entries: impl IntoIterator<Item = &'e Entry>) {
    let mut zones: BTreeMap<&str, (&TimeZone, RangeInclusive<i16>)> = BTreeMap::new();
    for (zone, years) in entries.into_iter().filter_map(|entry| entry.clocks.as_ref()) {
        let known = zones.entry(entry::name(zone)).or_insert_with(|| (zone, years.clone()));
        known.1 = *known.1.start().min(years.start())..=*known.1.end().max(years.end());
    }
    for (name, (zone, years)) in zones {
        zone::write(out, zone, name, &years);
    }
}
