//! Typed reading of a header: each field asked for by name, every problem collected.
//!
//! The schema says what a field holds and whether it must be there; [`Fields::finish`] reports what is
//! missing and what the schema does not know.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashSet};

use super::addresses;
use super::dates::{self, Trouble};
use super::header::{Entry, Node, Value, quote};
use super::hosts;
use super::placeholders;
use super::suggest::{self, nearest, nearest_field};
use crate::french::slug::slug;
use crate::model::address::WebUrl;
use crate::model::contact::{Email, Telephone};
use crate::model::time::{ClockChange, Deadline, Zone};
use crate::model::venue::Fact;
use crate::problem::{Fix, Kind, Problem, Problems, Shape, Writing};
use crate::schema::{self, Field, Holds, Need, Scalar};
use crate::sources::Place;

/// The fields of one map.
pub struct Fields<'n> {
    entries: &'n [Entry],
    place: Place,
    schema: &'static [Field],
    /// Fields that must be there this time, and lines that would do better than the schema's examples.
    needed: BTreeMap<&'static str, String>,
    problems: &'n RefCell<Problems>,
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
    pub fn new(node: &'n Node, schema: &'static [Field], problems: &'n RefCell<Problems>) -> Self {
        let entries = match &node.value {
            Value::Map(entries) => entries.as_slice(),
            Value::Text(_) | Value::List(_) | Value::Unread => &[],
        };
        let needed = schema
            .iter()
            .filter(|field| field.need == Need::Obligatory)
            .map(|field| (field.name, field.example.to_owned()))
            .collect();
        Self { entries, place: node.place.clone(), schema, needed, problems }
    }

    /// Makes a field obligatory, with an example of what it could be; `None`: the schema's.
    pub fn require(&mut self, name: &'static str, example: Option<&str>) {
        let example = example.map_or_else(|| self.field(name).example.to_owned(), str::to_owned);
        self.needed.insert(name, example);
    }

    /// Reports a problem.
    pub fn report(&self, place: Place, kind: impl Into<Kind>) {
        self.problems.borrow_mut().push(place, kind);
    }

    /// Reports a problem whose marked place has a certain correction.
    pub fn correct(&self, place: Place, kind: impl Into<Kind>, text: &str) {
        let fix = Fix::replace(&place, text);
        self.problems.borrow_mut().add(Problem { fix, ..Problem::new(place, kind) });
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

    /// A field's text exactly as written; empty when it is absent or only holds its place.
    pub fn raw(&self, name: &str) -> String {
        match self.entry(name).map(|entry| &entry.node.value) {
            Some(Value::Text(text)) if !placeholders::is_one(text) => text.clone(),
            _ => String::new(),
        }
    }

    /// Whether the field is written, even wrongly.
    pub fn has(&self, name: &str) -> bool {
        self.entry(name).is_some()
    }

    /// Whether the field has a value, even one that cannot be read or only holds its place.
    pub fn is_filled_in(&self, name: &str) -> bool {
        self.entry(name).is_some_and(|entry| match &entry.node.value {
            Value::Text(text) => !one_line(text).is_empty(),
            Value::List(_) | Value::Map(_) | Value::Unread => true,
        })
    }

    /// Whether the field says something, even what cannot be read.
    pub fn says(&self, name: &str) -> bool {
        let is_placeholder =
            |entry: &Entry| matches!(&entry.node.value, Value::Text(text) if placeholders::is_one(text));
        self.is_filled_in(name) && !self.entry(name).is_some_and(is_placeholder)
    }

    fn entry(&self, name: &str) -> Option<&'n Entry> {
        self.entries.iter().find(|entry| entry.key == name)
    }

    fn field(&self, name: &str) -> &'static Field {
        schema::field(self.schema, name).unwrap_or_else(|| panic!("the schema has no field {name} here"))
    }

    fn scalar(&self, name: &str) -> Scalar {
        match self.field(name).holds {
            Holds::Value(scalar) | Holds::Values(scalar) => scalar,
            _ => Scalar::Text,
        }
    }

    /// A text on one line.
    pub fn written(&mut self, name: &'static str) -> Option<Written> {
        let entry = self.entry(name)?;
        self.text_of(name, &entry.node)
    }

    fn text_of(&self, name: &'static str, node: &Node) -> Option<Written> {
        let text = match &node.value {
            Value::Text(text) => one_line(text),
            Value::Unread => return None,
            Value::List(_) | Value::Map(_) => {
                self.report(node.place.clone(), Kind::WrongShape { field: name.to_owned(), expected: Shape::Text });
                return None;
            }
        };
        if text.is_empty() {
            return None;
        }
        let scalar = self.scalar(name);
        let is_free =
            scalar == Scalar::Text && !matches!(self.field(name).holds, Holds::Reference(_) | Holds::Choice(_));
        let is_placeholder = placeholders::is_one(&text) && !(scalar == Scalar::YesNo);
        if is_placeholder {
            let is_needed = !is_free && (scalar == Scalar::WebUrl || self.needed.contains_key(name));
            self.report(node.place.clone(), Writing::Placeholder { text: text.clone(), is_needed });
            if !is_free {
                return None;
            }
        }
        Some(Written { text, place: node.place.clone() })
    }

    /// A text on one line.
    pub fn text(&mut self, name: &'static str) -> Option<String> {
        self.written(name).map(|written| written.text)
    }

    /// A value of the kind that the schema gives.
    pub fn read<T>(&mut self, name: &'static str, parse: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let Written { text, place } = self.written(name)?;
        let value = parse(&text);
        if value.is_none() {
            self.invalid(name, text, place);
        }
        value
    }

    fn invalid(&self, name: &str, value: String, place: Place) {
        let expected = self.scalar(name);
        let suggestion = suggest::value(expected, &value);
        self.report(place, Kind::Invalid { field: name.to_owned(), value, expected, suggestion });
    }

    /// One of a closed list; another case, accents or spaces do no harm.
    pub fn choice<T: Copy>(&mut self, name: &'static str, choices: &[(&'static str, T)]) -> Option<T> {
        let Written { text, place } = self.written(name)?;
        if let Some((_, value)) = choices.iter().find(|(word, _)| *word == text) {
            return Some(*value);
        }
        if let Some((word, value)) = choices.iter().find(|(word, _)| slug(word) == slug(&text)) {
            let kind = Writing::NameForm { written: text, name: (*word).to_owned() };
            self.correct(place, kind, &quote::quoted_if_needed(word));
            return Some(*value);
        }
        let names: Vec<&'static str> = choices.iter().map(|(word, _)| *word).collect();
        let suggestion = nearest(&text, names.iter().copied()).map(str::to_owned);
        self.report(place, Kind::NotOneOf { field: name.to_owned(), value: text, choices: names, suggestion });
        None
    }

    /// The name among `known` that was certainly meant: another case, accents or spaces do no harm.
    pub fn known_name(&self, written: &Written, known: impl Fn(&str) -> bool) -> Option<String> {
        if known(&written.text) {
            return Some(written.text.clone());
        }
        let name = slug(&written.text);
        if !known(&name) {
            return None;
        }
        let kind = Writing::NameForm { written: written.text.clone(), name: name.clone() };
        self.correct(written.place.clone(), kind, &quote::quoted_if_needed(&name));
        Some(name)
    }

    /// oui or non; absent or unreadable is non.
    pub fn yes(&mut self, name: &'static str) -> bool {
        self.read(name, yes_or_no).unwrap_or(false)
    }

    /// oui, non, or absent: not known.
    pub fn fact(&mut self, name: &'static str) -> Fact {
        match self.read(name, yes_or_no) {
            Some(true) => Fact::Yes,
            Some(false) => Fact::No,
            None => Fact::Unknown,
        }
    }

    /// A whole number from 0.
    pub fn count(&mut self, name: &'static str) -> Option<u32> {
        self.read(name, |text| text.parse().ok())
    }

    /// A web address, completed where that is certain.
    pub fn web_url(&mut self, name: &'static str) -> Option<WebUrl> {
        let written = self.written(name)?;
        self.address(name, written)
    }

    /// The address of a site: a folder.
    pub fn site_url(&mut self, name: &'static str) -> Option<WebUrl> {
        self.web_url(name).and_then(|url| WebUrl::parse_site(url.as_str()))
    }

    fn address(&self, name: &'static str, written: Written) -> Option<WebUrl> {
        let Written { text, place } = written;
        // The address of a registration is the only one of this name.
        let used = if name == "lien" { addresses::Use::Registration } else { addresses::Use::Field };
        let read = addresses::web(&text, used);
        match (&read.url, read.kind) {
            (Some(_), None) => {}
            (_, Some(kind)) => match &read.tidy {
                Some(tidy) => self.correct(place, kind, &quote::quoted_if_needed(tidy)),
                None => self.report(place, kind),
            },
            (None, None) => self.invalid(name, text, place),
        }
        read.url
    }

    /// An e-mail address.
    pub fn email(&mut self, name: &'static str) -> Option<Email> {
        let Written { text, place } = self.written(name)?;
        let Some((email, tidy)) = addresses::email(&text) else {
            self.invalid(name, text, place);
            return None;
        };
        if let Some(odd) = hosts::odd_mail(email.as_str()) {
            self.report(place, odd);
        } else if let Some(full) = tidy {
            self.correct(place, Writing::AddressForm { value: text, full: full.clone() }, &full);
        }
        Some(email)
    }

    /// A telephone number.
    pub fn telephone(&mut self, name: &'static str) -> Option<Telephone> {
        self.read(name, Telephone::parse)
    }

    /// A date.
    pub fn date(&mut self, name: &'static str) -> Option<jiff::civil::Date> {
        let Written { text, place } = self.written(name)?;
        match dates::date(&text, name) {
            Ok(date) => {
                if !date.is_tidy {
                    let iso = date.value.to_string();
                    self.correct(place, Writing::DateForm { value: text, iso: iso.clone() }, &iso);
                }
                Some(date.value)
            }
            Err(trouble) => self.trouble(name, text, place, trouble),
        }
    }

    /// An hour.
    pub fn time(&mut self, name: &'static str) -> Option<jiff::civil::Time> {
        let Written { text, place } = self.written(name)?;
        dates::hour(&text, name).map_or_else(|trouble| self.trouble(name, text, place, trouble), Some)
    }

    fn trouble<T>(&self, name: &str, text: String, place: Place, trouble: Trouble) -> Option<T> {
        match trouble {
            Trouble::NotOne => self.invalid(name, text, place),
            Trouble::Told(kind) => self.report(place, kind),
        }
        None
    }

    /// A deadline, with or without an hour: `2027-05-10` or `2027-05-10 18:00`.
    pub fn deadline(&mut self, name: &'static str, zone: &Zone) -> Option<Deadline> {
        let Written { text, place } = self.written(name)?;
        let read = match dates::moment(&text, name) {
            Ok(read) => read,
            Err(trouble) => return self.trouble(name, text, place, trouble),
        };
        let (day, hour) = read.value;
        let deadline = Deadline::new(zone, day, hour);
        if let Err(change) = deadline {
            self.report(place, clock_change(change, &text));
        } else if !read.is_tidy {
            let iso = dates::iso(day, hour);
            self.correct(place, Writing::DateForm { value: text, iso: iso.clone() }, &iso);
        }
        deadline.ok()
    }

    /// A list of texts; a single text is a list of one.
    pub fn list(&mut self, name: &'static str) -> Vec<Written> {
        let Some(entry) = self.entry(name) else { return Vec::new() };
        match &entry.node.value {
            Value::List(items) => items.iter().filter_map(|item| self.text_of(name, item)).collect(),
            Value::Text(_) => self.text_of(name, &entry.node).into_iter().collect(),
            Value::Unread => Vec::new(),
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
        list.into_iter().filter_map(|written| self.address(name, written)).collect()
    }

    fn below(&self, name: &str) -> &'static [Field] {
        match self.field(name).holds {
            Holds::Map(fields) | Holds::Maps(fields) | Holds::WordOrMap(_, fields) => fields,
            _ => panic!("the schema has no fields below {name}"),
        }
    }

    /// The fields below a field.
    pub fn map(&mut self, name: &'static str) -> Option<Fields<'n>> {
        let entry = self.entry(name)?;
        match &entry.node.value {
            Value::Map(_) => Some(Fields::new(&entry.node, self.below(name), self.problems)),
            Value::Text(text) if text.is_empty() => None,
            Value::Unread => None,
            Value::Text(_) | Value::List(_) => {
                let expected = Shape::Map;
                self.report(entry.node.place.clone(), Kind::WrongShape { field: name.to_owned(), expected });
                None
            }
        }
    }

    /// The fields of each member of a list.
    pub fn maps(&mut self, name: &'static str) -> Vec<Fields<'n>> {
        let Some(entry) = self.entry(name) else { return Vec::new() };
        let wrong = |node: &Node, expected| {
            self.report(node.place.clone(), Kind::WrongShape { field: name.to_owned(), expected });
        };
        match &entry.node.value {
            Value::List(items) => items
                .iter()
                .filter(|item| {
                    let is_map = matches!(item.value, Value::Map(_));
                    if !is_map && !matches!(item.value, Value::Unread) {
                        wrong(item, Shape::Map);
                    }
                    is_map
                })
                .map(|item| Fields::new(item, self.below(name), self.problems))
                .collect(),
            Value::Text(text) if text.is_empty() => Vec::new(),
            Value::Unread => Vec::new(),
            Value::Text(_) | Value::Map(_) => {
                wrong(&entry.node, Shape::List);
                Vec::new()
            }
        }
    }

    /// Whether the field is this single word; it may then not be a map.
    pub fn is_word(&mut self, name: &'static str, word: &str) -> bool {
        matches!(self.entry(name).map(|entry| &entry.node.value), Some(Value::Text(text)) if slug(text) == word)
    }

    /// Reports the fields that the schema does not know and those that are missing, and says where those
    /// that it knows stand. A missing field that was misspelt is one problem.
    pub fn finish(self) -> Vec<(&'static str, Place)> {
        let is_empty = |entry: &Entry| match &entry.node.value {
            Value::Text(text) => one_line(text).is_empty(),
            Value::List(items) => items.is_empty(),
            Value::Map(_) | Value::Unread => false,
        };
        // What is missing may stand on a line that was not understood, which was reported.
        let is_damaged = self.has("");
        let mut missing: Vec<(&'static str, &String)> = self
            .schema
            .iter()
            .filter_map(|field| Some((field.name, self.needed.get(field.name)?)))
            .filter(|(name, _)| !is_damaged && self.entry(name).is_none_or(is_empty))
            .collect();
        let is_unknown = |entry: &&Entry| !entry.key.is_empty() && schema::field(self.schema, &entry.key).is_none();
        let written: HashSet<&str> = self.entries.iter().map(|entry| entry.key.as_str()).collect();
        let unwritten = self.schema.iter().filter(|field| !written.contains(field.name));
        for entry in self.entries.iter().filter(is_unknown) {
            let suggestion = nearest_field(&entry.key, unwritten.clone());
            let field = entry.key.clone();
            let misspelt = missing.iter().position(|(name, _)| Some(*name) == suggestion);
            let kind = match misspelt.map(|at| missing.remove(at)) {
                Some((meant, _)) => Kind::MisspeltField { field, meant },
                None => Kind::UnknownField { field, suggestion },
            };
            self.report(entry.key_place.clone(), kind);
        }
        for (field, example) in missing {
            let place = self.entry(field).map_or_else(|| self.place.clone(), |entry| entry.key_place.clone());
            let example = format!("{field}: {example}");
            let after_line = self.line_before(field);
            self.report(place, Kind::Missing { field, example, after_line });
        }
        let known = |entry: &Entry| {
            let field = schema::field(self.schema, &entry.key)?;
            Some((field.name, entry.place().clone()))
        };
        self.entries.iter().filter_map(known).collect()
    }

    /// The line of the nearest field that the schema has before this one; 0 when there is none.
    fn line_before(&self, name: &str) -> u32 {
        let before = self.schema.iter().take_while(|field| field.name != name);
        let written =
            before.filter_map(|field| self.entry(field.name).filter(|entry| entry.key_place.file == self.place.file));
        written.last().filter(|_| !self.has(name)).map_or(0, |entry| entry.place().line)
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

/// The text with its lines joined, its ends trimmed and the characters gone that nobody sees. No-break
/// spaces inside it are part of the text.
fn one_line(text: &str) -> String {
    let words: Vec<&str> =
        text.trim().split(|c: char| c.is_ascii_whitespace()).filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().filter(|c| !super::characters::is_hidden(*c)).collect()
}
