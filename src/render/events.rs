//! The page of an event, and the venues and editions events belong to.

use std::sync::Arc;

use tera::{Map, Value};

use super::cards::iso;
use super::page::PageRenderer;
use super::qr_code::qr_code;
use super::site::{SiteRenderer, email, telephone, typed, web_link};
use super::templates::Failure;
use super::values::{date, html, map};
use crate::french;
use crate::model::address::SiteId;
use crate::model::codes::Postcode;
use crate::model::edition::{Edition, EditionState};
use crate::model::event::{Event, PhaseNumber};
use crate::model::region::Region;
use crate::model::site::PageKind;
use crate::model::time::{PartialDate, Precision};
use crate::model::venue::{Fact, Venue};
use crate::output::Bytes;

/// Events to come, and past ones, beside a partner, a venue or a stop; the lists have the others.
const EVENTS_BESIDE: usize = 12;

impl PageRenderer<'_> {
    /// Everything an event's page says.
    pub fn event(&self, event: &Arc<Event>, kind: &PageKind) -> Result<Map, Failure> {
        let programme = &self.renderer.content.programme;
        let mut view = self.card(event, self.region).unwrap_or_default();
        let when = self.when(event);
        let calendar = self.calendar(event);
        let registration = &event.registration;
        let phase = |number: PhaseNumber| {
            let phase = &programme.phases[usize::from(number.number() - 1)];
            Value::from(map! {
                "number": u64::from(number.number()), "title": self.text(&phase.title), "address": "parcours/",
            })
        };
        let on_paper = self.address_on_paper(event);
        let more = map! {
            "body": html(&self.prose(&event.prose, &event.address())?),
            "price": self.text(self.price_of(event)),
            "audience": self.some_text(event.audience.as_ref()),
            "reason": self.some_text(event.reason.as_ref()),
            "former_date": SiteRenderer::former_date(event),
            "end": (event.has_date() && when.precision() == Precision::StartAndEnd).then(|| iso(&when, when.end())),
            "online_link": event.online_link.as_ref().map(web_link),
            "link": registration.link.as_ref().map(web_link),
            "telephone": registration.telephone.as_ref().map(telephone),
            "email": registration.email.as_ref().map(email),
            "opens": registration.opens.as_ref().map(|opens| date(&self.deadline(opens))),
            "closes": registration.closes.as_ref().map(|closes| date(&self.deadline(closes))),
            "places": registration.places,
            "venue": event.venue.as_ref().map(|venue| self.venue(venue)),
            "accessibility": Value::from(map! {
                "facts": self.facts(&event.accessibility.facts),
                "note": self.some_text(event.accessibility.note.as_ref()),
                "is_known": event.accessibility.note.is_some()
                    || event.accessibility.facts.iter().any(|(_, fact)| *fact != Fact::Unknown),
            }),
            "share": self.letter(event, &self.canonical(&event.address(), kind)),
            "calendar": calendar.as_ref().map(|file| self.calendar_view(event, file)),
            "typed": typed(&on_paper),
            "length_on_paper": self.length_on_paper(event),
            "code": qr_code(&on_paper),
            "partners": self.partners_at(&event.partners, when.first_day()),
            "speakers": event.speakers.iter().map(|speaker| self.text(speaker)).collect::<Vec<_>>(),
            "phase": event.phase.map(phase),
            "edition": self.edition_of(event),
            "image": event.image.as_ref().and_then(|image| self.image(image, u32::MAX)),
            "updated": event.updated.map(|day| date(&french::date::short(day))),
        };
        view.extend(more);
        if let Some(file) = calendar {
            self.need(&SiteRenderer::calendar_address(event), Bytes::Made(file));
        }
        Ok(view)
    }

    fn edition_of(&self, event: &Event) -> Option<Value> {
        let id = event.edition.as_ref()?;
        let edition = self.region?.edition(id)?;
        Some(Value::from(map! {
            "title": self.text(&edition.title),
            "address": edition.address(),
            "is_fictional": edition.is_fictional,
        }))
    }

    /// A venue with what one needs to know to get in.
    pub fn venue(&self, venue: &Venue) -> Value {
        let department = venue.commune.department();
        let address = self.link_to(self.id, &venue.address()).filter(|address| self.site.pages.contains_key(address));
        Value::from(map! {
            "address": address,
            "name": self.text(&venue.name),
            "street": self.some_text(venue.street.as_ref()),
            "postcode": venue.postcode.as_ref().map(Postcode::as_str),
            "town": venue.town.as_str(),
            "department": Value::from(map! { "code": department.code(), "name": department.name() }),
            "transport": self.some_text(venue.transport.as_ref()),
            "access": self.some_text(venue.access.as_ref()),
            "facts": self.facts(&venue.facts),
            "note": self.some_text(venue.note.as_ref()),
            "is_fictional": venue.is_fictional,
            "has_address": venue.street.is_some(),
        })
    }

    fn facts(&self, facts: &[(&'static str, Fact)]) -> Vec<Value> {
        let words = &self.renderer.words;
        let fact = |(name, fact): &(&'static str, Fact)| {
            let state = match fact {
                Fact::Yes => "oui",
                Fact::No => "non",
                Fact::Unknown => "non-renseigne",
            };
            Value::from(map! {
                "label": words.get(&format!("fait_{name}")),
                "state": words.label("reponse", state),
            })
        };
        facts.iter().map(fact).collect()
    }

    /// The events whose pages are in this site and that meet a condition: the next ones and the last ones, as cards,
    /// and how many more there are of both.
    pub fn next_and_last(&self, condition: impl Fn(&Event) -> bool) -> Map {
        let now = self.renderer.now;
        let events = self.region.map_or(&self.renderer.content.programme.events, |region| &region.events);
        let own = events.iter().filter(|event| event.publication.is_visible(now) && condition(event));
        let (past, to_come): (Vec<_>, Vec<_>) = own.partition(|event| event.is_past(now));
        let more = |all: &[&Arc<Event>]| Some(all.len().saturating_sub(EVENTS_BESIDE)).filter(|more| *more > 0);
        map! {
            "events": self.cards_of(to_come.iter().copied().take(EVENTS_BESIDE)),
            "more_events": more(&to_come),
            "past_events": self.cards_of(past.iter().copied().rev().take(EVENTS_BESIDE)),
            "more_past_events": more(&past),
        }
    }

    /// Cards of events to come in time order, and of those past, the last first.
    pub fn to_come_and_past(&self, events: Vec<&Arc<Event>>) -> (Vec<Value>, Vec<Value>) {
        let (past, to_come): (Vec<_>, Vec<_>) = events.into_iter().partition(|event| event.is_past(self.renderer.now));
        (self.cards_of(to_come), self.cards_of(past.into_iter().rev()))
    }

    /// A stop of the tour as lists show it; `None` when its page is not there.
    pub fn edition(&self, edition: &Edition, region: &Region) -> Option<Map> {
        let site = SiteId::Region(region.id.clone());
        let address = self.link_to(&site, &edition.address())?;
        let home = self.link_to(&site, "")?;
        let state = match edition.state(self.renderer.now, &region.zone) {
            EditionState::Past => "passee",
            EditionState::Ongoing => "en-cours",
            EditionState::ToCome => "a-venir",
        };
        let department = edition.department;
        Some(map! {
            "title": self.text(&edition.title),
            "address": address,
            "region": Value::from(map! {
                "code": region.code.iso, "name": region.name.as_str(), "address": home, "in_region": region.in_region(),
            }),
            "state": self.renderer.words.label("halte", state),
            "dates": match &edition.period {
                Some(period) => self.text(period),
                None => date(&dates(edition.start, edition.end)),
            },
            "town": edition.town.as_deref(),
            "department": department.map(|d| Value::from(map! { "code": d.code(), "name": d.name() })),
            "summary": self.some_text(edition.summary.as_ref()),
            "is_fictional": edition.is_fictional || region.is_fictional,
            "figures": self.figures(&edition.figures),
        })
    }

    /// The page of a stop.
    pub fn edition_page(&self, edition: &Edition, region: &Region) -> Value {
        let mut view = self.edition(edition, region).unwrap_or_default();
        let partners = edition.partners.iter().filter_map(|id| region.partners.get(id));
        let more = map! {
            "partners": partners.filter_map(|p| self.partner_on(p, edition.start.first_day())).collect::<Vec<_>>(),
            "sources": edition.sources.iter().map(web_link).collect::<Vec<_>>(),
        };
        view.extend(more);
        view.extend(self.next_and_last(|event| event.edition.as_ref() == Some(&edition.id)));
        Value::from(view)
    }

    /// Stops of the region, or of the whole tour on the hub: those to come in time order, the ones under
    /// way first, and those past, the last first.
    pub fn stops(&self) -> (Vec<Value>, Vec<Value>) {
        let regions: Vec<&Region> = match self.region {
            Some(region) => vec![region],
            None => self.renderer.content.programme.regions.iter().map(AsRef::as_ref).collect(),
        };
        let mut stops: Vec<(&Edition, &Region)> = regions
            .into_iter()
            .flat_map(|region| region.editions.iter().map(move |edition| (edition, region)))
            .collect();
        stops.sort_by_key(|(edition, region)| (edition.start.first_day(), edition.last_day(), &region.id));
        let now = self.renderer.now;
        let (past, to_come): (Vec<_>, Vec<_>) =
            stops.into_iter().partition(|(edition, region)| edition.state(now, &region.zone) == EditionState::Past);
        let view = |(edition, region): &(&Edition, &Region)| self.edition(edition, region).map(Value::from);
        (to_come.iter().filter_map(view).collect(), past.iter().rev().filter_map(view).collect())
    }
}

/// « lundi 17 mai 2021 », « juillet 2020 », « 2021 », « du 29 septembre au 5 octobre 2020 ».
fn dates(start: PartialDate, end: Option<PartialDate>) -> String {
    let words = |partial: PartialDate| match partial {
        PartialDate::Year(year) => year.to_string(),
        PartialDate::Month(day) => french::date::month_and_year(day),
        PartialDate::Day(day) => french::date::long(day),
    };
    match (start, end) {
        (PartialDate::Day(first), Some(PartialDate::Day(last))) => french::date::range(first, last),
        (start, Some(end)) if start != end => format!("{} – {}", words(start), words(end)),
        (start, _) => words(start),
    }
}
