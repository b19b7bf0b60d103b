//! The conversation: flags answer, a terminal is asked for the rest, what is not understood is asked again.

use std::collections::BTreeMap;
use std::io::BufRead;

use escale::model::content::Content;
use escale::schema::FileKind;

use super::Stop;
use super::draft::Draft;
use super::project::{Project, Settled};
use super::question::{Asked, Question};
use crate::terminal::complain;

/// Answers by the flag of their question.
pub type Answers = BTreeMap<&'static str, String>;

/// How often a question is put before one gives up.
const ATTEMPTS: usize = 3;
/// The longest answer, in characters; an address may be longer than a title.
const LONGEST: usize = 300;
const LONGEST_ADDRESS: usize = 2000;
/// More choices than these are not listed.
const MOST_CHOICES: usize = 30;

/// Answers given as flags, each on one line; an empty one is none.
pub fn cleaned(given: &Answers) -> Answers {
    let answers = given.iter().map(|(flag, answer)| (*flag, one_line(answer)));
    answers.filter(|(_, answer)| !answer.is_empty()).collect()
}

fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_control() || c.is_whitespace()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Brings every answer together, until the file that they make is understood.
pub fn hold(
    project: &Project,
    kind: FileKind,
    questions: &[Question],
    mut answers: Answers,
    draft_of: impl Fn(&Answers) -> Draft,
    input: Option<&mut impl BufRead>,
) -> Result<(Draft, Content), Stop> {
    let settle = |answers: &Answers| settled(project, answers, &draft_of);
    let settled = match input {
        Some(input) => {
            let label = kind.label();
            let intro = project.terminal.say(
                "Répondez à chaque question. Ctrl+D : s'arrêter sans rien écrire.",
                "Answer each question. Ctrl+D: stop without writing anything.",
            );
            let title = project.terminal.say("Un nouveau fichier :", "A new file:");
            complain(&format!("{title} {}. {intro}\n", project.terminal.say(label.0, label.1)));
            for question in questions {
                converse(project, question, &mut answers, &settle, input)?;
            }
            settle(&answers)
        }
        None => settle(&answers),
    };
    let is_missing = |question: &&Question| question.asked == Asked::Always && !answers.contains_key(question.flag);
    let missing: Vec<&Question> = questions.iter().filter(is_missing).collect();
    match settled {
        Settled { draft, told, content: Some(content) } if told.is_empty() && missing.is_empty() => {
            Ok((draft, content))
        }
        Settled { told, .. } => Err(Stop::Answers(lacking(project, questions, &answers, &missing, &told))),
    }
}

/// The draft of some answers, read; what is empty says nothing, and what is too long is not even tried.
fn settled(project: &Project, answers: &Answers, draft_of: impl Fn(&Answers) -> Draft) -> Settled {
    let longest = |flag: &str| if matches!(flag, "link" | "venue") { LONGEST_ADDRESS } else { LONGEST };
    let (short, long): (Answers, Answers) = answers
        .iter()
        .filter(|(_, answer)| !answer.is_empty())
        .map(|(flag, answer)| (*flag, answer.clone()))
        .partition(|(flag, answer)| answer.chars().count() <= longest(flag));
    let mut draft = draft_of(&short);
    for (flag, answer) in long {
        let (length, most) = (answer.chars().count(), longest(flag));
        draft.refuse(
            flag,
            project.terminal.say(
                &format!("C'est trop long : {length} caractères. Écrivez-en {most} au plus."),
                &format!("This is too long: {length} characters. Write {most} at most."),
            ),
        );
    }
    project.settle(draft)
}

/// Puts a question until its answer is understood, when no flag has answered it.
fn converse(
    project: &Project,
    question: &Question,
    answers: &mut Answers,
    settle: &impl Fn(&Answers) -> Settled,
    input: &mut impl BufRead,
) -> Result<(), Stop> {
    let is_given = answers.contains_key(question.flag);
    if !is_given && question.asked == Asked::Never {
        return Ok(());
    }
    let terminal = project.terminal;
    for attempt in 0..ATTEMPTS {
        if attempt > 0 || !is_given {
            ask(project, question, answers, attempt);
            let mut line = Vec::new();
            if !matches!(input.read_until(b'\n', &mut line), Ok(1..)) {
                let words = terminal.say(
                    "Il n'y a plus de réponse : rien n'a été écrit.",
                    "There is no answer any more: nothing was written.",
                );
                return Err(Stop::Answers(format!("\n{words}\n")));
            }
            answers.insert(question.flag, one_line(&String::from_utf8_lossy(&line)));
        }
        let is_empty = answers.get(question.flag).is_none_or(String::is_empty);
        if is_empty && question.asked == Asked::Always {
            complain(&format!("  {}\n", terminal.say("Il faut une réponse.", "An answer is needed.")));
            continue;
        }
        let told = settle(answers).told;
        let own: Vec<&String> =
            told.iter().filter(|(flag, _)| *flag == question.flag).map(|(_, words)| words).collect();
        if own.is_empty() {
            return Ok(());
        }
        if let Some(answer) = answers.get(question.flag).filter(|_| attempt == 0 && is_given) {
            complain(&format!("\n--{} {}\n", question.flag, shortened(answer)));
        }
        for words in own {
            complain(&format!("  {words}\n"));
        }
    }
    let words = terminal.say(
        "Trois réponses n'ont pas été comprises : rien n'a été écrit.",
        "Three answers were not understood: nothing was written.",
    );
    Err(Stop::Answers(format!("{words}\n")))
}

/// Prints a question; in short when it was put before.
fn ask(project: &Project, question: &Question, answers: &Answers, attempt: usize) {
    let terminal = project.terminal;
    let label = terminal.say(question.label.0, question.label.1);
    if attempt > 0 {
        return complain(&format!("{label} : "));
    }
    let help = terminal.say(question.help.0, question.help.1);
    let mut text = format!("\n{label}\n  {help}\n");
    let form = terminal.say(&question.form, "");
    if !form.is_empty() {
        text.push_str(&format!("  On écrit {form}.\n"));
    }
    if !question.words.is_empty() {
        text.push_str(&format!("  {} {}\n", terminal.say("Au choix :", "One of:"), question.words.join(", ")));
    }
    for (name, what) in choices(project, question.flag, answers) {
        text.push_str(&format!("    {name}  {what}\n"));
    }
    let example = terminal.say("Exemple :", "Example:");
    complain(&format!("{text}  {example} {}\n> ", question.example));
}

/// What can be answered, when that is few: what to write, and what it is.
fn choices<'p>(project: &'p Project, flag: &str, answers: &Answers) -> Vec<(&'p str, &'p str)> {
    let regions = || project.programme.regions.iter();
    let all: Vec<(&str, &str)> = match flag {
        "region" => regions().map(|region| (region.id.as_str(), region.name.as_str())).collect(),
        "venue" => {
            let region = answers.get("region").and_then(|answer| project.region(answer));
            region
                .into_iter()
                .flat_map(|region| region.venues.values())
                .map(|v| (v.id.as_str(), v.name.as_str()))
                .collect()
        }
        _ => Vec::new(),
    };
    if all.len() > MOST_CHOICES { Vec::new() } else { all }
}

/// Everything that is missing or not understood, at once, with what to write.
fn lacking(
    project: &Project,
    questions: &[Question],
    answers: &Answers,
    missing: &[&Question],
    told: &[(&'static str, String)],
) -> String {
    let terminal = project.terminal;
    let mut text = String::new();
    if !missing.is_empty() {
        text.push_str(terminal.say("Il manque :\n", "Missing:\n"));
        for question in missing {
            text.push_str(&format!("  {}\n", example(project, question)));
        }
    }
    if !told.is_empty() {
        text.push_str(terminal.say("Ce qui n'est pas compris :\n", "What is not understood:\n"));
        let mut told: Vec<_> = told.iter().collect();
        told.sort_by_key(|(flag, _)| questions.iter().position(|question| question.flag == *flag));
        for (flag, words) in told {
            let answer = answers.get(flag).map_or_else(String::new, |answer| format!(" {}", shortened(answer)));
            text.push_str(&format!("  {}{answer}\n  {words}\n", written(flag)));
            if let Some(question) = questions.iter().find(|question| question.flag == *flag) {
                let words = terminal.say("Par exemple :", "For instance:");
                text.push_str(&format!("  {words} {}\n", example(project, question)));
            }
        }
    }
    text.push_str(terminal.say("Rien n'a été écrit.\n", "Nothing was written.\n"));
    text
}

/// `--title "Forum"  (Titre)`
fn example(project: &Project, question: &Question) -> String {
    let quote = if question.example.contains([' ', '\'']) { "\"" } else { "" };
    let label = project.terminal.say(question.label.0, question.label.1);
    format!("{} {quote}{}{quote}  ({label})", written(question.flag), question.example)
}

/// A flag as it is typed; the id stands without one.
fn written(flag: &str) -> String {
    if flag == "id" { "ID".to_owned() } else { format!("--{flag}") }
}

/// An answer short enough to be shown.
fn shortened(answer: &str) -> String {
    if answer.chars().count() <= 60 {
        format!("\"{answer}\"")
    } else {
        format!("\"{}…\"", answer.chars().take(60).collect::<String>())
    }
}
