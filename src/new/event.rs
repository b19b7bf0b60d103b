//! An event's file from the five answers.

use escale::french::date::{hours, range};
use escale::french::slug::{LONGEST_BYTES, slug};
use escale::model::content::Content;
use escale::model::event::{Event, EventKind};
use escale::model::region::Region;
use escale::model::time::Precision;
use escale::schema::FileKind;

use super::draft::Draft;
use super::interview::Answers;
use super::project::{Project, found};

/// What a national event's id begins with.
pub const NATION: &str = "nat";
/// The name of a file whose date is not understood yet.
const UNNAMED: &str = "nouvel-evenement";
/// A date in the place of the one that is still to be asked.
const SOME_DATE: &str = "2027-05-17";

/// The file of these answers, under a name of its own until the date is understood; an answer that is not there
/// yet has a valid one in its place.
pub fn draft(answers: &Answers, project: &Project) -> Draft {
    let answer = |flag: &str| answers.get(flag).map(String::as_str);
    let region = match answer("region") {
        Some(name) => project.region(name),
        None => project.programme.regions.first().map(AsRef::as_ref),
    };
    let mut draft = draft_in(&region.map_or_else(|| "content".to_owned(), folder_of), region, answers, project);
    if let (Some(name), None) = (answer("region"), region) {
        draft.refuse("region", super::files::no_region(project, name));
    }
    draft
}

/// The folder of a region.
pub fn folder_of(region: &Region) -> String {
    format!("regions/{}", region.id)
}

/// The same in a given folder.
pub fn draft_in(folder: &str, region: Option<&Region>, answers: &Answers, project: &Project) -> Draft {
    let answer = |flag: &str| answers.get(flag).map(String::as_str);
    let mut draft = Draft::at(format!("{folder}/evenements/{}.md", free_name(UNNAMED, folder, project)));
    let title = answer("title").unwrap_or("Atelier");
    if slug(title).is_empty() {
        draft.refuse("title", super::files::no_letter(project));
    }
    draft.field("title", "id", &free_id(UNNAMED, project));
    draft.field("title", "titre", title);
    draft.field("kind", "type", &answer("kind").map_or_else(|| kind_of(title).to_owned(), str::to_owned));
    draft.field("title", "resume", title);
    draft.field("date", "date", answer("date").unwrap_or(SOME_DATE));
    if let Some(hour) = answer("time") {
        draft.line("time", format!("heure: {hour:?}"));
    }
    venue(&mut draft, answer("venue").unwrap_or_default(), region);
    registration(&mut draft, answer("link").unwrap_or("libre"));
    draft
}

/// « Forum : les métiers » is a forum; an atelier when the first word says nothing.
fn kind_of(title: &str) -> &'static str {
    let name = slug(title);
    let first = name.split('-').next().unwrap_or_default();
    let is_first = |word: &&str| *word == first || first.strip_suffix('s') == Some(*word);
    EventKind::WORDS.iter().map(|(word, _)| *word).find(is_first).unwrap_or("atelier")
}

/// `mode`, with `lieu` or `lien_direct`.
fn venue(draft: &mut Draft, answer: &str, region: Option<&Region>) {
    let venues = || region.into_iter().flat_map(|region| region.venues.values());
    let known = found(answer, venues().map(|venue| [venue.id.as_str(), &venue.name]));
    let is_address = answer.contains("://") || (answer.contains('.') && !answer.contains(' '));
    if answer.is_empty() || slug(answer) == "en-ligne" {
        draft.field("venue", "mode", "en-ligne");
    } else if let Some(venue) = known.and_then(|at| venues().nth(at)) {
        draft.field("venue", "mode", "sur-place");
        draft.field("venue", "lieu", venue.id.as_str());
    } else if is_address {
        draft.field("venue", "mode", "en-ligne");
        draft.field("venue", "lien_direct", answer);
    } else {
        // The reader says that there is no such venue, and which name is near.
        draft.field("venue", "mode", "sur-place");
        draft.field("venue", "lieu", answer);
    }
}

/// `inscription`: free, or the way to register.
fn registration(draft: &mut Draft, answer: &str) {
    if slug(answer) == "libre" {
        return draft.field("link", "inscription", "libre");
    }
    draft.line("link", "inscription:");
    draft.field("link", &format!("  {}", way_to_register(answer)), answer);
}

/// The field below `inscription` that a text belongs into.
pub fn way_to_register(answer: &str) -> &'static str {
    let is_telephone = answer.chars().filter(char::is_ascii_digit).count() >= 6
        && answer.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "+().-".contains(c));
    if is_telephone {
        "telephone"
    } else if answer.contains('@') && !answer.contains('/') {
        "courriel"
    } else {
        "lien"
    }
}

/// The same file under its name, with its id and a summary: what was understood says them.
pub fn finished(mut draft: Draft, content: &Content, project: &Project) -> Draft {
    let event = event_of(content, &draft.path);
    let (path, id) = names(&draft.path, event, &slug(&event.title), project);
    draft.path = path;
    draft.set("id", &id);
    draft.set("resume", &summary(event));
    draft
}

/// The event of a file that was accepted.
pub fn event_of<'c>(content: &'c Content, path: &str) -> &'c Event {
    let regional = content.programme.regions.iter().flat_map(|region| &region.events);
    let mut events = content.programme.events.iter().chain(regional);
    events.find(|event| *event.origin.file == *path).expect("a file without a problem that is no draft is an event")
}

/// The file's path and the event's id, both free.
pub fn names(path: &str, event: &Event, title: &str, project: &Project) -> (String, String) {
    let folder = path.split("/evenements/").next().unwrap_or_default();
    let owner = folder.strip_prefix("regions/").unwrap_or(NATION);
    let name = format!("{}-{title}", event.when.first_day());
    let id = free_id(&format!("{owner}-{name}"), project);
    (format!("{folder}/evenements/{}.md", free_name(&name, folder, project)), id)
}

/// A name that no event has that would lie over or under this one.
fn free_name(name: &str, folder: &str, project: &Project) -> String {
    let national = "content/";
    let own = format!("{folder}/");
    let is_near = |path: &str| folder == "content" || path.starts_with(national) || path.starts_with(&own);
    let stem = |path: &str| slug(path.rsplit('/').next().unwrap_or_default().trim_end_matches(".md"));
    let events = || project.sources.iter().filter(|(path, _)| FileKind::of_path(path) == Some(FileKind::Event));
    free(name, |name| {
        project.is_taken(&format!("{folder}/evenements/{name}.md"))
            || events().any(|(path, _)| is_near(path) && stem(path) == name)
    })
}

/// An id that no file has, drafts included.
fn free_id(id: &str, project: &Project) -> String {
    let events = || project.sources.iter().filter(|(path, _)| FileKind::of_path(path) == Some(FileKind::Event));
    let is_of = |line: &str, id: &str| {
        line.strip_prefix("id").and_then(|rest| rest.trim_start().strip_prefix(':')).is_some_and(|rest| {
            let rest = rest.split(" #").next().unwrap_or_default();
            rest.trim().trim_matches(['"', '\'']) == id
        })
    };
    free(id, |id| {
        events()
            .any(|(path, _)| project.sources.text(path).is_some_and(|text| text.lines().any(|line| is_of(line, id))))
    })
}

/// The name, or the first of `name-2`, `name-3`… that is free; never longer than a name may be.
pub fn free(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let numbered = |number: u32| {
        let end = if number == 1 { String::new() } else { format!("-{number}") };
        let longest = name.len().min(LONGEST_BYTES - end.len());
        format!("{}{end}", name[..longest].trim_end_matches('-'))
    };
    (1..=u32::MAX).map(numbered).find(|name| !is_taken(name)).expect("there are fewer files than numbers")
}

/// « Forum en ligne, lundi 17 mai 2027 à 14 h. »: what the answers say, and nothing else.
pub fn summary(event: &Event) -> String {
    let kind = match event.kind.word() {
        "conference" => "Conférence",
        "lancement" => "Lancement",
        "atelier" => "Atelier",
        "forum" => "Forum",
        "rencontre" => "Rencontre",
        _ => "Évènement",
    };
    let when = &event.when;
    let hours = match when.precision() {
        Precision::Days => String::new(),
        Precision::Start => format!(" {}", hours(when.start().time(), None)),
        Precision::StartAndEnd => format!(" {}", hours(when.start().time(), Some(when.end().time()))),
    };
    let days = range(when.first_day(), when.last_day());
    match &event.venue {
        Some(venue) => format!("{kind}, {days}{hours}, {} ({}).", venue.name, venue.town),
        None => format!("{kind} en ligne, {days}{hours}."),
    }
}
