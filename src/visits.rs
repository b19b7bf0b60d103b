//! `check --links`: visits the links, remembers them, and says what they came to.

use std::path::Path;

use escale::Options;
use escale::links::collect::collect;
use escale::links::memory::Memory;
use escale::links::verdict::Verdict;
use escale::links::{Manner, Outcome, store};
use escale::problem::Language;
use escale::sources::Sources;
use jiff::Timestamp;

use crate::cli::Check;
use crate::run;
use crate::terminal::{Terminal, complain};

/// Visits the links of what was asked for; `None` when nothing of the project could be understood.
pub fn visit(
    project: &Path,
    sources: &Sources,
    options: &Options,
    asked: &Check,
    terminal: Terminal,
) -> Option<Outcome> {
    let content = escale::parse::parse(sources, options.now, &*options.store).content?;
    let links = collect(&content, sources, options.now, &options.only);
    // What is remembered grows old by the clock, whatever the date of the sites.
    let now = Timestamp::now();
    let mut memory = if asked.is_fresh { Memory::default() } else { store::load(project) };
    let waiting = links.all.iter().filter(|link| memory.recall(link, now).is_none()).count();
    let bar = run::late_bar(waiting as u64, &asked.common, terminal);
    bar.set_message(terminal.say("liens", "links"));
    let outcome = escale::links::visit(links, &mut memory, now, &Manner::default(), &|| bar.inc(1));
    bar.finish_and_clear();
    if waiting > 0
        && outcome.has_network
        && let Err(error) = store::save(project, &memory, now)
    {
        let words = terminal.say(
            "Les visites n'ont pas pu être gardées en mémoire dans .escale/liens.txt :",
            "The visits could not be kept in .escale/liens.txt:",
        );
        complain(&format!("{words}\n{}", terminal.refusal_at(&error.into())));
    }
    Some(outcome)
}

/// « 132 liens : 118 vivants, 2 morts, 12 à vérifier à la main (34 visités maintenant, 98 en mémoire). »
pub fn summary(links: &Outcome, terminal: Terminal) -> String {
    let is_french = terminal.language == Language::French;
    let number = |count: usize, one: &str, many: &str| format!("{count} {}", if count > 1 { many } else { one });
    let mut text = String::new();
    if !links.has_network {
        text.push_str(terminal.say(
            "Aucun nom de site n'a pu être trouvé : cette machine n'a sans doute pas accès au réseau. \
             Rien n'est dit des liens qui restaient à visiter.\n",
            "No site's name was found: this machine probably has no access to the network. \
             Nothing is said of the links that were to be visited.\n",
        ));
    }
    let all = links.links.len();
    if all > links.not_visited() {
        let alive = links.count(|judged| matches!(judged.verdict, Verdict::Alive | Verdict::Moved(_)));
        let dead = links.count(|judged| matches!(judged.verdict, Verdict::Dead(_)));
        let doubtful = links.count(|judged| matches!(judged.verdict, Verdict::Doubtful(_)));
        let now = links.count(|judged| !judged.is_remembered);
        let remembered = links.count(|judged| judged.is_remembered);
        text.push_str(&if is_french {
            format!(
                "{} : {}, {}, {doubtful} à vérifier à la main ({}, {remembered} en mémoire depuis moins de 7 jours).\n",
                number(all, "lien", "liens"),
                number(alive, "vivant", "vivants"),
                number(dead, "mort", "morts"),
                number(now, "visité maintenant", "visités maintenant"),
            )
        } else {
            format!(
                "{}: {alive} alive, {dead} dead, {doubtful} to check by hand ({now} visited now, {remembered} remembered for less than 7 days).\n",
                number(all, "link", "links"),
            )
        });
    } else if all == 0 {
        text.push_str(terminal.say("Aucun lien à visiter.\n", "No link to visit.\n"));
    }
    if links.not_visited() > 0 {
        let left = links.not_visited();
        text.push_str(&if is_french {
            format!(
                "{}.\n",
                number(left, "lien non visité, à vérifier à la main", "liens non visités, à vérifier à la main")
            )
        } else {
            format!("{} not visited, to check by hand.\n", number(left, "link", "links"))
        });
    }
    if links.has_network && links.not_visited() > 0 {
        text.push_str(terminal.say(
            "Le temps est écoulé : relancez pour visiter la suite : ce qui est vu reste en mémoire.\n",
            "Time is up: run it again to visit the rest: what was seen is remembered.\n",
        ));
    }
    if links.examples > 0 {
        let examples = links.examples;
        text.push_str(&if is_french {
            format!("{}.\n", number(examples, "lien d'exemple, non visité", "liens d'exemple, non visités"))
        } else {
            format!("{}.\n", number(examples, "example link, not visited", "example links, not visited"))
        });
    }
    text
}
