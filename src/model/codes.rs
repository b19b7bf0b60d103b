//! Official codes of the French territory: regions (ISO 3166-2:FR, INSEE), departments, communes, postcodes.

/// A region of France: its codes (the letters of ISO 3166-2:FR, the digits of INSEE) and its name as INSEE writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegionCode {
    /// « OCC » of `FR-OCC`, « 974 » overseas.
    pub iso: &'static str,
    /// « 76 »; text, because of « 01 ».
    pub insee: &'static str,
    /// « Occitanie »
    pub name: &'static str,
}

/// The eighteen regions (STANDARDS T2).
pub const REGION_CODES: [RegionCode; 18] = [
    code("ARA", "84", "Auvergne-Rhône-Alpes"),
    code("BFC", "27", "Bourgogne-Franche-Comté"),
    code("BRE", "53", "Bretagne"),
    code("CVL", "24", "Centre-Val de Loire"),
    code("20R", "94", "Corse"),
    code("GES", "44", "Grand Est"),
    code("HDF", "32", "Hauts-de-France"),
    code("IDF", "11", "Île-de-France"),
    code("NOR", "28", "Normandie"),
    code("NAQ", "75", "Nouvelle-Aquitaine"),
    code("OCC", "76", "Occitanie"),
    code("PDL", "52", "Pays de la Loire"),
    code("PAC", "93", "Provence-Alpes-Côte d'Azur"),
    code("971", "01", "Guadeloupe"),
    code("972", "02", "Martinique"),
    code("973", "03", "Guyane"),
    code("974", "04", "La Réunion"),
    code("976", "06", "Mayotte"),
];

const fn code(iso: &'static str, insee: &'static str, name: &'static str) -> RegionCode {
    RegionCode { iso, insee, name }
}

impl RegionCode {
    /// The pair with this ISO 3166-2 code, with or without `FR-`.
    pub fn from_iso(text: &str) -> Option<Self> {
        let iso = text.strip_prefix("FR-").unwrap_or(text);
        REGION_CODES.into_iter().find(|code| code.iso == iso)
    }

    /// The pair with this INSEE code.
    pub fn from_insee(text: &str) -> Option<Self> {
        REGION_CODES.into_iter().find(|code| code.insee == text)
    }
}

/// A department by its code: « 21 », « 2A », « 974 ».
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Department(usize);

impl Department {
    /// `None` when there is no such department.
    pub fn parse(code: &str) -> Option<Self> {
        DEPARTMENTS.iter().position(|(known, ..)| *known == code).map(Self)
    }

    /// « 21 »
    pub fn code(self) -> &'static str {
        DEPARTMENTS[self.0].0
    }

    /// « Côte-d'Or »
    pub fn name(self) -> &'static str {
        DEPARTMENTS[self.0].1
    }

    /// The INSEE code of its region.
    pub fn region_insee(self) -> &'static str {
        DEPARTMENTS[self.0].2
    }
}

/// A commune by its INSEE code: « 21231 » is Dijon. Five characters, not the postcode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commune {
    code: String,
    department: Department,
}

impl Commune {
    /// `None` unless the code has five characters and begins with a department's code.
    pub fn parse(code: &str) -> Option<Self> {
        let is_code = code.len() == 5
            && code.bytes().enumerate().all(|(i, b)| b.is_ascii_digit() || (i == 1 && matches!(b, b'A' | b'B')));
        if !is_code {
            return None;
        }
        let department = Department::parse(&code[..2]).or_else(|| Department::parse(&code[..3]))?;
        Some(Self { code: code.to_owned(), department })
    }

    /// The five characters.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Where it lies.
    pub fn department(&self) -> Department {
        self.department
    }
}

/// Five digits, kept as text: « 01000 ».
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Postcode(String);

impl Postcode {
    /// `None` unless there are exactly five digits, spaces apart.
    pub fn parse(text: &str) -> Option<Self> {
        let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        (digits.len() == 5 && digits.bytes().all(|b| b.is_ascii_digit())).then_some(Self(digits))
    }

    /// The five digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Code, name, INSEE code of the region.
const DEPARTMENTS: [(&str, &str, &str); 101] = [
    ("01", "Ain", "84"),
    ("02", "Aisne", "32"),
    ("03", "Allier", "84"),
    ("04", "Alpes-de-Haute-Provence", "93"),
    ("05", "Hautes-Alpes", "93"),
    ("06", "Alpes-Maritimes", "93"),
    ("07", "Ardèche", "84"),
    ("08", "Ardennes", "44"),
    ("09", "Ariège", "76"),
    ("10", "Aube", "44"),
    ("11", "Aude", "76"),
    ("12", "Aveyron", "76"),
    ("13", "Bouches-du-Rhône", "93"),
    ("14", "Calvados", "28"),
    ("15", "Cantal", "84"),
    ("16", "Charente", "75"),
    ("17", "Charente-Maritime", "75"),
    ("18", "Cher", "24"),
    ("19", "Corrèze", "75"),
    ("2A", "Corse-du-Sud", "94"),
    ("2B", "Haute-Corse", "94"),
    ("21", "Côte-d'Or", "27"),
    ("22", "Côtes-d'Armor", "53"),
    ("23", "Creuse", "75"),
    ("24", "Dordogne", "75"),
    ("25", "Doubs", "27"),
    ("26", "Drôme", "84"),
    ("27", "Eure", "28"),
    ("28", "Eure-et-Loir", "24"),
    ("29", "Finistère", "53"),
    ("30", "Gard", "76"),
    ("31", "Haute-Garonne", "76"),
    ("32", "Gers", "76"),
    ("33", "Gironde", "75"),
    ("34", "Hérault", "76"),
    ("35", "Ille-et-Vilaine", "53"),
    ("36", "Indre", "24"),
    ("37", "Indre-et-Loire", "24"),
    ("38", "Isère", "84"),
    ("39", "Jura", "27"),
    ("40", "Landes", "75"),
    ("41", "Loir-et-Cher", "24"),
    ("42", "Loire", "84"),
    ("43", "Haute-Loire", "84"),
    ("44", "Loire-Atlantique", "52"),
    ("45", "Loiret", "24"),
    ("46", "Lot", "76"),
    ("47", "Lot-et-Garonne", "75"),
    ("48", "Lozère", "76"),
    ("49", "Maine-et-Loire", "52"),
    ("50", "Manche", "28"),
    ("51", "Marne", "44"),
    ("52", "Haute-Marne", "44"),
    ("53", "Mayenne", "52"),
    ("54", "Meurthe-et-Moselle", "44"),
    ("55", "Meuse", "44"),
    ("56", "Morbihan", "53"),
    ("57", "Moselle", "44"),
    ("58", "Nièvre", "27"),
    ("59", "Nord", "32"),
    ("60", "Oise", "32"),
    ("61", "Orne", "28"),
    ("62", "Pas-de-Calais", "32"),
    ("63", "Puy-de-Dôme", "84"),
    ("64", "Pyrénées-Atlantiques", "75"),
    ("65", "Hautes-Pyrénées", "76"),
    ("66", "Pyrénées-Orientales", "76"),
    ("67", "Bas-Rhin", "44"),
    ("68", "Haut-Rhin", "44"),
    ("69", "Rhône", "84"),
    ("70", "Haute-Saône", "27"),
    ("71", "Saône-et-Loire", "27"),
    ("72", "Sarthe", "52"),
    ("73", "Savoie", "84"),
    ("74", "Haute-Savoie", "84"),
    ("75", "Paris", "11"),
    ("76", "Seine-Maritime", "28"),
    ("77", "Seine-et-Marne", "11"),
    ("78", "Yvelines", "11"),
    ("79", "Deux-Sèvres", "75"),
    ("80", "Somme", "32"),
    ("81", "Tarn", "76"),
    ("82", "Tarn-et-Garonne", "76"),
    ("83", "Var", "93"),
    ("84", "Vaucluse", "93"),
    ("85", "Vendée", "52"),
    ("86", "Vienne", "75"),
    ("87", "Haute-Vienne", "75"),
    ("88", "Vosges", "44"),
    ("89", "Yonne", "27"),
    ("90", "Territoire de Belfort", "27"),
    ("91", "Essonne", "11"),
    ("92", "Hauts-de-Seine", "11"),
    ("93", "Seine-Saint-Denis", "11"),
    ("94", "Val-de-Marne", "11"),
    ("95", "Val-d'Oise", "11"),
    ("971", "Guadeloupe", "01"),
    ("972", "Martinique", "02"),
    ("973", "Guyane", "03"),
    ("974", "La Réunion", "04"),
    ("976", "Mayotte", "06"),
];
