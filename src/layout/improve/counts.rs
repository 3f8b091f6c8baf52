//! What must not get worse when a drawing is changed: counts, each a sum over pairs of its parts.
//!
//! So a change makes a count of the whole drawing worse just where it does the count of what
//! takes part in it: its [`Scope`].

use crate::geom::{PX, Point, Unit};
#[cfg(test)]
use crate::layout::Input;
use crate::layout::geometry::pairs::Pairs;
use crate::layout::geometry::relations::Relations;
use crate::layout::quality::score::runs_back;
use crate::layout::quality::verify::{check_edge, check_node};
use crate::layout::{ContainerIx, EdgeIx, Layout, NodeIx, Spacing};

/// The parts of a drawing that are looked at, and the pairs of them, each once.
#[derive(Debug, Clone, Default)]
pub(in crate::layout) struct Scope {
    pub nodes: Vec<NodeIx>,
    pub edges: Vec<EdgeIx>,
    /// Lower index first.
    pub node_pairs: Vec<(NodeIx, NodeIx)>,
    /// Lower index first.
    pub edge_pairs: Vec<(EdgeIx, EdgeIx)>,
    pub edges_and_nodes: Vec<(EdgeIx, NodeIx)>,
    pub edges_and_containers: Vec<(EdgeIx, ContainerIx)>,
}

impl Scope {
    /// Everything in a drawing.
    #[cfg(test)]
    pub fn of_all(input: &Input) -> Self {
        let [nodes, edges, containers] =
            [input.nodes.len(), input.edges.len(), input.containers.len()];
        let pairs = |n: usize| (0..n).flat_map(|b| (0..b).map(move |a| (a, b))).collect();
        let with = |n: usize| (0..edges).flat_map(|e| (0..n).map(move |i| (e, i))).collect();
        Self {
            nodes: (0..nodes).collect(),
            edges: (0..edges).collect(),
            node_pairs: pairs(nodes),
            edge_pairs: pairs(edges),
            edges_and_nodes: with(nodes),
            edges_and_containers: with(containers),
        }
    }

    /// How far nodes may stand from each other that still count as a pair, at most.
    pub const fn around_nodes(spacing: &Spacing) -> Unit {
        spacing.node
    }

    /// How far lines and labels may be from what they still count as a pair with, at most.
    pub fn around_lines(spacing: &Spacing) -> Unit {
        spacing.line.max(spacing.padding / 2).max(PX)
    }

    /// Leaves nothing to look at.
    pub fn clear(&mut self) {
        self.nodes.clear();
        self.edges.clear();
        self.node_pairs.clear();
        self.edge_pairs.clear();
        self.edges_and_nodes.clear();
        self.edges_and_containers.clear();
    }
}

/// A drawing, and what of it counts.
#[derive(Clone, Copy)]
pub(in crate::layout) struct Counts<'a> {
    pub relations: &'a Relations<'a>,
    /// Nodes in the same band of the same container.
    pub bands: &'a [Vec<NodeIx>],
    pub layout: &'a Layout,
    pub scope: &'a Scope,
}

/// All counts, those first that are quick to find and often worse.
pub(in crate::layout) const COUNTS: [fn(&Counts) -> usize; 6] = [
    |counts| counts.tight_places(),
    |counts| counts.repeated_labels(),
    |counts| counts.crossings(),
    |counts| counts.foreign_containers(),
    |counts| counts.against_the_reading(),
    |counts| counts.broken_rules(),
];

/// A rule about two parts of a drawing.
type PairRule = fn(&Pairs, usize, usize) -> bool;

const OF_EDGES: [PairRule; 4] = [
    |pairs, a, b| pairs.labels_overlap(a, b),
    |pairs, a, b| pairs.label_is_on_line(a, b),
    |pairs, a, b| pairs.label_is_on_line(b, a),
    |pairs, a, b| pairs.lines_are_shared(a, b),
];

const OF_EDGE_AND_NODE: [PairRule; 2] =
    [|pairs, e, n| pairs.line_enters_node(e, n), |pairs, e, n| pairs.label_is_on_node(e, n)];

const OF_EDGE_AND_CONTAINER: [PairRule; 3] = [
    |pairs, e, c| pairs.line_enters_title(e, c),
    |pairs, e, c| pairs.label_is_on_title(e, c),
    |pairs, e, c| pairs.label_is_on_border(e, c),
];

/// How often pairs break rules.
fn broken(of: &[(usize, usize)], rules: &[PairRule], pairs: &Pairs) -> usize {
    let breaks = |&(a, b): &(usize, usize)| rules.iter().filter(|rule| rule(pairs, a, b)).count();
    of.iter().map(breaks).sum()
}

impl Counts<'_> {
    /// Labels in the place of one before: a bundle's common label, told for more than one of its
    /// edges.
    fn repeated_labels(&self) -> usize {
        let label = |e: EdgeIx| self.layout.edges[e].label;
        if self.scope.edges.iter().all(|&e| label(e).is_none()) {
            return 0;
        }
        let is_repeated = |&e: &EdgeIx| {
            label(e).is_some_and(|own| (0..e).any(|before| label(before) == Some(own)))
        };
        (0..self.layout.edges.len()).filter(is_repeated).count()
    }

    /// Pairs of lines that cross, those of one bundle left out.
    fn crossings(&self) -> usize {
        let pairs = self.pairs();
        self.scope.edge_pairs.iter().filter(|&&(a, b)| pairs.lines_cross(a, b)).count()
    }

    /// Lines in containers that hold neither of their ends.
    fn foreign_containers(&self) -> usize {
        let pairs = self.pairs();
        let entering = self.scope.edges_and_containers.iter();
        entering.filter(|&&(e, c)| pairs.line_enters_container(e, c)).count()
    }

    /// Lines between lanes that run against the reading direction.
    fn against_the_reading(&self) -> usize {
        let input = self.relations.input;
        self.scope.edges.iter().filter(|&&e| runs_back(input, self.layout, e)).count()
    }

    /// Breaches of the contract.
    fn broken_rules(&self) -> usize {
        let (pairs, scope) = (self.pairs(), self.scope);
        let mut found = Vec::new();
        for &n in &scope.nodes {
            check_node(&pairs, n, &mut found);
        }
        for &e in &scope.edges {
            check_edge(&pairs, e, &mut found);
        }
        found.len()
            + broken(&scope.node_pairs, &[|p, a, b| p.nodes_overlap(a, b)], &pairs)
            + self.nodes_on_containers()
            + broken(&scope.edge_pairs, &OF_EDGES, &pairs)
            + broken(&scope.edges_and_nodes, &OF_EDGE_AND_NODE, &pairs)
            + broken(&scope.edges_and_containers, &OF_EDGE_AND_CONTAINER, &pairs)
    }

    fn nodes_on_containers(&self) -> usize {
        let pairs = self.pairs();
        let of_node = |&n: &NodeIx| {
            let containers = 0..self.layout.containers.len();
            containers.filter(|&c| pairs.node_is_on_container(n, c)).count()
        };
        self.scope.nodes.iter().map(of_node).sum()
    }

    /// The rules about two parts of the drawing.
    pub fn pairs(&self) -> Pairs<'_> {
        Pairs { relations: self.relations, layout: self.layout }
    }

    pub fn line(&self, edge: EdgeIx) -> &[Point] {
        &self.layout.edges[edge].points
    }
}
