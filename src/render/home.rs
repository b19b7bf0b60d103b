//! The home pages: of a region, and of the tour as a whole.

use std::collections::HashSet;
use std::sync::Arc;

use tera::value::Key;
use tera::{Context, Value};

use super::page::PageRenderer;
use super::values::{date, map};
use crate::french;
use crate::model::address::{SiteId, Slug};
use crate::model::codes::{REGION_CODES, RegionCode};
use crate::model::edition::{Edition, EditionState};
use crate::model::event::Event;
use crate::model::page::Page;
use crate::model::region::Region;
use crate::model::site::PageKind;

/// Events on a region's home page.
const NEXT_EVENTS: usize = 4;
/// Events on the hub's home page.
const NEXT_EVENTS_HUB: usize = 4;
/// Events beside each phase.
const EVENTS_A_PHASE: usize = 3;
/// News on a home page.
const NEWS: usize = 3;

impl PageRenderer<'_> {
    /// What a region's home page shows.
    pub fn home(&self, context: &mut Context) {
        let (mut editions, past) = self.stops();
        editions.extend(past);
        let mut news = self.news();
        news.truncate(NEWS);
        let next = self.next_events(NEXT_EVENTS);
        context.insert_value("next", next.first().cloned().unwrap_or_else(Value::none));
        context.insert_value("register", self.register());
        context.insert_value("events", Value::from(next));
        context.insert_value("editions", Value::from(editions));
        context.insert_value("phases", Value::from(self.phases()));
        context.insert_value("partners", Value::from(self.partners_of(None)));
        context.insert_value("news", Value::from(news));
        context.insert_value("figures", Value::from(self.figures(&self.about().figures)));
    }

    /// What the tour's page shows.
    pub fn hub(&self, context: &mut Context) {
        let (to_come, past) = self.stops();
        let mut news = self.news();
        news.truncate(NEWS);
        let regions = &self.renderer.content.programme.regions;
        context.insert_value("stops_to_come", Value::from(to_come));
        context.insert_value("stops_past", Value::from(past));
        context.insert_value(
            "regions",
            Value::from(regions.iter().filter_map(|region| self.region_tile(region)).collect::<Vec<_>>()),
        );
        context.insert_value("absent_regions", Value::from(self.absent_regions()));
        context.insert_value("figures", Value::from(self.figures(&self.about().figures)));
        context.insert_value("partners", Value::from(self.partners_of(None)));
        context.insert_value("events", Value::from(self.next_events(NEXT_EVENTS_HUB)));
        context.insert_value("news", Value::from(news));
    }

    /// The next events that still take place, in time order.
    pub fn next_events(&self, most: usize) -> Vec<Value> {
        self.still_on().filter_map(|event| self.card_of(event)).take(most).collect()
    }

    /// The events to come, or under way, that one can still go to; on the hub those of every region.
    pub fn still_on(&self) -> impl Iterator<Item = &Arc<Event>> {
        let now = self.renderer.now;
        let is_on = |event: &&Arc<Event>| {
            event.publication.is_visible(now) && event.has_date() && event.state(now).is_still_on()
        };
        let still_on = || self.every_event().iter().filter(is_on).cloned().collect();
        self.events.all.still_on.get_or_init(still_on).iter()
    }

    /// The next event that is open for registration: where its button leads.
    pub fn register(&self) -> Value {
        let soon = self.renderer.content.programme.closing_soon;
        let now = self.renderer.now;
        let open = self.still_on().find(|event| event.can_register(now, soon));
        let view = open.and_then(|event| {
            let card = self.card_of(event)?;
            let address = card.get_from_path("address")?.clone();
            let text = card.get_from_path("registration.text")?.clone();
            Some(Value::from(map! {
                "address": address,
                "link": event.registration.link.as_ref().map(super::site::web_link),
                "text": text,
                "event": card.clone(),
            }))
        });
        view.unwrap_or_else(Value::none)
    }

    /// The four steps, each with its next events.
    pub fn phases(&self) -> Vec<Value> {
        let phases = self.renderer.content.programme.phases.iter().enumerate();
        let view = |(index, phase): (usize, &crate::model::programme::Phase)| {
            let number = index + 1;
            let events =
                self.still_on().filter(|event| event.phase.is_some_and(|phase| usize::from(phase.number()) == number));
            let events: Vec<Value> = events.filter_map(|event| self.card_of(event)).take(EVENTS_A_PHASE).collect();
            Value::from(map! {
                "number": number,
                "title": self.text(&phase.title),
                "summary": self.text(&phase.summary),
                "events": events,
            })
        };
        phases.map(view).collect()
    }

    /// News, the last first.
    pub fn news(&self) -> Vec<Value> {
        let mut news: Vec<&Page> = self
            .site
            .pages
            .values()
            .filter_map(|kind| if let PageKind::Written(page) = kind { Some(page.as_ref()) } else { None })
            .filter(|page| page.is_news())
            .collect();
        news.sort_by(|a, b| (b.date, &a.address).cmp(&(a.date, &b.address)));
        let view = |page: &Page| {
            let day = page.date?;
            Some(Value::from(map! {
                "title": self.text(&page.title),
                "address": page.address.as_str(),
                "date": date(&french::date::long(day)),
                "datetime": day.to_string(),
                "summary": self.some_text(page.summary.as_ref()),
            }))
        };
        news.into_iter().filter_map(view).collect()
    }

    /// The regions of France that no site of the programme is about, in the order of their names.
    fn absent_regions(&self) -> Vec<Value> {
        let regions = &self.renderer.content.programme.regions;
        let mut absent = REGION_CODES.to_vec();
        absent.retain(|code| regions.iter().all(|region| region.code != *code));
        absent.sort_by_cached_key(|code| french::order::key(code.name));
        let view = |code: RegionCode| Value::from(map! { "code": code.iso, "name": self.text(code.name) });
        absent.into_iter().map(view).collect()
    }

    /// A region on the hub; `None` when its site is not there.
    fn region_tile(&self, region: &Region) -> Option<Value> {
        let now = self.renderer.now;
        let words = &self.renderer.words;
        let address = self.link_to(&SiteId::Region(region.id.clone()), "")?;
        let ids: HashSet<&Slug> = region.events.iter().map(|event| &event.id).collect();
        let is_own = |event: &&&Arc<Event>| ids.contains(&event.id);
        let next = self.still_on().filter(|event| is_own(&event)).find_map(|event| self.card_of(event));
        let registration = match &next {
            None => words.get("region_aucun_evenement").into(),
            Some(card) => card
                .get_from_path("registration.text")
                .filter(|text| !text.is_none())
                .or_else(|| card.get_from_path("registration.state.label"))
                .cloned()
                .unwrap_or_else(Value::none),
        };
        let state = |edition: &&Edition| edition.state(now, &region.zone);
        let editions = &region.editions;
        let shown = editions
            .iter()
            .find(|edition| state(edition) == EditionState::Ongoing)
            .or_else(|| editions.iter().find(|edition| state(edition) == EditionState::ToCome))
            .or(editions.last());
        let stop = shown.and_then(|edition| self.edition(edition, region));
        let state = stop.as_ref().and_then(|stop| stop.get(&Key::Str("state")).cloned());
        Some(Value::from(map! {
            "code": region.code.iso,
            "name": region.name.as_str(),
            "short_name": region.short_name.as_str(),
            "in_region": region.in_region(),
            "address": address,
            "is_fictional": region.is_fictional,
            "next": next,
            "registration": registration,
            "state": state,
            "edition": stop,
        }))
    }
}
