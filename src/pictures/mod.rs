//! A picture's bytes → the variants that visitors are sent: turned as it was held, no wider than a screen, and nothing
//! in them but the picture.

mod bundle;
mod chunks;
mod decode;
mod encode;
mod memory;
mod profile;
mod strip;

use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;

pub use memory::DecoderMemory;

use crate::model::picture::{Format, Picture, Variant, fingerprint};
use crate::model::store::{Key, Store};

pub use strip::{Avif, avif, ico};

/// Widths that are published, in pixels, as far as the picture is wider: the widest is twice a column of text.
const WIDTHS_PX: [u32; 3] = [480, 960, 1_344];
/// Changes when the same bytes are to become other variants.
const RECIPE: &str = "picture 1";

/// A variant that has no name yet.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Drawn {
    format: Format,
    width_px: u32,
    height_px: u32,
    bytes: Arc<[u8]>,
}

/// Makes a picture ready; `name` is what its addresses begin with. `None` when the bytes are no picture that can be
/// read whole, or one too large to be.
pub fn picture(name: &str, bytes: &Arc<[u8]>, store: &dyn Store, memory: &DecoderMemory) -> Option<Picture> {
    let format = decode::format(bytes)?;
    if decode::is_published_as_it_is(format, bytes) {
        let (width_px, height_px) = decode::size(bytes)?;
        let bytes: Arc<[u8]> = moving(format, bytes)?.into();
        let address = format!("images/{name}.{}.{}", fingerprint(&bytes), format.extension());
        let plain = vec![Variant { width_px, height_px, address, bytes }];
        return Some(Picture { format, plain, webp: Vec::new() });
    }
    let key = Key::new(RECIPE, &[bytes]);
    let known = store.get(&key).and_then(|kept| bundle::read(&kept));
    let drawn = match known {
        Some(drawn) => drawn,
        None => {
            // A decoder that panics has not read the picture; that is all there is to it.
            let drawn = panic::catch_unwind(AssertUnwindSafe(|| draw(format, bytes, memory))).ok()??;
            store.put(&key, &bundle::written(&drawn));
            drawn
        }
    };
    let (webp, plain): (Vec<Drawn>, Vec<Drawn>) = drawn.into_iter().partition(|drawn| drawn.format == Format::Webp);
    let named = |all: Vec<Drawn>| all.into_iter().map(|drawn| named(name, drawn)).collect();
    Some(Picture { format, plain: named(plain), webp: named(webp) })
}

/// A picture in its own size and format, with nothing in its file but the picture; `None` as for [`picture`].
pub fn cleaned(bytes: &[u8]) -> Option<(Format, Vec<u8>)> {
    let format = decode::format(bytes)?;
    let clean = || {
        if decode::is_published_as_it_is(format, bytes) { moving(format, bytes) } else { still(format, bytes) }
    };
    Some((format, panic::catch_unwind(clean).ok()??))
}

/// A picture that may move.
fn moving(format: Format, bytes: &[u8]) -> Option<Vec<u8>> {
    decode::size(bytes)?;
    if format == Format::Gif { strip::gif(bytes) } else { strip::webp(bytes) }
}

/// A picture that does not: its pixels stay what they are, unless they are to be turned or are of other colours than
/// those of screens.
fn still(format: Format, bytes: &[u8]) -> Option<Vec<u8>> {
    let canvas = decode::decode(format, bytes, u32::MAX)?;
    let stripped = match format {
        _ if !decode::is_shown_as_stored(format, bytes)? => None,
        Format::Jpeg => strip::jpeg(bytes),
        Format::Png => strip::png(bytes),
        Format::Webp => strip::webp(bytes),
        Format::Gif => None,
    };
    stripped.or_else(|| encode::one(&canvas, format))
}

/// Every variant, from the narrowest on.
fn draw(format: Format, bytes: &[u8], memory: &DecoderMemory) -> Option<Vec<Drawn>> {
    let widest_px = *WIDTHS_PX.last().expect("there are widths");
    let canvas = memory.with(decode::needed_bytes(format, bytes)?, || decode::decode(format, bytes, widest_px))?;
    let is_photo = format == Format::Jpeg || canvas.is_photo();
    let narrower = WIDTHS_PX.iter().copied().filter(|width| width * 5 <= canvas.width_px() * 4);
    let narrower: Vec<_> = narrower.map(|width| canvas.resized(width)).collect::<Option<_>>()?;
    let all = narrower.iter().chain([&canvas]);
    all.flat_map(|canvas| encode::both(canvas, is_photo)).collect()
}

/// `images/salle.960.0123456789ab.webp`
fn named(name: &str, drawn: Drawn) -> Variant {
    let Drawn { format, width_px, height_px, bytes } = drawn;
    let address = format!("images/{name}.{width_px}.{}.{}", fingerprint(&bytes), format.extension());
    Variant { width_px, height_px, address, bytes }
}
