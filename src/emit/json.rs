//! JSON: the graph with places, reasons and findings (schema 1).

use serde::Serialize;

use crate::diag::log::inert_json;
use crate::diag::{Diagnostic, Sources};
use crate::emit::Drawing;
use crate::geom::{PX, Point, Rect, Unit};
use crate::graph::{ArchGraph, Because, ElementIx, Status};
use crate::scene::{Piece, Subject};

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    title: &'a str,
    description: &'a str,
    solution: &'a str,
    width: f64,
    height: f64,
    containers: Vec<Container<'a>>,
    nodes: Vec<Node<'a>>,
    edges: Vec<Edge<'a>>,
    diagnostics: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Container<'a> {
    id: &'a str,
    kind: &'a str,
    label: &'a str,
    parent: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u32>,
    because: Vec<String>,
    #[serde(flatten)]
    place: Place,
}

#[derive(Serialize)]
struct Node<'a> {
    id: &'a str,
    kind: &'a str,
    label: &'a str,
    container: Option<&'a str>,
    lane: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'a str>,
    because: Vec<String>,
    #[serde(flatten)]
    place: Place,
}

#[derive(Serialize)]
struct Edge<'a> {
    id: &'a str,
    from: &'a str,
    to: &'a str,
    label: &'a str,
    protocol: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    port: Option<u16>,
    flow: &'a str,
    direction: &'a str,
    optional: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    authentication: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sentence: Option<&'a str>,
    because: Vec<String>,
    points: Vec<[f64; 2]>,
    label_box: Option<[f64; 4]>,
}

#[derive(Serialize)]
struct Place {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

#[derive(Serialize)]
struct Finding<'a> {
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    /// From the directory of the scenario.
    file: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
    help: Option<&'a str>,
}

/// Writes the drawing; elements in the order of the graph.
pub(super) fn write(drawing: &Drawing<'_>) -> Vec<u8> {
    let graph = drawing.graph;
    let mut document = Document {
        schema: 1,
        title: &graph.title,
        description: &graph.description,
        solution: &graph.solution,
        width: number(drawing.scene.size.width),
        height: number(drawing.scene.size.height),
        containers: Vec::new(),
        nodes: Vec::new(),
        edges: Vec::new(),
        diagnostics: drawing.findings.iter().map(|f| finding(f, drawing.sources)).collect(),
    };
    let mut pieces: Vec<&Piece> = drawing.scene.pieces.iter().collect();
    pieces.sort_by_key(|piece| piece.subject);
    for piece in pieces {
        match piece.subject {
            Subject::Container(ix) => document.containers.push(container(drawing, ix, piece)),
            Subject::Node(ix) => document.nodes.push(node(drawing, ix, piece)),
            Subject::Edge(ix) => document.edges.push(edge(drawing, ix, piece)),
            Subject::Backdrop
            | Subject::Heading
            | Subject::Band
            | Subject::Key
            | Subject::Legend => {}
        }
    }
    let text = serde_json::to_string_pretty(&document).unwrap_or_default();
    (inert_json(&text) + "\n").into_bytes()
}

fn container<'a>(drawing: &Drawing<'a>, ix: ElementIx, piece: &Piece) -> Container<'a> {
    let element = &drawing.graph.graph[ix];
    Container {
        id: &element.id,
        kind: &element.kind,
        label: &element.label,
        parent: parent(drawing.graph, ix),
        count: element.count,
        because: reasons(&element.because, drawing.sources),
        place: place(piece.frame),
    }
}

fn node<'a>(drawing: &Drawing<'a>, ix: ElementIx, piece: &Piece) -> Node<'a> {
    let element = &drawing.graph.graph[ix];
    Node {
        id: &element.id,
        kind: &element.kind,
        label: &element.label,
        container: parent(drawing.graph, ix),
        lane: element.lane().map_or("", |lane| lane.word()),
        count: element.count,
        status: (element.status != Status::Available).then(|| element.status.word()),
        because: reasons(&element.because, drawing.sources),
        place: place(piece.frame),
    }
}

fn edge<'a>(drawing: &Drawing<'a>, ix: crate::graph::ConnectionIx, piece: &Piece) -> Edge<'a> {
    let connection = &drawing.graph.graph[ix];
    let (from, to) = drawing.graph.graph.edge_endpoints(ix).unwrap_or_default();
    Edge {
        id: &connection.id,
        from: &drawing.graph.graph[from].id,
        to: &drawing.graph.graph[to].id,
        label: &connection.label,
        protocol: connection.protocol.as_deref(),
        port: connection.port,
        flow: connection.flow.word(),
        direction: connection.direction.word(),
        optional: connection.optional,
        authentication: connection.authentication.as_deref(),
        step: connection.step,
        sentence: connection.sentence.as_deref(),
        because: reasons(&connection.because, drawing.sources),
        points: piece.line.iter().map(|&Point { x, y }| [number(x), number(y)]).collect(),
        label_box: piece
            .label_box
            .map(|b| [number(b.x), number(b.y), number(b.width), number(b.height)]),
    }
}

fn parent(graph: &ArchGraph, ix: ElementIx) -> Option<&str> {
    graph.graph[ix].parent.map(|parent| graph.graph[parent].id.as_str())
}

/// `file:line` for what was written, by the path from the scenario's directory; the id of the rule
/// for what was derived.
fn reasons(because: &[Because], sources: &Sources) -> Vec<String> {
    let reason = |because: &Because| match because {
        Because::Written(span) => {
            format!("{}:{}", sources.path_from_first(span.file), sources.line_column(*span).0)
        }
        Because::Rule(id) => id.clone(),
    };
    because.iter().map(reason).collect()
}

fn finding<'a>(finding: &'a Diagnostic, sources: &Sources) -> Finding<'a> {
    let place = finding.span.map(|span| sources.line_column(span));
    Finding {
        code: &finding.code,
        severity: finding.severity.word(),
        message: &finding.message,
        file: finding.span.map(|span| sources.path_from_first(span.file)),
        line: place.map(|(line, _)| line),
        column: place.map(|(_, column)| column),
        help: finding.help.as_deref(),
    }
}

fn place(frame: Rect) -> Place {
    Place {
        x: number(frame.x),
        y: number(frame.y),
        width: number(frame.width),
        height: number(frame.height),
    }
}

/// Pixels as a number; quarters are exact.
fn number(length: Unit) -> f64 {
    f64::from(length) / f64::from(PX)
}
