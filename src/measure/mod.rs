//! From graph to [`layout::Input`]: how large each card, title and label is, and what text
//! stands on its lines. The layout sees the sizes, the scene the texts.

mod bundle;
mod card;
mod label;
mod panel;
mod text;
mod widths;
mod wrap;

pub use card::{BADGE_HEIGHT, Badge, BadgeKind, CARD_WIDTH, Card, PAD, STACK_STEP, TILE};
pub use label::{LineLabel, protocol_text};
pub use panel::{PANEL_TILE, Panel};
pub use text::{Face, has_joined_letters, is_right_to_left, width};
pub use wrap::{TextLine, longest_word, widest, wrap};

use std::collections::BTreeMap;

use crate::geom::px;
use crate::graph::{ArchGraph, ConnectionIx, ElementIx, Lane, ReadTo, Shape};
use crate::layout::{self, End, First, Input, Reading, Spacing};
use crate::theme::Theme;

/// The measured graph; indices of the three lists are those of the layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// All that the layout may know.
    pub input: Input,
    /// Texts of the nodes.
    pub cards: Vec<Card>,
    /// Texts of the containers.
    pub panels: Vec<Panel>,
    /// Texts of the edges.
    pub labels: Vec<LineLabel>,
    /// Where each element went, in the order of the graph.
    pub ends: Vec<End>,
}

impl Measured {
    /// Where an element went.
    pub fn end(&self, element: ElementIx) -> End {
        self.ends[element.index()]
    }

    /// The layout's index of a connection: the order of the graph is kept.
    pub fn edge(&self, connection: ConnectionIx) -> layout::EdgeIx {
        connection.index()
    }
}

/// Distances between frames and lines; strong lines need more room between them.
const fn spacing(theme: &Theme) -> Spacing {
    Spacing { node: px(32), line: px(9) + 2 * theme.line_width, padding: px(16), margin: px(24) }
}

/// What stands below the labels of some elements instead of their kind.
pub type Captions = BTreeMap<ElementIx, String>;

/// Measures every element and connection.
pub fn measure(graph: &ArchGraph, theme: &Theme, reading: Reading) -> Measured {
    measure_captioned(graph, &Captions::new(), theme, reading)
}

/// Measures with captions: a label never says what they say.
pub fn measure_captioned(
    graph: &ArchGraph,
    captions: &Captions,
    theme: &Theme,
    reading: Reading,
) -> Measured {
    let below = |ix| match captions.get(&ix) {
        Some(caption) => Some(caption.as_str()),
        None => graph.graph[ix].untold_kind(),
    };
    let order = parents_first(graph);
    let mut ends = vec![End::Node(0); graph.graph.node_count()];
    let mut panels = Vec::new();
    for ix in order {
        ends[ix.index()] = End::Container(panels.len());
        panels.push(Panel::measure(graph, ix, below(ix)));
    }
    let mut cards = Vec::new();
    for ix in graph.graph.node_indices().filter(|&ix| !graph.graph[ix].is_container()) {
        ends[ix.index()] = End::Node(cards.len());
        cards.push(Card::measure(graph, ix, below(ix)));
    }
    let labels: Vec<_> =
        graph.graph.edge_indices().map(|ix| LineLabel::measure(&graph.graph[ix])).collect();
    let (reading, read_to) = asked_for(graph, reading);
    let input = Input {
        reading,
        containers: panels.iter().map(|panel| container(graph, panel, &ends)).collect(),
        nodes: nodes(graph, &cards, &ends),
        edges: edges(graph, &labels, &ends, read_to),
        spacing: spacing(theme),
        width: None,
    };
    Measured { input, cards, panels, labels, ends }
}

/// Which way the picture is read: as the graph's author says where no other way is asked for.
const fn asked_for(graph: &ArchGraph, reading: Reading) -> (Reading, ReadTo) {
    match (reading, graph.arrangement.read_to) {
        (Reading::Auto, Some(to @ (ReadTo::Right | ReadTo::Left))) => (Reading::LeftToRight, to),
        (Reading::Auto, Some(to @ (ReadTo::Bottom | ReadTo::Top))) => (Reading::TopToBottom, to),
        (asked_for, _) => (asked_for, ReadTo::Right),
    }
}

/// The containers, each after the one that holds it, otherwise in order.
fn parents_first(graph: &ArchGraph) -> Vec<ElementIx> {
    let mut order: Vec<_> =
        graph.graph.node_indices().filter(|&ix| graph.graph[ix].is_container()).collect();
    order.sort_by_key(|&ix| graph.ancestors(ix).len());
    order
}

fn holder(graph: &ArchGraph, ix: ElementIx, ends: &[End]) -> Option<layout::ContainerIx> {
    match ends[graph.graph[ix].parent?.index()] {
        End::Container(container) => Some(container),
        End::Node(_) => None,
    }
}

fn container(graph: &ArchGraph, panel: &Panel, ends: &[End]) -> layout::Container {
    layout::Container { parent: holder(graph, panel.element, ends), title: panel.size }
}

/// The nodes; those that the author wants in one column have one number.
fn nodes(graph: &ArchGraph, cards: &[Card], ends: &[End]) -> Vec<layout::Node> {
    let mut nodes: Vec<_> = cards.iter().map(|card| node(graph, card, ends)).collect();
    let id = |n: usize| graph.graph[cards[n].element].id.as_str();
    let by_id: BTreeMap<&str, usize> = match graph.arrangement.ranks[..] {
        [] => BTreeMap::new(),
        _ => (0..cards.len()).map(|n| (id(n), n)).collect(),
    };
    for (rank, number) in graph.arrangement.ranks.iter().zip(0..) {
        let members = rank.iter().filter_map(|id| by_id.get(id.as_str()).copied());
        let members: Vec<usize> = members.collect();
        // Who is of two ranks makes one of both.
        let of_both: Vec<layout::Lane> = members.iter().map(|&n| nodes[n].lane).collect();
        for node in &mut nodes {
            if matches!(node.lane, layout::Lane::Same(_)) && of_both.contains(&node.lane) {
                node.lane = layout::Lane::Same(number);
            }
        }
        for n in members {
            if nodes[n].lane == layout::Lane::Free {
                nodes[n].lane = layout::Lane::Same(number);
            }
        }
    }
    nodes
}

fn node(graph: &ArchGraph, card: &Card, ends: &[End]) -> layout::Node {
    let lane = match graph.graph[card.element].shape {
        // A graph from a DOT file has no lanes: its edges decide.
        _ if graph.solution.is_empty() => layout::Lane::Free,
        Shape::Node(Lane::Management) => layout::Lane::Band(0),
        Shape::Node(Lane::Security) => layout::Lane::Band(1),
        Shape::Node(lane) => layout::Lane::Main(lane as u8),
        Shape::Container => layout::Lane::Free,
    };
    layout::Node {
        size: card.size,
        foot: card.size.height - card.face_height(),
        container: holder(graph, card.element, ends),
        lane,
    }
}

fn edges(
    graph: &ArchGraph,
    labels: &[LineLabel],
    ends: &[End],
    read_to: ReadTo,
) -> Vec<layout::Edge> {
    let bundles = bundle::number(graph);
    graph
        .graph
        .edge_indices()
        .map(|ix| {
            let (from, to) = graph.graph.edge_endpoints(ix).unwrap_or_default();
            layout::Edge {
                from: ends[from.index()],
                to: ends[to.index()],
                label: labels[ix.index()].size(),
                bundle: bundles[ix.index()],
                first: match read_to {
                    _ if graph.arrangement.unranked.contains(&graph.graph[ix].id) => First::Either,
                    ReadTo::Right | ReadTo::Bottom => First::From,
                    ReadTo::Left | ReadTo::Top => First::To,
                },
            }
        })
        .collect()
}
