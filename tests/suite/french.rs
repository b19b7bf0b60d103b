//! French as it is printed: dates, typography, addresses, alphabetical order.

use escale::french::typography::{ProperNames, set};
use escale::french::{date, order, slug};
use escale::model::address::{Slug, is_portable_segment};
use jiff::civil::{Date, Time};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::project::cases;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn time(text: &str) -> Time {
    text.parse().unwrap()
}

/// The text with its no-break spaces made visible: `⍽` the wide one, `⍛` the narrow one.
fn visible(text: &str) -> String {
    text.replace('\u{a0}', "⍽").replace('\u{202f}', "⍛")
}

#[test]
fn a_date_is_written_with_its_weekday_and_the_first_of_a_month_is_an_ordinal() {
    for (written, long, short) in [
        ("2021-05-17", "lundi 17 mai 2021", "17 mai 2021"),
        ("2027-05-01", "samedi 1er mai 2027", "1er mai 2027"),
        ("2027-08-31", "mardi 31 août 2027", "31 août 2027"),
        ("2028-02-29", "mardi 29 février 2028", "29 février 2028"),
        ("2026-12-02", "mercredi 2 décembre 2026", "2 décembre 2026"),
        ("2027-01-21", "jeudi 21 janvier 2027", "21 janvier 2027"),
        ("2027-07-11", "dimanche 11 juillet 2027", "11 juillet 2027"),
        ("2027-06-25", "vendredi 25 juin 2027", "25 juin 2027"),
    ] {
        assert_eq!(date::long(day(written)), long);
        assert_eq!(date::short(day(written)), short);
    }
    assert_eq!(date::month_and_year(day("2020-07-01")), "juillet 2020");
}

#[test]
fn a_range_says_each_thing_once() {
    for (first, last, long, short) in [
        ("2021-05-17", "2021-05-17", "lundi 17 mai 2021", "17 mai 2021"),
        ("2021-05-17", "2021-05-21", "du lundi 17 au vendredi 21 mai 2021", "du 17 au 21 mai 2021"),
        (
            "2020-09-29",
            "2020-10-05",
            "du mardi 29 septembre au lundi 5 octobre 2020",
            "du 29 septembre au 5 octobre 2020",
        ),
        (
            "2026-12-31",
            "2027-01-01",
            "du jeudi 31 décembre 2026 au vendredi 1er janvier 2027",
            "du 31 décembre 2026 au 1er janvier 2027",
        ),
        ("2027-05-01", "2027-05-02", "du samedi 1er au dimanche 2 mai 2027", "du 1er au 2 mai 2027"),
        ("2026-05-17", "2027-05-17", "du dimanche 17 mai 2026 au lundi 17 mai 2027", "du 17 mai 2026 au 17 mai 2027"),
    ] {
        assert_eq!(date::range(day(first), day(last)), long);
        assert_eq!(date::short_range(day(first), day(last)), short);
    }
}

#[test]
fn an_hour_is_held_together_by_no_break_spaces() {
    for (written, hour) in
        [("14:30", "14⍽h⍽30"), ("17:00", "17⍽h"), ("09:05", "9⍽h⍽05"), ("00:00", "0⍽h"), ("23:59", "23⍽h⍽59")]
    {
        assert_eq!(visible(&date::hour(time(written))), hour);
    }
    assert_eq!(visible(&date::hours(time("14:00"), Some(time("16:30")))), "de 14⍽h à 16⍽h⍽30");
    assert_eq!(visible(&date::hours(time("09:30"), None)), "à 9⍽h⍽30");
}

#[test]
fn the_ordinal_of_a_date_is_raised_and_nothing_else() {
    for (html, raised) in [
        ("samedi 1er mai 2027", "samedi 1<sup>er</sup> mai 2027"),
        ("1er mai", "1<sup>er</sup> mai"),
        ("du 1er au 2 mai", "du 1<sup>er</sup> au 2 mai"),
        ("du 1er janvier 2026 au 1er janvier 2027", "du 1<sup>er</sup> janvier 2026 au 1<sup>er</sup> janvier 2027"),
        ("21 mai 2027", "21 mai 2027"),
        ("hiver 2027", "hiver 2027"),
        ("", ""),
    ] {
        assert_eq!(date::raise_ordinals(html), raised);
    }
}

#[track_caller]
fn check_typography(written: &str, expected: &str) {
    let names = ProperNames::new(["Yahoo!".to_owned(), "Face à l'Emploi".to_owned(), "Numeum".to_owned()]);
    let set_once = set(written, &names).into_owned();
    assert_eq!(visible(&set_once), expected);
    assert_eq!(set(&set_once, &names), set_once, "a second time changes nothing");
}

#[test]
fn signs_are_bound_to_the_word_before_them() {
    for (written, expected) in [
        ("Attention : lisez", "Attention⍽: lisez"),
        ("Attention: lisez", "Attention⍽: lisez"),
        ("Oui ; non", "Oui⍛; non"),
        ("Oui! Non? Si;", "Oui⍛! Non⍛? Si⍛;"),
        ("Quoi ?!", "Quoi⍛?!"),
        ("(vraiment ?)", "(vraiment⍛?)"),
        ("trop    !", "trop⍛!"),
        ("déjà\u{a0}!", "déjà⍛!"),
        ("déjà\u{202f}:", "déjà⍽:"),
        (" !", "⍛!"),
        ("!", "!"),
    ] {
        check_typography(written, expected);
    }
}

#[test]
fn quotation_marks_hold_their_text() {
    for (written, expected) in [
        ("« oui »", "«⍽oui⍽»"),
        ("«oui»", "«⍽oui⍽»"),
        ("«  oui  » !", "«⍽oui⍽»⍛!"),
        ("il dit «oui», puis", "il dit «⍽oui⍽», puis"),
        ("« ", "«⍽"),
        (" »", "⍽»"),
        ("\"oui\"", "\"oui\""),
    ] {
        check_typography(written, expected);
    }
}

#[test]
fn apostrophes_are_curved_between_letters() {
    for (written, expected) in [
        ("l'été d'aujourd'hui", "l’été d’aujourd’hui"),
        ("L'Île", "L’Île"),
        ("qu'1 fois", "qu’1 fois"),
        ("l'", "l’"),
        ("jusqu'", "jusqu’"),
        ("de l'", "de l’"),
        ("amis'", "amis'"),
        ("5'", "5'"),
        ("'mot'", "'mot'"),
        ("'", "'"),
    ] {
        check_typography(written, expected);
    }
}

#[test]
fn three_dots_are_one_sign() {
    for (written, expected) in [
        ("etc...", "etc…"),
        ("Alors... voilà", "Alors… voilà"),
        ("Alors... ?", "Alors…⍛?"),
        ("....", "...."),
        ("..", ".."),
        ("a... b...", "a… b…"),
    ] {
        check_typography(written, expected);
    }
}

#[test]
fn numbers_stay_on_one_line() {
    for (written, expected) in [
        ("10 000 personnes", "10⍛000 personnes"),
        ("1 234 567", "1⍛234⍛567"),
        ("50 % de 100 €", "50⍽% de 100⍽€"),
        ("à 14 h 30", "à 14⍽h⍽30"),
        ("à 9 h", "à 9⍽h"),
        ("01 99 00 12 34", "01 99 00 12 34"),
        ("en 2027 100 personnes", "en 2027 100 personnes"),
        ("12 34", "12 34"),
        ("1 2345", "1 2345"),
        ("3,5 000", "3,5 000"),
        ("3 hommes", "3 hommes"),
    ] {
        check_typography(written, expected);
    }
}

#[test]
fn addresses_hours_and_names_stay_as_they_are() {
    for text in [
        "14:30",
        "de 9:00 à 14:30",
        "https://example.org/l'x?a=1;b:c!",
        "(https://example.org/?q=x)",
        "www.example.org/a?b",
        "l.o'neill@example.org",
        "16:9",
        "a:b",
        "page?id=2",
        "Yahoo!",
        "Face à l'Emploi",
        "&nbsp;",
        "",
    ] {
        check_typography(text, text);
    }
    check_typography("Avec Yahoo!, l'été : Yahoo!", "Avec Yahoo!, l’été⍽: Yahoo!");
    check_typography("Numeum !", "Numeum⍛!");
    check_typography("Voir https://example.org/a:b : oui", "Voir https://example.org/a:b⍽: oui");
}

/// The text without what typography may change.
fn skeleton(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}'))
        .map(|c| match c {
            '’' => "'".to_owned(),
            '…' => "...".to_owned(),
            c => c.to_string(),
        })
        .collect()
}

fn prose() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "l",
        "'",
        "’",
        "été",
        " ",
        " ",
        "\u{a0}",
        "\u{202f}",
        ":",
        ";",
        "!",
        "?",
        "«",
        "»",
        "...",
        ".",
        "…",
        "10",
        "000",
        "h",
        "%",
        "€",
        "(",
        ")",
        "@",
        "/",
        "&",
        "\"",
        "https://a.b/c?d",
        "www.",
        "14:30",
        "Yahoo!",
        "\n",
        "x",
        "qu",
        ",",
    ]);
    prop_oneof![prop::collection::vec(words, 0..16).prop_map(|words| words.concat()), ".{0,24}"]
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn typography_twice_is_typography_once(text in prose()) {
        let none = ProperNames::default();
        let once = set(&text, &none).into_owned();
        prop_assert_eq!(visible(&set(&once, &none)), visible(&once));
    }

    #[test]
    fn typography_changes_nothing_but_spaces_apostrophes_and_dots(text in prose()) {
        let names = ProperNames::new(["Yahoo!".to_owned()]);
        prop_assert_eq!(skeleton(&set(&text, &names)), skeleton(&text));
    }

    #[test]
    fn typography_never_alters_a_proper_name(before in prose(), after in prose()) {
        let text = format!("{before} Face à l'Emploi! {after}");
        let names = ProperNames::new(["Face à l'Emploi!".to_owned()]);
        prop_assert!(set(&text, &names).contains("Face à l'Emploi!"));
    }

    #[test]
    fn any_name_makes_an_address_or_none(name in ".{0,200}") {
        let made = slug::slug(&name);
        prop_assert!(made.len() <= slug::LONGEST_BYTES);
        prop_assert_eq!(Slug::parse(&made).is_some(), !made.is_empty());
        prop_assert_eq!(slug::slug(&made), made);
    }

    #[test]
    fn composed_and_decomposed_accents_make_one_address(name in "[a-zA-Zéèàùçœæñîôß' -]{0,40}") {
        let composed: String = name.nfc().collect();
        let decomposed: String = name.nfd().collect();
        prop_assert_eq!(slug::slug(&composed), slug::slug(&decomposed));
        prop_assert_eq!(order::key(&composed).0, order::key(&decomposed).0);
    }
}

#[test]
fn words_become_lower_case_ascii() {
    for (name, made) in [
        ("Événement à Lyon (juin).md", "evenement-a-lyon-juin-md"),
        ("Cœur de l'Œuvre", "coeur-de-l-oeuvre"),
        ("Ægide, Straße, Øre, Łódź", "aegide-strasse-ore-lodz"),
        ("Ça va", "ca-va"),
        ("  --a__b--  ", "a-b"),
        ("2027-05-17 Lancement", "2027-05-17-lancement"),
        ("日本", ""),
        ("!?", ""),
        ("", ""),
        ("E\u{301}te\u{301}", "ete"),
    ] {
        assert_eq!(slug::slug(name), made, "{name}");
    }
}

#[test]
fn an_address_segment_has_at_most_120_bytes_and_no_hyphen_at_its_end() {
    assert_eq!(slug::slug(&"a".repeat(121)), "a".repeat(120));
    assert_eq!(slug::slug(&format!("{} bc", "a".repeat(119))), "a".repeat(119));
    assert_eq!(slug::slug(&format!("{}œ", "a".repeat(119))), format!("{}o", "a".repeat(119)));
}

#[test]
fn names_that_windows_reserves_are_no_segments() {
    for name in ["con", "prn", "aux", "nul", "com1", "com9", "lpt1", "con.md", "nul.tar.gz"] {
        assert!(!is_portable_segment(name), "{name}");
    }
    for name in ["console", "com", "com0", "com10", "lpt", "nulle-part", "a.con"] {
        assert!(is_portable_segment(name), "{name}");
    }
    assert!(is_portable_segment(&"a".repeat(120)));
    assert!(!is_portable_segment(&"a".repeat(121)));
}

#[test]
fn accents_do_not_change_the_alphabetical_order() {
    let in_order = ["Ain", "Écoles", "écoles", "EPN", "Étape", "Île-de-France", "L'Oréal", "Œuvre", "Oise", "Zèbre"];
    let mut names = in_order;
    names.reverse();
    names.sort_by_cached_key(|name| order::key(name));
    assert_eq!(names, in_order);
}

#[test]
fn two_names_are_never_equal_in_the_order() {
    assert!(order::key("ete") < order::key("été"));
    assert!(order::key("Numeum") != order::key("numeum"));
}
