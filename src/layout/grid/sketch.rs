//! A drawing that may still be stretched and squeezed: frames, lines and labels in units.
//!
//! Before: a way for each link. After: cards have the sizes that were asked for, lines are vertical
//! or horizontal and join the borders of their ends; a gap that is opened through no card keeps that so.

use super::cells::{Cell, Placement};
use super::floor::{Floor, SQUARE};
use super::problem::{LinkIx, Problem, Tip};
use crate::geom::{Point, Rect, Unit};
use crate::layout::geometry::lines::tidy;
use crate::route::lattice::{Area, Direction, Path};

/// Where a label stands on its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    /// The piece of the line, by its first corner.
    pub piece: usize,
    /// Its box, which touches the piece.
    pub area: Rect,
}

/// The drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sketch {
    /// The cell of each card: those of one row, or of one column, move together.
    pub cells: Vec<Cell>,
    /// Cards.
    pub cards: Vec<Rect>,
    /// Frames.
    pub frames: Vec<Rect>,
    /// Lines, from border to border.
    pub lines: Vec<Vec<Point>>,
    /// Labels; none where a line has none, or none has room.
    pub spots: Vec<Option<Spot>>,
}

impl Sketch {
    /// What stands on the squares of a lattice, in units; none if a line has no way.
    pub fn new(
        problem: &Problem<'_>,
        placement: &Placement<'_>,
        floor: &Floor,
        paths: &[Option<Path>],
    ) -> Option<Self> {
        let cards = floor.cards.iter().zip(&problem.cards).map(|(area, card)| {
            let room = rect(area);
            let (dx, dy) = (room.width - card.size.width, room.height - card.size.height);
            Rect::new(room.x + dx / 2, room.y + dy / 2, card.size.width, card.size.height)
        });
        let mut sketch = Self {
            cells: placement.cells().to_vec(),
            cards: cards.collect(),
            frames: floor.frames.iter().map(rect).collect(),
            lines: Vec::new(),
            spots: vec![None; problem.links.len()],
        };
        for (link, path) in problem.links.iter().zip(paths) {
            let path = path.as_ref()?;
            let line = corners(path, sketch.tip(link.from), sketch.tip(link.to));
            sketch.lines.push(line);
        }
        Some(sketch)
    }

    /// The rectangle that an end is.
    pub fn tip(&self, tip: Tip) -> Rect {
        match tip {
            Tip::Card(card) => self.cards[card],
            Tip::Frame(frame) => self.frames[frame],
        }
    }

    /// Moves everything from `at` on to the right by `by`, or down.
    pub fn open_gap(&mut self, axis: Axis, at: Unit, by: Unit) {
        let moved = |v: Unit| if v >= at { v + by } else { v };
        let stretched = |rect: Rect| {
            let (low, high) = axis.of(&rect);
            axis.with(rect, moved(low), moved(high))
        };
        self.cards.iter_mut().for_each(|card| *card = stretched(*card));
        self.frames.iter_mut().for_each(|frame| *frame = stretched(*frame));
        // A label goes where its piece goes, or else slides along it.
        for (line, spot) in self.lines.iter().zip(&mut self.spots) {
            let Some(spot) = spot else { continue };
            let (a, b) = (line[spot.piece], line[spot.piece + 1]);
            let place = if axis.at(a) == axis.at(b) { axis.at(a) } else { axis.of(&spot.area).0 };
            let by = moved(place) - place;
            let (low, high) = axis.of(&spot.area);
            spot.area = axis.with(spot.area, low + by, high + by);
        }
        for p in self.lines.iter_mut().flatten() {
            *p = axis.place(*p, moved(axis.at(*p)));
        }
    }

    /// Makes every frame as wide as its title.
    pub fn widen_for_titles(&mut self, problem: &Problem<'_>) {
        for (f, frame) in problem.frames.iter().enumerate() {
            let missing = frame.title.width - self.frames[f].width;
            if missing > 0 {
                self.open_gap(Axis::X, self.frames[f].right(), missing);
            }
        }
    }

    /// The smallest rectangle around everything.
    pub fn bounds(&self) -> Rect {
        let lines = self.lines.iter().flatten().map(|&p| Rect::spanning(p, p));
        let spots = self.spots.iter().flatten().map(|spot| spot.area);
        let all = self.cards.iter().chain(&self.frames).copied().chain(lines).chain(spots);
        all.reduce(|a, b| a.union(&b)).unwrap_or_default()
    }

    /// Drops corners where lines run straight on.
    pub fn tidy(&mut self) {
        for (line, spot) in self.lines.iter_mut().zip(&mut self.spots) {
            let before = line.clone();
            tidy(line);
            let Some(spot) = spot.as_mut().filter(|_| line.len() < before.len()) else { continue };
            let piece = Rect::spanning(before[spot.piece], before[spot.piece + 1]);
            let holds = |ends: &[Point]| Rect::spanning(ends[0], ends[1]).contains(&piece);
            spot.piece = line.windows(2).position(holds).unwrap_or(0);
        }
    }

    /// The pieces of a line.
    pub fn pieces(&self, link: LinkIx) -> impl Iterator<Item = (Point, Point)> + '_ {
        self.lines[link].windows(2).map(|ends| (ends[0], ends[1]))
    }
}

/// One of the two directions of the plane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Axis {
    /// From left to right.
    X,
    /// From top to bottom.
    Y,
}

impl Axis {
    /// The other one.
    pub const fn across(self) -> Self {
        match self {
            Self::X => Self::Y,
            Self::Y => Self::X,
        }
    }

    /// Where a rectangle begins and ends.
    pub const fn of(self, rect: &Rect) -> (Unit, Unit) {
        match self {
            Self::X => (rect.x, rect.right()),
            Self::Y => (rect.y, rect.bottom()),
        }
    }

    /// Where a point lies.
    pub const fn at(self, point: Point) -> Unit {
        match self {
            Self::X => point.x,
            Self::Y => point.y,
        }
    }

    /// A point moved to a place.
    pub const fn place(self, point: Point, at: Unit) -> Point {
        match self {
            Self::X => Point::new(at, point.y),
            Self::Y => Point::new(point.x, at),
        }
    }

    /// A rectangle with another begin and end.
    pub const fn with(self, rect: Rect, low: Unit, high: Unit) -> Rect {
        match self {
            Self::X => Rect::new(low, rect.y, high - low, rect.height),
            Self::Y => Rect::new(rect.x, low, rect.width, high - low),
        }
    }
}

/// A path as corners, its ends on the borders.
fn corners(path: &Path, from: Rect, to: Rect) -> Vec<Point> {
    let mut points: Vec<Point> = path.corners.iter().map(|&square| middle(square)).collect();
    let first = on_border(points[0], path.directions.0.reverse(), from);
    let last = on_border(points[points.len() - 1], path.directions.1, to);
    if points.len() == 1 {
        points.push(points[0]);
    }
    let end = points.len() - 1;
    points[0] = first;
    points[end] = last;
    points
}

fn rect(area: &Area) -> Rect {
    let unit = |squares: usize| squares as Unit * SQUARE;
    Rect::new(unit(area.x.start), unit(area.y.start), unit(area.x.len()), unit(area.y.len()))
}

const fn middle((x, y): (usize, usize)) -> Point {
    Point::new(x as Unit * SQUARE + SQUARE / 2, y as Unit * SQUARE + SQUARE / 2)
}

/// Where a line that goes on in a direction meets a border.
const fn on_border(from: Point, direction: Direction, rect: Rect) -> Point {
    let (x, y) = match direction {
        Direction::Right if from.x < rect.x => (rect.x, from.y),
        Direction::Right => (rect.right(), from.y),
        Direction::Left if from.x > rect.right() => (rect.right(), from.y),
        Direction::Left => (rect.x, from.y),
        Direction::Down if from.y < rect.y => (from.x, rect.y),
        Direction::Down => (from.x, rect.bottom()),
        Direction::Up if from.y > rect.bottom() => (from.x, rect.bottom()),
        Direction::Up => (from.x, rect.y),
    };
    Point::new(x, y)
}

#[cfg(test)]
mod tests {
    use crate::layout::grid::testing::for_each_sketch;

    #[test]
    fn frames_are_as_wide_as_their_titles() {
        for_each_sketch(0..12, |seed, problem, sketch| {
            for (frame, area) in problem.frames.iter().zip(&sketch.frames) {
                assert!(frame.title.width <= area.width, "{seed}");
            }
        });
    }
}
