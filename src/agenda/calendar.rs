//! The changes to come as a file for the calendars of staff (RFC 5545), one entry a change.
//!
//! Instants are in UTC, so that no time zone has to be told. Nothing depends on the instant of the run, and an entry keeps its
//! name (`UID`) when its date, its title or its file's name changes, so that taking the file in again moves it.

use super::Agenda;
use super::words::Words;
use crate::model::change::Change;
use crate::model::site;
use crate::problem::Language;
use crate::render::calendar::lines::{line, text};
use crate::render::{calendar, uid};

/// The space of names of the changes. Another one would make every change another entry in calendars.
const CHANGES: [u8; 16] =
    [0x5e, 0x1a, 0x0f, 0xc7, 0x93, 0x2b, 0x4d, 0x06, 0x8b, 0x71, 0x2a, 0xe4, 0x60, 0xd9, 0x35, 0xbc];

/// When nothing is known of a revision, which the clock has no part in.
const NO_CLAIM: &str = "19700101T000000Z";

/// `None` without changes, for a calendar holds something (§3.6).
pub fn calendar(agenda: &Agenda, language: Language) -> Option<String> {
    let words = Words { language };
    if agenda.changes.is_empty() {
        return None;
    }
    let mut out = String::new();
    calendar::begin(&mut out);
    let programme = &agenda.programme.name;
    let name = match language {
        Language::French => format!("{programme} : ce qui change sur les sites"),
        Language::English => format!("{programme}: what changes on the sites"),
    };
    text(&mut out, "NAME", &name);
    text(&mut out, "X-WR-CALNAME", &name);
    for change in &agenda.changes {
        let what = words.what(change.kind);
        line(&mut out, "BEGIN:VEVENT");
        line(&mut out, &format!("UID:{}", uid_of(change)));
        line(&mut out, &format!("DTSTAMP:{NO_CLAIM}"));
        line(&mut out, &format!("DTSTART:{}", calendar::basic(change.at.timestamp())));
        let colon = words.say(" :", ":");
        text(&mut out, "SUMMARY", &format!("{what}{colon} {}", change.title));
        text(&mut out, "DESCRIPTION", &format!("{}\n{}", words.place(agenda, change), change.file));
        // Nobody is kept from doing something else.
        line(&mut out, "TRANSP:TRANSPARENT");
        line(&mut out, "END:VEVENT");
    }
    line(&mut out, "END:VCALENDAR");
    Some(out)
}

/// What happens, and to what: an event by its id, a page by its address, below the folder that it is written in.
fn uid_of(change: &Change) -> String {
    let owner = site::region_of(&change.file).map_or_else(String::new, |region| region.to_string());
    let folder = site::within_content(&change.file);
    let kind = folder.split('/').next().unwrap_or_default();
    uid::named(&CHANGES, &format!("{}\n{owner}\n{kind}\n{}", change.kind.word(), change.name))
}
