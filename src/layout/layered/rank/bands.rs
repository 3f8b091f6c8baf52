//! Ranks of the nodes in cross-cutting bands.
//!
//! Before: everything outside bands has a rank. After: every solid has one; a band node
//! stands near the weighted median of its neighbors, in no column of a neighbor (so that its
//! lines can leave and enter sideways), and away from columns that are full.

use crate::layout::layered::graph::leaves::{Solid, Solids, Tie};
use crate::layout::layered::graph::tree::{ROOT, Tree};
use crate::layout::layered::rank::ranks::{self, Span};

/// How far a band node moves for each node of its place that stands in a column.
const STACKING: usize = 2;

/// How far a band node moves rather than have a line run through a place of others.
const BLOCKED: usize = 40;

/// Ranks of all solids, twice as far apart so that labels find room between them.
pub(in crate::layout::layered) fn settle(
    solids: &Solids,
    tree: &Tree,
    mut of: Vec<Option<usize>>,
) -> Vec<usize> {
    let mut spans = ranks::spans(solids, tree, &of);
    let mut waiting: Vec<Solid> = (0..solids.len()).filter(|&s| of[s].is_none()).collect();
    let near = wishes(solids);
    while !waiting.is_empty() {
        let is_ready = |s: &Solid| {
            near[*s].iter().any(|tie| match *tie {
                Tie::Solid(other) => of[other].is_some(),
                Tie::Hull(place) => spans[place].is_some(),
            })
        };
        let next = waiting.iter().position(is_ready).unwrap_or(0);
        let s = waiting.remove(next);
        let choice = Choice { solids, tree, of: &of, spans: &spans, near: &near[s], s };
        let (rank, is_new) = choice.best();
        if is_new {
            of.iter_mut().flatten().filter(|r| **r >= rank).for_each(|r| *r += 2);
            for span in spans.iter_mut().flatten() {
                span.first += if span.first >= rank { 2 } else { 0 };
                span.last += if span.last >= rank { 2 } else { 0 };
            }
        }
        of[s] = Some(rank);
    }
    of.into_iter().map(|rank| rank.unwrap_or(0)).collect()
}

/// What each band solid is joined to.
fn wishes(solids: &Solids) -> Vec<Vec<Tie>> {
    let mut near = vec![Vec::new(); solids.len()];
    for &(from, to) in &solids.ties {
        for (one, other) in [(from, to), (to, from)] {
            if let Tie::Solid(s) = one
                && solids.is_band(s)
                && one != other
            {
                near[s].push(other);
            }
        }
    }
    near
}

/// The choice of a rank for one band solid.
struct Choice<'a> {
    solids: &'a Solids,
    tree: &'a Tree,
    of: &'a [Option<usize>],
    spans: &'a [Option<Span>],
    near: &'a [Tie],
    s: Solid,
}

impl Choice<'_> {
    /// The cheapest rank, and whether a new column is to be made there.
    fn best(&self) -> (usize, bool) {
        let mut around = self.solids.home[self.s];
        while around != ROOT && self.spans[around].is_none() {
            around = self.tree.parent[around];
        }
        let span = self.spans[around].unwrap_or(Span { first: 0, last: 0 });
        let first = span.first & !1;
        let room = 2 * self.near.len() + 2; // each neighbor may take a column away
        let known = (first..=span.last + room).step_by(2).map(|rank| {
            (
                self.distance(rank, 0) + STACKING * self.taken(rank) + BLOCKED * self.blocked(rank),
                rank,
            )
        });
        let (cost, rank) = known.min().unwrap_or((0, first));
        if cost >= BLOCKED && self.distance(first, 2) + STACKING < cost {
            return (first, true);
        }
        (rank, false)
    }

    /// How many nodes of the same place already stand at a rank.
    fn taken(&self, rank: usize) -> usize {
        let home = self.solids.home[self.s];
        let is_beside = |t: &Solid| self.solids.home[*t] == home && self.of[*t] == Some(rank);
        (0..self.solids.len()).filter(|t| *t != self.s && is_beside(t)).count()
    }

    /// Columns to all neighbors if those from `rank` on move on by `shift`.
    fn distance(&self, rank: usize, shift: usize) -> usize {
        let moved = |r: usize| if r >= rank { r + shift } else { r };
        let to = |tie: &Tie| match *tie {
            Tie::Solid(other) => match self.of[other].map(moved) {
                Some(r) if r == rank => usize::MAX / 1000,
                Some(r) => r.abs_diff(rank),
                None => 0,
            },
            Tie::Hull(place) => self.spans[place].map_or(0, |hull| {
                rank.saturating_sub(moved(hull.last)) + moved(hull.first).saturating_sub(rank)
            }),
        };
        self.near.iter().map(to).sum()
    }

    /// How many of its lines would have to run through a place that stands between it and
    /// the neighbor's place on all ranks on the way, if it stands below, as declared.
    fn blocked(&self, rank: usize) -> usize {
        let around = self.solids.home[self.s];
        let is_blocked = |tie: &&Tie| {
            let Tie::Solid(other) = **tie else { return false };
            let (Some(r), Some(own)) =
                (self.of[other], self.tree.branch(around, self.solids.home[other]))
            else {
                return false;
            };
            self.tree.meet(around, self.solids.home[other]) == around
                && self.tree.children[around].iter().any(|&place| {
                    place > own
                        && self.tree.section[place] == 0
                        && self.spans[place].is_some_and(|s| s.holds(r) && s.holds(rank))
                })
        };
        self.near.iter().filter(is_blocked).count()
    }
}
