//! Collapse: containers below a depth become single boxes, their connections one per pair.

use std::collections::BTreeMap;

use crate::graph::{
    ArchGraph, Connection, ConnectionIx, Direction, Element, ElementIx, Flow, Lane, Shape,
};
use crate::view::part::part;

/// The architecture with every container that lies inside `depth` others as a single box.
///
/// Connections between the same two boxes and of the same flow become one that says how many
/// it stands for; connections inside a box go. Ids of elements and of single connections stay.
pub(super) fn collapse(arch: &ArchGraph, depth: u32) -> ArchGraph {
    let boxes: Vec<ElementIx> =
        arch.graph.node_indices().map(|ix| shown_as(arch, ix, depth)).collect();
    let mut shown = part(arch, |ix| boxes[ix.index()] == ix, |_| false);
    let mut moved = BTreeMap::new();
    let kept = arch.graph.node_indices().filter(|ix| boxes[ix.index()] == *ix);
    for (new, old) in shown.graph.node_indices().zip(kept) {
        moved.insert(old, new);
        let inside = boxes.iter().filter(|&&at| at == old).count() - 1;
        if inside > 0 {
            close(&mut shown.graph[new], lane_of(arch, &boxes, old), inside);
        }
    }
    for ((from, to, _), members) in bundles(arch, &boxes) {
        let (from, to, merged) = match members.as_slice() {
            [only] => {
                as_it_is(arch, &boxes, *only).unwrap_or((from, to, arch.graph[*only].clone()))
            }
            _ => (from, to, merge(arch, from, to, &members)),
        };
        if let (Some(&from), Some(&to)) = (moved.get(&from), moved.get(&to)) {
            shown.graph.add_edge(from, to, merged);
        }
    }
    shown
}

/// The element that stands for `ix`: the outermost container too deep to be open, or itself.
fn shown_as(arch: &ArchGraph, ix: ElementIx, depth: u32) -> ElementIx {
    arch.ancestors(ix).get(depth as usize).copied().unwrap_or(ix)
}

/// Makes a container a card that says how much is inside, and its kind unless the label does.
fn close(element: &mut Element, lane: Lane, inside: usize) {
    element.shape = Shape::Closed(lane);
    let inside = format!("{inside} inside");
    let kind = element.untold_kind().map(|kind| format!("{kind}, {inside}"));
    element.kind_name = kind.unwrap_or(inside);
}

/// The lane that most nodes inside stand in, lanes before bands; the first of equals.
fn lane_of(arch: &ArchGraph, boxes: &[ElementIx], container: ElementIx) -> Lane {
    let lanes = || {
        arch.graph
            .node_indices()
            .filter(|ix| boxes[ix.index()] == container)
            .filter_map(|ix| arch.graph[ix].lane())
    };
    let weight = |lane: Lane| (!lane.is_band(), lanes().filter(|&other| other == lane).count());
    lanes()
        .fold(None, |best: Option<Lane>, lane| match best {
            Some(best) if weight(best) >= weight(lane) => Some(best),
            _ => Some(lane),
        })
        .unwrap_or(Lane::Process)
}

type Bundle = (ElementIx, ElementIx, (Flow, Direction));

/// Connections by the boxes at their ends, flow and direction; those that point back are
/// turned. In order of the first member.
fn bundles(arch: &ArchGraph, boxes: &[ElementIx]) -> Vec<(Bundle, Vec<ConnectionIx>)> {
    let mut found: Vec<(Bundle, Vec<_>)> = Vec::new();
    let mut places: BTreeMap<Bundle, usize> = BTreeMap::new();
    for ix in arch.graph.edge_indices() {
        let Some((from, to)) = arch.graph.edge_endpoints(ix) else { continue };
        let ends = (boxes[from.index()], boxes[to.index()]);
        // What is inside a closed box is not drawn; what leads from a box to itself is.
        if ends.0 == ends.1 && ends != (from, to) {
            continue;
        }
        let (from, to) = ends;
        let connection = &arch.graph[ix];
        let key = match connection.direction {
            Direction::Forward => (from, to, (connection.flow, Direction::Forward)),
            Direction::Back => (to, from, (connection.flow, Direction::Forward)),
            either @ (Direction::Both | Direction::None) => {
                (from.min(to), from.max(to), (connection.flow, either))
            }
        };
        let at = *places.entry(key).or_insert_with(|| {
            found.push((key, Vec::new()));
            found.len() - 1
        });
        found[at].1.push(ix);
    }
    found
}

/// A connection that is alone between two boxes, turned as it was.
fn as_it_is(
    arch: &ArchGraph,
    boxes: &[ElementIx],
    only: ConnectionIx,
) -> Option<(ElementIx, ElementIx, Connection)> {
    let (from, to) = arch.graph.edge_endpoints(only)?;
    Some((boxes[from.index()], boxes[to.index()], arch.graph[only].clone()))
}

/// One connection for all members of a bundle.
fn merge(arch: &ArchGraph, from: ElementIx, to: ElementIx, members: &[ConnectionIx]) -> Connection {
    let all: Vec<&Connection> = members.iter().map(|&ix| &arch.graph[ix]).collect();
    let mut merged = all[0].clone();
    if merged.direction == Direction::Back {
        merged.direction = Direction::Forward;
    }
    let arrow = match merged.direction {
        Direction::Forward | Direction::Back => "to",
        either => either.word(),
    };
    merged.id =
        format!("{}--{arrow}--{}--{}", arch.graph[from].id, arch.graph[to].id, merged.flow.word());
    merged.label = format!("{} connections", all.len());
    merged.protocol = common(&all, |connection| connection.protocol.clone());
    merged.port = common(&all, |connection| connection.port);
    merged.authentication = common(&all, |connection| connection.authentication.clone());
    merged.step = common(&all, |connection| connection.step);
    merged.sentence = common(&all, |connection| connection.sentence.clone());
    merged.optional = all.iter().all(|connection| connection.optional);
    merged.link = None;
    merged.note = None;
    merged.because = all.iter().flat_map(|connection| connection.because.clone()).collect();
    merged.because.sort();
    merged.because.dedup();
    merged
}

/// The value that all connections share, if they do.
fn common<T: PartialEq>(
    all: &[&Connection],
    value: impl Fn(&Connection) -> Option<T>,
) -> Option<T> {
    let first = value(all[0])?;
    all.iter().all(|connection| value(connection).as_ref() == Some(&first)).then_some(first)
}
