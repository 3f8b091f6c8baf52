//! The graph as the passes see it: containment as a tree, what gets a rank, and edges as chains of
//! links between neighboring ranks.

pub(super) mod adjacency;
pub(super) mod boxes;
pub(super) mod components;
pub(super) mod layers;
pub(super) mod leaves;
pub(super) mod normalize;
pub(super) mod self_loops;
pub(super) mod transpose;
pub(super) mod tree;
