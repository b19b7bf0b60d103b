//! What the fuzz targets share: a small project with one file of any bytes, read, told and corrected.
//! The modules say what must hold of what else goes in or comes out.

pub mod pages;
pub mod pictures;
pub mod tables;
pub mod views;

use escale::problem::fix::corrected_files;
use escale::problem::show::{self, Style};
use escale::problem::{Language, Problems};
use escale::sources::Sources;

/// The smallest `escale.yaml`; there is no theme, so that nothing is rendered.
const SETTINGS: &[u8] =
    b"nom: Tour\nsignature: Un tour\nassociation: Asso\nurl: https://tour.example.org/\ntheme: mini\n\
    couleurs: {accent: \"#1d4ed8\"}\npresentation: {quoi: Un., pour_qui: Tous., tarif: Gratuit}\n\
    phases: [{titre: A, resume: A.}, {titre: B, resume: B.}, {titre: C, resume: C.}, {titre: D, resume: D.}]\n";
const REGION: &[u8] = b"nom: Occitanie\npreposition: en\niso: OCC\ninsee: \"76\"\ncouleurs: {accent: \"#1d4ed8\"}\n";

/// A correction can bring another to light, so often at the most.
const MOST_ROUNDS: usize = 40;

/// Reads the project with this file, tells its problems in both languages, and corrects it until nothing is
/// left to correct.
///
/// # Panics
/// When corrections do not end: that, and any panic of the library, is what the fuzzer looks for.
pub fn check(path: &str, bytes: &[u8]) {
    let mut sources = Sources::new();
    sources.insert("escale.yaml", SETTINGS);
    sources.insert("regions/occitanie/region.yaml", REGION);
    sources.insert(path, bytes);
    for _ in 0..MOST_ROUNDS {
        let problems = read(&sources);
        let files = corrected_files(&sources, &problems);
        if files.is_empty() {
            return;
        }
        for (file, (later, _)) in files {
            sources.insert(file, later);
        }
    }
    panic!("corrections do not end");
}

fn read(sources: &Sources) -> Problems {
    let now = "2027-01-15T09:00:00Z".parse().expect("it is an instant");
    let problems = escale::parse::parse(sources, now, &escale::model::store::NoStore).problems;
    for language in [Language::French, Language::English] {
        let _ = show::text(&problems, sources, Style { language, has_colour: false });
    }
    let _ = show::json(&problems, sources, Language::French);
    let _ = show::sarif(&problems, sources, Language::French);
    let _ = show::github(&problems, sources, Language::French);
    pages::check("problems.html", show::html(&problems, sources, Language::French).as_bytes());
    problems
}
