//! The bytes of a table ↔ sheets, rows with their numbers, cells with what they hold.

pub mod csv_file;
pub mod guard;
mod weigh;
pub mod workbook;
pub mod xlsx;

use jiff::ToSpan;
use jiff::civil::{Date, Time};

use crate::schema::Scalar;

/// The largest file, in bytes.
pub const LARGEST_BYTES: u64 = 20 << 20;
/// The most rows of a sheet.
pub const MOST_ROWS: usize = 50_000;
/// The most columns of a sheet.
pub const MOST_COLUMNS: usize = 500;
/// The most cells of a file that say something, and the most that empty ones between them may come to.
pub const MOST_CELLS: usize = 2_500_000;
/// The longest cell, in bytes: what is longer is no text but a quote that nobody closed.
pub const LONGEST_CELL: usize = 1 << 20;
/// The most that all cells say, in bytes: a cell of a workbook may be used again and again.
pub const MOST_TEXT: usize = 100 << 20;
/// Spreadsheets cut what is longer, in characters.
pub const CUT_AT: usize = 32_767;

/// A file.
#[derive(Debug, Default)]
pub struct Table {
    /// Those that are shown.
    pub sheets: Vec<Sheet>,
    /// What kind of file it is, in French and in English.
    pub form: (String, String),
    /// Whether its numbers count days from 1904, as on the Macs of then.
    pub is_1904: bool,
}

/// One sheet.
#[derive(Debug, Default)]
pub struct Sheet {
    /// Its name, when the file has such.
    pub name: Option<String>,
    /// Those in which something stands.
    pub rows: Vec<Row>,
}

/// One row.
#[derive(Debug, Default, Clone)]
pub struct Row {
    /// As the spreadsheet shows it, from 1.
    pub number: usize,
    /// From the first column on.
    pub cells: Vec<Cell>,
}

/// What a cell holds.
#[derive(Debug, Default, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// As typed.
    Text(String),
    /// A number, which may be a date that is not shown as one.
    Number(f64),
    /// A date, an hour, or both.
    When(Option<Date>, Option<Time>),
    /// Ticked or not.
    YesNo(bool),
    /// A formula that failed: `#REF!`
    Error(String),
}

/// Why a file is no table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unusable {
    /// It is empty, or nothing stands in it.
    Empty,
    /// Not what its name says.
    NotA(&'static str),
    /// Protected by a password.
    Password,
    /// Its letters cannot be told.
    Encoding,
    /// More than [`MOST_ROWS`].
    Rows,
    /// More than [`MOST_COLUMNS`].
    Columns,
    /// More than [`MOST_CELLS`] or [`MOST_TEXT`], or the file unpacks to too much.
    Size,
    /// A cell of more than [`LONGEST_CELL`], in this row.
    LongCell(usize),
}

impl Row {
    /// A cell; nothing where the row is shorter.
    pub fn cell(&self, column: usize) -> &Cell {
        self.cells.get(column).unwrap_or(&Cell::Empty)
    }

    /// Whether nothing stands in it.
    pub fn is_empty(&self) -> bool {
        self.cells.iter().all(Cell::is_empty)
    }
}

impl Cell {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// What it says of a value of this kind, as a person would have typed it; `None` for an error.
    pub fn text(&self, scalar: Scalar, is_1904: bool) -> Option<String> {
        let is_day = matches!(scalar, Scalar::Date | Scalar::Moment | Scalar::PartialDate);
        Some(match self {
            Self::Empty => String::new(),
            Self::Error(_) => return None,
            Self::YesNo(yes) => (if *yes { "oui" } else { "non" }).to_owned(),
            Self::When(date, time) => moment(*date, *time),
            Self::Number(number) => match day_of(*number, is_1904).filter(|_| is_day) {
                Some((date, time)) => moment(Some(date), time),
                None => time_of(*number)
                    .filter(|_| scalar == Scalar::Time)
                    .map_or_else(|| padded(&plain(*number), scalar), |time| moment(None, Some(time))),
            },
            Self::Text(text) => typed(text.trim(), scalar, is_day, is_1904),
        })
    }
}

/// A text as it was typed, or as a spreadsheet wrote it: numbers for dates, zeros that got lost.
fn typed(text: &str, scalar: Scalar, is_day: bool, is_1904: bool) -> String {
    let number = || {
        let is_number = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','));
        text.replace(',', ".").parse::<f64>().ok().filter(|_| is_number)
    };
    if is_day {
        let is_serial = text.split([',', '.']).next().is_some_and(|whole| whole.len() == 5);
        if let Some((date, time)) = number().filter(|_| is_serial).and_then(|number| day_of(number, is_1904)) {
            return moment(Some(date), time);
        }
        // What programs write of a day without an hour.
        let day = text.strip_suffix("00:00:00").map(|day| day.trim_end_matches([' ', 'T']));
        return day.filter(|day| !day.is_empty()).unwrap_or(text).to_owned();
    }
    if scalar == Scalar::Time {
        let is_fraction = text.starts_with("0,") || text.starts_with("0.");
        if let Some(time) = number().filter(|_| is_fraction).and_then(time_of) {
            return moment(None, Some(time));
        }
        // The day before the first one of spreadsheets, which they write before an hour alone.
        let hour = NO_DAY.iter().find_map(|day| text.strip_prefix(day)).map(|hour| hour.trim_start_matches([' ', 'T']));
        return hour.filter(|hour| !hour.is_empty()).unwrap_or(text).to_owned();
    }
    padded(text, scalar)
}

/// The day of an hour that has none.
const NO_DAY: [&str; 6] = ["1899-12-30", "1899-12-31", "1900-01-00", "30/12/1899", "31/12/1899", "00/01/1900"];

/// The zero in front of a number that a spreadsheet took for one.
fn padded(text: &str, scalar: Scalar) -> String {
    let is_lost = match scalar {
        Scalar::Postcode => text.len() == 4,
        Scalar::Telephone => text.len() == 9 && !text.starts_with('0'),
        _ => false,
    };
    let is_number = text.bytes().all(|b| b.is_ascii_digit());
    if is_lost && is_number { format!("0{text}") } else { text.to_owned() }
}

/// A number as people write it: 80, 12,5.
fn plain(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        format!("{number:.0}")
    } else {
        number.to_string().replace('.', ",")
    }
}

/// The day that a number stands for, and its hour, when it is one of this campaign's time (1990 to 2099).
fn day_of(number: f64, is_1904: bool) -> Option<(Date, Option<Time>)> {
    let number = if is_1904 { number + 1462.0 } else { number };
    if !(32_874.0..73_051.0).contains(&number) {
        return None;
    }
    let mut days = whole(number);
    let mut time = time_of(number.fract());
    if time.is_none() {
        // So near to the next midnight that it is meant.
        days += 1;
        time = Some(Time::midnight());
    }
    let date = Date::new(1899, 12, 30).ok()?.checked_add(days.days()).ok()?;
    Some((date, time.filter(|time| *time != Time::midnight())))
}

/// The hour that a part of a day stands for, to the minute; `None` when it is no part of a day.
fn time_of(part: f64) -> Option<Time> {
    if !(0.0..1.0).contains(&part) {
        return None;
    }
    let seconds = whole((part * 86_400.0).round());
    // What is no whole minute is told as it is, and asked.
    let time = (seconds / 3600, seconds % 3600 / 60, seconds % 60);
    Time::new(i8::try_from(time.0).ok()?, i8::try_from(time.1).ok()?, i8::try_from(time.2).ok()?, 0).ok()
}

#[expect(clippy::cast_possible_truncation, reason = "the callers saw that it is between 0 and 100,000")]
fn whole(number: f64) -> i64 {
    number as i64
}

/// A date and an hour as the reader knows them best.
fn moment(date: Option<Date>, time: Option<Time>) -> String {
    let hour = |time: Time| time.strftime(if time.second() == 0 { "%H:%M" } else { "%H:%M:%S" }).to_string();
    match (date, time) {
        (Some(date), Some(time)) => format!("{date} {}", hour(time)),
        (Some(date), None) => date.to_string(),
        (None, time) => time.map(hour).unwrap_or_default(),
    }
}
