//! Values for templates, made once and shared: a value is cheap to clone.

use tera::Value;

use crate::french::date::raise_ordinals;
use crate::french::typography::{self, ProperNames};

/// A map of template values, its keys in the order written.
macro_rules! map {
    ($($key:literal : $value:expr),* $(,)?) => {{
        let mut map = ::tera::Map::default();
        $(map.insert(::tera::value::Key::Str($key), ::tera::Value::from($value));)*
        map
    }};
}
pub(super) use map;

/// HTML that is finished: autoescape leaves it alone.
pub fn html(html: &str) -> Value {
    Value::safe_string(html)
}

/// A date in words, with « 1er » raised.
pub fn date(words: &str) -> Value {
    html(&raise_ordinals(&escaped(words)))
}

/// Text as HTML.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    pulldown_cmark_escape::escape_html(&mut out, text).expect("a String takes all text");
    out
}

/// Running text with its typography.
pub fn text(text: &str, names: &ProperNames) -> Value {
    Value::from(typography::set(text, names).as_ref())
}

/// How large a file is: « 2 Ko ».
pub fn size(bytes: usize) -> String {
    format!("{}\u{a0}Ko", bytes.div_ceil(1_000))
}

/// A word for style sheets beside the word for readers.
pub fn label(word: &str, label: &str) -> Value {
    Value::from(map! { "word": word, "label": label })
}
