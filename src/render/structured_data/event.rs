//! An event as search engines know events: EducationEvent (STANDARDS S1–S4).

use std::sync::Arc;

use serde_json::Value;

use super::super::cards::{iso, moment};
use super::super::site::SiteRenderer;
use super::{Thing, partner_known};
use crate::model::event::{Event, Mode, Status};
use crate::model::partner::{Level, Partner};
use crate::model::price::Euros;
use crate::model::region::Region;
use crate::model::time::{Precision, When};

const EVENT_STATUS: &str = "https://schema.org/Event";
const IN_STOCK: &str = "https://schema.org/InStock";
const SOLD_OUT: &str = "https://schema.org/SoldOut";

impl SiteRenderer<'_> {
    /// The event; nothing in it passes with time, so that what a search engine read stays true.
    pub(super) fn educational_event(&self, event: &Event, share_picture: Option<&str>) -> Thing {
        let page = self.page_of(event);
        let region = self.region_of(event);
        let when = self.when(event);
        let price = Euros::in_words(self.price_of(event));
        let audience = Thing::new("Audience").with("audienceType", self.set(self.audience_of(event)));
        let former = match event.status {
            Status::Postponed { former } => former,
            _ => None,
        };
        let programme = &self.renderer.content.programme;
        let partners = self.region.map_or(&programme.partners, |region| &region.partners);
        let partners = event.partners.iter().filter_map(|id| partners.get(id));
        let (hosts, sponsors): (Vec<_>, Vec<_>) = partners.partition(|partner| partner.level == Level::Organiser);
        let named =
            |partner: &Arc<Partner>| Value::from(partner_known(partner, &self.set(partner.name_on(when.first_day()))));
        let hosts = hosts.into_iter().filter(|partner| partner.name != programme.organiser).map(named);
        let organisers: Vec<Value> = std::iter::once(self.organiser().into()).chain(hosts).collect();
        Thing::new("EducationEvent")
            .with("@id", format!("{page}#evenement"))
            .with("name", self.set(&event.title))
            .with("description", self.set(&event.summary))
            .with("url", page.as_str())
            .with("inLanguage", "fr")
            .with("image", share_picture)
            .with("startDate", iso(&when, when.start()))
            .with("endDate", end(&when))
            .with("previousStartDate", former.map(|day| day.to_string()))
            .with("eventStatus", format!("{EVENT_STATUS}{}", status(event.status)))
            .with("eventAttendanceMode", format!("https://schema.org/{}", attendance(event.held())))
            .with("location", self.location(event, region, &page))
            .with("isAccessibleForFree", price.map(|price| price == Euros::ZERO))
            .with("offers", offer(event, price, &page).map(Value::from))
            .with("maximumAttendeeCapacity", event.registration.places)
            .with("audience", audience)
            .with("organizer", organisers)
            .with("sponsor", sponsors.into_iter().map(named).collect::<Vec<_>>())
            .with("superEvent", self.series_of(event, region))
    }

    /// Where: a place, a room of the web, or both (STANDARDS S2).
    fn location(&self, event: &Event, region: Option<&Region>, page: &str) -> Value {
        let room = || {
            // Nobody is to wait in a room where nothing takes place.
            let room = event.online_link.as_ref().filter(|_| event.status != Status::Cancelled);
            let link = room.map_or(page, |link| link.as_str());
            Value::from(Thing::new("VirtualLocation").with("url", link))
        };
        let place = || match &event.venue {
            Some(venue) => Value::from(self.place(venue)),
            // The place is not known yet.
            None => {
                let region = region.filter(|_| !event.is_national);
                let name = region.map_or("France", |region| &region.name);
                let address = Thing::new("PostalAddress").with("addressRegion", region.map(|region| &*region.name));
                Thing::new("Place").with("name", name).with("address", address.with("addressCountry", "FR")).into()
            }
        };
        match event.held() {
            Mode::OnSite => place(),
            Mode::Online => room(),
            Mode::Hybrid => Value::Array(vec![place(), room()]),
        }
    }
}

/// How one comes to take part; nothing is offered where there is nothing to go to (STANDARDS S4).
fn offer(event: &Event, price: Option<Euros>, page: &str) -> Option<Thing> {
    let registration = &event.registration;
    let opens = registration.opens.as_ref().map(|opens| moment(&opens.passes));
    let closes = registration.is_possible().then(|| moment(&event.deadline().passes));
    let is_on = !matches!(event.status, Status::Cancelled | Status::Postponed { former: None });
    is_on.then(|| {
        Thing::new("Offer")
            .with("url", registration.link.as_ref().map_or(page, |link| link.as_str()))
            .with("availability", if event.status == Status::Full { SOLD_OUT } else { IN_STOCK })
            .with("price", price.map(|price| price.to_string()))
            .with("priceCurrency", price.map(|_| "EUR"))
            .with("validFrom", opens)
            .with("validThrough", closes)
    })
}

/// The end: its instant, or the last day where the hour is not known.
fn end(when: &When) -> String {
    match when.precision() {
        Precision::StartAndEnd => moment(when.end()),
        Precision::Days | Precision::Start => when.last_day().to_string(),
    }
}

/// What became of the plan (STANDARDS S3).
fn status(status: Status) -> &'static str {
    match status {
        Status::Planned | Status::Full => "Scheduled",
        Status::Cancelled => "Cancelled",
        Status::Postponed { former: None } => "Postponed",
        Status::Postponed { former: Some(_) } => "Rescheduled",
        Status::MovedOnline => "MovedOnline",
    }
}

fn attendance(mode: Mode) -> &'static str {
    match mode {
        Mode::OnSite => "OfflineEventAttendanceMode",
        Mode::Online => "OnlineEventAttendanceMode",
        Mode::Hybrid => "MixedEventAttendanceMode",
    }
}
