//! Programme → Output: views of the model, given to the theme's templates.
//!
//! [`Renderer`] is made once; [`Renderer::site`] then makes one site at a time, so that sites can be made
//! side by side and let go one by one. Nothing here can fail on what staff wrote: that was parsed.

mod assets;
mod cards;
mod events;
mod home;
mod lists;
mod moved;
mod pages;
mod people;
mod prose;
mod report;
mod site;
mod templates;
mod values;
mod words;

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::model::address::SiteId;
use crate::model::content::Content;
use crate::model::site::Published;
use crate::output::Output;
use crate::problem::{Kind, Problems};
use crate::sources::Place;

/// Everything that rendering a site takes.
pub struct Renderer<'c> {
    content: &'c Content,
    templates: templates::Templates,
    words: words::Words,
    now: Timestamp,
    former: &'c Published,
}

/// Variables that every page has; each template has its own beside them.
const COMMON: [&str; 4] = ["root", "words", "site", "page"];

impl<'c> Renderer<'c> {
    /// Loads the theme; `None` when it cannot be used.
    pub fn new(content: &'c Content, now: Timestamp, former: &'c Published) -> (Option<Self>, Problems) {
        let (templates, mut problems) = templates::load(&content.theme);
        let (words, own) = words::Words::new(&content.theme, &content.programme.proper_names);
        problems.absorb(own);
        let Some(templates) = templates else { return (None, problems) };
        for (name, own) in pages::VARIABLES {
            let known: BTreeSet<&str> = COMMON.iter().chain(own).copied().collect();
            let (path, text) = &content.theme.templates[name];
            for variable in templates.unknown_variables(name, &known) {
                let line = text.lines().position(|line| line.contains(&variable)).map_or(0, |line| line + 1);
                let place = Place::line(path, u32::try_from(line).unwrap_or(0));
                problems.push(place, Kind::TemplateVariable { name: variable });
            }
        }
        (Some(Self { content, templates, words, now, former }), problems)
    }

    /// Makes a site, when those in `kept` are not made anew: what links to them is what they were.
    pub fn site(&self, id: &SiteId, kept: &BTreeSet<SiteId>) -> (Output, Problems) {
        let mut output = Output::new();
        let mut problems = Problems::new();
        let site = site::SiteRenderer::new(self, id, kept, &mut output);
        if let Some(site) = site {
            site.render(&mut output, &mut problems);
        }
        (output, problems)
    }

    fn failed(problems: &mut Problems, id: &SiteId, page: &str, failure: templates::Failure) {
        let kind = Kind::TemplateFailure { page: page.to_owned(), detail: failure.detail };
        problems.push_in(id, failure.place, kind);
    }
}
