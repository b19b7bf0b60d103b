//! `escale serve`: makes the sites in memory, shows them to a browser, and makes them again whenever something is
//! saved.
//!
//! ```text
//! watch → read → remake → desk → browsers
//! ```
//! This thread makes, one thing at a time, what was saved before what visitors wait for; those of the server only show
//! what lies on the [`Desk`].

mod desk;
mod told;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use escale::Options;
use escale::model::address::WebUrl;
use escale::model::time::Zone;
use escale::preview::{View, VisitorChange, between};
use escale::read::Reader;
use escale::remake::Remaker;
use escale::serve::{Audience, Limits, Server};
use escale::sources::Sources;
use escale::sources::extent::Touched;
use escale::watch::{How, Watcher};
use escale::write::Out;
use jiff::Timestamp;

use crate::PROBLEMS;
use crate::cli::Serve;
use crate::terminal::{Terminal, complain};
use desk::{Desk, OnDesk, Wanted};
use told::{First, Told};

/// Tried in turn when no port is asked for.
const PORT: u16 = 8000;
const FURTHER_PORTS: u16 = 20;
/// Other views than the one of now that are made again with it, as long as somebody looks at them.
const MOST_VIEWS: usize = 4;
const VIEW_LASTS: Duration = Duration::from_mins(10);

/// Serves until the program is ended; answers the exit code.
pub fn serve(project: &Path, asked: &Serve, options: Options, terminal: Terminal) -> Result<u8, u8> {
    let refused = |error: std::io::Error| {
        complain(&terminal.machine(project, &error));
        crate::REFUSED
    };
    // First, so that nothing is missed between reading and watching.
    let watcher = Watcher::new(project);
    let reader = Reader::new(project).map_err(refused)?;
    crate::run::check_regions(&options, reader.sources(), terminal)?;
    // Without escale.yaml this is no project, but perhaps the wrong folder.
    if reader.sources().get(escale::parse::SETTINGS).is_none() {
        terminal.problems(&escale::build(reader.sources(), &options).1, reader.sources(), false);
        return Ok(PROBLEMS);
    }
    let ports = asked.port.map_or(PORT..=PORT + FURTHER_PORTS, |port| port..=port);
    let server = Server::bind(asked.host.as_deref(), ports, Limits::default()).map_err(|error| {
        complain(&told::no_port(asked, PORT, &error, terminal));
        crate::REFUSED
    })?;
    if asked.port.is_none()
        && let Some(words) = told::other_port(PORT, &server, terminal)
    {
        complain(&words);
    }
    let address = told::address(asked.host.as_deref(), &server);
    let is_shared = !server.is_for_this_machine_only();
    let insiders = if is_shared && !asked.has_drafts { Audience::ThisMachine } else { Audience::Everyone };
    let desk = Desk::new(watcher.waker(), terminal.language, insiders, options.base_url.clone());
    let own_address = WebUrl::parse_site(&address).ok_or(crate::REFUSED)?;
    let maker = Maker {
        base_url: options.base_url.clone(),
        own_address,
        is_fixed: asked.date.is_some() || std::env::var_os("SOURCE_DATE_EPOCH").is_some(),
        sources: Arc::new(reader.sources().clone()),
        main: Remaker::new(options),
        others: Vec::new(),
        stale: Vec::new(),
        for_visitors: None,
        project,
        starts_with: View { at: None, has_drafts: asked.has_drafts },
        desk: &desk,
        server: &server,
        told: Told::new(terminal),
    };
    thread::scope(|scope| {
        let mut maker = maker;
        let address = maker.begin(&told::seen_by(asked, &server, terminal), &watcher.how());
        scope.spawn(|| server.run(&desk));
        if asked.opens {
            told::open(&address, terminal);
        }
        maker.run(watcher, reader)
    })
}

/// Makes every view that somebody looks at.
struct Maker<'d> {
    /// Asked for; else each view is published below the server's own address.
    base_url: Option<WebUrl>,
    own_address: WebUrl,
    /// Whether the instant was asked for: else it goes on.
    is_fixed: bool,
    sources: Arc<Sources>,
    main: Remaker,
    others: Vec<(View, Remaker)>,
    /// Those of them that were made before the last save.
    stale: Vec<View>,
    /// What `build` would publish now, once somebody asks what it would change.
    for_visitors: Option<Remaker>,
    project: &'d Path,
    /// The view that is told to the person.
    starts_with: View,
    desk: &'d Desk,
    server: &'d Server,
    told: Told,
}

impl Maker<'_> {
    /// Makes and tells everything for the first time; answers where to look at it.
    fn begin(&mut self, seen_by: &str, how: &How) -> String {
        self.main.options = self.options(View::default());
        let start = Instant::now();
        self.make_main();
        let mut address = self.own_address.as_str().to_owned();
        if self.starts_with != View::default() {
            self.add(self.starts_with);
            address = format!("{}{}/", address.trim_end_matches('/'), self.starts_with.prefix());
        }
        let first = First { address: &address, seen_by };
        self.told.begin(self.project, first, how, self.main.shown(), start.elapsed());
        address
    }

    fn run(mut self, mut watcher: Watcher, mut reader: Reader) -> ! {
        loop {
            let is_idle = self.stale.is_empty() && self.desk.is_idle();
            let touched = if is_idle { watcher.wait(self.due()) } else { watcher.touched() };
            let start = Instant::now();
            let has_changed = touched.as_ref().is_some_and(|touched| {
                let read = reader.refresh(touched);
                if *touched == Touched::Everything {
                    watcher.looked(start.elapsed());
                }
                self.told.reading(read.as_ref().err());
                read.unwrap_or(false)
            });
            self.told.watching(&watcher.how());
            if has_changed {
                self.sources = Arc::new(reader.sources().clone());
            }
            if has_changed || self.is_due() {
                self.make_main();
                self.told.made(self.main.shown(), start.elapsed());
                self.stale = self.others.iter().map(|(view, _)| *view).collect();
            } else {
                self.make_one();
            }
        }
    }

    /// Makes one thing that is waited for; what was saved meanwhile comes before the next.
    fn make_one(&mut self) {
        if let Some(view) = self.stale.pop() {
            self.make_other(view);
            return;
        }
        let Some((ticket, wanted)) = self.desk.take_wanted() else { return };
        match wanted {
            Wanted::View(view) => self.add(view),
            Wanted::Changes => {
                let changes = self.changes();
                self.desk.put_changes(ticket, changes);
            }
            Wanted::File(later) => {
                // A panic has said what is wrong, and costs those who wait for this file.
                let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| later.make().is_some()));
            }
        }
        self.desk.done();
    }

    /// Makes what is seen without a prefix, shows it and tells the browsers: pages that a template changed at once, and
    /// once more when all is made and checked.
    fn make_main(&mut self) {
        let sources = Arc::clone(&self.sources);
        let at_once = guarded(&mut self.main, |main| main.make_in_a_hurry(&sources)).unwrap_or_default();
        if !at_once.is_empty() {
            self.show(View::default(), &at_once);
        }
        let mut changed = guarded(&mut self.main, |main| main.make(&sources));
        if self.is_due() {
            // Time went by since it was last made: what it brought is made too, before anybody is told.
            self.main.options.now = Timestamp::now();
            changed.extend(guarded(&mut self.main, |main| main.make(&sources)));
        }
        self.show(View::default(), &changed);
        let all: BTreeSet<&String> = at_once.iter().chain(&changed).collect();
        self.told.pages = all.into_iter().filter(|path| path.ends_with(".html")).count();
    }

    /// Makes a view again, if somebody looks at it.
    fn make_other(&mut self, view: View) {
        if !self.desk.is_looked_at(view, VIEW_LASTS) {
            self.others.retain(|(known, _)| *known != view);
        }
        let Some(at) = self.others.iter().position(|(known, _)| *known == view) else { return };
        let changed = guarded(&mut self.others[at].1, |remaker| remaker.make(&self.sources));
        self.show_other(view, at, &changed);
    }

    /// Makes a view that somebody asks for.
    fn add(&mut self, view: View) {
        if self.others.iter().any(|(known, _)| *known == view) {
            return;
        }
        if self.others.len() >= MOST_VIEWS {
            let oldest = self.desk.longest_unseen(self.others.iter().map(|(view, _)| *view));
            self.others.retain(|(view, _)| Some(*view) != oldest);
            if let Some(view) = oldest {
                self.desk.take_away(view);
            }
        }
        let mut remaker = Remaker::new(self.options(view));
        guarded(&mut remaker, |remaker| remaker.make(&self.sources));
        self.others.push((view, remaker));
        self.show_other(view, self.others.len() - 1, &[]);
    }

    /// What would change for visitors; `None` when nothing is published, or it cannot be read.
    fn changes(&mut self) -> Option<Vec<VisitorChange>> {
        let published = escale::write::published(self.project, Out::Usual).ok().flatten()?;
        let mut options = self.main.options.clone();
        options.base_url.clone_from(&self.base_url);
        options.now = if self.is_fixed { options.now } else { Timestamp::now() };
        let remaker = self.for_visitors.get_or_insert_with(|| Remaker::new(options.clone()));
        options.published = Arc::clone(&remaker.options.published);
        remaker.options = options;
        guarded(remaker, |remaker| remaker.make(&self.sources));
        let shown = remaker.shown();
        let is_all = remaker.options.only.is_empty();
        let unasked = published.keys().filter(|site| !is_all && !shown.sites.contains_key(*site));
        let kept = shown.blocked.iter().chain(unasked).cloned().collect();
        Some(between(&published, &shown.sites, &kept))
    }

    fn show(&self, view: View, changed: &[String]) {
        let shown = OnDesk::new(Arc::clone(self.main.shown()), self.main.options.now);
        let (event, _former) = self.desk.put(view, shown, changed);
        self.server.tell(&event, self.desk.audience(view));
    }

    fn show_other(&self, view: View, at: usize, changed: &[String]) {
        let remaker = &self.others[at].1;
        let shown = OnDesk::new(Arc::clone(remaker.shown()), remaker.options.now);
        let (event, _former) = self.desk.put(view, shown, changed);
        self.server.tell(&event, self.desk.audience(view));
    }

    /// What a view is made with: what was asked for, but for its instant and its drafts.
    fn options(&self, view: View) -> Options {
        let mut options = self.main.options.clone();
        options.published = Arc::default();
        options.shows_drafts = view.has_drafts;
        if let Some(at) = view.at {
            options.now = desk::instant(at).unwrap_or(options.now);
        }
        options.base_url = Some(self.base_url.clone().unwrap_or_else(|| {
            let folder = view.prefix();
            let folder = folder.trim_start_matches('/');
            let below = if folder.is_empty() { String::new() } else { format!("{folder}/") };
            WebUrl::parse_site(&self.own_address.page(&below)).unwrap_or_else(|| self.own_address.clone())
        }));
        options
    }

    /// When time alone will have changed what is shown: at the next change, and at each midnight.
    fn changes_at(&self) -> Option<Timestamp> {
        let now = self.main.options.now;
        let midnight = Zone::paris().at(now).tomorrow().ok()?.start_of_day().ok()?;
        let next = self.main.shown().next_change.as_ref().map(|change| change.at.timestamp());
        Some(next.map_or(midnight.timestamp(), |next| next.min(midnight.timestamp())))
    }

    fn is_due(&self) -> bool {
        !self.is_fixed && self.changes_at().is_some_and(|at| at <= Timestamp::now())
    }

    fn due(&self) -> Option<Instant> {
        let at = self.changes_at().filter(|_| !self.is_fixed)?;
        let wait = Duration::try_from(at.duration_since(Timestamp::now())).unwrap_or_default();
        Instant::now().checked_add(wait)
    }
}

/// A fault of the program costs this one making; it was told by the panic's own message.
fn guarded<T: Default>(remaker: &mut Remaker, make: impl FnOnce(&mut Remaker) -> T) -> T {
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| make(remaker)));
    outcome.unwrap_or_else(|_| {
        remaker.forget();
        T::default()
    })
}
