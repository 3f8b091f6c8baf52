//! Words that the text formats share: names that tell equals apart, counts, ends.

use std::collections::BTreeMap;

use crate::graph::{ArchGraph, Connection, Direction, Element, ElementIx};

/// A name for each element, by index, that no other has: its label, with the nearest places
/// that make it unique (`MQTT broker in Rotterdam`), or at last its id.
pub(super) fn distinct_names(arch: &ArchGraph) -> Vec<String> {
    let mut names: Vec<String> =
        arch.graph.node_weights().map(|element| one_line(&element.name())).collect();
    let deepest = arch.graph.node_indices().map(|ix| arch.ancestors(ix).len()).max().unwrap_or(0);
    for level in 0..deepest {
        let shared = shared(&names);
        for ix in arch.graph.node_indices().filter(|ix| shared[ix.index()]) {
            if let Some(&place) = arch.ancestors(ix).iter().rev().nth(level) {
                names[ix.index()] += &format!(" in {}", one_line(&arch.graph[place].name()));
            }
        }
    }
    let shared = shared(&names);
    for ix in arch.graph.node_indices().filter(|ix| shared[ix.index()]) {
        names[ix.index()] += &format!(" ({})", arch.graph[ix].id);
    }
    names
}

/// Which names another element has as well.
fn shared(names: &[String]) -> Vec<bool> {
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    for name in names {
        *uses.entry(name).or_default() += 1;
    }
    names.iter().map(|name| uses.get(name.as_str()).is_some_and(|&uses| uses > 1)).collect()
}

/// The text with every run of white space as one space.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A number with a comma between groups of three: `1,200`.
pub(super) fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 service`, `12 services`.
pub(super) fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// The label with the count, as cards show it: `Trailer (1,200)`.
pub(super) fn label_with_count(element: &Element) -> String {
    match element.count {
        Some(count) if count > 1 => format!("{} ({})", element.label, grouped(count)),
        _ => element.label.clone(),
    }
}

/// Which arrowheads a line has whose first end is where the arrow comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heads {
    /// One, at the last end.
    One,
    /// One at each end.
    Two,
    /// None.
    None,
}

/// The ends in the direction of the arrow, and which arrowheads there are.
pub(super) fn ends(
    arch: &ArchGraph,
    ix: crate::graph::ConnectionIx,
) -> Option<(ElementIx, ElementIx, Heads)> {
    let (from, to) = arch.graph.edge_endpoints(ix)?;
    Some(match arch.graph[ix].direction {
        Direction::Forward => (from, to, Heads::One),
        Direction::Back => (to, from, Heads::One),
        Direction::Both => (from, to, Heads::Two),
        Direction::None => (from, to, Heads::None),
    })
}

/// Protocol and port: `MQTT over TLS, port 8883`.
pub(super) fn protocol(connection: &Connection) -> Option<String> {
    let port = connection.port.map(|port| format!("port {port}"));
    match (&connection.protocol, port) {
        (Some(protocol), Some(port)) => Some(format!("{}, {port}", one_line(protocol))),
        (Some(protocol), None) => Some(one_line(protocol)),
        (None, port) => port,
    }
}

#[cfg(test)]
mod tests {
    use super::{distinct_names, grouped};
    use crate::graph::sample::{Sample, container, node};

    #[test]
    fn numbers_are_grouped_by_three() {
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(1200), "1,200");
        assert_eq!(grouped(1_000_000), "1,000,000");
    }

    #[test]
    fn equal_labels_are_told_apart_by_their_places_or_ids() {
        let broker = |id: &str| {
            let mut broker = node(id, "mqtt-broker", "edge");
            broker.label = "MQTT broker".to_owned();
            broker
        };
        let arch = Sample::new("")
            .element(container("munich", "site"), None)
            .element(container("lyon", "site"), None)
            .element(broker("a"), Some("munich"))
            .element(broker("b"), Some("lyon"))
            .element(broker("c"), Some("lyon"))
            .build();
        assert_eq!(
            distinct_names(&arch),
            [
                "munich",
                "lyon",
                "MQTT broker in munich",
                "MQTT broker in lyon (b)",
                "MQTT broker in lyon (c)"
            ]
        );
    }
}
