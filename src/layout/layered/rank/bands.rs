//! Ranks of the nodes in cross-cutting bands.
//!
//! Before: everything outside bands has a rank. After: every leaf has one; a band node
//! stands near the weighted median of its neighbors, in no column of a neighbor (so that its
//! lines can leave and enter sideways), and away from columns that are full.

use crate::layout::layered::graph::layers::Span;
use crate::layout::layered::graph::leaves::{EdgeEnd, Leaf, Leaves};
use crate::layout::layered::graph::tree::{ROOT, Tree};
use crate::layout::layered::rank::ranks;

/// How far a band node moves for each node of its cluster that stands in a column.
const STACKING: usize = 2;

/// How far a band node moves rather than have a line run through a cluster of others.
const BLOCKED: usize = 40;

/// Ranks of all leaves, twice as far apart so that labels find room between them.
pub(in crate::layout::layered) fn settle(
    leaves: &Leaves,
    tree: &Tree,
    mut of: Vec<Option<usize>>,
) -> Vec<usize> {
    let mut spans = ranks::spans(leaves, tree, &of);
    let mut waiting: Vec<Leaf> = (0..leaves.len()).filter(|&s| of[s].is_none()).collect();
    let near = wishes(leaves);
    while !waiting.is_empty() {
        let is_ready = |s: &Leaf| {
            near[*s].iter().any(|end| match *end {
                EdgeEnd::Leaf(other) => of[other].is_some(),
                EdgeEnd::Frame(cluster) => spans[cluster].is_some(),
            })
        };
        let next = waiting.iter().position(is_ready).unwrap_or(0);
        let s = waiting.remove(next);
        let choice = Choice { leaves, tree, of: &of, spans: &spans, near: &near[s], s };
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

/// What each band leaf is joined to.
fn wishes(leaves: &Leaves) -> Vec<Vec<EdgeEnd>> {
    let mut near = vec![Vec::new(); leaves.len()];
    for &(from, to) in &leaves.ends {
        for (one, other) in [(from, to), (to, from)] {
            if let EdgeEnd::Leaf(s) = one
                && leaves.is_band(s)
                && one != other
            {
                near[s].push(other);
            }
        }
    }
    near
}

/// The choice of a rank for one band leaf.
struct Choice<'a> {
    leaves: &'a Leaves,
    tree: &'a Tree,
    of: &'a [Option<usize>],
    spans: &'a [Option<Span>],
    near: &'a [EdgeEnd],
    s: Leaf,
}

impl Choice<'_> {
    /// The cheapest rank, and whether a new column is to be made there.
    fn best(&self) -> (usize, bool) {
        let mut around = self.leaves.parent[self.s];
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

    /// How many nodes of the same cluster already stand at a rank.
    fn taken(&self, rank: usize) -> usize {
        let parent = self.leaves.parent[self.s];
        let is_beside = |t: &Leaf| self.leaves.parent[*t] == parent && self.of[*t] == Some(rank);
        (0..self.leaves.len()).filter(|t| *t != self.s && is_beside(t)).count()
    }

    /// Columns to all neighbors if those from `rank` on move on by `shift`.
    fn distance(&self, rank: usize, shift: usize) -> usize {
        let moved = |r: usize| if r >= rank { r + shift } else { r };
        let to = |end: &EdgeEnd| match *end {
            EdgeEnd::Leaf(other) => match self.of[other].map(moved) {
                Some(r) if r == rank => usize::MAX / 1000,
                Some(r) => r.abs_diff(rank),
                None => 0,
            },
            EdgeEnd::Frame(cluster) => self.spans[cluster].map_or(0, |frame| {
                rank.saturating_sub(moved(frame.last)) + moved(frame.first).saturating_sub(rank)
            }),
        };
        self.near.iter().map(to).sum()
    }

    /// How many of its lines would have to run through a cluster that stands between it and
    /// the neighbor's cluster on all ranks on the way, if it stands below, as declared.
    fn blocked(&self, rank: usize) -> usize {
        let around = self.leaves.parent[self.s];
        let is_blocked = |end: &&EdgeEnd| {
            let EdgeEnd::Leaf(other) = **end else { return false };
            let (Some(r), Some(own)) =
                (self.of[other], self.tree.branch(around, self.leaves.parent[other]))
            else {
                return false;
            };
            self.tree.meet(around, self.leaves.parent[other]) == around
                && self.tree.children[around].iter().any(|&cluster| {
                    cluster > own
                        && self.tree.section[cluster] == 0
                        && self.spans[cluster].is_some_and(|s| s.holds(r) && s.holds(rank))
                })
        };
        self.near.iter().filter(is_blocked).count()
    }
}
