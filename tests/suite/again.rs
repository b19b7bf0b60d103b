//! A programme that is edited at random and made again and again, with a memory: each time it must be, byte for byte
//! and problem for problem, what a build from nothing makes of it.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use escale::model::address::{SiteId, Slug};
use escale::model::site::Published;
use escale::output::Output;
use escale::remake::Remaker;
use escale::sources::Sources;
use escale::{Built, Delivery, Memory, Options, build_again, build_each, build_in_a_hurry};
use proptest::prelude::*;

use crate::project::{GIF, OCCITANIE, REUNION, SETTINGS, VENUE, at, cases, event, lines, minimal, partner, without};

const BRETAGNE: &str = "nom: Bretagne\npreposition: en\niso: BRE\ninsee: \"53\"\ncouleurs: {accent: \"#1d4ed8\"}\n";
const REGIONS: [&str; 3] = ["occitanie", "la-reunion", "bretagne"];
const EDITIONS: &str = "editions:\n  - {id: \"2026\", titre: Halte 2026, debut: 2026-03, partenaires: [agefiph]}\n  \
    - {id: \"2027\", titre: Halte 2027, debut: 2027-05-10, fin: 2027-05-20}\n";

/// What is published the next day is there.
const LATER: &str = "2027-01-15T23:00:00Z";

/// Takes the sites that are made.
#[derive(Default)]
struct Taken(Mutex<BTreeMap<SiteId, Output>>);

impl Delivery for Taken {
    type Error = Infallible;

    fn deliver(&self, site: &SiteId, output: Output) -> Result<(), Infallible> {
        self.0.lock().expect("no thread panics here").insert(site.clone(), output);
        Ok(())
    }
}

/// Every kind of file, in every kind of owner, in a theme that prints all that it is given.
fn programme() -> Sources {
    let mut sources = minimal();
    let templates: Vec<(Arc<str>, String)> = sources
        .below("themes/mini/templates/")
        .map(|(path, bytes)| (Arc::clone(path), String::from_utf8_lossy(bytes).into_owned()))
        .collect();
    for (path, text) in templates.iter().filter(|(path, _)| !path.contains("/blocks/")) {
        sources.insert(Arc::clone(path), format!("{text}<footer>{{{{ page }}}} {{{{ site }}}}</footer>").into_bytes());
    }
    // What a block is made with lies two files away from it.
    sources.insert("themes/mini/templates/blocks/contact.html", *b"{% include \"blocks/card.html\" %}");
    sources.insert("themes/mini/templates/blocks/card.html", *b"{{ <seal /> }}");
    sources.insert(
        "themes/mini/templates/partage.svg",
        *b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1200\" height=\"630\"><desc>{{ share_picture }} {{ words }}</desc></svg>",
    );
    sources.insert(
        "themes/mini/templates/seals.html",
        *b"{% component seal(@site) %}<i>{{ site.style }}</i>{% endcomponent seal %}",
    );
    for (id, header) in REGIONS.iter().zip([OCCITANIE, REUNION, BRETAGNE]) {
        sources.insert(format!("regions/{id}/region.yaml"), format!("{header}{EDITIONS}").into_bytes());
        for number in 0..4 {
            write_event(&mut sources, id, number, number * 7);
        }
    }
    for number in 0..3 {
        write_event(&mut sources, "", number, number * 11);
    }
    for (path, text) in [
        ("content/lieux/halle.yaml", VENUE.to_owned()),
        ("regions/occitanie/lieux/maison.yaml", VENUE.replace("Exemple", "du Lac")),
        ("content/partenaires/agefiph.md", partner("---\nL'Agefiph.")),
        ("content/partenaires/bleu.md", partner("nom: \"Bleu ! d'eau\"\n---\nVoir [nous](../pages/parcours.md).")),
        ("content/partenaires/armor.md", partner("nom: Armor\nrole: entreprise")),
        (
            "content/pages/aide.md",
            "---\ntitre: Aide\nmenu: 2\n---\n## Une partie\n\n[Forum](../evenements/e0.md)\n".into(),
        ),
        ("content/pages/parcours.md", "---\ntitre: Le parcours\n---\nTexte.\n\n[[parcours]]\n".into()),
        ("content/pages/contact.md", "---\ntitre: Nous joindre\nresume: Court.\n---\nÉcrivez-nous.\n".into()),
        (
            "content/hub/accueil.md",
            "---\ntitre: Accueil\n---\n[[prochains événements : 2]]\n\n[[partenaires]]\n".into(),
        ),
        ("content/hub/loin.md", "---\ntitre: Loin\n---\n[Là-bas](/occitanie/aide/)\n".into()),
        ("regions/occitanie/pages/actualites/neuf.md", "---\ntitre: Du neuf\ndate: 2027-01-02\n---\nTexte.\n".into()),
        ("content/images/a.gif", GIF.to_owned()),
    ] {
        sources.insert(path, text.into_bytes());
    }
    sources
}

fn event_path(region: &str, number: usize) -> String {
    if region.is_empty() {
        format!("content/evenements/e{number}.md")
    } else {
        format!("regions/{region}/evenements/r{number}.md")
    }
}

/// An event whose every field depends on `seed`.
fn write_event(sources: &mut Sources, region: &str, number: usize, seed: usize) {
    let pick = |choices: &[&str], salt: usize| choices[(seed / (salt + 1) + salt) % choices.len()].to_owned();
    let former = format!("anciennes_adresses: [evenements/ancien{region}-{number}/]");
    let place = if region == "occitanie" { "mode: hybride\nlieu: maison" } else { "mode: hybride\nlieu: halle" };
    let mut lines = vec![
        format!("id: {}{number}", if region.is_empty() { "national-" } else { region }),
        format!("titre: {}", pick(&["Forum", "Atelier d'eau ?", "\"Rencontre : la suite\"", "Forum"], 1)),
        pick(&["type: forum", "type: atelier", "type: conference"], 2),
        pick(&["date: 2027-05-17", "date: 2026-02-03", "date: 2027-01-15", "date: 2027-03-01"], 3),
        pick(&["mode: en-ligne", "mode: sur-place\nlieu: halle", place], 4),
        pick(&["statut: prevu", "statut: complet", "statut: annule", "statut: prevu"], 5),
        pick(&["", "partenaires: [agefiph]", "partenaires: [bleu, agefiph]", "partenaires: [armor]"], 6),
        pick(&["", "phase: 1", "phase: 3"], 7),
        pick(&["", "publier_le: 2027-01-10", "publier_le: 2027-04-01", "brouillon: oui"], 8),
        pick(&["", &former], 9),
        pick(&["", "heure: 9h\nheure_fin: 17h", "heure: 20h", "date_fin: 2027-05-19"], 13),
        pick(&["", "revision: 1", "mis_a_jour: 2027-01-02"], 14),
    ];
    if !region.is_empty() {
        lines.push(pick(&["", "edition: \"2027\"", "edition: \"2026\""], 10));
        lines.push(pick(&["", "image: {fichier: ../images/a.gif, description: Une foule}"], 11));
    }
    lines.retain(|line| !line.is_empty());
    let body = pick(
        &[
            "Texte.\n",
            "## Venir\n\n[Aide](../pages/aide.md#une-partie) et [contact](../pages/contact.md).\n\n[[contact]]\n",
            "Un [voisin](/bretagne/) et [lui](../pages/contact.md).\n",
            "## Venir\n\n## Partir\n",
            "Un [guide](../pages/aide.md) et [la suite](#fin).\n",
            "Un verre d'eau ? Et la suite !\n",
            "[[partenaires]]\n",
            "Perdu : [rien](../pages/nulle-part.md).\n",
            "[[événements]]\n",
            "Un [voisin](/bretagne/evenements/r1/) et [lui](r2.md).\n",
            "```rust\nfn f() {}\n```\n",
        ],
        12,
    );
    sources.insert(event_path(region, number), event(&format!("{}\n---\n{body}", lines.join("\n"))).into_bytes());
}

/// One edit, told by a number; says what it did.
#[expect(clippy::too_many_lines, reason = "a list of everything a person may do to a programme")]
fn edit(sources: &mut Sources, number: u32) -> String {
    let (what, how) = ((number % 26) as usize, (number / 26) as usize);
    let region = REGIONS[how % REGIONS.len()];
    let turn = how / REGIONS.len();
    let put = |sources: &mut Sources, path: &str, text: String| {
        sources.insert(path, text.into_bytes());
        path.to_owned()
    };
    let region_file = |lines: &str| {
        let header = [OCCITANIE, REUNION, BRETAGNE][how % REGIONS.len()];
        format!("{header}{lines}")
    };
    match what {
        0..=5 => {
            write_event(sources, region, turn % 5, turn);
            format!("{} from {turn}", event_path(region, turn % 5))
        }
        6 => {
            write_event(sources, "", turn % 4, turn);
            format!("{} from {turn}", event_path("", turn % 4))
        }
        7 => {
            let path = event_path(region, turn % 5);
            *sources = without(std::mem::take(sources), &path);
            format!("{path} deleted")
        }
        8 => {
            let (from, to) =
                (event_path(region, turn % 5), format!("regions/{region}/evenements/autre-{}.md", turn % 3));
            let bytes = sources.get(&from).map(Arc::clone);
            if let Some(bytes) = bytes {
                *sources = without(std::mem::take(sources), &from);
                sources.insert(to.as_str(), bytes);
            }
            format!("{from} renamed to {to}")
        }
        9 => put(sources, "content/partenaires/agefiph.md", partner(&format!("---\nL'Agefiph, {turn}."))),
        10 => put(
            sources,
            "content/partenaires/bleu.md",
            partner(&format!("nom: Bleu ! {}\nresume: Court {}.", turn % 3, turn % 2)),
        ),
        11 => put(
            sources,
            &format!("regions/{region}/partenaires/agefiph.md"),
            partner(&format!("nom: {}\nresume: Ici {}.", ["Agefiph", "d'eau ?", "la suite !"][turn % 3], turn / 3 % 3)),
        ),
        12 => put(sources, "content/lieux/halle.yaml", VENUE.replace("Exemple", &format!("Halle {}", turn % 3))),
        13 => put(
            sources,
            "content/pages/aide.md",
            format!(
                "---\ntitre: Aide {}\nmenu: {}\n---\n## {}\n",
                turn % 2,
                turn % 3,
                ["Une partie", "Autre"][turn % 2]
            ),
        ),
        14 => put(
            sources,
            &format!("regions/{region}/pages/aide.md"),
            ["---\ntitre: Aide d'ici\n---\nTexte.\n", "---\nmasquer: oui\n---\n"][turn % 2].to_owned(),
        ),
        15 => put(
            sources,
            &format!("regions/{region}/pages/actualites/n{}.md", turn % 2),
            format!("---\ntitre: Nouvelle {turn}\ndate: 2027-01-0{}\n---\nTexte.\n", 1 + turn % 9),
        ),
        16 => put(
            sources,
            "content/pages/contact.md",
            format!("---\ntitre: Joindre {}\n---\n{}\n", turn % 2, ["Texte.", "[[inscription]]"][turn % 2]),
        ),
        17 => put(
            sources,
            &format!("regions/{region}/region.yaml"),
            match turn % 6 {
                0 => region_file(""),
                1 => region_file(EDITIONS),
                2 => region_file(&format!("{EDITIONS}url: https://region.example.org/\n")),
                3 => region_file(EDITIONS).replace("Halte", "Étape").replace("nom: ", "nom: Belle "),
                4 => region_file(EDITIONS).replace("Halte", "Arrêt"),
                _ => "nom: \"pas fini\n".to_owned(),
            },
        ),
        18 => put(
            sources,
            "escale.yaml",
            match turn % 5 {
                0 | 1 => SETTINGS.to_owned(),
                2 => SETTINGS.replace("Un tour de France", "Le tour !"),
                3 => format!("{SETTINGS}noms_propres: [\"Forum ?\", \"l'eau\"]\n"),
                _ => SETTINGS.replace("nom: Tour", "nom Tour"),
            },
        ),
        19 => {
            let words = String::from_utf8_lossy(sources.get("themes/mini/theme.yaml").expect("the theme has words"))
                .into_owned();
            let later = if turn.is_multiple_of(2) {
                words.replace("titre_accueil: \"", "titre_accueil: \"Ici ")
            } else {
                words.replace("Ici ", "")
            };
            sources.insert("themes/mini/theme.yaml", later.into_bytes());
            "a word of the theme".to_owned()
        }
        20 => {
            let name = [
                "templates/event.html",
                "templates/seals.html",
                "static/style.css",
                "templates/home.html",
                "templates/blocks/card.html",
                "templates/blocks/contact.html",
                "templates/blocks/partners.html",
                "templates/partage.svg",
                "templates/partner.html",
            ][turn % 9];
            let path = format!("themes/mini/{name}");
            let text = String::from_utf8_lossy(sources.get(&path).expect("the theme is whole")).into_owned();
            let later = match turn % 6 {
                // It fails on the pages alone.
                5 if name.ends_with(".html") && !name.contains("seals") => format!("{text}{{{{ page.no.such }}}}"),
                4 if name.contains("seals") => text.replace("<i>", "<i>s"),
                4 if name.contains("partage") => text.replace("<desc>", "<desc>Vu "),
                4 => format!("{text}<b>{turn}</b>"),
                0 => text.replace("{% if", ""),
                1 => format!("{text}{{% if"),
                2 => format!("{text} "),
                _ => text.replace("{{ page.no.such }}", "").trim_end().to_owned(),
            };
            sources.insert(path, later.into_bytes());
            format!("{name} {}", turn % 6)
        }
        21 => {
            if sources.get(&format!("regions/{region}/region.yaml")).is_some() && turn.is_multiple_of(2) {
                *sources = without(std::mem::take(sources), &format!("regions/{region}/region.yaml"));
                format!("{region} without region.yaml")
            } else {
                put(sources, &format!("regions/{region}/region.yaml"), region_file(EDITIONS))
            }
        }
        22 => {
            let path = format!("regions/{region}/images/a.gif");
            match turn % 3 {
                0 => *sources = without(std::mem::take(sources), &path),
                1 => sources.insert(path.as_str(), *b"no picture"),
                _ => sources.insert(path.as_str(), format!("{GIF}{}", turn % 4).into_bytes()),
            }
            format!("{path} {}", turn % 3)
        }
        // The same event, but for when it is public and whom it cites.
        23 => {
            let path = event_path(if turn.is_multiple_of(4) { "" } else { region }, turn % 5);
            let Some(text) = sources.get(&path).and_then(|bytes| String::from_utf8(bytes.to_vec()).ok()) else {
                return format!("{path} is not there");
            };
            let own = ["publier_le:", "retirer_le:", "brouillon:", "partenaires:"];
            let kept = text.lines().filter(|line| !own.iter().any(|name| line.starts_with(name)));
            let kept: String = kept.skip(1).map(|line| format!("{line}\n")).collect();
            let hidden = [
                "",
                "publier_le: 2027-01-16\n",
                "publier_le: 2027-01-10\nretirer_le: 2027-01-16\n",
                "brouillon: oui\n",
            ];
            let cited = ["", "partenaires: [armor]\n", "partenaires: [bleu, armor]\n"];
            put(sources, &path, format!("---\n{}{}{kept}", hidden[turn % 4], cited[turn / 4 % 3]))
        }
        // What was published before goes on being there.
        24 => put(
            sources,
            escale::model::ledger::FILE,
            [
                "",
                "/partenaires/armor/\n",
                "/partenaires/armor/  disparue\n/partenaires/bleu/\n",
                "/occitanie/lieux/maison/\n/bretagne/partenaires/agefiph/\n",
            ][turn % 4]
                .to_owned(),
        ),
        _ => put(
            sources,
            &format!("regions/{region}/evenements/illisible.md"),
            ["\u{fffd}", "---\n", "---\n---\n"][turn % 3].to_owned(),
        ),
    }
}

/// What a build came to, in a form that tells where two differ.
fn outcome(built: &Built, taken: Taken) -> (BTreeMap<SiteId, Output>, String) {
    let told = format!(
        "{:#?}\nmade {:?}\nblocked {:?}\npublished {:?}\nnext {:?}\nevents {:?}",
        built.problems,
        built.made,
        built.blocked,
        built.published(),
        built.next_change,
        built.events,
    );
    (taken.0.into_inner().expect("no thread is left"), told)
}

/// The addresses of what is served: what a later build takes for published.
fn addresses(served: &BTreeMap<SiteId, Output>) -> Published {
    let inside = |site: &SiteId, path: &str| {
        let path = path.strip_prefix(&site.folder()).unwrap_or(path);
        path.strip_suffix("index.html").map(str::to_owned)
    };
    let of_site = |(site, output): (&SiteId, &Output)| {
        let own: BTreeSet<String> = output.paths().filter_map(|path| inside(site, path)).collect();
        (site.clone(), own)
    };
    served.iter().map(of_site).collect()
}

fn follow(edits: &[u32], shows_drafts: bool) -> Result<(), TestCaseError> {
    let memory = Memory::default();
    let mut sources = programme();
    let mut served: BTreeMap<SiteId, Output> = BTreeMap::new();
    let mut options = Options::at(at("2027-01-15T09:00:00Z"));
    options.shows_drafts = shows_drafts;
    let mut history = vec!["the programme".to_owned()];
    for number in std::iter::once(None).chain(edits.iter().map(Some)) {
        let before = sources.clone();
        history.extend(number.map(|number| edit(&mut sources, *number)));
        options.published = Arc::new(addresses(&served));
        if number.is_some_and(|number| number.is_multiple_of(5)) {
            options.now = if options.now < at(LATER) { at(LATER) } else { at("2027-01-15T09:00:00Z") };
            history.push(format!("it is {}", options.now));
        }
        let (with, without) = (Taken::default(), Taken::default());
        let hurried = number.filter(|number| *number % 3 > 0).map(|_| {
            let taken = Taken::default();
            let Ok(built) = build_in_a_hurry(&sources, &options, &memory, &taken);
            (built.blocked, taken.0.into_inner().expect("no thread is left"))
        });
        let Ok(again) = build_again(&sources, &options, &memory, &with);
        let Ok(anew) = build_each(&sources, &options, &without);
        // Where no page turns out to be wrong, what is made in a hurry is what is made.
        if let Some((_, made)) = hurried.filter(|(blocked, _)| *blocked == anew.blocked) {
            let sure = without.0.lock().expect("no thread panics here");
            prop_assert!(made == *sure, "in a hurry, after {:#?}", history);
        }
        if shows_drafts {
            let visitors = Options { shows_drafts: false, ..options.clone() };
            let Ok(public) = build_each(&sources, &visitors, &Taken::default());
            // In which sites one shows may differ: with drafts, other pages are near a link that leads nowhere.
            let place = |line: &str| line.splitn(3, ' ').take(2).collect::<Vec<_>>().join(" ");
            let public: BTreeSet<String> = lines(&public.problems).lines().map(place).collect();
            let told = lines(&anew.problems);
            let own: Vec<&str> = told.lines().filter(|line| !public.contains(&place(line))).collect();
            prop_assert!(own.is_empty(), "{own:#?} with drafts alone, after {:#?}", history);
        }
        let (again, told_again) = outcome(&again, with);
        let (anew, told_anew) = outcome(&anew, without);
        prop_assert_eq!(told_again, told_anew, "after {:#?}", history);
        prop_assert_eq!(again.keys().collect::<Vec<_>>(), anew.keys().collect::<Vec<_>>(), "after {:#?}", history);
        for (site, output) in &anew {
            let same = &again[site];
            prop_assert!(output.paths().eq(same.paths()), "files of {}, after {:#?}", site, history);
            let both = output.iter().zip(same.iter());
            for ((path, one), (_, other)) in both.filter(|((_, one), (_, other))| !one.bytes.is_same(&other.bytes)) {
                let (one, other) = (String::from_utf8_lossy(&one.bytes), String::from_utf8_lossy(&other.bytes));
                prop_assert_eq!(one, other, "{}, after {:#?}", path, history);
            }
            prop_assert_eq!(output, same, "after {:#?}", history);
        }
        // What blocks every site is taken back, so that most steps make some.
        if again.is_empty() {
            sources = before;
            history.push("taken back".to_owned());
        }
        served.extend(again);
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(4))]

    #[test]
    fn what_is_made_again_is_what_is_made_from_nothing(edits in proptest::collection::vec(any::<u32>(), 30)) {
        follow(&edits, false)?;
    }

    #[test]
    fn so_it_is_for_those_who_look_at_their_drafts(edits in proptest::collection::vec(any::<u32>(), 30)) {
        follow(&edits, true)?;
    }
}

#[test]
fn a_name_that_one_region_brings_is_left_alone_in_the_texts_of_all() {
    let mut sources = programme();
    let text = event("id: verre\n---\nUn verre d'eau ? Et la suite !\n");
    sources.insert("regions/bretagne/evenements/verre.md", text.into_bytes());
    let (memory, options) = (Memory::default(), Options::at(at("2027-01-15T09:00:00Z")));
    let page = |sources: &Sources| {
        let taken = Taken::default();
        let Ok(_) = build_again(sources, &options, &memory, &taken);
        let sites = taken.0.into_inner().expect("no thread is left");
        let bretagne = &sites[&SiteId::Region(Slug::parse("bretagne").unwrap())];
        String::from_utf8_lossy(&bretagne.get("bretagne/evenements/verre/index.html").unwrap().bytes).into_owned()
    };
    assert!(page(&sources).contains("verre d’eau\u{202f}? Et"));
    sources.insert("regions/occitanie/partenaires/eau.md", partner("nom: d'eau ?").into_bytes());
    assert!(page(&sources).contains("verre d&#x27;eau ? Et") || page(&sources).contains("verre d'eau ? Et"));
}

#[test]
fn whatever_of_the_theme_is_edited_shows_in_every_page_it_is_in() {
    let options = Options::at(at("2027-01-15T09:00:00Z"));
    let memory = Memory::default();
    let mut sources = programme();
    let files: Vec<Arc<str>> = sources.below("themes/").map(|(path, _)| Arc::clone(path)).collect();
    for path in files.iter().filter(|path| !path.ends_with(".yaml")) {
        let text = String::from_utf8_lossy(sources.get(path).expect("it is there")).into_owned();
        let more = if path.ends_with(".css") { "i{}" } else { "<b>!</b>" };
        let later = match text.split_once("{% endcomponent") {
            _ if path.ends_with(".svg") => text.replace("</desc>", "!</desc>"),
            Some((body, rest)) => format!("{body}{more}{{% endcomponent{rest}"),
            None => format!("{text}{more}"),
        };
        let Ok(_) = build_again(&sources, &options, &memory, &Taken::default());
        sources.insert(Arc::clone(path), later.into_bytes());
        let (with, without) = (Taken::default(), Taken::default());
        let Ok(again) = build_again(&sources, &options, &memory, &with);
        let Ok(anew) = build_each(&sources, &options, &without);
        assert!(outcome(&again, with) == outcome(&anew, without), "{path}");
    }
}

/// Of a style sheet, everything else is the same: a block is made again where its templates read the new address.
#[test]
fn a_block_has_the_new_address_of_a_style_sheet_however_it_reads_it() {
    let options = Options::at(at("2027-01-15T09:00:00Z"));
    let seal = |parameters: &str, body: &str| {
        format!("{{% component seal({parameters}) %}}<i>{body}</i>{{% endcomponent seal %}}")
    };
    let (plain, whole) = ("{{ <seal /> }}", "{{ <seal all={site} /> }}");
    for (card, seal, reads) in [
        (plain, seal("@site", "{{ site.style }}"), true),
        (plain, seal("@site", "{{ site\n. style }}"), true),
        (plain, seal("@site", "{{ site[\"style\"] }}"), true),
        (plain, seal("@site", "{{ site['style'] }}"), true),
        (plain, seal("@site", "{% set all = site %}{{ all.style }}"), true),
        (plain, seal("@site", "{% for name, value in site %}{{ value }}{% endfor %}"), true),
        (plain, seal("@site", "{% set all = {...site} %}{{ all.style }}"), true),
        (whole, seal("all: map", "{{ all.style }}"), true),
        ("{% if site.name %}{{ site.style }}{% endif %}", seal("", ""), true),
        (plain, seal("@site", "{{ site.name }} : le site {{ site }}"), true),
        (plain, seal("@site", "{{ site.name | fill(site=site.short_name) }}"), false),
    ] {
        let mut sources = programme();
        sources.insert("themes/mini/templates/blocks/card.html", card.as_bytes());
        sources.insert("themes/mini/templates/seals.html", seal.clone().into_bytes());
        sources.insert("regions/occitanie/pages/bloc.md", *b"---\ntitre: Bloc\n---\n[[contact]]\n");
        let memory = Memory::default();
        let page = |taken: &Taken| {
            let sites = taken.0.lock().expect("no thread is left");
            let occitanie = &sites[&SiteId::Region(Slug::parse("occitanie").unwrap())];
            let bytes = occitanie.get("occitanie/bloc/index.html").expect("the page is there").bytes.clone();
            let is_made = bytes.ready().is_some();
            (is_made, String::from_utf8_lossy(&bytes).split("<footer>").next().map(str::to_owned))
        };
        let [first, hurried, with, without] = std::array::from_fn(|_| Taken::default());
        let Ok(_) = build_again(&sources, &options, &memory, &first);
        sources.insert("themes/mini/static/style.css", *b"i { color: red }");
        let Ok(_) = build_in_a_hurry(&sources, &options, &memory, &hurried);
        let (is_made_at_once, text) = page(&hurried);
        let Ok(again) = build_again(&sources, &options, &memory, &with);
        let Ok(anew) = build_each(&sources, &options, &without);
        assert_eq!(text != page(&first).1, reads, "{card} {seal}");
        assert_eq!(is_made_at_once, reads, "only the address in its head is another: {card} {seal}");
        assert!(outcome(&again, with) == outcome(&anew, without), "{card} {seal}");
    }
}

#[test]
fn a_template_is_shown_in_a_hurry_and_what_it_breaks_stays_as_it_was() {
    const PAGE: &str = "occitanie/aide/index.html";
    let mut remaker = Remaker::new(Options::at(at("2027-01-15T09:00:00Z")));
    let mut sources = programme();
    let template = String::from_utf8_lossy(sources.get("themes/mini/templates/page.html").unwrap()).into_owned();
    let page = |remaker: &Remaker| {
        let bytes = &remaker.shown().get(PAGE).expect("the page is there").bytes;
        (bytes.ready().is_some(), bytes.can_be_made(), String::from_utf8_lossy(bytes).into_owned())
    };
    let with = |sources: &mut Sources, end: &str| {
        sources.insert("themes/mini/templates/page.html", format!("{template}{end}").into_bytes());
        Arc::new(sources.clone())
    };
    assert!(remaker.make_in_a_hurry(&Arc::new(sources.clone())).is_none(), "there is nothing to begin with");
    remaker.make(&Arc::new(sources.clone()));
    let problems = remaker.shown().problems.len();

    let later = with(&mut sources, "<p>Neuf</p>");
    let changed = remaker.make_in_a_hurry(&later).expect("only a template has changed");
    assert!(changed.iter().any(|path| path == PAGE), "{changed:?}");
    assert!(remaker.shown().is_hurried);
    let (is_ready, _, text) = page(&remaker);
    assert!(!is_ready && text.contains("<p>Neuf</p>"), "{text}");
    assert!(remaker.shown().is_fine(PAGE));
    assert_eq!(remaker.make(&later), Vec::<String>::new());
    assert!(!remaker.shown().is_hurried && page(&remaker).0);

    for (end, is_page) in [
        ("<p>Faux</p>{{ page.no.such }}", false),
        ("<p>Faux</p><a href=\"nulle-part/\">a</a>", true),
        ("<p>Faux</p><img src=\"nulle-part.png\" alt=\"\">", true),
    ] {
        let later = with(&mut sources, end);
        assert!(remaker.make_in_a_hurry(&later).is_some());
        assert_eq!(page(&remaker).1, is_page, "{end}");
        assert!(!remaker.shown().is_fine(PAGE), "nobody is shown {end}");
        assert_eq!(remaker.shown().problems.len(), problems);
        assert!(remaker.make(&later).iter().any(|path| path == PAGE), "{end}");
        assert!(page(&remaker).2.contains("<p>Neuf</p>"), "the last good page stays, after {end}");
        assert!(remaker.shown().problems.len() > problems);
        assert!(remaker.make_in_a_hurry(&with(&mut sources, "<p>Autre</p>")).is_none(), "a site is kept back");
        let mended = with(&mut sources, "<p>Neuf</p>");
        remaker.make(&mended);
    }
    sources.insert("content/pages/aide.md", *b"---\ntitre: Autre\n---\nTexte.\n");
    let other = with(&mut sources, "<p>Autre</p>");
    assert!(remaker.make_in_a_hurry(&other).is_none(), "not only the theme has changed");
}
