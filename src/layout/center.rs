//! Cards that stand a few pixels off the middle of their lines.
//!
//! Before: a finished layout. After: cards have moved to the middle of the ports on their sides
//! where nothing is in the way; no line has moved, but for ends on a card's other borders.

use super::polish::Drawing;
use super::slide::Axis;
use super::{EdgeIx, End, Input, Layout, NodeIx};
use crate::geom::{PX, Unit, px};

/// The furthest that a card moves.
const MOST: Unit = px(24);

/// Moves cards to the middle of their lines.
pub(super) fn center(drawing: &mut Drawing) {
    let (input, layout) = (drawing.input, &drawing.layout);
    let axis = Axis::of(input.reading);
    let moves: Vec<(NodeIx, Unit)> =
        (0..input.nodes.len()).filter_map(|n| Some((n, shift(input, layout, axis, n)?))).collect();
    let mut waiting = vec![&moves[..]];
    while let Some(some) = waiting.pop().filter(|some| !some.is_empty()) {
        let is_taken = drawing.take(moved(input, &drawing.layout, axis, some));
        if !is_taken && some.len() > 1 {
            let (first, second) = some.split_at(some.len() / 2);
            waiting.extend([second, first]);
        }
    }
}

/// Where a card's lines end: the edges with the indices of their end points.
fn ends(input: &Input, node: NodeIx, layout: &Layout) -> Vec<(EdgeIx, usize)> {
    let mut ends = Vec::new();
    for (e, edge) in input.edges.iter().enumerate() {
        let last = layout.edges[e].points.len().saturating_sub(1);
        for (end, at) in [(edge.from, 0), (edge.to, last)] {
            if end == End::Node(node) {
                ends.push((e, at));
            }
        }
    }
    ends
}

/// Lowest and highest place of a card's face along the sides that lines of the reading end at.
fn face(input: &Input, layout: &Layout, axis: Axis, node: NodeIx) -> (Unit, Unit) {
    let (low, high) = axis.range(&layout.nodes[node]);
    (low, if axis == Axis::Level { high - input.nodes[node].foot } else { high })
}

/// First and last port of either side that has one.
fn sides(layout: &Layout, axis: Axis, node: NodeIx, ends: &[(EdgeIx, usize)]) -> Vec<(Unit, Unit)> {
    let (left, right) = axis.other().range(&layout.nodes[node]);
    let of_side = |along: Unit| {
        let points = ends.iter().map(|&(edge, at)| layout.edges[edge].points[at]);
        let heights = points.filter(|&p| axis.along(p) == along).map(|p| axis.height(p));
        Some((heights.clone().min()?, heights.max()?))
    };
    [left, right].into_iter().filter_map(of_side).collect()
}

/// How far a card is from where the middles of its sides' ports are nearest to its own; nothing
/// if it stands there, or would have no room there for its ports.
fn shift(input: &Input, layout: &Layout, axis: Axis, node: NodeIx) -> Option<Unit> {
    let sides = sides(layout, axis, node, &ends(input, node, layout));
    let (low, high) = face(input, layout, axis, node);
    let off = |(first, last): &(Unit, Unit)| (first + last - low - high) / (2 * PX) * PX;
    let off: Vec<Unit> = sides.iter().map(off).collect();
    let left_over = |by: Unit| off.iter().map(|off| (off - by).abs()).sum::<Unit>();
    let by = off.iter().copied().min_by_key(|&by| (left_over(by), by.abs()))?;
    let corner = input.spacing.line;
    let has_room = |&(first, last): &(Unit, Unit)| {
        first - (low + by) >= corner.min(first - low) && high + by - last >= corner.min(high - last)
    };
    let is_worth_it = left_over(by) < left_over(0) && by.abs() <= MOST;
    (is_worth_it && sides.iter().all(has_room)).then_some(by)
}

/// The layout with cards moved, and the ends of lines on the borders that move along their lines.
fn moved(input: &Input, layout: &Layout, axis: Axis, moves: &[(NodeIx, Unit)]) -> Layout {
    let mut moved = layout.clone();
    for &(node, by) in moves {
        let frame = &mut moved.nodes[node];
        let borders = axis.range(frame);
        *frame = axis.moved(frame, by);
        for (edge, at) in ends(input, node, layout) {
            let point = &mut moved.edges[edge].points[at];
            if [borders.0, borders.1].contains(&axis.height(*point)) {
                *point = axis.at(*point, axis.height(*point) + by);
            }
        }
    }
    moved
}
