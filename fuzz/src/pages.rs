//! What must hold of any page: it parses, and nothing in it runs but the theme's own script.

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Error, StartTag, Token, Tokenizer};

/// Elements that run, frame or redirect something, or send what visitors type.
const NEVER: [&str; 8] = ["applet", "base", "embed", "frame", "frameset", "iframe", "object", "portal"];
/// Attributes that hold an address.
const ADDRESSES: [&str; 8] = ["action", "cite", "data", "formaction", "href", "poster", "src", "xlink:href"];
/// The beginnings of addresses that lead somewhere and run nothing.
const SCHEMES: [&str; 7] = ["http:", "https:", "mailto:", "tel:", "sms:", "webcal:", "data:,"];

/// Reads a page.
///
/// # Panics
/// When something that it was made from has become more than text.
pub fn check(path: &str, html: &[u8]) {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut data: Option<Vec<u8>> = None;
    for Ok(token) in Tokenizer::new_with_emitter(html, emitter) {
        match token {
            Token::StartTag(tag) => {
                check_tag(path, &tag);
                data = (tag.name.as_slice() == b"script").then(|| check_script(path, &tag)).flatten();
            }
            Token::String(text) => {
                if let Some(data) = &mut data {
                    data.extend_from_slice(&text);
                }
            }
            Token::EndTag(_) => {
                if let Some(data) = data.take() {
                    serde_json::from_slice::<serde_json::Value>(&data).expect("structured data is JSON");
                }
            }
            // Whoever types a sign that nobody sees gets it; it ends nothing.
            Token::Error(error)
                if matches!(*error, Error::ControlCharacterInInputStream | Error::NoncharacterInInputStream) => {}
            Token::Error(error) => panic!("{path} does not parse: {error:?}"),
            Token::Comment(_) | Token::Doctype(_) => {}
        }
    }
}

fn check_tag(path: &str, tag: &StartTag<()>) {
    let element = text(&tag.name);
    assert!(!NEVER.contains(&element.as_str()), "{path} has <{element}>");
    for (name, value) in &tag.attributes {
        let (name, value) = (text(name), text(value));
        assert!(!name.starts_with("on"), "{path} has <{element} {name}={value:?}>");
        assert!(name != "srcdoc" && name != "style", "{path} has <{element} {name}={value:?}>");
        if ADDRESSES.contains(&name.as_str()) {
            let seen: String = value.chars().filter(|c| !c.is_control() && *c != ' ').collect();
            let before_path = seen.split(['/', '?', '#']).next().unwrap_or_default().to_lowercase();
            let is_harmless =
                !before_path.contains(':') || SCHEMES.iter().any(|scheme| before_path.starts_with(scheme));
            assert!(is_harmless, "{path} has <{element} {name}={value:?}>");
        }
    }
}

/// A script is a file of ours or data; answers where to collect the data.
fn check_script(path: &str, tag: &StartTag<()>) -> Option<Vec<u8>> {
    let value = |name: &str| tag.attributes.get(name.as_bytes()).map(|value| text(value));
    if value("type").as_deref() == Some("application/ld+json") {
        return Some(Vec::new());
    }
    let source = value("src").unwrap_or_default();
    let is_here = !source.starts_with("//") && !source.contains([':', '\\']);
    let is_ours = is_here
        && source.rsplit_once('/').is_some_and(|(folder, name)| {
            folder.ends_with("assets") && name.starts_with("script.") && name.ends_with(".js")
        });
    assert!(is_ours, "{path} has a script: {source:?}");
    None
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
