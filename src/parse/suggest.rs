//! « Vouliez-vous dire … ? »: the nearest of the known names.

use super::addresses;
use crate::french::slug::slug;
use crate::schema::{Field, Scalar};

/// Below this likeness a name is not offered.
const LEAST_LIKENESS: f64 = 0.72;
/// The likeness of a word of a longer name, and of the same letters in another order.
const SURE_LIKENESS: f64 = 0.9;

/// The nearest of these names to what was written, when one is near enough.
pub fn nearest<'n>(written: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    at_least(LEAST_LIKENESS, written, names)
}

fn at_least<'n>(least: f64, written: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let written = slug(written);
    names
        .into_iter()
        .map(|name| (likeness(&written, &slug(name)), name))
        .filter(|(likeness, _)| *likeness >= least)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, name)| name)
}

/// The field that was meant: by another word for it (`title`), else by a name like it (`titel`), else by a
/// word like another word for it.
pub fn nearest_field(written: &str, fields: impl Iterator<Item = &'static Field> + Clone) -> Option<&'static str> {
    let word = slug(written).replace('-', "_");
    let by_word = fields.clone().find(|field| field.synonyms.contains(&word.as_str())).map(|field| field.name);
    let by_name = || nearest(written, fields.clone().map(|field| field.name));
    let by_likeness = || {
        let words = fields.clone().flat_map(|field| field.synonyms.iter().copied());
        let found = at_least(SURE_LIKENESS, written, words)?;
        fields.clone().find(|field| field.synonyms.contains(&found)).map(|field| field.name)
    };
    by_word.or_else(by_name).or_else(by_likeness)
}

/// What a value may be meant for, when it is not certain.
pub fn value(expected: Scalar, value: &str) -> Option<String> {
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    let is_number = digits.len() == value.len();
    match expected {
        // Spreadsheets drop the zero in front.
        Scalar::Postcode | Scalar::Commune if is_number && digits.len() == 4 => Some(format!("\"0{digits}\"")),
        Scalar::Department if is_number && digits.len() == 1 => Some(format!("\"0{digits}\"")),
        Scalar::Telephone if is_number && digits.len() == 9 => Some(format!("0{digits}")),
        Scalar::Count | Scalar::Percent if !digits.is_empty() && !is_number => {
            let first = value.split(|c: char| !c.is_ascii_digit()).find(|part| !part.is_empty())?;
            (first == digits).then_some(digits)
        }
        Scalar::WebUrl => addresses::suggestion(value),
        Scalar::Slug => Some(slug(value)).filter(|slug| !slug.is_empty()),
        Scalar::YesNo => nearest(value, ["oui", "non"]).map(str::to_owned),
        Scalar::Zone => nearest(
            value,
            [
                "Europe/Paris",
                "Indian/Reunion",
                "America/Martinique",
                "America/Guadeloupe",
                "America/Cayenne",
                "Indian/Mayotte",
            ],
        )
        .map(str::to_owned),
        _ => None,
    }
}

fn likeness(written: &str, known: &str) -> f64 {
    if written == known {
        return 1.0;
    }
    let is_part = written.len() >= 3 && (known.starts_with(written) || known.split('-').any(|word| word == written));
    let is_anagram = written.len() >= 4 && sorted(written) == sorted(known);
    let by_letters = strsim::normalized_damerau_levenshtein(written, known);
    let by_beginning = strsim::jaro_winkler(written, known) - 0.1;
    by_letters.max(by_beginning).max(if is_part || is_anagram { SURE_LIKENESS } else { 0.0 })
}

fn sorted(word: &str) -> Vec<u8> {
    let mut letters = word.as_bytes().to_vec();
    letters.sort_unstable();
    letters
}
