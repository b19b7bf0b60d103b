//! One page being made, and the files that it turns out to need.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::sync::Arc;

use tera::Value;

use super::site::SiteRenderer;
use super::values::map;
use crate::model::picture::Picture;
use crate::model::prose::Image;

/// A page being made: it knows all that its site knows.
pub struct PageRenderer<'s> {
    site: &'s SiteRenderer<'s>,
    pictures: RefCell<BTreeMap<String, Arc<[u8]>>>,
    has_code: Cell<bool>,
    blocks: RefCell<BTreeSet<&'static str>>,
}

/// Files that a page needs beside it.
#[derive(Debug, Clone, Default)]
pub struct Needs {
    /// Pictures, by address.
    pub pictures: BTreeMap<String, Arc<[u8]>>,
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
        Self { site, pictures: RefCell::default(), has_code: Cell::new(false), blocks: RefCell::default() }
    }

    /// What the page turned out to need.
    pub fn needs(self) -> Needs {
        Needs { pictures: self.pictures.into_inner(), code_style: self.has_code.get() }
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

    /// A picture for a template; its file is published with the site.
    pub fn image(&self, image: &Image) -> Option<Value> {
        let picture = self.picture(image)?;
        Some(Value::from(map! {
            "src": picture.address.as_str(),
            "width": picture.width_px,
            "height": picture.height_px,
            "alt": self.text(&image.description),
            "credit": self.some_text(image.credit.as_ref()),
        }))
    }

    /// The picture an image means; its file is published with the site.
    pub fn picture(&self, image: &Image) -> Option<&'s Picture> {
        let picture = self.site.renderer.content.programme.pictures.find(self.id, &image.file)?;
        self.pictures.borrow_mut().insert(picture.address.clone(), Arc::clone(&picture.bytes));
        Some(picture)
    }
}
