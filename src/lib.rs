//! `escale` turns the Markdown and YAML of a travelling campaign into the static sites of its regions.
//!
//! ```text
//! read ─Sources→ parse ─Content→ render ─Output→ check → write
//! ```
//! Values are nouns ([`sources::Sources`], [`model::content::Content`], [`output::Output`],
//! [`problem::Problems`]), verbs stand between them, and the way is one-way. [`build`] is the pure middle:
//! no disk, no clock, no environment, no network, no global state. [`read`] and [`write`] are the hands
//! at the two ends.
//!
//! ```
//! use escale::sources::Sources;
//! use escale::{Options, build};
//!
//! let mut sources = Sources::new();
//! sources.insert("escale.yaml", *b"nom: Tour\n");
//! let options = Options::at("2027-05-10T06:00:00Z".parse()?);
//!
//! let (output, problems) = build(&sources, &options);
//!
//! // Nothing half-made goes out: what is missing is said, with the line to add.
//! assert!(output.is_empty());
//! let first = problems.iter().next().expect("escale.yaml lacks almost everything");
//! assert_eq!(first.kind.code(), "E013");
//! assert_eq!(&*first.place.file, "escale.yaml");
//! # Ok::<(), jiff::Error>(())
//! ```

pub mod agenda;
pub mod cache;
pub mod check;
pub mod folder;
pub mod french;
pub mod links;
pub mod model;
pub mod output;
pub mod parse;
pub mod pictures;
pub mod preview;
pub mod problem;
pub mod read;
pub mod remake;
pub mod render;
pub mod schema;
pub mod serve;
pub mod share_pictures;
pub mod sources;
pub mod tables;
pub mod watch;
pub mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use rayon::prelude::*;

use model::address::{Address, SiteId, Slug, WebUrl};
use model::announced::Told;
use model::change::Change;
use model::content::Content;
use model::event::Event;
use model::site::Published;
use model::store::{NoStore, Store};
use output::Output;
use problem::{Level, Problem, Problems};
use render::Renderer;
use sources::Sources;

/// What a build depends on beside its sources.
#[derive(Debug, Clone)]
pub struct Options {
    /// The instant the sites are made for.
    pub now: Timestamp,
    /// Where everything is published, in place of the addresses that the content gives.
    pub base_url: Option<WebUrl>,
    /// The regions to make; empty: all of them, and the hub.
    pub only: BTreeSet<Slug>,
    /// Whether « à correct » blocks as « bloquant » does.
    pub is_strict: bool,
    /// What was published before: a region that is not made anew goes on existing as it was.
    pub published: Arc<Published>,
    /// What visitors were told of the events when they were published last: a change of it wants another revision.
    pub told: Arc<Told>,
    /// Whether what visitors do not see is there too: drafts, what is published later, what was retired. Never in what
    /// is published.
    pub shows_drafts: bool,
    /// Keeps what takes long to make.
    pub store: Arc<dyn Store>,
    /// Whether pictures are drawn before a site is handed over, so that one that cannot be drawn keeps it back. Else each
    /// is drawn when its bytes are first read.
    pub draws: bool,
}

impl Options {
    /// Everything, for an instant.
    pub fn at(now: Timestamp) -> Self {
        Self {
            now,
            base_url: None,
            only: BTreeSet::new(),
            is_strict: false,
            published: Arc::default(),
            told: Arc::default(),
            shows_drafts: false,
            store: Arc::new(NoStore),
            draws: false,
        }
    }
}

/// What a build came to.
#[derive(Debug, Default)]
pub struct Built {
    /// Everything wrong, in the order of the files.
    pub problems: Problems,
    /// Sites that were made.
    pub made: BTreeSet<SiteId>,
    /// Sites that a problem kept back.
    pub blocked: BTreeSet<SiteId>,
    /// Sites that nobody asked for.
    pub unasked: BTreeSet<SiteId>,
    /// The next change that time alone brings: until then the sites stay right.
    pub next_change: Option<Change>,
    /// Events of each site, for the table at the end.
    pub events: Vec<(SiteId, usize)>,
    /// What was understood; `None` when that is nothing.
    pub content: Option<Arc<Content>>,
}

impl Built {
    /// Addresses of the sites that were made, as far as they belong into the ledger.
    pub fn published(&self) -> BTreeSet<Address> {
        let content = self.content.as_ref();
        content.map(|content| model::ledger::published(content, &self.made)).unwrap_or_default()
    }
}

/// Makes every site in memory. A site that a blocking problem concerns is left out.
pub fn build(sources: &Sources, options: &Options) -> (Output, Problems) {
    let all = InMemory::default();
    match build_each(sources, options, &all) {
        Ok(built) => (all.0.into_inner().expect("no thread is left"), built.problems),
        Err(never) => match never {},
    }
}

/// Takes sites as they are made. Several may come side by side.
pub trait Delivery: Sync {
    /// Why a site could not be taken.
    type Error: Send;

    /// A site is about to be made.
    fn begin(&self, _site: &SiteId) {}

    /// A site is made.
    ///
    /// # Errors
    /// When it cannot be taken.
    fn deliver(&self, site: &SiteId, output: Output) -> Result<(), Self::Error>;
}

/// Keeps every site.
#[derive(Default)]
struct InMemory(Mutex<Output>);

impl Delivery for InMemory {
    type Error = Infallible;

    fn deliver(&self, _: &SiteId, output: Output) -> Result<(), Infallible> {
        self.0.lock().expect("no thread panics while it holds the output").absorb(output);
        Ok(())
    }
}

/// What builds of one project keep for the next one, of the same project with the same options, published sites
/// apart. It can only save time: a test edits programmes at random and holds builds with a memory against builds
/// without.
#[derive(Default)]
pub struct Memory {
    parsed: parse::Memory,
    theme: render::ReadyTheme,
    sites: Mutex<BTreeMap<SiteId, FormerSite>>,
}

/// A site as it was made and checked.
struct FormerSite {
    made: render::Former,
    checked: Option<check::Checked>,
}

impl Memory {
    fn take(&self, site: &SiteId) -> Option<FormerSite> {
        self.sites.lock().unwrap_or_else(PoisonError::into_inner).remove(site)
    }

    fn keep(&self, site: &SiteId, former: FormerSite) {
        self.sites.lock().unwrap_or_else(PoisonError::into_inner).insert(site.clone(), former);
    }
}

/// Makes the sites side by side and hands each over as soon as it is made, the hub last, so that no more
/// of them are in memory than are being made.
///
/// # Errors
/// The first that `delivery` answers.
pub fn build_each<D: Delivery>(sources: &Sources, options: &Options, delivery: &D) -> Result<Built, D::Error> {
    make_each(sources, options, &Memory::default(), Care::Once, delivery)
}

/// The same, and what is as it was is taken from `memory`, which then holds what was made.
///
/// # Errors
/// The first that `delivery` answers.
pub fn build_again<D: Delivery>(
    sources: &Sources,
    options: &Options,
    memory: &Memory,
    delivery: &D,
) -> Result<Built, D::Error> {
    make_each(sources, options, memory, Care::Again, delivery)
}

/// The same in a hurry, for somebody who waits: pages that only another template changes are made when they are first
/// read, and nothing is checked. What it answers is not the last word: [`build_again`] must follow.
///
/// # Errors
/// The first that `delivery` answers.
pub fn build_in_a_hurry<D: Delivery>(
    sources: &Sources,
    options: &Options,
    memory: &Memory,
    delivery: &D,
) -> Result<Built, D::Error> {
    make_each(sources, options, memory, Care::Hurried, delivery)
}

/// What a making leaves to be done later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Care {
    /// Nothing, and it keeps nothing.
    Once,
    /// Nothing, and it keeps what it made for the next time.
    Again,
    /// Pages that nobody has read, and every check of pages.
    Hurried,
}

fn make_each<D: Delivery>(
    sources: &Sources,
    options: &Options,
    memory: &Memory,
    care: Care,
    delivery: &D,
) -> Result<Built, D::Error> {
    let keeps = care != Care::Once;
    let look =
        parse::Look { now: options.now, shows_drafts: options.shows_drafts, is_trial: options.base_url.is_some() };
    let parse::Parsed { content, mut problems } = parse::parse_again(sources, look, &*options.store, &memory.parsed);
    let Some(mut content) = content else { return Ok(Built { problems, ..Built::default() }) };
    content.programme.moved_to.clone_from(&options.base_url);
    let content = &Arc::new(content);
    let (renderer, own) = Renderer::new(content, options.now, &options.published, &options.store, &memory.theme, keeps);
    problems.absorb(own);
    problems.absorb(parse::unrevised(sources, content, &options.told));
    problems.settle();
    let least = if options.is_strict { Level::ToCorrect } else { Level::Blocking };
    let sites = all_sites(content);
    let mut unasked = unasked(&sites, &options.only);
    let kept = problems.blocked(&sites, least).union(&unasked).cloned().collect();
    problems.absorb(parse::lost(content, &kept));
    problems.settle();
    if unasked.contains(&SiteId::Hub) && follows(content, options, &kept) {
        unasked.remove(&SiteId::Hub);
    }
    let mut blocked: BTreeSet<SiteId> = problems.blocked(sites.difference(&unasked), least);
    let mut built = Built {
        next_change: content.next_changes.first().cloned(),
        content: Some(Arc::clone(content)),
        ..Built::default()
    };
    let Some(renderer) = renderer else {
        return Ok(Built { problems, blocked, unasked, ..built });
    };

    let make = |site: &SiteId, kept: &BTreeSet<SiteId>| -> Result<(Problems, bool), D::Error> {
        delivery.begin(site);
        let (former, checked) = memory.take(site).map(|former| (former.made, former.checked)).unzip();
        let checked = checked.flatten();
        let (output, mut own, made) = renderer.site(site, kept, former, care != Care::Hurried);
        let ground = check::Ground {
            reach: Arc::clone(&content.reach),
            kept: kept.clone(),
            published: Arc::clone(&options.published),
            // Without drafts there is nothing but what visitors see.
            unseen: if options.shows_drafts { unseen(content, site, options.now) } else { BTreeSet::new() },
        };
        let redirects = content.sites.get(site).into_iter().flat_map(|site| site.redirects.keys());
        let surroundings = check::Surroundings {
            sources,
            redirects: redirects.map(String::as_str).collect(),
            elsewhere: &|file| exists(content, &options.published, kept, file),
            ground,
        };
        let leaves_checks = care == Care::Hurried;
        let is_still = |checked: &check::Checked| checked.is_still(&output, &surroundings.ground);
        let is_fine = !leaves_checks && checked.as_ref().is_some_and(is_still);
        let (of_check, checked) = if leaves_checks || is_fine {
            (Problems::new(), checked)
        } else {
            let seen = check::check(site, &output, &surroundings, checked.as_ref());
            let of_check = seen.problems.clone();
            (of_check, keeps.then(|| check::Checked::new(&output, surroundings.ground, seen)))
        };
        if let Some(made) = made.filter(|_| keeps) {
            memory.keep(site, FormerSite { made, checked });
        }
        own.absorb(of_check);
        if options.draws && !leaves_checks && own.iter().all(|problem: &Problem| problem.level() < least) {
            own.absorb(renderer.draw(site, &output));
        }
        own.settle();
        let is_blocked = own.iter().any(|problem: &Problem| problem.level() >= least);
        if !is_blocked {
            delivery.deliver(site, output)?;
        }
        Ok((own, is_blocked))
    };
    let kept: BTreeSet<SiteId> = blocked.union(&unasked).cloned().collect();
    let regions: Vec<&SiteId> = sites.iter().filter(|site| **site != SiteId::Hub && !kept.contains(*site)).collect();
    let outcomes: Vec<_> = regions.into_par_iter().map(|site| (site, make(site, &kept))).collect();
    for (site, outcome) in outcomes {
        let (own, is_blocked) = outcome?;
        problems.absorb(own);
        if is_blocked {
            blocked.insert(site.clone())
        } else {
            built.made.insert(site.clone())
        };
    }
    if !blocked.contains(&SiteId::Hub) && !unasked.contains(&SiteId::Hub) {
        let kept = blocked.union(&unasked).cloned().collect();
        let (own, is_blocked) = make(&SiteId::Hub, &kept)?;
        problems.absorb(own);
        if is_blocked {
            blocked.insert(SiteId::Hub)
        } else {
            built.made.insert(SiteId::Hub)
        };
    }
    problems.settle();
    built.events = events(content, options.now);
    Ok(Built { problems, blocked, unasked, ..built })
}

/// The sites of the programme, those regions included whose `region.yaml` cannot be read now.
fn all_sites(content: &Content) -> BTreeSet<SiteId> {
    let folders = content.region_folders.iter().cloned().map(SiteId::Region);
    content.programme.sites().into_iter().chain(folders).collect()
}

fn unasked(sites: &BTreeSet<SiteId>, only: &BTreeSet<Slug>) -> BTreeSet<SiteId> {
    let is_asked = |site: &SiteId| match site {
        SiteId::Hub => only.is_empty(),
        SiteId::Region(id) => only.is_empty() || only.contains(id),
    };
    sites.iter().filter(|site| !is_asked(site)).cloned().collect()
}

/// Whether the hub must follow the regions asked for: it may lead to pages that go, and it tells its host
/// of the addresses that their pages had before.
fn follows(content: &Content, options: &Options, kept: &BTreeSet<SiteId>) -> bool {
    let published = &options.published;
    let concerns_hub = |(id, site): (&SiteId, &Arc<model::site::Site>)| {
        let loses = |former: &BTreeSet<Address>| former.iter().any(|address| site.found_at(address).is_none());
        !kept.contains(id) && (!site.redirects.is_empty() || published.get(id).is_some_and(loses))
    };
    published.contains_key(&SiteId::Hub) && content.sites.iter().any(concerns_hub)
}

/// The addresses of pages of a site that visitors do not see.
fn unseen(content: &Content, id: &SiteId, now: Timestamp) -> BTreeSet<Address> {
    let Some(site) = content.sites.get(id) else { return BTreeSet::new() };
    let pages = site.pages.iter().filter(|(_, kind)| !site.is_public(kind, now));
    pages.map(|(address, _)| address.clone()).collect()
}

/// Whether a file of the output will exist, in a site other than the one being checked.
fn exists(content: &Content, published: &Published, kept: &BTreeSet<SiteId>, file: &str) -> bool {
    let Some(path) = file.strip_suffix("index.html") else { return false };
    let (first, rest) = path.split_once('/').unwrap_or(("", path));
    let region =
        Slug::parse(first).map(SiteId::Region).filter(|site| kept.contains(site) || content.sites.contains_key(site));
    let (site, address) = region.map_or((SiteId::Hub, path), |site| (site, rest));
    if kept.contains(&site) {
        return published.get(&site).is_some_and(|addresses| addresses.contains(address));
    }
    content.sites.get(&site).is_some_and(|site| site.pages.contains_key(address))
}

/// How many events each site shows.
fn events(content: &Content, now: Timestamp) -> Vec<(SiteId, usize)> {
    let programme = &content.programme;
    let shown = |events: &[Arc<Event>]| events.iter().filter(|event| event.publication.is_visible(now)).count();
    let regions = programme.regions.iter().map(|region| (SiteId::Region(region.id.clone()), shown(&region.events)));
    regions.chain([(SiteId::Hub, shown(&programme.events))]).collect()
}
