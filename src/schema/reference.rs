//! The tables in words: `docs/reference.md`, for those who write.

use super::{Field, FileKind, Holds, Need, Reference, Scalar};

const BEGINNING: &str = "\
# Toutes les informations, une par une

Cette page est faite par escale à partir de ce que le programme sait lire : elle dit tout, et rien d'autre. Pour
apprendre à écrire un fichier, lisez d'abord [Ce que vous écrivez](contenu.md) : des exemples complets y attendent.

Pour chaque information : son nom dans le fichier, si elle est obligatoire, ce que l'on écrit, ce que cela fait, et un
exemple. Ce qui est décalé vers la droite s'écrit à l'intérieur de l'information du dessus.
";

/// The whole page.
pub fn reference() -> String {
    let mut page = BEGINNING.to_owned();
    let links: Vec<String> = FileKind::ALL
        .iter()
        .map(|kind| {
            let title = title(*kind);
            format!("[{title}](#{})", title.to_lowercase().replace(' ', "-"))
        })
        .collect();
    page.push_str(&format!("\n{}\n", links.join(" · ")));
    for kind in FileKind::ALL {
        let plain = |pattern: &str| pattern.replace("regions/*", "regions/<région>").replace("/**/", "/");
        let patterns: Vec<String> = kind.patterns().iter().map(|pattern| format!("`{}`", plain(pattern))).collect();
        page.push_str(&format!("\n## {}\n\nFichiers : {}\n\n", title(kind), patterns.join(", ")));
        fields(kind.fields(), "", &mut page);
    }
    page
}

/// « Un évènement »
fn title(kind: FileKind) -> String {
    let label = kind.label().0;
    let (first, rest) = label.split_at(1);
    first.to_uppercase() + rest
}

fn fields(fields_of_level: &'static [Field], indent: &str, page: &mut String) {
    for field in fields_of_level {
        let need = match field.need {
            Need::Obligatory => "**obligatoire**".to_owned(),
            Need::Optional => "facultatif".to_owned(),
            Need::Sometimes(when) => format!("**obligatoire** {when}"),
        };
        let Field { name, help, example, label: (label, _), .. } = field;
        page.push_str(&format!("{indent}- **`{name}`** – {label} ({need}) : {}.\\\n", form(field.holds)));
        page.push_str(&format!("{indent}  {help}\\\n{indent}  Exemple : `{name}: {example}`\n"));
        if let Holds::Map(below) | Holds::Maps(below) | Holds::WordOrMap(_, below) = field.holds {
            fields(below, &format!("{indent}  "), page);
        }
    }
}

/// What one writes, in French: « une date, comme `2027-05-17` ».
pub fn form(holds: Holds) -> String {
    match holds {
        Holds::Value(kind) => scalar(kind).to_owned(),
        Holds::Choice(words) => {
            let words: Vec<String> = words().iter().map(|word| format!("`{word}`")).collect();
            format!("un mot parmi {}", words.join(", "))
        }
        Holds::Reference(reference) => name(reference).to_owned(),
        Holds::Values(kind) => format!("une liste ; chaque membre est {}", scalar(kind)),
        Holds::References(reference) => format!("une liste ; chaque membre est {}", name(reference)),
        Holds::Map(_) => "un groupe, avec les informations ci-dessous".to_owned(),
        Holds::Maps(_) => "une liste ; chaque membre a les informations ci-dessous".to_owned(),
        Holds::WordOrMap(word, _) => format!("le mot `{word}`, ou un groupe avec les informations ci-dessous"),
    }
}

fn name(reference: Reference) -> &'static str {
    match reference {
        Reference::Partner => "le nom d'un fichier de `partenaires/`, sans `.md`",
        Reference::Venue => "le nom d'un fichier de `lieux/`, sans `.yaml`",
        Reference::Region => "le nom d'un dossier de `regions/`",
        Reference::Edition => "l'`id` d'une édition de la région",
        Reference::Image => "le chemin d'une image, depuis ce fichier",
        Reference::Theme => "le nom d'un dossier de `themes/`",
    }
}

fn scalar(kind: Scalar) -> &'static str {
    match kind {
        Scalar::Text => "un texte, sur une ligne",
        Scalar::Date => "une date, comme `2027-05-17`",
        Scalar::PartialDate => "une date, un mois ou une année, comme `2027-05-17`, `2027-05` ou `2027`",
        Scalar::Moment => "une date, avec ou sans heure, comme `2027-05-17` ou `2027-05-17 18:00`",
        Scalar::Time => "une heure, comme `09:30` ou `9h30`",
        Scalar::WebUrl => "une adresse web complète, qui commence par `https://`",
        Scalar::Email => "une adresse de courriel",
        Scalar::Telephone => "un numéro de téléphone",
        Scalar::Postcode => "un code postal, cinq chiffres",
        Scalar::Commune => "le code INSEE d'une commune, cinq caractères",
        Scalar::Department => "le code d'un département, comme `35`, `2A` ou `974`",
        Scalar::Zone => "un fuseau horaire, comme `Europe/Paris` ou `Indian/Reunion`",
        Scalar::Slug => "un identifiant, en lettres minuscules sans accent, chiffres et tirets",
        Scalar::Colour => "une couleur, `#` suivi de six chiffres ou lettres de `a` à `f`",
        Scalar::Count => "un nombre entier, à partir de 0",
        Scalar::Percent => "un nombre de 0 à 100",
        Scalar::YesNo => "`oui` ou `non`",
        Scalar::Phase => "un nombre de 1 à 4",
    }
}
