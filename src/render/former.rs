//! A site as it was made before: pages that would be the same are taken from it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use tera::{Context, Value};

use super::Renderer;
use super::of_events::OfEvents;
use super::page::Needs;
use super::reads::{MayDiffer, SiteModel, is_shared_alike};
use super::share_picture::Sharing;
use super::site::{Kept, SiteRenderer};
use super::templates::{SHARE_PICTURE, Templates};
use crate::model::address::{Address, SiteId};
use crate::model::content::Content;
use crate::model::region::Region;
use crate::model::site::{PageKind, Published};
use crate::output::{Bytes, Later, Output};

/// A page with the files it needs.
#[derive(Debug, Clone)]
pub struct Made {
    /// In the output.
    pub path: Arc<str>,
    /// HTML.
    pub bytes: Bytes,
    /// Beside it.
    pub needs: Needs,
    /// What its template was given, when views are kept.
    pub view: Option<Arc<View>>,
}

/// What a page's template is given.
#[derive(Debug, Clone)]
pub struct View {
    /// Its name in the theme.
    pub template: &'static str,
    /// Every variable.
    pub context: Context,
    /// Templates that have made parts of it.
    pub blocks: BTreeSet<&'static str>,
    /// Whether it tells of a picture for other sites that is the page's own.
    pub has_share_picture: bool,
}

/// Pages by address.
pub type Pages = BTreeMap<Address, Arc<Made>>;

/// A site as it was made, and everything it was made from.
pub struct Former {
    content: Arc<Content>,
    templates: Arc<Templates>,
    now: Timestamp,
    kept: BTreeSet<SiteId>,
    published: Arc<Published>,
    shared: Value,
    menu: Vec<(String, Address)>,
    /// Its pages.
    pub pages: Pages,
    /// All of its files, when nothing was wrong.
    output: Option<Output>,
    events: OfEvents,
    share_picture: Option<Sharing>,
}

impl Former {
    /// A site that was just made.
    pub fn new(site: SiteRenderer, pages: Pages) -> Self {
        let renderer = site.renderer;
        Self {
            content: Arc::clone(renderer.content),
            templates: Arc::clone(&renderer.templates),
            now: renderer.now,
            kept: site.kept.clone(),
            published: Arc::clone(renderer.former),
            shared: site.shared,
            menu: site.menu,
            pages,
            output: None,
            events: site.events,
            share_picture: site.share_picture,
        }
    }

    /// Keeps all of its files, when nothing is wrong.
    pub fn keep_whole(&mut self, output: Option<&Output>) {
        self.output = output.cloned();
    }

    /// What of it would be made the same, when what the site shares is the same. It is given away.
    pub fn take_kept(&mut self, renderer: &Renderer, id: &SiteId, kept: &BTreeSet<SiteId>) -> Option<Kept> {
        let is_drawn_alike = Arc::ptr_eq(&self.templates, &renderer.templates);
        self.is_ground_same(renderer, id, kept).then(|| Kept {
            events: std::mem::take(&mut self.events),
            share_picture: self.share_picture.take().filter(|_| is_drawn_alike),
        })
    }

    /// All of its files, when nothing at all has changed that it is made of.
    pub fn whole(&mut self, renderer: &Renderer, id: &SiteId, kept: &BTreeSet<SiteId>) -> Option<Output> {
        let content = renderer.content;
        let is_same = Arc::ptr_eq(&self.content.reach, &content.reach)
            && self.content.theme == content.theme
            && self.is_ground_same(renderer, id, kept)
            && Arc::ptr_eq(region(&self.content, id)?, region(content, id)?)
            && Arc::ptr_eq(self.content.sites.get(id)?, content.sites.get(id)?);
        let output = if is_same { self.output.take()? } else { return None };
        self.content = Arc::clone(content);
        Some(output)
    }

    /// What its pages are to be taken from, when all that their views share is shared by the views of `site` too.
    pub fn known<'f>(&'f self, site: &'f SiteRenderer<'f>) -> Option<Known<'f>> {
        if !self.is_ground_same(site.renderer, site.id, site.kept) || self.menu != site.menu {
            return None;
        }
        let content = site.renderer.content;
        let may_differ = MayDiffer::between(&self.content, content, site.id);
        Some(Known {
            pages: &self.pages,
            renderer: site,
            changed_of_site: other_fields(&self.shared, &site.shared),
            changed: self.templates.changed(&self.content.theme, &site.renderer.templates, &content.theme),
            former: SiteModel::new(&self.content, site.id, self.now, may_differ)?,
            site: SiteModel::new(content, site.id, self.now, may_differ)?,
        })
    }

    fn is_ground_same(&self, renderer: &Renderer, id: &SiteId, kept: &BTreeSet<SiteId>) -> bool {
        self.now == renderer.now
            && self.kept == *kept
            // What is not made anew is what it was.
            && (kept.is_empty() || self.published == *renderer.former)
            && is_shared_alike(id, &self.content, renderer.content)
    }
}

/// A region as it was read; none for the hub, which is made of all of them.
fn region<'c>(content: &'c Content, id: &SiteId) -> Option<&'c Arc<Region>> {
    let SiteId::Region(id) = id else { return None };
    content.programme.regions.iter().find(|region| region.id == *id)
}

/// The fields that two views do not have alike.
fn other_fields<'v>(one: &'v Value, other: &'v Value) -> BTreeSet<&'v str> {
    let (Some(one), Some(other)) = (one.as_map(), other.as_map()) else { return BTreeSet::new() };
    let names = one.keys().chain(other.keys());
    names.filter(|name| one.get(*name) != other.get(*name)).filter_map(|name| name.as_str()).collect()
}

/// Pages that are known, as long as they read what they read.
pub struct Known<'f> {
    pages: &'f Pages,
    renderer: &'f SiteRenderer<'f>,
    /// Fields of what views share that are others: addresses of assets.
    changed_of_site: BTreeSet<&'f str>,
    /// Templates that make something else of a view.
    changed: BTreeSet<&'f str>,
    former: SiteModel<'f>,
    site: SiteModel<'f>,
}

/// A page as it was made, and of what.
pub struct Before<'f> {
    kind: &'f PageKind,
    made: &'f Arc<Made>,
}

impl<'f> Known<'f> {
    /// What was at each address of the site, in the order of its pages.
    pub fn before(&self) -> Vec<Option<Before<'f>>> {
        // All of them are in the order of the addresses.
        let mut kinds = self.former.site.pages.iter().peekable();
        let mut made = self.pages.iter().peekable();
        let before = |address: &Address| {
            while kinds.next_if(|(known, _)| *known < address).is_some() {}
            while made.next_if(|(known, _)| *known < address).is_some() {}
            let (_, kind) = kinds.next_if(|(known, _)| *known == address)?;
            let (_, made) = made.next_if(|(known, _)| *known == address)?;
            Some(Before { kind, made })
        };
        self.site.site.pages.keys().map(before).collect()
    }

    /// The page at an address, when it would be what was there before.
    pub fn page(&self, address: &str, kind: &'f PageKind, before: &Before<'f>) -> Option<Arc<Made>> {
        let made = before.made;
        if self.former.reads(address, before.kind)? != self.site.reads(address, kind)? {
            return None;
        }
        let view = made.view.as_ref()?;
        let templates = &self.renderer.renderer.templates;
        let are_blocks_same = self.changed.is_disjoint(&view.blocks)
            && !view.blocks.iter().any(|block| templates.may_read(block, &self.changed_of_site));
        let is_share_picture_same = !view.has_share_picture || !self.changed.contains(SHARE_PICTURE);
        if !are_blocks_same || !is_share_picture_same {
            return None;
        }
        if self.changed_of_site.is_empty() && !self.changed.contains(view.template) {
            return Some(Arc::clone(made));
        }
        let mut view = View::clone(view);
        view.context.insert_value("site", self.renderer.shared.clone());
        let view = Arc::new(view);
        let (templates, given) = (Arc::clone(templates), Arc::clone(&view));
        let later =
            Later::unnamed(move || Some(templates.rendered(given.template, &given.context).ok()?.into_bytes().into()));
        Some(Arc::new(Made { bytes: Bytes::Later(Arc::new(later)), view: Some(view), ..Made::clone(made) }))
    }
}
