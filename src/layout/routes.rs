//! Between layouts and the router: what `route` must know of an edge, and the canvas around
//! what it drew.

use crate::geom::{Point, Rect, Size};
use crate::layout::{EdgeIx, End, Input, Layout, PlacedContainer, Route};
use crate::route::{Found, Ground, Router, Terminal, Wish};

/// How far outside a drawing lines may run that find no way inside, in multiples of their
/// distance.
pub(in crate::layout) const ROOM: i32 = 6;

/// A router among what a layout holds: its boxes, and those of its lines that `is_there` names.
pub(in crate::layout) fn router(
    input: &Input,
    layout: &Layout,
    is_there: impl Fn(EdgeIx) -> bool,
) -> Router {
    let canvas = Rect::new(0, 0, layout.canvas.width, layout.canvas.height);
    let line = input.spacing.line;
    let area = canvas.grown(ROOM * line - input.spacing.margin);
    let mut router = Router::new(ground(area, &layout.nodes, &layout.containers), line);
    for (_, route) in layout.edges.iter().enumerate().filter(|&(e, _)| is_there(e)) {
        router.occupy(Found { points: route.points.clone(), label: route.sign() });
    }
    router
}

/// What lines are led round in an area: nodes, and titles; containers are regions.
pub(in crate::layout) fn ground(
    area: Rect,
    nodes: &[Rect],
    containers: &[PlacedContainer],
) -> Ground {
    Ground {
        area,
        blocks: nodes.to_vec(),
        walls: containers.iter().map(|c| c.title).collect(),
        regions: containers.iter().map(|c| c.frame).collect(),
    }
}

/// The line that an edge wants: it may enter what holds one of its ends.
pub(in crate::layout) fn wish(input: &Input, edge: usize) -> Wish {
    let edge = &input.edges[edge];
    let mut may_enter = vec![false; input.containers.len()];
    let mut is_inside = vec![[false; 2]; input.containers.len()];
    for (side, end) in [edge.from, edge.to].into_iter().enumerate() {
        let mut at = match end {
            End::Node(n) => input.nodes[n].container,
            End::Container(c) => input.containers[c].parent,
        };
        while let Some(c) = at {
            may_enter[c] = true;
            is_inside[c][side] = true;
            at = input.containers[c].parent;
        }
    }
    let terminal = |end, other: usize| match end {
        End::Node(n) => Terminal::Block(n),
        End::Container(c) if is_inside[c][other] => Terminal::RegionFromInside(c),
        End::Container(c) => Terminal::RegionFromOutside(c),
    };
    Wish { from: terminal(edge.from, 1), to: terminal(edge.to, 0), label: edge.label, may_enter }
}

/// The layout of placed boxes and drawn lines: everything lies inside the canvas, a margin from
/// its border.
pub(in crate::layout) fn draw_around(
    input: &Input,
    nodes: &[Rect],
    containers: &[PlacedContainer],
    lines: &[Route],
) -> Layout {
    let of_point = |p: &Point| Rect::new(p.x, p.y, 0, 0);
    let drawn = lines.iter().flat_map(|r| r.points.iter().map(of_point).chain(r.label));
    let frames = nodes.iter().copied().chain(containers.iter().map(|c| c.frame));
    let all = frames.chain(drawn).reduce(|a, b| a.union(&b)).unwrap_or_default();
    let margin = input.spacing.margin;
    let (dx, dy) = (margin - all.x, margin - all.y);
    let moved = |c: &PlacedContainer| PlacedContainer {
        frame: c.frame.moved(dx, dy),
        title: c.title.moved(dx, dy),
    };
    Layout {
        canvas: Size::new(all.width + 2 * margin, all.height + 2 * margin),
        nodes: nodes.iter().map(|r| r.moved(dx, dy)).collect(),
        containers: containers.iter().map(moved).collect(),
        edges: lines
            .iter()
            .map(|r| Route {
                points: r.points.iter().map(|p| Point::new(p.x + dx, p.y + dy)).collect(),
                label: r.label.map(|label| label.moved(dx, dy)),
                letter: r.letter.map(|letter| letter.moved(dx, dy)),
            })
            .collect(),
        remarks: Vec::new(),
    }
}
