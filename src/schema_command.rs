//! `escale schema`: what each kind of file may hold, for editors; `--vscode` puts it where VS Code finds it.

use std::io;
use std::path::Path;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Command};
use escale::folder::{Error, Folder, Rights, Way};
use escale::schema::FileKind;
use escale::schema::editor;
use escale::schema::json::{Known, schema};
use escale::sources::Sources;

use crate::cli::Words;
use crate::terminal::{Terminal, complain, print};
use crate::{FINE, PROBLEMS, REFUSED};

/// Where VS Code keeps the settings of a project.
const SETTINGS: &str = ".vscode/settings.json";

/// No settings are larger.
const MOST_BYTES: u64 = 16 << 20;

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
        None => prepare(project, &known, terminal).unwrap_or_else(|error| {
            complain(&terminal.refusal(&error.into()));
            REFUSED
        }),
    }
}

/// Writes the schemas, and names them in the settings of VS Code.
fn prepare(project: &Path, known: &Known, terminal: Terminal) -> Result<u8, Error> {
    let project = Folder::open(project)?;
    let mut way = Way::new(&project);
    for kind in editor::yaml_kinds() {
        write(&mut way, &editor::schema_file(kind), &format!("{:#}\n", schema(kind, known)), terminal)?;
    }
    let (folder, name) = place(&mut way, SETTINGS)?;
    let written = folder.read(name, MOST_BYTES)?.unwrap_or_default();
    let written = String::from_utf8(written).map_err(|error| folder.at(name)(io::Error::other(error)))?;
    let Some(settings) = editor::settings(&written) else {
        let words = terminal.say(
            "n'a pas été changé, pour ne rien y perdre. Ajoutez-y vous-même, entre ses accolades :",
            "was not changed, so that nothing in it is lost. Add this yourself, between its braces:",
        );
        complain(&format!("{SETTINGS} {words}\n\n\"yaml.schemas\": {:#}\n", editor::associations()));
        return Ok(PROBLEMS);
    };
    if settings != written {
        write(&mut way, SETTINGS, &settings, terminal)?;
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

fn write(way: &mut Way, path: &str, text: &str, terminal: Terminal) -> Result<(), Error> {
    let (folder, name) = place(way, path)?;
    folder.clear_unfinished(|target| target == name);
    folder.replace(name, text.as_bytes(), Rights::Usual)?;
    print(&format!("{} {path}\n", terminal.say("Écrit :", "Written:")));
    Ok(())
}

/// The folder of a file, which is made, and the file's name in it.
fn place<'w, 'p>(way: &'w mut Way, path: &'p str) -> Result<(&'w Folder, &'p str), Error> {
    Ok((way.make(Path::new(path))?, path.rsplit('/').next().unwrap_or(path)))
}
