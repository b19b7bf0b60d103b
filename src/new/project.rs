//! The project that a file is made for: what it has already, and what its reader says of the file.

use std::collections::BTreeSet;
use std::path::Path;

use escale::french::slug::slug;
use escale::model::content::Content;
use escale::model::programme::Programme;
use escale::model::region::Region;
use escale::parse;
use escale::problem::show::{self, Style};
use escale::problem::{Level, Problem, Problems, Remedy};
use escale::sources::{Place, Sources};
use jiff::Timestamp;

use super::Stop;
use super::draft::Draft;
use crate::kept;
use crate::terminal::Terminal;

/// How often a file is read anew with what the reader is certain of: each reading settles one matter of each line.
const READINGS: usize = 8;

/// The project as it is.
pub struct Project<'s> {
    /// Its folder.
    pub folder: &'s Path,
    /// Its files.
    pub sources: &'s Sources,
    /// What they say.
    pub programme: Programme,
    /// Who is asking.
    pub terminal: Terminal,
    now: Timestamp,
    /// Problems that are there without the new file.
    known: BTreeSet<(Place, &'static str)>,
}

/// A draft with what is certain written as it is to be, and what is left to say.
pub struct Settled {
    /// The draft.
    pub draft: Draft,
    /// The flag of the answer that is wrong, and why.
    pub told: Vec<(&'static str, String)>,
    /// What the project becomes with it.
    pub content: Option<Content>,
}

impl<'s> Project<'s> {
    /// Reads the project; stops when it cannot be read at all, for then no file of it can be checked.
    pub fn read(folder: &'s Path, sources: &'s Sources, now: Timestamp, terminal: Terminal) -> Result<Self, Stop> {
        let parsed = parse::parse(sources, now, &*kept::store());
        let Some(content) = parsed.content else {
            let style = Style { language: terminal.language, has_colour: terminal.has_colour };
            let intro = terminal.say(
                "Rien n'a été écrit : ceci d'abord empêche de relire un nouveau fichier.",
                "Nothing was written: this first keeps a new file from being checked.",
            );
            let problems = show::text(&parsed.problems, sources, style);
            return Err(Stop::Problems(format!("{intro}\n\n{problems}")));
        };
        let known = parsed.problems.iter().map(|problem| (problem.place.clone(), problem.kind.code())).collect();
        Ok(Self { folder, sources, programme: content.programme, terminal, now, known })
    }

    /// What is wrong once the file is there and was not before, in the file or because of it.
    pub fn check(&self, path: &str, text: &str) -> (Vec<Problem>, Option<Content>) {
        let parsed = parse::parse(&self.with(path, text), self.now, &*kept::store());
        let is_new = |problem: &Problem| {
            *problem.place.file == *path || !self.known.contains(&(problem.place.clone(), problem.kind.code()))
        };
        (parsed.problems.into_iter().filter(is_new).collect(), parsed.content)
    }

    fn with(&self, path: &str, text: &str) -> Sources {
        let mut sources = self.sources.clone();
        sources.insert(path, text.as_bytes());
        sources
    }

    /// The draft written as the reader wants it, with what the reader does not understand.
    pub fn settle(&self, mut draft: Draft) -> Settled {
        let (mut problems, mut content) = self.check(&draft.path, &draft.text());
        for _ in 1..READINGS {
            let Some(better) = draft.corrected(&problems) else { break };
            draft = better;
            (problems, content) = self.check(&draft.path, &draft.text());
        }
        let first = draft.lines.first().map_or("", |line| line.flag);
        let serious = problems.iter().filter(|problem| problem.level() > Level::Advice);
        let of_reader = serious.map(|problem| {
            let flag = Some(problem.place.line).filter(|_| *problem.place.file == *draft.path);
            (flag.and_then(|line| draft.flag_at(line)).unwrap_or(first), self.words(problem))
        });
        // What was refused stands in the file as something else; and one word at a time of each answer.
        let mut told: Vec<(&'static str, String)> = Vec::new();
        for (flag, words) in draft.refused.iter().cloned().chain(of_reader) {
            if !told.iter().any(|(other, _)| *other == flag) {
                told.push((flag, words));
            }
        }
        Settled { draft, told, content }
    }

    /// A problem as it is told of an answer: the words of `check`, without the file that is not there yet.
    fn words(&self, problem: &Problem) -> String {
        let message = show::message(problem, self.terminal.language);
        let write = self.terminal.say("Écrivez :", "Write:");
        let remedy = |remedy: Remedy| match remedy {
            Remedy::Replace(text) | Remedy::Insert(text) | Remedy::InsertAfter(_, text) => format!("{write} {text}"),
            Remedy::Run(intro, command) => format!("{intro} {command}"),
            Remedy::Say(sentence) => sentence,
        };
        let rest = message.mark.into_iter().chain(message.why).chain(message.remedies.into_iter().map(remedy));
        std::iter::once(message.title).chain(rest).collect::<Vec<_>>().join("\n  ")
    }

    /// Problems as `check` shows them, with the lines of a file that is not on the disk.
    pub fn shown(&self, problems: Vec<Problem>, path: &str, text: &str) -> String {
        let mut list = Problems::new();
        for problem in problems {
            list.add(problem);
        }
        let style = Style { language: self.terminal.language, has_colour: self.terminal.has_colour };
        show::text(&list, &self.with(path, text), style)
    }

    /// The region of an id, a name, or the beginning of one that no other begins with.
    pub fn region(&self, answer: &str) -> Option<&Region> {
        let regions = || self.programme.regions.iter();
        let names = regions().map(|region| [region.id.as_str(), &region.name, &region.short_name]);
        found(answer, names).and_then(|at| regions().nth(at)).map(AsRef::as_ref)
    }

    /// Whether something stands at a path, were it only a name that escale does not read.
    pub fn is_taken(&self, path: &str) -> bool {
        self.sources.get(path).is_some() || self.folder.join(path).symlink_metadata().is_ok()
    }
}

/// The one that an answer names among those with these names: whole, or by a beginning that is one's alone.
pub fn found<'n, const N: usize>(answer: &str, all: impl Iterator<Item = [&'n str; N]>) -> Option<usize> {
    let answer = slug(answer);
    let names: Vec<[String; N]> = all.map(|names| names.map(slug)).collect();
    let exact = names.iter().position(|names| names.contains(&answer));
    let begins = |names: &[String; N]| !answer.is_empty() && names.iter().any(|name| name.starts_with(&answer));
    let mut beginning = names.iter().enumerate().filter(|(_, names)| begins(names)).map(|(at, _)| at);
    exact.or_else(|| beginning.next().filter(|_| beginning.next().is_none()))
}
