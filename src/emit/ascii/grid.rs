//! From coordinates to character cells: every coordinate that matters becomes a column or row.
//!
//! Order is kept and distances shrink as far as the texts allow, so whatever is clear of its
//! neighbors in the layout is clear of them in the terminal.

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

impl Axis {
    /// The tightest cells in which coordinates keep their order and every room is kept.
    pub(super) fn new(rooms: &[Room]) -> Self {
        let mut coordinates: Vec<Unit> =
            rooms.iter().flat_map(|room| [room.from, room.to]).collect();
        coordinates.sort_unstable();
        coordinates.dedup();
        let mut ending: Vec<&Room> = rooms.iter().filter(|room| room.from < room.to).collect();
        ending.sort_by_key(|room| room.to);
        let mut ending = ending.into_iter().peekable();
        let mut cells: Vec<usize> = Vec::with_capacity(coordinates.len());
        for (at, &coordinate) in coordinates.iter().enumerate() {
            let mut cell = if at == 0 { 0 } else { cells[at - 1] + 1 };
            while let Some(room) = ending.next_if(|room| room.to == coordinate) {
                if let Ok(from) = coordinates[..at].binary_search(&room.from) {
                    cell = cell.max(cells[from] + room.cells);
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

#[cfg(test)]
mod tests {
    use super::{Axis, Room};

    #[test]
    fn cells_are_as_tight_as_the_rooms_allow() {
        let axis = Axis::new(&[
            Room { from: 0, to: 100, cells: 10 },
            Room { from: 50, to: 400, cells: 3 },
            Room { from: 400, to: 400, cells: 0 },
        ]);
        assert_eq!([0, 50, 100, 400].map(|x| axis.cell(x)), [0, 1, 10, 11]);
        assert_eq!(axis.cell(399), 10);
        assert_eq!(axis.len(), 12);
    }
}
