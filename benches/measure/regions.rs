//! The regions of the projects that are measured.

/// The eighteen regions: id, name, ISO code, INSEE code.
pub const REGIONS: [(&str, &str, &str, &str); 18] = [
    ("auvergne-rhone-alpes", "Auvergne-Rhône-Alpes", "ARA", "84"),
    ("bourgogne-franche-comte", "Bourgogne-Franche-Comté", "BFC", "27"),
    ("bretagne", "Bretagne", "BRE", "53"),
    ("centre-val-de-loire", "Centre-Val de Loire", "CVL", "24"),
    ("corse", "Corse", "20R", "94"),
    ("grand-est", "Grand Est", "GES", "44"),
    ("guadeloupe", "Guadeloupe", "971", "01"),
    ("guyane", "Guyane", "973", "03"),
    ("hauts-de-france", "Hauts-de-France", "HDF", "32"),
    ("ile-de-france", "Île-de-France", "IDF", "11"),
    ("la-reunion", "La Réunion", "974", "04"),
    ("martinique", "Martinique", "972", "02"),
    ("mayotte", "Mayotte", "976", "06"),
    ("normandie", "Normandie", "NOR", "28"),
    ("nouvelle-aquitaine", "Nouvelle-Aquitaine", "NAQ", "75"),
    ("occitanie", "Occitanie", "OCC", "76"),
    ("pays-de-la-loire", "Pays de la Loire", "PDL", "52"),
    ("provence-alpes-cote-d-azur", "Provence-Alpes-Côte d'Azur", "PAC", "93"),
];
