//! Lists between brackets and fields between braces.

use std::ops::Range;

use super::block::{Reader, below};
use super::lines::{is_space, key};
use super::value::Surroundings;
use super::{Entries, Entry, Node, Value};
use crate::problem::{Kind, QuoteReason, Writing};
use crate::schema::{Field, Holds, Scalar};

impl Reader<'_, '_> {
    /// The stretches between the commas of a list, or of fields in braces; `None` when there is no telling, which is
    /// reported.
    pub(super) fn brackets(&mut self, range: Range<usize>, closing: char) -> Option<Vec<Range<usize>>> {
        let written = &self.text.text[range.clone()];
        let mut parts = Vec::new();
        let mut start = range.start + 1;
        let mut depth = 0_usize;
        let mut quote = None;
        let mut former = ' ';
        let mut end = None;
        let mut remark = false;
        // Whether nothing but white space stands since `start`.
        let mut is_blank = true;
        let last_break = written.rfind('\n');
        for (at, c) in written.char_indices().skip(1) {
            let here = range.start + at;
            if remark {
                remark = c != '\n';
                if !remark {
                    start = start.max(here);
                    is_blank = true;
                }
                continue;
            }
            match (quote, c) {
                (Some(open), c) if c == open && !(open == '"' && former == '\\') => quote = None,
                (Some(_), _) => {}
                (None, '"' | '\'') if is_blank || former == ' ' => quote = Some(c),
                (None, '[' | '{') => depth += 1,
                (None, c) if c == closing && depth == 0 => {
                    end = Some(here);
                    break;
                }
                (None, ']' | '}') => depth = depth.saturating_sub(1),
                (None, ',') if depth == 0 => {
                    parts.push(self.trimmed(start..here));
                    start = here + 1;
                    is_blank = true;
                    former = c;
                    continue;
                }
                (None, '#') if matches!(former, ' ' | '\t' | '\n') && depth == 0 && last_break > Some(at) => {
                    let before = self.trimmed(start..here);
                    if !before.is_empty() {
                        parts.push(before);
                    }
                    remark = true;
                }
                _ => {}
            }
            is_blank &= is_space(c);
            former = c;
        }
        let stop = end.unwrap_or(range.end);
        parts.push(self.trimmed(start..stop.max(start)));
        if end.is_none() && (depth > 0 || quote.is_some()) {
            // There is no telling what the sign that is missing would close.
            self.problems.push(self.text.place(range.clone()), Kind::Yaml { detail: None });
            return None;
        } else if end.is_none() {
            let fix = self.text.fix(range.end..range.end, closing.to_string());
            let kind = Writing::Unclosed { closing };
            self.problems.push_fixed(self.text.place(range.start..range.start + 1), kind, fix);
        } else {
            let rest = self.trimmed(stop + 1..range.end.max(stop + 1));
            let after = &self.text.text[rest.clone()];
            if !after.is_empty() && !after.starts_with('#') {
                self.problems.push(self.text.place(rest), Kind::Yaml { detail: None });
                return None;
            }
        }
        parts.retain(|part| !part.is_empty());
        Some(parts)
    }

    /// `{lien: https://…, cloture: 2027-05-01}`
    pub(super) fn braces(&mut self, field: &'static Field, range: Range<usize>) -> Node {
        let text = self.text.text;
        let place = self.text.place(range.clone());
        let fields = below(Some(field));
        let Some(parts) = self.brackets(range, '}') else { return Node { value: Value::Unread, place } };
        let mut entries = Entries::default();
        let mut at = 0;
        while let Some(part) = parts.get(at) {
            at += 1;
            let Some(found) = key(text, part.clone(), fields) else {
                self.problems.push(self.text.place(part.clone()), Kind::Yaml { detail: None });
                continue;
            };
            let written = &text[found.name.clone()];
            let name = found.field.map_or(written, |field| field.name).to_owned();
            let key_place = self.text.place(found.name.clone());
            let mut value = self.trimmed(found.value..part.end);
            // A comma inside a text: what follows it names no field.
            let is_text = found.field.is_some_and(|field| matches!(field.holds, Holds::Value(Scalar::Text)));
            let is_quoted = text[value.clone()].starts_with(['"', '\'']);
            let mut has_comma = false;
            while let Some(next) = parts.get(at).filter(|_| is_text && !is_quoted) {
                if key(text, (*next).clone(), fields).is_some() {
                    break;
                }
                value.end = next.end;
                has_comma = true;
                at += 1;
            }
            if let Some(first_line) = entries.first_line(&name) {
                let kind = Kind::DuplicateField { field: name, first_line };
                self.problems.push(key_place, kind);
                continue;
            }
            if has_comma {
                self.advise_quotes(value.clone(), QuoteReason::Comma, &text[value.clone()]);
            }
            let node = match found.field {
                None => Node { value: Value::Unread, place: key_place.clone() },
                Some(_) if value.is_empty() => self.text_node("", value),
                Some(field) => self.written(field, value, Surroundings::Brackets),
            };
            entries.push(Entry { key: name, key_place, node });
        }
        Node { value: Value::Map(entries.read), place }
    }
}
