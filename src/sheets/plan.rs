//! Rows → what is to be written: a new file, changed lines of a file, nothing, or why not. Nothing is written here.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use escale::french::slug::slug;
use escale::model::event::EventKind;
use escale::model::programme::Programme;
use escale::model::region::Region;
use escale::model::venue::Venue;
use escale::parse::{meaning, says_the_same};
use escale::schema::{FileKind, Holds, Reference, Scalar};
use escale::sources::Sources;

use super::columns::{self, Column, Meant, Path};
use super::edit;
use super::events::{Events, Existing, Pieces, Said, one_line, stem, trimmed};
use super::table::{CUT_AT, Cell, Row};
use crate::new::event::{NATION, free, way_to_register};
use crate::new::project::found;
use crate::terminal::Terminal;

/// Words for the nation in the column of the region.
const NATIONAL: [&str; 6] = ["national", "nationale", "content", "toutes", "toutes-les-regions", "france"];
/// Words for an entry without registration.
const FREE_ENTRY: [&str; 4] = ["libre", "entree-libre", "acces-libre", "sans-inscription"];

/// What rows are held against.
pub struct Ground<'g> {
    /// The project's files.
    pub sources: &'g Sources,
    /// What they say.
    pub programme: &'g Programme,
    /// Its events.
    pub events: &'g Events,
    /// Whose an event is, when its row does not say so: an id.
    pub default_region: Option<&'g str>,
    /// Whether the disk has something at a path that is to be new.
    pub is_taken: &'g dyn Fn(&str) -> bool,
    /// Who is reading.
    pub terminal: Terminal,
    /// Whether numbers count days from 1904.
    pub is_1904: bool,
}

/// A row and what becomes of it.
#[derive(Debug)]
pub struct Planned {
    /// Its sheet, when there are several.
    pub sheet: Option<String>,
    /// Its number.
    pub row: usize,
    /// The region's id, as far as it is known.
    pub region: String,
    /// The day, as far as it is known.
    pub date: String,
    /// The title, or the id.
    pub title: String,
    /// What becomes of it.
    pub outcome: Outcome,
    /// Why it is refused, whatever else the reader has to say of it.
    pub refused: Vec<Refusal>,
    /// What was added that no cell says, or is worth a look.
    pub notes: Vec<String>,
    /// The columns by what they hold, for what is told of them.
    pub columns: Arc<Vec<Column>>,
}

/// What becomes of a row.
#[derive(Debug)]
pub enum Outcome {
    /// A new file.
    New(New),
    /// A file with other lines.
    Changed(Changed),
    /// The file says it all already.
    Same,
    /// Why not.
    Refused(Vec<Refusal>),
}

/// A new file.
#[derive(Debug)]
pub struct New {
    /// Where.
    pub file: Arc<str>,
    /// Its header.
    pub pieces: Pieces,
    /// Its text.
    pub body: String,
    /// Whether the summary is still to be made of what is understood.
    pub lacks_summary: bool,
}

impl New {
    /// The whole file.
    pub fn text(&self) -> String {
        let lines: String = edit::lines(&self.pieces).into_iter().map(|line| line + "\n").collect();
        let body = if self.body.is_empty() { String::new() } else { format!("{}\n", self.body) };
        format!("---\n{lines}---\n{body}")
    }
}

/// A file with other lines.
#[derive(Debug)]
pub struct Changed {
    /// Which.
    pub file: Arc<str>,
    /// Its bytes with them.
    pub later: Vec<u8>,
    /// What changes: the piece, what it said, what it is to say.
    pub changes: Vec<(String, String, String)>,
}

/// Why a row is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The column that it is about, from 0, with its name.
    pub column: Option<(usize, String)>,
    /// In words, perhaps of several lines.
    pub words: String,
}

/// Files and ids that are spoken for.
#[derive(Debug, Default)]
pub struct Taken {
    /// Names of events, by region.
    names: BTreeSet<(Option<String>, String)>,
    ids: BTreeSet<String>,
    /// The row that an event was named in first.
    rows: HashMap<String, String>,
}

impl Taken {
    /// By the events of a project.
    pub fn of(events: &Events) -> Self {
        let mut taken = Self::default();
        for event in &events.all {
            taken.names.insert((event.region.clone(), stem(&event.file)));
            taken.ids.extend(event.one("id").map(str::to_owned));
        }
        taken
    }
}

/// What a row says, cell by cell.
#[derive(Default)]
struct Wanted<'r> {
    region: Option<(&'r Column, String)>,
    /// Pieces with the column that says them, and the cell's own text.
    pieces: BTreeMap<String, (Path, Said, &'r Column, String)>,
    body: Option<(&'r Column, String)>,
    postcode: Option<(&'r Column, String)>,
    town: Option<(&'r Column, String)>,
    refused: Vec<Refusal>,
}

/// What becomes of a row.
pub fn plan(row: &Row, sheet: Option<&str>, columns: &Arc<Vec<Column>>, ground: &Ground, taken: &mut Taken) -> Planned {
    let mut wanted = wanted(row, columns, ground);
    let one = |wanted: &Wanted, name: &str| match wanted.pieces.get(name) {
        Some((_, Said::One(text), ..)) => text.clone(),
        _ => String::new(),
    };
    let (id, title, date) = (one(&wanted, "id"), one(&wanted, "titre"), one(&wanted, "date"));
    let mut planned = Planned {
        sheet: sheet.map(str::to_owned),
        row: row.number,
        region: String::new(),
        date: date.clone(),
        title: if title.is_empty() { id.clone() } else { title.clone() },
        outcome: Outcome::Same,
        refused: Vec::new(),
        notes: Vec::new(),
        columns: Arc::clone(columns),
    };
    let region = region(&mut wanted, ground);
    if let Some(region) = &region {
        planned.region = region.clone().unwrap_or_else(|| "national".to_owned());
    }
    let event = match existing(&wanted, &id, &title, &date, region.as_ref(), ground) {
        Ok(event) => event,
        Err(refusal) => {
            wanted.refused.push(refusal);
            None
        }
    };
    let region = match (event, region) {
        (Some(event), _) => Some(event.region.clone()),
        (None, Some(region)) => Some(region),
        (None, None) => {
            if wanted.refused.is_empty() {
                wanted.refused.push(no_region(ground));
            }
            None
        }
    };
    if let Some(event) = event {
        planned.region = event.region.clone().unwrap_or_else(|| "national".to_owned());
        planned.title = event.one("titre").unwrap_or(&planned.title).to_owned();
        planned.date = event.one("date").unwrap_or(&planned.date).to_owned();
    }
    if let Some(region) = &region {
        planned.refused = names(&mut wanted, region.as_deref(), ground);
    }
    if wanted.refused.is_empty() {
        let key = event.map_or_else(
            || format!("{region:?} {date} {}", if id.is_empty() { slug(&title) } else { id.clone() }),
            |event| event.file.to_string(),
        );
        let here = here(sheet, row.number, ground.terminal);
        if let Some(first) = taken.rows.get(&key) {
            let words = ground.terminal.say("Cet évènement est déjà celui de la ", "This event is already that of ");
            wanted.refused.push(Refusal { column: None, words: format!("{words}{first}.") });
        } else {
            taken.rows.insert(key, here);
        }
    }
    planned.outcome = if !wanted.refused.is_empty() {
        Outcome::Refused(wanted.refused)
    } else if let Some(event) = event {
        changed(event, &wanted, ground)
    } else {
        fresh(wanted, region.flatten(), ground, taken, &mut planned.notes)
    };
    if let Outcome::Refused(refused) = &mut planned.outcome {
        refused.append(&mut planned.refused);
    } else if matches!(planned.outcome, Outcome::Same) && !planned.refused.is_empty() {
        planned.outcome = Outcome::Refused(std::mem::take(&mut planned.refused));
    }
    planned
}

/// « ligne 7 », with its sheet when there are several.
pub fn here(sheet: Option<&str>, row: usize, terminal: Terminal) -> String {
    let row = format!("{} {row}", terminal.say("ligne", "row"));
    match sheet {
        Some(sheet) => {
            format!("{row} ({})", terminal.say(&format!("feuille « {sheet} »"), &format!("sheet “{sheet}”")))
        }
        None => row,
    }
}

fn refusal(column: &Column, words: impl Into<String>) -> Refusal {
    Refusal { column: Some((column.index, column.title.clone())), words: words.into() }
}

/// Reads the cells of a row by what their columns hold.
fn wanted<'r>(row: &Row, columns: &'r [Column], ground: &Ground) -> Wanted<'r> {
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
                        wanted.pieces.insert(path.to_string(), (path, said, column, whole));
                    } else if let Said::One(text) = said {
                        further.push((path, text, column, whole));
                    }
                }
            }
        }
    }
    // What a cell says of another piece counts where no cell says that piece.
    for (path, text, column, whole) in further {
        match wanted.pieces.get(&path.to_string()) {
            None => {
                wanted.pieces.insert(path.to_string(), (path, Said::One(text), column, whole));
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
    let below = columns::paths().into_iter().filter(|path| path.field.name == "inscription" && path.below.is_some());
    if let (Some(free), Some(_)) = (has("inscription"), below.map(|path| path.to_string()).find_map(|name| has(&name)))
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
    let name = path.to_string();
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

/// Whose the event is: `None` when that is not said, or not known.
fn region(wanted: &mut Wanted, ground: &Ground) -> Option<Option<String>> {
    let Some((column, text)) = wanted.region.clone() else {
        return ground.default_region.map(|id| Some(id.to_owned()));
    };
    if NATIONAL.contains(&slug(&text).as_str()) {
        return Some(None);
    }
    let regions = || ground.programme.regions.iter();
    let names = regions().map(|region| [region.id.as_str(), &region.name, &region.short_name, region.code.iso]);
    let at = found(&text, names);
    if let Some(region) = at.and_then(|at| regions().nth(at)) {
        return Some(Some(region.id.to_string()));
    }
    let known: Vec<&str> = regions().map(|region| region.id.as_str()).collect();
    let words = ground
        .terminal
        .say(
            &format!("Aucune région ne s'appelle « {text} ».\nÉcrivez l'une de celles-ci : {}", known.join(", ")),
            &format!("No region is called “{text}”.\nWrite one of these: {}", known.join(", ")),
        )
        .to_owned();
    wanted.refused.push(refusal(column, words));
    None
}

fn no_region(ground: &Ground) -> Refusal {
    let words = ground.terminal.say(
        "La région manque. Remplissez la colonne « region », ou ajoutez --region ID à la commande.",
        "The region is missing. Fill in the column “region”, or add --region ID to the command.",
    );
    Refusal { column: None, words: words.to_owned() }
}

/// The event that a row is about, when there is one: by its id, else by its region, day and title.
fn existing<'g>(
    wanted: &Wanted,
    id: &str,
    title: &str,
    date: &str,
    region: Option<&Option<String>>,
    ground: &'g Ground,
) -> Result<Option<&'g Existing>, Refusal> {
    let terminal = ground.terminal;
    let column = |name: &str| wanted.pieces.get(name).map(|(.., column, _)| *column);
    let told = |name: &str, words: String| match column(name) {
        Some(column) => refusal(column, words),
        None => Refusal { column: None, words },
    };
    let with_id: Vec<&Existing> = if id.is_empty() { Vec::new() } else { ground.events.with_id(id).collect() };
    if !with_id.is_empty() {
        // A region may complete a national event: both have its id.
        let said = if wanted.region.is_some() { region } else { None };
        return match (said, with_id.as_slice()) {
            (Some(region), _) => match with_id.iter().find(|event| event.region == *region) {
                Some(event) => Ok(Some(event)),
                None => {
                    let file = &with_id[0].file;
                    Err(told("id", terminal.say(
                        &format!("L'évènement « {id} » est dans {file} : escale import ne déplace aucun fichier.\nCorrigez la région, ou l'identifiant."),
                        &format!("The event “{id}” is in {file}: escale import moves no file.\nCorrect the region, or the identifier."),
                    ).to_owned()))
                }
            },
            (None, [only]) => Ok(Some(only)),
            (None, several) => {
                let own = several.iter().find(|event| event.region.as_deref() == ground.default_region);
                own.map(|event| Some(*event)).ok_or_else(|| no_region(ground))
            }
        };
    }
    let Some(region) = region else { return Ok(None) };
    if title.is_empty() || date.is_empty() {
        return Ok(None);
    }
    let titled: Vec<&Existing> = ground.events.titled(region.as_deref(), date, title).collect();
    match titled.as_slice() {
        [] => Ok(None),
        [only] if id.is_empty() => Ok(Some(only)),
        [only, ..] if !id.is_empty() => {
            let own = only.one("id").unwrap_or_default();
            Err(told("id", terminal.say(
                &format!("Un évènement de ce titre, à cette date, existe déjà : son identifiant est « {own} », pas « {id} ».\nÉcrivez : {own}, ou videz la cellule."),
                &format!("An event of this title on this date exists: its identifier is “{own}”, not “{id}”.\nWrite: {own}, or empty the cell."),
            ).to_owned()))
        }
        several => {
            let ids: Vec<&str> = several.iter().filter_map(|event| event.one("id")).collect();
            Err(told("titre", terminal.say(
                &format!("Plusieurs évènements ont ce titre à cette date. Ajoutez une colonne « id » avec l'un de : {}", ids.join(", ")),
                &format!("Several events have this title on this date. Add a column “id” with one of: {}", ids.join(", ")),
            ).to_owned()))
        }
    }
}

/// Venues and partners that are called by their names, and the venue's own address, which is compared: answers where it
/// is another one.
fn names(wanted: &mut Wanted, region: Option<&str>, ground: &Ground) -> Vec<Refusal> {
    let mut elsewhere = Vec::new();
    let regions = || ground.programme.regions.iter().map(AsRef::as_ref);
    let own: Vec<&Region> = regions().filter(|own| region.is_none_or(|id| own.id.as_str() == id)).collect();
    let venues: BTreeMap<&str, &Venue> = own
        .iter()
        .flat_map(|own| own.venues.values())
        .filter(|venue| region.is_some() || venue.origin.file.starts_with("content/"))
        .map(|venue| (venue.id.as_str(), venue.as_ref()))
        .collect();
    let postcode = wanted.postcode.clone();
    let town = wanted.town.clone();
    let has_postcode = |venue: &Venue| {
        let own = venue.postcode.as_ref().map(escale::model::codes::Postcode::as_str);
        postcode.as_ref().zip(own).is_none_or(|((_, text), own)| text.replace(' ', "") == own)
    };
    let has_town = |venue: &Venue| town.as_ref().is_none_or(|(_, text)| slug(text) == slug(&venue.town));
    if let Some((_, Said::One(text), column, _)) = wanted.pieces.get_mut("lieu") {
        let called: Vec<&Venue> = venues.values().copied().filter(|venue| slug(&venue.name) == slug(text)).collect();
        let there: Vec<&Venue> =
            called.iter().copied().filter(|venue| has_postcode(venue) && has_town(venue)).collect();
        let known = venues.get(slug(text).as_str()).copied();
        let found = match (known, called.as_slice(), there.as_slice()) {
            (Some(venue), ..) => Some(venue),
            (None, [venue], _) | (None, _, [venue]) => Some(*venue),
            (None, [], _) => None,
            (None, several, _) => {
                let ids: Vec<&str> = several.iter().map(|venue| venue.id.as_str()).collect();
                let words = ground
                    .terminal
                    .say(
                        &format!("Plusieurs lieux s'appellent « {text} ». Écrivez l'un de : {}", ids.join(", ")),
                        &format!("Several venues are called “{text}”. Write one of: {}", ids.join(", ")),
                    )
                    .to_owned();
                wanted.refused.push(refusal(column, words));
                None
            }
        };
        if let Some(venue) = found {
            *text = venue.id.to_string();
            let own = venue.postcode.as_ref().map_or("", |postcode| postcode.as_str());
            for (told, is_right, own) in
                [(postcode.clone(), has_postcode(venue), own), (town.clone(), has_town(venue), venue.town.as_str())]
            {
                let Some((column, text)) = told.filter(|_| !is_right) else { continue };
                let (name, file) = (&venue.name, &venue.origin.file);
                let words = ground.terminal.say(
                    &format!("Le lieu « {name} » est à « {own} », pas à « {text} » : {file}\nCorrigez le tableau, ou la fiche du lieu."),
                    &format!("The venue “{name}” is at “{own}”, not at “{text}”: {file}\nCorrect the table, or the venue's file."),
                ).to_owned();
                elsewhere.push(refusal(column, words));
            }
        }
    }
    let partners: Vec<_> =
        own.iter().flat_map(|own| own.partners.values()).chain(ground.programme.partners.values()).collect();
    for (path, said, ..) in wanted.pieces.values_mut() {
        let Said::Many(items) = said else { continue };
        let names: Vec<(String, Vec<&str>)> = match path.leaf().holds {
            Holds::References(Reference::Partner) => partners
                .iter()
                .map(|partner| (partner.id.to_string(), vec![partner.id.as_str(), partner.name.as_str()]))
                .collect(),
            Holds::References(Reference::Region) => {
                regions().map(|own| (own.id.to_string(), vec![own.id.as_str(), &own.name, &own.short_name])).collect()
            }
            _ => continue,
        };
        for item in items {
            let is_it = |names: &[&str]| names.iter().any(|name| slug(name) == slug(item));
            if let Some((id, _)) = names.iter().find(|(_, names)| is_it(names)) {
                item.clone_from(id);
            }
        }
    }
    elsewhere
}

/// Holds a row against the file of its event.
fn changed(event: &Existing, wanted: &Wanted, ground: &Ground) -> Outcome {
    let mut changes = Vec::new();
    let bytes = ground.sources.get(&event.file).map(|bytes| bytes.to_vec()).unwrap_or_default();
    let mut later = bytes;
    let mut refused = Vec::new();
    for path in columns::paths() {
        let name = path.to_string();
        let Some((_, said, column, whole)) = wanted.pieces.get(&name) else { continue };
        let former = event.effective.get(&name);
        if former.is_some_and(|former| is_same(path, former, said, whole)) {
            continue;
        }
        match edit::with_piece(&event.file, &later, path, said) {
            Some(bytes) => later = bytes,
            None => refused.push(refusal(column, ground.terminal.say(
                &format!("L'en-tête de {} est écrit de telle façon que cette information ne peut pas y être changée seule. Changez-la dans le fichier.", event.file),
                &format!("The header of {} is written such that this piece cannot be changed alone. Change it in the file.", event.file),
            ))),
        }
        let shown = |said: &Said| said.cell(path).trim_end().replace('\n', " ; ");
        changes.push((name, former.map(shown).unwrap_or_default(), shown(said)));
    }
    if let Some((column, body)) = wanted.body.as_ref().filter(|(_, body)| *body != event.body) {
        match edit::with_body(&event.file, &later, body) {
            Some(bytes) => later = bytes,
            None => refused.push(refusal(
                column,
                ground.terminal.say(
                    "Le texte ne peut pas être remplacé : l'en-tête du fichier ne se lit pas.",
                    "The text cannot be replaced: the file's header cannot be read.",
                ),
            )),
        }
        changes.push(("texte".to_owned(), extract(&event.body, body), extract(body, &event.body)));
    }
    if !refused.is_empty() {
        return Outcome::Refused(refused);
    }
    if changes.is_empty() {
        return Outcome::Same;
    }
    Outcome::Changed(Changed { file: Arc::clone(&event.file), later, changes })
}

/// The first line of a text that is not in the other one.
fn extract(text: &str, other: &str) -> String {
    let line = text.lines().find(|line| !other.lines().any(|same| same == *line)).or_else(|| text.lines().next());
    line.unwrap_or_default().to_owned()
}

/// Whether a file and a cell say the same: as they are read, or as `export` writes what the file says.
fn is_same(path: Path, former: &Said, said: &Said, whole: &str) -> bool {
    let is_as_exported = || one_line(&former.cell(path)) == one_line(whole);
    match (former, said) {
        // A table from before the last change does not take a revision back.
        (Said::One(former), Said::One(said)) if path.to_string() == "revision" => {
            let number = |text: &str| text.parse::<u32>().ok();
            number(former).zip(number(said)).is_some_and(|(former, said)| said <= former)
        }
        (Said::One(one), Said::One(other)) => says_the_same(path.leaf(), one, other) || is_as_exported(),
        (Said::Many(ones), Said::Many(others)) => {
            let is_pair = |(one, other): (&String, &String)| {
                says_the_same(path.leaf(), one, other) || {
                    let is_name = matches!(path.leaf().holds, Holds::References(_));
                    is_name && slug(one) == slug(other)
                }
            };
            ones.len() == others.len() && ones.iter().zip(others).all(is_pair) || is_as_exported()
        }
        _ => is_as_exported(),
    }
}

/// The file of an event that is not there yet, named and numbered as `new` does it.
fn fresh(
    wanted: Wanted,
    region: Option<String>,
    ground: &Ground,
    taken: &mut Taken,
    notes: &mut Vec<String>,
) -> Outcome {
    let terminal = ground.terminal;
    let mut pieces: Pieces = wanted.pieces.into_iter().map(|(name, (_, said, ..))| (name, said)).collect();
    let one = |pieces: &Pieces, name: &str| match pieces.get(name) {
        Some(Said::One(text)) => text.clone(),
        _ => String::new(),
    };
    let title = one(&pieces, "titre");
    let date = one(&pieces, "date");
    let owner = region.clone().unwrap_or_else(|| NATION.to_owned());
    let folder = region.as_ref().map_or_else(|| "content".to_owned(), |id| format!("regions/{id}"));
    let is_day = date.len() == 10 && slug(&date) == date;
    let wished = match slug(&title) {
        name if name.is_empty() || !is_day => "nouvel-evenement".to_owned(),
        name => format!("{date}-{name}"),
    };
    let path = |name: &str| format!("{folder}/evenements/{name}.md");
    let name = free(&wished, |name| {
        let is_near = |(owner, own): &(Option<String>, String)| {
            own == name && (owner.is_none() || region.is_none() || *owner == region)
        };
        taken.names.iter().any(is_near) || (ground.is_taken)(&path(name))
    });
    let mut completed: Vec<&str> = Vec::new();
    if !pieces.contains_key("id") {
        let id = free(&format!("{owner}-{wished}"), |id| taken.ids.contains(id));
        pieces.insert("id".to_owned(), Said::One(id));
    }
    if !pieces.contains_key("mode") {
        let mode = match (pieces.contains_key("lieu"), pieces.contains_key("lien_direct")) {
            (true, true) => Some("hybride"),
            (true, false) => Some("sur-place"),
            (false, true) => Some("en-ligne"),
            (false, false) => None,
        };
        if let Some(mode) = mode {
            pieces.insert("mode".to_owned(), Said::One(mode.to_owned()));
            completed.push(mode);
        }
    }
    if !pieces.contains_key("type") {
        let words = slug(&title);
        let first = words.split('-').next().unwrap_or_default();
        let is_first = |word: &&str| *word == first || first.strip_suffix('s') == Some(*word);
        if let Some(kind) = EventKind::WORDS.iter().map(|(word, _)| *word).find(is_first) {
            pieces.insert("type".to_owned(), Said::One(kind.to_owned()));
            completed.push(kind);
        }
    }
    let lacks_summary = !pieces.contains_key("resume") && !title.is_empty();
    if lacks_summary {
        pieces.insert("resume".to_owned(), Said::One(title.clone()));
        completed.push(terminal.say("résumé", "summary"));
    }
    if !completed.is_empty() {
        notes.push(format!("{} {}", terminal.say("complété :", "completed:"), completed.join(", ")));
    }
    // One that changes its date has no row of its own yet.
    let is_alike =
        |event: &&Existing| event.region == region && event.one("titre").is_some_and(|own| slug(own) == slug(&title));
    if let Some(other) = ground.events.all.iter().find(is_alike).filter(|_| !title.is_empty()) {
        let (date, id) = (other.one("date").unwrap_or_default(), other.one("id").unwrap_or_default());
        notes.push(
            terminal
                .say(
                    &format!("même titre que le {date} ; si c'est lui qui change de date, donnez son id : {id}"),
                    &format!("same title as on {date}; if that one changes its date, give its id: {id}"),
                )
                .to_owned(),
        );
    }
    taken.names.insert((region, name.clone()));
    taken.ids.insert(one(&pieces, "id"));
    let file: Arc<str> = path(&name).into();
    debug_assert_eq!(FileKind::of_path(&file), Some(FileKind::Event), "new files are events");
    Outcome::New(New { file, pieces, body: wanted.body.map(|(_, body)| body).unwrap_or_default(), lacks_summary })
}
