//! A shell script that makes the pipeline schedules of GitLab, which are not part of `.gitlab-ci.yml`.

use std::fmt::Write;

use super::{Build, Demand, Run, Schedule, in_utc, lines_of_cron, quoted, regions};
use crate::agenda::words::Words;

/// Schedules that a project has at the most: in the free offer of GitLab.com, and where nobody set another number.
const USUAL: usize = 10;
/// The same in the paid offers of GitLab.com.
const UTMOST: usize = 50;

/// How many runs fit into as many schedules as there may be.
pub fn bears(runs: &[Run], demand: Demand) -> usize {
    let most = if demand == Demand::Utmost { UTMOST } else { USUAL };
    // Fewer runs never make more lines, so the last number that fits is found by halves.
    let (mut fits, mut fails) = (0, runs.len() + 1);
    while fits + 1 < fails {
        let half = usize::midpoint(fits, fails);
        if lines_of_cron(&runs[..half]).len() <= most { fits = half } else { fails = half }
    }
    fits
}

/// The whole file.
pub fn text(schedule: &Schedule, build: &Build) -> String {
    let words = Words { language: build.language };
    let lines = lines_of_cron(&schedule.runs);
    let mut out = String::from("#!/bin/sh\n");
    out.push_str(&schedule.comments(
        build,
        &[
            (
                "Pour GitLab : dans le dépôt, sh FICHIER. Il faut glab, connecté (glab auth login) : https://docs.gitlab.com/cli/",
                "For GitLab: in the repository, sh FILE. It takes glab, logged in (glab auth login): https://docs.gitlab.com/cli/",
            ),
            (
                "Les programmations que ce fichier a faites avant s'en vont d'abord ; les autres restent.",
                "The schedules that this file made before go first; others stay.",
            ),
            (
                "Un projet en a 10 au plus dans l'offre gratuite de GitLab.com, 50 dans les autres.",
                "A project has 10 of them at the most in the free offer of GitLab.com, 50 in others.",
            ),
            (
                "GitLab lance à l'heure dite ou un peu après (de quelques minutes à une heure, selon l'offre), jamais avant.",
                "GitLab starts at the hour said or somewhat later (minutes to an hour, by the offer), never before.",
            ),
            (
                "Il n'y a pas d'année : ce qui reste un an après construit une fois de trop, sans dommage.",
                "There is no year: what is left a year later is one build too many, and does no harm.",
            ),
            (
                "Dans .gitlab-ci.yml, ce qui construit et envoie les sites doit accepter d'être programmé, par exemple :",
                "In .gitlab-ci.yml, what builds and sends the sites must accept to be scheduled, for instance:",
            ),
        ],
    ));
    let _ = write!(
        out,
        "#   sites:
#     rules: [{{if: '$CI_PIPELINE_SOURCE == \"schedule\"'}}]
#     script: [\"escale build{}\"]

set -eu

# {}
BRANCH=\"${{BRANCH:-main}}\"

glab schedule list --per-page 100 | awk '$1 ~ /^[0-9]+$/ && $2 == \"escale\" {{ print $1 }}' | while read -r id; do
  glab schedule delete \"$id\" </dev/null
done
",
        regions(build),
        words.say("La branche à construire.", "The branch to build.")
    );
    for (line, runs) in lines {
        out.push('\n');
        let mut days = Vec::new();
        for run in runs {
            out.push_str(&schedule.told(run, words, ""));
            days.push(in_utc(run.at).strftime("%Y-%m-%d %H:%M").to_string());
        }
        let description = quoted(&format!("escale {} UTC", days.join(", ")));
        let _ = writeln!(
            out,
            "glab schedule create --cron '{line}' --cronTimeZone UTC --ref \"$BRANCH\" \\\n  --description {description}"
        );
    }
    out
}
