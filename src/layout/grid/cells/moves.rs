//! The moves of the search: cards, frames, rows and bands that change their places.
//!
//! Before: an allowed placement. After: each card in the list goes to one cell; whoever stands where
//! a card goes is in it too, or the move will be refused; equal frames are asked for equal moves.

use super::super::problem::{CardIx, FrameIx};
use super::{Cell, MOST_ROWS, Move, Placement, SPARE_ROWS, Span};
use crate::layout::testing::random::Dice;

/// A kind of move; false if the dice asked for something that cannot be.
type Kind = fn(&mut Moves, &Placement<'_>, &mut Dice) -> bool;

/// The kinds, and how often in [`TOTAL`] each is tried: what helps most and costs least, most.
const KINDS: [(usize, Kind); 9] = [
    (60, Moves::one_card),
    (8, Moves::two_cards),
    (10, Moves::shift_frame),
    (4, Moves::mirror_frame),
    (4, Moves::exchange_lines),
    (8, Moves::open_row),
    (5, Moves::shift_row),
    (1, Moves::exchange_bands),
    (2, Moves::move_frame_to_own_rows),
];
const TOTAL: usize = 102;

/// The same where most cards have to keep their order.
const KINDS_OF_FEW: [(usize, Kind); 2] = [(3, Moves::one_card), (1, Moves::open_row)];
const TOTAL_OF_FEW: usize = 4;

/// What is moved, with the room that the lists took before.
#[derive(Debug, Default)]
pub(super) struct Moves {
    /// Each card with the cell that it goes to.
    pub list: Vec<Move>,
    opens_row: bool,
    /// The only cards that may go anywhere; none where all may.
    only: Option<Vec<CardIx>>,
}

impl Moves {
    /// Moves of these cards only; all others keep their order.
    pub fn only(cards: Vec<CardIx>) -> Self {
        Self { only: Some(cards), ..Self::default() }
    }

    /// Rolls the next moves; false if there is nothing to try.
    pub fn pick(&mut self, placement: &Placement<'_>, dice: &mut Dice) -> bool {
        self.list.clear();
        self.opens_row = false;
        let (kinds, total) = if self.only.is_some() {
            (&KINDS_OF_FEW[..], TOTAL_OF_FEW)
        } else {
            (&KINDS[..], TOTAL)
        };
        let mut roll = dice.below(total);
        for &(share, kind) in kinds {
            if roll < share {
                return kind(self, placement, dice)
                    && !self.list.is_empty()
                    && self.repeat_in_copies(placement, dice);
            }
            roll -= share;
        }
        false
    }

    fn any_card(&self, placement: &Placement<'_>, dice: &mut Dice) -> CardIx {
        match &self.only {
            Some(cards) => cards[dice.below(cards.len())],
            None => any_card(placement, dice),
        }
    }

    /// Whether a card may leave its place for another one.
    fn may_move(&self, card: CardIx) -> bool {
        self.only.as_ref().is_none_or(|cards| cards.contains(&card))
    }

    /// A card goes near one that it is joined to, or elsewhere; who stands there takes its place.
    fn one_card(&mut self, placement: &Placement<'_>, dice: &mut Dice) -> bool {
        let card = self.any_card(placement, dice);
        let own = placement.cells[card];
        let neighbors = &placement.setting.problem.cards[card].neighbors;
        let cell = if !neighbors.is_empty() && dice.chance(65) {
            let near = placement.cells[neighbors[dice.below(neighbors.len())]];
            let reach = if dice.chance(60) { 1 } else { 2 };
            Cell::new(near.column + around(dice, reach), near.row + around(dice, reach))
        } else if dice.chance(50) {
            Cell::new(own.column + around(dice, 2), own.row + around(dice, 1))
        } else {
            any_cell(placement, dice)
        };
        let is_inside = (0..placement.setting.columns as i16).contains(&cell.column)
            && (0..=placement.rows as i16).contains(&cell.row);
        if !is_inside || cell == own {
            return false;
        }
        self.list.push((card, cell));
        if let Some(other) = placement.at(cell.column, cell.row) {
            self.list.push((other, own));
            return self.may_move(other);
        }
        true
    }

    /// Two cards of one frame change places.
    fn two_cards(&mut self, placement: &Placement<'_>, dice: &mut Dice) -> bool {
        let (a, b) = (any_card(placement, dice), any_card(placement, dice));
        let cards = &placement.setting.problem.cards;
        if a == b || cards[a].frame != cards[b].frame {
            return false;
        }
        self.list.extend([(a, placement.cells[b]), (b, placement.cells[a])]);
        true
    }

    /// A frame shifts; what it covers goes round to where it was.
    fn shift_frame(&mut self, placement: &Placement<'_>, dice: &mut Dice) -> bool {
        let Some(frame) = any_frame(placement, dice) else { return false };
        let columns = placement.setting.columns as i16;
        let (dx, dy) = match dice.below(4) {
            0 => (around(dice, 1), around(dice, 1)),
            1 => (around(dice, 3), 0),
            2 => (0, around(dice, 4)),
            _ => (around(dice, columns - 1), around(dice, 4)),
        };
        let span = placement.spans[frame];
        let goal = Span {
            left: span.left + dx,
            right: span.right + dx,
            top: span.top + dy,
            bottom: span.bottom + dy,
        };
        let is_inside = goal.left >= 0
            && goal.right < columns
            && goal.top >= 0
            && goal.bottom <= placement.rows as i16 + 1;
        if (dx, dy) == (0, 0) || !is_inside {
            return false;
        }
        for row in span.top..=span.bottom {
            for column in span.left..=span.right {
                if let Some(card) = placement.at(column, row) {
                    self.list.push((card, Cell::new(column + dx, row + dy)));
                }
            }
        }
        for row in goal.top..=goal.bottom.min(placement.rows as i16 - 1) {
            for column in goal.left..=goal.right {
                let is_own = (span.left..=span.right).contains(&column)
                    && (span.top..=span.bottom).contains(&row);
                let Some(card) = placement.at(column, row).filter(|_| !is_own) else { continue };
                let mut cell = Cell::new(column, row);
                let covered = |cell: Cell| {
                    (goal.left..=goal.right).contains(&cell.column)
                        && (goal.top..=goal.bottom).contains(&cell.row)
                };
                while covered(cell) {
                    cell = Cell::new(cell.column - dx, cell.row - dy);
                }
                self.list.push((card, cell));
            }
        }
        true
    }

    /// A frame is turned over, left and right or top and bottom.
    fn mirror_frame(&mut self, placement: &Placement<'_>, dice: &mut Dice) -> bool {
        let Some(frame) = any_frame(placement, dice) else { return false };
        let span = placement.spans[frame];
        let is_sideways = dice.chance(60);
        for &card in &placement.setting.problem.frames[frame].cards {
            let Cell { column, row } = placement.cells[card];
            let cell = if is_sideways {
                Cell::new(span.left + span.right - column, row)
            } else {
                Cell::new(column, span.top + span.bottom - row)
            };
            self.list.push((card, cell));
        }
        true
    }

    /// Two rows or two columns change places, of the whole or of a frame.
    fn exchange_lines(&mut self, placement: &Placement<'_>, dice: &mut Dice) -> bool {
        let frame = if dice.chance(40) { None } else { any_frame(placement, dice) };
        let whole = Span {
            left: 0,
            top: 0,
            right: placement.setting.columns as i16 - 1,
            bottom: placement.rows as i16 - 1,
        };
        let span = frame.map_or(whole, |frame| placement.spans[frame]);
        let are_rows = dice.chance(50);
        let (first, last) =
            if are_rows { (span.top, span.bottom) } else { (span.left, span.right) };
        let length = (last - first + 1) as usize;
        let a = first + dice.below(length) as i16;
        let b = if dice.chance(60) { a + 1 } else { first + dice.below(length) as i16 };
        if a == b || b > last {
            return false;
        }
        for row in span.top..=span.bottom {
            for column in span.left..=span.right {
                let place = if are_rows { row } else { column };
                let goal = match place {
                    _ if place == a => b,
                    _ if place == b => a,
                    _ => continue,
                };
                if let Some(card) = placement.at(column, row) {
                    let cell =
                        if are_rows { Cell::new(column, goal) } else { Cell::new(goal, row) };
                    self.list.push((card, cell));
                }
            }
        }
        true
    }

    /// A new row, with one card in it.
    fn open_row(&mut self, placement: &Placement<'_>, dice: &mut Dice) -> bool {
        if placement.rows + SPARE_ROWS >= MOST_ROWS {
            return false;
        }
        let problem = placement.setting.problem;
        let card = self.any_card(placement, dice);
        let neighbors = &problem.cards[card].neighbors;
        let row = if !neighbors.is_empty() && dice.chance(50) {
            placement.cells[neighbors[dice.below(neighbors.len())]].row + dice.below(2) as i16
        } else if let Some(frame) = problem.cards[card].frame.filter(|_| dice.chance(60)) {
            let span = placement.spans[frame];
            span.top + dice.below((span.bottom - span.top + 2) as usize) as i16
        } else {
            dice.below(placement.rows + 1) as i16
        };
        let column = if dice.chance(50) {
            placement.cells[card].column
        } else {
            dice.below(placement.setting.columns) as i16
        };
        for (other, cell) in placement.cells.iter().enumerate() {
            if other != card && cell.row >= row {
                self.list.push((other, Cell::new(cell.column, cell.row + 1)));
            }
        }
        self.list.push((card, Cell::new(column, row)));
        self.opens_row = true;
        true
    }

    /// A run of neighbors in a row shifts by one.
    fn shift_row(&mut self, placement: &Placement<'_>, dice: &mut Dice) -> bool {
        let Cell { mut column, row } = placement.cells[any_card(placement, dice)];
        let step = if dice.chance(50) { 1 } else { -1 };
        let columns = 0..placement.setting.columns as i16;
        while columns.contains(&column) {
            let Some(card) = placement.at(column, row) else { return true };
            self.list.push((card, Cell::new(column + step, row)));
            column += step;
        }
        false
    }

    /// Two bands change places.
    fn exchange_bands(&mut self, placement: &Placement<'_>, dice: &mut Dice) -> bool {
        let tops: Vec<FrameIx> = placement.setting.problem.top_frames().collect();
        if tops.len() < 2 {
            return false;
        }
        let (a, b) = (tops[dice.below(tops.len())], tops[dice.below(tops.len())]);
        let (a, b) = (placement.spans[a], placement.spans[b]);
        let (upper, lower) = if a.top < b.top { (a, b) } else { (b, a) };
        if upper.bottom >= lower.top {
            return false;
        }
        let (upper_rows, lower_rows) = (upper.bottom - upper.top + 1, lower.bottom - lower.top + 1);
        for (card, cell) in placement.cells.iter().enumerate() {
            let row = match cell.row {
                row if (upper.top..=upper.bottom).contains(&row) => {
                    row + lower.bottom - upper.bottom
                }
                row if (lower.top..=lower.bottom).contains(&row) => row - (lower.top - upper.top),
                row if (upper.bottom..lower.top).contains(&row) => row + lower_rows - upper_rows,
                _ => continue,
            };
            self.list.push((card, Cell::new(cell.column, row)));
        }
        true
    }

    /// An inner frame goes into rows of its own, elsewhere in the frame around it.
    fn move_frame_to_own_rows(&mut self, placement: &Placement<'_>, dice: &mut Dice) -> bool {
        let Some(frame) = any_frame(placement, dice) else { return false };
        let problem = placement.setting.problem;
        let Some(parent) = problem.frames[frame].parent else { return false };
        let (span, outer) = (placement.spans[frame], placement.spans[parent]);
        let height = span.bottom - span.top + 1;
        if placement.rows + height as usize + SPARE_ROWS >= MOST_ROWS {
            return false;
        }
        let row = outer.top + dice.below((outer.bottom - outer.top + 2) as usize) as i16;
        let columns = placement.setting.columns;
        let dx = if dice.chance(50) { 0 } else { dice.below(columns) as i16 - span.left };
        if span.right + dx >= columns as i16 {
            return false;
        }
        for (card, cell) in placement.cells.iter().enumerate() {
            if problem.cards[card].within >> frame & 1 == 1 {
                self.list.push((card, Cell::new(cell.column + dx, row + cell.row - span.top)));
            } else if cell.row >= row {
                self.list.push((card, Cell::new(cell.column, cell.row + height)));
            }
        }
        true
    }

    /// What is moved inside one copy is moved in all its equals; false where they are in each
    /// other's way.
    fn repeat_in_copies(&mut self, placement: &Placement<'_>, dice: &mut Dice) -> bool {
        let moved = if self.opens_row { self.list.len() - 1 } else { 0 };
        let card = self.list[moved].0;
        let copies = placement.setting.copies;
        let roles = copies.roles(card);
        if roles.is_empty() {
            return true;
        }
        let role = roles[dice.below(roles.len())];
        let equals = &copies.classes()[role.class];
        if self.opens_row {
            return self.open_rows(placement, equals, role.card);
        }
        let count = self.list.len();
        for (copy, cards) in equals.iter().enumerate().filter(|&(copy, _)| copy != role.copy) {
            let _ = copy;
            for i in 0..count {
                let (moved, goal) = self.list[i];
                let roles = copies.roles(moved).iter();
                let Some(own) =
                    roles.copied().find(|r| (r.class, r.copy) == (role.class, role.copy))
                else {
                    continue;
                };
                let (other, from) = (cards[own.card], placement.cells[moved]);
                let cell = placement.cells[other];
                let cell = Cell::new(
                    cell.column + goal.column - from.column,
                    cell.row + goal.row - from.row,
                );
                if !self.add(placement, other, cell, count <= 2) {
                    return false;
                }
            }
        }
        true
    }

    /// Adds the move of a copy; false if the card already goes elsewhere, or has to leave.
    fn add(&mut self, placement: &Placement<'_>, card: CardIx, cell: Cell, evicts: bool) -> bool {
        let is_inside = (0..placement.setting.columns as i16).contains(&cell.column)
            && (0..=placement.rows as i16).contains(&cell.row);
        if !is_inside {
            return false;
        }
        if let Some(&(_, goal)) = self.list.iter().find(|&&(moved, _)| moved == card) {
            return goal == cell;
        }
        if evicts
            && let Some(other) = placement.at(cell.column, cell.row)
            && !self.list.iter().any(|&(moved, _)| moved == other)
        {
            if !self.may_move(other) {
                return false;
            }
            self.list.push((other, placement.cells[card]));
        }
        self.list.push((card, cell));
        true
    }

    /// A new row at the same place of every copy, with the same card in it.
    fn open_rows(
        &mut self,
        placement: &Placement<'_>,
        equals: &[Vec<CardIx>],
        place: usize,
    ) -> bool {
        let Some(&(card, goal)) = self.list.last() else { return false };
        let own = placement.cells[card];
        let (dx, dy) = (goal.column - own.column, goal.row - own.row);
        let mut rows: Vec<i16> =
            equals.iter().map(|cards| placement.cells[cards[place]].row + dy).collect();
        rows.sort_unstable();
        rows.dedup();
        let is_inside = rows[0] >= 0
            && rows[rows.len() - 1] <= placement.rows as i16
            && placement.rows + rows.len() + SPARE_ROWS < MOST_ROWS;
        if !is_inside {
            return false;
        }
        self.list.clear();
        for (other, cell) in placement.cells.iter().enumerate() {
            if equals.iter().any(|cards| cards[place] == other) {
                let row = cell.row + dy;
                let opened = rows.iter().filter(|&&r| r < row).count() as i16;
                self.list.push((other, Cell::new(cell.column + dx, row + opened)));
            } else {
                let opened = rows.iter().filter(|&&r| r <= cell.row).count() as i16;
                if opened > 0 {
                    self.list.push((other, Cell::new(cell.column, cell.row + opened)));
                }
            }
        }
        true
    }
}

/// A whole number from `-reach` to `reach`.
const fn around(dice: &mut Dice, reach: i16) -> i16 {
    dice.below(2 * reach as usize + 1) as i16 - reach
}

fn any_card(placement: &Placement<'_>, dice: &mut Dice) -> CardIx {
    dice.below(placement.cells.len())
}

fn any_frame(placement: &Placement<'_>, dice: &mut Dice) -> Option<FrameIx> {
    let frames = placement.spans.len();
    (frames > 0).then(|| dice.below(frames))
}

fn any_cell(placement: &Placement<'_>, dice: &mut Dice) -> Cell {
    Cell::new(dice.below(placement.setting.columns) as i16, dice.below(placement.rows + 1) as i16)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::Moves;
    use crate::layout::grid::testing::with_placement;
    use crate::layout::testing::architectures::architecture;
    use crate::layout::testing::random::Dice;

    #[test]
    fn where_few_may_move_all_others_keep_their_order() {
        for seed in 0..6 {
            with_placement(&architecture(seed), |_, placement| {
                let mut cards = 0..placement.cells().len();
                // What has equals takes them along.
                let is_alone = |&card: &usize| placement.copies().roles(card).is_empty();
                let Some(free) = cards.find(is_alone) else { return };
                let (mut moves, mut dice) = (Moves::only(vec![free]), Dice::new(seed));
                for _ in 0..300 {
                    if !moves.pick(placement, &mut dice) {
                        continue;
                    }
                    let mut after = placement.cells().to_vec();
                    moves.list.iter().for_each(|&(card, cell)| after[card] = cell);
                    let others = (0..after.len()).filter(|&card| card != free);
                    let mut rows: Vec<_> =
                        others.map(|card| (placement.cells()[card].row, after[card].row)).collect();
                    rows.sort_unstable();
                    assert!(rows.is_sorted_by_key(|row| row.1), "{seed}: {:?}", moves.list);
                }
            });
        }
    }

    #[test]
    fn moves_stay_in_the_columns_lead_a_card_to_one_cell_and_come_in_all_kinds() {
        let (mut large, mut opened) = (0, 0);
        for seed in 0..6 {
            with_placement(&architecture(seed), |_, placement| {
                let (mut moves, mut dice) = (Moves::default(), Dice::new(seed));
                let columns = 0..placement.setting.columns as i16;
                for _ in 0..500 {
                    if !moves.pick(placement, &mut dice) {
                        continue;
                    }
                    let goals: BTreeMap<_, _> = moves.list.iter().copied().collect();
                    let is_one = moves.list.iter().all(|(card, cell)| goals[card] == *cell);
                    assert!(is_one, "{seed}: {:?}", moves.list);
                    let is_inside = moves.list.iter().all(|(_, to)| columns.contains(&to.column));
                    assert!(is_inside, "{seed}: {:?}", moves.list);
                    large += usize::from(moves.list.len() > 2);
                    if moves.opens_row {
                        opened += 1;
                        let mut after = placement.cells().to_vec();
                        goals.iter().for_each(|(&card, &cell)| after[card] = cell);
                        let places: BTreeSet<_> = after.iter().map(|c| (c.column, c.row)).collect();
                        assert_eq!(places.len(), after.len(), "{seed}: {:?}", moves.list);
                    }
                }
            });
        }
        assert!(large > 100 && opened > 20, "{large} {opened}");
    }
}
