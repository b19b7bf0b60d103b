//! `region.yaml`: who a region is, and its editions.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Look;
use super::event::HasFile;
use super::fields::Fields;
use super::header::{Entry, Node, Value, overlay};
use super::settings::{self, INHERITED};
use crate::model::about::About;
use crate::model::address::{Slug, WebUrl};
use crate::model::codes::{Department, RegionCode};
use crate::model::colour::Colours;
use crate::model::edition::Edition;
use crate::model::partner::Partner;
use crate::model::region::Preposition;
use crate::model::time::{PartialDate, Zone};
use crate::problem::Kind;

/// What `region.yaml` says, national sections included.
pub struct RegionFile {
    pub name: String,
    pub short_name: String,
    pub preposition: Preposition,
    pub code: RegionCode,
    pub zone: Zone,
    pub colours: Colours,
    pub url: Option<WebUrl>,
    pub is_fictional: bool,
    pub editions: Vec<Edition>,
    pub has_unread_edition: bool,
    pub about: About,
}

/// The region's file with the sections of `escale.yaml` below its own, key by key.
pub fn with_national_sections(national: &Node, region: &Node) -> Node {
    let (Value::Map(below), Value::Map(above)) = (&national.value, &region.value) else {
        return region.clone();
    };
    let mut entries = above.clone();
    for inherited in below.iter().filter(|entry| INHERITED.contains(&entry.key.as_str())) {
        match entries.iter_mut().find(|own| own.key == inherited.key) {
            Some(Entry { node, .. }) => *node = overlay(&inherited.node, node),
            None => entries.push(inherited.clone()),
        }
    }
    // What the nation lacks is told at the nation's place: once, not in each region.
    for name in INHERITED {
        if !entries.iter().any(|own| own.key == name) {
            let node = Node { value: Value::Text(String::new()), place: national.place.clone() };
            entries.push(Entry { key: name.to_owned(), key_place: national.place.clone(), node });
        }
    }
    Node { value: Value::Map(entries), place: region.place.clone() }
}

/// Reads a region; `None` when something obligatory is missing.
pub fn read(
    mut fields: Fields,
    national_zone: &Zone,
    known_partners: &BTreeMap<Slug, Arc<Partner>>,
    has_file: &HasFile,
    look: Look,
) -> Option<RegionFile> {
    let name = fields.text("nom");
    let short_name = fields.text("nom_court").or_else(|| name.clone());
    let prepositions: Vec<_> =
        Preposition::ALL.into_iter().filter_map(|word| Preposition::parse(word).map(|known| (word, known))).collect();
    let preposition = fields.choice("preposition", &prepositions);
    let code = code(&mut fields);
    let zone = fields.read("fuseau", Zone::parse).unwrap_or_else(|| national_zone.clone());
    let colours = settings::colours(&mut fields);
    let url = fields.site_url("url");
    let is_fictional = fields.yes("fictive");
    let written = fields.maps("editions");
    let count = written.len();
    let mut editions: Vec<Edition> = Vec::with_capacity(count);
    for edition in written.into_iter().filter_map(|own| edition(own, known_partners, has_file)) {
        if editions.iter().any(|other| other.id == edition.id) {
            fields.report(edition.place, Kind::DuplicateEdition { id: edition.id.to_string() });
        } else {
            editions.push(edition);
        }
    }
    let has_unread_edition = editions.len() < count;
    editions.sort_by_key(|edition| (edition.start.first_day(), edition.last_day()));
    let about = settings::about(&mut fields, look);
    fields.finish();
    Some(RegionFile {
        name: name?,
        short_name: short_name?,
        preposition: preposition?,
        code: code?,
        zone,
        colours: colours?,
        url,
        is_fictional,
        editions,
        has_unread_edition,
        about: about?,
    })
}

/// Both codes, which must be of one region (STANDARDS T2).
fn code(fields: &mut Fields) -> Option<RegionCode> {
    let codes = |pick: fn(RegionCode) -> &'static str| crate::model::codes::REGION_CODES.map(|code| (pick(code), code));
    let iso = fields.choice("iso", &codes(|code| code.iso));
    let insee = fields.choice("insee", &codes(|code| code.insee));
    let (iso, insee) = (iso?, insee?);
    if iso != insee {
        fields.report(fields.place_of("insee"), Kind::CodesDisagree { insee: iso.insee });
        return None;
    }
    Some(iso)
}

fn edition(mut fields: Fields, known_partners: &BTreeMap<Slug, Arc<Partner>>, has_file: &HasFile) -> Option<Edition> {
    let place = fields.place_of("id");
    let id = fields.read("id", Slug::parse);
    let title = fields.text("titre");
    let town = fields.text("ville");
    let department = fields.read("departement", Department::parse);
    let start = fields.read("debut", PartialDate::parse);
    let end = fields.read("fin", PartialDate::parse);
    let period = fields.text("periode");
    let summary = fields.text("resume");
    let partners = super::event::partners(&mut fields, known_partners, has_file);
    let figures = settings::figures(&mut fields);
    let sources = fields.web_urls("sources");
    let is_fictional = fields.yes("fictive");
    if let (Some(start), Some(end)) = (start, end)
        && end.last_day() < start.first_day()
    {
        let kind = Kind::EndBeforeStart { start: fields.raw("debut"), end: fields.raw("fin") };
        fields.report(fields.place_of("fin"), kind);
        return None;
    }
    fields.finish();
    Some(Edition {
        id: id?,
        title: title?,
        town,
        department,
        start: start?,
        end,
        period,
        summary,
        partners,
        figures,
        sources,
        is_fictional,
        place,
    })
}
