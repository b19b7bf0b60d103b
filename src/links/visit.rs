//! The hand on the network: names looked up, requests sent, and nothing else.

use std::error::Error;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use dns_lookup::{AddrInfoHints, LookupErrorKind, SockType, getaddrinfo};
use ureq::http::{Uri, header};
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, config::Config};
use url::{Host, Url};

use super::Manner;
use super::internal::{self, is_internal_name};
use super::verdict::{Answer, Method, Verdict, judge};
use crate::problem::Doubt;

/// What servers are told of who asks.
const USER_AGENT: &str = concat!("escale/", env!("CARGO_PKG_VERSION"), " (+verification de liens)");

/// What a name came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Names {
    /// Its addresses.
    Found(Vec<IpAddr>),
    /// There is no such name, the DNS says.
    None,
    /// Nobody could say.
    Unknown,
}

/// How names become addresses.
pub type LookUp = fn(&str) -> Names;

/// Asks the system.
pub fn look_up(host: &str) -> Names {
    let hints = AddrInfoHints { socktype: SockType::Stream.into(), ..AddrInfoHints::default() };
    match getaddrinfo(Some(host), None, Some(hints)) {
        Ok(found) => {
            let addresses: Vec<IpAddr> = found.flatten().map(|found| found.sockaddr.ip()).collect();
            if addresses.is_empty() { Names::Unknown } else { Names::Found(addresses) }
        }
        Err(error) if matches!(error.kind(), LookupErrorKind::NoName) => Names::None,
        Err(_) => Names::Unknown,
    }
}

/// Visits links.
pub struct Visitor {
    agent: Agent,
    book: AddressBook,
    timeout: Duration,
}

impl Visitor {
    /// One that keeps nothing between visits: no cookies, no connections, no proxy of the environment.
    pub fn new(manner: &Manner) -> Self {
        let config = Agent::config_builder()
            .user_agent(USER_AGENT)
            .accept("text/html, */*;q=0.5")
            .proxy(None)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_idle_connections(0)
            .timeout_resolve(Some(manner.connect_timeout))
            .timeout_connect(Some(manner.connect_timeout))
            .timeout_global(Some(manner.whole_timeout))
            .build();
        let book = AddressBook {
            look_up: manner.look_up,
            visits_this_machine: manner.visits_this_machine,
            has_found: Arc::new(AtomicBool::new(false)),
        };
        let agent = Agent::with_parts(config, DefaultConnector::default(), book.clone());
        Self { agent, book, timeout: manner.connect_timeout }
    }

    /// What a link is; no further try is begun `until` then.
    pub fn judge(&self, url: &Url, pauses: &[Duration], until: Instant) -> Verdict {
        let pause = |wait| {
            let has_time = Instant::now() + wait < until;
            if has_time {
                thread::sleep(wait);
            }
            has_time
        };
        judge(url, pauses, |method, url| self.ask(method, url), pause)
    }

    /// Whether any name was found so far: else there may be no network at all.
    pub fn found_a_name(&self) -> bool {
        self.book.has_found.load(Ordering::Relaxed)
    }

    /// Whether the name of a link is found now.
    pub fn finds(&self, url: &Url) -> bool {
        url.host_str().is_some_and(|host| matches!(self.book.look_up_within(host, self.timeout), Names::Found(_)))
    }

    /// One request. The body is left unread: what it says decides nothing.
    fn ask(&self, method: Method, url: &Url) -> Answer {
        let request = match method {
            Method::Head => self.agent.head(url.as_str()),
            Method::Get => self.agent.get(url.as_str()),
        };
        match request.call() {
            Ok(response) => {
                let text = |name| response.headers().get(name)?.to_str().ok();
                Answer::Status {
                    code: response.status().as_u16(),
                    location: text(header::LOCATION).map(str::to_owned),
                    retry_after: text(header::RETRY_AFTER)
                        .and_then(|text| text.trim().parse().ok())
                        .map(Duration::from_secs),
                }
            }
            Err(error) => failure(error),
        }
    }
}

fn failure(error: ureq::Error) -> Answer {
    // rustls is not part of ureq's promises, its words are all there is.
    if error.to_string().contains("invalid peer certificate") {
        return Answer::Failed(Doubt::Certificate);
    }
    match error {
        ureq::Error::Other(error) => match error.downcast_ref() {
            Some(NotVisited::NoSuchHost) => Answer::NoSuchHost,
            Some(NotVisited::Unresolved) => Answer::Failed(Doubt::Unresolved),
            Some(NotVisited::Internal) => Answer::Failed(Doubt::Internal),
            None => Answer::Failed(Doubt::NoAnswer),
        },
        ureq::Error::Timeout(_) => Answer::Failed(Doubt::TimedOut),
        ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::TimedOut => Answer::Failed(Doubt::TimedOut),
        _ => Answer::Failed(Doubt::NoAnswer),
    }
}

/// Why no request was sent.
#[derive(Debug)]
enum NotVisited {
    NoSuchHost,
    Unresolved,
    Internal,
}

impl fmt::Display for NotVisited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl Error for NotVisited {}

/// Looks names up, and holds back the addresses that a public page must not lead to.
#[derive(Debug, Clone)]
struct AddressBook {
    look_up: LookUp,
    visits_this_machine: bool,
    has_found: Arc<AtomicBool>,
}

impl AddressBook {
    /// The system may take longer than it should: it is then left to its thread.
    fn look_up_within(&self, host: &str, timeout: Duration) -> Names {
        let (look_up, host) = (self.look_up, host.to_owned());
        let (answer, answered) = mpsc::channel();
        thread::spawn(move || answer.send(look_up(&host)));
        let names = answered.recv_timeout(timeout).unwrap_or(Names::Unknown);
        self.has_found.fetch_or(matches!(names, Names::Found(_)), Ordering::Relaxed);
        names
    }

    fn addresses(&self, host: &str, timeout: Duration) -> Result<Vec<IpAddr>, NotVisited> {
        let (found, is_public): (_, fn(IpAddr) -> bool) = match Host::parse(host) {
            Ok(Host::Ipv4(address)) => (vec![IpAddr::V4(address)], internal::is_public),
            Ok(Host::Ipv6(address)) => (vec![IpAddr::V6(address)], internal::is_public),
            _ if is_internal_name(host) => return Err(NotVisited::Internal),
            _ => match self.look_up_within(host, timeout) {
                Names::Found(addresses) => (addresses, internal::is_public_when_found),
                Names::None => return Err(NotVisited::NoSuchHost),
                Names::Unknown => return Err(NotVisited::Unresolved),
            },
        };
        let is_open = |address: &IpAddr| is_public(*address) || self.visits_this_machine && address.is_loopback();
        let open: Vec<IpAddr> = found.into_iter().filter(is_open).collect();
        if open.is_empty() { Err(NotVisited::Internal) } else { Ok(open) }
    }
}

/// The addresses that are judged are those that are connected to: no name is looked up a second time in between.
impl Resolver for AddressBook {
    fn resolve(&self, uri: &Uri, _: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let host = uri.host().unwrap_or_default();
        let port = uri.port_u16().unwrap_or(if uri.scheme_str() == Some("https") { 443 } else { 80 });
        let addresses = self.addresses(host, *timeout.after).map_err(|why| ureq::Error::Other(Box::new(why)))?;
        let mut resolved = self.empty();
        // As many as a list of ureq holds.
        for address in addresses.into_iter().take(16) {
            resolved.push(SocketAddr::new(address, port));
        }
        Ok(resolved)
    }
}
