//! Cells to begin with: always allowed, bands in order, every frame in rows of its own.

use super::super::problem::{CardIx, FrameIx, Problem, Tip};
use super::Cell;

/// How often ranks are pushed along the links before a loop is left as it is.
const PUSHES: usize = 12;
/// The last rank.
const LAST_RANK: usize = 14;

/// Cells in `columns` columns: each frame's cards by rank along the links and then as declared,
/// row after row.
pub(in super::super) fn start(problem: &Problem<'_>, columns: usize) -> Vec<Cell> {
    let ranks = ranks(problem);
    let mut rows = Rows {
        problem,
        columns,
        ranks,
        cells: vec![Cell::default(); problem.cards.len()],
        next: 0,
    };
    let is_first = |&card: &CardIx| problem.cards[card].lane.is_some_and(|lane| lane < 2);
    let (first, last): (Vec<CardIx>, Vec<CardIx>) =
        problem.loose.iter().partition(|card| is_first(card));
    rows.fill(first);
    let mut tops: Vec<FrameIx> = problem.top_frames().collect();
    tops.sort_by_key(|&f| {
        let (sum, count) = problem.lanes(f);
        sum * 1000 / count
    });
    tops.into_iter().for_each(|f| rows.add_frame(f));
    rows.fill(last);
    rows.cells
}

struct Rows<'a> {
    problem: &'a Problem<'a>,
    columns: usize,
    ranks: Vec<usize>,
    cells: Vec<Cell>,
    next: i16,
}

impl Rows<'_> {
    /// The cards of a frame, then the frames in it.
    fn add_frame(&mut self, frame: FrameIx) {
        let problem = self.problem;
        let cards = &problem.frames[frame].cards;
        self.fill(
            cards.iter().copied().filter(|&c| problem.cards[c].frame == Some(frame)).collect(),
        );
        let mut inner: Vec<FrameIx> = (0..problem.frames.len())
            .filter(|&f| problem.frames[f].parent == Some(frame))
            .collect();
        inner.sort_by_key(|&f| {
            let cards = &problem.frames[f].cards;
            cards.iter().map(|&card| self.ranks[card]).sum::<usize>() * 100 / cards.len().max(1)
        });
        inner.into_iter().for_each(|f| self.add_frame(f));
    }

    fn fill(&mut self, mut cards: Vec<CardIx>) {
        cards.sort_by_key(|&card| self.ranks[card]);
        for row in cards.chunks(self.columns) {
            for (column, &card) in row.iter().enumerate() {
                self.cells[card] = Cell::new(column as i16, self.next);
            }
            self.next += 1;
        }
    }
}

/// How far each card is along the links that run with the lanes, its own lane at least.
fn ranks(problem: &Problem<'_>) -> Vec<usize> {
    let mut ranks: Vec<usize> =
        problem.cards.iter().map(|card| usize::from(card.lane.unwrap_or(5))).collect();
    for _ in 0..PUSHES {
        let mut is_done = true;
        for link in &problem.links {
            let (Tip::Card(from), Tip::Card(to)) = (link.from, link.to) else { continue };
            let (low, high) = match link.forward {
                1 => (from, to),
                -1 => (to, from),
                _ => continue,
            };
            if ranks[high] <= ranks[low] && ranks[low] < LAST_RANK {
                ranks[high] = ranks[low] + 1;
                is_done = false;
            }
        }
        if is_done {
            break;
        }
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::start;
    use crate::layout::grid::cells::{Copies, Flow, Placement, Setting};
    use crate::layout::grid::problem::Problem;
    use crate::layout::testing::architectures::architecture;

    #[test]
    fn a_start_is_allowed_in_any_number_of_columns() {
        for seed in 0..200 {
            let input = architecture(seed);
            let problem = Problem::new(&input);
            let copies = Copies::find(&problem);
            for columns in [1, 2, 4, 8] {
                let setting = Setting::new(&problem, &copies, columns, Flow::Right);
                let placement = Placement::new(setting, &start(&problem, columns));
                assert!(placement.is_allowed(), "{seed} in {columns} columns");
            }
        }
    }
}
