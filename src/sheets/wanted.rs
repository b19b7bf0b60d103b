//! What a row says, cell by cell, as texts of the header that it would become.

use std::collections::BTreeMap;

use escale::french::slug::slug;
use escale::parse::{meaning, says_the_same};
use escale::schema::{Holds, Scalar};

use super::columns::{self, Column, Meant, Path};
use super::events::{Said, one_line, trimmed};
use super::plan::{Ground, Refusal};
use super::table::{CUT_AT, Cell, Row};
use crate::new::event::way_to_register;

/// Words for an entry without registration.
const FREE_ENTRY: [&str; 4] = ["libre", "entree-libre", "acces-libre", "sans-inscription"];

/// What a row says, cell by cell.
#[derive(Default)]
pub struct Wanted<'r> {
    pub region: Option<(&'r Column, String)>,
    /// Pieces with the column that says them, and the cell's own text.
    pub pieces: BTreeMap<String, (Path, Said, &'r Column, String)>,
    pub body: Option<(&'r Column, String)>,
    pub postcode: Option<(&'r Column, String)>,
    pub town: Option<(&'r Column, String)>,
    pub refused: Vec<Refusal>,
}

pub fn refusal(column: &Column, words: impl Into<String>) -> Refusal {
    Refusal { column: Some((column.index, column.title.clone())), words: words.into() }
}

/// Reads the cells of a row by what their columns hold.
pub fn wanted<'r>(row: &Row, columns: &'r [Column], ground: &Ground) -> Wanted<'r> {
    let terminal = ground.terminal;
    let mut wanted = Wanted::default();
    let mut further: Vec<(Path, String, &Column, String)> = Vec::new();
    for column in columns {
        let cell = row.cell(column.index);
        if cell.is_empty() {
            continue;
        }
        if let Cell::Error(error) = cell {
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
                    let whole = text(scalar(path));
                    if Meant::Piece(path) == column.meant {
                        wanted.pieces.insert(path.name.to_owned(), (path, said, column, whole));
                    } else if let Said::One(text) = said {
                        further.push((path, text, column, whole));
                    }
                }
            }
        }
    }
    // What a cell says of another piece counts where no cell says that piece.
    for (path, text, column, whole) in further {
        match wanted.pieces.get(path.name) {
            None => {
                wanted.pieces.insert(path.name.to_owned(), (path, Said::One(text), column, whole));
            }
            Some((_, Said::One(other), named, _)) if !says_the_same(path.leaf(), other, &text) => {
                let words = terminal
                    .say(
                        &format!(
                            "« {} » dit {other}, « {} » dit {text}. Laissez un seul des deux.",
                            named.title, column.title
                        ),
                        &format!(
                            "“{}” says {other}, “{}” says {text}. Leave one of the two.",
                            named.title, column.title
                        ),
                    )
                    .to_owned();
                wanted.refused.push(refusal(column, words));
            }
            Some(_) => {}
        }
    }
    let has = |name: &str| wanted.pieces.get(name).map(|(.., column, _)| *column);
    let below = columns::paths().filter(|path| path.field.name == "inscription" && path.below.is_some());
    if let (Some(free), Some(_)) =
        (has("inscription"), below.map(|path| path.name.to_owned()).find_map(|name| has(&name)))
    {
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
    let name = path.name.to_owned();
    let way = format!("inscription.{}", way_to_register(&text));
    if matches!(name.as_str(), "inscription" | "inscription.lien") {
        if FREE_ENTRY.contains(&slug(&text).as_str()) {
            return columns::path("inscription")
                .map(|free| (free, Said::One("libre".to_owned())))
                .into_iter()
                .collect();
        }
        // One column for every way to register. A telephone that a spreadsheet took for a number lacks its zero here, too.
        if let Some(way) = columns::path(&way).filter(|_| way != name) {
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
