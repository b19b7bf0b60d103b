//! The tables as JSON Schema (draft-07), with which editors complete, explain and check a `.yaml` file.
//!
//! A schema is never stricter than the reader: what it accepts here, `21231` without quotes or an empty
//! field, is accepted there.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{Field, FileKind, Holds, Need, Reference, Scalar};
use crate::model::address::Slug;

/// The names that a project gives to what one may refer to: offered, and no others refused, since a file
/// may have been added since.
#[derive(Debug, Default)]
pub struct Known {
    partners: BTreeSet<String>,
    venues: BTreeSet<String>,
    regions: BTreeSet<String>,
    themes: BTreeSet<String>,
}

impl Known {
    /// Those of the files at these paths.
    pub fn of<'p>(paths: impl IntoIterator<Item = &'p str>) -> Self {
        let mut known = Self::default();
        for path in paths {
            let folder = |root: &str| Some(path.strip_prefix(root)?.split_once('/')?.0.to_owned());
            known.regions.extend(folder("regions/"));
            known.themes.extend(folder("themes/"));
            let stem = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(stem, _)| stem);
            let id = stem.and_then(Slug::from_name).map(|id| id.to_string());
            match FileKind::of_path(path) {
                Some(FileKind::Partner) => known.partners.extend(id),
                Some(FileKind::Venue) => known.venues.extend(id),
                _ => {}
            }
        }
        known
    }

    fn names(&self, reference: Reference) -> Vec<&str> {
        let names = match reference {
            Reference::Partner => &self.partners,
            Reference::Venue => &self.venues,
            Reference::Region => &self.regions,
            Reference::Theme => &self.themes,
            Reference::Edition | Reference::Image => return Vec::new(),
        };
        names.iter().map(String::as_str).collect()
    }
}

/// The schema of a kind of file.
pub fn schema(kind: FileKind, known: &Known) -> Value {
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), json!("http://json-schema.org/draft-07/schema#"));
    schema.insert("title".to_owned(), json!(kind.label().0));
    schema.extend(map(kind.fields(), known));
    Value::Object(schema)
}

fn map(fields: &'static [Field], known: &Known) -> Map<String, Value> {
    let properties: Map<String, Value> =
        fields.iter().map(|field| (field.name.to_owned(), property(field, known))).collect();
    let required: Vec<&str> =
        fields.iter().filter(|field| field.need == Need::Obligatory).map(|field| field.name).collect();
    let mut map = Map::new();
    map.insert("type".to_owned(), json!(["object"]));
    map.insert("properties".to_owned(), Value::Object(properties));
    map.insert("required".to_owned(), json!(required));
    map.insert("additionalProperties".to_owned(), json!(false));
    map
}

fn property(field: &'static Field, known: &Known) -> Value {
    let mut value = holds(field, known);
    if field.need != Need::Obligatory {
        accept_nothing(&mut value);
    }
    let need = match field.need {
        Need::Obligatory => "Obligatoire.".to_owned(),
        Need::Optional => "Facultatif.".to_owned(),
        Need::Sometimes(when) => format!("Obligatoire {when}."),
    };
    let mut property = Map::new();
    property.insert("title".to_owned(), json!(field.label.0));
    property.insert("description".to_owned(), json!(format!("{} {need}", field.help.replace('`', ""))));
    let example = format!("{}: {}", field.name, field.example);
    let form = super::reference::form(field.holds);
    let words = format!("{} {need}\n\nÀ écrire : {form}.\n\n```yaml\n{example}\n```", field.help);
    property.insert("markdownDescription".to_owned(), json!(words));
    property.extend(value);
    Value::Object(property)
}

fn holds(field: &'static Field, known: &Known) -> Map<String, Value> {
    let one_or_many = |one: Map<String, Value>| {
        let many = json!({ "type": ["array"], "items": one });
        object(json!({ "anyOf": [many, one] }))
    };
    match field.holds {
        Holds::Value(kind) => scalar(kind, field.example),
        Holds::Choice(words) => choice(&words()),
        Holds::Reference(reference) => name(reference, known),
        Holds::Values(kind) => one_or_many(scalar(kind, field.example)),
        Holds::References(reference) => one_or_many(name(reference, known)),
        Holds::Map(fields) => map(fields, known),
        Holds::Maps(fields) => object(json!({ "type": ["array"], "items": map(fields, known) })),
        Holds::WordOrMap(word, fields) => object(json!({ "anyOf": [{ "enum": [word] }, map(fields, known)] })),
    }
}

/// An empty field is an absent one.
fn accept_nothing(value: &mut Map<String, Value>) {
    if let Some(Value::Array(types)) = value.get_mut("type") {
        types.push(json!("null"));
    } else if let Some(Value::Array(alternatives)) = value.get_mut("anyOf") {
        alternatives.push(json!({ "type": "null" }));
    }
}

/// Words of a list; what they mean to the reader is what is written, so that 01 without quotes is « 01 ».
fn choice(words: &[&str]) -> Map<String, Value> {
    let is_code = words.iter().any(|word| word.parse::<u32>().is_ok());
    let mut alternatives = vec![json!({ "enum": words })];
    alternatives.extend(is_code.then(|| json!({ "type": "integer", "minimum": 1, "maximum": 999 })));
    object(json!({ "anyOf": alternatives }))
}

fn name(reference: Reference, known: &Known) -> Map<String, Value> {
    if reference == Reference::Image {
        return object(json!({ "type": ["string"] }));
    }
    let names = known.names(reference);
    let any = scalar(Scalar::Slug, "mission-locale");
    if names.is_empty() { any } else { object(json!({ "anyOf": [{ "enum": names }, any] })) }
}

/// The zones of the eighteen regions, for completion.
const ZONES: [&str; 6] =
    ["Europe/Paris", "America/Guadeloupe", "America/Martinique", "America/Cayenne", "Indian/Reunion", "Indian/Mayotte"];

const DATE: &str = "(19|2[01])[0-9]{2}-[0-9]{2}-[0-9]{2}";
const TIME: &str = "[0-9]{1,2} ?([hH]|[:hH] ?[0-9]{2})";

fn scalar(kind: Scalar, example: &str) -> Map<String, Value> {
    let written = |types: &[&str], pattern: &str| {
        let message = format!("Écrivez par exemple : {example}");
        object(json!({ "type": types, "pattern": format!("^{pattern}$"), "patternErrorMessage": message }))
    };
    let number = |pattern: &str, least: u32, most: u32| {
        let mut number = written(&["string", "integer"], pattern);
        number.insert("minimum".to_owned(), json!(least));
        number.insert("maximum".to_owned(), json!(most));
        number
    };
    match kind {
        Scalar::Text => object(json!({ "type": ["string", "number", "boolean"] })),
        Scalar::Date => written(&["string"], DATE),
        Scalar::PartialDate => number("(19|2[01])[0-9]{2}(-[0-9]{2}(-[0-9]{2})?)?", 1900, 2199),
        Scalar::Moment => written(&["string"], &format!("{DATE}([ T](à )?{TIME})?")),
        Scalar::Time => written(&["string"], TIME),
        Scalar::WebUrl => written(&["string"], r"[hH][tT][tT][pP][sS]?://\S+"),
        Scalar::Email => written(&["string"], r"[^\s@]+@[^\s@]+\.[^\s@]+"),
        Scalar::Telephone => written(&["string", "integer"], r"\+?[0-9 .()\u00a0\u202f-]+"),
        Scalar::Postcode => number("([0-9] ?){5}", 1000, 99999),
        Scalar::Commune => number("[0-9][0-9AB][0-9]{3}", 1000, 99999),
        Scalar::Department => number("([0-9]{2,3}|2A|2B)", 1, 976),
        Scalar::Zone => {
            let any = written(&["string"], r"[A-Za-z_]+/\S+");
            object(json!({ "anyOf": [{ "enum": ZONES }, any] }))
        }
        Scalar::Slug => written(&["string", "integer"], "[a-z0-9]+(-[a-z0-9]+)*"),
        Scalar::Colour => written(&["string"], "#[0-9a-fA-F]{6}"),
        Scalar::Count => number("[0-9]+", 0, u32::MAX),
        Scalar::Percent => number("[0-9]{1,3} ?%?", 0, 100),
        Scalar::Phase => number("[1-4]", 1, 4),
        Scalar::YesNo => {
            let mut other = number(
                "([Oo][Uu][Ii]|[Nn][Oo][Nn]?|[Yy][Ee][Ss]|[Vv][Rr][Aa][Ii]|[Ff][Aa][Uu][Xx]|[Oo][Nn]|[Oo][Ff][Ff]|[01])",
                0,
                1,
            );
            other.insert("type".to_owned(), json!(["boolean", "integer", "string"]));
            object(json!({ "anyOf": [{ "enum": ["oui", "non"] }, other] }))
        }
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        _ => unreachable!("only objects are given"),
    }
}
