//! What visitors were told, and what would change for them.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use escale::model::address::{SiteId, Slug};
use escale::model::announced::{Announced, AnnouncedEvent, FILE, Standing};
use escale::model::time::{When, Zone};
use escale::output::Output;
use escale::preview::{VisitorChange, What, between};
use escale::problem::fix::corrected_files;
use escale::problem::{Language, Level, Problems, show};
use escale::sources::Sources;
use escale::{Delivery, Options, build, build_each};
use jiff::{SignedDuration, Timestamp, ToSpan};
use proptest::prelude::*;

use super::project::{NOW, VENUE, at, cases, lines, with};

fn any_when() -> impl Strategy<Value = When> {
    const ZONES: [&str; 4] = ["Europe/Paris", "Indian/Reunion", "America/Cayenne", "Pacific/Noumea"];
    (0..3, prop::sample::select(&ZONES[..]), 0..3_000_000_000_i64, 1..3_000_000_i64).prop_map(
        |(kind, zone, start, length)| {
            let zone = Zone::parse(zone).unwrap();
            let start = zone.at(Timestamp::from_second(start).unwrap());
            let end = &start + SignedDuration::from_secs(length);
            let last = start.date().saturating_add((length % 5).days());
            match kind {
                0 => When::days(&zone, start.date(), last),
                1 => When::from(start, &zone, last),
                _ => When::from_to(start, end),
            }
            .unwrap()
        },
    )
}

/// The file, line by line.
fn text(announced: &Announced) -> String {
    announced.0.iter().map(|(id, event)| event.line(id)).collect()
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn what_was_announced_survives_its_text(
        when in any_when(),
        title in ".*",
        slug in "[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}",
        standing in prop::sample::select(vec![Standing::On, Standing::Undated, Standing::Cancelled]),
        place in prop::option::of((".*", any::<u32>())),
    ) {
        let event = AnnouncedEvent { address: format!("evenements/{slug}/"), title, when, standing, place };
        let announced = Announced([(Slug::parse(&slug).unwrap(), event)].into());
        prop_assert_eq!(text(&announced).lines().count(), 1);
        prop_assert_eq!(Announced::parse(&text(&announced)), announced);
    }

    #[test]
    fn nonsense_is_left_out(text in "\\PC{0,80}", numbers in any::<[i64; 2]>()) {
        Announced::parse(&text);
        let [from, to] = numbers;
        let line = format!("[\"a\",\"evenements/a/\",[\"Europe/Paris\",\"{from}\",\"{to}\"],\"prevu\",\"A\"]");
        prop_assert_eq!(Announced::parse(&line), Announced::default());
    }
}

const LINE: &str = r#"["a","evenements/a/",["Europe/Paris","2027-05-17","2027-05-18"],"prevu","A"]"#;

#[test]
fn a_line_that_says_nothing_takes_no_other_with_it() {
    assert_eq!(text(&Announced::parse(LINE)), format!("{LINE}\n"));
    assert_eq!(text(&Announced::parse(&format!("?\n\n{LINE}\n[]\n{}", &LINE[1..]))), format!("{LINE}\n"));
    for (from, to) in [
        ("\"prevu\"", "\"peut-etre\""),
        ("Europe/Paris", "Europe/Lutece"),
        ("2027-05-18", "2027-05-16"),
        ("2027-05-17", "2027-05-17T10:00:00Z"),
        ("2027-05-18", "9999-12-31T10:00:00Z"),
        ("evenements/a/", "../a/"),
        ("\"a\"", "\"A b\""),
        ("\"A\"", "1"),
    ] {
        let text = LINE.replacen(from, to, 1);
        let is_read = from == "2027-05-17";
        assert_eq!(Announced::parse(&text).0.len(), usize::from(is_read), "{text}");
    }
}

/// Takes the sites that are made.
#[derive(Default)]
struct Taken(Mutex<BTreeMap<SiteId, Output>>);

impl Delivery for Taken {
    type Error = Infallible;

    fn deliver(&self, site: &SiteId, output: Output) -> Result<(), Infallible> {
        self.0.lock().unwrap().insert(site.clone(), output);
        Ok(())
    }
}

/// The same for sites as the tests make them.
fn between_sites(
    former: &BTreeMap<SiteId, BTreeMap<String, Vec<u8>>>,
    later: &BTreeMap<SiteId, Output>,
    kept: &BTreeSet<SiteId>,
) -> Vec<VisitorChange> {
    let later = later.iter().map(|(site, output)| (site.clone(), Arc::new(output.clone()))).collect();
    between(former, &later, kept)
}

fn made(files: &[(&str, &str)]) -> BTreeMap<SiteId, Output> {
    let taken = Taken::default();
    let Ok(built) = build_each(&with(files), &Options::at(at(NOW)), &taken);
    assert!(built.blocked.is_empty(), "{:#?}", built.problems);
    taken.0.into_inner().unwrap()
}

fn published(sites: &BTreeMap<SiteId, Output>) -> BTreeMap<SiteId, BTreeMap<String, Vec<u8>>> {
    let files = |output: &Output| output.iter().map(|(path, file)| (path.to_owned(), file.bytes.to_vec())).collect();
    sites.iter().map(|(site, output)| (site.clone(), files(output))).collect()
}

fn told(changes: &[VisitorChange]) -> Vec<String> {
    let what = |what: &What| match what {
        What::EventAdded(when) => format!("added on {}", when.first_day()),
        What::EventMoved { former, new } => {
            let new = new.as_ref().map_or("?".to_owned(), |new| new.start().strftime("%F %H:%M").to_string());
            format!("moved from {} to {new}", former.start().strftime("%F %H:%M"))
        }
        What::EventCancelled(when) => format!("cancelled on {}", when.first_day()),
        What::EventRemoved => "event removed".to_owned(),
        What::PageAdded => "page added".to_owned(),
        What::PageChanged => "page changed".to_owned(),
        What::PageRemoved => "page removed".to_owned(),
    };
    let mut lines: Vec<String> =
        changes.iter().map(|change| format!("{} “{}” {}", what(&change.what), change.title, change.address)).collect();
    lines.sort();
    lines
}

#[track_caller]
fn check(former: &[(&str, &str)], later: &[(&str, &str)], expected: &[&str]) {
    let changes = between_sites(&published(&made(former)), &made(later), &BTreeSet::new());
    assert_eq!(told(&changes), expected);
}

const FORUM: &str = "regions/occitanie/evenements/forum.md";

#[test]
fn nothing_is_told_where_nothing_changes() {
    check(&[(FORUM, "")], &[(FORUM, "")], &[]);
    check(&[], &[], &[]);
}

#[test]
fn what_becomes_of_an_event_is_told_once() {
    let page = "/occitanie/evenements/forum/";
    check(&[], &[(FORUM, "")], &[&format!("added on 2027-05-17 “Forum” {page}")]);
    check(&[(FORUM, "")], &[], &[&format!("event removed “Forum” {page}")]);
    check(
        &[(FORUM, "")],
        &[(FORUM, "date: 2027-05-20")],
        &[&format!("moved from 2027-05-17 00:00 to 2027-05-20 00:00 “Forum” {page}")],
    );
    check(
        &[(FORUM, "heure: 9h")],
        &[(FORUM, "heure: 10h")],
        &[&format!("moved from 2027-05-17 09:00 to 2027-05-17 10:00 “Forum” {page}")],
    );
    check(
        &[(FORUM, "")],
        &[(FORUM, "statut: reporte")],
        &[&format!("moved from 2027-05-17 00:00 to ? “Forum” {page}")],
    );
    check(&[(FORUM, "")], &[(FORUM, "statut: annule")], &[&format!("cancelled on 2027-05-17 “Forum” {page}")]);
    check(&[(FORUM, "")], &[(FORUM, "brouillon: oui")], &[&format!("event removed “Forum” {page}")]);
}

#[test]
fn a_national_event_is_told_once_for_all_sites() {
    check(&[], &[("content/evenements/forum.md", "")], &["added on 2027-05-17 “Forum” /evenements/forum/"]);
}

#[test]
fn an_event_that_says_something_else_is_a_page_that_changed() {
    check(&[(FORUM, "")], &[(FORUM, "\n---\nVenez.\n")], &["page changed “Forum” /occitanie/evenements/forum/"]);
    let renamed = "regions/occitanie/evenements/grand-forum.md";
    check(&[(FORUM, "")], &[(renamed, "anciennes_adresses: [evenements/forum/]")], &[]);
}

#[test]
fn pages_that_somebody_wrote_are_told_and_lists_are_not() {
    let page = "regions/occitanie/pages/venir.md";
    let venir = "---\ntitre: Venir & \"voir\" <b>\n---\nPar le train.\n";
    check(&[], &[(page, venir)], &["page added “Venir & \"voir\" <b>” /occitanie/venir/"]);
    check(&[(page, venir)], &[], &["page removed “Venir & \"voir\" <b>” /occitanie/venir/"]);
    check(
        &[(page, venir)],
        &[(page, &venir.replace("le train", "la route"))],
        &["page changed “Venir & \"voir\" <b>” /occitanie/venir/"],
    );
    // A page that moved is where it was, for visitors.
    let moved = "---\ntitre: Accès\nanciennes_adresses: [venir/]\n---\nPar le train.\n";
    let leads_on = "<!doctype html><html><head><meta http-equiv=\"refresh\" content=\"0\"></head><body></body></html>";
    check(
        &[(page, venir)],
        &[("themes/mini/templates/redirect.html", leads_on), ("regions/occitanie/pages/acces.md", moved)],
        &["page added “Accès” /occitanie/acces/"],
    );
}

#[test]
fn the_style_and_the_menu_change_no_page() {
    check(
        &[("themes/mini/static/style.css", "p{}"), ("content/pages/aide.md", "---\ntitre: Aide\n---\nTexte.\n")],
        &[
            ("themes/mini/static/style.css", "b{}"),
            ("content/pages/aide.md", "---\ntitre: Aide\nmenu: 2\n---\nTexte.\n"),
        ],
        &[],
    );
}

#[test]
fn a_site_that_is_kept_changes_nothing_and_one_that_goes_is_told() {
    let former = published(&made(&[(FORUM, "")]));
    let mut later = made(&[(FORUM, "")]);
    let occitanie = SiteId::Region(Slug::parse("occitanie").unwrap());
    later.remove(&occitanie);
    assert_eq!(told(&between_sites(&former, &later, &[occitanie].into())), [""; 0]);
    let lines = told(&between_sites(&former, &later, &BTreeSet::new()));
    assert_eq!(lines[0], "event removed “Forum” /occitanie/evenements/forum/");
}

#[test]
fn what_was_published_before_anything_was_kept_is_told_by_page() {
    let mut former = published(&made(&[(FORUM, "")]));
    for files in former.values_mut() {
        files.retain(|path, _| !path.ends_with(FILE));
    }
    let same = made(&[(FORUM, "")]);
    assert_eq!(told(&between_sites(&former, &same, &BTreeSet::new())), [""; 0]);
    let later = made(&[(FORUM, "\n---\nVenez.\n")]);
    let expected = ["page changed “Forum” /occitanie/evenements/forum/"];
    assert_eq!(told(&between_sites(&former, &later, &BTreeSet::new())), expected);
}

/// What a build says of a project when another one was published last.
fn unrevised(former: &[(&str, &str)], later: &[(&str, &str)]) -> (Sources, Problems) {
    let of_site = |(site, files): (&SiteId, &BTreeMap<String, Vec<u8>>)| {
        let text = String::from_utf8(files[&format!("{}{FILE}", site.folder())].clone()).unwrap();
        (site.clone(), Announced::parse(&text))
    };
    let told = published(&made(former)).iter().map(of_site).collect();
    let sources = with(later);
    let problems = build(&sources, &Options { told: Arc::new(told), ..Options::at(at(NOW)) }).1;
    (sources, problems)
}

#[track_caller]
fn check_unrevised(former: &str, later: &str, expected: &str) {
    let venue = ("content/lieux/maison.yaml", VENUE);
    let other = ("content/lieux/halle.yaml", VENUE);
    let (sources, problems) = unrevised(&[venue, other, (FORUM, former)], &[venue, other, (FORUM, later)]);
    let told: String =
        lines(&problems).lines().filter(|line| line.starts_with("E131")).map(|l| format!("{l}\n")).collect();
    assert_eq!(told, expected);
    for problem in problems.iter().filter(|problem| problem.kind.code() == "E131") {
        assert_eq!(problem.level(), Level::ToCorrect);
        assert_ne!(show::message(problem, Language::French), show::message(problem, Language::English));
        let corrected = corrected_files(&sources, &problems);
        let text = String::from_utf8(corrected[FORUM].0.clone()).unwrap();
        let header = text.trim_start_matches("---\n").split("---\n").next().unwrap();
        let (_, left) = unrevised(&[venue, other, (FORUM, former)], &[venue, other, (FORUM, &text)]);
        assert!(!lines(&left).contains("E131"), "{header}");
        assert_eq!(header.matches("revision: ").count(), 1, "{header}");
    }
}

#[test]
fn a_change_that_calendars_are_not_told_of_is_said_with_the_number_to_write() {
    let when = "Cet évènement a changé de date ou d'heure depuis la dernière publication.";
    let place = "Cet évènement a changé de lieu depuis la dernière publication.";
    let standing = "Cet évènement a été annulé, reporté ou rétabli depuis la dernière publication.";
    check_unrevised("", "date: 2027-05-18", &format!("E131 {FORUM}:8:7 10 {when}\n"));
    check_unrevised("heure: 9h\nrevision: 4", "heure: 10h\nrevision: 4", &format!("E131 {FORUM}:10:11 1 {when}\n"));
    check_unrevised("revision: 4", "date: 2027-05-18\nrevision: 3", &format!("E131 {FORUM}:9:11 1 {when}\n"));
    check_unrevised(
        "mode: sur-place\nlieu: maison",
        "mode: sur-place\nlieu: halle",
        &format!("E131 {FORUM}:6:7 10 {place}\n"),
    );
    check_unrevised("mode: sur-place\nlieu: maison", "", &format!("E131 {FORUM}:6:7 10 {place}\n"));
    check_unrevised("", "statut: annule", &format!("E131 {FORUM}:9:9 6 {standing}\n"));
    check_unrevised("statut: reporte", "", &format!("E131 {FORUM}:6:7 10 {standing}\n"));
}

#[test]
fn other_changes_want_no_other_revision() {
    for (former, later) in [
        ("", ""),
        ("", "titre: Salon\nresume: Autre."),
        ("", "statut: complet"),
        ("", "date: 2027-05-18\nrevision: 1"),
        ("revision: 1", "statut: annule\nrevision: 2"),
        ("", "id: autre\ndate: 2027-05-18"),
        ("", "date: 2027-05-18\nbrouillon: oui"),
    ] {
        check_unrevised(former, later, "");
    }
    // Published before that was kept.
    let told = Announced::parse(LINE);
    let occitanie = SiteId::Region(Slug::parse("occitanie").unwrap());
    let options = Options { told: Arc::new([(occitanie, told)].into()), ..Options::at(at(NOW)) };
    assert!(!lines(&build(&with(&[(FORUM, "id: a")]), &options).1).contains("E131"));
}

#[test]
fn a_national_change_is_said_once_and_mended_where_it_was_made() {
    let national = "content/evenements/direct.md";
    let own = "regions/occitanie/evenements/direct.md";
    let reunion = ("regions/la-reunion/region.yaml", super::project::REUNION);
    let (_, problems) = unrevised(&[reunion, (national, "")], &[reunion, (national, "date: 2027-05-18")]);
    assert_eq!(lines(&problems).matches("E131 content/evenements/direct.md:").count(), 1, "{}", lines(&problems));
    assert!(problems.iter().all(|problem| problem.site.is_none()));
    let (sources, problems) = unrevised(
        &[(national, "revision: 2"), (own, "---\n---\n")],
        &[(national, "revision: 2"), (own, "---\ndate: 2027-05-18\n---\n")],
    );
    let text = String::from_utf8(corrected_files(&sources, &problems)[own].0.clone()).unwrap();
    assert_eq!(text, "---\nrevision: 3\ndate: 2027-05-18\n---\n");
}

#[test]
fn files_that_are_no_text_are_not_read() {
    let mut former = published(&made(&[]));
    former.values_mut().flat_map(BTreeMap::values_mut).for_each(|bytes| bytes.insert(0, 0xff));
    between_sites(&former, &made(&[(FORUM, "")]), &BTreeSet::new());
}
