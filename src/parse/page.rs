//! A page's Markdown file, and the fields that pages share with events and partners.

use std::sync::Arc;

use super::Look;
use super::fields::{Fields, Written};
use crate::model::address::Address;
use crate::model::moved::FormerAddress;
use crate::model::origin::{Origin, Publication};
use crate::model::page::Page;
use crate::model::prose::{Image, Prose, Target};
use crate::model::time::Zone;
use crate::problem::Kind;
use crate::schema::Scalar;

/// What a page's file asks for.
pub enum PageFile {
    /// A page.
    Page(Box<Page>),
    /// `masquer: oui`: the region does without the inherited page.
    Hidden,
    /// `brouillon: oui`, when drafts are not shown, or too little is written to show it.
    Draft,
}

/// Reads a page; `None` when something obligatory is missing.
pub fn read(
    address: Address,
    mut fields: Fields,
    prose: Arc<Prose>,
    zone: &Zone,
    look: Look,
    mut origin: Origin,
) -> Option<PageFile> {
    if fields.yes("masquer") {
        return Some(PageFile::Hidden);
    }
    let is_news = address.starts_with(Page::NEWS) && address != Page::NEWS;
    let title = fields.text("titre");
    let summary = fields.text("resume");
    let menu = fields.read("menu", |text| text.parse().ok());
    let has_contents = fields.yes("sommaire");
    if is_news {
        fields.require("date", None);
    }
    let date = fields.date("date");
    let updated = fields.date("mis_a_jour");
    let publication = publication(&mut fields, zone, look);
    origin.former_addresses = former_addresses(&mut fields);
    origin.fields = fields.finish();
    let is_whole = title.is_some() && (date.is_some() || !is_news);
    if publication.is_draft && !(look.shows_drafts && is_whole) {
        return Some(PageFile::Draft);
    }
    if !is_whole {
        return None;
    }
    Some(PageFile::Page(Box::new(Page {
        address,
        title: title?,
        summary,
        menu,
        date,
        has_contents,
        updated,
        publication,
        prose,
        origin,
    })))
}

/// `brouillon`: what is neither yes nor no is reported, and stays a draft so that nothing leaks.
fn draft(fields: &mut Fields) -> bool {
    let is_written = fields.has("brouillon");
    if fields.is_word("brouillon", "") {
        let (field, value) = ("brouillon".to_owned(), String::new());
        let kind = Kind::Invalid { field, value, expected: Scalar::YesNo, suggestion: None };
        fields.report(fields.place_of("brouillon"), kind);
    }
    fields.read("brouillon", super::fields::yes_or_no).unwrap_or(is_written)
}

/// `anciennes_adresses`: what lies outside the sites that have the page is told when they are known.
pub fn former_addresses(fields: &mut Fields) -> Vec<FormerAddress> {
    let mut former = Vec::new();
    for Written { text, place } in fields.list("anciennes_adresses") {
        match FormerAddress::parse(&text, place.clone()) {
            Some(address) => former.push(address),
            None => fields.report(place, Kind::FormerAddress { written: text }),
        }
    }
    former
}

/// `publier_le` and `retirer_le`: from the first instant of the one to that of the other,
/// or from and until the hours given; and `brouillon`, which it stays as long as one of the two cannot be read.
pub fn publication(fields: &mut Fields, zone: &Zone, look: Look) -> Publication {
    let from = fields.deadline("publier_le", zone);
    let until = fields.deadline("retirer_le", zone);
    let is_unread = [("publier_le", from.is_none()), ("retirer_le", until.is_none())]
        .into_iter()
        .any(|(name, is_none)| is_none && fields.is_filled_in(name));
    // A day without an hour counts whole: published from its first instant, retired at its first too.
    let first_instant = |deadline: crate::model::time::Deadline| match deadline.hour {
        Some(_) => deadline.passes,
        None => zone.start_of(deadline.day),
    };
    let publication = Publication {
        from: from.map(first_instant),
        until: until.map(first_instant),
        is_draft: draft(fields) || is_unread,
        is_always_shown: look.shows_drafts,
    };
    if let (Some(from), Some(until)) = (&publication.from, &publication.until)
        && until <= from
    {
        fields.report(fields.place_of("retirer_le"), Kind::RetiredBeforePublished);
    }
    publication
}

/// A picture named in a header: its file, what it shows, who made it.
pub fn image(fields: &mut Fields, name: &'static str) -> Option<Image> {
    let mut own = fields.map(name)?;
    let file = own.written("fichier");
    let description = own.text("description");
    let credit = own.text("credit");
    let place = own.place().clone();
    own.finish();
    let Written { text, place: file_place } = file?;
    if description.is_none() {
        fields.report(place, Kind::NoDescription);
    }
    let description = description.filter(|words| !Image::is_decorative(words)).unwrap_or_default();
    Some(Image { file: Target { written: text, place: file_place }, description, credit })
}
