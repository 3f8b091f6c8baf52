//! The second engine: places boxes with the crate `layout-rs`, routes lines with `route`.
//!
//! `layout-rs` knows neither containers nor sizes of labels, and draws parallel edges on top
//! of each other. So only its placement is used: each container is laid out by itself, from
//! the inside out, with the containers in it as boxes; positions are read from its graph,
//! never from its SVG writer, which iterates hash maps. Lines and labels are then routed in
//! the space between the boxes; if that is too tight, the boxes are placed again further
//! apart.

mod boxes;
mod lines;

use super::layered::Layered;
use super::{Engine, Input, Layout, verify};

/// The engine, without state.
#[derive(Debug, Clone, Copy)]
pub struct LayoutRs;

/// Nodes and edges that are laid out at most; more take minutes (1,000 nodes: 56 s).
const BUDGET: usize = 300;
/// Distances between boxes, in multiples of what the input asks for, until the lines fit.
const SPREADS: [i32; 5] = [2, 3, 5, 8, 13];

impl Engine for LayoutRs {
    fn name(&self) -> &'static str {
        "layout-rs"
    }

    fn summary(&self) -> &'static str {
        "placement by the crate layout-rs, lines by maquette; for comparison, slow past 100 nodes"
    }

    fn lay_out(&self, input: &Input) -> Layout {
        let size = input.nodes.len() + input.containers.len() + input.edges.len();
        if size > BUDGET {
            let reason = format!("{size} elements and connections are past its budget of {BUDGET}");
            return instead(input, &reason);
        }
        for spread in SPREADS {
            let Some(placed) = boxes::place(input, spread) else {
                return instead(input, "it could not place the boxes");
            };
            let drawn = lines::draw(input, &placed);
            if let Some(sound) = drawn.filter(|layout| verify(input, layout).is_empty()) {
                return sound;
            }
        }
        instead(input, "it left no room for the lines")
    }
}

/// What the default engine draws, with a remark that says why.
fn instead(input: &Input, reason: &str) -> Layout {
    let mut layout = Layered.lay_out(input);
    layout.remarks.push(format!("laid out by `layered` instead of `layout-rs`: {reason}"));
    layout
}

#[cfg(test)]
mod tests {
    use super::{Engine, LayoutRs, verify};
    use crate::layout::testing::random::{Shape, graph};
    use crate::layout::testing::samples::two_sites;
    use crate::layout::{FlowDirection, Layout, score};

    #[test]
    fn small_random_graphs_keep_the_contract() {
        for seed in 0..5 {
            let shape = Shape { nodes: 3 + 2 * seed as usize, ..Shape::default() };
            for reading in [FlowDirection::LeftToRight, FlowDirection::TopToBottom] {
                let mut input = graph(shape, seed);
                input.reading = reading;
                let layout = LayoutRs.lay_out(&input);
                assert_eq!(verify(&input, &layout), [], "seed {seed}");
                assert_eq!(layout.remarks, [""; 0], "seed {seed}");
                assert_eq!(layout, LayoutRs.lay_out(&input), "twice the same");
            }
        }
    }

    #[test]
    fn nothing_is_laid_out_as_nothing() {
        let (mut input, _) = two_sites();
        input.edges.clear();
        input.nodes.clear();
        assert_eq!(verify(&input, &LayoutRs.lay_out(&input)), []);
        input.containers.clear();
        let layout: Layout = LayoutRs.lay_out(&input);
        assert!(layout.nodes.is_empty() && score(&input, &layout).is_clean());
    }

    #[test]
    fn past_its_budget_it_says_so() {
        let input = graph(Shape { nodes: 400, ..Shape::default() }, 1);
        let remarks = LayoutRs.lay_out(&input).remarks;
        assert!(remarks.iter().any(|remark| remark.contains("past its budget of")));
    }
}
