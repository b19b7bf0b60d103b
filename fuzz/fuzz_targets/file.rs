//! Any bytes as any file: the first says which.
#![no_main]

use libfuzzer_sys::fuzz_target;

const FILES: [&str; 8] = [
    "escale.yaml",
    "regions/occitanie/region.yaml",
    "regions/occitanie/evenements/e.md",
    "content/partenaires/p.md",
    "content/lieux/l.yaml",
    "content/pages/p.md",
    "content/images/a.png",
    ".escale/adresses.txt",
];

fuzz_target!(|bytes: &[u8]| {
    if let Some((first, rest)) = bytes.split_first() {
        escale_fuzz::check(FILES[usize::from(*first) % FILES.len()], rest);
    }
});
