//! A long day of `escale serve`: the programme of this repository, edited at random while browsers look at it.
//!
//! ```text
//! cargo test --locked --release --test soak -- --nocapture
//! ESCALE_SOAK_STEPS=100 ESCALE_SOAK_SEED=7 cargo test --locked --release --test soak -- --nocapture
//! ```
//! One step saves, renames, deletes, breaks or mends something (`edits.rs`). Then the browser must be told, of every
//! page that is different; and a page asked for must be what a build from nothing makes of the folder (`mirror.rs`).
//! Each 50th step puts back what the repository holds, as `git checkout` does, and compares every page of all
//! sites, of now and of another day. Others keep asking for pages all the time, and none may be refused. Memory is
//! read each 50th step and must not grow. What fails is told with the seed and the steps that led to it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod edits;
mod mirror;
#[path = "../../benches/measure/serving.rs"]
mod serving;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::thread;
use std::time::{Duration, Instant};

use escale::Options;
use escale::model::address::WebUrl;

use edits::Editor;
use mirror::{Expected, Mirror};
use serving::{Event, Serving, Visitor, listen};

/// The same instant twice: as it is typed, in Paris, and as builds take it.
const DATE: &str = "2027-05-10T08:00";
const NOW: &str = "2027-05-10T06:00:00Z";
/// Another day that somebody looks at.
const VIEW: &str = "@2027-09-20T08:00";
const OF_VIEW: &str = "2027-09-20T06:00:00Z";
const STEPS: usize = 1_000;
/// A look at everything, a reading of memory.
const EVERY: usize = 50;
/// Longer than being told takes, even where the system did not tell and all has to be looked at.
const LONGEST: Duration = Duration::from_secs(20);
/// Pages asked for after each step, of those that are different.
const ASKED: usize = 6;
/// Memory of the last quarter for that of the first.
const MOST_GROWTH: f64 = 1.15;
/// Runs with fewer readings say what they read, but prove nothing about growth.
const LEAST_READINGS: usize = 12;

#[test]
fn a_long_day_of_edits_shows_no_stale_page_and_takes_no_more_memory() {
    let number = |name| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let steps = number("ESCALE_SOAK_STEPS").map_or(STEPS, |steps| usize::try_from(steps).unwrap());
    let seed = number("ESCALE_SOAK_SEED").unwrap_or_else(|| jiff::Timestamp::now().as_second().unsigned_abs());
    say(&format!("seed {seed}, {steps} steps"));
    let room = tempfile::tempdir().unwrap();
    let mut editor = Editor::new(room.path(), seed);
    let serving = Serving::start(editor.project(), DATE);
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        let _over = Over(&is_over);
        let visitors: Vec<_> = (0..2).map(|_| scope.spawn(|| visit(serving.port, &is_over))).collect();
        let mut day = Day::new(&editor, &serving);
        let mut memory_kib = Vec::new();
        for step in 1..=steps {
            let is_whole = step % EVERY == 0;
            let edit = if is_whole { editor.check_out() } else { editor.edit(day.mirror.has_blocked()) };
            day.history.push(format!("{step}: {edit}"));
            day.follow(&editor);
            if is_whole {
                day.compare_everything(&editor);
                memory_kib.push(serving.memory_kib());
            }
        }
        is_over.store(true, Ordering::Relaxed);
        let answers = visitors.into_iter().map(|visitor| visitor.join().unwrap());
        let mut by_status: BTreeMap<u16, usize> = BTreeMap::new();
        for (status, count) in answers.flatten().chain(std::mem::take(&mut day.answers)) {
            *by_status.entry(status).or_default() += count;
        }
        day.report(steps, &by_status);
        say(&format!("{} ms of processor time a step", serving.processor_time().as_millis() / steps as u128));
        while let Some(line) = serving.said(Duration::ZERO) {
            assert!(!line.contains("défaut du programme"), "the program was wrong: {line} {:?}", serving.said(LONGEST));
        }
        assert_steady(&memory_kib);
    });
}

/// Ends the visits even when something has failed, so that the failure shows.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// What happens between the editor, the server and the browser that checks both.
struct Day {
    history: Vec<String>,
    mirror: Mirror,
    address: String,
    browser: Receiver<Event>,
    visitor: Visitor,
    answers: BTreeMap<u16, usize>,
    etags: BTreeMap<String, (String, Vec<u8>)>,
    took: Vec<Duration>,
    /// Steps that were told in several parts.
    in_parts: usize,
    rebuilds: usize,
    compared: usize,
}

impl Day {
    fn new(editor: &Editor, serving: &Serving) -> Self {
        let address = format!("http://127.0.0.1:{}/", serving.port);
        let mut mirror = Mirror::new(options(NOW, &address));
        mirror.follow(editor.project());
        assert!(!mirror.has_blocked(), "the programme of the repository is to be without a mistake");
        Self {
            history: Vec::new(),
            mirror,
            address,
            browser: listen(serving.port),
            visitor: Visitor::new(serving.port),
            answers: BTreeMap::new(),
            etags: BTreeMap::new(),
            took: Vec::new(),
            in_parts: 0,
            rebuilds: 0,
            compared: 0,
        }
    }

    /// Waits until the last edit is told, and holds what is shown against what is to be shown.
    fn follow(&mut self, editor: &Editor) {
        let saved = Instant::now();
        let changed = self.mirror.follow(editor.project());
        let mut asked: BTreeSet<&String> = changed.iter().collect();
        while asked.len() > ASKED {
            // The first and the last differ most: another site, another kind of file.
            let middle = *asked.iter().nth(asked.len() / 2).unwrap();
            asked.remove(middle);
        }
        let asked: Vec<String> = asked.into_iter().cloned().collect();
        let (mut told, mut tells_all, mut parts) = (BTreeSet::new(), false, 0);
        let mut stale = Some("nobody was told".to_owned());
        while stale.is_some() {
            let wait = (saved + LONGEST).saturating_duration_since(Instant::now());
            let Ok(event) = self.browser.recv_timeout(wait) else { break };
            let Some(addresses) = event.data["views"].get("") else { continue };
            parts += 1;
            self.rebuilds += 1;
            tells_all |= addresses.is_null();
            let addresses = addresses.as_array().into_iter().flatten();
            told.extend(addresses.filter_map(|address| address.as_str().map(str::to_owned)));
            let problems = event.data["problems"].as_u64();
            let expected = self.mirror.problems();
            stale =
                (problems != Some(expected)).then(|| format!("{problems:?} problems are told, there are {expected}"));
            stale = stale.or_else(|| asked.iter().find_map(|path| self.difference_now(path)));
            // What is shown may be ahead of what was told: the judgement of the last edit may have been on its way.
            let is_untold = |address: &String| address.ends_with('/') && !tells_all && !told.contains(address);
            let untold = || changed.iter().map(|path| address(path)).find(is_untold);
            stale = stale.or_else(|| Some(format!("{} is different, and that was not told", untold()?)));
            if stale.is_none() {
                self.took.push(event.at.saturating_duration_since(saved));
            }
        }
        if let Some(stale) = stale {
            self.fail(&stale);
        }
        self.in_parts += usize::from(parts > 1);
        self.ask_in_other_ways();
    }

    /// What is wrong with the view of now at a path, if anything is.
    fn difference_now(&mut self, path: &str) -> Option<String> {
        let expected = self.mirror.expected(path);
        self.difference("", path, &expected)
    }

    /// What is wrong with the answer to an address, if anything is.
    fn difference(&mut self, view: &str, path: &str, expected: &Expected) -> Option<String> {
        let address = format!("{view}{}", address(path));
        let answered = match self.visitor.get(&address, None) {
            Ok(answered) => answered,
            Err(error) => return Some(format!("{address}: {error}")),
        };
        *self.answers.entry(answered.status).or_default() += 1;
        self.compared += 1;
        let (status, bytes) = match expected {
            Expected::File(bytes) => (200, Some(bytes)),
            Expected::Missing(bytes) => (404, Some(bytes)),
            Expected::Unavailable => (503, None),
        };
        if answered.status != status {
            return Some(format!("{address}: {} instead of {status}", answered.status));
        }
        let at = bytes?.iter().zip(&answered.bytes).position(|(expected, own)| expected != own);
        if at.is_none() && bytes?.len() == answered.bytes.len() {
            if let Some(etag) = answered.etag.filter(|_| status == 200) {
                self.etags.insert(address, (etag, answered.bytes));
            }
            return None;
        }
        let near = |bytes: &[u8]| {
            let at = at.unwrap_or(bytes.len()).min(bytes.len());
            String::from_utf8_lossy(&bytes[at.saturating_sub(80)..(at + 80).min(bytes.len())]).into_owned()
        };
        Some(format!("{address} is stale:\n  shown:    {}\n  expected: {}", near(&answered.bytes), near(bytes?)))
    }

    /// A page that is known, one whose address lacks its end, and one that never was.
    fn ask_in_other_ways(&mut self) {
        let known = self.etags.iter().nth(self.rebuilds % self.etags.len().max(1));
        if let Some((address, (etag, bytes))) = known.map(|(address, known)| (address.clone(), known.clone())) {
            let answered = self.get(&address, Some(&etag));
            let is_same = matches!(self.mirror.expected(file(&address)), Expected::File(now) if *now == *bytes);
            // Anything else than what is known is told whole.
            if (answered == 304) != is_same {
                self.fail(&format!("{address}: {answered}, and it is the same: {is_same}"));
            }
        }
        for (address, status) in [("/occitanie", 308), ("/occitanie/rien/du-tout/", 404), ("/.escale/etat?page=/", 200)]
        {
            let answered = self.get(address, None);
            if answered != status {
                self.fail(&format!("{address}: {answered} instead of {status}"));
            }
        }
    }

    fn get(&mut self, address: &str, known: Option<&str>) -> u16 {
        let answered = match self.visitor.get(address, known) {
            Ok(answered) => answered.status,
            Err(error) => self.fail(&format!("{address}: {error}")),
        };
        *self.answers.entry(answered).or_default() += 1;
        answered
    }

    /// Every file of all sites, as they are now and on another day.
    fn compare_everything(&mut self, editor: &Editor) {
        for path in self.mirror.paths() {
            if let Some(stale) = self.difference_now(&path) {
                self.fail(&stale);
            }
        }
        let mut of_view = Mirror::new(options(OF_VIEW, &format!("{}{VIEW}/", self.address)));
        of_view.follow(editor.project());
        let view = format!("/{VIEW}");
        // It is made after the view of now, and nobody waits for it to be told.
        let until = Instant::now() + LONGEST;
        for path in of_view.paths() {
            let expected = of_view.expected(&path);
            while let Some(stale) = self.difference(&view, &path, &expected) {
                if Instant::now() > until {
                    self.fail(&stale);
                }
                thread::sleep(Duration::from_millis(5));
            }
        }
        self.etags.retain(|address, _| !address.starts_with(&view));
    }

    fn fail(&self, what: &str) -> ! {
        let last = self.history.len().saturating_sub(2 * EVERY);
        panic!("{what}\nafter\n  {}", self.history[last..].join("\n  "));
    }

    fn report(&mut self, steps: usize, by_status: &BTreeMap<u16, usize>) {
        self.took.sort_unstable();
        let at = |part: usize| self.took[(self.took.len() - 1) * part / 100].as_millis();
        let requests: usize = by_status.values().sum();
        say(&format!(
            "{steps} steps, {} rebuilds told ({} steps in several parts), {requests} requests by status {by_status:?}",
            self.rebuilds, self.in_parts
        ));
        say(&format!("{} answers compared with a build from nothing: none is stale", self.compared));
        say(&format!("a step is told after {} ms (median), {} ms (19 of 20), {} ms (all)", at(50), at(95), at(100)));
    }
}

fn options(now: &str, base_url: &str) -> Options {
    let base_url = Some(WebUrl::parse_site(base_url).unwrap());
    Options { base_url, ..Options::at(now.parse().unwrap()) }
}

/// Where a file of the sites is seen.
fn address(path: &str) -> String {
    format!("/{}", path.strip_suffix("index.html").unwrap_or(path))
}

/// The file that an address shows.
fn file(address: &str) -> &str {
    address.trim_start_matches('/')
}

/// Somebody who looks at pages all the time: each is answered, and whole.
fn visit(port: u16, is_over: &AtomicBool) -> BTreeMap<u16, usize> {
    const PAGES: [&str; 6] = [
        "/",
        "/occitanie/",
        "/la-reunion/evenements/",
        "/grand-est",
        "/nulle-part/",
        "/occitanie/partenaires/agefiph/",
    ];
    let mut visitor = Visitor::new(port);
    let mut answers = BTreeMap::new();
    while !is_over.load(Ordering::Relaxed) {
        for address in PAGES {
            let answered = visitor.get(address, None).unwrap_or_else(|error| panic!("{address}: {error}"));
            assert!([200, 308, 404].contains(&answered.status), "{address}: {}", answered.status);
            let is_whole = answered.status == 308 || answered.bytes.trim_ascii_end().ends_with(b"</html>");
            assert!(is_whole, "{address}: {}", String::from_utf8_lossy(&answered.bytes));
            *answers.entry(answered.status).or_default() += 1;
            thread::sleep(Duration::from_millis(5));
        }
    }
    answers
}

fn assert_steady(memory_kib: &[u64]) {
    let (Some(first), Some(last)) = (memory_kib.first(), memory_kib.last()) else { return };
    let middle = memory_kib[memory_kib.len() / 2];
    let quarter = (memory_kib.len() / 4).max(1);
    let median = |part: &[u64]| {
        let mut sorted = part.to_vec();
        sorted.sort_unstable();
        sorted[sorted.len() / 2]
    };
    let (early, late) = (median(&memory_kib[..quarter]), median(&memory_kib[memory_kib.len() - quarter..]));
    #[expect(clippy::cast_precision_loss, reason = "memory is far below 2^52 KiB")]
    let growth = late as f64 / early.max(1) as f64;
    let mb = |kib: u64| kib / 1024;
    say(&format!(
        "memory: {} MB first, {} MB in the middle, {} MB last; the last quarter is {growth:.2} of the first",
        mb(*first),
        mb(middle),
        mb(*last)
    ));
    assert!(memory_kib.len() < LEAST_READINGS || growth <= MOST_GROWTH, "memory grows: {memory_kib:?} KiB");
}

/// Says a figure, whether the test passes or not.
fn say(text: &str) {
    // A figure that cannot be said is no reason to fail.
    let _ = io::stderr().write_all(format!("    {text}\n").as_bytes());
}
