//! A file that is being made: its lines, and the answer that each comes from.

use std::collections::BTreeMap;

use escale::problem::{Edit, Kind, Problem, Writing};

/// A line of a header.
#[derive(Debug, Clone)]
pub struct Line {
    /// The question that it answers, by its flag.
    pub flag: &'static str,
    /// Without its line break.
    pub text: String,
}

/// A file that is being made.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// Where it is to be, in the project.
    pub path: String,
    /// Its header; all of it when it is a `.yaml` file.
    pub lines: Vec<Line>,
    /// What no file could say: the answer's flag, and what is wrong with it.
    pub refused: Vec<(&'static str, String)>,
}

impl Draft {
    /// A file without a line yet.
    pub fn at(path: String) -> Self {
        Self { path, ..Self::default() }
    }

    /// Adds `name: value`, with quotes where YAML needs them.
    pub fn field(&mut self, flag: &'static str, name: &str, value: &str) {
        self.line(flag, format!("{name}: {}", quoted(value)));
    }

    /// Adds a line as it is.
    pub fn line(&mut self, flag: &'static str, text: impl Into<String>) {
        self.lines.push(Line { flag, text: text.into() });
    }

    /// Notes an answer that cannot be put into the file.
    pub fn refuse(&mut self, flag: &'static str, words: impl Into<String>) {
        self.refused.push((flag, words.into()));
    }

    /// Replaces the value of a field that is there.
    pub fn set(&mut self, name: &str, value: &str) {
        if let Some(line) = self.lines.iter_mut().find(|line| is_field(&line.text, name)) {
            line.text = format!("{name}: {}", quoted(value));
        }
    }

    /// The lines of some answers.
    pub fn of<'d>(&'d self, flags: &'d [&str]) -> impl Iterator<Item = &'d str> {
        self.lines.iter().filter(|line| flags.contains(&line.flag)).map(|line| line.text.as_str())
    }

    /// The whole file.
    pub fn text(&self) -> String {
        let lines: String = self.lines.iter().flat_map(|line| [&*line.text, "\n"]).collect();
        if self.is_yaml() { lines } else { format!("---\n{lines}---\n") }
    }

    fn is_yaml(&self) -> bool {
        std::path::Path::new(&self.path).extension().is_some_and(|extension| extension == "yaml")
    }

    /// Where a line of the file stands among those of the header.
    fn index(&self, line: u32) -> Option<usize> {
        let before = if self.is_yaml() { 1 } else { 2 };
        (line as usize).checked_sub(before).filter(|index| *index < self.lines.len())
    }

    /// The answer that a line of the file comes from.
    pub fn flag_at(&self, line: u32) -> Option<&'static str> {
        self.index(line).map(|index| self.lines[index].flag)
    }

    /// The file with what the reader is certain of written as it is to be; `None` when there is nothing of that kind.
    /// One correction a line: the next ones come with the next reading.
    pub fn corrected(&self, problems: &[Problem]) -> Option<Self> {
        let mut anew: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for problem in problems.iter().filter(|problem| *problem.place.file == *self.path) {
            let Some(index) = self.index(problem.place.line) else { continue };
            let edits = problem.fix.as_ref().map_or(&[][..], |fix| fix.edits.as_slice());
            let lines = match (&problem.kind, edits) {
                (Kind::Writing(Writing::Several { lines, .. }), _) => self.several(index, lines),
                (_, [_, ..]) if edits.iter().all(|edit| self.index(edit.line) == Some(index)) => {
                    edited(&self.lines[index].text, edits).lines().map(str::to_owned).collect()
                }
                _ => continue,
            };
            anew.entry(index).or_insert(lines);
        }
        let is_same = anew.iter().all(|(index, lines)| *lines == [self.lines[*index].text.clone()]);
        if is_same {
            return None;
        }
        let lines = self.lines.iter().enumerate().flat_map(|(index, line)| match anew.remove(&index) {
            Some(texts) => texts.into_iter().map(|text| Line { flag: line.flag, text }).collect(),
            None => vec![line.clone()],
        });
        Some(Self { lines: lines.collect(), ..self.clone() })
    }

    /// The lines that say one by one what one line says at once, but for what another line says already.
    fn several(&self, index: usize, lines: &[String]) -> Vec<String> {
        let is_said = |line: &&String| {
            let name = line.split(':').next().unwrap_or_default();
            self.lines.iter().enumerate().any(|(at, other)| at != index && is_field(&other.text, name))
        };
        lines.iter().filter(|line| !is_said(line)).cloned().collect()
    }
}

/// Whether a line is that of a field.
pub fn is_field(line: &str, name: &str) -> bool {
    line.strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with(':'))
}

/// A line with stretches of it replaced, the last one first, so that columns stay true.
fn edited(line: &str, edits: &[Edit]) -> String {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.column));
    edits.into_iter().fold(line.to_owned(), |line, edit| {
        let start = edit.column.max(1) as usize - 1;
        let before = line.chars().take(start);
        let after = line.chars().skip(start.saturating_add(edit.length as usize));
        before.chain(edit.text.chars()).chain(after).collect()
    })
}

/// A text as YAML wants it, with quotes where they are needed.
pub fn quoted(text: &str) -> String {
    serde_yaml::to_string(text).map_or_else(|_| format!("{text:?}"), |yaml| yaml.trim_end().to_owned())
}
