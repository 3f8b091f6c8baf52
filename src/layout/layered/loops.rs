//! Edges from a box to itself: arches on its top, one around the other.
//!
//! Before: sizes of the boxes. `reserve` gives the room above each box that its arches and
//! their labels take, and the width they need; `draw` fills it.

use super::solids::{Solid, Solids};
use crate::geom::{Point, Rect, Size, Unit};
use crate::layout::{EdgeIx, End, Input, Layout, Route};

/// Sizes of the boxes with room for their loops, and the room above each.
pub(super) fn reserve(input: &Input, solids: &Solids, size: &mut [Size]) -> Vec<Unit> {
    let mut head = vec![0; solids.len()];
    for (s, loops) in by_solid(input, solids) {
        let arches = arches(input, &loops);
        if let Some(last) = arches.last() {
            head[s] = last.rise + last.label_height + input.spacing.line;
            let label = loops.iter().filter_map(|&e| input.edges[e].label);
            let wide = label.map(|l| l.width).max().unwrap_or(0);
            size[s].width = size[s].width.max(2 * (last.reach + input.spacing.line)).max(wide);
            size[s].height += head[s];
        }
    }
    head
}

fn by_solid(input: &Input, solids: &Solids) -> Vec<(Solid, Vec<EdgeIx>)> {
    let mut loops: std::collections::BTreeMap<Solid, Vec<EdgeIx>> =
        std::collections::BTreeMap::new();
    for (e, edge) in input.edges.iter().enumerate() {
        if edge.from == edge.to
            && let super::solids::Tie::Solid(s) = solids.ties[e].0
        {
            loops.entry(s).or_default().push(e);
        }
    }
    loops.into_iter().collect()
}

/// An arch: how high it rises above the box, how far it reaches to both sides.
struct Arch {
    rise: Unit,
    reach: Unit,
    label_height: Unit,
}

fn arches(input: &Input, loops: &[EdgeIx]) -> Vec<Arch> {
    let line = input.spacing.line;
    let (mut rise, mut reach) = (0, 0);
    let mut found = Vec::with_capacity(loops.len());
    for &e in loops {
        let label = input.edges[e].label.unwrap_or_default();
        rise += line;
        reach += line;
        found.push(Arch { rise, reach, label_height: label.height });
        rise += label.height;
        reach = reach.max(label.width / 2);
    }
    found
}

/// Draws all loops above their boxes; loops at containers too, where there is no room of
/// their own, as a corner at the lower right.
pub(super) fn draw(input: &Input, solids: &Solids, layout: &mut Layout) {
    for (s, loops) in by_solid(input, solids) {
        let frame = match solids.hollow[s] {
            Some(c) => layout.containers[c].frame,
            None => layout.nodes[s],
        };
        let middle = frame.x + frame.width / 2;
        for (&e, arch) in loops.iter().zip(arches(input, &loops)) {
            let (left, right) = (middle - arch.reach, middle + arch.reach);
            let (low, high) = (frame.y, frame.y - arch.rise);
            let points = [(left, low), (left, high), (right, high), (right, low)];
            let label = input.edges[e].label.map(|size| {
                Rect::new(middle - size.width / 2, high - size.height, size.width, size.height)
            });
            let points = points.iter().map(|&(x, y)| Point::new(x, y)).collect();
            layout.edges[e] = Route { points, label };
        }
    }
    for (e, edge) in input.edges.iter().enumerate() {
        if let (true, End::Container(c)) = (layout.edges[e].points.is_empty(), edge.from) {
            let frame = layout.containers[c].frame;
            let by = input.spacing.line;
            let (right, bottom) = (frame.right(), frame.bottom());
            let points = [
                (right, bottom - by),
                (right + by, bottom - by),
                (right + by, bottom + by),
                (right - by, bottom + by),
                (right - by, bottom),
            ];
            let label = edge.label.map(|size| {
                Rect::new(right + by - size.width, bottom + by, size.width, size.height)
            });
            let points = points.iter().map(|&(x, y)| Point::new(x, y)).collect();
            layout.edges[e] = Route { points, label };
        }
    }
}
