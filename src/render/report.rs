//! `escale.json`: what a build was made of, since when it has been right and until when it stays so, for programs.
//!
//! Nothing in it tells two builds apart between which nothing has changed.

use serde_json::{Value, json};

use crate::model::address::SiteId;
use crate::model::change::{Change, ChangeKind};
use crate::model::content::Content;

/// The facts of a build.
pub fn report(content: &Content) -> Value {
    let programme = &content.programme;
    let next: Vec<Value> = content.next_changes.iter().filter_map(told_to_all).collect();
    json!({
        "generator": concat!("escale ", env!("CARGO_PKG_VERSION")),
        "programme": programme.name,
        "since": content.last_change.map(|at| at.to_string()),
        "valid_until": next.first(),
        "next_changes": next,
        "regions": programme.regions.iter().map(|region| region.id.as_str()).collect::<Vec<_>>(),
    })
}

/// A change as everybody is told it, for the file is published: nobody learns from it what will be published later, nor
/// when that takes place.
fn told_to_all(change: &Change) -> Option<Value> {
    let mut told = self::change(change);
    if change.is_public {
        return Some(told);
    }
    told.as_object_mut()?.retain(|name, _| name != "title" && name != "file");
    (change.kind == ChangeKind::Published).then_some(told)
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
