//! Footnotes of a text, written below it.

use std::collections::BTreeMap;

use super::Writer;
use crate::model::prose::Piece;

/// Footnotes, numbered in the order they are referred to.
#[derive(Default)]
pub struct Notes {
    numbers: BTreeMap<String, usize>,
    references: BTreeMap<usize, usize>,
    texts: BTreeMap<usize, String>,
    /// What was being written when each of the open notes began, and its number.
    pub outer: Vec<(String, usize)>,
}

impl Notes {
    fn number(&mut self, label: &str) -> usize {
        let next = self.numbers.len() + 1;
        *self.numbers.entry(label.to_owned()).or_insert(next)
    }
}

impl Writer<'_> {
    pub fn start_note(&mut self, label: &str) {
        let number = self.notes.number(label);
        self.notes.outer.push((std::mem::take(&mut self.out), number));
    }

    pub fn end_note(&mut self) {
        if let Some((outer, number)) = self.notes.outer.pop() {
            let text = std::mem::replace(&mut self.out, outer);
            self.notes.texts.entry(number).or_default().push_str(&text);
        }
    }

    pub fn note_reference(&mut self, label: &str) {
        let number = self.notes.number(label);
        // Two hyphens: no heading's id has them.
        let count = self.notes.references.entry(number).or_insert(0);
        *count += 1;
        let id = if *count == 1 { format!("appel--{number}") } else { format!("appel--{number}-{count}") };
        self.out.push_str(&format!(
            "<sup class=\"note-reference\"><a id=\"{id}\" href=\"#note--{number}\">{number}</a></sup>"
        ));
    }

    /// Writes the notes below the text.
    pub fn notes(&mut self) {
        let texts = std::mem::take(&mut self.notes.texts);
        if texts.is_empty() {
            return;
        }
        self.out.push_str("<section class=\"notes\"><h2>");
        self.hole(Piece::Word("notes".to_owned()));
        self.out.push_str("</h2><ol>\n");
        for (number, text) in texts {
            self.out.push_str(&format!("<li id=\"note--{number}\" value=\"{number}\">{}", text.trim_end()));
            if self.notes.references.contains_key(&number) {
                self.out.push_str(&format!(" <a class=\"note-back\" href=\"#appel--{number}\">"));
                self.hole(Piece::Word("retour_au_texte".to_owned()));
                self.out.push_str(&format!(" {number}</a>"));
            }
            self.out.push_str("</li>\n");
        }
        self.out.push_str("</ol></section>\n");
    }
}
