//! What fuzzing runs. A target makes an input of bytes by the grammar of what it attacks, so that
//! most inputs are understood and drawn, runs a part of maquette over it, and panics where what
//! comes out is not sound.
//!
//! `fuzz_targets/` hands the bytes of libFuzzer to these; `tests/it/fuzz.rs` hands seeded ones.

mod catalog;
mod choices;
mod document;
mod graph;
mod picture;
mod scenario;
mod sound;
mod targets;
mod words;

pub use targets::{Outcome, TARGETS, read, run};
