//! What it costs to exchange two neighboring blocks, without counting all of the order.
//!
//! Before: two blocks that stand next to each other in their home. After: the change of
//! what `crossings::cost` weighs; departures count every pair, not neighbors only.

use super::blocks::{BlockIx, Strand};
use super::crossings::{CROSSING, HIT};
use super::layers::Vertex;
use super::sifting::Sifting;

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
        let pair = [upper, lower];
        let mut change = 0;
        for &a in ours {
            change += self.saved_by(a, others, pair);
            if a.block == Some(lower) {
                change += self.saved_by(a, &l.inner[rank - l.first][side], pair);
            }
        }
        for &b in others {
            if b.block == Some(upper) {
                change -= self.saved_by(b, &u.inner[rank - u.first][side], pair);
            }
        }
        change
    }

    /// The part of one strand of a block of the pair with strands of the other.
    fn saved_by(&mut self, strand: Strand, others: &[Strand], pair: [BlockIx; 2]) -> i64 {
        self.budget = self.budget.saturating_sub(others.len());
        let mut change = 0;
        for other in others {
            if strand.end == other.end {
                continue;
            }
            let is_above = match (strand.block, other.block) {
                (Some(x), Some(y)) if x != y => {
                    if pair.contains(&x) && pair.contains(&y) {
                        continue; // both links move as one
                    }
                    self.at[x] < self.at[y]
                }
                _ => self.cells.position[strand.end] < self.cells.position[other.end],
            };
            let weight = strand.edges * other.edges;
            change += if is_above { weight } else { -weight };
        }
        change
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
                for strand in &own.links[rank - own.first][side] {
                    if strand.block == Some(block) || strand.block == Some(place) {
                        continue;
                    }
                    let is_hit = self.is_above(strand.end, place) != is_above_now;
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
