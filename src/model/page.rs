//! A page that staff write, news included.

use std::sync::Arc;

use jiff::civil::Date;

use super::address::Address;
use super::origin::{Origin, Publication};
use super::prose::Prose;

/// A page that staff write.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Within its site, from the file's path.
    pub address: Address,
    /// Title.
    pub title: String,
    /// One or two sentences.
    pub summary: Option<String>,
    /// Rank in the menu; absent: not in the menu.
    pub menu: Option<i32>,
    /// The day of a piece of news.
    pub date: Option<Date>,
    /// Whether a table of contents stands above the text.
    pub has_contents: bool,
    /// Day of the last change.
    pub updated: Option<Date>,
    /// From when to when it is published.
    pub publication: Publication,
    /// Text.
    pub prose: Arc<Prose>,
    /// Source.
    pub origin: Origin,
}

impl Page {
    /// The folder of news.
    pub const NEWS: &'static str = "actualites/";

    /// Pages that are made without staff, to which a file of the same name adds its text.
    const GENERATED: [&'static str; 6] =
        ["parcours/", "contact/", "mentions-legales/", "confidentialite/", "accessibilite/", "actualites/"];
    /// The file of the home page's text.
    pub const HOME: &'static str = "accueil/";

    /// Whether its text is shown on a page that exists without it.
    pub fn is_text_of_generated_page(&self) -> bool {
        self.address == Self::HOME || Self::GENERATED.contains(&self.address.as_str())
    }

    /// The address at which its text is read.
    pub fn served_at(&self) -> Address {
        if self.address == Self::HOME { Address::new() } else { self.address.clone() }
    }

    /// Whether it is a piece of news.
    pub fn is_news(&self) -> bool {
        self.address.starts_with(Self::NEWS) && self.address != Self::NEWS
    }
}
