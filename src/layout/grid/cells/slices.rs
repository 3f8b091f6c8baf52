//! Cells in the order of earlier ones, where those themselves are no longer allowed: a frame is new
//! or has grown, or something has gone into another one.
//!
//! What a frame holds is cut into slices, from side to side or from top to bottom, wherever the
//! earlier cells leave a gap, and the slices are put together again without overlaps.
//!
//! Before: a cell for each card that is known. After: each card has a cell of its own; frames cover
//! what they hold and nothing else; equal frames are filled alike; what could stay in order has.

use super::super::problem::{CardIx, FrameIx, Problem};
use super::{Cell, Copies, MOST_ROWS, SPARE_ROWS, Span};

/// A row below all others.
const LAST: i16 = 2 * MOST_ROWS as i16 + 1;

/// Cells for all cards in `columns` columns; none where there is no room for them.
pub(super) fn slices(
    problem: &Problem<'_>,
    copies: &Copies,
    columns: usize,
    known: &[Option<Cell>],
) -> Option<Vec<Cell>> {
    let slicer = Slicer { problem, copies, columns: columns as i16, known };
    let mut cells = vec![Cell::default(); problem.cards.len()];
    for (card, cell) in slicer.fill(None)? {
        cells[card] = cell;
    }
    let rows = cells.iter().map(|cell| cell.row as usize + 1).max()?;
    (rows + SPARE_ROWS <= MOST_ROWS).then_some(cells)
}

/// A card, or a frame with all that it holds.
#[derive(Debug, Clone)]
struct Block {
    /// Where it was, rows counted twice: what is new has an odd one, and is as wide as everything.
    at: Span,
    /// The cells of its cards, from its own first column and row.
    cells: Vec<(CardIx, Cell)>,
    width: i16,
    height: i16,
}

/// Cells of some cards, from a first column and row of their own.
type Cells = Vec<(CardIx, Cell)>;

struct Slicer<'a> {
    problem: &'a Problem<'a>,
    copies: &'a Copies,
    columns: i16,
    known: &'a [Option<Cell>],
}

impl Slicer<'_> {
    /// The cells of all that a frame holds, or the whole picture.
    fn fill(&self, frame: Option<FrameIx>) -> Option<Cells> {
        let mut blocks = Vec::new();
        for f in (0..self.problem.frames.len()).filter(|&f| self.problem.frames[f].parent == frame)
        {
            let at = self.place(&self.problem.frames[f].cards, Some(f));
            blocks.push(Block::new(at, self.alike(f)?));
        }
        for card in (0..self.problem.cards.len()).filter(|&c| self.problem.cards[c].frame == frame)
        {
            blocks.push(Block::new(self.place(&[card], None), vec![(card, Cell::default())]));
        }
        self.join(blocks)
    }

    /// The cells in a frame; those of a copy are those of the first one.
    fn alike(&self, frame: FrameIx) -> Option<Cells> {
        let cards = &self.problem.frames[frame].cards;
        let class = self.copies.classes().iter().find(|class| class[1..].contains(cards));
        let Some(class) = class else { return self.fill(Some(frame)) };
        let first = (0..frame).find(|&f| self.problem.frames[f].cards == class[0])?;
        let cells = self.alike(first)?;
        let place = |card: CardIx| class[0].iter().position(|&other| other == card);
        cells.into_iter().map(|(card, cell)| Some((cards[place(card)?], cell))).collect()
    }

    /// Where cards were. New ones go below all that must be above them or else above what must be
    /// below them, and to the end of their frame where nothing is said.
    fn place(&self, cards: &[CardIx], frame: Option<FrameIx>) -> Span {
        let mut span = Span::EMPTY;
        let rows = |card: &CardIx| self.known[*card].map(|at| Cell::new(at.column, 2 * at.row));
        cards.iter().filter_map(rows).for_each(|cell| span.add(cell));
        if span.right >= 0 {
            return span;
        }
        let of_frame = |f: FrameIx| {
            let cells = self.problem.frames[f].cards.iter().filter_map(|&card| self.known[card]);
            cells.map(|cell| 2 * cell.row)
        };
        let above = self.problem.above.iter();
        let upper =
            above.clone().filter(|&&(_, b)| Some(b) == frame).flat_map(|&(a, _)| of_frame(a));
        let lower = above.filter(|&&(a, _)| Some(a) == frame).flat_map(|&(_, b)| of_frame(b));
        let is_device = frame.is_none() && self.problem.is_direct_device(cards[0]);
        let row = if is_device {
            -1
        } else if let Some(row) = upper.max() {
            row + 1
        } else {
            lower.min().map_or(LAST, |row| row - 1)
        };
        Span { left: 0, top: row, right: self.columns - 1, bottom: row }
    }

    /// Puts blocks together, each where it was as far as that can be.
    fn join(&self, blocks: Vec<Block>) -> Option<Cells> {
        if blocks.len() < 2 {
            return Some(blocks.into_iter().next().map_or(Vec::new(), |block| block.moved(0, 0)));
        }
        let bands = cut(blocks, |span| (span.top, span.bottom));
        if let [_, _, ..] = bands[..] {
            return self.stack(bands);
        }
        let [blocks] = <[Vec<Block>; 1]>::try_from(bands).ok()?;
        let parts = cut(blocks, |span| (span.left, span.right));
        if let [_, _, ..] = parts[..]
            && let Some(cells) = self.line_up(&parts)
        {
            return Some(cells);
        }
        // Nothing runs through: what overlaps least goes apart.
        let mut blocks: Vec<Block> = parts.into_iter().flatten().collect();
        blocks.sort_by_key(|block| (block.at.top + block.at.bottom, block.at.left));
        let overlap = |&upper: &usize| {
            let (first, rest) = blocks.split_at(upper);
            let end = first.iter().map(|block| block.at.bottom).max();
            let begin = rest.iter().map(|block| block.at.top).min();
            (end.zip(begin).map(|(end, begin)| end - begin), upper.abs_diff(blocks.len() / 2))
        };
        let upper = (1..blocks.len()).min_by_key(overlap)?;
        let rest = blocks.split_off(upper);
        self.stack(vec![blocks, rest])
    }

    /// Slices below each other.
    fn stack(&self, slices: Vec<Vec<Block>>) -> Option<Cells> {
        let mut all = Vec::new();
        let mut row = 0;
        for slice in slices {
            let left = slice.iter().map(|block| block.at.left).min()?;
            let block = Block::new(Span::EMPTY, self.join(slice)?);
            let left = left.min(self.columns - block.width).max(0);
            all.extend(block.moved(left, row));
            row += block.height;
        }
        Some(all)
    }

    /// Slices beside each other; none where there is no room.
    fn line_up(&self, slices: &[Vec<Block>]) -> Option<Cells> {
        let mut all = Vec::new();
        let mut free = 0;
        for slice in slices {
            let left = slice.iter().map(|block| block.at.left).min()?;
            let block = Block::new(Span::EMPTY, self.join(slice.clone())?);
            let left = left.max(free);
            all.extend(block.moved(left, 0));
            free = left + block.width;
        }
        (free <= self.columns).then_some(all)
    }
}

impl Block {
    fn new(at: Span, cells: Cells) -> Self {
        let mut span = Span::EMPTY;
        cells.iter().for_each(|&(_, cell)| span.add(cell));
        let (width, height) = (span.right - span.left + 1, span.bottom - span.top + 1);
        let own = |(card, cell): (CardIx, Cell)| {
            (card, Cell::new(cell.column - span.left, cell.row - span.top))
        };
        Self { at, cells: cells.into_iter().map(own).collect(), width, height }
    }

    /// Its cells, so many columns to the right and rows down.
    fn moved(&self, columns: i16, rows: i16) -> Cells {
        let moved = |&(card, cell): &(CardIx, Cell)| {
            (card, Cell::new(cell.column + columns, cell.row + rows))
        };
        self.cells.iter().map(moved).collect()
    }
}

/// Cuts blocks apart wherever nothing reaches over the cut, in the order of their places.
fn cut(mut blocks: Vec<Block>, reach: impl Fn(&Span) -> (i16, i16)) -> Vec<Vec<Block>> {
    blocks.sort_by_key(|block| reach(&block.at));
    let mut slices: Vec<Vec<Block>> = Vec::new();
    let mut end = None;
    for block in blocks {
        let (low, high) = reach(&block.at);
        match slices.last_mut() {
            Some(slice) if end.is_some_and(|end| low <= end) => slice.push(block),
            _ => slices.push(vec![block]),
        }
        end = end.max(Some(high));
    }
    slices
}

#[cfg(test)]
mod tests {
    use super::super::{Copies, Flow, Order, Placement, Setting, place};
    use super::slices;
    use crate::layout::grid::problem::Problem;
    use crate::layout::testing::architectures::{architecture, container};

    /// How many pairs of cards stand the other way round, and how many pairs there are.
    fn turned(before: &Placement<'_>, after: &Placement<'_>) -> (usize, usize) {
        let (before, after) = (before.cells(), after.cells());
        let pairs = (0..before.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
        let is_turned = |&(a, b): &(usize, usize)| {
            let columns = [before, after].map(|cells| (cells[a].column - cells[b].column).signum());
            let rows = [before, after].map(|cells| (cells[a].row - cells[b].row).signum());
            columns[0] * columns[1] < 0 || rows[0] * rows[1] < 0
        };
        (pairs.clone().filter(is_turned).count(), pairs.count())
    }

    #[test]
    fn two_cards_that_go_into_a_new_frame_leave_nearly_all_in_order() {
        let (mut flips, mut pairs) = (0, 0);
        for seed in 0..20 {
            let input = architecture(seed);
            let problem = Problem::new(&input);
            let copies = Copies::find(&problem);
            let before = place(Setting::new(&problem, &copies, 4, Flow::Right), seed);
            let mut framed = input.clone();
            let last = input.nodes.len() - 1;
            let home = input.nodes[last].container;
            let mates = (0..last).filter(|&n| input.nodes[n].container == home).take(1);
            let (moved, new): (Vec<usize>, _) = (mates.chain([last]).collect(), container(home));
            framed.containers.push(new);
            moved.iter().for_each(|&n| framed.nodes[n].container = Some(input.containers.len()));
            let problem = Problem::new(&framed);
            let copies = Copies::find(&problem);
            let known: Vec<_> = before.cells().iter().copied().map(Some).collect();
            let cells = slices(&problem, &copies, 4, &known).expect("there is room");
            let setting = Setting::new(&problem, &copies, 4, Flow::Right);
            let after = Placement::new(Setting { order: Order::OfEarlier, ..setting }, &cells);
            assert!(after.is_allowed(), "{seed}");
            let (turned, all) = turned(&before, &after);
            (flips, pairs) = (flips + turned, pairs + all);
        }
        assert!(20 * flips < pairs, "{flips} of {pairs} pairs");
    }

    #[test]
    fn what_is_new_finds_a_place_in_its_frame() {
        for seed in 0..20 {
            let input = architecture(seed);
            let problem = Problem::new(&input);
            let copies = Copies::find(&problem);
            let setting = Setting::new(&problem, &copies, 4, Flow::Right);
            let before = place(setting, seed);
            let is_known = |&(card, _): &(usize, _)| !(card + seed as usize).is_multiple_of(3);
            let known: Vec<_> = before.cells().iter().copied().enumerate().collect();
            let known: Vec<_> = known.iter().map(|at| is_known(at).then_some(at.1)).collect();
            let cells = slices(&problem, &copies, 4, &known).expect("there is room");
            let setting = Setting { order: Order::OfEarlier, ..setting };
            assert!(Placement::new(setting, &cells).is_allowed(), "{seed}");
        }
    }
}
