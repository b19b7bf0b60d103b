//! How problems are told: the corrected line, however many problems there are, in each form, and each code.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use escale::problem::explain::{codes, explain};
use escale::problem::fix::{Correction, Lines, apply_to_file};
use escale::problem::show::{self, Style};
use escale::problem::{Edit, Fix, Kind, Language, Level, Problems};
use escale::sources::{Place, Sources};
use proptest::prelude::*;
use scraper::{Html, Selector};
use serde_json::{Value, json};

use super::cli::{DATE, Project};
use super::parse::every_kind;
use super::project::{built, cases, with};

const FRENCH: Style = Style { language: Language::French, has_colour: false };
const ENGLISH: Style = Style { language: Language::English, has_colour: false };

fn edit(line: u32, column: u32, length: u32, text: &str) -> Edit {
    Edit { line, column, length, text: text.to_owned() }
}

fn place(file: &str, line: u32, column: u32, length: u32) -> Place {
    Place { file: file.into(), line, column, length }
}

/// One file with one problem, and its certain correction.
fn fixed(text: &str, place: Place, kind: Kind, edits: &[Edit]) -> (Sources, Problems) {
    let mut sources = Sources::new();
    sources.insert(place.file.clone(), text.as_bytes());
    let mut problems = Problems::new();
    problems.push_fixed(place, kind, Fix { edits: edits.to_vec() });
    (sources, problems)
}

fn agefiph() -> (Sources, Problems) {
    let kind = Kind::UnknownPartner { id: "agephif".to_owned(), suggestion: Some("agefiph".to_owned()) };
    fixed("é: 1\npartenaires: [agephif, pwc]\n", place("e,é:100%.md", 2, 15, 7), kind, &[edit(2, 15, 7, "agefiph")])
}

/// A text with edits in it.
fn apply(text: &str, edits: &[Edit]) -> String {
    String::from_utf8(apply_to_file(text.as_bytes(), edits).unwrap()).unwrap()
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
fn the_corrected_line_is_shown_in_every_form() {
    let (sources, problems) = agefiph();
    let line = "partenaires: [agefiph, pwc]";
    let text = show::text(&problems, &sources, FRENCH);
    assert!(
        text.contains(&format!("  Remplacez la ligne 2 par :  {line}\n  Ou créez sa fiche :         escale")),
        "{text}"
    );
    assert!(show::text(&problems, &sources, ENGLISH).contains(&format!("  Replace line 2 by:   {line}\n")));
    assert!(show::html(&problems, &sources, Language::French).contains(&format!("<code>{line}</code>")));
    assert!(show::github(&problems, &sources, Language::French).contains(&format!("par :  {line}%0A")));
    assert!(show::sarif(&problems, &sources, Language::French).to_string().contains(line));
    let json = &show::json(&problems, &sources, Language::French)[0];
    assert_eq!(json["fix"], json!([{ "line": 2, "column": 15, "length": 7, "text": "agefiph" }]));
    assert_eq!(json["remedies"][0], format!("Remplacez la ligne 2 par :  {line}"));
}

#[test]
fn corrections_of_several_lines_are_shown_one_by_one() {
    let kind = Kind::DuplicateField { field: "a".to_owned(), first_line: 1 };
    let edits = [edit(1, 1, u32::MAX, ""), edit(2, 1, 0, "x\n  y\n"), edit(3, 1, 1, "z")];
    let (sources, problems) = fixed("a: 1\na: 2\nb\n", place("e.md", 2, 1, 1), kind, &edits);
    let text = show::text(&problems, &sources, FRENCH);
    let told = "
  Supprimez la ligne 1.
  Ajoutez avant la ligne 2 :  x
                                y
  Remplacez la ligne 3 par :  z
";
    assert!(text.contains(told), "{text}");
    let html = show::html(&problems, &sources, Language::French);
    assert!(html.contains("<pre><code>x\n  y</code></pre>"), "{html}");
}

#[test]
fn of_a_correction_of_very_many_lines_the_first_are_shown() {
    let edits: Vec<Edit> = (1..=12).map(|line| edit(line, 1, 1, "b")).collect();
    let (sources, problems) = fixed(&"a\n".repeat(12), place("e.md", 1, 1, 1), Kind::NotUtf8, &edits);
    let text = show::text(&problems, &sources, FRENCH);
    assert!(text.contains("  Remplacez la ligne 10 par :  b\n  … et 2 autres lignes.\n"), "{text}");
}

#[test]
fn certain_corrections_are_counted_at_the_end() {
    let (_, mut problems) = agefiph();
    assert_eq!(
        show::fixes(&problems, Language::French).unwrap(),
        "1 correction est sûre : « escale check --fix » l'écrit pour vous."
    );
    problems.absorb(agefiph().1);
    assert_eq!(
        show::fixes(&problems, Language::French).unwrap(),
        "2 corrections sont sûres : « escale check --fix » les écrit pour vous."
    );
    assert_eq!(
        show::fixes(&problems, Language::English).unwrap(),
        "2 corrections are certain: “escale check --fix” writes them for you."
    );
    assert_eq!(show::fixes(&Problems::new(), Language::French), None);
}

/// So many files, with so many advices each; every file at a multiple of `blocking_every` also has a problem
/// that blocks, after them.
fn many(files: usize, advices: u32, blocking_every: usize) -> (Sources, Problems) {
    let mut problems = Problems::new();
    for file in 0..files {
        let path: std::sync::Arc<str> = format!("regions/occitanie/pages/{file:04}.md").into();
        for line in 1..=advices {
            problems.push(Place::line(&path, line), Kind::CodeTooLong);
        }
        if file.is_multiple_of(blocking_every) {
            problems.push(Place::line(&path, advices + 1), Kind::TextNotUnderstood);
        }
    }
    (Sources::new(), problems)
}

#[test]
fn a_few_problems_are_shown_whole() {
    let (sources, problems) = many(20, 29, 1);
    assert_eq!(show::brief(&problems, &sources, FRENCH), show::text(&problems, &sources, FRENCH));
}

#[test]
fn of_very_many_problems_the_rest_is_counted_and_what_blocks_is_shown() {
    let (sources, problems) = many(1_230, 1, 25);
    let text = show::brief(&problems, &sources, FRENCH);
    let shown = |code: &str| text.matches(code).count();
    assert_eq!((shown("[E065]"), shown("[E066]")), (20, 21));
    let end = "\n\n… et 1\u{202f}239 autres problèmes dans 1\u{202f}210 fichiers : 29 bloquants, 1\u{202f}210 conseils.
  Pour tout voir :        escale check --all
  Une région à la fois :  escale check --region occitanie
  Pour un programme :     escale check --format json\n\n";
    assert!(text.ends_with(end), "{text}");
    assert!(
        show::brief(&problems, &sources, ENGLISH).contains("… and 1,239 more problems in 1,210 files: 29 blocking,")
    );
    let whole = show::text(&problems, &sources, FRENCH);
    assert_eq!(whole.matches("[E06").count(), problems.len());
}

#[test]
fn of_a_file_with_very_many_problems_what_blocks_comes_before_the_rest() {
    let (sources, problems) = many(1, 40, 1);
    let text = show::brief(&problems, &sources, FRENCH);
    assert_eq!((text.matches("[E065]").count(), text.matches("[E066]").count()), (29, 1));
    assert!(text.contains("\n… et 11 autres problèmes dans ce fichier : 11 conseils.\n"), "{text}");
    assert!(text.contains("escale check --all"));
    assert!(!text.contains("--region"), "nothing is hidden elsewhere: {text}");
}

#[test]
fn github_annotations_are_one_escaped_line_each() {
    let (sources, mut problems) = agefiph();
    problems.push(Place::file(&"notes.md".into()), Kind::Unread);
    problems.push(place("a.md", 3, 1, 0), Kind::CodeTooLong);
    let text = show::github(&problems, &sources, Language::French);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(
        lines[0],
        "::error file=e%2Cé%3A100%25.md,line=2,col=15,endColumn=21,\
         title=E021 Le partenaire « agephif » n'est pas dans la liste.::vouliez-vous dire « agefiph » ?%0A\
         Remplacez la ligne 2 par :  partenaires: [agefiph, pwc]%0AOu créez sa fiche :  escale new partenaire agephif"
    );
    assert!(lines[1].starts_with("::warning file=notes.md,title=E006 "), "{}", lines[1]);
    assert!(lines[2].starts_with("::notice file=a.md,line=3,title=E065 "), "{}", lines[2]);
}

/// What the schema of SARIF 2.1.0 requires of the objects that are written, and of their values.
fn check_sarif(log: &Value) {
    let keys = |value: &Value, known: &[&str]| {
        for key in value.as_object().unwrap().keys() {
            assert!(known.contains(&key.as_str()), "{key} is no property of {value}");
        }
    };
    keys(log, &["$schema", "version", "runs"]);
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    keys(run, &["tool", "language", "columnKind", "results"]);
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let driver = &run["tool"]["driver"];
    keys(driver, &["name", "version", "semanticVersion", "language", "rules"]);
    assert_eq!(driver["name"], "escale");
    let rules = driver["rules"].as_array().unwrap();
    let ids: Vec<&str> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert!(ids.is_sorted() && ids.windows(2).all(|pair| pair[0] != pair[1]), "{ids:?}");
    for rule in rules {
        keys(rule, &["id", "defaultConfiguration", "shortDescription", "fullDescription", "help"]);
        for part in ["shortDescription", "fullDescription", "help"] {
            assert!(!rule[part]["text"].as_str().unwrap().is_empty());
        }
    }
    let mut prints = BTreeSet::new();
    for result in run["results"].as_array().unwrap() {
        keys(result, &["ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints", "fixes"]);
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(result["ruleId"], ids[index]);
        assert_eq!(result["level"], rules[index]["defaultConfiguration"]["level"]);
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let location = &result["locations"][0]["physicalLocation"];
        keys(location, &["artifactLocation", "region"]);
        let uri = location["artifactLocation"]["uri"].as_str().unwrap();
        assert!(uri.is_ascii() && !uri.starts_with('/') && !uri.contains([' ', ':', '#', '?']), "{uri}");
        if let Some(region) = location.get("region") {
            keys(region, &["startLine", "startColumn", "endColumn"]);
            assert!(region["startLine"].as_u64().unwrap() > 0);
        }
        assert!(prints.insert(result["partialFingerprints"]["problem/v1"].as_str().unwrap()), "{result}");
        for fix in result["fixes"].as_array().into_iter().flatten() {
            let change = &fix["artifactChanges"][0];
            assert_eq!(change["artifactLocation"], location["artifactLocation"]);
            assert!(!change["replacements"].as_array().unwrap().is_empty());
        }
    }
}

#[test]
fn sarif_holds_what_the_standard_requires() {
    for (sources, _) in every_kind() {
        for language in [Language::French, Language::English] {
            check_sarif(&show::sarif(&built(&sources).1, &sources, language));
        }
    }
    check_sarif(&show::sarif(&Problems::new(), &Sources::new(), Language::French));
}

#[test]
fn sarif_says_the_place_the_words_and_the_fix() {
    let (sources, problems) = agefiph();
    let log = show::sarif(&problems, &sources, Language::French);
    check_sarif(&log);
    let result = &log["runs"][0]["results"][0];
    let artifact = json!({ "uri": "e%2C%C3%A9%3A100%25.md", "uriBaseId": "%SRCROOT%" });
    assert_eq!(
        result["locations"],
        json!([{ "physicalLocation": {
            "artifactLocation": artifact,
            "region": { "startLine": 2, "startColumn": 15, "endColumn": 22 },
        } }])
    );
    let region = json!({ "startLine": 2, "startColumn": 15, "endLine": 2, "endColumn": 22 });
    let replacement = json!({ "deletedRegion": region, "insertedContent": { "text": "agefiph" } });
    assert_eq!(
        result["fixes"],
        json!([{ "artifactChanges": [{ "artifactLocation": artifact, "replacements": [replacement] }] }])
    );
    assert_eq!(result["level"], "error");
    let rule = &log["runs"][0]["tool"]["driver"]["rules"][0];
    assert_eq!(rule["shortDescription"]["text"], explain("E021", Language::French).unwrap().title);
}

#[test]
fn sarif_deletes_a_line_with_its_break_where_it_has_one() {
    let deleted = |text: &str, line| {
        let (sources, problems) = fixed(text, place("e.md", 1, 1, 1), Kind::Unread, &[edit(line, 1, u32::MAX, "")]);
        let log = show::sarif(&problems, &sources, Language::French);
        log["runs"][0]["results"][0]["fixes"][0]["artifactChanges"][0]["replacements"][0].clone()
    };
    let region = |end_line, end_column| json!({ "deletedRegion": { "startLine": 1, "startColumn": 1, "endLine": end_line, "endColumn": end_column } });
    assert_eq!(deleted("ab\ncd\n", 1), region(2, 1));
    assert_eq!(deleted("ab", 1), region(1, 3));
}

#[test]
fn sarif_fingerprints_stay_when_lines_move_and_languages_change() {
    let prints = |header: &str, language| -> Vec<String> {
        let sources = with(&[("regions/occitanie/evenements/e.md", header)]);
        let log = show::sarif(&built(&sources).1, &sources, language);
        let results = log["runs"][0]["results"].as_array().unwrap();
        results.iter().map(|result| result["partialFingerprints"]["problem/v1"].as_str().unwrap().to_owned()).collect()
    };
    let former = prints("partenaires: [xyz, xyz]\nplace: 3", Language::French);
    assert_eq!(former.len(), 3);
    assert_eq!(former.iter().collect::<BTreeSet<_>>().len(), 3, "{former:?}");
    assert_eq!(prints("# Note\n\npartenaires: [xyz, xyz]\nplace: 3", Language::English), former);
    assert_ne!(prints("partenaires: [xya, xyz]\nplace: 3", Language::French), former);
}

#[test]
fn a_sarif_message_holds_no_link_of_markdown() {
    let (sources, problems) = fixed("x", place("p.md", 1, 1, 1), Kind::NoDescription, &[]);
    let log = show::sarif(&problems, &sources, Language::French);
    let text = log["runs"][0]["results"][0]["message"]["text"].as_str().unwrap();
    assert!(text.contains("!\\[Des participantes devant un ordinateur\\](image.jpg)"), "{text}");
}

#[test]
fn the_page_of_problems_is_whole_accessible_and_escaped() {
    let evil = "titre: \"<script>alert(1)</script>\u{202e}\"\npartenaires: [\"<b>&\"]\nplace: 3";
    let sources = with(&[("regions/occitanie/evenements/<i>.md", evil), ("content/notes.md", "x")]);
    for (language, lang) in [(Language::French, "fr"), (Language::English, "en")] {
        let problems = built(&sources).1;
        let text = show::html(&problems, &sources, language);
        let page = Html::parse_document(&text);
        let all = |selector: &str| -> Vec<String> {
            let found = Selector::parse(selector).unwrap();
            page.select(&found).map(|element| element.text().collect()).collect()
        };
        assert!(text.starts_with(&format!("<!doctype html>\n<html lang=\"{lang}\">")));
        assert_eq!((all("title").len(), all("main h1").len()), (1, 1));
        assert_eq!(all("h1")[0].replace('\u{a0}', " "), show::count(&problems, language));
        assert_eq!(all("li").len(), problems.len());
        let files: BTreeSet<&str> = problems.iter().map(|problem| &*problem.place.file).collect();
        assert_eq!(all("section > h2").iter().map(String::as_str).collect::<BTreeSet<_>>(), files);
        assert!(all("script, link:not([href^='data:']), img, iframe, b, i, [style]").is_empty(), "{text}");
        assert!(all("mark").contains(&"\"<b>&\"".to_owned()), "{:?}", all("mark"));
        assert!(!text.contains('\u{202e}'));
        for (problem, heading) in problems.iter().zip(all("h3")) {
            assert!(heading.starts_with(show::level(problem.level(), language)), "{heading}");
        }
    }
}

#[test]
fn every_code_is_explained_in_both_languages() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/problem");
    let source = ["codes.rs", "access.rs", "upkeep.rs", "writing.rs"]
        .map(|file| std::fs::read_to_string(folder.join(file)).unwrap())
        .concat();
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
        for problem in built(&sources).1.iter() {
            let level = levels.entry(problem.kind.code()).or_insert(problem.level());
            *level = (*level).max(problem.level());
        }
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

#[test]
fn the_program_tells_problems_in_the_form_asked_for() {
    let pages: Vec<(String, String)> =
        (0..25).map(|number| (format!("content/pages/p{number:02}.md"), "[a](b)".to_owned())).collect();
    let files: Vec<(&str, &str)> = pages.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let project = Project::new(&with(&files));
    let check = |arguments: &str| project.run(&format!("check {DATE} {arguments}"));
    let text = check("");
    assert_eq!((text.stderr.matches("[E050]").count(), text.stdout.as_str()), (20, ""));
    assert!(text.stderr.contains("… et 5 autres problèmes dans 5 fichiers : 5 à corriger."), "{}", text.stderr);
    assert!(text.stderr.ends_with("\n25 problèmes : 25 à corriger.\n"), "{}", text.stderr);
    assert_eq!(check("--all").stderr.matches("[E050]").count(), 25);
    let github = check("--format github");
    assert_eq!(github.stdout.lines().filter(|line| line.starts_with("::warning file=content/pages/p")).count(), 25);
    assert_eq!(github.stderr, "25 problèmes : 25 à corriger.\n");
    let sarif = check("--format sarif");
    assert_eq!(sarif.stderr, "");
    let log: Value = serde_json::from_str(&sarif.stdout).unwrap();
    assert_eq!(log["runs"][0]["results"].as_array().unwrap().len(), 25);
    let html = check("--format html");
    assert!(html.stdout.starts_with("<!doctype html>") && html.stderr.is_empty());
    let unknown = check("--format pdf");
    assert_eq!(unknown.code, 2);
}

#[test]
fn a_very_long_line_is_not_written_out_anew() {
    let long = format!("{}[x](agephif)", "mot ".repeat(1_000));
    let kind = Kind::BrokenLink { target: "agephif".to_owned(), suggestion: Some("agefiph".to_owned()) };
    let place = place("p.md", 1, 4_005, 7);
    let (sources, problems) = fixed(&long, place, kind, &[edit(1, 4_005, 7, "agefiph")]);
    let text = show::text(&problems, &sources, FRENCH);
    assert!(text.contains("\n  Écrivez :  agefiph\n") && text.len() < 1_000, "{text}");
}
