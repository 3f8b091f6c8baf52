//! Where lines leave and enter boxes: ports on the left and right sides, in the order of the
//! other ends, spread evenly unless a straighter line costs less.
//!
//! Before: an order. After: every link has a port at both ends; every box is tall enough for
//! the ports of its fuller side.

use crate::geom::{PX, Unit};
use crate::layout::layered::graph::layers::{Bundle, Layers, LinkIx, Vertex};
use crate::layout::layered::order::cells::Cells;

/// Index of a port.
pub(in crate::layout::layered) type PortIx = usize;

/// A point on a box where lines end, or the point of a vertex that a line passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::layout::layered) struct Port {
    /// Its vertex.
    pub vertex: Vertex,
    /// How far below the vertex' top it wants to be.
    pub ideal: Unit,
    /// Whether it may only be there: lines that pass have no choice.
    pub is_fixed: bool,
    /// Whether no other port shares its side of the box.
    pub is_alone: bool,
}

/// All ports.
#[derive(Debug, Clone, Default)]
pub(in crate::layout::layered) struct Ports {
    /// The ports; of one side from top to bottom, one after another.
    pub all: Vec<Port>,
    /// For each link, the port at its left vertex.
    pub at_left: Vec<PortIx>,
    /// For each link, the port at its right vertex.
    pub at_right: Vec<PortIx>,
    /// Ranges of `all` that share a side of a box.
    pub sides: Vec<std::ops::Range<PortIx>>,
}

/// Gives every link its ports and every box the height that its ports need: `pitch` from each other
/// and from corners.
pub(in crate::layout::layered) fn spread(layers: &mut Layers, cells: &Cells, pitch: Unit) -> Ports {
    let mut ports = Ports {
        at_left: vec![0; layers.links.len()],
        at_right: vec![0; layers.links.len()],
        ..Ports::default()
    };
    for v in 0..layers.len() {
        if layers.is_leaf(v) {
            spread_box(layers, cells, &mut ports, v, pitch);
        } else {
            let port = ports.all.len();
            ports.all.push(Port {
                vertex: v,
                ideal: layers.line[v],
                is_fixed: true,
                is_alone: true,
            });
            for &l in &layers.after[v] {
                ports.at_left[l] = port;
            }
            for &l in &layers.before[v] {
                ports.at_right[l] = port;
            }
        }
    }
    ports
}

fn spread_box(layers: &mut Layers, cells: &Cells, ports: &mut Ports, v: Vertex, pitch: Unit) {
    let (head, foot) = (layers.line[v], layers.foot[v]);
    let own = layers.size[v].height - head - foot;
    let room = 1 + ((own - 2 * pitch).max(0) / pitch.max(1)) as usize;
    let right = groups(layers, cells, v, true, room);
    let left = groups(layers, cells, v, false, room);
    let most = right.len().max(left.len()) as Unit;
    let least = (most - 1).max(0) * pitch + 2 * pitch;
    let height = own.max(if most > 1 { least } else { 0 });
    layers.size[v].height = head + height + foot;
    for (side, is_right) in [(right, true), (left, false)] {
        let first = ports.all.len();
        let count = side.len() as Unit;
        for (i, group) in side.into_iter().enumerate() {
            let i = i as Unit;
            let even = even(i, count, height);
            let dense = height / 2 + (2 * i + 1 - count) * pitch / 2;
            let fits = count <= 1 || height / count >= pitch;
            // Whole pixels, so that borders and lines are sharp.
            let ideal = (head + if fits { even } else { dense }) / PX * PX;
            for l in group {
                let table = if is_right { &mut ports.at_left } else { &mut ports.at_right };
                table[l] = ports.all.len();
            }
            let is_alone = count == 1;
            ports.all.push(Port { vertex: v, ideal, is_fixed: false, is_alone });
        }
        if ports.all.len() > first {
            ports.sides.push(first..ports.all.len());
        }
    }
}

/// The middle of one of so many equal parts of a height.
fn even(part: Unit, parts: Unit, height: Unit) -> Unit {
    let [part, parts, height] = [part, parts, height].map(i64::from);
    ((2 * part + 1) * height / (2 * parts).max(1)) as Unit
}

/// The links of one side in the order of their other ends. Neighbors of one bundle share a
/// port if this box is their hub; with room for fewer than `room` ports so do all of a
/// bundle, where most of them are.
fn groups(
    layers: &Layers,
    cells: &Cells,
    v: Vertex,
    is_right: bool,
    room: usize,
) -> Vec<Vec<LinkIx>> {
    let links = if is_right { &layers.after[v] } else { &layers.before[v] };
    let other = |l: LinkIx| {
        let link = &layers.links[l];
        cells.position[if is_right { link.right } else { link.left }]
    };
    let hub = |l: LinkIx| layers.links[l].bundle.filter(|b: &Bundle| b.hub_is_right != is_right);
    let mut sorted = links.to_vec();
    sorted.sort_by_key(|&l| (other(l), l));
    let mut runs: Vec<Vec<LinkIx>> = sorted
        .chunk_by(|&a, &b| hub(a).is_some() && hub(a) == hub(b))
        .map(<[LinkIx]>::to_vec)
        .collect();
    while runs.len() > room {
        let of_bundle = |b: Bundle| runs.iter().filter(|run| hub(run[0]) == Some(b)).count();
        let scattered = runs.iter().filter_map(|run| hub(run[0])).map(|b| (of_bundle(b), b));
        let Some((2.., bundle)) = scattered.max() else { break };
        gather(&mut runs, |run| hub(run[0]) == Some(bundle));
    }
    runs
}

/// Joins some runs at the place of the one in which the middle one of their links is.
fn gather(runs: &mut Vec<Vec<LinkIx>>, is_one: impl Fn(&[LinkIx]) -> bool) {
    let all: Vec<LinkIx> = runs.iter().filter(|run| is_one(run)).flatten().copied().collect();
    let Some(&middle) = all.get(all.len() / 2) else { return };
    runs.retain_mut(|run| {
        if run.contains(&middle) {
            run.clone_from(&all);
            return true;
        }
        !is_one(run)
    });
}

#[cfg(test)]
mod tests {
    use super::even;
    use crate::geom::px;

    #[test]
    fn parts_of_very_high_boxes_are_where_they_belong() {
        assert_eq!([0, 1, 2].map(|part| even(part, 3, px(30))), [px(5), px(15), px(25)]);
        let (parts, pitch) = (20_000, px(10));
        assert_eq!(even(parts - 1, parts, parts * pitch), parts * pitch - pitch / 2);
    }
}
