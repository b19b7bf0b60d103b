//! `escale agenda` and `escale schedule`: when the sites change by themselves, for people and for who builds them then.

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::path::Path;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Command};
use escale::agenda;
use escale::agenda::schedule::{self, Build, Demand, FORMATS};
use escale::model::address::SiteId;
use escale::model::content::Content;
use escale::model::time::{self, Zone};
use escale::problem::show::Style;
use escale::problem::{Language, Level};
use escale::sources::Sources;
use escale::{Built, Options};
use jiff::{Timestamp, ToSpan};

use crate::cli::{Words, regions, several};
use crate::run::{instant, refuse_date};
use crate::terminal::{Terminal, complain, print};
use crate::{FINE, PROBLEMS, USAGE, kept};

/// Days of `agenda` when nobody says how many.
const USUAL_DAYS: i32 = 30;
/// Days of `schedule`, as far as the format bears it.
const DAYS_OF_SCHEDULE: i32 = 365;

/// `agenda`
#[derive(Debug, Clone)]
pub struct Agenda {
    /// Which changes.
    pub period: Period,
    /// `--format`
    pub format: AgendaFormat,
}

/// What `agenda` answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgendaFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// For calendars.
    Calendar,
}

/// `schedule`
#[derive(Debug, Clone)]
pub struct Schedule {
    /// Which changes.
    pub period: Period,
    /// `--format`
    pub format: schedule::Format,
}

/// Which changes are asked for.
#[derive(Debug, Clone)]
pub struct Period {
    /// `--region`
    pub regions: Vec<String>,
    /// `--date`
    pub date: Option<String>,
    /// `--until`
    pub until: Option<String>,
    /// `--days`
    pub days: Option<u16>,
}

const AGENDA_FORMATS: [(&str, AgendaFormat); 3] =
    [("text", AgendaFormat::Text), ("json", AgendaFormat::Json), ("ics", AgendaFormat::Calendar)];

/// What can be typed after `agenda`.
pub fn agenda_arguments(words: &Words) -> Command {
    let command = words.command(
        "agenda",
        "Dit quand les sites changent tout seuls, et ce qui change : inscriptions, évènements, pages",
        "Says when the sites change by themselves, and what changes: registration, events, pages",
    );
    let format = words
        .option(
            "format",
            "FORMAT",
            "text pour lire ; json pour les programmes ; ics pour votre agenda",
            "text to read; json for programs; ics for your calendar",
        )
        .value_parser(PossibleValuesParser::new(AGENDA_FORMATS.map(|(name, _)| name)))
        .hide_possible_values(true)
        .default_value("text")
        .hide_default_value(true);
    let days = ("Combien de jours (30 si rien n'est dit)", "How many days (30 by default)");
    period(command, words, days).arg(format).after_help(words.say(
        "Exemples :\n  escale agenda --days 7\n  escale agenda --region occitanie --until 2027-12-31\n  escale agenda --format ics > agenda-interne.ics",
        "Examples:\n  escale agenda --days 7\n  escale agenda --region occitanie --until 2027-12-31\n  escale agenda --format ics > internal.ics",
    ))
}

/// What can be typed after `schedule`.
pub fn schedule_arguments(words: &Words) -> Command {
    let command = words.command(
        "schedule",
        "Écrit de quoi construire les sites à chaque instant où ils changent tout seuls",
        "Writes what builds the sites at each instant at which they change by themselves",
    );
    let format = words
        .option("format", "cron|github|gitlab|systemd", "Qui lance les constructions", "Who starts the builds")
        .value_parser(PossibleValuesParser::new(FORMATS.map(|(name, _)| name)))
        .hide_possible_values(true)
        .required(true);
    let days = (
        "Combien de jours (une année si rien n'est dit, ou ce que le format peut tenir)",
        "How many days (a year by default, or what the format can bear)",
    );
    period(command, words, days).arg(format).after_help(words.say(
        "Exemple :\n  escale schedule --format github > .github/workflows/escale.yml\nLe début de chaque fichier dit comment s'en servir. Écrivez-le de nouveau quand des dates changent.",
        "Example:\n  escale schedule --format github > .github/workflows/escale.yml\nThe beginning of each file says how to use it. Write it anew when dates change.",
    ))
}

fn period(command: Command, words: &Words, days: (&'static str, &'static str)) -> Command {
    command
        .arg(regions(words))
        .arg(words.option(
            "date",
            "DATE",
            "À partir de cet instant : 2027-05-10T08:00 (heure de Paris) ; maintenant si rien n'est dit",
            "From this instant on: 2027-05-10T08:00 (Paris time); now by default",
        ))
        .arg(words.option(
            "until",
            "DATE",
            "Jusqu'à ce jour, lui compris : 2027-06-30",
            "Until this day, which is included: 2027-06-30",
        ))
        .arg(
            Arg::new("days")
                .long("days")
                .value_name(words.say("JOURS", "DAYS"))
                .help(words.say(days.0, days.1))
                .value_parser(clap::value_parser!(u16))
                .conflicts_with("until"),
        )
}

/// What the arguments of `agenda` mean.
pub fn agenda_request(matches: &ArgMatches) -> Agenda {
    let asked = matches.get_one::<String>("format");
    let format = AGENDA_FORMATS.into_iter().find(|(name, _)| asked.is_some_and(|asked| asked == name));
    Agenda { period: period_of(matches), format: format.map_or(AgendaFormat::Text, |(_, format)| format) }
}

/// What the arguments of `schedule` mean.
pub fn schedule_request(matches: &ArgMatches) -> Schedule {
    let asked = matches.get_one::<String>("format");
    let format = FORMATS.into_iter().find(|(name, _)| asked.is_some_and(|asked| asked == name));
    Schedule { period: period_of(matches), format: format.expect("clap takes no other").1 }
}

fn period_of(matches: &ArgMatches) -> Period {
    Period {
        regions: several(matches),
        date: matches.get_one::<String>("date").cloned(),
        until: matches.get_one::<String>("until").cloned(),
        days: matches.get_one::<u16>("days").copied(),
    }
}

/// Prints the changes to come; answers the exit code.
///
/// # Errors
/// The exit code, when the command was not understood or there is nothing to look at.
pub fn agenda(sources: &Sources, options: &Options, asked: &Agenda, terminal: Terminal) -> Result<u8, u8> {
    let content = content(sources, options, terminal)?;
    let agenda = made(&content, options, &asked.period, USUAL_DAYS, terminal)?;
    match asked.format {
        AgendaFormat::Text => {
            let has_colour = terminal.has_colour && std::io::stdout().is_terminal();
            print(&agenda::text(&agenda, Style { language: terminal.language, has_colour }));
        }
        AgendaFormat::Json => print(&format!("{:#}\n", agenda.json())),
        AgendaFormat::Calendar => {
            let Some(calendar) = agenda.calendar(terminal.language) else {
                complain(&agenda::text(&agenda, Style { language: terminal.language, has_colour: false }));
                return Ok(PROBLEMS);
            };
            print(&calendar);
        }
    }
    Ok(FINE)
}

/// Prints a schedule; answers the exit code.
///
/// # Errors
/// The exit code, when the command was not understood or there is nothing to look at.
pub fn schedule(
    project: &Path,
    sources: &Sources,
    options: &Options,
    asked: &Schedule,
    terminal: Terminal,
) -> Result<u8, u8> {
    let content = content(sources, options, terminal)?;
    let agenda = made(&content, options, &asked.period, DAYS_OF_SCHEDULE, terminal)?;
    if agenda.changes.is_empty() {
        complain(&agenda::text(&agenda, Style { language: terminal.language, has_colour: false }));
        let words = terminal.say("Il n'y a donc rien à programmer.", "So there is nothing to schedule.");
        complain(&format!("{words}\n"));
        return Ok(PROBLEMS);
    }
    let is_asked = asked.period.until.is_some() || asked.period.days.is_some();
    let demand = if is_asked { Demand::Utmost } else { Demand::Usual };
    let schedule = schedule::Schedule::new(&agenda, asked.format, demand);
    if let Some(until) = schedule.fits_until() {
        complain(&too_many(&schedule, asked, &until, is_asked, terminal));
        if is_asked {
            return Ok(PROBLEMS);
        }
    }
    let folder = project.canonicalize().unwrap_or_else(|_| project.to_owned());
    let program = std::env::current_exe().map_or_else(|_| "escale".to_owned(), |path| path.display().to_string());
    let build = Build {
        project: &folder.display().to_string(),
        program: &program,
        regions: &options.only,
        language: terminal.language,
    };
    print(&schedule.text(&build));
    Ok(FINE)
}

/// That a format cannot bear all that was asked for, and what to ask for.
fn too_many(
    schedule: &schedule::Schedule,
    asked: &Schedule,
    until: &str,
    is_refused: bool,
    terminal: Terminal,
) -> String {
    let (fit, all) = (schedule.runs.len(), schedule.runs.len() + schedule.left_out.len());
    let name = asked.format.name();
    let regions = asked.period.regions.iter().map(|region| format!(" --region {region}")).collect::<Vec<_>>().concat();
    let command = format!("escale schedule --format {name}{regions} --until {until}");
    let mut said = match (terminal.language, is_refused) {
        (Language::French, true) => format!(
            "Rien n'a été écrit : des {all} constructions demandées, {name} ne peut tenir que les {fit} premières.\n\
            Demandez moins, et écrivez la suite plus tard :\n  {command}\n"
        ),
        (Language::French, false) => format!(
            "Des {all} constructions d'une année, {name} ne peut tenir que les {fit} premières : elles sont écrites.\n\
            Relancez cette commande avant la dernière.\n"
        ),
        (Language::English, true) => format!(
            "Nothing was written: of the {all} builds asked for, {name} can bear the first {fit} only.\n\
            Ask for less, and write the rest later:\n  {command}\n"
        ),
        (Language::English, false) => format!(
            "Of the {all} builds of a year, {name} can bear the first {fit} only: they are written.\n\
            Run this command again before the last of them.\n"
        ),
    };
    if asked.format == schedule::Format::Gitlab && !is_refused {
        said.push_str(terminal.say(
            "C'est la limite de l'offre gratuite (10 programmations). Dans une autre, demandez plus : --days 90\n",
            "This is the limit of the free offer (10 schedules). In another, ask for more: --days 90\n",
        ));
    }
    said
}

/// What a build ends with: until when the sites stay right, and what happens then.
pub fn next(built: &Built, now: Timestamp, terminal: Terminal) -> String {
    let Some(content) = &built.content else { return String::new() };
    let programme = &content.programme;
    let agenda = if built.unasked.is_empty() {
        agenda::Agenda::of(programme, &BTreeSet::new(), now, now, content.next_changes.clone())
    } else {
        let region = |site: &SiteId| if let SiteId::Region(id) = site { Some(id.clone()) } else { None };
        agenda::Agenda::new(programme, &built.made.iter().filter_map(region).collect(), now, now)
    };
    agenda::next(&agenda, terminal.language)
}

/// What was understood of the project. Whatever blocks may hide a change, so that it is said.
fn content(sources: &Sources, options: &Options, terminal: Terminal) -> Result<Content, u8> {
    let parsed = escale::parse::parse(sources, options.now, &*kept::store());
    let Some(content) = parsed.content else {
        terminal.problems(&parsed.problems, sources, false);
        return Err(PROBLEMS);
    };
    let blocking = parsed.problems.iter().filter(|problem| problem.level() == Level::Blocking).count();
    if blocking > 0 {
        complain(terminal.say(
            "Des problèmes bloquants empêchent de tout lire : il peut manquer des changements. Pour les voir : escale check\n\n",
            "Blocking problems keep some of it from being read: changes may be missing. To see them: escale check\n\n",
        ));
    }
    Ok(content)
}

fn made<'c>(
    content: &'c Content,
    options: &Options,
    period: &Period,
    usual_days: i32,
    terminal: Terminal,
) -> Result<agenda::Agenda<'c>, u8> {
    let now = options.now;
    let zone = agenda::zone(&content.programme, &options.only);
    let end = end(period, zone, now, usual_days, terminal)?;
    Ok(agenda::Agenda::new(&content.programme, &options.only, now, end))
}

/// The first instant after a period: that after the last of its days, on the clocks of its zone.
fn end(period: &Period, zone: &Zone, now: Timestamp, usual_days: i32, terminal: Terminal) -> Result<Timestamp, u8> {
    let Some(text) = &period.until else {
        let days = period.days.map_or(usual_days, i32::from);
        return Ok(zone.end_of(zone.at(now).date().saturating_add(days.days())).timestamp());
    };
    let end = match time::date(text) {
        Some(day) => zone.end_of(day).timestamp(),
        None => instant(text).map_err(|refusal| refuse_date(refusal, "--until 2027-06-30", text, terminal))?,
    };
    if end <= now {
        let words = terminal.say("Ce jour est déjà passé : --until", "This day is over already: --until");
        complain(&format!("{words} ({text})\n"));
        return Err(USAGE);
    }
    Ok(end)
}
