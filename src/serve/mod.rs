//! HTTP for `serve`: what a [`Site`] answers, to its own pages and to whoever opens them, never to pages of others.
//!
//! ```text
//! connection → place → head → judge → Site → response
//!                                        └→ stream
//! ```
//! A connection gets one of few places, its head is read within a deadline and limits, the request is judged, and
//! only then a `Site` is asked. No disk stands behind it: an address is a name to look up, never a path to open.

mod address;
mod connection;
mod head;
mod judge;
mod kinds;
mod place;
mod response;
mod stream;

use std::fmt::Write as _;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use sha2::{Digest, Sha256};

pub use address::encode;
pub use judge::Refusal;
pub use kinds::content_type;

use place::Places;
use stream::Streams;

/// Everything of the server's own is below this address and never kept by a browser.
pub const OWN: &str = "/.escale/";

/// Answers requests. A panic costs the one request it was asked for.
pub trait Site: Sync {
    /// What is at the address of a request.
    fn answer(&self, request: &Request) -> Answer;

    /// The event that a stream begins with. Asked while no event can be told, so that none falls between.
    fn greeting(&self) -> String;
}

/// What a visitor asks for.
#[derive(Debug)]
pub struct Request<'r> {
    /// Decoded, in NFC; it begins with `/` and has no empty, `.` or `..` segment (but for an empty last one), no control
    /// character and no backslash.
    pub path: &'r str,
    /// What follows `?`, as it was written.
    pub query: Option<&'r str>,
    /// Whether the visitor is on this machine. A program of this machine that forwards requests of others is taken for one.
    pub is_from_this_machine: bool,
    /// Whether a page of another site led here, in a window of its own.
    pub is_from_another_site: bool,
    connection: &'r TcpStream,
}

impl Request<'_> {
    /// Whether the visitor still waits for the answer: whoever has ended the connection, or their half of it, does not.
    /// That is not seen behind a next request that has come already, which browsers do not send.
    pub fn is_awaited(&self) -> bool {
        connection::is_open(self.connection)
    }
}

/// Who hears of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Every browser that listens.
    Everyone,
    /// Browsers of this machine.
    ThisMachine,
}

/// What is at an address.
#[derive(Debug, Clone)]
pub enum Answer {
    /// A file.
    File(File),
    /// Another address, decoded and without a query; that of the request is kept.
    Moved(String),
    /// Nothing: the site's own page for that, or a word in its place.
    Missing(Option<File>),
    /// Something that cannot be shown now, and the page that says why.
    Unavailable(File),
    /// Something that is not shown before a person has asked for it, and the page that leads there.
    Confirm(File),
    /// Nothing, for a reason of HTTP.
    Refused(Refusal),
    /// The events of [`Server::tell`], for as long as the browser listens.
    Stream,
}

/// What a browser receives.
#[derive(Debug, Clone)]
pub struct File {
    bytes: Arc<[u8]>,
    content_type: &'static str,
    etag: Arc<str>,
}

impl File {
    /// A file, of the kind that its path ends with.
    pub fn new(path: &str, bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        let digest = Sha256::digest(&bytes);
        let hex = digest.iter().take(16).fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").expect("a String takes what is written");
            hex
        });
        Self { bytes, content_type: content_type(path), etag: format!("\"{hex}\"").into() }
    }
}

/// How long and how many.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// For the whole head of a request, the silence before it included.
    pub head: Duration,
    /// For taking an answer, beside one second for each 256 KiB of it. After a tenth of it, a connection that
    /// has to come first may come in its place.
    pub answer: Duration,
    /// Between two signs of life on a stream.
    pub ping: Duration,
    /// Connections at once, streams apart.
    pub connections: usize,
    /// Streams at once.
    pub streams: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            answer: Duration::from_secs(10),
            ping: Duration::from_secs(15),
            connections: 64,
            streams: 32,
        }
    }
}

/// Listens, and after [`run`](Self::run) answers.
#[derive(Debug)]
pub struct Server {
    listeners: Vec<TcpListener>,
    host: Option<String>,
    limits: Limits,
    places: Places,
    streams: Streams,
    is_stopped: AtomicBool,
}

impl Server {
    /// Listens at the first of the ports that is free, on this machine only unless a host is named: one of its
    /// addresses or names, `0.0.0.0` for all of them. A named host is also one that requests may name.
    ///
    /// # Errors
    /// When none of the ports is free, or the host is not this machine's.
    pub fn bind(host: Option<&str>, ports: RangeInclusive<u16>, limits: Limits) -> io::Result<Self> {
        let last = *ports.end();
        let mut refused = io::Error::from(io::ErrorKind::InvalidInput);
        for port in ports {
            match listen(host, port, port == last) {
                Ok(listeners) => return Ok(Self::new(listeners, host, limits)),
                Err(error) if error.kind() == io::ErrorKind::AddrInUse => refused = error,
                Err(error) => return Err(error),
            }
        }
        Err(refused)
    }

    fn new(listeners: Vec<TcpListener>, host: Option<&str>, limits: Limits) -> Self {
        Self {
            listeners,
            host: host.map(str::to_owned),
            limits,
            places: Places::new(limits.connections, limits.answer / 10),
            streams: Streams::new(limits.streams),
            is_stopped: AtomicBool::new(false),
        }
    }

    /// Where it listens; they share one port.
    pub fn addresses(&self) -> Vec<SocketAddr> {
        self.listeners.iter().filter_map(|listener| listener.local_addr().ok()).collect()
    }

    /// Whether no other machine can reach it.
    pub fn is_for_this_machine_only(&self) -> bool {
        self.addresses().iter().all(|address| address.ip().is_loopback())
    }

    /// Answers until [`stop`](Self::stop); no thread of it is left then.
    pub fn run(&self, site: &dyn Site) {
        thread::scope(|scope| {
            scope.spawn(|| self.streams.ping_each(self.limits.ping));
            for listener in &self.listeners {
                scope.spawn(|| self.accept(scope, listener, site));
            }
        });
    }

    /// Sends an event, as server-sent events are written, to the streams of an audience. It waits for none of them. What it
    /// tells of must be what [`Site::greeting`] answers from now on; a lock that `greeting` takes must not be held.
    pub fn tell(&self, event: &str, audience: Audience) {
        self.streams.send(event, audience);
    }

    /// Ends every connection and stream, and with them [`run`](Self::run).
    pub fn stop(&self) {
        self.is_stopped.store(true, Ordering::SeqCst);
        self.places.close();
        self.streams.close();
        for mut address in self.addresses() {
            match address.ip() {
                IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
                IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
                _ => {}
            }
            // A last connection of its own wakes the loop that waits for one; that loop then ends, whatever came.
            drop(TcpStream::connect_timeout(&address, Duration::from_millis(50)));
        }
    }

    fn accept<'scope>(
        &'scope self,
        scope: &'scope thread::Scope<'scope, '_>,
        listener: &TcpListener,
        site: &'scope dyn Site,
    ) {
        loop {
            let accepted = listener.accept();
            if self.is_stopped.load(Ordering::SeqCst) {
                return;
            }
            match accepted {
                Ok((stream, _)) => {
                    let stream = Arc::new(stream);
                    match self.places.take(&stream) {
                        Some(place) => {
                            // A thread that cannot be had is a connection that is closed.
                            let _ = thread::Builder::new()
                                .spawn_scoped(scope, move || connection::attend(self, &stream, place, site));
                        }
                        None => connection::turn_away(&stream),
                    }
                }
                // Descriptors are used up, or the visitor has gone already: neither is a reason to end.
                Err(_) => thread::sleep(Duration::from_millis(10)),
            }
        }
    }
}

/// Listeners on a port. By default both addresses that « localhost » may mean: were the second in another
/// program's hands, a browser would show that one's pages, so the next port is better, if there is one.
fn listen(host: Option<&str>, port: u16, is_last: bool) -> io::Result<Vec<TcpListener>> {
    match host {
        Some(host) if host != "localhost" => {
            let host = host.trim_start_matches('[').trim_end_matches(']');
            Ok(vec![TcpListener::bind((host, port))?])
        }
        _ => {
            let first = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
            match TcpListener::bind((Ipv6Addr::LOCALHOST, first.local_addr()?.port())) {
                Ok(second) => Ok(vec![first, second]),
                Err(error) if error.kind() == io::ErrorKind::AddrInUse && !is_last => Err(error),
                Err(_) => Ok(vec![first]),
            }
        }
    }
}
