//! Any texts in every page of the theme.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| escale_fuzz::views::check(bytes));
