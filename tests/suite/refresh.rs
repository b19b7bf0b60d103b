//! Disk → Sources again: as if for the first time, whatever was done to the project in between.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use escale::read::{Reader, read};
use escale::sources::Sources;
use escale::sources::extent::Touched;
use proptest::prelude::*;

use super::cli::{Project, room};
use super::project::{cases, minimal};
use super::read::file;

/// These paths were touched.
fn touched(paths: &[&str]) -> Touched {
    Touched::Files(paths.iter().map(PathBuf::from).collect())
}

/// All that is in them, the order of what was passed over included.
fn whole(sources: &Sources) -> String {
    let files = sources.iter().map(|(path, bytes)| format!("{path} {}\n", String::from_utf8_lossy(bytes)));
    let refused = sources.refused().map(|(path, refusal)| format!("{path} {refusal:?}\n"));
    let ignored = sources.ignored().iter().map(|path| format!("{path} ignored\n"));
    files.chain(refused).chain(ignored).collect()
}

#[test]
fn what_is_read_again_and_has_not_changed_stays_the_very_same() {
    let project = Project::new(&minimal());
    let mut reader = Reader::new(&project.path("")).unwrap();
    let before = reader.sources().clone();
    let is_same =
        |reader: &Reader, path: &str| Arc::ptr_eq(reader.sources().get(path).unwrap(), before.get(path).unwrap());
    for again in [Touched::Everything, touched(&["escale.yaml"]), touched(&["regions"]), touched(&[])] {
        project.lay("escale.yaml", before.get("escale.yaml").unwrap());
        assert!(!reader.refresh(&again).unwrap(), "{again:?}");
        assert!(before.iter().all(|(path, _)| is_same(&reader, path)), "{again:?}");
    }

    project.lay("escale.yaml", b"nom: Autre");
    assert!(reader.refresh(&touched(&["escale.yaml"])).unwrap());
    assert_eq!(&**reader.sources().get("escale.yaml").unwrap(), b"nom: Autre");
    let region = "regions/occitanie/region.yaml";
    assert!(is_same(&reader, region));
    fs::write(project.path("other"), before.get(region).unwrap()).unwrap();
    fs::rename(project.path("other"), project.path(region)).unwrap();
    assert!(!reader.refresh(&touched(&[region])).unwrap(), "an atomic save of the same bytes");
    assert!(is_same(&reader, region));
}

#[test]
fn a_touched_file_is_read_alone_and_only_where_it_still_lies() {
    let project = Project::new(&minimal());
    project.lay("content/pages/a.md", b"a");
    project.lay("content/pages/b.md", b"b");
    let mut reader = Reader::new(&project.path("")).unwrap();
    let bytes = |reader: &Reader, path: &str| reader.sources().get(path).map(|bytes| bytes.to_vec());
    project.lay("content/pages/a.md", b"other a");
    project.lay("content/pages/b.md", b"other b");
    // An editor's trial file is gone before it is looked at.
    assert!(reader.refresh(&touched(&["content/pages/a.md", "content/pages/4913"])).unwrap());
    assert_eq!(bytes(&reader, "content/pages/a.md").unwrap(), b"other a");
    assert_eq!(bytes(&reader, "content/pages/b.md").unwrap(), b"b");

    fs::rename(project.path("content/pages"), project.path("elsewhere")).unwrap();
    symlink("../elsewhere", project.path("content/pages")).unwrap();
    assert!(reader.refresh(&touched(&["content/pages/b.md"])).unwrap());
    assert_eq!(bytes(&reader, "content/pages/b.md"), None);
    assert_eq!(whole(reader.sources()), whole(&read(&project.path("")).unwrap()));
}

#[test]
fn what_editors_leave_behind_is_told_but_makes_no_difference() {
    let project = Project::new(&minimal());
    let mut reader = Reader::new(&project.path("")).unwrap();
    project.lay("content/pages/.a.md.swp", b"x");
    fs::create_dir_all(project.path("content/pages/empty")).unwrap();
    assert!(!reader.refresh(&Touched::Everything).unwrap());
    assert_eq!(reader.sources().ignored(), ["content/pages/.a.md.swp"]);
}

#[test]
fn a_project_that_goes_away_is_an_error_until_it_is_back() {
    let room = room();
    let (folder, away) = (room.path().join("project"), room.path().join("away"));
    file(&folder, "escale.yaml", "nom: Tour");
    file(&folder, "content/pages/a.md", "a");
    let mut reader = Reader::new(&folder).unwrap();
    let expected = whole(reader.sources());

    fs::rename(&folder, &away).unwrap();
    for again in [Touched::Everything, touched(&["escale.yaml"])] {
        assert_eq!(reader.refresh(&again).unwrap_err().kind(), io::ErrorKind::NotFound);
    }
    fs::write(&folder, "a file").unwrap();
    assert_eq!(reader.refresh(&Touched::Everything).unwrap_err().kind(), io::ErrorKind::NotADirectory);
    assert_eq!(whole(reader.sources()), expected, "the last that could be read");
    fs::remove_file(&folder).unwrap();
    fs::create_dir(&folder).unwrap();
    assert!(reader.refresh(&touched(&["escale.yaml"])).unwrap());
    assert_eq!(whole(reader.sources()), "");
    fs::remove_dir(&folder).unwrap();
    fs::rename(&away, &folder).unwrap();
    file(&folder, "content/pages/a.md", "other");
    assert!(reader.refresh(&touched(&["escale.yaml"])).unwrap(), "after an error everything is read");
    assert_eq!(whole(reader.sources()), expected.replace("a.md a", "a.md other"));
}

/// What may be done to a path of a project.
#[derive(Debug, Clone, Copy)]
enum Act {
    Write(u8),
    Save(u8),
    Append(u8),
    /// Other bytes of the same length, and the time of the last change as it was.
    Disguise(u8),
    Enlarge,
    Remove,
    Folder,
    Link,
    Rename,
    Lock,
}

const PLACES: [&str; 17] = [
    "escale.yaml",
    "content",
    "content/pages",
    "content/pages/a.md",
    "content/pages/.a.md.swp",
    "content/pages/x.md",
    "content/pages/x.md/b.md",
    "content/pages/\u{e9}.md",
    "content/pages/e\u{301}.md",
    "content/pages/two\nlines.md",
    "regions",
    "regions/corse",
    "regions/corse/region.yaml",
    "themes/mini/templates/base.html",
    ".escale",
    ".escale/adresses.txt",
    "public/index.html",
];

/// Does it where the folder allows; answers what an exact watcher would tell.
fn act(project: &Path, act: Act, place: &str, other: &str) -> BTreeSet<PathBuf> {
    let path = project.join(place);
    let made = path.parent().unwrap().ancestors().find(|folder| folder.exists()).unwrap().to_owned();
    let ready = path.parent().is_some_and(|parent| fs::create_dir_all(parent).is_ok());
    match act {
        _ if !ready => {}
        Act::Write(byte) => drop(fs::write(&path, [byte; 9])),
        Act::Save(byte) => {
            fs::write(project.join("saved"), [byte; 9]).unwrap();
            drop(fs::rename(project.join("saved"), &path));
        }
        Act::Append(byte) => drop(File::options().append(true).open(&path).map(|mut file| file.write_all(&[byte]))),
        Act::Disguise(byte) => {
            let before = fs::symlink_metadata(&path).ok().filter(fs::Metadata::is_file);
            if let Some(before) = before {
                fs::write(&path, vec![byte; usize::try_from(before.len()).unwrap()]).unwrap();
                let file = File::options().write(true).open(&path).unwrap();
                file.set_modified(before.modified().unwrap()).unwrap();
            }
        }
        Act::Enlarge => drop(File::options().write(true).open(&path).map(|file| file.set_len((1 << 20) + 1))),
        Act::Remove => drop(fs::remove_file(&path).or_else(|_| fs::remove_dir_all(&path))),
        Act::Folder => drop(fs::create_dir(&path)),
        Act::Link => {
            drop(fs::rename(&path, project.join("public/moved")));
            drop(symlink(project.join("public"), &path));
        }
        Act::Rename => drop(fs::rename(&path, project.join(other))),
        Act::Lock => drop(fs::set_permissions(&path, fs::Permissions::from_mode(0o755))),
    }
    let first = path.strip_prefix(&made).unwrap().components().next().unwrap();
    let made = made.join(first).strip_prefix(project).unwrap().to_owned();
    [made, PathBuf::from(place), PathBuf::from(other)].into()
}

fn acts() -> impl Strategy<Value = (Act, usize, usize, bool)> {
    let byte = || b'a'..b'd';
    let act = prop_oneof![
        4 => byte().prop_map(Act::Write),
        4 => byte().prop_map(Act::Save),
        2 => byte().prop_map(Act::Append),
        4 => byte().prop_map(Act::Disguise),
        1 => Just(Act::Enlarge),
        2 => Just(Act::Remove),
        1 => Just(Act::Folder),
        1 => Just(Act::Link),
        2 => Just(Act::Rename),
        1 => Just(Act::Lock),
    ];
    (act, 0..PLACES.len(), 0..PLACES.len(), any::<bool>())
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn whatever_is_done_to_a_project_it_is_read_as_if_for_the_first_time(
        acts in prop::collection::vec(acts(), 1..40),
    ) {
        let room = room();
        let project = room.path().join("project");
        file(&project, "content/pages/a.md", "a");
        file(&project, "regions/corse/region.yaml", "nom: Corse");
        let mut reader = Reader::new(&project).unwrap();
        for (doing, place, other, is_exact) in acts {
            let before = reader.sources().clone();
            let paths = act(&project, doing, PLACES[place], PLACES[other]);
            let touched = if is_exact { Touched::Files(paths) } else { Touched::Everything };
            let is_different = reader.refresh(&touched).unwrap();
            let now = read(&project).unwrap();
            prop_assert_eq!(whole(reader.sources()), whole(&now), "{:?} {}", doing, PLACES[place]);
            prop_assert_eq!(is_different, !before.says_as_much_as(&now));
            for (path, bytes) in reader.sources().iter() {
                let former = before.get(path).filter(|former| former == &bytes);
                prop_assert!(former.is_none_or(|former| Arc::ptr_eq(former, bytes)), "{}", path);
            }
        }
    }
}
