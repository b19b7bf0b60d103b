//! What the browser shows beside a site: the script in the pages, views, the JSON of the bar.

use std::collections::BTreeSet;

use escale::model::change::{Change, ChangeKind};
use escale::model::origin::Unpublished;
use escale::model::time::{When, Zone};
use escale::preview::{
    ASSETS, Changes, PageFacts, PartRole, Queue, RegionLink, State, Ticket, View, VisitorChange, What, blocked_page,
    confirm_page, page_asked, with_script,
};
use escale::problem::{Kind, Language, Problems};
use escale::sources::{Place, Sources};
use jiff::Timestamp;
use jiff::civil::{date, datetime};
use proptest::prelude::*;
use scraper::{Html, Selector};
use serde_json::{Value, json};

use super::project::{NOW, cases, with};

const SCRIPT: &str = "<script src=\"/.escale/apercu.js\" defer></script>";

#[track_caller]
fn check_script(html: &str, expected: &str) {
    assert_eq!(String::from_utf8(with_script(html.as_bytes())).unwrap(), expected.replace('§', SCRIPT));
}

#[test]
fn the_script_stands_right_before_the_end_of_the_body() {
    check_script("<body><p>é</body></html>\n", "<body><p>é§</body></html>\n");
    check_script("<BODY></BODY >", "<BODY>§</BODY >");
    check_script("<body></body\n>", "<body>§</body\n>");
    check_script("<body></body><body></body>", "<body></body><body>§</body>");
    check_script("<body></bodyguard></body>", "<body></bodyguard>§</body>");
    check_script("<body></bodyguard>", "<body></bodyguard>§");
    check_script("<body></body", "<body></body§");
    check_script("<p>no body", "<p>no body§");
    check_script("", "§");
}

#[test]
fn a_page_with_the_script_loses_nothing_whatever_its_bytes() {
    let html = b"\xff\xfe</body>\0";
    let served = with_script(html);
    assert_eq!([&b"\xff\xfe"[..], SCRIPT.as_bytes(), b"</body>\0"].concat(), served);
}

#[test]
fn a_view_has_one_way_to_be_written() {
    let at = Some(datetime(2027, 5, 10, 8, 0, 0, 0));
    for (segment, view) in [
        ("@2027-05-10T08:00", View { at, has_drafts: false }),
        ("@brouillons", View { at: None, has_drafts: true }),
        ("@2027-05-10T08:00+brouillons", View { at, has_drafts: true }),
    ] {
        assert_eq!(View::parse(segment), Some(view));
        assert_eq!(view.segment(), segment);
        assert_eq!(view.prefix(), format!("/{segment}"));
    }
    for text in [
        "",
        "@",
        "brouillons",
        "@Brouillons",
        "@+brouillons",
        "@brouillons+brouillons",
        "@brouillons+2027-05-10T08:00",
        "@2027-05-10",
        "@2027-05-10T8:00",
        "@2027-05-10T08:00:00",
        "@2027-05-10T24:00",
        "@2027-05-10T08:60",
        "@2027-05-10T+8:00",
        "@2027-05-10T08:+0",
        "@2027-02-30T08:00",
        "@1027-05-10T08:00",
        "@2027-05-10T08:00+",
        "@2027-05-10T08:00+brouillons+",
        "@2027-05-10T08:00 brouillons",
        "@2027-05-10T08:00/",
        "@２０２７-05-10T08:00",
    ] {
        assert_eq!(View::parse(text), None, "{text}");
    }
}

#[test]
fn an_address_is_in_a_view() {
    let drafts = View { at: None, has_drafts: true };
    assert_eq!(View::of("/occitanie/"), Some((View::default(), "/occitanie/")));
    assert_eq!(View::of("/"), Some((View::default(), "/")));
    assert_eq!(View::of("/@brouillons/occitanie/"), Some((drafts, "/occitanie/")));
    assert_eq!(View::of("/@brouillons/"), Some((drafts, "/")));
    assert_eq!(View::of("/@brouillons"), Some((drafts, "/")));
    assert_eq!(View::of("/@hier/occitanie/"), None);
    assert_eq!(View::of("/occitanie/@hier/"), Some((View::default(), "/occitanie/@hier/")));
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn views_survive_their_address(day in 0..100_000_i64, minute in proptest::option::of(0..1_440_i64), has_drafts: bool) {
        let first = datetime(1900, 1, 1, 0, 0, 0, 0);
        let at = minute.map(|minute| first + jiff::Span::new().days(day).minutes(minute));
        let view = View { at, has_drafts };
        let address = format!("{}/a/", view.prefix());
        prop_assert_eq!(View::of(&address), Some((view, "/a/")));
    }

    #[test]
    fn any_text_is_read_as_a_view_only_as_it_is_written(text in "@?[-0-9T:+a-z]{0,30}|\\PC{0,20}") {
        if let Some(view) = View::parse(&text) {
            prop_assert_eq!(view.segment(), text);
        }
    }
}

#[test]
fn what_is_asked_for_last_is_made_first_and_one_thing_is_made_once() {
    let mut queue = Queue::new(3);
    let [a, b] = ["a", "b"].map(|what| queue.join(what));
    assert_eq!(queue.join("a"), a, "the second who asks waits for the same");
    assert_eq!(queue.take(), Some((a, "a")));
    assert!(queue.has(a) && queue.has(b), "what is being made is waited for");
    let later = queue.join("a");
    assert!(later > a, "what is asked for while it is made is asked for anew");
    queue.done();
    assert!(!queue.has(a) && queue.has(later));
    assert_eq!([queue.take(), queue.take(), queue.take()], [Some((later, "a")), Some((b, "b")), None]);
    assert!(queue.is_empty());
}

#[test]
fn what_nobody_waits_for_is_not_made() {
    let mut queue = Queue::new(3);
    let gone = queue.join("gone");
    let shared = queue.join("shared");
    queue.join("shared");
    queue.leave(shared);
    queue.leave(gone);
    queue.leave(gone);
    assert!(queue.has(shared) && !queue.has(gone));
    assert_eq!([queue.take(), queue.take()], [Some((shared, "shared")), None]);
    // Whoever goes while it is made takes nothing from those who come.
    let again = queue.join("shared");
    queue.leave(shared);
    assert_eq!(queue.take(), Some((again, "shared")));
}

#[test]
fn three_hundred_who_ask_are_a_short_queue_and_the_others_know_at_once() {
    let mut queue = Queue::new(16);
    let tickets: Vec<Ticket> = (0..300).map(|number| queue.join(number)).collect();
    let waiting: Vec<usize> = (0..300).filter(|number| queue.has(tickets[*number])).collect();
    assert_eq!(waiting, (284..300).collect::<Vec<_>>());
    // What is asked for again is no longer the oldest.
    queue.join(284);
    queue.join(300);
    assert!(queue.has(tickets[284]) && !queue.has(tickets[285]));
    // What was dropped and is asked for again is waited for by those who ask now.
    let again = queue.join(0);
    assert!(!queue.has(tickets[0]) && queue.has(again));
    let mut made = Vec::new();
    while let Some((_, number)) = queue.take() {
        made.push(number);
        queue.done();
    }
    assert_eq!(made.len(), 16);
    assert_eq!(made[..4], [0, 300, 284, 299]);
}

#[test]
fn whoever_comes_from_another_site_is_led_on_by_a_link_of_this_one() {
    for (language, lang, words) in [
        (Language::French, "fr", "Ouvrir cette page de l’aperçu\u{202f}?"),
        (Language::English, "en", "Open this page"),
    ] {
        let page = confirm_page("/@2027-05-10T08:00/%C3%A9t%C3%A9/?a=1&b=\"><script>", language);
        let html = Html::parse_document(std::str::from_utf8(&page).unwrap());
        let all = |selector| html.select(&Selector::parse(selector).unwrap()).collect::<Vec<_>>();
        let hrefs: Vec<_> = all("a").iter().map(|link| link.attr("href").unwrap()).collect();
        assert_eq!(hrefs, ["/@2027-05-10T08:00/%C3%A9t%C3%A9/?a=1&b=\"><script>"]);
        assert_eq!((all("script").len(), all("html")[0].attr("lang")), (0, Some(lang)));
        assert!(all("h1")[0].inner_html().starts_with(words), "{}", all("h1")[0].inner_html());
    }
}

#[test]
fn the_page_that_is_asked_for_is_read_from_the_query() {
    assert_eq!(page_asked("page=%2Foccitanie%2F"), Some("/occitanie/".to_owned()));
    assert_eq!(
        page_asked("a=b&page=/%402027-05-10T08%3A00%2Bbrouillons/"),
        Some("/@2027-05-10T08:00+brouillons/".to_owned())
    );
    assert_eq!(page_asked("pages=/"), None);
}

const EVENT: &str = "regions/occitanie/evenements/2027-05-17-forum.md";
const EVIL: &str = "</script><img src=x onerror=alert(1)>";

/// A project with an event that escapes from nothing, its problem, and the facts of its page.
fn project() -> (Sources, Problems, PageFacts) {
    let text = format!(
        "---\nid: forum\ntitre: '{EVIL}'\ntype: forum\nresume: Venez.\ndate: 2027-05-17\nmode: en-ligne\nlien_direct: https://a.example.org/\n---\n"
    );
    let sources = with(&[(EVENT, &text)]);
    let content = escale::parse::parse(&sources, now(), &escale::model::store::NoStore).content.unwrap();
    let facts = PageFacts::of(&content, "occitanie/evenements/2027-05-17-forum/", now()).unwrap();
    let mut problems = Problems::new();
    let unknown = |id: &str| Kind::UnknownPartner { id: id.to_owned(), suggestion: None };
    problems.push(Place::line(&"escale.yaml".into(), 1), unknown("ailleurs"));
    problems.push(Place { file: EVENT.into(), line: 3, column: 1, length: 5 }, unknown(EVIL));
    (sources, problems, facts)
}

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn state(language: Language, view: View, change: impl FnOnce(&mut State)) -> Value {
    let (sources, problems, facts) = project();
    let region = |name: &str, address: &str, is_current| RegionLink {
        name: name.to_owned(),
        address: address.to_owned(),
        is_current,
        is_blocked: is_current,
    };
    let mut state = State {
        version: 7,
        language,
        view,
        at: view.at.unwrap_or(datetime(2027, 1, 15, 10, 0, 0, 0)),
        address: "/occitanie/evenements/2027-05-17-forum/",
        regions: vec![region("Site national", "/", false), region("Occitanie", "/occitanie/", true)],
        problems: &problems,
        sources: &sources,
        page: Some(facts),
        next_change: None,
    };
    change(&mut state);
    serde_json::from_str(&state.json()).unwrap()
}

#[test]
fn the_state_leads_to_this_page_in_every_view() {
    let view = View { at: Some(datetime(2027, 5, 10, 8, 0, 0, 0)), has_drafts: true };
    let page = "/occitanie/evenements/2027-05-17-forum/";
    let state = state(Language::French, view, |state| {
        let at = "2027-05-31T10:00[Indian/Reunion]".parse().unwrap();
        state.next_change = Some(Change {
            at,
            kind: ChangeKind::EventStarts,
            title: "Forum".to_owned(),
            file: "regions/la-reunion/evenements/2027-05-31-forum.md".into(),
            is_public: true,
            name: "forum".to_owned(),
            sites: BTreeSet::new(),
        });
    });
    assert_eq!(
        state["view"],
        json!({
            "prefix": "/@2027-05-10T08:00+brouillons",
            "says": "10 mai 2027 à 8\u{a0}h",
            "value": "2027-05-10T08:00",
            "has_drafts": true,
            "at": ["/@", format!("+brouillons{page}")],
            "now": format!("/@brouillons{page}"),
            "drafts": format!("/@2027-05-10T08:00{page}"),
        })
    );
    assert_eq!(state["version"], 7);
    assert_eq!(
        state["regions"][1],
        json!({ "name": "Occitanie", "href": "/@2027-05-10T08:00+brouillons/occitanie/", "is_current": true, "is_blocked": true })
    );
    assert_eq!(
        state["valid_until"],
        json!({
            "text": "Valable jusqu’au 31 mai 2027 à 10\u{a0}h, Indian/Reunion (début de «\u{a0}Forum\u{a0}»)",
            "href": format!("/@2027-05-31T08:00+brouillons{page}"),
        })
    );
}

#[test]
fn problems_of_this_page_come_first_and_what_is_written_stays_text() {
    let state = state(Language::French, View::default(), |_| {});
    let problems = &state["problems"];
    assert_eq!(problems["total"], 2);
    assert_eq!(problems["label"], "2 problèmes");
    assert_eq!(problems["summary"], "2 problèmes\u{a0}: 2 bloquants.");
    assert_eq!(problems["blocking"][1]["title"], format!("Le partenaire « {EVIL} » n'est pas dans la liste."));
    let html = Html::parse_fragment(problems["html"].as_str().unwrap());
    let select = |selector| html.select(&Selector::parse(selector).unwrap()).count();
    assert_eq!((select("img"), select("script"), select("h3"), select("h4")), (0, 0, 2, 2));
    let first = html.select(&Selector::parse("h3").unwrap()).next().unwrap();
    assert_eq!(first.inner_html(), EVENT);
}

#[test]
fn the_problem_of_a_moved_line_is_the_same_problem() {
    let key = |line| {
        state(Language::French, View::default(), |state| {
            let mut problems = Problems::new();
            let kind = Kind::UnknownPartner { id: "a".to_owned(), suggestion: None };
            problems.push(Place::line(&EVENT.into(), line), kind);
            state.problems = Box::leak(Box::new(problems));
        })["problems"]["blocking"]
            .clone()
    };
    assert_eq!(key(3), key(4));
}

#[test]
fn very_many_problems_are_told_in_part() {
    let state = state(Language::English, View::default(), |state| {
        let mut problems = Problems::new();
        for number in 0..10_000 {
            let file = format!("regions/occitanie/evenements/{number}.md").into();
            problems.push(Place::file(&file), Kind::UnknownPartner { id: "a".to_owned(), suggestion: None });
        }
        state.problems = Box::leak(Box::new(problems));
    });
    let html = state["problems"]["html"].as_str().unwrap();
    assert_eq!(html.matches("<li>").count(), 200);
    assert!(html.ends_with("<p>… and 9,800 more.</p>\n"));
    assert_eq!(state["problems"]["blocking"].as_array().unwrap().len(), 200);
    assert!(state.to_string().len() < 200_000);
}

#[test]
fn a_page_says_where_it_comes_from() {
    let page = &state(Language::French, View::default(), |_| {})["page"];
    assert_eq!(page["places"], json!([{ "label": "Fichier", "text": EVENT, "copied": EVENT }]));
    assert_eq!(page["fields"][1], json!({ "label": "titre", "text": "ligne 3", "copied": format!("{EVENT}:3") }));
    assert_eq!(page["made"], Value::Null);
    assert_eq!(page["ribbon"], Value::Null);
    let page = state(Language::English, View::default(), |state| state.page = None);
    assert_eq!(page["page"], Value::Null);
}

#[test]
fn a_page_that_escale_makes_says_so_and_names_its_text() {
    let sources = with(&[("content/pages/accueil.md", "---\ntitre: Accueil\n---\nBonjour.\n")]);
    let content = escale::parse::parse(&sources, now(), &escale::model::store::NoStore).content.unwrap();
    let facts = |address| PageFacts::of(&content, address, now());
    let home = facts("occitanie/").unwrap();
    assert_eq!(home.source, None);
    assert_eq!((home.parts[0].role, &*home.parts[0].file), (PartRole::Text, "content/pages/accueil.md"));
    assert_eq!(facts("occitanie/evenements/").unwrap().parts, []);
    assert_eq!(facts("occitanie/nulle-part/"), None);
    let made = state(Language::French, View::default(), |state| state.page = facts("occitanie/"));
    assert!(made["page"]["made"].as_str().unwrap().starts_with("Cette page est faite par escale"));
    assert_eq!(made["page"]["places"][0]["text"], "content/pages/accueil.md");
}

#[test]
fn a_page_says_why_visitors_do_not_see_it() {
    let event = |window: &str| {
        let text = format!(
            "---\nid: forum\ntitre: Forum\ntype: forum\nresume: Venez.\ndate: 2027-05-17\nmode: en-ligne\nlien_direct: https://a.example.org/\n{window}\n---\n"
        );
        let sources = with(&[(EVENT, &text)]);
        let then = "2027-05-10T06:00:00Z".parse().unwrap();
        let content = escale::parse::parse(&sources, then, &escale::model::store::NoStore).content.unwrap();
        PageFacts::of(&content, "occitanie/evenements/2027-05-17-forum/", now()).unwrap().ribbon
    };
    assert_eq!(event("revision: 0"), None);
    assert!(matches!(event("publier_le: 2027-05-03 09:00"), Some(Unpublished::Later(_))));
    let said = |ribbon: Unpublished, language| {
        let state = state(language, View::default(), |state| state.page.as_mut().unwrap().ribbon = Some(ribbon));
        state["page"]["ribbon"].clone()
    };
    let at: jiff::ZonedDateTime = "2027-05-03T09:00[Europe/Paris]".parse().unwrap();
    for (ribbon, language, kind, text) in [
        (Unpublished::Draft, Language::French, "draft", "Brouillon\u{a0}: cette page n’est pas publiée"),
        (Unpublished::Later(at.clone()), Language::French, "later", "Publiée le 3 mai 2027 à 9\u{a0}h"),
        (Unpublished::Retired(at.clone()), Language::French, "retired", "Retirée depuis le 3 mai 2027 à 9\u{a0}h"),
        (Unpublished::Later(at), Language::English, "later", "Published on 3 May 2027 at 09:00"),
    ] {
        assert_eq!(said(ribbon, language), json!({ "kind": kind, "text": text }));
    }
}

#[test]
fn what_would_change_for_visitors_is_told_by_kind() {
    let paris = Zone::paris();
    let days = |first, last| When::days(&paris, first, last).unwrap();
    let (former, new) = (date(2027, 5, 17), date(2027, 5, 21));
    let hours = When::from_to(
        "2027-05-17T14:00[Europe/Paris]".parse().unwrap(),
        "2027-05-17T16:30[Europe/Paris]".parse().unwrap(),
    )
    .unwrap();
    let change = |what, title: &str| VisitorChange { what, title: title.to_owned(), address: format!("/{title}/") };
    let view = View { at: None, has_drafts: true };
    let changes = |is_published, changes| Changes { view, is_published, changes };
    let told = |changes: &Changes, language| serde_json::from_str::<Value>(&changes.json(language)).unwrap();
    let all = changes(
        true,
        vec![
            change(What::PageRemoved, "z"),
            change(What::EventMoved { former: days(former, former), new: Some(days(former, new)) }, "b"),
            change(What::EventMoved { former: days(former, new), new: None }, "a"),
            change(What::EventAdded(hours.clone()), "n"),
            change(What::EventCancelled(hours), "c"),
        ],
    );
    let line = |title: &str, detail: &str| json!({ "title": title, "detail": detail, "href": format!("/@brouillons/{title}/") });
    assert_eq!(
        told(&all, Language::French)["groups"],
        json!([
            { "heading": "Évènements ajoutés", "count": 1, "lines": [line("n", "17 mai 2027 de 14\u{a0}h à 16\u{a0}h\u{a0}30")], "others": null },
            { "heading": "Évènements déplacés", "count": 2, "lines": [
                line("a", "du 17 au 21 mai 2027 → date à préciser"),
                line("b", "17 mai 2027 → du 17 au 21 mai 2027"),
            ], "others": null },
            { "heading": "Évènements annulés", "count": 1, "lines": [line("c", "prévu\u{a0}: 17 mai 2027 de 14\u{a0}h à 16\u{a0}h\u{a0}30")], "others": null },
            { "heading": "Pages supprimées", "count": 1, "lines": [{ "title": "z", "detail": null, "href": null }], "others": null },
        ])
    );
    assert_eq!(told(&all, Language::English)["groups"][0]["lines"][0]["detail"], "17 May 2027 from 14:00 to 16:30");
    assert!(
        told(&changes(true, Vec::new()), Language::French)["note"].as_str().unwrap().starts_with("Rien ne changerait")
    );
    assert!(
        told(&changes(false, Vec::new()), Language::French)["note"]
            .as_str()
            .unwrap()
            .starts_with("Rien n’est encore publié")
    );
    let many = changes(true, (0..150).map(|number| change(What::PageChanged, &number.to_string())).collect());
    let many = told(&many, Language::French);
    assert_eq!(many["groups"][0]["lines"].as_array().unwrap().len(), 100);
    assert_eq!(many["groups"][0]["others"], "… et 50 autres.");
}

#[test]
fn without_any_site_there_is_a_page_of_the_problems() {
    let (sources, problems, _) = project();
    let page = String::from_utf8(blocked_page(&problems, &sources, Language::French)).unwrap();
    assert!(page.starts_with("<!doctype html>\n<html lang=\"fr\">"));
    assert!(page.ends_with(&format!("{SCRIPT}</body>\n</html>\n")));
    assert!(!page.contains("<img"));
}

/// What the script takes from the state by this name: `words.close`.
fn taken(script: &str, name: &str) -> BTreeSet<String> {
    let is_word = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
    let name = format!("{name}.");
    let uses = script.split(&name).skip(1);
    uses.map(|rest| rest.chars().take_while(is_word).collect()).collect()
}

#[test]
fn the_script_knows_every_word_and_uses_it() {
    let bar = ASSETS.iter().find(|(address, _)| address.ends_with("barre.js")).unwrap().1;
    let mut used = taken(bar, "words");
    used.extend(["lost".to_owned(), "gone".to_owned()]);
    for language in [Language::French, Language::English] {
        let state = state(language, View::default(), |_| {});
        let known: BTreeSet<String> = state["words"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(known, used);
        assert!(state["words"].as_object().unwrap().values().all(|word| !word.as_str().unwrap().is_empty()));
    }
}

#[test]
fn scripts_hold_no_sentence_and_nothing_that_the_policy_of_pages_forbids() {
    for (address, text) in ASSETS {
        let is_script = address.ends_with(".js");
        let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        assert!(code.is_ascii() || !is_script, "{address} holds a sentence");
        for forbidden in ["eval(", "new Function", "style=", ".cssText", "http://", "https://", "document.cookie"] {
            let code = code.replace("http://www.w3.org/2000/svg", "");
            assert!(!code.contains(forbidden), "{forbidden} in {address}");
        }
    }
}
