//! Fields that several kinds of file share: telephone, e-mail, zone, colours, pictures, publication, facts.

use super::{Field, Holds, Need, Reference, Scalar};

/// `fuseau`
pub const ZONE: Field = Field {
    name: "fuseau",
    holds: Holds::Value(Scalar::Zone),
    need: Need::Optional,
    label: ("Fuseau horaire", "Time zone"),
    help: "Le fuseau dans lequel vous écrivez les heures. Sans lui, c'est l'heure du programme, et Paris pour le \
        programme.",
    example: "Indian/Reunion",
    synonyms: &["timezone", "time_zone", "zone", "tz", "fuseau_horaire"],
};

/// `couleurs`
pub const COLOURS: Field = Field {
    name: "couleurs",
    holds: Holds::Map(COLOUR),
    need: Need::Obligatory,
    label: ("Couleurs", "Colours"),
    help: "La couleur du site : une pour les pages claires, une pour les pages sombres.",
    example: "{accent: \"#1d4ed8\", accent_sombre: \"#9db8ff\"}",
    synonyms: &["colors", "colours", "couleur", "color", "colour"],
};

/// Below `couleurs`.
static COLOUR: &[Field] = &[
    Field {
        name: "accent",
        holds: Holds::Value(Scalar::Colour),
        need: Need::Obligatory,
        label: ("Couleur", "Colour"),
        help: "La couleur des titres, des liens et des boutons, assez foncée pour se lire sur du blanc. Mettez-la entre \
            guillemets, sinon le # commence une note.",
        example: "\"#1d4ed8\"",
        synonyms: &["couleur", "color", "colour", "clair", "light", "principale"],
    },
    Field {
        name: "accent_sombre",
        holds: Holds::Value(Scalar::Colour),
        need: Need::Optional,
        label: ("Couleur sur fond sombre", "Colour on dark pages"),
        help: "La même, plus claire, pour les personnes qui lisent sur fond sombre. Sans elle, escale éclaircit \
            `accent` juste ce qu'il faut.",
        example: "\"#9db8ff\"",
        synonyms: &["sombre", "dark", "couleur_sombre", "dark_color", "fonce"],
    },
];

/// `telephone`
pub const TELEPHONE: Field = Field {
    name: "telephone",
    holds: Holds::Value(Scalar::Telephone),
    need: Need::Optional,
    label: ("Téléphone", "Telephone"),
    help: "Le numéro à appeler. Dix chiffres, un numéro court, ou un numéro qui commence par +33.",
    example: "01 99 00 12 34",
    synonyms: &["tel", "phone", "mobile", "portable", "numero", "telephone_fixe"],
};

/// `courriel`
pub const EMAIL: Field = Field {
    name: "courriel",
    holds: Holds::Value(Scalar::Email),
    need: Need::Optional,
    label: ("Courriel", "E-mail"),
    help: "L'adresse à laquelle écrire.",
    example: "bonjour@example.org",
    synonyms: &["mail", "email", "e-mail", "e_mail", "adresse_mail", "mel"],
};

/// Below `image` and `logo`.
pub static IMAGE: &[Field] = &[
    Field {
        name: "fichier",
        holds: Holds::Reference(Reference::Image),
        need: Need::Obligatory,
        label: ("Fichier", "File"),
        help: "L'image est dans un dossier `images/`, en PNG, JPEG, WebP ou \
            GIF.",
        example: "../images/forum.jpg",
        synonyms: &["file", "src", "chemin", "path", "image", "url", "nom"],
    },
    Field {
        name: "description",
        holds: Holds::Value(Scalar::Text),
        need: Need::Optional,
        label: ("Description", "Description"),
        help: "Ce que l'on voit, pour qui ne voit pas l'image. Sans elle, l'image est à corriger ; écrivez \
            `décoratif` si l'image n'apprend rien.",
        example: "\"Deux personnes, assises, regardent un CV.\"",
        synonyms: &["alt", "texte_alternatif", "legende", "caption", "texte"],
    },
    Field {
        name: "credit",
        holds: Holds::Value(Scalar::Text),
        need: Need::Optional,
        label: ("Crédit", "Credit"),
        help: "De qui est l'image.",
        example: "Photo de l'association",
        synonyms: &["auteur", "author", "credits", "photographe", "copyright", "source"],
    },
];

/// `mis_a_jour`
pub const UPDATED: Field = Field {
    name: "mis_a_jour",
    holds: Holds::Value(Scalar::Date),
    need: Need::Optional,
    label: ("Mis à jour le", "Updated on"),
    help: "La page dit « Page mise à jour le … ».",
    example: "2027-03-02",
    synonyms: &["maj", "updated", "update", "mise_a_jour", "modifie", "modified", "last_updated"],
};

/// `publier_le`
pub const PUBLISH_FROM: Field = Field {
    name: "publier_le",
    holds: Holds::Value(Scalar::Moment),
    need: Need::Optional,
    label: ("Publier le", "Publish on"),
    help: "Le moment à partir duquel la page paraît. Sans heure, c'est à 0 h.",
    example: "2027-03-01",
    synonyms: &["publication", "publish", "publish_date", "date_publication", "publie_le", "visible_le", "publish_on"],
};

/// `retirer_le`
pub const PUBLISH_UNTIL: Field = Field {
    name: "retirer_le",
    holds: Holds::Value(Scalar::Moment),
    need: Need::Optional,
    label: ("Retirer le", "Retire on"),
    help: "Le moment à partir duquel la page disparaît. Sans heure, c'est à 0 h : avec 2028-01-01, le dernier jour \
        visible est le 31 décembre.",
    example: "2028-01-01",
    synonyms: &["expire", "expires", "expiration", "unpublish", "fin_publication", "depublier_le", "retrait"],
};

/// `brouillon`
pub const DRAFT: Field = Field {
    name: "brouillon",
    holds: Holds::Value(Scalar::YesNo),
    need: Need::Optional,
    label: ("Brouillon", "Draft"),
    help: "Avec `oui`, rien n'est publié. Dans le fichier d'une région, cela cache aussi la page nationale du même \
        nom.",
    example: "oui",
    synonyms: &["draft", "en_cours", "unpublished", "prive", "private"],
};

/// `anciennes_adresses`
pub const FORMER_ADDRESSES: Field = Field {
    name: "anciennes_adresses",
    holds: Holds::Values(Scalar::Text),
    need: Need::Optional,
    label: ("Anciennes adresses", "Former addresses"),
    help: "Les adresses que la page avait avant, à noter quand vous déplacez ou renommez un fichier. Aucune \
        redirection n'en est encore faite.",
    example: "[/bretagne/evenements/2027-04-20-forum/]",
    synonyms: &["aliases", "alias", "redirections", "redirect", "ancienne_adresse", "anciennes_urls", "redirect_from"],
};

/// `note`
pub const NOTE: Field = Field {
    name: "note",
    holds: Holds::Value(Scalar::Text),
    need: Need::Optional,
    label: ("Note", "Note"),
    help: "Ce que oui et non ne disent pas.",
    example: "Deux places de stationnement adapté à 150 mètres.",
    synonyms: &["notes", "remarque", "precision", "precisions", "commentaire", "comment"],
};

/// A fact of accessibility: oui, non, or nothing when it is not known.
pub const fn fact(
    name: &'static str,
    label: (&'static str, &'static str),
    help: &'static str,
    synonyms: &'static [&'static str],
) -> Field {
    Field { name, holds: Holds::Value(Scalar::YesNo), need: Need::Optional, label, help, example: "oui", synonyms }
}
