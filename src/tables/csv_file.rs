//! CSV as spreadsheets write it: any of their separators, any of their encodings.

use std::borrow::Cow;

use csv::{ReaderBuilder, StringRecord, Terminator, WriterBuilder};

use super::{CUT_AT, Cell, LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, Row, Sheet, Table, Unusable, guard};
use crate::sources::encoding::{self, Encoding};

/// What may stand between cells, with its name in French and in English.
const SEPARATORS: [(u8, (&str, &str)); 3] =
    [(b';', ("point-virgule", "semicolon")), (b',', ("virgule", "comma")), (b'\t', ("tabulation", "tab"))];
/// Rows in which the names of the columns are looked for.
const FIRST_ROWS: usize = 20;

/// Reads a file's bytes; `known_in` counts the cells of a row that name a column which is known.
///
/// # Errors
/// When it is no table, or more than one may hold.
pub fn read(bytes: &[u8], known_in: impl Fn(&Row) -> usize) -> Result<Table, Unusable> {
    if bytes.starts_with(b"PK") || bytes.starts_with(b"%PDF") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(Unusable::NotA("csv"));
    }
    let decoded = encoding::decode(bytes).map_err(|_| Unusable::Encoding)?;
    if decoded.text.contains('\0') {
        return Err(Unusable::NotA("csv"));
    }
    // « sep=; », which Excel writes for itself.
    let (named, text) = match decoded.text.strip_prefix("sep=").and_then(|rest| rest.split_once('\n')) {
        Some((sign, rest)) if sign.len() == 1 => (Some(sign.as_bytes()[0]), Cow::Owned(format!("\n{rest}"))),
        _ => (None, decoded.text),
    };
    if text.trim().is_empty() {
        return Err(Unusable::Empty);
    }
    let separator = named.unwrap_or_else(|| likeliest(&text, known_in));
    let rows = rows(&text, separator, MOST_ROWS)?;
    let name = SEPARATORS.iter().find(|(sign, _)| *sign == separator).map_or(("?", "?"), |(_, name)| *name);
    let saved = match decoded.encoding {
        Encoding::Utf8 => "UTF-8",
        Encoding::Utf16 => "UTF-16",
        Encoding::Windows1252 => "Windows-1252",
    };
    let form = (format!("CSV, {}, {saved}", name.0), format!("CSV, {}, {saved}", name.1));
    Ok(Table { sheets: vec![Sheet { name: None, rows }], form, is_1904: false })
}

/// The sign between cells with which the first rows have most of the columns that are known.
fn likeliest(text: &str, known_in: impl Fn(&Row) -> usize) -> u8 {
    let score = |separator: u8| {
        // What makes too much of the file is told of, unless another sign finds columns.
        let Ok(rows) = rows(text, separator, FIRST_ROWS) else { return (1, usize::MAX) };
        let known = rows.iter().map(&known_in).max().unwrap_or(0);
        (known, rows.iter().map(|row| row.cells.len()).max().unwrap_or(0))
    };
    // Of equals the first counts.
    let best = SEPARATORS.iter().rev().max_by_key(|(separator, _)| score(*separator));
    best.map_or(b';', |(separator, _)| *separator)
}

/// The rows in which something stands, as a spreadsheet counts them; those after `most` are not read, [`MOST_ROWS`]
/// may not be passed.
fn rows(text: &str, separator: u8, most: usize) -> Result<Vec<Row>, Unusable> {
    let mut reader =
        ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut record = StringRecord::new();
    let mut rows = Vec::new();
    // Line breaks within cells are no rows.
    let mut breaks = 0;
    let mut number = 0;
    while reader.read_record(&mut record).is_ok_and(|is_one| is_one) {
        // A record is told to begin before the empty lines that are passed over.
        let (line, at) = record.position().map_or((0, 0), |position| (position.line(), position.byte()));
        let rest = usize::try_from(at).ok().and_then(|at| text.as_bytes().get(at..)).unwrap_or_default();
        let empty = rest.iter().take_while(|byte| **byte == b'\n').count();
        let line = usize::try_from(line).unwrap_or(usize::MAX).saturating_add(empty);
        number = line.saturating_sub(breaks).max(number + 1);
        breaks += record.iter().map(|cell| cell.matches('\n').count()).sum::<usize>();
        if record.iter().any(|cell| cell.len() > LONGEST_CELL) {
            return Err(Unusable::LongCell(number));
        }
        if record.len() > MOST_COLUMNS {
            return Err(Unusable::Columns);
        }
        let row =
            Row { number, cells: record.iter().map(|cell| Cell::Text(guard::unguarded(cell).to_owned())).collect() };
        if row.is_empty() {
            continue;
        }
        if rows.len() == most {
            return if most == MOST_ROWS { Err(Unusable::Rows) } else { Ok(rows) };
        }
        rows.push(row);
    }
    Ok(rows)
}

/// The file that Excel opens in France as it is: semicolons, UTF-8 that says so, CRLF. Answers how many cells are
/// longer than spreadsheets keep, too.
pub fn write(rows: &[Vec<String>]) -> (Vec<u8>, usize) {
    let mut writer = WriterBuilder::new().delimiter(b';').terminator(Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.iter().map(|cell| guard::guarded(cell))).expect("memory takes every row of one length");
    }
    let body = writer.into_inner().expect("memory takes what was written");
    let long = rows.iter().flatten().filter(|cell| cell.chars().count() > CUT_AT).count();
    ([encoding::BYTE_ORDER_MARK.to_string().as_bytes(), &body].concat(), long)
}
