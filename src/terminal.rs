//! What a person sees in a terminal: problems, the table at the end of a build, refusals, progress.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use escale::problem::show::{self, Style};
use escale::problem::{Language, Problems};
use escale::sources::Sources;
use escale::write::{Error, Refusal};

/// Who is reading.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    /// Their language.
    pub language: Language,
    /// Whether it is a person's terminal, and not a file.
    pub is_interactive: bool,
    /// Whether colours are welcome.
    pub has_colour: bool,
}

/// Writes to standard output. A reader that has gone away is no reason to fail.
pub fn print(text: &str) {
    let _ = io::stdout().lock().write_all(text.as_bytes());
}

/// Writes to standard error.
pub fn complain(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// A line of the table: a site and what it came to.
pub struct Row {
    /// Name of the region.
    pub name: String,
    /// Pages, or why there are none.
    pub pages: Option<usize>,
    /// Events.
    pub events: usize,
    /// Problems that concern it.
    pub problems: usize,
    /// Files written anew.
    pub changed: usize,
    /// Bytes of the whole site.
    pub bytes: usize,
    /// How long it took.
    pub time: Duration,
}

impl Terminal {
    /// One of two.
    pub fn say<'a>(&self, french: &'a str, english: &'a str) -> &'a str {
        if self.language == Language::French { french } else { english }
    }

    /// Problems, with the lines they are about, how many there are, and how many mend themselves.
    pub fn problems(&self, problems: &Problems, sources: &Sources, shows_all: bool) {
        if problems.is_empty() {
            return;
        }
        let style = Style { language: self.language, has_colour: self.has_colour };
        let show = if shows_all { show::text } else { show::brief };
        complain(&show(problems, sources, style));
        complain(&format!("{}\n", show::count(problems, self.language)));
        if let Some(sentence) = show::fixes(problems, self.language) {
            complain(&format!("{sentence}\n"));
        }
    }

    /// What `check --fix` wrote, and where the former texts are.
    pub fn corrections(&self, written: &BTreeMap<Arc<str>, usize>, history: &Path) -> String {
        if written.is_empty() {
            return self.say("Aucune correction sûre à écrire.\n\n", "No certain correction to write.\n\n").to_owned();
        }
        let total: usize = written.values().sum();
        let files: Vec<String> = written.iter().map(|(file, count)| format!("  {file} ({count})\n")).collect();
        let files = files.concat();
        let many = |count: usize| if count > 1 { "s" } else { "" };
        let (s, folder) = (many(total), history.display());
        match self.language {
            Language::French => {
                format!("{total} correction{s} écrite{s} :\n{files}Les textes d'avant sont dans {folder}\n\n")
            }
            Language::English => format!("{total} correction{s} written:\n{files}The former texts are in {folder}\n\n"),
        }
    }

    /// What a build found beside the sites and left there; nothing when there is none.
    pub fn left(&self, left: &[PathBuf]) -> String {
        if left.is_empty() {
            return String::new();
        }
        let words = self.say(
            "Ceci semble avoir été mis de côté par une construction interrompue, mais rien ne prouve qu'escale l'a écrit : il n'y touche pas et ne le publie pas. Gardez ce qui est à vous ailleurs, puis supprimez le reste :",
            "This looks set aside by a build that was interrupted, but nothing proves that escale wrote it: it is left alone and not published. Keep elsewhere what is yours, then delete the rest:",
        );
        let paths: Vec<String> = left.iter().map(|path| format!("  {}\n", path.display())).collect();
        format!("{words}\n{}", paths.concat())
    }

    /// The table at the end of a build.
    pub fn table(&self, rows: &[Row]) -> String {
        let head = if self.language == Language::French {
            ["Site", "Pages", "Évènements", "Problèmes", "Changés", "Taille", "Temps"]
        } else {
            ["Site", "Pages", "Events", "Problems", "Changed", "Size", "Time"]
        };
        let mut lines = vec![head.map(str::to_owned)];
        for row in rows {
            lines.push(match row.pages {
                Some(pages) => [
                    row.name.clone(),
                    pages.to_string(),
                    row.events.to_string(),
                    row.problems.to_string(),
                    row.changed.to_string(),
                    self.size(row.bytes),
                    Self::milliseconds(row.time),
                ],
                None => {
                    let kept = self.say("gardé", "kept").to_owned();
                    let none = String::new();
                    [
                        row.name.clone(),
                        kept,
                        row.events.to_string(),
                        row.problems.to_string(),
                        none.clone(),
                        none.clone(),
                        none,
                    ]
                }
            });
        }
        let widths: Vec<usize> =
            (0..head.len()).map(|column| lines.iter().map(|l| l[column].chars().count()).max().unwrap_or(0)).collect();
        let mut out = String::new();
        for line in lines {
            let cells: Vec<String> = line
                .iter()
                .zip(&widths)
                .enumerate()
                .map(|(column, (cell, width))| match column {
                    0 => format!("{cell:<width$}"),
                    _ => format!("{cell:>width$}"),
                })
                .collect();
            out.push_str(cells.join("   ").trim_end());
            out.push('\n');
        }
        out
    }

    fn size(&self, bytes: usize) -> String {
        let kilobytes = bytes.div_ceil(1000);
        match self.language {
            Language::French => format!("{kilobytes} Ko"),
            Language::English => format!("{kilobytes} KB"),
        }
    }

    fn milliseconds(time: Duration) -> String {
        format!("{} ms", time.as_millis())
    }

    /// A mistake of the program itself: not the reader's, and no trace for them to read.
    pub fn bug(&self, panic: &std::panic::PanicHookInfo) {
        let words = self.say(
            "escale s'est trompé : c'est un défaut du programme, pas de vos textes. Signalez-le avec cette ligne :",
            "escale made a mistake: this is a fault of the program, not of your texts. Report it with this line:",
        );
        let at = panic.location().map(ToString::to_string).unwrap_or_default();
        let text = panic.payload_as_str().unwrap_or_default();
        complain(&format!("{words}\n  {at} {text}\n"));
    }

    /// Why nothing was written, and what to do.
    pub fn refusal(&self, error: &Error) -> String {
        match error {
            Error::Refused(refusal) => self.refused(refusal),
            Error::Io { path, source } => self.machine(path, source),
        }
    }

    /// Why a file beside the sites was not written.
    pub fn refusal_at(&self, error: &Error) -> String {
        match error {
            Error::Refused(refusal) => self.refused(refusal),
            Error::Io { path, source } => self.machine_at(path, source),
        }
    }

    /// What the system said no to, in a project or where its sites are to be.
    pub fn machine(&self, path: &Path, error: &io::Error) -> String {
        let advice = match error.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => self.say(
                " Changez les droits du dossier, ou choisissez-en un autre avec --out.",
                " Change the folder's rights, or choose another with --out.",
            ),
            _ => "",
        };
        let untouched =
            self.say("Les sites déjà publiés n'ont pas changé.", "The sites already published have not changed.");
        let (words, detail) = self.system(error);
        format!("{words}{advice}\n  {}\n  {untouched}\n  {detail}\n", path.display())
    }

    /// What the system said no to, of any other file.
    pub fn machine_at(&self, path: &Path, error: &io::Error) -> String {
        let (words, detail) = self.system(error);
        format!("{words}\n  {}\n  {detail}\n", path.display())
    }

    /// What the system says, in words, and in its own.
    fn system(&self, error: &io::Error) -> (&'static str, String) {
        use io::ErrorKind;
        let (french, english) = match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => (
                "Le disque est plein. Faites de la place, puis relancez.",
                "The disk is full. Make room, then try again.",
            ),
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                ("Vous n'avez pas le droit d'écrire ou de lire ici.", "You are not allowed to write or read here.")
            }
            ErrorKind::IsADirectory => ("C'est un dossier.", "This is a folder."),
            ErrorKind::NotFound => ("Ce dossier n'existe pas.", "There is no such folder."),
            ErrorKind::FileTooLarge => (
                "Il y a là plus qu'escale ne peut prendre (100 000 fichiers au plus). Rangez ailleurs ce qui n'est pas du projet.",
                "There is more here than escale can take (100,000 files at most). Move away what is not of the project.",
            ),
            _ => ("La machine a refusé.", "The machine refused."),
        };
        (self.say(french, english), format!("{} {error}", self.say("Détail technique :", "Technical detail:")))
    }

    fn refused(&self, refusal: &Refusal) -> String {
        let (path, french, english) = match refusal {
            Refusal::InsideSources { out } => (
                out.display().to_string(),
                "Les sites ne peuvent pas être écrits parmi les textes du projet : ils les effaceraient.\nChoisissez un autre dossier, par exemple :  escale build --out public",
                "The sites cannot be written among the project's texts: they would overwrite them.\nChoose another folder, for instance:  escale build --out public",
            ),
            Refusal::AroundSources { out } => (
                out.display().to_string(),
                "Ce dossier contient le projet lui-même : les sites se mêleraient à vos fichiers.\nChoisissez un dossier à part, par exemple :  escale build --out public",
                "This folder holds the project itself: the sites would mix with your files.\nChoose a folder apart, for instance:  escale build --out public",
            ),
            Refusal::TooWide { out } => (
                out.display().to_string(),
                "C'est votre dossier personnel ou la racine du disque : les sites s'y mêleraient à tout le reste.\nChoisissez un dossier à part, par exemple :  escale build --out public",
                "This is your home folder or the root of the disk: the sites would mix with everything else.\nChoose a folder apart, for instance:  escale build --out public",
            ),
            Refusal::NotAFolder { out } => (
                out.display().to_string(),
                "Il y a un fichier là où les sites doivent être écrits. Renommez-le, ou choisissez un autre dossier avec --out.",
                "There is a file where the sites must be written. Rename it, or choose another folder with --out.",
            ),
            Refusal::Foreign { out } => (
                out.display().to_string(),
                "Ce dossier contient des fichiers qu'escale n'a pas écrits. Rien n'a été touché.\nChoisissez un autre dossier avec --out, ou ajoutez --adopt pour y écrire : ceux qui portent le nom d'une page seront remplacés, les autres resteront.",
                "This folder holds files that escale did not write. Nothing was touched.\nChoose another folder with --out, or add --adopt to write there: those named as a page will be replaced, the others will stay.",
            ),
            Refusal::BadManifest { path } => (
                path.display().to_string(),
                "La liste des fichiers écrits par escale est abîmée : on ne sait plus ce qui peut être remplacé. Rien n'a été touché.\nSupprimez ce fichier et ajoutez --adopt pour construire par-dessus.",
                "The list of files that escale wrote is damaged: there is no telling what may be replaced. Nothing was touched.\nDelete this file and add --adopt to build over it.",
            ),
            Refusal::Occupied { path } => (
                path.display().to_string(),
                "Un fichier qu'escale n'a pas écrit est là où une page doit aller. Rien n'a été touché.\nDéplacez-le, puis relancez.",
                "A file that escale did not write stands where a page must go. Nothing was touched.\nMove it, then try again.",
            ),
            Refusal::Link { path } => (
                path.display().to_string(),
                "C'est un lien, qui peut mener à un fichier étranger au projet : escale n'écrit pas au travers. Rien n'y a été écrit.\nSupprimez ce lien, puis relancez.",
                "This is a link, which may lead to a file outside the project: escale does not write through it. Nothing was written there.\nRemove this link, then try again.",
            ),
            Refusal::UsualIsLink { path } => (
                path.display().to_string(),
                "C'est un lien, et non un dossier : sans que vous le demandiez, escale n'écrit pas là où il mène. Rien n'a été touché.\nSupprimez-le ou, s'il est de vous, nommez-le :  escale build --out public",
                "This is a link and no folder: unless you ask for it, escale does not write where it leads. Nothing was touched.\nRemove it or, if it is yours, name it:  escale build --out public",
            ),
            Refusal::Taken { path } => (
                path.display().to_string(),
                "Il y a ici autre chose que le dossier ou le fichier ordinaire qu'il faut : escale n'y touche pas.\nDéplacez-le, puis relancez.",
                "There is something else here than the folder or the ordinary file that is needed: escale does not touch it.\nMove it, then try again.",
            ),
            Refusal::Locked { holder } => (
                holder.clone(),
                "Une autre construction écrit déjà dans ce dossier (son numéro de processus est ci-dessus). Attendez qu'elle finisse, puis relancez.",
                "Another build is writing into this folder (its process number is above). Wait until it ends, then try again.",
            ),
        };
        format!("{path}\n{}\n", self.say(french, english))
    }
}
