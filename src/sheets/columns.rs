//! What the columns of a table mean: by the schema's names, labels and synonyms, and nothing else.

use std::fmt;
use std::sync::LazyLock;

use escale::french::slug::slug;
use escale::parse::nearest;
use escale::schema::{self, Field, FileKind, Holds};
use escale::tables::xlsx::letters;
use escale::tables::{Cell, Row};

/// Rows among which the names of the columns are looked for: a table may have a title above them.
const FIRST_ROWS: usize = 20;
/// A row names columns when it has so many that are known.
const LEAST_KNOWN: usize = 2;

/// A piece of information of an event: a field, or one below it.
#[derive(Debug, Clone, Copy)]
pub struct Path {
    /// The field of the header.
    pub field: &'static Field,
    /// The one below it.
    pub below: Option<&'static Field>,
    /// As tables name it: `date`, `inscription.lien`.
    pub name: &'static str,
}

/// The names of all pieces, made of the schema once.
static NAMES: LazyLock<Vec<(String, &'static Field, Option<&'static Field>)>> = LazyLock::new(|| {
    let of = |field: &'static Field| {
        let below = match field.holds {
            Holds::Map(below) | Holds::WordOrMap(_, below) | Holds::Maps(below) => below,
            _ => &[],
        };
        let own = (!matches!(field.holds, Holds::Map(_))).then(|| (field.name.to_owned(), field, None));
        let inside = below.iter().map(move |below| (format!("{}.{}", field.name, below.name), field, Some(below)));
        own.into_iter().chain(inside)
    };
    FileKind::Event.fields().iter().flat_map(of).collect()
});

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meant {
    /// Whose the event is.
    Region,
    /// A piece of its header.
    Piece(Path),
    /// The text below the header.
    Body,
    /// The postcode of its venue, which is compared.
    Postcode,
    /// The town of its venue, which is compared.
    Town,
}

/// A column that is read.
#[derive(Debug, Clone)]
pub struct Column {
    /// From 0.
    pub index: usize,
    /// Its name, as written.
    pub title: String,
    /// What it holds.
    pub meant: Meant,
}

/// The columns of a sheet.
#[derive(Debug, Default)]
pub struct Columns {
    /// Those that are read.
    pub read: Vec<Column>,
    /// Those that nothing reads, and what they may be meant for.
    pub unknown: Vec<(String, Option<String>)>,
    /// Where the rows of events begin.
    pub first_row: usize,
}

/// Why the columns of a sheet cannot be told.
#[derive(Debug, PartialEq, Eq)]
pub enum Confusion {
    /// No row names two columns that are known.
    NoNames,
    /// Two columns of one piece of information.
    Twice { what: String, first: String, second: String },
}

impl PartialEq for Path {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Path {}

impl Path {
    /// The field that holds the value.
    pub fn leaf(self) -> &'static Field {
        self.below.unwrap_or(self.field)
    }

    /// Whether it is a list.
    pub fn is_list(self) -> bool {
        matches!(self.leaf().holds, Holds::Values(_) | Holds::References(_))
    }
}

impl fmt::Display for Meant {
    /// As tables name it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Region => f.write_str("region"),
            Self::Piece(path) => f.write_str(path.name),
            Self::Body => f.write_str("texte"),
            Self::Postcode => f.write_str("lieu.code_postal"),
            Self::Town => f.write_str("lieu.commune"),
        }
    }
}

/// Every piece of an event's header, in the order in which one writes them.
pub fn paths() -> impl Iterator<Item = Path> + Clone {
    NAMES.iter().map(|(name, field, below)| Path { field, below: *below, name })
}

/// The piece of a name.
pub fn path(name: &str) -> Option<Path> {
    paths().find(|path| path.name == name)
}

/// How many of a row's cells name a column that is known.
pub fn known_in(row: &Row) -> usize {
    row.cells.iter().filter(|cell| title(cell).is_some_and(|title| meant(&title).is_some())).count()
}

/// Finds the row that names the columns, and what each of them means.
pub fn find(rows: &[Row]) -> Result<Columns, Confusion> {
    let first = rows.iter().take(FIRST_ROWS).position(|row| known_in(row) >= LEAST_KNOWN).ok_or(Confusion::NoNames)?;
    let mut columns = Columns { first_row: first + 1, ..Columns::default() };
    let mut found: Vec<(Column, bool)> = Vec::new();
    let titles = rows[first].cells.iter().enumerate().filter_map(|(index, cell)| Some((index, title(cell)?)));
    for (index, title) in titles {
        let shown = format!("{title} ({})", letters(index));
        let Some((meant, is_by_name)) = meant(&title) else {
            columns.unknown.push((shown, near(&title)));
            continue;
        };
        let column = Column { index, title, meant };
        match found.iter_mut().find(|(other, _)| other.meant == meant) {
            None => found.push((column, is_by_name)),
            // « Lieu » and « Adresse »: its own name is surer than another word for it.
            Some((_, true)) if !is_by_name => columns.unknown.push((shown, None)),
            Some((other, was_by_name)) if is_by_name && !*was_by_name => {
                columns.unknown.push((format!("{} ({})", other.title, letters(other.index)), None));
                (*other, *was_by_name) = (column, true);
            }
            Some((other, _)) => {
                let first = format!("{} ({})", other.title, letters(other.index));
                return Err(Confusion::Twice { what: meant.to_string(), first, second: shown });
            }
        }
    }
    columns.read = found.into_iter().map(|(column, _)| column).collect();
    Ok(columns)
}

fn title(cell: &Cell) -> Option<String> {
    let Cell::Text(text) = cell else { return None };
    let words: Vec<&str> = text.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// What a name of a column means, and whether it is the name or the label of it, not another word.
fn meant(title: &str) -> Option<(Meant, bool)> {
    let title = folded(title);
    let is = |names: &[&str]| names.iter().any(|name| folded(name) == title);
    if is(&["region", "nom de la région", "territoire"]) {
        return Some((Meant::Region, true));
    }
    if is(&["texte", "contenu", "texte de la page", "body", "markdown"]) {
        return Some((Meant::Body, true));
    }
    let venue = |name: &str| schema::field(FileKind::Venue.fields(), name).map(|field| (field, names_of(field)));
    for (name, meant) in [("code_postal", Meant::Postcode), ("commune", Meant::Town)] {
        if let Some((field, names)) = venue(name) {
            let is_other = field.synonyms.iter().any(|word| folded(word) == title);
            if names.iter().any(|name| *name == title || format!("lieu {name}") == title) || is_other {
                return Some((meant, true));
            }
        }
    }
    let found = |is_it: &dyn Fn(&Path) -> bool| {
        let mut all = paths().filter(is_it);
        // What two columns could be called alike is neither of them.
        all.next().filter(|_| all.next().is_none())
    };
    let by_name = |path: &Path| match path.below {
        None => names_of(path.field).contains(&title),
        Some(below) => both(&names_of(path.field), &names_of(below)).contains(&title),
    };
    let top = |path: &Path| path.below.is_none() && words_of(path.field).contains(&title);
    let singular = |path: &Path| {
        let single = |text: &str| text.split(' ').map(|word| word.trim_end_matches('s')).collect::<Vec<_>>().join(" ");
        path.below.is_none() && words_of(path.field).iter().any(|word| single(word) == single(&title))
    };
    let below =
        |path: &Path| path.below.is_some_and(|below| both(&words_of(path.field), &words_of(below)).contains(&title));
    // Alone, only its name says which one it is, or another one of several words.
    let named = |path: &Path| path.below.is_some_and(|below| names_of(below).contains(&title));
    let described =
        |path: &Path| path.below.is_some_and(|below| title.contains(' ') && words_of(below).contains(&title));
    let image = || is(&["image", "photo", "visuel"]).then(|| path("image.fichier")).flatten();
    let piece = |path: Path, is_by_name| (Meant::Piece(path), is_by_name);
    let others: [&dyn Fn(&Path) -> bool; 5] = [&top, &named, &singular, &below, &described];
    let by_other = || others.into_iter().find_map(found);
    found(&by_name).or_else(image).map(|path| piece(path, true)).or_else(|| by_other().map(|path| piece(path, false)))
}

/// A name without what people write differently: case, accents, signs, small words.
fn folded(name: &str) -> String {
    const SMALL: [&str; 9] = ["d", "de", "du", "des", "l", "la", "le", "les", "s"];
    slug(name).split('-').filter(|word| !SMALL.contains(word)).collect::<Vec<_>>().join(" ")
}

fn names_of(field: &Field) -> Vec<String> {
    [field.name, field.label.0, field.label.1].into_iter().map(folded).collect()
}

fn words_of(field: &Field) -> Vec<String> {
    field.synonyms.iter().copied().map(folded).chain(names_of(field)).collect()
}

/// « inscription lien », « lien inscription »
fn both(above: &[String], below: &[String]) -> Vec<String> {
    let pair = |above: &String, below: &String| [format!("{above} {below}"), format!("{below} {above}")];
    above.iter().flat_map(|above| below.iter().flat_map(move |below| pair(above, below))).collect()
}

/// The piece that an unknown name may be meant for.
fn near(title: &str) -> Option<String> {
    let folded = folded(title);
    let by_word = paths().find(|path| path.below.is_some_and(|below| words_of(below).contains(&folded)));
    let names = paths().map(|path| path.name).chain(["region", "texte"]);
    by_word.map(|path| path.name).or_else(|| nearest(title, names)).map(str::to_owned)
}
