//! A finished page, as far as checks need it: what it refers to, and its anchors.

use std::collections::BTreeSet;

use html5gum::{Token, Tokenizer};

/// What a page refers to, and what can be referred to in it.
#[derive(Debug, Default)]
pub struct Page {
    /// Values of `href` and `src`, each once.
    pub references: BTreeSet<String>,
    /// Values of `id`.
    pub ids: BTreeSet<String>,
}

/// Reads a page.
pub fn read(html: &[u8]) -> Page {
    let mut page = Page::default();
    for Ok(token) in Tokenizer::new(html) {
        let Token::StartTag(tag) = token else { continue };
        let is_canonical = tag.name.as_slice() == b"link"
            && tag.attributes.iter().any(|(name, value)| name.as_slice() == b"rel" && value.as_slice() == b"canonical");
        for (name, value) in &tag.attributes {
            let value = || String::from_utf8_lossy(value).into_owned();
            match name.as_slice() {
                b"href" | b"src" if !is_canonical => {
                    page.references.insert(value());
                }
                b"id" => {
                    page.ids.insert(value());
                }
                _ => {}
            }
        }
    }
    page
}
