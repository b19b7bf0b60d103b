//! Small whole sites with their expected output, and the addresses of the real programme.
//!
//! `tests/sites/<case>/source` is built with the plain theme of `tests/sites/theme`, for 10 May 2027, 8:00 in
//! Paris; the output must be `tests/sites/<case>/expected`, byte for byte. After a wanted change, run the tests
//! once with `UPDATE_EXPECTED=1`, and read the difference.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use escale::model::address::Slug;
use escale::output::Output;
use escale::problem::Problems;
use escale::sources::Sources;
use escale::{Options, build};

use super::project::without;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The real programme, without what was published from this copy of it.
fn real_programme() -> Sources {
    without(escale::read::read(&root()).unwrap(), escale::model::ledger::FILE)
}

fn options() -> Options {
    Options::at("2027-05-10T06:00:00Z".parse().unwrap())
}

fn files(folder: &Path, at: &Path, into: &mut BTreeMap<String, Vec<u8>>) {
    let Ok(entries) = fs::read_dir(at) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(folder, &path, into);
        } else {
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
            into.insert(name, fs::read(&path).unwrap());
        }
    }
}

fn site(case: &str) -> Sources {
    let mut sources = escale::read::read(&root().join("tests/sites").join(case).join("source")).unwrap();
    let theme = root().join("tests/sites/theme");
    let mut theme_files = BTreeMap::new();
    files(&theme, &theme, &mut theme_files);
    for (name, bytes) in theme_files {
        sources.insert(format!("themes/sobre/{name}"), bytes);
    }
    sources
}

fn said(problems: &Problems) -> Vec<String> {
    problems.iter().map(|p| format!("{} {}:{}", p.kind.code(), p.place.file, p.place.line)).collect()
}

fn check(case: &str) {
    let (output, problems) = build(&site(case), &options());
    assert_eq!(said(&problems), Vec::<String>::new());
    let expected_folder = root().join("tests/sites").join(case).join("expected");
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        let _ = fs::remove_dir_all(&expected_folder);
        for (path, file) in output.iter() {
            let path = expected_folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, &file.bytes).unwrap();
        }
    }
    let mut expected = BTreeMap::new();
    files(&expected_folder, &expected_folder, &mut expected);
    let paths = |output: &Output| output.iter().map(|(path, _)| path.to_owned()).collect::<Vec<_>>();
    assert_eq!(paths(&output), expected.keys().cloned().collect::<Vec<_>>());
    for (path, file) in output.iter() {
        let (got, want) = (String::from_utf8_lossy(&file.bytes), String::from_utf8_lossy(&expected[path]));
        assert_eq!(got, want, "{case}: {path}");
    }
}

#[test]
fn a_minimal_site() {
    check("minimal");
}

#[test]
fn regions_laid_over_the_nation() {
    check("overlay");
}

#[test]
fn every_state_on_the_clocks_of_la_reunion() {
    check("states");
}

#[test]
fn the_real_programme_has_no_problem_and_these_addresses() {
    let (output, problems) = build(&real_programme(), &options());
    assert_eq!(said(&problems), Vec::<String>::new());
    let addresses: String =
        output.iter().filter_map(|(path, _)| path.strip_suffix("index.html")).map(|a| format!("/{a}\n")).collect();
    let file = root().join("tests/sites/addresses.txt");
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(&file, &addresses).unwrap();
    }
    assert_eq!(addresses, fs::read_to_string(&file).unwrap().replace("\r\n", "\n"));
}

#[test]
fn a_region_can_be_made_where_there_is_no_hub_yet() {
    let mut options = options();
    options.only = [Slug::parse("occitanie").unwrap()].into();
    let (output, problems) = build(&real_programme(), &options);
    assert_eq!(said(&problems), Vec::<String>::new());
    assert!(output.get("occitanie/index.html").is_some());
    assert!(output.get("index.html").is_none());
}

#[test]
fn the_same_sources_give_the_same_bytes_whatever_the_threads() {
    let sources = real_programme();
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| build(&sources, &options()))
    };
    assert!(with(1) == with(3));
}

#[test]
fn every_page_of_a_site_is_in_its_plan() {
    let (output, _) = build(&real_programme(), &options());
    let plan = String::from_utf8(output.get("occitanie/plan-du-site/index.html").unwrap().bytes.to_vec()).unwrap();
    let missing: Vec<&str> = output
        .iter()
        .filter(|(_, file)| !String::from_utf8_lossy(&file.bytes).contains("http-equiv=\"refresh\""))
        .filter_map(|(path, _)| path.strip_prefix("occitanie/")?.strip_suffix("index.html"))
        .filter(|address| !address.is_empty() && !address.contains("/page/"))
        .filter(|address| !plan.contains(&format!("href=\"../{address}\"")))
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}
