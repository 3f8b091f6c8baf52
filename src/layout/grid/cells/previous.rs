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

#[cfg(test)]
mod tests {
    use std::cell::Cell as Counter;

    use super::place_like;
    use crate::geom::{Point, px};
    use crate::layout::grid::cells::{Cell, Copies, Flow, Setting, place};
    use crate::layout::grid::problem::Problem;
    use crate::layout::testing::architectures::architecture;
    use crate::layout::{Earlier, End, Input};

    const COLUMNS: usize = 4;

    /// A drawing with the cards in these cells, but for those that it does not have.
    fn drawn(problem: &Problem<'_>, cells: &[Cell], has: impl Fn(usize) -> bool) -> Earlier {
        let input = problem.input;
        let mut earlier = Earlier {
            nodes: vec![None; input.nodes.len()],
            containers: vec![None; input.containers.len()],
        };
        for (card, cell) in cells.iter().enumerate().filter(|&(card, _)| has(card)) {
            let at = Point::new(px(210) * i32::from(cell.column), px(120) * i32::from(cell.row));
            match problem.cards[card].end {
                End::Node(n) => earlier.nodes[n] = Some(at),
                End::Container(c) => earlier.containers[c] = Some(at),
            }
        }
        earlier
    }

    /// Shows random architectures with cells for their cards.
    fn for_each_placement(test: impl Fn(&Setting<'_>, &[Cell], u64)) {
        for seed in 0..12 {
            let input: Input = architecture(seed);
            let problem = Problem::new(&input);
            let copies = Copies::find(&problem);
            let setting = Setting::new(&problem, &copies, COLUMNS, Flow::Down);
            test(&setting, place(setting, 1).cells(), seed);
        }
    }

    /// Whether two cards stand to each other as they did, in a row or a column.
    fn is_kept((a, b): (i16, i16), (now_a, now_b): (i16, i16)) -> bool {
        (a - b).signum() * (now_a - now_b).signum() >= 0
    }

    #[test]
    fn nothing_new_changes_nothing() {
        for_each_placement(|setting, cells, seed| {
            let earlier = drawn(setting.problem, cells, |_| true);
            let again = place_like(*setting, &earlier, 1).expect("a placement");
            for a in 0..cells.len() {
                for b in 0..a {
                    let (was, is) = ((cells[a], cells[b]), (again.cells()[a], again.cells()[b]));
                    let order = |(a, b): (Cell, Cell)| (a.column.cmp(&b.column), a.row.cmp(&b.row));
                    assert_eq!(order(was), order(is), "{seed}: {a} and {b}");
                }
            }
        });
    }

    #[test]
    fn nearly_all_that_was_there_keeps_its_order_beside_what_is_new() {
        let (kept, pairs) = (Counter::new(0), Counter::new(0));
        for_each_placement(|setting, cells, seed| {
            let has = |card: usize| card % 5 != 2;
            let earlier = drawn(setting.problem, cells, has);
            let Some(next) = place_like(*setting, &earlier, 1) else { return };
            assert!(next.is_allowed(), "{seed}");
            for a in (0..cells.len()).filter(|&card| has(card)) {
                for b in (0..a).filter(|&card| has(card)) {
                    let (was, is) = ([cells[a], cells[b]], [next.cells()[a], next.cells()[b]]);
                    let rows = is_kept((was[0].row, was[1].row), (is[0].row, is[1].row));
                    let columns =
                        is_kept((was[0].column, was[1].column), (is[0].column, is[1].column));
                    kept.set(kept.get() + usize::from(rows && columns));
                    pairs.set(pairs.get() + 1);
                }
            }
        });
        let (kept, pairs) = (kept.get(), pairs.get());
        assert!(pairs > 500 && 100 * kept > 98 * pairs, "{kept} of {pairs}");
    }

    #[test]
    fn an_order_against_that_of_lanes_is_kept_where_nothing_else_forbids_it() {
        let kept = Counter::new(0);
        for_each_placement(|setting, cells, seed| {
            let last = cells.iter().map(|cell| cell.row).max().unwrap_or(0);
            let flipped: Vec<Cell> =
                cells.iter().map(|cell| Cell::new(cell.column, last - cell.row)).collect();
            let earlier = drawn(setting.problem, &flipped, |_| true);
            let Some(again) = place_like(*setting, &earlier, 1) else { return };
            let rows = |cells: &[Cell]| cells.iter().map(|cell| cell.row).collect::<Vec<_>>();
            assert_eq!(rows(again.cells()), rows(&flipped), "{seed}");
            kept.set(kept.get() + 1);
        });
        assert!(kept.get() > 6, "{}", kept.get());
    }

    #[test]
    fn a_drawing_with_more_columns_keeps_them() {
        for_each_placement(|setting, cells, seed| {
            let earlier = drawn(setting.problem, cells, |_| true);
            let narrow = Setting { columns: 1, ..*setting };
            let again = place_like(narrow, &earlier, 1).expect("a placement");
            let columns = |cells: &[Cell]| cells.iter().map(|cell| cell.column).max();
            assert_eq!(columns(again.cells()), columns(cells), "{seed}");
        });
    }
}
