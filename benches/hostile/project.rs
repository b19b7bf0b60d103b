//! A small project that an input changes, and how it is written.

use std::fs;
use std::io;
use std::path::Path;

use super::copy::copy;

/// What somebody made to hurt.
pub struct Input {
    /// What it is, in a few words.
    pub name: String,
    /// What `escale` is asked.
    pub arguments: Vec<String>,
    /// Files that are added to the small project, or stand in place of its own.
    pub files: Vec<(String, Content)>,
}

/// What stands at a path.
pub enum Content {
    /// A file.
    Bytes(Vec<u8>),
    /// A link that leads there.
    Link(String),
}

pub const EVENT: &str = "regions/occitanie/evenements/e.md";
pub const PAGE: &str = "regions/occitanie/pages/p.md";
pub const REGION: &str = "regions/occitanie/region.yaml";
pub const PARTNER: &str = "content/partenaires/p.md";
pub const VENUE: &str = "content/lieux/l.yaml";
pub const SETTINGS: &str = "escale.yaml";

/// What the files say that no input changes.
pub const BASE: [(&str, &str); 6] = [
    (
        SETTINGS,
        "nom: Tour\nsignature: Un tour\nassociation: Asso\nurl: https://tour.example.org/\ntheme: declics\n\
         couleurs: {accent: \"#1d4ed8\"}\npresentation: {quoi: Un., pour_qui: Tous., tarif: Gratuit}\n\
         phases: [{titre: A, resume: A.}, {titre: B, resume: B.}, {titre: C, resume: C.}, {titre: D, resume: D.}]\n\
         mentions_legales:\n  editeur: Asso\n  siege: Paris\n  telephone: 01 99 00 12 34\n  \
         courriel: m@example.org\n  directeur_publication: P\n  \
         hebergeur: {nom: H, adresse: Paris, telephone: 01 99 00 56 78}\n",
    ),
    (REGION, "nom: Occitanie\npreposition: en\niso: OCC\ninsee: \"76\"\ncouleurs: {accent: \"#1d4ed8\"}\n"),
    (
        EVENT,
        "---\nid: e\ntitre: Forum\ntype: forum\nresume: Un forum.\ndate: 2027-05-17\nheure: 14:00\nheure_fin: 17:00\n\
         mode: sur-place\nlieu: l\ninscription: libre\npartenaires: [p]\n---\nVenez.\n",
    ),
    (PAGE, "---\ntitre: Aide\n---\nTexte.\n"),
    (PARTNER, "---\nnom: P\nrole: entreprise\n---\nTexte.\n"),
    (VENUE, "nom: L\ncommune: Toulouse\ninsee: \"31555\"\n"),
];

/// One file, given to `escale build`.
pub fn file(name: &str, path: &str, bytes: impl Into<Vec<u8>>) -> Input {
    files(name, vec![(path.to_owned(), bytes.into())])
}

/// Several.
pub fn files(name: &str, files: Vec<(String, Vec<u8>)>) -> Input {
    let files = files.into_iter().map(|(path, bytes)| (path, Content::Bytes(bytes))).collect();
    Input { name: name.to_owned(), arguments: words("build --date 2027-03-15"), files }
}

/// The text of a base file with one line put in, after the first.
pub fn with_line(path: &str, line: &str) -> String {
    let (_, text) = BASE.iter().find(|(known, _)| *known == path).expect("it is a base file");
    let (first, rest) = text.split_once('\n').expect("it has lines");
    format!("{first}\n{line}\n{rest}")
}

/// Texts that differ by their numbers, one after the other.
pub fn many(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect()
}

/// The words of a command line.
pub fn words(line: &str) -> Vec<String> {
    line.split(' ').map(str::to_owned).collect()
}

/// Writes the project into `project` below a folder.
pub fn write(folder: &Path, input: &Input) -> io::Result<()> {
    let project = folder.join("project");
    copy(&super::theme(), &project.join("themes/declics"));
    for (path, text) in BASE {
        put(&project, path, &Content::Bytes(text.into()))?;
    }
    input.files.iter().try_for_each(|(path, content)| put(&project, path, content))
}

fn put(project: &Path, path: &str, content: &Content) -> io::Result<()> {
    let path = project.join(path);
    fs::create_dir_all(path.parent().expect("a file is in a folder"))?;
    if path.symlink_metadata().is_ok() {
        fs::remove_file(&path)?;
    }
    match content {
        Content::Bytes(bytes) => fs::write(path, bytes),
        #[cfg(unix)]
        Content::Link(target) => std::os::unix::fs::symlink(target, path),
        #[cfg(not(unix))]
        Content::Link(_) => Ok(()),
    }
}

/// Numbers that look like chance and are the same in every run.
pub struct Chance(pub u64);

impl Chance {
    /// A number below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits fit") % bound
    }

    /// Bytes.
    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.below(256).to_le_bytes()[0]).collect()
    }

    /// Some bytes of a file changed, left out or doubled.
    pub fn damaged(&mut self, file: &[u8]) -> Vec<u8> {
        let mut bytes = file.to_vec();
        for _ in 0..=self.below(12) {
            let at = self.below(bytes.len());
            match self.below(4) {
                0 => bytes[at] = self.below(256).to_le_bytes()[0],
                1 => bytes[at] ^= 1 << self.below(8),
                2 => bytes.truncate(at.max(1)),
                _ => {
                    let end = (at + self.below(64)).min(bytes.len());
                    let piece = bytes[at..end].to_vec();
                    bytes.splice(at..at, piece);
                }
            }
        }
        bytes
    }
}
