//! One page being made, and the files that it turns out to need.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::sync::Arc;

use tera::Value;

use super::site::SiteRenderer;
use super::values::map;
use crate::model::picture::{Shown, Variant};
use crate::model::prose::Image;
use crate::output::Bytes;

/// A page being made: it knows all that its site knows.
pub struct PageRenderer<'s> {
    site: &'s SiteRenderer<'s>,
    files: RefCell<BTreeMap<Arc<str>, Bytes>>,
    has_code: Cell<bool>,
    blocks: RefCell<BTreeSet<&'static str>>,
}

/// Files that a page needs beside it.
#[derive(Debug, Clone, Default)]
pub struct Needs {
    /// Its own, by path in the output: pictures, an event for calendars. Other pages may need the same pictures.
    pub files: BTreeMap<Arc<str>, Bytes>,
    /// The style sheet for code.
    pub code_style: bool,
}

impl<'s> Deref for PageRenderer<'s> {
    type Target = SiteRenderer<'s>;

    fn deref(&self) -> &SiteRenderer<'s> {
        self.site
    }
}

impl<'s> PageRenderer<'s> {
    /// A page of a site.
    pub fn new(site: &'s SiteRenderer<'s>) -> Self {
        Self { site, files: RefCell::default(), has_code: Cell::new(false), blocks: RefCell::default() }
    }

    /// What the page turned out to need.
    pub fn needs(self) -> Needs {
        Needs { files: self.files.into_inner(), code_style: self.has_code.get() }
    }

    /// Notes a file that the page needs, at an address in the site.
    pub fn need(&self, address: &str, bytes: Bytes) {
        self.files.borrow_mut().insert(self.file(address), bytes);
    }

    /// Notes that the page needs the style sheet for code.
    pub fn need_code_style(&self) {
        self.has_code.set(true);
    }

    /// Notes that a template has made a part of the page's view.
    pub fn note_block(&self, template: &'static str) {
        self.blocks.borrow_mut().insert(template);
    }

    /// Templates that have made a part of the page's view.
    pub fn blocks(&self) -> BTreeSet<&'static str> {
        self.blocks.borrow().clone()
    }

    /// A picture for a template, at most so wide; its files are published with the site.
    pub fn image(&self, image: &Image, most_px: u32) -> Option<Value> {
        let picture = self.picture(image, most_px)?;
        let usual = picture.usual();
        let list = |variants: &[&Variant]| -> Vec<Value> {
            let view = |variant: &&Variant| {
                Value::from(map! { "address": variant.address.as_str(), "width": variant.width_px })
            };
            variants.iter().map(view).collect()
        };
        Some(Value::from(map! {
            "src": usual.address.as_str(),
            "width": usual.width_px,
            "height": usual.height_px,
            "plain": list(&picture.plain),
            "webp": list(&picture.webp),
            "alt": self.text(&image.description),
            "credit": self.some_text(image.credit.as_ref()),
        }))
    }

    /// The picture an image means, at most so wide; its files are published with the site.
    pub fn picture(&self, image: &Image, most_px: u32) -> Option<Shown<'s>> {
        let picture = self.site.renderer.content.programme.pictures.find(self.id, &image.file)?;
        let shown = picture.at_most(most_px);
        for variant in shown.plain.iter().chain(&shown.webp) {
            self.need(&variant.address, Bytes::Made(Arc::clone(&variant.bytes)));
        }
        Some(shown)
    }
}
