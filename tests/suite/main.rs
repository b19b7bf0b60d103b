//! One test program whose modules mirror the rooms of `src/`: text in, text out.

mod architecture;
mod check;
mod cli;
mod docs;
mod french;
mod markdown;
mod model;
mod parse;
mod project;
mod read;
mod sites;
mod write;
