//! Random layout problems from a seed, for tests and benchmarks.
//!
//! Layered graphs as in the literature on layout: nodes in about sqrt(n) ranks, about 1.3 n
//! edges from each rank to the next, 5 % of them over several ranks. With containers, seven
//! edges in ten go from a node to a later one that is close by, and so often in the same
//! container.

use crate::geom::{Size, px};
use crate::layout::{Container, Edge, End, First, FlowDirection, Input, Lane, Node, Spacing};

/// What a random graph looks like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shape {
    /// How many nodes.
    pub nodes: usize,
    /// How many edges for each hundred nodes.
    pub edges_per_hundred: usize,
    /// How many nodes stand in a container on average; 0: there are no containers.
    pub per_container: usize,
    /// Percentage of the edges that have a label.
    pub labeled: u64,
}

impl Default for Shape {
    fn default() -> Self {
        Self { nodes: 10, edges_per_hundred: 130, per_container: 3, labeled: 50 }
    }
}

/// Numbers that look random and are the same everywhere (`SplitMix64`, Steele, Lea and Flood
/// 2014).
#[derive(Debug, Clone)]
pub struct Dice {
    state: u64,
}

impl Dice {
    /// Dice that roll the same numbers for the same seed.
    pub const fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// A number below `bound`; 0 if that is 0.
    pub const fn below(&mut self, bound: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let z = (z ^ (z >> 31)) as usize;
        if bound == 0 { 0 } else { z % bound }
    }

    /// True in `percent` of a hundred rolls.
    pub const fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent as usize
    }
}

/// Makes a graph of this shape; the same for the same seed.
pub fn graph(shape: Shape, seed: u64) -> Input {
    let mut dice = Dice::new(seed);
    let containers = containers(shape, &mut dice);
    let nodes: Vec<Node> = (0..shape.nodes)
        .map(|n| Node {
            size: Size::new(px(80 + 8 * dice.below(11) as i32), px(40 + 8 * dice.below(5) as i32)),
            foot: 0,
            container: home(shape, n, containers.len()),
            lane: Lane::Free,
        })
        .collect();
    let edges = edges(shape, &mut dice);
    let spacing = Spacing { node: px(24), line: px(10), padding: px(20), margin: px(16) };
    Input { reading: FlowDirection::LeftToRight, containers, nodes, edges, spacing, width: None }
}

/// Every third container lies in the one before it that is not nested itself.
fn containers(shape: Shape, dice: &mut Dice) -> Vec<Container> {
    let count = shape.nodes.checked_div(shape.per_container).unwrap_or(0);
    let is_inner = |c: usize| c % 3 == 1 || c % 6 == 2;
    let parent = |c: usize| is_inner(c).then(|| c - c % 3);
    (0..count)
        .map(|c| Container {
            parent: parent(c),
            title: Size::new(px(60 + 10 * dice.below(8) as i32), px(20)),
        })
        .collect()
}

/// Neighbors share a container; one node in eight stands outside of all.
fn home(shape: Shape, node: usize, containers: usize) -> Option<usize> {
    let c = node.checked_div(shape.per_container)?;
    (c < containers && node % 8 != 7).then_some(c)
}

fn edges(shape: Shape, dice: &mut Dice) -> Vec<Edge> {
    let ranks = ((shape.nodes as f64).sqrt() as usize).max(2);
    let per_rank = shape.nodes.div_ceil(ranks).max(1);
    let rank_of = |n: usize| n / per_rank;
    let mut edges = Vec::new();
    for _ in 0..shape.nodes * shape.edges_per_hundred / 100 {
        let from = dice.below(shape.nodes);
        let reach = if dice.chance(5) { 2 + dice.below(4) } else { 1 };
        let rank = (rank_of(from) + reach).min((shape.nodes - 1) / per_rank);
        let far = (rank * per_rank + dice.below(per_rank)).min(shape.nodes - 1);
        let is_near = shape.per_container > 0 && dice.chance(70);
        let near = from + 1 + dice.below(shape.per_container);
        let to = if is_near { near.min(shape.nodes - 1) } else { far };
        let width = px(40 + 8 * dice.below(8) as i32);
        let label = dice.chance(shape.labeled).then(|| Size::new(width, px(16)));
        if from != to {
            edges.push(Edge {
                from: End::Node(from),
                to: End::Node(to),
                label,
                bundle: None,
                first: First::From,
            });
        }
    }
    edges
}

#[cfg(test)]
mod tests {
    use super::{Shape, graph};

    #[test]
    fn the_same_seed_gives_the_same_graph() {
        let shape = Shape { nodes: 40, ..Shape::default() };
        assert_eq!(graph(shape, 7), graph(shape, 7));
        assert_ne!(graph(shape, 7), graph(shape, 8));
    }

    #[test]
    fn containers_come_after_their_parents() {
        let input = graph(Shape { nodes: 200, ..Shape::default() }, 3);
        let parents = input.containers.iter().enumerate();
        assert!(parents.clone().all(|(c, container)| container.parent.is_none_or(|p| p < c)));
        assert!(parents.clone().any(|(_, container)| container.parent.is_some()));
        assert!(input.edges.len() > 200);
    }
}
