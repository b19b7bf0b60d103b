//! What is right and could be better: what is poor for readers, stale or unused; and what must never go out.

use escale::Options;
use escale::build;
use escale::problem::{Language, Level, Problem, show};
use escale::sources::Sources;

use super::cli::Project;
use super::project::{GIF, VENUE, at, built, lines, page, problems, replace, with, with_real_theme};

const PAGE: &str = "regions/occitanie/pages/p.md";
const EVENT: &str = "regions/occitanie/evenements/e.md";
const PHOTO: (&str, &str) = ("regions/occitanie/images/photo.gif", GIF);

/// Code, line and column, length and title of each problem of a text, in French.
fn told(markdown: &str) -> String {
    problems(&with(&[PHOTO, (PAGE, markdown)])).replace(&format!("{PAGE}:"), "").trim_end().to_owned()
}

/// Texts of which nothing is said, whatever is said of the picture that they do not use.
#[track_caller]
fn silent(texts: &[&str]) {
    for text in texts {
        let unused = "E091 regions/occitanie/images/photo.gif:0:0 0 Cette image n'est utilisée nulle part.";
        assert_eq!(told(text).replace(unused, "").trim(), "", "{text}");
    }
}

#[track_caller]
fn each(texts: &[(&str, &str)]) {
    for (text, expected) in texts {
        let told = told(text);
        let own: Vec<&str> = told.lines().filter(|line| !line.starts_with("E091 ")).collect();
        assert_eq!(own.join("\n"), *expected, "{text}");
    }
}

/// Every problem has its words in both languages, and they differ.
#[track_caller]
fn in_both_languages(sources: &Sources) -> Vec<Problem> {
    let found: Vec<Problem> = built(sources).1.iter().cloned().collect();
    for problem in &found {
        let [french, english] = [Language::French, Language::English].map(|l| show::message(problem, l));
        assert!(french.why.is_some() && !french.remedies.is_empty(), "{}", french.title);
        assert_ne!(french.title, english.title);
        assert_eq!(french.remedies.len(), english.remedies.len());
    }
    found
}

#[test]
fn headings_are_headings_and_say_something() {
    each(&[
        ("##\n\nTexte.", "E067 4:1 1 Ce titre est vide."),
        ("**Le programme**\n\nTexte.", "E068 4:1 16 Cette ligne en gras sert de titre, et n'en est pas un."),
        ("a\n\n**Comment venir ?**\n\n- a", "E068 6:1 19 Cette ligne en gras sert de titre, et n'en est pas un."),
    ]);
    silent(&[
        "**Venez nombreux.**\n\nTexte.",
        "**Attention** au départ.\n\nTexte.",
        "Texte.\n\n**Une signature**",
        "> **Une citation**\n>\n> Texte.",
        "## Le programme\n\nTexte.",
        "`## `\n\n    ##\n",
    ]);
    let found = in_both_languages(&with(&[(PAGE, "##\n\n**Le programme**\n\nTexte.")]));
    let ways = format!("{:?}", show::message(&found[1], Language::English).remedies);
    assert!(ways.contains("## Le programme"), "{ways}");
}

#[test]
fn tags_have_a_counterpart() {
    each(&[
        ("<div>\n\na", "E069 4:2 3 La balise <div> n'est jamais fermée."),
        ("a\n\nb <b>c", "E069 6:4 1 La balise <b> n'est jamais fermée."),
        ("a</mark>", "E069 4:3 5 La balise </mark> ferme ce qui n'a pas été ouvert."),
        ("<details><summary>a</details>", "E069 4:11 7 La balise <summary> n'est jamais fermée."),
    ]);
    silent(&[
        "<details>\n<summary>a</summary>\n\nb\n\n</details>",
        "a<br>b<hr>",
        "<ul><li>a<li>b</ul>",
        "<!-- <div> -->",
        "`<div>` et {{<b>}}",
    ]);
    let level = |text: &str| built(&with(&[(PAGE, text)])).1.iter().next().map(Problem::level);
    assert_eq!(level("<div>\n\na"), Some(Level::ToCorrect));
    assert_eq!(level("a</b>"), Some(Level::Advice));
}

#[test]
fn the_words_of_a_link_say_where_it_leads() {
    each(&[
        ("[Cliquez ici](/contact/)", "E071 4:1 24 « Cliquez ici » ne dit pas où mène ce lien."),
        ("a [**ici**](/contact/)", "E071 4:3 20 « ici » ne dit pas où mène ce lien."),
        ("[En savoir plus…](/contact/)", "E071 4:1 28 « En savoir plus… » ne dit pas où mène ce lien."),
        ("[](/contact/)", "E071 4:1 13 Ce lien n'a pas de texte."),
        ("<https://example.org/a/b?c=d>", "E071 4:1 29 « https://example.org/a/b?c=d » ne dit pas où mène ce lien."),
    ]);
    silent(&[
        "[Programme du forum](/contact/)",
        "[Venez ici à Dijon](/contact/)",
        "<https://example.org/> <contact@example.org>",
        "[example.org](https://example.org/a)",
        "[![Une salle](../images/photo.gif)](/contact/)",
        "`[ici](/contact/)`",
    ]);
    in_both_languages(&with(&[(PAGE, "[ici](/contact/)\n\n[](/parcours/)")]));
}

#[test]
fn the_same_words_lead_to_the_same_place() {
    each(&[(
        "[S'inscrire](/contact/)\n\n[s'inscrire](/parcours/)",
        "E072 6:1 24 Deux liens « s'inscrire » mènent à deux endroits différents.",
    )]);
    silent(&[
        "[S'inscrire](/contact/)\n\n[S'inscrire](/contact/)",
        "[S'inscrire à Dijon](/contact/)\n\n[S'inscrire à Metz](/parcours/)",
        "## A\n\n[S'inscrire](/contact/)",
    ]);
    in_both_languages(&with(&[(PAGE, "[A](/contact/)\n\n[A](/parcours/)")]));
}

#[test]
fn columns_have_a_heading() {
    each(&[
        ("| A | |\n|---|---|\n| 1 | 2 |", "E073 4:6 0 La colonne 2 de ce tableau n'a pas de titre."),
        ("| | |\n|---|---|\n| 1 | 2 |", "E073 4:2 0 La colonne 1 de ce tableau n'a pas de titre."),
    ]);
    silent(&[
        "| A | B |\n|---|---|\n| 1 | |",
        "| `A` | ![Une salle](../images/photo.gif) |\n|---|---|\n| 1 | 2 |",
        "```\n| | |\n|---|---|\n```",
    ]);
    in_both_languages(&with(&[(PAGE, "| A | |\n|---|---|\n| 1 | 2 |")]));
}

#[test]
fn nobody_is_shouted_at() {
    each(&[
        (
            "Venez ! INSCRIVEZ-VOUS AVANT LE 12 MAI SUR LE SITE. Merci.",
            "E074 4:9 43 Cette phrase est tout en majuscules.",
        ),
        ("## RENCONTRES AVEC LES ENTREPRISES DU NUMÉRIQUE", "E074 4:4 44 Cette phrase est tout en majuscules."),
    ]);
    silent(&[
        "La CPME, le MEDEF, la CCI, la CMA et FACE.",
        "CPME, MEDEF, CCI, CMA, FACE, CRESS, AFPA",
        "RENCONTRES AVEC LES ENTREPRISES : quatre mots.",
        "`INSCRIVEZ-VOUS AVANT LE 12 MAI SUR LE SITE`",
        "    INSCRIVEZ-VOUS AVANT LE 12 MAI SUR LE SITE",
    ]);
    let found = in_both_languages(&with(&[(PAGE, "INSCRIVEZ-VOUS AVANT LE 12 MAI SUR LE SITE")]));
    let ways = format!("{:?}", show::message(&found[0], Language::French).remedies);
    assert!(ways.contains("Inscrivez-vous avant le 12 mai"), "{ways}");
}

#[test]
fn a_description_describes() {
    each(&[
        ("![photo.gif](../images/photo.gif)", "E075 4:3 9 « photo.gif » est le nom du fichier, pas une description."),
        (
            "![Image d'une salle](../images/photo.gif)",
            "E075 4:3 17 « Image d'une salle » : inutile de dire que c'est une image.",
        ),
        ("![Photo](../images/photo.gif)", "E075 4:3 5 « Photo » : inutile de dire que c'est une image."),
    ]);
    silent(&[
        "![Une salle](../images/photo.gif)",
        "![décoratif](../images/photo.gif)",
        "![L'imagerie médicale](../images/photo.gif)",
    ]);
    let logo = "logo: {fichier: ../images/photo.gif, description: IMG_0042.gif}";
    let found = with(&[PHOTO, ("regions/occitanie/partenaires/p.md", logo)]);
    assert_eq!(
        problems(&found),
        "E075 regions/occitanie/partenaires/p.md:5:17 19 « IMG_0042.gif » est le nom du fichier, pas une description.\n"
    );
    in_both_languages(&found);
}

#[test]
fn links_that_write_or_call_can_be_read() {
    each(&[
        ("[Écrire](mailto:contact)", "E076 4:1 24 Ce lien ne permet ni d'écrire ni d'appeler : mailto:contact"),
        ("[Appeler](tel:01990)", "E076 4:1 20 Ce lien ne permet ni d'écrire ni d'appeler : tel:01990"),
    ]);
    silent(&[
        "[Écrire](mailto:contact@example.org?subject=Forum)",
        "[Appeler](tel:+33199001234)",
        "[Appeler](tel:0199001234) [Le 39 49](tel:3949)",
    ]);
    in_both_languages(&with(&[(PAGE, "[Écrire](mailto:contact)")]));
}

#[test]
fn addresses_that_leave_the_site_are_looked_at() {
    each(&[
        ("[a](http://example.org/a)", "E126 4:1 25 Cette adresse commence par http://, sans protection."),
        (
            "[a](https://docs.google.com/forms/d/x/edit)",
            "E128 4:1 43 C'est l'adresse où l'on modifie ce document : https://docs.google.com/forms/d/x/edit",
        ),
        (
            "[a](http://localhost:8000/)",
            "E127 4:1 27 Personne d'autre que vous ne peut ouvrir cette adresse : http://localhost:8000/",
        ),
        ("[www.example.org](www.example.org)", "E105 4:19 15 L'adresse a été complétée : https://www.example.org"),
        ("[a](example.org/b)", "E105 4:5 13 L'adresse a été complétée : https://example.org/b"),
    ]);
    silent(&["[a](https://example.org/a)", "`http://example.org`", "    http://localhost/"]);
    // A file is no domain: it is looked for.
    each(&[("[a](fiche.txt)", "E050 4:5 9 (occitanie) Ce lien ne mène nulle part : fiche.txt")]);

    let (output, found) = built(&with(&[(PAGE, "[a](www.example.org)")]));
    assert!(page(&output, "occitanie/p/index.html").contains("<a href=\"https://www.example.org\""));
    let fix = found.iter().next().unwrap().fix.as_ref().unwrap();
    assert_eq!((fix.edits[0].column, fix.edits[0].text.as_str()), (5, "https://www.example.org"));
    // Written below the text: what is certain is not where it could be replaced.
    let (_, found) = built(&with(&[(PAGE, "[a][b]\n\n[b]: www.example.org")]));
    assert_eq!(
        lines(&found).trim_end(),
        format!("E105 {PAGE}:4:1 0 L'adresse a été complétée : https://www.example.org")
    );
    assert_eq!(found.iter().next().unwrap().fix, None);
}

#[test]
fn an_address_in_other_letters_is_a_suggestion() {
    let sources = with(&[(PAGE, "[a](/Contact/)\n\n[b](Q.md)"), ("regions/occitanie/pages/q.md", "x")]);
    let text = show::text(&built(&sources).1, &sources, show::Style { language: Language::French, has_colour: false });
    assert!(text.contains("vouliez-vous dire « /contact/ » ?"), "{text}");
}

#[test]
fn placeholders_do_not_go_out() {
    each(&[
        ("Horaires : à compléter", "E125 4:12 11 « à compléter » attend encore d'être rempli."),
        ("Lorem ipsum dolor.", "E125 4:1 11 « Lorem ipsum » attend encore d'être rempli."),
        ("a\n\n_No response_", "E125 6:1 13 « _No response_ » attend encore d'être rempli."),
        ("Salle TBD.", "E125 4:7 3 « TBD » attend encore d'être rempli."),
    ]);
    silent(&["Un dossier à compléter en ligne.", "`FIXME`", "```\nTBD\n```", "Le XXXe salon."]);
}

/// Secrets, each as it stands in a text. They are made up, and put together here so that none is in this file.
fn secrets() -> Vec<String> {
    let long = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0";
    vec![
        format!("-----{} RSA PRIVATE KEY-----\nMII{long}\n-----END RSA PRIVATE KEY-----", "BEGIN"),
        format!("AKIA{}", "A1B2C3D4E5F6G7H8"),
        format!("ghp_{long}"),
        format!("github_pat_{long}"),
        format!("xoxb-{long}"),
        format!("AIza{}", &long[..35]),
        format!("sk-proj-{long}"),
        format!("sk_live_{long}"),
        format!("https://marie:{long}@example.org/"),
        format!("https://example.org/?api_key={long}"),
        format!("https://example.org/a?b=c&token={long}"),
        format!("password={long}"),
        format!("Mot de passe : **{long}**"),
        format!("mdp: {long}."),
    ]
}

#[test]
fn a_secret_never_goes_out_and_is_never_shown() {
    for secret in secrets() {
        let hidden = ["1B2c3D4e5", "1B2C3D4E5"];
        for sources in [
            with(&[(PAGE, &format!("Un texte.\n\n{secret}\n"))]),
            with(&[(PAGE, &format!("[lien](<{}> FIXME TBD http://x)", secret.replace('\n', " ")))]),
            with(&[(EVENT, &format!("resume: \"{}\"", secret.replace('\n', " ")))]),
            with(&[("regions/occitanie/lieux/l.yaml", &format!("{VENUE}# {}\n", secret.replace('\n', " ")))]),
        ] {
            let (output, found) = built(&sources);
            assert!(found.iter().any(|problem| problem.kind.code() == "E099"), "{secret}: {}", lines(&found));
            assert!(output.get("occitanie/index.html").is_none());
            for language in [Language::French, Language::English] {
                let mut said = show::text(&found, &sources, show::Style { language, has_colour: false });
                said.extend(show::json(&found, &sources, language).iter().map(ToString::to_string));
                said.push_str(&show::sarif(&found, &sources, language).to_string());
                said.push_str(&show::html(&found, &sources, language));
                said.push_str(&show::github(&found, &sources, language));
                assert!(!hidden.iter().any(|part| said.contains(part)), "{said}");
            }
        }
    }
    let key = secrets().remove(1);
    let found = in_both_languages(&with(&[(PAGE, &key)]));
    assert_eq!(show::message(&found[0], Language::French).title, "La clé d'accès d'un service se trouve ici (AKIA…).");
    assert_eq!((found[0].place.line, found.len()), (4, 1));
}

#[test]
fn no_link_is_visited_while_a_secret_stands_in_the_files() {
    let project = Project::new(&with(&[(PAGE, "[a](http://marie:azerty31@127.0.0.1/)")]));
    for format in ["text", "json"] {
        let answer = project.run(&format!("check --links --format {format} --date 2027-01-15T10:00"));
        let said = answer.stdout + &answer.stderr;
        assert!(said.contains("E099") && !said.contains("azerty31"), "{said}");
    }
}

#[test]
fn ordinary_words_are_no_secret() {
    silent(&[
        "Mot de passe oublié ?",
        "Mot de passe : envoyé par courriel",
        "Le mot de passe : 8 caractères au moins, voir page 12.",
        "Mot de passe : voir https://example.org/aide2027",
        "Mot de passe : contact31@example.org",
        "[Réinitialiser](https://example.org/?password=oublie)",
        "[Formulaire](https://example.org/?token=court)",
        "[Formulaire](https://example.org/f?page=accueil&lang=fr)",
        "Les tokens et les clés d'API s'expliquent : sk-learn, ghp_, AKIA.",
        "`-----BEGIN CERTIFICATE-----`",
        "Rendez-vous à 14:30 @ la médiathèque, https://example.org:8443/a@b",
    ]);
}

#[test]
fn what_nothing_uses_is_told() {
    let unused = with(&[
        ("content/partenaires/agefiph.md", ""),
        ("content/partenaires/pwc.md", "nom: PwC"),
        ("content/lieux/l.yaml", VENUE),
        ("content/lieux/m.yaml", VENUE),
        ("regions/occitanie/lieux/n.yaml", &VENUE.replace("Maison", "Salle")),
        ("regions/occitanie/partenaires/r.md", "nom: R"),
        (EVENT, "partenaires: [pwc]\nmode: sur-place\nlieu: m"),
        PHOTO,
    ]);
    assert_eq!(
        problems(&unused),
        "\
E091 content/lieux/l.yaml:0:0 0 Aucun évènement n'a lieu ici.
E091 content/partenaires/agefiph.md:0:0 0 Ce partenaire ne participe à rien.
E091 regions/occitanie/images/photo.gif:0:0 0 Cette image n'est utilisée nulle part.
"
    );
    in_both_languages(&unused);
    // A draft, a stop, a region's version, a header and a text use what they name.
    let used = with(&[
        ("content/partenaires/agefiph.md", ""),
        ("content/partenaires/pwc.md", "nom: PwC"),
        ("content/partenaires/nqt.md", "nom: NQT"),
        ("regions/occitanie/partenaires/nqt.md", "---\nresume: Ici.\n---\n"),
        (
            EVENT,
            "brouillon: oui\npartenaires: [agefiph]\nimage: {fichier: ../images/photo.gif, description: Une salle}",
        ),
        ("regions/occitanie/region.yaml", "+editions:\n  - {id: a, titre: A, debut: 2027-09, partenaires: [pwc]}\n"),
        PHOTO,
    ]);
    assert_eq!(problems(&used), "");
    // What is misspelt elsewhere may be meant.
    let misspelt = with(&[("content/partenaires/agefiph.md", ""), (EVENT, "partenaires: [agephif]")]);
    assert!(!problems(&misspelt).contains("E091"));
}

#[test]
fn pictures_are_light_and_named_after_their_format() {
    let sources = |file: &str, bytes: Vec<u8>| {
        let mut sources = with(&[(PAGE, &format!("![Une salle](../images/{file})"))]);
        sources.insert(format!("regions/occitanie/images/{file}"), bytes);
        sources
    };
    let gif = |width: u16, more: usize| {
        let mut bytes = GIF.as_bytes().to_vec();
        bytes[6..8].copy_from_slice(&width.to_le_bytes());
        if more > 0 {
            // A picture whose pixels take that much: blocks of 255 bytes.
            bytes.pop();
            bytes.extend(b",\0\0\0\0\x03\0\x02\0\0\x02");
            bytes.extend([&[255][..], &[0; 255]].concat().repeat(more.div_ceil(256)));
            bytes.extend(b"\0;");
        }
        bytes
    };
    let told = |file: &str, bytes: Vec<u8>| {
        let sources = sources(file, bytes);
        in_both_languages(&sources);
        problems(&sources).replace(&format!("regions/occitanie/images/{file}:0:0 0 "), "")
    };
    assert_eq!(told("a.gif", gif(3, 900_000)), "");
    let heavy = "E092 Cette image est lourde, et publiée telle quelle : 1201 Ko.\n";
    assert_eq!(told("a.gif", gif(3, 1_200_000)), heavy);
    assert_eq!(told("a.GIF", gif(3, 0)), "");
    assert_eq!(told("a.jpg", gif(3, 0)), "E093 Le nom de cette image ne dit pas son vrai format : GIF.\n");
    let heic = sources("a.heic", b"\0\0\0\x18ftypheic".to_vec());
    let ways = format!("{:?}", show::message(built(&heic).1.iter().next().unwrap(), Language::French).remedies);
    assert!(ways.contains("Exportez-la en JPEG : dans Photos"), "{ways}");
}

/// What is said of a project at an instant.
fn said_at(sources: &Sources, now: &str) -> String {
    lines(&build(sources, &Options::at(at(now))).1)
}

#[test]
fn what_time_has_passed_by_is_advice() {
    let region = "regions/occitanie/region.yaml";
    let event = with(&[(EVENT, "")]);
    assert_eq!(said_at(&event, "2027-05-17T12:00:00Z"), "");
    let over = "E094 regions/occitanie/region.yaml:0:0 0 Cette région n'annonce plus rien.\n";
    assert_eq!(said_at(&event, "2027-05-18T12:00:00Z"), over);
    assert_eq!(said_at(&with(&[]), "2027-05-18T12:00:00Z"), "");
    let edition = "+editions:\n  - {id: a, titre: A, debut: 2025-03, fin: 2025-04}\n";
    let both = with(&[(EVENT, ""), (region, edition)]);
    let old = "E097 regions/occitanie/region.yaml:7:10 1 La dernière édition de la région est finie depuis plus d'un an : A\n";
    assert_eq!(said_at(&both, "2027-01-15T12:00:00Z"), old);
    assert_eq!(said_at(&both, "2026-01-15T12:00:00Z"), "");
    assert_eq!(said_at(&both, "2027-06-15T12:00:00Z"), over);

    let page = with(&[(PAGE, "---\ntitre: P\nmis_a_jour: 2027-01-15\n---\nx")]);
    assert_eq!(said_at(&page, "2027-07-15T12:00:00Z"), "");
    let reviewed = "Cette page a été relue pour la dernière fois le vendredi 15 janvier 2027.";
    assert_eq!(said_at(&page, "2027-07-16T12:00:00Z"), format!("E095 {PAGE}:3:13 10 {reviewed}\n"));

    let late = with(&[(EVENT, "inscription: {lien: https://example.org/, ouverture: 2027-09-01}")]);
    let opens = format!("E096 {EVENT}:8:1 11 L'inscription doit ouvrir, mais l'évènement est déjà passé.\n");
    assert!(said_at(&late, "2027-06-01T12:00:00Z").contains(&opens), "{}", said_at(&late, "2027-06-01T12:00:00Z"));
    assert_eq!(said_at(&late, "2027-05-01T12:00:00Z"), "");
    for (sources, now) in [(&both, "2027-01-15"), (&both, "2027-06-15"), (&page, "2027-09-15"), (&late, "2027-06-15")] {
        for problem in build(sources, &Options::at(at(&format!("{now}T12:00:00Z")))).1.iter() {
            assert_eq!(problem.level(), Level::Advice);
            let [french, english] = [Language::French, Language::English].map(|l| show::message(problem, l));
            assert_ne!(french.title, english.title);
        }
    }
}

#[test]
fn what_hides_nothing_is_told() {
    let hides = |files: &[(&str, &str)]| {
        let own = [("regions/occitanie/pages/faq.md", "---\nmasquer: oui\n---\n")];
        problems(&with(&[files, &own].concat()))
    };
    assert_eq!(hides(&[]), "E098 regions/occitanie/pages/faq.md:2:10 3 Il n'y a rien à masquer ici.\n");
    assert_eq!(hides(&[("content/pages/foire.md", "x")]).lines().count(), 1);
    assert_eq!(hides(&[("content/pages/faq.md", "x")]), "");
}

#[test]
fn the_theme_is_spoken_of_once() {
    let mut sources = with_real_theme(with(&[(EVENT, ""), (PAGE, "x")]));
    assert_eq!(problems(&sources), "");
    replace(
        &mut sources,
        "themes/declics/templates/base.html",
        "<h1>{{ page.title }}</h1>",
        "<h2>{{ page.title }}</h2>",
    );
    replace(&mut sources, "themes/declics/templates/base.html", "<html lang=\"{{ site.language }}\">", "<html>");
    let told = problems(&sources);
    assert!(told.contains("E077 themes:0:0 0 Une page n'a pas de titre principal (h1).\n"), "{told}");
    assert_eq!(told.matches("E078 themes:0:0 0 Une page ne dit pas sa langue (lang).\n").count(), 1, "{told}");
    in_both_languages(&sources);
}

#[test]
fn two_pages_of_a_site_do_not_share_a_title() {
    let mut sources = with_real_theme(with(&[(PAGE, "x"), ("regions/occitanie/pages/q.md", "x")]));
    let told =
        "E090 regions/occitanie/pages/q.md:0:0 0 (occitanie) Deux pages ont le même titre : Page – Occitanie – Tour\n";
    assert_eq!(problems(&sources), told);
    in_both_languages(&sources);
    replace(&mut sources, "regions/occitanie/pages/q.md", "titre: Page", "titre: Autre");
    assert_eq!(problems(&sources), "");
}
