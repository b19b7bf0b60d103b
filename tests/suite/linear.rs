//! What takes time that grows with the square of a file takes minutes here: each of these files is read at once.

use escale::problem::{Language, show};

use super::project::{event, page_file, parsed, partner, with};

/// The files of a project read, and their problems told.
fn read(files: &[(&str, &str)]) -> usize {
    let sources = with(files);
    let problems = parsed(&sources).problems;
    let style = show::Style { language: Language::French, has_colour: false };
    show::brief(&problems, &sources, style);
    problems.len()
}

fn read_page(text: &str) -> usize {
    read(&[("regions/occitanie/pages/p.md", &page_file(text)), ("regions/occitanie/pages/q.md", "x")])
}

fn read_event(header: &str) -> usize {
    read(&[("regions/occitanie/evenements/e.md", &event(header))])
}

fn numbered(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect()
}

#[test]
fn equal_headings_are_numbered_at_once() {
    assert_eq!(read_page(&"## Titre\n\n".repeat(40_000)), 0);
}

#[test]
fn thousands_of_places_of_one_line_are_found_at_once() {
    assert_eq!(read_page(&numbered(40_000, |number| format!("[mot {number}](q.md) "))), 0);
}

#[test]
fn typography_looks_at_each_word_once() {
    assert_eq!(read_page(&format!("a : {}", "(".repeat(300_000))), 0);
    assert_eq!(read_page(&format!("a{}", "x".repeat(600_000))), 0);
}

#[test]
fn the_names_of_partners_are_looked_for_at_once() {
    let names: Vec<(String, String)> = (0..1_000)
        .map(|number| (format!("content/partenaires/p{number}.md"), partner(&format!("nom: L'A {number} !"))))
        .collect();
    let mut files: Vec<(&str, &str)> = names.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let text = page_file(&"L'A 7 ! *a* ".repeat(10_000));
    files.push(("regions/occitanie/pages/p.md", &text));
    read(&files);
}

#[test]
fn thousands_of_fields_are_read_at_once() {
    assert_eq!(read_event(&numbered(3_000, |number| format!("champ{number}: a\n"))), 3_000);
}

#[test]
fn thousands_of_members_of_a_list_are_read_at_once() {
    let list = format!("partenaires: [{}{}]", " ".repeat(300_000), "\"a\"".repeat(100_000));
    assert!(read_event(&list) > 0);
    let remarks = format!("partenaires: [{}]", "a #".repeat(100_000));
    assert!(read_event(&remarks) > 0);
}

#[test]
fn thousands_of_beginnings_of_secrets_are_looked_at_once() {
    assert_eq!(read_page(&"glpat-".repeat(100_000)), 0);
    assert_eq!(read_page(&"mdp ".repeat(200_000)), 0);
    assert_eq!(read_page(&"-----BEGIN PRIVATE KEY-----\n".repeat(30_000)), 1);
}

#[test]
fn what_raw_html_leaves_open_is_not_opened_again_without_end() {
    let open = numbered(900, |number| format!("<b title={number}>"));
    let sources = with(&[("regions/occitanie/pages/p.md", &page_file(&(open + "\n\n" + &"a\n\n".repeat(20_000))))]);
    let problems = parsed(&sources).problems;
    assert_eq!(problems.iter().map(|problem| problem.kind.code()).collect::<Vec<_>>(), ["E066"]);
}
