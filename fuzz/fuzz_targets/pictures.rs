//! Any bytes as a picture.
#![no_main]

use libfuzzer_sys::fuzz_target;

// A decoder that panics has not read the picture, and the library answers that; only what it does not answer for
// reaches the fuzzer.
fuzz_target!(init: std::panic::set_hook(Box::new(|_| {})), |bytes: &[u8]| escale_fuzz::pictures::check(bytes));
