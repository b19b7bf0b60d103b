//! A finished page, as far as checks need it: what it refers to, its anchors, its outline.
//!
//! Only tags are looked at, in one pass that skips from `<` to `<`: on a national festival's 60 MB a
//! whole HTML tokenizer would take longer than everything else. A test holds it against one.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::outline::Outline;

/// What a page refers to, what can be referred to in it, and what is wrong with it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Page<'p> {
    /// Values of `href` and `src`, each once; the canonical address apart.
    pub references: BTreeSet<Cow<'p, str>>,
    /// Values of `id`.
    pub ids: BTreeSet<Cow<'p, str>>,
    /// Its headings, links, tables and title.
    pub outline: Outline<'p>,
}

/// A start tag.
#[derive(Debug, Default)]
pub struct Tag<'p> {
    /// As written.
    pub name: &'p str,
    /// The attributes that checks look at, and whether they are there.
    pub alt: Option<&'p str>,
    /// `id`
    pub id: Option<&'p str>,
    /// `href` or `src`
    pub reference: Option<&'p str>,
    /// `lang`
    pub lang: Option<&'p str>,
    /// `type`
    pub kind: Option<&'p str>,
    /// `scope`
    pub has_scope: bool,
    /// `aria-label`, `aria-labelledby` or `title`
    pub is_labelled: bool,
    /// `http-equiv="refresh"`
    pub is_refresh: bool,
    /// `style`, or what runs something.
    pub forbidden: Option<&'p str>,
}

/// Elements whose text is not markup (WHATWG HTML §13.2.5.2, §13.2.5.4).
const RAW: [&str; 4] = ["script", "style", "title", "textarea"];

/// Reads a page.
pub fn read(html: &str) -> Page<'_> {
    let mut page = Page::default();
    let mut rest = html;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        if page.outline.waits_for_words() {
            page.outline.words(&rest[..at]);
        }
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
        } else if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            rest = start_tag(rest, &mut page);
        } else if let Some(end) = rest.strip_prefix('/') {
            page.outline.end(end);
        }
    }
    page.outline.close();
    page
}

/// Reads a tag from its name on; answers what follows it.
fn start_tag<'p>(text: &'p str, page: &mut Page<'p>) -> &'p str {
    let end = text.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).unwrap_or(text.len());
    let (name, mut rest) = text.split_at(end);
    let mut tag = Tag { name, ..Tag::default() };
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
        if attribute == "rel" {
            is_canonical = value == "canonical";
        } else {
            tag.take(attribute, value);
        }
    }
    if let Some(id) = tag.id {
        page.ids.insert(decoded(id));
    }
    if !is_canonical {
        page.references.extend(tag.reference.map(decoded));
    }
    page.outline.start(&tag);
    match RAW.iter().find(|raw| name.eq_ignore_ascii_case(raw)) {
        Some(raw) => {
            let (inside, after) = match rest.find(&format!("</{raw}")) {
                Some(end) => rest.split_at(end),
                None => (rest, ""),
            };
            page.outline.raw(raw, inside);
            after
        }
        None => rest,
    }
}

impl<'p> Tag<'p> {
    fn take(&mut self, attribute: &'p str, value: &'p str) {
        let is = |name: &str| attribute.eq_ignore_ascii_case(name);
        match attribute.len() {
            2 if is("id") => self.id = Some(value),
            3 if is("src") => self.reference = Some(value),
            3 if is("alt") => self.alt = Some(value),
            4 if is("href") => self.reference = Some(value),
            4 if is("lang") => self.lang = Some(value),
            4 if is("type") => self.kind = Some(value),
            5 if is("scope") => self.has_scope = true,
            5 if is("style") => self.forbidden = Some(attribute),
            5 if is("title") => self.is_labelled |= !value.trim().is_empty(),
            10 | 15 if is("aria-label") || is("aria-labelledby") => self.is_labelled |= !value.trim().is_empty(),
            10 if is("http-equiv") => self.is_refresh = value.eq_ignore_ascii_case("refresh"),
            8 if is("autoplay") => self.forbidden = Some(attribute),
            _ if attribute.len() > 3 && attribute.as_bytes()[..2].eq_ignore_ascii_case(b"on") => {
                self.forbidden = Some(attribute);
            }
            _ => {}
        }
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
