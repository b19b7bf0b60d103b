//! The program `escale serve` at work, and a visitor of its pages.

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

/// Longer than a first build takes.
const FIRST_WAIT: Duration = Duration::from_mins(2);
/// Longer than any answer takes.
const ANSWER_WAIT: Duration = Duration::from_mins(1);

/// A server that is running; it is ended when this is dropped.
pub struct Serving {
    child: Child,
    /// Where it listens, on this machine.
    pub port: u16,
    lines: Receiver<String>,
}

impl Serving {
    /// Starts it for an instant, at a free port; it has made the sites when this answers.
    pub fn start(project: &Path, date: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_escale"))
            .args(["serve", "--lang", "fr", "--port", "0", "--date", date])
            .current_dir(project)
            // What an earlier program kept is not what is looked at.
            .env("ESCALE_CACHE_DIR", project.with_file_name("cache"))
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let said = BufReader::new(child.stderr.take().expect("it was piped"));
        let (sender, lines) = channel();
        thread::spawn(move || said.lines().map_while(Result::ok).all(|line| sender.send(line).is_ok()));
        let mut serving = Self { child, port: 0, lines };
        while serving.port == 0 {
            let line = serving.said(FIRST_WAIT).expect("it says where the sites are");
            let port = line.split_once("http://127.0.0.1:").and_then(|(_, rest)| rest.split_once('/'));
            serving.port = port.map_or(0, |(port, _)| port.parse().expect("a port is a number"));
        }
        serving
    }

    /// The next line that it says in the terminal.
    pub fn said(&self, wait: Duration) -> Option<String> {
        self.lines.recv_timeout(wait).ok()
    }

    /// Memory that it holds now, in KiB (0 where there is no /proc).
    pub fn memory_kib(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
    }

    /// Processor time that it has used (nothing where there is no /proc).
    pub fn processor_time(&self) -> Duration {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        // After the name in brackets, the 12th and 13th fields are user and system time in ticks of 10 ms.
        let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
        Duration::from_millis(fields.filter_map(|field| field.parse::<u64>().ok()).sum::<u64>() * 10)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An event of the stream.
pub struct Event {
    /// What it says; only `change` has « views ».
    pub data: Value,
    /// When it came.
    pub at: Instant,
}

/// Listens to the stream of a server until it ends.
pub fn listen(port: u16) -> Receiver<Event> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("the server listens");
    let request = format!("GET /.escale/flux HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("the server listens");
    let (sender, events) = channel();
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if let Some(data) = line.strip_prefix("data: ") {
                let at = Instant::now();
                let data = serde_json::from_str(data).expect("an event is JSON");
                if sender.send(Event { data, at }).is_err() {
                    return;
                }
            }
        }
    });
    events
}

/// Someone who looks at pages, on one connection as browsers do.
pub struct Visitor {
    port: u16,
    connection: Option<BufReader<TcpStream>>,
}

/// What a visitor was answered.
pub struct Answered {
    /// The status of HTTP.
    pub status: u16,
    /// What names this version of the bytes.
    pub etag: Option<String>,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Visitor {
    /// Someone who has not come yet.
    pub fn new(port: u16) -> Self {
        Self { port, connection: None }
    }

    /// Asks for an address, unless it still is the version `known`.
    pub fn get(&mut self, address: &str, known: Option<&str>) -> io::Result<Answered> {
        let condition = known.map(|etag| format!("If-None-Match: {etag}\r\n")).unwrap_or_default();
        let request = format!("GET {address} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n{condition}\r\n", self.port);
        // A server ends a connection on which nothing was asked for some time: then another one is made.
        if let Some(mut connection) = self.connection.take()
            && let Ok(answered) = ask(&mut connection, &request)
        {
            self.connection = Some(connection);
            return Ok(answered);
        }
        let stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(ANSWER_WAIT))?;
        stream.set_nodelay(true)?;
        let mut connection = BufReader::new(stream);
        let answered = ask(&mut connection, &request)?;
        self.connection = Some(connection);
        Ok(answered)
    }
}

fn ask(connection: &mut BufReader<TcpStream>, request: &str) -> io::Result<Answered> {
    connection.get_mut().write_all(request.as_bytes())?;
    let status = line(connection)?.split(' ').nth(1).and_then(|status| status.parse().ok());
    let mut answered = Answered { status: status.ok_or(io::ErrorKind::InvalidData)?, etag: None, bytes: Vec::new() };
    let mut length_bytes = 0;
    loop {
        let header = line(connection)?;
        let Some((name, value)) = header.split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length_bytes = value.parse().map_err(|_| io::ErrorKind::InvalidData)?,
            "etag" => answered.etag = Some(value.to_owned()),
            _ => {}
        }
    }
    if answered.status != 304 {
        answered.bytes.resize(length_bytes, 0);
        connection.read_exact(&mut answered.bytes)?;
    }
    Ok(answered)
}

fn line(connection: &mut BufReader<TcpStream>) -> io::Result<String> {
    let mut line = String::new();
    if connection.read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end().to_owned())
}
