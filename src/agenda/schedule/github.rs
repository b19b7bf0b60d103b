//! A workflow of GitHub Actions.

use std::fmt::Write;

use super::{Build, Schedule, lines_of_cron, regions};
use crate::agenda::words::Words;

/// The whole file.
pub fn text(schedule: &Schedule, build: &Build) -> String {
    let words = Words { language: build.language };
    let mut out = schedule.comments(
        build,
        &[
            (
                "Pour GitHub Actions : c'est le fichier .github/workflows/escale.yml de la branche par défaut.",
                "For GitHub Actions: this is the file .github/workflows/escale.yml of the default branch.",
            ),
            (
                "Les heures sont en UTC. GitHub lance au plus toutes les cinq minutes (les instants sont arrondis après),",
                "Hours are in UTC. GitHub starts every five minutes at the most (instants are rounded to later ones),",
            ),
            (
                "avec du retard aux heures pleines, et peut alors en sauter : lancez dans ce cas à la main (Run workflow).",
                "late at busy hours, and may drop some then: start those by hand (Run workflow).",
            ),
            (
                "Dans un dépôt public, il n'y a plus de lancement après 60 jours sans activité.",
                "In a public repository nothing is started any more after 60 days without activity.",
            ),
            (
                "Il n'y a pas d'année : chaque ligne revient un an après, ce qui construit une fois de trop, sans dommage.",
                "There is no year: each line comes back a year later, which is one build too many, and does no harm.",
            ),
        ],
    );
    let _ = write!(out, "\nname: escale\n\non:\n  schedule:\n");
    for (line, runs) in lines_of_cron(&schedule.runs) {
        for run in runs {
            out.push_str(&schedule.told(run, words, "    "));
        }
        let _ = writeln!(out, "    - cron: \"{line}\"");
    }
    let _ = write!(
        out,
        "  workflow_dispatch:

permissions:
  contents: read

concurrency:
  group: escale
  cancel-in-progress: false

jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      # {}
      - run: escale build{}
      # {}
",
        words.say("Ajoutez ici ce qui installe escale.", "Add here what installs escale."),
        regions(build),
        words.say(
            "Ajoutez ici ce qui envoie le dossier public chez votre hébergeur.",
            "Add here what sends the folder public to your host."
        )
    );
    out
}
