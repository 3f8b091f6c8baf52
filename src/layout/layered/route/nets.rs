//! Lines of one gap between ranks that share a port: they run as one from there to where
//! they part.
//!
//! Before: heights of all ports. After: every link is in one net; a net has one end on the
//! side of its hub and one or more on the other.

use std::cmp::Ordering;

use crate::geom::{PX, Unit};
use crate::layout::layered::graph::layers::{Layers, LinkIx};
use crate::layout::layered::position::ports::Ports;
use crate::layout::layered::position::y::Rows;

/// What it costs if the lines of two nets would run on top of each other.
pub(in crate::layout::layered) const CLASH: i64 = 1 << 20;
/// What it costs if they would run close to each other.
const NEAR: i64 = CLASH / 64;
/// What two edges that cross cost, and how much more if they do so close to where one turns.
const CROSSING: i64 = 4;
const KNOT: i64 = 1;

/// The end of one link of a net, on the side that is not the hub's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Leaf {
    height: Unit,
    link: LinkIx,
    edges: i64,
}

/// Links of one gap that share ports, and where their vertical segments are.
#[derive(Debug, Clone, Default)]
pub(in crate::layout::layered) struct Net {
    /// Height of the end that all share.
    hub: Unit,
    hub_is_right: bool,
    /// The other ends from top to bottom.
    leaves: Vec<Leaf>,
    /// How many edges the leaves before each have together, and all.
    above: Vec<i64>,
    /// Its track, counted from the left.
    pub track: usize,
    /// If it needs two: the height at which it changes over, and the second track.
    pub shift: Option<(Unit, usize)>,
    /// Lowest and highest of its ends.
    pub extent: (Unit, Unit),
}

impl Net {
    fn new(hub: Unit, hub_is_right: bool, mut leaves: Vec<Leaf>) -> Self {
        leaves.sort_unstable();
        let mut above = vec![0];
        let mut extent = (hub, hub);
        for leaf in &leaves {
            above.push(above.last().copied().unwrap_or(0) + leaf.edges);
            extent = (extent.0.min(leaf.height), extent.1.max(leaf.height));
        }
        Self { hub, hub_is_right, leaves, above, track: 0, shift: None, extent }
    }

    /// Its links.
    pub fn links(&self) -> impl Iterator<Item = LinkIx> + '_ {
        self.leaves.iter().map(|leaf| leaf.link)
    }

    /// Whether it goes straight through the gap.
    pub fn is_straight(&self) -> bool {
        self.extent.0 == self.extent.1
    }

    /// Heights of its ends on the left or on the right.
    pub fn ends(&self, right: bool) -> impl Iterator<Item = Unit> + Clone + '_ {
        self.loads(right).map(|(height, _)| height)
    }

    /// The same from top to bottom, with the number of edges that run there.
    fn loads(&self, right: bool) -> impl Iterator<Item = (Unit, i64)> + Clone + '_ {
        let is_hub = self.hub_is_right == right;
        let hub = is_hub.then(|| (self.hub, self.above[self.leaves.len()]));
        let leaves = if is_hub { &[] } else { self.leaves.as_slice() };
        hub.into_iter().chain(leaves.iter().map(|leaf| (leaf.height, leaf.edges)))
    }

    /// How many edges pass a height on their way up or down.
    fn flow(&self, height: Unit) -> i64 {
        match height.cmp(&self.hub) {
            Ordering::Less => self.above[self.leaves.partition_point(|leaf| leaf.height < height)],
            Ordering::Equal => 0,
            Ordering::Greater => {
                let not_below = self.leaves.partition_point(|leaf| leaf.height <= height);
                self.above[self.leaves.len()] - self.above[not_below]
            }
        }
    }

    /// The part that comes from above the hub and that from below it, if it has both: with
    /// a vertical segment each they need not cross what one for all has to.
    pub fn sides(&self) -> Option<[Self; 2]> {
        let first_below = self.leaves.partition_point(|leaf| leaf.height <= self.hub);
        if first_below == self.leaves.len() || self.leaves[0].height >= self.hub {
            return None;
        }
        let part = |leaves: &[Leaf]| Self::new(self.hub, self.hub_is_right, leaves.to_vec());
        Some([part(&self.leaves[..first_below]), part(&self.leaves[first_below..])])
    }
}

/// What it costs to put one net left of another: pairs of edges that cross, and much more
/// if lines would overlap or come nearer than `near`. Within twice that, a line that
/// crosses the other's vertical segment does so at its corner.
pub(in crate::layout::layered) fn cost(left: &Net, right: &Net, near: Unit) -> i64 {
    if left.extent.1 + near < right.extent.0 || right.extent.1 + near < left.extent.0 {
        return 0;
    }
    let over: i64 = left.loads(true).map(|(y, edges)| edges * right.flow(y)).sum();
    let under: i64 = right.loads(false).map(|(y, edges)| edges * left.flow(y)).sum();
    let mut cost = CROSSING * (over + under);
    let mut others = right.ends(false).peekable();
    for y in left.ends(true) {
        while others.next_if(|&other| other + 2 * near <= y).is_some() {}
        for other in others.clone().take_while(|&other| other < y + 2 * near) {
            let distance = (y - other).abs();
            cost += if distance < PX {
                CLASH
            } else if distance < near {
                NEAR
            } else {
                KNOT * (i64::from(right.flow(y) > 0) + i64::from(left.flow(other) > 0))
            };
        }
    }
    cost
}

/// The nets of the links of one gap.
pub(in crate::layout::layered) fn collect(
    layers: &Layers,
    ports: &Ports,
    rows: &Rows,
    links: &[LinkIx],
) -> Vec<Net> {
    let mut left: Vec<_> = links.iter().map(|&l| ports.at_left[l]).collect();
    let mut right: Vec<_> = links.iter().map(|&l| ports.at_right[l]).collect();
    left.sort_unstable();
    right.sort_unstable();
    let is_shared = |sorted: &[usize], port| {
        let first = sorted.partition_point(|&p| p < port);
        sorted.get(first + 1) == Some(&port)
    };
    let mut hubs: Vec<(bool, usize, LinkIx)> = links
        .iter()
        .map(|&l| {
            let hub_is_right = !is_shared(&left, ports.at_left[l]);
            let hub = if hub_is_right { ports.at_right[l] } else { ports.at_left[l] };
            (hub_is_right, hub, l)
        })
        .collect();
    hubs.sort_unstable();
    let net = |members: &[(bool, usize, LinkIx)]| {
        let (hub_is_right, hub, _) = members[0];
        let leaf = |&(_, _, link): &(bool, usize, LinkIx)| {
            let port = if hub_is_right { ports.at_left[link] } else { ports.at_right[link] };
            Leaf { height: rows.port[port], link, edges: layers.links[link].edges as i64 }
        };
        Net::new(rows.port[hub], hub_is_right, members.iter().map(leaf).collect())
    };
    hubs.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)).map(net).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::{CLASH, CROSSING, KNOT, Leaf, Net, cost};
    use crate::geom::{Unit, px};

    /// A net by its heights in pixels.
    pub fn net(hub: i32, hub_is_right: bool, leaves: &[i32]) -> Net {
        let leaf = |(link, &height)| Leaf { height: px(height), link, edges: 1 };
        Net::new(px(hub), hub_is_right, leaves.iter().enumerate().map(leaf).collect())
    }

    const NEAR: Unit = px(6);

    #[test]
    fn lines_that_need_not_cross_do_not_in_one_of_both_orders() {
        let (upper, lower) = (net(50, true, &[0]), net(90, true, &[30]));
        assert_eq!(cost(&lower, &upper, NEAR), 0);
        assert_eq!(cost(&upper, &lower, NEAR), 2 * CROSSING);
        let crossing = net(10, true, &[70]);
        assert_eq!(cost(&upper, &crossing, NEAR), CROSSING);
        assert_eq!(cost(&crossing, &upper, NEAR), CROSSING + KNOT, "near the other's corner");
    }

    #[test]
    fn every_pair_of_edges_counts() {
        let many = net(100, true, &[0, 10, 20, 200]);
        let through = net(30, false, &[31 + 29]);
        assert_eq!(cost(&many, &through, NEAR), 3 * CROSSING, "it passes three of four");
        assert_eq!(cost(&through, &many, NEAR), 3 * CROSSING);
    }

    #[test]
    fn a_crossing_far_from_a_corner_is_cheaper_than_one_at_it() {
        let (from_above, to_above) = (net(370, false, &[10]), net(250, false, &[362]));
        assert_eq!(cost(&from_above, &to_above, NEAR), CROSSING);
        assert_eq!(cost(&to_above, &from_above, NEAR), CROSSING + KNOT);
    }

    #[test]
    fn lines_on_top_of_each_other_clash() {
        let (a, b) = (net(50, true, &[0]), net(90, true, &[50]));
        assert!(cost(&a, &b, NEAR) >= CLASH);
        assert_eq!(cost(&b, &a, NEAR), 0);
    }

    #[test]
    fn the_sides_of_two_hubs_cross_only_where_edges_are_out_of_order() {
        let leaves = [0, 20, 40, 60, 80, 100];
        let (a, b) = (net(45, true, &leaves), net(65, true, &[10, 30, 50, 70, 90, 110]));
        let out_of_order = (1 + 2 + 3 + 4 + 5) * CROSSING;
        assert!(cost(&a, &b, 0).min(cost(&b, &a, 0)) > out_of_order);
        let (Some(a), Some(b)) = (a.sides(), b.sides()) else { panic!("both have two sides") };
        let least: i64 =
            a.iter().flat_map(|x| b.iter().map(|y| cost(x, y, 0).min(cost(y, x, 0)))).sum();
        assert_eq!(least, out_of_order);
    }
}
