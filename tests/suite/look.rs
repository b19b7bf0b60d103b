//! What the theme of the real programme makes of a project: the map of the tour, letters, what its script reads, its weight.

use escale::Options;
use escale::model::codes::REGION_CODES;
use escale::output::Output;
use escale::sources::Sources;
use std::collections::BTreeSet;
use std::path::Path;

use super::project::{at, built, lines, minimal, page, with, with_real_theme};

/// The most that the HTML and the CSS of a page weigh together (STANDARDS E1).
const PAGE_BYTES: usize = 50 * 1024;
const SCRIPT_BYTES: usize = 5 * 1024;
const FONT_BYTES: usize = 35 * 1024;

fn made(sources: Sources) -> Output {
    let (output, problems) = built(&with_real_theme(sources));
    assert_eq!(lines(&problems), "");
    output
}

/// The real programme at the moment when it is the fullest.
fn real() -> Output {
    let sources = escale::read::read(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    escale::build(&sources, &Options::at(at("2027-03-01T06:00:00Z"))).0
}

/// The path of the only file below `folder` whose name starts and ends so.
fn asset(output: &Output, folder: &str, start: &str, end: &str) -> String {
    let start = format!("{folder}assets/{start}");
    let mut found = output.iter().map(|(path, _)| path).filter(|path| path.starts_with(&start) && path.ends_with(end));
    let only = found.next().unwrap().to_owned();
    assert_eq!(found.next(), None, "{start}…{end}");
    only
}

/// What stands between two marks, each time.
fn between<'t>(text: &'t str, start: &str, end: &str) -> Vec<&'t str> {
    text.split(start).skip(1).map(|rest| rest.split(end).next().unwrap()).collect()
}

#[test]
fn the_map_shows_every_region_of_france_once() {
    let every: BTreeSet<&str> = REGION_CODES.iter().map(|code| code.iso).collect();
    let region = |iso: &str, insee: &str| {
        format!("nom: R{iso}\npreposition: en\niso: \"{iso}\"\ninsee: \"{insee}\"\ncouleurs: {{accent: \"#1d4ed8\"}}\n")
    };
    let ids: Vec<String> = (0..18).map(|n| format!("regions/r{n}/region.yaml")).collect();
    for count in [1, 7, 18] {
        let files: Vec<(&str, String)> =
            (0..count).map(|n| (ids[n].as_str(), region(REGION_CODES[n].iso, REGION_CODES[n].insee))).collect();
        let mut sources = Sources::new();
        for (path, bytes) in minimal().iter().filter(|(path, _)| !path.starts_with("regions/")) {
            sources.insert(path.clone(), bytes.clone());
        }
        for (path, text) in files {
            sources.insert(path, text.into_bytes());
        }
        let output = made(sources);
        let hub = page(&output, "index.html");
        let tiles = between(&hub, "<li class=\"map-tile\" data-region=\"", "\"");
        let rest = between(&hub, "<li class=\"map-rest\" data-region=\"", "\"");
        assert_eq!((tiles.len(), rest.len()), (count, 18 - count));
        assert_eq!(tiles.iter().chain(&rest).copied().collect::<BTreeSet<_>>(), every);
        assert_eq!(hub.matches("aria-hidden=\"true\">").count(), rest.len(), "what is only drawn is not read aloud");
        assert_eq!(hub.matches("class=\"map-absent\"").count(), usize::from(count < 18));
        let style = page(&output, &asset(&output, "", "style.", ".css"));
        for iso in &every {
            assert_eq!(style.matches(&format!("[data-region=\"{iso}\"]{{grid-area:")).count(), 1, "{iso}");
            assert_eq!(style.contains(&format!("[data-region=\"{iso}\"]{{--accent:")), tiles.contains(iso), "{iso}");
        }
    }
}

#[test]
fn a_style_sheet_names_the_files_as_they_are_published() {
    let output = made(minimal());
    for folder in ["", "occitanie/"] {
        let font = asset(&output, folder, "titres.", ".woff2");
        let name = font.rsplit('/').next().unwrap();
        let style = page(&output, &asset(&output, folder, "style.", ".css"));
        assert!(style.contains(&format!("src: url(\"{name}\")")), "{name}");
        assert!(!style.contains("url(\"titres.woff2\")"));
        let home = page(&output, &format!("{folder}index.html"));
        assert!(home.contains(&format!("<link rel=\"preload\" href=\"./assets/{name}\" as=\"font\"")), "{home}");
        assert!(home.contains("font-src 'self';"));
    }
}

#[test]
fn a_letter_about_an_event_says_what_when_where() {
    let venue = "regions/occitanie/lieux/maison.yaml";
    let event = "regions/occitanie/evenements/forum.md";
    let text = super::project::event(
        "titre: \"Forum & emploi : 100 % gratuit ?\"\nlieu: maison\nmode: sur-place\nheure: 14:00\nheure_fin: 17:00",
    );
    let output = made(with(&[(venue, super::project::VENUE), (event, &text)]));
    let page = page(&output, "occitanie/evenements/forum/index.html");
    let href = between(&page, "href=\"mailto:?", "\"")[0];
    assert!(href.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~%=&;".contains(&b)), "{href}");
    let fields: Vec<(String, String)> = url::form_urlencoded::parse(href.replace("&amp;", "&").as_bytes())
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let [(subject, title), (body, letter)] = fields.as_slice() else { panic!("{fields:?}") };
    assert_eq!((subject.as_str(), body.as_str()), ("subject", "body"));
    assert!(title.starts_with("Forum & emploi\u{a0}: 100\u{a0}% gratuit\u{202f}?, "), "{title}");
    let told: Vec<&str> = letter.split("\r\n").collect();
    assert_eq!(told.len(), 7, "{letter}");
    assert_eq!(told[3].replace('\u{a0}', " "), "lundi 17 mai 2027, de 14 h à 17 h");
    assert_eq!(told[4], "Toulouse");
    assert_eq!(told[6], "https://tour.example.org/occitanie/evenements/forum/");
    assert!(page.contains(&format!("<span class=\"address\">{}</span>", told[6])));
}

#[test]
fn cards_say_when_events_end_and_what_they_are() {
    let text =
        |date: &str| super::project::event(&format!("date: {date}\nheure: 14:00\nheure_fin: 17:00\nmode: en-ligne"));
    let output = made(with(&[
        ("regions/la-reunion/region.yaml", super::project::REUNION),
        ("regions/la-reunion/evenements/a-venir.md", &text("2027-05-17")),
        ("regions/la-reunion/evenements/fini.md", &text("2026-05-17").replace("id: e", "id: f")),
    ]));
    let card = |path: &str| between(&page(&output, path), "<li class=\"card", ">")[0].to_owned();
    let to_come = card("la-reunion/evenements/index.html");
    assert!(to_come.contains(" data-ends=\"2027-05-17T17:00:00+04:00\""), "{to_come}");
    assert!(!card("la-reunion/evenements/passes/index.html").contains("data-ends"));
}

#[test]
fn pages_are_light_and_hold_no_script_and_no_style_of_their_own() {
    let output = real();
    let bytes = |path: &str| output.get(path).unwrap().bytes.len();
    for (path, file) in output.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = std::str::from_utf8(&file.bytes).unwrap();
        assert!(!html.contains(" style=") && !html.contains("<style"), "{path}");
        assert!(!html.contains("<script>") && !html.contains(" onclick="), "{path}");
        let site = path.split('/').next().filter(|site| output.get(&format!("{site}/index.html")).is_some());
        let folder = site.filter(|site| output.iter().any(|(p, _)| p.starts_with(&format!("{site}/assets/"))));
        let folder = folder.map_or_else(String::new, |site| format!("{site}/"));
        let style = bytes(&asset(&output, &folder, "style.", ".css"));
        let others = ["code.", "print.", "wall."].into_iter().filter(|name| html.contains(&format!("/{name}")));
        let others: usize = others.map(|name| bytes(&asset(&output, &folder, name, ".css"))).sum();
        let weight = html.len() + style + others;
        assert!(weight <= PAGE_BYTES, "{path}: {weight} bytes");
    }
    assert!(bytes(&asset(&output, "", "script.", ".js")) <= SCRIPT_BYTES);
    assert!(bytes(&asset(&output, "", "titres.", ".woff2")) <= FONT_BYTES);
}

#[test]
fn what_is_said_to_those_who_write_a_style_is_not_sent_to_visitors() {
    let style = "/* One. */\na {\n b: calc(1px + 2px); h: i/**/j ;\n}/* Two. */d k , l{e:\"/* no  comment */ \\\" { \"}\n/* Three.\n Four. */\nf{g:url('a//b/*')}/* Five";
    let sources = with(&[("themes/mini/static/style.css", style), ("themes/mini/static/print.css", "/* x */\np{}\n")]);
    let (output, _) = built(&sources);
    let text = |start: &str| {
        let path = asset(&output, "", start, ".css");
        String::from_utf8(output.get(&path).unwrap().bytes.to_vec()).unwrap()
    };
    assert!(
        text("style.").starts_with(
            "a{b: calc(1px + 2px);h: i j ;}d k ,l{e:\"/* no  comment */ \\\" { \"}f{g:url('a//b/*')}:root{"
        ),
        "{}",
        text("style.")
    );
    assert_eq!(text("print."), "p{}");
}
