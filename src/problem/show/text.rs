//! Problems as text, for a terminal: each with its line, and how many there are.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::{Excerpt, Pages, WayOut, level, message, plain, ways_out, whereabouts};
use crate::problem::{Language, Level, Problem, Problems};
use crate::sources::{Place, Sources};

/// Width at which the code at the end of a title is aligned, in characters.
const TITLE_WIDTH: usize = 83;
/// So many files are shown when there are very many problems.
const FILES: usize = 20;
/// So many problems of one file.
const PROBLEMS_OF_A_FILE: usize = 30;
/// So many blocking problems of the other files.
const FURTHER_BLOCKING: usize = 20;

/// How to write for a terminal.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// The language of the reader.
    pub language: Language,
    /// Whether levels are coloured; the word is always there.
    pub has_colour: bool,
}

/// All problems as text, with the lines they are about.
pub fn text(problems: &Problems, sources: &Sources, style: Style) -> String {
    let mut out = String::new();
    let mut pages = Pages::new(sources, problems);
    for problem in problems.iter() {
        one(&mut out, problem, &mut pages, style);
    }
    out
}

/// As much as a person can read at once: the first files, then what blocks in the others, then how many more
/// there are and how to see them. Within a file, and beyond the first files, nothing that blocks gives way to
/// what does not.
pub fn brief(problems: &Problems, sources: &Sources, style: Style) -> String {
    let all: Vec<&Problem> = problems.iter().collect();
    let files: Vec<&[&Problem]> = all.chunk_by(|one, next| one.place.file == next.place.file).collect();
    let (first, others) = files.split_at(files.len().min(FILES));
    let mut out = String::new();
    let mut pages = Pages::new(sources, problems);
    for file in first {
        let (shown, hidden) = chosen(file);
        for problem in shown {
            one(&mut out, problem, &mut pages, style);
        }
        if !hidden.is_empty() {
            let _ = writeln!(out, "{}\n", more(&hidden, None, style.language));
        }
    }
    let is_blocking = |problem: &&&Problem| problem.level() == Level::Blocking;
    let blocking: Vec<&Problem> =
        others.iter().copied().flatten().filter(is_blocking).take(FURTHER_BLOCKING).copied().collect();
    for problem in &blocking {
        one(&mut out, problem, &mut pages, style);
    }
    let mut told = blocking.into_iter().peekable();
    let hidden: Vec<&Problem> = others
        .iter()
        .copied()
        .flatten()
        .copied()
        .filter(|problem| told.next_if(|told| std::ptr::eq(*told, *problem)).is_none())
        .collect();
    if !hidden.is_empty() {
        let files = hidden.chunk_by(|one, next| one.place.file == next.place.file).count();
        let _ = writeln!(out, "{}", more(&hidden, Some(files), style.language));
    }
    if !hidden.is_empty() || first.iter().any(|file| file.len() > PROBLEMS_OF_A_FILE) {
        let _ = writeln!(out, "{}\n", how_to_see(hidden.first().copied(), style.language));
    }
    out
}

/// The problems of a file that are shown, then those that are not. Blocking ones are chosen first.
fn chosen<'p>(file: &[&'p Problem]) -> (Vec<&'p Problem>, Vec<&'p Problem>) {
    let mut order: Vec<usize> = (0..file.len()).collect();
    order.sort_by_key(|index| file[*index].level() != Level::Blocking);
    let first: BTreeSet<usize> = order.into_iter().take(PROBLEMS_OF_A_FILE).collect();
    let (shown, hidden): (Vec<usize>, Vec<usize>) = (0..file.len()).partition(|index| first.contains(index));
    let problems = |indices: Vec<usize>| indices.into_iter().map(|index| file[index]).collect();
    (problems(shown), problems(hidden))
}

/// « … et 1 234 autres problèmes dans 980 fichiers : 12 bloquants, 1 222 à corriger. »
fn more(hidden: &[&Problem], files: Option<usize>, language: Language) -> String {
    let total = hidden.len();
    let (count, levels) = (grouped(total, language), levels(hidden.iter().copied(), language));
    let several = plural(total);
    let file_count = files.map(|files| (grouped(files, language), plural(files)));
    match (language, file_count) {
        (Language::French, None) => {
            format!("… et {count} autre{several} problème{several} dans ce fichier : {levels}.")
        }
        (Language::English, None) => format!("… and {count} more problem{several} in this file: {levels}."),
        (Language::French, Some((files, end))) => {
            format!("… et {count} autre{several} problème{several} dans {files} fichier{end} : {levels}.")
        }
        (Language::English, Some((files, end))) => {
            format!("… and {count} more problem{several} in {files} file{end}: {levels}.")
        }
    }
}

/// How the rest is seen, a region at a time where the rest begins in one.
fn how_to_see(first: Option<&Problem>, language: Language) -> String {
    let region = first.and_then(|problem| problem.place.file.strip_prefix("regions/")?.split('/').next());
    let region = region.map(|id| format!("escale check --region {}", plain(id)));
    let (all, one, program) = match language {
        Language::French => ("Pour tout voir :", "Une région à la fois :", "Pour un programme :"),
        Language::English => ("To see everything:", "One region at a time:", "For a program:"),
    };
    let rows = [
        (all, Some("escale check --all".to_owned())),
        (one, region),
        (program, Some("escale check --format json".to_owned())),
    ];
    let width = [all, one, program].map(|intro| intro.chars().count()).into_iter().max().unwrap_or(0);
    let lines: Vec<String> =
        rows.into_iter().filter_map(|(intro, command)| Some(format!("  {intro:width$}  {}", command?))).collect();
    lines.join("\n")
}

fn one(out: &mut String, problem: &Problem, pages: &mut Pages, style: Style) {
    let message = message(problem, style.language);
    let place = &problem.place;
    heading(out, problem, &message.title, style);
    let (line, site) = whereabouts(problem, style.language);
    let line = line.map(|line| format!(", {line}")).unwrap_or_default();
    let site = site.map(|site| format!(" {site}")).unwrap_or_default();
    push_line(out, &format!("  {}{line}{site}", plain(&place.file)));
    let lines = pages.lines(&place.file);
    if let Some(shown) = Excerpt::new(lines, place) {
        excerpt(out, &shown, place, message.mark.as_deref());
    } else if let Some(mark) = &message.mark {
        push_line(out, &format!("  {}", plain(mark)));
    }
    if let Some(why) = &message.why {
        push_line(out, &format!("  {}", plain(why)));
    }
    let ways_out = ways_out(problem, &message, lines, style.language);
    let width = ways_out.iter().map(|way| way.intro.chars().count()).max().unwrap_or(0);
    for WayOut { intro, text, .. } in ways_out {
        let start = if intro.is_empty() { String::new() } else { format!("{intro:width$}  ") };
        let next = format!("\n  {}", " ".repeat(start.chars().count()));
        push_line(out, &format!("  {start}{}", text.replace('\n', &next)));
    }
    out.push('\n');
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
fn excerpt(out: &mut String, shown: &Excerpt, place: &Place, mark: Option<&str>) {
    let Excerpt { is_cut, before, marked, after } = shown;
    let number = place.line.to_string();
    let margin = " ".repeat(number.len());
    let cut = if *is_cut { "… " } else { "" };
    push_line(out, &format!("    {number} │ {cut}{before}{marked}{after}"));
    if place.length > 0 || mark.is_some() {
        let spaces = " ".repeat(cut.chars().count() + before.chars().count());
        let carets = "^".repeat(marked.chars().count().max(1));
        let line = format!("    {margin} │ {spaces}{carets}  {}", plain(mark.unwrap_or_default()));
        push_line(out, line.trim_end());
    }
}

/// « 3 problèmes : 1 bloquant, 2 à corriger. »
pub fn count(problems: &Problems, language: Language) -> String {
    let (total, levels) = (total(problems, language), levels(problems.iter(), language));
    match language {
        _ if problems.is_empty() => format!("{total}."),
        Language::French => format!("{total} : {levels}."),
        Language::English => format!("{total}: {levels}."),
    }
}

/// « 3 problèmes »
pub fn total(problems: &Problems, language: Language) -> String {
    let total = problems.len();
    let count = grouped(total, language);
    match (language, total) {
        (Language::French, 0) => "Aucun problème".to_owned(),
        (Language::English, 0) => "No problem".to_owned(),
        (Language::French, _) => format!("{count} problème{}", plural(total)),
        (Language::English, _) => format!("{count} problem{}", plural(total)),
    }
}

/// « … et 12 autres. »
pub fn others_of(count: usize, language: Language) -> String {
    let (number, several) = (grouped(count, language), plural(count));
    match language {
        Language::French => format!("… et {number} autre{several}."),
        Language::English => format!("… and {number} more."),
    }
}

/// « 12 corrections sont sûres : … », when some are.
pub fn fixes(problems: &Problems, language: Language) -> Option<String> {
    let total = problems.iter().filter(|problem| problem.fix.is_some()).count();
    let count = grouped(total, language);
    match (language, total) {
        (_, 0) => None,
        (Language::French, 1) => Some("1 correction est sûre : « escale check --fix » l'écrit pour vous.".to_owned()),
        (Language::French, _) => {
            Some(format!("{count} corrections sont sûres : « escale check --fix » les écrit pour vous."))
        }
        (Language::English, 1) => Some("1 correction is certain: “escale check --fix” writes it for you.".to_owned()),
        (Language::English, _) => {
            Some(format!("{count} corrections are certain: “escale check --fix” writes them for you."))
        }
    }
}

/// « 1 bloquant, 2 à corriger »
fn levels<'p>(problems: impl Iterator<Item = &'p Problem>, language: Language) -> String {
    let found: Vec<Level> = problems.map(Problem::level).collect();
    let parts: Vec<String> = [Level::Blocking, Level::ToCorrect, Level::Advice]
        .into_iter()
        .map(|level| (level, found.iter().filter(|found| **found == level).count()))
        .filter(|(_, count)| *count > 0)
        .map(|(level, total)| {
            let count = grouped(total, language);
            match (language, level) {
                (Language::French, Level::Blocking) => format!("{count} bloquant{}", plural(total)),
                (Language::French, Level::ToCorrect) => format!("{count} à corriger"),
                (Language::French, Level::Advice) => format!("{count} conseil{}", plural(total)),
                (Language::English, Level::Blocking) => format!("{count} blocking"),
                (Language::English, Level::ToCorrect) => format!("{count} to correct"),
                (Language::English, Level::Advice) => format!("{count} advice"),
            }
        })
        .collect();
    parts.join(", ")
}

fn plural(count: usize) -> &'static str {
    if count > 1 { "s" } else { "" }
}

/// A number with its thousands apart: 12 345 with narrow no-break spaces in French, 12,345 in English.
fn grouped(number: usize, language: Language) -> String {
    let digits = number.to_string();
    let separator = if language == Language::French { '\u{202f}' } else { ',' };
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}
