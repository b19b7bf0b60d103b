//! A national festival: 3,400 events in 18 regions, built whole, from the sources to the disk.
//!
//! ```text
//! cargo bench --bench festival                 # cold and warm builds, peak memory
//! cargo bench --bench festival -- 10000        # another number of events
//! cargo bench --bench festival -- keep DIR     # leaves the project in DIR, to measure other programs on it
//! ```
//! The project is written to a temporary folder; the theme is the real one. Each build is a process of its
//! own, the program `escale` as users run it: figures are wall time, processor time and peak memory.

mod measure;

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use measure::{REGIONS, copy, watch};

const KINDS: [&str; 5] = ["atelier", "conference", "forum", "rencontre", "lancement"];
/// How often each build is measured.
const RUNS: usize = 7;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let number = |text: &String| text.parse().ok();
    let events: usize = arguments.first().and_then(number).unwrap_or(3_400);
    if let [keep, folder] = arguments.as_slice()
        && keep == "keep"
    {
        write_project(Path::new(folder), 3_400);
        return;
    }
    let temporary = tempfile::tempdir().expect("a temporary folder can be made");
    let project = temporary.path().join("projet");
    write_project(&project, events);
    println!("{events} events in {} regions", REGIONS.len());
    // A new folder each time: some file systems are slow to make files where some were just deleted.
    let mut turn = 0;
    measure("cold", RUNS, &project, |_| {
        turn += 1;
        format!("public-{turn}")
    });
    let warm = "public-1".to_owned();
    measure("nothing changed", RUNS, &project, |_| warm.clone());
    measure("one event changed", RUNS, &project, |project| {
        turn += 1;
        let event = project.join(format!("regions/occitanie/evenements/{}.md", slug(15)));
        let text = fs::read_to_string(&event).expect("the event was written");
        fs::write(&event, format!("{text}\nMise à jour {turn}.\n")).expect("the event can be written");
        warm.clone()
    });
}

/// Prepares, builds into the folder that `prepare` names, and times; prints the median of each figure.
fn measure(name: &str, runs: usize, project: &Path, mut prepare: impl FnMut(&Path) -> String) {
    let mut walls = Vec::new();
    let mut processor = Vec::new();
    let mut peak_kib = 0;
    for _ in 0..runs {
        let out = prepare(project);
        let start = Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_escale"))
            .args(["build", "--quiet", "--date", "2027-05-10T08:00", "--out", &out])
            .current_dir(project)
            .spawn()
            .expect("the program runs");
        let (time, peak) = watch(&mut child);
        walls.push(start.elapsed());
        processor.push(time);
        peak_kib = peak_kib.max(peak);
    }
    println!(
        "{name:>18}: wall {:>5} ms (least {:>4})   processor {:>5} ms   peak memory {:>4} MB",
        median(&mut walls).as_millis(),
        walls[0].as_millis(),
        median(&mut processor).as_millis(),
        peak_kib / 1024,
    );
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn slug(number: usize) -> String {
    format!("2027-{:02}-{:02}-evenement-{number}", 1 + number % 12, 1 + number % 28)
}

fn write_project(project: &Path, events: usize) {
    let put = |path: String, text: String| {
        let path = project.join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("folders can be made");
        fs::write(path, text).expect("files can be written");
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let settings = fs::read_to_string(root.join("escale.yaml")).expect("the project has settings");
    put("escale.yaml".to_owned(), settings);
    copy(&root.join("themes"), &project.join("themes"));
    copy(&root.join("content/partenaires"), &project.join("content/partenaires"));
    for (index, (id, name, iso, insee)) in REGIONS.iter().enumerate() {
        put(
            format!("regions/{id}/region.yaml"),
            format!(
                "nom: {name}\npreposition: en\niso: \"{iso}\"\ninsee: \"{insee}\"\ncouleurs:\n  accent: \"#1f4e79\"\neditions:\n  - id: \"2027\"\n    titre: Édition 2027\n    debut: 2027-01\n    fin: 2027-12\n"
            ),
        );
        for venue in 0..5 {
            put(
                format!("regions/{id}/lieux/lieu-{venue}.yaml"),
                format!(
                    "nom: Salle exemple {venue}\ncommune: Dijon\ninsee: \"21231\"\nadresse: {venue} rue de l'Exemple\ncode_postal: \"21000\"\naccessibilite:\n  fauteuil: oui\n  ascenseur: non\n"
                ),
            );
        }
        for number in (0..events).filter(|number| number % REGIONS.len() == index) {
            put(format!("regions/{id}/evenements/{}.md", slug(number)), event(id, number));
        }
    }
}

fn event(region: &str, number: usize) -> String {
    let day = format!("2027-{:02}-{:02}", 1 + number % 12, 1 + number % 28);
    let place = if number.is_multiple_of(3) {
        "mode: en-ligne".to_owned()
    } else {
        format!("mode: sur-place\nlieu: lieu-{}", number % 5)
    };
    let mut text = format!(
        "---\nid: {region}-{number}\ntitre: \"Découvrir un métier du numérique : rencontre {number}\"\ntype: {}\nresume: Une rencontre pour voir le métier de près et poser vos questions.\ndate: {day}\nheure: \"14:00\"\nheure_fin: \"16:30\"\n{place}\ninscription:\n  lien: https://inscription.example.org/{number}\n  cloture: {day}\n  places: 40\npartenaires: [agefiph, france-travail]\nphase: {}\nedition: \"2027\"\n---\n",
        KINDS[number % KINDS.len()],
        1 + number % 4,
    );
    for part in 1..=3 {
        let _ = write!(
            text,
            "\n## Partie {part} : ce que vous ferez\n\nVous rencontrez des professionnels, vous **essayez** un outil et vous repartez avec une *liste* d'idées. Venez comme vous êtes !\n\n- Prenez un carnet et un stylo\n- Préparez vos questions\n- Parlez-en à votre [conseiller](../partenaires/france-travail.md)\n"
        );
    }
    text.push_str("\n[[contact]]\n");
    text
}
