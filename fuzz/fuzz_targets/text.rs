//! Reads the bytes of libFuzzer as a file.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    maquette_fuzz::read(bytes);
});
