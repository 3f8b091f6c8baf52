//! The search: random moves, of which worse ones are accepted less and less.
//!
//! Simulated annealing (Kirkpatrick, Gelatt and Vecchi 1983), in whole numbers only, so that it
//! takes the same way on every machine.
//!
//! Before: an allowed placement. After: the cheapest one that was seen, never a dearer one.

use super::moves::Moves;
use super::{Cell, Placement};
use crate::layout::testing::random::Dice;

/// How long a search runs and how it cools.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Schedule {
    /// How many moves are tried.
    pub moves: usize,
    /// What the mean accepted loss is at first.
    pub hot: i64,
    /// What it is at last.
    pub cool: i64,
    /// Where the dice start.
    pub seed: u64,
}

/// How many temperatures there are between the first and the last.
const STEPS: usize = 64;
/// How many values the table of losses has.
const LOSSES: usize = 1024;

/// Searches from where the cards stand; ends with the best placement that it has seen.
pub(in super::super) fn anneal(placement: &mut Placement<'_>, schedule: Schedule) {
    anneal_with(&mut Moves::default(), placement, schedule);
}

/// The same with some kinds of moves only.
pub(super) fn anneal_with(moves: &mut Moves, placement: &mut Placement<'_>, schedule: Schedule) {
    let mut dice = Dice::new(schedule.seed);
    let temperatures = temperatures(schedule);
    let losses = losses();
    let mut best = placement.cost();
    let mut best_cells: Vec<Cell> = placement.cells().to_vec();
    for turn in 0..schedule.moves {
        if !moves.pick(placement, &mut dice) {
            continue;
        }
        let temperature = temperatures[turn * STEPS / schedule.moves];
        let loss = (temperature * losses[dice.below(LOSSES)]) >> 16;
        if placement.try_moves(&moves.list, placement.cost() + loss as i32)
            && placement.cost() < best
        {
            best = placement.cost();
            best_cells.copy_from_slice(placement.cells());
        }
    }
    if placement.cost() != best {
        placement.load(&best_cells);
    }
}

/// Geometric cooling, in 1/256 of the unit of costs.
fn temperatures(schedule: Schedule) -> Vec<i64> {
    let (hot, cool) = (schedule.hot << 16, schedule.cool << 16);
    let cooled = |factor: i64| (1..STEPS).fold(hot, |t, _| (t * factor) >> 16);
    // The factor of one step in 1/65,536, by bisection.
    let (mut low, mut high) = (0, 1 << 16);
    while high - low > 1 {
        let middle = (low + high) / 2;
        if cooled(middle) >= cool {
            high = middle;
        } else {
            low = middle;
        }
    }
    std::iter::successors(Some(hot), |t| Some((t * high) >> 16))
        .take(STEPS)
        .map(|t| t >> 8)
        .collect()
}

/// -ln(u) in 1/256 for evenly spread u: an exponential variable, by its inverse.
fn losses() -> Vec<i64> {
    let ln_2 = 45_426; // in 1/65,536
    let of = |i: i64| ((11 << 16) - log2(2 * i as u64 + 1)) * ln_2 / 65_536 / 256;
    (0..LOSSES as i64).map(of).collect()
}

/// The logarithm to base 2 in 1/65,536, by repeated squaring.
fn log2(value: u64) -> i64 {
    let whole = 63 - i64::from(value.leading_zeros());
    let mut mantissa = (value << 31) >> whole; // from 1 to 2, in 1/2^31
    let mut result = whole << 16;
    for bit in (0..16).rev() {
        mantissa = (mantissa * mantissa) >> 31;
        if mantissa >> 32 != 0 {
            mantissa >>= 1;
            result |= 1 << bit;
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::{Schedule, log2, losses, temperatures};

    #[test]
    fn logarithms_are_right_to_four_places() {
        for value in [1, 2, 3, 10, 1023, 2047] {
            let exact = (value as f64).log2() * 65_536.0;
            assert!((log2(value) as f64 - exact).abs() < 8.0, "{value}");
        }
    }

    #[test]
    fn losses_have_the_mean_of_an_exponential_variable() {
        let losses = losses();
        let mean = losses.iter().sum::<i64>() as f64 / losses.len() as f64 / 256.0;
        assert!((mean - 1.0).abs() < 0.02, "{mean}");
    }

    #[test]
    fn temperatures_fall_from_hot_to_cool() {
        let all = temperatures(Schedule { moves: 1, hot: 350, cool: 15, seed: 1 });
        assert_eq!((all[0], all.len()), (350 << 8, 64));
        assert!(all.windows(2).all(|w| w[1] < w[0]));
        assert!((15 << 8..16 << 8).contains(&all[63]), "{}", all[63]);
    }
}
