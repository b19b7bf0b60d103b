//! A time zone as calendars are told it (RFC 5545 §3.6.5): its clock changes, from the data that the pages are made with.

use std::ops::RangeInclusive;

use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::{Dst, Offset, TimeZone};
use jiff::{Timestamp, ToSpan};

use super::lines::line;

/// A change that comes back in the same way for so many years after the last event is told as a rule.
const YEARS_OF_PROOF: i16 = 6;

/// From when on the clocks of a zone are set in one way.
struct Observance {
    at: Timestamp,
    former: Offset,
    offset: Offset,
    name: String,
    is_summer: bool,
}

/// Adds the zone, right for every instant of these years.
pub fn write(out: &mut String, zone: &TimeZone, name: &str, years: &RangeInclusive<i16>) {
    line(out, "BEGIN:VTIMEZONE");
    line(out, &format!("TZID:{name}"));
    let end = first_of(years.end() + 1, zone);
    let observances = observances(zone, years);
    for group in grouped(&observances) {
        let starts: Vec<DateTime> = group.iter().map(|one| one.former.to_datetime(one.at)).collect();
        match rule(&starts, years.end() + 1 + YEARS_OF_PROOF) {
            Some(rule) if group[0].at < end => component(out, group[0], starts[0], Some(&rule)),
            Some(_) => {}
            None => {
                for (one, start) in group.iter().zip(&starts).filter(|(one, _)| one.at < end) {
                    component(out, one, *start, None);
                }
            }
        }
    }
    line(out, "END:VTIMEZONE");
}

/// The first instant of a year on the clocks of a zone.
fn first_of(year: i16, zone: &TimeZone) -> Timestamp {
    let day = Date::new(year, 1, 1).expect("the years of a campaign are within range");
    day.to_zoned_datetime(zone.clone()).expect("the years of a campaign are within range").timestamp()
}

/// The clock changes from the one before these years to some years after them; for a zone without any, how its clocks are
/// always set.
fn observances(zone: &TimeZone, years: &RangeInclusive<i16>) -> Vec<Observance> {
    let start = first_of(*years.start(), zone);
    let end = first_of(years.end() + 1 + YEARS_OF_PROOF, zone);
    let observance = |at: Timestamp| {
        let info = zone.to_offset_info(at);
        Observance {
            at,
            former: zone.to_offset(at.saturating_sub(1.second()).expect("a second is a fixed length")),
            offset: info.offset(),
            name: info.abbreviation().to_owned(),
            is_summer: info.dst() == Dst::Yes,
        }
    };
    let following: Vec<Observance> =
        zone.following(start).map(|change| change.timestamp()).take_while(|at| *at < end).map(observance).collect();
    if following.is_empty() {
        let info = zone.to_offset_info(start);
        // A date before every event; which one does not matter.
        let at =
            info.offset().to_timestamp(DateTime::constant(1970, 1, 1, 0, 0, 0, 0)).unwrap_or(Timestamp::UNIX_EPOCH);
        return vec![Observance { former: info.offset(), at, ..observance(start) }];
    }
    let just_after = start.saturating_add(1.second()).expect("a second is a fixed length");
    let in_force = zone.preceding(just_after).next().map(|change| observance(change.timestamp()));
    in_force.into_iter().chain(following).collect()
}

/// Those that set the clocks in the same way, in the order of the first of each.
fn grouped(observances: &[Observance]) -> Vec<Vec<&Observance>> {
    let mut groups: Vec<Vec<&Observance>> = Vec::new();
    let key = |one: &Observance| (one.is_summer, one.former, one.offset, one.name.clone());
    for one in observances {
        match groups.iter_mut().find(|group| key(group[0]) == key(one)) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups
}

/// « the last Sunday of March, every year », when that is what all of these are, to the year before `end`.
fn rule(starts: &[DateTime], end: i16) -> Option<String> {
    let first = starts.first().filter(|_| starts.len() > 1)?;
    let weekday = first.date().weekday();
    let is_alike = |(year, start): (i16, &DateTime)| {
        let own = (start.year(), start.month(), start.date().weekday(), start.time());
        own == (year, first.month(), weekday, first.time())
    };
    let is_yearly =
        (first.year()..).zip(starts).all(is_alike) && starts.last().map(|last| last.year() + 1) == Some(end);
    let nth = |start: &DateTime| (start.day() - 1) / 7 + 1;
    let position = if starts.iter().all(|start| start.day() + 7 > start.date().days_in_month()) {
        "-1".to_owned()
    } else if starts.iter().all(|start| nth(start) == nth(first)) {
        nth(first).to_string()
    } else {
        return None;
    };
    let rule = || format!("FREQ=YEARLY;BYMONTH={};BYDAY={position}{}", first.month(), two_letters(weekday));
    is_yearly.then(rule)
}

fn two_letters(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "MO",
        Weekday::Tuesday => "TU",
        Weekday::Wednesday => "WE",
        Weekday::Thursday => "TH",
        Weekday::Friday => "FR",
        Weekday::Saturday => "SA",
        Weekday::Sunday => "SU",
    }
}

fn component(out: &mut String, observance: &Observance, start: DateTime, rule: Option<&str>) {
    let kind = if observance.is_summer { "DAYLIGHT" } else { "STANDARD" };
    line(out, &format!("BEGIN:{kind}"));
    line(out, &format!("DTSTART:{}", start.strftime("%Y%m%dT%H%M%S")));
    if let Some(rule) = rule {
        line(out, &format!("RRULE:{rule}"));
    }
    line(out, &format!("TZOFFSETFROM:{}", hours(observance.former)));
    line(out, &format!("TZOFFSETTO:{}", hours(observance.offset)));
    line(out, &format!("TZNAME:{}", observance.name));
    line(out, &format!("END:{kind}"));
}

/// « +0100 », with seconds where a zone has them (§3.3.14).
fn hours(offset: Offset) -> String {
    let seconds = offset.seconds();
    let (sign, seconds) = (if seconds < 0 { '-' } else { '+' }, seconds.unsigned_abs());
    let rest = if seconds.is_multiple_of(60) { String::new() } else { format!("{:02}", seconds % 60) };
    format!("{sign}{:02}{:02}{rest}", seconds / 3_600, seconds / 60 % 60)
}
