//! Reads a project from the disk: the one hand at the beginning of the way.
//!
//! Only what lies inside the project, only regular files, only so many bytes; what is not taken in is
//! noted, never silently dropped.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;
use walkdir::WalkDir;

use crate::sources::{Refusal, Sources};

/// Largest Markdown, YAML or template file.
const TEXT_LIMIT_BYTES: u64 = 1 << 20;
/// Largest picture, or other file of a theme.
const PICTURE_LIMIT_BYTES: u64 = 40 << 20;
/// The ledger of published addresses.
const LEDGER_LIMIT_BYTES: u64 = 8 << 20;
/// Files in one project.
const MOST_FILES: usize = 100_000;
/// Folders within folders.
const DEEPEST: usize = 24;

/// What a project is made of.
const ROOTS: [&str; 5] = [SETTINGS, LEDGER, "content", REGIONS, "themes"];
/// The programme.
const SETTINGS: &str = "escale.yaml";
/// Addresses that were published once.
const LEDGER: &str = ".escale/adresses.txt";
/// A folder for each region, which git and people may leave empty.
const REGIONS: &str = "regions";

/// Reads the project in `folder`.
///
/// # Errors
/// When the folder itself cannot be read, or holds more than 100,000 files.
pub fn read(folder: &Path) -> io::Result<Sources> {
    fs::read_dir(folder)?;
    let mut sources = Sources::new();
    let mut files = Vec::new();
    for root in ROOTS {
        // A folder that is a link could lead anywhere.
        let parent = Path::new(root).parent().filter(|parent| !parent.as_os_str().is_empty());
        if parent.is_some_and(|parent| folder.join(parent).is_symlink()) {
            sources.refuse(root, Refusal::Link);
            continue;
        }
        collect(folder, root, &mut sources, &mut files)?;
    }
    let read: Vec<_> = files.into_par_iter().map(|(name, path)| (bytes(&name, &path), name)).collect();
    for (bytes, name) in read {
        match bytes {
            Ok(_) if sources.get(&name).is_some() => sources.refuse(name, Refusal::Twin),
            Ok(bytes) => sources.insert(name, bytes),
            Err(refusal) => sources.refuse(name, refusal),
        }
    }
    Ok(sources)
}

fn collect(folder: &Path, root: &str, sources: &mut Sources, files: &mut Vec<(Arc<str>, PathBuf)>) -> io::Result<()> {
    let walk = WalkDir::new(folder.join(root)).follow_root_links(false).sort_by_file_name().max_depth(DEEPEST);
    let mut walk = walk.into_iter();
    let mut regions = Vec::new();
    while let Some(entry) = walk.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error)
                if error.depth() == 0 && error.io_error().is_some_and(|e| e.kind() == io::ErrorKind::NotFound) =>
            {
                return Ok(());
            }
            Err(error) => {
                let path = error.path().unwrap_or(folder);
                sources.refuse(shown(folder, path), Refusal::Unreadable);
                continue;
            }
        };
        let kind = entry.file_type();
        let is_hidden = entry.depth() > 0 && is_leftover(&entry.file_name().to_string_lossy());
        if is_hidden {
            if kind.is_dir() {
                walk.skip_current_dir();
            }
            sources.ignore(shown(folder, entry.path()));
            continue;
        }
        if kind.is_dir() {
            if matches!(root, SETTINGS | LEDGER) {
                sources.refuse(root, Refusal::Folder);
                return Ok(());
            }
            if let Some(name) = expected_file(folder, entry.path()) {
                sources.refuse(name, Refusal::Folder);
                walk.skip_current_dir();
            } else if entry.depth() == DEEPEST {
                sources.refuse(shown(folder, entry.path()), Refusal::TooDeep);
            } else if root == REGIONS && entry.depth() == 1 {
                regions.push(shown(folder, entry.path()));
            }
            continue;
        }
        let Some(name) = name_of(folder, entry.path()) else {
            sources.refuse(shown(folder, entry.path()), Refusal::Name);
            continue;
        };
        if kind.is_symlink() {
            sources.refuse(name, Refusal::Link);
        } else if !kind.is_file() {
            sources.refuse(name, Refusal::NotAFile);
        } else {
            files.push((name.into(), entry.into_path()));
        }
        if files.len() > MOST_FILES {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("more than {MOST_FILES} files")));
        }
    }
    for region in regions {
        let is_inside = |path: &str| path.strip_prefix(&region).is_some_and(|rest| rest.starts_with('/'));
        if !files.iter().any(|(name, _)| is_inside(name)) && !sources.refused().any(|(name, _)| is_inside(name)) {
            sources.refuse(region, Refusal::Empty);
        }
    }
    Ok(())
}

/// A folder whose name is that of a file: `x.md/`, `region.yaml/`.
fn expected_file(folder: &Path, path: &Path) -> Option<String> {
    let extension = path.extension()?.to_str()?;
    if matches!(extension, "md" | "yaml" | "html") { name_of(folder, path) } else { None }
}

/// The path as the project names it: `/` between folders, composed accents; `None` when it is not text.
fn name_of(folder: &Path, path: &Path) -> Option<String> {
    let mut segments = Vec::new();
    for component in path.strip_prefix(folder).ok()?.components() {
        let segment: String = component.as_os_str().to_str()?.nfc().collect();
        if segment.chars().any(char::is_control) {
            return None;
        }
        segments.push(segment);
    }
    Some(segments.join("/"))
}

/// The path as a person can be told it, whatever its bytes.
fn shown(folder: &Path, path: &Path) -> String {
    let lossy = || path.strip_prefix(folder).unwrap_or(path).to_string_lossy().replace(char::is_control, "\u{fffd}");
    name_of(folder, path).unwrap_or_else(lossy)
}

/// What systems and editors leave behind.
fn is_leftover(name: &str) -> bool {
    name.starts_with('.')
        || name.ends_with('~')
        || name.starts_with("~$")
        || (name.starts_with('#') && name.ends_with('#'))
        || [".swp", ".swo", ".tmp", ".bak", ".orig"].iter().any(|suffix| name.ends_with(suffix))
        || ["Thumbs.db", "desktop.ini", "README.md", "LICENSE", "LISEZMOI.md"].contains(&name)
}

/// A file's bytes, never more than its kind may have, even when it grows while being read.
fn bytes(name: &str, path: &Path) -> Result<Arc<[u8]>, Refusal> {
    let is_text = [".md", ".yaml", ".yml", ".html"].iter().any(|suffix| name.ends_with(suffix));
    let limit_bytes = match name {
        LEDGER => LEDGER_LIMIT_BYTES,
        _ if is_text => TEXT_LIMIT_BYTES,
        _ => PICTURE_LIMIT_BYTES,
    };
    let file = open(path)?;
    let metadata = file.metadata().map_err(|_| Refusal::Unreadable)?;
    if !metadata.is_file() {
        return Err(Refusal::NotAFile);
    }
    if metadata.len() > limit_bytes {
        return Err(Refusal::TooLarge { limit_bytes });
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0));
    file.take(limit_bytes + 1).read_to_end(&mut bytes).map_err(|_| Refusal::Unreadable)?;
    if bytes.len() as u64 > limit_bytes {
        return Err(Refusal::TooLarge { limit_bytes });
    }
    Ok(bytes.into())
}

/// Opens without following a link and without waiting for a pipe's other end: the file may have been
/// replaced since the folder was listed.
#[cfg(unix)]
fn open(path: &Path) -> Result<File, Refusal> {
    use std::os::unix::fs::OpenOptionsExt;
    let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::CLOEXEC;
    fs::OpenOptions::new()
        .read(true)
        .custom_flags(i32::try_from(flags.bits()).expect("flags of open fit"))
        .open(path)
        .map_err(|_| Refusal::Unreadable)
}

/// Opens a file.
#[cfg(not(unix))]
fn open(path: &Path) -> Result<File, Refusal> {
    File::open(path).map_err(|_| Refusal::Unreadable)
}
