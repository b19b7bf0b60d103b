//! Server-sent events to every browser that listens; none of them is waited for.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::judge::Refusal;
use super::place::shut;
use super::response::COMMON;
use super::{Audience, Site};

/// The streams of a server.
#[derive(Debug)]
pub struct Streams {
    most: usize,
    open: Mutex<Open>,
    closed: Condvar,
}

#[derive(Debug, Default)]
struct Open {
    is_closed: bool,
    streams: Vec<Listener>,
}

#[derive(Debug)]
struct Listener {
    stream: Arc<TcpStream>,
    is_on_this_machine: bool,
}

impl Streams {
    /// Nobody listens.
    pub fn new(most: usize) -> Self {
        Self { most, open: Mutex::default(), closed: Condvar::new() }
    }

    /// Sends the head and the greeting of a stream, then every event that is told.
    pub fn join(&self, stream: &Arc<TcpStream>, is_on_this_machine: bool, site: &dyn Site) -> Result<(), Refusal> {
        let mut open = self.lock();
        open.streams.retain(|listener| is_there(&listener.stream));
        if open.is_closed || open.streams.len() >= self.most {
            return Err(Refusal::Crowded);
        }
        let mut text = String::from("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n");
        for (name, value) in COMMON {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str("Cache-Control: no-store\r\nConnection: close\r\n\r\n");
        text.push_str(&whole(&site.greeting()));
        if stream.set_nonblocking(true).is_ok() && push(stream, &text) {
            open.streams.push(Listener { stream: Arc::clone(stream), is_on_this_machine });
        }
        Ok(())
    }

    /// Sends an event. Who has not taken the former ones is let go: a browser comes back by itself and looks.
    pub fn send(&self, event: &str, audience: Audience) {
        let text = whole(event);
        let hears = |listener: &Listener| audience == Audience::Everyone || listener.is_on_this_machine;
        self.lock().streams.retain(|listener| !hears(listener) || push(&listener.stream, &text));
    }

    /// Sends a sign of life at every interval, until the streams are closed: who has gone is found by it.
    pub fn ping_each(&self, interval: Duration) {
        let mut open = self.lock();
        while !open.is_closed {
            let (again, waited) = self.closed.wait_timeout(open, interval).unwrap_or_else(PoisonError::into_inner);
            open = again;
            if waited.timed_out() {
                open.streams.retain(|Listener { stream, .. }| is_there(stream) && push(stream, ": ping\n\n"));
            }
        }
    }

    /// Ends every stream; there are none any more.
    pub fn close(&self) {
        let mut open = self.lock();
        open.is_closed = true;
        open.streams.drain(..).for_each(|listener| shut(&listener.stream));
        self.closed.notify_all();
    }

    /// A greeting that panics leaves the list as it was.
    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An event ends with an empty line.
fn whole(event: &str) -> String {
    format!("{}\n\n", event.trim_end_matches('\n'))
}

/// Hands over a text whole, or ends the stream.
fn push(mut stream: &TcpStream, text: &str) -> bool {
    let is_taken = stream.write(text.as_bytes()).is_ok_and(|count| count == text.len());
    if !is_taken {
        shut(stream);
    }
    is_taken
}

/// Whether somebody listens: one who has nothing more to say and has not gone.
fn is_there(mut stream: &TcpStream) -> bool {
    let is_there = stream.read(&mut [0]).is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock);
    if !is_there {
        shut(stream);
    }
    is_there
}
