//! The words of the bar in both languages, and its moments: the script itself holds no sentence.

use jiff::ZonedDateTime;
use jiff::civil::{Date, Time};
use serde_json::{Map, Value};

use crate::french::date::{self, NO_BREAK_SPACE};
use crate::model::change::{Change, ChangeKind};
use crate::model::time::{Precision, When};
use crate::problem::Language;

/// Says one of two texts, the reader's.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words {
    pub(super) language: Language,
}

impl Words {
    pub(super) fn say<'a>(self, french: &'a str, english: &'a str) -> &'a str {
        if self.language == Language::French { french } else { english }
    }

    /// With a text in the place of `{}`.
    pub(super) fn say_with(self, french: &str, english: &str, text: &str) -> String {
        self.say(french, english).replacen("{}", text, 1)
    }
}

/// « 3 mai 2027 à 9 h », with its zone when it is not that of Paris.
pub(super) fn instant(at: &ZonedDateTime, language: Language) -> String {
    let zone = at.time_zone().iana_name().filter(|name| *name != "Europe/Paris");
    let zone = zone.map(|name| format!(", {name}")).unwrap_or_default();
    format!("{}{zone}", moment(at.date(), at.time(), language))
}

/// « 3 mai 2027 à 9 h »
pub(super) fn moment(day: Date, time: Time, language: Language) -> String {
    match language {
        Language::French => format!("{} à {}", date::short(day), date::hour(time)),
        Language::English => format!("{} at {}", day.strftime("%-d %B %Y"), time.strftime("%H:%M")),
    }
}

/// « 17 mai 2027 de 14 h à 16 h 30 », « du 17 au 21 mai 2027 »: when an event takes place, in one line.
pub(super) fn when(when: &When, language: Language) -> String {
    let (first, last) = (when.first_day(), when.last_day());
    let (start, end) = (when.start().time(), when.end().time());
    if first != last || when.precision() == Precision::Days {
        return match language {
            Language::French => date::short_range(first, last),
            Language::English if first == last => first.strftime("%-d %B %Y").to_string(),
            Language::English => format!("{} to {}", first.strftime("%-d %B %Y"), last.strftime("%-d %B %Y")),
        };
    }
    let end = (when.precision() == Precision::StartAndEnd).then_some(end);
    match (language, end) {
        (Language::French, end) => format!("{} {}", date::short(first), date::hours(start, end)),
        (Language::English, None) => moment(first, start, language),
        (Language::English, Some(end)) => {
            format!("{} from {} to {}", first.strftime("%-d %B %Y"), start.strftime("%H:%M"), end.strftime("%H:%M"))
        }
    }
}

/// « clôture des inscriptions de « Forum » »: what time alone changes.
pub(super) fn what_changes(change: &Change, language: Language) -> String {
    let title = &change.title;
    match language {
        Language::French => {
            let what = match change.kind {
                ChangeKind::Published => "publication de",
                ChangeKind::Retired => "retrait de",
                ChangeKind::RegistrationOpens => "ouverture des inscriptions de",
                ChangeKind::RegistrationClosesSoon => "dernière ligne droite des inscriptions de",
                ChangeKind::RegistrationCloses => "clôture des inscriptions de",
                ChangeKind::EventStarts | ChangeKind::StopStarts => "début de",
                ChangeKind::EventEnds | ChangeKind::StopEnds => "fin de",
            };
            format!("{what} « {title} »")
        }
        Language::English => {
            let what = match change.kind {
                ChangeKind::Published => "publication of",
                ChangeKind::Retired => "end of publication of",
                ChangeKind::RegistrationOpens => "registration opens for",
                ChangeKind::RegistrationClosesSoon => "registration closes soon for",
                ChangeKind::RegistrationCloses => "registration closes for",
                ChangeKind::EventStarts | ChangeKind::StopStarts => "beginning of",
                ChangeKind::EventEnds | ChangeKind::StopEnds => "end of",
            };
            format!("{what} “{title}”")
        }
    }
}

/// The words that the script puts on the bar, by the names it knows them by. `{n}` and `{title}` are filled in there.
pub(super) fn table(language: Language) -> Map<String, Value> {
    let words = Words { language };
    let said = |(key, french, english): &(&str, &str, &str)| {
        ((*key).to_owned(), kept_together(words.say(french, english)).into())
    };
    TABLE.iter().map(said).collect()
}

/// French punctuation kept on one line with its words.
pub(super) fn kept_together(text: &str) -> String {
    let pairs = [("« ", format!("«{NO_BREAK_SPACE}")), (" »", format!("{NO_BREAK_SPACE}»"))];
    let marks = [(" :", format!("{NO_BREAK_SPACE}:")), (" ?", "\u{202f}?".to_owned()), (" ;", "\u{202f};".to_owned())];
    pairs.into_iter().chain(marks).fold(text.to_owned(), |text, (from, to)| text.replace(from, &to))
}

const TABLE: [(&str, &str, &str); 36] = [
    ("bar", "Aperçu du site", "Preview of the site"),
    ("collapse", "Réduire la barre d’aperçu", "Collapse the preview bar"),
    ("expand", "Montrer la barre d’aperçu", "Show the preview bar"),
    ("tools", "Réglages", "Settings"),
    ("close", "Fermer", "Close"),
    ("region", "Site", "Site"),
    ("region_blocked", "{name} (version précédente)", "{name} (former version)"),
    ("now", "Maintenant", "Now"),
    ("date_title", "Voir le site au…", "See the site at…"),
    ("date_label", "Date et heure (de Paris)", "Date and hour (of Paris)"),
    ("date_go", "Voir", "See"),
    ("date_missing", "Choisissez une date et une heure.", "Choose a date and an hour."),
    ("date_back", "Revenir à maintenant", "Back to now"),
    ("date_then", "Voir à ce moment-là", "See it at that moment"),
    ("drafts", "Brouillons", "Drafts"),
    ("page", "Cette page", "This page"),
    ("page_where", "Où est ce fichier ?", "Where is this file?"),
    ("page_fields", "Chaque champ", "Each field"),
    ("page_missing", "Il n’y a pas de page à cette adresse.", "There is no page at this address."),
    ("copy", "Copier", "Copy"),
    ("copied", "Copié", "Copied"),
    ("copy_one", "Copier {text}", "Copy {text}"),
    ("changes", "Pour les visiteurs", "For visitors"),
    ("changes_title", "Ce qui changerait pour les visiteurs", "What would change for visitors"),
    ("loading", "Un instant…", "One moment…"),
    ("problems", "Problèmes", "Problems"),
    ("blocking_one", "1 problème bloquant : {title}", "1 blocking problem: {title}"),
    ("blocking_many", "{n} nouveaux problèmes bloquants", "{n} new blocking problems"),
    ("unblocked", "Plus rien ne bloque", "Nothing blocks any more"),
    ("mended", "Tout est corrigé", "All is mended"),
    ("dismiss", "Masquer ce message", "Hide this message"),
    (
        "lost",
        "Le serveur d’aperçu ne répond plus ; il reprendra tout seul.",
        "The preview server does not answer; it will resume by itself.",
    ),
    ("found", "Le serveur d’aperçu répond de nouveau.", "The preview server answers again."),
    (
        "gone",
        "Cette page n’existe plus à cette adresse : son fichier a été renommé ou supprimé.",
        "This page is no longer at this address: its file was renamed or removed.",
    ),
    ("gone_link", "Voir tous les évènements", "See all events"),
    ("gone_home", "Aller à l’accueil", "Go to the home page"),
];
