//! Alphabetical order as a French reader expects it: É stands with E, œ with oe.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A key that sorts names in French order; the text itself breaks ties, so the order is total.
pub fn key(text: &str) -> (String, String) {
    let mut letters = String::with_capacity(text.len());
    for c in text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            'œ' => letters.push_str("oe"),
            'æ' => letters.push_str("ae"),
            _ if c.is_alphanumeric() => letters.push(c),
            _ => {}
        }
    }
    (letters, text.to_owned())
}
