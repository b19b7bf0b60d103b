//! A partner's Markdown file.

use std::sync::Arc;

use super::fields::Fields;
use super::page::{former_addresses, image};
use crate::model::address::Slug;
use crate::model::origin::Origin;
use crate::model::partner::{FormerName, Level, Partner, Role};
use crate::model::prose::Prose;

/// Reads a partner; `None` when something obligatory is missing.
pub fn read(id: Slug, mut fields: Fields, prose: Arc<Prose>, is_regional: bool, mut origin: Origin) -> Option<Partner> {
    let name = fields.text("nom");
    let former_names = fields
        .maps("noms_historiques")
        .into_iter()
        .filter_map(|mut own| {
            let name = own.text("nom");
            let until = own.date("jusqu_au");
            own.finish();
            Some(FormerName { name: name?, until: until? })
        })
        .collect::<Vec<_>>();
    let role = fields.choice("role", &Role::WORDS);
    let level = fields.choice("niveau", &Level::WORDS).unwrap_or(Level::Partner);
    let site = fields.web_url("site");
    let logo = image(&mut fields, "logo");
    let summary = fields.text("resume");
    origin.former_addresses = former_addresses(&mut fields);
    origin.fields = fields.finish();
    let mut former_names = former_names;
    former_names.sort_by_key(|former| former.until);
    Some(Partner {
        id,
        name: name?,
        former_names,
        role: role?,
        level,
        site,
        logo,
        summary: summary?,
        prose,
        is_regional,
        origin,
    })
}
