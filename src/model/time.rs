//! Local dates and hours, and the instants they name in a region's zone (STANDARDS T1).

use std::ops::RangeInclusive;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, ZonedDateTime};

/// A time zone of the IANA database, such as `Europe/Paris` or `Indian/Reunion`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    name: String,
    zone: TimeZone,
}

/// Why a local date and hour does not name one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockChange {
    /// Clocks go forward over it: it does not exist.
    Skipped,
    /// Clocks go back over it: it happens twice.
    Repeated,
}

impl Zone {
    /// `None` when the database does not know it. Only names « Area/Place » are zones of a region.
    pub fn parse(name: &str) -> Option<Self> {
        let zone = TimeZone::get(name).ok()?;
        let name = zone.iana_name()?.to_owned();
        name.contains('/').then_some(Self { name, zone })
    }

    /// The zone of metropolitan France.
    pub fn paris() -> Self {
        Self::parse("Europe/Paris").expect("the zone data is inside the program")
    }

    /// « Europe/Paris »
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The instant at which clocks of the zone show this date and hour.
    ///
    /// # Errors
    /// On the two nights of a clock change, when there is none or there are two.
    pub fn instant(&self, date: Date, time: Time) -> Result<ZonedDateTime, ClockChange> {
        let local = self.zone.to_ambiguous_zoned_datetime(DateTime::from_parts(date, time));
        match local.offset() {
            jiff::tz::AmbiguousOffset::Gap { .. } => Err(ClockChange::Skipped),
            jiff::tz::AmbiguousOffset::Fold { .. } => Err(ClockChange::Repeated),
            jiff::tz::AmbiguousOffset::Unambiguous { .. } => {
                Ok(local.compatible().unwrap_or_else(|_| self.end_of_time(date)))
            }
        }
    }

    /// The first instant of a day.
    pub fn start_of(&self, date: Date) -> ZonedDateTime {
        date.to_zoned_datetime(self.zone.clone()).unwrap_or_else(|_| self.end_of_time(date))
    }

    /// The first or the last of all instants, for a day of which some zones have none.
    fn end_of_time(&self, date: Date) -> ZonedDateTime {
        self.at(if date.year() > 0 { Timestamp::MAX } else { Timestamp::MIN })
    }

    /// The first instant of the day after.
    pub fn end_of(&self, date: Date) -> ZonedDateTime {
        self.start_of(date.saturating_add(1.day()))
    }

    /// An instant as clocks of this zone show it.
    pub fn at(&self, instant: Timestamp) -> ZonedDateTime {
        instant.to_zoned_datetime(self.zone.clone())
    }
}

/// A date of which only the year, or the year and the month, may be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartialDate {
    /// « 2021 »
    Year(i16),
    /// « mai 2021 », as the month's first day.
    Month(Date),
    /// « 17 mai 2021 »
    Day(Date),
}

impl PartialDate {
    /// Reads `2021`, `2021-05` or `2021-05-17`.
    pub fn parse(text: &str) -> Option<Self> {
        match text.len() {
            4 => date(&format!("{text}-01-01")).map(|day| Self::Year(day.year())),
            7 => date(&format!("{text}-01")).map(Self::Month),
            _ => date(text).map(Self::Day),
        }
    }

    /// The first day it may mean.
    pub fn first_day(self) -> Date {
        match self {
            Self::Year(year) => Date::new(year, 1, 1).expect("the year was checked when read"),
            Self::Month(day) | Self::Day(day) => day,
        }
    }

    /// The last day it may mean.
    pub fn last_day(self) -> Date {
        match self {
            Self::Year(year) => Date::new(year, 12, 31).expect("the year was checked when read"),
            Self::Month(day) => day.last_of_month(),
            Self::Day(day) => day,
        }
    }
}

/// The years of a campaign: no date of another is read, which leaves room for whatever is counted from a day.
pub const YEARS: RangeInclusive<i16> = 1900..=2199;

/// Reads a date as ISO 8601 writes it, `2021-05-17`; of the [`YEARS`] of a campaign only.
pub fn date(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    let is_iso = bytes.len() == 10
        && bytes.iter().enumerate().all(|(i, b)| if i == 4 || i == 7 { *b == b'-' } else { b.is_ascii_digit() });
    if !is_iso {
        return None;
    }
    let (year, month, day) = (text[..4].parse().ok()?, text[5..7].parse().ok()?, text[8..].parse().ok()?);
    YEARS.contains(&year).then(|| Date::new(year, month, day).ok()).flatten()
}

/// Reads an hour: `09:30`, `9h30`, `9 h 30`, `14h`. Not `24:00`, which two people read in two ways.
pub fn time(text: &str) -> Option<Time> {
    let compact: String = text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}')).collect();
    let (hour, minute) = compact.split_once([':', 'h', 'H'])?;
    let minute = if minute.is_empty() && !compact.ends_with(':') { "00" } else { minute };
    let is_number =
        |part: &str, least: usize| (least..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if !is_number(hour, 1) || !is_number(minute, 2) {
        return None;
    }
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

/// When an event takes place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    start: ZonedDateTime,
    end: ZonedDateTime,
    precision: Precision,
}

/// How much of « when » is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// One or several days, no hour.
    Days,
    /// The hour of the beginning; the end is taken to be the end of the last day.
    Start,
    /// Both hours.
    StartAndEnd,
}

impl When {
    /// Whole days, from the first instant of `first` to the last of `last`; `None` when out of order.
    pub fn days(zone: &Zone, first: Date, last: Date) -> Option<Self> {
        (first <= last).then(|| Self {
            start: zone.start_of(first),
            end: zone.end_of(last),
            precision: Precision::Days,
        })
    }

    /// From an instant to another; `None` when out of order.
    pub fn from_to(start: ZonedDateTime, end: ZonedDateTime) -> Option<Self> {
        (start < end).then_some(Self { start, end, precision: Precision::StartAndEnd })
    }

    /// From an instant to an hour not known, on the day `last` at the latest; `None` when out of order.
    pub fn from(start: ZonedDateTime, zone: &Zone, last: Date) -> Option<Self> {
        (start.date() <= last).then(|| Self { end: zone.end_of(last), start, precision: Precision::Start })
    }

    /// The first instant.
    pub fn start(&self) -> &ZonedDateTime {
        &self.start
    }

    /// The first instant after it: an event is over from here on, not before.
    pub fn end(&self) -> &ZonedDateTime {
        &self.end
    }

    /// How much is known.
    pub fn precision(&self) -> Precision {
        self.precision
    }

    /// The first day.
    pub fn first_day(&self) -> Date {
        self.start.date()
    }

    /// The last day, included.
    pub fn last_day(&self) -> Date {
        match self.precision {
            Precision::StartAndEnd if self.end.time() != Time::midnight() => self.end.date(),
            _ => self.end.date().saturating_sub(1.day()),
        }
    }

    /// The same instants on the clocks of another zone; days stay the days they are.
    #[must_use]
    pub fn in_zone(&self, zone: &Zone) -> Self {
        match self.precision {
            Precision::Days => Self::days(zone, self.first_day(), self.last_day()).expect("the order is kept"),
            Precision::Start => {
                let start = zone.at(self.start.timestamp());
                let last = start.date().max(self.last_day());
                Self { end: zone.end_of(last), start, precision: Precision::Start }
            }
            Precision::StartAndEnd => Self {
                start: zone.at(self.start.timestamp()),
                end: zone.at(self.end.timestamp()),
                precision: Precision::StartAndEnd,
            },
        }
    }
}

/// The last moment to do something: « jusqu'au 30 avril » or « jusqu'au 30 avril à 18 h ».
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// The first instant at which it is too late.
    pub passes: ZonedDateTime,
    /// The last day, as written.
    pub day: Date,
    /// The hour, when one was written.
    pub hour: Option<Time>,
}

impl Deadline {
    /// The whole of the day counts (« jusqu'au 30 avril » ends at 23:59:59), or until the hour.
    ///
    /// # Errors
    /// When the hour falls into a clock change.
    pub fn new(zone: &Zone, day: Date, hour: Option<Time>) -> Result<Self, ClockChange> {
        let passes = match hour {
            Some(hour) => zone.instant(day, hour)?,
            None => zone.end_of(day),
        };
        Ok(Self { passes, day, hour })
    }
}
