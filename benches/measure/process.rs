//! The time and memory of a process.

use std::fs;
use std::path::PathBuf;
use std::process::Child;
use std::time::Duration;

/// Waits for a process, and ends it once `is_enough` says so of its processor time; answers this time and its peak
/// memory in KiB, as the system counted them (0 where there is no /proc).
pub fn watch(child: &mut Child, is_enough: impl Fn(Duration) -> bool) -> (Duration, u64) {
    let folder = PathBuf::from(format!("/proc/{}", child.id()));
    let (mut time, mut peak_kib) = (Duration::ZERO, 0);
    loop {
        if let Ok(status) = fs::read_to_string(folder.join("status")) {
            let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
            peak_kib = peak_kib.max(kib.unwrap_or(0));
        }
        if let Ok(stat) = fs::read_to_string(folder.join("stat")) {
            // After the name in brackets, the 12th and 13th fields are user and system time in ticks of 10 ms.
            let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
            let ticks: u64 = fields.iter().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
            time = time.max(Duration::from_millis(ticks * 10));
        }
        if child.try_wait().expect("a child can be waited for").is_some() {
            return (time, peak_kib);
        }
        if is_enough(time) {
            child.kill().expect("a child can be ended");
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}
