//! What a picture says beside its pixels takes little memory, however much it says it is: profiles, texts.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::heavy::{Files, descriptions, project};

/// What checking one of them takes, at the most, in kilobytes: the project alone takes a third.
const MOST_KB: u64 = 200 << 10;

#[test]
fn what_pictures_say_beside_their_pixels_takes_little_memory() {
    let mut failures = Vec::new();
    for (name, files) in descriptions() {
        let room = TempDir::new().unwrap();
        lay(room.path(), &[project(), files].concat());
        let mut command = Command::new(env!("CARGO_BIN_EXE_escale"));
        command.args(["check", "--quiet", "--date", "2027-01-15T10:00"]).current_dir(room.path());
        command.env("ESCALE_CACHE_DIR", "").stdout(Stdio::null()).stderr(Stdio::null()).stdin(Stdio::null());
        let (code, most_kb) = watched(&mut command.spawn().unwrap());
        println!("{:5} MB, code {code:?}: {name}", most_kb >> 10);
        if most_kb > MOST_KB || !matches!(code, Some(0 | 1)) {
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
fn watched(child: &mut Child) -> (Option<i32>, u64) {
    let status = format!("/proc/{}/status", child.id());
    let mut most_kb = 0;
    loop {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let peak = text.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
        most_kb = most_kb.max(peak.unwrap_or_default());
        if let Some(status) = child.try_wait().unwrap() {
            return (status.code(), most_kb);
        }
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
}
