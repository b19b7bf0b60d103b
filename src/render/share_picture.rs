//! The pictures that other sites show beside a link to a page: of each event, and of the site for every other page.
//!
//! They are drawn on demand, so that a preview does without: an address holds a fingerprint of what the picture is drawn
//! from, which is known at once.

use std::sync::Arc;

use rayon::prelude::*;
use tera::{Context, Map, Value};

use super::Renderer;
use super::cards::{hours, is_fictional};
use super::site::SiteRenderer;
use super::templates::{Failure, SHARE_PICTURE};
use super::values::map;
use super::xml;
use crate::french::date;
use crate::model::address::SiteId;
use crate::model::event::Event;
use crate::model::region::Region;
use crate::model::site::PageKind;
use crate::output::{Bytes, Later, Output};
use crate::problem::Problems;
use crate::share_pictures::{HEIGHT_PX, SharePicture, WIDTH_PX};
use crate::sources::Place;

/// Digits of the fingerprint in an address, as in those of every picture.
const DIGITS: usize = 12;
/// States that a picture tells of: who comes all the same would come for nothing. Others pass while it is shown.
const TOLD_STATES: [&str; 3] = ["annule", "reporte", "passe-en-ligne"];

/// A picture with all that a page says of it.
#[derive(Clone)]
pub struct Sharing {
    /// For templates.
    pub value: Value,
    /// Where it lies in the site.
    pub address: String,
    /// Its file.
    pub file: Arc<Later>,
}

impl SiteRenderer<'_> {
    /// The picture of the site as a whole; `None` where there are none.
    pub fn site_share_picture(&self) -> Result<Option<Sharing>, Failure> {
        let programme = &self.renderer.content.programme;
        let title = self.for_xml(&self.title("", &PageKind::Home));
        let tagline = self.for_xml(&programme.tagline);
        let alt = [title.as_str(), &tagline, &self.signature()].join(" – ");
        let regions = programme.regions.iter().filter(|_| self.region.is_none());
        let shown = |region: &Arc<Region>| {
            Value::from(map! {
                "code": region.code.iso, "name": region.name.as_str(), "accent": region.colours.light.to_string(),
            })
        };
        let own = map! {
            "kind": if self.region.is_some() { "region" } else { "hub" },
            "title": title,
            "tagline": tagline,
            "price": self.for_xml(&self.about().presentation.price),
            "is_fictional": self.region.is_some_and(|region| region.is_fictional),
            "regions": regions.map(shown).collect::<Vec<_>>(),
        };
        self.share_picture(own, &alt)
    }

    /// The picture of an event; `None` where there are none.
    pub fn event_share_picture(&self, event: &Event) -> Result<Option<Sharing>, Failure> {
        let words = &self.renderer.words;
        let when = self.when(event);
        let title = self.for_xml(&event.title);
        let day = if event.has_date() {
            capital(&date::range(when.first_day(), when.last_day()))
        } else {
            words.get("date_a_preciser")
        };
        let zone = self.zone_note(event, self.region).map(|zone| format!(" ({zone})")).unwrap_or_default();
        let hours = hours(event, &when).map(|hours| format!("{hours}{zone}"));
        let label = |list: &str, word: &str| words.get(&format!("{list}_{}", word.replace('-', "_")));
        let mode = label("mode", event.mode.word());
        let state = event.state(self.renderer.now).word();
        let state = TOLD_STATES.contains(&state).then(|| label("etat", state));
        let place = event.venue.as_ref().map(|venue| [self.for_xml(&venue.name), venue.town.clone()].join(", "));
        let moment = [Some(day.clone()), hours.clone()].into_iter().flatten().collect::<Vec<_>>().join(", ");
        let where_to = place.clone().unwrap_or_else(|| mode.clone());
        let said = [state.clone(), Some(title.clone()), Some(moment), Some(where_to), Some(self.signature())];
        let alt = said.into_iter().flatten().collect::<Vec<_>>().join(" – ");
        let price = self.price_of(event);
        let own = map! {
            "kind": "event",
            "title": title,
            "label": label("type", event.kind.word()),
            "mode": mode,
            "state": state,
            "date": day,
            "hours": hours,
            "place": place,
            "price": self.for_xml(price),
            "is_fictional": is_fictional(event, self.region),
        };
        self.share_picture(own, &alt)
    }

    fn share_picture(&self, own: Map, alt: &str) -> Result<Option<Sharing>, Failure> {
        let renderer = self.renderer;
        let programme = &renderer.content.programme;
        let theme = &renderer.content.theme;
        let Some(fonts) = renderer.templates.share_picture_fonts().filter(|_| programme.has_share_pictures) else {
            return Ok(None);
        };
        let colours = self.region.map_or(programme.colours, |region| region.colours);
        let mut view = map! {
            "programme": programme.name.as_str(),
            "in_region": self.region.map(Region::in_region),
            "accent": colours.light.to_string(),
            "accent_dark": colours.dark.to_string(),
        };
        view.extend(own);
        let mut context = Context::new();
        context.insert_value("words", renderer.words.value.clone());
        context.insert_value("share_picture", Value::from(view));
        let svg = renderer.templates.render(theme, SHARE_PICTURE, &context)?;
        let share_picture = SharePicture::new(svg, fonts).map_err(|detail| renderer.share_picture_failure(detail))?;
        let recipe = share_picture.key().as_str().to_owned();
        let address = format!("images/partage.{}.png", &recipe[..DIGITS]);
        let value = Value::from(map! {
            "url": self.url.page(&address),
            "type": "image/png",
            "width": WIDTH_PX,
            "height": HEIGHT_PX,
            "alt": alt,
        });
        let store = Arc::clone(renderer.store);
        let file = Arc::new(Later::new(recipe, move || share_picture.drawn(&*store)));
        Ok(Some(Sharing { value, address, file }))
    }

    /// Running text with its typography, without the characters that XML does not have.
    fn for_xml(&self, text: &str) -> String {
        self.set(text).chars().filter(|character| *character != '\n' && xml::is_allowed(*character)).collect()
    }
}

impl Renderer<'_> {
    /// Draws every picture of a site that is not drawn yet; what cannot be is a problem.
    pub fn draw(&self, site: &SiteId, output: &Output) -> Problems {
        let later = output.iter().filter_map(|(path, file)| match &file.bytes {
            Bytes::Later(later) => Some((path, later)),
            Bytes::Made(_) => None,
        });
        let later: Vec<_> = later.collect();
        let failed: Vec<&str> =
            later.into_par_iter().filter(|(_, later)| later.make().is_none()).map(|(path, _)| path).collect();
        let mut problems = Problems::new();
        for path in failed {
            let failure = self.share_picture_failure("the picture could not be drawn".to_owned());
            Self::failed(&mut problems, site, path, failure);
        }
        problems
    }

    fn share_picture_failure(&self, detail: String) -> Failure {
        let theme = &self.content.theme;
        let file = theme.templates.get(SHARE_PICTURE).map_or(&theme.folder, |(file, _)| file);
        Failure { place: Place::file(file), detail, limit: None }
    }
}

fn capital(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}
