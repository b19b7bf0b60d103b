//! What people do to a project in a day, at random from a seed.
//!
//! Sites that a problem keeps back stay as they were, so what is shown then depends on what was there in between. Where
//! something is broken, or may be, it is therefore saved in one step; anything else in every way that editors save.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// What is at work in a project.
pub struct Editor {
    project: PathBuf,
    /// A folder beside the project: what comes from there comes in one step.
    beside: PathBuf,
    /// The project as it was.
    originals: BTreeMap<PathBuf, Vec<u8>>,
    /// Files that hold a mistake, and what they held before.
    broken: BTreeMap<PathBuf, Vec<u8>>,
    /// Whether something keeps a site back.
    is_blocked: bool,
    seed: u64,
    step: usize,
}

/// How a program saves.
#[derive(Debug, Clone, Copy)]
enum Save {
    InPlace,
    Renaming,
    WithBackup,
    Anew,
}

const SAVES: [Save; 4] = [Save::InPlace, Save::Renaming, Save::WithBackup, Save::Anew];
/// Events that are added to those of the repository.
const ADDED: usize = 30;

impl Editor {
    /// Lays out the programme of this repository in `room`, with some more events.
    pub fn new(room: &Path, seed: u64) -> Self {
        let (project, beside) = (room.join("projet"), room.join("a-cote"));
        let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
        for part in ["content", "regions", "themes"] {
            copy(&repository.join(part), &project.join(part));
        }
        fs::copy(repository.join("escale.yaml"), project.join("escale.yaml")).unwrap();
        for number in 0..ADDED {
            let event = project.join(format!("regions/occitanie/evenements/2027-06-01-rencontre-{number}.md"));
            fs::write(event, text_of_event(&format!("Rencontre {number}"), &format!("en-plus-{number}"))).unwrap();
        }
        fs::create_dir_all(&beside).unwrap();
        let files = files_below(&project, "");
        let originals = files.into_iter().map(|path| (path.clone(), fs::read(project.join(path)).unwrap())).collect();
        Self { project, beside, originals, broken: BTreeMap::new(), is_blocked: false, seed, step: 0 }
    }

    /// The project's folder.
    pub fn project(&self) -> &Path {
        &self.project
    }

    /// Puts everything back as it was, file by file.
    pub fn check_out(&mut self) -> String {
        self.broken.clear();
        let mut count = 0;
        for path in files_below(&self.project, "") {
            if !self.originals.contains_key(&path) {
                fs::remove_file(self.project.join(path)).unwrap();
                count += 1;
            }
        }
        for (path, bytes) in &self.originals {
            let path = self.project.join(path);
            // As git does: the file goes, and another comes.
            let _ = fs::remove_file(&path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
            count += 1;
        }
        // Folders that hold nothing now are gone in git, too.
        for folder in WalkDir::new(&self.project).contents_first(true).into_iter().flatten() {
            if folder.file_type().is_dir() {
                let _ = fs::remove_dir(folder.path());
            }
        }
        // The first file is different each time, so that there is always something to tell.
        let words = self.random(1_000_000);
        let note = format!("---\ntitre: Tour {}\n---\nTexte {words}.\n", self.step);
        fs::write(self.project.join("content/pages/tour.md"), note).unwrap();
        format!("checked out, {count} files")
    }

    /// Does something; answers what. Told whether a problem keeps a site back.
    pub fn edit(&mut self, is_blocked: bool) -> String {
        self.step += 1;
        self.is_blocked = is_blocked;
        if !self.broken.is_empty()
            && self.random(3) == 0
            && let Some(done) = self.mend()
        {
            return done;
        }
        loop {
            let what = self.random(24);
            if let Some(done) = self.attempt(what) {
                return done;
            }
        }
    }

    /// `None` when there is nothing to do it to.
    fn attempt(&mut self, what: usize) -> Option<String> {
        let step = self.step;
        match what {
            0..=5 => {
                let folder = ["regions", "content", "regions/occitanie/evenements"][self.random(3)];
                let path = self.any(folder, ".md")?;
                self.save_any_way(&path, |text| format!("{text}\nÉtape {step}.\n"))
            }
            6 | 7 => {
                let path = self.any_event()?;
                self.save_any_way(&path, |text| with_line(text, "titre:", &format!("titre: Rencontre du pas {step}")))
            }
            8 => {
                let path = self.any_event()?;
                let date = format!("date: 2027-{:02}-{:02}", 5 + self.random(4), 1 + self.random(28));
                self.save_at_once(&path, |text| with_line(text, "date:", &date))
            }
            9 | 10 => {
                let region = ["occitanie", "grand-est", "la-reunion"][self.random(3)];
                let path = PathBuf::from(format!("regions/{region}/evenements/2027-06-05-neuf-{step}.md"));
                let text = text_of_event(&format!("Neuf {step}"), &format!("neuf-{step}"));
                self.write(&path, text.as_bytes(), Save::Renaming);
                Some(format!("{} is new", path.display()))
            }
            11 => {
                let path = self.any_event()?;
                fs::remove_file(self.project.join(&path)).unwrap();
                Some(format!("{} is deleted", path.display()))
            }
            12 => {
                let path = self.any_event()?;
                let other = path.with_file_name(format!("2027-06-06-autre-nom-{step}.md"));
                fs::rename(self.project.join(&path), self.project.join(&other)).unwrap();
                Some(format!("{} is now {}", path.display(), other.display()))
            }
            13 | 14 => {
                let path = self.any("content/partenaires", ".md")?;
                self.save_any_way(&path, |text| with_line(text, "nom:", &format!("nom: Partenaire {step}")))
            }
            15 => {
                let path = self.any("themes/declics/templates", ".html")?;
                self.save_any_way(&path, |text| text.replacen("class=\"", &format!("class=\"pas-{step} "), 1))
            }
            16 => {
                let path = PathBuf::from("themes/declics/theme.yaml");
                let word = format!("aller_au_contenu: Aller au contenu {step}");
                self.save_any_way(&path, |text| with_line(text, "aller_au_contenu:", &word))
            }
            17 => {
                let path = PathBuf::from("themes/declics/static/style.css");
                self.save_any_way(&path, |text| format!("{text}.pas-{step} {{ color: inherit }}\n"))
            }
            18 => {
                let path = PathBuf::from(format!("content/pages/page-{}.md", self.random(4)));
                if self.project.join(&path).exists() {
                    fs::remove_file(self.project.join(&path)).unwrap();
                    return Some(format!("{} is deleted", path.display()));
                }
                self.write(&path, format!("---\ntitre: Page {step}\n---\nTexte.\n").as_bytes(), Save::Renaming);
                Some(format!("{} is new", path.display()))
            }
            19 | 20 => self.break_something(),
            21 => self.replace_folder(),
            22 => Some(self.region_that_comes()),
            _ => {
                let path = PathBuf::from("regions/grand-est/region.yaml");
                self.save_at_once(&path, |text| with_line(text, "nom:", &format!("nom: Grand Est {step}")))
            }
        }
    }

    /// One file, so that nothing makes sense that needs it.
    fn break_something(&mut self) -> Option<String> {
        if self.broken.len() >= 2 {
            return None;
        }
        let spoil: (PathBuf, fn(&str) -> String) = match self.random(8) {
            0 => (self.any_event()?, |text| with_line(text, "date:", "date: 2027-13-45")),
            1 => (self.any_event()?, |text| text.replacen("\n---\n", "\n", 1)),
            2 => (self.any_event()?, |_| "\n".to_owned()),
            3 => (self.any("content/partenaires", ".md")?, |text| text.replacen("\n---\n", "\n", 1)),
            4 => (self.any("themes/declics/templates", ".html")?, |text| format!("{text}{{% if")),
            5 => ("themes/declics/theme.yaml".into(), |text| text.replacen("titre_accueil:", "titre_acceuil:", 1)),
            6 => ("escale.yaml".into(), |text| text.replacen("nom:", "nom", 1)),
            _ => ("regions/occitanie/region.yaml".into(), |text| text[..40].to_owned()),
        };
        let (path, spoil) = spoil;
        if self.broken.contains_key(&path) {
            return None;
        }
        let former = fs::read(self.project.join(&path)).unwrap();
        let text = spoil(&String::from_utf8_lossy(&former));
        if text.as_bytes() == former {
            return None;
        }
        self.write(&path, text.as_bytes(), Save::Renaming);
        self.broken.insert(path.clone(), former);
        Some(format!("{} is broken", path.display()))
    }

    fn mend(&mut self) -> Option<String> {
        let at = self.random(self.broken.len().max(1));
        let path = self.broken.keys().nth(at)?.clone();
        let former = self.broken.remove(&path)?;
        self.write(&path, &former, Save::Renaming);
        Some(format!("{} is mended", path.display()))
    }

    /// A folder goes and another takes its name, as a synchronised drive or a restored backup does it.
    fn replace_folder(&mut self) -> Option<String> {
        if self.is_blocked {
            return None;
        }
        let folders = ["regions/occitanie/evenements", "regions/grand-est", "content/partenaires", "themes/declics"];
        let folder = folders[self.random(folders.len())];
        let (own, other, former) = (self.project.join(folder), self.beside.join("autre"), self.beside.join("ancien"));
        copy(&own, &other);
        for path in files_below(&other, "").iter().filter(|path| path.extension().is_some_and(|kind| kind == "md")) {
            let text = fs::read_to_string(other.join(path)).unwrap();
            fs::write(other.join(path), format!("{text}\nDossier {}.\n", self.step)).unwrap();
        }
        if folder.starts_with("themes") {
            let style = other.join("static/style.css");
            let text = fs::read_to_string(&style).unwrap();
            fs::write(style, format!("{text}.dossier-{} {{ color: inherit }}\n", self.step)).unwrap();
        }
        fs::rename(&own, &former).unwrap();
        fs::rename(&other, &own).unwrap();
        fs::remove_dir_all(&former).unwrap();
        Some(format!("{folder} is another folder"))
    }

    /// A region that was not there: with a mistake, then without, then gone.
    fn region_that_comes(&mut self) -> String {
        let path = PathBuf::from("regions/corse/region.yaml");
        let good = "nom: Corse\npreposition: en\niso: \"20R\"\ninsee: \"94\"\ncouleurs:\n  accent: \"#1d4ed8\"\n";
        let Ok(text) = fs::read_to_string(self.project.join(&path)) else {
            // Laid out beside: as a folder without anything in it, it would be another region for a moment.
            fs::create_dir_all(self.beside.join("corse")).unwrap();
            fs::write(self.beside.join("corse/region.yaml"), "nom: Corse\n").unwrap();
            fs::rename(self.beside.join("corse"), self.project.join("regions/corse")).unwrap();
            return "regions/corse is new, with a mistake".to_owned();
        };
        if text != good {
            self.write(&path, good.as_bytes(), Save::Renaming);
            return "regions/corse is mended".to_owned();
        }
        fs::rename(self.project.join("regions/corse"), self.beside.join("corse")).unwrap();
        fs::remove_dir_all(self.beside.join("corse")).unwrap();
        "regions/corse is gone".to_owned()
    }

    fn any_event(&mut self) -> Option<PathBuf> {
        let region = ["occitanie", "occitanie", "bourgogne-franche-comte", "grand-est"][self.random(4)];
        self.any(&format!("regions/{region}/evenements"), ".md")
    }

    /// A file that is not broken.
    fn any(&mut self, folder: &str, suffix: &str) -> Option<PathBuf> {
        let mut files = files_below(&self.project, folder);
        files.retain(|path| path.to_string_lossy().ends_with(suffix) && !self.broken.contains_key(path));
        let at = self.random(files.len().max(1));
        files.into_iter().nth(at)
    }

    fn save_any_way(&mut self, path: &Path, change: impl Fn(&str) -> String) -> Option<String> {
        let save = if self.is_blocked { Save::Renaming } else { SAVES[self.random(SAVES.len())] };
        self.save(path, change, save)
    }

    fn save_at_once(&mut self, path: &Path, change: impl Fn(&str) -> String) -> Option<String> {
        self.save(path, change, Save::Renaming)
    }

    fn save(&mut self, path: &Path, change: impl Fn(&str) -> String, save: Save) -> Option<String> {
        if self.broken.contains_key(path) {
            return None;
        }
        let former = fs::read_to_string(self.project.join(path)).unwrap();
        let text = change(&former);
        if text == former {
            return None;
        }
        self.write(path, text.as_bytes(), save);
        Some(format!("{} is saved ({save:?})", path.display()))
    }

    fn write(&self, path: &Path, bytes: &[u8], save: Save) {
        let path = self.project.join(path);
        let beside = |suffix: &str| {
            let name = path.file_name().unwrap().to_string_lossy();
            path.with_file_name(format!("{name}{suffix}"))
        };
        match save {
            Save::InPlace => fs::write(&path, bytes).unwrap(),
            Save::Renaming => {
                fs::write(beside(".tmp"), bytes).unwrap();
                fs::rename(beside(".tmp"), &path).unwrap();
            }
            Save::WithBackup => {
                fs::rename(&path, beside("~")).unwrap();
                fs::write(&path, bytes).unwrap();
                fs::remove_file(beside("~")).unwrap();
            }
            Save::Anew => {
                fs::remove_file(&path).unwrap();
                fs::write(&path, bytes).unwrap();
            }
        }
    }

    /// A number below `end`, by SplitMix64.
    fn random(&mut self, end: usize) -> usize {
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.seed;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % end as u64).unwrap()
    }
}

fn text_of_event(title: &str, id: &str) -> String {
    format!(
        "---\nid: {id}\ntitre: {title}\ntype: atelier\nresume: Une rencontre en ligne.\ndate: 2027-06-05\n\
         heure: \"14:00\"\nheure_fin: \"16:00\"\nmode: en-ligne\ninscription:\n  lien: https://inscription.example.org/{id}\n\
         partenaires: [agefiph, france-travail]\nphase: 3\n---\nVenez avec vos questions.\n"
    )
}

/// The text with another line in the place of the first that begins so.
fn with_line(text: &str, start: &str, line: &str) -> String {
    let former = text.lines().find(|own| own.starts_with(start));
    former.map_or_else(|| text.to_owned(), |former| text.replacen(former, line, 1))
}

/// Files below a folder of a project, relative to it, in order.
fn files_below(project: &Path, folder: &str) -> Vec<PathBuf> {
    let entries = WalkDir::new(project.join(folder)).sort_by_file_name().into_iter().flatten();
    let files = entries.filter(|entry| entry.file_type().is_file());
    files.map(|entry| entry.path().strip_prefix(project).unwrap().to_owned()).collect()
}

/// Copies a folder with everything in it.
fn copy(from: &Path, to: &Path) {
    for path in files_below(from, "") {
        let target = to.join(&path);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(from.join(&path), target).unwrap();
    }
}
