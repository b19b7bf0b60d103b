//! Problems as annotations of GitHub Actions: one workflow command a line.

use std::fmt::Write;

use super::{Pages, explanation, message, plain, ways_out, whereabouts};
use crate::problem::{Language, Level, Problems};
use crate::sources::Sources;

/// All problems, a line each: `::error file=…,line=…,col=…,endColumn=…,title=…::…`
pub fn github(problems: &Problems, sources: &Sources, language: Language) -> String {
    let mut out = String::new();
    let mut pages = Pages::new(sources, problems);
    for problem in problems.iter() {
        let message = message(problem, language);
        let place = &problem.place;
        let command = match problem.level() {
            Level::Blocking => "error",
            Level::ToCorrect => "warning",
            Level::Advice => "notice",
        };
        let _ = write!(out, "::{command} file={}", property(&place.file));
        if place.line > 0 {
            let _ = write!(out, ",line={}", place.line);
        }
        if place.length > 0 {
            // The last column is part of the mark.
            let _ = write!(out, ",col={},endColumn={}", place.column, place.column + place.length - 1);
        }
        let title = format!("{} {}", problem.kind.code(), plain(&message.title));
        let ways_out = ways_out(problem, &message, pages.lines(&place.file), language);
        let mut lines = explanation(&message, &ways_out);
        lines.extend(whereabouts(problem, language).1);
        if lines.is_empty() {
            lines.push(plain(&message.title));
        }
        let _ = writeln!(out, ",title={}::{}", property(&title), data(&lines.join("\n")));
    }
    out
}

/// A text after `::`, as GitHub's toolkit writes it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
