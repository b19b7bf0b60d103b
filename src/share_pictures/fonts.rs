//! The fonts of a theme: for drawing, and for measuring words.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;

use resvg::usvg::fontdb::{Database, Family, ID, Query, Weight};
use sha2::{Digest, Sha256};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

/// The weight of text that says no other.
const USUAL_WEIGHT: u16 = 400;

/// Fonts by family and weight.
pub struct Fonts {
    database: Arc<Database>,
    faces: HashMap<ID, Face>,
    families: BTreeSet<String>,
    digest: [u8; 32],
}

/// One weight of a family.
#[derive(Debug)]
pub struct Face {
    /// How far each character takes the pen, as a part of the size of the text.
    advances: HashMap<char, f32>,
}

impl Fonts {
    /// Takes in font files by path; answers the paths of those that cannot be read, too.
    pub fn read(files: &BTreeMap<Arc<str>, Arc<[u8]>>) -> (Self, Vec<Arc<str>>) {
        let mut database = Database::new();
        let mut faces = HashMap::new();
        let mut families = BTreeSet::new();
        let mut broken = Vec::new();
        let mut digest = Sha256::new();
        for (path, bytes) in files {
            digest.update((bytes.len() as u64).to_le_bytes());
            digest.update(bytes);
            match panic::catch_unwind(AssertUnwindSafe(|| Face::read(bytes))) {
                Ok(Some(face)) => {
                    let known: BTreeSet<ID> = database.faces().map(|face| face.id).collect();
                    database.load_font_data(bytes.to_vec());
                    let new = database.faces().find(|face| !known.contains(&face.id));
                    let Some(new) = new else {
                        broken.push(Arc::clone(path));
                        continue;
                    };
                    families.extend(new.families.iter().map(|(family, _)| family.clone()));
                    faces.insert(new.id, face);
                }
                Ok(None) | Err(_) => broken.push(Arc::clone(path)),
            }
        }
        (Self { database: Arc::new(database), faces, families, digest: digest.finalize().into() }, broken)
    }

    /// For drawing.
    pub fn database(&self) -> &Arc<Database> {
        &self.database
    }

    /// Another one when a byte of a font is another.
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// The family of text that names none.
    pub fn first_family(&self) -> Option<&str> {
        self.families.first().map(String::as_str)
    }

    /// The face that text of a family and weight is drawn with.
    ///
    /// # Errors
    /// When there is no such family, in English.
    pub fn find(&self, family: &str, weight: Option<u16>) -> Result<&Face, String> {
        let name = family.trim_matches(['"', '\'', ' ']);
        let weight = Weight(weight.unwrap_or(USUAL_WEIGHT));
        let query = Query { families: &[Family::Name(name)], weight, ..Query::default() };
        let face = self.database.query(&query).and_then(|id| self.faces.get(&id));
        face.ok_or_else(|| self.unknown(name))
    }

    /// Says which fonts there are, in English.
    pub fn unknown(&self, family: &str) -> String {
        let known: Vec<&str> = self.families.iter().map(String::as_str).collect();
        let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        format!("the theme has no font of the family “{family}” in its folder `partage`; it has: {known}")
    }
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Fonts({:?})", self.families)
    }
}

impl Face {
    fn read(bytes: &[u8]) -> Option<Self> {
        let font = FontRef::new(bytes).ok()?;
        let metrics = font.glyph_metrics(Size::new(1.0), LocationRef::default());
        let advance = |(code, glyph)| Some((char::from_u32(code)?, metrics.advance_width(glyph)?));
        let advances: HashMap<char, f32> = font.charmap().mappings().filter_map(advance).collect();
        let has_outlines = font.outline_glyphs().format().is_some();
        (has_outlines && advances.contains_key(&'a')).then_some(Self { advances })
    }

    /// Whether the face has this character.
    pub fn has(&self, character: char) -> bool {
        self.advances.contains_key(&character)
    }

    /// How wide a text is of size 1, each character followed by so much more space. Pairs of letters may stand closer
    /// together than that.
    pub fn width(&self, text: &str, spacing: f32) -> f32 {
        text.chars().map(|character| self.advances.get(&character).copied().unwrap_or_default() + spacing).sum()
    }
}
