//! Any bytes as a table of events: CSV, Excel, LibreOffice.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| escale_fuzz::tables::check(bytes));
