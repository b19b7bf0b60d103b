//! Any text as the header of an event.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    escale_fuzz::check("regions/occitanie/evenements/e.md", &[b"---\n", bytes, b"\n---\nTexte\n"].concat());
});
