//! Lays problems out: for a terminal, and as JSON for programs.

use std::fmt::Write;

use super::{Language, Level, Message, Problem, Problems, Remedy, english, french};
use crate::sources::{Place, Sources};

/// Width at which the code at the end of a title is aligned, in characters.
const TITLE_WIDTH: usize = 83;
/// The longest stretch of a source line that is shown, in characters.
const LINE_WIDTH: usize = 140;

/// How to write for a terminal.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// The language of the reader.
    pub language: Language,
    /// Whether levels are coloured; the word is always there.
    pub has_colour: bool,
}

/// The problem in words.
pub fn message(problem: &Problem, language: Language) -> Message {
    match language {
        Language::French => french::message(&problem.kind),
        Language::English => english::message(&problem.kind),
    }
}

/// The word for a level.
pub fn level(level: Level, language: Language) -> &'static str {
    match language {
        Language::French => french::level(level),
        Language::English => english::level(level),
    }
}

/// All problems as text, with the lines they are about.
pub fn text(problems: &Problems, sources: &Sources, style: Style) -> String {
    let mut out = String::new();
    for problem in problems.iter() {
        one(&mut out, problem, sources, style);
        out.push('\n');
    }
    out
}

fn one(out: &mut String, problem: &Problem, sources: &Sources, style: Style) {
    let message = message(problem, style.language);
    let place = &problem.place;
    heading(out, problem, &message.title, style);
    let site = problem.site.as_ref().map_or_else(String::new, |site| match style.language {
        Language::French => format!(" (site : {site})"),
        Language::English => format!(" (site: {site})"),
    });
    let line_word = if style.language == Language::French { "ligne" } else { "line" };
    let at = if place.line == 0 { String::new() } else { format!(", {line_word} {}", place.line) };
    push_line(out, &format!("  {}{at}{site}", plain(&place.file)));
    let source = if problem.kind.hides_line() { None } else { source_line(sources, place) };
    if let Some(source) = &source {
        excerpt(out, source, place, message.mark.as_deref());
    } else if let Some(mark) = &message.mark {
        push_line(out, &format!("  {mark}"));
    }
    if let Some(why) = &message.why {
        push_line(out, &format!("  {why}"));
    }
    let remedies: Vec<(String, String)> =
        message.remedies.iter().map(|remedy| remedy_text(remedy, place, source.as_deref(), style.language)).collect();
    let width = remedies.iter().map(|(intro, _)| intro.chars().count()).max().unwrap_or(0);
    for (intro, text) in remedies {
        let intro = if intro.is_empty() { intro } else { format!("{intro:width$}  ") };
        push_line(out, &format!("  {intro}{text}"));
    }
}

fn push_line(out: &mut String, line: &str) {
    out.push_str(line);
    out.push('\n');
}

fn heading(out: &mut String, problem: &Problem, title: &str, style: Style) {
    let word = level(problem.level(), style.language);
    let colour = match problem.level() {
        Level::Blocking => "31",
        Level::ToCorrect => "33",
        Level::Advice => "36",
    };
    let shown = if style.has_colour { format!("\x1b[1;{colour}m{word}\x1b[0m") } else { word.to_owned() };
    let used = word.chars().count() + 2 + title.chars().count();
    let gap = TITLE_WIDTH.saturating_sub(used).max(2);
    let _ = writeln!(out, "{shown}  {}{:gap$}[{}]", plain(title), "", problem.kind.code());
}

/// The source line with the place marked below; a long line is cut around the mark.
fn excerpt(out: &mut String, source: &str, place: &Place, mark: Option<&str>) {
    let column = place.column.max(1) as usize - 1;
    let from = if column + 20 > LINE_WIDTH { column - 20 } else { 0 };
    let shown: String = source.chars().skip(from).take(LINE_WIDTH).collect();
    let number = place.line.to_string();
    let margin = " ".repeat(number.len());
    let cut = if from > 0 { "… " } else { "" };
    push_line(out, &format!("    {number} │ {cut}{}", plain(&shown)));
    if place.length > 0 || mark.is_some() {
        let spaces = " ".repeat(column - from + cut.chars().count());
        let room = shown.chars().count().saturating_sub(column - from).max(1);
        let carets = "^".repeat((place.length.max(1) as usize).min(room));
        let line = format!("    {margin} │ {spaces}{carets}  {}", plain(mark.unwrap_or_default()));
        push_line(out, line.trim_end());
    }
}

/// What introduces the remedy, then what to write or run; a sentence needs no introduction.
fn remedy_text(remedy: &Remedy, place: &Place, source: Option<&str>, language: Language) -> (String, String) {
    let french = language == Language::French;
    match remedy {
        Remedy::Replace(text) => match source.filter(|_| place.length > 0) {
            Some(source) if french => {
                (format!("Remplacez la ligne {} par :", place.line), spliced(source, place, text))
            }
            Some(source) => (format!("Replace line {} by:", place.line), spliced(source, place, text)),
            None if french => ("Écrivez :".to_owned(), text.clone()),
            None => ("Write:".to_owned(), text.clone()),
        },
        Remedy::Insert(line) if french => ("Ajoutez la ligne :".to_owned(), line.clone()),
        Remedy::Insert(line) => ("Add the line:".to_owned(), line.clone()),
        Remedy::InsertAfter(0, line) if french => ("Ajoutez tout en haut la ligne :".to_owned(), line.clone()),
        Remedy::InsertAfter(0, line) => ("Add at the very top the line:".to_owned(), line.clone()),
        Remedy::InsertAfter(after, line) if french => (format!("Ajoutez après la ligne {after} :"), line.clone()),
        Remedy::InsertAfter(after, line) => (format!("Add after line {after}:"), line.clone()),
        Remedy::Run(intro, command) => ((*intro).to_owned(), command.clone()),
        Remedy::Say(sentence) => (String::new(), plain(sentence)),
    }
}

/// The line with the marked place replaced.
fn spliced(source: &str, place: &Place, text: &str) -> String {
    let start = place.column.max(1) as usize - 1;
    let before = source.chars().take(start);
    let after = source.chars().skip(start + place.length as usize);
    plain(&before.chain(text.chars()).chain(after).collect::<String>()).trim().to_owned()
}

fn source_line(sources: &Sources, place: &Place) -> Option<String> {
    let bytes = sources.get(&place.file)?;
    let index = place.line.checked_sub(1)? as usize;
    let line = bytes.split(|b| *b == b'\n').nth(index)?;
    Some(String::from_utf8_lossy(line).trim_end_matches('\r').trim_start_matches('\u{feff}').to_owned())
}

/// The text without anything a terminal would obey: control and bidirectional characters show as `·`.
fn plain(text: &str) -> String {
    let is_hidden = |c: char| {
        c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars()
        .map(|c| {
            if c == '\t' {
                ' '
            } else if is_hidden(c) {
                '·'
            } else {
                c
            }
        })
        .collect()
}

/// « 3 problèmes : 1 bloquant, 2 à corriger. »
pub fn count(problems: &Problems, language: Language) -> String {
    let parts: Vec<String> = [Level::Blocking, Level::ToCorrect, Level::Advice]
        .into_iter()
        .map(|level| (level, problems.count(level)))
        .filter(|(_, count)| *count > 0)
        .map(|(level, count)| match (language, level) {
            (Language::French, Level::Blocking) => format!("{count} bloquant{}", plural(count)),
            (Language::French, Level::ToCorrect) => format!("{count} à corriger"),
            (Language::French, Level::Advice) => format!("{count} conseil{}", plural(count)),
            (Language::English, Level::Blocking) => format!("{count} blocking"),
            (Language::English, Level::ToCorrect) => format!("{count} to correct"),
            (Language::English, Level::Advice) => format!("{count} advice"),
        })
        .collect();
    let total = problems.len();
    match (language, total) {
        (Language::French, 0) => "Aucun problème.".to_owned(),
        (Language::English, 0) => "No problem.".to_owned(),
        (Language::French, _) => format!("{total} problème{} : {}.", plural(total), parts.join(", ")),
        (Language::English, _) => format!("{total} problem{}: {}.", plural(total), parts.join(", ")),
    }
}

fn plural(count: usize) -> &'static str {
    if count > 1 { "s" } else { "" }
}

/// One problem as JSON: stable names, both the facts and the words.
pub fn json(problem: &Problem, language: Language) -> serde_json::Value {
    let message = message(problem, language);
    let remedies: Vec<String> = message
        .remedies
        .iter()
        .map(|remedy| remedy_text(remedy, &problem.place, None, language))
        .map(|(intro, text)| if intro.is_empty() { text } else { format!("{intro}  {text}") })
        .collect();
    serde_json::json!({
        "code": problem.kind.code(),
        "level": match problem.level() {
            Level::Blocking => "blocking",
            Level::ToCorrect => "to-correct",
            Level::Advice => "advice",
        },
        "file": &*problem.place.file,
        "line": problem.place.line,
        "column": problem.place.column,
        "length": problem.place.length,
        "site": problem.site.as_ref().map(ToString::to_string),
        "title": message.title,
        "mark": message.mark,
        "why": message.why,
        "remedies": remedies,
    })
}
