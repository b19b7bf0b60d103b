//! Rows → what is to be written: a new file, changed lines of a file, nothing, or why not. Nothing is written here.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use escale::french::slug::slug;
use escale::model::programme::Programme;
use escale::sources::Sources;
use escale::tables::Row;

use super::changed::changed;
use super::columns::Column;
use super::edit;
use super::events::{Events, Owner, Pieces, stem};
use super::fresh::fresh;
use super::match_event::{existing, no_region, owner};
use super::names::names;

use super::wanted::wanted;
use crate::terminal::Terminal;

/// What rows are held against.
pub struct Ground<'g> {
    /// The project's files.
    pub sources: &'g Sources,
    /// What they say.
    pub programme: &'g Programme,
    /// Its events.
    pub events: &'g Events,
    /// Whose an event is, when its row does not say so.
    pub default_owner: Option<Owner>,
    /// Whether the disk has something at a path that is to be new.
    pub is_taken: &'g dyn Fn(&str) -> bool,
    /// Who is reading.
    pub terminal: Terminal,
    /// Whether numbers count days from 1904.
    pub is_1904: bool,
}

/// A row and what becomes of it.
#[derive(Debug)]
pub struct Planned {
    /// Its sheet, when there are several.
    pub sheet: Option<String>,
    /// Its number.
    pub row: usize,
    /// The region's id, as far as it is known.
    pub region: String,
    /// The day, as far as it is known.
    pub date: String,
    /// The title, or the id.
    pub title: String,
    /// What becomes of it.
    pub outcome: Outcome,
    /// Why it is refused, whatever else the reader has to say of it.
    pub refused: Vec<Refusal>,
    /// What was added that no cell says, or is worth a look.
    pub notes: Vec<String>,
    /// The columns by what they hold, for what is told of them.
    pub columns: Arc<Vec<Column>>,
}

/// What becomes of a row.
#[derive(Debug)]
pub enum Outcome {
    /// A new file.
    New(New),
    /// A file with other lines.
    Changed(Changed),
    /// The file says it all already.
    Same,
    /// Why not.
    Refused(Vec<Refusal>),
}

/// A new file.
#[derive(Debug)]
pub struct New {
    /// Where.
    pub file: Arc<str>,
    /// Its header.
    pub pieces: Pieces,
    /// Its text.
    pub body: String,
    /// Whether the summary is still to be made of what is understood.
    pub lacks_summary: bool,
}

impl New {
    /// The whole file.
    pub fn text(&self) -> String {
        let lines: String = edit::lines(&self.pieces).into_iter().map(|line| line + "\n").collect();
        let body = if self.body.is_empty() { String::new() } else { format!("{}\n", self.body) };
        format!("---\n{lines}---\n{body}")
    }
}

/// A file with other lines.
#[derive(Debug)]
pub struct Changed {
    /// Which.
    pub file: Arc<str>,
    /// Its bytes with them.
    pub later: Vec<u8>,
    /// What changes: the piece, what it said, what it is to say.
    pub changes: Vec<(String, String, String)>,
}

/// Why a row is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The column that it is about, from 0, with its name.
    pub column: Option<(usize, String)>,
    /// In words, perhaps of several lines.
    pub words: String,
}

/// Files and ids that are spoken for.
#[derive(Debug, Default)]
pub struct Taken {
    /// Whose events have a name.
    pub names: HashMap<String, BTreeSet<Owner>>,
    /// Ids of events.
    pub ids: BTreeSet<String>,
    /// The row that an event was named in first.
    rows: HashMap<String, String>,
}

impl Taken {
    /// By the events of a project.
    pub fn of(events: &Events) -> Self {
        let mut taken = Self::default();
        for event in &events.all {
            taken.names.entry(stem(&event.file)).or_default().insert(event.owner.clone());
            taken.ids.extend(event.one("id").map(str::to_owned));
        }
        taken
    }
}

/// What becomes of a row.
pub fn plan(row: &Row, sheet: Option<&str>, columns: &Arc<Vec<Column>>, ground: &Ground, taken: &mut Taken) -> Planned {
    let mut wanted = wanted(row, columns, ground);
    let (id, title, date) = (wanted.one("id"), wanted.one("titre"), wanted.one("date"));
    let mut planned = Planned {
        sheet: sheet.map(str::to_owned),
        row: row.number,
        region: String::new(),
        date: date.clone(),
        title: if title.is_empty() { id.clone() } else { title.clone() },
        outcome: Outcome::Same,
        refused: Vec::new(),
        notes: Vec::new(),
        columns: Arc::clone(columns),
    };
    let owner = owner(&mut wanted, ground);
    if let Some(owner) = &owner {
        owner.word().clone_into(&mut planned.region);
    }
    let event = match existing(&wanted, &id, &title, &date, owner.as_ref(), ground) {
        Ok(event) => event,
        Err(refusal) => {
            wanted.refused.push(refusal);
            None
        }
    };
    let owner = match (event, owner) {
        (Some(event), _) => Some(event.owner.clone()),
        (None, Some(owner)) => Some(owner),
        (None, None) => {
            if wanted.refused.is_empty() {
                wanted.refused.push(no_region(ground));
            }
            None
        }
    };
    if let Some(event) = event {
        event.owner.word().clone_into(&mut planned.region);
        for (shown, name) in [(&mut planned.title, "titre"), (&mut planned.date, "date")] {
            if let Some(said) = event.one(name) {
                said.clone_into(shown);
            }
        }
    }
    if let Some(owner) = &owner {
        planned.refused = names(&mut wanted, owner, ground);
    }
    if wanted.refused.is_empty() {
        let key = event.map_or_else(
            || format!("{owner:?} {date} {}", if id.is_empty() { slug(&title) } else { id.clone() }),
            |event| event.file.to_string(),
        );
        let here = here(sheet, row.number, ground.terminal);
        if let Some(first) = taken.rows.get(&key) {
            let words = ground.terminal.say("Cet évènement est déjà celui de la ", "This event is already that of ");
            wanted.refused.push(Refusal { column: None, words: format!("{words}{first}.") });
        } else {
            taken.rows.insert(key, here);
        }
    }
    planned.outcome = match (event, owner) {
        _ if !wanted.refused.is_empty() => Outcome::Refused(wanted.refused),
        (Some(event), _) => changed(event, &wanted, ground),
        (None, Some(owner)) => fresh(wanted, owner, ground, taken, &mut planned.notes),
        (None, None) => unreachable!("a row without an owner is refused"),
    };
    if let Outcome::Refused(refused) = &mut planned.outcome {
        refused.append(&mut planned.refused);
    } else if matches!(planned.outcome, Outcome::Same) && !planned.refused.is_empty() {
        planned.outcome = Outcome::Refused(std::mem::take(&mut planned.refused));
    }
    planned
}

/// « ligne 7 », with its sheet when there are several.
pub fn here(sheet: Option<&str>, row: usize, terminal: Terminal) -> String {
    let row = format!("{} {row}", terminal.say("ligne", "row"));
    match sheet {
        Some(sheet) => {
            format!("{row} ({})", terminal.say(&format!("feuille « {sheet} »"), &format!("sheet “{sheet}”")))
        }
        None => row,
    }
}
