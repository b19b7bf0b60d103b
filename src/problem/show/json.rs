//! Problems as JSON, for programs: stable names, both the facts and the words.

use serde_json::{Value, json};

use super::{Pages, WayOut, message, ways_out};
use crate::problem::{Edit, Fix, Language, Level, Problem, Problems};
use crate::sources::Sources;

/// All problems, an object each.
pub fn json(problems: &Problems, sources: &Sources, language: Language) -> Vec<Value> {
    let mut pages = Pages::new(sources, problems);
    let one = |problem| one(problem, &mut pages, language);
    problems.iter().map(one).collect()
}

fn one(problem: &Problem, pages: &mut Pages, language: Language) -> Value {
    let message = message(problem, language);
    // Without a certain correction, the remedy is what to write at the marked place: the program has the line.
    let lines = problem.fix.as_ref().and_then(|_| pages.lines(&problem.place.file));
    let remedies: Vec<String> = ways_out(problem, &message, lines, language).iter().map(WayOut::sentence).collect();
    json!({
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
        "fix": problem.fix.as_ref().map(edits),
    })
}

fn edits(fix: &Fix) -> Vec<Value> {
    let edit =
        |edit: &Edit| json!({ "line": edit.line, "column": edit.column, "length": edit.length, "text": edit.text });
    fix.edits.iter().map(edit).collect()
}
