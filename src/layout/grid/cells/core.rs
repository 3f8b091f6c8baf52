//! A whole search: first the cards that have more than one link, then all.
//!
//! A leaf more or less then leaves the placing of the rest as it was, and the rest finds its
//! places sooner.
//!
//! Before: a setting. After: allowed cells, the same for the same seed.

use super::super::problem::{CardIx, FrameIx, Problem};
use super::{Cell, Copies, Placement, Schedule, Setting, anneal, start};
use crate::layout::{End, Input};

/// Moves for each card when leaves are left out, and when all are placed.
const CORE_MOVES: usize = 500;
const ALL_MOVES: usize = 200;
/// Temperatures, in the unit of costs.
const HOT: i64 = 350;
const WARM: i64 = 60;
const COOL: i64 = 15;
/// A core of fewer cards is not worth a search of its own.
const LEAST_CORE: usize = 4;

/// Places all cards; `seed` makes one try differ from another.
pub(in super::super) fn place(setting: Setting<'_>, seed: u64) -> Placement<'_> {
    let cards = setting.problem.cards.len();
    let begin = core_cells(setting, seed).filter(|cells| is_allowed(setting, cells));
    let (begin, moves, hot) = match begin {
        Some(cells) => (cells, ALL_MOVES * cards, WARM),
        None => (start(setting.problem, setting.columns), (CORE_MOVES + ALL_MOVES) * cards, HOT),
    };
    let mut placement = Placement::new(setting, &begin);
    anneal(&mut placement, Schedule { moves, hot, cool: COOL, seed });
    placement
}

fn is_allowed(setting: Setting<'_>, cells: &[Cell]) -> bool {
    Placement::new(setting, cells).is_allowed()
}

/// Cells for all cards, those of the core by a search of its own; none where there are no leaves.
fn core_cells(setting: Setting<'_>, seed: u64) -> Option<Vec<Cell>> {
    let problem = setting.problem;
    let (input, kept) = without_leaves(problem)?;
    let core = Problem::new(&input);
    let copies = Copies::find(&core);
    let setting = Setting { problem: &core, copies: &copies, ..setting };
    let mut placement = Placement::new(setting, &start(&core, setting.columns));
    let moves = CORE_MOVES * core.cards.len();
    anneal(&mut placement, Schedule { moves, hot: HOT, cool: COOL, seed });
    let mut cells = vec![None; problem.cards.len()];
    for (&card, &cell) in kept.iter().zip(placement.cells()) {
        cells[card] = Some(cell);
    }
    Some(Leaves { problem, cells, is_near: true }.put_all())
}

/// The input without nodes that have at most one link, and which cards are left; none where that
/// takes nothing away, or nearly all.
fn without_leaves(problem: &Problem<'_>) -> Option<(Input, Vec<CardIx>)> {
    let input = problem.input;
    let is_leaf = |card: CardIx| {
        let card = &problem.cards[card];
        matches!(card.end, End::Node(_)) && card.links.len() <= 1
    };
    let mut is_left: Vec<bool> = (0..problem.cards.len()).map(|card| !is_leaf(card)).collect();
    // A frame that lost all that it held would come back as a card: it keeps its first.
    for frame in problem.frames.iter().rev() {
        if !frame.cards.iter().any(|&card| is_left[card]) {
            is_left[frame.cards[0]] = true;
        }
    }
    let kept: Vec<CardIx> = (0..problem.cards.len()).filter(|&card| is_left[card]).collect();
    if kept.len() == problem.cards.len() || kept.len() < LEAST_CORE {
        return None;
    }
    let mut place = vec![None; input.nodes.len()];
    let mut core = Input { nodes: Vec::new(), edges: Vec::new(), ..input.clone() };
    for n in (0..input.nodes.len()).filter(|&n| is_left[n]) {
        place[n] = Some(core.nodes.len());
        core.nodes.push(input.nodes[n].clone());
    }
    for edge in &input.edges {
        let moved = |end| match end {
            End::Node(n) => place[n].map(End::Node),
            End::Container(c) => Some(End::Container(c)),
        };
        if let (Some(from), Some(to)) = (moved(edge.from), moved(edge.to)) {
            core.edges.push(crate::layout::Edge { from, to, ..edge.clone() });
        }
    }
    Some((core, kept))
}

/// Leaves that come back, each in a new row.
pub(super) struct Leaves<'a> {
    pub problem: &'a Problem<'a>,
    /// The cells of those that are placed.
    pub cells: Vec<Option<Cell>>,
    /// Whether they go right below what they are joined to, or below their whole frame.
    pub is_near: bool,
}

impl Leaves<'_> {
    /// Cells for all.
    pub fn put_all(mut self) -> Vec<Cell> {
        for card in 0..self.cells.len() {
            if self.cells[card].is_none() {
                let cell = self.place(card);
                for other in self.cells.iter_mut().flatten().filter(|other| other.row >= cell.row) {
                    other.row += 1;
                }
                self.cells[card] = Some(cell);
            }
        }
        self.cells.into_iter().flatten().collect()
    }

    /// Beside what it is joined to, inside its frame.
    fn place(&self, card: CardIx) -> Cell {
        let neighbors = &self.problem.cards[card].neighbors;
        let near = neighbors.iter().find_map(|&other| self.cells[other].map(|cell| (other, cell)));
        let column = near.map_or(0, |(_, cell)| cell.column);
        let own = self.problem.cards[card].frame;
        let is_placed = |frame: &FrameIx| {
            self.problem.frames[*frame].cards.iter().any(|&other| self.cells[other].is_some())
        };
        let around = std::iter::successors(own, |&frame| self.problem.frames[frame].parent);
        let Some(frame) = around.into_iter().find(is_placed) else {
            let rows = self.cells.iter().flatten().map(|cell| cell.row + 1);
            let is_first = match own {
                Some(frame) => !self.problem.is_cloud(frame),
                None => self.problem.is_direct_device(card),
            };
            return Cell::new(column, if is_first { 0 } else { rows.max().unwrap_or(0) });
        };
        let inside = self.problem.frames[frame].cards.iter().filter_map(|&other| self.cells[other]);
        let columns = inside.clone().map(|cell| cell.column);
        let (left, right) = (columns.clone().min().unwrap_or(0), columns.max().unwrap_or(0));
        let bottom = inside.map(|cell| cell.row + 1).max().unwrap_or(0);
        let is_together =
            |other: CardIx| self.is_near && self.problem.cards[other].frame == own && own.is_some();
        let row =
            near.filter(|&(other, _)| is_together(other)).map_or(bottom, |(_, cell)| cell.row + 1);
        Cell::new(column.clamp(left, right), row)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{LEAST_CORE, core_cells, place, without_leaves};
    use crate::layout::grid::cells::{Copies, Flow, Setting};
    use crate::layout::grid::problem::Problem;
    use crate::layout::testing::architectures::{architecture, card, edge, empty};
    use crate::layout::{End, Input, Lane};

    /// A ring of cards, each with so many leaves.
    fn ring(cards: usize, leaves: usize) -> Input {
        let nodes = vec![card(None, Lane::Main(1)); cards * (1 + leaves)];
        let link = |a, b| edge(End::Node(a), End::Node(b));
        let around = (0..cards).map(|n| link(n, (n + 1) % cards));
        let out = (cards..nodes.len()).map(|n| link(n % cards, n));
        Input { nodes: nodes.clone(), edges: around.chain(out).collect(), ..empty() }
    }

    #[test]
    fn the_core_is_what_is_left_without_leaves() {
        let (with, without) = (ring(LEAST_CORE, 1), ring(LEAST_CORE, 0));
        let (core, kept) = without_leaves(&Problem::new(&with)).expect("a core");
        assert_eq!(core, without);
        assert_eq!(kept, (0..LEAST_CORE).collect::<Vec<_>>());
        assert!(without_leaves(&Problem::new(&without)).is_none(), "nothing is taken away");
        let small = ring(LEAST_CORE - 1, 2);
        assert!(without_leaves(&Problem::new(&small)).is_none(), "too little is left");
    }

    #[test]
    fn leaves_come_back_to_a_core_that_was_placed_alone() {
        let input = ring(LEAST_CORE, 2);
        let problem = Problem::new(&input);
        let copies = Copies::find(&problem);
        let setting = Setting::new(&problem, &copies, 4, Flow::Down);
        let cells = core_cells(setting, 1).expect("a core");
        assert!(super::is_allowed(setting, &cells));
        let taken: BTreeSet<_> = cells.iter().map(|cell| (cell.column, cell.row)).collect();
        assert_eq!(taken.len(), input.nodes.len(), "each has a cell of its own");
    }

    #[test]
    fn a_search_ends_allowed_and_the_same_for_the_same_seed() {
        for seed in 0..12 {
            let input = architecture(seed);
            let problem = Problem::new(&input);
            let copies = Copies::find(&problem);
            let setting = Setting::new(&problem, &copies, 4, Flow::Down);
            let placement = place(setting, 5);
            assert!(placement.is_allowed(), "{seed}");
            assert_eq!(placement.cells(), place(setting, 5).cells(), "{seed}");
        }
    }
}
