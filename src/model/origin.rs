//! Where a value comes from: its file, the national file under it, and the line of each field.

use std::sync::Arc;

use jiff::{Timestamp, ZonedDateTime};

use super::moved::FormerAddress;
use crate::sources::Place;

/// The source of an event, a partner, a venue or a page; what `escale explain` prints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The file that has the last word.
    pub file: Arc<str>,
    /// The national file that a region's file completes.
    pub inherited: Option<Arc<str>>,
    /// The file whose text (below the header) is shown.
    pub text: Arc<str>,
    /// Addresses that the page had before.
    pub former_addresses: Vec<FormerAddress>,
    /// Each field that was read, with its place.
    pub fields: Vec<(&'static str, Place)>,
}

impl Origin {
    /// The place of a field, or the file as a whole when the field is absent.
    pub fn field(&self, name: &str) -> Place {
        self.fields
            .iter()
            .find(|(known, _)| *known == name)
            .map_or_else(|| Place::file(&self.file), |(_, place)| place.clone())
    }
}

/// When a page, a partner or an event may be seen by visitors.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Publication {
    /// Not before this instant.
    pub from: Option<ZonedDateTime>,
    /// No longer from this instant on.
    pub until: Option<ZonedDateTime>,
    /// Not as long as its file says `brouillon`.
    pub is_draft: bool,
    /// It is shown whatever these say, to people who look at their drafts; visitors see none of that.
    pub is_always_shown: bool,
}

/// Who sees a page, from the fewest to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Visibility {
    /// It is not there.
    Nobody,
    /// People who look at their drafts.
    Staff,
    /// Visitors too.
    Everybody,
}

/// Why visitors do not see a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unpublished {
    /// Only events that visitors do not see cite this partner or this venue.
    Unannounced,
    /// `brouillon`
    Draft,
    /// It is published at this instant (`publier_le`).
    Later(ZonedDateTime),
    /// It was taken away at this instant (`retirer_le`).
    Retired(ZonedDateTime),
}

impl Publication {
    /// Whether the sites show it at `now`. An event to come is never hidden by its own date.
    pub fn is_visible(&self, now: Timestamp) -> bool {
        self.is_always_shown || self.is_public(now)
    }

    /// Whether visitors see it at `now`, whatever people who look at their drafts do.
    pub fn is_public(&self, now: Timestamp) -> bool {
        self.unpublished(now).is_none()
    }

    /// Who sees it at `now`.
    pub fn visibility(&self, now: Timestamp) -> Visibility {
        match (self.is_public(now), self.is_always_shown) {
            (true, _) => Visibility::Everybody,
            (false, true) => Visibility::Staff,
            (false, false) => Visibility::Nobody,
        }
    }

    /// Why visitors do not see it at `now`; `None` when they do.
    pub fn unpublished(&self, now: Timestamp) -> Option<Unpublished> {
        if self.is_draft {
            return Some(Unpublished::Draft);
        }
        let later = self.from.as_ref().filter(|from| from.timestamp() > now);
        let retired = self.until.as_ref().filter(|until| until.timestamp() <= now);
        later.cloned().map(Unpublished::Later).or_else(|| retired.cloned().map(Unpublished::Retired))
    }
}
