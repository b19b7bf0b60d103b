//! What each code means, in general words: the text of `docs/problemes.md` and of its English twin.

use super::Language;

/// A code, explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// What is wrong, in general.
    pub title: &'static str,
    /// The word for its level.
    pub level: &'static str,
    /// Why it matters: the first paragraph.
    pub why: &'static str,
    /// All of it: why, how to put it right, a wrong and a right example. Markdown that reads well as it is.
    pub text: &'static str,
}

const FRENCH: &str = include_str!("../../docs/problemes.md");
const ENGLISH: &str = include_str!("../../docs/problems.md");

/// What a code (`E021`) means; `None` when there is no such code.
pub fn explain(code: &str, language: Language) -> Option<Explanation> {
    sections(language).find(|(found, _)| *found == code).map(|(_, explanation)| explanation)
}

/// Every code that is explained, in the order of the document.
pub fn codes() -> impl Iterator<Item = &'static str> {
    sections(Language::French).map(|(code, _)| code)
}

/// Each section is a heading `## E021 – Title`, the level on a line of its own in bold, then the text.
fn sections(language: Language) -> impl Iterator<Item = (&'static str, Explanation)> {
    let document = if language == Language::French { FRENCH } else { ENGLISH };
    document.split("\n## ").skip(1).filter_map(|section| {
        let (heading, rest) = section.split_once("\n\n")?;
        let (code, title) = heading.split_once(" – ")?;
        let (level, text) = rest.split_once("\n\n")?;
        let text = text.trim_end();
        let why = text.split("\n\n").next().unwrap_or(text);
        Some((code, Explanation { title, level: level.trim_matches('*'), why, text }))
    })
}
