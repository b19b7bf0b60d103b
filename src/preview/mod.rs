//! What the browser shows beside a site while it is being written: live reload, problems, a bar.
//!
//! Facts become JSON here ([`State`], [`Changes`]). In the browser `apercu.js` reloads what changed; `barre.js` shows
//! the facts in a shadow root of its own, so that neither the page nor the bar changes the other; `flux.js` is their
//! worker, because the policy of the pages lets no script of theirs fetch anything. Pages are what `build` writes, with one more element ([`with_script`]).

mod changes;
mod difference;
mod facts;
mod queue;
mod state;
mod view;
mod words;

pub use changes::{Changes, VisitorChange, What};
pub use difference::between;
pub use facts::{PageFacts, Part, PartRole};
pub use queue::{Queue, Ticket};
pub use state::{RegionLink, State};
pub use view::View;

use pulldown_cmark_escape::escape_html;
use url::form_urlencoded;
use words::{Words, kept_together};

use crate::problem::{Language, Problems, show};
use crate::sources::Sources;

/// What the pages of a preview load, by address.
pub const ASSETS: [(&str, &str); 5] = [
    ("/.escale/apercu.js", include_str!("apercu.js")),
    ("/.escale/barre.js", include_str!("barre.js")),
    ("/.escale/elements.js", include_str!("elements.js")),
    ("/.escale/flux.js", include_str!("flux.js")),
    ("/.escale/apercu.css", include_str!("apercu.css")),
];

const SCRIPT: &[u8] = b"<script src=\"/.escale/apercu.js\" defer></script>";

/// A page with the script of the preview right before its `</body>`, or at its end when it has none.
pub fn with_script(html: &[u8]) -> Vec<u8> {
    let end = end_of_body(html).unwrap_or(html.len());
    [&html[..end], SCRIPT, &html[end..]].concat()
}

/// Where the last `</body` begins that is an end tag.
fn end_of_body(html: &[u8]) -> Option<usize> {
    const TAG: &[u8] = b"</body";
    html.windows(TAG.len() + 1).rposition(|window| {
        let (tag, next) = window.split_at(TAG.len());
        tag.eq_ignore_ascii_case(TAG) && matches!(next, [b'>' | b'/' | b' ' | b'\t' | b'\n' | b'\r' | b'\x0c'])
    })
}

/// A whole page for when there is no site to show: the problems, and the script that waits for their end.
pub fn blocked_page(problems: &Problems, sources: &Sources, language: Language) -> Vec<u8> {
    with_script(show::html(problems, sources, language).as_bytes())
}

/// A whole page for whoever comes from another site to what is not made yet: a link to it, for a person to follow.
pub fn confirm_page(href: &str, language: Language) -> Vec<u8> {
    let words = Words { language };
    let (lang, title, text, link) = (
        words.say("fr", "en"),
        words.say("Ouvrir cette page de l’aperçu ?", "Open this page of the preview?"),
        words.say(
            "Un lien d’un autre site mène ici. Cette page n’est pas encore prête : escale la prépare si vous l’ouvrez.",
            "A link of another site leads here. This page is not ready yet: escale makes it if you open it.",
        ),
        words.say("Ouvrir la page", "Open the page"),
    );
    let (title, text) = (kept_together(title), kept_together(text));
    let mut address = String::new();
    escape_html(&mut address, href).expect("a String takes every text");
    format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <link rel=\"icon\" href=\"data:,\">\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n<p>{text}</p>\n\
         <p><a href=\"{address}\">{link}</a></p>\n</main>\n</body>\n</html>\n"
    )
    .into_bytes()
}

/// The address in `page=…`, as a browser asks for the facts of a page.
pub fn page_asked(query: &str) -> Option<String> {
    form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == "page").map(|(_, page)| page.into_owned())
}
