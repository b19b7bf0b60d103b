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
    /// Files that every site publishes, by the name that templates know them by.
    pub statics: BTreeMap<String, Static>,
    /// Fonts that its pictures are drawn with, by the path of the file; they are not published.
    pub fonts: BTreeMap<Arc<str>, Arc<[u8]>>,
    /// Its folder, for problems that concern it as a whole.
    pub folder: Arc<str>,
}

/// A file of a theme that every site publishes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Static {
    /// What it is called where it is published, but for a fingerprint of its bytes.
    pub name: String,
    /// What it holds, without what is not for visitors.
    pub bytes: Arc<[u8]>,
}
