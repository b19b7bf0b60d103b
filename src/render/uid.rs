//! The names that calendars and feeds know things by, for ever (RFC 5545 §3.8.4.7, RFC 7986 §5.3, RFC 4287 §4.2.6).

use std::fmt::Write;

use sha1::{Digest, Sha1};

use crate::model::address::Slug;

/// The space of names of the ids of events. Another one would make every event another one in visitors' calendars.
const IDS_OF_EVENTS: [u8; 16] =
    [0x36, 0xd3, 0xd8, 0x1f, 0x26, 0xd9, 0x44, 0x84, 0xae, 0xa6, 0xce, 0x12, 0xd9, 0xd6, 0x1c, 0x9d];

/// The space of names of what feeds are made of: the feeds themselves, and news.
const NAMES_OF_FEEDS: [u8; 16] =
    [0x0b, 0x5e, 0xf1, 0x6a, 0x93, 0x27, 0x4c, 0x3d, 0x8d, 0x51, 0x62, 0xa8, 0x1f, 0x0e, 0xc4, 0x75];

/// The UUID of the `id` that stands in an event's header, and of nothing else: it stays when the event gets another title,
/// its file another name, or the site another address.
pub fn uid(id: &Slug) -> String {
    named(&IDS_OF_EVENTS, id.as_str())
}

/// The name of a feed or of a piece of news, wherever the site stands.
pub fn urn(name: &str) -> String {
    format!("urn:uuid:{}", named(&NAMES_OF_FEEDS, name))
}

/// The UUID of version 5 (RFC 9562 §5.5) of a name in a space of names, which is a UUID too.
pub fn named(space: &[u8; 16], name: &str) -> String {
    let hash = Sha1::new().chain_update(space).chain_update(name).finalize();
    let mut uid = String::with_capacity(36);
    for (at, byte) in hash.iter().take(16).enumerate() {
        let byte = match at {
            6 => byte & 0x0f | 0x50,
            8 => byte & 0x3f | 0x80,
            _ => *byte,
        };
        let hyphen = if matches!(at, 4 | 6 | 8 | 10) { "-" } else { "" };
        write!(uid, "{hyphen}{byte:02x}").expect("a String takes all text");
    }
    uid
}
