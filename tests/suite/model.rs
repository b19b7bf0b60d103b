//! Values that cannot hold nonsense, and the states that events pass through as time goes by.

use std::fmt::Debug;

use escale::model::address::{Slug, WebUrl};
use escale::model::codes::{Commune, Department, Postcode, REGION_CODES, RegionCode};
use escale::model::colour::{Colour, Ground, LEAST_CONTRAST};
use escale::model::contact::{Email, Telephone};
use escale::model::event::PhaseNumber;
use escale::model::price::Euros;
use escale::model::region::Preposition;
use escale::model::time::{self, PartialDate, Zone};
use escale::output::{Bytes, File};
use escale::problem::Level;
use escale::sources::Sources;
use escale::{Options, build};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::project::{self, OCCITANIE, REUNION, VENUE, at, cases, with, with_real_theme};

#[track_caller]
fn check<T: Debug>(parse: impl Fn(&str) -> Option<T>, accepted: &[&str], refused: &[&str]) {
    for text in accepted {
        assert!(parse(text).is_some(), "« {text} » is refused");
    }
    for text in refused {
        let value = parse(text);
        assert!(value.is_none(), "« {text} » is accepted as {value:?}");
    }
}

#[test]
fn a_slug_is_lower_case_ascii_words_and_hyphens() {
    check(
        Slug::parse,
        &["lancement-dijon", "2027", "a"],
        &["", "Dijon", "été", "a b", "a--b", "-a", "a-", "a_b", "a/b", "..", "a.b"],
    );
    check(Slug::from_name, &["Événement à Lyon", "1"], &["", "!", "日本"]);
    assert_eq!(Slug::from_name("Événement à Lyon").unwrap().as_str(), "evenement-a-lyon");
}

#[test]
fn a_web_address_is_complete_and_safe() {
    check(
        WebUrl::parse,
        &["https://example.org", "http://example.org/a?b=c#d", "https://événement.example.org/", "HTTPS://EXAMPLE.ORG"],
        &[
            "",
            "www.example.org",
            "example.org",
            "http://",
            "https://?a",
            "ftp://example.org/",
            "mailto:a@example.org",
            "javascript:alert(1)",
            "java\tscript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "//example.org",
            "/a",
            "https://exa mple.org",
            "https://example.org/a b",
            "https://example.org/\u{1}",
            "https://example.org\n",
        ],
    );
    let site = |text: &str| WebUrl::parse_site(text).unwrap().as_str().to_owned();
    assert_eq!(site("https://example.org"), "https://example.org/");
    assert_eq!(site("https://example.org/a?b#c"), "https://example.org/a/");
    assert_eq!(WebUrl::parse("https://example.org:8080/a").unwrap().host(), "example.org");
}

/// The data of Unicode behind this are chosen in Cargo.toml.
#[test]
fn hosts_in_any_script_are_read_as_browsers_read_them() {
    let host = |text: &str| WebUrl::parse(&format!("https://{text}/")).map(|url| url.host().to_owned());
    for (text, read) in [
        ("déclics.example.org", "xn--dclics-bva.example.org"),
        ("de\u{301}clics.example.org", "xn--dclics-bva.example.org"),
        ("straße.example", "xn--strae-oqa.example"),
        ("ＥＸＡＭＰＬＥ。org", "example.org"),
        ("ex\u{ad}ample.org", "example.org"),
        ("日本語.example", "xn--wgv71a119e.example"),
        ("ما.example", "xn--mgb3d.example"),
    ] {
        assert_eq!(host(text).as_deref(), Some(read), "{text}");
    }
    for text in ["xn--a.example", "\u{5d0}a.example", "a\u{200d}b.example", "\u{301}a.example"] {
        assert_eq!(host(text), None, "{text}");
    }
}

#[test]
fn an_email_has_a_name_and_a_domain() {
    check(
        Email::parse,
        &["a@example.org", "prenom.nom+tour@mail.example.org", "a_b-c@example.org"],
        &[
            "",
            "a",
            "a@",
            "@example.org",
            "a@example",
            "a@.org",
            "a@example.",
            "a@example..org",
            ".a@example.org",
            "a b@example.org",
            "mailto:a@example.org",
            "a@b@example.org",
            "<a@example.org>",
            "a@example.org\r\nBcc: b@example.org",
        ],
    );
}

#[test]
fn a_telephone_number_is_dialled_from_abroad_and_shown_in_pairs() {
    for (written, dialled, shown) in [
        ("0199001234", "+33199001234", "01 99 00 12 34"),
        ("01 99 00 12 34", "+33199001234", "01 99 00 12 34"),
        ("01.99.00.12.34", "+33199001234", "01 99 00 12 34"),
        ("01-99-00-12-34", "+33199001234", "01 99 00 12 34"),
        ("01\u{a0}99\u{202f}00\u{a0}12\u{a0}34", "+33199001234", "01 99 00 12 34"),
        ("+33199001234", "+33199001234", "01 99 00 12 34"),
        ("+33 1 99 00 12 34", "+33199001234", "01 99 00 12 34"),
        ("+33 (0)1 99 00 12 34", "+33199001234", "01 99 00 12 34"),
        ("39 49", "3949", "39 49"),
    ] {
        let telephone = Telephone::parse(written).unwrap();
        assert_eq!((telephone.dialled(), telephone.shown().replace('\u{a0}', " ").as_str()), (dialled, shown));
    }
    check(
        Telephone::parse,
        &["+262 262 91 12 34", "+44 20 7946 0000"],
        &[
            "",
            "+",
            "0150",
            "1 99 00 12 34",
            "01 99 00 12",
            "01 99 00 12 345",
            "+33 1 99",
            "+1",
            "appelez",
            "01 99 00 12 3a",
        ],
    );
}

#[test]
fn a_postcode_keeps_its_five_digits() {
    check(Postcode::parse, &["21000", "01000", "97 400"], &["", "1000", "210000", "2A000", "21 00", "2100O"]);
    assert_eq!(Postcode::parse("01 000").unwrap().as_str(), "01000");
}

#[test]
fn a_commune_begins_with_its_department() {
    for (code, department) in
        [("21231", "21"), ("01004", "01"), ("2A004", "2A"), ("2B033", "2B"), ("97411", "974"), ("97608", "976")]
    {
        assert_eq!(Commune::parse(code).unwrap().department().code(), department);
    }
    check(
        Commune::parse,
        &["75056"],
        &["", "2123", "212310", "2C004", "2a004", "20004", "97511", "99100", "00001", "A1234", "é1234", "21 31"],
    );
}

#[test]
fn departments_are_the_hundred_and_one_and_each_has_its_region() {
    check(Department::parse, &["01", "2A", "2B", "95", "971", "974", "976"], &["", "1", "20", "96", "975", "2C", "2a"]);
    let codes = (1..=95)
        .map(|n| format!("{n:02}"))
        .chain(["2A", "2B"].map(str::to_owned))
        .chain((971..=976).map(|n| n.to_string()));
    let departments: Vec<Department> = codes.filter_map(|code| Department::parse(&code)).collect();
    assert_eq!(departments.len(), 101);
    for department in departments {
        assert!(RegionCode::from_insee(department.region_insee()).is_some(), "{}", department.name());
    }
    assert_eq!(Department::parse("21").unwrap().name(), "Côte-d'Or");
}

#[test]
fn each_region_has_its_two_codes() {
    let pairs = "ARA/84, BFC/27, BRE/53, CVL/24, 20R/94, GES/44, HDF/32, IDF/11, NOR/28, NAQ/75, OCC/76, PDL/52, \
        PAC/93, 971/01, 972/02, 973/03, 974/04, 976/06";
    let pairs: Vec<(&str, &str)> = pairs.split(", ").map(|pair| pair.split_once('/').unwrap()).collect();
    assert_eq!(REGION_CODES.map(|code| (code.iso, code.insee)).to_vec(), pairs);
    for (iso, insee) in pairs {
        assert_eq!(RegionCode::from_iso(iso), RegionCode::from_insee(insee));
        assert_eq!(RegionCode::from_iso(&format!("FR-{iso}")).unwrap().insee, insee);
    }
    check(RegionCode::from_iso, &[], &["", "occ", "FR", "FR-", "XX", "76"]);
    check(RegionCode::from_insee, &[], &["", "1", "99", "OCC"]);
}

#[test]
fn a_colour_has_six_hexadecimal_digits() {
    check(
        Colour::parse,
        &["#1f5fa8", "#ABCDEF", "#000000"],
        &["", "#", "1f5fa8", "#1f5", "#1f5fa80", "#1g5fa8", "red", "#é5fa8"],
    );
    assert_eq!(Colour::parse("#0A0b0C").unwrap().to_string(), "#0a0b0c");
}

#[test]
fn a_preposition_is_one_of_those_french_uses() {
    check(Preposition::parse, &Preposition::ALL, &["", "En", "dans", "en ", "de"]);
    let before = |word: &str, name: &str| Preposition::parse(word).unwrap().before(name);
    assert_eq!(before("en", "Occitanie"), "en Occitanie");
    assert_eq!(before("dans le", "Grand Est"), "dans le Grand Est");
    assert_eq!(before("à", "La Réunion"), "à La Réunion");
}

#[test]
fn a_partial_date_is_a_year_a_month_or_a_day() {
    for (written, first, last) in [
        ("2021", "2021-01-01", "2021-12-31"),
        ("2021-02", "2021-02-01", "2021-02-28"),
        ("2028-02", "2028-02-01", "2028-02-29"),
        ("2021-05-17", "2021-05-17", "2021-05-17"),
    ] {
        let date = PartialDate::parse(written).unwrap();
        assert_eq!((date.first_day().to_string(), date.last_day().to_string()), (first.to_owned(), last.to_owned()));
    }
    check(
        PartialDate::parse,
        &[],
        &[
            "",
            "21",
            "20211",
            "2021-5",
            "2021-13",
            "2021-00",
            "2021-02-30",
            "2021-05-17-1",
            "mai 2021",
            "0000",
            "9999",
            "9999-12",
        ],
    );
}

#[test]
fn a_date_is_never_guessed() {
    check(
        time::date,
        &["2027-05-17", "2028-02-29", "1900-01-01", "2199-12-31"],
        &[
            "",
            "2027-5-17",
            "17/05/2027",
            "2027-02-29",
            "2021-06-31",
            "2021-13-45",
            "1899-12-31",
            "2200-01-01",
            "2027-05-17 ",
            "٢٠٢٧-٠٥-١٧",
        ],
    );
}

#[test]
fn an_hour_is_understood_as_french_people_write_it() {
    for (written, hour) in [
        ("09:30", "09:30:00"),
        ("9:30", "09:30:00"),
        ("9h30", "09:30:00"),
        ("9 h 30", "09:30:00"),
        ("9\u{a0}h\u{202f}30", "09:30:00"),
        ("14h", "14:00:00"),
        ("14 H", "14:00:00"),
        ("00:00", "00:00:00"),
        ("23:59", "23:59:00"),
    ] {
        assert_eq!(time::time(written).unwrap().to_string(), hour, "{written}");
    }
    check(
        time::time,
        &[],
        &["", "9", "24:00", "12:60", "9:3", "9:", ":30", "h", "9h3", "930", "09:30:00", "-1:00", "midi"],
    );
}

#[test]
fn a_zone_is_a_place_of_the_database() {
    check(
        Zone::parse,
        &[
            "Europe/Paris",
            "Indian/Reunion",
            "America/Martinique",
            "America/Guadeloupe",
            "America/Cayenne",
            "Indian/Mayotte",
            "America/Miquelon",
        ],
        &["", "Paris", "UTC", "Europe/Pariss", "+02:00", "../etc/passwd"],
    );
}

#[test]
fn a_phase_is_one_of_four() {
    check(PhaseNumber::parse, &["1", "2", "3", "4"], &["", "0", "5", "-1", "1.5", "un"]);
}

/// A project with one event.
fn with_event(region: &str, header: &str) -> Sources {
    with(&[
        ("regions/occitanie/region.yaml", region),
        ("regions/occitanie/lieux/maison.yaml", VENUE),
        ("regions/occitanie/evenements/e.md", header),
    ])
}

/// The states at an instant: of the event, of its registration, and whether one can still register.
fn states(sources: &Sources, now: Timestamp) -> String {
    let parsed = escale::parse::parse(sources, now, &escale::model::store::NoStore);
    assert_eq!(parsed.problems.count(Level::ToCorrect) + parsed.problems.count(Level::Blocking), 0);
    let programme = parsed.content.unwrap().programme;
    let event = &programme.regions[0].events[0];
    let soon = programme.closing_soon;
    let archived = if event.is_past(now) { ", archived" } else { "" };
    format!("{}, {}{archived}", event.state(now).word(), event.registration_state(now, soon).word())
}

/// Each limit with the states from there on; one second before it the states are the former ones.
#[track_caller]
fn check_states(region: &str, header: &str, first: &str, limits: &[(&str, &str)]) {
    let sources = with_event(region, header);
    let second = SignedDuration::from_secs(1);
    let mut former = first;
    for (limit, from_here) in limits {
        let limit_at = at(limit);
        assert_eq!(states(&sources, limit_at - second), former, "one second before {limit}");
        assert_eq!(states(&sources, limit_at), *from_here, "at {limit}");
        assert_eq!(states(&sources, limit_at + second), *from_here, "one second after {limit}");
        former = from_here;
    }
    assert_eq!(states(&sources, at("2000-01-01T00:00:00Z")), first, "long before");
    assert_eq!(states(&sources, at("2100-01-01T00:00:00Z")), former, "long after");
}

#[test]
fn an_event_with_every_limit_passes_through_every_state() {
    check_states(
        OCCITANIE,
        "date: 2027-05-17\nheure: 14:00\nheure_fin: 17:00\n\
         inscription: {lien: https://example.org/, ouverture: 2027-04-01 08:00, cloture: 2027-05-16 18:00}",
        "a-venir, pas-encore-ouverte",
        &[
            ("2027-04-01T08:00:00+02:00", "a-venir, ouverte"),
            ("2027-05-09T18:00:00+02:00", "a-venir, ferme-bientot"),
            ("2027-05-16T18:00:00+02:00", "a-venir, close"),
            ("2027-05-17T14:00:00+02:00", "en-cours, close"),
            ("2027-05-17T17:00:00+02:00", "termine, terminee, archived"),
        ],
    );
}

#[test]
fn the_same_hours_are_other_instants_in_la_reunion() {
    check_states(
        REUNION,
        "date: 2027-05-17\nheure: 14:00\nheure_fin: 17:00\n\
         inscription: {lien: https://example.org/, ouverture: 2027-04-01 08:00, cloture: 2027-05-16 18:00}",
        "a-venir, pas-encore-ouverte",
        &[
            ("2027-04-01T08:00:00+04:00", "a-venir, ouverte"),
            ("2027-05-09T18:00:00+04:00", "a-venir, ferme-bientot"),
            ("2027-05-16T18:00:00+04:00", "a-venir, close"),
            ("2027-05-17T14:00:00+04:00", "en-cours, close"),
            ("2027-05-17T17:00:00+04:00", "termine, terminee, archived"),
        ],
    );
}

#[test]
fn a_day_without_an_hour_opens_with_the_day_and_closes_after_it() {
    for (region, offset) in [(OCCITANIE, "+02:00"), (REUNION, "+04:00")] {
        let limit = |day: &str| format!("{day}T00:00:00{offset}");
        check_states(
            region,
            "date: 2027-05-20\nheure: 9 h\nheure_fin: 12 h\n\
             inscription: {lien: https://example.org/, ouverture: 2027-04-01, cloture: 2027-05-16}",
            "a-venir, pas-encore-ouverte",
            &[
                (&limit("2027-04-01"), "a-venir, ouverte"),
                (&limit("2027-05-10"), "a-venir, ferme-bientot"),
                (&limit("2027-05-17"), "a-venir, close"),
                (&format!("2027-05-20T09:00:00{offset}"), "en-cours, close"),
                (&format!("2027-05-20T12:00:00{offset}"), "termine, terminee, archived"),
            ],
        );
    }
}

#[test]
fn registration_without_a_deadline_closes_when_the_event_begins() {
    check_states(
        OCCITANIE,
        "date: 2027-05-17\nheure: 14:00\nheure_fin: 17:00",
        "a-venir, ouverte",
        &[
            ("2027-05-10T14:00:00+02:00", "a-venir, ferme-bientot"),
            ("2027-05-17T14:00:00+02:00", "en-cours, close"),
            ("2027-05-17T17:00:00+02:00", "termine, terminee, archived"),
        ],
    );
}

#[test]
fn registration_that_opens_late_closes_soon_at_once() {
    check_states(
        OCCITANIE,
        "date: 2027-05-17\nheure: 14:00\nheure_fin: 17:00\n\
         inscription: {lien: https://example.org/, ouverture: 2027-05-15 12:00, cloture: 2027-05-16 18:00}",
        "a-venir, pas-encore-ouverte",
        &[
            ("2027-05-15T12:00:00+02:00", "a-venir, ferme-bientot"),
            ("2027-05-16T18:00:00+02:00", "a-venir, close"),
            ("2027-05-17T14:00:00+02:00", "en-cours, close"),
            ("2027-05-17T17:00:00+02:00", "termine, terminee, archived"),
        ],
    );
}

#[test]
fn a_whole_day_is_not_over_before_midnight() {
    for (region, offset) in [(OCCITANIE, "+02:00"), (REUNION, "+04:00")] {
        check_states(
            region,
            "date: 2027-05-17",
            "a-venir, ouverte",
            &[
                (&format!("2027-05-11T00:00:00{offset}"), "a-venir, ferme-bientot"),
                (&format!("2027-05-17T00:00:00{offset}"), "en-cours, ferme-bientot"),
                (&format!("2027-05-18T00:00:00{offset}"), "termine, terminee, archived"),
            ],
        );
    }
}

#[test]
fn several_days_are_under_way_from_the_first_to_the_end_of_the_last() {
    check_states(
        OCCITANIE,
        "date: 2027-05-17\ndate_fin: 2027-05-21\ninscription: libre",
        "a-venir, libre",
        &[
            ("2027-05-17T00:00:00+02:00", "en-cours, libre"),
            ("2027-05-22T00:00:00+02:00", "termine, terminee, archived"),
        ],
    );
    check_states(
        OCCITANIE,
        "date: 2027-05-17\nheure: 18:00\ndate_fin: 2027-05-19\nheure_fin: 12:00\ninscription: libre",
        "a-venir, libre",
        &[
            ("2027-05-17T18:00:00+02:00", "en-cours, libre"),
            ("2027-05-19T12:00:00+02:00", "termine, terminee, archived"),
        ],
    );
}

#[test]
fn an_event_without_an_end_hour_lasts_until_midnight() {
    check_states(
        OCCITANIE,
        "date: 2027-05-17\nheure: 14:00",
        "a-venir, ouverte",
        &[
            ("2027-05-10T14:00:00+02:00", "a-venir, ferme-bientot"),
            ("2027-05-17T14:00:00+02:00", "en-cours, close"),
            ("2027-05-18T00:00:00+02:00", "termine, terminee, archived"),
        ],
    );
    check_states(
        REUNION,
        "date: 2027-05-17\nheure: 14:00\ndate_fin: 2027-05-18\ninscription: libre",
        "a-venir, libre",
        &[
            ("2027-05-17T14:00:00+04:00", "en-cours, libre"),
            ("2027-05-19T00:00:00+04:00", "termine, terminee, archived"),
        ],
    );
}

#[test]
fn the_days_of_the_clock_changes_have_23_and_25_hours() {
    check_states(
        OCCITANIE,
        "date: 2027-03-28\ninscription: libre",
        "a-venir, libre",
        &[
            ("2027-03-28T00:00:00+01:00", "en-cours, libre"),
            ("2027-03-29T00:00:00+02:00", "termine, terminee, archived"),
        ],
    );
    check_states(
        OCCITANIE,
        "date: 2027-10-31\ninscription: libre",
        "a-venir, libre",
        &[
            ("2027-10-31T00:00:00+02:00", "en-cours, libre"),
            ("2027-11-01T00:00:00+01:00", "termine, terminee, archived"),
        ],
    );
    for day in ["2027-03-28", "2027-10-31"] {
        check_states(
            REUNION,
            &format!("date: {day}\ninscription: libre"),
            "a-venir, libre",
            &[
                (&format!("{day}T00:00:00+04:00"), "en-cours, libre"),
                (
                    &format!("{day}T24:00:00+04:00").replace("28T24", "29T00").replace("10-31T24", "11-01T00"),
                    "termine, terminee, archived",
                ),
            ],
        );
    }
}

#[test]
fn a_night_over_a_clock_change_is_an_hour_shorter_or_longer() {
    check_states(
        OCCITANIE,
        "date: 2027-03-28\nheure: 01:30\nheure_fin: 03:30",
        "a-venir, ouverte",
        &[
            ("2027-03-21T01:30:00+01:00", "a-venir, ferme-bientot"),
            ("2027-03-28T01:30:00+01:00", "en-cours, close"),
            ("2027-03-28T02:30:00+01:00", "termine, terminee, archived"),
        ],
    );
    check_states(
        OCCITANIE,
        "date: 2027-10-31\nheure: 01:30\nheure_fin: 03:30",
        "a-venir, ouverte",
        &[
            ("2027-10-24T01:30:00+02:00", "a-venir, ferme-bientot"),
            ("2027-10-31T01:30:00+02:00", "en-cours, close"),
            ("2027-10-31T03:30:00+01:00", "termine, terminee, archived"),
        ],
    );
    check_states(
        REUNION,
        "date: 2027-03-28\nheure: 02:30\nheure_fin: 03:30\ninscription: libre",
        "a-venir, libre",
        &[
            ("2027-03-28T02:30:00+04:00", "en-cours, libre"),
            ("2027-03-28T03:30:00+04:00", "termine, terminee, archived"),
        ],
    );
}

#[test]
fn a_deadline_is_on_the_clocks_of_its_own_day() {
    check_states(
        OCCITANIE,
        "date: 2027-04-10\ninscription: {lien: https://example.org/, ouverture: 2027-03-28, cloture: 2027-04-01}",
        "a-venir, pas-encore-ouverte",
        &[
            ("2027-03-28T00:00:00+01:00", "a-venir, ferme-bientot"),
            ("2027-04-02T00:00:00+02:00", "a-venir, close"),
            ("2027-04-10T00:00:00+02:00", "en-cours, close"),
            ("2027-04-11T00:00:00+02:00", "termine, terminee, archived"),
        ],
    );
    check_states(
        OCCITANIE,
        "date: 2027-11-10\ninscription: {lien: https://example.org/, ouverture: 2027-10-01, cloture: 2027-10-31}",
        "a-venir, pas-encore-ouverte",
        &[
            ("2027-10-01T00:00:00+02:00", "a-venir, ouverte"),
            ("2027-10-25T00:00:00+01:00", "a-venir, ferme-bientot"),
            ("2027-11-01T00:00:00+01:00", "a-venir, close"),
            ("2027-11-10T00:00:00+01:00", "en-cours, close"),
            ("2027-11-11T00:00:00+01:00", "termine, terminee, archived"),
        ],
    );
}

#[test]
fn what_is_cancelled_or_without_a_date_does_not_change_with_time() {
    let dates = "date: 2027-05-17\nheure: 14:00\nheure_fin: 17:00\n";
    let sources = with_event(OCCITANIE, &format!("{dates}statut: annule"));
    for (now, expected) in [
        ("2027-01-01T00:00:00Z", "annule, suspendue"),
        ("2027-05-17T13:00:00Z", "annule, suspendue"),
        ("2027-06-01T00:00:00Z", "annule, suspendue, archived"),
    ] {
        assert_eq!(states(&sources, at(now)), expected, "{now}");
    }
    check_states(OCCITANIE, &format!("{dates}statut: reporte"), "reporte, suspendue", &[]);
}

#[test]
fn an_event_postponed_to_a_new_date_is_that_date_s() {
    check_states(
        OCCITANIE,
        "date: 2027-05-17\nheure: 14:00\nheure_fin: 17:00\nstatut: reporte\nancienne_date: 2027-03-02",
        "reporte, ouverte",
        &[
            ("2027-05-10T14:00:00+02:00", "reporte, ferme-bientot"),
            ("2027-05-17T14:00:00+02:00", "en-cours, close"),
            ("2027-05-17T17:00:00+02:00", "termine, terminee, archived"),
        ],
    );
}

#[test]
fn an_event_moved_online_is_said_to_be_until_it_begins() {
    check_states(
        OCCITANIE,
        "date: 2027-05-17\nheure: 14:00\nheure_fin: 17:00\nmode: sur-place\nstatut: en-ligne",
        "passe-en-ligne, ouverte",
        &[
            ("2027-05-10T14:00:00+02:00", "passe-en-ligne, ferme-bientot"),
            ("2027-05-17T14:00:00+02:00", "en-cours, close"),
            ("2027-05-17T17:00:00+02:00", "termine, terminee, archived"),
        ],
    );
}

#[test]
fn registration_that_is_full_is_full_until_the_end() {
    check_states(
        OCCITANIE,
        "date: 2027-05-17\nheure: 14:00\nheure_fin: 17:00\nstatut: complet\n\
         inscription: {lien: https://example.org/, ouverture: 2027-04-01 08:00, cloture: 2027-05-16 18:00}",
        "a-venir, complete",
        &[
            ("2027-05-17T14:00:00+02:00", "en-cours, complete"),
            ("2027-05-17T17:00:00+02:00", "termine, terminee, archived"),
        ],
    );
}

#[test]
fn how_long_soon_is_is_the_programme_s_choice() {
    let mut sources = with_event(OCCITANIE, "date: 2027-05-17\nheure: 14:00\nheure_fin: 17:00");
    let settings = format!("{}inscription_bientot_close: 2\n", project::SETTINGS);
    sources.insert("escale.yaml", settings.into_bytes());
    assert_eq!(states(&sources, at("2027-05-15T13:59:59+02:00")), "a-venir, ouverte");
    assert_eq!(states(&sources, at("2027-05-15T14:00:00+02:00")), "a-venir, ferme-bientot");
}

/// Two regions in two zones, with one of everything that time changes.
fn varied() -> Sources {
    with(&[
        (
            "regions/occitanie/region.yaml",
            "+editions:\n  - {id: ed-2027, titre: Édition, debut: 2027-03, fin: 2027-06-30}\n",
        ),
        ("regions/la-reunion/region.yaml", REUNION),
        ("regions/la-reunion/lieux/case.yaml", "nom: Case\ncommune: Saint-Denis\ninsee: \"97411\"\n"),
        (
            "regions/occitanie/evenements/atelier.md",
            "id: atelier\ntitre: Atelier\ntype: atelier\ndate: 2027-05-17\nheure: 14:00\nheure_fin: 17:00\nphase: 2\n\
             inscription: {lien: https://example.org/, ouverture: 2027-03-28, cloture: 2027-05-16 18:00}",
        ),
        (
            "regions/occitanie/evenements/nuit.md",
            "id: nuit\ntitre: Nuit\ndate: 2027-10-30\nheure: 22:00\ndate_fin: 2027-10-31\nheure_fin: 05:00\n\
             statut: en-ligne\nlien_direct: https://example.org/salle\n\
             publier_le: 2027-09-01\nretirer_le: 2027-12-01 12:00\nedition: ed-2027",
        ),
        (
            "regions/occitanie/evenements/semaine.md",
            "id: semaine\ntitre: Semaine\ndate: 2027-03-26\ndate_fin: 2027-03-30\ninscription: libre",
        ),
        ("regions/occitanie/evenements/annule.md", "id: annule\ntitre: Annulé\ndate: 2027-04-02\nstatut: annule"),
        ("regions/occitanie/evenements/sans-date.md", "id: sans-date\ntitre: Sans date\nstatut: reporte"),
        (
            "regions/la-reunion/evenements/soir.md",
            "id: soir\ntitre: Soir\ndate: 2027-05-17\nheure: 18:30\nmode: sur-place\nlieu: case\nstatut: complet",
        ),
        (
            "regions/la-reunion/evenements/reporte.md",
            "id: reporte\ntitre: Reporté\ntype: rencontre\ndate: 2027-06-05\nstatut: reporte\nancienne_date: 2027-02-01",
        ),
        (
            "content/evenements/national.md",
            "id: national\ntitre: National\ndate: 2027-04-22\nheure: 18:00\nheure_fin: 19:00\n\
             inscription: {lien: https://example.org/, ouverture: 2027-04-01 09:00, cloture: 2027-04-21}\n\
             publier_le: 2027-04-18",
        ),
        ("content/pages/actualites/une.md", "---\ntitre: Une\ndate: 2027-02-01\npublier_le: 2027-02-01 07:00\n---\nx"),
        ("regions/la-reunion/pages/p.md", "---\ntitre: P\nretirer_le: 2027-07-14\n---\nx"),
        ("content/hub/h.md", "---\ntitre: H\npublier_le: 2027-07-20\nretirer_le: 2027-07-21\n---\nx"),
    ])
}

/// Every file of the sites.
fn visible(sources: &Sources, now: Timestamp) -> Vec<(String, Vec<u8>)> {
    let (output, problems) = build(sources, &Options::at(now));
    // The name of a drawn picture tells what is in it.
    let seen = |path: &str, file: &File| {
        let is_drawn = matches!(file.bytes, Bytes::Later(_));
        if is_drawn { path.as_bytes().to_vec() } else { file.bytes.to_vec() }
    };
    // With time a region has nothing to come any more: that is advice.
    assert_eq!(problems.count(Level::ToCorrect) + problems.count(Level::Blocking), 0, "at {now}");
    output.iter().map(|(path, file)| (path.to_owned(), seen(path, file))).collect()
}

/// The paths of the files that two outputs do not share.
fn differences(a: &[(String, Vec<u8>)], b: &[(String, Vec<u8>)]) -> Vec<String> {
    let only = |a: &[(String, Vec<u8>)], b: &[(String, Vec<u8>)]| {
        a.iter().filter(|file| !b.contains(file)).map(|(path, _)| path.clone()).collect::<Vec<_>>()
    };
    let mut paths = only(a, b);
    paths.extend(only(b, a));
    paths.sort();
    paths.dedup();
    paths
}

const YEAR: (&str, &str) = ("2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z");

/// Every change of the year, as the report of each build announces the next one.
fn changes(sources: &Sources) -> Vec<escale::model::change::Change> {
    let mut changes = Vec::new();
    let mut now = at(YEAR.0);
    while let Some(change) = escale::parse::parse(sources, now, &escale::model::store::NoStore)
        .content
        .unwrap()
        .next_changes
        .into_iter()
        .next()
    {
        assert!(change.at.timestamp() > now);
        now = change.at.timestamp();
        changes.push(change);
    }
    changes
}

#[test]
fn each_change_of_the_year_is_announced_in_its_zone() {
    let announced: String = changes(&varied())
        .iter()
        .map(|change| format!("{} {:?} {}\n", change.at.strftime("%Y-%m-%dT%H:%M:%S%:z"), change.kind, change.title))
        .collect();
    assert_eq!(
        announced,
        "\
2027-02-01T07:00:00+01:00 Published Une
2027-03-01T00:00:00+01:00 StopStarts Édition – Occitanie
2027-03-26T00:00:00+01:00 EventStarts Semaine
2027-03-28T00:00:00+01:00 RegistrationOpens Atelier
2027-03-31T00:00:00+02:00 EventEnds Semaine
2027-04-03T00:00:00+02:00 EventEnds Annulé
2027-04-18T00:00:00+02:00 Published National
2027-04-22T00:00:00+02:00 RegistrationCloses National
2027-04-22T18:00:00+02:00 EventStarts National
2027-04-22T19:00:00+02:00 EventEnds National
2027-05-09T18:00:00+02:00 RegistrationClosesSoon Atelier
2027-05-16T18:00:00+02:00 RegistrationCloses Atelier
2027-05-17T14:00:00+02:00 EventStarts Atelier
2027-05-17T18:30:00+04:00 EventStarts Soir
2027-05-17T17:00:00+02:00 EventEnds Atelier
2027-05-18T00:00:00+04:00 EventEnds Soir
2027-05-30T00:00:00+04:00 RegistrationClosesSoon Reporté
2027-06-05T00:00:00+04:00 EventStarts Reporté
2027-06-06T00:00:00+04:00 EventEnds Reporté
2027-07-01T00:00:00+02:00 StopEnds Édition – Occitanie
2027-07-14T00:00:00+04:00 Retired P
2027-07-20T00:00:00+02:00 Published H
2027-07-21T00:00:00+02:00 Retired H
2027-09-01T00:00:00+02:00 Published Nuit
2027-10-23T22:00:00+02:00 RegistrationClosesSoon Nuit
2027-10-30T22:00:00+02:00 RegistrationCloses Nuit
2027-10-31T05:00:00+01:00 EventEnds Nuit
2027-12-01T12:00:00+01:00 Retired Nuit
"
    );
}

#[test]
fn at_each_change_the_pages_differ_and_until_the_next_they_do_not() {
    for sources in [varied(), with_real_theme(varied())] {
        let second = SignedDuration::from_secs(1);
        let mut former = visible(&sources, at(YEAR.0));
        for change in changes(&sources) {
            let limit = change.at.timestamp();
            let before = visible(&sources, limit - second);
            assert_eq!(
                differences(&former, &before),
                Vec::<String>::new(),
                "nothing had announced this before {limit}"
            );
            former = visible(&sources, limit);
            let changed = differences(&before, &former);
            assert!(changed.iter().any(|path| path != "escale.json"), "{change:?} changes nothing that people see");
        }
        assert_eq!(differences(&former, &visible(&sources, at(YEAR.1))), Vec::<String>::new());
    }
}

proptest! {
    #![proptest_config(cases(80))]

    #[test]
    fn between_two_changes_the_output_is_byte_identical(seconds in 0_i64..365 * 86_400, share in 0.0_f64..1.0) {
        let sources = varied();
        let now = at(YEAR.0) + SignedDuration::from_secs(seconds);
        let next = escale::parse::parse(&sources, now, &escale::model::store::NoStore).content.unwrap().next_changes.into_iter().next();
        let until = next.map_or_else(|| at(YEAR.1), |change| change.at.timestamp());
        let later = now + SignedDuration::from_secs_f64(share * (until - now).as_secs_f64());
        prop_assume!(later < until);
        prop_assert_eq!(differences(&visible(&sources, now), &visible(&sources, later)), Vec::<String>::new());
    }
}

#[test]
fn contrast_is_the_one_of_wcag_and_the_nearest_colour_passes_barely() {
    let colour = |text: &str| Colour::parse(text).unwrap();
    // White on black has 21, but the ground may hold some of the colour.
    assert!((colour("#767676").contrast_on(Ground::Light) - 4.0).abs() < 0.1);
    assert!((colour("#ffffff").contrast_on(Ground::Light) - 1.0).abs() < 1e-9);
    for text in ["#ffb000", "#ffffff", "#ff0000", "#00ff00", "#7f7f7f", "#1d4ed8", "#000000", "#fedcba"] {
        for ground in [Ground::Light, Ground::Dark] {
            let (written, nearest) = (colour(text), colour(text).readable_on(ground));
            assert!(nearest.contrast_on(ground) >= LEAST_CONTRAST, "{nearest}");
            let was_fine = written.contrast_on(ground) >= LEAST_CONTRAST;
            assert_eq!(nearest == written, was_fine, "{text}");
            assert!(was_fine || nearest.contrast_on(ground) < LEAST_CONTRAST + 0.35, "{text} → {nearest}");
        }
    }
    assert_eq!(colour("#ffb000").readable_on(Ground::Light).to_string(), "#8f6300");
}

#[test]
fn a_price_is_an_amount_only_where_it_is_certain() {
    let amount = |words: &str| Euros::in_words(words).map(|euros| euros.to_string());
    for free in ["Gratuit", "gratuit, sur inscription", "Entrée gratuite", "C’est gratuit."] {
        assert_eq!(amount(free).as_deref(), Some("0"), "{free}");
    }
    for (words, euros) in [("12 €", "12"), ("12,50 €", "12.50"), ("12.5 euros", "12.50"), ("0 €", "0")] {
        assert_eq!(amount(words).as_deref(), Some(euros), "{words}");
    }
    for doubtful in [
        "",
        "Prix libre",
        "Gratuit pour les demandeurs d’emploi",
        "Gratuit, 5 € pour les autres",
        "de 5 € à 10 €",
        "12 € 50",
        "99999999999 €",
        "Pas gratuit",
        "sur devis",
    ] {
        assert_eq!(amount(doubtful), None, "{doubtful}");
    }
}
