//! Fills in the holes of a text: links, pictures, words of the theme, typed blocks.

use tera::Value;

use super::page::PageRenderer;
use super::templates::Failure;
use super::values::escaped;
use crate::model::link::{Destination, destination};
use crate::model::picture::Variant;
use crate::model::prose::{Block, EventFilter, Image, Piece, Prose, Target};
use crate::model::site::{EVENTS_A_PAGE, Scope};

/// How wide a picture of a text is shown.
const COLUMN: &str = "(min-width: 46rem) 42rem, 92vw";
/// Beyond twice the column, nobody sees the difference.
const WIDEST_PX: u32 = 1_344;

impl PageRenderer<'_> {
    /// The HTML of a text on the page at `address`.
    pub fn prose(&self, prose: &Prose, address: &str) -> Result<String, Failure> {
        let mut out = String::new();
        for piece in &prose.pieces {
            match piece {
                Piece::Html(html) => out.push_str(html),
                Piece::Link(target) => self.link(target, address, &mut out),
                Piece::Image(image) => self.prose_image(image, address, &mut out),
                Piece::Word(key) => out.push_str(&escaped(&self.renderer.words.get(key))),
                Piece::Block(block, _) => out.push_str(&self.block(*block, address)?),
            }
        }
        if prose.has_code {
            self.need_code_style();
        }
        Ok(out)
    }

    /// A link's attribute; one that leads nowhere was reported, and is text.
    fn link(&self, target: &Target, address: &str, out: &mut String) {
        let sites = &self.renderer.content.sites;
        let href = match destination(sites, self.id, &target.place.file, &target.written) {
            Destination::External(url) => Some(url),
            Destination::Here(fragment) => Some(format!("#{fragment}")),
            Destination::Page { site, address: to, fragment } => self.link_to(&site, &to).map(|to| {
                let is_whole = to.starts_with("https://") || to.starts_with("http://");
                let root = if is_whole { String::new() } else { self.root(address) };
                format!("{root}{to}{fragment}")
            }),
            Destination::NotPublished | Destination::Nowhere | Destination::Unsafe => None,
        };
        if let Some(href) = href {
            out.push_str(" href=\"");
            pulldown_cmark_escape::escape_href(&mut *out, &href).expect("a String takes all text");
            out.push('"');
        }
    }

    fn prose_image(&self, image: &Image, address: &str, out: &mut String) {
        let Some(picture) = self.picture(image, WIDEST_PX) else { return };
        let (root, alt) = (self.root(address), escaped(&image.description));
        let usual = picture.usual();
        let (src, width, height) = (&usual.address, usual.width_px, usual.height_px);
        // Of one width there is nothing to choose.
        let widths = |variants: &[&Variant]| match variants {
            [] => None,
            [only] => Some(format!(" srcset=\"{root}{}\"", only.address)),
            several => {
                let each = several.iter().map(|variant| format!("{root}{} {}w", variant.address, variant.width_px));
                Some(format!(" srcset=\"{}\" sizes=\"{COLUMN}\"", each.collect::<Vec<_>>().join(", ")))
            }
        };
        let plain = if picture.plain.len() > 1 { widths(&picture.plain) } else { None }.unwrap_or_default();
        let img = format!(
            "<img src=\"{root}{src}\"{plain} alt=\"{alt}\" width=\"{width}\" height=\"{height}\" loading=\"lazy\" decoding=\"async\">"
        );
        match widths(&picture.webp) {
            Some(webp) => {
                out.push_str(&format!("<picture><source type=\"image/webp\"{webp}>{img}</picture>"));
            }
            None => out.push_str(&img),
        }
    }

    fn block(&self, block: Block, address: &str) -> Result<String, Failure> {
        let mut context = self.context(address);
        let mut insert = |name: &'static str, value: Vec<Value>| context.insert_value(name, Value::from(value));
        let template = match block {
            Block::Events(filter) => {
                let (events, list) = self.block_events(filter);
                insert("events", events);
                context.insert_value("more", Value::from(list));
                "blocks/events.html"
            }
            Block::NextEvents(count) => {
                insert("events", self.next_events(count));
                context.insert_value("more", Value::from(Scope::ToCome.address(1)));
                "blocks/events.html"
            }
            Block::Partners(role) => {
                insert("partners", self.partners_of(role));
                "blocks/partners.html"
            }
            Block::Path => {
                insert("phases", self.phases());
                "blocks/path.html"
            }
            Block::Register => {
                context.insert_value("register", self.register());
                "blocks/register.html"
            }
            Block::Contact => "blocks/contact.html",
            Block::Figures => {
                insert("figures", self.figures(&self.about().figures));
                "blocks/figures.html"
            }
            Block::Editions => {
                let (mut editions, past) = self.stops();
                editions.extend(past);
                insert("editions", editions);
                "blocks/editions.html"
            }
        };
        self.note_block(template);
        self.renderer.templates.render(&self.renderer.content.theme, template, &context)
    }

    /// The events a block lists, and the list that has all of them.
    fn block_events(&self, filter: EventFilter) -> (Vec<Value>, String) {
        let scope = match filter {
            EventFilter::ToCome => Scope::ToCome,
            EventFilter::Past => Scope::Past,
            EventFilter::Kind(kind) => Scope::Kind(kind),
            EventFilter::Mode(mode) => Scope::Mode(mode),
        };
        let now = self.renderer.now;
        let is_past = scope == Scope::Past;
        let (to_come, past) = self
            .to_come_and_past(self.every_event().iter().filter(|event| is_past || scope.holds(event, now)).collect());
        let mut events = if is_past { past } else { to_come };
        events.truncate(EVENTS_A_PAGE);
        // A list that no event is in has no page of its own.
        let list = if self.site.pages.contains_key(&scope.address(1)) { scope } else { Scope::ToCome };
        (events, list.address(1))
    }
}
