//! What the hosts that read such files are told: security, how long a file may be kept, where pages have gone.
//!
//! Pages do without: each has its policy in itself, and a page stands at each former address.

use std::fmt::Write;

use super::calendar::AGENDA;
use super::site::SiteRenderer;
use crate::model::address::{Address, SiteId};
use crate::output::{MARK_FOR_HOSTS, Output};

/// What a page may load and do: nothing but the site's own files, and no script, style or form written into it.
pub const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
    script-src 'self'; base-uri 'none'; object-src 'none'; form-action 'none'";

/// The headers of every answer; `frame-ancestors` holds in a header only.
const HEADERS: [(&str, &str); 4] = [
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
];
/// For what is not there to be found: a site shown for trial.
const NOT_INDEXED: (&str, &str) = ("X-Robots-Tag", "noindex");
/// Names of these folders' files hold a fingerprint of their bytes: they never change.
const FOR_EVER: [&str; 2] = ["assets", "images"];
/// What files for calendars are (RFC 5545 §8.1).
const CALENDAR: &str = "text/calendar; charset=utf-8";
const KEPT_FOR_EVER: &str = "public, max-age=31536000, immutable";

/// A former path on a host, and the present one.
type Pair = (String, String);

impl SiteRenderer<'_> {
    /// Adds the files for the site's host.
    pub fn tell_host(&self, output: &mut Output) {
        let headers = self.headers();
        // Apache reads each folder's file: it is made with the site, and agrees with it. The others read one
        // file at the root of the host.
        let mut put = |name: &str, text: String| {
            output.insert(self.file(name), format!("{MARK_FOR_HOSTS}{text}").into_bytes(), None);
        };
        put(".htaccess", for_apache(&headers, self.url.path(), &self.pairs(std::iter::once(self.id))));
        let sites = self.sites_of_host();
        let roots: Vec<String> = sites.iter().map(|id| self.root_of(id)).filter(|root| is_plain(root)).collect();
        if !roots.is_empty() {
            put("_headers", for_netlify(&headers, &roots));
        }
        let pairs = self.pairs(sites.into_iter());
        if !pairs.is_empty() {
            put("_redirects", redirects_for_netlify(&pairs));
        }
    }

    fn headers(&self) -> Vec<(&'static str, String)> {
        let policy = ("Content-Security-Policy", format!("{POLICY}; frame-ancestors 'none'"));
        let others = HEADERS.into_iter().chain(self.is_trial().then_some(NOT_INDEXED));
        std::iter::once(policy).chain(others.map(|(name, value)| (name, value.to_owned()))).collect()
    }

    /// Whether the site is shown elsewhere than where visitors look for it.
    pub fn is_trial(&self) -> bool {
        self.renderer.content.programme.moved_to.is_some()
    }

    fn root_of(&self, id: &SiteId) -> String {
        self.renderer.content.programme.site_url(id).path().to_owned()
    }

    /// The sites on this site's host, when it is the one at the host's root: the hub, with every region below
    /// it, or a region with a host of its own.
    pub fn sites_of_host(&self) -> Vec<&SiteId> {
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
    fn pairs<'s>(&self, sites: impl Iterator<Item = &'s SiteId>) -> Vec<Pair> {
        let content = self.renderer.content;
        let mut pairs = Vec::new();
        for id in sites {
            let root = self.root_of(id);
            let path = |address: &Address| format!("{root}{address}");
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
}

/// Whether a path is made of signs that no host's file gives a meaning to, `.` apart.
fn is_plain(path: &str) -> bool {
    path.starts_with('/') && path.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.'))
}

/// `_headers`, for Netlify, Cloudflare Pages and others: of every answer, then of what never changes below the sites.
fn for_netlify(headers: &[(&str, String)], roots: &[String]) -> String {
    let mut text = format!("{}*\n", roots.iter().min_by_key(|root| root.len()).map_or("/", String::as_str));
    for (name, value) in headers {
        let _ = writeln!(text, "  {name}: {value}");
    }
    // Hosts know the type of a file by its name; the address that programs subscribe to is said besides. No pattern for the
    // others: there are hosts for which a star means everything from there on.
    for root in roots {
        let _ = writeln!(text, "{root}{AGENDA}\n  Content-Type: {CALENDAR}");
    }
    for (root, folder) in roots.iter().flat_map(|root| FOR_EVER.map(|folder| (root, folder))) {
        let _ = writeln!(text, "{root}{folder}/*\n  Cache-Control: {KEPT_FOR_EVER}");
    }
    text
}

/// `_redirects`, for the same hosts.
fn redirects_for_netlify(pairs: &[Pair]) -> String {
    let mut text = String::new();
    for (from, to) in pairs {
        let _ = writeln!(text, "{from} {to} 301");
    }
    text
}

/// `.htaccess`, for Apache. What a page says may change at any moment: a browser asks each time, and is answered in a
/// few bytes when nothing has.
fn for_apache(headers: &[(&str, String)], root: &str, pairs: &[Pair]) -> String {
    let mut text = "<IfModule mod_headers.c>\n".to_owned();
    for (name, value) in headers {
        let _ = writeln!(text, "Header always set {name} \"{value}\"");
    }
    let _ = write!(
        text,
        "<FilesMatch \"\\.html$\">\nHeader set Cache-Control \"no-cache\"\n</FilesMatch>\n\
         <FilesMatch \"\\.[0-9a-f]{{12}}\\.[a-z0-9]+$\">\nHeader set Cache-Control \"{KEPT_FOR_EVER}\"\n</FilesMatch>\n\
         </IfModule>\nAddDefaultCharset utf-8\n\
         <IfModule mod_mime.c>\nAddType \"{CALENDAR}\" .ics\n</IfModule>\n"
    );
    if is_plain(root) {
        let _ = writeln!(text, "ErrorDocument 404 {root}404.html");
    }
    if pairs.is_empty() {
        return text;
    }
    text.push_str("<IfModule mod_alias.c>\n");
    for (from, to) in pairs {
        // `Redirect` would take the pages below an address along.
        let pattern = from.trim_end_matches('/').replace('.', r"\.");
        let _ = writeln!(text, r#"RedirectMatch 301 "^{pattern}(/(index\.html)?)?$" "{to}""#);
    }
    text.push_str("</IfModule>\n");
    text
}
