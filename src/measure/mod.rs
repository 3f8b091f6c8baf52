//! From graph to [`layout::Input`]: how large each card, title and label is, and what text
//! stands on its lines. The layout sees the sizes, the scene the texts.

mod bundle;
mod card;
mod frames;
mod label;
mod panel;
mod step;
mod text;
mod widths;
mod wrap;

pub use card::{BADGE_HEIGHT, Badge, BadgeKind, Card, PAD, STACK_STEP, TILE, badge_width};
pub use label::{LineLabel, anchor, protocol_text};
pub use panel::{Panel, Title};
pub use step::StepNumber;
pub use text::{
    Face, has_joined_letters, in_wide_font, is_right_to_left, room_in_wide_font, width,
};
pub use wrap::{TextLine, longest_word, widest, wrap};

use std::collections::{BTreeMap, BTreeSet};

use crate::geom::{Unit, px};
use crate::graph::{ArchGraph, Connection, ConnectionIx, ElementIx, Lane, ReadTo};
use crate::layout::{self, ContainerIx, End, First, FlowDirection, Input, Spacing};
use crate::theme::Theme;

/// The measured graph; indices of the three lists are those of the layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// All that the layout may know.
    pub input: Input,
    /// Texts of the nodes.
    pub cards: Vec<Card>,
    /// Texts of the containers' frames.
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

    /// How many frames stand around the inside of a container, its own included.
    pub fn depth(&self, container: ContainerIx) -> usize {
        let parent = |&at: &ContainerIx| self.input.containers[at].parent;
        std::iter::successors(Some(container), parent).count()
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

/// Whether protocols and ports stand on the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Protocols {
    /// Yes, but below no label of a dense picture.
    #[default]
    Auto,
    /// Yes.
    On,
    /// No.
    Off,
}

impl Protocols {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Auto, Self::On, Self::Off];

    /// The word on the command line and in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::On => "on",
            Self::Off => "off",
        }
    }

    /// What a word stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|protocols| protocols.word() == word)
    }
}

/// What a picture of many labels is: more than this many of them ...
const DENSE: usize = 30;
/// ... or more than three to two nodes.
const DENSE_RATIO: [usize; 2] = [3, 2];

/// What is measured besides the graph.
#[derive(Debug, Clone, Copy)]
pub struct Settings<'a> {
    /// Widths of lines and borders.
    pub theme: &'a Theme,
    /// Reading direction; what the graph's author says where none is asked for.
    pub reading: Option<FlowDirection>,
    /// Whether protocols stand on the lines.
    pub protocols: Protocols,
    /// Widest canvas that is wanted; none where any width will do.
    pub width: Option<Unit>,
}

/// What a comparison says in the places of something else.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Captions {
    /// Below the labels of some elements instead of their kind; a label never says it.
    pub elements: BTreeMap<ElementIx, String>,
    /// Below the labels of some connections instead of their protocol.
    pub connections: BTreeMap<ConnectionIx, String>,
    /// Containers that share no frame with the one around them.
    pub apart: BTreeSet<ElementIx>,
}

/// Measures every element and connection.
pub fn measure(graph: &ArchGraph, settings: Settings<'_>) -> Measured {
    measure_captioned(graph, &Captions::default(), settings)
}

/// Measures with captions.
pub fn measure_captioned(
    graph: &ArchGraph,
    captions: &Captions,
    settings: Settings<'_>,
) -> Measured {
    let below = |ix| match captions.elements.get(&ix) {
        Some(caption) => Some(caption.as_str()),
        None => graph.graph[ix].untold_kind(),
    };
    let mut ends = vec![End::Node(0); graph.graph.node_count()];
    let held = held(graph);
    let mut panels = Vec::new();
    for containers in frames::frames(graph, &captions.apart) {
        for ix in &containers {
            ends[ix.index()] = End::Container(panels.len());
        }
        let nodes = held[containers[0].index()];
        panels.push(Panel::measure(graph, &containers, nodes, below));
    }
    let mut cards = Vec::new();
    for ix in graph.graph.node_indices().filter(|&ix| !graph.graph[ix].is_container()) {
        ends[ix.index()] = End::Node(cards.len());
        cards.push(Card::measure(graph, ix, below(ix)));
    }
    let labels = labels(graph, captions, settings.protocols);
    let (reading, read_to) = asked_for(graph, settings.reading);
    let input = Input {
        reading,
        containers: panels.iter().map(|panel| container(graph, panel, &ends)).collect(),
        nodes: nodes(graph, &cards, &ends),
        edges: edges(graph, &labels, &ends, read_to),
        spacing: spacing(settings.theme),
        width: settings.width,
    };
    Measured { input, cards, panels, labels, ends }
}

/// Which way the picture is read: as it is asked for, else as the graph's author says.
fn asked_for(graph: &ArchGraph, asked: Option<FlowDirection>) -> (FlowDirection, ReadTo) {
    match (asked, graph.arrangement.read_to) {
        (Some(asked), _) => (asked, ReadTo::Right),
        (None, Some(to @ (ReadTo::Right | ReadTo::Left))) => (FlowDirection::LeftToRight, to),
        (None, Some(to @ (ReadTo::Bottom | ReadTo::Top))) => (FlowDirection::TopToBottom, to),
        (None, None) => (FlowDirection::default(), ReadTo::Right),
    }
}

/// By element, how many nodes are in it, however deep.
fn held(graph: &ArchGraph) -> Vec<usize> {
    let mut held = vec![0; graph.graph.node_count()];
    for ix in graph.graph.node_indices().filter(|&ix| !graph.graph[ix].is_container()) {
        for around in graph.ancestors(ix) {
            held[around.index()] += 1;
        }
    }
    held
}

/// What stands on each connection's line.
fn labels(graph: &ArchGraph, captions: &Captions, protocols: Protocols) -> Vec<LineLabel> {
    let is_labelled = |edge: &&Connection| !edge.label.is_empty();
    let labelled = graph.graph.edge_weights().filter(is_labelled).count();
    let nodes = graph.graph.node_weights().filter(|element| !element.is_container()).count();
    let [most, to] = DENSE_RATIO;
    let is_dense = labelled > DENSE || labelled * to > nodes * most;
    let is_shown = |edge: &Connection| match protocols {
        Protocols::On => true,
        Protocols::Off => false,
        // A protocol alone is a label.
        Protocols::Auto => !is_dense || edge.label.is_empty(),
    };
    let label = |ix| {
        let edge = &graph.graph[ix];
        let protocol = || if is_shown(edge) { protocol_text(edge) } else { String::new() };
        let below = captions.connections.get(&ix).cloned().unwrap_or_else(protocol);
        LineLabel::measure(edge, &below)
    };
    graph.graph.edge_indices().map(label).collect()
}

fn holder(graph: &ArchGraph, ix: ElementIx, ends: &[End]) -> Option<ContainerIx> {
    match ends[graph.graph[ix].parent?.index()] {
        End::Container(container) => Some(container),
        End::Node(_) => None,
    }
}

fn container(graph: &ArchGraph, panel: &Panel, ends: &[End]) -> layout::Container {
    layout::Container { parent: holder(graph, panel.outermost(), ends), title: panel.size }
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
    let lane = match graph.graph[card.element].lane() {
        // A graph from a DOT file has no lanes: its edges decide.
        _ if graph.solution.is_empty() => layout::Lane::Free,
        Some(Lane::Management) => layout::Lane::Band(0),
        Some(Lane::Security) => layout::Lane::Band(1),
        Some(lane) => layout::Lane::Main(lane as u8),
        None => layout::Lane::Free,
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
