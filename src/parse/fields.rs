//! Typed reading of a header: each field asked for by name, every problem collected.
//!
//! What was asked for is what is known: [`Fields::finish`] reports the rest as unknown, and offers the
//! nearest name.

use std::cell::RefCell;

use super::header::{Entry, Node, Value};
use super::suggest::nearest;
use crate::model::address::WebUrl;
use crate::model::contact::{Email, Telephone};
use crate::model::time::{self, ClockChange, Deadline, Zone};
use crate::model::venue::Fact;
use crate::problem::{Kind, Problems, Shape};
use crate::schema::Scalar;
use crate::sources::Place;

/// The fields of one map.
pub struct Fields<'n> {
    entries: &'n [Entry],
    place: Place,
    asked: Vec<&'static str>,
    missing: RefCell<Vec<Missing>>,
    problems: &'n RefCell<Problems>,
}

/// An obligatory field that is absent or empty: reported in the end, when what it may have been misspelt
/// as is known.
struct Missing {
    field: &'static str,
    place: Place,
    example: String,
}

/// A text with its place.
#[derive(Debug, Clone)]
pub struct Written {
    /// Trimmed, on one line, never empty.
    pub text: String,
    /// Where.
    pub place: Place,
}

impl<'n> Fields<'n> {
    /// The fields of a map; problems go to `problems`.
    pub fn new(node: &'n Node, problems: &'n RefCell<Problems>) -> Self {
        let entries = match &node.value {
            Value::Map(entries) => entries.as_slice(),
            Value::Text(_) | Value::List(_) => &[],
        };
        Self { entries, place: node.place.clone(), asked: Vec::new(), missing: RefCell::default(), problems }
    }

    /// Reports a problem.
    pub fn report(&self, place: Place, kind: Kind) {
        self.problems.borrow_mut().push(place, kind);
    }

    /// The list that problems go to, for rules that need the whole of what was read.
    pub fn problems(&self) -> &'n RefCell<Problems> {
        self.problems
    }

    /// Where the map begins.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Where a field stands, or the map when it is absent.
    pub fn place_of(&self, name: &str) -> Place {
        self.entry(name).map_or_else(|| self.place.clone(), |entry| entry.place().clone())
    }

    /// A field's text exactly as written, empty when it is absent; for messages.
    pub fn raw(&self, name: &str) -> String {
        match self.entry(name).map(|entry| &entry.node.value) {
            Some(Value::Text(text)) => text.clone(),
            _ => String::new(),
        }
    }

    /// Whether the field is written, even wrongly.
    pub fn has(&self, name: &str) -> bool {
        self.entry(name).is_some()
    }

    fn entry(&self, name: &str) -> Option<&'n Entry> {
        self.entries.iter().find(|entry| entry.key == name)
    }

    fn ask(&mut self, name: &'static str) -> Option<&'n Entry> {
        if !self.asked.contains(&name) {
            self.asked.push(name);
        }
        self.entry(name)
    }

    /// A text on one line.
    pub fn written(&mut self, name: &'static str) -> Option<Written> {
        let entry = self.ask(name)?;
        self.text_of(name, &entry.node)
    }

    fn text_of(&self, name: &str, node: &Node) -> Option<Written> {
        let Value::Text(text) = &node.value else {
            self.report(node.place.clone(), Kind::WrongShape { field: name.to_owned(), expected: Shape::Text });
            return None;
        };
        let text = one_line(text);
        (!text.is_empty()).then(|| Written { text, place: node.place.clone() })
    }

    /// A text on one line.
    pub fn text(&mut self, name: &'static str) -> Option<String> {
        self.written(name).map(|written| written.text)
    }

    /// A text that must be there; `example` is what it could be.
    pub fn required_text(&mut self, name: &'static str, example: &str) -> Option<String> {
        self.required_written(name, example).map(|written| written.text)
    }

    /// A text that must be there, with its place.
    pub fn required_written(&mut self, name: &'static str, example: &str) -> Option<Written> {
        let written = self.written(name);
        self.require(name, example, written)
    }

    /// Reports an obligatory field that is absent or empty; one that is there and wrong was reported already.
    fn require<T>(&self, name: &'static str, example: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            let entry = self.entry(name);
            let is_empty = entry.is_none_or(|e| matches!(&e.node.value, Value::Text(t) if one_line(t).is_empty()));
            if is_empty {
                let place = entry.map_or_else(|| self.place.clone(), |entry| entry.key_place.clone());
                let example = format!("{name}: {example}");
                self.missing.borrow_mut().push(Missing { field: name, place, example });
            }
        }
        value
    }

    /// A value of a kind.
    pub fn read<T>(
        &mut self,
        name: &'static str,
        expected: Scalar,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let Written { text, place } = self.written(name)?;
        let value = parse(&text);
        if value.is_none() {
            self.report(place, Kind::Invalid { field: name.to_owned(), value: text, expected });
        }
        value
    }

    /// A value of a kind that must be there.
    pub fn required<T>(
        &mut self,
        name: &'static str,
        expected: Scalar,
        example: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let value = self.read(name, expected, parse);
        self.require(name, example, value)
    }

    /// One of a closed list.
    pub fn choice<T: Copy>(&mut self, name: &'static str, choices: &[(&'static str, T)]) -> Option<T> {
        let Written { text, place } = self.written(name)?;
        let found = choices.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if found.is_none() {
            let names: Vec<&'static str> = choices.iter().map(|(word, _)| *word).collect();
            let suggestion = nearest(&text, names.iter().copied()).map(str::to_owned);
            let field = name.to_owned();
            self.report(place, Kind::NotOneOf { field, value: text, choices: names, suggestion });
        }
        found
    }

    /// One of a closed list, that must be there.
    pub fn required_choice<T: Copy>(&mut self, name: &'static str, choices: &[(&'static str, T)]) -> Option<T> {
        let value = self.choice(name, choices);
        let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
        self.require(name, &words.join(" | "), value)
    }

    /// oui or non; absent or unreadable is non.
    pub fn yes(&mut self, name: &'static str) -> bool {
        self.read(name, Scalar::YesNo, yes_or_no).unwrap_or(false)
    }

    /// oui, non, or absent: not known.
    pub fn fact(&mut self, name: &'static str) -> Fact {
        match self.read(name, Scalar::YesNo, yes_or_no) {
            Some(true) => Fact::Yes,
            Some(false) => Fact::No,
            None => Fact::Unknown,
        }
    }

    /// A whole number from 0.
    pub fn count(&mut self, name: &'static str) -> Option<u32> {
        self.read(name, Scalar::Count, |text| text.parse().ok())
    }

    /// A web address.
    pub fn web_url(&mut self, name: &'static str) -> Option<WebUrl> {
        self.read(name, Scalar::WebUrl, WebUrl::parse)
    }

    /// An e-mail address.
    pub fn email(&mut self, name: &'static str) -> Option<Email> {
        self.read(name, Scalar::Email, Email::parse)
    }

    /// A telephone number.
    pub fn telephone(&mut self, name: &'static str) -> Option<Telephone> {
        self.read(name, Scalar::Telephone, Telephone::parse)
    }

    /// A date.
    pub fn date(&mut self, name: &'static str) -> Option<jiff::civil::Date> {
        self.read(name, Scalar::Date, time::date)
    }

    /// A deadline, with or without an hour: `2027-05-10` or `2027-05-10 18:00`.
    pub fn deadline(&mut self, name: &'static str, zone: &Zone) -> Option<Deadline> {
        let Written { text, place } = self.written(name)?;
        let (date, hour) = match text.split_once([' ', 'T']) {
            Some((date, hour)) => (time::date(date), Some(time::time(hour.trim_start_matches("à ")))),
            None => (time::date(&text), None),
        };
        let (Some(day), Ok(hour)) = (date, hour.map_or(Ok(None), |hour| hour.map(Some).ok_or(()))) else {
            let field = name.to_owned();
            self.report(place, Kind::Invalid { field, value: text, expected: Scalar::Moment });
            return None;
        };
        Deadline::new(zone, day, hour).map_err(|change| self.report(place, clock_change(change, &text))).ok()
    }

    /// A list of texts; a single text is a list of one.
    pub fn list(&mut self, name: &'static str) -> Vec<Written> {
        let Some(entry) = self.ask(name) else { return Vec::new() };
        match &entry.node.value {
            Value::List(items) => items.iter().filter_map(|item| self.text_of(name, item)).collect(),
            Value::Text(_) => self.text_of(name, &entry.node).into_iter().collect(),
            Value::Map(_) => {
                let expected = Shape::List;
                self.report(entry.node.place.clone(), Kind::WrongShape { field: name.to_owned(), expected });
                Vec::new()
            }
        }
    }

    /// A list of web addresses.
    pub fn web_urls(&mut self, name: &'static str) -> Vec<WebUrl> {
        let list = self.list(name);
        list.into_iter()
            .filter_map(|Written { text, place }| {
                let url = WebUrl::parse(&text);
                if url.is_none() {
                    let expected = Scalar::WebUrl;
                    self.report(place, Kind::Invalid { field: name.to_owned(), value: text, expected });
                }
                url
            })
            .collect()
    }

    /// The fields below a field.
    pub fn map(&mut self, name: &'static str) -> Option<Fields<'n>> {
        let entry = self.ask(name)?;
        match &entry.node.value {
            Value::Map(_) => Some(Fields::new(&entry.node, self.problems)),
            Value::Text(text) if text.is_empty() => None,
            Value::Text(_) | Value::List(_) => {
                let expected = Shape::Map;
                self.report(entry.node.place.clone(), Kind::WrongShape { field: name.to_owned(), expected });
                None
            }
        }
    }

    /// The fields below a field that must be there.
    pub fn required_map(&mut self, name: &'static str, example: &str) -> Option<Fields<'n>> {
        let map = self.map(name);
        self.require(name, example, map)
    }

    /// The fields of each member of a list that must be there; none when it is absent, which is reported.
    pub fn required_maps(&mut self, name: &'static str, example: &str) -> Vec<Fields<'n>> {
        let maps = self.maps(name);
        self.require(name, example, (!maps.is_empty()).then_some(maps)).unwrap_or_default()
    }

    /// The fields of each member of a list.
    pub fn maps(&mut self, name: &'static str) -> Vec<Fields<'n>> {
        let Some(entry) = self.ask(name) else { return Vec::new() };
        let wrong = |node: &Node, expected| {
            self.report(node.place.clone(), Kind::WrongShape { field: name.to_owned(), expected });
        };
        match &entry.node.value {
            Value::List(items) => items
                .iter()
                .filter(|item| {
                    let is_map = matches!(item.value, Value::Map(_));
                    if !is_map {
                        wrong(item, Shape::Map);
                    }
                    is_map
                })
                .map(|item| Fields::new(item, self.problems))
                .collect(),
            Value::Text(text) if text.is_empty() => Vec::new(),
            Value::Text(_) | Value::Map(_) => {
                wrong(&entry.node, Shape::List);
                Vec::new()
            }
        }
    }

    /// Whether the field is this single word; it may then not be a map.
    pub fn is_word(&mut self, name: &'static str, word: &str) -> bool {
        self.ask(name).is_some_and(|entry| matches!(&entry.node.value, Value::Text(text) if text == word))
    }

    /// Reports the fields nobody asked for and those that are missing, and says where those that were read
    /// stand. A missing field that was misspelt is one problem.
    pub fn finish(self) -> Vec<(&'static str, Place)> {
        let mut missing = self.missing.take();
        for entry in self.entries {
            if !self.asked.iter().any(|asked| *asked == entry.key) {
                let unwritten = self.asked.iter().copied().filter(|asked| self.entry(asked).is_none());
                let suggestion = nearest(&entry.key, unwritten);
                let field = entry.key.clone();
                let misspelt = missing.iter().position(|missing| Some(missing.field) == suggestion);
                let kind = match misspelt.map(|at| missing.remove(at)) {
                    Some(meant) => Kind::MisspeltField { field, meant: meant.field },
                    None => Kind::UnknownField { field, suggestion },
                };
                self.report(entry.key_place.clone(), kind);
            }
        }
        for Missing { field, place, example } in missing {
            self.report(place, Kind::Missing { field, example });
        }
        self.asked.iter().filter_map(|asked| self.entry(asked).map(|entry| (*asked, entry.place().clone()))).collect()
    }
}

/// The words for yes and no; anything else is not guessed: a draft must never leak.
pub fn yes_or_no(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "oui" | "yes" | "true" | "vrai" | "on" | "1" => Some(true),
        "non" | "no" | "false" | "faux" | "off" | "0" => Some(false),
        _ => None,
    }
}

/// The problem that a clock change makes of an hour.
pub fn clock_change(change: ClockChange, value: &str) -> Kind {
    let value = value.to_owned();
    match change {
        ClockChange::Skipped => Kind::HourSkipped { value },
        ClockChange::Repeated => Kind::HourRepeated { value },
    }
}

/// The text with its lines joined, its ends trimmed and its control characters gone. No-break spaces
/// inside it are part of the text.
fn one_line(text: &str) -> String {
    let words: Vec<&str> =
        text.trim().split(|c: char| c.is_ascii_whitespace()).filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().filter(|c| !c.is_control()).collect()
}
