//! One site: what all its pages share, and where its links lead.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use tera::{Map, Value};

use super::Renderer;
use super::assets::Assets;
use super::joined::Joined;
use super::of_events::OfEvents;
use super::share_picture::Sharing;
use super::values::{map, text};
use crate::french::typography;
use crate::model::about::{About, Presentation};
use crate::model::address::{Address, SiteId, WebUrl};
use crate::model::contact::{Conformity, Contact, Email, Telephone};
use crate::model::edition::Figure;
use crate::model::event::Event;
use crate::model::page::Page;
use crate::model::programme::Programme;
use crate::model::region::Region;
use crate::model::site::{NOT_FOUND, PageKind, Site};
use crate::output::Output;
use crate::problem::Problems;

/// What is kept of a site that was made, as long as what it shares is the same.
#[derive(Default)]
pub struct Kept {
    /// What was made of its events.
    pub events: OfEvents,
    /// The picture of the site as a whole, when the same template would make it.
    pub share_picture: Option<Sharing>,
}

/// A site being made.
pub struct SiteRenderer<'r> {
    pub renderer: &'r Renderer<'r>,
    pub id: &'r SiteId,
    pub site: &'r Site,
    pub region: Option<&'r Region>,
    pub url: WebUrl,
    pub assets: Assets,
    pub shared: Value,
    /// The picture for other sites of every page that has none of its own, with its address.
    pub share_picture: Option<Sharing>,
    /// Sites that are not made anew.
    pub kept: &'r BTreeSet<SiteId>,
    pub menu: Vec<(String, Address)>,
    /// What is made of its events.
    pub events: OfEvents,
}

impl<'r> SiteRenderer<'r> {
    /// Prepares what every page shares; `None` for a site that the programme does not have.
    pub fn new(
        renderer: &'r Renderer<'r>,
        id: &'r SiteId,
        kept: &'r BTreeSet<SiteId>,
        known: Option<Kept>,
        output: &mut Output,
        problems: &mut Problems,
    ) -> Option<Self> {
        let programme = &renderer.content.programme;
        let region = match id {
            SiteId::Hub => None,
            SiteId::Region(slug) => Some(programme.region(slug)?),
        };
        let colours = region.map_or(programme.colours, |region| region.colours);
        let shown = programme.regions.iter().filter(|_| region.is_none());
        let shown = shown.map(|region| (region.code, region.colours));
        let assets = renderer.statics.publish(colours, shown, &id.folder(), output);
        // The hub tells of every event, mostly once: unless the next time takes them over, they are not kept.
        let national = if renderer.keeps_views { &programme.every_event } else { &programme.events };
        let events = region.map_or(national, |region| &region.events);
        let Kept { events: known, share_picture } = known.unwrap_or_default();
        let mut site = Self {
            renderer,
            id,
            site: renderer.content.sites.get(id)?,
            region,
            url: programme.site_url(id),
            assets,
            shared: Value::none(),
            share_picture: None,
            kept,
            menu: Vec::new(),
            events: OfEvents::new(events, known),
        };
        site.menu = site.menu();
        site.share_picture = share_picture.or_else(|| {
            site.site_share_picture().unwrap_or_else(|failure| {
                Renderer::failed(problems, id, &id.folder(), failure);
                None
            })
        });
        site.shared = site.shared(site.share_picture.as_ref().map(|share_picture| share_picture.value.clone()));
        Some(site)
    }

    /// Events of this site, in time order; on the hub those of every region too.
    pub fn every_event(&self) -> &[Arc<Event>] {
        self.region.map_or(&self.renderer.content.programme.every_event, |region| &region.events)
    }

    /// A file with a part for each event, which begins so.
    pub fn joined(&self, head: String) -> Joined {
        if self.renderer.keeps_views { Joined::OnDemand(head, Vec::new()) } else { Joined::AtOnce(head) }
    }

    /// The text that staff add to a generated page.
    pub fn text_for(&self, address: &str) -> Option<&'r Arc<Page>> {
        text_for(&self.renderer.content.programme, self.region, address, self.renderer.now)
    }

    /// What leads from this site to a page of a site, in the form that `relative` takes; `None` when
    /// visitors would find nothing there.
    pub fn link_to(&self, site: &SiteId, address: &str) -> Option<String> {
        if site == self.id {
            return Some(address.to_owned());
        }
        let programme = &self.renderer.content.programme;
        let is_there = if self.kept.contains(site) {
            self.renderer.former.get(site).is_some_and(|addresses| addresses.contains(address))
        } else {
            self.renderer.content.sites.get(site).is_some_and(|site| site.pages.contains_key(address))
        };
        if !is_there {
            return None;
        }
        let has_own_host = |site: &SiteId| programme.own_host(site).is_some();
        Some(if has_own_host(site) || has_own_host(self.id) {
            programme.site_url(site).page(address)
        } else {
            let up = if *self.id == SiteId::Hub { "" } else { "../" };
            format!("{up}{}{address}", site.folder())
        })
    }

    /// What leads from a page to the root of its site: `../../`. The page for addresses that do not
    /// exist is served anywhere, so it starts from the host.
    pub fn root(&self, address: &str) -> String {
        if address == NOT_FOUND {
            return self.url.path().to_owned();
        }
        match address.matches('/').count() {
            0 => "./".to_owned(),
            depth => "../".repeat(depth),
        }
    }

    /// Running text with its typography.
    pub fn text(&self, words: &str) -> Value {
        text(words, &self.renderer.content.programme.proper_names)
    }

    /// The same, for what is no template.
    pub fn set(&self, words: &str) -> String {
        typography::set(words, &self.renderer.content.programme.proper_names).into_owned()
    }

    /// The same, when there is any.
    pub fn some_text(&self, words: Option<&String>) -> Value {
        words.map_or_else(Value::none, |words| self.text(words))
    }

    /// The menu entry that a page is under.
    pub fn current_menu(&self, address: &str) -> Option<&str> {
        self.menu
            .iter()
            .map(|(_, entry)| entry.as_str())
            .filter(|entry| address.starts_with(entry))
            .max_by_key(|entry| entry.len())
    }

    fn menu(&self) -> Vec<(String, Address)> {
        let words = &self.renderer.words;
        let mut menu = vec![
            (words.get("titre_evenements"), "evenements/".to_owned()),
            (words.get("titre_parcours"), "parcours/".to_owned()),
        ];
        let mut written: Vec<&Page> = self
            .site
            .pages
            .values()
            .filter_map(|kind| if let PageKind::Written(page) = kind { Some(page.as_ref()) } else { None })
            .filter(|page| page.menu.is_some())
            .collect();
        written.sort_by_key(|page| (page.menu, &page.address));
        menu.extend(written.iter().map(|page| (page.title.clone(), page.address.clone())));
        menu.push((words.get("titre_partenaires"), "partenaires/".to_owned()));
        if self.site.pages.contains_key(Page::NEWS) {
            menu.push((words.get("titre_actualites"), Page::NEWS.to_owned()));
        }
        menu
    }

    fn shared(&self, share_picture: Option<Value>) -> Value {
        let renderer = self.renderer;
        let programme = &renderer.content.programme;
        let words = &renderer.words;
        let (name, short_name) = match self.region {
            Some(region) => (&region.name, &region.short_name),
            None => (&programme.name, &programme.name),
        };
        let about = self.about();
        let entry = |(title, address): &(String, Address)| {
            Value::from(map! { "title": self.text(title), "address": address.as_str() })
        };
        let footer = [
            ("titre_plan", "plan-du-site/"),
            ("titre_contact", "contact/"),
            ("titre_mentions", "mentions-legales/"),
            ("titre_confidentialite", "confidentialite/"),
        ];
        let conformity = match Conformity::of(about.audit.as_ref()) {
            Conformity::None => "non",
            Conformity::Partial => "partielle",
            Conformity::Full => "totale",
        };
        Value::from(map! {
            "is_hub": self.region.is_none(),
            "name": name.as_str(),
            "short_name": short_name.as_str(),
            "in_region": self.region.map(Region::in_region).unwrap_or_default(),
            "is_fictional": self.region.is_some_and(|region| region.is_fictional),
            "programme": programme.name.as_str(),
            "tagline": self.text(&programme.tagline),
            "organiser": programme.organiser.as_str(),
            "hub_address": self.link_to(&SiteId::Hub, ""),
            "language": "fr",
            "policy": super::values::html(super::host::POLICY),
            "contact": self.contact(&about.contact),
            "presentation": self.presentation(&about.presentation),
            "menu": self.menu.iter().map(entry).collect::<Vec<_>>(),
            "footer": footer
                .map(|(word, address)| Value::from(map! { "title": words.get(word), "address": address }))
                .to_vec(),
            "conformity": words.label("conformite", conformity),
            "accessibility_address": "accessibilite/",
            "style": self.assets.style.as_str(),
            "code_style": self.assets.code_style.as_ref().map(|(address, _)| address.as_str()),
            "icon": self.assets.icon.clone(),
            "agenda": self.agenda_found(),
            "feed": self.feed_found(),
            "files": self.assets.files.clone(),
            "signature": self.signature(),
            "share_picture": share_picture,
        })
    }

    fn contact(&self, contact: &Contact) -> Value {
        if *contact == Contact::default() {
            return Value::none();
        }
        Value::from(map! {
            "telephone": contact.telephone.as_ref().map(telephone),
            "email": contact.email.as_ref().map(email),
            "opening_hours": self.some_text(contact.opening_hours.as_ref()),
            "postal": self.some_text(contact.postal.as_ref()),
        })
    }

    fn presentation(&self, presentation: &Presentation) -> Value {
        Value::from(map! {
            "what": self.text(&presentation.what),
            "for_whom": self.text(&presentation.for_whom),
            "price": self.text(&presentation.price),
            "duration": self.some_text(presentation.duration.as_ref()),
        })
    }

    /// Figures with their sources.
    pub fn figures(&self, figures: &[Figure]) -> Vec<Value> {
        let figure = |figure: &Figure| {
            Value::from(map! {
                "value": self.text(&figure.value),
                "label": self.text(&figure.label),
                "source": figure.source.as_ref().map(web_link),
                "date": self.some_text(figure.date.as_ref()),
            })
        };
        figures.iter().map(figure).collect()
    }

    /// « DéClics Numériques en Occitanie »
    pub fn signature(&self) -> String {
        self.signature_of(self.region)
    }

    /// The same, of any region; of the programme, when there is none.
    pub fn signature_of(&self, region: Option<&Region>) -> String {
        let name = &self.renderer.content.programme.name;
        region.map_or_else(|| name.clone(), |region| format!("{name} {}", region.in_region()))
    }

    /// What the site says of itself.
    pub fn about(&self) -> &'r About {
        self.region.map_or(&self.renderer.content.programme.about, |region| &region.about)
    }

    /// The legal notice.
    pub fn legal(&self) -> Map {
        let legal = &self.about().legal;
        map! {
            "publisher": legal.publisher.clone(),
            "status": self.some_text(legal.status.as_ref()),
            "seat": self.some_text(legal.seat.as_ref()),
            "telephone": legal.telephone.as_ref().map(telephone),
            "email": legal.email.as_ref().map(email),
            "director": self.some_text(legal.director.as_ref()),
            "host": Value::from(map! {
                "name": legal.host.name.clone(),
                "postal": self.some_text(legal.host.postal.as_ref()),
                "telephone": legal.host.telephone.as_ref().map(telephone),
            }),
        }
    }

    /// What becomes of personal data.
    pub fn personal_data(&self) -> Map {
        let data = &self.about().personal_data;
        map! {
            "registration": self.some_text(data.registration.as_ref()),
            "policy": data.policy.as_ref().map(web_link),
            "email": data.email.as_ref().map(email),
        }
    }

    /// The accessibility audit, when one was made.
    pub fn audit(&self) -> Value {
        self.about().audit.as_ref().map_or_else(Value::none, |audit| {
            Value::from(map! {
                "date": super::values::date(&crate::french::date::short(audit.date)),
                "auditor": audit.auditor.as_str(),
                "rate": u64::from(audit.rate_percent),
            })
        })
    }
}

/// The text that staff add to a generated page of a region, or of the hub.
pub fn text_for<'c>(
    programme: &'c Programme,
    region: Option<&'c Region>,
    address: &str,
    now: Timestamp,
) -> Option<&'c Arc<Page>> {
    let name = if address.is_empty() { Page::HOME } else { address };
    let page = region.map_or(&programme.pages, |region| &region.pages).get(name)?;
    page.publication.is_visible(now).then_some(page)
}

/// A telephone number that can be dialled.
pub fn telephone(telephone: &Telephone) -> Value {
    Value::from(map! { "href": format!("tel:{}", telephone.dialled()), "text": telephone.shown() })
}

/// An e-mail address that can be written to.
pub fn email(email: &Email) -> Value {
    Value::from(map! { "href": format!("mailto:{}", email.as_str()), "text": email.as_str() })
}

/// A link that leaves the site, with the host it leads to, and as one types it from a sheet of paper.
pub fn web_link(url: &WebUrl) -> Value {
    let typed = (url.as_str().len() <= LONGEST_TYPED).then(|| typed(url.as_str()));
    Value::from(map! { "href": url.as_str(), "host": url.host(), "typed": typed })
}

/// Nobody types a longer address.
const LONGEST_TYPED: usize = 70;

/// An address as one types it, « example.org » and « /inscription »: a line may end between the two.
pub fn typed(url: &str) -> Value {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or(url);
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    Value::from(map! { "host": host, "path": path })
}
