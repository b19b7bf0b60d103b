//! Finished pages: what is dead is found, whatever the theme did.

use std::borrow::Cow;
use std::collections::BTreeSet;

use escale::check::{check, page};
use escale::model::address::SiteId;
use escale::output::Output;
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
    let elsewhere = |file: &str| file == "bretagne/index.html";
    check(&SiteId::Hub, &output, &elsewhere).iter().map(|p| format!("{} {:?}", p.kind.code(), p.kind)).collect()
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
