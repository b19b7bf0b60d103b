//! Any texts as what staff write, through the theme of this repository: whatever is printed stays text.

use std::convert::Infallible;
use std::fmt::Write;
use std::path::Path;
use std::sync::{LazyLock, Mutex};

use escale::model::address::SiteId;
use escale::output::Output;
use escale::sources::Sources;
use escale::{Delivery, Memory, Options, build_again};

use crate::pages;

/// The theme and its fonts, read once.
static THEME: LazyLock<Sources> = LazyLock::new(|| {
    let all =
        escale::read::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..")).expect("the repository can be read");
    let mut theme = Sources::new();
    for (path, bytes) in all.iter().filter(|(path, _)| path.starts_with("themes/")) {
        theme.insert(path.clone(), bytes.clone());
    }
    theme
});

thread_local! {
    /// The theme as it was read, and the pages that no text changes.
    static MEMORY: Memory = Memory::default();
}

/// Stands between two texts.
const BETWEEN: char = '\u{1}';

/// Builds a project whose every text is one of those given, by turns.
///
/// # Panics
/// When one has become more than text, in a page or in a file for programs.
pub fn check(bytes: &[u8]) {
    let given = String::from_utf8_lossy(bytes);
    let mut texts = given.split(BETWEEN).cycle();
    let sources = project(&mut || texts.next().unwrap_or_default());
    let now = "2027-04-15T09:00:00Z".parse().expect("it is an instant");
    let sites = Sites::default();
    let Ok(_) = MEMORY.with(|memory| build_again(&sources, &Options::at(now), memory, &sites));
    let output = sites.0.into_inner().expect("no thread has panicked");
    for (path, file) in output.iter() {
        match path.rsplit('.').next() {
            Some("html") => pages::check(path, &file.bytes),
            Some("json" | "jsonld" | "webmanifest") => {
                serde_json::from_slice::<serde_json::Value>(&file.bytes)
                    .unwrap_or_else(|error| panic!("{path}: {error}"));
            }
            Some("xml" | "atom") => check_xml(path, &file.bytes),
            Some("ics") => check_calendar(path, &file.bytes),
            _ => {}
        }
    }
}

/// Every site that was made.
#[derive(Default)]
struct Sites(Mutex<Output>);

impl Delivery for Sites {
    type Error = Infallible;

    fn deliver(&self, _: &SiteId, output: Output) -> Result<(), Infallible> {
        self.0.lock().expect("no thread has panicked").absorb(output);
        Ok(())
    }
}

/// A programme with one of each file; `text` is asked for each text in it.
fn project<'t>(text: &mut dyn FnMut() -> &'t str) -> Sources {
    let mut sources = THEME.clone();
    let mut put = |path: &str, fields: &[&str], fixed: &str, body: Option<&str>| {
        let mut file = String::new();
        for field in fields {
            let _ = writeln!(file, "{field}: {}", quoted(text()));
        }
        file.push_str(fixed);
        if let Some(body) = body {
            file = format!("---\n{file}---\n{body}{}\n", text());
        }
        sources.insert(path, file.into_bytes());
    };
    put(
        "escale.yaml",
        &["nom", "signature", "association"],
        "url: https://tour.example.org/\ntheme: declics\ncouleurs: {accent: \"#1d4ed8\"}\n\
         presentation: {quoi: Un., pour_qui: Tous., tarif: Gratuit}\n\
         phases: [{titre: A, resume: A.}, {titre: B, resume: B.}, {titre: C, resume: C.}, {titre: D, resume: D.}]\n\
         mentions_legales:\n  editeur: Asso\n  siege: Paris\n  telephone: 01 99 00 12 34\n  courriel: m@example.org\n  \
         directeur_publication: P\n  hebergeur: {nom: H, adresse: Paris, telephone: 01 99 00 56 78}\n",
        None,
    );
    put(
        "regions/occitanie/region.yaml",
        &["nom"],
        "preposition: en\niso: OCC\ninsee: \"76\"\ncouleurs: {accent: \"#1d4ed8\"}\n",
        None,
    );
    put("content/lieux/l.yaml", &["nom", "adresse", "acces"], "commune: Toulouse\ninsee: \"31555\"\n", None);
    put("content/partenaires/p.md", &["nom", "resume"], "role: entreprise\n", Some(""));
    put("content/pages/aide.md", &["titre", "resume"], "", Some("[[evenements]]\n\n"));
    put(
        "regions/occitanie/evenements/2027-05-17-e.md",
        &["titre", "resume", "public", "tarif", "motif"],
        "id: e\ntype: forum\ndate: 2027-05-17\nheure: 14:00\nheure_fin: 17:00\nmode: sur-place\nlieu: l\n\
         inscription: {lien: \"https://inscription.example.org/\"}\npartenaires: [p]\nstatut: reporte\n\
         ancienne_date: 2027-05-01\nrevision: 1\n",
        Some(""),
    );
    sources
}

/// A text between quotation marks, as YAML and JSON write it.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("every text can be written")
}

/// Every element ends where it should.
fn check_xml(path: &str, bytes: &[u8]) {
    let mut reader = quick_xml::Reader::from_reader(bytes);
    let mut depth = 0_usize;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).unwrap_or_else(|error| panic!("{path}: {error}")) {
            quick_xml::events::Event::Start(_) => depth += 1,
            quick_xml::events::Event::End(_) => depth -= 1,
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0, "{path} does not end");
}

/// Every line is a property or goes on with one, and no text has opened a component of its own.
fn check_calendar(path: &str, bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).expect("a calendar is UTF-8");
    let mut open = Vec::new();
    for line in text.split_terminator("\r\n") {
        assert!(line.len() <= 75 && !line.contains(['\r', '\n']), "{path}: {line:?}");
        if let Some(name) = line.strip_prefix("BEGIN:") {
            assert!(
                matches!(name, "VCALENDAR" | "VEVENT" | "VTIMEZONE" | "STANDARD" | "DAYLIGHT" | "VALARM"),
                "{path}: {line}"
            );
            open.push(name);
        } else if let Some(name) = line.strip_prefix("END:") {
            assert_eq!(open.pop(), Some(name), "{path}");
        } else {
            assert!(line.starts_with(' ') || line.contains(':') || line.contains(';'), "{path}: {line:?}");
        }
    }
    assert!(open.is_empty(), "{path} does not end");
}
