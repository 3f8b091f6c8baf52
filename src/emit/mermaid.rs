//! Mermaid: a flowchart with the containers as subgraphs.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::steps::numbered_label;
use super::wording::{Heads, ends, label_with_count};
use super::{Drawing, is_safe_link};
use crate::graph::{ArchGraph, ConnectionIx, ElementIx, Flow, MarkShape};
use crate::layout::FlowDirection;

/// Words that Mermaid's flowchart grammar keeps for itself.
const RESERVED: [&str; 15] = [
    "end",
    "graph",
    "flowchart",
    "subgraph",
    "style",
    "linkstyle",
    "classdef",
    "class",
    "click",
    "call",
    "href",
    "default",
    "interpolate",
    "direction",
    "_self",
];

/// Writes the architecture as a Mermaid flowchart.
pub(super) fn write(drawing: &Drawing<'_>) -> Vec<u8> {
    mermaid(drawing.graph, drawing.measured.input.reading).into_bytes()
}

/// The architecture as a Mermaid flowchart, in the order of the picture.
///
/// Connections between a container and what it holds cannot be said in Mermaid; they stay as
/// comments.
fn mermaid(arch: &ArchGraph, reading: FlowDirection) -> String {
    let ids = ids(arch);
    let direction = if reading == FlowDirection::TopToBottom { "TB" } else { "LR" };
    let mut out = format!("---\ntitle: {}\n---\nflowchart {direction}\n", yaml(&arch.title));
    for ix in arch.children(None) {
        write_element(arch, ix, 1, &ids, &mut out);
    }
    let mut drawn: Vec<(usize, Flow)> = Vec::new();
    for ix in arch.graph.edge_indices() {
        let Some((from, to, heads)) = ends(arch, ix) else { continue };
        if arch.ancestors(from).contains(&to) || arch.ancestors(to).contains(&from) {
            let label = comment(&numbered_label(&arch.graph[ix]));
            let _ = writeln!(out, "  %% {} - {}: {label}", ids[from.index()], ids[to.index()]);
            continue;
        }
        let (from, to) = (&ids[from.index()], &ids[to.index()]);
        let _ = writeln!(out, "  {from} {} {to}", arrow(arch, ix, heads));
        drawn.push((drawn.len(), arch.graph[ix].flow));
    }
    write_flow_styles(&drawn, &mut out);
    write_links(arch, &ids, &mut out);
    out
}

fn write_element(arch: &ArchGraph, ix: ElementIx, depth: usize, ids: &[String], out: &mut String) {
    let element = &arch.graph[ix];
    let (indent, id) = ("  ".repeat(depth), &ids[ix.index()]);
    let label = quoted(&label_with_count(element));
    if arch.children(Some(ix)).next().is_none() {
        let _ = match element.mark_shape() {
            None => writeln!(out, "{indent}{id}[{label}]"),
            Some(MarkShape::Point) => writeln!(out, "{indent}{id}(({label}))"),
            Some(MarkShape::Invisible) => {
                writeln!(out, "{indent}{id}[{label}]\n{indent}style {id} fill:none,stroke:none")
            }
        };
        return;
    }
    let _ = writeln!(out, "{indent}subgraph {id}[{label}]");
    for child in arch.children(Some(ix)) {
        write_element(arch, child, depth + 1, ids, out);
    }
    let _ = writeln!(out, "{indent}end");
}

fn arrow(arch: &ArchGraph, ix: ConnectionIx, heads: Heads) -> String {
    let connection = &arch.graph[ix];
    let line = match (heads, connection.optional) {
        (Heads::One, false) => "-->",
        (Heads::One, true) => "-.->",
        (Heads::Two, false) => "<-->",
        (Heads::Two, true) => "<-.->",
        (Heads::None, false) => "---",
        (Heads::None, true) => "-.-",
    };
    let label = numbered_label(connection);
    if label.is_empty() {
        return line.to_owned();
    }
    format!("{line}|{}|", quoted(&label))
}

/// Tells the flows apart by dashes as well as by color; data keeps the plain line.
fn write_flow_styles(drawn: &[(usize, Flow)], out: &mut String) {
    for (flow, style) in [
        (Flow::Control, "stroke:#2f6fd0,stroke-dasharray:8 4"),
        (Flow::Management, "stroke:#3c8a50,stroke-dasharray:2 4"),
        (Flow::Security, "stroke:#b0588e,stroke-dasharray:8 4 2 4"),
    ] {
        let members: Vec<String> = drawn
            .iter()
            .filter(|(_, of)| *of == flow)
            .map(|(number, _)| number.to_string())
            .collect();
        if !members.is_empty() {
            let _ = writeln!(out, "  linkStyle {} {style}", members.join(","));
        }
    }
}

/// The author's own links.
fn write_links(arch: &ArchGraph, ids: &[String], out: &mut String) {
    for ix in arch.graph.node_indices() {
        let is_subgraph = arch.children(Some(ix)).next().is_some();
        let address = arch.graph[ix].link.as_deref().filter(|address| is_safe_link(address));
        if let (false, Some(address)) = (is_subgraph, address) {
            let address = address.replace('"', "%22").replace('{', "%7B").replace('}', "%7D");
            let _ = writeln!(out, "  click {} href \"{address}\"", ids[ix.index()]);
        }
    }
}

/// An id for each element that Mermaid reads as one: letters, digits and `_`, none reserved.
fn ids(arch: &ArchGraph) -> Vec<String> {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut ids = Vec::new();
    for element in arch.graph.node_weights() {
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        let mut id: String = element.id.chars().map(plain).collect();
        if id.is_empty() || RESERVED.contains(&id.to_ascii_lowercase().as_str()) {
            id.insert_str(0, "n_");
        }
        while !taken.insert(id.clone()) {
            id.push('_');
        }
        ids.push(id);
    }
    ids
}

/// A text in double quotes; what Mermaid, Markdown or HTML would read as markup is escaped.
fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for (number, line) in text.lines().map(str::trim).filter(|line| !line.is_empty()).enumerate() {
        if number > 0 {
            out += "<br/>";
        }
        for c in line.chars() {
            match c {
                '"' => out += "#quot;",
                '<' => out += "#lt;",
                '>' => out += "#gt;",
                '&' => out += "#amp;",
                // `%%{` begins a directive wherever it stands, also in a label.
                '#' | '`' | '*' | '_' | '\\' | '$' | ';' | '~' | '%' | '{' | '}' => {
                    let _ = write!(out, "#{};", c as u32);
                }
                '.' | ')' | '-' | '+' if starts_a_list(&out) => {
                    let _ = write!(out, "#{};", c as u32);
                }
                other if other.is_control() => {}
                other => out.push(other),
            }
        }
    }
    // Mermaid reads no empty text.
    out.push_str(if out == "\"" { " \"" } else { "\"" });
    out
}

/// Whether the text so far is what a Markdown list begins with: nothing, or a number.
fn starts_a_list(so_far: &str) -> bool {
    let line = so_far.rsplit("<br/>").next().unwrap_or(so_far);
    line.trim_start_matches('"').chars().all(|c| c.is_ascii_digit())
}

fn yaml(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars().filter(|c| !c.is_control()) {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '%' | '{' | '}' | '#' | '<' | '>' | '&' => {
                let _ = write!(out, "\\x{:02x}", u32::from(c));
            }
            other => out.push(other),
        }
    }
    out + "\""
}

fn comment(text: &str) -> String {
    let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
    plain.replace(|c: char| c.is_control() || "{}%#".contains(c), " ")
}

#[cfg(test)]
mod tests {
    use super::{mermaid, quoted};
    use crate::graph::Direction;
    use crate::graph::sample::{Sample, connection, container, node};
    use crate::layout::FlowDirection;

    #[test]
    fn containers_are_subgraphs_and_flows_have_styles() {
        let mut twin = connection("twin", "control");
        twin.direction = Direction::Both;
        let arch = Sample::new("Cold \"chain\"")
            .element(container("rotterdam", "site"), None)
            .element(node("end", "device", "field"), Some("rotterdam"))
            .element(node("iot-hub", "iot-hub", "ingest"), None)
            .connection("end", "iot-hub", connection("telemetry", "data"))
            .connection("end", "iot-hub", twin)
            .connection("rotterdam", "end", connection("holds", "data"))
            .build();
        assert_eq!(
            mermaid(&arch, FlowDirection::Auto),
            "---\ntitle: \"Cold \\\"chain\\\"\"\n---\nflowchart LR\n\
             \x20 subgraph rotterdam[\"rotterdam\"]\n\
             \x20   n_end[\"end\"]\n\
             \x20 end\n\
             \x20 iot_hub[\"iot#45;hub\"]\n\
             \x20 n_end -->|\"telemetry\"| iot_hub\n\
             \x20 n_end <-->|\"twin\"| iot_hub\n\
             \x20 %% rotterdam - n_end: holds\n\
             \x20 linkStyle 1 stroke:#2f6fd0,stroke-dasharray:8 4\n"
                .replace("iot#45;hub", "iot-hub")
        );
    }

    #[test]
    fn markup_in_labels_stays_text() {
        assert_eq!(quoted("a \"b\" <c> #1"), "\"a #quot;b#quot; #lt;c#gt; #35;1\"");
        assert_eq!(quoted("1. first\n- second"), "\"1#46; first<br/>#45; second\"");
        assert_eq!(quoted("`x` a-b 1.5"), "\"#96;x#96; a-b 1.5\"");
    }
}
