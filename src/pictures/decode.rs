//! Bytes → pixels, within bounds.

use std::borrow::Cow;
use std::io::Cursor;

use fast_image_resize::images::Image;
use fast_image_resize::{PixelType, Resizer};
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits, RgbImage, RgbaImage};
use moxcms::{ColorProfile, Layout, TransformOptions};

use super::{chunks, profile};
use crate::model::picture::Format;

/// More is refused before a byte is decoded: a file of a few bytes can declare any size.
const MOST_PIXELS: u64 = 50_000_000;
/// A side of a picture. The work of making a picture smaller grows with its longer side.
const MOST_SIDE_PX: u32 = 32_768;
/// What the pixels of a picture may take, as they come out of the decoder: 50 million of four bytes.
const MOST_PIXEL_BYTES: u64 = 200 << 20;
/// What a decoder may take beside them.
const MOST_MEMORY_BYTES: u64 = 512 << 20;
/// Chunks of a PNG that are of no use here, and are compressed.
const TEXTS: [&[u8; 4]; 3] = [b"zTXt", b"iTXt", b"tEXt"];
/// Scans of a JPEG: programs write ten, and each goes over all the pixels again.
const MOST_SCANS: usize = 100;
/// What has more colours is no drawing.
const COLOURS_OF_A_DRAWING: usize = 1_024;

/// Pixels: three bytes each, or four where something shows through.
pub struct Canvas(DynamicImage);

/// The format that the first bytes say, whatever the name.
pub fn format(bytes: &[u8]) -> Option<Format> {
    Some(match imagesize::image_type(bytes).ok()? {
        imagesize::ImageType::Jpeg => Format::Jpeg,
        imagesize::ImageType::Png => Format::Png,
        imagesize::ImageType::Gif => Format::Gif,
        imagesize::ImageType::Webp => Format::Webp,
        _ => return None,
    })
}

/// Width and height in pixels, as declared.
pub fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let size = imagesize::blob_size(bytes).ok()?;
    let (width, height) = (u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?);
    let pixels = u64::from(width) * u64::from(height);
    (pixels > 0 && pixels <= MOST_PIXELS && width.max(height) <= MOST_SIDE_PX).then_some((width, height))
}

/// What may move is not drawn anew.
pub fn is_published_as_it_is(format: Format, bytes: &[u8]) -> bool {
    match format {
        Format::Gif => true,
        Format::Webp => WebPDecoder::new(Cursor::new(bytes)).is_ok_and(|decoder| decoder.has_animation()),
        Format::Jpeg | Format::Png => false,
    }
}

/// Whether the pixels of a file are those that are to be seen: held upright, in the colours of screens.
pub fn is_shown_as_stored(format: Format, bytes: &[u8]) -> Option<bool> {
    let mut decoder = ImageReader::with_format(Cursor::new(bytes), image_format(format)?).into_decoder().ok()?;
    let is_upright = decoder.orientation().ok()? == Orientation::NoTransforms;
    Some(is_upright && decoder.icc_profile().ok()?.is_none())
}

/// The picture, turned as it was held, no wider than `most_px`, in the colours of screens.
pub fn decode(format: Format, bytes: &[u8], most_px: u32) -> Option<Canvas> {
    size(bytes)?;
    if format == Format::Jpeg && !is_whole_jpeg(bytes) {
        return None;
    }
    let (profile, lean) = match format {
        Format::Png => {
            let without_texts = chunks::without(bytes, &TEXTS);
            let profile = decoder(format, &without_texts, 2 * profile::LARGEST_BYTES as u64);
            let profile = profile.and_then(|mut decoder| decoder.icc_profile().ok().flatten());
            (profile, Cow::Owned(chunks::without(&without_texts, &[b"iCCP"])))
        }
        _ => (None, Cow::Borrowed(bytes)),
    };
    let mut decoder = decoder(format, &lean, MOST_MEMORY_BYTES)?;
    if decoder.total_bytes() > MOST_PIXEL_BYTES {
        return None;
    }
    let orientation = decoder.orientation().ok()?;
    let profile = profile.or_else(|| decoder.icc_profile().ok().flatten()).and_then(profile::reduced);
    let has_alpha = decoder.color_type().has_alpha();
    let image = DynamicImage::from_decoder(decoder).ok()?;
    let image = if has_alpha {
        let image = image.into_rgba8();
        let is_opaque = image.pixels().all(|pixel| pixel.0[3] == u8::MAX);
        if is_opaque { without_alpha(image)?.into() } else { image.into() }
    } else {
        image.into_rgb8().into()
    };
    // Fewer pixels are turned faster, and a picture that lies on its side is as high as it will be wide.
    let canvas = Canvas(image);
    let is_aside = matches!(
        orientation,
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH
    );
    let (width, height) = (canvas.0.width(), canvas.0.height());
    let shown_px = if is_aside { height } else { width };
    let mut canvas = if shown_px <= most_px {
        canvas
    } else if is_aside {
        canvas.scaled(share(width, most_px, height), most_px)?
    } else {
        canvas.scaled(most_px, share(height, most_px, width))?
    };
    canvas.0.apply_orientation(orientation);
    if let Some(profile) = profile {
        canvas.show_on_screens(&profile);
    }
    Some(canvas)
}

/// About what decoding takes, in bytes.
pub fn needed_bytes(format: Format, bytes: &[u8]) -> Option<u64> {
    let (width, height) = size(bytes)?;
    let bytes_a_pixel = match format {
        // The decoder keeps what all scans have said of each colour, two bytes, beside the pixels.
        Format::Jpeg if is_progressive(bytes) => 9,
        Format::Jpeg => 3,
        Format::Png | Format::Webp | Format::Gif => 8,
    };
    Some(u64::from(width) * u64::from(height) * bytes_a_pixel)
}

/// What reads a picture, taking no more than so much memory beside its pixels.
fn decoder(format: Format, bytes: &[u8], most_bytes: u64) -> Option<impl ImageDecoder> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), image_format(format)?);
    let mut limits = Limits::default();
    limits.max_alloc = Some(most_bytes);
    reader.limits(limits);
    reader.into_decoder().ok()
}

/// The same pixels, three bytes each, in the same place.
fn without_alpha(image: RgbaImage) -> Option<RgbImage> {
    let (width, height) = image.dimensions();
    let mut bytes = image.into_raw();
    let pixels = bytes.len() / 4;
    for pixel in 0..pixels {
        bytes.copy_within(4 * pixel..4 * pixel + 3, 3 * pixel);
    }
    bytes.truncate(3 * pixels);
    RgbImage::from_raw(width, height, bytes)
}

impl Canvas {
    /// In pixels.
    pub fn width_px(&self) -> u32 {
        self.0.width()
    }

    /// In pixels.
    pub fn height_px(&self) -> u32 {
        self.0.height()
    }

    /// Rows of pixels.
    pub fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// Whether something shows through.
    pub fn has_alpha(&self) -> bool {
        self.0.color().has_alpha()
    }

    /// Whether it has the colours of a photograph.
    pub fn is_photo(&self) -> bool {
        let mut seen = std::collections::HashSet::new();
        let mut pixels = self.bytes().chunks_exact(3);
        !self.has_alpha() && pixels.any(|pixel| seen.insert(pixel) && seen.len() > COLOURS_OF_A_DRAWING)
    }

    /// The same, narrower.
    pub fn resized(&self, width_px: u32) -> Option<Self> {
        self.scaled(width_px, share(self.height_px(), width_px, self.width_px()))
    }

    fn scaled(&self, width_px: u32, height_px: u32) -> Option<Self> {
        let pixel = if self.has_alpha() { PixelType::U8x4 } else { PixelType::U8x3 };
        let from = fast_image_resize::images::ImageRef::new(self.width_px(), self.height_px(), self.bytes(), pixel);
        let mut into = Image::new(width_px, height_px, pixel);
        Resizer::new().resize(&from.ok()?, &mut into, None).ok()?;
        let bytes = into.into_vec();
        let image = if self.has_alpha() {
            RgbaImage::from_raw(width_px, height_px, bytes)?.into()
        } else {
            RgbImage::from_raw(width_px, height_px, bytes)?.into()
        };
        Some(Self(image))
    }

    /// Takes the colours that a camera meant to those that a browser takes them for. A profile that cannot be followed,
    /// such as that of inks, leaves them.
    fn show_on_screens(&mut self, profile: &[u8]) {
        let Ok(profile) = ColorProfile::new_from_slice(profile) else { return };
        let layout = if self.has_alpha() { Layout::Rgba } else { Layout::Rgb };
        let screen = ColorProfile::new_srgb();
        let Ok(transform) = profile.create_transform_8bit(layout, &screen, layout, TransformOptions::default()) else {
            return;
        };
        let mut bytes = vec![0; self.bytes().len()];
        if transform.transform(self.bytes(), &mut bytes).is_err() {
            return;
        }
        match &mut self.0 {
            DynamicImage::ImageRgb8(image) => image.copy_from_slice(&bytes),
            DynamicImage::ImageRgba8(image) => image.copy_from_slice(&bytes),
            _ => {}
        }
    }
}

/// `of` in the proportion of `part` to `whole`, and at least 1.
fn share(of: u32, part: u32, whole: u32) -> u32 {
    let exact = u64::from(of) * u64::from(part);
    u32::try_from((exact + u64::from(whole) / 2) / u64::from(whole)).unwrap_or(u32::MAX).max(1)
}

fn image_format(format: Format) -> Option<image::ImageFormat> {
    match format {
        Format::Jpeg => Some(image::ImageFormat::Jpeg),
        Format::Png => Some(image::ImageFormat::Png),
        Format::Webp => Some(image::ImageFormat::WebP),
        Format::Gif => None,
    }
}

/// Whether a JPEG has its end, after few scans: the decoder would make up what is missing in grey. Between the beginning
/// of the pixels and the end, the two bytes of a marker stand nowhere else (ITU-T T.81, B.1.1.5).
fn is_whole_jpeg(bytes: &[u8]) -> bool {
    let Some((_, pixels)) = jpeg_segments(bytes).find(|(marker, _)| *marker == SCAN) else { return false };
    let scans = memchr::memmem::find_iter(pixels, &[0xff, SCAN]).take(MOST_SCANS + 1).count();
    scans <= MOST_SCANS && memchr::memmem::find(pixels, &[0xff, 0xd9]).is_some()
}

/// The marker at which the pixels of a JPEG begin.
const SCAN: u8 = 0xda;
/// The marker of a JPEG that becomes clearer from scan to scan.
const PROGRESSIVE: u8 = 0xc2;

fn is_progressive(bytes: &[u8]) -> bool {
    jpeg_segments(bytes).take_while(|(marker, _)| *marker != SCAN).any(|(marker, _)| marker == PROGRESSIVE)
}

/// The markers of a JPEG, each with the file from there on; from the first scan on they mean nothing.
fn jpeg_segments(bytes: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    let mut at = 2;
    std::iter::from_fn(move || {
        loop {
            let rest = bytes.get(at..)?;
            let [0xff, marker, high, low, ..] = rest else { return None };
            // A marker may stand after more than one 0xff.
            if *marker == 0xff {
                at += 1;
                continue;
            }
            at += 2 + usize::from(u16::from_be_bytes([*high, *low]));
            return Some((*marker, rest));
        }
    })
}
