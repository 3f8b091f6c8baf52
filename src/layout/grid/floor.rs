//! From cells to squares: how wide columns and gaps are, where cards and frames stand on the
//! lattice that lines are drawn on.
//!
//! ```text
//!   gap 0 | column 0 | gap 1 | column 1 | gap 2      rows and their gaps likewise
//! ```
//!
//! The lattice is roomy: what no line and no label needs is taken out later.
//!
//! Before: an allowed placement. After: cards lie in their frames and frames in theirs, two squares
//! from the border or more; all else lies apart; titles lie at the top left of their frames, on no
//! card and no frame; next to each other, cards have room for the label between them.

use super::cells::{Cell, Copies, Placement, Span, placed_links};
use super::problem::{FrameIx, LinkIx, Problem, Tip};
use crate::geom::{Size, Unit, px};
use crate::route::lattice::{Area, Block, Like, Prices, Region, Terminal, Wish};

/// Side of a square.
pub(super) const SQUARE: Unit = px(10);
/// Squares between a frame's border and what it holds.
const PADDING: usize = 2;
/// Squares for ways around everything.
const AROUND: usize = 3;
/// Squares between rows.
const ROW_GAP: usize = 6;
/// Squares between columns, borders of frames left out.
const COLUMN_GAP: usize = 7;

/// Up to so many links, those of a card keep two squares apart.
const SPARSE_LINKS: usize = 8;
/// Squares around a label between two cards.
const LABEL_ROOM: usize = 2;

/// What lines pay: a crossing is as dear as a way of 85 squares round it.
pub(super) const PRICES: Prices = Prices {
    horizontal: 10,
    vertical: 7,
    shared: 3,
    corner: 170,
    crossing: 850,
    along_border: 15,
    foreign: 4000,
    astray: 25,
    off_middle: 3,
    tight_port: 30,
};

/// The lattice's sizes and what stands on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Floor {
    /// Squares from left to right.
    pub width: usize,
    /// Squares from top to bottom.
    pub height: usize,
    /// Where each card stands.
    pub cards: Vec<Area>,
    /// Where each frame lies.
    pub frames: Vec<Area>,
    /// Where its title lies.
    pub titles: Vec<Area>,
    /// For each column of squares whether lines may turn there: between the columns of cards
    /// everywhere, below and above cards at every other square.
    pub turns: Vec<bool>,
}

/// How many borders lie between a frame's cells and its own border, in squares.
#[derive(Debug, Clone, Copy, Default)]
struct Insets {
    left: usize,
    right: usize,
    top: usize,
    bottom: usize,
}

impl Floor {
    /// Lays out the squares for a placement.
    pub fn plan(problem: &Problem<'_>, placement: &Placement<'_>) -> Self {
        let insets = insets(problem, placement);
        let columns = columns(problem, placement, &insets);
        let rows = rows(problem, placement, &insets);
        let cards: Vec<Area> = problem
            .cards
            .iter()
            .zip(placement.cells())
            .map(|(card, cell)| {
                let (left, width) = columns.of[cell.column as usize];
                let (top, height) = rows.of[cell.row as usize];
                let (w, h) = (squares(card.size.width), squares(card.size.height));
                let (x, y) = (left + (width - w) / 2, top + (height - h) / 2);
                Area { x: x..x + w, y: y..y + h }
            })
            .collect();
        let frames: Vec<Area> = (0..problem.frames.len())
            .map(|f| {
                let (span, inset) = (placement.span(f), insets[f]);
                let (right, width) = columns.of[span.right as usize];
                let (bottom, height) = rows.of[span.bottom as usize];
                let x = columns.of[span.left as usize].0 - inset.left..right + width + inset.right;
                let y = rows.of[span.top as usize].0 - inset.top..bottom + height + inset.bottom;
                Area { x, y }
            })
            .collect();
        let titles = frames.iter().zip(&problem.frames);
        let titles = titles
            .map(|(area, frame)| {
                let (w, h) = (squares(frame.title.width), squares(frame.title.height));
                let end = (area.x.start + w).min(area.x.end);
                Area { x: area.x.start..end, y: area.y.start..area.y.start + h }
            })
            .collect();
        let turns = turns(problem, placement, &columns);
        Self { width: columns.end, height: rows.end, cards, frames, titles, turns }
    }

    /// The cards as blocks of a lattice.
    pub fn blocks(&self, problem: &Problem<'_>) -> Vec<Block> {
        let cards = self.cards.iter().zip(&problem.cards);
        cards.map(|(area, card)| Block { area: area.clone(), foot: squares(card.foot) }).collect()
    }

    /// The frames as regions of a lattice.
    pub fn regions(&self, problem: &Problem<'_>) -> Vec<Region> {
        let within = |frame: FrameIx| {
            let up = std::iter::successors(Some(frame), |&f| problem.frames[f].parent);
            up.fold(0, |set, f| set | 1 << f)
        };
        let frames = self.frames.iter().enumerate();
        frames.map(|(f, area)| Region { area: area.clone(), within: within(f) }).collect()
    }
}

/// What is wanted of the lattice for each link; those inside copies are to be alike.
pub(super) fn wishes(problem: &Problem<'_>, copies: &Copies, floor: &Floor) -> Vec<Wish> {
    let likes = likes(problem, copies, floor);
    let terminal = |tip, other| match (tip, other) {
        (Tip::Card(card), _) => Terminal::Block(card),
        (Tip::Frame(frame), Tip::Card(card)) if problem.cards[card].within >> frame & 1 == 1 => {
            Terminal::Inside(frame)
        }
        (Tip::Frame(frame), Tip::Frame(inner)) if problem.is_within(inner, frame) => {
            Terminal::Inside(frame)
        }
        (Tip::Frame(frame), _) => Terminal::Outside(frame),
    };
    let net = |link: LinkIx| {
        let mates = &problem.mates[link];
        mates.iter().copied().chain([link]).min().unwrap_or(link) as u32
    };
    let links = problem.links.iter().enumerate();
    links
        .map(|(l, link)| Wish {
            from: terminal(link.from, link.to),
            to: terminal(link.to, link.from),
            net: net(l),
            shares: !problem.mates[l].is_empty(),
            foreign: link.foreign,
            home: link.home,
            like: likes[l],
        })
        .collect()
}

/// For each link inside a copy that of the first one.
fn likes(problem: &Problem<'_>, copies: &Copies, floor: &Floor) -> Vec<Option<Like>> {
    let mut likes = vec![None; problem.links.len()];
    for frames in copies.frames() {
        let links: Vec<_> = frames.iter().map(|&frame| placed_links(problem, frame)).collect();
        let corner = |copy: usize| {
            let area = &floor.frames[frames[copy]];
            (area.x.start as isize, area.y.start as isize)
        };
        for copy in 1..frames.len() {
            let by = (corner(copy).0 - corner(0).0, corner(copy).1 - corner(0).1);
            for (&(_, line), &(_, link)) in links[0].iter().zip(&links[copy]) {
                likes[link] = likes[link].or(Some(Like { line, by }));
            }
        }
    }
    likes
}

/// The squares that a length takes.
pub(super) const fn squares(length: Unit) -> usize {
    ((length + SQUARE - 1) / SQUARE) as usize
}

/// The squares that something of this size takes.
pub(super) const fn area(size: Size) -> usize {
    squares(size.width) * squares(size.height)
}

/// Columns, or rows: where each begins and how wide it is, and where all end.
struct Tracks {
    of: Vec<(usize, usize)>,
    end: usize,
}

/// Puts columns or rows with their gaps one after the other.
fn tracks(sizes: &[usize], gaps: &[usize]) -> Tracks {
    let mut at = gaps[0];
    let mut of = Vec::new();
    for (i, &size) in sizes.iter().enumerate() {
        of.push((at, size));
        at += size + gaps[i + 1];
    }
    Tracks { of, end: at }
}

fn columns(problem: &Problem<'_>, placement: &Placement<'_>, insets: &[Insets]) -> Tracks {
    let taken = placement.cells().iter().map(|cell| cell.column as usize + 1).max().unwrap_or(0);
    let mut sizes = vec![0; taken];
    for (card, cell) in problem.cards.iter().zip(placement.cells()) {
        let size = &mut sizes[cell.column as usize];
        *size = (*size).max(squares(card.size.width));
    }
    let sides = |span: &Span, inset: &Insets| {
        ((span.left as usize, inset.left), (span.right as usize, inset.right))
    };
    let mut gaps = gaps(placement, insets, taken, COLUMN_GAP, sides);
    for labeled in labeled_links(problem, placement) {
        let Labeled { a, b, label, .. } = labeled;
        if a.row == b.row && (a.column - b.column).abs() == 1 {
            let gap = &mut gaps[a.column.max(b.column) as usize];
            let borders = if labeled.crosses_border { *gap - COLUMN_GAP } else { 0 };
            *gap = (*gap).max(borders + squares(label.width) + LABEL_ROOM);
        }
    }
    equalize(placement, &mut sizes, &mut gaps, |span| (span.left, span.right));
    tracks(&sizes, &gaps)
}

fn rows(problem: &Problem<'_>, placement: &Placement<'_>, insets: &[Insets]) -> Tracks {
    let mut sizes = vec![0; placement.rows()];
    for (card, cell) in problem.cards.iter().zip(placement.cells()) {
        let size = &mut sizes[cell.row as usize];
        *size = (*size).max(squares(card.size.height));
    }
    let sides = |span: &Span, inset: &Insets| {
        ((span.top as usize, inset.top), (span.bottom as usize, inset.bottom))
    };
    let mut gaps = gaps(placement, insets, placement.rows(), ROW_GAP, sides);
    for labeled in labeled_links(problem, placement) {
        let Labeled { a, b, label, .. } = labeled;
        if a.column == b.column && (a.row - b.row).abs() == 1 {
            let gap = &mut gaps[a.row.max(b.row) as usize];
            *gap = (*gap).max(squares(label.height) + LABEL_ROOM);
        }
    }
    equalize(placement, &mut sizes, &mut gaps, |span| (span.top, span.bottom));
    tracks(&sizes, &gaps)
}

/// Makes columns or rows of copies, and the gaps between them, as wide as the widest of all copies.
fn equalize(
    placement: &Placement<'_>,
    sizes: &mut [usize],
    gaps: &mut [usize],
    ends: impl Fn(&Span) -> (i16, i16),
) {
    // Copies within copies hand on what the outer ones need.
    for frames in placement.copies().frames().iter().chain(placement.copies().frames()) {
        let firsts: Vec<usize> =
            frames.iter().map(|&f| ends(placement.span(f)).0 as usize).collect();
        let (first, last) = ends(placement.span(frames[0]));
        for i in 0..=(last - first) as usize {
            let size = firsts.iter().map(|first| sizes[first + i]).max().unwrap_or(0);
            let gap = firsts.iter().map(|first| gaps[first + i]).max().unwrap_or(0);
            for first in &firsts {
                sizes[first + i] = size;
                if i > 0 {
                    gaps[first + i] = gap;
                }
            }
        }
    }
}

/// Where lines may turn, from left to right.
fn turns(problem: &Problem<'_>, placement: &Placement<'_>, columns: &Tracks) -> Vec<bool> {
    let mut turns = vec![true; columns.end];
    for (column, &(left, width)) in columns.of.iter().enumerate() {
        let cards = problem.cards.iter().zip(placement.cells());
        let mut own = cards.filter(|(_, cell)| cell.column as usize == column);
        if own.any(|(card, _)| card.links.len() > SPARSE_LINKS) {
            continue;
        }
        let middle = left + width / 2;
        (left..left + width).for_each(|x| turns[x] = x.abs_diff(middle).is_multiple_of(2));
    }
    turns
}

/// A link between cards with a label.
struct Labeled {
    a: Cell,
    b: Cell,
    label: Size,
    /// Whether the cards are in different frames.
    crosses_border: bool,
}

/// All links between cards that have labels.
fn labeled_links<'a>(
    problem: &'a Problem<'_>,
    placement: &'a Placement<'_>,
) -> impl Iterator<Item = Labeled> + 'a {
    let (cards, cells) = (&problem.cards, placement.cells());
    problem.links.iter().zip(&problem.input.edges).filter_map(move |(link, edge)| {
        match (link.from, link.to, edge.label) {
            (Tip::Card(a), Tip::Card(b), Some(label)) => Some(Labeled {
                a: cells[a],
                b: cells[b],
                label,
                crosses_border: cards[a].frame != cards[b].frame,
            }),
            _ => None,
        }
    })
}

/// The gap before each of `count` columns or rows, and the one after the last: room for the
/// borders there, and between.
fn gaps(
    placement: &Placement<'_>,
    insets: &[Insets],
    count: usize,
    between: usize,
    sides: impl Fn(&Span, &Insets) -> ((usize, usize), (usize, usize)),
) -> Vec<usize> {
    let (mut before, mut after) = (vec![0; count + 1], vec![0; count + 1]);
    for (f, inset) in insets.iter().enumerate() {
        let ((first, low), (last, high)) = sides(placement.span(f), inset);
        before[first] = before[first].max(low);
        after[last + 1] = after[last + 1].max(high);
    }
    (0..=count)
        .map(|gap| {
            let between = if gap == 0 || gap == count { AROUND } else { between };
            before[gap] + after[gap] + between
        })
        .collect()
}

/// The insets of all frames, inner ones first.
fn insets(problem: &Problem<'_>, placement: &Placement<'_>) -> Vec<Insets> {
    let mut insets = vec![Insets::default(); problem.frames.len()];
    for f in (0..insets.len()).rev() {
        let span = placement.span(f);
        let title = squares(problem.frames[f].title.height);
        let mut most = Insets::default();
        for g in (f + 1..insets.len()).filter(|&g| problem.frames[g].parent == Some(f)) {
            let (inner, inset) = (placement.span(g), insets[g]);
            let at = |is_there: bool, inset: usize| if is_there { inset } else { 0 };
            most.left = most.left.max(at(inner.left == span.left, inset.left));
            most.right = most.right.max(at(inner.right == span.right, inset.right));
            most.top = most.top.max(at(inner.top == span.top, inset.top));
            most.bottom = most.bottom.max(at(inner.bottom == span.bottom, inset.bottom));
        }
        insets[f] = Insets {
            left: most.left + PADDING,
            right: most.right + PADDING,
            top: most.top + title + 1,
            bottom: most.bottom + PADDING,
        };
    }
    insets
}

#[cfg(test)]
mod tests {
    use super::{Floor, squares, wishes};
    use crate::layout::grid::testing::with_placement;
    use crate::layout::testing::architectures::{architecture, card, container, edge, empty};
    use crate::layout::{End, Input, Lane};
    use crate::route::lattice::{Area, Terminal};

    fn overlap(a: &Area, b: &Area) -> bool {
        a.x.start < b.x.end && b.x.start < a.x.end && a.y.start < b.y.end && b.y.start < a.y.end
    }

    /// Whether an area lies inside another, so many squares from each border.
    fn holds(outer: &Area, inner: &Area, by: usize) -> bool {
        outer.x.start + by <= inner.x.start
            && inner.x.end + by <= outer.x.end
            && outer.y.start + by <= inner.y.start
            && inner.y.end + by <= outer.y.end
    }

    #[test]
    fn areas_lie_in_what_holds_them_and_apart_from_all_others() {
        for seed in 0..20 {
            with_placement(&architecture(seed), |problem, placement| {
                let floor = Floor::plan(problem, placement);
                let whole = Area { x: 0..floor.width, y: 0..floor.height };
                for (c, area) in floor.cards.iter().enumerate() {
                    assert!(holds(&whole, area, 3), "{seed}: card {c}");
                    for (d, other) in floor.cards.iter().enumerate().skip(c + 1) {
                        assert!(!overlap(area, other), "{seed}: cards {c} and {d}");
                    }
                    for (f, frame) in floor.frames.iter().enumerate() {
                        let is_held = problem.cards[c].within >> f & 1 == 1;
                        assert!(if is_held {
                            holds(frame, area, 2)
                        } else {
                            !overlap(frame, area)
                        });
                        assert!(!overlap(&floor.titles[f], area), "{seed}: a title on card {c}");
                    }
                }
                for (f, frame) in floor.frames.iter().enumerate() {
                    assert_eq!(floor.titles[f].y.len(), squares(problem.frames[f].title.height));
                    for (g, other) in floor.frames.iter().enumerate().filter(|&(g, _)| g != f) {
                        if problem.is_within(f, g) {
                            assert!(holds(other, frame, 2), "{seed}: frame {f} in {g}");
                            assert!(!overlap(&floor.titles[g], frame), "{seed}: {f} on a title");
                        } else if !problem.is_within(g, f) {
                            assert!(!overlap(frame, other), "{seed}: frames {f} and {g}");
                        }
                    }
                }
            });
        }
    }

    #[test]
    fn neighbors_in_a_row_or_column_have_room_for_their_label() {
        for seed in 0..20 {
            with_placement(&architecture(seed), |problem, placement| {
                let floor = Floor::plan(problem, placement);
                let apart = |a: &std::ops::Range<usize>, b: &std::ops::Range<usize>| {
                    b.start.max(a.start) - a.end.min(b.end)
                };
                for (link, edge) in problem.links.iter().zip(&problem.input.edges) {
                    let (super::Tip::Card(a), super::Tip::Card(b), Some(label)) =
                        (link.from, link.to, edge.label)
                    else {
                        continue;
                    };
                    let (from, to) = (placement.cells()[a], placement.cells()[b]);
                    let (dx, dy) = ((from.column - to.column).abs(), (from.row - to.row).abs());
                    let (a, b) = (&floor.cards[a], &floor.cards[b]);
                    if (dx, dy) == (1, 0) {
                        assert!(apart(&a.x, &b.x) >= squares(label.width) + 2, "{seed}");
                    } else if (dx, dy) == (0, 1) {
                        assert!(apart(&a.y, &b.y) >= squares(label.height) + 2, "{seed}");
                    }
                }
            });
        }
    }

    #[test]
    fn a_line_ends_inside_a_frame_that_holds_its_other_end_and_else_outside() {
        let containers = vec![container(None), container(Some(0))];
        let of = |parent| card(parent, Lane::Main(1));
        let nodes = vec![of(Some(0)), of(Some(1)), of(None)];
        let outer = End::Container(0);
        let edges = vec![
            edge(outer, End::Node(0)),
            edge(outer, End::Node(1)),
            edge(outer, End::Node(2)),
            edge(outer, End::Container(1)),
            edge(End::Node(2), End::Container(1)),
        ];
        let input = Input { containers, nodes, edges, ..empty() };
        with_placement(&input, |problem, placement| {
            let floor = Floor::plan(problem, placement);
            let ends: Vec<(Terminal, Terminal)> = wishes(problem, placement.copies(), &floor)
                .iter()
                .map(|wish| (wish.from, wish.to))
                .collect();
            use Terminal::{Block, Inside, Outside};
            assert!(matches!(ends[0], (Inside(_), Block(_))), "{ends:?}");
            assert!(matches!(ends[1], (Inside(_), Block(_))), "{ends:?}");
            assert!(matches!(ends[2], (Outside(_), Block(_))), "{ends:?}");
            assert!(matches!(ends[3], (Inside(_), Outside(_))), "{ends:?}");
            assert!(matches!(ends[4], (Block(_), Outside(_))), "{ends:?}");
        });
    }
}
