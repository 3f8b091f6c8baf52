//! Cards that stand off the middle of their lines, and lines that end off the middle of a card.
//!
//! Before: a finished layout. After: cards have moved to the middle of the ports on their sides,
//! and lines that bend in any case end in the middle of a side that they have alone, where
//! nothing is in the way.

use super::polish::Drawing;
use super::slide::{Axis, led};
use super::{EdgeIx, End, Input, Layout, NodeIx};
use crate::geom::{PX, Unit, px};

/// The furthest that a card moves.
const MOST: Unit = px(24);
/// The least that it does where it cannot move all of its way.
const LEAST: Unit = px(4);

/// Moves cards to the middle of their lines.
pub(super) fn center(drawing: &mut Drawing) {
    let (input, layout) = (drawing.input, &drawing.layout);
    let axis = Axis::of(input.reading);
    let moves: Vec<(NodeIx, Unit)> =
        (0..input.nodes.len()).filter_map(|n| Some((n, shift(input, layout, axis, n)?))).collect();
    let mut waiting = vec![moves];
    while let Some(mut some) = waiting.pop().filter(|some| !some.is_empty()) {
        if drawing.take(moved(input, &drawing.layout, axis, &some)) {
            continue;
        }
        if let [(node, by)] = some[..] {
            // Half of the way is better than none.
            let half = by / (2 * PX) * PX;
            waiting.extend((half.abs() >= LEAST).then(|| vec![(node, half)]));
        } else {
            let second = some.split_off(some.len() / 2);
            waiting.extend([second, some]);
        }
    }
}

/// Leads lines that bend in any case to the middle of a side that no other line ends at.
pub(super) fn land(drawing: &mut Drawing) {
    let input = drawing.input;
    let axis = Axis::of(input.reading);
    for node in 0..input.nodes.len() {
        for (edge, at) in ends(input, node, &drawing.layout) {
            let Some(height) = landing(drawing, axis, node, (edge, at)) else { continue };
            let changed = led(input, &drawing.layout, axis, (edge, at == 0), height);
            let corners = drawing.layout.edges[edge].points.len();
            if let Some(changed) = changed.filter(|new| new.edges[edge].points.len() <= corners) {
                drawing.take(changed);
            }
        }
    }
}

/// Where a line should end that bends in any case and has a side of a card alone: at the height
/// of the only line on the other side, if that is straight, or else in the middle; nothing if it
/// does.
fn landing(drawing: &Drawing, axis: Axis, node: NodeIx, end: (EdgeIx, usize)) -> Option<Unit> {
    let layout = &drawing.layout;
    let point = |(edge, at): (EdgeIx, usize)| layout.edges[edge].points[at];
    let is_straight = |(edge, _): (EdgeIx, usize)| layout.edges[edge].points.len() == 2;
    let (along, height) = (axis.along(point(end)), axis.height(point(end)));
    let (left, right) = axis.other().range(&layout.nodes[node]);
    let all = ends(drawing.input, node, layout);
    let mut beside = all.iter().filter(|&&other| axis.along(point(other)) == along);
    let is_alone = beside.all(|&other| other == end);
    if is_straight(end) || !is_alone || ![left, right].contains(&along) {
        return None;
    }
    let across = left + right - along;
    let mut others = all.iter().filter(|&&other| axis.along(point(other)) == across);
    let only = others.next().filter(|&&other| is_straight(other) && others.next().is_none());
    let (low, high) = face(drawing.input, layout, axis, node);
    let wanted = only.map_or((low + high) / (2 * PX) * PX, |&other| axis.height(point(other)));
    (wanted != height).then_some(wanted)
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

#[cfg(test)]
mod tests {
    use super::{center, land};
    use crate::geom::{Rect, Size, px};
    use crate::layout::polish::Drawing;
    use crate::layout::samples::line;
    use crate::layout::{Edge, End, Input, Lane, Layout, Node, Reading, Route, Spacing, verify};

    /// Two cards, the second `lower` pixels lower, and a line between them by its points.
    fn joined(lower: i32, points: &[(i32, i32)]) -> (Input, Layout) {
        let size = Size::new(px(100), px(60));
        let node = |lane| Node { size, foot: 0, container: None, lane: Lane::Main(lane) };
        let input = Input {
            reading: Reading::LeftToRight,
            containers: Vec::new(),
            nodes: vec![node(0), node(1)],
            edges: vec![Edge { from: End::Node(0), to: End::Node(1), label: None, bundle: None }],
            spacing: Spacing { node: px(24), line: px(12), padding: px(16), margin: px(20) },
        };
        let points: Vec<(i32, i32)> = points.iter().map(|&(x, y)| (px(x), px(y))).collect();
        let layout = Layout {
            canvas: Size::new(px(340), px(400)),
            nodes: vec![
                Rect::new(px(20), px(100), px(100), px(60)),
                Rect::new(px(220), px(100 + lower), px(100), px(60)),
            ],
            containers: Vec::new(),
            edges: vec![Route { points: line(&points), label: None }],
            remarks: Vec::new(),
        };
        assert_eq!(verify(&input, &layout), []);
        (input, layout)
    }

    #[test]
    fn cards_move_to_the_middle_of_their_line_and_the_line_stays() {
        let (input, layout) = joined(0, &[(120, 142), (220, 142)]);
        let mut drawing = Drawing::new(&input, layout.clone());
        center(&mut drawing);
        assert_eq!(drawing.layout.edges, layout.edges);
        assert!(drawing.layout.nodes.iter().all(|frame| frame.center().y == px(142)));
    }

    #[test]
    fn a_card_in_the_way_lets_another_go_half_of_the_way() {
        let (mut input, mut layout) = joined(0, &[(120, 148), (220, 148)]);
        input.nodes.push(input.nodes[0].clone());
        layout.nodes.push(Rect::new(px(20), px(190), px(100), px(60)));
        let mut drawing = Drawing::new(&input, layout);
        center(&mut drawing);
        let heights: Vec<i32> = drawing.layout.nodes.iter().map(|frame| frame.y).collect();
        assert_eq!(heights, [px(109), px(118), px(190)]);
    }

    #[test]
    fn a_line_that_bends_ends_in_the_middle_and_a_straight_one_where_it_did() {
        let (input, bent) = joined(100, &[(120, 112), (170, 112), (170, 248), (220, 248)]);
        let mut drawing = Drawing::new(&input, bent);
        land(&mut drawing);
        let wanted =
            line(&[(120, 130), (170, 130), (170, 230), (220, 230)].map(|(x, y)| (px(x), px(y))));
        assert_eq!(drawing.layout.edges[0].points, wanted);
        let (input, straight) = joined(0, &[(120, 142), (220, 142)]);
        let mut drawing = Drawing::new(&input, straight.clone());
        land(&mut drawing);
        assert_eq!(drawing.layout, straight);
    }
}
