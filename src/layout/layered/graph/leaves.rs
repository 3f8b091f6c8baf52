//! The boxes that get a rank: nodes, and containers that hold nothing.

use std::collections::BTreeMap;

use crate::layout::layered::graph::tree::{Place, Tree};
use crate::layout::{ContainerIx, End, First, Input, Lane};

/// Index of a solid: the nodes first, then the hollow containers.
pub(in crate::layout::layered) type Solid = usize;

/// What an edge ends at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::layout::layered) enum Tie {
    /// A box.
    Solid(Solid),
    /// The frame of a place that holds something.
    Hull(Place),
}

/// The boxes and how edges join them; edges that end at a hull are not in the lists.
#[derive(Debug, Clone)]
pub(in crate::layout::layered) struct Solids {
    /// Where each stands.
    pub home: Vec<Place>,
    /// Its lane.
    pub lane: Vec<Lane>,
    /// The hollow container behind a solid that is not a node.
    pub hollow: Vec<Option<ContainerIx>>,
    /// The first of the solids that it stands in one column with: itself unless that is asked for.
    pub column: Vec<Solid>,
    /// By the first solid of a column, those of other columns that its edges go to. Edges that
    /// ask for no order are left out, those that ask for the other one turned.
    pub outgoing: Vec<Vec<Solid>>,
    /// Those that its edges come from.
    pub incoming: Vec<Vec<Solid>>,
    /// Both ends of every edge.
    pub ties: Vec<(Tie, Tie)>,
    /// Which end of each edge asks to stand first.
    pub first: Vec<First>,
    /// Number of nodes.
    pub nodes: usize,
}

impl Solids {
    /// The solids of an input.
    pub fn new(input: &Input, tree: &Tree) -> Self {
        let nodes = input.nodes.len();
        let mut home = tree.node_home.clone();
        let mut lane: Vec<Lane> = input.nodes.iter().map(|node| node.lane).collect();
        let mut hollow = vec![None; nodes];
        let mut of_container = vec![None; input.containers.len()];
        for (c, &place) in tree.of_container.iter().enumerate() {
            if tree.is_hollow[place] {
                of_container[c] = Some(home.len());
                home.push(tree.parent[place]);
                lane.push(Lane::Free);
                hollow.push(Some(c));
            }
        }
        let tie = |end: End| match end {
            End::Node(n) => Tie::Solid(n),
            End::Container(c) => {
                of_container[c].map_or(Tie::Hull(tree.of_container[c]), Tie::Solid)
            }
        };
        let ties: Vec<(Tie, Tie)> =
            input.edges.iter().map(|edge| (tie(edge.from), tie(edge.to))).collect();
        let mut outgoing = vec![Vec::new(); home.len()];
        let mut incoming = vec![Vec::new(); home.len()];
        let column = columns(&lane);
        let first: Vec<First> = input.edges.iter().map(|edge| edge.first).collect();
        for (tie, first) in ties.iter().zip(&first) {
            if let (Tie::Solid(a), Tie::Solid(b)) = *tie
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
            Self { home, lane, hollow, column, outgoing, incoming, ties, first, nodes };
        nodes_and_bands.freed_if_only_bands()
    }

    /// Bands stand below something; where there is nothing else they are ordinary.
    fn freed_if_only_bands(mut self) -> Self {
        if self.lane.iter().all(|lane| matches!(lane, Lane::Band(_))) {
            self.lane.fill(Lane::Free);
        }
        self
    }

    /// Number of solids.
    pub fn len(&self) -> usize {
        self.home.len()
    }

    /// Both ways between columns, with repetition.
    pub fn neighbors(&self, s: Solid) -> impl Iterator<Item = Solid> + '_ {
        self.outgoing[s].iter().chain(&self.incoming[s]).copied()
    }

    /// Whether the solid stands in a band.
    pub fn is_band(&self, s: Solid) -> bool {
        matches!(self.lane[s], Lane::Band(_))
    }
}

/// For each solid the first of its column.
fn columns(lanes: &[Lane]) -> Vec<Solid> {
    let mut first: BTreeMap<u32, Solid> = BTreeMap::new();
    let column = |(s, lane): (Solid, &Lane)| match *lane {
        Lane::Same(number) => *first.entry(number).or_insert(s),
        Lane::Main(_) | Lane::Band(_) | Lane::Free => s,
    };
    lanes.iter().enumerate().map(column).collect()
}
