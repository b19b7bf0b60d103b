//! A programme that is made again and again while it is written: what is shown of it, and what has changed since.
//!
//! What is shown is what `build` would leave on the disk: a site that a problem keeps back stays as it was made last,
//! and the others lead only to what is there. Only what was made in a hurry may be more than that, until it is judged: a
//! page with nothing wrong in it whose site another page keeps back.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use rayon::prelude::*;

use crate::check;
use crate::model::address::{Address, SiteId};
use crate::model::change::Change;
use crate::model::content::Content;
use crate::output::{File, Output};
use crate::problem::Problems;
use crate::sources::Sources;
use crate::{Built, Delivery, Memory, Options, build_again, build_in_a_hurry};

/// Makes one programme again, as one set of options asks.
pub struct Remaker {
    /// What to make. Other options than the last time cost the time of a first build.
    pub options: Options,
    memory: Memory,
    shown: Arc<Shown>,
    /// What was shown before something was made in a hurry: what turns out to be wrong goes back to it.
    sure: Option<Arc<Shown>>,
}

/// The sites as they are shown.
#[derive(Debug, Default)]
pub struct Shown {
    /// Each as it was made last.
    pub sites: BTreeMap<SiteId, Arc<Output>>,
    /// What each of them was made from.
    pub contents: BTreeMap<SiteId, Arc<Content>>,
    /// Those that a problem keeps as they were, or from being there at all.
    pub blocked: BTreeSet<SiteId>,
    /// Everything wrong.
    pub problems: Problems,
    /// What was made from them; `None` when there is no understanding it.
    pub sources: Arc<Sources>,
    /// The next change that time alone brings.
    pub next_change: Option<Change>,
    /// Whether it was made in a hurry: a page may turn out not to be one, and problems are those of before.
    pub is_hurried: bool,
}

impl Shown {
    /// The file at a path from the root of the hub.
    pub fn get(&self, path: &str) -> Option<&File> {
        self.site_at(path).and_then(|site| self.sites.get(&site)).and_then(|output| output.get(path))
    }

    /// Whether what was made in a hurry at a path is a page that nothing seems to be wrong with.
    pub fn is_fine(&self, path: &str) -> bool {
        check::is_fine(path, &|path| self.get(path))
    }

    /// The site that a path from the root of the hub lies in; `None` when no site is there.
    pub fn site_at(&self, path: &str) -> Option<SiteId> {
        let is_in = |site: &&SiteId| **site != SiteId::Hub && path.starts_with(&site.folder());
        let region = self.sites.keys().chain(&self.blocked).find(is_in);
        region.or_else(|| self.sites.keys().chain(&self.blocked).find(|site| **site == SiteId::Hub)).cloned()
    }
}

/// Takes the sites that are made.
#[derive(Default)]
struct Taken(Mutex<Vec<(SiteId, Output)>>);

impl Delivery for Taken {
    type Error = Infallible;

    fn deliver(&self, site: &SiteId, output: Output) -> Result<(), Infallible> {
        self.0.lock().expect("no thread panics while it holds the list").push((site.clone(), output));
        Ok(())
    }
}

impl Remaker {
    /// Nothing is made yet.
    pub fn new(options: Options) -> Self {
        Self { options, memory: Memory::default(), shown: Arc::default(), sure: None }
    }

    /// What was made last.
    pub fn shown(&self) -> &Arc<Shown> {
        &self.shown
    }

    /// Forgets what it knows, but not what is shown: the next making takes the time of a first one.
    pub fn forget(&mut self) {
        self.memory = Memory::default();
    }

    /// Makes everything again; answers the paths of the files that are new, different or gone.
    pub fn make(&mut self, sources: &Arc<Sources>) -> Vec<String> {
        let taken = Taken::default();
        let Ok(built) = build_again(sources, &self.options, &self.memory, &taken);
        self.take(sources, built, taken, false)
    }

    /// Makes what only the theme has changed, so that it can be looked at at once; `None` when that would save no time,
    /// or not be sure enough. Until [`make`](Self::make) has followed, nothing is checked and a page may turn out not to be one.
    pub fn make_in_a_hurry(&mut self, sources: &Arc<Sources>) -> Option<Vec<String>> {
        let shown = &self.shown;
        let is_sure = !shown.sites.is_empty() && shown.blocked.is_empty();
        if !is_sure || !is_theme_all_that_changed(&shown.sources, sources) {
            return None;
        }
        let taken = Taken::default();
        let Ok(built) = build_in_a_hurry(sources, &self.options, &self.memory, &taken);
        if !built.blocked.is_empty() || built.made.is_empty() {
            return None;
        }
        let built = Built { problems: shown.problems.clone(), ..built };
        Some(self.take(sources, built, taken, true))
    }

    fn take(&mut self, sources: &Arc<Sources>, built: Built, taken: Taken, is_hurried: bool) -> Vec<String> {
        let Built { problems, made: _, blocked, unasked: _, next_change, events: _, content } = built;
        let former = Arc::clone(&self.shown);
        let sure = self.sure.take().unwrap_or_else(|| Arc::clone(&former));
        let is_understood = content.is_some();
        let stays = |site: &SiteId| blocked.contains(site) || !is_understood;
        let mut sites = sure.sites.clone();
        let mut contents = sure.contents.clone();
        sites.retain(|site, _| stays(site));
        contents.retain(|site, _| stays(site));
        for (site, output) in taken.0.into_inner().expect("no thread is left") {
            contents.extend(content.iter().map(|content| (site.clone(), Arc::clone(content))));
            sites.insert(site, Arc::new(output));
        }
        // Until the settings can be read again, there is no telling which sites there are: those that were.
        let blocked = if is_understood { blocked } else { sites.keys().cloned().collect() };
        let sources = Arc::clone(sources);
        self.shown = Arc::new(Shown { sites, contents, blocked, problems, sources, next_change, is_hurried });
        self.sure = is_hurried.then_some(sure);
        let shown = Arc::clone(&self.shown);
        let changed = changed(&former, &shown);
        self.publish(&former, &changed);
        changed.into_iter().flat_map(|(_, paths)| paths).collect()
    }

    /// What is shown is what the next time finds published.
    fn publish(&mut self, former: &Shown, changed: &[(&SiteId, Vec<String>)]) {
        let shown = Arc::clone(&self.shown);
        let has = |shown: &Shown, site: &SiteId, path: &String| {
            shown.sites.get(site).is_some_and(|output| output.get(path).is_some())
        };
        let stay = |(site, paths): &(&SiteId, Vec<String>)| {
            paths.iter().all(|path| has(former, site, path) && has(&shown, site, path))
        };
        if former.sites.keys().eq(shown.sites.keys()) && changed.iter().all(stay) {
            return;
        }
        let address = |site: &SiteId, path: &str| {
            let inside = path.strip_prefix(&site.folder()).unwrap_or(path);
            inside.strip_suffix("index.html").map(str::to_owned)
        };
        let of_site = |(site, output): (&SiteId, &Arc<Output>)| {
            let own: BTreeSet<Address> = output.paths().filter_map(|path| address(site, path)).collect();
            (site.clone(), own)
        };
        self.options.published = Arc::new(shown.sites.iter().map(of_site).collect());
    }
}

/// Whether two projects differ in files of themes, and in nothing else.
fn is_theme_all_that_changed(former: &Sources, sources: &Sources) -> bool {
    fn others(sources: &Sources) -> impl Iterator<Item = (&Arc<str>, &Arc<[u8]>)> {
        sources.iter().filter(|(path, _)| !path.starts_with("themes/"))
    }
    former.refused().eq(sources.refused()) && others(former).eq(others(sources))
}

/// The paths of the files that are new, different or gone, site by site.
fn changed<'s>(former: &'s Shown, shown: &'s Shown) -> Vec<(&'s SiteId, Vec<String>)> {
    let nothing = Arc::new(Output::new());
    let sites: BTreeSet<&SiteId> = former.sites.keys().chain(shown.sites.keys()).collect();
    let of_site = |site| {
        let before = former.sites.get(site).unwrap_or(&nothing);
        let after = shown.sites.get(site).unwrap_or(&nothing);
        let changed = if Arc::ptr_eq(before, after) { Vec::new() } else { after.changed_since(before) };
        (site, changed.into_iter().map(str::to_owned).collect())
    };
    sites.into_par_iter().map(of_site).collect()
}
