//! Style sheets as visitors are sent them.

/// A style sheet without what is for those who write it: comments, and the white space that means nothing anywhere in CSS.
pub fn for_readers(style: &str) -> String {
    let mut kept = String::with_capacity(style.len());
    let mut rest = style;
    while let Some(first) = rest.chars().next() {
        let taken = match first {
            '"' | '\'' => {
                let end = quoted(rest, first);
                kept.push_str(&rest[..end]);
                end
            }
            '/' | ' ' | '\n' | '\r' | '\t' if gap(rest) > 0 => {
                let end = gap(rest);
                let is_needed = !kept.is_empty() && !kept.ends_with(['{', '}', ';', ',']);
                if is_needed && !rest[end..].starts_with(['{', '}']) && end < rest.len() {
                    kept.push(' ');
                }
                end
            }
            _ => {
                kept.push(first);
                first.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    kept
}

/// How many bytes a text between quotes has that a style sheet begins with.
fn quoted(style: &str, quote: char) -> usize {
    let mut is_escaped = true;
    for (at, character) in style.char_indices() {
        if character == quote && !is_escaped {
            return at + 1;
        }
        is_escaped = character == '\\' && !is_escaped;
    }
    style.len()
}

/// How many bytes of white space and comments a style sheet begins with.
fn gap(style: &str) -> usize {
    let mut rest = style;
    loop {
        rest = rest.trim_start_matches([' ', '\n', '\r', '\t']);
        match rest.strip_prefix("/*") {
            Some(comment) => rest = comment.split_once("*/").map_or("", |(_, rest)| rest),
            None => return style.len() - rest.len(),
        }
    }
}
