//! Changes that visitors' calendars would not take for changes: of date, place or standing, without a new `revision`.

use crate::model::announced::{AnnouncedEvent, Told};
use crate::model::content::Content;
use crate::model::event::Event;
use crate::model::site::PageKind;
use crate::problem::{Edit, EventChange, Fix, Problem, Problems, Upkeep};
use crate::sources::{Place, Sources};

/// Events that are not what `told` says was published last, with the revision of then (RFC 5545 §3.8.7.4).
pub fn unrevised(sources: &Sources, content: &Content, told: &Told) -> Problems {
    let mut problems = Problems::new();
    for (id, site) in &content.sites {
        let Some(known) = told.get(id) else { continue };
        for (address, kind) in &site.pages {
            let PageKind::Event(event) = kind else { continue };
            let Some((former, change)) = known.0.get(&event.id).and_then(|former| {
                let (_, revision) = former.place.as_ref().filter(|(_, revision)| event.revision <= *revision)?;
                Some((*revision, change(former, &AnnouncedEvent::of(event, address))?))
            }) else {
                continue;
            };
            let (place, fix) = raised(sources, event, former + 1);
            let kind = Upkeep::Unrevised { change, revision: former + 1 };
            problems.add(Problem { fix, ..Problem::new(place, kind) });
        }
    }
    problems
}

/// The first of the changes that people must know of.
fn change(former: &AnnouncedEvent, later: &AnnouncedEvent) -> Option<EventChange> {
    let place = |event: &AnnouncedEvent| event.place.as_ref().map(|(place, _)| place.clone());
    if former.standing != later.standing {
        Some(EventChange::Standing)
    } else if former.when != later.when {
        Some(EventChange::When)
    } else {
        (place(former) != place(later)).then_some(EventChange::Place)
    }
}

/// Where the revision stands or belongs, and how to raise it: in the event's own file, so that no other region's event is
/// another one for that.
fn raised(sources: &Sources, event: &Event, revision: u32) -> (Place, Option<Fix>) {
    let own = |name: &str| {
        let place = event.origin.field(name);
        (place.line > 0 && place.file == event.origin.file).then_some(place)
    };
    if let Some(place) = own("revision") {
        let fix = Fix::replace(&place, revision.to_string());
        return (place, fix);
    }
    let changed = ["statut", "date", "heure", "lieu", "mode"].into_iter().find_map(own);
    let place = changed.unwrap_or_else(|| Place::file(&event.origin.file));
    let line = ["statut", "date", "lieu", "id"].into_iter().find_map(|name| begins(sources, &own(name)?, name));
    let insert =
        |line| Fix { edits: vec![Edit { line, column: 1, length: 0, text: format!("revision: {revision}\n") }] };
    (place, line.map(insert))
}

/// The line of a field, when it begins with the field's name: another line can come before it.
fn begins(sources: &Sources, place: &Place, name: &str) -> Option<u32> {
    let text = sources.text(&place.file)?;
    let line = text.lines().nth(place.line.checked_sub(1)? as usize)?;
    line.strip_prefix(name).is_some_and(|rest| rest.starts_with(':')).then_some(place.line)
}
