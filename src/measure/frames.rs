//! Which containers share a frame. One that holds a single container and nothing else would draw
//! a second frame around the same things: both are drawn as one, with both names.

use std::collections::BTreeSet;

use crate::graph::{ArchGraph, ElementIx};

/// The containers of each frame, outer ones first; frames after those that they stand in. Those
/// of `apart` have a frame of their own.
pub(super) fn frames(graph: &ArchGraph, apart: &BTreeSet<ElementIx>) -> Vec<Vec<ElementIx>> {
    let only = only_children(graph);
    let joined = joined(graph);
    let mut frames: Vec<Vec<ElementIx>> = Vec::new();
    // By element: the frame that it is drawn by.
    let mut frame_of = vec![0; graph.graph.node_count()];
    let containers = graph.parents_first().into_iter().filter(|&ix| graph.graph[ix].is_container());
    for ix in containers {
        let shares = only[ix.index()] && !joined.contains(&ix) && !apart.contains(&ix);
        match graph.graph[ix].parent.filter(|_| shares) {
            Some(parent) => {
                let frame: usize = frame_of[parent.index()];
                frame_of[ix.index()] = frame;
                frames[frame].push(ix);
            }
            None => {
                frame_of[ix.index()] = frames.len();
                frames.push(vec![ix]);
            }
        }
    }
    frames
}

/// By element, whether it is all that its container holds.
fn only_children(graph: &ArchGraph) -> Vec<bool> {
    let mut held = vec![0; graph.graph.node_count()];
    for parent in graph.graph.node_weights().filter_map(|element| element.parent) {
        held[parent.index()] += 1;
    }
    let is_only = |parent: ElementIx| held[parent.index()] == 1;
    graph.graph.node_weights().map(|element| element.parent.is_some_and(is_only)).collect()
}

/// Containers that a connection joins with one around them: it needs a frame at either end.
fn joined(graph: &ArchGraph) -> BTreeSet<ElementIx> {
    let ends = graph.graph.edge_indices().filter_map(|ix| graph.graph.edge_endpoints(ix));
    ends.flat_map(|(from, to)| [(from, to), (to, from)])
        .filter(|&(inner, outer)| graph.ancestors(inner).contains(&outer))
        .map(|(inner, _)| inner)
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::frames;
    use crate::graph::sample::{self, Sample};
    use crate::graph::{ArchGraph, ElementIx};

    /// A site that holds a cluster, that holds a runtime, that holds a broker; then what is more.
    fn nested(more: impl FnOnce(Sample) -> Sample) -> ArchGraph {
        let sample = Sample::new("t")
            .element(sample::container("site", "site"), None)
            .element(sample::container("cluster", "arc-cluster"), Some("site"))
            .element(sample::container("runtime", "iot-operations"), Some("cluster"))
            .element(sample::node("broker", "mqtt-broker", "edge"), Some("runtime"));
        more(sample).build()
    }

    fn ids(graph: &ArchGraph, apart: &[&str]) -> Vec<String> {
        let apart: BTreeSet<_> = apart.iter().filter_map(|id| graph.find(id)).collect();
        let id = |&ix: &ElementIx| graph.graph[ix].id.clone();
        let frames = frames(graph, &apart);
        frames.iter().map(|frame| frame.iter().map(id).collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn containers_that_hold_one_container_alone_share_its_frame() {
        assert_eq!(ids(&nested(|sample| sample), &[]), ["site cluster runtime"]);
        let beside = sample::node("oven", "asset", "field");
        let graph = nested(|sample| sample.element(beside, Some("site")));
        assert_eq!(ids(&graph, &[]), ["site", "cluster runtime"]);
        let empty = sample::container("spare", "arc-cluster");
        let graph = nested(|sample| sample.element(empty, Some("site")));
        assert_eq!(ids(&graph, &[]), ["site", "cluster runtime", "spare"]);
    }

    #[test]
    fn what_a_connection_or_a_comparison_tells_apart_does_not() {
        let line = |from, to| {
            nested(|sample| sample.connection(from, to, sample::connection("x", "data")))
        };
        assert_eq!(ids(&line("site", "cluster"), &[]), ["site", "cluster runtime"]);
        assert_eq!(ids(&line("runtime", "site"), &[]), ["site cluster", "runtime"]);
        assert_eq!(ids(&line("site", "broker"), &[]), ["site cluster runtime"]);
        assert_eq!(ids(&nested(|sample| sample), &["cluster"]), ["site", "cluster runtime"]);
    }
}
