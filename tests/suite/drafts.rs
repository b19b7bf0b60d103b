//! Sites with what visitors do not see yet, or no longer: drafts, what is published later, what was retired.

use escale::model::origin::Unpublished;
use escale::output::Output;
use escale::parse::{Look, Memory, parse_again};
use escale::preview::PageFacts;
use escale::problem::Problems;
use escale::sources::Sources;
use escale::{Options, build};

use super::project::{NOW, at, lines, page, with};

fn shown(sources: &Sources, shows_drafts: bool) -> (Output, Problems) {
    build(sources, &Options { shows_drafts, ..Options::at(at(NOW)) })
}

/// Everything that visitors do not see, in each kind of place.
fn project() -> Sources {
    with(&[
        ("regions/occitanie/evenements/brouillon.md", "id: a\ntitre: Esquisse\nbrouillon: oui\npartenaires: [agefiph]"),
        ("regions/occitanie/evenements/demain.md", "id: b\ntitre: Demain\npublier_le: 2027-02-01"),
        ("regions/occitanie/evenements/hier.md", "id: c\ntitre: Hier\nretirer_le: 2027-01-01"),
        ("content/evenements/national.md", "id: d\ntitre: Partout\nbrouillon: oui"),
        ("content/partenaires/agefiph.md", ""),
        ("content/pages/aide.md", "---\ntitre: Aide\nmenu: 3\nbrouillon: oui\n---\nTexte.\n"),
        ("content/pages/contact.md", "---\ntitre: Contact\nbrouillon: oui\n---\nBientôt.\n"),
        (
            "regions/occitanie/pages/actualites/neuf.md",
            "---\ntitre: Du neuf\ndate: 2027-01-02\nbrouillon: oui\n---\nTexte.\n",
        ),
        ("regions/occitanie/pages/masquee.md", "---\ntitre: Ici\n---\n"),
        ("content/pages/cachee.md", "---\ntitre: Cachée\n---\n"),
        ("regions/occitanie/pages/cachee.md", "---\nmasquer: oui\nbrouillon: oui\n---\n"),
    ])
}

const HIDDEN: [&str; 7] = [
    "evenements/national/index.html",
    "occitanie/actualites/neuf/index.html",
    "occitanie/aide/index.html",
    "occitanie/evenements/brouillon/index.html",
    "occitanie/evenements/demain/index.html",
    "occitanie/evenements/hier/index.html",
    "occitanie/evenements/national/index.html",
];

#[test]
fn what_visitors_do_not_see_is_shown_everywhere_to_who_asks() {
    let sources = project();
    let (public, problems) = shown(&sources, false);
    let (all, with_drafts) = shown(&sources, true);
    assert_eq!(lines(&problems), lines(&with_drafts));
    for path in HIDDEN {
        assert!(public.get(path).is_none() && all.get(path).is_some(), "{path}");
    }
    assert!(all.get("occitanie/cachee/index.html").is_none());
    let list = |output: &Output| page(output, "occitanie/evenements/index.html");
    for title in ["Esquisse", "Demain", "Hier", "Partout"] {
        assert!(!list(&public).contains(title), "{title}");
        assert!(list(&all).contains(title), "{title}");
        let of_hub = page(&all, "evenements/index.html");
        assert!(of_hub.contains(title), "{title} on the hub");
    }
    let home = |output: &Output| page(output, "occitanie/index.html");
    assert!(home(&all).contains("Du neuf") && !home(&public).contains("Du neuf"));
    // The menu stands on every page.
    assert!(home(&all).contains("Aide") && !home(&public).contains("Aide"));
    let contact = |output: &Output| page(output, "occitanie/contact/index.html");
    assert!(contact(&all).contains("Bientôt") && !contact(&public).contains("Bientôt"));
    let path = "occitanie/partenaires/agefiph/index.html";
    assert!(public.get(path).is_none() && page(&all, path).contains("Esquisse"));
}

#[test]
fn nothing_changes_where_nothing_is_hidden() {
    let sources = with(&[("regions/occitanie/evenements/forum.md", "publier_le: 2027-01-01\nretirer_le: 2027-12-01")]);
    // What is retired later goes on being shown, so that this is no change to come for those who look at their drafts.
    let pages = |has_drafts| {
        let (output, _) = shown(&sources, has_drafts);
        let files = output.iter().filter(|(path, _)| *path != "escale.json");
        files.map(|(path, file)| (path.to_owned(), file.clone())).collect::<Vec<_>>()
    };
    assert!(pages(true) == pages(false));
}

#[track_caller]
fn check_same_problems(files: &[(&str, &str)]) {
    let sources = with(files);
    let (public, problems) = shown(&sources, false);
    let (all, with_drafts) = shown(&sources, true);
    assert_eq!(lines(&with_drafts), lines(&problems));
    assert!(all.len() >= public.len(), "drafts keep nothing back");
}

#[test]
fn what_a_draft_comes_to_is_no_problem_yet() {
    let broken = "brouillon: oui\n---\n[Rien](nulle-part.md) ![](rien.png)\n\n[ici](#nulle-part)\n";
    check_same_problems(&[("regions/occitanie/evenements/a.md", broken)]);
    check_same_problems(&[(
        "regions/occitanie/evenements/a.md",
        &broken.replace("brouillon: oui", "publier_le: 2027-02-01"),
    )]);
    check_same_problems(&[("content/pages/a.md", "---\ntitre: A\nbrouillon: oui\n---\n[Rien](nulle-part.md)\n")]);
    check_same_problems(&[("content/pages/a.md", "---\nbrouillon: oui\n---\n[Rien](nulle-part.md)\n")]);
    check_same_problems(&[("content/pages/contact.md", "---\ntitre: A\nbrouillon: oui\n---\n[Rien](nulle-part.md)\n")]);
    check_same_problems(&[("content/pages/actualites/a.md", "---\ntitre: A\nbrouillon: oui\n---\n[Rien](non.md)\n")]);
    // The same id twice, an address taken, a former address taken, and one that no site has.
    check_same_problems(&[
        ("regions/occitanie/evenements/a.md", "id: e\nbrouillon: oui\nanciennes_adresses: [evenements/vieux/]"),
        ("regions/occitanie/evenements/b.md", "id: e\nanciennes_adresses: [evenements/vieux/, evenements/a/]"),
        ("regions/occitanie/evenements/c.md", "id: f\nbrouillon: oui\nanciennes_adresses: [/la-reunion/vieux/]"),
    ]);
    check_same_problems(&[("content/hub/occitanie/page.md", "---\ntitre: A\nbrouillon: oui\n---\n")]);
    // What is wrong in the file itself is told as it is without.
    check_same_problems(&[("regions/occitanie/evenements/a.md", "brouillon: oui\ndate: 2027-02-30\n---\n# Titre\n")]);
    check_same_problems(&[("regions/occitanie/evenements/a.md", "brouillon: oui\nlieu: nulle-part\nmode: sur-place")]);
    // A page that leads to a draft, to a part of it that is not there, and a region with drafts alone.
    check_same_problems(&[
        ("regions/occitanie/evenements/a.md", "brouillon: oui"),
        ("regions/occitanie/pages/b.md", "---\ntitre: B\n---\n[A](../evenements/a.md#loin)\n"),
    ]);
    check_same_problems(&[
        ("regions/occitanie/evenements/a.md", "brouillon: oui"),
        ("regions/occitanie/evenements/b.md", "id: b\ndate: 2026-01-02"),
    ]);
    check_same_problems(&[
        ("regions/occitanie/evenements/a.md", "brouillon: oui"),
        (".escale/adresses.txt", "occitanie/evenements/a/\n"),
    ]);
}

#[test]
fn a_page_that_visitors_do_not_see_says_why_whatever_instant_is_shown() {
    let sources = project();
    let ribbon = |shown_at: &str, shows_drafts: bool, address: &str| {
        let look = Look { now: at(shown_at), shows_drafts, is_trial: false };
        let content = parse_again(&sources, look, &escale::model::store::NoStore, &Memory::default()).content.unwrap();
        PageFacts::of(&content, address, at(NOW)).unwrap().ribbon
    };
    let later = Some(Unpublished::Later("2027-02-01T00:00[Europe/Paris]".parse().unwrap()));
    let retired = Some(Unpublished::Retired("2027-01-01T00:00[Europe/Paris]".parse().unwrap()));
    assert_eq!(ribbon(NOW, true, "occitanie/evenements/brouillon/"), Some(Unpublished::Draft));
    assert_eq!(ribbon(NOW, true, "occitanie/aide/"), Some(Unpublished::Draft));
    assert_eq!(ribbon(NOW, true, "occitanie/evenements/demain/"), later);
    assert_eq!(ribbon("2027-03-01T08:00:00Z", false, "occitanie/evenements/demain/"), later);
    assert_eq!(ribbon("2027-03-01T08:00:00Z", true, "occitanie/evenements/demain/"), later);
    assert_eq!(ribbon("2026-03-01T08:00:00Z", false, "occitanie/evenements/hier/"), retired);
    assert_eq!(ribbon(NOW, true, "occitanie/masquee/"), None);
}
