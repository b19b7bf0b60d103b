//! Disk → Sources: what is taken in, what is refused with its reason, what is passed over.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;

use escale::read::read;
use escale::sources::Sources;

use super::cli::{DATE, Project, room};
use super::project::{OCCITANIE, built, lines, minimal, problems, with};

/// What becomes of each file that `lay` puts into a folder, one a line.
fn check(lay: impl Fn(&Path), expected: &[&str]) {
    let room = room();
    let project = room.path().join("project");
    fs::create_dir(&project).unwrap();
    lay(&project);
    assert_eq!(told(&read(&project).unwrap()), expected);
}

fn told(sources: &Sources) -> Vec<String> {
    let taken = sources.iter().map(|(path, _)| format!("{path} taken"));
    let refused = sources.refused().map(|(path, refusal)| format!("{path} {refusal:?}"));
    let ignored = sources.ignored().iter().map(|path| format!("{path} ignored"));
    let mut lines: Vec<String> = taken.chain(refused).chain(ignored).collect();
    lines.sort();
    lines
}

pub fn file(project: &Path, name: &str, text: &str) {
    let path = project.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn file_of(project: &Path, name: &str, length_bytes: u64) {
    file(project, name, "");
    File::options().write(true).open(project.join(name)).unwrap().set_len(length_bytes).unwrap();
}

#[test]
fn the_files_of_a_project_are_taken_and_nothing_else_is_looked_at() {
    check(
        |project| {
            for name in [
                "escale.yaml",
                "content/pages/a.md",
                "content/images/b.PNG",
                "regions/corse/region.yaml",
                "themes/mini/templates/base.html",
                "README.md",
                "src/main.rs",
                "public/index.html",
            ] {
                file(project, name, name);
            }
        },
        &[
            "content/images/b.PNG taken",
            "content/pages/a.md taken",
            "escale.yaml taken",
            "regions/corse/region.yaml taken",
            "themes/mini/templates/base.html taken",
        ],
    );
}

#[test]
fn links_are_refused_wherever_they_lead() {
    check(
        |project| {
            file(project, "../secret/passwords.md", "secret");
            file(project, "content/pages/a.md", "a");
            symlink("a.md", project.join("content/pages/beside.md")).unwrap();
            symlink("../../../secret/passwords.md", project.join("content/pages/out.md")).unwrap();
            symlink("/etc/hostname", project.join("content/pages/system.md")).unwrap();
            symlink("nowhere", project.join("content/pages/nowhere.md")).unwrap();
            symlink("loop.md", project.join("content/pages/loop.md")).unwrap();
            symlink("..", project.join("content/pages/up")).unwrap();
            symlink("../../../secret", project.join("content/pages/folder")).unwrap();
            symlink("../secret", project.join("regions")).unwrap();
            symlink("../secret/passwords.md", project.join("escale.yaml")).unwrap();
        },
        &[
            "content/pages/a.md taken",
            "content/pages/beside.md Link",
            "content/pages/folder Link",
            "content/pages/loop.md Link",
            "content/pages/nowhere.md Link",
            "content/pages/out.md Link",
            "content/pages/system.md Link",
            "content/pages/up Link",
            "escale.yaml Link",
            "regions Link",
        ],
    );
}

#[test]
fn what_is_neither_a_file_nor_a_folder_is_refused_without_waiting() {
    check(
        |project| {
            fs::create_dir_all(project.join("content/pages")).unwrap();
            for name in ["escale.yaml", "content/pages/pipe.md"] {
                assert!(Command::new("mkfifo").arg(project.join(name)).status().unwrap().success());
            }
            UnixListener::bind(project.join("content/pages/socket.md")).unwrap();
        },
        &["content/pages/pipe.md NotAFile", "content/pages/socket.md NotAFile", "escale.yaml NotAFile"],
    );
}

#[test]
fn a_folder_where_a_file_is_expected_is_refused_with_what_it_holds() {
    check(
        |project| {
            for name in
                ["escale.yaml/x.md", "content/pages/x.md/y.md", "regions/corse/region.yaml/z", "content/a.b/c.md"]
            {
                file(project, name, "");
            }
        },
        &[
            "content/a.b/c.md taken",
            "content/pages/x.md Folder",
            "escale.yaml Folder",
            "regions/corse/region.yaml Folder",
        ],
    );
    check(|project| file(project, "content", "a file"), &["content taken"]);
}

#[test]
fn files_are_refused_from_one_byte_above_what_their_kind_may_have() {
    const MEBIBYTE: u64 = 1 << 20;
    check(
        |project| {
            file_of(project, "content/pages/fits.md", MEBIBYTE);
            file_of(project, "content/pages/large.md", MEBIBYTE + 1);
            file_of(project, "escale.yaml", MEBIBYTE + 1);
            file_of(project, "themes/mini/templates/base.html", MEBIBYTE + 1);
            file_of(project, "content/images/fits.jpg", MEBIBYTE + 1);
            file_of(project, "content/images/large.jpg", 40 * MEBIBYTE + 1);
            file_of(project, "content/images/huge.jpg", 1 << 44);
        },
        &[
            "content/images/fits.jpg taken",
            "content/images/huge.jpg TooLarge { limit_bytes: 41943040 }",
            "content/images/large.jpg TooLarge { limit_bytes: 41943040 }",
            "content/pages/fits.md taken",
            "content/pages/large.md TooLarge { limit_bytes: 1048576 }",
            "escale.yaml TooLarge { limit_bytes: 1048576 }",
            "themes/mini/templates/base.html TooLarge { limit_bytes: 1048576 }",
        ],
    );
}

#[test]
fn what_systems_and_editors_leave_behind_is_passed_over_and_told() {
    let leftovers = [
        "content/pages/#a.md#",
        "content/pages/.#a.md",
        "content/pages/.DS_Store",
        "content/pages/.a.md.swp",
        "content/pages/.env",
        "content/pages/Thumbs.db",
        "content/pages/a.md.bak",
        "content/pages/a.md.orig",
        "content/pages/a.md.tmp",
        "content/pages/a.md~",
        "content/pages/desktop.ini",
        "content/pages/~$a.md",
        "regions/README.md",
    ];
    let expected: Vec<String> = leftovers.iter().map(|name| format!("{name} ignored")).collect();
    let mut expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    expected.extend(["content/.git ignored", "content/pages/a.md taken"]);
    expected.sort_unstable();
    check(
        |project| {
            file(project, "content/pages/a.md", "a");
            file(project, "content/.git/config", "secret");
            for name in leftovers {
                file(project, name, "secret");
            }
        },
        &expected,
    );
}

#[test]
fn passed_over_files_are_listed_with_v_and_only_then() {
    let project = Project::new(&minimal());
    project.lay("content/pages/.env", b"secret");
    assert_eq!(project.run(&format!("check -v {DATE}")).stderr, "Ignoré : content/pages/.env\n");
    assert_eq!(project.run(&format!("build -v {DATE}")).stderr, "Ignoré : content/pages/.env\n");
    assert_eq!(project.run(&format!("check -v --lang en {DATE}")).stderr, "Passed over: content/pages/.env\n");
    assert_eq!(project.run(&format!("build {DATE}")).stderr, "");
}

#[test]
fn names_that_are_not_text_are_refused() {
    check(
        |project| {
            fs::create_dir_all(project.join("content/pages")).unwrap();
            let latin = |bytes| project.join("content/pages").join(OsStr::from_bytes(bytes));
            fs::write(latin(b"caf\xe9.md"), "").unwrap();
            fs::write(latin(b"two\nlines.md"), "").unwrap();
            fs::write(latin(b"red\x1b[31m.md"), "").unwrap();
            fs::create_dir(latin(b"\xff")).unwrap();
            fs::write(latin(b"\xff/a.md"), "").unwrap();
        },
        &[
            "content/pages/caf\u{fffd}.md Name",
            "content/pages/red\u{fffd}[31m.md Name",
            "content/pages/two\u{fffd}lines.md Name",
            "content/pages/\u{fffd}/a.md Name",
        ],
    );
}

#[test]
fn what_a_name_holds_is_never_obeyed_by_the_terminal() {
    let project = Project::new(&minimal());
    for name in ["red\x1b[31m.md", "\u{202e}dm.x", ".\x1b[31m"] {
        project.lay(&format!("content/pages/{name}"), b"x");
    }
    let answer = project.run(&format!("check -v {DATE}"));
    assert_eq!(answer.code, 1);
    assert!(!answer.stderr.contains(['\x1b', '\u{202e}']), "{}", answer.stderr);
}

#[test]
fn a_name_is_the_same_however_its_accents_are_stored() {
    let (composed, decomposed) = ("content/pages/été.md", "content/pages/e\u{301}te\u{301}.md");
    for name in [composed, decomposed] {
        check(|project| file(project, name, ""), &["content/pages/été.md taken"]);
        let project = Project::new(&with(&[(composed, "Bonjour")]));
        fs::rename(project.path(composed), project.path(name)).unwrap();
        assert_eq!(project.run(&format!("build {DATE}")).code, 0);
        assert!(project.path("public/occitanie/ete/index.html").exists());
    }
    check(
        |project| [composed, decomposed].iter().for_each(|name| file(project, name, "")),
        &["content/pages/été.md Twin", "content/pages/été.md taken"],
    );
}

#[test]
fn folders_are_read_to_a_depth_that_no_project_has_and_what_lies_deeper_is_told() {
    let deep = |count: usize| format!("content/{}", "d/".repeat(count));
    check(
        |project| {
            file(project, &format!("{}a.md", deep(23)), "");
            file(project, &format!("{}b.md", deep(24)), "");
        },
        &[&format!("{}a.md taken", deep(23)), &format!("{} TooDeep", deep(24).trim_end_matches('/'))],
    );
}

#[test]
fn a_folder_that_does_not_exist_is_an_error_of_the_machine() {
    let room = room();
    assert_eq!(read(&room.path().join("nowhere")).unwrap_err().kind(), std::io::ErrorKind::NotFound);
    fs::write(room.path().join("file"), "").unwrap();
    assert_eq!(read(&room.path().join("file")).unwrap_err().kind(), std::io::ErrorKind::NotADirectory);
}

#[test]
fn what_may_not_be_read_is_a_problem_of_its_region() {
    let project = Project::new(&with(&[
        (
            "regions/corse/region.yaml",
            &OCCITANIE.replace("Occitanie", "Corse").replace("OCC", "20R").replace("76", "94"),
        ),
        ("regions/occitanie/pages/secret.md", "Bonjour"),
        ("regions/occitanie/lieux/secret.yaml", "x"),
    ]));
    let rights = |name: &str, mode| fs::set_permissions(project.path(name), fs::Permissions::from_mode(mode)).unwrap();
    rights("regions/occitanie/pages/secret.md", 0o000);
    rights("regions/occitanie/lieux", 0o000);
    let answer = project.run_without_privileges(&format!("build {DATE}"));
    rights("regions/occitanie/lieux", 0o755);
    let Some(answer) = answer else { return println!("passed over: there is no setpriv") };
    assert_eq!(answer.code, 3, "{}", answer.stderr);
    assert_eq!(answer.stderr.matches("Ce fichier n'a pas pu être lu.").count(), 2, "{}", answer.stderr);
    assert!(answer.stderr.contains("regions/occitanie/pages/secret.md"), "{}", answer.stderr);
    assert!(project.path("public/corse/index.html").exists());
    assert!(!project.path("public/occitanie").exists());
}

#[test]
fn every_refusal_is_a_problem_and_blocks_no_more_than_its_region() {
    let mut sources = minimal();
    sources.insert("regions/corse/region.yaml", OCCITANIE.replace("OCC", "20R").replace("76", "94").into_bytes());
    for (name, refusal) in [
        ("a", escale::sources::Refusal::Link),
        ("b", escale::sources::Refusal::NotAFile),
        ("c", escale::sources::Refusal::Folder),
        ("d", escale::sources::Refusal::TooLarge { limit_bytes: 1 << 20 }),
        ("e", escale::sources::Refusal::Unreadable),
        ("f", escale::sources::Refusal::Name),
        ("g", escale::sources::Refusal::Twin),
        ("h", escale::sources::Refusal::TooDeep),
    ] {
        sources.refuse(format!("regions/corse/pages/{name}.md"), refusal);
    }
    let (output, problems) = built(&sources);
    let expected = "\
E005 regions/corse/pages/a.md:0:0 0 C'est un lien vers un autre endroit, il n'est pas suivi.
E005 regions/corse/pages/b.md:0:0 0 Ce n'est pas un fichier ordinaire.
E005 regions/corse/pages/c.md:0:0 0 C'est un dossier, là où l'on attend un fichier.
E005 regions/corse/pages/d.md:0:0 0 Ce fichier est trop gros : 1 Mo au plus.
E005 regions/corse/pages/e.md:0:0 0 Ce fichier n'a pas pu être lu.
E005 regions/corse/pages/f.md:0:0 0 Le nom de ce fichier contient des caractères illisibles.
E005 regions/corse/pages/g.md:0:0 0 Deux fichiers portent ce nom.
E005 regions/corse/pages/h.md:0:0 0 Ce dossier est rangé dans trop d'autres dossiers : il n'est pas lu.
";
    assert_eq!(lines(&problems), expected);
    assert!(output.get("occitanie/index.html").is_some());
    assert!(output.get("corse/index.html").is_none());
}

#[test]
fn names_that_cannot_be_addresses_are_answered() {
    for (name, code) in [
        ("CON", "E130"),
        ("aux", "E130"),
        ("Nul", "E130"),
        ("com1", "E130"),
        ("LPT9", "E130"),
        ("!!!", "E042"),
        ("\u{202e}", "E042"),
    ] {
        let problems = problems(&with(&[(&format!("content/pages/{name}.md"), "Bonjour")]));
        assert!(problems.starts_with(&format!("{code} content/pages/{name}.md")), "{name}: {problems}");
    }
}

#[test]
fn names_that_are_very_long_make_addresses_that_are_not() {
    let (long, longer) = ("a".repeat(120), "a".repeat(250));
    let project = Project::new(&with(&[(&format!("content/pages/{longer}.md"), "Bonjour")]));
    assert_eq!(project.run(&format!("build {DATE}")).code, 0);
    assert!(project.path(&format!("public/occitanie/{long}/index.html")).exists());
    let twins = [(format!("content/pages/{longer}.md"), ""), (format!("content/pages/{long}.md"), "")];
    let problems = problems(&with(&twins.each_ref().map(|(path, text)| (path.as_str(), *text))));
    assert!(problems.contains("E041"), "{problems}");
}
