//! A view: the site at another instant or with its drafts, under a prefix of its addresses.

use jiff::civil::{DateTime, Time};

use crate::model::time;

/// What a preview shows: the default is what visitors would see now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct View {
    /// Another moment than now, on the clocks of Paris, to the minute.
    pub at: Option<DateTime>,
    /// Whether what is marked `brouillon` is there too.
    pub has_drafts: bool,
}

/// The word for drafts in the segment of a view.
pub(super) const DRAFTS: &str = "brouillons";

impl View {
    /// Reads the first segment of an address: `@2027-05-10T08:00`, `@brouillons`, `@2027-05-10T08:00+brouillons`.
    /// `None` for any other text: a view has one way to be written.
    pub fn parse(segment: &str) -> Option<Self> {
        let named = segment.strip_prefix('@')?;
        if named == DRAFTS {
            return Some(Self { at: None, has_drafts: true });
        }
        let (moment, has_drafts) = match named.split_once('+') {
            Some((moment, DRAFTS)) => (moment, true),
            Some(_) => return None,
            None => (named, false),
        };
        Some(Self { at: Some(date_and_hour(moment)?), has_drafts })
    }

    /// The view that an address (from `/`) is in, and the address within it, which begins with `/` too.
    /// `None` when its first segment begins with `@` and is no view.
    pub fn of(address: &str) -> Option<(Self, &str)> {
        let Some(inside) = address.strip_prefix("/@") else { return Some((Self::default(), address)) };
        let end = inside.find('/').map_or(address.len(), |slash| slash + "/@".len());
        let (segment, rest) = address.split_at(end);
        let view = Self::parse(&segment["/".len()..])?;
        Some((view, if rest.is_empty() { "/" } else { rest }))
    }

    /// The first segment of its addresses; nothing for the view of now, which has none.
    pub fn segment(&self) -> String {
        match (self.at, self.has_drafts) {
            (None, false) => String::new(),
            (None, true) => format!("@{DRAFTS}"),
            (Some(at), false) => format!("@{}", at.strftime(MINUTES)),
            (Some(at), true) => format!("@{}+{DRAFTS}", at.strftime(MINUTES)),
        }
    }

    /// What its addresses begin with: nothing for the view of now, else `/@brouillons`.
    pub fn prefix(&self) -> String {
        let segment = self.segment();
        if segment.is_empty() { segment } else { format!("/{segment}") }
    }
}

/// As a field of type `datetime-local` has it.
pub(super) const MINUTES: &str = "%Y-%m-%dT%H:%M";

fn date_and_hour(text: &str) -> Option<DateTime> {
    let (date, hour) = text.split_once('T')?;
    let number = |part: &str| (part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit())).then(|| part.parse());
    let (hour, minute) = hour.split_once(':')?;
    let time = Time::new(number(hour)?.ok()?, number(minute)?.ok()?, 0, 0).ok()?;
    Some(DateTime::from_parts(time::date(date)?, time))
}
