//! The words of a theme, with their typography, and those the views need.

use std::collections::BTreeMap;

use tera::{Map, Value};

use super::values;
use crate::french::typography::{self, ProperNames};
use crate::model::theme::Theme;
use crate::problem::{Kind, Problems};
use crate::sources::Place;

/// Words that views print; templates may print more.
const NEEDED: &str = include_str!("words.txt");

/// The words of a theme.
pub struct Words {
    words: BTreeMap<String, String>,
    /// For templates.
    pub value: Value,
}

impl Words {
    /// Sets every word; those that views need and the theme lacks are problems.
    pub fn new(theme: &Theme, names: &ProperNames) -> (Self, Problems) {
        let mut problems = Problems::new();
        for key in NEEDED.split_whitespace().filter(|key| !theme.words.contains_key(*key)) {
            let file = format!("{}/theme.yaml", theme.folder).into();
            problems.push(Place::file(&file), Kind::NoWord { key: key.to_owned() });
        }
        let set = |(key, word): (&String, &String)| (key.clone(), typography::set(word, names).into_owned());
        let words: BTreeMap<String, String> = theme.words.iter().map(set).collect();
        let value: Map = words.iter().map(|(key, word)| (key.clone().into(), Value::from(word.as_str()))).collect();
        (Self { words, value: Value::from(value) }, problems)
    }

    /// A word; its name in brackets when the theme lacks it, which was reported.
    pub fn get(&self, key: &str) -> String {
        self.words.get(key).cloned().unwrap_or_else(|| format!("[{key}]"))
    }

    /// The word for a member of a closed list: `etat` and `a-venir` → `etat_a_venir`.
    pub fn label(&self, list: &str, word: &str) -> Value {
        values::label(word, &self.get(&format!("{list}_{}", word.replace('-', "_"))))
    }

    /// A word with its `{…}` filled in, as text.
    pub fn filled(&self, key: &str, fields: &[(&str, &str)]) -> String {
        let mut word = self.get(key);
        for (name, value) in fields {
            word = word.replace(&format!("{{{name}}}"), value);
        }
        word
    }
}
