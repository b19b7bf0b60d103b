//! `escale new`: a file that `check` accepts, from a few answers.
//!
//! Answers are given as flags; on a terminal, what is missing is asked. An existing file is never replaced.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, IsTerminal, Write};
use std::path::Path;

use escale::french::slug::slug;
use escale::model::address::{Slug, WebUrl};
use escale::model::codes::RegionCode;
use escale::model::event::EventKind;
use escale::model::partner::Role;
use escale::model::region::Preposition;
use escale::model::time;
use escale::sources::Sources;

use crate::cli::{New, NewKind};
use crate::terminal::{Terminal, complain, print};
use crate::{FINE, REFUSED, USAGE};

/// Makes the file; answers the exit code.
pub fn make(project: &Path, sources: &Sources, asked: &New, terminal: Terminal) -> u8 {
    let mut answers = Answers { given: &asked.answers, terminal, missing: Vec::new() };
    let file = match asked.kind {
        NewKind::Event => event(&mut answers, sources),
        NewKind::Partner => partner(&mut answers, sources),
        NewKind::Region => region(&mut answers),
        NewKind::Page => page(&mut answers, sources),
    };
    let Some((path, text)) = file else {
        let words = terminal.say("Il manque, ou ne se lit pas :", "Missing, or unreadable:");
        complain(&format!("{words} {}\n", answers.missing.join(", ")));
        return USAGE;
    };
    match write(project, &path, &text) {
        Ok(()) => {
            print(&format!("{} {path}\n", terminal.say("Créé :", "Made:")));
            FINE
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let words = terminal
                .say("Ce fichier existe déjà, il n'est pas remplacé :", "This file exists, it is not replaced:");
            complain(&format!("{words} {path}\n"));
            USAGE
        }
        Err(error) => {
            complain(&terminal.machine(&project.join(&path), &error));
            REFUSED
        }
    }
}

fn write(project: &Path, path: &str, text: &str) -> io::Result<()> {
    let path = project.join(path);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    File::create_new(path)?.write_all(text.as_bytes())
}

struct Answers<'a> {
    given: &'a BTreeMap<&'static str, String>,
    terminal: Terminal,
    missing: Vec<String>,
}

impl Answers<'_> {
    /// An answer that must be there, and read as `parse` wants.
    fn required<T>(&mut self, flag: &'static str, example: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let answer = match self.given.get(flag) {
            Some(answer) => Some(answer.clone()),
            None => self.ask(flag, example),
        };
        let value = answer.as_deref().map(str::trim).filter(|answer| !answer.is_empty()).and_then(parse);
        if value.is_none() {
            let name = if flag == "id" { "ID".to_owned() } else { format!("--{flag}") };
            self.missing.push(format!("{name} ({example})"));
        }
        value
    }

    fn optional(&self, flag: &'static str) -> Option<&str> {
        self.given.get(flag).map(|answer| answer.trim()).filter(|answer| !answer.is_empty())
    }

    /// Asks on a terminal; a script gives flags.
    fn ask(&self, flag: &str, example: &str) -> Option<String> {
        if !io::stdin().is_terminal() {
            return None;
        }
        let question = match flag {
            "region" => self.terminal.say("Région", "Region"),
            "title" => self.terminal.say("Titre", "Title"),
            "date" => "Date",
            "link" => self.terminal.say("Lien d'inscription (ou « libre »)", "Registration link (or “libre”)"),
            "name" => self.terminal.say("Nom", "Name"),
            "role" => self.terminal.say("Rôle", "Role"),
            "summary" => self.terminal.say("En une phrase", "In a sentence"),
            "preposition" => self.terminal.say("Mot devant le nom", "Word before the name"),
            other => other,
        };
        complain(&format!("{question} [{example}] : "));
        let mut line = String::new();
        io::stdin().read_line(&mut line).ok()?;
        Some(line)
    }

    fn region(&mut self, sources: &Sources) -> Option<Slug> {
        let is_known = |id: &Slug| sources.below(&format!("regions/{id}/")).next().is_some();
        self.required("region", "occitanie", |text| Slug::parse(text).filter(is_known))
    }

    /// The folder a file goes to: a region's when one is named, else the nation's.
    fn folder(&mut self, sources: &Sources) -> Option<String> {
        match self.optional("region") {
            None => Some("content".to_owned()),
            Some(_) => self.region(sources).map(|id| format!("regions/{id}")),
        }
    }
}

fn event(answers: &mut Answers, sources: &Sources) -> Option<(String, String)> {
    let region = answers.region(sources);
    let title =
        answers.required("title", "Atelier CV numérique", |title| Slug::from_name(title).map(|_| title.to_owned()));
    let date = answers.required("date", "2027-05-17", time::date);
    let link = answers.required("link", "https://example.org/inscription", |link| {
        (link == "libre" || WebUrl::parse(link).is_some()).then(|| link.to_owned())
    });
    let kinds: Vec<&str> = EventKind::WORDS.iter().map(|(word, _)| *word).collect();
    let kind = match answers.optional("kind") {
        None => Some("atelier".to_owned()),
        Some(_) => answers.required("kind", &kinds.join(", "), |word| kinds.contains(&word).then(|| word.to_owned())),
    };
    let has_venue = |venue: &str| {
        let own = region.as_ref().map(|id| format!("regions/{id}"));
        ["content".to_owned()].into_iter().chain(own).any(|folder| {
            sources.below(&format!("{folder}/lieux/")).any(|(path, _)| path.ends_with(&format!("/{venue}.yaml")))
        })
    };
    let venue = match answers.optional("venue") {
        None => Some(None),
        Some(_) => answers.required("venue", "maison-exemple", |id| has_venue(id).then(|| Some(id.to_owned()))),
    };
    let hour = match answers.optional("time") {
        None => Some(None),
        Some(_) => answers.required("time", "14:00", |hour| time::time(hour).map(Some)),
    };
    let (region, title, date, link, kind, venue, hour) = (region?, title?, date?, link?, kind?, venue?, hour?);
    let name = format!("{date}-{}", slug(&title));
    let mut header = vec![
        ("id", format!("{region}-{name}")),
        ("titre", quoted(&title)),
        ("type", kind),
        ("resume", quoted("À compléter : en une ou deux phrases, quoi et pour qui.")),
        ("date", date.to_string()),
    ];
    if let Some(hour) = hour {
        header.push(("heure", quoted(&hour.strftime("%H:%M").to_string())));
    }
    match venue {
        Some(venue) => header.extend([("mode", "sur-place".to_owned()), ("lieu", quoted(&venue))]),
        None => header.push(("mode", "en-ligne".to_owned())),
    }
    header.push(("inscription", if link == "libre" { link } else { format!("\n  lien: {}", quoted(&link)) }));
    let body = "Ce que l'on y fait, pour qui, et ce qu'il faut apporter.\n\n[[contact]]\n";
    Some((format!("regions/{region}/evenements/{name}.md"), document(&header, body)))
}

fn partner(answers: &mut Answers, sources: &Sources) -> Option<(String, String)> {
    let roles: Vec<&str> = Role::WORDS.iter().map(|(word, _)| *word).collect();
    let id = answers.required("id", "mission-locale", Slug::parse);
    let name = answers.required("name", "Nom de l'organisation", |name| Some(name.to_owned()));
    let role = answers.required("role", &roles.join(", "), |word| roles.contains(&word).then(|| word.to_owned()));
    let summary = answers.required("summary", "Accompagne les jeunes vers l'emploi.", |text| Some(text.to_owned()));
    let folder = answers.folder(sources);
    let (id, name, role, summary, folder) = (id?, name?, role?, summary?, folder?);
    let header = [("nom", quoted(&name)), ("role", role), ("resume", quoted(&summary))];
    Some((format!("{folder}/partenaires/{id}.md"), document(&header, "")))
}

fn region(answers: &mut Answers) -> Option<(String, String)> {
    let id = answers.required("id", "grand-est", Slug::parse);
    let name = answers.required("name", "Grand Est", |name| Some(name.to_owned()));
    let code = answers.required("iso", "GES", RegionCode::from_iso);
    let preposition = answers.required("preposition", &Preposition::ALL.join(", "), |word| {
        Preposition::ALL.contains(&word).then(|| word.to_owned())
    });
    let (id, name, code, preposition) = (id?, name?, code?, preposition?);
    let text = format!(
        "nom: {}\npreposition: {preposition}\niso: {}\ninsee: {}\ncouleurs:\n  accent: \"#1f4e79\"\n  accent_sombre: \"#a9c9ee\"\neditions: []\n",
        quoted(&name),
        quoted(code.iso),
        quoted(code.insee),
    );
    Some((format!("regions/{id}/region.yaml"), text))
}

fn page(answers: &mut Answers, sources: &Sources) -> Option<(String, String)> {
    let title =
        answers.required("title", "Questions fréquentes", |title| Slug::from_name(title).map(|_| title.to_owned()));
    let folder = answers.folder(sources);
    let (title, folder) = (title?, folder?);
    let path = format!("{folder}/pages/{}.md", slug(&title));
    Some((path, document(&[("titre", quoted(&title))], "Votre texte.\n")))
}

fn document(header: &[(&str, String)], body: &str) -> String {
    let lines: String = header
        .iter()
        .map(
            |(name, value)| {
                if value.starts_with('\n') { format!("{name}:{value}\n") } else { format!("{name}: {value}\n") }
            },
        )
        .collect();
    format!("---\n{lines}---\n{body}")
}

/// A text as YAML wants it, with quotes where they are needed.
fn quoted(text: &str) -> String {
    serde_yaml::to_string(text).map_or_else(|_| format!("{text:?}"), |yaml| yaml.trim_end().to_owned())
}
