//! Columns: every leaf gets a rank, lanes take disjoint intervals of ranks.
//!
//! Before: `position` orders the leaves so that edges follow it. After: an edge between two
//! leaves of the main lanes goes at least one rank on, unless it asks for no order or its ends
//! are to stand in one column, which they then do; every rank of lane k is below every
//! rank of lane k + 1; containers span few ranks. Network simplex as in Gansner,
//! Koutsofios, North and Vo (1993) with two variables per container and one per lane.

use crate::layout::layered::graph::layers::Span;
use crate::layout::layered::graph::leaves::{EdgeEnd, Leaf, Leaves};
use crate::layout::layered::graph::tree::{ROOT, Tree};
use crate::layout::layered::previous::{Previous, require_levels};
use crate::layout::layered::solver::distances::Problem;
use crate::layout::layered::solver::simplex;
use crate::layout::{First, Lane};

/// From how many variables on the problem is a large one, and how much work may be done for any.
const LARGE: usize = 3000;
const WORK: usize = 100_000_000;

/// How much an edge resists stretching, a container, a leaf without edges.
const EDGE: i64 = 48;
const FRAME: i64 = 16;
const LONER: i64 = 8;
/// Of equally good ranks the lower one.
const TIE: i64 = 1;
/// How much what stood in one column wants to stand in one again.
const LEVEL: i64 = 24;

/// The ranks of the leaves; those in bands get theirs in `bands`, here 0.
#[derive(Debug, Clone)]
pub(in crate::layout::layered) struct Ranks {
    /// By leaf, from 0.
    pub of: Vec<usize>,
    /// Whether the simplex got to its end.
    pub is_optimal: bool,
}

/// Ranks of all leaves outside bands.
///
/// Keeps columns of an earlier drawing apart and in order; forgets them where the edges forbid it.
pub(in crate::layout::layered) fn assign(
    leaves: &Leaves,
    tree: &Tree,
    position: &[usize],
    previous: &mut Previous,
) -> Ranks {
    if previous.is_any() {
        let ranks = assign_like(leaves, tree, position, previous);
        if ranks.is_optimal {
            return ranks;
        }
        previous.along.fill(None);
    }
    assign_like(leaves, tree, position, previous)
}

fn assign_like(leaves: &Leaves, tree: &Tree, position: &[usize], previous: &Previous) -> Ranks {
    let is_left_out = |s: Leaf| leaves.is_band(s) && previous.along[s].is_none();
    let comes_first =
        |a: Leaf, b: Leaf| previous.comes_first(a, b).unwrap_or(position[a] < position[b]);
    let mut problem = Problem::new(leaves.len());
    let frames = require_frames(&mut problem, leaves, tree);
    keep_lanes(&mut problem, leaves);
    let levels = (0..leaves.len()).filter_map(|s| previous.along[s].map(|level| (s, 0, level)));
    for (bound, s) in require_levels(&mut problem, levels, 1) {
        problem.attract(bound, s, 0, LEVEL);
    }
    let mut is_alone = vec![true; leaves.len()];
    for (e, &(from, to)) in leaves.ends.iter().enumerate() {
        if let (EdgeEnd::Leaf(a), EdgeEnd::Leaf(b)) = (from, to)
            && let (a, b) = (leaves.column[a], leaves.column[b])
            && a != b
            && leaves.first[e] != First::Either
            && !is_left_out(a)
            && !is_left_out(b)
        {
            let (low, high) = if comes_first(a, b) { (a, b) } else { (b, a) };
            problem.require(low, high, 1);
            problem.attract(low, high, 1, EDGE);
            (is_alone[a], is_alone[b]) = (false, false);
        }
    }
    require_frame_edges(&mut problem, leaves, tree, &frames);
    for s in (0..leaves.len()).filter(|&s| is_alone[leaves.column[s]]) {
        if let Some((low, _)) = frames[leaves.parent[s]] {
            problem.attract(low, leaves.column[s], 0, LONER);
        }
    }
    let (x, is_optimal) = if problem.len() <= LARGE {
        simplex::solve(&problem, WORK)
    } else {
        simplex::solve_large(&problem, WORK)
    };
    let x: Vec<i32> = leaves.column.iter().map(|&first| x[first]).collect();
    let low = (0..leaves.len()).filter(|&s| !is_left_out(s)).map(|s| x[s]).min().unwrap_or(0);
    let of: Vec<usize> = (0..leaves.len())
        .map(|s| if is_left_out(s) { 0 } else { (x[s] - low).max(0) as usize })
        .collect();
    let is_in_order = |(&ties, &first): (&(EdgeEnd, EdgeEnd), &First)| match ties {
        (EdgeEnd::Leaf(a), EdgeEnd::Leaf(b))
            if first != First::Either && !is_left_out(a) && !is_left_out(b) =>
        {
            leaves.column[a] == leaves.column[b] || (of[a] < of[b]) == comes_first(a, b)
        }
        _ => true,
    };
    // An earlier order may contradict the lanes; then there is no solution.
    let mut ties = leaves.ends.iter().zip(&leaves.first);
    debug_assert!(previous.is_any() && !is_optimal || ties.all(is_in_order));
    Ranks { of, is_optimal }
}

type Frame = Option<(usize, usize)>;

/// Variables for the first and last rank of every cluster that holds a main leaf.
fn require_frames(problem: &mut Problem, leaves: &Leaves, tree: &Tree) -> Vec<Frame> {
    let mut frames: Vec<Frame> = vec![None; tree.len()];
    for s in (0..leaves.len()).filter(|&s| !leaves.is_band(s)) {
        let mut cluster = leaves.parent[s];
        while cluster != ROOT && frames[cluster].is_none() {
            frames[cluster] = Some((problem.variable(), problem.variable()));
            cluster = tree.parent[cluster];
        }
        if let Some((low, high)) = frames[leaves.parent[s]] {
            problem.require(low, leaves.column[s], 0);
            problem.require(leaves.column[s], high, 0);
        }
    }
    for cluster in 1..tree.len() {
        let Some((low, high)) = frames[cluster] else { continue };
        problem.attract(low, high, 0, FRAME);
        if let Some((around_low, around_high)) = frames[tree.parent[cluster]] {
            problem.require(around_low, low, 0);
            problem.require(high, around_high, 0);
        }
    }
    frames
}

/// Lane k stands from its own boundary up to the boundary of the next lane in use.
fn keep_lanes(problem: &mut Problem, leaves: &Leaves) {
    let mut used: Vec<u8> = leaves
        .lane
        .iter()
        .filter_map(|lane| if let Lane::Main(k) = lane { Some(*k) } else { None })
        .collect();
    used.sort_unstable();
    used.dedup();
    let bounds: Vec<usize> = used.iter().map(|_| problem.variable()).collect();
    for pair in bounds.windows(2) {
        problem.require(pair[0], pair[1], 1);
        problem.attract(pair[0], pair[1], 1, LONER);
    }
    for s in 0..leaves.len() {
        let Lane::Main(k) = leaves.lane[s] else { continue };
        let Ok(i) = used.binary_search(&k) else { continue };
        problem.require(bounds[i], s, 0);
        if let Some(&next) = bounds.get(i + 1) {
            problem.require(s, next, 1);
        }
        problem.attract(bounds[i], s, 0, TIE);
        if leaves.outgoing[s].is_empty() && leaves.incoming[s].is_empty() {
            problem.attract(bounds[i], s, 0, LONER);
        }
    }
}

/// Edges that end at a frame should find it after or before their other end; where that
/// contradicts what is already demanded they have no say.
fn require_frame_edges(problem: &mut Problem, leaves: &Leaves, tree: &Tree, frames: &[Frame]) {
    let range = |end: EdgeEnd| match end {
        EdgeEnd::Leaf(s) if !leaves.is_band(s) => Some((leaves.column[s], leaves.column[s])),
        EdgeEnd::Leaf(_) => None,
        EdgeEnd::Frame(cluster) => frames[cluster],
    };
    let parent = |end: EdgeEnd| match end {
        EdgeEnd::Leaf(s) => leaves.parent[s],
        EdgeEnd::Frame(cluster) => cluster,
    };
    for (&(from, to), &first) in leaves.ends.iter().zip(&leaves.first) {
        if first == First::Either || matches!((from, to), (EdgeEnd::Leaf(_), EdgeEnd::Leaf(_))) {
            continue;
        }
        let (a, b) = (parent(from), parent(to));
        let meet = tree.meet(a, b);
        let nested = [from, to].iter().any(|end| matches!(end, EdgeEnd::Frame(p) if *p == meet));
        let (Some(one), Some(other)) = (range(from), range(to)) else { continue };
        if nested {
            continue;
        }
        let (one, other) = if first == First::To { (other, one) } else { (one, other) };
        for (first, then) in [(one, other), (other, one)] {
            if !problem.leads(then.0, first.1) {
                problem.require(first.1, then.0, 1);
                problem.attract(first.1, then.0, 1, EDGE);
                break;
            }
        }
    }
}

/// The first and last rank of every cluster, by the ranks of what it holds; the root spans
/// all, a cluster without content has none.
pub(in crate::layout::layered) fn spans(
    leaves: &Leaves,
    tree: &Tree,
    of: &[Option<usize>],
) -> Vec<Option<Span>> {
    let mut spans: Vec<Option<Span>> = vec![None; tree.len()];
    let mut widen = |mut cluster: usize, rank: usize| loop {
        let span = spans[cluster].get_or_insert(Span { first: rank, last: rank });
        span.first = span.first.min(rank);
        span.last = span.last.max(rank);
        if cluster == ROOT {
            break;
        }
        cluster = tree.parent[cluster];
    };
    for (&parent, rank) in leaves.parent.iter().zip(of) {
        if let Some(rank) = *rank {
            widen(parent, rank);
        }
    }
    spans
}
