//! A colour profile without the parts that make much of little.

use std::collections::BTreeSet;

/// Profiles of cameras and screens take a few kilobytes, the largest of printers three megabytes.
pub const LARGEST_BYTES: usize = 4 << 20;
/// Header of a profile, and the number of its tags.
const HEADER_BYTES: usize = 132;
/// A name, an offset and a length.
const TAG_BYTES: usize = 12;
/// The tags that the colours of screens are computed from. The others are texts for people, where each of a thousand
/// languages may point at the same half megabyte, and tables for the way back.
const NEEDED: [&[u8]; 12] =
    [b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC", b"wtpt", b"chad", b"cicp", b"A2B0", b"A2B1", b"A2B2"];

/// The profile with no tag but those that are needed, each of them once; `None` when it is too large or no profile.
pub fn reduced(mut profile: Vec<u8>) -> Option<Vec<u8>> {
    if profile.len() > LARGEST_BYTES {
        return None;
    }
    let count = u32::from_be_bytes(profile.get(HEADER_BYTES - 4..HEADER_BYTES)?.try_into().ok()?);
    let length = usize::try_from(count).ok()?.checked_mul(TAG_BYTES)?;
    let tags = profile.get_mut(HEADER_BYTES..)?.get_mut(..length)?;
    let mut known = BTreeSet::new();
    for tag in tags.chunks_exact_mut(TAG_BYTES) {
        let (name, _) = tag.split_at_mut(4);
        // A name that nothing reads: offsets stay what they are.
        if !NEEDED.contains(&&*name) || !known.insert(name.to_vec()) {
            name.fill(0);
        }
    }
    Some(profile)
}
