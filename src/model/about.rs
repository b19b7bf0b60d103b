//! What a site says of itself: a region's, or the hub's.

use super::contact::{Audit, Contact, Legal, PersonalData};
use super::edition::Figure;

/// What a site says of itself. A region inherits the nation's, key by key, figures and audit apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// Whom visitors can ask.
    pub contact: Contact,
    /// What, for whom, at what price.
    pub presentation: Presentation,
    /// Legal notice.
    pub legal: Legal,
    /// Personal data.
    pub personal_data: PersonalData,
    /// Accessibility audit, when one was made.
    pub audit: Option<Audit>,
    /// Figures.
    pub figures: Vec<Figure>,
}

/// What a visitor wants to know first; a sentence each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Presentation {
    /// What is it?
    pub what: String,
    /// Is it for me?
    pub for_whom: String,
    /// What does it cost?
    pub price: String,
    /// How long does it take?
    pub duration: Option<String>,
}
