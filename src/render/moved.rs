//! What leads from the addresses that pages had before: a page at each that works on any host, and the
//! lists by which hosts answer at once.

use std::fmt::Write;

use tera::Value;

use super::Renderer;
use super::site::SiteRenderer;
use super::templates::Failure;
use super::values::map;
use crate::model::address::{Address, SiteId};
use crate::model::moved::Redirect;
use crate::model::site::PageKind;
use crate::output::Output;
use crate::problem::Problems;

impl SiteRenderer<'_> {
    /// Makes the page at each former address, and the lists for the site's host.
    pub fn redirects(&self, output: &mut Output, problems: &mut Problems) {
        for (address, redirect) in &self.site.redirects {
            match self.redirect(address, redirect) {
                Ok(html) => output.insert(self.path(address), html.into_bytes(), Some(redirect.place.file.clone())),
                Err(failure) => {
                    Renderer::failed(problems, self.id, &format!("{}{address}", self.id.folder()), failure);
                }
            }
        }
        // Apache reads each folder's file: it is made with the site, and agrees with it. The others read one
        // file at the root of the host.
        let lists = [
            (".htaccess", self.pairs(std::iter::once(self.id)), for_apache as fn(&[_]) -> String),
            ("_redirects", self.pairs(self.sites_of_host().into_iter()), for_netlify),
        ];
        for (name, pairs, text) in lists {
            if !pairs.is_empty() {
                output.insert(format!("{}{name}", self.id.folder()), text(&pairs).into_bytes(), None);
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
                "updated": Value::none(),
                "current_menu": Value::none(),
            }),
        );
        self.renderer.templates.render(&self.renderer.content.theme, "redirect.html", &context)
    }

    /// The sites on this site's host, when it is the one at the host's root: the hub, with every region below
    /// it, or a region with a host of its own.
    fn sites_of_host(&self) -> Vec<&SiteId> {
        let content = self.renderer.content;
        let programme = &content.programme;
        let has_own_host = |id: &SiteId| *id == SiteId::Hub || programme.own_host(id).is_some();
        if !has_own_host(self.id) {
            return Vec::new();
        }
        let is_here = |id: &&SiteId| *id == self.id || (*self.id == SiteId::Hub && !has_own_host(id));
        content.sites.keys().filter(is_here).collect()
    }

    /// Former and present paths on the host of these sites.
    fn pairs<'s>(&self, sites: impl Iterator<Item = &'s SiteId>) -> Vec<(String, String)> {
        let content = self.renderer.content;
        let mut pairs = Vec::new();
        for id in sites {
            let root = content.programme.site_url(id);
            let path = |address: &Address| format!("{}{address}", root.path());
            let redirects = content.sites[id].redirects.iter();
            let there = redirects.filter(|(from, redirect)| self.has(id, from) && self.has(id, &redirect.to));
            pairs.extend(there.map(|(from, redirect)| (path(from), path(&redirect.to))));
        }
        // An address with other signs has a meaning of its own in these files: its pages do without.
        pairs.retain(|(from, to)| [from, to].iter().all(|path| is_plain(path)));
        pairs.sort();
        pairs
    }

    /// Whether visitors find a page or a redirect there: a site that is not made anew has what it had.
    fn has(&self, id: &SiteId, address: &str) -> bool {
        let former = || self.renderer.former.get(id).is_some_and(|addresses| addresses.contains(address));
        !self.kept.contains(id) || former()
    }

    /// The address that search engines are to know a page by.
    pub fn canonical(&self, address: &str, kind: &PageKind) -> String {
        match kind {
            // A national event has one page for search engines: the hub's.
            PageKind::Event(event) if event.is_national && event.origin.inherited.is_none() => {
                self.renderer.content.programme.site_url(&SiteId::Hub).page(address)
            }
            _ => self.url.page(address),
        }
    }
}

/// Whether a path is made of signs that no host's file gives a meaning to, `.` apart.
fn is_plain(path: &str) -> bool {
    path.starts_with('/') && path.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.'))
}

/// `_redirects`, for Netlify, Cloudflare Pages and others.
fn for_netlify(pairs: &[(String, String)]) -> String {
    let mut text = String::new();
    for (from, to) in pairs {
        let _ = writeln!(text, "{from} {to} 301");
    }
    text
}

/// `.htaccess`, for Apache. `Redirect` would take the pages below an address along; `RedirectMatch` does not.
fn for_apache(pairs: &[(String, String)]) -> String {
    let mut text = "<IfModule mod_alias.c>\n".to_owned();
    for (from, to) in pairs {
        let pattern = from.trim_end_matches('/').replace('.', r"\.");
        let _ = writeln!(text, r#"RedirectMatch 301 "^{pattern}(/(index\.html)?)?$" "{to}""#);
    }
    text.push_str("</IfModule>\n");
    text
}
