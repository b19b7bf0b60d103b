//! Events as open data: `evenements.json` and `evenements.csv`, which say the same, field by field (STANDARDS F4).
//!
//! The names of fields and the words in them are a promise to programs, explained in `docs/donnees-ouvertes.md`: fields
//! may come, none goes or changes its meaning. Nothing in them depends on the instant of the build, but for which events
//! are public.

use std::sync::Arc;

use rayon::prelude::*;
use serde_json::{Value, json};

use super::cards::{is_fictional, moment};
use super::joined::{self, AT_A_TIME, Part};
use super::site::SiteRenderer;
use super::uid::uid;
use super::values::{map, size};
use crate::model::address::{Slug, WebUrl};
use crate::model::codes::Postcode;
use crate::model::contact::{Email, Telephone};
use crate::model::event::{Event, PhaseNumber, Status};
use crate::model::price::Euros;
use crate::model::time::{Deadline, Precision};
use crate::model::venue::Fact;
use crate::tables::guard::guarded;

/// The address of the file for programs.
pub const JSON: &str = "evenements.json";
/// The address of the file for spreadsheets.
pub const CSV: &str = "evenements.csv";

/// The fields of an event, in their order in both files.
pub const FIELDS: [&str; 46] = [
    "id",
    "uid",
    "page",
    "titre",
    "type",
    "resume",
    "statut",
    "motif",
    "premier_jour",
    "dernier_jour",
    "debut",
    "fin",
    "fuseau",
    "ancienne_date",
    "mode",
    "lien_direct",
    "lieu",
    "adresse",
    "code_postal",
    "commune",
    "code_insee",
    "departement",
    "region",
    "code_region",
    "tarif",
    "gratuit",
    "public",
    "inscription_libre",
    "inscription_lien",
    "inscription_telephone",
    "inscription_courriel",
    "inscription_ouverture",
    "inscription_cloture",
    "places",
    "lieu_accessible",
    "lieu_non_accessible",
    "evenement_accessible",
    "evenement_non_accessible",
    "intervenants",
    "partenaires",
    "phase",
    "edition",
    "national",
    "exemple",
    "revision",
    "mis_a_jour",
];

/// An event in both files.
#[derive(Debug, Clone)]
pub struct Record {
    /// One object, on a line.
    json: Part,
    /// One line.
    csv: Part,
}

/// The two files.
#[derive(Debug)]
pub struct OpenData {
    /// [`JSON`]
    pub json: joined::File,
    /// [`CSV`]
    pub csv: joined::File,
}

impl SiteRenderer<'_> {
    /// The site's events, those of every region on the hub; `None` when there are none.
    pub fn open_data(&self) -> Option<&OpenData> {
        self.events.all.open_data.get_or_init(|| self.made_open_data()).as_ref()
    }

    /// What leads to the two files, for the first page of the list of events.
    pub fn data_found(&self) -> tera::Value {
        let Some(data) = self.open_data() else { return tera::Value::none() };
        let file =
            |address: &str, file: &joined::File| tera::Value::from(map! { "address": address, "size": size(file.len) });
        tera::Value::from(map! { "json": file(JSON, &data.json), "csv": file(CSV, &data.csv) })
    }

    fn made_open_data(&self) -> Option<OpenData> {
        self.events_to_tell().next()?;
        let about = json!({ "titre": self.signature(), "page": self.url.page("evenements/"), "version": 1 });
        let mut json = about.to_string();
        json.truncate(json.len() - "}".len());
        json.push_str(",\"evenements\":[");
        // With the mark that French spreadsheets know UTF-8 by.
        let mut csv = "\u{feff}".to_owned();
        csv.push_str(&line(FIELDS.iter().map(|field| (*field).to_owned())));
        let (mut json, mut csv) = (self.joined(json), self.joined(csv));
        let comma = Part::new(",");
        let mut is_first = true;
        for events in self.every_event().chunks(AT_A_TIME) {
            let records: Vec<Record> = events.par_iter().filter_map(|event| self.record(event)).collect();
            for record in &records {
                if !std::mem::take(&mut is_first) {
                    json.push(&comma);
                }
                json.push(&record.json);
                csv.push(&record.csv);
            }
        }
        Some(OpenData { json: json.end("\n]}\n"), csv: csv.end("") })
    }

    /// The event in both files, made once; `None` when visitors cannot reach its page.
    fn record(&self, event: &Arc<Event>) -> Option<Record> {
        let make = || self.is_told(event).then(|| self.made_record(event));
        self.events.get(event, |made| &made.record, make)
    }

    fn made_record(&self, event: &Event) -> Record {
        let values = self.values(event);
        let json: serde_json::Map<String, Value> =
            FIELDS.iter().zip(&values).map(|(field, value)| ((*field).to_owned(), value.clone())).collect();
        let csv = line(values.iter().map(cell));
        Record { json: Part::new(&format!("\n{}", Value::Object(json))), csv: Part::new(&csv) }
    }

    /// What the fields hold, in their order.
    fn values(&self, event: &Event) -> [Value; FIELDS.len()] {
        let region = self.region_of(event);
        let when = self.when(event);
        let venue = event.venue.as_deref();
        let registration = &event.registration;
        let former = match event.status {
            Status::Postponed { former } => Some(former.unwrap_or(when.first_day())),
            _ => None,
        };
        let has_date = event.has_date();
        let day = |day: jiff::civil::Date| has_date.then(|| day.to_string());
        let has_start = has_date && when.precision() != Precision::Days;
        let has_end = has_date && when.precision() == Precision::StartAndEnd;
        let price = self.price_of(event);
        let set = |text: &String| self.set(text);
        let passes = |deadline: &Deadline| moment(&deadline.passes);
        let edition = region.zip(event.edition.as_ref()).and_then(|(region, id)| region.edition(id));
        [
            event.id.as_str().into(),
            uid(&event.id).into(),
            self.page_of(event).into(),
            set(&event.title).into(),
            event.kind.word().into(),
            set(&event.summary).into(),
            event.status.word().into(),
            event.reason.as_ref().map(set).into(),
            day(when.first_day()).into(),
            day(when.last_day()).into(),
            has_start.then(|| moment(when.start())).into(),
            has_end.then(|| moment(when.end())).into(),
            when.start().time_zone().iana_name().into(),
            former.map(|day| day.to_string()).into(),
            event.held().word().into(),
            event.online_link.as_ref().map(WebUrl::as_str).into(),
            venue.map(|venue| set(&venue.name)).into(),
            venue.and_then(|venue| venue.street.as_ref()).map(set).into(),
            venue.and_then(|venue| venue.postcode.as_ref()).map(Postcode::as_str).into(),
            venue.map(|venue| venue.town.as_str()).into(),
            venue.map(|venue| venue.commune.code()).into(),
            venue.map(|venue| venue.commune.department().code()).into(),
            region.map(|region| region.name.as_str()).into(),
            region.map(|region| region.code.insee).into(),
            self.set(price).into(),
            Euros::in_words(price).map(|amount| amount == Euros::ZERO).into(),
            self.set(self.audience_of(event)).into(),
            registration.is_free_entry.into(),
            registration.link.as_ref().map(WebUrl::as_str).into(),
            registration.telephone.as_ref().map(Telephone::shown).into(),
            registration.email.as_ref().map(Email::as_str).into(),
            registration.opens.as_ref().map(passes).into(),
            registration.closes.as_ref().map(passes).into(),
            registration.places.into(),
            stated(venue.map_or(&[], |venue| &venue.facts), Fact::Yes),
            stated(venue.map_or(&[], |venue| &venue.facts), Fact::No),
            stated(&event.accessibility.facts, Fact::Yes),
            stated(&event.accessibility.facts, Fact::No),
            event.speakers.iter().map(set).collect::<Vec<_>>().into(),
            event.partners.iter().map(Slug::as_str).collect::<Vec<_>>().into(),
            event.phase.map(PhaseNumber::number).into(),
            edition.map(|edition| set(&edition.title)).into(),
            event.is_national.into(),
            is_fictional(event, region).into(),
            event.revision.into(),
            event.updated.map(|day| day.to_string()).into(),
        ]
    }
}

/// The facts of which this is known.
fn stated(facts: &[(&'static str, Fact)], state: Fact) -> Value {
    facts.iter().filter(|(_, fact)| *fact == state).map(|(name, _)| *name).collect::<Vec<_>>().into()
}

/// A value in a spreadsheet: several in one cell have a line each.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(is_so) => if *is_so { "oui" } else { "non" }.to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(cell).collect::<Vec<_>>().join("\n"),
        other => other.to_string(),
    }
}

/// A line of the file for spreadsheets (RFC 4180, with the `;` of French ones).
fn line(cells: impl Iterator<Item = String>) -> String {
    let mut writer =
        csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer
        .write_record(cells.map(|cell| guarded(&cell)))
        .expect("a Vec takes all bytes, and a line is its own measure");
    let line = writer.into_inner().expect("a Vec takes all bytes");
    String::from_utf8(line).expect("cells are text, and so is what stands between them")
}
