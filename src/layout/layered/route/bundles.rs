//! Bundles: lines that stand next to each other on their way from a hub run as one.
//!
//! Before: an order in which every line has vertices of its own, so that bundles cost no
//! crossing. After: of a bundle, what is together from its hub on is one vertex a rank; the
//! order of everything else is the same.

use std::collections::BTreeMap;

use crate::layout::layered::graph::layers::{Bundle, Kind, Layers, LinkIx, Vertex};
use crate::layout::layered::order::cells::Cells;

/// Joins what can run as one.
pub(in crate::layout::layered) fn gather(layers: &mut Layers, cells: &mut Cells) {
    let mut hubs = hubs(layers);
    hubs.sort_unstable();
    hubs.dedup();
    let mut into: Vec<Vertex> = (0..layers.len()).collect();
    for ends in hubs.chunk_by(|a, b| a.0 == b.0) {
        let bundle = ends[0].0;
        let mut open = runs(layers, cells, ends.iter().map(|&(_, end)| end).collect());
        while let Some(run) = open.pop() {
            run.iter().for_each(|&v| into[v] = run[0]);
            open.extend(runs(layers, cells, before_hub(layers, bundle, &run)));
        }
    }
    if into.iter().enumerate().any(|(v, &kept)| v != kept) {
        join(layers, cells, &into);
    }
}

/// The ends that the lines of each bundle share.
fn hubs(layers: &Layers) -> Vec<(Bundle, Vertex)> {
    let is_hub = |bundle: Bundle, end: Vertex| {
        let onward = if bundle.hub_is_right { &layers.after[end] } else { &layers.before[end] };
        onward.iter().all(|&l| layers.links[l].bundle != Some(bundle))
    };
    let links = layers.links.iter();
    let ends = links.filter_map(|link| {
        let bundle = link.bundle?;
        Some((bundle, if bundle.hub_is_right { link.right } else { link.left }))
    });
    ends.filter(|&(bundle, end)| is_hub(bundle, end)).collect()
}

/// Where the lines of a bundle pass the rank that is one farther from their hub.
fn before_hub(layers: &Layers, bundle: Bundle, run: &[Vertex]) -> Vec<Vertex> {
    let links = run
        .iter()
        .flat_map(|&v| if bundle.hub_is_right { &layers.before[v] } else { &layers.after[v] });
    let own = links.map(|&l| &layers.links[l]).filter(|link| link.bundle == Some(bundle));
    let other = own.map(|link| if bundle.hub_is_right { link.left } else { link.right });
    other.filter(|&v| layers.kind[v] == Kind::Dummy).collect()
}

/// Vertices of one rank by what stands together, from top to bottom.
fn runs(layers: &Layers, cells: &Cells, mut vertices: Vec<Vertex>) -> Vec<Vec<Vertex>> {
    vertices.sort_unstable_by_key(|&v| (layers.rank[v], layers.parent[v], cells.slot[v]));
    vertices.dedup();
    let touch = |&a: &Vertex, &b: &Vertex| {
        let is_next = cells.slot[a] + 1 == cells.slot[b];
        is_next
            && (layers.rank[a], layers.parent[a]) == (layers.rank[b], layers.parent[b])
            && !layers.is_leaf(a)
            && !layers.is_leaf(b)
    };
    vertices.chunk_by(touch).map(<[Vertex]>::to_vec).collect()
}

/// Replaces every vertex by the one it goes into; the leaves are kept.
fn join(layers: &mut Layers, cells: &mut Cells, into: &[Vertex]) {
    let mut number = vec![0; into.len()];
    let mut joined = Layers {
        is_reversed: std::mem::take(&mut layers.is_reversed),
        spans: std::mem::take(&mut layers.spans),
        ranks: layers.ranks,
        ..Layers::default()
    };
    for v in (0..into.len()).filter(|&v| into[v] == v) {
        let (kind, parent, rank) = (layers.kind[v], layers.parent[v], layers.rank[v]);
        number[v] = joined.vertex(kind, parent, rank, layers.size[v], layers.line[v]);
        joined.foot.push(layers.foot[v]);
    }
    let number: Vec<Vertex> = into.iter().map(|&kept| number[kept]).collect();
    let mut known: BTreeMap<(Vertex, Vertex, Bundle), LinkIx> = BTreeMap::new();
    let mut link_of = Vec::with_capacity(layers.links.len());
    for link in &layers.links {
        let mut moved = *link;
        (moved.left, moved.right) = (number[link.left], number[link.right]);
        moved.edges = 0;
        let ix = match link.bundle {
            Some(bundle) => *known
                .entry((moved.left, moved.right, bundle))
                .or_insert_with(|| joined.link(moved)),
            None => joined.link(moved),
        };
        joined.links[ix].edges += link.edges;
        link_of.push(ix);
    }
    let renamed = |path: &Vec<LinkIx>| path.iter().map(|&l| link_of[l]).collect();
    joined.find_links();
    joined.paths = layers.paths.iter().map(renamed).collect();
    *layers = joined;
    cells.renumber(layers, |v| (into[v] == v).then(|| number[v]));
}

#[cfg(test)]
mod tests {
    use crate::geom::Size;
    use crate::layout::layered::Layered;
    use crate::layout::testing::random::{Shape, graph};
    use crate::layout::{Edge, End, Engine, First, Input, score, verify};

    /// Four boxes, all joined to two hubs one behind the other, and the hubs to each other.
    fn two_hubs(bundle: [Option<u32>; 2]) -> Input {
        let mut input = graph(Shape { nodes: 6, per_container: 0, ..Shape::default() }, 3);
        input.nodes.iter_mut().for_each(|node| node.size = Size::new(400, 200));
        let edge = |from, to, bundle| Edge {
            from: End::Node(from),
            to: End::Node(to),
            label: None,
            bundle,
            first: First::From,
        };
        input.edges = (0..4)
            .flat_map(|from| [edge(from, 4, bundle[0]), edge(from, 5, bundle[1])])
            .chain([edge(4, 5, None)])
            .collect();
        input
    }

    #[test]
    fn a_bundle_costs_no_crossing_and_its_lines_run_together() {
        let (single, bundled) = (two_hubs([None; 2]), two_hubs([Some(0), Some(1)]));
        let (apart, together) = (Layered.lay_out(&single), Layered.lay_out(&bundled));
        assert_eq!(verify(&bundled, &together), []);
        let crossings = |input: &Input, layout| score(input, layout).crossings;
        assert!(crossings(&bundled, &together) <= crossings(&single, &apart));
        let ends = |layout: &crate::layout::Layout, hub: usize| {
            let mut ends: Vec<i32> = (0..4)
                .filter_map(|i| layout.edges[2 * i + hub].points.last().map(|p| p.y))
                .collect();
            ends.sort_unstable();
            ends.dedup();
            ends.len()
        };
        assert_eq!((ends(&apart, 0), ends(&together, 0)), (4, 1));
        assert!(ends(&together, 1) <= 2, "above and below the hub that they pass");
    }
}
