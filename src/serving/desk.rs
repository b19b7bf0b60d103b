//! What lies ready for browsers: the views as they were made last, and what the preview says beside them.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use escale::model::address::{SiteId, WebUrl};
use escale::model::time::Zone;
use escale::output::{Bytes, Later};
use escale::preview::{
    ASSETS, Changes, PageFacts, Queue, RegionLink, State, Ticket, View, VisitorChange, blocked_page, confirm_page,
    page_asked, with_script,
};
use escale::problem::Language;
use escale::remake::Shown;
use escale::serve::{self, Answer, Audience, File, OWN, Refusal, Request, Site};
use escale::watch::Waker;
use jiff::Timestamp;
use jiff::civil::DateTime;
use serde_json::json;

/// So many changed addresses are told one by one.
const MOST_TOLD: usize = 500;
/// For what is not made yet.
const PATIENCE: Duration = Duration::from_secs(20);
/// While a visitor waits, whether they are still there is looked at so often.
const LOOKS_EVERY: Duration = Duration::from_millis(100);
/// So many things may be waited for.
const MOST_WAITED_FOR: usize = 16;

/// What browsers are shown. Whoever makes puts down, whoever is asked looks.
pub struct Desk {
    views: Mutex<Views>,
    has_come: Condvar,
    waker: Waker,
    language: Language,
    /// Who sees drafts, other instants, and what is wrong; others see the sites of now.
    insiders: Audience,
    /// Where the addresses of the pages begin, when everything is said to be published elsewhere.
    base_path: String,
    /// Another one for each run: browsers then look at everything again.
    instance: String,
}

struct Views {
    version: u64,
    ready: BTreeMap<View, OnDesk>,
    wanted: Queue<Wanted>,
    /// What would change for visitors, for those who asked for it then or before.
    changes: Option<(Ticket, Option<Vec<VisitorChange>>)>,
}

/// What somebody waits for.
#[derive(Clone)]
pub enum Wanted {
    /// A view that is not there.
    View(View),
    /// What would change for visitors.
    Changes,
    /// A file that takes long to make.
    File(Arc<Later>),
}

impl PartialEq for Wanted {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::View(one), Self::View(other)) => one == other,
            (Self::Changes, Self::Changes) => true,
            (Self::File(one), Self::File(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }
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
    pub fn new(waker: Waker, language: Language, insiders: Audience, base_url: Option<WebUrl>) -> Self {
        let views = Views { version: 0, ready: BTreeMap::new(), wanted: Queue::new(MOST_WAITED_FOR), changes: None };
        Self {
            views: Mutex::new(views),
            has_come: Condvar::new(),
            waker,
            language,
            insiders,
            base_path: base_url.map(|url| url.path().to_owned()).unwrap_or_default(),
            instance: format!("{:x}-{:x}", std::process::id(), Timestamp::now().as_microsecond()),
        }
    }

    /// Who is told of a view.
    pub fn audience(&self, view: View) -> Audience {
        if view == View::default() { Audience::Everyone } else { self.insiders }
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

    /// Whether nobody waits for anything.
    pub fn is_idle(&self) -> bool {
        self.lock().wanted.is_empty()
    }

    /// What is to be made now for those who wait; [`done`](Self::done) ends it.
    pub fn take_wanted(&self) -> Option<(Ticket, Wanted)> {
        self.lock().wanted.take()
    }

    /// What was taken has been made, or cannot be.
    pub fn done(&self) {
        self.lock().wanted.done();
        self.has_come.notify_all();
    }

    /// Puts down what would change for visitors; `None` when nothing is published.
    pub fn put_changes(&self, ticket: Ticket, changes: Option<Vec<VisitorChange>>) {
        self.lock().changes = Some((ticket, changes));
        self.has_come.notify_all();
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
    fn view(&self, view: View, request: &Request) -> Result<OnDesk, Refusal> {
        let look = |views: &mut Views| {
            let made = views.ready.get_mut(&view)?;
            made.seen = Instant::now();
            Some(made.clone())
        };
        let ready = look(&mut self.lock());
        ready.map_or_else(|| self.made(Wanted::View(view), request, |views, _| look(views)), Ok)
    }

    /// What would change for visitors, told for the view that the page asked about is in.
    fn changes(&self, view: View, request: &Request) -> Result<Answer, Refusal> {
        let found = self.made(Wanted::Changes, request, |views, ticket| {
            views.changes.as_ref().filter(|(made, _)| *made >= ticket).map(|(_, changes)| changes.clone())
        })?;
        let changes = Changes { view, is_published: found.is_some(), changes: found.unwrap_or_default() };
        Ok(Answer::File(File::new("changements.json", changes.json(self.language).into_bytes())))
    }

    /// What is made for those who wait, once `look` finds it.
    fn made<R>(
        &self,
        wanted: Wanted,
        request: &Request,
        mut look: impl FnMut(&mut Views, Ticket) -> Option<R>,
    ) -> Result<R, Refusal> {
        let ticket = self.lock().wanted.join(wanted);
        self.has_come.notify_all();
        self.waker.wake();
        let outcome = self.wait(request, |views| {
            let found = look(views, ticket).map(Ok);
            found.or_else(|| (!views.wanted.has(ticket)).then_some(Err(Refusal::Crowded)))
        });
        outcome.unwrap_or_else(|| {
            self.lock().wanted.leave(ticket);
            Err(Refusal::Crowded)
        })
    }

    /// Waits until `look` finds something, as long as the visitor waits too.
    fn wait<R>(&self, request: &Request, mut look: impl FnMut(&mut Views) -> Option<R>) -> Option<R> {
        let until = Instant::now() + PATIENCE;
        let mut views = self.lock();
        loop {
            if let Some(found) = look(&mut views) {
                return Some(found);
            }
            if !request.is_awaited() || Instant::now() >= until {
                return None;
            }
            let waited = self.has_come.wait_timeout(views, LOOKS_EVERY);
            views = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Views> {
        self.views.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A view once it is no longer one that was made in a hurry.
    fn sure(&self, view: View, request: &Request) -> Option<OnDesk> {
        self.wait(request, |views| views.ready.get(&view).filter(|made| !made.shown.is_hurried).cloned())
    }

    /// What a view has at an address within it; `None` when that was made in a hurry and something is wrong with it.
    fn page(&self, view: View, shown: &Shown, address: &str, request: &Request) -> Option<Answer> {
        let address = address.strip_prefix(&self.base_path).unwrap_or(address).trim_start_matches('/');
        let path = if address.is_empty() || address.ends_with('/') {
            format!("{address}index.html")
        } else {
            address.to_owned()
        };
        let is_sure = |path: &str| !shown.is_hurried || !path.ends_with(".html") || shown.is_fine(path);
        if let Some(file) = shown.get(&path) {
            return is_sure(&path).then(|| self.file(&path, &file.bytes, request));
        }
        if shown.get(&format!("{path}/index.html")).is_some() {
            return Some(Answer::Moved(format!("{}/{path}/", view.prefix())));
        }
        let site = shown.site_at(&path);
        let is_unmade = |site: &SiteId| shown.blocked.contains(site) && !shown.sites.contains_key(site);
        if shown.sites.is_empty() || site.as_ref().is_some_and(is_unmade) {
            if shown.problems.is_empty() {
                // Nothing is wrong in what was written: the program failed.
                return Some(Answer::Refused(Refusal::Broken));
            }
            if !self.is_insider(request) {
                return Some(Answer::Refused(Refusal::Unready));
            }
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

    /// A file, made now if it takes long to make and is not there.
    fn file(&self, path: &str, bytes: &Bytes, request: &Request) -> Answer {
        if let Bytes::Later(later) = bytes
            && !bytes.is_made()
            && !path.ends_with(".html")
        {
            if request.is_from_another_site {
                return self.confirm(request);
            }
            let wanted = Wanted::File(Arc::clone(later));
            if let Err(refusal) = self.made(wanted, request, |_, _| bytes.is_made().then_some(())) {
                return Answer::Refused(refusal);
            }
        }
        Answer::File(served(path, bytes))
    }

    /// What leads a person on who came from another site: pages of others make nothing here.
    fn confirm(&self, request: &Request) -> Answer {
        let query = request.query.map(|query| format!("?{query}")).unwrap_or_default();
        let page = confirm_page(&format!("{}{query}", serve::encode(request.path)), self.language);
        Answer::Confirm(File::new("ouvrir.html", page))
    }

    /// Whether a visitor may see what is not published.
    fn is_insider(&self, request: &Request) -> bool {
        self.insiders == Audience::Everyone || request.is_from_this_machine
    }

    /// What the server itself has to say, by the end of its address.
    fn own(&self, name: &str, request: &Request) -> Result<Answer, Refusal> {
        if let Some((address, text)) = ASSETS.iter().find(|(address, _)| *address == request.path) {
            return Ok(Answer::File(File::new(address, text.as_bytes())));
        }
        if name == "flux" {
            return Ok(Answer::Stream);
        }
        if !["etat", "changements"].contains(&name) {
            return Err(Refusal::Missing);
        }
        // Facts name files and quote lines of theirs, those of drafts too.
        if !self.is_insider(request) {
            return Err(Refusal::Private);
        }
        let page = page_asked(request.query.unwrap_or_default()).ok_or(Refusal::Missing)?;
        let (view, address) = View::of(&page).ok_or(Refusal::Missing)?;
        if name == "etat" { self.state(view, address, request) } else { self.changes(view, request) }
    }

    /// The state of a view, for a page in it.
    fn state(&self, view: View, address: &str, request: &Request) -> Result<Answer, Refusal> {
        let made = self.view(view, request)?;
        // A draft may hide what is wrong without it: problems are those of the sites as visitors would see them.
        let without_drafts = View { has_drafts: false, ..view };
        let judged = if view.has_drafts { self.view(without_drafts, request)? } else { made.clone() };
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
        Ok(Answer::File(File::new("etat.json", state.json().into_bytes())))
    }
}

impl Site for Desk {
    fn answer(&self, request: &Request) -> Answer {
        if let Some(name) = request.path.strip_prefix(OWN) {
            return self.own(name, request).unwrap_or_else(Answer::Refused);
        }
        let Some((view, address)) = View::of(request.path) else { return Answer::Missing(None) };
        if view != View::default() && !self.is_insider(request) {
            return Answer::Refused(Refusal::Private);
        }
        if request.is_from_another_site && !self.lock().ready.contains_key(&view) {
            return self.confirm(request);
        }
        let made = match self.view(view, request) {
            Ok(made) => made,
            Err(refusal) => return Answer::Refused(refusal),
        };
        self.page(view, &made.shown, address, request).unwrap_or_else(|| {
            let sure = self.sure(view, request);
            sure.and_then(|made| self.page(view, &made.shown, address, request)).unwrap_or(Answer::Missing(None))
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
