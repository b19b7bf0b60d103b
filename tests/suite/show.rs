//! How problems are told: the corrected lines, and what each code means.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use escale::problem::explain::{codes, explain};
use escale::problem::fix::{Correction, Lines, apply};
use escale::problem::{Edit, Fix, Language, Level, Problem, show};
use escale::sources::Sources;
use proptest::prelude::*;

use super::cli::Project;
use super::parse::every_kind;
use super::project::{built, cases};

fn edit(line: u32, column: u32, length: u32, text: &str) -> Edit {
    Edit { line, column, length, text: text.to_owned() }
}

#[track_caller]
fn check_edits(text: &str, edits: &[Edit], expected: &str) {
    assert_eq!(apply(text, edits), expected);
}

#[test]
fn edits_change_the_places_they_name() {
    check_edits("a\nété: x\nb\n", &[edit(2, 1, 3, "Été")], "a\nÉté: x\nb\n");
    check_edits("a: b, c\n", &[edit(1, 7, 1, "C"), edit(1, 4, 1, "B")], "a: B, C\n");
    check_edits("a\nb\n", &[edit(2, 1, 0, "---\n")], "a\n---\nb\n");
    check_edits("a\nb\n", &[edit(3, 1, 0, "c\n")], "a\nb\nc\n");
    check_edits("", &[edit(1, 1, 0, "---\n")], "---\n");
    check_edits("a\nb\nc\n", &[edit(2, 1, u32::MAX, "")], "a\nc\n");
    check_edits("a\nb: c", &[edit(2, 2, u32::MAX, "")], "a\nb");
    check_edits("a\nb\n", &[edit(1, 2, u32::MAX, " ")], "a b\n");
    check_edits("a\n", &[edit(1, 1, 0, "1"), edit(1, 1, 0, "2")], "12a\n");
}

#[test]
fn edits_that_overlap_or_lie_outside_are_passed_over() {
    check_edits("abcd\n", &[edit(1, 2, 2, "X"), edit(1, 3, 1, "Y")], "aXd\n");
    check_edits("abcd\n", &[edit(1, 4, 2, "X"), edit(1, 6, 0, "Y"), edit(0, 1, 0, "Z"), edit(1, 0, 0, "Z")], "abcd\n");
    check_edits("abcd\n", &[edit(3, 1, 0, "X"), edit(u32::MAX, u32::MAX, 7, "Y")], "abcd\n");
}

fn any_edit() -> impl Strategy<Value = Edit> {
    let length = prop_oneof![0..6_u32, Just(u32::MAX), any::<u32>()];
    (0..8_u32, 0..8_u32, length, "[aé\n]{0,3}")
        .prop_map(|(line, column, length, text)| edit(line, column, length, &text))
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn any_edits_leave_the_other_lines_alone(text in "[ab é\n]{0,40}", edits in prop::collection::vec(any_edit(), 0..6)) {
        let lines = Lines::new(text.as_str());
        prop_assert_eq!(apply(&text, &[]), text.as_str());
        let whole = Fix { edits: edits.clone() }.corrections(&lines);
        let later = apply(&text, &edits);
        prop_assert_eq!(whole.is_empty(), later == text);
        let touched: BTreeSet<usize> = edits.iter().map(|edit| edit.line as usize).collect();
        let mut rest = later.as_str();
        for (index, line) in text.split_inclusive('\n').enumerate() {
            if !touched.contains(&(index + 1)) {
                let at = rest.find(line);
                prop_assert!(at.is_some(), "line {} is gone", index + 1);
                rest = &rest[at.unwrap() + line.len()..];
            }
        }
    }
}

#[test]
fn a_correction_is_told_line_by_line() {
    let corrections = |text: &str, edits: &[Edit]| Fix { edits: edits.to_vec() }.corrections(&Lines::new(text));
    let replace = |line, text: &str| Correction::Replace { line, text: text.to_owned() };
    let insert = |line, text: &str| Correction::Insert { line, text: text.to_owned() };
    assert_eq!(corrections("a\n b\n", &[edit(2, 2, 1, "c")]), [replace(2, " c")]);
    assert_eq!(corrections("a\nb\n", &[edit(2, 1, 0, "x\ny\n")]), [insert(2, "x\ny")]);
    assert_eq!(corrections("a\nb\n", &[edit(1, 1, u32::MAX, "")]), [Correction::Delete { line: 1 }]);
    assert_eq!(corrections("a\nb\n", &[edit(1, 1, u32::MAX, "c\n")]), [replace(1, "c")]);
    assert_eq!(corrections("a\nb\n", &[edit(2, 2, u32::MAX, "")]), [replace(2, "b")]);
    assert_eq!(
        corrections("a\nb\nc\n", &[edit(1, 2, u32::MAX, " "), edit(3, 1, 1, "d")]),
        [Correction::Delete { line: 1 }, replace(2, "a b"), replace(3, "d")]
    );
}

#[test]
fn every_code_is_explained_in_both_languages() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/problem/kind.rs");
    let source = std::fs::read_to_string(source).unwrap();
    let known: BTreeSet<&str> = source.split('"').filter(|text| text.len() == 4 && text.starts_with('E')).collect();
    assert_eq!(codes().collect::<BTreeSet<_>>(), known, "docs/problemes.md");
    assert!(codes().is_sorted());
    for code in known {
        let [french, english] = [Language::French, Language::English].map(|language| explain(code, language));
        let (french, english) = (french.unwrap(), english.unwrap_or_else(|| panic!("docs/problems.md lacks {code}")));
        assert_ne!(french.title, english.title);
        assert!(french.text.contains("\n\n    ") && english.text.contains("\n\n    "), "{code} has no example");
        let lines = french.text.lines().filter(|line| !line.is_empty()).count();
        assert!((3..=12).contains(&lines), "{code} has {lines} lines");
        assert_eq!(french.text.lines().count(), english.text.lines().count(), "{code}");
    }
}

#[test]
fn every_explanation_says_the_level_that_problems_have() {
    let mut levels: BTreeMap<&str, Level> = BTreeMap::new();
    for (sources, _) in every_kind() {
        levels.extend(built(&sources).1.iter().map(|problem: &Problem| (problem.kind.code(), problem.level())));
    }
    for (code, level) in levels {
        for language in [Language::French, Language::English] {
            assert_eq!(explain(code, language).unwrap().level, show::level(level, language), "{code}");
        }
    }
}

#[test]
fn explain_tells_what_a_code_means_without_a_project() {
    let project = Project::new(&Sources::new());
    let answer = project.run("explain E021");
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    assert_eq!(
        answer.stdout,
        "\
BLOQUANT  Un partenaire qui n'est pas dans la liste  [E021]

Le nom et le lien du partenaire viennent de sa fiche : sans elle, il n'y a rien à montrer.

Corrigez le nom, ou créez la fiche du partenaire dans le dossier partenaires.

    faux   partenaires: [agephif]
    juste  partenaires: [agefiph]
"
    );
    for same in ["e021", "21", "e21"] {
        assert_eq!(project.run(&format!("explain {same}")).stdout, answer.stdout);
    }
    assert!(project.run("explain E021 --lang en").stdout.starts_with("BLOCKING  A partner that is not in the list"));
    let unknown = project.run("explain E029");
    assert_eq!((unknown.code, unknown.stdout.as_str()), (1, ""));
    assert_eq!(unknown.stderr, "Ce code n'existe pas : E029\nVouliez-vous dire « E030 » ?\n");
    assert_eq!(project.run("explain 99999999999").code, 1);
}
