//! What a page may take of its templates: whatever a theme asks for, there is an answer with a place.

use escale::sources::Sources;

use crate::heavy::{Files, themes};
use crate::project::{built, event, lines, minimal};

const PAGE: &str = "/occitanie/evenements/e/";

/// The small project with an event and these files.
fn project(files: &Files) -> Sources {
    let mut sources = minimal();
    sources.insert("regions/occitanie/evenements/e.md", event("").into_bytes());
    for (path, bytes) in files {
        sources.insert(path.as_str(), bytes.clone());
    }
    sources
}

fn with_template(text: &str) -> Sources {
    project(&vec![("themes/mini/templates/event.html".to_owned(), text.as_bytes().to_vec())])
}

/// What is wrong with a project.
fn of(sources: &Sources) -> String {
    lines(&built(sources).1).trim_end().to_owned()
}

fn told(text: &str) -> String {
    of(&with_template(text))
}

/// What is wrong with a theme of those that are hostile.
fn hostile(name: &str) -> String {
    let (_, files) = themes().into_iter().find(|(known, _)| *known == name).unwrap();
    of(&project(&files))
}

#[test]
fn a_page_that_never_ends_is_told_with_its_line() {
    let ten = "{% set r = range(end=10000) %}\n\n{% for a in r %}{% for b in r %}{% for c in r %}";
    let line = told(&format!("{ten}{{% endfor %}}{{% endfor %}}{{% endfor %}}"));
    assert!(line.starts_with("E165 themes/mini/templates/event.html:3:"), "{line}");
    assert!(
        line.ends_with(&format!("Ce modèle demande plus de 10 millions d'opérations pour la page {PAGE}")),
        "{line}"
    );
}

#[test]
fn a_text_that_grows_without_end_is_told_with_its_line() {
    for name in [
        "a text added to itself",
        "a text captured twice",
        "replacements that grow",
        "a replacement between all characters",
        "holes that are filled with holes",
        "indented lines",
    ] {
        let line = hostile(name);
        assert!(line.starts_with("E165 themes/mini/templates/event.html:"), "{name}: {line}");
        assert!(
            line.ends_with(&format!("Ce modèle écrit plus de 64 Mo de texte pour la page {PAGE}")),
            "{name}: {line}"
        );
        assert_eq!(line.lines().count(), 1, "{name}");
    }
}

#[test]
fn lists_and_templates_stand_in_each_other_so_often() {
    for name in ["a list in a list in a list", "templates inside each other"] {
        let line = hostile(name);
        assert!(line.starts_with("E165 themes/mini/templates/"), "{name}: {line}");
        assert!(line.contains("imbrique plus de 50 modèles ou listes"), "{name}: {line}");
    }
    let line = hostile("templates that extend each other");
    assert!(line.starts_with("E082 themes/mini"), "{line}");
    for name in ["thousands of templates", "megabytes of templates", "thousands of components"] {
        let line = hostile(name);
        assert!(line.starts_with("E166 themes/mini:"), "{name}: {line}");
    }
}

#[test]
fn a_limit_in_a_component_or_a_block_is_told_where_it_is() {
    let ten = "{% set r = range(end=10000) %}{% for a in r %}{% for b in r %}{% endfor %}{% endfor %}";
    let files = vec![
        (
            "themes/mini/templates/pieces.html".to_owned(),
            format!("\n\n{{% component piece() %}}{ten}{{% endcomponent piece %}}").into_bytes(),
        ),
        ("themes/mini/templates/event.html".to_owned(), b"{{ <piece /> }}".to_vec()),
    ];
    let line = of(&project(&files));
    assert!(line.starts_with("E165 themes/mini/templates/pieces.html:3:"), "{line}");
}

#[test]
fn the_first_page_of_a_site_that_goes_too_far_is_told_and_no_other() {
    let mut sources =
        with_template("{% set r = range(end=10000) %}{% for a in r %}{% for b in r %}{% endfor %}{% endfor %}");
    for n in 0..40 {
        let text = event(&format!("id: e{n}"));
        sources.insert(format!("regions/occitanie/evenements/e{n}.md"), text.into_bytes());
    }
    let all = (0..3).map(|_| of(&sources)).collect::<Vec<_>>();
    assert!(all[0].ends_with(PAGE) && all[0].lines().count() == 1, "{}", all[0]);
    assert!(all.iter().all(|told| *told == all[0]), "{all:?}");
}

#[test]
fn what_pages_need_is_far_below_the_limits() {
    let line = told("{% for n in range(end=10000) %}{% set text = \"n\" ~ n %}{{ text }} {% endfor %}");
    assert!(!line.contains("E165"), "{line}");
}
