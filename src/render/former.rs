//! A site as it was made before: pages that would be the same are taken from it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use tera::Value;

use super::page::Needs;
use super::reads::{SiteModel, is_shared_alike};
use super::site::SiteRenderer;
use crate::model::address::{Address, SiteId};
use crate::model::content::Content;
use crate::model::site::{PageKind, Published};

/// A page with the files it needs.
#[derive(Debug, Clone)]
pub struct Made {
    /// HTML.
    pub bytes: Arc<[u8]>,
    /// Beside it.
    pub needs: Needs,
}

/// Pages by address.
pub type Pages = BTreeMap<Address, Made>;

/// A site as it was made, and everything it was made from.
pub struct Former {
    content: Arc<Content>,
    now: Timestamp,
    kept: BTreeSet<SiteId>,
    published: Arc<Published>,
    shared: Value,
    menu: Vec<(String, Address)>,
    pages: Pages,
}

impl Former {
    /// A site that was just made.
    pub fn new(site: &SiteRenderer, pages: Pages) -> Self {
        let renderer = site.renderer;
        Self {
            content: Arc::clone(renderer.content),
            now: renderer.now,
            kept: site.kept.clone(),
            published: Arc::clone(renderer.former),
            shared: site.shared.clone(),
            menu: site.menu.clone(),
            pages,
        }
    }

    /// What its pages are to be taken from, when all that they share is shared by the pages of `site` too.
    pub fn known<'f>(&'f self, site: &'f SiteRenderer) -> Option<Known<'f>> {
        if !self.is_shared_with(site) {
            return None;
        }
        let (former, content) = (&self.content, site.renderer.content);
        let is_same_region = match site.id {
            SiteId::Hub => false,
            SiteId::Region(id) => former
                .programme
                .regions
                .iter()
                .zip(&content.programme.regions)
                .any(|(one, other)| one.id == *id && Arc::ptr_eq(one, other)),
        };
        let is_same = is_same_region && Arc::ptr_eq(former.sites.get(site.id)?, content.sites.get(site.id)?);
        Some(Known {
            pages: &self.pages,
            is_same,
            former: SiteModel::new(former, site.id, self.now)?,
            site: SiteModel::new(content, site.id, self.now)?,
        })
    }

    fn is_shared_with(&self, site: &SiteRenderer) -> bool {
        self.now == site.renderer.now
            && self.kept == *site.kept
            // What is not made anew is what it was.
            && (self.kept.is_empty() || self.published == *site.renderer.former)
            && self.shared == site.shared
            && self.menu == site.menu
            && is_shared_alike(site.id, &self.content, site.renderer.content)
    }
}

/// Pages that are known, as long as they read what they read.
pub struct Known<'f> {
    pages: &'f Pages,
    /// Whether nothing at all that the site is made of has changed.
    is_same: bool,
    former: SiteModel<'f>,
    site: SiteModel<'f>,
}

impl<'f> Known<'f> {
    /// The page at an address, when it would be what it was.
    pub fn page(&self, address: &str, kind: &'f PageKind) -> Option<Made> {
        let made = self.pages.get(address)?;
        let reads_same = || {
            let before = self.former.reads(address, self.former.site.pages.get(address)?)?;
            Some(before == self.site.reads(address, kind)?)
        };
        (self.is_same || reads_same() == Some(true)).then(|| made.clone())
    }
}
