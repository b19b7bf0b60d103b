//! Dates at the limits of what can be written or counted: each is answered, and none ends in a panic.

use std::collections::BTreeSet;

use escale::model::time::{YEARS, Zone, date};
use escale::preview::View;
use escale::problem::{Language, Level};
use escale::{Options, agenda, build};
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;

use super::cli::{Answer, Project};
use super::project::{REUNION, VENUE, cases, with};

/// A project with something that time changes, and something of each kind that tells of time.
fn project() -> Project {
    Project::new(&with(&[
        ("regions/occitanie/region.yaml", "+editions:\n  - {id: \"2027\", titre: É, debut: 2027-05, fin: 2027-06}\n"),
        ("regions/occitanie/evenements/forum.md", "date: 2027-05-17\nheure: 14:00\nheure_fin: 17:00"),
        ("content/pages/une.md", "---\ntitre: Une\nmis_a_jour: 2026-01-01\npublier_le: 2027-02-01\n---\n"),
    ]))
}

/// What a person may type for an instant; and whether it is one that sites can be made for.
const INSTANTS: [(&str, bool); 22] = [
    ("9999-12-31T23:59", false),
    ("9999-12-31", false),
    ("9999-12-31T23:59Z", false),
    ("9999-12-30T22:00:00Z", false),
    ("9999-12-30T21:59:59Z", false),
    ("2201-01-01", false),
    ("1899-12-31T23:59", false),
    ("0000-01-01", false),
    ("0001-01-01T00:00", false),
    ("-009999-01-01", false),
    ("-009999-01-02T01:59:59Z", false),
    ("-009999-01-02T01:59:59+25:59", false),
    ("+012027-05-10", false),
    ("99999-01-01", false),
    ("2027-05-10T08:00+99:00", false),
    ("2027-05-10T08:00-25:59", true),
    ("2027-05-10T08:00+25:59", true),
    ("1900-01-01", true),
    ("1900-01-01T00:00", true),
    ("2199-12-31T23:59", true),
    ("2200-01-01", true),
    ("2200-12-31T23:59:59.999999999", true),
];

fn check_answer(answer: &Answer, is_fine: bool, what: &str) {
    let Answer { code, stdout, stderr } = answer;
    assert!(!stderr.contains("panic") && !stderr.contains("défaut"), "{what}: {stderr}");
    if is_fine {
        assert!([0, 1, 3].contains(code), "{what}: {code} {stderr}");
    } else {
        assert_eq!((*code, stdout.as_str()), (2, ""), "{what}: {stderr}");
        assert!(stderr.contains("Écrivez par exemple :"), "{what}: {stderr}");
    }
}

#[test]
fn every_instant_that_can_be_asked_for_is_made_or_refused_in_words() {
    let project = project();
    for (text, is_fine) in INSTANTS {
        for command in ["build --quiet", "agenda", "explain /occitanie/parcours/"] {
            let asked = format!("{command} --date={text}");
            check_answer(&project.run(&asked), is_fine, &asked);
        }
    }
    for command in ["check", "schedule --format cron", "export a.csv --replace", "export - --format json"] {
        for (text, is_fine) in [INSTANTS[0], INSTANTS[9], INSTANTS[21]] {
            let asked = format!("{command} --date={text}");
            check_answer(&project.run(&asked), is_fine, &asked);
        }
    }
    let far = project.run("build --date 9999-12-31T23:59");
    assert_eq!(
        far.stderr,
        "Cette date est trop lointaine : escale comprend les années 1900 à 2200. \
         Écrivez par exemple : --date 2027-05-10T08:00 (9999-12-31T23:59)\n"
    );
    let far = project.run("--lang en build --date 9999-12-31T23:59");
    assert_eq!(
        far.stderr,
        "This date is too far away: escale understands the years 1900 to 2200. \
         Write for instance: --date 2027-05-10T08:00 (9999-12-31T23:59)\n"
    );
}

#[test]
fn every_period_that_can_be_asked_for_is_told_or_refused_in_words() {
    let project = project();
    for command in ["agenda", "agenda --format json", "agenda --format ics", "schedule --format cron"] {
        for (text, is_fine) in [
            ("--until 9999-12-31", false),
            ("--until 9999-12-31T23:59Z", false),
            ("--until=-009999-01-01", false),
            ("--until 2199-12-31", true),
            ("--until 2200-12-31T23:59", true),
            ("--days 65535", true),
        ] {
            let asked = format!("{command} --date 2027-01-15 {text}");
            check_answer(&project.run(&asked), is_fine, &asked);
            let asked = format!("{command} --date 2200-12-31 {text}");
            let answer = project.run(&asked);
            assert!(answer.code <= 2 && !answer.stderr.contains("panic"), "{asked}: {answer:?}");
        }
        for days in ["65536", "999999999", "99999999999999999999", "-1"] {
            let asked = format!("{command} --days={days}");
            let answer = project.run(&asked);
            assert_eq!((answer.code, answer.stdout.as_str()), (2, ""), "{asked}: {answer:?}");
            assert!(answer.stderr.contains(days), "{asked}: {answer:?}");
        }
    }
}

#[test]
fn every_instant_of_the_environment_is_taken_or_refused_in_words() {
    let project = project();
    for (epoch, is_fine) in [
        ("0", true),
        ("-1", true),
        ("-2208988800", true),
        ("7289650799", true),
        ("7289654399", false),
        ("-2240000000", false),
        ("253402207200", false),
        ("253402207201", false),
        ("-377705023201", false),
        ("9223372036854775807", false),
        ("-9223372036854775808", false),
        ("99999999999999999999999", false),
        ("-99999999999999999999999", false),
    ] {
        let mut command = project.command();
        let answer: Answer = command.args(["build", "-q"]).env("SOURCE_DATE_EPOCH", epoch).output().unwrap().into();
        check_answer(&answer, is_fine, epoch);
    }
}

#[test]
fn a_view_is_of_a_year_that_can_be_shown() {
    for (segment, is_one) in [
        ("@9999-12-31T23:59", false),
        ("@0000-01-01T00:00", false),
        ("@2200-01-01T00:00", false),
        ("@1900-01-01T00:00", true),
        ("@2199-12-31T23:59+brouillons", true),
    ] {
        assert_eq!(View::parse(segment).is_some(), is_one, "{segment}");
    }
}

/// Dates at the limits, and near the limits of the years that are read.
const DATES: [&str; 10] = [
    "1900-01-01",
    "1900-03-01",
    "1969-12-31",
    "2027-03-28",
    "2199-12-31",
    "2200-01-01",
    "9999-12-31",
    "0000-01-01",
    "0001-01-01",
    "-9999-01-01",
];
const ZONES: [&str; 6] =
    ["Europe/Paris", "Indian/Reunion", "Pacific/Kiritimati", "Pacific/Apia", "Etc/GMT+12", "Etc/GMT-14"];

proptest! {
    #![proptest_config(cases(48))]

    /// Whatever dates files hold, in whatever zone, at whatever instant: what is not read is blocked with words.
    #[test]
    fn dates_at_the_limits_are_read_or_blocked(
        days in proptest::collection::vec(0..DATES.len(), 9),
        zone in 0..ZONES.len(),
        has_hours in any::<bool>(),
        now in prop_oneof![
            Just(Timestamp::MIN),
            Just(Timestamp::MAX),
            Just(Timestamp::UNIX_EPOCH),
            (Timestamp::MIN.as_second()..Timestamp::MAX.as_second()).prop_map(|at| Timestamp::from_second(at).unwrap()),
        ],
    ) {
        let day = |at: usize| DATES[days[at]];
        let hour = if has_hours { "heure: 00:00\nheure_fin: 23:59\n" } else { "" };
        let region = REUNION.replace("Indian/Reunion", ZONES[zone]);
        let sources = with(&[
            ("regions/la-reunion/region.yaml", &format!(
                "{region}editions:\n  - {{id: a, titre: A, debut: {}, fin: {}}}\naudit: {{date: {}, auditeur: A, taux: 80}}\n",
                day(0), day(1), day(2),
            )),
            ("regions/la-reunion/lieux/halle.yaml", VENUE),
            ("regions/la-reunion/evenements/a.md", &format!(
                "date: {}\ndate_fin: {}\n{hour}mis_a_jour: {}\nrevision: 4294967295\nmode: hybride\nlieu: halle\nedition: a\n\
                 inscription: {{lien: https://example.org/, ouverture: {}, cloture: {} 23:59}}",
                day(3), day(4), day(5), day(6), day(7),
            )),
            ("regions/la-reunion/pages/actualites/b.md", &format!(
                "---\ntitre: B\ndate: {}\npublier_le: {}\nretirer_le: {}\n---\n", day(8), day(0), day(1),
            )),
            ("content/evenements/c.md", &format!("id: c\ndate: {}\npublier_le: {}", day(1), day(2))),
            ("content/partenaires/d.md", &format!("noms_historiques: [{{nom: D, jusqu_au: {}}}]", day(3))),
        ]);
        let options = Options { shows_drafts: has_hours, ..Options::at(now) };
        let (output, problems) = build(&sources, &options);
        let is_unread = days[..9].iter().any(|at| date(DATES[*at]).is_none());
        let blocks = problems.iter().any(|problem| problem.level() == Level::Blocking);
        prop_assert!(blocks || !is_unread, "{days:?} at {now}");
        prop_assert!(blocks || !output.is_empty());
        let content = escale::parse::parse(&sources, now, &escale::model::store::NoStore).content.unwrap();
        for end in [now, Timestamp::MAX] {
            let agenda = agenda::Agenda::new(&content.programme, &BTreeSet::default(), now, end);
            let style = escale::problem::show::Style { language: Language::French, has_colour: false };
            prop_assert!(!agenda::text(&agenda, style).is_empty());
            agenda.json();
            agenda.calendar(Language::French);
        }
    }

    /// A day has a beginning and an end in every zone, whatever day it is.
    #[test]
    fn each_day_begins_and_ends(days in 0_i64..7_304_483, zone in 0..ZONES.len()) {
        let zone = Zone::parse(ZONES[zone]).unwrap();
        let first = jiff::civil::Date::MIN;
        for day in [first, jiff::civil::Date::MAX, first.saturating_add(days.days())] {
            let (start, end) = (zone.start_of(day).timestamp(), zone.end_of(day).timestamp());
            prop_assert!(start <= end && (start < end || !YEARS.contains(&day.year())), "{day}");
            let _ = zone.instant(day, jiff::civil::Time::MAX);
        }
    }
}
