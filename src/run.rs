//! Each command, from reading to the exit code.

use std::collections::{BTreeMap, BTreeSet};
use std::num::IntErrorKind;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;
use jiff::civil::DateTime;
use serde_json::json;

use escale::links::Outcome;
use escale::model::address::{SiteId, Slug, WebUrl};
use escale::model::announced::Told;
use escale::model::time::{self, Zone};
use escale::output::Output;
use escale::problem::fix::corrected_files;
use escale::problem::show::{self, Format};
use escale::problem::{Language, Level, Problems};
use escale::sources::Sources;
use escale::write::corrections::History;
use escale::write::{Error, Out, Publication, Staged};
use escale::{Built, Delivery, Options, build_each};

use crate::cli::{Action, Build, Check, Common, Request};
use crate::terminal::{Row, Terminal, complain, print};
use crate::{
    FINE, KEPT, PROBLEMS, REFUSED, USAGE, agenda_command, cli, explain, kept, new, schema_command, serving, sheets,
    visits,
};

/// A build that lasts longer shows its progress.
const PROGRESS_AFTER: Duration = Duration::from_millis(500);

/// Does what was asked; answers the exit code.
pub fn run(request: &Request, terminal: Terminal) -> u8 {
    let outcome = match &request.action {
        Action::Build(build) => project(request, terminal).and_then(|project| run_build(&project, build, terminal)),
        Action::Check(check) => project(request, terminal).and_then(|project| run_check(&project, check, terminal)),
        Action::Serve(asked) => project(request, terminal).and_then(|project| {
            let options = options(asked.date.as_deref(), &asked.regions, asked.base_url.as_deref(), terminal)?;
            serving::serve(&project, asked, options, terminal)
        }),
        Action::Explain { address, .. } if explain::is_code(address) => Ok(explain::code(address, terminal)),
        Action::Explain { address, date } => project(request, terminal).and_then(|project| {
            let sources = read(&project, terminal)?;
            Ok(explain::explain(&sources, now(date.as_deref(), terminal)?, address, terminal))
        }),
        Action::New(asked) => project(request, terminal).and_then(|project| {
            let sources = read(&project, terminal)?;
            Ok(new::make(&project, &sources, now(None, terminal)?, asked, terminal))
        }),
        Action::Import(asked) => project(request, terminal).and_then(|project| {
            let sources = read(&project, terminal)?;
            sheets::import(&project, &sources, now(None, terminal)?, asked, terminal)
        }),
        Action::Export(asked) => project(request, terminal).and_then(|project| {
            let sources = read(&project, terminal)?;
            let regions: Vec<String> = asked.region.iter().cloned().collect();
            let options = options(asked.date.as_deref(), &regions, None, terminal)?;
            check_regions(&options, &sources, terminal)?;
            sheets::export::export(&sources, options, asked, terminal)
        }),
        Action::Agenda(asked) => project(request, terminal).and_then(|project| {
            let sources = read(&project, terminal)?;
            let options = options(asked.period.date.as_deref(), &asked.period.regions, None, terminal)?;
            check_regions(&options, &sources, terminal)?;
            agenda_command::agenda(&sources, &options, asked, terminal)
        }),
        Action::Schedule(asked) => project(request, terminal).and_then(|project| {
            let sources = read(&project, terminal)?;
            let options = options(asked.period.date.as_deref(), &asked.period.regions, None, terminal)?;
            check_regions(&options, &sources, terminal)?;
            agenda_command::schedule(&project, &sources, &options, asked, terminal)
        }),
        Action::Schema(kind) => project(request, terminal).and_then(|project| {
            let sources = read(&project, terminal)?;
            Ok(schema_command::answer(&project, &sources, *kind, terminal))
        }),
        Action::Completions(shell) => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut cli::command(terminal.language), "escale", &mut script);
            print(&String::from_utf8_lossy(&script));
            Ok(FINE)
        }
    };
    outcome.unwrap_or_else(|code| code)
}

/// The project's folder: the one named, else the current one or the nearest above it with an `escale.yaml`.
fn project(request: &Request, terminal: Terminal) -> Result<PathBuf, u8> {
    if let Some(folder) = &request.project {
        return Ok(folder.clone());
    }
    let here = std::env::current_dir().map_err(|error| {
        complain(&terminal.machine(Path::new("."), &error));
        REFUSED
    })?;
    let found = here.ancestors().find(|folder| folder.join("escale.yaml").exists());
    Ok(found.unwrap_or(&here).to_owned())
}

fn read(project: &Path, terminal: Terminal) -> Result<Sources, u8> {
    escale::read::read(project).map_err(|error| {
        complain(&terminal.machine(project, &error));
        REFUSED
    })
}

/// The instant asked for, else SOURCE_DATE_EPOCH, else the clock.
fn now(asked: Option<&str>, terminal: Terminal) -> Result<Timestamp, u8> {
    if let Some(text) = asked {
        return instant(text).map_err(|refusal| refuse_date(refusal, "--date 2027-05-10T08:00", text, terminal));
    }
    let Ok(epoch) = std::env::var("SOURCE_DATE_EPOCH") else { return Ok(Timestamp::now()) };
    let seconds = epoch.parse::<i64>().map_err(|error| match error.kind() {
        IntErrorKind::PosOverflow | IntErrorKind::NegOverflow => NoInstant::TooFar,
        _ => NoInstant::Unreadable,
    });
    let instant = seconds.and_then(|seconds| within_years(Timestamp::from_second(seconds).ok()));
    instant.map_err(|refusal| match refusal {
        NoInstant::TooFar => refuse_date(refusal, "SOURCE_DATE_EPOCH=1809936000", &epoch, terminal),
        NoInstant::Unreadable => {
            let words = terminal
                .say("SOURCE_DATE_EPOCH n'est pas un nombre de secondes", "SOURCE_DATE_EPOCH is no number of seconds");
            complain(&format!("{words} ({epoch})\n"));
            USAGE
        }
    })
}

/// Why a text names no instant that anything can be made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoInstant {
    /// It is no date.
    Unreadable,
    /// It is none of the years of a campaign.
    TooFar,
}

/// `2027-05-10`, `2027-05-10T08:00` on the clocks of Paris, or an instant with its own offset.
///
/// # Errors
/// When it is none, or too far away.
pub fn instant(text: &str) -> Result<Timestamp, NoInstant> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return within_years(Some(instant));
    }
    let local: DateTime = text.parse().map_err(|_| NoInstant::Unreadable)?;
    let instant = Zone::paris().instant(local.date(), local.time()).map_err(|_| NoInstant::Unreadable)?;
    within_years(Some(instant.timestamp()))
}

/// The years that can be asked for: what lasts to the end of the last that can be written ends in the one after.
fn years() -> RangeInclusive<i16> {
    *time::YEARS.start()..=time::YEARS.end() + 1
}

fn within_years(instant: Option<Timestamp>) -> Result<Timestamp, NoInstant> {
    instant.filter(|instant| years().contains(&Zone::paris().at(*instant).year())).ok_or(NoInstant::TooFar)
}

/// Says what is wrong with a date and shows one that is right; answers the exit code.
pub fn refuse_date(refusal: NoInstant, example: &str, text: &str, terminal: Terminal) -> u8 {
    let (first, last) = years().into_inner();
    let words = match (refusal, terminal.language) {
        (NoInstant::Unreadable, Language::French) => "La date ne se lit pas.".to_owned(),
        (NoInstant::Unreadable, Language::English) => "The date cannot be read.".to_owned(),
        (NoInstant::TooFar, Language::French) => {
            format!("Cette date est trop lointaine : escale comprend les années {first} à {last}.")
        }
        (NoInstant::TooFar, Language::English) => {
            format!("This date is too far away: escale understands the years {first} to {last}.")
        }
    };
    let example = terminal.say("Écrivez par exemple :", "Write for instance:").to_owned() + " " + example;
    complain(&format!("{words} {example} ({text})\n"));
    USAGE
}

fn options(date: Option<&str>, regions: &[String], base_url: Option<&str>, terminal: Terminal) -> Result<Options, u8> {
    let mut options = Options { store: kept::store(), ..Options::at(now(date, terminal)?) };
    for id in regions {
        let id = Slug::parse(id).ok_or_else(|| unknown_region(id, &[], terminal))?;
        options.only.insert(id);
    }
    if let Some(text) = base_url {
        options.base_url = Some(WebUrl::parse_site(text).ok_or_else(|| {
            let words = terminal.say("Cette adresse n'est pas complète :", "This address is not complete:");
            complain(&format!("{words} {text} (https://example.org/)\n"));
            USAGE
        })?);
    }
    Ok(options)
}

fn unknown_region(id: &str, known: &[String], terminal: Terminal) -> u8 {
    let words = terminal.say("Cette région n'existe pas :", "There is no such region:");
    let choices = if known.is_empty() {
        String::new()
    } else {
        format!("\n{} {}", terminal.say("Les régions :", "The regions:"), known.join(", "))
    };
    complain(&format!("{words} {id}{choices}\n"));
    USAGE
}

/// Regions asked for must have a folder.
pub fn check_regions(options: &Options, sources: &Sources, terminal: Terminal) -> Result<(), u8> {
    let mut known: Vec<String> = sources
        .below("regions/")
        .filter_map(|(path, _)| path["regions/".len()..].split_once('/').map(|(id, _)| id.to_owned()))
        .collect();
    known.dedup();
    match options.only.iter().find(|id| !known.iter().any(|known| known == id.as_str())) {
        Some(id) => Err(unknown_region(id.as_str(), &known, terminal)),
        None => Ok(()),
    }
}

/// What became of each site, as they come.
#[derive(Default)]
struct Ledger {
    begun: Mutex<BTreeMap<SiteId, Instant>>,
    done: Mutex<BTreeMap<SiteId, (Staged, usize, Duration)>>,
}

impl Ledger {
    fn begin(&self, site: &SiteId) {
        self.begun.lock().expect("no thread panics here").insert(site.clone(), Instant::now());
    }

    fn done(&self, site: &SiteId, staged: Staged, pages: usize) {
        let begun = self.begun.lock().expect("no thread panics here").get(site).copied();
        let time = begun.map(|begun| begun.elapsed()).unwrap_or_default();
        self.done.lock().expect("no thread panics here").insert(site.clone(), (staged, pages, time));
    }
}

/// Stages each site as soon as it is made.
struct Staging<'p> {
    publication: &'p Publication,
    ledger: Ledger,
    progress: ProgressBar,
}

impl Delivery for Staging<'_> {
    type Error = Error;

    fn begin(&self, site: &SiteId) {
        self.ledger.begin(site);
        self.progress.set_message(site.to_string());
    }

    fn deliver(&self, site: &SiteId, output: Output) -> Result<(), Error> {
        let pages = pages(&output);
        let staged = self.publication.stage(site, &output)?;
        self.ledger.done(site, staged, pages);
        self.progress.inc(1);
        Ok(())
    }
}

/// Makes sites and lets them go.
struct Nowhere;

impl Delivery for Nowhere {
    type Error = std::convert::Infallible;

    fn deliver(&self, _: &SiteId, _: Output) -> Result<(), Self::Error> {
        Ok(())
    }
}

fn pages(output: &Output) -> usize {
    output.iter().filter(|(path, _)| path.ends_with(".html")).count()
}

fn run_build(project: &Path, asked: &Build, terminal: Terminal) -> Result<u8, u8> {
    let start = Instant::now();
    let common = &asked.common;
    let mut options = options(common.date.as_deref(), &common.regions, asked.base_url.as_deref(), terminal)?;
    options.is_strict = common.is_strict;
    options.draws = true;
    let sources = read(project, terminal)?;
    check_regions(&options, &sources, terminal)?;
    // Without escale.yaml this is no project: nothing is made, not even an empty folder.
    if sources.get(escale::parse::SETTINGS).is_none() {
        let problems = escale::build(&sources, &options).1;
        report(&problems, &sources, common, terminal, None, None);
        return Ok(PROBLEMS);
    }
    let refused = |error: Error| {
        complain(&terminal.refusal(&error));
        REFUSED
    };
    let out = asked.out.as_deref().map_or(Out::Usual, Out::Named);
    let publication = Publication::open(project, out, asked.adopts).map_err(refused)?;
    complain(&terminal.left(publication.left()));
    options.published = Arc::new(publication.published());
    options.told = told(project, out);

    let progress = progress(&sources, common, terminal);
    let staging = Staging { publication: &publication, ledger: Ledger::default(), progress };
    let built = build_each(&sources, &options, &staging).map_err(refused)?;
    staging.progress.finish_and_clear();
    let done = staging.ledger.done.into_inner().expect("no thread is left");
    let mut kept: BTreeSet<SiteId> = built.blocked.union(&built.unasked).cloned().collect();
    if kept.contains(&SiteId::Hub) {
        // It may lead to any site: none goes before the hub is made without it.
        kept.extend(options.published.keys().filter(|site| !built.made.contains(site)).cloned());
    }
    if !built.made.is_empty() {
        publication.finish(&kept).map_err(refused)?;
        keep_addresses(project, asked, &built, terminal);
    }

    let json = json!({
        "out": out.path(),
        "milliseconds": u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX),
        "sites": done.iter().map(|(site, (staged, pages, time))| json!({
            "site": site.to_string(),
            "pages": pages,
            "files": staged.files,
            "changed": staged.changed,
            "bytes": staged.bytes,
            "milliseconds": u64::try_from(time.as_millis()).unwrap_or(u64::MAX),
        })).collect::<Vec<_>>(),
        "kept": built.blocked.iter().map(ToString::to_string).collect::<Vec<_>>(),
    });
    ignored(&sources, common, terminal);
    report(&built.problems, &sources, common, terminal, Some(json), None);
    if common.format == Format::Text && !common.is_quiet {
        if !built.made.is_empty() {
            print(&terminal.table(&rows(&built, &done)));
        }
        print(&format!("{}\n", ending(&built, out.path(), start.elapsed(), options.now, terminal)));
    }
    Ok(if built.made.is_empty() {
        PROBLEMS
    } else if built.blocked.is_empty() {
        FINE
    } else {
        KEPT
    })
}

/// Adds what was published to the ledger. A preview, for another moment or another address, publishes nothing.
fn keep_addresses(project: &Path, asked: &Build, built: &Built, terminal: Terminal) {
    if asked.base_url.is_some() || asked.common.date.is_some() {
        return;
    }
    // A line that says nothing in it was reported.
    if let Err(error) = escale::write::ledger::add(project, &built.published()) {
        let words = terminal.say(
            "Les sites sont écrits, mais la liste des adresses publiées n'a pas pu être complétée :",
            "The sites are written, but the list of published addresses could not be added to:",
        );
        complain(&format!("{words} {}\n{}", escale::model::ledger::FILE, terminal.refusal_at(&error)));
    }
}

fn run_check(project: &Path, asked: &Check, terminal: Terminal) -> Result<u8, u8> {
    let common = &asked.common;
    let mut options = options(common.date.as_deref(), &common.regions, None, terminal)?;
    options.is_strict = common.is_strict;
    let sources = read(project, terminal)?;
    check_regions(&options, &sources, terminal)?;
    options.told = told(project, Out::Usual);
    let problems = checked(&sources, &options);
    let (sources, mut problems) =
        if asked.fixes { fix(project, sources, problems, &options, common, terminal)? } else { (sources, problems) };
    // A secret may stand in an address, which a visit would hand on.
    let has_secret = problems.iter().any(|problem| problem.kind.hides_line());
    let visits_links = asked.visits_links && !has_secret;
    let links = visits_links.then(|| visits::visit(project, &sources, &options, asked, terminal)).flatten();
    if let Some(links) = &links {
        problems.absorb(links.problems());
        problems.settle();
    }
    ignored(&sources, common, terminal);
    report(&problems, &sources, common, terminal, None, links.as_ref());
    if common.format == Format::Text && !common.is_quiet {
        if problems.is_empty() {
            print(terminal.say("Tout va bien : aucun problème.\n", "All is well: no problem.\n"));
        }
        if let Some(links) = &links {
            print(&visits::summary(links, terminal));
        }
    }
    let least = if common.is_strict { Level::ToCorrect } else { Level::Blocking };
    let is_bad = problems.iter().any(|problem| problem.level() >= least);
    Ok(if is_bad { PROBLEMS } else { FINE })
}

/// What was published last; nothing when that cannot be read, for it only makes for a warning.
fn told(project: &Path, out: Out) -> Arc<Told> {
    Arc::new(escale::write::told(project, out).unwrap_or_default())
}

fn checked(sources: &Sources, options: &Options) -> Problems {
    match build_each(sources, options, &Nowhere) {
        Ok(built) => built.problems,
        Err(never) => match never {},
    }
}

/// So many times at the most: a correction can bring another to light.
const MOST_ROUNDS: usize = 20;

/// Writes the certain corrections; answers the project as it is then, and what is left to mend in it.
fn fix(
    project: &Path,
    mut sources: Sources,
    mut problems: Problems,
    options: &Options,
    common: &Common,
    terminal: Terminal,
) -> Result<(Sources, Problems), u8> {
    let refused = |error: Error| {
        complain(&terminal.refusal(&error));
        REFUSED
    };
    let history =
        History::new(project, &Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()).map_err(refused)?;
    let mut written: BTreeMap<Arc<str>, usize> = BTreeMap::new();
    for _ in 0..MOST_ROUNDS {
        let mut has_changed = false;
        for (file, (later, corrections)) in corrected_files(&sources, &problems) {
            let former = sources.get(&file).map(|bytes| bytes.to_vec()).unwrap_or_default();
            let is_done = history.correct(&file, &former, &later).map_err(refused)?;
            if is_done {
                has_changed = true;
                *written.entry(file).or_default() += corrections;
            }
        }
        if !has_changed {
            break;
        }
        sources = read(project, terminal)?;
        problems = checked(&sources, options);
    }
    if common.format == Format::Text && !common.is_quiet {
        print(&terminal.corrections(&written, &history.folder));
    }
    Ok((sources, problems))
}

fn progress(sources: &Sources, common: &Common, terminal: Terminal) -> ProgressBar {
    let mut folders: Vec<&str> =
        sources.below("regions/").filter_map(|(path, _)| path["regions/".len()..].split('/').next()).collect();
    folders.dedup();
    late_bar(folders.len() as u64 + 1, common, terminal)
}

/// A bar that appears only when the work turns out to be long.
pub fn late_bar(steps: u64, common: &Common, terminal: Terminal) -> ProgressBar {
    if common.is_quiet || common.format != Format::Text || !terminal.is_interactive {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(steps), ProgressDrawTarget::hidden());
    let style = ProgressStyle::with_template("{bar:24} {pos}/{len} {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let late = bar.clone();
    std::thread::spawn(move || {
        std::thread::sleep(PROGRESS_AFTER);
        if !late.is_finished() {
            late.set_draw_target(ProgressDrawTarget::stderr());
        }
    });
    bar
}

fn ignored(sources: &Sources, common: &Common, terminal: Terminal) {
    if common.is_verbose && common.format == Format::Text {
        for path in sources.ignored() {
            complain(&format!("{} {path}\n", terminal.say("Ignoré :", "Passed over:")));
        }
    }
}

/// Prints the problems in the form asked for; as JSON together with what the build came to.
fn report(
    problems: &Problems,
    sources: &Sources,
    common: &Common,
    terminal: Terminal,
    build: Option<serde_json::Value>,
    links: Option<&Outcome>,
) {
    let language = terminal.language;
    match common.format {
        Format::Text => terminal.problems(problems, sources, common.shows_all),
        Format::Html => print(&show::html(problems, sources, language)),
        Format::Json => {
            let list = show::json(problems, sources, language);
            let mut answer = json!({ "problems": list, "build": build });
            if let Some(links) = links {
                answer["links"] = links.json();
            }
            print(&format!("{answer:#}\n"));
        }
        Format::Sarif => print(&format!("{:#}\n", show::sarif(problems, sources, language))),
        Format::Github => {
            print(&show::github(problems, sources, language));
            complain(&format!("{}\n", show::count(problems, language)));
        }
    }
}

fn rows(built: &Built, done: &BTreeMap<SiteId, (Staged, usize, Duration)>) -> Vec<Row> {
    let events: BTreeMap<&SiteId, usize> = built.events.iter().map(|(site, count)| (site, *count)).collect();
    let mut sites: Vec<&SiteId> = built.made.union(&built.blocked).collect();
    sites.sort();
    let row = |site: &SiteId| {
        let found = done.get(site);
        Row {
            name: site.to_string(),
            pages: found.map(|(_, pages, _)| *pages),
            events: events.get(site).copied().unwrap_or(0),
            problems: built.problems.iter().filter(|problem| problem.concerns(site)).count(),
            changed: found.map_or(0, |(staged, ..)| staged.changed),
            bytes: found.map_or(0, |(staged, ..)| staged.bytes),
            time: found.map_or(Duration::ZERO, |(.., time)| *time),
        }
    };
    sites.into_iter().map(row).collect()
}

fn ending(built: &Built, out: &Path, elapsed: Duration, now: Timestamp, terminal: Terminal) -> String {
    let milliseconds = elapsed.as_millis();
    let folder = out.display();
    let mut lines = Vec::new();
    if built.made.is_empty() {
        lines.push(
            terminal
                .say(
                    "Rien n'a été écrit : corrigez d'abord ce qui est bloquant.",
                    "Nothing was written: first mend what is blocking.",
                )
                .to_owned(),
        );
        return lines.join("\n");
    }
    lines.push(match terminal.language {
        escale::problem::Language::French => format!("Sites écrits dans {folder} en {milliseconds} ms."),
        escale::problem::Language::English => format!("Sites written to {folder} in {milliseconds} ms."),
    });
    if !built.blocked.is_empty() {
        let names: Vec<String> = built.blocked.iter().map(ToString::to_string).collect();
        let words = terminal.say(
            "Gardés dans leur dernière version publiée, à cause d'un problème bloquant :",
            "Kept in their last published version, because of a blocking problem:",
        );
        lines.push(format!("{words} {}.", names.join(", ")));
    }
    lines.push(agenda_command::next(built, now, terminal));
    lines.join("\n")
}
