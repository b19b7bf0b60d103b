//! Any bytes as a picture: what is published is a picture, of the size that is said, with nothing else in it.

use std::sync::Arc;

use escale::model::picture::{Format, Variant};
use escale::model::store::NoStore;
use escale::pictures::{DecoderMemory, picture};

/// The chunks of a PNG that are its pixels, and what those mean.
const CHUNKS: [&[u8]; 5] = [b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"];

/// Makes a picture ready for publication.
///
/// # Panics
/// When what is published is no picture, not the one that is said, or holds more than pixels.
pub fn check(bytes: &[u8]) {
    let Some(picture) = picture("p", &Arc::from(bytes), &NoStore, &DecoderMemory::default()) else { return };
    assert!(!picture.plain.is_empty());
    for variant in &picture.plain {
        // What may move is published as it is.
        let is_drawn = !picture.webp.is_empty();
        check_variant(variant, picture.format, is_drawn);
    }
    for variant in &picture.webp {
        check_variant(variant, Format::Webp, true);
    }
}

fn check_variant(variant: &Variant, format: Format, is_drawn: bool) {
    let size = imagesize::blob_size(&variant.bytes).expect("what is published has a size");
    assert_eq!((size.width, size.height), (variant.width_px as usize, variant.height_px as usize));
    if is_drawn {
        match imagesize::image_type(&variant.bytes).expect("what is published is a picture") {
            imagesize::ImageType::Jpeg => check_jpeg(&variant.bytes),
            imagesize::ImageType::Png => check_png(&variant.bytes),
            imagesize::ImageType::Webp => check_webp(&variant.bytes),
            other => panic!("{format:?} has become {other:?}"),
        }
    }
}

/// Up to the pixels there are the tables that they need, and the mark of JFIF.
fn check_jpeg(bytes: &[u8]) {
    let mut at = 2;
    while bytes[at + 1] != 0xda {
        let marker = bytes[at + 1];
        assert!(matches!(marker, 0xc0..=0xc4 | 0xdb | 0xdd | 0xe0), "a segment {marker:#x} is published");
        at += 2 + usize::from(u16::from_be_bytes([bytes[at + 2], bytes[at + 3]]));
    }
}

fn check_png(bytes: &[u8]) {
    let mut rest = &bytes[8..];
    while let Some((head, after)) = rest.split_at_checked(8) {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        assert!(CHUNKS.contains(&&head[4..]), "a chunk {:?} is published", String::from_utf8_lossy(&head[4..]));
        rest = &after[length + 4..];
    }
}

fn check_webp(bytes: &[u8]) {
    for name in [b"EXIF", b"XMP ", b"ICCP"] {
        // The chunks follow each other; within compressed pixels the words could stand by chance.
        let mut rest = &bytes[12..];
        while let Some((head, after)) = rest.split_at_checked(8) {
            assert_ne!(&head[..4], name, "what the camera wrote is published");
            let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
            rest = after.get(length + length % 2..).unwrap_or_default();
        }
    }
}
