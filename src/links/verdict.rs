//! What the answers to visits mean. A link is dead only when that is certain; what a server may say to
//! programs only settles nothing.

use std::time::Duration;

use url::Url;

use crate::problem::{Death, Doubt};

/// What a link is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It answers.
    Alive,
    /// It answers, and says that its address is another for good.
    Moved(String),
    /// Nothing is there.
    Dead(Death),
    /// A person has to look.
    Doubtful(Doubt),
}

/// How to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// For the header only.
    Head,
    /// As a browser asks.
    Get,
}

/// What came of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The server answered.
    Status {
        /// Its code.
        code: u16,
        /// Where to go instead.
        location: Option<String>,
        /// How long it asks to be left alone.
        retry_after: Option<Duration>,
    },
    /// There is no such name.
    NoSuchHost,
    /// No answer, for this reason.
    Failed(Doubt),
}

/// Redirections that are followed, as browsers and crawlers do (RFC 9309 §2.3.1.2 asks for five at least).
const MOST_REDIRECTS: usize = 10;

/// A server that asks to be left alone for longer is not asked again.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// In the path or host of pages that only stand before the page meant.
const GATES: [&str; 9] = ["login", "signin", "sign-in", "connexion", "consent", "auth", "sso", "captcha", "challenge"];

/// What came of one try.
enum Try {
    Settled(Verdict),
    Nothing(Death),
    Passing(Doubt, Option<Duration>),
}

/// Asks until the answer is certain, or the pauses between tries are used up. `pause` answers whether
/// there is time to go on.
pub fn judge(
    url: &Url,
    pauses: &[Duration],
    mut ask: impl FnMut(Method, &Url) -> Answer,
    mut pause: impl FnMut(Duration) -> bool,
) -> Verdict {
    let mut pauses = pauses.iter();
    let mut has_head = true;
    let mut seen: Vec<Death> = Vec::new();
    loop {
        let (doubt, wanted) = match follow(url, &mut has_head, &mut ask) {
            Try::Settled(verdict) => return verdict,
            Try::Nothing(death) if seen.contains(&death) => return Verdict::Dead(death),
            Try::Nothing(death) => {
                seen.push(death);
                (death.unconfirmed(), None)
            }
            Try::Passing(doubt, wanted) => (doubt, wanted),
        };
        let Some(least) = pauses.next() else { return Verdict::Doubtful(doubt) };
        let wait = wanted.unwrap_or_default().max(*least);
        if wait > LONGEST_PAUSE || !pause(wait) {
            return Verdict::Doubtful(doubt);
        }
    }
}

impl Death {
    /// Seen once only.
    fn unconfirmed(self) -> Doubt {
        match self {
            Self::Status(code) => Doubt::Status(code),
            Self::NoSuchHost => Doubt::Unresolved,
        }
    }
}

fn follow(url: &Url, has_head: &mut bool, ask: &mut impl FnMut(Method, &Url) -> Answer) -> Try {
    let mut at = url.clone();
    let mut moved = None;
    let mut is_for_good = true;
    for _ in 0..=MOST_REDIRECTS {
        let (code, location, retry_after) = match ask_once(&at, has_head, ask) {
            Answer::Status { code, location, retry_after } => (code, location, retry_after),
            Answer::NoSuchHost => return Try::Nothing(Death::NoSuchHost),
            Answer::Failed(doubt @ (Doubt::Certificate | Doubt::Internal)) => {
                return Try::Settled(Verdict::Doubtful(doubt));
            }
            Answer::Failed(doubt) => return Try::Passing(doubt, None),
        };
        match (code, location) {
            (301 | 302 | 303 | 307 | 308, Some(location)) => {
                let Some(target) = target(&at, &location) else { break };
                is_for_good &= matches!(code, 301 | 308);
                if is_for_good {
                    moved = Some(target.clone());
                }
                at = target;
            }
            (200..=299, _) => {
                let moved = moved.filter(|to| is_worth_telling(url, to));
                return Try::Settled(moved.map_or(Verdict::Alive, |to| Verdict::Moved(to.to_string())));
            }
            (404 | 410, _) => return Try::Nothing(Death::Status(code)),
            (408 | 425 | 429 | 500..=599, _) => return Try::Passing(Doubt::Status(code), retry_after),
            _ => return Try::Settled(Verdict::Doubtful(Doubt::Status(code))),
        }
    }
    Try::Settled(Verdict::Doubtful(Doubt::Redirects))
}

/// HEAD spares the server the page; many answer it wrongly, so anything but « fine » is asked again with GET.
fn ask_once(at: &Url, has_head: &mut bool, ask: &mut impl FnMut(Method, &Url) -> Answer) -> Answer {
    if *has_head {
        let answer = ask(Method::Head, at);
        let is_refusal = match &answer {
            Answer::Status { code, .. } => *code >= 400 && *code != 429,
            Answer::Failed(doubt) => matches!(doubt, Doubt::TimedOut | Doubt::NoAnswer),
            Answer::NoSuchHost => false,
        };
        if !is_refusal {
            return answer;
        }
        *has_head = false;
    }
    ask(Method::Get, at)
}

fn target(at: &Url, location: &str) -> Option<Url> {
    let mut target = at.join(location).ok()?;
    target.set_fragment(None);
    (matches!(target.scheme(), "http" | "https") && target.has_host()).then_some(target)
}

/// Whether the new address says something to the person who wrote the former one: not `http` for `https`,
/// a final `/`, the language of a home page, a page to log in, nor a home page in place of a page.
fn is_worth_telling(from: &Url, to: &Url) -> bool {
    let path = |url: &Url| url.path().trim_end_matches('/').to_owned();
    let is_same_host = from.host_str() == to.host_str();
    let is_gate = |url: &Url| {
        let place = format!("{}{}", url.host_str().unwrap_or_default(), url.path()).to_lowercase();
        place.split(['.', '/', '_']).any(|part| GATES.contains(&part))
    };
    let (old, new) = (path(from), path(to));
    !(is_same_host && (old == new || old.is_empty()) || new.is_empty() && !old.is_empty() || is_gate(to))
}
