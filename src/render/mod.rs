//! Programme → Output: views of the model, given to the theme's templates.
//!
//! [`Renderer`] is made once; [`Renderer::site`] then makes one site at a time, so that sites can be made
//! side by side and let go one by one. Nothing here can fail on what staff wrote: that was parsed.

mod assets;
pub mod calendar;
mod cards;
mod events;
mod feed;
mod former;
mod home;
mod host;
mod joined;
mod lists;
mod moved;
mod of_events;
pub mod open_data;
mod page;
mod pages;
mod people;
mod poster;
mod prose;
mod qr_code;
mod reads;
pub mod report;
pub mod search_engines;
mod share;
mod share_picture;
mod site;
mod structured_data;
mod templates;
pub mod uid;
mod values;
mod words;
mod xml;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

pub use former::Former;

use jiff::Timestamp;

use crate::french::typography::ProperNames;
use crate::model::address::SiteId;
use crate::model::content::Content;
use crate::model::site::Published;
use crate::model::store::Store;
use crate::model::theme::Theme;
use crate::output::Output;
use crate::problem::{Kind, Problems};
use crate::sources::Place;

/// Everything that rendering a site takes.
pub struct Renderer<'c> {
    content: &'c Arc<Content>,
    templates: Arc<templates::Templates>,
    words: Arc<words::Words>,
    statics: Arc<assets::Statics>,
    now: Timestamp,
    former: &'c Arc<Published>,
    /// Keeps what takes long to draw.
    store: &'c Arc<dyn Store>,
    /// Whether what is made is kept for the next time: views cost memory.
    keeps_views: bool,
}

/// A theme made ready for a programme.
#[derive(Clone)]
struct Ready {
    templates: Arc<templates::Templates>,
    words: Arc<words::Words>,
    statics: Arc<assets::Statics>,
}

/// The theme that was made ready last, and what for: it need not be again.
#[derive(Default)]
pub struct ReadyTheme(Mutex<Option<(Theme, Arc<ProperNames>, Ready)>>);

impl ReadyTheme {
    fn find(&self, content: &Content) -> Option<Ready> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_same = |(theme, names, _): &&(Theme, Arc<ProperNames>, Ready)| {
            *theme == content.theme && *names == content.programme.proper_names
        };
        known.as_ref().filter(is_same).map(|(.., ready)| ready.clone())
    }

    fn keep(&self, content: &Content, ready: Ready) {
        let kept = (content.theme.clone(), content.programme.proper_names.clone(), ready);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept);
    }
}

/// Variables that every page has; each template has its own beside them.
const COMMON: [&str; 4] = ["root", "words", "site", "page"];

impl<'c> Renderer<'c> {
    /// Loads the theme, unless it is ready; `None` when it cannot be used.
    pub fn new(
        content: &'c Arc<Content>,
        now: Timestamp,
        former: &'c Arc<Published>,
        store: &'c Arc<dyn Store>,
        known: &ReadyTheme,
        keeps_views: bool,
    ) -> (Option<Self>, Problems) {
        if let Some(Ready { templates, words, statics }) = known.find(content) {
            return (
                Some(Self { content, templates, words, statics, now, former, store, keeps_views }),
                Problems::new(),
            );
        }
        let (templates, mut problems) = templates::load(&content.theme);
        let (words, own) = words::Words::new(&content.theme, &content.programme.proper_names);
        problems.absorb(own);
        let Some(templates) = templates else { return (None, problems) };
        let of_pages = pages::VARIABLES.map(|(name, own)| (name, COMMON.iter().chain(own).copied().collect()));
        let of_share_pictures = (templates::SHARE_PICTURE, BTreeSet::from(pages::OF_SHARE_PICTURES));
        let has_share_pictures = templates.share_picture_fonts().is_some();
        let all = of_pages.into_iter().chain(has_share_pictures.then_some(of_share_pictures));
        for (name, known) in all {
            let (path, text) = &content.theme.templates[name];
            for variable in templates.unknown_variables(name, &known) {
                let line = text.lines().position(|line| line.contains(&variable)).map_or(0, |line| line + 1);
                let place = Place::line(path, u32::try_from(line).unwrap_or(0));
                problems.push(place, Kind::TemplateVariable { name: variable });
            }
        }
        let statics = Arc::new(assets::Statics::new(&content.theme));
        let ready = Ready { templates: Arc::new(templates), words: Arc::new(words), statics };
        if problems.is_empty() {
            known.keep(content, ready.clone());
        }
        let Ready { templates, words, statics } = ready;
        (Some(Self { content, templates, words, statics, now, former, store, keeps_views }), problems)
    }

    /// Makes a site, when those in `kept` are not made anew: what links to them is what they were. Pages that
    /// would be what they were are taken from `former`; of those that only another template changes, each is made when it
    /// is first read, unless `makes_pages`. Answers what the next time can be taken from, too.
    pub fn site(
        &self,
        id: &SiteId,
        kept: &BTreeSet<SiteId>,
        former: Option<Former>,
        makes_pages: bool,
    ) -> (Output, Problems, Option<Former>) {
        let mut former = former;
        let mut problems = Problems::new();
        let whole = former.as_mut().and_then(|former| former.whole(self, id, kept));
        let (mut output, mut made) = match whole {
            Some(output) => (output, former),
            None => self.anew(id, kept, former, &mut problems),
        };
        if let Some(made) = made.as_mut().filter(|_| makes_pages) {
            self.make_pages(id, made, &mut output, &mut problems);
        }
        if let Some(made) = &mut made {
            made.keep_whole(problems.is_empty().then_some(&output));
        }
        (output, problems, made)
    }

    fn anew(
        &self,
        id: &SiteId,
        kept: &BTreeSet<SiteId>,
        mut former: Option<Former>,
        problems: &mut Problems,
    ) -> (Output, Option<Former>) {
        let mut output = Output::new();
        let known = former.as_mut().and_then(|former| former.take_kept(self, id, kept));
        let site = site::SiteRenderer::new(self, id, kept, known, &mut output, problems);
        let made = site.map(|site| {
            let pages = site.render(former.as_ref(), &mut output, problems);
            Former::new(site, pages)
        });
        (output, made)
    }

    fn failed(problems: &mut Problems, id: &SiteId, page: &str, failure: templates::Failure) {
        let page = page.to_owned();
        let kind = match failure.limit {
            Some(limit) => Kind::PageTooLarge { page, limit },
            None => Kind::TemplateFailure { page, detail: failure.detail },
        };
        problems.push_in(id, failure.place, kind);
    }
}
