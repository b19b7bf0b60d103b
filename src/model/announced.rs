//! What a site told visitors of its events, kept beside its pages so that the next change can be told in words.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Timestamp, ZonedDateTime};
use serde_json::{Value, json};

use super::address::{Address, SiteId, Slug, parse_address};
use super::event::{Event, Mode, Status};
use super::site::{PageKind, Site};
use super::time::{Precision, When, Zone};

/// The file's name, in the folder of each site.
pub const FILE: &str = ".escale-announced";

/// What the sites told, by site.
pub type Told = BTreeMap<SiteId, Announced>;

/// The events of one site as visitors know them, by id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Announced(pub BTreeMap<Slug, AnnouncedEvent>);

/// An event as visitors know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnouncedEvent {
    /// Its page's, within the site.
    pub address: Address,
    /// Title.
    pub title: String,
    /// When; the date that it was planned for when it does not take place then.
    pub when: When,
    /// Whether it takes place then.
    pub standing: Standing,
    /// Where, and the revision that this was told with; `None` when it was published before these were kept.
    pub place: Option<(String, u32)>,
}

/// Whether an event takes place when it is announced for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It does.
    On,
    /// It was postponed to a date that is not known.
    Undated,
    /// It is cancelled.
    Cancelled,
}

impl Standing {
    const WORDS: [(&'static str, Self); 3] =
        [("prevu", Self::On), ("reporte", Self::Undated), ("annule", Self::Cancelled)];
}

impl Announced {
    /// What the pages of a site tell.
    pub fn of(site: &Site) -> Self {
        let events = site.pages.iter().filter_map(|(address, kind)| match kind {
            PageKind::Event(event) => Some((event.id.clone(), AnnouncedEvent::of(event, address))),
            _ => None,
        });
        Self(events.collect())
    }

    /// Reads the text; a line that says nothing is left out.
    pub fn parse(text: &str) -> Self {
        Self(text.lines().filter_map(event).collect())
    }
}

impl AnnouncedEvent {
    /// What the page of an event tells.
    pub fn of(event: &Event, address: &Address) -> Self {
        let standing = match event.status {
            Status::Cancelled => Standing::Cancelled,
            _ if event.has_date() => Standing::On,
            _ => Standing::Undated,
        };
        let venue = event.venue.as_ref().filter(|_| event.held() != Mode::Online);
        let words = std::iter::once(event.held().word()).chain(venue.map(|venue| venue.id.as_str()));
        let place = Some((words.collect::<Vec<_>>().join(" "), event.revision));
        Self { address: address.clone(), title: event.title.clone(), when: event.when.clone(), standing, place }
    }

    /// It as a line of the file.
    pub fn line(&self, id: &Slug) -> String {
        format!("{}\n", self.values(id))
    }

    fn values(&self, id: &Slug) -> Value {
        let zone = self.when.start().time_zone().iana_name().expect("zones of the model are read by their name");
        let (start, end) = (self.when.start().timestamp(), self.when.end().timestamp());
        let (first, last) = (self.when.first_day(), self.when.last_day());
        let when = match self.when.precision() {
            Precision::Days => json!([zone, first.to_string(), last.to_string()]),
            Precision::Start => json!([zone, start.to_string(), last.to_string()]),
            Precision::StartAndEnd => json!([zone, start.to_string(), end.to_string()]),
        };
        let standing = super::event::word(self.standing, &Standing::WORDS);
        match &self.place {
            Some((place, revision)) => json!([id.as_str(), self.address, when, standing, self.title, place, revision]),
            None => json!([id.as_str(), self.address, when, standing, self.title]),
        }
    }
}

/// Its id, its address, its zone with two moments, its standing, its title.
type Line = (String, String, (String, String, String), String, String);

fn event(line: &str) -> Option<(Slug, AnnouncedEvent)> {
    let mut values: Vec<Value> = serde_json::from_str(line).ok()?;
    let place = match values.len() {
        7 => Some(serde_json::from_value(Value::Array(values.split_off(5))).ok()?),
        _ => None,
    };
    let (id, address, (zone, from, to), standing, title): Line = serde_json::from_value(Value::Array(values)).ok()?;
    let (_, standing) = Standing::WORDS.into_iter().find(|(word, _)| *word == standing)?;
    let when = when(&Zone::parse(&zone)?, &from, &to)?;
    Some((Slug::parse(&id)?, AnnouncedEvent { address: parse_address(&address)?, title, when, standing, place }))
}

/// Two days, an instant and a day, or two instants.
fn when(zone: &Zone, from: &str, to: &str) -> Option<When> {
    let day = |text: &str| super::time::date(text);
    let instant = |text: &str| -> Option<ZonedDateTime> { Some(zone.at(text.parse::<Timestamp>().ok()?)) };
    // The years of a campaign, so that no day is beyond what can be counted.
    let is_within = |at: &ZonedDateTime| (1900..2201).contains(&at.year());
    let last: Option<Date> = day(to);
    match (day(from), last) {
        (Some(first), Some(last)) => When::days(zone, first, last),
        (None, Some(last)) => When::from(instant(from).filter(is_within)?, zone, last),
        (None, None) => When::from_to(instant(from).filter(is_within)?, instant(to).filter(is_within)?),
        (Some(_), None) => None,
    }
}
