//! Texts that a spreadsheet would take for a formula: kept from it by an apostrophe, which reading takes away again.

/// What a formula begins with (and what spreadsheets skip before they look for one).
const BEGINNINGS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A text as it is written into a cell of a CSV file. What [`unguarded`] would shorten has an apostrophe more, too.
pub fn guarded(text: &str) -> String {
    if text.starts_with(BEGINNINGS) || is_guarded(text) { format!("'{text}") } else { text.to_owned() }
}

/// A text as it is written where the file says itself that it is one: only what [`unguarded`] would shorten is changed.
pub fn marked(text: &str) -> String {
    if is_guarded(text) { format!("'{text}") } else { text.to_owned() }
}

/// The text that was meant by a cell.
pub fn unguarded(text: &str) -> &str {
    if is_guarded(text) { &text[1..] } else { text }
}

/// An apostrophe before what would be a formula, however many stand between.
fn is_guarded(text: &str) -> bool {
    let rest = text.trim_start_matches('\'');
    rest.len() < text.len() && rest.starts_with(BEGINNINGS)
}
