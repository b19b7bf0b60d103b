//! Any bytes as a table that `import` takes: it is read within bounds, and written and read again it says the same.

use std::io::{Cursor, Write};

use escale::schema::Scalar;
use escale::tables::workbook::{self, Kind};
use escale::tables::{Cell, LONGEST_CELL, MOST_CELLS, MOST_COLUMNS, MOST_ROWS, MOST_TEXT, Row, Table, csv_file, xlsx};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The parts of a workbook of Excel that are given, one after the other; the first has the cells.
const XLSX_PARTS: [&str; 4] = ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"];
/// Those that are always the same, or when nothing is given.
const XLSX_RELATIONS: [(&str, &str); 3] = [
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
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#,
    ),
];
const XLSX_WORKBOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>"#;

/// Columns of events.
const TITLES: [&str; 4] = ["id", "titre", "date", "resume"];
const SCALARS: [Scalar; 5] = [Scalar::Text, Scalar::Date, Scalar::Time, Scalar::Postcode, Scalar::Telephone];

/// Reads a table; the first byte says of which kind the rest is: a file of CSV, Excel or LibreOffice, or the parts that
/// such an archive is packed from here.
///
/// # Panics
/// When it says more than a table may, or something else once it is written and read again.
pub fn check(bytes: &[u8]) {
    let Some((kind, rest)) = bytes.split_first() else { return };
    let table = match kind % 5 {
        0 => csv_file::read(rest, known_in),
        1 => workbook::read(rest, Kind::Xlsx),
        2 => workbook::read(rest, Kind::Ods),
        3 => workbook::read(&packed_xlsx(rest), Kind::Xlsx),
        _ => workbook::read(&packed(&[("content.xml", rest)]), Kind::Ods),
    };
    if let Ok(table) = table {
        check_bounds(&table);
        check_written_again(&table);
    }
}

fn known_in(row: &Row) -> usize {
    row.cells.iter().filter(|cell| matches!(cell, Cell::Text(text) if TITLES.contains(&text.as_str()))).count()
}

fn packed_xlsx(bytes: &[u8]) -> Vec<u8> {
    let mut given = bytes.split(|byte| *byte == 0);
    let mut parts: Vec<(&str, &[u8])> = XLSX_RELATIONS.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    for name in XLSX_PARTS {
        let text = given.next().unwrap_or_default();
        match name {
            "xl/workbook.xml" if text.is_empty() => parts.push((name, XLSX_WORKBOOK.as_bytes())),
            _ if text.is_empty() => {}
            _ => parts.push((name, text)),
        }
    }
    packed(&parts)
}

fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in parts {
        archive.start_file(*name, options).expect("memory takes every file");
        archive.write_all(bytes).expect("memory takes every byte");
    }
    archive.finish().expect("memory takes the end").into_inner()
}

fn check_bounds(table: &Table) {
    let (mut cells, mut text) = (0, 0);
    for sheet in &table.sheets {
        assert!(sheet.rows.len() <= MOST_ROWS);
        assert!(
            sheet.rows.is_sorted_by(|one, next| one.number < next.number),
            "rows are in the order of their numbers"
        );
        for row in &sheet.rows {
            assert!(row.number > 0 && row.cells.len() <= MOST_COLUMNS);
            for cell in row.cells.iter().filter(|cell| !cell.is_empty()) {
                cells += 1;
                if let Cell::Text(own) = cell {
                    assert!(own.len() <= LONGEST_CELL);
                    text += own.len();
                }
                for scalar in SCALARS {
                    let _ = cell.text(scalar, table.is_1904);
                }
            }
        }
    }
    assert!(cells <= MOST_CELLS && text <= MOST_TEXT);
}

/// What `export` would write of the same texts is read as these texts.
fn check_written_again(table: &Table) {
    let shown = |cell: &Cell| cell.text(Scalar::Text, table.is_1904).unwrap_or_default();
    for sheet in &table.sheets {
        let columns = sheet.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0).max(TITLES.len());
        let mut rows = vec![TITLES.iter().map(|title| (*title).to_owned()).collect::<Vec<_>>()];
        rows.extend(sheet.rows.iter().map(|row| row.cells.iter().map(shown).collect()));
        rows.iter_mut().for_each(|row| row.resize(columns, String::new()));
        rows.retain(|row| row.iter().any(|text| !text.trim().is_empty()));
        if rows.len() > MOST_ROWS {
            continue;
        }
        let (file, _) = csv_file::write(&rows);
        assert_eq!(texts(&csv_file::read(&file, known_in).expect("what is written can be read"), columns), rows);
        let (file, left_out) = xlsx::write(&rows);
        if left_out == 0 {
            let again = workbook::read(&file, Kind::Xlsx).expect("what is written can be read");
            assert_eq!(texts(&again, columns), rows);
        }
    }
}

fn texts(table: &Table, columns: usize) -> Vec<Vec<String>> {
    let text = |row: &Row, column| row.cell(column).text(Scalar::Text, false).unwrap_or_default();
    table.sheets[0].rows.iter().map(|row| (0..columns).map(|column| text(row, column)).collect()).collect()
}
