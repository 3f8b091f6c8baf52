//! The picture in words: names for screen readers and tooltips.

use petgraph::Direction as Ways;
use petgraph::visit::EdgeRef;

use crate::graph::{ArchGraph, ConnectionIx, Direction, ElementIx, Flow, Lane};

/// How many connections a node's name tells before it only counts them.
const TOLD: usize = 1;
/// Bytes of a name, about.
const NAME: usize = 160;

/// What the whole picture shows: its description, or else how much of what.
pub fn describe(graph: &ArchGraph) -> String {
    let text = graph.description.trim();
    if text.ends_with(['.', '!', '?']) {
        return text.to_owned();
    }
    if !text.is_empty() {
        return format!("{text}.");
    }
    let containers = graph.graph.node_weights().filter(|e| e.is_container()).count();
    let nodes = graph.graph.node_count() - containers;
    let edges = graph.graph.edge_count();
    let solution = capitalized(&graph.solution);
    let what = if solution.is_empty() {
        "Architecture".to_owned()
    } else {
        format!("{solution} solution")
    };
    let places = if containers == 0 {
        String::new()
    } else {
        format!(" in {}", counted(containers, "place", "places"))
    };
    format!(
        "{what} with {}{places} and {}.",
        counted(nodes, "service or device", "services and devices"),
        counted(edges, "connection", "connections")
    )
}

/// A node or container in words: what it is, where it is, what it is connected with.
pub fn element_name(graph: &ArchGraph, ix: ElementIx) -> String {
    let element = &graph.graph[ix];
    let mut name = String::with_capacity(NAME);
    name += &element.label;
    let kind = element.kind_name.trim_start_matches("Azure ");
    let (lower, lower_kind) = (name.to_lowercase(), kind.to_lowercase());
    if lower.contains(&lower_kind) || lower_kind.contains(&lower) {
        name += match element.lane() {
            Some(Lane::Field) => ", device",
            Some(_) => ", service",
            None => ", place",
        };
    } else {
        name.extend([", ", kind]);
    }
    if let Some(count) = element.count.filter(|&count| count > 1) {
        name += &format!(", {count} of them");
    }
    if element.status != crate::graph::Status::Available {
        name.extend([", ", element.status.word()]);
    }
    if let Some(parent) = element.parent {
        name.extend([", in ", &graph.graph[parent].label]);
    }
    let relations = relations(graph, ix);
    let more = relations.len().saturating_sub(TOLD);
    for (edge, way) in relations.into_iter().take(TOLD) {
        name += "; ";
        name.extend(relation(graph, edge, way));
    }
    if more > 0 {
        name += &format!("; {more} more");
    }
    name
}

/// A connection in words: who sends what to whom, and how.
pub fn connection_name(graph: &ArchGraph, ix: ConnectionIx) -> String {
    let edge = &graph.graph[ix];
    let (from, to) = graph.graph.edge_endpoints(ix).unwrap_or_default();
    let (from, to) = (&graph.graph[from].label, &graph.graph[to].label);
    let what = what(graph, ix);
    let mut name = String::with_capacity(NAME);
    if let Some(step) = edge.step {
        name += &format!("Step {step}: ");
    }
    name.extend(match edge.direction {
        Direction::Forward => [from, " sends ", what, " to ", to],
        Direction::Back => [to, " sends ", what, " to ", from],
        Direction::Both => [from, " and ", to, " exchange ", what],
    });
    name.extend(by(graph, ix));
    if let Some(port) = edge.port {
        name += &format!(", port {port}");
    }
    if edge.optional {
        name += ", optional";
    }
    name
}

/// The connections of an element, in order, and on which end it stands.
fn relations(graph: &ArchGraph, ix: ElementIx) -> Vec<(ConnectionIx, Ways)> {
    let mut edges: Vec<_> = [Ways::Outgoing, Ways::Incoming]
        .into_iter()
        .flat_map(|way| graph.graph.edges_directed(ix, way).map(move |edge| (edge.id(), way)))
        .collect();
    edges.sort_unstable_by_key(|(edge, _)| *edge);
    edges
}

/// A connection from the point of view of its source (`Outgoing`) or target, in parts.
fn relation(graph: &ArchGraph, edge: ConnectionIx, way: Ways) -> [&str; 6] {
    let (from, to) = graph.graph.edge_endpoints(edge).unwrap_or_default();
    let other = &graph.graph[if way == Ways::Outgoing { to } else { from }].label;
    let (verb, preposition) = match (graph.graph[edge].direction, way) {
        (Direction::Both, _) => ("exchanges ", " with "),
        (Direction::Forward, Ways::Outgoing) | (Direction::Back, Ways::Incoming) => {
            ("sends ", " to ")
        }
        _ => ("receives ", " from "),
    };
    let [over, protocol] = by(graph, edge);
    [verb, what(graph, edge), preposition, other, over, protocol]
}

fn what(graph: &ArchGraph, edge: ConnectionIx) -> &str {
    let edge = &graph.graph[edge];
    if !edge.label.is_empty() {
        return &edge.label;
    }
    match edge.flow {
        Flow::Data => "data",
        Flow::Control => "commands",
        Flow::Management => "management",
        Flow::Security => "credentials",
    }
}

/// The protocol in words, in parts. Names of protocols are capitalized; what is not says in other
/// words how the ends talk (`inside Azure`).
fn by(graph: &ArchGraph, edge: ConnectionIx) -> [&str; 2] {
    match &graph.graph[edge].protocol {
        Some(protocol) if protocol.starts_with(char::is_uppercase) => [" over ", protocol],
        Some(protocol) => [", ", protocol],
        None => ["", ""],
    }
}

fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// The text with its first letter large.
pub(super) fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::{connection_name, describe, element_name};
    use crate::graph::sample::{self, Sample};
    use crate::graph::{ArchGraph, Connection};

    fn trailer() -> ArchGraph {
        let connection = |protocol: &str, port| Connection {
            protocol: Some(protocol.to_owned()),
            port,
            ..sample::connection("telemetry", "data")
        };
        Sample::new("Cold chain")
            .element(sample::container("azure", "cloud"), None)
            .element(sample::node("trailer", "device", "field"), None)
            .element(sample::node("iot-hub", "iot-hub", "ingest"), Some("azure"))
            .element(sample::node("functions", "functions", "process"), Some("azure"))
            .connection("trailer", "iot-hub", connection("MQTT", Some(8883)))
            .connection("iot-hub", "functions", connection("inside Azure", None))
            .build()
    }

    fn named(graph: &ArchGraph, id: &str) -> String {
        element_name(graph, graph.find(id).expect("an element of the sample"))
    }

    #[test]
    fn a_node_says_where_it_is_and_what_it_is_connected_with() {
        let graph = trailer();
        let name = named(&graph, "iot-hub");
        assert!(name.contains(", in azure; receives telemetry from trailer over MQTT"), "{name}");
        assert!(name.ends_with("; 1 more"), "{name}");
        assert!(!named(&graph, "trailer").contains("more"));
    }

    #[test]
    fn a_connection_says_who_sends_what_and_how() {
        let graph = trailer();
        let names: Vec<_> =
            graph.graph.edge_indices().map(|ix| connection_name(&graph, ix)).collect();
        assert_eq!(
            names,
            [
                "trailer sends telemetry to iot-hub over MQTT, port 8883",
                "iot-hub sends telemetry to functions, inside Azure",
            ]
        );
    }

    #[test]
    fn the_description_is_the_authors_or_counts() {
        let mut graph = trailer();
        graph.description.clear();
        let counted = describe(&graph);
        assert!(
            counted.ends_with("3 services and devices in 1 place and 2 connections."),
            "{counted}"
        );
        "Trailers talk to the hub".clone_into(&mut graph.description);
        assert_eq!(describe(&graph), "Trailers talk to the hub.");
    }
}
