//! Connections of the field that say no protocol: what an asset speaks is the first thing that
//! whoever reads it has to know, and no condition over elements could ask it.

use crate::diag::{Sink, codes};
use crate::graph::{ArchGraph, Element, Flow, Lane};

/// Reports written connections that carry data from the field to the edge over nobody says what.
pub fn check(arch: &ArchGraph, sink: &mut Sink) {
    let graph = &arch.graph;
    for edge in graph.edge_indices() {
        let (connection, ends) = (&graph[edge], graph.edge_endpoints(edge));
        let Some((from, to)) = ends.map(|(from, to)| (&graph[from], &graph[to])) else { continue };
        let mut lanes = [from.lane(), to.lane()];
        lanes.sort_unstable();
        let leaves_the_field = lanes == [Some(Lane::Field), Some(Lane::Edge)];
        let is_silent = connection.flow == Flow::Data && connection.protocol.is_none();
        let written = connection.written();
        if let (Some(span), true) = (written, leaves_the_field && is_silent) {
            let message =
                format!("nothing says which protocol `{}` speaks to `{}`", from.id, to.id);
            sink.report(&codes::NO_PROTOCOL, span, message)
                .help(format!("write it at the connection: `(protocol = {})`", example(from, to)));
        }
    }
}

/// A protocol that the two may speak.
fn example(from: &Element, to: &Element) -> &'static str {
    let ends = [from, to];
    let reads_opc_ua = |end: &Element| {
        let module = end.settings.get("module").map(String::as_str);
        module == Some("opc-publisher") || end.kind == "opc-ua-server"
    };
    if ends.into_iter().any(reads_opc_ua) {
        "OPC UA"
    } else if ends.iter().any(|end| end.kind == "camera") {
        "RTSP"
    } else {
        "Modbus"
    }
}
