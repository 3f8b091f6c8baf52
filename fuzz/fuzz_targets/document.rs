//! Runs the target `document` on the bytes of libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    maquette_fuzz::run("document", bytes);
});
