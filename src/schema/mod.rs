//! What staff may write: every field of every kind of file, what it holds, how it is explained.
//!
//! The reader, the messages, the questions of `new`, the JSON Schema and `docs/reference.md` are all made
//! from these tables, so that they cannot disagree.

mod about;
pub mod editor;
mod event;
pub mod json;
mod page;
mod partner;
pub mod reference;
mod region;
mod settings;
mod shared;
mod venue;

/// A kind of file that staff write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileKind {
    /// `escale.yaml`
    Settings,
    /// `region.yaml`
    Region,
    /// `evenements/*.md`
    Event,
    /// `partenaires/*.md`
    Partner,
    /// `lieux/*.yaml`
    Venue,
    /// `pages/**/*.md` and `hub/**/*.md`
    Page,
}

impl FileKind {
    /// Every kind, from the whole to its parts.
    pub const ALL: [Self; 6] = [Self::Settings, Self::Region, Self::Event, Self::Partner, Self::Venue, Self::Page];

    /// The fields of such a file, in the order in which one writes them.
    pub fn fields(self) -> &'static [Field] {
        match self {
            Self::Settings => settings::FIELDS,
            Self::Region => region::FIELDS,
            Self::Event => event::FIELDS,
            Self::Partner => partner::FIELDS,
            Self::Venue => venue::FIELDS,
            Self::Page => page::FIELDS,
        }
    }

    /// What such a file is about, in French and in English: « un évènement », “an event”.
    pub fn label(self) -> (&'static str, &'static str) {
        match self {
            Self::Settings => ("le programme", "the programme"),
            Self::Region => ("une région", "a region"),
            Self::Event => ("un évènement", "an event"),
            Self::Partner => ("un partenaire", "a partner"),
            Self::Venue => ("un lieu", "a venue"),
            Self::Page => ("une page", "a page"),
        }
    }

    /// The word for it on the command line: `evenement`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Settings => "programme",
            Self::Region => "region",
            Self::Event => "evenement",
            Self::Partner => "partenaire",
            Self::Venue => "lieu",
            Self::Page => "page",
        }
    }

    /// The kind of the file at a path of the project; `None` for pictures, themes and what nobody reads.
    pub fn of_path(path: &str) -> Option<Self> {
        if path == "escale.yaml" {
            return Some(Self::Settings);
        }
        let national = path.strip_prefix("content/");
        let inside = national.or_else(|| path.strip_prefix("regions/")?.split_once('/').map(|(_, inside)| inside))?;
        if inside == "region.yaml" {
            return national.is_none().then_some(Self::Region);
        }
        let folder = inside.split_once('/')?.0;
        match (folder, inside.rsplit_once('.')?.1) {
            ("evenements", "md") => Some(Self::Event),
            ("partenaires", "md") => Some(Self::Partner),
            ("lieux", "yaml" | "yml") => Some(Self::Venue),
            ("pages", "md") => Some(Self::Page),
            ("hub", "md") if national.is_some() => Some(Self::Page),
            _ => None,
        }
    }

    /// Where such files are, as editors write patterns.
    pub fn patterns(self) -> &'static [&'static str] {
        match self {
            Self::Settings => &["escale.yaml"],
            Self::Region => &["regions/*/region.yaml"],
            Self::Event => &["content/evenements/**/*.md", "regions/*/evenements/**/*.md"],
            Self::Partner => &["content/partenaires/**/*.md", "regions/*/partenaires/**/*.md"],
            Self::Venue => &[
                "content/lieux/**/*.yaml",
                "content/lieux/**/*.yml",
                "regions/*/lieux/**/*.yaml",
                "regions/*/lieux/**/*.yml",
            ],
            Self::Page => &["content/pages/**/*.md", "content/hub/**/*.md", "regions/*/pages/**/*.md"],
        }
    }
}

/// The field of a name among those of one level.
pub fn field(fields: &'static [Field], name: &str) -> Option<&'static Field> {
    fields.iter().find(|field| field.name == name)
}

/// One field of a header.
#[derive(Debug)]
pub struct Field {
    /// Its name in the file: `titre`.
    pub name: &'static str,
    /// What its value is.
    pub holds: Holds,
    /// Whether it must be there.
    pub need: Need,
    /// What to call it, in French and in English: « Titre », “Title”.
    pub label: (&'static str, &'static str),
    /// What it is for, in one or two French sentences.
    pub help: &'static str,
    /// A value as it would be written after `name: `.
    pub example: &'static str,
    /// Words people write for it, English ones included. In a header only ever offered, never taken for it; the columns of
    /// a table are found by them.
    pub synonyms: &'static [&'static str],
}

/// Whether a field must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Always.
    Obligatory,
    /// Never.
    Optional,
    /// In the case that these French words say: « pour une actualité ».
    Sometimes(&'static str),
}

/// What the value of a field is.
#[derive(Debug, Clone, Copy)]
pub enum Holds {
    /// One value.
    Value(Scalar),
    /// One word of a closed list.
    Choice(fn() -> Vec<&'static str>),
    /// The name of something that has a file.
    Reference(Reference),
    /// A list of values.
    Values(Scalar),
    /// A list of names.
    References(Reference),
    /// Fields below the field.
    Map(&'static [Field]),
    /// A list, each member with its fields.
    Maps(&'static [Field]),
    /// This single word, or fields below the field.
    WordOrMap(&'static str, &'static [Field]),
}

/// What a name refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reference {
    /// A file of `partenaires/`.
    Partner,
    /// A file of `lieux/`.
    Venue,
    /// A folder of `regions/`.
    Region,
    /// A member of `editions` in `region.yaml`.
    Edition,
    /// A picture, by its path from the file.
    Image,
    /// A folder of `themes/`.
    Theme,
}

/// What one value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scalar {
    /// Any text, on one line.
    Text,
    /// 2027-05-17
    Date,
    /// 2027, 2027-05 or 2027-05-17
    PartialDate,
    /// 2027-05-17, or 2027-05-17 18:00
    Moment,
    /// 09:30
    Time,
    /// https://example.org/
    WebUrl,
    /// contact@example.org
    Email,
    /// 01 99 00 12 34
    Telephone,
    /// 21000
    Postcode,
    /// 21231
    Commune,
    /// 21
    Department,
    /// Indian/Reunion
    Zone,
    /// lancement-dijon
    Slug,
    /// #1f5fa8
    Colour,
    /// A whole number from 0
    Count,
    /// 0 to 100
    Percent,
    /// oui, non
    YesNo,
    /// 1 to 4
    Phase,
}
