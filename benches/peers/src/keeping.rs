//! `keeping`: what pictures that keep their places cost, against pictures that are laid out anew.

use std::path::Path;
use std::process::ExitCode;

use maquette::layout::{ENGINES, Input, Layout, Score, score};

use crate::compare::Options;
use crate::corpora;
use crate::stability::{Edit, edits, kept};

/// Edits of a chain, and how many chains each scenario has.
const EDITS: usize = 10;
const CHAINS: u64 = 3;

/// Sums of one column of the table.
#[derive(Default)]
struct Sums {
    pictures: usize,
    faults: usize,
    crossings: usize,
    bends: usize,
    length: f64,
    area: f64,
}

impl Sums {
    fn add(&mut self, score: &Score) {
        self.pictures += 1;
        self.faults += usize::from(!score.is_clean() || score.edge_container_hits > 0);
        self.crossings += score.crossings;
        self.bends += score.bends;
        self.length += score.length;
        self.area += score.area;
    }

    fn row(&self, name: &str) -> String {
        let by = self.pictures.max(1) as f64;
        let Self { pictures, faults, crossings, bends, .. } = self;
        let (length, area) = (self.length / by, self.area / by);
        format!(
            "| {name} | {pictures} | {faults} | {crossings} | {bends} | {length:.2} | {area:.2} |\n"
        )
    }
}

/// Draws every one-element edit of the shipped scenarios, and chains of ten, both ways.
pub fn run(args: &[&str]) -> ExitCode {
    let Some(options) = Options::read(args) else { return ExitCode::from(2) };
    let mut sums: [Sums; 4] = Default::default();
    for graph in corpora::graphs("shipped", Path::new("."), &options.graphs) {
        let before = anew(&graph.input);
        for edit in edits(&graph.input) {
            sums[0].add(&score(&edit.input, &anew(&edit.input)));
            sums[1].add(&score(&edit.input, &kept(&before, &edit)));
        }
        for seed in 0..CHAINS {
            let (input, layout) = chain(&graph.input, &before, seed);
            sums[2].add(&score(&input, &anew(&input)));
            sums[3].add(&score(&input, &layout));
        }
        eprintln!("{}", graph.name);
    }
    let head = "| picture | pictures | with faults | crossings | bends | length | area |\n\
                |---|---:|---:|---:|---:|---:|---:|\n";
    let names = ["one edit, anew", "one edit, kept", "ten edits, anew", "ten edits, kept"];
    let rows: String = names.iter().zip(&sums).map(|(name, sums)| sums.row(name)).collect();
    let text = format!("{head}{rows}");
    println!("{text}");
    match options.out.map(|file| std::fs::write(file, text)) {
        Some(Err(_)) => ExitCode::from(2),
        _ => ExitCode::SUCCESS,
    }
}

fn anew(input: &Input) -> Layout {
    ENGINES[0].lay_out(input)
}

/// The graph after a chain of edits, each drawn with the places of the one before it.
fn chain(input: &Input, before: &Layout, seed: u64) -> (Input, Layout) {
    let (mut input, mut layout) = (input.clone(), before.clone());
    let mut state = seed;
    for _ in 0..EDITS {
        // splitmix64
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mut all: Vec<Edit> = edits(&input);
        if all.is_empty() {
            break;
        }
        let edit = all.swap_remove(((z ^ (z >> 31)) % all.len() as u64) as usize);
        layout = kept(&layout, &edit);
        input = edit.input;
    }
    (input, layout)
}
