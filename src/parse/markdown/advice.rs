//! What a text could do better for those who read it: its links, headings, tables, pictures, words.

use std::collections::BTreeMap;

use pulldown_cmark::{Event, LinkType, Tag};

use super::lines::Text;
use super::{Located, length_of, plain_text, tags};
use crate::french::slug::slug;
use crate::model::address::WebUrl;
use crate::model::contact::{Email, Telephone};
use crate::model::prose::Image;
use crate::parse::addresses::Use;
use crate::parse::{addresses, descriptions, hosts, placeholders};
use crate::problem::{Access, Kind, Problems, Writing};
use crate::sources::Place;

/// Words of links that say nothing of where they lead, as slugs.
const VAGUE: [&str; 27] = [
    "ici",
    "cliquez-ici",
    "cliquer-ici",
    "clique-ici",
    "click-here",
    "here",
    "par-ici",
    "c-est-ici",
    "c-est-par-ici",
    "lien",
    "ce-lien",
    "le-lien",
    "via-ce-lien",
    "link",
    "suivez-ce-lien",
    "en-savoir-plus",
    "savoir-plus",
    "plus-d-infos",
    "plus-d-informations",
    "plus",
    "voir",
    "voir-plus",
    "lire-la-suite",
    "la-suite",
    "suite",
    "read-more",
    "learn-more",
];
/// Last parts of the domains that a link without `https://` is taken to mean.
const DOMAINS: [&str; 14] =
    ["fr", "org", "com", "net", "eu", "info", "re", "bzh", "paris", "alsace", "corsica", "be", "ch", "io"];
/// A bold line longer than this, in characters, is a sentence.
const LONGEST_HEADING: usize = 80;
/// More words than this in capitals are a sentence.
const MOST_CAPITALS: usize = 4;
/// Words that acronyms do not have between them, as slugs.
const SMALL_WORDS: [&str; 30] = [
    "a", "au", "aux", "avec", "ce", "ces", "cette", "dans", "de", "des", "du", "en", "est", "et", "la", "le", "les",
    "ne", "nous", "ou", "par", "pas", "pour", "que", "qui", "sont", "sur", "un", "une", "vous",
];

/// Looks at a text as its events tell it.
pub fn check(text: &Text, events: &[Located], problems: &mut Problems) {
    let mut advisor = Advisor { text, problems, links: BTreeMap::new() };
    let mut is_outermost = 0_usize;
    let mut at = 0;
    while at < events.len() {
        let length = advisor.event(&events[at..], is_outermost == 0);
        match (&events[at].0, length) {
            (Event::Start(_), 1) => is_outermost += 1,
            (Event::End(_), _) => is_outermost = is_outermost.saturating_sub(1),
            _ => {}
        }
        at += length;
    }
    tags::check(text, events, problems);
}

/// The address that `www.exemple.fr/page` or `exemple.org` means as a link's target.
pub fn completed(target: &str) -> Option<String> {
    let host = target.split(['/', '?', '#']).next().unwrap_or_default();
    let last = host.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let is_web = target.starts_with("www.") || DOMAINS.contains(&last.as_str());
    (is_web && addresses::is_domain(target)).then(|| format!("https://{target}"))
}

struct Advisor<'a> {
    text: &'a Text<'a>,
    problems: &'a mut Problems,
    /// Words of links, with the target and place of the first.
    links: BTreeMap<String, (String, Place)>,
}

impl Advisor<'_> {
    /// Looks at the first event; says how many need no look any more.
    fn event(&mut self, events: &[Located], is_outermost: bool) -> usize {
        let (event, range) = &events[0];
        match event {
            Event::Start(Tag::CodeBlock(_)) => return length_of(events),
            Event::Start(Tag::Paragraph) => {
                let length = length_of(events);
                let inside = &events[1..length - 1];
                if is_outermost && is_followed_by_text(&events[length..]) {
                    self.bold_heading(inside);
                }
                self.capitals(inside);
            }
            Event::Start(Tag::Heading { .. }) => {
                let inside = &events[1..length_of(events) - 1];
                let has_image = inside.iter().any(|(event, _)| matches!(event, Event::Start(Tag::Image { .. })));
                if plain_text(inside).trim().is_empty() && !has_image {
                    self.problems.push(self.text.place(range.start, 1), Access::EmptyHeading);
                }
                self.capitals(inside);
            }
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                self.link(*link_type, dest_url, &events[..length_of(events)]);
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                let description = plain_text(&events[1..length_of(events) - 1]);
                if !Image::is_decorative(&description)
                    && let Some(poor) = descriptions::trouble(&description, dest_url)
                {
                    let from = range.start + 2;
                    self.problems.push(self.text.place(from, description.chars().count()), poor);
                }
            }
            Event::Start(Tag::Table(_)) => self.table(&events[..length_of(events)]),
            Event::Start(Tag::Emphasis) => {
                let inside = plain_text(&events[..length_of(events)]);
                if slug(&inside) == "no-response" {
                    self.placeholder(range.start, &self.text.source[range.clone()]);
                }
            }
            Event::Html(html) | Event::InlineHtml(html) => self.raw_html(html, range.start),
            Event::Text(words) => {
                let source = &self.text.source[range.clone()];
                if let Some((_, word)) = placeholders::found_in_text(words) {
                    let at = source.find(word).unwrap_or_default();
                    self.placeholder(range.start + at, word);
                }
            }
            _ => {}
        }
        1
    }

    fn placeholder(&mut self, offset: usize, word: &str) {
        let place = self.text.place(offset, word.chars().count());
        self.problems.push(place, Writing::Placeholder { text: word.to_owned(), is_needed: false });
    }

    /// A paragraph that is bold from end to end, short, and no sentence.
    fn bold_heading(&mut self, inside: &[Located]) {
        let Some((Event::Start(Tag::Strong), range)) = inside.first() else { return };
        let text = plain_text(inside);
        let is_sentence = text.ends_with(['.', '!', '…', ',', ';', '»', ')']);
        if length_of(inside) == inside.len() && !is_sentence && text.chars().count() <= LONGEST_HEADING {
            let length = self.text.source[range.clone()].chars().count();
            let text = text.trim().trim_end_matches(':').trim().to_owned();
            self.problems.push(self.text.place(range.start, length), Access::BoldHeading { text });
        }
    }

    fn link(&mut self, kind: LinkType, target: &str, events: &[Located]) {
        let range = &events[0].1;
        let has_image = events.iter().any(|(event, _)| matches!(event, Event::Start(Tag::Image { .. })));
        let words = plain_text(events).trim().to_owned();
        let length = self.text.source[range.clone()].chars().count();
        let place = self.text.place(range.start, length);
        // A host alone says where a link leads; a path does not.
        let bare = words.split_once("://").map_or(words.as_str(), |(_, rest)| rest);
        let starts_as_address = words.len() > bare.len() || words.starts_with("www.");
        let is_address = starts_as_address && bare.trim_end_matches('/').contains('/') && !words.contains(' ');
        let is_picture = words.is_empty() && has_image;
        if let Some(other) = other_address(&words, kind, target) {
            self.problems.push(place.clone(), Access::OtherAddress { text: words, target: other });
        } else if !is_picture && (words.is_empty() || is_address || VAGUE.contains(&slug(&words).as_str())) {
            self.problems.push(place.clone(), Access::VagueLink { text: words });
        } else if !is_picture && kind != LinkType::Email {
            let key = words.to_lowercase();
            match self.links.get(&key) {
                Some((first, other)) if first != target => {
                    let kind = Access::SameText { text: words, first: other.clone() };
                    self.problems.push(place.clone(), kind);
                }
                Some(_) => {}
                None => {
                    self.links.insert(key, (target.to_owned(), place.clone()));
                }
            }
        }
        self.target(kind, target, place);
    }

    /// What is wrong with an address that leaves the sites.
    fn target(&mut self, kind: LinkType, target: &str, place: Place) {
        let lower = target.to_ascii_lowercase();
        if kind == LinkType::Email || lower.starts_with("mailto:") {
            match addresses::email(target) {
                Some((email, _)) => {
                    if let Some(odd) = hosts::odd_mail(email.as_str()) {
                        self.problems.push(place, odd);
                    }
                }
                None => self.problems.push(place, Access::ContactLink { written: target.to_owned() }),
            }
        } else if lower.starts_with("tel:") {
            if Telephone::parse(&target["tel:".len()..].replace("%20", " ")).is_none() {
                self.problems.push(place, Access::ContactLink { written: target.to_owned() });
            }
        } else if let Some(address) = web_address(target) {
            let trouble = match WebUrl::parse(&address) {
                Some(url) => addresses::trouble(&url, &address, Use::Text).map(Kind::from),
                None => {
                    let odd = hosts::odd(hosts::host_of(&address), None, Use::Text).map(Kind::from);
                    Some(odd.unwrap_or(Kind::BrokenLink { target: target.to_owned(), suggestion: None }))
                }
            };
            if let Some(trouble) = trouble {
                self.problems.push(place, trouble);
            }
        }
    }

    /// Addresses in raw HTML: where the link is taken away, its address would be written again as it is.
    fn raw_html(&mut self, html: &str, start: usize) {
        let lower = html.to_ascii_lowercase();
        for (at, _) in lower.match_indices("http") {
            let is_end = |c: char| matches!(c, '"' | '\'' | '<' | '>' | '`') || c.is_whitespace();
            let written = html[at..].split(is_end).next().unwrap_or_default();
            let address = web_address(written);
            let misleading = address.and_then(|address| {
                let url = WebUrl::parse(&address);
                match url {
                    Some(url) => hosts::misleading(url.as_url(), &address, Use::Text),
                    None => hosts::odd(hosts::host_of(&address), None, Use::Text),
                }
            });
            if let Some(misleading) = misleading {
                self.problems.push(self.text.place(start + at, written.chars().count()), misleading);
            }
        }
    }

    /// The first column without a heading.
    fn table(&mut self, events: &[Located]) {
        let mut column = 0;
        for (index, (event, range)) in events.iter().enumerate() {
            match event {
                Event::Start(Tag::TableCell) => {
                    column += 1;
                    let cell = &events[index..index + length_of(&events[index..])];
                    let has_image = cell.iter().any(|(event, _)| matches!(event, Event::Start(Tag::Image { .. })));
                    if plain_text(cell).trim().is_empty() && !has_image {
                        let line = self.text.place(range.start, 0);
                        self.problems.push(line, Access::NamelessColumn { column });
                        return;
                    }
                }
                Event::End(pulldown_cmark::TagEnd::TableHead) => return,
                _ => {}
            }
        }
    }

    /// The first sentence of a paragraph that is all in capitals.
    fn capitals(&mut self, inside: &[Located]) {
        for (event, range) in inside {
            let Event::Text(words) = event else { continue };
            if let Some(shout) = shouted(words) {
                let source = &self.text.source[range.clone()];
                let at = source.find(shout).unwrap_or_default();
                let length = if source[at..].starts_with(shout) { shout.chars().count() } else { 0 };
                let mut lowered = shout.to_lowercase();
                if let Some(first) = lowered.chars().next() {
                    lowered.replace_range(..first.len_utf8(), &first.to_uppercase().to_string());
                }
                self.problems.push(self.text.place(range.start + at, length), Access::Capitals { lowered });
                return;
            }
        }
    }
}

/// A target with the scheme of web pages, as browsers read it: they pass over breaks and tabs.
fn web_address(target: &str) -> Option<String> {
    let address: String = target.trim().chars().filter(|c| !c.is_control()).collect();
    let (scheme, _) = address.split_once(':')?;
    let is_web = ["http", "https"].iter().any(|web| scheme.trim().eq_ignore_ascii_case(web));
    is_web.then(|| address.replace(char::is_whitespace, "%20"))
}

/// Where a link leads whose words are another address: its host, or the address or number that it writes to or calls.
fn other_address(words: &str, kind: LinkType, target: &str) -> Option<String> {
    let is_contact = |scheme: &str| target.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    let mail = || addresses::email(target).map(|(email, _)| email.as_str().to_lowercase());
    let web = || WebUrl::parse(&web_address(target)?).map(|url| url.host().to_owned());
    if let Some(shown) = Email::parse(words) {
        let target = if kind == LinkType::Email || is_contact("mailto:") { mail() } else { web() };
        return target.filter(|target| *target != shown.as_str().to_lowercase());
    }
    let has_scheme = web_address(words).is_some();
    let is_bare = words.starts_with("www.") || words.chars().all(|c| !c.is_uppercase()) && completed(words).is_some();
    if words.contains(char::is_whitespace) || !(has_scheme || is_bare) {
        return None;
    }
    let shown = WebUrl::parse(&if has_scheme { words.to_owned() } else { format!("https://{words}") })?;
    let without_www = |host: &str| host.strip_prefix("www.").unwrap_or(host).to_owned();
    let (shown, target) = (without_www(shown.host()), web()?);
    let own = without_www(&target);
    let is_part = |one: &str, other: &str| one == other || one.ends_with(&format!(".{other}"));
    (!is_part(&shown, &own) && !is_part(&own, &shown)).then_some(target)
}

/// Whether a paragraph, a list or a table comes next: what a heading stands above.
fn is_followed_by_text(events: &[Located]) -> bool {
    matches!(events.first(), Some((Event::Start(Tag::Paragraph | Tag::List(_) | Tag::Table(_)), _)))
}

/// More than four words in capitals that are no row of acronyms.
fn shouted(text: &str) -> Option<&str> {
    if text.bytes().filter(u8::is_ascii_uppercase).count() <= MOST_CAPITALS {
        return None;
    }
    let start_of = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    let mut run: Vec<&str> = Vec::new();
    let is_sentence = |run: &[&str]| {
        let is_small = |word: &&str| slug(word).split('-').any(|part| SMALL_WORDS.contains(&part));
        let is_long = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() >= 6;
        let spoken = run.iter().filter(|word| word.chars().any(char::is_alphabetic)).count();
        let long = run.iter().copied().filter(|word| is_long(word)).count();
        spoken > MOST_CAPITALS && (long >= 3 || (long >= 1 && run.iter().any(is_small)))
    };
    for word in text.split_whitespace().chain(["fin"]) {
        let is_shouted = word.chars().any(char::is_alphabetic) && !word.chars().any(char::is_lowercase);
        let is_sign = !word.chars().any(char::is_alphabetic) && !run.is_empty();
        if is_shouted || is_sign {
            run.push(word);
            continue;
        }
        if is_sentence(&run) {
            let (first, last) = (run.first()?, run.last()?);
            return Some(&text[start_of(first)..start_of(last) + last.len()]);
        }
        run.clear();
    }
    None
}
