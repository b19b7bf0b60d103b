//! Texts as YAML wants them written.

use crate::parse::characters::is_hidden;

/// The text with quotes, if YAML or we would read it as anything else without them.
///
/// What is answered can stand in a list or between braces as well as on a line of its own.
pub fn quoted_if_needed(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { quoted(text) }
}

/// The text between quotes, those that need the least escaping.
pub fn quoted(text: &str) -> String {
    // YAML takes no control characters, and nobody would miss them.
    let text: String = text.chars().filter(|c| !is_hidden(*c)).collect();
    if text.contains(['"', '\\']) && !text.contains('\'') {
        return format!("'{text}'");
    }
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Whether a text means itself without quotes, to us and to any reader of YAML.
pub fn is_plain(text: &str) -> bool {
    let starts_well = text.starts_with(char::is_alphanumeric);
    let is_safe = |c: char| c.is_alphanumeric() || " -_./+%?!’…«»\u{a0}\u{202f}()=&@~;'".contains(c);
    let has_colon_at_end = text.ends_with(':') || text.contains(": ");
    let is_word_of_yaml = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word));
    let is_number = text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_hexdigit() || "._+-:xo".contains(c))
        && !is_date(text);
    starts_well
        && !text.ends_with(' ')
        && text.chars().all(|c| is_safe(c) || c == ':')
        && !has_colon_at_end
        && !is_word_of_yaml
        && !is_number
}

/// A date needs no quotes: we read it as text, and the files of the project have it so.
fn is_date(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() })
}
