//! The instants at which a site changes by itself, without anybody writing: until the next of them,
//! what was built stays right.

use jiff::{SignedDuration, Timestamp, ZonedDateTime};

use super::event::{Event, RegistrationState};
use super::origin::Publication;

/// Something that time alone changes on the pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// When, on the clocks of the region.
    pub at: ZonedDateTime,
    /// What.
    pub kind: ChangeKind,
    /// The title of the event or page.
    pub title: String,
}

/// What kind of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// A page or an event appears (`publier_le`).
    Published,
    /// A page or an event disappears (`retirer_le`).
    Retired,
    /// Registration opens.
    RegistrationOpens,
    /// Registration will close soon.
    RegistrationClosesSoon,
    /// Registration closes.
    RegistrationCloses,
    /// The event begins.
    EventStarts,
    /// The event is over.
    EventEnds,
}

/// The changes of an event after `now`, in no particular order.
///
/// Only instants at which a state really differs from the one before: the closing of a registration
/// that is full changes nothing that a visitor sees.
pub fn of_event(event: &Event, now: Timestamp, soon: SignedDuration) -> Vec<Change> {
    let mut changes = of_publication(&event.publication, &event.title, now);
    let is_retired = event.publication.until.as_ref().is_some_and(|until| until.timestamp() <= now);
    if is_retired && !event.publication.is_always_shown {
        return changes;
    }
    let when = &event.when;
    let zone = when.start().time_zone();
    let closes = event.deadline().passes.timestamp();
    let instants = [
        event.registration.opens.as_ref().map(|opens| opens.passes.timestamp()),
        closes.checked_sub(soon).ok(),
        Some(closes),
        Some(when.start().timestamp()),
        Some(when.end().timestamp()),
    ];
    for at in instants.into_iter().flatten().filter(|at| *at > now && event.publication.is_visible(*at)) {
        if let Some(kind) = kind_at(event, at, soon) {
            let change = Change { at: at.to_zoned_datetime(zone.clone()), kind, title: event.title.clone() };
            if !changes.contains(&change) {
                changes.push(change);
            }
        }
    }
    changes
}

/// What changes at an instant, by comparing the states on its two sides.
fn kind_at(event: &Event, at: Timestamp, soon: SignedDuration) -> Option<ChangeKind> {
    let before = at.checked_sub(SignedDuration::from_nanos(1)).ok()?;
    if event.is_past(before) != event.is_past(at) {
        return Some(ChangeKind::EventEnds);
    }
    if event.registration_state(before, soon) != event.registration_state(at, soon) {
        return match event.registration_state(at, soon) {
            RegistrationState::Open => Some(ChangeKind::RegistrationOpens),
            RegistrationState::ClosingSoon
                if event.registration_state(before, soon) == RegistrationState::NotYetOpen =>
            {
                Some(ChangeKind::RegistrationOpens)
            }
            RegistrationState::ClosingSoon => Some(ChangeKind::RegistrationClosesSoon),
            RegistrationState::Closed => Some(ChangeKind::RegistrationCloses),
            _ => None,
        };
    }
    (event.state(before) != event.state(at)).then_some(ChangeKind::EventStarts)
}

/// The first of several changes.
pub fn first(changes: impl IntoIterator<Item = Change>) -> Option<Change> {
    changes.into_iter().min_by(|a, b| (a.at.timestamp(), a.kind, &a.title).cmp(&(b.at.timestamp(), b.kind, &b.title)))
}

/// The changes that a publication window brings after `now`; none in what is always shown.
pub fn of_publication(publication: &Publication, title: &str, now: Timestamp) -> Vec<Change> {
    let change = |at: &Option<ZonedDateTime>, kind| {
        let at = at.as_ref().filter(|at| at.timestamp() > now && !publication.is_always_shown);
        at.map(|at| Change { at: at.clone(), kind, title: title.to_owned() })
    };
    [change(&publication.from, ChangeKind::Published), change(&publication.until, ChangeKind::Retired)]
        .into_iter()
        .flatten()
        .collect()
}
