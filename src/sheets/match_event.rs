//! Which event a row is about: whose it is, and its file when it has one.

use escale::french::slug::slug;

use super::events::{Existing, Owner};
use super::plan::{Ground, Refusal};
use super::wanted::{Wanted, refusal};
use crate::new::project::found;

/// Words for the nation in the column of the region.
const NATIONAL: [&str; 6] = ["national", "nationale", "content", "toutes", "toutes-les-regions", "france"];

/// Whether these words name all regions.
pub fn is_national(text: &str) -> bool {
    NATIONAL.contains(&slug(text).as_str())
}

/// Whose the event is: `None` when that is not said, or not known.
pub fn owner(wanted: &mut Wanted, ground: &Ground) -> Option<Owner> {
    let Some((column, text)) = wanted.region.clone() else {
        return ground.default_owner.clone();
    };
    if is_national(&text) {
        return Some(Owner::Nation);
    }
    let regions = || ground.programme.regions.iter();
    let names = regions().map(|region| [region.id.as_str(), &region.name, &region.short_name, region.code.iso]);
    let at = found(&text, names);
    if let Some(region) = at.and_then(|at| regions().nth(at)) {
        return Some(Owner::Region(region.id.to_string()));
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

pub fn no_region(ground: &Ground) -> Refusal {
    let words = ground.terminal.say(
        "La région manque. Remplissez la colonne « region », ou ajoutez --region ID à la commande.",
        "The region is missing. Fill in the column “region”, or add --region ID to the command.",
    );
    Refusal { column: None, words: words.to_owned() }
}

/// The event that a row is about, when there is one: by its id, else by its region, day and title.
pub fn existing<'g>(
    wanted: &Wanted,
    id: &str,
    title: &str,
    date: &str,
    owner: Option<&Owner>,
    ground: &'g Ground,
) -> Result<Option<&'g Existing>, Refusal> {
    let terminal = ground.terminal;
    let column = |name: &str| wanted.pieces.get(name).map(|told| told.column);
    let told = |name: &str, words: String| match column(name) {
        Some(column) => refusal(column, words),
        None => Refusal { column: None, words },
    };
    let with_id: Vec<&Existing> = if id.is_empty() { Vec::new() } else { ground.events.with_id(id).collect() };
    if !with_id.is_empty() {
        // A region may complete a national event: both have its id.
        let said = if wanted.region.is_some() { owner } else { None };
        return match (said, with_id.as_slice()) {
            (Some(owner), _) => match with_id.iter().find(|event| event.owner == *owner) {
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
                let own = several.iter().find(|event| Some(&event.owner) == ground.default_owner.as_ref());
                own.map(|event| Some(*event)).ok_or_else(|| no_region(ground))
            }
        };
    }
    let Some(owner) = owner else { return Ok(None) };
    if title.is_empty() || date.is_empty() {
        return Ok(None);
    }
    let titled: Vec<&Existing> = ground.events.titled_on(owner, title, date).collect();
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
