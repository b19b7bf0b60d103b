//! Where a value comes from: its file, the national file under it, and the line of each field.

use std::sync::Arc;

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
    pub from: Option<jiff::ZonedDateTime>,
    /// No longer from this instant on.
    pub until: Option<jiff::ZonedDateTime>,
}

impl Publication {
    /// Whether visitors see it at `now`. An event to come is never hidden by its own date.
    pub fn is_visible(&self, now: jiff::Timestamp) -> bool {
        self.from.as_ref().is_none_or(|from| from.timestamp() <= now)
            && self.until.as_ref().is_none_or(|until| now < until.timestamp())
    }
}
