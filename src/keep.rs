//! Keeping the places of an earlier picture: what has the same id stands where it stood.

use crate::geom::{PX, Rect, Size, Unit};
use crate::graph::{ArchGraph, ElementIx};
use crate::layout::{Engine, FlowDirection, PlacedContainer, Route, Standing};
use crate::measure::{self, LineLabel, Measured, Panel};
use crate::svg_in::{self, Seen, SeenEdge};

/// Why nothing of an earlier picture is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anew {
    /// It is no picture of an architecture that maquette wrote.
    Foreign,
    /// It is read in the other direction.
    Turned,
    /// Half of its nodes or more are others.
    Other,
}

impl Anew {
    /// The reason in words, after "because".
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Foreign => "the file there is no picture of maquette's",
            Self::Turned => "the picture there is read in the other direction",
            Self::Other => "the picture there shows something else",
        }
    }
}

/// Where what `graph` shows stands in an earlier picture, whose text `picture` is.
pub fn standing(
    graph: &ArchGraph,
    measured: &Measured,
    picture: &str,
    engine: &dyn Engine,
) -> Result<Standing, Anew> {
    let seen = svg_in::read(picture).ok_or(Anew::Foreign)?;
    if engine.has_one_direction() && is_turned(&seen, measured.input.reading) {
        return Err(Anew::Turned);
    }
    let id = |element: ElementIx| graph.graph[element].id.as_str();
    let nodes: Vec<Option<Rect>> =
        measured.cards.iter().map(|card| seen.nodes.get(id(card.element)).copied()).collect();
    let common = nodes.iter().flatten().count();
    if 2 * common < nodes.len().max(seen.nodes.len()) {
        return Err(Anew::Other);
    }
    let titles = measured.input.containers.iter().map(|container| container.title);
    let container = |(panel, size): (&Panel, Size)| {
        let seen = seen.containers.get(id(panel.outermost()))?;
        let title = seen.title?;
        let title = Rect::new(title.x, title.y, size.width, size.height);
        Some(PlacedContainer { frame: seen.frame, title })
    };
    let edge = |ix| {
        let (from, to) = graph.graph.edge_endpoints(ix)?;
        let seen = seen.edges.get(&graph.graph[ix].id)?;
        let is_same = seen.from == id(from) && seen.to == id(to);
        let at = measured.edge(ix);
        is_same.then(|| route(seen, &measured.labels[at], measured.input.edges[at].bundle))?
    };
    Ok(Standing {
        nodes,
        containers: measured.panels.iter().zip(titles).map(container).collect(),
        edges: graph.graph.edge_indices().map(edge).collect(),
    })
}

/// Whether most lines leave their first end along the other direction than they would here.
fn is_turned(seen: &Seen, reading: FlowDirection) -> bool {
    let is_level = |edge: &&SeenEdge| matches!(edge.points[..], [a, b, ..] if a.y == b.y);
    let level = seen.edges.values().filter(is_level).count();
    let upright = seen.edges.len() - level;
    match reading {
        FlowDirection::Auto | FlowDirection::LeftToRight => upright > level,
        FlowDirection::TopToBottom => level > upright,
    }
}

/// The route of a connection; none if it has lost its label, or gained one. That of a bundle may
/// stand on another line of it.
fn route(seen: &SeenEdge, label: &LineLabel, bundle: Option<u32>) -> Option<Route> {
    let (points, letter) = (seen.points.clone(), seen.letter);
    let label = match (seen.label, label.size()) {
        (Some(middle), Some(size)) => {
            let anchor = measure::anchor(label);
            let (left, top) = (middle.x - whole(anchor.x), middle.y - whole(anchor.y));
            Some(Rect::new(left, top, size.width, size.height))
        }
        (None, Some(_)) if letter.is_some() || bundle.is_some() => None,
        (None, None) if letter.is_none() => None,
        _ => return None,
    };
    Some(Route { points, label, letter })
}

/// Rounded to whole pixels, as places of texts are written.
const fn whole(length: Unit) -> Unit {
    (length + PX / 2) / PX * PX
}
