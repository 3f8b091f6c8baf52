//! Orthogonal lines round rectangles: generic routing that knows only geometry.
//!
//! A [`Router`] holds a ground of rectangles and the lines that it has drawn so far. Each
//! new line is a cheapest path on a grid of all coordinates that matter (the borders of the
//! rectangles, and tracks between them), where length, corners and crossings cost, and where
//! running along another line or into a rectangle is impossible. After the line its label
//! is placed, and both are in the way of what comes later. The idea of the grid is that of
//! Wybrow, Marriott and Stuckey, "Orthogonal connector routing" (2009).

mod grid;
mod labels;
pub mod lattice;
mod search;

use crate::geom::{Point, Rect, Size, Unit};
use grid::{Grid, Owner};

/// Index of a block in [`Ground::blocks`].
pub type BlockIx = usize;
/// Index of a region in [`Ground::regions`].
pub type RegionIx = usize;

/// What is in the way of lines.
#[derive(Debug, Clone, Default)]
pub struct Ground {
    /// Where everything has to stay.
    pub area: Rect,
    /// Frames that no line enters, but where lines may end.
    pub blocks: Vec<Rect>,
    /// Rectangles that neither lines nor labels enter.
    pub walls: Vec<Rect>,
    /// Nested rectangles that a line enters only with permission, outer ones first.
    pub regions: Vec<Rect>,
}

/// Where a line may begin or stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Terminal {
    /// On the border of a block.
    Block(BlockIx),
    /// On the border of a region, from outside.
    RegionFromOutside(RegionIx),
    /// On the border of a region, from inside.
    RegionFromInside(RegionIx),
}

/// A line that is wanted.
#[derive(Debug, Clone)]
pub struct Wish {
    /// Where it begins.
    pub from: Terminal,
    /// Where it stops.
    pub to: Terminal,
    /// Size of its label, if it has one.
    pub label: Option<Size>,
    /// Whether it may enter a region, for each region.
    pub may_enter: Vec<bool>,
}

/// A line that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its corners, both ends included.
    pub points: Vec<Point>,
    /// Where its label is.
    pub label: Option<Rect>,
}

/// Draws lines one after the other.
#[derive(Clone)]
pub struct Router {
    ground: Ground,
    gap: Unit,
    grid: Grid,
    lines: Vec<Vec<Point>>,
    labels: Vec<Rect>,
}

impl Router {
    /// Prepares the ground. `gap` is the distance between parallel lines and between a line
    /// and a rectangle that it passes.
    ///
    /// Takes memory in proportion to the number of grid points: about the area divided by
    /// `gap` squared.
    pub fn new(ground: Ground, gap: Unit) -> Self {
        let gap = gap.max(2);
        let grid = Grid::new(&ground, gap);
        Self { ground, gap, grid, lines: Vec::new(), labels: Vec::new() }
    }

    /// Puts a line and its label in the way of what comes later.
    pub fn occupy(&mut self, found: Found) {
        self.grid.occupy(&found.points, self.gap);
        if let Some(label) = found.label {
            self.grid.block(&label, self.gap / 2, Owner::Nobody);
            self.labels.push(label);
        }
        self.lines.push(found.points);
    }

    /// Finds a line and a place for its label; none if there is no way left. The line is not
    /// in the way of others before it is given to [`Router::occupy`].
    pub fn find(&self, wish: &Wish) -> Option<Found> {
        let mut work = usize::MAX;
        self.find_within(wish, &mut work)
    }

    /// The same, but none as well when so many states of the search have been looked at; `work` is
    /// what is left of them.
    pub fn find_within(&self, wish: &Wish, work: &mut usize) -> Option<Found> {
        for shyness in [0, 1, 3] {
            let points = search::cheapest(&self.grid, &self.ground, wish, self.gap, shyness, work)?;
            let Some(size) = wish.label else {
                return Some(Found { points, label: None });
            };
            let label =
                labels::place(&points, size, &self.ground, self.gap, &self.labels, &self.lines);
            if label.is_some() {
                return Some(Found { points, label });
            }
        }
        None
    }
}

/// The border that a terminal lies on.
fn frame(ground: &Ground, terminal: Terminal) -> Rect {
    match terminal {
        Terminal::Block(b) => ground.blocks[b],
        Terminal::RegionFromOutside(r) | Terminal::RegionFromInside(r) => ground.regions[r],
    }
}

#[cfg(test)]
mod tests {
    use super::{Found, Ground, Router, Terminal, Wish};
    use crate::geom::{Point, Rect, Size};

    fn wish(from: usize, to: usize) -> Wish {
        Wish {
            from: Terminal::Block(from),
            to: Terminal::Block(to),
            label: None,
            may_enter: vec![],
        }
    }

    fn ground(blocks: &[Rect]) -> Ground {
        let area = Rect::new(0, 0, 1000, 600);
        Ground { area, blocks: blocks.to_vec(), ..Ground::default() }
    }

    #[test]
    fn facing_blocks_get_a_straight_line() {
        let blocks = [Rect::new(100, 100, 80, 80), Rect::new(400, 100, 80, 80)];
        let found = Router::new(ground(&blocks), 16).find(&wish(0, 1)).expect("a way");
        assert_eq!(found.points, [Point::new(180, 140), Point::new(400, 140)]);
    }

    #[test]
    fn a_block_in_between_is_passed_at_a_distance() {
        let blocks =
            [Rect::new(100, 100, 80, 80), Rect::new(400, 100, 80, 80), Rect::new(250, 60, 60, 200)];
        let found = Router::new(ground(&blocks), 16).find(&wish(0, 1)).expect("a way");
        let near = blocks[2].grown(15);
        for w in found.points.windows(2) {
            assert!(!Rect::spanning(w[0], w[1]).grown(1).overlaps(&near), "{:?}", found.points);
        }
    }

    #[test]
    fn a_line_goes_round_where_its_label_finds_room() {
        let blocks = [Rect::new(100, 260, 80, 80), Rect::new(700, 260, 80, 80)];
        // The straight way is a passage that is as wide as a line, not as its label.
        let walls = vec![Rect::new(200, 240, 480, 30), Rect::new(200, 330, 480, 30)];
        let ground = Ground { walls, ..ground(&blocks) };
        let wish = Wish { label: Some(Size::new(100, 60)), ..wish(0, 1) };
        let found = Router::new(ground, 16).find(&wish).expect("a way with a label");
        assert!(found.label.is_some() && found.points.len() > 2, "{found:?}");
    }

    #[test]
    fn a_search_ends_where_its_work_is_spent() {
        let blocks = [Rect::new(100, 100, 80, 80), Rect::new(400, 300, 80, 80)];
        let router = Router::new(ground(&blocks), 16);
        let mut work = 100_000;
        let found = router.find_within(&wish(0, 1), &mut work);
        assert_eq!(found, router.find(&wish(0, 1)));
        let needed = 100_000 - work;
        let mut enough = needed;
        assert!(found.is_some() && router.find_within(&wish(0, 1), &mut enough).is_some());
        assert_eq!(enough, 0);
        let mut scarce = needed - 1;
        assert_eq!(router.find_within(&wish(0, 1), &mut scarce), None);
        assert_eq!(scarce, 0);
    }

    #[test]
    fn parallel_lines_keep_their_gap_and_labels_their_place() {
        let blocks = [Rect::new(100, 100, 80, 160), Rect::new(500, 100, 80, 160)];
        let mut router = Router::new(ground(&blocks), 16);
        let mut all: Vec<Found> = Vec::new();
        for _ in 0..4 {
            let labeled = Wish { label: Some(Size::new(120, 40)), ..wish(0, 1) };
            let found = router.find(&labeled).expect("a way");
            router.occupy(found.clone());
            all.push(found);
        }
        for (i, a) in all.iter().enumerate() {
            for b in &all[i + 1..] {
                assert!(
                    !a.label
                        .expect("a place for the label")
                        .overlaps(&b.label.expect("a place for the label"))
                );
                for w in b.points.windows(2) {
                    assert!(
                        !a.label
                            .expect("a place for the label")
                            .overlaps(&Rect::spanning(w[0], w[1]).grown(1))
                    );
                }
            }
        }
    }

    #[test]
    fn regions_are_entered_with_permission_only() {
        let blocks = [Rect::new(40, 100, 80, 80), Rect::new(800, 100, 80, 80)];
        let region = Rect::new(300, 20, 200, 300);
        let with = |allowed| {
            let ground = Ground { regions: vec![region], ..ground(&blocks) };
            let wish = Wish { may_enter: vec![allowed], ..wish(0, 1) };
            Router::new(ground, 16).find(&wish).expect("a way").points
        };
        let inside = |points: &[Point]| {
            points.windows(2).any(|w| Rect::spanning(w[0], w[1]).grown(1).overlaps(&region))
        };
        assert!(inside(&with(true)) && !inside(&with(false)));
    }

    #[test]
    fn a_loop_leaves_its_block_and_comes_back() {
        let blocks = [Rect::new(400, 200, 80, 80)];
        let found = Router::new(ground(&blocks), 16).find(&wish(0, 0)).expect("a way");
        assert!(found.points.len() >= 4 && found.points.first() != found.points.last());
    }

    #[test]
    fn lines_end_on_the_right_side_of_a_region() {
        let region = Rect::new(300, 100, 300, 300);
        let blocks = [Rect::new(400, 200, 80, 80), Rect::new(100, 200, 80, 80)];
        let ground = Ground { regions: vec![region], ..ground(&blocks) };
        let to = |from, to| Wish { to, may_enter: vec![true], ..wish(from, 0) };
        let router = Router::new(ground, 16);
        let inside = router.find(&to(0, Terminal::RegionFromInside(0))).expect("a way");
        assert!(inside.points.iter().all(|p| region.x <= p.x && p.x <= region.right()));
        let outside = router.find(&to(1, Terminal::RegionFromOutside(0))).expect("a way");
        assert_eq!(outside.points.last().map(|p| p.x), Some(300));
    }

    #[test]
    fn a_walled_in_block_has_no_way_out() {
        let blocks = [Rect::new(400, 200, 80, 80), Rect::new(100, 200, 80, 80)];
        let walls = vec![
            Rect::new(360, 160, 160, 30),
            Rect::new(360, 290, 160, 30),
            Rect::new(360, 160, 30, 160),
            Rect::new(490, 160, 30, 160),
        ];
        let ground = Ground { walls, ..ground(&blocks) };
        assert_eq!(Router::new(ground, 16).find(&wish(0, 1)), None);
    }
}
