//! Cards that a line comes to and another leaves a few pixels higher or lower, as if one line
//! through the card had a kink.
//!
//! Before: a finished layout. After: one of the two runs at the height of the other, where its
//! other end has room for that.

use super::drawing::Drawing;
use super::slide::{Axis, lead};
use super::{EdgeIx, End};
use crate::geom::{Unit, px};

/// Lines that are further apart are apart on purpose.
const KINK: Unit = px(7);
/// How many kinks are looked at.
const TRIES: usize = 20;

/// An end of a line at a card: the edge, whether it starts there, and its height.
#[derive(Debug, Clone, Copy)]
struct Landing {
    edge: EdgeIx,
    is_start: bool,
    height: Unit,
}

/// Leaves as few kinks as there is room for.
pub(super) fn level(drawing: &mut Drawing) {
    let axis = Axis::of(drawing.input.reading);
    let mut all = kinks(drawing, axis);
    let mut next = 0;
    for _ in 0..TRIES {
        let Some(&(a, b)) = all.get(next) else { break };
        let found = [(a, b), (b, a)].into_iter().find_map(|(moving, other)| {
            let end = (moving.edge, moving.is_start);
            let left = lead(drawing, axis, end, other.height)
                .filter(|()| has_no_more_corners(drawing))
                .map(|()| kinks(drawing, axis))
                .filter(|left| left.len() < all.len() && drawing.keep());
            drawing.take_back();
            left
        });
        match found {
            Some(left) => all = left,
            None => next += 1,
        }
    }
}

/// Whether the open change gives lines no more corners.
fn has_no_more_corners(drawing: &Drawing) -> bool {
    let (mut before, mut after) = (0, 0);
    for (edge, old) in drawing.changed_routes() {
        before += old.points.len();
        after += drawing.layout().edges[edge].points.len();
    }
    after <= before
}

/// Ends of lines on the two sides of a card that are almost at one height.
fn kinks(drawing: &Drawing, axis: Axis) -> Vec<(Landing, Landing)> {
    let mut kinks = Vec::new();
    let (mut lefts, mut rights) = (Vec::new(), Vec::new());
    for (n, frame) in drawing.layout().nodes.iter().enumerate() {
        let (left, right) = axis.other().range(frame);
        lefts.clear();
        rights.clear();
        for &(edge, is_start) in drawing.ends.at(End::Node(n)) {
            let points = &drawing.layout().edges[edge].points;
            let end = if is_start { points.first() } else { points.last() };
            let Some(&point) = end else { continue };
            let landing = Landing { edge, is_start, height: axis.height(point) };
            match axis.along(point) {
                along if along == left => lefts.push(landing),
                along if along == right => rights.push(landing),
                _ => {}
            }
        }
        let pairs = lefts.iter().flat_map(|&a| rights.iter().map(move |&b| (a, b)));
        let is_kink =
            |(a, b): &(Landing, Landing)| (1..KINK).contains(&(a.height - b.height).abs());
        kinks.extend(pairs.filter(is_kink));
    }
    kinks
}

#[cfg(test)]
mod tests {
    use crate::geom::{Rect, Size, px};
    use crate::layout::drawing::Drawing;
    use crate::layout::samples::line;
    use crate::layout::{
        Edge, End, First, Input, Lane, Layout, Node, Reading, Route, Spacing, verify,
    };

    fn level(input: &Input, layout: Layout) -> Layout {
        let mut drawing = Drawing::new(input, layout);
        super::level(&mut drawing);
        drawing.into_layout()
    }

    /// Three cards in a row; the line to the middle one is `off` pixels above the next.
    fn kinked(off: i32) -> (Input, Layout) {
        let size = Size::new(px(100), px(60));
        let node = |lane| Node { size, foot: 0, container: None, lane: Lane::Main(lane) };
        let edge = |n| Edge {
            from: End::Node(n),
            to: End::Node(n + 1),
            label: None,
            bundle: None,
            first: First::From,
        };
        let input = Input {
            reading: Reading::LeftToRight,
            containers: Vec::new(),
            nodes: vec![node(0), node(1), node(2)],
            edges: vec![edge(0), edge(1)],
            spacing: Spacing { node: px(24), line: px(12), padding: px(16), margin: px(20) },
            width: None,
        };
        let at = |n: i32| Rect::new(px(20 + 200 * n), px(20), px(100), px(60));
        let route = |n: i32, y: i32| Route {
            points: line(&[(px(120 + 200 * n), px(y)), (px(220 + 200 * n), px(y))]),
            label: None,
            letter: None,
        };
        let layout = Layout {
            canvas: Size::new(px(540), px(100)),
            nodes: vec![at(0), at(1), at(2)],
            containers: Vec::new(),
            edges: vec![route(0, 50), route(1, 50 + off)],
            remarks: Vec::new(),
        };
        assert_eq!(verify(&input, &layout), []);
        (input, layout)
    }

    #[test]
    fn lines_on_both_sides_of_a_card_stand_at_one_height_or_clearly_apart() {
        for off in [-6, -1, 2, 6] {
            let (input, layout) = kinked(off);
            let straight = level(&input, layout);
            assert_eq!(verify(&input, &straight), []);
            let heights: Vec<i32> = straight.edges.iter().map(|route| route.points[0].y).collect();
            assert_eq!(heights[0], heights[1], "{off}");
        }
        let (input, layout) = kinked(12);
        assert_eq!(level(&input, layout.clone()), layout);
    }

    #[test]
    fn a_port_that_has_no_room_stays() {
        let (input, mut layout) = kinked(2);
        layout.nodes[2].y = px(40);
        layout.nodes[0].y = px(20) - px(18);
        layout.canvas.height = px(120);
        let kept = level(&input, layout.clone());
        assert_eq!(kept.edges, layout.edges, "both ends stand at the corners of their cards");
    }
}
