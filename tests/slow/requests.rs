//! Requests of every kind against the dev server, while ordinary visitors go on being answered.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use escale::serve::{Answer, File, Limits, Request, Server, Site};

/// Malformed requests.
const REQUESTS: u64 = 20_000;
/// Visitors who begin a request and drip the rest of it.
const DRIPPING: usize = 200;
/// Longer than a head may take, so that those who drip are let go and come again.
const TIME: Duration = Duration::from_secs(13);
/// What an ordinary visitor may wait for a page, on a machine whose every core is busy with the others: half the time
/// that a slow one may take for its head, so nobody waits for those.
const PATIENCE: Duration = Duration::from_secs(5);

struct OnePage;

impl Site for OnePage {
    fn answer(&self, request: &Request) -> Answer {
        match request.path {
            "/" => Answer::File(File::new("index.html", *b"<title>Accueil</title>")),
            "/flux" => Answer::Stream,
            // No decoded path looks like this one.
            path if path.contains("..") && path.split('/').any(|segment| segment == "..") => {
                Answer::File(File::new("secret.txt", *b"CANARI"))
            }
            _ => Answer::Missing(None),
        }
    }

    fn greeting(&self) -> String {
        "event: hello\ndata: 1".to_owned()
    }
}

/// Pseudo-random numbers that are the same at every run (xorshift64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap()
    }
}

/// A request with some of its bytes replaced, removed, repeated or added.
fn malformed(seed: u64, port: u16) -> Vec<u8> {
    const PIECES: [&[u8]; 18] = [
        b"\r\n",
        b"\n",
        b"\r",
        b"\0",
        b" ",
        b":",
        b"/..",
        b"%2e%2e/",
        b"%2f",
        b"%00",
        b"%",
        b"\xff",
        b"HTTP/1.1",
        b"Transfer-Encoding: chunked\r\n",
        b"Content-Length: 7\r\n",
        b"Host: example.org\r\n",
        b"//",
        b"\t",
    ];
    let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let first = ["GET /", "HEAD /", "GET /flux", "GET /a/../b", "POST /", "GET http://localhost/"][chance.below(6)];
    let mut request = format!("{first} HTTP/1.1\r\nHost: localhost:{port}\r\nRange: bytes=0-4\r\n\r\n").into_bytes();
    for _ in 0..=chance.below(4) {
        let at = chance.below(request.len());
        match chance.below(4) {
            0 => request[at] = u8::try_from(chance.below(256)).unwrap(),
            1 => drop(request.drain(at..(at + 1 + chance.below(6)).min(request.len() - 1).max(at))),
            2 => request.extend_from_within(..at),
            _ => drop(request.splice(at..at, PIECES[chance.below(PIECES.len())].iter().copied())),
        }
    }
    request
}

/// What comes back for a request; a stream never ends, so only its beginning is read.
fn ask(port: u16, request: &[u8]) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    // Whoever has been refused finds nobody to write to, but a refusal to read.
    let _ = stream.write_all(request);
    let _ = stream.shutdown(Shutdown::Write);
    let mut response = Vec::new();
    let mut buffer = [0; 4096];
    while !response.ends_with(b"data: 1\n\n") {
        match stream.read(&mut buffer)? {
            0 => break,
            count => response.extend_from_slice(&buffer[..count]),
        }
    }
    Ok(response)
}

fn visit(port: u16, is_over: &AtomicBool) -> Vec<Duration> {
    let request = format!("GET / HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n");
    let mut waits = Vec::new();
    while !is_over.load(Ordering::Relaxed) {
        let begun = Instant::now();
        let response = ask(port, request.as_bytes()).unwrap();
        waits.push(begun.elapsed());
        assert!(response.ends_with(b"<title>Accueil</title>"), "{}", String::from_utf8_lossy(&response));
        thread::sleep(Duration::from_millis(5));
    }
    waits
}

/// Holds connections whose requests grow by a byte now and then, and comes back when let go.
fn drip(port: u16, is_over: &AtomicBool) -> usize {
    let mut let_go = 0;
    let mut streams: Vec<TcpStream> = Vec::new();
    while !is_over.load(Ordering::Relaxed) {
        let before = streams.len();
        streams.retain(|mut stream| stream.write_all(b"a").is_ok());
        let_go += before - streams.len();
        while streams.len() < DRIPPING {
            let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
            let _ = stream.write_all(b"GET /");
            streams.push(stream);
        }
        thread::sleep(Duration::from_millis(100));
    }
    let_go
}

/// Ends everything even when something has failed, so that the failure shows.
struct Stop<'a>(&'a Server, &'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.1.store(true, Ordering::Relaxed);
        self.0.stop();
    }
}

#[test]
fn promise_8_nobody_stops_or_slows_others() {
    let server = Server::bind(None, 0..=0, Limits::default()).unwrap();
    let port = server.addresses()[0].port();
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        let stop = Stop(&server, &is_over);
        let running = scope.spawn(|| server.run(&OnePage));
        let visitors: Vec<_> = (0..2).map(|_| scope.spawn(|| visit(port, &is_over))).collect();
        let dripping = scope.spawn(|| drip(port, &is_over));
        let begun = Instant::now();
        let mut answered = 0;
        for seed in 0..REQUESTS {
            let response = ask(port, &malformed(seed, port)).unwrap_or_default();
            answered += usize::from(!response.is_empty());
            let is_http = response.is_empty() || response.starts_with(b"HTTP/1.1 ");
            assert!(is_http && !response.windows(6).any(|word| word == b"CANARI"), "request {seed}");
        }
        thread::sleep(TIME.saturating_sub(begun.elapsed()));
        is_over.store(true, Ordering::Relaxed);
        let let_go = dripping.join().unwrap();
        let mut waits: Vec<Duration> = visitors.into_iter().flat_map(|visitor| visitor.join().unwrap()).collect();
        waits.sort_unstable();
        let (median, longest) = (waits[waits.len() / 2], waits[waits.len() - 1]);
        let stopping = Instant::now();
        drop(stop);
        running.join().unwrap();
        println!(
            "serve: {REQUESTS} malformed requests ({answered} answered), {DRIPPING} dripping ({let_go} let go); \
             {} visits, median {median:?}, longest {longest:?}; ended in {:?}",
            waits.len(),
            stopping.elapsed()
        );
        assert!(longest < PATIENCE, "{longest:?}");
    });
}
