//! Each problem in English, the twin of [`super::french`].

mod access;
mod upkeep;
mod writing;

use super::{
    Death, Doubt, Finding, Kind, Level, Message, PageLimit, Shape, Successor, ThemeLimit, Unpublished, Visited,
};
use crate::schema::Scalar;
use crate::sources::{Place, Refusal};

/// "BLOCKING"
pub fn level(level: Level) -> &'static str {
    match level {
        Level::Blocking => "BLOCKING",
        Level::ToCorrect => "TO CORRECT",
        Level::Advice => "ADVICE",
    }
}

/// What the field holds, then an example.
fn expected(expected: Scalar) -> (&'static str, &'static str) {
    match expected {
        Scalar::Text => ("a text", "Forum des métiers"),
        Scalar::Date => ("a date: year-month-day", "2027-05-17"),
        Scalar::PartialDate => ("a date, a month or a year", "2027-05-17, 2027-05 or 2027"),
        Scalar::Moment => ("a date, with or without an hour", "2027-05-17 18:00"),
        Scalar::Time => ("an hour from 00:00 to 23:59", "09:30"),
        Scalar::WebUrl => ("a complete web address", "https://example.org/inscription"),
        Scalar::Email => ("an e-mail address", "contact@example.org"),
        Scalar::Telephone => ("a telephone number", "01 99 00 12 34"),
        Scalar::Postcode => ("a postcode of five digits", "21000"),
        Scalar::Commune => ("the INSEE code of the town, five characters (not the postcode)", "\"21231\""),
        Scalar::Department => ("the code of a department", "\"21\""),
        Scalar::Zone => ("a time zone", "Europe/Paris, Indian/Reunion"),
        Scalar::Slug => ("lower-case letters without accents and digits, joined by hyphens", "lancement-dijon"),
        Scalar::Colour => ("a colour in six hexadecimal digits", "\"#1f5fa8\""),
        Scalar::Count => ("a whole number", "40"),
        Scalar::Percent => ("a whole number from 0 to 100", "73"),
        Scalar::YesNo => ("oui or non", "oui"),
        Scalar::Phase => ("the number of a step of the path, 1 to 4", "2"),
    }
}

fn did_you_mean(suggestion: Option<&str>) -> Option<String> {
    suggestion.map(|name| format!("did you mean “{name}”?"))
}

fn list(items: &[impl AsRef<str>]) -> String {
    items.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", ")
}

/// The problem in words.
pub fn message(kind: &Kind) -> Message {
    match kind {
        Kind::NoSettings => Message::new("There is no file escale.yaml here.")
            .why("It tells the programme's name, its address and its theme: nothing can be built without it.")
            .say("Go to the project's folder (the one that holds escale.yaml, content and regions) and run the command again."),
        Kind::NoRegion => Message::new("The folder regions holds no region.")
            .why("Each region of the programme has its folder, with a file region.yaml.")
            .run("Create the first one:", "escale new region occitanie --name Occitanie --iso OCC --preposition en"),
        Kind::NoRegionFile => Message::new("This region's folder has no file region.yaml.")
            .why("Without it neither the region's name nor its codes are known: its site cannot be built.")
            .say("Add region.yaml to this folder (copy another region's and change it), or delete the folder."),
        Kind::RegionFolderName { suggestion } => {
            let message = Message::new("This folder's name cannot become a web address.")
                .why("It takes lower-case letters without accents, digits and hyphens.");
            match suggestion {
                Some(name) => message.say(format!("Rename it: regions/{name}")),
                None => message.say("Rename it, for instance: regions/grand-est"),
            }
        }
        Kind::Refused(refusal) => refused(*refusal),
        Kind::Unread => Message::new("This file is not used anywhere.")
            .why("It is not in a folder that the site reads (pages, partenaires, lieux, evenements, images), or its name does not end with .md or .yaml.")
            .say("Move it to the right folder, mend the end of its name, or delete it."),
        Kind::NotUtf8 => Message::new("This file is not saved as UTF-8.")
            .why("Accented letters would be wrong on the site.")
            .say("Open it in your editor, choose “Save as”, then the encoding UTF-8."),
        Kind::Yaml { detail: None } => Message::new("This line is not understood.")
            .why("It neither begins with the name of a field followed by “:” nor goes on with a text.")
            .say("Write one field a line, “name: value”, or delete this line."),
        Kind::Yaml { detail: Some(detail) } => Message::new("This file cannot be read from here on.")
            .why(format!("A closing quote is probably missing, or the alignment is wrong (technical detail: {detail})."))
            .say("This concerns the theme, not your texts: tell whoever looks after it."),
        Kind::HeaderNotOpened { has_fields: true } => Message::new("The header is not opened.")
            .why("Its fields are there, but not the line “---” that announces them: all would be taken for text.")
            .insert_first("---"),
        Kind::HeaderNotOpened { has_fields: false } => Message::new("This file has no header.")
            .why("A file begins with a line “---”, then the information (titre, date…), then a second line “---”.")
            .say("Add at the very top of the file a line “---”, your information, then a line “---”."),
        Kind::HeaderNotClosed { after_line } => Message::new("The header is not closed.")
            .why("The second line “---” is missing: there is no telling where the text begins.")
            .insert_after(*after_line, "---"),
        Kind::Missing { field, example, after_line } => {
            Message::new(format!("“{field}” is missing.")).why("This information is obligatory.").insert_after(*after_line, example)
        }
        Kind::UnknownField { field, suggestion } => Message::new(format!("“{field}” is not a piece of information known here."))
            .mark(did_you_mean(*suggestion))
            .why("What this line says does not show on the site.")
            .replace(suggestion.map(str::to_owned)),
        Kind::MisspeltField { field, meant } => Message::new(format!("“{meant}” is missing; “{field}” is written in its place."))
            .mark(did_you_mean(Some(meant)))
            .why("This information is obligatory.")
            .replace((*meant).to_owned()),
        Kind::DuplicateField { field, first_line } => Message::new(format!("“{field}” is written twice."))
            .mark(format!("already written on line {first_line}"))
            .why("There is no telling which of the two values is right.")
            .say("Keep the right line and delete the other."),
        Kind::WrongShape { field, expected } => {
            let message = Message::new(format!("“{field}” has not the expected shape."));
            match expected {
                Shape::Text => message.say(format!("Write a single value on the line, for instance:  {field}: text")),
                Shape::List => message.say(format!("Write a list between brackets, for instance:  {field}: [first, second]")),
                Shape::Map => message.say(format!("Write “{field}:” alone, then one piece of information a line below it, two spaces further in.")),
            }
        }
        Kind::Invalid { field, value, expected: what, suggestion } => {
            let (words, example) = expected(*what);
            Message::new(format!("“{field}” cannot be read: “{value}”."))
                .mark(format!("expected: {words}"))
                .replace(suggestion.clone())
                .say(format!("For instance:  {field}: {example}"))
        }
        Kind::NotOneOf { field, value, choices, suggestion } => {
            Message::new(format!("“{value}” is not a possible choice for “{field}”."))
                .mark(did_you_mean(suggestion.as_deref()))
                .replace(suggestion.clone())
                .say(format!("The possible choices: {}.", list(choices)))
        }
        Kind::PhaseCount { found } => Message::new(format!("The path has four steps; “phases” holds {found}."))
            .say("Write exactly four steps, each with a titre and a resume."),
        Kind::CodesDisagree { insee } => Message::new("The codes “iso” and “insee” are not of the same region.")
            .replace(format!("\"{insee}\"")),
        Kind::UnknownPartner { id, suggestion } => Message::new(format!("The partner “{id}” is not in the list."))
            .mark(did_you_mean(suggestion.as_deref()))
            .replace(suggestion.clone())
            .run("Or create its file:", format!("escale new partenaire {id}")),
        Kind::UnknownVenue { id, suggestion } => Message::new(format!("The venue “{id}” is not in the list."))
            .mark(did_you_mean(suggestion.as_deref()))
            .replace(suggestion.clone())
            .run("Or create its file:", format!("escale new lieu {id}")),
        Kind::UnknownRegion { id, suggestion } => Message::new(format!("The region “{id}” does not exist."))
            .mark(did_you_mean(suggestion.as_deref()))
            .why("The name of a folder of regions/ is expected.")
            .replace(suggestion.clone()),
        Kind::UnknownEdition { id, suggestion, known } => {
            let message = Message::new(format!("The edition “{id}” does not exist in this region."))
                .mark(did_you_mean(suggestion.as_deref()))
                .replace(suggestion.clone());
            if known.is_empty() {
                message.say("Add it to “editions” in region.yaml, or delete this line.")
            } else {
                message.say(format!("The editions of this region: {}.", list(known)))
            }
        }
        Kind::NoVenue => Message::new("There is no telling where the event takes place.")
            .why("An event on site or hybrid has a venue: without it visitors cannot come.")
            .insert("lieu: name-of-the-venue")
            .say("Or, if it is held online:  mode: en-ligne"),
        Kind::EndBeforeStart { start, end } => Message::new(format!("The end ({end}) is before the beginning ({start})."))
            .say("Mend the date or hour of the beginning, or that of the end."),
        Kind::ClosesAfterEvent => Message::new("Registration closes after the end of the event.")
            .why("Visitors could register for an event that is over.")
            .say("Mend “cloture”, or the event's date."),
        Kind::OpensAfterClosing => {
            Message::new("Registration opens after it closes.").say("Mend “ouverture” or “cloture”.")
        }
        Kind::RetiredBeforePublished => Message::new("“retirer_le” is not after “publier_le”.")
            .why("The page would never be seen.")
            .say("Mend one of the two dates."),
        Kind::HourSkipped { value } => Message::new(format!("This hour does not exist: {value}."))
            .why("That night clocks go forward to summer time: they jump from 2 to 3 o'clock.")
            .say("Write an hour before 02:00 or from 03:00 on."),
        Kind::HourRepeated { value } => Message::new(format!("This hour exists twice: {value}."))
            .why("That night clocks go back to winter time: the hour from 2 to 3 o'clock happens twice.")
            .say("Write an hour before 02:00 or from 03:00 on."),
        Kind::NeedsField { field, needs } => Message::new(format!("“{field}” does not go without “{needs}”."))
            .insert(format!("{needs}: "))
            .say(format!("Or delete the line “{field}”.")),
        Kind::NoRegistration => Message::new("There is no telling how to register for this event to come.")
            .why("Visitors must find a link, a telephone or an e-mail, or know that they can just come.")
            .insert("inscription: {lien: https://example.org/inscription}")
            .say("Or, if one need not register:  inscription: libre"),
        Kind::DuplicateId { id, first } => Message::new(format!("The id “{id}” is taken."))
            .mark(format!("already in {}, line {}", first.file, first.line))
            .why("Visitors' calendars know an event by its id: two events cannot share one.")
            .replace(format!("{id}-2")),
        Kind::DuplicateEdition { id } => Message::new(format!("Two editions of this region have the id “{id}”."))
            .why("The page of an edition has its id for address.")
            .replace(format!("{id}-2")),
        Kind::DuplicateAddress { address, other } => Message::new(format!("Two pages would have the same address: /{address}"))
            .why(format!("The other comes from {other}."))
            .say("Rename one of the two files."),
        Kind::LedgerLine { others } => {
            let message = Message::new("This line is no published address.")
                .why("As long as it is there, escale adds nothing to this list, and does not watch this line.")
                .say("Write one address a line, for instance:  /occitanie/evenements/2027-05-17-forum/")
                .say("If these are merge markers (<<<<<<<, =======, >>>>>>>), delete them and keep every address.");
            if *others == 0 { message } else { message.mark(Some(format!("and {others} other lines like it"))) }
        }
        Kind::LostAddress { address, others, written, successor, unpublished } => {
            let mut message = Message::new(format!("This address was published and leads nowhere any more: /{address}"))
                .why("SharePictures, QR codes or other sites may lead to it: their visitors would find nothing.");
            if *others > 0 {
                message = message.mark(Some(format!("as in {others} other sites")));
            }
            if let Some(file) = unpublished {
                message = message.say(format!("The file {file} exists, but it is not published here: it is a draft, hidden, or for other regions."));
            }
            match successor {
                Some(Successor { file, has_list: true }) => message.say(format!("If the page has another address now, add {written} to “anciennes_adresses” in the header of {file}.")),
                Some(Successor { file, has_list: false }) => message.say(format!("If the page has another address now, add to the header of {file}:  anciennes_adresses: [{written}]")),
                None => message.say(format!("If the page has another address now, add to the header of its file:  anciennes_adresses: [{written}]")),
            }
            .say(format!("If it is gone for good, write “disparue” at the end of this line:  /{address}  disparue"))
        }
        Kind::LostAddresses { folder, count } => match folder {
            Some(folder) => Message::new(format!("Nothing is below /{folder} any more: {count} published addresses lead nowhere."))
                .say(format!("Put the folder back in its place; or, if all is gone for good, write “disparue” at the end of this line:  /{folder}  disparue")),
            None => Message::new(format!("From this one on, {count} other published addresses lead nowhere any more."))
                .say("First mend those that are told one by one: the others will be told then."),
        }
        .why("SharePictures, QR codes or other sites may lead to them: their visitors would find nothing."),
        Kind::FormerAddress { written } => Message::new(format!("This former address cannot be that of a page of this site: {written}"))
            .why("A former address stays in the site of its region; it is made of lower-case words without accents, digits, hyphens and “/”.")
            .say("Write it as in a link, with the region or without it: /occitanie/evenements/2027-05-17-forum/ or /evenements/2027-05-17-forum/"),
        Kind::FormerAddressTaken { address, other } => Message::new(format!("A page stands at this former address: /{address}"))
            .mark(Some(format!("its file: {other}")))
            .why("It is that page which visitors see: the former address leads no further.")
            .say("Take this address out of “anciennes_adresses”, or rename the other file."),
        Kind::FormerAddressTwice { address, first } => Message::new(format!("Two pages say that they had the same address: /{address}"))
            .mark(Some(format!("already in {}, line {}", first.file, first.line)))
            .why("There is no telling to which of them visitors should go: for now, to the first.")
            .say("Keep this address in one of the two files only."),
        Kind::FileName => Message::new("This file's name cannot become a web address.")
            .why("It needs at least one letter or digit.")
            .say("Rename it, for instance: 2027-05-17-lancement-dijon.md"),
        Kind::FileNameChanged { address } => Message::new(format!("This file's name cannot be used as it is: the address ends with “{address}”."))
            .why("Windows reserves it (con, aux, nul…), or it has more than 120 characters.")
            .say("Rename it, for instance: 2027-05-17-lancement-dijon.md"),
        Kind::Writing(problem) => writing::message(problem),
        Kind::Access(problem) => access::message(problem),
        Kind::Upkeep(problem) => upkeep::message(problem),
        Kind::BrokenLink { target, suggestion } => Message::new(format!("This link leads nowhere: {target}"))
            .mark(did_you_mean(suggestion.as_deref()))
            .why("The text stays, without a link.")
            .replace(suggestion.clone())
            .say("Else mend the address: a file of the project (../pages/parcours.md) or a page of the site (/parcours/)."),
        Kind::BrokenAnchor { target } => Message::new(format!("The link “{target}” aims at a spot that its page does not have."))
            .why("The link leads to the top of the page, not to the right spot.")
            .say("After #, write the anchor of a heading of that page (shown when pointing at the heading)."),
        Kind::BrokenReference { page, target } => Message::new(format!("The page /{page} refers to “{target}”, which the site does not have."))
            .why("This comes from the theme, not from your text.")
            .say("Tell whoever looks after the theme."),
        Kind::UnsafeLink { target } => Message::new(format!("This link is not allowed: {target}"))
            .why("Only addresses that begin with https://, http://, mailto: or tel:, and pages of the site, are safe for visitors. The text stays, without a link.")
            .say("Mend the address, or take the link out."),
        Kind::MissingImage { file, suggestion } => Message::new(format!("The picture “{file}” does not exist."))
            .mark(did_you_mean(suggestion.as_deref()))
            .replace(suggestion.clone())
            .say("Else put it into the folder images, beside pages and evenements."),
        Kind::UnreadableImage { file } => Message::new(format!("The picture “{file}” cannot be read."))
            .why("A PNG, JPEG, WebP or GIF picture is expected; this one is damaged, or of another format.")
            .say(match file.rsplit('.').next().unwrap_or_default().to_lowercase().as_str() {
                "heic" | "heif" => "This is an iPhone photo. Export it as JPEG: in Photos, File > Export.",
                "pdf" => "This is a document. Make a picture of it: open it, capture the page, save it as PNG.",
                "svg" => "This is a vector drawing. Export it as PNG from the program that made it (Inkscape, Illustrator).",
                _ => "Open it in a picture program (Preview, Photos, Paint) and export it as JPEG or PNG.",
            }),
        Kind::NoDescription => Message::new("This picture has no description.")
            .why("People who do not see the picture will know nothing of it.")
            .say("Describe it in a sentence between the brackets:  ![Participants at a computer](image.jpg)"),
        Kind::Visited(visited) => of_visit(visited),
        Kind::UnsafeHtml { element } => Message::new(format!("The tag <{element}> is not allowed."))
            .why("It could break the page, or make it useless to some people: it is taken out.")
            .say(match element.as_str() {
                "a" => "Write the link in Markdown:  [text](https://example.org/)",
                "img" => "Write the picture in Markdown:  ![description](../images/photo.jpg)",
                "iframe" | "video" | "audio" | "object" | "embed" => "Put a link to the page that shows this content instead.",
                _ => "Write the same in Markdown.",
            }),
        Kind::UnknownBlock { name, suggestion } => Message::new(format!("The block “{name}” does not exist."))
            .mark(did_you_mean(*suggestion))
            .replace(suggestion.map(|name| format!("[[{name}]]")))
            .say("The blocks: [[événements]], [[prochains événements : 3]], [[partenaires]], [[parcours]], [[inscription]], [[contact]], [[chiffres]], [[éditions]]."),
        Kind::BlockArgument { argument, choices } => Message::new(format!("This block does not know “{argument}”."))
            .say(format!("After “:” one can write: {}.", list(choices))),
        Kind::BlockNotAlone => Message::new("A block [[…]] must stand alone on its line.")
            .why("Inside a sentence it stays as it is written.")
            .say("Put it on a line of its own, with an empty line before and after."),
        Kind::SkippedHeading { found, expected } => Message::new(format!("This heading skips a level: {} after a higher heading.", "#".repeat(usize::from(*found))))
            .why("People who listen to the page find their way by the level of headings.")
            .replace("#".repeat(usize::from(*expected))),
        Kind::TextNotUnderstood => Message::new("This text could not be read.")
            .why("Some combination of signs in the text is more than escale can read.")
            .say("Make the text below the header simpler, for instance by taking out what was added last, then try again."),
        Kind::CodeTooLong => Message::new("This piece of code is too long to be coloured.")
            .why("Beyond 2,000 lines or 64 KB it is shown without colours."),
        Kind::MissingLegal { field, .. } => Message::new(format!("“{field}” is missing from the legal notice."))
            .why("The law asks the publisher of a site to tell it to visitors: without it the site can be tried, not published.")
            .say(format!("Add “{field}” to “mentions_legales” in escale.yaml, or in region.yaml for a single region.")),
        Kind::NoTheme { name, known } => {
            let message = Message::new(format!("The theme “{name}” does not exist."))
                .why("A theme is a folder of themes/ with templates.");
            if known.is_empty() {
                message.say("Put the folder themes/ back into place.")
            } else {
                message.say(format!("In escale.yaml, write one of these: {}.", list(known)))
            }
        }
        Kind::NoTemplate { name } => Message::new(format!("The theme has no template “{name}”."))
            .why("Each kind of page needs one.")
            .say(format!("Add templates/{name} to the theme.")),
        Kind::NoWord { key } => Message::new(format!("The theme does not say how to write “{key}”."))
            .why("This word shows on the pages.")
            .insert(format!("{key}: …")),
        Kind::UnpublishedFile(reason) => {
            let message = Message::new("This file of the theme is not published.");
            match reason {
                Unpublished::Sort { extension } => {
                    let message = message.why(match extension.as_str() {
                        "" => "Its name says no format: nothing assures that everybody may read it.".to_owned(),
                        _ => format!("Pages need no .{extension} file, and everybody could read it."),
                    });
                    let message = match extension.as_str() {
                        "ttf" | "otf" | "woff" => message.say("Convert this font to woff2."),
                        _ => message.say("Put it outside of the folder “static”, or delete it."),
                    };
                    message.say(
                        "Published are: css, js, svg, png, jpg, webp, avif, gif, ico, woff2, webmanifest, and licences (LICENSE, OFL.txt).",
                    )
                }
                Unpublished::Content { extension } => message
                    .why(format!("What it holds is not a whole .{extension} file."))
                    .say("Save it again in this format, or delete it."),
                Unpublished::Acts { part } => message
                    .why(format!("This drawing holds “{part}”, which can act on the page or load another file."))
                    .say("Export it as “plain SVG”, without scripts, links or pictures, or delete it."),
                Unpublished::Described => message
                    .why("This picture holds more than its colours, for instance where it was taken.")
                    .say("Save it without metadata, or as png, jpg or webp: escale then takes them out."),
            }
        }
        Kind::BrokenFont => Message::new("This font cannot be read.")
            .why("Pictures for sharing are drawn with it. It takes a whole .ttf or .otf file.")
            .say("This concerns the theme, not your texts: tell whoever looks after it."),
        Kind::TemplateSyntax { detail } => Message::new("This template is not well written.")
            .why(format!("Technical detail: {detail}"))
            .say("This concerns the theme, not your texts: tell whoever looks after it."),
        Kind::TemplateFailure { page, detail } => Message::new(format!("This template could not make the page /{page}"))
            .why(format!("Technical detail: {detail}"))
            .say("This concerns the theme, not your texts: tell whoever looks after it."),
        Kind::PageTooLarge { page, limit } => Message::new(match limit {
            PageLimit::Steps(most) => {
                format!("This template takes more than {} million steps for the page /{page}", most / 1_000_000)
            }
            PageLimit::Bytes(most) => {
                format!("This template writes more than {} MB of text for the page /{page}", most >> 20)
            }
            PageLimit::Depth(most) => {
                format!("This template has more than {most} templates or lists inside each other for the page /{page}")
            }
        })
        .why("A page takes a fraction of this limit: a loop or a text has probably no end.")
        .say("This concerns the theme, not your texts: tell whoever looks after it."),
        Kind::ThemeTooLarge(limit) => Message::new(match limit {
            ThemeLimit::Templates(most) => format!("This theme has more than {most} templates."),
            ThemeLimit::TemplateBytes(most) => format!("The templates of this theme take more than {} MB in all.", most >> 20),
            ThemeLimit::Components(most) => format!("The templates of this theme define more than {most} components."),
            ThemeLimit::Fonts(most) => format!("This theme has more than {most} fonts in its folder partage."),
        })
        .why("Beyond that, escale would take too much time and memory to read the theme.")
        .say("This concerns the theme, not your texts: tell whoever looks after it."),
        Kind::TemplateVariable { name } => Message::new(format!("This template asks for “{name}”, which pages do not have."))
            .say("This concerns the theme, not your texts: tell whoever looks after it."),
    }
}

fn of_visit(visited: &Visited) -> Message {
    let target = &visited.target;
    let message = match &visited.finding {
        Finding::Dead(death) => Message::new(format!("This link leads nowhere: {target}"))
            .mark(match death {
                Death::Status(code) => format!("there is no such page (answer {code})"),
                Death::NoSuchHost => "there is no such site".to_owned(),
            })
            .why(if visited.is_registration {
                "Nobody can register for this event any more."
            } else {
                "Visitors who follow it find nothing."
            })
            .say("Open it in your browser, look for the new address and write it here; else remove the link."),
        Finding::ToCheck(doubt) => Message::new(format!("This link is to be checked by hand: {target}"))
            .why(match doubt {
                Doubt::Status(code @ (404 | 410)) => {
                    format!("The site answered once only that there is no such page (answer {code}).")
                }
                Doubt::Status(code @ 500..=599) => {
                    format!("The site answers that it has a problem (answer {code}), which may pass.")
                }
                Doubt::Status(code) => format!(
                    "The site refuses automatic checks (answer {code}). That says nothing of what visitors see."
                ),
                Doubt::TimedOut => "The site did not answer in time.".to_owned(),
                Doubt::NoAnswer => "The site did not answer, or not as a web site.".to_owned(),
                Doubt::Unresolved => "The site's name could not be looked up.".to_owned(),
                Doubt::Certificate => {
                    "The site's certificate is not accepted (expired, or of another name): browsers may show a warning."
                        .to_owned()
                }
                Doubt::Redirects => "The site redirects from address to address and never comes to a page.".to_owned(),
                Doubt::Internal => "This is an address of an internal network: visitors cannot open it.".to_owned(),
            })
            .say(match doubt {
                Doubt::Internal => "Write the address that everybody can open, or remove the link.",
                _ => "Open it in your browser. If it opens, there is nothing to do.",
            }),
        Finding::Moved(to) => Message::new(format!("This link has a new address: {target}"))
            .mark(format!("now {to}"))
            .why("The site still redirects to the new address; one day it will not.")
            .replace(to.clone()),
    };
    if visited.others.is_empty() {
        return message;
    }
    let places: Vec<String> = visited.others.iter().take(5).map(place).collect();
    let rest = visited.others.len() - places.len();
    let rest = if rest == 0 { String::new() } else { format!("; {rest} more") };
    message.say(format!("It is written here as well: {}{rest}.", places.join("; ")))
}

fn place(place: &Place) -> String {
    if place.line == 0 { place.file.to_string() } else { format!("{}, line {}", place.file, place.line) }
}

fn refused(refusal: Refusal) -> Message {
    match refusal {
        Refusal::Link => Message::new("This is a link to another place, it is not followed.")
            .why("What is outside the project must not end up on the site.")
            .say("Put the file itself in the link's place."),
        Refusal::NotAFile => {
            Message::new("This is not an ordinary file.").say("Delete it, or put a file in its place.")
        }
        Refusal::Folder => Message::new("This is a folder where a file is expected.")
            .say("Rename or delete the folder, and put the file back into place."),
        Refusal::TooLarge { limit_bytes } => {
            Message::new(format!("This file is too large: {} MB at most.", limit_bytes / 1_048_576))
                .say("Make it smaller, or share it in another way than through the project.")
        }
        Refusal::Unreadable => Message::new("This file could not be read.")
            .say("Check that you are allowed to read it and that it is not open elsewhere."),
        Refusal::Name => Message::new("This file's name holds unreadable characters.").say("Rename it."),
        Refusal::Twin => Message::new("Two files have this name.")
            .why("On the screen the two names are the same, but their accents are stored in two ways: only one of the two is read.")
            .say("Keep the right file and delete the other."),
        Refusal::TooDeep => Message::new("This folder lies within too many others: it is not read.")
            .say("Put it less deep."),
        Refusal::Empty => Message::new("This region's folder is empty.")
            .why("Without a file region.yaml its site cannot be made.")
            .say("Add region.yaml to this folder (copy that of another region and change it), or delete the folder."),
    }
}
