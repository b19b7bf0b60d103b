//! The state of a view, and of one page in it: all that the bar shows.

use jiff::civil::DateTime;
use serde_json::{Value, json};

use super::facts::PageFacts;
use super::view::{DRAFTS, MINUTES, View};
use super::words::{Words, instant, kept_together, moment, table, what_changes};
use crate::model::change::Change;
use crate::model::time::Zone;
use crate::problem::{Language, Level, Problem, Problems, show};
use crate::sources::Sources;

/// So many problems are told; of the others there is only the number.
const TOLD: usize = 200;

/// All that the bar shows beside a page.
#[derive(Debug)]
pub struct State<'s> {
    /// Counts what was made since the server began: that of the events of the stream.
    pub version: u64,
    /// The reader's.
    pub language: Language,
    /// The view that the page is in.
    pub view: View,
    /// The instant that the view shows, on the clocks of Paris.
    pub at: DateTime,
    /// The page's address within the view, from `/`.
    pub address: &'s str,
    /// The national site first, then the regions; empty when there is no site at all, and so no bar.
    pub regions: Vec<RegionLink>,
    /// Everything wrong.
    pub problems: &'s Problems,
    /// What the problems are in.
    pub sources: &'s Sources,
    /// The page's; `None` when nothing stands at the address.
    pub page: Option<PageFacts>,
    /// The next change that time alone brings.
    pub next_change: Option<Change>,
}

/// A site that one can look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionLink {
    /// « Occitanie »
    pub name: String,
    /// Of its home page, from `/` and without a view: `/occitanie/`.
    pub address: String,
    /// Whether the page is in it.
    pub is_current: bool,
    /// Whether a problem keeps it as it was before.
    pub is_blocked: bool,
}

impl State<'_> {
    /// As `apercu.js` reads it.
    pub fn json(&self) -> String {
        json!({
            "version": self.version,
            "language": Words { language: self.language }.say("fr", "en"),
            "view": self.view(),
            "regions": self.regions.iter().map(|region| self.region(region)).collect::<Vec<_>>(),
            "problems": self.problems(),
            "page": self.page.as_ref().map(|page| page.json(self.language)),
            "valid_until": self.next_change.as_ref().map(|change| self.valid_until(change)),
            "words": table(self.language),
        })
        .to_string()
    }

    /// Which view this is, and the addresses of this page in the others. `at` stands around the date that is chosen.
    fn view(&self) -> Value {
        let View { at, has_drafts } = self.view;
        let other = |view: View| format!("{}{}", view.prefix(), self.address);
        let after = if has_drafts { format!("+{DRAFTS}") } else { String::new() };
        json!({
            "prefix": self.view.prefix(),
            "says": at.map(|at| moment(at.date(), at.time(), self.language)),
            "value": self.at.strftime(MINUTES).to_string(),
            "has_drafts": has_drafts,
            "at": ["/@", format!("{after}{}", self.address)],
            "now": other(View { at: None, has_drafts }),
            "drafts": other(View { at, has_drafts: !has_drafts }),
        })
    }

    fn region(&self, region: &RegionLink) -> Value {
        json!({
            "name": region.name,
            "href": format!("{}{}", self.view.prefix(), region.address),
            "is_current": region.is_current,
            "is_blocked": region.is_blocked,
        })
    }

    fn problems(&self) -> Value {
        let Self { problems, sources, language, .. } = *self;
        let file = self.page.as_ref().and_then(|page| page.source.as_ref()).map(|place| &*place.file);
        let is_blocking = |problem: &&Problem| problem.level() == Level::Blocking;
        json!({
            "total": problems.len(),
            "label": show::total(problems, language),
            "summary": kept_together(&show::count(problems, language)),
            "fixes": show::fixes(problems, language).as_deref().map(kept_together),
            "blocking": problems.iter().filter(is_blocking).take(TOLD).map(|problem| named(problem, language)).collect::<Vec<_>>(),
            "html": show::html_list(problems, sources, language, file, TOLD),
        })
    }

    /// « Valable jusqu'au 10 mai 2027 à 10 h (début de « Forum ») », and this page as it is then.
    fn valid_until(&self, change: &Change) -> Value {
        let words = Words { language: self.language };
        let at = instant(&change.at, self.language);
        let until = words.say_with("Valable jusqu’au {}", "Valid until {}", &at);
        let text = kept_together(&format!("{until} ({})", what_changes(change, self.language)));
        let then = View { at: Some(Zone::paris().at(change.at.timestamp()).datetime()), ..self.view };
        json!({ "text": text, "href": format!("{}{}", then.prefix(), self.address) })
    }
}

/// A problem by what does not change when lines move, so that it is announced once.
fn named(problem: &Problem, language: Language) -> Value {
    let title = show::message(problem, language).title;
    let key = format!("{} {} {title}", problem.kind.code(), problem.place.file);
    json!({ "key": key, "title": title })
}
