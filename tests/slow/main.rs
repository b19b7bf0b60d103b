//! The promises that only real faults can test: builds that are killed, readers at work, full disks, mount
//! points. Each test prints its figures. Run by `cargo test --release --test slow`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "../../benches/hostile/heavy.rs"]
#[expect(dead_code, reason = "the others are measured by the bench")]
mod heavy;
mod hostile;
mod kills;
mod mounts;
mod readers;
mod repeats;
mod requests;
mod tour;
mod watching;
mod web;
