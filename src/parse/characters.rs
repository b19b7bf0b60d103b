//! Characters that do not belong in a text: those that nobody sees, and letters spoilt by a wrong encoding.

use super::header::FileText;
use crate::problem::{Edit, Fix, Problems, Writing};

/// Whether nobody sees a character and no text needs it. Joiners, which some scripts and emoji need, are not
/// among them.
pub fn is_hidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
        || is_bidirectional(c)
}

/// Whether a character turns the direction of what follows (Unicode UAX 9 §2).
fn is_bidirectional(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}')
}

/// Reports them, once a line, with the line without them.
pub fn check(text: &FileText, problems: &mut Problems) {
    let is_suspect = |b: &u8| matches!(*b, 0..=8 | 11..=31 | 127) || *b >= 0xc2;
    if !text.text.as_bytes().iter().any(is_suspect) {
        return;
    }
    for line in text.lines(0..text.text.len()) {
        let written = &text.text[line.start..line_end(text.text, line.start)];
        if written.is_ascii() && !written.bytes().any(|b| is_suspect(&b)) {
            continue;
        }
        hidden(text, line.start, written, problems);
        mojibake(text, line.start, written, problems);
    }
}

fn line_end(text: &str, start: usize) -> usize {
    text[start..].find('\n').map_or(text.len(), |at| start + at)
}

fn hidden(text: &FileText, start: usize, written: &str, problems: &mut Problems) {
    let found: Vec<(usize, char)> = written.char_indices().filter(|(_, c)| is_hidden(*c)).collect();
    let Some((first, c)) = found.first() else { return };
    let place = text.place(start + first..start + first + c.len_utf8());
    let kind = Writing::HiddenCharacters {
        count: found.len(),
        is_bidirectional: found.iter().any(|(_, c)| is_bidirectional(*c)),
    };
    let edit = |(at, c): &(usize, char)| {
        let place = text.place(start + at..start + at + c.len_utf8());
        Edit { line: place.line, column: place.column, length: 1, text: String::new() }
    };
    problems.push_fixed(place, kind, Fix { edits: found.iter().map(edit).collect() });
}

/// « Ã© » was « é » before somebody read UTF-8 as Windows-1252.
fn mojibake(text: &FileText, start: usize, written: &str, problems: &mut Problems) {
    let Some(at) = written.find(['Ã', 'Â', 'â']) else { return };
    let mut place = None;
    let mut edits = Vec::new();
    let mut at = at;
    while let Some(c) = written[at..].chars().next() {
        let Some((length, meant)) = unspoilt(&written[at..]) else {
            at += c.len_utf8();
            continue;
        };
        let spoilt = &written[at..at + length];
        let here = text.place(start + at..start + at + length);
        edits.push(Edit { line: here.line, column: here.column, length: here.length, text: meant.clone() });
        place.get_or_insert((here, spoilt.to_owned(), meant));
        at += length;
    }
    if let Some((place, written, meant)) = place {
        problems.push_fixed(place, Writing::Mojibake { written, meant }, Fix { edits });
    }
}

/// The letter that a spoilt beginning of a text was, and how many bytes of the text it takes.
fn unspoilt(text: &str) -> Option<(usize, String)> {
    let first = text.chars().next().filter(|c| matches!(c, 'Ã' | 'Â' | 'â' | 'Å'))?;
    let wanted = if first == 'â' { 3 } else { 2 };
    let spoilt: String = text.chars().take(wanted).collect();
    let (bytes, _, had_errors) = encoding_rs::WINDOWS_1252.encode(&spoilt);
    let meant = std::str::from_utf8(&bytes).ok().filter(|_| !had_errors)?;
    let is_likely = meant.chars().count() == 1 && !meant.chars().any(char::is_control);
    is_likely.then(|| (spoilt.len(), meant.to_owned()))
}
