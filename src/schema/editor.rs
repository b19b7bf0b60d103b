//! What VS Code is told: where the schemas are, in its `settings.json`.

use serde_json::{Map, Value, json};

use super::FileKind;

/// Where the schemas are put, below the project.
pub const SCHEMAS: &str = ".escale/schemas";

/// The kinds of file that the YAML extension of VS Code takes: it knows nothing of headers in Markdown.
pub fn yaml_kinds() -> impl Iterator<Item = FileKind> {
    FileKind::ALL.into_iter().filter(|kind| kind.patterns().iter().all(|pattern| pattern.ends_with("ml")))
}

/// `.escale/schemas/region.json`
pub fn schema_file(kind: FileKind) -> String {
    format!("{SCHEMAS}/{}.json", kind.word())
}

/// The setting to add: which schema is for which files.
pub fn associations() -> Value {
    let entries = yaml_kinds().map(|kind| (format!("./{}", schema_file(kind)), json!(kind.patterns())));
    Value::Object(entries.collect())
}

/// The settings with the associations added and everything else as it was; `None` when they are not the
/// plain JSON that can be changed without losing something (VS Code allows notes in them).
pub fn settings(written: &str) -> Option<String> {
    let mut settings: Map<String, Value> =
        if written.trim().is_empty() { Map::new() } else { serde_json::from_str(written).ok()? };
    let schemas = settings.entry("yaml.schemas").or_insert_with(|| json!({}));
    let (Value::Object(schemas), Value::Object(own)) = (schemas, associations()) else { return None };
    schemas.extend(own);
    Some(format!("{:#}\n", Value::Object(settings)))
}
