//! The typed blocks: a line of its own between double square brackets, in plain French.
//!
//! ```text
//! [[prochains événements : 3]]
//! ```
//! Case and accents do not matter. The set is closed, so a block can never be mistaken for code.

use super::suggest::nearest;
use crate::french::slug::slug;
use crate::model::event::{EventKind, Mode};
use crate::model::partner::Role;
use crate::model::prose::{Block, EventFilter};
use crate::problem::Kind;

/// How many events `[[prochains événements]]` shows unless told otherwise.
const NEXT_EVENTS: usize = 3;
/// The most it shows.
const MOST_NEXT_EVENTS: usize = 20;

const NAMES: [&str; 8] =
    ["événements", "prochains événements", "partenaires", "parcours", "inscription", "contact", "chiffres", "éditions"];

/// Reads one line; `None` when it is not a block at all.
pub fn read(line: &str) -> Option<Result<Block, Kind>> {
    let inside = line.trim().strip_prefix("[[")?.strip_suffix("]]").filter(|inside| !inside.contains("]]"))?;
    let (name, argument) = match inside.split_once(':') {
        Some((name, argument)) => (name.trim(), Some(argument.trim())),
        None => (inside.trim(), None),
    };
    Some(block(name, argument.filter(|argument| !argument.is_empty())))
}

fn block(name: &str, argument: Option<&str>) -> Result<Block, Kind> {
    match (slug(name).as_str(), argument) {
        ("evenements", None) => Ok(Block::Events(EventFilter::ToCome)),
        ("evenements", Some(argument)) => filter(argument).map(Block::Events),
        ("prochains-evenements", None) => Ok(Block::NextEvents(NEXT_EVENTS)),
        ("prochains-evenements", Some(argument)) => match argument.parse() {
            Ok(count @ 1..=MOST_NEXT_EVENTS) => Ok(Block::NextEvents(count)),
            _ => Err(unknown_argument(argument, vec!["un nombre de 1 à 20"])),
        },
        ("partenaires", None) => Ok(Block::Partners(None)),
        ("partenaires", Some(argument)) => Role::WORDS
            .iter()
            .find(|(word, _)| *word == slug(argument))
            .map(|(_, role)| Block::Partners(Some(*role)))
            .ok_or_else(|| unknown_argument(argument, Role::WORDS.map(|(word, _)| word).to_vec())),
        ("parcours", None) => Ok(Block::Path),
        ("inscription", None) => Ok(Block::Register),
        ("contact", None) => Ok(Block::Contact),
        ("chiffres", None) => Ok(Block::Figures),
        ("editions", None) => Ok(Block::Editions),
        ("parcours" | "inscription" | "contact" | "chiffres" | "editions", Some(argument)) => {
            Err(unknown_argument(argument, vec!["—"]))
        }
        _ => Err(Kind::UnknownBlock { name: name.to_owned(), suggestion: nearest(name, NAMES) }),
    }
}

fn filter(argument: &str) -> Result<EventFilter, Kind> {
    let word = slug(argument);
    if word == "passes" {
        return Ok(EventFilter::Past);
    }
    let singular = word.strip_suffix('s').unwrap_or(&word);
    let kind = EventKind::WORDS.iter().find(|(known, _)| *known == word || *known == singular);
    let mode = Mode::WORDS.iter().find(|(known, _)| *known == word);
    match (kind, mode) {
        (Some((_, kind)), _) => Ok(EventFilter::Kind(*kind)),
        (None, Some((_, mode))) => Ok(EventFilter::Mode(*mode)),
        (None, None) => {
            let kinds = EventKind::WORDS.iter().map(|(word, _)| *word);
            let modes = Mode::WORDS.iter().map(|(word, _)| *word);
            Err(unknown_argument(argument, kinds.chain(modes).chain(["passés"]).collect()))
        }
    }
}

fn unknown_argument(argument: &str, choices: Vec<&'static str>) -> Kind {
    Kind::BlockArgument { argument: argument.to_owned(), choices }
}
