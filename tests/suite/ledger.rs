//! Published addresses: old ones lead to where the page is, lost ones are told.

use std::collections::BTreeSet;
use std::sync::Arc;

use escale::model::ledger::Ledger;
use escale::model::site::Published;
use escale::output::MARK_FOR_HOSTS;
use escale::problem::show::{self, Style};
use escale::problem::{Language, Problems};
use escale::sources::Sources;
use escale::{Options, build};
use proptest::prelude::*;

use super::project::{
    NOW, REUNION, VENUE, at, built, cases, lines, page, partner, problems, with, with_real_theme, without,
};

const LEDGER: &str = ".escale/adresses.txt";
const EVENT: &str = "regions/occitanie/evenements/forum.md";

/// The page of a site, with addresses that it had before.
fn page_with(former: &str) -> String {
    format!("---\ntitre: Page\nanciennes_adresses: {former}\n---\n")
}

fn partner_with(former: &str) -> String {
    partner(&format!("anciennes_adresses: {former}"))
}

/// Every former address of the output, with where it leads.
fn redirects(sources: &Sources) -> String {
    let (output, problems) = built(sources);
    assert_eq!(lines(&problems), "");
    let line = |(path, file): (&str, &escale::output::File)| {
        let text = std::str::from_utf8(&file.bytes).ok()?;
        let view = text.split_once("<h1>titre_deplacee {nom}{dans_region}{titre}{n}</h1>")?.1;
        let footer = view.split_once("<footer>")?.1.split_whitespace().next()?;
        Some(format!("{path} → {footer}\n"))
    };
    output.iter().filter_map(line).collect()
}

/// Everything told, in French, with its lines.
fn told(sources: &Sources) -> String {
    told_of(&built(sources).1, sources)
}

fn told_of(problems: &Problems, sources: &Sources) -> String {
    show::text(problems, sources, Style { language: Language::French, has_colour: false })
}

#[test]
fn every_kind_of_page_that_moved_is_found_at_its_old_address() {
    let sources = with(&[
        (EVENT, "anciennes_adresses: [evenements/ancien/, /occitanie/forum]"),
        ("regions/occitanie/pages/aide.md", &page_with("/occitanie/faq/index.html")),
        ("regions/occitanie/pages/contact.md", &page_with("nous-ecrire/")),
        ("regions/occitanie/pages/accueil.md", &page_with("[bienvenue]")),
        (
            "regions/occitanie/partenaires/asso.md",
            &partner_with("https://tour.example.org/occitanie/partenaires/vieux/"),
        ),
        ("regions/occitanie/lieux/maison.yaml", &format!("{VENUE}anciennes_adresses: lieux/maison-vieille/\n")),
    ]);

    assert_eq!(
        redirects(&sources),
        "\
occitanie/bienvenue/index.html → ../
occitanie/evenements/ancien/index.html → ../../evenements/forum/
occitanie/faq/index.html → ../aide/
occitanie/forum/index.html → ../evenements/forum/
occitanie/lieux/maison-vieille/index.html → ../../lieux/maison/
occitanie/nous-ecrire/index.html → ../contact/
occitanie/partenaires/vieux/index.html → ../../partenaires/asso/
"
    );
}

#[test]
fn a_national_page_moves_in_each_site_that_has_it() {
    let sources = with(&[
        ("regions/la-reunion/region.yaml", REUNION),
        ("content/evenements/direct.md", "id: n\nanciennes_adresses: [evenements/vieux/, /la-reunion/direct-974/]"),
        ("content/pages/aide.md", &page_with("[faq, /occitanie/aide-occitane]")),
        ("content/hub/a-propos.md", &page_with("/qui-sommes-nous/")),
    ]);

    assert_eq!(
        redirects(&sources),
        "\
evenements/vieux/index.html → ../../evenements/direct/
la-reunion/direct-974/index.html → ../evenements/direct/
la-reunion/evenements/vieux/index.html → ../../evenements/direct/
la-reunion/faq/index.html → ../aide/
occitanie/aide-occitane/index.html → ../aide/
occitanie/evenements/vieux/index.html → ../../evenements/direct/
occitanie/faq/index.html → ../aide/
qui-sommes-nous/index.html → ../a-propos/
"
    );
}

#[test]
fn the_page_at_an_old_address_works_without_script_and_server() {
    let sources = with_real_theme(with(&[(EVENT, "titre: Forum & emploi\nanciennes_adresses: evenements/ancien/")]));
    let (output, problems) = built(&sources);
    assert_eq!(lines(&problems), "");
    let page = page(&output, "occitanie/evenements/ancien/index.html");
    for part in [
        "<html lang=\"fr\">",
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';",
        "<title>Cette page a changé d’adresse – Occitanie – Tour</title>",
        "<meta name=\"robots\" content=\"noindex\">",
        "<link rel=\"canonical\" href=\"https://tour.example.org/occitanie/evenements/forum/\">",
        "<meta http-equiv=\"refresh\" content=\"0; url=../../evenements/forum/\">",
        "<a href=\"../../evenements/forum/\">Forum &amp; emploi</a>",
    ] {
        assert!(page.contains(part), "no {part} in {page}");
    }
    assert!(!page.contains("<script"));
    let plan = super::project::page(&output, "occitanie/plan-du-site/index.html");
    assert!(!plan.contains("ancien/"));
}

#[test]
fn an_old_address_stays_in_the_site_of_its_page() {
    for written in [
        "/la-reunion/evenements/vieux/",
        "la-reunion/vieux",
        "/occitanie/la-reunion/vieux/",
        "../pages/vieux.md",
        "evenements/../../x/",
        "/occitanie//x/",
        "\"/occitanie/a b/\"",
        "/occitanie/É/",
        "/occitanie/X/",
        "/occitanie/con/",
        "/occitanie/x.html",
        "/occitanie/x/#ancre",
        "/occitanie/x/?a=b",
        "/occitanie/%61/",
        "/occitanie/assets/",
        "images/x/",
        "https://ailleurs.example.org/occitanie/x/",
        "https://tour.example.org/la-reunion/x/",
        "https://tour.example.org/occitanie/../x/",
        "javascript://x",
    ] {
        let sources =
            with(&[("regions/la-reunion/region.yaml", REUNION), (EVENT, &format!("anciennes_adresses: [{written}]"))]);
        let told = problems(&sources);
        assert!(told.starts_with(&format!("E047 {EVENT}:9:22 ")) && told.lines().count() == 1, "{written}: {told}");
        assert_eq!(
            built(&sources).0.iter().filter(|(path, _)| path.ends_with("_redirects")).count(),
            0,
            "{written} is nobody's address"
        );
    }
}

#[test]
fn a_page_of_the_hub_had_no_address_in_a_region() {
    let sources = with(&[("content/hub/a-propos.md", &page_with("[/occitanie/x/, occitanie/y]"))]);
    assert_eq!(
        problems(&sources),
        "\
E047 content/hub/a-propos.md:3:22 13 Cette ancienne adresse ne peut pas être celle d'une page de ce site : /occitanie/x/
E047 content/hub/a-propos.md:3:37 11 Cette ancienne adresse ne peut pas être celle d'une page de ce site : occitanie/y
"
    );
}

#[test]
fn an_old_address_is_not_taken_from_a_page_nor_given_to_two() {
    let sources = with(&[
        (EVENT, "anciennes_adresses: [evenements/autre/, evenements/vieux/, parcours/]"),
        (
            "regions/occitanie/evenements/autre.md",
            "id: a\ndate: 2027-06-01\nanciennes_adresses: /occitanie/evenements/vieux/",
        ),
    ]);
    assert_eq!(
        problems(&sources),
        "\
E049 regions/occitanie/evenements/autre.md:9:21 28 (occitanie) Deux pages disent avoir eu la même ancienne adresse : /occitanie/evenements/vieux/
E048 regions/occitanie/evenements/forum.md:9:22 17 (occitanie) Une page existe à cette ancienne adresse : /occitanie/evenements/autre/
E048 regions/occitanie/evenements/forum.md:9:60 9 (occitanie) Une page existe à cette ancienne adresse : /occitanie/parcours/
"
    );
    assert!(told(&sources).contains("déjà dans regions/occitanie/evenements/forum.md, ligne 9"));
    assert!(page(&built(&sources).0, "occitanie/evenements/vieux/index.html").contains("../../evenements/forum/"));
}

#[test]
fn a_link_to_an_old_address_leads_to_the_page() {
    let sources = with(&[
        (EVENT, "anciennes_adresses: evenements/vieux/"),
        ("regions/occitanie/pages/aide.md", "[a](/evenements/vieux/) [b](/occitanie/evenements/vieux)"),
    ]);
    let (output, problems) = built(&sources);
    assert_eq!(lines(&problems), "");
    let page = page(&output, "occitanie/aide/index.html");
    assert_eq!(page.matches("href=\"../evenements/forum/\"").count(), 2, "{page}");
}

/// A file for hosts, without the line that says whose it is.
fn for_host(output: &escale::output::Output, path: &str) -> String {
    page(output, path).strip_prefix(MARK_FOR_HOSTS).expect("it says whose it is").to_owned()
}

#[test]
fn hosts_are_told_of_old_addresses() {
    let sources = with(&[
        ("regions/la-reunion/region.yaml", &format!("{REUNION}url: https://reunion.example.org/d.n/\n")),
        (EVENT, "anciennes_adresses: evenements/vieux/"),
        ("regions/la-reunion/pages/aide.md", &page_with("faq")),
        ("content/hub/a-propos.md", &page_with("qui")),
    ]);
    let (output, problems) = built(&sources);
    assert_eq!(lines(&problems), "");
    assert_eq!(
        for_host(&output, "_redirects"),
        "/occitanie/evenements/vieux/ /occitanie/evenements/forum/ 301\n/qui/ /a-propos/ 301\n"
    );
    let for_apache = |path: &str, line: &str| {
        let text = page(&output, path);
        assert!(text.ends_with(&format!("<IfModule mod_alias.c>\n{line}\n</IfModule>\n")), "{text}");
    };
    for_apache(".htaccess", r#"RedirectMatch 301 "^/qui(/(index\.html)?)?$" "/a-propos/""#);
    for_apache(
        "occitanie/.htaccess",
        r#"RedirectMatch 301 "^/occitanie/evenements/vieux(/(index\.html)?)?$" "/occitanie/evenements/forum/""#,
    );
    assert_eq!(for_host(&output, "la-reunion/_redirects"), "/d.n/faq/ /d.n/aide/ 301\n");
    assert!(page(&output, "la-reunion/.htaccess").contains(r#""^/d\.n/faq(/(index\.html)?)?$" "/d.n/aide/""#));
    assert!(output.get("occitanie/_redirects").is_none());
}

#[test]
fn hosts_are_told_of_no_old_address_without_need_nor_in_doubt() {
    let none = |output: &escale::output::Output| {
        let apache = output.iter().filter(|(path, _)| path.ends_with(".htaccess"));
        output.iter().all(|(path, _)| !path.ends_with("_redirects"))
            && apache.map(|(path, _)| page(output, path)).all(|text| !text.contains("RedirectMatch"))
    };
    assert!(none(&built(&with(&[])).0));
    // Signs that have a meaning in these files: the pages at the old addresses do without them.
    for root in [
        "https://tour.example.org/a*b/",
        "https://tour.example.org/:a/",
        "https://tour.example.org/a(b/",
        "https://tour.example.org/%22/",
    ] {
        let mut sources = with(&[(EVENT, "anciennes_adresses: evenements/vieux/")]);
        super::project::replace(&mut sources, "escale.yaml", "https://tour.example.org/", root);
        let (output, problems) = built(&sources);
        assert_eq!(lines(&problems), "");
        assert!(none(&output) && output.get("occitanie/evenements/vieux/index.html").is_some(), "{root}");
    }
}

#[test]
fn hosts_are_told_what_is_safe_and_what_never_changes() {
    let own_host = format!("{REUNION}url: https://reunion.example.org/\n");
    let (output, _) = built(&with(&[("regions/la-reunion/region.yaml", &own_host)]));
    assert_eq!(
        for_host(&output, "_headers"),
        "/*
  Content-Security-Policy: default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; script-src \
         'self'; base-uri 'none'; object-src 'none'; form-action 'none'; frame-ancestors 'none'
  X-Content-Type-Options: nosniff
  Referrer-Policy: strict-origin-when-cross-origin
  Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()
  Cross-Origin-Opener-Policy: same-origin
/agenda.ics
  Content-Type: text/calendar; charset=utf-8
/occitanie/agenda.ics
  Content-Type: text/calendar; charset=utf-8
/assets/*
  Cache-Control: public, max-age=31536000, immutable
/images/*
  Cache-Control: public, max-age=31536000, immutable
/occitanie/assets/*
  Cache-Control: public, max-age=31536000, immutable
/occitanie/images/*
  Cache-Control: public, max-age=31536000, immutable
"
    );
    assert!(output.get("occitanie/_headers").is_none());
    assert!(page(&output, "la-reunion/_headers").contains("\n/assets/*\n"));
    for (path, root) in [(".htaccess", "/"), ("occitanie/.htaccess", "/occitanie/"), ("la-reunion/.htaccess", "/")] {
        let text = page(&output, path);
        assert!(text.contains("Header always set Content-Security-Policy \"default-src 'none'; "), "{text}");
        assert!(text.contains(&format!("\nErrorDocument 404 {root}404.html\n")), "{text}");
        assert!(!text.contains("X-Robots-Tag"));
        assert!(text.contains("\nAddType \"text/calendar; charset=utf-8\" .ics\n"), "{text}");
    }
    let assets = output.iter().map(|(path, _)| path).filter(|path| path.contains("assets/"));
    let is_finger = |part: &str| part.len() == 12 && part.bytes().all(|b| b.is_ascii_hexdigit());
    for path in assets {
        assert!(path.rsplit('.').nth(1).is_some_and(is_finger), "{path} would be kept for ever");
    }
}

#[test]
fn a_site_shown_for_trial_is_not_to_be_found() {
    let sources = with_real_theme(with(&[(EVENT, "")]));
    let trial = escale::model::address::WebUrl::parse_site("https://essai.example.org/").unwrap();
    let (output, _) = build(&sources, &Options { base_url: Some(trial), ..Options::at(at(NOW)) });
    assert!(page(&output, "_headers").contains("\n  X-Robots-Tag: noindex\n"));
    assert!(page(&output, "occitanie/.htaccess").contains("\nHeader always set X-Robots-Tag \"noindex\"\n"));
    let mut pages = output.iter().map(|(path, _)| path).filter(|path| path.ends_with(".html"));
    assert!(pages.all(|path| page(&output, path).contains("<meta name=\"robots\" content=\"noindex\">")));
}

#[test]
fn hosts_are_told_of_a_kept_region_only_what_is_there() {
    let sources = with(&[
        (EVENT, "anciennes_adresses: [evenements/vieux/, evenements/plus-vieux/]"),
        ("regions/occitanie/evenements/casse.md", "id: c\ndate: jamais"),
        ("content/hub/a-propos.md", &page_with("qui")),
    ]);
    let occitanie = escale::model::address::SiteId::Region(escale::model::address::Slug::parse("occitanie").unwrap());
    let there = ["", "evenements/forum/", "evenements/vieux/"].map(str::to_owned);
    let published = Arc::new(Published::from([(occitanie, BTreeSet::from(there))]));
    let options = Options { published, ..Options::at(at(NOW)) };
    let (output, _) = build(&sources, &options);
    assert_eq!(
        for_host(&output, "_redirects"),
        "/occitanie/evenements/vieux/ /occitanie/evenements/forum/ 301\n/qui/ /a-propos/ 301\n"
    );
}

#[test]
fn a_lost_address_is_told_with_the_line_to_add() {
    let sources = with(&[
        (LEDGER, "# Les adresses.\n/occitanie/evenements/2027-05-17-forum/\n/occitanie/\n"),
        ("regions/occitanie/evenements/2027-05-18-forum.md", ""),
    ]);
    assert_eq!(
        told(&sources),
        "\
À CORRIGER  Cette adresse a été publiée et ne mène plus nulle part : /occitanie/evenements/2027-05-17-forum/  [E045]
  .escale/adresses.txt, ligne 2 (site : occitanie)
    2 │ /occitanie/evenements/2027-05-17-forum/
      │ ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  Des affiches, des QR codes ou d'autres sites y mènent peut-être : leurs visiteurs ne trouveraient rien.
  Si la page a changé d'adresse, ajoutez dans l'en-tête de regions/occitanie/evenements/2027-05-18-forum.md :  anciennes_adresses: [/occitanie/evenements/2027-05-17-forum/]
  Si elle a disparu pour de bon, écrivez « disparue » à la fin de cette ligne :  /occitanie/evenements/2027-05-17-forum/  disparue

"
    );
    // What is told to write is right, and so is what is told of a page that names another already.
    let own = "regions/occitanie/evenements/2027-05-18-forum.md";
    let ledger = (LEDGER, "/occitanie/evenements/2027-05-17-forum/\n");
    let mended = with(&[ledger, (own, "anciennes_adresses: [/occitanie/evenements/2027-05-17-forum/]")]);
    assert_eq!(problems(&mended), "");
    let other = with(&[ledger, (own, "anciennes_adresses: [evenements/x/]")]);
    assert!(told(&other).contains(
        "ajoutez /occitanie/evenements/2027-05-17-forum/ à « anciennes_adresses » dans l'en-tête de regions/occitanie/evenements/2027-05-18-forum.md."
    ));
    assert_eq!(problems(&with(&[(LEDGER, "/occitanie/evenements/2027-05-17-forum/  disparue\n")])), "");
}

#[test]
fn a_page_that_was_never_published_is_the_likeliest_successor() {
    let sources = with(&[
        (LEDGER, "/occitanie/evenements/forum-emploi/\n/occitanie/evenements/forum-emploi-b/\n"),
        ("regions/occitanie/evenements/forum-emploi-b.md", "id: b"),
        ("regions/occitanie/evenements/forum-emplois-toulouse.md", "id: c"),
    ]);
    assert!(told(&sources).contains("dans l'en-tête de regions/occitanie/evenements/forum-emplois-toulouse.md"));
}

#[test]
fn what_staff_withdraw_by_a_date_is_no_loss_and_a_draft_is() {
    let ledger = "/occitanie/evenements/forum/\n/occitanie/evenements/vieux/\n";
    let with_lines =
        |lines: &str| with(&[(LEDGER, ledger), (EVENT, &format!("anciennes_adresses: evenements/vieux/\n{lines}"))]);
    assert_eq!(problems(&with_lines("")), "");
    for dates in ["retirer_le: 2027-01-10", "publier_le: 2027-03-01"] {
        let sources = with_lines(dates);
        assert_eq!(problems(&sources), "");
        assert!(built(&sources).0.get("occitanie/evenements/vieux/index.html").is_none());
    }
    let draft = with_lines("brouillon: oui");
    assert_eq!(problems(&draft).matches("E045").count(), 2);
    assert!(told(&draft).contains("Le fichier evenements/forum.md existe, mais il n'est pas publié ici"));
}

#[test]
fn the_list_of_news_comes_and_goes_with_its_old_address() {
    let list = ("regions/occitanie/pages/actualites.md", page_with("nouvelles"));
    let news = "---\ntitre: Une\ndate: 2027-01-01\n---\n";
    let ledger = (LEDGER, "/occitanie/actualites/\n/occitanie/nouvelles/\n");
    assert_eq!(problems(&with(&[ledger, (list.0, &list.1)])), "");
    let sources = with(&[ledger, (list.0, &list.1), ("regions/occitanie/pages/actualites/une.md", news)]);
    assert_eq!(redirects(&sources), "occitanie/nouvelles/index.html → ../actualites/\n");
}

#[test]
fn an_inherited_page_that_a_region_hides_is_a_loss_there() {
    let sources = with(&[
        (LEDGER, "/occitanie/aide/\n/la-reunion/aide/\n"),
        ("regions/la-reunion/region.yaml", REUNION),
        ("content/pages/aide.md", ""),
        ("regions/occitanie/pages/aide.md", "---\nmasquer: oui\n---\n"),
    ]);
    assert_eq!(problems(&sources).lines().count(), 1);
    assert!(told(&sources).contains("Le fichier pages/aide.md existe"));
}

#[test]
fn a_national_page_that_moved_is_one_problem() {
    let ledger = "/evenements/direct/\n/la-reunion/evenements/direct/\n/occitanie/evenements/direct/\n";
    let files = |lines: &str| {
        with(&[
            (LEDGER, ledger),
            ("regions/la-reunion/region.yaml", REUNION),
            ("content/evenements/en-direct.md", &format!("id: n\n{lines}")),
        ])
    };
    assert_eq!(
        problems(&files("")),
        "E045 .escale/adresses.txt:1:1 19 Cette adresse a été publiée et ne mène plus nulle part : /evenements/direct/\n"
    );
    let told = told(&files(""));
    assert!(told.contains("comme dans 2 autres sites"), "{told}");
    assert!(told.contains("content/evenements/en-direct.md :  anciennes_adresses: [evenements/direct/]"), "{told}");
    assert_eq!(problems(&files("anciennes_adresses: [evenements/direct/]")), "");
}

#[test]
fn a_deleted_region_is_one_problem() {
    let mut ledger: String = (0..300).map(|n| format!("/grand-est/evenements/e{n}/\n")).collect();
    ledger.push_str("/grand-est/\n/occitanie/\n/grand-est/vieux/ disparue\n");
    assert_eq!(
        problems(&with(&[(LEDGER, &ledger)])),
        "E046 .escale/adresses.txt:301:1 0 (national) Plus rien ne se trouve sous /grand-est/ : 301 adresses publiées ne mènent plus nulle part.\n"
    );
}

#[test]
fn what_is_gone_with_its_folder_is_said_once() {
    let ledger = "/grand-est/ disparue\n/grand-est/contact/\n/occitanie/aide/ disparue\n/occitanie/aide/cv/\n";
    assert_eq!(problems(&with(&[(LEDGER, ledger)])), "");
    let told = problems(&with(&[(LEDGER, "/grand-est/contact/ disparue\n/grand-est/\n/grand-est/contact-2/\n")]));
    assert!(told.starts_with("E046 .escale/adresses.txt:2:1 ") && told.lines().count() == 1, "{told}");
}

#[test]
fn very_many_lost_addresses_are_told_in_one() {
    let ledger: String = (0..20_000).map(|n| format!("/occitanie/evenements/e{n:05}/\n")).collect();
    let told = problems(&with(&[(LEDGER, &ledger), (EVENT, "")]));
    assert_eq!(told.lines().count(), 21);
    assert!(told.ends_with(
        "E046 .escale/adresses.txt:21:1 0 À partir de celle-ci, 19980 autres adresses publiées ne mènent plus nulle part.\n"
    ));
}

#[test]
fn a_region_that_is_kept_loses_nothing() {
    let lost = (LEDGER, "/occitanie/evenements/forum/\n/la-reunion/evenements/forum/\n");
    let sources = with(&[lost, ("regions/la-reunion/region.yaml", REUNION), (EVENT, "date: jamais")]);
    assert_eq!(
        problems(&sources),
        "\
E045 .escale/adresses.txt:2:1 29 (la-reunion) Cette adresse a été publiée et ne mène plus nulle part : /la-reunion/evenements/forum/
E017 regions/occitanie/evenements/forum.md:8:7 6 « date » ne se lit pas : « jamais ».
"
    );
    // One whose region.yaml cannot be read, and one that nobody asked for.
    let unread = with(&[lost, ("regions/la-reunion/region.yaml", "nom: ["), (EVENT, "")]);
    assert!(!problems(&unread).contains("E045"), "{}", problems(&unread));
    let only = BTreeSet::from([escale::model::address::Slug::parse("occitanie").unwrap()]);
    let asked = with(&[lost, ("regions/la-reunion/region.yaml", REUNION), (EVENT, "")]);
    assert_eq!(lines(&build(&asked, &Options { only, ..Options::at(at(NOW)) }).1), "");
}

#[test]
fn what_is_no_address_is_told_once_and_harms_nothing() {
    let ledger = "\u{feff}# Une note.\r\n\r\n/occitanie/\r\n<<<<<<< HEAD\n/occitanie/parcours/\n=======\n\
        https://tour.example.org/occitanie/\n/occitanie/../../etc/\n/occitanie/x/ disparu\n\u{0}\n>>>>>>> branche\n";
    let sources = with(&[(LEDGER, ledger), (EVENT, "")]);
    assert_eq!(problems(&sources), "E044 .escale/adresses.txt:4:1 0 Cette ligne n'est pas une adresse publiée.\n");
    assert!(told(&sources).contains("et 6 autres lignes comme celle-ci"));
    assert!(built(&sources).0.get("occitanie/evenements/forum/index.html").is_some());
}

/// The ledger that a first build writes.
fn first(sources: &Sources, now: &str) -> String {
    struct Nowhere;
    impl escale::Delivery for Nowhere {
        type Error = std::convert::Infallible;
        fn deliver(&self, _: &escale::model::address::SiteId, _: escale::output::Output) -> Result<(), Self::Error> {
            Ok(())
        }
    }
    let built = escale::build_each(sources, &Options::at(at(now)), &Nowhere).unwrap();
    let mut ledger = Ledger::default();
    ledger.add(&built.published());
    ledger.text().lines().filter(|line| !line.starts_with('#')).map(|line| format!("{line}\n")).collect()
}

#[test]
fn the_ledger_holds_what_only_a_person_can_make_go() {
    let sources = with(&[
        ("content/lieux/salle.yaml", VENUE),
        ("content/partenaires/national.md", ""),
        ("content/pages/actualites/2027-01-01-une.md", "---\ntitre: Une\ndate: 2027-01-01\n---\n"),
        ("regions/occitanie/partenaires/asso.md", ""),
        ("regions/occitanie/lieux/maison.yaml", VENUE),
        ("regions/occitanie/region.yaml", "+editions: [{id: e2027, titre: T, debut: 2027}]\n"),
        (EVENT, "anciennes_adresses: evenements/vieux/\nmode: hybride\nlieu: salle\npartenaires: [national]"),
        ("regions/occitanie/evenements/plus-tard.md", "id: p\npublier_le: 2027-04-01"),
    ]);
    let wanted = "\
/
/accessibilite/
/confidentialite/
/contact/
/evenements/
/evenements/passes/
/mentions-legales/
/occitanie/
/occitanie/accessibilite/
/occitanie/actualites/2027-01-01-une/
/occitanie/affiche/
/occitanie/confidentialite/
/occitanie/contact/
/occitanie/editions/
/occitanie/editions/e2027/
/occitanie/evenements/
/occitanie/evenements/forum/
/occitanie/evenements/passes/
/occitanie/lieux/maison/
/occitanie/mentions-legales/
/occitanie/parcours/
/occitanie/partenaires/
/occitanie/partenaires/asso/
/occitanie/plan-du-site/
/parcours/
/partenaires/
/partenaires/national/
/plan-du-site/
";
    assert_eq!(first(&sources, NOW), wanted);

    // Time alone never makes a problem of it, whatever it takes away.
    let whole = first(&sources, "2027-05-01T00:00:00Z");
    assert!(whole.contains("/occitanie/evenements/plus-tard/\n"));
    let mut later = sources.clone();
    later.insert(LEDGER, whole.into_bytes());
    for now in ["2020-01-01T00:00:00Z", NOW, "2027-05-01T00:00:00Z", "2035-01-01T00:00:00Z"] {
        let told = build(&later, &Options::at(at(now))).1;
        assert!(!lines(&told).contains("E04"), "{now}: {}", lines(&told));
    }
    // A person does.
    assert_eq!(problems(&without(later, EVENT)).matches("E045").count(), 1);
}

#[test]
fn the_ledger_is_sorted_and_keeps_marks_and_notes() {
    let text = "/b/\n# Notre note\n\n/a/ disparue\n/b\n/c/   disparue\n/a/\n";
    let (mut ledger, nonsense) = Ledger::parse(text);
    assert_eq!(nonsense, Vec::<u32>::new());
    assert_eq!(ledger.text(), "# Notre note\n/a/  disparue\n/b/\n/c/  disparue\n");
    // A page that is there again is no longer gone.
    ledger.add(&BTreeSet::from(["c/".to_owned(), String::new()]));
    assert_eq!(ledger.text(), "# Notre note\n/\n/a/  disparue\n/b/\n/c/\n");
    assert!(Ledger::default().text().contains("Ne supprimez pas de ligne"));
}

#[test]
fn a_region_on_its_own_host_has_its_addresses_there() {
    let sources = with(&[
        ("regions/occitanie/region.yaml", "+url: https://occitanie.example.org/\n"),
        (EVENT, "anciennes_adresses: [https://occitanie.example.org/vieux/, http://occitanie.example.org/plus-vieux]"),
    ]);
    assert_eq!(
        redirects(&sources),
        "\
occitanie/plus-vieux/index.html → ../evenements/forum/
occitanie/vieux/index.html → ../evenements/forum/
"
    );
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn any_ledger_is_read_and_what_is_written_reads_the_same(text in "(?s)([/a-z #<=.é-]{0,12}(disparue)?\n?){0,12}|.{0,60}") {
        let (ledger, _) = Ledger::parse(&text);
        let written = ledger.text();
        let (again, nonsense) = Ledger::parse(&written);
        prop_assert!(nonsense.is_empty());
        prop_assert_eq!(again.text(), written);
        let told = problems(&with(&[(LEDGER, &text)]));
        prop_assert!(told.lines().all(|line| line.starts_with("E04")), "{}", told);
    }

    #[test]
    fn any_former_address_stays_in_its_region(written in "[a-z/.:%#? é-]{1,20}|/occitanie/[a-z/.-]{1,20}") {
        let quoted = written.replace(['\\', '"'], "");
        let sources = with(&[(EVENT, &format!("anciennes_adresses: [\"{quoted}\"]"))]);
        let (output, _) = built(&sources);
        let all: Vec<&str> = output.iter().map(|(path, _)| path).filter(|path| path.contains("..") || path.contains("//")).collect();
        prop_assert!(all.is_empty(), "{:?}", all);
        let plain = built(&with(&[(EVENT, "")])).0;
        let added = output.iter().filter(|(path, _)| plain.get(path).is_none() && !path.ends_with("_redirects") && !path.ends_with(".htaccess"));
        for (path, _) in added {
            prop_assert!(path.starts_with("occitanie/") && path.ends_with("/index.html"), "{}", path);
        }
    }
}
