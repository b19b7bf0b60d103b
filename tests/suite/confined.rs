//! Nothing is written through a link, at any place where any command writes; nothing that only looks like
//! escale's own is believed.
//!
//! The links are those of Unix: on Windows, where junctions are what git cannot carry, these tests are not built.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use escale::cache::DiskStore;
use escale::folder::{Folder, Rights};
use escale::links::memory::Memory;
use escale::links::store;
use escale::model::store::{Key, Store};
use escale::output::Output;
use escale::write::{Out, Publication};
use tempfile::TempDir;

use super::cli::{Answer, DATE, Project, room};
use super::project::{minimal, with};

const EVENT: &str = "regions/occitanie/evenements/2027-05-17-forum.md";
const TABLE: &str = "region;titre;type;resume;mode;inscription;date\nOccitanie;Forum;forum;Un forum.;en-ligne;libre;";
const NEW: &str = "new evenement --region occitanie --title Forum --date 2027-05-17 --link libre";

/// What a person has beside the project.
struct Victim {
    room: TempDir,
}

/// Number, rights, time and bytes of everything in a folder.
type Stamps = BTreeMap<PathBuf, (u64, u32, i64, i64, Vec<u8>)>;

impl Victim {
    fn new() -> Self {
        let victim = Self { room: room() };
        fs::create_dir(victim.path("folder")).unwrap();
        for name in ["file", "folder/file"] {
            fs::write(victim.path(name), "précieux").unwrap();
        }
        victim
    }

    fn path(&self, name: &str) -> PathBuf {
        self.room.path().canonicalize().unwrap().join(name)
    }

    fn stamps(&self) -> Stamps {
        let mut stamps = Stamps::new();
        let mut folders = vec![self.path("")];
        while let Some(folder) = folders.pop() {
            for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                let found = fs::symlink_metadata(&path).unwrap();
                let bytes = if found.is_file() { fs::read(&path).unwrap() } else { Vec::new() };
                if found.is_dir() {
                    folders.push(path.clone());
                }
                stamps.insert(path, (found.ino(), found.mode(), found.mtime(), found.mtime_nsec(), bytes));
            }
        }
        stamps
    }

    /// Where links can lead: to a file, to a folder, to nothing; by a whole path and by one from the link.
    fn targets(&self, link: &Path) -> Vec<PathBuf> {
        let up: PathBuf = link.parent().unwrap().components().skip(1).map(|_| "..").collect();
        let whole = ["file", "folder", "nothing"].map(|name| self.path(name));
        let relative = whole.iter().map(|path| up.join(path.strip_prefix("/").unwrap()));
        whole.iter().cloned().chain(relative).collect()
    }
}

/// Puts a link to each kind of target at a place of a project, runs a command there, and holds that nothing
/// happened where the link leads, that the link is still there, and that the answer says why.
fn check(place: &str, lay: impl Fn(&Project), command: &str, code: i32, said: &[&str]) {
    let victim = Victim::new();
    for kind in 0..6 {
        let project = Project::new(&minimal());
        lay(&project);
        let link = project.path(place);
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        let target = victim.targets(&link).swap_remove(kind);
        symlink(&target, &link).unwrap();
        let before = victim.stamps();
        let answer = project.run(command);
        let name = format!("{command}: {place} → {}", target.display());
        assert_eq!(victim.stamps(), before, "{name}");
        assert_eq!(fs::read_link(&link).ok().as_ref(), Some(&target), "{name}");
        assert_eq!(answer.code, code, "{name}: {answer:?}");
        assert!(said.iter().all(|said| answer.stderr.contains(said)), "{name}: {answer:?}");
    }
}

fn nothing(_: &Project) {}

const LINK: &str = "C'est un lien, qui peut mener à un fichier étranger au projet : escale n'écrit pas au travers.";

#[test]
fn a_build_writes_through_no_link() {
    let build = format!("build {DATE}");
    for place in [".public.escale", ".public.escale/lock", ".public.escale/new", "public/.escale-manifest"] {
        check(place, nothing, &build, 4, &[place, LINK]);
    }
    check(
        "public",
        nothing,
        &build,
        4,
        &["/public\n", "C'est un lien, et non un dossier", "escale build --out public"],
    );
    // The same where folders cannot change places.
    let ordered = |project: &Project| project.lay(".public.escale", b"taken");
    for place in
        ["public/.escale-work", "public/.escale-work/lock", "public/.escale-work/new", "public/.escale-manifest"]
    {
        check(place, ordered, &build, 4, &[place, LINK]);
    }
    check("public", ordered, &build, 4, &["/public\n", "C'est un lien, et non un dossier"]);
}

#[test]
fn a_build_publishes_nothing_that_a_link_leads_to() {
    for place in [".public.escale/former", ".public.escale/former-2a-17b1", ".public.escale/autre"] {
        check(place, nothing, &format!("build {DATE}"), 0, &[place, "rien ne prouve qu'escale l'a écrit"]);
    }
}

#[test]
fn the_ledger_the_history_and_corrections_go_through_no_link() {
    for place in [".escale", ".escale/adresses.txt"] {
        check(place, nothing, "build --quiet", 1, &["[E005]", ".escale/adresses.txt"]);
    }
    let corrigible = |project: &Project| {
        project.lay(EVENT, with(&[(EVENT, "titre: Forum : l'IT\ndate: 17 mai 2027")]).get(EVENT).unwrap());
    };
    for place in [".escale", ".escale/historique"] {
        check(place, corrigible, &format!("check --fix {DATE}"), 4, &[place, LINK]);
    }
}

#[test]
fn new_files_tables_and_schemas_go_through_no_link() {
    let table = |project: &Project| project.lay("t.csv", format!("{TABLE}2027-05-17\n").as_bytes());
    let folder = EVENT.rsplit_once('/').unwrap().0;
    check(folder, nothing, NEW, 4, &[folder, LINK]);
    check(folder, table, "import t.csv --write", 4, &[folder, LINK]);
    // The name is taken: the event gets another.
    check(EVENT, nothing, NEW, 0, &[]);
    check(EVENT, table, "import t.csv --write", 0, &[]);
    check("t.csv", nothing, "export t.csv", 2, &["t.csv", "existe déjà"]);
    check("t.csv", nothing, "export t.csv --replace", 4, &["t.csv", LINK]);
    for place in [".vscode", ".vscode/settings.json", ".escale", ".escale/schemas", ".escale/schemas/region.json"] {
        check(place, nothing, "schema --vscode", 4, &[place, LINK]);
    }
}

#[test]
fn the_memory_of_links_goes_through_no_link() {
    let victim = Victim::new();
    let now = "2027-01-15T09:00:00Z".parse().unwrap();
    for place in [".escale", ".escale/liens.txt"] {
        for kind in 0..6 {
            let project = Project::new(&minimal());
            let link = project.path(place);
            fs::create_dir_all(link.parent().unwrap()).unwrap();
            symlink(victim.targets(&link).swap_remove(kind), &link).unwrap();
            let before = victim.stamps();
            let refused = store::save(&project.path(""), &Memory::default(), now).unwrap_err();
            assert!(matches!(&refused, escale::folder::Error::Link(path) if *path == link), "{refused:?}");
            assert_eq!(victim.stamps(), before);
            assert!(link.is_symlink());
        }
    }
}

#[test]
fn the_cache_goes_through_no_link() {
    let victim = Victim::new();
    let folder = room();
    let key = Key::new("t", &[b"x"]);
    let store = || DiskStore::new(folder.path().to_owned());
    let file = store().path(&key);
    for link in [file.parent().unwrap(), file.as_path()] {
        for kind in 0..6 {
            let _ = fs::remove_dir_all(file.parent().unwrap());
            fs::create_dir_all(link.parent().unwrap()).unwrap();
            symlink(victim.targets(link).swap_remove(kind), link).unwrap();
            let before = victim.stamps();
            store().put(&key, b"answer");
            store().get(&key);
            store().tidy(std::time::SystemTime::now() + std::time::Duration::from_hours(24 * 400));
            assert_eq!(victim.stamps(), before, "{} {kind}", link.display());
            let _ = fs::remove_file(link);
        }
    }
}

#[test]
fn a_lock_that_is_another_name_of_a_file_is_not_written() {
    let project = Project::new(&minimal());
    project.lay("precieux.txt", "précieux".as_bytes());
    fs::create_dir(project.path(".public.escale")).unwrap();
    fs::hard_link(project.path("precieux.txt"), project.path(".public.escale/lock")).unwrap();
    let answer = project.run(&format!("build {DATE}"));
    assert!(answer.code == 4 && answer.stderr.contains(".public.escale/lock"), "{answer:?}");
    assert_eq!(fs::read_to_string(project.path("precieux.txt")).unwrap(), "précieux");
}

#[test]
fn an_output_that_a_person_names_may_be_a_link() {
    let project = Project::new(&minimal());
    let elsewhere = room();
    symlink(elsewhere.path(), project.path("public")).unwrap();
    let answer = project.run(&format!("build {DATE}"));
    assert!(answer.code == 4 && answer.stderr.contains("escale build --out public"), "{answer:?}");
    let answer = project.run(&format!("build --lang en {DATE}"));
    assert!(answer.code == 4 && answer.stderr.contains("This is a link and no folder"), "{answer:?}");
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
    assert_eq!(project.run(&format!("build --out public {DATE}")).code, 0);
    assert!(elsewhere.path().join("index.html").exists() && project.path("public").is_symlink());
}

/// A script that a repository carries where builds keep what they set aside.
const SCRIPT: &str = "alert(document.cookie)";

#[test]
fn what_looks_set_aside_is_left_told_and_never_published() {
    let build = format!("build {DATE}");
    for name in ["former", "former-2a-17b1", "former-1", "autre", "former-"] {
        let project = Project::new(&minimal());
        assert_eq!(project.run(&build).code, 0);
        let manifest = fs::read(project.path("public/.escale-manifest")).unwrap();
        let place = format!(".public.escale/{name}");
        project.lay(&format!("{place}/occitanie/vol.js"), SCRIPT.as_bytes());
        project.lay(&format!("{place}/.escale-manifest"), &manifest);
        // Before a change, which makes folders change places, and after it.
        for title in ["Un", "Deux", "Deux"] {
            project.lay("regions/occitanie/pages/p.md", format!("---\ntitre: {title}\n---\n").as_bytes());
            let answer = project.run(&build);
            assert_eq!(answer.code, 0, "{answer:?}");
            assert!(answer.stderr.contains(&place) && answer.stderr.contains("rien ne prouve"), "{answer:?}");
            let english = project.run(&format!("{build} --lang en"));
            assert!(english.stderr.contains("nothing proves that escale wrote it"), "{english:?}");
            assert!(!project.path("public/occitanie/vol.js").exists(), "{name}");
            assert_eq!(fs::read_to_string(project.path(&format!("{place}/occitanie/vol.js"))).unwrap(), SCRIPT);
        }
        fs::remove_dir_all(project.path(&place)).unwrap();
        let answer = project.run(&build);
        assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
        assert!(!project.path(".public.escale").exists());
    }
}

#[test]
fn a_folder_is_told_from_the_one_that_had_its_name() {
    let place = room();
    let open = || Folder::open(place.path()).unwrap();
    let first = open().make_folder("f").unwrap().identity().unwrap();
    assert_eq!(open().folder("f").unwrap().identity().unwrap(), first);
    fs::rename(place.path().join("f"), place.path().join("g")).unwrap();
    assert_eq!(open().folder("g").unwrap().identity().unwrap(), first);
    assert_ne!(open().make_folder("f").unwrap().identity().unwrap(), first);
}

#[test]
fn cache_entries_that_were_exchanged_are_not_believed() {
    let folder = room();
    let store = || DiskStore::new(folder.path().to_owned());
    let (one, other) = (Key::new("t", &[b"one"]), Key::new("t", &[b"other"]));
    store().put(&one, b"1");
    store().put(&other, b"2");
    assert_eq!((store().get(&one).as_deref(), store().get(&other).as_deref()), (Some(&b"1"[..]), Some(&b"2"[..])));
    let bytes = [&one, &other].map(|key| fs::read(store().path(key)).unwrap());
    for (key, bytes) in [&other, &one].into_iter().zip(&bytes) {
        fs::write(store().path(key), bytes).unwrap();
    }
    assert!(store().get(&one).is_none() && store().get(&other).is_none());
}

#[test]
fn a_build_is_the_same_when_all_entries_of_its_cache_were_exchanged() {
    let image = image::DynamicImage::ImageRgb8(image::RgbImage::from_fn(40, 30, |x, y| {
        image::Rgb([x.to_le_bytes()[0], y.to_le_bytes()[0], 9])
    }));
    let project = Project::new(&with(&[(
        "regions/occitanie/pages/p.md",
        "---\ntitre: P\n---\n![a](../images/a.png)\n![b](../images/b.png)\n",
    )]));
    for (name, picture) in [("a", image.clone()), ("b", image.rotate90())] {
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        project.lay(&format!("regions/occitanie/images/{name}.png"), &bytes.into_inner());
    }
    let cache = room();
    let build = |out: &str| -> Answer {
        let arguments = format!("build --out {out} {DATE}");
        let mut command = project.command();
        command.env("ESCALE_CACHE_DIR", cache.path()).args(arguments.split_whitespace());
        command.output().unwrap().into()
    };
    assert_eq!(build("un").code, 0);
    let files = |folder: &Path| -> BTreeMap<String, Vec<u8>> {
        let names = super::cli::web::files(folder);
        names.into_iter().map(|name| (name.clone(), fs::read(folder.join(name)).unwrap())).collect()
    };
    let entries = files(cache.path());
    assert!(entries.len() > 1, "{}", entries.len());
    let others = entries.values().skip(1).chain(entries.values().take(1));
    for (name, bytes) in entries.keys().zip(others) {
        fs::write(cache.path().join(name), bytes).unwrap();
    }
    assert_eq!(build("deux").code, 0);
    assert!(files(&project.path("un")) == files(&project.path("deux")));
}

#[test]
fn a_cache_deletes_nothing_that_is_not_its_own() {
    let folder = room();
    let store = DiskStore::new(folder.path().to_owned());
    let key = Key::new("t", &[b"x"]);
    store.put(&key, b"answer");
    let entry = store.path(&key);
    let foreign = ["fr/notes.txt", "ab/notes.txt", "ab/12345.0.tmp", "ab/.notes.txt.999999999-0.tmp"];
    let left = format!("ab/.{}.999999999-0.tmp", "0".repeat(62));
    for name in foreign.iter().copied().chain([left.as_str()]) {
        fs::create_dir_all(folder.path().join(name).parent().unwrap()).unwrap();
        fs::write(folder.path().join(name), "à moi").unwrap();
    }
    store.tidy(std::time::SystemTime::now() + std::time::Duration::from_hours(24 * 400));
    assert!(!entry.exists());
    assert!(foreign.iter().all(|name| folder.path().join(name).exists()));
    assert!(!folder.path().join(left).exists());
}

#[test]
fn a_former_text_has_the_rights_of_its_file_from_the_first_byte() {
    let project = Project::new(&with(&[(EVENT, "titre: Forum : l'IT\ndate: 17 mai 2027")]));
    for (mode, umask) in [(0o600, "000"), (0o640, "077"), (0o644, "077")] {
        project.lay(EVENT, with(&[(EVENT, "titre: Forum : l'IT\ndate: 17 mai 2027")]).get(EVENT).unwrap());
        fs::set_permissions(project.path(EVENT), fs::Permissions::from_mode(mode)).unwrap();
        let _ = fs::remove_dir_all(project.path(".escale"));
        let script = format!("umask {umask}; exec \"$ESCALE\" check --fix {DATE}");
        assert!(project.shell(&script).output().unwrap().status.success());
        let history = fs::read_dir(project.path(".escale/historique")).unwrap().next().unwrap().unwrap().path();
        for path in [history.join(EVENT), project.path(EVENT)] {
            assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, mode, "{}", path.display());
        }
    }
    // While a file is being made, it has no more rights than the one whose rights it gets.
    let folder = Folder::open(&project.path("")).unwrap();
    fs::write(project.path("prive"), "x").unwrap();
    fs::set_permissions(project.path("prive"), fs::Permissions::from_mode(0o600)).unwrap();
    let found = folder.find("prive").unwrap().unwrap();
    let copy = folder.create("copie", Rights::Of(&found)).unwrap();
    assert_eq!(copy.metadata().unwrap().mode() & 0o777, 0o600);
}

/// The number of a process that is no more.
fn gone() -> u32 {
    let mut child = std::process::Command::new("true").spawn().unwrap();
    child.wait().unwrap();
    child.id()
}

#[test]
fn what_killed_runs_left_unfinished_goes_and_nothing_else() {
    let (gone, here) = (gone(), std::process::id());
    let project = Project::new(&with(&[(EVENT, "titre: Forum : l'IT\ndate: 17 mai 2027")]));
    let folder = EVENT.rsplit_once('/').unwrap().0;
    let event = EVENT.rsplit('/').next().unwrap();
    let left = [
        format!(".escale/.adresses.txt.{gone}.tmp"),
        format!(".escale/.liens.txt.{gone}-0.tmp"),
        format!("{folder}/.{event}.{gone}-3.tmp"),
        format!(".t.csv.{gone}-0.tmp"),
        format!(".vscode/.settings.json.{gone}-0.tmp"),
    ];
    let kept = [
        format!(".escale/.adresses.txt.{here}-0.tmp"),
        ".escale/adresses.tmp".to_owned(),
        ".escale/.adresses.txt.x.tmp".to_owned(),
        format!("{folder}/.brouillon.md.{gone}-0.tmp"),
        format!(".autre.csv.{gone}-0.tmp"),
    ];
    left.iter().chain(&kept).for_each(|name| project.lay(name, b"half"));
    let elsewhere = Victim::new();
    let link = project.path(&format!(".escale/.adresses.txt.{gone}-7.tmp"));
    symlink(elsewhere.path("file"), &link).unwrap();
    // Another escale, which is seen to be at work by its lock alone.
    let locked = project.path(&format!(".escale/.adresses.txt.{gone}-8.tmp"));
    let at_work = fs::File::create(&locked).unwrap();
    at_work.lock().unwrap();

    for command in ["check --fix", "build", "export t.csv", "schema --vscode"] {
        let answer = project.run(command);
        assert!(answer.code < 2, "{answer:?}");
    }
    let is_there = |names: &[String]| names.iter().map(|name| project.path(name).exists()).collect::<Vec<_>>();
    assert_eq!(is_there(&left), [false; 5], "{left:?}");
    assert_eq!(is_there(&kept), [true; 5], "{kept:?}");
    assert!(link.is_symlink() && locked.exists());
    assert_eq!(fs::read_to_string(elsewhere.path("file")).unwrap(), "précieux");
}

#[test]
fn folders_that_become_links_while_builds_run_lead_nowhere() {
    let place = room();
    let path = |name: &str| place.path().canonicalize().unwrap().join(name);
    fs::create_dir(path("project")).unwrap();
    let victim = Victim::new();
    let before = victim.stamps();
    let (is_over, swaps) = (AtomicBool::new(false), AtomicU32::new(0));
    let site = escale::model::address::SiteId::Hub;
    let mut written = 0;
    std::thread::scope(|scope| {
        let swapper = scope.spawn(|| {
            let places =
                ["public", "public/a", "public/a/b", ".public.escale", ".public.escale/new", ".public.escale/new/a"];
            while !is_over.load(Ordering::Relaxed) {
                for name in places {
                    let (there, aside) = (path("project").join(name), path("aside"));
                    if fs::rename(&there, &aside).is_ok() {
                        if symlink(victim.path("folder"), &there).is_ok() {
                            swaps.fetch_add(1, Ordering::Relaxed);
                            std::thread::yield_now();
                            let _ = fs::remove_file(&there);
                        }
                        let _ = fs::rename(&aside, &there);
                        let _ = fs::remove_dir_all(&aside);
                    }
                }
            }
        });
        let is_tried = |written: usize| written >= 10 && swaps.load(Ordering::Relaxed) >= 100;
        for turn in 0..20_000 {
            if is_tried(written) {
                break;
            }
            // A link that is left when folders were renamed meanwhile would end the race.
            for name in ["public", ".public.escale"] {
                if path("project").join(name).is_symlink() {
                    let _ = fs::remove_file(path("project").join(name));
                }
            }
            let mut output = Output::default();
            for name in ["index.html", "a/index.html", "a/b/index.html", "a/b/c/index.html"] {
                output.insert(name.to_owned(), format!("{name} {turn}").as_bytes(), None);
            }
            let publish = || {
                let publication = Publication::open(&path("project"), Out::Usual, true)?;
                publication.stage(&site, &output)?;
                publication.finish(&std::collections::BTreeSet::new())
            };
            written += usize::from(publish().is_ok());
        }
        is_over.store(true, Ordering::Relaxed);
        swapper.join().unwrap();
    });
    let swaps = swaps.into_inner();
    assert!(written >= 10 && swaps >= 100, "{written} {swaps}");
    assert_eq!(victim.stamps(), before);
}
