//! What it costs to exchange two neighboring blocks, without counting all of the order.
//!
//! Before: two blocks that stand next to each other in their home. After: the change of
//! what `crossings::cost` weighs; departures count every pair, not neighbors only.

use super::blocks::BlockIx;
use super::crossings::{CROSSING, HIT};
use super::layers::{LinkIx, Vertex};
use super::sifting::Sifting;
use super::tree::Place;

impl Sifting<'_> {
    /// What it costs to exchange two neighbors; none if they must stand like this.
    pub(super) fn exchange_cost(&mut self, upper: BlockIx, lower: BlockIx) -> Option<i64> {
        let blocks = self.blocks;
        let (u, l) = (&blocks.all[upper], &blocks.all[lower]);
        if let (Some(a), Some(b)) = (u.place, l.place)
            && self.tree.section[a] < self.tree.section[b]
        {
            return None;
        }
        if self.keys.is_kept(self.item(upper)) && self.keys.is_kept(self.item(lower)) {
            return None;
        }
        let (first, last) = (u.first.max(l.first), u.last.min(l.last));
        if first > last {
            return Some(0);
        }
        let mut change = self.departure(upper, lower);
        for rank in first..=last {
            for side in 0..2 {
                change += CROSSING as i64 * self.saved(upper, lower, rank, side);
            }
        }
        if u.place.is_some() || l.place.is_some() {
            change += HIT as i64 * (self.hits(upper, lower) + self.hits(lower, upper));
        }
        Some(change)
    }

    /// 1 if the exchange leaves the declared order, -1 if it restores it.
    pub(super) fn departure(&self, upper: BlockIx, lower: BlockIx) -> i64 {
        let key = |b: BlockIx| self.keys.declared(self.layers, self.item(b));
        match (key(upper), key(lower)) {
            (Some(a), Some(b)) => {
                if a < b {
                    1
                } else {
                    -1
                }
            }
            _ => 0,
        }
    }

    /// Crossings on one side of a common rank after the exchange, less those before it.
    fn saved(&mut self, upper: BlockIx, lower: BlockIx, rank: usize, side: usize) -> i64 {
        let blocks = self.blocks;
        let (u, l) = (&blocks.all[upper], &blocks.all[lower]);
        let (ours, others) = (&u.links[rank - u.first][side], &l.links[rank - l.first][side]);
        let mut change = 0;
        for &a in ours {
            change += self.saved_by(a, others, (upper, lower), side);
            if self.block_in(u.home, self.end(a, side).0) == Some(lower) {
                let inner = &l.inner[rank - l.first][side];
                change += self.saved_by(a, inner, (upper, lower), side);
            }
        }
        for &b in others {
            if self.block_in(u.home, self.end(b, side).0) == Some(upper) {
                let inner = &u.inner[rank - u.first][side];
                change -= self.saved_by(b, inner, (lower, upper), side);
            }
        }
        change
    }

    /// The part of one link of the upper block with links of the lower one.
    fn saved_by(
        &mut self,
        link: LinkIx,
        others: &[LinkIx],
        (upper, lower): (BlockIx, BlockIx),
        side: usize,
    ) -> i64 {
        self.budget = self.budget.saturating_sub(others.len());
        let home = self.blocks.all[upper].home;
        let (end, weight) = self.end(link, side);
        let of_end = self.block_in(home, end);
        let mut change = 0;
        for &other in others {
            let (other, other_weight) = self.end(other, side);
            if end == other {
                continue;
            }
            let of_other = self.block_in(home, other);
            let is_above = match (of_end, of_other) {
                (Some(x), Some(y)) if x != y => {
                    if (x == upper || x == lower) && (y == upper || y == lower) {
                        continue; // both links move as one
                    }
                    self.at[x] < self.at[y]
                }
                _ => self.cells.position[end] < self.cells.position[other],
            };
            change += if is_above { weight * other_weight } else { -weight * other_weight };
        }
        change
    }

    /// The end of a link before (0) or after (1) its rank, and how many edges it stands for.
    fn end(&self, link: usize, side: usize) -> (Vertex, i64) {
        let link = &self.layers.links[link];
        (if side == 0 { link.left } else { link.right }, link.edges as i64)
    }

    /// The block of `home` that holds a vertex; none if it stands elsewhere.
    fn block_in(&self, home: Place, v: Vertex) -> Option<BlockIx> {
        let mut place = self.layers.home[v];
        if place == home {
            return Some(self.blocks.of_vertex[v]);
        }
        while self.tree.depth[place] > self.tree.depth[home] + 1 {
            place = self.tree.parent[place];
        }
        let is_inside = self.tree.depth[place] > self.tree.depth[home];
        (is_inside && self.tree.parent[place] == home).then(|| self.blocks.of_place[place])
    }

    /// Lines of a block that run through a neighboring place after the exchange, less those
    /// that do before.
    fn hits(&self, block: BlockIx, place: BlockIx) -> i64 {
        let (own, other) = (&self.blocks.all[block], &self.blocks.all[place]);
        if other.place.is_none() {
            return 0;
        }
        let is_above_now = self.at[block] < self.at[place];
        let mut change = 0;
        for rank in own.first.max(other.first)..=own.last.min(other.last) {
            for side in 0..2 {
                let beyond = if side == 0 { rank.checked_sub(1) } else { Some(rank + 1) };
                if beyond.is_none_or(|r| r < other.first || r > other.last) {
                    continue;
                }
                for &l in &own.links[rank - own.first][side] {
                    let (end, _) = self.end(l, side);
                    let of_end = self.block_in(other.home, end);
                    if of_end == Some(block) || of_end == Some(place) {
                        continue;
                    }
                    let is_hit = self.is_above(end, place) != is_above_now;
                    change += if is_hit { -1 } else { 1 };
                }
            }
        }
        change
    }

    /// Whether a vertex stands above a block that does not hold it.
    fn is_above(&self, v: Vertex, b: BlockIx) -> bool {
        let home = self.blocks.all[b].home;
        let around = self.tree.meet(home, self.layers.home[v]);
        let of_vertex = self.blocks.of(self.layers, self.tree, around, v);
        let of_block = match self.tree.branch(around, home) {
            None => b,
            Some(place) => self.blocks.of_place[place],
        };
        self.at[of_vertex] < self.at[of_block]
    }
}
