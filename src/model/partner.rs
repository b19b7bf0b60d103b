//! An organisation that takes part in the programme.

use std::sync::Arc;

use jiff::civil::Date;

use super::address::{Slug, WebUrl};
use super::origin::Origin;
use super::prose::{Image, Prose};

/// An organisation that takes part.
#[derive(Debug, Clone, PartialEq)]
pub struct Partner {
    /// Its id, from the file's name.
    pub id: Slug,
    /// Its name today.
    pub name: String,
    /// The names it had, oldest first.
    pub former_names: Vec<FormerName>,
    /// What it does in the programme.
    pub role: Role,
    /// How far it is engaged.
    pub level: Level,
    /// Its own site.
    pub site: Option<WebUrl>,
    /// Logo.
    pub logo: Option<Image>,
    /// One sentence.
    pub summary: String,
    /// Text.
    pub prose: Arc<Prose>,
    /// Whether its file stands in a region.
    pub is_regional: bool,
    /// Source.
    pub origin: Origin,
}

/// A name an organisation had, with its last day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerName {
    /// The name.
    pub name: String,
    /// The last day it was in use.
    pub until: Date,
}

/// What a partner does in the programme, in the order of the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// `institution`
    Institution,
    /// `emploi`
    Employment,
    /// `handicap`
    Disability,
    /// `entreprise`
    Company,
    /// `formation`
    Training,
    /// `media`
    Media,
    /// `association`
    Association,
}

impl Role {
    /// Each role with the word for it in headers, in the order of the lists.
    pub const WORDS: [(&'static str, Self); 7] = [
        ("institution", Self::Institution),
        ("emploi", Self::Employment),
        ("handicap", Self::Disability),
        ("entreprise", Self::Company),
        ("formation", Self::Training),
        ("media", Self::Media),
        ("association", Self::Association),
    ];
}

/// How far a partner is engaged, in the order of the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// `organisateur`
    Organiser,
    /// `principal`
    Main,
    /// `partenaire`
    Partner,
    /// `soutien`
    Supporter,
}

impl Level {
    /// Each level with the word for it in headers, in the order of the lists.
    pub const WORDS: [(&'static str, Self); 4] = [
        ("organisateur", Self::Organiser),
        ("principal", Self::Main),
        ("partenaire", Self::Partner),
        ("soutien", Self::Supporter),
    ];
}

impl Partner {
    /// The name in use on a day: archived editions keep the name of their time.
    pub fn name_on(&self, day: Date) -> &str {
        self.former_names.iter().find(|former| day <= former.until).map_or(&self.name, |former| &former.name)
    }

    /// The address within a site.
    pub fn address(&self) -> super::address::Address {
        format!("partenaires/{}/", self.id)
    }
}
