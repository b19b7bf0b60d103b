//! Everything sites are made of: what parsing answers and rendering takes.

use std::sync::Arc;

use jiff::Timestamp;

use super::address::{SiteId, Slug};
use super::change::Change;
use super::ledger::Ledger;
use super::page::Page;
use super::programme::Programme;
use super::prose::Prose;
use super::site::{PageKind, Reach, Sites};
use super::theme::Theme;

/// What sites are made of.
#[derive(Debug)]
pub struct Content {
    /// The programme.
    pub programme: Programme,
    /// Its theme.
    pub theme: Theme,
    /// Folders of `regions/`, those included whose region could not be read.
    pub region_folders: Vec<Slug>,
    /// Texts whose header could not be used.
    pub unread_texts: Vec<UnreadText>,
    /// The pages of every site.
    pub sites: Sites,
    /// What links can lead to: the very same value as long as that is the same.
    pub reach: Arc<Reach>,
    /// The last instant, the build's own included, at which time alone has changed any page; `None` when it never did.
    pub last_change: Option<Timestamp>,
    /// The next changes that time alone will bring to any page, in time order: [`KNOWN_AHEAD`] of them at the most.
    ///
    /// [`KNOWN_AHEAD`]: super::change::KNOWN_AHEAD
    pub next_changes: Vec<Change>,
    /// Addresses that were published once.
    pub ledger: Ledger,
}

impl Content {
    /// The file that adds its text to a page of a site that exists without it.
    pub fn added_text(&self, site: &SiteId, kind: &PageKind) -> Option<&Arc<Page>> {
        let pages = match site {
            SiteId::Hub => Some(&self.programme.pages),
            SiteId::Region(id) => self.programme.region(id).map(|region| &region.pages),
        };
        pages?.get(kind.added_text()?)
    }
}

/// A text that is on no page, because its header could not be used.
#[derive(Debug, Clone)]
pub struct UnreadText {
    /// The site it would be in; every region's when there is none.
    pub site: Option<SiteId>,
    /// The text.
    pub prose: Arc<Prose>,
}
