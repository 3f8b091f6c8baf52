//! What may be wrong between two parts of a drawing: each rule, coded once.
//!
//! `hits` asks these questions of all pairs that are near each other, `improve/counts` of the pairs
//! that a change touches.

use crate::geom::{Point, Rect};
use crate::layout::geometry::lines::{are_shared, cross, enters};
use crate::layout::geometry::relations::Relations;
use crate::layout::{ContainerIx, EdgeIx, Layout, NodeIx};

/// A drawing, and what its parts have to do with each other.
#[derive(Clone, Copy)]
pub(in crate::layout) struct Pairs<'a> {
    pub relations: &'a Relations<'a>,
    pub layout: &'a Layout,
}

impl<'a> Pairs<'a> {
    /// Whether a node is not inside the container that holds it.
    pub fn node_is_outside(&self, n: NodeIx) -> bool {
        let home = self.relations.input.nodes[n].container;
        home.is_some_and(|c| !self.frame(c).contains(&self.layout.nodes[n]))
    }

    /// Whether a container is not inside the one that holds it.
    pub fn container_is_outside(&self, c: ContainerIx) -> bool {
        let parent = self.relations.input.containers[c].parent;
        parent.is_some_and(|parent| !self.frame(parent).contains(self.frame(c)))
    }

    pub fn nodes_overlap(&self, a: NodeIx, b: NodeIx) -> bool {
        self.layout.nodes[a].overlaps(&self.layout.nodes[b])
    }

    /// Whether two containers of the same parent overlap.
    pub fn containers_overlap(&self, a: ContainerIx, b: ContainerIx) -> bool {
        let parent = |c: ContainerIx| self.relations.input.containers[c].parent;
        parent(a) == parent(b) && self.frame(a).overlaps(self.frame(b))
    }

    /// Whether a node overlaps a container beside it: one of the same parent.
    pub fn node_is_on_container(&self, n: NodeIx, c: ContainerIx) -> bool {
        self.relations.is_beside(n, c) && self.frame(c).overlaps(&self.layout.nodes[n])
    }

    /// Whether a line runs through a node that is no end of it.
    pub fn line_enters_node(&self, e: EdgeIx, n: NodeIx) -> bool {
        enters(self.line(e), &self.layout.nodes[n]) && self.relations.is_foreign_node(e, n)
    }

    /// Whether a line runs through a container that holds neither of its ends.
    pub fn line_enters_container(&self, e: EdgeIx, c: ContainerIx) -> bool {
        enters(self.line(e), self.frame(c)) && self.relations.is_foreign(e, c)
    }

    pub fn line_enters_title(&self, e: EdgeIx, c: ContainerIx) -> bool {
        enters(self.line(e), &self.layout.containers[c].title)
    }

    pub fn label_is_on_node(&self, e: EdgeIx, n: NodeIx) -> bool {
        self.sign(e).is_some_and(|sign| sign.overlaps(&self.layout.nodes[n]))
    }

    pub fn label_is_on_title(&self, e: EdgeIx, c: ContainerIx) -> bool {
        self.sign(e).is_some_and(|sign| sign.overlaps(&self.layout.containers[c].title))
    }

    pub fn label_is_on_border(&self, e: EdgeIx, c: ContainerIx) -> bool {
        let frame = self.frame(c);
        self.sign(e).is_some_and(|sign| sign.overlaps(frame) && !frame.contains(&sign))
    }

    /// Whether two labels overlap; the common label of a bundle is one label.
    pub fn labels_overlap(&self, a: EdgeIx, b: EdgeIx) -> bool {
        let (Some(own), Some(other)) = (self.sign(a), self.sign(b)) else { return false };
        own.overlaps(&other) && !(own == other && self.relations.are_bundled(a, b))
    }

    /// Whether the label of `a` lies on the line of `b`; one of a bundle may lie on all its lines.
    pub fn label_is_on_line(&self, a: EdgeIx, b: EdgeIx) -> bool {
        self.sign(a).is_some_and(|sign| enters(self.line(b), &sign))
            && !self.relations.are_bundled(a, b)
    }

    /// Whether two lines run on top of each other and are no bundle.
    pub fn lines_are_shared(&self, a: EdgeIx, b: EdgeIx) -> bool {
        !self.relations.are_bundled(a, b) && are_shared(self.line(a), self.line(b))
    }

    /// Whether two lines cross. Those of one bundle are drawn as one line, which does not cross
    /// itself.
    pub fn lines_cross(&self, a: EdgeIx, b: EdgeIx) -> bool {
        !self.relations.are_bundled(a, b) && cross(self.line(a), self.line(b))
    }

    pub fn line(&self, e: EdgeIx) -> &'a [Point] {
        &self.layout.edges[e].points
    }

    /// A line's label, or the letter for it.
    pub fn sign(&self, e: EdgeIx) -> Option<Rect> {
        self.layout.edges[e].sign()
    }

    fn frame(&self, c: ContainerIx) -> &'a Rect {
        &self.layout.containers[c].frame
    }
}
