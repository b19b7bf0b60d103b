//! A place where events are held, with what one needs to know to get in.

use super::address::Slug;
use super::codes::{Commune, Postcode};
use super::origin::Origin;

/// A place where events are held.
#[derive(Debug, Clone, PartialEq)]
pub struct Venue {
    /// Its id, from the file's name.
    pub id: Slug,
    /// Name.
    pub name: String,
    /// Street and number, when known.
    pub street: Option<String>,
    /// Postcode, when known.
    pub postcode: Option<Postcode>,
    /// Name of the town.
    pub town: String,
    /// INSEE code of the town, which gives the department.
    pub commune: Commune,
    /// How to come.
    pub transport: Option<String>,
    /// How to get in.
    pub access: Option<String>,
    /// Each accessibility fact with its state, in a fixed order.
    pub facts: Vec<(&'static str, Fact)>,
    /// Accessibility in words.
    pub note: Option<String>,
    /// Invented, as an example.
    pub is_fictional: bool,
    /// Source.
    pub origin: Origin,
}

/// A fact of which one may not know whether it holds. Unknown is never shown as yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// oui
    Yes,
    /// non
    No,
    /// non renseigné
    Unknown,
}

impl Venue {
    /// The facts that staff can state.
    pub const FACTS: [&'static str; 8] = [
        "entree_plain_pied",
        "fauteuil",
        "ascenseur",
        "toilettes_adaptees",
        "stationnement_adapte",
        "boucle_magnetique",
        "guidage",
        "chien_guide",
    ];

    /// The address within a site.
    pub fn address(&self) -> super::address::Address {
        format!("lieux/{}/", self.id)
    }
}
