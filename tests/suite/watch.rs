//! The disk → what was touched: on real folders, waiting for what is told and never for a time.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use escale::read::{Reader, read};
use escale::sources::extent::Touched;
use escale::watch::{How, Watcher, Why};
use tempfile::TempDir;

use super::cli::room;
use super::read::file;

/// Longer than anything takes: a test that comes to it has failed.
const NEVER: Duration = Duration::from_secs(20);

/// A project that is watched, and read.
struct Watched {
    room: TempDir,
    watcher: Watcher,
    reader: Reader,
}

impl Watched {
    fn new() -> Self {
        let room = room();
        let project = room.path().join("project");
        for name in ["escale.yaml", "content/pages/a.md", "content/pages/b.md", "regions/corse/region.yaml"] {
            file(&project, name, "first");
        }
        let watcher = Watcher::new(&project);
        assert_eq!(watcher.how(), How::Notified);
        let reader = Reader::new(&project).unwrap();
        Self { room, watcher, reader }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.room.path().join("project").join(name)
    }

    /// The next answer that is no look at everything.
    fn told(&mut self) -> BTreeSet<PathBuf> {
        let until = Instant::now() + NEVER;
        loop {
            match self.watcher.wait(Some(until)) {
                Some(Touched::Files(paths)) => return paths,
                Some(Touched::Everything) => {}
                None => panic!("nothing was told"),
            }
        }
    }

    /// Waits, and reads what is told and nothing else, until what has been read is what is there.
    fn catches_up(&mut self) {
        let expected = read(&self.path("")).unwrap();
        while !self.reader.sources().says_as_much_as(&expected) {
            let told = self.told();
            self.reader.refresh(&Touched::Files(told)).unwrap();
        }
    }

    /// Does something, then sees that it is told before the next look at everything.
    fn sees(&mut self, what: impl Fn(&dyn Fn(&str) -> PathBuf)) {
        what(&|name| self.path(name));
        self.catches_up();
    }
}

fn paths(names: &[&str]) -> BTreeSet<PathBuf> {
    names.iter().map(PathBuf::from).collect()
}

fn write(path: PathBuf, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn a_save_is_told_with_its_path_alone() {
    let mut watched = Watched::new();
    write(watched.path("content/pages/a.md"), "second");
    assert_eq!(watched.told(), paths(&["content/pages/a.md"]));
    fs::write(watched.path("content/pages/a.md~"), "third").unwrap();
    fs::rename(watched.path("content/pages/a.md~"), watched.path("content/pages/a.md")).unwrap();
    assert_eq!(watched.told(), paths(&["content/pages/a.md"]));
    assert!(watched.reader.refresh(&Touched::Files(paths(&["content/pages/a.md"]))).unwrap());
}

#[test]
#[cfg(target_os = "linux")]
fn a_file_that_is_being_written_is_waited_for() {
    let mut watched = Watched::new();
    let start = Instant::now();
    let file = File::create(watched.path("content/pages/a.md")).unwrap();
    assert_eq!(watched.told(), paths(&["content/pages/a.md"]));
    assert!(start.elapsed() >= Duration::from_millis(100), "told while it was empty");
    drop(file);
    assert_eq!(watched.told(), paths(&["content/pages/a.md"]));
}

#[test]
fn what_is_no_part_of_the_project_is_not_told() {
    let mut watched = Watched::new();
    for name in ["public/index.html", "target/x", ".git/index", "node_modules/x", "notes.md", ".escale/liens.json"] {
        write(watched.path(name), "first");
        write(watched.path(name), "second");
    }
    for name in ["content/pages/.a.md.swp", "content/pages/b.md~", "content/.git/index", "regions/README.md"] {
        write(watched.path(name), "x");
    }
    let _read = fs::read(watched.path("content/pages/b.md")).unwrap();
    write(watched.path("escale.yaml"), "last");
    let mut told = paths(&[".escale"]);
    while !told.contains(Path::new("escale.yaml")) {
        told.extend(watched.told());
    }
    assert_eq!(told, paths(&[".escale", "escale.yaml"]));
}

#[test]
fn whatever_comes_goes_or_moves_is_found() {
    let mut watched = Watched::new();
    // Folders and what they hold, faster than a watch can be set on them.
    watched.sees(|at| write(at("content/images/lyon/juin/photo.jpg"), "x"));
    watched.sees(|at| write(at("themes/mini/templates/base.html"), "x"));
    watched.sees(|at| write(at("themes/mini/templates/base.html"), "y"));
    watched.sees(|at| write(at(".escale/adresses.txt"), "x"));
    watched.sees(|at| write(at(".escale/adresses.txt"), "y"));
    watched.sees(|at| fs::rename(at("content/images"), at("content/photos")).unwrap());
    watched.sees(|at| write(at("content/photos/lyon/juin/photo.jpg"), "y"));
    watched.sees(|at| fs::remove_dir_all(at("content/photos/lyon")).unwrap());
    watched.sees(|at| write(at("content/photos/lyon/mai.jpg"), "z"));
    watched.sees(|at| fs::remove_file(at("content/pages/a.md")).unwrap());
    // A root that is moved away, and another in its place.
    watched.sees(|at| fs::rename(at("content"), at("away")).unwrap());
    watched.sees(|at| write(at("content/pages/a.md"), "other"));
    watched.sees(|at| write(at("content/pages/a.md"), "and another"));
    watched.sees(|at| fs::remove_dir_all(at("content")).unwrap());
    watched.sees(|at| symlink("away", at("content")).unwrap());
    watched.sees(|at| fs::remove_file(at("content")).unwrap());
    watched.sees(|at| fs::rename(at("away"), at("content")).unwrap());
    watched.sees(|at| write(at("content/photos/lyon/mai.jpg"), "last"));
    watched.sees(|at| fs::remove_file(at("escale.yaml")).unwrap());
    watched.sees(|at| write(at("escale.yaml"), "last"));
}

#[test]
fn a_burst_is_one_answer() {
    let mut watched = Watched::new();
    let names: Vec<String> = (0..40).map(|number| format!("content/pages/{number}.md")).collect();
    for name in &names {
        write(watched.path(name), "x");
    }
    let told = watched.told();
    assert!(told.len() > 1, "{told:?}");
    watched.reader.refresh(&Touched::Files(told)).unwrap();
    watched.catches_up();
}

#[test]
fn a_project_folder_that_is_replaced_is_watched_again() {
    let mut watched = Watched::new();
    let (project, away) = (watched.path(""), watched.room.path().join("away"));
    for _ in 0..2 {
        fs::rename(&project, &away).unwrap();
        let until = Instant::now() + NEVER;
        while watched.watcher.how() != (How::Polling { why: Why::Gone }) {
            assert!(watched.watcher.wait(Some(until)).is_some(), "its absence was not noticed");
        }
        assert!(watched.reader.refresh(&Touched::Everything).is_err());
        fs::rename(&away, &project).unwrap();
        while watched.watcher.how() != How::Notified {
            assert!(watched.watcher.wait(Some(until)).is_some(), "its return was not noticed");
        }
        watched.reader.refresh(&Touched::Everything).unwrap();
        watched.sees(|at| write(at("content/pages/new/c.md"), "x"));
        watched.sees(|at| fs::remove_dir_all(at("content/pages/new")).unwrap());
    }
}

#[test]
fn a_deadline_ends_a_wait_and_so_does_another_thread() {
    let mut watched = Watched::new();
    assert_eq!(watched.watcher.wait(Some(Instant::now())), None);
    let waker = watched.watcher.waker();
    waker.wake();
    assert_eq!(watched.watcher.wait(Some(Instant::now() + NEVER)), None, "before the wait");
    let start = Instant::now();
    let thread = std::thread::spawn(move || waker.wake());
    assert_eq!(watched.watcher.wait(Some(start + NEVER)), None, "during the wait");
    assert!(start.elapsed() < NEVER);
    thread.join().unwrap();
    // What came before is kept for the next wait.
    write(watched.path("escale.yaml"), "second");
    watched.watcher.waker().wake();
    assert_eq!(watched.watcher.wait(None), None);
    assert_eq!(watched.told(), paths(&["escale.yaml"]));
}

#[test]
fn everything_is_looked_at_every_two_seconds_whatever_is_told() {
    let mut watched = Watched::new();
    let start = Instant::now();
    assert_eq!(watched.watcher.wait(Some(start + NEVER)), Some(Touched::Everything));
    assert!(start.elapsed() >= Duration::from_secs(2));
}

#[test]
fn where_nothing_is_told_everything_is_looked_at_twice_a_second_or_as_often_as_it_may() {
    let room = room();
    let mut watcher = Watcher::new(&room.path().join("project"));
    assert_eq!(watcher.how(), How::Polling { why: Why::Gone });
    let start = Instant::now();
    assert_eq!(watcher.wait(Some(start + NEVER)), Some(Touched::Everything));
    assert!(start.elapsed() >= Duration::from_millis(500));
    // One part in fifty of the time.
    watcher.looked(Duration::from_millis(20));
    let start = Instant::now();
    assert_eq!(watcher.wait(Some(start + Duration::from_millis(700))), None);
    assert_eq!(watcher.wait(Some(start + NEVER)), Some(Touched::Everything));
    assert!(start.elapsed() >= Duration::from_secs(1));
}

#[test]
fn a_save_is_answered_within_some_milliseconds() {
    let mut watched = Watched::new();
    let mut took = Vec::new();
    for round in 0..50 {
        let path = watched.path("content/pages/a.md");
        let text = round.to_string();
        let start = Instant::now();
        fs::write(path, text).unwrap();
        watched.told();
        took.push(start.elapsed());
    }
    took.sort_unstable();
    println!("from a save to the answer: {:?} (median of {})", took[took.len() / 2], took.len());
    assert!(took[took.len() / 2] < Duration::from_millis(50), "{took:?}");
}

#[test]
fn a_folder_that_is_a_link_is_watched_where_it_leads() {
    let room = room();
    file(&room.path().join("real"), "content/a.md", "first");
    symlink("real", room.path().join("project")).unwrap();
    let mut watcher = Watcher::new(&room.path().join("project"));
    File::create(room.path().join("real/content/a.md")).unwrap();
    assert_eq!(watcher.wait(Some(Instant::now() + NEVER)), Some(Touched::Files(paths(&["content/a.md"]))));
}
