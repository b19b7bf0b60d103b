//! An event, its registration, and the states both pass through as time goes by.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ZonedDateTime};

use super::address::{Slug, WebUrl};
use super::contact::{Email, Telephone};
use super::origin::{Origin, Publication};
use super::prose::{Image, Prose};
use super::time::{Deadline, Precision, When};
use super::venue::{Fact, Venue};

/// Something that takes place on a date.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Stable over retitling and moving: calendars know the event by it (RFC 5545 §3.8.4.7).
    pub id: Slug,
    /// Last segment of the address, from the file's name.
    pub slug: Slug,
    /// Title.
    pub title: String,
    /// What kind of event.
    pub kind: EventKind,
    /// One or two sentences.
    pub summary: String,
    /// When, in the zone of whoever wrote the date.
    pub when: When,
    /// On site, online or both.
    pub mode: Mode,
    /// Where, when on site.
    pub venue: Option<Arc<Venue>>,
    /// The room of an online event.
    pub online_link: Option<WebUrl>,
    /// What became of the plan.
    pub status: Status,
    /// Why it was postponed or cancelled.
    pub reason: Option<String>,
    /// Counts the changes of date, place or status (RFC 5545 §3.8.7.4).
    pub revision: u32,
    /// Day of the last change of the text.
    pub updated: Option<Date>,
    /// How to take part.
    pub registration: Registration,
    /// For whom, when it is not everybody.
    pub audience: Option<String>,
    /// Price, when it is not the programme's.
    pub price: Option<String>,
    /// What is done so that everybody can follow.
    pub accessibility: EventAccessibility,
    /// Ids of the partners who take part, in the order written.
    pub partners: Vec<Slug>,
    /// Functions and organisations of the speakers.
    pub speakers: Vec<String>,
    /// Step of the path, 1 to 4.
    pub phase: Option<PhaseNumber>,
    /// Id of the region's edition it belongs to.
    pub edition: Option<Slug>,
    /// Picture.
    pub image: Option<Image>,
    /// From when to when the page is published.
    pub publication: Publication,
    /// A national event, inherited by the regions.
    pub is_national: bool,
    /// Text.
    pub prose: Arc<Prose>,
    /// Source.
    pub origin: Origin,
}

/// Step of the path: 1 to 4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PhaseNumber(u8);

impl PhaseNumber {
    /// The four steps.
    pub const ALL: [Self; 4] = [Self(1), Self(2), Self(3), Self(4)];

    /// Reads `1` to `4`.
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok().filter(|n| (1..=4).contains(n)).map(Self)
    }

    /// 1 to 4.
    pub fn number(self) -> u8 {
        self.0
    }
}

/// What kind of event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventKind {
    /// `lancement`
    Launch,
    /// `conference`
    Talk,
    /// `atelier`
    Workshop,
    /// `forum`
    Forum,
    /// `rencontre`
    Meeting,
    /// `autre`
    Other,
}

impl EventKind {
    /// Each kind with the word for it in headers and addresses.
    pub const WORDS: [(&'static str, Self); 6] = [
        ("lancement", Self::Launch),
        ("conference", Self::Talk),
        ("atelier", Self::Workshop),
        ("forum", Self::Forum),
        ("rencontre", Self::Meeting),
        ("autre", Self::Other),
    ];

    /// `atelier`
    pub fn word(self) -> &'static str {
        word(self, &Self::WORDS)
    }
}

/// The word that stands for a value in a closed list.
pub(super) fn word<T: PartialEq>(value: T, words: &[(&'static str, T)]) -> &'static str {
    words.iter().find(|(_, known)| *known == value).map(|(word, _)| *word).expect("the list holds every value")
}

/// How one takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mode {
    /// `sur-place`
    OnSite,
    /// `en-ligne`
    Online,
    /// `hybride`
    Hybrid,
}

impl Mode {
    /// Each mode with the word for it in headers and addresses.
    pub const WORDS: [(&'static str, Self); 3] =
        [("sur-place", Self::OnSite), ("en-ligne", Self::Online), ("hybride", Self::Hybrid)];

    /// `sur-place`
    pub fn word(self) -> &'static str {
        word(self, &Self::WORDS)
    }
}

/// The words for what became of the plan, in the order of [`Status`].
pub const STATUS_WORDS: [&str; 5] = ["prevu", "complet", "reporte", "annule", "en-ligne"];

/// What became of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// `prevu`
    Planned,
    /// `complet`
    Full,
    /// `reporte`: to the event's date, from `former`; without a former date, the new one is not known.
    Postponed {
        /// The date it had been announced for.
        former: Option<Date>,
    },
    /// `annule`
    Cancelled,
    /// `en-ligne`: announced on site, held online.
    MovedOnline,
}

impl Status {
    /// `prevu`
    pub fn word(self) -> &'static str {
        let [planned, full, postponed, cancelled, online] = STATUS_WORDS;
        match self {
            Self::Planned => planned,
            Self::Full => full,
            Self::Postponed { .. } => postponed,
            Self::Cancelled => cancelled,
            Self::MovedOnline => online,
        }
    }
}

/// How to take part.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Registration {
    /// `inscription: libre`: come as you are.
    pub is_free_entry: bool,
    /// Form.
    pub link: Option<WebUrl>,
    /// By telephone.
    pub telephone: Option<Telephone>,
    /// By e-mail.
    pub email: Option<Email>,
    /// From when.
    pub opens: Option<Deadline>,
    /// Until when.
    pub closes: Option<Deadline>,
    /// How many places there are in all.
    pub places: Option<u32>,
}

impl Registration {
    /// Whether there is any way to register.
    pub fn is_possible(&self) -> bool {
        self.is_free_entry || self.link.is_some() || self.telephone.is_some() || self.email.is_some()
    }
}

/// What is done so that everybody can follow; what is not said is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventAccessibility {
    /// Each measure with its state, in a fixed order.
    pub facts: Vec<(&'static str, Fact)>,
    /// In words.
    pub note: Option<String>,
}

impl EventAccessibility {
    /// The measures that staff can state.
    pub const FACTS: [&'static str; 5] =
        ["sous_titrage", "lsf", "boucle_magnetique", "documents_accessibles", "horaires_amenages"];
}

/// Where an event stands at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventState {
    /// à venir
    ToCome,
    /// en cours
    Ongoing,
    /// terminé
    Over,
    /// annulé
    Cancelled,
    /// reporté
    Postponed,
    /// passé en ligne
    MovedOnline,
}

/// Where registration stands at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegistrationState {
    /// pas encore ouverte
    NotYetOpen,
    /// ouverte
    Open,
    /// ferme bientôt
    ClosingSoon,
    /// close
    Closed,
    /// complète
    Full,
    /// terminée: the event is over
    Over,
    /// sans inscription
    FreeEntry,
    /// suspendue: the event is cancelled, or postponed to a date not known
    Suspended,
}

impl EventState {
    /// Each state with the word that templates know it by.
    pub const WORDS: [(&'static str, Self); 6] = [
        ("a-venir", Self::ToCome),
        ("en-cours", Self::Ongoing),
        ("termine", Self::Over),
        ("annule", Self::Cancelled),
        ("reporte", Self::Postponed),
        ("passe-en-ligne", Self::MovedOnline),
    ];

    /// `a-venir`
    pub fn word(self) -> &'static str {
        word(self, &Self::WORDS)
    }

    /// Whether one can still go to the event.
    pub fn is_still_on(self) -> bool {
        !matches!(self, Self::Over | Self::Cancelled)
    }
}

impl RegistrationState {
    /// Each state with the word that templates know it by.
    pub const WORDS: [(&'static str, Self); 8] = [
        ("pas-encore-ouverte", Self::NotYetOpen),
        ("ouverte", Self::Open),
        ("ferme-bientot", Self::ClosingSoon),
        ("close", Self::Closed),
        ("complete", Self::Full),
        ("terminee", Self::Over),
        ("libre", Self::FreeEntry),
        ("suspendue", Self::Suspended),
    ];

    /// `pas-encore-ouverte`
    pub fn word(self) -> &'static str {
        word(self, &Self::WORDS)
    }
}

impl Event {
    /// Where the event stands at `now`. An event of today is not over.
    pub fn state(&self, now: Timestamp) -> EventState {
        match self.status {
            Status::Cancelled => EventState::Cancelled,
            Status::Postponed { former: None } => EventState::Postponed,
            _ if now >= self.when.end().timestamp() => EventState::Over,
            _ if now >= self.when.start().timestamp() => EventState::Ongoing,
            Status::Postponed { .. } => EventState::Postponed,
            Status::MovedOnline => EventState::MovedOnline,
            Status::Planned | Status::Full => EventState::ToCome,
        }
    }

    /// Whether the hub's page is the one that others are to know it by: a national event, as long as no region says
    /// something else of it.
    pub fn is_known_by_hub(&self) -> bool {
        self.is_national && self.origin.inherited.is_none()
    }

    /// Whether the event belongs into the archive at `now`. One whose new date is not known does not.
    pub fn is_past(&self, now: Timestamp) -> bool {
        self.has_date() && now >= self.when.end().timestamp()
    }

    /// Whether the date is known: an event postponed without a new date has none.
    pub fn has_date(&self) -> bool {
        self.status != Status::Postponed { former: None }
    }

    /// Until when one can register: the deadline written, else the beginning of an event with an hour,
    /// else the last day of the others.
    pub fn deadline(&self) -> Deadline {
        match (&self.registration.closes, self.when.precision()) {
            (Some(deadline), _) => deadline.clone(),
            (None, Precision::Days) => {
                Deadline { passes: self.when.end().clone(), day: self.when.last_day(), hour: None }
            }
            (None, Precision::Start | Precision::StartAndEnd) => {
                let start = self.when.start();
                Deadline { passes: start.clone(), day: start.date(), hour: Some(start.time()) }
            }
        }
    }

    /// Where registration stands at `now`; `soon` is how long before its end it « closes soon ».
    pub fn registration_state(&self, now: Timestamp, soon: SignedDuration) -> RegistrationState {
        let closes = self.deadline().passes.timestamp();
        match self.status {
            Status::Cancelled | Status::Postponed { former: None } => RegistrationState::Suspended,
            _ if now >= self.when.end().timestamp() => RegistrationState::Over,
            _ if self.registration.is_free_entry => RegistrationState::FreeEntry,
            Status::Full => RegistrationState::Full,
            _ if now >= closes => RegistrationState::Closed,
            _ if self.registration.opens.as_ref().is_some_and(|opens| now < opens.passes.timestamp()) => {
                RegistrationState::NotYetOpen
            }
            _ if now >= closes.saturating_sub(soon).expect("a duration is a fixed length") => {
                RegistrationState::ClosingSoon
            }
            _ => RegistrationState::Open,
        }
    }

    /// Whether one can register at `now`.
    pub fn can_register(&self, now: Timestamp, soon: SignedDuration) -> bool {
        matches!(self.registration_state(now, soon), RegistrationState::Open | RegistrationState::ClosingSoon)
    }

    /// The instant of the last revision, which the clock of a build has no part in: the day that the header says
    /// (`mis_a_jour`), else the instant it was published at (`publier_le`), else 1970, which is no claim. A change in
    /// between raises `revision`, and each revision counts for one second, so that a later one is always later.
    pub fn revised(&self) -> Timestamp {
        const LAST_OF_DAY: i64 = 24 * 60 * 60 - 1;
        let zone = self.when.start().time_zone();
        let day = self.updated.and_then(|day| day.to_zoned_datetime(zone.clone()).ok());
        let known =
            day.as_ref().or(self.publication.from.as_ref()).map_or(Timestamp::UNIX_EPOCH, ZonedDateTime::timestamp);
        let revisions = SignedDuration::from_secs(i64::from(self.revision).min(LAST_OF_DAY));
        known.saturating_add(revisions).expect("a duration is a fixed length")
    }

    /// How one takes part now: online, when the event was moved there.
    pub fn held(&self) -> Mode {
        if self.status == Status::MovedOnline { Mode::Online } else { self.mode }
    }

    /// The address within a site: `evenements/2021-05-17-lancement-dijon/`.
    pub fn address(&self) -> super::address::Address {
        format!("evenements/{}/", self.slug)
    }

    /// What decides the order of events: time, then title, then id, so that the order is total.
    pub fn order(&self) -> (Timestamp, &str, &Slug) {
        (self.when.start().timestamp(), &self.title, &self.id)
    }
}
