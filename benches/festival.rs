//! A national festival: 3,400 events in 18 regions, built whole, from the sources to the disk.
//!
//! ```text
//! cargo bench --bench festival                 # the first build, cold and warm builds, peak memory
//! cargo bench --bench festival -- 10000        # another number of events
//! cargo bench --bench festival -- keep DIR [N]    # leaves the project in DIR, to measure other programs on it
//! ```
//! The project is written to a temporary folder; the theme is the real one. Each build is a process of its
//! own, the program `escale` as users run it: figures are wall time, processor time and peak memory.

#[path = "measure/copy.rs"]
mod copy;
#[path = "measure/process.rs"]
mod process;
#[path = "measure/programme.rs"]
mod programme;
#[path = "measure/regions.rs"]
mod regions;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use process::watch;
use programme::{slug, write_project};
use regions::REGIONS;

/// How often each build is measured.
const RUNS: usize = 7;
/// Where the program keeps what took long to make: beside the project, so that no run finds what others left.
const CACHE: &str = "../cache";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let number = |text: &String| text.parse().ok();
    let events: usize = arguments.iter().find_map(number).unwrap_or(3_400);
    if let [keep, folder, ..] = arguments.as_slice()
        && keep == "keep"
    {
        write_project(Path::new(folder), events);
        return;
    }
    let temporary = tempfile::tempdir().expect("a temporary folder can be made");
    let project = temporary.path().join("projet");
    write_project(&project, events);
    println!("{events} events in {} regions", REGIONS.len());
    // A new folder each time: some file systems are slow to make files where some were just deleted.
    let mut turn = 0;
    // Its pictures for sharing are drawn once; what comes after finds them in the cache.
    measure("pictures undrawn", 1, &project, |_| "public-0".to_owned());
    measure("cold", RUNS, &project, |_| {
        turn += 1;
        format!("public-{turn}")
    });
    let warm = "public-1".to_owned();
    measure("nothing changed", RUNS, &project, |_| warm.clone());
    measure("one event changed", RUNS, &project, |project| {
        turn += 1;
        let event = project.join(format!("regions/occitanie/evenements/{}.md", slug(15)));
        let text = fs::read_to_string(&event).expect("the event was written");
        fs::write(&event, format!("{text}\nMise à jour {turn}.\n")).expect("the event can be written");
        warm.clone()
    });
}

/// Prepares, builds into the folder that `prepare` names, and times; prints the median of each figure.
fn measure(name: &str, runs: usize, project: &Path, mut prepare: impl FnMut(&Path) -> String) {
    let mut walls = Vec::new();
    let mut processor = Vec::new();
    let mut peak_kib = 0;
    for _ in 0..runs {
        let out = prepare(project);
        let start = Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_escale"))
            .args(["build", "--quiet", "--date", "2027-05-10T08:00", "--out", &out])
            .current_dir(project)
            .env("ESCALE_CACHE_DIR", project.join(CACHE))
            .spawn()
            .expect("the program runs");
        let (time, peak) = watch(&mut child, |_| false);
        walls.push(start.elapsed());
        processor.push(time);
        peak_kib = peak_kib.max(peak);
    }
    println!(
        "{name:>18}: wall {:>5} ms (least {:>4})   processor {:>5} ms   peak memory {:>4} MB",
        median(&mut walls).as_millis(),
        walls[0].as_millis(),
        median(&mut processor).as_millis(),
        peak_kib / 1024,
    );
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}
