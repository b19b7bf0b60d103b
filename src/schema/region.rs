//! What `region.yaml` may hold: who a region is, and its editions.

use super::about::{AUDIT, CONTACT, FIGURES, LEGAL, PERSONAL_DATA, PRESENTATION, PRESENTATION_OF_REGION};
use super::shared::{COLOURS, ZONE};
use super::{Field, Holds, Need, Reference, Scalar};
use crate::model::codes::REGION_CODES;
use crate::model::region::Preposition;

/// Its fields.
pub static FIELDS: &[Field] = &[
    Field {
        name: "nom",
        holds: Holds::Value(Scalar::Text),
        need: Need::Obligatory,
        label: ("Nom", "Name"),
        help: "Le nom officiel de la région, en tête et dans le titre de chaque page.",
        example: "Grand Est",
        synonyms: &["name", "region", "titre", "title"],
    },
    Field {
        name: "nom_court",
        holds: Holds::Value(Scalar::Text),
        need: Need::Optional,
        label: ("Nom court", "Short name"),
        help: "Un nom plus court, donné au thème pour les endroits étroits. Le thème `declics` ne l'affiche pas.",
        example: "BFC",
        synonyms: &["short_name", "abrege", "sigle", "abreviation"],
    },
    Field {
        name: "preposition",
        holds: Holds::Choice(|| Preposition::ALL.to_vec()),
        need: Need::Obligatory,
        label: ("Mot devant le nom", "Word before the name"),
        help: "Le mot que l'on met devant le nom : « en Bretagne », « dans le Grand Est », « à La Réunion ».",
        example: "dans le",
        synonyms: &["article", "mot_devant", "determinant"],
    },
    Field {
        name: "iso",
        holds: Holds::Choice(|| REGION_CODES.map(|code| code.iso).to_vec()),
        need: Need::Obligatory,
        label: ("Code ISO", "ISO code"),
        help: "Le code de la région selon la norme ISO 3166-2, sans « FR- ». Il doit désigner la même région \
            qu'`insee`.",
        example: "GES",
        synonyms: &["code_iso", "iso_code", "iso_3166"],
    },
    Field {
        name: "insee",
        holds: Holds::Choice(|| REGION_CODES.map(|code| code.insee).to_vec()),
        need: Need::Obligatory,
        label: ("Code INSEE", "INSEE code"),
        help: "Le code de la région selon l'INSEE, entre guillemets. Il doit désigner la même région qu'`iso`.",
        example: "\"44\"",
        synonyms: &["code_insee", "insee_code", "code", "code_region"],
    },
    Field { help: "L'heure de toute la région. Sans lui, c'est celle du programme.", ..ZONE },
    Field {
        help: "La couleur du site de la région : une pour les pages claires, une pour les pages sombres.",
        ..COLOURS
    },
    Field {
        name: "url",
        holds: Holds::Value(Scalar::WebUrl),
        need: Need::Optional,
        label: ("Adresse du site", "Address of the site"),
        help: "L'adresse du site de la région, seulement s'il n'est pas sous celle du programme.",
        example: "https://bretagne.example.org/",
        synonyms: &["site", "lien", "adresse", "link", "site_url", "base_url"],
    },
    Field {
        name: "fictive",
        holds: Holds::Value(Scalar::YesNo),
        need: Need::Optional,
        label: ("Région fictive", "Fictional region"),
        help: "Avec `oui`, toutes les pages de la région disent que c'est un exemple.",
        example: "oui",
        synonyms: &["fictif", "exemple", "fictional", "example"],
    },
    CONTACT,
    Field {
        holds: Holds::Map(PRESENTATION_OF_REGION),
        need: Need::Optional,
        example: "{pour_qui: Vous cherchez un emploi en Bretagne.}",
        ..PRESENTATION
    },
    Field {
        help: "Les chiffres de la région, sur son accueil et dans le bloc `[[chiffres]]`. Ceux du programme ne sont pas \
            repris.",
        ..FIGURES
    },
    LEGAL,
    PERSONAL_DATA,
    Field {
        help: "L'audit du site de la région, pour sa page Accessibilité. Celui du programme n'est pas repris.",
        ..AUDIT
    },
    Field {
        name: "editions",
        holds: Holds::Maps(EDITION),
        need: Need::Optional,
        label: ("Éditions", "Editions"),
        help: "Les haltes du tour dans la région. Chacune a sa page, et les évènements s'y rattachent par leur \
            `edition`.",
        example: "[{id: \"2027\", titre: Édition 2027, debut: 2027-03-16}]",
        synonyms: &["edition", "haltes", "sessions", "etapes", "halte", "session"],
    },
];

/// Each of `editions`.
static EDITION: &[Field] = &[
    Field {
        name: "id",
        holds: Holds::Value(Scalar::Slug),
        need: Need::Obligatory,
        label: ("Identifiant", "Identifier"),
        help: "Le nom court de l'édition, entre guillemets : il donne son adresse, `/editions/2027/`, et les \
            évènements la désignent par lui.",
        example: "\"2027\"",
        synonyms: &["identifiant", "slug", "code", "annee", "year", "nom"],
    },
    Field {
        name: "titre",
        holds: Holds::Value(Scalar::Text),
        need: Need::Obligatory,
        label: ("Titre", "Title"),
        help: "Le titre de la page.",
        example: "Édition 2027",
        synonyms: &["title", "name", "libelle"],
    },
    Field {
        name: "ville",
        holds: Holds::Value(Scalar::Text),
        need: Need::Optional,
        label: ("Ville", "Town"),
        help: "La ville où la halte a lieu.",
        example: "Rennes",
        synonyms: &["commune", "city", "town", "lieu", "place"],
    },
    Field {
        name: "departement",
        holds: Holds::Value(Scalar::Department),
        need: Need::Optional,
        label: ("Département", "Department"),
        help: "Le code du département, entre guillemets.",
        example: "\"35\"",
        synonyms: &["department", "dept", "dep", "code_departement"],
    },
    Field {
        name: "debut",
        holds: Holds::Value(Scalar::PartialDate),
        need: Need::Obligatory,
        label: ("Début", "Start"),
        help: "Le premier jour, ou le mois, ou l'année : ce que vous savez. Il donne l'ordre des éditions, et dit \
            si la halte est à venir, en cours ou passée.",
        example: "2027-03-16",
        synonyms: &["start", "date", "date_debut", "start_date", "from", "commence"],
    },
    Field {
        name: "fin",
        holds: Holds::Value(Scalar::PartialDate),
        need: Need::Optional,
        label: ("Fin", "End"),
        help: "Le dernier jour, ou le mois, ou l'année. Sans elle, c'est la fin de ce que dit `debut`.",
        example: "2027-10",
        synonyms: &["end", "date_fin", "end_date", "jusqu_au", "until"],
    },
    Field {
        name: "periode",
        holds: Holds::Value(Scalar::Text),
        need: Need::Optional,
        label: ("Période", "Period"),
        help: "Un texte affiché à la place des dates.",
        example: "printemps 2021 (dates à préciser)",
        synonyms: &["period", "quand", "when", "dates"],
    },
    Field {
        name: "resume",
        holds: Holds::Value(Scalar::Text),
        need: Need::Optional,
        label: ("Résumé", "Summary"),
        help: "Une à trois phrases, en tête de la page.",
        example: "Un lancement à Rennes, des ateliers en ligne, un forum.",
        synonyms: &["summary", "description", "chapo", "texte"],
    },
    Field {
        name: "partenaires",
        holds: Holds::References(Reference::Partner),
        need: Need::Optional,
        label: ("Partenaires", "Partners"),
        help: "La page les montre sous leur nom de l'époque.",
        example: "[france-travail]",
        synonyms: &["partners", "partenaire", "partner"],
    },
    Field { help: "Les chiffres de cette édition, sur sa page.", ..FIGURES },
    Field {
        name: "sources",
        holds: Holds::Values(Scalar::WebUrl),
        need: Need::Optional,
        label: ("Sources", "Sources"),
        help: "Les adresses des pages d'où viennent ces informations.",
        example: "[https://example.org/article]",
        synonyms: &["source", "liens", "links", "url", "urls", "references"],
    },
    Field {
        name: "fictive",
        holds: Holds::Value(Scalar::YesNo),
        need: Need::Optional,
        label: ("Édition fictive", "Fictional edition"),
        help: "Avec `oui`, l'édition et ses évènements sont signalés comme des exemples.",
        example: "oui",
        synonyms: &["fictif", "exemple", "fictional", "example"],
    },
];
