//! The words for changes in both languages, their days and their hours.

use jiff::civil::{Date, Time};

use super::Agenda;
use crate::french::date::{self, NO_BREAK_SPACE};
use crate::model::change::{Change, ChangeKind};
use crate::model::region::Region;
use crate::problem::Language;

/// Says one of two texts, the reader's.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    pub language: Language,
}

impl Words {
    pub fn say<'a>(self, french: &'a str, english: &'a str) -> &'a str {
        if self.language == Language::French { french } else { english }
    }

    /// « Les inscriptions ouvrent »
    pub fn what(self, kind: ChangeKind) -> &'static str {
        let (french, english) = match kind {
            ChangeKind::Published => ("La page est publiée", "The page is published"),
            ChangeKind::Retired => ("La page est retirée", "The page is taken down"),
            ChangeKind::RegistrationOpens => ("Les inscriptions ouvrent", "Registration opens"),
            ChangeKind::RegistrationClosesSoon => ("Les inscriptions ferment bientôt", "Registration closes soon"),
            ChangeKind::RegistrationCloses => ("Les inscriptions ferment", "Registration closes"),
            ChangeKind::EventStarts => ("L'évènement commence", "The event begins"),
            ChangeKind::EventEnds => ("L'évènement se termine", "The event ends"),
            ChangeKind::StopStarts => ("La halte commence", "The stop begins"),
            ChangeKind::StopEnds => ("La halte se termine", "The stop ends"),
        };
        if self.language == Language::French { french } else { english }
    }

    /// « Les inscriptions ouvrent : « Forum » »
    pub fn sentence(self, change: &Change) -> String {
        let (what, title) = (self.what(change.kind), self.title(change));
        match self.language {
            Language::French => format!("{what}{NO_BREAK_SPACE}: {title}"),
            Language::English => format!("{what}: {title}"),
        }
    }

    /// « Forum »
    pub fn title(self, change: &Change) -> String {
        let title = one_line(&change.title);
        match self.language {
            Language::French => format!("«{NO_BREAK_SPACE}{title}{NO_BREAK_SPACE}»"),
            Language::English => format!("“{title}”"),
        }
    }

    /// Where a change is seen: « Occitanie, La Réunion », « toutes les régions », « site national ».
    pub fn place(self, agenda: &Agenda, change: &Change) -> String {
        let regions = agenda.regions(change);
        let all = &agenda.programme.regions;
        if regions.is_empty() {
            return self.say("site national", "national site").to_owned();
        }
        if regions.len() == all.len() && all.len() > 2 {
            return self.say("toutes les régions", "all regions").to_owned();
        }
        regions.iter().map(|region| one_line(&region.name)).collect::<Vec<_>>().join(", ")
    }

    /// « à La Réunion »
    pub fn in_region(self, region: &Region) -> String {
        match self.language {
            Language::French => region.in_region(),
            Language::English => format!("in {}", region.name),
        }
    }

    /// « mardi 11 mai 2027 »
    pub fn long_day(self, day: Date) -> String {
        match self.language {
            Language::French => date::long(day),
            Language::English => day.strftime("%A %-d %B %Y").to_string(),
        }
    }

    /// « 11 mai 2027 »
    pub fn day(self, day: Date) -> String {
        match self.language {
            Language::French => date::short(day),
            Language::English => day.strftime("%-d %B %Y").to_string(),
        }
    }

    /// « 14 h 30 »
    pub fn hour(self, time: Time) -> String {
        match self.language {
            Language::French => date::hour(time),
            Language::English => time.strftime("%H:%M").to_string(),
        }
    }
}

/// Text that stays on one line whatever reads it: no line break of any kind, no control character.
pub fn one_line(text: &str) -> String {
    text.split(|c: char| ends_line(c) || c == ' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Whether a character may end a line for some reader, or is for terminals.
pub fn ends_line(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}' | '\u{2029}')
}
