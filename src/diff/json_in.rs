//! Reads a JSON export back into an architecture, so that a scenario can be compared with it.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::diag::Limits;
use crate::diag::log::readable;
use crate::graph::{
    ArchGraph, Because, Connection, Direction, Element, ElementIx, Flow, Lane, Shape, Status,
};

#[derive(Deserialize)]
struct Document {
    schema: u32,
    #[serde(default)]
    title: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    solution: String,
    #[serde(default)]
    containers: Vec<Box>,
    #[serde(default)]
    nodes: Vec<Box>,
    #[serde(default)]
    edges: Vec<Line>,
}

/// A container or node.
#[derive(Deserialize)]
struct Box {
    id: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    label: String,
    #[serde(alias = "container")]
    parent: Option<String>,
    lane: Option<String>,
    count: Option<u32>,
    status: Option<String>,
    #[serde(default)]
    because: Vec<String>,
}

#[derive(Deserialize)]
struct Line {
    id: Option<String>,
    from: String,
    to: String,
    #[serde(default)]
    label: String,
    protocol: Option<String>,
    port: Option<u16>,
    flow: Option<String>,
    direction: Option<String>,
    #[serde(default)]
    optional: bool,
    authentication: Option<String>,
    step: Option<u32>,
    sentence: Option<String>,
    #[serde(default)]
    because: Vec<String>,
}

/// The architecture of a JSON export; what is wrong with the text otherwise.
pub fn architecture(text: &str, limits: Limits) -> Result<ArchGraph, String> {
    let document: Document = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let boxes = document.containers.len() + document.nodes.len();
    for (count, most, noun) in [
        (boxes, limits.elements, "elements"),
        (document.edges.len(), limits.connections, "connections"),
    ] {
        if count > most {
            return Err(format!("it has {count} {noun}; at most {most} fit"));
        }
    }
    if document.schema != 1 {
        return Err(format!("its schema is {}; this version reads 1", document.schema));
    }
    let mut arch = ArchGraph {
        title: readable(document.title),
        description: readable(document.description),
        solution: readable(document.solution),
        ..ArchGraph::default()
    };
    let mut known: BTreeMap<String, ElementIx> = BTreeMap::new();
    let mut parents = Vec::new();
    let boxes = document.containers.into_iter().map(|one| (one, true));
    for (one, is_container) in boxes.chain(document.nodes.into_iter().map(|one| (one, false))) {
        let lane = one.lane.as_deref().and_then(Lane::from_word).unwrap_or(Lane::Process);
        let shape = if is_container { Shape::Container } else { Shape::Node(lane) };
        let id = one.id.clone();
        let parent = one.parent.clone();
        let ix = arch.graph.add_node(element(one, shape));
        if known.insert(id.clone(), ix).is_some() {
            return Err(format!("two elements have the id `{id}`"));
        }
        parents.push((ix, parent));
    }
    for (ix, parent) in parents {
        let Some(parent) = parent else { continue };
        let at = *known.get(&parent).ok_or_else(|| format!("there is no container `{parent}`"))?;
        let mut around = std::iter::successors(Some(at), |&at| arch.graph[at].parent);
        // No chain is longer than the limit so far.
        if around.by_ref().take(limits.depth + 1).any(|at| at == ix) {
            return Err(format!("`{parent}` is inside of itself"));
        }
        if around.next().is_some() {
            return Err(format!("`{parent}` lies more than {} deep", limits.depth));
        }
        arch.graph[ix].parent = Some(at);
    }
    for line in document.edges {
        let end = |id: &String| {
            known.get(id).copied().ok_or_else(|| format!("there is no element `{id}`"))
        };
        let (from, to) = (end(&line.from)?, end(&line.to)?);
        arch.graph.add_edge(from, to, connection(line));
    }
    Ok(arch)
}

fn element(one: Box, shape: Shape) -> Element {
    Element {
        kind_name: readable(one.kind.clone()),
        icon: readable(one.kind.clone()),
        kind: readable(one.kind),
        label: readable(one.label),
        shape,
        parent: None,
        count: one.count,
        settings: BTreeMap::new(),
        status: one.status.as_deref().and_then(Status::from_word).unwrap_or_default(),
        summary: String::new(),
        docs: None,
        link: None,
        note: None,
        because: rules(one.because),
        id: readable(one.id),
    }
}

fn connection(line: Line) -> Connection {
    Connection {
        id: readable(
            line.id.unwrap_or_else(|| format!("{}--{}--{}", line.from, line.to, line.label)),
        ),
        label: readable(line.label),
        protocol: line.protocol.map(readable),
        port: line.port,
        flow: line.flow.as_deref().and_then(Flow::from_word).unwrap_or(Flow::Data),
        direction: line
            .direction
            .as_deref()
            .and_then(Direction::from_word)
            .unwrap_or(Direction::Forward),
        optional: line.optional,
        authentication: line.authentication.map(readable),
        step: line.step,
        sentence: line.sentence.map(readable),
        link: None,
        note: None,
        because: rules(line.because),
    }
}

/// The rules among the reasons; places in a scenario (`file:line`) are not here to be shown.
fn rules(because: Vec<String>) -> Vec<Because> {
    let is_place = |reason: &String| {
        reason.rsplit(':').next().is_some_and(|line| line.parse::<u32>().is_ok())
            && reason.contains(':')
    };
    because
        .into_iter()
        .filter(|reason| !is_place(reason))
        .map(readable)
        .map(Because::Rule)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Limits, architecture as read};

    fn architecture(text: &str) -> Result<super::ArchGraph, String> {
        read(text, Limits::default())
    }

    #[test]
    fn an_export_becomes_an_architecture() {
        let arch = architecture(
            r#"{ "schema": 1, "title": "T", "solution": "cloud",
                 "containers": [{ "id": "azure", "kind": "cloud", "label": "Azure", "parent": null }],
                 "nodes": [{ "id": "hub", "kind": "iot-hub", "label": "Hub", "container": "azure",
                             "lane": "ingest", "because": ["a.toml:3", "R1"] }],
                 "edges": [{ "from": "hub", "to": "azure" }] }"#,
        )
        .expect("an architecture");
        assert_eq!(arch.graph.node_count(), 2);
        let hub = arch.find("hub").expect("the hub of the text");
        assert_eq!(arch.ancestors(hub).len(), 1);
        assert_eq!(arch.graph[hub].because.len(), 1);
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert!(architecture("{").is_err());
        assert!(architecture(r#"{ "schema": 2 }"#).unwrap_err().contains("schema is 2"));
        let loose = r#"{ "schema": 1, "nodes": [{ "id": "a", "container": "b" }] }"#;
        assert!(architecture(loose).unwrap_err().contains("no container `b`"));
        let turning = r#"{ "schema": 1, "containers": [{ "id": "a", "parent": "b" }, { "id": "b", "parent": "a" }] }"#;
        assert!(architecture(turning).unwrap_err().contains("inside of itself"));
    }
}
