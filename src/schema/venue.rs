//! What a venue's file may hold.

use super::shared::{FORMER_ADDRESSES, NOTE, fact};
use super::{Field, Holds, Need, Scalar};

/// Its fields.
pub static FIELDS: &[Field] = &[
    Field {
        name: "nom",
        holds: Holds::Value(Scalar::Text),
        need: Need::Obligatory,
        label: ("Nom", "Name"),
        help: "Le nom du lieu, titre de sa page.",
        example: "Halle Exemple",
        synonyms: &["name", "titre", "title", "lieu"],
    },
    Field {
        name: "adresse",
        holds: Holds::Value(Scalar::Text),
        need: Need::Optional,
        label: ("Adresse", "Address"),
        help: "Le numéro et la rue. Sans elle, la page dit « Adresse à préciser ».",
        example: "1 rue de l'Exemple",
        synonyms: &["address", "rue", "street", "voie"],
    },
    Field {
        name: "code_postal",
        holds: Holds::Value(Scalar::Postcode),
        need: Need::Optional,
        label: ("Code postal", "Postcode"),
        help: "Cinq chiffres, entre guillemets, écrits devant la commune.",
        example: "\"35000\"",
        synonyms: &["cp", "postcode", "zip", "postal_code", "codepostal", "zipcode"],
    },
    Field {
        name: "commune",
        holds: Holds::Value(Scalar::Text),
        need: Need::Obligatory,
        label: ("Commune", "Town"),
        help: "Le nom de la commune.",
        example: "Rennes",
        synonyms: &["ville", "city", "town", "localite"],
    },
    Field {
        name: "insee",
        holds: Holds::Value(Scalar::Commune),
        need: Need::Obligatory,
        label: ("Code INSEE", "INSEE code"),
        help: "Le code INSEE de la commune, entre guillemets. Ce n'est pas le code postal ; il donne le \
            département.",
        example: "\"35238\"",
        synonyms: &["code_insee", "insee_code", "code", "code_commune"],
    },
    Field {
        name: "transport",
        holds: Holds::Value(Scalar::Text),
        need: Need::Optional,
        label: ("Transports", "Transport"),
        help: "Comment venir, en une phrase.",
        example: "Métro a, station République ; bus C1",
        synonyms: &["transports", "venir", "bus", "metro", "comment_venir"],
    },
    Field {
        name: "acces",
        holds: Holds::Value(Scalar::Text),
        need: Need::Optional,
        label: ("Accès", "Access"),
        help: "Comment entrer, en une phrase.",
        example: "\"Entrée côté cour, sonnez à l'accueil\"",
        synonyms: &["access", "entree", "entrer", "arrivee"],
    },
    Field {
        name: "accessibilite",
        holds: Holds::Map(ACCESSIBILITY),
        need: Need::Optional,
        label: ("Accessibilité", "Accessibility"),
        help: "Chaque fait, avec « Oui », « Non », ou « Non renseigné » pour une ligne absente. N'écrivez `oui` que \
            si vous l'avez vérifié.",
        example: "{entree_plain_pied: oui, fauteuil: oui, ascenseur: non}",
        synonyms: &["accessibility", "handicap", "pmr", "a11y"],
    },
    Field {
        name: "fictif",
        holds: Holds::Value(Scalar::YesNo),
        need: Need::Optional,
        label: ("Lieu fictif", "Fictional venue"),
        help: "Avec `oui`, le lieu et ses évènements sont signalés comme des exemples.",
        example: "oui",
        synonyms: &["fictive", "exemple", "fictional", "example"],
    },
    Field { example: "[/bretagne/lieux/ancien-nom/]", ..FORMER_ADDRESSES },
];

/// Below `accessibilite`.
static ACCESSIBILITY: &[Field] = &[
    fact(
        "entree_plain_pied",
        ("Entrée de plain-pied", "Step-free entrance"),
        "L'entrée se fait sans marche.",
        &["plain_pied", "step_free", "entree", "entree_de_plain_pied", "sans_marche"],
    ),
    fact(
        "fauteuil",
        ("Accès en fauteuil roulant", "Wheelchair access"),
        "Les salles se rejoignent en fauteuil roulant.",
        &["fauteuil_roulant", "wheelchair", "pmr"],
    ),
    fact("ascenseur", ("Ascenseur", "Lift"), "Un ascenseur mène aux étages utilisés.", &["lift", "elevator"]),
    fact(
        "toilettes_adaptees",
        ("Toilettes adaptées", "Accessible toilets"),
        "Des toilettes sont adaptées.",
        &["toilettes", "wc", "toilets", "accessible_toilets", "wc_adaptes"],
    ),
    fact(
        "stationnement_adapte",
        ("Stationnement adapté", "Accessible parking"),
        "Des places de stationnement sont réservées aux personnes handicapées.",
        &["parking", "stationnement", "parking_adapte", "places_pmr"],
    ),
    fact(
        "boucle_magnetique",
        ("Boucle magnétique", "Hearing loop"),
        "Une boucle magnétique aide les personnes appareillées.",
        &["boucle", "hearing_loop", "induction"],
    ),
    fact(
        "guidage",
        ("Guidage au sol ou sonore", "Tactile guidance"),
        "Un guidage au sol ou sonore mène à l'entrée.",
        &["guidage_au_sol", "tactile", "bande_de_guidage", "guidance"],
    ),
    fact(
        "chien_guide",
        ("Chiens guides acceptés", "Guide dogs welcome"),
        "Les chiens guides et d'assistance sont les bienvenus.",
        &["chien", "chiens", "guide_dog", "chien_assistance"],
    ),
    NOTE,
];
