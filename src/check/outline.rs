//! What assistive tools need of a finished page: its headings, links, tables, title and language (STANDARDS A0–A3, A7).

use std::collections::BTreeSet;

use super::page::Tag;
use crate::problem::PageFault;

/// A page's outline, taken down tag by tag.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Outline<'p> {
    /// What is wrong, each once.
    pub faults: BTreeSet<PageFault>,
    /// The title for the tab.
    pub title: Option<&'p str>,
    /// Whether it leads to another page by itself.
    pub is_redirect: bool,
    main_headings: usize,
    last_heading: u8,
    has_language: bool,
    /// A link that was begun, and whether it has words.
    link: Option<bool>,
    table: Option<Table>,
    /// Whether the tag before, which holds a table, is labelled.
    is_inside_labelled: bool,
}

#[derive(Debug, PartialEq, Eq)]
struct Table {
    has_name: bool,
    has_header: bool,
}

/// Elements that no page may have: what moves, what comes from elsewhere.
const FORBIDDEN: [&str; 6] = ["iframe", "video", "audio", "object", "embed", "canvas"];

impl<'p> Outline<'p> {
    /// Whether words between tags matter now.
    pub fn waits_for_words(&self) -> bool {
        self.link == Some(false)
    }

    /// Text between two tags.
    pub fn words(&mut self, words: &str) {
        if !words.trim().is_empty() {
            self.link = Some(true);
        }
    }

    /// A start tag.
    pub fn start(&mut self, tag: &Tag<'p>) {
        if let Some(attribute) = tag.forbidden {
            self.faults.insert(PageFault::Forbidden(attribute.to_ascii_lowercase()));
        }
        let is = |name: &str| tag.name.eq_ignore_ascii_case(name);
        match tag.name.as_bytes() {
            [b'a' | b'A'] => {
                // A link that leads nowhere is text.
                self.link = tag.reference.map(|_| tag.is_labelled);
            }
            [b'h' | b'H', level @ b'1'..=b'6'] => self.heading(level - b'0', tag),
            _ if is("img") => match tag.alt {
                None => {
                    self.faults.insert(PageFault::NoAlternative);
                }
                Some(alt) if self.waits_for_words() => self.words(alt),
                Some(_) => {}
            },
            _ if is("html") => self.has_language = tag.lang.is_some_and(|lang| !lang.is_empty()),
            _ if is("table") => {
                let has_name = tag.is_labelled || self.is_inside_labelled;
                self.table = Some(Table { has_name, has_header: false });
            }
            _ if is("caption") => {
                if let Some(table) = &mut self.table {
                    table.has_name = true;
                }
            }
            _ if is("th") => {
                if let Some(table) = &mut self.table {
                    table.has_header = true;
                }
                if !tag.has_scope {
                    self.faults.insert(PageFault::NoScope);
                }
            }
            _ if is("meta") => self.is_redirect |= tag.is_refresh,
            _ if is("script") => {
                let is_data = tag.kind.is_some_and(|kind| kind.ends_with("json"));
                if tag.reference.is_none() && !is_data {
                    self.faults.insert(PageFault::Forbidden("<script>".to_owned()));
                }
            }
            _ if FORBIDDEN.iter().any(|name| is(name)) => {
                self.faults.insert(PageFault::Forbidden(format!("<{}>", tag.name.to_ascii_lowercase())));
            }
            _ => {}
        }
        self.is_inside_labelled = tag.is_labelled;
    }

    /// An end tag, from its name on.
    pub fn end(&mut self, text: &str) {
        let is = |name: &str| {
            let bytes = text.as_bytes();
            let is_name = bytes.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()));
            is_name && bytes.get(name.len()).is_none_or(|byte| !byte.is_ascii_alphanumeric())
        };
        if self.link.is_some() && is("a") {
            if self.link.take() == Some(false) {
                self.faults.insert(PageFault::EmptyLink);
            }
        } else if self.table.is_some()
            && is("table")
            && let Some(table) = self.table.take()
        {
            if !table.has_header {
                self.faults.insert(PageFault::NoHeaderCells);
            }
            if !table.has_name {
                self.faults.insert(PageFault::NamelessTable);
            }
        }
    }

    /// What stands in an element whose text is not markup.
    pub fn raw(&mut self, element: &str, inside: &'p str) {
        // A drawing's title comes later, and names the link it stands in.
        if element == "title" && self.waits_for_words() {
            self.words(inside);
        } else if element == "title" && self.title.is_none() {
            self.title = Some(inside.trim());
        }
    }

    /// The end of the page.
    pub fn close(&mut self) {
        if self.main_headings != 1 {
            self.faults.insert(PageFault::MainHeadings(self.main_headings));
        }
        if !self.has_language {
            self.faults.insert(PageFault::NoLanguage);
        }
        if self.title.is_none_or(str::is_empty) {
            self.faults.insert(PageFault::NoTitle);
        }
    }

    fn heading(&mut self, level: u8, tag: &Tag) {
        self.main_headings += usize::from(level == 1);
        // A text's headings have ids without `_` in front; what they skip is told where the text is read.
        let is_of_text = tag.id.is_some_and(|id| !id.starts_with('_'));
        if level > self.last_heading + 1 && self.last_heading > 0 && !is_of_text {
            self.faults.insert(PageFault::SkippedHeading { found: level, after: self.last_heading });
        }
        self.last_heading = level;
    }
}
