//! What there is to say of one page: where it comes from, and who does not see it.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::words::{Words, instant, kept_together};
use crate::model::address::SiteId;
use crate::model::cited::Cited;
use crate::model::content::Content;
use crate::model::ledger;
use crate::model::origin::{Origin, Unpublished, Visibility};
use crate::model::site::PageKind;
use crate::problem::Language;
use crate::sources::Place;

/// The facts of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageFacts {
    /// The file that has the last word; none when escale makes the page from all the files of its site.
    pub source: Option<Place>,
    /// What else it is made of.
    pub parts: Vec<Part>,
    /// Each field that was read from a header, with its place.
    pub fields: Vec<(&'static str, Place)>,
    /// Why visitors do not see it, when they do not.
    pub ribbon: Option<Unpublished>,
    /// Whether what is shown was made before the problems that now keep its region back.
    pub is_last_good: bool,
}

/// A further file of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it gives.
    pub role: PartRole,
    /// Where.
    pub file: Arc<str>,
}

/// What a further file gives to a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartRole {
    /// The national file that the region's completes.
    National,
    /// The text below the header.
    Text,
}

impl PageFacts {
    /// The facts of the page at an address from the root of the hub, without its first `/`: `occitanie/parcours/`.
    /// `now` is when visitors look, whatever instant the view shows: what they do not see says why. `None` when there
    /// is no page.
    pub fn of(content: &Content, address: &str, now: Timestamp) -> Option<Self> {
        let (site, inside) = ledger::site_of(content, address);
        let kind = content.sites.get(&site)?.pages.get(inside)?;
        let facts = Self { source: None, parts: Vec::new(), fields: Vec::new(), ribbon: None, is_last_good: false };
        Some(match (kind, kind.origin()) {
            (PageKind::Edition(edition), _) => Self { source: Some(edition.place.clone()), ..facts },
            (_, Some(origin)) => Self {
                source: Some(Place::file(&origin.file)),
                parts: parts(origin),
                fields: origin.fields.clone(),
                ribbon: unpublished(content, &site, kind, now),
                ..facts
            },
            (_, None) => {
                let text = content.added_text(&site, kind).map(|page| &page.origin.text);
                let part = |file: &Arc<str>| Part { role: PartRole::Text, file: Arc::clone(file) };
                Self { parts: text.map(part).into_iter().collect(), ..facts }
            }
        })
    }

    /// As `apercu.js` reads it.
    pub(super) fn json(&self, language: Language) -> Value {
        let words = Words { language };
        let source = self.source.as_ref().map(|place| (words.say("Fichier", "File"), place.clone()));
        let parts = self.parts.iter().map(|part| {
            let label = match part.role {
                PartRole::National => words.say("Complète le fichier national", "Completes the national file"),
                PartRole::Text => words.say("Texte", "Text"),
            };
            (label, Place::file(&part.file))
        });
        let told = self.source.as_ref().map(|place| &place.file);
        let made = words.say(
            "Cette page est faite par escale, à partir de toutes les fiches de son site.",
            "This page is made by escale, from all the files of its site.",
        );
        let last_good = words.say(
            "Vous voyez la dernière version sans problème bloquant : cette région attend une correction.",
            "You see the last version without a blocking problem: this region waits for a correction.",
        );
        json!({
            "ribbon": self.ribbon.as_ref().map(|unpublished| ribbon(unpublished, words)),
            "last_good": self.is_last_good.then(|| kept_together(last_good)),
            "made": self.source.is_none().then_some(made),
            "places": source.into_iter().chain(parts).map(|(label, place)| located(label, &place, None, words)).collect::<Vec<_>>(),
            "fields": self.fields.iter().map(|(name, place)| located(name, place, told, words)).collect::<Vec<_>>(),
        })
    }
}

/// Why visitors do not see a page at `now`; `None` when they do.
fn unpublished(content: &Content, site: &SiteId, kind: &PageKind, now: Timestamp) -> Option<Unpublished> {
    if let Some(publication) = kind.publication() {
        return publication.unpublished(now);
    }
    let region = if let SiteId::Region(id) = site { content.programme.region(id) } else { None };
    let cited = Cited::new(&content.programme, region, &content.ledger, now);
    (cited.visibility(kind) < Visibility::Everybody).then_some(Unpublished::Unannounced)
}

fn parts(origin: &Origin) -> Vec<Part> {
    let national = origin.inherited.as_ref().map(|file| Part { role: PartRole::National, file: Arc::clone(file) });
    let has_text_elsewhere = origin.text != origin.file;
    let text = has_text_elsewhere.then(|| Part { role: PartRole::Text, file: Arc::clone(&origin.text) });
    national.into_iter().chain(text).collect()
}

/// `text` is for people, and leaves out the file they were `told`; `copied` is what editors open: `file:line`.
fn located(label: &str, place: &Place, told: Option<&Arc<str>>, words: Words) -> Value {
    let file = &*place.file;
    let line = (place.line > 0).then(|| format!("{} {}", words.say("ligne", "line"), place.line));
    let file_told = (told != Some(&place.file) || line.is_none()).then(|| file.to_owned());
    json!({
        "label": label,
        "text": file_told.into_iter().chain(line).collect::<Vec<_>>().join(", "),
        "copied": if place.line > 0 { format!("{file}:{}", place.line) } else { file.to_owned() },
    })
}

/// Why visitors do not see a page, above it.
fn ribbon(unpublished: &Unpublished, words: Words) -> Value {
    let (kind, text) = match unpublished {
        Unpublished::Unannounced => (
            "later",
            words
                .say(
                    "Pas encore publiée : seuls des évènements que les visiteurs ne voient pas citent cette fiche",
                    "Not published yet: only events that visitors do not see cite this file",
                )
                .to_owned(),
        ),
        Unpublished::Draft => (
            "draft",
            words.say("Brouillon : cette page n’est pas publiée", "Draft: this page is not published").to_owned(),
        ),
        Unpublished::Later(at) => {
            let at = instant(at, words.language);
            ("later", words.say_with("Publiée le {}", "Published on {}", &at))
        }
        Unpublished::Retired(at) => {
            let at = instant(at, words.language);
            ("retired", words.say_with("Retirée depuis le {}", "Withdrawn since {}", &at))
        }
    };
    json!({ "kind": kind, "text": kept_together(&text) })
}
