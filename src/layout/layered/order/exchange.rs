//! What it costs to exchange two blocks that stand next to each other, without counting all of
//! the order.
//!
//! Before: a block, and another of its parent that it has come next to; all else stands as `at`
//! and `cells` say. After: the change of what `crossings::cost` weighs; departures count every
//! pair, not neighbors only.

use crate::layout::layered::graph::layers::Vertex;
use crate::layout::layered::order::blocks::{BlockIx, Strand};
use crate::layout::layered::order::crossings::{CROSSING, HIT};
use crate::layout::layered::order::sifting::Sifting;

/// A block that moves and one that it moves past.
#[derive(Debug, Clone, Copy)]
struct Pair {
    mover: BlockIx,
    other: BlockIx,
}

impl Pair {
    fn holds(self, b: BlockIx) -> bool {
        b == self.mover || b == self.other
    }
}

impl Sifting<'_> {
    /// Where those of its parent stand, from top to bottom, that matter to where a block goes: those
    /// that share a rank with it, or all others if it may have to stay on its side of one.
    pub(in crate::layout::layered) fn met(&self, b: BlockIx) -> Vec<usize> {
        let (block, start) = (&self.blocks.all[b], self.at[b]);
        let parent = block.parent;
        let is_bound = self.keys.is_kept(block.item())
            || block.cluster.is_some() && self.tree.has_sections(parent);
        let cell = |rank| &self.cells.items[self.cells.cell(self.layers, parent, rank)];
        let cells = (block.first..=block.last).map(cell);
        let all = 0..self.order[parent].len();
        if is_bound || cells.clone().map(Vec::len).sum::<usize>() > all.len() {
            return all.filter(|&at| at != start).collect();
        }
        let mut met: Vec<usize> =
            cells.flatten().map(|&item| self.at[self.blocks.of_item(item)]).collect();
        if block.first < block.last {
            met.sort_unstable();
            met.dedup();
        }
        met.retain(|&at| at != start);
        met
    }

    /// What it costs to move a block, from above (1) or from below (-1), past another; none if
    /// they must stand as they do.
    #[inline]
    pub(in crate::layout::layered) fn exchange_cost(
        &mut self,
        mover: BlockIx,
        other: BlockIx,
        step: isize,
    ) -> Option<i64> {
        let (upper, lower) = if step > 0 { (mover, other) } else { (other, mover) };
        let (u, l) = (&self.bounds[upper], &self.bounds[lower]);
        if u.is_tied(l) {
            return None;
        }
        if !u.meets(l) {
            return Some(0);
        }
        Some(self.cost_where_they_meet(Pair { mover, other }, step))
    }

    /// The same for blocks that share a rank. Apart from what asks for it: that is small enough to
    /// become part of the loop it stands in.
    #[inline(never)]
    fn cost_where_they_meet(&mut self, pair: Pair, step: isize) -> i64 {
        let Pair { mover, other } = pair;
        self.compared += 1;
        let downward = self.known.get(mover, other).unwrap_or_else(|| {
            self.compared += 3;
            let cost = self.downward_cost(pair);
            self.known.put(mover, other, cost);
            cost
        });
        if step > 0 {
            downward + self.departure(mover, other)
        } else {
            self.departure(other, mover) - downward
        }
    }

    /// What it costs to move a block past another that stands below it, but for departures.
    fn downward_cost(&mut self, pair: Pair) -> i64 {
        let blocks = self.blocks;
        let Pair { mover, other } = pair;
        let (m, o) = (&blocks.all[mover], &blocks.all[other]);
        let (first, last) = (m.first.max(o.first), m.last.min(o.last));
        let mut saved = 0;
        for rank in first..=last {
            for side in 0..2 {
                let (own, others) = (m.strands(rank, side), o.strands(rank, side));
                let (ours, theirs) = (&blocks.links[own], &blocks.links[others]);
                if !ours.is_empty() && !theirs.is_empty() {
                    saved += self.saved(pair, ours, theirs);
                }
                if o.cluster.is_some() {
                    saved += self.saved_inside(pair, ours, &blocks.inner[others], other);
                }
                if m.cluster.is_some() {
                    saved -= self.saved_inside(pair, theirs, &blocks.inner[own], mover);
                }
            }
        }
        let mut change = CROSSING as i64 * saved;
        if m.cluster.is_some() || o.cluster.is_some() {
            change += HIT as i64 * (self.hits(other, mover, pair) - self.hits(mover, other, pair));
        }
        change
    }

    /// 1 if the exchange leaves the declared order, -1 if it restores it.
    pub(in crate::layout::layered) fn departure(&self, upper: BlockIx, lower: BlockIx) -> i64 {
        match (self.bounds[upper].declared, self.bounds[lower].declared) {
            (Some(a), Some(b)) if a < b => 1,
            (Some(_), Some(_)) => -1,
            _ => 0,
        }
    }

    /// The same for the strands that end in the other block, and those inside this.
    fn saved_inside(
        &mut self,
        pair: Pair,
        strands: &[Strand],
        inside: &[Strand],
        other: BlockIx,
    ) -> i64 {
        if inside.is_empty() {
            return 0;
        }
        let entering = strands.iter().filter(|strand| strand.block == Some(other));
        entering.map(|strand| self.saved(pair, std::slice::from_ref(strand), inside)).sum()
    }

    /// Crossings of strands of both blocks of the pair on one side of a rank after the exchange,
    /// less those before it.
    fn saved(&mut self, pair: Pair, ours: &[Strand], theirs: &[Strand]) -> i64 {
        self.compared += ours.len() * theirs.len();
        let mut change = 0;
        for strand in ours {
            let position = self.cells.position[strand.end];
            for other in theirs {
                if strand.end == other.end {
                    continue;
                }
                let is_above = match (strand.block, other.block) {
                    (Some(x), Some(y)) if x != y => {
                        if pair.holds(x) && pair.holds(y) {
                            continue; // both links move as one
                        }
                        self.height(x, pair) < self.height(y, pair)
                    }
                    _ => position < self.cells.position[other.end],
                };
                let weight = strand.edges * other.edges;
                change += if is_above { weight } else { -weight };
            }
        }
        change
    }

    /// Where a block of the parent of the pair stands: the one that moves, next to the other.
    fn height(&self, b: BlockIx, pair: Pair) -> usize {
        self.at[if b == pair.mover { pair.other } else { b }]
    }

    /// Lines of a block that run through a cluster while the block stands above it, less those
    /// that do while it stands below.
    fn hits(&self, block: BlockIx, cluster: BlockIx, pair: Pair) -> i64 {
        let (own, other) = (&self.blocks.all[block], &self.blocks.all[cluster]);
        if other.cluster.is_none() {
            return 0;
        }
        let mut count = 0;
        for rank in own.first.max(other.first)..=own.last.min(other.last) {
            for side in 0..2 {
                let beyond = if side == 0 { rank.checked_sub(1) } else { Some(rank + 1) };
                if beyond.is_none_or(|r| r < other.first || r > other.last) {
                    continue;
                }
                for strand in &self.blocks.links[own.strands(rank, side)] {
                    if strand.block.is_none_or(|b| !pair.holds(b)) {
                        count += if self.is_above(strand.end, cluster, pair) { -1 } else { 1 };
                    }
                }
            }
        }
        count
    }

    /// Whether a vertex stands above a block of the pair that does not hold it.
    fn is_above(&self, v: Vertex, b: BlockIx, pair: Pair) -> bool {
        let parent = self.blocks.all[b].parent;
        let around = self.tree.meet(parent, self.layers.parent[v]);
        let of_vertex = self.blocks.of(self.layers, self.tree, around, v);
        match self.tree.branch(around, parent) {
            None => self.at[of_vertex] < self.height(b, pair),
            Some(cluster) => self.at[of_vertex] < self.at[self.blocks.of_place[cluster]],
        }
    }
}
