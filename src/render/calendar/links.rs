//! What leads to calendars on the web: plain links, which send something only when somebody follows them.
//!
//! Neither Google nor Microsoft documents all of these addresses; they are those that their own pages use.

use jiff::ToSpan;
use percent_encoding::utf8_percent_encode;
use tera::Value;

use super::super::share::RESERVED;
use super::super::values::map;
use super::entry::{Told, instants};
use crate::model::time::{Precision, When};

const GOOGLE: &str = "calendar.google.com";
const OUTLOOK: &str = "outlook.live.com";

/// A link with the host it leads to.
pub struct Out {
    href: String,
    host: &'static str,
}

/// Links that put one event into a calendar.
pub struct ToAdd {
    pub google: Out,
    /// None for whole days: whether its last day counts is written nowhere, and people have seen both.
    pub outlook: Option<Out>,
}

/// Links that subscribe to a file.
pub struct ToSubscribe {
    pub webcal: String,
    pub google: Out,
    pub outlook: Out,
}

/// A link as templates are given it.
pub fn named(link: &Out) -> Value {
    Value::from(map! { "href": link.href.as_str(), "host": link.host })
}

/// Links with the very instants of the event's file.
pub fn to_add(told: &Told, when: &When) -> ToAdd {
    let encoded = |text: &str| utf8_percent_encode(text, RESERVED).to_string();
    let (title, place) = (encoded(&told.summary), encoded(&told.location));
    // The whole description makes addresses that some servers find too long.
    let details = encoded(&told.page);
    let dates = if when.precision() == Precision::Days {
        let after = when.last_day().saturating_add(1.day());
        format!("{}/{}", when.first_day().strftime("%Y%m%d"), after.strftime("%Y%m%d"))
    } else {
        let (start, end) = instants(when);
        format!("{start}/{end}")
    };
    let google = format!(
        "https://{GOOGLE}/calendar/render?action=TEMPLATE&text={title}&dates={dates}&details={details}&location={place}"
    );
    let outlook = || {
        let moment = |instant: jiff::Timestamp| encoded(&instant.to_string());
        let (start, end) = (moment(when.start().timestamp()), moment(when.end().timestamp()));
        let href = format!(
            "https://{OUTLOOK}/calendar/0/deeplink/compose?path=%2Fcalendar%2Faction%2Fcompose&rru=addevent\
             &subject={title}&startdt={start}&enddt={end}&body={details}&location={place}"
        );
        Out { href, host: OUTLOOK }
    };
    ToAdd { google: Out { href: google, host: GOOGLE }, outlook: (when.precision() != Precision::Days).then(outlook) }
}

/// Links that subscribe to the file at an address.
pub fn to_subscribe(address: &str, name: &str) -> ToSubscribe {
    let encoded = |text: &str| utf8_percent_encode(text, RESERVED).to_string();
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let webcal = format!("webcal://{rest}");
    ToSubscribe {
        google: Out { href: format!("https://{GOOGLE}/calendar/r?cid={}", encoded(&webcal)), host: GOOGLE },
        outlook: Out {
            href: format!("https://{OUTLOOK}/calendar/0/addfromweb?url={}&name={}", encoded(address), encoded(name)),
            host: OUTLOOK,
        },
        webcal,
    }
}
