//! Each page: its template, its title, its view.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use tera::{Context, Map, Value};

use super::Renderer;
use super::calendar::AGENDA;
use super::feed::FEED;
use super::former::{Former, Known, Made, Pages, View};
use super::open_data::{CSV, JSON};
use super::page::PageRenderer;
use super::site::SiteRenderer;
use super::templates::Failure;
use super::values::{date, html, map};
use crate::french;
use crate::model::address::{Address, SiteId, Slug};
use crate::model::announced::{self, AnnouncedEvent};
use crate::model::page::Page;
use crate::model::prose::Heading;
use crate::model::site::{NOT_FOUND, PageKind, Scope};
use crate::output::{Bytes, File, Output};
use crate::problem::Problems;

/// The variables that each template has, beside those every page has.
pub const VARIABLES: [(&str, &[&str]); 28] = [
    ("home.html", &["body", "next", "register", "events", "editions", "phases", "partners", "news", "figures"]),
    (
        "hub.html",
        &["body", "stops_to_come", "stops_past", "regions", "absent_regions", "figures", "partners", "events", "news"],
    ),
    (
        "events.html",
        &[
            "heading",
            "groups",
            "past_groups",
            "total",
            "is_past_list",
            "filters",
            "pages",
            "previous",
            "next",
            "archive_address",
            "agenda",
            "data",
        ],
    ),
    ("poster.html", &["events", "more", "list"]),
    ("event.html", &["event"]),
    ("partners.html", &["groups"]),
    ("partner.html", &["partner"]),
    ("venues.html", &["venues"]),
    ("venue.html", &["venue", "events", "more_events", "past_events", "more_past_events"]),
    ("editions.html", &["to_come", "past"]),
    ("edition.html", &["edition"]),
    ("path.html", &["phases", "body"]),
    ("news.html", &["news", "body"]),
    ("page.html", &["body", "contents", "date", "datetime", "is_news"]),
    ("sitemap.html", &["sections"]),
    ("contact.html", &["body"]),
    ("legal.html", &["legal", "body"]),
    ("privacy.html", &["data", "body"]),
    ("accessibility.html", &["audit", "body"]),
    ("404.html", &[]),
    ("redirect.html", &["target"]),
    ("blocks/events.html", &["events", "more"]),
    ("blocks/partners.html", &["partners"]),
    ("blocks/path.html", &["phases"]),
    ("blocks/register.html", &["register"]),
    ("blocks/contact.html", &[]),
    ("blocks/figures.html", &["figures"]),
    ("blocks/editions.html", &["editions"]),
];

/// The variables that the template of pictures for other sites has.
pub const OF_SHARE_PICTURES: [&str; 2] = ["share_picture", "words"];

impl SiteRenderer<'_> {
    /// Makes every page, then adds the files that they turned out to need. Pages that would be what they were are
    /// taken from `former`; answers the pages, to be taken the next time.
    pub fn render(&self, former: Option<&Former>, output: &mut Output, problems: &mut Problems) -> Pages {
        let known = former.and_then(|former| former.known(self));
        let before = known.as_ref().map(Known::before).unwrap_or_default();
        let all: Vec<(&Address, &PageKind)> = self.site.pages.iter().collect();
        let page = |(at, (address, kind)): (usize, (&Address, &PageKind))| {
            let before = before.get(at).and_then(Option::as_ref);
            let page = known.as_ref().zip(before).and_then(|(known, before)| known.page(address, kind, before));
            page.map_or_else(|| PageRenderer::new(self).page(address, kind).map(Arc::new), Ok)
        };
        let (mut pages, mut files, mut needs, mut needs_code_style) = (Vec::new(), Vec::new(), Vec::new(), false);
        for ((address, kind), made) in all.iter().copied().zip(until_limit(&all, page)) {
            match made {
                Ok(page) => {
                    let file = File { bytes: page.bytes.clone(), source: Self::source(kind) };
                    files.push((Arc::clone(&page.path), file));
                    needs.extend(page.needs.files.iter().map(|(path, bytes)| (Arc::clone(path), bytes.clone())));
                    needs_code_style |= page.needs.code_style;
                    pages.push((address.clone(), page));
                }
                // What a page comes to that visitors do not see is no problem yet.
                Err(_) if !self.site.is_public(kind, self.renderer.now) => {}
                Err(failure) => {
                    Renderer::failed(problems, self.id, &format!("{}{address}", self.id.folder()), failure);
                }
            }
        }
        if let Some(picture) = &self.share_picture {
            needs.push((self.file(&picture.address), Bytes::Later(Arc::clone(&picture.file))));
        }
        if let (true, Some((address, bytes))) = (needs_code_style, &self.assets.code_style) {
            needs.push((self.file(address), Bytes::Made(Arc::clone(bytes))));
        }
        // Several pages may need the same file.
        needs.sort_by(|(one, _), (other, _)| one.cmp(other));
        needs.dedup_by(|(second, _), (first, _)| second == first);
        output.add_all(files);
        output.add_all(needs.into_iter().map(|(path, bytes)| (path, File { bytes, source: None })).collect());
        self.redirects(output, problems);
        self.tell_programs(output);
        pages.into_iter().collect()
    }

    /// Adds the files that programs read.
    fn tell_programs(&self, output: &mut Output) {
        self.tell_host(output);
        self.tell_search_engines(output);
        let mut put = |address: &str, bytes: Bytes| output.put(self.file(address), bytes);
        if let Some(agenda) = self.agenda() {
            put(AGENDA, agenda.bytes.clone());
        }
        if let Some(data) = self.open_data() {
            put(JSON, data.json.bytes.clone());
            put(CSV, data.csv.bytes.clone());
        }
        if let Some(feed) = self.feed() {
            put(FEED, Bytes::Made(feed.into_bytes().into()));
        }
        if *self.id == SiteId::Hub {
            let report = super::report::report(self.renderer.content);
            put("escale.json", Bytes::Made(format!("{report:#}\n").into_bytes().into()));
        }
        put(announced::FILE, Bytes::Made(self.announced()));
    }

    /// The path of a file of the site in the output.
    pub fn file(&self, address: &str) -> Arc<str> {
        format!("{}{address}", self.id.folder()).into()
    }

    /// What visitors are told of the events: a line for each, in the order of the ids.
    fn announced(&self) -> Arc<[u8]> {
        Arc::clone(self.events.all.announced.get_or_init(|| self.made_announced().into_bytes().into()))
    }

    fn made_announced(&self) -> String {
        let line = |(address, kind): (&Address, &'_ PageKind)| {
            let PageKind::Event(event) = kind else { return None };
            let made = || AnnouncedEvent::of(event, address).line(&event.id).into();
            Some((event.id.clone(), self.events.get(event, |made| &made.announced, made)))
        };
        let lines: BTreeMap<Slug, Arc<str>> = self.site.pages.iter().filter_map(line).collect();
        lines.values().map(AsRef::as_ref).collect()
    }

    /// The file of a page in the output.
    pub fn path(&self, address: &str) -> String {
        path(self.id, address)
    }

    fn source(kind: &PageKind) -> Option<Arc<str>> {
        match kind {
            PageKind::Event(event) => Some(event.origin.text.clone()),
            PageKind::Partner(partner) => Some(partner.origin.text.clone()),
            PageKind::Venue(venue) => Some(venue.origin.file.clone()),
            PageKind::Written(page) => Some(page.origin.text.clone()),
            _ => None,
        }
    }

    /// What every template has.
    pub fn context(&self, address: &str) -> Context {
        let mut context = Context::new();
        context.insert_value("root", Value::from(self.root(address)));
        context.insert_value("words", self.renderer.words.value.clone());
        context.insert_value("site", self.shared.clone());
        context
    }

    /// What every page says of itself.
    fn about_page(&self, address: &str, kind: &PageKind, share_picture: Option<Value>) -> Value {
        let title = self.title(address, kind);
        let (description, updated) = match kind {
            PageKind::Event(event) => (Some(&event.summary), event.updated),
            PageKind::Partner(partner) => (Some(&partner.summary), None),
            PageKind::Written(page) => (page.summary.as_ref(), page.updated),
            PageKind::Home => (
                self.text_for(address).and_then(|page| page.summary.as_ref()).or(Some(&self.about().presentation.what)),
                None,
            ),
            _ => (self.text_for(address).and_then(|page| page.summary.as_ref()), None),
        };
        let has_code = match kind {
            PageKind::Written(page) => page.prose.has_code,
            PageKind::Event(event) => event.prose.has_code,
            PageKind::Partner(partner) => partner.prose.has_code,
            _ => self.text_for(address).is_some_and(|page| page.prose.has_code),
        };
        let trail = self.trail(kind);
        let step = |(title, address): &(String, Address)| {
            Value::from(map! { "title": title.as_str(), "address": address.as_str() })
        };
        let picture = share_picture.as_ref().and_then(|picture| picture.get_from_path("url"));
        let picture = picture.and_then(Value::as_str);
        Value::from(map! {
            "title": self.text(&title),
            "full_title": self.full_title(&title, kind),
            "description": self.some_text(description),
            "address": address,
            "canonical": self.canonical(address, kind),
            "kind": kind_word(kind),
            "has_code": has_code,
            "is_indexed": address != NOT_FOUND && !self.is_trial(),
            "trail": trail.iter().map(step).collect::<Vec<_>>(),
            "structured_data": self.structured_data(address, kind, &trail, picture),
            "updated": updated.map(|day| date(&french::date::short(day))),
            "current_menu": self.current_menu(address),
            "share_picture": share_picture,
        })
    }

    /// The title of a page's window: its own, the region's, the programme's.
    pub fn full_title(&self, title: &str, kind: &PageKind) -> Value {
        let programme = &self.renderer.content.programme;
        let dated = self.dated(title, kind);
        let mut full = vec![dated.as_str()];
        if let Some(region) = self.region
            && !matches!(kind, PageKind::Home)
        {
            full.push(&region.name);
        }
        if *full.last().unwrap_or(&"") != programme.name {
            full.push(&programme.name);
        }
        self.text(&full.join(" – "))
    }

    /// A workshop that is held again has its day beside its title, so that no two windows have the same.
    fn dated(&self, title: &str, kind: &PageKind) -> String {
        match kind {
            PageKind::Event(event) if self.site.shared_titles.contains(title) => {
                format!("{title}, {}", crate::french::date::short(event.when.first_day()))
            }
            _ => title.to_owned(),
        }
    }

    /// The h1 of a page.
    pub fn title(&self, address: &str, kind: &PageKind) -> String {
        let words = &self.renderer.words;
        let own = |key: &str| self.text_for(address).map_or_else(|| words.get(key), |page| page.title.clone());
        match kind {
            PageKind::Home => match self.region {
                Some(region) => words.filled("titre_region", &[("dans_region", &region.in_region())]),
                None => words.get("titre_hub"),
            },
            PageKind::Events(listing) => self.list_title(listing),
            PageKind::Poster => words.get("titre_affiche"),
            PageKind::Event(event) => event.title.clone(),
            PageKind::Partners => words.get("titre_partenaires"),
            PageKind::Partner(partner) => partner.name.clone(),
            PageKind::Venues => words.get("titre_lieux"),
            PageKind::Venue(venue) => venue.name.clone(),
            PageKind::Editions => words.get("titre_editions"),
            PageKind::Edition(edition) => edition.title.clone(),
            PageKind::Path => own("titre_parcours"),
            PageKind::News => own("titre_actualites"),
            PageKind::Written(page) => page.title.clone(),
            PageKind::SiteMap => words.get("titre_plan"),
            PageKind::Contact => own("titre_contact"),
            PageKind::Legal => own("titre_mentions"),
            PageKind::Privacy => own("titre_confidentialite"),
            PageKind::Accessibility => own("titre_accessibilite"),
            PageKind::NotFound => words.get("titre_introuvable"),
        }
    }

    /// The way from the home page to a page, without the page itself.
    fn trail(&self, kind: &PageKind) -> Vec<(String, Address)> {
        let words = &self.renderer.words;
        let step = |key: &str, address: &str| (words.get(key), address.to_owned());
        let section = match kind {
            PageKind::Home => return Vec::new(),
            PageKind::Events(listing) if listing.scope == Scope::ToCome && listing.page == 1 => None,
            PageKind::Events(_) | PageKind::Event(_) | PageKind::Poster => Some(("titre_evenements", "evenements/")),
            PageKind::Partner(_) => Some(("titre_partenaires", "partenaires/")),
            PageKind::Venue(_) => Some(("titre_lieux", "lieux/")),
            PageKind::Edition(_) => Some(("titre_editions", "editions/")),
            PageKind::Written(page) if page.is_news() => Some(("titre_actualites", Page::NEWS)),
            _ => None,
        };
        let section = section.filter(|(_, address)| self.site.pages.contains_key(*address));
        std::iter::once(step("titre_accueil", "")).chain(section.map(|(key, address)| step(key, address))).collect()
    }

    /// Every page of the site, by section (STANDARDS A6).
    fn sections(&self) -> Vec<Value> {
        let mut sections: BTreeMap<Section, Vec<(String, Address)>> = BTreeMap::new();
        for (address, kind) in &self.site.pages {
            let Some(section) = self.section(kind) else { continue };
            let title =
                if address.is_empty() { self.renderer.words.get("titre_accueil") } else { self.title(address, kind) };
            sections.entry(section).or_default().push((title, address.clone()));
        }
        let view = |(section, mut pages): (Section, Vec<(String, Address)>)| {
            // Addresses of events and news begin with their date: they are in time order already.
            if matches!(section, Section::Pages | Section::Partners | Section::Venues) {
                pages.sort_by_cached_key(|(title, address)| (!address.is_empty(), french::order::key(title)));
            }
            let page = |(title, address): &(String, Address)| {
                Value::from(map! { "title": self.text(title), "address": address.as_str() })
            };
            Value::from(map! {
                "title": self.renderer.words.get(section.word()),
                "pages": pages.iter().map(page).collect::<Vec<_>>(),
            })
        };
        sections.into_iter().map(view).collect()
    }

    /// Where a page stands in the plan of the site; further pages of a list and the 404 stand nowhere.
    fn section(&self, kind: &PageKind) -> Option<Section> {
        Some(match kind {
            PageKind::NotFound => return None,
            PageKind::Events(listing) if listing.page > 1 => return None,
            PageKind::Events(_) => Section::Lists,
            PageKind::Event(event) if event.is_past(self.renderer.now) => Section::PastEvents,
            PageKind::Event(_) => Section::Events,
            PageKind::Edition(_) => Section::Editions,
            PageKind::Partner(_) => Section::Partners,
            PageKind::Venue(_) => Section::Venues,
            PageKind::Written(page) if page.is_news() => Section::News,
            _ => Section::Pages,
        })
    }
}

impl Renderer<'_> {
    /// Gives a page's view to its template.
    ///
    /// # Errors
    /// When the template asks for something that the page does not have.
    fn made(&self, view: &View) -> Result<Arc<[u8]>, Failure> {
        Ok(self.templates.render(&self.content.theme, view.template, &view.context)?.into_bytes().into())
    }

    /// Makes the pages that are to be made later, side by side, and takes those away that cannot be.
    pub fn make_pages(&self, id: &SiteId, site: &mut Former, output: &mut Output, problems: &mut Problems) {
        let pages = &mut site.pages;
        let unmade: Vec<_> = pages.iter().filter(|(_, page)| page.bytes.ready().is_none()).collect();
        let failure = |(_, (_, page)): (usize, (&Address, &Arc<Made>))| match &page.view {
            Some(view) if !page.bytes.can_be_made() => self.made(view).map(drop),
            _ => Ok(()),
        };
        let failures = unmade.iter().zip(until_limit(&unmade, failure));
        let failures = failures.filter_map(|((address, _), made)| Some(((*address).clone(), made.err()?)));
        for (address, failure) in failures.collect::<Vec<_>>() {
            output.remove(&path(id, &address));
            pages.remove(&address);
            let made = self.content.sites.get(id).and_then(|site| Some((site, site.pages.get(&address)?)));
            if made.is_none_or(|(site, kind)| site.is_public(kind, self.now)) {
                Self::failed(problems, id, &format!("{}{address}", id.folder()), failure);
            }
        }
    }
}

/// Makes each of these, side by side, as far as the first that goes beyond a limit: what takes that long takes as long
/// for every other page, and the site is kept back for one.
fn until_limit<P: Copy + Sync + Send, M: Send>(
    all: &[P],
    make: impl Fn((usize, P)) -> Result<M, Failure> + Sync,
) -> Vec<Result<M, Failure>> {
    let is_over = AtomicBool::new(false);
    let outcomes = all.par_iter().copied().enumerate().map(|each| {
        let outcome = (!is_over.load(Ordering::Relaxed)).then(|| make(each))?;
        is_over.fetch_or(is_limit(&outcome), Ordering::Relaxed);
        Some(outcome)
    });
    // Which pages were left out is an accident: the first that goes too far is not.
    let mut until = Vec::with_capacity(all.len());
    for (at, outcome) in outcomes.collect::<Vec<_>>().into_iter().enumerate() {
        until.push(outcome.unwrap_or_else(|| make((at, all[at]))));
        if until.last().is_some_and(is_limit) {
            break;
        }
    }
    until
}

fn is_limit<M>(made: &Result<M, Failure>) -> bool {
    made.as_ref().is_err_and(|failure| failure.limit.is_some())
}

impl PageRenderer<'_> {
    /// Makes the page at an address.
    fn page(self, address: &str, kind: &PageKind) -> Result<Made, Failure> {
        let mut context = self.context(address);
        let template = self.view(address, kind, &mut context)?;
        let share_picture = match kind {
            PageKind::Event(event) => self.event_share_picture(event)?,
            _ => None,
        };
        context.insert_value("page", self.about_page(address, kind, share_picture.as_ref().map(|it| it.value.clone())));
        let view = View { template, context, blocks: self.blocks(), has_share_picture: share_picture.is_some() };
        let bytes = Bytes::Made(self.renderer.made(&view)?);
        let view = self.renderer.keeps_views.then(|| Arc::new(view));
        if let Some(share_picture) = share_picture {
            self.need(&share_picture.address, Bytes::Later(share_picture.file));
        }
        Ok(Made { path: self.path(address).into(), bytes, needs: self.needs(), view })
    }

    /// Puts a page's own variables into its context, and names its template.
    fn view(&self, address: &str, kind: &PageKind, context: &mut Context) -> Result<&'static str, Failure> {
        let mut put = |name: &'static str, value: Value| context.insert_value(name, value);
        Ok(match kind {
            PageKind::Home => {
                put("body", self.body(address)?);
                if self.region.is_some() {
                    self.home(context);
                    "home.html"
                } else {
                    self.hub(context);
                    "hub.html"
                }
            }
            PageKind::Events(listing) => {
                put_all(context, self.listing(listing));
                "events.html"
            }
            PageKind::Poster => {
                put_all(context, self.poster());
                "poster.html"
            }
            PageKind::Event(event) => {
                put("event", Value::from(self.event(event, kind)?));
                "event.html"
            }
            PageKind::Partners => {
                put("groups", Value::from(self.partner_groups()));
                "partners.html"
            }
            PageKind::Partner(partner) => {
                put("partner", self.partner_page(partner)?);
                "partner.html"
            }
            PageKind::Venues => {
                let shown = self.site.pages.values().filter_map(|kind| match kind {
                    PageKind::Venue(venue) => Some(venue),
                    _ => None,
                });
                let mut venues: Vec<_> = shown.collect();
                venues.sort_by_cached_key(|venue| french::order::key(&venue.name));
                put("venues", Value::from(venues.into_iter().map(|venue| self.venue(venue)).collect::<Vec<_>>()));
                "venues.html"
            }
            PageKind::Venue(venue) => {
                let is_here =
                    |event: &crate::model::event::Event| event.venue.as_ref().is_some_and(|v| v.id == venue.id);
                put("venue", self.venue(venue));
                put_all(context, self.next_and_last(is_here));
                "venue.html"
            }
            PageKind::Editions => {
                let (to_come, past) = self.stops();
                put("to_come", Value::from(to_come));
                put("past", Value::from(past));
                "editions.html"
            }
            PageKind::Edition(edition) => {
                let view = self.region.map_or_else(Value::none, |region| self.edition_page(edition, region));
                put("edition", view);
                "edition.html"
            }
            PageKind::Path => {
                put("phases", Value::from(self.phases()));
                put("body", self.body(address)?);
                "path.html"
            }
            PageKind::News => {
                put("news", Value::from(self.news()));
                put("body", self.body(address)?);
                "news.html"
            }
            PageKind::Written(page) => {
                put_all(context, self.written(page, address)?);
                "page.html"
            }
            PageKind::SiteMap => {
                put("sections", Value::from(self.sections()));
                "sitemap.html"
            }
            PageKind::Contact => {
                put("body", self.body(address)?);
                "contact.html"
            }
            PageKind::Legal => {
                put("legal", Value::from(self.legal()));
                put("body", self.body(address)?);
                "legal.html"
            }
            PageKind::Privacy => {
                put("data", Value::from(self.personal_data()));
                put("body", self.body(address)?);
                "privacy.html"
            }
            PageKind::Accessibility => {
                put("audit", self.audit());
                put("body", self.body(address)?);
                "accessibility.html"
            }
            PageKind::NotFound => "404.html",
        })
    }

    /// The text that staff add to a generated page.
    fn body(&self, address: &str) -> Result<Value, Failure> {
        match self.text_for(address) {
            Some(page) if !page.prose.pieces.is_empty() => Ok(html(&self.prose(&page.prose, address)?)),
            _ => Ok(Value::none()),
        }
    }

    fn written(&self, page: &Page, address: &str) -> Result<Map, Failure> {
        let heading = |heading: &Heading| {
            Value::from(map! {
                "id": heading.id.as_str(), "html": html(&heading.html), "level": u64::from(heading.level),
            })
        };
        let contents: Vec<Value> =
            if page.has_contents { page.prose.headings.iter().map(heading).collect() } else { Vec::new() };
        let day = page.date.filter(|_| page.is_news());
        Ok(map! {
            "body": html(&self.prose(&page.prose, address)?),
            "contents": contents,
            "date": day.map(|day| date(&french::date::long(day))),
            "datetime": day.map(|day| day.to_string()),
            "is_news": page.is_news(),
        })
    }
}

/// The file of a page of a site in the output.
fn path(id: &SiteId, address: &str) -> String {
    let file = if address == NOT_FOUND { "" } else { "index.html" };
    format!("{}{address}{file}", id.folder())
}

/// The sections of the plan of a site, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Section {
    Pages,
    Events,
    PastEvents,
    Lists,
    Editions,
    Partners,
    Venues,
    News,
}

impl Section {
    /// Its title, among the words of the theme.
    fn word(self) -> &'static str {
        match self {
            Self::Pages => "plan_pages",
            Self::Events => "plan_evenements",
            Self::PastEvents => "plan_evenements_passes",
            Self::Lists => "plan_listes",
            Self::Editions => "plan_editions",
            Self::Partners => "plan_partenaires",
            Self::Venues => "plan_lieux",
            Self::News => "plan_actualites",
        }
    }
}

fn put_all(context: &mut Context, map: Map) {
    for (key, value) in map {
        if let Some(key) = key.as_str() {
            context.insert_value(key.to_owned(), value);
        }
    }
}

fn kind_word(kind: &PageKind) -> &'static str {
    match kind {
        PageKind::Home => "home",
        PageKind::Events(_) => "events",
        PageKind::Poster => "poster",
        PageKind::Event(_) => "event",
        PageKind::Partners => "partners",
        PageKind::Partner(_) => "partner",
        PageKind::Venues => "venues",
        PageKind::Venue(_) => "venue",
        PageKind::Editions => "editions",
        PageKind::Edition(_) => "edition",
        PageKind::Path => "path",
        PageKind::News => "news",
        PageKind::Written(_) => "page",
        PageKind::SiteMap => "sitemap",
        PageKind::Contact => "contact",
        PageKind::Legal => "legal",
        PageKind::Privacy => "privacy",
        PageKind::Accessibility => "accessibility",
        PageKind::NotFound => "not-found",
    }
}
