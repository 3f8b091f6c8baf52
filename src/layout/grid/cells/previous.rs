//! Cells as an earlier drawing has them, so that what was there stays where it was.
//!
//! Before: the middles of an earlier drawing. After: allowed cells in which what stood left of
//! something else, or above it, still does, but for what the rules no longer allow; or none.

use super::super::problem::{CardIx, Problem};
use super::anneal::anneal_with;
use super::moves::Moves;
use super::slices::slices;
use super::{Cell, Leaves, MOST_COLUMNS, Order, Placement, Schedule, Setting};
use crate::geom::{Point, Unit, px};
use crate::layout::{Earlier, End};

/// Middles that are no further apart are in one column, or in one row.
const TOGETHER: Unit = px(24);
/// Moves for each card that is new.
const MOVES: usize = 400;
/// Temperatures, in the unit of costs.
const HOT: i64 = 200;
const COOL: i64 = 10;

/// Places all cards, those of an earlier drawing in their order; none where that drawing had no
/// columns that could be kept, or the rules forbid its order. `seed` makes one try differ from
/// another.
pub(in super::super) fn place_like<'a>(
    setting: Setting<'a>,
    earlier: &Earlier,
    seed: u64,
) -> Option<Placement<'a>> {
    let known = known_cells(setting.problem, earlier)?;
    let new: Vec<CardIx> = (0..known.len()).filter(|&card| known[card].is_none()).collect();
    let columns = known.iter().flatten().map(|cell| cell.column as usize + 1).max()?;
    let setting = Setting { columns: setting.columns.max(columns), ..setting };
    let with_leaves = |is_near| {
        let leaves = Leaves { problem: setting.problem, cells: known.clone(), is_near };
        leaves.put_all()
    };
    let begins = [with_leaves(true), with_leaves(false)].into_iter();
    let begins = begins.chain(slices(setting.problem, setting.copies, setting.columns, &known));
    let mut placement = begins
        .flat_map(|cells| {
            let orders = [Order::OfLanes, Order::OfEarlier].into_iter();
            orders.map(move |order| Placement::new(Setting { order, ..setting }, &cells))
        })
        .find(Placement::is_allowed)?;
    if !new.is_empty() {
        let schedule = Schedule { moves: MOVES * new.len(), hot: HOT, cool: COOL, seed };
        anneal_with(&mut Moves::only(new), &mut placement, schedule);
    }
    Some(placement)
}

/// The cells of an earlier drawing; none for cards that it does not have.
fn known_cells(problem: &Problem<'_>, earlier: &Earlier) -> Option<Vec<Option<Cell>>> {
    let middles: Vec<Option<Point>> =
        (0..problem.cards.len()).map(|card| middle(problem, earlier, card)).collect();
    let columns = lines(middles.iter().flatten().map(|at| at.x));
    let rows = lines(middles.iter().flatten().map(|at| at.y));
    if columns.is_empty() || columns.len() > MOST_COLUMNS {
        return None;
    }
    let place = |at: Unit, lines: &[Unit]| lines.iter().rposition(|&line| line <= at).unwrap_or(0);
    let cell = |at: &Point| Cell::new(place(at.x, &columns) as i16, place(at.y, &rows) as i16);
    let known: Vec<Option<Cell>> = middles.iter().map(|at| at.as_ref().map(cell)).collect();
    let mut taken: Vec<Cell> = known.iter().flatten().copied().collect();
    taken.sort_unstable();
    taken.windows(2).all(|pair| pair[0] != pair[1]).then_some(known)
}

fn middle(problem: &Problem<'_>, earlier: &Earlier, card: CardIx) -> Option<Point> {
    match problem.cards[card].end {
        End::Node(n) => earlier.nodes.get(n).copied().flatten(),
        End::Container(c) => earlier.containers.get(c).copied().flatten(),
    }
}

/// Where columns or rows begin: wherever the next middle is further off.
fn lines(middles: impl Iterator<Item = Unit>) -> Vec<Unit> {
    let mut all: Vec<Unit> = middles.collect();
    all.sort_unstable();
    let mut lines = Vec::new();
    let mut last = None;
    for at in all {
        if last.is_none_or(|last| at - last > TOGETHER) {
            lines.push(at);
        }
        last = Some(at);
    }
    lines
}
