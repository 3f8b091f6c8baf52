//! Which blocks may pass each other.

use crate::layout::layered::graph::layers::Layers;
use crate::layout::layered::graph::tree::Tree;
use crate::layout::layered::order::blocks::{Block, Blocks};
use crate::layout::layered::order::cells::{Key, Keys};

/// What of a block decides which others it may pass, and what the declared order says to it.
#[derive(Debug, Clone, Copy)]
pub(in crate::layout::layered) struct Bounds {
    first: usize,
    last: usize,
    /// The section of a cluster; vertices have none.
    section: Option<u16>,
    is_kept: bool,
    /// Where the declared order has it.
    pub declared: Option<Key>,
}

impl Bounds {
    fn new(layers: &Layers, tree: &Tree, keys: &Keys, block: &Block) -> Self {
        let item = block.item();
        Self {
            first: block.first,
            last: block.last,
            section: block.cluster.map(|cluster| tree.section[cluster]),
            is_kept: keys.is_kept(item),
            declared: keys.declared(layers, item),
        }
    }

    /// Those of all blocks.
    pub fn of_all(layers: &Layers, tree: &Tree, keys: &Keys, blocks: &Blocks) -> Vec<Self> {
        blocks.all.iter().map(|block| Self::new(layers, tree, keys, block)).collect()
    }

    /// Whether it must stay above another that stands below it.
    pub fn is_tied(&self, lower: &Self) -> bool {
        let is_before = self.section.zip(lower.section).is_some_and(|(own, other)| own < other);
        is_before || self.is_kept && lower.is_kept
    }

    /// Whether it is at a rank that another is at, too.
    pub const fn meets(&self, other: &Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }
}
