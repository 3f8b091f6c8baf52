//! D2: the architecture as a D2 diagram.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::steps::numbered_label;
use super::wording::{Heads, ends, label_with_count};
use super::{Drawing, is_safe_link};
use crate::graph::{ArchGraph, ConnectionIx, ElementIx, Flow, MarkShape};
use crate::layout::FlowDirection;

/// ELK draws right angles, and connections between a container and what it holds.
const HEAD: &str = "vars: {\n  d2-config: {\n    layout-engine: elk\n  }\n}\n";

/// Key of the title; no element has it, since ids hold no space.
const TITLE: &str = "the title";

/// Writes the architecture in D2.
pub(super) fn write(drawing: &Drawing<'_>) -> Vec<u8> {
    d2(drawing.graph, drawing.measured.input.reading).into_bytes()
}

/// The architecture in D2, containers around what they hold, in the order of the picture.
fn d2(arch: &ArchGraph, reading: FlowDirection) -> String {
    let keys = keys(arch);
    let direction = if reading == FlowDirection::TopToBottom { "down" } else { "right" };
    let mut out = format!("{HEAD}direction: {direction}\n");
    let _ = writeln!(
        out,
        "{}: {} {{shape: text; near: top-center; style.font-size: 28}}",
        quoted(TITLE),
        quoted(&arch.title)
    );
    for ix in arch.children(None) {
        write_element(arch, ix, 0, &keys, &mut out);
    }
    for ix in arch.graph.edge_indices() {
        write_connection(arch, ix, &keys, &mut out);
    }
    out
}

fn write_element(arch: &ArchGraph, ix: ElementIx, depth: usize, keys: &[String], out: &mut String) {
    let element = &arch.graph[ix];
    let indent = "  ".repeat(depth);
    let _ =
        writeln!(out, "{indent}{}: {} {{", keys[ix.index()], quoted(&label_with_count(element)));
    match element.mark_shape() {
        None => (),
        Some(MarkShape::Point) => {
            let look = "shape: circle; width: 10; height: 10; style.fill: black";
            let _ = writeln!(out, "{indent}  {look}");
        }
        Some(MarkShape::Invisible) => {
            let _ = writeln!(out, "{indent}  style.opacity: 0");
        }
    }
    if element.count.is_some_and(|count| count > 1) {
        let _ = writeln!(out, "{indent}  style.multiple: true");
    }
    if !element.summary.is_empty() {
        let _ = writeln!(out, "{indent}  tooltip: {}", quoted(&element.summary));
    }
    let address = element.link.as_deref().or(element.docs.as_deref());
    if let Some(address) = address.filter(|address| is_safe_link(address)) {
        let _ = writeln!(out, "{indent}  link: {}", quoted(address));
    }
    for child in arch.children(Some(ix)) {
        write_element(arch, child, depth + 1, keys, out);
    }
    let _ = writeln!(out, "{indent}}}");
}

fn write_connection(arch: &ArchGraph, ix: ConnectionIx, keys: &[String], out: &mut String) {
    let Some((from, to, heads)) = ends(arch, ix) else { return };
    let connection = &arch.graph[ix];
    let arrow = match heads {
        Heads::One => "->",
        Heads::Two => "<->",
        Heads::None => "--",
    };
    let _ = write!(out, "{} {arrow} {}", path(arch, from, keys), path(arch, to, keys));
    out.push(':');
    let label = numbered_label(connection);
    if !label.is_empty() {
        let _ = write!(out, " {}", quoted(&label));
    }
    let dash = match (connection.flow, connection.optional) {
        (Flow::Data, false) => "",
        (Flow::Data, true) => "; style.stroke-dash: 6",
        (Flow::Control, _) => "; style.stroke-dash: 4",
        (Flow::Management, _) => "; style.stroke-dash: 2",
        (Flow::Security, _) => "; style.stroke-dash: 8",
    };
    let color = match connection.flow {
        Flow::Data => "#1f2933",
        Flow::Control => "#2f6fd0",
        Flow::Management => "#3c8a50",
        Flow::Security => "#b0588e",
    };
    let _ = writeln!(out, " {{style.stroke: \"{color}\"{dash}}}");
}

/// A key for each element. D2 does not tell upper from lower case, so ids that differ only
/// in that get a number.
fn keys(arch: &ArchGraph) -> Vec<String> {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut keys = Vec::new();
    for element in arch.graph.node_weights() {
        let mut key = element.id.clone();
        let mut number = 2;
        while !taken.insert(key.to_lowercase()) {
            key = format!("{} {number}", element.id);
            number += 1;
        }
        keys.push(quoted(&key));
    }
    keys
}

/// The keys from the outermost container to the element.
fn path(arch: &ArchGraph, ix: ElementIx, keys: &[String]) -> String {
    let mut path = arch.ancestors(ix);
    path.push(ix);
    path.iter().map(|at| keys[at.index()].as_str()).collect::<Vec<_>>().join(".")
}

/// A text in double quotes.
fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.trim().chars() {
        match c {
            '"' | '\\' | '$' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out += "\\n",
            // `##[` and the like are commands in the log of a pipeline.
            '#' if out.ends_with('#') => out += "\\#",
            other if other.is_control() => {}
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::{d2, quoted};
    use crate::graph::sample::{Sample, connection, container, node};
    use crate::layout::FlowDirection;

    #[test]
    fn ends_are_named_by_their_whole_path() {
        let arch = Sample::new("Cold chain")
            .element(container("rotterdam", "site"), None)
            .element(node("Broker", "mqtt-broker", "edge"), Some("rotterdam"))
            .element(node("broker", "mqtt-broker", "edge"), None)
            .connection("Broker", "broker", connection("telemetry", "control"))
            .build();
        let text = d2(&arch, FlowDirection::Auto);
        assert!(
            text.contains("\"rotterdam\": \"rotterdam\" {\n  \"Broker\": \"Broker\" {"),
            "{text}"
        );
        assert!(text.contains("\"rotterdam\".\"Broker\" -> \"broker 2\": \"telemetry\""), "{text}");
    }

    #[test]
    fn markup_in_labels_stays_text() {
        assert_eq!(quoted("a \"b\" ${c} \\d\ne"), "\"a \\\"b\\\" \\${c} \\\\d\\ne\"");
    }
}
