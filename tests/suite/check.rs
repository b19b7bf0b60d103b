//! Finished pages: what is dead is found, whatever the theme did.

use std::borrow::Cow;
use std::collections::BTreeSet;

use escale::check::{Ground, Surroundings, check, page};
use escale::model::address::SiteId;
use escale::output::Output;
use escale::problem::show;
use escale::problem::{Kind, Language};
use escale::sources::Sources;
use html5gum::{Token, Tokenizer};
use proptest::prelude::*;

/// The same as [`page::read`], by a whole HTML tokenizer.
fn by_tokenizer(html: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut references, mut ids) = (BTreeSet::new(), BTreeSet::new());
    for Ok(token) in Tokenizer::new(html) {
        let Token::StartTag(tag) = token else { continue };
        for (name, value) in &tag.attributes {
            let value = String::from_utf8(value.to_vec()).unwrap();
            match name.as_slice() {
                b"href" | b"src" => references.insert(value),
                b"id" => ids.insert(value),
                _ => false,
            };
        }
    }
    (references, ids)
}

fn by_scanner(html: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let page = page::read(html);
    let owned = |set: BTreeSet<Cow<str>>| set.into_iter().map(Cow::into_owned).collect();
    (owned(page.references), owned(page.ids))
}

#[test]
fn tags_are_read_as_a_tokenizer_reads_them() {
    for html in [
        "<a href=\"x/\">x</a>",
        "<a href='x' id=y>",
        "<img alt=\"a > b\" src=\"p.png\">",
        "<a href = \"x\" >",
        "<a\nhref=\"x\"\n/>",
        "<a href=\"?a=1&amp;b=2\">",
        "a < b <p id=\"c\">",
        "<!-- <a href=\"no\"> --><a href=\"yes\">",
        "</a href=\"no\">",
        "<a disabled href=\"yes\">",
    ] {
        assert_eq!(by_scanner(html), by_tokenizer(html), "{html}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn pages_that_templates_can_make_are_read_as_a_tokenizer_reads_them(
        parts in prop::collection::vec(("[a-z]{1,5}", "[a-z0-9/#.é ]{0,8}", "[a-zé <]{0,4}", 0..4_usize), 0..12)
    ) {
        let mut html = String::new();
        for (name, value, text, shape) in parts {
            let attribute = ["href", "id", "src", "class"][shape];
            // Elements whose text is not markup are told apart by the tokenizer's caller, not by the tokenizer.
            let name = if ["title", "style"].contains(&name.as_str()) { "p" } else { &name };
            html.push_str(&format!("<{name} title=\"{value}\" {attribute}=\"{value}\">{text} </{name}>"));
        }
        prop_assert_eq!(by_scanner(&html), by_tokenizer(&html));
    }

    #[test]
    fn no_text_is_too_strange(html in "\\PC{0,60}") {
        page::read(&html);
    }
}

fn problems(pages: &[(&str, &str)]) -> Vec<String> {
    let mut output = Output::new();
    for (path, html) in pages {
        output.insert((*path).to_owned(), html.as_bytes(), None);
    }
    let found = check(&SiteId::Hub, &output, &surroundings(&Sources::new()), None).problems;
    let is_of_links = |kind: &Kind| matches!(kind, Kind::BrokenReference { .. } | Kind::BrokenAnchor { .. });
    found.iter().filter(|p| is_of_links(&p.kind)).map(|p| format!("{} {:?}", p.kind.code(), p.kind)).collect()
}

fn surroundings(sources: &Sources) -> Surroundings<'_> {
    let redirects = BTreeSet::from(["vieux/"]);
    Surroundings { sources, redirects, elsewhere: &|file| file == "bretagne/index.html", ground: Ground::default() }
}

#[test]
fn links_between_pages_assets_and_sites_are_followed() {
    let pages = [
        ("index.html", "<a href=\"./a/\"><a href=\"./\"><a href=\"bretagne/\"><link href=\"./assets/s.css\">"),
        (
            "a/index.html",
            "<a href=\"../\"><a href=\"../a/#x\"><a href=\"#x\"><p id=\"x\"><a href=\"https://e.org/\"><a href=\"tel:1\">",
        ),
        ("assets/s.css", ""),
    ];
    assert_eq!(problems(&pages), Vec::<String>::new());
}

#[test]
fn what_is_dead_is_found() {
    let dead = |html: &str| problems(&[("index.html", html), ("a/index.html", "")]).len();
    assert_eq!(dead("<a href=\"./b/\">"), 1);
    assert_eq!(dead("<img src=\"./a.png\">"), 1);
    assert_eq!(dead("<a href=\"normandie/\">"), 1);
    assert_eq!(dead("<a href=\"./a/#x\">"), 1);
    assert_eq!(dead("<a href=\"#x\">"), 1);
    assert_eq!(dead("<a href=\"./a\">"), 1);
}

/// What is wrong with one page, in French; `body` stands below its h1.
fn faults(body: &str) -> Vec<String> {
    faults_of(&format!("<!doctype html><html lang=\"fr\"><title>Page</title><h1>Page</h1>{body}"))
}

fn faults_of(html: &str) -> Vec<String> {
    let mut output = Output::new();
    output.insert("index.html".to_owned(), html.as_bytes(), None);
    let found = check(&SiteId::Hub, &output, &surroundings(&Sources::new()), None).problems;
    found.iter().map(|problem| show::message(problem, Language::French).title).collect()
}

#[test]
fn a_page_that_everybody_can_read_is_not_spoken_of() {
    for body in [
        "",
        "<h2>A</h2><h3>B</h3><h2>C</h2>",
        "<h4 id=\"de-texte\">Dans le texte, cela est dit à sa ligne</h4>",
        "<img src=\"data:,\" alt=\"\">",
        "<a href=\"#x\" id=\"x\">ici</a><a>sans cible</a>",
        "<a href=\"./\"><img alt=\"Accueil\"></a><a href=\"./\" aria-label=\"Accueil\"></a>",
        "<a href=\"./\"><svg><title>Accueil</title></svg></a>",
        "<div aria-labelledby=\"t\"><table><tr><th scope=\"col\">A</th></tr></table></div>",
        "<table><caption>A</caption><tr><th scope=\"row\">A</th></tr></table>",
        "<script type=\"application/ld+json\">{}</script><script src=\"./\"></script>",
        "<!-- <iframe> --><p title=\"<iframe>\">",
    ] {
        assert_eq!(faults(body), Vec::<String>::new(), "{body}");
    }
}

#[test]
fn what_a_theme_keeps_from_someone_is_found() {
    for (body, expected) in [
        ("<h1>B</h1>", "Une page a 2 titres principaux (h1)."),
        ("<h3>B</h3>", "Une page saute un niveau de titre : h3 après h1."),
        ("<h2>A</h2><h4 id=\"_b\">B</h4>", "Une page saute un niveau de titre : h4 après h2."),
        ("<img src=\"data:,\">", "Une image d'une page n'a pas d'attribut alt."),
        ("<a href=\"./\"> </a>", "Un lien d'une page n'a pas de texte."),
        ("<a href=\"./\"><img alt=\"\"></A>", "Un lien d'une page n'a pas de texte."),
        ("<table aria-label=\"t\"><tr><td></table>", "Un tableau d'une page n'a pas de titres de colonnes (th)."),
        ("<table aria-label=\"t\"><tr><th></table>", "Un titre de colonne n'a pas d'attribut scope."),
        ("<table><tr><th scope=\"col\"></table>", "Un tableau d'une page n'a ni légende ni nom."),
        ("<IFRAME src=\"https://example.org/\">", "Une page contient ce qu'aucune ne doit contenir : <iframe>"),
        ("<p onclick=\"x()\">", "Une page contient ce qu'aucune ne doit contenir : onclick"),
        ("<p style=\"color:red\">", "Une page contient ce qu'aucune ne doit contenir : style"),
        ("<script>x()</script>", "Une page contient ce qu'aucune ne doit contenir : <script>"),
        (
            "<meta http-equiv=\"refresh\" content=\"0; url=./\">",
            "Une page contient ce qu'aucune ne doit contenir : <meta http-equiv=\"refresh\">",
        ),
    ] {
        assert_eq!(faults(body), [expected], "{body}");
    }
    assert_eq!(
        faults_of("<html><title> </title>"),
        [
            "Une page n'a pas de titre principal (h1).",
            "Une page ne dit pas sa langue (lang).",
            "Une page n'a pas de titre dans l'onglet (title)."
        ]
    );
}

#[test]
fn pages_with_one_title_are_told_once_each_and_redirects_are_let_be() {
    let html = |head: &str| format!("<html lang=\"fr\"><title>A &amp; B</title>{head}<h1>A</h1>").into_bytes();
    let mut output = Output::new();
    output.insert("404.html".to_owned(), html(""), None);
    output.insert("a/index.html".to_owned(), html(""), Some("content/hub/a.md".into()));
    let refresh = "<meta http-equiv=\"refresh\" content=\"0; url=../\">";
    output.insert("vieux/index.html".to_owned(), html(refresh), Some("content/hub/a.md".into()));
    let found = check(&SiteId::Hub, &output, &surroundings(&Sources::new()), None).problems;
    let titles: Vec<String> = found
        .iter()
        .map(|problem| format!("{} {}", problem.place.file, show::message(problem, Language::English).title))
        .collect();
    assert_eq!(titles, ["content/hub/a.md Two pages have the same title: A & B"]);
}

#[test]
fn what_a_page_leads_to_is_placed_on_the_line_that_says_so() {
    let place = |text: &str, link: &str| {
        let mut sources = Sources::new();
        sources.insert("content/hub/a.md", text.as_bytes());
        let mut output = Output::new();
        let html = format!("<html lang=\"fr\"><title>A</title><h1>A</h1><a href=\"{link}\">a</a>");
        output.insert("a/index.html".to_owned(), html.into_bytes(), Some("content/hub/a.md".into()));
        output.insert("b/index.html".to_owned(), *b"<html lang=\"fr\"><title>B</title><h1>B</h1>", None);
        let found = check(&SiteId::Hub, &output, &surroundings(&sources), None).problems;
        found.iter().map(|p| format!("{}:{} {}", p.place.line, p.place.column, p.place.length)).collect::<String>()
    };
    assert_eq!(place("---\ntitre: A\n---\nÉté\n[b](b.md#nul)", "../b/#nul"), "5:9 4");
    assert_eq!(place("a\n[b](../absent/)", "../absent/"), "2:5 10");
    assert_eq!(place("a\n[b](/absent/)", "../absent/"), "2:6 6");
    // Twice, or within another word: nobody knows which.
    assert_eq!(place("#nul\n#nul", "../b/#nul"), "0:0 0");
    assert_eq!(place("#nulle", "../b/#nul"), "0:0 0");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn headings_are_counted_as_a_tokenizer_counts_them(levels in prop::collection::vec((1..=6_u8, "[a-z <&]{0,6}"), 0..8)) {
        let html: String = levels.iter().map(|(level, text)| format!("<h{level}>{text} </h{level}>")).collect();
        let starts = Tokenizer::new(&html).filter(|token| matches!(token, Ok(Token::StartTag(tag)) if tag.name.as_slice() == b"h1"));
        let count = starts.count();
        let told = format!("{:?}", page::read(&html).outline.faults).contains(&format!("MainHeadings({count})"));
        prop_assert_eq!(told, count != 1);
    }
}
