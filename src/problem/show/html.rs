//! Problems as HTML for a browser: one page, whole in itself and without scripts, or a part of one.

use std::fmt::Write;

use pulldown_cmark_escape::escape_html_body_text;

use super::{Excerpt, Pages, WayOut, count, fixes, level, message, others_of, plain, ways_out, whereabouts};
use crate::problem::{Language, Level, Problem, Problems};
use crate::sources::Sources;

const STYLE: &str = include_str!("page.css");

/// A complete document: a section a file, a list of problems in each.
pub fn html(problems: &Problems, sources: &Sources, language: Language) -> String {
    let (lang, name) = match language {
        Language::French => ("fr", "Problèmes"),
        Language::English => ("en", "Problems"),
    };
    let title = prose(&count(problems, language));
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{name} – escale</title>\n\
         <link rel=\"icon\" href=\"data:,\">\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
    );
    if let Some(sentence) = fixes(problems, language) {
        let _ = writeln!(out, "<p>{}</p>", prose(&sentence));
    }
    let all: Vec<&Problem> = problems.iter().collect();
    sections(&mut out, &all, &mut Pages::new(sources, problems), language, 2);
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

/// The list alone, for a part of a page under a heading of the second level. The file that is looked at comes
/// first, then those with something that blocks; of more than `most` problems, how many others there are.
pub fn html_list(
    problems: &Problems,
    sources: &Sources,
    language: Language,
    looked_at: Option<&str>,
    most: usize,
) -> String {
    let all: Vec<&Problem> = problems.iter().collect();
    let mut files: Vec<&[&Problem]> = all.chunk_by(|one, next| one.place.file == next.place.file).collect();
    files.sort_by_key(|file| {
        let blocks = file.iter().any(|problem| problem.level() == Level::Blocking);
        (looked_at != Some(&*file[0].place.file), !blocks)
    });
    let shown: Vec<&Problem> = files.into_iter().flatten().take(most).copied().collect();
    let mut out = String::new();
    sections(&mut out, &shown, &mut Pages::new(sources, problems), language, 3);
    if let Some(others) = all.len().checked_sub(shown.len()).filter(|others| *others > 0) {
        let _ = writeln!(out, "<p>{}</p>", prose(&others_of(others, language)));
    }
    out
}

/// A section a file, under headings of `heading_level` and the level below.
fn sections(out: &mut String, problems: &[&Problem], pages: &mut Pages, language: Language, heading_level: u8) {
    for file in problems.chunk_by(|one, next| one.place.file == next.place.file) {
        let name = escaped(&plain(&file[0].place.file));
        let _ = writeln!(out, "<section>\n<h{heading_level}>{name}</h{heading_level}>\n<ol>");
        for problem in file {
            one(out, problem, pages, language, heading_level + 1);
        }
        out.push_str("</ol>\n</section>\n");
    }
}

fn one(out: &mut String, problem: &Problem, pages: &mut Pages, language: Language, heading_level: u8) {
    let message = message(problem, language);
    let place = &problem.place;
    let lines = pages.lines(&place.file);
    let class = match problem.level() {
        Level::Blocking => "blocking",
        Level::ToCorrect => "to-correct",
        Level::Advice => "advice",
    };
    let _ = writeln!(
        out,
        "<li>\n<h{heading_level}><span class=\"{class}\">{}</span> {}</h{heading_level}>",
        level(problem.level(), language),
        prose(&message.title),
    );
    let (line, site) = whereabouts(problem, language);
    let at: Vec<String> = line.into_iter().chain(site).chain([format!("[{}]", problem.kind.code())]).collect();
    let _ = writeln!(out, "<p class=\"quiet\">{}</p>", prose(&at.join(" ")));
    if let Some(Excerpt { is_cut, before, marked, after }) = Excerpt::new(lines, place) {
        let cut = if is_cut { "… " } else { "" };
        let marked = if marked.is_empty() { marked } else { format!("<mark>{}</mark>", escaped(&marked)) };
        let number = place.line;
        let _ = writeln!(
            out,
            "<pre><code><span class=\"quiet\">{number} │ </span>{cut}{}{marked}{}</code></pre>",
            escaped(&before),
            escaped(&after),
        );
    }
    for sentence in message.mark.iter().chain(&message.why) {
        let _ = writeln!(out, "<p>{}</p>", prose(&capitalised(sentence)));
    }
    for WayOut { intro, text, is_code } in ways_out(problem, &message, lines, language) {
        let (intro, code) = (prose(&intro), escaped(&text));
        let _ = match (is_code, text.contains('\n')) {
            (true, true) => writeln!(out, "<p>{intro}</p>\n<pre><code>{code}</code></pre>"),
            (true, false) => writeln!(out, "<p>{intro} <code>{code}</code></p>"),
            (false, _) => writeln!(out, "<p>{}</p>", prose(&text)),
        };
    }
    out.push_str("</li>\n");
}

/// What stands beside a mark in a terminal is a sentence of its own here.
fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// A sentence, with its French punctuation kept on one line with its words.
fn prose(text: &str) -> String {
    let mut text = plain(text);
    for (breaking, kept) in [("« ", "«\u{a0}"), (" »", "\u{a0}»"), (" :", "\u{a0}:"), (" ?", "\u{a0}?")] {
        text = text.replace(breaking, kept);
    }
    escaped(&text)
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_html_body_text(&mut out, text).expect("a String takes every text");
    out
}
