//! Turns a DOT graph into an architecture: nodes, containers and connections with ids.

use std::collections::{BTreeMap, BTreeSet};

use super::label::{Owner, line, record, text};
use super::{Attributes, Dot, Edge, Node, has_style, is_record, truth, word};
use crate::graph::{
    ArchGraph, Because, Connection, Direction, Element, ElementIx, Flow, Lane, MarkShape, ReadTo,
    SHAPE, Shape, Status,
};

/// Builds the architecture. Invisible edges are left out, and invisible nodes without a line.
pub(super) fn build(dot: &Dot) -> ArchGraph {
    let owner = Owner::Graph(&dot.name);
    let title = label_of(&dot.attributes, owner).filter(|title| !title.is_empty());
    let mut architecture = ArchGraph {
        title: title.map_or_else(|| dot.name.clone(), |title| title.replace('\n', " ")),
        description: word(&dot.attributes, "description").unwrap_or_default().to_owned(),
        solution: word(&dot.attributes, "solution").unwrap_or_default().to_owned(),
        ..ArchGraph::default()
    };
    let mut ids = Ids::default();
    let clusters = add_clusters(dot, &mut architecture, &mut ids);
    let lines = lines(dot);
    let nodes = add_nodes(dot, &clusters, &lines, &mut architecture, &mut ids);
    let at = |end: End| match end {
        End::Cluster(cluster) => clusters[cluster],
        End::Node(node) => nodes[node],
    };
    for line in &lines {
        if let (Some(tail), Some(head)) = (at(line.tail), at(line.head)) {
            add_edge(dot, line.edge, (tail, head), &mut architecture, &mut ids);
        }
    }
    arrange(dot, &nodes, &mut architecture);
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

/// The containers, by subgraph; none for those that are not drawn.
fn add_clusters(dot: &Dot, to: &mut ArchGraph, ids: &mut Ids) -> Vec<Option<ElementIx>> {
    let mut added: Vec<Option<ElementIx>> = Vec::new();
    for cluster in &dot.subgraphs {
        if !cluster.is_drawn() {
            added.push(None);
            continue;
        }
        let owner = Owner::Graph(&cluster.name);
        let bare = cluster.name.strip_prefix("cluster").unwrap_or(&cluster.name);
        let bare = bare.trim_start_matches(['_', '-', ' ']);
        let wishes = [id_of(&cluster.attributes, owner), Some(bare.to_owned())];
        let wish = wishes.into_iter().flatten().find(|wish| !wish.is_empty());
        let id = ids.unique(&wish.unwrap_or_else(|| cluster.name.clone()));
        let label = label_of(&cluster.attributes, owner).unwrap_or_default();
        let mut element = element(id, label, "group", vec![Because::Written(cluster.span)]);
        element.shape = Shape::Container;
        element.parent = cluster.parent.and_then(|parent: usize| added[parent]);
        adopt(&mut element, &cluster.attributes, owner);
        added.push(Some(to.graph.add_node(element)));
    }
    added
}

/// What an edge ends at, by index in the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Node(usize),
    /// A subgraph that is drawn.
    Cluster(usize),
}

/// An edge that is seen, and what it ends at.
struct Line<'a> {
    edge: &'a Edge,
    tail: End,
    head: End,
}

fn lines(dot: &Dot) -> Vec<Line<'_>> {
    let drawn = dot.subgraphs.iter().enumerate().filter(|(_, subgraph)| subgraph.is_drawn());
    let by_name: BTreeMap<&str, usize> =
        drawn.map(|(at, subgraph)| (subgraph.name.as_str(), at)).collect();
    let seen = dot.edges.iter().filter(|edge| !has_style(&edge.attributes, "invis"));
    seen.map(|edge| {
        let end = |node: usize, clip: &str| {
            let cluster = word(&edge.attributes, clip).and_then(|name| by_name.get(name));
            cluster.map_or(End::Node(node), |&cluster| End::Cluster(cluster))
        };
        Line { edge, tail: end(edge.from, "ltail"), head: end(edge.to, "lhead") }
    })
    .collect()
}

/// The nodes; none for those that nothing shows of.
fn add_nodes(
    dot: &Dot,
    clusters: &[Option<ElementIx>],
    lines: &[Line<'_>],
    to: &mut ArchGraph,
    ids: &mut Ids,
) -> Vec<Option<ElementIx>> {
    let met: BTreeSet<usize> = lines
        .iter()
        .flat_map(|line| [line.tail, line.head])
        .filter_map(|end| if let End::Node(node) = end { Some(node) } else { None })
        .collect();
    let (mut added, mut lanes) = (Vec::new(), BTreeSet::new());
    for (at, node) in dot.nodes.iter().enumerate() {
        let is_invisible = has_style(&node.attributes, "invis");
        if is_invisible && !met.contains(&at) {
            added.push(None);
            continue;
        }
        let owner = Owner::Node { name: &node.name, graph: &dot.name };
        let wish = id_of(&node.attributes, owner).unwrap_or_else(|| node.name.clone());
        let because = vec![Because::Written(node.span)];
        let mut element = element(ids.unique(&wish), node_label(node, owner), "node", because);
        let lane = marked(&node.attributes, "lane").or_else(|| class_word(&node.attributes, 2));
        let lane = lane.and_then(|lane| Lane::from_word(&lane));
        lanes.extend(lane);
        element.shape = Shape::Node(lane.unwrap_or(Lane::Process));
        element.parent = node.cluster.and_then(|cluster| clusters[cluster]);
        adopt(&mut element, &node.attributes, owner);
        let mark = match () {
            () if is_invisible => Some(MarkShape::Invisible),
            () if is_point(node) && element.label.is_empty() => Some(MarkShape::Point),
            () => None,
        };
        if let Some(mark) = mark {
            element.label.clear();
            element.settings.insert(SHAPE.to_owned(), mark.word().to_owned());
        }
        added.push(Some(to.graph.add_node(element)));
    }
    if to.solution.is_empty() {
        solution_of(&lanes).clone_into(&mut to.solution);
    }
    added
}

fn is_point(node: &Node) -> bool {
    word(&node.attributes, "shape") == Some("point")
}

/// What a node says: its label, which is its name unless it is written, and what stands beside it.
fn node_label(node: &Node, owner: Owner<'_>) -> String {
    let by_itself = || text(&super::Value::Text("\\N".into()), owner);
    // Graphviz writes no label on points.
    let own = if is_point(node) {
        String::new()
    } else {
        label_of(&node.attributes, owner).unwrap_or_else(by_itself)
    };
    let beside = node.attributes.get("xlabel").map(|label| text(label, owner));
    joined([own, beside.unwrap_or_default()])
}

/// Texts below each other, without empty ones.
fn joined(texts: impl IntoIterator<Item = String>) -> String {
    let texts: Vec<String> = texts.into_iter().filter(|text| !text.is_empty()).collect();
    texts.join("\n")
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

fn add_edge(
    dot: &Dot,
    edge: &Edge,
    (from, at): (ElementIx, ElementIx),
    to: &mut ArchGraph,
    ids: &mut Ids,
) {
    let owner = Owner::Edge {
        tail: &dot.nodes[edge.from].name,
        head: &dot.nodes[edge.to].name,
        arrow: if dot.is_directed { "->" } else { "--" },
        graph: &dot.name,
    };
    let pair = format!("{}--{}", to.graph[from].id, to.graph[at].id);
    let id = ids.unique(&id_of(&edge.attributes, owner).unwrap_or(pair));
    if word(&edge.attributes, "constraint").and_then(truth) == Some(false) {
        to.arrangement.unranked.insert(id.clone());
    }
    let label_at = |key: &str| edge.attributes.get(key).map(|label| text(label, owner));
    let at_end = |key: &str, end: ElementIx| {
        let label = label_at(key).filter(|label| !label.is_empty())?;
        let element = &to.graph[end];
        let name = element.label.lines().next().unwrap_or(&element.id);
        Some(format!("{name}: {label}"))
    };
    let labels =
        [label_at("label"), label_at("xlabel"), at_end("taillabel", from), at_end("headlabel", at)];
    let mut connection = connection(&edge.attributes, dot.is_directed, owner);
    connection.id = id;
    connection.label = without_number(joined(labels.into_iter().flatten()), connection.step);
    connection.because = vec![Because::Written(edge.span)];
    to.graph.add_edge(from, at, connection);
}

/// A label without the number of its step, which our own output writes before it.
fn without_number(label: String, step: Option<u32>) -> String {
    let number = step.map(|step| format!("({step})"));
    let rest = number.and_then(|number| label.strip_prefix(&number));
    rest.map(|rest| rest.trim_start().to_owned()).unwrap_or(label)
}

fn connection(attributes: &Attributes, is_directed: bool, owner: Owner<'_>) -> Connection {
    let flow = marked(attributes, "flow").or_else(|| class_word(attributes, 1));
    let flow = flow.and_then(|flow| Flow::from_word(&flow));
    Connection {
        id: String::new(),
        label: String::new(),
        protocol: word(attributes, "protocol").map(str::to_owned),
        port: None,
        flow: flow.unwrap_or(Flow::Data),
        direction: direction(attributes, is_directed),
        // Our own output draws all management dashed.
        optional: flow != Some(Flow::Management)
            && (has_style(attributes, "dashed") || has_style(attributes, "dotted")),
        authentication: None,
        step: word(attributes, "step").and_then(|step| step.parse().ok()),
        sentence: None,
        link: link_of(attributes, owner),
        note: None,
        because: Vec::new(),
    }
}

/// Which ends have an arrowhead: `dir` says where one may be, and `arrowhead` and `arrowtail`
/// whether anything is drawn there.
fn direction(attributes: &Attributes, is_directed: bool) -> Direction {
    let (at_tail, at_head) = match word(attributes, "dir") {
        Some("forward") => (false, true),
        Some("back") => (true, false),
        Some("both") => (true, true),
        Some("none") => (false, false),
        _ => (false, is_directed),
    };
    let is_drawn = |key: &str| word(attributes, key).is_none_or(|shape| !is_no_arrow(shape));
    Direction::with_heads(at_tail && is_drawn("arrowtail"), at_head && is_drawn("arrowhead"))
}

/// Whether the shape of an arrowhead is none at all, maybe written several times.
fn is_no_arrow(shape: &str) -> bool {
    shape.split("none").all(str::is_empty)
}

/// What the graph asks of the layout.
fn arrange(dot: &Dot, nodes: &[Option<ElementIx>], to: &mut ArchGraph) {
    to.arrangement.read_to = match word(&dot.attributes, "rankdir") {
        Some("LR") => Some(ReadTo::Right),
        Some("RL") => Some(ReadTo::Left),
        Some("TB") => Some(ReadTo::Bottom),
        Some("BT") => Some(ReadTo::Top),
        _ => None,
    };
    let is_row = |attributes: &Attributes| word(attributes, "rank") == Some("same");
    for row in dot.subgraphs.iter().filter(|subgraph| is_row(&subgraph.attributes)) {
        let members = row.members.iter().filter_map(|&node| nodes[node]);
        let members: Vec<String> = members.map(|ix| to.graph[ix].id.clone()).collect();
        if members.len() > 1 {
            to.arrangement.ranks.push(members);
        }
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
fn adopt(element: &mut Element, attributes: &Attributes, owner: Owner<'_>) {
    if let Some(kind) = marked(attributes, "kind").or_else(|| class_word(attributes, 1)) {
        element.kind = kind;
    }
    if class_word(attributes, 0).is_some()
        && let Some((label, count)) = element.label.rsplit_once("\u{d7} ")
    {
        element.count = count.parse().ok();
        element.label = label.trim_end().to_owned();
    }
    element.link = link_of(attributes, owner);
    element.count = element.count.or_else(|| word(attributes, "count")?.parse().ok());
}

fn label_of(attributes: &Attributes, owner: Owner<'_>) -> Option<String> {
    let label = attributes.get("label")?;
    Some(if is_record(attributes) { record(label, owner) } else { text(label, owner) })
}

fn id_of(attributes: &Attributes, owner: Owner<'_>) -> Option<String> {
    word(attributes, "id").map(|id| line(id, owner))
}

fn link_of(attributes: &Attributes, owner: Owner<'_>) -> Option<String> {
    let link = word(attributes, "URL").or_else(|| word(attributes, "href"));
    link.map(|link| line(link, owner))
}

/// The value of an attribute of our own, or of a class `key-value`.
fn marked(attributes: &Attributes, key: &str) -> Option<String> {
    let classes = word(attributes, "class").unwrap_or_default();
    let of_class = |class: &str| Some(class.strip_prefix(key)?.strip_prefix('-')?.to_owned());
    let own = word(attributes, key).map(str::to_owned);
    own.or_else(|| classes.split_whitespace().find_map(of_class))
}

/// A word of the class that our own DOT output gives: `node KIND LANE`, `container KIND` or
/// `edge FLOW`; none in the output of others.
fn class_word(attributes: &Attributes, at: usize) -> Option<String> {
    let class = word(attributes, "class")?;
    let words: Vec<&str> = class.split_whitespace().collect();
    let is_ours = matches!(words[..], ["node", _, _] | ["container" | "edge", _]);
    words.get(at).filter(|_| is_ours).map(|&word| word.to_owned())
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
        assert_eq!((of.graph[a].label.as_str(), of.graph[a].parent), ("IoT\nHub", Some(site)));
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
    fn an_invisible_line_is_left_out_and_an_invisible_node_where_no_line_ends() {
        let of = graph("digraph { a -> b [style=invis]; c [style=invis]; d [style=invis] a -> c }");
        assert_eq!(connections(&of), ["a > c: "]);
        let shape = |id: &str| Some(of.graph[of.find(id)?].mark_shape());
        use crate::graph::MarkShape::Invisible;
        assert_eq!([shape("b"), shape("c"), shape("d")], [Some(None), Some(Some(Invisible)), None]);
    }

    #[test]
    fn arrowheads_are_where_graphviz_draws_them() {
        let directions = |text: &str| {
            let of = graph(text);
            of.graph.edge_weights().map(|edge| edge.direction.word()).collect::<Vec<_>>()
        };
        assert_eq!(
            directions(
                "digraph { a -> b; a -> c [dir=back]; a -> d [dir=both arrowtail=none];
                 a -> e [dir=none]; a -> f [arrowhead=none]; a -> g [arrowhead=nonenormal] }"
            ),
            ["forward", "back", "forward", "none", "none", "forward"]
        );
        assert_eq!(
            directions("graph { a -- b; a -- c [dir=forward]; a -- d [arrowhead=normal] }"),
            ["none", "forward", "none"]
        );
    }
}
