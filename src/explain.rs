//! `escale explain`: where a page and each piece of its information come from, or what a code means.

use std::fmt::Write;

use jiff::Timestamp;

use escale::model::address::{SiteId, Slug};
use escale::model::content::Content;
use escale::model::ledger;
use escale::model::origin::Origin;
use escale::model::site::PageKind;
use escale::problem::Language;
use escale::problem::explain;
use escale::sources::Sources;

use crate::terminal::{Terminal, complain, print};
use crate::{FINE, PROBLEMS, kept};

/// Whether this is the code of a problem, as `E021`, `e21` or `21`: an address would have a `/` in it.
pub fn is_code(text: &str) -> bool {
    let digits = text.strip_prefix(['E', 'e']).unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Prints what a code means; answers the exit code.
pub fn code(asked: &str, terminal: Terminal) -> u8 {
    let number: u32 = asked.trim_start_matches(['E', 'e']).parse().unwrap_or(u32::MAX);
    let code = format!("E{number:03}");
    if let Some(found) = explain::explain(&code, terminal.language) {
        print(&format!("{}  {}  [{code}]\n\n{}\n", found.level, found.title, found.text));
        return FINE;
    }
    let distance = |code: &&str| code[1..].parse::<u32>().unwrap_or(0).abs_diff(number);
    let nearest = explain::codes().min_by_key(distance).unwrap_or_default();
    complain(&match terminal.language {
        Language::French => format!("Ce code n'existe pas : {asked}\nVouliez-vous dire « {nearest} » ?\n"),
        Language::English => format!("There is no such code: {asked}\nDid you mean “{nearest}”?\n"),
    });
    PROBLEMS
}

/// Prints the origin of the page at an address; answers the exit code.
pub fn explain(sources: &Sources, now: Timestamp, address: &str, terminal: Terminal) -> u8 {
    let parsed = escale::parse::parse(sources, now, &*kept::store());
    let Some(content) = parsed.content else {
        terminal.problems(&parsed.problems, sources, false);
        return PROBLEMS;
    };
    match find(&content, address) {
        Some((site, kind)) => {
            print(&describe(&content, &site, kind, terminal));
            FINE
        }
        None if describe_moved(&content, address, terminal) => FINE,
        None => {
            let words = terminal.say("Aucune page n'a cette adresse :", "No page has this address:");
            complain(&format!("{words} {address}\n"));
            PROBLEMS
        }
    }
}

/// Prints where a former address leads; answers whether it is one.
fn describe_moved(content: &Content, address: &str, terminal: Terminal) -> bool {
    let path = path_of(address);
    let (site, inside) = ledger::site_of(content, &path);
    let Some(redirect) = content.sites.get(&site).and_then(|own| own.redirects.get(inside)) else { return false };
    let leads = terminal.say("Ancienne adresse, qui mène à", "A former address, which leads to");
    let written = terminal.say("C'est écrit dans", "This is written in");
    let line = terminal.say("ligne", "line");
    print(&format!(
        "{leads} /{}{}\n{written} {}, {line} {}\n",
        site.folder(),
        redirect.to,
        redirect.place.file,
        redirect.place.line
    ));
    true
}

/// The page at `/occitanie/parcours/`, or at a whole web address.
fn find<'c>(content: &'c Content, address: &str) -> Option<(SiteId, &'c PageKind)> {
    let path = path_of(address);
    let in_region = || {
        let (first, rest) = path.split_once('/')?;
        let site = SiteId::Region(Slug::parse(first)?);
        let kind = content.sites.get(&site)?.pages.get(rest)?;
        Some((site, kind))
    };
    let in_hub = || Some((SiteId::Hub, content.sites.get(&SiteId::Hub)?.pages.get(&path)?));
    in_region().or_else(in_hub)
}

/// The path of an address from the root of the hub, as pages have it.
fn path_of(address: &str) -> String {
    let path = address.split_once("://").map_or(address, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    let path = path.split(['#', '?']).next().unwrap_or_default();
    let mut path = path.trim_start_matches('/').trim_end_matches("index.html").to_owned();
    if !path.is_empty() && !path.ends_with('/') && !path.contains('.') {
        path.push('/');
    }
    path
}

fn describe(content: &Content, site: &SiteId, kind: &PageKind, terminal: Terminal) -> String {
    let mut out = String::new();
    match (kind.origin(), kind) {
        (Some(origin), _) => describe_origin(&mut out, origin, terminal),
        (None, PageKind::Edition(edition)) => {
            let words = terminal.say("Cette page vient de", "This page comes from");
            let _ = writeln!(
                out,
                "{words} {}, {} {}",
                edition.place.file,
                terminal.say("ligne", "line"),
                edition.place.line
            );
        }
        (None, _) => {
            let words = terminal.say(
                "Cette page est faite par escale, à partir de toutes les fiches de ce site :",
                "This page is made by escale, from all the files of this site:",
            );
            let _ = writeln!(out, "{words} {site}");
            describe_text(&mut out, content, site, kind, terminal);
        }
    }
    out
}

/// The file that adds its text to a page that exists without it.
fn describe_text(out: &mut String, content: &Content, site: &SiteId, kind: &PageKind, terminal: Terminal) {
    if let Some(page) = content.added_text(site, kind) {
        let _ = writeln!(out, "{}", terminal.say("Un fichier y ajoute son texte :", "A file adds its text:"));
        describe_origin(out, &page.origin, terminal);
    }
}

fn describe_origin(out: &mut String, origin: &Origin, terminal: Terminal) {
    let line = |out: &mut String, words: &str, value: &str| {
        let _ = writeln!(out, "{words} {value}");
    };
    line(out, terminal.say("Fichier :", "File:"), &origin.file);
    if let Some(inherited) = &origin.inherited {
        line(out, terminal.say("Complète le fichier national :", "Completes the national file:"), inherited);
    }
    line(out, terminal.say("Texte :", "Text:"), &origin.text);
    let width = origin.fields.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    for (name, place) in &origin.fields {
        let _ = writeln!(out, "  {name:<width$}  {}, {} {}", place.file, terminal.say("ligne", "line"), place.line);
    }
}
