//! Everything sites are made of: what parsing answers and rendering takes.

use super::address::Slug;
use super::programme::Programme;
use super::site::Sites;
use super::theme::Theme;

/// What sites are made of.
#[derive(Debug)]
pub struct Content {
    /// The programme.
    pub programme: Programme,
    /// Its theme.
    pub theme: Theme,
    /// Folders of `regions/`, those included whose region could not be read.
    pub region_folders: Vec<Slug>,
    /// The pages of every site.
    pub sites: Sites,
}
