//! A partner's, a venue's, a region's and a page's file from the answers.

use escale::french::slug::slug;
use escale::model::address::{Slug, is_portable_segment};
use escale::model::codes::RegionCode;
use escale::schema::FileKind;

use super::draft::Draft;
use super::event::folder_of;
use super::interview::Answers;
use super::project::Project;

/// The name of a file whose title is still to be asked.
const UNNAMED: &str = "nouveau-fichier";

/// Colours that are read at 4.5:1 and more, on a light page and on a dark one.
const COLOURS: [&str; 3] = ["couleurs:", "  accent: \"#1f4e79\"", "  accent_sombre: \"#a9c9ee\""];

/// Regions that do not live by the clocks of Paris, by their ISO code.
const ZONES: [(&str, &str); 5] = [
    ("971", "America/Guadeloupe"),
    ("972", "America/Martinique"),
    ("973", "America/Cayenne"),
    ("974", "Indian/Reunion"),
    ("976", "Indian/Mayotte"),
];

/// A partner, of all regions or of one.
pub fn partner(answers: &Answers, project: &Project) -> Draft {
    let mut draft = named(answers, project, FileKind::Partner, |folder, id| format!("{folder}/partenaires/{id}.md"));
    draft.field("name", "nom", or(answers, "name", "Exemple"));
    draft.field("role", "role", or(answers, "role", "emploi"));
    draft.field("summary", "resume", or(answers, "summary", "Exemple."));
    draft
}

/// A venue. What is not known is not written, and so is shown as not known.
pub fn venue(answers: &Answers, project: &Project) -> Draft {
    let mut draft = named(answers, project, FileKind::Venue, |folder, id| format!("{folder}/lieux/{id}.yaml"));
    draft.field("name", "nom", or(answers, "name", "Exemple"));
    for (flag, name) in [("address", "adresse"), ("postcode", "code_postal")] {
        if let Some(answer) = answers.get(flag) {
            draft.field(flag, name, answer);
        }
    }
    draft.field("town", "commune", or(answers, "town", "Exemple"));
    draft.field("insee", "insee", or(answers, "insee", "35238"));
    draft
}

/// A region, with colours and clocks.
pub fn region(answers: &Answers, project: &Project) -> Draft {
    let mut draft = named(answers, project, FileKind::Region, |_, id| format!("regions/{id}/region.yaml"));
    let iso = or(answers, "iso", "GES").to_uppercase();
    let iso = iso.strip_prefix("FR-").unwrap_or(&iso);
    draft.field("name", "nom", or(answers, "name", "Exemple"));
    draft.field("preposition", "preposition", or(answers, "preposition", "en"));
    draft.field("iso", "iso", iso);
    // An unknown code is told by the reader; what would go with it is then no second problem.
    draft.field("iso", "insee", RegionCode::from_iso(iso).map_or("44", |code| code.insee));
    if let Some((_, zone)) = ZONES.iter().find(|(code, _)| *code == iso) {
        draft.field("iso", "fuseau", zone);
    }
    for line in COLOURS.into_iter().chain(["editions: []"]) {
        draft.line("name", line);
    }
    draft
}

/// A page of every region, of one, or of the hub.
pub fn page(answers: &Answers, project: &Project) -> Draft {
    let mut draft = named(answers, project, FileKind::Page, |folder, name| match answers.get("hub") {
        Some(_) => format!("content/hub/{name}.md"),
        None => format!("{folder}/pages/{name}.md"),
    });
    draft.field("title", "titre", or(answers, "title", "Exemple"));
    draft
}

fn or<'a>(answers: &'a Answers, flag: &str, example: &'a str) -> &'a str {
    answers.get(flag).map_or(example, String::as_str)
}

/// An empty file, called after its id or else after its name.
fn named(answers: &Answers, project: &Project, kind: FileKind, path: impl Fn(&str, &str) -> String) -> Draft {
    let by = if kind == FileKind::Page { "title" } else { "name" };
    let region = answers.get("region");
    let known = region.and_then(|answer| project.region(answer));
    let folder = known.map_or_else(|| "content".to_owned(), folder_of);
    let (flag, name) = match (answers.get("id"), answers.get(by)) {
        (Some(id), _) => ("id", Slug::parse(id)),
        // « Con » and « Aux » are names that Windows keeps for itself.
        (None, Some(name)) if is_portable_segment(&slug(name)) => (by, Slug::from_name(name)),
        (None, Some(name)) => (by, Slug::from_name(&format!("{name} {}", kind.word()))),
        (None, None) => (by, Slug::parse(UNNAMED)),
    };
    let mut draft = Draft::at(path(&folder, name.as_ref().map_or(UNNAMED, Slug::as_str)));
    if let (Some(answer), None) = (region, known) {
        draft.refuse("region", no_region(project, answer));
    }
    match name {
        None if flag == "id" => draft.refuse("id", no_id(project, &answers["id"])),
        None => draft.refuse(by, no_letter(project)),
        Some(_) if project.is_taken(&draft.path) => {
            let words = project
                .terminal
                .say("Ce fichier existe déjà, il n'est pas remplacé :", "This file exists, it is not replaced:");
            draft.refuse(flag, format!("{words} {}", draft.path));
        }
        Some(_) => {}
    }
    draft
}

/// No region has this name.
pub fn no_region(project: &Project, answer: &str) -> String {
    let terminal = project.terminal;
    let known: Vec<&str> = project.programme.regions.iter().map(|region| region.id.as_str()).collect();
    let which = terminal.say("Écrivez l'une de celles-ci :", "Write one of these:");
    let known = if known.is_empty() { String::new() } else { format!("\n  {which} {}", known.join(", ")) };
    let none = terminal.say("Aucune région que l'on puisse lire ne s'appelle", "No region that can be read is called");
    let quoted = terminal.say(&format!("« {answer} »"), &format!("“{answer}”")).to_owned();
    let new = terminal.say("Ou créez-la : escale new region", "Or make it: escale new region");
    format!("{none} {quoted}.{known}\n  {new}")
}

/// No address can be made of this title.
pub fn no_letter(project: &Project) -> String {
    let words = project.terminal.say(
        "Il n'y a ni lettre latine ni chiffre : la page n'aurait pas d'adresse. Écrivez un mot au moins.",
        "There is neither a Latin letter nor a digit: the page would have no address. Write a word at least.",
    );
    words.to_owned()
}

fn no_id(project: &Project, answer: &str) -> String {
    let near = slug(answer);
    let terminal = project.terminal;
    let words = terminal.say(
        "Un identifiant est en lettres minuscules sans accent, chiffres et tirets.",
        "An identifier is in lower-case letters without accents, digits and hyphens.",
    );
    if near.is_empty() { words.to_owned() } else { format!("{words} {} {near}", terminal.say("Écrivez :", "Write:")) }
}
