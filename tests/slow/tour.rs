//! A tour of six regions with forty events each, in three versions, and what a build of each gives.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::web;

const REGIONS: [(&str, &str, &str, &str); 6] = [
    ("bretagne", "Bretagne", "BRE", "53"),
    ("corse", "Corse", "20R", "94"),
    ("grand-est", "Grand Est", "GES", "44"),
    ("la-reunion", "La Réunion", "974", "04"),
    ("normandie", "Normandie", "NOR", "28"),
    ("occitanie", "Occitanie", "OCC", "76"),
];

/// A version of the tour: every page and style sheet of one differs from those of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// Events 1 to 40.
    A,
    /// The same pages with other words.
    B,
    /// Events 3 to 42: pages that A does not have, and some of A's are no more.
    C,
}

/// Files by path.
pub type Tree = BTreeMap<String, Vec<u8>>;

/// The versions on the disk, each a project of its own.
pub struct Tour {
    room: TempDir,
}

impl Tour {
    pub fn new() -> Self {
        let tour = Self { room: TempDir::new().unwrap() };
        for version in [Version::A, Version::B, Version::C] {
            lay(&tour.project(version), version);
        }
        tour
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.room.path().join(name)
    }

    fn project(&self, version: Version) -> PathBuf {
        self.path(&format!("{version:?}"))
    }

    /// The program about to build a version into a folder.
    pub fn command(&self, version: Version, out: &Path) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_escale"));
        command.args(["build", "--date", "2027-01-15T10:00", "--out"]).arg(out).current_dir(self.project(version));
        command
            .env("ESCALE_CACHE_DIR", self.path("cache"))
            .env_remove("SOURCE_DATE_EPOCH")
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        command
    }

    /// Builds a version into a folder; answers how long it took.
    pub fn build(&self, version: Version, out: &Path) -> Duration {
        let start = Instant::now();
        let (code, stderr) = self.try_build(version, out);
        assert_eq!(code, 0, "{stderr}");
        start.elapsed()
    }

    /// Builds the first version into a folder that holds something already.
    pub fn adopt(&self, out: &Path) {
        assert!(self.command(Version::A, out).arg("--adopt").status().unwrap().success());
    }

    /// Builds; answers the exit code and what was said.
    pub fn try_build(&self, version: Version, out: &Path) -> (i32, String) {
        let output = self.command(version, out).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    }

    /// What a version gives when nothing was there before.
    pub fn reference(&self, version: Version) -> Tree {
        let out = self.path(&format!("reference-{version:?}"));
        self.build(version, &out);
        let (dead, alive) = web::dead_links(&out);
        assert_eq!(dead, [""; 0]);
        assert!(alive > 5_000, "{alive}");
        tree(&out)
    }
}

/// Every file, the manifest apart.
pub fn tree(folder: &Path) -> Tree {
    let files = web::files(folder).into_iter().filter(|path| !path.starts_with(".escale"));
    files.map(|path| (path.clone(), fs::read(folder.join(path)).unwrap())).collect()
}

/// Whether a file's name changes with its bytes.
pub fn is_asset(path: &str) -> bool {
    ["assets/", "images/"].iter().any(|folder| path.contains(folder)) && !path.ends_with(".html")
}

/// What differs from a version, assets of the former publication apart.
pub fn differences(found: &Tree, expected: &Tree) -> Vec<String> {
    let missing = expected.iter().filter(|(path, bytes)| found.get(*path) != Some(*bytes));
    let extra = found.iter().filter(|(path, _)| !is_asset(path) && !expected.contains_key(*path));
    missing.chain(extra).map(|(path, _)| path.clone()).collect()
}

/// Says a figure, whether the test passes or not.
pub fn say(text: &str) {
    let _ = std::io::stderr().write_all(format!("    {text}\n").as_bytes());
}

fn lay(project: &Path, version: Version) {
    let put = |path: String, text: String| {
        let path = project.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for path in web::files(&root.join("themes")) {
        let copy = project.join("themes").join(&path);
        fs::create_dir_all(copy.parent().unwrap()).unwrap();
        fs::copy(root.join("themes").join(&path), copy).unwrap();
    }
    let style = "themes/declics/static/style.css";
    put(style.to_owned(), format!("{}\n/* {version:?} */\n", fs::read_to_string(root.join(style)).unwrap()));
    let settings = fs::read_to_string(root.join("escale.yaml")).unwrap();
    let tagline = format!("signature: Version {version:?}");
    let settings = settings.lines().map(|line| if line.starts_with("signature:") { &tagline } else { line });
    put("escale.yaml".to_owned(), settings.collect::<Vec<_>>().join("\n"));
    put("content/hub/accueil.md".to_owned(), page("Accueil", version));
    put("content/pages/participer.md".to_owned(), page("Participer", version));
    let first = if version == Version::C { 3 } else { 1 };
    for (id, name, iso, insee) in REGIONS {
        let colours = "couleurs: {accent: \"#1f4e79\", accent_sombre: \"#a9c9ee\"}";
        let region = format!("nom: {name}\npreposition: en\niso: \"{iso}\"\ninsee: \"{insee}\"\n{colours}\n");
        put(format!("regions/{id}/region.yaml"), region);
        for number in first..first + 40 {
            put(format!("regions/{id}/evenements/atelier-{number}.md"), event(id, number, version));
        }
    }
}

fn page(title: &str, version: Version) -> String {
    format!("---\ntitre: {title}\n---\nVersion {version:?}.\n\n[[prochains événements : 3]]\n")
}

fn event(region: &str, number: u32, version: Version) -> String {
    let mut text = format!("---\nid: {region}-{number}\ntitre: Atelier {number}, version {version:?}\ntype: atelier\n");
    let _ = writeln!(text, "resume: Version {version:?}.\ndate: 2027-{:02}-{:02}", 3 + number % 9, 1 + number % 28);
    let _ = writeln!(text, "mode: en-ligne\ninscription: {{lien: https://example.org/{region}/{number}}}\n---");
    let _ = writeln!(text, "## Programme\n\nVersion {version:?}. [Participer](../pages/participer.md)\n");
    text
}
