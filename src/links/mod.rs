//! Visits the external links of everything staff wrote: Content → what became of each of them.
//!
//! The only room that touches the network. What is visited ([`collect`]), which hosts are not ([`internal`]), what
//! answers mean ([`verdict`]) and what is remembered ([`memory`]) are pure.

pub mod collect;
pub mod internal;
pub mod memory;
pub mod store;
pub mod verdict;
mod visit;

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::problem::{Death, Doubt, Finding, Kind, Problems, Visited};
use collect::{Link, Links};
use memory::Memory;
use verdict::Verdict;
use visit::Visitor;

pub use visit::{LookUp, Names, look_up};

/// How links are visited.
#[derive(Debug, Clone)]
pub struct Manner {
    /// The longest wait for a connection.
    pub connect_timeout: Duration,
    /// The longest wait for an answer, connection included.
    pub whole_timeout: Duration,
    /// Before each further try of a link.
    pub pauses: Vec<Duration>,
    /// After it, no further link is visited.
    pub budget: Duration,
    /// Visits side by side.
    pub at_once: usize,
    /// Visits of one host side by side.
    pub at_once_per_host: usize,
    /// How names become addresses.
    pub look_up: LookUp,
    /// Whether addresses of this machine are visited, for tests.
    pub visits_this_machine: bool,
}

impl Default for Manner {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            whole_timeout: Duration::from_secs(20),
            pauses: vec![Duration::from_secs(1), Duration::from_secs(4)],
            budget: Duration::from_mins(5),
            at_once: 16,
            at_once_per_host: 2,
            look_up,
            visits_this_machine: false,
        }
    }
}

/// What became of the links.
#[derive(Debug)]
pub struct Outcome {
    /// Each link, in the order it was to be visited; without a verdict when it was not visited.
    pub links: Vec<(Link, Option<Judged>)>,
    /// Links that are only examples (RFC 2606), never visited.
    pub examples: usize,
    /// Whether any name could be looked up. Without a network no visit says anything.
    pub has_network: bool,
}

/// A verdict and when it was reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// What the link is.
    pub verdict: Verdict,
    /// Whether it was reached in a former run.
    pub is_remembered: bool,
}

/// Visits the links that `memory` says nothing of, the most important first, and remembers them as of `now`.
/// `tell` is called after each visit.
pub fn visit(links: Links, memory: &mut Memory, now: Timestamp, manner: &Manner, tell: &(dyn Fn() + Sync)) -> Outcome {
    let mut judged: BTreeMap<usize, Judged> = BTreeMap::new();
    for (at, link) in links.all.iter().enumerate() {
        if let Some(verdict) = memory.recall(link, now) {
            judged.insert(at, Judged { verdict: verdict.clone(), is_remembered: true });
        }
    }
    let waiting: Vec<usize> = (0..links.all.len()).filter(|at| !judged.contains_key(at)).collect();
    let visitor = Visitor::new(manner);
    let visited = side_by_side(&links.all, waiting, &visitor, manner, tell);
    let known_alive = judged.iter().filter(|(_, judged)| judged.verdict == Verdict::Alive);
    let controls: Vec<&Link> = known_alive.map(|(at, _)| &links.all[*at]).take(3).collect();
    let hangs_on_a_name =
        |verdict: &Verdict| matches!(verdict, Verdict::Dead(Death::NoSuchHost) | Verdict::Doubtful(Doubt::Unresolved));
    let has_network = visitor.found_a_name()
        || !visited.values().any(hangs_on_a_name)
        || controls.iter().any(|link| visitor.finds(&link.url));
    if has_network {
        for (at, verdict) in visited {
            memory.remember(&links.all[at], now, verdict.clone());
            judged.insert(at, Judged { verdict, is_remembered: false });
        }
    }
    let links_with = links.all.into_iter().enumerate().map(|(at, link)| (link, judged.remove(&at)));
    Outcome { links: links_with.collect(), examples: links.examples, has_network }
}

/// Links not yet begun, in order, and how many of each host are being visited.
struct Queue {
    waiting: Vec<usize>,
    busy: BTreeMap<String, usize>,
}

fn side_by_side(
    links: &[Link],
    waiting: Vec<usize>,
    visitor: &Visitor,
    manner: &Manner,
    tell: &(dyn Fn() + Sync),
) -> BTreeMap<usize, Verdict> {
    const WHOLE: &str = "no thread panics while it holds the queue";
    let until = Instant::now() + manner.budget;
    let workers = manner.at_once.min(waiting.len());
    let queue = Mutex::new(Queue { waiting, busy: BTreeMap::new() });
    let freed = Condvar::new();
    let visited = Mutex::new(BTreeMap::new());
    let next = || {
        let mut queue = queue.lock().expect(WHOLE);
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || queue.waiting.is_empty() {
                return None;
            }
            let is_free =
                |at: &usize| queue.busy.get(links[*at].host()).is_none_or(|visits| *visits < manner.at_once_per_host);
            if let Some(position) = queue.waiting.iter().position(is_free) {
                let at = queue.waiting.remove(position);
                *queue.busy.entry(links[at].host().to_owned()).or_default() += 1;
                return Some(at);
            }
            queue = freed.wait_timeout(queue, left).expect(WHOLE).0;
        }
    };
    let work = || {
        while let Some(at) = next() {
            let verdict = visitor.judge(&links[at].url, &manner.pauses, until);
            visited.lock().expect(WHOLE).insert(at, verdict);
            if let Some(visits) = queue.lock().expect(WHOLE).busy.get_mut(links[at].host()) {
                *visits -= 1;
            }
            freed.notify_all();
            tell();
        }
    };
    std::thread::scope(|threads| {
        for _ in 0..workers {
            threads.spawn(work);
        }
    });
    visited.into_inner().expect(WHOLE)
}

impl Outcome {
    /// What is to be said of the links.
    pub fn problems(&self) -> Problems {
        let mut problems = Problems::new();
        for (link, judged) in &self.links {
            let Some(judged) = judged else { continue };
            let finding = match &judged.verdict {
                Verdict::Alive => continue,
                Verdict::Moved(to) => Finding::Moved(link.with_fragment(to)),
                Verdict::Dead(death) => Finding::Dead(*death),
                Verdict::Doubtful(doubt) => Finding::ToCheck(*doubt),
            };
            let (place, others) = link.places.split_first().expect("a link is written somewhere");
            let target = link.with_fragment(link.url.as_str());
            let is_registration = link.is_registration();
            problems.push(
                place.clone(),
                Kind::Visited(Visited { target, finding, is_registration, others: others.to_vec() }),
            );
        }
        problems
    }

    /// How many links have such a verdict.
    pub fn count(&self, is_such: fn(&Judged) -> bool) -> usize {
        self.links.iter().filter(|(_, judged)| judged.as_ref().is_some_and(is_such)).count()
    }

    /// How many links were not visited: no time was left, or there is no network.
    pub fn not_visited(&self) -> usize {
        self.links.iter().filter(|(_, judged)| judged.is_none()).count()
    }

    /// All of it, for programs.
    pub fn json(&self) -> Value {
        let links = self.links.iter().map(|(link, judged)| {
            let verdict = judged.as_ref().map(|judged| &judged.verdict);
            json!({
                "url": link.url.as_str(),
                "verdict": verdict.map_or("not-visited", Verdict::word),
                "detail": verdict.and_then(Verdict::detail),
                "remembered": judged.as_ref().is_some_and(|judged| judged.is_remembered),
                "places": link.places.iter().map(|place| json!({
                    "file": &*place.file,
                    "line": place.line,
                    "column": place.column,
                })).collect::<Vec<_>>(),
            })
        });
        json!({ "network": self.has_network, "examples": self.examples, "links": links.collect::<Vec<_>>() })
    }
}

impl Verdict {
    /// A word for programs.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Alive => "alive",
            Self::Moved(_) => "moved",
            Self::Dead(_) => "dead",
            Self::Doubtful(_) => "to-check",
        }
    }

    /// What goes with the word, for programs: a status, a reason, an address.
    pub fn detail(&self) -> Option<String> {
        Some(match self {
            Self::Alive => return None,
            Self::Moved(to) => to.clone(),
            Self::Dead(Death::Status(code)) | Self::Doubtful(Doubt::Status(code)) => code.to_string(),
            Self::Dead(Death::NoSuchHost) => "no-such-host".to_owned(),
            Self::Doubtful(Doubt::TimedOut) => "timed-out".to_owned(),
            Self::Doubtful(Doubt::NoAnswer) => "no-answer".to_owned(),
            Self::Doubtful(Doubt::Unresolved) => "unresolved".to_owned(),
            Self::Doubtful(Doubt::Certificate) => "certificate".to_owned(),
            Self::Doubtful(Doubt::Redirects) => "redirects".to_owned(),
            Self::Doubtful(Doubt::Internal) => "internal".to_owned(),
        })
    }
}
