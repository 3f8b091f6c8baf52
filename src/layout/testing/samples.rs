//! A small sound drawing for tests, to be broken in one place.

use crate::geom::{Point, Rect, Size};
use crate::layout::{
    Container, Edge, End, First, FlowDirection, Input, Lane, Layout, Node, PlacedContainer, Route,
    Spacing,
};

/// A polyline from pairs.
pub(in crate::layout) fn line(points: &[(i32, i32)]) -> Vec<Point> {
    points.iter().map(|&(x, y)| Point::new(x, y)).collect()
}

/// Two containers with a node each and a third node below the first:
///
/// ```text
/// +-0------+         +-1------+
/// | title  |         | title  |
/// | node 0 |--label--| node 1 |
/// +---|----+         +--------+
///   node 2
/// ```
pub(in crate::layout) fn two_sites() -> (Input, Layout) {
    let node = |lane, container, height| Node {
        size: Size::new(40, height),
        foot: 0,
        container,
        lane: Lane::Main(lane),
    };
    let container = Container { parent: None, title: Size::new(40, 10) };
    let edge = |to, label| Edge {
        from: End::Node(0),
        to: End::Node(to),
        label,
        bundle: None,
        first: First::From,
    };
    let input = Input {
        reading: FlowDirection::LeftToRight,
        containers: vec![container.clone(), container],
        nodes: vec![node(0, Some(0), 40), node(2, Some(1), 40), node(0, None, 40)],
        edges: vec![edge(1, Some(Size::new(40, 20))), edge(2, None)],
        spacing: Spacing { node: 10, line: 4, padding: 10, margin: 10 },
        width: None,
    };
    let placed = |x| PlacedContainer {
        frame: Rect::new(x, 20, 80, 150),
        title: Rect::new(x + 10, 25, 40, 10),
    };
    let layout = Layout {
        canvas: Size::new(290, 270),
        nodes: vec![
            Rect::new(30, 50, 60, 100),
            Rect::new(220, 50, 50, 100),
            Rect::new(40, 210, 40, 50),
        ],
        containers: vec![placed(20), placed(200)],
        edges: vec![
            Route {
                points: line(&[(90, 100), (220, 100)]),
                label: Some(Rect::new(130, 90, 40, 20)),
                letter: None,
            },
            Route { points: line(&[(60, 150), (60, 210)]), label: None, letter: None },
        ],
        remarks: vec![],
    };
    (input, layout)
}
