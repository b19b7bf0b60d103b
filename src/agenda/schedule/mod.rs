//! Schedules of builds for exactly the instants at which sites change by themselves, in the formats of those who run them.
//!
//! A run is never before what it is for: instants are rounded up to what a format can say. What is written is a file that is
//! ready, with comments that say what happens and what the format cannot do.

mod cron;
mod github;
mod gitlab;
mod systemd;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};

use super::Agenda;
use super::words::{Words, ends_line, one_line};
use crate::french::date::NO_BREAK_SPACE;
use crate::model::address::Slug;
use crate::model::change::Change;
use crate::problem::Language;

/// Who runs the builds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A crontab.
    Cron,
    /// A workflow of GitHub Actions.
    Github,
    /// A shell script that makes GitLab's pipeline schedules.
    Gitlab,
    /// A shell script that installs a timer of systemd and its service.
    Systemd,
}

/// Each format with the name it is asked for by.
pub const FORMATS: [(&str, Format); 4] =
    [("cron", Format::Cron), ("github", Format::Github), ("gitlab", Format::Gitlab), ("systemd", Format::Systemd)];

/// Changes of one run that are told by name.
const MOST_TOLD: usize = 5;

/// Days that a format without years can tell apart.
const DAYS_OF_A_YEAR: i64 = 365;

/// How what is built is built, and who reads the comments.
#[derive(Debug, Clone)]
pub struct Build<'b> {
    /// The project's folder on the machine that builds, when that is this one.
    pub project: &'b str,
    /// The program on that machine.
    pub program: &'b str,
    /// The regions to build; empty: all, and the hub.
    pub regions: &'b BTreeSet<Slug>,
    /// The language of comments.
    pub language: Language,
}

/// One build, for everything that changes since the one before it.
#[derive(Debug, Clone)]
pub struct Run<'a> {
    /// When: at what changes or after it, on a whole minute.
    pub at: Timestamp,
    /// What changes.
    pub changes: Vec<&'a Change>,
}

/// A schedule, as far as its format can bear it.
#[derive(Debug)]
pub struct Schedule<'a> {
    agenda: &'a Agenda<'a>,
    format: Format,
    /// The runs that are in it.
    pub runs: Vec<Run<'a>>,
    /// Those of the agenda that are not, because the format cannot bear them.
    pub left_out: Vec<Run<'a>>,
}

/// How much is asked of a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    /// What it bears everywhere.
    Usual,
    /// What it bears at the most.
    Utmost,
}

impl Run<'_> {
    /// Lines of the comments that tell its changes.
    fn lines_told(&self) -> usize {
        self.changes.len().min(MOST_TOLD + 1)
    }
}

impl<'a> Schedule<'a> {
    /// The runs for the changes of an agenda, as many as the format can bear.
    pub fn new(agenda: &'a Agenda<'a>, format: Format, demand: Demand) -> Self {
        let mut runs = runs(&agenda.changes, format.step());
        let left_out = runs.split_off(format.bears(&runs, agenda.now, demand));
        Self { agenda, format, runs, left_out }
    }

    /// What `--until` would have to be for everything to fit: a day that is whole, or an instant.
    pub fn fits_until(&self) -> Option<String> {
        let first = self.left_out.first()?.changes.first()?.at.timestamp();
        let zone = self.agenda.zone();
        let day = zone.at(first).date().yesterday().ok()?;
        let is_to_come = zone.end_of(day).timestamp() > self.agenda.now;
        Some(if is_to_come { day.to_string() } else { first.to_string() })
    }

    /// The whole file.
    pub fn text(&self, build: &Build) -> String {
        match self.format {
            Format::Cron => cron::text(self, build),
            Format::Github => github::text(self, build),
            Format::Gitlab => gitlab::text(self, build),
            Format::Systemd => systemd::text(self, build),
        }
    }

    /// Comments that every format has, until when the schedule is right and that it is to be written anew, then its own.
    fn comments(&self, build: &Build, own: &[(&str, &str)]) -> String {
        let words = Words { language: build.language };
        let (changes, runs) = (self.runs.iter().map(|run| run.changes.len()).sum::<usize>(), self.runs.len());
        let last = self.runs.last().map(|run| words.day(self.agenda.zone().at(run.at).date())).unwrap_or_default();
        let many = |count: usize| if count > 1 { "s" } else { "" };
        let command = format!("escale schedule --format {}{}", self.format.name(), regions(build));
        let common = match build.language {
            Language::French => [
                "Construit les sites aux instants où ils changent tout seuls, et à aucun autre.".to_owned(),
                format!("{changes} changement{}, {runs} construction{} jusqu'au {last}.", many(changes), many(runs)),
                format!("À écrire de nouveau avant ce jour, et quand des dates changent dans le projet : {command}"),
            ],
            Language::English => [
                "Builds the sites at the instants at which they change by themselves, and at no other.".to_owned(),
                format!("{changes} change{}, {runs} build{} until {last}.", many(changes), many(runs)),
                format!("To be written anew before that day, and when dates change in the project: {command}"),
            ],
        };
        let own = own.iter().map(|(french, english)| words.say(french, english).to_owned());
        let lines = common.into_iter().chain([String::new()]).chain(own);
        lines.map(|text| format!("# {}", plain(&text)).trim_end().to_owned() + "\n").collect()
    }

    /// Comments that tell the changes of a run, the first of very many.
    fn told(&self, run: &Run, words: Words, margin: &str) -> String {
        let mut out = String::new();
        for change in run.changes.iter().take(MOST_TOLD) {
            let at = &change.at;
            let (day, hour) = (words.long_day(at.date()), words.hour(at.time()));
            let (sentence, place) = (words.sentence(change), words.place(self.agenda, change));
            let _ = writeln!(out, "{margin}# {}", plain(&format!("{day}, {hour}. {sentence} ({place})")));
        }
        let others = run.changes.len().saturating_sub(MOST_TOLD);
        if others > 0 {
            let _ = match words.language {
                Language::French => writeln!(out, "{margin}# … et {others} de plus au même moment"),
                Language::English => writeln!(out, "{margin}# … and {others} more at the same moment"),
            };
        }
        out
    }
}

impl Format {
    /// `cron`
    pub fn name(self) -> &'static str {
        FORMATS.iter().find(|(_, format)| *format == self).map(|(name, _)| *name).expect("the list holds every format")
    }

    /// Runs are on multiples of this, from midnight in UTC.
    fn step(self) -> SignedDuration {
        match self {
            Self::Cron | Self::Gitlab | Self::Systemd => SignedDuration::from_mins(1),
            // No workflow runs more often.
            Self::Github => SignedDuration::from_mins(5),
        }
    }

    /// How many of the runs fit, from the first on.
    fn bears(self, runs: &[Run], now: Timestamp, demand: Demand) -> usize {
        let end = now.saturating_add(SignedDuration::from_hours(24 * DAYS_OF_A_YEAR));
        let end = end.expect("a duration is a fixed length");
        let of_a_year = || runs.partition_point(|run| run.at < end);
        match self {
            Self::Cron => cron::bears(runs),
            Self::Github => of_a_year(),
            Self::Gitlab => gitlab::bears(&runs[..of_a_year()], demand),
            Self::Systemd => runs.len(),
        }
    }
}

/// One run for all that changes within a step, at its end.
pub fn runs(changes: &[Change], step: SignedDuration) -> Vec<Run<'_>> {
    let mut runs: Vec<Run> = Vec::new();
    for change in changes {
        let at = rounded_up(change.at.timestamp(), step);
        match runs.last_mut().filter(|run| run.at == at) {
            Some(run) => run.changes.push(change),
            None => runs.push(Run { at, changes: vec![change] }),
        }
    }
    runs
}

/// The first multiple of a step that is not before an instant.
pub fn rounded_up(at: Timestamp, step: SignedDuration) -> Timestamp {
    let (at, step) = (at.as_nanosecond(), step.as_nanos());
    let rounded = at.div_euclid(step) + i128::from(at.rem_euclid(step) != 0);
    Timestamp::from_nanosecond(rounded * step).unwrap_or(Timestamp::MAX)
}

/// Runs that one line of cron's five fields can say, in UTC: those at the same minute of the same hour in one month.
fn lines_of_cron<'r, 'a>(runs: &'r [Run<'a>]) -> Vec<(String, Vec<&'r Run<'a>>)> {
    let mut lines: BTreeMap<(i16, i8, i8, i8), Vec<&Run>> = BTreeMap::new();
    for run in runs {
        let at = in_utc(run.at);
        lines.entry((at.year(), at.month(), at.hour(), at.minute())).or_default().push(run);
    }
    let mut lines: Vec<(String, Vec<&Run>)> = lines
        .into_iter()
        .map(|((_, month, hour, minute), runs)| {
            let days: Vec<String> = runs.iter().map(|run| in_utc(run.at).day().to_string()).collect();
            (format!("{minute} {hour} {} {month} *", days.join(",")), runs)
        })
        .collect();
    lines.sort_by_key(|(_, runs)| runs[0].at);
    lines
}

fn in_utc(at: Timestamp) -> DateTime {
    jiff::tz::Offset::UTC.to_datetime(at)
}

/// A comment's text: one line, of spaces that every program knows.
fn plain(text: &str) -> String {
    one_line(&text.replace([NO_BREAK_SPACE, '\u{202f}', '\u{85}'], " "))
}

/// Text as one word of a shell, whatever is in it.
fn quoted(text: &str) -> String {
    format!("'{}'", path(text).replace('\'', "'\\''"))
}

/// A path as it is; one with a line break in it cannot be written down.
fn path(text: &str) -> String {
    text.chars().filter(|character| !ends_line(*character)).collect()
}

/// ` --region occitanie`, for each region asked for.
fn regions(build: &Build) -> String {
    build.regions.iter().map(|region| format!(" --region {region}")).collect::<Vec<_>>().concat()
}
