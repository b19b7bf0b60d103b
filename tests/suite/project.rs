//! A small valid project as text, which tests change file by file, and what comes of it as text.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex};

use escale::model::store::{Key, Store};
use escale::output::Output;
use escale::parse::Parsed;
use escale::problem::{Language, Problem, Problems, show};
use escale::sources::Sources;
use escale::{Options, build};
use jiff::Timestamp;
use proptest::test_runner::{Config as ProptestConfig, RngSeed};

/// The instant of tests that say no other: in winter, before every event.
pub const NOW: &str = "2027-01-15T09:00:00Z";

/// `escale.yaml`.
pub const SETTINGS: &str = r##"nom: Tour
signature: Un tour de France
association: Asso
url: https://tour.example.org/
theme: mini
couleurs: {accent: "#1d4ed8"}
presentation: {quoi: Un parcours., pour_qui: Pour tous., tarif: Gratuit}
phases:
  - {titre: Un, resume: Premier.}
  - {titre: Deux, resume: Second.}
  - {titre: Trois, resume: Troisième.}
  - {titre: Quatre, resume: Quatrième.}
mentions_legales:
  editeur: Asso
  siege: Paris
  telephone: 01 99 00 12 34
  courriel: mentions@example.org
  directeur_publication: Présidence
  hebergeur: {nom: Hôte, adresse: Paris, telephone: 01 99 00 56 78}
"##;

/// `regions/occitanie/region.yaml`.
pub const OCCITANIE: &str = r##"nom: Occitanie
preposition: en
iso: OCC
insee: "76"
couleurs: {accent: "#1d4ed8"}
"##;

/// `regions/la-reunion/region.yaml`.
pub const REUNION: &str = r##"nom: La Réunion
preposition: à
iso: "974"
insee: "04"
fuseau: Indian/Reunion
couleurs: {accent: "#8f4700"}
"##;

/// A venue's file.
pub const VENUE: &str = "nom: Maison Exemple\ncommune: Toulouse\ninsee: \"31555\"\n";

/// A picture of three pixels by two.
pub const GIF: &str = "GIF89a\x03\0\x02\0\0\0\0;";

/// The words that the views print: each is its own name.
const WORDS: &str = include_str!("../../src/render/words.txt");

/// The templates of the small theme: everything that a page is given, one line each.
const TEMPLATES: [(&str, &str); 28] = [
    (
        "home.html",
        "{{ next }} {{ register }} {{ events }} {{ editions }} {{ phases }} {{ partners }} {{ news }} {{ figures }}",
    ),
    (
        "hub.html",
        "{{ stops_to_come }} {{ stops_past }} {{ regions }} {{ figures }} {{ partners }} {{ events }} {{ news }}",
    ),
    (
        "events.html",
        "{{ groups }} {{ past_groups }} {{ total }} {{ filters }} {{ pages }} {{ archive_address }} {{ agenda }}",
    ),
    ("poster.html", "{{ events }} {{ more }} {{ list }}"),
    ("event.html", "{{ event }}"),
    ("partners.html", "{{ groups }}"),
    ("partner.html", "{{ partner }}"),
    ("venues.html", "{{ venues }}"),
    ("venue.html", "{{ venue }} {{ events }} {{ past_events }}"),
    ("editions.html", "{{ to_come }} {{ past }}"),
    ("edition.html", "{{ edition }}"),
    ("path.html", "{{ phases }}"),
    ("news.html", "{{ news }}"),
    ("page.html", "{{ date }} {{ contents }}"),
    ("sitemap.html", "{{ sections }}"),
    ("contact.html", "{{ site.contact }}"),
    ("legal.html", "{{ legal }}"),
    ("privacy.html", "{{ data }}"),
    ("accessibility.html", "{{ audit }}"),
    ("404.html", "{{ site.menu }}"),
    ("redirect.html", "{{ target.address | relative(to=root) }} {{ target.title }} {{ page.canonical }}"),
    ("blocks/events.html", "<p>evenements {{ more }}{% for event in events %} {{ event.title }}{% endfor %}</p>"),
    ("blocks/partners.html", "<p>partenaires{% for partner in partners %} {{ partner.name }}{% endfor %}</p>"),
    ("blocks/path.html", "<p>parcours{% for phase in phases %} {{ phase.title }}{% endfor %}</p>"),
    ("blocks/register.html", "<p>inscription {{ register.address }}</p>"),
    ("blocks/contact.html", "<p>contact</p>"),
    ("blocks/figures.html", "<p>chiffres{% for figure in figures %} {{ figure.value }}{% endfor %}</p>"),
    ("blocks/editions.html", "<p>editions{% for edition in editions %} {{ edition.title }}{% endfor %}</p>"),
];

/// The templates in which staff's text stands.
const WITH_TEXT: [&str; 8] = [
    "home.html",
    "hub.html",
    "path.html",
    "page.html",
    "contact.html",
    "legal.html",
    "privacy.html",
    "accessibility.html",
];

/// The programme, one region, the small theme: not one problem in it.
pub fn minimal() -> Sources {
    let mut sources = Sources::new();
    sources.insert("escale.yaml", SETTINGS.as_bytes());
    sources.insert("regions/occitanie/region.yaml", OCCITANIE.as_bytes());
    let words: String = WORDS.split_whitespace().map(|word| format!("{word}: \"{word}{}\"\n", holes(word))).collect();
    sources.insert("themes/mini/theme.yaml", words.into_bytes());
    sources.insert("themes/mini/static/style.css", *b"body{}");
    sources.insert("themes/mini/static/code.css", *b".code-x{}");
    for (name, view) in TEMPLATES {
        let body = match name {
            "event.html" => "{{ event.body }}",
            "partner.html" => "{{ partner.body }}",
            name if WITH_TEXT.contains(&name) => "{{ body }}",
            _ => "",
        };
        let template = if name.starts_with("blocks/") {
            view.to_owned()
        } else {
            format!(
                "<!doctype html><html lang=\"fr\"><title>{{{{ page.full_title }}}} {{{{ page.address }}}}</title><h1>{{{{ page.title }}}}</h1><main>{body}</main><footer>{view} {{{{ site.menu }}}}</footer>"
            )
        };
        sources.insert(format!("themes/mini/templates/{name}"), template.into_bytes());
    }
    sources
}

/// What the word is filled in with.
fn holes(word: &str) -> &'static str {
    match word.split('_').next() {
        Some("titre") => " {nom}{dans_region}{titre}{n}",
        Some("inscription" | "heure" | "a") => " {date}{lieu}{heure}",
        Some("agenda") => " {titre}{prix}{public}{lieu}{lien}{numero}{adresse}",
        _ => "",
    }
}

/// The small project with files added or replaced, each written as short as it can be.
///
/// An event or a partner is the lines of its header that count, then perhaps `---` and a text; a page is
/// its text; what follows a `+` is added to the valid `escale.yaml` or `region.yaml`. A text that begins
/// with `---`, and every other file, is taken as it is.
pub fn with(files: &[(&str, &str)]) -> Sources {
    let mut sources = minimal();
    for (path, text) in files {
        sources.insert(*path, completed(path, text).into_bytes());
    }
    sources
}

fn completed(path: &str, text: &str) -> String {
    let is_in = |folder: &str| path.contains(folder) && path.ends_with(".md");
    match text.strip_prefix('+') {
        Some(lines) if path == "escale.yaml" => format!("{SETTINGS}{lines}"),
        Some(lines) if path.ends_with("region.yaml") => format!("{OCCITANIE}{lines}"),
        _ if text.starts_with("---") => text.to_owned(),
        _ if is_in("/evenements/") => event(text),
        _ if is_in("/partenaires/") => partner(text),
        _ if is_in("/pages/") || is_in("/hub/") => page_file(text),
        _ => text.to_owned(),
    }
}

/// A valid event's file: the lines of its header that count, then perhaps `---` and a text.
pub fn event(text: &str) -> String {
    const VALID: &str = "id: e\ntitre: Forum\ntype: forum\nresume: Un forum.\ndate: 2027-05-17\nmode: en-ligne\n\
        inscription: {lien: https://example.org/i}\n";
    with_header(VALID, text)
}

/// A valid partner's file.
pub fn partner(text: &str) -> String {
    with_header("nom: Agefiph\nrole: handicap\nresume: Une phrase.\n", text)
}

/// A valid page's file.
pub fn page_file(text: &str) -> String {
    format!("---\ntitre: Page\n---\n{text}")
}

/// A valid header in which each of the `lines` replaces the line of the same field.
fn with_header(valid: &str, text: &str) -> String {
    let (lines, body) = text.split_once("\n---\n").unwrap_or((text, ""));
    let is_said = |line: &str| {
        let field = line.split(':').next().unwrap_or_default();
        lines.lines().any(|own| own.strip_prefix(field).is_some_and(|rest| rest.starts_with(':')))
    };
    let kept: String = valid.lines().filter(|line| !is_said(line)).map(|line| format!("{line}\n")).collect();
    let own = if lines.is_empty() { String::new() } else { format!("{}\n", lines.trim_end()) };
    format!("---\n{kept}{own}---\n{body}")
}

/// The same project without a file.
pub fn without(sources: Sources, path: &str) -> Sources {
    let mut rest = Sources::new();
    for (other, bytes) in sources.iter().filter(|(other, _)| ***other != *path) {
        rest.insert(Arc::clone(other), Arc::clone(bytes));
    }
    rest
}

/// The same project with a line of a file replaced.
pub fn replace(sources: &mut Sources, path: &str, from: &str, to: &str) {
    let text = String::from_utf8(sources.get(path).unwrap().to_vec()).unwrap();
    assert!(text.contains(from), "{path} does not hold {from}");
    sources.insert(path, text.replace(from, to).into_bytes());
}

/// The same project with the theme of the real programme.
pub fn with_real_theme(mut sources: Sources) -> Sources {
    let real = escale::read::read(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    for (path, bytes) in real.below("themes/declics/") {
        sources.insert(Arc::clone(path), Arc::clone(bytes));
    }
    replace(&mut sources, "escale.yaml", "theme: mini", "theme: declics");
    sources
}

/// So many cases of a property, the same at each run.
pub fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_210_517),
        ..ProptestConfig::default()
    }
}

/// An instant.
pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The programme as it is understood.
pub fn parsed(sources: &Sources) -> Parsed {
    escale::parse::parse(sources, at(NOW), &escale::model::store::NoStore)
}

/// What a build answers.
pub fn built(sources: &Sources) -> (Output, Problems) {
    build(sources, &Options { store: shelf(), ..Options::at(at(NOW)) })
}

/// Keeps everything, and counts what was asked for in vain.
#[derive(Debug, Default)]
pub struct Shelf {
    pub kept: Mutex<BTreeMap<String, Arc<[u8]>>>,
    pub missed: Mutex<usize>,
}

impl Store for Shelf {
    fn get(&self, key: &Key) -> Option<Arc<[u8]>> {
        let found = self.kept.lock().unwrap().get(key.as_str()).cloned();
        *self.missed.lock().unwrap() += usize::from(found.is_none());
        found
    }

    fn put(&self, key: &Key, bytes: &[u8]) {
        self.kept.lock().unwrap().insert(key.as_str().to_owned(), Arc::from(bytes));
    }
}

/// The shelf of all tests that look at other things than pictures: each is drawn once.
pub fn shelf() -> Arc<dyn Store> {
    static SHELF: LazyLock<Arc<Shelf>> = LazyLock::new(Arc::default);
    Arc::<Shelf>::clone(&SHELF)
}

/// One line a problem: code, place, length, the site when it is of one only, the title in French.
pub fn problems(sources: &Sources) -> String {
    lines(&built(sources).1)
}

/// The same of problems already found.
pub fn lines(problems: &Problems) -> String {
    problems.iter().map(|problem| format!("{}\n", line(problem))).collect()
}

fn line(problem: &Problem) -> String {
    let place = &problem.place;
    let site = problem.site.as_ref().map_or_else(String::new, |site| format!(" ({site})"));
    format!(
        "{} {}:{}:{} {}{site} {}",
        problem.kind.code(),
        place.file,
        place.line,
        place.column,
        place.length,
        show::message(problem, Language::French).title
    )
}

/// A file of the output as text.
pub fn page(output: &Output, path: &str) -> String {
    match output.get(path) {
        Some(file) => String::from_utf8(file.bytes.to_vec()).unwrap(),
        None => {
            let all: Vec<&str> = output.iter().map(|(path, _)| path).collect();
            panic!("no {path} in {all:#?}")
        }
    }
}

/// The text that staff wrote, on a page of the small theme.
pub fn text_of(page: &str) -> &str {
    page.split_once("<main>").unwrap().1.split_once("</main>").unwrap().0
}

/// A photograph in JPEG, of which no two pixels are the same.
pub fn photo(width: u32, height: u32) -> Vec<u8> {
    let byte = |number: u32| u8::try_from(number % 256).unwrap_or_default();
    let image = image::RgbImage::from_fn(width, height, |x, y| image::Rgb([byte(x / 2), byte(y), byte(x + y)]));
    let mut file = Vec::new();
    image::DynamicImage::from(image)
        .write_with_encoder(image::codecs::jpeg::JpegEncoder::new_with_quality(&mut file, 90))
        .expect("memory takes all bytes");
    file
}

/// Holds files by name against those kept in a folder of the suite, which `UPDATE_EXPECTED` writes anew.
pub fn assert_kept(folder: &str, files: &BTreeMap<String, String>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite").join(folder);
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        for (name, text) in files {
            fs::write(folder.join(name), text).unwrap();
        }
    }
    let names = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(names.collect::<BTreeSet<_>>(), files.keys().cloned().collect());
    for (name, text) in files {
        assert_eq!(fs::read_to_string(folder.join(name)).unwrap(), *text, "{name}");
    }
}
