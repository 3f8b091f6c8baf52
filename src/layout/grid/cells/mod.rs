//! Which cell each card takes, and what that costs.
//!
//! A [`Placement`] prices a change by what the change touches: the links of the cards that move,
//! and those that pass where a card comes or goes. Whether a change is allowed at all (nothing in
//! a frame that does not belong there, sites above the cloud) is decided first, in [`rules`].
//!
//! Before: cells that are allowed. After: each accepted move leaves cells that are allowed, and all
//! that is kept of them (costs, crossings, spans, taken cells) is what a fresh count would give; a
//! move that is refused changes nothing.

mod anneal;
mod copies;
mod core;
mod lines;
mod moves;
mod previous;
mod price;
mod rules;
mod slices;
mod start;

pub(super) use anneal::{Schedule, anneal};
pub(super) use copies::{Copies, inner_frames, placed_links};
pub(super) use core::place;
pub(super) use previous::place_like;
pub(super) use start::start;

use super::problem::{CardIx, FrameIx, Problem};
use core::Leaves;
use lines::{Line, Lines};
use price::Weights;

/// The most columns a placement has; a row is a mask of that many bits.
pub(super) const MOST_COLUMNS: usize = 8;
/// The most rows a placement has; a column is a mask of that many bits.
pub(super) const MOST_ROWS: usize = 128;
/// Rows that are kept free for moves that open new ones.
const SPARE_ROWS: usize = 12;
const FREE: u8 = u8::MAX;

/// A place for a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Cell {
    /// From the left.
    pub column: i16,
    /// From the top.
    pub row: i16,
}

impl Cell {
    /// A cell.
    pub const fn new(column: i16, row: i16) -> Self {
        Self { column, row }
    }
}

/// The cells that a frame covers, last ones included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    /// First column.
    pub left: i16,
    /// First row.
    pub top: i16,
    /// Last column.
    pub right: i16,
    /// Last row.
    pub bottom: i16,
}

impl Span {
    /// What covers nothing yet.
    const EMPTY: Self = Self { left: i16::MAX, top: i16::MAX, right: -1, bottom: -1 };

    fn add(&mut self, cell: Cell) {
        self.left = self.left.min(cell.column);
        self.right = self.right.max(cell.column);
        self.top = self.top.min(cell.row);
        self.bottom = self.bottom.max(cell.row);
    }

    const fn shares_rows(self, other: Self) -> bool {
        self.top <= other.bottom && other.top <= self.bottom
    }

    const fn overlaps(self, other: Self) -> bool {
        self.shares_rows(other) && self.left <= other.right && other.left <= self.right
    }
}

/// How the lanes inside a frame run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    /// From left to right.
    Right,
    /// From top to bottom.
    Down,
}

/// What a search works with, the same for all its tries.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting<'a> {
    /// What is placed.
    pub problem: &'a Problem<'a>,
    /// Which frames are equal.
    pub copies: &'a Copies,
    /// How many columns there are.
    pub columns: usize,
    /// How lanes run.
    pub flow: Flow,
    /// What order is a rule.
    pub order: Order,
}

impl<'a> Setting<'a> {
    /// For a drawing of which there is no earlier one.
    pub const fn new(
        problem: &'a Problem<'a>,
        copies: &'a Copies,
        columns: usize,
        flow: Flow,
    ) -> Self {
        Self { problem, copies, columns, flow, order: Order::OfLanes }
    }
}

/// Which order frames of the top level, and cards beside them, must stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// Devices before sites before the cloud before those who use it.
    OfLanes,
    /// That of an earlier drawing, whatever it was.
    OfEarlier,
}

/// A card and where it goes.
type Move = (CardIx, Cell);

/// Cards on cells.
#[derive(Debug, Clone)]
pub(super) struct Placement<'a> {
    setting: Setting<'a>,
    weights: Weights,
    cells: Vec<Cell>,
    rows: usize,
    occupant: Vec<[u8; MOST_COLUMNS]>,
    /// The taken columns of each row.
    in_row: Vec<u8>,
    /// The taken rows of each column.
    in_column: [u128; MOST_COLUMNS],
    spans: Vec<Span>,
    lines: Lines,
    /// What each link costs, crossings left out.
    link_cost: Vec<i32>,
    /// How many links each link crosses.
    crossed: Vec<i32>,
    crossings: i32,
    shape_cost: i32,
    cost: i32,
    change: Change,
}

/// A change that is being tried: what it replaced.
#[derive(Debug, Clone, Default)]
struct Change {
    cells: Vec<Move>,
    rows: usize,
    spans: Vec<Span>,
    lines: Vec<(usize, i32, Line)>,
}

impl<'a> Placement<'a> {
    /// Cards on the cells of `start`, which must be allowed.
    pub fn new(setting: Setting<'a>, start: &[Cell]) -> Self {
        let problem = setting.problem;
        let links = problem.links.len();
        let mut placement = Self {
            setting,
            weights: Weights::STANDARD,
            cells: vec![Cell::default(); problem.cards.len()],
            rows: 0,
            occupant: vec![[FREE; MOST_COLUMNS]; MOST_ROWS],
            in_row: vec![0; MOST_ROWS],
            in_column: [0; MOST_COLUMNS],
            spans: vec![Span::EMPTY; problem.frames.len()],
            lines: Lines::new(links),
            link_cost: vec![0; links],
            crossed: vec![0; links],
            crossings: 0,
            shape_cost: 0,
            cost: 0,
            change: Change::default(),
        };
        placement.load(start);
        placement
    }

    /// The cells of all cards.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// Which frames are equal.
    pub fn copies(&self) -> &'a Copies {
        self.setting.copies
    }

    /// How many rows are taken.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The cells of a frame.
    pub fn span(&self, frame: FrameIx) -> &Span {
        &self.spans[frame]
    }

    /// What it costs; less is better.
    pub fn cost(&self) -> i32 {
        self.cost
    }

    /// Puts all cards elsewhere and prices everything anew.
    pub fn load(&mut self, cells: &[Cell]) {
        self.occupant.fill([FREE; MOST_COLUMNS]);
        self.in_row.fill(0);
        self.in_column = [0; MOST_COLUMNS];
        self.rows = 0;
        for (card, &cell) in cells.iter().enumerate() {
            self.put(card, cell);
            self.rows = self.rows.max(cell.row as usize + 1);
        }
        for f in 0..self.spans.len() {
            self.spans[f] = self.span_of(f);
        }
        for link in 0..self.link_cost.len() {
            let (line, cost) = self.price_link(link);
            self.lines.set(link, line);
            self.link_cost[link] = cost;
        }
        self.count_crossings();
        self.shape_cost = self.price_shape();
        self.cost = self.total();
    }

    fn total(&self) -> i32 {
        self.link_cost.iter().sum::<i32>()
            + self.crossings * self.weights.crossing
            + self.shape_cost
    }

    fn count_crossings(&mut self) {
        for link in 0..self.crossed.len() {
            self.crossed[link] = self.lines.crossed_by(link, self.setting.problem);
        }
        // Each is counted at both links.
        self.crossings = self.crossed.iter().sum::<i32>() / 2;
    }

    fn put(&mut self, card: CardIx, cell: Cell) {
        self.cells[card] = cell;
        let (column, row) = (cell.column as usize, cell.row as usize);
        self.occupant[row][column] = card as u8;
        self.in_row[row] |= 1 << column;
        self.in_column[column] |= 1 << row;
    }

    fn take(&mut self, card: CardIx) {
        let Cell { column, row } = self.cells[card];
        let (column, row) = (column as usize, row as usize);
        self.occupant[row][column] = FREE;
        self.in_row[row] &= !(1 << column);
        self.in_column[column] &= !(1 << row);
    }

    /// Who stands in a cell.
    fn at(&self, column: i16, row: i16) -> Option<CardIx> {
        let card = self.occupant[row as usize][column as usize];
        (card != FREE).then_some(card as usize)
    }

    fn span_of(&self, frame: FrameIx) -> Span {
        let mut span = Span::EMPTY;
        for &card in &self.setting.problem.frames[frame].cards {
            span.add(self.cells[card]);
        }
        span
    }

    /// Makes the moves if they are allowed and then cost no more than `limit`; says whether it did.
    ///
    /// A card that comes twice is refused, and a cell in which somebody stands who does not move.
    fn try_moves(&mut self, moves: &[Move], limit: i32) -> bool {
        if self.is_hopeless(moves, limit) {
            return false;
        }
        self.change.rows = self.rows;
        self.change.cells.clear();
        if !self.put_all(moves) {
            return false;
        }
        let rows_closed = self.close_rows();
        let mut touched = 0;
        for &(card, _) in &self.change.cells {
            touched |= self.setting.problem.cards[card].within;
        }
        self.change.spans.clear();
        self.change.spans.extend_from_slice(&self.spans);
        while touched != 0 {
            let frame = touched.trailing_zeros() as usize;
            touched &= touched - 1;
            self.spans[frame] = self.span_of(frame);
        }
        if !self.is_allowed() || !self.price_change(rows_closed, limit) {
            self.undo_cells();
            return false;
        }
        true
    }

    /// Moves the cards; false, and nothing is changed, if a cell is taken or outside.
    fn put_all(&mut self, moves: &[Move]) -> bool {
        for &(card, _) in moves {
            self.change.cells.push((card, self.cells[card]));
            self.take(card);
        }
        for (done, &(card, cell)) in moves.iter().enumerate() {
            let Cell { column, row } = cell;
            let is_inside = column >= 0
                && (column as usize) < self.setting.columns
                && row >= 0
                && (row as usize) < MOST_ROWS - 1;
            if !is_inside || self.at(column, row).is_some() {
                moves[..done].iter().for_each(|&(card, _)| self.take(card));
                for i in 0..self.change.cells.len() {
                    let (card, cell) = self.change.cells[i];
                    self.put(card, cell);
                }
                self.rows = self.change.rows;
                return false;
            }
            self.put(card, cell);
            self.rows = self.rows.max(row as usize + 1);
        }
        true
    }

    /// Moves everything up over rows that are empty; says whether there were any.
    fn close_rows(&mut self) -> bool {
        let mut empty = 0;
        for row in 0..self.rows {
            if self.in_row[row] == 0 {
                empty += 1;
                continue;
            }
            if empty == 0 {
                continue;
            }
            for column in 0..self.setting.columns as i16 {
                let Some(card) = self.at(column, row as i16) else { continue };
                if !self.change.cells.iter().any(|&(moved, _)| moved == card) {
                    self.change.cells.push((card, self.cells[card]));
                }
                self.take(card);
                self.put(card, Cell::new(column, (row - empty) as i16));
            }
        }
        self.rows -= empty;
        empty > 0
    }

    /// Prices what the moves changed; false, with all prices as before, if it is too dear.
    fn price_change(&mut self, rows_closed: bool, limit: i32) -> bool {
        let links = self.link_cost.len();
        let is_large = rows_closed || self.change.cells.len() > 8;
        self.change.lines.clear();
        let mut cost = self.cost;
        let mut most_crossings = 0;
        for link in 0..links {
            if !is_large && !self.is_touched(link) {
                continue;
            }
            let (line, price) = self.price_link(link);
            if line == self.lines.get(link) && price == self.link_cost[link] {
                continue;
            }
            cost += price - self.link_cost[link];
            most_crossings += self.crossed[link];
            self.change.lines.push((link, price, line));
        }
        let shape_cost = self.price_shape();
        cost += shape_cost - self.shape_cost;
        if cost - most_crossings * self.weights.crossing > limit {
            return false;
        }
        let problem = self.setting.problem;
        let gain = self.lines.gain(&self.change.lines, &self.crossed, problem);
        cost += gain * self.weights.crossing;
        if cost > limit {
            return false;
        }
        for &(link, price, line) in &self.change.lines {
            self.link_cost[link] = price;
            if line != self.lines.get(link) {
                self.lines.exchange(link, line, &mut self.crossed, problem);
            }
        }
        self.crossings += gain;
        self.shape_cost = shape_cost;
        self.cost = cost;
        true
    }

    fn undo_cells(&mut self) {
        for i in 0..self.change.cells.len() {
            self.take(self.change.cells[i].0);
        }
        for i in 0..self.change.cells.len() {
            let (card, cell) = self.change.cells[i];
            self.put(card, cell);
        }
        self.rows = self.change.rows;
        std::mem::swap(&mut self.spans, &mut self.change.spans);
    }
}

#[cfg(test)]
mod tests {
    use super::moves::Moves;
    use super::{Cell, Copies, Flow, Placement, Setting, start};
    use crate::layout::grid::problem::Problem;
    use crate::layout::testing::architectures::{architecture, card, container, edge, empty};
    use crate::layout::testing::random::Dice;
    use crate::layout::{End, Input, Lane};

    /// Asserts that all that is kept from change to change is as if it were counted anew.
    fn assert_fresh(placement: &Placement<'_>, when: &str) {
        let fresh = Placement::new(placement.setting, placement.cells());
        assert_eq!(placement.link_cost, fresh.link_cost, "{when}");
        assert_eq!(placement.crossed, fresh.crossed, "{when}");
        assert_eq!(placement.spans, fresh.spans, "{when}");
        assert_eq!(placement.occupant, fresh.occupant, "{when}");
        assert_eq!(placement.in_row, fresh.in_row, "{when}");
        assert_eq!(placement.in_column, fresh.in_column, "{when}");
        let numbers = |p: &Placement<'_>| (p.rows, p.crossings, p.shape_cost, p.cost);
        assert_eq!(numbers(placement), numbers(&fresh), "{when}");
    }

    #[test]
    fn a_frame_that_grows_over_a_line_changes_what_the_line_costs() {
        let mut nodes = vec![card(None, Lane::Free); 5];
        (nodes[0].container, nodes[1].container) = (Some(0), Some(0));
        let edges = vec![edge(End::Node(2), End::Node(3))];
        let input = Input { containers: vec![container(None)], nodes, edges, ..empty() };
        let problem = Problem::new(&input);
        let copies = Copies::find(&problem);
        let setting = Setting::new(&problem, &copies, 3, Flow::Right);
        // The line runs through the third row, below the frame; the last card keeps the second.
        let cells = [(1, 0), (1, 1), (0, 2), (2, 2), (0, 1)];
        let cells = cells.map(|(column, row)| Cell::new(column, row));
        let mut placement = Placement::new(setting, &cells);
        let before = placement.link_cost[0];
        assert!(placement.try_moves(&[(1, Cell::new(1, 3))], i32::MAX / 2));
        assert_fresh(&placement, "after the frame has grown");
        assert!(placement.link_cost[0] > before, "it runs through the frame now");
    }

    #[test]
    fn each_change_leaves_what_a_fresh_count_would_give() {
        for seed in 0..12 {
            let input = architecture(seed);
            let problem = Problem::new(&input);
            let copies = Copies::find(&problem);
            let setting = Setting::new(&problem, &copies, 4, Flow::Right);
            let mut placement = Placement::new(setting, &start(&problem, 4));
            let (mut moves, mut dice, mut accepted) = (Moves::default(), Dice::new(seed), 0);
            for turn in 0..800 {
                if !moves.pick(&placement, &mut dice) {
                    continue;
                }
                let limit = placement.cost() + dice.below(400) as i32;
                if placement.try_moves(&moves.list, limit) {
                    accepted += 1;
                    assert!(placement.cost() <= limit && placement.is_allowed());
                }
                assert_fresh(&placement, &format!("seed {seed}, turn {turn}"));
            }
            assert!(accepted > 10, "seed {seed}: {accepted}");
        }
    }
}
