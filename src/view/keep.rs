//! What a view keeps: elements and connections that its patterns ask for.

use crate::graph::{ArchGraph, ElementIx};
use crate::model::Pattern;
use crate::view::part::part;
use crate::view::pattern::{takes_connection, takes_element};

/// The elements and connections that are asked for, with the containers around them.
///
/// A connection stays if it is asked for and both ends may stay. Where patterns ask for
/// connections, elements stay only if such a connection touches them or a pattern asks for
/// them as well.
pub(super) fn keep(arch: &ArchGraph, include: &[Pattern], exclude: &[Pattern]) -> ArchGraph {
    let elements: Vec<&Pattern> = include.iter().filter(|p| !p.is_about_connections()).collect();
    let asks_connections = include.iter().any(Pattern::is_about_connections);
    let asked_element =
        |ix: ElementIx| elements.iter().any(|pattern| takes_element(pattern, arch, ix));
    let allowed: Vec<bool> = arch
        .graph
        .node_indices()
        .map(|ix| !is_excluded(arch, ix, exclude) && (elements.is_empty() || asked_element(ix)))
        .collect();
    let connections: Vec<_> = arch
        .graph
        .edge_indices()
        .filter(|&ix| {
            let ends = arch.graph.edge_endpoints(ix);
            let may_end = ends.is_some_and(|(a, b)| allowed[a.index()] && allowed[b.index()]);
            let asked = !asks_connections || include.iter().any(|p| takes_connection(p, arch, ix));
            may_end && asked && !exclude.iter().any(|p| takes_connection(p, arch, ix))
        })
        .collect();

    let mut kept: Vec<bool> = if asks_connections {
        arch.graph.node_indices().map(asked_element).collect()
    } else {
        vec![true; allowed.len()]
    };
    for (from, to) in connections.iter().filter_map(|&ix| arch.graph.edge_endpoints(ix)) {
        kept[from.index()] = true;
        kept[to.index()] = true;
    }
    for (kept, allowed) in kept.iter_mut().zip(&allowed) {
        *kept &= allowed;
    }
    let chosen: Vec<ElementIx> = arch.graph.node_indices().filter(|ix| kept[ix.index()]).collect();
    for ix in chosen {
        for around in arch.ancestors(ix) {
            kept[around.index()] = true;
        }
    }
    part(arch, |ix| kept[ix.index()], |ix| connections.binary_search(&ix).is_ok())
}

/// Whether a pattern excludes the element or a container around it.
fn is_excluded(arch: &ArchGraph, ix: ElementIx, exclude: &[Pattern]) -> bool {
    let mut chain = arch.ancestors(ix);
    chain.push(ix);
    chain.iter().any(|&at| exclude.iter().any(|pattern| takes_element(pattern, arch, at)))
}
