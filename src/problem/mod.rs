//! What is wrong in what a person wrote: facts, never sentences.
//!
//! [`french`] and [`english`] turn a [`Kind`] into words by an exhaustive match, so that a missing
//! translation does not compile; [`show`] lays the words out.

mod access;
mod codes;
pub mod english;
pub mod explain;
pub mod fix;
pub mod french;
mod kind;
mod link;
mod message;
pub mod show;
mod upkeep;
mod writing;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

pub use access::{Access, PageFault};
pub use kind::{Kind, Level, PageLimit, Shape, Successor, ThemeLimit, Unpublished};
pub use link::{Death, Doubt, Finding, Visited};
pub use message::{Message, Remedy};
pub use upkeep::{EventChange, Secret, Unused, Upkeep};
pub use writing::{QuoteReason, SpacingMistake, Writing};

use crate::model::address::{SiteId, Slug};
use crate::sources::Place;

/// The two languages staff are answered in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// The first.
    French,
    /// Its twin.
    English,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What.
    pub kind: Kind,
    /// The site in which it shows, when it is not wherever the file is used.
    pub site: Option<SiteId>,
    /// What to write instead, when that is certain.
    pub fix: Option<Fix>,
}

/// A certain correction of a file: what `check --fix` writes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fix {
    /// In any order, none within another. None at all: the file is only to be written anew, in UTF-8.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// Writes a text in place of what is marked; `None` when nothing is, as where a value has several lines.
    pub fn replace(place: &Place, text: impl Into<String>) -> Option<Self> {
        let Place { line, column, length, .. } = *place;
        (length > 0).then(|| Self { edits: vec![Edit { line, column, length, text: text.into() }] })
    }
}

/// A stretch of one line of the problem's file, and what to write in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// In characters. `u32::MAX`: to the end of the line, its line break included.
    pub length: u32,
    /// A line break in it, written `\n`, becomes one as the file has them.
    pub text: String,
}

impl Problem {
    /// A problem wherever the file is used.
    pub fn new(place: Place, kind: impl Into<Kind>) -> Self {
        Self { place, kind: kind.into(), site: None, fix: None }
    }

    /// How much it matters.
    pub fn level(&self) -> Level {
        self.kind.level()
    }

    /// Whether it concerns a site: its own files, or national ones that every site is made of.
    pub fn concerns(&self, site: &SiteId) -> bool {
        if let Some(own) = &self.site {
            return own == site;
        }
        match owner(&self.place.file) {
            Owner::Everybody => true,
            Owner::Regions => matches!(site, SiteId::Region(_)),
            Owner::Site(owner) => owner == *site,
        }
    }

    fn order(&self) -> (&Place, &'static str, &Option<SiteId>) {
        (&self.place, self.kind.code(), &self.site)
    }
}

enum Owner {
    Everybody,
    Regions,
    Site(SiteId),
}

/// Who is made of a file, by its path (see DESIGN: what staff write).
fn owner(file: &str) -> Owner {
    let mut segments = file.split('/');
    match (segments.next(), segments.next()) {
        (Some("regions"), Some(folder)) => {
            Slug::parse(folder).map_or(Owner::Everybody, |id| Owner::Site(SiteId::Region(id)))
        }
        (Some("content"), Some("hub")) => Owner::Site(SiteId::Hub),
        (Some("content"), Some("pages")) => Owner::Regions,
        _ => Owner::Everybody,
    }
}

/// Everything that was found, in one stable order whatever the threads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, place: Place, kind: impl Into<Kind>) {
        self.0.push(Problem::new(place, kind));
    }

    /// Adds one with its certain correction.
    pub fn push_fixed(&mut self, place: Place, kind: impl Into<Kind>, fix: Fix) {
        self.0.push(Problem { place, kind: kind.into(), site: None, fix: Some(fix) });
    }

    /// Adds a problem.
    pub fn add(&mut self, problem: Problem) {
        self.0.push(problem);
    }

    /// Adds one that shows in one site only.
    pub fn push_in(&mut self, site: &SiteId, place: Place, kind: Kind) {
        self.0.push(Problem { place, kind, site: Some(site.clone()), fix: None });
    }

    /// Adds those of another list.
    pub fn absorb(&mut self, other: Problems) {
        self.0.extend(other.0);
    }

    /// Sorts by file, line and column, and says each thing once: what shows in several sites at the
    /// same place with the same words is one problem, of all of them.
    pub fn settle(&mut self) {
        self.0.sort_by(|a, b| a.order().cmp(&b.order()));
        let mut told: Vec<Problem> = Vec::with_capacity(self.0.len());
        let mut causes: BTreeMap<String, usize> = BTreeMap::new();
        for later in self.0.drain(..) {
            if told.last().is_some_and(|former| former.place != later.place) {
                causes.clear();
            }
            match causes.entry(later.kind.cause()) {
                Entry::Vacant(cause) => {
                    cause.insert(told.len());
                    told.push(later);
                }
                Entry::Occupied(first) if told[*first.get()].site != later.site => told[*first.get()].site = None,
                Entry::Occupied(_) => {}
            }
        }
        self.0 = told;
    }

    /// Every problem.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether all is well.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many of one level.
    pub fn count(&self, level: Level) -> usize {
        self.0.iter().filter(|problem| problem.level() == level).count()
    }

    /// The sites that must not go out, of these: those that a problem of `least` or worse concerns.
    pub fn blocked<'a>(&self, sites: impl IntoIterator<Item = &'a SiteId>, least: Level) -> BTreeSet<SiteId> {
        sites
            .into_iter()
            .filter(|site| self.0.iter().any(|problem| problem.level() >= least && problem.concerns(site)))
            .cloned()
            .collect()
    }
}

impl IntoIterator for Problems {
    type Item = Problem;
    type IntoIter = std::vec::IntoIter<Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
