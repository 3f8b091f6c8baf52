//! Which connection of the old version is which of the new one.
//!
//! Only connections between the same two elements are compared: a line that goes elsewhere is
//! another line. Between the same ends the one that agrees in most is taken first.

use std::cmp::Reverse;
use std::collections::{BTreeMap, VecDeque};

use super::evidence::similarity;
use super::{ALL_AGAINST_ALL, Pairing, Versions};
use crate::diff::around::ends;
use crate::graph::{Because, Connection, ConnectionIx, ElementIx};

/// Pairs the connections of two versions whose elements are paired.
pub(super) fn pair(versions: Versions<'_>, pairing: &mut Pairing) {
    let Versions { old, new } = versions;
    let mut between: BTreeMap<(ElementIx, ElementIx), Group> = BTreeMap::new();
    for ix in old.graph.edge_indices() {
        let (from, to) = ends(old, ix);
        if let (Some(from), Some(to)) = (pairing.new_of(from), pairing.new_of(to)) {
            between.entry((from, to)).or_default().old.push(ix);
        }
    }
    for ix in new.graph.edge_indices() {
        if let Some(group) = between.get_mut(&ends(new, ix)) {
            group.new.push(ix);
        }
    }
    for group in between.values() {
        if group.old.len().saturating_mul(group.new.len()) > ALL_AGAINST_ALL {
            pair_by_label(versions, group, pairing);
            continue;
        }
        let mut candidates = Vec::new();
        for &o in &group.old {
            for &n in &group.new {
                if let Some(score) = agreement(&old.graph[o], &new.graph[n]) {
                    candidates.push((score, o, n));
                }
            }
        }
        // Symmetric in the sides, as for elements.
        candidates.sort_by_key(|&(score, o, n)| (Reverse(score), o.min(n), o.max(n)));
        for (_, o, n) in candidates {
            if pairing.connections[o.index()].is_none()
                && pairing.connections_back[n.index()].is_none()
            {
                pairing.join_connections(o, n);
            }
        }
    }
}

/// Pairs so many lines between two elements that not all can be compared: those with the same label, in order.
fn pair_by_label(Versions { old, new }: Versions<'_>, group: &Group, pairing: &mut Pairing) {
    let mut waiting: BTreeMap<&str, VecDeque<ConnectionIx>> = BTreeMap::new();
    for &n in &group.new {
        waiting.entry(&new.graph[n].label).or_default().push_back(n);
    }
    for &o in &group.old {
        let same = waiting.get_mut(old.graph[o].label.as_str());
        if let Some(n) = same.and_then(VecDeque::pop_front) {
            pairing.join_connections(o, n);
        }
    }
}

#[derive(Default)]
struct Group {
    old: Vec<ConnectionIx>,
    new: Vec<ConnectionIx>,
}

/// How much two connections between the same ends agree; none if they are not the same one:
/// neither the label, nor the rule, nor the author's line says so.
fn agreement(before: &Connection, after: &Connection) -> Option<u32> {
    let label = similarity(&before.label, &after.label);
    let same_flow = before.flow == after.flow;
    let is_one = before.id == after.id
        || before.label == after.label
        || (same_flow
            && (label >= 50
                || share_a_rule(before, after)
                || (before.is_written() && after.is_written())));
    is_one.then(|| {
        let points = |agrees: bool, worth: u32| if agrees { worth } else { 0 };
        label
            + points(before.id == after.id, 150)
            + points(same_flow, 100)
            + points(share_a_rule(before, after), 80)
            + points(before.protocol == after.protocol, 40)
            + points(before.direction == after.direction, 20)
            + points(before.authentication == after.authentication, 20)
            + points(before.port == after.port, 20)
            + points(before.optional == after.optional, 10)
    })
}

fn share_a_rule(before: &Connection, after: &Connection) -> bool {
    before
        .because
        .iter()
        .any(|because| matches!(because, Because::Rule(_)) && after.because.contains(because))
}
