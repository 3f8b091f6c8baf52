//! The boxes that get a rank: nodes, and containers that hold nothing.

use std::collections::BTreeMap;

use crate::layout::layered::graph::tree::{Cluster, Tree};
use crate::layout::{ContainerIx, End, First, Input, Lane};

/// Index of a leaf: the nodes first, then the empty containers.
pub(in crate::layout::layered) type Leaf = usize;

/// What an edge ends at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::layout::layered) enum EdgeEnd {
    /// A box.
    Leaf(Leaf),
    /// The frame of a cluster that holds something.
    Frame(Cluster),
}

/// The boxes and how edges join them; edges that end at a frame are not in the lists.
#[derive(Debug, Clone)]
pub(in crate::layout::layered) struct Leaves {
    /// Where each stands.
    pub parent: Vec<Cluster>,
    /// Its lane.
    pub lane: Vec<Lane>,
    /// The empty container behind a leaf that is not a node.
    pub empty_container: Vec<Option<ContainerIx>>,
    /// The first of the leaves that it stands in one column with: itself unless that is asked for.
    pub column: Vec<Leaf>,
    /// By the first leaf of a column, those of other columns that its edges go to. Edges that
    /// ask for no order are left out, those that ask for the other one turned.
    pub outgoing: Vec<Vec<Leaf>>,
    /// Those that its edges come from.
    pub incoming: Vec<Vec<Leaf>>,
    /// Both ends of every edge.
    pub ends: Vec<(EdgeEnd, EdgeEnd)>,
    /// Which end of each edge asks to stand first.
    pub first: Vec<First>,
    /// Number of nodes.
    pub nodes: usize,
}

impl Leaves {
    /// The leaves of an input.
    pub fn new(input: &Input, tree: &Tree) -> Self {
        let nodes = input.nodes.len();
        let mut parent = tree.node_home.clone();
        let mut lane: Vec<Lane> = input.nodes.iter().map(|node| node.lane).collect();
        let mut empty_container = vec![None; nodes];
        let mut of_container = vec![None; input.containers.len()];
        for (c, &cluster) in tree.of_container.iter().enumerate() {
            if tree.is_empty[cluster] {
                of_container[c] = Some(parent.len());
                parent.push(tree.parent[cluster]);
                lane.push(Lane::Free);
                empty_container.push(Some(c));
            }
        }
        let end = |end: End| match end {
            End::Node(n) => EdgeEnd::Leaf(n),
            End::Container(c) => {
                of_container[c].map_or(EdgeEnd::Frame(tree.of_container[c]), EdgeEnd::Leaf)
            }
        };
        let ends: Vec<(EdgeEnd, EdgeEnd)> =
            input.edges.iter().map(|edge| (end(edge.from), end(edge.to))).collect();
        let mut outgoing = vec![Vec::new(); parent.len()];
        let mut incoming = vec![Vec::new(); parent.len()];
        let column = columns(&lane);
        let first: Vec<First> = input.edges.iter().map(|edge| edge.first).collect();
        for (end, first) in ends.iter().zip(&first) {
            if let (EdgeEnd::Leaf(a), EdgeEnd::Leaf(b)) = *end
                && let (a, b) = (column[a], column[b])
                && a != b
                && *first != First::Either
            {
                let (a, b) = if *first == First::To { (b, a) } else { (a, b) };
                outgoing[a].push(b);
                incoming[b].push(a);
            }
        }
        let nodes_and_bands =
            Self { parent, lane, empty_container, column, outgoing, incoming, ends, first, nodes };
        nodes_and_bands.freed_if_only_bands()
    }

    /// Bands stand below something; where there is nothing else they are ordinary.
    fn freed_if_only_bands(mut self) -> Self {
        if self.lane.iter().all(|lane| matches!(lane, Lane::Band(_))) {
            self.lane.fill(Lane::Free);
        }
        self
    }

    /// Number of leaves.
    pub fn len(&self) -> usize {
        self.parent.len()
    }

    /// Both ways between columns, with repetition.
    pub fn neighbors(&self, s: Leaf) -> impl Iterator<Item = Leaf> + '_ {
        self.outgoing[s].iter().chain(&self.incoming[s]).copied()
    }

    /// Whether the leaf stands in a band.
    pub fn is_band(&self, s: Leaf) -> bool {
        matches!(self.lane[s], Lane::Band(_))
    }
}

/// For each leaf the first of its column.
fn columns(lanes: &[Lane]) -> Vec<Leaf> {
    let mut first: BTreeMap<u32, Leaf> = BTreeMap::new();
    let column = |(s, lane): (Leaf, &Lane)| match *lane {
        Lane::Same(number) => *first.entry(number).or_insert(s),
        Lane::Main(_) | Lane::Band(_) | Lane::Free => s,
    };
    lanes.iter().enumerate().map(column).collect()
}
