//! The program `escale`: arguments, environment, clock, exit code. What it does is in the library.

mod agenda_command;
mod cli;
mod explain;
mod kept;
mod new;
mod run;
mod schema_command;
mod serving;
mod sheets;
mod terminal;
mod usage;
mod visits;

use std::io::IsTerminal;
use std::process::ExitCode;

use escale::problem::Language;

use terminal::Terminal;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// All is well.
pub const FINE: u8 = 0;
/// Problems in what was written.
pub const PROBLEMS: u8 = 1;
/// The command line was not understood.
pub const USAGE: u8 = 2;
/// Some regions keep their former output.
pub const KEPT: u8 = 3;
/// The machine refused.
pub const REFUSED: u8 = 4;

fn main() -> ExitCode {
    let arguments: Vec<String> =
        std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned()).collect();
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    let language = cli::language(&arguments, locale.as_deref());
    let terminal = Terminal {
        language,
        is_interactive: std::io::stderr().is_terminal(),
        has_colour: std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
    };
    std::panic::set_hook(Box::new(move |panic| terminal.bug(panic)));
    match cli::command(language).try_get_matches() {
        Ok(matches) => ExitCode::from(run::run(&cli::request(&matches), terminal)),
        Err(error) => ExitCode::from(answer_usage(&error, language)),
    }
}

/// Help and the version are asked for, anything else was not understood.
fn answer_usage(error: &clap::Error, language: Language) -> u8 {
    use clap::error::ErrorKind;
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            terminal::print(&error.render().to_string());
            FINE
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            terminal::complain(&error.render().to_string());
            USAGE
        }
        _ => {
            terminal::complain(&format!("{}\n", usage::error(error, language)));
            USAGE
        }
    }
}
