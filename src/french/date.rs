//! Dates and hours in words (STANDARDS T3): « lundi 17 mai 2021 », « 14 h 30 ».

use jiff::civil::{Date, Time, Weekday};

/// The no-break space that holds « 14 h 30 » together.
pub const NO_BREAK_SPACE: char = '\u{a0}';

const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// « mai »
pub fn month(month: i8) -> &'static str {
    MONTHS[usize::try_from(month - 1).expect("a month is 1 to 12")]
}

/// « mai 2021 »
pub fn month_and_year(date: Date) -> String {
    format!("{} {}", month(date.month()), date.year())
}

/// « lundi »
pub fn weekday(date: Date) -> &'static str {
    name_of(date.weekday())
}

/// « lundi »
pub fn name_of(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "lundi",
        Weekday::Tuesday => "mardi",
        Weekday::Wednesday => "mercredi",
        Weekday::Thursday => "jeudi",
        Weekday::Friday => "vendredi",
        Weekday::Saturday => "samedi",
        Weekday::Sunday => "dimanche",
    }
}

/// « 1er », « 2 »
fn day_number(date: Date) -> String {
    match date.day() {
        1 => "1er".to_owned(),
        day => day.to_string(),
    }
}

/// « 17 mai 2021 »
pub fn short(date: Date) -> String {
    format!("{} {}", day_number(date), month_and_year(date))
}

/// « lundi 17 mai 2021 »
pub fn long(date: Date) -> String {
    format!("{} {}", weekday(date), short(date))
}

/// « du mardi 29 septembre au lundi 5 octobre 2020 », « lundi 17 mai 2021 » for one day.
pub fn range(first: Date, last: Date) -> String {
    if first == last {
        return long(first);
    }
    let mut start = format!("{} {}", weekday(first), day_number(first));
    if first.year() != last.year() {
        start = long(first);
    } else if first.month() != last.month() {
        start = format!("{start} {}", month(first.month()));
    }
    format!("du {start} au {}", long(last))
}

/// « du 17 au 21 mai 2021 », « 17 mai 2021 » for one day: a range without its weekdays.
pub fn short_range(first: Date, last: Date) -> String {
    if first == last {
        return short(first);
    }
    let start = if first.year() != last.year() {
        short(first)
    } else if first.month() != last.month() {
        format!("{} {}", day_number(first), month(first.month()))
    } else {
        day_number(first)
    };
    format!("du {start} au {}", short(last))
}

/// « 14 h 30 », « 17 h », « 9 h 05 », with no-break spaces.
pub fn hour(time: Time) -> String {
    match time.minute() {
        0 => format!("{}{NO_BREAK_SPACE}h", time.hour()),
        minute => format!("{}{NO_BREAK_SPACE}h{NO_BREAK_SPACE}{minute:02}", time.hour()),
    }
}

/// « de 14 h à 16 h 30 »; without an end « à 14 h ».
pub fn hours(start: Time, end: Option<Time>) -> String {
    match end {
        Some(end) => format!("de {} à {}", hour(start), hour(end)),
        None => format!("à {}", hour(start)),
    }
}

/// The same text with the « er » of « 1er » raised: « samedi 1<sup>er</sup> mai ».
///
/// `html` must already be escaped.
pub fn raise_ordinals(html: &str) -> String {
    html.replace(" 1er ", " 1<sup>er</sup> ")
        .strip_prefix("1er ")
        .map_or_else(|| html.replace(" 1er ", " 1<sup>er</sup> "), |rest| format!("1<sup>er</sup> {rest}"))
}
