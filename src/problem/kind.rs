//! The kinds of problems, with the facts that a message needs, a stable code and a level each.

use std::sync::Arc;

use super::access::Access;
use super::link::Visited;
use super::upkeep::Upkeep;
use super::writing::Writing;
use crate::schema::Scalar;
use crate::sources::{Place, Refusal};

/// How much a problem matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// CONSEIL: right, and could be better.
    Advice,
    /// À CORRIGER: published, but wrong for someone.
    ToCorrect,
    /// BLOQUANT: the region keeps its last published version.
    Blocking,
}

/// The shapes of YAML, as staff see them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One value after the colon.
    Text,
    /// `[a, b]`, or lines that begin with `-`.
    List,
    /// Lines `key: value`, indented.
    Map,
}

/// Why a file of a theme's `static` is not published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unpublished {
    /// Pages need no file of its sort.
    Sort {
        /// In small letters, without its dot; empty when it has none.
        extension: String,
    },
    /// It is not what its name says.
    Content {
        /// What its name says.
        extension: String,
    },
    /// A drawing that acts, or asks for something outside of it.
    Acts {
        /// Where: an element or an attribute.
        part: String,
    },
    /// A picture with what a camera or an editor wrote, which cannot be taken out of its format.
    Described,
}

/// The page that a lost one may have become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Successor {
    /// Its file.
    pub file: Arc<str>,
    /// Whether the file names addresses that the page had before.
    pub has_list: bool,
}

/// What a template may take for a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageLimit {
    /// Steps of its loops and conditions.
    Steps(u64),
    /// Bytes of all the texts that it makes.
    Bytes(u64),
    /// Templates, components and lists inside each other.
    Depth(usize),
}

/// What a theme may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThemeLimit {
    /// So many templates.
    Templates(usize),
    /// So many bytes in all of its templates.
    TemplateBytes(usize),
    /// So many components.
    Components(usize),
    /// So many fonts for pictures.
    Fonts(usize),
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// There is no `escale.yaml`.
    NoSettings,
    /// There is no region at all.
    NoRegion,
    /// A folder of `regions/` has no `region.yaml`.
    NoRegionFile,
    /// A folder of `regions/` has a name that cannot be an address.
    RegionFolderName {
        /// What could be.
        suggestion: Option<String>,
    },
    /// A file was not taken in.
    Refused(Refusal),
    /// A file stands where nothing reads it.
    Unread,
    /// No encoding gives a text that we can be sure of.
    NotUtf8,
    /// A line of a header, or a place in YAML, that cannot be read.
    Yaml {
        /// What the parser of `theme.yaml` says, in English.
        detail: Option<String>,
    },
    /// A Markdown file does not begin with `---`.
    HeaderNotOpened {
        /// Whether it begins with fields all the same.
        has_fields: bool,
    },
    /// The header has no second `---`.
    HeaderNotClosed {
        /// The line after which it belongs.
        after_line: u32,
    },
    /// An obligatory field is missing.
    Missing {
        /// Its name.
        field: &'static str,
        /// A line that would do.
        example: String,
        /// The line after which it is best put; 0 when nothing is written yet.
        after_line: u32,
    },
    /// A field that nothing reads.
    UnknownField {
        /// As written.
        field: String,
        /// What it may be meant for.
        suggestion: Option<&'static str>,
    },
    /// An obligatory field under a name that nothing reads.
    MisspeltField {
        /// As written.
        field: String,
        /// The obligatory field.
        meant: &'static str,
    },
    /// The same field twice.
    DuplicateField {
        /// Its name.
        field: String,
        /// Where it stands first.
        first_line: u32,
    },
    /// A text for a list, and so on.
    WrongShape {
        /// Its name.
        field: String,
        /// What it should be.
        expected: Shape,
    },
    /// A value that does not read as what the field holds.
    Invalid {
        /// Its name.
        field: String,
        /// As written.
        value: String,
        /// What it should be.
        expected: Scalar,
        /// What it may be meant for.
        suggestion: Option<String>,
    },
    /// A value outside a closed list.
    NotOneOf {
        /// Its name.
        field: String,
        /// As written.
        value: String,
        /// The list.
        choices: Vec<&'static str>,
        /// The nearest.
        suggestion: Option<String>,
    },
    /// The list of phases has not four members.
    PhaseCount {
        /// How many there are.
        found: usize,
    },
    /// `iso` and `insee` are of two regions.
    CodesDisagree {
        /// The INSEE code that goes with the ISO code.
        insee: &'static str,
    },
    /// A partner that has no file.
    UnknownPartner {
        /// As written.
        id: String,
        /// The nearest.
        suggestion: Option<String>,
    },
    /// A venue that has no file.
    UnknownVenue {
        /// As written.
        id: String,
        /// The nearest.
        suggestion: Option<String>,
    },
    /// A region that has no folder.
    UnknownRegion {
        /// As written.
        id: String,
        /// The nearest.
        suggestion: Option<String>,
    },
    /// An edition that the region does not have.
    UnknownEdition {
        /// As written.
        id: String,
        /// The nearest.
        suggestion: Option<String>,
        /// Those it has.
        known: Vec<String>,
    },
    /// An event on site without a venue.
    NoVenue,
    /// The end is before the beginning.
    EndBeforeStart {
        /// The beginning, as written.
        start: String,
        /// The end, as written.
        end: String,
    },
    /// Registration closes after the event is over.
    ClosesAfterEvent,
    /// Registration opens after it closes.
    OpensAfterClosing,
    /// `retirer_le` is not after `publier_le`.
    RetiredBeforePublished,
    /// The local hour is skipped by clocks that go forward.
    HourSkipped {
        /// As written.
        value: String,
    },
    /// The local hour happens twice when clocks go back.
    HourRepeated {
        /// As written.
        value: String,
    },
    /// `heure_fin` without `heure`, and so on.
    NeedsField {
        /// What is there.
        field: &'static str,
        /// What it needs.
        needs: &'static str,
    },
    /// An event to come that nobody can register for.
    NoRegistration,
    /// The same id twice.
    DuplicateId {
        /// As written.
        id: String,
        /// Where it stands first.
        first: Place,
    },
    /// Two editions of a region with one id.
    DuplicateEdition {
        /// As written.
        id: String,
    },
    /// Two pages at one address.
    DuplicateAddress {
        /// The address.
        address: String,
        /// The other source.
        other: String,
    },
    /// A line of the ledger of published addresses that is no address.
    LedgerLine {
        /// Further lines like it.
        others: usize,
    },
    /// A published address that leads nowhere any more.
    LostAddress {
        /// From the root of the hub, without its first `/`.
        address: String,
        /// Further sites in which the same address is lost.
        others: usize,
        /// What to write in the page's header.
        written: String,
        /// The page it may have become.
        successor: Option<Successor>,
        /// The source of the page when it exists and is not published.
        unpublished: Option<String>,
    },
    /// Many published addresses that lead nowhere any more.
    LostAddresses {
        /// The folder that they all are in; none: those that are too many to be told one by one.
        folder: Option<String>,
        /// How many.
        count: usize,
    },
    /// A former address that no page of these sites can have had.
    FormerAddress {
        /// As written.
        written: String,
    },
    /// A former address at which a page stands.
    FormerAddressTaken {
        /// The address.
        address: String,
        /// The source of the page.
        other: String,
    },
    /// A former address that two pages claim.
    FormerAddressTwice {
        /// The address.
        address: String,
        /// Where it stands first.
        first: Place,
    },
    /// A file name that cannot be an address.
    FileName,
    /// A file name that some systems refuse, or too long: its address is another.
    FileNameChanged {
        /// The address.
        address: String,
    },
    /// A link that leads nowhere.
    BrokenLink {
        /// As written.
        target: String,
        /// The nearest page.
        suggestion: Option<String>,
    },
    /// A link to an anchor that its page does not have.
    BrokenAnchor {
        /// The link as it stands in the page.
        target: String,
    },
    /// A rendered page refers to a file of the site that does not exist.
    BrokenReference {
        /// The address of the page.
        page: String,
        /// What it refers to.
        target: String,
    },
    /// A link whose scheme could run something.
    UnsafeLink {
        /// As written.
        target: String,
    },
    /// A picture that does not exist.
    MissingImage {
        /// As written.
        file: String,
        /// The nearest.
        suggestion: Option<String>,
    },
    /// A picture whose size cannot be read.
    UnreadableImage {
        /// As written.
        file: String,
    },
    /// A picture without a description.
    NoDescription,
    /// A visit of an external link has something to say.
    Visited(Visited),
    /// HTML that is not in the safe subset.
    UnsafeHtml {
        /// The element.
        element: String,
    },
    /// `[[…]]` that is none of the blocks.
    UnknownBlock {
        /// As written.
        name: String,
        /// The nearest.
        suggestion: Option<&'static str>,
    },
    /// `[[événements : …]]` with something after the colon that the block does not know.
    BlockArgument {
        /// As written.
        argument: String,
        /// What it knows.
        choices: Vec<&'static str>,
    },
    /// A block inside a sentence.
    BlockNotAlone,
    /// A heading level skipped.
    SkippedHeading {
        /// The level written.
        found: u8,
        /// The level expected.
        expected: u8,
    },
    /// A text that the Markdown library cannot cope with.
    TextNotUnderstood,
    /// Fenced code too long to be coloured.
    CodeTooLong,
    /// A legal mention is missing.
    MissingLegal {
        /// Its name.
        field: &'static str,
        /// Whether the site is made to be tried only: the law asks nothing of it.
        is_trial: bool,
    },
    /// The theme's folder has no template.
    NoTheme {
        /// Its name.
        name: String,
        /// Those there are.
        known: Vec<String>,
    },
    /// A template that the program needs is missing.
    NoTemplate {
        /// Its name.
        name: &'static str,
    },
    /// A file among those that a theme has published, which is not.
    UnpublishedFile(Unpublished),
    /// The theme lacks a word that pages print.
    NoWord {
        /// Its name in `theme.yaml`.
        key: String,
    },
    /// A font of the theme that cannot be read.
    BrokenFont,
    /// A template that does not parse.
    TemplateSyntax {
        /// What the engine says, in English.
        detail: String,
    },
    /// A template that does not render.
    TemplateFailure {
        /// The page it was for.
        page: String,
        /// What the engine says, in English.
        detail: String,
    },
    /// A template takes more for a page than it may.
    PageTooLarge {
        /// The page it was for.
        page: String,
        /// Which limit.
        limit: PageLimit,
    },
    /// A theme has more than escale reads.
    ThemeTooLarge(ThemeLimit),
    /// A template names a variable that no page has.
    TemplateVariable {
        /// Its name.
        name: String,
    },
    /// The form of what is written: its characters, its header, its dates, its addresses.
    Writing(Writing),
    /// What keeps someone from reading or following a page.
    Access(Access),
    /// What is stale, useless or heavy.
    Upkeep(Upkeep),
}
