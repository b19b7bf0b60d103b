//! The events that a project has, as their files say them: what `export` writes and `import` compares.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use escale::french::slug::slug;
use escale::parse::{Document, Entry, Value, event_file, meaning};
use escale::schema::{FileKind, Holds};
use escale::sources::Sources;

use super::columns::{self, Path};

/// What a piece of a header says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// One value.
    One(String),
    /// A list.
    Many(Vec<String>),
}

/// Pieces by their names.
pub type Pieces = BTreeMap<String, Said>;

/// Whose an event is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// `content/`
    Nation,
    /// `regions/<id>/`
    Region(String),
}

impl Owner {
    /// Whose a file is.
    fn of(file: &str) -> Self {
        let id = file.strip_prefix("regions/").and_then(|rest| rest.split('/').next());
        id.map_or(Self::Nation, |id| Self::Region(id.to_owned()))
    }

    /// The id of the region.
    pub fn id(&self) -> Option<&str> {
        if let Self::Region(id) = self { Some(id) } else { None }
    }

    /// As the column of the region has it.
    pub fn word(&self) -> &str {
        self.id().unwrap_or("national")
    }

    /// The folder of its files.
    pub fn folder(&self) -> String {
        self.id().map_or_else(|| "content".to_owned(), |id| format!("regions/{id}"))
    }
}

/// The file of an event.
#[derive(Debug)]
pub struct Existing {
    /// Its path.
    pub file: Arc<str>,
    /// Whose it is.
    pub owner: Owner,
    /// What its own header says.
    pub own: Pieces,
    /// The same, with what the national file of the same name says of the rest.
    pub effective: Pieces,
    /// Its text, without the empty lines around it.
    pub body: String,
}

/// All of them, and where to find one.
#[derive(Debug, Default)]
pub struct Events {
    /// In the order of their paths.
    pub all: Vec<Existing>,
    by_id: HashMap<String, Vec<usize>>,
    by_title: HashMap<(Owner, String), Vec<usize>>,
    by_title_and_day: HashMap<(Owner, String, String), Vec<usize>>,
}

impl Said {
    /// As a cell of a table says it.
    pub fn cell(&self, path: Path) -> String {
        match self {
            Self::One(text) => text.clone(),
            Self::Many(items) if matches!(path.leaf().holds, Holds::References(_)) => items.join(", "),
            // What is one although it has a semicolon in it ends with a line break.
            Self::Many(items) => match items.as_slice() {
                [only] if only.contains(';') => format!("{only}\n"),
                items => items.join("\n"),
            },
        }
    }
}

impl Events {
    /// Reads every event's file.
    pub fn read(sources: &Sources) -> Self {
        let mut all: Vec<Existing> = Vec::new();
        for (file, bytes) in sources.iter().filter(|(file, _)| FileKind::of_path(file) == Some(FileKind::Event)) {
            let Some(document) = event_file(file, bytes) else { continue };
            let own = pieces(&document);
            let body = trimmed(document.body()).to_owned();
            let owner = Owner::of(file);
            all.push(Existing { file: Arc::clone(file), owner, effective: own.clone(), own, body });
        }
        let national: HashMap<String, Pieces> = all
            .iter()
            .filter(|event| event.owner == Owner::Nation)
            .map(|event| (stem(&event.file), event.own.clone()))
            .collect();
        for event in all.iter_mut().filter(|event| event.owner != Owner::Nation) {
            for (name, said) in national.get(&stem(&event.file)).into_iter().flatten() {
                event.effective.entry(name.clone()).or_insert_with(|| said.clone());
            }
        }
        let mut events = Self { all, ..Self::default() };
        for (index, event) in events.all.iter().enumerate() {
            if let Some(id) = event.one("id") {
                events.by_id.entry(id.to_owned()).or_default().push(index);
            }
            if let Some(title) = event.one("titre") {
                let (owner, title) = (event.owner.clone(), slug(title));
                if let Some(day) = event.one("date").map(tidy_day) {
                    events.by_title_and_day.entry((owner.clone(), title.clone(), day)).or_default().push(index);
                }
                events.by_title.entry((owner, title)).or_default().push(index);
            }
        }
        events
    }

    /// Those with an id.
    pub fn with_id(&self, id: &str) -> impl Iterator<Item = &Existing> {
        self.by_id.get(id).into_iter().flatten().map(|index| &self.all[*index])
    }

    /// Those of a region, or of the nation, under a title, that begin on a day.
    pub fn titled_on(&self, owner: &Owner, title: &str, day: &str) -> impl Iterator<Item = &Existing> {
        let key = (owner.clone(), slug(title), tidy_day(day));
        self.by_title_and_day.get(&key).into_iter().flatten().map(|index| &self.all[*index])
    }

    /// Those of a region, or of the nation, under a title.
    pub fn titled(&self, owner: &Owner, title: &str) -> impl Iterator<Item = &Existing> {
        let key = (owner.clone(), slug(title));
        self.by_title.get(&key).into_iter().flatten().map(|index| &self.all[*index])
    }
}

impl Existing {
    /// A single value that it says or inherits.
    pub fn one(&self, name: &str) -> Option<&str> {
        match self.effective.get(name) {
            Some(Said::One(text)) => Some(text),
            _ => None,
        }
    }
}

/// A day as it is to be written.
fn tidy_day(text: &str) -> String {
    let values = columns::path("date").and_then(|path| meaning(path.leaf(), text));
    values.and_then(|values| values.into_iter().next()).map_or_else(|| text.to_owned(), |(_, text)| text)
}

/// What a file is called, as its address has it.
pub fn stem(file: &str) -> String {
    slug(file.rsplit('/').next().unwrap_or_default().trim_end_matches(".md"))
}

/// A text without the empty lines around it.
pub fn trimmed(body: &str) -> &str {
    let first = body.len() - body.trim_start_matches(['\n', ' ', '\t']).len();
    let start = body[..first].rfind('\n').map_or(0, |at| at + 1);
    body[start..].trim_end()
}

/// What the header of a file says, piece by piece; what cannot be read says nothing.
pub fn pieces(document: &Document) -> Pieces {
    let mut pieces = Pieces::new();
    let Value::Map(entries) = &document.header.value else { return pieces };
    for path in columns::paths() {
        let Some(entry) = entry(entries, path.field.name) else { continue };
        let said = match (path.below, &entry.node.value) {
            (None, value) => said(value),
            (Some(below), Value::Map(entries)) => entry_value(entries, below.name).and_then(said),
            _ => None,
        };
        if let Some(said) = said {
            // A list of one may be written as that one.
            let said = match said {
                Said::One(text) if path.is_list() => Said::Many(vec![text]),
                said => said,
            };
            pieces.insert(path.name.to_owned(), said);
        }
    }
    pieces
}

/// The entry of a name.
pub fn entry<'e>(entries: &'e [Entry], name: &str) -> Option<&'e Entry> {
    entries.iter().find(|entry| entry.key == name)
}

fn entry_value<'e>(entries: &'e [Entry], name: &str) -> Option<&'e Value> {
    entry(entries, name).map(|entry| &entry.node.value)
}

fn said(value: &Value) -> Option<Said> {
    match value {
        Value::Text(text) => Some(Said::One(one_line(text))).filter(|said| *said != Said::One(String::new())),
        Value::List(items) => {
            let texts = items.iter().map(|item| match &item.value {
                Value::Text(text) => Some(one_line(text)),
                _ => None,
            });
            let texts: Option<Vec<String>> = texts.collect();
            texts.filter(|texts| !texts.is_empty()).map(Said::Many)
        }
        Value::Map(_) | Value::Unread => None,
    }
}

/// A text on one line, as the reader takes it.
pub fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_ascii_whitespace()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
