//! The strips behind the services of cross-cutting bands. A strip says that what stands on it
//! belongs together: there is one for every service of a band or for none, none for a band of a
//! single service, and nothing else touches it.

use std::collections::BTreeMap;

use crate::geom::{Point, Rect, Unit, px};
use crate::graph::{ArchGraph, ElementIx, Lane};
use crate::layout::{End, Layout, NodeIx};
use crate::measure::Measured;

/// How far a strip reaches beyond its services.
const AROUND: Unit = px(8);
/// How near to a strip titles come.
const BELOW_TITLE: Unit = px(2);
/// How near to a strip other lines come.
const CLEAR: Unit = px(6);

/// The strips: one for each band of a container, none of a band if one would not be clear.
pub fn strips(graph: &ArchGraph, measured: &Measured, layout: &Layout) -> Vec<(Lane, Rect)> {
    let mut bands: BTreeMap<Lane, BTreeMap<Option<ElementIx>, Vec<NodeIx>>> = BTreeMap::new();
    for (i, card) in measured.cards.iter().enumerate() {
        let element = &graph.graph[card.element];
        if let Some(lane) = element.lane().filter(|lane| lane.is_band()) {
            bands.entry(lane).or_default().entry(element.parent).or_default().push(i);
        }
    }
    let strip = |members: &Vec<NodeIx>| {
        let frames = members.iter().map(|&i| layout.nodes[i]);
        let strip = frames.reduce(|a, b| a.union(&b))?.grown(AROUND);
        is_clear(strip, members, measured, layout).then_some(strip)
    };
    let of_band = |(lane, places): (Lane, BTreeMap<_, Vec<NodeIx>>)| {
        let is_one = places.values().map(Vec::len).sum::<usize>() == 1;
        let strips: Option<Vec<Rect>> =
            if is_one { None } else { places.values().map(strip).collect() };
        strips.unwrap_or_default().into_iter().map(move |strip| (lane, strip))
    };
    bands.into_iter().flat_map(of_band).collect()
}

/// Whether only its services, and lines and labels of theirs, are on a strip.
fn is_clear(strip: Rect, members: &[NodeIx], measured: &Measured, layout: &Layout) -> bool {
    let is_apart = |rect: &Rect| !rect.overlaps(&strip);
    let mut others = layout.nodes.iter().enumerate().filter(|(i, _)| !members.contains(i));
    let places = &layout.containers;
    let is_member = |end: End| matches!(end, End::Node(node) if members.contains(&node));
    let mut edges = measured.input.edges.iter().zip(&layout.edges);
    others.all(|(_, frame)| is_apart(frame))
        && places.iter().all(|place| place.frame.contains(&strip) || is_apart(&place.frame))
        && places.iter().all(|place| is_apart(&place.title.grown(BELOW_TITLE)))
        && edges.all(|(edge, route)| {
            let is_own = is_member(edge.from) || is_member(edge.to);
            let cuts = |label: &Rect| !is_apart(label) && !strip.contains(label);
            let disturbs = |ends: &[Point]| {
                let segment = Rect::spanning(ends[0], ends[1]);
                if is_own { runs_along(strip, segment) } else { reaches(strip, segment) }
            };
            !route.label.as_ref().is_some_and(cuts) && !route.points.windows(2).any(disturbs)
        })
}

/// Whether a segment comes near to a strip.
const fn reaches(strip: Rect, segment: Rect) -> bool {
    strip.grown(CLEAR).overlaps(&segment.grown(1))
}

/// Whether a segment runs beside a border of a strip.
fn runs_along(strip: Rect, segment: Rect) -> bool {
    let (at, borders) = if segment.width > segment.height {
        (segment.y, [strip.y, strip.bottom()])
    } else {
        (segment.x, [strip.x, strip.right()])
    };
    segment.width.max(segment.height) > CLEAR
        && reaches(strip, segment)
        && borders.into_iter().any(|border: Unit| (border - at).abs() < CLEAR)
}
