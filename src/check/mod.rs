//! Output → Problems: what can only be seen on the finished pages.
//!
//! Every link, picture and style sheet of a page leads to a file of the sites, every anchor to an
//! element; whatever templates do, nothing dead goes out unnoticed.

pub mod page;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::address::SiteId;
use crate::output::Output;
use crate::problem::{Kind, Problems};
use crate::sources::Place;

/// Checks a site's pages. `elsewhere` says whether an address of another site exists.
pub fn check(site: &SiteId, output: &Output, elsewhere: &dyn Fn(&str) -> bool) -> Problems {
    let mut problems = Problems::new();
    let pages: Vec<(&str, page::Page)> = output
        .iter()
        .filter(|(path, _)| path.ends_with(".html"))
        .map(|(path, file)| (path, page::read(std::str::from_utf8(&file.bytes).unwrap_or_default())))
        .collect();
    let ids: BTreeMap<&str, &BTreeSet<Cow<str>>> = pages.iter().map(|(path, page)| (*path, &page.ids)).collect();
    let folder = site.folder();
    for (path, page) in &pages {
        for link in &page.references {
            let Some((target, fragment)) = resolve(path, link) else { continue };
            let file = if target.is_empty() || target.ends_with('/') { format!("{target}index.html") } else { target };
            let is_own = file.starts_with(&folder) && (output.get(&file).is_some() || !elsewhere(&file));
            let exists = if is_own { output.get(&file).is_some() } else { elsewhere(&file) };
            let kind = if !exists {
                Kind::BrokenReference { page: (*path).to_owned(), target: link.to_string() }
            } else if fragment.is_some_and(|id| ids.get(file.as_str()).is_some_and(|ids| !ids.contains(id.as_str()))) {
                Kind::BrokenAnchor { target: link.to_string() }
            } else {
                continue;
            };
            let source = output.get(path).and_then(|file| file.source.clone());
            let place = Place::file(&source.unwrap_or_else(|| "themes".into()));
            problems.push_in(site, place, kind);
        }
    }
    problems
}

/// The file that a link of a page means, and its anchor; `None` when it leaves the sites.
fn resolve(path: &str, link: &str) -> Option<(String, Option<String>)> {
    let (target, fragment) = link.split_once('#').map_or((link, None), |(target, id)| (target, Some(id)));
    let fragment = fragment.filter(|id| !id.is_empty()).map(str::to_owned);
    let target = target.split('?').next().unwrap_or_default();
    if target.is_empty() {
        return Some((path.to_owned(), fragment));
    }
    let is_elsewhere =
        target.starts_with("//") || target.split(['/', '#']).next().is_some_and(|first| first.contains(':'));
    // From the host's root: only the page for addresses that do not exist says so, and where the site
    // will be served is not known here.
    if is_elsewhere || target.starts_with('/') {
        return None;
    }
    let mut segments: Vec<&str> = path.split('/').collect();
    segments.pop();
    for segment in target.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            name => segments.push(name),
        }
    }
    let mut file = segments.join("/");
    let is_folder = target.ends_with('/') || target.ends_with("..") || target == ".";
    if is_folder && !file.is_empty() {
        file.push('/');
    }
    Some((file, fragment))
}
