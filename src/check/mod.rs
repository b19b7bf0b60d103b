//! Output → Problems: what can only be seen on the finished pages.
//!
//! Every link, picture and style sheet of a page leads to a file of the sites, every anchor to an
//! element, every page can be read with assistive tools; whatever templates do, nothing dead or closed
//! to someone goes out unnoticed.

mod outline;
pub mod page;

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use aho_corasick::AhoCorasick;

use crate::model::address::{Address, SiteId};
use crate::model::site::{Published, Reach};
use crate::output::{Bytes, File, Output};
use crate::problem::{Access, Kind, PageFault, Problems};
use crate::sources::positions::Positions;
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
    /// What that depends on.
    pub ground: Ground,
}

impl Surroundings<'_> {
    /// Whether what is wrong with a page is told.
    fn tells_of(&self, site: &SiteId, path: &str) -> bool {
        path.strip_prefix(&site.folder()).is_none_or(|own| !self.ground.unseen.contains(address(own)))
    }
}

/// What there is to find, and to tell of.
#[derive(Debug, Clone, Default)]
pub struct Ground {
    /// The pages of every site.
    pub reach: Arc<Reach>,
    /// Sites that are not made anew.
    pub kept: BTreeSet<SiteId>,
    /// What these were.
    pub published: Arc<Published>,
    /// Addresses within the site of pages that visitors do not see: what is wrong there is no problem yet.
    pub unseen: BTreeSet<Address>,
}

impl Ground {
    /// Whether all that exists on this ground exists on the other, too.
    fn is_within(&self, other: &Self) -> bool {
        let is_kept_alike = self.kept.is_empty() || self.published == other.published;
        (Arc::ptr_eq(&self.reach, &other.reach) || self.reach.is_within(&other.reach))
            && self.kept == other.kept
            && is_kept_alike
            && self.unseen == other.unseen
    }
}

/// A site that was checked: what is fine in it is not looked at again as long as it is the same.
#[derive(Debug)]
pub struct Checked {
    output: Output,
    ground: Ground,
    /// Those that were told of; none when something is wrong, for where that is told depends on the source.
    pages: BTreeMap<String, Arc<Known>>,
}

/// What was seen in a page that nothing is wrong with.
#[derive(Debug)]
struct Known {
    ids: BTreeSet<String>,
    title: Option<String>,
    is_redirect: bool,
}

/// What was seen of a site.
pub struct Seen<'p> {
    /// What is wrong.
    pub problems: Problems,
    pages: Pages<'p>,
}

/// A page, read now or before.
enum Sight<'p> {
    Read(page::Page<'p>),
    Known(&'p Arc<Known>),
}

impl Sight<'_> {
    fn has_id(&self, id: &str) -> bool {
        match self {
            Self::Read(page) => page.ids.contains(id),
            Self::Known(known) => known.ids.contains(id),
        }
    }

    fn title(&self) -> Option<&str> {
        match self {
            Self::Read(page) => page.outline.title,
            Self::Known(known) => known.title.as_deref(),
        }
    }

    fn faults(&self) -> impl Iterator<Item = &PageFault> {
        let read = if let Self::Read(page) = self { Some(&page.outline.faults) } else { None };
        read.into_iter().flatten()
    }

    fn is_redirect(&self) -> bool {
        match self {
            Self::Read(page) => page.outline.is_redirect,
            Self::Known(known) => known.is_redirect,
        }
    }
}

/// The pages of a site by path.
type Pages<'p> = BTreeMap<&'p str, Sight<'p>>;

/// Checks a site's pages; those that `former` found fine are taken to be so while nothing they refer to has changed.
pub fn check<'p>(
    site: &SiteId,
    output: &'p Output,
    surroundings: &Surroundings,
    former: Option<&'p Checked>,
) -> Seen<'p> {
    let Surroundings { sources, redirects, elsewhere, .. } = surroundings;
    let mut problems = Problems::new();
    let mut pages = former.and_then(|former| former.known(site, output, surroundings)).unwrap_or_else(|| read(output));
    let folder = site.folder();
    pages.retain(|path, _| surroundings.tells_of(site, path));
    let files: HashSet<&str> = output.paths().collect();
    let mut broken: BTreeMap<Arc<str>, Vec<(&str, Kind)>> = BTreeMap::new();
    for (path, page) in &pages {
        let Sight::Read(page) = page else { continue };
        for link in &page.references {
            let Some((file, fragment)) = resolve(path, link) else { continue };
            let exists = file.starts_with(&folder) && files.contains(file.as_str()) || elsewhere(&file);
            let kind = if !exists {
                Kind::BrokenReference { page: (*path).to_owned(), target: link.to_string() }
            } else if fragment.is_some_and(|id| pages.get(file.as_str()).is_some_and(|page| !page.has_id(&id))) {
                Kind::BrokenAnchor { target: link.to_string() }
            } else {
                continue;
            };
            let source = output.get(path).and_then(|file| file.source.clone()).unwrap_or_else(|| THEMES.into());
            broken.entry(source).or_default().push((link, kind));
        }
    }
    for (source, links) in broken {
        let places = places(sources, &source, &links.iter().map(|(link, _)| *link).collect::<Vec<_>>());
        for (place, (_, kind)) in places.into_iter().zip(links) {
            problems.push_in(site, place, kind);
        }
    }
    let may_lead_on = |path: &str| path.strip_prefix(&folder).is_some_and(|own| redirects.contains(address(own)));
    of_theme(site, &pages, &may_lead_on, &mut problems);
    let own = pages.iter().filter(|(path, _)| !may_lead_on(path)).map(|(path, page)| (*path, page));
    titles(site, output, own, &mut problems);
    Seen { problems, pages }
}

/// Whether nothing in a page keeps its site back: it can be made, and everything that it refers to is there. `file` is
/// what the sites have at a path.
pub fn is_fine<'o>(path: &str, file: &dyn Fn(&str) -> Option<&'o File>) -> bool {
    let Some(made) = file(path).filter(|file| file.bytes.can_be_made()) else { return false };
    let is_there = |link: &str| resolve(path, link).is_none_or(|(target, _)| file(&target).is_some());
    page::read(text(&made.bytes)).references.iter().all(|link| is_there(link))
}

fn read(output: &Output) -> Pages<'_> {
    let html = output.iter().filter(|(path, _)| path.ends_with(".html"));
    html.map(|(path, file)| (path, Sight::Read(page::read(text(&file.bytes))))).collect()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

impl Checked {
    /// A site that was just checked.
    pub fn new(output: &Output, ground: Ground, seen: Seen) -> Self {
        let known = |page| match page {
            Sight::Known(known) => Arc::clone(known),
            Sight::Read(page) => Arc::new(Known::of(page)),
        };
        let pages = if seen.problems.is_empty() { seen.pages } else { Pages::new() };
        let pages = pages.into_iter().map(|(path, page)| (path.to_owned(), known(page))).collect();
        Self { output: output.clone(), ground, pages }
    }

    /// Whether an output is this one, file by file, with nothing wrong in it.
    pub fn is_still(&self, output: &Output, ground: &Ground) -> bool {
        let is_same = |((path, file), (other, known)): ((&str, &File), (&str, &File))| {
            path == other && file.bytes.is_same(&known.bytes)
        };
        let is_fine = !self.pages.is_empty() && self.ground.is_within(ground);
        is_fine && output.len() == self.output.len() && output.iter().zip(self.output.iter()).all(is_same)
    }

    /// The pages of an output of which only those are read that are not known; `None` when what pages refer to may be
    /// gone.
    fn known<'p>(&'p self, site: &SiteId, output: &'p Output, surroundings: &Surroundings) -> Option<Pages<'p>> {
        if !self.ground.is_within(&surroundings.ground) {
            return None;
        }
        let mut pages = Vec::with_capacity(self.pages.len());
        // All three are in the order of the paths.
        let mut before = self.output.iter().peekable();
        let mut seen = self.pages.iter().peekable();
        for (path, file) in output.iter() {
            let former = loop {
                match before.next_if(|(known, _)| *known <= path) {
                    Some((known, former)) if known == path => break Some(former),
                    Some((known, gone)) if can_be_referred_to(known, gone) => return None,
                    Some(_) => {}
                    None => break None,
                }
            };
            if !path.ends_with(".html") {
                continue;
            }
            while seen.next_if(|(known, _)| known.as_str() < path).is_some() {}
            let known = seen.next_if(|(known, _)| *known == path).map(|(_, known)| known);
            let sight = match (former, known) {
                (Some(former), Some(known)) if file.bytes.is_same(&former.bytes) => Sight::Known(known),
                (None, _) => Sight::Read(page::read(text(&file.bytes))),
                (Some(_), None) if !surroundings.tells_of(site, path) => Sight::Read(page::Page::default()),
                (Some(_), known) => {
                    let page = page::read(text(&file.bytes));
                    if !page.ids.iter().map(AsRef::as_ref).eq(known?.ids.iter().map(String::as_str)) {
                        return None;
                    }
                    Sight::Read(page)
                }
            };
            pages.push((path, sight));
        }
        if before.any(|(path, gone)| can_be_referred_to(path, gone)) {
            return None;
        }
        Some(pages.into_iter().collect())
    }
}

/// Whether pages may refer to a file: a picture that is drawn on demand is for other sites, and no page shows it.
fn can_be_referred_to(path: &str, file: &File) -> bool {
    path.ends_with(".html") || !matches!(file.bytes, Bytes::Later(_))
}

impl Known {
    fn of(page: page::Page) -> Self {
        Self {
            ids: page.ids.into_iter().map(Cow::into_owned).collect(),
            title: page.outline.title.map(str::to_owned),
            is_redirect: page.outline.is_redirect,
        }
    }
}

/// What only the theme can do, once a site: the page is an example.
fn of_theme(site: &SiteId, pages: &Pages, may_lead_on: &dyn Fn(&str) -> bool, problems: &mut Problems) {
    let mut told: BTreeSet<PageFault> = BTreeSet::new();
    let refresh = PageFault::Forbidden("<meta http-equiv=\"refresh\">".to_owned());
    for (path, page) in pages {
        let leads_on = (page.is_redirect() && !may_lead_on(path)).then_some(&refresh);
        for fault in page.faults().chain(leads_on) {
            if told.insert(fault.clone()) {
                let kind = Access::Page { page: address(path).to_owned(), fault: fault.clone() };
                problems.push_in(site, Place::file(&THEMES.into()), kind.into());
            }
        }
    }
}

/// Two pages of a site, redirects apart, that nobody can tell apart by their titles.
fn titles<'p>(
    site: &SiteId,
    output: &Output,
    pages: impl Iterator<Item = (&'p str, &'p Sight<'p>)>,
    problems: &mut Problems,
) {
    let mut first: HashMap<&str, &str> = HashMap::new();
    for (path, page) in pages {
        let Some(title) = page.title().filter(|title| !title.is_empty()) else { continue };
        match first.entry(title) {
            Entry::Vacant(entry) => {
                entry.insert(path);
            }
            Entry::Occupied(entry) => {
                let source = output.get(path).and_then(|file| file.source.clone());
                let title = title.replace("&#x27;", "'").replace("&quot;", "\"").replace("&amp;", "&");
                let kind = Access::SameTitle { title, other: address(entry.get()).to_owned() };
                problems.push_in(site, Place::file(&source.unwrap_or_else(|| THEMES.into())), kind.into());
            }
        }
    }
}

/// `a/index.html` is read at `a/`.
fn address(path: &str) -> &str {
    path.strip_suffix("index.html").unwrap_or(path)
}

/// Links in the source of a page, each on the line that holds it when one line only does. All are looked for in one pass:
/// a page may have thousands.
fn places(sources: &Sources, source: &Arc<str>, links: &[&str]) -> Vec<Place> {
    let wanted = |link: &'_ str| {
        let anchor = link.find('#').map_or(link.len(), |at| at);
        let last = link[..anchor].trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        [link.to_owned(), link[anchor..].to_owned(), last.to_owned()].into_iter().filter(|words| words.len() > 1)
    };
    let text = sources.text(source).unwrap_or_default();
    let words: BTreeSet<String> = links.iter().flat_map(|link| wanted(link)).collect();
    let words: Vec<String> = words.into_iter().collect();
    // How often each of the words stands in the text, and where first.
    let mut found = vec![(0_usize, 0_usize); words.len()];
    let finder = AhoCorasick::new(&words).expect("the links of a page fit in memory");
    let is_part = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    for one in finder.find_overlapping_iter(&*text).filter(|one| !text[one.end()..].starts_with(is_part)) {
        let (count, at) = &mut found[one.pattern().as_usize()];
        if *count == 0 {
            *at = one.start();
        }
        *count += 1;
    }
    let positions = Positions::new(&text);
    let small = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let once = |words_of_link: String| {
        let (count, at) = found[words.binary_search(&words_of_link).ok()?];
        let line = positions.line(at);
        let marks = text[positions.start(line)?..at].chars().take_while(|c| *c == '\u{feff}').count();
        (count == 1).then(|| Place {
            file: Arc::clone(source),
            line: small(line + 1),
            column: small(positions.column(&text, at) - marks + 1),
            length: small(words_of_link.chars().count()),
        })
    };
    links.iter().map(|link| wanted(link).find_map(once).unwrap_or(Place::file(source))).collect()
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
    let is_folder = target.ends_with('/') || target.ends_with("..") || target == ".";
    if is_folder || segments.is_empty() {
        segments.push("index.html");
    }
    Some((segments.join("/"), fragment))
}
