//! The same again and again, and too much of it.

use std::fs;
use std::time::Instant;

use super::tour::{Tour, Version, say, tree};

#[test]
fn twenty_builds_on_any_number_of_threads_are_the_same_to_the_byte() {
    const RUNS: usize = 20;
    let tour = Tour::new();
    let expected = tour.reference(Version::A);
    let manifest = fs::read(tour.path("reference-A/.escale-manifest")).unwrap();
    for run in 0..RUNS {
        let out = tour.path(&format!("run-{run}/sites"));
        let threads = (1 + run % 5).to_string();
        let status = tour.command(Version::A, &out).env("RAYON_NUM_THREADS", threads).status().unwrap();
        assert!(status.success());
        assert!(tree(&out) == expected, "run {run} differs");
        assert_eq!(fs::read(out.join(".escale-manifest")).unwrap(), manifest, "run {run}");
        fs::remove_dir_all(out).unwrap();
    }
    say(&format!("determinism: {RUNS} of {RUNS} builds the same, {} files each", expected.len()));
}

#[test]
fn a_project_with_more_files_than_any_has_is_refused_in_time() {
    let tour = Tour::new();
    let folder = tour.path("A/regions/corse/pages");
    fs::create_dir_all(&folder).unwrap();
    for number in 0..100_001 {
        fs::write(folder.join(format!("{number}.md")), "").unwrap();
    }
    let start = Instant::now();
    let (code, stderr) = tour.try_build(Version::A, &tour.path("public"));
    assert_eq!(code, 4);
    assert!(start.elapsed().as_secs() < 60);
    assert!(stderr.contains("100 000 fichiers au plus"), "{stderr}");
    assert!(!tour.path("public").exists());
    say(&format!("100,001 files: refused in {} ms", start.elapsed().as_millis()));
}
