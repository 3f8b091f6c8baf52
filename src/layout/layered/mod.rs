//! The layered engine: architectures in columns, read in one direction.
//!
//! ```text
//! Input -> tree, solids -> direction -> ranks -> bands -> chains -> order -> ports
//!       -> rows -> tracks -> columns -> draw -> Layout
//! ```
//!
//! One file a pass. All passes work from left to right; for reading from top to bottom the
//! input is transposed before and the layout after. Ranks are global: a container is an
//! interval of ranks and one interval of heights, so columns line up across containers and
//! rectangles nest by construction. Lines stay in tracks between columns, where there is
//! nothing else, so they meet no box, label or title by construction.

mod align;
mod bands;
mod cells;
mod chains;
mod columns;
mod crossings;
mod direction;
mod distances;
mod draw;
mod layers;
mod loops;
mod order;
mod ports;
mod ranks;
mod rows;
mod simplex;
mod solids;
mod titles;
mod tracks;
mod transpose;
mod tree;

use draw::Found;
use solids::Solids;
use tree::Tree;

use crate::geom::Size;
use crate::layout::{Engine, Input, Layout, Reading};

/// The default engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layered;

impl Engine for Layered {
    fn name(&self) -> &'static str {
        "layered"
    }

    fn summary(&self) -> &'static str {
        "columns by lane, nested containers, right-angled lines with labels of their own room"
    }

    fn lay_out(&self, input: &Input) -> Layout {
        match input.reading {
            Reading::LeftToRight => lay_out(input),
            Reading::TopToBottom => transpose::layout(lay_out(&transpose::input(input))),
        }
    }
}

/// The pipeline, from left to right.
fn lay_out(input: &Input) -> Layout {
    let mut tree = Tree::new(input);
    let solids = Solids::new(input, &tree);
    loops::reserve_feet(input, &solids, &mut tree);
    let tree = tree;
    let mut remarks = Vec::new();
    let position = direction::order_of_flow(&solids);
    let ranks = ranks::assign(&solids, &tree, &position, 100_000);
    if !ranks.is_optimal {
        remarks.push("columns are not the shortest: the graph is past the budget".to_owned());
    }
    let rank = settle_bands(&solids, &tree, &ranks.of);
    let mut size = sizes(input, &solids);
    let head = loops::reserve(input, &solids, &mut size);
    let mut layers = chains::build(input, &tree, &solids, &rank, &size);
    layers.line[..head.len()].copy_from_slice(&head);
    let (cells, cost) = order::arrange(&layers, &tree, &solids);
    if cost.hits > 0 {
        remarks.push(format!("lines enter {} containers that hold neither end", cost.hits));
    }
    let line = input.spacing.line;
    let ports = ports::spread(&mut layers, &cells, line, line);
    let rows = rows::place(&layers, &tree, &cells, &ports, (&input.spacing, input.reading));
    if !rows.is_optimal {
        remarks.push("lines are not the straightest: the graph is past the budget".to_owned());
    }
    let (gaps, net_of) = tracks::assign(&layers, &ports, &rows, line);
    let columns = columns::place(&layers, &tree, &rows, &gaps, &input.spacing);
    let found = Found {
        input,
        tree: &tree,
        solids: &solids,
        layers: &layers,
        ports: &ports,
        rows: &rows,
        gaps: &gaps,
        net_of: &net_of,
        columns: &columns,
    };
    let mut layout = draw::draw(&found);
    layout.remarks = remarks;
    layout
}

/// Ranks of everything, doubled to leave room for labels between columns.
fn settle_bands(solids: &Solids, tree: &Tree, of: &[usize]) -> Vec<usize> {
    let known = (0..solids.len()).map(|s| (!solids.is_band(s)).then_some(2 * of[s])).collect();
    bands::settle(solids, tree, known)
}

/// Sizes of all boxes: a container that holds nothing is as large as its title.
fn sizes(input: &Input, solids: &Solids) -> Vec<Size> {
    let padding = input.spacing.padding;
    let size = |s: usize| match solids.hollow[s] {
        None => input.nodes[s].size,
        Some(c) => {
            let title = input.containers[c].title;
            Size::new(title.width + 2 * padding, title.height + 2 * padding)
        }
    };
    (0..solids.len()).map(size).collect()
}
