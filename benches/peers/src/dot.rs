//! Graphviz: writing DOT with fixed sizes, reading `-Tjson0`.

use std::fmt::Write as _;

use maquette::geom::{PX, Rect, Size};
use maquette::layout::{Container, End, FlowDirection, Input, Layout, PlacedContainer, Route};
use serde_json::Value;

use crate::curves::{Place, add_bezier, polyline, units};

/// A node that stands for an empty container, which Graphviz cannot draw.
const FILLER: &str = "empty";

/// The graph for `dot`: nodes and labels of exactly the sizes that the input asks for.
pub fn write(input: &Input) -> String {
    let mut text = String::from("digraph G {\n  compound=true; fontsize=1;\n");
    if input.reading != FlowDirection::TopToBottom {
        text.push_str("  rankdir=LR;\n");
    }
    let inches = |v: i32| f64::from(v) / f64::from(PX) / 72.0;
    let _ = writeln!(text, "  nodesep={:.3}; ranksep={:.3};", inches(input.spacing.node), 0.5);
    text.push_str("  node [shape=box fixedsize=true label=\"\"];\n  edge [arrowsize=0.5];\n");
    write_inside(input, None, 1, &mut text);
    for edge in &input.edges {
        let (from, tail) = anchor(input, edge.from);
        let (to, head) = anchor(input, edge.to);
        let _ = write!(text, "  {from} -> {to} [");
        if let Some(label) = edge.label {
            let _ = write!(text, "label={}", table(label));
        }
        for (key, cluster) in [("ltail", tail), ("lhead", head)] {
            if let Some(c) = cluster {
                let _ = write!(text, " {key}=cluster_{c}");
            }
        }
        text.push_str("];\n");
    }
    text.push_str("}\n");
    text
}

/// Nodes and clusters inside a container; nesting in these corpora is shallow.
fn write_inside(input: &Input, parent: Option<usize>, depth: usize, text: &mut String) {
    let pad = "  ".repeat(depth);
    let inches = |v: i32| f64::from(v) / f64::from(PX) / 72.0;
    for (n, node) in input.nodes.iter().enumerate().filter(|(_, n)| n.container == parent) {
        let (w, h) = (inches(node.size.width), inches(node.size.height));
        let _ = writeln!(text, "{pad}n{n} [width={w:.4} height={h:.4}];");
    }
    let inner = |c: &&Container| c.parent == parent;
    for (c, container) in input.containers.iter().enumerate().filter(|(_, c)| inner(c)) {
        let _ = writeln!(text, "{pad}subgraph cluster_{c} {{");
        let padding = input.spacing.padding / PX;
        let _ = writeln!(
            text,
            "{pad}  labeljust=l; margin={padding}; label={};",
            table(container.title)
        );
        if is_empty(input, c) {
            let _ = writeln!(text, "{pad}  {FILLER}{c} [style=invis width=0.01 height=0.01];");
        }
        write_inside(input, Some(c), depth + 1, text);
        let _ = writeln!(text, "{pad}}}");
    }
}

fn is_empty(input: &Input, c: usize) -> bool {
    !input.nodes.iter().any(|n| n.container == Some(c))
        && !input.containers.iter().any(|inner| inner.parent == Some(c))
}

/// A label of a fixed size.
fn table(size: Size) -> String {
    format!(
        "<<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\" \
         FIXEDSIZE=\"TRUE\" WIDTH=\"{}\" HEIGHT=\"{}\"><TR><TD></TD></TR></TABLE>>",
        size.width / PX,
        size.height / PX
    )
}

/// The node that an edge is tied to, and the cluster at whose border it is cut.
fn anchor(input: &Input, end: End) -> (String, Option<usize>) {
    match end {
        End::Node(n) => (format!("n{n}"), None),
        End::Container(c) => (inmost(input, c), Some(c)),
    }
}

fn inmost(input: &Input, c: usize) -> String {
    if let Some(n) = input.nodes.iter().position(|n| n.container == Some(c)) {
        return format!("n{n}");
    }
    let inner = input.containers.iter().position(|inner| inner.parent == Some(c));
    inner.map_or_else(|| format!("{FILLER}{c}"), |inner| inmost(input, inner))
}

/// Reads the JSON that `dot` writes; none if something is missing.
pub fn read(input: &Input, json: &str) -> Option<Layout> {
    let root: Value = serde_json::from_str(json).ok()?;
    let bb = numbers(root["bb"].as_str()?);
    let height = *bb.get(3)?;
    let place = |x: f64, y: f64| -> Place { (x - bb[0], height - y) };
    let mut nodes = vec![Rect::default(); input.nodes.len()];
    let empty = PlacedContainer { frame: Rect::default(), title: Rect::default() };
    let mut containers = vec![empty; input.containers.len()];
    for object in root["objects"].as_array()? {
        let name = object["name"].as_str()?;
        if let Some(n) = name.strip_prefix('n').and_then(|n| n.parse::<usize>().ok()) {
            let at = numbers(object["pos"].as_str()?);
            nodes[n] = around(place(at[0], at[1]), input.nodes[n].size);
        } else if let Some(c) = name.strip_prefix("cluster_").and_then(|c| c.parse::<usize>().ok())
        {
            let b = numbers(object["bb"].as_str()?);
            let (corner, far) = (place(b[0], b[3]), place(b[2], b[1]));
            let frame = Rect::new(
                units(corner.0),
                units(corner.1),
                units(far.0) - units(corner.0),
                units(far.1) - units(corner.1),
            );
            let lp = object["lp"].as_str().map(numbers);
            let title =
                lp.map_or(frame, |lp| around(place(lp[0], lp[1]), input.containers[c].title));
            containers[c] = PlacedContainer { frame, title };
        }
    }
    let routes = root["edges"].as_array().cloned().unwrap_or_default();
    let mut edges = Vec::new();
    for (edge, drawn) in input.edges.iter().zip(&routes) {
        let label = edge.label.and_then(|size| {
            let at = numbers(drawn["lp"].as_str()?);
            Some(around(place(at[0], at[1]), size))
        });
        edges.push(Route {
            points: polyline(&spline(drawn["pos"].as_str()?, place)),
            label,
            letter: None,
        });
    }
    let canvas = Size::new(units(bb[2] - bb[0]), units(height - bb[1]));
    Some(Layout { canvas, nodes, containers, edges, remarks: vec![] })
}

fn around(middle: Place, size: Size) -> Rect {
    let (x, y) = (units(middle.0), units(middle.1));
    Rect::new(x - size.width / 2, y - size.height / 2, size.width, size.height)
}

fn numbers(text: &str) -> Vec<f64> {
    text.split(',').filter_map(|v| v.parse().ok()).collect()
}

/// A Graphviz spline: `e,x,y` and `s,x,y` are the tips of arrows, the rest Bézier points.
fn spline(pos: &str, place: impl Fn(f64, f64) -> Place) -> Vec<Place> {
    let mut line: Vec<Place> = Vec::new();
    let (mut tip, mut points) = (None, Vec::new());
    for word in pos.split([' ', ';']).filter(|w| !w.is_empty()) {
        let values = numbers(word.trim_start_matches(['e', 's', ',']));
        if values.len() < 2 {
            continue;
        }
        let at = place(values[0], values[1]);
        match word.as_bytes()[0] {
            b'e' => tip = Some(at),
            b's' => line.push(at),
            _ => points.push(at),
        }
    }
    let mut points = points.into_iter();
    line.extend(points.next());
    let rest: Vec<Place> = points.collect();
    for three in rest.chunks_exact(3) {
        add_bezier(&mut line, three[0], three[1], three[2]);
    }
    line.extend(tip);
    line
}
