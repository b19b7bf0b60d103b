//! Content lines of iCalendar (RFC 5545 §3.1, §3.3.11): folded, escaped, each ended by CR LF.

/// The longest line, its end not counted.
const MOST_BYTES: usize = 75;

/// Adds a line that is whole: its name, its parameters and its value, which holds no line break.
///
/// A long one is folded, never inside a character: unfolded, it is what it was.
pub fn line(out: &mut String, line: &str) {
    let mut rest = line;
    let mut room = MOST_BYTES;
    while rest.len() > room {
        let (head, tail) = rest.split_at(rest.floor_char_boundary(room));
        out.push_str(head);
        out.push_str("\r\n ");
        rest = tail;
        // The space that continues a line counts.
        room = MOST_BYTES - 1;
    }
    out.push_str(rest);
    out.push_str("\r\n");
}

/// Adds a line whose value is text: any text. Line breaks of every kind become one kind; other control characters, which
/// no line may hold, are left out.
pub fn text(out: &mut String, name: &str, value: &str) {
    let mut whole = String::with_capacity(name.len() + value.len() + 16);
    whole.push_str(name);
    whole.push(':');
    let mut characters = value.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' | ';' | ',' => whole.extend(['\\', character]),
            '\r' if characters.peek() == Some(&'\n') => {}
            // The last three end a line for some readers.
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => whole.push_str("\\n"),
            '\t' => whole.push('\t'),
            _ if character.is_control() => {}
            _ => whole.push(character),
        }
    }
    line(out, &whole);
}

/// Text as the value of a parameter, in quotes, which it cannot hold itself (§3.2).
pub fn quoted(value: &str) -> String {
    let kept = value.chars().map(|character| if character.is_control() { ' ' } else { character });
    format!("\"{}\"", kept.filter(|character| *character != '"').collect::<String>())
}
