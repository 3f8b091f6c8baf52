//! Zones of trust, and the connections that cross from one to another.
//!
//! A site, a network and a network zone are zones, Azure is one around them; devices outside
//! of any are one, people and tools another.

use std::collections::BTreeSet;

use super::{Case, between};
use crate::diff::pairing::{ends, neighbors};
use crate::graph::{ArchGraph, ConnectionIx, ElementIx, Lane};

/// Kinds of containers that are zones.
const ZONES: &[&str] = &["site", "network", "zone", "tenant", "cloud"];

/// A zone of one version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Zone {
    /// A container, by its slot in the merged order.
    Container(usize),
    /// Devices outside of any container.
    Devices,
    /// Anything else outside of any container.
    Outside,
}

/// A way over a boundary: from, to, what travels, by which protocol.
type Crossing<Place> = (Place, Place, crate::graph::Flow, Option<String>);

/// The crossings of the old version.
pub(super) struct Zones {
    slot_of_old: Vec<usize>,
    slot_of_new: Vec<usize>,
    crossings: BTreeSet<Crossing<Zone>>,
    kinds: BTreeSet<Crossing<String>>,
}

impl Zones {
    pub(super) fn of(case: &Case<'_>) -> Self {
        let mut zones = Self {
            slot_of_old: vec![0; case.old.graph.node_count()],
            slot_of_new: vec![0; case.new.graph.node_count()],
            crossings: BTreeSet::new(),
            kinds: BTreeSet::new(),
        };
        for (at, slot) in case.merged.slots.iter().enumerate() {
            if let Some(o) = slot.old {
                zones.slot_of_old[o.index()] = at;
            }
            if let Some(n) = slot.new {
                zones.slot_of_new[n.index()] = at;
            }
        }
        for ix in case.old.graph.edge_indices() {
            if let Some(crossing) = crossing(case.old, &zones.slot_of_old, ix) {
                zones.kinds.insert(kinds(case, &crossing));
                zones.crossings.insert(crossing);
            }
        }
        zones
    }

    /// Which boundary a new connection crosses in a way that nothing did before. At a zone that
    /// is new itself, a way that other zones of its kind have is not a new way.
    pub(super) fn new_crossing(&self, case: &Case<'_>, ix: ConnectionIx) -> Option<String> {
        let crossing = crossing(case.new, &self.slot_of_new, ix)?;
        let is_new_zone = |zone: Zone| match zone {
            Zone::Container(slot) => case.merged.slots[slot].old.is_none(),
            Zone::Devices | Zone::Outside => false,
        };
        let is_known = self.crossings.contains(&crossing)
            || ((is_new_zone(crossing.0) || is_new_zone(crossing.1))
                && self.kinds.contains(&kinds(case, &crossing)));
        (!is_known).then(|| {
            let (from, to) = (name(case, crossing.0), name(case, crossing.1));
            let way = crossing.3.as_deref().unwrap_or("it");
            format!("{way} crosses from {from} to {to}, which nothing did in this way before")
        })
    }

    /// The boundary that a connection crosses since one of its ends moved.
    pub(super) fn crossing_after_move(
        &self,
        case: &Case<'_>,
        o: ElementIx,
        n: ElementIx,
    ) -> Option<String> {
        let before = zone(case.old, &self.slot_of_old, o);
        if before == zone(case.new, &self.slot_of_new, n) {
            return None;
        }
        neighbors(case.new, n).find_map(|(edge, ..)| {
            case.pairing.connections_back[edge.index()]?;
            self.new_crossing(case, edge)?;
            Some(format!("what joins {} crosses a boundary of trust now", between(case.new, edge)))
        })
    }
}

fn zone(graph: &ArchGraph, slots: &[usize], ix: ElementIx) -> Zone {
    let chain = std::iter::successors(Some(ix), |&at| graph.graph[at].parent);
    let around = chain.into_iter().find(|&at| ZONES.contains(&graph.graph[at].kind.as_str()));
    match around {
        Some(at) => Zone::Container(slots[at.index()]),
        None if graph.graph[ix].lane() == Some(Lane::Field) => Zone::Devices,
        None => Zone::Outside,
    }
}

fn crossing(graph: &ArchGraph, slots: &[usize], ix: ConnectionIx) -> Option<Crossing<Zone>> {
    let (from, to) = ends(graph, ix);
    let (from, to) = (zone(graph, slots, from), zone(graph, slots, to));
    let connection = &graph.graph[ix];
    (from != to).then(|| (from, to, connection.flow, connection.protocol.clone()))
}

fn kinds(case: &Case<'_>, (from, to, flow, protocol): &Crossing<Zone>) -> Crossing<String> {
    let kind = |zone: Zone| match zone {
        Zone::Container(slot) => {
            let slot = case.merged.slots[slot];
            let new = slot.new.map(|ix| case.new.graph[ix].kind.clone());
            new.or_else(|| slot.old.map(|ix| case.old.graph[ix].kind.clone())).unwrap_or_default()
        }
        Zone::Devices => "devices".to_owned(),
        Zone::Outside => "outside".to_owned(),
    };
    (kind(*from), kind(*to), *flow, protocol.clone())
}

fn name(case: &Case<'_>, zone: Zone) -> String {
    match zone {
        Zone::Container(slot) => {
            let new = case.merged.slots[slot].new.map(|ix| case.new.graph[ix].label.clone());
            new.unwrap_or_default()
        }
        Zone::Devices => "devices outside".to_owned(),
        Zone::Outside => "outside".to_owned(),
    }
}
