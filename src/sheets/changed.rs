//! A row held against the file of its event: the lines that say something else.

use std::sync::Arc;

use escale::french::slug::slug;
use escale::parse::says_the_same;
use escale::schema::Holds;

use super::columns::{self, Path};
use super::edit;
use super::events::{Existing, Said, one_line};
use super::plan::{Changed, Ground, Outcome};
use super::wanted::{Told, Wanted, refusal};

/// Holds a row against the file of its event.
pub fn changed(event: &Existing, wanted: &Wanted, ground: &Ground) -> Outcome {
    let mut changes = Vec::new();
    let bytes = ground.sources.get(&event.file).map(|bytes| bytes.to_vec()).unwrap_or_default();
    let mut later = bytes;
    let mut refused = Vec::new();
    for path in columns::paths() {
        let name = path.name.to_owned();
        let Some(Told { said, column, whole, .. }) = wanted.pieces.get(path.name) else { continue };
        let former = event.effective.get(&name);
        if former.is_some_and(|former| is_same(path, former, said, whole)) {
            continue;
        }
        match edit::with_piece(&event.file, &later, path, said) {
            Some(bytes) => later = bytes,
            None => refused.push(refusal(column, ground.terminal.say(
                &format!("L'en-tête de {} est écrit de telle façon que cette information ne peut pas y être changée seule. Changez-la dans le fichier.", event.file),
                &format!("The header of {} is written such that this piece cannot be changed alone. Change it in the file.", event.file),
            ))),
        }
        let shown = |said: &Said| said.cell(path).trim_end().replace('\n', " ; ");
        changes.push((name, former.map(shown).unwrap_or_default(), shown(said)));
    }
    if let Some((column, body)) = wanted.body.as_ref().filter(|(_, body)| *body != event.body) {
        match edit::with_body(&event.file, &later, body) {
            Some(bytes) => later = bytes,
            None => refused.push(refusal(
                column,
                ground.terminal.say(
                    "Le texte ne peut pas être remplacé : l'en-tête du fichier ne se lit pas.",
                    "The text cannot be replaced: the file's header cannot be read.",
                ),
            )),
        }
        changes.push(("texte".to_owned(), extract(&event.body, body), extract(body, &event.body)));
    }
    if !refused.is_empty() {
        return Outcome::Refused(refused);
    }
    if changes.is_empty() {
        return Outcome::Same;
    }
    Outcome::Changed(Changed { file: Arc::clone(&event.file), later, changes })
}

/// The first line of a text that is not in the other one.
fn extract(text: &str, other: &str) -> String {
    let line = text.lines().find(|line| !other.lines().any(|same| same == *line)).or_else(|| text.lines().next());
    line.unwrap_or_default().to_owned()
}

/// Whether a file and a cell say the same: as they are read, or as `export` writes what the file says.
fn is_same(path: Path, former: &Said, said: &Said, whole: &str) -> bool {
    let is_as_exported = || one_line(&former.cell(path)) == one_line(whole);
    match (former, said) {
        // A table from before the last change does not take a revision back.
        (Said::One(former), Said::One(said)) if path.name == "revision" => {
            let number = |text: &str| text.parse::<u32>().ok();
            number(former).zip(number(said)).is_some_and(|(former, said)| said <= former)
        }
        (Said::One(one), Said::One(other)) => says_the_same(path.leaf(), one, other) || is_as_exported(),
        (Said::Many(ones), Said::Many(others)) => {
            let is_pair = |(one, other): (&String, &String)| {
                says_the_same(path.leaf(), one, other) || {
                    let is_name = matches!(path.leaf().holds, Holds::References(_));
                    is_name && slug(one) == slug(other)
                }
            };
            ones.len() == others.len() && ones.iter().zip(others).all(is_pair) || is_as_exported()
        }
        _ => is_as_exported(),
    }
}
