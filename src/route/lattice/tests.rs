//! What a lattice promises, on random grounds with blocks and walls.

use std::collections::BTreeSet;

use super::{Area, Block, Direction, Ground, Lattice, Path, Prices, Region, Terminal, Wish};

/// Prices of which none depends on the order in which lines are drawn.
const PRICES: Prices = Prices {
    horizontal: 10,
    vertical: 7,
    shared: 3,
    corner: 170,
    crossing: 850,
    along_border: 0,
    foreign: 4000,
    astray: 25,
    off_middle: 0,
    tight_port: 0,
};
/// Squares from one place for a block to the next.
const PITCH: usize = 14;
const SIZE: (usize, usize) = (5 * PITCH, 4 * PITCH);

/// Numbers that look random, so that this room needs no other.
fn rolls(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    move |bound| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) as usize % bound
    }
}

fn block((x, y): (usize, usize), (width, height): (usize, usize), foot: usize) -> Block {
    Block { area: Area { x: x..x + width, y: y..y + height }, foot }
}

fn wish(from: usize, to: usize, net: u32) -> Wish {
    let (from, to) = (Terminal::Block(from), Terminal::Block(to));
    Wish { from, to, net, shares: false, foreign: 0, home: 0, like: None }
}

/// Twenty blocks with walls between some of them.
fn ground(seed: u64) -> Lattice {
    let mut roll = rolls(seed);
    let place = |b: usize| (b % 5 * PITCH + 3, b / 5 * PITCH + 3);
    let blocks =
        (0..20).map(|b| block(place(b), (4 + roll(5), 4 + roll(4)), [0, 0, 1][roll(3)])).collect();
    let walls: Vec<Area> = (0..roll(40))
        .map(|_| {
            let (x, y) = (roll(5) * PITCH, roll(4) * PITCH);
            let is_horizontal = roll(2) == 0;
            let (width, height) = if is_horizontal { (PITCH, 1) } else { (1, PITCH) };
            Area { x: x..x + width, y: y..y + height }
        })
        .collect();
    Lattice::new(SIZE, blocks, vec![], &walls, PRICES)
}

fn wishes(seed: u64) -> Vec<Wish> {
    let mut roll = rolls(seed + 1000);
    (0..25).map(|net| wish(roll(20), roll(20), net)).collect()
}

/// The squares of a line with whether it runs horizontal there; a corner is there twice.
fn squares(path: &Path) -> Vec<((usize, usize), bool)> {
    if let [square] = path.corners[..] {
        return vec![(square, path.directions.0.is_horizontal())];
    }
    let mut all = Vec::new();
    for ends in path.corners.windows(2) {
        let ((ax, ay), (bx, by)) = (ends[0], ends[1]);
        assert!((ax == bx) != (ay == by), "{path:?} is neither horizontal nor vertical");
        for x in ax.min(bx)..=ax.max(bx) {
            for y in ay.min(by)..=ay.max(by) {
                all.push(((x, y), ay == by));
            }
        }
    }
    all
}

/// Asserts that a line joins its blocks through open ground, straight beside them, and not
/// at a corner or foot.
fn assert_joins(lattice: &Lattice, wish: &Wish, path: &Path) {
    let (Terminal::Block(from), Terminal::Block(to)) = (wish.from, wish.to) else { return };
    let last = path.corners.len() - 1;
    for (end, b, out) in [(0, from, path.directions.0), (last, to, path.directions.1.reverse())] {
        let Block { area, foot } = &lattice.blocks[b];
        let (x, y) = path.corners[end];
        let beside = lattice.step(x, y, out.reverse()).expect("a block");
        assert!(area.holds(beside.0, beside.1), "{path:?} does not touch block {b}");
        let (at, side) = if out.is_horizontal() { (y, &area.y) } else { (x, &area.x) };
        assert!(side.start < at && at + 1 < side.end, "{path:?} ends at a corner of {b}");
        assert!(!out.is_horizontal() || y + foot < area.y.end, "{path:?} ends at the foot of {b}");
    }
    for (i, &(x, y)) in path.corners.iter().enumerate().take(last).skip(1) {
        let ground = lattice.places[y * lattice.width + x].ground;
        assert_eq!(ground, Ground::Free, "{path:?} turns beside a block at corner {i}");
    }
    for ((x, y), _) in squares(path) {
        let is_open = match lattice.places[y * lattice.width + x].ground {
            Ground::Free => true,
            Ground::Rim(b) => [from, to].contains(&usize::from(b)),
            Ground::Closed => false,
        };
        assert!(is_open, "{path:?} runs over {x}, {y}");
    }
}

/// Asserts that lines of different nets share no square in one direction and do not turn on
/// each other.
fn assert_apart(a: &Path, b: &Path) {
    let own = squares(a);
    for (square, is_horizontal) in squares(b) {
        assert!(!own.contains(&(square, is_horizontal)), "{a:?} lies on {b:?} at {square:?}");
    }
}

/// Whether any way joins two blocks, by flooding the free squares.
fn is_joined(lattice: &Lattice, from: usize, to: usize) -> bool {
    let outside = |b: usize| -> Vec<usize> {
        let ports = super::search::ports(lattice, Terminal::Block(b)).into_iter();
        let beyond = ports.filter_map(|(x, y, out)| {
            let is_rim = lattice.places[y * lattice.width + x].ground == Ground::Rim(b as u16);
            lattice.step(x, y, out).filter(|_| is_rim)
        });
        let beyond = beyond.map(|(x, y)| y * lattice.width + x);
        beyond.filter(|&at| lattice.places[at].ground == Ground::Free).collect()
    };
    let (mut open, goals) = (outside(from), outside(to));
    let mut seen = vec![false; lattice.width * lattice.height];
    while let Some(at) = open.pop() {
        if std::mem::replace(&mut seen[at], true) {
            continue;
        }
        for direction in Direction::ALL {
            let next = lattice.step(at % lattice.width, at / lattice.width, direction);
            let next = next.map(|(x, y)| y * lattice.width + x);
            open.extend(next.filter(|&to| lattice.places[to].ground == Ground::Free));
        }
    }
    goals.iter().any(|&goal| seen[goal])
}

#[test]
fn lines_join_their_blocks_and_keep_off_each_other() {
    for seed in 0..30 {
        let (mut lattice, wishes) = (ground(seed), wishes(seed));
        let paths = lattice.route(&wishes, 1);
        for (w, path) in paths.iter().enumerate() {
            let Some(path) = path else { continue };
            assert_joins(&lattice, &wishes[w], path);
            paths[..w].iter().flatten().for_each(|other| assert_apart(path, other));
        }
    }
}

#[test]
fn the_first_line_is_found_wherever_there_is_a_way() {
    let mut found = [0, 0];
    for seed in 0..100 {
        for wish in wishes(seed).into_iter().take(5) {
            let (Terminal::Block(from), Terminal::Block(to)) = (wish.from, wish.to) else {
                continue;
            };
            let mut lattice = ground(seed);
            let is_joined = from != to && is_joined(&lattice, from, to);
            let path = lattice.route(&[wish], 0).remove(0);
            assert!(from == to || path.is_some() == is_joined, "{seed}: {from} to {to}");
            found[usize::from(is_joined)] += 1;
        }
    }
    assert!(found[0] > 40 && found[1] > 100, "{found:?}");
}

/// What the steps and corners of a line cost.
fn price(corners: &[(usize, usize)]) -> usize {
    let steps = |w: &[(usize, usize)]| 10 * w[0].0.abs_diff(w[1].0) + 7 * w[0].1.abs_diff(w[1].1);
    corners.windows(2).map(steps).sum::<usize>() + 170 * corners.len().saturating_sub(2)
}

/// The price of the cheapest way between two blocks, by trying all of them.
fn cheapest(lattice: &Lattice, from: usize, to: usize) -> Option<usize> {
    let ports = |b: usize| super::search::ports(lattice, Terminal::Block(b)).into_iter();
    let place = |(x, y): (usize, usize)| lattice.places[y * lattice.width + x].ground;
    let is_open = |at| match place(at) {
        Ground::Free => true,
        Ground::Rim(b) => [from, to].contains(&usize::from(b)),
        Ground::Closed => false,
    };
    let goals: Vec<_> = ports(to).map(|(x, y, out)| ((x, y), out.reverse())).collect();
    let mut open: BTreeSet<_> = ports(from)
        .filter(|&(x, y, _)| place((x, y)) == Ground::Rim(from as u16))
        .map(|(x, y, out)| (0, (x, y), out.index()))
        .collect();
    let mut seen = BTreeSet::new();
    while let Some((spent, at, along)) = open.pop_first() {
        if !seen.insert((at, along)) {
            continue;
        }
        if goals.contains(&(at, Direction::ALL[along])) && place(at) == Ground::Rim(to as u16) {
            return Some(spent);
        }
        for direction in Direction::ALL {
            let turns = direction.index() != along;
            let may_turn = place(at) == Ground::Free && direction.reverse().index() != along;
            let next = lattice.step(at.0, at.1, direction).filter(|&next| is_open(next));
            let Some(next) = next.filter(|_| !turns || may_turn) else { continue };
            let step = if direction.is_horizontal() { 10 } else { 7 };
            let corner = if turns { 170 } else { 0 };
            open.insert((spent + step + corner, next, direction.index()));
        }
    }
    None
}

#[test]
fn a_line_alone_takes_a_cheapest_way() {
    let mut found = 0;
    for seed in 0..40 {
        for wish in wishes(seed).into_iter().take(3) {
            let (Terminal::Block(from), Terminal::Block(to)) = (wish.from, wish.to) else {
                continue;
            };
            let mut lattice = ground(seed);
            let Some(path) = lattice.route(&[wish], 0).remove(0).filter(|_| from != to) else {
                continue;
            };
            let least = cheapest(&ground(seed), from, to);
            assert_eq!(Some(price(&path.corners)), least, "{seed}: {from} to {to}, {path:?}");
            found += 1;
        }
    }
    assert!(found > 60, "{found}");
}

#[test]
fn drawing_lines_again_never_makes_all_of_them_dearer() {
    let total = |paths: &[Option<Path>]| {
        let lines: Vec<_> = paths.iter().flatten().map(squares).collect();
        let crossings = |i: usize| -> usize {
            let crossed = |&((x, y), is_horizontal): &((usize, usize), bool)| {
                lines[..i].iter().filter(|line| line.contains(&((x, y), !is_horizontal))).count()
            };
            lines[i].iter().map(crossed).sum()
        };
        let paths = paths.iter().flatten().enumerate();
        paths.map(|(i, path)| price(&path.corners) + 850 * crossings(i)).sum::<usize>()
    };
    for seed in 0..20 {
        let wishes = wishes(seed);
        let (once, again) = (ground(seed).route(&wishes, 0), ground(seed).route(&wishes, 1));
        let count = |paths: &[Option<Path>]| paths.iter().flatten().count();
        assert!(count(&once) <= count(&again), "{seed}: a line was lost");
        if count(&once) == count(&again) {
            assert!(total(&again) <= total(&once), "{seed}");
        }
    }
}

#[test]
fn a_foreign_region_is_entered_only_where_there_is_no_other_way() {
    let blocks = || vec![block((3, 12), (6, 6), 0), block((60, 12), (6, 6), 0)];
    let region = Region { area: Area { x: 30..40, y: 4..26 }, within: 1 };
    let enters = |walls: &[Area]| {
        let mut lattice = Lattice::new((70, 30), blocks(), vec![region.clone()], walls, PRICES);
        let wish = Wish { foreign: 1, ..wish(0, 1, 0) };
        let path = lattice.route(&[wish], 1).remove(0).expect("a way");
        squares(&path).iter().any(|&((x, y), _)| region.area.holds(x, y))
    };
    assert!(!enters(&[]));
    assert!(enters(&[Area { x: 35..36, y: 0..4 }, Area { x: 35..36, y: 26..30 }]));
}

/// The squares of a lattice for which something holds.
fn all(
    lattice: &Lattice,
    is_one: impl Fn(usize, usize, super::Place) -> bool,
) -> Vec<(usize, usize)> {
    let squares = (0..lattice.height).flat_map(|y| (0..lattice.width).map(move |x| (x, y)));
    squares.filter(|&(x, y)| is_one(x, y, lattice.places[y * lattice.width + x])).collect()
}

#[test]
fn a_second_line_leaves_a_square_free_beside_the_port_of_the_first() {
    let prices = Prices { off_middle: 10, tight_port: 100, ..PRICES };
    let across = [block((5, 10), (4, 7), 0), block((40, 10), (4, 7), 0)];
    let down = [block((10, 5), (7, 4), 0), block((10, 40), (7, 4), 0)];
    for (blocks, is_across) in [(across, true), (down, false)] {
        let mut lattice = Lattice::new(SIZE, blocks.to_vec(), vec![], &[], prices);
        let paths = lattice.route(&[wish(0, 1, 1), wish(0, 1, 2)], 1);
        let port = |path: &Option<Path>| {
            let (x, y) = path.as_ref().expect("a way").corners[0];
            if is_across { y } else { x }
        };
        let ports: Vec<usize> = paths.iter().map(port).collect();
        assert_eq!(ports[0], 13, "the middle of the side");
        assert_eq!(ports[1].abs_diff(ports[0]), 2, "{paths:?}");
    }
}

#[test]
fn a_line_to_a_border_is_longer_than_a_square() {
    let area = Area { x: 20..40, y: 5..30 };
    let length = |gap: usize| {
        let blocks = vec![block((20 - gap - 4, 12), (4, 6), 0)];
        let region = Region { area: area.clone(), within: 1 };
        let mut lattice = Lattice::new((50, 40), blocks, vec![region], &[], PRICES);
        let wish = Wish { to: Terminal::Outside(0), ..wish(0, 0, 0) };
        squares(&lattice.route(&[wish], 1).remove(0).expect("a way")).len()
    };
    assert_eq!(length(3), 3, "straight to it");
    assert!(length(1) > 1, "there would be nothing to see");
}

#[test]
fn squares_beside_a_border_know_it() {
    let region = Region { area: Area { x: 4..9, y: 5..12 }, within: 1 };
    let lattice = Lattice::new((20, 18), vec![], vec![region], &[], PRICES);
    let beside = |v: usize, start: usize, end: usize| {
        v + 1 == start || v == start || v + 1 == end || v == end
    };
    let along_rows = all(&lattice, |x, y, _| (4..9).contains(&x) && beside(y, 5, 12));
    let along_columns = all(&lattice, |x, y, _| (5..12).contains(&y) && beside(x, 4, 9));
    assert_eq!(all(&lattice, |_, _, place| place.at_border[0]), along_rows);
    assert_eq!(all(&lattice, |_, _, place| place.at_border[1]), along_columns);
    let inside = all(&lattice, |x, y, _| (4..9).contains(&x) && (5..12).contains(&y));
    assert_eq!(all(&lattice, |_, _, place| place.region == 0), inside);
}

#[test]
fn beside_a_block_only_its_own_lines_run_and_at_its_corners_none() {
    let lattice = Lattice::new((12, 10), vec![block((4, 3), (3, 2), 0)], vec![], &[], PRICES);
    let is_inside = |x: usize, y: usize| (4..7).contains(&x) && (3..5).contains(&y);
    let is_near = |x: usize, y: usize| (3..8).contains(&x) && (2..6).contains(&y);
    let is_facing = |x: usize, y: usize| (4..7).contains(&x) || (3..5).contains(&y);
    let ring = all(&lattice, |x, y, _| is_near(x, y) && !is_inside(x, y) && is_facing(x, y));
    assert_eq!(all(&lattice, |_, _, place| place.ground == Ground::Rim(0)), ring);
    let closed = all(&lattice, |x, y, _| is_near(x, y) && (is_inside(x, y) || !is_facing(x, y)));
    assert_eq!(all(&lattice, |_, _, place| place.ground == Ground::Closed), closed);
}
