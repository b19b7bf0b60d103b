//! The program as a person or a script runs it: arguments in; exit code, words and files out.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use escale::sources::Sources;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::project::{REUNION, VENUE, minimal, replace, with, with_real_theme};

#[path = "../slow/web.rs"]
pub mod web;

/// The instant of builds that say no other: in winter, before every event.
pub const DATE: &str = "--date 2027-01-15T10:00";

/// A folder that goes with the test; in memory where that can be, since flushing a disk takes time.
pub fn room() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() }.unwrap()
}

/// The path of a name in a folder; of the folder itself when the name is empty.
pub fn below(folder: &Path, name: &str) -> PathBuf {
    if name.is_empty() { folder.to_owned() } else { folder.join(name) }
}

/// A project on the disk, in which the program is run.
pub struct Project {
    room: TempDir,
}

/// What the program answered.
#[derive(Debug)]
pub struct Answer {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl From<Output> for Answer {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().expect("the program was not killed"),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Project {
    pub fn new(sources: &Sources) -> Self {
        let project = Self { room: room() };
        for (path, bytes) in sources.iter() {
            project.lay(path, bytes);
        }
        project
    }

    pub fn path(&self, name: &str) -> PathBuf {
        below(&self.room.path().canonicalize().unwrap(), name)
    }

    pub fn lay(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Writes a file as short as [`with`] takes it.
    fn change(&self, name: &str, text: &str) {
        self.lay(name, with(&[(name, text)]).get(name).unwrap());
    }

    /// The program in this project, with an environment of its own.
    pub fn command(&self) -> Command {
        self.clean(Command::new(env!("CARGO_BIN_EXE_escale")))
    }

    /// A shell script in this project, for which the program is `$ESCALE`.
    pub fn shell(&self, script: &str) -> Command {
        let mut command = self.clean(Command::new("sh"));
        command.args(["-c", script]).env("ESCALE", env!("CARGO_BIN_EXE_escale"));
        command
    }

    fn clean(&self, mut command: Command) -> Command {
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default()).current_dir(self.path(""));
        command
    }

    /// Runs the program with these arguments, one a word.
    pub fn run(&self, arguments: &str) -> Answer {
        self.command().args(arguments.split_whitespace()).output().unwrap().into()
    }

    /// The same, with no more rights than those of the files, even for the administrator; `None` where
    /// that cannot be.
    pub fn run_without_privileges(&self, arguments: &str) -> Option<Answer> {
        use std::os::unix::fs::MetadataExt;
        let is_administrator = fs::metadata("/proc/self").is_ok_and(|found| found.uid() == 0);
        if !is_administrator {
            return Some(self.run(arguments));
        }
        let mut command = self.clean(Command::new("setpriv"));
        command.args(["--bounding-set=-all", "--inh-caps=-all", "--", env!("CARGO_BIN_EXE_escale")]);
        command.args(arguments.split_whitespace()).output().ok().map(Answer::from)
    }
}

/// An event's lines, whose date can be read or not.
fn forum(date: &str) -> String {
    format!("id: forum\ntitre: Forum\ndate: {date}\nlieu: maison\nmode: sur-place")
}

/// Two regions; the events of Occitanie are on `date`.
fn two_regions(date: &str) -> Sources {
    with(&[
        ("regions/occitanie/lieux/maison.yaml", VENUE),
        ("regions/occitanie/evenements/2027-05-17-forum.md", &forum(date)),
        ("regions/la-reunion/region.yaml", REUNION),
        ("regions/la-reunion/evenements/2027-06-01-atelier.md", "id: atelier\ntitre: Atelier\ndate: 2027-06-01"),
    ])
}

fn check_usage(arguments: &[&str], code: i32, expected: &str) {
    let project = Project::new(&minimal());
    let answer: Answer = project.command().args(arguments).output().unwrap().into();
    assert_eq!((answer.code, answer.stderr.as_str()), (code, expected), "{arguments:?}");
    assert_eq!(answer.stdout, "", "{arguments:?}");
    assert!(!project.path("public").exists());
}

#[test]
fn a_command_that_is_not_understood_is_answered_in_french_with_what_was_meant() {
    let help = "L'aide : escale --help\n";
    check_usage(&["bild"], 2, &format!("Cette commande n'existe pas : bild\nVouliez-vous dire « build » ?\n{help}"));
    check_usage(
        &["build", "--regoin", "x"],
        2,
        &format!("Cette option n'existe pas : --regoin\nVouliez-vous dire « --region » ?\n{help}"),
    );
    check_usage(&["build", "--out"], 2, &format!("Il manque une valeur après --out <DOSSIER>\n{help}"));
    check_usage(&["build", "--date"], 2, &format!("Il manque une valeur après --date <DATE>\n{help}"));
    check_usage(&["build", "--format", "pdf"], 2, &format!("Valeur impossible pour --format <FORMAT> : pdf\n{help}"));
    check_usage(&["explain"], 2, &format!("Il manque : <ADRESSE>\n{help}"));
    check_usage(
        &["completions", "bsah"],
        2,
        &format!("Valeur impossible pour <SHELL> : bsah\nVouliez-vous dire « bash » ?\n{help}"),
    );
    check_usage(
        &["new", "evenment"],
        2,
        &format!("Cette commande n'existe pas : evenment\nVouliez-vous dire « evenement » ?\n{help}"),
    );
    check_usage(
        &["build", "--date", "demain"],
        2,
        "La date ne se lit pas. Écrivez par exemple : --date 2027-05-10T08:00 (demain)\n",
    );
    check_usage(
        &["build", "--region", "bretagne"],
        2,
        "Cette région n'existe pas : bretagne\nLes régions : occitanie\n",
    );
    check_usage(&["check", "--region", "La Réunion"], 2, "Cette région n'existe pas : La Réunion\n");
    check_usage(
        &["build", "--base-url", "ftp://example.org"],
        2,
        "Cette adresse n'est pas complète : ftp://example.org (https://example.org/)\n",
    );
    check_usage(
        &["--lang", "en", "bild"],
        2,
        "There is no such command: bild\nDid you mean “build”?\nHelp: escale --help\n",
    );
}

#[test]
fn help_is_french_unless_english_is_asked_for_or_the_locale_is_of_another_language() {
    let project = Project::new(&minimal());
    let is_french = |arguments: &[&str], environment: &[(&str, &str)]| {
        let mut command = project.command();
        let answer: Answer = command.args(arguments).envs(environment.iter().copied()).output().unwrap().into();
        assert_eq!(answer.code, 0, "{answer:?}");
        let (french, english) = (answer.stdout.contains("Utilisation"), answer.stdout.contains("Usage"));
        assert!(french != english, "{}", answer.stdout);
        french
    };
    for command in [&["--help"][..], &["build", "--help"], &["new", "-h"], &["explain", "--help"]] {
        assert!(is_french(command, &[]));
        assert!(is_french(command, &[("LANG", "fr_FR.UTF-8")]));
        assert!(is_french(command, &[("LANG", "C.UTF-8")]));
        assert!(is_french(command, &[("LC_ALL", "fr_CA"), ("LANG", "en_US.UTF-8")]));
        assert!(!is_french(command, &[("LANG", "en_US.UTF-8")]));
        assert!(!is_french(command, &[("LC_ALL", "de_DE.UTF-8")]));
        let english = [&["--lang", "en"], command].concat();
        assert!(!is_french(&english, &[("LANG", "fr_FR.UTF-8")]));
        let french = [&["--lang=fr"], command].concat();
        assert!(is_french(&french, &[("LANG", "en_US.UTF-8")]));
    }
    let without_command = project.run("");
    assert_eq!(without_command.code, 2);
    assert!(without_command.stderr.contains("Utilisation"), "{}", without_command.stderr);
    assert_eq!(project.run("--version").stdout, concat!("escale ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn no_word_of_english_stands_in_the_french_help() {
    let project = Project::new(&minimal());
    for command in [
        "",
        "build",
        "check",
        "new",
        "new evenement",
        "new partenaire",
        "new lieu",
        "new region",
        "new page",
        "explain",
    ] {
        let help = project.run(&format!("{command} --help")).stdout;
        for word in ["Usage", "Options:", "Arguments", "COMMAND>", "Print", "possible values", "default"] {
            assert!(!help.contains(word), "{command}: {word} in\n{help}");
        }
    }
}

#[test]
fn the_exit_code_tells_what_became_of_a_build() {
    let project = Project::new(&two_regions("2027-05-17"));
    assert_eq!(project.run(&format!("check {DATE}")).code, 0);
    assert_eq!(project.run(&format!("build {DATE}")).code, 0);
    let event = "regions/occitanie/evenements/2027-05-17-forum.md";
    project.change(event, &forum("2027-06-31"));
    assert_eq!(project.run(&format!("check {DATE}")).code, 1);
    assert_eq!(project.run(&format!("build {DATE}")).code, 3);
    assert_eq!(project.run(&format!("build --region occitanie {DATE}")).code, 1);
    assert_eq!(project.run(&format!("build --region la-reunion {DATE}")).code, 0);
    assert_eq!(project.run(&format!("build --out content {DATE}")).code, 4);
    assert_eq!(project.run("build --nothing").code, 2);
    assert_eq!(project.run("--project nowhere build").code, 4);
    project.lay("escale.yaml", b"nom: Tour\n");
    assert_eq!(project.run(&format!("build {DATE}")).code, 1);
}

/// What goes wrong with the project, in the words a person reads.
fn check_problem(sources: &Sources, expected: &[&str]) {
    let project = Project::new(sources);
    let answer = project.run(&format!("build {DATE}"));
    assert_eq!(answer.code, 1, "{answer:?}");
    for words in expected {
        assert!(answer.stderr.contains(words), "{words} is not in\n{}", answer.stderr);
    }
    assert!(answer.stderr.ends_with("\n1 problème : 1 bloquant.\n"), "{}", answer.stderr);
    assert!(!answer.stderr.contains("panicked"), "{}", answer.stderr);
    assert!(!project.path("public").exists());
    assert!(!project.path(".public.escale").exists());
}

#[test]
fn a_folder_without_a_project_is_answered_and_nothing_is_made_in_it() {
    check_problem(
        &Sources::new(),
        &["Il n'y a pas de fichier escale.yaml ici.", "Placez-vous dans le dossier du projet"],
    );
    let project = Project::new(&Sources::new());
    for command in ["build", "check", "explain /", "build --region occitanie"] {
        project.run(command);
        assert_eq!(fs::read_dir(project.path("")).unwrap().count(), 0, "{command}");
    }
}

#[test]
fn an_empty_region_is_answered() {
    let project = Project::new(&minimal());
    assert_eq!(project.run(&format!("build {DATE}")).code, 0);
    fs::create_dir_all(project.path("regions/bretagne/pages")).unwrap();
    project.lay("regions/bretagne/.gitkeep", b"");
    let check = project.run(&format!("check {DATE}"));
    assert_eq!(check.code, 1);
    assert!(check.stderr.contains("Ce dossier de région est vide."), "{}", check.stderr);
    assert!(check.stderr.contains("regions/bretagne\n"), "{}", check.stderr);
    assert!(check.stderr.ends_with("\n1 problème : 1 bloquant.\n"), "{}", check.stderr);
    assert_eq!(project.run(&format!("build {DATE}")).code, 3);
    assert!(project.path("public/occitanie/index.html").exists());
}

#[test]
fn a_missing_theme_is_answered() {
    let mut sources = minimal();
    replace(&mut sources, "escale.yaml", "theme: mini", "theme: maxi");
    check_problem(&sources, &["Le thème « maxi » n'existe pas.", "escale.yaml, ligne 5", "l'un de ceux-ci : mini."]);
}

#[test]
fn a_template_with_a_mistake_is_answered_with_its_name_and_its_line() {
    let path = "themes/mini/templates/page.html";
    let template = |text: &str| {
        let mut sources = with(&[("content/pages/a.md", "A"), ("content/pages/b.md", "B"), ("content/hub/c.md", "C")]);
        sources.insert(path, text.as_bytes());
        sources
    };
    check_problem(
        &template("<h1>\n{% if %}\n</h1>"),
        &["Ce modèle de page est mal écrit.", "themes/mini/templates/page.html, ligne 2", "2 │ {% if %}"],
    );
    check_problem(
        &template("<h1>\n\n{{ page.titel }}\n</h1>"),
        &["Ce modèle n'a pas pu faire la page", "themes/mini/templates/page.html, ligne 3", "titel"],
    );
    check_problem(
        &template("<h1>\n{{ titel }}\n</h1>"),
        &["Ce modèle demande « titel », que les pages n'ont pas.", "themes/mini/templates/page.html, ligne 2"],
    );
}

#[test]
fn an_output_that_may_not_be_written_is_answered_and_stays_as_it_was() {
    let project = Project::new(&minimal());
    fs::create_dir_all(project.path("srv/www")).unwrap();
    project.lay("srv/www/CNAME", b"tour.example.org");
    let rights = |name: &str, mode| fs::set_permissions(project.path(name), fs::Permissions::from_mode(mode)).unwrap();
    rights("srv/www", 0o555);
    rights("srv", 0o555);
    let answer = project.run_without_privileges(&format!("build --adopt --out srv/www {DATE}"));
    rights("srv", 0o755);
    let Some(answer) = answer else { return println!("passed over: there is no setpriv") };
    assert_eq!(answer.code, 4);
    assert!(answer.stderr.contains("Vous n'avez pas le droit d'écrire ou de lire ici."), "{}", answer.stderr);
    assert!(answer.stderr.contains("srv/www"), "{}", answer.stderr);
    assert_eq!(web::files(&project.path("srv")), ["www/CNAME".to_owned()].into());
}

#[test]
fn regions_that_are_named_are_built_alone() {
    let project = Project::new(&two_regions("2027-05-17"));
    let answer = project.run(&format!("build --region la-reunion {DATE}"));
    assert_eq!(answer.code, 0, "{answer:?}");
    assert!(project.path("public/la-reunion/index.html").exists());
    assert!(!project.path("public/occitanie").exists());
    assert!(!project.path("public/index.html").exists());
    assert_eq!(project.run(&format!("build {DATE}")).code, 0);
    let before = web::files(&project.path("public"));
    let answer = project.run(&format!("build --region la-reunion --region occitanie {DATE}"));
    assert_eq!(answer.code, 0, "{answer:?}");
    assert!(answer.stdout.contains("occitanie") && !answer.stdout.contains("national"), "{}", answer.stdout);
    assert_eq!(web::files(&project.path("public")), before);
}

#[test]
fn with_strict_what_is_to_correct_blocks_as_well() {
    let project = Project::new(&with(&[("regions/occitanie/pages/a.md", "Un [lien](nulle-part.md).")]));
    assert_eq!(project.run(&format!("check {DATE}")).code, 0);
    assert_eq!(project.run(&format!("check --strict {DATE}")).code, 1);
    assert_eq!(project.run(&format!("build --strict {DATE}")).code, 3);
    assert!(!project.path("public/occitanie").exists());
    assert_eq!(project.run(&format!("build {DATE}")).code, 0);
    assert!(project.path("public/occitanie/a/index.html").exists());
}

#[test]
fn programs_are_answered_in_json() {
    let project = Project::new(&two_regions("2027-06-31"));
    let json = |arguments: &str| -> (i32, Value) {
        let answer = project.run(&format!("{arguments} --format json {DATE}"));
        assert_eq!(answer.stderr, "");
        (answer.code, serde_json::from_str(&answer.stdout).unwrap())
    };
    let (code, answer) = json("build");
    assert_eq!(code, 3);
    let problem = &answer["problems"][0];
    assert_eq!(answer["problems"].as_array().unwrap().len(), 1);
    assert_eq!(problem["code"], "E120");
    assert_eq!(problem["level"], "blocking");
    assert_eq!(problem["file"], "regions/occitanie/evenements/2027-05-17-forum.md");
    let event = fs::read_to_string(project.path(problem["file"].as_str().unwrap())).unwrap();
    let line = event.lines().position(|line| line == "date: 2027-06-31").unwrap();
    assert_eq!(problem["line"], line + 1);
    assert_eq!((&problem["column"], &problem["length"]), (&json!(7), &json!(10)));
    assert_eq!(problem["title"], "Cette date n'existe pas : « 2027-06-31 ».");
    for field in ["site", "mark", "why", "remedies"] {
        assert!(problem.get(field).is_some(), "{field}");
    }
    let build = &answer["build"];
    assert_eq!(build["out"], "public");
    assert_eq!(build["kept"], json!(["occitanie"]));
    assert!(build["milliseconds"].is_u64());
    let sites: Vec<&str> =
        build["sites"].as_array().unwrap().iter().map(|site| site["site"].as_str().unwrap()).collect();
    assert_eq!(sites, ["national", "la-reunion"]);
    for field in ["pages", "files", "changed", "bytes", "milliseconds"] {
        assert!(build["sites"][0][field].is_u64(), "{field}");
    }
    let (code, answer) = json("check --lang en");
    assert_eq!((code, &answer["build"]), (1, &Value::Null));
    assert_eq!(answer["problems"][0]["title"], "There is no such date: “2027-06-31”.");
    let (code, answer) = json("check --region la-reunion");
    assert!(code <= 1 && answer["problems"].is_array());
}

#[test]
fn a_change_is_told_to_calendars_once_it_has_another_revision() {
    let forum = "regions/occitanie/evenements/forum.md";
    let project = Project::new(&with(&[(forum, "titre: Forum")]));
    let revision = |project: &Project| project.run(&format!("check {DATE}")).stderr.contains("[E131]");
    project.change(forum, "date: 2027-05-18");
    assert!(!revision(&project), "nothing is published that it could differ from");
    project.change(forum, "titre: Forum");
    assert_eq!(project.run(&format!("build {DATE}")).code, 0);
    assert!(!revision(&project));
    project.change(forum, "date: 2027-05-18");
    assert!(revision(&project));
    let strict = project.run(&format!("check --strict {DATE}"));
    assert_eq!(strict.code, 1, "{strict:?}");
    assert!(project.run(&format!("check --fix {DATE}")).stdout.contains(forum));
    assert!(!revision(&project));
    assert!(fs::read_to_string(project.path(forum)).unwrap().contains("\nrevision: 1\ndate: 2027-05-18\n"));
    assert_eq!(project.run(&format!("build {DATE}")).code, 0);
    let file = fs::read_to_string(project.path("public/occitanie/evenements/forum/forum.ics")).unwrap();
    assert!(file.contains("\r\nSEQUENCE:1\r\nDTSTART;VALUE=DATE:20270518\r\n"), "{file}");
    // A folder that cannot be read says nothing.
    fs::remove_dir_all(project.path("public")).unwrap();
    project.lay("public", b"no folder");
    assert!(!revision(&project));
}

#[test]
fn quiet_says_problems_only() {
    let project = Project::new(&two_regions("2027-05-17"));
    for command in ["build", "check"] {
        let answer = project.run(&format!("{command} --quiet {DATE}"));
        assert_eq!((answer.code, answer.stdout.as_str(), answer.stderr.as_str()), (0, "", ""));
    }
    let project = Project::new(&two_regions("2027-06-31"));
    let answer = project.run(&format!("build -q {DATE}"));
    assert_eq!((answer.code, answer.stdout.as_str()), (3, ""));
    assert!(answer.stderr.contains("[E120]"), "{}", answer.stderr);
}

#[test]
fn a_build_ends_with_a_table_and_until_when_it_stays_right() {
    let project = Project::new(&two_regions("2027-05-17"));
    let answer = project.run(&format!("build {DATE}"));
    let shape: Vec<Vec<&str>> = answer.stdout.lines().map(|line| line.split_whitespace().take(4).collect()).collect();
    assert_eq!(shape[0], ["Site", "Pages", "Évènements", "Problèmes"]);
    assert_eq!([&shape[1][0], &shape[2][0], &shape[3][0]], [&"national", &"la-reunion", &"occitanie"]);
    assert_eq!([shape[2][2], shape[3][2]], ["1", "1"]);
    let change = "jusqu'au 11 mai 2027 à 0 h.\n  Les inscriptions ferment bientôt : « Forum » (Occitanie).\n\
        Construisez-les de nouveau à ce moment. La suite : escale agenda\n";
    let stdout = answer.stdout.replace(['\u{a0}', '\u{202f}'], " ");
    assert!(stdout.ends_with(&format!("Ces sites restent justes {change}")), "{stdout}");
    let report: Value = serde_json::from_slice(&fs::read(project.path("public/escale.json")).unwrap()).unwrap();
    assert_eq!(report["valid_until"]["at"], "2027-05-11T00:00:00+02:00");
}

#[test]
fn the_instant_is_the_one_asked_for_else_that_of_the_environment() {
    let project = Project::new(&minimal());
    let run = |command: &str, arguments: &str, epoch: Option<&str>| -> Answer {
        let mut run = project.command();
        run.args(command.split_whitespace()).args(arguments.split_whitespace());
        run.envs(epoch.map(|epoch| ("SOURCE_DATE_EPOCH", epoch))).output().unwrap().into()
    };
    let date = |arguments: &str, epoch: Option<&str>| {
        let (answer, built) = (run("agenda --format json", arguments, epoch), run("build", arguments, epoch));
        assert_eq!((built.code, &built.stderr), (answer.code, &answer.stderr), "{arguments}");
        if answer.code != 0 {
            return format!("{} {}", answer.code, answer.stderr);
        }
        // A page that is published at this very instant is there, and one that is published a second later is not.
        let told: Value = serde_json::from_str(&answer.stdout).unwrap();
        let now: jiff::Timestamp = told["date"].as_str().unwrap().parse().unwrap();
        for (seconds, is_there) in [(0, true), (60, false)] {
            let at = (now + jiff::SignedDuration::from_secs(seconds)).in_tz("Europe/Paris").unwrap();
            if at.second() == 0 {
                let page = format!("---\ntitre: Page\npublier_le: {}\n---\n", at.strftime("%Y-%m-%d %H:%M"));
                project.lay("content/hub/page.md", page.as_bytes());
                assert_eq!(run("build", arguments, epoch).code, 0, "{arguments}");
                assert_eq!(project.path("public/page/index.html").exists(), is_there, "{arguments}");
            }
        }
        now.to_string()
    };
    assert_eq!(date("--date 2027-05-10", None), "2027-05-09T22:00:00Z");
    assert_eq!(date("--date 2027-05-10T08:00", None), "2027-05-10T06:00:00Z");
    assert_eq!(date("--date 2027-01-10T08:00:30", None), "2027-01-10T07:00:30Z");
    assert_eq!(date("--date 2027-05-10T08:00Z", None), "2027-05-10T08:00:00Z");
    assert_eq!(date("--date 2027-05-10T08:00+04:00", None), "2027-05-10T04:00:00Z");
    assert_eq!(date("", Some("1800000000")), "2027-01-15T08:00:00Z");
    assert_eq!(date("--date 2027-05-10T08:00Z", Some("1800000000")), "2027-05-10T08:00:00Z");
    for wrong in ["2027-02-30", "2027-13-01", "2027-03-28T02:30", "10/05/2027", "2027-05-10T25:00"] {
        let said = date(&format!("--date {wrong}"), None);
        assert!(said.starts_with("2 La date ne se lit pas."), "{wrong}: {said}");
    }
    let said = date("", Some("yesterday"));
    assert!(said.starts_with("2 SOURCE_DATE_EPOCH n'est pas un nombre de secondes (yesterday)"), "{said}");
}

#[test]
fn a_region_with_a_blocking_problem_keeps_its_former_site_and_the_others_go_out() {
    let project = Project::new(&with_real_theme(two_regions("2027-05-17")));
    assert_eq!(project.run(&format!("build {DATE}")).code, 0);
    let (dead, alive) = web::dead_links(&project.path("public"));
    assert_eq!(dead, [""; 0]);
    assert!(alive > 100, "{alive}");
    let page = |name: &str| fs::read_to_string(project.path(&format!("public/{name}"))).unwrap();
    let stamp = || fs::metadata(project.path("public/occitanie/index.html")).unwrap().modified().unwrap();
    let (home, former) = (page("occitanie/index.html"), stamp());

    let event = "regions/occitanie/evenements/2027-05-17-forum.md";
    project.change(event, &forum("2027-06-31").replace("Forum", "Salon"));
    let other = "regions/la-reunion/evenements/2027-06-01-atelier.md";
    project.change(other, "id: atelier\ntitre: Rencontre\ndate: 2027-06-01");
    project.lay("regions/corse/region.yaml", b"nom: Corse\n");
    let answer = project.run(&format!("build {DATE}"));
    assert_eq!(answer.code, 3, "{answer:?}");
    assert!(answer.stdout.contains("à cause d'un problème bloquant : corse, occitanie."), "{}", answer.stdout);

    assert_eq!((page("occitanie/index.html"), stamp()), (home, former));
    assert!(page("occitanie/evenements/2027-05-17-forum/index.html").contains("Forum"));
    assert!(page("la-reunion/evenements/2027-06-01-atelier/index.html").contains("Rencontre"));
    assert!(!project.path("public/corse").exists());
    assert_eq!(web::dead_links(&project.path("public")).0, [""; 0]);
    assert!(web::links(&page("index.html")).iter().any(|link| link.contains("occitanie/")));
}

#[test]
fn a_region_that_was_deleted_stays_until_the_hub_is_made_without_it() {
    let project = Project::new(&with_real_theme(two_regions("2027-05-17")));
    assert_eq!(project.run(&format!("build {DATE}")).code, 0);
    fs::remove_dir_all(project.path("regions/occitanie")).unwrap();
    assert_eq!(project.run(&format!("build --region la-reunion {DATE}")).code, 0);
    assert!(project.path("public/occitanie/index.html").exists());
    project.lay("content/hub/accueil.md", b"no header");
    assert_eq!(project.run(&format!("build {DATE}")).code, 3);
    assert!(project.path("public/occitanie/index.html").exists());
    assert_eq!(web::dead_links(&project.path("public")).0, [""; 0]);
    fs::remove_file(project.path("content/hub/accueil.md")).unwrap();
    assert_eq!(project.run(&format!("build {DATE}")).code, 0);
    assert!(!project.path("public/occitanie/index.html").exists());
    assert_eq!(web::dead_links(&project.path("public")).0, [""; 0]);
}

/// Builds as a person does, without an instant of its own.
fn build_now(project: &Project, arguments: &str) -> Answer {
    let mut command = project.command();
    command.arg("build").args(arguments.split_whitespace()).env("SOURCE_DATE_EPOCH", "1800000000");
    command.output().unwrap().into()
}

const LEDGER: &str = ".escale/adresses.txt";

#[test]
fn a_build_adds_what_it_published_to_the_ledger_and_a_preview_does_not() {
    let project = Project::new(&with_real_theme(two_regions("2027-05-17")));
    for preview in [DATE, "--base-url https://essai.example.org/", "--quiet --date 2027-05-10"] {
        assert_eq!(build_now(&project, preview).code, 0);
        assert!(!project.path(".escale").exists(), "{preview}");
    }
    assert_eq!(build_now(&project, "--region occitanie").code, 0);
    let ledger = || fs::read_to_string(project.path(LEDGER)).unwrap();
    assert!(ledger().starts_with("# Les adresses déjà publiées"), "{}", ledger());
    assert!(ledger().contains("\n/occitanie/evenements/2027-05-17-forum/\n") && !ledger().contains("\n/la-reunion/"));
    assert_eq!(build_now(&project, "").code, 0);
    assert!(ledger().contains("\n/la-reunion/evenements/2027-06-01-atelier/\n"));
    let found = fs::metadata(project.path(LEDGER)).unwrap();
    assert_eq!(found.permissions().mode() & 0o777, 0o644);
    assert_eq!(web::files(&project.path(".escale")), ["adresses.txt".to_owned()].into());
    let former = ledger();
    assert_eq!(build_now(&project, "").code, 0);
    assert_eq!(fs::metadata(project.path(LEDGER)).unwrap().modified().unwrap(), found.modified().unwrap());
    assert_eq!(ledger(), former);

    // The file is renamed: the next build says what to add, and then the old address leads to the page.
    let (old, new) = ("2027-05-17-forum", "2027-05-18-forum");
    let event = |name: &str| format!("regions/occitanie/evenements/{name}.md");
    fs::rename(project.path(&event(old)), project.path(&event(new))).unwrap();
    let answer = build_now(&project, "");
    assert_eq!(answer.code, 0);
    let line = format!("anciennes_adresses: [/occitanie/evenements/{old}/]");
    assert!(
        answer.stderr.contains(&format!("ajoutez dans l'en-tête de {} :  {line}", event(new))),
        "{}",
        answer.stderr
    );
    let text = fs::read_to_string(project.path(&event(new))).unwrap();
    project.lay(&event(new), text.replacen("---\n", &format!("---\n{line}\n"), 1).as_bytes());
    let answer = build_now(&project, "");
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    let redirect = fs::read_to_string(project.path(&format!("public/occitanie/evenements/{old}/index.html"))).unwrap();
    assert!(redirect.contains(&format!("0; url=../../evenements/{new}/")));
    assert_eq!(web::dead_links(&project.path("public")).0, [""; 0]);
    assert!(ledger().contains(old) && ledger().contains(new));
    assert_eq!(
        project.run(&format!("explain https://tour.example.org/occitanie/evenements/{old} {DATE}")).stdout,
        format!(
            "Ancienne adresse, qui mène à /occitanie/evenements/{new}/\nC'est écrit dans {}, ligne 2\n",
            event(new)
        )
    );
}

#[test]
fn a_ledger_that_cannot_be_written_undoes_nothing() {
    let refused =
        "Les sites sont écrits, mais la liste des adresses publiées n'a pas pu être complétée : .escale/adresses.txt";
    let project = Project::new(&minimal());
    project.lay(".escale/autre", b"");
    let rights = |mode| fs::set_permissions(project.path(".escale"), fs::Permissions::from_mode(mode)).unwrap();
    rights(0o555);
    let answer = project.run_without_privileges("build");
    rights(0o755);
    match answer {
        Some(answer) => {
            assert!(answer.code == 0 && answer.stderr.contains(refused), "{}", answer.stderr);
            assert!(project.path("public/index.html").exists());
        }
        None => println!("passed over: there is no setpriv"),
    }
    // A line that says nothing: nothing in the list is touched.
    let merged = "/occitanie/\n=======\n/vieux/\n";
    project.lay(LEDGER, merged.as_bytes());
    let answer = build_now(&project, "");
    assert!(answer.code == 0 && answer.stderr.contains("[E044]"), "{}", answer.stderr);
    assert_eq!(fs::read_to_string(project.path(LEDGER)).unwrap(), merged);
}

#[test]
fn the_ledger_is_never_written_or_read_through_a_link() {
    for (link, target) in [(LEDGER, "ailleurs.txt"), (".escale", "ailleurs")] {
        let project = Project::new(&minimal());
        project.lay("ailleurs/adresses.txt", b"/vieux/\n");
        project.lay("ailleurs.txt", b"/vieux/\n");
        fs::create_dir_all(project.path(link).parent().unwrap()).unwrap();
        symlink(project.path(target), project.path(link)).unwrap();
        let answer = build_now(&project, "");
        assert!(answer.code == 1 && answer.stderr.contains("[E005]"), "{}", answer.stderr);
        assert!(answer.stderr.contains(LEDGER), "{}", answer.stderr);
        assert_eq!(fs::read(project.path("ailleurs/adresses.txt")).unwrap(), b"/vieux/\n");
        assert_eq!(fs::read(project.path("ailleurs.txt")).unwrap(), b"/vieux/\n");
    }
}

#[test]
fn what_somebody_wrote_for_the_host_stays() {
    let project = Project::new(&with(&[("regions/occitanie/pages/aide.md", "---\ntitre: A\n---\n")]));
    assert_eq!(project.run(&format!("build {DATE}")).code, 0);
    project.lay("public/occitanie/.htaccess", b"Require all granted\n");
    project.lay("regions/occitanie/pages/aide.md", b"---\ntitre: A\nanciennes_adresses: faq\n---\n");
    for _ in 0..2 {
        let answer = project.run(&format!("build {DATE}"));
        assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
        assert_eq!(fs::read(project.path("public/occitanie/.htaccess")).unwrap(), b"Require all granted\n");
        assert!(project.path("public/_redirects").exists() && project.path("public/occitanie/faq/index.html").exists());
    }
    project.lay("regions/occitanie/pages/aide.md", b"---\ntitre: A\n---\n");
    assert_eq!(project.run(&format!("build {DATE}")).code, 0);
    assert!(project.path("public/occitanie/.htaccess").exists() && !project.path("public/_redirects").exists());
}

#[test]
fn hosts_are_told_when_a_region_built_alone_moves_a_page_back() {
    let project = Project::new(&minimal());
    let pages = |now: &str, former: &str| {
        let _ = fs::remove_dir_all(project.path("regions/occitanie/pages"));
        let text = format!("---\ntitre: A\nanciennes_adresses: {former}\n---\n");
        project.lay(&format!("regions/occitanie/pages/{now}.md"), text.as_bytes());
    };
    pages("b", "a");
    assert_eq!(project.run(&format!("build {DATE}")).code, 0);
    let told = || {
        let text = fs::read_to_string(project.path("public/_redirects")).unwrap();
        text.strip_prefix(escale::output::MARK_FOR_HOSTS).unwrap().to_owned()
    };
    assert_eq!(told(), "/occitanie/a/ /occitanie/b/ 301\n");
    pages("a", "b");
    assert_eq!(project.run(&format!("build --region occitanie {DATE}")).code, 0);
    assert_eq!(told(), "/occitanie/b/ /occitanie/a/ 301\n");
}

#[test]
fn the_hub_is_made_as_well_when_a_region_built_alone_loses_a_page() {
    let project = Project::new(&with_real_theme(two_regions("2027-05-17")));
    assert_eq!(project.run(&format!("build {DATE}")).code, 0);
    let hub = || fs::read_to_string(project.path("public/evenements/index.html")).unwrap();
    assert!(hub().contains("2027-05-17-forum"));
    fs::remove_file(project.path("regions/occitanie/evenements/2027-05-17-forum.md")).unwrap();
    assert_eq!(project.run(&format!("build --region la-reunion {DATE}")).code, 0);
    assert!(hub().contains("2027-05-17-forum"), "Occitanie has it still");
    assert_eq!(project.run(&format!("build --region occitanie {DATE}")).code, 0);
    assert!(!hub().contains("2027-05-17-forum"));
    assert_eq!(web::dead_links(&project.path("public")).0, [""; 0]);
}

#[test]
fn a_region_whose_only_file_cannot_be_taken_keeps_its_former_site() {
    let project = Project::new(&with(&[("regions/la-reunion/region.yaml", REUNION)]));
    assert_eq!(project.run(&format!("build {DATE}")).code, 0);
    fs::rename(project.path("regions/la-reunion/region.yaml"), project.path("elsewhere.yaml")).unwrap();
    symlink("../../elsewhere.yaml", project.path("regions/la-reunion/region.yaml")).unwrap();
    let answer = project.run(&format!("build {DATE}"));
    assert_eq!(answer.code, 3, "{answer:?}");
    assert!(answer.stderr.ends_with("\n1 problème : 1 bloquant.\n"), "{}", answer.stderr);
    assert!(project.path("public/la-reunion/index.html").exists());
}

#[test]
fn explain_tells_where_a_page_and_its_fields_come_from() {
    let project = Project::new(&with(&[
        ("content/partenaires/agefiph.md", "nom: Agefiph\nsite: https://www.agefiph.fr/"),
        ("regions/occitanie/partenaires/agefiph.md", "---\nresume: Ici.\n---\n"),
    ]));
    let answer = project.run(&format!("explain /occitanie/partenaires/agefiph/ {DATE}"));
    assert_eq!(answer.code, 0, "{answer:?}");
    for words in [
        "regions/occitanie/partenaires/agefiph.md",
        "Complète le fichier national : content/partenaires/agefiph.md",
        "resume  regions/occitanie/partenaires/agefiph.md, ligne 2",
        "site    content/partenaires/agefiph.md, ligne",
    ] {
        assert!(answer.stdout.contains(words), "{words} is not in\n{}", answer.stdout);
    }
    for same in ["occitanie/partenaires/agefiph", "https://tour.example.org/occitanie/partenaires/agefiph/index.html#x"]
    {
        assert_eq!(project.run(&format!("explain {same} {DATE}")).stdout, answer.stdout, "{same}");
    }
    assert!(project.run(&format!("explain / {DATE}")).stdout.contains("faite par escale"));
    let unknown = project.run(&format!("explain /nulle-part/ {DATE}"));
    assert_eq!((unknown.code, unknown.stderr.as_str()), (1, "Aucune page n'a cette adresse : /nulle-part/\n"));
}

#[test]
fn completions_are_a_script_that_the_shell_reads() {
    let project = Project::new(&Sources::new());
    let script = project.run("completions bash").stdout;
    assert!(script.contains("--base-url") && script.contains("evenement"), "{script}");
    project.lay("completions", script.as_bytes());
    assert!(project.shell("bash -n completions || ! command -v bash").status().unwrap().success());
    for shell in ["zsh", "fish", "powershell", "elvish"] {
        assert!(project.run(&format!("completions {shell}")).stdout.contains("escale"), "{shell}");
    }
}

#[test]
fn colours_are_for_terminals_and_for_those_who_want_them() {
    let project = Project::new(&two_regions("2027-06-31"));
    let check = format!("check {DATE}");
    assert!(!project.run(&check).stderr.contains('\x1b'));
    let on_terminal = |environment: &str| {
        let script = format!("script -qec '{environment} \"$ESCALE\" {check}' /dev/null");
        String::from_utf8(project.shell(&script).stdin(Stdio::null()).output().unwrap().stdout).unwrap()
    };
    let coloured = on_terminal("");
    if !coloured.contains("[E120]") {
        return println!("passed over: there is no script to make a terminal with");
    }
    assert!(coloured.contains("\x1b[1;31mBLOQUANT\x1b[0m"), "{coloured}");
    let plain = on_terminal("NO_COLOR=1");
    assert!(plain.contains("BLOQUANT") && !plain.contains('\x1b'), "{plain}");
}

#[test]
fn a_reader_that_goes_away_stops_nothing() {
    let project = Project::new(&minimal());
    for script in [
        format!("{{ \"$ESCALE\" build {DATE}; echo code $? >&2; }} | true"),
        format!("\"$ESCALE\" build {DATE} > /dev/full; echo code $? >&2"),
        format!("\"$ESCALE\" build {DATE} >&-; echo code $? >&2"),
        format!("{{ \"$ESCALE\" build --format json {DATE}; echo code $? >&2; }} | head -c 1 > /dev/null"),
    ] {
        let answer: Answer = project.shell(&script).output().unwrap().into();
        assert_eq!(answer.stderr, "code 0\n", "{script}");
        assert!(project.path("public/index.html").exists());
        fs::remove_dir_all(project.path("public")).unwrap();
    }
    let script = "{ \"$ESCALE\" completions bash; echo code $? >&2; } | true";
    assert_eq!(String::from_utf8(project.shell(script).output().unwrap().stderr).unwrap(), "code 0\n");
}

#[test]
fn every_problem_of_every_file_is_told_at_once() {
    let event = |number: u8| {
        format!(
            "id: e{number}\ntitel: Forum\ndate: 2027-06-31\nmode: partout\npartenaires: [inconnu]\n---\n[lien](nulle-part.md)"
        )
    };
    let events: Vec<(String, String)> =
        (1..=5).map(|number| (format!("regions/occitanie/evenements/2027-05-1{number}-e.md"), event(number))).collect();
    let files: Vec<(&str, &str)> = events.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let answer = Project::new(&with(&files)).run(&format!("build {DATE}"));
    assert_eq!(answer.code, 3);
    for (path, _) in files {
        let told = answer.stderr.matches(path).count();
        assert!(told >= 4, "{told} {path}\n{}", answer.stderr);
    }
    for code in ["[E014]", "[E120]", "[E018]", "[E021]"] {
        assert_eq!(answer.stderr.matches(code).count(), 5, "{code}\n{}", answer.stderr);
    }
    let count = answer.stderr.matches("  [E").count();
    let last = answer.stderr.lines().last().unwrap();
    assert!(count >= 20 && last.starts_with(&format!("{count} problèmes : ")), "{count} {last}");
}

#[test]
fn the_project_is_the_folder_named_else_this_one_or_the_nearest_above() {
    let project = Project::new(&two_regions("2027-05-17"));
    let build = |folder: &str, arguments: &str| {
        let mut command = project.command();
        let answer: Answer =
            command.current_dir(project.path(folder)).args(arguments.split_whitespace()).output().unwrap().into();
        assert_eq!(answer.code, 0, "{answer:?}");
        assert!(project.path("public/index.html").exists(), "{folder} {arguments}");
        fs::remove_dir_all(project.path("public")).unwrap();
    };
    build("regions/occitanie/evenements", &format!("build {DATE}"));
    build("regions", &format!("--project .. build {DATE}"));
    build("regions", &format!("build --project .. {DATE}"));
    let elsewhere = room();
    let mut command = project.command();
    command.current_dir(elsewhere.path()).arg("build").args(DATE.split(' ')).arg("--project").arg(project.path(""));
    assert!(command.status().unwrap().success());
    assert!(project.path("public/index.html").exists());
}

#[test]
fn schema_prints_one_kind_with_the_names_of_the_project() {
    let project = Project::new(&minimal());
    let answer = project.run("schema evenement");
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    let schema: serde_json::Value = serde_json::from_str(&answer.stdout).unwrap();
    assert_eq!(schema["title"], "un évènement");
    assert!(schema["properties"]["regions"].to_string().contains("occitanie"), "{}", schema["properties"]["regions"]);
    assert_eq!(project.run("schema").code, 2);
    assert_eq!(project.run("schema lieux").code, 2);
    assert_eq!(project.run("schema lieu --vscode").code, 2);
}

#[test]
fn schema_prepares_vs_code_and_keeps_its_settings() {
    let project = Project::new(&minimal());
    let settings = project.path(".vscode/settings.json");
    let answer = project.run("schema --vscode");
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    for name in ["programme", "region", "lieu"] {
        assert!(answer.stdout.contains(&format!("Écrit : .escale/schemas/{name}.json\n")), "{}", answer.stdout);
        assert!(project.path(&format!(".escale/schemas/{name}.json")).exists());
    }
    assert!(fs::read_to_string(&settings).unwrap().contains("./.escale/schemas/region.json"));
    assert!(!project.run("schema --vscode").stdout.contains("settings.json"), "nothing is new");

    let with_a_note = "{\n    // À nous\n    \"editor.wordWrap\": \"on\"\n}\n";
    fs::write(&settings, with_a_note).unwrap();
    let answer = project.run("schema --vscode");
    assert_eq!(answer.code, 1);
    assert!(
        answer.stderr.contains("n'a pas été changé") && answer.stderr.contains("\"yaml.schemas\": {"),
        "{answer:?}"
    );
    assert_eq!(fs::read_to_string(&settings).unwrap(), with_a_note);
}
