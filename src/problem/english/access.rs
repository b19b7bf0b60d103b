//! What is poor for readers, in English.

use crate::model::colour::Ground;
use crate::problem::access::tenths;
use crate::problem::{Access, Message, PageFault};

/// The problem in words.
pub fn message(problem: &Access) -> Message {
    match problem {
        Access::EmptyHeading => Message::new("This heading is empty.")
            .why("People who go through the page from heading to heading would stop at nothing.")
            .say("Write the heading after the “#”, or delete this line."),
        Access::BoldHeading { text } => Message::new("This bold line stands for a heading, and is none.")
            .why("Neither a screen reader's list of headings nor the table of contents has it.")
            .say(format!("If it is a heading, write:  ## {text}")),
        Access::UnpairedTag { element, is_closing: false } => {
            Message::new(format!("The tag <{element}> is never closed."))
                .why("All that follows ends up inside it.")
                .say(format!("Add </{element}> where it is to end."))
        }
        Access::UnpairedTag { element, is_closing: true } => {
            Message::new(format!("The tag </{element}> closes what was not opened."))
                .why("It does nothing.")
                .say(format!("Delete it, or add <{element}> where it is to begin."))
        }
        Access::UnfinishedTag { is_comment: false } => Message::new("This tag is not finished.")
            .why("It is taken out, with what follows it up to the next empty line.")
            .say("Close its quotes and end it with “>” before that empty line, or delete it."),
        Access::UnfinishedTag { is_comment: true } => Message::new("This comment is not finished.")
            .why("Nobody sees what follows it.")
            .say("Write “-->” where it is to end."),
        Access::VagueLink { text } => match text.as_str() {
            "" => Message::new("This link has no text.").why("Nobody can see it or follow it."),
            text => Message::new(format!("“{text}” does not say where this link leads."))
                .why("Many people read links out of their sentence; a screen reader spells addresses out."),
        }
        .say("Say between the brackets what is there:  [Programme of the Dijon forum](…)"),
        Access::SameText { text, first } => Message::new(format!("Two links “{text}” lead to two different places."))
            .why(format!("Read out of their sentence they look the same. The other is on line {}.", first.line))
            .say("Be more precise in one of them:  [Register for the Dijon forum](…)"),
        Access::NamelessColumn { column } => Message::new(format!("Column {column} of this table has no heading."))
            .why("A screen reader announces each cell by the heading of its column.")
            .say("Write a heading in each cell of the first line:  | Date | Town | Hours |"),
        Access::Capitals { lowered } => Message::new("This sentence is all in capitals.")
            .why("It is slower to read, and some screen readers spell it out.")
            .say(format!("Write it in small letters, in bold if need be:  **{lowered}**")),
        Access::PoorDescription { description, is_file_name } => {
            let message = if *is_file_name {
                Message::new(format!("“{description}” is the name of the file, not a description."))
                    .why("People who do not see the picture will know nothing of it.")
            } else {
                Message::new(format!("“{description}”: no need to say that it is a picture."))
                    .why("The screen reader says so already.")
            };
            message.say("Say what one sees in it, in a sentence:  Participants at a computer")
        }
        Access::Contrast { colour, ground, nearest } => {
            let (page, change) = match ground {
                Ground::Light => ("light", "darkened"),
                Ground::Dark => ("dark", "lightened"),
            };
            Message::new(format!("The colour {colour} cannot be read on {page} pages."))
                .mark(format!("contrast {}, at least 4.5 is needed", tenths(colour.contrast_on(*ground))))
                .why("Headings, links and buttons have this colour: many people would not see them.")
                .replace(format!("\"{nearest}\""))
                .say(format!("It is the same colour, {change} just as much as needed."))
        }
        Access::ContactLink { written } => Message::new(format!("Nobody can write to or call this link: {written}"))
            .why("The e-mail address or the telephone number cannot be read.")
            .say("Write for instance:  mailto:contact@example.org  or  tel:+33199001234"),
        Access::OtherAddress { text, target } => {
            Message::new(format!("The words of this link are an address, and it leads elsewhere: {target}"))
                .why(format!("People believe that they go to “{text}”. Fraudulent e-mails do the same."))
                .say("Correct the address, or write as the words of the link what it lets people read or do.")
        }
        Access::SameTitle { title, other } => Message::new(format!("Two pages have the same title: {title}"))
            .why(format!("In tabs and search engines they cannot be told apart. The other page: /{other}"))
            .say("Be more precise in one of the titles, by the town or the date."),
        Access::Page { page, fault } => of_page(fault)
            .why(format!("Everybody must be able to read the pages. See the page /{page}"))
            .say("The theme makes it so: correct it in themes/, not in the texts."),
    }
}

fn of_page(fault: &PageFault) -> Message {
    Message::new(match fault {
        PageFault::MainHeadings(0) => "A page has no main heading (h1).".to_owned(),
        PageFault::MainHeadings(count) => format!("A page has {count} main headings (h1)."),
        PageFault::SkippedHeading { found, after } => format!("A page skips a heading level: h{found} after h{after}."),
        PageFault::NoLanguage => "A page does not say its language (lang).".to_owned(),
        PageFault::NoTitle => "A page has no title for the tab (title).".to_owned(),
        PageFault::NoAlternative => "A picture of a page has no alt attribute.".to_owned(),
        PageFault::EmptyLink => "A link of a page has no text.".to_owned(),
        PageFault::NoHeaderCells => "A table of a page has no column headings (th).".to_owned(),
        PageFault::NoScope => "A column heading has no scope attribute.".to_owned(),
        PageFault::NamelessTable => "A table of a page has neither caption nor name.".to_owned(),
        PageFault::Forbidden(what) => format!("A page holds what none may hold: {what}"),
    })
}
