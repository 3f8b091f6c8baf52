//! A part of an architecture: the same elements and connections, fewer of them.

use crate::graph::{ArchGraph, ConnectionIx, ElementIx};

/// The elements and connections that the two tests keep, in the same order.
///
/// An element whose container goes moves to the nearest one that stays; a connection stays
/// only if both its ends do.
pub(super) fn part(
    arch: &ArchGraph,
    keeps_element: impl Fn(ElementIx) -> bool,
    keeps_connection: impl Fn(ConnectionIx) -> bool,
) -> ArchGraph {
    let mut shown = ArchGraph {
        title: arch.title.clone(),
        description: arch.description.clone(),
        solution: arch.solution.clone(),
        arrangement: arch.arrangement.clone(),
        ..ArchGraph::default()
    };
    let mut moved: Vec<Option<ElementIx>> = vec![None; arch.graph.node_count()];
    let kept: Vec<ElementIx> = arch.graph.node_indices().filter(|&ix| keeps_element(ix)).collect();
    for &ix in &kept {
        moved[ix.index()] = Some(shown.graph.add_node(arch.graph[ix].clone()));
    }
    for &ix in &kept {
        let parent = arch.ancestors(ix).into_iter().rev().find_map(|at| moved[at.index()]);
        if let Some(new) = moved[ix.index()] {
            shown.graph[new].parent = parent;
        }
    }
    for ix in arch.graph.edge_indices().filter(|&ix| keeps_connection(ix)) {
        let ends = arch.graph.edge_endpoints(ix);
        if let Some((Some(from), Some(to))) =
            ends.map(|(a, b)| (moved[a.index()], moved[b.index()]))
        {
            shown.graph.add_edge(from, to, arch.graph[ix].clone());
        }
    }
    shown
}
