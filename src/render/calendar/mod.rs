//! Events as files for calendars (RFC 5545, RFC 7986): one beside the page of each, and one of all of a site's, to which
//! people subscribe.
//!
//! They are made from the event that its page is made from, on the same clocks. Nothing in them depends on the instant of
//! the build, and what they say of changes comes from the event's header alone (`id`, `revision`, `mis_a_jour`), so that
//! the same event is the same bytes. There is no `METHOD`: nobody is invited, something is published.

mod entry;
pub mod lines;
mod links;
pub mod zone;

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

use jiff::tz::TimeZone;
use rayon::prelude::*;
use tera::Value;

pub use entry::basic;

use super::joined::{self, AT_A_TIME, Part};
use super::site::SiteRenderer;
use super::values::{map, size};
use crate::model::address::Address;
use crate::model::event::{Event, EventState};
use crate::model::time::Precision;
use lines::{line, text};

/// The address of the file of all events, in each site that has any.
pub const AGENDA: &str = "agenda.ics";

/// How often programs look for changes (RFC 7986 §5.7, and the property that some programs knew before).
const REFRESH: &str = "PT12H";

/// Whose clocks the hours of an event are on, and the years they are in.
type Clocks = (TimeZone, RangeInclusive<i16>);

impl SiteRenderer<'_> {
    /// The address of the file beside an event's page; its name is one that people know again among their files.
    pub fn calendar_address(event: &Event) -> Address {
        format!("{}{}.ics", event.address(), event.slug)
    }

    /// The file beside an event's page; `None` when the page is not there.
    pub fn calendar(&self, event: &Arc<Event>) -> Option<Arc<[u8]>> {
        let entry = self.entry(event)?;
        let mut out = String::with_capacity(entry.text().len() + 1_024);
        begin(&mut out);
        zones(&mut out, self.clocks(event).into_iter());
        out.push_str(entry.text());
        line(&mut out, "END:VCALENDAR");
        Some(out.into_bytes().into())
    }

    /// The file of all the site's events, those of every region on the hub; `None` when there are none, for a calendar
    /// holds something (RFC 5545 §3.6).
    pub fn agenda(&self) -> Option<&joined::File> {
        self.events.all.agenda.get_or_init(|| self.made_agenda()).as_ref()
    }

    fn made_agenda(&self) -> Option<joined::File> {
        let mut events = self.events_to_tell().peekable();
        events.peek()?;
        let mut out = String::new();
        begin(&mut out);
        let name = self.signature();
        text(&mut out, "NAME", &name);
        text(&mut out, "X-WR-CALNAME", &name);
        line(&mut out, &format!("URL:{}", self.url.page("evenements/")));
        line(&mut out, &format!("SOURCE;VALUE=URI:{}", self.url.page(AGENDA)));
        line(&mut out, &format!("REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}"));
        line(&mut out, &format!("X-PUBLISHED-TTL:{REFRESH}"));
        zones(&mut out, events.filter_map(|event| self.clocks(event)));
        let mut file = self.joined(out);
        for events in self.every_event().chunks(AT_A_TIME) {
            let entries: Vec<Part> = events.par_iter().filter_map(|event| self.entry(event)).collect();
            for entry in &entries {
                file.push(entry);
            }
        }
        Some(file.end("END:VCALENDAR\r\n"))
    }

    /// The event for calendars, made once; `None` when visitors cannot reach its page.
    fn entry(&self, event: &Arc<Event>) -> Option<Part> {
        let make = || self.is_told(event).then(|| Part::new(&self.made_entry(event)));
        self.events.get(event, |made| &made.entry, make)
    }

    /// Whose clocks an event's hours are on; `None` for whole days.
    fn clocks(&self, event: &Event) -> Option<Clocks> {
        let when = self.when(event);
        let has_hours = when.precision() != Precision::Days;
        has_hours.then(|| (when.start().time_zone().clone(), when.start().year()..=when.end().year()))
    }

    /// What templates are told of the file of all events: its address, and its name for those who look for it.
    pub fn agenda_found(&self) -> Value {
        if self.events_to_tell().next().is_none() {
            return Value::none();
        }
        Value::from(map! { "address": AGENDA, "title": self.text(&self.signature()) })
    }

    /// The ways to subscribe, for the first page of the list of events.
    pub fn subscription(&self) -> Value {
        let Some(agenda) = self.agenda() else { return Value::none() };
        let links = links::to_subscribe(&self.url.page(AGENDA), &self.signature());
        Value::from(map! {
            "address": AGENDA,
            "size": size(agenda.len),
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
            "size": size(file.len()),
            "google": links::named(&links.google),
            "outlook": links.outlook.as_ref().map(links::named),
        })
    }
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
fn zones(out: &mut String, clocks: impl Iterator<Item = Clocks>) {
    let mut zones: BTreeMap<String, Clocks> = BTreeMap::new();
    for (zone, years) in clocks {
        match zones.get_mut(entry::name(&zone)) {
            Some((_, known)) => *known = *known.start().min(years.start())..=*known.end().max(years.end()),
            None => {
                zones.insert(entry::name(&zone).to_owned(), (zone, years));
            }
        }
    }
    for (name, (zone, years)) in zones {
        zone::write(out, &zone, &name, &years);
    }
}
