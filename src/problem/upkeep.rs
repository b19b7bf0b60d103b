//! What has become stale, useless or heavy, and what must never be published, as facts of a problem.

use jiff::civil::Date;

use super::{Kind, Level};

/// What the programme is better without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Upkeep {
    /// A file that nothing refers to.
    Unused(Unused),
    /// A picture that is published as it is, and takes long to load.
    HeavyImage {
        /// Its size.
        bytes: usize,
    },
    /// A picture's name says another format than its bytes.
    ImageExtension {
        /// `jpg`, `png`, `gif`, `webp`.
        format: &'static str,
    },
    /// A region had events or stops, and has none to come.
    NothingToCome,
    /// A page that was last reviewed long ago.
    OldUpdate {
        /// On this day.
        day: Date,
    },
    /// Registration of an event that is over is still to open.
    OpensAfterEvent,
    /// The region's last edition ended long ago.
    OldEdition {
        /// Its title.
        title: String,
    },
    /// `masquer: oui` where there is nothing to hide.
    HidesNothing,
    /// The event is not what was published last, and calendars are not told so.
    Unrevised {
        /// What of it.
        change: EventChange,
        /// The number to write.
        revision: u32,
    },
    /// A password or a key.
    Secret {
        /// What kind of one.
        kind: Secret,
        /// The first letters of a key, which its maker gives to all; none of a password.
        beginning: String,
    },
}

/// What of an event has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventChange {
    /// The date or the hour.
    When,
    /// The venue, or being online.
    Place,
    /// Cancelled or postponed, or no longer so.
    Standing,
}

/// What nothing refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unused {
    /// `partenaires/`
    Partner,
    /// `lieux/`
    Venue,
    /// `images/`
    Image,
}

/// What gives access to something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secret {
    /// `-----BEGIN … PRIVATE KEY-----`
    PrivateKey,
    /// A key of an online service.
    Token,
    /// A password.
    Password,
}

impl From<Upkeep> for Kind {
    fn from(upkeep: Upkeep) -> Self {
        Self::Upkeep(upkeep)
    }
}

impl Upkeep {
    /// See [`Kind::code`].
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unused(_) => "E091",
            Self::HeavyImage { .. } => "E092",
            Self::ImageExtension { .. } => "E093",
            Self::NothingToCome => "E094",
            Self::OldUpdate { .. } => "E095",
            Self::OpensAfterEvent => "E096",
            Self::OldEdition { .. } => "E097",
            Self::HidesNothing => "E098",
            Self::Secret { .. } => "E099",
            Self::Unrevised { .. } => "E131",
        }
    }

    /// How much it matters. What time alone brings about is never more than advice.
    pub fn level(&self) -> Level {
        match self {
            Self::Secret { .. } => Level::Blocking,
            Self::Unrevised { .. } => Level::ToCorrect,
            _ => Level::Advice,
        }
    }
}
