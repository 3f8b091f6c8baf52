//! The engine for pages: cards on cells, in bands under each other, within a width.
//!
//! ```text
//! Input -> problem -> cells (search) -> floor (squares) -> lattice (lines) -> sketch
//!       -> labels -> squeeze (both axes) -> draw -> letters -> Layout
//! ```
//!
//! Before: lanes, at most 80 nodes and 200 edges; any other input is drawn by `layered`. After: a
//! drawing that breaks as few rules of `verify` as any try did, nearly always none, and within the
//! width where that is no tangle; where a line finds no way in any try, `layered` draws.

mod cells;
mod draw;
mod floor;
mod labels;
mod problem;
mod sketch;
mod squeeze;
#[cfg(test)]
mod testing;

use cells::{Copies, Flow, Setting};
use floor::Floor;
use problem::{MOST_FRAMES, Problem};
use sketch::{Axis, Sketch};

use crate::geom::{Unit, px};
use crate::layout::improve::letters;
use crate::layout::improve::pixels::on_whole_pixels;
use crate::layout::improve::repair::{FaultCount, repair};
use crate::layout::layered::Layered;
use crate::layout::{Earlier, Engine, FlowDirection, Input, Lane, Layout};
use crate::route::lattice::Lattice;

/// The engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grid;

impl Engine for Grid {
    fn name(&self) -> &'static str {
        "grid"
    }

    fn summary(&self) -> &'static str {
        "cards on cells in bands, within a width that a page has room for"
    }

    fn lay_out(&self, input: &Input) -> Layout {
        let layout = if suits(input) { lay_out(input) } else { None };
        layout.unwrap_or_else(|| Layered.lay_out(input))
    }

    fn lay_out_like(&self, input: &Input, earlier: &Earlier) -> Layout {
        let layout = if suits(input) { lay_out_like(input, earlier) } else { None };
        layout.unwrap_or_else(|| self.lay_out(input))
    }

    fn has_one_direction(&self) -> bool {
        false
    }
}

/// The most nodes that are placed on cells; columns by rank serve more of them better.
const MOST_NODES: usize = 80;
/// The most edges.
const MOST_EDGES: usize = 200;
/// The most squares that cards, labels and titles take: the lattice is searched square by square. Those of eighty
/// nodes and two hundred edges take a tenth of it.
const MOST_SQUARES: usize = 100_000;
/// Width of most cards, and the least room between two columns of them that are joined.
const COLUMN: Unit = px(130);
const COLUMN_GAP: Unit = px(80);
/// What counts as a width where there is no limit.
const UNLIMITED: Unit = px(1600);
/// Up to so many cards, one column less is tried as well.
const FEW_CARDS: usize = 9;
/// How often what is new in a kept drawing is placed.
const LIKE_TRIES: u64 = 3;
/// How often each line is drawn again with all others in place.
const REROUTES: usize = 2;
/// How much work all searches of one picture may be, in cards times cards: small pictures are
/// tried more often.
const WORK: usize = 8200;
/// How often as many columns are tried before fewer are, and a kept drawing is drawn again: what is
/// too wide twice mostly stays so, and with one column less it fits.
const ROUNDS: u64 = 2;
/// Where the dice start with fewer columns: of nine, one with the fewest crossings in the realistic
/// picture that needs it.
const FEWER_SEED: u64 = 4;
/// The most tries.
const MOST_TRIES: usize = 16;

/// Whether an input is an architecture of ordinary size: what knows no lanes, or asks for columns
/// of its own, is better read along its edges. Lines from something to itself find no way here.
fn suits(input: &Input) -> bool {
    let has_lanes = input.nodes.iter().any(|node| matches!(node.lane, Lane::Main(_)));
    let has_columns = input.nodes.iter().any(|node| matches!(node.lane, Lane::Same(_)));
    let has_loops = input.edges.iter().any(|edge| edge.from == edge.to);
    let cards = input.nodes.len() + input.containers.len();
    let texts = input.edges.iter().filter_map(|edge| edge.label);
    let titles = input.containers.iter().map(|container| container.title);
    let sizes = input.nodes.iter().map(|node| node.size).chain(texts).chain(titles);
    has_lanes
        && !has_columns
        && !has_loops
        && input.nodes.len() <= MOST_NODES
        && cards < MOST_FRAMES
        && input.edges.len() <= MOST_EDGES
        && sizes.map(floor::area).sum::<usize>() <= MOST_SQUARES
}

/// One try: how many columns, which way lanes run, and where the dice start.
#[derive(Debug, Clone, Copy)]
struct Try {
    columns: usize,
    flow: Flow,
    seed: u64,
}

/// The best of some drawings; none where a line found no way in any.
fn lay_out(input: &Input) -> Option<Layout> {
    let problem = Problem::new(input);
    let copies = Copies::find(&problem);
    let most = most_columns(&problem);
    // Where the picture is too wide all the same, or breaks a rule, other tries may do better, or
    // fewer columns. What fits is taken, taller as it is.
    let as_many = (0..ROUNDS).map(|round| (most, 100 * round + 1));
    let fewer = (1..most).rev().map(|columns| (columns, FEWER_SEED));
    let rounds = as_many.chain(fewer).map(|(columns, first_seed)| {
        best_of(&problem, &copies, &tries(&problem, columns, first_seed))
    });
    first_good(&problem, rounds).map(|finished| finished.layout)
}

/// The drawing with the cells of an earlier one; none where it had none, or a line finds no way but
/// through a container of others.
fn lay_out_like(input: &Input, earlier: &Earlier) -> Option<Layout> {
    let problem = Problem::new(input);
    let copies = Copies::find(&problem);
    let columns = most_columns(&problem);
    let setting = Setting::new(&problem, &copies, columns, Flow::Right);
    // Where little is new, the cells are the same in each round: lines are drawn once more then.
    let rounds = (0..ROUNDS).map(|round| {
        let seeds = LIKE_TRIES * round + 1..=LIKE_TRIES * (round + 1);
        let drawn = seeds.filter_map(|seed| {
            let placement = cells::place_like(setting, earlier, seed)?;
            let sketch = draw_placement(&problem, &placement, REROUTES + round as usize)?;
            Some((draw::cost(&problem, &copies, &sketch), sketch))
        });
        drawn.min_by_key(|&(cost, _)| cost)
    });
    let Finished { flaws, layout, .. } = first_good(&problem, rounds)?;
    (flaws.faults.entered == 0).then_some(layout)
}

/// What speaks against a drawing, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Flaws {
    faults: FaultCount,
    /// Beyond the width that was asked for: height gives way.
    is_wide: bool,
    cost: i64,
}

/// A drawing with its labels and letters, on whole pixels.
struct Finished {
    flaws: Flaws,
    layout: Layout,
}

impl Finished {
    fn of(problem: &Problem<'_>, cost: i64, mut sketch: Sketch) -> Self {
        labels::repeat(problem, &mut sketch);
        let mut layout = draw::draw(problem, sketch);
        letters::place(problem.input, &mut layout);
        let layout = on_whole_pixels(problem.input, &repair(problem.input, layout));
        let faults = FaultCount::of(problem.input, &layout);
        let is_wide = problem.input.width.is_some_and(|most| layout.canvas.width > most);
        Self { flaws: Flaws { faults, is_wide, cost }, layout }
    }

    fn is_good(&self) -> bool {
        !self.flaws.is_wide && self.flaws.faults == FaultCount::default()
    }
}

/// The best drawing of as many rounds as it takes until that fits the width and breaks no rule;
/// none where no round has any.
fn first_good(
    problem: &Problem<'_>,
    rounds: impl Iterator<Item = Option<(i64, Sketch)>>,
) -> Option<Finished> {
    let mut best: Option<Finished> = None;
    for (cost, sketch) in rounds.flatten() {
        let finished = Finished::of(problem, cost, sketch);
        if best.as_ref().is_none_or(|best| finished.flaws < best.flaws) {
            best = Some(finished);
        }
        if best.as_ref().is_some_and(Finished::is_good) {
            break;
        }
    }
    best
}

/// How many columns of cards the width has room for.
fn most_columns(problem: &Problem<'_>) -> usize {
    let margin = 2 * problem.input.spacing.margin;
    let width = problem.input.width.unwrap_or(UNLIMITED).min(UNLIMITED) - margin;
    let columns = (width + COLUMN_GAP) / (COLUMN + COLUMN_GAP);
    (columns.max(1) as usize).min(cells::MOST_COLUMNS)
}

/// What is tried with `most` columns: few cards look better in fewer.
fn tries(problem: &Problem<'_>, most: usize, first_seed: u64) -> Vec<Try> {
    let flows: &[Flow] = match problem.input.reading {
        FlowDirection::Auto => &[Flow::Right, Flow::Down],
        FlowDirection::LeftToRight => &[Flow::Right],
        FlowDirection::TopToBottom => &[Flow::Down],
    };
    let cards = problem.cards.len().max(1);
    let fewest = if cards <= FEW_CARDS { most.saturating_sub(1).max(1) } else { most };
    let kinds = flows.len() * (most - fewest + 1);
    let seeds = (WORK / (cards * cards * kinds)).clamp(1, MOST_TRIES);
    let mut tries = Vec::new();
    for seed in first_seed..first_seed + seeds as u64 {
        for columns in (fewest..=most).rev() {
            tries.extend(flows.iter().map(|&flow| Try { columns, flow, seed }));
        }
    }
    tries
}

/// The best drawing of some tries with its cost.
fn best_of(problem: &Problem<'_>, copies: &Copies, tries: &[Try]) -> Option<(i64, Sketch)> {
    let drawn = in_two_threads(tries, |&Try { columns, flow, seed }| {
        let placement = cells::place(Setting::new(problem, copies, columns, flow), seed);
        let sketch = draw_placement(problem, &placement, REROUTES)?;
        Some((draw::cost(problem, copies, &sketch), sketch))
    });
    drawn.into_iter().flatten().min_by_key(|&(cost, _)| cost)
}

/// Does something with each of some things, half of them in a thread of their own; what comes
/// out is in order, as it would be from one.
fn in_two_threads<T: Sync, R: Send>(all: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let (first, second) = all.split_at(all.len().div_ceil(2));
    std::thread::scope(|scope| {
        let other = scope.spawn(|| second.iter().map(&work).collect::<Vec<R>>());
        let mut done: Vec<R> = first.iter().map(&work).collect();
        match other.join() {
            Ok(rest) => done.extend(rest),
            Err(panic) => std::panic::resume_unwind(panic),
        }
        done
    })
}

/// Lines, labels and sizes for a placement.
fn draw_placement(
    problem: &Problem<'_>,
    placement: &cells::Placement<'_>,
    reroutes: usize,
) -> Option<Sketch> {
    let floor = Floor::plan(problem, placement);
    let size = (floor.width, floor.height);
    let (blocks, regions) = (floor.blocks(problem), floor.regions(problem));
    let mut lattice = Lattice::new(size, blocks, regions, &floor.titles, floor::PRICES);
    lattice.turn_only_in(floor.turns.clone());
    let paths = lattice.route(&floor::wishes(problem, placement.copies(), &floor), reroutes);
    let mut sketch = Sketch::new(problem, placement, &floor, &paths)?;
    sketch.widen_for_titles(problem);
    labels::place(problem, &mut sketch);
    for axis in [Axis::Y, Axis::X, Axis::Y] {
        squeeze::squeeze(problem, placement.copies(), &mut sketch, axis);
    }
    Some(sketch)
}

#[cfg(test)]
mod tests {
    use super::testing::flaws;
    use super::{COLUMN, COLUMN_GAP, Grid, Problem, UNLIMITED, most_columns, suits};
    use crate::geom::{Size, px};
    use crate::layout::testing::architectures::{architecture, card, container, edge, empty};
    use crate::layout::testing::samples::two_sites;
    use crate::layout::{
        Container, Edge, End, Engine, First, FlowDirection, Input, Lane, Node, verify,
    };

    /// Two cards of different lanes, joined by so many lines.
    fn pair(lines: usize) -> Input {
        let nodes = vec![card(None, Lane::Main(0)), card(None, Lane::Main(2))];
        let edges = vec![edge(End::Node(0), End::Node(1)); lines];
        Input { nodes, edges, ..empty() }
    }

    /// A cloud with a card beside one of the field.
    fn with_cloud() -> Input {
        let nodes = vec![card(None, Lane::Main(0)), card(Some(0), Lane::Main(2))];
        Input { containers: vec![container(None)], nodes, ..empty() }
    }

    #[test]
    fn as_many_columns_are_tried_as_fit_the_page() {
        let columns = |width| {
            let input = Input { width, ..pair(1) };
            most_columns(&Problem::new(&input))
        };
        let margins = 2 * pair(1).spacing.margin;
        let wide = |columns: i32| margins + columns * COLUMN + (columns - 1) * COLUMN_GAP;
        for n in 2..=5 {
            assert_eq!(columns(Some(wide(n))), n as usize);
            assert_eq!(columns(Some(wide(n) - 1)), n as usize - 1);
        }
        assert_eq!(columns(Some(px(1))), 1, "a page narrower than a card has one");
        assert_eq!(columns(None), columns(Some(UNLIMITED)));
    }

    fn assert_sound(what: &str, input: &Input) {
        let layout = Grid.lay_out(input);
        assert_eq!(flaws(input, &layout), [""; 0], "{what}");
    }

    #[test]
    fn what_has_no_place_on_cells_is_drawn_nevertheless() {
        let (input, _) = two_sites();
        assert!(suits(&input));
        let mut with_loop = input.clone();
        let (from, to) = (End::Node(0), End::Node(0));
        with_loop.edges.push(Edge { from, to, label: None, bundle: None, first: First::From });
        let mut with_column = input;
        with_column.nodes[0].lane = Lane::Same(0);
        let is_sound = |input: &Input| verify(input, &Grid.lay_out(input)).is_empty();
        for other in [&with_loop, &with_column] {
            assert!(!suits(other) && is_sound(other));
        }
    }

    #[test]
    fn small_and_odd_inputs_are_drawn_soundly() {
        assert_sound("nothing", &empty());
        assert_sound("a node", &Input { nodes: pair(0).nodes[..1].to_vec(), ..empty() });
        assert_sound("no line", &pair(0));
        assert_sound("sixty lines", &pair(60));
        let own = vec![edge(End::Node(0), End::Node(0)), edge(End::Node(1), End::Node(1))];
        assert_sound("self-loops", &Input { edges: own, ..pair(0) });
        let inward =
            vec![edge(End::Container(0), End::Node(1)), edge(End::Node(1), End::Container(0))];
        assert_sound("a frame and its inside", &Input { edges: inward, ..with_cloud() });
        let mut hollow = with_cloud();
        hollow.containers.extend([container(Some(0)), container(None), container(Some(2))]);
        hollow.edges =
            vec![edge(End::Container(1), End::Node(0)), edge(End::Container(3), End::Node(1))];
        assert_sound("containers that hold nothing", &hollow);
        let loops = vec![edge(End::Container(0), End::Container(0))];
        assert_sound("a loop at a frame", &Input { edges: loops, ..with_cloud() });
    }

    #[test]
    fn cards_and_titles_wider_than_the_page_are_drawn_soundly() {
        let mut wide = pair(2);
        wide.nodes[1] = Node { size: Size::new(px(1200), px(60)), ..wide.nodes[1].clone() };
        assert_sound("a card", &wide);
        let mut titled = with_cloud();
        titled.containers[0] = Container { title: Size::new(px(1200), px(24)), parent: None };
        assert_sound("a title", &titled);
    }

    #[test]
    fn the_same_input_gives_the_same_drawing_for_each_reading() {
        for (seed, reading) in [(3, FlowDirection::LeftToRight), (4, FlowDirection::TopToBottom)] {
            let input = Input { reading, ..architecture(seed) };
            let layout = Grid.lay_out(&input);
            assert_eq!(flaws(&input, &layout), [""; 0], "{seed}");
            assert_eq!(layout, Grid.lay_out(&input), "{seed}");
        }
    }
}
