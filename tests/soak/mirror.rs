//! What is to be shown: each time a build from nothing, and what stays where it makes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::path::Path;
use std::sync::{Arc, Mutex};

use escale::model::address::SiteId;
use escale::model::site::Published;
use escale::output::{Bytes, Output};
use escale::preview::with_script;
use escale::{Delivery, Options, build_each};

/// The sites as they are to be shown.
pub struct Mirror {
    options: Options,
    shown: BTreeMap<SiteId, Output>,
    blocked: BTreeSet<SiteId>,
    problems: usize,
}

/// What an address is to be answered with.
pub enum Expected {
    /// The file, a page with the script of the preview.
    File(Vec<u8>),
    /// The page that says so.
    Missing(Vec<u8>),
    /// The problems; in which words, is theirs to say.
    Unavailable,
}

/// Takes the sites that are made.
#[derive(Default)]
struct Taken(Mutex<BTreeMap<SiteId, Output>>);

impl Delivery for Taken {
    type Error = Infallible;

    fn deliver(&self, site: &SiteId, output: Output) -> Result<(), Infallible> {
        self.0.lock().unwrap().insert(site.clone(), output);
        Ok(())
    }
}

impl Mirror {
    /// Nothing is shown yet.
    pub fn new(options: Options) -> Self {
        Self { options, shown: BTreeMap::new(), blocked: BTreeSet::new(), problems: 0 }
    }

    /// Makes the project anew; answers the paths of the files that are new, different or gone.
    pub fn follow(&mut self, project: &Path) -> BTreeSet<String> {
        let sources = escale::read::read(project).unwrap();
        self.options.published = Arc::new(self.published());
        let taken = Taken::default();
        let Ok(built) = build_each(&sources, &self.options, &taken);
        let former = self.files();
        // Without settings that can be read there is no telling which sites there are: those that were.
        if built.content.is_some() {
            self.shown.retain(|site, _| built.blocked.contains(site));
            self.blocked = built.blocked;
        } else {
            self.blocked = self.shown.keys().cloned().collect();
        }
        self.shown.extend(taken.0.into_inner().unwrap());
        self.problems = built.problems.len();
        let now = self.files();
        let is_other = |path: &&String| former.get(*path) != now.get(*path);
        former.keys().chain(now.keys()).filter(is_other).cloned().collect()
    }

    /// Whether a problem keeps a site back.
    pub fn has_blocked(&self) -> bool {
        !self.blocked.is_empty()
    }

    /// How many problems there are.
    pub fn problems(&self) -> u64 {
        self.problems as u64
    }

    /// Every file that is shown.
    pub fn paths(&self) -> Vec<String> {
        self.files().into_keys().collect()
    }

    /// What the file at a path is to be, from the root of the hub.
    pub fn expected(&self, path: &str) -> Expected {
        let path = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
        let is_in = |site: &&SiteId| **site != SiteId::Hub && path.starts_with(&site.folder());
        let site = self.shown.keys().chain(&self.blocked).find(is_in).unwrap_or(&SiteId::Hub);
        let Some(files) = self.shown.get(site) else { return Expected::Unavailable };
        let served = |path: &str| {
            let bytes = &files.get(path)?.bytes;
            Some(if path.ends_with(".html") { with_script(bytes) } else { bytes.to_vec() })
        };
        let missing = || served(&format!("{}404.html", site.folder())).expect("every site has a page for that");
        served(&path).map_or_else(|| Expected::Missing(missing()), Expected::File)
    }

    fn files(&self) -> BTreeMap<String, Bytes> {
        let files = self.shown.values().flat_map(Output::iter);
        files.map(|(path, file)| (path.to_owned(), file.bytes.clone())).collect()
    }

    fn published(&self) -> Published {
        let inside = |site: &SiteId, path: &str| {
            let path = path.strip_prefix(&site.folder()).unwrap_or(path);
            path.strip_suffix("index.html").map(str::to_owned)
        };
        let of_site = |(site, output): (&SiteId, &Output)| {
            let own: BTreeSet<String> = output.paths().filter_map(|path| inside(site, path)).collect();
            (site.clone(), own)
        };
        self.shown.iter().map(of_site).collect()
    }
}
