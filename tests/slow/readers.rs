//! Visitors during builds: no missing page, no half page, no page without its style sheet.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use super::mounts::{Mount, in_namespace};
use super::tour::{Tour, Tree, Version, say};
use super::web;

/// What a visitor saw.
#[derive(Default)]
struct Seen {
    walks: usize,
    reads: usize,
    of_each: [usize; 2],
    changes: usize,
    wrong: Vec<String>,
}

/// Walks every link from the home page, again and again, until it is told to stop.
fn walk(out: &Path, versions: [&Tree; 2], is_over: &AtomicBool) -> Seen {
    let mut seen = Seen::default();
    let mut former = None;
    while !is_over.load(Ordering::Relaxed) && seen.wrong.len() < 10 {
        seen.walks += 1;
        let mut known = BTreeSet::from(["index.html".to_owned()]);
        let mut next = vec!["index.html".to_owned()];
        while let Some(path) = next.pop() {
            seen.reads += 1;
            let bytes = match fs::read(out.join(&path)) {
                Ok(bytes) => bytes,
                Err(error) => {
                    seen.wrong.push(format!("{path}: {error}"));
                    continue;
                }
            };
            let Some(version) = versions.iter().position(|version| version.get(&path) == Some(&bytes)) else {
                seen.wrong.push(format!("{path} is of neither version, {} bytes", bytes.len()));
                continue;
            };
            if !path.ends_with(".html") {
                continue;
            }
            seen.of_each[version] += 1;
            seen.changes += usize::from(former.replace(version).is_some_and(|former| former != version));
            let html = std::str::from_utf8(&bytes).unwrap();
            next.extend(
                web::links(html)
                    .into_iter()
                    .filter_map(|link| web::target(&path, link))
                    .filter(|target| known.insert(target.clone())),
            );
        }
    }
    seen
}

fn read_during_builds(name: &str, tour: &Tour, out: &Path) {
    const BUILDS: usize = 40;
    let versions = [tour.reference(Version::A), tour.reference(Version::B)];
    tour.build(Version::A, out);
    let is_over = AtomicBool::new(false);
    let seen = std::thread::scope(|scope| {
        let visitor = scope.spawn(|| walk(out, [&versions[0], &versions[1]], &is_over));
        for turn in 0..BUILDS {
            tour.build(if turn % 2 == 0 { Version::B } else { Version::A }, out);
        }
        is_over.store(true, Ordering::Relaxed);
        visitor.join().unwrap()
    });
    let Seen { walks, reads, of_each: [a, b], changes, wrong } = &seen;
    say(&format!(
        "{name}: {BUILDS} builds, {walks} walks, {reads} reads, {a} pages of one version and {b} of the other, \
         {changes} changes of version on the way; {} wrong",
        wrong.len()
    ));
    assert_eq!(*wrong, [""; 0]);
    assert!(*a > 100 && *b > 100 && *changes > 5, "the visitor did not see the sites change");
}

#[test]
fn a_visitor_during_builds_misses_nothing() {
    let tour = Tour::new();
    read_during_builds("folders that change places", &tour, &tour.path("srv/public"));
}

#[test]
fn a_visitor_of_a_mount_point_misses_nothing() {
    if !in_namespace("readers::a_visitor_of_a_mount_point_misses_nothing") {
        return;
    }
    let tour = Tour::new();
    let out = tour.path("srv/public");
    let _mount = Mount::new(&["-t", "tmpfs", "tmpfs"], &out);
    read_during_builds("files moved one by one", &tour, &out);
}
