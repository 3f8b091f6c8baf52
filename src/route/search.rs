//! The cheapest line between two terminals: A* over grid points and directions.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::grid::{Grid, Step};
use super::{Ground, Terminal, Wish, frame};
use crate::geom::{Point, Rect, Unit};

/// Right, down, left, up: `dir ^ 2` is the way back.
const STEPS: [(isize, isize); 4] = [(1, 0), (0, 1), (-1, 0), (0, -1)];
const UNSEEN: u32 = u32::MAX;
/// So many states take as long to prepare as one takes to look at.
const PREPARED: usize = 32;

/// What a line pays, in units of length.
struct Prices {
    corner: u32,
    crossing: u32,
    /// For each region that it enters without permission.
    trespass: u32,
    /// For each unit next to other lines or rectangles, in multiples of length.
    shyness: u32,
}

struct Search<'a> {
    grid: &'a Grid,
    ground: &'a Ground,
    wish: &'a Wish,
    prices: Prices,
    goal: Rect,
    cost: Vec<u32>,
    came: Vec<u8>,
    open: BinaryHeap<Reverse<(u32, u32, u32)>>,
    /// How many states may still be looked at.
    work: usize,
}

/// Finds the cheapest line, as its corners; none if there is no way, or `work`, from which it
/// takes what it spends, does not suffice.
///
/// `shyness` makes steps next to closed ones dearer, which leaves room for a label.
pub(super) fn cheapest(
    grid: &Grid,
    ground: &Ground,
    wish: &Wish,
    gap: Unit,
    shyness: u32,
    work: &mut usize,
) -> Option<Vec<Point>> {
    let gap = gap as u32;
    let states = grid.xs.len() * grid.ys.len() * 4;
    let mut search = Search {
        grid,
        ground,
        wish,
        prices: Prices { corner: 6 * gap, crossing: 8 * gap, trespass: 4000 * gap, shyness },
        goal: frame(ground, wish.to),
        cost: vec![UNSEEN; states],
        came: vec![u8::MAX; states],
        open: BinaryHeap::new(),
        work: work.saturating_sub(states / PREPARED),
    };
    search.start();
    let end = search.run();
    *work = search.work;
    Some(search.walk_back(end?))
}

impl Search<'_> {
    fn state(&self, ix: usize, iy: usize, dir: usize) -> usize {
        (iy * self.grid.xs.len() + ix) * 4 + dir
    }

    fn place(&self, state: usize) -> (usize, usize, usize) {
        let at = state / 4;
        (at % self.grid.xs.len(), at / self.grid.xs.len(), state % 4)
    }

    /// Opens every place where the line may begin.
    fn start(&mut self) {
        let outwards = !matches!(self.wish.from, Terminal::RegionFromInside(_));
        let border = frame(self.ground, self.wish.from);
        for (ix, iy, out) in border_points(self.grid, &border) {
            let dir = if outwards { out } else { out ^ 2 };
            let state = self.state(ix, iy, dir);
            let cost = off_center(&border, self.grid.point(ix, iy), out);
            self.open(state, cost, u8::MAX);
        }
    }

    fn open(&mut self, state: usize, cost: u32, came: u8) {
        if cost < self.cost[state] {
            self.cost[state] = cost;
            self.came[state] = came;
            let (ix, iy, _) = self.place(state);
            let rest = distance(&self.goal, self.grid.point(ix, iy));
            // The dearer of two equal estimates is nearer to its goal: prefer it.
            self.open.push(Reverse((cost.saturating_add(rest), rest, state as u32)));
        }
    }

    fn run(&mut self) -> Option<usize> {
        while let Some(Reverse((estimate, rest, state))) = self.open.pop() {
            let state = state as usize;
            if estimate - rest > self.cost[state] {
                continue;
            }
            if self.is_goal(state) {
                return Some(state);
            }
            self.work = self.work.checked_sub(1)?;
            self.expand(state);
        }
        None
    }

    /// Whether the line may stop here: on the border, coming from the right side.
    fn is_goal(&self, state: usize) -> bool {
        let (ix, iy, dir) = self.place(state);
        let from_outside = !matches!(self.wish.to, Terminal::RegionFromInside(_));
        let side = side_of(&self.goal, self.grid.point(ix, iy));
        let has_moved = self.came[state] != u8::MAX;
        has_moved && side.is_some_and(|out| dir == if from_outside { out ^ 2 } else { out })
    }

    fn expand(&mut self, state: usize) {
        let (ix, iy, dir) = self.place(state);
        for (turned, (dx, dy)) in STEPS.into_iter().enumerate() {
            let is_start = self.came[state] == u8::MAX;
            if turned == dir ^ 2 || (is_start && turned != dir) {
                continue;
            }
            let (Some(jx), Some(jy)) = (ix.checked_add_signed(dx), iy.checked_add_signed(dy))
            else {
                continue;
            };
            if jx >= self.grid.xs.len() || jy >= self.grid.ys.len() {
                continue;
            }
            let Some(price) = self.price(ix, iy, jx, jy) else { continue };
            let corner = if turned == dir { 0 } else { self.prices.corner };
            let next = self.state(jx, jy, turned);
            let cost = self.cost[state] + price + corner + self.arrival(jx, jy, turned);
            self.open(next, cost, dir as u8);
        }
    }

    /// What the step costs; none if this line may not take it.
    fn price(&self, ix: usize, iy: usize, jx: usize, jy: usize) -> Option<u32> {
        let (x, y) = (ix.min(jx), iy.min(jy));
        let is_horizontal = iy == jy;
        let (step, crossed) =
            if is_horizontal { self.grid.step_right(x, y) } else { self.grid.step_down(x, y) };
        match step {
            Step::Free => (),
            Step::Stub(b) if self.ends_at(b as usize) => (),
            Step::Stub(_) | Step::Closed => return None,
        }
        let (a, b) = (self.grid.point(ix, iy), self.grid.point(jx, jy));
        let length = (a.x - b.x).unsigned_abs() + (a.y - b.y).unsigned_abs();
        let mut price = length + self.prices.crossing * u32::from(crossed);
        if self.prices.shyness > 0 && self.is_tight(x, y, is_horizontal) {
            price += self.prices.shyness * length;
        }
        let trespasses = |r| !self.wish.may_enter.get(r).copied().unwrap_or(true);
        let (before, after) = (self.grid.region(ix, iy), self.grid.region(jx, jy));
        if before != after && after.is_some_and(trespasses) {
            price += self.prices.trespass;
        }
        Some(price)
    }

    fn ends_at(&self, block: usize) -> bool {
        self.wish.from == Terminal::Block(block) || self.wish.to == Terminal::Block(block)
    }

    /// Whether a step beside this one, up to three tracks away, is closed.
    fn is_tight(&self, x: usize, y: usize, is_horizontal: bool) -> bool {
        let (nx, ny) = (self.grid.xs.len(), self.grid.ys.len());
        let is_closed = |offset: isize| {
            let step = if is_horizontal {
                let row = y.checked_add_signed(offset).filter(|&row| row < ny);
                row.map(|row| self.grid.step_right(x, row))
            } else {
                let column = x.checked_add_signed(offset).filter(|&column| column < nx);
                column.map(|column| self.grid.step_down(column, y))
            };
            step.is_none_or(|(step, _)| step != Step::Free)
        };
        (-3..=3).any(is_closed)
    }

    /// What it costs to stop at a point away from the middle of the goal's side.
    fn arrival(&self, ix: usize, iy: usize, dir: usize) -> u32 {
        let p = self.grid.point(ix, iy);
        let side = side_of(&self.goal, p).filter(|side| side % 2 == dir % 2);
        side.map_or(0, |side| off_center(&self.goal, p, side))
    }

    /// The corners of the line that ends in `state`.
    fn walk_back(&self, end: usize) -> Vec<Point> {
        let (mut ix, mut iy, mut dir) = self.place(end);
        let mut points = vec![self.grid.point(ix, iy)];
        loop {
            let came = self.came[self.state(ix, iy, dir)];
            if came == u8::MAX {
                break;
            }
            let (dx, dy) = STEPS[dir];
            ix = ix.wrapping_add_signed(-dx);
            iy = iy.wrapping_add_signed(-dy);
            if came as usize != dir {
                points.push(self.grid.point(ix, iy));
            }
            dir = came as usize;
        }
        points.push(self.grid.point(ix, iy));
        points.dedup();
        points.reverse();
        points
    }
}

/// The side of a frame that a point lies on, as the direction out of it; none for corners.
fn side_of(frame: &Rect, p: Point) -> Option<usize> {
    let horizontal = frame.y < p.y && p.y < frame.bottom();
    let vertical = frame.x < p.x && p.x < frame.right();
    match p {
        _ if horizontal && p.x == frame.right() => Some(0),
        _ if vertical && p.y == frame.bottom() => Some(1),
        _ if horizontal && p.x == frame.x => Some(2),
        _ if vertical && p.y == frame.y => Some(3),
        _ => None,
    }
}

/// Grid points on the sides of a frame, with the direction out of it.
fn border_points(grid: &Grid, frame: &Rect) -> Vec<(usize, usize, usize)> {
    let mut found = Vec::new();
    let x_at = |x: Unit| grid.xs.binary_search(&x).ok();
    let y_at = |y: Unit| grid.ys.binary_search(&y).ok();
    for ix in [x_at(frame.x), x_at(frame.right())].into_iter().flatten() {
        for iy in grid.ys.partition_point(|&y| y <= frame.y)..grid.ys.len() {
            if grid.ys[iy] >= frame.bottom() {
                break;
            }
            found.extend(side_of(frame, grid.point(ix, iy)).map(|out| (ix, iy, out)));
        }
    }
    for iy in [y_at(frame.y), y_at(frame.bottom())].into_iter().flatten() {
        for ix in grid.xs.partition_point(|&x| x <= frame.x)..grid.xs.len() {
            if grid.xs[ix] >= frame.right() {
                break;
            }
            found.extend(side_of(frame, grid.point(ix, iy)).map(|out| (ix, iy, out)));
        }
    }
    found
}

/// What a port pays for not being in the middle of its side.
fn off_center(frame: &Rect, p: Point, side: usize) -> u32 {
    let center = frame.center();
    let off = if side.is_multiple_of(2) { p.y - center.y } else { p.x - center.x };
    off.unsigned_abs() / 4
}

/// Length of the shortest way from a point to a frame.
fn distance(frame: &Rect, p: Point) -> u32 {
    let dx = (frame.x - p.x).max(p.x - frame.right()).max(0);
    let dy = (frame.y - p.y).max(p.y - frame.bottom()).max(0);
    (dx + dy).unsigned_abs()
}
