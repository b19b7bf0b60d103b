//! One test program whose modules mirror the rooms of `src/`: text in, text out.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::format_collect, reason = "one line a fact reads better than a fold")]

mod again;
mod agenda;
mod announced;
mod architecture;
mod budget;
mod calendar;
mod check;
mod checks;
mod cli;
mod confined;
mod docs;
mod drafts;
mod embargo;
mod extremes;
mod fix;
mod french;
mod guide;
#[path = "../../benches/hostile/heavy.rs"]
#[expect(dead_code, reason = "most of them take too long here")]
mod heavy;
mod hosts;
mod ledger;
mod linear;
mod links;
mod look;
mod machine_files;
mod markdown;
mod mistakes;
mod model;
mod new;
mod paper;
mod parse;
mod pictures;
mod preview;
mod project;
mod raw_html;
mod read;
mod reader;
mod refresh;
mod schema;
mod serve;
#[cfg(target_os = "linux")]
mod serving;
mod share_pictures;
mod sheets;
mod show;
mod sites;
mod statics;
mod supply;
mod watch;
mod write;
