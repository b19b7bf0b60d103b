//! One event for calendars: a VEVENT (RFC 5545 §3.6.1).

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, ZonedDateTime};

use super::super::cards::is_fictional;
use super::super::site::SiteRenderer;
use super::super::uid::uid;
use super::lines::{line, quoted, text};
use crate::french;
use crate::model::codes::Postcode;
use crate::model::event::{Event, Mode, Status};
use crate::model::time::{Precision, When};
use crate::model::venue::Venue;

/// What people are told of an event in their calendar.
pub struct Told {
    /// Title, with what became of the event.
    pub summary: String,
    /// Where.
    pub location: String,
    /// Everything else, on several lines.
    pub description: String,
    /// Its page.
    pub page: String,
}

/// The name that the database of time zones knows a zone by.
pub fn name(zone: &TimeZone) -> &str {
    zone.iana_name().expect("zones of the model are read by their name")
}

impl SiteRenderer<'_> {
    /// The event for calendars.
    pub fn made_entry(&self, event: &Event) -> String {
        let when = self.when(event);
        let told = self.told(event);
        let mut out = String::with_capacity(2_048);
        line(&mut out, "BEGIN:VEVENT");
        line(&mut out, &format!("UID:{}", uid(&event.id)));
        let revised = basic(event.revised());
        line(&mut out, &format!("DTSTAMP:{revised}"));
        line(&mut out, &format!("LAST-MODIFIED:{revised}"));
        line(&mut out, &format!("SEQUENCE:{}", event.revision));
        if when.precision() == Precision::Days {
            let after = when.last_day().saturating_add(1.day());
            line(&mut out, &format!("DTSTART;VALUE=DATE:{}", when.first_day().strftime("%Y%m%d")));
            line(&mut out, &format!("DTEND;VALUE=DATE:{}", after.strftime("%Y%m%d")));
        } else {
            line(&mut out, &format!("DTSTART{}", moment(when.start())));
            line(&mut out, &format!("DTEND{}", moment(when.end())));
        }
        text(&mut out, "SUMMARY", &told.summary);
        let (status, is_on) = match event.status {
            Status::Cancelled => ("CANCELLED", false),
            Status::Postponed { former: None } => ("TENTATIVE", false),
            Status::Planned | Status::Full | Status::MovedOnline | Status::Postponed { former: Some(_) } => {
                ("CONFIRMED", true)
            }
        };
        line(&mut out, &format!("STATUS:{status}"));
        if !is_on || when.precision() == Precision::Days {
            // Nobody is kept from doing something else.
            line(&mut out, "TRANSP:TRANSPARENT");
        }
        text(&mut out, "LOCATION", &told.location);
        if let Some(room) = event.online_link.as_ref().filter(|_| is_on) {
            let label = self.renderer.words.filled("rejoindre", &[("site", room.host())]);
            line(&mut out, &format!("CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL={}:{}", quoted(&label), room.as_str()));
        }
        text(&mut out, "DESCRIPTION", &told.description);
        text(&mut out, "CATEGORIES", &self.renderer.words.get(&format!("type_{}", event.kind.word())));
        line(&mut out, &format!("URL:{}", told.page));
        line(&mut out, "END:VEVENT");
        out
    }

    /// What people are told of an event in their calendar, whatever program they use.
    pub fn told(&self, event: &Event) -> Told {
        let words = &self.renderer.words;
        let region = self.region_of(event);
        let set = |words: &str| self.set(words);
        let title = set(&event.title);
        let summary = match event.status {
            Status::Cancelled => words.filled("agenda_annule", &[("titre", &title)]),
            Status::Postponed { former: None } => words.filled("agenda_reporte", &[("titre", &title)]),
            _ => title,
        };
        let is_fictional = is_fictional(event, region);
        let summary = if is_fictional { words.filled("agenda_exemple", &[("titre", &summary)]) } else { summary };
        let address = event.venue.as_ref().map(|venue| set(&address(venue))).filter(|_| event.held() != Mode::Online);
        let page = self.page_of(event);

        let mut first: Vec<String> = Vec::new();
        first.extend(is_fictional.then(|| words.get("evenement_fictif")));
        first.extend(self.what_became(event));
        let price = set(self.price_of(event));
        let mut facts = vec![words.filled("agenda_prix", &[("prix", &price)])];
        facts.extend(event.audience.as_ref().map(|public| words.filled("agenda_public", &[("public", &set(public))])));
        facts.extend(address.as_ref().map(|address| words.filled("agenda_lieu", &[("lieu", address)])));
        if event.has_date() && event.status != Status::Cancelled {
            let unknown_end = event.when.precision() == Precision::Start;
            facts.extend(unknown_end.then(|| words.get("agenda_heure_de_fin")));
            let room = event.online_link.as_ref();
            facts.extend(room.map(|room| words.filled("agenda_rejoindre", &[("lien", room.as_str())])));
            facts.extend(self.how_to_register(event));
        }
        let last = words.filled("agenda_page", &[("lien", &page)]);
        let parts = [first.join("\n"), set(&event.summary), facts.join("\n"), last];
        let description = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
        let elsewhere = || words.get(&format!("mode_{}", event.held().word().replace('-', "_")));
        Told { summary, location: address.unwrap_or_else(elsewhere), description, page }
    }

    /// What became of the plan, when it is not as it was announced first.
    fn what_became(&self, event: &Event) -> Vec<String> {
        let words = &self.renderer.words;
        let mut lines = Vec::new();
        match event.status {
            Status::Planned | Status::Full => return lines,
            Status::Cancelled => lines.push(words.get("notice_annule")),
            Status::MovedOnline => lines.push(words.get("notice_en_ligne")),
            Status::Postponed { former } => {
                lines.push(words.get("notice_reporte"));
                let known = match former {
                    Some(former) => french::date::long(former),
                    None => french::date::range(event.when.first_day(), event.when.last_day()),
                };
                if former.is_none() {
                    lines.push(words.filled("nouvelle_date", &[("date", &words.get("date_a_preciser"))]));
                }
                lines.push(words.filled("ancienne_date", &[("date", &known)]));
            }
        }
        lines.extend(event.reason.as_ref().map(|reason| format!("{} {}", words.get("raison"), self.set(reason))));
        lines
    }

    fn how_to_register(&self, event: &Event) -> Vec<String> {
        let words = &self.renderer.words;
        let registration = &event.registration;
        if registration.is_free_entry {
            return vec![words.get("inscription_libre")];
        }
        if event.status == Status::Full {
            return vec![words.get("inscription_complete")];
        }
        let dated = |word: &str, deadline| words.filled(word, &[("date", &self.deadline(deadline))]);
        let lines = [
            registration.opens.as_ref().map(|opens| dated("inscription_ouvre_le", opens)),
            registration.closes.as_ref().map(|closes| dated("inscription_jusquau", closes)),
            registration.link.as_ref().map(|link| words.filled("agenda_inscription", &[("lien", link.as_str())])),
            registration.telephone.as_ref().map(|own| words.filled("agenda_telephone", &[("numero", own.shown())])),
            registration.email.as_ref().map(|own| words.filled("agenda_courriel", &[("adresse", own.as_str())])),
        ];
        lines.into_iter().flatten().collect()
    }
}

/// « Maison Exemple, 1 rue des Arts, 31000 Toulouse »
fn address(venue: &Venue) -> String {
    let town = match &venue.postcode {
        Some(postcode) => format!("{} {}", Postcode::as_str(postcode), venue.town),
        None => venue.town.clone(),
    };
    [Some(&venue.name), venue.street.as_ref(), Some(&town)]
        .into_iter()
        .flatten()
        .cloned()
        .collect::<Vec<_>>()
        .join(", ")
}

/// The parameters and the value of an instant: the local hour with its zone, or, in the hour that comes twice, the second
/// time of it in UTC, for a local hour means the first (RFC 5545 §3.3.5).
fn moment(instant: &ZonedDateTime) -> String {
    let zone = instant.time_zone();
    let is_first = zone.to_timestamp(instant.datetime()).is_ok_and(|first| first == instant.timestamp());
    if is_first {
        format!(";TZID={}:{}", name(zone), instant.strftime("%Y%m%dT%H%M%S"))
    } else {
        format!(":{}", basic(instant.timestamp()))
    }
}

/// « 20270517T120000Z »
pub fn basic(instant: Timestamp) -> String {
    instant.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// The first and the last instant as programs without time zones are given them; the same as in the file.
pub fn instants(when: &When) -> (String, String) {
    (basic(when.start().timestamp()), basic(when.end().timestamp()))
}
