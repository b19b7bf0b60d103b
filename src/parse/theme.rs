//! `themes/<name>/`: templates, words, static files, fonts of pictures.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::documents::text_of;
use super::memory::PerFile;
use super::statics::{self, Judged};
use super::suggest::nearest;
use crate::model::theme::Theme;
use crate::problem::{Kind, Problems};
use crate::sources::{Place, Sources};

/// Where the fonts lie that pictures are drawn with.
const PICTURES: &str = "partage/";

/// Reads the theme of this name; `place` is where the name is written.
pub fn read(
    sources: &Sources,
    name: &str,
    place: Place,
    judged: &PerFile<Judged>,
    problems: &mut Problems,
) -> Option<Theme> {
    let folder = format!("themes/{name}/");
    let mut theme = Theme { folder: folder.trim_end_matches('/').into(), ..Theme::default() };
    for (path, bytes) in sources.below(&folder) {
        let inside = &path[folder.len()..];
        if let Some(template) = inside.strip_prefix("templates/") {
            if let Some(text) = text_of(path, bytes, problems) {
                theme.templates.insert(template.to_owned(), (Arc::clone(path), text.into_owned()));
            }
        } else if inside.strip_prefix(PICTURES).is_some_and(is_font) {
            theme.fonts.insert(Arc::clone(path), Arc::clone(bytes));
        } else if inside == "theme.yaml" {
            // Without its words the theme cannot be used: no second problem from each that is missing.
            theme.words = text_of(path, bytes, problems).and_then(|text| words(path, &text, problems))?;
        }
    }
    theme.statics = statics::read(sources, &format!("{folder}static/"), judged, problems);
    if theme.templates.is_empty() {
        let mut known: Vec<String> = sources
            .below("themes/")
            .filter_map(|(path, _)| {
                path.strip_prefix("themes/")?.split_once("/templates/").map(|(name, _)| name.to_owned())
            })
            .collect();
        known.dedup();
        if let Some(near) = nearest(name, known.iter().map(String::as_str)) {
            let near = near.to_owned();
            known.sort_by_key(|name| *name != near);
        }
        problems.push(place, Kind::NoTheme { name: name.to_owned(), known });
        return None;
    }
    Some(theme)
}

fn is_font(name: &str) -> bool {
    [".ttf", ".otf"].iter().any(|end| name.ends_with(end))
}

fn words(file: &Arc<str>, text: &str, problems: &mut Problems) -> Option<BTreeMap<String, String>> {
    match serde_yaml::from_str(text) {
        Ok(words) => Some(words),
        Err(error) => {
            let at = error.location();
            let line = at.as_ref().map_or(0, |at| u32::try_from(at.line()).unwrap_or(0));
            problems.push(Place::line(file, line), Kind::Yaml { detail: Some(error.to_string()) });
            None
        }
    }
}
