//! Cards that stand a few pixels off the middle of their lines.
//!
//! Before: a finished layout. After: cards have moved to the middle of the ports on their sides
//! where nothing is in the way; no line has moved, but for ends on a card's other borders. A
//! change is kept only if `verify` finds nothing new and nothing comes nearer than it may.

use super::hits::Picture;
use super::mend::Faults;
use super::slide::Axis;
use super::{EdgeIx, End, Input, Layout, NodeIx, Reading};
use crate::geom::{PX, Unit, px};

/// The furthest that a card moves.
const MOST: Unit = px(24);
/// Nodes and edges of a graph whose cards are looked at.
const BUDGET: usize = 300;

/// The layout with cards in the middle of their lines.
pub(super) fn center(input: &Input, mut layout: Layout) -> Layout {
    if input.nodes.len() + input.edges.len() > BUDGET {
        return layout;
    }
    let axis = match input.reading {
        Reading::LeftToRight => Axis::Level,
        Reading::TopToBottom => Axis::Upright,
    };
    let mut known = None;
    for node in 0..input.nodes.len() {
        let Some(moved) = centered(input, &layout, axis, node) else { continue };
        let known = *known.get_or_insert_with(|| quality(input, &layout));
        let new = quality(input, &moved);
        if new.0 <= known.0 && new.1 <= known.1 && new.2 <= known.2 {
            layout = moved;
        }
    }
    layout
}

/// What must not get worse: broken rules, containers entered, tight places.
fn quality(input: &Input, layout: &Layout) -> (usize, usize, usize) {
    let (broken, entered) = Faults::of(input, layout).count();
    (broken, entered, Picture::new(input, layout).tight_places())
}

/// Where a card's lines end: the edges with the indices of their end points.
fn ends(input: &Input, layout: &Layout, node: NodeIx) -> Vec<(EdgeIx, usize)> {
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

/// The layout with a card moved to where the middles of its sides' ports are nearest to its own;
/// nothing if it stands there, or has no room there for its ports.
fn centered(input: &Input, layout: &Layout, axis: Axis, node: NodeIx) -> Option<Layout> {
    let ends = ends(input, layout, node);
    let sides = sides(layout, axis, node, &ends);
    let (low, high) = face(input, layout, axis, node);
    let off: Vec<Unit> =
        sides.iter().map(|(first, last)| (first + last - low - high) / (2 * PX) * PX).collect();
    let left_over = |by: Unit| off.iter().map(|off| (off - by).abs()).sum::<Unit>();
    let by = off.iter().copied().min_by_key(|&by| (left_over(by), by.abs()))?;
    let corner = input.spacing.line - input.spacing.line / 3;
    let has_room = |&(first, last): &(Unit, Unit)| {
        first - (low + by) >= corner.min(first - low) && high + by - last >= corner.min(high - last)
    };
    if left_over(by) >= left_over(0) || by.abs() > MOST || !sides.iter().all(has_room) {
        return None;
    }
    let mut moved = layout.clone();
    let frame = &mut moved.nodes[node];
    let (before, after) = axis.range(frame);
    *frame = axis.moved(frame, by);
    for (edge, at) in ends {
        let point = &mut moved.edges[edge].points[at];
        if [before, after].contains(&axis.height(*point)) {
            *point = axis.at(*point, axis.height(*point) + by);
        }
    }
    Some(moved)
}
