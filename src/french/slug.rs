//! Words turned into the ASCII of web addresses (STANDARDS T5).

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest segment of an address, in bytes.
pub const LONGEST_BYTES: usize = 120;

/// Lower-case ASCII letters, digits and single hyphens: « Événement à Lyon » → `evenement-a-lyon`.
///
/// Composed and decomposed accents give the same answer. The result may be empty.
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.nfd().filter(|c| !is_combining_mark(*c)) {
        match c {
            'a'..='z' | '0'..='9' => slug.push(c),
            'A'..='Z' => slug.push(c.to_ascii_lowercase()),
            'œ' | 'Œ' => slug.push_str("oe"),
            'æ' | 'Æ' => slug.push_str("ae"),
            'ß' => slug.push_str("ss"),
            'ø' | 'Ø' => slug.push('o'),
            'ł' | 'Ł' => slug.push('l'),
            _ if slug.ends_with('-') || slug.is_empty() => {}
            _ => slug.push('-'),
        }
    }
    slug.truncate(LONGEST_BYTES);
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}
