//! The same festival for `hugo` and `zola`, shown by their own servers.
//!
//! Simply: the header keeps title and date, the text is the same, a section for each region lists its events, and the
//! theme is three small templates and a style sheet. They do less than `escale` does for the same texts.

use std::fs;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::programme::{slug, write_project};
use super::regions::REGIONS;
use super::save::{Edit, Figures, save};

/// How often each kind of edit is measured.
const TURNS: usize = 5;
const POLL: Duration = Duration::from_millis(1);
/// Longer than anything takes.
const LONGEST: Duration = Duration::from_mins(1);

/// Another program: how it is started, and how its files look.
struct Peer {
    name: &'static str,
    serve: fn(port: u16) -> Vec<String>,
    /// Where the templates lie, and what they are.
    theme: &'static [(&'static str, &'static str)],
    settings: (&'static str, &'static str),
    /// The file of a section's own header.
    section: (&'static str, fn(&str) -> String),
    header: fn(title: &str, date: &str) -> String,
    base: &'static str,
    style: &'static str,
}

const PEERS: [Peer; 2] = [
    Peer {
        name: "hugo",
        serve: |port| {
            let port = port.to_string();
            ["server", "--bind", "127.0.0.1", "--port", &port, "--buildFuture"].map(str::to_owned).into()
        },
        theme: &[
            (
                "layouts/_default/baseof.html",
                "<!doctype html><html lang=\"fr\"><head><title>{{ .Title }}</title><link rel=\"stylesheet\" \
                 href=\"/style.css\"></head><body>{{ block \"main\" . }}{{ end }}</body></html>\n",
            ),
            (
                "layouts/_default/single.html",
                "{{ define \"main\" }}<h1>{{ .Title }}</h1><time>{{ .Date.Format \"2006-01-02\" }}</time>\
                 {{ .Content }}{{ end }}\n",
            ),
            (
                "layouts/_default/list.html",
                "{{ define \"main\" }}<h1>{{ .Title }}</h1><ul>{{ range .Pages }}<li>\
                 <a href=\"{{ .RelPermalink }}\">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}\n",
            ),
        ],
        settings: ("config.toml", "baseURL = \"http://127.0.0.1/\"\ndisableKinds = [\"taxonomy\", \"term\"]\n"),
        section: ("_index.md", |title| format!("---\ntitle: \"{title}\"\n---\n")),
        header: |title, date| format!("---\ntitle: \"{title}\"\ndate: {date}\n---\n"),
        base: "layouts/_default/baseof.html",
        style: "static/style.css",
    },
    Peer {
        name: "zola",
        serve: |port| {
            let port = port.to_string();
            ["serve", "--interface", "127.0.0.1", "--port", &port].map(str::to_owned).into()
        },
        theme: &[
            (
                "templates/base.html",
                "<!doctype html><html lang=\"fr\"><head><title>{% block title %}{% endblock %}</title>\
                 <link rel=\"stylesheet\" href=\"/style.css\"></head><body>{% block main %}{% endblock %}</body></html>\n",
            ),
            (
                "templates/page.html",
                "{% extends \"base.html\" %}{% block main %}<h1>{{ page.title }}</h1><time>{{ page.date }}</time>\
                 {{ page.content | safe }}{% endblock %}\n",
            ),
            (
                "templates/section.html",
                "{% extends \"base.html\" %}{% block main %}<h1>{{ section.title }}</h1><ul>\
                 {% for page in section.pages %}<li><a href=\"{{ page.permalink }}\">{{ page.title }}</a></li>\
                 {% endfor %}</ul>{% endblock %}\n",
            ),
            (
                "templates/index.html",
                "{% extends \"base.html\" %}{% block main %}<h1>{{ config.title }}</h1>{% endblock %}\n",
            ),
        ],
        settings: ("config.toml", "base_url = \"http://127.0.0.1\"\ntitle = \"Tour\"\n"),
        section: ("_index.md", |title| format!("+++\ntitle = \"{title}\"\nsort_by = \"date\"\n+++\n")),
        header: |title, date| format!("+++\ntitle = \"{title}\"\ndate = {date}\n+++\n"),
        base: "templates/base.html",
        style: "static/style.css",
    },
];

/// Measures those that are installed.
pub fn measure(events: usize) {
    for peer in &PEERS {
        let Some(version) = version(peer.name) else {
            println!("{}: not installed, passed over", peer.name);
            continue;
        };
        println!("{version}: the same texts, from a save until the page shows it");
        let temporary = tempfile::tempdir().expect("a temporary folder can be made");
        let ours = temporary.path().join("ours");
        write_project(&ours, events);
        let site = temporary.path().join("site");
        convert(&ours, &site, peer);
        let start = Instant::now();
        let server = Server::start(peer, &site);
        server.until(&event_page(), |text| text.contains("<h1>"));
        println!("ready after {} ms", start.elapsed().as_millis());
        for (name, mut edit) in edits(&site, peer) {
            let mut figures = Figures::default();
            for turn in 0..TURNS {
                thread::sleep(Duration::from_millis(500));
                let edit = edit(turn);
                let saved = save(&edit, turn % 2 == 1);
                server.until(&edit.page, |text| text.contains(&edit.shows));
                figures.add(saved.elapsed());
            }
            println!("{name:>24}: {figures}");
        }
    }
}

fn version(program: &str) -> Option<String> {
    let asked = if program == "hugo" { "version" } else { "--version" };
    let output = Command::new(program).arg(asked).output().ok()?;
    let words = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        return None;
    }
    Some(words.split_whitespace().take(2).collect::<Vec<_>>().join(" "))
}

fn put(path: PathBuf, text: &str) {
    fs::create_dir_all(path.parent().expect("a file has a folder")).expect("folders can be made");
    fs::write(path, text).expect("files can be written");
}

/// The texts of a project as the peer takes them.
fn convert(ours: &Path, site: &Path, peer: &Peer) {
    put(site.join(peer.settings.0), peer.settings.1);
    put(site.join(peer.style), "body { margin: 0 }\n");
    for (path, text) in peer.theme {
        put(site.join(path), text);
    }
    for (region, name, ..) in REGIONS {
        put(site.join(format!("content/{region}/{}", peer.section.0)), &(peer.section.1)(name));
        let events = fs::read_dir(ours.join(format!("regions/{region}/evenements"))).expect("the project was written");
        for event in events.flatten() {
            let text = fs::read_to_string(event.path()).expect("the project was written");
            // Links to other pages are ours; they stay as links to somewhere.
            let text = text.replace("../partenaires/france-travail.md", "https://example.org/");
            let (header, body) = text["---\n".len()..].split_once("---\n").expect("an event has a header");
            let field = |name: &str| {
                let line = header.lines().find_map(|line| line.strip_prefix(name)).expect("an event has this field");
                line.trim().trim_matches('"')
            };
            let name = event.file_name().to_string_lossy().into_owned();
            let text = format!("{}{body}", (peer.header)(field("titre:"), field("date:")));
            // Both take a date at the beginning of a name for the page's own.
            put(site.join(format!("content/{region}/{}", plain(&name))), &text);
        }
    }
}

/// `2027-04-16-evenement-15` without its date.
fn plain(name: &str) -> &str {
    &name["2027-04-16-".len()..]
}

fn event_page() -> String {
    format!("/occitanie/{}/", plain(&slug(15)))
}

type Kind = (&'static str, Box<dyn FnMut(usize) -> Edit>);

fn edits(site: &Path, peer: &Peer) -> Vec<Kind> {
    let event = site.join(format!("content/occitanie/{}.md", plain(&slug(15))));
    let (base, style) = (site.join(peer.base), site.join(peer.style));
    let read = |path: &Path| fs::read_to_string(path).expect("the site was written");
    let (text, template) = (read(&event), read(&base));
    let (like, folder) = (text.clone(), event.with_file_name(""));
    let (of_title, titled) = (event.clone(), text.clone());
    vec![
        (
            "an event's text",
            Box::new(move |turn| Edit {
                path: event.clone(),
                text: Some(format!("{text}\nMise à jour {turn}.\n")),
                page: event_page(),
                shows: format!("Mise à jour {turn}."),
            }),
        ),
        (
            "an event's title",
            Box::new(move |turn| Edit {
                path: of_title.clone(),
                text: Some(titled.replacen("numérique : rencontre 15", &format!("tour {turn}"), 1)),
                page: event_page(),
                shows: format!("tour {turn}</h1>"),
            }),
        ),
        (
            "a new event",
            Box::new(move |turn| Edit {
                path: folder.join(format!("nouveau-{turn}.md")),
                text: Some(like.replacen("numérique : rencontre 15", &format!("nouveau {turn}"), 1)),
                page: format!("/occitanie/nouveau-{turn}/"),
                shows: format!("nouveau {turn}</h1>"),
            }),
        ),
        (
            "the base template",
            Box::new(move |turn| Edit {
                path: base.clone(),
                text: Some(template.replacen("<body>", &format!("<body class=\"turn-{turn}\">"), 1)),
                page: event_page(),
                shows: format!("turn-{turn}\""),
            }),
        ),
        (
            "the style sheet",
            Box::new(move |turn| Edit {
                path: style.clone(),
                text: Some(format!(".turn-{turn} {{ margin: 0 }}\n")),
                page: "/style.css".to_owned(),
                shows: format!(".turn-{turn} "),
            }),
        ),
    ]
}

/// A peer's server; it is ended when this is dropped.
struct Server {
    child: Child,
    port: u16,
}

impl Server {
    fn start(peer: &Peer, site: &Path) -> Self {
        let free = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
        let port = free.expect("some port is free").port();
        let child = Command::new(peer.name)
            .args((peer.serve)(port))
            .current_dir(site)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program runs");
        Self { child, port }
    }

    /// Asks for an address again and again until it is answered as expected.
    fn until(&self, address: &str, is_expected: impl Fn(&str) -> bool) {
        let start = Instant::now();
        while !self.get(address).is_ok_and(|text| is_expected(&text)) {
            assert!(start.elapsed() < LONGEST, "{address} never shows it");
            thread::sleep(POLL);
        }
    }

    /// In HTTP/1.0, where an answer ends with the connection.
    fn get(&self, address: &str) -> io::Result<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.write_all(format!("GET {address} HTTP/1.0\r\nHost: 127.0.0.1:{}\r\n\r\n", self.port).as_bytes())?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
