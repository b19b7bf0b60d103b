//! Raw HTML tags of a text that have no counterpart.

use pulldown_cmark::Event;

use super::Located;
use super::lines::Text;
use crate::parse::raw_html;
use crate::problem::{Access, Problems};
use crate::sources::Place;

/// Elements that have no end tag, and those whose end tag HTML lets one leave out (WHATWG HTML §13.1.2).
const WITHOUT_END: [&str; 6] = ["br", "hr", "p", "li", "dt", "dd"];

/// Pairs the tags of a text.
pub fn check(text: &Text, events: &[Located], problems: &mut Problems) {
    let mut open: Vec<(String, Place)> = Vec::new();
    for (event, range) in events {
        let (Event::Html(html) | Event::InlineHtml(html)) = event else { continue };
        // `{{<x>}}` is text.
        if text.source[..range.start].ends_with("{{") {
            continue;
        }
        for (at, name) in names(html) {
            let element = name.trim_start_matches('/').to_ascii_lowercase();
            if WITHOUT_END.contains(&element.as_str()) || !raw_html::is_allowed(&element) {
                continue;
            }
            let place = text.place(range.start + at, name.chars().count());
            if !name.starts_with('/') {
                open.push((element, place));
            } else if let Some(index) = open.iter().rposition(|(opened, _)| *opened == element) {
                for (element, place) in open.drain(index..).skip(1) {
                    problems.push(place, Access::UnpairedTag { element, is_closing: false });
                }
            } else {
                problems.push(place, Access::UnpairedTag { element, is_closing: true });
            }
        }
    }
    for (element, place) in open {
        problems.push(place, Access::UnpairedTag { element, is_closing: false });
    }
}

/// The names of the tags of a piece of raw HTML, `/div` for an end tag, with their offsets; those of comments apart.
fn names(html: &str) -> Vec<(usize, &str)> {
    let mut names = Vec::new();
    let mut at = 0;
    while let Some(found) = html[at..].find('<') {
        at += found + 1;
        let rest = &html[at..];
        if rest.starts_with("!--") {
            at = rest.find("-->").map_or(html.len(), |end| at + end);
            continue;
        }
        let slash = usize::from(rest.starts_with('/'));
        let length = rest[slash..].find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len() - slash);
        if length > 0 {
            names.push((at, &rest[..slash + length]));
        }
    }
    names
}
