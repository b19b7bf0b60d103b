//! The sections that `escale.yaml` and `region.yaml` both may hold: contact, presentation, legal notice,
//! personal data, audit, figures.

use super::shared::{EMAIL, TELEPHONE};
use super::{Field, Holds, Need, Scalar};

/// `contact`
pub const CONTACT: Field = Field {
    name: "contact",
    holds: Holds::Map(CONTACT_FIELDS),
    need: Need::Optional,
    label: ("Contact", "Contact"),
    help: "L'aide, en bas de chaque page, sur la page Contact et dans le bloc `[[contact]]`. Une région ne dit que \
        ce qui change ; le reste vient du programme.",
    example: "{telephone: 01 99 00 12 34, courriel: bonjour@example.org}",
    synonyms: &["contacts", "coordonnees", "aide", "help", "support"],
};

/// Below `contact`.
static CONTACT_FIELDS: &[Field] = &[
    TELEPHONE,
    EMAIL,
    Field {
        name: "horaires",
        holds: Holds::Value(Scalar::Text),
        need: Need::Optional,
        label: ("Horaires", "Opening hours"),
        help: "Quand quelqu'un répond.",
        example: "du lundi au vendredi, de 9 h à 17 h",
        synonyms: &["heures", "hours", "opening_hours", "ouverture", "horaire"],
    },
    Field {
        name: "adresse",
        holds: Holds::Value(Scalar::Text),
        need: Need::Optional,
        label: ("Adresse postale", "Postal address"),
        help: "Où vous écrire par la poste.",
        example: "\"1 rue de l'Exemple, 75000 Ville-Exemple\"",
        synonyms: &["address", "postal", "adresse_postale", "rue", "street"],
    },
];

/// `presentation`
pub const PRESENTATION: Field = Field {
    name: "presentation",
    holds: Holds::Map(PRESENTATION_FIELDS),
    need: Need::Obligatory,
    label: ("Présentation", "Presentation"),
    help: "Le haut de l'accueil, une phrase par ligne. Une région ne dit que ce qui change ; le reste vient du \
        programme.",
    example: "{quoi: Un parcours court et gratuit., pour_qui: Vous cherchez un emploi., tarif: Gratuit}",
    synonyms: &["introduction", "intro", "about", "a_propos"],
};

/// Below `presentation` of the programme.
static PRESENTATION_FIELDS: &[Field] = &presentation(Need::Obligatory);

/// Below `presentation` of a region, which says only what is different.
pub static PRESENTATION_OF_REGION: &[Field] = &presentation(Need::Optional);

const fn presentation(need: Need) -> [Field; 4] {
    [
        Field {
            name: "quoi",
            holds: Holds::Value(Scalar::Text),
            need,
            label: ("Quoi", "What"),
            help: "Ce que vous proposez, en une phrase.",
            example: "Un parcours court, gratuit et en ligne pour découvrir les métiers du numérique.",
            synonyms: &["what", "description", "objet", "resume"],
        },
        Field {
            name: "pour_qui",
            holds: Holds::Value(Scalar::Text),
            need,
            label: ("Pour qui", "For whom"),
            help: "À qui vous vous adressez, en une phrase.",
            example: "Vous cherchez un emploi ou vous pensez à changer de métier.",
            synonyms: &["public", "audience", "qui", "who", "for_whom"],
        },
        Field {
            name: "tarif",
            holds: Holds::Value(Scalar::Text),
            need,
            label: ("Prix", "Price"),
            help: "Ce que cela coûte. C'est aussi le prix de chaque évènement qui n'en dit pas d'autre.",
            example: "Gratuit",
            synonyms: &["prix", "price", "cout", "cost", "tarifs"],
        },
        Field {
            name: "duree",
            holds: Holds::Value(Scalar::Text),
            need: Need::Optional,
            label: ("Durée", "Duration"),
            help: "Le temps que cela prend.",
            example: "40 heures au total",
            synonyms: &["duration", "temps", "length"],
        },
    ]
}

/// `mentions_legales`
pub const LEGAL: Field = Field {
    name: "mentions_legales",
    holds: Holds::Map(LEGAL_FIELDS),
    need: Need::Optional,
    label: ("Mentions légales", "Legal notice"),
    help: "La page Mentions légales. La loi demande ces informations : chacune qui manque, sauf `statut`, est \
        signalée comme à corriger. Une région ne dit que ce qui change.",
    example: "{editeur: Association Exemple, directeur_publication: Présidence de l'association}",
    synonyms: &["mentions", "legal", "legal_notice", "mentions_legale", "imprint"],
};

/// Below `mentions_legales`.
static LEGAL_FIELDS: &[Field] = &[
    Field {
        name: "editeur",
        holds: Holds::Value(Scalar::Text),
        need: Need::Optional,
        label: ("Éditeur", "Publisher"),
        help: "Qui publie le site. La loi le demande.",
        example: "Association Exemple",
        synonyms: &["publisher", "editor", "association", "organisme"],
    },
    Field {
        name: "statut",
        holds: Holds::Value(Scalar::Text),
        need: Need::Optional,
        label: ("Statut juridique", "Legal status"),
        help: "La forme juridique de l'éditeur.",
        example: "Association à but non lucratif (loi 1901)",
        synonyms: &["status", "forme", "forme_juridique", "type"],
    },
    Field {
        name: "siege",
        holds: Holds::Value(Scalar::Text),
        need: Need::Optional,
        label: ("Siège", "Seat"),
        help: "L'adresse du siège, sur une ligne. La loi la demande.",
        example: "\"1 rue de l'Exemple, 75000 Ville-Exemple\"",
        synonyms: &["adresse", "address", "siege_social", "seat"],
    },
    Field { help: "Le téléphone de l'éditeur. La loi le demande.", ..TELEPHONE },
    Field { help: "Le courriel de l'éditeur. La loi le demande.", example: "mentions@example.org", ..EMAIL },
    Field {
        name: "directeur_publication",
        holds: Holds::Value(Scalar::Text),
        need: Need::Optional,
        label: ("Direction de la publication", "Director of publication"),
        help: "La personne qui répond de ce qui est publié. La loi la demande.",
        example: "Présidence de l'association",
        synonyms: &[
            "directeur",
            "director",
            "directrice",
            "directeur_de_publication",
            "directrice_publication",
            "responsable",
        ],
    },
    Field {
        name: "hebergeur",
        holds: Holds::Map(HOST),
        need: Need::Optional,
        label: ("Hébergeur", "Host"),
        help: "L'entreprise qui met le site en ligne. La loi demande son nom, son adresse et son téléphone.",
        example: "{nom: Hébergeur Exemple, telephone: 01 99 00 56 78}",
        synonyms: &["host", "hosting", "hebergement"],
    },
];

/// Below `hebergeur`.
static HOST: &[Field] = &[
    Field {
        name: "nom",
        holds: Holds::Value(Scalar::Text),
        need: Need::Optional,
        label: ("Nom", "Name"),
        help: "Le nom de l'hébergeur. La loi le demande.",
        example: "Hébergeur Exemple",
        synonyms: &["name", "titre", "raison_sociale"],
    },
    Field {
        name: "adresse",
        holds: Holds::Value(Scalar::Text),
        need: Need::Optional,
        label: ("Adresse", "Address"),
        help: "Son adresse, sur une ligne. La loi la demande.",
        example: "\"1 rue de l'Exemple, 75000 Ville-Exemple\"",
        synonyms: &["address", "siege", "adresse_postale"],
    },
    Field { help: "Son téléphone. La loi le demande.", example: "01 99 00 56 78", ..TELEPHONE },
];

/// `donnees_personnelles`
pub const PERSONAL_DATA: Field = Field {
    name: "donnees_personnelles",
    holds: Holds::Map(PERSONAL_DATA_FIELDS),
    need: Need::Optional,
    label: ("Données personnelles", "Personal data"),
    help: "La page Confidentialité. Une région ne dit que ce qui change ; le reste vient du programme.",
    example: "{politique: https://inscription.example.org/confidentialite, courriel: donnees@example.org}",
    synonyms: &["rgpd", "gdpr", "donnees", "privacy", "confidentialite", "personal_data"],
};

/// Below `donnees_personnelles`.
static PERSONAL_DATA_FIELDS: &[Field] = &[
    Field {
        name: "inscriptions",
        holds: Holds::Value(Scalar::Text),
        need: Need::Optional,
        label: ("Gestion des inscriptions", "Who runs registration"),
        help: "Qui gère les inscriptions, et donc les données, en une phrase.",
        example: "Les inscriptions sont gérées par l'association, sur un site à part.",
        synonyms: &["inscription", "registration", "registrations"],
    },
    Field {
        name: "politique",
        holds: Holds::Value(Scalar::WebUrl),
        need: Need::Optional,
        label: ("Politique de confidentialité", "Privacy policy"),
        help: "L'adresse de la politique de confidentialité du site d'inscription.",
        example: "https://inscription.example.org/confidentialite",
        synonyms: &["policy", "lien", "url", "confidentialite", "privacy_policy", "link"],
    },
    Field { help: "Où écrire au sujet de ses données.", example: "donnees@example.org", ..EMAIL },
];

/// `audit`
pub const AUDIT: Field = Field {
    name: "audit",
    holds: Holds::Map(AUDIT_FIELDS),
    need: Need::Optional,
    label: ("Audit d'accessibilité", "Accessibility audit"),
    help: "La page Accessibilité, seulement si un audit a eu lieu. Sans audit, elle dit « non conforme » ; à partir \
        de 50 %, « partiellement conforme » ; à 100 %, « totalement conforme ».",
    example: "{date: 2027-01-15, auditeur: Nom de l'organisme, taux: 73}",
    synonyms: &["rgaa", "audit_accessibilite", "accessibility_audit", "accessibilite"],
};

/// Below `audit`.
static AUDIT_FIELDS: &[Field] = &[
    Field {
        name: "date",
        holds: Holds::Value(Scalar::Date),
        need: Need::Obligatory,
        label: ("Date", "Date"),
        help: "Le jour de l'audit.",
        example: "2027-01-15",
        synonyms: &["jour", "day", "le", "quand"],
    },
    Field {
        name: "auditeur",
        holds: Holds::Value(Scalar::Text),
        need: Need::Obligatory,
        label: ("Auditeur", "Auditor"),
        help: "Qui a fait l'audit.",
        example: "Nom de l'organisme",
        synonyms: &["auditor", "organisme", "auditrice", "par", "nom"],
    },
    Field {
        name: "taux",
        holds: Holds::Value(Scalar::Percent),
        need: Need::Obligatory,
        label: ("Taux de conformité", "Share of criteria met"),
        help: "La part des critères respectés, de 0 à 100.",
        example: "73",
        synonyms: &["rate", "score", "pourcentage", "percent", "conformite"],
    },
];

/// `chiffres`
pub const FIGURES: Field = Field {
    name: "chiffres",
    holds: Holds::Maps(FIGURE),
    need: Need::Optional,
    label: ("Chiffres", "Figures"),
    help: "Les chiffres montrés sur l'accueil et par le bloc `[[chiffres]]`. Une région ne reprend pas ceux du \
        programme.",
    example: "[{valeur: \"10 000\", libelle: personnes accompagnées}]",
    synonyms: &["figures", "numbers", "stats", "statistiques", "chiffres_cles", "chiffre"],
};

/// Each of `chiffres`.
static FIGURE: &[Field] = &[
    Field {
        name: "valeur",
        holds: Holds::Value(Scalar::Text),
        need: Need::Obligatory,
        label: ("Valeur", "Value"),
        help: "Le chiffre, tel qu'il doit se lire.",
        example: "\"10 000\"",
        synonyms: &["value", "nombre", "number", "chiffre"],
    },
    Field {
        name: "libelle",
        holds: Holds::Value(Scalar::Text),
        need: Need::Obligatory,
        label: ("Libellé", "Label"),
        help: "Ce que l'on compte.",
        example: "personnes accompagnées",
        synonyms: &["label", "texte", "legende", "titre", "description"],
    },
    Field {
        name: "source",
        holds: Holds::Value(Scalar::WebUrl),
        need: Need::Optional,
        label: ("Source", "Source"),
        help: "L'adresse de la page d'où vient ce chiffre.",
        example: "https://example.org/article",
        synonyms: &["url", "lien", "link", "sources"],
    },
    Field {
        name: "date",
        holds: Holds::Value(Scalar::Text),
        need: Need::Optional,
        label: ("Date", "Date"),
        help: "De quand est ce chiffre, en texte libre.",
        example: "juin 2023",
        synonyms: &["annee", "year", "quand", "jour"],
    },
];
