//! `escale serve` as a program: who is shown what, at which port, and what it says of that in the terminal.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use escale::sources::Sources;

use super::cli::{Answer, Project};
use super::project::{event, with};
use super::serve::{OTHER_MACHINE, connect_from};

/// Longer than anything takes: a test that comes to it has failed.
const NEVER: Duration = Duration::from_secs(30);

/// A server that is running; it is ended when this is dropped.
struct Serving {
    child: Child,
    port: u16,
    /// What it said until it was ready, its port as `PORT`.
    said: String,
}

impl Serving {
    /// Starts it at a free port.
    fn start(project: &Project, arguments: &str) -> Self {
        Self::start_at(project, &format!("--port 0 {arguments}"))
    }

    fn start_at(project: &Project, arguments: &str) -> Self {
        let mut command = project.command();
        command.arg("serve").args(arguments.split_whitespace()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let (sender, said) = channel();
        thread::spawn(move || lines.map_while(Result::ok).all(|line| sender.send(line).is_ok()));
        let mut serving = Self { child, port: 0, said: String::new() };
        let is_last = |said: &str| said.contains("Ctrl+C");
        while !is_last(&serving.said) {
            let line = said.recv_timeout(NEVER).unwrap_or_else(|_| panic!("{}", serving.said));
            serving.said += &format!("{line}\n");
        }
        let port = serving.said.split("http://").nth(1).unwrap().split('/').next().unwrap().rsplit(':').next().unwrap();
        serving.port = port.parse().unwrap();
        serving.said = serving.said.replace(port, "PORT");
        serving
    }

    /// Status and all the rest of the answer to a visitor of this machine or another one.
    fn ask(&self, from: Ipv4Addr, target: &str, headers: &str) -> (u16, String) {
        let mut stream = self.send(from, target, &format!("Connection: close\r\n{headers}"));
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let response = String::from_utf8_lossy(&bytes).into_owned();
        (response.split(' ').nth(1).unwrap().parse().unwrap(), response)
    }

    fn send(&self, from: Ipv4Addr, target: &str, headers: &str) -> TcpStream {
        let mut stream = connect_from(from, self.port);
        stream.set_read_timeout(Some(NEVER)).unwrap();
        write!(stream, "GET {target} HTTP/1.1\r\nHost: localhost:{}\r\n{headers}\r\n", self.port).unwrap();
        stream
    }

    /// What a browser of this machine, or another one, is told from now on.
    fn listen(&self, from: Ipv4Addr) -> Receiver<String> {
        let stream = self.send(from, "/.escale/flux", "");
        let (sender, told) = channel();
        thread::spawn(move || {
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                if let Some(data) = line.strip_prefix("data: ")
                    && sender.send(data.to_owned()).is_err()
                {
                    return;
                }
            }
        });
        assert!(told.recv_timeout(NEVER).unwrap().contains("instance"), "it is greeted");
        told
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An event that is public, one under embargo, a draft, and a line that is wrong.
fn sources() -> Sources {
    with(&[
        ("regions/occitanie/evenements/ouvert.md", "id: a\ntitre: Portes ouvertes"),
        ("regions/occitanie/evenements/secret.md", "id: b\ntitre: Surprise\npublier_le: 2027-05-01"),
        ("regions/occitanie/evenements/esquisse.md", "id: c\ntitre: Esquisse\nbrouillon: oui\ndate: 17 mai 2027"),
    ])
}

const DATE: &str = "--date 2027-01-15T10:00";

/// Addresses with what is not published, and what only they show.
const NOT_PUBLISHED: [(&str, &str); 5] = [
    ("/@brouillons/occitanie/evenements/esquisse/", "Esquisse"),
    ("/@2027-06-01T08:00/occitanie/evenements/secret/", "Surprise"),
    ("/@2027-05-02T08:00+brouillons/occitanie/evenements/", "Esquisse"),
    ("/.escale/etat?page=/occitanie/", "esquisse.md"),
    ("/.escale/changements?page=/occitanie/", "publié"),
];

#[test]
fn without_drafts_other_machines_see_what_is_published_and_nothing_else() {
    let project = Project::new(&sources());
    let serving = Serving::start(&project, &format!("--host 0.0.0.0 {DATE}"));
    let told = [Ipv4Addr::LOCALHOST, OTHER_MACHINE].map(|from| serving.listen(from));
    for (address, secret) in NOT_PUBLISHED {
        let (status, response) = serving.ask(OTHER_MACHINE, address, "");
        assert_eq!(status, 403, "{address}: {response}");
        assert!(response.contains("--drafts") && !response.contains(secret), "{response}");
        let (status, response) = serving.ask(Ipv4Addr::LOCALHOST, address, "");
        assert_eq!((status, response.contains(secret)), (200, true), "{address}: {response}");
    }
    for address in ["/", "/occitanie/", "/occitanie/evenements/ouvert/", "/.escale/apercu.js", "/escale.json"] {
        let [here, there] = [Ipv4Addr::LOCALHOST, OTHER_MACHINE].map(|from| serving.ask(from, address, ""));
        assert_eq!(here, there, "{address}");
        assert_eq!(here.0, 200, "{address}");
        assert!(!["Esquisse", "Surprise", "esquisse", "secret"].iter().any(|word| here.1.contains(word)), "{here:?}");
    }
    // What is told while somebody here looks at drafts and other dates is told here.
    project.lay("content/pages/neuve.md", b"---\ntitre: Neuve\n---\nTexte.\n");
    let until = |told: &Receiver<String>, end: &str| {
        let mut all = String::new();
        while !all.contains(end) {
            all += &told.recv_timeout(NEVER).unwrap_or_else(|_| panic!("{all}"));
        }
        all
    };
    assert!(!until(&told[1], "/occitanie/neuve/").contains('@'));
    until(&told[0], "@2027-05-02T08:00+brouillons\":[");
    assert_eq!(
        serving
            .said
            .lines()
            .skip_while(|line| !line.starts_with("Les sites sont ici"))
            .skip(1)
            .take(2)
            .collect::<Vec<_>>(),
        [
            "Les autres ordinateurs du réseau voient les sites tels qu'ils seraient publiés à la date de --date, à l'adresse \
             de celui-ci et au port PORT.",
            "Les brouillons, les autres dates et les problèmes ne se voient qu'ici. Pour les montrer à tout le réseau : \
             --drafts",
        ]
    );
}

#[test]
fn with_drafts_other_machines_see_all_and_the_terminal_says_so() {
    let project = Project::new(&sources());
    let serving = Serving::start(&project, &format!("--host 0.0.0.0 --drafts --lang en {DATE}"));
    for (address, shown) in NOT_PUBLISHED {
        let (status, response) = serving.ask(OTHER_MACHINE, address, "");
        assert_eq!((status, response.contains(shown) || shown == "publié"), (200, true), "{address}: {response}");
    }
    let line = "The other computers of the network see all, at the address of this one and port PORT: the sites, the drafts, \
                other dates, and problems with the lines of your files.\n";
    assert!(serving.said.contains(line), "{}", serving.said);
}

#[test]
fn a_site_that_cannot_be_shown_tells_other_machines_nothing_of_its_files() {
    let project = Project::new(&with(&[("escale.yaml", "theme: motdepasse\n")]));
    let serving = Serving::start(&project, &format!("--host 0.0.0.0 {DATE}"));
    let (status, response) = serving.ask(Ipv4Addr::LOCALHOST, "/", "");
    assert_eq!((status, response.contains("escale.yaml")), (503, true), "{response}");
    let (status, response) = serving.ask(OTHER_MACHINE, "/", "");
    assert_eq!((status, response.contains("Retry-After: 5\r\n")), (503, true), "{response}");
    assert!(!response.contains("escale.yaml") && !response.contains("motdepasse"), "{response}");
}

#[test]
fn on_this_machine_alone_a_line_says_so() {
    let serving = Serving::start(&Project::new(&sources()), DATE);
    assert!(serving.said.contains("ms)\nVisibles sur cet ordinateur seulement.\n"), "{}", serving.said);
}

/// A link that somebody follows from another site, into a window of its own.
const LED: &str = "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n";

#[test]
fn pages_of_other_sites_make_nothing_here_but_lead_where_a_link_makes_it() {
    let serving = Serving::start(&Project::new(&sources()), DATE);
    let told = serving.listen(Ipv4Addr::LOCALHOST);
    let ask = |target: &str, headers: &str| serving.ask(Ipv4Addr::LOCALHOST, target, headers);
    assert_eq!(ask("/occitanie/", LED).0, 200, "what is there is shown");
    let view = "/@2027-06-01T08:00/occitanie/";
    for (target, link) in [(view, view), ("/occitanie/agenda.ics?a=%22", "/occitanie/agenda.ics?a=%22")] {
        for headers in [LED, "Referer: https://chat.example.org/\r\n"] {
            let (status, response) = ask(target, headers);
            assert_eq!(status, 403, "{target}: {response}");
            assert!(response.contains(&format!("<a href=\"{link}\">Ouvrir la page</a>")), "{response}");
        }
        assert!(target != view || told.try_recv().is_err(), "nothing is made for {target}");
        let own = "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n";
        assert_eq!(ask(link, own).0, 200, "{link}");
        assert_eq!(ask(target, LED).0, 200, "{target} is there by now");
    }
}

#[test]
fn a_port_that_a_person_names_is_that_one_or_none() {
    let project = Project::new(&sources());
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = taken.local_addr().unwrap().port();
    for (language, words) in [
        (
            "fr",
            "Ce port est déjà pris, sans doute par un autre aperçu. Fermez celui-ci, ou donnez un autre numéro à --port :",
        ),
        ("en", "This port is taken, probably by another preview. Close that one, or give another number to --port:"),
    ] {
        // Ended after a while, if it listens somewhere else after all.
        let mut command = project.shell(&format!("timeout 30 $ESCALE serve --port {port} --lang {language} {DATE}"));
        let answer = Answer::from(command.output().unwrap());
        assert_eq!(answer.code, 4, "{answer:?}");
        assert!(answer.stderr.starts_with(&format!("{words} 127.0.0.1:{port} (")), "{answer:?}");
    }
}

#[test]
fn another_port_than_usual_is_said() {
    let project = Project::new(&sources());
    // Other programs may hold it as well: then it is taken all the same.
    let _taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 8000));
    let serving = Serving::start_at(&project, DATE);
    assert!(serving.port > 8000);
    let taken = if serving.port == 8001 { "Le port 8000 est déjà pris" } else { "Les ports 8000 à " };
    assert!(serving.said.starts_with(taken), "{}", serving.said);
    let words = ", sans doute par un autre aperçu. Celui-ci est au port PORT.\n";
    assert!(serving.said.contains(words), "{}", serving.said);
}

#[test]
fn a_save_is_told_before_the_views_that_hundreds_ask_for() {
    const ASKED: u32 = 300;
    let mut sources = sources();
    // So many that a view takes longer than the system to tell of a save.
    for number in 0..80 {
        let path = format!("regions/occitanie/evenements/{number}.md");
        sources.insert(path, event(&format!("id: e-{number}\ntitre: Atelier {number}")).into_bytes());
    }
    let project = Project::new(&sources);
    let serving = Serving::start(&project, DATE);
    let told = serving.listen(Ipv4Addr::LOCALHOST);
    let ask = |minute: u32| {
        serving.send(Ipv4Addr::LOCALHOST, &format!("/@2027-03-01T{:02}:{:02}/", minute / 60, minute % 60), "")
    };
    let asking: Vec<TcpStream> = (0..ASKED).map(ask).collect();
    // The first of them is made; then somebody saves.
    assert!(told.recv_timeout(NEVER).unwrap().contains("@2027-03-01"));
    project.lay("content/pages/neuve.md", b"---\ntitre: Neuve\n---\nTexte.\n");
    let mut made_before = 0;
    while !told.recv_timeout(NEVER).unwrap().contains("/occitanie/neuve/") {
        made_before += 1;
    }
    // The one that was being made, and those for which the system took its time to tell of the save.
    assert!(made_before < 8, "{made_before} views came before the save");
    let mut answers: BTreeMap<String, u32> = BTreeMap::new();
    for mut stream in asking {
        stream.set_nonblocking(true).unwrap();
        let mut bytes = [0; 1024];
        // Whoever waits for one of the few that are made has no answer yet, and goes.
        let count = stream.read(&mut bytes).unwrap_or(0);
        let response = String::from_utf8_lossy(&bytes[..count]).into_owned();
        let status = response.split(' ').nth(1).unwrap_or("none").to_owned();
        assert!(status != "503" || response.contains("Retry-After: 5\r\n"), "{response}");
        *answers.entry(status).or_default() += 1;
    }
    assert!(answers.keys().all(|status| ["200", "503", "none"].contains(&&**status)), "{answers:?}");
    assert!(answers["503"] > ASKED / 2, "{answers:?}");
    assert_eq!(serving.ask(Ipv4Addr::LOCALHOST, "/@2027-04-01T08:00/occitanie/", "").0, 200, "the next is answered");
    let made = told.try_iter().count();
    assert!(made < 8, "{made} views were made that nobody waits for any more");
}
