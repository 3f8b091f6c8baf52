//! The vertical order: few crossings, no line through a cluster of others, close to the
//! declared order.
//!
//! Before: a layered graph. After: an order of every rank in which siblings keep one order.
//! Barycenter sweeps (Sugiyama, Tagawa, Toda 1981) from the declared order, clusters as blocks
//! whose order is enforced by pooling neighbors that violate it (as for Forster's 2004
//! constraints), then sifting, in graphs of ordinary size with kicks. What costs less is kept, so that
//! what the file says is left only for a gain.

use crate::layout::layered::graph::layers::{Layers, LinkIx, Vertex};
use crate::layout::layered::graph::leaves::Leaves;
use crate::layout::layered::graph::tree::{Cluster, ROOT, Tree, section};
use crate::layout::layered::order::blocks::Blocks;
use crate::layout::layered::order::cells::{Cells, Item, Keys};
use crate::layout::layered::order::crossings::{Cost, cost};
use crate::layout::layered::order::sifting::Sifting;
use crate::layout::layered::previous::Previous;

/// How much work the pass may do.
#[derive(Debug, Clone, Copy)]
pub(in crate::layout::layered) struct Effort {
    /// Sweeps without gain before it stops.
    pub patience: usize,
    /// Sweeps at most.
    pub sweeps: usize,
    /// How many pairs of lines sifting may compare; 0 if nothing is sifted.
    pub comparisons: usize,
    /// The same for kicks.
    pub kicks: usize,
}

impl Effort {
    /// Less for more: what keeps a large graph within its time.
    pub fn of(layers: &Layers) -> Self {
        let (patience, sweeps, comparisons, kicks) = match layers.len() {
            0..3000 => (2, 24, 1_500_000, 1_500_000),
            3000..12_000 => (2, 8, 6_000_000, 0),
            12_000..100_000 => (1, 4, 4_000_000, 0),
            _ => (1, 4, 0, 0),
        };
        Self { patience, sweeps, comparisons, kicks }
    }
}

/// What a sweep may sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Freedom {
    /// Only the vertices of lines; boxes and clusters keep their order.
    Lines,
    /// Boxes too.
    Boxes,
}

/// What the pass works on.
#[derive(Clone, Copy)]
struct Ground<'a> {
    layers: &'a Layers,
    tree: &'a Tree,
    keys: &'a Keys,
    effort: Effort,
}

/// An order of all ranks: the declared one unless one is found that costs less.
pub(in crate::layout::layered) fn arrange(
    layers: &Layers,
    tree: &Tree,
    leaves: &Leaves,
    previous: &Previous,
) -> Cells {
    let effort = Effort::of(layers);
    let keys = declared(layers, tree, leaves, previous);
    let ground = Ground { layers, tree, keys: &keys, effort };
    let first = Cells::new(layers, tree, siblings(tree, &keys), &keys);
    let freedom = if previous.is_any() { Freedom::Lines } else { Freedom::Boxes };
    let mut swept = first.clone();
    sweep_all(ground, &mut swept, freedom);
    let found = if effort.comparisons > 0 { sifted(ground, swept) } else { swept };
    let cost = |cells: &Cells| cost(layers, tree, cells, &keys);
    if cost(&first) < cost(&found) { first } else { found }
}

/// Sifts an order, as far as there is time for it. In a large graph that saves a quarter of the
/// crossings, and a third of the lines through clusters of others.
fn sifted(ground: Ground, swept: Cells) -> Cells {
    let Ground { layers, tree, keys, effort } = ground;
    let blocks = Blocks::new(layers, tree);
    let mut sifting = Sifting::new(layers, tree, keys, &blocks, swept, effort.comparisons);
    sifting.run();
    if effort.kicks > 0 { sifting.kicked(effort.kicks) } else { sifting.cells }
}

pub(in crate::layout::layered) fn siblings(tree: &Tree, keys: &Keys) -> Vec<usize> {
    let mut sibling = vec![0; tree.len()];
    for children in &tree.children {
        let mut children = children.clone();
        children.sort_by_key(|&child| keys.cluster[child]);
        for (i, child) in children.into_iter().enumerate() {
            sibling[child] = i;
        }
    }
    sibling
}

/// Keys that put leaves and clusters in declared order and lines next to where they begin.
pub(in crate::layout::layered) fn declared(
    layers: &Layers,
    tree: &Tree,
    leaves: &Leaves,
    previous: &Previous,
) -> Keys {
    let mut first = vec![usize::MAX; tree.len()];
    for s in 0..leaves.len() {
        let mut cluster = leaves.parent[s];
        while cluster != ROOT && first[cluster] > s {
            first[cluster] = s;
            cluster = tree.parent[cluster];
        }
    }
    let mut cluster = vec![(0, 0, 0); tree.len()];
    for children in &tree.children {
        let mut low = 0;
        for &child in children {
            if first[child] != usize::MAX {
                low = low.max(first[child]);
            }
            cluster[child] = (tree.section[child], low, 0);
        }
    }
    let mut vertex: Vec<(u16, usize, usize)> = vec![(0, usize::MAX, 0); layers.len()];
    for (v, key) in vertex.iter_mut().enumerate().take(leaves.len()) {
        *key = (section(leaves.lane[v]), v, 0);
    }
    let mut keys =
        Keys { vertex, cluster, previous_vertex: Vec::new(), previous_cluster: Vec::new() };
    previous.rank_keys(tree, leaves, &mut keys);
    for path in &layers.paths {
        let Some(&start) = path.first() else { continue };
        let start = layers.links[start].left;
        for &l in path {
            let v = layers.links[l].right;
            if !layers.is_leaf(v) && keys.vertex[v].1 == usize::MAX {
                keys.vertex[v] = (0, keys.vertex[start].1.min(leaves.len()), 1 + v);
            }
        }
    }
    keys
}

/// Sweeps down and up until nothing is gained; leaves the best order.
fn sweep_all(ground: Ground, cells: &mut Cells, freedom: Freedom) {
    let mut best: Option<(Cost, Cells)> = None;
    let mut idle = 0;
    for round in 0..ground.effort.sweeps {
        sweep(ground, cells, round % 2 == 0, freedom);
        let now = cost(ground.layers, ground.tree, cells, ground.keys);
        if best.as_ref().is_none_or(|(least, _)| now < *least) {
            best = Some((now, cells.clone()));
            idle = 0;
        } else {
            idle += 1;
        }
        if idle >= ground.effort.patience || now == Cost::default() {
            break;
        }
    }
    if let Some((_, order)) = best {
        *cells = order;
    }
}

/// Orders every rank by the one before it (or, upwards, the one after it).
fn sweep(ground: Ground, cells: &mut Cells, forward: bool, freedom: Freedom) {
    let layers = ground.layers;
    let mut value = vec![None; layers.len()];
    for step in 1..layers.ranks {
        let rank = if forward { step } else { layers.ranks - 1 - step };
        for &v in &cells.layer[rank] {
            value[v] = barycenter(layers, cells, v, forward);
        }
        let sweep = Sweep { layers, tree: ground.tree, rank, forward, freedom, value: &value };
        sweep.order_cell(cells, ROOT);
        cells.flatten(layers, rank);
    }
}

/// One rank of a sweep.
struct Sweep<'a> {
    layers: &'a Layers,
    tree: &'a Tree,
    rank: usize,
    forward: bool,
    freedom: Freedom,
    value: &'a [Option<i64>],
}

/// A position between those of the fixed rank, in 1/1024 of a step.
fn barycenter(layers: &Layers, cells: &Cells, v: Vertex, forward: bool) -> Option<i64> {
    let links = if forward { &layers.before[v] } else { &layers.after[v] };
    let sum: usize = links.iter().map(|&l| cells.position[across(layers, l, forward)]).sum();
    let count = links.len() as i64;
    (count > 0).then(|| sum as i64 * 1024 / count)
}

/// The end of a link at the fixed rank of a sweep.
fn across(layers: &Layers, link: LinkIx, forward: bool) -> Vertex {
    let link = &layers.links[link];
    if forward { link.left } else { link.right }
}

impl Sweep<'_> {
    /// Whether an item keeps its place among the others that do.
    fn is_fixed(&self, item: Item) -> bool {
        match item {
            Item::Cluster(_) => true,
            Item::Vertex(v) => self.freedom == Freedom::Lines && self.layers.is_leaf(v),
        }
    }

    /// Sorts a cell by barycenters, inner clusters as blocks; returns the mean over what is
    /// inside and how many vertices it is of.
    fn order_cell(&self, cells: &mut Cells, cluster: Cluster) -> Option<(i64, i64)> {
        let cell = cells.cell(self.layers, cluster, self.rank);
        let mut items = std::mem::take(&mut cells.items[cell]);
        let mean = match items[..] {
            [single] => self.wish_of(cells, single),
            _ => self.order_items(cells, cluster, &mut items),
        };
        cells.items[cell] = items;
        mean
    }

    /// Where an item wants to stand, and of how many vertices that is the mean.
    fn wish_of(&self, cells: &mut Cells, item: Item) -> Option<(i64, i64)> {
        match item {
            Item::Vertex(v) => self.value[v].map(|value| (value, 1)),
            Item::Cluster(inner) => self.order_cell(cells, inner),
        }
    }

    fn order_items(
        &self,
        cells: &mut Cells,
        cluster: Cluster,
        items: &mut [Item],
    ) -> Option<(i64, i64)> {
        let mut wishes: Vec<Option<i64>> = Vec::with_capacity(items.len());
        let mut blocks: Vec<(usize, i64, i64)> = Vec::with_capacity(items.len());
        let (mut sum, mut count, mut has_places) = (0, 0, false);
        for (i, &item) in items.iter().enumerate() {
            has_places |= matches!(item, Item::Cluster(_));
            let found = self.wish_of(cells, item);
            if let Some((value, weight)) = found {
                sum += value * weight;
                count += weight;
                if self.is_fixed(item) {
                    blocks.push((i, value, weight));
                }
            }
            wishes.push(found.map(|(value, _)| value));
        }
        pool(&blocks, &mut wishes);
        // What wishes nothing stays below what is above it, and what is fixed in its order.
        let (mut last, mut low) = (i64::MIN, i64::MIN);
        let mut sorted: Vec<(i64, Item)> = Vec::with_capacity(items.len());
        for (value, &item) in wishes.into_iter().zip(&*items) {
            last = value.unwrap_or(last);
            low = if self.is_fixed(item) { low.max(last) } else { low };
            sorted.push((if self.is_fixed(item) { low } else { last }, item));
        }
        if has_places {
            self.keep_sides(cells, cluster, &mut sorted);
        }
        sorted.sort_by_key(|&(wish, _)| wish);
        for (to, (_, item)) in items.iter_mut().zip(sorted) {
            *to = item;
        }
        (count > 0).then(|| (sum / count, count))
    }

    /// Moves loose vertices to the side of each inner cluster where their line comes from, so that
    /// no line has to run through it between the two ranks.
    fn keep_sides(&self, cells: &Cells, cluster: Cluster, wish: &mut [(i64, Item)]) {
        let Self { layers, tree, rank, forward, .. } = *self;
        let fixed = if forward { rank - 1 } else { rank + 1 };
        let common: Vec<(usize, usize)> = wish
            .iter()
            .enumerate()
            .filter_map(|(i, &(_, item))| match item {
                Item::Cluster(inner) if layers.spans(inner, fixed) => {
                    Some((i, cells.slot_of_place(layers, inner, fixed)))
                }
                _ => None,
            })
            .collect();
        if common.is_empty() {
            return;
        }
        for i in 0..wish.len() {
            let Item::Vertex(v) = wish[i].1 else { continue };
            let (mut low, mut high) = (i64::MIN, i64::MAX);
            let links = if forward { &layers.before[v] } else { &layers.after[v] };
            for &l in links {
                let other = across(layers, l, forward);
                let is_within = tree.meet(cluster, layers.parent[other]) == cluster;
                let slot = if is_within {
                    cells.slot_in(layers, tree, cluster, other).0
                } else if comes_from_above(layers, tree, cells, cluster, other) {
                    0
                } else {
                    usize::MAX
                };
                for &(at, place_slot) in &common {
                    if place_slot < slot {
                        low = low.max(wish[at].0.saturating_add(1));
                    } else if place_slot > slot || !is_within {
                        high = high.min(wish[at].0.saturating_sub(1));
                    }
                }
            }
            wish[i].0 = if low > high { low } else { wish[i].0.clamp(low, high) };
        }
    }
}

/// Pools neighboring blocks that want to stand in the wrong order to their common mean.
fn pool(blocks: &[(usize, i64, i64)], wish: &mut [Option<i64>]) {
    let mut pools: Vec<(i64, i64, usize)> = Vec::with_capacity(blocks.len());
    for &(_, value, weight) in blocks {
        let (mut sum, mut total, mut members) = (value * weight, weight, 1);
        while let Some(&(s, t, m)) = pools.last() {
            if s * total <= sum * t {
                break;
            }
            (sum, total, members) = (sum + s, total + t, members + m);
            pools.pop();
        }
        pools.push((sum, total, members));
    }
    let mut at = 0;
    for (sum, total, members) in pools {
        for &(i, _, _) in &blocks[at..at + members] {
            wish[i] = Some(sum / total);
        }
        at += members;
    }
}

/// Whether a vertex outside a cluster, on a rank that the cluster spans, is above it.
fn comes_from_above(
    layers: &Layers,
    tree: &Tree,
    cells: &Cells,
    cluster: Cluster,
    other: Vertex,
) -> bool {
    let rank = layers.rank[other];
    let around = tree.meet(cluster, layers.parent[other]);
    let branch = tree.branch(around, cluster).unwrap_or(cluster);
    cells.slot_in(layers, tree, around, other).0 < cells.slot_of_place(layers, branch, rank)
}

#[cfg(test)]
mod tests {
    use super::{Effort, Freedom, Ground, declared, pool, siblings, sweep_all};
    use crate::layout::layered::order::cells::Cells;
    use crate::layout::layered::order::crossings::cost;
    use crate::layout::layered::order::sifting::tests::prepared;
    use crate::layout::layered::previous::Previous;
    use crate::layout::testing::random::{Dice, Shape, graph};

    #[test]
    fn blocks_that_want_to_stand_the_wrong_way_round_share_their_mean() {
        let mut wishes = [Some(9), Some(10), None, Some(4), Some(20)];
        pool(&[(1, 10, 1), (3, 4, 2), (4, 20, 1)], &mut wishes);
        assert_eq!(wishes, [Some(9), Some(6), None, Some(6), Some(20)]);
        // The one below pulls both above along.
        let mut wishes = [Some(10), Some(12), Some(2)];
        pool(&[(0, 10, 1), (1, 12, 1), (2, 2, 1)], &mut wishes);
        assert_eq!(wishes, [Some(8); 3]);
    }

    #[test]
    fn pooled_blocks_keep_their_order_and_what_they_want_together() {
        let mut dice = Dice::new(1);
        for _ in 0..100 {
            let wanted: Vec<i64> = (0..8).map(|_| 840 * dice.below(50) as i64).collect();
            let blocks: Vec<_> = wanted.iter().enumerate().map(|(i, &at)| (i, at, 1)).collect();
            let mut wishes = vec![None; wanted.len()];
            pool(&blocks, &mut wishes);
            let got: Vec<i64> = wishes.into_iter().flatten().collect();
            assert!(got.is_sorted(), "{wanted:?} as {got:?}");
            // 840 is divided by all numbers of blocks, so nothing is lost.
            assert_eq!(got.iter().sum::<i64>(), wanted.iter().sum::<i64>(), "{wanted:?}");
        }
    }

    /// The crossings that are left after so many sweeps, in some random graphs together.
    fn crossings_after(sweeps: usize) -> usize {
        let shape = Shape { nodes: 30, per_container: 5, ..Shape::default() };
        let of_seed = |seed| {
            let (tree, leaves, layers) = prepared(&graph(shape, seed));
            let keys = declared(&layers, &tree, &leaves, &Previous::new(None, &leaves, &tree));
            let effort = Effort { sweeps, ..Effort::of(&layers) };
            let ground = Ground { layers: &layers, tree: &tree, keys: &keys, effort };
            let mut cells = Cells::new(&layers, &tree, siblings(&tree, &keys), &keys);
            sweep_all(ground, &mut cells, Freedom::Boxes);
            cost(&layers, &tree, &cells, &keys).crossings
        };
        (0..20).map(of_seed).sum()
    }

    #[test]
    fn the_best_of_all_sweeps_is_kept() {
        let [first, many] = [1, 24].map(crossings_after);
        assert!(20 * many < 19 * first, "{first} after one sweep, {many} after many");
    }
}
