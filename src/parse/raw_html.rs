//! Raw HTML in Markdown, cut down to a documented safe subset (see `docs/contenu.md`).

use std::collections::{HashMap, HashSet};

use ammonia::{Builder, UrlRelative};

use super::markdown::HOLE;

/// What staff may write: marks inside a text, boxes and details. Links and pictures are Markdown's.
const ALLOWED: [&str; 33] = [
    "abbr",
    "b",
    "br",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "hr",
    "i",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "u",
    "ul",
];

/// What only our own writer writes.
const OURS: [&str; 17] = [
    "a",
    "blockquote",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "input",
    "label",
    "pre",
    "section",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
];

/// What stands in these is no text.
pub const DROPPED_WITH_CONTENT: [&str; 2] = ["script", "style"];

/// The elements of a piece of raw HTML that are not in the subset, with the place of each name.
pub fn forbidden(html: &str) -> Vec<(usize, String)> {
    html.match_indices('<')
        .filter_map(|(at, _)| {
            let name: String = html[at + 1..].chars().take_while(char::is_ascii_alphanumeric).collect();
            let name = name.to_ascii_lowercase();
            (!name.is_empty() && !ALLOWED.contains(&name.as_str())).then_some((at + 1, name))
        })
        .collect()
}

/// Whether staff may write an element.
pub fn is_allowed(element: &str) -> bool {
    ALLOWED.contains(&element)
}

/// The text with nothing but the subset, every element closed.
pub fn safe(html: &str) -> String {
    let common: HashSet<&str> =
        ["class", "id", "lang", "title", "aria-label", "aria-labelledby", "role", "tabindex"].into();
    let own: HashMap<&str, HashSet<&str>> = HashMap::from([
        ("a", ["href", "rel"].into()),
        ("input", ["type", "disabled", "checked"].into()),
        ("ol", ["start"].into()),
        ("li", ["value"].into()),
        ("th", ["scope"].into()),
    ]);
    Builder::default()
        .tags(ALLOWED.into_iter().chain(OURS).collect())
        .generic_attributes(common)
        .tag_attributes(own)
        .link_rel(None)
        .url_relative(UrlRelative::PassThrough)
        .attribute_filter(|element, attribute, value| match (element, attribute) {
            // Our links are holes or anchors; any other address was typed as raw HTML.
            // The order of the keyboard is the order of the page.
            // Ids that begin so are the theme's.
            (_, "id") if value.starts_with('_') => None,
            (_, "tabindex") if !["0", "-1"].contains(&value) => None,
            ("a", "href") if !value.starts_with(HOLE.0) && !value.starts_with('#') => None,
            _ => Some(value.into()),
        })
        .clean(html)
        .to_string()
}
