//! The cheapest line between two terminals: A* over squares and directions.
//!
//! Before: lines that are in the way. After: a line that joins its terminals, straight beside them
//! and not at a corner or foot of theirs, on no other net's squares in the same direction, turning
//! at no other net's square; none only if there is no such line.

use super::buckets::Buckets;
use super::{Area, Direction, Ground, Lattice, NOBODY, Path, Prices, Terminal, Wish};

/// A state: a square that was entered in a direction.
type State = u32;
/// Marks a state that a line may begin in.
const BEGIN: u8 = u8::MAX;

/// The room that a search needs, kept from one line to the next.
pub(super) struct Search {
    cost: Vec<u32>,
    /// The direction in which the state before was entered.
    came: Vec<u8>,
    /// The search that wrote the two above.
    stamp: Vec<u32>,
    now: u32,
    open: Buckets,
}

/// A line, and whether it could not be cheaper on an empty lattice.
pub(super) struct Found {
    pub path: Path,
    pub is_best: bool,
}

/// One search.
struct Run<'a> {
    lattice: &'a Lattice,
    wish: &'a Wish,
    goal: &'a Area,
    /// The least that a step to the side, or up and down, may cost.
    least: (u32, u32),
    room: &'a mut Search,
}

impl Search {
    pub fn new(squares: usize) -> Self {
        Self {
            cost: vec![0; 4 * squares],
            came: vec![0; 4 * squares],
            stamp: vec![0; 4 * squares],
            now: 0,
            open: Buckets::new(),
        }
    }

    /// Finds the cheapest line; none if there is no way.
    pub fn run(&mut self, lattice: &Lattice, wish: &Wish) -> Option<Found> {
        self.now += 1;
        self.open.restart(0);
        let goal = lattice.area(wish.to);
        let Prices { level, upright, shared, .. } = lattice.prices;
        let least =
            if wish.shares { (level.min(shared), upright.min(shared)) } else { (level, upright) };
        let mut run = Run { lattice, wish, goal, least, room: self };
        let least = run.begin();
        let (end, cost) = run.find()?;
        Some(Found { path: run.walk_back(end), is_best: cost <= least })
    }
}

impl Run<'_> {
    /// Opens every port; returns the least that any line may cost.
    fn begin(&mut self) -> u32 {
        let mut least = u32::MAX;
        for (x, y, out) in ports(self.lattice, self.wish.from) {
            let at = y * self.lattice.width + x;
            if !self.may_cross(at, out) || !self.may_stand(at, self.wish.from) {
                continue;
            }
            let price = self.port_price(self.wish.from, (x, y), out);
            least = least.min(price + self.rest(at, out));
            self.open(at, out, price, BEGIN);
        }
        // A port off the middle, or a border on the way, is no reason to try again.
        least.saturating_add(self.lattice.prices.corner / 2)
    }

    fn find(&mut self) -> Option<(State, u32)> {
        while let Some((estimate, state)) = self.room.open.pop() {
            let (at, direction) = (state as usize / 4, Direction::ALL[state as usize % 4]);
            let cost = self.room.cost[state as usize];
            if estimate as u32 > cost + self.rest(at, direction) {
                continue;
            }
            if self.is_goal(at, direction) {
                return Some((state, cost));
            }
            self.expand(at, direction, cost);
        }
        None
    }

    fn open(&mut self, at: usize, direction: Direction, cost: u32, came: u8) {
        let state = 4 * at + direction.index();
        let room = &mut *self.room;
        if room.stamp[state] == room.now && room.cost[state] <= cost {
            return;
        }
        room.stamp[state] = room.now;
        room.cost[state] = cost;
        room.came[state] = came;
        let estimate = cost + self.rest(at, direction);
        self.room.open.push(estimate as usize, state as State);
    }

    fn expand(&mut self, at: usize, direction: Direction, cost: u32) {
        let state = 4 * at + direction.index();
        let is_begin = self.room.came[state] == BEGIN;
        let (x, y) = (at % self.lattice.width, at / self.lattice.width);
        // A line runs straight through the squares beside its ends: an arrowhead needs the room.
        let is_rim = self.lattice.ground[at] != Ground::Free;
        for next in Direction::ALL {
            let turns = next != direction;
            if next == direction.reverse()
                || (turns && (is_begin || is_rim || !self.lattice.turns[x]))
            {
                continue;
            }
            if turns && !self.may_turn(at) {
                continue;
            }
            let Some((nx, ny)) = self.lattice.step(x, y, next) else { continue };
            let to = ny * self.lattice.width + nx;
            let Some(price) = self.price(to, next) else { continue };
            let corner = if turns { self.lattice.prices.corner } else { 0 };
            let arrival = if self.is_goal(to, next) {
                self.port_price(self.wish.to, (nx, ny), next.reverse())
            } else {
                0
            };
            self.open(to, next, cost + corner + price + arrival, direction.index() as u8);
        }
    }

    /// What it costs to enter a square in a direction; none where this line may not.
    fn price(&self, to: usize, direction: Direction) -> Option<u32> {
        let (lattice, prices) = (self.lattice, &self.lattice.prices);
        let is_open = match lattice.ground[to] {
            Ground::Free => true,
            Ground::Rim(block) => {
                let is_end = |terminal| terminal == Terminal::Block(usize::from(block));
                is_end(self.wish.from) || is_end(self.wish.to)
            }
            Ground::Closed => false,
        };
        if !is_open || !self.may_cross(to, direction) {
            return None;
        }
        let is_level = direction.is_level();
        let (own, other) = if is_level {
            (lattice.level[to], lattice.upright[to])
        } else {
            (lattice.upright[to], lattice.level[to])
        };
        let step = if is_level { prices.level } else { prices.upright };
        let mut price = if own.net == self.wish.net { prices.shared } else { step };
        if other.net != NOBODY && other.net != self.wish.net {
            price += prices.crossing;
        }
        if lattice.at_border[to][usize::from(!is_level)] {
            price += prices.along_border;
        }
        if lattice.within[to] & self.wish.foreign != 0 {
            price += prices.foreign;
        }
        if lattice.within[to] & self.wish.home != self.wish.home {
            price += prices.astray;
        }
        Some(price)
    }

    /// Whether the line may run through a square in a direction: no other does, and none turns.
    fn may_cross(&self, at: usize, direction: Direction) -> bool {
        let used =
            if direction.is_level() { self.lattice.level[at] } else { self.lattice.upright[at] };
        used.net == NOBODY || used.net == self.wish.net
    }

    /// Whether a line may begin in a square beside its end.
    fn may_stand(&self, at: usize, terminal: Terminal) -> bool {
        match (self.lattice.ground[at], terminal) {
            (Ground::Free, _) => true,
            (Ground::Rim(block), Terminal::Block(own)) => usize::from(block) == own,
            (Ground::Rim(_) | Ground::Closed, _) => false,
        }
    }

    /// Whether the line may turn in a square: no line of another net is there.
    fn may_turn(&self, at: usize) -> bool {
        let is_free = |net| net == NOBODY || net == self.wish.net;
        is_free(self.lattice.level[at].net) && is_free(self.lattice.upright[at].net)
    }

    /// Whether the line may end here: beside its goal, on the way into it.
    fn is_goal(&self, at: usize, direction: Direction) -> bool {
        let (x, y) = (at % self.lattice.width, at / self.lattice.width);
        if !self.is_near_goal(x, y) {
            return false;
        }
        let is_begin = self.room.came[4 * at + direction.index()] == BEGIN
            && self.room.stamp[4 * at + direction.index()] == self.room.now;
        let next = self.lattice.step(x, y, direction);
        let enters = next.is_some_and(|(x, y)| self.goal.holds(x, y));
        match self.wish.to {
            Terminal::Block(b) => {
                let area = &self.goal;
                let foot = self.lattice.blocks[b].foot;
                let at_foot = direction.is_level() && y + foot >= area.y.end && foot > 0;
                let corner = if direction.is_level() {
                    is_corner(y, area.y.start, area.y.end)
                } else {
                    is_corner(x, area.x.start, area.x.end)
                };
                enters && !at_foot && !corner
            }
            Terminal::Outside(_) => enters && !self.goal.holds(x, y) && !is_begin,
            Terminal::Inside(_) => !enters && self.goal.holds(x, y) && !is_begin,
        }
    }

    /// Whether a square is in the goal or right beside it.
    const fn is_near_goal(&self, x: usize, y: usize) -> bool {
        let Area { x: columns, y: rows } = self.goal;
        columns.start <= x + 1 && x <= columns.end && rows.start <= y + 1 && y <= rows.end
    }

    /// What a port costs: the middle of a side is best, and room to the next port.
    fn port_price(&self, terminal: Terminal, (x, y): (usize, usize), out: Direction) -> u32 {
        let (lattice, prices) = (self.lattice, &self.lattice.prices);
        let area = lattice.area(terminal);
        let used = if out.is_level() { &lattice.level } else { &lattice.upright };
        let is_other = |x: usize, y: usize| {
            let net = used[y * lattice.width + x].net;
            net != NOBODY && net != self.wish.net
        };
        let (is_tight, off) = if out.is_level() {
            let foot = match terminal {
                Terminal::Block(b) => lattice.blocks[b].foot,
                Terminal::Outside(_) | Terminal::Inside(_) => 0,
            };
            let tight =
                (y > 0 && is_other(x, y - 1)) || (y + 1 < lattice.height && is_other(x, y + 1));
            (tight, (2 * y + 1).abs_diff(area.y.start + area.y.end - foot) / 2)
        } else {
            let tight =
                (x > 0 && is_other(x - 1, y)) || (x + 1 < lattice.width && is_other(x + 1, y));
            (tight, (2 * x + 1).abs_diff(area.x.start + area.x.end) / 2)
        };
        let middle = match terminal {
            Terminal::Block(_) => prices.off_middle * off as u32,
            Terminal::Outside(_) | Terminal::Inside(_) => 0,
        };
        middle + if is_tight { prices.tight_port } else { 0 }
    }

    /// The least that the rest of the way costs: its length and its corners.
    fn rest(&self, at: usize, direction: Direction) -> u32 {
        let (x, y) = (at % self.lattice.width, at / self.lattice.width);
        let prices = &self.lattice.prices;
        let (goal, wish) = (self.goal, self.wish);
        if matches!(wish.to, Terminal::Inside(_)) {
            return 0;
        }
        let away = |v: usize, range: &std::ops::Range<usize>| {
            if v < range.start {
                (range.start - v) as i32
            } else if v >= range.end {
                range.end as i32 - 1 - v as i32
            } else {
                0
            }
        };
        let (dx, dy) = (away(x, &goal.x), away(y, &goal.y));
        let along = match direction {
            Direction::Right => (dx.signum(), true),
            Direction::Left => (-dx.signum(), true),
            Direction::Down => (dy.signum(), false),
            Direction::Up => (-dy.signum(), false),
        };
        let corners = match (dx != 0, dy != 0, along) {
            (false, false, _) => 0,
            (true, true, (1, _)) => 1,
            (true, true, _) => 2,
            (_, _, (1, _)) => 0,
            (true, false, (_, true)) | (false, true, (_, false)) => 2,
            _ => 1,
        };
        let steps = |d: i32, price: u32| d.unsigned_abs().saturating_sub(1) * price;
        let (level, upright) = self.least;
        steps(dx, level) + steps(dy, upright) + corners * prices.corner
    }

    fn walk_back(&self, end: State) -> Path {
        let width = self.lattice.width;
        let mut at = end as usize / 4;
        let mut direction = Direction::ALL[end as usize % 4];
        let last = direction;
        let mut corners = vec![(at % width, at / width)];
        loop {
            let came = self.room.came[4 * at + direction.index()];
            if came == BEGIN {
                break;
            }
            let (x, y) = (at % width, at / width);
            let Some((px, py)) = self.lattice.step(x, y, direction.reverse()) else { break };
            at = py * width + px;
            let before = Direction::ALL[usize::from(came)];
            if before != direction {
                corners.push((px, py));
            }
            direction = before;
        }
        let first = (at % width, at / width);
        if corners.last() != Some(&first) {
            corners.push(first);
        }
        corners.reverse();
        Path { corners, directions: (direction, last) }
    }
}

impl Lattice {
    /// The square beside one.
    pub(super) fn step(&self, x: usize, y: usize, direction: Direction) -> Option<(usize, usize)> {
        match direction {
            Direction::Right => (x + 1 < self.width).then_some((x + 1, y)),
            Direction::Down => (y + 1 < self.height).then_some((x, y + 1)),
            Direction::Left => x.checked_sub(1).map(|x| (x, y)),
            Direction::Up => y.checked_sub(1).map(|y| (x, y)),
        }
    }
}

/// Whether a place is the first or last of a side that has room for more.
const fn is_corner(at: usize, start: usize, end: usize) -> bool {
    end - start > 2 && (at == start || at + 1 == end)
}

/// The squares beside a terminal that a line may begin in, with the direction away from it.
pub(super) fn ports(lattice: &Lattice, terminal: Terminal) -> Vec<(usize, usize, Direction)> {
    let area = lattice.area(terminal);
    let (is_inside, foot) = match terminal {
        Terminal::Block(b) => (false, lattice.blocks[b].foot),
        Terminal::Outside(_) => (false, 0),
        Terminal::Inside(_) => (true, 0),
    };
    let mut found = Vec::new();
    for x in area.x.clone().filter(|&x| !is_corner(x, area.x.start, area.x.end)) {
        if is_inside {
            found.push((x, area.y.start, Direction::Down));
            found.push((x, area.y.end - 1, Direction::Up));
        } else {
            found.extend(area.y.start.checked_sub(1).map(|y| (x, y, Direction::Up)));
            found.extend((area.y.end < lattice.height).then_some((x, area.y.end, Direction::Down)));
        }
    }
    let sides = area.y.start..area.y.end - foot;
    for y in sides.filter(|&y| !is_corner(y, area.y.start, area.y.end)) {
        if is_inside {
            found.push((area.x.start, y, Direction::Right));
            found.push((area.x.end - 1, y, Direction::Left));
        } else {
            found.extend(area.x.start.checked_sub(1).map(|x| (x, y, Direction::Left)));
            found.extend((area.x.end < lattice.width).then_some((area.x.end, y, Direction::Right)));
        }
    }
    found
}
