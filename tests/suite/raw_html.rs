//! What staff write in HTML, among what our own writer writes: neither can become a part of the other.

use escale::Options;
use escale::build;
use proptest::prelude::*;
use scraper::{ElementRef, Html, Selector};

use super::markdown::{TARGETS, elements, rendered};
use super::project::{GIF, NOW, at, cases, lines, page_file, with, with_real_theme};

/// Elements that a page of the small theme may have.
const ELEMENTS: &str = "a abbr b blockquote body br cite code dd del details dfn div dl dt em figcaption figure footer h1 h2 \
    h3 h4 h5 h6 head hr html i img input ins kbd label li main mark ol p picture pre q s section small source span strong sub \
    summary sup table tbody td th thead title tr u ul";
/// Attributes that our writer writes, and those of the subset.
const ATTRIBUTES: &str = "alt aria-label aria-labelledby checked class datetime decoding disabled height href id lang loading \
    rel role scope sizes src srcset start tabindex title type value width";

fn is_among(words: &str, word: &str) -> bool {
    words.split_whitespace().any(|known| known == word)
}

/// What a page has that no page of staff's text may have.
pub fn harm(html: &Html) -> Option<String> {
    elements(html).find_map(|element| {
        let name = element.value().name();
        if !is_among(ELEMENTS, name) {
            return Some(format!("<{name}>"));
        }
        element.value().attrs().find_map(|(attribute, value)| harm_of(name, attribute, value))
    })
}

fn harm_of(element: &str, attribute: &str, value: &str) -> Option<String> {
    let plain: String = value.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    let scheme = plain.to_lowercase();
    let is_address = ["href", "src", "srcset"].contains(&attribute);
    let is_harmful = !is_among(ATTRIBUTES, attribute)
        || value.contains(['\u{80}', '\u{82}'])
        || (attribute == "href" && element != "a")
        || (attribute == "src" && element != "img")
        || (is_address && ["javascript:", "data:", "vbscript:"].iter().any(|bad| scheme.starts_with(bad)))
        || (!is_address && attribute != "alt" && plain.contains("<ahref"));
    is_harmful.then(|| format!("<{element} {attribute}={value:?}>"))
}

/// The ways in which a piece of raw HTML can begin something that takes in what follows.
const BEGINNINGS: [&str; 45] = [
    "<div title='",
    "<div title=\"",
    "<div title=",
    "<div title",
    "<div ",
    "<div",
    "</div title='",
    "</div",
    "<div\n title='\n a",
    "<p title='",
    "<details open='",
    "<!--",
    "<!-- a --",
    "<!--a-->b<!--",
    "<!",
    "<!X '",
    "<!DOCTYPE html PUBLIC '",
    "<?php '",
    "<![CDATA[",
    "<a href='",
    "<a href=\"",
    "<a href=",
    "<a href=\"x\" title='",
    "<textarea>",
    "<textarea title='",
    "<title>",
    "<title lang='",
    "<style>",
    "<style title='",
    "<script>",
    "<script src='",
    "<noscript>",
    "<noscript><p title='",
    "<template>",
    "<template><div title='",
    "<svg><title>",
    "<svg onload='",
    "<math><mtext><table><mglyph><style>",
    "<iframe srcdoc='",
    "<plaintext>",
    "<xmp>",
    "<select><option value='",
    "<table><tr><td title='",
    "<pre title='",
    "a <b title='x'> <i lang=\"",
];
/// What our writer fills in later, or sets in another way.
const HOLES: [&str; 11] = [
    "[lien](q.md)",
    "[l](https://example.org/\"onmouseover=alert(1)//)",
    "[l](q.md \"onmouseover=alert(1)\")",
    "![Photo](/images/photo.gif \"' onmouseover=alert(1) x='\")",
    "![' onerror=alert(1) x='](/images/photo.gif)",
    "[[contact]]",
    "> [!NOTE]\n> onmouseover=alert(1)",
    "a[^1]\n\n[^1]: onmouseover=alert(1)",
    "| a |\n|---|\n| [l](q.md) |",
    "- [l](q.md)\n  - ![Photo](/images/photo.gif)",
    "## t [l](q.md)",
];
/// Whatever was begun ends here, with what would then be attributes.
const END: &str = "' onmouseover=alert(1) x=\" onclick=alert(1)>' \"> --> ]]> ?> </textarea> </title> </style> </noscript>\n\
    </template> </svg> </math> </iframe> </xmp> </table> </select> <b onclick=alert(1)>b</b>";

/// A page for each of these texts, in one programme.
fn pages(texts: &[String]) -> Vec<Option<Html>> {
    let name = |number: usize| format!("regions/occitanie/pages/p{number}.md");
    let mut sources = with(&[("regions/occitanie/pages/q.md", "x"), ("content/images/photo.gif", GIF)]);
    for (number, text) in texts.iter().enumerate() {
        sources.insert(name(number), page_file(text).into_bytes());
    }
    // A region goes out without problems that block, so that those are looked for in texts alone.
    let (output, problems) = build(&sources, &Options::at(at(NOW)));
    let blocked: Vec<&str> = problems
        .iter()
        .filter(|problem| problem.level() == escale::problem::Level::Blocking)
        .map(|problem| &*problem.place.file)
        .collect();
    assert_eq!(blocked, Vec::<&str>::new(), "{}", lines(&problems));
    (0..texts.len())
        .map(|number| {
            let file = output.get(&format!("occitanie/p{number}/index.html"))?;
            Some(Html::parse_document(&String::from_utf8_lossy(&file.bytes)))
        })
        .collect()
}

#[test]
fn nothing_that_raw_html_begins_takes_in_what_is_filled_in_later() {
    let mut texts = Vec::new();
    for beginning in BEGINNINGS {
        for hole in HOLES {
            for around in ["\n\n", " ", "\n"] {
                // Blocks are alone on their lines, or text that keeps the site back.
                if around == "\n\n" || hole != "[[contact]]" {
                    texts.push(format!("{beginning}{around}{hole}{around}{END}"));
                }
            }
        }
    }
    for (text, html) in texts.iter().zip(pages(&texts)) {
        let html = html.unwrap_or_else(|| panic!("no page of {text}"));
        assert_eq!(harm(&html), None, "{text}\n{}", html.html());
    }
}

#[test]
fn a_tag_that_does_not_end_is_told_and_takes_nothing_else_with_it() {
    let unfinished = |place: &str| format!("E160 {place} Cette balise n'est pas terminée.");
    let link = "<p><a href=\"../q/\">l</a> onmouseover=alert(1) x='&gt;</p>";
    for (beginning, place) in [
        ("<div title='", "4:1 1"),
        ("<div title=\"", "4:1 1"),
        ("<div title=", "4:1 1"),
        ("<div", "4:1 1"),
        ("</div", "4:1 1"),
        ("<div></div><div\ntitle='a\nb", "4:12 1"),
    ] {
        let text = format!("{beginning}\n\n[l](q.md) onmouseover=alert(1) x='>");
        let (html, problems) = rendered(&TARGETS, &text);
        assert!(html.ends_with(link), "{text}\n{html}");
        assert_eq!(problems, unfinished(place), "{text}");
    }
    for (text, html, place) in [
        ("- <div title='\n\n  [l](q.md)'>", "<ul>\n<li><p><a href=\"../q/\">l</a>'&gt;</p>\n</li>\n</ul>", "4:3 1"),
        ("> <div title='\n\n[l](q.md)'>", "<blockquote>\n</blockquote>\n<p><a href=\"../q/\">l</a>'&gt;</p>", "4:3 1"),
    ] {
        assert_eq!(rendered(&TARGETS, text), (html.to_owned(), unfinished(place)), "{text}");
    }
    let comment = "E160 4:3 4 Ce commentaire n'est pas terminé.";
    let expected = "<blockquote>\n</blockquote>\n<p><a href=\"../q/\">l</a> --&gt;</p>";
    assert_eq!(rendered(&TARGETS, "> <!-- a\n\n[l](q.md) -->"), (expected.to_owned(), comment.to_owned()));
}

#[test]
fn end_tags_never_close_what_our_writer_opened() {
    let stray =
        |place: &str, element: &str| format!("E069 {place} La balise </{element}> ferme ce qui n'a pas été ouvert.");
    let link = "<p><a href=\"../q/\">a b</a></p>".to_owned();
    for element in ["a", "p", "main", "html", "section"] {
        assert_eq!(rendered(&TARGETS, &format!("[a </{element}>b](q.md)")), (link.clone(), String::new()));
    }
    assert_eq!(rendered(&TARGETS, "[a </div>b](q.md)"), (link, stray("4:5 4", "div")));
    let (html, _) = rendered(&TARGETS, "| a | b |\n|---|---|\n| x </td></tr></tbody></table></div> | y |\n\nz");
    assert!(html.ends_with("<tr><td>x </td><td>y</td></tr>\n</tbody></table></div>\n<p>z</p>"), "{html}");
    let (html, _) = rendered(&TARGETS, "- a </li></ul> b\n- c");
    assert_eq!(html, "<ul>\n<li>a  b</li>\n<li>c</li>\n</ul>");
}

#[test]
fn a_link_that_a_browser_reads_twice_leads_there_twice() {
    let (html, problems) = rendered(&TARGETS, "[a <div>b</div> c](q.md)");
    assert_eq!(problems, "");
    let html = Html::parse_fragment(&html);
    let links: Vec<ElementRef> = html.select(&Selector::parse("a").unwrap()).collect();
    assert!(links.len() > 1 && links.iter().all(|link| link.value().attr("href") == Some("../q/")));
}

#[test]
fn scripts_go_with_their_content_and_nothing_more() {
    let removed = "E060 4:4 6 La balise <script> n'est pas permise.";
    for (text, html) in [
        ("a <script>[l](q.md) *b*</script> c", "<p>a  c</p>"),
        ("a <script>b\n\nc", "<p>a b</p>\n<p>c</p>"),
        ("a <script>*b</script>* c", "<p>a <em>b</em> c</p>"),
    ] {
        assert_eq!(rendered(&TARGETS, text), (html.to_owned(), removed.to_owned()), "{text}");
    }
    let (html, _) = rendered(&TARGETS, "<script>\nif (a<b) { \"<div title='\" }\n</script>\n\n[l](q.md)");
    assert_eq!(html.trim(), "<p><a href=\"../q/\">l</a></p>");
}

#[test]
fn the_table_of_contents_has_the_words_of_headings_and_nothing_else() {
    let text = "---\ntitre: P\nsommaire: oui\n---\n\
        ## <b onclick=alert(1)>Un</b> & *deux* `c`\n\n## <i title='> Trois[^1]\n\n## [Quatre](q.md) <u>\n\n\
        ## <svg onload=alert(1)> Cinq\n\n[^1]: Note.";
    let sources =
        with_real_theme(with(&[("regions/occitanie/pages/p.md", text), ("regions/occitanie/pages/q.md", "x")]));
    let (output, _) = build(&sources, &Options::at(at(NOW)));
    let html = String::from_utf8(output.get("occitanie/p/index.html").unwrap().bytes.to_vec()).unwrap();
    let html = Html::parse_document(&html);
    let selector = Selector::parse(".contents li > a").unwrap();
    let entries = html.select(&selector);
    let entries: Vec<String> = entries.map(|entry| entry.inner_html()).collect();
    assert_eq!(entries, ["Un &amp; <em>deux</em> <code>c</code>", "&lt;i title='&gt; Trois", "Quatre ", " Cinq"]);
}

/// Pieces of raw HTML and of Markdown, one after the other in any way.
fn mixed() -> impl Strategy<Value = String> {
    let html = prop::sample::select(BEGINNINGS.to_vec()).prop_map(str::to_owned);
    let hole = prop::sample::select(HOLES.to_vec()).prop_map(str::to_owned);
    let end = prop::sample::select(vec![
        "'",
        "\"",
        ">",
        "'>",
        "\">",
        "-->",
        "]]>",
        "?>",
        "</div>",
        "</b>",
        "</p>",
        "</a>",
        "</table>",
        "</script>",
        "</style>",
        "</textarea>",
        "\u{80}0\u{82}",
        "&#x80;0&#x82;",
        "&#128;1&#130;",
        "<b title='&#x80;0&#x82;'>",
    ]);
    let end = end.prop_map(str::to_owned);
    let between = prop::sample::select(vec!["", " ", "\n", "\n\n", "\n\n> ", "\n\n- ", "\n\n## ", "\n\n    ", " | "]);
    let piece = (prop_oneof![html, hole, end], between).prop_map(|(piece, between)| piece + between);
    prop::collection::vec(piece, 1..10).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn raw_html_and_markdown_never_become_a_part_of_each_other(text in mixed()) {
        let sources = with(&[
            ("regions/occitanie/pages/p.md", &page_file(&text)),
            ("regions/occitanie/pages/q.md", "x"),
            ("content/images/photo.gif", GIF),
        ]);
        let (output, problems) = build(&sources, &Options::at(at(NOW)));
        // Only a text that is nested as nobody writes is not understood.
        prop_assert!(problems.iter().all(|problem| problem.kind.code() != "E066"), "{}", lines(&problems));
        if let Some(file) = output.get("occitanie/p/index.html") {
            let html = Html::parse_document(&String::from_utf8_lossy(&file.bytes));
            prop_assert_eq!(harm(&html), None, "{}", html.html());
        }
    }
}
