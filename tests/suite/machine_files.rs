//! What sites tell programs: structured data, open data, feeds, lists of pages. All of it says what the pages say.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use escale::model::address::WebUrl;
use escale::output::Output;
use escale::read::read;
use escale::render::open_data::FIELDS;
use escale::render::search_engines::lists;
use escale::sources::Sources;
use escale::{Options, build};
use schemaorg_rs::profiles::{Eligibility, ProfileRegistry};
use schemaorg_rs::validation::{Severity, validate};
use scraper::{Html, Selector};
use serde_json::Value;

use super::calendar::programme;
use super::project::{NOW, assert_kept, at, built, page, replace, with, with_real_theme, without};

const FORUM: &str = "regions/occitanie/evenements/2027-05-17-forum.md";
const FORUM_PAGE: &str = "occitanie/evenements/2027-05-17-forum/index.html";
const EVENEMENTS: &str = "occitanie/evenements.json";

fn real(date: &str) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    build(&read(root).unwrap(), &Options::at(at(date))).0
}

fn pages(output: &Output) -> impl Iterator<Item = (&str, &str)> {
    let pages = output.iter().filter(|(path, _)| path.ends_with(".html"));
    pages.map(|(path, file)| (path, std::str::from_utf8(&file.bytes).unwrap()))
}

/// The things that a page tells programs of.
fn things(page: &str) -> Vec<Value> {
    let html = Html::parse_document(page);
    let selector = Selector::parse("script[type='application/ld+json']").unwrap();
    let found: Vec<_> = html.select(&selector).collect();
    assert!(found.len() <= 1, "one element has all of it");
    let Some(element) = found.first() else { return Vec::new() };
    let data: Value = serde_json::from_str(&element.text().collect::<String>()).unwrap();
    assert_eq!(data["@context"], "https://schema.org");
    data["@graph"].as_array().unwrap().clone()
}

fn thing(page: &str, kind: &str) -> Value {
    let mut found = things(page).into_iter().filter(|thing| thing["@type"] == kind);
    let first = found.next().unwrap_or_else(|| panic!("no {kind}"));
    assert!(found.next().is_none(), "one {kind}");
    first
}

fn event(output: &Output, path: &str) -> Value {
    thing(&page(output, path), "EducationEvent")
}

fn json(output: &Output, path: &str) -> Value {
    serde_json::from_str(&page(output, path)).unwrap()
}

#[test]
fn files_for_programs_are_these() {
    let (output, _) = built(&programme());
    let mut expected: BTreeMap<String, String> = BTreeMap::new();
    for (path, html) in pages(&output).filter(|(path, _)| !path.contains("direct") || path.starts_with("la-reunion")) {
        let is_told = ["EducationEvent", "Place"].map(|kind| things(html).iter().any(|thing| thing["@type"] == kind));
        if is_told.contains(&true) || path == "index.html" || path == "occitanie/index.html" {
            let flat = path.trim_end_matches("/index.html").replace("evenements/", "").replace('/', "_");
            let text = format!("{:#}\n", Value::Array(things(html)));
            expected.insert(format!("{}.json", flat.trim_end_matches(".html")), text);
        }
    }
    for path in ["evenements.json", "occitanie/evenements.csv", "flux.atom", "occitanie/sitemap.xml", "robots.txt"] {
        expected.insert(path.replace('/', "_"), page(&output, path));
    }
    assert_kept("machine_files", &expected);
}

#[test]
fn an_event_says_all_that_search_engines_ask_for() {
    let (output, _) = built(&programme());
    let forum = event(&output, FORUM_PAGE);
    for property in [
        "@id",
        "name",
        "description",
        "url",
        "inLanguage",
        "startDate",
        "endDate",
        "eventStatus",
        "eventAttendanceMode",
        "isAccessibleForFree",
        "organizer",
        "location",
        "offers",
        "audience",
        "superEvent",
    ] {
        assert!(forum.get(property).is_some(), "{property}");
    }
    assert_eq!(forum["startDate"], "2027-05-17T14:00:00+02:00");
    assert_eq!(forum["endDate"], "2027-05-17T17:30:00+02:00");
    let offer = &forum["offers"];
    assert_eq!(
        (offer["price"].as_str(), offer["priceCurrency"].as_str(), offer["url"].as_str()),
        (Some("0"), Some("EUR"), Some("https://inscription.example.org/forum?a=1;b=2"))
    );
    assert_eq!(offer["validFrom"], "2027-03-01T00:00:00+01:00");
    assert_eq!(offer["validThrough"], "2027-05-16T18:00:00+02:00");
    assert_eq!(offer["availability"], "https://schema.org/InStock");
    let place = &forum["location"];
    assert_eq!((&place["@type"], &place["address"]["postalCode"]), (&"Place".into(), &"31000".into()));

    // STANDARDS S2 and S3: what became of each.
    let told = |name: &str| {
        let event = event(&output, &format!("occitanie/evenements/{name}/index.html"));
        let places = match &event["location"] {
            Value::Array(both) => both.clone(),
            one => vec![one.clone()],
        };
        let places: Vec<&str> = places.iter().map(|place| place["@type"].as_str().unwrap()).collect();
        let short = |property: &str| event[property].as_str().unwrap_or("").replace("https://schema.org/", "");
        let text = [short("eventStatus"), short("eventAttendanceMode"), places.join("+"), short("startDate")].join(" ");
        (text, short("previousStartDate"), event.get("offers").is_some())
    };
    let on_site = "OfflineEventAttendanceMode Place";
    let online = "OnlineEventAttendanceMode VirtualLocation";
    for (name, text, former, has_offer) in [
        ("2027-05-21-annule", format!("EventCancelled {on_site} 2027-05-21T09:00:00+02:00"), "", false),
        ("2027-05-22-reporte-sans-date", format!("EventPostponed {online} 2027-05-22T09:00:00+02:00"), "", false),
        (
            "2027-05-22-reporte-au-2-juin",
            format!("EventRescheduled {online} 2027-06-02T09:00:00+02:00"),
            "2027-05-22",
            true,
        ),
        (
            "2027-05-24-hybride",
            "EventScheduled MixedEventAttendanceMode Place+VirtualLocation 2027-05-24T09:00:00+02:00".to_owned(),
            "",
            true,
        ),
        ("2027-05-26-passe-en-ligne", format!("EventMovedOnline {online} 2027-05-26T09:00:00+02:00"), "", true),
        ("2027-05-18-journee", format!("EventScheduled {online} 2027-05-18"), "", true),
    ] {
        assert_eq!(told(name), (text, former.to_owned(), has_offer), "{name}");
    }
    let signs = event(&output, "occitanie/evenements/2027-05-27-signes/index.html");
    assert_eq!(signs["offers"]["availability"], "https://schema.org/SoldOut");
    // The offset is that of each day, on both sides of a change of clocks, and of the region.
    let night = event(&output, "occitanie/evenements/2027-03-27-nuit-de-printemps/index.html");
    assert_eq!(night["startDate"], "2027-03-27T20:00:00+01:00");
    assert_eq!(night["endDate"], "2027-03-28T09:00:00+02:00");
    let overseas = event(&output, "la-reunion/evenements/2027-05-17-atelier/index.html");
    assert_eq!(overseas["startDate"], "2027-05-17T09:00:00+04:00");
    // Where the end is not known, the day is.
    assert_eq!(event(&output, "occitanie/evenements/2027-05-20-sans-fin/index.html")["endDate"], "2027-05-20");
}

#[test]
fn a_venue_says_what_is_known_of_how_to_get_in_and_nothing_else() {
    let venue =
        "nom: Maison Exemple\ncommune: Toulouse\ninsee: \"31555\"\naccessibilite: {fauteuil: oui, ascenseur: non}\n";
    let sources = with_real_theme(with(&[
        ("regions/occitanie/lieux/maison.yaml", venue),
        (FORUM, "id: occ-forum\nmode: sur-place\nlieu: maison"),
    ]));
    let (output, _) = built(&sources);
    let place = thing(&page(&output, "occitanie/lieux/maison/index.html"), "Place");
    let features: Vec<(&str, bool)> = place["amenityFeature"]
        .as_array()
        .unwrap()
        .iter()
        .map(|feature| (feature["name"].as_str().unwrap(), feature["value"].as_bool().unwrap()))
        .collect();
    assert_eq!(features.iter().map(|(_, value)| *value).collect::<Vec<_>>(), [true, false], "{features:?}");
    assert_eq!(event(&output, FORUM_PAGE)["location"]["amenityFeature"], place["amenityFeature"]);
}

#[test]
fn a_place_is_in_the_region_it_lies_in_whoever_shows_it() {
    let sources = with_real_theme(with(&[
        ("content/lieux/maison.yaml", "nom: Maison Exemple\ncommune: Paris\ninsee: \"75056\"\n"),
        ("content/evenements/2027-06-01-direct.md", "id: nat-direct\ndate: 2027-06-01\nmode: sur-place\nlieu: maison"),
    ]));
    let (output, problems) = built(&sources);
    for path in ["evenements/2027-06-01-direct/index.html", "occitanie/evenements/2027-06-01-direct/index.html"] {
        let place = event(&output, path)["location"].clone();
        assert_eq!(
            place["address"]["addressRegion"],
            "Île-de-France",
            "{path}: {:?}",
            super::project::lines(&problems)
        );
    }
}

#[test]
fn nobody_is_sent_to_the_room_of_a_cancelled_event() {
    let text = "id: occ-forum\nmode: en-ligne\nlien_direct: https://salle.example.org/x\nstatut: annule";
    let (output, _) = built(&with_real_theme(with(&[(FORUM, text)])));
    let event = event(&output, FORUM_PAGE);
    assert_eq!(event["location"]["url"], event["url"]);
}

/// Every page, against the vocabulary and the profiles of rich results.
fn check_eligible(output: &Output) -> usize {
    let registry = ProfileRegistry::with_google();
    let mut events = 0;
    for (path, html) in pages(output) {
        if things(html).is_empty() {
            continue;
        }
        let graph = schemaorg_rs::extract_all(html).unwrap();
        let result = validate(&graph);
        let wrong: Vec<_> = result.diagnostics.iter().filter(|it| it.severity < Severity::Info).collect();
        assert!(wrong.is_empty(), "{path}: {wrong:#?}");
        let profile = registry.evaluate("google", &graph, &result.diagnostics).unwrap();
        let is_event = things(html).iter().any(|thing| thing["@type"] == "EducationEvent");
        for kind in profile.type_results.iter().filter(|_| is_event) {
            assert!(kind.eligible, "{path}: {kind:#?}");
        }
        if is_event {
            events += 1;
            let names: Vec<&str> = profile.type_results.iter().map(|kind| kind.schema_type.as_str()).collect();
            assert!(names.contains(&"EducationEvent") && names.contains(&"BreadcrumbList"), "{path}: {names:?}");
            assert!(matches!(profile.eligibility, Eligibility::Eligible | Eligibility::WarningsOnly), "{path}");
        }
    }
    events
}

#[test]
fn every_event_is_eligible_for_rich_results() {
    assert_eq!(check_eligible(&built(&programme()).0), 16 + 4);
    assert!(check_eligible(&real("2027-05-10T06:00:00Z")) > 40);
}

#[test]
fn structured_data_agrees_with_the_page() {
    for (path, html) in pages(&real("2027-05-10T06:00:00Z")) {
        let document = Html::parse_document(html);
        let visible: String = document.select(&Selector::parse("body").unwrap()).flat_map(|body| body.text()).collect();
        for thing in things(html) {
            if thing["@type"] == "EducationEvent" {
                for property in ["name", "description"] {
                    assert!(visible.contains(thing[property].as_str().unwrap()), "{path}: {property}");
                }
                let start = document.select(&Selector::parse(".dt-start").unwrap()).next();
                if let Some(start) = start {
                    assert_eq!(start.attr("value"), thing["startDate"].as_str(), "{path}");
                }
                let canonical = document.select(&Selector::parse("link[rel=canonical]").unwrap()).next().unwrap();
                assert_eq!(canonical.attr("href"), thing["url"].as_str(), "{path}");
            }
            if thing["@type"] == "BreadcrumbList" {
                let steps = thing["itemListElement"].as_array().unwrap();
                for (at, step) in steps.iter().enumerate() {
                    assert_eq!(step["position"], at + 1, "{path}");
                    assert!(visible.contains(step["name"].as_str().unwrap()), "{path}");
                }
            }
        }
    }
}

#[test]
fn no_text_ends_the_element_it_stands_in() {
    const TITLE: &str = "</script><script>alert(1)</script> <!-- ]]> & \\u0022";
    let text = format!("id: occ-forum\ntitre: '{TITLE}'");
    let (output, _) = built(&with_real_theme(with(&[(FORUM, &text)])));
    let html = page(&output, FORUM_PAGE);
    // Typography apart, the title is what was written.
    let name = event(&output, FORUM_PAGE)["name"].as_str().unwrap().to_owned();
    assert_eq!(name.replace(['\u{a0}', '\u{202f}'], " "), TITLE);
    assert_eq!(html.matches("<script").count(), html.matches("</script>").count());
    assert!(!html.contains("<script>alert"));
    let feed = page(&output, "occitanie/flux.atom");
    assert!(feed.contains("&lt;/script&gt;") && !feed.contains("<script"), "{feed}");
}

#[test]
fn both_files_of_open_data_say_the_same() {
    for output in [built(&programme()).0, real("2027-05-10T06:00:00Z")] {
        for folder in ["", "occitanie/", "la-reunion/"] {
            let json = json(&output, &format!("{folder}evenements.json"));
            let csv = page(&output, &format!("{folder}evenements.csv"));
            let csv = csv.strip_prefix('\u{feff}').unwrap();
            let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(csv.as_bytes());
            assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), FIELDS);
            let lines: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
            let events = json["evenements"].as_array().unwrap();
            assert_eq!(lines.len(), events.len());
            for (event, line) in events.iter().zip(&lines) {
                assert_eq!(event.as_object().unwrap().keys().collect::<Vec<_>>(), FIELDS);
                for (field, cell) in FIELDS.iter().zip(line) {
                    let told = match &event[*field] {
                        Value::Null => String::new(),
                        Value::Bool(true) => "oui".to_owned(),
                        Value::Bool(false) => "non".to_owned(),
                        Value::Array(all) => all.iter().map(|one| one.as_str().unwrap()).collect::<Vec<_>>().join("\n"),
                        Value::String(text) => text.clone(),
                        other => other.to_string(),
                    };
                    assert_eq!(told, cell, "{field}");
                }
            }
        }
    }
}

#[test]
fn a_cell_is_never_a_formula() {
    let text = "id: occ-forum\ntitre: \"=HYPERLINK(\\\"https://example.org\\\";\\\"Cliquez\\\")\"\npublic: \"@tous\"";
    let (output, _) = built(&with_real_theme(with(&[(FORUM, text)])));
    let csv = page(&output, "occitanie/evenements.csv");
    let mut reader =
        csv::ReaderBuilder::new().delimiter(b';').from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let line = reader.records().next().unwrap().unwrap();
    assert!(line[3].starts_with("'=HYPERLINK("), "{}", &line[3]);
    assert!(line.iter().any(|cell| cell == "'@tous"));
    let json = json(&output, EVENEMENTS);
    assert!(json["evenements"][0]["titre"].as_str().unwrap().starts_with("=HYPERLINK"));
}

#[test]
fn a_date_that_is_not_known_is_told_by_no_field() {
    let (output, _) = built(&programme());
    let json = json(&output, EVENEMENTS);
    let events = json["evenements"].as_array().unwrap();
    let postponed = events.iter().find(|event| event["id"] == "occ-reporte").unwrap();
    for field in ["premier_jour", "dernier_jour", "debut", "fin"] {
        assert!(postponed[field].is_null(), "{field}");
    }
    assert_eq!(postponed["ancienne_date"], "2027-05-22");
}

#[test]
fn every_field_of_open_data_is_explained() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/donnees-ouvertes.md")).unwrap();
    let table = text.split("| champ |").nth(1).unwrap();
    let explained: Vec<&str> = table.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    assert_eq!(explained, FIELDS);
}

/// The texts of an element of a file, in order.
fn elements<'x>(xml: &'x str, name: &str) -> Vec<&'x str> {
    let (begin, end) = (format!("<{name}>"), format!("</{name}>"));
    xml.split(begin.as_str()).skip(1).map(|rest| rest.split(end.as_str()).next().unwrap()).collect()
}

const NEWS: &str = "regions/occitanie/pages/actualites/ouverture.md";

#[test]
fn a_feed_tells_the_last_changes_first_and_knows_them_for_ever() {
    let news = "---\ntitre: Les inscriptions ouvrent\nresume: Enfin.\ndate: 2027-01-12\n---\nEnfin.\n";
    let base = with_real_theme(with(&[(FORUM, "id: occ-forum\nmis_a_jour: 2027-01-10"), (NEWS, news)]));
    let feed = |sources: &Sources| page(&built(sources).0, "occitanie/flux.atom");
    let first = feed(&base);
    let ids = elements(&first, "id");
    assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len());
    assert!(ids.iter().all(|id| id.starts_with("urn:uuid:") && id.len() == 45), "{ids:?}");
    assert_eq!(elements(&first, "title")[1..], ["Les inscriptions ouvrent", "Forum"]);
    let updated = elements(&first, "updated");
    assert_eq!(updated, ["2027-01-11T23:00:00Z", "2027-01-11T23:00:00Z", "2027-01-09T23:00:00Z"]);

    // Another title, another place, another host: the same entries.
    let mut moved = base.clone();
    replace(&mut moved, FORUM, "titre: Forum", "titre: Grand forum");
    replace(&mut moved, "escale.yaml", "https://tour.example.org/", "https://autre.example.org/");
    let text = String::from_utf8(moved.get(NEWS).unwrap().to_vec()).unwrap();
    let text = text.replace("date:", "anciennes_adresses: [actualites/ouverture/]\ndate:");
    let mut moved = without(moved, NEWS);
    moved.insert("regions/occitanie/pages/actualites/ouverture-des-inscriptions.md", text.into_bytes());
    assert_eq!(elements(&feed(&moved), "id"), ids);

    // What changes comes first, and a build on another day changes nothing.
    replace(&mut moved, FORUM, "2027-01-10", "2027-01-14");
    assert_eq!(elements(&feed(&moved), "title")[1], "Grand forum");
    let later = build(&base, &Options::at(at("2027-01-20T09:00:00Z"))).0;
    assert_eq!(page(&later, "occitanie/flux.atom"), first);
}

#[test]
fn a_site_with_nothing_to_tell_has_no_feed_and_no_open_data() {
    let (output, _) = built(&with_real_theme(with(&[("regions/la-reunion/region.yaml", super::project::REUNION)])));
    for file in ["flux.atom", "evenements.json", "evenements.csv", "agenda.ics"] {
        assert!(output.get(&format!("la-reunion/{file}")).is_none(), "{file}");
    }
    let list = page(&output, "la-reunion/evenements/index.html");
    assert!(!list.contains("flux.atom") && !list.contains("evenements.csv"));
}

#[test]
fn search_engines_are_told_every_page_once() {
    let output = real("2027-05-10T06:00:00Z");
    let robots = page(&output, "robots.txt");
    let mut told = BTreeSet::new();
    for address in robots.lines().filter_map(|line| line.strip_prefix("Sitemap: ")) {
        let path = address.strip_prefix("https://declics.example.org/").unwrap();
        for address in elements(&page(&output, path), "loc") {
            assert!(told.insert(address.to_owned()), "{address} twice");
        }
    }
    let canonical = Selector::parse("link[rel=canonical]").unwrap();
    let hidden = Selector::parse("meta[name=robots]").unwrap();
    let mut to_find = BTreeSet::new();
    for (_, html) in pages(&output) {
        let document = Html::parse_document(html);
        if document.select(&hidden).next().is_none() {
            to_find.insert(document.select(&canonical).next().unwrap().attr("href").unwrap().to_owned());
        }
    }
    assert_eq!(told, to_find);
}

#[test]
fn a_trial_is_not_to_be_found() {
    let mut options = Options::at(at(NOW));
    options.base_url = WebUrl::parse_site("https://essai.example.org/");
    let (output, _) = build(&programme(), &options);
    assert!(output.get("sitemap.xml").is_none());
    let robots = page(&output, "robots.txt");
    // What may not be read would not be known to be hidden.
    assert!(!robots.contains("Disallow") && !robots.contains("Sitemap"), "{robots}");
    assert!(page(&output, "index.html").contains("noindex"));
}

#[test]
fn robots_stand_at_the_root_of_a_host_only() {
    let mut sources = programme();
    replace(&mut sources, "escale.yaml", "https://tour.example.org/", "https://example.org/tour/");
    replace(&mut sources, "regions/la-reunion/region.yaml", "nom:", "url: https://reunion.example.org/\nnom:");
    let (output, _) = built(&sources);
    assert!(output.get("robots.txt").is_none() && output.get("occitanie/robots.txt").is_none());
    let own = page(&output, "la-reunion/robots.txt");
    assert!(own.ends_with("Sitemap: https://reunion.example.org/sitemap.xml\n"), "{own}");
}

#[test]
fn long_lists_of_pages_are_split() {
    let pages = || (0..7).map(|at| (format!("https://example.org/{at}/?a=1&b=2"), None));
    let count = |lists: &[String]| lists.iter().map(|list| elements(list, "loc").len()).collect::<Vec<_>>();
    assert_eq!(count(&lists(pages(), 50_000, 1 << 20)), [7]);
    assert_eq!(count(&lists(pages(), 3, 1 << 20)), [3, 3, 1]);
    let by_size = lists(pages(), 50_000, 300);
    assert!(by_size.len() > 1 && by_size.iter().all(|list| list.len() <= 300));
    assert_eq!(count(&by_size).iter().sum::<usize>(), 7);
    assert!(by_size[0].contains("?a=1&amp;b=2"));
}
