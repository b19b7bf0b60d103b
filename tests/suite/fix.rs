//! `check --fix`, as its user meets it: certain corrections are written, former texts kept, nothing else touched.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::cli::{DATE, Project};
use super::project::{minimal, with};

const EVENT: &str = "regions/occitanie/evenements/2027-05-17-forum.md";
const LINES: &str = "titre: Forum : l'IT\r\ndate: 17 mai 2027   # lundi";

fn project() -> Project {
    Project::new(&with(&[(EVENT, LINES), ("regions/occitanie/pages/p.md", "Texte.")]))
}

fn histories(project: &Project) -> Vec<String> {
    let folder = project.path(".escale/historique");
    let found = fs::read_dir(folder).into_iter().flatten();
    found.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn certain_corrections_are_written_and_former_texts_kept() {
    let project = project();
    let former = fs::read_to_string(project.path(EVENT)).unwrap();
    fs::set_permissions(project.path(EVENT), fs::Permissions::from_mode(0o640)).unwrap();
    let answer = project.run(&format!("check --fix {DATE}"));
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{}", answer.stdout);
    assert!(answer.stdout.starts_with(&format!("2 corrections écrites :\n  {EVENT} (2)\n")), "{}", answer.stdout);
    let later = fs::read_to_string(project.path(EVENT)).unwrap();
    let expected =
        former.replace("Forum : l'IT", "\"Forum : l'IT\"").replace("date: 17 mai 2027   #", "date: 2027-05-17   #");
    assert_eq!(later, expected);
    assert_eq!(fs::metadata(project.path(EVENT)).unwrap().permissions().mode() & 0o777, 0o640);
    let kept = histories(&project);
    assert_eq!(kept.len(), 1);
    assert_eq!(fs::read_to_string(project.path(&format!(".escale/historique/{}/{EVENT}", kept[0]))).unwrap(), former);

    let again = project.run(&format!("check --fix --lang en {DATE}"));
    assert_eq!(again.stdout, "No certain correction to write.\n\nAll is well: no problem.\n");
    assert_eq!((fs::read_to_string(project.path(EVENT)).unwrap(), histories(&project).len()), (later, 1));
}

#[test]
fn a_check_alone_writes_nothing_and_says_what_could_be_written() {
    let project = project();
    let former = fs::read_to_string(project.path(EVENT)).unwrap();
    let answer = project.run(&format!("check {DATE}"));
    assert!(answer.stderr.contains("escale check --fix"), "{}", answer.stderr);
    assert_eq!(fs::read_to_string(project.path(EVENT)).unwrap(), former);
    assert!(!project.path(".escale").exists());
}

#[test]
fn a_file_that_is_a_link_or_may_not_be_written_is_left_alone() {
    let project = project();
    let former = fs::read(project.path(EVENT)).unwrap();
    let elsewhere = project.path("ailleurs");
    fs::create_dir_all(&elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, project.path(".escale")).unwrap();
    let answer = project.run(&format!("check --fix {DATE}"));
    assert_ne!(answer.code, 0, "{}", answer.stdout);
    assert_eq!(fs::read(project.path(EVENT)).unwrap(), former);
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0, "written through a link");
}

#[test]
fn without_anything_to_correct_nothing_is_made() {
    let project = Project::new(&minimal());
    assert_eq!(project.run(&format!("check --fix {DATE}")).code, 0);
    assert!(!project.path(".escale").exists());
}
