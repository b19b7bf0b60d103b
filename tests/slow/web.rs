//! A folder of sites as a visitor walks it: links of pages, and whether they lead to a file.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The targets of `href` and `src` in a page.
pub fn links(html: &str) -> Vec<&str> {
    let mut links = Vec::new();
    for name in [" href=\"", " src=\""] {
        let rests = html.split(name).skip(1);
        links.extend(rests.filter_map(|rest| rest.split_once('"')).map(|(link, _)| link));
    }
    links
}

/// The file that a link of a page leads to, in a folder that is served as `/`; `None` when it leads
/// elsewhere or stays on the page.
pub fn target(page: &str, link: &str) -> Option<String> {
    let path = link.split(['#', '?']).next().unwrap_or_default();
    let has_scheme = path.split(['/', '?', '#']).next().is_some_and(|first| first.contains(':'));
    if path.is_empty() || has_scheme || path.starts_with("//") {
        return None;
    }
    let mut segments: Vec<&str> = page.split('/').collect();
    segments.pop();
    if path.starts_with('/') {
        segments.clear();
    }
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            name => segments.push(name),
        }
    }
    if path.ends_with(['/', '.']) || segments.is_empty() {
        segments.push("index.html");
    }
    Some(segments.join("/"))
}

/// Every file of a folder, by its path in it.
pub fn files(folder: &Path) -> BTreeSet<String> {
    let mut files = BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(at).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else {
                let path = entry.path();
                files.insert(path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    files
}

/// « page → link » of every link that leads to no file, and how many lead to one.
pub fn dead_links(folder: &Path) -> (Vec<String>, usize) {
    let files = files(folder);
    let (mut dead, mut alive) = (Vec::new(), 0);
    for page in files.iter().filter(|path| path.ends_with(".html")) {
        let html = fs::read_to_string(folder.join(page)).unwrap();
        for link in links(&html) {
            match target(page, link) {
                Some(target) if !files.contains(&target) => dead.push(format!("{page} → {link}")),
                Some(_) => alive += 1,
                None => {}
            }
        }
    }
    (dead, alive)
}
