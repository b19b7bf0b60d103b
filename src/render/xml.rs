//! XML, as feeds and sitemaps are written in.

use std::fmt::Write;

/// Begins every file: there is no other encoding here.
pub const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// Adds an element that holds text and no other, on a line of its own.
pub fn element(out: &mut String, name: &str, text: &str) {
    writeln!(out, "<{name}>{}</{name}>", escaped(text)).expect("a String takes all text");
}

/// Text as the value of an attribute, or between tags. Characters that XML does not have (XML 1.0 §2.2) are left out.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars().filter(|character| is_allowed(*character)) {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(character),
        }
    }
    out
}

/// Whether XML has a character; control characters that it could have help nobody.
pub fn is_allowed(character: char) -> bool {
    !(character.is_control() && character != '\n' || matches!(character, '\u{fffe}' | '\u{ffff}'))
}
