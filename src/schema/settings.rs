//! What `escale.yaml` may hold: the whole programme.

use super::about::{AUDIT, CONTACT, FIGURES, LEGAL, PERSONAL_DATA, PRESENTATION};
use super::shared::{COLOURS, ZONE};
use super::{Field, Holds, Need, Reference, Scalar};

/// Its fields.
pub static FIELDS: &[Field] = &[
    Field {
        name: "nom",
        holds: Holds::Value(Scalar::Text),
        need: Need::Obligatory,
        label: ("Nom", "Name"),
        help: "Le nom du programme, en tête et dans le titre de chaque page.",
        example: "DéClics Numériques",
        synonyms: &["name", "titre", "title", "programme"],
    },
    Field {
        name: "signature",
        holds: Holds::Value(Scalar::Text),
        need: Need::Obligatory,
        label: ("Signature", "Tagline"),
        help: "Une ligne qui dit ce qu'est le programme, en bas de chaque page.",
        example: "Le parcours gratuit et en ligne vers les métiers du numérique",
        synonyms: &["tagline", "slogan", "baseline", "accroche", "description", "sous_titre"],
    },
    Field {
        name: "association",
        holds: Holds::Value(Scalar::Text),
        need: Need::Obligatory,
        label: ("Association", "Organiser"),
        help: "Qui organise. Chaque page dit « Un programme de … ».",
        example: "Diversidays",
        synonyms: &["organisateur", "organiser", "organisation", "organizer", "porteur"],
    },
    Field {
        name: "url",
        holds: Holds::Value(Scalar::WebUrl),
        need: Need::Obligatory,
        label: ("Adresse du site", "Address of the site"),
        help: "L'adresse où le site national est publié.",
        example: "https://declics.example.org/",
        synonyms: &["site", "lien", "adresse", "link", "site_url", "base_url", "baseurl"],
    },
    Field {
        name: "theme",
        holds: Holds::Reference(Reference::Theme),
        need: Need::Obligatory,
        label: ("Thème", "Theme"),
        help: "L'apparence et les mots des pages.",
        example: "declics",
        synonyms: &["template", "apparence", "modele", "design"],
    },
    Field { help: "L'heure des fichiers nationaux. Sans lui, c'est celle de Paris.", example: "Europe/Paris", ..ZONE },
    Field { help: "La couleur du site national : une pour les pages claires, une pour les pages sombres.", ..COLOURS },
    Field {
        name: "inscription_bientot_close",
        holds: Holds::Value(Scalar::Count),
        need: Need::Optional,
        label: ("Inscription bientôt close", "Registration closes soon"),
        help: "Combien de jours avant la clôture les pages disent que les inscriptions ferment bientôt. Sans lui, \
            c'est 7.",
        example: "7",
        synonyms: &["bientot_close", "closing_soon", "jours", "delai", "bientot"],
    },
    Field {
        name: "images_de_partage",
        holds: Holds::Value(Scalar::YesNo),
        need: Need::Optional,
        label: ("Images de partage", "Pictures for sharing"),
        help: "Si chaque évènement, chaque région et le site national ont une image que les réseaux sociaux et les \
            messageries montrent à côté du lien. Elle dit le titre, la date et le lieu. Sans lui, c'est oui, si le \
            thème sait la dessiner.",
        example: "non",
        synonyms: &["partage", "image_de_partage", "og_image", "open_graph", "share_images", "images_partage"],
    },
    Field { help: "L'aide, en bas de chaque page, sur la page Contact et dans le bloc `[[contact]]`.", ..CONTACT },
    Field { help: "Le haut de l'accueil, une phrase par ligne.", ..PRESENTATION },
    Field {
        name: "phases",
        holds: Holds::Maps(PHASE),
        need: Need::Obligatory,
        label: ("Phases", "Phases"),
        help: "Les étapes du parcours, exactement quatre. Les évènements s'y rattachent par leur `phase`.",
        example: "[{titre: S'inscrire, resume: Vous vous inscrivez en ligne.}, {titre: Découvrir, resume: Vous suivez \
            un évènement.}, {titre: Se préparer, resume: Vous suivez des ateliers.}, {titre: Rencontrer, resume: \
            Vous parlez avec des recruteurs.}]",
        synonyms: &["etapes", "parcours", "steps", "phase", "etape"],
    },
    Field { help: "Les chiffres montrés sur l'accueil national et par le bloc `[[chiffres]]`.", ..FIGURES },
    Field {
        help: "La page Mentions légales. La loi demande ces informations : chacune qui manque, sauf `statut`, est \
            signalée comme à corriger.",
        ..LEGAL
    },
    Field { help: "La page Confidentialité.", ..PERSONAL_DATA },
    AUDIT,
    Field {
        name: "noms_propres",
        holds: Holds::Values(Scalar::Text),
        need: Need::Optional,
        label: ("Noms propres", "Proper names"),
        help: "Les noms qui gardent leur écriture : la typographie n'y touche pas.",
        example: "[LinkedIn, PwC, Yahoo!]",
        synonyms: &["proper_names", "marques", "noms", "brands"],
    },
];

/// Each of `phases`.
static PHASE: &[Field] = &[
    Field {
        name: "titre",
        holds: Holds::Value(Scalar::Text),
        need: Need::Obligatory,
        label: ("Titre", "Title"),
        help: "Le nom de la phase, en quelques mots.",
        example: "Se préparer",
        synonyms: &["title", "nom", "name", "libelle"],
    },
    Field {
        name: "resume",
        holds: Holds::Value(Scalar::Text),
        need: Need::Obligatory,
        label: ("Résumé", "Summary"),
        help: "Ce que l'on y fait, en une phrase.",
        example: "\"Vous suivez des ateliers : niveau, CV, projet.\"",
        synonyms: &["summary", "description", "texte", "text"],
    },
];
