//! Counting what an order costs: lines that cross, and lines that enter clusters of others.

use std::cmp::Ordering;

use crate::layout::layered::graph::layers::{Layers, Link, Vertex};
use crate::layout::layered::graph::tree::{Cluster, Tree};
use crate::layout::layered::order::cells::{Cells, Item, Keys};

/// How many neighbors out of the declared order a saved crossing may cost.
pub(in crate::layout::layered) const CROSSING: usize = 4;
/// How many more a line may cost that is kept out of a foreign cluster.
pub(in crate::layout::layered) const HIT: usize = 1000;

/// The sides of a rank.
const BEFORE: usize = 0;
const AFTER: usize = 1;

/// Cost of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::layout::layered) struct Cost {
    /// (line, cluster) pairs where the line runs through a cluster that holds neither end.
    pub hits: usize,
    /// Pairs of lines that cross.
    pub crossings: usize,
    /// Neighbors that stand against the declared order.
    pub departures: usize,
}

impl PartialOrd for Cost {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Cost {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |cost: &Self| (cost.hits, CROSSING * cost.crossings + cost.departures);
        key(self).cmp(&key(other)).then(self.crossings.cmp(&other.crossings))
    }
}

/// The cost of all ranks together.
pub(in crate::layout::layered) fn cost(
    layers: &Layers,
    tree: &Tree,
    cells: &Cells,
    keys: &Keys,
) -> Cost {
    let departures = |items: &Vec<Item>| {
        let mut last = None;
        let declared = items.iter().filter_map(|&item| keys.declared(layers, item));
        declared.filter(|&key| last.replace(key).is_some_and(|above| above > key)).count()
    };
    Cost {
        hits: all_hits(layers, tree, cells),
        crossings: all_crossings(layers, cells),
        departures: cells.items.iter().map(departures).sum(),
    }
}

fn all_crossings(layers: &Layers, cells: &Cells) -> usize {
    let (mut tree, mut ends) = (Vec::new(), Vec::new());
    (1..layers.ranks).map(|rank| crossings_before(layers, cells, rank, &mut tree, &mut ends)).sum()
}

/// Crossings between a rank and the one before: inversions counted with an accumulator tree
/// (Barth, Juenger, Mutzel 2004). Brings room for the tree and for the ends of a vertex' lines.
fn crossings_before(
    layers: &Layers,
    cells: &Cells,
    rank: usize,
    tree: &mut Vec<usize>,
    ends: &mut Vec<(usize, usize)>,
) -> usize {
    let width = cells.layer[rank].len();
    tree.clear();
    tree.resize(width + 1, 0);
    let (mut crossings, mut seen) = (0, 0);
    for &v in &cells.layer[rank - 1] {
        ends.clear();
        ends.extend(layers.after[v].iter().map(|&l| {
            let link = &layers.links[l];
            (cells.position[link.right], link.edges)
        }));
        ends.sort_unstable();
        for &(end, edges) in ends.iter() {
            let mut not_above = 0;
            let mut at = end + 1;
            while at > 0 {
                not_above += tree[at];
                at &= at - 1;
            }
            crossings += edges * (seen - not_above);
        }
        for &(end, edges) in ends.iter() {
            let mut at = end + 1;
            while at <= width {
                tree[at] += edges;
                at += at & at.wrapping_neg();
            }
            seen += edges;
        }
    }
    crossings
}

fn all_hits(layers: &Layers, tree: &Tree, cells: &Cells) -> usize {
    if tree.len() == 1 {
        return 0;
    }
    layers.links.iter().map(|link| hits(layers, tree, cells, link)).sum()
}

/// How many clusters a link has to run through that hold neither of its vertices.
///
/// Siblings keep one order on all ranks, so those that both ranks have in common and that stand
/// above its left end are the first of them, and so are those above its right end: it runs
/// through the difference.
pub(in crate::layout::layered) fn hits(
    layers: &Layers,
    tree: &Tree,
    cells: &Cells,
    link: &Link,
) -> usize {
    let order = Order { layers, tree, cells };
    let (v, w) = (link.left, link.right);
    let around = tree.meet(layers.parent[v], layers.parent[w]);
    let (v_slot, v_place) = cells.slot_in(layers, tree, around, v);
    let (w_slot, w_place) = cells.slot_in(layers, tree, around, w);
    let (left, right) = (layers.rank[v], layers.rank[w]);
    let mut above_left = cells.common_above(layers, v, v_place, AFTER);
    let mut above_right = cells.common_above(layers, w, w_place, BEFORE);
    let mut count = 0;
    if let Some(cluster) = v_place.filter(|&p| layers.spans(p, right)) {
        let leaves_below = cells.slot_of_place(layers, cluster, right) < w_slot;
        above_right -= usize::from(leaves_below);
        count += order.hits_inside(cluster, v, AFTER, leaves_below);
    }
    if let Some(cluster) = w_place.filter(|&p| layers.spans(p, left)) {
        let leaves_below = cells.slot_of_place(layers, cluster, left) < v_slot;
        above_left -= usize::from(leaves_below);
        count += order.hits_inside(cluster, w, BEFORE, leaves_below);
    }
    count + above_left.abs_diff(above_right)
}

/// What stands where.
struct Order<'a> {
    layers: &'a Layers,
    tree: &'a Tree,
    cells: &'a Cells,
}

impl Order<'_> {
    /// Clusters that a line from a vertex runs through on its way out of `cluster` by its lower or
    /// upper border, in the gap towards the rank on one side.
    fn hits_inside(
        &self,
        mut cluster: Cluster,
        v: Vertex,
        side: usize,
        leaves_below: bool,
    ) -> usize {
        let Self { layers, tree, cells } = *self;
        let rank = layers.rank[v];
        let beyond = if side == AFTER { rank + 1 } else { rank - 1 };
        let mut count = 0;
        loop {
            let inner = tree.branch(cluster, layers.parent[v]);
            let above = cells.common_above(layers, v, inner, side);
            let inner = inner.filter(|&inner| layers.spans(inner, beyond));
            let cell = cells.cell(layers, cluster, rank);
            let below = || cells.common(cell, side) - above - usize::from(inner.is_some());
            count += if leaves_below { below() } else { above };
            let Some(next) = inner else { return count };
            cluster = next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::hits;
    use crate::layout::layered::graph::layers::{Layers, Link};
    use crate::layout::layered::graph::tree::{Cluster, ROOT, Tree};
    use crate::layout::layered::order::cells::{Cells, Item};
    use crate::layout::layered::order::sifting::tests::prepared;
    use crate::layout::layered::order::sweep::{declared, siblings};
    use crate::layout::layered::previous::Previous;
    use crate::layout::testing::random::{Shape, graph};

    /// The clusters of both ranks, out of those in `around`, that a line passes on another side at
    /// one end than at the other: by the flat order, and without those that hold an end.
    fn scanned(layers: &Layers, tree: &Tree, cells: &Cells, link: &Link) -> usize {
        let ends = [link.left, link.right];
        let holds = |cluster: Cluster, v: usize| tree.meet(cluster, layers.parent[v]) == cluster;
        let is_there = |cluster: Cluster, v: usize| layers.spans(cluster, layers.rank[v]);
        let above = |cluster: Cluster, v: usize| {
            let around = tree.meet(tree.parent[cluster], layers.parent[v]);
            let branch = tree.branch(around, cluster).unwrap_or(cluster);
            let slot = cells.slot_of_place(layers, branch, layers.rank[v]);
            let (own, _) = cells.slot_in(layers, tree, around, v);
            slot < own
        };
        let clusters = (ROOT + 1..tree.len()).filter(|&p| ends.iter().all(|&v| is_there(p, v)));
        let foreign = clusters.filter(|&p| ends.iter().all(|&v| !holds(p, v)));
        // Where a cluster around it holds no end and is run through, that alone counts.
        let outermost = foreign.filter(|&p| {
            let around = tree.parent[p];
            around == ROOT || ends.iter().any(|&v| holds(around, v))
        });
        outermost.filter(|&p| above(p, ends[0]) != above(p, ends[1])).count()
    }

    #[test]
    fn a_line_runs_through_the_places_that_it_passes_on_two_sides() {
        let mut found = 0;
        for seed in 0..20 {
            let shape = Shape { nodes: 40, per_container: 4, ..Shape::default() };
            let (tree, leaves, layers) = prepared(&graph(shape, seed));
            let keys = declared(&layers, &tree, &leaves, &Previous::new(None, &leaves, &tree));
            let mut cells = Cells::new(&layers, &tree, siblings(&tree, &keys), &keys);
            for rank in 0..layers.ranks {
                let cell = cells.cell(&layers, ROOT, rank);
                // Lines last, so that many run through clusters.
                cells.items[cell].sort_by_key(|item| matches!(item, Item::Vertex(v) if v % 2 == 0));
                cells.flatten(&layers, rank);
            }
            for link in &layers.links {
                let count = hits(&layers, &tree, &cells, link);
                assert_eq!(count, scanned(&layers, &tree, &cells, link), "seed {seed}, {link:?}");
                found += count;
            }
        }
        assert!(found > 100, "{found}");
    }
}
