//! Dates and hours as people write them: certain ones are read, doubtful ones are asked.
//!
//! Nothing is ever guessed: 31 June is not 1 July, and 03/04 without a year is no date.

use jiff::civil::{Date, Time, Weekday};

use crate::french::slug::slug;
use crate::model::time;
use crate::problem::Writing;

/// A date that was understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written<T> {
    /// What it says.
    pub value: T,
    /// Whether it is written as it is to be.
    pub is_tidy: bool,
}

/// Why a date or an hour was not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// It is none.
    NotOne,
    /// What is to be told.
    Told(Writing),
}

const MONTHS: [&[&str]; 12] = [
    &["janvier", "janv", "jan", "january"],
    &["fevrier", "fevr", "fev", "feb", "february"],
    &["mars", "mar", "march"],
    &["avril", "avr", "apr", "april"],
    &["mai", "may"],
    &["juin", "jun", "june"],
    &["juillet", "juil", "jul", "july"],
    &["aout", "aug", "august"],
    &["septembre", "sept", "sep", "september"],
    &["octobre", "oct", "october"],
    &["novembre", "nov", "november"],
    &["decembre", "dec", "december"],
];

const WEEKDAYS: [(&[&str], Weekday); 7] = [
    (&["lundi", "lun", "monday"], Weekday::Monday),
    (&["mardi", "mar", "tuesday"], Weekday::Tuesday),
    (&["mercredi", "mer", "wednesday"], Weekday::Wednesday),
    (&["jeudi", "jeu", "thursday"], Weekday::Thursday),
    (&["vendredi", "ven", "friday"], Weekday::Friday),
    (&["samedi", "sam", "saturday"], Weekday::Saturday),
    (&["dimanche", "dim", "sunday"], Weekday::Sunday),
];

/// Reads a date for the field of this name.
///
/// # Errors
/// When it is none, or can be read in several ways.
pub fn date(text: &str, field: &'static str) -> Result<Written<Date>, Trouble> {
    if let Some(value) = time::date(text) {
        return Ok(Written { value, is_tidy: true });
    }
    // « 2027-05-17T14:00 », as programs write it.
    let is_joined = text.get(..10).is_some_and(|day| time::date(day).is_some()) && text[10..].starts_with('T');
    let words = if is_joined { words(&text.replacen('T', " ", 1)) } else { words(text) };
    if let Some(lines) = range(&words, field).or_else(|| with_hour(&words, field)) {
        return Err(Trouble::Told(Writing::Several { field, lines }));
    }
    one_date(text, &words).map(|value| Written { value, is_tidy: false })
}

/// Reads a date, perhaps followed by an hour: « 10 mai 2027 à 18 h ».
///
/// # Errors
/// When it is none, or can be read in several ways.
pub fn moment(text: &str, field: &'static str) -> Result<Written<(Date, Option<Time>)>, Trouble> {
    if let Some((date, hour)) = text.split_once([' ', 'T'])
        && let (Some(date), Some(hour)) = (time::date(date), time::time(hour))
    {
        return Ok(Written { value: (date, Some(hour)), is_tidy: text == iso(date, Some(hour)) });
    }
    let words = words(text);
    let hour_at = (1..words.len()).find(|at| hour_of(&words[*at..]).is_some() && one_date(text, &words[..*at]).is_ok());
    match hour_at {
        Some(at) => {
            let value = (one_date(text, &words[..at])?, hour_of(&words[at..]));
            Ok(Written { value, is_tidy: false })
        }
        None => date(text, field).map(|date| Written { value: (date.value, None), is_tidy: date.is_tidy }),
    }
}

/// A date and an hour as they are to be written.
pub fn iso(date: Date, hour: Option<Time>) -> String {
    match hour {
        Some(hour) => format!("{date} {}", hour.strftime("%H:%M")),
        None => date.to_string(),
    }
}

/// Reads an hour for the field of this name.
///
/// # Errors
/// When it is none, or two people would read it in two ways.
pub fn hour(text: &str, field: &'static str) -> Result<Time, Trouble> {
    if let Some(hour) = time::time(text).or_else(|| hour_of(&words(text))) {
        return Ok(hour);
    }
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    if matches!(compact.as_str(), "24:00" | "24h" | "24h00" | "minuit" | "midnight") {
        let choices = vec!["\"00:00\"".to_owned(), "\"23:59\"".to_owned()];
        return Err(Trouble::Told(Writing::DoubtfulHour { value: text.to_owned(), choices }));
    }
    if let Some((start, end)) = hours(text)
        && field == "heure"
    {
        let line = |name: &str, hour: Time| format!("{name}: \"{}\"", hour.strftime("%H:%M"));
        return Err(Trouble::Told(Writing::Several {
            field,
            lines: vec![line("heure", start), line("heure_fin", end)],
        }));
    }
    // « 14 », « 9.30 » and « 2pm » are likely, not certain.
    let (number, minute) = compact.split_once(['.', ',']).unwrap_or((compact.as_str(), "00"));
    let choices: Vec<String> = match (number.strip_suffix("pm"), number.strip_suffix("am").unwrap_or(number)) {
        (Some(number), _) => number.parse::<i8>().ok().map(|hour| if hour < 12 { hour + 12 } else { hour }),
        (None, number) => number.parse().ok(),
    }
    .and_then(|hour| Time::new(hour, minute.parse().ok()?, 0, 0).ok())
    .map(|hour| format!("\"{}\"", hour.strftime("%H:%M")))
    .into_iter()
    .collect();
    if choices.is_empty() {
        return Err(Trouble::NotOne);
    }
    Err(Trouble::Told(Writing::DoubtfulHour { value: text.to_owned(), choices }))
}

/// The words and numbers of a text, without accents, capitals and the articles between them.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for part in text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')')).filter(|part| !part.is_empty())
    {
        let is_numeric = part.chars().all(|c| c.is_ascii_digit() || matches!(c, '/' | '-' | '.' | ':'));
        let word = if is_numeric { part.to_owned() } else { slug(part) };
        if !word.is_empty() && !matches!(word.as_str(), "le" | "a" | "of" | "the" | "d") {
            words.push(word);
        }
    }
    words
}

fn month(word: &str) -> Option<i8> {
    let at = MONTHS.iter().position(|names| names.contains(&word))?;
    i8::try_from(at + 1).ok()
}

fn weekday(word: &str) -> Option<Weekday> {
    WEEKDAYS.iter().find(|(names, _)| names.contains(&word)).map(|(_, day)| *day)
}

/// The day of « 17 », « 1er », « 2nd ».
fn day(word: &str) -> Option<i8> {
    let number = ["er", "e", "st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    number.parse().ok().filter(|_| number.len() <= 2 && !number.starts_with('+'))
}

/// A date in words or numbers, perhaps after its day of the week.
fn one_date(text: &str, words: &[String]) -> Result<Date, Trouble> {
    // « mar » is a Tuesday before a number, March after one.
    let named = words.first().filter(|_| words.len() > 1).and_then(|word| weekday(word.trim_end_matches('.')));
    let rest = if named.is_some() { &words[1..] } else { words };
    let date = match rest {
        [number, month_name, year] => in_words(text, number, month_name, Some(year)),
        [number, month_name] => in_words(text, number, month_name, None),
        [number] => in_numbers(text, number),
        _ => Err(Trouble::NotOne),
    }?;
    let Some(named) = named.filter(|named| *named != date.weekday()) else { return Ok(date) };
    let near = (1..7).filter_map(|days| date.checked_add(jiff::Span::new().days(days)).ok());
    let near = near.chain((1..7).filter_map(|days| date.checked_sub(jiff::Span::new().days(days)).ok()));
    let mut choices: Vec<Date> = near.filter(|other| other.weekday() == named).collect();
    choices.sort();
    let choices = std::iter::once(date).chain(choices).map(|date| date.to_string()).collect();
    Err(Trouble::Told(Writing::WrongWeekday { value: text.to_owned(), weekday: date.weekday(), choices }))
}

fn in_words(text: &str, number: &str, month_name: &str, year: Option<&String>) -> Result<Date, Trouble> {
    let (day, month) = match (day(number), month(month_name)) {
        (Some(day), Some(month)) => (day, month),
        // « May 17 2027 »
        _ => match (month(number), day(month_name)) {
            (Some(month), Some(day)) => (day, month),
            _ => return Err(Trouble::NotOne),
        },
    };
    let Some(year) = year else { return Err(doubtful(text, [format!("AAAA-{month:02}-{day:02}")])) };
    match (year.len(), year.parse::<i16>()) {
        (4, Ok(year)) => exact(text, year, month, day),
        (2, Ok(year)) => Err(doubtful(text, [format!("{}-{month:02}-{day:02}", 2000 + year)])),
        _ => Err(Trouble::NotOne),
    }
}

fn in_numbers(text: &str, written: &str) -> Result<Date, Trouble> {
    let parts: Vec<&str> = written.split(['/', '-', '.']).collect();
    let numbers: Option<Vec<i16>> = parts
        .iter()
        .map(|part| part.parse().ok().filter(|_| part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit())))
        .collect();
    let small = |number: i16| i8::try_from(number).unwrap_or(i8::MAX);
    match (numbers.as_deref(), parts.as_slice()) {
        // Year first: month, then day, everywhere.
        (Some([year, month, day]), [first, _, _]) if first.len() == 4 => exact(text, *year, small(*month), small(*day)),
        // Year last: day, then month, in France.
        (Some([day, month, year]), [_, _, last]) if last.len() == 4 => {
            if *month > 12 && *day <= 12 {
                let american = Date::new(*year, small(*day), small(*month)).ok();
                return Err(impossible(text, american));
            }
            exact(text, *year, small(*month), small(*day))
        }
        (Some([a, b, c]), [_, _, last]) if last.len() == 2 => {
            let ways = [(2000 + c, *b, *a), (2000 + a, *b, *c), (2000 + c, *a, *b)];
            let mut dates: Vec<Date> = Vec::new();
            for (year, month, day) in ways {
                let date = Date::new(year, small(month), small(day)).ok();
                dates.extend(date.filter(|date| !dates.contains(date)));
            }
            Err(doubtful(text, dates.iter().map(ToString::to_string)))
        }
        (Some([a, b]), [first, last]) if first.len() <= 2 && last.len() <= 2 => {
            let ways = [(*b, *a), (*a, *b)]
                .into_iter()
                .filter(|(month, day)| (1..=12).contains(month) && (1..=31).contains(day));
            let mut choices: Vec<String> = ways.map(|(month, day)| format!("AAAA-{month:02}-{day:02}")).collect();
            choices.dedup();
            if choices.is_empty() { Err(Trouble::NotOne) } else { Err(doubtful(text, choices)) }
        }
        (_, [digits]) if digits.len() == 8 && digits.bytes().all(|b| b.is_ascii_digit()) => {
            let number = |range: std::ops::Range<usize>| digits[range].parse::<i16>().unwrap_or_default();
            // 20270517, not 17052027
            exact(text, number(0..4), small(number(4..6)), small(number(6..8)))
        }
        _ => Err(Trouble::NotOne),
    }
}

/// The date, if the calendar has it and a campaign can mean it.
fn exact(text: &str, year: i16, month: i8, day: i8) -> Result<Date, Trouble> {
    if !(1900..2200).contains(&year) {
        return Err(Trouble::NotOne);
    }
    Date::new(year, month, day).map_err(|_| {
        let first = Date::new(year, month, 1).ok().filter(|_| (29..=31).contains(&day));
        let choices = first.map(|first| {
            let last = first.last_of_month();
            [last, last.tomorrow().unwrap_or(last)]
        });
        let choices = choices.into_iter().flatten().map(|date| date.to_string()).collect();
        Trouble::Told(Writing::ImpossibleDate { value: text.to_owned(), choices })
    })
}

fn impossible(text: &str, choice: Option<Date>) -> Trouble {
    let choices = choice.map(|date| date.to_string()).into_iter().collect();
    Trouble::Told(Writing::ImpossibleDate { value: text.to_owned(), choices })
}

fn doubtful(text: &str, choices: impl IntoIterator<Item = String>) -> Trouble {
    Trouble::Told(Writing::DoubtfulDate { value: text.to_owned(), choices: choices.into_iter().collect() })
}

/// « du 17 au 19 mai 2021 », « 17-19 mai 2021 », « 17 et 18 mai 2021 »: the lines for the first and the last day.
fn range(words: &[String], field: &'static str) -> Option<Vec<String>> {
    if !matches!(field, "date" | "debut") {
        return None;
    }
    let rest = words.strip_prefix(&["du".to_owned()]).unwrap_or(words);
    let at = rest.iter().position(|word| matches!(word.as_str(), "au" | "et" | "-" | "to" | "jusqu-au"));
    let (first, last) = match at {
        Some(at) => (rest[..at].to_vec(), rest[at + 1..].to_vec()),
        None => {
            let (a, b) = rest.first()?.split_once('-').filter(|(a, b)| day(a).is_some() && day(b).is_some())?;
            (vec![a.to_owned()], [&[b.to_owned()], &rest[1..]].concat())
        }
    };
    let last_day = one_date("", &last).ok()?;
    // What the first day leaves out is as in the last.
    let tails = [0, 1, 2].map(|kept| [first.as_slice(), &last[last.len().saturating_sub(kept)..]].concat());
    let first_day = tails.iter().find_map(|words| one_date("", words).ok())?;
    let end = if field == "date" { "date_fin" } else { "fin" };
    Some(vec![format!("{field}: {first_day}"), format!("{end}: {last_day}")])
}

/// A date with an hour behind: the lines for the one and the other.
fn with_hour(words: &[String], field: &'static str) -> Option<Vec<String>> {
    let hour_field = match field {
        "date" => "heure",
        "date_fin" => "heure_fin",
        _ => return None,
    };
    let at = (1..words.len()).find(|at| hour_of(&words[*at..]).is_some())?;
    let date = one_date("", &words[..at]).ok()?;
    let hour = hour_of(&words[at..])?;
    Some(vec![format!("{field}: {date}"), format!("{hour_field}: \"{}\"", hour.strftime("%H:%M"))])
}

/// « 14h », « 14 h 30 », « 14 heures », « midi », « 14:30:00 ».
fn hour_of(words: &[String]) -> Option<Time> {
    let compact = words.concat();
    if matches!(compact.as_str(), "midi" | "noon") {
        return Time::new(12, 0, 0, 0).ok();
    }
    let compact = compact.replace("heures", "h").replace("heure", "h");
    let compact = compact.strip_suffix(":00").filter(|rest| rest.contains(':')).unwrap_or(&compact);
    time::time(compact)
}

/// « 14h-16h », « de 14 h à 16 h 30 »
fn hours(text: &str) -> Option<(Time, Time)> {
    let text = text.to_lowercase();
    let text = text.trim_start_matches("de ");
    let (start, end) = ["à", "-", "–", " a ", "au"].iter().find_map(|between| text.split_once(between))?;
    Some((hour_of(&words(start))?, hour_of(&words(end))?))
}
