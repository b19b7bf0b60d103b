//! Style sheets and other files of the theme, under names that change when their bytes do.

use std::sync::Arc;

use crate::model::colour::Colours;
use crate::model::picture::fingerprint;
use crate::model::theme::Theme;
use crate::output::Output;

/// The addresses of a site's assets.
pub struct Assets {
    /// The style sheet, with the site's colours.
    pub style: String,
    /// The style sheet for code, published only where there is code.
    pub code_style: Option<(String, Arc<[u8]>)>,
    /// The icon.
    pub icon: Option<String>,
}

/// Adds the theme's files to a site that lies in `folder`.
pub fn publish(theme: &Theme, colours: Colours, folder: &str, output: &mut Output) -> Assets {
    let mut assets = Assets { style: String::new(), code_style: None, icon: None };
    for (name, bytes) in &theme.statics {
        match name.as_str() {
            "style.css" => {
                let mut style = bytes.to_vec();
                let own = format!(":root{{--accent:{};--accent-dark:{}}}\n", colours.light, colours.dark);
                style.extend_from_slice(own.as_bytes());
                assets.style = address(name, &style);
                output.insert(format!("{folder}{}", assets.style), style, None);
            }
            "code.css" => assets.code_style = Some((address(name, bytes), Arc::clone(bytes))),
            _ => {
                let address = address(name, bytes);
                if name.starts_with("icon.") {
                    assets.icon = Some(address.clone());
                }
                output.insert(format!("{folder}{address}"), Arc::clone(bytes), None);
            }
        }
    }
    assets
}

/// `assets/style.0123456789ab.css`
fn address(name: &str, bytes: &[u8]) -> String {
    let fingerprint = fingerprint(bytes);
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("assets/{stem}.{fingerprint}.{extension}"),
        None => format!("assets/{name}.{fingerprint}"),
    }
}
