//! The file of an event that is not there yet, of what a row says and what follows from it.

use std::collections::BTreeSet;
use std::sync::Arc;

use escale::french::slug::slug;
use escale::model::event::EventKind;
use escale::schema::FileKind;

use super::events::{Owner, Pieces, Said};
use super::plan::{Ground, New, Outcome, Taken};
use super::wanted::Wanted;
use crate::new::event::{NATION, free};

/// The file of an event that is not there yet, named and numbered as `new` does it.
pub fn fresh(wanted: Wanted, owner: Owner, ground: &Ground, taken: &mut Taken, notes: &mut Vec<String>) -> Outcome {
    let terminal = ground.terminal;
    let mut pieces: Pieces = wanted.pieces.into_iter().map(|(name, told)| (name.to_owned(), told.said)).collect();
    let one = |pieces: &Pieces, name: &str| match pieces.get(name) {
        Some(Said::One(text)) => text.clone(),
        _ => String::new(),
    };
    let title = one(&pieces, "titre");
    let date = one(&pieces, "date");
    let folder = owner.folder();
    let is_day = date.len() == 10 && slug(&date) == date;
    let name = Some(slug(&title)).filter(|name| !name.is_empty()).unwrap_or_else(|| "evenement".to_owned());
    // Without its day the row is refused anyway.
    let wished = if is_day { format!("{date}-{name}") } else { name };
    let path = |name: &str| format!("{folder}/evenements/{name}.md");
    let name = free(&wished, |name| {
        // A national event and a region's of one name would lie over each other.
        let is_near = |owners: &BTreeSet<Owner>| {
            owner == Owner::Nation || owners.contains(&Owner::Nation) || owners.contains(&owner)
        };
        taken.names.get(name).is_some_and(is_near) || (ground.is_taken)(&path(name))
    });
    let mut completed: Vec<&str> = Vec::new();
    if !pieces.contains_key("id") {
        let id = free(&format!("{}-{wished}", owner.id().unwrap_or(NATION)), |id| taken.ids.contains(id));
        pieces.insert("id".to_owned(), Said::One(id));
    }
    if !pieces.contains_key("mode") {
        let mode = match (pieces.contains_key("lieu"), pieces.contains_key("lien_direct")) {
            (true, true) => Some("hybride"),
            (true, false) => Some("sur-place"),
            (false, true) => Some("en-ligne"),
            (false, false) => None,
        };
        if let Some(mode) = mode {
            pieces.insert("mode".to_owned(), Said::One(mode.to_owned()));
            completed.push(mode);
        }
    }
    if !pieces.contains_key("type") {
        let words = slug(&title);
        let first = words.split('-').next().unwrap_or_default();
        let is_first = |word: &&str| *word == first || first.strip_suffix('s') == Some(*word);
        if let Some(kind) = EventKind::WORDS.iter().map(|(word, _)| *word).find(is_first) {
            pieces.insert("type".to_owned(), Said::One(kind.to_owned()));
            completed.push(kind);
        }
    }
    let lacks_summary = !pieces.contains_key("resume") && !title.is_empty();
    if lacks_summary {
        pieces.insert("resume".to_owned(), Said::One(title.clone()));
        completed.push(terminal.say("résumé", "summary"));
    }
    if !completed.is_empty() {
        notes.push(format!("{} {}", terminal.say("complété :", "completed:"), completed.join(", ")));
    }
    // One that changes its date has no row of its own yet.
    if let Some(other) = ground.events.titled(&owner, &title).next() {
        let (date, id) = (other.one("date").unwrap_or_default(), other.one("id").unwrap_or_default());
        notes.push(
            terminal
                .say(
                    &format!("même titre que le {date} ; si c'est lui qui change de date, donnez son id : {id}"),
                    &format!("same title as on {date}; if that one changes its date, give its id: {id}"),
                )
                .to_owned(),
        );
    }
    taken.names.entry(name.clone()).or_default().insert(owner);
    taken.ids.insert(one(&pieces, "id"));
    let file: Arc<str> = path(&name).into();
    debug_assert_eq!(FileKind::of_path(&file), Some(FileKind::Event), "new files are events");
    Outcome::New(New { file, pieces, body: wanted.body.map(|(_, body)| body).unwrap_or_default(), lacks_summary })
}
