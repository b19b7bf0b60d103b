//! Never half a site: builds killed at any moment (SIGKILL).

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::Child;
use std::time::{Duration, Instant};

use super::mounts::{Mount, in_namespace};
use super::tour::{Tour, Tree, Version, differences, is_asset, say, tree};
use super::web;

/// How many builds are killed in each way of putting sites into place, unless `ESCALE_KILLS` says another number.
const KILLS: usize = 70;

fn kills() -> usize {
    std::env::var("ESCALE_KILLS").map_or(KILLS, |number| number.parse().unwrap())
}

/// A file that escale did not write.
const FOREIGN: &str = "corse/photo.jpg";

/// When a build is killed.
enum Moment {
    /// After a fraction of its time.
    At(f64),
    /// That far into putting the sites into place.
    Placing(f64),
}

/// Moments that are the same in every run.
struct Moments(u64);

impl Moments {
    fn next(&mut self) -> Moment {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let unit = f64::from(u32::try_from(self.0 >> 32).unwrap()) / f64::from(u32::MAX);
        if (self.0 >> 20).is_multiple_of(3) { Moment::At(unit * 1.1) } else { Moment::Placing(unit * unit) }
    }
}

/// What becomes of builds that are killed.
#[derive(Default)]
struct Figures {
    killed: usize,
    finished: usize,
    former: usize,
    new: usize,
    between: usize,
    with_leftovers: usize,
    healed: usize,
}

/// Builds two versions by turns and kills most builds; `placing` is how long the sites take to be put into
/// place, or more; `judge` says what is between the two versions.
fn kill(tour: &Tour, out: &Path, placing: Duration, mut judge: impl FnMut(&Tree, [&Tree; 2]) -> bool) -> Figures {
    let references = [tour.reference(Version::A), tour.reference(Version::C)];
    tour.build(Version::A, out);
    let whole = (0..2).map(|_| tour.build(Version::C, out).max(tour.build(Version::A, out))).max().unwrap();
    let mut moments = Moments(20_270_315);
    let mut figures = Figures::default();
    let mut current = 0;
    let kills = kills();
    while figures.killed < kills {
        let next = 1 - current;
        let version = [Version::A, Version::C][next];
        let list = number_of_list(out);
        let child = tour.command(version, out).spawn().unwrap();
        let was_killed = match moments.next() {
            Moment::At(fraction) => kill_after(child, |start| start.elapsed() >= whole.mul_f64(fraction)),
            Moment::Placing(fraction) => {
                let mut begun = None;
                kill_after(child, |_| {
                    begun = begun.or_else(|| is_placing(out, list).then(Instant::now));
                    begun.is_some_and(|begun| begun.elapsed() >= placing.mul_f64(fraction))
                })
            }
        };
        if was_killed {
            figures.killed += 1;
        } else {
            figures.finished += 1;
        }
        let found = own(out);
        if differences(&found, &references[current]).is_empty() {
            figures.former += 1;
        } else if differences(&found, &references[next]).is_empty() {
            figures.new += 1;
            current = next;
        } else {
            assert!(judge(&found, [&references[current], &references[next]]));
            figures.between += 1;
        }
        let leftovers = [out.join(".escale-work"), out.parent().unwrap().join(".public.escale")];
        figures.with_leftovers += usize::from(leftovers.iter().any(|folder| folder.exists()));
        if figures.killed % 3 == 0 {
            tour.build(version, out);
            assert_eq!(differences(&own(out), &references[next]), [""; 0]);
            assert!(!leftovers.iter().any(|folder| folder.exists()));
            figures.healed += 1;
            current = next;
        }
    }
    figures
}

/// What escale wrote; what it did not write must be there as well.
fn own(out: &Path) -> Tree {
    let mut found = tree(out);
    assert_eq!(found.remove(FOREIGN), Some(b"photo".to_vec()));
    found
}

/// Whether a build has staged everything: the list of the sites comes last, beside the output or in it.
fn is_placing(out: &Path, list: u64) -> bool {
    let beside = out.parent().unwrap().join(".public.escale");
    let has_former = fs::read_dir(&beside)
        .is_ok_and(|names| names.flatten().any(|name| name.file_name().to_string_lossy().starts_with("former")));
    beside.join("new/.escale-manifest").exists() || has_former || number_of_list(out) != list
}

fn number_of_list(out: &Path) -> u64 {
    fs::metadata(out.join(".escale-manifest")).unwrap().ino()
}

/// Kills a build when it is time; answers whether it was still at work.
fn kill_after(mut child: Child, mut is_time: impl FnMut(Instant) -> bool) -> bool {
    let start = Instant::now();
    while !is_time(start) {
        std::thread::sleep(Duration::from_micros(20));
        if child.try_wait().unwrap().is_some() {
            return false;
        }
    }
    child.kill().unwrap();
    !child.wait().unwrap().success()
}

fn report(name: &str, figures: &Figures) {
    let Figures { killed, finished, former, new, between, with_leftovers, healed } = figures;
    say(&format!(
        "{name}: {killed} builds killed, {finished} too late; then {former} times the former sites, {new} times the \
         new ones, {between} times pages of both; {with_leftovers} left something beside, {healed} of {healed} \
         next builds put it right"
    ));
    assert!(*with_leftovers > kills() / 5 && *former > 0 && *new > 0, "the kills came at too few different moments");
}

#[test]
fn a_killed_build_leaves_every_site_wholly_as_it_was_or_wholly_new() {
    let tour = Tour::new();
    let out = tour.path("srv/public");
    fs::create_dir_all(out.join("corse")).unwrap();
    fs::write(out.join(FOREIGN), "photo").unwrap();
    tour.adopt(&out);
    let figures = kill(&tour, &out, Duration::from_millis(40), |found, [former, new]| {
        let of_former = differences(found, former);
        let of_new = differences(found, new);
        let (few, other) = (&of_former[..of_former.len().min(5)], &of_new[..of_new.len().min(5)]);
        panic!("neither the former sites nor the new ones, {} files: {few:#?} {other:#?}", found.len());
    });
    report("folders that change places", &figures);
}

#[test]
fn a_build_killed_on_a_mount_point_leaves_no_dead_link_and_no_half_file() {
    if !in_namespace("kills::a_build_killed_on_a_mount_point_leaves_no_dead_link_and_no_half_file") {
        return;
    }
    let tour = Tour::new();
    let out = tour.path("srv/public");
    let _mount = Mount::new(&["-t", "tmpfs", "tmpfs"], &out);
    fs::create_dir_all(out.join("corse")).unwrap();
    fs::write(out.join(FOREIGN), "photo").unwrap();
    tour.adopt(&out);
    let figures = kill(&tour, &out, Duration::from_millis(5), |found, versions| {
        for (path, bytes) in found {
            let is_whole = versions.iter().any(|version| version.get(path) == Some(bytes));
            assert!(is_whole, "{path} is of neither version");
        }
        assert_eq!(dead_ends(found), [""; 0]);
        true
    });
    report("files moved one by one", &figures);
    assert!(figures.between > 0, "no kill came while files were moved");
}

/// Links that lead nowhere, of the pages that visitors find from the home page.
fn dead_ends(tree: &Tree) -> Vec<String> {
    let mut dead = Vec::new();
    let mut seen = BTreeSet::from(["index.html".to_owned()]);
    let mut pages = vec!["index.html".to_owned()];
    while let Some(page) = pages.pop() {
        let html = std::str::from_utf8(&tree[&page]).unwrap();
        for link in web::links(html) {
            match web::target(&page, link) {
                Some(target) if !tree.contains_key(&target) => dead.push(format!("{page} → {link}")),
                Some(target) if target.ends_with(".html") && seen.insert(target.clone()) => pages.push(target),
                _ => {}
            }
        }
    }
    assert!(seen.iter().filter(|page| !is_asset(page)).count() > 200);
    dead
}
