//! Trust boundaries: which borders are some, and what crosses one.

use super::{ArchGraph, ConnectionIx, Element, ElementIx, Shape};

/// Kinds of containers whose border is a trust boundary wherever they stand.
const ZONES: [&str; 2] = ["network", "zone"];

/// The setting of a container whose border is a trust boundary: `true`.
pub const TRUST_BOUNDARY: &str = "trust-boundary";

impl Element {
    /// Whether its border is drawn as a trust boundary.
    pub fn is_trust_boundary(&self) -> bool {
        self.settings.get(TRUST_BOUNDARY).is_some_and(|value| value == "true")
    }
}

impl ArchGraph {
    /// Whether a border is a trust boundary: that of a container in no other one (a site, the cloud),
    /// or of a network zone.
    pub fn is_boundary(&self, ix: ElementIx) -> bool {
        let element = &self.graph[ix];
        let is_zone = || ZONES.contains(&element.kind.as_str());
        let is_place = !matches!(element.shape, Shape::Node(_));
        is_place && (element.parent.is_none() || is_zone())
    }

    /// The innermost trust boundary around an element, its own border included; none for what
    /// stands outside of all.
    pub fn boundary_around(&self, ix: ElementIx) -> Option<ElementIx> {
        let around = self.ancestors(ix).into_iter().rev();
        std::iter::once(ix).chain(around).find(|&at| self.is_boundary(at))
    }

    /// The innermost trust boundaries around both ends of a connection, if they differ.
    pub fn crossing(&self, ix: ConnectionIx) -> Option<[Option<ElementIx>; 2]> {
        let (from, to) = self.graph.edge_endpoints(ix)?;
        let ends = [self.boundary_around(from), self.boundary_around(to)];
        (ends[0] != ends[1]).then_some(ends)
    }
}

#[cfg(test)]
mod tests {
    use crate::graph::sample::{Sample, container, node};
    use crate::graph::{ArchGraph, Lane, Shape};

    #[test]
    fn a_connection_crosses_where_the_innermost_boundaries_differ() {
        let mut arch = Sample::new("Cold chain")
            .element(node("trailer", "device", "field"), None)
            .element(container("azure", "azure"), None)
            .element(container("west", "region"), Some("azure"))
            .element(node("hub", "iot-hub", "ingest"), Some("west"))
            .element(container("inner", "network"), Some("west"))
            .element(node("lake", "storage", "store"), Some("inner"))
            .element(node("app", "app-service", "use"), Some("azure"))
            .connect("trailer", "hub", "data")
            .connect("hub", "lake", "data")
            .connect("hub", "app", "data")
            .connect("trailer", "azure", "data")
            .build();
        let crossing = |arch: &ArchGraph| -> Vec<bool> {
            arch.graph.edge_indices().map(|ix| arch.crossing(ix).is_some()).collect()
        };
        assert_eq!(crossing(&arch), [true, true, false, true]);
        // A place that is drawn closed keeps its border.
        let azure = arch.graph.node_indices().find(|&ix| arch.graph[ix].id == "azure");
        arch.graph[azure.expect("it is there")].shape = Shape::Closed(Lane::Ingest);
        assert!(crossing(&arch)[3]);
    }
}
