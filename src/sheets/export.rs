//! `escale export`: what staff wrote, as a table that `import` reads back; or a file that the sites publish.

use std::io::{self, Write};
use std::path::Path;

use escale::folder::{Folder, Rights};
use escale::problem::Level;
use escale::sources::Sources;
use escale::tables::{csv_file, xlsx};
use escale::{Options, build};

use super::columns;
use super::events::Events;
use crate::cli::Export;
use crate::terminal::{Terminal, complain, print};
use crate::{FINE, PROBLEMS, REFUSED, USAGE};

/// What can be written, by the end of a file's name.
pub const FORMATS: [&str; 4] = ["csv", "xlsx", "ics", "json"];

/// Writes what was asked for; answers the exit code.
pub fn export(sources: &Sources, options: Options, asked: &Export, terminal: Terminal) -> Result<u8, u8> {
    let is_shown = asked.file.as_os_str() == "-";
    let extension = asked.file.extension().map(|end| end.to_string_lossy().to_lowercase());
    let format = asked.format.clone().or(extension).unwrap_or_default();
    let region = asked.region.as_deref();
    let (bytes, events) = match format.as_str() {
        "csv" | "xlsx" => {
            let rows = table(sources, region);
            let events = rows.len() - 1;
            let is_csv = format == "csv";
            let (bytes, long) = if is_csv { csv_file::write(&rows) } else { xlsx::write(&rows) };
            tell_of_long_cells(long, is_csv, terminal);
            (bytes, Some(events))
        }
        "ics" => (published(sources, &options, region, "agenda.ics", terminal)?, None),
        "json" => (published(sources, &options, region, "evenements.json", terminal)?, None),
        _ => {
            let words = terminal.say(
                "Le nom du fichier dit ce qu'il contient : il finit par .csv, .xlsx, .ics ou .json. Sinon, ajoutez --format.",
                "The name of the file says what it holds: it ends with .csv, .xlsx, .ics or .json. Else, add --format.",
            );
            complain(&format!("{words}\n"));
            return Err(USAGE);
        }
    };
    if is_shown {
        // A reader that has gone away is no reason to fail.
        let _ = io::stdout().lock().write_all(&bytes);
        return Ok(FINE);
    }
    write(&asked.file, &bytes, asked.replaces, terminal)?;
    print(&written(&asked.file, events, terminal));
    Ok(FINE)
}

/// The names of the columns, then a row an event: everything that its file says.
fn table(sources: &Sources, region: Option<&str>) -> Vec<Vec<String>> {
    let paths: Vec<columns::Path> = columns::paths().collect();
    let names = paths.iter().map(|path| path.name.to_owned());
    let mut rows = vec![["region".to_owned()].into_iter().chain(names).chain(["texte".to_owned()]).collect::<Vec<_>>()];
    let events = Events::read(sources);
    for event in events.all.iter().filter(|event| region.is_none() || event.owner.id() == region) {
        let owner = event.owner.word().to_owned();
        let cell = |path: &columns::Path| {
            let name = path.name;
            // By its id a row finds its file again, also where a region's file has it from the national one.
            let own = event.own.get(name).or_else(|| event.effective.get(name).filter(|_| name == "id"));
            own.map_or_else(String::new, |said| said.cell(*path))
        };
        rows.push([owner].into_iter().chain(paths.iter().map(cell)).chain([event.body.clone()]).collect());
    }
    rows
}

fn tell_of_long_cells(long: usize, is_csv: bool, terminal: Terminal) {
    if long == 0 {
        return;
    }
    let words = if is_csv {
        terminal.say(
            "Des textes passent 32 767 caractères : un tableur les couperait. escale import refuse un texte coupé.",
            "Some texts pass 32,767 characters: a spreadsheet would cut them. escale import refuses a text that was cut.",
        )
    } else {
        terminal.say(
            "Des textes passent 32 767 caractères, plus qu'Excel ne garde : leur cellule est vide, ce qui n'efface rien à l'import.",
            "Some texts pass 32,767 characters, more than Excel keeps: their cell is empty, which erases nothing at import.",
        )
    };
    complain(&format!("{words} ({long})\n"));
}

/// The bytes of a file of the hub, or of a region's site, as they are published at an instant.
fn published(
    sources: &Sources,
    options: &Options,
    region: Option<&str>,
    file: &str,
    terminal: Terminal,
) -> Result<Vec<u8>, u8> {
    let (output, problems) = build(sources, options);
    let is_blocked = problems.iter().any(|problem| problem.level() == Level::Blocking);
    let path = region.map_or_else(|| file.to_owned(), |id| format!("{id}/{file}"));
    if let Some(file) = output.get(&path) {
        if is_blocked {
            complain(terminal.say(
                "Un problème bloque une partie des sites : des évènements manquent peut-être. Pour le voir : escale check\n",
                "A problem blocks some of the sites: events may be missing. To see it: escale check\n",
            ));
        }
        return Ok(file.bytes.to_vec());
    }
    let mut words = format!(
        "{} {path}",
        terminal.say("Ce site ne publie pas ce fichier :", "This site does not publish this file:")
    );
    if is_blocked {
        words += terminal.say(
            "\nUn problème bloque ce site, ou une partie des sites. Pour le voir : escale check",
            "\nA problem blocks this site, or some of the sites. To see it: escale check",
        );
    }
    complain(&format!("{words}\n"));
    Err(PROBLEMS)
}

/// Writes a file whole or not at all. One that is there stays, unless it is to be replaced: it may have been worked in.
fn write(path: &Path, bytes: &[u8], replaces: bool, terminal: Terminal) -> Result<(), u8> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Some(name) = path.file_name() else {
        complain(&terminal.machine_at(path, &io::ErrorKind::IsADirectory.into()));
        return Err(REFUSED);
    };
    let done = Folder::open(parent).and_then(|folder| {
        let is_there = folder.find(name)?.is_some();
        if is_there && !replaces {
            return Ok(false);
        }
        folder.clear_unfinished(|target| name == target);
        folder.replace(name, bytes, Rights::Usual).map(|()| true)
    });
    match done {
        Ok(true) => Ok(()),
        Ok(false) => {
            let words = terminal.say(
                "Ce fichier existe déjà, il n'est pas remplacé. Donnez un autre nom, ou ajoutez --replace.",
                "This file exists, it is not replaced. Give another name, or add --replace.",
            );
            complain(&format!("{words}\n  {}\n", path.display()));
            Err(USAGE)
        }
        Err(error) => {
            complain(&terminal.refusal_at(&error.into()));
            Err(REFUSED)
        }
    }
}

/// What was written, and what can be done with it.
fn written(path: &Path, events: Option<usize>, terminal: Terminal) -> String {
    let shown = super::shown(path);
    let Some(events) = events else { return format!("{} {shown}\n", terminal.say("Écrit :", "Written:")) };
    let s = if events > 1 { "s" } else { "" };
    terminal
        .say(
            &format!("Écrit : {shown} ({events} évènement{s}).\nAprès vos changements, pour voir ce qu'ils donnent : escale import {shown}\n"),
            &format!("Written: {shown} ({events} event{s}).\nAfter your changes, to see what they come to: escale import {shown}\n"),
        )
        .to_owned()
}
