//! What must not get worse when a drawing is changed: counts, each a sum over pairs of its parts.
//!
//! So a change makes a count of the whole drawing worse just where it does the count of what
//! takes part in it: its [`Scope`].

use crate::geom::{PX, Point, Rect, Unit};
#[cfg(test)]
use crate::layout::Input;
use crate::layout::geometry::lines::{are_shared, cross, enters};
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
        let do_cross = |&&(a, b): &&(EdgeIx, EdgeIx)| {
            !self.relations.are_bundled(a, b) && cross(self.line(a), self.line(b))
        };
        self.scope.edge_pairs.iter().filter(do_cross).count()
    }

    /// Lines in containers that hold neither of their ends.
    fn foreign_containers(&self) -> usize {
        let is_foreign = |&&(e, c): &&(EdgeIx, ContainerIx)| {
            enters(self.line(e), &self.layout.containers[c].frame)
                && self.relations.is_foreign(e, c)
        };
        self.scope.edges_and_containers.iter().filter(is_foreign).count()
    }

    /// Lines between lanes that run against the reading direction.
    fn against_the_reading(&self) -> usize {
        let input = self.relations.input;
        self.scope.edges.iter().filter(|&&e| runs_back(input, self.layout, e)).count()
    }

    /// Breaches of the contract.
    fn broken_rules(&self) -> usize {
        let mut found = Vec::new();
        for &n in &self.scope.nodes {
            check_node(self.relations.input, self.layout, n, &mut found);
        }
        for &e in &self.scope.edges {
            check_edge(self.relations, self.layout, e, &mut found);
        }
        found.len()
            + self.overlapping_nodes()
            + self.hits_of_lines()
            + self.hits_of_nodes()
            + self.hits_of_containers()
    }

    fn overlapping_nodes(&self) -> usize {
        let Layout { nodes, containers, .. } = self.layout;
        let pairs = self.scope.node_pairs.iter();
        let overlapping = pairs.filter(|&&(a, b)| nodes[a].overlaps(&nodes[b])).count();
        let on_containers = self.scope.nodes.iter().map(|&n| {
            let is_on = |&c: &ContainerIx| {
                self.relations.is_beside(n, c) && containers[c].frame.overlaps(&nodes[n])
            };
            (0..containers.len()).filter(is_on).count()
        });
        overlapping + on_containers.sum::<usize>()
    }

    /// Lines on lines, labels on labels, labels on lines.
    fn hits_of_lines(&self) -> usize {
        let of_pair = |&(a, b): &(EdgeIx, EdgeIx)| {
            let is_hit = |a: EdgeIx, b: EdgeIx| {
                self.layout.edges[a].sign().is_some_and(|label| enters(self.line(b), &label))
            };
            let (own, other) = (self.layout.edges[a].sign(), self.layout.edges[b].sign());
            let on_label = own.zip(other).filter(|(own, other)| own.overlaps(other));
            if self.relations.are_bundled(a, b) {
                return usize::from(on_label.is_some_and(|(own, other)| own != other));
            }
            usize::from(on_label.is_some())
                + usize::from(is_hit(a, b))
                + usize::from(is_hit(b, a))
                + usize::from(are_shared(self.line(a), self.line(b)))
        };
        self.scope.edge_pairs.iter().map(of_pair).sum()
    }

    /// Lines and labels on nodes.
    fn hits_of_nodes(&self) -> usize {
        let of_pair = |&(e, n): &(EdgeIx, NodeIx)| {
            let frame = &self.layout.nodes[n];
            let is_hit = enters(self.line(e), frame) && self.relations.is_foreign_node(e, n);
            let label = self.layout.edges[e].sign();
            usize::from(is_hit) + usize::from(label.is_some_and(|label| label.overlaps(frame)))
        };
        self.scope.edges_and_nodes.iter().map(of_pair).sum()
    }

    /// Lines and labels on titles, labels on borders.
    fn hits_of_containers(&self) -> usize {
        let of_pair = |&(e, c): &(EdgeIx, ContainerIx)| {
            let placed = &self.layout.containers[c];
            let label = self.layout.edges[e].sign();
            let is_on_border =
                |label: Rect| label.overlaps(&placed.frame) && !placed.frame.contains(&label);
            usize::from(enters(self.line(e), &placed.title))
                + usize::from(label.is_some_and(|label| label.overlaps(&placed.title)))
                + usize::from(label.is_some_and(is_on_border))
        };
        self.scope.edges_and_containers.iter().map(of_pair).sum()
    }

    pub fn line(&self, edge: EdgeIx) -> &[Point] {
        &self.layout.edges[edge].points
    }
}
