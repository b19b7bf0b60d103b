//! Texts that begin like a list or a group of YAML: a title such as « [Complet] Forum », or no title at all.

/// Brackets within brackets that a title may have.
const DEEPEST: usize = 2;

/// What is left of a text without the signs that may make something else of it; `None` when it certainly is a text.
pub fn without(written: &str) -> Option<&str> {
    let is_sign = |c: char| matches!(c, '[' | ']' | '{' | '}') || c.is_whitespace();
    (written.starts_with(['[', '{']) && is_doubtful(written)).then(|| written.trim_matches(is_sign))
}

/// Whether the first bracket of a text has no end, holds no word, or has a list or fields up to the end of the text.
fn is_doubtful(written: &str) -> bool {
    let mut open: Vec<char> = Vec::with_capacity(DEEPEST);
    let mut has_parts = false;
    for (at, c) in written.char_indices() {
        match c {
            '[' | '{' if open.len() == DEEPEST => return true,
            '[' => open.push(']'),
            '{' => open.push('}'),
            ']' | '}' => {
                if open.pop() != Some(c) {
                    return true;
                }
                if open.is_empty() {
                    let is_all = written[at + c.len_utf8()..].trim().is_empty();
                    return is_all && has_parts || !written[..at].contains(char::is_alphanumeric);
                }
            }
            ',' => has_parts = true,
            ':' => has_parts |= written[at + 1..].starts_with(char::is_whitespace),
            _ => {}
        }
    }
    true
}
