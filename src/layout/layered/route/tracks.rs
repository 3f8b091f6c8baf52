//! Vertical segments: between two neighboring ranks every line that changes its height gets a
//! track, so that no two lines touch.
//!
//! Before: heights of all ports. After: nets on one track keep their distance; where the
//! lines of two nets would run on top of each other the one that must stay left does, and
//! the order of tracks costs few crossings (the ordering of segments in Sander 2004 and in
//! ELK's orthogonal router; cycles among requirements are cut by a second track for one net).

use std::collections::BTreeMap;
use std::ops::Range;

use crate::geom::{PX, Unit};
use crate::layout::layered::graph::layers::{Layers, LinkIx};
use crate::layout::layered::position::ports::Ports;
use crate::layout::layered::position::y::Rows;
use crate::layout::layered::route::nets::{CLASH, Net, collect, cost};

/// The nets of one gap.
#[derive(Debug, Clone, Default)]
pub(in crate::layout::layered) struct Gap {
    /// All nets.
    pub nets: Vec<Net>,
    /// Number of tracks.
    pub tracks: usize,
}

/// Tracks in all gaps, and the net of each link.
pub(in crate::layout::layered) fn assign(
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
    let gaps: Vec<Gap> = by_gap
        .iter()
        .map(|links| order_tracks(collect(layers, ports, rows, links), line))
        .collect();
    for gap in &gaps {
        for (n, net) in gap.nets.iter().enumerate() {
            net.links().for_each(|l| net_of[l] = n);
        }
    }
    (gaps, net_of)
}

/// Up to how many nets of a gap the order is improved after the first.
const SIFTED: usize = 100;

fn order_tracks(nets: Vec<Net>, line: Unit) -> Gap {
    let (straight, mut bent): (Vec<Net>, Vec<Net>) = nets.into_iter().partition(Net::is_straight);
    bent.sort_by_key(|net| (net.extent, net.links().min()));
    let mut nets = cheap_order(bent, line);
    let (order, splits) = split_clashes(&nets, line);
    let extents: Vec<(Unit, Unit)> =
        order.iter().map(|piece| piece.extent(&nets, &splits)).collect();
    let mut used = Skyline::new(&extents, line);
    let mut tracks = 0;
    for (piece, &(low, high)) in order.iter().zip(&extents) {
        let track = used.place(low, high + line);
        tracks = tracks.max(track + 1);
        match *piece {
            Piece::Whole(n) | Piece::First(n) => nets[n].track = track,
            Piece::Second(n) => nets[n].shift = Some((splits[&n], track)),
        }
    }
    nets.extend(straight);
    Gap { nets, tracks }
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
        let track = self.most(1, 0..leaves, &(from..to));
        self.raise(1, 0..leaves, &(from..to), track + 1);
        track
    }

    /// The most tracks in use within a range, below a node of the tree that stands for `part`.
    fn most(&self, at: usize, part: Range<usize>, range: &Range<usize>) -> usize {
        if range.end <= part.start || part.end <= range.start {
            return 0;
        }
        if range.start <= part.start && part.end <= range.end {
            return self.somewhere[at];
        }
        let middle = usize::midpoint(part.start, part.end);
        let low = self.most(2 * at, part.start..middle, range);
        let high = self.most(2 * at + 1, middle..part.end, range);
        self.everywhere[at].max(low).max(high)
    }

    /// Has so many tracks in use within a range, below a node of the tree that stands for `part`.
    fn raise(&mut self, at: usize, part: Range<usize>, range: &Range<usize>, tracks: usize) {
        if range.end <= part.start || part.end <= range.start {
            return;
        }
        self.somewhere[at] = self.somewhere[at].max(tracks);
        if range.start <= part.start && part.end <= range.end {
            self.everywhere[at] = self.everywhere[at].max(tracks);
            return;
        }
        let middle = usize::midpoint(part.start, part.end);
        self.raise(2 * at, part.start..middle, range, tracks);
        self.raise(2 * at + 1, middle..part.end, range, tracks);
    }
}

/// A vertical segment: all of a net's, or one of its two.
#[derive(Debug, Clone, Copy)]
enum Piece {
    Whole(usize),
    First(usize),
    Second(usize),
}

impl Piece {
    fn extent(self, nets: &[Net], splits: &BTreeMap<usize, Unit>) -> (Unit, Unit) {
        let spread = |n: usize, right: bool| {
            let more = splits[&n];
            nets[n].ends(right).fold((more, more), |(low, high), y| (low.min(y), high.max(y)))
        };
        match self {
            Self::Whole(n) => nets[n].extent,
            Self::First(n) => spread(n, false),
            Self::Second(n) => spread(n, true),
        }
    }
}

/// The bent nets from left to right so that exchanging neighbors gains nothing: insertion
/// of each at its best place, then sifting. A net whose parts above and below its hub cost
/// less apart becomes two.
fn cheap_order(bent: Vec<Net>, line: Unit) -> Vec<Net> {
    let passes = if bent.len() > SIFTED { 1 } else { 3 };
    let mut row = Row::new(bent.len(), line / 2);
    for pass in 0..passes {
        for (n, net) in bent.iter().enumerate() {
            if pass > 0 {
                row.remove(n);
            }
            let (at, whole) = row.best_place(net);
            if whole > 0
                && let Some([upper, lower]) = net.sides()
            {
                let (upper_at, upper_cost) = row.best_place(&upper);
                let (lower_at, lower_cost) = row.best_place(&lower);
                if upper_cost + lower_cost < whole {
                    row.insert(upper_at, n, upper);
                    row.insert(lower_at + usize::from(upper_at <= lower_at), n, lower);
                    continue;
                }
            }
            row.insert(at, n, net.clone());
        }
    }
    row.in_order()
}

/// Nets from left to right, to which others are added.
struct Row {
    near: Unit,
    /// The nets in the order in which they came, each with the number of what it is or was a
    /// part of.
    nets: Vec<(usize, Net)>,
    /// From left to right the extent of each net, and which it is: what most are passed over by.
    order: Vec<((Unit, Unit), usize)>,
    /// Those that a net meets, with what it costs to put it left of them; only to reuse the room.
    met: Vec<(usize, i64)>,
}

impl Row {
    fn new(count: usize, near: Unit) -> Self {
        let (nets, order) = (Vec::with_capacity(count), Vec::with_capacity(count));
        Self { near, nets, order, met: Vec::new() }
    }

    fn insert(&mut self, at: usize, number: usize, net: Net) {
        self.order.insert(at, (net.extent, self.nets.len()));
        self.nets.push((number, net));
    }

    fn remove(&mut self, number: usize) {
        self.order.retain(|&(_, ix)| self.nets[ix].0 != number);
    }

    /// Where a net costs least, and what it costs there.
    fn best_place(&mut self, net: &Net) -> (usize, i64) {
        let Self { near, nets, order, met } = self;
        let (low, high) = (net.extent.0 - *near, net.extent.1 + *near);
        let meets = |extent: (Unit, Unit)| low <= extent.1 && extent.0 <= high;
        met.clear();
        let members = order.iter().enumerate().filter(|(_, member)| meets(member.0));
        met.extend(members.map(|(i, &(_, ix))| (i, cost(net, &nets[ix].1, *near))));
        let mut now: i64 = met.iter().map(|&(_, cost)| cost).sum();
        let mut best = (0, now);
        for &(i, left_of) in met.iter() {
            now += cost(&nets[order[i].1].1, net, *near) - left_of;
            if now < best.1 {
                best = (i + 1, now);
            }
        }
        best
    }

    fn in_order(mut self) -> Vec<Net> {
        let net = |&(_, ix): &(_, usize)| std::mem::take(&mut self.nets[ix].1);
        self.order.iter().map(net).collect()
    }
}

/// Where a requirement is still broken, the earlier net gets a second vertical segment behind the
/// later one.
fn split_clashes(nets: &[Net], line: Unit) -> (Vec<Piece>, BTreeMap<usize, Unit>) {
    let mut ends: Vec<Unit> =
        nets.iter().flat_map(|net| net.ends(false).chain(net.ends(true))).collect();
    ends.sort_unstable();
    let extents: Vec<(Unit, Unit)> = nets.iter().map(|net| net.extent).collect();
    let mut splits = BTreeMap::new();
    let mut seconds: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (n, net) in nets.iter().enumerate() {
        let (low, high) = (net.extent.0 - PX, net.extent.1 + PX);
        let is_hit = |&later: &usize| {
            let extent = extents[later];
            low <= extent.1 && extent.0 <= high && cost(net, &nets[later], PX) >= CLASH
        };
        if let Some(later) = (n + 1..nets.len()).rev().find(is_hit) {
            let height = free_height(&ends, net, line);
            ends.insert(ends.partition_point(|&y| y < height), height);
            splits.insert(n, height);
            seconds.entry(later).or_default().push(n);
        }
    }
    let mut pieces = Vec::new();
    for n in 0..nets.len() {
        pieces.push(if splits.contains_key(&n) { Piece::First(n) } else { Piece::Whole(n) });
        let mut ending = seconds.remove(&n).unwrap_or_default();
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

#[cfg(test)]
mod tests {
    use super::{Gap, Net, order_tracks};
    use crate::geom::{PX, px};
    use crate::layout::layered::route::nets::tests::net;
    use crate::layout::testing::random::Dice;

    /// How often a line comes from the left to its track while another one, at the same height,
    /// leaves to the right from a track that is not further right: they run on top of each other.
    fn overlaps(gap: &Gap) -> usize {
        let last = |net: &Net| net.shift.map_or(net.track, |(_, second)| second);
        let mut count = 0;
        for (a, coming) in gap.nets.iter().enumerate() {
            for (b, leaving) in gap.nets.iter().enumerate() {
                let meet = |y: i32| leaving.ends(true).any(|other| (y - other).abs() < PX);
                let is_behind = a != b && coming.track >= last(leaving);
                count += usize::from(is_behind && coming.ends(false).any(meet));
            }
        }
        count
    }

    #[test]
    fn lines_that_change_places_do_not_run_on_top_of_each_other() {
        // Each would have to stay left of the other: one of them takes two tracks.
        let gap = order_tracks(vec![net(0, false, &[40]), net(40, false, &[0])], px(6));
        assert_eq!(overlaps(&gap), 0);
        assert_eq!(gap.nets.iter().filter(|net| net.shift.is_some()).count(), 1);
        let mut dice = Dice::new(1);
        for round in 0..100 {
            let lines = 2 + dice.below(8);
            let mut right: Vec<i32> = (0..lines as i32).map(|at| 8 * at).collect();
            for at in (1..lines).rev() {
                right.swap(at, dice.below(at + 1));
            }
            let nets = right.iter().enumerate().map(|(at, &to)| net(8 * at as i32, false, &[to]));
            assert_eq!(overlaps(&order_tracks(nets.collect(), px(6))), 0, "round {round}");
        }
    }
}
