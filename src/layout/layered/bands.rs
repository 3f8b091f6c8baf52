//! Ranks of the nodes in cross-cutting bands.
//!
//! Before: everything outside bands has a rank. After: every solid has one; a band node
//! stands near the weighted median of its neighbors, in no column of a neighbor (so that its
//! lines can leave and enter sideways), and away from other nodes of its strip.

use super::ranks::Span;
use super::solids::{Solid, Solids, Tie};
use super::tree::{ROOT, Tree};

/// How far a band node moves rather than stand in a column of its strip that is taken.
const STACKING: usize = 3;

/// Ranks of all solids, twice as far apart so that labels find room between them.
///
/// `spans` are those of the places without their bands, already doubled.
pub(super) fn settle(
    solids: &Solids,
    tree: &Tree,
    mut of: Vec<Option<usize>>,
    spans: &[Option<Span>],
) -> Vec<usize> {
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
        let rank = best_rank(solids, tree, &of, spans, s, &near[s]);
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

fn best_rank(
    solids: &Solids,
    tree: &Tree,
    of: &[Option<usize>],
    spans: &[Option<Span>],
    s: Solid,
    near: &[Tie],
) -> usize {
    let mut around = solids.home[s];
    while around != ROOT && spans[around].is_none() {
        around = tree.parent[around];
    }
    let span = spans[around].unwrap_or(Span { first: 0, last: 0 });
    let taken = |rank: usize| {
        let is_beside =
            |t: &Solid| *t != s && solids.home[*t] == solids.home[s] && of[*t] == Some(rank);
        (0..solids.len()).filter(is_beside).count()
    };
    let distance = |rank: usize, tie: &Tie| -> usize {
        match *tie {
            Tie::Solid(other) => match of[other] {
                Some(r) if r == rank => usize::MAX / 1000,
                Some(r) => r.abs_diff(rank),
                None => 0,
            },
            Tie::Hull(place) => spans[place]
                .map_or(0, |hull| rank.saturating_sub(hull.last) + hull.first.saturating_sub(rank)),
        }
    };
    let cost = |rank: usize| {
        let reach: usize = near.iter().map(|tie| distance(rank, tie)).sum();
        (reach + STACKING * taken(rank), rank)
    };
    let (first, last) = (span.first & !1, span.last);
    let room = 2 * near.len() + 2; // each neighbor may take a column away
    (first..=last + room).step_by(2).map(cost).min().map_or(first, |(_, rank)| rank)
}
