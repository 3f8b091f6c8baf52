//! A short seeded run of every target of `fuzz/`, which share their code with it: inputs by the
//! grammar, of which most are drawn.
//!
//! `FUZZ_SECONDS=600 FUZZ_SEED=7 cargo test --test it -- fuzz::longer --nocapture` goes on with other
//! seeds, for so long a target, where there is no `cargo fuzz`.

use std::panic::catch_unwind;
use std::time::{Duration, Instant};

use crate::dice::Dice;
use crate::fuzz_targets::{Outcome, TARGETS, read, run};

/// Inputs of each target.
const ROUNDS: u64 = 24;

/// The bytes of a seed, few or many.
fn bytes(seed: u64) -> Vec<u8> {
    let mut dice = Dice(seed);
    let length = [100, 300, 900, 2000][dice.roll(4)];
    (0..length).map(|_| dice.roll(256) as u8).collect()
}

#[test]
fn seeded_inputs_are_drawn_and_all_are_sound() {
    let (mut wrong, mut all) = (Vec::new(), 0);
    for target in TARGETS {
        let is_drawn = |seed: &u64| run(target.name, &bytes(*seed)) == Outcome::Drawn;
        let drawn = (0..ROUNDS).filter(is_drawn).count() as u64;
        println!("{}: {drawn} of {ROUNDS} are drawn", target.name);
        all += drawn;
        if drawn * 10 < ROUNDS {
            wrong.push(format!("{}: only {drawn} of {ROUNDS} are drawn", target.name));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(2 * all > ROUNDS * TARGETS.len() as u64, "only {all} are drawn");
}

/// What `fuzz/fuzz_targets/text.rs` reads: its first byte says what kind of file it is.
#[test]
fn files_of_every_kind_are_read() {
    for text in [
        "ttitle = \"t\"\nsolution = \"cloud\"\n[devices.a]\n",
        "ddigraph { a -> b }",
        "j{\"schema\": 1, \"title\": \"t\", \"nodes\": [{\"id\": \"a\", \"kind\": \"x\", \"label\": \"A\"}]}",
        "m<!-- maquette: a.toml -->\n<!-- /maquette -->\n",
        "coutput = \"img\"\n",
    ] {
        assert_eq!(read(text.as_bytes()), Outcome::Drawn, "{text}");
    }
    assert_eq!(read(b"c../"), Outcome::Refused);
}

/// What an environment variable says; nothing unless it is set.
fn number(name: &str) -> u64 {
    std::env::var(name).map_or(0, |text| text.parse().expect("a number"))
}

#[test]
fn longer_runs_are_sound() {
    let (seconds, first) = (number("FUZZ_SECONDS"), number("FUZZ_SEED"));
    let mut failed = 0;
    for target in TARGETS.iter().filter(|_| seconds > 0) {
        let begin = Instant::now();
        let mut counts = [0, 0];
        for seed in ROUNDS + (first << 32).. {
            if begin.elapsed() > Duration::from_secs(seconds) {
                break;
            }
            match catch_unwind(|| run(target.name, &bytes(seed))) {
                Ok(outcome) => counts[usize::from(outcome == Outcome::Drawn)] += 1,
                Err(_) => {
                    println!("{}: seed {seed} fails", target.name);
                    failed += 1;
                }
            }
        }
        println!("{}: {} drawn, {} refused", target.name, counts[1], counts[0]);
    }
    assert_eq!(failed, 0);
}
