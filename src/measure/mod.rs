//! From graph to [`layout::Input`]: how large each card, title and label is, and what text
//! stands on its lines. The layout sees the sizes, the scene the texts.

mod bundle;
mod card;
mod label;
mod panel;
mod step;
mod text;
mod widths;
mod wrap;

pub use card::{BADGE_HEIGHT, Badge, BadgeKind, CARD_WIDTH, Card, PAD, STACK_STEP, TILE};
pub use label::{LineLabel, protocol_text};
pub use panel::{PANEL_TILE, Panel};
pub use step::{StepNumber, anchor};
pub use text::{Face, is_right_to_left, width};
pub use wrap::{TextLine, longest_word, widest, wrap};

use std::collections::BTreeMap;

use crate::geom::{Unit, px};
use crate::graph::{ArchGraph, Connection, ConnectionIx, ElementIx, Lane, Shape};
use crate::layout::{self, End, Input, Reading, Spacing};
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

/// What is measured besides the graph.
#[derive(Debug, Clone, Copy)]
pub struct Settings<'a> {
    /// Widths of lines and borders.
    pub theme: &'a Theme,
    /// Reading direction.
    pub reading: Reading,
    /// Widest canvas that is wanted; none where any width will do.
    pub width: Option<Unit>,
}

/// Measures every element and connection.
pub fn measure(graph: &ArchGraph, settings: Settings<'_>) -> Measured {
    measure_captioned(graph, &Captions::new(), settings)
}

/// Measures with captions: a label never says what they say.
pub fn measure_captioned(
    graph: &ArchGraph,
    captions: &Captions,
    settings: Settings<'_>,
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
    let label = |connection: &Connection| LineLabel::measure(connection).numbered(connection.step);
    let labels: Vec<_> = graph.graph.edge_weights().map(label).collect();
    let input = Input {
        reading: settings.reading,
        containers: panels.iter().map(|panel| container(graph, panel, &ends)).collect(),
        nodes: cards.iter().map(|card| node(graph, card, &ends)).collect(),
        edges: edges(graph, &labels, &ends),
        spacing: spacing(settings.theme),
        width: settings.width,
    };
    Measured { input, cards, panels, labels, ends }
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

fn edges(graph: &ArchGraph, labels: &[LineLabel], ends: &[End]) -> Vec<layout::Edge> {
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
            }
        })
        .collect()
}
