//! The tables of what staff may write: complete, explained, without a clash.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use boon::{Compiler, Draft, SchemaIndex, Schemas};
use escale::model::event::EventAccessibility;
use escale::model::venue::Venue;
use escale::schema::json::{Known, schema};
use escale::schema::{Field, FileKind, Holds, editor, field};
use serde_json::{Value, json};

/// Every level of every kind of file, with where it is: « un évènement » › `inscription`.
fn levels() -> Vec<(String, &'static [Field])> {
    fn below(path: &str, fields: &'static [Field], levels: &mut Vec<(String, &'static [Field])>) {
        levels.push((path.to_owned(), fields));
        for field in fields {
            if let Holds::Map(own) | Holds::Maps(own) | Holds::WordOrMap(_, own) = field.holds {
                below(&format!("{path} › {}", field.name), own, levels);
            }
        }
    }
    let mut levels = Vec::new();
    for kind in FileKind::ALL {
        below(kind.label().0, kind.fields(), &mut levels);
    }
    levels
}

#[test]
fn every_word_of_a_level_means_one_field() {
    let is_plain = |word: &str| word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c));
    let mut wrong = Vec::new();
    for (path, fields) in levels() {
        let mut words = BTreeSet::new();
        for field in fields {
            for word in field.synonyms.iter().chain([&field.name]) {
                if !words.insert(*word) || !is_plain(word) {
                    wrong.push(format!("{path} › {}: {word}", field.name));
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn every_field_is_explained() {
    for (path, fields) in levels() {
        for Field { name, label, help, example, .. } in fields {
            assert!(help.ends_with('.') && help.len() > 10, "{path} › {name}: {help:?}");
            assert!(!help.contains("  ") && !example.contains("  "), "{path} › {name}: {help:?}");
            assert!(![label.0, label.1, *example].contains(&""), "{path} › {name}");
        }
    }
}

#[test]
fn facts_are_those_of_the_model() {
    let facts = |kind: FileKind| -> Vec<&str> {
        let Some(Holds::Map(own)) = field(kind.fields(), "accessibilite").map(|field| field.holds) else {
            panic!("{kind:?} has no accessibility");
        };
        own.iter().map(|field| field.name).filter(|name| *name != "note").collect()
    };
    assert_eq!(facts(FileKind::Event), EventAccessibility::FACTS);
    assert_eq!(facts(FileKind::Venue), Venue::FACTS);
}

#[test]
fn a_path_says_what_kind_of_file_it_is() {
    let cases = [
        ("escale.yaml", Some(FileKind::Settings)),
        ("regions/bretagne/region.yaml", Some(FileKind::Region)),
        ("regions/bretagne/evenements/2027/forum.md", Some(FileKind::Event)),
        ("content/evenements/direct.md", Some(FileKind::Event)),
        ("content/partenaires/agefiph.md", Some(FileKind::Partner)),
        ("regions/bretagne/lieux/halle.yml", Some(FileKind::Venue)),
        ("content/hub/a-propos.md", Some(FileKind::Page)),
        ("regions/bretagne/pages/aide/velo.md", Some(FileKind::Page)),
        ("regions/bretagne/hub/a-propos.md", None),
        ("content/region.yaml", None),
        ("content/lieux/halle.md", None),
        ("content/images/ligne.png", None),
        ("themes/declics/theme.yaml", None),
        ("regions/bretagne", None),
        ("content/pages/sans-fin", None),
    ];
    for (path, kind) in cases {
        assert_eq!(FileKind::of_path(path), kind, "{path}");
    }
}

/// Checks values against a schema, as an editor does.
struct Checked {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Checked {
    fn new(schema: &Value) -> Self {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.set_default_draft(Draft::V7);
        compiler.add_resource("schema.json", schema.clone()).unwrap();
        let index = compiler.compile("schema.json", &mut schemas).unwrap();
        Self { schemas, index }
    }

    fn accepts(&self, yaml: &str) -> Result<(), String> {
        let value: Value = serde_yaml::from_str(yaml).map_err(|error| error.to_string())?;
        self.schemas.validate(&value, self.index).map_err(|error| error.to_string())
    }
}

fn of_kind(kind: FileKind) -> Checked {
    Checked::new(&schema(kind, &Known::default()))
}

#[test]
fn every_example_is_what_the_schema_of_its_field_accepts() {
    fn check(fields: &[Field], schema: &Value, path: &str) {
        for field in fields {
            let path = format!("{path} › {}", field.name);
            let own = &schema["properties"][field.name];
            if let Err(error) = Checked::new(own).accepts(field.example) {
                panic!("{path}: {} {error}", field.example);
            }
            match field.holds {
                Holds::Map(below) => check(below, own, &path),
                Holds::Maps(below) => check(below, &own["items"], &path),
                Holds::WordOrMap(_, below) => check(below, &own["anyOf"][1], &path),
                _ => {}
            }
        }
    }
    for kind in FileKind::ALL {
        check(kind.fields(), &schema(kind, &Known::default()), kind.label().0);
    }
}

#[test]
fn the_files_of_the_project_are_what_the_schemas_accept() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources = escale::read::read(root).unwrap();
    let known = Known::of(sources.iter().map(|(path, _)| &**path));
    let mut count = 0;
    for kind in editor::yaml_kinds() {
        let checked = Checked::new(&schema(kind, &known));
        for (path, bytes) in sources.iter().filter(|(path, _)| FileKind::of_path(path) == Some(kind)) {
            checked.accepts(std::str::from_utf8(bytes).unwrap()).unwrap_or_else(|error| panic!("{path}: {error}"));
            count += 1;
        }
    }
    assert!(count > 20, "{count} files");
}

#[test]
fn a_schema_is_no_stricter_than_the_reader() {
    let venue = of_kind(FileKind::Venue);
    for lines in [
        "insee: 21231",
        "insee: 01004\ncode_postal: 01000",
        "insee: \"2A004\"\nfictif: true",
        "insee: 2A004\nfictif: Oui\nadresse: 12",
        "insee: 21231\nadresse:\naccessibilite:\n",
        "insee: 21231\naccessibilite: {ascenseur: false, fauteuil: \"non\", guidage: 1}",
    ] {
        venue.accepts(&format!("nom: Halle\ncommune: Dijon\n{lines}")).unwrap_or_else(|e| panic!("{lines}: {e}"));
    }
    let region = of_kind(FileKind::Region);
    for lines in [
        "iso: BRE\ninsee: 53",
        "iso: 971\ninsee: 01",
        "iso: \"974\"\ninsee: \"04\"\nfuseau: Indian/Reunion\neditions: []",
        "iso: BRE\ninsee: 53\neditions:\n  - {id: 2027, titre: 2027, debut: 2027, fin: 2027-10, partenaires: agefiph}",
        "iso: BRE\ninsee: 53\ncontact: {telephone: 3949}\naudit: {date: 2027-01-15, auditeur: A, taux: 73 %}",
    ] {
        let text = format!("nom: A\npreposition: en\ncouleurs: {{accent: \"#00695c\"}}\n{lines}");
        region.accepts(&text).unwrap_or_else(|error| panic!("{lines}: {error}"));
    }
    let event = of_kind(FileKind::Event);
    for lines in ["heure: 9 h 30", "heure: 14h", "inscription: libre", "inscription: {cloture: 2027-05-10 à 18 h}"] {
        let text = format!("id: a\ntitre: A\ntype: atelier\nresume: A.\ndate: 2027-05-17\nmode: en-ligne\n{lines}");
        event.accepts(&text).unwrap_or_else(|error| panic!("{lines}: {error}"));
    }
}

#[test]
fn a_schema_refuses_what_the_reader_refuses() {
    let venue = of_kind(FileKind::Venue);
    for text in [
        "nom: Halle\ncommune: Dijon",
        "nom:\ncommune: Dijon\ninsee: 21231",
        "nom: Halle\ncommune: Dijon\ninsee: 212",
        "nom: Halle\ncommune: Dijon\ninsee: 21231\ntransports: Bus",
        "nom: Halle\ncommune: Dijon\ninsee: 21231\nfictif: peut-être",
        "nom: Halle\ncommune: Dijon\ninsee: 21231\naccessibilite: oui",
        "nom: Halle\ncommune: Dijon\ninsee: 21231\naccessibilite: {acsenseur: oui}",
        "nom: [Halle]\ncommune: Dijon\ninsee: 21231",
    ] {
        assert!(venue.accepts(text).is_err(), "{text}");
    }
}

#[test]
fn known_names_are_offered_and_no_others_refused() {
    let known = Known::of([
        "content/partenaires/agefiph.md",
        "regions/bretagne/partenaires/Mission locale.md",
        "regions/bretagne/region.yaml",
        "themes/declics/theme.yaml",
        "content/images/ligne.png",
    ]);
    let region = schema(FileKind::Region, &known);
    let partners = &region["properties"]["editions"]["items"]["properties"]["partenaires"];
    assert_eq!(partners["anyOf"][1]["anyOf"][0]["enum"], json!(["agefiph", "mission-locale"]), "{partners}");
    assert_eq!(schema(FileKind::Settings, &known)["properties"]["theme"]["anyOf"][0]["enum"], json!(["declics"]));
    assert!(Checked::new(partners).accepts("[agefiph, nouvelle]").is_ok());
    assert!(Checked::new(partners).accepts("[Agefiph]").is_err());
}

#[test]
fn the_settings_of_the_editor_keep_what_they_hold() {
    let own = "\"yaml.schemas\": {\n    \"./.escale/schemas/programme.json\"";
    let settings = editor::settings("").unwrap();
    assert!(settings.contains(own), "{settings}");
    let first = "{\"z\": 1, \"yaml.schemas\": {\"./mine.json\": \"*.yaml\"}, \"a\": {\"b\": [true]}}";
    let merged: Value = serde_json::from_str(&editor::settings(first).unwrap()).unwrap();
    let names: Vec<&String> = merged.as_object().unwrap().keys().collect();
    assert_eq!(names, ["z", "yaml.schemas", "a"]);
    assert_eq!(merged["yaml.schemas"]["./mine.json"], "*.yaml");
    assert_eq!(merged["yaml.schemas"]["./.escale/schemas/programme.json"], json!(["escale.yaml"]));
    let again = editor::settings(&editor::settings(first).unwrap());
    assert_eq!(again, editor::settings(first));
    for unreadable in ["{ // mine\n}", "[]", "{\"a\": 1,}", "{\"yaml.schemas\": 3}"] {
        assert_eq!(editor::settings(unreadable), None, "{unreadable}");
    }
}

#[test]
fn the_reference_is_that_of_the_tables() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference.md");
    let made = escale::schema::reference::reference();
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(&path, &made).unwrap();
    }
    assert!(fs::read_to_string(&path).unwrap() == made, "run once with UPDATE_EXPECTED=1 and read the difference");
}
