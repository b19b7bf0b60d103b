//! `escale import` and `escale export`: events as the rows of a table.
//!
//! Files are read here and the plan is written here; between, `plan` and `judge` only think. Whatever a row says is
//! written as a header and read by the library before it counts: there is one reader of dates, hours and names.

mod changed;
mod columns;
pub mod command;
mod edit;
mod events;
pub mod export;
mod fresh;
mod judge;
mod match_event;
mod names;
mod plan;
mod report;
mod wanted;

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use escale::schema::FileKind;
use escale::sources::Sources;
use escale::tables::workbook::{self, Kind};
use escale::tables::{LARGEST_BYTES, MOST_ROWS, Row, Table, Unusable, csv_file};
use escale::write::corrections::History;
use jiff::Timestamp;

use columns::{Columns, Meant};
use events::{Events, Owner};
use judge::{Judge, file_of};
use plan::{Ground, Outcome, Planned, Taken};
use report::Report;

use crate::cli::Import;
use crate::terminal::{Terminal, complain, print};
use crate::{FINE, PROBLEMS, REFUSED, USAGE, kept, new};

/// Reads a table, shows what it would change, and writes that when it is asked to; answers the exit code.
pub fn import(folder: &Path, sources: &Sources, now: Timestamp, asked: &Import, terminal: Terminal) -> Result<u8, u8> {
    let bytes = bytes_of(&asked.file, terminal)?;
    let table = table_of(&asked.file, &bytes, terminal)?;
    let store = kept::store();
    let judge = Judge::new(now, &*store, terminal);
    let parsed = judge.read(sources);
    let Some(content) = &parsed.content else {
        complain(terminal.say(
            "Rien n'a été lu du tableau : ceci d'abord empêche de relire des évènements.\n\n",
            "Nothing was read of the table: this first keeps events from being checked.\n\n",
        ));
        terminal.problems(&parsed.problems, sources, false);
        return Err(PROBLEMS);
    };
    let default_owner = match &asked.region {
        Some(answer) if match_event::is_national(answer) => Some(Owner::Nation),
        Some(answer) => Some(Owner::Region(region_of(answer, &content.programme, terminal)?)),
        None => None,
    };
    let events = Events::read(sources);
    let ground = Ground {
        sources,
        programme: &content.programme,
        events: &events,
        default_owner,
        is_taken: &|path| sources.get(path).is_some() || folder.join(path).symlink_metadata().is_ok(),
        terminal,
        is_1904: table.is_1904,
    };
    let (mut planned, columns) = plan_of(&table, &ground, terminal)?;
    let (elsewhere, to_correct) = judge.judge(sources, &mut planned);
    let report =
        Report { table: &table, columns: &columns, planned: &planned, elsewhere: &elsewhere, to_correct, terminal };
    print(&report.text(&asked.file, asked.shows_all));
    let is_refused = planned.iter().any(|own| matches!(own.outcome, Outcome::Refused(_))) || !elsewhere.is_empty();
    let has_work = planned.iter().any(|own| file_of(&own.outcome).is_some());
    if asked.writes && has_work && elsewhere.is_empty() {
        let instant = Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let history = History::new(folder, &instant).map_err(|error| {
            complain(&terminal.refusal(&error));
            REFUSED
        })?;
        let written = write(folder, sources, &planned, &history, terminal)?;
        print(&report.written(&written, &history.folder));
        if written.len() < planned.iter().filter(|own| file_of(&own.outcome).is_some()).count() {
            return Ok(PROBLEMS);
        }
    } else {
        print(&report.next(asked));
    }
    Ok(if is_refused { PROBLEMS } else { FINE })
}

/// The bytes of a table that is not too large.
fn bytes_of(path: &Path, terminal: Terminal) -> Result<Vec<u8>, u8> {
    let say = |french: &str, english: &str| {
        complain(&format!("{}\n  {}\n", terminal.say(french, english), path.display()));
        USAGE
    };
    let refused = |error: io::Error| {
        if error.kind() == io::ErrorKind::NotFound {
            return say("Ce fichier n'existe pas.", "There is no such file.");
        }
        complain(&terminal.machine_at(path, &error));
        REFUSED
    };
    let found = path.metadata().map_err(refused)?;
    if found.is_dir() {
        return Err(say("C'est un dossier, pas un tableau.", "This is a folder, not a table."));
    }
    if !found.is_file() {
        return Err(say("Ce n'est pas un fichier.", "This is no file."));
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(LARGEST_BYTES + 1).read_to_end(&mut bytes)).map_err(refused)?;
    if bytes.len() as u64 > LARGEST_BYTES {
        say(
            "Ce fichier passe 20 Mo : c'est plus qu'escale ne lit. Gardez-en les évènements seulement.",
            "This file passes 20 MB: this is more than escale reads. Keep the events of it only.",
        );
        return Err(PROBLEMS);
    }
    Ok(bytes)
}

fn table_of(path: &Path, bytes: &[u8], terminal: Terminal) -> Result<Table, u8> {
    let extension = path.extension().map(|end| end.to_string_lossy().to_lowercase()).unwrap_or_default();
    let table = match extension.as_str() {
        _ if bytes.is_empty() => Err(Unusable::Empty),
        "csv" | "tsv" | "txt" => csv_file::read(bytes, columns::known_in),
        "xlsx" | "xlsm" => workbook::read(bytes, Kind::Xlsx),
        "ods" => workbook::read(bytes, Kind::Ods),
        _ => {
            let words = terminal.say(
                "escale lit les tableaux .csv, .xlsx et .ods. Ouvrez celui-ci dans un tableur et enregistrez-le sous l'une de ces formes.",
                "escale reads the tables .csv, .xlsx and .ods. Open this one in a spreadsheet and save it in one of these forms.",
            );
            complain(&format!("{words}\n  {}\n", path.display()));
            return Err(USAGE);
        }
    };
    table.map_err(|why| {
        complain(&format!("{}\n  {}\n", report::unusable(&why, terminal), path.display()));
        PROBLEMS
    })
}

/// The region that `--region` names.
fn region_of(answer: &str, programme: &escale::model::programme::Programme, terminal: Terminal) -> Result<String, u8> {
    let regions = || programme.regions.iter();
    let names = regions().map(|region| [region.id.as_str(), &region.name, &region.short_name]);
    let region = new::project::found(answer, names).and_then(|at| regions().nth(at));
    region.map(|region| region.id.to_string()).ok_or_else(|| {
        let known: Vec<&str> = regions().map(|region| region.id.as_str()).collect();
        let words = terminal.say("Cette région n'existe pas :", "There is no such region:");
        complain(&format!(
            "{words} {answer}\n{} {}\n",
            terminal.say("Les régions :", "The regions:"),
            known.join(", ")
        ));
        USAGE
    })
}

/// What becomes of every row of every sheet that has columns which are known.
fn plan_of(table: &Table, ground: &Ground, terminal: Terminal) -> Result<(Vec<Planned>, Vec<Columns>), u8> {
    let has_several = table.sheets.len() > 1;
    let mut taken = Taken::of(ground.events);
    let mut planned = Vec::new();
    let mut all = Vec::new();
    for sheet in &table.sheets {
        if sheet.rows.len() > MOST_ROWS {
            complain(&format!("{}\n", report::unusable(&Unusable::Rows, terminal)));
            return Err(PROBLEMS);
        }
        let columns = match columns::find(&sheet.rows) {
            Ok(columns) => columns,
            // A sheet of something else beside the events.
            Err(columns::Confusion::NoNames) if has_several => continue,
            Err(confusion) => {
                complain(&report::confusion(&confusion, sheet.name.as_deref().filter(|_| has_several), terminal));
                return Err(PROBLEMS);
            }
        };
        let has = |name: &str| columns.read.iter().any(|column| column.meant.to_string() == name);
        if !(has("id") || has("titre") && has("date")) {
            complain(&report::no_key(terminal));
            return Err(PROBLEMS);
        }
        let name = sheet.name.as_deref().filter(|_| has_several);
        let read = Arc::new(columns.read.clone());
        planned.extend(
            sheet.rows[columns.first_row..]
                .iter()
                .filter(|row| says_something(row, &read))
                .map(|row| plan::plan(row, name, &read, ground, &mut taken)),
        );
        all.push(columns);
    }
    if all.is_empty() {
        complain(&report::confusion(&columns::Confusion::NoNames, None, terminal));
        return Err(PROBLEMS);
    }
    Ok((planned, all))
}

/// Whether a cell that is read has something in it, beside the name of a region that was filled in all the way down.
fn says_something(row: &Row, columns: &[columns::Column]) -> bool {
    columns.iter().any(|column| column.meant != Meant::Region && !row.cell(column.index).is_empty())
}

/// Writes the files of a plan, each whole or not at all; answers those that are written.
fn write<'p>(
    folder: &Path,
    sources: &Sources,
    planned: &'p [Planned],
    history: &History,
    terminal: Terminal,
) -> Result<Vec<&'p Arc<str>>, u8> {
    let mut written = Vec::new();
    for own in planned {
        let done = match &own.outcome {
            Outcome::New(new) => {
                assert_eq!(FileKind::of_path(&new.file), Some(FileKind::Event), "only events are written");
                new::store::create(folder, &new.file, &new.text())
                    .map(|()| true)
                    .map_err(|error| terminal.refusal(&error.into()))
            }
            Outcome::Changed(changed) => {
                assert_eq!(FileKind::of_path(&changed.file), Some(FileKind::Event), "only events are written");
                let former = sources.get(&changed.file).map(|bytes| bytes.to_vec()).unwrap_or_default();
                history.correct(&changed.file, &former, &changed.later).map_err(|error| terminal.refusal(&error))
            }
            Outcome::Same | Outcome::Refused(_) => continue,
        };
        let file = file_of(&own.outcome).into_iter();
        match done {
            Ok(true) => written.extend(file),
            Ok(false) => {
                let words = terminal.say(
                    "Ce fichier a changé entre-temps, ou c'est un lien : il n'est pas touché. Relancez la commande.",
                    "This file has changed meanwhile, or is a link: it is left alone. Run the command again.",
                );
                complain(&format!("{words}\n"));
                file.for_each(|file| complain(&format!("  {file}\n")));
            }
            Err(words) => {
                complain(&words);
                complain(&report::stopped(&written, terminal));
                return Err(REFUSED);
            }
        }
    }
    Ok(written)
}

/// A path as it is typed on a command line.
pub fn shown(path: &Path) -> String {
    let text = path.display().to_string();
    if text.contains([' ', '\'', '(', ')', '&']) { format!("\"{text}\"") } else { text }
}
