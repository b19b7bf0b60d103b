//! What every kind of problem has beside its words: a stable code, a level, its cause.

use super::access::Access;
use super::link::{Finding, Visited};
use super::upkeep::Upkeep;
use super::{Kind, Level};

impl Kind {
    /// What is the same for problems that have one cause: a template that fails, fails for many pages.
    pub fn cause(&self) -> String {
        match self {
            Self::TemplateFailure { detail, .. } => detail.clone(),
            Self::PageTooLarge { limit, .. } => format!("{limit:?}"),
            Self::Access(Access::Page { fault, .. }) => format!("{fault:?}"),
            _ => format!("{self:?}"),
        }
    }

    /// Whether the line it is about must not be shown.
    pub fn hides_line(&self) -> bool {
        matches!(self, Self::Upkeep(Upkeep::Secret { .. }))
    }

    /// A code that never changes its meaning: `E021`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoSettings => "E001",
            Self::NoRegion => "E002",
            Self::NoRegionFile => "E003",
            Self::RegionFolderName { .. } => "E004",
            Self::Refused(_) => "E005",
            Self::Unread => "E006",
            Self::NotUtf8 => "E007",
            Self::Yaml { .. } => "E008",
            Self::HeaderNotOpened { .. } => "E011",
            Self::HeaderNotClosed { .. } => "E012",
            Self::Missing { .. } => "E013",
            Self::UnknownField { .. } => "E014",
            Self::MisspeltField { .. } => "E026",
            Self::DuplicateField { .. } => "E015",
            Self::WrongShape { .. } => "E016",
            Self::Invalid { .. } => "E017",
            Self::NotOneOf { .. } => "E018",
            Self::PhaseCount { .. } => "E019",
            Self::CodesDisagree { .. } => "E020",
            Self::UnknownPartner { .. } => "E021",
            Self::UnknownVenue { .. } => "E022",
            Self::UnknownRegion { .. } => "E023",
            Self::UnknownEdition { .. } => "E024",
            Self::NoVenue => "E025",
            Self::EndBeforeStart { .. } => "E030",
            Self::ClosesAfterEvent => "E031",
            Self::OpensAfterClosing => "E032",
            Self::RetiredBeforePublished => "E033",
            Self::HourSkipped { .. } => "E034",
            Self::HourRepeated { .. } => "E035",
            Self::NeedsField { .. } => "E036",
            Self::NoRegistration => "E037",
            Self::DuplicateId { .. } => "E040",
            Self::DuplicateEdition { .. } => "E043",
            Self::DuplicateAddress { .. } => "E041",
            Self::FileName => "E042",
            Self::LedgerLine { .. } => "E044",
            Self::LostAddress { .. } => "E045",
            Self::LostAddresses { .. } => "E046",
            Self::FormerAddress { .. } => "E047",
            Self::FormerAddressTaken { .. } => "E048",
            Self::FormerAddressTwice { .. } => "E049",
            Self::BrokenLink { .. } => "E050",
            Self::BrokenAnchor { .. } => "E051",
            Self::BrokenReference { .. } => "E052",
            Self::UnsafeLink { .. } => "E053",
            Self::MissingImage { .. } => "E054",
            Self::UnreadableImage { .. } => "E055",
            Self::NoDescription => "E056",
            Self::Visited(Visited { finding: Finding::Dead(_), .. }) => "E057",
            Self::Visited(Visited { finding: Finding::ToCheck(_), .. }) => "E058",
            Self::Visited(Visited { finding: Finding::Moved(_), .. }) => "E059",
            Self::UnsafeHtml { .. } => "E060",
            Self::UnknownBlock { .. } => "E061",
            Self::BlockArgument { .. } => "E062",
            Self::BlockNotAlone => "E063",
            Self::SkippedHeading { .. } => "E064",
            Self::CodeTooLong => "E065",
            Self::TextNotUnderstood => "E066",
            Self::MissingLegal { .. } => "E070",
            Self::NoTheme { .. } => "E080",
            Self::NoTemplate { .. } => "E081",
            Self::NoWord { .. } => "E085",
            Self::BrokenFont => "E086",
            Self::UnpublishedFile(_) => "E173",
            Self::TemplateSyntax { .. } => "E082",
            Self::TemplateFailure { .. } => "E083",
            Self::TemplateVariable { .. } => "E084",
            Self::PageTooLarge { .. } => "E165",
            Self::ThemeTooLarge(_) => "E166",
            Self::Writing(writing) => writing.code(),
            Self::Access(access) => access.code(),
            Self::Upkeep(upkeep) => upkeep.code(),
            Self::FileNameChanged { .. } => "E130",
        }
    }

    /// How much it matters.
    pub fn level(&self) -> Level {
        match self {
            Self::Unread
            | Self::UnknownField { .. }
            | Self::LedgerLine { .. }
            | Self::LostAddress { .. }
            | Self::LostAddresses { .. }
            | Self::FormerAddress { .. }
            | Self::FormerAddressTaken { .. }
            | Self::FormerAddressTwice { .. }
            | Self::BrokenLink { .. }
            | Self::BrokenAnchor { .. }
            | Self::UnsafeLink { .. }
            | Self::NoDescription
            | Self::UnsafeHtml { .. }
            | Self::SkippedHeading { .. }
            | Self::MissingLegal { is_trial: true, .. } => Level::ToCorrect,
            Self::UnpublishedFile(_) => Level::ToCorrect,
            Self::FileNameChanged { .. } => Level::ToCorrect,
            Self::Visited(Visited { finding: Finding::Dead(_), is_registration: false, .. }) => Level::ToCorrect,
            Self::Visited(Visited { finding: Finding::ToCheck(_) | Finding::Moved(_), .. }) => Level::Advice,
            Self::CodeTooLong => Level::Advice,
            Self::Writing(writing) => writing.level(),
            Self::Access(access) => access.level(),
            Self::Upkeep(upkeep) => upkeep.level(),
            _ => Level::Blocking,
        }
    }
}
