//! What staff write by mistake, kind by kind: each is understood without doubt, or answered.
//!
//! What is accepted says on its page what its writer meant; what is corrected by `check --fix` makes the very
//! same site, and a second correction changes nothing.

use std::collections::BTreeMap;

use escale::output::Output;
use escale::problem::fix::{apply_to_file, corrected_files};
use escale::problem::{Language, Level, Problems, show};
use escale::sources::Sources;

use super::project::{GIF, VENUE, built, minimal, page, with};

const EVENT: &str = "regions/occitanie/evenements/e.md";
const PAGE: &str = "occitanie/evenements/e/index.html";

/// The codes of problems, but for what is only unused or out of date (E09x): these projects are small.
fn codes(problems: &Problems) -> Vec<&'static str> {
    problems.iter().map(|problem| problem.kind.code()).filter(|code| !code.starts_with("E09")).collect()
}

/// Every problem has words in both languages, and says what to do next.
#[track_caller]
fn check_words(problems: &Problems, sources: &Sources) {
    for problem in problems.iter() {
        let french = show::message(problem, Language::French);
        let english = show::message(problem, Language::English);
        assert!(!french.title.is_empty() && french.title != english.title, "{}", french.title);
        let has_way_out =
            problem.fix.is_some() || french.why.is_some() || !french.remedies.is_empty() || french.mark.is_some();
        assert!(has_way_out, "« {} » helps nobody", french.title);
    }
    let json = show::json(problems, sources, Language::French);
    assert_eq!(json.len(), problems.len());
}

/// The project with every certain correction.
fn corrected(sources: &Sources, problems: &Problems) -> Sources {
    let mut later = sources.clone();
    for (file, (bytes, _)) in corrected_files(sources, problems) {
        later.insert(file, bytes);
    }
    later
}

/// Corrections change nothing of what visitors see, and leave nothing to correct.
#[track_caller]
fn check_corrections(sources: &Sources, output: &Output, problems: &Problems) {
    let mut later = corrected(sources, problems);
    let (mut later_output, mut left) = built(&later);
    for _ in 0..3 {
        if corrected_files(&later, &left).is_empty() {
            break;
        }
        later = corrected(&later, &left);
        (later_output, left) = built(&later);
    }
    assert!(left.iter().all(|problem| problem.fix.is_none()), "left: {:?}", codes(&left));
    let pages = |output: &Output| -> BTreeMap<String, Vec<u8>> {
        output.iter().map(|(path, file)| (path.to_owned(), file.bytes.to_vec())).collect()
    };
    // Characters that nobody sees are corrected in texts too.
    if !codes(problems).iter().any(|code| ["E109", "E111"].contains(code)) {
        assert_eq!(pages(output), pages(&later_output));
    }
}

/// The project gives these problems, none of which keeps the page back, and the page shows this.
#[track_caller]
fn check_accepted(sources: &Sources, path: &str, expected: &[&str], shown: &str) {
    let (output, problems) = built(sources);
    assert_eq!(codes(&problems), expected, "{}", show::text(&problems, sources, STYLE));
    assert!(problems.iter().all(|problem| problem.level() < Level::Blocking));
    let page = page(&output, path);
    // The small theme prints its views as they are.
    let plain = page.replace("\\u{a0}", "\u{a0}").replace("&lt;", "<").replace("&gt;", ">");
    assert!(page.contains(shown) || plain.contains(shown), "{shown} is not in\n{page}");
    check_words(&problems, sources);
    check_corrections(sources, &output, &problems);
}

/// The project gives these problems, and the page stays what it was: it is not made.
#[track_caller]
fn check_refused(sources: &Sources, path: &str, expected: &[&str]) {
    let (output, problems) = built(sources);
    assert_eq!(codes(&problems), expected, "{}", show::text(&problems, sources, STYLE));
    assert!(output.get(path).is_none(), "{path} went out");
    check_words(&problems, sources);
}

const STYLE: show::Style = show::Style { language: Language::French, has_colour: false };

#[track_caller]
fn accepted(lines: &str, expected: &[&str], shown: &str) {
    check_accepted(&of_event(lines), PAGE, expected, shown);
}

#[track_caller]
fn refused(lines: &str, expected: &[&str]) {
    check_refused(&of_event(lines), PAGE, expected);
}

/// An event, with the venue that it names.
fn of_event(lines: &str) -> Sources {
    let mut sources = with(&[(EVENT, lines)]);
    if lines.contains("alle") {
        sources.insert("content/lieux/halle.yaml", VENUE.as_bytes());
    }
    sources
}

#[test]
fn signs_that_mean_something_else_in_a_text_of_one_line() {
    for (written, shown) in [
        ("Forum : recruter dans l'IT", "Forum\u{a0}: recruter dans l’IT"),
        ("Atelier: bases", "Atelier"),
        ("Forum IT #2 Dijon", "Forum IT #2 Dijon"),
        ("#DéClics 2027", "#DéClics 2027"),
        ("@DéClics", "@DéClics"),
        ("*Nouveau* forum", "*Nouveau* forum"),
        ("& Co", "&amp; Co"),
        ("! Attention", "Attention"),
        ("% de réussite", "% de réussite"),
        ("- Forum", "- Forum"),
        ("[Complet] Forum", "[Complet] Forum"),
        ("{Forum}", "{Forum}"),
        ("| Forum", "| Forum"),
        ("> Forum", "&gt; Forum"),
        ("`Forum`", "`Forum`"),
        ("? Forum", "Forum"),
        ("Forum :", "Forum"),
    ] {
        accepted(&format!("titre: {written}"), &["E100"], shown);
    }
    for silent in
        ["titre: 10 h 30, l'atelier", "titre: C'est à 14:30", "titre: Forum (2027) – été", "titre: \"Forum : IT\""]
    {
        accepted(silent, &[], "<");
    }
    refused("titre: Groupe # 3", &["E112"]);
    accepted("titre: Groupe  # une remarque", &[], "Groupe");
}

#[test]
fn what_begins_like_a_list_or_fields_is_a_title_or_asked() {
    let deep = "[".repeat(100_000);
    for asked in [
        "[oups",
        "{oups",
        "[oups} Forum",
        "[[oups] Forum",
        "[[[Complet]]] Forum",
        "[{[x]}]",
        "[a, b]",
        "[\"a\", \"b\"]",
        "{a: b}",
        "{a, b}",
        "[a: b]",
        "[]",
        "{}",
        "[ ] Forum",
        "{} Forum",
        "[, ]",
        deep.as_str(),
    ] {
        // Of those that seem to go on below, the next field ends them.
        let shown = &asked[..asked.len().min(20)];
        let sources = of_event(&format!("titre: {asked}"));
        check_choices(&sources, &built(&sources).1);
        for sources in [
            sources,
            of_event(&format!("resume: {asked}")),
            of_event(&format!("titre:\n  {asked}")),
            of_event(&format!("titre:\n  - {asked}")),
            of_event(&format!("public: {asked}\nresume: Un forum.")),
        ] {
            check_refused(&sources, PAGE, &["E177"]);
            let problems = built(&sources).1;
            let text = show::text(&problems, &sources, STYLE);
            assert!(text.len() < 2_000, "{shown}: {} bytes", text.len());
        }
        for (path, lines) in [
            ("content/partenaires/p.md", format!("nom: {asked}")),
            ("content/lieux/l.yaml", format!("nom: {asked}\ncommune: Toulouse\ninsee: \"31555\"\n")),
            ("regions/occitanie/pages/p.md", format!("---\ntitre: {asked}\n---\n")),
        ] {
            assert_eq!(codes(&built(&with(&[(path, &lines)])).1), ["E177"], "{shown} in {path}");
        }
    }
    for (written, shown) in [
        ("[Complet] Forum à Dijon", "[Complet] Forum à Dijon"),
        ("[Complet, ou presque] Forum", "[Complet, ou presque] Forum"),
        ("[Complet] [Dijon] Forum", "[Complet] [Dijon] Forum"),
        ("[[Complet]] Forum", "[[Complet]] Forum"),
        ("[Complet]", "[Complet]"),
        ("{Re}conversion", "{Re}conversion"),
        ("[x] Forum", "[x] Forum"),
        ("[Complet] Forum]", "[Complet] Forum]"),
        ("[Dijon] Forum : les métiers", "[Dijon] Forum"),
        ("!! Attention", "!! Attention"),
        ("!!str", "!!str"),
        ("!!Attention", "!!Attention"),
        ("&a", "&amp;a"),
        ("*a", "*a"),
    ] {
        accepted(&format!("titre: {written}"), &["E100"], shown);
    }
    // Within a text brackets are nothing else.
    for silent in ["titre: Forum [oups", "titre: Forum {oups", "titre: \"[oups\""] {
        accepted(silent, &[], "oups");
    }
}

/// Each line that a problem offers to write is one that works.
#[track_caller]
fn check_choices(sources: &Sources, problems: &Problems) {
    let problem = problems.iter().next().unwrap();
    let text = sources.text(EVENT).unwrap();
    for remedy in show::message(problem, Language::French).remedies {
        let escale::problem::Remedy::Say(sentence) = remedy else { continue };
        let Some((_, choice)) = sentence.split_once(" :  ") else { continue };
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let line = &mut lines[problem.place.line as usize - 1];
        let at = line.char_indices().nth(problem.place.column as usize - 1).unwrap().0;
        line.replace_range(at.., choice);
        let mut later = sources.clone();
        later.insert(EVENT, lines.join("\n").into_bytes());
        assert_eq!(codes(&built(&later).1), Vec::<&str>::new(), "{}", lines.join("\n"));
    }
}

#[test]
fn signs_of_yaml_that_announce_what_is_not_there() {
    for nothing in ["|", ">", "|-", ">-", "|+", "|2"] {
        refused(&format!("titre: {nothing}"), &["E013"]);
        refused(&format!("titre: {nothing}\n\n"), &["E013"]);
        accepted(&format!("public: {nothing}"), &[], "Forum");
    }
    // An opening quote is certain: what follows is the text.
    for (written, shown) in [("\"oups", ">oups<"), ("'oups", ">oups<"), ("- a", "- a"), ("? x", "? x")] {
        accepted(&format!("titre: {written}"), &["E100"], shown);
    }
    refused("titre:\n  - a\n  - b", &["E016"]);
}

#[test]
fn a_mebibyte_of_brackets_is_one_problem() {
    let room = (1 << 20) - 1_000;
    for sign in ["[", "{", "[{", "] ", "[]", "[\" ", " #", "[ #", "[a \"\"", "[[],"] {
        let many = sign.repeat(room / sign.len());
        for field in ["titre", "resume"] {
            let (output, problems) = built(&of_event(&format!("{field}: [{many}")));
            assert_eq!(codes(&problems).len(), 1, "{field}, {sign}: {:?}", codes(&problems));
            assert!(output.get(PAGE).is_none());
        }
    }
    for field in ["partenaires", "intervenants", "lieu", "date"] {
        let (_, problems) = built(&of_event(&format!("{field}: {}", "[".repeat(room))));
        assert_eq!(codes(&problems), ["E008"], "{field}: {:?}", codes(&problems));
    }
}

#[test]
fn quotes_and_apostrophes_of_word_processors() {
    for (written, codes, shown) in [
        ("“Lancement”", &[][..], ">Lancement<"),
        ("‘Lancement’", &[], ">Lancement<"),
        ("« Lancement »", &[], "«\u{a0}Lancement\u{a0}»"),
        ("l’atelier", &[], "l’atelier"),
        ("'Maison de l'innovation'", &["E100"], ">Maison de l’innovation<"),
        ("\"Lancement\" du forum", &["E100"], "Lancement"),
        ("\"Forum", &["E100"], ">Forum<"),
        ("'Forum", &["E100"], ">Forum<"),
        ("'l''atelier'", &[], ">l’atelier<"),
        (r#""C:\dossier""#, &["E100"], r"C:\dossier"),
    ] {
        accepted(&format!("titre: {written}"), codes, shown);
    }
    accepted("mode: sur-place\nlieu: “halle”", &[], "Maison Exemple");
    accepted("mode: sur-place\nlieu: 'halle", &["E100"], "Maison Exemple");
}

#[test]
fn spaces_that_are_missing_or_of_another_kind() {
    accepted("public:Pour tous", &["E101"], "Pour tous");
    accepted("public\u{a0}: Pour tous", &["E101"], "Pour tous");
    accepted("public:\u{a0}Pour tous", &["E101"], "Pour tous");
    accepted("public\u{202f}:\u{a0}Pour tous", &["E101"], "Pour tous");
    accepted("public : Pour tous", &[], "Pour tous");
    accepted("public：Pour tous", &["E101"], "Pour tous");
    accepted("mode: sur-place\n\tlieu: halle", &["E101"], "Maison Exemple");
    accepted("mode: sur-place\n\u{a0}lieu: halle", &["E101"], "Maison Exemple");
    accepted("inscription:\n\tlien: https://example.org/autre", &["E101"], "https://example.org/autre");
    accepted(
        "inscription:\n\u{a0}\u{a0}lien:https://example.org/autre",
        &["E101", "E101"],
        "https://example.org/autre",
    );
}

#[test]
fn indentation_lists_and_single_values() {
    let partner = ("content/partenaires/agefiph.md", "nom: Agefiph");
    let list = |lines: &str, codes: &[&str], shown: &str| {
        let other = ("content/partenaires/pwc.md", "nom: PwC");
        check_accepted(&with(&[(EVENT, lines), partner, other]), PAGE, codes, shown);
    };
    accepted("statut: prevu\n public: Pour tous", &["E101"], "Pour tous");
    accepted("statut: prevu\n   public: Pour tous", &["E101"], "Pour tous");
    accepted("inscription:\n  lien: https://example.org/autre\n   cloture: 2027-05-01", &["E101"], "1");
    accepted("inscription:\nlien: https://example.org/autre", &["E101"], "https://example.org/autre");
    accepted("titre:\n  - Forum IT", &[], "Forum IT");
    accepted("titre:\n  Forum\n  IT", &[], "Forum IT");
    accepted("resume: Une phrase\nqui continue.", &["E106"], "Une phrase qui continue.");
    accepted("resume: >\n  Une phrase\n  qui continue.", &[], "Une phrase qui continue.");
    list("partenaires: agefiph", &[], "Agefiph");
    list("partenaires: agefiph, pwc", &["E104"], "PwC");
    list("partenaires: agefiph et pwc", &["E104"], "PwC");
    list("partenaires: [agefiph, pwc", &["E108"], "PwC");
    list("partenaires: - agefiph", &["E104"], "Agefiph");
    list("partenaires:\n- agefiph\n- pwc", &[], "PwC");
    list("partenaires:\n  -agefiph\n  – pwc", &["E101", "E101"], "PwC");
    list("partenaires: [Agefiph, PWC]", &["E102", "E102"], "PwC");
    refused("mode: sur-place\nlieu: [halle, halle]", &["E016"]);
    refused("inscription: {lien: https://example.org/, lien: https://example.org/x}", &["E015"]);
    refused("lieu halle", &["E113"]);
}

#[test]
fn dates_in_other_forms_are_certain_or_asked() {
    for written in [
        "18 mai 2027",
        "18/05/2027",
        "18-05-2027",
        "18.05.2027",
        "2027/05/18",
        "2027-5-18",
        "20270518",
        "mardi 18 mai 2027",
        "Mardi 18 Mai 2027",
        "le mardi 18 mai 2027",
        "18 may 2027",
        "18\u{a0}mai 2027",
    ] {
        accepted(&format!("date: {written}"), &["E103"], "mardi 18 mai 2027");
    }
    accepted("date: 1er juin 2027", &["E103"], "1<sup>er</sup> juin 2027");
    accepted("date: 03/04/2027", &["E103"], "3 avril 2027");
    for (written, code) in [
        ("2027-06-31", "E120"),
        ("2027-13-45", "E120"),
        ("31 juin 2027", "E120"),
        ("29/02/2027", "E120"),
        ("05/17/2027", "E120"),
        ("03/04", "E121"),
        ("10/06/27", "E121"),
        ("17 mai", "E121"),
        ("17 mai 27", "E121"),
        ("lundi 18 mai 2027", "E122"),
        ("mardi 17/05/2027", "E122"),
        ("mardi 31 juin 2027", "E120"),
        ("du 17 au 19 mai 2027", "E123"),
        ("17-19 mai 2027", "E123"),
        ("17 et 18 mai 2027", "E123"),
        ("17 mai 2027 à 14h", "E123"),
        ("2027-05-17T14:00", "E123"),
        ("TBD", "E125"),
        ("à confirmer", "E125"),
        ("bientôt", "E017"),
        ("mai 2027", "E017"),
        ("17052027", "E017"),
        ("99999999999999999999", "E017"),
    ] {
        refused(&format!("date: {written}"), &[code]);
    }
}

#[test]
fn hours_in_other_forms_are_certain_or_asked() {
    for (written, shown) in [
        ("9h30", "9\u{a0}h\u{a0}30"),
        ("9 h 30", "9\u{a0}h\u{a0}30"),
        ("09:30", "9\u{a0}h\u{a0}30"),
        ("9H30", "9\u{a0}h\u{a0}30"),
        ("14h", "14\u{a0}h"),
        ("14 heures", "14\u{a0}h"),
        ("14:00:00", "14\u{a0}h"),
        ("midi", "12\u{a0}h"),
    ] {
        accepted(&format!("heure: {written}"), &[], shown);
    }
    for (written, code) in [
        ("24:00", "E124"),
        ("minuit", "E124"),
        ("14", "E124"),
        ("9.30", "E124"),
        ("2pm", "E124"),
        ("14h-16h", "E123"),
        ("de 14h à 16h", "E123"),
        ("25:00", "E017"),
        ("14:60", "E017"),
        ("le matin", "E017"),
    ] {
        refused(&format!("heure: {written}"), &[code]);
    }
    refused("date: 2027-03-28\nheure: 2h30", &["E034"]);
    refused("date: 2027-10-31\nheure: 02:30", &["E035"]);
    accepted("heure: à préciser", &["E125"], "Forum");
}

#[test]
fn an_order_that_time_does_not_have() {
    refused("date_fin: 2027-05-16", &["E030"]);
    refused("heure: 14:00\nheure_fin: 13:00", &["E030"]);
    refused("date: 18 mai 2027\ndate_fin: 17 mai 2027", &["E103", "E030", "E103"]);
    refused("inscription: {lien: https://example.org/, cloture: 2027-05-18}", &["E031"]);
    refused("inscription: {lien: https://example.org/, ouverture: 2027-05-03, cloture: 2027-05-02}", &["E032"]);
    refused(
        "inscription: {lien: https://example.org/, ouverture: 3 mai 2027 9h, cloture: 3 mai 2027 9h}",
        &["E032", "E103", "E103"],
    );
}

#[test]
fn fields_that_nobody_knows_and_fields_that_are_missing() {
    for (line, meant) in [
        ("photo: a.jpg", "image"),
        ("accesibilite: x", "accessibilite"),
        ("lieux: halle", "lieu"),
        ("place: halle", "lieu"),
        ("speakers: x", "intervenants"),
        ("heur: 14h", "heure"),
        ("uehre: 14h", "heure"),
        ("start_time: 14h", "heure"),
        ("brouilon: oui", "brouillon"),
    ] {
        let sources = with(&[(EVENT, line)]);
        let (_, problems) = built(&sources);
        let told = show::text(&problems, &sources, STYLE);
        assert!(told.contains("[E014]") && told.contains(&format!("« {meant} »")), "{line}: {told}");
        check_words(&problems, &sources);
    }
    for (former, wrong, meant) in
        [("titre:", "title:", "titre"), ("titre:", "titel:", "titre"), ("resume:", "description:", "resume")]
    {
        let mut sources = with(&[(EVENT, "statut: prevu")]);
        let text = sources.text(EVENT).unwrap().replace(former, wrong);
        sources.insert(EVENT, text.into_bytes());
        check_refused(&sources, PAGE, &["E026"]);
        let told = show::text(&built(&sources).1, &sources, STYLE);
        assert!(told.contains(&format!("« {meant} »")), "{told}");
    }
    for name in ["titre", "date", "type", "resume", "mode", "id"] {
        let mut sources = with(&[(EVENT, "statut: prevu")]);
        let text: String = sources
            .text(EVENT)
            .unwrap()
            .split_inclusive('\n')
            .filter(|line| !line.starts_with(&format!("{name}:")))
            .collect();
        sources.insert(EVENT, text.into_bytes());
        check_refused(&sources, PAGE, &["E013"]);
    }
    refused("inscription:", &["E037"]);
    refused("mode: sur-place", &["E025"]);
    for written in [
        "Public: Tous",
        "PUBLIC: Tous",
        "Públic: Tous",
        "Lien-direct: https://example.org/",
        "lien direct: https://example.org/",
    ] {
        accepted(written, &["E102"], "<");
    }
}

#[test]
fn references_to_what_does_not_exist() {
    refused("mode: sur-place\nlieu: hale", &["E022"]);
    refused("partenaires: [nul, rien]", &["E021", "E021"]);
    refused("edition: 2026", &["E024"]);
    refused("phase: 7", &["E017"]);
    refused("image: {fichier: ../images/x.jpg, description: Une photo}", &["E054"]);
    accepted("mode: sur-place\nlieu: Halle", &["E102"], "Maison Exemple");
    accepted("type: Atelier", &["E102"], "<");
    accepted("statut: Annulé", &["E102"], "<");
    let national = with(&[("content/evenements/n.md", "regions: [Occitanie, ocitanie]")]);
    assert_eq!(codes(&built(&national).1), ["E102", "E023"]);
}

#[test]
fn placeholders_that_were_forgotten() {
    for text in [
        "TBD",
        "FIXME",
        "xxx",
        "_No response_",
        "à compléter",
        "Lorem ipsum dolor sit amet",
        "A COMPLETER",
        "???",
        "todo",
    ] {
        accepted(&format!("public: \"{text}\""), &["E125"], "<");
        refused(&format!("inscription: {{lien: \"{text}\"}}"), &["E125"]);
    }
    for silent in ["Pour compléter votre CV", "Les XXL", "Tout public ?"] {
        accepted(&format!("public: \"{silent}\""), &[], "<");
    }
}

#[test]
fn addresses_of_every_kind() {
    for (written, full) in [
        ("www.example.org/salle", "https://www.example.org/salle"),
        ("example.org/salle", "https://example.org/salle"),
        ("<https://example.org/salle>", "https://example.org/salle"),
        ("https://example.org/ma salle", "https://example.org/ma%20salle"),
        ("\"[Salle](https://example.org/salle)\"", "https://example.org/salle"),
    ] {
        accepted(&format!("lien_direct: {written}"), &["E105"], full);
    }
    accepted("lien_direct: http://example.org/", &["E126"], "http://example.org/");
    accepted("lien_direct: https://preprod.example.org/", &["E129"], "https://preprod.example.org/");
    for (written, code) in [
        ("http://localhost:3000/x", "E127"),
        ("http://192.168.1.10/", "E127"),
        ("file:///C:/forum.pdf", "E127"),
        ("C:\\forum.pdf", "E127"),
        ("https://intranet/forum", "E127"),
        ("https://docs.google.com/forms/d/abc/edit", "E128"),
        ("https://framaforms.org/node/1/edit", "E128"),
        ("javascript:alert(1)", "E017"),
        ("mailto:a@example.org", "E017"),
        ("https:/example.org", "E105"),
        ("htps://example.org/", "E017"),
        ("a@example.org", "E017"),
        ("https://example.org/ https://example.org/2", "E017"),
        ("ici", "E017"),
    ] {
        let (_, problems) = built(&with(&[(EVENT, &format!("lien_direct: {written}"))]));
        let found = codes(&problems);
        assert_eq!(found.len(), 1, "{written}: {found:?}");
        if code != "E105" {
            assert_eq!(found, [code], "{written}");
        }
    }
    for written in ["mailto:a@example.org", "<a@example.org>", "MAILTO:a@example.org"] {
        accepted(&format!("inscription: {{courriel: \"{written}\"}}"), &["E105"], "a@example.org");
    }
    for written in ["example.org", "a@", "a b@example.org", "https://example.org/"] {
        refused(&format!("inscription: {{courriel: \"{written}\"}}"), &["E017"]);
    }
}

#[test]
fn telephones_and_postcodes() {
    for written in
        ["0199001234", "01 99 00 12 34", "01.99.00.12.34", "+33 1 99 00 12 34", "+33199001234", "(+33) 1 99 00 12 34"]
    {
        accepted(&format!("inscription: {{telephone: {written}}}"), &[], "01\u{a0}99\u{a0}00\u{a0}12\u{a0}34");
    }
    for written in ["199001234", "01 99", "le standard"] {
        refused(&format!("inscription: {{telephone: {written}}}"), &["E017"]);
    }
    for (written, is_right) in
        [("01000", true), ("\"01000\"", true), ("1000", false), ("1000.0", false), ("75 001", true)]
    {
        let venue = format!("{VENUE}code_postal: {written}\n");
        let sources = with(&[(EVENT, "mode: sur-place\nlieu: halle"), ("content/lieux/halle.yaml", &venue)]);
        let (output, problems) = built(&sources);
        assert_eq!(codes(&problems).is_empty(), is_right, "{written}");
        assert_eq!(output.get(PAGE).is_some(), is_right, "{written}");
    }
    let venue = format!("{VENUE}code_postal: 1000\n");
    let sources = with(&[("content/lieux/halle.yaml", &venue)]);
    assert!(show::text(&built(&sources).1, &sources, STYLE).contains("code_postal: \"01000\""));
}

#[test]
fn yes_and_no() {
    for written in ["oui", "Oui", "OUI", "yes", "on", "vrai", "true", "1", "\"oui\""] {
        let (output, problems) = built(&with(&[(EVENT, &format!("brouillon: {written}"))]));
        assert!(problems.is_empty() && output.get(PAGE).is_none(), "{written}");
    }
    for written in ["non", "Non", "no", "NO", "off", "faux", "false", "0"] {
        accepted(&format!("brouillon: {written}"), &[], "<");
    }
    for written in ["peut-être", "ouii", "n", "x", "oui et non", "2"] {
        refused(&format!("brouillon: {written}"), &["E017"]);
    }
    refused("brouillon: TBD", &["E017"]);
}

#[test]
fn things_that_are_there_twice() {
    refused("heure: 14h\nheure: 15h", &["E015"]);
    refused("heure: 14h\nHeure: 15h", &["E015", "E102"]);
    check_refused(&with(&[(EVENT, ""), ("regions/occitanie/evenements/E.md", "id: f")]), PAGE, &["E041"]);
    check_refused(&with(&[(EVENT, ""), ("regions/occitanie/evenements/é.md", "id: f")]), PAGE, &["E041"]);
    check_refused(&with(&[(EVENT, ""), ("regions/occitanie/evenements/f.md", "")]), PAGE, &["E040"]);
}

fn of_page(bytes: &[u8]) -> Sources {
    let mut sources = minimal();
    sources.insert("regions/occitanie/pages/p.md", bytes);
    sources
}

const WRITTEN: &str = "occitanie/p/index.html";

#[test]
fn headers_that_do_not_begin_or_end() {
    for (text, code) in [
        ("titre: P\n---\nTexte\n", "E011"),
        ("# Titre\n\nTexte\n", "E011"),
        ("Bonjour\n---\ntitre: P\n---\n", "E116"),
        ("---\ntitre: P\n\nTexte\n", "E012"),
        ("---\ntitre: P", "E012"),
        ("", "E114"),
        ("\n \n", "E114"),
        ("---\ntitre: P\n<<<<<<< HEAD\n=======\n>>>>>>> x\n---\n", "E115"),
        ("---\ntitre: P\n---\nA\n<<<<<<< HEAD\nB\n=======\nC\n>>>>>>> x\n", "E115"),
    ] {
        check_refused(&of_page(text.as_bytes()), WRITTEN, &[code]);
    }
    let told = |text: &str| {
        let sources = of_page(text.as_bytes());
        show::text(&built(&sources).1, &sources, STYLE)
    };
    assert!(
        told("---\ntitre: P\n\nTexte\n").contains("Ajoutez après la ligne 2 :  ---"),
        "{}",
        told("---\ntitre: P\n\nTexte\n")
    );
    assert!(told("titre: P\n---\n").contains("tout en haut la ligne :  ---"));
    assert!(told("---\n<<<<<<< HEAD\ntitre: A\n=======\ntitre: B\n>>>>>>> x\n---\n").contains("« titre: A »"));
    for (text, codes) in [
        ("---  \ntitre: P\n---\t\nTexte", &[][..]),
        ("\n\n---\ntitre: P\n---\nTexte", &[]),
        (" ---\ntitre: P\n---\nTexte", &["E107"]),
        ("———\ntitre: P\n–––\nTexte", &["E107", "E107"]),
        ("-----\ntitre: P\n---\nTexte", &["E107"]),
        ("---\ntitre: P\n...\nTexte", &["E107"]),
    ] {
        check_accepted(&of_page(text.as_bytes()), WRITTEN, codes, "Texte");
    }
}

#[test]
fn files_saved_in_every_encoding() {
    let text = "---\ntitre: Été à Œuilly\n---\nÇa va ? « Oui » – 5 €\n";
    let utf16 = |is_little: bool, mark: bool| -> Vec<u8> {
        let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
        units.flat_map(|unit| if is_little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    };
    let windows: Vec<u8> = encoding_of(text);
    let crlf = text.replace('\n', "\r\n");
    let decomposed: String = text.replace('É', "E\u{301}").replace('é', "e\u{301}").replace('à', "a\u{300}");
    for (bytes, codes) in [
        (text.as_bytes().to_vec(), &[][..]),
        ([b"\xef\xbb\xbf", text.as_bytes()].concat(), &[]),
        (crlf.clone().into_bytes(), &[]),
        (text.replace('\n', "\r").into_bytes(), &[]),
        (decomposed.into_bytes(), &[]),
        (utf16(true, true), &["E110"]),
        (utf16(false, true), &["E110"]),
        (utf16(true, false), &["E110"]),
        (windows, &["E110"]),
        (encoding_of(&crlf), &["E110"]),
    ] {
        check_accepted(&of_page(&bytes), WRITTEN, codes, "Été à Œuilly");
    }
    for bytes in [
        b"---\ntitre: \xc3\xa9t\xe9\n---\n".as_slice(),
        b"---\ntitre: \x8et\x8e\n---\n",
        b"---\ntitre: \xff\xfe\xfd\n---\n",
    ] {
        check_refused(&of_page(bytes), WRITTEN, &["E007"]);
    }
}

/// A text as Notepad's « ANSI » has it.
fn encoding_of(text: &str) -> Vec<u8> {
    text.chars()
        .map(|c| match c {
            'Œ' => 0x8c,
            '€' => 0x80,
            '–' => 0x96,
            c => u8::try_from(u32::from(c)).unwrap(),
        })
        .collect()
}

#[test]
fn characters_that_nobody_sees_and_letters_that_are_spoilt() {
    for hidden in ['\u{200b}', '\u{feff}', '\u{ad}', '\u{1}', '\0'] {
        accepted(&format!("titre: Fo{hidden}rum IT"), &["E109"], "Forum IT");
    }
    for bidirectional in ['\u{202e}', '\u{2067}', '\u{200f}'] {
        accepted(&format!("titre: Forum{bidirectional} IT"), &["E109"], "Forum IT");
        let (_, problems) = built(&with(&[(EVENT, &format!("titre: Forum{bidirectional}"))]));
        assert_eq!(problems.count(Level::ToCorrect), 1);
    }
    for (written, meant) in [("DÃ©butants", "Débutants"), ("lâ€™atelier", "l’atelier"), ("Ã‰tÃ©", "Été")]
    {
        let sources = with(&[(EVENT, &format!("titre: {written}"))]);
        assert_eq!(codes(&built(&sources).1), ["E111"]);
        let later = corrected(&sources, &built(&sources).1);
        assert!(later.text(EVENT).unwrap().contains(meant));
    }
    for right in ["Ça âge l'Âme", "L'Ãrea", "Été à São Paulo", "👩‍💻 Forum"] {
        accepted(&format!("titre: \"{right}\""), &[], "<");
    }
}

#[test]
fn names_of_files() {
    for (name, address) in [
        ("Événement à Lyon (juin)", "evenement-a-lyon-juin"),
        ("Forum  IT", "forum-it"),
        ("E\u{301}te\u{301}", "ete"),
        ("l’atelier", "l-atelier"),
    ] {
        let sources = with(&[(&format!("regions/occitanie/evenements/{name}.md"), "")]);
        check_accepted(&sources, &format!("occitanie/evenements/{address}/index.html"), &[], "<");
    }
    for name in ["CON", "nul", "com1"] {
        let sources = with(&[(&format!("regions/occitanie/evenements/{name}.md"), "")]);
        let path = format!("occitanie/evenements/{}-page/index.html", name.to_lowercase());
        check_accepted(&sources, &path, &["E130"], "<");
    }
    let long = "forum-".repeat(30);
    let (output, problems) = built(&with(&[(&format!("regions/occitanie/evenements/{long}.md"), "")]));
    assert_eq!(codes(&problems), ["E130"]);
    assert!(output.iter().any(|(path, _)| path.contains("evenements/forum-forum-")));
}

#[test]
fn markdown_that_other_generators_would_run() {
    for text in ["{{ site.title }}", "{% if x %}", "{{< youtube x >}}", "<!-- rien -->a"] {
        let sources = with(&[("regions/occitanie/pages/p.md", text)]);
        let (_, problems) = built(&sources);
        assert!(problems.is_empty(), "{text}: {:?}", codes(&problems));
    }
    for text in ["a <script>alert(1)</script>", "a <iframe src=x></iframe>", "<img src=x onerror=alert(1)>"] {
        let sources = with(&[("regions/occitanie/pages/p.md", text)]);
        let (output, problems) = built(&sources);
        assert_eq!(codes(&problems), ["E060"], "{text}");
        let page = page(&output, WRITTEN);
        assert!(!page.contains("<script>alert") && !page.contains("<iframe") && !page.contains("onerror"), "{page}");
    }
}

#[test]
fn a_correction_changes_only_the_lines_concerned() {
    let partners = [("content/partenaires/agefiph.md", ""), ("content/partenaires/pwc.md", "")];
    let text = "---\r\n# un commentaire\r\nid:   e   # ne pas changer\r\nTitre: 'Forum de l'IT'\r\ntype: \"forum\"\r\n\
        resume: Une : phrase\r\ndate: 17 mai 2027   # lundi\r\n\r\nmode:    en-ligne\r\npartenaires: agefiph, pwc\r\n\
        inscription:\r\n\tlien: www.example.org/i\r\n---\r\nTexte.  \r\n\r\nFin";
    for (mark, line_break) in [("", "\r\n"), ("\u{feff}", "\r\n"), ("", "\n"), ("\u{feff}", "\n")] {
        let former = format!("{mark}{}", text.replace("\r\n", line_break));
        let mut sources = with(&partners);
        sources.insert(EVENT, former.clone().into_bytes());
        let (_, problems) = built(&sources);
        let later = corrected_files(&sources, &problems).remove(EVENT).unwrap().0;
        let later = String::from_utf8(later).unwrap();
        let changed: Vec<(&str, &str)> =
            former.split(line_break).zip(later.split(line_break)).filter(|(former, later)| former != later).collect();
        assert_eq!(
            changed,
            [
                ("Titre: 'Forum de l'IT'", "titre: \"Forum de l'IT\""),
                ("resume: Une : phrase", "resume: \"Une : phrase\""),
                ("date: 17 mai 2027   # lundi", "date: 2027-05-17   # lundi"),
                ("partenaires: agefiph, pwc", "partenaires: [agefiph, pwc]"),
                ("\tlien: www.example.org/i", "  lien: https://www.example.org/i"),
            ]
        );
        assert_eq!(former.split(line_break).count(), later.split(line_break).count());
        sources.insert(EVENT, later.into_bytes());
        assert!(corrected_files(&sources, &built(&sources).1).is_empty(), "a second correction changes something");
    }
}

#[test]
fn a_file_without_edits_is_only_written_in_utf_8() {
    assert_eq!(apply_to_file(b"\xe9t\xe9\r\n", &[]).unwrap(), "été\r\n".as_bytes());
    assert_eq!(
        apply_to_file("\u{feff}e\u{301}\r\na\rb\n".as_bytes(), &[]).unwrap(),
        "\u{feff}e\u{301}\r\na\rb\n".as_bytes()
    );
    assert_eq!(apply_to_file(b"\xff\xfea\0\n\0", &[]).unwrap(), b"a\n");
    assert_eq!(apply_to_file(b"\xc3\xa9\xe9", &[]), None);
}

#[test]
fn a_picture_that_cannot_be_shown_is_answered() {
    for bytes in [b"".as_slice(), b"GIF89a", b"<svg onload=\"alert(1)\"/>", b"\0\0\0\x18ftypheic"] {
        let mut sources = with(&[("content/pages/p.md", "![Une photo](../images/a.gif)")]);
        sources.insert("content/images/a.gif", bytes);
        check_refused(&sources, "occitanie/p/index.html", &["E055"]);
    }
    let sources = with(&[("content/pages/p.md", "![](../images/a.gif)"), ("content/images/a.gif", GIF)]);
    check_accepted(&sources, "occitanie/p/index.html", &["E056"], "<img");
}
