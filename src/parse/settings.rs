//! `escale.yaml`, and the sections that a `region.yaml` may say again: contact, presentation, legal
//! notice, personal data, audit, figures.

use jiff::SignedDuration;

use super::Look;
use super::fields::{Fields, yes_or_no};
use crate::model::about::{About, Presentation};
use crate::model::address::{Slug, WebUrl};
use crate::model::colour::{Colour, Colours, Ground, LEAST_CONTRAST};
use crate::model::contact::{Audit, Contact, Host, Legal, PersonalData};
use crate::model::edition::Figure;
use crate::model::programme::Phase;
use crate::model::time::Zone;
use crate::problem::{Access, Kind};

/// What `escale.yaml` says.
pub struct Settings {
    pub name: String,
    pub tagline: String,
    pub organiser: String,
    pub url: WebUrl,
    pub theme: Slug,
    pub zone: Zone,
    pub colours: Colours,
    pub closing_soon: SignedDuration,
    pub has_share_pictures: bool,
    pub phases: [Phase; 4],
    pub proper_names: Vec<String>,
    pub about: About,
}

/// The names of the sections that a region inherits, key by key.
pub const INHERITED: [&str; 4] = ["contact", "presentation", "mentions_legales", "donnees_personnelles"];

/// Days before its end from which registration « closes soon », unless `escale.yaml` says otherwise.
const CLOSING_SOON_DAYS: u32 = 7;

/// Reads `escale.yaml`; `None` when something obligatory is missing.
pub fn read(mut fields: Fields, look: Look) -> Option<Settings> {
    let name = fields.text("nom");
    let tagline = fields.text("signature");
    let organiser = fields.text("association");
    let url = fields.site_url("url");
    let theme = fields.read("theme", Slug::parse);
    let zone = fields.read("fuseau", Zone::parse).unwrap_or_else(Zone::paris);
    let colours = colours(&mut fields);
    let closing_soon_days = fields.count("inscription_bientot_close").unwrap_or(CLOSING_SOON_DAYS);
    let has_share_pictures = fields.read("images_de_partage", yes_or_no).unwrap_or(true);
    let phases = phases(&mut fields);
    let proper_names = fields.list("noms_propres").into_iter().map(|written| written.text).collect();
    let about = about(&mut fields, look);
    fields.finish();
    Some(Settings {
        name: name?,
        tagline: tagline?,
        organiser: organiser?,
        url: url?,
        theme: theme?,
        zone,
        colours: colours?,
        closing_soon: SignedDuration::from_hours(24 * i64::from(closing_soon_days)),
        has_share_pictures,
        phases: phases?,
        proper_names,
        about: about?,
    })
}

/// `couleurs`; the colour on dark pages is the other one, as light as it must be, unless said otherwise.
pub fn colours(fields: &mut Fields) -> Option<Colours> {
    let mut own = fields.map("couleurs")?;
    let light = own.read("accent", Colour::parse);
    let dark = own.read("accent_sombre", Colour::parse);
    for (name, colour, ground) in [("accent", light, Ground::Light), ("accent_sombre", dark, Ground::Dark)] {
        let Some(colour) = colour.filter(|colour| colour.contrast_on(ground) < LEAST_CONTRAST) else { continue };
        let nearest = colour.readable_on(ground);
        own.report(own.place_of(name), Access::Contrast { colour, ground, nearest });
    }
    own.finish();
    let light = light?;
    Some(Colours { light, dark: dark.unwrap_or_else(|| light.readable_on(Ground::Dark)) })
}

fn phases(fields: &mut Fields) -> Option<[Phase; 4]> {
    let place = fields.place_of("phases");
    let phases: Vec<Option<Phase>> = fields
        .maps("phases")
        .into_iter()
        .map(|mut phase| {
            let title = phase.text("titre");
            let summary = phase.text("resume");
            phase.finish();
            Some(Phase { title: title?, summary: summary? })
        })
        .collect();
    let found = phases.len();
    match <[Option<Phase>; 4]>::try_from(phases) {
        Ok([a, b, c, d]) => Some([a?, b?, c?, d?]),
        Err(_) => {
            if found > 0 {
                fields.report(place, Kind::PhaseCount { found });
            }
            None
        }
    }
}

/// The sections that both files may hold.
pub fn about(fields: &mut Fields, look: Look) -> Option<About> {
    let contact = fields.map("contact").map(contact).unwrap_or_default();
    let presentation = presentation(fields);
    let legal = legal(fields, look);
    let personal_data = fields
        .map("donnees_personnelles")
        .map(|mut own| {
            let data = PersonalData {
                registration: own.text("inscriptions"),
                policy: own.web_url("politique"),
                email: own.email("courriel"),
            };
            own.finish();
            data
        })
        .unwrap_or_default();
    let audit = fields.map("audit").and_then(audit);
    let figures = figures(fields);
    Some(About { contact, presentation: presentation?, legal, personal_data, audit, figures })
}

fn contact(mut fields: Fields) -> Contact {
    let contact = Contact {
        telephone: fields.telephone("telephone"),
        email: fields.email("courriel"),
        opening_hours: fields.text("horaires"),
        postal: fields.text("adresse"),
    };
    fields.finish();
    contact
}

fn presentation(fields: &mut Fields) -> Option<Presentation> {
    let mut own = fields.map("presentation")?;
    let what = own.text("quoi");
    let for_whom = own.text("pour_qui");
    let price = own.text("tarif");
    let duration = own.text("duree");
    own.finish();
    Some(Presentation { what: what?, for_whom: for_whom?, price: price?, duration })
}

/// What is missing is reported, and the page says that it is: only a person can supply it. What is written and
/// cannot be read was reported as such.
fn legal(fields: &mut Fields, look: Look) -> Legal {
    const MENTIONS: [&str; 5] = ["editeur", "siege", "telephone", "courriel", "directeur_publication"];
    const OF_HOST: [(&str, &str); 3] =
        [("nom", "hebergeur: nom"), ("adresse", "hebergeur: adresse"), ("telephone", "hebergeur: telephone")];
    let place = fields.place_of("mentions_legales");
    let own = fields.map("mentions_legales");
    let is_written = |own: &Option<Fields>, name: &str| own.as_ref().is_some_and(|own| own.is_filled_in(name));
    let mut missing: Vec<&str> = MENTIONS.into_iter().filter(|name| !is_written(&own, name)).collect();
    let mut host = None;
    let legal = own.map_or_else(Legal::default, |mut own| {
        host = own.map("hebergeur");
        let legal = Legal {
            publisher: own.text("editeur"),
            status: own.text("statut"),
            seat: own.text("siege"),
            telephone: own.telephone("telephone"),
            email: own.email("courriel"),
            director: own.text("directeur_publication"),
            host: Host::default(),
        };
        own.finish();
        legal
    });
    missing.extend(OF_HOST.into_iter().filter(|(name, _)| !is_written(&host, name)).map(|(_, shown)| shown));
    for field in missing {
        fields.report(place.clone(), Kind::MissingLegal { field, is_trial: look.is_trial });
    }
    Legal { host: host.map(self::host).unwrap_or_default(), ..legal }
}

fn host(mut fields: Fields) -> Host {
    let host =
        Host { name: fields.text("nom"), postal: fields.text("adresse"), telephone: fields.telephone("telephone") };
    fields.finish();
    host
}

fn audit(mut fields: Fields) -> Option<Audit> {
    let date = fields.date("date");
    let auditor = fields.text("auditeur");
    let percent = |text: &str| text.trim_end_matches('%').trim().parse().ok().filter(|rate| *rate <= 100);
    let rate_percent = fields.read("taux", percent);
    fields.finish();
    Some(Audit { date: date?, auditor: auditor?, rate_percent: rate_percent? })
}

/// `chiffres`
pub fn figures(fields: &mut Fields) -> Vec<Figure> {
    fields
        .maps("chiffres")
        .into_iter()
        .filter_map(|mut own| {
            let value = own.text("valeur");
            let label = own.text("libelle");
            let source = own.web_url("source");
            let date = own.text("date");
            own.finish();
            Some(Figure { value: value?, label: label?, source, date })
        })
        .collect()
}
