//! Pixels → a PNG file: with a palette, for a drawing has few colours.

use std::cmp::Reverse;
use std::collections::HashMap;

use png::{BitDepth, ColorType, Compression, DeflateCompression, Encoder, Filter};
use resvg::tiny_skia::{Pixmap, PremultipliedColorU8};

/// Beyond this, each pixel has its own.
const MOST_COLOURS: usize = 256;
/// Of 9. Beyond, files gain little and take much longer.
const LEVEL: u8 = 4;
/// What every PNG file begins with.
const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// The file of a drawing. What shows through it is shown on black.
pub fn file(canvas: &Pixmap) -> Option<Vec<u8>> {
    let runs = || canvas.pixels().chunk_by(|one, next| one == next);
    let mut counts: HashMap<Colour, usize> = HashMap::new();
    for run in runs() {
        *counts.entry(colour(run[0])).or_default() += run.len();
    }
    let mut colours: Vec<Colour> = counts.keys().copied().collect();
    colours.sort_unstable_by_key(|colour| (Reverse(counts[colour]), *colour));
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, canvas.width(), canvas.height());
    encoder.set_depth(BitDepth::Eight);
    let mut data = Vec::new();
    if colours.len() <= MOST_COLOURS {
        encoder.set_color(ColorType::Indexed);
        encoder.set_palette(colours.concat());
        encoder.set_deflate_compression(DeflateCompression::Level(LEVEL));
        encoder.set_filter(Filter::NoFilter);
        let places: HashMap<Colour, u8> = colours.iter().copied().zip(0..=u8::MAX).collect();
        for run in runs() {
            data.resize(data.len() + run.len(), places[&colour(run[0])]);
        }
    } else {
        encoder.set_color(ColorType::Rgb);
        encoder.set_compression(Compression::Balanced);
        data.extend(canvas.pixels().iter().flat_map(|pixel| colour(*pixel)));
    }
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&data).ok()?;
    writer.finish().ok()?;
    Some(file)
}

/// Whether bytes begin as a file made here does.
pub fn is_ours(bytes: &[u8]) -> bool {
    bytes.starts_with(SIGNATURE)
}

type Colour = [u8; 3];

fn colour(pixel: PremultipliedColorU8) -> Colour {
    [pixel.red(), pixel.green(), pixel.blue()]
}
