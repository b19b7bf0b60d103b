//! Pixels → files, with nothing else in them.

use std::sync::Arc;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};

use super::Drawn;
use super::decode::Canvas;
use crate::model::picture::Format;

/// Of 100: below, skies show steps; above, files grow faster than pictures gain.
const JPEG_QUALITY: u8 = 78;
const WEBP_QUALITY: f32 = 75.0;

/// The format that every browser reads, and WebP; `None` when an encoder refuses.
pub fn both(canvas: &Canvas, is_photo: bool) -> [Option<Drawn>; 2] {
    let (format, plain) = if is_photo { (Format::Jpeg, jpeg(canvas)) } else { (Format::Png, png(canvas)) };
    let drawn = |format, bytes: Vec<u8>| Drawn {
        format,
        width_px: canvas.width_px(),
        height_px: canvas.height_px(),
        bytes: Arc::from(bytes),
    };
    [plain.map(|bytes| drawn(format, bytes)), webp(canvas, is_photo).map(|bytes| drawn(Format::Webp, bytes))]
}

/// One format; `None` when its encoder refuses.
pub fn one(canvas: &Canvas, format: Format) -> Option<Vec<u8>> {
    match format {
        Format::Jpeg => jpeg(canvas),
        Format::Png => png(canvas),
        Format::Webp => webp(canvas, canvas.is_photo()),
        Format::Gif => None,
    }
}

fn jpeg(canvas: &Canvas) -> Option<Vec<u8>> {
    let mut file = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut file, JPEG_QUALITY);
    encoder.write_image(canvas.bytes(), canvas.width_px(), canvas.height_px(), ExtendedColorType::Rgb8).ok()?;
    Some(file)
}

fn png(canvas: &Canvas) -> Option<Vec<u8>> {
    let mut file = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut file, CompressionType::Best, FilterType::Adaptive);
    let colours = if canvas.has_alpha() { ExtendedColorType::Rgba8 } else { ExtendedColorType::Rgb8 };
    encoder.write_image(canvas.bytes(), canvas.width_px(), canvas.height_px(), colours).ok()?;
    Some(file)
}

fn webp(canvas: &Canvas, is_photo: bool) -> Option<Vec<u8>> {
    let (bytes, width, height) = (canvas.bytes(), canvas.width_px(), canvas.height_px());
    let encoder = if canvas.has_alpha() {
        webp::Encoder::from_rgba(bytes, width, height)
    } else {
        webp::Encoder::from_rgb(bytes, width, height)
    };
    let (is_lossless, quality) = if is_photo { (false, WEBP_QUALITY) } else { (true, WEBP_QUALITY) };
    encoder.encode_simple(is_lossless, quality).ok().map(|file| file.to_vec())
}
