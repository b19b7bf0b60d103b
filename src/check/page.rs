//! A finished page, as far as checks need it: what it refers to, and its anchors.
//!
//! Only start tags are looked at, in one pass that skips from `<` to `<`: on a national festival's 60 MB a
//! whole HTML tokenizer would take longer than everything else. A test holds it against one.

use std::borrow::Cow;
use std::collections::BTreeSet;

/// What a page refers to, and what can be referred to in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Page<'p> {
    /// Values of `href` and `src`, each once; the canonical address apart.
    pub references: BTreeSet<Cow<'p, str>>,
    /// Values of `id`.
    pub ids: BTreeSet<Cow<'p, str>>,
}

/// Elements whose text is not markup (WHATWG HTML §13.2.5.2, §13.2.5.4).
const RAW: [&str; 4] = ["script", "style", "title", "textarea"];

/// Reads a page.
pub fn read(html: &str) -> Page<'_> {
    let mut page = Page::default();
    let mut rest = html;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
        } else if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            rest = start_tag(rest, &mut page);
        }
    }
    page
}

/// Reads a tag from its name on; answers what follows it.
fn start_tag<'p>(text: &'p str, page: &mut Page<'p>) -> &'p str {
    let end = text.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).unwrap_or(text.len());
    let (name, mut rest) = text.split_at(end);
    let mut reference = None;
    let mut is_canonical = false;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() {
            break;
        }
        if let Some(after) = rest.strip_prefix('>') {
            rest = after;
            break;
        }
        let (attribute, value, after) = attribute(rest);
        rest = after;
        let is = |name: &str| attribute.eq_ignore_ascii_case(name);
        if is("href") || is("src") {
            reference = Some(value);
        } else if is("id") {
            page.ids.insert(decoded(value));
        } else if is("rel") {
            is_canonical = value == "canonical";
        }
    }
    if !is_canonical {
        page.references.extend(reference.map(decoded));
    }
    match RAW.iter().find(|raw| name.eq_ignore_ascii_case(raw)) {
        Some(raw) => rest.find(&format!("</{raw}")).map_or("", |end| &rest[end..]),
        None => rest,
    }
}

/// An attribute's name and value, and what follows it.
fn attribute(text: &str) -> (&str, &str, &str) {
    let is_end = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '=');
    // A `=` in front belongs to the name.
    let first = text.chars().next().map_or(0, char::len_utf8);
    let end = text[first..].find(is_end).map_or(text.len(), |end| end + first);
    let (name, rest) = text.split_at(end);
    let Some(value) = rest.trim_start().strip_prefix('=') else { return (name, "", rest) };
    let value = value.trim_start();
    for quote in ['"', '\''] {
        if let Some(quoted) = value.strip_prefix(quote) {
            let (value, after) = quoted.split_once(quote).unwrap_or((quoted, ""));
            return (name, value, after);
        }
    }
    let end = value.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(value.len());
    (name, &value[..end], &value[end..])
}

/// The value with the references decoded that our own writers write.
fn decoded(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return Cow::Borrowed(value);
    }
    let value = value.replace("&quot;", "\"").replace("&#x27;", "'").replace("&#39;", "'").replace("&#x2F;", "/");
    Cow::Owned(value.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
}
