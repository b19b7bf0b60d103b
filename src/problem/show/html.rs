//! Problems as one HTML page, for a browser: whole in itself, without scripts.

use std::fmt::Write;

use pulldown_cmark_escape::escape_html_body_text;

use super::{Excerpt, Pages, WayOut, count, fixes, level, message, plain, source_line, ways_out, whereabouts};
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
         <style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
    );
    if let Some(sentence) = fixes(problems, language) {
        let _ = writeln!(out, "<p>{}</p>", prose(&sentence));
    }
    let all: Vec<&Problem> = problems.iter().collect();
    let mut pages = Pages::new(sources, problems);
    for file in all.chunk_by(|one, next| one.place.file == next.place.file) {
        let _ = writeln!(out, "<section>\n<h2>{}</h2>\n<ol>", escaped(&plain(&file[0].place.file)));
        for problem in file {
            one(&mut out, problem, &mut pages, language);
        }
        out.push_str("</ol>\n</section>\n");
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn one(out: &mut String, problem: &Problem, pages: &mut Pages, language: Language) {
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
        "<li>\n<h3><span class=\"{class}\">{}</span> {}</h3>",
        level(problem.level(), language),
        prose(&message.title),
    );
    let (line, site) = whereabouts(problem, language);
    let at: Vec<String> = line.into_iter().chain(site).chain([format!("[{}]", problem.kind.code())]).collect();
    let _ = writeln!(out, "<p class=\"quiet\">{}</p>", prose(&at.join(" ")));
    if let Some(source) = source_line(lines, place) {
        let Excerpt { is_cut, before, marked, after } = Excerpt::new(source, place);
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
