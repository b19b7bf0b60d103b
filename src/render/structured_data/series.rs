//! What events are part of: a stop, the tour in a region, the tour (EventSeries).

use super::super::site::SiteRenderer;
use super::Thing;
use crate::model::address::SiteId;
use crate::model::edition::Edition;
use crate::model::event::Event;
use crate::model::region::Region;
use crate::model::time::PartialDate;

impl SiteRenderer<'_> {
    /// The tour of this site, with what it says of itself.
    pub(super) fn tour(&self) -> Thing {
        let tour = self.tour_of(self.region).with("description", self.set(&self.about().presentation.what));
        let whole = self.region.map(|_| serde_json::Value::from(self.tour_of(None)));
        tour.with("inLanguage", "fr").with("organizer", self.organiser()).with("superEvent", whole)
    }

    /// A stop, with what is known of it.
    pub(super) fn stop(&self, edition: &Edition, region: &Region) -> Thing {
        let place = edition.town.as_deref().map(str::to_owned);
        let place = place.or_else(|| edition.department.map(|department| department.name().to_owned()));
        let place = place.unwrap_or_else(|| region.name.clone());
        let address = Thing::new("PostalAddress").with("addressRegion", region.name.as_str());
        let address = address.with("addressLocality", edition.town.as_deref()).with("addressCountry", "FR");
        self.stop_of(edition, region)
            .with("description", edition.summary.as_ref().map(|summary| self.set(summary)))
            .with("startDate", written(edition.start))
            .with("endDate", edition.end.map(written))
            .with("location", Thing::new("Place").with("name", place).with("address", address))
            .with("organizer", self.organiser())
            .with("superEvent", self.tour_of(Some(region)))
    }

    /// What an event is part of, in short.
    pub(super) fn series_of(&self, event: &Event, region: Option<&Region>) -> Thing {
        // A national event is the same event on every site that shows it.
        let region = region.filter(|_| !event.is_known_by_hub());
        let stop =
            region.zip(event.edition.as_ref()).and_then(|(region, id)| Some(self.stop_of(region.edition(id)?, region)));
        stop.unwrap_or_else(|| self.tour_of(region))
    }

    fn tour_of(&self, region: Option<&Region>) -> Thing {
        let programme = &self.renderer.content.programme;
        let site = region.map_or(SiteId::Hub, |region| SiteId::Region(region.id.clone()));
        let home = programme.site_url(&site).page("");
        let id = format!("{home}#tour");
        Thing::new("EventSeries").with("@id", id).with("name", self.set(&self.signature_of(region))).with("url", home)
    }

    fn stop_of(&self, edition: &Edition, region: &Region) -> Thing {
        let site = SiteId::Region(region.id.clone());
        let page = self.renderer.content.programme.site_url(&site).page(&edition.address());
        let id = format!("{page}#halte");
        Thing::new("EventSeries").with("@id", id).with("name", self.set(&edition.title)).with("url", page)
    }
}

/// As much of a date as is known (ISO 8601).
fn written(date: PartialDate) -> String {
    match date {
        PartialDate::Year(year) => year.to_string(),
        PartialDate::Month(day) => day.strftime("%Y-%m").to_string(),
        PartialDate::Day(day) => day.to_string(),
    }
}
