//! What former readings found out: an answer is given again when all that it was made from is the same. It can
//! only save time; a test holds readings with a memory against readings without.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::content::ReadEvents;
use super::documents::Taken;
use super::secrets::Lines;
use super::upkeep::Named;
use crate::french::typography::ProperNames;
use crate::model::address::Slug;
use crate::model::picture::Picture;
use crate::model::prose::Prose;
use crate::problem::Problems;
use crate::sources::Sources;

/// What readings of one project keep for the next one.
#[derive(Default)]
pub struct Memory {
    pub(super) taken: PerFile<Taken>,
    pub(super) texts: PerFile<(Arc<Prose>, Problems)>,
    /// With which the texts were set.
    pub(super) names: Mutex<ProperNames>,
    pub(super) pictures: PerFile<Option<Picture>>,
    pub(super) secrets: PerFile<Lines>,
    pub(super) named: PerFile<Named>,
    pub(super) events: Mutex<BTreeMap<Option<Slug>, Arc<ReadEvents>>>,
}

impl std::fmt::Debug for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Memory")
    }
}

/// What each file says by itself, as long as its bytes are the same. Files that are no longer asked about are
/// forgotten.
pub struct PerFile<A>(Mutex<HashMap<Arc<str>, (Arc<[u8]>, Arc<A>)>>);

impl<A> Default for PerFile<A> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<A: Send + Sync> PerFile<A> {
    /// The answers for the files asked about, in the order of their paths; `work` makes those that are not known.
    pub fn of<'s>(
        &self,
        sources: &'s Sources,
        is_asked: impl Fn(&str) -> bool,
        work: impl Fn(&Arc<str>, &Arc<[u8]>) -> A + Sync,
    ) -> Vec<(&'s Arc<str>, Arc<A>)> {
        let mut former = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let asked = sources.iter().filter(|(path, _)| is_asked(path));
        let known: Vec<_> = asked
            .map(|(path, bytes)| {
                let same = former.remove(path).filter(|(own, _)| Arc::ptr_eq(own, bytes) || own == bytes);
                (path, bytes, same.map(|(_, answer)| answer))
            })
            .collect();
        let answers: Vec<_> = known
            .into_par_iter()
            .with_min_len(16)
            .map(|(path, bytes, known)| (path, bytes, known.unwrap_or_else(|| Arc::new(work(path, bytes)))))
            .collect();
        let kept = answers.iter().map(|(path, bytes, answer)| {
            (Arc::clone(path), (Arc::clone(bytes), Arc::clone(answer)))
        });
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = kept.collect();
        answers.into_iter().map(|(path, _, answer)| (path, answer)).collect()
    }

    /// Forgets everything.
    pub fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
