//! Tables for `import`: sizes that are only said, archives that unpack to much, and damage.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::project::{Chance, Content, Input, many, words};

const RELATIONS: [(&str, &str); 3] = [
    (
        "[Content_Types].xml",
        r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#,
    ),
    (
        "_rels/.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#,
    ),
];
const WORKBOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
/// The columns that a table of events needs.
const TITLES: &str = "region;id;titre;type;date;heure;resume";

pub fn all() -> Vec<Input> {
    [csv(), xlsx(), ods(), archives(), damage()].into_iter().flatten().collect()
}

fn table(name: &str, kind: &str, bytes: Vec<u8>) -> Input {
    let file = format!("t.{kind}");
    Input {
        name: format!("{kind}: {name}"),
        arguments: words(&format!("import {file} --date 2027-03-15")),
        files: vec![(file, Content::Bytes(bytes))],
    }
}

fn csv() -> Vec<Input> {
    let events = |count: usize, region: &dyn Fn(usize) -> String| {
        many(count, |at| format!("{};i{at};Forum {at};forum;2027-05-17;14:00;Un forum.\n", region(at)))
    };
    let texts = [
        ("49,000 events", format!("{TITLES}\n{}", events(49_000, &|_| "occitanie".to_owned()))),
        ("49,000 regions that are not there", format!("{TITLES}\n{}", events(49_000, &|at| format!("occitani{at}")))),
        (
            "49,000 rows of the same event",
            format!("{TITLES}\n{}", "occitanie;e;Forum;forum;2027-05-17;14:00;R\n".repeat(49_000)),
        ),
        ("60,000 rows", format!("{TITLES}\n{}", ";;;;;;\na;b;c;d;e;f;g\n".repeat(60_000))),
        ("5,000 columns", format!("{}\n{}", "titre;".repeat(5_000), "a;".repeat(5_000))),
        ("400 columns that are nearly known", format!("{TITLES};{}\na", many(400, |at| format!("titr{at};")))),
        ("a quotation that nobody closes", format!("{TITLES}\n\"{}", "a;\n".repeat(1_000_000))),
        ("19 MB of quotation marks", "\"".repeat(19 << 20)),
        ("19 MB of separators", ";".repeat(19 << 20)),
        ("19 MB of line breaks", "\n".repeat(19 << 20)),
        ("formulas", format!("{TITLES}\n{}", "=1+1;@a;+2;-3;=cmd|' /C calc'!A0;=x;=y\n".repeat(1_000))),
        (
            "cells of one million letters",
            format!("{TITLES}\noccitanie;i;{};forum;2027-05-17;14:00;R\n", "a".repeat(1_000_000)),
        ),
        ("another separator named", format!("sep=a\n{TITLES}\n")),
    ];
    let mut inputs: Vec<Input> = texts.into_iter().map(|(name, text)| table(name, "csv", text.into_bytes())).collect();
    inputs.push(table("19 MB of NULs", "csv", vec![0; 19 << 20]));
    inputs.push(table("19 MB by chance", "csv", Chance(4).bytes(19 << 20)));
    inputs.push(table("more than 20 MB", "csv", vec![b'a'; 21 << 20]));
    inputs
}

fn book(sheet: &str, strings: &str) -> Vec<u8> {
    let parts = RELATIONS.into_iter().chain([
        ("xl/workbook.xml", WORKBOOK),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/sharedStrings.xml", strings),
    ]);
    packed(parts.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).collect())
}

fn xlsx() -> Vec<Input> {
    let sheet = |rows: &str| {
        format!(
            r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
        )
    };
    let strings = |text: &str| {
        format!(
            r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{text}</t></si></sst>"#
        )
    };
    let shared = r#"<c t="s"><v>0</v></c>"#;
    let cases = [
        (
            "the last cell that there can be",
            sheet(r#"<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#),
            strings("a"),
        ),
        (
            "a cell beyond the last",
            sheet(r#"<row r="4294967295"><c r="ZZZZZZZZ4294967295"><v>1</v></c></row>"#),
            strings("a"),
        ),
        (
            "cells whose names are no names",
            sheet(r#"<row r="-1"><c r=""><v>1</v></c><c r="1A"><v>1</v></c></row>"#),
            strings("a"),
        ),
        (
            "one text of 1 MB in 200,000 cells",
            sheet(&format!("<row r=\"1\">{}</row>", shared.repeat(200_000))),
            strings(&"a".repeat(1 << 20)),
        ),
        (
            "texts that are not there",
            sheet(r#"<row r="1"><c t="s"><v>4294967295</v></c><c t="s"><v>-1</v></c></row>"#),
            strings("a"),
        ),
        (
            "dates of no time",
            sheet(r#"<row r="1"><c t="d"><v>99999-99-99</v></c><c><v>1e308</v></c><c><v>NaN</v></c></row>"#),
            strings("a"),
        ),
        ("one million levels", "<a>".repeat(1_000_000), strings("a")),
        ("one million rows", sheet(&"<row/>".repeat(1_000_000)), strings("a")),
        (
            "a billion laughs",
            format!("<!DOCTYPE a [{}]><a>&z;</a>", "<!ENTITY z \"&z;&z;\">".repeat(10_000)),
            strings("a"),
        ),
        (
            "an element of one million attributes",
            format!("<worksheet {}/>", "a=\"b\" ".repeat(1_000_000)),
            strings("a"),
        ),
        (
            "90 MB of cells that say nothing",
            sheet(&format!("<row r=\"1\">{}</row>", "<c/>".repeat(20_000_000))),
            strings("a"),
        ),
        ("45 MB of texts", sheet("<row r=\"1\"/>"), strings(&"</t></si><si><t>".repeat(3_000_000))),
    ];
    cases.into_iter().map(|(name, sheet, strings)| table(name, "xlsx", book(&sheet, &strings))).collect()
}

fn ods() -> Vec<Input> {
    let content = |table: &str| {
        format!(
            r#"<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>{table}</office:spreadsheet></office:body></office:document-content>"#
        )
    };
    let cell = |repeated: &str| {
        format!(
            r#"<table:table-cell office:value-type="string" table:number-columns-repeated="{repeated}"><text:p>a</text:p></table:table-cell>"#
        )
    };
    let rows = |repeated: &str, cells: &str| {
        content(&format!(
            r#"<table:table table:name="a"><table:table-row table:number-rows-repeated="{repeated}">{cells}</table:table-row></table:table>"#
        ))
    };
    let cases = [
        ("one cell a billion times", rows("1", &cell("1000000000"))),
        ("one row a billion times", rows("1000000000", &cell("1"))),
        ("more than can be counted", rows("99999999999999999999", &cell("99999999999999999999"))),
        ("less than nothing", rows("-1", &cell("-1"))),
        (
            "2,000 tables",
            content(&format!(r#"<table:table table:name="a">{}</table:table>"#, cell("500")).repeat(2_000)),
        ),
        (
            "a billion spaces",
            rows("1", r#"<table:table-cell><text:p><text:s text:c="1000000000"/></text:p></table:table-cell>"#),
        ),
        ("one million levels", "<table:table>".repeat(1_000_000)),
        ("nothing", String::new()),
    ];
    let packed = |text: String| packed(vec![("content.xml".to_owned(), text.into_bytes())]);
    cases.into_iter().map(|(name, text)| table(name, "ods", packed(text))).collect()
}

fn archives() -> Vec<Input> {
    let zeros = vec![0; 300 << 20];
    let many = (0..20_000).map(|at| (format!("f{at}.xml"), Vec::new())).collect();
    let whole = book("<a/>", "<a/>");
    let mut protected = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    protected.resize(4_096, 0);
    vec![
        table("300 MB of zeros", "xlsx", packed(vec![("xl/workbook.xml".to_owned(), zeros.clone())])),
        table("300 MB of zeros", "ods", packed(vec![("content.xml".to_owned(), zeros)])),
        table("20,000 files", "xlsx", packed(many)),
        table("names that lead elsewhere", "xlsx", packed(vec![("../../../tmp/a.xml".to_owned(), b"<a/>".to_vec())])),
        table("itself within itself", "xlsx", packed(vec![("xl/workbook.xml".to_owned(), whole.clone())])),
        table("a password", "xlsx", protected.clone()),
        table("a password", "ods", protected),
        table("an end that is said twice", "xlsx", [whole.as_slice(), &whole[whole.len() - 22..]].concat()),
        table("a table of Excel by another name", "csv", whole.clone()),
        table("a table of Excel by another name", "ods", whole),
        table("an empty file", "xlsx", Vec::new()),
        table("an unknown kind", "pdf", b"%PDF-1.7".to_vec()),
    ]
}

fn damage() -> Vec<Input> {
    let mut chance = Chance(2_029);
    let sheet =
        r#"<worksheet><sheetData><row r="1"><c t="inlineStr"><is><t>titre</t></is></c></row></sheetData></worksheet>"#;
    let whole = book(sheet, "<sst/>");
    (0..6).map(|round| table(&format!("damage {round}"), "xlsx", chance.damaged(&whole))).collect()
}

fn packed(parts: Vec<(String, Vec<u8>)>) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in parts {
        archive.start_file(name, options).expect("memory takes every file");
        archive.write_all(&bytes).expect("memory takes every byte");
    }
    archive.finish().expect("memory takes the end").into_inner()
}
