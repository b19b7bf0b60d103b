//! What the measuring programs share: the regions, and the time and memory of a process.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::Duration;

/// The eighteen regions: id, name, ISO code, INSEE code.
pub const REGIONS: [(&str, &str, &str, &str); 18] = [
    ("auvergne-rhone-alpes", "Auvergne-Rhône-Alpes", "ARA", "84"),
    ("bourgogne-franche-comte", "Bourgogne-Franche-Comté", "BFC", "27"),
    ("bretagne", "Bretagne", "BRE", "53"),
    ("centre-val-de-loire", "Centre-Val de Loire", "CVL", "24"),
    ("corse", "Corse", "20R", "94"),
    ("grand-est", "Grand Est", "GES", "44"),
    ("guadeloupe", "Guadeloupe", "971", "01"),
    ("guyane", "Guyane", "973", "03"),
    ("hauts-de-france", "Hauts-de-France", "HDF", "32"),
    ("ile-de-france", "Île-de-France", "IDF", "11"),
    ("la-reunion", "La Réunion", "974", "04"),
    ("martinique", "Martinique", "972", "02"),
    ("mayotte", "Mayotte", "976", "06"),
    ("normandie", "Normandie", "NOR", "28"),
    ("nouvelle-aquitaine", "Nouvelle-Aquitaine", "NAQ", "75"),
    ("occitanie", "Occitanie", "OCC", "76"),
    ("pays-de-la-loire", "Pays de la Loire", "PDL", "52"),
    ("provence-alpes-cote-d-azur", "Provence-Alpes-Côte d'Azur", "PAC", "93"),
];

/// Waits for a process; answers its processor time and its peak memory in KiB, as the system counted them
/// (0 where there is no /proc).
pub fn watch(child: &mut Child) -> (Duration, u64) {
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
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Copies a folder with everything in it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("folders can be made");
    for entry in fs::read_dir(from).expect("the folder is there").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("files can be copied");
        }
    }
}
