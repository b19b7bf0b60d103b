//! Headings of a text, each with an anchor made of its words.

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use super::{Located, Writer, length_of, plain_text};
use crate::french::slug::slug;
use crate::model::prose::Heading;
use crate::problem::Kind;

/// How much headings go down so that the highest of the text stands below the page's h1 (STANDARDS A2).
pub fn shift(events: &[Located]) -> u8 {
    let has_top =
        events.iter().any(|(event, _)| matches!(event, Event::Start(Tag::Heading { level: HeadingLevel::H1, .. })));
    u8::from(has_top)
}

impl Writer<'_> {
    /// A heading with its anchor; says how many events it was.
    pub fn heading(&mut self, level: HeadingLevel, id: Option<&str>, events: &[Located]) -> usize {
        let length = length_of(events);
        let inside = &events[1..length - 1];
        let written = level as u8;
        let level = (written + self.heading_shift).min(6);
        if level > self.last_level + 1 {
            let kind = Kind::SkippedHeading { found: written, expected: self.last_level + 1 - self.heading_shift };
            let start = events[0].1.start;
            self.problems.push(self.text.place(start, usize::from(written)), kind);
        }
        self.last_level = level;
        let outer = std::mem::take(&mut self.out);
        let mut at = 0;
        while at < inside.len() {
            at += self.write(&inside[at..]);
        }
        let html = std::mem::replace(&mut self.out, outer);
        if html.trim().is_empty() {
            return length;
        }
        let id = self.free_id(id.map_or_else(|| slug(&plain_text(inside)), slug));
        let is_link = |event: &Event| matches!(event, Event::Start(Tag::Link { .. }) | Event::FootnoteReference(_));
        let has_link = inside.iter().any(|(event, _)| is_link(event));
        if has_link {
            self.out.push_str(&format!("<h{level} id=\"{id}\">{html}</h{level}>\n"));
        } else {
            let anchor = format!("<a class=\"heading-anchor\" href=\"#{id}\">{html}</a>");
            self.out.push_str(&format!("<h{level} id=\"{id}\">{anchor}</h{level}>\n"));
        }
        let html = self.words(inside);
        if !html.trim().is_empty() {
            self.prose.headings.push(Heading { level, id, html });
        }
        length
    }

    /// The words of a heading for the table of contents, which is made of links: without links, notes, pictures and
    /// raw HTML, which is not cut down to the safe subset there.
    fn words(&mut self, inside: &[Located]) -> String {
        let outer = std::mem::take(&mut self.out);
        for (event, range) in inside {
            match event {
                Event::Start(tag) if is_mark(tag.to_end()) => self.start(tag, range),
                Event::End(tag) if is_mark(*tag) => self.end(*tag),
                Event::Text(text) => self.prose_text(text),
                Event::Code(_) => {
                    self.write(std::slice::from_ref(&(event.clone(), range.clone())));
                }
                Event::SoftBreak | Event::HardBreak => self.out.push(' '),
                _ => {}
            }
        }
        std::mem::replace(&mut self.out, outer)
    }

    /// The id, or the id with the next number that is free.
    fn free_id(&mut self, wanted: String) -> String {
        let wanted = if wanted.is_empty() { "section".to_owned() } else { wanted };
        if self.prose.ids.insert(wanted.clone()) {
            return wanted;
        }
        let number = self.numbers.entry(wanted.clone()).or_insert(1);
        loop {
            *number += 1;
            let id = format!("{wanted}-{number}");
            if self.prose.ids.insert(id.clone()) {
                return id;
            }
        }
    }
}

/// Emphasis of every kind.
fn is_mark(tag: TagEnd) -> bool {
    matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Superscript | TagEnd::Subscript)
}
