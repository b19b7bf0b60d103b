//! What is made for paper: QR codes that a telephone reads, the posters of events, the sheet of a region.

use std::fmt::Write as _;

use escale::model::address::WebUrl;
use escale::output::Output;
use escale::sources::Sources;
use proptest::prelude::*;
use scraper::{ElementRef, Html, Selector};

use super::project::{NOW, REUNION, VENUE, at, built, cases, event, lines, minimal, page, with, with_real_theme};

const SHEET: &str = "occitanie/affiche/index.html";

fn made(sources: Sources) -> Output {
    let (output, problems) = built(&with_real_theme(sources));
    assert_eq!(lines(&problems), "");
    output
}

/// What is written in an element, its spaces as a reader sees them.
fn text(element: ElementRef) -> String {
    let text: String = element.text().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is written in each element that a selector finds.
fn texts(html: &str, selector: &str) -> Vec<String> {
    Html::parse_document(html).select(&Selector::parse(selector).unwrap()).map(text).collect()
}

/// What a telephone reads in the codes of a page.
fn codes(html: &str) -> Vec<String> {
    let html = Html::parse_document(html);
    let (code, path) = (Selector::parse("svg.qr-code").unwrap(), Selector::parse("path").unwrap());
    let read = |svg: ElementRef| {
        let view_box = svg.attr("viewBox").unwrap().strip_prefix("0 -.5 ").unwrap();
        let (width, height) = view_box.split_once(' ').unwrap();
        assert_eq!(width, height);
        let paths: Vec<_> = svg.select(&path).collect();
        assert_eq!((paths.len(), svg.attr("aria-hidden")), (1, Some("true")));
        read_code(paths[0].attr("d").unwrap(), width.parse().unwrap())
    };
    html.select(&code).map(read).collect()
}

/// Draws strokes as they would be printed, and reads the picture.
fn read_code(path: &str, size: usize) -> String {
    const PIXELS_A_MODULE: usize = 4;
    let mut dark = vec![false; size * size];
    let (mut x, mut y) = (0, 0);
    let starts = path.match_indices(['M', 'm', 'h']).map(|(at, _)| at);
    let ends = starts.clone().skip(1).chain([path.len()]);
    for (start, end) in starts.zip(ends) {
        let numbers: Vec<usize> = path[start + 1..end].split(' ').map(|number| number.parse().unwrap()).collect();
        match (&path[start..=start], numbers.as_slice()) {
            ("M", [to_x, to_y]) => (x, y) = (*to_x, *to_y),
            ("m", [by_x, 0]) => x += by_x,
            ("h", [by]) => {
                dark[y * size + x..y * size + x + by].fill(true);
                x += by;
            }
            other => panic!("{other:?}"),
        }
    }
    let is_light = |x: usize, y: usize| !dark[y * size + x];
    for edge in 0..size {
        for quiet in (0..4).chain(size - 4..size) {
            assert!(is_light(edge, quiet) && is_light(quiet, edge), "the quiet zone is four modules wide");
        }
    }
    let pixels = size * PIXELS_A_MODULE;
    let shade = |x: usize, y: usize| if dark[y / PIXELS_A_MODULE * size + x / PIXELS_A_MODULE] { 0 } else { 255 };
    let grids = rqrr::PreparedImage::prepare_from_greyscale(pixels, pixels, shade);
    let (about, text) = { grids }.detect_grids().first().expect("a code is found").decode().unwrap();
    assert_eq!(about.ecc_level, 0, "the level M is written 00 (ISO/IEC 18004, table 12)");
    text
}

/// An event of Occitanie on a day, with further lines of its header.
fn on(day: &str, title: &str, more: &str) -> String {
    event(&format!("id: e-{day}\ntitre: {title}\ndate: {day}\n{more}"))
}

#[test]
fn the_codes_of_an_event_and_of_a_sheet_lead_to_their_addresses() {
    let path = "regions/occitanie/evenements/2027-05-17-forum.md";
    let output = made(with(&[(path, "titre: Forum")]));
    let event = page(&output, "occitanie/evenements/2027-05-17-forum/index.html");
    let address = "https://tour.example.org/occitanie/evenements/2027-05-17-forum/";
    assert!(event.contains(&format!("<link rel=\"canonical\" href=\"{address}\">")));
    assert_eq!(codes(&event), [address]);
    assert_eq!(
        texts(&event, ".poster .address"),
        ["tour.example.org/occitanie/evenements/2027-05-17-forum"],
        "the address stands beside the code"
    );
    let sheet = page(&output, SHEET);
    assert_eq!(codes(&sheet), ["https://tour.example.org/occitanie/evenements/"]);
    assert_eq!(texts(&sheet, ".sheet-code .address"), ["tour.example.org/occitanie/evenements"]);
}

#[test]
fn the_code_of_a_national_event_leads_to_its_page_for_the_nation() {
    let output = made(with(&[("content/evenements/direct.md", "titre: Direct")]));
    for folder in ["", "occitanie/"] {
        let page = page(&output, &format!("{folder}evenements/direct/index.html"));
        assert_eq!(codes(&page)[0], "https://tour.example.org/evenements/direct/");
    }
    assert!(!output.iter().any(|(path, _)| path == "affiche/index.html"), "the hub has no sheet");
    assert!(!page(&output, "evenements/direct/index.html").contains("/affiche/"));
}

#[test]
fn paper_bears_the_lasting_address_wherever_the_sites_are_tried() {
    let path = "regions/occitanie/evenements/forum.md";
    let sources = with_real_theme(with(&[(path, &event(""))]));
    let mut options = escale::Options::at(at(NOW));
    options.base_url = WebUrl::parse_site("http://127.0.0.1:3000/essai/");
    let (output, _) = escale::build(&sources, &options);
    let html = page(&output, "occitanie/evenements/forum/index.html");
    assert!(html.contains("<link rel=\"canonical\" href=\"http://127.0.0.1:3000/essai/occitanie/evenements/forum/\">"));
    assert_eq!(codes(&html), ["https://tour.example.org/occitanie/evenements/forum/"]);
    assert_eq!(codes(&page(&output, SHEET)), ["https://tour.example.org/occitanie/evenements/"]);
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn whatever_its_address_a_code_can_be_read(name in "[a-z0-9]{1,12}(-[a-z0-9]{1,12}){0,12}") {
        let path = format!("regions/occitanie/evenements/{name}.md");
        let output = made(with(&[(&path, "titre: Forum")]));
        let html = page(&output, &format!("occitanie/evenements/{name}/index.html"));
        prop_assert_eq!(&codes(&html)[0], &format!("https://tour.example.org/occitanie/evenements/{name}/"));
    }
}

#[test]
fn a_poster_says_what_one_needs_and_no_more() {
    let facts = "accessibilite: {lsf: oui, sous_titrage: non}\n";
    let venue = format!("{VENUE}adresse: 1 rue de l'Exemple\ncode_postal: \"31000\"\ntransport: Métro A\n");
    let text = event(&format!(
        "mode: sur-place\nlieu: maison\nheure: 14:00\nheure_fin: 17:00\npublic: Tout le monde\n{facts}\
         inscription: {{lien: \"https://example.org/i/\", telephone: 05 36 49 12 34}}"
    ));
    let output = made(with(&[
        ("regions/occitanie/lieux/maison.yaml", &venue),
        ("regions/occitanie/evenements/forum.md", &text),
    ]));
    let html = page(&output, "occitanie/evenements/forum/index.html");
    let poster = texts(&html, ".poster").join(" ");
    for said in [
        "Tour en Occitanie",
        "Forum",
        "Sur place",
        "Lundi 17 mai 2027, de 14 h à 17 h",
        "1 rue de l’Exemple, 31000 Toulouse",
        "Métro A",
        "Tout le monde",
        "Langue des signes française",
        "Sous-titrage en direct : non",
        "05 36 49 12 34",
        "example.org/i",
    ] {
        assert!(poster.to_lowercase().contains(&said.to_lowercase()), "{said} in {poster}");
    }
    assert!(!poster.contains("Boucle magnétique"), "what is not known is not said: {poster}");
    assert!(
        Html::parse_document(&html).select(&Selector::parse(".poster :is(a, button, h1, h2)").unwrap()).count() == 0
    );
    assert_eq!(texts(&html, ".poster .poster-state"), [""; 0]);
}

#[test]
fn an_address_that_nobody_types_is_left_to_the_code() {
    let link = format!("https://example.org/{}", "a".repeat(60));
    let text = event(&format!("inscription: {{lien: \"{link}\"}}"));
    let html =
        page(&made(with(&[("regions/occitanie/evenements/forum.md", &text)])), "occitanie/evenements/forum/index.html");
    assert_eq!(texts(&html, ".poster .typed"), [""; 0]);
}

#[test]
fn a_poster_of_a_cancelled_event_says_so_and_how_to_register_no_more() {
    let text = event("statut: annule\nmotif: Salle fermée.\ninscription: {telephone: 05 36 49 12 34}");
    let other = on("2027-06-01", "Atelier", "");
    let output = made(with(&[
        ("regions/occitanie/evenements/forum.md", &text),
        ("regions/occitanie/evenements/atelier.md", &other),
    ]));
    let html = page(&output, "occitanie/evenements/forum/index.html");
    assert_eq!(texts(&html, ".poster .poster-state"), ["Cet évènement est annulé"]);
    assert!(texts(&html, ".poster")[0].contains("Salle fermée."));
    assert_eq!(texts(&html, ".poster .poster-ticket .tel"), [""; 0]);
}

#[test]
fn texts_that_are_long_are_set_smaller() {
    let classes = |title: &str, summary: &str| {
        let text = event(&format!("titre: \"{title}\"\nresume: \"{summary}\""));
        let output = made(with(&[("regions/occitanie/evenements/forum.md", &text)]));
        let html = Html::parse_document(&page(&output, "occitanie/evenements/forum/index.html"));
        let class = |selector: &str| {
            let found = html.select(&Selector::parse(selector).unwrap()).next().unwrap();
            found.attr("class").unwrap().to_owned()
        };
        format!("{}, {}", class(".poster"), class(".poster-title"))
    };
    assert_eq!(classes("Forum", "Court."), "paper sheet poster, poster-title");
    assert_eq!(classes(&"Mot ".repeat(12), "Court."), "paper sheet poster, poster-title is-long");
    assert_eq!(
        classes(&"Mot ".repeat(30), &"Mot ".repeat(150)),
        "paper sheet poster is-longer, poster-title is-longest"
    );
}

#[test]
fn a_sheet_has_the_next_events_that_one_can_go_to_in_order() {
    let files = [
        ("passe", on("2026-12-01", "Passé", "")),
        ("tard", on("2027-06-20", "Tard", "inscription: libre")),
        ("annule", on("2027-02-01", "Annulé", "statut: annule")),
        ("sans-date", on("2027-03-01", "Sans date", "statut: reporte")),
        ("reporte", on("2027-04-01", "Reporté", "statut: reporte\nancienne_date: 2027-03-02")),
        ("complet", on("2027-02-10", "Complet", "statut: complet\ninscription: {telephone: 05 36 49 12 34}")),
        ("appel", on("2027-02-09", "Appel", "inscription: {telephone: 05 36 49 12 34}")),
        ("brouillon", on("2027-02-11", "Brouillon", "brouillon: oui")),
    ];
    let paths: Vec<String> = files.iter().map(|(name, _)| format!("regions/occitanie/evenements/{name}.md")).collect();
    let files: Vec<(&str, &str)> =
        paths.iter().zip(&files).map(|(path, (_, text))| (path.as_str(), text.as_str())).collect();
    let sheet = page(&made(with(&files)), SHEET);
    assert_eq!(texts(&sheet, ".wall .card-title"), ["Appel", "Complet", "Reporté", "Tard"]);
    let how = texts(&sheet, ".wall-how");
    assert!(how[0].starts_with("05 36 49 12 34"), "{how:?}");
    assert_eq!(how[1], "Complet", "nobody is to call in vain");
    assert!(how[2].starts_with("example.org/i Reporté"), "{how:?}");
    assert_eq!(how[3], "Entrée libre, sans inscription");
    assert_eq!(texts(&sheet, ".wall-more"), [""; 0]);
}

#[test]
fn a_sheet_has_seven_events_and_says_how_many_more_there_are() {
    let said = |count: usize| {
        let texts_of: Vec<String> =
            (0..count).map(|n| on(&format!("2027-05-{:02}", n + 1), &format!("Atelier {n}"), "")).collect();
        let paths: Vec<String> = (0..count).map(|n| format!("regions/occitanie/evenements/e{n}.md")).collect();
        let files: Vec<(&str, &str)> =
            paths.iter().zip(&texts_of).map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let sheet = page(&made(with(&files)), SHEET);
        let mut said = format!("{} ", texts(&sheet, ".wall .card").len());
        let _ = write!(said, "{}", texts(&sheet, ".wall-more").join(""));
        said
    };
    assert_eq!(said(7), "7 ");
    assert_eq!(said(8), "7 Et un autre évènement");
    assert_eq!(said(24), "7 Et 17 autres évènements");
}

#[test]
fn a_sheet_without_events_says_where_to_look() {
    let sheet = page(&made(minimal()), SHEET);
    assert_eq!(
        texts(&sheet, ".wall .lead"),
        ["Aucun évènement n’est annoncé pour le moment. Les prochaines dates paraîtront à cette adresse."]
    );
    assert_eq!(codes(&sheet).len(), 1);
}

#[test]
fn sheets_say_what_is_invented_and_are_found() {
    let region = format!("{REUNION}fictive: oui\n");
    let output = made(with(&[("regions/la-reunion/region.yaml", &region)]));
    let sheet = page(&output, "la-reunion/affiche/index.html");
    assert_eq!(texts(&sheet, ".wall .sheet-example").len(), 1);
    for path in ["la-reunion/plan-du-site/index.html", "la-reunion/evenements/index.html"] {
        assert!(page(&output, path).contains("/affiche/\""), "{path}");
    }
    assert!(page(&output, "index.html").contains("<p class=\"paper footer-address\">https://tour.example.org/</p>"));
}
