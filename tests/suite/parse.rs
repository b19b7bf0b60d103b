//! What staff write, with every mistake: each is answered once, at its place, in both languages.

use std::collections::BTreeSet;
use std::path::Path;

use escale::model::address::{Slug, WebUrl};
use escale::model::programme::Programme;
use escale::model::region::Region;
use escale::model::venue::{Fact, Venue};
use escale::output::Output;
use escale::problem::show::{self, Style};
use escale::problem::{Kind, Language, Level, Problem, Problems};
use escale::sources::{Refusal, Sources};
use escale::{Options, build};
use proptest::prelude::*;

use super::project::{
    GIF, OCCITANIE, REUNION, SETTINGS, VENUE, at, built, cases, lines, minimal, page, parsed, problems, replace,
    text_of, with, without,
};

/// A project for each kind of problem, with the problems it has.
pub fn every_kind() -> Vec<(Sources, &'static str)> {
    let mut every: Vec<(Sources, &str)> = Vec::new();
    let mut case = |files: &[(&str, &str)], expected| every.push((with(files), expected));

    case(
        &[("regions/vide/pages/p.md", "x")],
        "E003 regions/vide:0:0 0 Ce dossier de région n'a pas de fichier region.yaml.",
    );
    case(
        &[("regions/Grand Est/pages/p.md", "x"), ("regions/!/pages/p.md", "x")],
        "\
E004 regions/!:0:0 0 Le nom de ce dossier ne peut pas devenir une adresse web.
E004 regions/Grand Est:0:0 0 Le nom de ce dossier ne peut pas devenir une adresse web.",
    );
    case(
        &[(
            "regions/bretagne/region.yaml",
            "nom: Bretagne\npreposition: en\niso: BRE\ninsee: \"53\"\ncouleurs: {accent: \"#ffb000\", accent_sombre: \"#1d4ed8\"}\n",
        )],
        "\
E087 regions/bretagne/region.yaml:5:20 9 La couleur #ffb000 ne se lit pas sur les pages claires.
E087 regions/bretagne/region.yaml:5:46 9 La couleur #1d4ed8 ne se lit pas sur les pages sombres.",
    );
    case(
        &[("content/notes.md", "x"), ("regions/occitanie/evenements/e.txt", "x"), ("regions/x.md", "x")],
        "\
E006 content/notes.md:0:0 0 Ce fichier n'est utilisé nulle part.
E006 regions/occitanie/evenements/e.txt:0:0 0 Ce fichier n'est utilisé nulle part.
E006 regions/x.md:0:0 0 Ce fichier n'est utilisé nulle part.",
    );
    case(
        &[(
            ".escale/adresses.txt",
            "/occitanie/vieux/\n<<<<<<< HEAD\n/occitanie/parcours/\n/normandie/\n/normandie/contact/\n",
        )],
        "\
E045 .escale/adresses.txt:1:1 17 (occitanie) Cette adresse a été publiée et ne mène plus nulle part : /occitanie/vieux/
E044 .escale/adresses.txt:2:1 0 Cette ligne n'est pas une adresse publiée.
E046 .escale/adresses.txt:4:1 0 (national) Plus rien ne se trouve sous /normandie/ : 2 adresses publiées ne mènent plus nulle part.",
    );
    case(
        &[
            ("regions/la-reunion/region.yaml", REUNION),
            ("regions/occitanie/evenements/e.md", "anciennes_adresses: [/la-reunion/e, a, contact]"),
            ("regions/occitanie/evenements/f.md", "id: f\nanciennes_adresses: a"),
        ],
        "\
E047 regions/occitanie/evenements/e.md:9:22 13 Cette ancienne adresse ne peut pas être celle d'une page de ce site : /la-reunion/e
E048 regions/occitanie/evenements/e.md:9:40 7 (occitanie) Une page existe à cette ancienne adresse : /occitanie/contact/
E049 regions/occitanie/evenements/f.md:9:21 1 (occitanie) Deux pages disent avoir eu la même ancienne adresse : /occitanie/a/",
    );
    case(
        &[("regions/occitanie/evenements/e.md", "heure: 14:00\n@@ rien")],
        "E008 regions/occitanie/evenements/e.md:10:1 7 Cette ligne n'est pas comprise.",
    );
    case(
        &[("regions/occitanie/lieux/l.yaml", ""), ("content/pages/p.md", "---\ntitre:\n---\n")],
        "\
E013 content/pages/p.md:2:1 5 Il manque « titre ».
E013 regions/occitanie/lieux/l.yaml:1:1 0 Il manque « nom ».
E013 regions/occitanie/lieux/l.yaml:1:1 0 Il manque « commune ».
E013 regions/occitanie/lieux/l.yaml:1:1 0 Il manque « insee ».",
    );
    case(
        &[("regions/occitanie/region.yaml", "+nom_cour: Occ\nphoto: x\n")],
        "\
E014 regions/occitanie/region.yaml:6:1 8 « nom_cour » n'est pas une information connue ici.
E014 regions/occitanie/region.yaml:7:1 5 « photo » n'est pas une information connue ici.",
    );
    case(
        &[("regions/occitanie/evenements/e.md", "titre: Un\ntitre: Deux")],
        "E015 regions/occitanie/evenements/e.md:9:1 5 « titre » est écrit deux fois.",
    );
    case(
        &[
            ("regions/occitanie/region.yaml", "+editions: [x]\ncontact: 01 99 00 12 34\n"),
            ("regions/occitanie/evenements/e.md", "type: [a, b]\npartenaires: {a: b}"),
        ],
        "\
E016 regions/occitanie/evenements/e.md:8:7 6 « type » n'a pas la forme attendue.
E016 regions/occitanie/evenements/e.md:9:14 6 « partenaires » n'a pas la forme attendue.
E016 regions/occitanie/region.yaml:6:12 1 « editions » n'a pas la forme attendue.
E016 regions/occitanie/region.yaml:7:10 14 « contact » n'a pas la forme attendue.",
    );
    case(
        &[
            (
                "escale.yaml",
                "+fuseau: Paris\naudit: {date: hier, auditeur: A, taux: 101 %}\ninscription_bientot_close: sept\n",
            ),
            (
                "regions/occitanie/region.yaml",
                "+url: www.example.org\ncontact: {telephone: 0150, courriel: \"mailto:a@example.org\"}\nfictive: peut-être\n\
                 editions:\n  - {id: Été, titre: É, debut: 2027-13, departement: 21000}\n",
            ),
            ("regions/occitanie/lieux/l.yaml", "nom: L\ncommune: Dijon\ninsee: 999\ncode_postal: 1000\n"),
            (
                "regions/occitanie/evenements/e.md",
                "date: 17/05/2027\nheure: 24:00\nphase: 5\ninscription: {lien: https://example.org/, cloture: demain}",
            ),
        ],
        "\
E017 escale.yaml:20:9 5 « fuseau » ne se lit pas : « Paris ».
E017 escale.yaml:21:15 4 « date » ne se lit pas : « hier ».
E017 escale.yaml:21:40 5 « taux » ne se lit pas : « 101 % ».
E017 escale.yaml:22:28 4 « inscription_bientot_close » ne se lit pas : « sept ».
E103 regions/occitanie/evenements/e.md:7:7 10 « 17/05/2027 » a été compris : lundi 17 mai 2027.
E124 regions/occitanie/evenements/e.md:8:8 5 Cette heure peut se comprendre de plusieurs façons : « 24:00 ».
E017 regions/occitanie/evenements/e.md:9:8 1 « phase » ne se lit pas : « 5 ».
E017 regions/occitanie/evenements/e.md:10:52 6 « cloture » ne se lit pas : « demain ».
E017 regions/occitanie/lieux/l.yaml:3:8 3 « insee » ne se lit pas : « 999 ».
E017 regions/occitanie/lieux/l.yaml:4:14 4 « code_postal » ne se lit pas : « 1000 ».
E105 regions/occitanie/region.yaml:6:6 15 L'adresse a été complétée : https://www.example.org
E017 regions/occitanie/region.yaml:7:22 4 « telephone » ne se lit pas : « 0150 ».
E105 regions/occitanie/region.yaml:7:38 22 L'adresse a été complétée : a@example.org
E017 regions/occitanie/region.yaml:8:10 9 « fictive » ne se lit pas : « peut-être ».
E017 regions/occitanie/region.yaml:10:10 3 « id » ne se lit pas : « Été ».
E017 regions/occitanie/region.yaml:10:32 7 « debut » ne se lit pas : « 2027-13 ».
E017 regions/occitanie/region.yaml:10:54 5 « departement » ne se lit pas : « 21000 ».",
    );
    case(
        &[("escale.yaml", "+couleurs_sombres: x\n"), ("themes/mini/templates/event.html", "{{ evenement.title }}")],
        "\
E014 escale.yaml:20:1 16 « couleurs_sombres » n'est pas une information connue ici.
E084 themes/mini/templates/event.html:1:1 0 Ce modèle demande « evenement », que les pages n'ont pas.",
    );
    // Everything, in no order: no two builds would make the same page.
    case(
        &[("themes/mini/templates/event.html", "{{ event.title }}\n{{ __tera_context }}")],
        "E084 themes/mini/templates/event.html:2:1 0 Ce modèle demande « __tera_context », que les pages n'ont pas.",
    );
    case(
        &[("regions/occitanie/evenements/e.md", "type: formum\nstatut: fini")],
        "\
E018 regions/occitanie/evenements/e.md:8:7 6 « formum » n'est pas un choix possible pour « type ».
E018 regions/occitanie/evenements/e.md:9:9 4 « fini » n'est pas un choix possible pour « statut ».",
    );
    case(
        &[(
            "regions/occitanie/region.yaml",
            "nom: Occitanie\npreposition: en\niso: OCC\ninsee: \"75\"\ncouleurs: {accent: \"#1d4ed8\"}\n",
        )],
        "E020 regions/occitanie/region.yaml:4:8 4 Les codes « iso » et « insee » ne désignent pas la même région.",
    );
    case(
        &[
            ("content/partenaires/agefiph.md", ""),
            ("regions/occitanie/evenements/e.md", "partenaires:\n  - agephif\n  - xyz"),
        ],
        "\
E021 regions/occitanie/evenements/e.md:10:5 7 Le partenaire « agephif » n'est pas dans la liste.
E021 regions/occitanie/evenements/e.md:11:5 3 Le partenaire « xyz » n'est pas dans la liste.",
    );
    case(
        &[("content/lieux/maison.yaml", VENUE), ("regions/occitanie/evenements/e.md", "lieu: maisson")],
        "E022 regions/occitanie/evenements/e.md:9:7 7 Le lieu « maisson » n'est pas dans la liste.",
    );
    case(
        &[("content/evenements/e.md", "regions: [occitanie, ocitanie]")],
        "E023 content/evenements/e.md:9:22 8 La région « ocitanie » n'existe pas.",
    );
    case(
        &[
            ("regions/occitanie/region.yaml", "+editions: [{id: ed-2027, titre: É, debut: 2027}]\n"),
            ("regions/occitanie/evenements/e.md", "edition: ed-2026"),
        ],
        "E024 regions/occitanie/evenements/e.md:9:10 7 L'édition « ed-2026 » n'existe pas dans cette région.",
    );
    case(
        &[("regions/occitanie/evenements/e.md", "mode: sur-place")],
        "E025 regions/occitanie/evenements/e.md:8:7 9 On ne sait pas où l'évènement a lieu.",
    );
    case(
        &[
            ("regions/occitanie/evenements/e.md", "date_fin: 2027-05-16"),
            ("regions/occitanie/evenements/f.md", "id: f\nheure: 14:00\nheure_fin: 13:00"),
        ],
        "\
E030 regions/occitanie/evenements/e.md:9:11 10 La fin (2027-05-16) est avant le début (2027-05-17).
E030 regions/occitanie/evenements/f.md:10:12 5 La fin (2027-05-17 13:00) est avant le début (2027-05-17 14:00).",
    );
    case(
        &[("regions/occitanie/evenements/e.md", "inscription: {lien: https://example.org/, cloture: 2027-05-18}")],
        "E031 regions/occitanie/evenements/e.md:8:1 11 Les inscriptions ferment après la fin de l'évènement.",
    );
    case(
        &[(
            "regions/occitanie/evenements/e.md",
            "inscription: {lien: https://example.org/, ouverture: 2027-05-03, cloture: 2027-05-02}",
        )],
        "E032 regions/occitanie/evenements/e.md:8:1 11 Les inscriptions ouvrent après leur clôture.",
    );
    case(
        &[("content/pages/p.md", "---\ntitre: P\npublier_le: 2027-05-02\nretirer_le: 2027-05-01\n---\n")],
        "E033 content/pages/p.md:4:13 10 « retirer_le » n'est pas après « publier_le ».",
    );
    case(
        &[("regions/occitanie/evenements/e.md", "date: 2027-03-28\nheure: 02:30")],
        "E034 regions/occitanie/evenements/e.md:9:8 5 Cette heure n'existe pas : 28 mars 2027 02:30.",
    );
    case(
        &[("regions/occitanie/evenements/e.md", "date: 2027-10-31\nheure: 02:30")],
        "E035 regions/occitanie/evenements/e.md:9:8 5 Cette heure existe deux fois : 31 octobre 2027 02:30.",
    );
    case(
        &[("regions/occitanie/evenements/e.md", "heure_fin: 17:00")],
        "E036 regions/occitanie/evenements/e.md:9:12 5 « heure_fin » ne va pas sans « heure ».",
    );
    case(
        &[("regions/occitanie/evenements/e.md", "inscription:")],
        "E037 regions/occitanie/evenements/e.md:8:13 0 On ne sait pas comment s'inscrire à cet évènement à venir.",
    );
    case(
        &[("content/evenements/e.md", ""), ("regions/occitanie/evenements/f.md", "")],
        "E040 regions/occitanie/evenements/f.md:2:5 1 L'identifiant « e » est déjà pris.",
    );
    case(
        &[
            ("regions/occitanie/pages/evenements.md", "x"),
            ("regions/occitanie/pages/Été.md", "x"),
            ("regions/occitanie/pages/ete.md", "x"),
            ("content/hub/occitanie.md", "x"),
        ],
        "\
E041 regions/occitanie:0:0 0 Deux pages auraient la même adresse : /occitanie/
E041 regions/occitanie/pages/evenements.md:0:0 0 Deux pages auraient la même adresse : /occitanie/evenements/
E041 regions/occitanie/pages/Été.md:0:0 0 Deux pages auraient la même adresse : /occitanie/ete/",
    );
    case(
        &[(
            "regions/occitanie/region.yaml",
            "+editions: [{id: a, titre: A, debut: 2027}, {id: a, titre: B, debut: 2028}]\n",
        )],
        "E043 regions/occitanie/region.yaml:6:49 1 Deux éditions de cette région ont l'identifiant « a ».",
    );
    case(
        &[("regions/occitanie/pages/con.md", "x"), ("regions/occitanie/evenements/!.md", "")],
        "\
E042 regions/occitanie/evenements/!.md:0:0 0 Le nom de ce fichier ne peut pas devenir une adresse web.
E130 regions/occitanie/pages/con.md:0:0 0 Le nom de ce fichier ne peut pas être repris tel quel : l'adresse finit par « con-page/ ».",
    );
    case(
        &[("content/pages/p.md", "a\n\nVoir [ici](parcour.md) et [là](/parcour/).")],
        "\
E071 content/pages/p.md:6:6 17 « ici » ne dit pas où mène ce lien.
E050 content/pages/p.md:6:12 10 (occitanie) Ce lien ne mène nulle part : parcour.md
E050 content/pages/p.md:6:32 9 (occitanie) Ce lien ne mène nulle part : /parcour/",
    );
    case(
        &[("content/pages/p.md", "[ici](#nulle-part)")],
        "\
E071 content/pages/p.md:4:1 18 « ici » ne dit pas où mène ce lien.
E051 content/pages/p.md:4:7 11 (occitanie) Le lien « #nulle-part » vise un endroit qui n'existe pas dans la page.",
    );
    case(
        &[("themes/mini/templates/page.html", "<a href=\"rien/\">{{ body }}</a>"), ("content/pages/p.md", "x")],
        "\
E052 content/pages/p.md:0:0 0 (occitanie) La page /occitanie/p/index.html renvoie à « rien/ », qui n'existe pas dans le site.
E077 themes:0:0 0 (occitanie) Une page n'a pas de titre principal (h1).
E078 themes:0:0 0 (occitanie) Une page ne dit pas sa langue (lang).
E078 themes:0:0 0 (occitanie) Une page n'a pas de titre dans l'onglet (title).",
    );
    case(
        &[("content/pages/p.md", "Voir [ici](javascript:alert).")],
        "\
E071 content/pages/p.md:4:6 23 « ici » ne dit pas où mène ce lien.
E053 content/pages/p.md:4:12 16 (occitanie) Ce lien n'est pas permis : javascript:alert",
    );
    case(
        &[("content/pages/p.md", "Voir ![une photo](../images/phot.gif).")],
        "E054 content/pages/p.md:4:19 18 (occitanie) L'image « ../images/phot.gif » n'existe pas.",
    );
    case(
        &[("content/images/photo.gif", "pas une image")],
        "E055 content/images/photo.gif:0:0 0 L'image « photo.gif » ne se lit pas.",
    );
    case(
        &[("content/pages/p.md", "Voir ![](../images/a.gif)."), ("content/images/a.gif", GIF)],
        "E056 content/pages/p.md:4:10 15 Cette image n'a pas de description.",
    );
    case(
        &[("content/pages/p.md", "a\n\nb <script>alert(1)</script>")],
        "E060 content/pages/p.md:6:4 6 La balise <script> n'est pas permise.",
    );
    case(
        &[("content/pages/p.md", "[[évènement]]")],
        "E061 content/pages/p.md:4:1 13 Le bloc « évènement » n'existe pas.",
    );
    case(
        &[("content/pages/p.md", "[[événements : fêtes]]\n\n[[prochains événements : 21]]\n\n[[contact : x]]")],
        "\
E062 content/pages/p.md:4:1 22 Ce bloc ne connaît pas « fêtes ».
E062 content/pages/p.md:6:1 29 Ce bloc ne connaît pas « 21 ».
E062 content/pages/p.md:8:1 15 Ce bloc ne connaît pas « x ».",
    );
    case(
        &[("content/pages/p.md", "Voir [[contact]].\n\n- [[contact]]\n\n> [[contact]]")],
        "\
E063 content/pages/p.md:4:6 2 Un bloc [[…]] doit être seul sur sa ligne.
E063 content/pages/p.md:6:3 2 Un bloc [[…]] doit être seul sur sa ligne.
E063 content/pages/p.md:8:3 2 Un bloc [[…]] doit être seul sur sa ligne.",
    );
    case(
        &[("content/pages/p.md", "## Deux\n\n#### Quatre")],
        "E064 content/pages/p.md:6:1 4 Ce titre saute un niveau : #### après un titre plus haut.",
    );
    case(
        &[("escale.yaml", &SETTINGS.replace("  siege: Paris\n", ""))],
        "E070 escale.yaml:13:1 16 Il manque « siege » aux mentions légales.",
    );
    case(
        &[("escale.yaml", &SETTINGS.replace("theme: mini", "theme: minni"))],
        "E080 escale.yaml:5:8 5 Le thème « minni » n'existe pas.",
    );
    case(
        &[("escale.yaml", &SETTINGS.replace("  - {titre: Un, resume: Premier.}\n", ""))],
        "E019 escale.yaml:8:1 6 Le parcours compte quatre étapes ; « phases » en contient 3.",
    );
    case(
        &[
            ("themes/mini/templates/page.html", "{{ body }}\n{% if %}"),
            ("themes/mini/templates/event.html", "{{ event"),
        ],
        "\
E082 themes/mini/templates/event.html:1:9 1 Ce modèle de page est mal écrit.
E082 themes/mini/templates/page.html:2:7 2 Ce modèle de page est mal écrit.",
    );
    case(
        &[("themes/mini/templates/event.html", "\n{{ event.titel.x }}"), ("regions/occitanie/evenements/e.md", "")],
        "E083 themes/mini/templates/event.html:2:10 5 (occitanie) Ce modèle n'a pas pu faire la page /occitanie/evenements/e/",
    );
    case(
        &[
            (
                "themes/mini/templates/event.html",
                "{% set x = [] %}\n{% for a in range(end=99) %}{% set_global x = [x] %}{% endfor %}",
            ),
            ("regions/occitanie/evenements/e.md", ""),
        ],
        "E165 themes/mini/templates/event.html:2:47 3 (occitanie) Ce modèle imbrique plus de 50 modèles ou listes les uns dans les autres pour la page /occitanie/evenements/e/",
    );
    case(
        &[(
            "regions/occitanie/evenements/e.md",
            "---\nid: e\ntitel: Forum\ntype: forum\nresume: Un.\ndate: 2027-05-17\nmode: en-ligne\ninscription: libre\n---\n",
        )],
        "E026 regions/occitanie/evenements/e.md:3:1 5 Il manque « titre » ; « titel » est écrit à la place.",
    );
    let nested = "> ".repeat(65);
    case(
        &[("content/pages/p.md", &format!("{nested}a"))],
        "E066 content/pages/p.md:4:1 0 Ce texte n'a pas pu être lu.",
    );
    let code = format!("```rust\n{}```", "let a = 1;\n".repeat(2_001));
    case(
        &[("content/pages/p.md", &code)],
        "E065 content/pages/p.md:4:1 3 Cet extrait de code est trop long pour être mis en couleurs.",
    );

    let event = "regions/occitanie/evenements/e.md";
    for (lines, expected) in [
        ("titre: Forum : recruter", "E100 8:8 16 Ce texte a été compris, mais il lui faut des guillemets."),
        ("heure:14h", "E101 9:1 6 Il manque une espace après « : »."),
        ("Lien direct: https://example.org/", "E102 9:1 11 « Lien direct » s'écrit « lien_direct »."),
        ("date: 18 mai 2027", "E103 8:7 11 « 18 mai 2027 » a été compris : mardi 18 mai 2027."),
        (
            "partenaires: - a",
            "E104 9:14 3 Une liste s'écrit entre crochets.\nE021 9:16 1 Le partenaire « a » n'est pas dans la liste.",
        ),
        ("lien_direct: example.org/salle", "E105 9:14 17 L'adresse a été complétée : https://example.org/salle"),
        ("public: Pour tous\net pour toutes", "E106 10:1 14 Cette ligne est la suite de « public »."),
        ("intervenants: [a, b", "E108 9:15 1 Il manque « ] » à la fin."),
        ("public: Pour\u{200b} tous", "E109 9:13 1 1 signe invisible sur cette ligne."),
        ("public: DÃ©butants", "E111 9:10 2 Des lettres sont abîmées : « Ã© » pour « é »."),
        ("public: Groupe # 3", "E112 9:16 3 Ce qui suit « # » fait-il partie du texte ?"),
        ("lieu halle", "E113 9:1 10 Il manque « : » après « lieu »."),
        (
            "<<<<<<< HEAD\nheure: 14h\n=======\nheure: 15h\n>>>>>>> autre",
            "E115 9:1 12 Deux personnes ont modifié ces lignes, et les deux versions sont restées.",
        ),
        ("date: 2027-06-31", "E120 8:7 10 Cette date n'existe pas : « 2027-06-31 »."),
        ("date: 03/04", "E121 8:7 5 Cette date peut se comprendre de plusieurs façons : « 03/04 »."),
        (
            "date: mardi 17 mai 2027",
            "E122 8:7 17 Le jour de la semaine ne va pas avec la date : « mardi 17 mai 2027 ».",
        ),
        ("date: du 17 au 19 mai 2027", "E123 8:7 20 « date » contient plusieurs informations."),
        ("heure: 24:00", "E124 9:8 5 Cette heure peut se comprendre de plusieurs façons : « 24:00 »."),
        ("public: à compléter", "E125 9:9 11 « à compléter » attend encore d'être rempli."),
        ("lien_direct: http://example.org/", "E126 9:14 19 Cette adresse commence par http://, sans protection."),
        (
            "lien_direct: http://localhost:8080/",
            "E127 9:14 22 Personne d'autre que vous ne peut ouvrir cette adresse : http://localhost:8080/",
        ),
        (
            "lien_direct: https://docs.google.com/forms/d/x/edit",
            "E128 9:14 38 C'est l'adresse où l'on modifie ce document : https://docs.google.com/forms/d/x/edit",
        ),
        (
            "lien_direct: https://staging.example.org/",
            "E129 9:14 28 Cette adresse est celle d'un site d'essai : https://staging.example.org/",
        ),
        (
            "lien_direct: https://a@example.org/",
            "E174 9:14 22 Cette adresse contient un nom d'utilisateur, et mène à example.org.",
        ),
        (
            "lien_direct: https://еxample.org/",
            "E175 9:14 20 Le nom du site n'est pas celui que l'on croit lire : [е]xample.org",
        ),
        (
            "inscription: {lien: https://a@example.org/}",
            "E174 8:21 22 Cette adresse contient un nom d'utilisateur, et mène à example.org.",
        ),
        (
            "inscription: {lien: https://еxample.org/}",
            "E175 8:21 20 Le nom du site n'est pas celui que l'on croit lire : [е]xample.org",
        ),
        ("titre: [oups", "E177 8:8 5 Est-ce un texte, ou une liste ?"),
    ] {
        let expected: Vec<String> =
            expected.lines().map(|line| format!("{} {event}:{}", &line[..4], &line[5..])).collect();
        every.push((with(&[(event, lines)]), expected.join("\n").leak()));
    }
    let page = "regions/occitanie/pages/p.md";
    for (text, expected) in [
        ("\n", "E114 1:1 0 Ce fichier est vide."),
        ("—-\ntitre: P\n---\n", "E107 1:1 2 La ligne qui borde l'en-tête s'écrit avec trois tirets courts."),
        ("Texte\n---\ntitre: P\n---\n", "E116 1:1 0 Un texte est écrit avant l'en-tête."),
    ] {
        let mut sources = minimal();
        sources.insert(page, text.as_bytes());
        every.push((sources, format!("{} {page}:{}", &expected[..4], &expected[5..]).leak()));
    }
    let mut settings = minimal();
    let text = SETTINGS.replace(
        "  hebergeur: {nom: Hôte, adresse: Paris, telephone: 01 99 00 56 78}\n",
        "  hebergeur:\n      nom: Hôte\n    telephone: 01 99 00 56 78\n      adresse: Paris\n",
    );
    settings.insert("escale.yaml", text.into_bytes());
    every.push((settings, "E117 escale.yaml:21:5 9 On ne sait pas à quoi cette ligne se rattache."));

    every.push((without(minimal(), "escale.yaml"), "E001 escale.yaml:0:0 0 Il n'y a pas de fichier escale.yaml ici."));
    every.push((
        without(minimal(), "regions/occitanie/region.yaml"),
        "E002 regions:0:0 0 Le dossier regions ne contient aucune région.",
    ));
    every.push((
        without(minimal(), "themes/mini/templates/venue.html"),
        "E081 themes/mini:0:0 0 Le thème n'a pas de modèle « venue.html ».",
    ));
    let mut no_word = minimal();
    replace(&mut no_word, "themes/mini/theme.yaml", "etat_annule:", "etat_annnule:");
    every.push((no_word, "E085 themes/mini/theme.yaml:0:0 0 Le thème ne dit pas comment écrire « etat_annule »."));
    let mut font = minimal();
    font.insert("themes/mini/partage/titres.ttf", *b"\0\x01\0\0 perdue");
    every.push((font, "E086 themes/mini/partage/titres.ttf:0:0 0 Cette police de caractères ne se lit pas."));
    let mut fonts = minimal();
    for n in 0..21 {
        fonts.insert(format!("themes/mini/partage/{n}.ttf"), *b"");
    }
    every.push((fonts, "E166 themes/mini:0:0 0 Ce thème a plus de 20 polices dans son dossier partage."));
    let mut notes = minimal();
    notes.insert("themes/mini/static/notes.psd", *b"Notes");
    every.push((notes, "E173 themes/mini/static/notes.psd:0:0 0 Ce fichier du thème n'est pas publié."));
    every.push((
        with(&[("regions/occitanie/pages/p.md", "[https://a.example.org](https://b.example.net/)\n")]),
        "E176 regions/occitanie/pages/p.md:4:1 47 Le texte de ce lien est une adresse, et le lien mène ailleurs : b.example.net",
    ));
    let mut raw = minimal();
    raw.insert("regions/occitanie/pages/latin.md", *b"---\ntitre: \xe9t\xe9\n---\n");
    raw.insert("regions/occitanie/pages/mixte.md", b"---\ntitre: \xc3\xa9t\xe9\n---\n".as_slice());
    raw.insert("regions/occitanie/pages/sans.md", *b"# Titre\n");
    raw.insert("regions/occitanie/pages/ouvert.md", *b"---\ntitre: Titre\n\nTexte\n");
    raw.refuse("regions/occitanie/pages/lien.md", Refusal::Link);
    raw.refuse("regions/occitanie/pages/gros.md", Refusal::TooLarge { limit_bytes: 1 << 20 });
    every.push((
        raw,
        "\
E005 regions/occitanie/pages/gros.md:0:0 0 Ce fichier est trop gros : 1 Mo au plus.
E110 regions/occitanie/pages/latin.md:0:0 0 Ce fichier est enregistré en « ANSI » (Windows-1252), pas en UTF-8.
E005 regions/occitanie/pages/lien.md:0:0 0 C'est un lien vers un autre endroit, il n'est pas suivi.
E007 regions/occitanie/pages/mixte.md:2:1 0 Ce fichier n'est pas enregistré en UTF-8.
E012 regions/occitanie/pages/ouvert.md:1:1 0 L'en-tête n'est pas fermé.
E011 regions/occitanie/pages/sans.md:1:1 0 Ce fichier n'a pas d'en-tête.",
    ));
    let mut case = |files: &[(&str, &str)], expected| every.push((with(files), expected));
    case(
        &[
            (
                "regions/occitanie/pages/p.md",
                "##\n\n**Un titre**\n\nVENEZ TOUS AU FORUM DES ENTREPRISES\n\n<div>\n\n[ici](/contact/) [A](/contact/) [a](/parcours/) [b](tel:1)\n\n\
             | A | |\n|---|---|\n| 1 | 2 |\n\n![photo.gif](../images/photo.gif)\n\n<div title='\n",
            ),
            ("regions/occitanie/images/photo.gif", GIF),
        ],
        "\
E067 regions/occitanie/pages/p.md:4:1 1 Ce titre est vide.
E068 regions/occitanie/pages/p.md:6:1 12 Cette ligne en gras sert de titre, et n'en est pas un.
E074 regions/occitanie/pages/p.md:8:1 35 Cette phrase est tout en majuscules.
E069 regions/occitanie/pages/p.md:10:2 3 La balise <div> n'est jamais fermée.
E071 regions/occitanie/pages/p.md:12:1 16 « ici » ne dit pas où mène ce lien.
E072 regions/occitanie/pages/p.md:12:33 15 Deux liens « a » mènent à deux endroits différents.
E076 regions/occitanie/pages/p.md:12:49 10 Ce lien ne permet ni d'écrire ni d'appeler : tel:1
E073 regions/occitanie/pages/p.md:14:6 0 La colonne 2 de ce tableau n'a pas de titre.
E075 regions/occitanie/pages/p.md:18:3 9 « photo.gif » est le nom du fichier, pas une description.
E160 regions/occitanie/pages/p.md:20:1 1 Cette balise n'est pas terminée.",
    );
    case(
        &[
            ("themes/mini/templates/page.html", "<title>T</title><h2>A</h2><h4>B</h4><canvas></canvas>{{ body }}"),
            ("regions/occitanie/pages/p.md", "a"),
            ("regions/occitanie/pages/q.md", "a"),
        ],
        "\
E090 regions/occitanie/pages/q.md:0:0 0 (occitanie) Deux pages ont le même titre : T
E077 themes:0:0 0 (occitanie) Une page n'a pas de titre principal (h1).
E077 themes:0:0 0 (occitanie) Une page saute un niveau de titre : h4 après h2.
E078 themes:0:0 0 (occitanie) Une page ne dit pas sa langue (lang).
E079 themes:0:0 0 (occitanie) Une page contient ce qu'aucune ne doit contenir : <canvas>",
    );
    let passed = "date: 2020-05-17\ninscription: {lien: https://example.org/, ouverture: 2028-01-01}";
    case(
        &[
            ("regions/la-reunion/region.yaml", REUNION),
            ("regions/la-reunion/evenements/f.md", &format!("id: f\n{passed}")),
            ("regions/occitanie/region.yaml", "+editions:\n  - {id: a, titre: A, debut: 2020}\n"),
            ("regions/occitanie/evenements/e.md", ""),
            ("regions/occitanie/pages/p.md", "---\ntitre: P\nmis_a_jour: 2020-05-17\n---\nx"),
            ("regions/occitanie/pages/q.md", "---\nmasquer: oui\n---\n"),
            ("content/lieux/l.yaml", VENUE),
            ("content/images/large.jpg", &heavy_gif()),
        ],
        "\
E091 content/images/large.jpg:0:0 0 Cette image n'est utilisée nulle part.
E092 content/images/large.jpg:0:0 0 Cette image est lourde, et publiée telle quelle : 1001 Ko.
E093 content/images/large.jpg:0:0 0 Le nom de cette image ne dit pas son vrai format : GIF.
E091 content/lieux/l.yaml:0:0 0 Aucun évènement n'a lieu ici.
E096 regions/la-reunion/evenements/f.md:8:1 11 L'inscription doit ouvrir, mais l'évènement est déjà passé.
E094 regions/la-reunion/region.yaml:0:0 0 Cette région n'annonce plus rien.
E095 regions/occitanie/pages/p.md:3:13 10 Cette page a été relue pour la dernière fois le dimanche 17 mai 2020.
E098 regions/occitanie/pages/q.md:2:10 3 Il n'y a rien à masquer ici.
E097 regions/occitanie/region.yaml:7:10 1 La dernière édition de la région est finie depuis plus d'un an : A",
    );
    case(
        &[("regions/occitanie/pages/p.md", "Connexion : https://marie:azerty@example.org/ (à compléter)")],
        "E099 regions/occitanie/pages/p.md:4:1 0 Un mot de passe se trouve ici.",
    );
    every
}

/// A picture of three pixels by two whose pixels take a million bytes.
fn heavy_gif() -> String {
    let start = GIF.strip_suffix(';').unwrap();
    let pixels = format!("\x7f{}", " ".repeat(127)).repeat(7_813);
    format!("{start},\0\0\0\0\x03\0\x02\0\0\x02{pixels}\0;")
}

#[test]
fn every_kind_of_problem_has_its_place() {
    let mut wrong = Vec::new();
    for (sources, expected) in every_kind() {
        let found = problems(&sources);
        if found.trim_end() != expected {
            wrong.push(format!("{}\nwhere this was expected:\n{expected}\n", found.trim_end()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_kind_of_problem_is_tried_here() {
    let read = |name: &str| {
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/problem").join(name)).unwrap()
    };
    let source = ["codes.rs", "access.rs", "upkeep.rs", "writing.rs"].map(read).concat();
    let known: BTreeSet<&str> = source.split('"').filter(|text| text.len() == 4 && text.starts_with('E')).collect();
    let every = every_kind();
    // What visits of links tell needs visits: tests/suite/links.rs.
    let of_visits = ["E057", "E058", "E059"];
    // What differs from what was published needs something published: tests/suite/cli.rs.
    let of_changes = ["E131"];
    let tried = every.iter().flat_map(|(_, expected)| expected.lines().map(|line| &line[..4]));
    assert_eq!(tried.chain(of_visits).chain(of_changes).collect::<BTreeSet<&str>>(), known);
}

/// What the person wrote, or left out, that the message must name.
fn named(kind: &Kind) -> Option<&str> {
    Some(match kind {
        Kind::Missing { field, .. } | Kind::MissingLegal { field, .. } | Kind::NeedsField { field, .. } => field,
        Kind::UnknownField { field, .. } | Kind::DuplicateField { field, .. } | Kind::WrongShape { field, .. } => field,
        Kind::Invalid { value, .. } | Kind::NotOneOf { value, .. } => value,
        Kind::HourSkipped { value } | Kind::HourRepeated { value } => value,
        Kind::UnknownPartner { id, .. } | Kind::UnknownVenue { id, .. } => id,
        Kind::UnknownRegion { id, .. } | Kind::UnknownEdition { id, .. } | Kind::DuplicateId { id, .. } => id,
        Kind::DuplicateEdition { id } => id,
        Kind::EndBeforeStart { end, .. } => end,
        Kind::DuplicateAddress { address, .. } | Kind::LostAddress { address, .. } => address,
        Kind::FormerAddressTaken { address, .. } | Kind::FormerAddressTwice { address, .. } => address,
        Kind::FormerAddress { written } => written,
        Kind::BrokenLink { target, .. } | Kind::BrokenAnchor { target } => target,
        Kind::BrokenReference { target, .. } | Kind::UnsafeLink { target } => target,
        Kind::MissingImage { file, .. } | Kind::UnreadableImage { file } => file,
        Kind::UnsafeHtml { element } => element,
        Kind::UnknownBlock { name, .. } | Kind::NoTheme { name, .. } | Kind::TemplateVariable { name } => name,
        Kind::BlockArgument { argument, .. } => argument,
        Kind::NoTemplate { name } => name,
        Kind::NoWord { key } => key,
        _ => return None,
    })
}

#[test]
fn every_problem_is_told_in_french_and_in_english() {
    for (sources, _) in every_kind() {
        for problem in built(&sources).1.iter() {
            let [french, english] =
                [Language::French, Language::English].map(|language| show::message(problem, language));
            assert!(!french.title.is_empty() && !english.title.is_empty());
            assert_ne!(french.title, english.title);
            assert_ne!(french.why, english.why.or(Some(String::new())), "{}", french.title);
            let is_said = french.why.is_some() || french.mark.is_some() || !french.remedies.is_empty();
            assert!(is_said, "« {} » helps nobody", french.title);
            if let Some(name) = named(&problem.kind) {
                assert!(french.title.contains(name) && english.title.contains(name), "{name}: {}", french.title);
            }
        }
    }
}

/// What a problem marks in its file.
fn marked(sources: &Sources, problem: &Problem) -> String {
    let bytes = sources.get(&problem.place.file).unwrap();
    let text = String::from_utf8_lossy(bytes).into_owned();
    let line = text.trim_start_matches('\u{feff}').lines().nth(problem.place.line as usize - 1).unwrap();
    line.chars().skip(problem.place.column as usize - 1).take(problem.place.length as usize).collect()
}

#[test]
fn a_problem_marks_exactly_what_was_written() {
    let mut how_many = 0;
    for (sources, _) in every_kind() {
        for problem in built(&sources).1.iter().filter(|problem| problem.place.length > 0) {
            match &problem.kind {
                Kind::Invalid { value: text, .. }
                | Kind::NotOneOf { value: text, .. }
                | Kind::UnknownField { field: text, .. }
                | Kind::DuplicateField { field: text, .. }
                | Kind::UnknownPartner { id: text, .. }
                | Kind::UnknownVenue { id: text, .. }
                | Kind::UnknownRegion { id: text, .. }
                | Kind::UnknownEdition { id: text, .. }
                | Kind::DuplicateId { id: text, .. }
                | Kind::BrokenLink { target: text, .. }
                | Kind::UnsafeLink { target: text }
                | Kind::MissingImage { file: text, .. }
                | Kind::UnsafeHtml { element: text } => {
                    assert_eq!(marked(&sources, problem).trim_matches('"'), text);
                    how_many += 1;
                }
                _ => {}
            }
        }
    }
    assert!(how_many > 30, "only {how_many}");
}

#[test]
fn columns_count_characters_and_lines_are_the_file_s() {
    let header = "titre: Été à Œuilly\nresume: \"« É »\"\npartenaires: [\"été\", agephif]\n---\né è [à](nulle.md)";
    let sources = with(&[("regions/occitanie/evenements/e.md", header), ("content/partenaires/agefiph.md", "")]);
    let found = built(&sources).1;
    let marks: Vec<String> = found.iter().map(|problem| marked(&sources, problem)).collect();
    assert_eq!(marks, ["\"été\"", "agephif", "nulle.md"]);
    assert_eq!(found.iter().map(|problem| problem.place.line).collect::<Vec<_>>(), [9, 9, 11]);
}

/// The sample of the house's page on mistakes.
fn unknown_partner() -> Sources {
    let header = "---\nid: lancement-dijon\ntitre: Lancement\ntype: lancement\nresume: Un lancement.\ndate: 2021-05-17\n\
        mode: en-ligne\nphase: 1\npartenaires: [agephif, pwc]\n---\n";
    with(&[
        (
            "regions/bourgogne-franche-comte/region.yaml",
            "nom: Bourgogne-Franche-Comté\npreposition: en\niso: BFC\ninsee: \"27\"\ncouleurs: {accent: \"#1d4ed8\"}\n",
        ),
        ("regions/bourgogne-franche-comte/evenements/2021-05-17-lancement-dijon.md", header),
        ("content/partenaires/agefiph.md", ""),
        ("content/partenaires/pwc.md", "nom: PwC"),
    ])
}

fn shown(sources: &Sources, language: Language) -> String {
    show::text(&built(sources).1, sources, Style { language, has_colour: false })
}

#[test]
fn a_problem_is_shown_with_its_line_its_mark_and_the_ways_out() {
    assert_eq!(
        shown(&unknown_partner(), Language::French),
        "\
BLOQUANT  Le partenaire « agephif » n'est pas dans la liste.                       [E021]
  regions/bourgogne-franche-comte/evenements/2021-05-17-lancement-dijon.md, ligne 9
    9 │ partenaires: [agephif, pwc]
      │               ^^^^^^^  vouliez-vous dire « agefiph » ?
  Remplacez la ligne 9 par :  partenaires: [agefiph, pwc]
  Ou créez sa fiche :         escale new partenaire agephif

"
    );
    assert_eq!(
        shown(&unknown_partner(), Language::English),
        "\
BLOCKING  The partner “agephif” is not in the list.                                [E021]
  regions/bourgogne-franche-comte/evenements/2021-05-17-lancement-dijon.md, line 9
    9 │ partenaires: [agephif, pwc]
      │               ^^^^^^^  did you mean “agefiph”?
  Replace line 9 by:   partenaires: [agefiph, pwc]
  Or create its file:  escale new partenaire agephif

"
    );
}

#[test]
fn colour_is_only_beside_the_word() {
    let sources = unknown_partner();
    let problems = built(&sources).1;
    let coloured = show::text(&problems, &sources, Style { language: Language::French, has_colour: true });
    let plain = shown(&sources, Language::French);
    assert_ne!(coloured, plain);
    assert_eq!(coloured.replace("\u{1b}[1;31m", "").replace("\u{1b}[0m", ""), plain);
}

#[test]
fn what_a_terminal_would_obey_is_never_shown() {
    let evil = "titre: \"\u{1b}[2J\u{202e}x\"\ntype: \u{202e}\u{200b}formu\n";
    let sources = with(&[("regions/occitanie/evenements/e.md", evil), ("content/pages/p.md", "[a](x\u{202e}\u{9b}y)")]);
    for language in [Language::French, Language::English] {
        let text = shown(&sources, language);
        assert!(text.contains("[E018]") && text.contains("[E050]"), "{text}");
        assert!(!text.contains(|c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202e}' | '\u{200b}')));
    }
}

#[test]
fn problems_are_counted_by_level() {
    let sources = with(&[
        ("content/pages/p.md", "[a](b)\n\n[c](d)"),
        ("content/pages/q.md", &format!("```rust\n{}```", "a\n".repeat(2_001))),
        ("regions/occitanie/evenements/e.md", "date: x"),
    ]);
    let problems = built(&sources).1;
    assert_eq!(show::count(&problems, Language::French), "4 problèmes : 1 bloquant, 2 à corriger, 1 conseil.");
    assert_eq!(show::count(&problems, Language::English), "4 problems: 1 blocking, 2 to correct, 1 advice.");
    assert_eq!(show::count(&Problems::new(), Language::French), "Aucun problème.");
}

#[test]
fn a_problem_is_also_json() {
    let sources = unknown_partner();
    let problems = built(&sources).1;
    assert_eq!(
        show::json(&problems, &sources, Language::French)[0],
        serde_json::json!({
            "code": "E021",
            "level": "blocking",
            "file": "regions/bourgogne-franche-comte/evenements/2021-05-17-lancement-dijon.md",
            "line": 9,
            "column": 15,
            "length": 7,
            "site": null,
            "title": "Le partenaire « agephif » n'est pas dans la liste.",
            "mark": "vouliez-vous dire « agefiph » ?",
            "why": null,
            "remedies": ["Écrivez :  agefiph", "Ou créez sa fiche :  escale new partenaire agephif"],
            "fix": null,
        })
    );
}

#[test]
fn twenty_problems_in_five_files_come_at_once_in_one_order() {
    let sources = with(&[
        ("escale.yaml", "+fuseau: Mars\ncontact: {telephone: 12}\n"),
        ("regions/occitanie/region.yaml", "+contact: {courriel: a}\nediton: []\nchiffres: [a]\n"),
        (
            "regions/occitanie/evenements/e.md",
            "type: fete\nheure: tard\nmode: ailleurs\npartenaires: [a, b]\nphase: 9\nplace: 3\n---\n\n\n[[rien]]\n",
        ),
        ("content/pages/p.md", "---\nmenu: un\n---\n![Une image](x.png)\n\n<iframe></iframe>\n"),
        ("content/lieux/l.yaml", "nom: L\ncode_postal: 1\ninsee: 2\n"),
    ]);
    let expected = "\
E013 content/lieux/l.yaml:1:1 0 Il manque « commune ».
E017 content/lieux/l.yaml:2:14 1 « code_postal » ne se lit pas : « 1 ».
E017 content/lieux/l.yaml:3:8 1 « insee » ne se lit pas : « 2 ».
E013 content/pages/p.md:2:1 0 Il manque « titre ».
E017 content/pages/p.md:2:7 2 « menu » ne se lit pas : « un ».
E054 content/pages/p.md:4:14 5 (occitanie) L'image « x.png » n'existe pas.
E060 content/pages/p.md:6:2 6 La balise <iframe> n'est pas permise.
E017 escale.yaml:20:9 4 « fuseau » ne se lit pas : « Mars ».
E017 escale.yaml:21:22 2 « telephone » ne se lit pas : « 12 ».
E018 regions/occitanie/evenements/e.md:7:7 4 « fete » n'est pas un choix possible pour « type ».
E017 regions/occitanie/evenements/e.md:8:8 4 « heure » ne se lit pas : « tard ».
E018 regions/occitanie/evenements/e.md:9:7 8 « ailleurs » n'est pas un choix possible pour « mode ».
E021 regions/occitanie/evenements/e.md:10:15 1 Le partenaire « a » n'est pas dans la liste.
E021 regions/occitanie/evenements/e.md:10:18 1 Le partenaire « b » n'est pas dans la liste.
E017 regions/occitanie/evenements/e.md:11:8 1 « phase » ne se lit pas : « 9 ».
E014 regions/occitanie/evenements/e.md:12:1 5 « place » n'est pas une information connue ici.
E061 regions/occitanie/evenements/e.md:16:1 8 Le bloc « rien » n'existe pas.
E017 regions/occitanie/region.yaml:6:21 1 « courriel » ne se lit pas : « a ».
E014 regions/occitanie/region.yaml:7:1 6 « editon » n'est pas une information connue ici.
E016 regions/occitanie/region.yaml:8:12 1 « chiffres » n'a pas la forme attendue.
";
    assert_eq!(problems(&sources), expected);
    assert_eq!(expected.lines().count(), 20);
    for threads in [1, 8] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        assert_eq!(pool.install(|| problems(&sources)), expected, "{threads} threads");
    }
}

/// The problems of an event with this header.
#[track_caller]
fn check_event(header: &str, expected: &str) {
    let sources = with(&[("regions/occitanie/evenements/e.md", header)]);
    assert_eq!(problems(&sources).trim_end().replace("regions/occitanie/evenements/", ""), expected);
}

/// The problems of a file taken as it is.
#[track_caller]
fn check_file(path: &str, bytes: &[u8], expected: &str) {
    let mut sources = minimal();
    sources.insert(path, bytes.to_vec());
    assert_eq!(problems(&sources).trim_end(), expected);
}

#[test]
fn a_byte_order_mark_and_foreign_line_ends_change_nothing() {
    let file = "\u{feff}---\r\nid: e\r\ntitre: Forum\r\ntype: forum\r\nresume: Un.\r\ndate: 2027-05-17\r\nmode: en-ligne\r\n\
        partenaires: [nul]\r\ninscription: libre\r\n---\r\n[a](b)\r\n";
    check_file(
        "regions/occitanie/evenements/e.md",
        file.as_bytes(),
        "\
E021 regions/occitanie/evenements/e.md:8:15 3 Le partenaire « nul » n'est pas dans la liste.
E050 regions/occitanie/evenements/e.md:11:5 1 (occitanie) Ce lien ne mène nulle part : b",
    );
    let region = format!("\u{feff}{}", OCCITANIE.replace('\n', "\r\n"));
    check_file("regions/occitanie/region.yaml", region.as_bytes(), "");
    check_file("escale.yaml", format!("\u{feff}{}", SETTINGS.replace('\n', "\r\n")).as_bytes(), "");
}

#[test]
fn every_scalar_is_read_as_text() {
    let region = "nom: Guadeloupe\npreposition: en\niso: 971\ninsee: 01\ncouleurs: {accent: \"#1d4ed8\"}\n\
        contact: {telephone: +33199001234, horaires: 3.10}\nfictive: NO\neditions: [{id: 2027, titre: 0150, debut: 2027}]\n";
    let sources = with(&[("regions/occitanie/region.yaml", region)]);
    let understood = parsed(&sources);
    assert_eq!(lines(&understood.problems), "");
    let region = &understood.content.unwrap().programme.regions[0];
    assert_eq!(region.code.insee, "01");
    assert_eq!(region.about.contact.telephone.as_ref().unwrap().dialled(), "+33199001234");
    assert_eq!(region.about.contact.opening_hours.as_deref(), Some("3.10"));
    assert_eq!(region.editions[0].title, "0150");
    assert!(!region.is_fictional);
}

#[test]
fn yes_and_no_are_understood_in_every_spelling_and_nothing_else_is_guessed() {
    for (written, is_draft) in [
        ("oui", true),
        ("Oui", true),
        ("yes", true),
        ("true", true),
        ("vrai", true),
        ("on", true),
        ("1", true),
        ("non", false),
        ("NO", false),
        ("no", false),
        ("false", false),
        ("faux", false),
        ("off", false),
        ("0", false),
    ] {
        let sources = with(&[("regions/occitanie/evenements/e.md", &format!("brouillon: {written}"))]);
        let understood = parsed(&sources);
        assert_eq!(lines(&understood.problems), "");
        let event = &understood.content.unwrap().programme.regions[0].events[0];
        assert_eq!(event.publication.is_draft, is_draft, "{written}");
    }
}

#[test]
fn a_draft_never_leaks_for_a_word_nobody_understands() {
    for written in ["peut-être", "", "[oui, non]", "n", "ouii", "oui ou non", "TBD"] {
        let sources = with(&[("regions/occitanie/evenements/e.md", &format!("brouillon: {written}"))]);
        let understood = parsed(&sources);
        assert_eq!(lines(&understood.problems).lines().count(), 1, "{written}");
        let events = &understood.content.unwrap().programme.regions[0].events;
        assert!(events.iter().all(|event| event.publication.is_draft), "{written}");
        assert!(built(&sources).0.paths().all(|path| !path.contains("evenements/e/")), "{written}");
    }
}

#[test]
fn yaml_that_would_mean_something_else_is_text() {
    let quotes = |at: &str| format!("E100 e.md:{at} Ce texte a été compris, mais il lui faut des guillemets.");
    for (line, shown, length) in [
        ("titre: &a Forum", "&amp;a Forum", 8),
        ("titre: *a", "*a", 2),
        ("titre: !!str Forum", "!!str Forum", 11),
        ("titre: @DéClics", "@DéClics", 8),
        ("titre: Forum : recruter", "Forum : recruter", 16),
        ("titre: [Complet] Forum", "[Complet] Forum", 15),
        ("titre: {titre}", "{titre}", 7),
        ("titre: | Forum", "| Forum", 7),
        ("titre: #DéClics", "#DéClics", 8),
    ] {
        check_event(line, &quotes(&format!("8:8 {length}")));
        let (output, _) = built(&with(&[("regions/occitanie/evenements/e.md", line)]));
        let page = page(&output, "occitanie/evenements/e/index.html");
        assert!(page.contains(shown) || page.contains(&shown.replace(" :", "\u{a0}:")), "{line}: {page}");
    }
    check_event("titre:\tForum", "");
    check_event("titre: Fo\0rum", "E109 e.md:8:10 1 1 signe invisible sur cette ligne.");
    check_event(
        "? [a, b]\n: c",
        "E008 e.md:9:1 8 Cette ligne n'est pas comprise.\nE008 e.md:10:1 3 Cette ligne n'est pas comprise.",
    );
}

#[test]
fn a_file_holds_one_document() {
    let file = "regions/occitanie/region.yaml";
    for mark in ["---", "..."] {
        check_file(
            file,
            format!("{OCCITANIE}{mark}\nnom: Deux\n").as_bytes(),
            &format!(
                "E008 {file}:6:1 3 Cette ligne n'est pas comprise.\nE015 {file}:7:1 3 « nom » est écrit deux fois."
            ),
        );
    }
}

#[test]
fn a_file_without_a_header_is_told_so() {
    let page = "regions/occitanie/pages/p.md";
    let told = |code: &str, rest: &str| format!("{code} {page}:{rest}");
    check_file(page, b"", &told("E114", "1:1 0 Ce fichier est vide."));
    check_file(page, b"# Titre\n", &told("E011", "1:1 0 Ce fichier n'a pas d'en-tête."));
    check_file(page, b"\n---\ntitre: P\n---\n", "");
    check_file(page, b"titre: P\n---\n", &told("E011", "1:1 0 L'en-tête n'est pas ouvert."));
    check_file(page, b"---", &told("E012", "1:1 0 L'en-tête n'est pas fermé."));
    check_file(page, b"---\ntitre: P\n\nTexte\n", &told("E012", "1:1 0 L'en-tête n'est pas fermé."));
    check_file(page, b"---\n---\n", &told("E013", "2:1 0 Il manque « titre »."));
    check_file(page, b"---\n- a\n---\n", &told("E008", "2:1 3 Cette ligne n'est pas comprise."));
    check_file(page, b"---  \ntitre: P\n---\t\n", "");
}

#[test]
fn bombs_end_at_once_with_few_problems() {
    let deep_block: String = (0..5_000).map(|level| format!("{}a:\n", " ".repeat(level % 400))).collect();
    for bomb in [
        "[".repeat(1 << 20),
        "{a: ".repeat(1 << 18),
        format!("editions: {}", "[".repeat(1 << 20)),
        format!("accessibilite: {}", "{note: ".repeat(1 << 17)),
        "- ".repeat(1 << 19),
        deep_block,
        format!("anciennes_adresses: [{}]", "a,".repeat(20_001)),
        "a: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n".to_owned(),
        "nom: \"".repeat(1 << 17),
        "nom: \"a\n".repeat(1 << 16),
        "# ".repeat(1 << 19),
    ] {
        let mut sources = minimal();
        sources.insert("regions/occitanie/lieux/l.yaml", bomb.into_bytes());
        let codes: BTreeSet<String> = problems(&sources).lines().map(|line| line[..4].to_owned()).collect();
        assert!(!codes.is_empty() && codes.len() <= 4, "{codes:?}");
    }
}

#[test]
fn hours_that_the_clocks_skip_or_repeat_are_answered_wherever_they_stand() {
    check_event(
        "date: 2027-10-30\nheure: 22:00\ndate_fin: 2027-10-31\nheure_fin: 02:30",
        "E035 e.md:11:12 5 Cette heure existe deux fois : 31 octobre 2027 02:30.",
    );
    check_event(
        "date: 2027-11-30\ninscription: {lien: https://example.org/, ouverture: 2027-03-28 02:30, cloture: 2027-10-31 02:00}\n\
         publier_le: 2027-03-28 2h\nretirer_le: 2027-10-31 2h59",
        "\
E034 e.md:8:54 16 Cette heure n'existe pas : 2027-03-28 02:30.
E035 e.md:8:81 16 Cette heure existe deux fois : 2027-10-31 02:00.
E034 e.md:9:13 13 Cette heure n'existe pas : 2027-03-28 2h.
E035 e.md:10:13 15 Cette heure existe deux fois : 2027-10-31 2h59.",
    );
    check_event("date: 2027-03-28\nheure: 01:59\nheure_fin: 03:00", "");
    check_event("date: 2027-10-31\nheure: 01:59\nheure_fin: 03:00", "");
    let in_reunion = with(&[
        ("regions/la-reunion/region.yaml", REUNION),
        ("regions/la-reunion/evenements/e.md", "date: 2027-03-28\nheure: 02:30"),
    ]);
    assert_eq!(problems(&in_reunion), "");
}

#[test]
fn one_cause_is_one_problem() {
    check_event("heure: dix\nheure_fin: 10:00", "E017 e.md:9:8 3 « heure » ne se lit pas : « dix ».");
    check_event("lieu: [a, b]", "E016 e.md:9:7 6 « lieu » n'a pas la forme attendue.");
    check_event("inscription: {lien: ici}", "E017 e.md:8:21 3 « lien » ne se lit pas : « ici ».");
    let reunion = ("regions/la-reunion/region.yaml", REUNION);
    let same_in_two_regions =
        with(&[reunion, ("content/pages/p.md", "[a](b.md)"), ("content/evenements/e.md", "date: x")]);
    assert_eq!(
        problems(&same_in_two_regions),
        "\
E017 content/evenements/e.md:8:7 1 « date » ne se lit pas : « x ».
E050 content/pages/p.md:4:5 4 Ce lien ne mène nulle part : b.md
"
    );
    let inherited = with(&[reunion, ("escale.yaml", "+contact: {telephone: 12}\n")]);
    assert_eq!(problems(&inherited), "E017 escale.yaml:20:22 2 « telephone » ne se lit pas : « 12 ».\n");
    let (before, after) = SETTINGS.split_once("mentions_legales:").unwrap();
    let no_legal_notice = with(&[reunion, ("escale.yaml", before)]);
    assert_eq!(problems(&no_legal_notice).lines().count(), 8, "without {after}");
    let broken_theme = with(&[("themes/mini/theme.yaml", "a: [b")]);
    assert_eq!(problems(&broken_theme).lines().count(), 1);
    let broken_region = with(&[
        ("regions/occitanie/region.yaml", "x\n"),
        ("regions/occitanie/evenements/e.md", "partenaires: [nul]\ndate: x"),
    ]);
    assert_eq!(problems(&broken_region).lines().count(), 1);
}

#[test]
fn a_misspelt_obligatory_field_is_one_blocking_problem_at_its_place() {
    let header = "---\nid: e\ntitel: Forum\ntype: forum\nresume: Un.\ndate: 2027-05-17\nmode: en-ligne\ninscription: libre\n---\n";
    let found = built(&with(&[("regions/occitanie/evenements/e.md", header)])).1;
    let told: Vec<(u32, Level)> = found.iter().map(|problem| (problem.place.line, problem.level())).collect();
    assert_eq!(told, [(3, Level::Blocking)], "{}", lines(&found));
}

#[test]
fn what_refers_to_a_file_that_cannot_be_read_is_no_second_problem() {
    let cases: [&[(&str, &str)]; 7] = [
        &[
            ("content/partenaires/agefiph.md", "role: x"),
            ("regions/occitanie/evenements/e.md", "partenaires: [agefiph]"),
        ],
        &[
            ("content/lieux/l.yaml", "nom: L\ncommune: Dijon\ninsee: x"),
            ("regions/occitanie/evenements/e.md", "lieu: l"),
        ],
        &[
            ("regions/occitanie/region.yaml", "+editions: [{id: ed-2027, titre: É, debut: x}]\n"),
            ("regions/occitanie/evenements/e.md", "edition: ed-2027"),
        ],
        &[("content/images/a.gif", "x"), ("content/pages/p.md", "![Une image](../images/a.gif)")],
        &[("regions/occitanie/evenements/e.md", "date: x"), ("content/pages/p.md", "[a](../evenements/e.md)")],
        &[("content/pages/q.md", "---\n---\n"), ("content/pages/p.md", "[a](q.md)")],
        &[("regions/occitanie/region.yaml", "x\n"), ("content/hub/p.md", "[a](/occitanie/)")],
    ];
    let found: Vec<String> = cases.iter().map(|files| problems(&with(files))).collect();
    let cascades: Vec<&String> = found.iter().filter(|lines| lines.lines().count() != 1).collect();
    assert_eq!(cascades, Vec::<&String>::new());
}

#[test]
fn a_problem_of_a_file_does_not_hide_another() {
    let sources = with(&[
        ("content/pages/p.md", "---\nmenu: un\n---\n[a](nulle.md)\n\n![Une image](x.gif)"),
        ("regions/occitanie/evenements/e.md", "date: x\n---\n[a](nulle.md)"),
    ]);
    let codes: Vec<String> = problems(&sources).lines().map(|line| line[..4].to_owned()).collect();
    assert_eq!(codes, ["E013", "E017", "E050", "E054", "E017", "E050"]);
}

const NATIONAL_AND_TWO: [(&str, &str); 1] = [("regions/la-reunion/region.yaml", REUNION)];

/// A programme of two regions, Occitanie and La Réunion, with these files, as it is understood.
#[track_caller]
fn programme(files: &[(&str, &str)]) -> Programme {
    let understood = parsed(&with(&[&NATIONAL_AND_TWO, files].concat()));
    assert_eq!(lines(&understood.problems), "");
    understood.content.unwrap().programme
}

fn region<'p>(programme: &'p Programme, id: &str) -> &'p Region {
    programme.region(&Slug::parse(id).unwrap()).unwrap()
}

/// The same programme as pages.
#[track_caller]
fn site(files: &[(&str, &str)]) -> Output {
    let (output, problems) = built(&with(&[&NATIONAL_AND_TWO, files].concat()));
    assert_eq!(lines(&problems), "");
    output
}

#[test]
fn a_region_s_page_replaces_the_national_one() {
    let output = site(&[("content/pages/p.md", "national"), ("regions/occitanie/pages/p.md", "régional")]);
    assert_eq!(text_of(&page(&output, "occitanie/p/index.html")), "<p>régional</p>\n");
    assert_eq!(text_of(&page(&output, "la-reunion/p/index.html")), "<p>national</p>\n");
    assert!(output.get("p/index.html").is_none(), "a page for regions is no page of the hub");
}

#[test]
fn a_header_is_completed_key_by_key_and_an_empty_text_is_inherited() {
    let national = "---\ntitre: National\nresume: Du pays.\nmenu: 3\n---\nLe texte.";
    let programme = programme(&[
        ("content/pages/p.md", national),
        ("regions/occitanie/pages/p.md", "---\nresume: De la région.\nsommaire: oui\n---\n\n"),
    ]);
    let here = &region(&programme, "occitanie").pages["p/"];
    assert_eq!((here.title.as_str(), here.summary.as_deref(), here.menu), ("National", Some("De la région."), Some(3)));
    assert!(here.has_contents);
    assert_eq!(*here.prose, *region(&programme, "la-reunion").pages["p/"].prose);
    let origin = &here.origin;
    assert_eq!((&*origin.file, &*origin.text), ("regions/occitanie/pages/p.md", "content/pages/p.md"));
    assert_eq!(origin.inherited.as_deref(), Some("content/pages/p.md"));
    assert_eq!(&*origin.field("titre").file, "content/pages/p.md");
    assert_eq!((&*origin.field("resume").file, origin.field("resume").line), ("regions/occitanie/pages/p.md", 2));
}

#[test]
fn a_region_can_do_without_an_inherited_page() {
    let output = site(&[
        ("content/pages/p.md", "x"),
        ("content/pages/q.md", "x"),
        ("regions/occitanie/pages/p.md", "---\nmasquer: oui\n---\n"),
        ("regions/occitanie/pages/q.md", "---\nbrouillon: oui\n---\n"),
    ]);
    for name in ["p", "q"] {
        assert!(output.get(&format!("occitanie/{name}/index.html")).is_none());
        assert!(output.get(&format!("la-reunion/{name}/index.html")).is_some());
    }
}

#[test]
fn a_partner_is_merged_with_the_national_one() {
    let programme = programme(&[
        ("content/partenaires/agefiph.md", "niveau: principal\n---\nLe texte."),
        ("regions/occitanie/partenaires/agefiph.md", "---\nresume: À Toulouse.\n---\n"),
        ("regions/occitanie/partenaires/cci.md", "nom: CCI"),
        ("content/evenements/e.md", "partenaires: [agefiph]"),
    ]);
    let here = &region(&programme, "occitanie").partners["agefiph"];
    let there = &region(&programme, "la-reunion").partners["agefiph"];
    assert_eq!((here.name.as_str(), here.summary.as_str(), here.level), ("Agefiph", "À Toulouse.", there.level));
    assert_eq!(there.summary, "Une phrase.");
    assert_eq!(here.prose, there.prose);
    assert!(region(&programme, "occitanie").partners.contains_key("cci"));
    assert!(!region(&programme, "la-reunion").partners.contains_key("cci"));
    assert!(!programme.partners.contains_key("cci"));
}

#[test]
fn a_national_partner_is_only_where_it_takes_part() {
    let programme = programme(&[
        ("content/partenaires/agefiph.md", ""),
        ("regions/occitanie/evenements/e.md", "partenaires: [agefiph]"),
    ]);
    assert!(region(&programme, "occitanie").partners.contains_key("agefiph"));
    assert!(!region(&programme, "la-reunion").partners.contains_key("agefiph"));
}

#[test]
fn a_venue_is_merged_with_the_national_one() {
    let programme = programme(&[
        ("content/lieux/maison.yaml", VENUE),
        ("regions/occitanie/lieux/maison.yaml", "transport: Métro A\naccessibilite: {fauteuil: oui}\n"),
        ("content/evenements/e.md", "mode: sur-place\nlieu: maison"),
        ("regions/occitanie/evenements/f.md", "id: f\nmode: sur-place\nlieu: maison"),
    ]);
    let here = &region(&programme, "occitanie").venues["maison"];
    assert_eq!((here.name.as_str(), here.transport.as_deref()), ("Maison Exemple", Some("Métro A")));
    let there = &region(&programme, "la-reunion").venues["maison"];
    assert_eq!((there.name.as_str(), there.transport.as_deref()), ("Maison Exemple", None));
    let fact = |venue: &Venue, name: &str| venue.facts.iter().find(|(known, _)| *known == name).unwrap().1;
    assert_eq!((fact(here, "fauteuil"), fact(here, "ascenseur")), (Fact::Yes, Fact::Unknown));
    let own_event = region(&programme, "occitanie").events.iter().find(|event| event.slug.as_str() == "f").unwrap();
    assert_eq!(own_event.venue.as_ref().unwrap().transport.as_deref(), Some("Métro A"));
}

/// The titles of a region's events.
fn titles(programme: &Programme, id: &str) -> Vec<String> {
    region(programme, id).events.iter().map(|event| event.title.clone()).collect()
}

#[test]
fn a_national_event_is_everybody_s_until_a_region_says_otherwise() {
    let programme = programme(&[
        ("content/evenements/e.md", "titre: National\nheure: 18:00\nheure_fin: 19:00"),
        ("regions/la-reunion/evenements/e.md", "---\ntitre: À Saint-Denis\n---\n"),
    ]);
    assert_eq!(titles(&programme, "occitanie"), ["National"]);
    assert_eq!(titles(&programme, "la-reunion"), ["À Saint-Denis"]);
    assert_eq!(programme.events[0].title, "National");
    let [here, there] = ["occitanie", "la-reunion"].map(|id| region(&programme, id).events[0].clone());
    assert_eq!((here.is_national, there.is_national), (true, true));
    assert_eq!(here.id, there.id);
    assert_eq!(here.when.start().timestamp(), there.when.start().timestamp());
}

#[test]
fn a_region_that_says_when_says_it_on_its_own_clocks() {
    let programme = programme(&[
        ("content/evenements/e.md", "heure: 18:00\nheure_fin: 19:00"),
        ("regions/la-reunion/evenements/e.md", "---\nheure: 18:00\nheure_fin: 19:00\n---\n"),
    ]);
    assert_eq!(programme.events[0].when.start().timestamp(), at("2027-05-17T18:00:00+02:00"));
    assert_eq!(region(&programme, "la-reunion").events[0].when.start().timestamp(), at("2027-05-17T18:00:00+04:00"));
}

#[test]
fn a_national_hour_is_printed_on_the_clocks_of_each_site() {
    let output = site(&[(
        "content/evenements/e.md",
        "heure: 18:00\nheure_fin: 23:00\ninscription: {lien: https://example.org/, cloture: 2027-05-16 23:30}",
    )]);
    let of = |path: &str| page(&output, path).replace("\\u{a0}", " ");
    for path in ["evenements/e/index.html", "occitanie/evenements/e/index.html"] {
        for printed in ["lundi 17 mai 2027", "de 18 h à 23 h", "2027-05-17T18:00:00+02:00", "16 mai 2027", "23 h 30"] {
            assert!(of(path).contains(printed), "{printed}: {}", of(path));
        }
        assert!(!of(path).contains("heure_de"));
    }
    let reunion = of("la-reunion/evenements/e/index.html");
    for printed in [
        "du lundi 17 au mardi 18 mai 2027",
        "de 20 h à 1 h",
        "2027-05-17T20:00:00+04:00",
        "17 mai 2027",
        "1 h 30",
        "heure_de",
    ] {
        assert!(reunion.contains(printed), "{printed}: {reunion}");
    }
    assert!(!reunion.contains("18 h"));
}

#[test]
fn a_national_event_can_be_for_some_regions_only() {
    let programme = programme(&[
        (
            "regions/bretagne/region.yaml",
            "nom: Bretagne\npreposition: en\niso: BRE\ninsee: \"53\"\ncouleurs: {accent: \"#1d4ed8\"}\n",
        ),
        ("content/evenements/e.md", "titre: Deux\nregions: [occitanie, la-reunion]"),
        ("content/evenements/f.md", "id: f\ntitre: Une\nregions: bretagne"),
    ]);
    assert_eq!(titles(&programme, "occitanie"), ["Deux"]);
    assert_eq!(titles(&programme, "la-reunion"), ["Deux"]);
    assert_eq!(titles(&programme, "bretagne"), ["Une"]);
    assert_eq!(programme.events.len(), 2);
}

#[test]
fn a_region_s_draft_hides_the_national_event_there_and_nowhere_else() {
    let files = [("content/evenements/e.md", ""), ("regions/occitanie/evenements/e.md", "---\nbrouillon: oui\n---\n")];
    let output = site(&files);
    assert!(output.get("occitanie/evenements/e/index.html").is_none());
    assert!(output.get("la-reunion/evenements/e/index.html").is_some());
    assert!(output.get("evenements/e/index.html").is_some());
    let everywhere = site(&[("content/evenements/e.md", "brouillon: oui\ntitre: Secret")]);
    assert!(everywhere.iter().all(|(_, file)| !String::from_utf8_lossy(&file.bytes).contains("Secret")));
}

#[test]
fn sections_of_the_programme_are_inherited_key_by_key() {
    let programme = programme(&[
        ("escale.yaml", "+contact: {telephone: 01 99 00 12 34, horaires: le matin}\n"),
        ("regions/occitanie/region.yaml", "+contact: {horaires: l'après-midi}\npresentation: {tarif: Libre}\n"),
    ]);
    let here = region(&programme, "occitanie");
    assert_eq!(here.about.contact.opening_hours.as_deref(), Some("l'après-midi"));
    assert_eq!(here.about.contact.telephone, programme.about.contact.telephone);
    assert_eq!(
        (here.about.presentation.what.as_str(), here.about.presentation.price.as_str()),
        ("Un parcours.", "Libre")
    );
    assert_eq!(region(&programme, "la-reunion").about.contact, programme.about.contact);
}

#[test]
fn regions_and_events_stand_in_order_whatever_their_files_are_called() {
    let programme = programme(&[
        (
            "regions/z/region.yaml",
            "nom: Île-de-France\npreposition: en\niso: IDF\ninsee: \"11\"\ncouleurs: {accent: \"#1d4ed8\"}\n",
        ),
        ("regions/occitanie/evenements/a.md", "id: a\ntitre: Dernier\ndate: 2027-06-01"),
        ("regions/occitanie/evenements/b.md", "id: b\ntitre: Premier\ndate: 2027-05-01"),
        ("regions/occitanie/evenements/c.md", "id: c\ntitre: Autre\ndate: 2027-06-01"),
    ]);
    let names: Vec<&str> = programme.regions.iter().map(|region| region.name.as_str()).collect();
    assert_eq!(names, ["Île-de-France", "La Réunion", "Occitanie"]);
    assert_eq!(titles(&programme, "occitanie"), ["Premier", "Autre", "Dernier"]);
}

/// Bytes that are nearly a file of ours: its pieces in disorder, YAML's signs, anything at all.
fn nearly(pieces: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => prop::sample::select(pieces).prop_map(|piece| piece.as_bytes().to_vec()),
        2 => prop::sample::select(vec![
            "---\n", "- ", ": ", "{", "}", "[", "]", "\"", "'", "|\n", ">\n", "&a ", "*a", "!!x ", "#", "\t", "\u{feff}",
            "\r\n", "\n  ", "9999", "-1", "2027-02-30", "24:00", "é", "\0", "oui", "? ", ",", "%", "`",
        ]).prop_map(|sign| sign.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..6),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

const EVENT_PIECES: &[&str] = &[
    "---\nid: e\ntitre: Forum\ntype: forum\nresume: Un forum.\n",
    "date: 2027-05-17\n",
    "mode: en-ligne\n",
    "heure: 14:00\n",
    "date_fin: 2027-05-16\n",
    "heure_fin: 0:00\n",
    "statut: reporte\n",
    "ancienne_date: 2027-01-01\n",
    "inscription: libre\n",
    "inscription:\n  lien: https://example.org/\n",
    "  ouverture: 2027-03-28 02:30\n",
    "  cloture: 2199-12-31\n",
    "publier_le: 1900-01-01\n",
    "retirer_le: 2199-12-31 23:59\n",
    "partenaires: [a, b]\n",
    "regions: [occitanie]\n",
    "brouillon: oui\n",
    "date: 2199-12-31\n",
    "date: 1900-01-01\n",
    "image: {fichier: ../../../x.png}\n",
    "\n---\n# Titre\n",
];
const REGION_PIECES: &[&str] = &[
    "nom: Occitanie\npreposition: en\niso: OCC\ninsee: \"76\"\ncouleurs: {accent: \"#1d4ed8\"}\n",
    "fuseau: Indian/Reunion\n",
    "editions:\n",
    "  - {id: a, titre: A, debut: 2027}\n",
    "  - {id: b, titre: B, debut: 2199, fin: 2199-12-31}\n",
    "url: https://é.example.org/a?b#c\n",
    "contact:\n",
    "  telephone: 01 99 00 12 34\n",
    "chiffres: [{valeur: 1, libelle: x}]\n",
    "mentions_legales: {hebergeur: {nom: x}}\n",
    "presentation: {quoi: x}\n",
    "audit: {date: 2027-01-01, auditeur: A, taux: 100}\n",
    "debut: 9999\n",
];
const SETTINGS_PIECES: &[&str] = &[
    SETTINGS,
    "fuseau: America/Miquelon\n",
    "inscription_bientot_close: 4294967295\n",
    "theme: mini\n",
    "noms_propres: [\"l'x\", \"\"]\n",
    "url: https://tour.example.org/\n",
    "nom: Tour\n",
    "chiffres: [{valeur: 1, libelle: x}]\n",
    "phases: []\n",
];
const THEME_PIECES: &[&str] = &[
    "etat_annule: x\n",
    "a: \"{date}\"\n",
    "inscription_jusquau: \"{date} {\"\n",
    "type_forum: [a]\n",
    "b: {c: d}\n",
    "<<: *a\n",
];

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn no_bytes_of_an_event_are_too_much(bytes in nearly(EVENT_PIECES)) {
        let mut sources = minimal();
        sources.insert("regions/occitanie/evenements/e.md", bytes);
        built(&sources);
    }

    #[test]
    fn no_bytes_of_a_region_are_too_much(bytes in nearly(REGION_PIECES)) {
        let mut sources = with(&[("regions/occitanie/evenements/e.md", "heure: 14:00")]);
        sources.insert("regions/occitanie/region.yaml", bytes);
        built(&sources);
    }

    #[test]
    fn no_bytes_of_the_settings_are_too_much(bytes in nearly(SETTINGS_PIECES)) {
        let mut sources = with(&[("regions/occitanie/evenements/e.md", "heure: 14:00"), ("content/evenements/n.md", "id: n")]);
        sources.insert("escale.yaml", bytes);
        built(&sources);
    }

    #[test]
    fn no_bytes_of_the_theme_s_words_are_too_much(bytes in nearly(THEME_PIECES)) {
        let mut sources = with(&[("regions/occitanie/evenements/e.md", "")]);
        let words = sources.get("themes/mini/theme.yaml").unwrap().to_vec();
        sources.insert("themes/mini/theme.yaml", [words, bytes].concat());
        built(&sources);
    }
}

#[test]
fn a_site_without_its_legal_notice_is_tried_and_not_published() {
    let sources = with(&[("escale.yaml", &SETTINGS.replace("  siege: Paris\n", ""))]);
    let published = Options::at(at(super::project::NOW));
    let trial = Options { base_url: WebUrl::parse_site("https://essai.example.org/"), ..published.clone() };
    for (options, level, is_made) in [(published, Level::Blocking, false), (trial, Level::ToCorrect, true)] {
        let (output, problems) = build(&sources, &options);
        let levels: Vec<Level> = problems.iter().map(Problem::level).collect();
        assert_eq!((levels, !output.is_empty()), (vec![level], is_made));
    }
}
