//! Lines and labels between placed boxes, and the canvas around everything.

use super::boxes::Placed;
use crate::geom::{Point, Rect, Size, Unit};
use crate::layout::{End, Input, Layout, PlacedContainer, Route};
use crate::route::{Found, Ground, Router, Terminal, Wish};

/// Draws all edges; none if one finds no way or its label no place.
pub(super) fn draw(input: &Input, placed: &Placed) -> Option<Layout> {
    let frames: Vec<Rect> = placed.containers.iter().map(|c| c.frame).collect();
    let all = placed.nodes.iter().chain(&frames).copied();
    let area = all.reduce(|a, b| a.union(&b)).unwrap_or_default();
    let room = (input.edges.len() as Unit + 4) * input.spacing.line;
    let ground = Ground {
        area: area.grown(room.min(area.width.max(area.height).max(room / 8))),
        blocks: placed.nodes.clone(),
        walls: placed.containers.iter().map(|c| c.title).collect(),
        regions: frames.clone(),
    };
    let mut router = Router::new(ground, input.spacing.line);
    let mut found: Vec<Option<Found>> = vec![None; input.edges.len()];
    for edge in by_difficulty(input, placed) {
        let line = router.find(&wish(input, edge))?;
        router.occupy(line.clone());
        found[edge] = Some(line);
    }
    let lines = found
        .into_iter()
        .map(|line| line.map(|line| Route { points: line.points, label: line.label }))
        .collect::<Option<Vec<Route>>>()?;
    Some(fit_canvas(input, placed, &lines))
}

/// Edges in the order in which they are drawn: labeled ones first, short ones first.
fn by_difficulty(input: &Input, placed: &Placed) -> Vec<usize> {
    let middle = |end| match end {
        End::Node(n) => placed.nodes[n].center(),
        End::Container(c) => placed.containers[c].frame.center(),
    };
    let mut order: Vec<usize> = (0..input.edges.len()).collect();
    order.sort_by_key(|&e| {
        let edge = &input.edges[e];
        let (a, b) = (middle(edge.from), middle(edge.to));
        (edge.label.is_none(), (a.x - b.x).abs() + (a.y - b.y).abs())
    });
    order
}

fn wish(input: &Input, edge: usize) -> Wish {
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

/// Moves everything so that it lies inside the canvas, a margin from its border.
fn fit_canvas(input: &Input, placed: &Placed, lines: &[Route]) -> Layout {
    let of_point = |p: &Point| Rect::new(p.x, p.y, 0, 0);
    let drawn = lines.iter().flat_map(|r| r.points.iter().map(of_point).chain(r.label));
    let frames = placed.nodes.iter().copied().chain(placed.containers.iter().map(|c| c.frame));
    let all = frames.chain(drawn).reduce(|a, b| a.union(&b)).unwrap_or_default();
    let margin = input.spacing.margin;
    let (dx, dy) = (margin - all.x, margin - all.y);
    let moved = |c: &PlacedContainer| PlacedContainer {
        frame: c.frame.moved(dx, dy),
        title: c.title.moved(dx, dy),
    };
    Layout {
        canvas: Size::new(all.width + 2 * margin, all.height + 2 * margin),
        nodes: placed.nodes.iter().map(|r| r.moved(dx, dy)).collect(),
        containers: placed.containers.iter().map(moved).collect(),
        edges: lines
            .iter()
            .map(|r| Route {
                points: r.points.iter().map(|p| Point::new(p.x + dx, p.y + dy)).collect(),
                label: r.label.map(|label| label.moved(dx, dy)),
            })
            .collect(),
        remarks: Vec::new(),
    }
}
