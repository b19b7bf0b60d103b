//! `escale schema`: what each kind of file may hold, for editors; `--vscode` puts it where VS Code finds it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Command};
use escale::schema::FileKind;
use escale::schema::editor;
use escale::schema::json::{Known, schema};
use escale::sources::Sources;

use crate::cli::Words;
use crate::terminal::{Terminal, complain, print};
use crate::{FINE, PROBLEMS, REFUSED};

/// Where VS Code keeps the settings of a project.
const SETTINGS: &str = ".vscode/settings.json";

/// What can be typed after `schema`.
pub fn command(words: &Words) -> Command {
    let kinds = FileKind::ALL.map(FileKind::word);
    words
        .command_with_argument(
            "schema",
            "Décrit un genre de fichier pour les éditeurs (JSON Schema)",
            "Describes a kind of file for editors (JSON Schema)",
        )
        .arg(
            Arg::new("kind")
                .value_name("FICHIER")
                .required_unless_present("vscode")
                .conflicts_with("vscode")
                .value_parser(PossibleValuesParser::new(kinds))
                .hide_possible_values(true)
                .help("programme, region, evenement, partenaire, lieu, page"),
        )
        .arg(words.flag(
            "vscode",
            "Prépare VS Code pour ce projet : vos fichiers .yaml s'y complètent et s'y expliquent",
            "Prepares VS Code for this project: your .yaml files are completed and explained there",
        ))
}

/// The kind of file asked for; `None` with `--vscode`.
pub fn kind(matches: &ArgMatches) -> Option<FileKind> {
    let word = matches.get_one::<String>("kind")?;
    FileKind::ALL.into_iter().find(|kind| kind.word() == word)
}

/// Prints the schema of a kind, or writes those of all for VS Code; answers the exit code.
pub fn answer(project: &Path, sources: &Sources, kind: Option<FileKind>, terminal: Terminal) -> u8 {
    let known = Known::of(sources.iter().map(|(path, _)| &**path));
    match kind {
        Some(kind) => {
            print(&format!("{:#}\n", schema(kind, &known)));
            FINE
        }
        None => prepare(project, &known, terminal).unwrap_or_else(|(path, error)| {
            complain(&terminal.machine(&path, &error));
            REFUSED
        }),
    }
}

/// Writes the schemas, and names them in the settings of VS Code.
fn prepare(project: &Path, known: &Known, terminal: Terminal) -> Result<u8, (PathBuf, io::Error)> {
    for kind in editor::yaml_kinds() {
        write(project, &editor::schema_file(kind), &format!("{:#}\n", schema(kind, known)), terminal)?;
    }
    let written = match fs::read_to_string(project.join(SETTINGS)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        read => read.map_err(|error| (project.join(SETTINGS), error))?,
    };
    let Some(settings) = editor::settings(&written) else {
        let words = terminal.say(
            "n'a pas été changé, pour ne rien y perdre. Ajoutez-y vous-même, entre ses accolades :",
            "was not changed, so that nothing in it is lost. Add this yourself, between its braces:",
        );
        complain(&format!("{SETTINGS} {words}\n\n\"yaml.schemas\": {:#}\n", editor::associations()));
        return Ok(PROBLEMS);
    };
    if settings != written {
        write(project, SETTINGS, &settings, terminal)?;
    }
    let words = terminal.say(
        "Dans VS Code, ouvrez ce dossier et installez l'extension « YAML » de Red Hat (redhat.vscode-yaml). Vos fichiers \
        .yaml se complètent alors avec Ctrl + Espace. Recommencez quand vous avez ajouté des partenaires.",
        "In VS Code, open this folder and install the extension “YAML” by Red Hat (redhat.vscode-yaml). Your .yaml files \
        are then completed with Ctrl + Space. Do this again when you have added partners.",
    );
    print(&format!("{words}\n"));
    Ok(FINE)
}

fn write(project: &Path, name: &str, text: &str, terminal: Terminal) -> Result<(), (PathBuf, io::Error)> {
    let path = project.join(name);
    let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&path, text));
    written.map_err(|error| (path, error))?;
    print(&format!("{} {name}\n", terminal.say("Écrit :", "Written:")));
    Ok(())
}
