//! What there is to say of a command line that is not understood.

use escale::problem::Language;

/// What clap has to say of a wrong command line, in the reader's language.
pub fn error(error: &clap::Error, language: Language) -> String {
    use clap::error::{ContextKind, ContextValue, ErrorKind};
    let say = |french, english| if language == Language::French { french } else { english };
    let value = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    };
    let (argument, given) = (value(ContextKind::InvalidArg), value(ContextKind::InvalidValue));
    let mut text = match error.kind() {
        ErrorKind::UnknownArgument => {
            format!("{} {argument}", say("Cette option n'existe pas :", "There is no such option:"))
        }
        ErrorKind::InvalidSubcommand => {
            let name = value(ContextKind::InvalidSubcommand);
            format!("{} {name}", say("Cette commande n'existe pas :", "There is no such command:"))
        }
        ErrorKind::InvalidValue if given.is_empty() => {
            format!("{} {argument}", say("Il manque une valeur après", "A value is missing after"))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("{} {argument} : {given}", say("Valeur impossible pour", "Impossible value for"))
        }
        ErrorKind::ArgumentConflict => {
            let other = value(ContextKind::PriorArg);
            format!("{} {argument}, {other}", say("L'un ou l'autre, pas les deux :", "One or the other, not both:"))
        }
        ErrorKind::MissingRequiredArgument => {
            format!("{} {argument}", say("Il manque :", "Missing:"))
        }
        _ => format!("{} {argument}", say("La commande n'est pas comprise.", "The command is not understood.")),
    };
    let suggestions = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue]
        .map(value)
        .into_iter()
        .find(|suggestion| !suggestion.is_empty());
    if let Some(suggestion) = suggestions {
        let question = match language {
            Language::French => format!("\nVouliez-vous dire « {suggestion} » ?"),
            Language::English => format!("\nDid you mean “{suggestion}”?"),
        };
        text.push_str(&question);
    }
    text.push_str(say("\nL'aide : escale --help", "\nHelp: escale --help"));
    text
}
