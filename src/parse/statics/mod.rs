//! `themes/<name>/static/`: what every site publishes beside its pages. Each file is of a kind that pages need, by its
//! name and by its bytes, and holds nothing that is not for visitors; the others are told, and stay.

mod css;
mod svg;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::memory::PerFile;
use crate::french::slug::slug;
use crate::model::address::is_portable_segment;
use crate::model::theme::Static;
use crate::pictures::{self, Avif};
use crate::problem::{Kind, Problems, Unpublished, Upkeep};
use crate::sources::{Place, Sources, encoding};

/// What a file comes to.
pub struct Judged {
    /// The file as it is published, or why it is not.
    answer: Result<Static, Unpublished>,
    /// The format of a picture, when its name says another.
    format: Option<&'static str>,
}

/// What a file holds for visitors, and how names of such files end.
type Cleaned = Result<(&'static str, Vec<u8>), Unpublished>;

/// Reads the files below a theme's folder, by what follows it.
pub fn read(
    sources: &Sources,
    folder: &str,
    judged: &PerFile<Judged>,
    problems: &mut Problems,
) -> BTreeMap<String, Static> {
    let judge = |path: &Arc<str>, bytes: &Arc<[u8]>| judge(&path[folder.len()..], bytes);
    let mut statics = BTreeMap::new();
    for file in judged.of(sources, |path| path.starts_with(folder), 1, judge).iter() {
        let Judged { answer, format } = &*file.answer;
        match answer {
            Ok(published) => {
                statics.insert(file.path[folder.len()..].to_owned(), published.clone());
            }
            Err(reason) => problems.push(Place::file(&file.path), Kind::UnpublishedFile(reason.clone())),
        }
        if let Some(format) = format {
            problems.push(Place::file(&file.path), Upkeep::ImageExtension { format });
        }
    }
    statics
}

fn judge(name: &str, bytes: &Arc<[u8]>) -> Judged {
    let file = name.rsplit('/').next().unwrap_or(name);
    let (stem, extension) = file.rsplit_once('.').unwrap_or((file, ""));
    let extension = extension.to_ascii_lowercase();
    let cleaned = cleaned(stem, &extension, bytes);
    let said = if extension == "jpeg" { "jpg" } else { &extension };
    let format = cleaned.as_ref().ok().map(|(format, _)| *format).filter(|format| *format != said && !said.is_empty());
    let answer = cleaned.map(|(extension, clean)| {
        let bytes = if clean == **bytes { Arc::clone(bytes) } else { clean.into() };
        Static { name: published_name(name, stem, extension), bytes }
    });
    Judged { answer, format }
}

/// `polices/Été.WOFF2` → `polices/ete.woff2`
fn published_name(name: &str, stem: &str, extension: &str) -> String {
    let portable = |written: &str| match slug(written) {
        name if !name.is_empty() && is_portable_segment(&name) => name,
        name => format!("asset-{name}").trim_end_matches('-').to_owned(),
    };
    let folders = name.rsplit_once('/').into_iter().flat_map(|(folders, _)| folders.split('/').map(portable));
    let file = format!("{}.{extension}", portable(stem));
    folders.chain([file]).collect::<Vec<_>>().join("/")
}

/// The closed list of kinds.
fn cleaned(stem: &str, extension: &str, bytes: &[u8]) -> Cleaned {
    let other = || Unpublished::Content { extension: extension.to_owned() };
    let text = || text(bytes).ok_or_else(other);
    match extension {
        "css" => Ok(("css", css::for_readers(&text()?).into_bytes())),
        "js" => Ok(("js", without_source_map(&text()?).into_bytes())),
        "svg" => Ok(("svg", svg::cleaned(&drawing(bytes).ok_or_else(other)?)?.into_bytes())),
        "png" | "jpg" | "jpeg" | "webp" | "gif" => {
            let (format, clean) = pictures::cleaned(bytes).ok_or_else(other)?;
            Ok((format.extension(), clean))
        }
        "avif" => match pictures::avif(bytes).ok_or_else(other)? {
            Avif::Clean => Ok(("avif", bytes.to_vec())),
            Avif::Described => Err(Unpublished::Described),
        },
        "ico" => Ok(("ico", pictures::ico(bytes).ok_or_else(other)?)),
        "woff2" => Ok(("woff2", font(bytes).ok_or_else(other)?)),
        "webmanifest" => {
            let text = text()?;
            let is_object = serde_json::from_str(&text).is_ok_and(|json: serde_json::Value| json.is_object());
            if is_object { Ok(("webmanifest", text.into_bytes())) } else { Err(other()) }
        }
        "" | "txt" if is_licence(stem) => Ok(("txt", text()?.into_bytes())),
        _ => Err(Unpublished::Sort { extension: extension.to_owned() }),
    }
}

/// `LICENSE`, `OFL`, `titres.OFL`
fn is_licence(stem: &str) -> bool {
    slug(stem).split('-').any(|word| ["license", "licence", "ofl", "copying", "notice", "copyright"].contains(&word))
}

/// A text for browsers and people; `None` for what is none, or what a server or a browser may take for something else.
fn text(bytes: &[u8]) -> Option<String> {
    let text = encoding::decode(bytes).ok()?.text;
    let is_text = text.chars().all(|c| !c.is_control() || c.is_ascii_whitespace());
    let lower = text.trim_start().to_ascii_lowercase();
    let is_other = lower.starts_with(['<', '%']) || lower.starts_with("#!");
    let has_code = lower.contains("<?php") || lower.contains("<?=");
    (is_text && !is_other && !has_code).then(|| text.into_owned())
}

/// The text of a drawing.
fn drawing(bytes: &[u8]) -> Option<String> {
    Some(encoding::decode(bytes).ok()?.text.into_owned())
}

/// A script without the remarks that lead to the files it was made from, or hold them.
fn without_source_map(script: &str) -> String {
    let mut kept = String::with_capacity(script.len());
    for line in script.split_inclusive('\n') {
        match source_remark(line) {
            Some(at) => {
                kept.push_str(&line[..at]);
                kept.push_str(if line.ends_with('\n') { "\n" } else { "" });
            }
            None => kept.push_str(line),
        }
    }
    kept
}

/// Where such a remark begins, which is no part of a text between quotes.
fn source_remark(line: &str) -> Option<usize> {
    let at = line.find("sourceMappingURL=").or_else(|| line.find("sourceURL="))?;
    let (before, after) = line.split_at(at);
    let before = before.trim_end().strip_suffix(['#', '@'])?;
    let start = before.strip_suffix("//").or_else(|| before.strip_suffix("/*"))?;
    (!after.contains(['"', '\'', '`'])).then_some(start.len())
}

/// A font for the web (WOFF 2.0, §4) without what its maker keeps for himself; who made it, and under which licence,
/// stays in it.
fn font(bytes: &[u8]) -> Option<Vec<u8>> {
    const HEAD: usize = 48;
    let number = |at: usize| bytes[at..at + 4].iter().fold(0_usize, |number, byte| number << 8 | usize::from(*byte));
    if bytes.len() < HEAD || !bytes.starts_with(b"wOF2") || number(8) > bytes.len() {
        return None;
    }
    let private = number(40);
    let end = if private == 0 { number(8) } else { private };
    let mut font = bytes.get(..end).filter(|font| font.len() >= HEAD)?.to_vec();
    font[8..12].copy_from_slice(&u32::try_from(end).ok()?.to_be_bytes());
    font[40..HEAD].fill(0);
    Some(font)
}
