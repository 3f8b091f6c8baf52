//! Moves that cost something by themselves: a box or cluster is kicked past the next one, and what
//! hangs on both follows.
//!
//! Before: an order that sifting cannot better. After: one of no higher cost, sifted again.

use std::collections::VecDeque;

use crate::layout::layered::graph::layers::LinkIx;
use crate::layout::layered::order::blocks::BlockIx;
use crate::layout::layered::order::cells::Cells;
use crate::layout::layered::order::crossings::cost;
use crate::layout::layered::order::sifting::{PASSES, Sifting};

/// After a move for a loss, how many blocks may follow; the first half must make a quarter of the
/// loss good.
const REPAIRS: usize = 24;

impl Sifting<'_> {
    /// Kicks what cannot gain by itself, and sifts again, until nothing is gained, or so many
    /// pairs of lines are compared.
    pub fn kicked(mut self, comparisons: usize) -> Cells {
        let before = self.cells.clone();
        self.kick_all(comparisons);
        // Lines that get into the way of clusters while others move count only here.
        let cost = |cells: &Cells| cost(self.layers, self.tree, cells, self.keys);
        if cost(&before) < cost(&self.cells) { before } else { self.cells }
    }

    fn kick_all(&mut self, comparisons: usize) {
        self.most = self.compared.saturating_add(comparisons);
        // How many have been kicked in vain since anything moved.
        let mut idle = 0;
        for _ in 0..PASSES {
            let tangled = self.tangled();
            for &b in &tangled {
                if idle == tangled.len() {
                    return;
                }
                idle = if self.kick(b) { 0 } else { idle + 1 };
            }
            if idle >= tangled.len() || self.is_spent() {
                return;
            }
            if self.run() {
                idle = 0;
            }
        }
    }

    /// The boxes and clusters with lines that cross others.
    fn tangled(&self) -> Vec<BlockIx> {
        let Self { layers, cells, .. } = self;
        let ends = |l: LinkIx| {
            let link = &layers.links[l];
            (cells.position[link.left], cells.position[link.right])
        };
        let mut crosses = vec![false; layers.links.len()];
        for layer in &cells.layer {
            let gap: Vec<LinkIx> =
                layer.iter().flat_map(|&v| layers.after[v].iter().copied()).collect();
            for (i, &l) in gap.iter().enumerate() {
                let (left, right) = ends(l);
                for &other in &gap[i + 1..] {
                    let (other_left, other_right) = ends(other);
                    if left < other_left && right > other_right {
                        crosses[l] = true;
                        crosses[other] = true;
                    }
                }
            }
        }
        let mut tangled = vec![false; self.blocks.all.len()];
        let crossing = layers.paths.iter().filter(|path| path.iter().any(|&l| crosses[l]));
        let vertices = crossing.flatten().flat_map(|&l| {
            let link = &layers.links[l];
            [link.left, link.right]
        });
        for b in vertices.flat_map(|v| self.blocks.around(layers, self.tree, v)) {
            tangled[b] = true;
        }
        (0..tangled.len()).filter(|&b| tangled[b] && self.is_whole(b)).collect()
    }

    /// Moves a box or cluster past the next one even for a loss, and then what hangs on both;
    /// takes all back unless the whole is a gain. Whether it was.
    fn kick(&mut self, b: BlockIx) -> bool {
        self.kick_by(b, 1) || self.kick_by(b, -1)
    }

    fn kick_by(&mut self, b: BlockIx, step: isize) -> bool {
        let (parent, start) = (self.blocks.all[b].parent, self.at[b]);
        let Some((met, loss)) = self.leap(b, step) else { return false };
        self.put(parent, b, self.at[met]);
        self.renew(b);
        let mut total = loss;
        let mut moves = vec![(b, start)];
        let mut open = VecDeque::new();
        self.pull(b, step, &mut open);
        self.pull(met, -step, &mut open);
        for repair in 0..REPAIRS {
            let is_hopeless = repair == REPAIRS / 2 && 4 * total >= 3 * loss;
            let Some((next, pull)) = open.pop_front().filter(|_| !is_hopeless) else { break };
            let from = self.at[next];
            let pull = if self.is_whole(next) { 0 } else { pull };
            total += self.sift(next, pull);
            if self.at[next] != from {
                moves.push((next, from));
                let pull = if self.at[next] > from { 1 } else { -1 };
                self.pull(next, pull, &mut open);
            }
        }
        if total < 0 {
            return true;
        }
        for (moved, from) in moves.into_iter().rev() {
            self.put(self.blocks.all[moved].parent, moved, from);
            self.renew(moved);
        }
        false
    }

    /// The next box or cluster that a block shares a rank with, and what it costs to move past.
    fn leap(&mut self, b: BlockIx, step: isize) -> Option<(BlockIx, i64)> {
        let block = &self.blocks.all[b];
        let (mut total, mut next) = (0, self.at[b]);
        loop {
            next = next.checked_add_signed(step)?;
            let other = *self.order[block.parent].get(next)?;
            total += self.exchange_cost(b, other, step)?;
            if self.bounds[b].meets(&self.bounds[other]) && self.is_whole(other) {
                return Some((other, total));
            }
        }
    }

    /// Whether a block is a box or a cluster, not a line.
    fn is_whole(&self, b: BlockIx) -> bool {
        let block = &self.blocks.all[b];
        block.cluster.is_some() || self.layers.is_leaf(block.vertex)
    }

    /// Opens the blocks that lines join to a block, and says where it pulls them.
    fn pull(&self, b: BlockIx, step: isize, open: &mut VecDeque<(BlockIx, isize)>) {
        for strand in self.blocks.links_of(b) {
            let next = self.blocks.of_vertex[strand.end];
            if open.iter().all(|&(known, _)| known != next) {
                open.push_back((next, step));
            }
        }
    }
}
