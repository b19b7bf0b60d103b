//! What is stale, useless or heavy, in English.

use crate::problem::{EventChange, Message, Secret, Unused, Upkeep};

/// The problem in words.
pub fn message(problem: &Upkeep) -> Message {
    match problem {
        Upkeep::Unused(unused) => match unused {
            Unused::Partner => Message::new("This partner takes part in nothing.")
                .why("No event and no edition of any region names it.")
                .say("Name it in “partenaires:” of an event or an edition, or delete its file."),
            Unused::Venue => Message::new("No event takes place here.")
                .why("A file that serves nothing grows old unread.")
                .say("Name this venue in “lieu:” of an event, or delete its file."),
            Unused::Image => Message::new("This picture is used nowhere.")
                .why("No text and no header names it: it is not published.")
                .say("Name it in a text, or delete it."),
        },
        Upkeep::HeavyImage { bytes } => {
            Message::new(format!("This picture is heavy, and published as it is: {} KB.", bytes.div_ceil(1_000)))
                .why("A GIF, or a picture that moves, cannot be reduced. On a telephone it is slow to show.")
                .say("Save it as JPEG or PNG: escale will reduce it.")
        }
        Upkeep::ImageExtension { format } => {
            Message::new(format!("The name of this picture does not say its true format: {}.", format.to_uppercase()))
                .why("It is published under the right name; other tools might refuse it.")
                .say(format!("Rename it so that it ends with “.{format}”, here and where it is named."))
        }
        Upkeep::NothingToCome => Message::new("This region announces nothing any more.")
            .why("All its events and editions are over: visitors cannot know whether there will be others.")
            .say("Add an event or an edition to come, or say so in the text of the home page."),
        Upkeep::OldUpdate { day } => {
            Message::new(format!("This page was last reviewed on {}.", day.strftime("%A %-d %B %Y")))
                .why("The date shows at the end of the page: after six months, visitors doubt the rest.")
                .say("Review the page, then change the date of “mis_a_jour”.")
        }
        Upkeep::OpensAfterEvent => Message::new("Registration is still to open, but the event is over.")
            .why("One of the two dates is probably wrong.")
            .say("Check “date” and “ouverture”."),
        Upkeep::OldEdition { title } => {
            Message::new(format!("The region's last edition has been over for more than a year: {title}"))
                .why("The region announces events that are of no edition.")
                .say("Add the one that is being prepared to “editions”.")
        }
        Upkeep::HidesNothing => Message::new("There is nothing to hide here.")
            .why("No national page has this name.")
            .say("Check the name of the file (it is that of the national page), or delete this file."),
        Upkeep::Unrevised { change, revision } => Message::new(match change {
            EventChange::When => "This event has another date or hour than when it was last published.",
            EventChange::Place => "This event has another place than when it was last published.",
            EventChange::Standing => "This event was cancelled, postponed or restored since it was last published.",
        })
        .why("Some calendars keep what they knew until “revision” goes up.")
        .say(format!("Write “revision: {revision}” in the header.")),
        Upkeep::Secret { kind, beginning } => {
            let begins = if beginning.is_empty() { String::new() } else { format!(" ({beginning}…)") };
            Message::new(match kind {
                Secret::PrivateKey => "A private key stands here.".to_owned(),
                Secret::Token => format!("The access key of a service stands here{begins}."),
                Secret::Password => "A password stands here.".to_owned(),
            })
            .why("Published, it would open to anybody what it protects. Escale does not show it.")
            .say("Delete it from this file.")
            .say("Then change it at the service: it can still be read in the project's history.")
        }
    }
}
