//! Cards that a line comes to and another leaves a few pixels higher or lower, as if one line
//! through the card had a kink.
//!
//! Before: a finished layout. After: one of the two runs at the height of the other, where its
//! other end has room for that.

use super::polish::Drawing;
use super::slide::{Axis, led};
use super::{EdgeIx, End, Input, Layout};
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
    let input = drawing.input;
    let axis = Axis::of(input.reading);
    let mut kinks = kinks(input, &drawing.layout, axis);
    let mut next = 0;
    for _ in 0..TRIES {
        let Some(&(a, b)) = kinks.get(next) else { break };
        let found = [(a, b), (b, a)].into_iter().find_map(|(moving, other)| {
            let end = (moving.edge, moving.is_start);
            let changed = led(input, &drawing.layout, axis, end, other.height)?;
            let left = self::kinks(input, &changed, axis);
            let is_better =
                left.len() < kinks.len() && corners(&changed) <= corners(&drawing.layout);
            (is_better && drawing.take(changed)).then_some(left)
        });
        match found {
            Some(left) => kinks = left,
            None => next += 1,
        }
    }
}

fn corners(layout: &Layout) -> usize {
    layout.edges.iter().map(|route| route.points.len()).sum()
}

/// Ends of lines on the two sides of a card that are almost at one height.
fn kinks(input: &Input, layout: &Layout, axis: Axis) -> Vec<(Landing, Landing)> {
    let mut sides = vec![[const { Vec::<Landing>::new() }; 2]; input.nodes.len()];
    for (edge, ends) in input.edges.iter().enumerate() {
        let points = &layout.edges[edge].points;
        for (end, point, is_start) in
            [(ends.from, points.first(), true), (ends.to, points.last(), false)]
        {
            let (End::Node(n), Some(&point)) = (end, point) else { continue };
            let (left, right) = axis.other().range(&layout.nodes[n]);
            let landing = Landing { edge, is_start, height: axis.height(point) };
            match axis.along(point) {
                along if along == left => sides[n][0].push(landing),
                along if along == right => sides[n][1].push(landing),
                _ => {}
            }
        }
    }
    let is_kink = |(a, b): &(Landing, Landing)| (1..KINK).contains(&(a.height - b.height).abs());
    let pairs = sides.iter().flat_map(|[left, right]| {
        left.iter().flat_map(move |&a| right.iter().map(move |&b| (a, b)))
    });
    pairs.filter(is_kink).collect()
}

#[cfg(test)]
mod tests {
    use crate::geom::{Rect, Size, px};
    use crate::layout::polish::Drawing;
    use crate::layout::samples::line;
    use crate::layout::{Edge, End, Input, Lane, Layout, Node, Reading, Route, Spacing, verify};

    fn level(input: &Input, layout: Layout) -> Layout {
        let mut drawing = Drawing::new(input, layout);
        super::level(&mut drawing);
        drawing.layout
    }

    /// Three cards in a row; the line to the middle one is `off` pixels above the next.
    fn kinked(off: i32) -> (Input, Layout) {
        let size = Size::new(px(100), px(60));
        let node = |lane| Node { size, foot: 0, container: None, lane: Lane::Main(lane) };
        let edge = |n| Edge { from: End::Node(n), to: End::Node(n + 1), label: None, bundle: None };
        let input = Input {
            reading: Reading::LeftToRight,
            containers: Vec::new(),
            nodes: vec![node(0), node(1), node(2)],
            edges: vec![edge(0), edge(1)],
            spacing: Spacing { node: px(24), line: px(12), padding: px(16), margin: px(20) },
        };
        let at = |n: i32| Rect::new(px(20 + 200 * n), px(20), px(100), px(60));
        let route = |n: i32, y: i32| Route {
            points: line(&[(px(120 + 200 * n), px(y)), (px(220 + 200 * n), px(y))]),
            label: None,
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
