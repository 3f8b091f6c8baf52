//! The graph as the engine reads it, before any pass.

use crate::layout::layered::graph::leaves::Leaves;
use crate::layout::layered::graph::self_loops;
use crate::layout::layered::graph::tree::Tree;
use crate::layout::layered::previous::Previous;
use crate::layout::{Earlier, Input};

/// What holds what, what gets a rank, and what an earlier drawing keeps.
pub(in crate::layout::layered) struct Graph<'a> {
    pub input: &'a Input,
    pub tree: Tree,
    pub leaves: Leaves,
    pub previous: Previous,
}

impl<'a> Graph<'a> {
    pub fn new(input: &'a Input, earlier: Option<&Earlier>) -> Self {
        let mut tree = Tree::new(input);
        let leaves = Leaves::new(input, &tree);
        self_loops::reserve_feet(input, &leaves, &mut tree);
        let previous = Previous::new(earlier, &leaves, &tree);
        Self { input, tree, leaves, previous }
    }
}
