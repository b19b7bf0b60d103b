//! The promises that only real faults can test: builds that are killed, readers at work, full disks, mount
//! points. Each test prints its figures. Run by `cargo test --release --test slow`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod hostile;
mod hostile_inputs;
mod kills;
mod mounts;
mod readers;
mod repeats;
mod requests;
mod tour;
mod watching;
mod web;
