//! Better orders by sifting: every block in turn goes where the fewest lines cross.
//!
//! Before: any order. After: an order of no higher cost, the blocks of each cluster in one
//! total order that all ranks follow, so that a line stands still within a cluster (global
//! sifting: Bachmaier, Brandenburg, Brunner and Hübner 2011, here for nested blocks). A
//! block moves only for a gain, so what the declared order says is left only for a reason.

use crate::layout::layered::graph::layers::{Layers, Vertex};
use crate::layout::layered::graph::tree::{Cluster, Tree};
use crate::layout::layered::order::blocks::{BlockIx, Blocks};
use crate::layout::layered::order::bounds::Bounds;
use crate::layout::layered::order::cells::{Cells, Item, Keys};
use crate::layout::layered::order::exchange_cache::Known;

/// Passes over all blocks at most.
pub(in crate::layout::layered) const PASSES: usize = 8;
/// Up to so many blocks of a cluster it is quicker to look at all than to find those that share a
/// rank with one; where nothing pulls, the others make no difference.
const FEW: usize = 200;

/// What is sifted.
pub(in crate::layout::layered) struct Sifting<'a> {
    pub(in crate::layout::layered) layers: &'a Layers,
    pub(in crate::layout::layered) tree: &'a Tree,
    pub(in crate::layout::layered) keys: &'a Keys,
    pub(in crate::layout::layered) blocks: &'a Blocks,
    /// What each block may pass.
    pub(in crate::layout::layered) bounds: Vec<Bounds>,
    pub(in crate::layout::layered) cells: Cells,
    /// The blocks of each cluster from top to bottom.
    pub(in crate::layout::layered) order: Vec<Vec<BlockIx>>,
    /// Where each block stands in the order of its parent.
    pub(in crate::layout::layered) at: Vec<usize>,
    /// What is known of exchanges.
    pub(in crate::layout::layered) known: Known,
    /// Pairs of lines that have been compared, and how many may be.
    pub(in crate::layout::layered) compared: usize,
    pub(in crate::layout::layered) most: usize,
}

impl<'a> Sifting<'a> {
    /// Starts with `cells`; where ranks disagree about two blocks their mean height decides.
    /// `most` pairs of lines may be compared.
    pub fn new(
        layers: &'a Layers,
        tree: &'a Tree,
        keys: &'a Keys,
        blocks: &'a Blocks,
        cells: Cells,
        most: usize,
    ) -> Self {
        let mut order = vec![Vec::new(); tree.len()];
        for (b, block) in blocks.all.iter().enumerate() {
            order[block.parent].push(b);
        }
        let mut sifting = Self {
            layers,
            tree,
            keys,
            blocks,
            bounds: Bounds::of_all(layers, tree, keys, blocks),
            cells,
            order,
            at: vec![0; blocks.all.len()],
            known: Known::nothing(blocks, tree.len()),
            compared: 0,
            most,
        };
        sifting.settle();
        sifting
    }

    pub(in crate::layout::layered) const fn is_spent(&self) -> bool {
        self.compared >= self.most
    }

    /// Sifts until nothing is gained, or the budget is spent; whether anything was gained.
    pub fn run(&mut self) -> bool {
        let mut total = 0;
        for _ in 0..PASSES {
            let gained: i64 = (0..self.blocks.all.len()).map(|b| self.sift(b, 0)).sum();
            total += gained;
            if gained == 0 || self.is_spent() {
                break;
            }
        }
        for cluster in 0..self.tree.len() {
            let clusters = self.order[cluster].iter().filter_map(|&b| self.blocks.all[b].cluster);
            for (i, inner) in clusters.enumerate() {
                self.cells.sibling[inner] = i;
            }
        }
        total < 0
    }

    /// One order for all ranks.
    fn settle(&mut self) {
        let height = self.heights();
        for cluster in 0..self.tree.len() {
            let mut order = std::mem::take(&mut self.order[cluster]);
            order.sort_by(|&a, &b| height[a].total_cmp(&height[b]).then(a.cmp(&b)));
            let mut clusters: Vec<BlockIx> =
                order.iter().copied().filter(|&b| self.blocks.all[b].cluster.is_some()).collect();
            clusters.sort_by_key(|&b| {
                self.blocks.all[b].cluster.map(|p| (self.tree.section[p], self.cells.sibling[p]))
            });
            let mut next = clusters.into_iter();
            for b in &mut order {
                if self.blocks.all[*b].cluster.is_some() {
                    *b = next.next().unwrap_or(*b);
                }
            }
            self.keep_order(&mut order);
            for (i, &b) in order.iter().enumerate() {
                self.at[b] = i;
            }
            self.order[cluster] = order;
        }
        for cluster in 0..self.tree.len() {
            let Some(span) = self.layers.spans[cluster] else { continue };
            for rank in span.first..=span.last {
                self.sort_cell(cluster, rank);
            }
        }
        for rank in 0..self.layers.ranks {
            self.cells.flatten(self.layers, rank);
        }
    }

    /// Puts the blocks that must keep their order into it, in the places that they have.
    fn keep_order(&self, order: &mut [BlockIx]) {
        let is_kept = |b: BlockIx| self.keys.is_kept(self.blocks.all[b].item());
        let mut kept: Vec<BlockIx> = order.iter().copied().filter(|&b| is_kept(b)).collect();
        kept.sort_by_key(|&b| self.keys.of(self.blocks.all[b].item()));
        let mut next = kept.into_iter();
        for b in order.iter_mut().filter(|b| is_kept(**b)) {
            *b = next.next().unwrap_or(*b);
        }
    }

    /// Mean share of the vertices of its rank that stand above each block.
    fn heights(&self) -> Vec<f64> {
        let height = |v: Vertex| {
            let count = self.cells.layer[self.layers.rank[v]].len();
            (self.cells.position[v] as f64 + 0.5) / count as f64
        };
        let mean = |vertices: &[Vertex]| {
            vertices.iter().map(|&v| height(v)).sum::<f64>() / vertices.len().max(1) as f64
        };
        (0..self.blocks.all.len()).map(|b| mean(&self.blocks.vertices[b])).collect()
    }

    /// Puts a cell into the order of its cluster; whether it was in another.
    fn sort_cell(&mut self, cluster: Cluster, rank: usize) -> bool {
        let cell = self.cells.cell(self.layers, cluster, rank);
        let (at, blocks) = (&self.at, self.blocks);
        let place_of = |&item: &Item| at[blocks.of_item(item)];
        let items = &mut self.cells.items[cell];
        let is_sorted = items.is_sorted_by_key(place_of);
        if !is_sorted {
            items.sort_by_key(place_of);
        }
        !is_sorted
    }

    /// Sorts all ranks of a block that moved, and forgets what hangs on its cluster.
    pub(in crate::layout::layered) fn renew(&mut self, b: BlockIx) {
        let (blocks, layers) = (self.blocks, self.layers);
        let block = &blocks.all[b];
        for rank in block.first..=block.last {
            if self.sort_cell(block.parent, rank) {
                self.cells.flatten(layers, rank);
            }
        }
        self.known.forget(&blocks.touched[b]);
    }

    /// Moves a block to the best place in its parent, of equally good ones to the farthest in the
    /// direction of `pull`, if that is not 0; what that gains, at most 0.
    pub(in crate::layout::layered) fn sift(&mut self, b: BlockIx, pull: isize) -> i64 {
        let (parent, start) = (self.blocks.all[b].parent, self.at[b]);
        if self.order[parent].len() < 2 || self.is_spent() {
            return 0;
        }
        let (mut best, count) = ((0, start), self.order[parent].len());
        if count <= FEW && pull == 0 {
            best = self.best_of(b, start + 1..count, 1, pull, best);
            best = self.best_of(b, (0..start).rev(), -1, pull, best);
        } else {
            let met = self.met(b);
            let (above, below) = met.split_at(met.partition_point(|&at| at < start));
            best = self.best_of(b, below.iter().copied(), 1, pull, best);
            best = self.best_of(b, above.iter().rev().copied(), -1, pull, best);
        }
        let (best, best_at) = best;
        if best_at != start {
            self.put(parent, b, best_at);
            self.renew(b);
        }
        best
    }

    /// The best of the places that a block comes to step by step, if one is better than the best
    /// so far, or as good and in the direction of `pull`: what that gains, and where it is.
    fn best_of(
        &mut self,
        b: BlockIx,
        clusters: impl Iterator<Item = usize>,
        step: isize,
        pull: isize,
        mut best: (i64, usize),
    ) -> (i64, usize) {
        let parent = self.blocks.all[b].parent;
        let mut now = 0;
        for at in clusters {
            let Some(change) = self.exchange_cost(b, self.order[parent][at], step) else { break };
            now += change;
            if now < best.0 || now == best.0 && step == pull {
                best = (now, at);
            }
        }
        best
    }

    pub(in crate::layout::layered) fn put(&mut self, parent: Cluster, b: BlockIx, to: usize) {
        let from = self.at[b];
        let order = &mut self.order[parent];
        if from < to {
            order[from..=to].rotate_left(1);
        } else {
            order[to..=from].rotate_right(1);
        }
        for i in from.min(to)..=from.max(to) {
            self.at[order[i]] = i;
        }
    }
}

#[cfg(test)]
pub(in crate::layout::layered) mod tests {
    use super::{Known, Sifting};
    use crate::layout::layered::graph::layers::Layers;
    use crate::layout::layered::graph::leaves::Leaves;
    use crate::layout::layered::graph::tree::Tree;
    use crate::layout::layered::order::blocks::Blocks;
    use crate::layout::layered::order::cells::Cells;
    use crate::layout::layered::order::crossings::{Cost, cost};
    use crate::layout::layered::order::sweep::{declared, siblings};
    use crate::layout::layered::previous::Previous;
    use crate::layout::layered::{Graph, rank};
    use crate::layout::testing::random::{Shape, graph};
    use crate::layout::{End, Input};

    /// All that stands before the order.
    pub fn prepared(input: &Input) -> (Tree, Leaves, Layers) {
        let mut read = Graph::new(input, None);
        let layers = rank(&mut read, &mut Vec::new());
        (read.tree, read.leaves, layers)
    }

    /// The costs of the declared order, and of what is made of it without and with kicks.
    fn sifted(input: &Input) -> [Cost; 3] {
        let (tree, leaves, layers) = prepared(input);
        let keys = declared(&layers, &tree, &leaves, &Previous::new(None, &leaves, &tree));
        let blocks = Blocks::new(&layers, &tree);
        let first = Cells::new(&layers, &tree, siblings(&tree, &keys), &keys);
        let declared = cost(&layers, &tree, &first, &keys);
        let mut sifting = Sifting::new(&layers, &tree, &keys, &blocks, first, 100_000);
        sifting.run();
        let single = cost(&layers, &tree, &sifting.cells, &keys);
        [declared, single, cost(&layers, &tree, &sifting.kicked(100_000), &keys)]
    }

    fn shape(nodes: usize, per_container: usize) -> Shape {
        Shape { nodes, per_container, ..Shape::default() }
    }

    /// Hands a sifting of the declared order without a budget to `check`.
    fn unbounded(input: &Input, check: impl FnOnce(Sifting)) {
        let (tree, leaves, layers) = prepared(input);
        let keys = declared(&layers, &tree, &leaves, &Previous::new(None, &leaves, &tree));
        let blocks = Blocks::new(&layers, &tree);
        let first = Cells::new(&layers, &tree, siblings(&tree, &keys), &keys);
        check(Sifting::new(&layers, &tree, &keys, &blocks, first, usize::MAX));
    }

    #[test]
    fn an_exchange_costs_what_counting_says_where_no_place_is_in_the_way() {
        for seed in 0..12 {
            let input = graph(shape(24, 4 * (seed as usize % 2)), seed);
            unbounded(&input, |mut sifting| {
                let (layers, tree, keys, blocks) =
                    (sifting.layers, sifting.tree, sifting.keys, sifting.blocks);
                for b in 0..blocks.all.len() {
                    let before = cost(layers, tree, &sifting.cells, keys);
                    let parent = blocks.all[b].parent;
                    let at = sifting.at[b];
                    let Some(&next) = sifting.order[parent].get(at + 1) else { continue };
                    let Some(change) = sifting.exchange_cost(b, next, 1) else { continue };
                    let (one, other) = (&blocks.all[b], &blocks.all[next]);
                    let meet = one.first <= other.last && other.first <= one.last;
                    let departs = if meet { sifting.departure(b, next) } else { 0 };
                    sifting.put(parent, b, at + 1);
                    sifting.renew(b);
                    let after = cost(layers, tree, &sifting.cells, keys);
                    if before.hits + after.hits == 0 {
                        let crossings = after.crossings as i64 - before.crossings as i64;
                        assert_eq!(change - departs, 4 * crossings, "seed {seed}, block {b}");
                    }
                }
            });
        }
    }

    #[test]
    fn what_is_known_of_exchanges_stays_true_while_blocks_move() {
        for seed in 0..6 {
            unbounded(&graph(shape(24, 4), seed), |mut sifting| {
                let (tree, blocks) = (sifting.tree, sifting.blocks);
                let costs = |sifting: &mut Sifting| -> Vec<Option<i64>> {
                    let parents = sifting.order.clone();
                    let pairs = parents.iter().flat_map(|parent| {
                        parent.iter().flat_map(move |&a| parent.iter().map(move |&b| (a, b)))
                    });
                    let pairs = pairs.filter(|(a, b)| a != b);
                    pairs.map(|(a, b)| sifting.exchange_cost(a, b, 1)).collect()
                };
                let mut moves = 0;
                for b in 0..blocks.all.len() {
                    costs(&mut sifting);
                    if sifting.sift(b, 0) < 0 {
                        moves += 1;
                        let known = costs(&mut sifting);
                        sifting.known = Known::nothing(blocks, tree.len());
                        assert!(known == costs(&mut sifting), "seed {seed}, block {b}");
                    }
                }
                assert!(moves > 0, "seed {seed}");
            });
        }
    }

    #[test]
    fn a_block_is_offered_all_that_share_a_rank_with_it() {
        unbounded(&graph(shape(40, 4), 1), |sifting| {
            for (b, own) in sifting.bounds.iter().enumerate() {
                let (met, parent) = (sifting.met(b), &sifting.order[sifting.blocks.all[b].parent]);
                let is_beside = |o: usize| o != b && own.meets(&sifting.bounds[o]);
                let mut beside = (0..parent.len()).filter(|&at| is_beside(parent[at]));
                assert!(beside.all(|at| met.contains(&at)));
            }
        });
    }

    #[test]
    fn sifting_never_loses_and_kicks_that_pull_lines_along_find_what_single_moves_do_not() {
        let (mut single, mut kicked) = (0, 0);
        for seed in 0..20 {
            let [before, without, with] = sifted(&graph(shape(30, 5), seed));
            assert!(without.hits <= before.hits && with.hits <= before.hits, "seed {seed}");
            single += without.crossings;
            kicked += with.crossings;
        }
        assert!(5 * kicked < 4 * single, "{kicked} and {single}");
    }

    #[test]
    fn two_chains_with_labels_need_not_cross() {
        let mut input = graph(Shape { nodes: 4, per_container: 0, ..Shape::default() }, 1);
        let label = Some(crate::geom::Size::new(200, 60));
        let edge = |a, b| crate::layout::Edge {
            from: End::Node(a),
            to: End::Node(b),
            label,
            bundle: None,
            first: crate::layout::First::From,
        };
        input.edges = vec![edge(0, 3), edge(1, 2)];
        let [before, _, after] = sifted(&input);
        assert_eq!((before.crossings, after.crossings), (1, 0));
    }
}
