//! The two versions as one sequence: what both have, what is gone where it was, what came.
//!
//! The order is that of the new version; what is gone stands behind its last neighbor that
//! is still there. Reports and the merged picture follow it.

use std::collections::BTreeMap;

use super::around::ends;
use super::pairing::Pairing;
use crate::graph::{ArchGraph, ConnectionIx, ElementIx};

/// An element of either version or of both; at least one is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// Index in the old version.
    pub old: Option<ElementIx>,
    /// Index in the new version.
    pub new: Option<ElementIx>,
    /// The slot of the container that holds it; always an earlier one.
    pub parent: Option<usize>,
}

/// A connection of either version or of both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Index in the old version.
    pub old: Option<ConnectionIx>,
    /// Index in the new version.
    pub new: Option<ConnectionIx>,
    /// Slots of its ends.
    pub ends: (usize, usize),
}

/// Both versions in one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The elements, each container before what it holds.
    pub slots: Vec<Slot>,
    /// The connections.
    pub lines: Vec<Line>,
}

impl Merged {
    /// Merges the versions along their pairing.
    pub fn of(old: &ArchGraph, new: &ArchGraph, pairing: &Pairing) -> Self {
        let order = interleave(
            old.graph.node_indices(),
            new.graph.node_indices(),
            |o| pairing.new_of(o),
            |n| pairing.old_of(n),
        );
        let parents: Vec<Option<Parent>> = order
            .iter()
            .map(|&(o, n)| match (o, n) {
                (_, Some(n)) => {
                    new.graph[n].parent.map(|at| Parent::of(pairing.old_of(at), Some(at)))
                }
                (Some(o), None) => {
                    old.graph[o].parent.map(|at| Parent::of(Some(at), pairing.new_of(at)))
                }
                (None, None) => None,
            })
            .collect();
        let mut children: BTreeMap<Option<Parent>, Vec<usize>> = BTreeMap::new();
        for (at, parent) in parents.iter().enumerate() {
            children.entry(*parent).or_default().push(at);
        }
        let mut slots = Vec::with_capacity(order.len());
        let mut stack: Vec<(usize, Option<usize>)> = Vec::new();
        let push = |stack: &mut Vec<_>, parent: Option<Parent>, slot: Option<usize>| {
            let inside = children.get(&parent).into_iter().flatten().rev();
            stack.extend(inside.map(|&at| (at, slot)));
        };
        push(&mut stack, None, None);
        while let Some((at, parent)) = stack.pop() {
            let (o, n) = order[at];
            slots.push(Slot { old: o, new: n, parent });
            push(&mut stack, Some(Parent::of(o, n)), Some(slots.len() - 1));
        }
        let lines = lines(old, new, pairing, &slots);
        Self { slots, lines }
    }
}

/// A container by its index on either side.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Parent {
    old: Option<ElementIx>,
    new: Option<ElementIx>,
}

impl Parent {
    const fn of(old: Option<ElementIx>, new: Option<ElementIx>) -> Self {
        Self { old, new }
    }
}

fn lines(old: &ArchGraph, new: &ArchGraph, pairing: &Pairing, slots: &[Slot]) -> Vec<Line> {
    let order = interleave(
        old.graph.edge_indices(),
        new.graph.edge_indices(),
        |o| pairing.connections[o.index()],
        |n| pairing.connections_back[n.index()],
    );
    let mut slot_of_old = vec![None; old.graph.node_count()];
    let mut slot_of_new = vec![None; new.graph.node_count()];
    for (at, slot) in slots.iter().enumerate() {
        if let Some(o) = slot.old {
            slot_of_old[o.index()] = Some(at);
        }
        if let Some(n) = slot.new {
            slot_of_new[n.index()] = Some(at);
        }
    }
    order
        .into_iter()
        .filter_map(|(o, n)| {
            let (from, to) = match (o, n) {
                (_, Some(n)) => {
                    let (from, to) = ends(new, n);
                    (slot_of_new[from.index()], slot_of_new[to.index()])
                }
                (Some(o), None) => {
                    let (from, to) = ends(old, o);
                    (slot_of_old[from.index()], slot_of_old[to.index()])
                }
                (None, None) => (None, None),
            };
            Some(Line { old: o, new: n, ends: (from?, to?) })
        })
        .collect()
}

/// The new order with each old-only entry behind the last entry before it that both have.
fn interleave<Ix: Copy + Ord>(
    old: impl Iterator<Item = Ix>,
    new: impl Iterator<Item = Ix>,
    new_of: impl Fn(Ix) -> Option<Ix>,
    old_of: impl Fn(Ix) -> Option<Ix>,
) -> Vec<(Option<Ix>, Option<Ix>)> {
    let mut behind: BTreeMap<Option<Ix>, Vec<Ix>> = BTreeMap::new();
    let mut last = None;
    for o in old {
        match new_of(o) {
            Some(n) => last = Some(n),
            None => behind.entry(last).or_default().push(o),
        }
    }
    let mut merged = Vec::new();
    let mut add_gone = |merged: &mut Vec<_>, after: Option<Ix>| {
        merged.extend(behind.remove(&after).into_iter().flatten().map(|o| (Some(o), None)));
    };
    add_gone(&mut merged, None);
    for n in new {
        merged.push((old_of(n), Some(n)));
        add_gone(&mut merged, Some(n));
    }
    merged
}
