//! The grid that lines run on: which steps are free, and how many lines a step crosses.

use super::{BlockIx, Ground, RegionIx};
use crate::geom::{Point, Rect, Unit};

/// Who may use a step close to a rectangle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// Lines that end at this block.
    Block(BlockIx),
    /// No line.
    Nobody,
}

/// State of a step from one grid point to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Every line may take it.
    Free,
    /// Lines that end at the block may.
    Stub(u32),
    /// No line may.
    Closed,
}

/// Steps along one axis. `across` runs over the lines of the grid that the steps lie on,
/// `along` over the steps of one line.
#[derive(Debug, Clone)]
struct Axis {
    steps: Vec<Step>,
    crossed: Vec<u16>,
    count: usize,
}

impl Axis {
    fn new(across: usize, along: usize) -> Self {
        let count = along.saturating_sub(1);
        let size = across * count;
        Self { steps: vec![Step::Free; size], crossed: vec![0; size], count }
    }
}

/// The grid.
#[derive(Debug, Clone)]
pub(super) struct Grid {
    pub(super) xs: Vec<Unit>,
    pub(super) ys: Vec<Unit>,
    horizontal: Axis,
    vertical: Axis,
    /// Innermost region that a point lies strictly inside of, plus one; 0: none.
    region: Vec<u32>,
}

impl Grid {
    pub(super) fn new(ground: &Ground, gap: Unit) -> Self {
        let inside = |v: Unit, lo: Unit, hi: Unit| lo <= v && v <= hi;
        let (mut xs, mut ys) = (Vec::new(), Vec::new());
        for (rects, away) in [(&ground.blocks, gap), (&ground.walls, gap), (&ground.regions, gap)] {
            for r in rects {
                let c = r.center();
                xs.extend([r.x - away, r.x, r.x + away, c.x]);
                xs.extend([r.right() - away, r.right(), r.right() + away]);
                ys.extend([r.y - away, r.y, r.y + away, c.y]);
                ys.extend([r.bottom() - away, r.bottom(), r.bottom() + away]);
            }
        }
        let area = &ground.area;
        xs.retain(|&x| inside(x, area.x, area.right()));
        ys.retain(|&y| inside(y, area.y, area.bottom()));
        let xs = with_tracks(xs, area.x, area.right(), gap);
        let ys = with_tracks(ys, area.y, area.bottom(), gap);
        let (nx, ny) = (xs.len(), ys.len());
        let mut grid = Self {
            horizontal: Axis::new(ny, nx),
            vertical: Axis::new(nx, ny),
            region: vec![0; nx * ny],
            xs,
            ys,
        };
        for (r, frame) in ground.regions.iter().enumerate() {
            grid.add_region(r, frame, gap);
        }
        for wall in &ground.walls {
            grid.block(wall, gap / 2, Owner::Nobody);
        }
        for (b, block) in ground.blocks.iter().enumerate() {
            grid.block(block, gap, Owner::Block(b));
        }
        grid
    }

    pub(super) fn point(&self, ix: usize, iy: usize) -> Point {
        Point::new(self.xs[ix], self.ys[iy])
    }

    /// The innermost region around a point.
    pub(super) fn region(&self, ix: usize, iy: usize) -> Option<RegionIx> {
        (self.region[iy * self.xs.len() + ix] as usize).checked_sub(1)
    }

    /// The step from (`ix`, `iy`) to the right, and how many lines it crosses.
    pub(super) fn step_right(&self, ix: usize, iy: usize) -> (Step, u16) {
        let at = iy * self.horizontal.count + ix;
        (self.horizontal.steps[at], self.horizontal.crossed[at])
    }

    /// The step from (`ix`, `iy`) down, and how many lines it crosses.
    pub(super) fn step_down(&self, ix: usize, iy: usize) -> (Step, u16) {
        let at = ix * self.vertical.count + iy;
        (self.vertical.steps[at], self.vertical.crossed[at])
    }

    /// Closes all steps that come closer than `away` to a rectangle, but for those that lead
    /// straight to its border: they belong to the owner.
    pub(super) fn block(&mut self, rect: &Rect, away: Unit, owner: Owner) {
        let (x, y) = ((rect.x, rect.right()), (rect.y, rect.bottom()));
        close(&mut self.horizontal, &self.ys, &self.xs, y, x, away, owner);
        close(&mut self.vertical, &self.xs, &self.ys, x, y, away, owner);
    }

    /// Marks the inside of a region and closes the steps along its border.
    fn add_region(&mut self, region: RegionIx, frame: &Rect, gap: Unit) {
        let nx = self.xs.len();
        for iy in between(&self.ys, frame.y + 1, frame.bottom() - 1) {
            for ix in between(&self.xs, frame.x + 1, frame.right() - 1) {
                self.region[iy * nx + ix] = region as u32 + 1;
            }
        }
        let away = gap / 2;
        for y in [frame.y, frame.bottom()] {
            let side = (frame.x - away, frame.right() + away);
            close_near(&mut self.horizontal, &self.ys, &self.xs, y, side, away);
        }
        for x in [frame.x, frame.right()] {
            let side = (frame.y - away, frame.bottom() + away);
            close_near(&mut self.vertical, &self.xs, &self.ys, x, side, away);
        }
    }

    /// Closes the steps along a line and counts it on the steps across it.
    pub(super) fn occupy(&mut self, line: &[Point], gap: Unit) {
        for w in line.windows(2) {
            let (a, b) = (w[0].min(w[1]), w[0].max(w[1]));
            if a.y == b.y {
                let run = (a.x - gap, b.x + gap);
                close_near(&mut self.horizontal, &self.ys, &self.xs, a.y, run, gap);
                count_crossing(&mut self.vertical, &self.xs, &self.ys, (a.x, b.x), a.y);
            } else {
                let run = (a.y - gap, b.y + gap);
                close_near(&mut self.vertical, &self.xs, &self.ys, a.x, run, gap);
                count_crossing(&mut self.horizontal, &self.ys, &self.xs, (a.y, b.y), a.x);
            }
        }
    }
}

/// Indices of the coordinates from `lo` to `hi`, both included.
fn between(coordinates: &[Unit], lo: Unit, hi: Unit) -> std::ops::Range<usize> {
    let start = coordinates.partition_point(|&c| c < lo);
    start..coordinates.partition_point(|&c| c <= hi).max(start)
}

/// Sorted coordinates with tracks filled in where there is room for more.
fn with_tracks(mut special: Vec<Unit>, lo: Unit, hi: Unit, gap: Unit) -> Vec<Unit> {
    special.extend([lo, hi]);
    special.sort_unstable();
    special.dedup();
    let mut all = Vec::new();
    for w in special.windows(2) {
        all.push(w[0]);
        let mut next = w[0] + gap;
        while next + gap <= w[1] {
            all.push(next);
            next += gap;
        }
    }
    all.extend(special.last());
    all
}

/// Indices of the steps of a line of the grid that reach into the open range `lo` to `hi`.
fn steps_within(along: &[Unit], lo: Unit, hi: Unit) -> std::ops::Range<usize> {
    let first = along.partition_point(|&c| c <= lo).saturating_sub(1);
    let last = along.partition_point(|&c| c < hi).min(along.len().saturating_sub(1));
    first..last.max(first)
}

/// See [`Grid::block`]; `side` is the extent across the steps, `run` that along them.
fn close(
    axis: &mut Axis,
    across: &[Unit],
    along: &[Unit],
    side: (Unit, Unit),
    run: (Unit, Unit),
    away: Unit,
    owner: Owner,
) {
    for line in between(across, side.0 - away + 1, side.1 + away - 1) {
        let faces = side.0 < across[line] && across[line] < side.1;
        for step in steps_within(along, run.0 - away, run.1 + away) {
            let state = &mut axis.steps[line * axis.count + step];
            let leads_to_it = along[step + 1] <= run.0 || run.1 <= along[step];
            *state = match (owner, *state) {
                (Owner::Block(b), Step::Free) if faces && leads_to_it => Step::Stub(b as u32),
                _ => Step::Closed,
            };
        }
    }
}

/// Closes the steps closer than `away` to the line at `place` over the open range `run`.
fn close_near(
    axis: &mut Axis,
    across: &[Unit],
    along: &[Unit],
    place: Unit,
    run: (Unit, Unit),
    away: Unit,
) {
    for line in between(across, place - away + 1, place + away - 1) {
        for step in steps_within(along, run.0, run.1) {
            axis.steps[line * axis.count + step] = Step::Closed;
        }
    }
}

/// Counts a line at `place` on the steps that run across it strictly within `extent`.
fn count_crossing(
    axis: &mut Axis,
    across: &[Unit],
    along: &[Unit],
    extent: (Unit, Unit),
    place: Unit,
) {
    let step = along.partition_point(|&c| c <= place).saturating_sub(1);
    if step >= axis.count {
        return;
    }
    for line in between(across, extent.0, extent.1) {
        let crossed = &mut axis.crossed[line * axis.count + step];
        *crossed = crossed.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::{Axis, Grid, Step};
    use crate::geom::{Point, Rect};
    use crate::route::Ground;

    const GAP: i32 = 16;

    fn crossed(axis: &Axis) -> usize {
        axis.crossed.iter().map(|&count| count as usize).sum()
    }

    fn closed(axis: &Axis) -> usize {
        axis.steps.iter().filter(|&&step| step == Step::Closed).count()
    }

    #[test]
    fn a_line_closes_what_runs_along_it_and_is_counted_by_what_runs_across() {
        let ground = Ground { area: Rect::new(0, 0, 640, 640), ..Ground::default() };
        let empty = Grid::new(&ground, GAP);
        assert_eq!(crossed(&empty.horizontal) + crossed(&empty.vertical), 0);
        let (from, down, right) =
            (Point::new(320, 160), Point::new(320, 320), Point::new(480, 160));
        let with = |to: Point| {
            let mut grid = Grid::new(&ground, GAP);
            grid.occupy(&[from, to], GAP);
            grid
        };
        let before = [closed(&empty.horizontal), closed(&empty.vertical)];
        for (to, along, across) in [(down, 1, 0), (right, 0, 1)] {
            let grid = with(to);
            let axes = [&grid.horizontal, &grid.vertical];
            // A step for each track from its start to its end.
            assert_eq!(crossed(axes[across]), 160 / GAP as usize + 1, "{to:?}");
            assert_eq!(crossed(axes[along]), 0, "{to:?}");
            assert_eq!(closed(axes[across]), before[across], "{to:?}");
            let steps = closed(axes[along]) - before[along];
            assert_eq!(
                steps,
                (160 + 2 * GAP) as usize / GAP as usize,
                "and a gap before and behind"
            );
        }
    }
}
