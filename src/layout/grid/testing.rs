//! The steps of the engine one by one, for tests: each on what the steps before it made.

use super::cells::{Cell, Copies, Flow, Placement, Setting, place};
use super::floor::{self, Floor};
use super::labels::CLEAR;
use super::problem::Problem;
use super::sketch::Sketch;
use crate::geom::{Point, Rect, Size, px};
use crate::layout::testing::architectures::{architecture, card, edge, empty};
use crate::layout::{End, Input, Lane, Layout, Part, Rule, verify};
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

/// A random architecture in which all lines to one end are a bundle and say the same.
pub(super) fn with_bundles(seed: u64) -> Input {
    let mut input = architecture(seed);
    let ends: Vec<End> = input.edges.iter().map(|edge| edge.to).collect();
    for edge in &mut input.edges {
        edge.bundle = ends.iter().position(|&end| end == edge.to).map(|first| first as u32);
        edge.label = Some(Size::new(px(60), px(28)));
    }
    input
}

/// The links with a label through whose words a line runs, their own or another.
pub(super) fn struck_labels(sketch: &Sketch) -> Vec<usize> {
    let is_struck = |area: Rect| {
        let words = area.grown(-CLEAR);
        let mut pieces = (0..sketch.lines.len()).flat_map(|link| sketch.pieces(link));
        pieces.any(|(a, b)| Rect::spanning(a, b).overlaps(&words))
    };
    let labels = sketch.spots.iter().enumerate();
    labels.filter_map(|(link, spot)| is_struck((*spot)?.area).then_some(link)).collect()
}

/// A card by its column and row, and where it is in pixels: left, top, right and bottom.
pub(super) type ByHand = ([i16; 2], [i32; 4]);

/// A drawing by hand, of cards outside of all frames, and a line between the first two by its
/// corners in pixels.
pub(super) fn by_hand(cards: &[ByHand], corners: &[(i32, i32)]) -> (Input, Sketch) {
    let nodes = vec![card(None, Lane::Free); cards.len()];
    let edges = vec![edge(End::Node(0), End::Node(1))];
    let area = |&(_, [left, top, right, bottom]): &ByHand| {
        Rect::new(px(left), px(top), px(right - left), px(bottom - top))
    };
    let sketch = Sketch {
        cells: cards.iter().map(|&([column, row], _)| Cell::new(column, row)).collect(),
        cards: cards.iter().map(area).collect(),
        frames: Vec::new(),
        lines: vec![corners.iter().map(|&(x, y)| Point::new(px(x), px(y))).collect()],
        spots: vec![None],
    };
    (Input { nodes, edges, ..empty() }, sketch)
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
