//! What `serve` says in the terminal: where, what is watched, which problems come and go.

use std::collections::BTreeSet;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use escale::problem::{Level, Problem, Problems, show};
use escale::remake::Shown;
use escale::serve::Server;
use escale::watch::{How, Why};

use crate::cli::Serve;
use crate::terminal::{Terminal, complain};

/// What is known of a server before anything is made.
pub struct First<'a> {
    /// Where a browser of this machine finds the sites.
    pub address: &'a str,
    /// See [`seen_by`].
    pub seen_by: &'a str,
}

/// What was said last, so that nothing is said twice.
pub struct Told {
    terminal: Terminal,
    problems: Vec<Problem>,
    how: How,
    has_failed: bool,
    /// How many pages the last making changed.
    pub pages: usize,
}

impl Told {
    /// Nothing said yet.
    pub fn new(terminal: Terminal) -> Self {
        Self { terminal, problems: Vec::new(), how: How::Notified, has_failed: false, pages: 0 }
    }

    /// The first lines.
    pub fn begin(&mut self, project: &Path, first: First, how: &How, shown: &Shown, took: Duration) {
        let terminal = self.terminal;
        terminal.problems(&shown.problems, &shown.sources, false);
        self.problems = shown.problems.iter().cloned().collect();
        let sites = terminal.say("Les sites sont ici :", "The sites are here:");
        let watched = terminal.say(
            "Enregistrez un fichier, la page se met à jour dans le navigateur. Dossier observé :",
            "Save a file, and the page in the browser follows. Folder watched:",
        );
        let end = terminal.say("Pour arrêter : Ctrl+C", "To stop: Ctrl+C");
        let milliseconds = took.as_millis();
        let shown_path = project.canonicalize().unwrap_or_else(|_| project.to_owned());
        let First { address, seen_by } = first;
        complain(&format!(
            "{sites} {address}  ({milliseconds} ms)\n{seen_by}{watched} {}\n{end}\n",
            shown_path.display()
        ));
        self.watching(how);
    }

    /// How the folder is watched, when that is not as it was.
    pub fn watching(&mut self, how: &How) {
        if *how == self.how {
            return;
        }
        self.how = how.clone();
        let terminal = self.terminal;
        let slow = |french: &'static str, english: &'static str| {
            let often = terminal.say(
                "Le dossier est relu deux fois par seconde : les pages suivent un peu moins vite.",
                "The folder is looked at twice a second: the pages follow a little later.",
            );
            format!("{}\n{often}\n", terminal.say(french, english))
        };
        complain(&match how {
            How::Notified => terminal
                .say("Le système prévient de nouveau à chaque changement.\n", "The system tells each change again.\n")
                .to_owned(),
            How::Polling { why: Why::Gone } => slow(
                "Le dossier du projet n'est plus là, ou ne se lit plus. Dès qu'il revient, tout reprend.",
                "The project's folder is gone, or cannot be read. As soon as it is back, all goes on.",
            ),
            How::Polling { why: Why::Limit } => slow(
                "Le système n'accepte pas d'observer plus de dossiers (fs.inotify.max_user_watches).",
                "The system watches no more folders (fs.inotify.max_user_watches).",
            ),
            How::Polling { why: Why::Network } => slow(
                "Le dossier est sur un disque partagé, qui ne prévient pas de ses changements.",
                "The folder is on a shared drive, which does not tell its changes.",
            ),
            How::Polling { why: Why::Refused(words) } => {
                format!(
                    "{} ({words})\n",
                    slow("Le système n'observe pas ce dossier.", "The system does not watch this folder.").trim_end()
                )
            }
        });
    }

    /// Whether the project could be read.
    pub fn reading(&mut self, error: Option<&io::Error>) {
        let terminal = self.terminal;
        match error {
            Some(error) if !self.has_failed => {
                let still = terminal.say(
                    "Le projet ne se lit pas en ce moment ; les pages restent comme elles étaient.",
                    "The project cannot be read at the moment; the pages stay as they were.",
                );
                complain(&format!("{still} ({error})\n"));
            }
            None if self.has_failed => {
                complain(terminal.say("Le projet se lit de nouveau.\n", "The project can be read again.\n"));
            }
            _ => {}
        }
        self.has_failed = error.is_some();
    }

    /// What a making changed: pages, problems that came and problems that went.
    pub fn made(&mut self, shown: &Shown, took: Duration) {
        let terminal = self.terminal;
        let key = |problem: &Problem| {
            let title = show::message(problem, terminal.language).title;
            (problem.kind.code(), problem.place.file.to_string(), title)
        };
        let before: BTreeSet<_> = self.problems.iter().map(key).collect();
        let after: BTreeSet<_> = shown.problems.iter().map(key).collect();
        let mut come = Problems::new();
        for problem in shown.problems.iter().filter(|problem| !before.contains(&key(problem))) {
            come.add(problem.clone());
        }
        // While something blocks, what is no longer seen may still be there.
        let is_seen = |problem: &&Problem| problem.level() > Level::Advice || shown.blocked.is_empty();
        let gone = self.problems.iter().filter(|problem| !after.contains(&key(problem))).filter(is_seen);
        let gone: Vec<String> = gone.map(|problem| format!("[{}] {}", problem.kind.code(), key(problem).2)).collect();
        let (pages, milliseconds) = (self.pages, took.as_millis());
        let plural = if pages > 1 { "s" } else { "" };
        let (french, english) = (
            format!("{pages} page{plural} mise{plural} à jour en {milliseconds} ms"),
            format!("{pages} page{plural} updated in {milliseconds} ms"),
        );
        complain(&format!("{}\n", terminal.say(&french, &english)));
        terminal.problems(&come, &shown.sources, false);
        for title in gone.iter().take(20) {
            complain(&format!("{} {title}\n", terminal.say("Corrigé :", "Mended:")));
        }
        if !before.is_empty() && after.is_empty() {
            complain(terminal.say("Tout est corrigé.\n", "All is mended.\n"));
        }
        self.problems = shown.problems.iter().cloned().collect();
    }
}

/// Where a browser of this machine finds the sites.
pub fn address(host: Option<&str>, server: &Server) -> String {
    let port = port(server);
    match host {
        None | Some("localhost" | "0.0.0.0") => format!("http://127.0.0.1:{port}/"),
        Some("::" | "[::]") => format!("http://[::1]:{port}/"),
        Some(host) if host.contains(':') && !host.starts_with('[') => format!("http://[{host}]:{port}/"),
        Some(host) => format!("http://{host}:{port}/"),
    }
}

fn port(server: &Server) -> u16 {
    server.addresses().first().map_or(0, SocketAddr::port)
}

/// Who can see what: a line or two.
pub fn seen_by(asked: &Serve, server: &Server, terminal: Terminal) -> String {
    if server.is_for_this_machine_only() {
        return terminal.say("Visibles sur cet ordinateur seulement.\n", "Seen on this computer only.\n").to_owned();
    }
    let port = port(server);
    let (french, english) = match (asked.has_drafts, asked.date.is_some()) {
        (true, _) => (
            format!(
                "Les autres ordinateurs du réseau voient tout, à l'adresse de celui-ci et au port {port} : les sites, les \
                 brouillons, les autres dates, et les problèmes avec les lignes de vos fichiers.\n"
            ),
            format!(
                "The other computers of the network see all, at the address of this one and port {port}: the sites, the \
                 drafts, other dates, and problems with the lines of your files.\n"
            ),
        ),
        (false, has_date) => {
            let (when, when_english) =
                if has_date { ("à la date de --date", "at the date of --date") } else { ("maintenant", "now") };
            (
                format!(
                    "Les autres ordinateurs du réseau voient les sites tels qu'ils seraient publiés {when}, à l'adresse de \
                     celui-ci et au port {port}.\nLes brouillons, les autres dates et les problèmes ne se voient qu'ici. Pour \
                     les montrer à tout le réseau : --drafts\n"
                ),
                format!(
                    "The other computers of the network see the sites as they would be published {when_english}, at the \
                     address of this one and port {port}.\nDrafts, other dates and problems are seen here only. To show \
                     them to the whole network: --drafts\n"
                ),
            )
        }
    };
    terminal.say(&french, &english).to_owned()
}

/// That the port from `first` on was taken, when another one is used instead.
pub fn other_port(first: u16, server: &Server, terminal: Terminal) -> Option<String> {
    let used = port(server);
    let taken = match used.checked_sub(first)? {
        0 => return None,
        1 => terminal.say("Le port {} est déjà pris", "Port {} is taken").replace("{}", &first.to_string()),
        _ => terminal
            .say("Les ports {} sont déjà pris", "Ports {} are taken")
            .replace("{}", &format!("{first} {} {}", terminal.say("à", "to"), used - 1)),
    };
    let instead = terminal.say(
        ", sans doute par un autre aperçu. Celui-ci est au port",
        ", probably by another preview. This one is at port",
    );
    Some(format!("{taken}{instead} {used}.\n"))
}

/// Why there is no server, and what to do.
pub fn no_port(asked: &Serve, first: u16, error: &io::Error, terminal: Terminal) -> String {
    let words = match (error.kind(), asked.port, &asked.host) {
        (io::ErrorKind::AddrInUse, Some(_), _) => terminal.say(
            "Ce port est déjà pris, sans doute par un autre aperçu. Fermez celui-ci, ou donnez un autre numéro à --port :",
            "This port is taken, probably by another preview. Close that one, or give another number to --port:",
        ),
        (io::ErrorKind::AddrInUse, None, _) => terminal.say(
            "Tous les ports sont pris à partir de celui-ci. Fermez un autre aperçu, ou donnez un autre numéro à --port :",
            "All ports are taken from this one on. Close another preview, or give another number to --port:",
        ),
        (io::ErrorKind::PermissionDenied, _, _) => terminal.say(
            "Le système n'accorde pas ce port. Choisissez-en un au-dessus de 1024 avec --port :",
            "The system does not grant this port. Choose one above 1024 with --port:",
        ),
        (_, _, Some(_)) => terminal.say(
            "Cette machine n'a pas l'adresse donnée à --host. Ne la donnez pas : le site sera alors pour cette machine seule.",
            "This machine does not have the address given to --host. Leave it out: the site is then for this machine only.",
        ),
        _ => terminal.say("Le système refuse d'ouvrir un port :", "The system refuses to open a port:"),
    };
    let host = asked.host.as_deref().unwrap_or("127.0.0.1");
    format!("{words} {host}:{} ({error})\n", asked.port.unwrap_or(first))
}

/// Opens the address in the person's browser.
pub fn open(address: &str, terminal: Terminal) {
    let (program, arguments): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("explorer", &[])
    } else {
        ("xdg-open", &[])
    };
    let started = Command::new(program)
        .args(arguments)
        .arg(address)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if started.is_err() {
        let words = terminal.say(
            "Le navigateur ne s'ouvre pas tout seul : copiez-y l'adresse",
            "The browser does not open by itself: copy this address into it",
        );
        complain(&format!("{words} {address}\n"));
    }
}
