//! What the header of a partner's file may hold.

use super::shared::{FORMER_ADDRESSES, IMAGE};
use super::{Field, Holds, Need, Scalar};
use crate::model::partner::{Level, Role};

/// Its fields.
pub static FIELDS: &[Field] = &[
    Field {
        name: "nom",
        holds: Holds::Value(Scalar::Text),
        need: Need::Obligatory,
        label: ("Nom", "Name"),
        help: "Le nom d'aujourd'hui, écrit comme le veut le partenaire. La typographie n'y touche pas.",
        example: "France Travail",
        synonyms: &["name", "titre", "title", "organisation", "organization"],
    },
    Field {
        name: "role",
        holds: Holds::Choice(|| Role::WORDS.map(|(word, _)| word).to_vec()),
        need: Need::Obligatory,
        label: ("Rôle", "Role"),
        help: "La partie de la liste des partenaires où il se trouve.",
        example: "emploi",
        synonyms: &["type", "categorie", "category", "famille", "secteur"],
    },
    Field {
        name: "niveau",
        holds: Holds::Choice(|| Level::WORDS.map(|(word, _)| word).to_vec()),
        need: Need::Optional,
        label: ("Niveau", "Level"),
        help: "Son étiquette, et son rang dans la liste. Sans lui, c'est `partenaire`.",
        example: "soutien",
        synonyms: &["level", "rang", "importance"],
    },
    Field {
        name: "resume",
        holds: Holds::Value(Scalar::Text),
        need: Need::Obligatory,
        label: ("Résumé", "Summary"),
        help: "Ce que fait l'organisation, en une phrase : dans les listes et sous le titre.",
        example: "Service public de l'emploi.",
        synonyms: &["summary", "description", "chapo", "presentation", "accroche"],
    },
    Field {
        name: "site",
        holds: Holds::Value(Scalar::WebUrl),
        need: Need::Optional,
        label: ("Site", "Website"),
        help: "L'adresse de son site, en lien sur sa page.",
        example: "https://www.agefiph.fr/",
        synonyms: &["url", "lien", "link", "website", "web", "site_web"],
    },
    Field {
        name: "logo",
        holds: Holds::Map(IMAGE),
        need: Need::Optional,
        label: ("Logo", "Logo"),
        help: "Son logo. La description est le nom du partenaire.",
        example: "{fichier: ../images/france-travail.png, description: France Travail}",
        synonyms: &["image", "photo", "picture", "visuel"],
    },
    Field {
        name: "noms_historiques",
        holds: Holds::Maps(FORMER_NAME),
        need: Need::Optional,
        label: ("Anciens noms", "Former names"),
        help: "Les noms qu'il a portés. Les évènements et les éditions d'alors gardent le nom de leur temps.",
        example: "[{nom: Pôle emploi, jusqu_au: 2023-12-31}]",
        synonyms: &["anciens_noms", "former_names", "ancien_nom", "noms"],
    },
    Field { example: "[/bretagne/partenaires/ancien-nom/]", ..FORMER_ADDRESSES },
];

/// Each of `noms_historiques`.
static FORMER_NAME: &[Field] = &[
    Field {
        name: "nom",
        holds: Holds::Value(Scalar::Text),
        need: Need::Obligatory,
        label: ("Ancien nom", "Former name"),
        help: "Le nom d'alors.",
        example: "Pôle emploi",
        synonyms: &["name", "ancien_nom", "titre"],
    },
    Field {
        name: "jusqu_au",
        holds: Holds::Value(Scalar::Date),
        need: Need::Obligatory,
        label: ("Jusqu'au", "Until"),
        help: "Le dernier jour de ce nom.",
        example: "2023-12-31",
        synonyms: &["until", "fin", "date_fin", "jusque", "jusqua", "end", "date"],
    },
];
