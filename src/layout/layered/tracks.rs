//! Upright segments: between two neighboring ranks every line that changes its height gets a
//! track, so that no two lines touch.
//!
//! Before: heights of all ports. After: nets on one track keep their distance; where the
//! lines of two nets would run on top of each other the one that must stay left does, and
//! the order of tracks costs few crossings (the ordering of segments in Sander 2004 and in
//! ELK's orthogonal router; cycles among demands are cut by a second track for one net).

use std::collections::BTreeMap;

use super::layers::{Layers, LinkIx};
use super::ports::{PortIx, Ports};
use super::rows::Rows;
use crate::geom::{PX, Unit};

/// Links of one gap that share ports, and where their upright segments are.
#[derive(Debug, Clone, Default)]
pub(super) struct Net {
    /// Heights of its ends on the left.
    pub left: Vec<Unit>,
    /// Heights of its ends on the right.
    pub right: Vec<Unit>,
    /// Its track, counted from the left.
    pub track: usize,
    /// If it needs two: the height at which it changes over, and the second track.
    pub shift: Option<(Unit, usize)>,
    /// Lowest and highest of its ends.
    extent: (Unit, Unit),
}

impl Net {
    /// Takes the extent from the ends.
    fn measure(&mut self) {
        let ends = || self.left.iter().chain(&self.right).copied();
        self.extent = (ends().min().unwrap_or(0), ends().max().unwrap_or(0));
    }

    /// Whether it goes straight through the gap.
    pub fn is_straight(&self) -> bool {
        self.extent.0 == self.extent.1
    }
}

/// The nets of one gap.
#[derive(Debug, Clone, Default)]
pub(super) struct Gap {
    /// All nets.
    pub nets: Vec<Net>,
    /// Number of tracks.
    pub tracks: usize,
}

/// Tracks in all gaps, and the net of each link.
pub(super) fn assign(
    layers: &Layers,
    ports: &Ports,
    rows: &Rows,
    line: Unit,
) -> (Vec<Gap>, Vec<usize>) {
    let mut by_gap: Vec<Vec<LinkIx>> = vec![Vec::new(); layers.ranks];
    for (l, link) in layers.links.iter().enumerate() {
        by_gap[layers.rank[link.left]].push(l);
    }
    let mut net_of = vec![0; layers.links.len()];
    let gaps = by_gap
        .iter()
        .map(|links| {
            let mut gap = Gap { nets: collect(ports, rows, links, &mut net_of), tracks: 0 };
            order_tracks(&mut gap, line);
            gap
        })
        .collect();
    (gaps, net_of)
}

/// Joins links that share a port.
fn collect(ports: &Ports, rows: &Rows, links: &[LinkIx], net_of: &mut [usize]) -> Vec<Net> {
    let mut nets: Vec<Net> = Vec::new();
    let mut known: BTreeMap<(bool, PortIx), usize> = BTreeMap::new();
    for &l in links {
        let left = (false, ports.at_left[l]);
        let right = (true, ports.at_right[l]);
        let found = known.get(&left).or_else(|| known.get(&right)).copied();
        let net = found.unwrap_or_else(|| {
            nets.push(Net::default());
            nets.len() - 1
        });
        net_of[l] = net;
        if known.insert(left, net).is_none() {
            nets[net].left.push(rows.port[left.1]);
        }
        if known.insert(right, net).is_none() {
            nets[net].right.push(rows.port[right.1]);
        }
    }
    nets.iter_mut().for_each(Net::measure);
    nets
}

/// What it costs to put one net left of another; `HARD` if their lines would overlap.
const HARD: i64 = 1 << 20;
/// Up to how many nets of a gap the order is improved after the first.
const SIFTED: usize = 100;

fn cost(left: &Net, right: &Net, near: Unit) -> i64 {
    let (left_low, left_high) = left.extent;
    let (right_low, right_high) = right.extent;
    if left_high + near < right_low || right_high + near < left_low {
        return 0;
    }
    let mut cost = 0;
    for &y in &left.right {
        cost += i64::from(right_low < y && y < right_high);
        for &other in &right.left {
            let distance = (y - other).abs();
            if distance < PX {
                cost += HARD;
            } else if distance < near {
                cost += HARD / 64;
            }
        }
    }
    for &y in &right.left {
        cost += i64::from(left_low < y && y < left_high);
    }
    cost
}

fn order_tracks(gap: &mut Gap, line: Unit) {
    let mut bent: Vec<usize> =
        (0..gap.nets.len()).filter(|&n| !gap.nets[n].is_straight()).collect();
    bent.sort_by_key(|&n| (gap.nets[n].extent, n));
    let order = cheap_order(&gap.nets, &bent, line);
    let (order, splits) = split_clashes(&gap.nets, &order, line);
    let extents: Vec<(Unit, Unit)> =
        order.iter().map(|piece| piece.extent(&gap.nets, &splits)).collect();
    let mut used = Skyline::new(&extents, line);
    gap.tracks = 0;
    for (piece, &(low, high)) in order.iter().zip(&extents) {
        let track = used.place(low, high + line);
        gap.tracks = gap.tracks.max(track + 1);
        match *piece {
            Piece::Whole(n) | Piece::First(n) => gap.nets[n].track = track,
            Piece::Second(n) => gap.nets[n].shift = Some((splits[&n], track)),
        }
    }
}

/// The tracks in use at every height: a tree over the heights where anything begins or ends.
struct Skyline {
    heights: Vec<Unit>,
    /// Most tracks in use somewhere under a tree node, and everywhere under it.
    somewhere: Vec<usize>,
    everywhere: Vec<usize>,
}

impl Skyline {
    fn new(extents: &[(Unit, Unit)], line: Unit) -> Self {
        let mut heights: Vec<Unit> =
            extents.iter().flat_map(|&(low, high)| [low, high + line]).collect();
        heights.sort_unstable();
        heights.dedup();
        let size = 2 * heights.len().next_power_of_two();
        Self { heights, somewhere: vec![0; size], everywhere: vec![0; size] }
    }

    /// Takes the first track beyond all that are in use between two heights.
    fn place(&mut self, low: Unit, high: Unit) -> usize {
        let from = self.heights.partition_point(|&h| h < low);
        let to = self.heights.partition_point(|&h| h < high);
        let leaves = self.somewhere.len() / 2;
        let track = self.most(1, (0, leaves), (from, to));
        self.raise(1, (0, leaves), (from, to), track + 1);
        track
    }

    fn most(&self, at: usize, (first, end): (usize, usize), range: (usize, usize)) -> usize {
        if range.1 <= first || end <= range.0 {
            return 0;
        }
        if range.0 <= first && end <= range.1 {
            return self.somewhere[at];
        }
        let middle = usize::midpoint(first, end);
        self.everywhere[at].max(self.most(2 * at, (first, middle), range)).max(self.most(
            2 * at + 1,
            (middle, end),
            range,
        ))
    }

    fn raise(
        &mut self,
        at: usize,
        (first, end): (usize, usize),
        range: (usize, usize),
        tracks: usize,
    ) {
        if range.1 <= first || end <= range.0 {
            return;
        }
        self.somewhere[at] = self.somewhere[at].max(tracks);
        if range.0 <= first && end <= range.1 {
            self.everywhere[at] = self.everywhere[at].max(tracks);
            return;
        }
        let middle = usize::midpoint(first, end);
        self.raise(2 * at, (first, middle), range, tracks);
        self.raise(2 * at + 1, (middle, end), range, tracks);
    }
}

/// An upright segment: all of a net's, or one of its two.
#[derive(Debug, Clone, Copy)]
enum Piece {
    Whole(usize),
    First(usize),
    Second(usize),
}

impl Piece {
    fn extent(self, nets: &[Net], splits: &BTreeMap<usize, Unit>) -> (Unit, Unit) {
        let spread = |ends: &[Unit], more: Unit| {
            let all = || ends.iter().copied().chain([more]);
            (all().min().unwrap_or(more), all().max().unwrap_or(more))
        };
        match self {
            Self::Whole(n) => nets[n].extent,
            Self::First(n) => spread(&nets[n].left, splits[&n]),
            Self::Second(n) => spread(&nets[n].right, splits[&n]),
        }
    }
}

/// A left-to-right order of the bent nets in which exchanging neighbors gains nothing:
/// insertion of each net at its best place, then sifting.
fn cheap_order(nets: &[Net], bent: &[usize], line: Unit) -> Vec<usize> {
    let near = line / 2;
    let mut order: Vec<usize> = Vec::new();
    for &n in bent {
        insert_best(nets, &mut order, n, near);
    }
    if order.len() > SIFTED {
        return order;
    }
    for _ in 0..2 {
        for &n in bent {
            order.retain(|&m| m != n);
            insert_best(nets, &mut order, n, near);
        }
    }
    order
}

fn insert_best(nets: &[Net], order: &mut Vec<usize>, n: usize, near: Unit) {
    // Cost of standing first, then the change with each step to the right.
    let (mut best, mut best_at, mut now) = (0, 0, 0);
    for (i, &m) in order.iter().enumerate() {
        now += cost(&nets[m], &nets[n], near) - cost(&nets[n], &nets[m], near);
        if now < best {
            (best, best_at) = (now, i + 1);
        }
    }
    order.insert(best_at, n);
}

/// Where a demand is still broken, the earlier net gets a second upright segment behind the
/// later one.
fn split_clashes(nets: &[Net], order: &[usize], line: Unit) -> (Vec<Piece>, BTreeMap<usize, Unit>) {
    let mut ends: Vec<Unit> =
        nets.iter().flat_map(|n| n.left.iter().chain(&n.right)).copied().collect();
    ends.sort_unstable();
    let mut splits = BTreeMap::new();
    let mut seconds: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (i, &n) in order.iter().enumerate() {
        let clash = order[i + 1..].iter().rposition(|&m| cost(&nets[n], &nets[m], PX) >= HARD);
        if let Some(later) = clash {
            let height = free_height(&ends, &nets[n], line);
            ends.insert(ends.partition_point(|&y| y < height), height);
            splits.insert(n, height);
            seconds.entry(i + 1 + later).or_default().push(n);
        }
    }
    let mut pieces = Vec::new();
    for (i, &n) in order.iter().enumerate() {
        pieces.push(if splits.contains_key(&n) { Piece::First(n) } else { Piece::Whole(n) });
        let mut ending = seconds.remove(&i).unwrap_or_default();
        ending.sort_unstable();
        pieces.extend(ending.into_iter().map(Piece::Second));
    }
    (pieces, splits)
}

/// A height inside a net's extent, far from the sorted ends of all lines in the gap.
fn free_height(ends: &[Unit], net: &Net, line: Unit) -> Unit {
    let (low, high) = net.extent;
    let distance = |y: Unit| {
        let at = ends.partition_point(|&e| e < y);
        let near = |i: usize| ends.get(i).map_or(line, |e| (e - y).abs());
        near(at).min(if at > 0 { near(at - 1) } else { line }).min(line)
    };
    let middle = i32::midpoint(low, high);
    let best = |low: Unit, high: Unit| {
        let heights = (low..=high).step_by(2);
        heights.max_by_key(|&y| (distance(y), -(y - middle).abs())).unwrap_or(middle)
    };
    let inside = best(low, high);
    if distance(inside) >= PX { inside } else { best(low - 4 * line, high + 4 * line) }
}
