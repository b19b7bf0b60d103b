//! A region: who it is, and everything its site is made of, national content included.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::about::About;
use super::address::{Address, Slug, WebUrl};
use super::codes::RegionCode;
use super::colour::Colours;
use super::edition::Edition;
use super::event::Event;
use super::page::Page;
use super::partner::Partner;
use super::time::Zone;
use super::venue::Venue;

/// A region and the content of its site, after the overlay on the national content.
#[derive(Debug, Clone)]
pub struct Region {
    /// Its folder and address.
    pub id: Slug,
    /// Name.
    pub name: String,
    /// Name for narrow places.
    pub short_name: String,
    /// What stands before the name in « en Occitanie », « dans le Grand Est ».
    pub preposition: Preposition,
    /// Official codes.
    pub code: RegionCode,
    /// Its zone.
    pub zone: Zone,
    /// Its accent colours.
    pub colours: Colours,
    /// Its own host, when it is not published below the hub.
    pub url: Option<WebUrl>,
    /// Invented, as an example.
    pub is_fictional: bool,
    /// What its site says of itself.
    pub about: About,
    /// Stops of the tour, in time order.
    pub editions: Vec<Edition>,
    /// Events, in time order.
    pub events: Vec<Arc<Event>>,
    /// Partners that take part in this region, by id.
    pub partners: BTreeMap<Slug, Arc<Partner>>,
    /// Venues of this region, by id.
    pub venues: BTreeMap<Slug, Arc<Venue>>,
    /// Pages, by address.
    pub pages: BTreeMap<Address, Arc<Page>>,
}

/// « en », « dans le »…: what stands before a region's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preposition(&'static str);

impl Preposition {
    /// The ones French uses before names of regions.
    pub const ALL: [&'static str; 7] = ["en", "dans le", "dans la", "dans les", "à", "au", "aux"];

    /// Takes one of [`Self::ALL`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| *known == text).map(Self)
    }

    /// « en Occitanie », « dans le Grand Est », « à La Réunion ».
    pub fn before(self, name: &str) -> String {
        format!("{} {name}", self.0)
    }
}

impl Region {
    /// « en Occitanie »
    pub fn in_region(&self) -> String {
        self.preposition.before(&self.name)
    }

    /// A stop by its id.
    pub fn edition(&self, id: &Slug) -> Option<&Edition> {
        self.editions.iter().find(|edition| edition.id == *id)
    }
}
