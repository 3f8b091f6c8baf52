//! ELK's JSON, for elkjs and elkrs: one graph with nesting, labels and root coordinates.

use maquette::geom::{PX, Rect, Size};
use maquette::layout::{End, FlowDirection, Input, Layout, PlacedContainer, Route};
use serde_json::{Map, Value, json};

use crate::curves::{Place, polyline, units};

/// The graph with ELK's defaults for the layered algorithm, and our distances.
pub fn write(input: &Input) -> String {
    let px = |v: i32| f64::from(v) / f64::from(PX);
    let direction = match input.reading {
        FlowDirection::Auto | FlowDirection::LeftToRight => "RIGHT",
        FlowDirection::TopToBottom => "DOWN",
    };
    let s = input.spacing;
    let options = json!({
        "elk.algorithm": "layered",
        "elk.direction": direction,
        "elk.hierarchyHandling": "INCLUDE_CHILDREN",
        "elk.edgeRouting": "ORTHOGONAL",
        "elk.padding": padding(px(s.margin), px(s.margin)),
        "elk.spacing.nodeNode": px(s.node),
        "elk.layered.spacing.nodeNodeBetweenLayers": px(s.node),
    });
    let edges: Vec<Value> = input
        .edges
        .iter()
        .enumerate()
        .map(|(e, edge)| {
            let mut value = json!({
                "id": format!("e{e}"),
                "sources": [name(edge.from)],
                "targets": [name(edge.to)],
            });
            if let Some(label) = edge.label {
                value["labels"] = json!([label_of(label, px)]);
            }
            value
        })
        .collect();
    let root = json!({
        "id": "root",
        "layoutOptions": options,
        "children": children(input, None),
        "edges": edges,
    });
    root.to_string()
}

fn padding(side: f64, top: f64) -> String {
    format!("[top={top},left={side},bottom={side},right={side}]")
}

fn label_of(size: Size, px: impl Fn(i32) -> f64) -> Value {
    json!({ "text": "x", "width": px(size.width), "height": px(size.height) })
}

fn name(end: End) -> String {
    match end {
        End::Node(n) => format!("n{n}"),
        End::Container(c) => format!("c{c}"),
    }
}

/// Nodes and containers inside a container; nesting in these corpora is shallow.
fn children(input: &Input, parent: Option<usize>) -> Vec<Value> {
    let px = |v: i32| f64::from(v) / f64::from(PX);
    let nodes = input.nodes.iter().enumerate().filter(|(_, n)| n.container == parent);
    let mut all: Vec<Value> = nodes
        .map(|(n, node)| {
            json!({
                "id": format!("n{n}"),
                "width": px(node.size.width),
                "height": px(node.size.height),
            })
        })
        .collect();
    let containers = input.containers.iter().enumerate().filter(|(_, c)| c.parent == parent);
    for (c, container) in containers {
        let side = px(input.spacing.padding);
        let top = side + px(container.title.height);
        all.push(json!({
            "id": format!("c{c}"),
            "layoutOptions": {
                "elk.padding": padding(side, top),
                "elk.nodeLabels.placement": "[H_LEFT, V_TOP, INSIDE]",
                "elk.nodeSize.constraints": "[NODE_LABELS]",
                "elk.spacing.nodeNode": px(input.spacing.node),
                "elk.layered.spacing.nodeNodeBetweenLayers": px(input.spacing.node),
            },
            "labels": [label_of(container.title, px)],
            "children": children(input, Some(c)),
        }));
    }
    all
}

/// Reads ELK's answer; none if something is missing.
pub fn read(input: &Input, text: &str) -> Option<Layout> {
    let root: Value = serde_json::from_str(text).ok()?;
    let mut found = Found {
        offsets: Map::new(),
        nodes: vec![None; input.nodes.len()],
        containers: vec![None; input.containers.len()],
    };
    found.walk(&root, (0.0, 0.0));
    let mut edges: Vec<Option<Route>> = vec![None; input.edges.len()];
    let mut open = vec![&root];
    while let Some(at) = open.pop() {
        open.extend(at["children"].as_array().into_iter().flatten());
        for edge in at["edges"].as_array().into_iter().flatten() {
            let e: usize = edge["id"].as_str()?.strip_prefix('e')?.parse().ok()?;
            let holder = at["id"].as_str().unwrap_or("root");
            edges[e] = Some(found.route(input, e, edge, holder)?);
        }
    }
    let canvas = Size::new(units(root["width"].as_f64()?), units(root["height"].as_f64()?));
    Some(Layout {
        canvas,
        nodes: found.nodes.into_iter().collect::<Option<_>>()?,
        containers: found.containers.into_iter().collect::<Option<_>>()?,
        edges: edges.into_iter().collect::<Option<_>>()?,
        remarks: vec![],
    })
}

struct Found {
    /// Absolute place of each graph element by id.
    offsets: Map<String, Value>,
    nodes: Vec<Option<Rect>>,
    containers: Vec<Option<PlacedContainer>>,
}

impl Found {
    fn walk(&mut self, at: &Value, origin: Place) {
        let id = at["id"].as_str().unwrap_or_default();
        self.offsets.insert(id.to_owned(), json!([origin.0, origin.1]));
        if let Some(c) = id.strip_prefix('c').and_then(|c| c.parse::<usize>().ok()) {
            let title = rect(&at["labels"][0], origin).unwrap_or_default();
            let frame = rect(at, (origin.0 - number(&at["x"]), origin.1 - number(&at["y"])));
            self.containers[c] = frame.map(|frame| PlacedContainer { frame, title });
        }
        for child in at["children"].as_array().into_iter().flatten() {
            let id = child["id"].as_str().unwrap_or_default();
            if let Some(n) = id.strip_prefix('n').and_then(|n| n.parse::<usize>().ok()) {
                self.nodes[n] = rect(child, origin);
            }
            let own = (origin.0 + number(&child["x"]), origin.1 + number(&child["y"]));
            self.walk(child, own);
        }
    }

    /// Coordinates of an edge are relative to the element that elkjs names as its container
    /// and in which elkrs lists it.
    fn route(&self, input: &Input, e: usize, edge: &Value, holder: &str) -> Option<Route> {
        let container = edge["container"].as_str().unwrap_or(holder);
        let origin = self.offsets.get(container)?;
        let origin = (number(&origin[0]), number(&origin[1]));
        let place = |p: &Value| (number(&p["x"]) + origin.0, number(&p["y"]) + origin.1);
        let mut line: Vec<Place> = Vec::new();
        for section in edge["sections"].as_array().into_iter().flatten() {
            line.push(place(&section["startPoint"]));
            line.extend(section["bendPoints"].as_array().into_iter().flatten().map(place));
            line.push(place(&section["endPoint"]));
        }
        let label = input.edges[e].label.and_then(|_| rect(&edge["labels"][0], origin));
        Some(Route { points: polyline(&line), label, letter: None })
    }
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_default()
}

fn rect(value: &Value, origin: Place) -> Option<Rect> {
    let (x, y) = (value["x"].as_f64()? + origin.0, value["y"].as_f64()? + origin.1);
    let (width, height) = (value["width"].as_f64()?, value["height"].as_f64()?);
    Some(Rect::new(units(x), units(y), units(width), units(height)))
}
