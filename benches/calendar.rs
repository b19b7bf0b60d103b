//! The calendar of a whole country: 50,000 events, each in the file of its region and in the national one.
//!
//! ```text
//! cargo bench --bench calendar             # time and peak memory of a build with its files for programs
//! cargo bench --bench calendar -- 10000    # another number of events
//! ```
//! The build is the program `escale` as users run it, on the real theme without pictures for sharing, which take most of
//! a first build and are another matter.

#[path = "measure/copy.rs"]
mod copy;
#[path = "measure/process.rs"]
mod process;
#[path = "measure/programme.rs"]
mod programme;
#[path = "measure/regions.rs"]
mod regions;

use std::fs;
use std::process::Command;
use std::time::Instant;

fn main() {
    let number = std::env::args().skip(1).find_map(|argument| argument.parse().ok());
    let events: usize = number.unwrap_or(50_000);
    let temporary = tempfile::tempdir().expect("a temporary folder can be made");
    let project = temporary.path().join("projet");
    programme::write_project(&project, events);
    let settings = project.join("escale.yaml");
    let text = fs::read_to_string(&settings).expect("the settings were written");
    fs::write(&settings, format!("{text}\nimages_de_partage: non\n")).expect("the settings can be written");
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_escale"))
        .args(["build", "--quiet", "--date", "2027-05-10T08:00", "--out", "public"])
        .current_dir(&project)
        .spawn()
        .expect("the program runs");
    let (processor, peak_kib) = process::watch(&mut child, |_| false);
    println!(
        "{events} events in {} regions: wall {} ms, processor {} ms, peak memory {} MB",
        regions::REGIONS.len(),
        start.elapsed().as_millis(),
        processor.as_millis(),
        peak_kib / 1024,
    );
    for file in ["agenda.ics", "evenements.json", "evenements.csv", "flux.atom", "sitemap.xml"] {
        let path = project.join("public").join(file);
        let bytes = fs::metadata(&path).expect("the hub has the file").len();
        println!("{file:>16}: {:>6} KB", bytes / 1_000);
    }
    let agenda = fs::read_to_string(project.join("public/agenda.ics")).expect("the file is text");
    let told = agenda.matches("BEGIN:VEVENT").count();
    assert_eq!(told, events, "the national calendar has every event");
}
