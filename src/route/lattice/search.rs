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

/// The cheapest way to a state so far.
#[derive(Debug, Clone, Copy)]
struct Reached {
    cost: u32,
    /// The search that wrote this.
    stamp: u32,
    /// The direction in which the state before was entered, or [`BEGIN`].
    came: u8,
}

/// The room that a search needs, kept from one line to the next.
pub(super) struct Search {
    reached: Vec<Reached>,
    now: u32,
    open: Buckets,
    /// What each region adds for a square in it, and nothing for the ground outside of all.
    tolls: Vec<u32>,
}

/// A square with its place.
#[derive(Debug, Clone, Copy)]
struct Spot {
    at: usize,
    x: usize,
    y: usize,
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
        let reached = vec![Reached { cost: 0, stamp: 0, came: 0 }; 4 * squares];
        Self { reached, now: 0, open: Buckets::new(), tolls: Vec::new() }
    }

    /// Finds the cheapest line; none if there is no way.
    pub fn run(&mut self, lattice: &Lattice, wish: &Wish) -> Option<Found> {
        self.now += 1;
        self.open.restart(0);
        self.tolls.clear();
        let within = lattice.regions.iter().map(|region| region.within);
        self.tolls.extend(within.chain([0]).map(|within| lattice.toll(wish, within)));
        let goal = lattice.area(wish.to);
        let Prices { horizontal, vertical, shared, .. } = lattice.prices;
        let least = if wish.shares {
            (horizontal.min(shared), vertical.min(shared))
        } else {
            (horizontal, vertical)
        };
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
            let spot = self.spot(x, y);
            if !self.may_cross(spot.at, out) || !self.may_stand(spot.at, self.wish.from) {
                continue;
            }
            let price = self.port_price(self.wish.from, (x, y), out);
            least = least.min(price + self.rest(spot, out));
            self.open(spot, out, price, BEGIN);
        }
        // A port off the middle, or a border on the way, is no reason to try again.
        least.saturating_add(self.lattice.prices.corner / 2)
    }

    fn find(&mut self) -> Option<(State, u32)> {
        while let Some((estimate, state)) = self.room.open.pop() {
            let (at, direction) = (state as usize / 4, Direction::ALL[state as usize % 4]);
            let spot = self.spot(at % self.lattice.width, at / self.lattice.width);
            let Reached { cost, .. } = self.room.reached[state as usize];
            if estimate as u32 > cost + self.rest(spot, direction) {
                continue;
            }
            if self.is_goal(spot, direction) {
                return Some((state, cost));
            }
            self.expand(spot, direction, cost);
        }
        None
    }

    const fn spot(&self, x: usize, y: usize) -> Spot {
        Spot { at: y * self.lattice.width + x, x, y }
    }

    /// Comes to a square, and goes straight on to the next one where the line may turn or end: what
    /// lies between offers no choice, and need not wait in the queue.
    fn open(&mut self, mut spot: Spot, direction: Direction, mut cost: u32, mut came: u8) {
        loop {
            let state = 4 * spot.at + direction.index();
            let reached = &mut self.room.reached[state];
            if reached.stamp == self.room.now && reached.cost <= cost {
                return;
            }
            *reached = Reached { cost, stamp: self.room.now, came };
            if self.is_goal(spot, direction) || (came != BEGIN && self.may_turn(spot)) {
                let estimate = cost + self.rest(spot, direction);
                self.room.open.push(estimate as usize, state as State);
                return;
            }
            let Some((to, price)) = self.step(spot, direction) else { return };
            (spot, cost, came) = (to, cost + price, direction.index() as u8);
        }
    }

    /// Turns to each side, and goes on.
    fn expand(&mut self, spot: Spot, direction: Direction, cost: u32) {
        for next in Direction::ALL {
            if next == direction.reverse() {
                continue;
            }
            let Some((to, price)) = self.step(spot, next) else { continue };
            let corner = if next == direction { 0 } else { self.lattice.prices.corner };
            self.open(to, next, cost + corner + price, direction.index() as u8);
        }
    }

    /// The next square in a direction, and what it costs to come there.
    fn step(&self, spot: Spot, direction: Direction) -> Option<(Spot, u32)> {
        let (x, y) = self.lattice.step(spot.x, spot.y, direction)?;
        let to = self.spot(x, y);
        let price = self.price(to.at, direction)?;
        let arrival = if self.is_goal(to, direction) {
            self.port_price(self.wish.to, (x, y), direction.reverse())
        } else {
            0
        };
        Some((to, price + arrival))
    }

    /// What it costs to enter a square in a direction; none where this line may not.
    fn price(&self, to: usize, direction: Direction) -> Option<u32> {
        let (place, prices) = (self.lattice.places[to], &self.lattice.prices);
        let is_open = match place.ground {
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
        let axis = direction.axis();
        let (own, other) = (self.lattice.uses[to][axis], self.lattice.uses[to][1 - axis]);
        let step = if direction.is_horizontal() { prices.horizontal } else { prices.vertical };
        let mut price = if own.net == self.wish.net { prices.shared } else { step };
        if other.net != NOBODY && other.net != self.wish.net {
            price += prices.crossing;
        }
        if place.at_border[axis] {
            price += prices.along_border;
        }
        Some(price + self.room.tolls[usize::from(place.region)])
    }

    /// Whether the line may run through a square in a direction: no other does, and none turns.
    fn may_cross(&self, at: usize, direction: Direction) -> bool {
        let used = self.lattice.uses[at][direction.axis()];
        used.net == NOBODY || used.net == self.wish.net
    }

    /// Whether a line may begin in a square beside its end.
    fn may_stand(&self, at: usize, terminal: Terminal) -> bool {
        match (self.lattice.places[at].ground, terminal) {
            (Ground::Free, _) => true,
            (Ground::Rim(block), Terminal::Block(own)) => usize::from(block) == own,
            (Ground::Rim(_) | Ground::Closed, _) => false,
        }
    }

    /// Whether the line may turn in a square: no line of another net is there, and it is not beside
    /// an end, where an arrowhead needs the room.
    fn may_turn(&self, Spot { at, x, .. }: Spot) -> bool {
        let uses = &self.lattice.uses[at];
        self.lattice.turns[x]
            && self.lattice.places[at].ground == Ground::Free
            && uses.iter().all(|used| used.net == NOBODY || used.net == self.wish.net)
    }

    /// Whether the line may end here: beside its goal, on the way into it.
    fn is_goal(&self, spot: Spot, direction: Direction) -> bool {
        let Spot { at, x, y } = spot;
        if !self.is_near_goal(x, y) {
            return false;
        }
        let reached = &self.room.reached[4 * at + direction.index()];
        let is_begin = reached.came == BEGIN && reached.stamp == self.room.now;
        let next = self.lattice.step(x, y, direction);
        let enters = next.is_some_and(|(x, y)| self.goal.holds(x, y));
        match self.wish.to {
            Terminal::Block(b) => {
                let area = &self.goal;
                let foot = self.lattice.blocks[b].foot;
                let at_foot = direction.is_horizontal() && y + foot >= area.y.end && foot > 0;
                let corner = if direction.is_horizontal() {
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
        let is_other = |x: usize, y: usize| {
            let net = lattice.uses[y * lattice.width + x][out.axis()].net;
            net != NOBODY && net != self.wish.net
        };
        let (is_tight, off) = if out.is_horizontal() {
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
    fn rest(&self, Spot { x, y, .. }: Spot, direction: Direction) -> u32 {
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
        let (horizontal, vertical) = self.least;
        steps(dx, horizontal) + steps(dy, vertical) + corners * prices.corner
    }

    fn walk_back(&self, end: State) -> Path {
        let width = self.lattice.width;
        let mut at = end as usize / 4;
        let mut direction = Direction::ALL[end as usize % 4];
        let last = direction;
        let mut corners = vec![(at % width, at / width)];
        loop {
            let came = self.room.reached[4 * at + direction.index()].came;
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
    /// What a line pays more for a square inside some regions.
    const fn toll(&self, wish: &Wish, within: u128) -> u32 {
        let foreign = if within & wish.foreign == 0 { 0 } else { self.prices.foreign };
        let astray = if within & wish.home == wish.home { 0 } else { self.prices.astray };
        foreign + astray
    }

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
