//! What time alone changes: `escale agenda` and `escale schedule`, from the files of a project to what they print.

use std::collections::BTreeSet;
use std::fs;

use escale::agenda::schedule::{self, Build, Demand, Format, Schedule, rounded_up};
use escale::agenda::{self, Agenda};
use escale::model::address::Slug;
use escale::model::change::{self, KNOWN_AHEAD};
use escale::model::content::Content;
use escale::model::store::NoStore;
use escale::output::Bytes;
use escale::problem::Language;
use escale::problem::show::Style;
use escale::sources::Sources;
use escale::{Options, build};
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::cli::{Answer, Project};
use super::project::{REUNION, minimal, with};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn content(sources: &Sources, now: Timestamp) -> Content {
    escale::parse::parse(sources, now, &NoStore).content.unwrap()
}

fn slugs(ids: &[&str]) -> BTreeSet<Slug> {
    ids.iter().map(|id| Slug::parse(id).unwrap()).collect()
}

const FRENCH: Style = Style { language: Language::French, has_colour: false };

/// The agenda from one instant to another, of the regions named or of all, handed to `tell`.
fn told<T>(sources: &Sources, period: (&str, &str), only: &[&str], tell: impl FnOnce(&Agenda) -> T) -> T {
    let (now, end) = (at(period.0), at(period.1));
    tell(&Agenda::new(&content(sources, now).programme, &slugs(only), now, end))
}

fn json(agenda: &Agenda) -> Value {
    agenda.json()
}

/// « 2027-05-17T14:00:00+02:00 event-starts Atelier [occitanie] »
fn lines(sources: &Sources, period: (&str, &str)) -> Vec<String> {
    let json = told(sources, period, &[], json);
    let line = |change: &Value| {
        let regions: Vec<&str> = change["regions"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
        let word = |name: &str| change[name].as_str().unwrap().to_owned();
        format!("{} {} {} [{}]", word("at"), word("what"), word("title"), regions.join(" "))
    };
    json["changes"].as_array().unwrap().iter().map(line).collect()
}

const YEAR: (&str, &str) = ("2027-01-01T00:00:00Z", "2028-06-01T00:00:00Z");
const MAY: (&str, &str) = ("2027-05-10T06:00:00Z", "2027-05-31T22:00:00Z");

/// Three regions in three zones, one of everything that time changes, and what it does not.
fn tour() -> Sources {
    with(&[
        (
            "regions/occitanie/region.yaml",
            "+editions:\n  - {id: ed-2027, titre: Édition, debut: 2027-05-12, fin: 2027-06-30}\n",
        ),
        ("regions/la-reunion/region.yaml", REUNION),
        (
            "regions/martinique/region.yaml",
            "nom: Martinique\npreposition: en\niso: \"972\"\ninsee: \"02\"\nfuseau: America/Martinique\n\
             couleurs: {accent: \"#1d4ed8\"}\n",
        ),
        (
            "regions/occitanie/evenements/atelier.md",
            "id: atelier\ntitre: \"Atelier : 100 % gratuit\"\ntype: atelier\ndate: 2027-05-17\nheure: 14:00\nheure_fin: 17:00\n\
             inscription: {lien: https://example.org/, ouverture: 2027-05-11 09:00, cloture: 2027-05-16}",
        ),
        (
            "regions/la-reunion/evenements/soir.md",
            "id: soir\ntitre: Soir\ndate: 2027-05-19\nheure: 00:30\nheure_fin: 01:30\ninscription: libre",
        ),
        (
            "content/evenements/direct.md",
            "id: direct\ntitre: En direct\ndate: 2027-05-27\nheure: 18:00\nheure_fin: 19:00\ninscription: libre",
        ),
        ("regions/occitanie/evenements/brouillon.md", "id: brouillon\ntitre: Secret\ndate: 2027-05-20\nbrouillon: oui"),
        ("content/pages/actualites/une.md", "---\ntitre: Une\ndate: 2027-05-14\npublier_le: 2027-05-14 07:00\n---\nx"),
        ("regions/la-reunion/pages/p.md", "---\ntitre: P\nretirer_le: 2027-05-21\n---\nx"),
        ("content/hub/h.md", "---\ntitre: H\npublier_le: 2027-05-20\nretirer_le: 2027-05-22\n---\nx"),
        ("content/hub/b.md", "---\ntitre: B\npublier_le: 2027-05-20\nbrouillon: oui\n---\nx"),
    ])
}

#[test]
fn every_change_is_listed_by_day_with_its_hour_its_place_and_its_file() {
    let text = told(&tour(), MAY, &[], |agenda| agenda::text(agenda, FRENCH));
    let text = text.replace(['\u{a0}', '\u{202f}'], " ");
    assert_eq!(
        text,
        "\
Ce qui change tout seul sur les sites, jusqu'au 31 mai 2027 (heure de Paris,
sauf mention contraire)

mardi 11 mai 2027

       9 h  Les inscriptions ouvrent – Occitanie
            « Atelier : 100 % gratuit »
            regions/occitanie/evenements/atelier.md

mercredi 12 mai 2027

       0 h  La halte commence – Occitanie
            « Édition – Occitanie »
            regions/occitanie/region.yaml

vendredi 14 mai 2027

       7 h  La page est publiée – toutes les régions (9 h à La Réunion ; 1 h en
            Martinique)
            « Une »
            content/pages/actualites/une.md

lundi 17 mai 2027

       0 h  Les inscriptions ferment – Occitanie
            « Atelier : 100 % gratuit »
            regions/occitanie/evenements/atelier.md
      14 h  L'évènement commence – Occitanie
            « Atelier : 100 % gratuit »
            regions/occitanie/evenements/atelier.md
      17 h  L'évènement se termine – Occitanie
            « Atelier : 100 % gratuit »
            regions/occitanie/evenements/atelier.md

mardi 18 mai 2027

    0 h 30  L'évènement commence – La Réunion (heure locale, le 19 mai 2027 ;
            22 h 30 à Paris)
            « Soir »
            regions/la-reunion/evenements/soir.md
    1 h 30  L'évènement se termine – La Réunion (heure locale, le 19 mai 2027 ;
            23 h 30 à Paris)
            « Soir »
            regions/la-reunion/evenements/soir.md

jeudi 20 mai 2027

       0 h  La page est publiée – site national
            « H »
            content/hub/h.md
       0 h  La page est retirée – La Réunion (heure locale, le 21 mai 2027 ;
            22 h à Paris)
            « P »
            regions/la-reunion/pages/p.md

samedi 22 mai 2027

       0 h  La page est retirée – site national
            « H »
            content/hub/h.md

jeudi 27 mai 2027

      18 h  L'évènement commence – toutes les régions (20 h à La Réunion ; 12 h
            en Martinique)
            « En direct »
            content/evenements/direct.md
      19 h  L'évènement se termine – toutes les régions (21 h à La Réunion ;
            13 h en Martinique)
            « En direct »
            content/evenements/direct.md

13 changements.
Il y en a 1 autre plus tard, le 1er juillet 2027 :
  escale agenda --until 2027-07-01
Pour reconstruire les sites à ces moments : escale schedule --help
"
    );
}

#[test]
fn programs_are_told_the_same_with_the_offset_of_each_region() {
    let json = told(&tour(), MAY, &[], json);
    assert_eq!((&json["date"], &json["until"]), (&MAY.0.into(), &MAY.1.into()));
    assert_eq!((&json["later"], &json["next_later"]["what"]), (&1.into(), &"stop-ends".into()));
    assert_eq!(json["changes"][0]["file"], "regions/occitanie/evenements/atelier.md");
    assert_eq!(
        lines(&tour(), MAY),
        [
            "2027-05-11T09:00:00+02:00 registration-opens Atelier : 100 % gratuit [occitanie]",
            "2027-05-12T00:00:00+02:00 stop-starts Édition – Occitanie [occitanie]",
            "2027-05-14T07:00:00+02:00 published Une [la-reunion martinique occitanie]",
            "2027-05-17T00:00:00+02:00 registration-closes Atelier : 100 % gratuit [occitanie]",
            "2027-05-17T14:00:00+02:00 event-starts Atelier : 100 % gratuit [occitanie]",
            "2027-05-17T17:00:00+02:00 event-ends Atelier : 100 % gratuit [occitanie]",
            "2027-05-19T00:30:00+04:00 event-starts Soir [la-reunion]",
            "2027-05-19T01:30:00+04:00 event-ends Soir [la-reunion]",
            "2027-05-20T00:00:00+02:00 published H []",
            "2027-05-21T00:00:00+04:00 retired P [la-reunion]",
            "2027-05-22T00:00:00+02:00 retired H []",
            "2027-05-27T18:00:00+02:00 event-starts En direct [la-reunion martinique occitanie]",
            "2027-05-27T19:00:00+02:00 event-ends En direct [la-reunion martinique occitanie]",
        ]
    );
}

#[test]
fn a_region_has_its_own_changes_on_its_own_clocks_and_those_it_inherits() {
    let period = (MAY.0, "2027-05-31T20:00:00Z");
    let text = told(&tour(), period, &["la-reunion"], |agenda| agenda::text(agenda, FRENCH));
    let text = text.replace(['\u{a0}', '\u{202f}'], " ");
    let heading = "Ce qui change tout seul sur les sites, jusqu'au 31 mai 2027 (heure locale, à La\nRéunion)\n";
    assert!(text.starts_with(heading), "{text}");
    let days: Vec<&str> = text.lines().filter(|line| line.ends_with(" 2027")).collect();
    assert_eq!(days, ["vendredi 14 mai 2027", "mercredi 19 mai 2027", "vendredi 21 mai 2027", "jeudi 27 mai 2027"]);
    assert!(text.contains("\n      20 h  L'évènement commence – La Réunion\n            « En direct »\n"), "{text}");
    assert!(!text.contains("Atelier") && !text.contains("« H »"), "{text}");
}

#[test]
fn on_the_nights_of_a_clock_change_and_of_a_new_year_hours_are_those_of_the_clocks() {
    let sources = with(&[
        (
            "regions/occitanie/evenements/mars.md",
            "id: mars\ntitre: Mars\ndate: 2027-03-27\nheure: 22:00\ndate_fin: 2027-03-28\nheure_fin: 05:00\ninscription: libre",
        ),
        (
            "regions/occitanie/evenements/octobre.md",
            "id: octobre\ntitre: Octobre\ndate: 2027-10-31\nheure: 04:00\nheure_fin: 05:00\n\
             inscription: {lien: https://example.org/, cloture: 2027-10-31 01:30}",
        ),
        ("regions/occitanie/evenements/an.md", "id: an\ntitre: An\ndate: 2027-12-31\nheure: 22:00\ninscription: libre"),
    ]);
    assert_eq!(
        lines(&sources, YEAR),
        [
            "2027-03-27T22:00:00+01:00 event-starts Mars [occitanie]",
            "2027-03-28T05:00:00+02:00 event-ends Mars [occitanie]",
            "2027-10-24T01:30:00+02:00 registration-closes-soon Octobre [occitanie]",
            "2027-10-31T01:30:00+02:00 registration-closes Octobre [occitanie]",
            "2027-10-31T04:00:00+01:00 event-starts Octobre [occitanie]",
            "2027-10-31T05:00:00+01:00 event-ends Octobre [occitanie]",
            "2027-12-31T22:00:00+01:00 event-starts An [occitanie]",
            "2028-01-01T00:00:00+01:00 event-ends An [occitanie]",
        ]
    );
}

#[test]
fn an_event_that_begins_when_its_registration_closes_does_both() {
    let sources = with(&[("regions/occitanie/evenements/e.md", "date: 2027-05-17\nheure: 14:00\nheure_fin: 17:00")]);
    assert_eq!(
        lines(&sources, YEAR),
        [
            "2027-05-10T14:00:00+02:00 registration-closes-soon Forum [occitanie]",
            "2027-05-17T14:00:00+02:00 registration-closes Forum [occitanie]",
            "2027-05-17T14:00:00+02:00 event-starts Forum [occitanie]",
            "2027-05-17T17:00:00+02:00 event-ends Forum [occitanie]",
        ]
    );
}

#[test]
fn a_region_that_says_something_else_of_a_national_event_has_a_change_of_its_own() {
    let mut sources = tour();
    let own = "---\ntitre: En direct de Toulouse\n---\n".as_bytes();
    sources.insert("regions/occitanie/evenements/direct.md", own);
    let found = lines(&sources, ("2027-05-25T00:00:00Z", "2027-05-27T16:30:00Z"));
    assert_eq!(
        found,
        [
            "2027-05-27T18:00:00+02:00 event-starts En direct [la-reunion martinique]",
            "2027-05-27T18:00:00+02:00 event-starts En direct de Toulouse [occitanie]",
        ]
    );
}

/// Every file of the sites.
fn visible(sources: &Sources, now: Timestamp) -> Vec<(String, Vec<u8>)> {
    let (output, _) = build(sources, &Options::at(now));
    let seen = |bytes: &Bytes| if matches!(bytes, Bytes::Later(_)) { Vec::new() } else { bytes.to_vec() };
    output.iter().map(|(path, file)| (path.to_owned(), seen(&file.bytes))).collect()
}

#[test]
fn at_each_instant_of_the_agenda_the_sites_change_and_at_no_other() {
    let sources = tour();
    let mut instants: Vec<Timestamp> =
        told(&sources, YEAR, &[], |agenda| agenda.changes.iter().map(|change| change.at.timestamp()).collect());
    instants.dedup();
    assert_eq!(instants.len(), 14);
    let mut former = visible(&sources, at(YEAR.0));
    for instant in instants {
        let before = visible(&sources, instant - SignedDuration::from_secs(1));
        assert!(former == before, "something changed before {instant}");
        former = visible(&sources, instant);
        let for_people = |files: &[(String, Vec<u8>)]| {
            files.iter().filter(|(path, _)| path != "escale.json").cloned().collect::<Vec<_>>()
        };
        assert!(for_people(&former) != for_people(&before), "nothing changes at {instant}");
    }
    assert!(former == visible(&sources, at(YEAR.1)), "something changes later");
}

#[test]
fn the_next_changes_of_a_build_are_the_first_of_all() {
    let mut sources = tour();
    let regions = ["occitanie", "la-reunion", "martinique"];
    for number in 0..30 {
        let (region, day) = (regions[number % 3], 1 + number / 3);
        // Many at one instant: what stands first must not depend on how the first are found.
        let text = format!(
            "---\nid: n-{number}\ntitre: Pareil\ntype: forum\nresume: Un.\ndate: 2027-06-{day:02}\nmode: en-ligne\ninscription: libre\n---\n"
        );
        sources.insert(format!("regions/{region}/evenements/n-{number}.md"), text.into_bytes());
    }
    for now in ["2027-01-01T00:00:00Z", "2027-05-27T16:00:00Z", "2027-06-05T22:00:00Z", "2027-06-30T00:00:00Z"] {
        let content = content(&sources, at(now));
        let all = change::all(&content.programme, at(now));
        assert_eq!(content.next_changes, all[..all.len().min(KNOWN_AHEAD)], "{now}");
        assert!(all.windows(2).all(|pair| pair[0].at.timestamp() <= pair[1].at.timestamp()));
    }
}

#[test]
fn a_build_tells_programs_the_next_changes() {
    let (output, _) = build(&tour(), &Options::at(at(MAY.0)));
    let report: Value = serde_json::from_slice(&output.get("escale.json").unwrap().bytes).unwrap();
    let next = report["next_changes"].as_array().unwrap();
    // When a page that is published later is retired is told once it is there.
    assert_eq!((next.len(), &next[0]), (13, &report["valid_until"]));
    assert_eq!(
        next[2],
        serde_json::json!({
            "at": "2027-05-14T07:00:00+02:00",
            "what": "published",
            "regions": ["la-reunion", "martinique", "occitanie"],
        }),
        "the file is published: what will be published later has no name in it"
    );
    let public = next.iter().filter(|change| change.get("title").is_some());
    assert!(public.clone().count() > 5 && public.clone().all(|change| change.get("file").is_some()));
    let (output, _) = build(&minimal(), &Options::at(at(MAY.0)));
    let report: Value = serde_json::from_slice(&output.get("escale.json").unwrap().bytes).unwrap();
    assert_eq!((&report["valid_until"], &report["next_changes"]), (&Value::Null, &Value::Array(Vec::new())));
}

fn calendar(sources: &Sources, period: (&str, &str)) -> Option<String> {
    told(sources, period, &[], |agenda| agenda.calendar(Language::French))
}

/// The values of a property, in the order of the entries.
fn values(calendar: &str, property: &str) -> Vec<String> {
    let unfolded = calendar.replace("\r\n ", "");
    let value = |line: &str| line.strip_prefix(property)?.strip_prefix(':').map(str::to_owned);
    unfolded.split("\r\n").filter_map(value).collect()
}

#[test]
fn a_calendar_has_an_entry_a_change_in_utc_that_keeps_nobody_busy() {
    let text = calendar(&tour(), MAY).unwrap();
    assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:") && text.ends_with("END:VCALENDAR\r\n"));
    assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])), "{text}");
    let starts = values(&text, "DTSTART");
    assert_eq!((starts.len(), starts[0].as_str(), starts[6].as_str()), (13, "20270511T070000Z", "20270518T203000Z"));
    assert_eq!(values(&text, "TRANSP"), vec!["TRANSPARENT"; 13]);
    assert_eq!(values(&text, "SUMMARY")[0], "Les inscriptions ouvrent : Atelier : 100 % gratuit");
    assert_eq!(values(&text, "DESCRIPTION")[0], "Occitanie\\nregions/occitanie/evenements/atelier.md");
    let uids: BTreeSet<String> = values(&text, "UID").into_iter().collect();
    assert_eq!(uids.len(), 13);
    // Whenever it is made, the same entries are the same bytes.
    let later = calendar(&tour(), ("2027-05-10T21:00:00Z", MAY.1)).unwrap();
    assert_eq!(later, text);
    assert_eq!(calendar(&minimal(), MAY), None);
}

#[test]
fn an_entry_keeps_its_name_when_its_event_gets_another_date_title_or_file() {
    let file = "regions/occitanie/evenements/atelier.md";
    let mut sources = tour();
    let before = values(&calendar(&sources, MAY).unwrap(), "UID");
    let text = String::from_utf8(sources.get(file).unwrap().to_vec()).unwrap();
    let text = text.replace("100 % gratuit", "suite").replace("2027-05-17", "2027-05-18");
    sources = super::project::without(sources, file);
    sources.insert("regions/occitanie/evenements/2027-05-18-suite.md", text.into_bytes());
    let after = values(&calendar(&sources, MAY).unwrap(), "UID");
    assert_eq!(before.iter().collect::<BTreeSet<_>>(), after.iter().collect::<BTreeSet<_>>());
}

// Schedules.

const PROJECT: &str = "/srv/l'équipe 100 %/$projet";

fn written(sources: &Sources, period: (&str, &str), format: Format, language: Language) -> String {
    let build = Build { project: PROJECT, program: "/usr/bin/escale", regions: &BTreeSet::new(), language };
    told(sources, period, &[], |agenda| Schedule::new(agenda, format, Demand::Utmost).text(&build))
}

/// The instants at which the agenda has something.
fn instants(sources: &Sources, period: (&str, &str)) -> BTreeSet<Timestamp> {
    told(sources, period, &[], |agenda| agenda.changes.iter().map(|change| change.at.timestamp()).collect())
}

/// Every instant from `now` on, for a year, at which five fields of cron have their minute.
fn fires(fields: &str, now: Timestamp) -> BTreeSet<Timestamp> {
    let fields: Vec<Option<Vec<i8>>> = fields
        .split(' ')
        .map(|field| (field != "*").then(|| field.split(',').map(|number| number.parse().unwrap()).collect()))
        .collect();
    let [minutes, hours, days, months, weekdays] = &fields[..] else { panic!("{fields:?}") };
    assert_eq!(*weekdays, None, "with a day of the week, cron takes either");
    let mut found = BTreeSet::new();
    for year in [2027, 2028] {
        for month in months.as_ref().unwrap() {
            for day in days.as_ref().unwrap() {
                for (hour, minute) in hours.iter().flatten().flat_map(|h| minutes.iter().flatten().map(move |m| (h, m)))
                {
                    let at = DateTime::new(year, *month, *day, *hour, *minute, 0, 0).unwrap();
                    found.insert(jiff::tz::Offset::UTC.to_timestamp(at).unwrap());
                }
            }
        }
    }
    found.retain(|at| *at > now && *at < now + SignedDuration::from_hours(365 * 24));
    found
}

#[test]
fn an_instant_is_rounded_up_to_a_step_and_never_down() {
    let minute = SignedDuration::from_mins(1);
    for (from, to) in [
        ("2027-05-10T06:00:00Z", "2027-05-10T06:00:00Z"),
        ("2027-05-10T06:00:00.000000001Z", "2027-05-10T06:01:00Z"),
        ("2027-05-10T23:59:01Z", "2027-05-11T00:00:00Z"),
        ("2027-12-31T23:59:59Z", "2028-01-01T00:00:00Z"),
        ("1969-12-31T23:58:30Z", "1969-12-31T23:59:00Z"),
    ] {
        assert_eq!(rounded_up(at(from), minute), at(to), "{from}");
    }
    assert_eq!(rounded_up(at("2027-05-10T06:01:00Z"), minute * 5), at("2027-05-10T06:05:00Z"));
}

#[test]
fn what_changes_within_a_minute_is_one_run_at_its_end() {
    let sources = tour();
    let content = content(&sources, at(MAY.0));
    let mut changes = change::all(&content.programme, at(MAY.0));
    changes.truncate(3);
    for (change, text) in changes.iter_mut().zip(["09:00:01", "09:00:59", "09:01:00"]) {
        change.at = format!("2027-05-11T{text}[Europe/Paris]").parse().unwrap();
    }
    let runs = schedule::runs(&changes, SignedDuration::from_mins(1));
    let shape: Vec<(Timestamp, usize)> = runs.iter().map(|run| (run.at, run.changes.len())).collect();
    assert_eq!(shape, [(at("2027-05-11T07:01:00Z"), 3)]);
}

/// The lines of a crontab that run something: their fields, and the instant that they wait for.
fn lines_of_crontab(crontab: &str) -> Vec<(String, Timestamp)> {
    let line = |line: &str| {
        assert!(!line.contains('%') || line.starts_with('#') || line.starts_with("ESCALE_"), "{line}");
        let (fields, command) = line.split_once(" AT=").filter(|_| !line.starts_with('#'))?;
        let seconds = command.split(';').next().unwrap();
        Some((fields.to_owned(), Timestamp::from_second(seconds.parse().unwrap()).unwrap()))
    };
    crontab.lines().filter_map(line).collect()
}

#[test]
fn a_crontab_fires_at_each_instant_of_the_year_and_waits_for_no_other() {
    for period in [MAY, ("2027-05-10T06:00:00Z", "2028-05-01T00:00:00Z"), ("2027-12-01T00:00:00Z", YEAR.1)] {
        let mut sources = tour();
        let an = "---\nid: an\ntitre: An\ntype: forum\nresume: Un.\ndate: 2027-12-31\nmode: en-ligne\ninscription: libre\n---\n";
        sources.insert("regions/martinique/evenements/an.md", an.as_bytes());
        let crontab = written(&sources, period, Format::Cron, Language::French);
        assert!(crontab.contains("\nCRON_TZ=UTC\n") && crontab.ends_with('\n'));
        let lines = lines_of_crontab(&crontab);
        for (fields, waited) in &lines {
            assert_eq!(fires(fields, at(period.0)), BTreeSet::from([*waited]), "{fields}");
        }
        assert_eq!(lines.iter().map(|(_, at)| *at).collect::<BTreeSet<_>>(), instants(&sources, period));
    }
}

/// The value that a crontab gives to a variable.
fn variable(crontab: &str, name: &str) -> String {
    crontab.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('=')).unwrap().to_owned()
}

#[test]
fn a_line_of_a_crontab_waits_for_its_instant_and_does_nothing_in_another_year() {
    let project = Project::new(&minimal());
    let wait = variable(&written(&tour(), MAY, Format::Cron, Language::French), "ESCALE_WAIT");
    let ran = |offset: i64| {
        let script = format!("AT=$(( $(date +%s) + ({offset}) )); eval \"$ESCALE_WAIT\" && date +%s && echo $AT");
        let answer: Answer = project.shell(&script).env("ESCALE_WAIT", &wait).output().unwrap().into();
        let seconds: Vec<i64> = answer.stdout.lines().map(|line| line.parse().unwrap()).collect();
        seconds.first().zip(seconds.get(1)).map(|(now, instant)| now >= instant)
    };
    assert_eq!(ran(0), Some(true));
    assert_eq!(ran(-50), Some(true));
    assert_eq!(ran(1), Some(true));
    let year = 365 * 86_400;
    assert_eq!((ran(year), ran(-year)), (None, None));
}

#[test]
fn the_command_of_a_crontab_builds_whatever_the_folder_is_called() {
    let project = Project::new(&minimal());
    for (path, bytes) in tour().iter() {
        project.lay(&format!("l'équipe  100 %/$projet/{path}"), bytes);
    }
    let folder = project.path("l'équipe  100 %/$projet");
    let mut command = project.command();
    command.args(["schedule", "--format", "cron", "--date", "2027-05-10T08:00", "--region", "occitanie"]);
    command.arg("--project").arg(&folder);
    let answer: Answer = command.output().unwrap().into();
    assert_eq!(answer.code, 0, "{answer:?}");
    let built = variable(&answer.stdout, "ESCALE_BUILD");
    let ran: Answer = project.shell(&built).output().unwrap().into();
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(folder.join("public/occitanie/index.html").exists() && !folder.join("public/martinique").exists());
}

#[test]
fn a_workflow_of_github_fires_at_each_instant_and_at_no_other() {
    for language in [Language::French, Language::English] {
        let text = written(&tour(), MAY, Format::Github, language);
        let workflow: serde_yaml::Value = serde_yaml::from_str(&text).unwrap();
        let crons = workflow["on"]["schedule"].as_sequence().unwrap();
        let mut fired = BTreeSet::new();
        for cron in crons {
            let own = fires(cron["cron"].as_str().unwrap(), at(MAY.0));
            assert!(!own.is_empty() && own.is_disjoint(&fired));
            fired.extend(own);
        }
        assert_eq!(fired, instants(&tour(), MAY));
        assert!(crons.len() < fired.len(), "lines are joined where the format can say it");
        assert!(workflow["on"].as_mapping().unwrap().contains_key("workflow_dispatch"));
        assert_eq!(workflow["jobs"]["build"]["steps"][1]["run"], "escale build");
    }
}

#[test]
fn github_starts_every_five_minutes_at_the_most_and_knows_one_year() {
    let sources = with(&[
        (
            "regions/occitanie/evenements/a.md",
            "id: a\ndate: 2027-05-17\nheure: 14:01\nheure_fin: 14:03\ninscription: libre",
        ),
        ("regions/occitanie/evenements/b.md", "id: b\ndate: 2028-05-18\ninscription: libre"),
    ]);
    let period = (MAY.0, "2028-12-31T00:00:00Z");
    let shape = told(&sources, period, &[], |agenda| {
        let schedule = Schedule::new(agenda, Format::Github, Demand::Utmost);
        (schedule.runs.len(), schedule.left_out.len(), schedule.fits_until())
    });
    assert_eq!(shape, (1, 2, Some("2028-05-17".to_owned())));
    let text = written(&sources, period, Format::Github, Language::French);
    assert!(text.contains("    - cron: \"5 12 17 5 *\"\n"), "{text}");
    // What has years has all.
    let systemd = written(&sources, period, Format::Systemd, Language::French);
    assert!(systemd.contains("OnCalendar=2028-05-17 22:00:00 UTC\n"), "{systemd}");
}

/// A project in which `glab` and `systemctl` write down what they are called with.
fn with_tools(script: &str) -> Project {
    use std::os::unix::fs::PermissionsExt;
    let project = Project::new(&minimal());
    for (name, answer) in [
        (
            "glab",
            "[ \"$1 $2\" = 'schedule list' ] && printf 'Showing\\nID Description Cron Ref Active\\n7 escale 2026 main\\n8 Nightly escale main\\n'",
        ),
        ("systemctl", ""),
    ] {
        let tool = format!(
            "#!/bin/sh\nfor one in {name} \"$@\"; do printf '[%s]' \"$one\"; done >> calls\necho >> calls\n{answer}\nexit 0\n"
        );
        project.lay(&format!("bin/{name}"), tool.as_bytes());
        fs::set_permissions(project.path(&format!("bin/{name}")), fs::Permissions::from_mode(0o755)).unwrap();
    }
    project.lay("script", script.as_bytes());
    let answer: Answer =
        project.shell("PATH=\"$PWD/bin:$PATH\" XDG_CONFIG_HOME=\"$PWD/config\" sh script").output().unwrap().into();
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{script}");
    project
}

#[test]
fn the_script_for_gitlab_makes_schedules_for_each_instant_in_place_of_its_former_ones() {
    let project = with_tools(&written(&tour(), MAY, Format::Gitlab, Language::French));
    let calls = fs::read_to_string(project.path("calls")).unwrap();
    let calls: Vec<Vec<&str>> = calls.lines().map(|line| line.trim_matches(['[', ']']).split("][").collect()).collect();
    assert_eq!(calls[0], ["glab", "schedule", "list", "--per-page", "100"]);
    assert_eq!(calls[1], ["glab", "schedule", "delete", "7"]);
    let mut fired = BTreeSet::new();
    for call in &calls[2..] {
        assert_eq!(call[..4], ["glab", "schedule", "create", "--cron"]);
        assert_eq!(call[5..10], ["--cronTimeZone", "UTC", "--ref", "main", "--description"]);
        assert!(call[10].starts_with("escale 2027-05-") && call.len() == 11, "{call:?}");
        fired.extend(fires(call[4], at(MAY.0)));
    }
    assert_eq!(fired, instants(&tour(), MAY));
}

#[test]
fn the_script_for_systemd_installs_a_timer_with_each_instant_and_its_service() {
    let project = with_tools(&written(&tour(), MAY, Format::Systemd, Language::French));
    let file = |name: &str| fs::read_to_string(project.path(&format!("config/systemd/user/{name}"))).unwrap();
    let timer = file("escale.timer");
    let of_timer = |line: &str| {
        let moment = line.strip_prefix("OnCalendar=")?.strip_suffix(" UTC")?.replacen(' ', "T", 1);
        Some(format!("{moment}Z").parse::<Timestamp>().unwrap())
    };
    assert_eq!(timer.lines().filter_map(of_timer).collect::<BTreeSet<_>>(), instants(&tour(), MAY));
    let is_known = |line: &str| line.is_empty() || line.starts_with(['#', '[']) || line.contains('=');
    assert!(timer.lines().all(is_known), "{timer}");
    assert!(timer.contains("\nPersistent=true\nAccuracySec=1s\n\n[Install]\nWantedBy=timers.target\n"));
    let service = file("escale.service");
    assert!(service.contains("\nWorkingDirectory=/srv/l'équipe 100 %%/$projet\n"), "{service}");
    assert!(service.contains("\nExecStart=\"/usr/bin/escale\" build\n"), "{service}");
    let calls = fs::read_to_string(project.path("calls")).unwrap();
    assert_eq!(calls, "[systemctl][--user][daemon-reload]\n[systemctl][--user][enable][--now][escale.timer]\n");
}

/// What `tell` makes of an agenda in which every title is this one.
fn with_title<T>(title: &str, tell: impl FnOnce(&Agenda) -> T) -> T {
    let (now, end) = (at(MAY.0), at(MAY.1));
    let content = content(&tour(), now);
    let mut changes = change::all(&content.programme, now);
    for change in &mut changes {
        title.clone_into(&mut change.title);
    }
    tell(&Agenda::of(&content.programme, &BTreeSet::new(), now, end, changes))
}

#[test]
fn a_title_stays_in_its_comment_whatever_it_is() {
    let title = "FIN\u{2028}- cron: x\u{85}END\r\n%\n\u{1b}[2J $(touch pwned) `touch pwned` ${{ a }} '\" \\";
    let told = "« FIN - cron: x END % [2J $(touch pwned) `touch pwned` ${{ a }} '\" \\ »";
    let regions = BTreeSet::new();
    let build = Build { project: PROJECT, program: "escale", regions: &regions, language: Language::French };
    for (_, format) in schedule::FORMATS {
        let text = with_title(title, |agenda| Schedule::new(agenda, format, Demand::Utmost).text(&build));
        assert!(text.contains(told), "{text}");
        let mut lines = text.split(['\n', '\u{85}', '\u{2028}', '\r']);
        assert!(lines.all(|line| !line.contains("FIN") || line.trim_start().starts_with("# ")), "{text}");
        match format {
            Format::Github => {
                let workflow: serde_yaml::Value = serde_yaml::from_str(&text).unwrap();
                assert!(!workflow["on"]["schedule"].as_sequence().unwrap().is_empty());
            }
            Format::Gitlab | Format::Systemd => assert!(!with_tools(&text).path("pwned").exists()),
            Format::Cron => assert_eq!(lines_of_crontab(&text).len(), 13),
        }
    }
    let text = with_title(title, |agenda| agenda::text(agenda, FRENCH));
    assert!(text.contains("FIN") && !text.contains(['\u{85}', '\u{2028}', '\r', '\u{1b}']), "{text}");
    let calendar = with_title(title, |agenda| agenda.calendar(Language::French)).unwrap();
    assert!(!calendar.contains('\u{1b}') && !calendar.contains('\u{2028}'), "{calendar}");
    assert!(values(&calendar, "SUMMARY")[0].contains("FIN\\n- cron: x\\nEND\\n%\\n[2J"), "{calendar}");
}

// The commands.

#[test]
fn a_project_in_which_nothing_will_change_says_so_and_how_many_changes_come_later() {
    let project = Project::new(&minimal());
    let nothing = "Rien ne changera tout seul sur les sites : ils restent justes tant que vous ne\nmodifiez rien.\n";
    let answer = project.run("agenda --date 2027-05-10T08:00");
    assert_eq!((answer.code, answer.stdout.replace('\u{a0}', " ").as_str()), (0, nothing));
    let answer = project.run("agenda --format ics --date 2027-05-10T08:00");
    assert_eq!((answer.code, answer.stdout.as_str()), (1, ""));
    assert_eq!(answer.stderr.replace('\u{a0}', " "), nothing);
    let answer = project.run("agenda --format json --date 2027-05-10T08:00");
    let json: Value = serde_json::from_str(&answer.stdout).unwrap();
    assert_eq!((answer.code, &json["changes"], &json["next_later"]), (0, &Value::Array(Vec::new()), &Value::Null));
    for (name, _) in schedule::FORMATS {
        let answer = project.run(&format!("schedule --format {name} --date 2027-05-10T08:00"));
        assert_eq!((answer.code, answer.stdout.as_str()), (1, ""));
        assert!(answer.stderr.ends_with("Il n'y a donc rien à programmer.\n"), "{}", answer.stderr);
    }

    let project = Project::new(&tour());
    let answer = project.run("agenda --date 2027-01-10 --days 7");
    assert_eq!(
        (answer.code, answer.stdout.as_str()),
        (
            0,
            "Rien ne change tout seul sur les sites jusqu'au 17 janvier 2027.\n\
             Il y en a 14 autres plus tard, le premier le 11 mai 2027 :\n  escale agenda --until 2027-07-01\n"
        )
    );
    let answer = project.run("agenda --date 2027-01-10 --until 2027-07-01");
    assert!(answer.stdout.contains("Il n'y en a pas d'autre plus tard."), "{}", answer.stdout);
    let answer = project.run("agenda --lang en --date 2027-05-10T08:00 --days 1 --region occitanie");
    assert_eq!(
        answer.stdout,
        "What changes by itself on the sites, until 11 May 2027 (Paris time)\n\nTuesday 11 May 2027\n\n\
        \x20    09:00  Registration opens\u{a0}– Occitanie\n            “Atelier\u{a0}: 100 % gratuit”\n\
        \x20           regions/occitanie/evenements/atelier.md\n\n1 change.\n\
         There are 8 more later, the first on 12 May 2027:\n  escale agenda --region occitanie --until 2027-07-01\n\
         To build the sites at these moments: escale schedule --help\n"
    );
}

#[test]
fn what_cannot_be_understood_is_said_with_what_can_be_written() {
    let project = Project::new(&tour());
    let refused = |arguments: &str| {
        let answer = project.run(arguments);
        assert_eq!((answer.code, answer.stdout.as_str()), (2, ""), "{arguments}");
        answer.stderr
    };
    let help = "\nL'aide : escale --help\n";
    assert_eq!(refused("schedule"), format!("Il manque : --format <cron|github|gitlab|systemd>{help}"));
    assert_eq!(
        refused("schedule --format crn"),
        format!(
            "Valeur impossible pour --format <cron|github|gitlab|systemd> : crn\nVouliez-vous dire « cron » ?{help}"
        )
    );
    assert_eq!(
        refused("agenda --until 2027-12-01 --days 3"),
        format!("L'un ou l'autre, pas les deux : --until <DATE>, --days <JOURS>{help}")
    );
    assert_eq!(
        refused("agenda --until demain"),
        "La date ne se lit pas. Écrivez par exemple : --until 2027-06-30 (demain)\n"
    );
    assert_eq!(
        refused("agenda --date 2027-05-10 --until 2027-05-09"),
        "Ce jour est déjà passé : --until (2027-05-09)\n"
    );
    assert!(refused("agenda --region bretagne").starts_with("Cette région n'existe pas : bretagne\n"));
    let lost = Project::new(&Sources::new()).run("agenda");
    assert!(lost.code == 1 && lost.stderr.contains("escale.yaml"), "{lost:?}");
}

#[test]
fn what_a_blocking_problem_hides_is_not_passed_over_in_silence() {
    let mut sources = tour();
    sources.insert("regions/occitanie/evenements/x.md", "---\ntitre: X\ndate: 2027-02-31\n---\n".as_bytes());
    let answer = Project::new(&sources).run("agenda --date 2027-05-10");
    assert_eq!(answer.code, 0);
    assert!(
        answer.stderr.contains("il peut manquer des changements") && answer.stdout.contains("Atelier"),
        "{answer:?}"
    );
}

/// Fifty events at fifty different minutes.
fn many() -> Sources {
    let mut sources = minimal();
    for number in 0..50 {
        let text = format!(
            "---\nid: n-{number}\ntitre: N {number}\ntype: forum\nresume: Un.\ndate: 2027-06-{:02}\nheure: \"10:{number:02}\"\n\
             heure_fin: \"11:{number:02}\"\nmode: en-ligne\ninscription: libre\n---\n",
            1 + number % 28
        );
        sources.insert(format!("regions/occitanie/evenements/n-{number}.md"), text.into_bytes());
    }
    sources
}

#[test]
fn more_than_a_format_can_bear_is_refused_with_what_fits_or_cut_when_nobody_asked_for_it() {
    let project = Project::new(&many());
    let answer = project.run("schedule --format gitlab --date 2027-05-10T08:00 --days 90");
    assert_eq!((answer.code, answer.stdout.as_str()), (1, ""));
    let command = answer.stderr.lines().last().unwrap().trim().strip_prefix("escale ").unwrap().to_owned();
    assert!(
        answer.stderr.starts_with("Rien n'a été écrit : des 100 constructions demandées, gitlab"),
        "{}",
        answer.stderr
    );
    let answer = project.run(&format!("{command} --date 2027-05-10T08:00"));
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{command}");
    let made = |text: &str| text.matches("glab schedule create").count();
    assert!((20..=50).contains(&made(&answer.stdout)), "{}", answer.stdout);
    let answer = project.run("schedule --format gitlab --date 2027-05-10T08:00");
    assert_eq!((answer.code, made(&answer.stdout)), (0, 10));
    assert!(answer.stderr.starts_with("Des 100 constructions d'une année, gitlab ne peut tenir que les 10 premières"));
    for name in ["cron", "github", "systemd"] {
        let answer = project.run(&format!("schedule --format {name} --date 2027-05-10T08:00"));
        assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{name}");
    }
}

#[test]
fn where_not_even_a_day_fits_the_instant_that_does_is_said() {
    let mut sources = minimal();
    for number in 0..60 {
        let text = format!(
            "---\nid: n-{number}\ntitre: N\ntype: forum\nresume: Un.\ndate: 2027-05-10\nheure: \"10:{number:02}\"\n\
             heure_fin: \"23:00\"\nmode: en-ligne\ninscription: libre\n---\n"
        );
        sources.insert(format!("regions/occitanie/evenements/n-{number}.md"), text.into_bytes());
    }
    let project = Project::new(&sources);
    let date = "--date 2027-05-10T08:00";
    let answer = project.run(&format!("schedule --format gitlab {date} --days 1"));
    assert!(
        answer.stderr.ends_with("\n  escale schedule --format gitlab --until 2027-05-10T08:50:00Z\n"),
        "{answer:?}"
    );
    let answer = project.run(&format!("schedule --format gitlab {date} --until 2027-05-10T08:50:00Z"));
    assert_eq!((answer.code, answer.stdout.matches("glab schedule create").count()), (0, 50), "{answer:?}");
    // All end at once: the first are told by name.
    let answer = project.run(&format!("schedule --format cron {date} --lang en"));
    assert_eq!(lines_of_crontab(&answer.stdout).len(), 61);
    assert!(
        answer.stdout.contains("(Occitanie)\n# … and 55 more at the same moment\n0 21 10 5 *"),
        "{}",
        answer.stdout
    );
}

#[test]
fn a_long_crontab_ends_where_cron_would_refuse_it() {
    let mut sources = minimal();
    for number in 0..2_000 {
        let (day, hour, minute) = (1 + number % 28, 6 + number / 28 % 12, number / 336 * 10);
        let text = format!(
            "---\nid: n-{number}\ntitre: N\ntype: forum\nresume: Un.\ndate: 2027-06-{day:02}\nheure: \"{hour:02}:{minute:02}\"\n\
             heure_fin: \"{hour:02}:{:02}\"\nmode: en-ligne\ninscription: libre\n---\n",
            minute + 5
        );
        sources.insert(format!("regions/occitanie/evenements/n-{number}.md"), text.into_bytes());
    }
    let build = Build { project: "/srv", program: "escale", regions: &BTreeSet::new(), language: Language::French };
    let (text, runs, left_out) = told(&sources, YEAR, &[], |agenda| {
        let schedule = Schedule::new(agenda, Format::Cron, Demand::Utmost);
        (schedule.text(&build), schedule.runs.len(), schedule.left_out.len())
    });
    assert_eq!((lines_of_crontab(&text).len(), runs + left_out), (runs, 4_000));
    assert!(left_out > 0 && (9_900..=10_000).contains(&text.lines().count()), "{}", text.lines().count());
}
