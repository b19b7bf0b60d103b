//! What staff write in Markdown, and the HTML that visitors get.

use escale::Options;
use escale::build;
use proptest::prelude::*;
use scraper::{ElementRef, Html, Selector};

use super::project::{GIF, NOW, REUNION, at, built, cases, lines, page, page_file, text_of, with};

/// The HTML of a page of Occitanie, in a programme with these other files, and the problems of the text.
pub fn rendered(files: &[(&str, &str)], markdown: &str) -> (String, String) {
    let own = [("regions/occitanie/pages/p.md", markdown)];
    let (output, problems) = built(&with(&[files, &own].concat()));
    let problems = lines(&problems).replace("regions/occitanie/pages/p.md:", "");
    match output.get("occitanie/p/index.html") {
        Some(_) => {
            let html = page(&output, "occitanie/p/index.html");
            let text = text_of(&html).trim_end().replace(['\u{a0}'], "⍽").replace('\u{202f}', "⍛");
            (text.replace("&nbsp;", "⍽"), problems.trim_end().to_owned())
        }
        None => (String::new(), problems.trim_end().to_owned()),
    }
}

/// A text without problems.
#[track_caller]
fn check(markdown: &str, html: &str) {
    assert_eq!(rendered(&[], markdown), (html.to_owned(), String::new()));
}

/// A text with problems, in a programme with other files. Nothing is rendered when one of them is blocking.
#[track_caller]
fn check_in(files: &[(&str, &str)], markdown: &str, html: &str, problems: &str) {
    assert_eq!(rendered(files, markdown), (html.to_owned(), problems.to_owned()));
}

#[test]
fn paragraphs_lists_and_quotes_are_what_they_are() {
    check("Un\nDeux  \nTrois\\\nQuatre", "<p>Un\nDeux<br>\nTrois<br>\nQuatre</p>");
    check("*a* **b** ~~c~~ `d`", "<p><em>a</em> <strong>b</strong> <del>c</del> <code>d</code></p>");
    check("- a\n- b\n  1. c\n", "<ul>\n<li>a</li>\n<li>b<ol>\n<li>c</li>\n</ol>\n</li>\n</ul>");
    check("3. a\n4. b", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>");
    check("- a\n\n- b", "<ul>\n<li><p>a</p>\n</li>\n<li><p>b</p>\n</li>\n</ul>");
    check("> a\n\n---", "<blockquote>\n<p>a</p>\n</blockquote>\n<hr>");
    check("", "");
    check("a < b & c > d &lt; &eacute; &rien;", "<p>a &lt; b &amp; c &gt; d &lt; é &amp;rien;</p>");
}

#[test]
fn tables_name_their_columns_and_themselves() {
    check(
        "| Jour | Heure |\n|---|:-:|\n| lundi | 9 h |\n| mardi |",
        "<div class=\"table-scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Jour, Heure\"><table>\n\
         <thead><tr><th scope=\"col\">Jour</th><th scope=\"col\" class=\"align-center\">Heure</th></tr></thead><tbody>\n\
         <tr><td>lundi</td><td class=\"align-center\">9⍽h</td></tr>\n\
         <tr><td>mardi</td><td class=\"align-center\"></td></tr>\n\
         </tbody></table></div>",
    );
    check(
        "## Les jours\n\n| A |\n|--:|\n| 1 |",
        "<h2 id=\"les-jours\"><a class=\"heading-anchor\" href=\"#les-jours\">Les jours</a></h2>\n\
         <div class=\"table-scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"les-jours\"><table>\n\
         <thead><tr><th scope=\"col\" class=\"align-right\">A</th></tr></thead><tbody>\n\
         <tr><td class=\"align-right\">1</td></tr>\n\
         </tbody></table></div>",
    );
    check(
        "| \"A\" & <B |\n|---|\n| x |",
        "<div class=\"table-scroll\" role=\"region\" tabindex=\"0\" aria-label=\"&quot;A&quot; &amp; &lt;B\"><table>\n\
         <thead><tr><th scope=\"col\">\"A\" &amp; &lt;B</th></tr></thead><tbody>\n\
         <tr><td>x</td></tr>\n\
         </tbody></table></div>",
    );
}

#[test]
fn footnotes_lead_there_and_back() {
    check(
        "Un[^a] deux[^b] trois[^a].\n\n[^b]: Note *b*.\n\n[^a]: Note a.\n\n    Suite.\n\n[^c]: Jamais appelée.",
        "<p>Un<sup class=\"note-reference\"><a id=\"appel--1\" href=\"#note--1\">1</a></sup> \
         deux<sup class=\"note-reference\"><a id=\"appel--2\" href=\"#note--2\">2</a></sup> \
         trois<sup class=\"note-reference\"><a id=\"appel--1-2\" href=\"#note--1\">1</a></sup>.</p>\n\
         <section class=\"notes\"><h2>notes</h2><ol>\n\
         <li id=\"note--1\" value=\"1\"><p>Note a.</p>\n<p>Suite.</p> <a class=\"note-back\" href=\"#appel--1\">retour_au_texte 1</a></li>\n\
         <li id=\"note--2\" value=\"2\"><p>Note <em>b</em>.</p> <a class=\"note-back\" href=\"#appel--2\">retour_au_texte 2</a></li>\n\
         <li id=\"note--3\" value=\"3\"><p>Jamais appelée.</p></li>\n\
         </ol></section>",
    );
    check("Rien[^x]", "<p>Rien[^x]</p>");
    check(
        "Avant.\n\n[^a]: x\n\n    > [^b]: y\n\nAprès[^b].",
        "<p>Avant.</p>\n\
         <p>Après<sup class=\"note-reference\"><a id=\"appel--2\" href=\"#note--2\">2</a></sup>.</p>\n\
         <section class=\"notes\"><h2>notes</h2><ol>\n\
         <li id=\"note--1\" value=\"1\"><p>x</p>\n<blockquote>\n</blockquote></li>\n\
         <li id=\"note--2\" value=\"2\"><p>y</p> <a class=\"note-back\" href=\"#appel--2\">retour_au_texte 2</a></li>\n\
         </ol></section>",
    );
}

#[test]
fn task_lists_have_a_label() {
    check(
        "- [ ] à faire\n- [x] fait\n  - sous",
        "<ul>\n<li><label><input type=\"checkbox\" disabled> à faire</label></li>\n\
         <li><label><input type=\"checkbox\" disabled checked> fait</label><ul>\n<li>sous</li>\n</ul>\n</li>\n</ul>",
    );
    check(
        "- [ ] a\n\n  b",
        "<ul>\n<li><p><label><input type=\"checkbox\" disabled> a</label></p>\n<p>b</p>\n</li>\n</ul>",
    );
}

fn heading(level: u8, id: &str, html: &str) -> String {
    format!("<h{level} id=\"{id}\"><a class=\"heading-anchor\" href=\"#{id}\">{html}</a></h{level}>")
}

#[test]
fn headings_have_an_anchor_made_of_their_words() {
    check(
        "## Œuvre d'art : *en* `code`",
        &heading(2, "oeuvre-d-art-en-code", "Œuvre d’art⍽: <em>en</em> <code>code</code>"),
    );
    check(
        "## Deux\n\n## Deux\n\n## Deux",
        &[heading(2, "deux", "Deux"), heading(2, "deux-2", "Deux"), heading(2, "deux-3", "Deux")].join("\n"),
    );
    check("## Deux {#à-moi onclick=x .a style=b}", &heading(2, "a-moi", "Deux"));
    check("## 日本", &heading(2, "section", "日本"));
    check("Deux\n----", &heading(2, "deux", "Deux"));
    let empty = "E067 4:1 1 Ce titre est vide.\nE067 6:1 1 Ce titre est vide.";
    check_in(&[], "##\n\n## {#x}\n\na", "<p>a</p>", empty);
    check("####### Sept", "<p>####### Sept</p>");
    check("## [Venir](#venir)", "<h2 id=\"venir\"><a href=\"#venir\">Venir</a></h2>");
    check(
        "## Note 1\n\n## Appel 1\n\nUn[^1]\n\n[^1]: x",
        "<h2 id=\"note-1\"><a class=\"heading-anchor\" href=\"#note-1\">Note 1</a></h2>\n\
         <h2 id=\"appel-1\"><a class=\"heading-anchor\" href=\"#appel-1\">Appel 1</a></h2>\n\
         <p>Un<sup class=\"note-reference\"><a id=\"appel--1\" href=\"#note--1\">1</a></sup></p>\n\
         <section class=\"notes\"><h2>notes</h2><ol>\n\
         <li id=\"note--1\" value=\"1\"><p>x</p> <a class=\"note-back\" href=\"#appel--1\">retour_au_texte 1</a></li>\n\
         </ol></section>",
    );
}

#[test]
fn headings_stand_below_the_title_of_the_page() {
    check(
        "# Un\n\n## Deux\n\n### Trois",
        &[heading(2, "un", "Un"), heading(3, "deux", "Deux"), heading(4, "trois", "Trois")].join("\n"),
    );
    check(
        "## Deux\n\n### Trois\n\n## Deux",
        &[heading(2, "deux", "Deux"), heading(3, "trois", "Trois"), heading(2, "deux-2", "Deux")].join("\n"),
    );
    let levels = ["a", "b", "c", "d", "e", "f"];
    let all: String = levels.iter().enumerate().map(|(n, name)| format!("{} {name}\n", "#".repeat(n + 1))).collect();
    let expected: Vec<String> =
        levels.iter().zip(2..).map(|(name, level): (_, u8)| heading(level.min(6), name, name)).collect();
    check(&all, &expected.join("\n"));
}

#[test]
fn a_heading_that_skips_a_level_is_marked_as_it_was_written() {
    check_in(
        &[],
        "## Deux\n\n#### Quatre",
        &[heading(2, "deux", "Deux"), heading(4, "quatre", "Quatre")].join("\n"),
        "E064 6:1 4 Ce titre saute un niveau : #### après un titre plus haut.",
    );
    check_in(
        &[],
        "# Un\n\n###### Six",
        &[heading(2, "un", "Un"), heading(6, "six", "Six")].join("\n"),
        "E064 6:1 6 Ce titre saute un niveau : ###### après un titre plus haut.",
    );
    check_in(
        &[],
        "#### Quatre",
        &heading(4, "quatre", "Quatre"),
        "E064 4:1 4 Ce titre saute un niveau : #### après un titre plus haut.",
    );
}

#[test]
fn the_table_of_contents_is_made_of_the_headings() {
    let file = "---\ntitre: P\nsommaire: oui\n---\n## Un & *deux*\n\n### Trois";
    let (output, problems) = built(&with(&[("regions/occitanie/pages/p.md", file)]));
    assert_eq!(lines(&problems), "");
    let html = page(&output, "occitanie/p/index.html").replace("&quot;", "\"");
    for entry in ["\"id\": \"un-deux\"", "\"level\": 2", "\"id\": \"trois\"", "\"level\": 3"] {
        assert!(html.contains(entry), "{entry}: {html}");
    }
}

#[test]
fn alerts_have_a_title_in_the_theme_s_words() {
    for (kind, name) in [
        ("NOTE", "note"),
        ("tip", "astuce"),
        ("IMPORTANT", "important"),
        ("WARNING", "attention"),
        ("CAUTION", "danger"),
    ] {
        check(
            &format!("> [!{kind}]\n> Lisez."),
            &format!(
                "<div class=\"alert alert-{name}\"><p class=\"alert-title\">alerte_{name}</p>\n<p>Lisez.</p>\n</div>"
            ),
        );
    }
    check("> [!AUTRE]\n> Lisez.", "<blockquote>\n<p>[!AUTRE]\nLisez.</p>\n</blockquote>");
}

#[test]
fn typography_is_for_text_and_never_for_code_or_addresses() {
    check(
        "L'été : « oui » ! 14:30, 10 000 € `l'été : code` https://a.org/b:c?d",
        "<p>L’été⍽: «⍽oui⍽»⍛! 14:30, 10⍛000⍽€ <code>l'été : code</code> https://a.org/b:c?d</p>",
    );
    check("**Oui** ! « *a* » et l'*eau* ?", "<p><strong>Oui</strong>⍛! «⍽<em>a</em>⍽» et l’<em>eau</em>⍛?</p>");
    check("```\nl'été : oui !\n```", "<pre tabindex=\"0\"><code>l'été : oui !\n</code></pre>");
    check("    l'été : oui !\n", "<pre tabindex=\"0\"><code>l'été : oui !\n</code></pre>");
    check("<https://a.org/>", "<p><a href=\"https://a.org/\" rel=\"noopener\">https://a.org/</a></p>");
    check("[m](https://a.org/l'x!)", "<p><a href=\"https://a.org/l&#x27;x!\" rel=\"noopener\">m</a></p>");
    check("<b>L'été</b> : oui", "<p><b>L’été</b>⍽: oui</p>");
    let partner = [("regions/occitanie/partenaires/oui.md", "nom: \"L'Oui!\"")];
    check_in(&partner, "Avec L'Oui! l'été !", "<p>Avec L'Oui! l’été⍛!</p>", "");
}

#[test]
fn code_has_classes_and_no_style() {
    let (html, problems) = rendered(&[], "```rust\nlet x = \"<b>\";\n```");
    assert_eq!(problems, "");
    assert!(html.starts_with("<pre tabindex=\"0\"><code><span class=\"code-source code-rust\">"), "{html}");
    assert!(html.contains("&lt;b&gt;") && !html.contains("style=") && !html.contains("<b>"), "{html}");
    check("```inconnu\na < b\n```", "<pre tabindex=\"0\"><code>a &lt; b\n</code></pre>");
    check("```\n\n```", "<pre tabindex=\"0\"><code>\n</code></pre>");
    check("``` html onload=x\n<p>\n```\n".trim_end(), &rendered(&[], "```html\n<p>\n```").0);
}

#[test]
fn the_style_sheet_for_code_is_published_only_where_there_is_code() {
    let is_code_style = |path: &str| path.starts_with("occitanie/assets/code.");
    for (markdown, expected) in [("```rust\nlet a = 1;\n```", true), ("Du texte.", false), ("```\nx\n```", false)] {
        let (output, _) = built(&with(&[("regions/occitanie/pages/p.md", markdown)]));
        assert_eq!(output.iter().any(|(path, _)| is_code_style(path)), expected, "{markdown}");
    }
}

#[test]
fn code_that_is_too_long_stays_plain() {
    let code = "let a = 1;\n".repeat(2_001);
    check_in(
        &[],
        &format!("```rust\n{code}```"),
        &format!("<pre tabindex=\"0\"><code>{code}</code></pre>"),
        "E065 4:1 3 Cet extrait de code est trop long pour être mis en couleurs.",
    );
}

const PHOTO: (&str, &str) = ("regions/occitanie/images/photo.gif", GIF);

#[test]
fn pictures_have_their_dimensions_and_a_fingerprint() {
    let (html, problems) = rendered(&[PHOTO], "Voir ![L'été : une \"photo\"](../images/photo.gif) ici.");
    assert_eq!(problems, "");
    let (before, after) = html.split_once("photo.").unwrap();
    assert_eq!(before, "<p>Voir <img src=\"../images/");
    assert_eq!(
        &after[12..],
        ".gif\" alt=\"L’été⍽: une &quot;photo&quot;\" width=\"3\" height=\"2\" loading=\"lazy\" decoding=\"async\"> ici.</p>"
    );
    let (output, _) = built(&with(&[PHOTO, ("regions/occitanie/pages/p.md", "![a](../images/photo.gif)")]));
    assert_eq!(output.iter().filter(|(path, _)| path.starts_with("occitanie/images/photo.")).count(), 1);
}

/// The HTML with the fingerprints of pictures taken out.
fn without_fingerprints(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once("photo.") {
        out.push_str(before);
        out.push_str("photo.");
        rest = after.get(13..).unwrap_or_default();
    }
    out + rest
}

#[test]
fn a_picture_by_itself_is_a_figure_with_its_legend() {
    let image = |alt: &str| {
        format!(
            "<img src=\"../images/photo.gif\" alt=\"{alt}\" width=\"3\" height=\"2\" loading=\"lazy\" decoding=\"async\">"
        )
    };
    for (markdown, expected) in [
        ("![Une photo](../images/photo.gif)", format!("<figure>{}</figure>", image("Une photo"))),
        (
            "![Une photo](/images/photo.gif \"L'été !\")",
            format!("<figure>{}<figcaption>L’été⍛!</figcaption></figure>", image("Une photo")),
        ),
        ("![décoratif](../images/photo.gif)", format!("<figure>{}</figure>", image(""))),
        ("![Décorative](../images/photo.gif)", format!("<figure>{}</figure>", image(""))),
        ("![a *b* `c`](../images/photo.gif)", format!("<figure>{}</figure>", image("a b c"))),
        (
            "[![Une photo](../images/photo.gif)](#x)\n\n## X",
            format!("<p><a href=\"#x\">{}</a></p>\n{}", image("Une photo"), heading(2, "x", "X")),
        ),
    ] {
        let (html, problems) = rendered(&[PHOTO], markdown);
        assert_eq!((without_fingerprints(&html), problems.as_str()), (expected, ""));
    }
}

#[test]
fn a_picture_that_is_missing_or_says_nothing_is_told() {
    let missing = |place: &str, file: &str| format!("E054 {place} (occitanie) L'image « {file} » n'existe pas.");
    check_in(&[PHOTO], "![Une photo](../images/foto.gif)", "", &missing("4:14 18", "../images/foto.gif"));
    check_in(&[], "![x](https://example.org/x.png)", "", &missing("4:6 25", "https://example.org/x.png"));
    check_in(&[], "![x](../../../../x.gif)", "", &missing("4:6 17", "../../../../x.gif"));
    let (html, problems) = rendered(&[PHOTO], "![](../images/photo.gif)");
    assert_eq!(problems, "E056 4:5 19 Cette image n'a pas de description.");
    assert!(html.contains("alt=\"\""), "{html}");
}

#[test]
fn a_region_s_picture_replaces_the_national_one() {
    let national = ("content/images/photo.gif", "GIF89a\x09\0\x08\0\0\0\0;");
    let text = ("content/pages/n.md", "![Une photo](../images/photo.gif)");
    let (output, problems) = built(&with(&[national, PHOTO, ("regions/la-reunion/region.yaml", REUNION), text]));
    assert_eq!(lines(&problems), "");
    assert!(page(&output, "occitanie/n/index.html").contains("width=\"3\" height=\"2\""));
    assert!(page(&output, "la-reunion/n/index.html").contains("width=\"9\" height=\"8\""));
}

/// A programme with something to link to.
pub const TARGETS: [(&str, &str); 6] = [
    ("regions/la-reunion/region.yaml", REUNION),
    ("regions/occitanie/pages/q.md", "## Titre"),
    ("regions/occitanie/pages/actualites/a.md", "---\ntitre: A\ndate: 2027-01-01\n---\n"),
    ("content/pages/n.md", "x"),
    ("content/hub/h.md", "x"),
    ("content/evenements/e.md", ""),
];

#[test]
fn links_lead_to_pages_however_they_are_written() {
    for (written, href) in [
        ("q.md", "../q/"),
        ("./q.md", "../q/"),
        ("q.md#titre", "../q/#titre"),
        ("%71.md", "../q/"),
        ("actualites/a.md", "../actualites/a/"),
        ("/q/", "../q/"),
        ("/q", "../q/"),
        ("/q/index.html", "../q/"),
        ("/", "../"),
        ("/actualites/a/", "../actualites/a/"),
        ("../evenements/e.md", "../evenements/e/"),
        ("../../../content/evenements/e.md", "../evenements/e/"),
        ("n.md", "../n/"),
        ("../../../content/pages/n.md", "../n/"),
        ("parcours.md", "../parcours/"),
        ("../parcours/", "../parcours/"),
        ("/parcours/", "../parcours/"),
        ("/la-reunion/", "../../la-reunion/"),
        ("/la-reunion/n/", "../../la-reunion/n/"),
        ("../../la-reunion/pages/n.md", "../../la-reunion/n/"),
        ("/h/", "../../h/"),
        ("../../../content/hub/h.md", "../../h/"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("tel:+33199001234", "tel:+33199001234"),
        ("#x", "#x"),
    ] {
        check_in(
            &TARGETS,
            &format!("[l]({written})\n\n## X"),
            &format!("<p><a href=\"{href}\">l</a></p>\n{}", heading(2, "x", "X")),
            "",
        );
    }
    check(
        "[l](https://example.org/?a=1&b=2 \"t\")",
        "<p><a href=\"https://example.org/?a=1&amp;b=2\" rel=\"noopener\">l</a></p>",
    );
    check(
        "<https://example.org/>",
        "<p><a href=\"https://example.org/\" rel=\"noopener\">https://example.org/</a></p>",
    );
    check("<a@example.org>", "<p><a href=\"mailto:a@example.org\">a@example.org</a></p>");
    check("[l]\n\n[l]: <#x>\n\n## X", &format!("<p><a href=\"#x\">l</a></p>\n{}", heading(2, "x", "X")));
}

#[test]
fn a_link_that_leads_nowhere_is_text() {
    for (written, place) in [
        ("nulle.md", "4:5 8"),
        ("/nulle/", "4:5 7"),
        ("../../../../etc/passwd", "4:5 22"),
        ("/la-reunion/q/", "4:5 14"),
        ("/sitemap.pdf", "4:5 12"),
        ("?x=1", "4:5 4"),
        ("Q2.md", "4:5 5"),
    ] {
        check_in(
            &TARGETS,
            &format!("[l]({written})"),
            "<p><a>l</a></p>",
            &format!("E050 {place} (occitanie) Ce lien ne mène nulle part : {written}"),
        );
    }
}

#[test]
fn a_link_that_could_run_something_is_text() {
    for (written, meant) in [
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("JavaScript:alert(1)", "JavaScript:alert(1)"),
        ("<java\tscript:alert(1)>", "java script:alert(1)"),
        ("<\u{1}javascript:alert(1)>", "·javascript:alert(1)"),
        ("javascript&#58;alert(1)", "javascript:alert(1)"),
        ("&#106;avascript&colon;alert(1)", "javascript:alert(1)"),
        ("java&Tab;script:alert(1)", "java script:alert(1)"),
        ("vbscript:x", "vbscript:x"),
        ("data:text/html,x", "data:text/html,x"),
        ("file:///etc/passwd", "file:///etc/passwd"),
        ("blob:x", "blob:x"),
        ("//example.org", "//example.org"),
    ] {
        let (html, problems) = rendered(&[], &format!("[l]({written})"));
        assert_eq!(html, "<p><a>l</a></p>", "{written}");
        let plain = problems.replace(['\t'], " ").replace('\u{1}', "·");
        let plain = plain.lines().filter(|line| !line.starts_with("E109 ")).collect::<Vec<_>>().join("\n");
        assert!(
            plain.starts_with("E053 4:") && plain.ends_with(&format!("Ce lien n'est pas permis : {meant}")),
            "{plain}"
        );
    }
    check(
        "[l](https://example.org/\"onclick=x)",
        "<p><a href=\"https://example.org/%22onclick=x\" rel=\"noopener\">l</a></p>",
    );
}

#[test]
fn an_anchor_that_its_page_does_not_have_is_told() {
    for (written, href) in [("#rien", "#rien"), ("q.md#rien", "../q/#rien")] {
        let (html, problems) = rendered(&TARGETS, &format!("[l]({written})"));
        assert_eq!(html, format!("<p><a href=\"{href}\">l</a></p>"));
        assert!(problems.starts_with("E051 ") && problems.contains(href), "{problems}");
    }
}

#[test]
fn a_link_to_a_page_that_is_not_published_yet_is_text_until_it_is() {
    let sources = with(&[
        ("content/pages/q.md", "---\ntitre: Q\npublier_le: 2027-03-01\n---\nx"),
        ("content/pages/p.md", "[l](q.md)"),
    ]);
    for (now, expected) in
        [("2027-02-28T22:59:59Z", "<p><a>l</a></p>\n"), ("2027-02-28T23:00:00Z", "<p><a href=\"../q/\">l</a></p>\n")]
    {
        let (output, problems) = build(&sources, &Options::at(at(now)));
        assert_eq!(lines(&problems), "");
        assert_eq!(text_of(&page(&output, "occitanie/p/index.html")), expected);
    }
}

#[test]
fn a_national_text_leads_to_the_pages_of_each_region() {
    let sources = with(&[
        ("regions/la-reunion/region.yaml", REUNION),
        ("content/pages/n.md", "[p](p.md) [h](../hub/h.md)"),
        ("content/pages/p.md", "x"),
        ("regions/occitanie/pages/p.md", "y"),
        ("content/hub/h.md", "x"),
    ]);
    let (output, problems) = built(&sources);
    assert_eq!(lines(&problems), "");
    for region in ["occitanie", "la-reunion"] {
        let html = page(&output, &format!("{region}/n/index.html"));
        assert_eq!(text_of(&html), "<p><a href=\"../p/\">p</a> <a href=\"../../h/\">h</a></p>\n");
    }
}

#[test]
fn raw_html_is_cut_down_to_the_safe_subset() {
    let removed = |place: &str, element: &str| format!("E060 {place} La balise <{element}> n'est pas permise.");
    check(
        "<kbd>Ctrl</kbd> H<sub>2</sub>O <abbr title=\"a\">b</abbr>",
        "<p><kbd>Ctrl</kbd> H<sub>2</sub>O <abbr title=\"a\">b</abbr></p>",
    );
    check(
        "<details><summary>Plus</summary>\n\n- a\n\n</details>",
        "<details><summary>Plus</summary>\n<ul>\n<li>a</li>\n</ul>\n</details>",
    );
    check("<div class=\"x\" onclick=\"a()\" style=\"color:red\" data-a=\"b\">z</div>", "<div class=\"x\">z</div>");
    check("a <!-- caché --> b", "<p>a  b</p>");
    check("<p tabindex=\"5\">a</p>", "<p>a</p>");
    check_in(&[], "a <script>alert(1)</script> b", "<p>a  b</p>", &removed("4:4 6", "script"));
    check_in(&[], "a <SCRIPT SRC=x></SCRIPT> b", "<p>a  b</p>", &removed("4:4 6", "script"));
    check_in(&[], "a <style>p{}</style> b", "<p>a  b</p>", &removed("4:4 5", "style"));
    check_in(&[], "a <iframe src=\"x\"></iframe> b", "<p>a  b</p>", &removed("4:4 6", "iframe"));
    check_in(&[], "a <img src=x onerror=alert(1)> b", "<p>a  b</p>", &removed("4:4 3", "img"));
    check_in(&[], "a <a href=\"javascript:alert(1)\">b</a>", "<p>a b</p>", &removed("4:4 1", "a"));
    check_in(&[], "a <a href=\"https://example.org/\">b</a>", "<p>a b</p>", &removed("4:4 1", "a"));
    check_in(
        &[],
        "a <input name=b> <button>c</button>",
        "<p>a  c</p>",
        &format!("{}\n{}", removed("4:4 5", "input"), removed("4:19 6", "button")),
    );
    check_in(
        &[],
        "a <h1>b</h1> <section>c</section>",
        "<p>a b c</p>",
        &format!("{}\n{}", removed("4:4 2", "h1"), removed("4:15 7", "section")),
    );
    check_in(&[], "<svg onload=x></svg>", "<p></p>", &removed("4:2 3", "svg"));
}

#[test]
fn what_raw_html_leaves_open_is_closed() {
    let open = |place: &str, element: &str| format!("E069 {place} La balise <{element}> n'est jamais fermée.");
    check_in(&[], "<div>\n\n**a**", "<div>\n<p><strong>a</strong></p>\n</div>", &open("4:2 3", "div"));
    let stray = "E069 4:9 4 La balise </div> ferme ce qui n'a pas été ouvert.";
    check_in(&[], "</main></div></body> a", " a", stray);
    check_in(&[], "a <b>b\n\nc", "<p>a <b>b</b></p><b>\n<p>c</p>\n</b>", &open("4:4 1", "b"));
}

#[test]
fn our_own_html_survives_beside_raw_html() {
    let (html, problems) = rendered(
        &TARGETS,
        "<b>x</b>\n\n- [x] a\n\n| A |\n|:-:|\n| 1 |\n\nT[^1] [l](q.md) [m](https://example.org/)\n\n[^1]: N\n\n> [!NOTE]\n> a\n\n3. a\n\n```rust\nlet a = 1;\n```",
    );
    assert_eq!(problems, "");
    for part in [
        "<input type=\"checkbox\" disabled=\"\" checked=\"\">",
        "<th scope=\"col\" class=\"align-center\">A</th>",
        "<a id=\"appel--1\" href=\"#note--1\">1</a>",
        "<a href=\"../q/\">l</a> <a href=\"https://example.org/\" rel=\"noopener\">m</a>",
        "<li id=\"note--1\" value=\"1\">",
        "<p class=\"alert-title\">alerte_note</p>",
        "<ol start=\"3\">",
        "<pre tabindex=\"0\"><code><span class=\"code-source code-rust\">",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
}

#[test]
fn braces_of_template_languages_stay_text() {
    let text = "{{ site.name }} {% if x %} {# y #} {{&lt; z &gt;}} ${a} {{{b}}}";
    check(&text.replace("&lt;", "<").replace("&gt;", ">"), &format!("<p>{text}</p>"));
    check("{{<when event={x} />}}", "<p>{{&lt;when event={x} /&gt;}}</p>");
}

/// What each block shows in this programme.
const FOR_BLOCKS: [(&str, &str); 5] = [
    (
        "regions/occitanie/region.yaml",
        "+chiffres: [{valeur: 40 heures, libelle: x}]\neditions: [{id: ed, titre: Édition, debut: 2027}]\n",
    ),
    ("regions/occitanie/evenements/a.md", "id: a\ntitre: Atelier\ntype: atelier\npartenaires: [agefiph]"),
    ("regions/occitanie/evenements/b.md", "id: b\ntitre: Forum\ndate: 2027-06-01\nmode: hybride\nlieu: maison"),
    ("regions/occitanie/lieux/maison.yaml", super::project::VENUE),
    ("content/partenaires/agefiph.md", ""),
];

#[test]
fn each_block_shows_what_it_is_called() {
    for (block, expected) in [
        ("[[événements]]", "evenements evenements/ Atelier Forum"),
        ("[[Evenements]]", "evenements evenements/ Atelier Forum"),
        ("[[ événements : atelier ]]", "evenements evenements/type/atelier/ Atelier"),
        ("[[événements : ateliers]]", "evenements evenements/type/atelier/ Atelier"),
        ("[[événements:forum]]", "evenements evenements/type/forum/ Forum"),
        ("[[événements : conférence]]", "evenements evenements/"),
        ("[[événements : en ligne]]", "evenements evenements/mode/en-ligne/ Atelier"),
        ("[[événements : hybride]]", "evenements evenements/mode/hybride/ Forum"),
        ("[[événements : passés]]", "evenements evenements/passes/"),
        ("[[prochains événements]]", "evenements evenements/ Atelier Forum"),
        ("[[prochains événements : 1]]", "evenements evenements/ Atelier"),
        ("[[partenaires]]", "partenaires Agefiph"),
        ("[[partenaires : handicap]]", "partenaires Agefiph"),
        ("[[partenaires : Formation]]", "partenaires"),
        ("[[parcours]]", "parcours Un Deux Trois Quatre"),
        ("[[inscription]]", "inscription evenements/a/"),
        ("[[contact]]", "contact"),
        ("[[chiffres]]", "chiffres 40 heures"),
        ("[[éditions]]", "editions Édition"),
    ] {
        check_in(&FOR_BLOCKS, block, &format!("<p>{expected}</p>"), "");
        check_in(
            &FOR_BLOCKS,
            &format!("Avant.\n\n{block}\n\nAprès."),
            &format!("<p>Avant.</p>\n<p>{expected}</p><p>Après.</p>"),
            "",
        );
    }
}

#[test]
fn blocks_may_follow_each_other_line_by_line() {
    check_in(&FOR_BLOCKS, "[[contact]]\n[[chiffres]]", "<p>contact</p><p>chiffres 40 heures</p>", "");
    check_in(&FOR_BLOCKS, "<b>x</b>\n\n[[contact]]", "<p><b>x</b></p>\n<p>contact</p>", "");
}

#[test]
fn what_is_no_block_or_not_alone_is_told_and_blocks() {
    let unknown = |place: &str, name: &str| format!("E061 {place} Le bloc « {name} » n'existe pas.");
    let argument = |place: &str, written: &str| format!("E062 {place} Ce bloc ne connaît pas « {written} ».");
    let not_alone = |place: &str| format!("E063 {place} Un bloc [[…]] doit être seul sur sa ligne.");
    check_in(&[], "[[évènemants]]", "", &unknown("4:1 14", "évènemants"));
    check_in(&[], "[[]]", "", &unknown("4:1 4", ""));
    check_in(&[], "[[événements : fêtes]]", "", &argument("4:1 22", "fêtes"));
    check_in(&[], "[[partenaires : amis]]", "", &argument("4:1 22", "amis"));
    for count in ["0", "21", "-1", "trois", "99999999999999999999"] {
        let block = format!("[[prochains événements : {count}]]");
        check_in(&[], &block, "", &argument(&format!("4:1 {}", block.chars().count()), count));
    }
    check_in(&[], "[[contact : x]]", "", &argument("4:1 15", "x"));
    check_in(&[], "Voir [[contact]].", "", &not_alone("4:6 2"));
    check_in(&[], "Voir `x` [[contact]].", "", &not_alone("4:10 2"));
    check_in(&[], "[[contact]] [[parcours]]", "", &not_alone("4:1 2"));
    check_in(&[], "[[contact]]\nsuite", "", &not_alone("4:1 2"));
    check_in(&[], "- [[contact]]", "", &not_alone("4:3 2"));
    check_in(&[], "> [[contact]]", "", &not_alone("4:3 2"));
    check_in(&[], "## [[contact]]", "", &not_alone("4:4 2"));
    check_in(&[], "| A |\n|---|\n| [[contact]] |", "", &not_alone("6:3 2"));
    check("`[[contact]]`", "<p><code>[[contact]]</code></p>");
    check("```\n[[contact]]\n```", "<pre tabindex=\"0\"><code>[[contact]]\n</code></pre>");
    check("[[contact", "<p>[[contact</p>");
}

#[test]
fn nothing_typed_can_take_the_place_of_what_we_fill_in() {
    for open_close in [('\u{e000}', '\u{e001}'), ('\u{80}', '\u{82}')] {
        for (open, close) in [
            (open_close.0.to_string(), open_close.1.to_string()),
            (format!("&#{};", open_close.0 as u32), format!("&#x{:x};", open_close.1 as u32)),
        ] {
            for around in ["", "<b>x</b> "] {
                let (html, problems) =
                    rendered(&TARGETS, &format!("{around}a{open}0{close}b [l](q.md) `{open}0{close}`"));
                assert!(problems.lines().all(|line| line.starts_with("E109 ")), "{problems}");
                assert_eq!(html.matches("href=").count(), 1, "{html}");
                assert!(html.contains("<a href=\"../q/\">l</a>"), "{html}");
            }
        }
    }
}

#[test]
fn a_nul_and_other_control_characters_do_no_harm() {
    check_in(&[], "a\0b &#0; c", "<p>ab \u{fffd} c</p>", "E109 4:2 1 1 signe invisible sur cette ligne.");
    let (html, _) = rendered(&[], "a\u{1b}[31m \u{8} [l](#\u{1})\n\n\u{feff}x");
    assert!(html.starts_with("<p>a"), "{html}");
}

#[test]
fn markdown_that_is_known_to_stall_or_break_parsers_is_read_at_once() {
    for text in [
        "[".repeat(50_000),
        "![".repeat(25_000),
        "**a ".repeat(20_000),
        "`".repeat(1_001) + "a" + &"`".repeat(1_000),
        "<".repeat(50_000),
        "[a](".repeat(20_000),
        "&".repeat(50_000),
        "| a ".repeat(5_000) + "\n" + &"|---".repeat(5_000),
        "[^a]".repeat(10_000) + "\n\n[^a]: x",
        "#".repeat(100_000),
        "{#".repeat(20_000),
        "# a {#b .c d=e\n".repeat(1_000),
        "[[".repeat(20_000),
        "\\".repeat(50_000),
        "<!--".repeat(10_000),
        (0..3_000).map(|n| format!("[a](#b{n}) ")).collect(),
        "x\n: y\n".repeat(1_000),
    ] {
        rendered(&[], &text);
    }
}

/// Pieces of Markdown and of what could do harm in it.
fn text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        " ",
        "\n",
        "\n\n",
        "# ",
        "## t {#i .c on=x}",
        "- ",
        "> ",
        "1. ",
        "| a | b |\n|---|---|\n| c | d |\n",
        "[^1]",
        "\n\n[^1]: ",
        "[x](",
        ")",
        "![x](/images/photo.gif \"",
        "<",
        ">",
        "\"",
        "'",
        "`",
        "```js\n",
        "```\n",
        "javascript:alert(1)",
        "java\tscript:",
        "&#106;avascript:",
        "data:text/html,",
        "<script>",
        "</script>",
        "<img src=x onerror=alert(1)>",
        "<a href=\"javascript:x\">",
        "</a>",
        "<div style=\"a\">",
        "<p onclick=x",
        "<svg/onload=x>",
        "<b title=\"<script>\">",
        "</main>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?",
        "?>",
        "{{ x }}",
        "{% y %}",
        "> [!NOTE]\n> ",
        "- [x] ",
        "\u{80}",
        "\u{82}",
        "&#x80;0&#x82;",
        "\u{e000}0\u{e001}",
        "\0",
        "style=\"x\"",
        "onmouseover=\"x\"",
        "https://example.org/",
        "q.md",
        "#i",
        "\\",
        "&quot;",
        "~~",
        "**",
        "*",
        "_",
        ": ",
        "<style>p{}</style>",
        "<textarea>",
        "<noscript><p title=\"</noscript><img src=x onerror=x>\">",
        "<math><mtext><table><mglyph><style>",
        "<iframe srcdoc=\"x\">",
        "\n\n[[contact]]\n\n",
    ]);
    prop_oneof![
        6 => prop::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat()),
        1 => ".{0,60}",
        1 => "(?s)[ -~\n]{0,80}",
    ]
}

pub fn elements(html: &Html) -> impl Iterator<Item = ElementRef<'_>> {
    html.root_element().descendent_elements()
}

/// The page that a text is on; none when a problem in it is blocking.
fn page_of(markdown: &str) -> Option<Html> {
    let sources =
        with(&[("regions/occitanie/pages/p.md", &page_file(markdown)), ("regions/occitanie/pages/q.md", "x")]);
    let (output, _) = build(&sources, &Options::at(at(NOW)));
    output.get("occitanie/p/index.html").map(|file| Html::parse_document(&String::from_utf8_lossy(&file.bytes)))
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn no_text_can_run_anything(markdown in text()) {
        let Some(html) = page_of(&markdown) else { return Ok(()) };
        for element in elements(&html) {
            let name = element.value().name();
            prop_assert!(!["script", "style", "iframe", "object", "embed", "svg", "math", "form", "base", "meta", "link"].contains(&name), "<{}>", name);
            for (attribute, value) in element.value().attrs() {
                prop_assert!(attribute != "style" && !attribute.starts_with("on") && attribute != "srcdoc", "{} {}={}", name, attribute, value);
                let plain: String = value.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
                if ["href", "src"].contains(&attribute) {
                    let scheme = plain.to_lowercase();
                    prop_assert!(!["javascript:", "data:", "vbscript:"].iter().any(|bad| scheme.starts_with(bad)), "{}={}", attribute, value);
                }
            }
        }
        let footers = html.select(&Selector::parse("body > footer").unwrap()).count();
        prop_assert_eq!(footers, 1, "the text closed what is around it");
    }

    #[test]
    fn our_own_anchors_are_unique_and_lead_somewhere(markdown in text()) {
        let Some(html) = page_of(&markdown.replace('<', "")) else { return Ok(()) };
        let mut ids: Vec<&str> = elements(&html).filter_map(|element| element.value().id()).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        prop_assert_eq!(ids.len(), all);
        let ours = Selector::parse("a.heading-anchor, .note-reference a, a.note-back").unwrap();
        for link in html.select(&ours) {
            let target = link.value().attr("href").unwrap().trim_start_matches('#');
            prop_assert!(ids.binary_search(&target).is_ok(), "#{}", target);
        }
    }
}
