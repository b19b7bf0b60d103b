//! Style sheets and other files of the theme, under names that change when their bytes do.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::codes::RegionCode;
use crate::model::colour::Colours;
use crate::model::picture::fingerprint;
use crate::model::theme::Theme;
use crate::output::Output;

/// The addresses of a site's assets.
#[derive(Default, Clone)]
pub struct Assets {
    /// The style sheet, with the site's colours.
    pub style: String,
    /// The style sheet for code, published only where there is code.
    pub code_style: Option<(String, Arc<[u8]>)>,
    /// The icon.
    pub icon: Option<String>,
    /// Every other file of the theme, by its name: a font, a script.
    pub files: BTreeMap<String, String>,
}

/// The theme's files as every site publishes them, but for the colours of its style sheet.
pub struct Statics {
    /// By address.
    files: Vec<(String, Arc<[u8]>)>,
    /// The style sheet without colours.
    style: Option<String>,
    addresses: Assets,
}

impl Statics {
    /// Makes a theme's files ready.
    pub fn new(theme: &Theme) -> Self {
        let mut files = Vec::new();
        let mut assets = Assets::default();
        for (name, bytes) in &theme.statics {
            match name.as_str() {
                "style.css" => {}
                "code.css" => assets.code_style = Some((address(name, bytes), Arc::clone(bytes))),
                _ => {
                    let bytes = if name.ends_with(".css") {
                        Arc::from(for_readers(&String::from_utf8_lossy(bytes)).into_bytes())
                    } else {
                        Arc::clone(bytes)
                    };
                    let address = address(name, &bytes);
                    files.push((address.clone(), bytes));
                    if name.starts_with("icon.") {
                        assets.icon = Some(address);
                    } else {
                        assets.files.insert(name.clone(), address);
                    }
                }
            }
        }
        let style = theme.statics.get("style.css");
        let style = style.map(|bytes| pointed(&for_readers(&String::from_utf8_lossy(bytes)), &assets.files));
        Self { files, style, addresses: assets }
    }

    /// Adds them to a site that lies in `folder`. Its style sheet ends with the colours of the site, and with those of
    /// `regions`, which the hub shows side by side.
    pub fn publish(
        &self,
        colours: Colours,
        regions: impl Iterator<Item = (RegionCode, Colours)>,
        folder: &str,
        output: &mut Output,
    ) -> Assets {
        for (address, bytes) in &self.files {
            output.insert(format!("{folder}{address}"), Arc::clone(bytes), None);
        }
        let mut assets = self.addresses.clone();
        if let Some(style) = &self.style {
            let mut style = style.clone();
            style.push_str(&format!(":root{{{}}}\n", variables(colours)));
            for (code, colours) in regions {
                style.push_str(&format!("[data-region=\"{}\"]{{{}}}\n", code.iso, variables(colours)));
            }
            assets.style = address("style.css", style.as_bytes());
            output.insert(format!("{folder}{}", assets.style), style.into_bytes(), None);
        }
        assets
    }
}

/// `--accent:#1d4ed8;--accent-dark:#9db8ff`
fn variables(colours: Colours) -> String {
    format!("--accent:{};--accent-dark:{}", colours.light, colours.dark)
}

/// A style sheet whose `url("titres.woff2")` name the published files, which lie beside it.
fn pointed(style: &str, files: &BTreeMap<String, String>) -> String {
    let mut style = style.to_owned();
    for (name, address) in files {
        let published = address.trim_start_matches(FOLDER);
        style = style.replace(&format!("url(\"{name}\")"), &format!("url(\"{published}\")"));
    }
    style
}

/// A style sheet without what is for those who write it: comments, and the white space that means nothing anywhere in CSS.
fn for_readers(style: &str) -> String {
    let mut kept = String::with_capacity(style.len());
    let mut rest = style;
    while let Some(first) = rest.chars().next() {
        let taken = match first {
            '"' | '\'' => {
                let end = quoted(rest, first);
                kept.push_str(&rest[..end]);
                end
            }
            '/' | ' ' | '\n' | '\r' | '\t' if gap(rest) > 0 => {
                let end = gap(rest);
                let is_needed = !kept.is_empty() && !kept.ends_with(['{', '}', ';', ',']);
                if is_needed && !rest[end..].starts_with(['{', '}']) && end < rest.len() {
                    kept.push(' ');
                }
                end
            }
            _ => {
                kept.push(first);
                first.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    kept
}

/// How many bytes a text between quotes has that a style sheet begins with.
fn quoted(style: &str, quote: char) -> usize {
    let mut is_escaped = true;
    for (at, character) in style.char_indices() {
        if character == quote && !is_escaped {
            return at + 1;
        }
        is_escaped = character == '\\' && !is_escaped;
    }
    style.len()
}

/// How many bytes of white space and comments a style sheet begins with.
fn gap(style: &str) -> usize {
    let mut rest = style;
    loop {
        rest = rest.trim_start_matches([' ', '\n', '\r', '\t']);
        match rest.strip_prefix("/*") {
            Some(comment) => rest = comment.split_once("*/").map_or("", |(_, rest)| rest),
            None => return style.len() - rest.len(),
        }
    }
}

/// Where a site's assets lie.
const FOLDER: &str = "assets/";

/// `assets/style.0123456789ab.css`
fn address(name: &str, bytes: &[u8]) -> String {
    let fingerprint = fingerprint(bytes);
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{FOLDER}{stem}.{fingerprint}.{extension}"),
        None => format!("{FOLDER}{name}.{fingerprint}"),
    }
}
