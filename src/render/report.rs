//! `escale.json`: what a build was made of and until when it stays right, for programs.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::model::address::SiteId;
use crate::model::change::Change;
use crate::model::content::Content;

/// The facts of a build.
pub fn report(content: &Content, now: Timestamp) -> Value {
    let programme = &content.programme;
    json!({
        "generator": concat!("escale ", env!("CARGO_PKG_VERSION")),
        "programme": programme.name,
        "date": now.to_string(),
        "valid_until": content.next_changes.first().map(told_to_all),
        "next_changes": content.next_changes.iter().map(told_to_all).collect::<Vec<_>>(),
        "regions": programme.regions.iter().map(|region| region.id.as_str()).collect::<Vec<_>>(),
    })
}

/// A change as everybody is told it, for the file is published: nobody learns from it what will be published later.
fn told_to_all(change: &Change) -> Value {
    let mut told = self::change(change);
    if let Some(told) = told.as_object_mut().filter(|_| !change.is_public) {
        told.retain(|name, _| name != "title" && name != "file");
    }
    told
}

/// A change as programs are told it: `regions` are those whose sites it is in, none when it is in the hub alone.
pub fn change(change: &Change) -> Value {
    let region = |site: &SiteId| match site {
        SiteId::Region(id) => Some(id.to_string()),
        SiteId::Hub => None,
    };
    json!({
        "at": change.at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        "what": change.kind.word(),
        "title": change.title,
        "regions": change.sites.iter().filter_map(region).collect::<Vec<_>>(),
        "file": &*change.file,
    })
}
