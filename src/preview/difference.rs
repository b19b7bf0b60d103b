//! What visitors would find changed: the pages that are published against those that were made.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::changes::{VisitorChange, What};
use crate::model::address::{Address, SiteId, Slug};
use crate::model::announced::{Announced, AnnouncedEvent, FILE, Standing};
use crate::output::{Bytes, Output};

/// The files of each site, by path from the output's root.
type Files<T> = BTreeMap<SiteId, BTreeMap<String, T>>;

/// Pages that escale fills from others: what changes in them is told of those.
const LISTS: [&str; 7] =
    ["404.html", "plan-du-site/", "partenaires/", "lieux/", "editions/", "actualites/", "affiche/"];

/// The folder of events and of their lists.
const EVENTS: &str = "evenements/";

/// What would change for visitors, who see `former`, if `later` were published and the sites of `kept` stayed as they
/// are: events first of all, then the pages that somebody wrote, partners, venues, stops and home pages. What a page says is
/// what counts, not its menu nor its style. A page that changed and shows an event that is told already is not told,
/// a national event or page once for all sites, and lists of events and the like never.
pub fn between(
    former: &Files<Vec<u8>>,
    later: &BTreeMap<SiteId, Arc<Output>>,
    kept: &BTreeSet<SiteId>,
) -> Vec<VisitorChange> {
    let mut told = Told::default();
    let sites: BTreeSet<&SiteId> = former.keys().chain(later.keys()).filter(|site| !kept.contains(*site)).collect();
    let pairs: Vec<(Pages, Pages)> = sites
        .into_iter()
        .map(|site| {
            let before =
                former.get(site).into_iter().flatten().map(|(path, bytes)| (path.as_str(), bytes.as_slice(), None));
            // What is made on demand is no page.
            let after = later.get(site).into_iter().flat_map(|output| output.iter());
            let after = after.filter(|(_, file)| matches!(file.bytes, Bytes::Made(_)));
            let after = after.map(|(path, file)| (path, &*file.bytes, file.source.as_deref()));
            (Pages::new(site, before), Pages::new(site, after))
        })
        .collect();
    for (before, after) in &pairs {
        told.events(before, after);
    }
    for (before, after) in &pairs {
        told.pages(before, after);
    }
    told.changes
}

/// A site as its files tell.
struct Pages<'f> {
    folder: String,
    /// By address within the site, redirects left out.
    by_address: BTreeMap<&'f str, Page<'f>>,
    redirects: BTreeSet<&'f str>,
    /// `None` when it was published before that was kept.
    announced: Option<Announced>,
    /// The ids of announced events by address.
    events: HashMap<Address, Slug>,
}

struct Page<'f> {
    html: &'f str,
    source: Option<&'f str>,
}

impl<'f> Pages<'f> {
    fn new(site: &SiteId, files: impl Iterator<Item = (&'f str, &'f [u8], Option<&'f str>)>) -> Self {
        let folder = site.folder();
        let mut pages = Self {
            by_address: BTreeMap::new(),
            redirects: BTreeSet::new(),
            announced: None,
            events: HashMap::new(),
            folder,
        };
        for (path, bytes, source) in files {
            let Some(inside) = path.strip_prefix(&pages.folder) else { continue };
            let Ok(text) = std::str::from_utf8(bytes) else { continue };
            if inside == FILE {
                pages.announced = Some(Announced::parse(text));
            } else if inside.ends_with(".html") {
                let address = inside.strip_suffix("index.html").unwrap_or(inside);
                if leads_on(text) {
                    pages.redirects.insert(address);
                } else {
                    pages.by_address.insert(address, Page { html: text, source });
                }
            }
        }
        for (id, event) in pages.announced.iter().flat_map(|announced| &announced.0) {
            pages.events.entry(event.address.clone()).or_insert_with(|| id.clone());
        }
        pages
    }

    fn event_at(&self, address: &str) -> bool {
        self.events.contains_key(address)
    }
}

#[derive(Default)]
struct Told {
    changes: Vec<VisitorChange>,
    /// Events that are told, by address within their site, and by what is one event in several sites.
    addresses: BTreeSet<String>,
    events: BTreeSet<String>,
    sources: BTreeSet<(bool, String)>,
}

impl Told {
    fn events(&mut self, before: &Pages, after: &Pages) {
        let none = Announced::default();
        let later = after.announced.as_ref().unwrap_or(&none);
        // Without what was announced, nobody knows: the pages of events are pages like others.
        let Some(former) = &before.announced else {
            if before.by_address.is_empty() {
                for (id, event) in &later.0 {
                    self.event(id.as_str(), &after.folder, event, first_told(event));
                }
            }
            return;
        };
        for (id, event) in &later.0 {
            let what = former.0.get(id).map_or_else(|| Some(first_told(event)), |known| moved(known, event));
            if let Some(what) = what {
                self.event(id.as_str(), &after.folder, event, what);
            }
        }
        for (id, event) in former.0.iter().filter(|(id, _)| !later.0.contains_key(*id)) {
            self.event(id.as_str(), &before.folder, event, What::EventRemoved);
        }
    }

    fn event(&mut self, id: &str, folder: &str, event: &AnnouncedEvent, what: What) {
        self.addresses.insert(event.address.clone());
        if self.events.insert(format!("{id} {what:?}")) {
            let address = format!("/{folder}{}", event.address);
            self.changes.push(VisitorChange { what, title: event.title.clone(), address });
        }
    }

    fn pages(&mut self, before: &Pages, after: &Pages) {
        for (address, page) in after.by_address.iter().filter(|(address, _)| is_told(address, after)) {
            // A page of an event is told where its event is.
            if self.addresses.contains(*address) {
                continue;
            }
            let (is_new, is_unchanged, former) = match before.by_address.get(former_address(address, before, after)) {
                Some(former) => (false, is_same(former.html, page.html), Some(former)),
                None => (true, false, None),
            };
            let mut html = former.into_iter().chain([page]).map(|page| page.html);
            if is_unchanged || !is_new && html.any(|html| self.shows_told_event(html)) {
                continue;
            }
            let whole = format!("/{}{address}", after.folder);
            // A national page is the same text in every site.
            if self.sources.insert((is_new, page.source.map_or_else(|| whole.clone(), str::to_owned))) {
                let what = if is_new { What::PageAdded } else { What::PageChanged };
                self.changes.push(VisitorChange { what, title: title(page.html), address: whole });
            }
        }
        for (address, page) in before.by_address.iter().filter(|(address, _)| is_told(address, before)) {
            let is_there = after.by_address.contains_key(address) || after.redirects.contains(address);
            if !is_there && !before.event_at(address) {
                let address = format!("/{}{address}", before.folder);
                self.changes.push(VisitorChange { what: What::PageRemoved, title: title(page.html), address });
            }
        }
    }

    /// Whether a page leads to an event that is told.
    fn shows_told_event(&self, html: &str) -> bool {
        let ends = |rest: &str| rest.find(['"', '\'', '#', '?']).unwrap_or(rest.len());
        let links = html.split(EVENTS).skip(1).map(|rest| &rest[..ends(rest)]);
        let mut addresses = links.map(|slug| format!("{EVENTS}{slug}"));
        addresses.any(|address| self.addresses.contains(&address))
    }
}

/// The address that an event's page had: its file may have another name now.
fn former_address<'a>(address: &'a str, before: &'a Pages, after: &Pages) -> &'a str {
    let Some(former) = &before.announced else { return address };
    let id = after.events.get(address);
    id.and_then(|id| former.0.get(id)).map_or(address, |event| event.address.as_str())
}

/// Whether a change of the page at an address is worth a line.
fn is_told(address: &str, pages: &Pages) -> bool {
    let is_list_of_events = address
        .strip_prefix(EVENTS)
        .is_some_and(|inside| inside.matches('/').count() != 1 || inside == "passes/" && !pages.event_at(address));
    !is_list_of_events && !LISTS.contains(&address)
}

fn first_told(event: &AnnouncedEvent) -> What {
    match event.standing {
        Standing::Cancelled => What::EventCancelled(event.when.clone()),
        Standing::On | Standing::Undated => What::EventAdded(event.when.clone()),
    }
}

/// What became of an event that visitors know.
fn moved(former: &AnnouncedEvent, later: &AnnouncedEvent) -> Option<What> {
    let known = former.when.clone();
    match later.standing {
        Standing::Cancelled => {
            (former.standing != Standing::Cancelled).then(|| What::EventCancelled(later.when.clone()))
        }
        Standing::Undated => {
            (former.standing != Standing::Undated).then_some(What::EventMoved { former: known, new: None })
        }
        Standing::On => {
            (former.when != later.when).then(|| What::EventMoved { former: known, new: Some(later.when.clone()) })
        }
    }
}

/// Whether two pages say the same.
fn is_same(one: &str, other: &str) -> bool {
    one == other || says(one) == says(other)
}

/// What a page says beside what all pages of its site say; addresses of style sheets and the like, which change with
/// what is in these, are left out.
fn says(html: &str) -> String {
    let body = element(html, "main").unwrap_or(html);
    let mut pieces = body.split("assets/");
    let first = pieces.next().unwrap_or_default();
    let rest = pieces.map(|piece| &piece[piece.find(['"', '\'', ')', ' ', '>']).unwrap_or(piece.len())..]);
    std::iter::once(first).chain(rest).collect()
}

/// Whether a page only leads to another.
fn leads_on(html: &str) -> bool {
    let head = html.split("<body").next().unwrap_or(html);
    head.contains("http-equiv=\"refresh\"") || head.contains("http-equiv=refresh")
}

/// The page's heading, else its title.
fn title(html: &str) -> String {
    let inside = element(html, "h1").or_else(|| element(html, "title")).unwrap_or_default();
    let texts = inside
        .split('<')
        .enumerate()
        .map(|(at, piece)| if at == 0 { piece } else { piece.split_once('>').map_or("", |(_, text)| text) });
    let text: String = texts.collect();
    let characters = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&nbsp;", "\u{a0}"),
        ("&amp;", "&"),
    ];
    let text = characters.into_iter().fold(text, |text, (name, character)| text.replace(name, character));
    text.split([' ', '\n', '\r', '\t']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// What is in the first element of a name.
fn element<'h>(html: &'h str, name: &str) -> Option<&'h str> {
    let open = format!("<{name}");
    let mut tags = html.match_indices(&open).map(|(at, _)| &html[at + open.len()..]);
    let after = tags.find(|rest| rest.starts_with(['>', ' ', '\n']))?;
    let (_, inside) = after.split_once('>')?;
    Some(inside.split_once(&format!("</{name}>")).map_or(inside, |(inside, _)| inside))
}
