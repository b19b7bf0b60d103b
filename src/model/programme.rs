//! The whole programme: its settings, its regions, the national site.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::SignedDuration;

use super::about::About;
use super::address::{Address, SiteId, Slug, WebUrl};
use super::colour::Colours;
use super::event::Event;
use super::origin::Visibility;
use super::page::Page;
use super::partner::Partner;
use super::picture::Pictures;
use super::region::Region;
use super::time::Zone;
use crate::french::typography::ProperNames;

/// The campaign and everything it publishes.
#[derive(Debug, Clone)]
pub struct Programme {
    /// « DéClics Numériques »
    pub name: String,
    /// One line that says what it is.
    pub tagline: String,
    /// The association behind it.
    pub organiser: String,
    /// Address of the hub.
    pub url: WebUrl,
    /// Where everything is published for this time, in place of its own addresses.
    pub moved_to: Option<WebUrl>,
    /// Name of the theme.
    pub theme: Slug,
    /// Zone of national events.
    pub zone: Zone,
    /// Accent colours of the hub.
    pub colours: Colours,
    /// How long before its end registration « closes soon ».
    pub closing_soon: SignedDuration,
    /// Whether sites have pictures for other sites to show beside links to them, where the theme draws any.
    pub has_share_pictures: bool,
    /// What the hub says of itself.
    pub about: About,
    /// The four steps of the path.
    pub phases: [Phase; 4],
    /// Names whose typography is never touched.
    pub proper_names: Arc<ProperNames>,
    /// Who sees a partner on the hub that nothing cites: not visitors, as long as a problem keeps a file from being read
    /// that may cite it.
    pub uncited: Visibility,
    /// Regions, in French alphabetical order of their names.
    pub regions: Vec<Arc<Region>>,
    /// National events, in time order.
    pub events: Vec<Arc<Event>>,
    /// Every event once, in time order: those of the regions and the national ones.
    pub every_event: Vec<Arc<Event>>,
    /// National partners, by id.
    pub partners: BTreeMap<Slug, Arc<Partner>>,
    /// Pictures of the whole project.
    pub pictures: Arc<Pictures>,
    /// Pages of the hub, by address.
    pub pages: BTreeMap<Address, Arc<Page>>,
}

/// A step of the path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Phase {
    /// Title.
    pub title: String,
    /// A few sentences.
    pub summary: String,
}

impl Programme {
    /// A region by its id.
    pub fn region(&self, id: &Slug) -> Option<&Region> {
        self.regions.iter().find(|region| region.id == *id).map(AsRef::as_ref)
    }

    /// Every site: the regions, then the hub, which speaks of all of them.
    pub fn sites(&self) -> Vec<SiteId> {
        self.regions.iter().map(|region| SiteId::Region(region.id.clone())).chain([SiteId::Hub]).collect()
    }

    /// Where a site is published.
    pub fn site_url(&self, site: &SiteId) -> WebUrl {
        match &self.moved_to {
            Some(url) => below(url, site),
            None => self.lasting_url(site),
        }
    }

    /// Where visitors will find a site, although everything may be published elsewhere for this time: the address
    /// for what lasts, such as paper.
    pub fn lasting_url(&self, site: &SiteId) -> WebUrl {
        let own = match site {
            SiteId::Region(id) => self.region(id).and_then(|region| region.url.clone()),
            SiteId::Hub => None,
        };
        own.unwrap_or_else(|| below(&self.url, site))
    }

    /// The address of a region with a host of its own, unless everything is published elsewhere for this time.
    pub fn own_host(&self, site: &SiteId) -> Option<&WebUrl> {
        match site {
            SiteId::Region(id) if self.moved_to.is_none() => self.region(id)?.url.as_ref(),
            SiteId::Hub | SiteId::Region(_) => None,
        }
    }
}

/// The address of a site in its folder below the hub's.
fn below(hub: &WebUrl, site: &SiteId) -> WebUrl {
    WebUrl::parse_site(&hub.page(&site.folder())).expect("a folder below a site's address is an address")
}
