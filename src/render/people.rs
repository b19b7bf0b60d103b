//! Partners: in lists by role, and each on its page.

use jiff::civil::Date;
use tera::{Map, Value};

use super::page::PageRenderer;
use super::site::web_link;
use super::templates::Failure;
use super::values::{date, html, map};
use crate::french::{self, order};
use crate::model::address::Slug;
use crate::model::partner::{Level, Partner, Role};
use crate::model::region::Region;

/// A logo is shown at half of this and less.
const LOGO_PX: u32 = 480;

impl PageRenderer<'_> {
    /// The partners of this site, in the order of the lists.
    pub fn partners(&self) -> Vec<&Partner> {
        let partners = self.region.map_or(&self.renderer.content.programme.partners, |region| &region.partners);
        let mut partners: Vec<&Partner> = partners.values().map(AsRef::as_ref).collect();
        partners.sort_by_cached_key(|partner| (partner.role, partner.level, order::key(&partner.name)));
        partners
    }

    /// Partners by role; of one role when it is given.
    pub fn partner_groups(&self) -> Vec<Value> {
        let partners = self.partners();
        let group = |(word, role): &(&'static str, Role)| {
            let of_role = partners.iter().filter(|partner| partner.role == *role);
            let members: Vec<Value> = of_role.filter_map(|partner| self.partner(partner)).collect();
            (!members.is_empty())
                .then(|| Value::from(map! { "role": self.renderer.words.label("role", word), "partners": members }))
        };
        Role::WORDS.iter().filter_map(group).collect()
    }

    /// Partners of one role, or all.
    pub fn partners_of(&self, role: Option<Role>) -> Vec<Value> {
        let is_asked = |partner: &&&Partner| role.is_none_or(|role| partner.role == role);
        self.partners().iter().filter(is_asked).filter_map(|partner| self.partner(partner)).collect()
    }

    /// A partner in a list, under its name of today.
    pub fn partner(&self, partner: &Partner) -> Option<Value> {
        self.short(partner, &partner.name).map(Value::from)
    }

    /// A partner in a list, under the name it had on a day.
    pub fn partner_on(&self, partner: &Partner, day: Date) -> Option<Value> {
        self.short(partner, partner.name_on(day)).map(Value::from)
    }

    fn short(&self, partner: &Partner, name: &str) -> Option<Map> {
        let address = partner.address();
        let words = &self.renderer.words;
        let word =
            |words: &[(&'static str, Level)]| words.iter().find(|(_, l)| *l == partner.level).map_or("", |(w, _)| w);
        let role = Role::WORDS.iter().find(|(_, role)| *role == partner.role).map_or("", |(word, _)| word);
        self.site.pages.contains_key(&address).then(|| {
            map! {
                "name": name,
                "address": address,
                "summary": self.text(&partner.summary),
                "role": words.label("role", role),
                "level": words.label("niveau", word(&Level::WORDS)),
                "logo": partner.logo.as_ref().and_then(|logo| self.image(logo, LOGO_PX)),
            }
        })
    }

    /// Partners of an event, under the names of its time.
    pub fn partners_at(&self, ids: &[Slug], day: Date) -> Vec<Value> {
        let programme = &self.renderer.content.programme;
        let partners = self.region.map_or(&programme.partners, |region| &region.partners);
        ids.iter().filter_map(|id| partners.get(id)).filter_map(|partner| self.partner_on(partner, day)).collect()
    }

    /// The page of a partner, with the events and the stops it takes part in.
    pub fn partner_page(&self, partner: &Partner) -> Result<Value, Failure> {
        let mut view = self.short(partner, &partner.name).unwrap_or_default();
        let former_names = partner.former_names.iter().map(|former| {
            Value::from(map! { "name": former.name.as_str(), "until": date(&french::date::short(former.until)) })
        });
        let regions: Vec<&Region> = match self.region {
            Some(region) => vec![region],
            None => self.renderer.content.programme.regions.iter().map(AsRef::as_ref).collect(),
        };
        let editions = regions.into_iter().flat_map(|region| {
            let has_it = region.editions.iter().filter(|edition| edition.partners.contains(&partner.id));
            has_it.filter_map(move |edition| self.edition(edition, region)).collect::<Vec<_>>()
        });
        let more = map! {
            "body": html(&self.prose(&partner.prose, &partner.address())?),
            "former_names": former_names.collect::<Vec<_>>(),
            "site": partner.site.as_ref().map(web_link),
            "editions": editions.map(Value::from).collect::<Vec<_>>(),
        };
        view.extend(more);
        view.extend(self.next_and_last(|event| event.partners.contains(&partner.id)));
        Ok(Value::from(view))
    }
}
