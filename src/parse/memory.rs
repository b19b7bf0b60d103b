//! What former readings found out: an answer is given again when all that it was made from is the same. It can
//! only save time; a test holds readings with a memory against readings without.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use super::content::ReadRegion;
use super::documents::Taken;
use super::events::ReadEvents;
use super::rules::KnownTexts;
use super::secrets::Lines;
use super::sites::KnownSite;
use super::statics::Judged;
use super::upkeep::Named;
use crate::french::typography::ProperNames;
use crate::model::address::{SiteId, Slug};
use crate::model::picture::{Picture, Pictures};
use crate::model::site::Reach;
use crate::sources::Sources;

/// What readings of one project keep for the next one.
#[derive(Default)]
pub struct Memory {
    pub(super) taken: PerFile<Taken>,
    pub(super) names: Mutex<Arc<ProperNames>>,
    pub(super) pictures: PerFile<Option<Arc<Picture>>>,
    pub(super) statics: PerFile<Judged>,
    pub(super) secrets: PerFile<Lines>,
    pub(super) named: PerFile<Named>,
    pub(super) events: Mutex<BTreeMap<Option<Slug>, ReadEvents>>,
    pub(super) regions: Mutex<BTreeMap<Slug, Arc<ReadRegion>>>,
    pub(super) sites: Mutex<BTreeMap<Slug, KnownSite>>,
    pub(super) found: Mutex<BTreeMap<SiteId, KnownTexts>>,
    pub(super) reach: Mutex<Arc<Reach>>,
    pub(super) all_pictures: Mutex<Arc<Pictures>>,
}

impl std::fmt::Debug for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Memory")
    }
}

/// Texts that are read in one go: each takes a few microseconds.
pub const AT_ONCE: usize = 64;

/// What each file says by itself, as long as its bytes are the same. Files that are no longer asked about are
/// forgotten.
pub struct PerFile<A>(Mutex<Arc<Vec<Answered<A>>>>);

/// A file, and the answer for its bytes.
pub struct Answered<A> {
    /// Where it lies.
    pub path: Arc<str>,
    bytes: Arc<[u8]>,
    /// What it says.
    pub answer: Arc<A>,
}

/// A path of the project, and the bytes there.
type File<'s> = (&'s Arc<str>, &'s Arc<[u8]>);

impl<A> Clone for Answered<A> {
    fn clone(&self) -> Self {
        Self { path: Arc::clone(&self.path), bytes: Arc::clone(&self.bytes), answer: Arc::clone(&self.answer) }
    }
}

impl<A> Default for PerFile<A> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<A: Send + Sync> PerFile<A> {
    /// The answers for the files asked about, in the order of their paths; `work` makes those that are not known,
    /// `least_work` of them at least in one go.
    pub fn of(
        &self,
        sources: &Sources,
        is_asked: impl Fn(&str) -> bool,
        least_work: usize,
        work: impl Fn(&Arc<str>, &Arc<[u8]>) -> A + Sync,
    ) -> Arc<Vec<Answered<A>>> {
        let mut former = std::mem::take(&mut *lock(&self.0));
        let asked = || sources.iter().filter(|(path, _)| is_asked(path));
        let answered = |path: &Arc<str>, bytes: &Arc<[u8]>| {
            let answer = Arc::new(work(path, bytes));
            Answered { path: Arc::clone(path), bytes: Arc::clone(bytes), answer }
        };
        if let Some(changed) = changed(&former, asked()) {
            let answers: Vec<(usize, Answered<A>)> = changed
                .into_par_iter()
                .with_min_len(least_work)
                .map(|(at, (path, bytes))| (at, answered(path, bytes)))
                .collect();
            if !answers.is_empty() {
                let former = Arc::make_mut(&mut former);
                for (at, answer) in answers {
                    former[at] = answer;
                }
            }
            *lock(&self.0) = Arc::clone(&former);
            return former;
        }
        let mut known = former.iter().peekable();
        let files: Vec<_> = asked()
            .map(|(path, bytes)| {
                // Both lists are in the order of the paths.
                while known.next_if(|known| !is_same(&known.path, path) && *known.path < **path).is_some() {}
                let known = known.next_if(|known| is_same(&known.path, path));
                (path, bytes, known.filter(|known| is_same(&known.bytes, bytes)))
            })
            .collect();
        let answers: Vec<Answered<A>> = files
            .into_par_iter()
            .with_min_len(least_work)
            .map(|(path, bytes, known)| known.cloned().unwrap_or_else(|| answered(path, bytes)))
            .collect();
        let answers = Arc::new(answers);
        *lock(&self.0) = Arc::clone(&answers);
        answers
    }
}

/// Which of the files that are known have other bytes now; `None` when other files are asked about.
fn changed<'s, A>(known: &[Answered<A>], mut asked: impl Iterator<Item = File<'s>>) -> Option<Vec<(usize, File<'s>)>> {
    let mut changed = Vec::new();
    for (at, known) in known.iter().enumerate() {
        let (path, bytes) = asked.next().filter(|(path, _)| is_same(&known.path, path))?;
        if !is_same(&known.bytes, bytes) {
            changed.push((at, (path, bytes)));
        }
    }
    asked.next().is_none().then_some(changed)
}

/// A memory is right whatever thread it was left by.
pub fn lock<T>(memory: &Mutex<T>) -> MutexGuard<'_, T> {
    memory.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Equal, which for what was not read again takes no time.
fn is_same<T: Eq + ?Sized>(one: &Arc<T>, other: &Arc<T>) -> bool {
    Arc::ptr_eq(one, other) || one == other
}

/// A value, or the former one when that is equal: what is made from it can then tell at once.
pub fn kept<T: PartialEq>(former: &Mutex<Arc<T>>, value: T) -> Arc<T> {
    let mut former = lock(former);
    if **former != value {
        *former = Arc::new(value);
    }
    Arc::clone(&former)
}

/// The very same value: it was made from the same.
pub struct ByPointer<T: ?Sized>(pub Arc<T>);

impl<T: ?Sized> PartialEq for ByPointer<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// Files with their bytes: everything below a folder.
#[derive(Default, PartialEq)]
pub struct Files(Vec<(ByPointer<str>, ByPointer<[u8]>)>);

impl Files {
    /// Those below these folders.
    pub fn below(sources: &Sources, folders: &[&str]) -> Self {
        let files = folders.iter().flat_map(|folder| sources.below(folder));
        Self(files.map(|(path, bytes)| (ByPointer(Arc::clone(path)), ByPointer(Arc::clone(bytes)))).collect())
    }
}
