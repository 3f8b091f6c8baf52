//! An architecture as text with one fact a line, for `git diff`: sorted by id, so that the order
//! of a scenario does not matter.

use std::fmt::Write as _;

use super::around::ends;
use super::attributes::{connection_values, element_values};
use crate::graph::{ArchGraph, Because, ElementIx};

/// The canonical text.
pub fn text(arch: &ArchGraph) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "title: {}", line(&arch.title));
    if !arch.description.is_empty() {
        let _ = writeln!(out, "description: {}", line(&arch.description));
    }
    let _ = writeln!(out, "solution: {}", arch.solution);
    let mut order: Vec<ElementIx> = arch.graph.node_indices().collect();
    order.sort_by_key(|&ix| path(arch, ix));
    for ix in order {
        let element = &arch.graph[ix];
        let _ = writeln!(out, "\n{}", path(arch, ix).join("/"));
        for (attribute, value) in element_values(element) {
            if let Some(value) = value {
                let _ = writeln!(out, "  {}: {}", attribute.word(), line(&value));
            }
        }
        because(&mut out, &element.because);
    }
    let mut lines: Vec<_> = arch
        .graph
        .edge_indices()
        .map(|ix| {
            let (from, to) = ends(arch, ix);
            (&arch.graph[from].id, &arch.graph[to].id, &arch.graph[ix])
        })
        .collect();
    lines.sort_by_key(|(from, to, connection)| (*from, *to, &connection.id));
    for (from, to, connection) in lines {
        let _ = writeln!(out, "\n{from} -> {to}");
        for (attribute, value) in connection_values(connection) {
            if let Some(value) = value {
                let _ = writeln!(out, "  {}: {}", attribute.word(), line(&value));
            }
        }
        because(&mut out, &connection.because);
    }
    out
}

/// Ids from the outermost container to the element.
fn path(arch: &ArchGraph, ix: ElementIx) -> Vec<&str> {
    let around = arch.ancestors(ix).into_iter().chain([ix]);
    around.map(|at| arch.graph[at].id.as_str()).collect()
}

fn because(out: &mut String, because: &[Because]) {
    let mut rules: Vec<&str> = because
        .iter()
        .map(|because| match because {
            Because::Written(_) => "the scenario",
            Because::Rule(rule) => rule,
        })
        .collect();
    rules.sort_unstable();
    rules.dedup();
    let _ = writeln!(out, "  because: {}", rules.join(", "));
}

fn line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::text;
    use crate::diff::samples::Sketch;
    use crate::graph::Lane;

    /// A hub in the cloud, and a device that sends to it.
    fn sample(is_turned: bool) -> Sketch {
        let cloud = |sketch: Sketch| {
            let cloud = sketch.container("azure", "cloud", None);
            cloud.node("hub", "iot-hub", Lane::Ingest, Some("azure"))
        };
        let field = |sketch: Sketch| sketch.node("truck", "device", Lane::Field, None);
        let sketch =
            if is_turned { field(cloud(Sketch::new())) } else { cloud(field(Sketch::new())) };
        sketch.line("truck", "hub", "telemetry")
    }

    #[test]
    fn each_element_and_each_connection_has_its_facts_whatever_their_order() {
        let written = text(&sample(false).0);
        assert_eq!(written, text(&sample(true).0));
        let heads: Vec<&str> =
            written.lines().filter(|line| !line.is_empty() && !line.starts_with(' ')).collect();
        let expected =
            ["title: Sample", "solution: hybrid", "azure", "azure/hub", "truck", "truck -> hub"];
        assert_eq!(heads, expected);
        for fact in
            ["  kind: iot-hub", "  label: telemetry", "  port: 8883", "  because: the scenario"]
        {
            assert!(written.lines().any(|line| line == fact), "{fact} in {written}");
        }
    }

    #[test]
    fn a_description_stands_on_a_line() {
        let mut sketch = sample(false);
        assert!(!text(&sketch.0).contains("description"));
        sketch.0.description = "Cold\nchain".to_owned();
        assert!(text(&sketch.0).contains("\ndescription: Cold chain\n"));
    }
}
