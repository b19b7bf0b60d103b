//! A venue's `.yaml` file.

use super::fields::Fields;
use super::page::former_addresses;
use crate::model::address::Slug;
use crate::model::codes::{Commune, Postcode};
use crate::model::origin::Origin;
use crate::model::venue::{Fact, Venue};

/// Reads a venue; `None` when something obligatory is missing.
pub fn read(id: Slug, mut fields: Fields, mut origin: Origin) -> Option<Venue> {
    let name = fields.text("nom");
    let street = fields.text("adresse");
    let postcode = fields.read("code_postal", Postcode::parse);
    let town = fields.text("commune");
    let commune = fields.read("insee", Commune::parse);
    let transport = fields.text("transport");
    let access = fields.text("acces");
    let is_fictional = fields.yes("fictif");
    let mut facts: Vec<(&'static str, Fact)> = Venue::FACTS.map(|name| (name, Fact::Unknown)).to_vec();
    let mut note = None;
    if let Some(mut own) = fields.map("accessibilite") {
        facts = Venue::FACTS.map(|name| (name, own.fact(name))).to_vec();
        note = own.text("note");
        own.finish();
    }
    origin.former_addresses = former_addresses(&mut fields);
    origin.fields = fields.finish();
    Some(Venue {
        id,
        name: name?,
        street,
        postcode,
        town: town?,
        commune: commune?,
        transport,
        access,
        facts,
        note,
        is_fictional,
        origin,
    })
}
