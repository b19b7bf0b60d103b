//! The external links of everything staff wrote, each once with all its places, in the order they are to
//! be visited.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use url::Url;

use crate::model::about::About;
use crate::model::address::{Slug, WebUrl};
use crate::model::content::Content;
use crate::model::edition::Figure;
use crate::model::event::Event;
use crate::model::page::Page;
use crate::model::partner::Partner;
use crate::model::prose::{Piece, Prose};
use crate::model::region::Region;
use crate::sources::{Place, Sources};

/// The links of some sites.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Links {
    /// To be visited, the most important first.
    pub all: Vec<Link>,
    /// How many more lead to hosts that are kept for examples (RFC 2606): they are never visited.
    pub examples: usize,
}

/// An address outside our sites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Without a fragment, which no server is told.
    pub url: Url,
    /// Where it is written, the most important place first.
    pub places: Vec<Place>,
    rank: Rank,
    fragment: Option<String>,
}

/// How much a link matters: the first are visited first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// People register there now, for an event that begins at this instant.
    Registration(Timestamp),
    /// Of an event to come, which begins at this instant.
    ToCome(Timestamp),
    /// A field of anything else.
    Field,
    /// In a text.
    Text,
    /// Of an event that is over.
    Past,
}

impl Link {
    /// Whether people register there now, for an event to come.
    pub fn is_registration(&self) -> bool {
        matches!(self.rank, Rank::Registration(_))
    }

    /// The host.
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// An address with the fragment that the link has at its first place.
    pub fn with_fragment(&self, url: &str) -> String {
        match &self.fragment {
            Some(fragment) if !url.contains('#') => format!("{url}#{fragment}"),
            _ => url.to_owned(),
        }
    }
}

/// The links of the regions named, national content they inherit included; of everything when none is named.
pub fn collect(content: &Content, sources: &Sources, now: Timestamp, only: &BTreeSet<Slug>) -> Links {
    let programme = &content.programme;
    let mut collector = Collector { sources, now, soon: programme.closing_soon, written: BTreeMap::new() };
    for region in programme.regions.iter().filter(|region| only.is_empty() || only.contains(&region.id)) {
        collector.region(region);
    }
    if only.is_empty() {
        collector.events(&programme.events);
        collector.partners(programme.partners.values());
        collector.pages(programme.pages.values());
        collector.about(&programme.about, &[Place::file(&SETTINGS.into())]);
    }
    collector.finish()
}

/// Whether a host is kept for examples (RFC 2606, RFC 6761).
pub fn is_example(host: &str) -> bool {
    let labels: Vec<&str> = host.trim_end_matches('.').rsplit('.').take(2).collect();
    matches!(labels[..], ["example" | "test" | "invalid", ..] | ["com" | "net" | "org", "example"])
}

const SETTINGS: &str = "escale.yaml";

struct Collector<'s> {
    sources: &'s Sources,
    now: Timestamp,
    soon: jiff::SignedDuration,
    written: BTreeMap<Url, BTreeSet<(Rank, Place, Option<String>)>>,
}

impl Collector<'_> {
    fn region(&mut self, region: &Region) {
        let file: Arc<str> = format!("regions/{}/region.yaml", region.id).into();
        self.events(&region.events);
        self.partners(region.partners.values());
        self.pages(region.pages.values());
        for edition in &region.editions {
            self.figures(&edition.figures, std::slice::from_ref(&edition.place));
            for source in &edition.sources {
                self.field(source, Rank::Field, std::slice::from_ref(&edition.place));
            }
        }
        self.about(&region.about, &[Place::file(&file), Place::file(&SETTINGS.into())]);
    }

    fn events(&mut self, events: &[Arc<Event>]) {
        for event in events.iter().filter(|event| !event.publication.is_draft) {
            let start = event.when.start().timestamp();
            let (registration, other) = if event.is_past(self.now) || !event.state(self.now).is_still_on() {
                (Rank::Past, Rank::Past)
            } else if event.can_register(self.now, self.soon) {
                (Rank::Registration(start), Rank::ToCome(start))
            } else {
                (Rank::ToCome(start), Rank::ToCome(start))
            };
            let mut field = |url: Option<&WebUrl>, name: &str, rank| {
                if let Some(url) = url {
                    self.field(url, rank, &[event.origin.field(name)]);
                }
            };
            field(event.registration.link.as_ref(), "inscription", registration);
            field(event.online_link.as_ref(), "lien_direct", other);
            self.prose(&event.prose, other.max(Rank::Text));
        }
    }

    fn partners<'a>(&mut self, partners: impl Iterator<Item = &'a Arc<Partner>>) {
        for partner in partners {
            if let Some(site) = &partner.site {
                self.field(site, Rank::Field, &[partner.origin.field("site")]);
            }
            self.prose(&partner.prose, Rank::Text);
        }
    }

    fn pages<'a>(&mut self, pages: impl Iterator<Item = &'a Arc<Page>>) {
        for page in pages {
            self.prose(&page.prose, Rank::Text);
        }
    }

    fn about(&mut self, about: &About, near: &[Place]) {
        self.figures(&about.figures, near);
        if let Some(policy) = &about.personal_data.policy {
            self.field(policy, Rank::Field, near);
        }
    }

    fn figures(&mut self, figures: &[Figure], near: &[Place]) {
        for source in figures.iter().filter_map(|figure| figure.source.as_ref()) {
            self.field(source, Rank::Field, near);
        }
    }

    fn prose(&mut self, prose: &Prose, rank: Rank) {
        for piece in &prose.pieces {
            if let Piece::Link(target) = piece
                && let Some(url) = WebUrl::parse(target.written.trim())
            {
                self.add(&url, rank, target.place.clone());
            }
        }
    }

    /// An address of a header, which the model knows without its place: it stands at or below one of these.
    fn field(&mut self, url: &WebUrl, rank: Rank, near: &[Place]) {
        let found = near.iter().find_map(|near| self.find(url, near));
        let place = found.or_else(|| near.first().map(|near| Place { length: 0, ..near.clone() }));
        self.add(url, rank, place.expect("a field is of a file"));
    }

    /// The first place at or below a line where a file has this address, however it writes it.
    fn find(&self, url: &WebUrl, near: &Place) -> Option<Place> {
        let text = std::str::from_utf8(self.sources.get(&near.file)?).ok()?;
        text.lines().zip(1..).skip(near.line.saturating_sub(1) as usize).find_map(|(line, number)| {
            line.match_indices("http").find_map(|(start, _)| {
                let written = as_written(&line[start..], url)?;
                let count = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
                let column = count(line[..start].trim_start_matches('\u{feff}')) + 1;
                Some(Place { file: Arc::clone(&near.file), line: number, column, length: count(written) })
            })
        })
    }

    fn add(&mut self, url: &WebUrl, rank: Rank, place: Place) {
        let mut url = Url::parse(url.as_str()).expect("a WebUrl is a Url");
        let fragment = url.fragment().map(str::to_owned);
        url.set_fragment(None);
        self.written.entry(url).or_default().insert((rank, place, fragment));
    }

    fn finish(self) -> Links {
        let mut links = Links::default();
        for (url, written) in self.written {
            if url.host_str().is_none_or(is_example) {
                links.examples += 1;
                continue;
            }
            let (rank, _, fragment) = written.first().cloned().expect("what was added is there");
            let mut seen: BTreeSet<Place> = BTreeSet::new();
            let places = written.into_iter().map(|(_, place, _)| place).filter(|place| seen.insert(place.clone()));
            let places = places.collect();
            links.all.push(Link { url, places, rank, fragment });
        }
        links.all.sort_by(|a, b| (a.rank, &a.places, &a.url).cmp(&(b.rank, &b.places, &b.url)));
        links
    }
}

/// The beginning of `text` that reads as `url`: up to white space or a quote, without what YAML may add to it.
fn as_written<'t>(text: &'t str, url: &WebUrl) -> Option<&'t str> {
    let mut token = text.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>')).next()?;
    loop {
        if WebUrl::parse(token).is_some_and(|found| found == *url) {
            return Some(token);
        }
        token = token.strip_suffix([',', ']', '}', ')', ';'])?;
    }
}
