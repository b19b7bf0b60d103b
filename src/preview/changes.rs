//! What visitors would find changed if what is written now were published.

use serde_json::{Value, json};

use super::view::View;
use super::words::{Words, kept_together, when};
use crate::model::time::When;
use crate::problem::{Language, show};

/// So many changes of one kind are told; how many others there are is said.
const TOLD: usize = 100;

/// Everything that would change.
#[derive(Debug, Clone)]
pub struct Changes {
    /// The view in which what is changed can be seen.
    pub view: View,
    /// Whether anything was published before.
    pub is_published: bool,
    /// In any order.
    pub changes: Vec<VisitorChange>,
}

/// One thing that would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitorChange {
    /// What.
    pub what: What,
    /// Title of the event or page.
    pub title: String,
    /// Of the event or page, from `/` and without a view: `/occitanie/evenements/forum/`.
    pub address: String,
}

/// What would become of an event or a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// An event that visitors do not know.
    EventAdded(When),
    /// An event on another date or at another hour.
    EventMoved {
        /// As visitors know it.
        former: When,
        /// As it would be; `None` when it is postponed to a date that is not known.
        new: Option<When>,
    },
    /// An event that does not take place.
    EventCancelled(When),
    /// An event that is no longer there.
    EventRemoved,
    /// A page that visitors do not know.
    PageAdded,
    /// A page that says something else.
    PageChanged,
    /// A page that is no longer there.
    PageRemoved,
}

impl What {
    /// The order in which changes are told: what moves people's diaries first.
    fn rank(&self) -> usize {
        match self {
            Self::EventAdded(_) => 0,
            Self::EventMoved { .. } => 1,
            Self::EventCancelled(_) => 2,
            Self::EventRemoved => 3,
            Self::PageAdded => 4,
            Self::PageChanged => 5,
            Self::PageRemoved => 6,
        }
    }

    fn heading(&self, words: Words) -> &'static str {
        match self {
            Self::EventAdded(_) => words.say("Évènements ajoutés", "Events added"),
            Self::EventMoved { .. } => words.say("Évènements déplacés", "Events moved"),
            Self::EventCancelled(_) => words.say("Évènements annulés", "Events cancelled"),
            Self::EventRemoved => words.say("Évènements supprimés", "Events removed"),
            Self::PageAdded => words.say("Pages ajoutées", "Pages added"),
            Self::PageChanged => words.say("Pages modifiées", "Pages changed"),
            Self::PageRemoved => words.say("Pages supprimées", "Pages removed"),
        }
    }

    /// What follows the title.
    fn detail(&self, words: Words) -> Option<String> {
        let say = |moment: &When| when(moment, words.language);
        match self {
            Self::EventAdded(moment) => Some(say(moment)),
            Self::EventCancelled(moment) => Some(words.say_with("prévu : {}", "planned: {}", &say(moment))),
            Self::EventMoved { former, new: Some(new) } => Some(format!("{} → {}", say(former), say(new))),
            Self::EventMoved { former, new: None } => {
                Some(words.say_with("{} → date à préciser", "{} → date to be announced", &say(former)))
            }
            Self::EventRemoved | Self::PageAdded | Self::PageChanged | Self::PageRemoved => None,
        }
    }

    fn can_be_seen(&self) -> bool {
        !matches!(self, Self::EventRemoved | Self::PageRemoved)
    }
}

impl Changes {
    /// As `apercu.js` reads it: `{ "note": …, "groups": [{ "heading", "lines": [{ "title", "detail", "href" }], "others" }] }`.
    pub fn json(&self, language: Language) -> String {
        let words = Words { language };
        let mut sorted: Vec<&VisitorChange> = self.changes.iter().collect();
        sorted.sort_by_key(|change| (change.what.rank(), &change.title, &change.address));
        let groups = sorted.chunk_by(|one, next| one.what.rank() == next.what.rank());
        let note = match (self.is_published, self.changes.is_empty()) {
            (false, _) => Some(words.say(
                "Rien n’est encore publié : pour les visiteurs, tout serait nouveau.",
                "Nothing is published yet: for visitors everything would be new.",
            )),
            (true, true) => Some(words.say(
                "Rien ne changerait : les visiteurs voient déjà ce que vous avez écrit.",
                "Nothing would change: visitors already see what you wrote.",
            )),
            (true, false) => None,
        };
        let note = note.map(kept_together);
        json!({ "note": note, "groups": groups.map(|group| self.group(group, words)).collect::<Vec<_>>() }).to_string()
    }

    fn group(&self, group: &[&VisitorChange], words: Words) -> Value {
        let line = |change: &&VisitorChange| {
            json!({
                "title": change.title,
                "detail": change.what.detail(words).as_deref().map(kept_together),
                "href": change.what.can_be_seen().then(|| format!("{}{}", self.view.prefix(), change.address)),
            })
        };
        let others = group.len().saturating_sub(TOLD);
        json!({
            "heading": group[0].what.heading(words),
            "count": group.len(),
            "lines": group.iter().take(TOLD).map(line).collect::<Vec<_>>(),
            "others": (others > 0).then(|| show::others_of(others, words.language)),
        })
    }
}
