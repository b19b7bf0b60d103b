//! An event as lists show it, with the states it is in now.

use std::sync::Arc;

use tera::{Map, Value};

use super::site::SiteRenderer;
use super::values::{date, map};
use crate::french;
use crate::model::about::About;
use crate::model::address::SiteId;
use crate::model::event::{Event, RegistrationState, Status};
use crate::model::region::Region;
use crate::model::site::region_of;
use crate::model::time::{Deadline, Precision, When, Zone};
use crate::model::venue::Venue;

impl<'r> SiteRenderer<'r> {
    /// The cards of these events, in their order; those that visitors cannot reach are left out.
    pub fn cards_of<'e>(&self, events: impl IntoIterator<Item = &'e Arc<Event>>) -> Vec<Value> {
        events.into_iter().filter_map(|event| self.card_of(event)).collect()
    }

    /// The card of an event, made once; `None` when visitors cannot reach it.
    pub fn card_of(&self, event: &Arc<Event>) -> Option<Value> {
        let make = || {
            let is_visible = event.publication.is_visible(self.renderer.now);
            is_visible.then(|| self.card(event, self.region_of(event))).flatten().map(Value::from)
        };
        self.events.get(event, |made| &made.card, make)
    }

    /// The region that an event is shown with; none for a national event on the hub.
    pub fn region_of(&self, event: &Event) -> Option<&'r Region> {
        let owner = || region_of(&event.origin.file).filter(|_| !event.is_national);
        self.region.or_else(|| self.renderer.content.programme.region(&owner()?))
    }

    /// An event as lists show it; `None` when its page is not there.
    pub fn card(&self, event: &Event, region: Option<&Region>) -> Option<Map> {
        let now = self.renderer.now;
        let words = &self.renderer.words;
        let programme = &self.renderer.content.programme;
        let address = self.link_to(&self.owner(event, region), &event.address())?;
        let when = self.when(event);
        let has_date = event.has_date();
        let first = when.first_day();
        let words_or =
            |words_for: String| if has_date { date(&words_for) } else { words.get("date_a_preciser").into() };
        let hours = hours(event, &when);
        let zone_note = self.zone_note(event, region);
        let hours = match (&hours, &zone_note, self.region) {
            (Some(hours), Some(note), None) => Some(format!("{hours} ({note})")),
            _ => hours,
        };
        let state = event.state(now);
        let region_value = region.filter(|_| self.region.is_none()).and_then(|region| {
            let address = self.link_to(&SiteId::Region(region.id.clone()), "")?;
            Some(Value::from(map! { "name": region.name.as_str(), "address": address }))
        });
        let department = event.venue.as_ref().map(|venue| {
            let department = venue.commune.department();
            format!("{} ({})", department.name(), department.code())
        });
        Some(map! {
            "address": address,
            "title": self.text(&event.title),
            "summary": self.text(&event.summary),
            "kind": words.label("type", event.kind.word()),
            "mode": words.label("mode", event.mode.word()),
            "state": words.label("etat", state.word()),
            "is_past": event.is_past(now),
            "date": words_or(french::date::range(first, when.last_day())),
            "short_date": words_or(french::date::short_range(first, when.last_day())),
            "hours": hours,
            "start": has_date.then(|| iso(&when, when.start())),
            "ends": (has_date && !event.is_past(now)).then(|| moment(when.end())),
            "day": first.day().to_string(),
            "month": french::date::month(first.month()),
            "year": first.year().to_string(),
            "town": event.venue.as_ref().map(|venue| venue.town.as_str()),
            "venue_name": event.venue.as_ref().map(|venue| self.text(&venue.name)),
            "department": department,
            "region": region_value,
            "is_national": event.is_national,
            "is_fictional": is_fictional(event, region),
            "zone_note": zone_note,
            "registration": self.registration(event, programme.closing_soon),
        })
    }

    /// What the site that an event is of says of itself.
    fn about_of(&self, event: &Event) -> &'r About {
        self.region_of(event).map_or(&self.renderer.content.programme.about, |region| &region.about)
    }

    /// What an event costs, in words.
    pub fn price_of<'e>(&self, event: &'e Event) -> &'e str
    where
        'r: 'e,
    {
        event.price.as_ref().unwrap_or(&self.about_of(event).presentation.price)
    }

    /// For whom an event is.
    pub fn audience_of<'e>(&self, event: &'e Event) -> &'e str
    where
        'r: 'e,
    {
        event.audience.as_ref().unwrap_or(&self.about_of(event).presentation.for_whom)
    }

    /// The site that has the page which an event's card leads to.
    fn owner(&self, event: &Event, region: Option<&Region>) -> SiteId {
        match region {
            Some(region) if !event.is_national || self.region.is_some() => SiteId::Region(region.id.clone()),
            _ => SiteId::Hub,
        }
    }

    /// What leads to an event's page; `None` when visitors would find nothing there.
    pub fn owner_address(&self, event: &Event) -> Option<String> {
        self.link_to(&self.owner(event, self.region_of(event)), &event.address())
    }

    /// Whether programs are told of an event: its page is there.
    pub fn is_told(&self, event: &Arc<Event>) -> bool {
        let is_there = || event.publication.is_visible(self.renderer.now) && self.owner_address(event).is_some();
        self.events.get(event, |made| &made.is_told, is_there)
    }

    /// The events that programs are told of, in time order.
    pub fn events_to_tell(&self) -> impl Iterator<Item = &Arc<Event>> {
        self.every_event().iter().filter(|event| self.is_told(event))
    }

    /// The whole address of an event's page, by which search engines are to know it.
    pub fn page_of(&self, event: &Event) -> String {
        let owner = if event.is_known_by_hub() { SiteId::Hub } else { self.owner(event, self.region_of(event)) };
        self.renderer.content.programme.site_url(&owner).page(&event.address())
    }

    /// When an event is, on the clocks of this site: its region's, or the event's own on the hub.
    pub fn when(&self, event: &Event) -> When {
        self.region.map_or_else(|| event.when.clone(), |region| event.when.in_zone(&region.zone))
    }

    fn zone(&self) -> Option<&Zone> {
        self.region.map(|region| &region.zone)
    }

    /// « heure de La Réunion », where a reader could take the hour for another.
    pub fn zone_note(&self, event: &Event, region: Option<&Region>) -> Option<String> {
        let region = region.filter(|region| region.zone != self.renderer.content.programme.zone)?;
        let is_needed = (self.region.is_none() || event.is_national) && event.when.precision() != Precision::Days;
        is_needed.then(|| self.renderer.words.filled("heure_de", &[("lieu", &region.name)]))
    }

    fn registration(&self, event: &Event, soon: jiff::SignedDuration) -> Value {
        let words = &self.renderer.words;
        let state = event.registration_state(self.renderer.now, soon);
        let sentence = |key: &str, deadline: &Deadline| words.filled(key, &[("date", &self.deadline(deadline))]);
        let text = match state {
            RegistrationState::Open => Some(sentence("inscription_jusquau", &event.deadline())),
            RegistrationState::ClosingSoon => Some(sentence("inscription_ferme_le", &event.deadline())),
            RegistrationState::NotYetOpen => {
                event.registration.opens.as_ref().map(|opens| sentence("inscription_ouvre_le", opens))
            }
            _ => None,
        };
        Value::from(map! {
            "state": words.label("inscription", state.word()),
            "is_open": matches!(state, RegistrationState::Open | RegistrationState::ClosingSoon),
            "text": text.map(|text| date(&text)),
        })
    }

    /// « 30 avril 2027 », « 30 avril 2027 à 18 h », on the clocks of this site.
    pub fn deadline(&self, deadline: &Deadline) -> String {
        let Some(_) = deadline.hour else { return french::date::short(deadline.day) };
        let passes = match self.zone() {
            Some(zone) => zone.at(deadline.passes.timestamp()),
            None => deadline.passes.clone(),
        };
        let day = french::date::short(passes.date());
        let hour = french::date::hour(passes.time());
        self.renderer.words.filled("a_heure", &[("date", &day), ("heure", &hour)])
    }

    /// The former date of a postponed event, in words.
    pub fn former_date(event: &Event) -> Option<Value> {
        match event.status {
            Status::Postponed { former: Some(former) } => Some(date(&french::date::long(former))),
            Status::Postponed { former: None } => {
                Some(date(&french::date::range(event.when.first_day(), event.when.last_day())))
            }
            _ => None,
        }
    }
}

/// Whether an event is an example: it, its stop, its region or its venue is invented.
pub fn is_fictional(event: &Event, region: Option<&Region>) -> bool {
    let edition = region.zip(event.edition.as_ref()).and_then(|(region, id)| region.edition(id));
    region.is_some_and(|region| region.is_fictional)
        || edition.is_some_and(|edition| edition.is_fictional)
        || event.venue.as_deref().is_some_and(|venue: &Venue| venue.is_fictional)
}

/// « de 14 h à 17 h », when the hours are known.
pub fn hours(event: &Event, when: &When) -> Option<String> {
    match (event.has_date(), when.precision()) {
        (false, _) | (_, Precision::Days) => None,
        (_, Precision::Start) => Some(french::date::hours(when.start().time(), None)),
        (_, Precision::StartAndEnd) => Some(french::date::hours(when.start().time(), Some(when.end().time()))),
    }
}

/// For `<time datetime>`: a day, or an hour with the offset of that day (STANDARDS T3).
pub fn iso(when: &When, instant: &jiff::ZonedDateTime) -> String {
    match when.precision() {
        Precision::Days => instant.date().to_string(),
        Precision::Start | Precision::StartAndEnd => moment(instant),
    }
}

/// « 2027-05-10T14:30:00+02:00 »
pub fn moment(instant: &jiff::ZonedDateTime) -> String {
    instant.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}
