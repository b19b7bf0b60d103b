//! Text that staff wrote in Markdown, already HTML but for its holes: what only a site can fill in.
//!
//! One file's text is turned into pieces once; a national page is then filled in for each region, whose
//! own pages its links lead to.

use std::collections::BTreeSet;

use super::event::{EventKind, Mode};
use super::partner::Role;
use crate::sources::Place;

/// A text ready to be filled in.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Prose {
    /// In the order of the text.
    pub pieces: Vec<Piece>,
    /// The headings, for the table of contents.
    pub headings: Vec<Heading>,
    /// Ids that links of other pages may name.
    pub ids: BTreeSet<String>,
    /// Whether the style sheet for code is needed.
    pub has_code: bool,
}

/// A stretch of a text.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// Finished HTML.
    Html(String),
    /// The value of a link's `href`, to be resolved and escaped.
    Link(Target),
    /// A whole `<img>`.
    Image(Image),
    /// A word of the theme, by its name in `theme.yaml`.
    Word(String),
    /// What Markdown cannot say.
    Block(Block, Place),
}

/// An address as it was written, with its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    /// The address.
    pub written: String,
    /// Where.
    pub place: Place,
}

/// A picture of the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Its file, relative to the file that names it.
    pub file: Target,
    /// What it shows; empty when it is only decoration.
    pub description: String,
    /// Who made it.
    pub credit: Option<String>,
}

impl Image {
    /// Whether a description says that the picture is only decoration (STANDARDS A3).
    pub fn is_decorative(description: &str) -> bool {
        ["décoratif", "decoratif", "décorative", "decorative"].contains(&description.trim().to_lowercase().as_str())
    }
}

/// A heading of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 2 to 6, as printed.
    pub level: u8,
    /// Its anchor.
    pub id: String,
    /// Its text, as HTML.
    pub html: String,
}

/// The closed set of typed blocks: a line of its own, `[[prochains événements : 3]]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Block {
    /// `[[événements]]`, `[[événements : atelier]]`, `[[événements : en ligne]]`, `[[événements : passés]]`
    Events(EventFilter),
    /// `[[prochains événements : 3]]`
    NextEvents(usize),
    /// `[[partenaires]]`, `[[partenaires : formation]]`
    Partners(Option<Role>),
    /// `[[parcours]]`
    Path,
    /// `[[inscription]]`
    Register,
    /// `[[contact]]`
    Contact,
    /// `[[chiffres]]`
    Figures,
    /// `[[éditions]]`
    Editions,
}

/// Which events a block lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventFilter {
    /// All to come.
    ToCome,
    /// Those over.
    Past,
    /// To come, of one kind.
    Kind(EventKind),
    /// To come, in one mode.
    Mode(Mode),
}
