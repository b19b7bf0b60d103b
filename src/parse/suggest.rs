//! « Vouliez-vous dire … ? »: the nearest of the known names.

use crate::french::slug::slug;

/// Below this likeness a name is not offered.
const LEAST_LIKENESS: f64 = 0.72;

/// The nearest of these names to what was written, when one is near enough.
pub fn nearest<'n>(written: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let written = slug(written);
    names
        .into_iter()
        .map(|name| (likeness(&written, &slug(name)), name))
        .filter(|(likeness, _)| *likeness >= LEAST_LIKENESS)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, name)| name)
}

fn likeness(written: &str, known: &str) -> f64 {
    if written == known {
        return 1.0;
    }
    let is_part = written.len() >= 3 && (known.starts_with(written) || known.split('-').any(|word| word == written));
    let by_letters = strsim::normalized_damerau_levenshtein(written, known);
    let by_beginning = strsim::jaro_winkler(written, known) - 0.1;
    by_letters.max(by_beginning).max(if is_part { 0.9 } else { 0.0 })
}
