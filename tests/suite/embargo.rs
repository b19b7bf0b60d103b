//! Embargo: what visitors do not see yet, or no longer, leaves no trace in any file of the sites.
//!
//! Each kind of hidden thing is built as visitors find it: the sites must be, byte for byte, those without its files. Then
//! it is made public, and everything that only it mentions must show, so that the first half cannot hold for nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use escale::model::address::SiteId;
use escale::model::content::Content;
use escale::model::ledger;
use escale::model::origin::Unpublished;
use escale::model::store::NoStore;
use escale::output::{Bytes, Output};
use escale::preview::PageFacts;
use escale::problem::Level;
use escale::sources::Sources;
use escale::{Delivery, Options, build, build_each};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::project::{GIF, NOW, REUNION, VENUE, at, replace, with, with_real_theme};

/// How something is hidden at [`NOW`]: a line of its header, and the instant at which it is public.
#[derive(Debug, Clone, Copy)]
enum Way {
    /// It is published later, at this very instant.
    Later,
    /// It is a draft, and public when its file no longer says so.
    Draft,
    /// It was retired: until the second before, it was public.
    Retired,
}

const WAYS: [Way; 3] = [Way::Later, Way::Draft, Way::Retired];
const PUBLISHED: &str = "2027-01-31T23:00:00Z";
const RETIRED: &str = "2026-12-31T23:00:00Z";

impl Way {
    fn line(self) -> &'static str {
        match self {
            Self::Later => "publier_le: 2027-02-01",
            Self::Draft => "brouillon: oui",
            Self::Retired => "retirer_le: 2027-01-01",
        }
    }

    fn public(self) -> (&'static str, Timestamp) {
        match self {
            Self::Later => (self.line(), at(PUBLISHED)),
            Self::Draft => ("brouillon: non", at(NOW)),
            Self::Retired => (self.line(), at(RETIRED) - SignedDuration::from_secs(1)),
        }
    }
}

/// A thing that can be hidden.
struct Thing {
    /// Its files: in each, `HIDDEN` is the line that hides it.
    files: Vec<(String, String)>,
    /// What no file of the sites mentions without it, in small letters.
    traces: Vec<String>,
}

impl Thing {
    /// The same with names of its own: all of them begin with `zk`.
    fn named(self, sign: char) -> Self {
        let own = |text: &str| text.replace("zk", &format!("zk{sign}")).replace("Zk", &format!("Zk{sign}"));
        Self {
            files: self.files.iter().map(|(path, text)| (own(path), own(text))).collect(),
            traces: self.traces.iter().map(|trace| own(trace)).collect(),
        }
    }
}

const EVENT: &str = "id: zkid\ntitre: Zktitre\ntype: atelier\nresume: Zkresume.\ndate: 2027-09-23\nheure: 13:37\n\
    heure_fin: 15:38\nmode: hybride\nlieu: zklieu\nlien_direct: https://zksalle.example.org/\n\
    inscription: {lien: https://zkinscription.example.org/, telephone: 01 99 00 98 76, courriel: zkcourriel@example.org}\n\
    public: Zkpublic\ntarif: Zkprix\naccessibilite: {note: Zknote.}\npartenaires: [zkpartenaire]\n\
    intervenants: [Zkorateur]\nphase: 4\n\
    image: {fichier: ../images/zkimage.gif, description: Zkdescription, credit: Zkcredit}\n\
    anciennes_adresses: [evenements/zkancien/]\nHIDDEN\n---\n\
    Zktexte, [un lien](https://zklien.example.org/) et ![Zkalt](../images/zkdessin.gif)\n";
const OF_EVENT: [&str; 28] = [
    "zkid",
    "zktitre",
    "zkresume",
    "2027-09-23",
    "23 septembre 2027",
    "t13:37",
    "t15:38",
    "zksalle.example.org",
    "zkinscription.example.org",
    "+33199009876",
    "zkcourriel",
    "zkpublic",
    "zkprix",
    "zknote",
    "zkorateur",
    "zkimage",
    "zkdescription",
    "zkcredit",
    "zkancien",
    "zkevenement",
    "zktexte",
    "zklien.example.org",
    "zkalt",
    "zkdessin",
    "evenements/type/atelier/",
    "evenements/mode/hybride/",
    "evenements/departement/34/",
    "hérault",
];

const PARTNER: &str = "nom: Zknom\nrole: media\nresume: Zksommaire.\nsite: https://zksite.example.org/\n\
    logo: {fichier: ../images/zklogo.gif, description: Zkmarque}\nnoms_historiques: [{nom: Zkjadis, jusqu_au: 2020-12-31}]\n\
    anciennes_adresses: [partenaires/zkavant/]\n---\nZkprose.\n";
const OF_PARTNER: [&str; 9] = [
    "partenaires/zkpartenaire/",
    "zknom",
    "zksommaire",
    "zksite.example.org",
    "zklogo",
    "zkmarque",
    "zkjadis",
    "zkavant",
    "zkprose",
];

const VENUE_AT_RISK: &str = "nom: Zkhalle\nadresse: 7 rue Zkrue\ncode_postal: \"34000\"\ncommune: Montpellier\n\
    insee: \"34172\"\ntransport: Zktram\nacces: Zkcour\naccessibilite: {note: Zkrampe.}\n\
    anciennes_adresses: [/occitanie/lieux/zkjadis-ici/]\n";
const OF_VENUE: [&str; 8] =
    ["lieux/zklieu/", "zkhalle", "zkrue", "34000", "montpellier", "zktram", "zkcour", "zkrampe"];

const PAGE: &str = "---\ntitre: Zktitre\nresume: Zkresume.\nmenu: 1\nanciennes_adresses: [zkancien/]\nHIDDEN\n---\n\
    ## Zkpartie\n\nZktexte, [un lien](https://zklien.example.org/) et ![Zkalt](../images/zkdessin.gif)\n";
const OF_PAGE: [&str; 9] =
    ["zkpage", "zktitre", "zkresume", "zkancien", "zkpartie", "zktexte", "zklien.example.org", "zkalt", "zkdessin"];

/// An event, and below a folder the pictures, the partner and the venue that it alone mentions.
fn event(path: &str, own_line: &str, folder: &str) -> Thing {
    let image = |name: &str| (format!("{folder}/images/{name}.gif"), GIF.to_owned());
    let cards = [
        (format!("{folder}/partenaires/zkpartenaire.md"), PARTNER.to_owned()),
        (format!("{folder}/lieux/zklieu.yaml"), VENUE_AT_RISK.to_owned()),
        (path.to_owned(), EVENT.replace("HIDDEN", &format!("{own_line}HIDDEN"))),
    ];
    let traces = OF_EVENT.into_iter().chain(OF_PARTNER).chain(OF_VENUE).map(str::to_owned);
    Thing {
        files: ["zkimage", "zkdessin", "zklogo"].map(image).into_iter().chain(cards).collect(),
        traces: traces.collect(),
    }
}

/// A page with a picture in its text.
fn page(path: &str, own_line: &str, traces: &[&str]) -> Thing {
    let images = if path.starts_with("content/") { "content/images" } else { "regions/occitanie/images" };
    let up = "../".repeat(path.matches('/').count() - images.matches('/').count());
    let text = PAGE.replace("HIDDEN", &format!("{own_line}HIDDEN")).replace("../", &up);
    Thing {
        files: vec![(format!("{images}/zkdessin.gif"), GIF.to_owned()), (path.to_owned(), text)],
        traces: traces.iter().map(|trace| (*trace).to_owned()).collect(),
    }
}

/// Every kind of thing that can be hidden, in every kind of place.
fn things() -> Vec<Thing> {
    let edition = "edition: \"2027\"\n";
    let without_name = &OF_PAGE[1..];
    let as_news = [&OF_PAGE[..], &["actualites/", "2026-12-02"]].concat();
    let things = [
        // What a regional event cites is of the nation, then of the region.
        event("regions/occitanie/evenements/zkevenement.md", edition, "content"),
        event("regions/occitanie/evenements/zkevenement.md", edition, "regions/occitanie"),
        // National events of all regions and of one.
        event("content/evenements/zkevenement.md", "", "content"),
        event("content/evenements/zkevenement.md", "regions: [occitanie]\n", "content"),
        page("regions/occitanie/pages/zkpage.md", "", &OF_PAGE),
        page("content/pages/zkpage.md", "", &OF_PAGE),
        page("content/hub/zkpage.md", "", &OF_PAGE),
        page("content/pages/actualites/zkpage.md", "date: 2026-12-02\n", &as_news),
        // The text of a page that is made in any case.
        page("content/pages/contact.md", "", without_name),
    ];
    things.into_iter().zip('a'..).map(|(thing, sign)| thing.named(sign)).collect()
}

/// A region's version of a national event, which it hides as long as it is hidden itself.
fn version() -> Thing {
    let mut thing = event("regions/occitanie/evenements/commun.md", "", "content");
    let own = "id: commun\npartenaires: [zkpartenaire]\nresume: Zkresume.\nlieu: zklieu\nmode: sur-place\nHIDDEN";
    thing.files.retain(|(path, _)| !path.ends_with("zkimage.gif") && !path.ends_with("zkdessin.gif"));
    thing.files.last_mut().unwrap().1 = format!("---\n{own}\n---\n");
    thing.traces = ["zkresume"].into_iter().chain(OF_PARTNER).chain(OF_VENUE).map(str::to_owned).collect();
    thing
}

/// A programme of two regions in which everything is public.
fn base() -> Sources {
    const EDITION: &str = "editions:\n  - {id: \"2027\", titre: Édition, debut: 2027-05, partenaires: [vu]}\n";
    let mut sources = with(&[
        ("regions/occitanie/region.yaml", &format!("+{EDITION}")),
        ("regions/la-reunion/region.yaml", REUNION),
        ("content/partenaires/vu.md", "nom: Vu"),
        ("content/lieux/halle.yaml", VENUE),
        ("regions/occitanie/evenements/forum.md", "id: forum\npartenaires: [vu]\nlieu: halle\nmode: sur-place"),
        ("regions/la-reunion/evenements/forum.md", "id: forum-974\ntitre: Salon\nphase: 2"),
        ("content/evenements/commun.md", "id: commun\ntitre: Commun\ntype: rencontre"),
        (
            "content/pages/aide.md",
            "---\ntitre: Aide\nmenu: 3\n---\n[[événements]]\n\n[[partenaires]]\n\n[[parcours]]\n",
        ),
        ("content/hub/accueil.md", "---\ntitre: Accueil\n---\n[[prochains événements : 9]]\n\n[[partenaires]]\n"),
        (
            "themes/mini/templates/partage.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1200\" height=\"630\"><desc>{{ share_picture }}</desc></svg>",
        ),
    ]);
    // A page prints all that it is given.
    let templates: Vec<Arc<str>> = sources.below("themes/mini/templates/").map(|(path, _)| Arc::clone(path)).collect();
    for path in templates.iter().filter(|path| path.ends_with(".html") && !path.contains("/blocks/")) {
        replace(&mut sources, path, "<footer>", "<footer>{{ page }} {{ site }} ");
    }
    sources
}

fn added(base: &Sources, things: &[Thing], line: &str) -> Sources {
    let mut sources = base.clone();
    for (path, text) in things.iter().flat_map(|thing| &thing.files) {
        let text = text.replace("HIDDEN", line);
        sources.insert(path.as_str(), with(&[(path, &text)]).get(path).unwrap().to_vec());
    }
    sources
}

/// Every file; of a picture that is drawn later, the name tells what is in it.
fn all(output: &Output) -> BTreeMap<String, Vec<u8>> {
    let seen = |bytes: &Bytes| if matches!(bytes, Bytes::Later(_)) { Vec::new() } else { bytes.to_vec() };
    output.iter().map(|(path, file)| (path.to_owned(), seen(&file.bytes))).collect()
}

/// Every file as visitors find it at `now`; nothing is wrong in what was written.
fn visible(sources: &Sources, now: Timestamp) -> BTreeMap<String, Vec<u8>> {
    let (output, problems) = build(sources, &Options::at(now));
    let wrong: Vec<_> = problems.iter().filter(|problem| problem.level() > Level::Advice).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    all(&output)
}

/// Which of these traces are in an output, each with the first file that has it, in its name or in its bytes.
fn found<'t>(output: &BTreeMap<String, Vec<u8>>, traces: &[&'t str]) -> BTreeMap<&'t str, String> {
    let mut left: BTreeSet<&str> = traces.iter().copied().collect();
    let mut found = BTreeMap::new();
    for (path, bytes) in output {
        let text = format!("{path}\n{}", String::from_utf8_lossy(bytes).to_lowercase());
        let has_names = text.contains("zk");
        found.extend(
            left.extract_if(.., |trace| (has_names || !trace.contains("zk")) && text.contains(*trace))
                .map(|trace| (trace, path.clone())),
        );
    }
    found
}

/// Those that are nowhere.
fn missing<'t>(output: &BTreeMap<String, Vec<u8>>, traces: &[&'t str]) -> Vec<&'t str> {
    let found = found(output, traces);
    traces.iter().copied().filter(|trace| !found.contains_key(trace)).collect()
}

/// What the report for programs tells of changes to come, apart from the other files.
fn next_changes(output: &mut BTreeMap<String, Vec<u8>>) -> Vec<Value> {
    let report: Value = serde_json::from_slice(&output.remove("escale.json").unwrap()).unwrap();
    assert_eq!(report["valid_until"], report["next_changes"][0]);
    report["next_changes"].as_array().unwrap().clone()
}

/// Holds hidden things against the sites of `without`, which are made without their files, and against themselves once they
/// are public; `untold` is what the theme tells nobody.
#[track_caller]
fn check(base: &Sources, things: &[Thing], way: Way, without: Option<&BTreeMap<String, Vec<u8>>>, untold: &[&str]) {
    let is_told = |trace: &&str| !untold.iter().any(|untold| trace.ends_with(untold));
    let traces: Vec<&str> = things.iter().flat_map(|thing| &thing.traces).map(String::as_str).filter(is_told).collect();
    let hidden = added(base, things, way.line());
    let mut shown = visible(&hidden, at(NOW));
    assert_eq!(found(&shown, &traces), BTreeMap::new(), "{way:?}: visible already");
    let edge = match way {
        Way::Later => Some(at(PUBLISHED) - SignedDuration::from_secs(1)),
        Way::Draft => None,
        Way::Retired => Some(at(RETIRED)),
    };
    if let Some(now) = edge {
        assert!(visible(&hidden, now) == shown, "{way:?}: at {now} the sites are others");
    }
    if let Some(without) = without {
        let mut without = without.clone();
        let (own, others) = (next_changes(&mut shown), next_changes(&mut without));
        let all: BTreeSet<&String> = shown.keys().chain(without.keys()).collect();
        let different: Vec<_> = all.into_iter().filter(|path| shown.get(*path) != without.get(*path)).collect();
        assert!(different.is_empty(), "{way:?}: {different:?} are not what they are without it");
        // Of what is published later, programs learn when to build again, and nothing else.
        let of_hidden: Vec<&Value> = own.iter().filter(|change| !others.contains(change)).collect();
        assert_eq!(of_hidden.is_empty(), !matches!(way, Way::Later), "{way:?}: {of_hidden:?}");
        for change in of_hidden {
            let names: Vec<&str> = change.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!((&names[..], &change["what"]), (&["at", "what", "regions"][..], &Value::from("published")));
            assert_eq!(change["at"], own[0]["at"]);
        }
    }

    let (line, now) = way.public();
    let public = visible(&added(base, things, line), now);
    assert_eq!(missing(&public, &traces), Vec::<&str>::new(), "{way:?}: nowhere, although it is public");
    let (drafts, _) = build(&hidden, &Options { shows_drafts: true, ..Options::at(at(NOW)) });
    assert_eq!(missing(&all(&drafts), &traces), Vec::<&str>::new(), "{way:?}: not shown with drafts");
}

#[test]
fn nothing_hidden_leaves_a_trace_in_any_file_and_all_of_it_shows_once_it_is_public() {
    let base = base();
    let without = visible(&base, at(NOW));
    for way in WAYS {
        check(&base, &things(), way, Some(&without), &[]);
    }
}

#[test]
fn a_hidden_version_of_a_national_event_leaves_no_trace_of_what_it_cites() {
    for way in WAYS {
        check(&base(), &[version()], way, None, &[]);
    }
}

/// The real theme shows less than all that it is given, in its own words and pictures.
#[test]
fn the_real_theme_shows_nothing_hidden_either() {
    let base = with_real_theme(base());
    let without = visible(&base, at(NOW));
    check(&base, &things(), Way::Later, Some(&without), &["credit", "t15:38"]);
}

/// A region's page hides the national one in each region: it is nowhere.
#[test]
fn a_page_that_regions_hide_is_in_no_file() {
    let base = base();
    let mut sources = added(&base, &[page("content/pages/zkpage.md", "", &OF_PAGE)], "brouillon: non");
    let public = visible(&sources, at(NOW));
    for region in ["occitanie", "la-reunion"] {
        sources.insert(format!("regions/{region}/pages/zkpage.md"), *b"---\nmasquer: oui\n---\n");
    }
    let hidden = visible(&sources, at(NOW));
    assert_eq!(missing(&public, &OF_PAGE), Vec::<&str>::new());
    assert_eq!(found(&hidden, &OF_PAGE), BTreeMap::new());
    assert!(hidden == visible(&base, at(NOW)));
}

/// What is understood of a programme at an instant.
fn content(sources: &Sources, now: &str) -> Content {
    escale::parse::parse(sources, at(now), &NoStore).content.unwrap()
}

fn has(content: &Content, site: &str, address: &str) -> bool {
    let id =
        if site.is_empty() { SiteId::Hub } else { SiteId::Region(escale::model::address::Slug::parse(site).unwrap()) };
    content.sites[&id].pages.contains_key(address)
}

/// A partner and a venue of the nation and of Occitanie, with other files of the same short form.
fn cards(others: &[(&str, &str)]) -> Sources {
    let mut files = vec![
        ("content/partenaires/national.md", "nom: National"),
        ("content/lieux/nationale.yaml", VENUE),
        ("regions/occitanie/partenaires/regional.md", "nom: Régional"),
        ("regions/occitanie/lieux/regionale.yaml", VENUE),
    ];
    files.extend_from_slice(others);
    with(&files)
}

/// Which of their pages are there: the national partner on the hub and in the region, the region's own; then venues.
fn pages(sources: &Sources, now: &str) -> String {
    let content = content(sources, now);
    [
        ("", "partenaires/national/"),
        ("occitanie", "partenaires/national/"),
        ("occitanie", "partenaires/regional/"),
        ("occitanie", "lieux/nationale/"),
        ("occitanie", "lieux/regionale/"),
        ("occitanie", "lieux/"),
    ]
    .map(|(site, address)| if has(&content, site, address) { 'x' } else { '.' })
    .iter()
    .collect()
}

#[test]
fn a_file_is_shown_by_itself_until_only_hidden_events_cite_it() {
    const LATER: &str = "mode: sur-place\nlieu: LIEU\npartenaires: [national, regional]\npublier_le: 2027-02-01";
    let (at_national, at_regional) = (LATER.replace("LIEU", "nationale"), LATER.replace("LIEU", "regionale"));
    let event = "regions/occitanie/evenements/e.md";
    assert_eq!(pages(&cards(&[]), NOW), "x.x.xx");
    assert_eq!(pages(&cards(&[(event, &at_national)]), NOW), "....xx");
    assert_eq!(pages(&cards(&[(event, &at_regional)]), NOW), "......");
    assert_eq!(pages(&cards(&[(event, &at_national)]), PUBLISHED), "xxxxxx");
    assert_eq!(pages(&cards(&[(event, &at_regional)]), PUBLISHED), "xxx.xx");
    // The first that is public is enough, and so is a stop.
    let other = ("regions/occitanie/evenements/f.md", "id: f\npartenaires: [national]");
    assert_eq!(pages(&cards(&[(event, &at_regional), other]), NOW), "xx....");
    let stop = "+editions:\n  - {id: \"2027\", titre: É, debut: 2027-05, partenaires: [regional]}\n";
    assert_eq!(pages(&cards(&[(event, &at_regional), ("regions/occitanie/region.yaml", stop)]), NOW), "..x...");
    // Of a national event, what the region says is what counts there.
    let national = ("content/evenements/n.md", "id: n\npartenaires: [national]\npublier_le: 2027-02-01");
    let own = ("regions/occitanie/evenements/n.md", "---\npublier_le: 2027-01-01\n---\n");
    assert_eq!(pages(&cards(&[national]), NOW), "..x.xx");
    assert_eq!(pages(&cards(&[national, own]), NOW), "xxx.xx");
}

#[test]
fn a_page_that_was_published_once_goes_on_being_there() {
    let later = "mode: sur-place\nlieu: regionale\npartenaires: [national, regional]\nbrouillon: oui";
    let event = ("regions/occitanie/evenements/e.md", later);
    let known = "/partenaires/national/\n/occitanie/partenaires/regional/\n/occitanie/lieux/regionale/\n";
    assert_eq!(pages(&cards(&[event, (ledger::FILE, known)]), NOW), "x.x.xx");
    // Where it is said to be gone, and in other sites, nothing was published.
    let gone = known.replace("regionale/", "regionale/  disparue").replace("/occitanie/part", "/bretagne/part");
    assert_eq!(pages(&cards(&[event, (ledger::FILE, &gone)]), NOW), "x.....");
    // It is the same page under its new name.
    let renamed = ("content/partenaires/national.md", "nom: N\nanciennes_adresses: [partenaires/autre/]");
    assert_eq!(pages(&cards(&[event, renamed, (ledger::FILE, "/partenaires/autre/\n")]), NOW), "x.....");
}

/// An event whose file is broken may cite anything: the hub does not wait for the region, nor tells what it hides.
#[test]
fn a_slip_in_a_hidden_event_does_not_give_away_what_it_cites() {
    let slips = [
        "partenaires: [national]\npublier_le: 2027-02-31",
        "partenaires: [natoinal]\npublier_le: 2027-02-01",
        "partenaires: [national]\nretirer_le: hier",
        "---\n---\n<<<<<<< ici",
    ];
    for slip in slips {
        let sources = cards(&[
            ("regions/la-reunion/region.yaml", REUNION),
            ("regions/la-reunion/evenements/e.md", slip),
            ("content/partenaires/public.md", "nom: Public"),
            ("regions/occitanie/evenements/f.md", "id: f\npartenaires: [public]"),
        ]);
        let made = Made::default();
        let Ok(built) = build_each(&sources, &Options::at(at(NOW)), &made);
        assert_eq!(built.blocked.iter().map(ToString::to_string).collect::<Vec<_>>(), ["la-reunion"], "{slip}");
        let made = made.0.into_inner().unwrap();
        assert_eq!(found(&made, &["national/"]), BTreeMap::new(), "{slip}");
        assert_eq!(missing(&made, &["partenaires/public/"]), Vec::<&str>::new(), "{slip}");
    }
}

/// Takes the sites that are made.
#[derive(Default)]
struct Made(Mutex<BTreeMap<String, Vec<u8>>>);

impl Delivery for Made {
    type Error = std::convert::Infallible;

    fn deliver(&self, _: &SiteId, output: Output) -> Result<(), Self::Error> {
        self.0.lock().unwrap().extend(all(&output));
        Ok(())
    }
}

#[test]
fn the_preview_says_why_visitors_do_not_see_a_partner() {
    let sources = cards(&[("regions/occitanie/evenements/e.md", "partenaires: [national]\npublier_le: 2027-02-01")]);
    let ribbon = |address: &str, now: &str| {
        let look = escale::parse::Look { now: at(NOW), shows_drafts: true, is_trial: false };
        let parsed = escale::parse::parse_again(&sources, look, &NoStore, &escale::parse::Memory::default());
        PageFacts::of(&parsed.content.unwrap(), address, at(now)).unwrap().ribbon
    };
    assert_eq!(ribbon("occitanie/partenaires/national/", NOW), Some(Unpublished::Unannounced));
    assert_eq!(ribbon("partenaires/national/", NOW), Some(Unpublished::Unannounced));
    assert_eq!(ribbon("occitanie/partenaires/national/", PUBLISHED), None);
    assert_eq!(ribbon("occitanie/partenaires/regional/", NOW), None);
    assert_eq!(ribbon("occitanie/lieux/regionale/", NOW), None);
}
