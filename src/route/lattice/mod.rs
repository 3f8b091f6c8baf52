//! Lines on a lattice of equal squares: each line runs through the middles of squares.
//!
//! A square is crossed horizontal, vertical, or both. Lines of one net may share their way; lines of
//! different nets never share a square in the same direction, and meet only where both run
//! straight on: a crossing. Lines are drawn one after the other, and then each is drawn again
//! with all others in place ("rip-up and reroute", Dees and Karger 1982).
//!
//! Before: blocks whose rims do not overlap, and regions, parents first. After: each wish that has
//! a way is a path; drawing lines again loses none, and makes all together no dearer.

mod buckets;
mod search;
#[cfg(test)]
mod tests;

use std::ops::Range;

use search::Search;

/// A square: `y * width + x`.
pub type Square = usize;

/// A rectangle of squares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// Columns.
    pub x: Range<usize>,
    /// Rows.
    pub y: Range<usize>,
}

impl Area {
    /// Whether a square lies in it.
    pub fn holds(&self, x: usize, y: usize) -> bool {
        self.x.contains(&x) && self.y.contains(&y)
    }
}

/// What lines may end at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The squares that it takes.
    pub area: Area,
    /// Squares at its bottom that no line ends at from the side.
    pub foot: usize,
}

/// A frame: lines cross its border only if one of their ends is inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// The squares inside.
    pub area: Area,
    /// The regions around it, and itself, as bits.
    pub within: u128,
}

/// Where a line may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Terminal {
    /// At a block, from any side.
    Block(usize),
    /// At the border of a region, from outside.
    Outside(usize),
    /// At the border of a region, from inside.
    Inside(usize),
}

/// A line that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// Where it begins.
    pub from: Terminal,
    /// Where it ends.
    pub to: Terminal,
    /// Lines of one net may share their way.
    pub net: u32,
    /// Whether there are others of its net.
    pub shares: bool,
    /// Regions that it should stay out of, as bits.
    pub foreign: u128,
    /// Regions that hold both its ends, so that it should not leave them, as bits.
    pub home: u128,
    /// What it is to be a copy of.
    pub like: Option<Like>,
}

/// A line that another one is to be a copy of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Like {
    /// Its place among the wishes; it is itself like no later one.
    pub line: usize,
    /// How far the copy is from it, to the right and down.
    pub by: (isize, isize),
}

/// What a line pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prices {
    /// For a square to the left or right.
    pub horizontal: u32,
    /// For a square up or down.
    pub vertical: u32,
    /// For a square that its net already uses.
    pub shared: u32,
    /// For a corner.
    pub corner: u32,
    /// For a line of another net that it crosses.
    pub crossing: u32,
    /// For a square next to the border of a region, along it.
    pub along_border: u32,
    /// For a square in a foreign region.
    pub foreign: u32,
    /// For a square outside of a region that holds both ends.
    pub astray: u32,
    /// For each square between a port and the middle of its side.
    pub off_middle: u32,
    /// For a port right beside one of another net.
    pub tight_port: u32,
}

/// A line that was found: the squares of its ends and corners, in order. The ends lie just
/// outside of what the line ends at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// The squares.
    pub corners: Vec<(usize, usize)>,
    /// The direction at the start, and at the end, seen along the line.
    pub directions: (Direction, Direction),
}

/// A direction on the lattice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// x grows.
    Right,
    /// y grows.
    Down,
    /// x shrinks.
    Left,
    /// y shrinks.
    Up,
}

impl Direction {
    const ALL: [Self; 4] = [Self::Right, Self::Down, Self::Left, Self::Up];

    const fn index(self) -> usize {
        self as usize
    }

    /// The way back.
    pub const fn reverse(self) -> Self {
        Self::ALL[(self as usize) ^ 2]
    }

    /// Whether it runs to the left or right.
    pub const fn is_horizontal(self) -> bool {
        (self as usize).is_multiple_of(2)
    }

    /// 0 for horizontal directions, 1 for vertical ones.
    const fn axis(self) -> usize {
        self as usize % 2
    }
}

/// No net.
const NOBODY: u32 = u32::MAX;

/// The lines through one square in one direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Use {
    net: u32,
    count: u16,
}

/// What no line changes about a square; together, so that a search reads it at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    ground: Ground,
    /// Whether it lies next to a border of a region, horizontal or vertical.
    at_border: [bool; 2],
    /// The innermost region around it: its index, or that after the last.
    region: u16,
}

/// What stands on a square.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ground {
    Free,
    /// Beside a block: only lines that end at it, straight in and out.
    Rim(u16),
    /// No line.
    Closed,
}

/// The lattice.
#[derive(Debug, Clone)]
pub struct Lattice {
    width: usize,
    height: usize,
    blocks: Vec<Block>,
    regions: Vec<Region>,
    places: Vec<Place>,
    /// The lines through each square, horizontal and vertical.
    uses: Vec<[Use; 2]>,
    /// For each column whether lines may turn there.
    turns: Vec<bool>,
    prices: Prices,
}

impl Lattice {
    /// A lattice without lines. `walls` are closed to lines; regions come parents first.
    pub fn new(
        (width, height): (usize, usize),
        blocks: Vec<Block>,
        regions: Vec<Region>,
        walls: &[Area],
        prices: Prices,
    ) -> Self {
        let count = width * height;
        let unused = Use { net: NOBODY, count: 0 };
        let region = regions.len() as u16;
        let place = Place { ground: Ground::Free, at_border: [false; 2], region };
        let mut lattice = Self {
            width,
            height,
            blocks,
            regions,
            places: vec![place; count],
            uses: vec![[unused; 2]; count],
            turns: vec![true; width],
            prices,
        };
        lattice.add_regions();
        for wall in walls {
            lattice.fill(wall, Ground::Closed);
        }
        lattice.add_blocks();
        lattice
    }

    /// Lets lines turn in these columns only, which makes searches shorter.
    pub fn turn_only_in(&mut self, columns: Vec<bool>) {
        self.turns = columns;
    }

    fn fill(&mut self, area: &Area, ground: Ground) {
        for y in area.y.clone() {
            for x in area.x.clone() {
                self.places[y * self.width + x].ground = ground;
            }
        }
    }

    fn add_regions(&mut self) {
        for r in 0..self.regions.len() {
            let area = self.regions[r].area.clone();
            for y in area.y.clone() {
                for x in area.x.clone() {
                    self.places[y * self.width + x].region = r as u16;
                }
            }
            let beside = |at: usize, end: usize| at.saturating_sub(1)..(at + 1).min(end);
            for edge in [area.y.start, area.y.end] {
                for y in beside(edge, self.height) {
                    for x in area.x.clone() {
                        self.places[y * self.width + x].at_border[0] = true;
                    }
                }
            }
            for edge in [area.x.start, area.x.end] {
                for x in beside(edge, self.width) {
                    for y in area.y.clone() {
                        self.places[y * self.width + x].at_border[1] = true;
                    }
                }
            }
        }
    }

    fn add_blocks(&mut self) {
        for b in 0..self.blocks.len() {
            let area = self.blocks[b].area.clone();
            let rim = Area {
                x: area.x.start.saturating_sub(1)..(area.x.end + 1).min(self.width),
                y: area.y.start.saturating_sub(1)..(area.y.end + 1).min(self.height),
            };
            for y in rim.y.clone() {
                for x in rim.x.clone() {
                    let faces = area.x.contains(&x) || area.y.contains(&y);
                    let at = y * self.width + x;
                    let ground = &mut self.places[at].ground;
                    *ground = match *ground {
                        Ground::Free if faces => Ground::Rim(b as u16),
                        _ => Ground::Closed,
                    };
                }
            }
        }
        for b in 0..self.blocks.len() {
            let area = self.blocks[b].area.clone();
            self.fill(&area, Ground::Closed);
        }
    }

    /// Draws all lines, and draws each again `passes` times; none where there is no way.
    ///
    /// Lines with copies come first, and they and their copies stay.
    pub fn route(&mut self, wishes: &[Wish], passes: usize) -> Vec<Option<Path>> {
        let mut order: Vec<usize> = (0..wishes.len()).collect();
        order.sort_by_key(|&w| self.distance(&wishes[w]));
        let mut paths: Vec<Option<Path>> = vec![None; wishes.len()];
        let mut search = Search::new(self.width * self.height);
        let mut is_done = vec![false; wishes.len()];
        let has_copies =
            |w: usize| wishes.iter().any(|o| o.like.is_some_and(|like| like.line == w));
        for &w in order.iter().filter(|&&w| wishes[w].like.is_none() && has_copies(w)) {
            let Some(found) = search.run(self, &wishes[w]) else { continue };
            self.occupy(&found.path, wishes[w].net);
            paths[w] = Some(found.path);
            is_done[w] = true;
        }
        for w in 0..wishes.len() {
            let Some(copy) = self.copied(&wishes[w], &paths) else { continue };
            self.occupy(&copy, wishes[w].net);
            paths[w] = Some(copy);
            is_done[w] = true;
        }
        // What has not changed since a line was drawn would give the same line again.
        let mut changes = 0_usize;
        let mut seen = vec![None; wishes.len()];
        for _ in 0..=passes {
            for &w in &order {
                if is_done[w] || seen[w] == Some(changes) {
                    continue;
                }
                let before = paths[w].take();
                before.iter().for_each(|path| self.release(path));
                let Some(found) = search.run(self, &wishes[w]) else { continue };
                self.occupy(&found.path, wishes[w].net);
                changes += usize::from(before.as_ref() != Some(&found.path));
                seen[w] = Some(changes);
                is_done[w] = found.is_best;
                paths[w] = Some(found.path);
            }
        }
        paths
    }

    /// The copy of a line that is drawn already; none where it has no room.
    fn copied(&mut self, wish: &Wish, paths: &[Option<Path>]) -> Option<Path> {
        let Like { line, by: (x, y) } = wish.like?;
        let original = paths[line].as_ref()?;
        let moved = |&(a, b): &(usize, usize)| {
            let to = (a.checked_add_signed(x)?, b.checked_add_signed(y)?);
            (to.0 < self.width && to.1 < self.height).then_some(to)
        };
        let corners = original.corners.iter().map(moved).collect::<Option<Vec<_>>>()?;
        let path = Path { corners, directions: original.directions };
        let is_own = |ground: Ground| match ground {
            Ground::Free => true,
            Ground::Rim(block) => {
                [wish.from, wish.to].contains(&Terminal::Block(usize::from(block)))
            }
            Ground::Closed => false,
        };
        let is_clear = self.squares(&path).into_iter().all(|at| is_own(self.places[at].ground));
        let mut is_alone = true;
        self.along(&path, |used| is_alone &= used.count == 0 || used.net == wish.net);
        (is_clear && is_alone).then_some(path)
    }

    /// How far apart the ends of a line are.
    fn distance(&self, wish: &Wish) -> usize {
        let (a, b) = (self.area(wish.from), self.area(wish.to));
        let gap = |a: &Range<usize>, b: &Range<usize>| {
            b.start.saturating_sub(a.end) + a.start.saturating_sub(b.end)
        };
        gap(&a.x, &b.x) + gap(&a.y, &b.y)
    }

    fn area(&self, terminal: Terminal) -> &Area {
        match terminal {
            Terminal::Block(b) => &self.blocks[b].area,
            Terminal::Outside(r) | Terminal::Inside(r) => &self.regions[r].area,
        }
    }

    /// Puts a line in the way of others.
    pub fn occupy(&mut self, path: &Path, net: u32) {
        self.along(path, |used| {
            used.net = net;
            used.count += 1;
        });
    }

    /// Takes a line away.
    fn release(&mut self, path: &Path) {
        self.along(path, |used| {
            used.count -= 1;
            if used.count == 0 {
                used.net = NOBODY;
            }
        });
    }

    /// The squares of a line, corners twice.
    fn squares(&self, path: &Path) -> Vec<Square> {
        let first = path.corners.iter().take(1).map(|&corner| (corner, corner));
        let pieces = first.chain(path.corners.windows(2).map(|ends| (ends[0], ends[1])));
        pieces
            .flat_map(|((ax, ay), (bx, by))| {
                let rows = ay.min(by)..=ay.max(by);
                rows.flat_map(move |y| (ax.min(bx)..=ax.max(bx)).map(move |x| (x, y)))
            })
            .map(|(x, y)| y * self.width + x)
            .collect()
    }

    /// Visits what a line uses; a corner uses both directions.
    fn along(&mut self, path: &Path, mut visit: impl FnMut(&mut Use)) {
        if let [(x, y)] = path.corners[..] {
            let at = y * self.width + x;
            return visit(&mut self.uses[at][path.directions.0.axis()]);
        }
        for ends in path.corners.windows(2) {
            let ((ax, ay), (bx, by)) = (ends[0], ends[1]);
            if ay == by {
                (ax.min(bx)..=ax.max(bx))
                    .for_each(|x| visit(&mut self.uses[ay * self.width + x][0]));
            } else {
                (ay.min(by)..=ay.max(by))
                    .for_each(|y| visit(&mut self.uses[y * self.width + ax][1]));
            }
        }
    }
}
