//! The tables of what staff may write: complete, explained, without a clash.

use std::collections::BTreeSet;

use escale::model::event::EventAccessibility;
use escale::model::venue::Venue;
use escale::schema::{Field, FileKind, Holds, field};

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
