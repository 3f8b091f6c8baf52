//! The engine for pages: cards on cells, in bands under each other, within a width.
//!
//! ```text
//! Input -> problem -> cells (search) -> floor (squares) -> lattice (lines) -> sketch
//!       -> labels -> squeeze (both axes) -> draw -> Layout
//! ```

mod cells;
mod draw;
mod floor;
mod labels;
mod problem;
mod sketch;
mod squeeze;

use cells::{Copies, Flow, Setting};
use floor::Floor;
use problem::{MOST_FRAMES, Problem};
use sketch::{Axis, Sketch};

use crate::layout::layered::Layered;
use crate::layout::{Earlier, Engine, Input, Lane, Layout, Reading};
use crate::route::lattice::Lattice;

/// The engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grid;

impl Engine for Grid {
    fn name(&self) -> &'static str {
        "grid"
    }

    fn summary(&self) -> &'static str {
        "cards on cells in bands, within a width that a page has room for"
    }

    fn lay_out(&self, input: &Input) -> Layout {
        let layout = if suits(input) { lay_out(input) } else { None };
        layout.unwrap_or_else(|| Layered.lay_out(input))
    }

    fn lay_out_like(&self, input: &Input, earlier: &Earlier) -> Layout {
        let _ = earlier;
        self.lay_out(input)
    }
}

/// The most nodes that are placed on cells; columns by rank serve more of them better.
const MOST_NODES: usize = 80;
/// The most edges.
const MOST_EDGES: usize = 200;

/// Whether an input is an architecture of ordinary size: what knows no lanes is better read along
/// its edges.
fn suits(input: &Input) -> bool {
    let has_lanes = input.nodes.iter().any(|node| matches!(node.lane, Lane::Main(_)));
    let cards = input.nodes.len() + input.containers.len();
    has_lanes
        && input.nodes.len() <= MOST_NODES
        && cards < MOST_FRAMES
        && input.edges.len() <= MOST_EDGES
}

/// The best of some drawings; none where a line found no way in any.
fn lay_out(input: &Input) -> Option<Layout> {
    let problem = Problem::new(input);
    let copies = Copies::find(&problem);
    let mut best: Option<(i64, Sketch)> = None;
    let flows: &[Flow] = match input.reading {
        Reading::Auto => &[Flow::Right, Flow::Down],
        Reading::LeftToRight => &[Flow::Right],
        Reading::TopToBottom => &[Flow::Down],
    };
    let tries: u64 = std::env::var("TRIES").ok().and_then(|t| t.parse().ok()).unwrap_or(1);
    for &flow in flows {
        for columns in columns_to_try(&problem) {
            for seed in 1..=tries {
                let setting = Setting { problem: &problem, copies: &copies, columns, flow };
                let placement = cells::place(setting, seed);
                let Some(sketch) = draw_placement(&problem, &placement) else { continue };
                let cost = draw::cost(&problem, &sketch);
                if std::env::var("T").is_ok() {
                    eprintln!("{flow:?} {columns} {seed} cells {} cost {cost}", placement.cost());
                }
                if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                    best = Some((cost, sketch));
                }
            }
        }
    }
    best.map(|(_, sketch)| draw::draw(&problem, sketch))
}

fn columns_to_try(problem: &Problem<'_>) -> Vec<usize> {
    if problem.cards.len() <= 9 { vec![3, 4] } else { vec![4] }
}

/// Lines, labels and sizes for a placement.
fn draw_placement(problem: &Problem<'_>, placement: &cells::Placement<'_>) -> Option<Sketch> {
    let floor = Floor::plan(problem, placement);
    let size = (floor.width, floor.height);
    let (blocks, regions) = (floor.blocks(problem), floor.regions(problem));
    let ev = |n: &str, d: u32| std::env::var(n).ok().and_then(|t| t.parse().ok()).unwrap_or(d);
    let mut pr = floor::PRICES;
    pr.crossing = ev("CR", pr.crossing);
    pr.corner = ev("CO", pr.corner);
    pr.astray = ev("AS", pr.astray);
    pr.shared = ev("SH", pr.shared);
    pr.off_middle = ev("OM", pr.off_middle);
    pr.tight_port = ev("TP", pr.tight_port);
    let mut lattice = Lattice::new(size, blocks, regions, &floor.titles, pr);
    let paths = lattice.route(&floor::wishes(problem), ev("PA", 2) as usize);
    let mut sketch = Sketch::new(problem, placement, &floor, &paths)?;
    sketch.widen_for_titles(problem);
    labels::place(problem, &mut sketch);
    for axis in [Axis::Y, Axis::X, Axis::Y] {
        squeeze::squeeze(problem, &mut sketch, axis);
    }
    Some(sketch)
}
