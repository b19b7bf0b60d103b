//! The library's own reader judges each file before it is written, in the words of `check`.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use escale::model::store::Store;
use escale::parse::{self, Look, Memory, Value, event_file};
use escale::problem::show;
use escale::problem::{Kind, Level, Problem, Remedy};
use escale::sources::Sources;
use jiff::Timestamp;

use super::columns::{self, Column, Meant};
use super::events::{Said, entry};
use super::plan::{Outcome, Planned, Refusal};
use crate::new::event::summary;
use crate::terminal::Terminal;

/// Reads projects again and again.
pub struct Judge<'j> {
    now: Timestamp,
    store: &'j dyn Store,
    memory: Memory,
    terminal: Terminal,
}

/// Problems that block, by file and code, and how many of each.
type Counts = BTreeMap<(Arc<str>, &'static str), usize>;

impl<'j> Judge<'j> {
    /// At an instant.
    pub fn new(now: Timestamp, store: &'j dyn Store, terminal: Terminal) -> Self {
        Self { now, store, memory: Memory::default(), terminal }
    }

    /// What a project comes to, drafts included.
    pub fn read(&self, sources: &Sources) -> parse::Parsed {
        let look = Look { now: self.now, shows_drafts: true, is_trial: false };
        parse::parse_again(sources, look, self.store, &self.memory)
    }

    /// Refuses the rows whose files the reader would block. Answers what blocks elsewhere because of the others, and
    /// what is to correct in them.
    pub fn judge(&self, sources: &Sources, planned: &mut [Planned]) -> (Vec<String>, usize) {
        let before = counts(self.read(sources).problems.iter());
        let mut by_file: HashMap<Arc<str>, usize> = HashMap::new();
        for (index, own) in planned.iter().enumerate() {
            if let Some(file) = file_of(&own.outcome) {
                by_file.insert(Arc::clone(file), index);
            }
        }
        // A reading can bring others to light: without one row another may be fine, or not. Each round refuses one at least.
        loop {
            let with = with(sources, planned);
            let parsed = self.read(&with);
            let lacking = planned.iter().any(|own| matches!(&own.outcome, Outcome::New(new) if new.lacks_summary));
            if lacking {
                summarise(&parsed, planned);
            }
            let known = counts(parsed.problems.iter());
            let is_new = |problem: &&Problem| {
                let key = (Arc::clone(&problem.place.file), problem.kind.code());
                let has_more = known.get(&key).copied().unwrap_or(0) > before.get(&key).copied().unwrap_or(0);
                // What was wrong before and is to be wrong in another way is the row's own.
                let is_changed = || match by_file.get(&problem.place.file).map(|index| &planned[*index].outcome) {
                    Some(Outcome::Changed(changed)) => {
                        let piece = piece_at(problem, &with).unwrap_or_else(|| "texte".to_owned());
                        changed.changes.iter().any(|(name, ..)| *name == piece)
                    }
                    _ => false,
                };
                has_more || is_changed()
            };
            let mut refused: BTreeMap<usize, Vec<Refusal>> = BTreeMap::new();
            let mut elsewhere = Vec::new();
            for problem in parsed.problems.iter().filter(|problem| problem.level() == Level::Blocking).filter(is_new) {
                let own = by_file
                    .get(&problem.place.file)
                    .copied()
                    .filter(|index| file_of(&planned[*index].outcome).is_some());
                // « déjà dans … »: the file that is told of may be the one that was there before.
                let facts = format!("{:?}", problem.kind);
                let other = || {
                    by_file
                        .iter()
                        .find(|(file, index)| facts.contains(&***file) && file_of(&planned[**index].outcome).is_some())
                        .map(|(_, index)| *index)
                };
                match own.or_else(other) {
                    Some(index) => {
                        refused.entry(index).or_default().push(self.refusal(problem, &with, &planned[index].columns));
                    }
                    None => elsewhere.push(format!("{} : {}", problem.place.file, self.words(problem))),
                }
            }
            for (index, own) in planned.iter_mut().enumerate().filter(|(_, own)| !own.refused.is_empty()) {
                refused.entry(index).or_default().append(&mut own.refused);
            }
            if refused.is_empty() && !lacking {
                let files: BTreeSet<&Arc<str>> = planned.iter().filter_map(|own| file_of(&own.outcome)).collect();
                let is_own =
                    |problem: &&Problem| problem.level() == Level::ToCorrect && files.contains(&problem.place.file);
                return (elsewhere, parsed.problems.iter().filter(is_own).count());
            }
            for (index, mut words) in refused {
                words.dedup();
                planned[index].outcome = Outcome::Refused(words);
            }
        }
    }

    /// A problem of a candidate, told of the cell that it comes from.
    fn refusal(&self, problem: &Problem, sources: &Sources, columns: &[Column]) -> Refusal {
        let lacking = lacking(&problem.kind);
        let name = lacking.map(str::to_owned).or_else(|| piece_at(problem, sources));
        let is_it = |column: &&Column| match (column.meant, &name) {
            (Meant::Piece(path), Some(name)) => {
                let own = path.name.to_owned();
                own == *name || own.split('.').next() == Some(name) || name.split('.').next() == Some(&own)
            }
            (Meant::Body, None) => true,
            _ => false,
        };
        let exact = columns.iter().find(|column| name.as_ref().is_some_and(|name| column.meant.to_string() == *name));
        let column = exact.or_else(|| columns.iter().find(is_it)).map(|column| (column.index, column.title.clone()));
        let words =
            lacking.map_or_else(|| self.words(problem), |name| self.words_of_lack(problem, name, column.is_some()));
        Refusal { column, words }
    }

    /// What a row lacks, and where to write it: the line that a file would need says nothing of a table.
    fn words_of_lack(&self, problem: &Problem, name: &str, has_column: bool) -> String {
        let title = show::message(problem, self.terminal.language).title;
        let fill = if has_column {
            self.terminal.say("Remplissez cette cellule", "Fill in this cell").to_owned()
        } else {
            self.terminal.say(&format!("Ajoutez une colonne « {name} »"), &format!("Add a column “{name}”")).to_owned()
        };
        let ways = self.terminal.say(
            " : une adresse web, un téléphone, un courriel, ou « libre »",
            ": a web address, a telephone number, an e-mail address, or “libre”",
        );
        let ways = if name == "inscription" { ways } else { "" };
        format!("{title}  [{}]\n{fill}{ways}.", problem.kind.code())
    }

    /// The words of `check`, without the lines of a file that is not there.
    fn words(&self, problem: &Problem) -> String {
        let message = show::message(problem, self.terminal.language);
        let write = self.terminal.say("Écrivez :", "Write:");
        let remedy = |remedy: Remedy| match remedy {
            Remedy::Replace(text) | Remedy::Insert(text) | Remedy::InsertAfter(_, text) => {
                format!("{write} {}", bare(&text))
            }
            Remedy::Run(intro, command) => format!("{intro} {command}"),
            Remedy::Say(sentence) => sentence,
        };
        let rest = message.mark.into_iter().chain(message.why).chain(message.remedies.into_iter().map(remedy));
        std::iter::once(format!("{}  [{}]", message.title, problem.kind.code()))
            .chain(rest)
            .collect::<Vec<_>>()
            .join("\n")
    }
}

/// The piece that a problem says is not there.
fn lacking(kind: &Kind) -> Option<&'static str> {
    match kind {
        Kind::Missing { field, .. } => Some(field),
        Kind::NeedsField { needs, .. } => Some(needs),
        Kind::NoRegistration => Some("inscription"),
        Kind::NoVenue => Some("lieu"),
        _ => None,
    }
}

/// A line of a header as a cell has it: without quotes.
fn bare(text: &str) -> String {
    let quoted = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).filter(|inside| !inside.contains('"'));
    quoted.unwrap_or(text).to_owned()
}

/// The file that a row would write.
pub fn file_of(outcome: &Outcome) -> Option<&Arc<str>> {
    match outcome {
        Outcome::New(new) => Some(&new.file),
        Outcome::Changed(changed) => Some(&changed.file),
        Outcome::Same | Outcome::Refused(_) => None,
    }
}

fn counts<'p>(problems: impl Iterator<Item = &'p Problem>) -> Counts {
    let mut counts = Counts::new();
    for problem in problems.filter(|problem| problem.level() == Level::Blocking) {
        *counts.entry((Arc::clone(&problem.place.file), problem.kind.code())).or_default() += 1;
    }
    counts
}

/// The project with every file that the rows would write.
fn with(sources: &Sources, planned: &[Planned]) -> Sources {
    let mut sources = sources.clone();
    for own in planned {
        match &own.outcome {
            Outcome::New(new) => sources.insert(Arc::clone(&new.file), new.text().into_bytes()),
            Outcome::Changed(changed) => sources.insert(Arc::clone(&changed.file), changed.later.as_slice()),
            Outcome::Same | Outcome::Refused(_) => {}
        }
    }
    sources
}

/// Writes the summaries that no cell gives, of what was understood.
fn summarise(parsed: &parse::Parsed, planned: &mut [Planned]) {
    let programme = parsed.content.as_ref().map(|content| &content.programme);
    let regional =
        programme.into_iter().flat_map(|programme| programme.regions.iter().flat_map(|region| &region.events));
    let all = programme.into_iter().flat_map(|programme| &programme.events).chain(regional);
    let events: HashMap<&str, _> = all.map(|event| (&*event.origin.file, event)).collect();
    for own in planned {
        if let Outcome::New(new) = &mut own.outcome
            && new.lacks_summary
        {
            new.lacks_summary = false;
            if let Some(event) = events.get(&*new.file) {
                new.pieces.insert("resume".to_owned(), Said::One(summary(event)));
            }
        }
    }
}

/// The piece of the header in which a problem is; `None` when it is in the text below.
fn piece_at(problem: &Problem, sources: &Sources) -> Option<String> {
    let file = &problem.place.file;
    let document = event_file(file, sources.get(file)?)?;
    let Value::Map(entries) = &document.header.value else { return None };
    let line = problem.place.line;
    if line >= document.body_line() {
        return None;
    }
    let inside = columns::paths().filter_map(|path| {
        let own = entry(entries, path.field.name)?;
        let own = match (path.below, &own.node.value) {
            (None, _) => own,
            (Some(below), Value::Map(inner)) => entry(inner, below.name)?,
            (Some(_), _) => return None,
        };
        let at = (own.key_place.line, own.key_place.column);
        (at <= (line, problem.place.column)).then(|| (at, path.name.to_owned()))
    });
    inside.max_by_key(|(at, _)| *at).map(|(_, name)| name)
}
