//! Reading order: whether what is later in the order of lanes stands later on the page.

use crate::geom::Rect;
use crate::layout::geometry::relations::Relations;
use crate::layout::{ContainerIx, Edge, End, Lane, Layout};

/// The first and last of the main lanes that an end stands in.
type Lanes = (u8, u8);

/// The share of the edges between different lanes whose end in the later lane lies right of or
/// below the other end; 1 if there is none.
///
/// A container stands in the lanes of what it holds. An edge is between different lanes if all
/// lanes of one end come before all of the other.
pub(in crate::layout) fn order(relations: &Relations, layout: &Layout) -> f64 {
    let held = held_lanes(relations);
    let edges = relations.input.edges.iter();
    let ordered: Vec<bool> = edges
        .filter_map(|edge| {
            let (first, last) = by_lane(relations, &held, edge)?;
            Some(is_after(&frame(layout, last), &frame(layout, first)))
        })
        .collect();
    if ordered.is_empty() {
        return 1.0;
    }
    ordered.iter().filter(|&&is_so| is_so).count() as f64 / ordered.len() as f64
}

/// The ends of an edge, the one in the earlier lane first; nothing if it is not between lanes.
fn by_lane(relations: &Relations, held: &[Option<Lanes>], edge: &Edge) -> Option<(End, End)> {
    let lanes = |end| match end {
        End::Node(n) => lanes_of(relations.input.nodes[n].lane),
        End::Container(c) => held[c],
    };
    let (from, to) = (lanes(edge.from)?, lanes(edge.to)?);
    if from.1 < to.0 {
        Some((edge.from, edge.to))
    } else if to.1 < from.0 {
        Some((edge.to, edge.from))
    } else {
        None
    }
}

/// The lanes of the nodes in each container, at any depth.
fn held_lanes(relations: &Relations) -> Vec<Option<Lanes>> {
    let input = relations.input;
    let mut held = vec![None; input.containers.len()];
    let mut add = |at: Option<ContainerIx>, lanes: Option<Lanes>| {
        if let (Some(c), Some(lanes)) = (at, lanes) {
            let (low, high) = held[c].unwrap_or(lanes);
            held[c] = Some((low.min(lanes.0), high.max(lanes.1)));
        }
        at.and_then(|c| held[c])
    };
    for node in &input.nodes {
        add(node.container, lanes_of(node.lane));
    }
    // Children come after their parents.
    for c in (0..input.containers.len()).rev() {
        let own = add(Some(c), None);
        add(input.containers[c].parent, own);
    }
    held
}

const fn lanes_of(lane: Lane) -> Option<Lanes> {
    match lane {
        Lane::Main(lane) => Some((lane, lane)),
        Lane::Band(_) | Lane::Free | Lane::Same(_) => None,
    }
}

fn frame(layout: &Layout, end: End) -> Rect {
    match end {
        End::Node(n) => layout.nodes[n],
        End::Container(c) => layout.containers[c].frame,
    }
}

/// Whether a frame lies right of or below another, by the sides that are nearer to each other.
const fn is_after(frame: &Rect, other: &Rect) -> bool {
    frame.x >= other.right() || frame.y >= other.bottom()
}

#[cfg(test)]
mod tests {
    use super::order;
    use crate::layout::geometry::relations::Relations;
    use crate::layout::testing::samples::two_sites;
    use crate::layout::{End, Input, Lane, Layout};

    fn ordered(change: impl Fn(&mut Input, &mut Layout)) -> f64 {
        let (mut input, mut layout) = two_sites();
        change(&mut input, &mut layout);
        order(&Relations::new(&input), &layout)
    }

    fn is(share: f64, wanted: f64) -> bool {
        (share - wanted).abs() < 1e-9
    }

    #[test]
    fn the_later_lane_lies_right_or_below() {
        assert!(is(ordered(|_, _| ()), 1.0), "from lane 0 to lane 2, which is right of it");
        let swapped = |i: &mut Input, _: &mut Layout| i.nodes[0].lane = Lane::Main(3);
        assert!(is(ordered(swapped), 0.0), "nodes 1 and 2 are before it, right of it and below");
        let turned = |i: &mut Input, _: &mut Layout| {
            let edge = &mut i.edges[0];
            std::mem::swap(&mut edge.from, &mut edge.to);
        };
        assert!(is(ordered(turned), 1.0), "whichever way the arrow points");
        let above = |i: &mut Input, l: &mut Layout| {
            i.nodes[0].lane = Lane::Main(1);
            l.nodes[1] = l.nodes[0].moved(0, 100);
        };
        assert!(is(ordered(above), 0.5), "below is as good as right of");
    }

    #[test]
    fn the_nearer_sides_count() {
        let beside = |i: &mut Input, l: &mut Layout| {
            i.edges.truncate(1);
            l.edges.truncate(1);
            l.nodes[1] = l.nodes[0].moved(l.nodes[0].width, 0);
        };
        assert!(is(ordered(beside), 1.0), "they touch");
        let overlapping = |i: &mut Input, l: &mut Layout| {
            beside(i, l);
            l.nodes[1].x -= 1;
        };
        assert!(is(ordered(overlapping), 0.0), "its middle is right of the other's, its side not");
    }

    #[test]
    fn only_main_lanes_count() {
        for lane in [Lane::Band(0), Lane::Free] {
            let none = |i: &mut Input, _: &mut Layout| i.nodes[0].lane = lane;
            assert!(is(ordered(none), 1.0));
        }
        let same = |i: &mut Input, l: &mut Layout| {
            i.nodes[1].lane = Lane::Main(0);
            l.nodes[1] = l.nodes[0].moved(-500, -500);
        };
        assert!(is(ordered(same), 1.0), "both ends are in one lane");
    }

    #[test]
    fn a_container_stands_in_the_lanes_of_what_it_holds() {
        let held = |i: &mut Input, l: &mut Layout| {
            i.edges.truncate(1);
            l.edges.truncate(1);
            i.edges[0].to = End::Container(1);
        };
        assert!(is(ordered(held), 1.0));
        let left = |i: &mut Input, l: &mut Layout| {
            held(i, l);
            l.containers[1].frame = l.containers[0].frame.moved(-90, 0);
        };
        assert!(is(ordered(left), 0.0));
        let outer = |i: &mut Input, l: &mut Layout| {
            left(i, l);
            i.nodes[1].container = Some(0);
            i.nodes[0].container = None;
            i.containers[0].parent = None;
            i.edges[0].to = End::Container(0);
            l.containers[0].frame = l.nodes[0].moved(-500, -500);
        };
        assert!(is(ordered(outer), 0.0), "a container of its own lanes");
        let mixed = |i: &mut Input, l: &mut Layout| {
            left(i, l);
            i.nodes[2].container = Some(1);
        };
        assert!(is(ordered(mixed), 1.0), "it holds lanes 0 and 2: neither before nor after lane 0");
    }

    #[test]
    fn lanes_of_inner_containers_count_for_the_outer() {
        let nested = |i: &mut Input, l: &mut Layout| {
            i.edges.truncate(1);
            l.edges.truncate(1);
            i.nodes[0].container = None;
            i.containers[1].parent = Some(0);
            i.edges[0].to = End::Container(0);
            l.containers[0].frame = l.nodes[0].moved(-500, -500);
        };
        assert!(is(ordered(nested), 0.0), "the outer container holds lane 2 by the inner one");
    }
}
