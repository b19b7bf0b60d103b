//! Lists of events: by month, with links to the narrower lists.

use std::sync::Arc;

use jiff::civil::Date;
use tera::{Map, Value};

use super::page::PageRenderer;
use super::site::SiteRenderer;
use super::values::map;
use crate::french;
use crate::model::event::{Event, EventKind, Mode};
use crate::model::site::{Listing, PageKind, Scope};

impl SiteRenderer<'_> {
    /// « Évènements : ateliers », with the number of the page from the second on.
    pub fn list_title(&self, listing: &Listing) -> String {
        let words = &self.renderer.words;
        let title = match listing.scope {
            Scope::ToCome => words.get("titre_evenements"),
            Scope::Past => words.get("titre_evenements_passes"),
            scope @ (Scope::Kind(_) | Scope::Mode(_) | Scope::Department(_)) => {
                let key = match scope {
                    Scope::Kind(_) => "titre_evenements_type",
                    Scope::Mode(_) => "titre_evenements_mode",
                    _ => "titre_evenements_departement",
                };
                words.filled(key, &[("nom", &self.scope_name(scope))])
            }
        };
        match listing.page {
            1 => title,
            page => words.filled("titre_page_numero", &[("titre", &title), ("n", &page.to_string())]),
        }
    }

    fn scope_name(&self, scope: Scope) -> String {
        let words = &self.renderer.words;
        match scope {
            Scope::ToCome | Scope::Past => String::new(),
            Scope::Kind(kind) => words.get(&format!("type_{}", kind.word())),
            Scope::Mode(mode) => words.get(&format!("mode_{}", mode.word().replace('-', "_"))),
            Scope::Department(department) => format!("{} ({})", department.name(), department.code()),
        }
    }
}

impl PageRenderer<'_> {
    /// What a page of a list shows.
    pub fn listing(&self, listing: &Listing) -> Map {
        let now = self.renderer.now;
        let (past, to_come): (Vec<_>, Vec<_>) = listing.events.iter().partition(|event| event.is_past(now));
        let page = |number: usize| {
            Value::from(map! {
                "number": number, "address": listing.scope.address(number), "is_current": number == listing.page,
            })
        };
        let pages: Vec<Value> = if listing.pages > 1 { (1..=listing.pages).map(page).collect() } else { Vec::new() };
        map! {
            "heading": self.text(&self.list_title(listing)),
            "groups": self.by_month(&to_come),
            "past_groups": self.by_month(&past),
            "total": listing.total,
            "is_past_list": listing.scope == Scope::Past,
            "filters": self.filters(listing.scope),
            "pages": pages,
            "previous": (listing.page > 1).then(|| listing.scope.address(listing.page - 1)),
            "next": (listing.page < listing.pages).then(|| listing.scope.address(listing.page + 1)),
            "agenda": if listing.has_agenda() { self.subscription() } else { Value::none() },
            "data": if listing.has_agenda() { self.data_found() } else { Value::none() },
            "archive_address": (listing.scope == Scope::ToCome).then(|| Scope::Past.address(1)),
        }
    }

    /// Events in the order given, under their months; those without a date come under none.
    fn by_month(&self, events: &[&Arc<Event>]) -> Vec<Value> {
        let month = |event: &Event| event.has_date().then(|| self.when(event).first_day().first_of_month());
        let group = |month: Option<Date>, events: Vec<Value>| {
            let title = match month {
                Some(month) => french::date::month_and_year(month),
                None => self.renderer.words.get("date_a_preciser"),
            };
            Value::from(map! { "title": title, "events": events })
        };
        let (dated, undated): (Vec<&Arc<Event>>, Vec<&Arc<Event>>) =
            events.iter().copied().partition(|event| event.has_date());
        dated
            .chunk_by(|a, b| month(a) == month(b))
            .chain((!undated.is_empty()).then_some(undated.as_slice()))
            .map(|chunk| group(month(chunk[0]), self.cards_of(chunk.iter().copied())))
            .collect()
    }

    /// The narrower lists of this site, with how many events each has.
    fn filters(&self, current: Scope) -> Vec<Value> {
        let link = |scope: Scope| match self.site.pages.get(&scope.address(1)) {
            Some(PageKind::Events(listing)) => Some(Value::from(map! {
                "title": self.scope_name(scope),
                "address": scope.address(1),
                "count": listing.total,
                "is_current": scope == current,
            })),
            _ => None,
        };
        let departments = self.site.pages.values().filter_map(|kind| match kind {
            PageKind::Events(Listing { scope: scope @ Scope::Department(_), page: 1, .. }) => Some(*scope),
            _ => None,
        });
        let kinds = EventKind::WORDS.iter().map(|(_, kind)| Scope::Kind(*kind));
        let modes = Mode::WORDS.iter().map(|(_, mode)| Scope::Mode(*mode));
        let filter = |title: &str, links: Vec<Value>| {
            (!links.is_empty()).then(|| Value::from(map! { "title": self.renderer.words.get(title), "links": links }))
        };
        [
            filter("filtre_type", kinds.filter_map(link).collect()),
            filter("filtre_departement", departments.filter_map(link).collect()),
            filter("filtre_mode", modes.filter_map(link).collect()),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}
