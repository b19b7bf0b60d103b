//! `escale new`: answers in, by flag or on a terminal; a file that `check` accepts out, or why there is none.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Stdio;

use proptest::prelude::*;

use super::cli::{Answer, DATE, Project, web};
use super::project::{OCCITANIE, VENUE, cases, event, minimal, with};

/// `new` as a script runs it, without a terminal: words after the command, answers by flag.
fn new(project: &Project, kind: &str, answers: &[(&str, &str)], id: Option<&str>) -> Answer {
    let mut command = project.command();
    command.args(["new", kind]).args(id).stdin(Stdio::null()).env("SOURCE_DATE_EPOCH", "1800000000");
    for (flag, answer) in answers {
        command.arg(format!("--{flag}={answer}"));
    }
    command.output().unwrap().into()
}

/// The file that was made.
fn made(answer: &Answer) -> String {
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    answer.stdout.lines().next().unwrap().trim_start_matches("Créé : ").to_owned()
}

/// The text of the file that was made.
fn text(project: &Project, answer: &Answer) -> String {
    fs::read_to_string(project.path(&made(answer))).unwrap()
}

/// A region with a venue.
fn project() -> Project {
    Project::new(&with(&[("regions/occitanie/lieux/maison-exemple.yaml", VENUE)]))
}

/// An event's answers, all there, with some in their place.
fn forum<'a>(own: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let all = [("region", "occitanie"), ("title", "Forum"), ("date", "2027-05-17"), ("link", "libre")];
    let kept = all.into_iter().filter(|(flag, _)| !own.iter().any(|(other, _)| other == flag));
    kept.chain(own.iter().copied()).collect()
}

fn check_is_silent(project: &Project) {
    let check = project.run(&format!("check --strict {DATE}"));
    // That nothing uses a new partner yet is no fault of its file.
    let codes = check.stderr.lines().filter_map(|line| line.strip_suffix(']')?.rsplit_once('[')).map(|(_, code)| code);
    assert_eq!(codes.filter(|code| *code != "E091").collect::<Vec<_>>(), Vec::<&str>::new(), "{}", check.stderr);
    assert_eq!(check.code, 0);
}

#[test]
fn what_new_makes_is_accepted_by_check_whatever_the_answers() {
    let project = project();
    let odd = "Atelier : « CV » #2, - l'IT [forum] & \"co\" {x} !";
    let answers = [
        new(
            &project,
            "region",
            &[("name", "Provence-Alpes-Côte d'Azur"), ("iso", "PAC"), ("preposition", "en")],
            Some("paca"),
        ),
        new(&project, "region", &[("name", "La Réunion"), ("iso", "974"), ("preposition", "à")], None),
        new(&project, "evenement", &forum(&[("title", odd)]), None),
        new(&project, "evenement", &forum(&[("title", "2027"), ("time", "14:00"), ("kind", "forum")]), None),
        new(&project, "partenaire", &[("name", "oui"), ("role", "emploi"), ("summary", odd)], Some("mission-locale")),
        new(
            &project,
            "partenaire",
            &[("name", "Cap Emploi"), ("role", "Handicap"), ("summary", "Aide."), ("region", "Occitanie")],
            None,
        ),
        new(
            &project,
            "lieu",
            &[("name", "Salle 2"), ("town", "Albi"), ("insee", "81004"), ("postcode", "81000"), ("region", "occ")],
            None,
        ),
        new(&project, "page", &[("title", odd)], None),
        new(&project, "page", &[("title", "Con")], None),
        new(&project, "page", &[("title", "Questions fréquentes"), ("region", "paca")], None),
        new(&project, "page", &[("title", "Presse"), ("hub", "")][..1], None),
    ];
    assert_eq!(
        answers.each_ref().map(made),
        [
            "regions/paca/region.yaml",
            "regions/la-reunion/region.yaml",
            "regions/occitanie/evenements/2027-05-17-atelier-cv-2-l-it-forum-co-x.md",
            "regions/occitanie/evenements/2027-05-17-2027.md",
            "content/partenaires/mission-locale.md",
            "regions/occitanie/partenaires/cap-emploi.md",
            "regions/occitanie/lieux/salle-2.yaml",
            "content/pages/atelier-cv-2-l-it-forum-co-x.md",
            "content/pages/con-page.md",
            "regions/paca/pages/questions-frequentes.md",
            "content/pages/presse.md",
        ]
    );
    let hub = project.run("new page --hub --title Salut");
    assert_eq!(made(&hub), "content/hub/salut.md");
    check_is_silent(&project);
    assert_eq!(project.run(&format!("build --region paca --out alone {DATE}")).code, 0);
    assert!(project.path("alone/paca/index.html").exists());
    assert_eq!(project.run(&format!("build {DATE}")).code, 0);
    let page = fs::read_to_string(project.path("public/occitanie/evenements/2027-05-17-2027/index.html")).unwrap();
    assert!(page.contains("<h1>2027</h1>"), "{page}");
    let reunion = fs::read_to_string(project.path("regions/la-reunion/region.yaml")).unwrap();
    assert!(reunion.contains("insee: '04'\nfuseau: Indian/Reunion\n"), "{reunion}");
    let venue = fs::read_to_string(project.path("regions/occitanie/lieux/salle-2.yaml")).unwrap();
    assert_eq!(venue, "nom: Salle 2\ncode_postal: '81000'\ncommune: Albi\ninsee: '81004'\n");
}

#[test]
fn an_event_is_made_with_what_to_do_next() {
    let project = project();
    let answers = forum(&[("date", "17 mai 2027 14h"), ("venue", "Maison"), ("link", "www.example.org/i")]);
    let answer = new(&project, "evenement", &answers, None);
    assert_eq!(
        answer.stdout,
        "Créé : regions/occitanie/evenements/2027-05-17-forum.md\n\
        Écrivez maintenant le texte, à partir de la ligne 13, puis : escale check\n"
    );
    assert_eq!(
        text(&project, &answer),
        "---\nid: occitanie-2027-05-17-forum\ntitre: Forum\ntype: forum\n\
        resume: Forum, lundi 17 mai 2027 à 14\u{a0}h, Maison Exemple (Toulouse).\n\
        date: 2027-05-17\nheure: \"14:00\"\nmode: sur-place\nlieu: maison-exemple\n\
        inscription:\n  lien: https://www.example.org/i\n---\n"
    );
}

#[test]
fn answers_are_understood_as_the_reader_understands_them() {
    let project = project();
    let check = |own: &[(&str, &str)], lines: &str| {
        let text = text(&project, &new(&project, "evenement", &forum(own), None));
        assert!(text.contains(lines), "{own:?}: {lines}\n{text}");
    };
    check(&[("date", "lundi 17 mai 2027")], "\ndate: 2027-05-17\nmode");
    check(&[("date", "17/05/2027")], "\ndate: 2027-05-17\nmode");
    check(&[("date", "du 17 au 19 mai 2027")], "\ndate: 2027-05-17\ndate_fin: 2027-05-19\n");
    check(&[("date", "2027-05-17 14h"), ("time", "15h30")], "\ndate: 2027-05-17\nheure: \"15h30\"\n");
    check(&[("region", "OCCITANIE")], "id: occitanie-2027-05-17-");
    check(&[("venue", "en ligne")], "\nmode: en-ligne\ninscription");
    check(&[("venue", "maison")], "\nmode: sur-place\nlieu: maison-exemple\n");
    check(&[("venue", "MAISON EXEMPLE")], "\nmode: sur-place\nlieu: maison-exemple\n");
    check(&[("venue", "salle.example.org/x")], "\nmode: en-ligne\nlien_direct: https://salle.example.org/x\n");
    check(&[("link", "Libre")], "\ninscription: libre\n");
    check(&[("link", "01 99 00 12 34")], "\ninscription:\n  telephone: 01 99 00 12 34\n");
    check(&[("link", "mailto:a@example.org")], "\ninscription:\n  courriel: a@example.org\n");
    check(&[("title", "Conférences d'été")], "\ntype: conference\n");
    check(&[("title", "Rencontrer l'emploi")], "\ntype: atelier\n");
    check(&[("title", "Forum"), ("kind", "Autre")], "\ntype: autre\nresume: Évènement en ligne, ");
    check_is_silent(&project);
}

#[test]
fn ids_and_names_of_events_are_free() {
    let project = Project::new(&with(&[
        ("content/evenements/2027-05-17-salon.md", "id: nat-salon"),
        ("regions/occitanie/evenements/autre.md", "id: \"occitanie-2027-05-17-rencontre\"  # gardé\nbrouillon: oui"),
    ]));
    let names = |title: &str| {
        let answer = new(&project, "evenement", &forum(&[("title", title)]), None);
        let text = text(&project, &answer);
        let id = text.lines().nth(1).unwrap().trim_start_matches("id: ").to_owned();
        (made(&answer).rsplit('/').next().unwrap().to_owned(), id)
    };
    let pair = |name: &str, id: &str| (name.to_owned(), id.to_owned());
    assert_eq!(names("Forum"), pair("2027-05-17-forum.md", "occitanie-2027-05-17-forum"));
    assert_eq!(names("Forum !"), pair("2027-05-17-forum-2.md", "occitanie-2027-05-17-forum-2"));
    assert_eq!(names("FORUM"), pair("2027-05-17-forum-3.md", "occitanie-2027-05-17-forum-3"));
    assert_eq!(names("Salon"), pair("2027-05-17-salon-2.md", "occitanie-2027-05-17-salon"));
    assert_eq!(names("Rencontre"), pair("2027-05-17-rencontre.md", "occitanie-2027-05-17-rencontre-2"));
    let long = "un titre assez long ".repeat(10);
    for end in ["", "-2"] {
        let (name, id) = names(&long);
        assert!(name.len() <= 123 && id.len() <= 120, "{name} {id}");
        assert!(name.ends_with(&format!("{end}.md")) && id.ends_with(end), "{name} {id}");
    }
    check_is_silent(&project);
}

#[test]
fn new_never_replaces_a_file() {
    let project = Project::new(&minimal());
    project.lay("content/pages/aide.md", b"---\ntitre: Mon texte\n---\n");
    project.lay("content/partenaires/cap.md~", b"x");
    let answer = new(&project, "page", &[("title", "Aide")], None);
    assert_eq!((answer.code, answer.stdout.as_str()), (2, ""));
    assert!(answer.stderr.contains("existe déjà, il n'est pas remplacé : content/pages/aide.md\n"), "{answer:?}");
    assert_eq!(fs::read(project.path("content/pages/aide.md")).unwrap(), b"---\ntitre: Mon texte\n---\n");
    let region = [("name", "Occitanie"), ("iso", "OCC"), ("preposition", "en")];
    assert_eq!(new(&project, "region", &region, None).code, 2);
    assert_eq!(fs::read_to_string(project.path("regions/occitanie/region.yaml")).unwrap(), OCCITANIE);
}

#[test]
fn a_script_is_told_everything_that_is_missing_or_wrong_at_once() {
    let project = project();
    let before = web::files(&project.path(""));
    let check = |kind: &str, answers: &[(&str, &str)], id: Option<&str>, expected: &[&str]| {
        let answer = new(&project, kind, answers, id);
        assert_eq!((answer.code, answer.stdout.as_str()), (2, ""), "{answer:?}");
        assert!(answer.stderr.ends_with("Rien n'a été écrit.\n"), "{}", answer.stderr);
        let names: Vec<&str> = answer
            .stderr
            .lines()
            .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
            .filter(|word| word.starts_with("--") || *word == "ID")
            .collect();
        assert_eq!(names, expected, "{}", answer.stderr);
    };
    check("evenement", &[], None, &["--region", "--title", "--date", "--link"]);
    check(
        "evenement",
        &[
            ("region", "nulle-part"),
            ("title", "!!!"),
            ("kind", "fête"),
            ("date", "2027-06-31"),
            ("time", "25:00"),
            ("venue", "inconnu"),
            ("link", "javascript:alert(1)"),
        ],
        None,
        &["--region", "--title", "--date", "--venue", "--link", "--time", "--kind"],
    );
    check("evenement", &forum(&[("title", "TBD"), ("date", "03/04")]), None, &["--title", "--date"]);
    check(
        "evenement",
        &forum(&[("date", "mardi 17 mai 2027"), ("link", "http://localhost/")]),
        None,
        &["--date", "--link"],
    );
    check("partenaire", &[], None, &["--name", "--role", "--summary"]);
    check("partenaire", &[("name", " "), ("role", "ami")], Some("../x"), &["--name", "--summary", "--role", "ID"]);
    check("lieu", &[("name", "Salle"), ("town", "Albi"), ("insee", "8100")], None, &["--insee"]);
    let bretagne = [("name", "Bretagne"), ("iso", "XYZ"), ("preposition", "vers")];
    check("region", &bretagne, None, &["--preposition", "--iso"]);
    check("page", &[("region", "..")], None, &["--title", "--region"]);
    check("page", &[("title", "Évènements")], None, &["--title"]);
    assert_eq!(web::files(&project.path("")), before);

    let answer = new(&project, "evenement", &forum(&[("date", "2027-06-31")])[..], None);
    assert_eq!(
        answer.stderr,
        "Ce qui n'est pas compris :\n  --date \"2027-06-31\"\n  Cette date n'existe pas : « 2027-06-31 ».\n  \
        Écrivez l'une de celles-ci :  2027-06-30 (mercredi 30 juin 2027)  ou  2027-07-01 (jeudi 1er juillet 2027)\n  \
        Par exemple : --date \"17 mai 2027 14h\"  (Date)\nRien n'a été écrit.\n"
    );
    let english = project.run("--lang en new page");
    assert_eq!(english.stderr, "Missing:\n  --title Participer  (Title)\nNothing was written.\n");
}

#[test]
fn hostile_answers_are_answered_or_made_harmless() {
    let project = project();
    let files = || web::files(&project.path(""));
    let before = files();
    let long = "a".repeat(10_000);
    for title in [&*long, "\u{1f389}\u{1f389}", "日本", "…", "\u{202e}", "---"] {
        let answer = new(&project, "evenement", &forum(&[("title", title)]), None);
        assert_eq!(answer.code, 2, "{title}: {answer:?}");
        assert!(answer.stderr.contains("--title") && answer.stderr.len() < 1000, "{answer:?}");
    }
    for (kind, id) in [("partenaire", "../../x"), ("lieu", "a/b"), ("region", ".."), ("partenaire", "C:\\x")] {
        let answer = new(&project, kind, &[("name", "Exemple")], Some(id));
        assert_eq!(answer.code, 2, "{answer:?}");
        assert!(answer.stderr.contains("  ID \""), "{answer:?}");
    }
    assert_eq!(files(), before);
    let check = |title: &str, line: &str| {
        let text = text(&project, &new(&project, "evenement", &forum(&[("title", title)]), None));
        assert!(text.contains(&format!("\ntitre: {line}\n")), "{title:?}\n{text}");
    };
    check("Forum\n---\nid: x", "'Forum --- id: x'");
    check("../../x", "../../x");
    check("Fête \u{1f389}\u{7}\u{1b}[31m", "Fête \u{1f389} [31m");
    check("AUX", "AUX");
    check_is_silent(&project);
}

#[test]
fn nothing_is_written_through_a_link_or_where_the_machine_refuses() {
    let project = project();
    let elsewhere = project.path("ailleurs");
    fs::create_dir(&elsewhere).unwrap();
    symlink(&elsewhere, project.path("regions/occitanie/evenements")).unwrap();
    let answer = new(&project, "evenement", &forum(&[]), None);
    assert_eq!((answer.code, answer.stdout.as_str()), (4, ""), "{answer:?}");
    assert!(answer.stderr.contains("regions/occitanie/evenements\nC'est un lien"), "{answer:?}");
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
    fs::create_dir_all(project.path("content/partenaires")).unwrap();
    symlink(elsewhere.join("cap.md"), project.path("content/partenaires/cap.md")).unwrap();
    let cap = [("name", "Cap"), ("role", "emploi"), ("summary", "Aide.")];
    let answer = new(&project, "partenaire", &cap, None);
    assert!(answer.code == 2 && answer.stderr.contains("existe déjà"), "{answer:?}");
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);

    let pages = project.path("content/pages");
    fs::create_dir_all(&pages).unwrap();
    fs::set_permissions(&pages, fs::Permissions::from_mode(0o555)).unwrap();
    let answer = project.run_without_privileges("new page --title Aide");
    fs::set_permissions(&pages, fs::Permissions::from_mode(0o755)).unwrap();
    let Some(answer) = answer else { return println!("passed over: rights cannot be given away here") };
    assert_eq!((answer.code, answer.stdout.as_str()), (4, ""), "{answer:?}");
    assert!(answer.stderr.contains("content/pages/aide.md"), "{answer:?}");
}

#[test]
fn a_project_that_cannot_be_read_is_mended_first() {
    let project = project();
    project.lay("escale.yaml", b"nom: [");
    let answer = new(&project, "page", &[("title", "Aide")], None);
    assert_eq!((answer.code, answer.stdout.as_str()), (1, ""), "{answer:?}");
    assert!(answer.stderr.starts_with("Rien n'a été écrit : ceci d'abord"), "{answer:?}");
    assert!(answer.stderr.contains("escale.yaml"), "{answer:?}");
}

/// An event with everything that a copy keeps and clears.
const FORMER: &str = "---\n# Le forum de chaque année\nid: ancien\ntitre: \"Forum : l'IT\"   # guillemets\ntype: forum\n\
    resume: 'Un forum.'\ndate: 2027-05-17\nheure: 14h\ndate_fin: 2027-05-18\nheure_fin: 17:00\nmode: sur-place\n\
    lieu: maison-exemple\nlien_direct: https://salle.example.org/\ninscription:\n  lien: https://example.org/ancien\n  \
    # jusqu'à la veille\n  ouverture: 2027-03-01\n  cloture: 2027-05-16\n  places: 20\nstatut: reporte\n\
    ancienne_date: 2027-04-01\nmotif: >\n  La salle\n  était prise.\nrevision: 2\nmis_a_jour: 2027-04-02\n\
    publier_le: 2027-01-01\nretirer_le: 2028-01-01\nanciennes_adresses:\n- /occitanie/vieux/\n\n# Pour qui\n\
    public: Tout le monde\n---\n\nLe texte,  tel quel.\n";
const FORMER_FILE: &str = "regions/occitanie/evenements/2027-05-17-forum.md";
const COPY: &str = "---\n# Le forum de chaque année\nid: occitanie-2028-05-15-forum\n\
    titre: \"Forum : l'IT\"   # guillemets\ntype: forum\nresume: 'Un forum.'\ndate: 2028-05-15\nheure: 14h\n\
    mode: sur-place\nlieu: maison-exemple\ninscription:\n  lien: https://example.org/nouveau\n  # jusqu'à la veille\n  \
    places: 20\n\n# Pour qui\npublic: Tout le monde\n---\n\nLe texte,  tel quel.\n";

fn copied(former: &[u8], own: &[(&str, &str)]) -> (Answer, Vec<u8>) {
    let project = project();
    project.lay(FORMER_FILE, former);
    let all = [("copie", FORMER_FILE), ("date", "15 mai 2028"), ("link", "https://example.org/nouveau")];
    let kept = all.into_iter().filter(|(flag, _)| !own.iter().any(|(other, _)| other == flag));
    let answer = new(&project, "evenement", &kept.chain(own.iter().copied()).collect::<Vec<_>>(), None);
    assert_eq!(fs::read(project.path(FORMER_FILE)).unwrap(), former);
    let path = answer.stdout.lines().next().map(|line| line.trim_start_matches("Créé : ").to_owned());
    let text = path.map(|path| fs::read(project.path(&path)).unwrap()).unwrap_or_default();
    (answer, text)
}

#[test]
fn a_copy_changes_only_the_lines_that_tell_when_and_how_to_register() {
    let (answer, text) = copied(FORMER.as_bytes(), &[]);
    assert_eq!(String::from_utf8(text).unwrap(), COPY, "{answer:?}");
    assert!(
        answer.stdout.starts_with("Créé : regions/occitanie/evenements/2028-05-15-forum.md\nRelisez"),
        "{answer:?}"
    );
    let windows = FORMER.replace('\n', "\r\n");
    let (_, text) = copied(windows.as_bytes(), &[]);
    assert_eq!(String::from_utf8(text).unwrap(), COPY.replace('\n', "\r\n"));
    let (_, text) = copied(format!("\u{feff}{FORMER}").as_bytes(), &[]);
    assert_eq!(String::from_utf8(text).unwrap(), COPY);
    let ansi: Vec<u8> = windows.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let (_, text) = copied(&ansi, &[]);
    assert_eq!(String::from_utf8(text).unwrap(), COPY.replace('\n', "\r\n"));
    let (_, text) = copied(FORMER.as_bytes(), &[("date", "15 mai 2028 9h"), ("link", "libre"), ("title", "Salon")]);
    let renewed = COPY
        .replace("\"Forum : l'IT\"   # guillemets", "Salon")
        .replace("-forum\n", "-salon\n")
        .replace("heure: 14h", "heure: \"09:00\"")
        .replace(
            "inscription:\n  lien: https://example.org/nouveau\n  # jusqu'à la veille\n  places: 20",
            "inscription: libre",
        );
    assert_eq!(String::from_utf8(text).unwrap(), renewed);
}

#[test]
fn a_copy_renews_the_registration_however_it_is_written() {
    let check = |former: &str, link: &str, renewed: &str| {
        let former = event(&format!("lieu: maison-exemple\ninscription:{former}\npublic: Tous"));
        let (answer, text) = copied(former.as_bytes(), &[("link", link)]);
        let text = String::from_utf8(text).unwrap();
        assert!(text.contains(&format!("\ninscription:{renewed}\npublic: Tous\n")), "{answer:?}\n{text}");
    };
    let brace = " {lien: https://example.org/a, cloture: 2027-05-16, telephone: \"0199001234\", places: 20}";
    check(brace, "https://example.org/b", " {lien: https://example.org/b, telephone: '0199001234', places: 20}");
    check(brace, "01 99 00 56 78", " {telephone: 01 99 00 56 78, places: 20}");
    check(brace, "libre", " libre");
    check(" libre", "https://example.org/b", "\n  lien: https://example.org/b");
    check(
        "\n    telephone: 01 99 00 12 34",
        "example.org/b",
        "\n    lien: https://example.org/b\n    telephone: 01 99 00 12 34",
    );
}

#[test]
fn a_copy_that_check_would_not_accept_is_not_written() {
    let (answer, text) = copied(FORMER.replace("Le texte", "[x](nulle-part.md)").as_bytes(), &[]);
    assert_eq!((answer.code, text.len()), (1, 0), "{answer:?}");
    assert!(answer.stderr.starts_with("Rien n'a été écrit, car escale check n'accepterait pas"), "{answer:?}");
    assert!(answer.stderr.contains("nulle-part.md") && answer.stderr.contains("2028-05-15-forum.md"), "{answer:?}");
    for path in ["regions/occitanie/region.yaml", "../x.md", "rien.md"] {
        let (answer, _) = copied(FORMER.as_bytes(), &[("copie", path)]);
        assert_eq!(answer.code, 2);
        assert!(answer.stderr.starts_with("Il n'y a pas de tel évènement à copier."), "{answer:?}");
    }
    let (answer, _) = copied(FORMER.as_bytes(), &[("copie", FORMER_FILE), ("kind", "forum")]);
    assert_eq!(answer.code, 2);
    let (answer, _) = copied(FORMER.as_bytes(), &[("date", "")]);
    assert!(answer.code == 2 && answer.stderr.starts_with("Il manque :\n  --date "), "{answer:?}");
}

#[test]
fn a_copy_may_be_named_from_the_folder_one_is_in_and_made_for_another_region() {
    let project = project();
    project.lay(FORMER_FILE, event("id: ancien\nmode: en-ligne\nheure: 9h").as_bytes());
    project.lay("regions/bretagne/region.yaml", OCCITANIE.replace("Occitanie", "Bretagne").as_bytes());
    let copy = |own: &str| {
        let mut command = project.command();
        command.current_dir(project.path("regions/occitanie/evenements")).stdin(Stdio::null());
        let arguments = format!("new evenement --copy 2027-05-17-forum.md --date 2028-05-15 --link libre {own}");
        made(&command.args(arguments.split_whitespace()).output().unwrap().into())
    };
    assert_eq!(copy(""), "regions/occitanie/evenements/2028-05-15-forum.md");
    assert_eq!(copy("--region Bretagne"), "regions/bretagne/evenements/2028-05-15-forum.md");
    assert_eq!(copy("--time 10h"), "regions/occitanie/evenements/2028-05-15-forum-2.md");
    let text = fs::read_to_string(project.path("regions/occitanie/evenements/2028-05-15-forum-2.md")).unwrap();
    assert!(text.contains("id: occitanie-2028-05-15-forum-2\n") && text.contains("heure: \"10h\"\n"), "{text}");
    check_is_silent(&project);
}

/// What a person sees who types these lines on a terminal, and the exit code at its end; `None` where there is no
/// `script` to make a terminal with.
fn conversation(project: &Project, arguments: &str, lines: &str) -> Option<String> {
    let script = format!("script -qec '\"$ESCALE\" {arguments}; echo code $?' /dev/null");
    let mut command = project.shell(&script);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let seen = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap().replace('\r', "");
    if !seen.contains("code ") {
        println!("passed over: there is no script to make a terminal with");
        return None;
    }
    Some(seen)
}

#[test]
fn on_a_terminal_five_questions_make_an_event() {
    let project = project();
    let lines = "nulle part\noccitanie\nForum : l'IT\n03/04\n17 mai 2027 14h\nmaison\nwww.example.org/i\n";
    let Some(seen) = conversation(&project, "new evenement", lines) else { return };
    let asked = ["Région", "Titre", "Date", "Lieu ou lien", "Lien d'inscription"];
    let questions: Vec<&str> = seen.lines().filter(|line| asked.contains(line)).collect();
    assert_eq!((questions, seen.matches("Exemple : ").count()), (asked.to_vec(), 5), "{seen}");
    for words in [
        "    occitanie  Occitanie\n",
        "Aucune région que l'on puisse lire ne s'appelle « nulle part ».",
        "On écrit une date, comme `2027-05-17`.",
        "Cette date peut se comprendre de plusieurs façons : « 03/04 ».",
        "    maison-exemple  Maison Exemple\n",
        "Créé : regions/occitanie/evenements/2027-05-17-forum-l-it.md\nÉcrivez maintenant le texte",
        "code 0",
    ] {
        assert!(seen.contains(words), "{words} is not in\n{seen}");
    }
    check_is_silent(&project);
}

#[test]
fn on_a_terminal_only_what_no_flag_says_is_asked() {
    let project = project();
    let flags = "--region occitanie --title Forum --date 2027-05-17 --kind jeu --link libre";
    let Some(seen) = conversation(&project, &format!("--lang en new evenement {flags}"), "\nforum\n") else { return };
    assert!(seen.contains("Venue or link") && !seen.contains("Registration link"), "{seen}");
    assert!(seen.contains("--kind \"jeu\"") && seen.contains("Kind : "), "{seen}");
    assert!(seen.contains("Made: regions/occitanie/evenements/2027-05-17-forum.md\nNow write the text"), "{seen}");
    let lines = "Cap\nemploi\nAide.\n";
    let seen = conversation(&project, "--lang en new partenaire", lines).unwrap();
    assert!(seen.contains("One of: institution, emploi, ") && !seen.contains("Au choix"), "{seen}");
    assert!(seen.contains("Made: content/partenaires/cap.md"), "{seen}");
    let copy = "new evenement --copie regions/occitanie/evenements/2027-05-17-forum.md";
    let seen = conversation(&project, copy, "2028-05-15\nlibre\n").unwrap();
    assert!(seen.contains("Créé : regions/occitanie/evenements/2028-05-15-forum.md"), "{seen}");
}

#[test]
fn a_conversation_that_ends_early_writes_nothing() {
    let project = project();
    let before = web::files(&project.path(""));
    for (lines, words) in [
        ("", "Il n'y a plus de réponse : rien n'a été écrit.\ncode 2"),
        ("occitanie\nForum\n", "Il n'y a plus de réponse : rien n'a été écrit.\ncode 2"),
        ("occitanie\nTBD\n\n!!!\n", "Trois réponses n'ont pas été comprises : rien n'a été écrit.\ncode 2"),
    ] {
        let Some(seen) = conversation(&project, "new evenement", lines) else { return };
        assert!(seen.contains(words), "{lines:?}\n{seen}");
    }
    assert_eq!(web::files(&project.path("")), before);
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn any_title_makes_a_file_without_a_problem_or_none(title in "[ -~éàœ«»’\u{a0}\u{200b}🎉日\n\t]{1,40}") {
        let project = project();
        let before = web::files(&project.path(""));
        let answer = new(&project, "evenement", &forum(&[("title", &title)]), None);
        match answer.code {
            0 => {
                let path = made(&answer);
                prop_assert!(Path::new(&path).starts_with("regions/occitanie/evenements"), "{}", path);
                let check = project.run(&format!("check --strict {DATE}"));
                prop_assert_eq!((check.code, check.stderr.as_str()), (0, ""), "{}", fs::read_to_string(project.path(&path)).unwrap());
            }
            code => {
                prop_assert_eq!(code, 2, "{:?}", answer);
                prop_assert!(answer.stderr.contains("--title"), "{}", answer.stderr);
                prop_assert_eq!(web::files(&project.path("")), before);
            }
        }
    }
}
