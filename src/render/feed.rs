//! What is new and what has changed, for readers of feeds: Atom (RFC 4287).
//!
//! When something changed is what its header says (`mis_a_jour`, `publier_le`, the date of news), never the clock of a
//! build: the same sources are the same bytes, and nothing comes up as new because everything was built again.

use std::cmp::Reverse;
use std::fmt::Write;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use tera::Value;

use super::site::SiteRenderer;
use super::uid::{uid, urn};
use super::values::map;
use super::xml::{self, element, escaped};
use crate::french;
use crate::model::address::SiteId;
use crate::model::event::Event;
use crate::model::page::Page;
use crate::model::site::PageKind;

/// The address of the feed in each site that has anything to tell.
pub const FEED: &str = "flux.atom";

/// Those that changed last; what is older is on the site.
const MOST_ENTRIES: usize = 50;

/// One piece of news, with its day and the instant of its last change, or one event.
enum Entry<'e> {
    News(&'e Page, Date, Timestamp),
    Event(&'e Arc<Event>),
}

impl Entry<'_> {
    /// The instant of its last change.
    fn changed(&self) -> Timestamp {
        match self {
            Self::News(.., changed) => *changed,
            Self::Event(event) => event.revised(),
        }
    }

    /// The last that changed comes first; of one instant news, then what takes place first.
    fn order(&self) -> (Reverse<Timestamp>, bool, Timestamp, &str) {
        let (is_event, starts, name) = match self {
            Self::News(page, ..) => (false, Timestamp::UNIX_EPOCH, page.address.as_str()),
            Self::Event(event) => (true, event.when.start().timestamp(), event.id.as_str()),
        };
        (Reverse(self.changed()), is_event, starts, name)
    }
}

/// Those that changed last, in their order.
fn last_changed<'e>(entries: impl Iterator<Item = Entry<'e>>) -> Vec<Entry<'e>> {
    let mut entries: Vec<Entry> = entries.collect();
    entries.sort_by(|one, other| one.order().cmp(&other.order()));
    entries.truncate(MOST_ENTRIES);
    entries
}

impl SiteRenderer<'_> {
    /// The feed of the site; `None` when there is nothing to tell.
    pub fn feed(&self) -> Option<String> {
        let entries = last_changed(self.news_of_feed().chain(self.events_of_feed().iter().map(Entry::Event)));
        let last = entries.first()?.changed();
        let programme = &self.renderer.content.programme;
        let mut out = format!("{}<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"fr\">\n", xml::DECLARATION);
        let site = match self.id {
            SiteId::Hub => "",
            SiteId::Region(id) => id.as_str(),
        };
        element(&mut out, "id", &urn(&format!("flux/{site}")));
        element(&mut out, "title", &self.set(&self.signature()));
        element(&mut out, "subtitle", &self.set(&programme.tagline));
        element(&mut out, "updated", &last.to_string());
        link(&mut out, "self", "application/atom+xml", &self.url.page(FEED));
        link(&mut out, "alternate", "text/html", &self.url.page(""));
        let _ = writeln!(out, "<author>\n<name>{}</name>\n</author>", escaped(&programme.organiser));
        let _ = writeln!(out, "<generator>escale</generator>");
        for entry in &entries {
            self.write_entry(&mut out, entry);
        }
        out.push_str("</feed>\n");
        Some(out)
    }

    /// What templates are told of the feed.
    pub fn feed_found(&self) -> Value {
        let has_news = || self.site.pages.contains_key(Page::NEWS);
        if self.events_to_tell().next().is_none() && !has_news() {
            return Value::none();
        }
        let title = self.renderer.words.filled("flux_de", &[("site", &self.signature())]);
        Value::from(map! { "address": FEED, "title": self.text(&title) })
    }

    /// The events that may be in the feed.
    fn events_of_feed(&self) -> &[Arc<Event>] {
        let event = |entry: Entry| if let Entry::Event(event) = entry { Some(Arc::clone(event)) } else { None };
        let find = || last_changed(self.events_to_tell().map(Entry::Event)).into_iter().filter_map(event).collect();
        self.events.all.last_changed.get_or_init(find)
    }

    /// News, in no order.
    fn news_of_feed(&self) -> impl Iterator<Item = Entry<'_>> {
        let zone = self.region.map_or(&self.renderer.content.programme.zone, |region| &region.zone);
        let news = self.site.pages.values().filter_map(|kind| match kind {
            PageKind::Written(page) => page.date.filter(|_| page.is_news()).map(|day| (page.as_ref(), day)),
            _ => None,
        });
        news.map(|(page, day)| {
            let day_of_change = page.updated.map_or(day, |updated| updated.max(day));
            Entry::News(page, day, zone.start_of(day_of_change).timestamp())
        })
    }

    /// Stays with the entry wherever it moves: news are known by the first address they had.
    fn id_of(&self, entry: &Entry) -> String {
        match entry {
            Entry::Event(event) => format!("urn:uuid:{}", uid(&event.id)),
            Entry::News(page, ..) => {
                let programme = &self.renderer.content.programme;
                let mut former = page.origin.former_addresses.iter();
                let first = former.find_map(|former| former.within(programme, self.id));
                let source = crate::model::site::region_of(&page.origin.file);
                let source = source.as_ref().map_or("", |region| region.as_str());
                urn(&format!("actualites/{source}/{}", first.as_ref().unwrap_or(&page.address)))
            }
        }
    }

    fn write_entry(&self, out: &mut String, entry: &Entry) {
        match entry {
            Entry::News(page, day, changed) => {
                out.push_str("<entry>\n");
                element(out, "id", &self.id_of(entry));
                let zone = self.region.map_or(&self.renderer.content.programme.zone, |region| &region.zone);
                element(out, "title", &self.set(&page.title));
                element(out, "published", &zone.start_of(*day).timestamp().to_string());
                element(out, "updated", &changed.to_string());
                link(out, "alternate", "text/html", &self.url.page(&page.address));
                if let Some(summary) = &page.summary {
                    element(out, "summary", &self.set(summary));
                }
                out.push_str("</entry>\n");
            }
            Entry::Event(event) => {
                out.push_str(&self.events.get(event, |made| &made.news, || self.news_of(event).into()));
            }
        }
    }

    fn news_of(&self, event: &Arc<Event>) -> String {
        let told = self.told(event);
        let mut out = "<entry>\n".to_owned();
        element(&mut out, "id", &self.id_of(&Entry::Event(event)));
        element(&mut out, "title", &told.summary);
        if let Some(from) = &event.publication.from {
            element(&mut out, "published", &from.timestamp().to_string());
        }
        element(&mut out, "updated", &event.revised().to_string());
        link(&mut out, "alternate", "text/html", &told.page);
        let term = event.kind.word();
        let label = self.renderer.words.get(&format!("type_{term}"));
        let _ = writeln!(out, "<category term=\"{term}\" label=\"{}\"/>", escaped(&label));
        let when = self.when(event);
        let day = event.has_date().then(|| french::date::range(when.first_day(), when.last_day()));
        let day = day.unwrap_or_else(|| self.renderer.words.get("date_a_preciser"));
        let facts = [day, told.location, self.set(&event.summary)];
        element(&mut out, "summary", &facts.join(" – "));
        out.push_str("</entry>\n");
        out
    }
}

fn link(out: &mut String, relation: &str, kind: &str, address: &str) {
    let _ = writeln!(out, "<link rel=\"{relation}\" type=\"{kind}\" href=\"{}\"/>", escaped(address));
}
