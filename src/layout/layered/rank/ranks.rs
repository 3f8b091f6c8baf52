//! Columns: every solid gets a rank, lanes take disjoint intervals of ranks.
//!
//! Before: `position` orders the solids so that edges follow it. After: an edge between two
//! solids of the main lanes goes at least one rank on, unless it asks for no order or its ends
//! are to stand in one column, which they then do; every rank of lane k is below every
//! rank of lane k + 1; containers span few ranks. Network simplex as in Gansner,
//! Koutsofios, North and Vo (1993) with two variables per container and one per lane.

use crate::layout::layered::graph::leaves::{Solid, Solids, Tie};
use crate::layout::layered::graph::tree::{ROOT, Tree};
use crate::layout::layered::previous::{Kept, demand_levels};
use crate::layout::layered::solver::distances::Problem;
use crate::layout::layered::solver::simplex;
use crate::layout::{First, Lane};

/// From how many variables on the problem is a large one, and how much work may be done for any.
const LARGE: usize = 3000;
const WORK: usize = 100_000_000;

/// How much an edge resists stretching, a container, a solid without edges.
const EDGE: i64 = 48;
const HULL: i64 = 16;
const LONER: i64 = 8;
/// Of equally good ranks the lower one.
const TIE: i64 = 1;
/// How much what stood in one column wants to stand in one again.
const LEVEL: i64 = 24;

/// The ranks of the solids; those in bands get theirs in `bands`, here 0.
#[derive(Debug, Clone)]
pub(in crate::layout::layered) struct Ranks {
    /// By solid, from 0.
    pub of: Vec<usize>,
    /// Whether the simplex got to its end.
    pub is_optimal: bool,
}

/// Ranks of all solids outside bands.
///
/// Keeps columns of an earlier drawing apart and in order; forgets them where the edges forbid it.
pub(in crate::layout::layered) fn assign(
    solids: &Solids,
    tree: &Tree,
    position: &[usize],
    kept: &mut Kept,
) -> Ranks {
    if kept.is_any() {
        let ranks = assign_like(solids, tree, position, kept);
        if ranks.is_optimal {
            return ranks;
        }
        kept.along.fill(None);
    }
    assign_like(solids, tree, position, kept)
}

fn assign_like(solids: &Solids, tree: &Tree, position: &[usize], kept: &Kept) -> Ranks {
    let is_left_out = |s: Solid| solids.is_band(s) && kept.along[s].is_none();
    let comes_first =
        |a: Solid, b: Solid| kept.comes_first(a, b).unwrap_or(position[a] < position[b]);
    let mut problem = Problem::new(solids.len());
    let hulls = keep_hulls(&mut problem, solids, tree);
    keep_lanes(&mut problem, solids);
    let levels = (0..solids.len()).filter_map(|s| kept.along[s].map(|level| (s, 0, level)));
    for (bound, s) in demand_levels(&mut problem, levels, 1) {
        problem.pull(bound, s, 0, LEVEL);
    }
    let mut is_alone = vec![true; solids.len()];
    for (e, &(from, to)) in solids.ties.iter().enumerate() {
        if let (Tie::Solid(a), Tie::Solid(b)) = (from, to)
            && let (a, b) = (solids.column[a], solids.column[b])
            && a != b
            && solids.first[e] != First::Either
            && !is_left_out(a)
            && !is_left_out(b)
        {
            let (low, high) = if comes_first(a, b) { (a, b) } else { (b, a) };
            problem.keep(low, high, 1);
            problem.pull(low, high, 1, EDGE);
            (is_alone[a], is_alone[b]) = (false, false);
        }
    }
    keep_hull_edges(&mut problem, solids, tree, &hulls);
    for s in (0..solids.len()).filter(|&s| is_alone[solids.column[s]]) {
        if let Some((low, _)) = hulls[solids.home[s]] {
            problem.pull(low, solids.column[s], 0, LONER);
        }
    }
    let (x, is_optimal) = if problem.len() <= LARGE {
        simplex::solve(&problem, WORK)
    } else {
        simplex::solve_large(&problem, WORK)
    };
    let x: Vec<i32> = solids.column.iter().map(|&first| x[first]).collect();
    let low = (0..solids.len()).filter(|&s| !is_left_out(s)).map(|s| x[s]).min().unwrap_or(0);
    let of: Vec<usize> = (0..solids.len())
        .map(|s| if is_left_out(s) { 0 } else { (x[s] - low).max(0) as usize })
        .collect();
    let is_in_order = |(&ties, &first): (&(Tie, Tie), &First)| match ties {
        (Tie::Solid(a), Tie::Solid(b))
            if first != First::Either && !is_left_out(a) && !is_left_out(b) =>
        {
            solids.column[a] == solids.column[b] || (of[a] < of[b]) == comes_first(a, b)
        }
        _ => true,
    };
    // An earlier order may contradict the lanes; then there is no solution.
    let mut ties = solids.ties.iter().zip(&solids.first);
    debug_assert!(kept.is_any() && !is_optimal || ties.all(is_in_order));
    Ranks { of, is_optimal }
}

type Hull = Option<(usize, usize)>;

/// Variables for the first and last rank of every place that holds a main solid.
fn keep_hulls(problem: &mut Problem, solids: &Solids, tree: &Tree) -> Vec<Hull> {
    let mut hulls: Vec<Hull> = vec![None; tree.len()];
    for s in (0..solids.len()).filter(|&s| !solids.is_band(s)) {
        let mut place = solids.home[s];
        while place != ROOT && hulls[place].is_none() {
            hulls[place] = Some((problem.variable(), problem.variable()));
            place = tree.parent[place];
        }
        if let Some((low, high)) = hulls[solids.home[s]] {
            problem.keep(low, solids.column[s], 0);
            problem.keep(solids.column[s], high, 0);
        }
    }
    for place in 1..tree.len() {
        let Some((low, high)) = hulls[place] else { continue };
        problem.pull(low, high, 0, HULL);
        if let Some((around_low, around_high)) = hulls[tree.parent[place]] {
            problem.keep(around_low, low, 0);
            problem.keep(high, around_high, 0);
        }
    }
    hulls
}

/// Lane k stands from its own boundary up to the boundary of the next lane in use.
fn keep_lanes(problem: &mut Problem, solids: &Solids) {
    let mut used: Vec<u8> = solids
        .lane
        .iter()
        .filter_map(|lane| if let Lane::Main(k) = lane { Some(*k) } else { None })
        .collect();
    used.sort_unstable();
    used.dedup();
    let bounds: Vec<usize> = used.iter().map(|_| problem.variable()).collect();
    for pair in bounds.windows(2) {
        problem.keep(pair[0], pair[1], 1);
        problem.pull(pair[0], pair[1], 1, LONER);
    }
    for s in 0..solids.len() {
        let Lane::Main(k) = solids.lane[s] else { continue };
        let Ok(i) = used.binary_search(&k) else { continue };
        problem.keep(bounds[i], s, 0);
        if let Some(&next) = bounds.get(i + 1) {
            problem.keep(s, next, 1);
        }
        problem.pull(bounds[i], s, 0, TIE);
        if solids.outgoing[s].is_empty() && solids.incoming[s].is_empty() {
            problem.pull(bounds[i], s, 0, LONER);
        }
    }
}

/// Edges that end at a hull should find it after or before their other end; where that
/// contradicts what is already demanded they have no say.
fn keep_hull_edges(problem: &mut Problem, solids: &Solids, tree: &Tree, hulls: &[Hull]) {
    let range = |tie: Tie| match tie {
        Tie::Solid(s) if !solids.is_band(s) => Some((solids.column[s], solids.column[s])),
        Tie::Solid(_) => None,
        Tie::Hull(place) => hulls[place],
    };
    let home = |tie: Tie| match tie {
        Tie::Solid(s) => solids.home[s],
        Tie::Hull(place) => place,
    };
    for (&(from, to), &first) in solids.ties.iter().zip(&solids.first) {
        if first == First::Either || matches!((from, to), (Tie::Solid(_), Tie::Solid(_))) {
            continue;
        }
        let (a, b) = (home(from), home(to));
        let meet = tree.meet(a, b);
        let nested = [from, to].iter().any(|tie| matches!(tie, Tie::Hull(p) if *p == meet));
        let (Some(one), Some(other)) = (range(from), range(to)) else { continue };
        if nested {
            continue;
        }
        let (one, other) = if first == First::To { (other, one) } else { (one, other) };
        for (first, then) in [(one, other), (other, one)] {
            if !problem.leads(then.0, first.1) {
                problem.keep(first.1, then.0, 1);
                problem.pull(first.1, then.0, 1, EDGE);
                break;
            }
        }
    }
}

/// The first and last rank of every place, by the ranks of what it holds; the root spans
/// all, a place without content has none.
pub(in crate::layout::layered) fn spans(
    solids: &Solids,
    tree: &Tree,
    of: &[Option<usize>],
) -> Vec<Option<Span>> {
    let mut spans: Vec<Option<Span>> = vec![None; tree.len()];
    let mut widen = |mut place: usize, rank: usize| loop {
        let span = spans[place].get_or_insert(Span { first: rank, last: rank });
        span.first = span.first.min(rank);
        span.last = span.last.max(rank);
        if place == ROOT {
            break;
        }
        place = tree.parent[place];
    };
    for (&home, rank) in solids.home.iter().zip(of) {
        if let Some(rank) = *rank {
            widen(home, rank);
        }
    }
    spans
}

/// An interval of ranks, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::layout::layered) struct Span {
    /// Leftmost.
    pub first: usize,
    /// Rightmost.
    pub last: usize,
}

impl Span {
    /// Whether the rank lies in it.
    pub const fn holds(self, rank: usize) -> bool {
        self.first <= rank && rank <= self.last
    }
}
