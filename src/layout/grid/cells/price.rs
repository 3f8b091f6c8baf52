//! What a placement costs: long and bent links, links in each other's way, and odd frames.
//!
//! Before: cells, spans and taken rows and columns. After: a price that depends on nothing else, so
//! that what a change does not touch keeps it.

use super::super::problem::{FrameIx, LinkIx, Tip};
use super::lines::Line;
use super::{Cell, Flow, Move, Placement, Span};

/// What each flaw costs, in hundredths of a straight link between neighbors. Fitted to drawn
/// pictures over several seeds; what gets worse when one is lowered stands beside it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weights {
    /// For each column that a link bridges: longer lines, wider pictures.
    pub column_step: i32,
    /// For each row that a link bridges: longer lines.
    pub row_step: i32,
    /// For a link with a corner: more bends.
    pub bend: i32,
    /// For a straight link with cards in its way: two bends and a way round.
    pub blocked: i32,
    /// For each card in the way of a straight link.
    pub blocking_card: i32,
    /// For a link whose both corners are blocked: more bends.
    pub corners_blocked: i32,
    /// For each card in the way of the better corner.
    pub corner_card: i32,
    /// For each crossing.
    pub crossing: i32,
    /// For each frame that a link would run through: ways round it.
    pub through: i32,
    /// For each row: taller pictures.
    pub row: i32,
    /// For each column: wider pictures.
    pub column: i32,
    /// For each cell of a frame that nobody takes: loose frames.
    pub empty_cell: i32,
    /// For a frame that is narrower than its title.
    pub short_title: i32,
    /// For each pair of cards of one frame against the order of their lanes.
    pub lane_order: i32,
    /// For a link against the reading order, in percent of what [`Placement::price_order`] says.
    pub order: i32,
    /// For each column between a device of its own and the left border.
    pub device_from_left: i32,
    /// For each column between a user and the right border.
    pub user_from_right: i32,
}

impl Weights {
    pub const STANDARD: Self = Self {
        column_step: 115,
        row_step: 65,
        bend: 90,
        blocked: 270,
        blocking_card: 50,
        corners_blocked: 80,
        corner_card: 70,
        crossing: 250,
        through: 250,
        row: 140,
        column: 80,
        empty_cell: 10,
        short_title: 500,
        lane_order: 8,
        order: 100,
        device_from_left: 30,
        user_from_right: 20,
    };
}

/// The most that a move of one or two cards is thought to save apart from their own links.
const MOST_SAVED: i32 = 200;
/// Width of a column with the gap after it, in px, to compare frames with their titles.
const PITCH: i32 = 220;
/// Width of a column alone, in px.
const COLUMN: i32 = 130;

impl Placement<'_> {
    /// Where a link runs, as a straight line, and what that costs.
    pub(super) fn price_link(&self, link: LinkIx) -> (Line, i32) {
        let weights = &self.weights;
        let ends = &self.setting.problem.links[link];
        let line = self.line(ends.from, ends.to);
        let [ax, ay, bx, by] = line;
        let (dx, dy) = (i32::from(bx - ax), i32::from(by - ay));
        let mut cost = (weights.column_step * dx.abs() + weights.row_step * dy.abs()) / 2;
        match (ends.from, ends.to) {
            (Tip::Card(a), Tip::Card(b)) => cost += self.price_way(self.cells[a], self.cells[b]),
            _ if dx != 0 && dy != 0 => cost += weights.bend,
            _ => (),
        }
        if ends.forward != 0 {
            let order = self.price_order(ends.forward * dx, ends.forward * dy, ends.joins_bands);
            cost += order * weights.order / 100;
        }
        let mut foreign = ends.foreign;
        while foreign != 0 {
            let frame = foreign.trailing_zeros() as usize;
            foreign &= foreign - 1;
            if passes(line, self.spans[frame]) {
                cost += weights.through;
            }
        }
        (line, cost)
    }

    /// The straight line between two ends; a frame is met at its nearest cell.
    fn line(&self, from: Tip, to: Tip) -> Line {
        let middle = |tip| match tip {
            Tip::Card(card) => doubled(self.cells[card]),
            Tip::Frame(frame) => {
                let span = &self.spans[frame];
                (span.left + span.right, span.top + span.bottom)
            }
        };
        let near = |tip, other| match tip {
            Tip::Card(card) => doubled(self.cells[card]),
            Tip::Frame(frame) => {
                let (x, y) = middle(other);
                let span = &self.spans[frame];
                (x.clamp(2 * span.left, 2 * span.right), y.clamp(2 * span.top, 2 * span.bottom))
            }
        };
        let ((ax, ay), (bx, by)) = (near(from, to), near(to, from));
        [ax, ay, bx, by]
    }

    /// Corners, and cards in the way.
    fn price_way(&self, a: Cell, b: Cell) -> i32 {
        let weights = &self.weights;
        let in_row = |row: i16| {
            (self.in_row[row as usize] & between(a.column, b.column) as u8).count_ones() as i32
        };
        let in_column = |column: i16| {
            (self.in_column[column as usize] & between(a.row, b.row)).count_ones() as i32
        };
        if a.row == b.row || a.column == b.column {
            let cards = if a.row == b.row { in_row(a.row) } else { in_column(a.column) };
            return if cards > 0 { weights.blocked + weights.blocking_card * cards } else { 0 };
        }
        let is_taken = |column: i16, row: i16| i32::from(self.at(column, row).is_some());
        let by_b = is_taken(b.column, a.row) + in_row(a.row) + in_column(b.column);
        let by_a = is_taken(a.column, b.row) + in_row(b.row) + in_column(a.column);
        let cards = by_a.min(by_b);
        let blocked =
            if cards > 0 { weights.corners_blocked + weights.corner_card * cards } else { 0 };
        weights.bend + blocked
    }

    /// What a link costs whose end in the later lane lies (`dx`, `dy`) from the other.
    const fn price_order(&self, dx: i32, dy: i32, joins_bands: bool) -> i32 {
        if joins_bands {
            return match (dx.signum(), dy.signum()) {
                (_, -1) => 300,
                (-1, _) => 30,
                _ => 0,
            };
        }
        match (self.setting.flow, dx.signum(), dy.signum()) {
            (Flow::Down, _, -1) => 300,
            (Flow::Down, 1, 0) => 50,
            (Flow::Down, _, 0) => 200,
            (Flow::Right, -1, 1) => 200,
            (Flow::Right, -1, _) => 320,
            (Flow::Right, 0, 1) => 50,
            (Flow::Right, 0, _) => 180,
            _ => 0,
        }
    }

    /// Rows, columns, frames, lanes and the cards outside of all frames.
    pub(super) fn price_shape(&self) -> i32 {
        let (weights, problem) = (&self.weights, self.setting.problem);
        let taken: u8 = self.in_row[..self.rows].iter().fold(0, |all, row| all | row);
        let mut cost = self.rows as i32 * weights.row + taken.count_ones() as i32 * weights.column;
        for frame in 0..self.spans.len() {
            cost += self.price_frame(frame);
        }
        let along = |cell: Cell| match self.setting.flow {
            Flow::Right => cell.column,
            Flow::Down => cell.row,
        };
        let is_against = |&&(a, b): &&(usize, usize)| along(self.cells[b]) < along(self.cells[a]);
        cost += problem.in_lane_order.iter().filter(is_against).count() as i32 * weights.lane_order;
        let left = taken.trailing_zeros() as i32;
        let right = 7 - taken.leading_zeros() as i32;
        for &card in &problem.loose {
            let column = i32::from(self.cells[card].column);
            if problem.is_direct_device(card) {
                cost += weights.device_from_left * (column - left);
            } else if problem.is_direct_user(card) {
                cost += weights.user_from_right * (right - column);
            }
        }
        cost
    }

    fn price_frame(&self, frame: FrameIx) -> i32 {
        let span = &self.spans[frame];
        let columns = i32::from(span.right - span.left + 1);
        let rows = i32::from(span.bottom - span.top + 1);
        let cards = &self.setting.problem.frames[frame];
        let width = (columns - 1) * PITCH + COLUMN;
        let is_short = crate::geom::px(width) < cards.title.width;
        self.weights.empty_cell * (columns * rows - cards.cards.len() as i32)
            + if is_short { self.weights.short_title } else { 0 }
    }

    /// Whether one or two moves lengthen links by more than all else about these links could save.
    pub(super) fn is_hopeless(&self, moves: &[Move], limit: i32) -> bool {
        if moves.len() > 2 {
            return false;
        }
        let weights = &self.weights;
        let goal = |card| {
            let moved = moves.iter().find(|&&(other, _)| other == card);
            moved.map_or(self.cells[card], |&(_, cell)| cell)
        };
        let mut gain = -MOST_SAVED;
        for (i, &(card, _)) in moves.iter().enumerate() {
            for &link in &self.setting.problem.cards[card].links {
                let ends = &self.setting.problem.links[link];
                let (Tip::Card(from), Tip::Card(to)) = (ends.from, ends.to) else {
                    gain -= self.link_cost[link] + weights.crossing * self.crossed[link];
                    continue;
                };
                if i == 1 && (from == moves[0].0 || to == moves[0].0) {
                    continue;
                }
                let (a, b) = (goal(from), goal(to));
                let (dx, dy) = (i32::from(a.column - b.column), i32::from(a.row - b.row));
                let bend = if dx != 0 && dy != 0 { weights.bend } else { 0 };
                gain += weights.column_step * dx.abs() + weights.row_step * dy.abs() + bend;
                gain -= self.link_cost[link] + weights.crossing * self.crossed[link];
            }
        }
        gain > limit - self.cost
    }

    /// Whether a change of the cells may change what a link costs.
    pub(super) fn is_touched(&self, link: LinkIx) -> bool {
        let [ax, ay, bx, by] = self.lines.get(link);
        let (left, right) = (ax.min(bx), ax.max(bx));
        let (top, bottom) = (ay.min(by), ay.max(by));
        let has = |cell: Cell| {
            let (x, y) = doubled(cell);
            left <= x && x <= right && top <= y && y <= bottom
        };
        let ends = &self.setting.problem.links[link];
        let is_end = |card| ends.from == Tip::Card(card) || ends.to == Tip::Card(card);
        let cells = &self.change.cells;
        if cells.iter().any(|&(card, old)| is_end(card) || has(old) || has(self.cells[card])) {
            return true;
        }
        // A frame that grows or shrinks meets or leaves lines, and its own lines end elsewhere.
        let spans = self.spans.iter().zip(&self.change.spans).enumerate();
        spans.filter(|(_, (new, old))| new != old).any(|(frame, (new, old))| {
            let is_end = ends.from == Tip::Frame(frame) || ends.to == Tip::Frame(frame);
            let meets = |span: &Span| {
                2 * span.left <= right
                    && left <= 2 * span.right
                    && 2 * span.top <= bottom
                    && top <= 2 * span.bottom
            };
            is_end || meets(new) || meets(old)
        })
    }
}

const fn doubled(cell: Cell) -> (i16, i16) {
    (2 * cell.column, 2 * cell.row)
}

/// The bits strictly between two numbers.
const fn between(a: i16, b: i16) -> u128 {
    let (low, high) = if a < b { (a, b) } else { (b, a) };
    if high - low < 2 { 0 } else { (1 << high) - (1 << (low + 1)) }
}

/// Whether both ways with one corner between the ends of a line run through a frame.
fn passes(line: Line, span: Span) -> bool {
    let [ax, ay, bx, by] = line;
    let hits = |x0: i16, y0: i16, x1: i16, y1: i16| {
        x0.min(x1) <= 2 * span.right
            && x0.max(x1) >= 2 * span.left
            && y0.min(y1) <= 2 * span.bottom
            && y0.max(y1) >= 2 * span.top
    };
    hits(ax, ay, bx, by)
        && (hits(ax, ay, bx, ay) || hits(bx, ay, bx, by))
        && (hits(ax, ay, ax, by) || hits(ax, by, bx, by))
}
