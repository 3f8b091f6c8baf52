//! The least places that keep all distances, and the greatest ones in the same room.
//!
//! Before: distances that some places keep. After: both keep all distances, and no place is later
//! at the earliest than at the latest. Distances that no places keep leave everything where it is.

use super::items::Items;
use crate::geom::Unit;

/// Between which places each variable may stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bounds {
    /// As early as can be.
    pub earliest: Vec<Unit>,
    /// As late as can be without making the drawing longer.
    pub latest: Vec<Unit>,
}

/// Solves both by relaxing until nothing moves (Bellman and Ford).
pub(super) fn bounds(items: &Items) -> Bounds {
    let rounds = items.vars.len() + 1;
    let Some(earliest) = earliest(items, rounds) else {
        // A cycle of positive length cannot be; a drawing that has one all the same stays as it is.
        let at: Vec<Unit> = items.vars.iter().map(|var| var.at).collect();
        return Bounds { earliest: at.clone(), latest: at };
    };
    let end = end(items, &earliest);
    let mut order: Vec<usize> = (0..items.constraints.len()).collect();
    order.sort_by_key(|&c| std::cmp::Reverse(items.vars[items.constraints[c].to].at));
    let mut latest: Vec<Unit> = items.vars.iter().map(|var| end - var.reach.1).collect();
    for _ in 0..rounds {
        let mut is_done = true;
        for &c in &order {
            let constraint = items.constraints[c];
            let most = latest[constraint.to] - constraint.least;
            if latest[constraint.from] > most {
                latest[constraint.from] = most;
                is_done = false;
            }
        }
        if is_done {
            break;
        }
    }
    Bounds { earliest, latest }
}

/// The least places; none if they are not found in so many rounds.
pub(super) fn earliest(items: &Items, rounds: usize) -> Option<Vec<Unit>> {
    let mut order: Vec<usize> = (0..items.constraints.len()).collect();
    order.sort_by_key(|&c| items.vars[items.constraints[c].from].at);
    let mut earliest: Vec<Unit> = items.vars.iter().map(|var| var.reach.0).collect();
    for _ in 0..rounds {
        let mut is_done = true;
        for &c in &order {
            let constraint = items.constraints[c];
            let least = earliest[constraint.from] + constraint.least;
            if earliest[constraint.to] < least {
                earliest[constraint.to] = least;
                is_done = false;
            }
        }
        if is_done {
            return Some(earliest);
        }
    }
    None
}

/// Where a drawing with these places ends.
pub(super) fn end(items: &Items, places: &[Unit]) -> Unit {
    let ends = items.vars.iter().zip(places).map(|(var, at)| at + var.reach.1);
    ends.max().unwrap_or(0)
}
