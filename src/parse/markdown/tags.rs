//! Raw HTML tags of a text that are not in the subset, not finished, or have no counterpart.

use pulldown_cmark::{Event, Tag as MarkdownTag};

use super::lines::Text;
use super::{Located, length_of};
use crate::parse::raw_html::{self, Open, Part};
use crate::problem::{Access, Kind, Problems};
use crate::sources::Place;

/// Elements whose end tag HTML lets one leave out (WHATWG HTML §13.1.2).
const WITHOUT_END: [&str; 4] = ["p", "li", "dt", "dd"];

/// So many copies of open elements a text may ask for: a browser opens again in each block what an earlier block left
/// open.
const MOST_COPIES: usize = 100_000;

/// A piece of raw HTML: a tag within a line, or the lines of a block.
pub struct RawHtml {
    /// What is written.
    pub html: String,
    /// Where each of its lines begins, in the piece and in the text.
    lines: Vec<(usize, usize)>,
}

impl RawHtml {
    /// The piece that these events begin with, and how many of them it is.
    pub fn first(events: &[Located]) -> Option<(Self, usize)> {
        let length = match &events.first()?.0 {
            Event::Start(MarkdownTag::HtmlBlock) => length_of(events),
            Event::InlineHtml(_) => 1,
            _ => return None,
        };
        let mut piece = Self { html: String::new(), lines: Vec::new() };
        for (event, range) in &events[..length] {
            if let Event::Html(html) | Event::InlineHtml(html) | Event::Text(html) = event {
                piece.lines.push((piece.html.len(), range.start));
                piece.html.push_str(html);
            }
        }
        Some((piece, length))
    }

    /// Where a part of it stands in the text.
    fn offset(&self, at: usize) -> usize {
        let line = self.lines.partition_point(|(start, _)| *start <= at).saturating_sub(1);
        self.lines.get(line).map_or(0, |(start, offset)| offset + at - start)
    }
}

/// Reports what is wrong with the tags of a text.
pub fn check(text: &Text, events: &[Located], problems: &mut Problems) {
    let mut open: Open<Place> = Open::new();
    let unpaired = |(element, place): (String, Place), is_closing| (place, Access::UnpairedTag { element, is_closing });
    for piece in pieces(events) {
        // `{{<x>}}` is text.
        if text.source[..piece.offset(0)].ends_with("{{") {
            continue;
        }
        for part in raw_html::parts(&piece.html) {
            match part {
                Part::Start(tag) if !tag.is_allowed() => {
                    let place = text.place(piece.offset(tag.at), tag.element.chars().count());
                    problems.push(place, Kind::UnsafeHtml { element: tag.element });
                }
                Part::Start(tag) if is_paired(&tag) => {
                    let place = text.place(piece.offset(tag.at), tag.element.chars().count());
                    open.start(tag.element, place);
                }
                Part::End(tag) if tag.is_allowed() && is_paired(&tag) => match open.end(&tag.element) {
                    Some(within) => {
                        for left in within {
                            let (place, kind) = unpaired(left, false);
                            problems.push(place, kind);
                        }
                    }
                    None => {
                        let place = text.place(piece.offset(tag.at) - 1, tag.element.chars().count() + 1);
                        let (place, kind) = unpaired((tag.element, place), true);
                        problems.push(place, kind);
                    }
                },
                Part::Unfinished { at, is_comment } => {
                    let length = if is_comment { "<!--".len() } else { "<".len() };
                    let place = text.place(piece.offset(at), length);
                    problems.push(place, Access::UnfinishedTag { is_comment });
                }
                Part::Start(_) | Part::End(_) | Part::Text(_) => {}
            }
        }
    }
    for left in open.finish() {
        let (place, kind) = unpaired(left, false);
        problems.push(place, kind);
    }
}

fn is_paired(tag: &raw_html::Tag) -> bool {
    !tag.is_void() && !WITHOUT_END.contains(&tag.element.as_str())
}

fn pieces(events: &[Located]) -> impl Iterator<Item = RawHtml> {
    let mut rest = events;
    std::iter::from_fn(move || {
        loop {
            match RawHtml::first(rest) {
                Some((piece, length)) => {
                    rest = &rest[length..];
                    return Some(piece);
                }
                None => rest = rest.get(1..)?,
            }
        }
    })
}

/// Whether open elements would be opened again in more blocks than a page can hold.
pub fn has_too_many_copies(events: &[Located]) -> bool {
    let mut open: Open<()> = Open::new();
    let mut copies = 0;
    let mut rest = events;
    while let Some((event, _)) = rest.first() {
        let Some((piece, length)) = RawHtml::first(rest) else {
            copies += if matches!(event, Event::Start(_)) { open.depth() } else { 0 };
            rest = &rest[1..];
            continue;
        };
        for part in raw_html::parts(&piece.html) {
            match part {
                Part::Start(tag) if tag.is_allowed() && is_paired(&tag) => {
                    copies += open.depth();
                    open.start(tag.element, ());
                }
                Part::End(tag) => {
                    open.end(&tag.element);
                }
                _ => {}
            }
        }
        rest = &rest[length..];
    }
    copies > MOST_COPIES
}

/// The events without scripts and styles that begin and end within one block: their content is no text.
pub fn without_scripts(events: Vec<Located>) -> Vec<Located> {
    let mut kept: Vec<Located> = Vec::with_capacity(events.len());
    // The element that began, where among those kept, and how deep.
    let mut begun: Option<(String, usize, usize)> = None;
    let mut depth = 0_usize;
    for located in events {
        match &located.0 {
            Event::Start(_) => depth += 1,
            Event::End(_) => {
                depth -= 1;
                begun = begun.filter(|(.., own)| *own <= depth);
            }
            Event::InlineHtml(html) => match (raw_html::parts(html).into_iter().next(), &begun) {
                (Some(Part::Start(tag)), None) if tag.is_dropped_with_content() => {
                    begun = Some((tag.element, kept.len(), depth));
                }
                (Some(Part::End(tag)), Some((element, at, own))) if tag.element == *element && *own == depth => {
                    kept.truncate(*at);
                    begun = None;
                    continue;
                }
                _ => {}
            },
            _ => {}
        }
        kept.push(located);
    }
    kept
}
