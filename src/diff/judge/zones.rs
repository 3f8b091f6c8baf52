//! Zones of trust, and the connections that cross from one to another.
//!
//! A site, a network and a network zone are zones, Azure is one around them; devices outside
//! of any are one, people and tools another.

use std::collections::{BTreeMap, BTreeSet};

use super::ways::{Protocol, Speech};
use super::{Case, along};
use crate::diff::around::{ends, neighbors};
use crate::graph::{ArchGraph, ConnectionIx, Direction, ElementIx, Flow, Lane};

/// Kinds of containers that are zones.
const ZONES: &[&str] = &["site", "network", "zone", "tenant", "cloud"];

/// So many ways into a new zone are named.
const MOST_WAYS: usize = 3;

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

/// A connection on its way over a boundary.
struct Crossing {
    from: Zone,
    to: Zone,
    speech: Speech,
    /// Whether what travels this way and the other is a request and its answer.
    is_asked: bool,
}

impl Crossing {
    fn zones(&self) -> (Zone, Zone) {
        (self.from, self.to)
    }
}

/// What was spoken from one place to another.
type Spoken<Place> = BTreeSet<(Place, Place, Protocol)>;

/// From, to, and in which words.
type Way = (Zone, Zone, String);

/// The crossings of the old version, and the new ways of the new one.
pub(super) struct Zones {
    slot_of_old: Vec<usize>,
    slot_of_new: Vec<usize>,
    crossings: Spoken<Zone>,
    kinds: Spoken<String>,
    /// New ways between zones that were there before, by the first connection that takes them.
    opened: BTreeMap<ConnectionIx, Vec<Way>>,
    /// Ways to and from new zones, by the slot of the zone.
    of_new: BTreeMap<usize, Vec<Way>>,
    /// Elements of the old version, by slot, that something outside of any zone sends to.
    open: BTreeSet<usize>,
}

impl Zones {
    pub(super) fn of(case: &Case<'_>) -> Self {
        let mut zones = Self {
            slot_of_old: vec![0; case.old.graph.node_count()],
            slot_of_new: vec![0; case.new.graph.node_count()],
            crossings: BTreeSet::new(),
            kinds: BTreeSet::new(),
            opened: BTreeMap::new(),
            of_new: BTreeMap::new(),
            open: BTreeSet::new(),
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
            for crossing in crossings(case.old, &zones.slot_of_old, ix) {
                let (from, to) = crossing.zones();
                for protocol in crossing.speech.all() {
                    let kinds = (kind(case, from), kind(case, to), protocol.clone());
                    zones.kinds.insert(kinds);
                    zones.crossings.insert((from, to, protocol.clone()));
                }
            }
            zones.open.extend(entered(case.old, &zones.slot_of_old, ix));
        }
        let mut told = Spoken::new();
        let mut first: BTreeMap<Way, ConnectionIx> = BTreeMap::new();
        for ix in case.new.graph.edge_indices() {
            let is_first =
                |crossing: &Crossing| !zones.knows(case, crossing) && !is_spoken(&told, crossing);
            let crossings = crossings(case.new, &zones.slot_of_new, ix);
            let new: Vec<Crossing> = crossings.filter(is_first).collect();
            for crossing in new {
                let (from, to) = crossing.zones();
                let all = crossing.speech.all();
                told.extend(all.map(|protocol| (from, to, protocol.clone())));
                first.entry((from, to, crossing.speech.text)).or_insert(ix);
            }
        }
        for (way, ix) in first {
            match new_zone(case, way.0).or(new_zone(case, way.1)) {
                Some(slot) => zones.of_new.entry(slot).or_default().push(way),
                None => zones.opened.entry(ix).or_default().push(way),
            }
        }
        zones
    }

    /// Whether something crossed in this way before. At a zone that is new itself, a way that
    /// other zones of its kind have is known, and so is one that stays within the zone around
    /// it or crosses that one's border as before: a border was added, none was opened.
    fn knows(&self, case: &Case<'_>, crossing: &Crossing) -> bool {
        let (from, to) = crossing.zones();
        let is_new_zone = new_zone(case, from).or(new_zone(case, to)).is_some();
        let before = (zone_before(case, from), zone_before(case, to));
        let kinds = || (kind(case, from), kind(case, to));
        is_spoken(&self.crossings, crossing)
            || (is_new_zone
                && (before.0 == before.1
                    || speaks(&self.crossings, before, &crossing.speech)
                    || speaks(&self.kinds, kinds(), &crossing.speech)))
    }

    /// Which boundary a connection is the first to cross in its way, or which element it is the
    /// first to open to the outside. What crosses into a new zone is told with the zone.
    pub(super) fn new_crossing(&self, case: &Case<'_>, ix: ConnectionIx) -> Option<String> {
        let mut told = self.opened.get(&ix).into_iter().flatten();
        let first = told.next().map(|(from, to, way)| {
            let (from, to) = (name(case, *from), name(case, *to));
            match told.next() {
                Some(_) => format!("the first way between {from} and {to}: {way}"),
                None => format!("the first way from {from} to {to}: {way}"),
            }
        });
        first.or_else(|| {
            let slot = entered(case.new, &self.slot_of_new, ix)?;
            let n = case.merged.slots[slot].new?;
            let was_there = case.merged.slots[slot].old.is_some();
            let is_first = was_there && !self.open.contains(&slot);
            is_first.then(|| format!("the first way from the outside to {}", case.names.of_new(n)))
        })
    }

    /// Names of the zones that a connection of the new version leads between.
    pub(super) fn crossing(&self, case: &Case<'_>, ix: ConnectionIx) -> Option<(String, String)> {
        let (from, to) = crossings(case.new, &self.slot_of_new, ix).next()?.zones();
        Some((name(case, from), name(case, to)))
    }

    /// How a new zone is reached in ways that no zone of its kind is.
    pub(super) fn new_zone(&self, case: &Case<'_>, slot: usize) -> Option<String> {
        let zone = Zone::Container(slot);
        let ways = self.of_new.get(&slot)?;
        let named = ways.iter().take(MOST_WAYS).map(|(from, to, words)| {
            let (word, other) = if *from == zone { ("to", *to) } else { ("from", *from) };
            format!("{words} {word} {}", name(case, other))
        });
        let told = named.collect::<Vec<_>>().join(", ");
        let more = match ways.len().saturating_sub(MOST_WAYS) {
            0 => String::new(),
            n => format!(" and {n} more"),
        };
        Some(format!("the first of its kind: {told}{more}"))
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
            let mut new = crossings(case.new, &self.slot_of_new, edge)
                .filter(|crossing| !self.knows(case, crossing));
            new.next().map(|crossing| {
                let (from, to) = (name(case, crossing.from), name(case, crossing.to));
                let (way, ends) = (crossing.speech.text, along(case, edge));
                format!("{way}, {ends}, crosses from {from} to {to} now")
            })
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

/// The boundary that a connection crosses, once for each way that it goes.
fn crossings(
    graph: &ArchGraph,
    slots: &[usize],
    ix: ConnectionIx,
) -> impl Iterator<Item = Crossing> {
    let (from, to) = ends(graph, ix);
    let (from, to) = (zone(graph, slots, from), zone(graph, slots, to));
    let connection = &graph.graph[ix];
    let (there, back) = match connection.direction {
        Direction::Forward => (true, false),
        Direction::Back => (false, true),
        Direction::Both | Direction::None => (true, true),
    };
    let is_asked = there && back && matches!(connection.flow, Flow::Management | Flow::Security);
    let ways = [((from, to), there), ((to, from), back)];
    ways.into_iter().filter(move |&((from, to), is_way)| is_way && from != to).map(
        move |((from, to), _)| {
            let speech = Speech::of(connection);
            Crossing { from, to, speech, is_asked }
        },
    )
}

/// Whether something crosses in this way: who asks over a boundary gets an answer.
fn is_spoken(spoken: &Spoken<Zone>, crossing: &Crossing) -> bool {
    let (from, to) = crossing.zones();
    let is_answer = || crossing.is_asked && speaks(spoken, (to, from), &crossing.speech);
    speaks(spoken, (from, to), &crossing.speech) || is_answer()
}

/// Whether any protocol of a connection was spoken from one place to another.
fn speaks<Place: Ord + Clone>(
    spoken: &Spoken<Place>,
    (from, to): (Place, Place),
    speech: &Speech,
) -> bool {
    let was = |one: &Protocol| spoken.contains(&(from.clone(), to.clone(), one.clone()));
    speech.protocols().iter().any(was)
}

/// The element within a zone that a connection from the outside of all zones leads to, by its slot.
fn entered(graph: &ArchGraph, slots: &[usize], ix: ConnectionIx) -> Option<usize> {
    let connection = &graph.graph[ix];
    let (from, to) = ends(graph, ix);
    let ways: &[(ElementIx, ElementIx)] = match connection.direction {
        Direction::Forward => &[(from, to)],
        Direction::Back => &[(to, from)],
        Direction::Both | Direction::None => &[(from, to), (to, from)],
    };
    let carries = matches!(connection.flow, Flow::Data | Flow::Control);
    let is_entry = |&&(from, to): &&(ElementIx, ElementIx)| {
        zone(graph, slots, from) == Zone::Outside
            && matches!(zone(graph, slots, to), Zone::Container(_))
    };
    ways.iter().find(is_entry).filter(|_| carries).map(|&(_, to)| slots[to.index()])
}

/// What a zone is.
fn kind(case: &Case<'_>, zone: Zone) -> String {
    match zone {
        Zone::Container(slot) => {
            let slot = case.merged.slots[slot];
            let new = slot.new.map(|ix| case.new.graph[ix].kind.clone());
            new.or_else(|| slot.old.map(|ix| case.old.graph[ix].kind.clone())).unwrap_or_default()
        }
        Zone::Devices => "devices".to_owned(),
        Zone::Outside => "outside".to_owned(),
    }
}

/// The slot of a zone that was not there before.
fn new_zone(case: &Case<'_>, zone: Zone) -> Option<usize> {
    match zone {
        Zone::Container(slot) if case.merged.slots[slot].old.is_none() => Some(slot),
        Zone::Container(_) | Zone::Devices | Zone::Outside => None,
    }
}

/// The zone itself; for a new one, the nearest around it that was there before, if any.
fn zone_before(case: &Case<'_>, zone: Zone) -> Zone {
    let Some(slot) = new_zone(case, zone) else { return zone };
    let around = std::iter::successors(Some(slot), |&at| case.merged.slots[at].parent);
    let is_zone = |at: usize| {
        let slot = case.merged.slots[at];
        let kind = slot.new.map_or("", |ix| case.new.graph[ix].kind.as_str());
        slot.old.is_some() && ZONES.contains(&kind)
    };
    around.into_iter().find(|&at| is_zone(at)).map_or(zone, Zone::Container)
}

fn name(case: &Case<'_>, zone: Zone) -> String {
    match zone {
        Zone::Container(slot) => {
            let slot = case.merged.slots[slot];
            let new = slot.new.map(|ix| case.names.of_new(ix).to_owned());
            new.or_else(|| slot.old.map(|ix| case.names.of_old(ix).to_owned())).unwrap_or_default()
        }
        Zone::Devices => "the devices".to_owned(),
        Zone::Outside => "the outside".to_owned(),
    }
}
