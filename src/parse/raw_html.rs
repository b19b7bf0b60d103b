//! Raw HTML in Markdown, cut down to a documented safe subset (see `docs/contenu.md`).
//!
//! Each piece is read by itself, before it stands among what our writer writes: only whole tags of the subset are
//! written again, so that no piece can take what follows it for the inside of a tag or a comment. [`safe`] then pairs
//! the tags of the whole text.

use std::collections::{HashMap, HashSet};

use ammonia::{Builder, UrlRelative};
use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Error, Span, Token, Tokenizer};

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

/// Attributes that every element of the subset may have.
const ATTRIBUTES: [&str; 8] = ["class", "id", "lang", "title", "aria-label", "aria-labelledby", "role", "tabindex"];

/// Elements that have no content.
const VOID: [&str; 2] = ["br", "hr"];

/// What stands in these is no text.
const DROPPED_WITH_CONTENT: [&str; 2] = ["script", "style"];

/// A part of a piece of raw HTML.
#[derive(Debug, PartialEq, Eq)]
pub enum Part {
    /// A start tag.
    Start(Tag),
    /// An end tag.
    End(Tag),
    /// Text, without references.
    Text(String),
    /// A tag or a comment that the piece ends within.
    Unfinished {
        /// Where it begins.
        at: usize,
        /// Whether it is a comment.
        is_comment: bool,
    },
}

/// A whole tag.
#[derive(Debug, PartialEq, Eq)]
pub struct Tag {
    /// Where its name stands.
    pub at: usize,
    /// Its name, in small letters.
    pub element: String,
    /// Those of the subset, with their values.
    pub attributes: Vec<(String, String)>,
}

impl Tag {
    /// Whether staff may write it.
    pub fn is_allowed(&self) -> bool {
        ALLOWED.contains(&self.element.as_str())
    }

    /// Whether it has no content.
    pub fn is_void(&self) -> bool {
        VOID.contains(&self.element.as_str())
    }

    /// Whether what stands in it is no text.
    pub fn is_dropped_with_content(&self) -> bool {
        DROPPED_WITH_CONTENT.contains(&self.element.as_str())
    }
}

/// Takes a piece of raw HTML apart, without its comments and scripts.
pub fn parts(html: &str) -> Vec<Part> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut parts = Vec::new();
    let mut is_dropped = false;
    let mut end = 0;
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        let span = match token {
            Token::StartTag(tag) => {
                let element = text_of(&tag.name);
                let attributes = tag.attributes.iter().map(|(name, value)| (text_of(name), text_of(value)));
                let attributes = attributes.filter(|(name, _)| has_attribute(&element, name)).collect();
                let start = Tag { at: tag.span.start + "<".len(), element, attributes };
                is_dropped = start.is_dropped_with_content();
                parts.push(Part::Start(start));
                tag.span
            }
            Token::EndTag(tag) => {
                let at = tag.span.start + "</".len();
                is_dropped = false;
                parts.push(Part::End(Tag { at, element: text_of(&tag.name), attributes: Vec::new() }));
                tag.span
            }
            Token::String(text) => {
                if !is_dropped {
                    parts.push(Part::Text(text_of(&text)));
                }
                text.span
            }
            Token::Error(error) => {
                let is_comment = *error == Error::EofInComment;
                if is_comment || *error == Error::EofInTag {
                    parts.push(Part::Unfinished { at: end, is_comment });
                }
                Span { start: end, end }
            }
            Token::Comment(comment) => comment.span,
            Token::Doctype(doctype) => doctype.span,
        };
        end = span.end;
    }
    parts
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn has_attribute(element: &str, name: &str) -> bool {
    ATTRIBUTES.contains(&name) || matches!((element, name), ("ol", "start") | ("li", "value"))
}

/// Elements of raw HTML that are open at a place of a text, from the outermost to the innermost, with what is known of
/// each.
#[derive(Debug)]
pub struct Open<T>(Vec<(String, T)>);

impl<T> Open<T> {
    /// None yet.
    pub fn new() -> Self {
        Self(Vec::new())
    }

    /// Opens an element.
    pub fn start(&mut self, element: String, known: T) {
        self.0.push((element, known));
    }

    /// Closes the innermost element of this name; answers those left open within it, or `None` when there is no such
    /// element.
    pub fn end(&mut self, element: &str) -> Option<Vec<(String, T)>> {
        let index = self.0.iter().rposition(|(open, _)| open == element)?;
        Some(self.0.drain(index..).skip(1).collect())
    }

    /// How many are open.
    pub fn depth(&self) -> usize {
        self.0.len()
    }

    /// Those that are open.
    pub fn finish(self) -> Vec<(String, T)> {
        self.0
    }
}

/// The text with nothing but the subset, every element closed. A hole stays where it stands for text or for the address
/// of a link, and nowhere else.
pub fn safe(html: &str) -> String {
    let own: HashMap<&str, HashSet<&str>> = HashMap::from([
        ("a", ["href", "rel"].into()),
        ("input", ["type", "disabled", "checked"].into()),
        ("ol", ["start"].into()),
        ("li", ["value"].into()),
        ("th", ["scope"].into()),
    ]);
    Builder::default()
        .tags(ALLOWED.into_iter().chain(OURS).collect())
        .generic_attributes(ATTRIBUTES.into())
        .tag_attributes(own)
        .link_rel(None)
        .url_relative(UrlRelative::PassThrough)
        .attribute_filter(|element, attribute, value| match (element, attribute) {
            // Our links are holes or anchors; any other address was typed as raw HTML.
            ("a", "href") if value.starts_with([HOLE.0, '#']) => Some(value.into()),
            ("a", "href") => None,
            _ if value.contains(HOLE.0) => None,
            // Ids that begin so are the theme's.
            (_, "id") if value.starts_with('_') => None,
            // The order of the keyboard is the order of the page.
            (_, "tabindex") if !["0", "-1"].contains(&value) => None,
            _ => Some(value.into()),
        })
        .clean(html)
        .to_string()
}
