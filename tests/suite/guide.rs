//! `docs/guide`, the tasks of staff, and the examples of `docs/problemes.md` tell the truth: what they show is
//! built, what they call wrong is wrong, and the program says of it what they say it does.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use escale::model::ledger;
use escale::problem::explain::{codes, explain};
use escale::problem::show::{self, Style};
use escale::problem::{Language, Problem, Problems};
use escale::sources::Sources;
use escale::{Options, build};

use super::cli::Project;
use super::docs::{Example, MARK, example_project, examples, marked, read};
use super::project::{REUNION, VENUE, built, shelf, with};

const WRONG: &str = "<!-- fichier faux : ";
const MESSAGE: &str = "<!-- message : ";
const ANSWER: &str = "<!-- réponse : ";
const TABLE: &str = "<!-- tableau : ";
const IMPORT: &str = "<!-- import : ";

/// The codes of `docs/problemes.md` whose examples are lines of an event's header, or a whole file of one.
const OF_AN_EVENT: [&str; 49] = [
    "E008", "E011", "E012", "E014", "E015", "E016", "E017", "E018", "E021", "E022", "E024", "E025", "E026", "E030",
    "E031", "E032", "E033", "E034", "E035", "E036", "E047", "E048", "E100", "E101", "E102", "E103", "E104", "E105",
    "E106", "E107", "E108", "E111", "E112", "E113", "E115", "E116", "E120", "E121", "E122", "E123", "E124", "E125",
    "E126", "E127", "E128", "E129", "E174", "E175", "E177",
];

/// The header of an event.
const VALID_EVENT: &str = "id: e\ntitre: Forum\ntype: forum\nresume: Un forum.\ndate: 2027-05-17\nmode: en-ligne\n\
    inscription: libre\n";

/// The pages of the guide, by name.
fn guide() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guide");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), read(&path))).collect()
}

/// The project of the examples of `docs/contenu.md` and of the guide, where what is wrong does not stand.
fn project() -> Sources {
    let mut sources = example_project();
    for (page, text) in guide() {
        for (path, body) in examples(&text) {
            assert!(sources.get(&path).is_none(), "{page}: {path} is another example too");
            sources.insert(path, body.into_bytes());
        }
    }
    let picture = sources.get("content/images/atelier.png").unwrap().to_vec();
    sources.insert("regions/bretagne/images/table-ronde.png", picture);
    sources
}

fn problems(sources: &Sources) -> Problems {
    let options = Options { store: shelf(), ..Options::at("2027-05-10T06:00:00Z".parse().unwrap()) };
    build(sources, &options).1
}

/// The project with a file of the guide that is wrong in it, and what is said of that file.
fn with_wrong(path: &str, body: &str) -> (Sources, Problems) {
    let mut sources = project();
    sources.insert(path, body.as_bytes().to_vec());
    // The page that puts the ledger right stands further down the same page of the guide.
    if path == ledger::FILE {
        let former = format!("anciennes_adresses: [{}]\n", body.trim());
        let mends = |text: &[u8]| String::from_utf8_lossy(text).contains(&former);
        let (file, text) = sources.iter().find(|(_, text)| mends(text)).expect("the guide mends it");
        let (file, text) = (file.to_string(), String::from_utf8_lossy(text).replace(&former, ""));
        sources.insert(file, text.into_bytes());
    }
    let found = problems(&sources);
    (sources, found)
}

fn style() -> Style {
    Style { language: Language::French, has_colour: false }
}

#[test]
fn the_guide_is_a_project_without_a_problem() {
    let sources = project();
    assert_eq!(show::text(&problems(&sources), &sources, style()), "");
}

#[test]
fn no_whole_file_and_no_answer_of_the_guide_goes_untried() {
    for (page, text) in guide() {
        let lines: Vec<&str> = text.lines().collect();
        for pair in lines.windows(2).filter(|pair| ["```markdown", "```text"].contains(&pair[1])) {
            let is_marked = [MARK, WRONG, MESSAGE, ANSWER, TABLE, IMPORT].iter().any(|mark| pair[0].starts_with(mark));
            assert!(is_marked, "{page}: what follows « {} » has no mark", pair[0]);
        }
    }
}

#[test]
fn the_lines_of_the_guide_go_into_an_event() {
    let mut pieces: Vec<String> = Vec::new();
    for text in guide().values() {
        let blocks = text.split("\n\n```yaml\n").skip(1).map(|rest| rest.split("\n```").next().unwrap().to_owned());
        pieces.extend(blocks);
        let spans = text.split('`').skip(1).step_by(2).filter(|span| span.starts_with("statut: "));
        pieces.extend(spans.map(str::to_owned));
    }
    assert!(pieces.len() > 7, "{pieces:?}");
    for piece in pieces {
        let kept: String =
            VALID_EVENT.lines().filter(|line| !says(&piece, line)).map(|line| format!("{line}\n")).collect();
        let mut sources = project();
        let path = "regions/bretagne/evenements/2027-06-30-essai.md";
        sources.insert(path, format!("---\n{kept}{piece}\n---\n").into_bytes());
        assert_eq!(show::text(&problems(&sources), &sources, style()), "", "{piece}");
    }
}

#[test]
fn the_answers_of_the_guide_are_those_of_the_program() {
    let project = Project::new(&project());
    for Example { label, body } in guide().values().flat_map(|text| marked(text, ANSWER)) {
        let command = label.strip_prefix("escale ").unwrap();
        assert_eq!(project.run(&format!("{command} --date 2027-05-10T08:00")).stdout, body, "{label}");
    }
}

#[test]
fn the_tables_of_the_guide_are_imported_as_it_says() {
    let text = &guide()["tableau.md"];
    let shown: BTreeMap<String, String> =
        marked(text, IMPORT).into_iter().map(|example| (example.label, example.body)).collect();
    for Example { label, body } in marked(text, TABLE) {
        let project = Project::new(&project());
        project.lay(&label, body.as_bytes());
        let now = "2027-05-10T06:00:00Z".parse::<jiff::Timestamp>().unwrap().as_second().to_string();
        let answer = project.command().args(["import", &label]).env("SOURCE_DATE_EPOCH", now).output().unwrap();
        assert_eq!(String::from_utf8(answer.stdout).unwrap(), shown[&label], "{label}");
    }
}

#[test]
fn what_the_guide_calls_wrong_is_wrong_as_it_says() {
    for (page, text) in guide() {
        let mut said = BTreeMap::new();
        for Example { label, body } in marked(&text, WRONG) {
            let (path, codes) = label.rsplit_once(" : ").unwrap();
            let (sources, found) = with_wrong(path, &body);
            let files: BTreeSet<&str> = found.iter().map(|problem| &*problem.place.file).collect();
            assert_eq!(files, BTreeSet::from([path]), "{page}");
            let found_codes: BTreeSet<&str> = found.iter().map(|problem: &Problem| problem.kind.code()).collect();
            assert_eq!(found_codes, codes.split(", ").collect(), "{page}: {path}");
            said.insert(path.to_owned(), show::text(&found, &sources, style()));
        }
        let messages = marked(&text, MESSAGE).into_iter();
        let shown: BTreeMap<String, String> =
            messages.map(|message| (message.label, format!("{}\n", message.body))).collect();
        assert_eq!(shown, said, "{page}: what escale says");
    }
}

/// The commands that a text tells to type: in a block of `sh`, or between back ticks.
fn commands(text: &str) -> BTreeSet<String> {
    let blocks = text.split("```sh\n").skip(1).flat_map(|rest| rest.split("\n```").next().unwrap().lines());
    let outside = text.lines().filter(|line| !line.starts_with("```"));
    let spans = outside.flat_map(|line| line.split('`').skip(1).step_by(2));
    blocks.chain(spans).filter(|command| command.starts_with("escale ")).map(str::to_owned).collect()
}

fn help(words: &[&str]) -> Option<String> {
    let mut program = Command::new(env!("CARGO_BIN_EXE_escale"));
    let answer = program.args(words).args(["--help", "--lang", "fr"]).output().unwrap();
    answer.status.success().then(|| String::from_utf8(answer.stdout).unwrap())
}

#[test]
fn every_command_of_the_guide_exists() {
    let all: BTreeSet<String> = guide().values().flat_map(|text| commands(text)).collect();
    assert!(all.len() > 10, "{all:?}");
    for command in all {
        let words: Vec<&str> = command.split_whitespace().skip(1).collect();
        let depth = 1 + usize::from(words[0] == "new" && words.len() > 1);
        let help = help(&words[..depth]).unwrap_or_else(|| panic!("no command: {command}"));
        for flag in words.iter().filter(|word| word.starts_with('-')) {
            assert!(help.split_whitespace().any(|word| word == *flag), "{command}: no {flag} in\n{help}");
        }
        let has_argument = help.contains("À donner");
        let argument = words.get(depth).filter(|word| !word.starts_with('-'));
        assert!(argument.is_none() || has_argument, "{command}: nothing can be given");
        if words[0] == "explain" && words[1].starts_with('E') {
            assert!(codes().any(|code| code == words[1]), "{command}");
        }
    }
}

#[test]
fn every_link_of_the_guide_leads_to_a_file_and_every_page_is_in_its_contents() {
    let pages = guide();
    // Whole files of examples have links of their own project, which is built.
    let outside = |text: &str| -> String { text.split("\n```").step_by(2).collect() };
    for (page, text) in &pages {
        let text = outside(text);
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap();
            let is_example = file == "adresse";
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guide").join(file);
            assert!(is_example || path.is_file(), "{page}: {link}");
        }
    }
    for page in pages.keys().filter(|page| *page != "README.md") {
        assert!(pages["README.md"].contains(&format!("({page})")), "{page} is not in the contents");
    }
    for entrance in ["README.md", "docs/contenu.md"] {
        assert!(read(entrance).contains("guide/README.md"), "{entrance}");
    }
}

/// The text of an example after its word, « faux » or « juste », without the margin of its further lines.
fn example<'t>(text: &'t str, word: &str) -> Option<String> {
    const MARGIN: &str = "           ";
    let mut lines = text.lines().skip_while(|line| !line.trim_start().starts_with(word));
    let first = lines.next()?.trim_start().strip_prefix(word)?.trim_start();
    let further = lines.map_while(|line| line.strip_prefix(MARGIN).or(line.is_empty().then_some("")));
    Some([first].into_iter().chain(further).collect::<Vec<&'t str>>().join("\n").trim_end().to_owned())
}

/// Whether an example says the field of a line, well or badly.
fn says(example: &str, line: &str) -> bool {
    let field = line.split(':').next().unwrap();
    let is_it = |own: &str| own.to_lowercase().starts_with(field) || field == "titre" && own.starts_with("titel");
    example.lines().any(is_it)
}

/// A region with an event that holds an example of `docs/problemes.md`.
fn with_example(example: &str) -> Sources {
    let kept: String =
        VALID_EVENT.lines().filter(|line| !says(example, line)).map(|line| format!("{line}\n")).collect();
    let is_whole = example.lines().any(|line| line == "---") || !example.contains(": ") && example.ends_with('.');
    let text = if is_whole { format!("{example}\n") } else { format!("---\n{kept}{example}\n---\n") };
    let region = "+editions: [{id: \"2027\", titre: Un, debut: 2027}]\n";
    let mut sources = with(&[
        ("content/partenaires/agefiph.md", ""),
        ("content/partenaires/pwc.md", "nom: PwC"),
        ("content/lieux/maison-exemple.yaml", VENUE),
        ("regions/occitanie/region.yaml", region),
        ("regions/la-reunion/region.yaml", REUNION),
    ]);
    let event = "regions/occitanie/evenements/e.md";
    if example.starts_with("contact:") {
        let region = String::from_utf8(sources.get("regions/occitanie/region.yaml").unwrap().to_vec()).unwrap();
        sources.insert("regions/occitanie/region.yaml", format!("{region}{example}\n").into_bytes());
    } else {
        sources.insert(event, text.into_bytes());
    }
    sources
}

#[test]
fn the_examples_of_the_codes_are_wrong_and_right_as_they_say() {
    let mut lies = Vec::new();
    for code in OF_AN_EVENT {
        let text = explain(code, Language::French).unwrap().text;
        let found = |word: &str| -> Vec<&str> {
            let example = example(text, word).unwrap_or_else(|| panic!("{code}: no {word}"));
            let example = example.split(", dans regions/").next().unwrap();
            built(&with_example(example)).1.iter().map(|problem| problem.kind.code()).collect()
        };
        let (wrong, right) = (found("faux"), found("juste"));
        if !wrong.contains(&code) || right.contains(&code) {
            lies.push((code, wrong, right));
        }
    }
    assert_eq!(lies, Vec::new(), "code, what the wrong example gives, what the right one gives");
}
