//! The chunks of a PNG: texts and profiles are compressed, so a small file can hold a huge one.

/// What every PNG begins with.
const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Length and name before the data of a chunk, a checksum after it.
const AROUND_BYTES: usize = 12;

/// The file without its chunks of these kinds.
pub fn without(file: &[u8], kinds: &[&[u8; 4]]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(file.len());
    let mut rest = file;
    if let Some(chunks) = file.strip_prefix(SIGNATURE) {
        kept.extend_from_slice(SIGNATURE);
        rest = chunks;
    }
    while let [a, b, c, d, kind @ ..] = rest {
        let length = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
        let end = length.saturating_add(AROUND_BYTES).min(rest.len());
        let (chunk, others) = rest.split_at(end);
        if !kinds.iter().any(|unwanted| kind.starts_with(*unwanted)) {
            kept.extend_from_slice(chunk);
        }
        rest = others;
    }
    kept.extend_from_slice(rest);
    kept
}
