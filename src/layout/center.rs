//! Cards that stand off the middle of their lines, and lines that end off the middle of a card.
//!
//! Before: a finished layout. After: cards have moved to the middle of the ports on their sides,
//! and lines that bend in any case end in the middle of a side that they have alone, where
//! nothing is in the way.

use super::drawing::Drawing;
use super::slide::{Axis, lead};
use super::{EdgeIx, End, NodeIx};
use crate::geom::{PX, Unit, px};

/// The furthest that a card moves.
const MOST: Unit = px(24);
/// The least that it does where it cannot move all of its way.
const LEAST: Unit = px(4);

/// An end of a line: the edge, and whether it starts there.
type LineEnd = (EdgeIx, bool);

/// Moves cards to the middle of their lines.
pub(super) fn center(drawing: &mut Drawing) {
    let axis = Axis::of(drawing.input.reading);
    let nodes = 0..drawing.input.nodes.len();
    let moves: Vec<(NodeIx, Unit)> =
        nodes.filter_map(|n| Some((n, shift(drawing, axis, n)?))).collect();
    let mut waiting = vec![moves];
    while let Some(mut some) = waiting.pop().filter(|some| !some.is_empty()) {
        for &(node, by) in &some {
            move_card(drawing, axis, node, by);
        }
        if drawing.keep() {
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
    let axis = Axis::of(drawing.input.reading);
    for node in 0..drawing.input.nodes.len() {
        let ends = drawing.ends.at(End::Node(node)).to_vec();
        for end in ends {
            let Some(height) = landing(drawing, axis, node, end) else { continue };
            let corners = |drawing: &Drawing| drawing.layout().edges[end.0].points.len();
            let before = corners(drawing);
            let is_led = lead(drawing, axis, end, height).is_some();
            if !(is_led && corners(drawing) <= before && drawing.keep()) {
                drawing.take_back();
            }
        }
    }
}

/// Where a line should end that bends in any case and has a side of a card alone: at the height
/// of the only line on the other side, if that is straight, or else in the middle; nothing if it
/// does.
fn landing(drawing: &Drawing, axis: Axis, node: NodeIx, end: LineEnd) -> Option<Unit> {
    let is_straight = |(edge, _): LineEnd| drawing.layout().edges[edge].points.len() == 2;
    if is_straight(end) {
        return None;
    }
    let (along, height) = place(drawing, axis, end)?;
    let (left, right) = axis.other().range(&drawing.layout().nodes[node]);
    let all = drawing.ends.at(End::Node(node));
    let is_at =
        |end: LineEnd, along: Unit| place(drawing, axis, end).is_some_and(|(own, _)| own == along);
    let is_alone = all.iter().all(|&other| other == end || !is_at(other, along));
    if !is_alone || ![left, right].contains(&along) {
        return None;
    }
    let across = left + right - along;
    let mut others = all.iter().copied().filter(|&other| is_at(other, across));
    let only = others.next().filter(|&other| is_straight(other) && others.next().is_none());
    let (low, high) = face(drawing, axis, node);
    let of_line = |other: LineEnd| place(drawing, axis, other).map(|(_, height)| height);
    let wanted = only.and_then(of_line).unwrap_or((low + high) / (2 * PX) * PX);
    (wanted != height).then_some(wanted)
}

/// Where a line ends: along the axis, and its height.
fn place(drawing: &Drawing, axis: Axis, (edge, is_start): LineEnd) -> Option<(Unit, Unit)> {
    let points = &drawing.layout().edges[edge].points;
    let &point = if is_start { points.first() } else { points.last() }?;
    Some((axis.along(point), axis.height(point)))
}

/// Lowest and highest place of a card's face along the sides that lines of the reading end at.
fn face(drawing: &Drawing, axis: Axis, node: NodeIx) -> (Unit, Unit) {
    let (low, high) = axis.range(&drawing.layout().nodes[node]);
    (low, if axis == Axis::Level { high - drawing.input.nodes[node].foot } else { high })
}

/// First and last port of either side that has one.
fn sides(drawing: &Drawing, axis: Axis, node: NodeIx) -> [Option<(Unit, Unit)>; 2] {
    let (left, right) = axis.other().range(&drawing.layout().nodes[node]);
    let ends = drawing.ends.at(End::Node(node)).iter();
    let places = ends.filter_map(|&end| place(drawing, axis, end));
    [left, right].map(|side| {
        let heights = places.clone().filter(|&(along, _)| along == side).map(|(_, height)| height);
        Some((heights.clone().min()?, heights.max()?))
    })
}

/// How far a card is from where the middles of its sides' ports are nearest to its own; nothing
/// if it stands there, or would have no room there for its ports.
fn shift(drawing: &Drawing, axis: Axis, node: NodeIx) -> Option<Unit> {
    let sides = sides(drawing, axis, node);
    let sides = || sides.iter().flatten();
    let (low, high) = face(drawing, axis, node);
    let off = || sides().map(|(first, last)| (first + last - low - high) / (2 * PX) * PX);
    let left_over = |by: Unit| off().map(|off| (off - by).abs()).sum::<Unit>();
    let by = off().min_by_key(|&by| (left_over(by), by.abs()))?;
    let corner = drawing.input.spacing.line;
    let has_room = |&(first, last): &(Unit, Unit)| {
        first - (low + by) >= corner.min(first - low) && high + by - last >= corner.min(high - last)
    };
    let is_worth_it = left_over(by) < left_over(0) && by.abs() <= MOST;
    (is_worth_it && sides().all(has_room)).then_some(by)
}

/// Moves a card, and the ends of lines on the borders that move along their lines.
fn move_card(drawing: &mut Drawing, axis: Axis, node: NodeIx, by: Unit) {
    let frame = drawing.frame_mut(node);
    let borders = axis.range(frame);
    *frame = axis.moved(frame, by);
    for i in 0..drawing.ends.at(End::Node(node)).len() {
        let end = drawing.ends.at(End::Node(node))[i];
        let is_on_border = place(drawing, axis, end)
            .is_some_and(|(_, height)| [borders.0, borders.1].contains(&height));
        if is_on_border {
            let points = &mut drawing.route_mut(end.0).points;
            let point = if end.1 { points.first_mut() } else { points.last_mut() };
            if let Some(point) = point {
                *point = axis.at(*point, axis.height(*point) + by);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{center, land};
    use crate::geom::{Rect, Size, px};
    use crate::layout::drawing::Drawing;
    use crate::layout::samples::line;
    use crate::layout::{
        Edge, End, First, Input, Lane, Layout, Node, Reading, Route, Spacing, verify,
    };

    /// Two cards, the second `lower` pixels lower, and a line between them by its points.
    fn joined(lower: i32, points: &[(i32, i32)]) -> (Input, Layout) {
        let size = Size::new(px(100), px(60));
        let node = |lane| Node { size, foot: 0, container: None, lane: Lane::Main(lane) };
        let input = Input {
            reading: Reading::LeftToRight,
            containers: Vec::new(),
            nodes: vec![node(0), node(1)],
            edges: vec![Edge {
                from: End::Node(0),
                to: End::Node(1),
                label: None,
                bundle: None,
                first: First::From,
            }],
            spacing: Spacing { node: px(24), line: px(12), padding: px(16), margin: px(20) },
            width: None,
        };
        let points: Vec<(i32, i32)> = points.iter().map(|&(x, y)| (px(x), px(y))).collect();
        let layout = Layout {
            canvas: Size::new(px(340), px(400)),
            nodes: vec![
                Rect::new(px(20), px(100), px(100), px(60)),
                Rect::new(px(220), px(100 + lower), px(100), px(60)),
            ],
            containers: Vec::new(),
            edges: vec![Route { points: line(&points), label: None, letter: None }],
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
        assert_eq!(drawing.layout().edges, layout.edges);
        assert!(drawing.layout().nodes.iter().all(|frame| frame.center().y == px(142)));
    }

    #[test]
    fn a_card_in_the_way_lets_another_go_half_of_the_way() {
        let (mut input, mut layout) = joined(0, &[(120, 148), (220, 148)]);
        input.nodes.push(input.nodes[0].clone());
        layout.nodes.push(Rect::new(px(20), px(190), px(100), px(60)));
        let mut drawing = Drawing::new(&input, layout);
        center(&mut drawing);
        let heights: Vec<i32> = drawing.layout().nodes.iter().map(|frame| frame.y).collect();
        assert_eq!(heights, [px(109), px(118), px(190)]);
    }

    #[test]
    fn a_line_that_bends_ends_in_the_middle_and_a_straight_one_where_it_did() {
        let (input, bent) = joined(100, &[(120, 112), (170, 112), (170, 248), (220, 248)]);
        let mut drawing = Drawing::new(&input, bent);
        land(&mut drawing);
        let wanted =
            line(&[(120, 130), (170, 130), (170, 230), (220, 230)].map(|(x, y)| (px(x), px(y))));
        assert_eq!(drawing.layout().edges[0].points, wanted);
        let (input, straight) = joined(0, &[(120, 142), (220, 142)]);
        let mut drawing = Drawing::new(&input, straight.clone());
        land(&mut drawing);
        assert_eq!(*drawing.layout(), straight);
    }
}
