//! Which edges may run as one line: those that share an end and say the same.

use crate::graph::{ArchGraph, Direction, ElementIx, Flow};

/// What edges of one bundle have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Same<'a> {
    end: (ElementIx, Side),
    label: &'a str,
    protocol: Option<&'a str>,
    port: Option<u16>,
    flow: Flow,
    direction: Direction,
    optional: bool,
    step: Option<u32>,
}

/// Which end of the edge is the shared one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    From,
    To,
}

/// The bundle of each edge, in the order of the graph. An edge that could be in two takes the
/// larger one, of equal ones that of its target.
pub(super) fn number(graph: &ArchGraph) -> Vec<Option<u32>> {
    let edges = graph.graph.edge_indices();
    let ends = edges.flat_map(|ix| [Side::To, Side::From].map(|side| same(graph, ix, side)));
    let mut ends: Vec<(Same<'_>, usize)> = ends.zip(0..).collect();
    ends.sort_unstable();
    // Of each end: how many are the same, and which of all that differ it is.
    let mut bundles = vec![(0, 0); ends.len()];
    for (number, bundle) in ends.chunk_by(|a, b| a.0 == b.0).enumerate() {
        bundle.iter().for_each(|&(_, end)| bundles[end] = (bundle.len(), number as u32));
    }
    bundles
        .chunks_exact(2)
        .map(|ends| if ends[1].0 > ends[0].0 { ends[1] } else { ends[0] })
        .map(|(size, number)| (size > 1).then_some(number))
        .collect()
}

fn same(graph: &ArchGraph, ix: crate::graph::ConnectionIx, side: Side) -> Same<'_> {
    let (from, to) = graph.graph.edge_endpoints(ix).unwrap_or_default();
    let edge = &graph.graph[ix];
    Same {
        end: (if side == Side::From { from } else { to }, side),
        label: &edge.label,
        protocol: edge.protocol.as_deref(),
        port: edge.port,
        flow: edge.flow,
        direction: edge.direction,
        optional: edge.optional,
        step: edge.step,
    }
}
