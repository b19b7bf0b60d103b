//! The changes to come for people, in a terminal: by day, each with its hour, what happens, where and by which file.

use std::fmt::Write;

use jiff::ZonedDateTime;
use jiff::civil::{Date, Time};

use super::words::{Words, one_line};
use super::{Agenda, Clocks};
use crate::french::date::NO_BREAK_SPACE;
use crate::model::change::Change;
use crate::model::time::Zone;
use crate::problem::Language;
use crate::problem::show::Style;

/// Columns of a terminal that shows every line whole.
const WIDTH: usize = 80;
/// Columns before what happens, those of the hour.
const MARGIN: usize = 12;

/// The changes as text.
pub fn text(agenda: &Agenda, style: Style) -> String {
    let words = Words { language: style.language };
    let Some(first) = agenda.changes.first() else { return nothing(agenda, words) };
    let zone = zone(agenda, first);
    let mut out = wrapped(&heading(agenda, &zone, words), 0);
    let mut day: Option<Date> = None;
    for change in &agenda.changes {
        let own = zone.at(change.at.timestamp()).date();
        if day != Some(own) {
            day = Some(own);
            let title = words.long_day(own);
            let title = if style.has_colour { format!("\x1b[1m{title}\x1b[0m") } else { title };
            let _ = write!(out, "\n{title}\n\n");
        }
        out.push_str(&entry(agenda, change, &zone, words, style));
    }
    out.push('\n');
    out.push_str(&wrapped(&count(agenda, words), 0));
    out.push_str(&later(agenda, words));
    let hint = words.say("Pour reconstruire les sites à ces moments : ", "To build the sites at these moments: ");
    let _ = writeln!(out, "{hint}escale schedule --help");
    out
}

/// The zone whose days the list is by: that of every change, when they have one in common, else the programme's.
fn zone(agenda: &Agenda, first: &Change) -> Zone {
    let has_zone_of_first = |change: &Change| change.at.time_zone() == first.at.time_zone();
    let regions = agenda.programme.regions.iter();
    let common =
        regions.map(|region| &region.zone).find(|zone| zone.at(agenda.now).time_zone() == first.at.time_zone());
    let common = common.filter(|_| agenda.changes.iter().all(has_zone_of_first));
    common.unwrap_or(&agenda.programme.zone).clone()
}

/// « Ce qui change tout seul sur les sites jusqu'au 9 juin 2027 (heures de Paris). »
fn heading(agenda: &Agenda, zone: &Zone, words: Words) -> String {
    let is_mixed = agenda.changes.iter().any(|change| change.at.time_zone() != zone.at(agenda.now).time_zone());
    let own = agenda.programme.regions.iter().find(|region| region.zone == *zone);
    let clocks = match own.filter(|_| *zone != agenda.programme.zone) {
        Some(region) => format!("{} {}", words.say("heure locale,", "local time"), words.in_region(region)),
        None => match words.language {
            Language::French => format!("heure de {}", city(zone)),
            Language::English => format!("{} time", city(zone)),
        },
    };
    let except = if is_mixed { words.say(", sauf mention contraire", ", unless said otherwise") } else { "" };
    let (what, until) = (
        words.say("Ce qui change tout seul sur les sites, jusqu'au", "What changes by itself on the sites, until"),
        moment(&zone.at(agenda.end), words),
    );
    format!("{what} {until} ({clocks}{except})")
}

/// « Paris », of « Europe/Paris »
fn city(zone: &Zone) -> String {
    zone.name().rsplit('/').next().unwrap_or_default().replace('_', " ")
}

/// The end of a period: a day that belongs to it, or an hour that does not.
fn moment(end: &ZonedDateTime, words: Words) -> String {
    if end.time() == Time::midnight() {
        return words.day(end.date().yesterday().unwrap_or(end.date()));
    }
    format!("{} {} {}", words.day(end.date()), words.say("à", "at"), words.hour(end.time()))
}

/// Three lines or more: the hour, what happens and where; to what; by which file.
fn entry(agenda: &Agenda, change: &Change, zone: &Zone, words: Words, style: Style) -> String {
    let hour = words.hour(change.at.time());
    let mut out = format!("{hour:>width$}  ", width = MARGIN - 2);
    let (what, place) = (words.what(change.kind), words.place(agenda, change));
    let clocks = other_clocks(agenda, change, zone, words);
    out.push_str(wrapped(&format!("{what}{NO_BREAK_SPACE}– {place}{clocks}"), MARGIN).trim_start());
    out.push_str(&wrapped(&words.title(change), MARGIN));
    let (dim, plain) = if style.has_colour { ("\x1b[2m", "\x1b[0m") } else { ("", "") };
    let _ = writeln!(out, "{:MARGIN$}{dim}{}{plain}", "", one_line(&change.file));
    out
}

/// « (heure locale ; 16 h 30 à Paris) », « (20 h à La Réunion) », where there is more than one clock to look at.
fn other_clocks(agenda: &Agenda, change: &Change, zone: &Zone, words: Words) -> String {
    let at = change.at.timestamp();
    let of_list = zone.at(at);
    let shown = |clock: &ZonedDateTime| {
        let hour = words.hour(clock.time());
        if clock.date() == of_list.date() {
            return hour;
        }
        match words.language {
            Language::French => format!("le {} à {hour}", words.day(clock.date())),
            Language::English => format!("{} at {hour}", words.day(clock.date())),
        }
    };
    let clocks = agenda.clocks(change);
    let mut said: Vec<String> = Vec::new();
    if change.at.time_zone() != of_list.time_zone() {
        let local = words.say("heure locale", "local time");
        let local = if change.at.date() == of_list.date() {
            local.to_owned()
        } else {
            format!("{local}, {}{}", words.say("le ", ""), words.day(change.at.date()))
        };
        said.push(local);
        said.push(format!("{} {} {}", words.hour(of_list.time()), words.say("à", "in"), city(zone)));
    }
    let others = clocks.iter().filter(|clocks| clocks.zone != *zone && !clocks.are_of(&change.at));
    said.extend(others.filter_map(|Clocks { zone, regions }| {
        Some(format!("{} {}", shown(&zone.at(at)), words.in_region(regions.first()?)))
    }));
    let between = match words.language {
        Language::French => format!("{NO_BREAK_SPACE}; "),
        Language::English => "; ".to_owned(),
    };
    if said.is_empty() { String::new() } else { format!(" ({})", said.join(&between)) }
}

/// « 12 changements. »
fn count(agenda: &Agenda, words: Words) -> String {
    let count = agenda.changes.len();
    match (words.language, count) {
        (Language::French, 1) => "1 changement.".to_owned(),
        (Language::French, _) => format!("{count} changements."),
        (Language::English, 1) => "1 change.".to_owned(),
        (Language::English, _) => format!("{count} changes."),
    }
}

/// How many there are after the period, and how to see them.
fn later(agenda: &Agenda, words: Words) -> String {
    let (Some(first), Some(last)) = (agenda.later.first(), agenda.later.last()) else {
        return format!("{}\n", words.say("Il n'y en a pas d'autre plus tard.", "There is no other later."));
    };
    let (count, day) = (agenda.later.len(), words.day(first.at.date()));
    let line = match (words.language, count) {
        (Language::French, 1) => format!("Il y en a 1 autre plus tard, le {day} :"),
        (Language::French, _) => format!("Il y en a {count} autres plus tard, le premier le {day} :"),
        (Language::English, 1) => format!("There is 1 more later, on {day}:"),
        (Language::English, _) => format!("There are {count} more later, the first on {day}:"),
    };
    let regions = agenda.only.iter().map(|region| format!(" --region {region}")).collect::<Vec<_>>().concat();
    format!("{line}\n  escale agenda{regions} --until {}\n", last.at.date())
}

fn nothing(agenda: &Agenda, words: Words) -> String {
    if agenda.later.is_empty() {
        let said = words.say(
            "Rien ne changera tout seul sur les sites : ils restent justes tant que vous ne modifiez rien.",
            "Nothing will change by itself on the sites: they stay right as long as you modify nothing.",
        );
        return wrapped(said, 0);
    }
    let until = moment(&agenda.zone().at(agenda.end), words);
    let said = match words.language {
        Language::French => format!("Rien ne change tout seul sur les sites jusqu'au {until}."),
        Language::English => format!("Nothing changes by itself on the sites until {until}."),
    };
    format!("{}{}", wrapped(&said, 0), later(agenda, words))
}

/// Until when what was just built stays right, and what happens then: `changes` are the next ones, in time order.
pub fn next(agenda: &Agenda, language: Language) -> String {
    let words = Words { language };
    let Some(change) = agenda.changes.first().or(agenda.later.first()) else {
        return nothing(agenda, words).trim_end().to_owned();
    };
    let every = agenda.changes.iter().chain(&agenda.later);
    let together = every.take_while(|other| other.at.timestamp() == change.at.timestamp()).count() - 1;
    let (day, hour) = (words.day(change.at.date()), words.hour(change.at.time()));
    let clocks = agenda.clocks(change);
    let own = clocks.iter().find(|clocks| clocks.zone != agenda.programme.zone && clocks.are_of(&change.at));
    let local = own.and_then(|clocks| clocks.regions.first()).map(|region| format!(" {}", words.in_region(region)));
    let local = local.unwrap_or_default();
    let (sentence, place) = (words.sentence(change), words.place(agenda, change));
    let others = match (language, together) {
        (_, 0) => String::new(),
        (Language::French, 1) => ", et 1 autre changement".to_owned(),
        (Language::French, _) => format!(", et {together} autres changements"),
        (Language::English, 1) => ", and 1 other change".to_owned(),
        (Language::English, _) => format!(", and {together} other changes"),
    };
    let first = match language {
        Language::French => format!("Ces sites restent justes jusqu'au {day} à {hour}{local}."),
        Language::English => format!("These sites stay right until {day} at {hour}{local}."),
    };
    let then =
        words.say("Construisez-les de nouveau à ce moment. La suite :", "Build them again at that moment. The rest:");
    format!("{first}\n{}{then} escale agenda", wrapped(&format!("{sentence} ({place}){others}."), 2))
}

/// Lines of words that fit into [`WIDTH`] columns, each after a margin. A word that does not fit has its own.
fn wrapped(text: &str, margin: usize) -> String {
    let mut out = String::new();
    let mut line = String::new();
    for word in kept_together(&one_line(text)).split(' ') {
        if !line.is_empty() && margin + line.chars().count() + 1 + word.chars().count() > WIDTH {
            let _ = writeln!(out, "{:margin$}{line}", "");
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    let _ = writeln!(out, "{:margin$}{line}", "");
    out
}

/// French punctuation on one line with its words.
fn kept_together(text: &str) -> String {
    let before = [":", ";", "?", "!", "»"].into_iter();
    let text = text.replace("« ", &format!("«{NO_BREAK_SPACE}"));
    before.fold(text, |text, mark| text.replace(&format!(" {mark}"), &format!("{NO_BREAK_SPACE}{mark}")))
}
