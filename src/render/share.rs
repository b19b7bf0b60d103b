//! What one sends to somebody about an event: a letter that a link prepares, without any script.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::cards::hours;
use super::site::SiteRenderer;
use crate::french;
use crate::french::typography;
use crate::model::event::Event;

/// All but the unreserved signs of RFC 3986.
pub const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl SiteRenderer<'_> {
    /// The `mailto:` link of a letter about an event: what, when, where, and the address of its page.
    pub fn letter(&self, event: &Event, address: &str) -> String {
        let words = &self.renderer.words;
        let when = self.when(event);
        let day = if event.has_date() {
            french::date::range(when.first_day(), when.last_day())
        } else {
            words.get("date_a_preciser")
        };
        let zone = self.zone_note(event, self.region).map(|zone| format!(" ({zone})")).unwrap_or_default();
        let moment = hours(event, &when).map_or_else(|| day.clone(), |hours| format!("{day}, {hours}{zone}"));
        let town = event.venue.as_ref().map(|venue| venue.town.clone());
        let place = town.unwrap_or_else(|| words.get(&format!("mode_{}", event.mode.word().replace('-', "_"))));
        let title = typography::set(&event.title, &self.renderer.content.programme.proper_names);
        let body = [&words.get("partager_message"), "", &title, &moment, &place, "", address].join("\r\n");
        let encoded = |text: &str| utf8_percent_encode(text, RESERVED).to_string();
        format!("mailto:?subject={}&body={}", encoded(&format!("{title}, {day}")), encoded(&body))
    }
}
