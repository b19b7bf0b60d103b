//! A theme as its files give it: templates, words, static files.

use std::collections::BTreeMap;
use std::sync::Arc;

/// A theme.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Theme {
    /// Templates by name, with the path of the file and its text.
    pub templates: BTreeMap<String, (Arc<str>, String)>,
    /// Every word the theme prints, by name.
    pub words: BTreeMap<String, String>,
    /// Files published as they are, by name.
    pub statics: BTreeMap<String, Arc<[u8]>>,
    /// Fonts that its pictures are drawn with, by the path of the file; they are not published.
    pub fonts: BTreeMap<Arc<str>, Arc<[u8]>>,
    /// Its folder, for problems that concern it as a whole.
    pub folder: Arc<str>,
}
