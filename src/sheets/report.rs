//! What is shown of a plan: the rows, what changes, why not, and what to do next.

use std::path::Path;
use std::sync::Arc;

use escale::tables::xlsx::letters;
use escale::tables::{Table, Unusable};

use super::columns::{Columns, Confusion};
use super::plan::{Outcome, Planned};
use super::shown;

use crate::cli::Import;
use crate::terminal::Terminal;

/// How wide a terminal is taken to be, in characters.
const WIDTH: usize = 80;
/// Before what is said below a row.
const MARGIN: &str = "         ";
/// More rows than these are not shown, unless all are asked for.
const MOST_ROWS: usize = 60;
/// More unknown columns than these are counted only.
const MOST_COLUMNS: usize = 12;
/// More written files than these are counted only.
const MOST_FILES: usize = 20;
/// A region's name is cut beyond this.
const WIDEST_REGION: usize = 23;

/// What visitors' calendars must know of when it changes.
const FELT: [&str; 6] = ["date", "heure", "date_fin", "heure_fin", "lieu", "statut"];

/// A plan with what it was made from.
pub struct Report<'r> {
    /// The table.
    pub table: &'r Table,
    /// The columns of each sheet.
    pub columns: &'r [Columns],
    /// The rows.
    pub planned: &'r [Planned],
    /// What would be blocked beside the rows' own files.
    pub elsewhere: &'r [String],
    /// How much of what is written is to correct.
    pub to_correct: usize,
    /// Who is reading.
    pub terminal: Terminal,
}

impl Report<'_> {
    /// The table of the rows, with everything that is said of them.
    pub fn text(&self, file: &Path, shows_all: bool) -> String {
        let say = |french: &str, english: &str| self.terminal.say(french, english).to_owned();
        let (french, english) = &self.table.form;
        let rows = self.planned.len();
        let known = self.columns.iter().map(|columns| columns.read.len()).max().unwrap_or(0);
        let s = |count: usize| if count > 1 { "s" } else { "" };
        let mut out = say(
            &format!("{} : {french}, {rows} ligne{}, {known} colonne{}\n", file.display(), s(rows), s(known)),
            &format!("{}: {english}, {rows} row{}, {known} column{}\n", file.display(), s(rows), s(known)),
        );
        let unknown = || self.columns.iter().flat_map(|columns| &columns.unknown);
        for (title, near) in unknown().take(MOST_COLUMNS) {
            let mut line = say(&format!("Colonne ignorée : {title}."), &format!("Column passed over: {title}."));
            if let Some(near) = near {
                line += &say(&format!(" Vouliez-vous dire « {near} » ?"), &format!(" Did you mean “{near}”?"));
            }
            out += &wrapped(&line, "", "  ");
        }
        let rest = unknown().count().saturating_sub(MOST_COLUMNS);
        if rest > 0 {
            out += &say(
                &format!("… et {rest} de plus, ignorées aussi.\n"),
                &format!("… and {rest} more, passed over too.\n"),
            );
        }
        let is_shown = |own: &&Planned| shows_all || !matches!(own.outcome, Outcome::Same);
        let shown: Vec<&Planned> = self.planned.iter().filter(is_shown).collect();
        if !shown.is_empty() {
            out.push('\n');
            out += &self.rows(&shown[..shown.len().min(if shows_all { usize::MAX } else { MOST_ROWS })]);
        }
        let rest = shown.len().saturating_sub(MOST_ROWS);
        if rest > 0 && !shows_all {
            let others = if rest > 1 { "s" } else { "" };
            out += &say(
                &format!("{MARGIN}… et {rest} autre{others} ligne{others}. Pour toutes : --all\n"),
                &format!("{MARGIN}… and {rest} more row{others}. For all of them: --all\n"),
            );
        }
        for words in self.elsewhere {
            let intro = say("Ailleurs, à cause de ces lignes :", "Elsewhere, because of these rows:");
            out += &wrapped(&format!("{intro} {words}"), "", "  ");
        }
        out.push('\n');
        out += &self.count();
        harmless(&out)
    }

    fn rows(&self, shown: &[&Planned]) -> String {
        let say = |french: &'static str, english: &'static str| self.terminal.say(french, english);
        let head = [say("Ligne", "Row"), say("Région", "Region"), say("Date", "Date"), say("Évènement", "Event")];
        let region = shown.iter().map(|own| own.region.chars().count()).max().unwrap_or(0).min(WIDEST_REGION);
        let region = region.max(head[1].chars().count());
        let words =
            [say("nouveau", "new"), say("modifié", "changed"), say("inchangé", "unchanged"), say("refusé", "refused")];
        let word = words.iter().map(|word| word.chars().count()).max().unwrap_or(0);
        let title = WIDTH - 5 - 2 - region - 2 - 10 - 2 - 2 - word;
        let line = |row: &str, own: [&str; 3], word: &str| {
            let text = format!(
                "{row:>5}  {:<region$}  {:<10}  {:<title$}  {word}",
                cut(own[0], region),
                cut(own[1], 10),
                cut(own[2], title)
            );
            format!("{}\n", text.trim_end())
        };
        let mut out = line(head[0], [head[1], head[2], head[3]], say("État", "State"));
        let mut sheet = None;
        for own in shown {
            if own.sheet != sheet {
                sheet.clone_from(&own.sheet);
                let name = sheet.clone().unwrap_or_default();
                out += self.terminal.say(&format!("Feuille « {name} »\n"), &format!("Sheet “{name}”\n"));
            }
            let word = match own.outcome {
                Outcome::New(_) => words[0],
                Outcome::Changed(_) => words[1],
                Outcome::Same => words[2],
                Outcome::Refused(_) => words[3],
            };
            out += &line(&own.row.to_string(), [&own.region, &own.date, &own.title], word);
            match &own.outcome {
                Outcome::Changed(changed) => {
                    let name = changed.changes.iter().map(|(name, ..)| name.chars().count()).max().unwrap_or(0);
                    let each = (WIDTH - MARGIN.len() - name - 2 - 3) / 2;
                    for (piece, former, later) in &changed.changes {
                        let nothing = say("(rien)", "(nothing)");
                        let former = if former.is_empty() { nothing } else { former };
                        let (from, to) = differing(former, later, each);
                        out += &format!("{MARGIN}{piece:<name$}  {from} → {to}\n");
                    }
                }
                Outcome::Refused(refused) => {
                    for refusal in refused {
                        let place = refusal.column.as_ref().map(|(column, title)| {
                            let cell = format!("{}{}", letters(*column), own.row);
                            self.terminal
                                .say(&format!("« {title} » ({cell}) : "), &format!("“{title}” ({cell}): "))
                                .to_owned()
                        });
                        for (index, words) in refusal.words.lines().enumerate() {
                            let place = place.as_deref().filter(|_| index == 0).unwrap_or_default();
                            let indent = if index == 0 { MARGIN.to_owned() } else { format!("{MARGIN}  ") };
                            out += &wrapped(&format!("{place}{words}"), &indent, &format!("{MARGIN}  "));
                        }
                    }
                }
                Outcome::New(_) | Outcome::Same => {}
            }
            for note in own.notes.iter().filter(|_| !matches!(own.outcome, Outcome::Refused(_))) {
                out += &wrapped(note, MARGIN, &format!("{MARGIN}  "));
            }
        }
        out
    }

    fn count(&self) -> String {
        let of = |is_it: &dyn Fn(&Outcome) -> bool| self.planned.iter().filter(|own| is_it(&own.outcome)).count();
        let counts = [
            (of(&|outcome| matches!(outcome, Outcome::New(_))), ("nouveau", "nouveaux"), "new"),
            (of(&|outcome| matches!(outcome, Outcome::Changed(_))), ("modifié", "modifiés"), "changed"),
            (of(&|outcome| matches!(outcome, Outcome::Same)), ("inchangé", "inchangés"), "unchanged"),
            (of(&|outcome| matches!(outcome, Outcome::Refused(_))), ("refusé", "refusés"), "refused"),
        ];
        let part = |(count, (one, several), english): (usize, (&str, &str), &str)| {
            let french = if count > 1 { several } else { one };
            (count > 0).then(|| format!("{count} {}", self.terminal.say(french, english)))
        };
        let parts: Vec<String> = counts.into_iter().filter_map(part).collect();
        if parts.is_empty() {
            return self.terminal.say("Aucune ligne d'évènement.\n", "No row of an event.\n").to_owned();
        }
        format!("{}.\n", parts.join(", "))
    }

    fn has(&self, is_it: impl Fn(&Outcome) -> bool) -> bool {
        self.planned.iter().any(|own| is_it(&own.outcome))
    }

    /// What to do with a plan that is not written.
    pub fn next(&self, asked: &Import) -> String {
        let say = |french: &str, english: &str| self.terminal.say(french, english).to_owned();
        let is_refused = self.has(|outcome| matches!(outcome, Outcome::Refused(_)));
        let has_work = self.has(|outcome| matches!(outcome, Outcome::New(_) | Outcome::Changed(_)));
        let mut out = String::new();
        if !self.elsewhere.is_empty() {
            return say("Rien n'est écrit.\n", "Nothing is written.\n");
        }
        if is_refused {
            out += &say(
                "Une ligne refusée n'est pas écrite : corrigez-la dans le tableau, puis relancez.\n",
                "A row that is refused is not written: correct it in the table, then try again.\n",
            );
        }
        if has_work {
            let region = asked.region.as_ref().map_or_else(String::new, |id| format!(" --region {id}"));
            let command = format!("escale import {}{region} --write", shown(&asked.file));
            out += &say(
                &format!("Rien n'est encore écrit. Pour écrire : {command}\n"),
                &format!("Nothing is written yet. To write: {command}\n"),
            );
        } else if !is_refused {
            out += &say("Rien à changer.\n", "Nothing to change.\n");
        }
        out
    }

    /// What was written, and what to do next.
    pub fn written(&self, written: &[&Arc<str>], history: &Path) -> String {
        let say = |french: &str, english: &str| self.terminal.say(french, english).to_owned();
        let s = if written.len() > 1 { "s" } else { "" };
        let mut out = say(
            &format!("{} fichier{s} écrit{s} :\n", written.len()),
            &format!("{} file{s} written:\n", written.len()),
        );
        out += &listed(written, self.terminal);
        let is_written =
            |own: &&Planned| matches!(&own.outcome, Outcome::Changed(changed) if written.contains(&&changed.file));
        let changed: Vec<&Planned> = self.planned.iter().filter(is_written).collect();
        if !changed.is_empty() {
            let folder = history.display();
            out += &say(
                &format!("Les textes d'avant sont dans {folder}\n"),
                &format!("The former texts are in {folder}\n"),
            );
        }
        let is_felt = |own: &&&Planned| matches!(&own.outcome, Outcome::Changed(changed) if changed.changes.iter().any(|(name, ..)| FELT.contains(&name.as_str())));
        if changed.iter().any(|own| is_felt(&own)) {
            let words = say(
                "Une date, un lieu ou un statut a changé : pour les agendas des visiteurs, escale check --fix augmente « revision » s'il le faut.",
                "A date, a place or a status has changed: for the visitors' calendars, escale check --fix raises “revision” where it must.",
            );
            out += &wrapped(&words, "", "  ");
        }
        if self.has(|outcome| matches!(outcome, Outcome::Refused(_))) {
            out += &say(
                "Les lignes refusées ne sont pas écrites : corrigez-les dans le tableau, puis relancez.\n",
                "The rows that are refused are not written: correct them in the table, then try again.\n",
            );
        }
        if self.to_correct > 0 {
            let (count, s) = (self.to_correct, if self.to_correct > 1 { "s" } else { "" });
            out += &say(
                &format!("Ensuite : escale check (il y a {count} chose{s} à corriger dans ces fichiers)\n"),
                &format!("Next: escale check (there is {count} thing{s} to correct in these files)\n"),
            );
        } else {
            out += &say("Ensuite : escale check\n", "Next: escale check\n");
        }
        out
    }
}

/// What was written before the machine refused.
pub fn stopped(written: &[&Arc<str>], terminal: Terminal) -> String {
    if written.is_empty() {
        return terminal.say("Aucun évènement n'a été écrit.\n", "No event was written.\n").to_owned();
    }
    let words = terminal.say(
        "Ces fichiers ont été écrits avant. Relancez ensuite la même commande : elle écrira le reste.\n",
        "These files were written before. Then run the same command again: it will write the rest.\n",
    );
    format!("{words}{}", listed(written, terminal))
}

fn listed(files: &[&Arc<str>], terminal: Terminal) -> String {
    let mut out = String::new();
    for file in files.iter().take(MOST_FILES) {
        out += &format!("  {file}\n");
    }
    let rest = files.len().saturating_sub(MOST_FILES);
    if rest > 0 {
        out += terminal.say(&format!("  … et {rest} de plus\n"), &format!("  … and {rest} more\n"));
    }
    out
}

/// Why a file is no table, and what to do.
pub fn unusable(why: &Unusable, terminal: Terminal) -> String {
    let (french, english) = match why {
        Unusable::Empty => ("Ce fichier est vide.".to_owned(), "This file is empty.".to_owned()),
        Unusable::NotA(kind) => (
            format!("Ce n'est pas un vrai fichier {kind}. Ouvrez-le dans un tableur et enregistrez-le en .{kind}."),
            format!("This is no real {kind} file. Open it in a spreadsheet and save it as .{kind}."),
        ),
        Unusable::Password => (
            "Un mot de passe protège ce fichier. Enregistrez-en une copie sans mot de passe.".to_owned(),
            "A password protects this file. Save a copy of it without the password.".to_owned(),
        ),
        Unusable::Encoding => (
            "Les lettres de ce fichier ne se lisent pas. Enregistrez-le en « CSV UTF-8 », ou en .xlsx.".to_owned(),
            "The letters of this file cannot be read. Save it as “CSV UTF-8”, or as .xlsx.".to_owned(),
        ),
        Unusable::Rows => (
            "Ce tableau a plus de 50 000 lignes : c'est plus qu'escale ne lit. Gardez-en les évènements seulement.".to_owned(),
            "This table has more than 50,000 rows: this is more than escale reads. Keep the events of it only.".to_owned(),
        ),
        Unusable::Columns => (
            "Ce tableau a plus de 500 colonnes : c'est plus qu'escale ne lit. Supprimez celles qui ne servent pas.".to_owned(),
            "This table has more than 500 columns: this is more than escale reads. Delete those that are of no use.".to_owned(),
        ),
        Unusable::Size => (
            "Déballé, ce tableau est plus grand qu'escale ne lit. Copiez les évènements seulement dans un nouveau fichier.".to_owned(),
            "Unpacked, this table is larger than escale reads. Copy the events only into a new file.".to_owned(),
        ),
        Unusable::LongCell(row) => (
            format!("À la ligne {row}, une cellule passe un million de caractères : un guillemet n'est sans doute pas fermé."),
            format!("In row {row}, a cell passes a million characters: a quote is probably not closed."),
        ),
    };
    wrapped(terminal.say(&french, &english), "", "").trim_end().to_owned()
}

/// Why the columns cannot be told, and what to do.
pub fn confusion(confusion: &Confusion, sheet: Option<&str>, terminal: Terminal) -> String {
    let (french, english) = match confusion {
        Confusion::NoNames => (
            "Aucune ligne ne donne les noms des colonnes : la première doit dire par exemple « region », « titre », « date ».\n\
            Pour un modèle à remplir : escale export modele.csv\n"
                .to_owned(),
            "No row gives the names of the columns: the first must say for instance “region”, “titre”, “date”.\n\
            For a model to fill in: escale export modele.csv\n"
                .to_owned(),
        ),
        Confusion::Twice { what, first, second } => (
            format!("Deux colonnes disent la même chose, « {what} » : {first} et {second}.\nSupprimez l'une des deux, ou changez son nom.\n"),
            format!("Two columns say the same, “{what}”: {first} and {second}.\nDelete one of them, or change its name.\n"),
        ),
    };
    let place =
        sheet.map(|name| terminal.say(&format!("Feuille « {name} »\n"), &format!("Sheet “{name}”\n")).to_owned());
    harmless(&format!("{}{}", place.unwrap_or_default(), lines(terminal.say(&french, &english))))
}

/// No column tells which event a row is about.
pub fn no_key(terminal: Terminal) -> String {
    lines(terminal.say(
        "Le tableau ne dit pas de quels évènements il parle : il lui faut une colonne « id », ou les colonnes « titre » et « date ».\n\
        Pour un modèle à remplir : escale export modele.csv",
        "The table does not say which events it is about: it needs a column “id”, or the columns “titre” and “date”.\n\
        For a model to fill in: escale export modele.csv",
    ))
}

/// Each line in lines that fit.
fn lines(text: &str) -> String {
    text.lines().map(|line| wrapped(line, "", "")).collect()
}

/// A text without what would steer a terminal, or turn the direction of what follows.
fn harmless(text: &str) -> String {
    let is_harmful =
        |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if is_harmful(c) { '\u{fffd}' } else { c }).collect()
}

/// A text in so many characters, with an ellipsis where it was cut.
fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    text.chars().take(width.saturating_sub(1)).chain(['…']).collect()
}

/// Two texts in so many characters each, from near where they begin to differ when they are longer.
fn differing(former: &str, later: &str, width: usize) -> (String, String) {
    let longest = former.chars().count().max(later.chars().count());
    let same = former.chars().zip(later.chars()).take_while(|(one, other)| one == other).count();
    if longest <= width || same + 8 <= width {
        return (cut(former, width), cut(later, width));
    }
    let from = |text: &str| format!("…{}", text.chars().skip(same - 8).collect::<String>());
    (cut(&from(former), width), cut(&from(later), width))
}

/// Words in lines that fit, the first with one indentation, the others with another. French signs stay with their word.
fn wrapped(text: &str, first: &str, further: &str) -> String {
    let mut tied = text.replace("« ", "«\u{a0}");
    for sign in [" »", " :", " ;", " ?", " !"] {
        tied = tied.replace(sign, &sign.replace(' ', "\u{a0}"));
    }
    let mut out = String::new();
    let mut line = first.to_owned();
    let mut is_fresh = true;
    for word in tied.split(' ') {
        if !is_fresh && line.chars().count() + 1 + word.chars().count() > WIDTH {
            out += line.trim_end();
            out.push('\n');
            further.clone_into(&mut line);
            is_fresh = true;
        }
        // Two spaces in a row part words, and begin no line.
        if is_fresh && word.is_empty() {
            continue;
        }
        if !is_fresh {
            line.push(' ');
        }
        line += word;
        is_fresh = false;
    }
    format!("{out}{}\n", line.trim_end()).replace('\u{a0}', " ")
}
