//! What leads from the addresses that pages had before, on any host: a page at each.

use tera::Value;

use super::Renderer;
use super::site::SiteRenderer;
use super::templates::Failure;
use super::values::map;
use crate::model::moved::Redirect;
use crate::model::site::PageKind;
use crate::output::Output;
use crate::problem::Problems;

impl SiteRenderer<'_> {
    /// Makes the page at each former address.
    pub fn redirects(&self, output: &mut Output, problems: &mut Problems) {
        for (address, redirect) in &self.site.redirects {
            match self.redirect(address, redirect) {
                Ok(html) => output.insert(self.path(address), html.into_bytes(), Some(redirect.place.file.clone())),
                Err(failure) => {
                    let is_limit = failure.limit.is_some();
                    Renderer::failed(problems, self.id, &format!("{}{address}", self.id.folder()), failure);
                    if is_limit {
                        return;
                    }
                }
            }
        }
    }

    fn redirect(&self, address: &str, redirect: &Redirect) -> Result<String, Failure> {
        let to = redirect.to.as_str();
        let kind = &self.site.pages[to];
        let title = self.renderer.words.get("titre_deplacee");
        let mut context = self.context(address);
        context.insert_value("target", Value::from(map! { "address": to, "title": self.text(&self.title(to, kind)) }));
        context.insert_value(
            "page",
            Value::from(map! {
                "title": self.text(&title),
                "full_title": self.full_title(&title, kind),
                "description": Value::none(),
                "address": address,
                "canonical": self.canonical(to, kind),
                "kind": "redirect",
                "has_code": false,
                "is_indexed": false,
                "trail": Vec::<Value>::new(),
                "structured_data": Value::none(),
                "updated": Value::none(),
                "current_menu": Value::none(),
                "share_picture": Value::none(),
            }),
        );
        self.renderer.templates.render(&self.renderer.content.theme, "redirect.html", &context)
    }

    /// The address that search engines are to know a page by.
    pub fn canonical(&self, address: &str, kind: &PageKind) -> String {
        match kind {
            PageKind::Event(event) => self.page_of(event),
            _ => self.url.page(address),
        }
    }
}
