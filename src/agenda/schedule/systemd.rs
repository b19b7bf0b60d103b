//! A shell script that installs a timer of systemd and its service for the user who runs it.

use std::fmt::Write;

use super::{Build, Schedule, in_utc, path, regions};
use crate::agenda::words::Words;

/// The whole file.
pub fn text(schedule: &Schedule, build: &Build) -> String {
    let words = Words { language: build.language };
    let mut out = String::from("#!/bin/sh\n");
    out.push_str(&schedule.comments(
        build,
        &[
            (
                "Pour systemd : sh FICHIER installe escale.timer et escale.service pour votre compte, et les met en route.",
                "For systemd: sh FILE installs escale.timer and escale.service for your account, and starts them.",
            ),
            (
                "Pour que cela marche quand vous n'êtes pas connecté : loginctl enable-linger",
                "To have it work while you are not logged in: loginctl enable-linger",
            ),
            (
                "Ce qui tombe pendant que la machine est éteinte est rattrapé. Pour voir la suite : systemctl --user list-timers",
                "What falls while the machine is off is made up for. To see what comes: systemctl --user list-timers",
            ),
        ],
    ));
    let description = words.say("escale : construit les sites", "escale: builds the sites");
    let send = words.say(
        "Ajoutez une ligne ExecStart= qui envoie les sites chez votre hébergeur.",
        "Add a line ExecStart= that sends the sites to your host.",
    );
    let timer =
        words.say("escale : les instants où les sites changent", "escale: the instants at which the sites change");
    let _ = write!(
        out,
        "
set -eu
folder=\"${{XDG_CONFIG_HOME:-$HOME/.config}}/systemd/user\"
mkdir -p \"$folder\"

cat > \"$folder/escale.service\" <<'END'
[Unit]
Description={description}

[Service]
Type=oneshot
WorkingDirectory={}
ExecStart={} build{}
# {send}
END

cat > \"$folder/escale.timer\" <<'END'
[Unit]
Description={timer}

[Timer]
",
        path(build.project).replace('%', "%%"),
        word(build.program),
        regions(build),
    );
    for run in &schedule.runs {
        out.push_str(&schedule.told(run, words, ""));
        let _ = writeln!(out, "OnCalendar={}", in_utc(run.at).strftime("%Y-%m-%d %H:%M:%S UTC"));
    }
    out.push_str(
        "Persistent=true
AccuracySec=1s

[Install]
WantedBy=timers.target
END

systemctl --user daemon-reload
systemctl --user enable --now escale.timer
",
    );
    out
}

/// Text as one word of a command line, as systemd reads it.
fn word(text: &str) -> String {
    let mut word = String::from("\"");
    for character in path(text).chars() {
        match character {
            '"' | '\\' => word.extend(['\\', character]),
            '%' | '$' => word.extend([character, character]),
            _ => word.push(character),
        }
    }
    word.push('"');
    word
}
