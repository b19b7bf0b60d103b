//! `docs/contenu.md`, the reference for staff, tells the truth: its examples are built, and what the code
//! asks for stands in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::project::photo;
use escale::model::codes::REGION_CODES;
use escale::model::event::{EventAccessibility, EventKind, Mode, STATUS_WORDS};
use escale::model::partner::{Level, Role};
use escale::model::region::Preposition;
use escale::model::venue::Venue;
use escale::problem::{Language, show};
use escale::schema::{Field, FileKind, Holds};
use escale::sources::Sources;
use escale::{Options, build};

/// Stands before an example that is a whole file.
pub const MARK: &str = "<!-- fichier : ";

/// A block of code after a mark.
pub struct Example {
    /// What the mark says: a path.
    pub label: String,
    /// What is in the block.
    pub body: String,
}

/// Pictures that the examples name; any bytes of a picture will do.
const PICTURES: [&str; 3] =
    ["content/images/atelier.png", "content/images/france-travail.png", "regions/bretagne/images/forum.jpg"];

/// One example of each kind of file at least.
const KINDS: [&str; 9] = [
    "escale.yaml",
    "region.yaml",
    "/evenements/",
    "/partenaires/",
    "/lieux/",
    "content/pages/",
    "/actualites/",
    "content/hub/",
    "content/evenements/",
];

pub fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn reference() -> String {
    read("docs/contenu.md")
}

/// The marked examples, by the path of the file they are.
pub fn examples(text: &str) -> BTreeMap<String, String> {
    let mut examples = BTreeMap::new();
    for Example { label, body } in marked(text, MARK) {
        assert!(!examples.contains_key(&label), "{label} stands twice");
        examples.insert(label, body);
    }
    examples
}

/// The blocks of code that follow a mark.
pub fn marked(text: &str, mark: &str) -> Vec<Example> {
    let mut found = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(label) = line.strip_prefix(mark).and_then(|rest| rest.strip_suffix(" -->")) else { continue };
        let opening = lines.next().unwrap_or_default();
        let language = opening.trim_start_matches('`');
        let fence = &opening[..opening.len() - language.len()];
        assert!(fence.len() >= 3, "no example follows the mark of {label}");
        assert!(["yaml", "markdown", "text"].contains(&language), "{label}: {language}");
        let body: String = lines.by_ref().take_while(|line| *line != fence).map(|line| format!("{line}\n")).collect();
        found.push(Example { label: label.to_owned(), body });
    }
    found
}

/// Adds the files below a folder, under the name of another.
fn add(sources: &mut Sources, folder: &Path, name: &str) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{name}/{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            add(sources, &path, &name);
        } else {
            sources.insert(name, fs::read(path).unwrap());
        }
    }
}

/// Names between back ticks.
fn in_back_ticks(text: &str) -> BTreeSet<&str> {
    text.lines().filter(|line| !line.starts_with("```")).flat_map(|line| line.split('`').skip(1).step_by(2)).collect()
}

/// What a text quotes between two marks of it: `"a", "b"` → a, b.
fn quoted<'t>(text: &'t str, from: &str, to: &str) -> Vec<&'t str> {
    let list = text.split_once(from).unwrap().1.split_once(to).unwrap().0;
    list.split('"').skip(1).step_by(2).collect()
}

fn parse_files() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/parse");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.is_file()).map(|path| fs::read_to_string(path).unwrap()).collect()
}

/// The functions that are given the name of a field: `text` of `pub fn text(&mut self, name: &'static str)`.
fn askers(files: &[String]) -> BTreeSet<&str> {
    let functions = files.iter().flat_map(|text| text.split("pub fn ").skip(1));
    functions
        .filter(|function| function.split('{').next().unwrap().contains("name: &'static str"))
        .map(|function| function.split(['(', '<']).next().unwrap())
        .collect()
}

/// The names of fields that the code asks for: the first text given to one of those functions.
fn fields(files: &[String]) -> BTreeSet<&str> {
    let mut fields = BTreeSet::new();
    for asker in askers(files) {
        let call = format!("{asker}(");
        for (text, at) in files.iter().flat_map(|text| text.match_indices(&call).map(move |(at, _)| (text, at))) {
            let arguments = text[at + call.len()..].trim_start();
            let arguments = arguments.strip_prefix("&mut fields,").unwrap_or(arguments).trim_start();
            let name = arguments.strip_prefix('"').and_then(|rest| rest.split('"').next());
            fields.extend(name.filter(|name| name.starts_with(|c: char| c.is_ascii_lowercase())));
        }
    }
    fields
}

fn missing<'a>(words: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let text = reference() + &read("docs/reference.md");
    let said = in_back_ticks(&text);
    words.into_iter().filter(|word| !said.contains(word)).collect()
}

/// The examples of `docs/contenu.md` as a project.
pub fn example_project() -> Sources {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = Sources::new();
    add(&mut sources, &root.join("tests/sites/theme"), "themes/declics");
    for path in PICTURES {
        let picture = fs::read(root.join("content/images/ligne-arrets.png")).unwrap();
        sources.insert(path, if path.ends_with(".png") { picture } else { photo(3, 2) });
    }
    for (path, text) in examples(&reference()) {
        sources.insert(path, text.into_bytes());
    }
    // What the example of a hidden page hides.
    let hidden = "content/pages/a-quoi-ressemble-du-code.md";
    sources.insert(hidden, "---\ntitre: Du code\n---\nUn texte.\n".as_bytes());
    sources
}

#[test]
fn the_examples_are_a_project_without_a_problem() {
    let examples = examples(&reference());
    let unseen = |kind: &&str| !examples.keys().any(|path| path.contains(*kind));
    assert_eq!(KINDS.into_iter().filter(|kind| unseen(kind)).collect::<Vec<_>>(), Vec::<&str>::new());

    let sources = example_project();
    let (output, problems) = build(&sources, &Options::at("2027-05-10T06:00:00Z".parse().unwrap()));
    let said: Vec<String> = problems
        .iter()
        .map(|p| format!("{}:{} {}", p.place.file, p.place.line, show::message(p, Language::French).title))
        .collect();
    assert_eq!(said, Vec::<String>::new());
    for path in ["a-propos/", "bretagne/evenements/2027-05-27-forum/", "bretagne/ecrire/"] {
        assert!(output.get(&format!("{path}index.html")).is_some(), "no {path}");
    }
}

/// Every name of the tables of what staff may write.
fn names(fields: &'static [Field], names: &mut BTreeSet<&'static str>) {
    for field in fields {
        names.insert(field.name);
        if let Holds::Map(below) | Holds::Maps(below) | Holds::WordOrMap(_, below) = field.holds {
            self::names(below, names);
        }
    }
}

#[test]
fn the_code_asks_for_every_field_of_the_tables_and_no_other() {
    let files = parse_files();
    let mut asked = fields(&files);
    asked.extend(Venue::FACTS.into_iter().chain(EventAccessibility::FACTS));
    let mut told = BTreeSet::new();
    for kind in FileKind::ALL {
        names(kind.fields(), &mut told);
    }
    assert_eq!(asked, told);
}

#[test]
fn every_choice_is_documented() {
    fn words<T>(words: &[(&'static str, T)]) -> Vec<&'static str> {
        words.iter().map(|(word, _)| *word).collect()
    }
    let raw_html = read("src/parse/raw_html.rs");
    assert_eq!(missing(words(&EventKind::WORDS)), Vec::<&str>::new());
    assert_eq!(missing(words(&Mode::WORDS)), Vec::<&str>::new());
    assert_eq!(missing(words(&Role::WORDS)), Vec::<&str>::new());
    assert_eq!(missing(words(&Level::WORDS)), Vec::<&str>::new());
    assert_eq!(missing(Preposition::ALL), Vec::<&str>::new());
    assert_eq!(missing(STATUS_WORDS), Vec::<&str>::new());
    assert_eq!(missing(quoted(&raw_html, "const ALLOWED", "];")), Vec::<&str>::new());
    let text = reference();
    for code in REGION_CODES {
        assert!(text.contains(&format!("| {} | {} |", code.iso, code.insee)), "no {}", code.iso);
    }
    let block = read("src/parse/block.rs");
    let blocks: Vec<String> = quoted(&block, "const NAMES", "];").iter().map(|name| format!("[[{name}]]")).collect();
    assert_eq!(missing(blocks.iter().map(String::as_str)), Vec::<&str>::new());
}

#[test]
fn the_table_of_contents_leads_to_every_section() {
    let text = reference();
    // As GitHub makes anchors: lower case, no punctuation, hyphens for spaces.
    let anchor = |heading: &str| -> String {
        let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-'));
        kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
    };
    let whole_files = examples(&text);
    let in_example = |line: &str| whole_files.values().any(|body| body.lines().any(|own| own == line));
    let sections: BTreeSet<String> =
        text.lines().filter(|line| !in_example(line)).filter_map(|line| line.strip_prefix("## ")).map(anchor).collect();
    let contents = text.split("\n## ").next().unwrap();
    let links: BTreeSet<String> =
        contents.split("](#").skip(1).map(|rest| rest.split(')').next().unwrap().to_owned()).collect();
    assert_eq!(links, sections);
}
