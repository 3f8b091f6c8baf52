//! The last touches to a drawing: steps out of lines, one height through cards, cards in the
//! middle of their lines. A change is taken only if nothing gets worse by it.

use super::center::{center, land};
use super::drawing::Drawing;
use super::level::level;
use super::straighten::straighten;
use super::{Input, Layout};

/// Nodes and edges of a graph that is polished: beyond, there is too much to try.
const BUDGET: usize = 300;

/// The layout with what passes on finished drawings can do for it; passes that leave it such that
/// it is not wanted count for nothing.
pub(super) fn polish(input: &Input, layout: Layout, is_wanted: impl Fn(&Layout) -> bool) -> Layout {
    if input.nodes.len() + input.edges.len() > BUDGET {
        return layout;
    }
    let mut drawing = Drawing::new(input, layout);
    for pass in [straighten, level, land, center, land, level] {
        pass(&mut drawing);
        if !is_wanted(drawing.layout()) {
            drawing.take_all_back();
        }
        drawing.settle();
    }
    drawing.into_layout()
}
