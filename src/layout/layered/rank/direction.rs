//! Which way each edge is laid out: a total order of the leaves, against which no edge runs.
//!
//! Before: any graph. After: `position` is a permutation but for leaves of one column, which
//! share the place of their first; edges between lanes go from the lower lane to the higher,
//! whichever way the data flows, and inside a lane few edges go against their own direction
//! (Eades, Lin and Smyth 1993; ties by declared order).

use std::collections::BTreeSet;

use crate::layout::Lane;
use crate::layout::layered::graph::leaves::{Leaf, Leaves};

/// The place of each leaf in a total order that all edges follow.
pub(in crate::layout::layered) fn order_of_flow(leaves: &Leaves) -> Vec<usize> {
    let lanes = lanes(leaves);
    let mut by_lane: Vec<usize> = (0..leaves.len()).collect();
    by_lane.sort_by_key(|&s| lanes[s]);
    let mut position = vec![0; leaves.len()];
    let mut placed = 0;
    for group in by_lane.chunk_by(|&a, &b| lanes[a] == lanes[b]) {
        for s in acyclic_order(leaves, &lanes, group) {
            position[s] = placed;
            placed += 1;
        }
    }
    debug_assert_eq!(placed, leaves.len());
    (0..leaves.len()).map(|s| position[leaves.column[s]]).collect()
}

/// A lane for everybody: free leaves among laned ones take the lower median of their
/// neighbors' lanes.
fn lanes(leaves: &Leaves) -> Vec<u8> {
    let own = |s: Leaf| match leaves.lane[s] {
        Lane::Main(lane) => Some(lane),
        Lane::Band(_) | Lane::Free | Lane::Same(_) => None,
    };
    (0..leaves.len())
        .map(|s| {
            own(s).unwrap_or_else(|| {
                let mut near: Vec<u8> = leaves.neighbors(s).filter_map(own).collect();
                near.sort_unstable();
                near.get(near.len().saturating_sub(1) / 2).copied().unwrap_or(0)
            })
        })
        .collect()
}

/// Sources first, sinks last, and in between the leaf that gives most over what it takes.
fn acyclic_order(leaves: &Leaves, lanes: &[u8], group: &[usize]) -> Vec<usize> {
    let lane = lanes[group[0]];
    let inside = |s: &usize| lanes[*s] == lane;
    let mut outs = vec![0_i64; leaves.len()];
    let mut ins = vec![0_i64; leaves.len()];
    for &s in group {
        outs[s] = leaves.outgoing[s].iter().filter(|t| inside(t)).count() as i64;
        ins[s] = leaves.incoming[s].iter().filter(|t| inside(t)).count() as i64;
    }
    let key = |s: usize, outs: &[i64], ins: &[i64]| -> (i64, usize) {
        let rank = if ins[s] == 0 {
            i64::MIN
        } else if outs[s] == 0 {
            i64::MAX
        } else {
            ins[s] - outs[s]
        };
        (rank, s)
    };
    let mut waiting: BTreeSet<(i64, usize)> = group.iter().map(|&s| key(s, &outs, &ins)).collect();
    let (mut head, mut tail) = (Vec::new(), Vec::new());
    while let Some(&(first, candidate)) = waiting.first() {
        let sink = waiting.last().filter(|(rank, _)| *rank == i64::MAX && first != i64::MIN);
        let s = if let Some(&(_, s)) = sink {
            tail.push(s);
            s
        } else {
            head.push(candidate);
            candidate
        };
        waiting.remove(&key(s, &outs, &ins));
        let mut renew = |t: usize, degree: &dyn Fn(&mut [i64], &mut [i64])| {
            let known = key(t, &outs, &ins);
            if waiting.remove(&known) {
                degree(&mut outs, &mut ins);
                waiting.insert(key(t, &outs, &ins));
            }
        };
        for &t in &leaves.outgoing[s] {
            renew(t, &|_, ins| ins[t] -= 1);
        }
        for &t in &leaves.incoming[s] {
            renew(t, &|outs, _| outs[t] -= 1);
        }
    }
    head.extend(tail.into_iter().rev());
    head
}

#[cfg(test)]
mod tests {
    use super::{lanes, order_of_flow};
    use crate::layout::layered::graph::leaves::Leaves;
    use crate::layout::layered::graph::tree::Tree;
    use crate::layout::testing::architectures::{card, edge, empty};
    use crate::layout::{End, Input, Lane};

    /// Cards in these lanes, joined by these edges.
    fn leaves(of_cards: &[Lane], edges: &[(usize, usize)]) -> Leaves {
        let nodes = of_cards.iter().map(|&lane| card(None, lane)).collect();
        let edges = edges.iter().map(|&(a, b)| edge(End::Node(a), End::Node(b))).collect();
        let input = Input { nodes, edges, ..empty() };
        Leaves::new(&input, &Tree::new(&input))
    }

    #[test]
    fn who_asks_for_no_lane_has_the_lower_median_of_its_neighbors() {
        let main = Lane::Main;
        let around = |lanes_of: &[Lane], edges: &[(usize, usize)]| {
            lanes(&leaves(&[&[Lane::Free], lanes_of].concat(), edges))[0]
        };
        assert_eq!(around(&[main(1), main(3), main(5)], &[(0, 1), (2, 0), (0, 3)]), 3);
        assert_eq!(
            around(&[main(5), main(1), main(3), main(4)], &[(0, 1), (0, 2), (0, 3), (0, 4)]),
            3
        );
        assert_eq!(around(&[main(2)], &[(1, 0)]), 2);
        assert_eq!(around(&[main(2)], &[]), 0);
    }

    #[test]
    fn edges_follow_lanes_first_and_inside_a_lane_their_own_direction() {
        let lanes = [Lane::Main(2), Lane::Main(0), Lane::Main(0), Lane::Main(0)];
        let place = order_of_flow(&leaves(&lanes, &[(0, 1), (3, 2), (2, 1)]));
        assert!(place[1] < place[0], "against its data, with the lanes");
        assert!(place[3] < place[2] && place[2] < place[1], "{place:?}");
    }
}
