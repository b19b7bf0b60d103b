//! What others bring into the program: licences, sources and versions are those of the short lists in `deny.toml`,
//! and every entry of these lists is needed. `Cargo.lock` holds the crates of every platform; licences are known of
//! those that this machine builds.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value as Json;
use toml::{Table, Value};

const LOCKS: [&str; 2] = ["Cargo.lock", "fuzz/Cargo.lock"];
/// Packages that have no source because they are here; the last is a copy whose README says why and what differs.
const HERE: [&str; 3] = ["escale", "escale-fuzz", "tera"];

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn toml_file(path: &str) -> Table {
    read(path).parse().unwrap()
}

/// A list in `deny.toml`.
fn list(section: &str, name: &str) -> Vec<Value> {
    toml_file("deny.toml")[section][name].as_array().unwrap().clone()
}

fn text<'a>(entry: &'a Value, field: &str) -> &'a str {
    entry[field].as_str().unwrap()
}

/// A crate's name and version.
type Package = (String, String);

/// The packages of a lock file, with what each depends on.
struct Lock {
    dependencies: BTreeMap<Package, Vec<Package>>,
}

impl Lock {
    fn read(path: &str) -> Self {
        let packages = packages(path);
        let mut versions: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for package in &packages {
            versions.entry(text(package, "name").to_owned()).or_default().push(text(package, "version").to_owned());
        }
        // A version follows the name where there are several.
        let package_of = |entry: &Value| -> Package {
            let mut words = entry.as_str().unwrap().split(' ');
            let name = words.next().unwrap();
            let version = words.next().unwrap_or_else(|| &versions[name][0]);
            (name.to_owned(), version.to_owned())
        };
        let dependencies = packages.iter().map(|package| {
            let of_it = package.get("dependencies").and_then(Value::as_array).into_iter().flatten();
            let key = (text(package, "name").to_owned(), text(package, "version").to_owned());
            (key, of_it.map(package_of).collect())
        });
        Self { dependencies: dependencies.collect() }
    }

    /// The versions of each crate that the program or its tests need, except through the crates named.
    fn versions(&self, except: &BTreeSet<&str>) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut seen: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut left: Vec<&Package> = self.dependencies.keys().filter(|(name, _)| name == "escale").collect();
        while let Some(package) = left.pop() {
            let (name, version) = package;
            if !except.contains(name.as_str()) && seen.entry(name).or_default().insert(version) {
                left.extend(&self.dependencies[package]);
            }
        }
        seen
    }
}

fn packages(lock: &str) -> Vec<Value> {
    toml_file(lock)["package"].as_array().unwrap().clone()
}

/// What cargo knows of the crates that this machine builds, without a network.
fn crates_here() -> Vec<Json> {
    let cargo = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO"));
        let output = command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let about = cargo(&["--version", "--verbose"]);
    let platform = about.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let metadata =
        cargo(&["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", platform]);
    let metadata: Json = serde_json::from_str(&metadata).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

/// Whether a licence in the words of SPDX may be had under those that are allowed. Crates of before 2018 write `/`
/// for `OR`.
fn is_allowed(licence: &str, allowed: &BTreeSet<&str>) -> bool {
    let spaced = licence.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words: Vec<&str> = spaced.split_whitespace().rev().collect();
    let is_one_allowed = any_of(&mut words, allowed);
    is_one_allowed == Some(true) && words.is_empty()
}

fn any_of(words: &mut Vec<&str>, allowed: &BTreeSet<&str>) -> Option<bool> {
    let mut is_allowed = all_of(words, allowed)?;
    while words.pop_if(|word| *word == "OR").is_some() {
        is_allowed |= all_of(words, allowed)?;
    }
    Some(is_allowed)
}

fn all_of(words: &mut Vec<&str>, allowed: &BTreeSet<&str>) -> Option<bool> {
    let mut is_allowed = one(words, allowed)?;
    while words.pop_if(|word| *word == "AND").is_some() {
        is_allowed &= one(words, allowed)?;
    }
    Some(is_allowed)
}

fn one(words: &mut Vec<&str>, allowed: &BTreeSet<&str>) -> Option<bool> {
    let word = words.pop()?;
    if word == "(" {
        let is_allowed = any_of(words, allowed)?;
        return (words.pop()? == ")").then_some(is_allowed);
    }
    // An exception adds rights, so that it needs an entry of its own.
    if words.pop_if(|next| *next == "WITH").is_some() {
        let whole = format!("{word} WITH {}", words.pop()?);
        return Some(allowed.contains(whole.as_str()));
    }
    Some(allowed.contains(word))
}

#[test]
fn a_licence_is_read_as_spdx_means_it() {
    let allowed = BTreeSet::from(["MIT", "ISC"]);
    for licence in ["MIT", "MIT OR GPL-3.0", "GPL-3.0/MIT", "(GPL-3.0 OR MIT) AND ISC", "MIT OR ISC AND GPL-3.0"] {
        assert!(is_allowed(licence, &allowed), "{licence}");
    }
    for licence in
        ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT OR ISC) AND GPL-3.0", "MIT WITH x", "MIT ISC", "(MIT", "MIT OR"]
    {
        assert!(!is_allowed(licence, &allowed), "{licence}");
    }
}

#[test]
fn every_crate_is_under_a_licence_that_is_allowed_and_every_allowance_is_needed() {
    let general = list("licenses", "allow");
    let general: BTreeSet<&str> = general.iter().map(|licence| licence.as_str().unwrap()).collect();
    let exceptions = list("licenses", "exceptions");
    let crates = crates_here();
    let refused = |allowed: &BTreeSet<&str>, exceptions: &[&Value]| -> BTreeSet<String> {
        let is_fine = |package: &Json| {
            let mut allowed = allowed.clone();
            let own = exceptions.iter().filter(|entry| text(entry, "crate") == package["name"].as_str().unwrap());
            allowed.extend(own.flat_map(|entry| entry["allow"].as_array().unwrap()).map(|more| more.as_str().unwrap()));
            is_allowed(package["license"].as_str().unwrap_or_default(), &allowed)
        };
        let refused = crates.iter().filter(|package| !is_fine(package));
        refused.map(|package| format!("{} {}: {}", package["name"], package["version"], package["license"])).collect()
    };
    assert_eq!(refused(&general, &exceptions.iter().collect::<Vec<_>>()), BTreeSet::new());
    for licence in &general {
        let others: BTreeSet<&str> = general.iter().filter(|other| *other != licence).copied().collect();
        assert_ne!(
            refused(&others, &exceptions.iter().collect::<Vec<_>>()),
            BTreeSet::new(),
            "no crate needs {licence}"
        );
    }
    for (at, exception) in exceptions.iter().enumerate() {
        let others: Vec<&Value> =
            exceptions.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, entry)| entry).collect();
        assert_ne!(refused(&general, &others), BTreeSet::new(), "nothing needs {exception:?}");
    }
}

#[test]
fn every_crate_comes_from_the_public_registry_with_its_checksum() {
    let registries = list("sources", "allow-registry");
    let registries: Vec<String> =
        registries.iter().map(|address| format!("registry+{}", address.as_str().unwrap())).collect();
    for package in LOCKS.into_iter().flat_map(packages) {
        let source = package.get("source").and_then(Value::as_str);
        let name = text(&package, "name");
        match source {
            None => assert!(HERE.contains(&name), "{name} comes from a folder"),
            Some(source) => {
                assert!(registries.iter().any(|registry| registry == source), "{name} comes from {source}");
                assert!(package.get("checksum").is_some(), "{name} has no checksum");
            }
        }
    }
}

#[test]
fn a_crate_is_there_in_one_version_or_the_reason_is_written_down() {
    let lock = Lock::read("Cargo.lock");
    let trees = list("bans", "skip-tree");
    let trees: BTreeSet<&str> = trees.iter().map(|entry| text(entry, "crate")).collect();
    let skipped = list("bans", "skip");
    let mut skipped: BTreeSet<(&str, &str)> =
        skipped.iter().map(|entry| text(entry, "crate").split_once('@').unwrap()).collect();
    let several = |except: &BTreeSet<&str>| {
        let mut versions = lock.versions(except);
        versions.retain(|_, versions| versions.len() > 1);
        versions
    };
    let duplicates = several(&trees);
    for (name, versions) in &duplicates {
        let left: Vec<&&str> = versions.iter().filter(|version| !skipped.remove(&(*name, **version))).collect();
        assert_eq!(left.len(), 1, "versions of {name}: {left:?}");
    }
    assert_eq!(skipped, BTreeSet::new(), "no longer needed");
    for tree in &trees {
        let others = trees.iter().filter(|other| *other != tree).copied().collect();
        assert!(several(&others).len() > duplicates.len(), "{tree} brings no second version of anything");
    }
}

#[test]
fn every_exception_says_why_and_an_advisory_is_passed_over_only_for_a_crate_that_is_there() {
    for entry in [list("bans", "skip"), list("bans", "skip-tree")].concat() {
        assert!(text(&entry, "reason").len() > 20, "{entry:?}");
    }
    let lock = Lock::read("Cargo.lock");
    for entry in list("advisories", "ignore") {
        let name = text(&entry, "reason").split(' ').next().unwrap();
        assert!(
            lock.dependencies.keys().any(|(known, _)| known == name),
            "{} is of a crate that is gone",
            text(&entry, "id")
        );
    }
}

#[test]
fn what_is_fuzzed_is_what_is_built() {
    let lock = Lock::read("Cargo.lock");
    let fuzzed = Lock::read("fuzz/Cargo.lock");
    let names: BTreeSet<&str> = lock.dependencies.keys().map(|(name, _)| name.as_str()).collect();
    let others: Vec<&Package> = fuzzed
        .dependencies
        .keys()
        .filter(|package| names.contains(package.0.as_str()) && !lock.dependencies.contains_key(*package))
        .collect();
    assert_eq!(others, [] as [&Package; 0], "cp Cargo.lock fuzz/, then cargo metadata --manifest-path fuzz/Cargo.toml");
    let manifest = Value::Table(toml_file("Cargo.toml"));
    let of_platforms = manifest.get("target").and_then(Value::as_table).into_iter().flatten().map(|(_, own)| own);
    let tables = of_platforms.chain([&manifest]).filter_map(|part| part.get("dependencies")?.as_table());
    let wanted: BTreeSet<&str> = tables
        .flatten()
        .map(|(name, entry)| entry.get("package").map_or(name.as_str(), |package| package.as_str().unwrap()))
        .collect();
    let (_, own) = fuzzed.dependencies.iter().find(|((name, _), _)| name == "escale").unwrap();
    let own: BTreeSet<&str> = own.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(own, wanted, "what fuzz/Cargo.lock knows of our dependencies");
}
