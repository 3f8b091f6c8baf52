//! What is around: the ends of a connection, the connections of an element.

use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use crate::graph::{ArchGraph, ConnectionIx, ElementIx};

/// Ends of a connection.
pub(super) fn ends(graph: &ArchGraph, ix: ConnectionIx) -> (ElementIx, ElementIx) {
    graph.graph.edge_endpoints(ix).unwrap_or((NodeIndex::end(), NodeIndex::end()))
}

/// All connections at an element with the other end of each, in order.
pub(super) fn neighbors(
    graph: &ArchGraph,
    ix: ElementIx,
) -> impl Iterator<Item = (ConnectionIx, ElementIx, petgraph::Direction)> + '_ {
    [petgraph::Direction::Outgoing, petgraph::Direction::Incoming].into_iter().flat_map(
        move |direction| {
            graph.graph.edges_directed(ix, direction).map(move |edge| {
                let other = match direction {
                    petgraph::Direction::Outgoing => edge.target(),
                    petgraph::Direction::Incoming => edge.source(),
                };
                (edge.id(), other, direction)
            })
        },
    )
}
