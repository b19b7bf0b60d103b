//! Addresses that lead elsewhere than people read: told wherever they stand.

use escale::problem::{Language, Level, Problems, show};
use escale::sources::Sources;

use super::project::{OCCITANIE, SETTINGS, built, with};

/// Addresses, the code of each, and words of its message.
const MISLEADING: [(&str, &str, &[&str]); 17] = [
    ("https://banque@evil.example/", "E174", &["evil.example", "https://evil.example/"]),
    ("https://banque.fr@evil.example/a?b#c", "E174", &["https://evil.example/a?b#c"]),
    // A Cyrillic letter, then its name on the network.
    ("https://аgefiph.fr/", "E175", &["[а]gefiph.fr", "xn--gefiph-2nf.fr", "agefiph.fr"]),
    ("https://xn--gefiph-2nf.fr/", "E175", &["[а]gefiph.fr", "xn--gefiph-2nf.fr"]),
    ("https://www.аgefiph.fr:8443/a", "E175", &["www.[а]gefiph.fr"]),
    // Every letter of the name is Cyrillic.
    ("https://аррӏе.com/", "E175", &["[а][р][р][ӏ][е].com", "apple.com"]),
    // Greek.
    ("https://gοοgle.com/", "E175", &["g[ο][ο]gle.com", "google.com"]),
    ("https://diversidays.οrg/", "E175", &["[ο]rg"]),
    // A Latin letter without its dot, and one of phonetics.
    ("https://agefıph.fr/", "E175", &["agef[ı]ph.fr", "agefiph.fr"]),
    ("https://ɑgefiph.fr/", "E175", &["[ɑ]gefiph.fr"]),
    // Wide letters and dots, letters of mathematics, percents.
    ("https://agefiph．fr/", "E175", &["agefiph[U+FF0E]fr", "agefiph.fr"]),
    ("https://agefiph。fr/", "E175", &["agefiph[U+3002]fr"]),
    ("https://ａgefiph.fr/", "E175", &["[ａ]gefiph.fr"]),
    ("https://𝐚gefiph.fr/", "E175", &["[𝐚]gefiph.fr"]),
    ("https://%61gefiph.fr/", "E175", &["[%]61gefiph.fr", "agefiph.fr"]),
    // Two scripts, none of whose letters looks like another.
    ("https://agefiphж.fr/", "E175", &["agefiph[ж].fr"]),
    ("https://emploi日本.fr/", "E175", &["emploi[日][本].fr"]),
];

/// Addresses that are what they seem to be.
const HONEST: [&str; 12] = [
    "https://example.org/",
    "https://événement.example.fr/",
    "https://xn--vnement-9uab.example.fr/",
    "https://ÉVÉNEMENT.example.fr/",
    "https://cœur-de-ville.example.fr/",
    "https://straße.example.de/",
    "https://łódź.example.pl/",
    "https://почта.рф/",
    "https://日本語.example.jp/",
    "https://example.org:8443/a@b?c=d@e#f@g",
    "https://93.184.216.34/",
    "https://[2606:2800:220:1::1]/",
];

fn of_text(text: &str) -> Sources {
    with(&[("regions/occitanie/pages/p.md", text)])
}

fn of_event(lines: &str) -> Sources {
    with(&[("regions/occitanie/evenements/e.md", lines)])
}

fn of_settings(from: &str, to: &str) -> Sources {
    let mut sources = with(&[]);
    assert!(SETTINGS.contains(from));
    sources.insert("escale.yaml", SETTINGS.replace(from, to).into_bytes());
    sources
}

/// The file of the place where people register.
const REGISTRATION: &str = "regions/occitanie/evenements/inscription.md";

/// A project in which an address stands wherever it can, once in a file; and those files.
fn everywhere(address: &str) -> (Sources, Vec<String>) {
    let mut places = vec![
        ("regions/occitanie/pages/lien.md", format!("[le formulaire](<{address}>)\n")),
        ("regions/occitanie/pages/adresse.md", format!("<{address}>\n")),
        ("regions/occitanie/pages/renvoi.md", format!("[le formulaire][f]\n\n[f]: <{address}>\n")),
        ("regions/occitanie/pages/html.md", format!("<a href=\"{address}\">le formulaire</a>\n")),
        ("regions/occitanie/pages/bloc.md", format!("<div>\n<blockquote cite='{address}'>x</blockquote>\n</div>\n")),
        ("content/pages/national.md", format!("[le formulaire](<{address}>)\n")),
        ("content/hub/hub.md", format!("[le formulaire](<{address}>)\n")),
        (REGISTRATION, format!("id: i\ninscription: {{lien: \"{address}\"}}")),
        ("regions/occitanie/evenements/direct.md", format!("id: d\nlien_direct: \"{address}\"")),
        ("content/partenaires/a.md", format!("site: \"{address}\"")),
        ("escale.yaml", SETTINGS.replace("https://tour.example.org/", &format!("\"{address}\""))),
        ("regions/occitanie/region.yaml", format!("{OCCITANIE}url: \"{address}\"\n")),
    ];
    places.sort_unstable();
    let files: Vec<(&str, &str)> = places.iter().map(|(path, text)| (*path, text.as_str())).collect();
    (with(&files), places.iter().map(|(path, _)| (*path).to_owned()).collect())
}

fn own<'p>(problems: &'p Problems, codes: &[&str]) -> Vec<&'p escale::problem::Problem> {
    problems.iter().filter(|problem| codes.contains(&problem.kind.code())).collect()
}

#[test]
fn an_address_that_misleads_is_told_wherever_it_stands() {
    for (address, code, words) in MISLEADING {
        let (sources, files) = everywhere(address);
        let (_, problems) = built(&sources);
        let found = own(&problems, &["E174", "E175"]);
        let places: Vec<&str> = found.iter().map(|problem| &*problem.place.file).collect();
        assert_eq!(places, files, "{address}");
        for problem in found {
            let file = &problem.place.file;
            assert_eq!(problem.kind.code(), code, "{address} in {file}");
            let level = if **file == *REGISTRATION { Level::Blocking } else { Level::ToCorrect };
            assert_eq!(problem.level(), level, "{address} in {file}");
            for language in [Language::French, Language::English] {
                let message = format!("{:?}", show::message(problem, language));
                let lacks: Vec<&&str> = words.iter().filter(|word| !message.contains(**word)).collect();
                assert!(lacks.is_empty(), "{address}: no {lacks:?} in {message}");
            }
        }
    }
}

#[test]
fn an_honest_address_is_told_nowhere() {
    for address in HONEST {
        let (_, problems) = built(&everywhere(address).0);
        assert!(own(&problems, &["E174", "E175", "E176"]).is_empty(), "{address}: {problems:#?}");
    }
}

#[test]
fn the_remedies_work_when_they_are_applied() {
    for (wrong, right) in [
        ("https://banque.fr@evil.example/a", "https://evil.example/a"),
        ("https://аgefiph.fr/", "https://agefiph.fr/"),
        ("https://agefiph．fr/", "https://agefiph.fr/"),
        ("https://agefıph.fr/", "https://agefiph.fr/"),
    ] {
        let problems_of = |address: &str| built(&of_text(&format!("[le formulaire](<{address}>)\n"))).1;
        assert_eq!(own(&problems_of(wrong), &["E174", "E175"]).len(), 1, "{wrong}");
        assert!(problems_of(right).is_empty(), "{right}");
    }
}

#[test]
fn signs_that_nobody_sees_in_a_host_are_told() {
    for hidden in
        ['\u{200b}', '\u{200c}', '\u{200d}', '\u{ad}', '\u{2060}', '\u{202e}', '\u{2066}', '\u{feff}', '\u{3164}']
    {
        let address = format!("https://agef{hidden}iph.fr/");
        let problems = built(&of_text(&format!("[le formulaire](<{address}>)\n"))).1;
        let found = own(&problems, &["E175"]);
        assert_eq!(found.len(), 1, "U+{:04X}: {problems:?}", u32::from(hidden));
        let message = format!("{:?}", show::message(found[0], Language::French));
        assert!(message.contains(&format!("agef[U+{:04X}]iph.fr", u32::from(hidden))), "{message}");
    }
}

#[test]
fn what_browsers_read_as_an_address_is_read_as_one() {
    for (address, code) in [
        ("HTTPS://banque@evil.example/", "E174"),
        ("https:/banque@evil.example/", "E174"),
        ("https:banque@evil.example", "E174"),
        ("https:\\\\\\\\banque@evil.example/", "E174"),
        ("https://evil.example\\\\@agefiph.fr/", ""),
        ("https:///аgefiph.fr/", "E175"),
        ("https://", "E050"),
        ("https://exa mple.fr/", "E175"),
    ] {
        let problems = built(&of_text(&format!("[le formulaire](<{address}>)\n"))).1;
        let codes: Vec<&str> = problems.iter().map(|problem| problem.kind.code()).collect();
        assert_eq!(codes.concat(), code, "{address}");
    }
}

#[test]
fn hosts_of_mails_are_looked_at_too() {
    for sources in [
        of_text("[nous écrire](mailto:bonjour@аgefiph.fr)\n"),
        of_event("inscription: {courriel: \"bonjour@аgefiph.fr\"}"),
        of_settings("mentions@example.org", "bonjour@аgefiph.fr"),
    ] {
        let (_, problems) = built(&sources);
        assert_eq!(own(&problems, &["E175"]).len(), 1, "{problems:?}");
    }
    assert!(built(&of_text("[nous écrire](mailto:bonjour@événement.example.fr)\n")).1.is_empty());
}

#[test]
fn a_password_is_told_as_one_and_never_shown() {
    for address in ["https://user:s3cret-pw@example.org/", "https://:s3cret-pw@example.org/"] {
        let (sources, files) = everywhere(address);
        let (_, problems) = built(&sources);
        let places: Vec<&str> = own(&problems, &["E099"]).iter().map(|problem| &*problem.place.file).collect();
        assert_eq!(places, files, "{address}");
        let text = show::text(&problems, &sources, show::Style { language: Language::French, has_colour: false });
        let json = format!("{:?}", show::json(&problems, &sources, Language::French));
        assert!(!text.contains("s3cret-pw") && !json.contains("s3cret-pw"), "{text}");
    }
}

#[test]
fn a_link_whose_words_are_another_address_is_told() {
    for (text, target) in [
        ("https://agefiph.fr", "evil.example"),
        ("http://www.agefiph.fr/inscription", "evil.example"),
        ("www.agefiph.fr", "evil.example"),
        ("agefiph.fr", "evil.example"),
        ("agefiph.fr/inscription", "evil.example"),
        ("https://agefiph.fr.evil.example.org", "evil.example"),
        ("contact@agefiph.fr", "evil.example"),
    ] {
        let problems = built(&of_text(&format!("[{text}](https://{target}/)\n"))).1;
        let codes: Vec<&str> = problems.iter().map(|problem| problem.kind.code()).collect();
        assert_eq!(codes, ["E176"], "{text}");
        let message = format!("{:?}", show::message(problems.iter().next().unwrap(), Language::French));
        assert!(message.contains(text) && message.contains(target), "{message}");
    }
    let problems = built(&of_text("[contact@agefiph.fr](mailto:x@evil.example)\n")).1;
    assert_eq!(own(&problems, &["E176"]).len(), 1);
    for honest in [
        "[https://agefiph.fr](https://agefiph.fr/)",
        "[agefiph.fr](https://www.agefiph.fr/inscription)",
        "[www.agefiph.fr](https://agefiph.fr)",
        "[agefiph.fr](https://inscription.agefiph.fr/)",
        "<https://agefiph.fr/>",
        "[Node.js](https://nodejs.org/)",
        "[ASP.NET](https://dotnet.microsoft.com/)",
        "[contact@agefiph.fr](mailto:Contact@agefiph.fr)",
        "<contact@agefiph.fr>",
        "[Le site agefiph.fr et les autres](https://example.org/)",
    ] {
        let problems = built(&of_text(&format!("{honest}\n"))).1;
        assert!(own(&problems, &["E176"]).is_empty(), "{honest}");
    }
}
