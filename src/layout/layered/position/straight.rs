//! Heights at which as many links as can be are horizontal.
//!
//! A network simplex keeps the sum of all steps small, which leaves many small ones: two
//! corners each, for nothing. What a reader sees is their number. So the heights are solved
//! again with each link pulled by its weight over the step that it had ("reweighted l1
//! minimization", Candès, Wakin and Boyd 2008): small steps close, those that must be stay.
//!
//! Before: a problem whose last attractions are those of the links. After: positions that keep
//! every requirement, with no more links that step than the plain solution has.

use crate::geom::{Unit, px};
use crate::layout::layered::solver::distances::{Attraction, Problem};
use crate::layout::layered::solver::simplex::Solver;

/// How often the weights are set anew, at most: they settle sooner as a rule.
const ROUNDS: usize = 4;
/// Pulls of links are this much stronger than at first while their step is below `NEAR`, and
/// fall with the step beyond; never below a quarter of the first.
const STRENGTH: i64 = 64;
const NEAR: i64 = px(8) as i64;
/// Work of the simplex before it counts as lost: problems that are no single fan take a fraction
/// of it.
const WORK: usize = 100_000_000;

/// How many links step, and what their steps cost.
type Steps = (usize, i64);

/// A solution, and what one of a similar problem may begin with.
pub(in crate::layout::layered) struct Straight {
    /// The positions.
    pub x: Vec<Unit>,
    /// By link, what it led to.
    weights: Vec<i64>,
    solver: Solver,
}

/// Solves a problem whose last `links` attractions are those of links; none if it takes too long.
/// `start` is the solution of a problem with the same links.
pub(in crate::layout::layered) fn solve(
    problem: &mut Problem,
    links: usize,
    start: Option<Straight>,
) -> Option<Straight> {
    let first = problem.attractions.len() - links;
    let own: Vec<i64> =
        problem.attractions[first..].iter().map(|attraction| attraction.weight).collect();
    let (mut solver, mut is_solved) = begin(problem, first, start);
    let mut best: Option<(Steps, Vec<Unit>, Vec<i64>)> = None;
    for round in (0..=ROUNDS).rev() {
        if !is_solved {
            break;
        }
        let x = solver.positions();
        let (mut stepping, mut cost, mut is_settled) = (0, 0, true);
        for (attraction, &weight) in problem.attractions[first..].iter_mut().zip(&own) {
            let step = step(attraction, &x);
            stepping += usize::from(step > 0);
            cost += step * weight;
            let anew = (weight * STRENGTH * NEAR / step.max(NEAR)).max(weight / 4);
            is_settled &= attraction.weight == anew;
            attraction.weight = anew;
        }
        if best.as_ref().is_none_or(|(known, ..)| (stepping, cost) < *known) {
            let weights =
                problem.attractions[first..].iter().map(|attraction| attraction.weight).collect();
            best = Some(((stepping, cost), x, weights));
        }
        if is_settled || round == 0 {
            break;
        }
        is_solved = solver.solve_again(problem, WORK);
    }
    best.map(|(_, x, weights)| Straight { x, weights, solver })
}

/// The first solution, and whether it is one: what `start` becomes with the problem as it is, where
/// that has the same pairs of variables.
fn begin(problem: &mut Problem, first: usize, start: Option<Straight>) -> (Solver, bool) {
    if let Some(Straight { weights, mut solver, .. }) = start {
        for (attraction, weight) in problem.attractions[first..].iter_mut().zip(weights) {
            attraction.weight = weight;
        }
        if solver.is_like(problem) {
            let is_solved = solver.solve_again(problem, WORK);
            return (solver, is_solved);
        }
    }
    let mut solver = Solver::new(problem);
    let is_solved = solver.run(WORK);
    (solver, is_solved)
}

fn step(attraction: &Attraction, x: &[Unit]) -> i64 {
    i64::from((x[attraction.b] - x[attraction.a] - attraction.offset).abs())
}

#[cfg(test)]
mod tests {
    use super::{Problem, solve};
    use crate::geom::px;

    /// Two boxes apart, and three links that would have them together: the plain optimum
    /// moves a part of the way for each.
    #[test]
    fn one_large_step_is_better_than_two_small_ones() {
        let mut problem = Problem::new(4);
        problem.require(0, 3, px(30));
        for (a, b) in [(0, 1), (1, 2), (2, 3)] {
            problem.require(a, b, 0);
        }
        problem.attract(1, 2, px(10), 1);
        for (a, b, weight) in [(0, 1, 4), (1, 2, 3), (2, 3, 4)] {
            problem.attract(a, b, 0, weight);
        }
        let x = solve(&mut problem, 3, None).expect("little work is needed").x;
        let steps = x.windows(2).filter(|pair| pair[0] != pair[1]).count();
        assert_eq!((steps, x[3] - x[0]), (1, px(30)));
    }
}
