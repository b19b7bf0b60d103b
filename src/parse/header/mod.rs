//! The header of a file as a tree of text with places: forgiving where the meaning is certain.
//!
//! Every scalar stays the text that was written (« 01 » is not 1, « non » is not false); what it means
//! is decided by [`super::fields`]. `split` finds the header, `lines` and `block` its fields, `value` and
//! `flow` what each of them says.

mod block;
mod flow;
mod group;
mod lines;
pub mod quote;
mod split;
mod value;

pub use block::read;
pub use lines::FileText;
pub use split::split;

use std::collections::{HashMap, HashSet};

use crate::sources::Place;

/// A value with its place.
#[derive(Debug, Clone)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// Where it stands: what a correction would replace.
    pub place: Place,
}

/// The shapes of a value.
#[derive(Debug, Clone)]
pub enum Value {
    /// As written, without its quotes; empty when nothing is.
    Text(String),
    /// In order.
    List(Vec<Node>),
    /// In order, each field once, under the name the schema has for it.
    Map(Vec<Entry>),
    /// Something that was reported already.
    Unread,
}

/// A field and its value.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The schema's name for it, or what was written when it has none; empty for a line that was not understood.
    pub key: String,
    /// Where the key stands.
    pub key_place: Place,
    /// Its value.
    pub node: Node,
}

/// The fields of a map while they are read, with the line on which each name stands first.
#[derive(Default)]
struct Entries {
    read: Vec<Entry>,
    first_lines: HashMap<String, u32>,
}

impl Entries {
    fn push(&mut self, entry: Entry) {
        self.first_lines.entry(entry.key.clone()).or_insert(entry.key_place.line);
        self.read.push(entry);
    }

    fn first_line(&self, key: &str) -> Option<u32> {
        self.first_lines.get(key).copied()
    }
}

impl Entry {
    /// Where the entry is best shown: its value, or its key when the value stands on the lines below.
    pub fn place(&self) -> &Place {
        if matches!(self.node.value, Value::Text(_)) { &self.node.place } else { &self.key_place }
    }
}

/// The national header completed by a region's: key by key, the region has the last word.
pub fn overlay(national: &Node, region: &Node) -> Node {
    let (Value::Map(below), Value::Map(above)) = (&national.value, &region.value) else {
        return region.clone();
    };
    let own: HashSet<&str> = above.iter().map(|entry| entry.key.as_str()).collect();
    let mut entries = above.clone();
    entries.extend(below.iter().filter(|entry| !own.contains(entry.key.as_str())).cloned());
    Node { value: Value::Map(entries), place: region.place.clone() }
}
