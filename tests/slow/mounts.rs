//! Disks that are full, read-only, or not what they seem: real mounts, in a name space of their own.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::tour::{Tour, Version, differences, say, tree};

/// Whether this test runs where it may mount; else runs it there, in a process of its own, and answers
/// `false` when that is done or cannot be.
pub fn in_namespace(test: &str) -> bool {
    const MARK: &str = "ESCALE_TEST_MAY_MOUNT";
    if std::env::var_os(MARK).is_some() {
        return true;
    }
    for rights in ["-m", "-rm"] {
        let may = Command::new("unshare").args([rights, "true"]).stderr(Stdio::null()).status();
        if may.is_ok_and(|status| status.success()) {
            let mut command = Command::new("unshare");
            command.arg(rights).arg(std::env::current_exe().unwrap()).args(["--exact", test, "--nocapture"]);
            let output = command.env(MARK, "1").output().unwrap();
            let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            assert!(output.status.success() && stdout.contains("1 passed"), "{stdout}\n{stderr}");
            stderr.lines().filter(|line| line.starts_with("    ")).for_each(|line| say(line.trim()));
            return false;
        }
    }
    say(&format!("{test}: passed over, unshare may not make a name space here"));
    false
}

/// Something mounted for as long as this lives.
pub struct Mount(PathBuf);

impl Mount {
    pub fn new(arguments: &[&str], at: &Path) -> Self {
        Self::try_new(arguments, at).unwrap()
    }

    fn try_new(arguments: &[&str], at: &Path) -> Result<Self, String> {
        fs::create_dir_all(at).unwrap();
        let output = Command::new("mount").args(arguments).arg(at).output().unwrap();
        let mount = || Self(at.to_owned());
        output.status.success().then(mount).ok_or_else(|| String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// Bytes that files take on a disk of 4 KiB blocks.
fn blocks<'a>(files: impl IntoIterator<Item = &'a Vec<u8>>) -> u64 {
    files.into_iter().map(|bytes| (bytes.len() as u64).div_ceil(4096) * 4096).sum()
}

#[test]
fn a_full_disk_leaves_the_former_sites_whole() {
    if !in_namespace("mounts::a_full_disk_leaves_the_former_sites_whole") {
        return;
    }
    let tour = Tour::new();
    let (former, new) = (tour.reference(Version::A), tour.reference(Version::B));
    // What does not change (a typeface, a script) is linked and takes no room.
    let needed = blocks(new.iter().filter(|(path, bytes)| former.get(*path) != Some(*bytes)).map(|(_, bytes)| bytes));
    let mut refused = 0;
    // On the disk itself folders change places; on its mount point files are moved one by one.
    for name in ["disk/public", "disk"] {
        let size = format!("size={}", blocks(former.values()) * 3);
        let _mount = Mount::new(&["-t", "tmpfs", "-o", &size, "tmpfs"], &tour.path("disk"));
        let out = tour.path(name);
        tour.build(Version::A, &out);
        for free_percent in [0, 1, 10, 50, 90, 99] {
            let filler = tour.path("disk/filler");
            fs::write(&filler, vec![0; usize::try_from(blocks(former.values()) * 2).unwrap()]).unwrap_or_default();
            let room = needed * free_percent / 100;
            let length = fs::metadata(&filler).unwrap().len();
            fs::File::options().write(true).open(&filler).unwrap().set_len(length.saturating_sub(room)).unwrap();

            let before = times(&out);
            let (code, stderr) = tour.try_build(Version::B, &out);
            assert_eq!(code, 4, "{name} {free_percent} {stderr}");
            assert!(stderr.contains("Le disque est plein. Faites de la place, puis relancez."), "{stderr}");
            assert_eq!(times(&out), before, "{name} {free_percent}");
            assert!(!tour.path("disk/.public.escale").exists() && !tour.path("disk/.escale-work").exists());
            fs::remove_file(&filler).unwrap();
            assert_eq!(differences(&tree(&out), &former), [""; 0], "{name} {free_percent}");
            refused += 1;
        }
        tour.build(Version::B, &out);
        assert_eq!(differences(&tree(&out), &new), [""; 0]);
    }
    say(&format!("full disk: {refused} of {refused} builds refused, the former sites untouched"));
}

/// Number and time of every file, but for the filler.
fn times(folder: &Path) -> Vec<(String, u64, i64, i64)> {
    let stamp = |path: String| {
        let found = fs::metadata(folder.join(&path)).unwrap();
        (path, found.ino(), found.mtime(), found.mtime_nsec())
    };
    super::web::files(folder).into_iter().filter(|path| path != "filler").map(stamp).collect()
}

#[test]
fn a_read_only_disk_is_refused() {
    if !in_namespace("mounts::a_read_only_disk_is_refused") {
        return;
    }
    let tour = Tour::new();
    for name in ["disk/public", "disk"] {
        let _mount = Mount::new(&["-t", "tmpfs", "tmpfs"], &tour.path("disk"));
        let out = tour.path(name);
        tour.build(Version::A, &out);
        let before = times(&out);
        let remounted = Command::new("mount").args(["-o", "remount,bind,ro"]).arg(tour.path("disk")).status().unwrap();
        assert!(remounted.success());
        let (code, stderr) = tour.try_build(Version::B, &out);
        assert_eq!(code, 4);
        assert!(stderr.contains("Vous n'avez pas le droit d'écrire ou de lire ici."), "{stderr}");
        assert_eq!(times(&out), before);
    }
    say("read-only disk: 2 of 2 builds refused");
}

#[test]
fn a_folder_mounted_on_another_of_the_same_disk_is_written_in_order() {
    if !in_namespace("mounts::a_folder_mounted_on_another_of_the_same_disk_is_written_in_order") {
        return;
    }
    let tour = Tour::new();
    let new = tour.reference(Version::C);
    // A space in the name is written « \040 » in the system's list of mounts.
    let (www, out) = (tour.path("www"), tour.path("the site/public"));
    fs::create_dir_all(&www).unwrap();
    let _mount = Mount::new(&["--bind", www.to_str().unwrap()], &out);
    let number = fs::metadata(&out).unwrap().ino();
    tour.build(Version::A, &out);
    tour.build(Version::C, &out);
    assert_eq!(differences(&tree(&www), &new), [""; 0]);
    assert_eq!(fs::metadata(&out).unwrap().ino(), number);
}

#[test]
fn what_is_mounted_inside_an_output_is_not_emptied() {
    if !in_namespace("mounts::what_is_mounted_inside_an_output_is_not_emptied") {
        return;
    }
    let tour = Tour::new();
    let new = tour.reference(Version::C);
    let out = tour.path("srv/public");
    tour.build(Version::A, &out);
    fs::create_dir_all(tour.path("album")).unwrap();
    fs::write(tour.path("album/photo.jpg"), "photo").unwrap();
    let _mount = Mount::new(&["--bind", tour.path("album").to_str().unwrap()], &out.join("photos"));
    tour.build(Version::C, &out);
    assert_eq!(fs::read(tour.path("album/photo.jpg")).unwrap(), b"photo");
    assert_eq!(differences(&tree(&out), &new), ["photos/photo.jpg"]);
}

#[test]
fn where_folders_cannot_change_places_files_are_moved() {
    if !in_namespace("mounts::where_folders_cannot_change_places_files_are_moved") {
        return;
    }
    // A folder of a lower layer of an overlay (as in a container's image) cannot be exchanged.
    let tour = Tour::new();
    let (former, new) = (tour.reference(Version::A), tour.reference(Version::C));
    tour.build(Version::A, &tour.path("lower/public"));
    fs::write(tour.path("lower/public/CNAME"), "tour.example.org").unwrap();
    for layer in ["upper", "work"] {
        fs::create_dir(tour.path(layer)).unwrap();
    }
    let layers = ["lower", "upper", "work"].map(|layer| format!("{layer}dir={}", tour.path(layer).display()));
    let options = format!("{},redirect_dir=off", layers.join(","));
    let mount = Mount::try_new(&["-t", "overlay", "-o", &options, "overlay"], &tour.path("merged"));
    let _mount = match mount {
        Ok(mount) => mount,
        Err(reason) => return say(&format!("overlay: passed over, {}", reason.trim())),
    };
    let out = tour.path("merged/public");
    assert_eq!(differences(&tree(&out), &former), ["CNAME"]);
    tour.build(Version::C, &out);
    assert_eq!(differences(&tree(&out), &new), ["CNAME"]);
    assert_eq!(fs::read_dir(tour.path("merged")).unwrap().count(), 1);
    say("overlay: the new sites are in place");
}
