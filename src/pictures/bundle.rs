//! The variants of a picture as one run of bytes, to be kept.

use std::sync::Arc;

use super::Drawn;
use crate::model::picture::Format;

/// A line each: format, width, height, length; an empty line; the files.
pub fn written(variants: &[Drawn]) -> Vec<u8> {
    let line = |drawn: &Drawn| {
        let Drawn { format, width_px, height_px, bytes } = drawn;
        format!("{} {width_px} {height_px} {}\n", format.extension(), bytes.len())
    };
    let mut kept: Vec<u8> = variants.iter().map(line).collect::<String>().into_bytes();
    kept.push(b'\n');
    for drawn in variants {
        kept.extend_from_slice(&drawn.bytes);
    }
    kept
}

/// The variants again; `None` for what was not written here.
pub fn read(kept: &[u8]) -> Option<Vec<Drawn>> {
    let end = memchr::memmem::find(kept, b"\n\n")?;
    let head = std::str::from_utf8(&kept[..end]).ok()?;
    let mut rest = &kept[end + 2..];
    let mut variants = Vec::new();
    for line in head.lines() {
        let mut words = line.split(' ');
        let format = match words.next()? {
            "jpg" => Format::Jpeg,
            "png" => Format::Png,
            "webp" => Format::Webp,
            _ => return None,
        };
        let (width_px, height_px) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        let (bytes, others) = rest.split_at_checked(words.next()?.parse().ok()?)?;
        variants.push(Drawn { format, width_px, height_px, bytes: Arc::from(bytes) });
        rest = others;
    }
    let is_whole = rest.is_empty() && variants.iter().any(|drawn| drawn.format != Format::Webp);
    is_whole.then_some(variants)
}
