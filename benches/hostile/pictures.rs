//! Pictures: bombs, profiles, what cameras write, truncation, and damage.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder};

use super::project::{Chance, EVENT, Input, files, many, with_line};

pub fn all() -> Vec<Input> {
    let mut inputs: Vec<Input> =
        [declared(), bombs(), written_by_cameras(), damage()].into_iter().flatten().map(shown).collect();
    inputs.push(gallery());
    inputs
}

/// An event with this picture.
fn shown((name, bytes): (String, Vec<u8>)) -> Input {
    let line = "image: {fichier: ../images/a.png, description: Une photo}";
    let files_of_it = vec![
        (EVENT.to_owned(), with_line(EVENT, line).into_bytes()),
        ("regions/occitanie/images/a.png".to_owned(), bytes),
    ];
    files(&format!("picture: {name}"), files_of_it)
}

/// 400 pictures on one page.
fn gallery() -> Input {
    let text = many(400, |at| format!("![Photo](../images/a{at}.png)\n"));
    let page = ("regions/occitanie/pages/p.md".to_owned(), format!("---\ntitre: P\n---\n{text}").into_bytes());
    let pictures = (0..400_u16).map(|at| {
        let pixels = at.to_le_bytes().repeat(150 * 100 * 3 / 2);
        (format!("regions/occitanie/images/a{at}.png"), png(150, 100, png::ColorType::Rgb, &pixels))
    });
    files("picture: 400 on one page", std::iter::once(page).chain(pictures).collect())
}

/// A few bytes that say that they are many pixels.
fn declared() -> Vec<(String, Vec<u8>)> {
    let small = png(1, 1, png::ColorType::Grayscale, &[0]);
    let mut inputs = Vec::new();
    for (width, height) in
        [(0, 0), (u32::MAX, u32::MAX), (60_000, 60_000), (7_000, 7_000), (50_000_000, 1), (1, 50_000_000)]
    {
        let head = [width.to_be_bytes(), height.to_be_bytes()].concat();
        let ihdr = chunk(*b"IHDR", &[head.as_slice(), &[8, 6, 0, 0, 0]].concat());
        inputs
            .push((format!("a PNG of {width} by {height} without them"), [&small[..8], &ihdr, &small[33..]].concat()));
    }
    let gif = |width: u16, height: u16| {
        [b"GIF89a".as_slice(), &width.to_le_bytes(), &height.to_le_bytes(), b"\0\0\0;"].concat()
    };
    inputs.push(("a GIF of 65,535 by 65,535".to_owned(), gif(u16::MAX, u16::MAX)));
    inputs.push(("a GIF of 7,000 by 7,000".to_owned(), gif(7_000, 7_000)));
    let mut jpeg = jpeg(16, 16);
    let size = memchr::memmem::find(&jpeg, &[0xff, 0xc0]).expect("it has a size");
    jpeg[size + 5..size + 9].copy_from_slice(&[0xff; 4]);
    inputs.push(("a JPEG of 65,535 by 65,535".to_owned(), jpeg));
    inputs.push(("a WebP of 16,384 by 16,384".to_owned(), webp_head(b"VP8L", &[0x2f, 0xff, 0xff, 0xff, 0x0f])));
    for (name, bytes) in [
        ("HEIC", b"\0\0\0\x18ftypheic\0\0\0\0heicmif1".as_slice()),
        ("TIFF", b"II*\0\x08\0\0\0\xff\xff"),
        (
            "SVG with a script",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>",
        ),
        ("nothing", b""),
        ("eight bytes", &small[..8]),
    ] {
        inputs.push((name.to_owned(), bytes.to_vec()));
    }
    inputs
}

/// A few bytes that unpack to many.
fn bombs() -> Vec<(String, Vec<u8>)> {
    let zeros = vec![0; 7_000 * 7_000 * 4];
    let black = png(7_000, 7_000, png::ColorType::Rgba, &zeros);
    let packed = |count: usize| {
        let file = png(u32::try_from(count).expect("it fits"), 1, png::ColorType::Grayscale, &vec![0; count]);
        let start = memchr::memmem::find(&file, b"IDAT").expect("it has pixels");
        let length = u32::from_be_bytes(file[start - 4..start].try_into().expect("four bytes")) as usize;
        file[start + 4..start + 4 + length].to_vec()
    };
    let small = png(2, 2, png::ColorType::Rgb, &[0; 12]);
    let with = |extra: &[u8]| [&small[..33], extra, &small[33..]].concat();
    let zipped = packed(100_000_000);
    vec![
        ("49 million black pixels".to_owned(), black),
        (
            "a profile that unpacks to 100 MB".to_owned(),
            with(&chunk(*b"iCCP", &[b"a\0\0", zipped.as_slice()].concat())),
        ),
        (
            "a comment that unpacks to 100 MB".to_owned(),
            with(&chunk(*b"zTXt", &[b"a\0\0", zipped.as_slice()].concat())),
        ),
        ("100,000 comments".to_owned(), with(&chunk(*b"tEXt", b"a\0b").repeat(100_000))),
        ("100,000 chunks of no pixels".to_owned(), with(&chunk(*b"IDAT", b"").repeat(100_000))),
        (
            "a film of 100,000 pictures".to_owned(),
            with(&[chunk(*b"acTL", &[0, 1, 0x86, 0xa0, 0, 0, 0, 0]), chunk(*b"fcTL", &[0; 26])].concat()),
        ),
        (
            "a GIF of 200,000 pictures".to_owned(),
            [b"GIF89a\x10\0\x10\0\0\0\0".as_slice(), &b",\0\0\0\0\x10\0\x10\0\0\x02\x01\0\0".repeat(200_000), b";"]
                .concat(),
        ),
        ("30 MB by chance after a PNG".to_owned(), [small.as_slice(), &Chance(3).bytes(30_000_000)].concat()),
        ("a JPEG whose pixels come 2,000 times".to_owned(), repeated_scans()),
    ]
}

/// Profiles, positions and previews.
fn written_by_cameras() -> Vec<(String, Vec<u8>)> {
    let photo = jpeg(640, 480);
    let with = |marker: u8, bodies: &[Vec<u8>]| {
        let segments: Vec<u8> = bodies.iter().flat_map(|body| segment(marker, body)).collect();
        [&photo[..2], &segments, &photo[2..]].concat()
    };
    let profile = |points: usize| {
        let whole = profile(points);
        let pieces: Vec<&[u8]> = whole.chunks(65_000).collect();
        let count = u8::try_from(pieces.len()).unwrap_or(u8::MAX);
        let piece = |(at, piece): (u8, &&[u8])| [b"ICC_PROFILE\0".as_slice(), &[at, count], piece].concat();
        (1..=u8::MAX).zip(&pieces).map(piece).collect::<Vec<_>>()
    };
    // A list of entries that leads to itself.
    let exif = [b"Exif\0\0II*\0\x08\0\0\0\x01\0\x69\x87\x04\0\x01\0\0\0\x08\0\0\0\x08\0\0\0".to_vec()];
    let many_entries =
        [b"Exif\0\0II*\0\x08\0\0\0\xff\xff".to_vec(), [0x12, 0x01, 3, 0, 1, 0, 0, 0, 9, 0, 0, 0].repeat(5_000)]
            .concat();
    vec![
        ("a profile with curves of 20,000 points".to_owned(), with(0xe2, &profile(20_000))),
        ("a profile with curves of 250,000 points".to_owned(), with(0xe2, &profile(250_000))),
        (
            "255 pieces of a profile that does not begin".to_owned(),
            with(0xe2, &vec![[b"ICC_PROFILE\0\x01\xff".to_vec(), vec![0; 60_000]].concat(); 255]),
        ),
        ("notes of the camera that lead to themselves".to_owned(), with(0xe1, &exif)),
        ("notes of the camera of 65,535 entries".to_owned(), with(0xe1, &[many_entries])),
        ("500 notes of 60 KB".to_owned(), with(0xe1, &vec![vec![b'a'; 60_000]; 500])),
        ("100,000 comments in a JPEG".to_owned(), with(0xfe, &vec![vec![b'a'; 2]; 100_000])),
        ("a colour space of four inks".to_owned(), with(0xee, &[b"Adobe\0\x64\0\0\0\0\x02".to_vec()])),
    ]
}

/// Whole pictures with their end missing, or a few bytes that are others.
fn damage() -> Vec<(String, Vec<u8>)> {
    let mut chance = Chance(2_028);
    let noise = chance.bytes(300 * 200 * 3);
    let webp =
        webp::Encoder::from_rgb(&noise, 300, 200).encode_simple(false, 80.0).expect("it can be written").to_vec();
    let wholes = [("PNG", png(300, 200, png::ColorType::Rgb, &noise)), ("JPEG", jpeg(300, 200)), ("WebP", webp)];
    let mut inputs = Vec::new();
    for (kind, whole) in wholes {
        for tenth in [1, 5, 9] {
            inputs.push((format!("{tenth} tenths of a {kind}"), whole[..whole.len() * tenth / 10].to_vec()));
        }
        for round in 0..4 {
            inputs.push((format!("damage {round} of a {kind}"), chance.damaged(&whole)));
        }
    }
    inputs
}

fn png(width: u32, height: u32, colours: png::ColorType, pixels: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(colours);
    let mut writer = encoder.write_header().expect("memory takes it");
    writer.write_image_data(pixels).expect("there are as many pixels as said");
    writer.finish().expect("memory takes it");
    file
}

fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let pixels: Vec<u8> =
        (0..width * height * 3).map(|at| (at.wrapping_mul(2_654_435_761) >> 24).to_le_bytes()[0]).collect();
    let mut file = Cursor::new(Vec::new());
    JpegEncoder::new_with_quality(&mut file, 80)
        .write_image(&pixels, width, height, ExtendedColorType::Rgb8)
        .expect("it can be written");
    file.into_inner()
}

/// The scan of a JPEG again and again.
fn repeated_scans() -> Vec<u8> {
    let file = jpeg(64, 64);
    let scan = memchr::memmem::find(&file, &[0xff, 0xda]).expect("it has pixels");
    [&file[..scan], &file[scan..file.len() - 2].repeat(2_000), &[0xff, 0xd9]].concat()
}

fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).expect("a segment is short");
    [&[0xff, marker], length.to_be_bytes().as_slice(), body].concat()
}

fn webp_head(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let length = |bytes: usize| u32::try_from(bytes).expect("it is short").to_le_bytes();
    [b"RIFF", length(body.len() + 12).as_slice(), b"WEBP", kind, &length(body.len()), body].concat()
}

/// A profile of three colours, each with a curve of so many points (ICC.1, 7.2 and 10.6).
fn profile(points: usize) -> Vec<u8> {
    let number = |value: usize| u32::try_from(value).expect("it fits").to_be_bytes().to_vec();
    let xyz = [b"XYZ \0\0\0\0".to_vec(), [0, 0, 0x6f, 0xa2].repeat(3)].concat();
    let curve = [b"curv\0\0\0\0".to_vec(), number(points), vec![0x7f; points * 2]].concat();
    let tags: [(&[u8; 4], &[u8]); 7] = [
        (b"wtpt", &xyz),
        (b"rXYZ", &xyz),
        (b"gXYZ", &xyz),
        (b"bXYZ", &xyz),
        (b"rTRC", &curve),
        (b"gTRC", &curve),
        (b"bTRC", &curve),
    ];
    let mut table = number(tags.len());
    let mut body = Vec::new();
    let start = 128 + 4 + 12 * tags.len();
    for (name, value) in tags {
        table.extend([name.to_vec(), number(start + body.len()), number(value.len())].concat());
        body.extend_from_slice(value);
        body.resize(body.len().next_multiple_of(4), 0);
    }
    let mut head = vec![0; 128];
    head[..4].copy_from_slice(&number(start + body.len()));
    head[8..12].copy_from_slice(&[2, 0x40, 0, 0]);
    head[12..24].copy_from_slice(b"mntrRGB XYZ ");
    head[36..40].copy_from_slice(b"acsp");
    head[68..80].copy_from_slice(&[0, 0, 0xf6, 0xd6, 0, 1, 0, 0, 0, 0, 0xd3, 0x2d]);
    [head, table, body].concat()
}

/// A chunk of PNG.
fn chunk(name: [u8; 4], body: &[u8]) -> Vec<u8> {
    let checked = [name.as_slice(), body].concat();
    let length = u32::try_from(body.len()).expect("a chunk is short");
    [length.to_be_bytes().as_slice(), &checked, &checksum(&checked).to_be_bytes()].concat()
}

/// CRC-32 as PNG has it (ISO 3309).
fn checksum(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 })
    };
    !bytes.iter().fold(u32::MAX, step)
}
