//! ARCHITECTURE.md tells the truth: its rooms are those of `src/`, its doors those of the code.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Files of `src/` that are the program or join the rooms.
const PROGRAM: [&str; 15] = [
    "main",
    "agenda_command",
    "cli",
    "run",
    "terminal",
    "new",
    "explain",
    "schema_command",
    "serving",
    "sheets",
    "usage",
    "visits",
    "lib",
    "kept",
    "remake",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn documented() -> BTreeMap<String, BTreeSet<String>> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let table = text.split("| room |").nth(1).unwrap().split("\n\n").next().unwrap();
    table
        .lines()
        .skip(2)
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let doors = cells[2].split(", ").filter(|door| *door != "–").map(str::to_owned).collect();
            (cells[0].to_owned(), doors)
        })
        .collect()
}

fn rust_files(folder: &Path) -> Vec<String> {
    if folder.is_file() {
        let is_rust = folder.extension().is_some_and(|extension| extension == "rs");
        return is_rust.then(|| fs::read_to_string(folder).unwrap()).into_iter().collect();
    }
    fs::read_dir(folder).unwrap().flat_map(|entry| rust_files(&entry.unwrap().path())).collect()
}

fn rooms() -> BTreeMap<String, Vec<String>> {
    fs::read_dir(root().join("src"))
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            (path.file_stem().unwrap().to_str().unwrap().to_owned(), rust_files(&path))
        })
        .filter(|(name, _)| !PROGRAM.contains(&name.as_str()))
        .collect()
}

/// Rooms named after `crate::` in a text.
fn used(text: &str) -> BTreeSet<String> {
    text.split("crate::")
        .skip(1)
        .map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect())
        .collect()
}

#[test]
fn every_room_is_documented_and_no_other() {
    let documented: Vec<String> = documented().into_keys().collect();
    let rooms: Vec<String> = rooms().into_keys().collect();
    assert_eq!(documented, rooms);
}

#[test]
fn every_door_is_documented_and_used() {
    let documented = documented();
    for (room, files) in rooms() {
        let mut doors: BTreeSet<String> = files.iter().flat_map(|text| used(text)).collect();
        doors.remove(&room);
        assert_eq!(documented[&room], doors, "doors of {room}");
    }
}

#[test]
fn every_file_says_what_it_is_in_its_first_line() {
    for (room, files) in rooms() {
        for text in files {
            assert!(text.starts_with("//! "), "a file of {room} begins with {:?}", text.lines().next());
        }
    }
}
