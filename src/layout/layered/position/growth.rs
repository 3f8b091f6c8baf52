//! How far boxes grow so that lines to and from them are straight.

use std::collections::BTreeMap;

use crate::geom::{Unit, px};
use crate::layout::Spacing;
use crate::layout::layered::graph::layers::{Kind, Layers, LinkIx, Vertex};
use crate::layout::layered::position::ports::Ports;

/// The most that a box grows for lines to several boxes.
pub(in crate::layout::layered) const MOST: Unit = px(72);

/// The most that each vertex may grow. The labels between two boxes stand below each other
/// anyhow: a box may be as high as they are.
pub(in crate::layout::layered) fn most(layers: &Layers, spacing: &Spacing) -> Vec<Unit> {
    let mut between: BTreeMap<(Vertex, Vertex), Unit> = BTreeMap::new();
    for path in &layers.paths {
        let ends = |l: LinkIx| (layers.links[l].left, layers.links[l].right);
        let mut passed = path.iter().map(|&l| ends(l).1);
        let label = passed.find(|&v| matches!(layers.kind[v], Kind::Label(_)));
        if let (Some(&first), Some(&last), Some(label)) = (path.first(), path.last(), label) {
            let room = layers.size[label].height + spacing.line;
            *between.entry((ends(first).0, ends(last).1)).or_default() += room;
        }
    }
    let mut most = vec![MOST; layers.len()];
    for ((a, b), height) in between {
        for v in [a, b] {
            most[v] = most[v].max(height - layers.size[v].height);
        }
    }
    most
}

/// Makes each box as high as the straight lines among the ports at `height` need, at most by
/// what it may grow.
pub(in crate::layout::layered) fn keep(
    layers: &mut Layers,
    ports: &Ports,
    height: &[Unit],
    most: &[Unit],
    spacing: &Spacing,
) {
    let mut is_straight = vec![false; ports.all.len()];
    for l in 0..layers.links.len() {
        let (left, right) = (ports.at_left[l], ports.at_right[l]);
        if height[left] == height[right] {
            is_straight[left] = true;
            is_straight[right] = true;
        }
    }
    for side in &ports.sides {
        let v = ports.all[side.start].vertex;
        let mut straight = side.clone().filter(|&p| is_straight[p]);
        let Some(first) = straight.next() else { continue };
        let last = straight.next_back().unwrap_or(first);
        let outside = (first - side.start + side.end - 1 - last) as Unit * spacing.line;
        let ends = layers.line[v] + layers.foot[v] + 2 * spacing.line;
        let needed = ends + outside + height[last] - height[first];
        let size = &mut layers.size[v];
        if needed > size.height && needed <= size.height + most[v] {
            size.height = needed;
        }
    }
}
