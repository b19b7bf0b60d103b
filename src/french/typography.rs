//! French typography of running text (STANDARDS T4), on output only, never in the source.
//!
//! No-break space before `:` and inside « », narrow no-break space before `; ! ?` and in thousands,
//! the curved apostrophe and the real ellipsis. Applying it twice changes nothing more.

use std::borrow::Cow;

const WIDE: char = '\u{a0}';
const NARROW: char = '\u{202f}';

/// Names whose letters are never altered (« Yahoo! », a partner's own spelling).
#[derive(Debug, Clone, Default)]
pub struct ProperNames(Vec<String>);

impl ProperNames {
    /// Keeps of these names the ones that typography would change.
    pub fn new(names: impl IntoIterator<Item = String>) -> Self {
        let mut names: Vec<String> = names.into_iter().filter(|name| matches!(curve(name), Cow::Owned(_))).collect();
        names.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        names.dedup();
        Self(names)
    }

    fn first_in(&self, text: &str) -> Option<(usize, usize)> {
        self.0
            .iter()
            .filter_map(|name| text.find(name.as_str()).map(|at| (at, name.len())))
            .min_by_key(|&(at, length)| (at, std::cmp::Reverse(length)))
    }
}

/// The text as a French printer would set it; addresses, e-mails and hours like 14:30 stay.
pub fn set<'a>(text: &'a str, names: &ProperNames) -> Cow<'a, str> {
    let Some((at, length)) = names.first_in(text) else {
        return curve(text);
    };
    let mut out = curve(&text[..at]).into_owned();
    out.push_str(&text[at..at + length]);
    out.push_str(&set(&text[at + length..], names));
    Cow::Owned(out)
}

fn curve(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(|b| matches!(b, b'\'' | b':' | b';' | b'!' | b'?' | b'.' | b'0'..=b'9' | 0xc2)) {
        return Cow::Borrowed(text);
    }
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len() + 8);
    let mut at = 0;
    while at < chars.len() {
        at += step(&chars, at, &mut out);
    }
    if out == text { Cow::Borrowed(text) } else { Cow::Owned(out) }
}

/// Sets what stands at `at` and says how many characters were read.
fn step(chars: &[char], at: usize, out: &mut String) -> usize {
    let here = chars[at];
    // As it was set: « … » counts, not the last of its three dots.
    let before = out.chars().next_back();
    let after = chars.get(at + 1).copied();
    if before.is_none_or(|c| c.is_whitespace() || c == '(')
        && let Some(length) = address(&chars[at..])
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
    let mut start = at;
    loop {
        let digits = chars[..start].iter().rev().take_while(|c| c.is_ascii_digit()).count();
        let Some(left) = start.checked_sub(digits + 1) else {
            if !(1..=3).contains(&digits) {
                return false;
            }
            break;
        };
        if is_group_gap(left) {
            if digits != 3 {
                return false;
            }
            start = left;
        } else {
            if !(1..=3).contains(&digits) || matches!(chars[left], '.' | ',' | '+' | '/') {
                return false;
            }
            break;
        }
    }
    let mut end = at;
    loop {
        let digits = chars[end + 1..].iter().take_while(|c| c.is_ascii_digit()).count();
        if digits != 3 {
            return false;
        }
        end += 1 + digits;
        if !is_group_gap(end) {
            return true;
        }
    }
}

/// « 14 h 30 »: the space after an « h » that follows digits.
fn after_hour_sign(chars: &[char], at: usize) -> bool {
    let mut back = chars[..at].iter().rev();
    back.next() == Some(&'h')
        && back.next().is_some_and(|c| is_space(*c))
        && back.next().is_some_and(char::is_ascii_digit)
}

/// The length of a web or e-mail address that starts here.
fn address(chars: &[char]) -> Option<usize> {
    let length = chars.iter().take_while(|c| !c.is_whitespace() && !matches!(**c, WIDE | NARROW | ')' | '»')).count();
    let word: String = chars[..length].iter().collect();
    let is_address = word.contains("://") || word.starts_with("www.") || word.contains('@') || word.starts_with('&');
    is_address.then_some(length)
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | WIDE | NARROW)
}

fn spaces(chars: &[char]) -> usize {
    chars.iter().take_while(|c| is_space(**c)).count()
}
