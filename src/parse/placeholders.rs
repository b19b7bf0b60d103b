//! Words that hold a place for others, and were forgotten there.

use crate::french::slug::slug;

/// Whole texts that say nothing yet, without accents and capitals.
const WHOLE: [&str; 25] = [
    "tbd",
    "tba",
    "tbc",
    "todo",
    "fixme",
    "xxx",
    "xx",
    "xxxx",
    "a-completer",
    "a-definir",
    "a-preciser",
    "a-venir-texte",
    "a-remplir",
    "a-confirmer",
    "lorem-ipsum",
    "no-response",
    "n-a",
    "votre-titre",
    "titre-de-l-evenement",
    "placeholder",
    "to-do",
    "to-be-defined",
    "to-be-announced",
    "titre-de-la-page",
    "texte-a-venir",
];
/// Words that say so wherever they stand in a text.
const INSIDE: [&str; 6] = ["lorem ipsum", "fixme", "à compléter", "a completer", "_no response_", "tbd"];

/// Whether a value holds a place for another.
pub fn is_one(text: &str) -> bool {
    let name = slug(text);
    WHOLE.contains(&name.as_str()) || found(text).is_some() || is_only_signs(text)
}

/// The placeholder in a text, and where it begins.
pub fn found(text: &str) -> Option<(usize, &str)> {
    let lower = text.to_lowercase();
    // Lower case has the same length but for a few letters that French does not have.
    if lower.len() != text.len() {
        return None;
    }
    let is_letter = |c: char| c.is_alphanumeric();
    let whole_word = |word: &'static str| {
        lower.match_indices(word).find_map(|(at, _)| {
            let before = lower[..at].chars().next_back().is_some_and(is_letter);
            let after = lower[at + word.len()..].chars().next().is_some_and(is_letter);
            (!before && !after).then_some((at, word.len()))
        })
    };
    let xs = lower.match_indices("xxx").find_map(|(at, _)| {
        if lower[..at].chars().next_back().is_some_and(is_letter) {
            return None;
        }
        let length = lower[at..].bytes().take_while(|b| *b == b'x').count();
        let after = lower[at + length..].chars().next().is_some_and(is_letter);
        (!after).then_some((at, length))
    });
    let (at, length) = INSIDE.into_iter().filter_map(whole_word).chain(xs).min()?;
    text.get(at..at + length).map(|word| (at, word))
}

/// The placeholder in a running text. « Un dossier à compléter » is no placeholder; « Horaires : à compléter » is one.
pub fn found_in_text(text: &str) -> Option<(usize, &str)> {
    let (at, word) = found(text)?;
    if !word.to_lowercase().ends_with("compléter") && !word.to_lowercase().ends_with("completer") {
        return Some((at, word));
    }
    let before = text[..at].trim_end().chars().next_back();
    let after = text[at + word.len()..].trim_start().chars().next();
    let stands_alone = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    (before != Some(',') && stands_alone(before) && stands_alone(after)).then_some((at, word))
}

/// « … », « ??? », « --- »
fn is_only_signs(text: &str) -> bool {
    text.chars().count() >= 1 && text.chars().all(|c| matches!(c, '.' | '…' | '?' | '-' | '_' | '*' | '/'))
}
