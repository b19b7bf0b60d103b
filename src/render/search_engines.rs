//! What search engines are told: which pages a site has (sitemaps.org 0.9), and where that is written (RFC 9309).

use jiff::civil::Date;

use super::site::SiteRenderer;
use super::xml::{self, element};
use crate::model::address::SiteId;
use crate::model::site::{NOT_FOUND, PageKind};
use crate::output::Output;

/// The address of the list of pages.
pub const SITEMAP: &str = "sitemap.xml";
/// The file of a host's root that says where the lists are.
const ROBOTS: &str = "robots.txt";
/// Pages in one list (sitemaps.org, « Sitemap file requirements »).
const MOST_PAGES: usize = 50_000;
/// Bytes of one list.
const MOST_BYTES: usize = 50 * 1024 * 1024;
const SPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

impl SiteRenderer<'_> {
    /// Adds the list of the site's pages and, at the root of a host, `robots.txt`. A trial has no list, for nobody is to
    /// find it: its pages say `noindex`, which is read only where reading is allowed.
    pub fn tell_search_engines(&self, output: &mut Output) {
        let mut put = |address: &str, text: String| output.insert(self.file(address), text.into_bytes(), None);
        if !self.is_trial() {
            let lists = lists(self.pages_to_find(), MOST_PAGES, MOST_BYTES);
            if let [only] = &lists[..] {
                put(SITEMAP, only.clone());
            } else {
                let mut index = format!("{}<sitemapindex xmlns=\"{SPACE}\">\n", xml::DECLARATION);
                for (at, list) in lists.into_iter().enumerate() {
                    let address = format!("sitemap-{}.xml", at + 1);
                    index.push_str("<sitemap>\n");
                    element(&mut index, "loc", &self.url.page(&address));
                    index.push_str("</sitemap>\n");
                    put(&address, list);
                }
                index.push_str("</sitemapindex>\n");
                put(SITEMAP, index);
            }
        }
        if self.url.path() == "/" {
            put(ROBOTS, self.robots());
        }
    }

    /// Everybody may read everything; the lists of every site on the host.
    fn robots(&self) -> String {
        let mut text = format!("{}User-agent: *\nAllow: /\n", crate::output::MARK_FOR_HOSTS);
        if !self.is_trial() {
            let programme = &self.renderer.content.programme;
            let is_there = |site: &&&SiteId| self.link_to(site, "").is_some();
            for site in self.sites_of_host().iter().filter(is_there) {
                text.push_str(&format!("Sitemap: {}\n", programme.site_url(site).page(SITEMAP)));
            }
        }
        text
    }

    /// Every page that is to be known by its address in this site, with the day of its last change.
    fn pages_to_find(&self) -> impl Iterator<Item = (String, Option<Date>)> {
        self.site.pages.iter().filter(|(address, _)| *address != NOT_FOUND).filter_map(|(address, kind)| {
            // The page of a national event in a region is another address of the hub's.
            let is_known_here =
                !matches!(kind, PageKind::Event(event) if self.region.is_some() && event.is_known_by_hub());
            is_known_here.then(|| (self.url.page(address), changed(kind)))
        })
    }
}

/// Addresses with the day of their last change as lists for search engines, each a whole file of at most so many
/// addresses and bytes.
pub fn lists(pages: impl Iterator<Item = (String, Option<Date>)>, most_pages: usize, most_bytes: usize) -> Vec<String> {
    const END: &str = "</urlset>\n";
    let head = format!("{}<urlset xmlns=\"{SPACE}\">\n", xml::DECLARATION);
    let mut lists = vec![head.clone()];
    let mut count = 0;
    for (address, changed) in pages {
        let mut page = "<url>\n".to_owned();
        element(&mut page, "loc", &address);
        if let Some(day) = changed {
            element(&mut page, "lastmod", &day.to_string());
        }
        page.push_str("</url>\n");
        let list = lists.last_mut().expect("there is one from the start");
        if count < most_pages && list.len() + page.len() + END.len() <= most_bytes {
            list.push_str(&page);
            count += 1;
        } else {
            lists.push(format!("{head}{page}"));
            count = 1;
        }
    }
    lists.into_iter().map(|list| list + END).collect()
}

/// The day of a page's last change, where staff say it: nobody believes days that come with every build.
fn changed(kind: &PageKind) -> Option<Date> {
    match kind {
        PageKind::Event(event) => event.updated,
        PageKind::Written(page) => page.updated.max(page.date),
        _ => None,
    }
}
