//! DOT: the graph for Graphviz, with the ids, labels, flows and order of the picture.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::emit::steps::numbered_label;
use crate::emit::{Drawing, Links, is_safe_link};
use crate::graph::{ArchGraph, Connection, Direction, Element, ElementIx, Flow, MarkShape};
use crate::measure::protocol_text;
use crate::scene::Subject;
use crate::theme::{Role, Scheme, Theme};

/// Writes the graph; containers as clusters, all in the order of the picture.
pub(super) fn write(drawing: &Drawing<'_>) -> Vec<u8> {
    let graph = drawing.graph;
    let mut out = String::from("digraph maquette {\n");
    let color = |role| hex(drawing.theme, role);
    let _ = writeln!(out, "  graph [{}];", graph_attributes(drawing));
    let _ = writeln!(
        out,
        "  node [shape=box, style=\"rounded,filled\", fontname=\"Helvetica\", fontsize=13, \
         fillcolor=\"{}\", color=\"{}\", fontcolor=\"{}\"];",
        color(Role::Card),
        color(Role::CardLine),
        color(Role::Ink)
    );
    let _ = writeln!(
        out,
        "  edge [fontname=\"Helvetica\", fontsize=11, fontcolor=\"{}\"];",
        color(Role::Ink)
    );
    children(drawing, &places(drawing), None, 1, &mut out);
    for rank in &drawing.graph.arrangement.ranks {
        let is_there = |id: &&String| drawing.graph.find(id).is_some();
        let members: Vec<String> = rank.iter().filter(is_there).map(|id| name(id)).collect();
        let _ = writeln!(out, "  {{ rank=same; {} }}", members.join("; "));
    }
    for ix in graph.graph.edge_indices() {
        edge(drawing, ix, &mut out);
    }
    out.push_str("}\n");
    out.into_bytes()
}

/// A color in light, in six digits: Graphviz does not know the short form.
fn hex(theme: &Theme, role: Role) -> String {
    let [red, green, blue] = theme.color(role, Scheme::Light).channels();
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn graph_attributes(drawing: &Drawing<'_>) -> String {
    use crate::layout::{First, FlowDirection};
    let input = &drawing.measured.input;
    let is_turned = input.edges.iter().any(|edge| edge.first == First::To);
    let direction = match (input.reading, is_turned) {
        (FlowDirection::Auto | FlowDirection::LeftToRight, false) => "LR",
        (FlowDirection::Auto | FlowDirection::LeftToRight, true) => "RL",
        (FlowDirection::TopToBottom, false) => "TB",
        (FlowDirection::TopToBottom, true) => "BT",
    };
    // The older way to rank (newrank=false) fails on labeled cycles between clusters.
    format!(
        "label={}, labelloc=t, labeljust=l, rankdir={direction}, compound=true, newrank=true, \
         fontname=\"Helvetica\", fontsize=20, fontcolor=\"{}\", bgcolor=\"{}\"",
        quoted(&drawing.graph.title),
        hex(drawing.theme, Role::Ink),
        hex(drawing.theme, Role::Canvas)
    )
}

/// The place of each element in the reading order of the picture.
fn places(drawing: &Drawing<'_>) -> BTreeMap<ElementIx, usize> {
    let element = |subject| match subject {
        Subject::Container(ix) | Subject::Node(ix) => Some(ix),
        _ => None,
    };
    let pieces = drawing.scene.pieces.iter().enumerate();
    pieces.filter_map(|(at, piece)| Some((element(piece.subject)?, at))).collect()
}

/// What a container holds, in order of `places`.
fn children(
    drawing: &Drawing<'_>,
    places: &BTreeMap<ElementIx, usize>,
    parent: Option<ElementIx>,
    depth: usize,
    out: &mut String,
) {
    let indent = "  ".repeat(depth);
    let mut held: Vec<ElementIx> = drawing.graph.children(parent).collect();
    held.sort_by_key(|ix| places.get(ix));
    for ix in held {
        let element = &drawing.graph.graph[ix];
        let links = links(drawing, element);
        let id = format!("{}{}", drawing.id_prefix, element.id);
        if element.is_container() {
            let _ = writeln!(out, "{indent}subgraph {} {{", name(&cluster(element)));
            let _ = writeln!(
                out,
                "{indent}  graph [id={}, label={}, class={}, fontsize=13, style={}{links}];",
                quoted(&id),
                quoted(&element.label),
                quoted(&format!("container {}", element.kind)),
                quoted("rounded")
            );
            if needs_point(drawing.graph, ix) {
                let _ = writeln!(
                    out,
                    "{indent}  {} [shape=point, style=invis, width=0, label=\"\"];",
                    name(&point(element))
                );
            }
            children(drawing, places, Some(ix), depth + 1, out);
            let _ = writeln!(out, "{indent}}}");
        } else {
            let _ = writeln!(
                out,
                "{indent}{} [id={}, label={}, class={}{}{links}];",
                name(&element.id),
                quoted(&id),
                quoted(&node_label(element)),
                quoted(&format!("node {} {}", element.kind, lane_word(element))),
                match element.mark_shape() {
                    Some(MarkShape::Point) => ", shape=point",
                    Some(MarkShape::Invisible) => ", style=invis",
                    None => "",
                }
            );
        }
    }
}

fn lane_word(element: &Element) -> &'static str {
    element.lane().map_or("", |lane| lane.word())
}

fn node_label(element: &Element) -> String {
    match element.count {
        Some(count) if count > 1 => format!("{}\n\u{d7} {count}", element.label),
        _ => element.label.clone(),
    }
}

fn links(drawing: &Drawing<'_>, element: &Element) -> String {
    let docs = element.docs.as_ref().filter(|_| drawing.links == Links::Documentation);
    link_and_note(drawing, element.link.as_ref(), docs, element.note.as_ref())
}

/// The author's link, else another one, and the note.
fn link_and_note(
    drawing: &Drawing<'_>,
    own: Option<&String>,
    other: Option<&String>,
    note: Option<&String>,
) -> String {
    let own = own.filter(|_| drawing.links != Links::None);
    let mut text = String::new();
    if let Some(url) = own.or(other).filter(|url| is_safe_link(url)) {
        let _ = write!(text, ", URL={}", quoted(&url.replace('<', "%3C")));
    }
    if let Some(note) = note {
        let _ = write!(text, ", tooltip={}", quoted(note));
    }
    text
}

fn edge(drawing: &Drawing<'_>, ix: crate::graph::ConnectionIx, out: &mut String) {
    let graph = drawing.graph;
    let connection = &graph.graph[ix];
    let (from, to) = graph.graph.edge_endpoints(ix).unwrap_or_default();
    let mut clusters = String::new();
    for (key, end) in [("ltail", from), ("lhead", to)] {
        if graph.graph[end].is_container() {
            let _ = write!(clusters, ", {key}={}", name(&cluster(&graph.graph[end])));
        }
    }
    if graph.arrangement.unranked.contains(&connection.id) {
        clusters += ", constraint=false";
    }
    // Graphviz knows no steps; whoever reads the file again does.
    let step = connection.step.map(|step| format!(", step={step}")).unwrap_or_default();
    let links = link_and_note(drawing, connection.link.as_ref(), None, connection.note.as_ref());
    let _ = writeln!(
        out,
        "  {} -> {} [id={}, label={}, class={}, {}{clusters}{step}{links}];",
        name(&anchor(graph, from)),
        name(&anchor(graph, to)),
        quoted(&format!("{}{}", drawing.id_prefix, connection.id)),
        quoted(&edge_label(connection)),
        quoted(&format!("edge {}", connection.flow.word())),
        style(connection, drawing.theme)
    );
}

fn edge_label(connection: &Connection) -> String {
    let (label, protocol) = (numbered_label(connection), protocol_text(connection));
    match (label.is_empty(), protocol.is_empty()) {
        (false, false) => format!("{label}\n{protocol}"),
        (false, true) => label,
        _ => protocol,
    }
}

/// Line, color and arrowheads of a flow, as near to the picture as DOT comes.
fn style(connection: &Connection, theme: &Theme) -> String {
    let (role, line, head) = match connection.flow {
        Flow::Data => (Role::Data, "solid", "normal"),
        Flow::Control => (Role::Control, "solid", "vee"),
        Flow::Management => (Role::Management, "dashed", "empty"),
        Flow::Security => (Role::Security, "dotted", "diamond"),
    };
    let line = if connection.optional { "dashed" } else { line };
    let ends = match connection.direction {
        Direction::Forward => format!("arrowhead={head}"),
        Direction::Back => format!("dir=back, arrowtail={head}"),
        Direction::Both => format!("dir=both, arrowhead={head}, arrowtail={head}"),
        Direction::None => "dir=none".to_owned(),
    };
    format!("style={line}, color=\"{}\", {ends}", hex(theme, role))
}

/// The node that stands for an end: itself, or the first node inside a container.
fn anchor(graph: &ArchGraph, ix: ElementIx) -> String {
    let element = &graph.graph[ix];
    if element.is_container() { point(element) } else { element.id.clone() }
}

/// Whether a container needs a point to be linked to or to be drawn at all.
fn needs_point(graph: &ArchGraph, ix: ElementIx) -> bool {
    graph.children(Some(ix)).next().is_none()
        || graph.graph.neighbors_undirected(ix).next().is_some()
}

fn cluster(element: &Element) -> String {
    format!("cluster_{}", element.id)
}

fn point(element: &Element) -> String {
    format!("{}#", element.id)
}

/// A quoted text: Graphviz reads entities in it, and copies any other `&` of a link as it is.
fn quoted(text: &str) -> String {
    string(&text.replace('&', "&amp;"))
}

/// A quoted DOT string that names something. Graphviz writes names as titles, and what looks like an
/// entity as it is, whether XML knows that entity or not.
fn name(text: &str) -> String {
    let mut parts = text.split('&');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_of_entity = |c: char| c.is_ascii_alphanumeric() || c == '#';
        let is_entity =
            part.split_once(';').is_some_and(|(word, _)| word.chars().all(is_of_entity));
        out.push_str(if is_entity { "&amp;" } else { "&" });
        out.push_str(part);
    }
    string(&out)
}

/// A quoted DOT string; control characters other than line ends are left out, and what the XML of
/// Graphviz cannot hold.
fn string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            // `##[` and the like are commands in the log of a pipeline.
            '#' if out.ends_with('#') => out.push_str("\" + \"#"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
