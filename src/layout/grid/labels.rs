//! A place for each label, beside its line: where there is room, or where room can be made.
//!
//! Labels stand right or left of vertical pieces and above or below horizontal ones. Where none of
//! these places is free, the drawing is opened: everything below a level moves down, which makes
//! room between whatever stands above and below, but not between vertical lines.
//!
//! Before: lines and frames as wide as their titles. After: each label that found a place touches
//! its line, and lies on no card, title or border, no other label, and no line but of its bundle.

use super::problem::{LinkIx, Problem};
use super::sketch::{Axis, Sketch, Spot};
use crate::geom::{Point, Rect, Size, Unit, px};
use crate::layout::geometry::lines::are_shared;

/// Between a label and everything else; within it, how near its border a line of its own may run.
pub(super) const CLEAR: Unit = px(4);
/// Between a label and the ends of its piece.
const MARGIN: Unit = px(2);
/// Steps in which a label is moved along its piece.
const STEP: Unit = px(5);

/// Places all labels; those without a place stay away.
pub(super) fn place(problem: &Problem<'_>, sketch: &mut Sketch) {
    let mut groups = groups(problem);
    let freedom = |sketch: &Sketch, group: &[LinkIx]| candidates(problem, sketch, group).len();
    groups.sort_by_cached_key(|group| freedom(sketch, group));
    let mut waiting = Vec::new();
    for group in groups {
        match candidates(problem, sketch, &group).first() {
            Some(&(_, link, spot)) => sketch.spots[link] = Some(spot),
            None => waiting.push(group),
        }
    }
    for group in waiting {
        // Height gives way first; width only as far as there is some.
        for make_room in [open_height, widen_piece, open_height] {
            make_room(problem, sketch, &group);
            if let Some(&(_, link, spot)) = candidates(problem, sketch, &group).first() {
                sketch.spots[link] = Some(spot);
                break;
            }
        }
    }
}

/// Gives the label of a bundle to those of its lines that run on their own as well, where there is
/// a free place: a label far away, on another line, does not tell what a line is.
///
/// Before: a squeezed sketch. After: nothing has moved, and the picture is as large as before.
pub(super) fn repeat(problem: &Problem<'_>, sketch: &mut Sketch) {
    for group in groups(problem).into_iter().filter(|group| group.len() > 1) {
        for trunk in trunks(sketch, &group) {
            if trunk.iter().any(|&link| sketch.spots[link].is_some()) {
                continue;
            }
            let bounds = sketch.bounds();
            let is_inside = |spot: &Spot| bounds.contains(&spot.area);
            let found = candidates(problem, sketch, &trunk);
            if let Some(&(_, link, spot)) = found.iter().find(|(.., spot)| is_inside(spot)) {
                sketch.spots[link] = Some(spot);
            }
        }
    }
}

/// The links of a bundle that run as one somewhere, each with those that it runs with.
fn trunks(sketch: &Sketch, group: &[LinkIx]) -> Vec<Vec<LinkIx>> {
    let mut trunks: Vec<Vec<LinkIx>> = Vec::new();
    for &link in group {
        let runs_with = |trunk: &Vec<LinkIx>| {
            trunk.iter().any(|&mate| are_shared(&sketch.lines[link], &sketch.lines[mate]))
        };
        let (with, mut others): (Vec<_>, Vec<_>) = trunks.into_iter().partition(runs_with);
        others.push(with.into_iter().flatten().chain([link]).collect());
        trunks = others;
    }
    trunks
}

/// The links that share a label: those of a bundle, else each alone.
fn groups(problem: &Problem<'_>) -> Vec<Vec<LinkIx>> {
    let edges = &problem.input.edges;
    let mut groups: Vec<Vec<LinkIx>> = Vec::new();
    for link in (0..edges.len()).filter(|&link| edges[link].label.is_some()) {
        let mates = &problem.mates[link];
        let is_same = |group: &&mut Vec<LinkIx>| {
            group.iter().all(|other| mates.contains(other))
                && edges[group[0]].label == edges[link].label
        };
        match groups.iter_mut().find(is_same) {
            Some(group) => group.push(link),
            None => groups.push(vec![link]),
        }
    }
    groups
}

/// The free places of a group's label, best first, each with what it costs.
fn candidates(
    problem: &Problem<'_>,
    sketch: &Sketch,
    group: &[LinkIx],
) -> Vec<(Unit, LinkIx, Spot)> {
    let obstacles = Obstacles::new(problem, sketch, group);
    let bounds = sketch.bounds();
    let mut found = Vec::new();
    for &link in group {
        let Some(size) = problem.input.edges[link].label else { continue };
        for (piece, (a, b)) in sketch.pieces(link).enumerate() {
            let carried = group.iter().filter(|&&mate| carries(sketch, mate, a, b)).count();
            let missing = (group.len() - carried) as Unit;
            for (area, off) in places(a, b, size) {
                if obstacles.is_free(&area) {
                    let outside = (bounds.x - area.x).max(area.right() - bounds.right()).max(0);
                    let cost = off + px(400) * missing + 4 * outside;
                    found.push((cost, link, Spot { piece, area }));
                }
            }
        }
    }
    found.sort_by_key(|&(cost, link, spot)| (cost, link, spot.piece));
    found
}

/// Whether a line runs along a piece.
fn carries(sketch: &Sketch, link: LinkIx, a: Point, b: Point) -> bool {
    let middle = Rect::spanning(a, b).center();
    sketch.pieces(link).any(|(c, d)| {
        let line = Rect::spanning(c, d);
        let is_along = (c.x == d.x) == (a.x == b.x);
        is_along && line.grown(1).contains(&Rect::new(middle.x, middle.y, 0, 0))
    })
}

/// The boxes beside a piece that a label may take, each with how far it is from the best.
fn places(a: Point, b: Point, size: Size) -> Vec<(Rect, Unit)> {
    let line = Rect::spanning(a, b);
    let is_horizontal = a.y == b.y;
    let (length, extent) =
        if is_horizontal { (line.width, size.width) } else { (line.height, size.height) };
    let slack = length - extent - 2 * MARGIN;
    if slack < 0 {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut shift = 0;
    while shift <= slack / 2 {
        for along in [shift, -shift] {
            let start = (length - extent) / 2 + along;
            let sides = if is_horizontal {
                [
                    Rect::new(line.x + start, line.y - size.height, size.width, size.height),
                    Rect::new(line.x + start, line.y, size.width, size.height),
                ]
            } else {
                [
                    Rect::new(line.x, line.y + start, size.width, size.height),
                    Rect::new(line.x - size.width, line.y + start, size.width, size.height),
                ]
            };
            for (side, area) in sides.into_iter().enumerate() {
                let short = (px(120) - length).max(0) / 4;
                found.push((area, shift / 2 + side as Unit * px(12) + short));
            }
            if shift == 0 {
                break;
            }
        }
        shift += STEP;
    }
    found
}

/// Everything that a label keeps off.
struct Obstacles {
    solid: Vec<Rect>,
    borders: Vec<Rect>,
    lines: Vec<Rect>,
    /// The lines that it belongs to: it stands beside them, and none runs through its words.
    own: Vec<Rect>,
}

impl Obstacles {
    fn new(problem: &Problem<'_>, sketch: &Sketch, group: &[LinkIx]) -> Self {
        let titles = sketch.frames.iter().zip(&problem.frames);
        let titles =
            titles.map(|(area, f)| Rect::new(area.x, area.y, f.title.width, f.title.height));
        let labels = sketch.spots.iter().enumerate().filter(|(link, _)| !group.contains(link));
        let labels = labels.filter_map(|(_, spot)| spot.map(|spot| spot.area));
        let pieces = |link: LinkIx| sketch.pieces(link).map(|(a, b)| Rect::spanning(a, b));
        let others = (0..sketch.lines.len()).filter(|link| !group.contains(link));
        Self {
            solid: sketch.cards.iter().copied().chain(titles).chain(labels).collect(),
            borders: sketch.frames.clone(),
            lines: others.flat_map(pieces).collect(),
            own: group.iter().copied().flat_map(pieces).collect(),
        }
    }

    fn is_free(&self, area: &Rect) -> bool {
        let near = area.grown(CLEAR);
        !self.solid.iter().any(|rect| rect.overlaps(&near))
            && !self.borders.iter().any(|rect| rect.overlaps(&near) && !rect.contains(&near))
            && !self.lines.iter().any(|rect| rect.grown(1).overlaps(&near))
            && !self.own.iter().any(|rect| rect.grown(1).overlaps(&area.grown(-CLEAR)))
    }
}

/// A level at which the drawing could be opened for a label.
struct Opening {
    level: Unit,
    /// What the label takes from left to right.
    strip: (Unit, Unit),
    /// How far it is from where the label would best be.
    off: Unit,
}

/// Makes the longest stretch of a horizontal piece as long as the label, where the picture may get
/// that wide.
fn widen_piece(problem: &Problem<'_>, sketch: &mut Sketch, group: &[LinkIx]) {
    let Some(size) = problem.input.edges[group[0]].label else { return };
    let horizontal = group.iter().flat_map(|&link| sketch.pieces(link)).filter(|(a, b)| a.y == b.y);
    let Some((start, end)) = horizontal
        .flat_map(|(a, b)| stretches(sketch, Rect::spanning(a, b)))
        .max_by_key(|&(start, end)| end - start)
    else {
        return;
    };
    let missing = size.width + 2 * (MARGIN + CLEAR) - (end - start);
    let most = problem.input.width.map(|width| width - 2 * problem.input.spacing.margin);
    let is_within = most.is_none_or(|most| sketch.bounds().width + missing <= most);
    let at = start.midpoint(end);
    let is_cut = |rect: &Rect| rect.x < at && at <= rect.right();
    if missing > 0 && is_within && !sketch.cards.iter().any(is_cut) {
        sketch.open_gap(Axis::X, at, missing);
    }
}

/// A horizontal piece, cut where it crosses the borders of frames.
fn stretches(sketch: &Sketch, piece: Rect) -> Vec<(Unit, Unit)> {
    let crossed =
        sketch.frames.iter().filter(|frame| frame.y < piece.y && piece.y < frame.bottom());
    let mut cuts: Vec<Unit> = crossed
        .flat_map(|frame| [frame.x, frame.right()])
        .filter(|&x| piece.x < x && x < piece.right())
        .chain([piece.x, piece.right()])
        .collect();
    cuts.sort_unstable();
    cuts.windows(2).map(|ends| (ends[0], ends[1])).collect()
}

/// Opens the drawing where it is nearest to the middle of a piece; does nothing where nothing can
/// be opened.
fn open_height(problem: &Problem<'_>, sketch: &mut Sketch, group: &[LinkIx]) {
    let mut best: Option<(Unit, Unit, Unit)> = None;
    for &link in group {
        let Some(size) = problem.input.edges[link].label else { continue };
        for (a, b) in sketch.pieces(link) {
            let openings = if a.y == b.y {
                openings_of_level(sketch, a, b, size)
            } else {
                openings_of_vertical(a, b, size)
            };
            let by = size.height + 2 * CLEAR + 2 * MARGIN;
            for opening in openings {
                let is_better = best.is_none_or(|(off, ..)| opening.off < off);
                if is_better && is_open(problem, sketch, group, &opening) {
                    best = Some((opening.off, opening.level, by));
                }
            }
        }
    }
    if let Some((_, level, by)) = best {
        sketch.open_gap(Axis::Y, level, by);
    }
}

/// Above and below a horizontal piece: above and below the cards at its ends, if it ends at any.
fn openings_of_level(sketch: &Sketch, a: Point, b: Point, size: Size) -> Vec<Opening> {
    let line = Rect::spanning(a, b);
    if line.width < size.width + 2 * MARGIN {
        return Vec::new();
    }
    let is_cut = |card: &&Rect| card.y < line.y && line.y <= card.bottom();
    let cut = sketch.cards.iter().filter(is_cut);
    let top = cut.clone().map(|card| card.y).min().unwrap_or(line.y);
    let bottom = cut.map(|card| card.bottom() + 1).max().unwrap_or(line.y + 1);
    let start = line.x + (line.width - size.width) / 2;
    let strip = (start, start + size.width);
    vec![Opening { level: top, strip, off: 0 }, Opening { level: bottom, strip, off: px(20) }]
}

/// Everywhere on a vertical piece, on either side.
fn openings_of_vertical(a: Point, b: Point, size: Size) -> Vec<Opening> {
    let line = Rect::spanning(a, b);
    let middle = line.center().y;
    let mut levels = vec![middle];
    let mut level = line.y + MARGIN;
    while level < line.bottom() - MARGIN {
        levels.push(level);
        level += STEP;
    }
    let sides = [(line.x, line.x + size.width), (line.x - size.width, line.x)];
    levels
        .into_iter()
        .flat_map(|level| sides.map(|strip| Opening { level, strip, off: (middle - level).abs() }))
        .collect()
}

/// Whether nothing but own lines runs up and down through a strip at a level, and no card or
/// title would be torn apart.
fn is_open(
    problem: &Problem<'_>,
    sketch: &Sketch,
    group: &[LinkIx],
    &Opening { level, strip, .. }: &Opening,
) -> bool {
    let is_cut = |rect: &Rect| rect.y < level && level <= rect.bottom();
    let mut titles = sketch.frames.iter().zip(&problem.frames);
    let is_title_cut = titles
        .any(|(area, frame)| is_cut(&Rect::new(area.x, area.y, area.width, frame.title.height)));
    if is_title_cut || sketch.cards.iter().any(is_cut) {
        return false;
    }
    let (left, right) = (strip.0 - CLEAR, strip.1 + CLEAR);
    let is_in_strip = |x: Unit| left < x && x < right;
    let covers = |rect: &Rect| rect.y <= level && level <= rect.bottom();
    let meets_border = sketch
        .frames
        .iter()
        .any(|frame| covers(frame) && (is_in_strip(frame.x) || is_in_strip(frame.right())));
    let mut others = (0..sketch.lines.len()).filter(|link| !group.contains(link));
    !meets_border
        && !others.any(|link| {
            sketch
                .pieces(link)
                .any(|(a, b)| a.x == b.x && is_in_strip(a.x) && covers(&Rect::spanning(a, b)))
        })
}

#[cfg(test)]
mod tests {
    use super::{CLEAR, Spot, groups, place, repeat, trunks};
    use crate::geom::{Rect, Size, px};
    use crate::layout::grid::problem::Problem;
    use crate::layout::grid::testing::{
        ByHand, by_hand, for_each_sketch, raw_sketch, with_bundles, with_placement,
    };

    #[test]
    fn labels_stand_at_their_lines_and_on_nothing_else() {
        for_each_sketch(0..20, |seed, problem, mut sketch| {
            place(problem, &mut sketch);
            repeat(problem, &mut sketch);
            for (link, spot) in sketch.spots.iter().enumerate() {
                let Some(spot) = spot else { continue };
                let (area, what) = (&spot.area, format!("{seed}: label {link}"));
                assert_eq!(Some(area.size()), problem.input.edges[link].label, "{what}");
                let line = &sketch.lines[link];
                let piece = Rect::spanning(line[spot.piece], line[spot.piece + 1]);
                assert!(piece.meets(area) && !piece.overlaps(area), "{what} leaves its line");
                assert!(!sketch.cards.iter().any(|card| card.overlaps(area)), "{what} on a card");
                for (frame, border) in problem.frames.iter().zip(&sketch.frames) {
                    let Size { width, height } = frame.title;
                    let title = Rect::new(border.x, border.y, width, height);
                    assert!(!title.overlaps(area), "{what} on a title");
                    assert!(!border.overlaps(area) || border.contains(area), "{what} on a border");
                }
                for other in (0..sketch.lines.len()).filter(|&other| other != link) {
                    let spot = sketch.spots[other].map(|spot| spot.area);
                    let is_mate = problem.mates[link].contains(&other);
                    let is_common = is_mate && spot == Some(*area);
                    let is_hit = spot.is_some_and(|spot| spot.overlaps(area));
                    assert!(is_common || !is_hit, "{what} on another");
                    let mut pieces = sketch.pieces(other).map(|(a, b)| Rect::spanning(a, b));
                    let words = if is_mate { area.grown(-CLEAR) } else { *area };
                    assert!(!pieces.any(|line| line.overlaps(&words)), "{what} on a line");
                }
            }
        });
    }

    /// By how much a drawing by hand grows for the label of its line, in pixels.
    fn growth(cards: &[ByHand], corners: &[(i32, i32)], label: (i32, i32)) -> (i32, i32) {
        let (mut input, mut sketch) = by_hand(cards, corners);
        input.edges[0].label = Some(Size::new(px(label.0), px(label.1)));
        let before = sketch.bounds();
        place(&Problem::new(&input), &mut sketch);
        assert!(sketch.spots[0].is_some(), "the label has a place");
        let after = sketch.bounds();
        ((after.width - before.width) / px(1), (after.height - before.height) / px(1))
    }

    #[test]
    fn a_short_line_gets_as_long_as_its_label_and_its_margins() {
        let cards = [([0, 0], [0, 0, 130, 60]), ([1, 0], [170, 0, 300, 60])];
        assert_eq!(growth(&cards, &[(130, 30), (170, 30)], (60, 14)), (60 + 12 - 40, 0));
    }

    #[test]
    fn height_is_opened_by_the_label_and_its_margins() {
        let ends = [([0, 0], [0, 0, 130, 60]), ([2, 1], [330, 140, 460, 200])];
        let between = [([1, 0], [180, 0, 310, 92]), ([1, 1], [180, 108, 310, 200])];
        let corners = [(65, 60), (65, 100), (395, 100), (395, 140)];
        assert_eq!(growth(&[ends, between].concat(), &corners, (120, 40)), (0, 40 + 12));
    }

    #[test]
    fn lines_of_a_bundle_that_run_on_their_own_have_its_label_too_and_nothing_moves() {
        let (mut apart, mut again) = (0, 0);
        for seed in 0..20 {
            with_placement(&with_bundles(seed), |problem, placement| {
                let mut sketch = raw_sketch(problem, placement);
                place(problem, &mut sketch);
                let before = sketch.clone();
                repeat(problem, &mut sketch);
                assert_eq!(sketch.bounds(), before.bounds(), "{seed}");
                assert_eq!((&sketch.cards, &sketch.lines), (&before.cards, &before.lines));
                for group in groups(problem) {
                    let trunks = trunks(&sketch, &group);
                    for trunk in trunks.iter().filter(|_| trunks.len() > 1) {
                        let has_label = |spots: &[Option<Spot>]| {
                            trunk.iter().filter(|&&link| spots[link].is_some()).count()
                        };
                        let (had, has) = (has_label(&before.spots), has_label(&sketch.spots));
                        assert!(had <= has && has <= 1, "{seed}: {has} labels on one trunk");
                        apart += 1 - had;
                        again += has - had;
                    }
                }
            });
        }
        assert!(apart > 20 && 2 * again > apart, "{again} of {apart}");
    }
}
