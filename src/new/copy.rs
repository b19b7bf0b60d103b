//! `--copie`: an event made from another, byte for byte but for the lines that tell when and how to register.

use std::io::BufRead;
use std::path::Path;

use escale::french::slug::slug;
use escale::model::time;
use escale::schema::FileKind;

use super::draft::{Draft, is_field, quoted};
use super::interview::{self, Answers};
use super::project::Project;
use super::{Made, Stop, accepted, event, question};

/// What happened to the former event, and is not said of the new one.
const CLEARED: [&str; 11] = [
    "date_fin",
    "lien_direct",
    "statut",
    "ancienne_date",
    "motif",
    "revision",
    "mis_a_jour",
    "publier_le",
    "retirer_le",
    "anciennes_adresses",
    "heure_fin",
];

/// Copies the event of a file with the date and the link of the answers.
pub fn make(project: &Project, asked: &str, answers: Answers, input: Option<&mut impl BufRead>) -> Result<Made, Stop> {
    let Some((source, mut header)) = find(project, asked) else {
        let words = project.terminal.say(
            "Il n'y a pas de tel évènement à copier. Donnez son fichier depuis le dossier du projet, par exemple : \
            --copie regions/occitanie/evenements/2027-05-17-forum.md",
            "There is no such event to copy. Give its file from the project's folder, for instance: \
            --copie regions/occitanie/evenements/2027-05-17-forum.md",
        );
        return Err(Stop::Answers(format!("{words} ({asked})\n")));
    };
    let own_folder = source.split("/evenements/").next().unwrap_or_default().to_owned();
    if let Some(id) = own_folder.strip_prefix("regions/").filter(|id| project.region(id).is_none()) {
        return Err(Stop::Answers(format!("{}\n", super::files::no_region(project, id))));
    }
    let draft_of = |answers: &Answers| match answers.get("region") {
        Some(_) => event::draft(answers, project),
        None => event::draft_in(&own_folder, None, answers, project),
    };
    let (draft, content) =
        interview::hold(project, FileKind::Event, &question::of_copy(), answers.clone(), draft_of, input)?;
    let understood = event::event_of(&content, &draft.path);
    let former_name = source.rsplit('/').next().unwrap_or_default().trim_end_matches(".md");
    let has_title = answers.contains_key("title");
    let title = slug(if has_title { &understood.title } else { without_date(former_name) });
    let (path, id) = event::names(&draft.path, understood, &title, project);
    let is_new_hour = draft.of(&["date", "time"]).any(|line| is_field(line, "heure"));
    let keeps_end = !is_new_hour && header.value("date_fin").is_none();
    header.set("id", &[format!("id: {}", quoted(&id))]);
    for name in CLEARED.into_iter().filter(|name| !(*name == "heure_fin" && keeps_end)) {
        header.set(name, &[]);
    }
    renew(&mut header, &draft, has_title);
    let next = (
        "Relisez le résumé et le texte, qui sont ceux de l'ancien évènement, puis : escale check".to_owned(),
        "Read the summary and the text, which are those of the former event, then: escale check".to_owned(),
    );
    accepted(project, path, header.whole(), next)
}

/// Writes what the answers say in the place of what was said.
fn renew(header: &mut Header, draft: &Draft, has_title: bool) {
    let lines = |flags: &[&str]| draft.of(flags).map(str::to_owned).collect::<Vec<String>>();
    if has_title {
        header.set("titre", &lines(&["title"]).into_iter().filter(|line| is_field(line, "titre")).collect::<Vec<_>>());
    }
    for line in lines(&["date", "time"]) {
        let name = line.split(':').next().unwrap_or_default().to_owned();
        header.set(&name, &[line]);
    }
    let link = lines(&["link"]);
    let former = header.value("inscription").map(<[String]>::to_vec).unwrap_or_default();
    header.set("inscription", &registration(&former, &link));
}

/// The file's path in the project and its header; the path may also be one from here.
fn find(project: &Project, asked: &str) -> Option<(String, Header)> {
    let is_event =
        |path: &String| FileKind::of_path(path) == Some(FileKind::Event) && project.sources.get(path).is_some();
    let from_here = || {
        let whole = Path::new(asked).canonicalize().ok()?;
        let inside = whole.strip_prefix(project.folder.canonicalize().ok()?).ok()?.to_str()?.replace('\\', "/");
        Some(inside)
    };
    let path = Some(asked.trim_start_matches("./").replace('\\', "/")).filter(is_event);
    let path = path.or_else(|| from_here().filter(is_event))?;
    let bytes = project.sources.get(&path)?;
    // The bytes themselves when they are UTF-8, so that accents stay composed as they are.
    let text = match std::str::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => text.trim_start_matches('\u{feff}').to_owned(),
        _ => {
            let text = project.sources.text(&path)?.into_owned();
            if bytes.contains(&b'\r') { text.replace('\n', "\r\n") } else { text }
        }
    };
    Header::read(&text).map(|header| (path, header))
}

/// « 2027-05-17-forum » → « forum »
fn without_date(name: &str) -> &str {
    let is_date = name.get(..10).is_some_and(|date| time::date(date).is_some());
    name.get(11..).filter(|rest| is_date && !rest.is_empty()).unwrap_or(name)
}

/// A file taken apart by lines, each with its own line break.
struct Header {
    before: String,
    lines: Vec<String>,
    after: String,
    line_break: &'static str,
}

impl Header {
    fn read(text: &str) -> Option<Self> {
        let mut lines = text.split_inclusive('\n').skip_while(|line| line.trim().is_empty());
        let opening = lines.next().filter(|line| line.trim_end() == "---")?;
        let rest: Vec<&str> = lines.collect();
        let end = rest.iter().position(|line| line.trim_end() == "---")?;
        Some(Self {
            before: opening.to_owned(),
            lines: rest[..end].iter().map(|line| (*line).to_owned()).collect(),
            after: rest[end..].concat(),
            line_break: if opening.ends_with("\r\n") { "\r\n" } else { "\n" },
        })
    }

    fn whole(&self) -> String {
        format!("{}{}{}", self.before, self.lines.concat(), self.after)
    }

    /// Where the lines of a field stand: its own, and those that belong to it below.
    fn span(&self, name: &str) -> Option<std::ops::Range<usize>> {
        let is_it = |line: &String| {
            let key = line.split(':').next().unwrap_or_default();
            !line.starts_with([' ', '\t', '#', '-'])
                && line.contains(':')
                && key.trim().trim_matches(['"', '\'']) == name
        };
        let start = self.lines.iter().position(is_it)?;
        let is_between = |line: &String| line.starts_with('#') || line.trim().is_empty();
        let belongs = |line: &String| line.starts_with([' ', '\t']) || line.starts_with("- ") || is_between(line);
        let below: Vec<&String> = self.lines[start + 1..].iter().take_while(|line| belongs(line)).collect();
        // What stands between two fields belongs to neither.
        let between = below.iter().rev().take_while(|line| is_between(line)).count();
        Some(start..start + 1 + below.len() - between)
    }

    /// The lines of a field.
    fn value(&self, name: &str) -> Option<&[String]> {
        self.span(name).map(|span| &self.lines[span])
    }

    /// Puts these lines in the place of a field's; a field that is not there comes where the schema has it.
    fn set(&mut self, name: &str, lines: &[String]) {
        let span = self.span(name).unwrap_or_else(|| {
            let fields = FileKind::Event.fields().iter().take_while(|field| field.name != name);
            let before = fields.filter_map(|field| self.span(field.name)).map(|span| span.end).max().unwrap_or(0);
            before..before
        });
        // A line that stays as it is keeps its line break too.
        let breaks =
            |line: &String| if line.ends_with('\n') { line.clone() } else { format!("{line}{}", self.line_break) };
        let lines: Vec<String> = lines.iter().map(breaks).collect();
        self.lines.splice(span, lines);
    }
}

/// The lines of `inscription` with the new way to register: its dates go, places and other ways stay.
fn registration(former: &[String], new: &[String]) -> Vec<String> {
    let [_, way] = new else { return new.to_vec() };
    let (name, value) = way.trim().split_once(": ").unwrap_or_default();
    let goes = |key: &str| ["lien", "ouverture", "cloture", name].contains(&key);
    let Some(first) = former.first() else { return new.to_vec() };
    let inside = first.split_once(':').map_or("", |(_, rest)| rest.trim());
    if inside.starts_with('{') {
        let written: Option<serde_yaml::Mapping> = serde_yaml::from_str(&former.concat())
            .ok()
            .and_then(|whole: serde_yaml::Mapping| whole.into_iter().next()?.1.as_mapping().cloned());
        let kept = written.into_iter().flatten().filter_map(|(key, value)| {
            let (key, value) = (key.as_str()?.to_owned(), serde_yaml::to_string(&value).ok()?);
            (!goes(&key)).then(|| format!(", {key}: {}", value.trim_end()))
        });
        return vec![format!("inscription: {{{name}: {}{}}}", in_braces(value), kept.collect::<String>())];
    }
    if !inside.is_empty() && !inside.starts_with('#') {
        return new.to_vec();
    }
    let indent: String = former.get(1).map_or("  ", String::as_str).chars().take_while(|c| *c == ' ').collect();
    let mut lines = vec![first.clone()];
    let mut is_written = false;
    for line in &former[1..] {
        let key = line.trim().split(':').next().unwrap_or_default();
        if !goes(key) {
            lines.push(line.clone());
        } else if !is_written && (key == "lien" || key == name) {
            lines.push(format!("{indent}{name}: {value}"));
            is_written = true;
        }
    }
    if !is_written {
        lines.insert(1, format!("{indent}{name}: {value}"));
    }
    lines
}

/// A value between braces, where commas and braces mean something.
fn in_braces(value: &str) -> String {
    let is_plain = value.starts_with(['"', '\'']) || !value.contains([',', '{', '}', '[', ']']);
    if is_plain { value.to_owned() } else { format!("{value:?}") }
}
