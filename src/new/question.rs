//! The questions of each kind of file, worded by the schema.

use escale::schema::reference::form;
use escale::schema::{Field, FileKind, Holds, Scalar, field};

/// One question.
pub struct Question {
    /// The flag that answers it in a script; `id` stands without one.
    pub flag: &'static str,
    /// What it is about, in French and in English.
    pub label: (&'static str, &'static str),
    /// What the answer is for, in French and in English.
    pub help: (&'static str, &'static str),
    /// What one writes, in French; empty when the help says it.
    pub form: String,
    /// The words among which one chooses, when there are such.
    pub words: Vec<&'static str>,
    /// An answer.
    pub example: &'static str,
    /// When it is asked.
    pub asked: Asked,
}

/// When a question is asked on a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Until it is answered.
    Always,
    /// Once; nothing is an answer.
    Freely,
    /// Never: only a flag answers it.
    Never,
}

impl Question {
    /// The question about a field of the schema.
    fn of(kind: FileKind, name: &str, flag: &'static str, english: &'static str) -> Self {
        let found: &Field = field(kind.fields(), name).unwrap_or_else(|| panic!("the schema has no field {name}"));
        let (form, words) = match found.holds {
            // That a title is a text needs no saying.
            Holds::Value(Scalar::Text) => (String::new(), Vec::new()),
            Holds::Choice(words) => (String::new(), words()),
            holds => (form(holds), Vec::new()),
        };
        Self {
            flag,
            label: found.label,
            help: (found.help, english),
            form,
            words,
            example: found.example.trim_matches('"'),
            asked: Asked::Always,
        }
    }

    /// With other French help than that for a file, where quotes would have to be written.
    fn saying(self, french: &'static str) -> Self {
        Self { help: (french, self.help.1), ..self }
    }

    fn freely(self) -> Self {
        Self { asked: Asked::Freely, ..self }
    }

    fn by_flag_only(self) -> Self {
        Self { asked: Asked::Never, ..self }
    }
}

/// The questions of a kind of file, in the order in which they are asked.
pub fn of(kind: FileKind) -> Vec<Question> {
    let about = |name, flag, english| Question::of(kind, name, flag, english);
    match kind {
        FileKind::Event => vec![
            region(),
            about("titre", "title", "The title of the page."),
            date(),
            venue(),
            link(),
            about("heure", "time", "The hour it begins, on the clocks of the region.").by_flag_only(),
            about("type", "kind", "The kind of event.").by_flag_only(),
        ],
        FileKind::Partner => vec![
            about("nom", "name", "Today's name, as the partner writes it."),
            about("role", "role", "The part of the list of partners in which it stands."),
            about("resume", "summary", "What the organisation does, in a sentence."),
            id(),
            region_or_all().by_flag_only(),
        ],
        FileKind::Venue => vec![
            region_or_all(),
            about("nom", "name", "The name of the venue, which is the title of its page."),
            about("adresse", "address", "Number and street.").freely(),
            about("code_postal", "postcode", "Five digits.").saying("Celui de l'adresse.").freely(),
            about("commune", "town", "The name of the town."),
            about("insee", "insee", "The town's INSEE code, which is not the postcode; it gives the department.")
                .saying("Le code INSEE de la commune, qui n'est pas son code postal ; il donne le département."),
            id(),
        ],
        FileKind::Region => vec![
            about("nom", "name", "The official name of the region."),
            about("preposition", "preposition", "The word before the name: en Bretagne, dans le Grand Est."),
            about("iso", "iso", "The region's code in ISO 3166-2, without FR-."),
            id(),
        ],
        FileKind::Page | FileKind::Settings => {
            vec![about("titre", "title", "The title of the page."), region_or_all().by_flag_only()]
        }
    }
}

/// The questions of a copy, of which the rest is known.
pub fn of_copy() -> Vec<Question> {
    let mut questions = of(FileKind::Event);
    questions.retain(|question| question.flag != "venue" && question.flag != "kind");
    for question in &mut questions {
        if !matches!(question.flag, "date" | "link") {
            question.asked = Asked::Never;
        }
    }
    questions
}

fn region() -> Question {
    Question {
        flag: "region",
        label: ("Région", "Region"),
        help: ("Le nom de la région, ou celui de son dossier.", "The name of the region, or that of its folder."),
        form: String::new(),
        words: Vec::new(),
        example: "occitanie",
        asked: Asked::Always,
    }
}

fn region_or_all() -> Question {
    let help = (
        "Le nom de la région, ou celui de son dossier. Rien : pour toutes les régions.",
        "The name of the region, or that of its folder. Nothing: for all regions.",
    );
    Question { help, asked: Asked::Freely, ..region() }
}

fn date() -> Question {
    let date = Question::of(FileKind::Event, "date", "date", "The day, with the hour it begins when it is known.");
    let help = "Le premier jour, avec l'heure de début si vous la savez.";
    Question { help: (help, date.help.1), example: "17 mai 2027 14h", ..date }
}

fn venue() -> Question {
    Question {
        flag: "venue",
        label: ("Lieu ou lien", "Venue or link"),
        help: (
            "Le nom d'un lieu, ou l'adresse web de la salle en ligne. Rien : en ligne, sans lien pour l'instant.",
            "The name of a venue, or the web address of the online room. Nothing: online, without a link for now.",
        ),
        form: String::new(),
        words: Vec::new(),
        example: "https://salle.example.org/forum",
        asked: Asked::Freely,
    }
}

fn link() -> Question {
    Question {
        flag: "link",
        label: ("Lien d'inscription", "Registration link"),
        help: (
            "Une adresse web, un téléphone ou un courriel ; « libre » si l'on vient sans s'inscrire.",
            "A web address, a telephone number or an e-mail address; “libre” when no registration is needed.",
        ),
        form: String::new(),
        words: Vec::new(),
        example: "https://inscription.example.org/forum",
        asked: Asked::Always,
    }
}

fn id() -> Question {
    Question {
        flag: "id",
        label: ("Identifiant", "Identifier"),
        help: ("Le nom du fichier ou du dossier.", "The name of the file or folder."),
        form: String::new(),
        words: Vec::new(),
        example: "mission-locale",
        asked: Asked::Never,
    }
}
