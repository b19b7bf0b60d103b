//! YAML that knows its lines: headers and `.yaml` files as trees of text with places.
//!
//! Every scalar stays the text that was written (« 01 » is not 1, « non » is not false); what it means
//! is decided by [`super::fields`].

use std::sync::Arc;

use saphyr_parser::{Event, Parser, Span};

use crate::problem::{Kind, Problems};
use crate::sources::Place;

/// Values in one header; no content has a tenth of it.
const MOST_NODES: usize = 20_000;
/// Levels in one header.
const MOST_LEVELS: usize = 32;

/// A value with its place.
#[derive(Debug, Clone)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// Where it begins.
    pub place: Place,
}

/// The three shapes of YAML.
#[derive(Debug, Clone)]
pub enum Value {
    /// As written.
    Text(String),
    /// In order.
    List(Vec<Node>),
    /// In order, each key once.
    Map(Vec<Entry>),
}

/// A key and its value.
#[derive(Debug, Clone)]
pub struct Entry {
    /// As written.
    pub key: String,
    /// Where the key stands.
    pub key_place: Place,
    /// Its value.
    pub node: Node,
}

impl Entry {
    /// Where the entry is best shown: its value, or its key when the value stands on the lines below.
    pub fn place(&self) -> &Place {
        if matches!(self.node.value, Value::Text(_)) { &self.node.place } else { &self.key_place }
    }
}

/// A Markdown file taken apart.
pub struct Parts<'t> {
    /// Between the two lines `---`.
    pub header: &'t str,
    /// The line of the file on which the header begins.
    pub header_line: u32,
    /// After them.
    pub body: &'t str,
    /// The line of the file on which the text begins.
    pub body_line: u32,
}

/// A file's text, without its byte order mark.
pub fn text_of<'t>(file: &Arc<str>, bytes: &'t [u8], problems: &mut Problems) -> Option<&'t str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(error) => {
            let line = bytes[..error.valid_up_to()].split(|b| *b == b'\n').count();
            problems.push(Place::line(file, u32::try_from(line).unwrap_or(u32::MAX)), Kind::NotUtf8);
            None
        }
    }
}

/// Takes a Markdown file apart at its two lines `---`.
pub fn split<'t>(file: &Arc<str>, text: &'t str, problems: &mut Problems) -> Option<Parts<'t>> {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    if first.trim_end() != "---" {
        problems.push(Place::line(file, 1), Kind::HeaderNotOpened);
        return None;
    }
    let start = first.len();
    let mut end = start;
    for (index, line) in lines.enumerate() {
        if line.trim_end() == "---" {
            let index = u32::try_from(index).unwrap_or(u32::MAX - 3);
            return Some(Parts {
                header: &text[start..end],
                header_line: 2,
                body: &text[end + line.len()..],
                body_line: index + 3,
            });
        }
        end += line.len();
    }
    problems.push(Place::line(file, 1), Kind::HeaderNotClosed);
    None
}

/// Reads YAML whose first line is line `first_line` of the file. The answer is a map, perhaps empty.
pub fn read(file: &Arc<str>, yaml: &str, first_line: u32, problems: &mut Problems) -> Option<Node> {
    let mut reader = Reader { file, first_line, problems, nodes: 0, parser: Parser::new_from_str(yaml) };
    let root = reader.document().ok()?;
    let empty = Node { value: Value::Map(Vec::new()), place: Place::line(file, first_line) };
    match root {
        None => Some(empty),
        Some(node) => match node.value {
            Value::Map(_) => Some(node),
            Value::Text(ref text) if text.is_empty() => Some(empty),
            _ => {
                let detail = "a mapping was expected".to_owned();
                problems.push(node.place, Kind::Yaml { detail });
                None
            }
        },
    }
}

/// The national header completed by a region's: key by key, the region has the last word.
pub fn overlay(national: &Node, region: &Node) -> Node {
    let (Value::Map(below), Value::Map(above)) = (&national.value, &region.value) else {
        return region.clone();
    };
    let mut entries = above.clone();
    entries.extend(below.iter().filter(|entry| !above.iter().any(|own| own.key == entry.key)).cloned());
    Node { value: Value::Map(entries), place: region.place.clone() }
}

/// The problem has been reported.
struct Reported;

struct Reader<'r, 'y> {
    file: &'r Arc<str>,
    first_line: u32,
    problems: &'r mut Problems,
    nodes: usize,
    parser: Parser<'y, saphyr_parser::StrInput<'y>>,
}

impl<'y> Reader<'_, 'y> {
    fn next(&mut self) -> Result<(Event<'y>, Span), Reported> {
        match self.parser.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => {
                let line = u32::try_from(error.marker().line()).unwrap_or(u32::MAX);
                let column = u32::try_from(error.marker().col()).unwrap_or(u32::MAX);
                let place = Place {
                    file: Arc::clone(self.file),
                    line: line.saturating_add(self.first_line - 1),
                    column: column.saturating_add(1),
                    length: 1,
                };
                self.problems.push(place, Kind::Yaml { detail: error.info().to_owned() });
                Err(Reported)
            }
            None => Ok((Event::StreamEnd, Span::default())),
        }
    }

    fn document(&mut self) -> Result<Option<Node>, Reported> {
        let mut root = None;
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamEnd => return Ok(root),
                Event::StreamStart | Event::DocumentEnd | Event::Nothing => {}
                Event::DocumentStart(_) if root.is_none() => {}
                event if root.is_none() => root = Some(self.node(event, span, 0)?),
                _ => {
                    let detail = "a second document begins here".to_owned();
                    self.problems.push(self.place(span), Kind::Yaml { detail });
                    return Err(Reported);
                }
            }
        }
    }

    fn node(&mut self, event: Event<'y>, span: Span, level: usize) -> Result<Node, Reported> {
        let place = self.place(span);
        self.nodes += 1;
        if self.nodes > MOST_NODES || level > MOST_LEVELS {
            self.problems.push(place, Kind::YamlTooDeep);
            return Err(Reported);
        }
        let value = match event {
            Event::Scalar(text, _, 0, None) => Value::Text(text.into_owned()),
            Event::SequenceStart(0, None) => self.list(level)?,
            Event::MappingStart(0, None) => self.map(level)?,
            _ => {
                self.problems.push(place, Kind::YamlReference);
                return Err(Reported);
            }
        };
        Ok(Node { value, place })
    }

    fn list(&mut self, level: usize) -> Result<Value, Reported> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(Value::List(items)),
                (event, span) => items.push(self.node(event, span, level + 1)?),
            }
        }
    }

    fn map(&mut self, level: usize) -> Result<Value, Reported> {
        let mut entries: Vec<Entry> = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if event == Event::MappingEnd {
                return Ok(Value::Map(entries));
            }
            let key = self.node(event, span, level + 1)?;
            let Value::Text(name) = key.value else {
                let detail = "a key must be a word".to_owned();
                self.problems.push(key.place, Kind::Yaml { detail });
                return Err(Reported);
            };
            let (event, span) = self.next()?;
            let node = self.node(event, span, level + 1)?;
            match entries.iter().find(|entry| entry.key == name) {
                Some(first) => {
                    let first_line = first.key_place.line;
                    self.problems.push(key.place, Kind::DuplicateField { field: name, first_line });
                }
                None => entries.push(Entry { key: name, key_place: key.place, node }),
            }
        }
    }

    fn place(&self, span: Span) -> Place {
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let is_one_line = span.start.line() == span.end.line();
        Place {
            file: Arc::clone(self.file),
            line: small(span.start.line()).saturating_add(self.first_line - 1),
            column: small(span.start.col()).saturating_add(1),
            length: if is_one_line { small(span.end.col().saturating_sub(span.start.col())) } else { 1 },
        }
    }
}
