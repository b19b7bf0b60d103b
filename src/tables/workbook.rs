//! Workbooks of Excel and LibreOffice, weighed before they are opened.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{self, UnwindSafe};

use calamine::{Data, DataRef, ExcelDateTime, Ods, OdsError, Reader, SheetVisible, Xlsx, XlsxError};
use jiff::civil::{Date, DateTime, Time};

use super::{
    Cell, LONGEST_CELL, MOST_CELLS, MOST_COLUMNS, MOST_ROWS, MOST_TEXT, Row, Sheet, Table, Unusable, day_of, guard,
    time_of, weigh,
};
use crate::sources::encoding;

/// The kinds of workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Excel.
    Xlsx,
    /// LibreOffice.
    Ods,
}

/// Reads a file's bytes.
///
/// # Errors
/// When it is no workbook of this kind, or more than one may hold.
pub fn read(bytes: &[u8], kind: Kind) -> Result<Table, Unusable> {
    let name = if kind == Kind::Xlsx { "xlsx" } else { "ods" };
    // What Excel protects by a password is no archive any more.
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(if kind == Kind::Xlsx { Unusable::Password } else { Unusable::NotA(name) });
    }
    let parts = weigh::unpacked(bytes, name)?;
    if kind == Kind::Ods {
        weigh::ods(parts.get("content.xml").ok_or(Unusable::NotA(name))?)?;
    }
    let cells = unless_it_stumbles(|| if kind == Kind::Xlsx { xlsx(bytes) } else { ods(bytes) });
    let cells = cells.unwrap_or(Err(Unusable::NotA(name)))?;
    let is_1904 = parts.get("xl/workbook.xml").is_some_and(|text| {
        let text = String::from_utf8_lossy(text);
        ["date1904=\"1\"", "date1904=\"true\""].iter().any(|mark| text.contains(mark))
    });
    let form = match kind {
        Kind::Xlsx => "Excel",
        Kind::Ods => "LibreOffice",
    };
    let sheets: Vec<Sheet> = cells.into_iter().map(|(name, cells)| sheet(name, cells)).collect();
    if sheets.iter().all(|sheet| sheet.rows.is_empty()) {
        return Err(Unusable::Empty);
    }
    Ok(Table { sheets, form: (form.to_owned(), form.to_owned()), is_1904 })
}

/// What a function answers; nothing when it panics, in silence: should the library stumble over a file, that is this file's
/// trouble alone, and no fault to be reported.
fn unless_it_stumbles<T>(read: impl FnOnce() -> T + UnwindSafe) -> Option<T> {
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let answer = panic::catch_unwind(read).ok();
    panic::set_hook(hook);
    answer
}

/// Cells by row and column, from 0.
type Cells = BTreeMap<(usize, usize), Cell>;

fn sheet(name: String, cells: Cells) -> Sheet {
    let mut rows: Vec<Row> = Vec::new();
    for ((row, column), cell) in cells {
        if rows.last().is_none_or(|last| last.number != row + 1) {
            rows.push(Row { number: row + 1, cells: Vec::new() });
        }
        if let Some(last) = rows.last_mut() {
            last.cells.resize(column + 1, Cell::Empty);
            last.cells[column] = cell;
        }
    }
    rows.retain(|row| !row.is_empty());
    Sheet { name: Some(name), rows }
}

/// The names of the sheets that whoever opens the workbook sees.
fn shown(sheets: &[calamine::Sheet]) -> Vec<String> {
    let shown = sheets.iter().filter(|sheet| sheet.visible == SheetVisible::Visible);
    shown.map(|sheet| sheet.name.clone()).collect()
}

/// The cells of every sheet that is shown, one by one: the table that they span may be far larger than they are many.
fn xlsx(bytes: &[u8]) -> Result<Vec<(String, Cells)>, Unusable> {
    let unusable = |error: XlsxError| match error {
        XlsxError::Password => Unusable::Password,
        _ => Unusable::NotA("xlsx"),
    };
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unusable)?;
    let shown = shown(book.sheets_metadata());
    let mut load = Load::default();
    let mut sheets = Vec::new();
    for name in shown {
        // A sheet with a chart alone has no cells.
        let Ok(mut reader) = book.worksheet_cells_reader(&name) else { continue };
        let mut cells = Cells::new();
        while let Some(found) = reader.next_cell().map_err(unusable)? {
            let (row, column) = found.get_position();
            let value = match found.get_value() {
                DataRef::SharedString(text) => text_cell(text),
                other => cell(&Data::from(other.clone())),
            };
            load.add(row as usize, column as usize, value, &mut cells)?;
        }
        sheets.push((name, cells));
    }
    Ok(sheets)
}

fn ods(bytes: &[u8]) -> Result<Vec<(String, Cells)>, Unusable> {
    let mut book: Ods<_> = Ods::new(Cursor::new(bytes)).map_err(|error| match error {
        OdsError::Password => Unusable::Password,
        OdsError::CellLimitExceeded { .. } => Unusable::Size,
        _ => Unusable::NotA("ods"),
    })?;
    let shown = shown(book.sheets_metadata());
    let mut load = Load::default();
    let mut sheets = Vec::new();
    for name in shown {
        let Ok(range) = book.worksheet_range(&name) else { continue };
        let (first_row, first_column) = range.start().unwrap_or_default();
        let mut cells = Cells::new();
        for (row, column, value) in range.used_cells() {
            load.add(row + first_row as usize, column + first_column as usize, cell(value), &mut cells)?;
        }
        sheets.push((name, cells));
    }
    Ok(sheets)
}

/// How much was read.
#[derive(Default)]
struct Load {
    cells: usize,
    bytes: usize,
}

impl Load {
    fn add(&mut self, row: usize, column: usize, cell: Cell, cells: &mut Cells) -> Result<(), Unusable> {
        if cell.is_empty() {
            return Ok(());
        }
        let length = if let Cell::Text(text) = &cell { text.len() } else { 0 };
        self.cells += 1;
        self.bytes += length;
        match () {
            () if row >= MOST_ROWS => Err(Unusable::Rows),
            () if column >= MOST_COLUMNS => Err(Unusable::Columns),
            () if length > LONGEST_CELL => Err(Unusable::LongCell(row + 1)),
            () if self.cells > MOST_CELLS || self.bytes > MOST_TEXT => Err(Unusable::Size),
            () => {
                cells.insert((row, column), cell);
                Ok(())
            }
        }
    }
}

/// A text with its line breaks and accents written in one way, as files are read.
fn text_cell(text: &str) -> Cell {
    Cell::Text(encoding::normalised(Cow::Borrowed(guard::unguarded(text))).into_owned())
}

fn cell(value: &Data) -> Cell {
    match value {
        Data::Empty => Cell::Empty,
        #[expect(clippy::cast_precision_loss, reason = "spreadsheets have no other numbers than these")]
        Data::Int(number) => Cell::Number(*number as f64),
        Data::Float(number) => Cell::Number(*number),
        Data::Bool(yes) => Cell::YesNo(*yes),
        Data::String(text) => text_cell(text),
        Data::DateTime(when) => of_excel(when),
        Data::DateTimeIso(text) => of_iso(text).unwrap_or_else(|| Cell::Text(text.clone())),
        Data::DurationIso(text) => of_duration(text).unwrap_or_else(|| Cell::Text(text.clone())),
        Data::Error(error) => Cell::Error(error.to_string()),
    }
}

/// A number that is shown as a date or as an hour. Less than one day is an hour of no day.
fn of_excel(when: &ExcelDateTime) -> Cell {
    let number = when.as_f64();
    if let Some(time) = time_of(number) {
        return Cell::When(None, Some(time));
    }
    let (year, month, day, hour, minute, ..) = when.to_ymd_hms_milli();
    let date = || Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
    // A length of more than a day is no hour.
    if when.is_duration() {
        return Cell::Text(format!("{}:{minute:02}", number.trunc() * 24.0 + f64::from(hour)));
    }
    // The calendar of 1904 is in the number's own date already.
    match day_of(number, false).filter(|(day, _)| Some(*day) == date()) {
        Some((date, time)) => Cell::When(Some(date), time),
        None => Cell::When(date(), time_of(number.fract()).filter(|time| *time != Time::midnight())),
    }
}

/// `2027-05-17`, `2027-05-17T14:00:00`
fn of_iso(text: &str) -> Option<Cell> {
    let when: DateTime = text.parse().ok()?;
    Some(Cell::When(Some(when.date()), Some(when.time()).filter(|time| *time != Time::midnight())))
}

/// `PT09H30M00S`
fn of_duration(text: &str) -> Option<Cell> {
    let rest = text.strip_prefix("PT")?;
    let (hour, rest) = rest.split_once('H')?;
    let (minute, rest) = rest.split_once('M')?;
    let second = rest.strip_suffix('S').unwrap_or("0").split(['.', ',']).next()?;
    let time = Time::new(hour.parse().ok()?, minute.parse().ok()?, second.parse().ok()?, 0).ok()?;
    Some(Cell::When(None, Some(time)))
}
