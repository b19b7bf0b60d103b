//! What lies ready for browsers: the views as they were made last, and what the preview says beside them.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use escale::model::address::{SiteId, WebUrl};
use escale::model::time::Zone;
use escale::output::Bytes;
use escale::preview::{
    ASSETS, Changes, PageFacts, RegionLink, State, View, VisitorChange, blocked_page, page_asked, with_script,
};
use escale::problem::Language;
use escale::remake::Shown;
use escale::serve::{Answer, File, OWN, Site};
use escale::watch::Waker;
use jiff::Timestamp;
use jiff::civil::DateTime;
use serde_json::json;

/// So many changed addresses are told one by one.
const MOST_TOLD: usize = 500;
/// For a view that nobody looked at before.
const PATIENCE: Duration = Duration::from_secs(20);

/// What browsers are shown. Whoever makes puts down, whoever is asked looks.
pub struct Desk {
    views: Mutex<Views>,
    has_come: Condvar,
    waker: Waker,
    language: Language,
    /// Where the addresses of the pages begin, when everything is said to be published elsewhere.
    base_path: String,
    /// Another one for each run: browsers then look at everything again.
    instance: String,
}

#[derive(Default)]
struct Views {
    version: u64,
    ready: BTreeMap<View, OnDesk>,
    wanted: Vec<View>,
    /// Somebody waits for what would change for visitors.
    wants_changes: bool,
    /// That, and the version that it was found at.
    changes: Option<(u64, Option<Vec<VisitorChange>>)>,
}

/// A view as it was made.
#[derive(Clone)]
pub struct OnDesk {
    shown: Arc<Shown>,
    now: Timestamp,
    seen: Instant,
}

impl OnDesk {
    /// A view made for an instant.
    pub fn new(shown: Arc<Shown>, now: Timestamp) -> Self {
        Self { shown, now, seen: Instant::now() }
    }
}

impl Desk {
    /// With nothing on it; `waker` calls for whoever makes.
    pub fn new(waker: Waker, language: Language, base_url: Option<WebUrl>) -> Self {
        Self {
            views: Mutex::default(),
            has_come: Condvar::new(),
            waker,
            language,
            base_path: base_url.map(|url| url.path().to_owned()).unwrap_or_default(),
            instance: format!("{:x}-{:x}", std::process::id(), Timestamp::now().as_microsecond()),
        }
    }

    /// Puts a view in the place of the former one; answers the event that tells browsers of it, and the former one:
    /// to let go of thousands of pages takes a while, and browsers need not wait for it.
    pub fn put(&self, view: View, mut made: OnDesk, changed: &[String]) -> (String, Option<OnDesk>) {
        let mut views = self.lock();
        views.version += 1;
        if let Some(former) = views.ready.get(&view) {
            made.seen = former.seen;
        }
        let problems = made.shown.problems.len();
        let former = views.ready.insert(view, made);
        views.wanted.retain(|wanted| *wanted != view);
        self.has_come.notify_all();
        let pages = changed.iter().filter(|path| path.ends_with(".html"));
        let addresses: Vec<String> =
            pages.map(|path| format!("/{}", path.strip_suffix("index.html").unwrap_or(path))).collect();
        let told = if addresses.len() > MOST_TOLD { json!(null) } else { json!(addresses) };
        let data = json!({ "version": views.version, "views": { view.segment(): told }, "problems": problems });
        (format!("event: change\ndata: {data}\n\n"), former)
    }

    /// Takes a view away that will not be made again.
    pub fn take_away(&self, view: View) {
        self.lock().ready.remove(&view);
    }

    /// Views that somebody waits for.
    pub fn wanted(&self) -> Vec<View> {
        std::mem::take(&mut self.lock().wanted)
    }

    /// Whether somebody waits for what would change for visitors.
    pub fn wants_changes(&self) -> bool {
        std::mem::take(&mut self.lock().wants_changes)
    }

    /// Puts down what would change for visitors; `None` when nothing is published.
    pub fn put_changes(&self, changes: Option<Vec<VisitorChange>>) {
        let mut views = self.lock();
        views.changes = Some((views.version, changes));
        self.has_come.notify_all();
    }

    /// What would change for visitors, told for the view that the page asked about is in.
    fn changes(&self, query: &str) -> Option<Answer> {
        let page = page_asked(query)?;
        let (view, _) = View::of(&page)?;
        let mut views = self.lock();
        let version = views.version;
        views.changes = None;
        views.wants_changes = true;
        self.waker.wake();
        let is_missing = |views: &mut Views| views.changes.as_ref().is_none_or(|(at, _)| *at < version);
        views = self.has_come.wait_timeout_while(views, PATIENCE, is_missing).unwrap_or_else(PoisonError::into_inner).0;
        let found = views.changes.as_ref()?.1.clone();
        drop(views);
        let changes = Changes { view, is_published: found.is_some(), changes: found.unwrap_or_default() };
        Some(Answer::File(File::new("changements.json", changes.json(self.language).into_bytes())))
    }

    /// Whether somebody looked at a view not long ago; else it is taken away.
    pub fn is_looked_at(&self, view: View, lasts: Duration) -> bool {
        let mut views = self.lock();
        let is_seen = views.ready.get(&view).is_some_and(|made| made.seen.elapsed() < lasts);
        if !is_seen {
            views.ready.remove(&view);
        }
        is_seen
    }

    /// Of these views the one that nobody has looked at for the longest time.
    pub fn longest_unseen(&self, of: impl Iterator<Item = View>) -> Option<View> {
        let views = self.lock();
        of.min_by_key(|view| views.ready.get(view).map(|made| made.seen))
    }

    /// A view, made now if it is not there.
    fn view(&self, view: View) -> Option<OnDesk> {
        let mut views = self.lock();
        if !views.ready.contains_key(&view) {
            if !views.wanted.contains(&view) {
                views.wanted.push(view);
            }
            self.waker.wake();
            let is_missing = |views: &mut Views| !views.ready.contains_key(&view);
            views =
                self.has_come.wait_timeout_while(views, PATIENCE, is_missing).unwrap_or_else(PoisonError::into_inner).0;
        }
        let made = views.ready.get_mut(&view)?;
        made.seen = Instant::now();
        Some(made.clone())
    }

    fn lock(&self) -> MutexGuard<'_, Views> {
        self.views.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A view once it is no longer one that was made in a hurry.
    fn sure(&self, view: View) -> Option<OnDesk> {
        let is_hurried = |views: &mut Views| views.ready.get(&view).is_some_and(|made| made.shown.is_hurried);
        let views = self.has_come.wait_timeout_while(self.lock(), PATIENCE, is_hurried);
        views.unwrap_or_else(PoisonError::into_inner).0.ready.get(&view).cloned()
    }

    /// What a view has at an address within it; `None` when that was made in a hurry and something is wrong with it.
    fn page(&self, view: View, shown: &Shown, address: &str) -> Option<Answer> {
        let address = address.strip_prefix(&self.base_path).unwrap_or(address).trim_start_matches('/');
        let path = if address.is_empty() || address.ends_with('/') {
            format!("{address}index.html")
        } else {
            address.to_owned()
        };
        let is_sure = |path: &str| !shown.is_hurried || !path.ends_with(".html") || shown.is_fine(path);
        if let Some(file) = shown.get(&path) {
            return is_sure(&path).then(|| Answer::File(served(&path, &file.bytes)));
        }
        if shown.get(&format!("{path}/index.html")).is_some() {
            return Some(Answer::Moved(format!("{}/{path}/", view.prefix())));
        }
        let site = shown.site_at(&path);
        let is_unmade = |site: &SiteId| shown.blocked.contains(site) && !shown.sites.contains_key(site);
        if shown.sites.is_empty() || site.as_ref().is_some_and(is_unmade) {
            let page = blocked_page(&shown.problems, &shown.sources, self.language);
            return Some(Answer::Unavailable(File::new("problemes.html", page)));
        }
        // Where regions were asked for, there is no hub above them.
        if let (true, None, Some(first)) = (address.is_empty(), &site, shown.sites.keys().next()) {
            return Some(Answer::Moved(format!("{}/{}", view.prefix(), first.folder())));
        }
        let not_found = site.map(|site| format!("{}404.html", site.folder()));
        let own = not_found.and_then(|path| Some((shown.get(&path)?, path)));
        if own.as_ref().is_some_and(|(_, path)| !is_sure(path)) {
            return None;
        }
        Some(Answer::Missing(own.map(|(file, path)| served(&path, &file.bytes))))
    }

    /// The state of the view that the page asked about is in.
    fn state(&self, query: &str) -> Option<Answer> {
        let page = page_asked(query)?;
        let (view, address) = View::of(&page)?;
        let made = self.view(view)?;
        // A draft may hide what is wrong without it: problems are those of the sites as visitors would see them.
        let without_drafts = View { has_drafts: false, ..view };
        let judged = if view.has_drafts { self.view(without_drafts)? } else { made.clone() };
        let version = self.lock().version;
        let path = address.strip_prefix(&self.base_path).unwrap_or(address).trim_start_matches('/');
        let path = path.strip_suffix("index.html").unwrap_or(path);
        let site = made.shown.site_at(path);
        let content = site.as_ref().and_then(|site| made.shown.contents.get(site));
        let facts = content.and_then(|content| PageFacts::of(content, path, Timestamp::now()));
        let is_last_good = site.as_ref().is_some_and(|site| made.shown.blocked.contains(site));
        let state = State {
            version,
            language: self.language,
            view,
            at: Zone::paris().at(made.now).datetime(),
            address,
            regions: regions(&made.shown, site.as_ref()),
            problems: &judged.shown.problems,
            sources: &judged.shown.sources,
            page: facts.map(|facts| PageFacts { is_last_good, ..facts }),
            next_change: made.shown.next_change.clone(),
        };
        Some(Answer::File(File::new("etat.json", state.json().into_bytes())))
    }
}

impl Site for Desk {
    fn answer(&self, path: &str, query: Option<&str>) -> Answer {
        if let Some(own) = path.strip_prefix(OWN) {
            if let Some((address, text)) = ASSETS.iter().find(|(address, _)| *address == path) {
                return Answer::File(File::new(address, text.as_bytes()));
            }
            return match own {
                "flux" => Answer::Stream,
                "etat" => self.state(query.unwrap_or_default()).unwrap_or(Answer::Missing(None)),
                "changements" => self.changes(query.unwrap_or_default()).unwrap_or(Answer::Missing(None)),
                _ => Answer::Missing(None),
            };
        }
        let Some((view, address)) = View::of(path) else { return Answer::Missing(None) };
        let Some(made) = self.view(view) else { return Answer::Missing(None) };
        self.page(view, &made.shown, address).unwrap_or_else(|| {
            let sure = self.sure(view);
            sure.and_then(|made| self.page(view, &made.shown, address)).unwrap_or(Answer::Missing(None))
        })
    }

    fn greeting(&self) -> String {
        let data = json!({ "version": self.lock().version, "instance": self.instance });
        format!("event: hello\ndata: {data}\n\n")
    }
}

/// A file as it is served: a page with the script of the preview.
fn served(path: &str, bytes: &Bytes) -> File {
    if path.ends_with(".html") { File::new(path, with_script(bytes)) } else { File::new(path, bytes.shared()) }
}

/// The sites that one can look at, the hub first.
fn regions(shown: &Shown, current: Option<&SiteId>) -> Vec<RegionLink> {
    let name = |site: &SiteId| {
        let programme = &shown.contents.get(site)?.programme;
        Some(match site {
            SiteId::Hub => programme.name.clone(),
            SiteId::Region(id) => programme.region(id)?.name.clone(),
        })
    };
    let link = |site: &SiteId| RegionLink {
        name: name(site).unwrap_or_else(|| site.to_string()),
        address: format!("/{}", site.folder()),
        is_current: current == Some(site),
        is_blocked: shown.blocked.contains(site),
    };
    let mut sites: Vec<&SiteId> = shown.sites.keys().collect();
    sites.sort_by_key(|site| **site != SiteId::Hub);
    sites.into_iter().map(link).collect()
}

/// An instant on the clocks of Paris; an hour that does not exist, or is there twice, is the one that clocks show first.
pub fn instant(at: DateTime) -> Option<Timestamp> {
    Some(at.in_tz("Europe/Paris").ok()?.timestamp())
}
