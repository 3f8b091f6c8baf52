//! Turns a DOT graph into an architecture: nodes, containers and connections with ids.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::graph::DiGraph;

use super::label::{plain, record};
use super::{Attributes, Dot, Edge, Value};
use crate::graph::{
    ArchGraph, Because, Connection, Direction, Element, ElementIx, Flow, Lane, Shape, Status,
};

/// Builds the architecture. Invisible nodes and edges are left out.
pub(super) fn build(dot: &Dot) -> ArchGraph {
    let name = dot.name.as_str();
    let title = label_of(&dot.attributes, name, name);
    let mut architecture = ArchGraph {
        title: title.unwrap_or_else(|| name.to_owned()),
        description: word(&dot.attributes, "description").unwrap_or_default(),
        solution: word(&dot.attributes, "solution").unwrap_or_default(),
        graph: DiGraph::default(),
    };
    let mut ids = Ids::default();
    let clusters = add_clusters(dot, &mut architecture, &mut ids);
    let nodes = add_nodes(dot, &clusters, &mut architecture, &mut ids);
    add_edges(dot, &clusters, &nodes, &mut architecture, &mut ids);
    architecture
}

/// Hands out unique ids.
#[derive(Default)]
struct Ids {
    taken: BTreeSet<String>,
    counts: BTreeMap<String, usize>,
}

impl Ids {
    /// The wish itself, or with a number if it is taken.
    fn unique(&mut self, wish: &str) -> String {
        let mut id = wish.to_owned();
        while !self.taken.insert(id.clone()) {
            let count = self.counts.entry(wish.to_owned()).or_insert(1);
            *count += 1;
            id = format!("{wish}-{count}");
        }
        id
    }
}

fn add_clusters(dot: &Dot, to: &mut ArchGraph, ids: &mut Ids) -> Vec<ElementIx> {
    let mut added = Vec::new();
    for cluster in &dot.clusters {
        let bare = cluster.name.strip_prefix("cluster").unwrap_or(&cluster.name);
        let bare = bare.trim_start_matches(['_', '-', ' ']);
        let wish = word(&cluster.attributes, "id").unwrap_or_else(|| bare.to_owned());
        let fallback = if wish.is_empty() { cluster.name.clone() } else { wish };
        let label = label_of(&cluster.attributes, bare, &dot.name).unwrap_or_default();
        let because = vec![Because::Written(cluster.span)];
        let mut element = element(ids.unique(&fallback), label, "group", because);
        element.shape = Shape::Container;
        element.parent = cluster.parent.map(|parent: usize| added[parent]);
        adopt(&mut element, &cluster.attributes);
        added.push(to.graph.add_node(element));
    }
    added
}

fn add_nodes(
    dot: &Dot,
    clusters: &[ElementIx],
    to: &mut ArchGraph,
    ids: &mut Ids,
) -> Vec<Option<ElementIx>> {
    let (mut added, mut lanes) = (Vec::new(), BTreeSet::new());
    for node in &dot.nodes {
        if is_invisible(&node.attributes) {
            added.push(None);
            continue;
        }
        let wish = word(&node.attributes, "id").unwrap_or_else(|| node.name.clone());
        let label = label_of(&node.attributes, &node.name, &dot.name);
        let label = label.unwrap_or_else(|| node.name.clone());
        let mut element =
            element(ids.unique(&wish), label, "node", vec![Because::Written(node.span)]);
        let lane = marked(&node.attributes, "lane").or_else(|| class_word(&node.attributes, 2));
        let lane = lane.and_then(|lane| Lane::from_word(&lane));
        lanes.extend(lane);
        element.shape = Shape::Node(lane.unwrap_or(Lane::Process));
        element.parent = node.cluster.map(|cluster| clusters[cluster]);
        adopt(&mut element, &node.attributes);
        added.push(Some(to.graph.add_node(element)));
    }
    if to.solution.is_empty() {
        solution_of(&lanes).clone_into(&mut to.solution);
    }
    added
}

/// The type of solution that has these lanes; empty if there are none.
fn solution_of(lanes: &BTreeSet<Lane>) -> &'static str {
    let has_edge = lanes.contains(&Lane::Edge);
    let has_cloud = [Lane::Ingest, Lane::Process, Lane::Store].iter().any(|l| lanes.contains(l));
    match (has_edge, has_cloud) {
        _ if lanes.is_empty() => "",
        (true, true) => "hybrid",
        (true, false) => "edge",
        (false, _) => "cloud",
    }
}

fn add_edges(
    dot: &Dot,
    clusters: &[ElementIx],
    nodes: &[Option<ElementIx>],
    to: &mut ArchGraph,
    ids: &mut Ids,
) {
    let mut by_name: BTreeMap<&str, ElementIx> = BTreeMap::new();
    for (cluster, &at) in dot.clusters.iter().zip(clusters) {
        by_name.insert(&cluster.name, at);
    }
    for edge in dot.edges.iter().filter(|edge| !is_invisible(&edge.attributes)) {
        let end = |node: usize, clip: &str| {
            let cluster = word(&edge.attributes, clip);
            cluster.and_then(|name| by_name.get(name.as_str()).copied()).or(nodes[node])
        };
        let (Some(from), Some(at)) = (end(edge.from, "ltail"), end(edge.to, "lhead")) else {
            continue;
        };
        let pair = format!("{}--{}", to.graph[from].id, to.graph[at].id);
        let id = ids.unique(&word(&edge.attributes, "id").unwrap_or(pair));
        to.graph.add_edge(from, at, connection(dot, edge, id));
    }
}

fn connection(dot: &Dot, edge: &Edge, id: String) -> Connection {
    let attributes = &edge.attributes;
    let labels = ["label", "xlabel", "taillabel", "headlabel"];
    let label = labels.iter().find_map(|key| attributes.get(*key));
    let flow = marked(attributes, "flow").or_else(|| class_word(attributes, 1));
    let flow = flow.and_then(|flow| Flow::from_word(&flow));
    let drawn = word(attributes, "dir");
    let direction = match drawn.as_deref() {
        Some("back") => Direction::Back,
        Some("both") => Direction::Both,
        None if !dot.is_directed => Direction::Both,
        _ => Direction::Forward,
    };
    let step: Option<u32> = word(attributes, "step").and_then(|step| step.parse().ok());
    let label = label.map(|label| plain(label, "", &dot.name)).unwrap_or_default();
    // Our own output writes the number before the label.
    let number = step.map(|step| format!("({step})")).unwrap_or_default();
    let label = label.strip_prefix(&number).unwrap_or(&label).trim_start().to_owned();
    Connection {
        id,
        label,
        protocol: word(attributes, "protocol"),
        port: None,
        flow: flow.unwrap_or(Flow::Data),
        direction,
        // Our own output draws all management dashed.
        optional: flow != Some(Flow::Management)
            && (has_style(attributes, "dashed") || has_style(attributes, "dotted")),
        authentication: None,
        step,
        sentence: None,
        link: word(attributes, "URL").or_else(|| word(attributes, "href")),
        note: None,
        because: vec![Because::Written(edge.span)],
    }
}

/// An element with nothing but a name; the caller says what it is.
fn element(id: String, label: String, kind: &str, because: Vec<Because>) -> Element {
    Element {
        id,
        kind: kind.to_owned(),
        kind_name: String::new(),
        label,
        shape: Shape::Node(Lane::Process),
        parent: None,
        count: None,
        settings: BTreeMap::new(),
        status: Status::Available,
        icon: String::new(),
        summary: String::new(),
        docs: None,
        link: None,
        note: None,
        because,
    }
}

/// Takes over what our own DOT output says of an element.
fn adopt(element: &mut Element, attributes: &Attributes) {
    if let Some(kind) = marked(attributes, "kind").or_else(|| class_word(attributes, 1)) {
        element.kind = kind;
    }
    if class_word(attributes, 0).is_some()
        && let Some((label, count)) = element.label.rsplit_once(" × ")
    {
        element.count = count.parse().ok();
        element.label = label.to_owned();
    }
    element.link = word(attributes, "URL").or_else(|| word(attributes, "href"));
    element.count = element.count.or_else(|| word(attributes, "count")?.parse().ok());
}

fn label_of(attributes: &Attributes, name: &str, graph: &str) -> Option<String> {
    let label = attributes.get("label")?;
    let is_record = word(attributes, "shape").is_some_and(|shape| shape.ends_with("ecord"));
    Some(if is_record { record(label, name, graph) } else { plain(label, name, graph) })
}

/// The text of an attribute, if it is there and not empty.
fn word(attributes: &Attributes, key: &str) -> Option<String> {
    match attributes.get(key)? {
        Value::Text(text) if !text.is_empty() => Some(text.clone()),
        Value::Text(_) | Value::Html(_) => None,
    }
}

/// The value of an attribute of our own, or of a class `key-value`.
fn marked(attributes: &Attributes, key: &str) -> Option<String> {
    let classes = word(attributes, "class").unwrap_or_default();
    let of_class = |class: &str| Some(class.strip_prefix(key)?.strip_prefix('-')?.to_owned());
    word(attributes, key).or_else(|| classes.split_whitespace().find_map(of_class))
}

/// A word of the class that our own DOT output gives: `node KIND LANE`, `container KIND` or
/// `edge FLOW`; none in the output of others.
fn class_word(attributes: &Attributes, at: usize) -> Option<String> {
    let class = word(attributes, "class")?;
    let words: Vec<&str> = class.split_whitespace().collect();
    let is_ours = matches!(words[..], ["node", _, _] | ["container" | "edge", _]);
    words.get(at).filter(|_| is_ours).map(|&word| word.to_owned())
}

fn has_style(attributes: &Attributes, style: &str) -> bool {
    word(attributes, "style").is_some_and(|s| s.split(',').any(|part| part.trim() == style))
}

fn is_invisible(attributes: &Attributes) -> bool {
    has_style(attributes, "invis")
}

#[cfg(test)]
mod tests {
    use crate::diag::{Sink, Sources};
    use crate::dot_in::read;
    use crate::graph::{ArchGraph, Direction, ElementIx, Flow, Lane};

    fn graph(text: &str) -> ArchGraph {
        let (mut sources, mut sink) = (Sources::default(), Sink::default());
        let file = sources.add("test.dot", text);
        read(file, &sources, &mut sink).unwrap_or_else(|| panic!("{:?}", sink.findings()))
    }

    fn connections(of: &ArchGraph) -> Vec<String> {
        let all = of.graph.edge_references();
        all.map(|edge| {
            use petgraph::visit::EdgeRef as _;
            let end = |ix: ElementIx| of.graph[ix].id.as_str();
            format!("{} > {}: {}", end(edge.source()), end(edge.target()), edge.weight().label)
        })
        .collect()
    }

    #[test]
    fn clusters_become_containers_and_labels_texts() {
        let of = graph(
            r#"digraph "G" { label="Title of \G"; subgraph cluster_site { label=<<b>Site</b> 1> a }
               a [label="IoT\nHub"]; a -> b [xlabel="up"]; b [shape=record label="{x|y}"] }"#,
        );
        assert_eq!(of.title, "Title of G");
        let site = of.find("site").expect("an element of the text");
        assert_eq!(of.graph[site].label, "Site 1");
        let a = of.find("a").expect("an element of the text");
        assert_eq!((of.graph[a].label.as_str(), of.graph[a].parent), ("IoT Hub", Some(site)));
        assert_eq!(of.graph[of.find("b").expect("an element of the text")].label, "x | y");
        assert_eq!(connections(&of), ["a > b: up"]);
    }

    #[test]
    fn edges_can_end_at_clusters_and_ids_stay_unique() {
        let of = graph(
            "digraph { compound=true; subgraph cluster_c { x } a -> x [lhead=cluster_c];
             a -> x; a -> x; subgraph cluster_a { y } }",
        );
        assert_eq!(connections(&of), ["a-2 > c: ", "a-2 > x: ", "a-2 > x: "]);
        let ids: Vec<&str> = of.graph.edge_weights().map(|edge| edge.id.as_str()).collect();
        assert_eq!(ids, ["a-2--c", "a-2--x", "a-2--x-2"]);
    }

    #[test]
    fn what_our_own_output_marks_comes_back() {
        let of = graph(
            r#"digraph { subgraph cluster_s { class="container site"; a [class="node asset field"
                 label="Asset\n× 40"] }
               hub [id="iot-hub" class="node iot-hub ingest"];
               dev [lane=field]; dev -> hub [class="edge control" dir=both style="bold,dashed"] }"#,
        );
        assert_eq!(of.solution, "cloud");
        let asset = &of.graph[of.find("a").expect("an element of the text")];
        assert_eq!((asset.label.as_str(), asset.count), ("Asset", Some(40)));
        assert_eq!(of.graph[of.find("s").expect("an element of the text")].kind, "site");
        let hub = &of.graph[of.find("iot-hub").expect("an element of the text")];
        assert_eq!((hub.lane(), hub.kind.as_str()), (Some(Lane::Ingest), "iot-hub"));
        let edge = of.graph.edge_weights().next().expect("an edge of the text");
        assert_eq!(
            (edge.flow, edge.direction, edge.optional),
            (Flow::Control, Direction::Both, true)
        );
    }

    #[test]
    fn what_is_invisible_is_left_out() {
        let of = graph("digraph { a -> b [style=invis]; c [style=invis]; a -> c -> b; b -> a }");
        assert_eq!(connections(&of), ["b > a: "]);
    }
}
