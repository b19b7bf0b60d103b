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
    /// By address: two with one address are the same.
    files: BTreeMap<String, Arc<[u8]>>,
    /// The style sheet without colours.
    style: Option<String>,
    addresses: Assets,
}

impl Statics {
    /// Makes a theme's files ready.
    pub fn new(theme: &Theme) -> Self {
        let mut files = BTreeMap::new();
        let mut assets = Assets::default();
        for (name, file) in &theme.statics {
            let address = address(&file.name, &file.bytes);
            match name.as_str() {
                "style.css" => {}
                "code.css" => assets.code_style = Some((address, Arc::clone(&file.bytes))),
                _ => {
                    files.insert(address.clone(), Arc::clone(&file.bytes));
                    if name.starts_with("icon.") {
                        assets.icon = Some(address);
                    } else {
                        assets.files.insert(name.clone(), address);
                    }
                }
            }
        }
        let style = theme.statics.get("style.css");
        let style = style.map(|file| pointed(&String::from_utf8_lossy(&file.bytes), &assets.files));
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
