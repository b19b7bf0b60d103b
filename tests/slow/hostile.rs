//! Every hostile input, given to the program: how it ends, and what it takes.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::hostile_inputs::{Files, all};

/// What no input may take, in kilobytes.
const MOST_KB: u64 = 700 << 10;
/// What still runs then has no end.
const LONGEST: Duration = Duration::from_mins(5);

#[test]
fn no_hostile_input_takes_much_memory_or_crashes_the_program() {
    let wanted = std::env::var("ESCALE_HOSTILE").unwrap_or_default();
    let mut failures = Vec::new();
    for (name, files) in all().into_iter().filter(|(name, _)| name.contains(&wanted)) {
        let room = TempDir::new().unwrap();
        lay(room.path(), &files);
        let table = files.iter().map(|(path, _)| path).find(|path| path.starts_with("tableau."));
        let start = Instant::now();
        let mut command = Command::new(env!("CARGO_BIN_EXE_escale"));
        match table {
            Some(table) => command.args(["import", "--region", "occitanie", table]),
            None => command.args(["check", "--date", "2027-01-15T10:00"]),
        };
        let log = fs::File::create(room.path().join("log.txt")).unwrap();
        command.current_dir(room.path()).env("ESCALE_CACHE_DIR", room.path().join("cache"));
        command.stdout(log.try_clone().unwrap()).stderr(log).stdin(Stdio::null());
        let mut child = command.spawn().unwrap();
        let (code, most_kb) = watched(&mut child, start);
        let said = fs::read_to_string(room.path().join("log.txt")).unwrap();
        let first: String =
            said.lines().map(str::trim).filter(|line| !line.is_empty()).take(2).collect::<Vec<_>>().join(" | ");
        println!(
            "{:6.1} s {:5} MB, code {code:?}: {name}: {}",
            start.elapsed().as_secs_f64(),
            most_kb >> 10,
            first.chars().take(160).collect::<String>()
        );
        let is_told = ["E165", "E166", "E082", "E083"].iter().any(|code| said.contains(code));
        let is_forgotten = name.starts_with("theme: ") && !is_told;
        if is_forgotten || most_kb > MOST_KB || !matches!(code, Some(0..=2)) || said.contains("panicked") {
            failures.push(name);
        }
    }
    assert_eq!(failures, [""; 0]);
}

fn lay(folder: &Path, files: &Files) {
    for (path, bytes) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// The exit code, and the most memory that was taken, in kilobytes.
fn watched(child: &mut Child, start: Instant) -> (Option<i32>, u64) {
    let status = format!("/proc/{}/status", child.id());
    let mut most_kb = 0;
    loop {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let peak = text.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
        most_kb = most_kb.max(peak.unwrap_or_default());
        if let Some(status) = child.try_wait().unwrap() {
            return (status.code(), most_kb);
        }
        if start.elapsed() > LONGEST {
            child.kill().unwrap();
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}
