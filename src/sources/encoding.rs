//! The text of a file, whatever it was saved as.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding as Standard, UTF_16BE, UTF_16LE, WINDOWS_1252};
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// What a file was saved as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16: Notepad's « Unicode ».
    Utf16,
    /// Windows-1252: Notepad's « ANSI ».
    Windows1252,
}

/// A file's text: UTF-8, line breaks written `\n`, accents composed (NFC), no byte order mark.
///
/// Lines and columns of a [`super::Place`] count in it; they are those an editor shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'b> {
    /// The text.
    pub text: Cow<'b, str>,
    /// What it was saved as.
    pub encoding: Encoding,
}

/// Reads bytes as text.
///
/// # Errors
/// The line, from 1, of the first byte that belongs to no text we can be sure of.
pub fn decode(bytes: &[u8]) -> Result<Decoded<'_>, u32> {
    let (text, encoding) = as_saved(bytes)?;
    let text = match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text)),
        Cow::Owned(text) => Cow::Owned(text),
    };
    Ok(Decoded { text: normalised(text), encoding })
}

/// A byte order mark at the beginning of a text in UTF-8.
pub const BYTE_ORDER_MARK: char = '\u{feff}';

/// Reads bytes as text with the line breaks and accents that it was saved with; UTF-8 keeps its byte order mark.
///
/// # Errors
/// As [`decode`].
pub fn as_saved(bytes: &[u8]) -> Result<(Cow<'_, str>, Encoding), u32> {
    if let Some(utf16) = utf16(bytes) {
        let (text, had_errors) = utf16.decode_with_bom_removal(bytes);
        return if had_errors { Err(1) } else { Ok((text, Encoding::Utf16)) };
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok((Cow::Borrowed(text), Encoding::Utf8)),
        Err(error) => windows_1252(bytes).map(|text| (text, Encoding::Windows1252)).ok_or_else(|| {
            let line = bytes[..error.valid_up_to()].split(|b| *b == b'\n').count();
            u32::try_from(line).unwrap_or(u32::MAX)
        }),
    }
}

/// UTF-16 says so in its first two bytes, or every other byte of its western letters is zero.
fn utf16(bytes: &[u8]) -> Option<&'static Standard> {
    match bytes {
        [0xff, 0xfe, ..] => return Some(UTF_16LE),
        [0xfe, 0xff, ..] => return Some(UTF_16BE),
        _ => {}
    }
    let is_mostly_zero = |first: usize| {
        let zeros = bytes.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
        bytes.len() >= 4 && bytes.len().is_multiple_of(2) && zeros * 10 >= bytes.len() / 2 * 8
    };
    // Both halves zero is no text at all.
    match (is_mostly_zero(0), is_mostly_zero(1)) {
        (true, false) => Some(UTF_16BE),
        (false, true) => Some(UTF_16LE),
        _ => None,
    }
}

/// The bytes as Windows-1252, when nothing else is likely: no UTF-8 in them, and French to read.
fn windows_1252(bytes: &[u8]) -> Option<Cow<'_, str>> {
    if bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii()) {
        return None;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    if detector.guess(Some(b"fr"), Utf8Detection::Deny) != WINDOWS_1252 {
        return None;
    }
    let text = WINDOWS_1252.decode_without_bom_handling(bytes).0;
    text.chars().all(is_written_in_french).then_some(text)
}

/// Letters that another encoding (that of old Macs, for one) would show by mistake are not among these.
fn is_written_in_french(c: char) -> bool {
    if matches!(c, 'Þ' | 'þ' | 'Ð' | 'ð') {
        return false;
    }
    c.is_ascii()
        || ('\u{a0}'..='\u{ff}').contains(&c)
        || matches!(
            c,
            'œ' | 'Œ'
                | 'Ÿ'
                | '€'
                | '‘'
                | '’'
                | '“'
                | '”'
                | '„'
                | '–'
                | '—'
                | '•'
                | '…'
                | '‹'
                | '›'
                | '™'
        )
}

/// The text with line breaks written `\n` and composed accents.
pub fn normalised(text: Cow<'_, str>) -> Cow<'_, str> {
    let text = if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")) } else { text };
    // Only combining marks (U+0300 to U+036F begin with these bytes) can be composed with a Latin letter.
    let may_compose = memchr::memchr2(0xcc, 0xcd, text.as_bytes()).is_some();
    if may_compose && !is_nfc(&text) { Cow::Owned(text.nfc().collect()) } else { text }
}
