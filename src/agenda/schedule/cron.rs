//! A crontab. Its lines have no year and no zone: each waits for its instant, and does nothing in another year.

use std::fmt::Write;

use super::{Build, Run, Schedule, in_utc, quoted, regions};
use crate::agenda::words::Words;

/// The longest crontab that is taken: that of Debian refuses longer ones (3.0pl1-134).
const MOST_LINES: usize = 10_000;
/// Lines before the first run.
const LINES_BEFORE: usize = 30;

/// How to use it, and what cron cannot do.
const COMMENTS: [(&str, &str); 7] = [
    (
        "Gardez ce texte dans un fichier, relisez-le, puis : crontab FICHIER (cela remplace votre crontab ; pour la garder,",
        "Keep this text in a file, read it, then: crontab FILE (this replaces your crontab; to keep it, add these lines",
    ),
    ("ajoutez-y ces lignes, après les autres, avec : crontab -e).", "to it, after the others, with: crontab -e)."),
    (
        "cron ne connaît pas les années, et celui de Debian et d'Ubuntu ne lit pas CRON_TZ : il compte à l'heure de la",
        "cron knows no years, and that of Debian and Ubuntu does not read CRON_TZ: it goes by the clock of the machine.",
    ),
    (
        "machine. C'est pourquoi chaque ligne attend son instant, et ne fait rien si elle en est à plus d'un jour.",
        "That is why each line waits for its instant, and does nothing when it is more than a day away from it.",
    ),
    (
        "Une machine réglée sur une heure en retard sur UTC (Antilles, Guyane) construirait tard : réglez-la sur UTC,",
        "A machine set to a time behind UTC (the Americas) would build late: set it to UTC,",
    ),
    ("ou prenez un cron qui lit CRON_TZ (cronie).", "or take a cron that reads CRON_TZ (cronie)."),
    (
        "Ce qui tombe pendant que la machine est éteinte n'est pas rattrapé : avec systemd, si.",
        "What falls while the machine is off is not made up for: with systemd, it is.",
    ),
];

/// How many runs fit, with the lines that tell their changes.
pub fn bears(runs: &[Run]) -> usize {
    let mut lines = LINES_BEFORE;
    let fits = |run: &&Run| {
        // An empty line before it, and its own.
        lines += run.lines_told() + 2;
        lines <= MOST_LINES
    };
    runs.iter().take_while(fits).count()
}

/// The whole file.
pub fn text(schedule: &Schedule, build: &Build) -> String {
    let words = Words { language: build.language };
    let mut out = schedule.comments(build, &COMMENTS);
    let _ = write!(out, "\nCRON_TZ=UTC\n\n");
    let _ = writeln!(
        out,
        "# {}",
        words.say(
            "Ce qui se fait à chaque fois. Ajoutez-y l'envoi chez votre hébergeur : … && COMMANDE",
            "What is done each time. Add to it what sends the sites to your host: … && COMMAND"
        )
    );
    let (project, program) = (quoted(build.project), quoted(build.program));
    let _ = writeln!(out, "ESCALE_BUILD=cd {project} && {program} build{}", regions(build));
    let _ = writeln!(
        out,
        "# {}",
        words.say("Attend l'instant AT (secondes depuis 1970).", "Waits for the instant AT (seconds since 1970).")
    );
    // A quotation mark at the beginning of a value would be taken for one around all of it.
    let _ = writeln!(
        out,
        "ESCALE_WAIT=LEFT=$((AT - $(date +%s))); [ $LEFT -lt 86400 ] && [ $LEFT -gt -86400 ] && \
         {{ [ $LEFT -le 0 ] || sleep $LEFT; }}"
    );
    for run in &schedule.runs {
        let at = in_utc(run.at);
        let _ = write!(out, "\n{}", schedule.told(run, words, ""));
        let _ = writeln!(
            out,
            "{} {} {} {} * AT={}; eval \"$ESCALE_WAIT\" && eval \"$ESCALE_BUILD\"",
            at.minute(),
            at.hour(),
            at.day(),
            at.month(),
            run.at.as_second()
        );
    }
    out
}
