//! Output → disk: what stands in the folder after a publication, and what was left alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use escale::folder::Folder;
use escale::model::address::{SiteId, Slug};
use escale::output::Output;
use escale::sources::Sources;
use escale::write::{Error, Out, Publication, Refusal, published};
use tempfile::TempDir;

use super::cli::{DATE, Project, below, room};
use super::project::{OCCITANIE, with};

/// The sites of these tests: the hub, and a region for each of these folders.
const REGIONS: [&str; 2] = ["bretagne", "occitanie"];

/// A project with an output, in a folder that goes with the test.
struct Ground {
    room: TempDir,
}

/// The two ways of putting sites into place: folders that change places and, where nothing can be made
/// beside the output, files that are moved one by one.
fn grounds() -> [Ground; 2] {
    let ordered = Ground::new();
    fs::write(ordered.path("project/.public.escale"), "taken").unwrap();
    [Ground::new(), ordered]
}

impl Ground {
    fn new() -> Self {
        let ground = Self { room: room() };
        for folder in ["content", "regions", "themes"] {
            fs::create_dir_all(ground.path("project").join(folder)).unwrap();
        }
        ground
    }

    fn path(&self, name: &str) -> PathBuf {
        below(&self.room.path().canonicalize().unwrap(), name)
    }

    fn out(&self, name: &str) -> PathBuf {
        below(&self.path("project/public"), name)
    }

    /// The place that a build gives to a folder when it leaves the output.
    fn name_aside(&self, folder: &str) -> PathBuf {
        let proof = Folder::open(&self.path(folder)).unwrap().identity().unwrap().proof().unwrap();
        self.path(&format!("project/.public.escale/former-{proof}"))
    }

    /// Has a folder stand where a build leaves the former sites when it is killed.
    fn set_aside(&self, folder: &str) {
        fs::rename(self.path(folder), self.name_aside(folder)).unwrap();
    }

    /// Writes a file and the folders that lead to it.
    fn lay(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    fn open_at(&self, out: &Path, adopt: bool) -> Result<Publication, Error> {
        Publication::open(&self.path("project"), Out::Named(out), adopt)
    }

    /// Publishes files, one a line: the path, then what is in it. `keep bretagne` keeps that site.
    fn publish(&self, files: &str) -> Result<(), String> {
        self.publish_to(Path::new("public"), false, files)
    }

    fn publish_to(&self, out: &Path, adopt: bool, files: &str) -> Result<(), String> {
        let publish = || {
            let publication = self.open_at(out, adopt)?;
            let (sites, kept) = sites(files);
            for (site, output) in &sites {
                publication.stage(site, output)?;
            }
            publication.finish(&kept)
        };
        publish().map_err(|error: Error| self.told(&error))
    }

    /// A refusal, with `~` for the folder of the test.
    fn told(&self, error: &Error) -> String {
        let text = match error {
            Error::Refused(refusal) => format!("{refusal:?}"),
            Error::Io { path, source } => format!("{:?} {}", source.kind(), path.display()),
        };
        text.replace(self.path("").to_str().unwrap(), "~")
    }

    /// What is in the output, the manifest apart.
    fn tree(&self) -> String {
        tree(&self.out("")).replace(".escale-manifest\n", "")
    }
}

fn sites(files: &str) -> (BTreeMap<SiteId, Output>, BTreeSet<SiteId>) {
    let region = |name: &str| SiteId::Region(Slug::parse(name).unwrap());
    let mut sites: BTreeMap<SiteId, Output> = BTreeMap::new();
    let mut kept = BTreeSet::new();
    for line in files.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (path, text) = line.split_once(' ').unwrap();
        let first = path.split('/').next().unwrap();
        if path == "keep" {
            kept.insert(if text == "hub" { SiteId::Hub } else { region(text) });
        } else {
            let site = if REGIONS.contains(&first) { region(first) } else { SiteId::Hub };
            sites.entry(site).or_default().insert(path.to_owned(), text.as_bytes(), None);
        }
    }
    (sites, kept)
}

/// Every file with its text, links with their target, empty folders, in the order of their names.
fn tree(folder: &Path) -> String {
    let mut lines = String::new();
    walk(folder, &mut |path| {
        let name = path.strip_prefix(folder).unwrap().display();
        let kind = fs::symlink_metadata(path).unwrap().file_type();
        if kind.is_symlink() {
            lines.push_str(&format!("{name} -> {}\n", fs::read_link(path).unwrap().display()));
        } else if kind.is_dir() {
            if fs::read_dir(path).unwrap().next().is_none() {
                lines.push_str(&format!("{name}/\n"));
            }
        } else if path.ends_with(".escale-manifest") {
            lines.push_str(&format!("{name}\n"));
        } else {
            let text = String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
            lines.push_str(&format!("{name} {text}\n"));
        }
    });
    lines
}

fn walk(folder: &Path, visit: &mut dyn FnMut(&Path)) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        visit(&path);
        if fs::symlink_metadata(&path).unwrap().is_dir() {
            walk(&path, visit);
        }
    }
}

/// What tells whether a file was touched: its number, its time, its rights, its bytes.
fn stamps(folder: &Path) -> BTreeMap<PathBuf, (u64, i64, i64, u32, Vec<u8>)> {
    let mut stamps = BTreeMap::new();
    walk(folder, &mut |path| {
        let found = fs::symlink_metadata(path).unwrap();
        let bytes = if found.is_file() { fs::read(path).unwrap() } else { Vec::new() };
        let stamp = (found.ino(), found.mtime(), found.mtime_nsec(), found.mode(), bytes);
        stamps.insert(path.strip_prefix(folder).unwrap().to_owned(), stamp);
    });
    stamps
}

/// Files whose stamps differ, those that came or went included.
fn touched(former: &Path, stamps_then: &BTreeMap<PathBuf, (u64, i64, i64, u32, Vec<u8>)>) -> Vec<String> {
    let now = stamps(former);
    let all: BTreeSet<&PathBuf> = now.keys().chain(stamps_then.keys()).collect();
    let differs = |path: &&&PathBuf| now.get(**path) != stamps_then.get(**path);
    let is_folder = |path: &Path| former.join(path).is_dir();
    all.iter().filter(differs).filter(|path| !is_folder(path)).map(|path| path.display().to_string()).collect()
}

/// A publication with everything a test may want to see stay.
const FIRST: &str = "
    index.html hub 1
    assets/style.1111.css css 1
    agenda/index.html agenda 1
    bretagne/index.html bretagne 1
    bretagne/assets/style.2222.css css 2
    occitanie/index.html occitanie 1
    occitanie/evenements/forum/index.html forum 1
    occitanie/assets/style.3333.css css 3";

#[test]
fn the_two_ways_are_what_the_tests_take_them_for() {
    let [swapped, ordered] = grounds();
    for (ground, is_replaced) in [(swapped, true), (ordered, false)] {
        ground.publish("index.html 1").unwrap();
        let number = fs::metadata(ground.out("")).unwrap().ino();
        ground.publish("index.html 2").unwrap();
        assert_eq!(fs::metadata(ground.out("")).unwrap().ino() != number, is_replaced);
    }
}

#[test]
fn a_first_publication_writes_every_file_and_leaves_nothing_beside() {
    for ground in grounds() {
        let beside = tree(&ground.path("project"));
        ground.publish(FIRST).unwrap();
        let expected = "\
agenda/index.html agenda 1
assets/style.1111.css css 1
bretagne/assets/style.2222.css css 2
bretagne/index.html bretagne 1
index.html hub 1
occitanie/assets/style.3333.css css 3
occitanie/evenements/forum/index.html forum 1
occitanie/index.html occitanie 1
";
        assert_eq!(ground.tree(), expected);
        fs::remove_dir_all(ground.out("")).unwrap();
        assert_eq!(tree(&ground.path("project")), beside);
    }
}

#[test]
fn a_second_publication_of_the_same_touches_nothing() {
    for ground in grounds() {
        ground.publish(FIRST).unwrap();
        let (folder, stamps) = (fs::metadata(ground.out("")).unwrap(), stamps(&ground.out("")));
        ground.publish(FIRST).unwrap();
        assert_eq!(touched(&ground.out(""), &stamps), [""; 0]);
        assert_eq!(fs::metadata(ground.out("")).unwrap().ino(), folder.ino());
    }
}

#[test]
fn a_changed_page_changes_its_own_file_only() {
    for ground in grounds() {
        ground.publish(FIRST).unwrap();
        let stamps = stamps(&ground.out(""));
        ground.publish(&FIRST.replace("forum 1", "forum 2")).unwrap();
        let changed = touched(&ground.out(""), &stamps);
        assert_eq!(changed, [".escale-manifest", "occitanie/evenements/forum/index.html"]);
    }
}

#[test]
fn a_page_changed_or_deleted_by_hand_is_put_right() {
    for ground in grounds() {
        ground.publish(FIRST).unwrap();
        let expected = ground.tree();
        fs::write(ground.out("index.html"), "hub ?").unwrap();
        fs::remove_dir_all(ground.out("occitanie/evenements")).unwrap();
        ground.publish(FIRST).unwrap();
        assert_eq!(ground.tree(), expected);
    }
}

#[test]
fn a_page_that_is_no_more_goes_with_the_folders_that_it_leaves_empty() {
    for ground in grounds() {
        ground.publish(FIRST).unwrap();
        ground.publish(&FIRST.replace("occitanie/evenements/forum/index.html forum 1", "")).unwrap();
        assert!(!ground.out("occitanie/evenements").exists());
        assert!(ground.out("occitanie/index.html").exists());
    }
}

#[test]
fn a_photo_in_the_folder_of_a_page_that_is_no_more_stays() {
    for ground in grounds() {
        ground.publish(FIRST).unwrap();
        ground.lay("project/public/occitanie/evenements/forum/photo.jpg", "photo");
        ground.lay("project/public/bretagne/2026/photo.jpg", "photo");
        ground.publish("index.html hub 2").unwrap();
        let photos = "bretagne/2026/photo.jpg photo\nindex.html hub 2\noccitanie/evenements/forum/photo.jpg photo\n";
        let assets = |line: &&str| !line.contains("/assets/") && !line.starts_with("assets/");
        let tree: String = ground.tree().lines().filter(assets).map(|line| format!("{line}\n")).collect();
        assert_eq!(tree, photos);
    }
}

#[test]
fn what_escale_did_not_write_is_not_touched() {
    for ground in grounds() {
        ground.publish(FIRST).unwrap();
        for (name, text) in [
            ("CNAME", "tour.example.org"),
            (".git/HEAD", "ref: refs/heads/pages"),
            (".git/objects/ab/cd", "object"),
            ("occitanie/evenements/forum/photo.jpg", "photo"),
            ("occitanie/galerie/photo.jpg", "photo"),
            ("un\\deux", "a name with a backslash"),
        ] {
            ground.lay(&format!("project/public/{name}"), text);
        }
        let latin = ground.out("").join(std::ffi::OsStr::from_bytes(b"caf\xe9.txt"));
        fs::write(&latin, "a name of another time").unwrap();
        let elsewhere = ground.lay("elsewhere/index.html", "elsewhere");
        symlink(elsewhere.parent().unwrap(), ground.out("lien")).unwrap();
        symlink("nowhere", ground.out("occitanie/perdu")).unwrap();
        fs::create_dir_all(ground.out("vide/vide")).unwrap();
        fs::set_permissions(ground.out("vide/vide"), fs::Permissions::from_mode(0o750)).unwrap();
        Command::new("mkfifo").arg(ground.out("pipe")).status().unwrap();
        let foreign = |stamps: BTreeMap<PathBuf, (u64, i64, i64, u32, Vec<u8>)>| {
            let is_ours = |path: &Path| {
                ["html", "css"].iter().any(|ours| path.extension().is_some_and(|found| found == *ours))
                    || path.ends_with(".escale-manifest")
                    || ground.out("").join(path).symlink_metadata().unwrap().is_dir()
            };
            stamps.into_iter().filter(|(path, _)| !is_ours(path)).collect::<BTreeMap<_, _>>()
        };
        let before = foreign(stamps(&ground.out("")));

        ground.publish(&FIRST.replace(" 1", " 2")).unwrap();
        ground.publish("index.html hub 3").unwrap();

        assert_eq!(before.len(), 10, "{before:#?}");
        assert_eq!(foreign(stamps(&ground.out(""))), before);
        assert!(ground.out("lien").is_symlink());
        assert_eq!(fs::metadata(ground.out("vide/vide")).unwrap().mode() & 0o7777, 0o750);
        assert_eq!(tree(&ground.path("elsewhere")), "index.html elsewhere\n");
    }
}

#[test]
fn the_output_folder_keeps_its_rights() {
    for ground in grounds() {
        fs::create_dir(ground.out("")).unwrap();
        fs::set_permissions(ground.out(""), fs::Permissions::from_mode(0o2750)).unwrap();
        ground.publish("index.html 1").unwrap();
        ground.publish("index.html 2").unwrap();
        assert_eq!(fs::metadata(ground.out("")).unwrap().mode() & 0o7777, 0o2750);
    }
}

#[test]
fn assets_of_the_former_publication_stay_for_one_more() {
    for ground in grounds() {
        let assets = |ground: &Ground| -> Vec<String> {
            let is_asset = |line: &&str| line.contains("assets/") || line.contains("images/");
            ground.tree().lines().filter(is_asset).map(|line| line.split(' ').next().unwrap().to_owned()).collect()
        };
        ground.publish("index.html 1\nassets/a.css 1\nimages/a.png 1\nimages/index.html page").unwrap();
        ground.publish("index.html 2\nassets/b.css 2").unwrap();
        assert_eq!(assets(&ground), ["assets/a.css", "assets/b.css", "images/a.png"]);
        ground.publish("index.html 2\nassets/b.css 2").unwrap();
        assert_eq!(assets(&ground), ["assets/a.css", "assets/b.css", "images/a.png"]);
        ground.publish("index.html 3\nassets/c.css 3").unwrap();
        assert_eq!(assets(&ground), ["assets/b.css", "assets/c.css"]);
        ground.publish("index.html 4\nassets/b.css 2").unwrap();
        assert_eq!(assets(&ground), ["assets/b.css", "assets/c.css"]);
        assert!(!ground.out("images").exists());
    }
}

#[test]
fn a_kept_region_stays_as_it_is_and_one_that_is_no_more_goes() {
    for ground in grounds() {
        ground.publish(FIRST).unwrap();
        let kept = stamps(&ground.out("bretagne"));
        for hub in ["index.html hub 2\nkeep bretagne", "index.html hub 3\nkeep bretagne"] {
            ground.publish(hub).unwrap();
            assert_eq!(touched(&ground.out("bretagne"), &kept), [""; 0]);
            assert!(!ground.out("occitanie/index.html").exists());
            assert!(!ground.out("occitanie/evenements").exists());
        }
        assert!(!ground.out("occitanie").exists());
        ground.publish("index.html hub 4\nkeep hub").unwrap();
        ground.publish("index.html hub 5\nkeep hub").unwrap();
        assert_eq!(ground.tree(), "index.html hub 5\n");
    }
}

#[test]
fn a_publication_that_is_dropped_has_changed_nothing() {
    for ground in grounds() {
        ground.publish(FIRST).unwrap();
        let (beside, before) = (tree(&ground.path("project")), stamps(&ground.out("")));
        let publication = ground.open_at(Path::new("public"), false).unwrap();
        let (sites, _) = sites("index.html hub 2");
        publication.stage(&SiteId::Hub, &sites[&SiteId::Hub]).unwrap();
        drop(publication);
        assert_eq!(touched(&ground.out(""), &before), [""; 0]);
        assert_eq!(tree(&ground.path("project")), beside);
    }
}

#[test]
fn a_folder_with_files_of_others_is_refused_unless_it_is_adopted() {
    for ground in grounds() {
        ground.lay("project/public/CNAME", "tour.example.org");
        ground.lay("project/public/index.html", "by hand");
        let before = tree(&ground.path(""));
        let refused = ground.publish("index.html 1").unwrap_err();
        assert_eq!(refused, r#"Foreign { out: "~/project/public" }"#);
        assert_eq!(tree(&ground.path("")), before);

        ground.publish_to(Path::new("public"), true, "index.html 1").unwrap();
        assert_eq!(ground.tree(), "CNAME tour.example.org\nindex.html 1\n");
        ground.publish("index.html 2").unwrap();
        assert_eq!(ground.tree(), "CNAME tour.example.org\nindex.html 2\n");
    }
}

#[test]
fn a_damaged_list_of_what_was_written_is_refused() {
    for ground in grounds() {
        ground.lay("project/precious", "precious");
        ground.publish("index.html 1\na/index.html 1").unwrap();
        let good = fs::read_to_string(ground.out(".escale-manifest")).unwrap();
        let half = &good[..good.len() / 2];
        for damaged in [
            "",
            half,
            "escale manifest 1\n",
            "escale manifest 9\nend\n",
            "escale manifest 1\n=\t../precious\nend\n",
            "escale manifest 1\n=\ta/../../precious\nend\n",
            "escale manifest 1\n=\t/etc/hostname\nend\n",
            "escale manifest 1\n-\t../precious\nend\n",
            "escale manifest 1\nOccitanie\tindex.html\nend\n",
            "escale manifest 1\nindex.html\nend\n",
            "escale manifest 1\n=\t..\\precious\nend\n",
            "escale manifest 1\n=\t./index.html\nend\n",
            "escale manifest 1\n=\t\nend\n",
        ] {
            fs::write(ground.out(".escale-manifest"), damaged).unwrap();
            let before = tree(&ground.path(""));
            let refused = ground.publish("index.html 2").unwrap_err();
            assert_eq!(refused, r#"BadManifest { path: "~/project/public/.escale-manifest" }"#, "{damaged}");
            assert_eq!(tree(&ground.path("")), before, "{damaged}");
        }
        fs::write(ground.out(".escale-manifest"), b"escale manifest 1\n=\tcaf\xe9\nend\n").unwrap();
        assert!(ground.publish("index.html 2").unwrap_err().starts_with("BadManifest"));
        fs::write(ground.out(".escale-manifest"), good).unwrap();
        ground.publish("index.html 2").unwrap();
        assert_eq!(ground.tree(), "index.html 2\n");
    }
}

#[test]
fn what_stands_where_a_page_must_go_is_refused_and_nothing_changes() {
    type Lay = fn(&Ground);
    let obstacles: [(&str, Lay, &str); 5] = [
        (
            "a file at the page's place",
            |ground| drop(ground.lay("project/public/new/index.html", "by hand")),
            "new/index.html",
        ),
        (
            "a folder at the page's place",
            |ground| fs::create_dir_all(ground.out("new/index.html")).unwrap(),
            "new/index.html",
        ),
        ("a file at the folder's place", |ground| drop(ground.lay("project/public/new", "by hand")), "new"),
        (
            "a link at the folder's place",
            |ground| {
                fs::create_dir(ground.path("elsewhere")).unwrap();
                symlink(ground.path("elsewhere"), ground.out("new")).unwrap();
            },
            "new",
        ),
        (
            "a folder in place of a page that there was",
            |ground| {
                fs::remove_file(ground.out("a/index.html")).unwrap();
                ground.lay("project/public/a/index.html/photo.jpg", "photo");
            },
            "a/index.html",
        ),
    ];
    for (name, lay, place) in obstacles {
        for ground in grounds() {
            ground.publish("index.html 1\na/index.html 1").unwrap();
            lay(&ground);
            let (before, stamps) = (tree(&ground.path("")), stamps(&ground.out("")));
            let refused = ground.publish("index.html 2\na/index.html 2\nnew/index.html 2").unwrap_err();
            assert_eq!(refused, format!(r#"Occupied {{ path: "~/project/public/{place}" }}"#), "{name}");
            assert_eq!(tree(&ground.path("")), before, "{name}");
            assert_eq!(touched(&ground.out(""), &stamps), [""; 0], "{name}");
        }
    }
}

#[test]
fn nothing_is_deleted_through_a_link_that_took_the_place_of_a_folder() {
    for ground in grounds() {
        ground.publish(FIRST).unwrap();
        fs::rename(ground.out("occitanie"), ground.path("elsewhere")).unwrap();
        symlink(ground.path("elsewhere"), ground.out("occitanie")).unwrap();
        let elsewhere = stamps(&ground.path("elsewhere"));
        ground.publish("index.html hub 2").unwrap();
        ground.publish("index.html hub 3").unwrap();
        assert_eq!(touched(&ground.path("elsewhere"), &elsewhere), [""; 0]);
        assert!(ground.out("occitanie").is_symlink());
    }
}

#[test]
#[should_panic(expected = "addresses are made of slugs")]
fn no_path_leads_out_of_the_output() {
    let _ = Ground::new().publish("../precious 1");
}

#[test]
fn what_killed_builds_left_is_cleared_away() {
    let ground = Ground::new();
    ground.publish(FIRST).unwrap();
    ground.lay("project/public/CNAME", "tour.example.org");
    let expected = ground.tree().replace("hub 1", "hub 2");
    let manifest = fs::read_to_string(ground.out(".escale-manifest")).unwrap();
    let half = &manifest[..manifest.len() / 2];

    let leftovers: [&[(&str, &str)]; 5] = [
        &[(".public.escale/lock", "4194304"), (".public.escale/new/index.html", "half a pa")],
        &[(".public.escale/new/index.html", "hub 0"), (".public.escale/new/.escale-manifest", half)],
        &[(".public.escale/new/old/index.html", "old"), (".public.escale/new/.escale-manifest", &manifest)],
        &[(".public.escale/former/index.html", "hub 0"), (".public.escale/former/.escale-manifest", &manifest)],
        &[("public/.escale-work/lock", "4194304"), ("public/.escale-work/new/index.html", "half a pa")],
    ];
    for (number, leftover) in leftovers.into_iter().enumerate() {
        for (name, text) in leftover {
            ground.lay(&format!("project/{name}"), text);
        }
        if ground.path("project/.public.escale/former").exists() {
            ground.set_aside("project/.public.escale/former");
        }
        ground.publish(&FIRST.replace("hub 1", "hub 2")).unwrap();
        assert_eq!(ground.tree(), expected, "{number}");
        assert!(!ground.path("project/.public.escale").exists(), "{number}");
    }
    // New sites that were about to take the place of the output.
    ground.lay("project/.public.escale/former/index.html", "hub 3");
    fs::rename(ground.path("project/.public.escale/former"), ground.name_aside("project/public")).unwrap();
    ground.publish(&FIRST.replace("hub 1", "hub 2")).unwrap();
    assert_eq!(ground.tree(), expected);
    assert!(!ground.path("project/.public.escale").exists());
}

#[test]
fn a_file_that_somebody_put_into_the_former_sites_while_a_build_was_killed_is_brought_back() {
    let ground = Ground::new();
    ground.publish(FIRST).unwrap();
    ground.lay("project/public/CNAME", "new.example.org");
    let expected = format!("{}occitanie/photos/photo.jpg photo\n", ground.tree());
    fs::create_dir(ground.path("project/.public.escale")).unwrap();
    let former = "project/.public.escale/former";
    Command::new("cp").arg("-a").args([ground.out(""), ground.path(former)]).status().unwrap();
    ground.lay(&format!("{former}/CNAME"), "old.example.org");
    ground.lay(&format!("{former}/occitanie/photos/photo.jpg"), "photo");
    ground.lay(&format!("{former}/occitanie/old/index.html"), "ours");
    let manifest = fs::read_to_string(ground.out(".escale-manifest")).unwrap();
    let manifest = manifest.replace("end\n", "occitanie\toccitanie/old/index.html\nend\n");
    fs::write(ground.path(&format!("{former}/.escale-manifest")), manifest).unwrap();
    ground.set_aside(former);

    ground.publish(FIRST).unwrap();
    assert_eq!(ground.tree(), expected);
    assert!(!ground.path("project/.public.escale").exists());
}

#[test]
fn the_former_sites_do_not_come_back_when_the_output_was_deleted_after_a_kill() {
    let ground = Ground::new();
    ground.publish(FIRST).unwrap();
    fs::create_dir(ground.path("project/.public.escale")).unwrap();
    fs::rename(ground.out(""), ground.path("project/.public.escale/former")).unwrap();
    ground.lay("project/.public.escale/former/CNAME", "tour.example.org");
    ground.set_aside("project/.public.escale/former");
    ground.publish("index.html 1").unwrap();
    assert_eq!(ground.tree(), "index.html 1\n");
}

#[test]
fn an_ordered_publication_that_was_killed_half_way_is_completed_by_the_next() {
    let [_, ground] = grounds();
    ground.publish("index.html 1\na/index.html 1\nold/index.html 1").unwrap();
    ground.lay("project/public/a/index.html", "2");
    ground.lay("project/public/new/index.html", "2");
    let both = "escale manifest 1\n=\ta/index.html\n=\tindex.html\n=\tnew/index.html\n=\told/index.html\nend\n";
    ground.lay("project/public/.escale-manifest", both);
    ground.lay("project/public/.escale-work/new/index.html", "half");
    ground.lay("project/public/.escale-work/new/manifest", "half");
    ground.lay("project/public/.escale-work/lock", "4194304");
    ground.publish("index.html 2\na/index.html 2\nb/index.html 2").unwrap();
    assert_eq!(ground.tree(), "a/index.html 2\nb/index.html 2\nindex.html 2\n");
}

/// Refused before anything is written: the whole folder of the test stays as it was.
fn check_refused(out: &str, lay: impl Fn(&Ground), expected: &str) {
    for adopt in [false, true] {
        let ground = Ground::new();
        lay(&ground);
        let before = tree(&ground.path(""));
        let out = out.replace('~', ground.path("").to_str().unwrap());
        let refused = ground.publish_to(Path::new(&out), adopt, "index.html 1").unwrap_err();
        assert_eq!(refused, expected, "{out}");
        assert_eq!(tree(&ground.path("")), before, "{out}");
    }
}

#[test]
fn an_output_that_would_mix_with_the_project_is_refused_before_the_first_write() {
    let nothing = |_: &Ground| ();
    let around = r#"AroundSources { out: "~/project" }"#;
    check_refused("", nothing, around);
    check_refused(".", nothing, around);
    check_refused("content/..", nothing, around);
    check_refused("..", nothing, r#"AroundSources { out: "~" }"#);
    check_refused("/", nothing, r#"TooWide { out: "/" }"#);
    check_refused("content", nothing, r#"InsideSources { out: "~/project/content" }"#);
    check_refused("content/pages/public", nothing, r#"InsideSources { out: "~/project/content/pages/public" }"#);
    check_refused("./regions/../regions/x", nothing, r#"InsideSources { out: "~/project/regions/x" }"#);
    check_refused("themes", nothing, r#"InsideSources { out: "~/project/themes" }"#);
    check_refused(".git/public", nothing, r#"InsideSources { out: "~/project/.git/public" }"#);
    check_refused(
        "public",
        |ground| drop(ground.lay("project/public", "x")),
        r#"NotAFolder { out: "~/project/public" }"#,
    );
    check_refused("a/b", |ground| drop(ground.lay("project/a", "x")), r#"NotAFolder { out: "~/project/a/b" }"#);
}

#[test]
fn a_link_to_an_output_is_followed_to_the_end_before_it_is_judged() {
    let link = |target: &'static str| move |ground: &Ground| symlink(ground.path(target), ground.out("")).unwrap();
    check_refused("public", link("project/content"), r#"InsideSources { out: "~/project/content" }"#);
    check_refused("public/deep", link("project/regions"), r#"InsideSources { out: "~/project/regions/deep" }"#);
    check_refused("public", link("project"), r#"AroundSources { out: "~/project" }"#);
    check_refused("public", link("../../../../../../../.."), r#"TooWide { out: "/" }"#);
    check_refused("public", link("nowhere"), "NotFound ~/project/public");
    check_refused("public", |ground| symlink("public", ground.out("")).unwrap(), "FilesystemLoop ~/project/public");
    check_refused(
        "public",
        |ground| {
            fs::create_dir(ground.path("shared")).unwrap();
            fs::remove_dir(ground.path("project/content")).unwrap();
            symlink(ground.path("shared"), ground.path("project/content")).unwrap();
            symlink(ground.path("shared"), ground.out("")).unwrap();
        },
        r#"InsideSources { out: "~/shared" }"#,
    );
}

#[test]
fn an_output_may_be_a_link_to_a_folder_elsewhere() {
    let ground = Ground::new();
    fs::create_dir(ground.path("www")).unwrap();
    symlink(ground.path("www"), ground.out("")).unwrap();
    ground.publish(FIRST).unwrap();
    ground.publish("index.html hub 2").unwrap();
    assert!(ground.path("project/public").is_symlink());
    assert_eq!(fs::read_to_string(ground.path("www/index.html")).unwrap(), "hub 2");
    assert!(!ground.path(".www.escale").exists());
}

#[test]
fn the_folders_that_lead_to_an_output_are_made() {
    let ground = Ground::new();
    let out = ground.path("srv/www/tour");
    ground.publish_to(&out, false, "index.html 1").unwrap();
    assert_eq!(tree(&ground.path("srv")), "www/tour/.escale-manifest\nwww/tour/index.html 1\n");
}

#[test]
fn one_output_is_written_by_one_publication_at_a_time() {
    for ground in grounds() {
        let first = ground.open_at(Path::new("public"), false).unwrap();
        let refused = ground.told(&ground.open_at(Path::new("./public"), false).unwrap_err());
        assert_eq!(refused, format!(r#"Locked {{ holder: "{}" }}"#, std::process::id()));
        ground.open_at(Path::new("other"), false).unwrap();
        let (sites, _) = sites("index.html 1");
        first.stage(&SiteId::Hub, &sites[&SiteId::Hub]).unwrap();
        first.finish(&BTreeSet::new()).unwrap();
        ground.publish("index.html 2").unwrap();
        assert_eq!(ground.tree(), "index.html 2\n");
    }
}

#[test]
fn a_work_folder_that_leads_elsewhere_is_not_used() {
    let ground = Ground::new();
    ground.lay("elsewhere/new/precious", "precious");
    ground.lay("elsewhere/former/precious", "precious");
    symlink(ground.path("elsewhere"), ground.path("project/.public.escale")).unwrap();
    let refused = ground.publish("index.html 1").unwrap_err();
    assert_eq!(refused, r#"Link { path: "~/project/.public.escale" }"#);
    fs::remove_file(ground.path("project/.public.escale")).unwrap();
    ground.lay("project/.public.escale", "taken");
    ground.publish("index.html 1").unwrap();
    symlink(ground.path("elsewhere"), ground.out(".escale-work")).unwrap();
    let refused = ground.publish("index.html 2").unwrap_err();
    assert_eq!(refused, r#"Link { path: "~/project/public/.escale-work" }"#);
    assert_eq!(tree(&ground.path("elsewhere")), "former/precious precious\nnew/precious precious\n");
}

/// A project that takes several threads: regions with events, a page and a partner for all of them.
fn tour() -> Sources {
    let mut files = vec![
        ("content/pages/faq.md".to_owned(), "Bonjour, voici [le parcours](/parcours/).".to_owned()),
        ("content/partenaires/agefiph.md".to_owned(), String::new()),
    ];
    for (id, name, iso, insee) in [
        ("bretagne", "Bretagne", "BRE", "53"),
        ("grand-est", "Grand Est", "GES", "44"),
        ("corse", "Corse", "20R", "94"),
    ] {
        let text = OCCITANIE.replace("Occitanie", name).replace("OCC", iso).replace("\"76\"", &format!("\"{insee}\""));
        files.push((format!("regions/{id}/region.yaml"), text));
        for day in 10..18 {
            let lines = format!("id: {id}-{day}\ndate: 2027-05-{day}\ntitre: Forum {day}\npartenaires: [agefiph]");
            files.push((format!("regions/{id}/evenements/2027-05-{day}-forum.md"), lines));
        }
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    with(&files)
}

#[test]
fn the_same_sources_give_the_same_bytes_wherever_and_however_they_are_built() {
    let sources = tour();
    let reference = Project::new(&sources);
    assert_eq!(reference.run(&format!("build {DATE}")).code, 0);
    let expected = contents(&reference.path("public"));
    assert!(expected.len() > 60, "{}", expected.len());

    let mut reversed: Vec<_> = sources.iter().collect();
    reversed.reverse();
    let variants: [(&str, &[(&str, &str)]); 5] = [
        ("umask 022", &[("RAYON_NUM_THREADS", "1")]),
        ("umask 022", &[("RAYON_NUM_THREADS", "4")]),
        ("umask 077", &[]),
        ("umask 022", &[("LANG", "en_US.UTF-8"), ("LC_ALL", "tr_TR.UTF-8"), ("TZ", "Asia/Tokyo")]),
        ("umask 022", &[("TZ", "America/Los_Angeles"), ("SOURCE_DATE_EPOCH", "0")]),
    ];
    for (umask, environment) in variants {
        let project = Project::new(&Sources::new());
        for (path, bytes) in &reversed {
            project.lay(path, bytes);
        }
        let mut shell = project.shell(&format!("{umask}; exec \"$ESCALE\" build {DATE}"));
        assert!(shell.envs(environment.iter().copied()).status().unwrap().success());
        assert_eq!(contents(&project.path("public")), expected, "{umask} {environment:?}");
    }
}

/// Bytes and rights of everything in a folder.
fn contents(folder: &Path) -> BTreeMap<PathBuf, (u32, Vec<u8>)> {
    stamps(folder).into_iter().map(|(path, (_, _, _, mode, bytes))| (path, (mode, bytes))).collect()
}

#[test]
fn a_web_server_can_read_what_is_written_whatever_the_umask() {
    let project = Project::new(&tour());
    let build = |out: &str| format!("umask 077; exec \"$ESCALE\" build --out {out} {DATE}");
    assert!(project.shell(&build("srv/public")).status().unwrap().success());
    project.lay("srv/.other.escale", b"taken");
    assert!(project.shell(&build("srv/other")).status().unwrap().success());
    let mut count = 0;
    walk(&project.path("srv"), &mut |path| {
        let found = fs::metadata(path).unwrap();
        let expected = if found.is_dir() { 0o755 } else { 0o644 };
        if !path.ends_with(".other.escale") {
            assert_eq!(found.mode() & 0o7777, expected, "{}", path.display());
            count += 1;
        }
    });
    assert!(count > 200, "{count}");
    assert_eq!(fs::metadata(project.path("srv")).unwrap().mode() & 0o7777, 0o755);
}

#[test]
fn a_home_folder_is_no_output() {
    let project = Project::new(&tour());
    fs::create_dir_all(project.path("home/anne")).unwrap();
    symlink("home/anne", project.path("link")).unwrap();
    let before = contents(&project.path(""));
    for out in ["home/anne", "home", "link"] {
        let mut shell = project.shell(&format!("exec \"$ESCALE\" build --adopt --out {out} {DATE}"));
        let answer = shell.env("HOME", project.path("home/anne")).output().unwrap();
        assert_eq!(answer.status.code(), Some(4), "{out}");
        assert!(String::from_utf8(answer.stderr).unwrap().contains("votre dossier personnel"), "{out}");
        assert_eq!(contents(&project.path("")), before, "{out}");
    }
    let mut shell = project.shell(&format!("exec \"$ESCALE\" build --out home/anne/public {DATE}"));
    assert!(shell.env("HOME", project.path("home/anne")).status().unwrap().success());
}

#[test]
fn of_two_builds_at_once_the_second_is_refused_by_the_number_of_the_first() {
    let project = Project::new(&tour());
    let first = Publication::open(&project.path(""), Out::Usual, false).unwrap();
    let answer = project.run(&format!("build {DATE}"));
    assert_eq!(answer.code, 4);
    assert!(answer.stderr.contains(&std::process::id().to_string()), "{}", answer.stderr);
    assert!(answer.stderr.contains("Une autre construction"), "{}", answer.stderr);
    drop(first);
    assert_eq!(project.run(&format!("build {DATE}")).code, 0);
}

#[test]
fn builds_started_together_end_right_or_are_refused_and_leave_nothing() {
    let project = Project::new(&tour());
    let reference = Project::new(&tour());
    assert_eq!(reference.run(&format!("build {DATE}")).code, 0);
    for _ in 0..3 {
        let start = || {
            let mut shell = project.shell(&format!("exec \"$ESCALE\" build {DATE}"));
            shell.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
        };
        let builds: Vec<_> = std::iter::repeat_with(start).take(3).collect();
        let numbers: Vec<String> = builds.iter().map(|build| build.id().to_string()).collect();
        let mut fine = 0;
        for build in builds {
            let answer = build.wait_with_output().unwrap();
            let stderr = String::from_utf8(answer.stderr).unwrap();
            match answer.status.code() {
                Some(0) => fine += 1,
                Some(4) => assert!(numbers.iter().any(|number| stderr.starts_with(number.as_str())), "{stderr}"),
                other => panic!("{other:?} {stderr}"),
            }
        }
        assert!(fine >= 1);
        assert_eq!(contents(&project.path("public")), contents(&reference.path("public")));
        assert!(!project.path(".public.escale").exists());
        fs::remove_dir_all(project.path("public")).unwrap();
    }
}

#[test]
fn an_output_in_a_folder_where_nothing_may_be_made_is_written_in_order() {
    let project = Project::new(&tour());
    fs::create_dir_all(project.path("srv/www")).unwrap();
    let build = format!("build --out srv/www {DATE}");
    let number = fs::metadata(project.path("srv/www")).unwrap().ino();
    fs::set_permissions(project.path("srv"), fs::Permissions::from_mode(0o555)).unwrap();
    let answer = project.run_without_privileges(&build);
    fs::set_permissions(project.path("srv"), fs::Permissions::from_mode(0o755)).unwrap();
    let Some(answer) = answer else { return println!("passed over: there is no setpriv") };
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    assert_eq!(fs::metadata(project.path("srv/www")).unwrap().ino(), number);

    let reference = Project::new(&tour());
    assert_eq!(reference.run(&format!("build {DATE}")).code, 0);
    assert_eq!(contents(&project.path("srv/www")), contents(&reference.path("public")));
}

#[test]
fn what_is_published_is_read_without_a_lock() {
    for ground in grounds() {
        let read = || published(&ground.path("project"), Out::Usual);
        assert!(read().unwrap().is_none());
        ground.publish(FIRST).unwrap();
        let mut sites = read().unwrap().unwrap();
        assert_eq!(sites.remove(&SiteId::Hub).unwrap()["index.html"], b"hub 1");
        let occitanie = sites.remove(&SiteId::Region(Slug::parse("occitanie").unwrap())).unwrap();
        assert_eq!(occitanie["occitanie/evenements/forum/index.html"], b"forum 1");
        assert!(occitanie.keys().all(|path| path.ends_with(".html")));

        let _at_work = ground.open_at(Path::new("public"), false).unwrap();
        fs::remove_file(ground.out("index.html")).unwrap();
        let sites = read().unwrap().unwrap();
        assert!(sites.get(&SiteId::Hub).is_none_or(|files| !files.contains_key("index.html")));
        fs::write(ground.out(".escale-manifest"), "?").unwrap();
        assert!(matches!(read(), Err(Error::Refused(Refusal::BadManifest { .. }))));
    }
}

#[test]
fn what_is_read_while_others_publish_is_of_one_publication() {
    let ground = Ground::new();
    let files = |version: &str| {
        (0..40).map(|number| format!("p{number}/index.html {version}\n")).collect::<String>()
            + version
            + "/index.html 1"
    };
    ground.publish(&files("a")).unwrap();
    std::thread::scope(|scope| {
        let publishing = scope.spawn(|| (0..30).for_each(|turn| ground.publish(&files(["b", "a"][turn % 2])).unwrap()));
        while !publishing.is_finished() {
            let sites = published(&ground.path("project"), Out::Usual).unwrap().unwrap();
            let pages = &sites[&SiteId::Hub];
            let version = &pages["p0/index.html"];
            assert_eq!(pages.len(), 41);
            assert!((0..40).all(|number| pages[&format!("p{number}/index.html")] == *version));
        }
    });
}
