//! Cells as an earlier drawing has them, so that what was there stays where it was.
//!
//! Before: the middles of an earlier drawing. After: allowed cells in which what stood left of
//! something else, or above it, still does, as long as nothing is new; or none.

use super::super::problem::{CardIx, Problem};
use super::{Cell, Leaves, MOST_COLUMNS, Placement, Schedule, Setting, anneal};
use crate::geom::{Point, Unit, px};
use crate::layout::{Earlier, End};

/// Middles that are no further apart are in one column, or in one row.
const TOGETHER: Unit = px(24);
/// Moves for each card, from a temperature at which little changes.
const MOVES: usize = 200;
const WARM: i64 = 20;
const COOL: i64 = 10;

/// Places all cards, those of an earlier drawing where they were as far as the rules allow; none
/// where that drawing had no columns that could be kept.
pub(in super::super) fn place_like<'a>(
    setting: Setting<'a>,
    earlier: &Earlier,
) -> Option<Placement<'a>> {
    let cells = cells(setting.problem, earlier)?;
    let columns = cells.iter().map(|cell| cell.column as usize + 1).max()?;
    let setting = Setting { columns: setting.columns.max(columns), ..setting };
    let mut placement = Placement::new(setting, &cells);
    if !placement.is_allowed() {
        return None;
    }
    let all_stood = (0..cells.len()).all(|card| middle(setting.problem, earlier, card).is_some());
    let moves = if all_stood { 0 } else { MOVES * cells.len() };
    anneal(&mut placement, Schedule { moves, hot: WARM, cool: COOL, seed: 1 });
    Some(placement)
}

/// The cells of an earlier drawing, with what is new beside what it is joined to.
fn cells(problem: &Problem<'_>, earlier: &Earlier) -> Option<Vec<Cell>> {
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
    let is_free = taken.windows(2).all(|pair| pair[0] != pair[1]);
    is_free.then(|| Leaves { problem, cells: known }.put_all())
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
