//! An SVG text and the fonts of a theme → the picture that other sites show beside a link to a page.
//!
//! Nothing but the text and the fonts goes in: no file, no font of the machine, no address of another site.

mod closed;
mod encode;
mod fonts;
pub mod wrap;

use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree};

pub use fonts::{Face, Fonts};

use crate::model::store::{Key, Store};

/// Width that every site which shows such pictures takes whole, in pixels.
pub const WIDTH_PX: u32 = 1_200;
/// Its height, in pixels.
pub const HEIGHT_PX: u32 = 630;
/// Changes when the same text and fonts are to become another picture.
const RECIPE: &str = "share_picture 1";

/// A picture that can be drawn.
#[derive(Debug)]
pub struct SharePicture {
    svg: String,
    fonts: Arc<Fonts>,
    key: Key,
}

impl SharePicture {
    /// A picture as its SVG says it.
    ///
    /// # Errors
    /// What is wrong with the SVG, in English: it is not one, asks for a font that is not there, or has an element that
    /// could lead out of it or take for ever.
    pub fn new(svg: String, fonts: &Arc<Fonts>) -> Result<Self, String> {
        closed::check(&svg, fonts)?;
        let key = Key::new(RECIPE, &[fonts.digest(), svg.as_bytes()]);
        Ok(Self { svg, fonts: Arc::clone(fonts), key })
    }

    /// Names all that the picture is drawn from.
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// The picture as a PNG file, drawn unless it was before; `None` when it cannot be.
    pub fn drawn(&self, store: &dyn Store) -> Option<Arc<[u8]>> {
        if let Some(known) = store.get(&self.key).filter(|known| encode::is_ours(known)) {
            return Some(known);
        }
        // A font that the libraries trip over has drawn nothing; that is all there is to it.
        let file: Arc<[u8]> = panic::catch_unwind(AssertUnwindSafe(|| self.draw())).ok()??.into();
        store.put(&self.key, &file);
        Some(file)
    }

    fn draw(&self) -> Option<Vec<u8>> {
        let options = Options {
            fontdb: Arc::clone(self.fonts.database()),
            font_family: self.fonts.first_family().unwrap_or_default().to_owned(),
            languages: vec!["fr".to_owned()],
            image_href_resolver: ImageHrefResolver {
                resolve_data: Box::new(|_, _, _| None),
                resolve_string: Box::new(|_, _| None),
            },
            ..Options::default()
        };
        let tree = Tree::from_str(&self.svg, &options).ok()?;
        let mut canvas = Pixmap::new(WIDTH_PX, HEIGHT_PX)?;
        resvg::render(&tree, Transform::identity(), &mut canvas.as_mut());
        encode::file(&canvas)
    }
}
