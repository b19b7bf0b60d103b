//! What the header of a page may hold, of a news item and of a page of the hub too.

use super::shared::{DRAFT, FORMER_ADDRESSES, PUBLISH_FROM, PUBLISH_UNTIL, UPDATED};
use super::{Field, Holds, Need, Scalar};

/// Its fields.
pub static FIELDS: &[Field] = &[
    Field {
        name: "titre",
        holds: Holds::Value(Scalar::Text),
        need: Need::Obligatory,
        label: ("Titre", "Title"),
        help: "Le titre de la page.",
        example: "Participer",
        synonyms: &["title", "nom", "name"],
    },
    Field {
        name: "resume",
        holds: Holds::Value(Scalar::Text),
        need: Need::Optional,
        label: ("Résumé", "Summary"),
        help: "Une ou deux phrases, sous le titre et dans les moteurs de recherche.",
        example: "Les questions fréquentes.",
        synonyms: &["summary", "description", "chapo", "intro", "excerpt", "chapeau"],
    },
    Field {
        name: "date",
        holds: Holds::Value(Scalar::Date),
        need: Need::Sometimes("pour une actualité"),
        label: ("Date", "Date"),
        help: "Le jour de l'actualité. La plus récente vient en premier.",
        example: "2027-03-01",
        synonyms: &["jour", "day", "quand", "when"],
    },
    Field {
        name: "menu",
        holds: Holds::Value(Scalar::Count),
        need: Need::Optional,
        label: ("Place dans le menu", "Place in the menu"),
        help: "La place dans le menu, du plus petit nombre au plus grand, entre « Le parcours » et « Partenaires ». \
            Sans elle, la page n'est pas dans le menu.",
        example: "20",
        synonyms: &["ordre", "order", "weight", "poids", "position", "rang"],
    },
    Field {
        name: "sommaire",
        holds: Holds::Value(Scalar::YesNo),
        need: Need::Optional,
        label: ("Sommaire", "Contents"),
        help: "Avec `oui`, la liste des titres du texte, en haut de la page.",
        example: "oui",
        synonyms: &["toc", "table_des_matieres", "contents", "plan"],
    },
    UPDATED,
    Field {
        name: "masquer",
        holds: Holds::Value(Scalar::YesNo),
        need: Need::Optional,
        label: ("Masquer", "Hide"),
        help: "Dans le dossier d'une région, avec `oui` : la région se passe de la page nationale du même nom. \
            N'écrivez alors rien d'autre.",
        example: "oui",
        synonyms: &["hide", "hidden", "cacher", "masque", "cache", "masquee"],
    },
    PUBLISH_FROM,
    PUBLISH_UNTIL,
    DRAFT,
    Field { example: "[/bretagne/questions/]", ..FORMER_ADDRESSES },
];
