//! A figure for each band: a site, a cloud or another outermost container with all that is in it,
//! and what it is connected with outside.

use crate::graph::{ArchGraph, ElementIx};
use crate::view::part::part;

/// Kinds of containers that are bands even where they stand in a group.
const BANDS: [&str; 2] = ["site", "cloud"];

/// A part of an architecture that is a figure of its own.
#[derive(Debug, Clone)]
pub struct Figure {
    /// The id of its container.
    pub id: String,
    /// What it shows.
    pub graph: ArchGraph,
}

/// The figures of an architecture, in order: none where it is a single band.
pub fn bands(arch: &ArchGraph) -> Vec<Figure> {
    let bands: Vec<ElementIx> = arch
        .children(None)
        .flat_map(|top| bands_in(arch, top))
        .filter(|&ix| holds(arch, ix))
        .collect();
    let is_all = |ix: ElementIx| arch.graph.node_indices().all(|other| is_in(arch, other, ix));
    if let [only] = bands[..]
        && is_all(only)
    {
        return Vec::new();
    }
    bands.into_iter().map(|band| figure(arch, band)).collect()
}

/// The container, or the sites and clouds in it if it holds nothing else.
fn bands_in(arch: &ArchGraph, container: ElementIx) -> Vec<ElementIx> {
    let is_band = |ix: &ElementIx| BANDS.contains(&arch.graph[*ix].kind.as_str());
    if is_band(&container) {
        return vec![container];
    }
    let inner: Vec<ElementIx> =
        arch.children(Some(container)).flat_map(|child| bands_in(arch, child)).collect();
    if !inner.is_empty() && inner.iter().all(is_band) { inner } else { vec![container] }
}

fn holds(arch: &ArchGraph, ix: ElementIx) -> bool {
    arch.children(Some(ix)).next().is_some()
}

/// Whether an element is a container or stands in it.
fn is_in(arch: &ArchGraph, ix: ElementIx, container: ElementIx) -> bool {
    ix == container || arch.ancestors(ix).contains(&container)
}

/// A band with its neighbors, each in the outermost container around it that does not hold the band
/// as well, and the connections that end in the band.
fn figure(arch: &ArchGraph, band: ElementIx) -> Figure {
    let around = arch.ancestors(band);
    let mut kept = vec![false; arch.graph.node_count()];
    for ix in arch.graph.node_indices() {
        kept[ix.index()] = is_in(arch, ix, band) || around.contains(&ix);
    }
    for edge in arch.graph.edge_indices() {
        let Some((from, to)) = arch.graph.edge_endpoints(edge) else { continue };
        for (end, other) in [(from, to), (to, from)] {
            if is_in(arch, end, band) && !kept[other.index()] {
                kept[other.index()] = true;
                let outer = arch.ancestors(other).into_iter().find(|at| !around.contains(at));
                outer.iter().for_each(|outer| kept[outer.index()] = true);
            }
        }
    }
    let ends_in_band = |edge| {
        let ends = arch.graph.edge_endpoints(edge);
        ends.is_some_and(|(from, to)| is_in(arch, from, band) || is_in(arch, to, band))
    };
    let mut graph = part(arch, |ix| kept[ix.index()], ends_in_band);
    graph.title = format!("{}: {}", arch.title, arch.graph[band].label);
    Figure { id: arch.graph[band].id.clone(), graph }
}

#[cfg(test)]
mod tests {
    use super::bands;
    use crate::graph::ArchGraph;
    use crate::graph::sample::{Sample, container, node};

    fn ids(arch: &ArchGraph) -> Vec<&str> {
        arch.graph.node_weights().map(|element| element.id.as_str()).collect()
    }

    fn sample() -> Sample {
        Sample::new("Fleet")
            .element(node("trailer", "device", "field"), None)
            .element(container("europe", "region"), None)
            .element(container("munich", "site"), Some("europe"))
            .element(node("pump", "device", "field"), Some("munich"))
            .element(node("broker", "mqtt-broker", "edge"), Some("munich"))
            .element(container("azure", "cloud"), None)
            .element(container("group", "resource-group"), Some("azure"))
            .element(node("hub", "iot-hub", "ingest"), Some("group"))
            .element(node("lake", "lake", "store"), Some("group"))
    }

    #[test]
    fn each_site_and_cloud_is_a_figure_with_its_neighbors() {
        let arch = sample()
            .connect("pump", "broker", "data")
            .connect("broker", "hub", "data")
            .connect("hub", "lake", "data")
            .connect("trailer", "hub", "data")
            .build();
        let figures = bands(&arch);
        let [munich, azure] = &figures[..] else { panic!("{figures:?}") };
        assert_eq!((munich.id.as_str(), munich.graph.title.as_str()), ("munich", "Fleet: munich"));
        assert_eq!(ids(&munich.graph), ["europe", "munich", "pump", "broker", "azure", "hub"]);
        assert_eq!(munich.graph.graph.edge_count(), 2);
        assert_eq!(
            ids(&azure.graph),
            ["trailer", "europe", "broker", "azure", "group", "hub", "lake"]
        );
        assert_eq!(azure.graph.graph.edge_count(), 3);
    }

    #[test]
    fn every_connection_is_in_some_figure_or_between_what_is_in_none() {
        let arch = sample().connect("broker", "hub", "data").connect("hub", "lake", "data").build();
        let mut shown: Vec<String> = Vec::new();
        for figure in bands(&arch) {
            shown.extend(figure.graph.graph.edge_weights().map(|edge| edge.id.clone()));
        }
        assert!(arch.graph.edge_weights().all(|edge| shown.contains(&edge.id)), "{shown:?}");
    }

    #[test]
    fn an_architecture_in_one_container_has_no_figures() {
        let arch = Sample::new("One")
            .element(container("azure", "cloud"), None)
            .element(node("hub", "iot-hub", "ingest"), Some("azure"))
            .build();
        assert!(bands(&arch).is_empty());
    }
}
