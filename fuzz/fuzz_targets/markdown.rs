//! Any text below the header of a page.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    escale_fuzz::check("regions/occitanie/pages/p.md", &[b"---\ntitre: P\n---\n", bytes].concat());
});
