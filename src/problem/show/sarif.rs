//! Problems as SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format), as far as GitHub code
//! scanning reads it: one run, the rules that occur, a result a problem.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::{Pages, explanation, message, plain, ways_out, whereabouts};
use crate::problem::explain::explain;
use crate::problem::fix::Lines;
use crate::problem::{Edit, Language, Level, Problem, Problems};
use crate::sources::Sources;

/// Where the standard keeps its schema.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// All problems as one log.
pub fn sarif(problems: &Problems, sources: &Sources, language: Language) -> Value {
    let levels: BTreeMap<&str, Level> = problems.iter().map(|problem| (problem.kind.code(), problem.level())).collect();
    let rules: Vec<Value> = levels.iter().map(|(code, level)| rule(code, *level, language)).collect();
    let mut pages = Pages::new(sources, problems);
    let mut twins = HashMap::new();
    let results: Vec<Value> = problems
        .iter()
        .map(|problem| {
            let rule = levels.keys().position(|code| *code == problem.kind.code());
            result(problem, rule, &mut twins, &mut pages, language)
        })
        .collect();
    let spoken = if language == Language::French { "fr" } else { "en" };
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "escale",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "language": spoken,
                "rules": rules,
            } },
            "language": spoken,
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(code: &str, problem_level: Level, language: Language) -> Value {
    let mut rule = json!({ "id": code, "defaultConfiguration": { "level": level(problem_level) } });
    if let Some(explanation) = explain(code, language) {
        rule["shortDescription"] = json!({ "text": explanation.title });
        rule["fullDescription"] = json!({ "text": explanation.why });
        rule["help"] = json!({ "text": explanation.text, "markdown": explanation.text });
    }
    rule
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Blocking => "error",
        Level::ToCorrect => "warning",
        Level::Advice => "note",
    }
}

fn result(
    problem: &Problem,
    rule: Option<usize>,
    twins: &mut HashMap<String, usize>,
    pages: &mut Pages,
    language: Language,
) -> Value {
    let words = message(problem, language);
    let lines = pages.lines(&problem.place.file);
    let mut text = vec![plain(&words.title)];
    text.extend(explanation(&words, &ways_out(problem, &words, lines, language)));
    text.extend(whereabouts(problem, language).1);
    let mut result = json!({
        "ruleId": problem.kind.code(),
        "ruleIndex": rule,
        "level": level(problem.level()),
        "message": { "text": unlinked(&text.join("\n")) },
        "locations": [{ "physicalLocation": physical_location(problem) }],
        "partialFingerprints": { "problem/v1": fingerprint(problem, twins) },
    });
    let replacements: Vec<Value> =
        problem.fix.iter().flat_map(|fix| &fix.edits).map(|edit| replacement(edit, lines)).collect();
    if !replacements.is_empty() {
        let change = json!({ "artifactLocation": artifact(&problem.place.file), "replacements": replacements });
        result["fixes"] = json!([{ "artifactChanges": [change] }]);
    }
    result
}

fn physical_location(problem: &Problem) -> Value {
    let place = &problem.place;
    let mut location = json!({ "artifactLocation": artifact(&place.file) });
    if place.line > 0 {
        let mut region = Map::new();
        region.insert("startLine".to_owned(), place.line.into());
        if place.length > 0 {
            region.insert("startColumn".to_owned(), place.column.into());
            // The column after the last one.
            region.insert("endColumn".to_owned(), (place.column + place.length).into());
        }
        location["region"] = region.into();
    }
    location
}

fn artifact(file: &str) -> Value {
    json!({ "uri": relative_reference(file), "uriBaseId": "%SRCROOT%" })
}

/// What is deleted, from its first column to the column after its last, and what comes in its place.
fn replacement(edit: &Edit, lines: Option<&Lines>) -> Value {
    let Edit { line, column, length, text } = edit;
    let (end_line, end_column) = match *length {
        u32::MAX if lines.is_some_and(|lines| lines.get(line + 1).is_some()) => (line + 1, 1),
        u32::MAX => {
            let content = lines.and_then(|lines| lines.get(*line)).unwrap_or_default();
            (*line, u32::try_from(content.chars().count() + 1).unwrap_or(u32::MAX))
        }
        length => (*line, column + length),
    };
    let mut replacement = json!({
        "deletedRegion": { "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column },
    });
    if !text.is_empty() {
        replacement["insertedContent"] = json!({ "text": text });
    }
    replacement
}

/// The same when lines move, whatever the language; those that are alike in one file are numbered.
fn fingerprint(problem: &Problem, twins: &mut HashMap<String, usize>) -> String {
    let title = message(problem, Language::English).title;
    let site = problem.site.as_ref().map(ToString::to_string).unwrap_or_default();
    let facts = [problem.kind.code(), &problem.place.file, &site, &title].join("\0");
    let digest = Sha256::digest(facts);
    let short: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    let number = twins.entry(short.clone()).and_modify(|number| *number += 1).or_insert(1);
    format!("{short}:{number}")
}

/// A path as a relative reference of RFC 3986: everything but unreserved characters and `/` is encoded.
fn relative_reference(path: &str) -> String {
    let encode = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    path.bytes().map(encode).collect::<Vec<_>>().concat()
}

/// In a SARIF message `[a](b)` is a link (§3.11.6): a Markdown example must stay what it is.
fn unlinked(text: &str) -> String {
    if text.contains("](") {
        text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
    } else {
        text.to_owned()
    }
}
