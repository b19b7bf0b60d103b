//! What pages say to programs that read the web: JSON-LD in the words of schema.org (STANDARDS S1–S7), made from the
//! same values as the page, so that the two agree.

mod event;
mod series;

use serde_json::{Map, Value, json};

use super::site::SiteRenderer;
use super::values::html;
use crate::model::address::{SiteId, WebUrl};
use crate::model::codes::{Postcode, RegionCode};
use crate::model::contact::{Email, Telephone};
use crate::model::partner::Partner;
use crate::model::site::{NOT_FOUND, PageKind};
use crate::model::venue::{Fact, Venue};

/// A thing with what is known of it: what is not is left out.
pub struct Thing(Map<String, Value>);

impl Thing {
    fn new(kind: &str) -> Self {
        Self(Map::from_iter([("@type".to_owned(), kind.into())]))
    }

    fn with(mut self, property: &str, value: impl Into<Value>) -> Self {
        let value = value.into();
        let is_known = match &value {
            Value::Null => false,
            Value::String(text) => !text.is_empty(),
            Value::Array(values) => !values.is_empty(),
            _ => true,
        };
        if is_known {
            self.0.insert(property.to_owned(), value);
        }
        self
    }
}

impl From<Thing> for Value {
    fn from(thing: Thing) -> Self {
        Self::Object(thing.0)
    }
}

impl SiteRenderer<'_> {
    /// The element of a page's head that holds what it says, or nothing. `trail` is the way to the page, itself left out.
    pub fn structured_data(
        &self,
        address: &str,
        kind: &PageKind,
        trail: &[(String, String)],
        share_picture: Option<&str>,
    ) -> tera::Value {
        let mut things = match kind {
            PageKind::Event(event) => vec![self.educational_event(event, share_picture)],
            PageKind::Edition(edition) => self.region.map(|region| self.stop(edition, region)).into_iter().collect(),
            PageKind::Venue(venue) => vec![self.place(venue).with("url", self.url.page(address))],
            PageKind::Partner(partner) => vec![partner_known(partner, &partner.name)],
            PageKind::Home => vec![self.tour(), self.organiser_known()],
            _ => Vec::new(),
        };
        things.extend(self.breadcrumbs(address, kind, trail));
        if address == NOT_FOUND || things.is_empty() {
            return tera::Value::none();
        }
        let graph: Vec<Value> = things.into_iter().map(Value::from).collect();
        html(&element(&json!({ "@context": "https://schema.org", "@graph": graph })))
    }

    /// The way from the home page to a page, itself included (STANDARDS S6).
    fn breadcrumbs(&self, address: &str, kind: &PageKind, trail: &[(String, String)]) -> Option<Thing> {
        let own = (self.title(address, kind), address.to_owned());
        let steps = trail.iter().chain([&own]).enumerate().map(|(at, (title, address))| {
            let step = Thing::new("ListItem").with("position", at + 1).with("name", self.set(title));
            Value::from(step.with("item", self.url.page(address)))
        });
        let steps: Vec<Value> = steps.collect();
        (!trail.is_empty()).then(|| Thing::new("BreadcrumbList").with("itemListElement", steps))
    }

    /// The association behind the programme, in short.
    fn organiser(&self) -> Thing {
        let programme = &self.renderer.content.programme;
        let hub = programme.site_url(&SiteId::Hub).page("");
        let id = format!("{hub}#organisateur");
        Thing::new("Organization").with("@id", id).with("name", self.set(&programme.organiser)).with("url", hub)
    }

    /// The same, with how to reach the people of this site.
    fn organiser_known(&self) -> Thing {
        let contact = &self.about().contact;
        let point = Thing::new("ContactPoint")
            .with("contactType", "customer support")
            .with("telephone", contact.telephone.as_ref().map(Telephone::dialled))
            .with("email", contact.email.as_ref().map(Email::as_str))
            .with("areaServed", self.region.map_or("France", |region| &region.name))
            .with("availableLanguage", "fr");
        let can_be_reached = contact.telephone.is_some() || contact.email.is_some();
        self.organiser().with("contactPoint", can_be_reached.then(|| Value::from(point)))
    }

    /// A venue, with what is known of how to get in (STANDARDS S5).
    fn place(&self, venue: &Venue) -> Thing {
        let region = RegionCode::from_insee(venue.commune.department().region_insee());
        let address = Thing::new("PostalAddress")
            .with("streetAddress", venue.street.as_ref().map(|street| self.set(street)))
            .with("postalCode", venue.postcode.as_ref().map(Postcode::as_str))
            .with("addressLocality", venue.town.as_str())
            .with("addressRegion", region.map(|region| self.set(region.name)))
            .with("addressCountry", "FR");
        let words = &self.renderer.words;
        let features = venue.facts.iter().filter(|(_, fact)| *fact != Fact::Unknown).map(|(name, fact)| {
            let feature = Thing::new("LocationFeatureSpecification").with("name", words.get(&format!("fait_{name}")));
            Value::from(feature.with("value", *fact == Fact::Yes))
        });
        Thing::new("Place")
            .with("name", self.set(&venue.name))
            .with("address", address)
            .with("amenityFeature", features.collect::<Vec<_>>())
    }
}

/// A partner, under the name it has or had.
fn partner_known(partner: &Partner, name: &str) -> Thing {
    Thing::new("Organization").with("name", name).with("url", partner.site.as_ref().map(WebUrl::as_str))
}

/// Data for programs inside a page: no text in it can end the element or begin another (HTML §4.12.1.3).
fn element(data: &Value) -> String {
    let safe = data.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
    format!("<script type=\"application/ld+json\">{safe}</script>")
}
