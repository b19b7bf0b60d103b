//! What was found out before: the verdicts that still hold, as a text of one line a link.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;

use super::collect::Link;
use super::verdict::Verdict;
use crate::problem::{Death, Doubt};

/// Its first line; a text that begins otherwise is of another version, and says nothing.
const HEAD: &str = "escale liens 1";

const DAY: Duration = Duration::from_hours(24);

/// What was found out before, by address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Memory(BTreeMap<String, (Timestamp, Verdict)>);

impl Memory {
    /// Reads what [`Memory::text`] wrote; what cannot be read is forgotten.
    pub fn read(text: &str) -> Self {
        let mut lines = text.lines();
        if lines.next() != Some(HEAD) {
            return Self::default();
        }
        Self(lines.filter_map(line).collect())
    }

    /// The verdicts younger than a week, in the order of the addresses.
    pub fn text(&self, now: Timestamp) -> String {
        let young = self.0.iter().filter(|(_, (at, _))| age(*at, now).is_some_and(|age| age < 7 * DAY));
        let lines = young.map(|(url, (at, verdict))| format!("{url}\t{at}\t{}\n", words(verdict)));
        format!("{HEAD}\n{}", lines.collect::<String>())
    }

    /// The verdict on a link, if it still holds: on a link that answered for a week, three days where people
    /// register now; on any other for a day.
    pub fn recall(&self, link: &Link, now: Timestamp) -> Option<&Verdict> {
        let (at, verdict) = self.0.get(link.url.as_str())?;
        let days = match verdict {
            Verdict::Alive | Verdict::Moved(_) if link.is_registration() => 3,
            Verdict::Alive | Verdict::Moved(_) => 7,
            Verdict::Dead(_) | Verdict::Doubtful(_) => 1,
        };
        (age(*at, now)? < days * DAY).then_some(verdict)
    }

    /// Notes a verdict.
    pub fn remember(&mut self, link: &Link, now: Timestamp, verdict: Verdict) {
        self.0.insert(link.url.to_string(), (now, verdict));
    }
}

/// `None` for an instant yet to come.
fn age(at: Timestamp, now: Timestamp) -> Option<Duration> {
    now.duration_since(at).try_into().ok()
}

fn line(line: &str) -> Option<(String, (Timestamp, Verdict))> {
    let mut fields = line.split('\t');
    let (url, at, word, detail) = (fields.next()?, fields.next()?, fields.next()?, fields.next());
    Some((url.to_owned(), (at.parse().ok()?, verdict(word, detail)?)))
}

fn words(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Alive => "vivant".to_owned(),
        Verdict::Moved(to) => format!("deplace\t{to}"),
        Verdict::Dead(Death::Status(code)) => format!("mort\t{code}"),
        Verdict::Dead(Death::NoSuchHost) => "mort\tnom".to_owned(),
        Verdict::Doubtful(Doubt::Status(code)) => format!("a-verifier\t{code}"),
        Verdict::Doubtful(doubt) => {
            let word = REASONS.iter().find(|(_, known)| known == doubt).map(|(word, _)| *word);
            format!("a-verifier\t{}", word.expect("the list holds every reason"))
        }
    }
}

/// Every reason for a doubt but a status, with the word for it.
const REASONS: [(&str, Doubt); 6] = [
    ("delai", Doubt::TimedOut),
    ("sans-reponse", Doubt::NoAnswer),
    ("nom", Doubt::Unresolved),
    ("certificat", Doubt::Certificate),
    ("redirections", Doubt::Redirects),
    ("interne", Doubt::Internal),
];

fn verdict(word: &str, detail: Option<&str>) -> Option<Verdict> {
    let status = || detail?.parse().ok().filter(|code| (100..1000).contains(code));
    match word {
        "vivant" => Some(Verdict::Alive),
        "deplace" => Some(Verdict::Moved(url::Url::parse(detail?).ok()?.to_string())),
        "mort" if detail == Some("nom") => Some(Verdict::Dead(Death::NoSuchHost)),
        "mort" => status().map(Death::Status).map(Verdict::Dead),
        "a-verifier" => {
            let reason = REASONS.iter().find(|(word, _)| detail == Some(word)).map(|(_, doubt)| *doubt);
            reason.or_else(|| status().map(Doubt::Status)).map(Verdict::Doubtful)
        }
        _ => None,
    }
}
