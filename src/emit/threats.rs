//! Markdown for a threat model: every connection that crosses a trust boundary, what is known of it,
//! and what is left to ask.
//!
//! The questions are those of STRIDE (Shostack, Threat Modeling, 2014). Nothing is assumed: what neither
//! the scenario nor the catalogue says is listed as not stated.

use std::fmt::Write as _;

use super::Drawing;
use super::md::{arrow, escape, linked, table};
use super::wording::{Heads, counted, distinct_names, ends};
use crate::graph::{ArchGraph, Connection, ConnectionIx, ElementIx, protection};

/// A kind of threat: its letter, its name and what is to be asked.
struct Threat {
    letter: &'static str,
    name: &'static str,
    question: &'static str,
    /// Whether something that is stated answers it.
    is_answered: fn(&Connection) -> bool,
}

/// The kinds of threats in their order.
const STRIDE: [Threat; 6] = [
    Threat {
        letter: "S",
        name: "Spoofing",
        question: "how do both ends prove who they are?",
        is_answered: is_authenticated,
    },
    Threat {
        letter: "T",
        name: "Tampering",
        question: "what keeps others from changing what travels?",
        is_answered: is_encrypted,
    },
    Threat {
        letter: "R",
        name: "Repudiation",
        question: "what records who sent what, and who may change the record?",
        is_answered: |_| false,
    },
    Threat {
        letter: "I",
        name: "Information disclosure",
        question: "what keeps others from reading what travels?",
        is_answered: is_encrypted,
    },
    Threat {
        letter: "D",
        name: "Denial of service",
        question: "what limits how much arrives, and what happens if nothing does?",
        is_answered: |_| false,
    },
    Threat {
        letter: "E",
        name: "Elevation of privilege",
        question: "what may each end do at the other one, and what keeps it to that?",
        is_answered: |_| false,
    },
];

/// Whether it is stated how the ends prove who they are, and that they do.
fn is_authenticated(connection: &Connection) -> bool {
    connection.authentication.as_deref().is_some_and(|how| !protection::is_open(how))
}

/// Whether the protocol protects what travels, by its name.
fn is_encrypted(connection: &Connection) -> bool {
    let encryption = connection.protocol.as_deref().and_then(protection::encryption);
    encryption >= Some(protection::ENCRYPTED)
}

/// Writes the connections that cross trust boundaries.
pub(super) fn write(drawing: &Drawing<'_>) -> Vec<u8> {
    markdown(drawing.graph).into_bytes()
}

/// A connection that crosses.
struct Crossing {
    ix: ConnectionIx,
    /// The trust boundaries around both ends, in the direction of the arrow.
    around: [Option<ElementIx>; 2],
    ends: (ElementIx, ElementIx, Heads),
}

fn markdown(arch: &ArchGraph) -> String {
    let crossings = crossings(arch);
    let mut out = format!("# {}: threats\n\n", escape(&arch.title));
    if crossings.is_empty() {
        out += "No connection crosses a trust boundary.\n";
        return out;
    }
    let (all, count) = (arch.graph.edge_count(), crossings.len());
    let _ = writeln!(
        out,
        "{count} of {} cross a trust boundary: the border of a site, of the cloud or of another \
         place at the top, or of a network zone.\n",
        counted(all, "connection", "connections")
    );
    out += "What STRIDE asks of each. An authentication that is stated answers S, a protocol that \
            encrypts by its name T and I; nothing that is stated answers the others:\n\n";
    for threat in &STRIDE {
        let _ = writeln!(out, "- **{}**, {}: {}", threat.letter, threat.name, threat.question);
    }
    let _ = write!(out, "\n## Connections\n\n{}", table(&columns(arch, &crossings)));
    out
}

fn crossings(arch: &ArchGraph) -> Vec<Crossing> {
    let crossing = |ix: ConnectionIx| {
        let mut around = arch.crossing(ix)?;
        let ends = ends(arch, ix)?;
        if arch.graph.edge_endpoints(ix)?.0 != ends.0 {
            around.reverse();
        }
        Some(Crossing { ix, around, ends })
    };
    arch.graph.edge_indices().filter_map(crossing).collect()
}

fn columns(arch: &ArchGraph, crossings: &[Crossing]) -> Vec<(&'static str, Vec<String>)> {
    let names = distinct_names(arch);
    let name = |ix: ElementIx| escape(&names[ix.index()]);
    let place = |around: Option<ElementIx>| around.map_or("outside".to_owned(), name);
    let column = |cell: &dyn Fn(&Crossing) -> String| crossings.iter().map(cell).collect();
    let said = |cell: &dyn Fn(&Connection) -> Option<String>| {
        let cells = crossings.iter().map(|one| cell(&arch.graph[one.ix]));
        cells.map(|text| text.map(|text| escape(&text)).unwrap_or_default()).collect()
    };
    let what = |one: &Crossing| {
        let connection = &arch.graph[one.ix];
        linked(&escape(&connection.label), connection.link.as_deref())
    };
    vec![
        ("From", column(&|one| name(one.ends.0))),
        ("", column(&|one| arrow(one.ends.2).to_owned())),
        ("To", column(&|one| name(one.ends.1))),
        ("What", column(&what)),
        ("Flow", said(&|connection| Some(connection.flow.word().to_owned()))),
        ("Crosses", column(&|one| one.around.map(place).join(" / "))),
        ("Protocol", said(&|connection| connection.protocol.clone())),
        ("Port", said(&|connection| connection.port.map(|port| port.to_string()))),
        ("Authentication", said(&|connection| connection.authentication.clone())),
        ("STRIDE asks", said(&|connection| Some(asked(connection)))),
        ("Not stated", said(&|connection| Some(not_stated(connection)))),
        ("Note", said(&|connection| connection.note.clone())),
    ]
}

/// The letters of threats that nothing stated answers.
fn asked(connection: &Connection) -> String {
    let open = STRIDE.iter().filter(|threat| !(threat.is_answered)(connection));
    open.map(|threat| threat.letter).collect::<Vec<_>>().join(", ")
}

/// What a review asks for that neither the scenario nor the catalogue says. Who opens a connection is
/// never said: arrows show where what travels goes.
fn not_stated(connection: &Connection) -> String {
    let facts = [
        ("protocol", connection.protocol.is_some()),
        ("port", connection.port.is_some()),
        ("authentication", connection.authentication.is_some()),
        ("initiator", false),
    ];
    let open = facts.iter().filter(|(_, is_stated)| !is_stated);
    open.map(|(fact, _)| *fact).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::markdown;
    use crate::graph::sample::{Sample, connection, container, node};
    use crate::graph::{Connection, Direction};

    #[test]
    fn what_crosses_is_told_with_what_is_known_and_what_is_not() {
        let telemetry = Connection {
            protocol: Some("MQTT over TLS".to_owned()),
            port: Some(8883),
            authentication: Some("X.509".to_owned()),
            ..connection("telemetry", "data")
        };
        let pull = Connection { direction: Direction::Back, ..connection("", "control") };
        let arch = Sample::new("Cold | chain")
            .element(node("trailer", "device", "field"), None)
            .element(container("azure", "azure"), None)
            .element(node("hub", "iot-hub", "ingest"), Some("azure"))
            .element(node("app", "app-service", "use"), Some("azure"))
            .connection("trailer", "hub", telemetry)
            .connection("hub", "app", connection("state", "data"))
            .connection("trailer", "app", pull)
            .build();
        let text = markdown(&arch);
        assert!(
            text.starts_with("# Cold \\| chain: threats\n\n2 of 3 connections cross"),
            "{text}"
        );
        let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("| ")).skip(2).collect();
        assert_eq!(
            rows,
            [
                "| trailer | → | hub | telemetry | data | outside / azure | MQTT over TLS | 8883 | \
                 X.509 | R, D, E | initiator |",
                "| app | → | trailer |  | control | azure / outside |  |  |  | \
                 S, T, R, I, D, E | protocol, port, authentication, initiator |",
            ]
        );
    }

    #[test]
    fn a_scenario_without_places_crosses_nothing() {
        let arch = Sample::new("x")
            .element(node("a", "device", "field"), None)
            .element(node("b", "device", "field"), None)
            .connect("a", "b", "data")
            .build();
        assert!(markdown(&arch).ends_with("No connection crosses a trust boundary.\n"));
    }
}
