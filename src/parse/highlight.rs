//! Fenced code as HTML with CSS classes, never inline style (a strict CSP refuses it).

use std::sync::LazyLock;

use syntect::html::{ClassStyle, ClassedHTMLGenerator};
use syntect::parsing::SyntaxSet;
use syntect::util::LinesWithEndings;

/// Longest block that is coloured; the output can be sixty times as long.
const MOST_BYTES: usize = 64 * 1024;
/// Most lines that are coloured.
const MOST_LINES: usize = 2_000;

/// Grammars that come with syntect. Constant data: unpacked once, on the first block of code, because
/// that takes milliseconds which a site without code should not pay.
static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);

/// A block of code, coloured or plain.
pub struct Code {
    /// Escaped HTML, for inside `<code>`.
    pub html: String,
    /// Whether it has classes to colour.
    pub is_coloured: bool,
    /// Whether it was left plain for its length.
    pub is_too_long: bool,
}

/// Colours a block; a language nobody knows leaves it plain.
pub fn code(text: &str, language: &str) -> Code {
    let is_too_long = text.len() > MOST_BYTES || text.lines().count() > MOST_LINES;
    let coloured = (!language.is_empty() && !is_too_long).then(|| coloured(text, language)).flatten();
    match coloured {
        Some(html) => Code { html, is_coloured: true, is_too_long },
        None => {
            let mut html = String::with_capacity(text.len());
            pulldown_cmark_escape::escape_html_body_text(&mut html, text).expect("a String takes all text");
            Code { html, is_coloured: false, is_too_long: is_too_long && !language.is_empty() }
        }
    }
}

fn coloured(text: &str, language: &str) -> Option<String> {
    let syntax = SYNTAXES.find_syntax_by_token(language)?;
    let style = ClassStyle::SpacedPrefixed { prefix: "code-" };
    let mut generator = ClassedHTMLGenerator::new_with_class_style(syntax, &SYNTAXES, style);
    for line in LinesWithEndings::from(text) {
        generator.parse_html_for_line_which_includes_newline(line).ok()?;
    }
    Some(generator.finalize())
}
