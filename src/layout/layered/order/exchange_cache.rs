//! What exchanges of blocks cost, known as long as nothing has moved that the cost hangs on.
//!
//! Before: nothing is known. After a block moved, `forget` must be told of every block whose
//! lines, or whose ends of lines, went with it.

use crate::layout::layered::order::blocks::{BlockIx, Blocks};

/// Up to how many pairs of blocks are remembered.
const MOST: usize = 4_000_000;

/// Costs by the block that moves and the one beside it that it moves past.
#[derive(Debug, Clone)]
pub(in crate::layout::layered) struct Known {
    /// Where the pairs of each block begin.
    first: Vec<usize>,
    /// Where each block stands among those of its parent.
    among: Vec<usize>,
    /// The costs, and when they were put; nothing was put at 0.
    costs: Vec<(u32, i32)>,
    /// When each block was last forgotten.
    forgotten: Vec<u32>,
    now: u32,
}

impl Known {
    /// Knows nothing.
    pub fn nothing(blocks: &Blocks, clusters: usize) -> Self {
        let mut members = vec![0; clusters];
        let among = blocks.all.iter().map(|block| {
            members[block.parent] += 1;
            members[block.parent] - 1
        });
        let among = among.collect();
        let mut pairs = 0;
        let first = blocks.all.iter().map(|block| {
            pairs += members[block.parent];
            pairs - members[block.parent]
        });
        let first = first.collect();
        let remembered = if pairs > MOST { 0 } else { pairs };
        let costs = vec![(0, 0); remembered];
        Self { first, among, costs, forgotten: vec![0; blocks.all.len()], now: 1 }
    }

    /// What it costs to move a block past another, if that is known.
    pub fn get(&self, mover: BlockIx, other: BlockIx) -> Option<i64> {
        let &(put, cost) = self.costs.get(self.first[mover] + self.among[other])?;
        let is_known = put > self.forgotten[mover].max(self.forgotten[other]);
        is_known.then(|| i64::from(cost))
    }

    /// Remembers a cost.
    pub fn put(&mut self, mover: BlockIx, other: BlockIx, cost: i64) {
        let pair = self.costs.get_mut(self.first[mover] + self.among[other]);
        if let (Some(pair), Ok(cost)) = (pair, i32::try_from(cost)) {
            *pair = (self.now, cost);
        }
    }

    /// Forgets all costs of some blocks.
    pub fn forget(&mut self, blocks: &[BlockIx]) {
        for &b in blocks {
            self.forgotten[b] = self.now;
        }
        self.now += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::Known;
    use crate::layout::layered::order::blocks::{Block, Blocks};

    #[test]
    fn a_cost_is_known_until_one_of_its_blocks_is_forgotten() {
        let block = |parent| Block { parent, ..Block::default() };
        let all = vec![block(0), block(1), block(0), block(0), block(1)];
        let mut known = Known::nothing(&Blocks { all, ..Blocks::default() }, 2);
        let pairs = [(0, 2), (2, 0), (2, 3), (0, 3), (1, 4)];
        assert!(pairs.iter().all(|&(a, b)| known.get(a, b).is_none()));
        for (cost, &(a, b)) in (1..).zip(&pairs) {
            known.put(a, b, cost);
        }
        let costs = |known: &Known| pairs.map(|(a, b)| known.get(a, b));
        assert_eq!(costs(&known), [Some(1), Some(2), Some(3), Some(4), Some(5)]);
        known.forget(&[3]);
        assert_eq!(costs(&known), [Some(1), Some(2), None, None, Some(5)]);
        known.put(2, 3, i64::MAX);
        assert_eq!(known.get(2, 3), None, "too much to remember");
        known.put(2, 3, -7);
        assert_eq!(known.get(2, 3), Some(-7));
    }
}
