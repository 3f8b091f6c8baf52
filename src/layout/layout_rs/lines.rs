//! Lines and labels between placed boxes, and the canvas around everything.

use super::boxes::Placed;
use crate::geom::{Rect, Unit};
use crate::layout::routes::{draw_around, wish};
use crate::layout::{End, Input, Layout, Route};
use crate::route::{Found, Ground, Router};

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
        .map(|line| line.map(|line| Route { points: line.points, label: line.label, letter: None }))
        .collect::<Option<Vec<Route>>>()?;
    Some(draw_around(input, &placed.nodes, &placed.containers, &lines))
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
