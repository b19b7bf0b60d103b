//! Problems in the form of what is written, in French.

use crate::french::date;
use crate::model::time;
use crate::problem::{Message, QuoteReason, SpacingMistake, Writing};
use crate::sources::encoding::Encoding;

/// « 2021-06-30 (mercredi 30 juin 2021) »
fn dated(iso: &str) -> String {
    time::date(iso).map_or_else(|| iso.to_owned(), |day| format!("{iso} ({})", date::long(day)))
}

/// « Écrivez … ou … »
fn choices(message: Message, choices: &[String]) -> Message {
    let choices: Vec<String> = choices.iter().map(|choice| dated(choice)).collect();
    match choices.as_slice() {
        [] => message.say("Écrivez la date ainsi : 2027-05-17 (année, mois, jour)."),
        [only] => message.say(format!("Écrivez par exemple :  {only}")),
        _ => message.say(format!("Écrivez l'une de celles-ci :  {}", choices.join("  ou  "))),
    }
}

/// The problem in words.
pub fn message(problem: &Writing) -> Message {
    match problem {
        Writing::Converted { encoding } => {
            let message = match encoding {
                Encoding::Windows1252 => {
                    Message::new("Ce fichier est enregistré en « ANSI » (Windows-1252), pas en UTF-8.")
                }
                Encoding::Utf16 | Encoding::Utf8 => {
                    Message::new("Ce fichier est enregistré en « Unicode » (UTF-16), pas en UTF-8.")
                }
            };
            message
                .why("Les accents ont été compris ; un autre outil pourrait les lire de travers.")
                .say("Dans votre éditeur, choisissez « Enregistrer sous », puis l'encodage UTF-8.")
        }
        Writing::Mojibake { written, meant } => {
            Message::new(format!("Des lettres sont abîmées : « {written} » pour « {meant} »."))
                .why("Le texte a été enregistré avec un encodage et lu avec un autre : il s'affiche ainsi sur le site.")
        }
        Writing::HiddenCharacters { is_bidirectional: true, .. } => {
            Message::new("Des signes invisibles changent ici le sens de lecture.")
                .why("Ce que l'on voit à l'écran n'est pas ce que liront les autres programmes.")
        }
        Writing::HiddenCharacters { count, .. } => {
            let many = if *count > 1 { "s" } else { "" };
            Message::new(format!("{count} signe{many} invisible{many} sur cette ligne.")).why(
                "Un copier-coller en laisse parfois. Dans les informations de l'en-tête, escale n'en tient pas compte.",
            )
        }
        Writing::EmptyFile => Message::new("Ce fichier est vide.")
            .why("Il n'en sort aucune page.")
            .say("Écrivez-y un en-tête et un texte (« escale new » en prépare un), ou supprimez-le."),
        Writing::MergeMarkers { ours, theirs } => {
            Message::new("Deux personnes ont modifié ces lignes, et les deux versions sont restées.")
                .why(format!("La première : « {} ». L'autre : « {} ».", ours.join(" / "), theirs.join(" / ")))
                .say("Gardez la bonne version, puis supprimez l'autre et les lignes <<<<<<<, ======= et >>>>>>>.")
        }
        Writing::TextBeforeHeader { line } => Message::new("Un texte est écrit avant l'en-tête.")
            .why(format!("L'en-tête commence ligne {line} ; rien ne peut venir avant la ligne « --- » qui l'ouvre."))
            .say("Déplacez ce texte sous la seconde ligne « --- »."),
        Writing::HeaderMark => Message::new("La ligne qui borde l'en-tête s'écrit avec trois tirets courts.")
            .why("Elle a été comprise ; un autre outil ne la verrait pas."),
        Writing::NeedsQuotes { reason, .. } => Message::new("Ce texte a été compris, mais il lui faut des guillemets.")
            .why(match reason {
                QuoteReason::First(sign) => {
                    format!("Au début d'une valeur, « {sign} » a un sens technique pour d'autres outils.")
                }
                QuoteReason::Hash => "Pour d'autres outils, ce qui suit « # » ne compte pas.".to_owned(),
                QuoteReason::Colon => {
                    "Pour d'autres outils, « : » sépare le nom d'une information de sa valeur.".to_owned()
                }
                QuoteReason::Comma => "Entre accolades, une virgule sépare deux informations.".to_owned(),
                QuoteReason::Quotes => "Ses guillemets ne se ferment pas là où il finit.".to_owned(),
            }),
        Writing::Spacing { mistake } => match mistake {
            SpacingMistake::AfterColon => Message::new("Il manque une espace après « : »."),
            SpacingMistake::NoBreak => Message::new("Les deux-points se suivent d'une espace ordinaire."),
            SpacingMistake::Indent => Message::new("Cette ligne n'est pas alignée avec les autres."),
            SpacingMistake::Tab => Message::new("Une tabulation ou une espace insécable commence cette ligne."),
            SpacingMistake::Dash => Message::new("Un élément de liste commence par un tiret court et une espace."),
        }
        .why("La ligne a été comprise ; un autre outil s'y tromperait."),
        Writing::WrongIndent { above, line } => Message::new("On ne sait pas à quoi cette ligne se rattache.")
            .why(format!("Elle commence entre deux alignements (· est une espace) :  {above}  puis  {line}"))
            .say("Donnez-lui autant d'espaces qu'à la ligne au-dessus, ou autant qu'à l'information qui la contient."),
        Writing::NameForm { written, name } => Message::new(format!("« {written} » s'écrit « {name} »."))
            .why("Cela a été compris : seules les majuscules, les accents ou les tirets diffèrent."),
        Writing::ListForm { .. } => Message::new("Une liste s'écrit entre crochets.")
            .why("Celle-ci a été comprise ; un autre outil y verrait un seul nom."),
        Writing::Unclosed { closing } => Message::new(format!("Il manque « {closing} » à la fin."))
            .why("La valeur a été comprise ; un autre outil la refuserait."),
        Writing::ContinuedLine { field } => Message::new(format!("Cette ligne est la suite de « {field} »."))
            .why("Elle a été comprise ; décalée de deux espaces, elle le sera partout."),
        Writing::MissingColon { field, line } => Message::new(format!("Il manque « : » après « {field} »."))
            .why("Sans lui, on ne sait pas si cette ligne est une information ou la suite d'un texte.")
            .replace(line.clone()),
        Writing::RemarkOrText { text, without } => Message::new("Ce qui suit « # » fait-il partie du texte ?")
            .why("D'ordinaire, « # » suivi d'une espace commence une remarque, qui n'est pas publiée.")
            .say(format!("Si oui, mettez tout entre guillemets :  {}", quoted(text)))
            .say(format!("Sinon, ne gardez que :  {without}")),
        Writing::TextOrStructure { sign, choices } => {
            let (title, why) = match sign {
                '[' => ("Est-ce un texte, ou une liste ?", "Au début d'une valeur, « [ » ouvre une liste."),
                _ => (
                    "Est-ce un texte, ou un groupe d'informations ?",
                    "Au début d'une valeur, « { » ouvre un groupe d'informations.",
                ),
            };
            let message = Message::new(title).why(format!("{why} Ici, il faut un texte sur une ligne."));
            match choices.as_slice() {
                [] => message.say("Mettez le texte entre guillemets, ou supprimez ces signes."),
                [text] => message.say(format!("Si c'est le texte à publier, écrivez :  {text}")),
                [text, without, ..] => message
                    .say(format!("Si ces signes font partie du texte, écrivez :  {text}"))
                    .say(format!("Sinon, écrivez :  {without}")),
            }
        }
        Writing::DateForm { value, iso } => {
            let day = iso.split(' ').next().unwrap_or(iso);
            let words = time::date(day).map(date::long).unwrap_or_default();
            Message::new(format!("« {value} » a été compris : {words}."))
                .why(format!("Écrite {iso}, la date est la même pour tous les outils."))
        }
        Writing::ImpossibleDate { value, choices: dates } => {
            choices(Message::new(format!("Cette date n'existe pas : « {value} ».")), dates)
        }
        Writing::DoubtfulDate { value, choices: dates } => {
            let is_yearless = dates.iter().any(|choice| choice.starts_with("AAAA"));
            let message = Message::new(format!("Cette date peut se comprendre de plusieurs façons : « {value} »."))
                .why("Un visiteur qui vient un autre jour ne revient pas : escale ne devine jamais une date.");
            if is_yearless {
                message.say(format!("Écrivez l'année (à la place de AAAA) :  {}", dates.join("  ou  ")))
            } else {
                choices(message, dates)
            }
        }
        Writing::WrongWeekday { value, weekday, choices: dates } => choices(
            Message::new(format!("Le jour de la semaine ne va pas avec la date : « {value} »."))
                .why(format!("Cette date est un {}.", date::name_of(*weekday))),
            dates,
        ),
        Writing::Several { field, lines } => Message::new(format!("« {field} » contient plusieurs informations."))
            .say(format!("Écrivez-les séparément :  {}", lines.join("  puis, sur une autre ligne,  "))),
        Writing::DoubtfulHour { value, choices } => Message::new(format!(
            "Cette heure peut se comprendre de plusieurs façons : « {value} »."
        ))
        .say(match choices.as_slice() {
            [only] => format!("Écrivez par exemple :  {only}"),
            _ => format!(
                "Écrivez l'heure qui convient :  {} (au début du jour)  ou  {} (à la fin)",
                choices[0], choices[1]
            ),
        }),
        Writing::Placeholder { text, is_needed } => {
            let message = Message::new(format!("« {text} » attend encore d'être rempli."));
            if *is_needed {
                message.why("Sans cette information, la page ne peut pas être publiée.").say("Écrivez la bonne valeur.")
            } else {
                message
                    .why("Les visiteurs le verraient tel quel, ou ne verraient pas l'information.")
                    .say("Écrivez la bonne valeur, ou supprimez la ligne si elle n'est pas obligatoire.")
            }
        }
        Writing::AddressForm { full, .. } => Message::new(format!("L'adresse a été complétée : {full}"))
            .why("Écrite ainsi, elle est la même pour tous les outils."),
        Writing::InsecureAddress { secure, .. } => Message::new("Cette adresse commence par http://, sans protection.")
            .why(
                "Le navigateur des visiteurs affiche « Non sécurisé », et ce qu'ils y écrivent peut être lu en chemin.",
            )
            .say(format!("Si cette adresse s'ouvre, écrivez-la :  {secure}")),
        Writing::PrivateAddress { address } => {
            Message::new(format!("Personne d'autre que vous ne peut ouvrir cette adresse : {address}"))
                .why("Elle désigne votre ordinateur ou votre réseau.")
                .say("Mettez le fichier ou la page en ligne, et écrivez l'adresse qui commence par https://")
        }
        Writing::EditingLink { address, .. } => {
            Message::new(format!("C'est l'adresse où l'on modifie ce document : {address}"))
                .why("Les visiteurs n'y auraient pas accès, ou pourraient le modifier.")
                .say("Dans l'outil, choisissez « Partager » ou « Envoyer », et copiez l'adresse pour les participants.")
        }
        Writing::UserInAddress { host, plain, is_registration } => {
            Message::new(format!("Cette adresse contient un nom d'utilisateur, et mène à {host}."))
                .why(if *is_registration {
                    "Le public lit ce qui précède « @ » et croit donner ses coordonnées à un autre site."
                } else {
                    "Le public lit ce qui précède « @ » et croit aller sur un autre site."
                })
                .say(format!("Si {host} est le bon site, écrivez :  {plain}"))
                .say("Sinon, copiez l'adresse du bon site depuis votre navigateur.")
        }
        Writing::OddHost { shown, ascii, meant, .. } => {
            let signs = "Les signes entre crochets viennent d'un autre alphabet ou ne se voient pas.";
            let message = Message::new(format!("Le nom du site n'est pas celui que l'on croit lire : {shown}"));
            let message = message.why(match ascii {
                Some(ascii) => format!("{signs} Le lien mène à {ascii}."),
                None => format!("{signs} Aucun site ne peut avoir ce nom."),
            });
            match meant {
                Some(meant) => message.say(format!("Si le bon site est {meant}, tapez son nom au clavier :  {meant}")),
                None => message.say("Ouvrez le bon site, et copiez son adresse depuis votre navigateur."),
            }
        }
        Writing::PreviewAddress { address } => {
            Message::new(format!("Cette adresse est celle d'un site d'essai : {address}"))
                .why("Elle peut disparaître, ou montrer ce qui n'est pas encore public.")
                .say("Écrivez l'adresse du site définitif.")
        }
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\\\""))
}
