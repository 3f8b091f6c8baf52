//! Copies are squeezed alike: what stands in one stands as far from its border in all others.
//!
//! Before: items whose distances can be kept. After: places that keep them; what corresponds is
//! equally far from where its copy begins, unless that takes too many rounds.

use super::super::cells::{Copies, inner_frames, placed_links};
use super::super::problem::Problem;
use super::super::sketch::Sketch;
use super::items::{Constraint, Items, VarIx};
use super::settle::settle;
use super::solve::{bounds, earliest};
use crate::geom::Unit;

/// How often what one copy needs is handed on to the others.
const ROUNDS: usize = 12;

/// What corresponds: for each copy where it begins, and a variable inside.
type Tie = Vec<(VarIx, VarIx)>;

/// All that corresponds in copies.
pub(super) fn ties(
    items: &Items,
    problem: &Problem<'_>,
    copies: &Copies,
    sketch: &Sketch,
) -> Vec<Tie> {
    let mut ties = Vec::new();
    for (frames, cards) in copies.frames().iter().zip(copies.classes()) {
        let starts: Vec<VarIx> = frames.iter().map(|&frame| items.borders[frame].0).collect();
        let mut tie = |vars: Vec<VarIx>| {
            let tie: Tie = starts.iter().copied().zip(vars).collect();
            // What is one variable, at one place, is tied as it is.
            if tie.windows(2).any(|pair| pair[0] != pair[1]) {
                ties.push(tie);
            }
        };
        for card in 0..cards[0].len() {
            tie(cards.iter().map(|copy| items.track_of(sketch, copy[card])).collect());
        }
        let inner: Vec<_> = frames.iter().map(|&frame| inner_frames(problem, frame)).collect();
        for frame in 0..inner[0].len() {
            let borders = |copy: &Vec<usize>| items.borders[copy[frame]];
            tie(inner.iter().map(|copy| borders(copy).0).collect());
            tie(inner.iter().map(|copy| borders(copy).1).collect());
        }
        let links: Vec<_> = frames.iter().map(|&frame| placed_links(problem, frame)).collect();
        for link in 0..links[0].len() {
            let pieces = links.iter().map(|copy| &items.pieces[copy[link].1]);
            for piece in 0..pieces.clone().map(Vec::len).max().unwrap_or(0) {
                let vars = pieces.clone().map(|pieces| pieces.get(piece).copied().flatten());
                // Lines of different shapes are left as they are.
                vars.collect::<Option<Vec<_>>>().into_iter().for_each(&mut tie);
            }
        }
    }
    ties
}

/// Settles everything so that what corresponds is equally far from where its copy begins.
pub(super) fn settle_alike(items: &mut Items, ties: &[Tie]) -> Vec<Unit> {
    let mut places = settle(items, &bounds(items));
    let untied = (items.clone(), places.clone());
    let copies = ties.iter().map(Vec::len).max().unwrap_or(0);
    for _ in 0..ROUNDS {
        if are_alike(ties, &places) {
            return places;
        }
        // As spread as the most spread one everywhere, or as one of the copies is.
        let most = distances(ties, |tie| tie.iter().map(|pair| offset(&places, pair)).max());
        let like = |copy: usize| {
            distances(ties, |tie| Some(offset(&places, tie.get(copy).or(tie.last())?)))
        };
        let mut all = std::iter::once(most.clone()).chain((0..copies).map(like));
        let next = match all.find_map(|distances| tied(items, &distances)) {
            Some(tied) => Some(tied),
            // What passes through one copy needs more room still.
            None => with(items, most),
        };
        let Some(next) = next else { break };
        *items = next;
        places = settle(items, &bounds(items));
    }
    // Room that is demanded in vain looks like a mistake.
    let places;
    (*items, places) = untied;
    places
}

fn offset(places: &[Unit], &(from, to): &(VarIx, VarIx)) -> Unit {
    places[to] - places[from]
}

/// Whether what corresponds is equally far from where its copy begins.
fn are_alike(ties: &[Tie], places: &[Unit]) -> bool {
    let is_alike = |pair: &[_]| offset(places, &pair[0]) == offset(places, &pair[1]);
    ties.iter().all(|tie| tie.windows(2).all(is_alike))
}

/// At least the same distance in all copies.
fn distances(ties: &[Tie], least: impl Fn(&Tie) -> Option<Unit>) -> Vec<Constraint> {
    let pairs = ties.iter().flat_map(|tie| tie.iter().map(|pair| (least(tie), pair)));
    pairs.filter_map(|(least, &(from, to))| Some(Constraint { from, to, least: least? })).collect()
}

/// The items with exactly these distances; none where that cannot be.
fn tied(items: &Items, distances: &[Constraint]) -> Option<Items> {
    let no_more =
        |&Constraint { from, to, least }| Constraint { from: to, to: from, least: -least };
    with(items, distances.iter().copied().chain(distances.iter().map(no_more)))
}

/// The items with further distances; none where they cannot be kept together.
fn with(items: &Items, distances: impl IntoIterator<Item = Constraint>) -> Option<Items> {
    let mut all = items.clone();
    all.constraints.extend(distances);
    earliest(&all, all.vars.len() + 1).map(|_| all)
}

#[cfg(test)]
mod tests {
    use super::{are_alike, distances};

    #[test]
    fn what_corresponds_keeps_the_same_distance_in_all_copies() {
        let ties = [vec![(0, 1), (2, 3)], vec![(1, 4)]];
        let kept = distances(&ties, |tie| (tie.len() > 1).then_some(7));
        let told: Vec<_> = kept.iter().map(|kept| (kept.from, kept.to, kept.least)).collect();
        assert_eq!(told, [(0, 1, 7), (2, 3, 7)]);
    }

    #[test]
    fn copies_are_alike_if_all_distances_are() {
        let ties = [vec![(0, 1), (2, 3)]];
        assert!(are_alike(&ties, &[0, 10, 50, 60]));
        assert!(!are_alike(&ties, &[0, 10, 50, 61]));
    }
}
