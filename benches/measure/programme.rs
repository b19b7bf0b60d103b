//! A national festival: any number of events in eighteen regions, the same ones for the same number.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use super::copy::copy;
use super::regions::REGIONS;

const KINDS: [&str; 5] = ["atelier", "conference", "forum", "rencontre", "lancement"];
/// A page that every region has.
const PAGE: &str = "---\ntitre: Se faire aider\nresume: À qui parler avant de venir.\n---\n\
    Vous hésitez ? Parlez-en à votre [conseiller](../partenaires/france-travail.md).\n";

/// A partner of each region, at one event in ten of it.
const PARTNER: &str =
    "---\nnom: Réseau exemple\nrole: emploi\nresume: Un réseau de la région.\n---\nPrésent près de chez vous.\n";

/// The name of an event.
pub fn slug(number: usize) -> String {
    format!("2027-{:02}-{:02}-evenement-{number}", 1 + number % 12, 1 + number % 28)
}

/// Writes a project of so many events, spread over the eighteen regions, with the real theme.
pub fn write_project(project: &Path, events: usize) {
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
    put("content/pages/aide.md".to_owned(), PAGE.to_owned());
    for (index, (id, name, iso, insee)) in REGIONS.iter().enumerate() {
        put(
            format!("regions/{id}/region.yaml"),
            format!(
                "nom: {name}\npreposition: en\niso: \"{iso}\"\ninsee: \"{insee}\"\ncouleurs:\n  accent: \"#1f4e79\"\neditions:\n  - id: \"2027\"\n    titre: Édition 2027\n    debut: 2027-01\n    fin: 2027-12\n"
            ),
        );
        put(format!("regions/{id}/partenaires/reseau-exemple.md"), PARTNER.to_owned());
        for venue in 0..5 {
            put(
                format!("regions/{id}/lieux/lieu-{venue}.yaml"),
                format!(
                    "nom: Salle exemple {venue}\ncommune: Dijon\ninsee: \"21231\"\nadresse: {venue} rue de l'Exemple\ncode_postal: \"21000\"\naccessibilite:\n  fauteuil: oui\n  ascenseur: non\n"
                ),
            );
        }
        for (turn, number) in (0..events).filter(|number| number % REGIONS.len() == index).enumerate() {
            let partner = if turn.is_multiple_of(10) { ", reseau-exemple" } else { "" };
            put(format!("regions/{id}/evenements/{}.md", slug(number)), event(id, number, partner));
        }
    }
}

fn event(region: &str, number: usize, partner: &str) -> String {
    let day = format!("2027-{:02}-{:02}", 1 + number % 12, 1 + number % 28);
    let place = if number.is_multiple_of(3) {
        "mode: en-ligne".to_owned()
    } else {
        format!("mode: sur-place\nlieu: lieu-{}", number % 5)
    };
    let mut text = format!(
        "---\nid: {region}-{number}\ntitre: \"Découvrir un métier du numérique : rencontre {number}\"\ntype: {}\nresume: Une rencontre pour voir le métier de près et poser vos questions.\ndate: {day}\nheure: \"14:00\"\nheure_fin: \"16:30\"\n{place}\ninscription:\n  lien: https://inscription.example.org/{number}\n  cloture: {day}\n  places: 40\npartenaires: [agefiph, france-travail{partner}]\nphase: {}\nedition: \"2027\"\n---\n",
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
