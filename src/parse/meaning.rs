//! What one value of a field certainly means, for those who compare and write values: tables of events.
//!
//! Every rule is the reader's own; where the reader would ask, there is no meaning.

use super::addresses;
use super::dates::{self, Trouble};
use super::fields::yes_or_no;
use crate::french::slug::slug;
use crate::model::contact::Telephone;
use crate::model::event::PhaseNumber;
use crate::problem::Writing;
use crate::schema::{Field, Holds, Scalar};

/// The values that a text written for a field says, as they are to be written, each with the name of its field: « 17 mai
/// 2027 à 14 h » says a date and an hour. `None` when it is none, or doubtful.
pub fn meaning(field: &'static Field, written: &str) -> Option<Vec<(String, String)>> {
    let text = match field.holds {
        Holds::Value(Scalar::Date) => {
            return several(field, dates::date(written, field.name).map(|read| read.value.to_string()));
        }
        Holds::Value(Scalar::Moment) => {
            let read = dates::moment(written, field.name);
            return several(field, read.map(|read| dates::iso(read.value.0, read.value.1)));
        }
        Holds::Value(Scalar::Time) => {
            let read = dates::hour(written, field.name);
            return several(field, read.map(|hour| hour.strftime("%H:%M").to_string()));
        }
        Holds::Value(scalar) | Holds::Values(scalar) => value(scalar, written)?,
        Holds::Choice(words) => (*words().iter().find(|word| slug(word) == slug(written))?).to_owned(),
        Holds::Reference(_) | Holds::References(_) => written.to_owned(),
        Holds::WordOrMap(word, _) => Some(word).filter(|word| slug(written) == **word)?.to_owned(),
        Holds::Map(_) | Holds::Maps(_) => return None,
    };
    Some(vec![(field.name.to_owned(), text)])
}

/// A value that is no date and no hour, as it is to be written.
fn value(scalar: Scalar, written: &str) -> Option<String> {
    Some(match scalar {
        Scalar::WebUrl => {
            let read = addresses::web(written, addresses::Use::Field);
            read.url?;
            read.tidy.unwrap_or_else(|| written.to_owned())
        }
        Scalar::Email => addresses::email(written)?.0.as_str().to_owned(),
        Scalar::Telephone => Telephone::parse(written).map(|_| written.to_owned())?,
        Scalar::Count => written.parse::<u32>().ok()?.to_string(),
        Scalar::Phase => PhaseNumber::parse(written)?.number().to_string(),
        Scalar::YesNo => (if yes_or_no(written)? { "oui" } else { "non" }).to_owned(),
        _ => written.to_owned(),
    })
}

/// Whether two texts written for one field make the same of every page.
pub fn says_the_same(field: &'static Field, one: &str, other: &str) -> bool {
    let (one, other) = (as_published(one), as_published(other));
    if one == other {
        return true;
    }
    let is_telephone = matches!(field.holds, Holds::Value(Scalar::Telephone));
    let read = |text: &str| {
        let values = meaning(field, text)?;
        let dialled = |text: &str| Telephone::parse(text).map(|number| number.dialled().to_owned());
        let value = |(name, text): (String, String)| {
            let text = if is_telephone { dialled(&text).unwrap_or(text) } else { as_published(&text) };
            (name, text)
        };
        Some(values.into_iter().map(value).collect::<Vec<_>>())
    };
    read(&one).is_some_and(|values| Some(values) == read(&other))
}

/// One value, or those of the lines that the reader would write for it.
fn several(field: &'static Field, read: Result<String, Trouble>) -> Option<Vec<(String, String)>> {
    match read {
        Ok(text) => Some(vec![(field.name.to_owned(), text)]),
        Err(Trouble::Told(Writing::Several { lines, .. })) => {
            let value = |line: &String| {
                let (name, text) = line.split_once(": ")?;
                Some((name.to_owned(), text.trim_matches('"').to_owned()))
            };
            lines.iter().map(value).collect()
        }
        Err(_) => None,
    }
}

/// A text as pages print it: typography sets quotes, apostrophes, dots and the spaces before signs.
fn as_published(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !super::characters::is_hidden(*c)) {
        match c {
            '’' | 'ʼ' => out.push('\''),
            '…' => out.push_str("..."),
            c if c.is_whitespace() && (out.is_empty() || out.ends_with(' ')) => {}
            c if c.is_whitespace() => out.push(' '),
            ';' | ':' | '!' | '?' => {
                out.truncate(out.trim_end_matches(' ').len());
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out.truncate(out.trim_end_matches(' ').len());
    out
}
