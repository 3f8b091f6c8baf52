//! Edges between boxes of one column, which the columns leave no room for: each is led round
//! everything that is drawn.
//!
//! Before: sizes of the boxes, and later everything is drawn but these edges, which have no points.
//! `reserve` gives the room above each of the boxes that a label takes; after `draw` all edges
//! have points.

use crate::geom::{Point, Rect, Size, Unit};
use crate::layout::layered::graph::leaves::{EdgeEnd, Leaf, Leaves};
use crate::layout::routes::{draw_around, router, wish};
use crate::layout::{EdgeIx, Input, Layout, Route};
use crate::route::{Found, Router, Wish};

/// How many passages are tried for a line whose label finds no room on its shortest way.
const PASSAGES: usize = 12;

/// Adds the room above boxes to their sizes and to `head`.
pub(in crate::layout::layered) fn reserve(
    input: &Input,
    leaves: &Leaves,
    rank: &[usize],
    size: &mut [Size],
    head: &mut [Unit],
) {
    let mut room = vec![0; leaves.len()];
    for (e, &ends) in leaves.ends.iter().enumerate() {
        if let (EdgeEnd::Leaf(a), EdgeEnd::Leaf(b), Some(label)) =
            (ends.0, ends.1, input.edges[e].label)
            && a != b
            && rank[a] == rank[b]
        {
            for s in [a, b] {
                room[s] = room[s].max(label.height + 2 * input.spacing.line);
            }
        }
    }
    for (s, room) in room.into_iter().enumerate() {
        size[s].height += room;
        head[s] += room;
    }
}

/// The layout with the edges inside its columns, the shortest first.
pub(in crate::layout::layered) fn draw(input: &Input, leaves: &Leaves, layout: Layout) -> Layout {
    let frame = |s: Leaf| {
        leaves.empty_container[s].map_or_else(|| layout.nodes[s], |c| layout.containers[c].frame)
    };
    let mut flat: Vec<(Unit, EdgeIx, [Rect; 2])> = Vec::new();
    for (e, &ends) in leaves.ends.iter().enumerate() {
        if let (EdgeEnd::Leaf(a), EdgeEnd::Leaf(b)) = ends
            && layout.edges[e].points.is_empty()
        {
            let ends = [a, b].map(frame);
            flat.push(((ends[0].y - ends[1].y).abs(), e, ends));
        }
    }
    if flat.is_empty() {
        return layout;
    }
    flat.sort_unstable_by_key(|&(length, e, _)| (length, e));
    let mut lines = layout.edges.clone();
    let mut router = router(input, &layout, |e| !lines[e].points.is_empty());
    for (_, e, ends) in flat {
        let wish = wish(input, e);
        let found = way(&router, &wish, input.spacing.line);
        let found = found.unwrap_or_else(|| beside(ends, wish.label, layout.canvas.width));
        router.occupy(found.clone());
        lines[e] = Route { points: found.points, label: found.label, letter: None };
    }
    let mut drawn = draw_around(input, &layout.nodes, &layout.containers, &lines);
    drawn.remarks = layout.remarks;
    drawn
}

/// The shortest way on which there is room for the label: passages that are too narrow for it are
/// closed, one after the other.
fn way(router: &Router, wish: &Wish, gap: Unit) -> Option<Found> {
    let Some(label) = wish.label else { return router.find(wish) };
    let bare = Wish { label: None, ..wish.clone() };
    let mut open = router.clone();
    for _ in 0..PASSAGES {
        if let Some(found) = open.find(wish) {
            return Some(found);
        }
        let narrow = open.find(&bare)?.points;
        let length = |ends: &&[Point]| {
            let along = Rect::spanning(ends[0], ends[1]);
            along.width + along.height
        };
        let longest = narrow.windows(2).max_by_key(length)?;
        let middle = Rect::spanning(longest[0], longest[1]).center();
        let passage = if longest[0].x == longest[1].x {
            Rect::new(middle.x - label.width / 2, middle.y, label.width, 0)
        } else {
            Rect::new(middle.x, middle.y - label.height / 2, 0, label.height)
        };
        open.occupy(Found { points: Vec::new(), label: Some(passage.grown(gap / 4)) });
    }
    None
}

/// A line on the right of everything, at `x`: where there is no other way.
fn beside(ends: [Rect; 2], label: Option<Size>, x: Unit) -> Found {
    let [from, to] = ends.map(|frame| Point::new(frame.right(), frame.center().y));
    let label = label.map(|size| Rect::new(x, from.y, size.width, size.height));
    Found { points: vec![from, Point::new(x, from.y), Point::new(x, to.y), to], label }
}
