//! Edges from a box to itself: arches on its top, one around the other; from a container's
//! frame to itself: arches below it.
//!
//! Before: sizes of the boxes. `reserve` gives the room above each box that its arches and
//! their labels take, and the width they need; `draw` fills it.

use std::collections::BTreeMap;

use crate::geom::{Point, Rect, Size, Unit};
use crate::layout::layered::graph::leaves::{EdgeEnd, Leaf, Leaves};
use crate::layout::layered::graph::tree::{Cluster, Tree};
use crate::layout::{EdgeIx, Input, Layout, Route};

/// Sizes of the boxes with room for their loops, and the room above each.
pub(in crate::layout::layered) fn reserve(
    input: &Input,
    leaves: &Leaves,
    size: &mut [Size],
) -> Vec<Unit> {
    let mut head = vec![0; leaves.len()];
    for (s, loops) in by_leaf(input, leaves) {
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

fn by_leaf(input: &Input, leaves: &Leaves) -> Vec<(Leaf, Vec<EdgeIx>)> {
    let mut loops: BTreeMap<Leaf, Vec<EdgeIx>> = BTreeMap::new();
    for (e, edge) in input.edges.iter().enumerate() {
        if edge.from == edge.to
            && let EdgeEnd::Leaf(s) = leaves.ends[e].0
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

/// Reserves room below every container that an edge leaves and enters; their arches hang
/// under its last column.
pub(in crate::layout::layered) fn reserve_feet(input: &Input, leaves: &Leaves, tree: &mut Tree) {
    for (cluster, loops) in by_frame(input, leaves) {
        if let Some(last) = arches(input, &loops).last() {
            let label = loops.iter().filter_map(|&e| input.edges[e].label);
            let wide = label.map(|l| l.width).max().unwrap_or(0);
            let line = input.spacing.line;
            tree.foot[cluster] = Size::new(
                (2 * (last.reach + line)).max(wide),
                last.rise + last.label_height + line,
            );
        }
    }
}

fn by_frame(input: &Input, leaves: &Leaves) -> Vec<(Cluster, Vec<EdgeIx>)> {
    let mut loops: BTreeMap<Cluster, Vec<EdgeIx>> = BTreeMap::new();
    for e in 0..input.edges.len() {
        if let (EdgeEnd::Frame(a), EdgeEnd::Frame(b)) = leaves.ends[e]
            && a == b
        {
            loops.entry(a).or_default().push(e);
        }
    }
    loops.into_iter().collect()
}

/// Draws all loops; `middle` gives the middle of the last column of a cluster.
pub(in crate::layout::layered) fn draw(
    input: &Input,
    leaves: &Leaves,
    tree: &Tree,
    middle: impl Fn(Cluster) -> Unit,
    layout: &mut Layout,
) {
    for (s, loops) in by_leaf(input, leaves) {
        let frame = match leaves.empty_container[s] {
            Some(c) => layout.containers[c].frame,
            None => layout.nodes[s],
        };
        let center = frame.x + frame.width / 2;
        draw_arches(input, &loops, Point::new(center, frame.y), -1, layout);
    }
    for (cluster, loops) in by_frame(input, leaves) {
        if let Some(c) = tree.source[cluster] {
            let bottom = layout.containers[c].frame.bottom();
            draw_arches(input, &loops, Point::new(middle(cluster), bottom), 1, layout);
        }
    }
}

/// Arches around a point of a horizontal border, its `middle`, upwards (-1) or downwards (1).
fn draw_arches(input: &Input, loops: &[EdgeIx], middle: Point, way: Unit, layout: &mut Layout) {
    for (&e, arch) in loops.iter().zip(arches(input, loops)) {
        let (left, right) = (middle.x - arch.reach, middle.x + arch.reach);
        let far = middle.y + way * arch.rise;
        let points = [(left, middle.y), (left, far), (right, far), (right, middle.y)];
        let label = input.edges[e].label.map(|size| {
            let y = if way < 0 { far - size.height } else { far };
            Rect::new(middle.x - size.width / 2, y, size.width, size.height)
        });
        let points = points.iter().map(|&(x, y)| Point::new(x, y)).collect();
        layout.edges[e] = Route { points, label, letter: None };
    }
}

#[cfg(test)]
mod tests {
    use super::{Arch, arches, reserve};
    use crate::geom::{Size, Unit};
    use crate::layout::layered::graph::leaves::Leaves;
    use crate::layout::layered::graph::tree::Tree;
    use crate::layout::testing::architectures::{card, edge, empty};
    use crate::layout::{Edge, End, Input, Lane};

    /// A card with loops, each with a label of this size.
    fn loops(labels: &[Option<Size>]) -> Input {
        let around = |&label: &Option<Size>| Edge { label, ..edge(End::Node(0), End::Node(0)) };
        let edges = labels.iter().map(around).collect();
        Input { nodes: vec![card(None, Lane::Main(0))], edges, ..empty() }
    }

    const LABELS: [Option<Size>; 3] = [None, Some(Size::new(400, 20)), None];

    #[test]
    fn each_arch_goes_round_the_one_before_and_its_label() {
        let input = loops(&LABELS);
        let line = input.spacing.line;
        let of = |arch: Arch| (arch.rise, arch.reach, arch.label_height);
        let found: Vec<(Unit, Unit, Unit)> =
            arches(&input, &[0, 1, 2]).into_iter().map(of).collect();
        let widest = 400 / 2;
        assert_eq!(
            found,
            [(line, line, 0), (2 * line, 2 * line, 20), (3 * line + 20, widest + line, 0)]
        );
    }

    #[test]
    fn a_card_has_room_above_and_width_for_its_loops() {
        let input = loops(&LABELS);
        let leaves = Leaves::new(&input, &Tree::new(&input));
        let narrow = Size::new(10, 50);
        let mut size = [narrow];
        let head = reserve(&input, &leaves, &mut size);
        let line = input.spacing.line;
        let last = arches(&input, &[0, 1, 2]).pop().expect("an arch");
        assert_eq!(head, [last.rise + line]);
        assert_eq!(size, [Size::new(2 * (last.reach + line), narrow.height + head[0])]);
        let wide = Size::new(4000, 50);
        let mut size = [wide];
        reserve(&input, &leaves, &mut size);
        assert_eq!(size[0].width, wide.width, "what is wide enough stays so");
    }
}
