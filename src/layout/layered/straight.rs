//! Heights at which as many links as can be are level.
//!
//! A network simplex keeps the sum of all steps small, which leaves many small ones: two
//! corners each, for nothing. What a reader sees is their number. So the heights are solved
//! again with each link pulled by its weight over the step that it had ("reweighted l1
//! minimization", Candès, Wakin and Boyd 2008): small steps close, those that must be stay.
//!
//! Before: a problem whose last pulls are those of the links. After: positions that keep
//! every demand, with no more links that step than the plain solution has.

use super::distances::{Problem, Pull};
use super::simplex;
use crate::geom::{Unit, px};

/// How often the weights are set anew, at most; more saves two corners in a thousand.
const ROUNDS: usize = 2;
/// Past so many variables the weights are set anew only once.
const LARGE: usize = 2500;
/// Pulls of links are this much stronger than at first while their step is below `NEAR`, and
/// fall with the step beyond; never below a quarter of the first.
const STRENGTH: i64 = 64;
const NEAR: i64 = px(8) as i64;
/// Steps of the simplex before it counts as lost, for each variable.
const PIVOTS_PER_VARIABLE: usize = 200;

/// Positions and the weights of the links that led to them.
pub(super) struct Straight {
    /// The positions.
    pub x: Vec<Unit>,
    /// By link.
    pub weights: Vec<i64>,
}

/// Solves a problem whose last `links` pulls are those of links; none if it takes too long.
/// `start` has weights that a solution of a similar problem ended with, which are set anew once,
/// or nothing.
pub(super) fn solve(problem: &mut Problem, links: usize, start: &[i64]) -> Option<Straight> {
    let first = problem.pulls.len() - links;
    let own: Vec<i64> = problem.pulls[first..].iter().map(|pull| pull.weight).collect();
    for (pull, &weight) in problem.pulls[first..].iter_mut().zip(start) {
        pull.weight = weight;
    }
    let mut best: Option<((usize, i64), Straight)> = None;
    let rounds = match start {
        [] if problem.len() <= LARGE => ROUNDS,
        _ => 1,
    };
    for _ in 0..=rounds {
        let (x, done) = simplex::solve(problem, PIVOTS_PER_VARIABLE * problem.len());
        if !done {
            break;
        }
        let (mut stepping, mut cost, mut is_settled) = (0, 0, true);
        for (pull, &weight) in problem.pulls[first..].iter_mut().zip(&own) {
            let step = step(pull, &x);
            stepping += usize::from(step > 0);
            cost += step * weight;
            let anew = (weight * STRENGTH * NEAR / step.max(NEAR)).max(weight / 4);
            is_settled &= pull.weight == anew;
            pull.weight = anew;
        }
        match &best {
            Some((known, _)) if *known <= (stepping, cost) => (),
            _ => {
                let weights = problem.pulls[first..].iter().map(|pull| pull.weight).collect();
                best = Some(((stepping, cost), Straight { x, weights }));
            }
        }
        if is_settled {
            break;
        }
    }
    best.map(|(_, straight)| straight)
}

fn step(pull: &Pull, x: &[Unit]) -> i64 {
    i64::from((x[pull.b] - x[pull.a] - pull.offset).abs())
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
        problem.keep(0, 3, px(30));
        for (a, b) in [(0, 1), (1, 2), (2, 3)] {
            problem.keep(a, b, 0);
        }
        problem.pull(1, 2, px(10), 1);
        for (a, b, weight) in [(0, 1, 4), (1, 2, 3), (2, 3, 4)] {
            problem.pull(a, b, 0, weight);
        }
        let x = solve(&mut problem, 3, &[]).expect("few pivots are needed").x;
        let steps = x.windows(2).filter(|pair| pair[0] != pair[1]).count();
        assert_eq!((steps, x[3] - x[0]), (1, px(30)));
    }
}
