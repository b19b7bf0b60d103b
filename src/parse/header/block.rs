//! The fields of a header, line by line: which line begins one, which lines belong to it.
//!
//! Lines are judged by what the schema knows, so that a space too many, a tab or a forgotten quote spoils one
//! line and not the rest. What is certain is read, with an advice; what is not is refused at its place.

use std::ops::Range;

use super::lines::{FileText, Key, Line, Spacing, is_space, key};
use super::{Entries, Entry, Node, Value};
use crate::problem::{Edit, Fix, Kind, Problems, SpacingMistake, Writing};
use crate::schema::{Field, Holds, Scalar};

/// Reads the header in a stretch of the file. The answer is a map, perhaps empty.
pub fn read(text: &FileText, range: Range<usize>, fields: &'static [Field], problems: &mut Problems) -> Node {
    let place = text.place(range.start..range.start);
    let lines = text.lines(range);
    let mut reader = Reader { text, problems };
    let entries = reader.map(&lines, fields, &[]);
    Node { value: Value::Map(entries), place }
}

pub(super) struct Reader<'r, 't> {
    pub(super) text: &'r FileText<'t>,
    pub(super) problems: &'r mut Problems,
}

/// Fields below a field, when it has any.
pub(super) fn below(field: Option<&'static Field>) -> &'static [Field] {
    match field.map(|field| field.holds) {
        Some(Holds::Map(fields) | Holds::Maps(fields) | Holds::WordOrMap(_, fields)) => fields,
        _ => &[],
    }
}

impl Reader<'_, '_> {
    /// Reads lines as fields. `outer` are the fields of the level above.
    pub(super) fn map(&mut self, lines: &[Line], fields: &'static [Field], outer: &'static [Field]) -> Vec<Entry> {
        let text = self.text.text;
        let first = lines.iter().find(|line| !line.is_empty(text));
        let is_certain = |line: &&Line| {
            let key = key(text, line.content..line.end, fields);
            key.is_none_or(|key| may_be_of(outer, &key, **line, first).is_none())
        };
        let base = base(text, &lines.iter().filter(is_certain).copied().collect::<Vec<_>>(), fields);
        let mut entries = Entries::default();
        let mut at = 0;
        while let Some(line) = lines.get(at) {
            if line.is_empty(text) {
                at += 1;
                continue;
            }
            let Some(key) = key(text, line.content..line.end, fields) else {
                at += 1;
                self.stray(*line, fields, &mut entries);
                continue;
            };
            let end = at + 1 + self.belonging(&lines[at + 1..], base, &key, fields);
            if let Some(above) = may_be_of(outer, &key, *line, first) {
                self.report_indent(above, *line, &key, &mut entries);
            } else {
                self.check_indent(*line, base, &key);
                self.entry(&key, &lines[at + 1..end], fields, &mut entries);
            }
            at = end;
        }
        entries.read
    }

    /// How many of the lines after a key belong to it.
    fn belonging(&self, lines: &[Line], base: usize, of: &Key, fields: &'static [Field]) -> usize {
        let text = self.text.text;
        let own = below(of.field);
        let first = text[of.value..].lines().next().unwrap_or_default().trim_matches(is_space);
        let is_empty = first.is_empty() || first.starts_with("# ");
        let is_block = is_block_scalar(first);
        let mut unclosed = Unclosed::after(first);
        let mut child_indent = None;
        for (index, line) in lines.iter().enumerate() {
            if line.is_empty(text) {
                continue;
            }
            let found = key(text, line.content..line.end, fields);
            let is_ours = found.as_ref().is_some_and(|found| found.field.is_some());
            let is_its = || key(text, line.content..line.end, own).is_some_and(|found| found.field.is_some());
            let belongs = if is_block {
                line.indent > base
            } else if unclosed.is_open() && !is_ours {
                unclosed.follow(line.text(text));
                true
            } else if line.indent > base {
                let is_deeper_still = line.indent > *child_indent.get_or_insert(line.indent);
                // A field of this level with a space too many ends what belongs.
                !is_ours || is_empty && (of.field.is_none() || is_deeper_still || is_its())
            } else if is_empty && is_dash(line.text(text)) {
                true
            } else {
                // Not indented at all, and known only below: `lien:` under `inscription:`.
                is_empty && child_indent.is_none() && found.is_some() && !is_ours && is_its()
            };
            if !belongs {
                return index;
            }
        }
        lines.len()
    }

    fn report_indent(&mut self, above: &Line, line: Line, key: &Key, entries: &mut Entries) {
        let shown = |line: &Line| format!("{}{}", "·".repeat(line.indent), line.text(self.text.text));
        let kind = Writing::WrongIndent { above: shown(above), line: shown(&line) };
        let place = self.text.place(key.name.clone());
        self.problems.push(place.clone(), kind);
        let name = key.field.map_or("", |field| field.name).to_owned();
        let node = Node { value: Value::Unread, place: place.clone() };
        entries.push(Entry { key: name, key_place: place, node });
    }

    /// Advice on white space that YAML would refuse or misread.
    fn check_indent(&mut self, line: Line, base: usize, key: &Key) {
        let indentation = &self.text.text[line.start..line.content];
        let is_plain = indentation.chars().all(|c| c == ' ');
        if line.indent != base && key.field.is_some() || !is_plain {
            let mistake = if is_plain { SpacingMistake::Indent } else { SpacingMistake::Tab };
            let place = self.text.place(key.name.clone());
            let indent = if key.field.is_some() { base } else { line.indent };
            let fix = self.text.fix(line.start..line.content, " ".repeat(indent));
            self.problems.push_fixed(place, Writing::Spacing { mistake }, fix);
        }
        let mistake = match key.spacing {
            Spacing::Fine => return,
            Spacing::Missing => SpacingMistake::AfterColon,
            Spacing::NoBreak => SpacingMistake::NoBreak,
        };
        let after = &self.text.text[key.value..line.end.max(key.value)];
        let value = key.value + after.len() - after.trim_start_matches(is_space).len();
        let fix = self.text.fix(key.name.end..value, if value == line.end { ":" } else { ": " });
        self.problems.push_fixed(self.text.place(key.name.start..value), Writing::Spacing { mistake }, fix);
    }

    fn entry(&mut self, key: &Key, more: &[Line], fields: &'static [Field], entries: &mut Entries) {
        let text = self.text.text;
        let written = &text[key.name.clone()];
        let place = self.text.place(key.name.clone());
        let name = key.field.map_or(written, |field| field.name);
        if name != written && key.field.is_some() {
            let kind = Writing::NameForm { written: written.to_owned(), name: name.to_owned() };
            self.problems.push_fixed(place.clone(), kind, self.text.fix(key.name.clone(), name));
        }
        if let Some(first_line) = entries.first_line(name) {
            let kind = Kind::DuplicateField { field: name.to_owned(), first_line };
            self.problems.push(place, kind);
            return;
        }
        let node = match key.field {
            Some(field) => self.value(field, fields, key.value, more),
            // What it says is nobody's: that it is unknown is told, and nothing else.
            None => Node { value: Value::Unread, place: place.clone() },
        };
        entries.push(Entry { key: name.to_owned(), key_place: place, node });
    }

    /// A line that begins no field: the end of a text that was broken, or nothing we know.
    fn stray(&mut self, line: Line, fields: &'static [Field], entries: &mut Entries) {
        let written = line.text(self.text.text);
        let place = self.text.place(line.content..line.end);
        let first_word = written.split(is_space).next().unwrap_or_default();
        let forgotten = super::lines::known(fields, first_word)
            .filter(|field| first_word != written && entries.first_line(field.name).is_none());
        if let Some(field) = forgotten {
            let rest = written[first_word.len()..].trim_matches(is_space);
            let kind = Writing::MissingColon { field: field.name, line: format!("{}: {rest}", field.name) };
            self.problems.push(place.clone(), kind);
            let node = Node { value: Value::Unread, place: place.clone() };
            entries.push(Entry { key: field.name.to_owned(), key_place: place, node });
            return;
        }
        let is_text = |entry: &Entry| {
            let field = fields.iter().find(|field| field.name == entry.key);
            field.is_some_and(|field| matches!(field.holds, Holds::Value(Scalar::Text)))
        };
        match entries.read.last_mut().filter(|entry| is_text(entry)) {
            Some(Entry { key, node: Node { value: Value::Text(before), .. }, .. }) if !before.is_empty() => {
                before.push(' ');
                before.push_str(written);
                let fix = Fix { edits: vec![Edit { line: place.line, column: 1, length: 0, text: "  ".to_owned() }] };
                self.problems.push_fixed(place, Writing::ContinuedLine { field: key.clone() }, fix);
            }
            _ => {
                self.problems.push(place.clone(), Kind::Yaml { detail: None });
                let node = Node { value: Value::Unread, place: place.clone() };
                entries.push(Entry { key: String::new(), key_place: place, node });
            }
        }
    }
}

/// The first line of its level, when a field may belong to it or to the level of the fields `outer`: it stands between.
fn may_be_of<'l>(outer: &'static [Field], key: &Key, line: Line, first: Option<&'l Line>) -> Option<&'l Line> {
    let field = key.field?;
    let is_outer = outer.iter().any(|other| other.name == field.name);
    first.filter(|first| is_outer && first.start < line.start && line.indent < first.indent)
}

/// How far the fields of a level are indented: as the least of those that are known.
fn base(text: &str, lines: &[Line], fields: &'static [Field]) -> usize {
    // After the hyphen of a list the first field says where the others stand.
    if let Some(first) = lines.first().filter(|line| line.start > 0 && !text[..line.start].ends_with('\n')) {
        return first.indent;
    }
    let is_known = |line: &&Line| key(text, line.content..line.end, fields).is_some_and(|key| key.field.is_some());
    let written = || lines.iter().filter(|line| !line.is_empty(text));
    let least = written().filter(is_known).map(|line| line.indent).min();
    least.or_else(|| written().next().map(|line| line.indent)).unwrap_or(0)
}

/// « - » at the beginning of a member of a list, or what word processors make of it.
pub(super) fn is_dash(written: &str) -> bool {
    let mut chars = written.chars();
    matches!(chars.next(), Some('-' | '–' | '—' | '•' | '*')) && chars.next().is_none_or(is_space)
}

/// `|`, `>-`, `|2+`: the lines below are a text as it stands.
pub(super) fn is_block_scalar(value: &str) -> bool {
    let header = value.split(" #").next().unwrap_or_default().trim_end();
    header.starts_with(['|', '>'])
        && header.len() <= 3
        && header[1..].chars().all(|c| matches!(c, '-' | '+' | '1'..='9'))
}

/// Brackets and quotes that wait to be closed.
struct Unclosed {
    quote: Option<char>,
    depth: usize,
}

impl Unclosed {
    fn after(value: &str) -> Self {
        let mut unclosed = Self { quote: None, depth: 0 };
        if value.starts_with(['[', '{', '"', '\'']) {
            unclosed.follow(value);
        }
        unclosed
    }

    fn is_open(&self) -> bool {
        self.quote.is_some() || self.depth > 0
    }

    fn follow(&mut self, text: &str) {
        let mut former = ' ';
        for c in text.chars() {
            match self.quote {
                Some(quote) if c == quote && !(quote == '"' && former == '\\') => self.quote = None,
                Some(_) => {}
                None => match c {
                    // An apostrophe within a word is none.
                    '"' | '\'' if !former.is_alphanumeric() => self.quote = Some(c),
                    '[' | '{' => self.depth += 1,
                    ']' | '}' => self.depth = self.depth.saturating_sub(1),
                    '#' if former == ' ' => return,
                    _ => {}
                },
            }
            former = c;
        }
    }
}
