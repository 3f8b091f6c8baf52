//! Plain text: the whole architecture in sentences, as an alternative to the picture.

use std::fmt::Write as _;

use super::Drawing;
use super::steps::sentences;
use super::wording::{Heads, counted, distinct_names, ends, grouped, one_line, protocol};
use crate::diag::log::inert;
use crate::graph::{ArchGraph, Connection, Element, ElementIx, Flow, Status};

/// Writes the architecture as readable text.
pub(super) fn write(drawing: &Drawing<'_>) -> Vec<u8> {
    inert(&text(drawing.graph)).into_bytes()
}

/// The architecture as readable text: what it is, what stands where, what flows.
fn text(arch: &ArchGraph) -> String {
    let names = distinct_names(arch);
    let mut out = format!("{}\n\n{}\n", one_line(&arch.title), overview(arch));
    if arch.graph.node_count() > 0 {
        out += "\nWhat there is:\n";
        for ix in arch.children(None) {
            write_element(arch, ix, 1, &mut out);
        }
    }
    let steps = sentences(arch);
    if !steps.is_empty() {
        out += "\nStep by step:\n";
        for (step, sentence) in steps {
            let _ = writeln!(out, "  {step}. {sentence}");
        }
    }
    if arch.graph.edge_count() > 0 {
        out += "\nWhat flows:\n";
        for flow in Flow::ALL {
            write_flow(arch, flow, &names, &mut out);
        }
    }
    out
}

/// One paragraph: type, size, description.
fn overview(arch: &ArchGraph) -> String {
    let mut text = size(arch);
    if !arch.description.trim().is_empty() {
        let _ = write!(text, " {}", one_line(&arch.description));
    }
    text
}

/// `Hybrid architecture with 2 elements in 1 place and 1 connection.`
pub(super) fn size(arch: &ArchGraph) -> String {
    let nodes = arch.graph.node_weights().filter(|element| !element.is_container()).count();
    let places = arch.graph.node_count() - nodes;
    let mut text = format!(
        "{} architecture with {}",
        sentence_case(&arch.solution),
        counted(nodes, "element", "elements")
    );
    if places > 0 {
        let _ = write!(text, " in {}", counted(places, "place", "places"));
    }
    let _ = write!(text, " and {}.", counted(arch.graph.edge_count(), "connection", "connections"));
    text
}

fn write_element(arch: &ArchGraph, ix: ElementIx, depth: usize, out: &mut String) {
    let element = &arch.graph[ix];
    let inside = arch.children(Some(ix)).count();
    let colon = if inside > 0 { ":" } else { "" };
    let _ = writeln!(out, "{}- {}{colon}", "  ".repeat(depth), describe(element));
    for child in arch.children(Some(ix)) {
        write_element(arch, child, depth + 1, out);
    }
}

/// `Trailer (Device), 1,200 of them, in preview; note: ...`
fn describe(element: &Element) -> String {
    let mut text = one_line(&element.name());
    if !element.kind_name.is_empty() && element.kind_name != element.label {
        let _ = write!(text, " ({})", one_line(&element.kind_name));
    }
    if let Some(count) = element.count.filter(|&count| count > 1) {
        let _ = write!(text, ", {} of them", grouped(count));
    }
    text += match element.status {
        Status::Available => "",
        Status::Preview => ", in preview",
        Status::Retiring => ", its end is announced",
        Status::Retired => ", retired",
    };
    if let Some(note) = &element.note {
        let _ = write!(text, "; note: {}", one_line(note));
    }
    text
}

fn write_flow(arch: &ArchGraph, flow: Flow, names: &[String], out: &mut String) {
    let of_flow = || arch.graph.edge_indices().filter(move |&ix| arch.graph[ix].flow == flow);
    if of_flow().next().is_none() {
        return;
    }
    let _ = writeln!(out, "  {}:", sentence_case(flow.word()));
    for ix in of_flow() {
        let Some((from, to, heads)) = ends(arch, ix) else { continue };
        let (from, to) = (&names[from.index()], &names[to.index()]);
        let way = match heads {
            Heads::One => format!("{from} to {to}"),
            Heads::Two | Heads::None => format!("{from} and {to}"),
        };
        let _ = writeln!(out, "  - {way}{}", details(&arch.graph[ix]));
    }
}

/// `: telemetry, MQTT over TLS, port 8883, optional, authenticated by X.509`
fn details(connection: &Connection) -> String {
    let label = one_line(&connection.label);
    let said = [
        (!label.is_empty()).then_some(label),
        protocol(connection),
        connection.optional.then(|| "optional".to_owned()),
        connection.authentication.as_ref().map(|how| format!("authentication: {}", one_line(how))),
        connection.step.map(|step| format!("step {step}")),
        connection.note.as_ref().map(|note| format!("note: {}", one_line(note))),
    ];
    let said: Vec<String> = said.into_iter().flatten().collect();
    if said.is_empty() { String::new() } else { format!(": {}", said.join(", ")) }
}

pub(super) fn sentence_case(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::text;
    use crate::graph::Status;
    use crate::graph::sample::{Sample, connection, container, node};

    #[test]
    fn says_what_there_is_and_what_flows() {
        let mut trailer = node("trailer", "device", "field");
        trailer.count = Some(1200);
        trailer.label = "Refrigerated\ntrailer".to_owned();
        let mut hub = node("hub", "iot-hub", "ingest");
        hub.status = Status::Retiring;
        let mut telemetry = connection("telemetry", "data");
        telemetry.protocol = Some("MQTT over TLS".to_owned());
        telemetry.port = Some(8883);
        let arch = Sample::new("Cold chain")
            .element(trailer, None)
            .element(container("west", "region"), None)
            .element(hub, Some("west"))
            .connection("trailer", "hub", telemetry)
            .build();
        assert_eq!(
            text(&arch),
            "Cold chain\n\n\
             Hybrid architecture with 2 elements in 1 place and 1 connection.\n\n\
             What there is:\n\
             \x20 - Refrigerated trailer (device), 1,200 of them\n\
             \x20 - west (region):\n\
             \x20   - hub (iot-hub), its end is announced\n\n\
             What flows:\n\
             \x20 Data:\n\
             \x20 - Refrigerated trailer to hub: telemetry, MQTT over TLS, port 8883\n"
        );
    }
}
