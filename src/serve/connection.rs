//! One connection: request after request, each within its time.

use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tiny_http::Method;

use super::head::{self, Unread};
use super::judge::{Own, Refusal, judge};
use super::place::{Place, State, shut};
use super::response::Response;
use super::{Answer, Request, Server, Site};

/// How long, and for how many bytes, a refused visitor is listened to, so that the refusal is read before the end.
const FAREWELL: Duration = Duration::from_millis(500);
const FAREWELL_BYTES: u64 = 256 * 1024;
/// Bytes that a visitor must be able to take in a second.
const SLOWEST_BYTES: u64 = 256 * 1024;

/// Answers what comes on a connection, until it ends.
pub fn attend(server: &Server, stream: &Arc<TcpStream>, place: Place, site: &dyn Site) {
    // What has an end of its own is a stream; anything else ends here, or with the visitor.
    let is_stream = answer_each(server, stream, &place, site).unwrap_or(false);
    drop(place);
    if !is_stream {
        shut(stream);
    }
}

/// Says, without waiting, that there is no place.
pub fn turn_away(stream: &TcpStream) {
    if stream.set_nonblocking(true).is_ok() {
        // It is the visitor's loss if this is not taken.
        let _ = Response::refusal(Refusal::Crowded).send(stream, false);
        let _ = stream.shutdown(Shutdown::Write);
    }
}

/// Whether the connection has become a stream.
fn answer_each(server: &Server, stream: &Arc<TcpStream>, place: &Place, site: &dyn Site) -> io::Result<bool> {
    stream.set_nodelay(true)?;
    let own = Own { address: stream.local_addr()?, host: server.host.as_deref() };
    let is_from_this_machine = is_this_machine(stream.peer_addr()?.ip(), own.address.ip());
    let mut kept = Vec::new();
    place.is(State::Silent);
    loop {
        let head = match head::read(&mut Timed::new(stream, server.limits.head), &mut kept) {
            Ok(head) => head,
            Err(Unread::Gone) => return Ok(false),
            Err(Unread::Refused(refusal)) => return refuse(server, stream, place, refusal, false),
        };
        place.is(State::Answered);
        let is_head_only = head.method == Method::Head;
        let asked = match judge(&head, own) {
            Ok(asked) => asked,
            Err(refusal) => return refuse(server, stream, place, refusal, is_head_only),
        };
        let request = Request {
            path: &asked.path,
            query: asked.query,
            is_from_this_machine,
            is_from_another_site: asked.is_from_another_site,
            connection: stream,
        };
        // A Site holds what it answers from; a panic is a bug of what it was about to say, and says so itself.
        let answered = catch_unwind(AssertUnwindSafe(|| match site.answer(&request) {
            Answer::Stream if !is_head_only => server.streams.join(stream, is_from_this_machine, site).map(|()| None),
            answer => Ok(Some(Response::answer(answer, &head, &asked))),
        }));
        match answered {
            Ok(Ok(Some(response))) => send(server, stream, response, is_head_only)?,
            Ok(Ok(None)) => return Ok(true),
            Ok(Err(refusal)) => return refuse(server, stream, place, refusal, is_head_only),
            Err(_) => return refuse(server, stream, place, Refusal::Broken, is_head_only),
        }
        if head.is_last() {
            return farewell(stream, place);
        }
        place.is(State::Idle);
    }
}

/// Whether a visitor is on this machine: at the address that the connection came in at, or at the one that its browsers
/// take for « localhost ».
pub fn is_this_machine(visitor: IpAddr, own: IpAddr) -> bool {
    let visitor = visitor.to_canonical();
    visitor == own.to_canonical() || visitor == Ipv4Addr::LOCALHOST || visitor == Ipv6Addr::LOCALHOST
}

/// Whether nobody has ended a connection. What has come and is not read yet stays where it is.
pub fn is_open(stream: &TcpStream) -> bool {
    let peeked = stream.set_nonblocking(true).and_then(|()| stream.peek(&mut [0]));
    stream.set_nonblocking(false).is_ok()
        && peeked.map_or_else(|error| error.kind() == io::ErrorKind::WouldBlock, |count| count > 0)
}

fn send(server: &Server, stream: &TcpStream, response: Response, is_head_only: bool) -> io::Result<()> {
    let for_bytes = Duration::from_secs(response.length() as u64 / SLOWEST_BYTES);
    response.send(Timed::new(stream, server.limits.answer + for_bytes), is_head_only)
}

/// Says why, and ends: what follows a refused request may be its body.
fn refuse(
    server: &Server,
    stream: &TcpStream,
    place: &Place,
    refusal: Refusal,
    is_head_only: bool,
) -> io::Result<bool> {
    place.is(State::Answered);
    send(server, stream, Response::refusal(refusal), is_head_only)?;
    farewell(stream, place)
}

/// Ends a connection so that its last answer arrives: closing one that has bytes unread may take it back (RFC 9112, 9.6).
fn farewell(stream: &TcpStream, place: &Place) -> io::Result<bool> {
    place.is(State::Silent);
    stream.shutdown(Shutdown::Write)?;
    io::copy(&mut Timed::new(stream, FAREWELL).take(FAREWELL_BYTES), &mut io::sink())?;
    Ok(false)
}

/// A connection until an instant, however many reads and writes that takes.
struct Timed<'a> {
    stream: &'a TcpStream,
    end: Instant,
}

impl<'a> Timed<'a> {
    fn new(stream: &'a TcpStream, time: Duration) -> Self {
        Self { stream, end: Instant::now() + time }
    }

    fn left(&self) -> io::Result<Option<Duration>> {
        let left = self.end.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(Some(left)) }
    }
}

impl Read for Timed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(self.left()?)?;
        self.stream.read(buffer)
    }
}

impl Write for Timed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.set_write_timeout(self.left()?)?;
        self.stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}
