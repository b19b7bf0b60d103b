//! Projects of ten thousand files that are read again and watched, and systems that watch no more.

use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use escale::read::{Reader, read};
use escale::sources::Sources;
use escale::sources::extent::Touched;
use escale::watch::{How, Watcher, Why};
use tempfile::TempDir;

use super::tour::say;

/// Longer than anything takes.
const NEVER: Duration = Duration::from_mins(1);
const FILES: usize = 10_000;

/// A text of each region, fifty a folder.
fn lay(project: &Path, text: &str) {
    for number in 0..FILES {
        let folder = project.join(format!("regions/region-{}/evenements/{}", number / 500, number % 500 / 50));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("{number}.md")), format!("{text} {number}\n").repeat(50)).unwrap();
    }
    fs::write(project.join("escale.yaml"), "nom: Tour").unwrap();
}

fn time<T>(what: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let answer = what();
    (start.elapsed(), answer)
}

fn median(mut took: Vec<Duration>) -> Duration {
    took.sort_unstable();
    took[took.len() / 2]
}

fn whole(sources: &Sources) -> String {
    let files = sources.iter().map(|(path, bytes)| format!("{path} {}\n", String::from_utf8_lossy(bytes)));
    files.chain(sources.refused().map(|(path, refusal)| format!("{path} {refusal:?}\n"))).collect()
}

/// Until files that have just been written are old enough for their stamps to be trusted.
fn settle() {
    thread::sleep(Duration::from_millis(2100));
}

#[test]
fn ten_thousand_files_are_read_again_in_no_time() {
    let room = TempDir::new().unwrap();
    lay(room.path(), "first");
    settle();
    let (first, mut reader) = time(|| Reader::new(room.path()).unwrap());
    let again = || time(|| reader.refresh(&Touched::Everything).unwrap());
    let unchanged: Vec<_> = std::iter::repeat_with(again).take(20).collect();
    assert!(unchanged.iter().all(|(_, is_different)| !is_different));
    let unchanged = median(unchanged.into_iter().map(|(took, _)| took).collect());
    let mut one = Vec::new();
    for round in 0..50 {
        let file = format!("regions/region-7/evenements/3/{}.md", 7 * 500 + 3 * 50 + round % 50);
        fs::write(room.path().join(&file), format!("round {round}")).unwrap();
        let touched = Touched::Files([file.into()].into());
        let (took, is_different) = time(|| reader.refresh(&touched).unwrap());
        assert!(is_different);
        one.push(took);
    }
    let one = median(one);
    assert_eq!(whole(reader.sources()), whole(&read(room.path()).unwrap()));
    say(&format!("{FILES} files: read in {first:?}, again in {unchanged:?}; one of them in {one:?} (medians)"));
    // How long that is depends on the machine, and on what else it does.
    assert!(one * 10 < unchanged);
}

#[test]
fn no_change_hides_behind_a_stamp() {
    let room = TempDir::new().unwrap();
    let at = |name: &str| room.path().join("content/pages").join(name);
    fs::create_dir_all(at("")).unwrap();
    for number in 0..100 {
        fs::write(at(&format!("{number}.md")), "first").unwrap();
        fs::write(at(&format!("{number}.jpg")), "other").unwrap();
    }
    settle();
    let mut reader = Reader::new(room.path()).unwrap();
    let before = reader.sources().clone();
    for number in 0..100 {
        let (text, picture) = (at(&format!("{number}.md")), at(&format!("{number}.jpg")));
        let modified = fs::metadata(&text).unwrap().modified().unwrap();
        let disguise = |path: &Path| File::options().write(true).open(path).unwrap().set_modified(modified).unwrap();
        match number % 5 {
            0 => fs::write(&text, "other").unwrap(),
            1 => fs::rename(&picture, &text).unwrap(),
            2 => {
                fs::remove_file(&text).unwrap();
                fs::write(&text, "other").unwrap();
            }
            3 => {
                fs::remove_file(&text).unwrap();
                symlink(&picture, &text).unwrap();
                continue;
            }
            // Nothing is done to it.
            _ => continue,
        }
        disguise(&text);
    }
    assert!(reader.refresh(&Touched::Everything).unwrap());
    assert_eq!(whole(reader.sources()), whole(&read(room.path()).unwrap()));
    let is_same = |path: &str| Arc::ptr_eq(reader.sources().get(path).unwrap(), before.get(path).unwrap());
    assert!((0..20).all(|number| is_same(&format!("content/pages/{}.md", number * 5 + 4))));
    say("disguised changes: 80 of 80 found");
}

/// Waits and reads until what was read is what is there; answers how often, and how long it took.
fn catch_up(watcher: &mut Watcher, reader: &mut Reader, project: &Path) -> (usize, Duration) {
    let expected = read(project).unwrap();
    let start = Instant::now();
    let mut count = 0;
    while !reader.sources().says_as_much_as(&expected) {
        let touched = watcher.wait(Some(start + NEVER)).expect("it is told or looked for");
        let (took, _) = time(|| reader.refresh(&touched).unwrap());
        if touched == Touched::Everything {
            watcher.looked(took);
        }
        count += 1;
    }
    (count, start.elapsed())
}

#[test]
fn ten_thousand_files_that_change_at_once_are_found() {
    let room = TempDir::new().unwrap();
    lay(room.path(), "first");
    let (start, mut watcher) = time(|| Watcher::new(room.path()));
    assert_eq!(watcher.how(), How::Notified);
    let mut reader = Reader::new(room.path()).unwrap();
    let project = room.path().to_owned();
    let writer = thread::spawn(move || {
        lay(&project, "second");
        fs::rename(project.join("regions"), project.join("former")).unwrap();
        lay(&project, "third");
    });
    let mut answers = 0;
    while !writer.is_finished() {
        if let Some(touched) = watcher.wait(Some(Instant::now() + Duration::from_millis(500))) {
            reader.refresh(&touched).unwrap();
            answers += 1;
        }
    }
    writer.join().unwrap();
    let (more, took) = catch_up(&mut watcher, &mut reader, room.path());
    say(&format!("{FILES} files three times: {answers} answers meanwhile, {more} within {took:?} of the end"));

    let file = room.path().join("regions/region-3/evenements/3/1650.md");
    // A look at everything that is due meanwhile answers for the save as well: then another save is timed.
    let wake = |round: usize| loop {
        fs::write(&file, round.to_string()).unwrap();
        let (took, touched) = time(|| watcher.wait(Some(Instant::now() + NEVER)).expect("it is told"));
        if touched != Touched::Everything {
            return took;
        }
    };
    let wake = median((0..50).map(wake).collect());
    say(&format!("watched from the first after {start:?}; from a save to the answer {wake:?} (median of 50)"));
}

#[test]
fn where_no_more_can_be_watched_everything_is_looked_at_until_it_can() {
    const MARK: &str = "ESCALE_TEST_FEW_WATCHES";
    const LIMIT: &str = "/proc/sys/user/max_inotify_watches";
    if std::env::var_os(MARK).is_none() {
        let name = "watching::where_no_more_can_be_watched_everything_is_looked_at_until_it_can";
        let mut try_it = Command::new("unshare");
        try_it.args(["-Ur", "sh", "-c", &format!("echo 3 > {LIMIT}")]).stderr(Stdio::null());
        if !try_it.status().is_ok_and(|status| status.success()) {
            return say(&format!("{name}: passed over, unshare may not make a name space here"));
        }
        let mut command = Command::new("unshare");
        command.arg("-Ur").arg(std::env::current_exe().unwrap()).args(["--exact", name, "--nocapture"]);
        let output = command.env(MARK, "1").output().unwrap();
        let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success() && stdout.contains("1 passed"), "{stdout}\n{stderr}");
        return stderr.lines().filter(|line| line.starts_with("    ")).for_each(|line| say(line.trim()));
    }
    let room = TempDir::new().unwrap();
    let put = |name: &str, text: &str| {
        let path = room.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    for folder in ["a", "b", "c", "d", "e"] {
        put(&format!("content/{folder}/x.md"), "first");
    }
    for limit in ["0", "3"] {
        fs::write(LIMIT, limit).unwrap();
        let mut watcher = Watcher::new(room.path());
        assert_eq!(watcher.how(), How::Polling { why: Why::Limit });
        let mut reader = Reader::new(room.path()).unwrap();
        for folder in ["a", "b", "c", "d", "e"] {
            put(&format!("content/{folder}/x.md"), &format!("second {limit}"));
            let (_, took) = catch_up(&mut watcher, &mut reader, room.path());
            assert!(took < Duration::from_secs(2), "{took:?}");
        }
        fs::write(LIMIT, "1000").unwrap();
        let start = Instant::now();
        while watcher.how() != How::Notified {
            watcher.wait(Some(start + NEVER)).expect("it is tried again");
        }
        say(&format!("{limit} watches: all changes found within 2 s, watched again after {:?}", start.elapsed()));
    }
}
