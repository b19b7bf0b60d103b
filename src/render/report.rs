//! `escale.json`: what a build was made of and until when it stays right, for programs.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::model::change::{Change, ChangeKind};
use crate::model::content::Content;

/// The facts of a build.
pub fn report(content: &Content, now: Timestamp) -> Value {
    let programme = &content.programme;
    json!({
        "generator": concat!("escale ", env!("CARGO_PKG_VERSION")),
        "programme": programme.name,
        "date": now.to_string(),
        "valid_until": content.next_change.as_ref().map(change),
        "regions": programme.regions.iter().map(|region| region.id.as_str()).collect::<Vec<_>>(),
    })
}

fn change(change: &Change) -> Value {
    json!({
        "at": change.at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        "what": match change.kind {
            ChangeKind::Published => "published",
            ChangeKind::Retired => "retired",
            ChangeKind::RegistrationOpens => "registration-opens",
            ChangeKind::RegistrationClosesSoon => "registration-closes-soon",
            ChangeKind::RegistrationCloses => "registration-closes",
            ChangeKind::EventStarts => "event-starts",
            ChangeKind::EventEnds => "event-ends",
        },
        "title": change.title,
    })
}
