//! Lays problems out: for a terminal, for a browser, and for programs. Here is what the forms share.
//!
//! The renderer is our own: the libraries for marked source lines have a form of theirs, and the one that
//! staff were promised says « Remplacez la ligne 9 par : » below the line.

mod github;
mod html;
mod json;
mod sarif;
mod text;

pub use github::github;
pub use html::{html, html_list};
pub use json::json;
pub use sarif::sarif;
pub use text::{Style, brief, count, fixes, others_of, text, total};

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::fix::{Correction, Lines};
use super::{Language, Level, Message, Problem, Problems, Remedy, english, french};
use crate::sources::{Place, Sources};

/// What problems are told as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people, in a terminal.
    Text,
    /// For people, in a browser.
    Html,
    /// For programs.
    Json,
    /// For programs that show results of analyses.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
}

/// The formats by the names that are typed.
pub const FORMATS: [(&str, Format); 5] = [
    ("text", Format::Text),
    ("html", Format::Html),
    ("json", Format::Json),
    ("sarif", Format::Sarif),
    ("github", Format::Github),
];

/// The longest stretch of a source line that is shown, in characters.
const LINE_WIDTH: usize = 140;
/// The longest line that is written out anew, in bytes; of a longer one only what to write at the mark is said.
const LONGEST_REWRITTEN_BYTES: usize = 2_000;
/// So many corrected lines of one problem are shown.
const CORRECTED_LINES: usize = 10;

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

/// The files that problems are about. The last one stays open: problems come sorted by file, and a file is
/// decoded and taken apart once, however many problems it has.
struct Pages<'s> {
    sources: &'s Sources,
    /// Lines that hold a secret: nobody is shown them, whatever else is wrong there.
    hidden: BTreeSet<(Arc<str>, u32)>,
    open: Option<(Arc<str>, Option<Lines<'s>>)>,
}

impl<'s> Pages<'s> {
    fn new(sources: &'s Sources, problems: &Problems) -> Self {
        let secrets = problems.iter().filter(|problem| problem.kind.hides_line());
        let hidden = secrets.map(|problem| (Arc::clone(&problem.place.file), problem.place.line)).collect();
        Self { sources, hidden, open: None }
    }

    /// The lines of a file, when it is one that was read.
    fn lines(&mut self, file: &Arc<str>) -> Option<&Lines<'s>> {
        if self.open.as_ref().is_none_or(|(open, _)| open != file) {
            let text = source_text(self.sources, file).map(|text| self.without_secrets(file, text));
            self.open = Some((Arc::clone(file), text.map(Lines::new)));
        }
        self.open.as_ref().and_then(|(_, lines)| lines.as_ref())
    }

    fn without_secrets(&self, file: &Arc<str>, text: Cow<'s, str>) -> Cow<'s, str> {
        let is_hidden = |line: u32| self.hidden.contains(&(Arc::clone(file), line));
        if !self.hidden.iter().any(|(hidden, _)| hidden == file) {
            return text;
        }
        let lines = (1..).zip(text.split('\n')).map(|(number, line)| if is_hidden(number) { "…" } else { line });
        Cow::Owned(lines.collect::<Vec<_>>().join("\n"))
    }
}

/// A file as a person sees it; what cannot be read for sure, as far as it can.
fn source_text<'s>(sources: &'s Sources, file: &str) -> Option<Cow<'s, str>> {
    sources.text(file).or_else(|| sources.get(file).map(|bytes| String::from_utf8_lossy(bytes)))
}

/// The line a problem is about.
fn source_line<'l>(lines: Option<&'l Lines>, place: &Place) -> Option<&'l str> {
    lines?.get(place.line)
}

/// A source line around the marked place, without anything that would be obeyed.
struct Excerpt {
    /// Whether the beginning of the line is left out.
    is_cut: bool,
    before: String,
    marked: String,
    after: String,
}

impl Excerpt {
    /// `None` when the place is on no line of the file.
    fn new(lines: Option<&Lines>, place: &Place) -> Option<Self> {
        let column = place.column.max(1) as usize - 1;
        let from = if column + 20 > LINE_WIDTH { column - 20 } else { 0 };
        let mut shown = lines?.after(place.line, from)?.chars().take(LINE_WIDTH);
        let mut take = |length: usize| plain(&shown.by_ref().take(length).collect::<String>());
        Some(Self {
            is_cut: from > 0,
            before: take(column - from),
            marked: take(place.length as usize),
            after: take(LINE_WIDTH),
        })
    }
}

/// Where the problem is, beside its file: « ligne 9 », and the site when it shows in one only.
fn whereabouts(problem: &Problem, language: Language) -> (Option<String>, Option<String>) {
    let is_french = language == Language::French;
    let line = problem.place.line;
    let at = (line > 0).then(|| if is_french { format!("ligne {line}") } else { format!("line {line}") });
    let site = problem.site.as_ref();
    (at, site.map(|site| if is_french { format!("(site : {site})") } else { format!("(site: {site})") }))
}

/// One way out, in words: what introduces it, then what to write or run. A sentence needs no introduction.
struct WayOut {
    intro: String,
    /// Several lines when a correction adds some.
    text: String,
    /// Whether the text is to be typed as it is.
    is_code: bool,
}

impl WayOut {
    fn sentence(&self) -> String {
        if self.intro.is_empty() { self.text.clone() } else { format!("{}  {}", self.intro, self.text) }
    }
}

/// The ways out of a problem. A certain correction comes first, with the exact lines, in place of what the
/// message says to write.
fn ways_out(problem: &Problem, message: &Message, lines: Option<&Lines>, language: Language) -> Vec<WayOut> {
    let is_short = |line: &str| line.len() <= LONGEST_REWRITTEN_BYTES;
    let corrections = match (&problem.fix, lines) {
        (Some(fix), Some(lines)) if fix.edits.iter().all(|edit| lines.get(edit.line).is_none_or(is_short)) => {
            fix.corrections(lines)
        }
        _ => Vec::new(),
    };
    let is_told =
        |remedy: &&Remedy| corrections.is_empty() || !matches!(remedy, Remedy::Replace(_) | Remedy::Insert(_));
    let source = source_line(lines, &problem.place).filter(|line| is_short(line));
    let remedies = message.remedies.iter().filter(is_told).map(|remedy| remedied(remedy, problem, source, language));
    let certain = corrections.iter().take(CORRECTED_LINES).map(|correction| certain(correction, language));
    let others = match (corrections.len().saturating_sub(CORRECTED_LINES), language) {
        (0, _) => None,
        (1, Language::French) => Some("… et une autre ligne.".to_owned()),
        (others, Language::French) => Some(format!("… et {others} autres lignes.")),
        (1, Language::English) => Some("… and one more line.".to_owned()),
        (others, Language::English) => Some(format!("… and {others} more lines.")),
    };
    let others = others.map(|text| WayOut { intro: String::new(), text, is_code: false });
    certain.chain(others).chain(remedies).collect()
}

fn certain(correction: &Correction, language: Language) -> WayOut {
    let is_french = language == Language::French;
    let say = |intro: String, text: &str| {
        let lines: Vec<String> = text.split('\n').map(|line| plain(line).trim_end().to_owned()).collect();
        WayOut { intro, text: lines.join("\n"), is_code: true }
    };
    match correction {
        Correction::Replace { line, text } if is_french => say(format!("Remplacez la ligne {line} par :"), text),
        Correction::Replace { line, text } => say(format!("Replace line {line} by:"), text),
        Correction::Insert { line, text } if is_french => say(format!("Ajoutez avant la ligne {line} :"), text),
        Correction::Insert { line, text } => say(format!("Add before line {line}:"), text),
        Correction::Delete { line } => {
            let text = if is_french { format!("Supprimez la ligne {line}.") } else { format!("Delete line {line}.") };
            WayOut { intro: String::new(), text, is_code: false }
        }
    }
}

fn remedied(remedy: &Remedy, problem: &Problem, source: Option<&str>, language: Language) -> WayOut {
    let is_french = language == Language::French;
    let place = &problem.place;
    let type_in = |intro: &str, text: String| WayOut { intro: intro.to_owned(), text, is_code: true };
    match remedy {
        Remedy::Replace(text) => match source.filter(|_| place.length > 0) {
            Some(source) => {
                let line = place.line;
                let intro = if is_french {
                    format!("Remplacez la ligne {line} par :")
                } else {
                    format!("Replace line {line} by:")
                };
                type_in(&intro, spliced(source, place, text))
            }
            None => type_in(if is_french { "Écrivez :" } else { "Write:" }, plain(text)),
        },
        Remedy::InsertAfter(0, line) => {
            let intro = if is_french { "Ajoutez tout en haut la ligne :" } else { "Add at the very top the line:" };
            type_in(intro, plain(line))
        }
        Remedy::InsertAfter(after, line) if is_french => {
            type_in(&format!("Ajoutez après la ligne {after} :"), plain(line))
        }
        Remedy::InsertAfter(after, line) => type_in(&format!("Add after line {after}:"), plain(line)),
        Remedy::Insert(line) => type_in(if is_french { "Ajoutez la ligne :" } else { "Add the line:" }, plain(line)),
        Remedy::Run(intro, command) => type_in(intro, plain(command)),
        Remedy::Say(sentence) => WayOut { intro: String::new(), text: plain(sentence), is_code: false },
    }
}

/// The line with the marked place replaced.
fn spliced(source: &str, place: &Place, text: &str) -> String {
    let start = place.column.max(1) as usize - 1;
    let before = source.chars().take(start);
    let after = source.chars().skip(start + place.length as usize);
    plain(&before.chain(text.chars()).chain(after).collect::<String>()).trim().to_owned()
}

/// All that follows the title, a line each: for programs that show no source.
fn explanation(message: &Message, ways_out: &[WayOut]) -> Vec<String> {
    let facts = message.mark.iter().chain(&message.why).map(|text| plain(text));
    facts.chain(ways_out.iter().map(WayOut::sentence)).collect()
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
