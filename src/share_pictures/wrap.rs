//! A text → lines that fit, in the largest of some sizes: SVG does not wrap.

use unicode_normalization::UnicodeNormalization;

use super::Face;

/// More characters than fit any picture; the others are not looked at.
const LONGEST: usize = 1_000;
/// What is left out is told.
const CUT: &str = "…";

/// Room for a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Room {
    /// Sizes to be tried in turn, in pixels.
    pub sizes: Vec<f32>,
    /// In pixels.
    pub width: f32,
    /// In pixels: as many lines stand in it as fit, and one at least.
    pub height: f32,
    /// From line to line, as a part of the size.
    pub leading: f32,
    /// After each character, as a part of the size.
    pub spacing: f32,
}

/// A text in lines.
#[derive(Debug, Clone, PartialEq)]
pub struct Lines {
    /// In pixels.
    pub size: f32,
    /// From the top down, each with its width in pixels.
    pub lines: Vec<(String, f32)>,
}

impl Room {
    fn most_lines(&self, size: f32) -> usize {
        let line = size * self.leading;
        let (mut lines, mut height) = (1, 2.0 * line);
        while lines < LONGEST && height <= self.height {
            lines += 1;
            height += line;
        }
        lines
    }
}

/// A face with the space after each character.
struct Pen<'f> {
    face: &'f Face,
    spacing: f32,
}

impl Pen<'_> {
    /// Whether a line is no wider than so many times its size.
    fn fits(&self, line: &str, width: f32) -> bool {
        self.face.width(line.trim_end(), self.spacing) <= width
    }
}

/// Wraps a text in the first of the sizes in which all of it fits, into lines of much the same length. In the last one,
/// what does not fit is cut. Characters that the face does not have are left out.
pub fn wrap(text: &str, face: &Face, room: &Room) -> Lines {
    let text = drawable(text, face);
    let pen = Pen { face, spacing: room.spacing };
    let (words, groups, syllables) = (words(&text), groups(&text), parts(&text, &[' ', '-']));
    let fitted = |parts: &[&str], size: f32| {
        let width = room.width / size;
        let lines = lined(parts, &pen, width).filter(|lines| lines.len() <= room.most_lines(size))?;
        Some((size, balanced(parts, &pen, width, lines)))
    };
    let mut sizes = room.sizes.iter().copied();
    let whole = sizes.clone().find_map(|size| fitted(&groups, size).or_else(|| fitted(&words, size)));
    let whole = whole.or_else(|| sizes.find_map(|size| fitted(&syllables, size)));
    let (size, lines) = whole.unwrap_or_else(|| {
        let size = room.sizes.last().copied().unwrap_or(1.0);
        (size, cut(&words, &pen, room.width / size, room.most_lines(size)))
    });
    let lines = lines.into_iter().map(|line| {
        let width = face.width(&line, room.spacing) * size;
        (line, width)
    });
    Lines { size, lines: lines.collect() }
}

/// The text as far as a face can draw it.
fn drawable(text: &str, face: &Face) -> String {
    let mut drawable = String::new();
    for character in text.nfc().take(LONGEST) {
        let character = match character {
            '\u{2010}' | '\u{2011}' if !face.has(character) => '-',
            '\u{2009}' | '\u{202f}' if !face.has(character) => '\u{a0}',
            _ if character.is_whitespace() && !is_fixed(character) => ' ',
            _ => character,
        };
        if !face.has(character) || character.is_control() {
            continue;
        }
        // Where a character was left out, two spaces meet: the one at which no line ends stays.
        let is_after_space = drawable.ends_with(|c: char| c == ' ' || is_fixed(c));
        match character {
            ' ' if is_after_space => {}
            _ if is_fixed(character) && is_after_space => {
                drawable.pop();
                drawable.push(character);
            }
            _ => drawable.push(character),
        }
    }
    drawable.trim().to_owned()
}

/// A space at which no line ends.
fn is_fixed(character: char) -> bool {
    matches!(character, '\u{a0}' | '\u{202f}')
}

/// A text in parts that end with one of these.
fn parts<'t>(text: &'t str, ends: &[char]) -> Vec<&'t str> {
    text.split_inclusive(ends).collect()
}

fn words(text: &str) -> Vec<&str> {
    parts(text, &[' '])
}

/// Words, short ones together with the next: a line reads badly that ends with « en ».
fn groups(text: &str) -> Vec<&str> {
    const SHORT: usize = 3;
    let mut groups = Vec::new();
    let mut start = 0;
    let mut end = 0;
    for word in words(text) {
        end += word.len();
        if word.trim_end().chars().count() > SHORT {
            groups.push(&text[start..end]);
            start = end;
        }
    }
    groups.extend(Some(&text[start..]).filter(|rest| !rest.is_empty()));
    groups
}

/// Lines no wider than `width`; `None` when a part is wider.
fn lined(parts: &[&str], pen: &Pen, width: f32) -> Option<Vec<String>> {
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        if !pen.fits(part, width) {
            return None;
        }
        match lines.last_mut() {
            Some(line) if pen.fits(&format!("{line}{part}"), width) => line.push_str(part),
            _ => lines.push((*part).to_owned()),
        }
    }
    Some(trimmed(lines))
}

/// As many lines, in the narrowest width that holds them.
fn balanced(parts: &[&str], pen: &Pen, width: f32, lines: Vec<String>) -> Vec<String> {
    const STEPS: i32 = 8;
    let (mut narrow, mut wide, mut best) = (0.0, width, lines);
    for _ in 0..STEPS {
        let between = f32::midpoint(narrow, wide);
        match lined(parts, pen, between).filter(|lines| lines.len() == best.len()) {
            Some(lines) => (wide, best) = (between, lines),
            None => narrow = between,
        }
    }
    best
}

/// The beginning of a text, words broken where they must be.
fn cut(words: &[&str], pen: &Pen, width: f32, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words {
        match lines.last_mut() {
            Some(line) if pen.fits(&format!("{line}{word}"), width) => line.push_str(word),
            _ if pen.fits(word, width) => lines.push((*word).to_owned()),
            _ => broken(word, &mut lines, pen, width),
        }
    }
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            let is_loose = |c: char| c.is_whitespace() || is_fixed(c) || matches!(c, ',' | ';' | ':' | '.' | '-' | '–');
            while last.ends_with(is_loose) || (!last.is_empty() && !pen.fits(&format!("{last}{CUT}"), width)) {
                last.pop();
            }
            last.push_str(CUT);
        }
    }
    trimmed(lines)
}

/// Goes on with a word that is wider than a line.
fn broken(word: &str, lines: &mut Vec<String>, pen: &Pen, width: f32) {
    for character in word.chars() {
        match lines.last_mut() {
            Some(line) if pen.fits(&format!("{line}{character}"), width) => line.push(character),
            _ => lines.push(character.to_string()),
        }
    }
}

fn trimmed(mut lines: Vec<String>) -> Vec<String> {
    for line in &mut lines {
        line.truncate(line.trim_end().len());
    }
    lines.retain(|line| !line.is_empty());
    lines
}
