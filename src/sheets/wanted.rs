//! What a row says, cell by cell, as texts of the header that it would become.

use std::collections::BTreeMap;

use escale::french::slug::slug;
use escale::parse::{meaning, says_the_same};
use escale::schema::{Holds, Scalar};
use escale::tables::{CUT_AT, Cell, Row};

use super::columns::{self, Column, Meant, Path};
use super::events::{Said, one_line, trimmed};
use super::plan::{Ground, Refusal};

use crate::new::event::way_to_register;

/// Words for an entry without registration.
const FREE_ENTRY: [&str; 4] = ["libre", "entree-libre", "acces-libre", "sans-inscription"];

/// What spreadsheets show of a formula that failed, in French and in English; CSV has it as a text.
const ERRORS: [&str; 11] =
    ["#REF!", "#N/A", "#DIV/0!", "#NAME?", "#NOM?", "#VALUE!", "#VALEUR!", "#NULL!", "#NUL!", "#NUM!", "#NOMBRE!"];

/// What a row says, cell by cell.
#[derive(Default)]
pub struct Wanted<'r> {
    /// Whose the event is.
    pub region: Option<(&'r Column, String)>,
    /// Pieces of the header, by their names.
    pub pieces: BTreeMap<&'static str, Told<'r>>,
    /// The text below the header.
    pub body: Option<(&'r Column, String)>,
    /// The postcode of the venue.
    pub postcode: Option<(&'r Column, String)>,
    /// The town of the venue.
    pub town: Option<(&'r Column, String)>,
    /// Cells that say nothing certain.
    pub refused: Vec<Refusal>,
}

/// A piece of the header, and where a row says it.
pub struct Told<'r> {
    /// Which.
    pub path: Path,
    /// What it says.
    pub said: Said,
    /// In which column.
    pub column: &'r Column,
    /// The cell's own text.
    pub whole: String,
}

impl Wanted<'_> {
    /// A single value; empty when there is none.
    pub fn one(&self, name: &str) -> String {
        match self.pieces.get(name) {
            Some(Told { said: Said::One(text), .. }) => text.clone(),
            _ => String::new(),
        }
    }
}

/// Why a cell cannot be taken.
pub fn refusal(column: &Column, words: impl Into<String>) -> Refusal {
    Refusal { column: Some((column.index, column.title.clone())), words: words.into() }
}

/// Reads the cells of a row by what their columns hold.
pub fn wanted<'r>(row: &Row, columns: &'r [Column], ground: &Ground) -> Wanted<'r> {
    let terminal = ground.terminal;
    let mut wanted = Wanted::default();
    let mut further: Vec<Told> = Vec::new();
    for column in columns {
        let cell = row.cell(column.index);
        if cell.is_empty() {
            continue;
        }
        let error = match cell {
            Cell::Error(error) => Some(error),
            Cell::Text(text) => Some(text).filter(|text| ERRORS.contains(&text.trim())),
            _ => None,
        };
        if let Some(error) = error {
            let words = terminal.say(
                "C'est l'erreur d'une formule. Écrivez la valeur à la place de la formule.",
                "This is the error of a formula. Write the value in the place of the formula.",
            );
            wanted.refused.push(refusal(column, format!("{error} : {words}")));
            continue;
        }
        if matches!(cell, Cell::Text(text) if text.chars().count() == CUT_AT) {
            let words = terminal.say(
                "Le tableur a coupé ce texte : il ne garde que 32 767 caractères. Videz la cellule, et écrivez ce texte \
                dans le fichier de l'évènement.",
                "The spreadsheet has cut this text: it keeps 32,767 characters only. Empty the cell, and write this text \
                in the event's file.",
            );
            wanted.refused.push(refusal(column, words));
            continue;
        }
        let text = |scalar: Scalar| cell.text(scalar, ground.is_1904).unwrap_or_default();
        match column.meant {
            Meant::Region => wanted.region = Some((column, one_line(&text(Scalar::Text)))),
            Meant::Body => {
                let body = if let Cell::Text(text) = cell {
                    text.replace("\r\n", "\n").replace('\r', "\n")
                } else {
                    text(Scalar::Text)
                };
                wanted.body = Some((column, trimmed(&body).to_owned()));
            }
            Meant::Postcode => wanted.postcode = Some((column, text(Scalar::Postcode))),
            Meant::Town => wanted.town = Some((column, one_line(&text(Scalar::Text)))),
            Meant::Piece(path) => {
                for (path, said) in said(path, cell, ground.is_1904) {
                    let told = Told { path, said, column, whole: text(scalar(path)) };
                    if Meant::Piece(path) == column.meant {
                        wanted.pieces.insert(path.name, told);
                    } else {
                        further.push(told);
                    }
                }
            }
        }
    }
    // What a cell says of another piece counts where no cell says that piece.
    for told in further {
        match (wanted.pieces.get(told.path.name), &told.said) {
            (None, _) => {
                wanted.pieces.insert(told.path.name, told);
            }
            (Some(Told { said: Said::One(other), column: named, .. }), Said::One(text))
                if !says_the_same(told.path.leaf(), other, text) =>
            {
                let (named, own) = (&named.title, &told.column.title);
                let words = terminal
                    .say(
                        &format!("« {named} » dit {other}, « {own} » dit {text}. Laissez un seul des deux."),
                        &format!("“{named}” says {other}, “{own}” says {text}. Leave one of the two."),
                    )
                    .to_owned();
                wanted.refused.push(refusal(told.column, words));
            }
            (Some(_), _) => {}
        }
    }
    let has = |name: &str| wanted.pieces.get(name).map(|told| told.column);
    let below = columns::paths().filter(|path| path.field.name == "inscription" && path.below.is_some());
    if let (Some(free), Some(_)) = (has("inscription"), below.map(|path| path.name).find_map(has)) {
        let words = terminal.say(
            "L'entrée est libre, et une autre colonne dit comment s'inscrire. Laissez un seul des deux.",
            "Entry is free, and another column says how to register. Leave one of the two.",
        );
        let refusal = refusal(free, words);
        wanted.refused.push(refusal);
    }
    wanted
}

/// What one value of a piece is, for what spreadsheets make of it.
fn scalar(path: Path) -> Scalar {
    match path.leaf().holds {
        Holds::Value(scalar) | Holds::Values(scalar) => scalar,
        _ => Scalar::Text,
    }
}

/// What a cell says of a piece, and of those that go with it.
fn said(path: Path, cell: &Cell, is_1904: bool) -> Vec<(Path, Said)> {
    let text = cell.text(scalar(path), is_1904).unwrap_or_default();
    if path.is_list() {
        let is_names = matches!(path.leaf().holds, Holds::References(_));
        let raw = if let Cell::Text(text) = cell { text.as_str() } else { text.as_str() };
        let items: Vec<String> = if is_names {
            raw.split([',', ';', '\n']).map(one_line).filter(|item| !item.is_empty()).collect()
        } else {
            let separator = if raw.contains('\n') { '\n' } else { ';' };
            raw.split(separator).map(one_line).filter(|item| !item.is_empty()).collect()
        };
        return vec![(path, Said::Many(items))];
    }
    let text = one_line(&text);
    let way = format!("inscription.{}", way_to_register(&text));
    if matches!(path.name, "inscription" | "inscription.lien") {
        if FREE_ENTRY.contains(&slug(&text).as_str()) {
            return columns::path("inscription")
                .map(|free| (free, Said::One("libre".to_owned())))
                .into_iter()
                .collect();
        }
        // One column for every way to register. A telephone that a spreadsheet took for a number lacks its zero here, too.
        if let Some(way) = columns::path(&way).filter(|_| way != path.name) {
            return said(way, &Cell::Text(text), is_1904);
        }
    }
    let Some(values) = meaning(path.leaf(), &text) else { return vec![(path, Said::One(text))] };
    let of = |(name, text): (String, String)| {
        let is_own = name == path.leaf().name;
        let own = if is_own { Some(path) } else { columns::path(&name) };
        own.map(|path| (path, Said::One(text)))
    };
    values.into_iter().filter_map(of).collect()
}
