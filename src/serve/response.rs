//! What is sent back: status, headers and bytes.

use std::io::{self, Cursor, Read, Take, Write};
use std::ops::Range;
use std::sync::Arc;

use tiny_http::{HTTPVersion, Header, StatusCode};

use super::head::Head;
use super::judge::{Asked, Refusal};
use super::{Answer, File, OWN, address};

/// Headers of everything: no guessing of types, no page of another site around or inside it, no word of what is
/// looked at. There is none that would open it to other origins.
pub const COMMON: [(&str, &str); 6] = [
    ("Server", "escale"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Frame-Options", "DENY"),
    ("Content-Security-Policy", "frame-ancestors 'none'"),
];

/// Kept, but asked for again at every use: a rebuilt page shows at once, and one that is the same is not sent twice.
const ASKED_AGAIN: &str = "no-cache";
/// Not kept at all.
const NOT_KEPT: &str = "no-store";

/// When to ask again for what cannot be answered now.
const RETRY_AFTER_SECONDS: &str = "5";

/// A response, ready to be sent.
pub struct Response(tiny_http::Response<Take<Cursor<Arc<[u8]>>>>);

impl Response {
    /// What a refused request gets.
    pub fn refusal(refusal: Refusal) -> Self {
        let words = File::new("refus.txt", refusal.words().as_bytes());
        let headers = match refusal {
            Refusal::OtherMethod => vec![("Allow", "GET, HEAD".to_owned())],
            Refusal::Crowded | Refusal::Unready => vec![("Retry-After", RETRY_AFTER_SECONDS.to_owned())],
            _ => Vec::new(),
        };
        Self::whole(refusal.status(), words, headers)
    }

    /// What a request for a site's answer gets; a stream is only described.
    pub fn answer(answer: Answer, head: &Head, asked: &Asked) -> Self {
        match answer {
            Answer::File(file) if asked.path.starts_with(OWN) => Self::whole(200, file, Vec::new()),
            Answer::File(file) => Self::file(file, head),
            Answer::Moved(path) => {
                let query = asked.query.map(|query| format!("?{query}")).unwrap_or_default();
                let nothing = File::new("nouvelle-adresse.txt", *b"");
                Self::whole(308, nothing, vec![("Location", format!("{}{query}", address::encode(&path)))])
            }
            Answer::Missing(Some(page)) => Self::whole(404, page, Vec::new()),
            Answer::Missing(None) => Self::refusal(Refusal::Missing),
            Answer::Unavailable(page) => Self::whole(503, page, Vec::new()),
            Answer::Confirm(page) => Self::whole(403, page, Vec::new()),
            Answer::Refused(refusal) => Self::refusal(refusal),
            Answer::Stream => {
                let nothing = File { content_type: "text/event-stream; charset=utf-8", ..File::new("", *b"") };
                Self::whole(200, nothing, Vec::new())
            }
        }
    }

    /// Bytes that it holds.
    pub fn length(&self) -> usize {
        self.0.data_length().unwrap_or(0)
    }

    /// Writes it, without its bytes when only the head is asked for.
    pub fn send(self, to: impl Write, is_head_only: bool) -> io::Result<()> {
        let mut to = io::BufWriter::with_capacity(64 * 1024, to);
        self.0.raw_print(&mut to, HTTPVersion(1, 1), &[], is_head_only, None)?;
        to.flush()
    }

    /// A file that a browser may have already, or want a part of.
    fn file(file: File, head: &Head) -> Self {
        let length = file.bytes.len();
        let mut headers = vec![
            ("Cache-Control", ASKED_AGAIN.to_owned()),
            ("ETag", file.etag.to_string()),
            ("Accept-Ranges", "bytes".to_owned()),
        ];
        if is_known(head, &file.etag) {
            return Self::new(304, file, headers, 0..length);
        }
        match part(head, &file) {
            Part::Whole => Self::new(200, file, headers, 0..length),
            Part::Of(span) => {
                headers.push(("Content-Range", format!("bytes {}-{}/{length}", span.start, span.end - 1)));
                Self::new(206, file, headers, span)
            }
            Part::Outside => {
                let nothing = File::new("refus.txt", *b"");
                Self::whole(416, nothing, vec![("Content-Range", format!("bytes */{length}"))])
            }
        }
    }

    fn whole(status: u16, file: File, mut headers: Vec<(&'static str, String)>) -> Self {
        headers.push(("Cache-Control", NOT_KEPT.to_owned()));
        let length = file.bytes.len();
        Self::new(status, file, headers, 0..length)
    }

    fn new(status: u16, file: File, headers: Vec<(&'static str, String)>, span: Range<usize>) -> Self {
        let common = COMMON.map(|(name, value)| (name, value.to_owned()));
        let kind = ("Content-Type", file.content_type.to_owned());
        let headers = common.into_iter().chain([kind]).chain(headers).map(|(name, value)| {
            Header::from_bytes(name, value).expect("names and values are ASCII: addresses are encoded")
        });
        let mut bytes = Cursor::new(file.bytes);
        bytes.set_position(span.start as u64);
        let response = tiny_http::Response::new(
            StatusCode(status),
            headers.collect(),
            bytes.take(span.len() as u64),
            Some(span.len()),
            None,
        );
        // The length is known, so it is always said.
        Self(response.with_chunked_threshold(usize::MAX))
    }
}

/// Whether a browser says that it has this version (RFC 9110, 13.1.2: weak comparison).
fn is_known(head: &Head, etag: &str) -> bool {
    let mut known = head.values("If-None-Match").flat_map(|value| value.split(',')).map(str::trim);
    known.any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == etag)
}

enum Part {
    Whole,
    Of(Range<usize>),
    Outside,
}

/// The part asked for. Several, another unit, or one of an earlier version: all of it, as RFC 9110, 14.2 allows.
fn part(head: &Head, file: &File) -> Part {
    let length = file.bytes.len();
    let mut ranges = head.values("Range");
    let (Some(range), None) = (ranges.next(), ranges.next()) else { return Part::Whole };
    if head.method == tiny_http::Method::Head || head.values("If-Range").any(|version| version != &*file.etag) {
        return Part::Whole;
    }
    let Some((first, last)) = range.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Part::Whole;
    };
    let span = match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last => first..last.saturating_add(1).min(length),
        (Some(first), None) if last.is_empty() => first..length,
        (None, Some(count)) if first.is_empty() => length - count.min(length)..length,
        _ => return Part::Whole,
    };
    if span.is_empty() { Part::Outside } else { Part::Of(span) }
}

/// Digits; more than can be counted is beyond any file.
fn number(digits: &str) -> Option<usize> {
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(usize::MAX))
}
