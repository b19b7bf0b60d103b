//! One stop of the tour: an edition of the programme in a region.

use jiff::Timestamp;
use jiff::civil::Date;

use super::address::{Slug, WebUrl};
use super::codes::Department;
use super::time::{PartialDate, Zone};
use crate::sources::Place;

/// One stop of the tour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// Unique within the region.
    pub id: Slug,
    /// Title.
    pub title: String,
    /// Town, when known.
    pub town: Option<String>,
    /// Department, when known.
    pub department: Option<Department>,
    /// Its beginning, as far as it is known.
    pub start: PartialDate,
    /// Its end, when known.
    pub end: Option<PartialDate>,
    /// The period in words, when the dates are not known (« printemps 2021 »).
    pub period: Option<String>,
    /// A few sentences.
    pub summary: Option<String>,
    /// Ids of the partners.
    pub partners: Vec<Slug>,
    /// Figures.
    pub figures: Vec<Figure>,
    /// Where these facts were published.
    pub sources: Vec<WebUrl>,
    /// Invented, as an example.
    pub is_fictional: bool,
    /// Source.
    pub place: Place,
}

/// A number worth telling, with where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// « 10 000 »
    pub value: String,
    /// What it counts.
    pub label: String,
    /// Where it was published.
    pub source: Option<WebUrl>,
    /// As of when, in words.
    pub date: Option<String>,
}

/// Where a stop stands at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EditionState {
    /// halte passée
    Past,
    /// en cours
    Ongoing,
    /// à venir
    ToCome,
}

impl Edition {
    /// The last day that is known to belong to it.
    pub fn last_day(&self) -> Date {
        self.end.unwrap_or(self.start).last_day()
    }

    /// Where the stop stands at `now`, by the days of its region.
    pub fn state(&self, now: Timestamp, zone: &Zone) -> EditionState {
        if now < zone.start_of(self.start.first_day()).timestamp() {
            EditionState::ToCome
        } else if now < zone.end_of(self.last_day()).timestamp() {
            EditionState::Ongoing
        } else {
            EditionState::Past
        }
    }

    /// The address within the region's site.
    pub fn address(&self) -> super::address::Address {
        format!("editions/{}/", self.id)
    }
}
