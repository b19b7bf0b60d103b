//! How far a project reaches: which paths of its folder are read, and which of them were touched.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The programme.
pub const SETTINGS: &str = "escale.yaml";
/// Addresses that were published once.
pub const LEDGER: &str = ".escale/adresses.txt";
/// A folder for each region, which git and people may leave empty.
pub const REGIONS: &str = "regions";
/// A folder for each theme.
const THEMES: &str = "themes";
/// The folders that are read with all that lies in them.
pub const FOLDERS: [&str; 3] = ["content", REGIONS, THEMES];
/// Folders within folders.
pub const DEEPEST: usize = 24;

/// What may have changed on the disk since it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Touched {
    /// These paths, relative to the project's folder as the disk spells them: files or folders, some of
    /// which may be gone.
    Files(BTreeSet<PathBuf>),
    /// There is no telling what.
    Everything,
}

/// What a project is made of.
pub fn roots() -> impl Iterator<Item = &'static str> {
    [SETTINGS, LEDGER].into_iter().chain(FOLDERS)
}

/// What is passed over below a folder of the project; a licence among the files of a theme is published with them.
pub fn is_passed_over(root: &str, name: &str) -> bool {
    is_leftover(name) && !(root == THEMES && name == "LICENSE")
}

/// What systems and editors leave behind.
pub fn is_leftover(name: &str) -> bool {
    name.starts_with('.')
        || name.ends_with('~')
        || name.starts_with("~$")
        || (name.starts_with('#') && name.ends_with('#'))
        || [".swp", ".swo", ".tmp", ".bak", ".orig"].iter().any(|suffix| name.ends_with(suffix))
        || ["Thumbs.db", "desktop.ini", "README.md", "LICENSE", "LISEZMOI.md"].contains(&name)
}

/// Whether what is read depends on this path, relative to the project's folder: one of the project, not
/// left behind by an editor, or a folder that the project lies in.
pub fn reaches(path: &Path) -> bool {
    let is_read = |root: &str, below: &Path| {
        !below.components().any(|name| is_passed_over(root, &name.as_os_str().to_string_lossy()))
    };
    let is_below = |root: &str| path.strip_prefix(root).is_ok_and(|below| is_read(root, below));
    roots().any(|root| Path::new(root).starts_with(path) || is_below(root))
}
