//! Problems in the form of what is written: characters, headers, dates, addresses.

use jiff::civil::Weekday;

use super::{Kind, Level};
use crate::sources::encoding::Encoding;

/// Why a text needs quotes to be read as it was meant by everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuoteReason {
    /// It begins with a sign that means something else there.
    First(char),
    /// « # » begins a remark.
    Hash,
    /// « : » parts a field from its value.
    Colon,
    /// Between braces a comma parts two fields.
    Comma,
    /// It has quotes that do not close where it ends, or close before.
    Quotes,
}

/// White space that YAML refuses or misreads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpacingMistake {
    /// None after a colon.
    AfterColon,
    /// A no-break one round a colon.
    NoBreak,
    /// Too much or too little at the beginning of a line.
    Indent,
    /// A tab, or a no-break space, at the beginning of a line.
    Tab,
    /// A hyphen of a list without its space, or a dash in its place.
    Dash,
}

/// What is wrong in the form of something, or could be tidier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Writing {
    /// The text was saved in another encoding, which is certain.
    Converted {
        /// Which.
        encoding: Encoding,
    },
    /// UTF-8 that was once read as Windows-1252: « Ã© ».
    Mojibake {
        /// As it stands.
        written: String,
        /// As it was.
        meant: String,
    },
    /// Characters that nobody sees and that are no part of a text.
    HiddenCharacters {
        /// How many on this line.
        count: usize,
        /// Whether they turn the direction of writing, so that people read another text than machines do.
        is_bidirectional: bool,
    },
    /// The file is empty.
    EmptyFile,
    /// What a version control system leaves when two people changed the same lines.
    MergeMarkers {
        /// The lines of the one.
        ours: Vec<String>,
        /// The lines of the other.
        theirs: Vec<String>,
    },
    /// A text stands before the header.
    TextBeforeHeader {
        /// Where the header begins.
        line: u32,
    },
    /// A line `---` written otherwise.
    HeaderMark,
    /// A text that means itself only between quotes.
    NeedsQuotes {
        /// Why.
        reason: QuoteReason,
        /// The text, as it was understood.
        text: String,
    },
    /// White space that YAML refuses or misreads.
    Spacing {
        /// Which.
        mistake: SpacingMistake,
    },
    /// A line that may belong to the level above or to the one below.
    WrongIndent {
        /// The line before, its indentation made visible.
        above: String,
        /// The line, its indentation made visible.
        line: String,
    },
    /// A name in another case, with accents or hyphens that its own spelling does not have.
    NameForm {
        /// As written.
        written: String,
        /// Its own spelling.
        name: String,
    },
    /// Several names that stand beside each other without being a list.
    ListForm {
        /// The list.
        list: String,
    },
    /// Brackets or braces that are not closed.
    Unclosed {
        /// What closes them.
        closing: char,
    },
    /// A text goes on, on a line that is not indented.
    ContinuedLine {
        /// Its field.
        field: String,
    },
    /// A field without its colon.
    MissingColon {
        /// The field.
        field: &'static str,
        /// The line, with a colon.
        line: String,
    },
    /// « # » after a text: part of it, or a remark.
    RemarkOrText {
        /// All of it.
        text: String,
        /// What stands before.
        without: String,
    },
    /// A text that begins like a list, or like fields.
    TextOrStructure {
        /// What it begins with.
        sign: char,
        /// What to write when it is a text, then when its signs are a slip; none when the text is too long to be shown.
        choices: Vec<String>,
    },
    /// A date that is certain, in another form than ISO 8601.
    DateForm {
        /// As written.
        value: String,
        /// The date, and the hour of a deadline, as they are to be written.
        iso: String,
    },
    /// A date that no calendar has.
    ImpossibleDate {
        /// As written.
        value: String,
        /// Dates it may be meant for.
        choices: Vec<String>,
    },
    /// A date that can be read in several ways.
    DoubtfulDate {
        /// As written.
        value: String,
        /// Those ways; `AAAA` for a year that is not written.
        choices: Vec<String>,
    },
    /// The day of the week is not that of the date.
    WrongWeekday {
        /// As written.
        value: String,
        /// The date's own.
        weekday: Weekday,
        /// Dates it may be meant for.
        choices: Vec<String>,
    },
    /// More than one thing in one field: a date and an hour, a first and a last day.
    Several {
        /// The field.
        field: &'static str,
        /// The lines that say them one by one.
        lines: Vec<String>,
    },
    /// An hour that two people read in two ways.
    DoubtfulHour {
        /// As written.
        value: String,
        /// Those ways.
        choices: Vec<String>,
    },
    /// Words that hold a place for others: « à compléter ».
    Placeholder {
        /// As written.
        text: String,
        /// Whether nothing can be published without what is missing.
        is_needed: bool,
    },
    /// An address that is certain, in a form that would not work everywhere.
    AddressForm {
        /// As written.
        value: String,
        /// The whole of it.
        full: String,
    },
    /// A web address without encryption.
    InsecureAddress {
        /// As written.
        address: String,
        /// The same with https.
        secure: String,
    },
    /// An address that only the writer's own machine or network can reach.
    PrivateAddress {
        /// As written.
        address: String,
    },
    /// The address at which a form or a document is edited, not the one where it is filled in or read.
    EditingLink {
        /// As written.
        address: String,
        /// Whether it stands in a field that visitors depend on.
        is_field: bool,
    },
    /// A web address with a user's name before « @ », which people take for the site.
    UserInAddress {
        /// Where it leads.
        host: String,
        /// The address without the name.
        plain: String,
        /// Whether people register there.
        is_registration: bool,
    },
    /// A host with letters that look like others, or that nobody sees.
    OddHost {
        /// The host with those letters between brackets.
        shown: String,
        /// As the network knows it; none when it is no name that there can be.
        ascii: Option<String>,
        /// What people read.
        meant: Option<String>,
        /// Whether people register there.
        is_registration: bool,
    },
    /// The address of a preview or a test.
    PreviewAddress {
        /// As written.
        address: String,
    },
}

impl From<Writing> for Kind {
    fn from(writing: Writing) -> Self {
        Self::Writing(writing)
    }
}

impl Writing {
    /// See [`Kind::code`].
    pub fn code(&self) -> &'static str {
        match self {
            Self::NeedsQuotes { .. } => "E100",
            Self::Spacing { .. } => "E101",
            Self::NameForm { .. } => "E102",
            Self::DateForm { .. } => "E103",
            Self::ListForm { .. } => "E104",
            Self::AddressForm { .. } => "E105",
            Self::ContinuedLine { .. } => "E106",
            Self::HeaderMark => "E107",
            Self::Unclosed { .. } => "E108",
            Self::HiddenCharacters { .. } => "E109",
            Self::Converted { .. } => "E110",
            Self::Mojibake { .. } => "E111",
            Self::RemarkOrText { .. } => "E112",
            Self::MissingColon { .. } => "E113",
            Self::EmptyFile => "E114",
            Self::MergeMarkers { .. } => "E115",
            Self::TextBeforeHeader { .. } => "E116",
            Self::WrongIndent { .. } => "E117",
            Self::ImpossibleDate { .. } => "E120",
            Self::DoubtfulDate { .. } => "E121",
            Self::WrongWeekday { .. } => "E122",
            Self::Several { .. } => "E123",
            Self::DoubtfulHour { .. } => "E124",
            Self::Placeholder { .. } => "E125",
            Self::InsecureAddress { .. } => "E126",
            Self::PrivateAddress { .. } => "E127",
            Self::EditingLink { .. } => "E128",
            Self::PreviewAddress { .. } => "E129",
            Self::UserInAddress { .. } => "E174",
            Self::OddHost { .. } => "E175",
            Self::TextOrStructure { .. } => "E177",
        }
    }

    /// How much it matters.
    pub fn level(&self) -> Level {
        match self {
            Self::Converted { encoding: Encoding::Windows1252 }
            | Self::Mojibake { .. }
            | Self::HiddenCharacters { is_bidirectional: true, .. }
            | Self::Placeholder { is_needed: false, .. }
            | Self::InsecureAddress { .. }
            | Self::UserInAddress { is_registration: false, .. }
            | Self::OddHost { is_registration: false, .. }
            | Self::EditingLink { is_field: false, .. }
            | Self::PreviewAddress { .. } => Level::ToCorrect,
            Self::Converted { .. }
            | Self::HiddenCharacters { .. }
            | Self::HeaderMark
            | Self::NeedsQuotes { .. }
            | Self::Spacing { .. }
            | Self::NameForm { .. }
            | Self::ListForm { .. }
            | Self::Unclosed { .. }
            | Self::ContinuedLine { .. }
            | Self::DateForm { .. }
            | Self::AddressForm { .. } => Level::Advice,
            _ => Level::Blocking,
        }
    }
}
