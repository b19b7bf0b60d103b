//! An event's Markdown file, with the rules that bind its dates.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::{Date, Time};

use super::Look;
use super::documents::Role;
use super::fields::{Fields, Written, clock_change};
use super::page::{former_addresses, image, publication};
use super::suggest::nearest;
use crate::model::address::Slug;
use crate::model::edition::Edition;
use crate::model::event::{
    Event, EventAccessibility, EventKind, Mode, PhaseNumber, Registration, STATUS_WORDS, Status,
};
use crate::model::origin::Origin;
use crate::model::partner::Partner;
use crate::model::prose::Prose;
use crate::model::time::{When, Zone};
use crate::model::venue::{Fact, Venue};
use crate::problem::Kind;
use crate::sources::Place;

/// The words of the schema and what they mean.
const STATUSES: [(&str, Status); 5] = [
    (STATUS_WORDS[0], Status::Planned),
    (STATUS_WORDS[1], Status::Full),
    (STATUS_WORDS[2], Status::Postponed { former: None }),
    (STATUS_WORDS[3], Status::Cancelled),
    (STATUS_WORDS[4], Status::MovedOnline),
];

/// Whether a role has a file of a name, even one that cannot be read: that was reported already.
pub type HasFile<'k> = dyn Fn(Role, &str) -> bool + Sync + 'k;

/// What an event may refer to.
pub struct Known<'k> {
    pub zone: &'k Zone,
    pub partners: &'k BTreeMap<Slug, Arc<Partner>>,
    pub venues: &'k BTreeMap<Slug, Arc<Venue>>,
    pub editions: &'k [Edition],
    pub has_unread_edition: bool,
    /// Whether there is such a file, even one that cannot be read.
    pub has_file: &'k HasFile<'k>,
    pub look: Look,
    pub is_national: bool,
}

/// Reads an event, drafts included; `None` when something obligatory is missing or wrong.
pub fn read(slug: Slug, mut fields: Fields, prose: Arc<Prose>, known: &Known, mut origin: Origin) -> Option<Event> {
    fields.require("id", Some(slug.as_str()));
    let id = fields.read("id", Slug::parse);
    let title = fields.text("titre");
    let kind = fields.choice("type", &EventKind::WORDS);
    let summary = fields.text("resume");
    let when = when(&mut fields, known.zone);
    let mode = fields.choice("mode", &Mode::WORDS);
    let status = status(&mut fields);
    let venue = venue(&mut fields, mode, status, known);
    let online_link = fields.web_url("lien_direct");
    let reason = fields.text("motif");
    let revision = fields.count("revision").unwrap_or(0);
    let updated = fields.date("mis_a_jour");
    let registration = registration(&mut fields, known.zone);
    let is_unread = !registration.is_possible() && says_how_to_register(&mut fields);
    let audience = fields.text("public");
    let price = fields.text("tarif");
    let accessibility = fields.map("accessibilite").map_or_else(unknown_accessibility, accessibility);
    let partners = partners(&mut fields, known.partners, known.has_file);
    let speakers = fields.list("intervenants").into_iter().map(|written| written.text).collect();
    let phase = fields.read("phase", PhaseNumber::parse);
    // A national event is of no region's edition, unless a region says so in its own file.
    let has_editions = !known.is_national || !known.editions.is_empty();
    let edition = if has_editions { edition(&mut fields, known) } else { None };
    let image = image(&mut fields, "image");
    let publication = publication(&mut fields, known.zone, known.look);
    origin.former_addresses = former_addresses(&mut fields);
    if known.is_national {
        fields.list("regions");
    }
    let order_place = fields.place_of("inscription");
    let missing_place = fields.place().clone();
    let report = fields.problems();
    origin.fields = fields.finish();

    let event = Event {
        id: id?,
        slug,
        title: title?,
        kind: kind?,
        summary: summary?,
        when: when?,
        mode: mode?,
        venue,
        online_link,
        status: status?,
        reason,
        revision,
        updated,
        registration,
        audience,
        price,
        accessibility,
        partners,
        speakers,
        phase,
        edition,
        image,
        publication,
        is_national: known.is_national,
        prose,
        origin,
    };
    let mut problems = report.borrow_mut();
    for (place, kind) in order_of_registration(&event, &order_place, known.look.now, missing_place) {
        // A way that could not be read was reported as such.
        if !(is_unread && kind == Kind::NoRegistration) {
            problems.push(place, kind);
        }
    }
    Some(event)
}

/// `date`, `heure`, `date_fin`, `heure_fin` as instants of the zone.
fn when(fields: &mut Fields, zone: &Zone) -> Option<When> {
    let first = fields.date("date");
    let start = fields.time("heure");
    let last = fields.date("date_fin");
    let end = fields.time("heure_fin");
    // A value that is there and wrong was reported: no second problem from what is missing because of it.
    let is_incomplete = [("heure", start.is_none()), ("date_fin", last.is_none()), ("heure_fin", end.is_none())]
        .into_iter()
        .any(|(name, is_none)| is_none && fields.says(name));
    let first = first.filter(|_| !is_incomplete)?;
    let last_day = last.unwrap_or(first);
    if start.is_none() && end.is_some() {
        fields.report(fields.place_of("heure_fin"), Kind::NeedsField { field: "heure_fin", needs: "heure" });
        return None;
    }
    let instant = |fields: &Fields, day: Date, hour: Time, name: &str| {
        let value = format!("{} {}", crate::french::date::short(day), fields.raw(name));
        zone.instant(day, hour)
            .map_err(|change| fields.report(fields.place_of(name), clock_change(change, &value)))
            .ok()
    };
    let when = match (start, end) {
        (Some(hour), Some(end_hour)) => {
            let start = instant(fields, first, hour, "heure");
            let end = instant(fields, last_day, end_hour, "heure_fin");
            When::from_to(start?, end?)
        }
        (Some(hour), None) => When::from(instant(fields, first, hour, "heure")?, zone, last_day),
        (None, _) => When::days(zone, first, last_day),
    };
    if when.is_none() {
        let text = |date: &str, hour: &str| format!("{} {}", fields.raw(date), fields.raw(hour)).trim().to_owned();
        let end_date = if fields.has("date_fin") { "date_fin" } else { "date" };
        let culprit = if first > last_day || !fields.has("heure_fin") { "date_fin" } else { "heure_fin" };
        let kind = Kind::EndBeforeStart { start: text("date", "heure"), end: text(end_date, "heure_fin") };
        fields.report(fields.place_of(culprit), kind);
    }
    when
}

fn status(fields: &mut Fields) -> Option<Status> {
    let written = fields.choice("statut", &STATUSES);
    let status = if fields.says("statut") { written } else { Some(Status::Planned) };
    let former = fields.date("ancienne_date");
    match status {
        Some(Status::Postponed { .. }) => Some(Status::Postponed { former }),
        other => other,
    }
}

fn venue(fields: &mut Fields, mode: Option<Mode>, status: Option<Status>, known: &Known) -> Option<Arc<Venue>> {
    let Some(written) = fields.written("lieu") else {
        let is_needed = matches!(mode, Some(Mode::OnSite | Mode::Hybrid)) && status != Some(Status::MovedOnline);
        if is_needed && !fields.says("lieu") {
            let place = if fields.has("mode") { fields.place_of("mode") } else { fields.place().clone() };
            fields.report(place, Kind::NoVenue);
        }
        return None;
    };
    let is_known = |name: &str| known.venues.contains_key(name) || (known.has_file)(Role::Venue, name);
    if let Some(name) = fields.known_name(&written, is_known) {
        return known.venues.get(name.as_str()).cloned();
    }
    let Written { text, place } = written;
    let suggestion = nearest(&text, known.venues.keys().map(Slug::as_str)).map(str::to_owned);
    fields.report(place, Kind::UnknownVenue { id: text, suggestion });
    None
}

fn registration(fields: &mut Fields, zone: &Zone) -> Registration {
    if fields.is_word("inscription", "libre") {
        return Registration { is_free_entry: true, ..Registration::default() };
    }
    let Some(mut own) = fields.map("inscription") else { return Registration::default() };
    let registration = Registration {
        is_free_entry: false,
        link: own.web_url("lien"),
        telephone: own.telephone("telephone"),
        email: own.email("courriel"),
        opens: own.deadline("ouverture", zone).map(|mut opening| {
            // « ouverture: 2027-03-01 » opens with the day, not after it.
            if opening.hour.is_none() {
                opening.passes = zone.start_of(opening.day);
            }
            opening
        }),
        closes: own.deadline("cloture", zone),
        places: own.count("places"),
    };
    own.finish();
    registration
}

/// Whether a way to register is written, even one that cannot be read.
fn says_how_to_register(fields: &mut Fields) -> bool {
    let own = fields.map("inscription");
    own.is_some_and(|own| ["lien", "telephone", "courriel"].iter().any(|way| own.is_filled_in(way)))
}

/// The order opening ≤ closing ≤ end, and a way to register for what is still to come.
fn order_of_registration(event: &Event, place: &Place, now: Timestamp, header: Place) -> Vec<(Place, Kind)> {
    let registration = &event.registration;
    let mut problems = Vec::new();
    if let Some(closes) = &registration.closes {
        let is_late = match closes.hour {
            Some(_) => closes.passes.timestamp() > event.when.end().timestamp(),
            None => closes.day > event.when.last_day(),
        };
        if is_late && event.has_date() {
            problems.push((place.clone(), Kind::ClosesAfterEvent));
        }
        if registration.opens.as_ref().is_some_and(|opens| opens.passes >= closes.passes) {
            problems.push((place.clone(), Kind::OpensAfterClosing));
        }
    }
    let is_open_to_come =
        matches!(event.status, Status::Planned | Status::MovedOnline | Status::Postponed { former: Some(_) })
            && now < event.when.end().timestamp();
    if is_open_to_come && !registration.is_possible() {
        let place = if place.line == 0 { header } else { place.clone() };
        problems.push((place, Kind::NoRegistration));
    }
    problems
}

fn unknown_accessibility() -> EventAccessibility {
    EventAccessibility { facts: EventAccessibility::FACTS.map(|name| (name, Fact::Unknown)).to_vec(), note: None }
}

fn accessibility(mut fields: Fields) -> EventAccessibility {
    let facts = EventAccessibility::FACTS.map(|name| (name, fields.fact(name))).to_vec();
    let note = fields.text("note");
    fields.finish();
    EventAccessibility { facts, note }
}

/// So many unknown names of one list are held against every known one.
const MOST_SUGGESTIONS: usize = 100;

/// `partenaires`: ids of partners that have a file.
pub fn partners(fields: &mut Fields, known: &BTreeMap<Slug, Arc<Partner>>, has_file: &HasFile) -> Vec<Slug> {
    let list = fields.list("partenaires");
    let mut unknown = 0;
    list.into_iter()
        .filter_map(|written| {
            let is_known = |name: &str| known.contains_key(name) || has_file(Role::Partner, name);
            if let Some(name) = fields.known_name(&written, is_known) {
                return known.get_key_value(name.as_str()).map(|(id, _)| id.clone());
            }
            let Written { text, place } = written;
            unknown += 1;
            let near = (unknown <= MOST_SUGGESTIONS).then(|| nearest(&text, known.keys().map(Slug::as_str))).flatten();
            fields.report(place, Kind::UnknownPartner { id: text, suggestion: near.map(str::to_owned) });
            None
        })
        .collect()
}

fn edition(fields: &mut Fields, known: &Known) -> Option<Slug> {
    let written = fields.written("edition")?;
    let find = |name: &str| known.editions.iter().find(|edition| edition.id.as_str() == name);
    let found = fields.known_name(&written, |name| find(name).is_some());
    let found = found.and_then(|name| find(&name)).map(|edition| edition.id.clone());
    let Written { text, place } = written;
    if found.is_none() && !known.is_national && !known.has_unread_edition {
        let ids: Vec<String> = known.editions.iter().map(|edition| edition.id.to_string()).collect();
        let suggestion = nearest(&text, ids.iter().map(String::as_str)).map(str::to_owned);
        fields.report(place, Kind::UnknownEdition { id: text, suggestion, known: ids });
    }
    found
}
