//! Which edges may run as one line: those that share an end and say the same.

use std::collections::BTreeMap;

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
    let mut groups: BTreeMap<Same<'_>, usize> = BTreeMap::new();
    let sides = [Side::To, Side::From];
    for ix in graph.graph.edge_indices() {
        for side in sides {
            *groups.entry(same(graph, ix, side)).or_default() += 1;
        }
    }
    let numbers: BTreeMap<Same<'_>, u32> =
        groups.keys().enumerate().map(|(i, key)| (key.clone(), i as u32)).collect();
    graph
        .graph
        .edge_indices()
        .map(|ix| {
            let [to, from] = sides.map(|side| same(graph, ix, side));
            let key = if groups[&from] > groups[&to] { from } else { to };
            (groups[&key] > 1).then(|| numbers[&key])
        })
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
    }
}
