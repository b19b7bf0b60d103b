//! Addresses as requests write them: decoded once and strictly, and written again.

use unicode_normalization::UnicodeNormalization;

use super::judge::Refusal;

/// The path that a request's target means, in NFC, fit to be looked up.
///
/// # Errors
/// Refused when it is not well written, or written to mean another place than it shows.
pub fn decode(written: &str) -> Result<String, Refusal> {
    let decoded = String::from_utf8(percent_decode(written)?).map_err(|_| Refusal::Malformed)?;
    let path: String = decoded.nfc().collect();
    let segments = path.strip_prefix('/').ok_or(Refusal::Malformed)?;
    if path.contains(|c: char| c.is_control() || c == '\\') || segments.split('/').any(|s| s == "." || s == "..") {
        return Err(Refusal::Malformed);
    }
    // A browser reads `//other` as another host: no address of a site has such a segment.
    if segments.split('/').rev().skip(1).any(str::is_empty) {
        return Err(Refusal::Missing);
    }
    Ok(path)
}

/// A decoded path as a header may hold it.
pub fn encode(path: &str) -> String {
    let mut written = String::new();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' | b'@' | b':' | b'+' => {
                written.push(char::from(byte));
            }
            _ => written.push_str(&format!("%{byte:02X}")),
        }
    }
    written
}

/// Bytes for text; an encoded `/` would be a separator that was not one.
fn percent_decode(written: &str) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::with_capacity(written.len());
    let mut rest = written.as_bytes();
    while let [first, after @ ..] = rest {
        let (byte, after) = match (first, after) {
            (b'%', [high, low, after @ ..]) => {
                let byte = digit(*high)? << 4 | digit(*low)?;
                if byte == b'/' {
                    return Err(Refusal::Malformed);
                }
                (byte, after)
            }
            (b'%', _) => return Err(Refusal::Malformed),
            (byte, after) => (*byte, after),
        };
        bytes.push(byte);
        rest = after;
    }
    Ok(bytes)
}

fn digit(character: u8) -> Result<u8, Refusal> {
    match character {
        b'0'..=b'9' => Ok(character - b'0'),
        b'a'..=b'f' => Ok(character - b'a' + 10),
        b'A'..=b'F' => Ok(character - b'A' + 10),
        _ => Err(Refusal::Malformed),
    }
}
