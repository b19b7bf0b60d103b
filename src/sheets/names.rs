//! Venues, partners and regions that are called by their names become the ids that headers have.

use std::collections::BTreeMap;

use escale::french::slug::slug;
use escale::model::region::Region;
use escale::model::venue::Venue;
use escale::schema::{Holds, Reference};

use super::events::{Owner, Said};
use super::plan::{Ground, Refusal};
use super::wanted::{Told, Wanted, refusal};

/// Venues and partners that are called by their names, and the venue's own address, which is compared: answers where it
/// is another one.
pub fn names(wanted: &mut Wanted, owner: &Owner, ground: &Ground) -> Vec<Refusal> {
    let mut elsewhere = Vec::new();
    let regions = || ground.programme.regions.iter().map(AsRef::as_ref);
    let own: Vec<&Region> = regions().filter(|own| owner.id().is_none_or(|id| own.id.as_str() == id)).collect();
    let venues: BTreeMap<&str, &Venue> = own
        .iter()
        .flat_map(|own| own.venues.values())
        .filter(|venue| *owner != Owner::Nation || venue.origin.file.starts_with("content/"))
        .map(|venue| (venue.id.as_str(), venue.as_ref()))
        .collect();
    let postcode = wanted.postcode.clone();
    let town = wanted.town.clone();
    let has_postcode = |venue: &Venue| {
        let own = venue.postcode.as_ref().map(escale::model::codes::Postcode::as_str);
        postcode.as_ref().zip(own).is_none_or(|((_, text), own)| text.replace(' ', "") == own)
    };
    let has_town = |venue: &Venue| town.as_ref().is_none_or(|(_, text)| slug(text) == slug(&venue.town));
    if let Some(Told { said: Said::One(text), column, .. }) = wanted.pieces.get_mut("lieu") {
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
    for Told { path, said, .. } in wanted.pieces.values_mut() {
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
