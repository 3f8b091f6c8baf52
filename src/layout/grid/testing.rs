//! The steps of the engine one by one, for tests: each on what the steps before it made.

use super::cells::{Copies, Flow, Placement, Setting, place};
use super::floor::{self, Floor};
use super::problem::Problem;
use super::sketch::Sketch;
use crate::layout::testing::architectures::architecture;
use crate::layout::{Input, Layout, Part, Rule, verify};
use crate::route::lattice::Lattice;

/// How many columns tests place cards in.
pub(super) const COLUMNS: usize = 4;

/// Shows the first placement of an input.
pub(super) fn with_placement(input: &Input, test: impl FnOnce(&Problem<'_>, &Placement<'_>)) {
    let problem = Problem::new(input);
    let copies = Copies::find(&problem);
    let setting = Setting::new(&problem, &copies, COLUMNS, Flow::Right);
    test(&problem, &place(setting, 1));
}

/// The lines of a placement, before any label is placed and anything is squeezed.
pub(super) fn raw_sketch(problem: &Problem<'_>, placement: &Placement<'_>) -> Sketch {
    let floor = Floor::plan(problem, placement);
    let (blocks, regions) = (floor.blocks(problem), floor.regions(problem));
    let size = (floor.width, floor.height);
    let mut lattice = Lattice::new(size, blocks, regions, &floor.titles, floor::PRICES);
    lattice.turn_only_in(floor.turns.clone());
    let paths = lattice.route(&floor::wishes(problem, placement.copies(), &floor), 1);
    let mut sketch = Sketch::new(problem, placement, &floor, &paths).expect("each line has a way");
    sketch.widen_for_titles(problem);
    sketch
}

/// Shows the lines of some random architectures, each with its seed.
pub(super) fn for_each_sketch(
    seeds: std::ops::Range<u64>,
    test: impl Fn(u64, &Problem<'_>, Sketch),
) {
    for seed in seeds {
        with_placement(&architecture(seed), |problem, placement| {
            test(seed, problem, raw_sketch(problem, placement));
        });
    }
}

/// What is wrong with a drawing; that a label found no place is allowed.
pub(super) fn flaws(input: &Input, layout: &Layout) -> Vec<String> {
    let is_unplaced = |part| match part {
        Part::Label(e) => layout.edges[e].label.is_none(),
        _ => false,
    };
    let mut found = verify(input, layout);
    found.retain(|flaw| flaw.rule != Rule::Sizes || !is_unplaced(flaw.part));
    found.iter().map(ToString::to_string).collect()
}
