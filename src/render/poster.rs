//! A region's next events on one sheet of paper, for the walls of agencies.

use tera::{Map, Value};

use super::page::PageRenderer;
use super::qr_code::qr_code;
use super::site::{SiteRenderer, email, telephone, typed, web_link};
use super::values::map;
use crate::model::address::SiteId;
use crate::model::event::Event;
use crate::model::site::Scope;
use crate::model::venue::Fact;

/// Events on a sheet: as many as an A4 page holds when every title takes two lines.
const EVENTS_ON_A_SHEET: usize = 7;

impl PageRenderer<'_> {
    /// What the sheet shows: the events that one can go to, not those that are cancelled; how many more there are; and
    /// where they are all listed.
    pub fn poster(&self) -> Map {
        let next = self.still_on().take(EVENTS_ON_A_SHEET);
        let events: Vec<Value> =
            next.filter_map(|event| Some(with_registration(self.card(event, self.region)?, event))).collect();
        let more = self.still_on().count().saturating_sub(EVENTS_ON_A_SHEET);
        let list = self.renderer.content.programme.lasting_url(self.id).page(&Scope::ToCome.address(1));
        map! {
            "events": events,
            "more": Some(more).filter(|more| *more > 0),
            "list": Value::from(map! { "href": list.as_str(), "typed": typed(&list), "code": qr_code(&list) }),
        }
    }
}

impl SiteRenderer<'_> {
    /// The address of an event's page on its poster: the canonical one, whose sites may be published elsewhere for this
    /// time.
    pub fn address_on_paper(&self, event: &Event) -> String {
        let site = if event.is_known_by_hub() { &SiteId::Hub } else { self.id };
        self.renderer.content.programme.lasting_url(site).page(&event.address())
    }

    /// How many characters the poster of an event has to find room for; those of its title, which are large, count twice.
    pub fn length_on_paper(&self, event: &Event) -> usize {
        let words = &self.renderer.words;
        let facts = event.accessibility.facts.iter().chain(event.venue.iter().flat_map(|venue| &venue.facts));
        let known = facts.filter(|(_, fact)| *fact != Fact::Unknown);
        let known: usize = known.map(|(name, _)| words.get(&format!("fait_{name}")).chars().count()).sum();
        let venue = event.venue.iter().flat_map(|venue| {
            [Some(&venue.name), venue.street.as_ref(), venue.transport.as_ref(), venue.access.as_ref()]
        });
        let own = [
            Some(&event.title),
            Some(&event.title),
            Some(&event.summary),
            event.price.as_ref(),
            event.audience.as_ref(),
            event.reason.as_ref(),
            event.accessibility.note.as_ref(),
        ];
        known + own.into_iter().chain(venue).flatten().map(|text| text.chars().count()).sum::<usize>()
    }
}

/// A card with the ways to register.
fn with_registration(mut card: Map, event: &Event) -> Value {
    let registration = &event.registration;
    card.extend(map! {
        "link": registration.link.as_ref().map(web_link),
        "telephone": registration.telephone.as_ref().map(telephone),
        "email": registration.email.as_ref().map(email),
    });
    Value::from(card)
}
