//! The places of the merged picture: of several layouts of the union the one in which things
//! stand most as they stand in the pictures of both versions.
//!
//! An engine takes the declared order for its first one. The union is declared as both versions
//! are; besides, it is laid out in the orders that the pictures of the versions show across the
//! reading direction. What is on one side only stands behind its neighbor there.

use super::merged::{Merged, Slot};
use crate::geom::{Rect, Unit};
use crate::graph::ElementIx;
use crate::layout::{End, Engine, Input, Layout, Reading, stability};

/// Larger pictures are laid out once.
const MOST_NODES: usize = 300;

/// A version's own picture.
pub struct Drawn<'a> {
    /// Where each element went, in the order of the version's graph.
    pub ends: &'a [End],
    /// Its layout.
    pub layout: Layout,
}

/// What is laid out: the union, its slots being those of the merged order.
pub struct Union<'a> {
    /// The input of the union.
    pub input: &'a Input,
    /// Where each slot went.
    pub ends: &'a [End],
    /// Both versions in one order.
    pub merged: &'a Merged,
}

impl Union<'_> {
    /// Whether the pictures of the versions are worth drawing first.
    pub fn is_small(&self) -> bool {
        self.input.nodes.len() <= MOST_NODES
    }

    /// The layout that keeps most of the order in both versions' pictures; of equals the one in
    /// declared order.
    pub fn lay_out(&self, engine: &dyn Engine, old: &Drawn<'_>, new: &Drawn<'_>) -> Layout {
        let mut best = engine.lay_out(self.input);
        let mut least = self.flips(&best, old, new);
        for (which, main, other) in [(Side::New, new, old), (Side::Old, old, new)] {
            if least < f64::EPSILON {
                break;
            }
            let order = Order::of(self, which, main, other);
            let layout = order.restored(&engine.lay_out(&order.input(self.input)));
            let flips = self.flips(&layout, old, new);
            if flips < least {
                (best, least) = (layout, flips);
            }
        }
        best
    }

    /// The shares of pairs of kept nodes whose order is another than in either version's picture.
    fn flips(&self, layout: &Layout, old: &Drawn<'_>, new: &Drawn<'_>) -> f64 {
        [(Side::Old, old), (Side::New, new)]
            .into_iter()
            .map(|(side, drawn)| stability(&drawn.layout, layout, &self.kept(side, drawn)).flips)
            .sum()
    }

    /// Nodes of both versions: index in a version's layout, index in the union's.
    fn kept(&self, side: Side, drawn: &Drawn<'_>) -> Vec<(usize, usize)> {
        let slots = self.merged.slots.iter().zip(self.ends);
        slots
            .filter(|(slot, _)| slot.old.is_some() && slot.new.is_some())
            .filter_map(|(slot, end)| match (drawn.ends[side.index(slot)?], *end) {
                (End::Node(before), End::Node(now)) => Some((before, now)),
                _ => None,
            })
            .collect()
    }
}

#[derive(Clone, Copy)]
enum Side {
    Old,
    New,
}

impl Side {
    fn index(self, slot: &Slot) -> Option<usize> {
        match self {
            Self::Old => slot.old,
            Self::New => slot.new,
        }
        .map(ElementIx::index)
    }

    const fn other(self) -> Self {
        match self {
            Self::Old => Self::New,
            Self::New => Self::Old,
        }
    }
}

/// An order of nodes and containers: their indices as declared, in another order.
struct Order {
    nodes: Vec<usize>,
    containers: Vec<usize>,
}

impl Order {
    /// The order across the reading direction in one version's picture.
    fn of(union: &Union<'_>, side: Side, main: &Drawn<'_>, other: &Drawn<'_>) -> Self {
        let reading = union.input.reading;
        let at =
            |drawn: &Drawn<'_>, ix: usize| across(reading, frame(&drawn.layout, drawn.ends[ix]));
        let slots = &union.merged.slots;
        let is_alike = |a: usize, b: usize| {
            slots[a].parent == slots[b].parent
                && matches!(union.ends[a], End::Node(_)) == matches!(union.ends[b], End::Node(_))
        };
        let key = |slot: usize| -> (Unit, bool) {
            if let Some(ix) = side.index(&slots[slot]) {
                return (at(main, ix), false);
            }
            let own = side.other().index(&slots[slot]).map_or(0, |ix| at(other, ix));
            let before = (0..slots.len()).filter(|&near| is_alike(slot, near)).filter_map(|near| {
                let (there, here) = (side.other().index(&slots[near])?, side.index(&slots[near])?);
                let there = at(other, there);
                (there <= own).then(|| (there, at(main, here)))
            });
            (before.max().map_or(Unit::MIN, |(_, here)| here), true)
        };
        let mut order: Vec<((Unit, bool), usize)> =
            (0..slots.len()).map(|slot| (key(slot), slot)).collect();
        order.sort_unstable();
        let mut found = Self { nodes: Vec::new(), containers: Vec::new() };
        let mut inside: Vec<Vec<usize>> = vec![Vec::new(); slots.len() + 1];
        for (_, slot) in order {
            match union.ends[slot] {
                End::Node(node) => found.nodes.push(node),
                End::Container(_) => {
                    inside[slots[slot].parent.map_or(0, |parent| parent + 1)].push(slot);
                }
            }
        }
        let mut stack: Vec<usize> = inside[0].iter().rev().copied().collect();
        while let Some(slot) = stack.pop() {
            if let End::Container(container) = union.ends[slot] {
                found.containers.push(container);
            }
            stack.extend(inside[slot + 1].iter().rev());
        }
        found
    }

    /// The input in this order.
    fn input(&self, declared: &Input) -> Input {
        let (node, container) = (inverse(&self.nodes), inverse(&self.containers));
        let end = |end: End| match end {
            End::Node(at) => End::Node(node[at]),
            End::Container(at) => End::Container(container[at]),
        };
        let mut input = declared.clone();
        input.nodes = self.nodes.iter().map(|&at| declared.nodes[at].clone()).collect();
        input.containers =
            self.containers.iter().map(|&at| declared.containers[at].clone()).collect();
        for one in &mut input.nodes {
            one.container = one.container.map(|at| container[at]);
        }
        for one in &mut input.containers {
            one.parent = one.parent.map(|at| container[at]);
        }
        for edge in &mut input.edges {
            (edge.from, edge.to) = (end(edge.from), end(edge.to));
        }
        input
    }

    /// A layout of [`Self::input`] with the indices as they were declared.
    fn restored(&self, layout: &Layout) -> Layout {
        let mut restored = layout.clone();
        for (now, &declared) in self.nodes.iter().enumerate() {
            restored.nodes[declared] = layout.nodes[now];
        }
        for (now, &declared) in self.containers.iter().enumerate() {
            restored.containers[declared] = layout.containers[now];
        }
        restored
    }
}

fn inverse(order: &[usize]) -> Vec<usize> {
    let mut inverse = vec![0; order.len()];
    for (now, &declared) in order.iter().enumerate() {
        inverse[declared] = now;
    }
    inverse
}

fn frame(layout: &Layout, end: End) -> Rect {
    match end {
        End::Node(at) => layout.nodes[at],
        End::Container(at) => layout.containers[at].frame,
    }
}

fn across(reading: Reading, frame: Rect) -> Unit {
    match reading {
        Reading::LeftToRight => frame.center().y,
        Reading::TopToBottom => frame.center().x,
    }
}
