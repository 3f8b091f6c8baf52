//! Better orders by sifting: every block in turn goes where the fewest lines cross.
//!
//! Before: any order. After: an order of no higher cost, the blocks of each place in one
//! total order that all ranks follow, so that a line stands still within a place (global
//! sifting: Bachmaier, Brandenburg, Brunner and Hübner 2011, here for nested blocks). A
//! block moves only for a gain, so what the declared order says is left only for a reason.

use std::collections::VecDeque;

use super::blocks::{Block, BlockIx, Blocks};
use super::cells::{Cells, Item, Keys};
use super::crossings::{CROSSING, HIT};
use super::layers::{Layers, LinkIx, Vertex};
use super::tree::{Place, Tree};

/// Passes over all blocks at most.
const PASSES: usize = 8;
/// After a move for a loss, how many blocks may follow.
const REPAIRS: usize = 24;

/// What is sifted.
pub(super) struct Sifting<'a> {
    layers: &'a Layers,
    tree: &'a Tree,
    keys: &'a Keys,
    blocks: &'a Blocks,
    cells: Cells,
    /// The blocks of each place from top to bottom.
    order: Vec<Vec<BlockIx>>,
    /// Where each block stands in the order of its home.
    at: Vec<usize>,
    /// Pairs of lines that may still be compared.
    budget: usize,
}

impl<'a> Sifting<'a> {
    /// Starts with `cells`; where ranks disagree about two blocks their mean height decides.
    pub fn new(
        layers: &'a Layers,
        tree: &'a Tree,
        keys: &'a Keys,
        blocks: &'a Blocks,
        cells: Cells,
    ) -> Self {
        let mut order = vec![Vec::new(); tree.len()];
        for (b, block) in blocks.all.iter().enumerate() {
            order[block.home].push(b);
        }
        let mut sifting = Self {
            layers,
            tree,
            keys,
            blocks,
            cells,
            order,
            at: vec![0; blocks.all.len()],
            budget: 0,
        };
        sifting.settle();
        sifting
    }

    /// Sifts until nothing is gained, or so many pairs of lines are compared; returns the
    /// order.
    pub fn run(mut self, comparisons: usize, kicks: bool) -> Cells {
        self.budget = comparisons;
        for _ in 0..PASSES {
            let blocks = 0..self.blocks.all.len();
            let gained: i64 = blocks.clone().map(|b| self.sift(b)).sum();
            if gained < 0 && self.budget > 0 {
                continue;
            }
            if !kicks
                || self.budget == 0
                || !blocks.fold(false, |gained, b| self.kick(b) || gained)
            {
                break;
            }
        }
        for place in 0..self.tree.len() {
            let places = self.order[place].iter().filter_map(|&b| self.blocks.all[b].place);
            for (i, inner) in places.enumerate() {
                self.cells.sibling[inner] = i;
            }
        }
        self.cells
    }

    /// One order for all ranks.
    fn settle(&mut self) {
        let height = self.heights();
        for place in 0..self.tree.len() {
            let mut order = std::mem::take(&mut self.order[place]);
            order.sort_by(|&a, &b| height[a].total_cmp(&height[b]).then(a.cmp(&b)));
            let mut places: Vec<BlockIx> =
                order.iter().copied().filter(|&b| self.blocks.all[b].place.is_some()).collect();
            places.sort_by_key(|&b| {
                self.blocks.all[b].place.map(|p| (self.tree.section[p], self.cells.sibling[p]))
            });
            let mut next = places.into_iter();
            for b in &mut order {
                if self.blocks.all[*b].place.is_some() {
                    *b = next.next().unwrap_or(*b);
                }
            }
            self.keep_order(&mut order);
            for (i, &b) in order.iter().enumerate() {
                self.at[b] = i;
            }
            self.order[place] = order;
        }
        for place in 0..self.tree.len() {
            let Some(span) = self.layers.spans[place] else { continue };
            for rank in span.first..=span.last {
                self.sort_cell(place, rank);
            }
        }
        for rank in 0..self.layers.ranks {
            self.cells.flatten(self.layers, rank);
        }
    }

    /// Puts the blocks that must keep their order into it, in the places that they have.
    fn keep_order(&self, order: &mut [BlockIx]) {
        let is_kept = |b: BlockIx| self.keys.is_kept(self.item(b));
        let mut kept: Vec<BlockIx> = order.iter().copied().filter(|&b| is_kept(b)).collect();
        kept.sort_by_key(|&b| self.keys.of(self.item(b)));
        let mut next = kept.into_iter();
        for b in order.iter_mut().filter(|b| is_kept(**b)) {
            *b = next.next().unwrap_or(*b);
        }
    }

    /// The member of a cell that a block is.
    fn item(&self, b: BlockIx) -> Item {
        let block = &self.blocks.all[b];
        block.place.map_or(Item::Vertex(block.vertices[0]), Item::Place)
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
        self.blocks.all.iter().map(|block| mean(&block.vertices)).collect()
    }

    fn sort_cell(&mut self, place: Place, rank: usize) {
        let cell = self.cells.cell(self.layers, place, rank);
        let (at, blocks) = (&self.at, self.blocks);
        self.cells.items[cell].sort_by_key(|&item| match item {
            Item::Vertex(v) => at[blocks.of_vertex[v]],
            Item::Place(inner) => at[blocks.of_place[inner]],
        });
    }

    /// Moves a box or place past its next neighbors even for a loss, and then what hangs on
    /// both; takes all back unless the whole is a gain. Whether it was.
    fn kick(&mut self, b: BlockIx) -> bool {
        let is_whole = |block: &Block, layers: &Layers| {
            block.place.is_some() || layers.is_solid(block.vertices[0])
        };
        let blocks = self.blocks;
        let block = &blocks.all[b];
        if !is_whole(block, self.layers) {
            return false;
        }
        for step in [1, -1] {
            let (home, start) = (block.home, self.at[b]);
            let mut total = 0;
            let mut met = None;
            while met.is_none() {
                let next = self.at[b].checked_add_signed(step);
                let Some(&other) = next.and_then(|to| self.order[home].get(to)) else { break };
                let Some(change) = self.step(home, b, step) else { break };
                total += change;
                let other_block = &blocks.all[other];
                let overlaps = other_block.first <= block.last && block.first <= other_block.last;
                met = (overlaps && is_whole(other_block, self.layers)).then_some(other);
            }
            let Some(met) = met else {
                self.put(home, b, start);
                continue;
            };
            self.renew(b);
            let mut moves = vec![(b, start)];
            let mut open: VecDeque<BlockIx> = self.near(b).chain(self.near(met)).collect();
            let mut left = REPAIRS;
            while let Some(next) = open.pop_front().filter(|_| left > 0 && self.budget > 0) {
                left -= 1;
                let from = self.at[next];
                let gain = self.sift(next);
                if gain < 0 {
                    total += gain;
                    moves.push((next, from));
                    open.extend(self.near(next));
                }
            }
            if total < 0 {
                return true;
            }
            for (moved, from) in moves.into_iter().rev() {
                self.put(blocks.all[moved].home, moved, from);
                self.renew(moved);
            }
        }
        false
    }

    /// The blocks that lines join to a block, each once for each line.
    fn near(&self, b: BlockIx) -> impl Iterator<Item = BlockIx> + 'a {
        let (layers, blocks) = (self.layers, self.blocks);
        let sides = blocks.all[b].links.iter().flat_map(|sides| sides.iter().enumerate());
        sides.flat_map(move |(side, links)| {
            links.iter().map(move |&l| {
                let link = &layers.links[l];
                blocks.of_vertex[if side == 0 { link.left } else { link.right }]
            })
        })
    }

    /// Sorts all ranks of a block that moved.
    fn renew(&mut self, b: BlockIx) {
        let block = &self.blocks.all[b];
        for rank in block.first..=block.last {
            self.sort_cell(block.home, rank);
            self.cells.flatten(self.layers, rank);
        }
    }

    /// Moves a block to the best place in its home; what that gains, at most 0.
    fn sift(&mut self, b: BlockIx) -> i64 {
        let blocks = self.blocks;
        let block = &blocks.all[b];
        let (home, start) = (block.home, self.at[b]);
        let count = self.order[home].len();
        if count < 2 || self.budget == 0 {
            return 0;
        }
        let (mut best, mut best_at, mut now) = (0, start, 0);
        for step in [1, -1] {
            while let Some(change) = self.step(home, b, step) {
                now += change;
                if now < best {
                    (best, best_at) = (now, self.at[b]);
                }
            }
            now = 0;
            self.put(home, b, start);
        }
        if best < 0 {
            self.put(home, b, best_at);
            self.renew(b);
        }
        best
    }

    /// Exchanges a block with its neighbor below (1) or above (-1); what that costs.
    fn step(&mut self, home: Place, b: BlockIx, step: isize) -> Option<i64> {
        let from = self.at[b];
        let to = from.checked_add_signed(step).filter(|&to| to < self.order[home].len())?;
        let other = self.order[home][to];
        let (upper, lower) = if step > 0 { (b, other) } else { (other, b) };
        self.budget = self.budget.saturating_sub(4);
        let change = self.exchange_cost(upper, lower)?;
        self.order[home].swap(from, to);
        (self.at[b], self.at[other]) = (to, from);
        Some(change)
    }

    fn put(&mut self, home: Place, b: BlockIx, to: usize) {
        let from = self.at[b];
        let order = &mut self.order[home];
        if from < to {
            order[from..=to].rotate_left(1);
        } else {
            order[to..=from].rotate_right(1);
        }
        for i in from.min(to)..=from.max(to) {
            self.at[order[i]] = i;
        }
    }

    /// What it costs to exchange two neighbors; none if they must stand like this.
    fn exchange_cost(&mut self, upper: BlockIx, lower: BlockIx) -> Option<i64> {
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
    fn departure(&self, upper: BlockIx, lower: BlockIx) -> i64 {
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
