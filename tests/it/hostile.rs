//! Scenarios that somebody broke: whatever the text, nothing panics and what is drawn is sound.

use maquette::catalog::Catalog;
use maquette::diag::Severity;
use maquette::emit::FORMATS;
use maquette::pipeline::{self, Options};

use crate::gallery::{Tree, scenarios};

/// A sequence of numbers that is the same on every run (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % sides.max(1) as u64) as usize
    }
}

const SCRAPS: &[&str] = &[
    "\"",
    "[",
    "]",
    "[[",
    "=",
    "#",
    "\n",
    "\u{0}",
    "{",
    "}",
    "-1",
    "99999999999999999999",
    "true",
    "in = \"west\"",
    "[devices.x]",
    "[sites.x.assets.y]",
    "[[connections]]",
    "\u{202e}",
    "é",
    "''",
    "\"\"\"",
    "count = 0",
    "kind = \"iot-hub\"",
    "omit = true",
    "[override.iot-hub]",
    ".",
    "1979-05-27",
    "include = [\"x.toml\"]",
    "label = \"<script>&\"",
    "[views.v]",
    "depth = 1",
];

/// The text with one to four wounds.
fn wounded(text: &str, dice: &mut Dice) -> String {
    let mut text = text.to_owned();
    for _ in 0..=dice.roll(4) {
        let mut at = dice.roll(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        match dice.roll(4) {
            0 => text.insert_str(at, SCRAPS[dice.roll(SCRAPS.len())]),
            1 => {
                let lines: Vec<&str> = text.lines().collect();
                let line = lines[dice.roll(lines.len())].to_owned();
                text.insert_str(at, &format!("\n{line}\n"));
            }
            2 => {
                let mut end = (at + dice.roll(40)).min(text.len());
                while !text.is_char_boundary(end) {
                    end -= 1;
                }
                text.replace_range(at..end.max(at), "");
            }
            _ => {
                let drop = dice.roll(text.lines().count());
                text = text
                    .lines()
                    .enumerate()
                    .filter(|(line, _)| *line != drop)
                    .flat_map(|(_, line)| [line, "\n"])
                    .collect();
            }
        }
        if text.is_empty() {
            break;
        }
    }
    text
}

#[test]
fn broken_scenarios_are_reported_or_drawn_but_never_panic() {
    let scenarios = scenarios();
    let formats: Vec<_> =
        FORMATS.iter().filter(|f| ["svg", "dot", "json"].contains(&f.name)).collect();
    let mut dice = Dice(20_261_123);
    let mut drawn = 0;
    for round in 0..600 {
        let (name, text) = &scenarios[round % scenarios.len()];
        let text = wounded(text, &mut dice);
        let compiled = pipeline::compile(
            name,
            &text,
            &Tree,
            Catalog::built_in(),
            &Options::default(),
            &formats,
        );
        let has_errors = compiled.findings.iter().any(|f| f.severity == Severity::Error);
        assert_eq!(has_errors, compiled.files.is_empty(), "round {round}:\n{text}");
        for finding in &compiled.findings {
            if let Some(span) = finding.span {
                let file = compiled.sources.file(span.file);
                assert!(span.start <= span.end && span.end as usize <= file.text.len() + 1);
            }
        }
        if let Some(svg) = compiled.files.first() {
            drawn += 1;
            let svg = String::from_utf8(svg.clone()).unwrap();
            assert!(!svg.contains("<script"), "round {round}");
            assert!(svg.trim_end().ends_with("</svg>"), "round {round}");
        }
    }
    assert!(drawn > 50, "only {drawn} of 600 could be drawn");
}
