//! The same picture without anything that draws nothing: files are taken apart, and the parts that draw are put together
//! again, byte for byte. What a camera, an editor or a person added goes: places, authors, comments, thumbnails.

use crate::model::picture::Format;

/// A JPEG (ITU-T T.81, annex B); `None` when it cannot be taken apart.
pub fn jpeg(file: &[u8]) -> Option<Vec<u8>> {
    const END: u8 = 0xd9;
    const SCAN: u8 = 0xda;
    let mut out = file.strip_prefix(&[0xff, 0xd8]).map(|_| vec![0xff, 0xd8])?;
    let mut at = 2;
    loop {
        // A marker may stand after more than one 0xff.
        while file.get(at..at + 2)? == [0xff, 0xff] {
            at += 1;
        }
        let [0xff, marker] = *file.get(at..at + 2)? else { return None };
        at += 2;
        if marker == END {
            out.extend([0xff, END]);
            return Some(out);
        }
        let length = number(file.get(at..at + 2)?);
        let segment = file.get(at..at.checked_add(length)?)?;
        at += length;
        let draws = match marker {
            // Frames, tables, restarts.
            0xc0..=0xcf | SCAN..=0xdd => true,
            // Whether colours are those of JFIF, or of Adobe: nothing else has this length.
            0xe0 => segment.len() == 16 && segment[2..].starts_with(b"JFIF\0"),
            0xee => segment.len() == 14 && segment[2..].starts_with(b"Adobe"),
            _ => false,
        };
        if draws {
            out.extend([0xff, marker]);
            out.extend(segment);
        }
        if marker == SCAN {
            let is_marker = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0 | 0xd0..=0xd7);
            let pixels = file[at..].windows(2).position(is_marker)?;
            out.extend(&file[at..at + pixels]);
            at += pixels;
        }
    }
}

/// Chunks of a PNG that draw, and the most bytes that each may have where the rest of the file does not say so.
const OF_PNG: [(&[u8; 4], usize); 12] = [
    (b"IHDR", 13),
    (b"PLTE", 768),
    (b"IDAT", usize::MAX),
    (b"IEND", 0),
    (b"tRNS", 256),
    (b"gAMA", 4),
    (b"cHRM", 32),
    (b"sRGB", 1),
    (b"cICP", 4),
    (b"acTL", 8),
    (b"fcTL", 26),
    (b"fdAT", usize::MAX),
];

/// A PNG; `None` when it cannot be taken apart.
pub fn png(file: &[u8]) -> Option<Vec<u8>> {
    let mut out = file.get(..8).filter(|start| start[1..].starts_with(b"PNG\r\n\x1a\n"))?.to_vec();
    let mut at = 8;
    loop {
        let length = number(file.get(at..at + 4)?);
        let end = at.checked_add(12)?.checked_add(length)?;
        let chunk = file.get(at..end)?;
        let name = &chunk[4..8];
        if OF_PNG.iter().any(|(known, most)| *known == name && length <= *most) {
            out.extend(chunk);
        }
        if name == b"IEND" {
            return Some(out);
        }
        at = end;
    }
}

/// A GIF, moving or not; `None` when it cannot be taken apart.
pub fn gif(file: &[u8]) -> Option<Vec<u8>> {
    const TABLE: u8 = 0x80;
    // A table of colours follows where a flag says so.
    let table = |flags: u8| if flags & TABLE == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    let head = 13 + table(*file.get(10)?);
    let mut out = file.get(..head).filter(|start| start.starts_with(b"GIF8"))?.to_vec();
    let mut at = head;
    loop {
        let from = at;
        match file.get(at).copied() {
            None | Some(b';') => break,
            Some(b',') => {
                let colours = table(*file.get(at + 9)?);
                at = blocks(file, at + 10 + colours + 1)?;
                out.extend(file.get(from..at)?);
            }
            Some(b'!') => {
                let label = *file.get(at + 1)?;
                at = blocks(file, at + 2)?;
                let extension = file.get(from..at)?;
                // How long a picture stays, and how often all of them are shown.
                let is_loop = extension.len() == 19
                    && (extension[3..].starts_with(b"NETSCAPE2.0") || extension[3..].starts_with(b"ANIMEXTS1.0"));
                if label == 0xf9 && extension.len() == 8 || label == 0xff && is_loop {
                    out.extend(extension);
                }
            }
            // Some writers fill up with zeros.
            Some(0) => at += 1,
            Some(_) => return None,
        }
    }
    out.push(b';');
    Some(out)
}

/// Where the blocks of a GIF end that begin at `at`: each says its length, and the last has none.
fn blocks(file: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let length = usize::from(*file.get(at)?);
        at += 1 + length;
        if length == 0 {
            return (at <= file.len()).then_some(at);
        }
    }
}

/// A WebP, moving or not; `None` when it cannot be taken apart.
pub fn webp(file: &[u8]) -> Option<Vec<u8>> {
    /// Flags that announce a profile of colours, what a camera wrote, and what editors wrote.
    const ANNOUNCED: u8 = 0x20 | 0x08 | 0x04;
    let end = 8_usize.checked_add(little(file.get(4..8)?))?;
    let body = file.get(12..end).filter(|_| file.starts_with(b"RIFF") && &file[8..12] == b"WEBP")?;
    let mut out = b"RIFF\0\0\0\0WEBP".to_vec();
    for (name, content) in chunks(body)? {
        let content = match name {
            b"VP8 " | b"VP8L" | b"ALPH" => content.to_vec(),
            b"ANIM" if content.len() == 6 => content.to_vec(),
            b"VP8X" if content.len() == 10 => [&[content[0] & !ANNOUNCED], &content[1..]].concat(),
            b"ANMF" => {
                let (head, frame) = content.split_at_checked(16)?;
                let mut out = head.to_vec();
                for (name, content) in chunks(frame)?.into_iter().filter(|(name, _)| is_pixels(name)) {
                    add_chunk(&mut out, name, content);
                }
                out
            }
            _ => continue,
        };
        add_chunk(&mut out, name, &content);
    }
    let length = u32::try_from(out.len() - 8).ok()?;
    out[4..8].copy_from_slice(&length.to_le_bytes());
    Some(out)
}

fn is_pixels(name: &[u8]) -> bool {
    matches!(name, b"VP8 " | b"VP8L" | b"ALPH")
}

/// The chunks of a RIFF file.
fn chunks(mut body: &[u8]) -> Option<Vec<(&[u8], &[u8])>> {
    let mut all = Vec::new();
    while !body.is_empty() {
        let (head, rest) = body.split_at_checked(8)?;
        let length = little(&head[4..]);
        let content = rest.get(..length)?;
        all.push((&head[..4], content));
        // Each begins at an even byte.
        body = rest.get(length + length % 2..).unwrap_or_default();
    }
    Some(all)
}

fn add_chunk(out: &mut Vec<u8>, name: &[u8], content: &[u8]) {
    out.extend(name);
    out.extend(u32::try_from(content.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend(content);
    out.extend(&[0][..content.len() % 2]);
}

/// An icon of several sizes, each a PNG or the pixels of a bitmap; `None` when it is none.
pub fn ico(file: &[u8]) -> Option<Vec<u8>> {
    const HEAD: usize = 6;
    const ENTRY: usize = 16;
    const BITMAP: usize = 40;
    let head = file.get(..HEAD).filter(|head| head.starts_with(&[0, 0, 1, 0]))?;
    let count = little(&head[4..]);
    let mut out = file.get(..HEAD + ENTRY * count).filter(|_| count > 0)?.to_vec();
    for index in 0..count {
        let entry = HEAD + ENTRY * index;
        let (length, offset) = (little(&file[entry + 8..entry + 12]), little(&file[entry + 12..entry + 16]));
        let picture = file.get(offset..offset.checked_add(length)?)?;
        let picture = match png(picture) {
            Some(png) => super::still(Format::Png, &png)?,
            None if little(picture.get(..4)?) == BITMAP && picture.len() > BITMAP => picture.to_vec(),
            None => return None,
        };
        let (length, offset) = (u32::try_from(picture.len()).ok()?, u32::try_from(out.len()).ok()?);
        out[entry + 8..entry + 12].copy_from_slice(&length.to_le_bytes());
        out[entry + 12..entry + 16].copy_from_slice(&offset.to_le_bytes());
        out.extend(picture);
    }
    Some(out)
}

/// What an AVIF holds beside its pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Avif {
    /// Nothing.
    Clean,
    /// What a camera or an editor wrote, at places of the file that other parts count on.
    Described,
}

/// Looks into an AVIF (ISO/IEC 23008-12), which is not taken apart; `None` when it is none.
pub fn avif(file: &[u8]) -> Option<Avif> {
    let mut rest = file;
    let mut found = Avif::Clean;
    let mut has = [false; 3];
    while !rest.is_empty() {
        let length = number(rest.get(..4)?);
        let name = rest.get(4..8)?;
        let whole = if length == 0 { rest.len() } else { length };
        let content = rest.get(8..whole)?;
        match name {
            b"ftyp" => has[0] = content.starts_with(b"avif") || content.starts_with(b"avis"),
            b"meta" => {
                has[1] = true;
                let names = |kind: &[u8; 4]| memchr::memmem::find(content, kind).is_some();
                // Items of a picture: what a camera wrote, what editors wrote, anything of anybody.
                if [b"Exif", b"mime", b"uri ", b"uuid"].into_iter().any(names) {
                    found = Avif::Described;
                }
            }
            b"mdat" => has[2] = true,
            b"moov" => {}
            b"free" | b"skip" if content.iter().all(|byte| *byte == 0) => {}
            _ => found = Avif::Described,
        }
        rest = &rest[whole..];
    }
    (has == [true; 3]).then_some(found)
}

/// A number of two or four bytes, the highest first.
fn number(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |number, byte| number << 8 | usize::from(*byte))
}

/// A number of two or four bytes, the lowest first.
fn little(bytes: &[u8]) -> usize {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte))
}
