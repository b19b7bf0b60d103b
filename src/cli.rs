//! The command line: what can be typed, in two languages, and what it means.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, ValueParser};
use clap::{Arg, ArgAction, ArgMatches, Command};
use escale::problem::Language;
use escale::problem::show::{FORMATS, Format};
use escale::schema::FileKind;

use crate::agenda_command;

/// What was asked for.
#[derive(Debug, Clone)]
pub struct Request {
    /// The project's folder, when it is not the current one or one above it.
    pub project: Option<PathBuf>,
    /// What to do.
    pub action: Action,
}

/// What to do.
#[derive(Debug, Clone)]
pub enum Action {
    /// `build`
    Build(Build),
    /// `check`
    Check(Check),
    /// `serve`
    Serve(Serve),
    /// `new`
    New(New),
    /// `import`
    Import(Import),
    /// `export`
    Export(Export),
    /// `explain`
    Explain {
        /// An address of a site, or the code of a problem.
        address: String,
        /// The instant the sites are looked at.
        date: Option<String>,
    },
    /// `agenda`
    Agenda(agenda_command::Agenda),
    /// `schedule`
    Schedule(agenda_command::Schedule),
    /// `schema`: of one kind of file, or all of them for VS Code.
    Schema(Option<FileKind>),
    /// `completions`
    Completions(clap_complete::Shell),
}

/// What `build` and `check` share.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct Common {
    /// `--region`
    pub regions: Vec<String>,
    /// `--date`
    pub date: Option<String>,
    /// `--strict`
    pub is_strict: bool,
    /// `--format`
    pub format: Format,
    /// `--all`: every problem, however many.
    pub shows_all: bool,
    /// `-v`: says what was passed over.
    pub is_verbose: bool,
    /// `--quiet`: problems only.
    pub is_quiet: bool,
}

/// `build`
#[derive(Debug, Clone)]
pub struct Build {
    /// What it shares with `check`.
    pub common: Common,
    /// `--out`
    pub out: Option<PathBuf>,
    /// `--base-url`
    pub base_url: Option<String>,
    /// `--adopt`
    pub adopts: bool,
}

/// `check`
#[derive(Debug, Clone)]
pub struct Check {
    /// What it shares with `build`.
    pub common: Common,
    /// `--fix`: writes the certain corrections.
    pub fixes: bool,
    /// `--links`
    pub visits_links: bool,
    /// `--fresh`
    pub is_fresh: bool,
}

/// `serve`
#[derive(Debug, Clone)]
pub struct Serve {
    /// `--port`
    pub port: Option<u16>,
    /// `--host`: for other machines, too.
    pub host: Option<String>,
    /// `--open`: opens a browser.
    pub opens: bool,
    /// `--region`
    pub regions: Vec<String>,
    /// `--date`
    pub date: Option<String>,
    /// `--drafts`
    pub has_drafts: bool,
    /// `--base-url`
    pub base_url: Option<String>,
}

/// `new`: what kind, and the answers given as flags.
#[derive(Debug, Clone)]
pub struct New {
    /// What kind of file.
    pub kind: FileKind,
    /// By the name of the flag.
    pub answers: std::collections::BTreeMap<&'static str, String>,
}

/// `import`
#[derive(Debug, Clone)]
pub struct Import {
    /// The table.
    pub file: PathBuf,
    /// `--region`: whose events are that no cell gives to a region.
    pub region: Option<String>,
    /// `--write`
    pub writes: bool,
    /// `--all`: every row, however many.
    pub shows_all: bool,
}

/// `export`
#[derive(Debug, Clone)]
pub struct Export {
    /// What to write; `-` is standard output.
    pub file: PathBuf,
    /// `--format`, when the file's name does not say it.
    pub format: Option<String>,
    /// `--region`
    pub region: Option<String>,
    /// `--date`
    pub date: Option<String>,
    /// `--replace`: a file that is there goes.
    pub replaces: bool,
}

/// The language of the answers: `--lang` wherever it stands, else the locale; French unless it says otherwise.
pub fn language(arguments: &[String], locale: Option<&str>) -> Language {
    let asked = arguments.iter().enumerate().find_map(|(at, argument)| match argument.strip_prefix("--lang") {
        Some("") => arguments.get(at + 1).cloned(),
        Some(value) => value.strip_prefix('=').map(str::to_owned),
        None => None,
    });
    let name = asked.as_deref().or(locale).unwrap_or_default();
    let is_neutral = name.is_empty() || name == "C" || name == "POSIX" || name.starts_with("C.");
    if is_neutral || name.starts_with("fr") { Language::French } else { Language::English }
}

const TEMPLATE_FRENCH: &str =
    "{about}\n\nUtilisation : {usage}\n\nCommandes :\n{subcommands}\n\nOptions :\n{options}\n{after-help}";
const TEMPLATE_ENGLISH: &str =
    "{about}\n\nUsage: {usage}\n\nCommands:\n{subcommands}\n\nOptions:\n{options}\n{after-help}";
const LEAF_FRENCH: &str = "{about}\n\nUtilisation : {usage}\n\nOptions :\n{options}\n{after-help}";
const LEAF_ENGLISH: &str = "{about}\n\nUsage: {usage}\n\nOptions:\n{options}\n{after-help}";
const LEAF_WITH_ARGUMENT_FRENCH: &str =
    "{about}\n\nUtilisation : {usage}\n\nÀ donner :\n{positionals}\n\nOptions :\n{options}\n{after-help}";
const LEAF_WITH_ARGUMENT_ENGLISH: &str =
    "{about}\n\nUsage: {usage}\n\nArguments:\n{positionals}\n\nOptions:\n{options}\n{after-help}";

/// Options that every command has come after its own.
const LAST: usize = 100;

const EXIT_FRENCH: &str = "Codes de sortie : 0 tout va bien ; 1 des problèmes ; 2 commande mal écrite ; \
    3 des régions gardent leur version précédente ; 4 la machine refuse (disque plein, droits…).";
const EXIT_ENGLISH: &str = "Exit codes: 0 all is well; 1 problems; 2 command not understood; \
    3 some regions keep their former version; 4 the machine refuses (full disk, rights…).";

/// The words of the command line, in the reader's language.
pub struct Words(Language);

impl Words {
    pub fn say(&self, french: &'static str, english: &'static str) -> &'static str {
        if self.0 == Language::French { french } else { english }
    }

    pub fn command(&self, name: &'static str, french: &'static str, english: &'static str) -> Command {
        Command::new(name)
            .about(self.say(french, english))
            .help_template(self.say(LEAF_FRENCH, LEAF_ENGLISH))
            .disable_help_flag(true)
            .arg(self.help())
    }

    pub fn command_with_argument(&self, name: &'static str, french: &'static str, english: &'static str) -> Command {
        let template = self.say(LEAF_WITH_ARGUMENT_FRENCH, LEAF_WITH_ARGUMENT_ENGLISH);
        self.command(name, french, english).help_template(template)
    }

    /// How a command shows those below it.
    pub fn group_template(&self) -> &'static str {
        self.say(TEMPLATE_FRENCH, TEMPLATE_ENGLISH)
    }

    fn help(&self) -> Arg {
        let help = self.say("Affiche cette aide", "Shows this help");
        Arg::new("help").short('h').long("help").action(ArgAction::Help).help(help).global(false)
    }

    pub fn option(&self, name: &'static str, value: &'static str, french: &'static str, english: &'static str) -> Arg {
        Arg::new(name).long(name).value_name(value).help(self.say(french, english))
    }

    pub fn flag(&self, name: &'static str, french: &'static str, english: &'static str) -> Arg {
        let help = self.say(french, english);
        Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
    }
}

/// The whole command line.
pub fn command(language: Language) -> Command {
    let words = Words(language);
    let common = |command: Command| {
        command
            .arg(regions(&words))
            .arg(date(&words))
            .arg(words.flag("strict", "Ce qui est « à corriger » bloque aussi", "What is to correct blocks as well"))
            .arg(
                words
                    .option(
                        "format",
                        "FORMAT",
                        "text ou html pour les personnes ; json, sarif ou github pour les programmes",
                        "text or html for people; json, sarif or github for programs",
                    )
                    .value_parser(PossibleValuesParser::new(FORMATS.map(|(name, _)| name)))
                    .hide_possible_values(true)
                    .default_value("text")
                    .hide_default_value(true),
            )
            .arg(words.flag(
                "all",
                "Montre tous les problèmes, même très nombreux",
                "Shows every problem, however many there are",
            ))
            .arg(words.flag("quiet", "Les problèmes seulement", "Problems only").short('q'))
            .arg(words.flag("verbose", "Dit aussi ce qui a été ignoré", "Says what was passed over as well").short('v'))
    };
    let build = common(words.command(
        "build",
        "Construit les sites dans le dossier public",
        "Builds the sites into the folder public",
    ))
    .arg(
        words
            .option(
                "out",
                "DOSSIER",
                "Où écrire les sites (public si rien n'est dit)",
                "Where to write the sites (public by default)",
            )
            .value_parser(ValueParser::path_buf()),
    )
    .arg(base_url(&words))
    .arg(words.flag(
        "adopt",
        "Écrit dans un dossier qui contient déjà d'autres fichiers ; ceux qui portent le nom d'une page sont remplacés",
        "Writes into a folder that already holds other files; those named as a page are replaced",
    ))
    .after_help(words.say(EXIT_FRENCH, EXIT_ENGLISH));
    let check = common(words.command(
        "check",
        "Relit tout sans rien écrire, et dit ce qui ne va pas",
        "Reads everything without writing, and says what is wrong",
    ))
    .arg(words.flag(
        "fix",
        "Écrit les corrections sûres dans les fichiers, et garde les textes d'avant dans .escale/historique",
        "Writes the certain corrections into the files, and keeps the former texts in .escale/historique",
    ))
    .arg(words.flag(
        "links",
        "Visite aussi les liens vers d'autres sites (cinq minutes au plus)",
        "Visits the links to other sites as well (five minutes at most)",
    ))
    .arg(
        words
            .flag(
                "fresh",
                "Avec --links : oublie les visites des jours précédents",
                "With --links: forgets the visits of former days",
            )
            .requires("links"),
    )
    .after_help(words.say(EXIT_FRENCH, EXIT_ENGLISH));
    let serve = words
        .command(
            "serve",
            "Montre les sites dans un navigateur, et les met à jour à chaque enregistrement",
            "Shows the sites in a browser, and updates them at each save",
        )
        .arg(
            words
                .option(
                    "port",
                    "N",
                    "Le port (par défaut : 8000, ou le premier libre après ; un port donné ici doit être libre)",
                    "The port (by default 8000, or the first free one after it; one given here must be free)",
                )
                .value_parser(clap::value_parser!(u16)),
        )
        .arg(words.flag("open", "Ouvre le navigateur", "Opens the browser"))
        .arg(regions(&words))
        .arg(date(&words))
        .arg(words.flag(
            "drafts",
            "Montre aussi les brouillons et ce qui n'est pas encore publié ; avec --host, à tout le réseau",
            "Shows drafts and what is not published yet as well; with --host, to the whole network",
        ))
        .arg(base_url(&words))
        .arg(words.option(
            "host",
            "ADRESSE",
            "Montre les sites à d'autres ordinateurs : une adresse de celui-ci, ou 0.0.0.0 ; sans --drafts, ils n'y voient ni brouillons, ni autres dates, ni problèmes",
            "Shows the sites to other computers: an address of this one, or 0.0.0.0; without --drafts, they see no drafts, no other dates and no problems there",
        ))
        .after_help(words.say(
            "Les sites sont faits en mémoire : rien n'est écrit dans le dossier public. Pour arrêter : Ctrl+C.",
            "The sites are made in memory: nothing is written to the folder public. To stop: Ctrl+C.",
        ));
    let explain = words
        .command_with_argument(
            "explain",
            "Dit d'où viennent une page et chacune de ses informations, ou ce que veut dire un code",
            "Says where a page and each piece of its information come from, or what a code means",
        )
        .arg(Arg::new("address").value_name("ADRESSE").required(true).help("/occitanie/parcours/, E021"))
        .arg(date(&words));
    let completions =
        words.command("completions", "Écrit les complétions pour un terminal", "Writes completions for a shell").arg(
            Arg::new("shell")
                .value_name("SHELL")
                .required(true)
                .value_parser(clap::value_parser!(clap_complete::Shell))
                .help("bash, zsh, fish, powershell, elvish")
                .hide_possible_values(true),
        );
    Command::new("escale")
        .version(env!("CARGO_PKG_VERSION"))
        .about(words.say(
            "escale : les sites régionaux d'une campagne qui parcourt la France",
            "escale: the regional sites of a campaign that travels France",
        ))
        .help_template(words.group_template())
        .override_usage(words.say("escale COMMANDE [OPTIONS]", "escale COMMAND [OPTIONS]"))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .arg(words.help())
        .arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .help(words.say("Affiche la version", "Shows the version")),
        )
        .arg(words.option("lang", "LANGUE", "fr ou en", "fr or en").global(true).display_order(LAST))
        .arg(
            words
                .option("project", "DOSSIER", "Le dossier du projet", "The project's folder")
                .value_parser(ValueParser::path_buf())
                .global(true)
                .display_order(LAST),
        )
        .subcommand(build)
        .subcommand(check)
        .subcommand(serve)
        .subcommand(crate::new::command::command(&words))
        .subcommand(crate::sheets::command::import(&words))
        .subcommand(crate::sheets::command::export(&words))
        .subcommand(agenda_command::agenda_arguments(&words))
        .subcommand(agenda_command::schedule_arguments(&words))
        .subcommand(explain)
        .subcommand(crate::schema_command::command(&words))
        .subcommand(completions)
        .after_help(words.say(EXIT_FRENCH, EXIT_ENGLISH))
}

/// `--region`
pub fn regions(words: &Words) -> Arg {
    let french = "Cette région seulement (peut se répéter)";
    words.option("region", "ID", french, "This region only (may be repeated)").action(ArgAction::Append)
}

fn base_url(words: &Words) -> Arg {
    words.option(
        "base-url",
        "URL",
        "Adresse où tout sera publié, à la place de celle d'escale.yaml",
        "Address where everything is published, in place of that of escale.yaml",
    )
}

/// `--date`
pub fn date(words: &Words) -> Arg {
    words.option(
        "date",
        "DATE",
        "Fait les sites tels qu'ils sont à cet instant : 2027-05-10T08:00 (heure de Paris)",
        "Makes the sites as they are at this instant: 2027-05-10T08:00 (Paris time)",
    )
}

/// What the arguments mean. They were parsed by [`command`], so what it requires is there.
pub fn request(matches: &ArgMatches) -> Request {
    let (name, own) = matches.subcommand().expect("a command is required");
    let text = |id: &str| own.get_one::<String>(id).cloned();
    let action = match name {
        "build" => Action::Build(Build {
            common: common(own),
            out: own.get_one("out").cloned(),
            base_url: text("base-url"),
            adopts: own.get_flag("adopt"),
        }),
        "check" => Action::Check(Check {
            common: common(own),
            fixes: own.get_flag("fix"),
            visits_links: own.get_flag("links"),
            is_fresh: own.get_flag("fresh"),
        }),
        "serve" => Action::Serve(Serve {
            port: own.get_one("port").copied(),
            host: text("host"),
            opens: own.get_flag("open"),
            regions: several(own),
            date: text("date"),
            has_drafts: own.get_flag("drafts"),
            base_url: text("base-url"),
        }),
        "import" => Action::Import(crate::sheets::command::imported(own)),
        "export" => Action::Export(crate::sheets::command::exported(own)),
        "explain" => Action::Explain { address: text("address").expect("it is required"), date: text("date") },
        "agenda" => Action::Agenda(agenda_command::agenda_request(own)),
        "schedule" => Action::Schedule(agenda_command::schedule_request(own)),
        "schema" => Action::Schema(crate::schema_command::kind(own)),
        "completions" => Action::Completions(*own.get_one("shell").expect("it is required")),
        _ => Action::New(crate::new::command::request(own)),
    };
    Request { project: matches.get_one::<PathBuf>("project").cloned(), action }
}

/// The regions asked for.
pub fn several(matches: &ArgMatches) -> Vec<String> {
    matches.get_many::<String>("region").map(|ids| ids.cloned().collect()).unwrap_or_default()
}

fn common(matches: &ArgMatches) -> Common {
    Common {
        regions: several(matches),
        date: matches.get_one::<String>("date").cloned(),
        is_strict: matches.get_flag("strict"),
        format: matches
            .get_one::<String>("format")
            .and_then(|asked| FORMATS.into_iter().find(|(name, _)| name == asked))
            .map_or(Format::Text, |(_, format)| format),
        shows_all: matches.get_flag("all"),
        is_verbose: matches.get_flag("verbose"),
        is_quiet: matches.get_flag("quiet"),
    }
}
