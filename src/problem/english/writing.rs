//! Problems in the form of what is written, in English.

use crate::model::time;
use crate::problem::{Message, QuoteReason, SpacingMistake, Writing};
use crate::sources::encoding::Encoding;

/// “2021-06-30 (Wednesday 30 June 2021)”
fn dated(iso: &str) -> String {
    time::date(iso).map_or_else(|| iso.to_owned(), |day| format!("{iso} ({})", day.strftime("%A %-d %B %Y")))
}

fn choices(message: Message, choices: &[String]) -> Message {
    let choices: Vec<String> = choices.iter().map(|choice| dated(choice)).collect();
    match choices.as_slice() {
        [] => message.say("Write the date like this: 2027-05-17 (year, month, day)."),
        [only] => message.say(format!("Write for instance:  {only}")),
        _ => message.say(format!("Write one of these:  {}", choices.join("  or  "))),
    }
}

/// The problem in words.
pub fn message(problem: &Writing) -> Message {
    match problem {
        Writing::Converted { encoding } => {
            let message = match encoding {
                Encoding::Windows1252 => Message::new("This file was saved as “ANSI” (Windows-1252), not as UTF-8."),
                Encoding::Utf16 | Encoding::Utf8 => {
                    Message::new("This file was saved as “Unicode” (UTF-16), not as UTF-8.")
                }
            };
            message
                .why("Its accents were understood; another tool could misread them.")
                .say("In your editor choose “Save as”, then the encoding UTF-8.")
        }
        Writing::Mojibake { written, meant } => Message::new(format!("Letters are spoilt: “{written}” for “{meant}”."))
            .why("The text was saved in one encoding and read in another: this is how the site shows it."),
        Writing::HiddenCharacters { is_bidirectional: true, .. } => {
            Message::new("Invisible characters turn the direction of reading here.")
                .why("What the screen shows is not what other programs read.")
        }
        Writing::HiddenCharacters { count, .. } => {
            let many = if *count > 1 { "s" } else { "" };
            Message::new(format!("{count} invisible character{many} on this line."))
                .why("Copying and pasting sometimes leaves them. In the header's fields escale passes over them.")
        }
        Writing::EmptyFile => Message::new("This file is empty.")
            .why("No page comes of it.")
            .say("Write a header and a text into it (“escale new” prepares one), or delete it."),
        Writing::MergeMarkers { ours, theirs } => {
            Message::new("Two people changed these lines, and both versions are still here.")
                .why(format!("The first: “{}”. The other: “{}”.", ours.join(" / "), theirs.join(" / ")))
                .say("Keep the right version, then delete the other and the lines <<<<<<<, ======= and >>>>>>>.")
        }
        Writing::TextBeforeHeader { line } => Message::new("A text is written before the header.")
            .why(format!("The header begins on line {line}; nothing may stand before the line “---” that opens it."))
            .say("Move this text below the second line “---”."),
        Writing::HeaderMark => Message::new("The line round the header is three short hyphens.")
            .why("It was understood; another tool would not see it."),
        Writing::NeedsQuotes { reason, .. } => {
            Message::new("This text was understood, but it needs quotes.").why(match reason {
                QuoteReason::First(sign) => {
                    format!("At the beginning of a value “{sign}” has a technical meaning for other tools.")
                }
                QuoteReason::Hash => "For other tools, what follows “#” does not count.".to_owned(),
                QuoteReason::Colon => "For other tools, “:” parts the name of a field from its value.".to_owned(),
                QuoteReason::Comma => "Between braces a comma parts two fields.".to_owned(),
                QuoteReason::Quotes => "Its quotes do not close where it ends.".to_owned(),
            })
        }
        Writing::Spacing { mistake } => match mistake {
            SpacingMistake::AfterColon => Message::new("A space is missing after “:”."),
            SpacingMistake::NoBreak => Message::new("An ordinary space follows a colon."),
            SpacingMistake::Indent => Message::new("This line is not aligned with the others."),
            SpacingMistake::Tab => Message::new("A tab or a no-break space begins this line."),
            SpacingMistake::Dash => Message::new("A member of a list begins with a hyphen and a space."),
        }
        .why("The line was understood; another tool would get it wrong."),
        Writing::WrongIndent { above, line } => Message::new("There is no telling what this line belongs to.")
            .why(format!("It begins between two alignments (· is a space):  {above}  then  {line}"))
            .say("Give it as many spaces as the line above, or as many as the field that holds it."),
        Writing::NameForm { written, name } => Message::new(format!("“{written}” is written “{name}”."))
            .why("It was understood: only capitals, accents or hyphens differ."),
        Writing::ListForm { .. } => Message::new("A list is written between square brackets.")
            .why("This one was understood; another tool would see a single name."),
        Writing::Unclosed { closing } => Message::new(format!("“{closing}” is missing at the end."))
            .why("The value was understood; another tool would refuse it."),
        Writing::ContinuedLine { field } => Message::new(format!("This line goes on with “{field}”."))
            .why("It was understood; indented by two spaces it is so everywhere."),
        Writing::MissingColon { field, line } => Message::new(format!("“:” is missing after “{field}”."))
            .why("Without it there is no telling whether this line is a field or the rest of a text.")
            .replace(line.clone()),
        Writing::RemarkOrText { text, without } => Message::new("Is what follows “#” part of the text?")
            .why("As a rule “#” followed by a space begins a remark, which is not published.")
            .say(format!("If so, put all of it between quotes:  \"{}\"", text.replace('"', "\\\"")))
            .say(format!("If not, keep only:  {without}")),
        Writing::TextOrStructure { sign, choices } => {
            let (title, why) = match sign {
                '[' => ("Is this a text, or a list?", "At the beginning of a value, “[” opens a list."),
                _ => (
                    "Is this a text, or a group of fields?",
                    "At the beginning of a value, “{” opens a group of fields.",
                ),
            };
            let message = Message::new(title).why(format!("{why} A text on one line is needed here."));
            match choices.as_slice() {
                [] => message.say("Put the text between quotes, or delete these signs."),
                [text] => message.say(format!("If it is the text to publish, write:  {text}")),
                [text, without, ..] => message
                    .say(format!("If these signs are part of the text, write:  {text}"))
                    .say(format!("If not, write:  {without}")),
            }
        }
        Writing::DateForm { value, iso } => {
            let day = iso.split(' ').next().unwrap_or(iso);
            let words = time::date(day).map(|day| day.strftime("%A %-d %B %Y").to_string()).unwrap_or_default();
            Message::new(format!("“{value}” was understood: {words}."))
                .why(format!("Written {iso}, the date is the same for every tool."))
        }
        Writing::ImpossibleDate { value, choices: dates } => {
            choices(Message::new(format!("There is no such date: “{value}”.")), dates)
        }
        Writing::DoubtfulDate { value, choices: dates } => {
            let is_yearless = dates.iter().any(|choice| choice.starts_with("AAAA"));
            let message = Message::new(format!("This date can be read in several ways: “{value}”."))
                .why("A visitor who comes on another day does not come back: escale never guesses a date.");
            if is_yearless {
                message.say(format!("Write the year (in place of AAAA):  {}", dates.join("  or  ")))
            } else {
                choices(message, dates)
            }
        }
        Writing::WrongWeekday { value, weekday, choices: dates } => choices(
            Message::new(format!("The day of the week is not that of the date: “{value}”."))
                .why(format!("This date is a {weekday:?}.")),
            dates,
        ),
        Writing::Several { field, lines } => Message::new(format!("“{field}” holds more than one thing."))
            .say(format!("Write them apart:  {}", lines.join("  then, on another line,  "))),
        Writing::DoubtfulHour { value, choices } => {
            Message::new(format!("This hour can be read in several ways: “{value}”.")).say(match choices.as_slice() {
                [only] => format!("Write for instance:  {only}"),
                _ => format!(
                    "Write the hour that is meant:  {} (as the day begins)  or  {} (as it ends)",
                    choices[0], choices[1]
                ),
            })
        }
        Writing::Placeholder { text, is_needed } => {
            let message = Message::new(format!("“{text}” is still to be filled in."));
            if *is_needed {
                message.why("Without it the page cannot be published.").say("Write the right value.")
            } else {
                message
                    .why("Visitors would see it as it stands, or would not see the information.")
                    .say("Write the right value, or delete the line if it is not obligatory.")
            }
        }
        Writing::AddressForm { full, .. } => Message::new(format!("The address was completed: {full}"))
            .why("Written like this, it is the same for every tool."),
        Writing::InsecureAddress { secure, .. } => {
            Message::new("This address begins with http://, without protection.")
                .why("Visitors' browsers say “Not secure”, and what they type there can be read on its way.")
                .say(format!("If this address opens, write it:  {secure}"))
        }
        Writing::PrivateAddress { address } => Message::new(format!("Nobody but you can open this address: {address}"))
            .why("It names your computer or your network.")
            .say("Put the file or page online, and write the address that begins with https://"),
        Writing::EditingLink { address, .. } => {
            Message::new(format!("This is the address where the document is edited: {address}"))
                .why("Visitors would have no access to it, or could change it.")
                .say("In the tool choose “Share” or “Send”, and copy the address for participants.")
        }
        Writing::UserInAddress { host, plain, is_registration } => {
            Message::new(format!("This address holds a user's name, and leads to {host}."))
                .why(if *is_registration {
                    "People read what stands before “@”, and believe that they register at another site."
                } else {
                    "People read what stands before “@”, and believe that they go to another site."
                })
                .say(format!("If {host} is the right site, write:  {plain}"))
                .say("If not, copy the address of the right site from your browser.")
        }
        Writing::OddHost { shown, ascii, meant, .. } => {
            let signs = "The signs between brackets come from another alphabet, or cannot be seen.";
            let message = Message::new(format!("The name of the site is not what it seems to be: {shown}"));
            let message = message.why(match ascii {
                Some(ascii) => format!("{signs} The link leads to {ascii}."),
                None => format!("{signs} No site can have this name."),
            });
            match meant {
                Some(meant) => message.say(format!("If the right site is {meant}, type its name:  {meant}")),
                None => message.say("Open the right site, and copy its address from your browser."),
            }
        }
        Writing::PreviewAddress { address } => Message::new(format!("This address is that of a trial site: {address}"))
            .why("It may disappear, or show what is not public yet.")
            .say("Write the address of the final site."),
    }
}
