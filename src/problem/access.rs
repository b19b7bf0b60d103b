//! What keeps someone from reading, hearing or following a page, as facts of a problem.

use super::{Kind, Level};
use crate::model::colour::{Colour, Ground};
use crate::sources::Place;

/// What is poor for readers, those included who hear the page or never see its pictures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    /// A heading that says nothing.
    EmptyHeading,
    /// A bold paragraph that stands for a heading.
    BoldHeading {
        /// Its words.
        text: String,
    },
    /// A raw HTML tag that has no counterpart.
    UnpairedTag {
        /// The element.
        element: String,
        /// `</div>` without `<div>`.
        is_closing: bool,
    },
    /// A raw HTML tag or comment that goes on to the end of its lines.
    UnfinishedTag {
        /// `<!--` without `-->`.
        is_comment: bool,
    },
    /// A link whose words do not say where it leads.
    VagueLink {
        /// Its words; empty when it has none.
        text: String,
    },
    /// Two links of a text with the same words and different targets.
    SameText {
        /// The words.
        text: String,
        /// Where they stand first.
        first: Place,
    },
    /// A column of a table that no heading names.
    NamelessColumn {
        /// From 1.
        column: usize,
    },
    /// A sentence in capitals.
    Capitals {
        /// The same in small letters.
        lowered: String,
    },
    /// A description of a picture that describes nothing.
    PoorDescription {
        /// As written.
        description: String,
        /// Whether it is the file's name.
        is_file_name: bool,
    },
    /// A colour that many cannot read (STANDARDS A5).
    Contrast {
        /// As written.
        colour: Colour,
        /// Where it cannot be read.
        ground: Ground,
        /// The nearest that can be.
        nearest: Colour,
    },
    /// `mailto:` or `tel:` with what cannot be written to or dialled.
    ContactLink {
        /// As written.
        written: String,
    },
    /// A link whose words are an address other than where it leads.
    OtherAddress {
        /// Its words.
        text: String,
        /// Where it leads: a host, or an e-mail address.
        target: String,
    },
    /// A finished page lacks what assistive tools need, through its theme.
    Page {
        /// The address of the first such page.
        page: String,
        /// What is wrong.
        fault: PageFault,
    },
    /// Two pages of a site with one title.
    SameTitle {
        /// The title.
        title: String,
        /// The other page.
        other: String,
    },
}

/// What is wrong with a finished page (STANDARDS A0–A3, A7).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum PageFault {
    /// Not exactly one `h1`.
    MainHeadings(usize),
    /// A heading level skipped.
    SkippedHeading {
        /// The level of the heading.
        found: u8,
        /// The level of the one before.
        after: u8,
    },
    /// `html` has no `lang`.
    NoLanguage,
    /// No title, or an empty one.
    NoTitle,
    /// `img` without `alt`.
    NoAlternative,
    /// A link without words.
    EmptyLink,
    /// A table without `th`.
    NoHeaderCells,
    /// `th` without `scope`.
    NoScope,
    /// A table without caption or label.
    NamelessTable,
    /// An element or attribute that no page may have.
    Forbidden(String),
}

/// A contrast as it is told: what is too little never looks like enough.
pub(super) fn tenths(contrast: f64) -> String {
    format!("{:.1}", (contrast * 10.0).floor() / 10.0)
}

impl From<Access> for Kind {
    fn from(access: Access) -> Self {
        Self::Access(access)
    }
}

impl Access {
    /// See [`Kind::code`].
    pub fn code(&self) -> &'static str {
        match self {
            Self::EmptyHeading => "E067",
            Self::BoldHeading { .. } => "E068",
            Self::UnpairedTag { .. } => "E069",
            Self::UnfinishedTag { .. } => "E160",
            Self::VagueLink { .. } => "E071",
            Self::SameText { .. } => "E072",
            Self::NamelessColumn { .. } => "E073",
            Self::Capitals { .. } => "E074",
            Self::PoorDescription { .. } => "E075",
            Self::Contrast { .. } => "E087",
            Self::ContactLink { .. } => "E076",
            Self::Page { fault: PageFault::MainHeadings(_) | PageFault::SkippedHeading { .. }, .. } => "E077",
            Self::Page { fault: PageFault::Forbidden(_), .. } => "E079",
            Self::Page { .. } => "E078",
            Self::SameTitle { .. } => "E090",
            Self::OtherAddress { .. } => "E176",
        }
    }

    /// How much it matters.
    pub fn level(&self) -> Level {
        match self {
            Self::Contrast { .. } => Level::Blocking,
            Self::UnpairedTag { is_closing: false, .. }
            | Self::UnfinishedTag { .. }
            | Self::NamelessColumn { .. }
            | Self::ContactLink { .. }
            | Self::OtherAddress { .. }
            | Self::Page { .. } => Level::ToCorrect,
            _ => Level::Advice,
        }
    }
}
