//! The forgiving reader: it never fails, and what it takes without a word means the same to any reader of YAML.

use escale::problem::fix::corrected_files;
use escale::sources::Sources;
use proptest::prelude::*;

use super::project::{OCCITANIE, built, cases, event, minimal, parsed};

const EVENT: &str = "regions/occitanie/evenements/e.md";

/// One of each kind of file.
const FILES: [&str; 7] = [
    "escale.yaml",
    "regions/occitanie/region.yaml",
    EVENT,
    "content/partenaires/p.md",
    "content/lieux/l.yaml",
    "content/pages/p.md",
    ".escale/adresses.txt",
];

fn with_file(path: &str, bytes: &[u8]) -> Sources {
    let mut sources = minimal();
    sources.insert(path, bytes);
    sources
}

/// The event's title, and how many problems there are.
fn title(sources: &Sources) -> (Option<String>, usize) {
    let parsed = parsed(sources);
    let regions = parsed.content.map(|content| content.programme.regions).unwrap_or_default();
    let title = regions.first().and_then(|region| region.events.first()).map(|event| event.title.clone());
    (title, parsed.problems.len())
}

/// The title as a reader of YAML has it, when it reads the header at all.
fn title_in_yaml(text: &str) -> Option<String> {
    let header = text.split("---\n").nth(1)?;
    let map: serde_yaml::Mapping = serde_yaml::from_str(header).ok()?;
    match map.get("titre")? {
        serde_yaml::Value::String(title) => Some(title.clone()),
        // We read no types: « 12 » and « oui » are texts.
        serde_yaml::Value::Number(_) | serde_yaml::Value::Bool(_) => {
            let line = header.lines().find_map(|line| line.strip_prefix("titre:"))?;
            Some(line.split(" #").next()?.trim().to_owned())
        }
        _ => None,
    }
}

fn on_one_line(text: &str) -> String {
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

fn of_title(written: &str) -> String {
    event(&format!("titre: {written}"))
}

/// Pieces that headers are made of, right and wrong.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "titre",
            "date",
            "lieu",
            "inscription",
            "lien",
            "partenaires",
            "image",
            "fichier",
            ":",
            ": ",
            "\n",
            "\n  ",
            "\n\t",
            "\n- ",
            "- ",
            "[",
            "]",
            "{",
            "}",
            ",",
            "\"",
            "'",
            " #",
            "# ",
            "&",
            "*",
            "!",
            "|",
            ">",
            "---",
            "---\n",
            "\r\n",
            "<<<<<<< x\n",
            "=======\n",
            ">>>>>>> x\n",
            "\u{a0}",
            "\u{200b}",
            "é",
            "17 mai 2027",
            "14h",
            "https://example.org/",
            "x",
        ])
        .prop_map(str::to_owned),
        "[ -~]{0,4}",
        "\\PC{0,3}",
    ]
}

#[test]
fn corrections_that_once_never_ended_end() {
    const REGION: &str = "regions/occitanie/region.yaml";
    let of_region = |lines: &str| (REGION, format!("{OCCITANIE}{lines}"));
    let of_event = |lines: &str| (EVENT, event(lines));
    for (path, text) in [
        of_event("titre: \"a\u{1}b\\tc\""),
        of_event("titre: \"a\u{1}b\\\\\" # c"),
        of_event("partenaires: [a, \"b {c: \"d"),
        of_event("partenaires: [a, {b]]]"),
        of_region("chiffres:\n  -       valeur: 1\n    libelle: x\n"),
        of_region("chiffres:\n-   valeur: 1\n libelle: x\n"),
        of_event("lien_direct: https://salle.example.org/aura-rece: oui\n  documents_accessibles: oui"),
        of_event("lien_direct: www.example.org\n  suite"),
        of_event("partenaires: a\n  b"),
        of_event("intervenants:\n  - Une: deux\n    trois"),
        of_event("titre: Un # deux\n  trois"),
        of_event("editions:\n  - source: https://example.org/a\n  ` b"),
    ] {
        let mut sources = with_file(path, text.as_bytes());
        for _ in 0..3 {
            for (file, (bytes, _)) in corrected_files(&sources, &built(&sources).1) {
                sources.insert(file, bytes);
            }
        }
        assert!(corrected_files(&sources, &built(&sources).1).is_empty(), "{}", sources.text(path).unwrap());
    }
}

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn any_bytes_in_any_file_are_read(file in 0..FILES.len(), bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = parsed(&with_file(FILES[file], &bytes));
    }

    #[test]
    fn any_pieces_of_a_header_are_read(file in 0..FILES.len(), pieces in prop::collection::vec(piece(), 0..30)) {
        let text = pieces.concat();
        let _ = parsed(&with_file(FILES[file], text.as_bytes()));
        let _ = parsed(&with_file(FILES[file], format!("---\n{text}\n---\n{text}").as_bytes()));
    }

    #[test]
    fn certain_corrections_end(pieces in prop::collection::vec(piece(), 0..20)) {
        let mut sources = with_file(EVENT, event(&pieces.concat()).as_bytes());
        for _ in 0..8 {
            let files = corrected_files(&sources, &built(&sources).1);
            if files.is_empty() {
                return Ok(());
            }
            for (file, (bytes, _)) in files {
                sources.insert(file, bytes);
            }
        }
        prop_assert!(false, "still to correct:\n{}", sources.text(EVENT).unwrap());
    }
}

proptest! {
    #![proptest_config(cases(250))]

    #[test]
    fn what_is_taken_without_a_word_is_yaml(written in prop_oneof!["[ -~]{1,20}", "\\PC{1,10}", "[a-c:#\"'\\[\\]{},&*!|>%@` -]{1,12}"]) {
        let text = of_title(&written);
        let (ours, problems) = title(&with_file(EVENT, text.as_bytes()));
        if let (Some(ours), 0) = (ours, problems) {
            let yaml = title_in_yaml(&text).map(|title| on_one_line(&title));
            // A word processor's quotes are quotes to us.
            let yaml = yaml.map(|title| title.trim_matches(['“', '”', '‘', '’', '„']).to_owned());
            prop_assert_eq!(Some(ours.trim_matches(['“', '”', '‘', '’', '„'])), yaml.as_deref(), "{}", text);
        }
    }

    #[test]
    fn a_corrected_title_is_the_same_title_to_everybody(written in prop_oneof!["[ -~]{1,20}", "[a-c:#\"'\\[\\]{},&*!|>%@`\\\\ -]{1,12}"]) {
        let mut sources = with_file(EVENT, of_title(&written).as_bytes());
        let (former, _) = title(&sources);
        for (file, (bytes, _)) in corrected_files(&sources, &built(&sources).1) {
            sources.insert(file, bytes);
        }
        let (later, _) = title(&sources);
        prop_assert_eq!(&former, &later, "{}", sources.text(EVENT).unwrap());
        if let Some(later) = later {
            let yaml = title_in_yaml(&sources.text(EVENT).unwrap()).map(|title| on_one_line(&title));
            prop_assert_eq!(Some(later), yaml, "{}", sources.text(EVENT).unwrap());
        }
    }
}
