//! An address as a QR code, for sheets of paper (ISO/IEC 18004).

use qrcode::canvas::{Canvas, MaskPattern};
use qrcode::{Color, EcLevel, QrResult, bits, ec};
use tera::Value;

use super::values::map;

/// Modules of light around a code (§9.1 of the standard).
const QUIET_ZONE: usize = 4;
/// A code whose paper is torn or soiled on a seventh of it can be read.
const CORRECTION: EcLevel = EcLevel::M;
/// Readers undo whichever of the eight masks was taken. To look for the one that suits their eyes best takes sixty times
/// as long as all the rest: more than the page the code stands on.
const MASK: MaskPattern = MaskPattern::Checkerboard;

/// The drawing of a code for `<svg viewBox="0 -.5 size size"><path d="path">`: lines one module thick. `None` for an
/// address of more than two thousand characters, which no code holds.
pub fn qr_code(address: &str) -> Option<Value> {
    let modules = modules(address).ok()?;
    let width = modules.len().isqrt();
    let path: String = modules.chunks(width).enumerate().map(|(y, row)| line(y + QUIET_ZONE, row)).collect();
    Some(Value::from(map! { "size": width + 2 * QUIET_ZONE, "path": path }))
}

/// The dark modules of a row: « M4 4h7m1 0h2 », each stroke from where the one before it ended.
fn line(y: usize, row: &[Color]) -> String {
    let mut path = String::new();
    let mut at = QUIET_ZONE;
    let mut pen = None;
    for run in row.chunk_by(|one, next| one == next) {
        if run[0] == Color::Dark {
            path += &match pen {
                None => format!("M{at} {y}h{}", run.len()),
                Some(pen) => format!("m{} 0h{}", at - pen, run.len()),
            };
            pen = Some(at + run.len());
        }
        at += run.len();
    }
    path
}

/// The modules of a code, row by row, in as many rows as columns.
fn modules(address: &str) -> QrResult<Vec<Color>> {
    let bits = bits::encode_auto(address.as_bytes(), CORRECTION)?;
    let version = bits.version();
    let (data, correction) = ec::construct_codewords(&bits.into_bytes(), version, CORRECTION)?;
    let mut canvas = Canvas::new(version, CORRECTION);
    canvas.draw_all_functional_patterns();
    canvas.draw_data(&data, &correction);
    canvas.apply_mask(MASK);
    Ok(canvas.into_colors())
}
