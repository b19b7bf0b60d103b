//! What can be typed after `import` and `export`, and what it means.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, ValueParser};
use clap::{Arg, ArgMatches, Command};

use super::export::FORMATS;
use crate::cli::{Export, Import, Words, date};

/// `import`
pub fn import(words: &Words) -> Command {
    words
        .command_with_argument(
            "import",
            "Fait des évènements des lignes d'un tableau : montre ce qui changerait, et l'écrit avec --write",
            "Makes events of the rows of a table: shows what would change, and writes it with --write",
        )
        .arg(file(words, "Le tableau : .csv, .xlsx ou .ods", "The table: .csv, .xlsx or .ods"))
        .arg(words.option(
            "region",
            "ID",
            "La région des lignes qui n'en disent aucune",
            "The region of the rows that name none",
        ))
        .arg(words.flag(
            "write",
            "Écrit les fichiers, et garde les textes d'avant dans .escale/historique",
            "Writes the files, and keeps the former texts in .escale/historique",
        ))
        .arg(words.flag(
            "all",
            "Montre toutes les lignes, même inchangées ou très nombreuses",
            "Shows every row, unchanged ones too, however many there are",
        ))
        .after_help(words.say(
            "Rien n'est jamais supprimé, et une cellule vide n'efface rien. Les colonnes sont celles d'escale export.",
            "Nothing is ever deleted, and an empty cell erases nothing. The columns are those of escale export.",
        ))
}

/// `export`
pub fn export(words: &Words) -> Command {
    words
        .command_with_argument(
            "export",
            "Écrit les évènements dans un tableau, un agenda ou des données",
            "Writes the events to a table, a calendar or data",
        )
        .arg(file(
            words,
            "Le fichier : .csv ou .xlsx, ce que vous avez écrit ; .ics ou .json, ce que le site publie ; - pour l'afficher",
            "The file: .csv or .xlsx, what you wrote; .ics or .json, what the site publishes; - to show it",
        ))
        .arg(words.option("region", "ID", "Cette région seulement", "This region only"))
        .arg(date(words))
        .arg(
            words
                .option("format", "FORMAT", "csv, xlsx, ics ou json, si le nom ne le dit pas", "csv, xlsx, ics or json, when the name does not say it")
                .value_parser(PossibleValuesParser::new(FORMATS))
                .hide_possible_values(true),
        )
        .arg(words.flag("replace", "Remplace le fichier s'il existe", "Replaces the file if there is one"))
}

fn file(words: &Words, french: &'static str, english: &'static str) -> Arg {
    Arg::new("file")
        .value_name(words.say("FICHIER", "FILE"))
        .required(true)
        .value_parser(ValueParser::path_buf())
        .help(words.say(french, english))
}

/// What was asked of `import`.
pub fn imported(matches: &ArgMatches) -> Import {
    Import {
        file: matches.get_one::<PathBuf>("file").cloned().expect("it is required"),
        region: matches.get_one::<String>("region").cloned(),
        writes: matches.get_flag("write"),
        shows_all: matches.get_flag("all"),
    }
}

/// What was asked of `export`.
pub fn exported(matches: &ArgMatches) -> Export {
    let text = |id: &str| matches.get_one::<String>(id).cloned();
    Export {
        file: matches.get_one::<PathBuf>("file").cloned().expect("it is required"),
        format: text("format"),
        region: text("region"),
        date: text("date"),
        replaces: matches.get_flag("replace"),
    }
}
