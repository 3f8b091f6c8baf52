//! Lines that say the same from their other end: `y <- x` is `x -> y`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::Pairing;
use crate::diff::around::ends;
use crate::graph::{ArchGraph, Direction, ElementIx, Graph};

/// The new version with its lines written from the end that the old one writes them from, where both
/// lead the same way. Indices and ids stay.
pub(super) fn like<'a>(
    old: &ArchGraph,
    new: &'a ArchGraph,
    pairing: &Pairing,
) -> Cow<'a, ArchGraph> {
    let mut before: BTreeMap<(ElementIx, ElementIx), Vec<Direction>> = BTreeMap::new();
    for ix in old.graph.edge_indices() {
        before.entry(ends(old, ix)).or_default().push(old.graph[ix].direction);
    }
    let is_turned = |&(from, to): &(ElementIx, ElementIx), direction: Direction| {
        let Some((from, to)) = pairing.old_of(from).zip(pairing.old_of(to)) else { return false };
        let said = before.get(&(to, from));
        !before.contains_key(&(from, to))
            && said.is_some_and(|directions| directions.contains(&direction.turned()))
    };
    let lines = || new.graph.edge_indices().map(|ix| (ix, ends(new, ix)));
    if !lines().any(|(ix, ends)| is_turned(&ends, new.graph[ix].direction)) {
        return Cow::Borrowed(new);
    }
    let mut graph = Graph::default();
    for element in new.graph.node_weights() {
        graph.add_node(element.clone());
    }
    for (ix, (from, to)) in lines() {
        let mut connection = new.graph[ix].clone();
        let direction = connection.direction;
        if is_turned(&(from, to), direction) {
            connection.direction = direction.turned();
            graph.add_edge(to, from, connection);
        } else {
            graph.add_edge(from, to, connection);
        }
    }
    Cow::Owned(ArchGraph { graph, ..new.clone() })
}
