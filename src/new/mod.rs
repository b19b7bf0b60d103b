//! `escale new`: a file that `check` accepts, from a few answers.
//!
//! Answers are given as flags; on a terminal, what is missing is asked. The file is read by the library before it
//! is written, and what the reader has to say of it is said of the answer: nothing is written that needs mending.
//! An existing file is never replaced.

pub mod command;
mod copy;
mod draft;
pub mod event;
mod files;
mod interview;
pub mod project;
mod question;
pub mod store;

use std::io::{self, IsTerminal};
use std::path::Path;

use escale::problem::Level;
use escale::schema::FileKind;
use escale::sources::Sources;
use jiff::Timestamp;

use crate::cli::New;
use crate::terminal::{Terminal, complain, print};
use crate::{FINE, PROBLEMS, REFUSED, USAGE};
use draft::Draft;
use interview::Answers;
use project::Project;

/// A file that was accepted, before it is written.
struct Made {
    path: String,
    text: String,
    /// What to do next, in both languages.
    next: (String, String),
}

/// Why there is no file.
pub enum Stop {
    /// The answers do not make one: what to say.
    Answers(String),
    /// What is there already does not let it be made: what to say.
    Problems(String),
}

/// Makes the file; answers the exit code.
pub fn make(folder: &Path, sources: &Sources, now: Timestamp, asked: &New, terminal: Terminal) -> u8 {
    let made = Project::read(folder, sources, now, terminal).and_then(|project| {
        let mut input = io::stdin().is_terminal().then(|| io::stdin().lock());
        let answers = interview::cleaned(&asked.answers);
        match (asked.kind, answers.get("copie").cloned()) {
            (FileKind::Event, Some(source)) => copy::make(&project, &source, answers, input.as_mut()),
            (kind, _) => fresh(&project, kind, answers, input.as_mut()),
        }
    });
    let made = match made {
        Ok(made) => made,
        Err(Stop::Answers(words)) => {
            complain(&words);
            return USAGE;
        }
        Err(Stop::Problems(words)) => {
            complain(&words);
            return PROBLEMS;
        }
    };
    if let Err(error) = store::create(folder, &made.path, &made.text) {
        complain(&terminal.refusal(&error.into()));
        return REFUSED;
    }
    let next = terminal.say(&made.next.0, &made.next.1);
    print(&format!("{} {}\n{next}\n", terminal.say("Créé :", "Made:"), made.path));
    FINE
}

/// A file made of answers alone.
fn fresh(
    project: &Project,
    kind: FileKind,
    answers: Answers,
    input: Option<&mut impl io::BufRead>,
) -> Result<Made, Stop> {
    let draft_of = |answers: &Answers| match kind {
        FileKind::Event => event::draft(answers, project),
        FileKind::Partner => files::partner(answers, project),
        FileKind::Venue => files::venue(answers, project),
        FileKind::Region => files::region(answers, project),
        FileKind::Page | FileKind::Settings => files::page(answers, project),
    };
    let (draft, content) = interview::hold(project, kind, &question::of(kind), answers, draft_of, input)?;
    let draft = match kind {
        FileKind::Event => project.settle(event::finished(draft, &content, project)).draft,
        _ => draft,
    };
    accepted(project, draft.path.clone(), draft.text(), next_step(kind, &draft))
}

/// The file, when the reader finds nothing to mend in it.
fn accepted(project: &Project, path: String, text: String, next: (String, String)) -> Result<Made, Stop> {
    let (problems, _) = project.check(&path, &text);
    let serious: Vec<_> = problems.into_iter().filter(|problem| problem.level() > Level::Advice).collect();
    if serious.is_empty() {
        return Ok(Made { path, text, next });
    }
    let intro = project.terminal.say(
        "Rien n'a été écrit, car escale check n'accepterait pas ce fichier :",
        "Nothing was written, since escale check would not accept this file:",
    );
    Err(Stop::Problems(format!("{intro}\n\n{}", project.shown(serious, &path, &text))))
}

/// What is left to do, in both languages.
fn next_step(kind: FileKind, draft: &Draft) -> (String, String) {
    let after = draft.text().lines().count() + 1;
    match kind {
        FileKind::Region => (
            "Ajoutez-y maintenant un évènement (escale new evenement), puis : escale check".to_owned(),
            "Now add an event (escale new evenement), then: escale check".to_owned(),
        ),
        FileKind::Venue => (
            "Écrivez-y ce que vous avez vérifié de l'accès et de l'accessibilité, puis : escale check".to_owned(),
            "Write into it what you verified of access and accessibility, then: escale check".to_owned(),
        ),
        _ => (
            format!("Écrivez maintenant le texte, à partir de la ligne {after}, puis : escale check"),
            format!("Now write the text, from line {after} on, then: escale check"),
        ),
    }
}
