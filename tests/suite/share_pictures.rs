//! The pictures that other sites show beside a link, and what pages say of themselves to those sites.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use escale::model::store::{Key, NoStore, Store};
use escale::output::{Bytes, Output};
use escale::remake::Remaker;
use escale::share_pictures::wrap::{Room, wrap};
use escale::share_pictures::{Face, Fonts};
use escale::sources::Sources;
use escale::{Options, build};

use crate::project::{NOW, at, built, event, lines, minimal, page, replace, with_real_theme};

const EVENT: &str = "regions/occitanie/evenements/2027-05-17-forum.md";
const EVENT_PAGE: &str = "occitanie/evenements/2027-05-17-forum/index.html";
const TEMPLATE: &str = "themes/mini/templates/partage.svg";
const HEAVIEST_BYTES: usize = 60_000;

/// An event with a header of its own, in the real theme.
fn project(header: &str) -> Sources {
    let mut sources = with_real_theme(minimal());
    sources.insert(EVENT, event(header).into_bytes());
    sources
}

/// What the page at a path says in a `meta` of this name.
fn meta(output: &Output, path: &str, name: &str) -> Option<String> {
    let page = scraper::Html::parse_document(&page(output, path));
    let wanted = scraper::Selector::parse(&format!("meta[property=\"{name}\"], meta[name=\"{name}\"]")).unwrap();
    let mut found = page.select(&wanted);
    let content = found.next().map(|meta| meta.attr("content").unwrap().to_owned());
    assert!(found.next().is_none(), "{path} says {name} twice");
    content
}

/// The file of a page's picture.
fn picture_path(output: &Output, path: &str) -> String {
    meta(output, path, "og:image").unwrap().strip_prefix("https://tour.example.org/").unwrap().to_owned()
}

fn picture(output: &Output, path: &str) -> Arc<[u8]> {
    output.get(&picture_path(output, path)).unwrap().bytes.shared()
}

/// Whether no picture is without bytes.
fn are_drawn(output: &Output) -> bool {
    let pictures = output.iter().filter(|(_, file)| matches!(file.bytes, Bytes::Later(_)));
    pictures.into_iter().all(|(_, file)| !file.bytes.is_empty())
}

fn fine(sources: &Sources) -> Output {
    let (output, problems) = built(sources);
    assert_eq!(lines(&problems), "");
    output
}

/// What is wrong with a theme that draws this.
fn told(svg: &str) -> String {
    let mut sources = minimal();
    sources.insert(TEMPLATE, svg.as_bytes());
    lines(&built(&sources).1)
}

fn svg(inside: &str) -> String {
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1200\" height=\"630\">{inside}</svg>")
}

fn real_fonts() -> BTreeMap<Arc<str>, Arc<[u8]>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/declics/partage");
    let font = |name: &str| (Arc::from(name), Arc::from(std::fs::read(folder.join(name)).unwrap()));
    ["titres.ttf", "textes.ttf"].map(font).into()
}

fn face(fonts: &Fonts) -> &Face {
    fonts.find("Bricolage Grotesque", Some(800)).unwrap()
}

/// Keeps everything, and counts what it was given.
#[derive(Debug, Default)]
struct Counting(Mutex<BTreeMap<Key, Arc<[u8]>>>, AtomicUsize);

impl Store for Counting {
    fn get(&self, key: &Key) -> Option<Arc<[u8]>> {
        self.0.lock().unwrap().get(key).cloned()
    }

    fn put(&self, key: &Key, bytes: &[u8]) {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.lock().unwrap().insert(key.clone(), Arc::from(bytes));
    }
}

#[test]
fn every_page_tells_other_sites_what_it_is() {
    let mut sources = project("titre: \"Forum : l'emploi & \\\"vous\\\"\"\nheure: \"14:00\"");
    sources.insert(
        "regions/occitanie/pages/actualites/neuf.md",
        *b"---\ntitre: Du neuf\nresume: Court.\ndate: 2027-01-02\n---\nTexte.\n",
    );
    let output = fine(&sources);
    let says = |path: &str, name: &str| meta(&output, path, name).unwrap_or_default();
    for path in output.paths().filter(|path| path.ends_with(".html")) {
        let canonical = page(&output, path);
        let canonical = canonical.split("rel=\"canonical\" href=\"").nth(1).unwrap().split('"').next().unwrap();
        assert_eq!(says(path, "og:url"), canonical);
        assert_eq!(says(path, "og:locale"), "fr_FR");
        assert_eq!(says(path, "og:image:width"), "1200");
        assert_eq!(says(path, "og:image:height"), "630");
        assert_eq!(says(path, "og:image:type"), "image/png");
        assert_eq!(says(path, "twitter:card"), "summary_large_image");
        assert_eq!(says(path, "og:description"), says(path, "description"));
        let file = output.get(&picture_path(&output, path)).expect(path);
        assert!(matches!(file.bytes, Bytes::Later(_)), "nothing is drawn before it is asked for");
    }
    assert_eq!(says(EVENT_PAGE, "og:title"), "Forum\u{a0}: l’emploi & \"vous\"");
    assert_eq!(says(EVENT_PAGE, "og:type"), "website");
    assert_eq!(says(EVENT_PAGE, "og:site_name"), "Tour en Occitanie");
    assert_eq!(
        says(EVENT_PAGE, "og:image:alt"),
        "Forum\u{a0}: l’emploi & \"vous\" – Lundi 17 mai 2027, à 14\u{a0}h – En ligne – Tour en Occitanie"
    );
    assert_eq!(says("occitanie/actualites/neuf/index.html", "og:type"), "article");
    assert_eq!(says("index.html", "og:site_name"), "Tour");
    let of_site = says("occitanie/index.html", "og:image");
    assert_eq!(says("occitanie/contact/index.html", "og:image"), of_site);
    assert_ne!(says("index.html", "og:image"), of_site);
    assert_ne!(says(EVENT_PAGE, "og:image"), of_site);
    assert_eq!(
        says("occitanie/index.html", "og:image:alt"),
        "Les métiers du numérique en Occitanie – Un tour de France – Tour en Occitanie"
    );
}

#[test]
fn addresses_of_pictures_are_whole_wherever_the_sites_are_published() {
    let mut sources = project("titre: Forum");
    let text = |sources: &Sources, path: &str| String::from_utf8_lossy(sources.get(path).unwrap()).into_owned();
    let region = text(&sources, "regions/occitanie/region.yaml");
    sources
        .insert("regions/occitanie/region.yaml", format!("{region}url: https://occitanie.example.org/\n").into_bytes());
    let image = |output: &Output| meta(output, EVENT_PAGE, "og:image").unwrap();
    let own = image(&fine(&sources));
    assert!(own.starts_with("https://occitanie.example.org/images/partage."), "{own}");
    let trial = escale::model::address::WebUrl::parse_site("https://essai.example.org/a/").unwrap();
    let (output, _) = build(&sources, &Options { base_url: Some(trial), ..Options::at(at(NOW)) });
    let moved = image(&output);
    assert!(moved.starts_with("https://essai.example.org/a/occitanie/images/partage."), "{moved}");
    assert_eq!(own.rsplit('/').next(), moved.rsplit('/').next());
}

#[test]
fn a_picture_is_the_same_each_time_on_any_thread_and_from_any_store() {
    let sources = project("titre: Forum");
    let kept: Arc<dyn Store> = Arc::new(Counting::default());
    let drawn = |store: &Arc<dyn Store>, draws: bool| {
        let options = Options { store: Arc::clone(store), draws, ..Options::at(at(NOW)) };
        picture(&build(&sources, &options).0, EVENT_PAGE)
    };
    let none: Arc<dyn Store> = Arc::new(NoStore);
    let first = drawn(&none, true);
    let image = image::load_from_memory(&first).unwrap();
    assert_eq!((image.width(), image.height()), (1_200, 630));
    assert!(first.len() < HEAVIEST_BYTES, "{} bytes", first.len());
    for (store, draws) in [(&none, false), (&kept, true), (&kept, false), (&kept, true)] {
        assert!(drawn(store, draws) == first);
    }
    let on_threads: Vec<Arc<[u8]>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| drawn(&none, false))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(on_threads.iter().all(|other| *other == first));
}

#[test]
fn a_picture_that_a_store_lost_or_spoilt_is_drawn_again() {
    #[derive(Debug)]
    struct Spoilt;
    impl Store for Spoilt {
        fn get(&self, _: &Key) -> Option<Arc<[u8]>> {
            Some(Arc::from(*b"no picture"))
        }

        fn put(&self, _: &Key, _: &[u8]) {}
    }
    let sources = project("titre: Forum");
    let options = Options { store: Arc::new(Spoilt), ..Options::at(at(NOW)) };
    assert!(picture(&build(&sources, &options).0, EVENT_PAGE) == picture(&fine(&sources), EVENT_PAGE));
}

#[test]
fn a_picture_is_another_when_what_it_shows_is() {
    let header = "titre: Forum\nheure: \"14:00\"";
    let path = |sources: &Sources| picture_path(&fine(sources), EVENT_PAGE);
    let first = path(&project(header));
    for other in ["titre: Atelier", "titre: Forum\nheure: \"15:00\"", "titre: Forum\nheure: \"14:00\"\ntarif: 5 €"] {
        assert_ne!(path(&project(other)), first, "{other}");
    }
    let mut cancelled = project(header);
    replace(&mut cancelled, EVENT, "titre:", "statut: annule\ntitre:");
    assert_ne!(picture_path(&built(&cancelled).0, EVENT_PAGE), first);
    let mut coloured = project(header);
    replace(&mut coloured, "regions/occitanie/region.yaml", "#1d4ed8", "#8f4700");
    assert_ne!(path(&coloured), first);
    let mut redrawn = project(header);
    replace(&mut redrawn, "themes/declics/templates/partage.svg", "r=\"22\"", "r=\"21\"");
    assert_ne!(path(&redrawn), first);
    let mut refonted = project(header);
    let mut font = refonted.get("themes/declics/partage/textes.ttf").unwrap().to_vec();
    font.push(0);
    refonted.insert("themes/declics/partage/textes.ttf", font);
    assert_ne!(path(&refonted), first);
    for same in ["resume: Autre.", "inscription: {lien: \"https://example.org/autre\"}", "public: Tous"] {
        assert_eq!(path(&project(&format!("{header}\n{same}"))), first, "{same}");
    }
    assert_eq!(path(&project(&format!("{header}\n---\nUn autre texte.\n"))), first);
}

#[test]
fn whatever_a_title_is_there_is_a_picture() {
    let titles = [
        "A".repeat(400),
        "n'en finit pas de dire ".repeat(20),
        "🎉 Fête 🚀 : venez !".into(),
        "ورشة عمل عن المهن الرقمية".into(),
        "שלום".into(),
        "<script>alert(1)</script> & ]]> -- &amp; <![CDATA[ <!--".into(),
        "{{ share_picture }} {% if %}".into(),
        "e\u{301}te\u{301} \u{200d}\u{fe0f}\u{ad}\u{2011}".into(),
        "\u{1f468}\u{200d}\u{1f469}".into(),
        "Œuvre, Æsir : « Łódź » – 50 €".into(),
    ];
    for title in titles {
        let (output, problems) = built(&project(&format!("titre: \"{title}\"")));
        assert!(!problems.iter().any(|problem| &*problem.place.file != EVENT), "{title}: {}", lines(&problems));
        assert!(picture(&output, EVENT_PAGE).starts_with(b"\x89PNG"), "{title}");
    }
}

#[test]
fn lines_fit_and_are_as_large_as_they_can_be() {
    let fonts = Fonts::read(&real_fonts()).0;
    let face = face(&fonts);
    let room = Room { sizes: vec![100.0, 70.0, 50.0], width: 900.0, height: 210.0, leading: 1.0, spacing: -0.03 };
    let said = |text: &str| {
        let wrapped = wrap(text, face, &room);
        assert!(wrapped.lines.iter().all(|(_, width)| *width <= room.width), "{text}");
        let count = u8::try_from(wrapped.lines.len()).unwrap();
        assert!(count <= 1 || f32::from(count) * wrapped.size <= room.height, "{text}");
        let mut said = format!("{}", wrapped.size);
        for (line, _) in wrapped.lines {
            write!(said, "|{line}").unwrap();
        }
        said
    };
    assert_eq!(said(""), "100");
    assert_eq!(said("Forum"), "100|Forum");
    assert_eq!(said("Les métiers du numérique en Occitanie"), "70|Les métiers du numérique|en Occitanie");
    assert_eq!(said("Atelier\u{a0}: préparer sa visite au forum"), "100|Atelier\u{a0}: préparer|sa visite au forum");
    assert_eq!(said("Fête 🚀\u{a0}: venez\u{202f}! 🎉"), "100|Fête\u{a0}: venez\u{202f}!");
    assert_eq!(said("e\u{301}te\u{301} a\u{2011}b\u{ad}c\u{7}"), "100|été a-bc");
    let long = said(&"Un titre qui n'en finit pas ".repeat(20));
    assert!(long.starts_with("50|") && long.ends_with('…') && long.matches('|').count() == 4, "{long}");
    let solid = said(&"A".repeat(400));
    assert!(solid.starts_with("50|AAA") && solid.ends_with("A…") && solid.matches('|').count() == 4, "{solid}");
    let hyphens = said(&"anticonstitutionnellement-".repeat(3));
    assert_eq!(hyphens, format!("70{}", "|anticonstitutionnellement-".repeat(3)));
}

#[test]
fn staff_and_themes_may_do_without() {
    let mut sources = project("titre: Forum");
    let settings = String::from_utf8_lossy(sources.get("escale.yaml").unwrap()).into_owned();
    let says = |sources: &mut Sources, word: &str| {
        sources.insert("escale.yaml", format!("{settings}images_de_partage: {word}\n").into_bytes());
        fine(sources)
    };
    let has_pictures = |output: &Output| output.paths().any(|path| path.contains("/partage."));
    let without = says(&mut sources, "non");
    assert!(!has_pictures(&without));
    assert_eq!(meta(&without, EVENT_PAGE, "og:image"), None);
    assert_eq!(meta(&without, EVENT_PAGE, "og:image:alt"), None);
    assert_eq!(meta(&without, EVENT_PAGE, "og:title").as_deref(), Some("Forum"));
    assert_eq!(meta(&without, EVENT_PAGE, "twitter:card").as_deref(), Some("summary"));
    assert!(has_pictures(&says(&mut sources, "oui")));
    assert!(!has_pictures(&fine(&minimal())), "this theme draws none");
}

#[test]
fn fonts_of_pictures_and_their_template_are_not_published() {
    let output = fine(&project("titre: Forum"));
    let leaked =
        |path: &&str| [".ttf", ".svg", "OFL.txt"].iter().any(|end| path.contains("partage") && path.ends_with(end));
    assert_eq!(output.paths().find(leaked), None);
}

#[test]
fn one_picture_for_all_is_one_file() {
    let mut sources = minimal();
    sources.insert(TEMPLATE, svg("<rect width=\"9\" height=\"9\"/>").into_bytes());
    let output = fine(&sources);
    let pictures = output.paths().filter(|path| path.starts_with("occitanie/images/partage.")).count();
    assert_eq!(pictures, 1);
}

#[test]
fn a_template_that_draws_no_picture_is_a_problem_of_the_theme() {
    let deep = "<g>".repeat(40) + &"</g>".repeat(40);
    let bomb = "<!DOCTYPE svg [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><svg/>";
    for (drawing, detail) in [
        (svg("<rect>"), "this is no XML"),
        (String::new(), "this is no XML"),
        (bomb.to_owned(), "this is no XML"),
        (svg("").replace("1200", "120000"), "the picture must begin with"),
        (svg("").replace("http://www.w3.org/2000/svg", "http://example.org/"), "the picture must begin with"),
        (svg("<image href=\"https://example.org/a.png\"/>"), "an element that pictures may not have: <image>"),
        (svg("<image href=\"../../../etc/passwd\"/>"), "an element that pictures may not have: <image>"),
        (svg("<use href=\"#a\"/>"), "an element that pictures may not have: <use>"),
        (svg("<style>@import url(https://example.org/)</style>"), "an element that pictures may not have: <style>"),
        (svg("<script>1</script>"), "an element that pictures may not have: <script>"),
        (svg("<filter id=\"f\"/>"), "an element that pictures may not have: <filter>"),
        (svg("<svg width=\"1\" height=\"1\"/>"), "a second <svg>"),
        (svg("<g xmlns:x=\"http://www.w3.org/1999/xlink\" x:href=\"file:///etc\"/>"), "may not have: href"),
        (svg("<g style=\"filter: blur(9px)\"/>"), "an attribute that pictures may not have: style"),
        (svg("<g fill=\"url(https://example.org/a.svg#b)\"/>"), "asks for something outside of it"),
        (svg("<?php echo 1 ?>"), "an instruction for programs"),
        (svg(&deep), "more than 2000 elements, or 32 inside each other"),
        (svg(&"<g/>".repeat(2_001)), "more than 2000 elements, or 32 inside each other"),
        (svg(&" ".repeat(70_000)), "longer than 64 KiB"),
        (svg("<text>a</text>"), "the theme has no font of the family “” in its folder `partage`; it has: none"),
        (svg("<text font-family=\"Arial\">a</text>"), "no font of the family “Arial”"),
        (
            svg("{{ share_picture.title | wrap(family=\"Arial\", sizes=[9], width=9) }}"),
            "no font of the family “Arial”",
        ),
        (svg("{{ share_picture.rien.du_tout }}"), "rien"),
        (svg(&twice_each(20)), "more than 64 elements that are clipped"),
        (svg(&format!("<clipPath id=\"a\"/>{}", "<g clip-path=\"url(#a)\"/>".repeat(65))), "more than 64 elements"),
        (svg(&"<g opacity=\".5\"/>".repeat(65)), "more than 64 elements"),
        (svg(&format!("<g fill=\"url(#a)\">{}</g>", "<rect/>".repeat(200))), "more than 200 elements"),
        (svg(&format!("<linearGradient>{}</linearGradient>", "<stop/>".repeat(101))), "more than 100 colours"),
        (svg(&format!("<title>{}</title>", "é ".repeat(10_001))), "more than 20000 characters"),
    ] {
        let mut sources = minimal();
        sources.insert(TEMPLATE, drawing.into_bytes());
        let problems = built(&sources).1;
        let told: Vec<String> = problems.iter().map(|problem| format!("{:?}", problem.kind)).collect();
        assert!(!told.is_empty(), "{detail}");
        for (problem, told) in problems.iter().zip(&told) {
            assert_eq!((problem.kind.code(), &*problem.place.file), ("E083", TEMPLATE), "{told}");
            assert!(told.contains(&detail.replace('"', "\\\"")), "{told} does not say {detail}");
        }
    }
    assert!(told("{% if %}").starts_with("E082 themes/mini/templates/partage.svg"));
    assert!(told(&svg("{{ evenement.titre }}")).starts_with("E084 themes/mini/templates/partage.svg"));
    assert_eq!(told(&svg("<rect width=\"9\" height=\"9\"/>")), "");
}

/// Clips that each refer to the next one twice.
fn twice_each(clips: usize) -> String {
    let each = |number: usize| {
        let clipped = format!("<rect clip-path=\"url(#c{})\"/>", number + 1);
        format!("<clipPath id=\"c{number}\">{}</clipPath>", clipped.repeat(2))
    };
    (0..clips).map(each).collect::<String>() + "<rect clip-path=\"url(#c0)\"/>"
}

#[test]
fn drawing_ends_soon_whatever_is_drawn() {
    for inside in [
        "<rect width=\"1e30\" height=\"1e30\" transform=\"scale(1e30)\"/>",
        "<rect width=\"-1\" height=\"NaN\"/>",
        "<path d=\"M0 0L1e9 1e9\" stroke=\"red\" stroke-width=\"1e9\" stroke-dasharray=\"0.0001 0.0001\"/>",
        "<path d=\"M0 0 A1e-9 1e9 0 0 0 1e9 1e-9 C 1 2\"/>",
        "<clipPath id=\"a\" clip-path=\"url(#a)\"><rect width=\"9\" height=\"9\"/></clipPath><g clip-path=\"url(#a)\"/>",
        "<linearGradient id=\"a\"><stop offset=\"2\"/></linearGradient><rect width=\"9\" height=\"9\" fill=\"url(#a)\"/>",
        &"<g opacity=\".5\">".repeat(28),
    ] {
        let closing = "</g>".repeat(inside.matches("<g opacity").count());
        let mut sources = minimal();
        sources.insert(TEMPLATE, svg(&format!("{inside}<rect width=\"9\" height=\"9\"/>{closing}")).into_bytes());
        let start = std::time::Instant::now();
        let (output, problems) = build(&sources, &Options { draws: true, ..Options::at(at(NOW)) });
        assert_eq!(lines(&problems), "", "{inside}");
        assert!(are_drawn(&output), "{inside}");
        assert!(start.elapsed().as_secs() < 30, "{inside}");
    }
}

#[test]
fn a_font_that_is_spoilt_is_a_problem_or_draws_what_it_can() {
    let whole = real_fonts()["titres.ttf"].to_vec();
    let drawing = svg("<text y=\"99\" font-size=\"99\" font-weight=\"800\">Évènement fini</text>");
    let mut refused = 0;
    let spoilt = (0..24_usize).map(|number| {
        let mut font = whole.clone();
        match number % 3 {
            0 => font.truncate(whole.len() * number / 24),
            1 => (0..40).for_each(|at| font[(number * 7_919 + at * 1_301) % whole.len()] ^= 0xff),
            // The tables at the beginning are what everything else is found by.
            _ => (0..4).for_each(|at| font[12 + (number * 31 + at * 17) % 200] ^= 0x55),
        }
        font
    });
    for font in spoilt.collect::<Vec<_>>() {
        let mut sources = minimal();
        sources.insert(TEMPLATE, drawing.as_bytes());
        sources.insert("themes/mini/partage/titres.ttf", font);
        let (output, problems) = build(&sources, &Options { draws: true, ..Options::at(at(NOW)) });
        refused += usize::from(!problems.is_empty());
        let is_told = |code: &str| ["E086", "E083"].contains(&code);
        assert!(problems.iter().all(|problem| is_told(problem.kind.code())), "{}", lines(&problems));
        assert!(are_drawn(&output));
    }
    assert!(refused > 4, "{refused}");
}

#[test]
fn a_preview_draws_only_what_is_asked_for_and_it_is_what_a_build_draws() {
    let store = Arc::new(Counting::default());
    let as_store: Arc<dyn Store> = Arc::clone(&store) as Arc<dyn Store>;
    let draws = || store.1.load(Ordering::Relaxed);
    let mut remaker = Remaker::new(Options { store: as_store, ..Options::at(at(NOW)) });
    let mut sources = project("titre: Forum");
    remaker.make(&Arc::new(sources.clone()));
    let all = |remaker: &Remaker| {
        remaker.shown().sites.values().fold(Output::new(), |mut all, site| {
            all.absorb(Output::clone(site));
            all
        })
    };
    let before = picture_path(&all(&remaker), EVENT_PAGE);
    sources.insert(EVENT, event("titre: Atelier").into_bytes());
    let changed = remaker.make(&Arc::new(sources.clone()));
    let shown = all(&remaker);
    let after = picture_path(&shown, EVENT_PAGE);
    assert!(changed.contains(&before) && changed.contains(&after), "{changed:?}");
    assert_eq!(changed.iter().filter(|path| path.contains("/partage.")).count(), 2, "{changed:?}");
    assert_eq!(draws(), 0);
    let served = shown.get(&after).unwrap().bytes.shared();
    assert_eq!(draws(), 1);
    let (made, _) = build(&sources, &Options { draws: true, ..Options::at(at(NOW)) });
    assert!(made.get(&after).unwrap().bytes[..] == served[..]);
    assert!(made == shown);
}
