//! Output → Problems: what can only be seen on the finished pages.
//!
//! Every link, picture and style sheet of a page leads to a file of the sites, every anchor to an
//! element, every page can be read with assistive tools; whatever templates do, nothing dead or closed
//! to someone goes out unnoticed.

mod outline;
pub mod page;

use std::borrow::Cow;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::address::SiteId;
use crate::output::Output;
use crate::problem::{Access, Kind, PageFault, Problems};
use crate::sources::{Place, Sources};

/// Where what only the theme can do is placed.
const THEMES: &str = "themes";

/// What a site's pages are held against.
pub struct Surroundings<'s> {
    /// Tell on which line a page's source says what is wrong.
    pub sources: &'s Sources,
    /// Addresses within the site at which a page may lead elsewhere by itself.
    pub redirects: BTreeSet<&'s str>,
    /// Whether a file of another site exists.
    pub elsewhere: &'s dyn Fn(&str) -> bool,
}

/// Checks a site's pages.
pub fn check(site: &SiteId, output: &Output, surroundings: &Surroundings) -> Problems {
    let Surroundings { sources, redirects, elsewhere } = surroundings;
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
            problems.push_in(site, source_of(output, sources, path, link), kind);
        }
    }
    let may_lead_on =
        |path: &str| path.strip_prefix(&folder).is_some_and(|own| redirects.contains(address(own).as_str()));
    of_theme(site, &pages, &may_lead_on, &mut problems);
    let own: Vec<&(&str, page::Page)> = pages.iter().filter(|(path, _)| !may_lead_on(path)).collect();
    titles(site, output, &own, &mut problems);
    problems
}

/// What only the theme can do, once a site: the page is an example.
fn of_theme(site: &SiteId, pages: &[(&str, page::Page)], may_lead_on: &dyn Fn(&str) -> bool, problems: &mut Problems) {
    let mut told: BTreeSet<PageFault> = BTreeSet::new();
    let refresh = PageFault::Forbidden("<meta http-equiv=\"refresh\">".to_owned());
    for (path, page) in pages {
        let leads_on = (page.outline.is_redirect && !may_lead_on(path)).then_some(&refresh);
        for fault in page.outline.faults.iter().chain(leads_on) {
            if told.insert(fault.clone()) {
                let kind = Access::Page { page: address(path), fault: fault.clone() };
                problems.push_in(site, Place::file(&THEMES.into()), kind.into());
            }
        }
    }
}

/// Two pages of a site, redirects apart, that nobody can tell apart by their titles.
fn titles(site: &SiteId, output: &Output, pages: &[&(&str, page::Page)], problems: &mut Problems) {
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    for (path, page) in pages {
        let Some(title) = page.outline.title.filter(|title| !title.is_empty()) else { continue };
        match first.entry(title) {
            Entry::Vacant(entry) => {
                entry.insert(path);
            }
            Entry::Occupied(entry) => {
                let source = output.get(path).and_then(|file| file.source.clone());
                let title = title.replace("&#x27;", "'").replace("&quot;", "\"").replace("&amp;", "&");
                let kind = Access::SameTitle { title, other: address(entry.get()) };
                problems.push_in(site, Place::file(&source.unwrap_or_else(|| THEMES.into())), kind.into());
            }
        }
    }
}

/// `a/index.html` is read at `a/`.
fn address(path: &str) -> String {
    path.strip_suffix("index.html").unwrap_or(path).to_owned()
}

/// The source of a page, on the line that holds the link when one line only does.
fn source_of(output: &Output, sources: &Sources, path: &str, link: &str) -> Place {
    let source = output.get(path).and_then(|file| file.source.clone()).unwrap_or_else(|| THEMES.into());
    let Some(text) = sources.text(&source) else { return Place::file(&source) };
    let anchor = link.find('#').map(|at| &link[at..]);
    let last = link.split('#').next().unwrap_or_default().trim_end_matches('/').rsplit('/').next();
    let wanted = [Some(link), anchor, last].into_iter().flatten();
    wanted.filter(|words| words.len() > 1).find_map(|words| once(&source, &text, words)).unwrap_or(Place::file(&source))
}

/// The place of words that a text holds once.
fn once(source: &Arc<str>, text: &str, words: &str) -> Option<Place> {
    let is_part = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let mut found =
        text.match_indices(words).map(|(at, _)| at).filter(|at| !text[at + words.len()..].starts_with(is_part));
    let at = found.next().filter(|_| found.next().is_none())?;
    let small = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    Some(Place {
        file: Arc::clone(source),
        line: small(text[..at].matches('\n').count() + 1),
        column: small(text[start..at].trim_start_matches('\u{feff}').chars().count() + 1),
        length: small(words.chars().count()),
    })
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
