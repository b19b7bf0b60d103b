//! `escale import` and `escale export`: a table in; what is shown of it, and files, out.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Write as _};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use escale::sources::Sources;
use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::cli::{Answer, Project};
use super::project::{REUNION, VENUE, cases, page, with, with_real_theme, without};

/// The instant of these tests, in seconds: January 2027.
const NOW: &str = "1800000000";

/// A region with a venue, a partner, an edition, and a region on other clocks.
fn ground() -> Sources {
    with(&[
        ("regions/occitanie/region.yaml", "+editions: [{id: \"2027\", titre: Un, debut: 2027}]\n"),
        ("regions/occitanie/lieux/maison-exemple.yaml", &format!("{VENUE}code_postal: \"01000\"\n")),
        ("content/partenaires/agefiph.md", ""),
        ("content/partenaires/google-france.md", "nom: Google France"),
        ("regions/la-reunion/region.yaml", REUNION),
    ])
}

/// A file whose lines are changed, with what a line-wise change must leave alone.
const FORUM: &str = "---\n# Relu par Léa\nid: occ-forum\ntitre: 'Forum de l''emploi'   # à garder\ntype: forum\n\
    resume: >-\n  Un forum\n  sur deux lignes.\ndate: 2027-05-17\nheure: 9h30\nmode: sur-place\nlieu: maison-exemple\n\
    inscription: {lien: https://example.org/i, cloture: 2027-05-16} # bouton\naccessibilite:\n    # vu avec la salle\n\
    \x20   lsf: oui\n\npartenaires: [agefiph]\n# fin\nphase: 2\n---\n\nLe texte.\n\n- un\n- deux\n";
const FORUM_FILE: &str = "regions/occitanie/evenements/2027-05-17-forum.md";

fn with_forum() -> Project {
    Project::new(&with_file(ground(), FORUM_FILE, FORUM.as_bytes()))
}

fn with_file(mut sources: Sources, path: &str, bytes: &[u8]) -> Sources {
    sources.insert(path, bytes.to_vec());
    sources
}

fn run(project: &Project, arguments: &[&str]) -> Answer {
    project.command().args(arguments).env("SOURCE_DATE_EPOCH", NOW).output().unwrap().into()
}

/// What is said of a table, and the exit code.
fn import(project: &Project, name: &str, bytes: &[u8], options: &[&str]) -> Answer {
    project.lay(name, bytes);
    run(project, &[&["import", name], options].concat())
}

/// A table is written; what came of it.
fn written(project: &Project, csv: &str) -> BTreeMap<String, String> {
    let before = events(project);
    let answer = import(project, "t.csv", csv.as_bytes(), &["--write"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{}", answer.stdout);
    events(project).into_iter().filter(|(path, text)| before.get(path) != Some(text)).collect()
}

/// Every event's file.
fn events(project: &Project) -> BTreeMap<String, String> {
    let sources = escale::read::read(&project.path("")).unwrap();
    let events = sources.iter().filter(|(path, _)| path.contains("/evenements/"));
    events.map(|(path, text)| (path.to_string(), String::from_utf8_lossy(text).into_owned())).collect()
}

/// The only one that came of a table.
fn only(project: &Project, csv: &str) -> (String, String) {
    let mut written = written(project, csv).into_iter();
    let first = written.next().expect("a file is written");
    assert_eq!(written.next(), None);
    first
}

/// What is refused, and in which words: the lines below the rows.
fn refused(project: &Project, csv: &str) -> String {
    let answer = import(project, "t.csv", csv.as_bytes(), &["--write"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (1, ""), "{}", answer.stdout);
    let below = answer.stdout.lines().filter_map(|line| line.strip_prefix("         "));
    below.map(|line| format!("{line}\n")).collect()
}

/// Says that a table changes nothing.
fn assert_unchanged(project: &Project, name: &str, rows: usize) {
    let answer = run(project, &["import", name, "--write"]);
    let s = if rows > 1 { "s" } else { "" };
    let end = format!("\n\n{rows} inchangé{s}.\nRien à changer.\n");
    assert!(answer.code == 0 && answer.stdout.ends_with(&end), "{answer:?}");
}

/// A row of an event of Occitanie that needs nothing more.
fn row(names: &str, cells: &str) -> String {
    format!(
        "region;titre;type;resume;mode;inscription;{names}\nOccitanie;Forum;forum;Un forum.;en-ligne;libre;{cells}\n"
    )
}

fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A workbook of Excel with one sheet of these rows, in the parts that Excel writes: style 1 is a date, 2 an hour, 3 both.
fn xlsx(rows: &str) -> Vec<u8> {
    xlsx_from(rows, "")
}

fn xlsx_from(rows: &str, properties: &str) -> Vec<u8> {
    let relationship = |kind: &str, target: &str| {
        let base = "http://schemas.openxmlformats.org";
        format!(
            r#"<Relationships xmlns="{base}/package/2006/relationships"><Relationship Id="r1" Type="{base}/officeDocument/2006/relationships/{kind}" Target="{target}"/>"#
        )
    };
    let main = r#"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main""#;
    let of_package = relationship("officeDocument", "xl/workbook.xml") + "</Relationships>";
    let of_book = relationship("worksheet", "worksheets/sheet1.xml").replace("r1", "r9")
        + r#"<Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
    let book = format!(
        r#"<workbook {main} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">{properties}<sheets><sheet name="Été" sheetId="1" r:id="r9"/></sheets></workbook>"#
    );
    let styles = format!(
        r#"<styleSheet {main}><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="20"/><xf numFmtId="22"/></cellXfs></styleSheet>"#
    );
    let sheet = format!("<worksheet {main}><sheetData>{rows}</sheetData></worksheet>");
    packed(&[
        ("[Content_Types].xml", b"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
        ("_rels/.rels", of_package.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", of_book.as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

/// A row of a workbook of Excel: cells that begin with `<` are the inside of the element, with its attributes before.
fn xlsx_row(number: usize, cells: &[&str]) -> String {
    let mut row = format!("<row r=\"{number}\">");
    for (letter, cell) in ('A'..='Z').zip(cells) {
        let _ = match cell.split_once('|') {
            Some((attributes, value)) => write!(row, r#"<c r="{letter}{number}" {attributes}>{value}</c>"#),
            None => write!(row, r#"<c r="{letter}{number}" t="inlineStr"><is><t>{cell}</t></is></c>"#),
        };
    }
    row + "</row>"
}

/// A workbook of LibreOffice with one sheet of these rows.
fn ods(rows: &str) -> Vec<u8> {
    let office = "urn:oasis:names:tc:opendocument:xmlns";
    let content = format!(
        r#"<office:document-content xmlns:office="{office}:office:1.0" xmlns:table="{office}:table:1.0" xmlns:text="{office}:text:1.0"><office:body><office:spreadsheet><table:table table:name="Été">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    packed(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<manifest:manifest xmlns:manifest=\"urn:x\"/>"),
        ("content.xml", content.as_bytes()),
    ])
}

fn ods_row(cells: &[&str]) -> String {
    let text = |cell: &&str| match cell.split_once('|') {
        Some((attributes, shown)) => {
            format!("<table:table-cell {attributes}><text:p>{shown}</text:p></table:table-cell>")
        }
        None => format!(r#"<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>"#),
    };
    format!("<table:table-row>{}</table:table-row>", cells.iter().map(text).collect::<String>())
}

#[test]
fn what_is_exported_of_the_real_programme_imports_as_it_is() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let project = Project::new(&escale::read::read(root).unwrap());
    let all = events(&project);
    for name in ["tout.csv", "tout.xlsx"] {
        assert_eq!(run(&project, &["export", name]).code, 0);
        assert_unchanged(&project, name, all.len());
    }
    let region = all.keys().filter(|path| path.starts_with("regions/occitanie/")).count();
    assert_eq!(run(&project, &["export", "occitanie.csv", "--region", "occitanie"]).code, 0);
    assert_unchanged(&project, "occitanie.csv", region);
    assert_eq!(events(&project), all);
}

/// A table as Excel saves it in France after someone looked at it: its own form of dates, and no zeros in front.
fn saved_by_excel(csv: &[u8]) -> Vec<u8> {
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(csv);
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    let day = |text: &str| {
        let is_day = text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok();
        is_day.then(|| format!("{}/{}/{}", &text[8..], &text[5..7], &text[..4]))
    };
    let cell = |text: &str| match text.split_once(' ') {
        Some((date, hour)) if day(date).is_some() && hour.len() == 5 => format!("{} {hour}", day(date).unwrap()),
        _ if text.len() > 1 && text.bytes().all(|b| b.is_ascii_digit()) => text.trim_start_matches('0').to_owned(),
        _ => day(text).unwrap_or_else(|| text.trim_start_matches('\u{feff}').to_owned()),
    };
    for record in reader.records() {
        writer.write_record(record.unwrap().iter().map(cell)).unwrap();
    }
    writer.into_inner().unwrap()
}

#[test]
fn what_a_spreadsheet_makes_of_dates_and_zeros_changes_nothing() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let project = Project::new(&escale::read::read(root).unwrap());
    assert_eq!(run(&project, &["export", "t.csv"]).code, 0);
    let saved = saved_by_excel(&fs::read(project.path("t.csv")).unwrap());
    assert!(String::from_utf8(saved.clone()).unwrap().contains(";22/04/2027;"));
    project.lay("t.csv", &saved);
    assert_unchanged(&project, "t.csv", events(&project).len());
}

#[test]
fn nothing_in_a_table_steers_the_terminal() {
    let csv = row("date;\u{1b}[2Jx", "2027-05-17;").replace("Forum;", "\u{1b}[31mForum\u{202e};");
    let answer = import(&Project::new(&ground()), "t.csv", csv.as_bytes(), &[]);
    assert!(answer.stdout.contains("Forum") && !answer.stdout.contains(['\u{1b}', '\u{202e}']), "{answer:?}");
}

#[test]
fn a_file_that_is_wrong_already_takes_no_other_mistake() {
    let project = Project::new(&with_file(ground(), FORUM_FILE, FORUM.replace("2027-05-17", "2027-05-32").as_bytes()));
    let told = refused(&project, "id;date\nocc-forum;31/06/2027\n");
    assert!(told.starts_with("« date » (B2) : Cette date n'existe pas"), "{told}");
    assert_eq!(import(&project, "t.csv", b"id;date\nocc-forum;17/06/2027\n", &["--write"]).code, 0);
    assert!(events(&project)[FORUM_FILE].contains("\ndate: 2027-06-17\n"));
}

/// Texts that tables, YAML and spreadsheets would each like to read as something else.
fn odd() -> impl Strategy<Value = String> {
    let pieces = [
        "é",
        "œ",
        "🎉",
        "👩‍💻",
        "\"",
        "'",
        ";",
        ",",
        "=1+1",
        "@",
        "+33",
        "-",
        "- ",
        "\t",
        "0123",
        ": ",
        " #",
        "{",
        "]",
        "|",
        ">",
        "&",
        "<b>",
        "_x0041_",
        "%",
        "''=",
        "'",
        "’",
        "«\u{a0}",
        "…",
        "\\",
        "null",
        "oui",
        "2027",
        "1,5",
        "1e3",
        "TRUE",
        "l'",
        "\u{202f}!",
        "//",
        "$",
        "`",
    ];
    let word = prop_oneof![2 => prop::sample::select(pieces.to_vec()).prop_map(str::to_owned), 1 => "[a-zA-Z]{1,6}"];
    prop::collection::vec(word, 1..6).prop_map(|words| words.concat())
}

/// A body of Markdown of several odd lines.
fn odd_body() -> impl Strategy<Value = String> {
    prop::collection::vec(prop_oneof![3 => odd(), 1 => Just(String::new())], 0..5).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #![proptest_config(cases(3))]

    #[test]
    fn events_with_odd_texts_go_out_and_come_back_unchanged(
        texts in prop::collection::vec((odd(), odd(), prop::collection::vec(odd(), 0..3), odd_body(), any::<bool>()), 25)
    ) {
        // The files are made by import itself from a workbook, in which a text is a text.
        let project = Project::new(&ground());
        let mut rows = xlsx_row(1, &["id", "region", "titre", "type", "resume", "mode", "date", "inscription", "intervenants", "brouillon", "texte"]);
        let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace("_x0041_", "_x005F_x0041_");
        for (number, (title, summary, speakers, body, is_draft)) in texts.iter().enumerate() {
            // What the reader would ask about is not what is tested: a placeholder, a secret.
            let cells = [
                format!("e{number}"), "occitanie".to_owned(), format!("T{number} {title}"), "forum".to_owned(), format!("R {summary}"), "en-ligne".to_owned(),
                format!("2027-05-{:02}", number + 1), "libre".to_owned(), speakers.join("\n"),
                (if *is_draft { "oui" } else { "non" }).to_owned(), body.clone(),
            ];
            let cells: Vec<String> = cells.iter().map(|cell| format!("t=\"inlineStr\"|<is><t xml:space=\"preserve\">{}</t></is>", escaped(cell))).collect();
            rows += &xlsx_row(number + 2, &cells.iter().map(String::as_str).collect::<Vec<_>>());
        }
        let first = import(&project, "in.xlsx", &xlsx(&rows), &["--write"]);
        prop_assert_eq!(first.code, 0, "{}", first.stdout);
        let files = events(&project);
        prop_assert_eq!(files.len(), texts.len());
        assert_unchanged(&project, "in.xlsx", texts.len());
        let other = Project::new(&ground());
        for name in ["out.csv", "out.xlsx"] {
            prop_assert_eq!(run(&project, &["export", name]).code, 0);
            assert_unchanged(&project, name, texts.len());
            // In a project that has none of these events, they become the same files.
            let bytes = fs::read(project.path(name)).unwrap();
            prop_assert!(name.ends_with("xlsx") || !String::from_utf8(bytes.clone()).unwrap().contains(";=1"), "a formula");
            let again = import(&other, name, &bytes, &["--write"]);
            prop_assert_eq!(again.code, 0, "{}", again.stdout);
            prop_assert_eq!(events(&other), files.clone());
        }
    }
}

#[test]
fn a_table_becomes_files_as_new_would_write_them() {
    let project = Project::new(&ground());
    let csv = "Région;Titre;Date;Heure;Lieu;Code postal;Lien d'inscription;Date limite d'inscription;Partenaires;Intervenants;LSF;Édition;Texte\n\
        Occitanie;Forum : recruter #2;lundi 17 mai 2027;14h-16h;Maison Exemple;1000;www.example.org/i;16/05/2027 18h;Agefiph, Google France;\"Léa, RH\nNoé\";oui;2027;\"Venez !\n\n- sans rendez-vous\"\n";
    let answer = import(&project, "été 2027.csv", csv.as_bytes(), &[]);
    assert_eq!(
        answer.stdout,
        "été 2027.csv : CSV, point-virgule, UTF-8, 1 ligne, 13 colonnes\n\n\
         Ligne  Région     Date        Évènement                                 État\n\
         \x20   2  occitanie  2027-05-17  Forum : recruter #2                       nouveau\n\
         \x20        complété : sur-place, forum, résumé\n\n\
         1 nouveau.\n\
         Rien n'est encore écrit. Pour écrire : escale import \"été 2027.csv\" --write\n"
    );
    assert_eq!((answer.code, events(&project).len()), (0, 0));
    let answer = run(&project, &["import", "été 2027.csv", "--write"]);
    let path = "regions/occitanie/evenements/2027-05-17-forum-recruter-2.md";
    assert!(
        answer.stdout.ends_with(&format!("1 nouveau.\n1 fichier écrit :\n  {path}\nEnsuite : escale check\n")),
        "{answer:?}"
    );
    assert_eq!(
        events(&project)[path],
        "---\nid: occitanie-2027-05-17-forum-recruter-2\ntitre: \"Forum : recruter #2\"\ntype: forum\n\
         resume: Forum, lundi 17 mai 2027 de 14\u{a0}h à 16\u{a0}h, Maison Exemple (Toulouse).\ndate: 2027-05-17\nheure: \"14:00\"\n\
         heure_fin: \"16:00\"\nmode: sur-place\nlieu: maison-exemple\ninscription:\n  lien: https://www.example.org/i\n\
         \x20 cloture: 2027-05-16 18:00\naccessibilite:\n  lsf: oui\npartenaires: [agefiph, google-france]\nintervenants:\n\
         \x20 - \"Léa, RH\"\n  - Noé\nedition: \"2027\"\n---\nVenez !\n\n- sans rendez-vous\n"
    );
    assert_unchanged(&project, "été 2027.csv", 1);
    let check = project.run("check --strict --date 2027-01-15T10:00");
    assert_eq!(check.code, 0, "{}", check.stderr);
}

#[test]
fn columns_are_found_by_every_name_that_the_schema_has() {
    let names = [("heure", "14h"), ("Heure de début", "14h"), ("HORAIRES", "14:00"), ("start_time", "14:00")];
    for (name, cell) in names {
        let (_, text) = only(&Project::new(&ground()), &row(&format!("date;{name}"), &format!("2027-05-17;{cell}")));
        assert!(text.contains("heure: \"14:00\"\n"), "{name}: {text}");
    }
    let below = [
        ("inscription.places", "places"),
        ("Inscription : places", "places"),
        ("Places", "places"),
        ("Nombre de places", "places"),
        ("Clôture des inscriptions", "cloture"),
        ("date limite", "cloture"),
        ("accessibilite.lsf", "lsf"),
        ("Accessibilité - LSF", "lsf"),
        ("Langue des signes (LSF)", "lsf"),
        ("Boucle magnétique", "boucle_magnetique"),
        ("Téléphone", "telephone"),
        ("Courriel", "courriel"),
        ("email d'inscription", "courriel"),
    ];
    for (name, field) in below {
        let cell = match field {
            "cloture" => "2027-05-16",
            "places" => "30",
            "telephone" => "0102030405",
            "courriel" => "a@example.org",
            _ => "oui",
        };
        let csv = row(&format!("date;{name}"), &format!("2027-05-17;{cell}")).replace("libre", "www.example.org/i");
        let (_, text) = only(&Project::new(&ground()), &csv);
        assert!(text.contains(&format!("  {field}: ")), "{name}: {text}");
    }
    for (name, cell, line) in [
        ("Inscription", "0102030405", "telephone: \"0102030405\""),
        ("S'inscrire", "a@example.org", "courriel: a@example.org"),
        ("Lien d'inscription", "Entrée libre", "libre"),
    ] {
        let csv = format!(
            "region;titre;type;resume;mode;date;{name}\nOccitanie;Forum;forum;Un forum.;en-ligne;2027-05-17;{cell}\n"
        );
        let (_, text) = only(&Project::new(&ground()), &csv);
        assert!(text.contains(line), "{name}: {text}");
    }
}

#[test]
fn a_column_that_is_not_known_is_said_once_and_passed_over() {
    let project = Project::new(&ground());
    let csv = row("date;Contact;titel;Jauge;Adresse;Lieu", "2027-05-17;Léa;x;3;rue;");
    let answer = import(&project, "t.csv", csv.as_bytes(), &[]);
    let said: Vec<&str> = answer.stdout.lines().filter(|line| line.starts_with("Colonne")).collect();
    assert_eq!(
        said,
        [
            "Colonne ignorée : Contact (H).",
            "Colonne ignorée : titel (I). Vouliez-vous dire « titre » ?",
            "Colonne ignorée : Jauge (J). Vouliez-vous dire « inscription.places » ?",
            "Colonne ignorée : Adresse (K).",
        ]
    );
    assert_eq!(answer.code, 0, "{}", answer.stdout);
}

#[test]
fn every_csv_of_a_spreadsheet_is_the_same_table() {
    let plain = row("date;tarif;texte", "2027-05-17;12,50 € l'été;\"Venez.\n\nÀ bientôt.\"");
    let expected = only(&Project::new(&ground()), &plain).1;
    assert!(expected.contains("tarif: \"12,50 € l'été\"\n"), "{expected}");
    let commas = plain.replace("12,50 € l'été", "\"12,50 € l'été\"").replace(';', ",");
    let utf16 = |text: &str| {
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect::<Vec<u8>>()
    };
    let windows = encoding_rs::WINDOWS_1252.encode(&plain).0.into_owned();
    let crlf = plain.replace('\n', "\r\n");
    let tables: [(&str, Vec<u8>); 8] = [
        ("UTF-8 that says so, CRLF", format!("\u{feff}{crlf}").into_bytes()),
        ("Windows-1252", windows),
        ("commas", commas.into_bytes()),
        ("tabs in UTF-16", utf16(&plain.replace(';', "\t"))),
        ("sep=", format!("sep=;\n{plain}").into_bytes()),
        ("a title above", format!("Programme 2027;;;;\n\n;;;\n{plain}").into_bytes()),
        ("empty rows and columns", format!("\n\n{plain}\n;;;;;;;\n\n").into_bytes()),
        (
            "every cell in quotes",
            plain
                .lines()
                .next()
                .unwrap()
                .split(';')
                .map(|name| format!("\"{name}\""))
                .collect::<Vec<_>>()
                .join(";")
                .into_bytes()
                .into_iter()
                .chain(plain[plain.find('\n').unwrap()..].bytes())
                .collect(),
        ),
    ];
    for (name, bytes) in tables {
        let project = Project::new(&ground());
        let answer = import(&project, "t.csv", &bytes, &["--write"]);
        assert_eq!(answer.code, 0, "{name}: {answer:?}");
        assert_eq!(events(&project).into_values().collect::<Vec<_>>(), std::slice::from_ref(&expected), "{name}");
    }
}

#[test]
fn rows_have_the_numbers_that_a_spreadsheet_shows() {
    let csv = "Programme\n\nregion;titre;date;texte\nOccitanie;A;x;\"un\ndeux\"\n\nOccitanie;B;y;\n";
    let answer = import(&Project::new(&ground()), "t.csv", csv.as_bytes(), &[]);
    let rows: Vec<&str> =
        answer.stdout.lines().filter(|line| line.ends_with("refusé")).map(|line| line[..5].trim()).collect();
    assert_eq!(rows, ["4", "6"], "{}", answer.stdout);
    assert!(answer.stdout.contains("« date » (C6) :"), "{}", answer.stdout);
}

#[test]
fn dates_and_hours_are_read_in_every_certain_form() {
    let dates = [
        "2027-05-17",
        "17/05/2027",
        "17 mai 2027",
        "lundi 17 mai 2027",
        "17.05.2027",
        "46524",
        "46524,0",
        "2027-05-17 00:00:00",
        "2027-05-17T00:00:00",
    ];
    for date in dates {
        let (path, text) = only(&Project::new(&ground()), &row("date", date));
        assert!(path.ends_with("/2027-05-17-forum.md") && text.contains("\ndate: 2027-05-17\n"), "{date}: {text}");
        assert!(!text.contains("heure"), "{date}: {text}");
    }
    for date in ["17 mai 2027 à 14h30", "2027-05-17 14:30", "2027-05-17T14:30:00", "46524,604167"] {
        let (_, text) = only(&Project::new(&ground()), &row("date", date));
        assert!(text.contains("\ndate: 2027-05-17\nheure: \"14:30\"\n"), "{date}: {text}");
    }
    let (_, text) = only(&Project::new(&ground()), &row("date", "du 17 au 19 mai 2027"));
    assert!(text.contains("\ndate: 2027-05-17\ndate_fin: 2027-05-19\n"), "{text}");
    for hour in [
        "9h30",
        "9 h 30",
        "09:30",
        "0,395833333333333",
        "0.3958333",
        "1899-12-30 09:30:00",
        "1899-12-31T09:30",
        "00/01/1900 09:30",
    ] {
        let (_, text) = only(&Project::new(&ground()), &row("date;heure", &format!("2027-05-17;{hour}")));
        assert!(text.contains("\nheure: \"09:30\"\n"), "{hour}: {text}");
    }
}

#[test]
fn what_is_doubtful_refuses_its_row_in_the_words_of_check_and_no_other_row() {
    let refusals = [
        ("date", "31/06/2027", "« date » (G2) : Cette date n'existe pas : « 31/06/2027 ».  [E120]"),
        ("date", "03/04", "« date » (G2) : "),
        ("date", "mardi 17 mai 2027", "« date » (G2) : Le jour de la semaine ne va pas avec la date"),
        ("date;heure", "2027-05-17;24:00", "« heure » (H2) : Cette heure peut se comprendre de plusieurs"),
        ("date;heure", "2027-03-28;02:30", "« heure » (H2) : "),
        ("date;heure_fin;heure", "2027-05-17;9h;10h", "« heure_fin » (H2) : "),
        ("date;partenaires", "2027-05-17;agefif", "« partenaires » (H2) : Le partenaire « agefif » n'est pas dans la"),
        ("date;lieu", "2027-05-17;nulle part", "« lieu » (H2) : Le lieu « nulle part » n'est pas dans la liste."),
        ("date;places", "2027-05-17;beaucoup", "« inscription » (F2) : L'entrée est libre"),
        ("date;statut", "2027-05-17;peut-être", "« statut » (H2) : "),
        ("date;brouillon", "2027-05-17;bof", "« brouillon » (H2) : "),
        ("date;lieu", "2027-05-17;#NOM?", "« lieu » (H2) : #NOM? : C'est l'erreur d'une formule."),
        ("date;heure", "2027-05-17 14h;15h", "« date » (G2) : « heure » dit 15:00, « date » dit 14:00."),
        (
            "date;lieu;code postal",
            "2027-05-17;Maison Exemple;69000",
            "« code postal » (I2) : Le lieu « Maison Exemple » est à",
        ),
        ("date;lieu;ville", "2027-05-17;maison-exemple;Lyon", "« ville » (I2) : Le lieu « Maison Exemple » est à"),
    ];
    for (names, cells, words) in refusals {
        let project = Project::new(&ground());
        let columns = names.matches(';').count();
        let fine = format!("Occitanie;Autre;forum;Un forum.;en-ligne;libre;2027-06-01{}\n", ";".repeat(columns));
        let told = refused(&project, &(row(names, cells) + &fine));
        assert!(told.starts_with(words), "{names} {cells}: {told}");
        assert_eq!(events(&project).len(), 1, "{names} {cells}");
    }
    let told = refused(&Project::new(&ground()), "region;titre;date\nOccitanie;Rendez-vous;2027-05-17\n");
    for field in ["type", "mode"] {
        assert!(
            told.contains(&format!("Il manque « {field} ».  [E013]\n"))
                && told.contains(&format!("Ajoutez une colonne « {field} ».")),
            "{told}"
        );
    }
    let told = refused(
        &Project::new(&ground()),
        "region;titre;date;mode;lieu\nOccitanie;Forum;2027-05-17;en-ligne;\nOccitanie;Atelier;2027-05-17;sur-place;\n",
    );
    assert!(
        told.contains(
            "  Ajoutez une colonne « inscription » : une adresse web, un téléphone,\n  un courriel, ou « libre ».\n"
        ),
        "{told}"
    );
    assert!(told.contains("« lieu » (E3) : ") && told.contains("  Remplissez cette cellule.\n"), "{told}");
    let told = refused(&Project::new(&ground()), "titre;date\nForum;2027-05-17\n");
    assert!(told.starts_with("La région manque."), "{told}");
    let told = refused(&Project::new(&ground()), "region;titre;date\nBretagne;Forum;2027-05-17\n");
    assert!(told.starts_with("« region » (A2) : Aucune région ne s'appelle « Bretagne »."), "{told}");
}

#[test]
fn the_region_is_that_of_the_row_else_of_the_command() {
    let csv = "region;titre;type;resume;mode;date;inscription\n;A;forum;R.;en-ligne;2027-05-17;libre\n\
        La Réunion;B;forum;R.;en-ligne;2027-05-17;libre\n974;C;forum;R.;en-ligne;2027-05-17;libre\nnational;D;forum;R.;en-ligne;2027-05-17;libre\n";
    let project = Project::new(&ground());
    let answer = import(&project, "t.csv", csv.as_bytes(), &["--write", "--region", "Occitanie"]);
    assert_eq!(answer.code, 0, "{answer:?}");
    let folders: Vec<String> = events(&project).into_keys().collect();
    assert_eq!(
        folders,
        [
            "content/evenements/2027-05-17-d.md",
            "regions/la-reunion/evenements/2027-05-17-b.md",
            "regions/la-reunion/evenements/2027-05-17-c.md",
            "regions/occitanie/evenements/2027-05-17-a.md",
        ]
    );
    assert_unchanged_in(&project, "t.csv", &["--region", "occitanie"]);
    let answer = import(&project, "t.csv", csv.as_bytes(), &["--region", "bretagne"]);
    assert_eq!(answer.code, 2);
    assert!(
        answer.stderr.contains("Cette région n'existe pas : bretagne\nLes régions : la-reunion, occitanie"),
        "{answer:?}"
    );
}

fn assert_unchanged_in(project: &Project, name: &str, options: &[&str]) {
    let answer = run(project, &[&["import", name], options].concat());
    assert!(answer.code == 0 && answer.stdout.ends_with("Rien à changer.\n"), "{answer:?}");
}

#[test]
fn only_the_lines_concerned_change() {
    for ends in ["\n", "\r\n"] {
        let text = FORUM.replace('\n', ends);
        let project = Project::new(&with_file(ground(), FORUM_FILE, text.as_bytes()));
        let csv = "id;titre;heure;resume;inscription.lien;places;sous-titrage;lsf;partenaires;public;texte\n\
            occ-forum;Forum : l'emploi;10h;Un résumé.;https://example.org/j;40;non;non;agefiph, Google France;Tous;\"Autre texte.\n\n- un\"\n";
        let answer = import(&project, "t.csv", csv.as_bytes(), &["--write"]);
        assert_eq!(answer.code, 0, "{answer:?}");
        let expected = FORUM
            .replace("'Forum de l''emploi'", "\"Forum : l'emploi\"")
            .replace("heure: 9h30", "heure: \"10:00\"")
            .replace("resume: >-\n  Un forum\n  sur deux lignes.", "resume: Un résumé.")
            .replace(
                "https://example.org/i, cloture: 2027-05-16}",
                "https://example.org/j, cloture: 2027-05-16, places: 40}",
            )
            .replace(
                "accessibilite:\n    # vu avec la salle\n    lsf: oui",
                "accessibilite:\n    sous_titrage: non\n    # vu avec la salle\n    lsf: non",
            )
            .replace("[agefiph]", "[agefiph, google-france]")
            .replace("accessibilite:", "public: Tous\naccessibilite:")
            .replace("Le texte.\n\n- un\n- deux\n", "Autre texte.\n\n- un\n");
        assert_eq!(events(&project)[FORUM_FILE], expected.replace('\n', ends));
        let kept = fs::read_dir(project.path(".escale/historique")).unwrap().next().unwrap().unwrap().path();
        assert_eq!(fs::read(kept.join(FORUM_FILE)).unwrap(), text.as_bytes());
        assert_unchanged(&project, "t.csv", 1);
    }
}

#[test]
fn what_changes_is_shown_before_it_is_written() {
    let project = with_forum();
    let csv = "id;date;statut;intervenants;inscription\nocc-forum;18/05/2027;complet;Léa;libre\n";
    let answer = import(&project, "t.csv", csv.as_bytes(), &[]);
    assert_eq!(
        answer.stdout,
        "t.csv : CSV, point-virgule, UTF-8, 1 ligne, 5 colonnes\n\n\
         Ligne  Région     Date        Évènement                                 État\n\
         \x20   2  occitanie  2027-05-17  Forum de l'emploi                         modifié\n\
         \x20        date          2027-05-17 → 2027-05-18\n\
         \x20        inscription   (rien) → libre\n\
         \x20        intervenants  (rien) → Léa\n\
         \x20        statut        (rien) → complet\n\n\
         1 modifié.\n\
         Rien n'est encore écrit. Pour écrire : escale import t.csv --write\n"
    );
    assert_eq!(events(&project)[FORUM_FILE], FORUM);
    let answer = run(&project, &["import", "t.csv", "--write", "--lang", "en"]);
    assert!(answer.stdout.contains("1 changed.\n1 file written:\n"), "{answer:?}");
    assert!(answer.stdout.contains("calendars, escale\n  check --fix raises “revision” where it must."), "{answer:?}");
    let text = &events(&project)[FORUM_FILE];
    assert!(
        text.contains("\ninscription: libre\n")
            && text.contains("\nintervenants:\n  - Léa\n# fin\nphase: 2\nstatut: complet\n---\n"),
        "{text}"
    );
}

#[test]
fn an_event_is_found_by_its_id_else_by_region_date_and_title() {
    let project = with_forum();
    for csv in
        ["id;tarif\nocc-forum;Gratuit\n", "region;date;titre;tarif\nOccitanie;17 mai 2027;FORUM DE L’EMPLOI;Gratuit\n"]
    {
        let answer = import(&project, "t.csv", csv.as_bytes(), &[]);
        assert!(answer.stdout.contains("\n1 modifié.\n"), "{answer:?}");
    }
    let told = refused(&project, "region;id;date;titre\nOccitanie;autre;2027-05-17;Forum de l'emploi\n");
    assert!(
        told.starts_with(
            "« id » (B2) : Un évènement de ce titre, à cette date, existe déjà : son\n  identifiant est « occ-forum »"
        ),
        "{told}"
    );
    let told = refused(&project, "region;id;tarif\nLa Réunion;occ-forum;x\n");
    assert!(told.contains("escale import ne"), "{told}");
    let told = refused(&project, "id;tarif\nocc-forum;x\nocc-forum;y\n");
    assert_eq!(told.lines().last(), Some("Cet évènement est déjà celui de la ligne 2."));
    let told =
        refused(&project, &(row("date", "2027-06-01") + "Occitanie;forum;forum;R.;en-ligne;libre;1er juin 2027\n"));
    assert!(told.contains("Cet évènement est déjà celui de la ligne 2."), "{told}");
}

#[test]
fn an_empty_cell_erases_nothing_and_a_revision_never_goes_back() {
    let project =
        Project::new(&with_file(ground(), FORUM_FILE, FORUM.replace("phase: 2", "phase: 2\nrevision: 3").as_bytes()));
    let before = events(&project);
    project.lay("t.csv", "id;tarif;phase;heure;revision;texte;partenaires\nocc-forum;;;09:30;2;;AGEFIPH\n".as_bytes());
    assert_unchanged(&project, "t.csv", 1);
    assert_eq!(events(&project), before);
    let answer = import(&project, "t.csv", b"id;revision\nocc-forum;4\n", &[]);
    assert!(answer.stdout.contains("revision  3 → 4"), "{answer:?}");
}

#[test]
fn a_region_s_own_version_of_a_national_event_stays_its_own() {
    let sources = with(&[
        ("content/evenements/2027-05-17-direct.md", "id: nat\ntitre: Direct"),
        ("regions/occitanie/evenements/2027-05-17-direct.md", "---\npublic: Les Toulousains\n---\n"),
    ]);
    let project = Project::new(&sources);
    let before = events(&project);
    assert_eq!(run(&project, &["export", "t.csv"]).code, 0);
    assert_unchanged(&project, "t.csv", 2);
    assert_eq!(events(&project), before);
    let answer = import(&project, "u.csv", b"region;id;public;titre\noccitanie;nat;Tous;Direct\n", &["--write"]);
    assert_eq!(answer.code, 0, "{answer:?}");
    assert_eq!(events(&project)["regions/occitanie/evenements/2027-05-17-direct.md"], "---\npublic: Tous\n---\n");
}

#[test]
fn cells_of_excel_are_what_they_show() {
    let names = [
        "Région",
        "Titre",
        "Date",
        "Heure",
        "Fin",
        "Places",
        "Téléphone",
        "Édition",
        "LSF",
        "Mode",
        "Résumé",
        "Type",
        "Prix",
    ];
    let cells = [
        "Occitanie",
        "Forum",
        r#"s="1"|<v>46524</v>"#,
        r#"s="2"|<f>A1</f><v>0.39583333333333331</v>"#,
        r#"s="1"|<v>46525</v>"#,
        "|<v>80.0</v>",
        "|<v>102030405</v>",
        "|<v>2027</v>",
        r#"t="b"|<v>1</v>"#,
        "en-ligne",
        "R.",
        "forum",
        "|<v>12.5</v>",
    ];
    let rows = xlsx_row(2, &names) + &xlsx_row(5, &cells);
    let project = Project::new(&ground());
    let answer = import(&project, "t.xlsx", &xlsx(&rows), &["--write"]);
    assert_eq!(answer.code, 0, "{answer:?}");
    assert!(
        answer.stdout.contains("t.xlsx : Excel, 1 ligne, 13 colonnes\n")
            && answer.stdout.contains("\n    5  occitanie  2027-05-17  Forum"),
        "{answer:?}"
    );
    let text = events(&project).into_values().next().unwrap();
    assert_eq!(
        text,
        "---\nid: occitanie-2027-05-17-forum\ntitre: Forum\ntype: forum\nresume: R.\ndate: 2027-05-17\nheure: \"09:30\"\ndate_fin: 2027-05-18\n\
         mode: en-ligne\ninscription:\n  telephone: \"0102030405\"\n  places: 80\ntarif: \"12,5\"\naccessibilite:\n  lsf: oui\nedition: \"2027\"\n---\n"
    );
    assert_unchanged(&project, "t.xlsx", 1);
    // Accents that a Mac writes apart are the same.
    let mac = xlsx_row(1, &["id", "Résumé"]) + &xlsx_row(2, &["occitanie-2027-05-17-forum", "Re\u{301}sume\u{301}"]);
    assert_eq!(import(&project, "m.xlsx", &xlsx(&mac), &["--write"]).code, 0);
    assert_unchanged(&project, "m.xlsx", 1);
    // A number that is a date but is not shown as one, both in one cell, and the days of old Macs.
    let of = |cell: &str| xlsx_row(1, &names[..3]) + &xlsx_row(2, &["Occitanie", "Forum", cell]);
    for (cell, properties) in [
        ("|<v>46524</v>", ""),
        (r#"s="3"|<v>46524.0</v>"#, ""),
        ("|<v>45062</v>", r#"<workbookPr date1904="1"/>"#),
        (r#"s="1"|<v>45062</v>"#, r#"<workbookPr date1904="1"/>"#),
    ] {
        let answer = import(&project, "u.xlsx", &xlsx_from(&of(cell), properties), &[]);
        assert!(answer.stdout.ends_with("1 inchangé.\nRien à changer.\n"), "{cell}: {answer:?}");
    }
    let answer = import(&project, "u.xlsx", &xlsx(&of(r#"t="e"|<v>#REF!</v>"#)), &[]);
    assert!(
        answer.code == 1 && answer.stdout.contains("« Date » (C2) : #REF! : C'est l'erreur d'une formule."),
        "{answer:?}"
    );
}

#[test]
fn cells_of_libreoffice_are_what_they_show() {
    let names = ["Région", "Titre", "Date", "Heure", "Places", "Mode", "Résumé", "Type", "Inscription", "Texte"];
    let cells = [
        "Occitanie",
        "Forum",
        r#"office:value-type="date" office:date-value="2027-05-17"|17/05/27"#,
        r#"office:value-type="time" office:time-value="PT09H30M00S"|09:30"#,
        r#"office:value-type="float" office:value="80"|80"#,
        "en-ligne",
        "R.",
        "forum",
        "a@example.org",
        "Un</text:p><text:p>deux",
    ];
    let filler = r#"<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>"#;
    let project = Project::new(&ground());
    let answer = import(&project, "t.ods", &ods(&(ods_row(&names) + &ods_row(&cells) + filler)), &["--write"]);
    assert_eq!(answer.code, 0, "{answer:?}");
    let text = events(&project).into_values().next().unwrap();
    assert!(
        text.contains("\ndate: 2027-05-17\nheure: \"09:30\"\n")
            && text.contains("  courriel: a@example.org\n  places: 80\n")
            && text.ends_with("---\nUn\ndeux\n"),
        "{text}"
    );
    assert_unchanged(&project, "t.ods", 1);
}

#[test]
fn a_file_that_is_no_table_is_refused_with_what_to_do() {
    let project = Project::new(&ground());
    fs::create_dir(project.path("dossier.csv")).unwrap();
    let long = format!("titre;date\n\"{}", "x".repeat(10 << 20));
    let many = format!("id;date\n{}", "a;2027-05-17\n".repeat(50_001));
    let wide = format!("titre;date{}\n", ";x".repeat(500));
    let ole = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    let bomb = packed(&[("xl/workbook.xml", &vec![b' '; 101 << 20])]);
    let repeated = ods(&r#"<table:table-row table:number-rows-repeated="9000"><table:table-cell table:number-columns-repeated="400" office:value-type="float" office:value="1"/></table:table-row>"#.repeat(2));
    let unclosed = ods("<table:table-row><table:table-cell office:value-type=\"string\"><office:annotation>");
    let spaces = ods(&ods_row(&["titre", "date", "x<text:s text:c=\"999999999999\"/>"]));
    let said_again = ods(&format!(
        r#"<table:table-row table:number-rows-repeated="40000"><table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell></table:table-row>"#,
        "x".repeat(9000)
    ));
    // A number of a row that cannot be counted with makes the library stumble.
    let huge =
        xlsx(&(xlsx_row(1, &["titre", "date"]) + r#"<row r="2"><c r="A99999999999999999999"><v>1</v></c></row>"#));
    let far =
        xlsx(&(xlsx_row(1, &["titre", "date"]) + r#"<row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row>"#));
    let files: [(&str, &[u8], i32, &str); 23] = [
        ("vide.csv", b"", 1, "Ce fichier est vide."),
        ("vide2.csv", "\u{feff}\r\n;;\r\n".as_bytes(), 1, "Aucune ligne ne donne les noms des colonnes"),
        ("image.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 1, "Les lettres de ce fichier ne se lisent pas."),
        ("classeur.csv", b"PK\x03\x04", 1, "Ce n'est pas un vrai fichier csv."),
        ("texte.xlsx", b"titre;date\n", 1, "Ce n'est pas un vrai fichier xlsx."),
        ("texte.ods", b"titre;date\n", 1, "Ce n'est pas un vrai fichier ods."),
        ("autre.xlsx", &packed(&[("a", b"b")]), 1, "Ce n'est pas un vrai fichier xlsx."),
        ("protege.xlsx", &ole, 1, "Un mot de passe protège ce fichier."),
        ("vieux.xls", &ole, 2, "escale lit les tableaux .csv, .xlsx et .ods."),
        ("lettre.docx", b"PK", 2, "escale lit les tableaux .csv, .xlsx et .ods."),
        ("sans-noms.csv", b"Forum;2027-05-17\nAtelier;2027-05-18\n", 1, "Aucune ligne ne donne les noms des colonnes"),
        ("sans-date.csv", b"titre;heure\nForum;14h\n", 1, "Le tableau ne dit pas de quels"),
        (
            "deux.csv",
            b"titre;date;date\nForum;2027-05-17;\n",
            1,
            "Deux colonnes disent la même chose, « date » : date (B) et date (C).",
        ),
        ("long.csv", long.as_bytes(), 1, "À la ligne 2, une cellule passe un million de caractères"),
        ("lignes.csv", many.as_bytes(), 1, "Ce tableau a plus de 50"),
        ("colonnes.csv", wide.as_bytes(), 1, "Ce tableau a plus de 500 colonnes"),
        ("bombe.xlsx", &bomb, 1, "Déballé, ce tableau est plus grand"),
        ("repete.ods", &repeated, 1, "Déballé, ce tableau est plus grand"),
        ("loin.xlsx", &far, 1, "Ce tableau a plus de 50"),
        ("ouvert.ods", &unclosed, 1, "Ce n'est pas un vrai fichier ods."),
        ("espaces.ods", &spaces, 1, "À la ligne 1, une cellule passe un million de caractères"),
        ("redit.ods", &said_again, 1, "Déballé, ce tableau est plus grand"),
        ("enorme.xlsx", &huge, 1, "Ce n'est pas un vrai fichier xlsx."),
    ];
    for (name, bytes, code, words) in files {
        let answer = import(&project, name, bytes, &["--write"]);
        assert!(answer.code == code && answer.stderr.starts_with(words), "{name}: {answer:?}");
        assert_eq!(answer.stdout, "", "{name}");
    }
    for (name, words) in
        [("absent.csv", "Ce fichier n'existe pas."), ("dossier.csv", "C'est un dossier, pas un tableau.")]
    {
        let answer = run(&project, &["import", name]);
        assert!(answer.code == 2 && answer.stderr.starts_with(words), "{name}: {answer:?}");
    }
    project.lay("ferme.csv", b"titre;date\n");
    fs::set_permissions(project.path("ferme.csv"), fs::Permissions::from_mode(0o000)).unwrap();
    if let Some(answer) = project.run_without_privileges("import ferme.csv") {
        assert!(answer.code == 4 && answer.stderr.starts_with("Vous n'avez pas le droit"), "{answer:?}");
    }
    project.lay("gros.csv", &vec![b'x'; (20 << 20) + 1]);
    let answer = run(&project, &["import", "gros.csv"]);
    assert!(answer.code == 1 && answer.stderr.starts_with("Ce fichier passe 20 Mo"), "{answer:?}");
    assert_eq!(events(&project).len(), 0);
}

#[test]
fn a_text_that_a_spreadsheet_has_cut_is_not_taken() {
    let csv = format!("id;texte\nocc-forum;\"{}\"\n", "é".repeat(32_767));
    let told = refused(&with_forum(), &csv);
    assert!(told.starts_with("« texte » (B2) : Le tableur a coupé ce texte"), "{told}");
    let long = FORUM.replace("Le texte.", &"Un long texte. ".repeat(3_000));
    let project = Project::new(&with_file(ground(), FORUM_FILE, long.as_bytes()));
    for name in ["t.csv", "t.xlsx"] {
        let answer = run(&project, &["export", name]);
        assert!(answer.code == 0 && answer.stderr.starts_with("Des textes passent 32 767 caractères"), "{answer:?}");
        assert_unchanged(&project, name, 1);
    }
}

#[test]
fn nothing_is_written_through_a_link_or_where_one_may_not() {
    let csv = row("date", "2027-05-17");
    let project = Project::new(&ground());
    let elsewhere = super::cli::room();
    symlink(elsewhere.path(), project.path("regions/occitanie/evenements")).unwrap();
    let answer = import(&project, "t.csv", csv.as_bytes(), &["--write"]);
    assert!(answer.code == 4 && answer.stderr.contains("escale n'écrit pas au travers"), "{answer:?}");
    assert!(answer.stderr.ends_with("Aucun évènement n'a été écrit.\n"), "{answer:?}");
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);

    let project = with_forum();
    project.lay("t.csv", b"id;tarif\nocc-forum;Gratuit\n");
    let folder = project.path("regions/occitanie/evenements");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
    if let Some(answer) = project.run_without_privileges("import t.csv --write") {
        assert!(answer.code == 4 && answer.stderr.contains("Vous n'avez pas le droit"), "{answer:?}");
    }
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(events(&project)[FORUM_FILE], FORUM);
}

#[test]
fn a_project_that_cannot_be_read_takes_no_table() {
    let project = Project::new(&without(ground(), "escale.yaml"));
    let answer = import(&project, "t.csv", row("date", "2027-05-17").as_bytes(), &["--write"]);
    assert!(answer.code == 1 && answer.stderr.starts_with("Rien n'a été lu du tableau"), "{answer:?}");
}

#[test]
fn exports_are_files_of_their_kind() {
    let project = Project::new(&with_real_theme(with(&[(
        "regions/occitanie/evenements/2027-05-17-forum.md",
        "titre: \"=1+1\"\ntarif: +5",
    )])));
    let answer = run(&project, &["export", "-", "--format", "csv"]);
    let lines: Vec<&str> = answer.stdout.split("\r\n").collect();
    assert!(
        lines[0].starts_with("\u{feff}region;id;titre;type;resume;date;heure;")
            && lines[0].ends_with(";anciennes_adresses;texte"),
        "{answer:?}"
    );
    assert!(lines[1].starts_with("occitanie;e;'=1+1;forum;") && lines[1].contains(";'+5;"), "{answer:?}");
    assert_eq!((lines.len(), lines[2]), (3, ""));

    let (output, _) = super::project::built(&escale::read::read(&project.path("")).unwrap());
    for (arguments, file) in [
        (vec!["export", "a.ics"], "agenda.ics"),
        (vec!["export", "b.ics", "--region", "occitanie"], "occitanie/agenda.ics"),
    ] {
        let answer = run(&project, &[&arguments[..], &["--date", "2027-01-15T10:00"]].concat());
        assert_eq!(
            (answer.code, answer.stdout.as_str()),
            (0, format!("Écrit : {}\n", arguments[1]).as_str()),
            "{answer:?}"
        );
        assert_eq!(fs::read_to_string(project.path(arguments[1])).unwrap(), page(&output, file));
    }
    match output.get("evenements.json") {
        Some(file) => {
            assert_eq!(run(&project, &["export", "a.json", "--date", "2027-01-15T10:00"]).code, 0);
            assert_eq!(fs::read(project.path("a.json")).unwrap(), file.bytes.to_vec());
        }
        None => {
            let answer = run(&project, &["export", "a.json"]);
            assert_eq!(
                (answer.code, answer.stderr.as_str()),
                (1, "Ce site ne publie pas ce fichier : evenements.json\n")
            );
        }
    }
    let blocked =
        run(&Project::new(&with(&[("regions/occitanie/evenements/e.md", "date: 2027-05-32")])), &["export", "a.ics"]);
    assert!(blocked.code == 1 && blocked.stderr.contains("\nUn problème bloque ce site"), "{blocked:?}");
    // A table may have been worked in since.
    let again = run(&project, &["export", "a.ics"]);
    assert!(again.code == 2 && again.stderr.starts_with("Ce fichier existe déjà"), "{again:?}");
    assert_eq!(run(&project, &["export", "a.ics", "--replace"]).code, 0);
    assert_eq!(run(&project, &["export", "a.pdf"]).code, 2);
    assert_eq!(run(&project, &["export", "absent/a.csv"]).code, 4);
    assert_eq!(run(&project, &["export", "c.csv", "--region", "bretagne"]).code, 2);
}

/// The cells of a table, row by row.
fn cells(csv: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(csv);
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn each_changed_cell_changes_that_and_nothing_else_in_every_file_of_the_real_programme() {
    // Pieces that any event may have, with a value that needs quotes, several lines, or nothing.
    let changes = [
        ("titre", "Un titre : avec # et « signes », l'été"),
        ("resume", "Un résumé, avec une virgule"),
        ("public", "- Tout le monde ?"),
        ("tarif", "12,50 €"),
        ("accessibilite.note", "Note : deux places, [réservées]"),
        ("accessibilite.horaires_amenages", "non"),
        ("intervenants", "Une personne, du métier\nDes pairs : trois"),
        ("partenaires", "france-travail"),
        ("phase", "3"),
        ("motif", "Une raison"),
        ("mis_a_jour", "2027-01-02"),
        ("texte", "Un autre texte.\n\n- un\n- deux"),
    ];
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let project = Project::new(&escale::read::read(root).unwrap());
    let before = events(&project);
    assert_eq!(run(&project, &["export", "t.csv"]).code, 0);
    let mut table = cells(&fs::read(project.path("t.csv")).unwrap());
    let names = table[0].clone();
    for (number, row) in table.iter_mut().enumerate().skip(1) {
        for (name, value) in changes.iter().cycle().skip(number * 3).take(3) {
            row[names.iter().position(|own| own == name).unwrap()] = (*value).to_owned();
        }
    }
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    for row in &table {
        // The mark before what would be a formula is in the table already.
        writer.write_record(row).unwrap();
    }
    let answer = import(&project, "t.csv", &writer.into_inner().unwrap(), &["--write"]);
    assert_eq!(answer.code, 0, "{}", answer.stdout);
    assert_eq!(run(&project, &["export", "u.csv"]).code, 0);
    let bare = |row: &[String]| -> Vec<String> {
        row.iter().map(|cell| cell.strip_prefix('\'').unwrap_or(cell).to_owned()).collect()
    };
    for (wanted, found) in table.iter().zip(cells(&fs::read(project.path("u.csv")).unwrap())) {
        assert_eq!(bare(wanted), bare(&found));
    }
    // Lines of a header that are not of a changed piece are where they were, as they were.
    for (file, text) in events(&project) {
        let header = |text: &str| text.split("\n---\n").next().unwrap().to_owned();
        let kept =
            ["id:", "type:", "date:", "heure:", "mode:", "lieu:", "inscription:", "  lien:", "  cloture:", "edition:"];
        let lines = |text: &str| -> Vec<String> {
            header(text)
                .lines()
                .filter(|line| kept.iter().any(|name| line.starts_with(name)))
                .map(str::to_owned)
                .collect()
        };
        assert_eq!(lines(&before[&file]), lines(&text), "{file}");
    }
}
