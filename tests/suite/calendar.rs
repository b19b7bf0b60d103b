//! Files for calendars: read as a program reads them, they say what the pages say (STANDARDS C).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use escale::model::time::Zone;
use escale::output::Output;
use escale::render::calendar::{lines, zone};
use escale::sources::Sources;
use escale::{Options, build};
use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp, ToSpan};
use proptest::prelude::*;

use super::project::{
    NOW, OCCITANIE, REUNION, assert_kept, at, built, cases, lines as told, page, replace, with, with_real_theme,
    without,
};

const GUYANE: &str = "nom: Guyane\npreposition: en\niso: \"973\"\ninsee: \"03\"\nfuseau: America/Cayenne\n\
    couleurs: {accent: \"#1d4ed8\"}\n";
const VENUE: &str = "nom: \"Maison ; « Exemple », salle B\"\nadresse: 1 place de l'Exemple\ncode_postal: \"31000\"\n\
    commune: Toulouse\ninsee: \"31555\"\n";
const REGION: &str = "regions/occitanie/region.yaml";
const FORUM: &str = "regions/occitanie/evenements/2027-05-17-forum.md";

/// Events of every kind, each with its name.
const EVENTS: [(&str, &str); 17] = [
    (
        FORUM,
        "id: occ-forum\ntitre: \"Forum : les métiers qui recrutent\"\nheure: 14:00\nheure_fin: 17:30\nmode: sur-place\n\
         lieu: maison\nmis_a_jour: 2027-01-10\nrevision: 3\ntarif: Gratuit, repas compris\npublic: Tout le monde\n\
         inscription: {lien: https://inscription.example.org/forum?a=1;b=2, telephone: 05 99 00 12 34, \
         courriel: forum@example.org, ouverture: 2027-03-01, cloture: 2027-05-16 18:00}",
    ),
    (
        "regions/occitanie/evenements/2027-03-27-nuit-de-printemps.md",
        "id: occ-printemps\ndate: 2027-03-27\nheure: 20:00\ndate_fin: 2027-03-28\nheure_fin: 9:00",
    ),
    (
        "regions/occitanie/evenements/2027-10-30-nuit-d-automne.md",
        "id: occ-automne\ndate: 2027-10-30\nheure: 20:00\ndate_fin: 2027-10-31\nheure_fin: 9:00",
    ),
    ("regions/occitanie/evenements/2027-05-18-journee.md", "id: occ-journee\ndate: 2027-05-18"),
    (
        "regions/occitanie/evenements/2027-05-19-semaine.md",
        "id: occ-semaine\ndate: 2027-05-19\ndate_fin: 2027-05-23\ninscription: libre",
    ),
    ("regions/occitanie/evenements/2027-05-20-sans-fin.md", "id: occ-sans-fin\ndate: 2027-05-20\nheure: 18:00"),
    (
        "regions/occitanie/evenements/2027-05-21-annule.md",
        "id: occ-annule\ndate: 2027-05-21\nheure: 9:00\nheure_fin: 10:00\nmode: sur-place\nlieu: maison\nstatut: annule\n\
         motif: La salle est fermée.\nrevision: 1",
    ),
    (
        "regions/occitanie/evenements/2027-05-22-reporte-sans-date.md",
        "id: occ-reporte\ndate: 2027-05-22\nheure: 9:00\nheure_fin: 10:00\nstatut: reporte\nrevision: 1\n\
         publier_le: 2027-01-02",
    ),
    (
        "regions/occitanie/evenements/2027-05-22-reporte-au-2-juin.md",
        "id: occ-reporte-au\ndate: 2027-06-02\nheure: 9:00\nheure_fin: 10:00\nstatut: reporte\nancienne_date: 2027-05-22",
    ),
    (
        "regions/occitanie/evenements/2027-05-24-hybride.md",
        "id: occ-hybride\ndate: 2027-05-24\nheure: 9:00\nheure_fin: 10:00\nmode: hybride\nlieu: maison\n\
         lien_direct: https://salle.example.org/h",
    ),
    (
        "regions/occitanie/evenements/2027-05-25-en-ligne.md",
        "id: occ-en-ligne\ndate: 2027-05-25\nheure: 9:00\nheure_fin: 10:00\nlien_direct: https://salle.example.org/e",
    ),
    (
        "regions/occitanie/evenements/2027-05-26-passe-en-ligne.md",
        "id: occ-passe\ndate: 2027-05-26\nheure: 9:00\nheure_fin: 10:00\nmode: sur-place\nlieu: maison\nstatut: en-ligne\n\
         lien_direct: https://salle.example.org/p",
    ),
    (
        "regions/occitanie/evenements/2027-05-27-signes.md",
        "id: occ-signes\ndate: 2027-05-27\ntitre: 'Un \\ deux ; trois, \"quatre\" : \\n'\nresume: |\n  Une ligne ; une autre,\n  \
         et la suite.\nstatut: complet",
    ),
    // Its first sign of four bytes stands where the line is full.
    (
        "regions/occitanie/evenements/2027-05-28-signes-longs.md",
        "id: occ-longs\ndate: 2027-05-28\ntitre: \"Une soirée pour fêter ce qui a été appris, au bord du canal 🎉👩🏽‍💻 avec tout le monde\"",
    ),
    (
        "regions/la-reunion/evenements/2027-05-17-atelier.md",
        "id: run-atelier\nheure: 9:00\nheure_fin: 12:00\nmis_a_jour: 2027-01-10",
    ),
    (
        "regions/guyane/evenements/2027-05-17-rencontre.md",
        "id: guf-rencontre\nheure: 9:00\ndate_fin: 2027-05-18\nheure_fin: 1:00",
    ),
    ("content/evenements/2027-06-01-direct.md", "id: nat-direct\ndate: 2027-06-01\nheure: 20:00\nheure_fin: 22:00"),
];

/// A programme with events of every kind.
pub fn programme() -> Sources {
    let mut files = vec![
        ("regions/la-reunion/region.yaml", REUNION),
        ("regions/guyane/region.yaml", GUYANE),
        ("regions/occitanie/lieux/maison.yaml", VENUE),
    ];
    files.extend(EVENTS);
    with_real_theme(with(&files))
}

fn calendars(output: &Output) -> impl Iterator<Item = (&str, &str)> {
    let files = output.iter().filter(|(path, _)| path.ends_with(".ics"));
    files.map(|(path, file)| (path, std::str::from_utf8(&file.bytes).unwrap()))
}

/// The lines of a file as they were before they were folded.
fn unfolded(text: &str) -> Vec<String> {
    text.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
}

fn unescaped(value: &str) -> String {
    let mut out = String::new();
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(escaped @ ('\\' | ';' | ',')) => out.push(escaped),
                other => panic!("\\{other:?} in {value}"),
            },
            ';' | ',' => panic!("{character} stands bare in {value}"),
            _ => out.push(character),
        }
    }
    out
}

/// The value of a property that stands once among these lines, with its parameters.
fn property<'l>(lines: &'l [String], name: &str) -> &'l str {
    let is_it = |line: &&String| line.strip_prefix(name).is_some_and(|rest| rest.starts_with([':', ';']));
    let mut found = lines.iter().filter(is_it);
    let line = found.next().unwrap_or_else(|| panic!("no {name} in {lines:#?}"));
    assert_eq!(found.next(), None, "{name} stands twice");
    &line[name.len()..]
}

fn text(lines: &[String], name: &str) -> String {
    unescaped(property(lines, name).strip_prefix(':').unwrap())
}

/// The components of a kind, as the lines between their marks.
fn components(lines: &[String], kind: &str) -> Vec<Vec<String>> {
    let (begin, end) = (format!("BEGIN:{kind}"), format!("END:{kind}"));
    let blocks = lines.split(|line| *line == begin).skip(1);
    blocks.map(|block| block.iter().take_while(|line| **line != end).cloned().collect()).collect()
}

fn event(output: &Output, path: &str) -> Vec<String> {
    let events = components(&unfolded(&page(output, path)), "VEVENT");
    assert_eq!(events.len(), 1, "{path}");
    events[0].clone()
}

/// The file beside the page that a source makes.
fn file_of(source: &str) -> String {
    let path = source.strip_prefix("regions/").or(source.strip_prefix("content/")).unwrap();
    let (folder, name) = path.strip_suffix(".md").unwrap().rsplit_once('/').unwrap();
    format!("{folder}/{name}/{name}.ics")
}

#[test]
fn files_for_calendars_are_these() {
    let sources = programme();
    let (output, problems) = built(&sources);
    assert_eq!(told(&problems), "");
    let flat = |path: &str| path.replace("evenements/", "").replace('/', "_");
    let expected: BTreeMap<String, String> = calendars(&output)
        // A national event is beside its page in every site: one of them overseas is enough.
        .filter(|(path, _)| !path.contains("direct") || path.starts_with("la-reunion"))
        .map(|(path, text)| (flat(path), text.to_owned()))
        .collect();
    assert_kept("calendar", &expected);
}

/// C1 to C4, C6, C8 and C9, on every file of an output.
fn check_files(output: &Output) {
    for (path, text) in calendars(output) {
        assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"), "{path}");
        assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])), "{path}");
        let lines = unfolded(text);
        let events = components(&lines, "VEVENT");
        assert!(!events.is_empty(), "{path}");
        assert!(!text.contains("METHOD"), "{path}");
        let zones: BTreeSet<String> =
            components(&lines, "VTIMEZONE").iter().map(|zone| property(zone, "TZID")[1..].to_owned()).collect();
        let mut used = BTreeSet::new();
        for event in &events {
            for name in ["UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "STATUS", "URL"] {
                property(event, name);
            }
            for name in ["SUMMARY", "LOCATION", "DESCRIPTION", "CATEGORIES"] {
                assert!(!self::text(event, name).is_empty(), "{path}: {name}");
            }
            for name in ["DTSTART", "DTEND"] {
                let zone = property(event, name).strip_prefix(";TZID=").and_then(|rest| rest.split(':').next());
                used.extend(zone.map(str::to_owned));
            }
        }
        assert_eq!(zones, used, "{path}");
        if path.ends_with("agenda.ics") {
            let head = lines.iter().take_while(|line| !line.starts_with("BEGIN:V") || line.ends_with("VCALENDAR"));
            let head: Vec<String> = head.cloned().collect();
            assert_eq!(self::text(&head, "NAME"), self::text(&head, "X-WR-CALNAME"), "{path}");
            assert_eq!(property(&head, "REFRESH-INTERVAL"), ";VALUE=DURATION:PT12H", "{path}");
            let uids: BTreeSet<&str> = events.iter().map(|event| property(event, "UID")).collect();
            assert_eq!(uids.len(), events.len(), "{path}");
        }
    }
}

#[test]
fn every_file_keeps_the_rules() {
    let (output, _) = built(&programme());
    check_files(&output);
    assert_eq!(calendars(&output).count(), 16 + 4 + 4, "an event's, the national one's in each site, the agendas");
    let real = escale::read::read(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    check_files(&build(&real, &Options::at(at("2027-05-10T06:00:00Z"))).0);
}

#[test]
fn an_agenda_has_each_event_of_its_site_once_as_it_is_beside_its_page() {
    let (output, _) = built(&programme());
    for folder in ["", "occitanie/", "la-reunion/", "guyane/"] {
        let mut all = components(&unfolded(&page(&output, &format!("{folder}agenda.ics"))), "VEVENT");
        let beside = calendars(&output).filter(|(path, _)| path.starts_with(&format!("{folder}evenements/")));
        for (path, text) in beside {
            let own = components(&unfolded(text), "VEVENT").remove(0);
            let at = all.iter().position(|event| *event == own).unwrap_or_else(|| panic!("{path} is not there"));
            all.remove(at);
        }
        // The hub has the events of the regions, too.
        assert_eq!(all.len(), if folder.is_empty() { 16 } else { 0 }, "{folder}");
    }
}

#[test]
fn calendars_know_an_event_whatever_becomes_of_it() {
    let uid = |sources: &Sources, path: &str| property(&event(&built(sources).0, path), "UID").to_owned();
    let path = "occitanie/evenements/2027-05-17-forum/2027-05-17-forum.ics";
    let first = uid(&with(&[(FORUM, "id: occ-forum")]), path);
    // Written down: another one would make every event another one in visitors' calendars.
    assert_eq!(first, ":3525059a-2c10-50f4-85c8-dd53ee92d583");
    assert_eq!(uid(&with(&[(FORUM, "id: occ-forum\ntitre: Salon\ndate: 2027-06-01\nstatut: annule")]), path), first);
    let moved = "occitanie/evenements/salon/salon.ics";
    assert_eq!(uid(&with(&[("regions/occitanie/evenements/salon.md", "id: occ-forum")]), moved), first);
    let mut elsewhere = with(&[(FORUM, "id: occ-forum")]);
    replace(&mut elsewhere, "escale.yaml", "https://tour.example.org/", "https://autre.example.net/");
    assert_eq!(uid(&elsewhere, path), first);
    assert_ne!(uid(&with(&[(FORUM, "id: occ-forum-2")]), path), first);
}

#[test]
fn the_stamp_of_a_revision_comes_from_the_header() {
    let stamp = |header: &str| {
        let event = event(&built(&with(&[(FORUM, header)])).0, &file_of(FORUM));
        assert_eq!(property(&event, "DTSTAMP"), property(&event, "LAST-MODIFIED"));
        (property(&event, "DTSTAMP").to_owned(), property(&event, "SEQUENCE").to_owned())
    };
    let said = |stamp: &str, sequence: &str| (format!(":{stamp}"), format!(":{sequence}"));
    assert_eq!(stamp(""), said("19700101T000000Z", "0"));
    assert_eq!(stamp("revision: 2"), said("19700101T000002Z", "2"));
    assert_eq!(stamp("mis_a_jour: 2027-01-10"), said("20270109T230000Z", "0"));
    assert_eq!(stamp("mis_a_jour: 2027-01-10\nrevision: 1"), said("20270109T230001Z", "1"));
    assert_eq!(stamp("publier_le: 2027-01-02 08:00"), said("20270102T070000Z", "0"));
    assert_eq!(stamp("publier_le: 2027-01-02\nmis_a_jour: 2027-01-10"), said("20270109T230000Z", "0"));
}

#[test]
fn nothing_of_the_build_is_in_a_file() {
    let sources = programme();
    let at_the_time = |now: &str| build(&sources, &Options::at(at(now))).0;
    let (winter, later) = (at_the_time(NOW), at_the_time("2028-11-02T03:04:05Z"));
    let files = |output: &Output| -> Vec<(String, String)> {
        calendars(output).map(|(path, text)| (path.to_owned(), text.to_owned())).collect()
    };
    assert_eq!(files(&winter), files(&later));
}

#[test]
fn without_events_there_is_no_agenda_and_nothing_leads_to_one() {
    let hidden = [
        ("regions/occitanie/evenements/a.md", "id: a\nbrouillon: oui"),
        ("regions/occitanie/evenements/b.md", "id: b\npublier_le: 2027-04-01"),
        ("regions/occitanie/evenements/c.md", "id: c\nretirer_le: 2027-01-10"),
    ];
    let (output, _) = built(&with_real_theme(with(&hidden)));
    assert_eq!(calendars(&output).count(), 0);
    for (path, file) in output.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = String::from_utf8_lossy(&file.bytes);
        assert!(!html.contains("text/calendar") && !html.contains("webcal:") && !html.contains(".ics"), "{path}");
    }
    // Of one that is shown, the others still stay out.
    let shown = [&hidden[..], &[("regions/occitanie/evenements/d.md", "id: d")]].concat();
    let (output, _) = built(&with_real_theme(with(&shown)));
    let paths: Vec<&str> = calendars(&output).map(|(path, _)| path).collect();
    assert_eq!(paths, ["agenda.ics", "occitanie/agenda.ics", "occitanie/evenements/d/d.ics"]);
    for path in paths {
        assert_eq!(components(&unfolded(&page(&output, path)), "VEVENT").len(), 1, "{path}");
    }
}

/// What stands between two marks, each time.
fn between<'t>(text: &'t str, start: &str, end: &str) -> Vec<&'t str> {
    text.split(start).skip(1).map(|rest| rest.split(end).next().unwrap()).collect()
}

#[test]
fn the_pages_lead_to_the_files() {
    let (output, _) = built(&programme());
    let home = page(&output, "occitanie/index.html");
    let alternate = "<link rel=\"alternate\" type=\"text/calendar\" href=\"./agenda.ics\" title=\"Tour en Occitanie\">";
    assert!(home.contains(alternate), "{home}");
    assert!(page(&output, "index.html").contains("href=\"./agenda.ics\" title=\"Tour\">"));

    let list = page(&output, "occitanie/evenements/index.html");
    for link in [
        "href=\"webcal://tour.example.org/occitanie/agenda.ics\"",
        "href=\"https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2Ftour.example.org%2Foccitanie%2Fagenda.ics\"",
        "href=\"https://outlook.live.com/calendar/0/addfromweb?url=https%3A%2F%2Ftour.example.org%2Foccitanie%2Fagenda.ics\
         &amp;name=Tour%20en%20Occitanie\"",
        "<a href=\"../agenda.ics\" type=\"text/calendar\">",
    ] {
        assert!(list.contains(link), "no {link} in {list}");
    }
    let size = output.get("occitanie/agenda.ics").unwrap().bytes.len().div_ceil(1_000);
    assert!(list.contains(&format!("(fichier .ics, {size}\u{a0}Ko)")), "{list}");
    assert!(!page(&output, "occitanie/evenements/type/forum/index.html").contains("webcal:"));

    // One that does not take place any more has its file, and nobody is sent to put it into a calendar.
    for (source, is_on) in EVENTS.iter().filter(|(path, _)| path.starts_with("regions/")).map(|(path, header)| {
        (path, !header.contains("annule") && (!header.contains("statut: reporte") || header.contains("ancienne_date")))
    }) {
        let file = file_of(source);
        let (folder, name) = file.rsplit_once('/').unwrap();
        let html = page(&output, &format!("{folder}/index.html"));
        assert_eq!(html.contains(&format!("/{name}\" type=\"text/calendar\"")), is_on, "{source}");
        assert!(output.get(&file).is_some(), "{source}");
    }
}

#[test]
fn a_theme_that_leads_to_a_calendar_that_is_not_there_is_told() {
    let template = (
        "themes/mini/templates/contact.html",
        "<title>C</title><a href=\"{{ \"agenda.ics\" | relative(to=root) }}\">A</a>",
    );
    let broken = |files: &[(&str, &str)]| told(&built(&with(files)).1).matches("E052").count();
    assert_eq!(broken(&[template]), 2, "in the region and on the hub");
    assert_eq!(broken(&[template, (FORUM, "")]), 0);
}

#[test]
fn links_to_calendars_on_the_web_hold_the_instants_of_the_file() {
    let (output, _) = built(&programme());
    for (source, _) in EVENTS.iter().filter(|(path, _)| path.starts_with("regions/")) {
        let file = file_of(source);
        let html = page(&output, &format!("{}/index.html", file.rsplit_once('/').unwrap().0)).replace("&amp;", "&");
        let own = event(&output, &file);
        let instant = |name: &str| {
            let value = property(&own, name);
            let (zone, local) = value.strip_prefix(";TZID=").unwrap().split_once(':').unwrap();
            let local = DateTime::strptime("%Y%m%dT%H%M%S", local).unwrap();
            Zone::parse(zone).unwrap().instant(local.date(), local.time()).unwrap().timestamp()
        };
        let [google] = between(&html, "href=\"https://calendar.google.com/calendar/render?", "\"")[..] else {
            assert!(property(&own, "STATUS") != ":CONFIRMED", "{source}");
            continue;
        };
        let google: BTreeMap<_, _> = url::form_urlencoded::parse(google.as_bytes()).collect();
        assert_eq!(google["text"], text(&own, "SUMMARY"));
        assert_eq!(google["location"], text(&own, "LOCATION"));
        let (start, end) = google["dates"].split_once('/').unwrap();
        let outlook = between(&html, "href=\"https://outlook.live.com/calendar/0/deeplink/compose?", "\"");
        if let Some(day) = property(&own, "DTSTART").strip_prefix(";VALUE=DATE:") {
            assert_eq!((start, end), (day, &property(&own, "DTEND")[";VALUE=DATE:".len()..]));
            assert_eq!(outlook, [""; 0]);
            continue;
        }
        let read =
            |text: &str| DateTime::strptime("%Y%m%dT%H%M%SZ", text).unwrap().to_zoned_datetime(jiff::tz::TimeZone::UTC);
        assert_eq!(read(start).unwrap().timestamp(), instant("DTSTART"));
        assert_eq!(read(end).unwrap().timestamp(), instant("DTEND"));
        let outlook: BTreeMap<_, _> = url::form_urlencoded::parse(outlook[0].as_bytes()).collect();
        assert_eq!(outlook["startdt"].parse::<Timestamp>().unwrap(), instant("DTSTART"));
        assert_eq!(outlook["enddt"].parse::<Timestamp>().unwrap(), instant("DTEND"));
        assert_eq!(outlook["subject"], text(&own, "SUMMARY"));
        // The page's own, with their offsets.
        let page = between(&html, "<data class=\"dt-start\" value=\"", "\"");
        assert_eq!(page[0].parse::<Timestamp>().unwrap(), instant("DTSTART"));
        if let [end] = between(&html, "<data class=\"dt-end\" value=\"", "\"")[..] {
            assert_eq!(end.parse::<Timestamp>().unwrap(), instant("DTEND"));
        }
    }
}

#[test]
fn a_region_that_keeps_its_former_site_keeps_its_events() {
    let mut sources = programme();
    sources.insert("regions/guyane/evenements/faux.md", *b"---\nid: x\n---\n");
    let (output, problems) = built(&sources);
    assert!(told(&problems).contains("E013"));
    assert!(output.get("guyane/agenda.ics").is_none());
    // It was never published: nothing leads there, and its events are in no calendar.
    assert!(!page(&output, "agenda.ics").contains("guyane"));
    let fine = built(&without(sources, "regions/guyane/evenements/faux.md")).0;
    assert!(page(&fine, "agenda.ics").contains("/guyane/"));
}

#[test]
fn a_national_event_has_the_clocks_of_each_region() {
    let (output, _) = built(&programme());
    let file = |folder: &str| event(&output, &format!("{folder}evenements/2027-06-01-direct/2027-06-01-direct.ics"));
    for (folder, start) in [
        ("", ";TZID=Europe/Paris:20270601T200000"),
        ("occitanie/", ";TZID=Europe/Paris:20270601T200000"),
        ("la-reunion/", ";TZID=Indian/Reunion:20270601T220000"),
        ("guyane/", ";TZID=America/Cayenne:20270601T150000"),
    ] {
        let own = file(folder);
        assert_eq!(property(&own, "DTSTART"), start);
        assert_eq!(property(&own, "UID"), property(&file(""), "UID"));
        assert_eq!(property(&own, "URL"), ":https://tour.example.org/evenements/2027-06-01-direct/");
    }
}

#[test]
fn the_hour_that_comes_twice_is_the_right_one() {
    // At 4:30 on the clocks of La Réunion it is 2:30 in Paris for the first time; at 5:30, for the second.
    let nation = "+fuseau: Indian/Reunion\n";
    let forum = "content/evenements/forum.md";
    let start = |hour: &str| {
        let header = format!("date: 2027-10-31\nheure: {hour}\nheure_fin: 12:00");
        let (output, problems) =
            built(&with(&[("escale.yaml", nation), (REGION, "+fuseau: Europe/Paris\n"), (forum, &header)]));
        assert_eq!(told(&problems), "");
        property(&event(&output, "occitanie/evenements/forum/forum.ics"), "DTSTART").to_owned()
    };
    assert_eq!(start("4:30"), ";TZID=Europe/Paris:20271031T023000");
    assert_eq!(start("5:30"), ":20271031T013000Z");
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn any_text_survives_its_lines(value in any_text(), name in "[A-Z][A-Z-]{0,20}") {
        let mut out = String::new();
        lines::text(&mut out, &name, &value);
        prop_assert!(out.ends_with("\r\n"));
        prop_assert!(out.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])), "{out:?}");
        let whole = unfolded(&out);
        prop_assert_eq!(whole.len(), 1);
        let breaks = value.replace("\r\n", "\n").replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
        let expected: String = breaks.chars().filter(|c| matches!(c, '\n' | '\t') || !c.is_control()).collect();
        prop_assert_eq!(unescaped(whole[0].strip_prefix(&format!("{name}:")).unwrap()), expected);
    }

    #[test]
    fn a_parameter_holds_what_parameters_can_hold(value in any_text()) {
        let quoted = lines::quoted(&value);
        let inside = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap();
        prop_assert!(!inside.contains('"') && !inside.contains(char::is_control));
    }

    #[test]
    fn zones_are_told_as_they_are(
        name in prop::sample::select(&ZONES[..]), first in 1990..2060_i16, more in 0..12_i16, seconds in any::<u32>(),
    ) {
        let years = first..=first + more;
        let zone = Zone::parse(name).unwrap();
        let mut out = String::new();
        let (from, to) = (zone.start_of(Date::constant(first, 1, 1)), zone.end_of(Date::constant(first + more, 12, 31)));
        zone::write(&mut out, from.time_zone(), name, &years);
        let told = Told::read(&unfolded(&out));
        let length = to.timestamp().duration_since(from.timestamp()).as_secs();
        // Anywhere, and right before and after each change of the clocks.
        let anywhere = from.timestamp() + SignedDuration::from_secs(i64::from(seconds) % length);
        let changes = from.time_zone().following(from.timestamp()).map(|change| change.timestamp());
        let around = changes.take_while(|at| *at < to.timestamp()).flat_map(|at| [at - 2.hours(), at, at + 2.hours()]);
        for instant in around.chain([anywhere, from.timestamp(), to.timestamp() - 1.second()]) {
            let local = zone.at(instant);
            if local.timestamp() < from.timestamp() || zone.instant(local.date(), local.time()).is_err() {
                continue;
            }
            prop_assert_eq!(told.offset(local.datetime()), local.offset().seconds(), "{} in {}", local, out);
        }
    }
}

/// Letters of every length, marks that join, signs with a meaning, breaks and control characters.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        ".{0,40}",
        "[\\\\;,:\"a]{0,8}",
        "[\u{0}-\u{1f}\u{7f}-\u{a0}\u{2028}\u{2029}]{0,3}",
        Just("👩🏽‍💻".to_owned()),
        Just("é".repeat(40)),
        Just("\\n".to_owned()),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

/// Those of France, and those of others that change their clocks in another way.
const ZONES: [&str; 14] = [
    "Europe/Paris",
    "Indian/Reunion",
    "Indian/Mayotte",
    "America/Martinique",
    "America/Guadeloupe",
    "America/Cayenne",
    "America/Miquelon",
    "Pacific/Noumea",
    "Pacific/Tahiti",
    "Europe/Dublin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "America/Sao_Paulo",
];

/// The month, the nth of a weekday in it, and the weekday, on which clocks change each year.
type Yearly = (i8, i8, String);

/// A VTIMEZONE as RFC 5545 §3.6.5 has it read: from when on, whether each year, to which offset in seconds.
struct Told(Vec<(DateTime, Option<Yearly>, i32)>);

impl Told {
    fn read(lines: &[String]) -> Self {
        let kinds = ["STANDARD", "DAYLIGHT"].into_iter().flat_map(|kind| components(lines, kind));
        let read = |component: Vec<String>| {
            let start = DateTime::strptime("%Y%m%dT%H%M%S", &property(&component, "DTSTART")[1..]).unwrap();
            let rule = component.iter().find_map(|line| line.strip_prefix("RRULE:FREQ=YEARLY;BYMONTH="));
            let rule = rule.map(|rule| {
                let (month, day) = rule.split_once(";BYDAY=").unwrap();
                let (nth, weekday) = day.split_at(day.len() - 2);
                (month.parse().unwrap(), nth.parse().unwrap(), weekday.to_owned())
            });
            let offset = &property(&component, "TZOFFSETTO")[1..];
            let number = |from: usize| offset.get(from..from + 2).map_or(0, |part| part.parse::<i32>().unwrap());
            let seconds = number(1) * 3_600 + number(3) * 60 + number(5);
            (start, rule, if offset.starts_with('-') { -seconds } else { seconds })
        };
        Self(kinds.map(read).collect())
    }

    /// The offset at a local hour that comes once: that of the last component that began before it.
    fn offset(&self, local: DateTime) -> i32 {
        let onsets = self.0.iter().flat_map(|(start, rule, offset)| {
            let years = if rule.is_some() { start.year()..=local.year() } else { start.year()..=start.year() };
            years.map(move |year| {
                let Some((month, nth, weekday)) = rule else { return (*start, *offset) };
                let names = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
                let index = i8::try_from(names.iter().position(|name| name == weekday).unwrap()).unwrap() + 1;
                let weekday = jiff::civil::Weekday::from_monday_one_offset(index).unwrap();
                let day = Date::new(year, *month, 1).unwrap().nth_weekday_of_month(*nth, weekday).unwrap();
                (DateTime::from_parts(day, start.time()), *offset)
            })
        });
        onsets.filter(|(onset, _)| *onset <= local).max_by_key(|(onset, _)| *onset).expect("one began before").1
    }
}

#[test]
fn the_address_of_a_file_is_the_one_it_is_published_at() {
    let own_host = format!("{OCCITANIE}url: https://occitanie.example.org/\n");
    let (output, _) = built(&with(&[(REGION, &own_host), (FORUM, "")]));
    let agenda = unfolded(&page(&output, "occitanie/agenda.ics"));
    assert!(agenda.contains(&"SOURCE;VALUE=URI:https://occitanie.example.org/agenda.ics".to_owned()), "{agenda:#?}");
    assert!(page(&output, "agenda.ics").contains("URL:https://occitanie.example.org/evenements/"));
    assert!(
        page(&output, "occitanie/_headers").contains("\n/agenda.ics\n  Content-Type: text/calendar; charset=utf-8\n")
    );
}
