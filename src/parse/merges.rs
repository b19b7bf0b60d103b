//! What a version control system leaves in a file when two people changed the same lines.

use super::header::FileText;
use crate::problem::{Problem, Writing};

/// The first such place, with both versions.
pub fn first(text: &FileText) -> Option<Problem> {
    if !text.text.contains("<<<<<<<") && !text.text.contains(">>>>>>>") {
        return None;
    }
    let lines = text.lines(0..text.text.len());
    let written: Vec<&str> = lines.iter().map(|line| &text.text[line.start..line.end.max(line.start)]).collect();
    let is_mark = |line: &str, mark: &str| line == mark || line.starts_with(&format!("{mark} "));
    let first = written.iter().position(|line| is_mark(line, "<<<<<<<") || is_mark(line, ">>>>>>>"))?;
    let own = |line: &&&str| !is_mark(line, "|||||||") && **line != "=======" && !is_mark(line, ">>>>>>>");
    let ours: Vec<String> = written[first + 1..].iter().take_while(own).map(|line| (*line).to_owned()).collect();
    let middle = written[first..].iter().position(|line| *line == "=======").map(|at| first + at + 1);
    let theirs = middle.map_or(&[][..], |middle| &written[middle..]);
    let theirs = theirs.iter().take_while(|line| !is_mark(line, ">>>>>>>")).map(|line| (*line).to_owned()).collect();
    let place = text.place(lines[first].start..lines[first].end);
    Some(Problem::new(place, Writing::MergeMarkers { ours, theirs }))
}
