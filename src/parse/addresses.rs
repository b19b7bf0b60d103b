//! Web and e-mail addresses as people write them: completed where that is certain, refused where they
//! lead visitors nowhere.

use std::net::IpAddr;

use super::hosts;
use crate::model::address::WebUrl;
use crate::model::contact::Email;
use crate::problem::{Level, Writing};

/// What an address is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Visitors may follow it, in a text.
    Text,
    /// Visitors depend on it, in a field.
    Field,
    /// Visitors say there who they are.
    Registration,
}

/// A web address that was read.
#[derive(Debug, Default)]
pub struct Read {
    /// What it means, when that is certain and visitors can follow it.
    pub url: Option<WebUrl>,
    /// What is to be told.
    pub kind: Option<Writing>,
    /// How it is to be written, when that is certain and another text.
    pub tidy: Option<String>,
}

/// Hosts at which forms and documents are edited, a part of the path that says so, and not where they are read.
const EDITING: [(&str, &str); 9] = [
    ("docs.google.com", "/edit"),
    ("framaforms.org", "/edit"),
    ("forms.office.com", "designpage"),
    ("admin.typeform.com", "/"),
    ("app.tally.so", "/edit"),
    ("tally.so", "/edit"),
    ("airtable.com", "/edit"),
    ("www.canva.com", "/edit"),
    ("www.helloasso.com", "/administration"),
];
/// Words in a host's name that say that it is for tests.
const PREVIEWS: [&str; 7] = ["staging", "preprod", "preview", "recette", "ngrok", "localtunnel", "preproduction"];

/// Reads a web address as staff write it in a field.
pub fn web(written: &str, used: Use) -> Read {
    let bare = unwrapped(written);
    let mut full = bare.to_owned();
    let lower = bare.to_ascii_lowercase();
    let has_scheme = lower.starts_with("https://") || lower.starts_with("http://");
    if is_on_disk(&lower) {
        return Read { kind: Some(Writing::PrivateAddress { address: written.to_owned() }), ..Read::default() };
    }
    if !has_scheme {
        if !is_domain(bare) {
            return Read::default();
        }
        full = format!("https://{bare}");
    }
    let inner = full.matches("://").count();
    if full.contains(char::is_whitespace) {
        if inner > 1 || full.contains('@') {
            return Read::default();
        }
        full = full.split_whitespace().collect::<Vec<_>>().join("%20");
    }
    let Some(url) = WebUrl::parse(&full) else { return Read::default() };
    let tidy = (full != written).then(|| full.clone());
    let form = tidy.clone().map(|full| Writing::AddressForm { value: written.to_owned(), full });
    match trouble(&url, &full, used) {
        Some(kind) if kind.level() == Level::Blocking => Read { kind: Some(kind), ..Read::default() },
        Some(kind) => Read { url: Some(url), kind: Some(kind), tidy: None },
        None => Read { url: Some(url), kind: form, tidy },
    }
}

/// What is wrong with an address that reads well.
pub fn trouble(url: &WebUrl, written: &str, used: Use) -> Option<Writing> {
    let address = written.to_owned();
    let host = url.host().to_ascii_lowercase();
    let path = url.as_str().split_once(&host).map_or("", |(_, path)| path).to_ascii_lowercase();
    if is_private(&host) {
        return Some(Writing::PrivateAddress { address });
    }
    if let Some(misleading) = hosts::misleading(url.as_url(), written, used) {
        return Some(misleading);
    }
    if EDITING.iter().any(|(known, part)| host == *known && path.contains(part)) {
        return Some(Writing::EditingLink { address, is_field: used != Use::Text });
    }
    if host.split(['.', '-']).any(|word| PREVIEWS.contains(&word)) {
        return Some(Writing::PreviewAddress { address });
    }
    let rest = written.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("http://")).map(|_| &written[7..]);
    rest.map(|rest| Writing::InsecureAddress { secure: format!("https://{rest}"), address })
}

/// What a wrong web address may be meant for: `https:/x.org`, `htps://x.org`.
pub fn suggestion(written: &str) -> Option<String> {
    let rest =
        written.split_once("//").map(|(_, rest)| rest).or_else(|| written.split_once(":/").map(|(_, rest)| rest))?;
    let rest = rest.trim_start_matches(['/', ':']);
    let scheme = written[..written.len() - rest.len()].trim_end_matches(['/', ':']);
    let is_like = strsim::damerau_levenshtein(&scheme.to_ascii_lowercase(), "https") <= 2;
    (is_like && is_domain(rest)).then(|| format!("https://{rest}"))
}

/// An e-mail address without `mailto:` and what mail programs put round it; and whether that changed it.
pub fn email(written: &str) -> Option<(Email, Option<String>)> {
    let bare = unwrapped(written);
    let bare = bare.get(..7).filter(|start| start.eq_ignore_ascii_case("mailto:")).map_or(bare, |_| bare[7..].trim());
    let bare = bare.split('?').next().unwrap_or(bare);
    let email = Email::parse(bare)?;
    Some((email, (bare != written).then(|| bare.to_owned())))
}

/// The address in `<…>` or `[…](…)`.
fn unwrapped(written: &str) -> &str {
    let written = written.trim();
    if let Some(inside) = written.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
        return inside.trim();
    }
    let link = written.strip_prefix('[').and_then(|rest| rest.strip_suffix(')')).and_then(|rest| rest.split_once("]("));
    link.map_or(written, |(_, address)| address.trim())
}

/// Whether a text begins with a host's name: `www.exemple.fr/page`, `exemple.org`.
pub fn is_domain(text: &str) -> bool {
    let host = text.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let labels: Vec<&str> = host.split('.').collect();
    let is_label = |label: &&str| {
        !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-') && !label.starts_with('-')
    };
    let last = labels.last().copied().unwrap_or_default();
    let is_file =
        ["md", "html", "htm", "pdf", "jpg", "jpeg", "png", "gif", "webp", "yaml", "yml", "docx", "php"].contains(&last);
    labels.len() >= 2
        && labels.iter().all(is_label)
        && (2..=18).contains(&last.len())
        && last.chars().all(char::is_alphabetic)
        && !is_file
}

fn is_on_disk(lower: &str) -> bool {
    let is_drive = lower.as_bytes().get(1..3).is_some_and(|two| two == b":\\" || two == b":/")
        && lower.as_bytes()[0].is_ascii_alphabetic();
    lower.starts_with("file:")
        || lower.starts_with("\\\\")
        || is_drive
        || lower == "localhost"
        || lower.starts_with("localhost:")
        || lower.starts_with("localhost/")
}

/// Whether only the writer's own machine or network knows a host.
fn is_private(host: &str) -> bool {
    let inside = host.trim_start_matches('[').trim_end_matches(']');
    match inside.parse() {
        Ok(IpAddr::V4(address)) => {
            address.is_loopback() || address.is_private() || address.is_link_local() || address.is_unspecified()
        }
        Ok(IpAddr::V6(address)) => address.is_loopback() || address.is_unspecified() || address.is_unique_local(),
        Err(_) => {
            !host.contains('.')
                || ["localhost", "local", "lan", "internal", "intranet"]
                    .contains(&host.rsplit('.').next().unwrap_or_default())
        }
    }
}
