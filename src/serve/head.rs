//! The head of a request: read within limits, and understood in one way or not at all.

use std::io::{self, Read};

use tiny_http::{HTTPVersion, Header, Method};

use super::judge::Refusal;

/// Bytes of a head.
const HEAD_BYTES: usize = 16 * 1024;
/// Bytes of its first line.
const LINE_BYTES: usize = 8 * 1024;
/// Lines after its first.
const HEADERS: usize = 100;

/// What a request says before any body.
#[derive(Debug)]
pub struct Head {
    /// What is to be done.
    pub method: Method,
    /// With what: printable ASCII.
    pub target: String,
    /// 1.0 or 1.1.
    pub version: HTTPVersion,
    /// In their order; what is not ASCII in a value is « ? ».
    pub headers: Vec<Header>,
}

impl Head {
    /// The values of a header, in their order.
    pub fn values<'a>(&'a self, name: &'static str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |header| header.field.equiv(name)).map(|header| header.value.as_str())
    }

    /// Whether the connection ends with the answer.
    pub fn is_last(&self) -> bool {
        self.version == HTTPVersion(1, 0)
            || self.values("Connection").flat_map(|value| value.split(',')).any(|option| {
                let option = option.trim();
                option.eq_ignore_ascii_case("close")
            })
    }
}

/// Why there is no head.
pub enum Unread {
    /// The visitor went, or never said anything.
    Gone,
    /// What was said is not answered.
    Refused(Refusal),
}

/// The next head. `kept` is what has been read and not understood yet, from one request to the next.
pub fn read(from: &mut impl Read, kept: &mut Vec<u8>) -> Result<Head, Unread> {
    loop {
        if let Some(end) = end(kept).map_err(Unread::Refused)? {
            let head = parse(&kept[..end]).map_err(Unread::Refused);
            kept.drain(..end);
            return head;
        }
        let mut buffer = [0; 4096];
        match from.read(&mut buffer) {
            Ok(0) => return Err(Unread::Gone),
            Ok(count) => kept.extend_from_slice(&buffer[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            // Windows says TimedOut, others WouldBlock.
            Err(error) if matches!(error.kind(), io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock) => {
                return Err(if kept.is_empty() { Unread::Gone } else { Unread::Refused(Refusal::Slow) });
            }
            Err(_) => return Err(Unread::Gone),
        }
    }
}

/// Where the head ends, once it does. What cannot become a head is refused as soon as that shows.
fn end(bytes: &[u8]) -> Result<Option<usize>, Refusal> {
    let mut lines = 0;
    let mut line_start = 0;
    for (at, byte) in bytes.iter().enumerate() {
        if at >= HEAD_BYTES {
            return Err(Refusal::HeadTooLarge);
        }
        match byte {
            b'\n' if at > 0 && bytes[at - 1] == b'\r' => {
                let line = &bytes[line_start..at - 1];
                if lines == 0 {
                    request_line(line)?;
                } else if line.is_empty() {
                    return Ok(Some(at + 1));
                }
                lines += 1;
                line_start = at + 1;
            }
            _ if at > 0 && bytes[at - 1] == b'\r' => return Err(Refusal::Malformed),
            b'\r' | b'\t' => {}
            0..b' ' | 0x7f => return Err(Refusal::Malformed),
            _ => {}
        }
        if lines == 0 && at >= LINE_BYTES {
            return Err(Refusal::TargetTooLong);
        }
        if lines > HEADERS + 1 {
            return Err(Refusal::HeadTooLarge);
        }
    }
    Ok(None)
}

fn parse(head: &[u8]) -> Result<Head, Refusal> {
    let mut lines = head.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let (method, target, version) = request_line(lines.next().unwrap_or_default())?;
    let headers = lines.filter(|line| !line.is_empty()).map(header).collect::<Result<_, _>>()?;
    Ok(Head { method, target, version, headers })
}

/// Method, target and version, with one space between them.
fn request_line(line: &[u8]) -> Result<(Method, String, HTTPVersion), Refusal> {
    let line = str::from_utf8(line).map_err(|_| Refusal::Malformed)?;
    let mut parts = line.split(' ');
    let (Some(method), Some(target), Some(version), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(Refusal::Malformed);
    };
    let is_target = target.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#' && byte != b'\\');
    if !is_token(method.as_bytes()) || target.is_empty() || !is_target {
        return Err(Refusal::Malformed);
    }
    let version = match version.strip_prefix("HTTP/").unwrap_or_default().as_bytes() {
        b"1.0" => HTTPVersion(1, 0),
        b"1.1" => HTTPVersion(1, 1),
        [b'0'..=b'9', b'.', b'0'..=b'9'] => return Err(Refusal::OtherVersion),
        _ => return Err(Refusal::Malformed),
    };
    let method = method.parse().map_err(|()| Refusal::Malformed)?;
    Ok((method, target.to_owned(), version))
}

/// A name, a colon right after it, a value. A folded line begins with a space, which no name does.
fn header(line: &[u8]) -> Result<Header, Refusal> {
    let colon = line.iter().position(|byte| *byte == b':').ok_or(Refusal::Malformed)?;
    let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii());
    if !is_token(name) {
        return Err(Refusal::Malformed);
    }
    let value: Vec<u8> = value.iter().map(|byte| if byte.is_ascii() { *byte } else { b'?' }).collect();
    Header::from_bytes(name, value).map_err(|()| Refusal::Malformed)
}

/// RFC 9110, 5.6.2.
fn is_token(name: &[u8]) -> bool {
    !name.is_empty() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte))
}
