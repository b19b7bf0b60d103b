//! The workbook that `export` writes: one sheet, every cell a text, the names of the columns fixed above it.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::{CUT_AT, guard};

/// The parts that are always the same (ECMA-376, Office Open XML).
const PARTS: [(&str, &str); 5] = [
    (
        "[Content_Types].xml",
        r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>"#,
    ),
    (
        "_rels/.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    ),
    (
        "xl/workbook.xml",
        r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="evenements" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#,
    ),
    // Number format 49 is « text »: what is typed over a date or a postcode stays as it is typed.
    (
        "xl/styles.xml",
        r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"#,
    ),
];
const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
/// The styles of cells and of the names above them, by their place in `cellXfs`.
const TEXT: usize = 1;
const NAME: usize = 2;
/// The widest a column is shown, in characters.
const WIDEST: usize = 40;

/// The file, and how many cells are left empty since spreadsheets keep no text as long.
pub fn write(rows: &[Vec<String>]) -> (Vec<u8>, usize) {
    let (sheet, left_out) = sheet(rows);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    // The same events make the same bytes.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for (name, text) in PARTS.into_iter().chain([("xl/worksheets/sheet1.xml", sheet.as_str())]) {
        archive.start_file(name, options).expect("memory takes every file");
        archive.write_all(format!("{XML}{text}").as_bytes()).expect("memory takes every byte");
    }
    (archive.finish().expect("memory takes the end").into_inner(), left_out)
}

fn sheet(rows: &[Vec<String>]) -> (String, usize) {
    let columns = rows.first().map_or(0, Vec::len);
    let mut left_out = 0;
    let mut out = String::from(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>"#,
    );
    for column in 0..columns {
        let width = |row: &Vec<String>| row[column].lines().map(|line| line.chars().count()).max().unwrap_or(0);
        let width = rows.iter().map(width).max().unwrap_or(0).clamp(8, WIDEST) + 2;
        let number = column + 1;
        out.push_str(&format!(
            r#"<col min="{number}" max="{number}" width="{width}" style="{TEXT}" customWidth="1"/>"#
        ));
    }
    out.push_str("</cols><sheetData>");
    for (row, cells) in (1..).zip(rows) {
        let style = if row == 1 { NAME } else { TEXT };
        out.push_str(&format!(r#"<row r="{row}">"#));
        for (column, text) in cells.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            if text.chars().count() > CUT_AT {
                left_out += 1;
                continue;
            }
            let name = letters(column);
            let text = escaped(&guard::marked(text));
            out.push_str(&format!(
                r#"<c r="{name}{row}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>"#
            ));
        }
        out.push_str("</row>");
    }
    out.push_str("</sheetData></worksheet>");
    (out, left_out)
}

/// The name of a column, from 0: A, B, … Z, AA.
pub fn letters(column: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(column % 26).expect("less than 26"));
    if column < 26 { letter.to_string() } else { format!("{}{letter}", letters(column / 26 - 1)) }
}

/// Text of XML; what XML has no sign for is written `_x001F_` (ECMA-376 §22.9.2.19).
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '_' if is_escape(&text[at..]) => out.push_str("_x005F_"),
            '\n' | '\t' => out.push(c),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push_str(&format!("_x{:04X}_", u32::from(c))),
            _ => out.push(c),
        }
    }
    out
}

/// Whether a text begins as an escape does: `_x0041_`.
fn is_escape(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 7 && bytes[1] == b'x' && bytes[6] == b'_' && bytes[2..6].iter().all(u8::is_ascii_hexdigit)
}
