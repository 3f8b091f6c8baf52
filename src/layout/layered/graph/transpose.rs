//! Reading from top to bottom is reading from left to right with x and y exchanged.

use crate::geom::Point;
use crate::layout::{Earlier, Input, Layout};

/// The input with all sizes transposed.
pub(in crate::layout::layered) fn input(input: &Input) -> Input {
    let mut turned = input.clone();
    for node in &mut turned.nodes {
        node.size = node.size.transposed();
        node.foot = 0;
    }
    for container in &mut turned.containers {
        container.title = container.title.transposed();
    }
    for edge in &mut turned.edges {
        edge.label = edge.label.map(crate::geom::Size::transposed);
    }
    turned
}

/// The earlier drawing transposed.
pub(in crate::layout::layered) fn earlier(earlier: &Earlier) -> Earlier {
    let turned = |points: &[Option<Point>]| {
        points.iter().map(|point| point.map(|p| Point::new(p.y, p.x))).collect()
    };
    Earlier { nodes: turned(&earlier.nodes), containers: turned(&earlier.containers) }
}

/// The layout with everything transposed back.
pub(in crate::layout::layered) fn layout(mut layout: Layout) -> Layout {
    layout.canvas = layout.canvas.transposed();
    for node in &mut layout.nodes {
        *node = node.transposed();
    }
    for container in &mut layout.containers {
        container.frame = container.frame.transposed();
        container.title = container.title.transposed();
    }
    for route in &mut layout.edges {
        for p in &mut route.points {
            *p = Point::new(p.y, p.x);
        }
        route.label = route.label.map(|label| label.transposed());
    }
    layout
}
