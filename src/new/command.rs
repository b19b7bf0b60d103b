//! What can be typed after `new`, and what it means.

use clap::{Arg, ArgMatches, Command};
use escale::schema::FileKind;

use crate::cli::{New, Words};

/// The kinds of file that are made, with the flags of each.
const KINDS: [(FileKind, &[&str]); 5] = [
    (FileKind::Event, &["region", "title", "date", "time", "kind", "venue", "link", "copie"]),
    (FileKind::Partner, &["id", "name", "role", "summary", "region"]),
    (FileKind::Venue, &["id", "name", "address", "postcode", "town", "insee", "region"]),
    (FileKind::Region, &["id", "name", "iso", "preposition"]),
    (FileKind::Page, &["title", "region", "hub"]),
];

/// The command and those below it.
pub fn command(words: &Words) -> Command {
    let id = |french, english| Arg::new("id").value_name("ID").help(words.say(french, english));
    let region = || words.option("region", "ID", "La région concernée", "The region concerned");
    let region_or_all =
        || words.option("region", "ID", "La région ; sinon, pour toutes", "The region; for all otherwise");
    let event = words
        .command("evenement", "Un évènement", "An event")
        .arg(region())
        .arg(words.option("title", "TITRE", "Le titre", "The title"))
        .arg(words.option(
            "date",
            "DATE",
            "La date, avec ou sans heure : 2027-05-17, « 17 mai 2027 14h »",
            "The date, with or without an hour: 2027-05-17, “17 mai 2027 14h”",
        ))
        .arg(words.option("time", "HEURE", "L'heure de début : 14:00", "The hour it begins: 14:00"))
        .arg(words.option(
            "kind",
            "TYPE",
            "atelier, conference, forum… ; sinon, le premier mot du titre, ou atelier",
            "atelier, conference, forum…; else the title's first word, or atelier",
        ))
        .arg(words.option(
            "venue",
            "LIEU",
            "Un lieu de la région, ou l'adresse d'une salle en ligne ; sinon, en ligne",
            "A venue of the region, or the address of an online room; online otherwise",
        ))
        .arg(words.option(
            "link",
            "LIEN",
            "Comment s'inscrire : adresse web, téléphone, courriel ou « libre »",
            "How to register: web address, telephone, e-mail or “libre”",
        ))
        .arg(
            words
                .option(
                    "copie",
                    "FICHIER",
                    "Repart d'un évènement qui existe : seuls la date et le lien sont demandés",
                    "Starts from an event that exists: only the date and the link are asked",
                )
                .alias("copy")
                .conflicts_with_all(["kind", "venue"]),
        );
    let partner = words
        .command_with_argument("partenaire", "Un partenaire", "A partner")
        .arg(id(
            "Par exemple mission-locale ; sinon, d'après le nom",
            "For instance mission-locale; else after the name",
        ))
        .arg(words.option("name", "NOM", "Le nom de l'organisation", "The organisation's name"))
        .arg(words.option(
            "role",
            "RÔLE",
            "institution, emploi, handicap, entreprise, formation, media, association",
            "institution, emploi, handicap, entreprise, formation, media, association",
        ))
        .arg(words.option(
            "summary",
            "PHRASE",
            "Ce que fait l'organisation, en une phrase",
            "What the organisation does, in a sentence",
        ))
        .arg(region_or_all());
    let venue = words
        .command_with_argument("lieu", "Un lieu", "A venue")
        .arg(id("Par exemple halle-exemple ; sinon, d'après le nom", "For instance halle-exemple; else after the name"))
        .arg(words.option("name", "NOM", "Le nom du lieu", "The venue's name"))
        .arg(words.option("address", "RUE", "Le numéro et la rue, si vous les savez", "Number and street, if known"))
        .arg(words.option("postcode", "CODE", "Le code postal, si vous le savez", "The postcode, if known"))
        .arg(words.option("town", "COMMUNE", "Le nom de la commune", "The town's name"))
        .arg(words.option("insee", "CODE", "Le code INSEE de la commune : 35238", "The town's INSEE code: 35238"))
        .arg(region_or_all());
    let new_region = words
        .command_with_argument("region", "Une région", "A region")
        .arg(id("Par exemple grand-est ; sinon, d'après le nom", "For instance grand-est; else after the name"))
        .arg(words.option("name", "NOM", "Le nom de la région", "The region's name"))
        .arg(words.option("iso", "CODE", "Son code ISO 3166-2 : GES", "Its ISO 3166-2 code: GES"))
        .arg(words.option("preposition", "MOT", "en, dans le, à…", "en, dans le, à…"));
    let page = words
        .command("page", "Une page", "A page")
        .arg(words.option("title", "TITRE", "Le titre", "The title"))
        .arg(region_or_all().conflicts_with("hub"))
        .arg(words.flag("hub", "Une page du site national seulement", "A page of the national site only"));
    words
        .command(
            "new",
            "Crée un évènement, un partenaire, un lieu, une région ou une page",
            "Makes an event, a partner, a venue, a region or a page",
        )
        .help_template(words.group_template())
        .subcommand_value_name(words.say("COMMANDE", "COMMAND"))
        .disable_help_subcommand(true)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([event, partner, venue, new_region, page])
}

/// What was asked for.
pub fn request(matches: &ArgMatches) -> New {
    let (name, own) = matches.subcommand().expect("a kind is required");
    let (kind, flags) =
        KINDS.into_iter().find(|(kind, _)| kind.word() == name).expect("the command line knows these kinds only");
    let answer = |flag: &&'static str| match *flag {
        "hub" => own.get_flag("hub").then(|| ("hub", "oui".to_owned())),
        flag => own.get_one::<String>(flag).map(|answer| (flag, answer.clone())),
    };
    New { kind, answers: flags.iter().filter_map(answer).collect() }
}
