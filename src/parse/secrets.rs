//! Passwords and keys in the project's files: they are never published, and never shown.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use aho_corasick::{AhoCorasick, MatchKind};

use super::memory::{AT_ONCE, Answered, PerFile};
use crate::model::contact::Email;
use crate::problem::{Problems, Secret, Upkeep};
use crate::sources::encoding;
use crate::sources::positions::Positions;
use crate::sources::{Place, Sources};

/// What begins a key, as its maker publishes it, the fewest signs that follow, and whether they are letters and
/// digits only.
const TOKENS: [(&str, usize, bool); 22] = [
    ("AKIA", 16, true),
    ("ASIA", 16, true),
    ("ghp_", 36, true),
    ("gho_", 36, true),
    ("ghu_", 36, true),
    ("ghs_", 36, true),
    ("ghr_", 36, true),
    ("github_pat_", 22, false),
    ("glpat-", 20, false),
    ("xoxb-", 10, false),
    ("xoxp-", 10, false),
    ("xoxa-", 10, false),
    ("xoxr-", 10, false),
    ("xoxs-", 10, false),
    ("AIza", 35, false),
    ("sk-ant-", 20, false),
    ("sk-proj-", 20, false),
    ("sk-", 40, true),
    ("sk_live_", 16, true),
    ("rk_live_", 16, true),
    ("sk_test_", 16, true),
    ("hooks.slack.com/services/T", 20, false),
];
/// Parameters of an address that hold a key.
const PARAMETERS: [&str; 4] = ["api_key=", "apikey=", "token=", "secret="];
/// What stands before a password.
const PASSWORDS: [&str; 6] = ["password", "passwd", "pwd", "mot de passe", "mdp", "passphrase"];
/// What stands between the two.
const PRIVATE_KEY: &str = "-----BEGIN ";
const ADDRESS: &str = "://";
/// Letters of a token that are shown: all tokens of a kind begin so.
const SHOWN: usize = 4;
/// Fewest signs of a password, and of the value of a parameter.
const SHORTEST_PASSWORD: usize = 6;
const SHORTEST_VALUE: usize = 16;
/// So many bytes of a line are looked at for what stands on it after a word that may begin a secret.
const LONGEST_LINE: usize = 1_000;

/// Every word that may begin a secret; those of tokens first, in their order.
static NEEDLES: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let words = TOKENS.iter().map(|(prefix, ..)| *prefix);
    let words = words.chain(PARAMETERS).chain(PASSWORDS).chain([PRIVATE_KEY, ADDRESS]);
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::Standard)
        .build(words)
        .expect("so few words make a small automaton")
});

/// A secret found in a text.
struct Found {
    at: usize,
    /// Where it ends: no line up to there is shown.
    end: usize,
    kind: Secret,
    beginning: String,
}

/// The lines that each secret of a file stands on, and what it is.
pub type Lines = Vec<(BTreeSet<u32>, Upkeep)>;

/// The files that hold secrets.
pub fn search(sources: &Sources, searched: &PerFile<Lines>) -> Vec<Answered<Lines>> {
    let lines = |bytes: &[u8]| {
        let decoded = encoding::decode(bytes).ok();
        decoded.map(|decoded| {
            let positions = Positions::new(&decoded.text);
            find(&decoded.text).iter().map(|one| placed(&positions, one)).collect()
        })
    };
    let searched = searched.of(sources, is_text, AT_ONCE, |_, bytes| lines(bytes).unwrap_or_default());
    searched.iter().filter(|file| !file.answer.is_empty()).cloned().collect()
}

/// The problems with those of secrets. What else is wrong on a line that holds one is not told: it would show it.
pub fn kept(found: &[Answered<Lines>], problems: Problems) -> Problems {
    if found.is_empty() {
        return problems;
    }
    let mut kept = Problems::new();
    let mut silent: BTreeMap<Arc<str>, BTreeSet<u32>> = BTreeMap::new();
    for file in found {
        let lines = silent.entry(Arc::clone(&file.path)).or_default();
        for (own, secret) in file.answer.iter() {
            // One line, one secret: the second may be a part of the first.
            if let Some(first) = own.first().copied().filter(|line| !lines.contains(line)) {
                kept.push(Place::line(&file.path, first), secret.clone());
            }
            lines.extend(own);
        }
    }
    let is_shown = |place: &Place| silent.get(&place.file).is_none_or(|lines| !lines.contains(&place.line));
    for problem in problems.into_iter().filter(|problem| is_shown(&problem.place)) {
        kept.add(problem);
    }
    kept
}

fn is_text(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    ["md", "yaml", "yml", "html", "css", "js", "svg", "txt"].iter().any(|text| extension.eq_ignore_ascii_case(text))
}

fn placed(positions: &Positions, found: &Found) -> (BTreeSet<u32>, Upkeep) {
    let line = |offset: usize| u32::try_from(positions.line(offset) + 1).unwrap_or(u32::MAX);
    let lines = (line(found.at)..=line(found.end)).collect();
    (lines, Upkeep::Secret { kind: found.kind, beginning: found.beginning.clone() })
}

fn find(text: &str) -> Vec<Found> {
    let of_parameters = TOKENS.len();
    let of_passwords = of_parameters + PARAMETERS.len();
    let of_key = of_passwords + PASSWORDS.len();
    let mut run = Run::default();
    // What stands in a private key is a part of it.
    let mut key_end = 0;
    let mut found = Vec::new();
    for needle in NEEDLES.find_overlapping_iter(text) {
        let (index, start, end) = (needle.pattern().as_usize(), needle.start(), needle.end());
        if start < key_end {
            continue;
        }
        let one = if index < of_parameters {
            token(text, start, TOKENS[index], &mut run)
        } else if index < of_passwords {
            parameter(text, start, end)
        } else if index < of_key {
            password(text, start, end)
        } else if index == of_key {
            private_key(text, start)
        } else {
            in_address(text, start, end)
        };
        if let Some(Found { end, kind: Secret::PrivateKey, .. }) = &one {
            key_end = *end;
        }
        found.extend(one);
    }
    found
}

/// Letters, digits and the signs between them, as they were looked at last: a run may hold thousands of beginnings of
/// tokens.
#[derive(Default)]
struct Run {
    start: usize,
    end: usize,
    last_digit: Option<usize>,
}

impl Run {
    /// How long the run goes on from a place, and whether it has a digit from there on.
    fn at(&mut self, text: &str, from: usize) -> (usize, bool) {
        if !(self.start..self.end).contains(&from) {
            let is_part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'/');
            let run = text[from..].bytes().take_while(is_part).count();
            self.start = from;
            self.end = from + run;
            self.last_digit = text[from..self.end].rfind(|c: char| c.is_ascii_digit()).map(|at| from + at);
        }
        (self.end - from, self.last_digit >= Some(from))
    }
}

fn token(text: &str, start: usize, (prefix, fewest, is_plain): (&str, usize, bool), run: &mut Run) -> Option<Found> {
    let rest = text[start..].strip_prefix(prefix)?;
    let is_word = text[..start].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
    if !is_word {
        return None;
    }
    let (length, has_digit) = if is_plain {
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        (length, rest[..length].bytes().any(|b| b.is_ascii_digit()))
    } else {
        run.at(text, start + prefix.len())
    };
    (has_digit && length >= fewest).then(|| Found {
        at: start,
        end: start + prefix.len() + length,
        kind: Secret::Token,
        beginning: prefix[..SHOWN.min(prefix.len())].to_owned(),
    })
}

/// `?token=` and sixteen letters and digits or more.
fn parameter(text: &str, start: usize, end: usize) -> Option<Found> {
    let before = text[..start].chars().next_back();
    let value = &text[end..];
    let length =
        value.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))).unwrap_or(value.len());
    let is_mixed =
        value[..length].bytes().any(|b| b.is_ascii_digit()) && value[..length].bytes().any(|b| b.is_ascii_alphabetic());
    let is_parameter = before.is_some_and(|c| matches!(c, '?' | '&' | '_' | ';' | '#'));
    (is_parameter && is_mixed && length >= SHORTEST_VALUE).then(|| Found {
        at: start,
        end: end + length,
        kind: Secret::Token,
        beginning: String::new(),
    })
}

/// `password=…`, « Mot de passe : … » with what no word looks like.
fn password(text: &str, start: usize, end: usize) -> Option<Found> {
    let is_word = text[..start].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
    let line = line_after(text, end);
    let decoration = |c: char| c.is_whitespace() || matches!(c, '*' | '_' | '`' | '"' | '\'' | '«' | '“' | '\u{a0}');
    let after = line.trim_start_matches(decoration);
    let sign = after.chars().next().filter(|c| matches!(c, ':' | '='))?;
    let value = after[1..].trim_start_matches(decoration);
    let value = value.split(|c: char| c.is_whitespace() || matches!(c, '&' | '<' | '|')).next().unwrap_or_default();
    let value = value.trim_end_matches(|c: char| decoration(c) || matches!(c, '.' | ',' | ';' | ')' | ']' | '»' | '”'));
    let has = |is: fn(&char) -> bool| value.chars().any(|c| is(&c));
    let has_digit = has(char::is_ascii_digit);
    let is_mixed = has_digit && has(|c| c.is_alphabetic());
    let is_address = value.contains("://") || value.starts_with("www.") || Email::parse(value).is_some();
    // After « = » without a space, letters alone are a value too.
    let is_assigned = sign == '=' && after[1..].starts_with(value) && !is_french_word(value);
    let is_secret = is_word && !is_address && (is_mixed || is_assigned) && value.chars().count() >= SHORTEST_PASSWORD;
    is_secret.then(|| Found {
        at: start,
        end: end + (line.len() - after.len()),
        kind: Secret::Password,
        beginning: String::new(),
    })
}

/// What follows `password=` in addresses that only lead to a form.
fn is_french_word(value: &str) -> bool {
    let lower = value.to_lowercase();
    ["oubli", "forgot", "reset", "change", "perdu", "lost", "required", "requis"]
        .iter()
        .any(|word| lower.starts_with(word))
}

fn private_key(text: &str, start: usize) -> Option<Found> {
    let line = line_after(text, start);
    let is_key = line.contains("PRIVATE KEY-----") || line.contains("PRIVATE KEY BLOCK-----");
    is_key.then(|| {
        let rest = &text[start..];
        // To its last line; to the end of the text when it has none.
        let end = rest.find("-----END ").unwrap_or(rest.len());
        Found { at: start, end: start + end, kind: Secret::PrivateKey, beginning: String::new() }
    })
}

/// The rest of a line, as far as a secret reaches.
fn line_after(text: &str, at: usize) -> &str {
    let rest = &text[at..];
    rest[..rest.floor_char_boundary(LONGEST_LINE)].lines().next().unwrap_or_default()
}

/// `https://user:password@host`
fn in_address(text: &str, start: usize, end: usize) -> Option<Found> {
    let is_end = |c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#' | '"' | '<' | '>' | ')');
    let authority = text[end..].split(is_end).next().unwrap_or_default();
    let (user, _) = authority.rsplit_once('@')?;
    let (_, password) = user.split_once(':')?;
    (!password.is_empty()).then(|| Found {
        at: start,
        end: end + authority.len(),
        kind: Secret::Password,
        beginning: String::new(),
    })
}
