//! From a save to the page that shows it: `escale serve` on a national festival, 3,400 events in 18 regions.
//!
//! ```text
//! cargo bench --bench serve                 # each kind of edit, 20 times
//! cargo bench --bench serve -- 10000        # another number of events
//! ```
//! The program runs as users run it. Every figure begins when the system says that a file is saved (each second
//! time by way of another file, as many editors do) and ends when a listening browser is told; then the page is asked
//! for. Where it does not show the edit, that is said and the figure goes on until it does; after a minute the
//! measuring ends there. « making » is the program's own time, from reading the file until everything is made and checked,
//! as it says it in the terminal; where only the theme has changed, browsers are told before. « watching » is the rest: the
//! system's notice, the 6 ms that the program waits for more of them, and the way to the browser.
//!
//! Where `hugo` and `zola` are on the PATH, the same texts are laid out for them, without anything of ours, and shown
//! by their own servers: from a save until a page that is asked for every millisecond shows it.

#[path = "measure/copy.rs"]
mod copy;
#[path = "measure/peers.rs"]
mod peers;
#[path = "measure/programme.rs"]
mod programme;
#[path = "measure/regions.rs"]
mod regions;
#[path = "measure/save.rs"]
mod save;
#[path = "measure/serving.rs"]
mod serving;

use std::fs;
use std::path::Path;
use std::sync::mpsc::Receiver;
use std::thread;
use std::time::{Duration, Instant};

use programme::{slug, write_project};
use regions::REGIONS;
use save::{Edit, Figures, save};
use serving::{Event, Serving, Visitor, listen};

/// How often each kind of edit is measured.
const TURNS: usize = 20;
const DATE: &str = "2027-05-10T08:00";
/// Longer than any edit takes.
const LONGEST: Duration = Duration::from_mins(1);

fn main() {
    let asked = std::env::args().skip(1).find_map(|argument| argument.parse().ok());
    let events: usize = asked.unwrap_or(3_400);
    let temporary = tempfile::tempdir().expect("a temporary folder can be made");
    let project = temporary.path().join("projet");
    write_project(&project, events);
    println!("{events} events in {} regions; from a save until the browser is told", REGIONS.len());
    let edits = edits(&project);
    let start = Instant::now();
    let serving = Serving::start(&project, DATE);
    let begun = start.elapsed();
    let before_mib = serving.memory_kib() / 1024;
    println!("ready after {} ms, with {before_mib} MB", begun.as_millis());
    let browser = listen(serving.port);
    let mut visitor = Visitor::new(serving.port);
    for (name, edit) in edits {
        measure(name, edit, &serving, &browser, &mut visitor);
    }
    println!("memory: {before_mib} MB before, {} MB after", serving.memory_kib() / 1024);
    drop(serving);
    peers::measure(events);
}

/// One kind of edit, by turn.
type Turns = Box<dyn FnMut(usize) -> Edit>;

/// What people do: for each turn a file, what it is to hold, and where that is to be seen.
fn edits(project: &Path) -> Vec<(&'static str, Turns)> {
    let file = |path: &str| project.join(path);
    let event_file = format!("regions/occitanie/evenements/{}.md", slug(15));
    let event_page = format!("/occitanie/evenements/{}/", slug(15));
    let text = |path: &str, page: &str| -> Turns {
        let (path, page) = (file(path), page.to_owned());
        let former = fs::read_to_string(&path).expect("the project was written");
        Box::new(move |turn| Edit {
            text: Some(format!("{former}\nMise à jour {turn}.\n")),
            path: path.clone(),
            page: page.clone(),
            shows: format!("Mise à jour {turn}."),
        })
    };
    let replaced = |path: &str, line: &str, page: &str, later: fn(usize) -> (String, String)| {
        let (path, page) = (file(path), page.to_owned());
        let former = fs::read_to_string(&path).expect("the project was written");
        let line = former.lines().find(|own| own.starts_with(line)).expect("the file has this line").to_owned();
        let edit: Turns = Box::new(move |turn| {
            let (written, shows) = later(turn);
            Edit { text: Some(former.replacen(&line, &written, 1)), path: path.clone(), page: page.clone(), shows }
        });
        edit
    };
    let page_of_region = "regions/occitanie/pages/venir.md";
    fs::create_dir_all(file("regions/occitanie/pages")).expect("folders can be made");
    fs::write(file(page_of_region), "---\ntitre: Venir\nresume: Le chemin.\n---\nVenez à pied.\n")
        .expect("files can be written");
    let new_event = |turn: usize| format!("2027-06-20-nouveau-{turn}");
    let like = fs::read_to_string(file(&event_file)).expect("the project was written");
    let (adds, removes) = (project.to_owned(), project.to_owned());
    vec![
        ("an event's text", text(&event_file, &event_page)),
        (
            "an event's title",
            replaced(&event_file, "titre:", &event_page, |turn| {
                (format!("titre: Rencontre du tour {turn}"), format!("Rencontre du tour {turn}</h1>"))
            }),
        ),
        (
            "an event's date",
            replaced(&event_file, "date:", &event_page, |turn| {
                let date = format!("2027-06-{:02}", 1 + turn);
                (format!("date: {date}"), format!("\"{date}T14:00"))
            }),
        ),
        (
            "a region's partner",
            replaced(
                "regions/occitanie/partenaires/reseau-exemple.md",
                "nom:",
                "/occitanie/partenaires/reseau-exemple/",
                |turn| (format!("nom: Réseau exemple {turn}"), format!("Réseau exemple {turn}</h1>")),
            ),
        ),
        ("every event's partner", text("content/partenaires/agefiph.md", "/occitanie/partenaires/agefiph/")),
        (
            "that partner's name",
            replaced("content/partenaires/agefiph.md", "nom:", &event_page, |turn| {
                (format!("nom: Agefiph {turn}"), format!("Agefiph {turn}</a>"))
            }),
        ),
        ("a national page's text", text("content/pages/aide.md", "/occitanie/aide/")),
        ("a region's page", text(page_of_region, "/occitanie/venir/")),
        (
            "a new event",
            Box::new(move |turn| Edit {
                path: adds.join(format!("regions/occitanie/evenements/{}.md", new_event(turn))),
                text: Some(like.replacen("id: occitanie-15", &format!("id: occitanie-nouveau-{turn}"), 1)),
                page: format!("/occitanie/evenements/{}/", new_event(turn)),
                shows: "Une rencontre pour voir".to_owned(),
            }),
        ),
        (
            "a deleted event",
            Box::new(move |turn| Edit {
                path: removes.join(format!("regions/occitanie/evenements/{}.md", new_event(turn))),
                text: None,
                page: format!("/occitanie/evenements/{}/", new_event(turn)),
                shows: String::new(),
            }),
        ),
        (
            "a word of theme.yaml",
            replaced("themes/declics/theme.yaml", "aller_au_contenu:", &event_page, |turn| {
                (format!("aller_au_contenu: Aller au contenu {turn}"), format!("Aller au contenu {turn}<"))
            }),
        ),
        (
            "the base template",
            replaced("themes/declics/templates/base.html", "<body", &event_page, |turn| {
                (format!("<body class=\"page-{{{{ page.kind }}}} turn-{turn}\">"), format!("turn-{turn}\">"))
            }),
        ),
        ("the style sheet", {
            let path = file("themes/declics/static/style.css");
            let former = fs::read_to_string(&path).expect("the theme was copied");
            let page = event_page.clone();
            Box::new(move |turn| Edit {
                path: path.clone(),
                text: Some(format!("{former}.turn-{turn} {{ color: red }}\n")),
                page: page.clone(),
                shows: format!(".turn-{turn}{{"),
            })
        }),
    ]
}

fn measure(name: &str, mut edit: Turns, serving: &Serving, browser: &Receiver<Event>, visitor: &mut Visitor) {
    let (mut told, mut making, mut watching) = (Figures::default(), Figures::default(), Figures::default());
    let processor = serving.processor_time();
    for turn in 0..TURNS {
        // Whatever was said before belongs to what was done before.
        thread::sleep(Duration::from_millis(30));
        while browser.try_recv().is_ok() {}
        while serving.said(Duration::ZERO).is_some() {}
        let edit = edit(turn);
        let begun = Instant::now();
        let saved = save(&edit, turn % 2 == 1);
        let (told_at, parts) = told_when_shown(name, &edit, begun, browser, visitor);
        let took = told_at.saturating_duration_since(saved);
        told.add(took);
        // Told in several parts, there is no telling which of the program's times is this one's.
        if parts == 1
            && let Some(own) = own_time(serving)
        {
            making.add(own);
            watching.add(took.saturating_sub(own));
        }
    }
    let processor_ms = serving.processor_time().saturating_sub(processor).as_millis() / TURNS as u128;
    println!("{name:>24}: {told}   making {making:#}   watching {watching:#}   processor {processor_ms:>3} ms");
}

/// When the browser was told of what the page shows, and in how many parts. A save in place that the system holds up half-way is told twice:
/// as the empty file that it is first, and whole.
fn told_when_shown(
    name: &str,
    edit: &Edit,
    begun: Instant,
    browser: &Receiver<Event>,
    visitor: &mut Visitor,
) -> (Instant, usize) {
    let mut parts = 0;
    loop {
        let event = browser.recv_timeout((begun + LONGEST).saturating_duration_since(Instant::now()));
        let event =
            event.unwrap_or_else(|error| panic!("{name}: {} does not show it, told {parts} times: {error}", edit.page));
        if event.at < begun || event.data["views"].get("").is_none() {
            continue;
        }
        parts += 1;
        if is_shown(edit, visitor) {
            return (event.at, parts);
        }
        println!("{name:>24}: told before {} shows it, after {:?}", edit.page, event.at - begun);
    }
}

/// « 12 pages mises à jour en 34 ms »
fn own_time(serving: &Serving) -> Option<Duration> {
    loop {
        let line = serving.said(LONGEST)?;
        let time = line.strip_suffix(" ms").and_then(|line| line.rsplit_once(" en "));
        if let Some(ms) = time.and_then(|(_, ms)| ms.parse().ok()) {
            return Some(Duration::from_millis(ms));
        }
    }
}

/// Whether the page holds what was written, or its style sheet does; a page of a deleted file is not there.
fn is_shown(edit: &Edit, visitor: &mut Visitor) -> bool {
    let answered = visitor.get(&edit.page, None).expect("the server answers");
    let text = String::from_utf8_lossy(&answered.bytes);
    if edit.text.is_none() {
        return answered.status == 404;
    }
    if answered.status != 200 || edit.path.extension().is_none_or(|kind| kind != "css") {
        return answered.status == 200 && text.contains(&edit.shows);
    }
    let region = edit.page.split('/').nth(1).unwrap_or_default();
    let style = text.split("rel=\"stylesheet\" href=\"").nth(1).and_then(|rest| rest.split('"').next());
    let style = style.expect("the page has a style sheet").trim_start_matches("../");
    let answered = visitor.get(&format!("/{region}/{style}"), None).expect("the server answers");
    answered.status == 200 && String::from_utf8_lossy(&answered.bytes).contains(&edit.shows)
}
