//! What meets what in a drawing: all pairs that break a rule of `pairs`.
//!
//! `verify` lists them, `score` counts them, so both speak of the same thing. Lines may run
//! in any direction here; that ours have right angles only is a rule of `verify`.

use std::iter::once;

use crate::geom::{PX, Rect, Unit};
use crate::layout::geometry::lines::segments;
use crate::layout::geometry::pairs::Pairs;
use crate::layout::geometry::relations::Relations;
use crate::layout::{ContainerIx, EdgeIx, Input, Layout, NodeIx, PlacedContainer};
use crate::spatial::Index;

/// A drawing with the indices that make the questions fast.
pub(in crate::layout) struct Picture<'a> {
    pub(in crate::layout) relations: Relations<'a>,
    pub(in crate::layout) layout: &'a Layout,
    nodes: Index,
    frames: Index,
    titles: Index,
    /// The segments of all lines, and whose they are.
    segments: Index,
    edges: Vec<EdgeIx>,
}

impl<'a> Picture<'a> {
    /// The layout must have as many nodes, containers and edges as the input.
    pub(in crate::layout) fn new(input: &'a Input, layout: &'a Layout) -> Self {
        let of_containers = |part: fn(&PlacedContainer) -> Rect| {
            Index::new(&layout.containers.iter().map(part).collect::<Vec<_>>())
        };
        let (mut edges, mut bounds) = (Vec::new(), Vec::new());
        for (edge, route) in layout.edges.iter().enumerate() {
            bounds.extend(segments(&route.points).map(|segment| segment.bounds()));
            edges.resize(bounds.len(), edge);
        }
        Self {
            relations: Relations::new(input),
            layout,
            nodes: Index::new(&layout.nodes),
            frames: of_containers(|placed| placed.frame),
            titles: of_containers(|placed| placed.title),
            segments: Index::new(&bounds),
            edges,
        }
    }

    /// The rules about two parts of it.
    pub(in crate::layout) fn pairs(&self) -> Pairs<'_> {
        Pairs { relations: &self.relations, layout: self.layout }
    }

    /// Pairs of nodes whose frames overlap, lower index first.
    pub(in crate::layout) fn overlapping_nodes(&self) -> Vec<(NodeIx, NodeIx)> {
        let areas = self.layout.nodes.iter().map(|frame| once(*frame));
        let overlap = |a, b| a < b && self.pairs().nodes_overlap(a, b);
        near(areas, |area, found| self.nodes.visit(area, found), overlap).collect()
    }

    /// Pairs of containers with the same parent whose frames overlap.
    pub(in crate::layout) fn overlapping_containers(&self) -> Vec<(ContainerIx, ContainerIx)> {
        let areas = self.layout.containers.iter().map(|placed| once(placed.frame));
        let overlap = |a, b| a < b && self.pairs().containers_overlap(a, b);
        near(areas, |area, found| self.frames.visit(area, found), overlap).collect()
    }

    /// Nodes and the containers beside them (same parent) whose frames overlap.
    pub(in crate::layout) fn nodes_on_containers(&self) -> Vec<(NodeIx, ContainerIx)> {
        let areas = self.layout.nodes.iter().map(|frame| once(*frame));
        let is_on = |n, c| self.pairs().node_is_on_container(n, c);
        near(areas, |area, found| self.frames.visit(area, found), is_on).collect()
    }

    /// Edges and the nodes they run through, ends left out.
    pub(in crate::layout) fn edges_through_nodes(&self) -> Vec<(EdgeIx, NodeIx)> {
        self.near_lines(&self.nodes, |e, n| self.pairs().line_enters_node(e, n))
    }

    /// Edges and the containers they run through though these hold neither end.
    pub(in crate::layout) fn edges_through_containers(&self) -> Vec<(EdgeIx, ContainerIx)> {
        self.near_lines(&self.frames, |e, c| self.pairs().line_enters_container(e, c))
    }

    /// Edges and the titles they run through.
    pub(in crate::layout) fn edges_through_titles(&self) -> Vec<(EdgeIx, ContainerIx)> {
        self.near_lines(&self.titles, |e, c| self.pairs().line_enters_title(e, c))
    }

    /// Labels and the titles they overlap.
    pub(in crate::layout) fn labels_on_titles(&self) -> Vec<(EdgeIx, ContainerIx)> {
        self.near_labels(&self.titles, |e, c| self.pairs().label_is_on_title(e, c))
    }

    /// Labels and the nodes they overlap.
    pub(in crate::layout) fn labels_on_nodes(&self) -> Vec<(EdgeIx, NodeIx)> {
        self.near_labels(&self.nodes, |e, n| self.pairs().label_is_on_node(e, n))
    }

    /// Labels and the containers whose border they overlap.
    pub(in crate::layout) fn labels_on_borders(&self) -> Vec<(EdgeIx, ContainerIx)> {
        self.near_labels(&self.frames, |e, c| self.pairs().label_is_on_border(e, c))
    }

    /// Pairs of overlapping labels, lower index first.
    pub(in crate::layout) fn labels_on_labels(&self) -> Vec<(EdgeIx, EdgeIx)> {
        let signs = self.layout.edges.iter().map(|route| route.sign().unwrap_or_default());
        let signs = Index::new(&signs.collect::<Vec<_>>());
        self.near_labels(&signs, |a, b| a < b && self.pairs().labels_overlap(a, b))
    }

    /// Labels and the other edges whose line runs through them.
    pub(in crate::layout) fn labels_on_lines(&self) -> Vec<(EdgeIx, EdgeIx)> {
        let find = |area: &Rect, found: &mut dyn FnMut(EdgeIx)| self.visit_lines(area, found);
        let is_on = |a, b| a != b && self.pairs().label_is_on_line(a, b);
        near(self.label_areas(), find, is_on).collect()
    }

    /// Pairs of edges that run on top of each other, bundles left out.
    pub(in crate::layout) fn shared_lines(&self) -> Vec<(EdgeIx, EdgeIx)> {
        self.pairs_of_lines(PX - 1, |a, b| self.pairs().lines_are_shared(a, b)).collect()
    }

    /// How many pairs of edges cross, each pair counted once.
    pub(in crate::layout) fn crossings(&self) -> usize {
        self.pairs_of_lines(0, |a, b| self.pairs().lines_cross(a, b)).count()
    }

    /// The labels that were asked for, each with its edges: equal ones of a bundle are one.
    pub(in crate::layout) fn wanted_labels(&self) -> Vec<Vec<EdgeIx>> {
        let edges = &self.relations.input.edges;
        let mut labeled: Vec<EdgeIx> =
            (0..edges.len()).filter(|&e| edges[e].label.is_some()).collect();
        labeled.sort_by_key(|&e| edges[e].bundle);
        let mut labels: Vec<Vec<EdgeIx>> = Vec::new();
        for same in labeled.chunk_by(|&a, &b| edges[a].bundle == edges[b].bundle) {
            let first = labels.len();
            for &e in same {
                let is_common = |label: &&mut Vec<EdgeIx>| {
                    edges[label[0]].label == edges[e].label
                        && self.relations.are_bundled(label[0], e)
                };
                match labels[first..].iter_mut().find(is_common) {
                    Some(label) => label.push(e),
                    None => labels.push(vec![e]),
                }
            }
        }
        labels
    }

    /// Pairs of edges with segments no further than `apart` from each other, lower index first, for
    /// which `holds` is true.
    fn pairs_of_lines<'s>(
        &'s self,
        apart: Unit,
        holds: impl Fn(EdgeIx, EdgeIx) -> bool + 's,
    ) -> impl Iterator<Item = (EdgeIx, EdgeIx)> + 's {
        let find = move |area: &Rect, found: &mut dyn FnMut(EdgeIx)| {
            self.visit_lines(&area.grown(apart), found);
        };
        near(self.line_areas(), find, move |a, b| a < b && holds(a, b))
    }

    /// Edges and the rectangles near their lines for which `holds` is true.
    fn near_lines(
        &self,
        rects: &Index,
        holds: impl Fn(EdgeIx, usize) -> bool,
    ) -> Vec<(EdgeIx, usize)> {
        near(self.line_areas(), |area, found| rects.visit(area, found), holds).collect()
    }

    /// Edges and the rectangles near their labels for which `holds` is true.
    fn near_labels(
        &self,
        rects: &Index,
        holds: impl Fn(EdgeIx, usize) -> bool,
    ) -> Vec<(EdgeIx, usize)> {
        near(self.label_areas(), |area, found| rects.visit(area, found), holds).collect()
    }

    fn line_areas(&self) -> impl Iterator<Item = impl Iterator<Item = Rect>> {
        self.layout.edges.iter().map(|route| segments(&route.points).map(|s| s.bounds()))
    }

    fn label_areas(&self) -> impl Iterator<Item = impl Iterator<Item = Rect>> {
        self.layout.edges.iter().map(|route| route.sign().into_iter())
    }

    fn visit_lines(&self, area: &Rect, found: &mut dyn FnMut(EdgeIx)) {
        self.segments.visit(area, |s| found(self.edges[s]));
    }
}

/// Pairs of an owner of areas, by its position, and something that `find` finds near one of them,
/// for which `holds` is true; sorted, each once.
fn near<'s, Areas: Iterator<Item = Rect>>(
    owners: impl Iterator<Item = Areas> + 's,
    find: impl Fn(&Rect, &mut dyn FnMut(usize)) + 's,
    holds: impl Fn(usize, usize) -> bool + 's,
) -> impl Iterator<Item = (usize, usize)> + 's {
    owners.enumerate().flat_map(move |(a, areas)| {
        let (mut found, mut many) = (Vec::new(), 1024);
        for area in areas {
            find(&area, &mut |b| found.push(b));
            // Long lines meet the same ones again and again.
            if found.len() > many {
                found.sort_unstable();
                found.dedup();
                many = 2 * found.len() + 1024;
            }
        }
        found.sort_unstable();
        found.dedup();
        found.retain(|&b| holds(a, b));
        found.into_iter().map(move |b| (a, b))
    })
}

#[cfg(test)]
mod tests {
    use super::Picture;
    use crate::geom::Rect;
    use crate::layout::Layout;
    use crate::layout::testing::samples::two_sites;

    #[test]
    fn pairs_of_a_kind_come_once_and_the_lower_first() {
        let (input, mut layout) = two_sites();
        let pairs = |layout: &Layout| {
            let picture = Picture::new(&input, layout);
            [
                picture.overlapping_nodes(),
                picture.overlapping_containers(),
                picture.labels_on_labels(),
                picture.shared_lines(),
            ]
        };
        assert_eq!(pairs(&layout), [[]; 4]);
        layout.nodes[1] = layout.nodes[0];
        layout.containers[1].frame = layout.containers[0].frame;
        layout.edges[1] = layout.edges[0].clone();
        assert_eq!(pairs(&layout), [[(0, 1)]; 4]);
    }

    #[test]
    fn a_label_on_a_title_is_found() {
        let (input, mut layout) = two_sites();
        assert_eq!(Picture::new(&input, &layout).labels_on_titles(), []);
        layout.edges[0].label = Some(layout.containers[1].title);
        assert_eq!(Picture::new(&input, &layout).labels_on_titles(), [(0, 1)]);
    }

    #[test]
    fn what_stands_on_a_container_beside_it_is_found() {
        let (input, mut layout) = two_sites();
        assert_eq!(Picture::new(&input, &layout).nodes_on_containers(), []);
        layout.nodes[2] = Rect::new(190, 150, 40, 50);
        assert_eq!(Picture::new(&input, &layout).nodes_on_containers(), [(2, 1)]);
    }
}
