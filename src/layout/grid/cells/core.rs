//! A whole search: first the cards that have more than one link, then all.
//!
//! A leaf more or less then leaves the placing of the rest as it was, and the rest finds its
//! places sooner.

use super::super::problem::{CardIx, FrameIx, Problem};
use super::{Cell, Placement, Schedule, Setting, anneal, start};

/// Moves for each card when leaves are left out, and when all are placed.
const CORE_MOVES: usize = 500;
const ALL_MOVES: usize = 200;
/// Temperatures, in the unit of costs.
const HOT: i64 = 350;
const WARM: i64 = 60;
const COOL: i64 = 15;

/// Places all cards; `seed` makes one try differ from another.
pub(in super::super) fn place<'a>(setting: Setting<'a>, seed: u64) -> Placement<'a> {
    let problem = setting.problem;
    let begin = start(problem, setting.columns);
    let mut placement = Placement::new(setting, &begin);
    let core_moves = CORE_MOVES * problem.cards.len();
    anneal(&mut placement, Schedule { moves: core_moves, hot: HOT, cool: COOL, seed });
    placement
}
