//! What holds what.

use crate::graph::{ArchGraph, ElementIx, Graph};

/// The element and its containers, from the inside out.
pub fn chain(graph: &Graph, ix: ElementIx) -> impl Iterator<Item = ElementIx> + '_ {
    std::iter::successors(Some(ix), |&at| graph[at].parent)
}

impl ArchGraph {
    /// Containers from the outermost to the one that holds `ix` directly.
    pub fn ancestors(&self, ix: ElementIx) -> Vec<ElementIx> {
        let mut above: Vec<_> = chain(&self.graph, ix).skip(1).collect();
        above.reverse();
        above
    }

    /// Elements directly inside `parent` (`None`: at the top), in order.
    pub fn children(&self, parent: Option<ElementIx>) -> impl Iterator<Item = ElementIx> + '_ {
        self.graph.node_indices().filter(move |&ix| self.graph[ix].parent == parent)
    }

    /// All elements, the outer ones first, and so each after the one that holds it; otherwise in
    /// order.
    pub fn parents_first(&self) -> Vec<ElementIx> {
        let mut order: Vec<_> = self.graph.node_indices().collect();
        order.sort_by_key(|&ix| chain(&self.graph, ix).count());
        order
    }
}
