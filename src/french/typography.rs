//! French typography of running text (STANDARDS T4), on output only, never in the source.
//!
//! No-break space before `:` and inside « », narrow no-break space before `; ! ?` and in thousands,
//! the curved apostrophe and the real ellipsis. Applying it twice changes nothing more.

use std::borrow::Cow;

use aho_corasick::{AhoCorasick, MatchKind};

const WIDE: char = '\u{a0}';
const NARROW: char = '\u{202f}';
/// Groups of three digits in one number, at the most.
const MOST_GROUPS: usize = 6;

/// Names whose letters are never altered (« Yahoo! », a partner's own spelling).
#[derive(Debug, Clone, Default)]
pub struct ProperNames {
    names: Vec<String>,
    /// Finds all of them in one pass; `None` when there is no name.
    finder: Option<AhoCorasick>,
}

impl PartialEq for ProperNames {
    fn eq(&self, other: &Self) -> bool {
        self.names == other.names
    }
}

impl Eq for ProperNames {}

impl ProperNames {
    /// Keeps of these names the ones that typography would change.
    pub fn new(names: impl IntoIterator<Item = String>) -> Self {
        let mut names: Vec<String> = names.into_iter().filter(|name| matches!(curve(name), Cow::Owned(_))).collect();
        names.sort();
        names.dedup();
        let finder = (!names.is_empty()).then(|| {
            let builder = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&names);
            builder.expect("the names of a programme's partners fit in memory")
        });
        Self { names, finder }
    }

    /// Where the names stand in a text, in order, the longest where several begin; none overlaps another.
    fn places_in(&self, text: &str) -> Vec<(usize, usize)> {
        let found = self.finder.iter().flat_map(|finder| finder.find_iter(text));
        found.map(|found| (found.start(), found.len())).collect()
    }
}

/// The text as a French printer would set it; addresses, e-mails and hours like 14:30 stay.
pub fn set<'a>(text: &'a str, names: &ProperNames) -> Cow<'a, str> {
    let places = names.places_in(text);
    if places.is_empty() {
        return curve(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut from = 0;
    for (at, length) in places {
        out.push_str(&curve(&text[from..at]));
        from = at + length;
        out.push_str(&text[at..from]);
    }
    out.push_str(&curve(&text[from..]));
    Cow::Owned(out)
}

fn curve(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(|b| matches!(b, b'\'' | b':' | b';' | b'!' | b'?' | b'.' | b'0'..=b'9' | 0xc2)) {
        return Cow::Borrowed(text);
    }
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len() + 8);
    let mut word = Word::default();
    let mut at = 0;
    while at < chars.len() {
        at += step(&chars, at, &mut word, &mut out);
    }
    if out == text { Cow::Borrowed(text) } else { Cow::Owned(out) }
}

/// Sets what stands at `at` and says how many characters were read.
fn step(chars: &[char], at: usize, word: &mut Word, out: &mut String) -> usize {
    let here = chars[at];
    // As it was set: « … » counts, not the last of its three dots.
    let before = out.chars().next_back();
    let after = chars.get(at + 1).copied();
    if before.is_none_or(|c| c.is_whitespace() || c == '(')
        && let Some(length) = word.address(chars, at)
    {
        out.extend(&chars[at..at + length]);
        return length;
    }
    let is_followed = after.map_or_else(|| elides(&chars[..at]), char::is_alphanumeric);
    if here == '\'' && before.is_some_and(char::is_alphabetic) && is_followed {
        out.push('’');
        return 1;
    }
    if here == '.'
        && before != Some('.')
        && chars[at..].starts_with(&['.', '.', '.'])
        && chars.get(at + 3) != Some(&'.')
    {
        out.push('…');
        return 3;
    }
    if here == '«' {
        out.push('«');
        out.push(WIDE);
        return 1 + spaces(&chars[at + 1..]);
    }
    if is_space(here) {
        return space(chars, at, out);
    }
    if let Some(gap) = gap_before(here)
        && before.is_some_and(|c| c.is_alphanumeric() || matches!(c, ')' | '»' | '…' | '%' | '’' | '"'))
        && ends_word(here, &chars[at + 1..])
    {
        out.push(gap);
    }
    out.push(here);
    1
}

/// « l' », « qu' » at the end of a stretch: what follows is in bold, a link, a name.
fn elides(before: &[char]) -> bool {
    match before {
        [.., 'q' | 'Q', 'u' | 'U'] => true,
        [.., former, _] if former.is_alphabetic() => false,
        [.., last] => "cdjlmnst".contains(last.to_ascii_lowercase()),
        [] => false,
    }
}

/// A run of spaces: bound to the sign that follows, to a unit or inside a large number, else kept.
fn space(chars: &[char], at: usize, out: &mut String) -> usize {
    let length = spaces(&chars[at..]);
    let next = chars.get(at + length).copied();
    let after = chars.get(at + length + 1).copied();
    let before = at.checked_sub(1).map(|i| chars[i]);
    let bound = match next {
        Some(sign) if gap_before(sign).is_some() && ends_word(sign, &chars[at + length + 1..]) => gap_before(sign),
        Some('%' | '€') if before.is_some_and(|c| c.is_ascii_digit()) => Some(WIDE),
        Some('h') if before.is_some_and(|c| c.is_ascii_digit()) && !after.is_some_and(char::is_alphanumeric) => {
            Some(WIDE)
        }
        Some(digit) if digit.is_ascii_digit() && in_thousands(chars, at, length) => Some(NARROW),
        Some(digit) if digit.is_ascii_digit() && after_hour_sign(chars, at) => Some(WIDE),
        _ => None,
    };
    match bound {
        Some(gap) => out.push(gap),
        None => out.extend(&chars[at..at + length]),
    }
    length
}

fn gap_before(sign: char) -> Option<char> {
    match sign {
        ':' | '»' => Some(WIDE),
        ';' | '!' | '?' => Some(NARROW),
        _ => None,
    }
}

/// Whether the sign closes a word here, as against « 14:30 » or « page?id=2 ».
fn ends_word(sign: char, after: &[char]) -> bool {
    let ends = |c: &char| c.is_whitespace() || matches!(c, '!' | '?' | ')' | '»' | '"' | '…');
    sign == '»' || after.first().is_none_or(ends) || after.starts_with(&['.', '.', '.'])
}

/// « 10 000 »: one to three digits, then groups of three, with no other digit beside.
fn in_thousands(chars: &[char], at: usize, length: usize) -> bool {
    if length != 1 {
        return false;
    }
    let is_group_gap = |i: usize| {
        chars.get(i).is_some_and(|c| is_space(*c))
            && i > 0
            && chars[i - 1].is_ascii_digit()
            && chars.get(i + 1).is_some_and(char::is_ascii_digit)
    };
    // A number of more groups is none, and a page of digits must not be read anew from each of them.
    let mut start = at;
    for _ in 0..MOST_GROUPS {
        let digits = chars[..start].iter().rev().take(4).take_while(|c| c.is_ascii_digit()).count();
        let left = start.checked_sub(digits + 1);
        match left.filter(|left| is_group_gap(*left)) {
            Some(_) if digits != 3 => return false,
            Some(left) => start = left,
            None => {
                let is_signed = left.is_some_and(|left| matches!(chars[left], '.' | ',' | '+' | '/'));
                return (1..=3).contains(&digits) && !is_signed && groups_of_three_follow(chars, at, is_group_gap);
            }
        }
    }
    false
}

/// Groups of three digits from the gap at `at` to the end of the number.
fn groups_of_three_follow(chars: &[char], at: usize, is_group_gap: impl Fn(usize) -> bool) -> bool {
    let mut end = at;
    for _ in 0..MOST_GROUPS {
        if chars[end + 1..].iter().take(4).take_while(|c| c.is_ascii_digit()).count() != 3 {
            return false;
        }
        end += 4;
        if !is_group_gap(end) {
            return true;
        }
    }
    false
}

/// « 14 h 30 »: the space after an « h » that follows digits.
fn after_hour_sign(chars: &[char], at: usize) -> bool {
    let mut back = chars[..at].iter().rev();
    back.next() == Some(&'h')
        && back.next().is_some_and(|c| is_space(*c))
        && back.next().is_some_and(char::is_ascii_digit)
}

/// The word that was looked at last. Addresses begin after a parenthesis too, and a word may have thousands of them.
#[derive(Default)]
struct Word {
    end: usize,
    /// Where the last sign of an address in it stands: `://` or `@`.
    sign: Option<usize>,
}

impl Word {
    /// The length of a web or e-mail address that starts here.
    fn address(&mut self, chars: &[char], at: usize) -> Option<usize> {
        if at >= self.end {
            let is_part = |c: &&char| !c.is_whitespace() && !matches!(**c, WIDE | NARROW | ')' | '»');
            self.end = at + chars[at..].iter().take_while(is_part).count();
            let word = &chars[..self.end];
            self.sign = (at..self.end).rev().find(|at| word[*at] == '@' || word[*at..].starts_with(&[':', '/', '/']));
        }
        let rest = &chars[at..self.end];
        let is_address = self.sign >= Some(at) || rest.starts_with(&['w', 'w', 'w', '.']) || rest.first() == Some(&'&');
        is_address.then_some(rest.len())
    }
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | WIDE | NARROW)
}

fn spaces(chars: &[char]) -> usize {
    chars.iter().take_while(|c| is_space(**c)).count()
}
