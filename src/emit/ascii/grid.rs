//! From coordinates to character cells: coordinates keep their order, and share a cell where
//! nothing stands in the way.
//!
//! Whatever is clear of its neighbors in the layout is clear of them in the terminal.

use crate::geom::Unit;

/// Which cell each coordinate of one axis falls into.
pub(super) struct Axis {
    coordinates: Vec<Unit>,
    cells: Vec<usize>,
}

/// Two coordinates and the least number of cells between them.
pub(super) struct Room {
    /// Lower coordinate.
    pub(super) from: Unit,
    /// Higher coordinate.
    pub(super) to: Unit,
    /// Least distance of their cells.
    pub(super) cells: usize,
}

/// A line across the axis; two that overlap at different coordinates need different cells.
pub(super) struct Mark {
    /// Where it crosses the axis.
    pub(super) at: Unit,
    /// Where it begins on the other axis.
    pub(super) from: i64,
    /// Where it ends on the other axis, not before it begins.
    pub(super) to: i64,
}

impl Axis {
    /// The tightest cells in which coordinates keep their order, every room is kept and
    /// overlapping marks are apart.
    pub(super) fn new(rooms: &[Room], marks: &[Mark]) -> Self {
        let ends = rooms.iter().flat_map(|room| [room.from, room.to]);
        let mut coordinates: Vec<Unit> = ends.chain(marks.iter().map(|mark| mark.at)).collect();
        coordinates.sort_unstable();
        coordinates.dedup();
        let index = |coordinate| coordinates.partition_point(|&known| known < coordinate);
        let mut rooms_to: Vec<Vec<&Room>> = coordinates.iter().map(|_| Vec::new()).collect();
        for room in rooms.iter().filter(|room| room.from < room.to) {
            rooms_to[index(room.to)].push(room);
        }
        let mut marks_at: Vec<Vec<&Mark>> = coordinates.iter().map(|_| Vec::new()).collect();
        for mark in marks {
            marks_at[index(mark.at)].push(mark);
        }
        let mut cells: Vec<usize> = Vec::with_capacity(coordinates.len());
        for at in 0..coordinates.len() {
            let mut cell = cells.last().copied().unwrap_or(0);
            for room in &rooms_to[at] {
                cell = cell.max(cells[index(room.from)] + room.cells);
            }
            for other in (0..at).rev().take_while(|&other| cells[other] == cell) {
                if overlap(&marks_at[other], &marks_at[at]) {
                    cell += 1;
                    break;
                }
            }
            cells.push(cell);
        }
        Self { coordinates, cells }
    }

    /// The cell of a coordinate: its own, or that of the nearest one below.
    pub(super) fn cell(&self, coordinate: Unit) -> usize {
        let at = self.coordinates.partition_point(|&known| known <= coordinate);
        self.cells.get(at.saturating_sub(1)).copied().unwrap_or(0)
    }

    /// How many cells there are.
    pub(super) fn len(&self) -> usize {
        self.cells.last().map_or(0, |last| last + 1)
    }
}

/// Whether any two overlap or touch.
fn overlap(some: &[&Mark], others: &[&Mark]) -> bool {
    some.iter().any(|a| others.iter().any(|b| a.from <= b.to + 1 && b.from <= a.to + 1))
}

#[cfg(test)]
mod tests {
    use super::{Axis, Mark, Room};

    #[test]
    fn rooms_are_kept() {
        let axis = Axis::new(
            &[
                Room { from: 0, to: 100, cells: 10 },
                Room { from: 50, to: 400, cells: 3 },
                Room { from: 400, to: 400, cells: 0 },
            ],
            &[],
        );
        assert_eq!([0, 50, 100, 400].map(|x| axis.cell(x)), [0, 0, 10, 10]);
        assert_eq!(axis.cell(399), 10);
        assert_eq!(axis.len(), 11);
    }

    #[test]
    fn only_marks_that_overlap_need_cells_of_their_own() {
        let mark = |at, from, to| Mark { at, from, to };
        let marks = [mark(0, 0, 9), mark(1, 20, 30), mark(2, 5, 6), mark(3, 10, 12)];
        let axis = Axis::new(&[], &marks);
        assert_eq!([0, 1, 2, 3].map(|x| axis.cell(x)), [0, 0, 1, 1]);
    }
}
