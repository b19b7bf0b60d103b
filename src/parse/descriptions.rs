//! Descriptions of pictures that describe nothing.

use crate::french::slug::slug;
use crate::problem::Access;

const EXTENSIONS: [&str; 7] = [".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".svg"];

/// What is poor in the description of a picture; one that is missing is told elsewhere.
pub fn trouble(description: &str, file: &str) -> Option<Access> {
    let written = description.trim();
    let lower = written.to_lowercase();
    let name = file.rsplit('/').next().unwrap_or(file);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    // « Bordeaux » may describe bordeaux.jpg; « IMG_0042 » and « photo-groupe » do not describe anything.
    let has_signs = written.contains(['_', '-']) || written.chars().any(|c| c.is_ascii_digit());
    let is_stem = !written.is_empty() && slug(written) == slug(stem) && !written.contains(' ') && has_signs;
    let is_file_name = EXTENSIONS.iter().any(|extension| lower.ends_with(extension)) || is_stem;
    let says_image = ["image de ", "image d'", "image d’", "image du ", "image des ", "image :", "image of "]
        .iter()
        .any(|start| lower.starts_with(start));
    let says_nothing = ["image", "photo", "logo", "illustration", "picture"].contains(&lower.as_str());
    (is_file_name || says_image || says_nothing)
        .then(|| Access::PoorDescription { description: written.to_owned(), is_file_name })
}
