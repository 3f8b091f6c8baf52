//! What meets what in a drawing: the pairs behind the rows of the quality table.
//!
//! `verify` lists them, `score` counts them, so both speak of the same thing. Lines may run
//! in any direction here; that ours have right angles only is a rule of `verify`.

use crate::geom::{PX, Rect};
use crate::layout::geometry::lines::{
    SHARED_LIMIT, Segment, change_sides, may_change_sides, segments,
};
use crate::layout::geometry::relations::Relations;
use crate::layout::{ContainerIx, EdgeIx, Input, Layout};
use crate::spatial::Index;

/// A drawing with the indices that make the questions fast.
pub(in crate::layout) struct Picture<'a> {
    pub(in crate::layout) relations: Relations<'a>,
    pub(in crate::layout) layout: &'a Layout,
    nodes: Index,
    segments: Vec<(EdgeIx, Segment)>,
    lines: Index,
}

impl<'a> Picture<'a> {
    /// The layout must have as many nodes, containers and edges as the input.
    pub(in crate::layout) fn new(input: &'a Input, layout: &'a Layout) -> Self {
        let mut all = Vec::new();
        for (edge, route) in layout.edges.iter().enumerate() {
            all.extend(segments(&route.points).map(|s| (edge, s)));
        }
        let bounds: Vec<Rect> = all.iter().map(|(_, s)| s.bounds()).collect();
        Self {
            relations: Relations::new(input),
            layout,
            nodes: Index::new(&layout.nodes),
            segments: all,
            lines: Index::new(&bounds),
        }
    }

    /// Pairs of nodes whose frames overlap, lower index first.
    pub(in crate::layout) fn overlapping_nodes(&self) -> Vec<(usize, usize)> {
        let frames = &self.layout.nodes;
        let mut pairs = Vec::new();
        for (a, frame) in frames.iter().enumerate() {
            self.nodes.visit(frame, |b| {
                if a < b && frame.overlaps(&frames[b]) {
                    pairs.push((a, b));
                }
            });
        }
        pairs.sort_unstable();
        pairs
    }

    /// Pairs of containers with the same parent whose frames overlap.
    pub(in crate::layout) fn overlapping_containers(&self) -> Vec<(ContainerIx, ContainerIx)> {
        let frames: Vec<Rect> = self.layout.containers.iter().map(|c| c.frame).collect();
        let index = Index::new(&frames);
        let parent = |c: ContainerIx| self.relations.input.containers[c].parent;
        let mut pairs = Vec::new();
        for (a, frame) in frames.iter().enumerate() {
            index.visit(frame, |b| {
                if a < b && parent(a) == parent(b) && frame.overlaps(&frames[b]) {
                    pairs.push((a, b));
                }
            });
        }
        pairs.sort_unstable();
        pairs
    }

    /// Nodes and the containers beside them (same parent) whose frames overlap.
    pub(in crate::layout) fn nodes_on_containers(&self) -> Vec<(usize, ContainerIx)> {
        let mut pairs = Vec::new();
        for (c, placed) in self.layout.containers.iter().enumerate() {
            self.nodes.visit(&placed.frame, |n| {
                if self.relations.is_beside(n, c) && placed.frame.overlaps(&self.layout.nodes[n]) {
                    pairs.push((n, c));
                }
            });
        }
        pairs.sort_unstable();
        pairs
    }

    /// Edges and the nodes they run through, ends left out.
    pub(in crate::layout) fn edges_through_nodes(&self) -> Vec<(EdgeIx, usize)> {
        self.entered(&self.nodes, &self.layout.nodes, |edge, n| {
            self.relations.is_foreign_node(edge, n)
        })
    }

    /// Edges and the containers they run through though these hold neither end.
    pub(in crate::layout) fn edges_through_containers(&self) -> Vec<(EdgeIx, ContainerIx)> {
        let frames: Vec<Rect> = self.layout.containers.iter().map(|c| c.frame).collect();
        self.entered(&Index::new(&frames), &frames, |edge, c| self.relations.is_foreign(edge, c))
    }

    /// Edges and the titles they run through.
    pub(in crate::layout) fn edges_through_titles(&self) -> Vec<(EdgeIx, ContainerIx)> {
        let titles: Vec<Rect> = self.layout.containers.iter().map(|c| c.title).collect();
        self.entered(&Index::new(&titles), &titles, |_, _| true)
    }

    /// Labels and the titles they overlap.
    pub(in crate::layout) fn labels_on_titles(&self) -> Vec<(EdgeIx, ContainerIx)> {
        let titles: Vec<Rect> = self.layout.containers.iter().map(|c| c.title).collect();
        self.labels_on(&titles, Rect::overlaps)
    }

    /// Labels and the nodes they overlap.
    pub(in crate::layout) fn labels_on_nodes(&self) -> Vec<(EdgeIx, usize)> {
        self.labels_on(&self.layout.nodes, Rect::overlaps)
    }

    /// Labels and the containers whose border they overlap.
    pub(in crate::layout) fn labels_on_borders(&self) -> Vec<(EdgeIx, ContainerIx)> {
        let frames: Vec<Rect> = self.layout.containers.iter().map(|c| c.frame).collect();
        self.labels_on(&frames, |label, frame| label.overlaps(frame) && !frame.contains(label))
    }

    /// Pairs of overlapping labels; a bundle's common label is one label.
    pub(in crate::layout) fn labels_on_labels(&self) -> Vec<(EdgeIx, EdgeIx)> {
        let boxes: Vec<Rect> =
            self.layout.edges.iter().map(|r| r.sign().unwrap_or_default()).collect();
        let mut pairs = self.labels_on(&boxes, Rect::overlaps);
        pairs.retain(|&(a, b)| {
            let common = boxes[a] == boxes[b] && self.relations.are_bundled(a, b);
            a < b && self.layout.edges[b].sign().is_some() && !common
        });
        pairs
    }

    /// Labels and the other edges whose line runs through them; a label of a bundle may lie
    /// on every line of it.
    pub(in crate::layout) fn labels_on_lines(&self) -> Vec<(EdgeIx, EdgeIx)> {
        let mut pairs = Vec::new();
        for (a, label) in self.labels() {
            self.lines.visit(&label, |s| {
                let (b, segment) = self.segments[s];
                if a != b && segment.enters(&label) && !self.relations.are_bundled(a, b) {
                    pairs.push((a, b));
                }
            });
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    /// Pairs of edges that run on top of each other, bundles left out.
    pub(in crate::layout) fn shared_lines(&self) -> Vec<(EdgeIx, EdgeIx)> {
        let mut pieces: Vec<(EdgeIx, EdgeIx, f64)> = Vec::new();
        for &(a, segment) in &self.segments {
            self.lines.visit(&segment.bounds().grown(PX - 1), |s| {
                let (b, other) = self.segments[s];
                if a < b {
                    let shared = segment.shared_length(&other);
                    if shared > 0.0 && !self.relations.are_bundled(a, b) {
                        pieces.push((a, b, shared));
                    }
                }
            });
        }
        pieces.sort_by(|x, y| (x.0, x.1).cmp(&(y.0, y.1)).then(x.2.total_cmp(&y.2)));
        pieces
            .chunk_by(|x, y| (x.0, x.1) == (y.0, y.1))
            .filter(|same| same.iter().map(|piece| piece.2).sum::<f64>() > SHARED_LIMIT)
            .map(|same| (same[0].0, same[0].1))
            .collect()
    }

    /// How many pairs of edges cross, each pair counted once. Those of one bundle are drawn as one
    /// line, which does not cross itself.
    pub(in crate::layout) fn crossings(&self) -> usize {
        let mut count = 0;
        let mut seen = vec![usize::MAX; self.layout.edges.len()];
        let mut touching = Vec::new();
        let points = |e: EdgeIx| &self.layout.edges[e].points[..];
        let mut at = 0;
        while at < self.segments.len() {
            let a = self.segments[at].0;
            touching.clear();
            while at < self.segments.len() && self.segments[at].0 == a {
                let segment = self.segments[at].1;
                self.lines.visit(&segment.bounds(), |s| {
                    let (b, other) = self.segments[s];
                    if b <= a || seen[b] == a {
                        return;
                    }
                    if segment.crosses(&other) {
                        seen[b] = a;
                        count += usize::from(!self.relations.are_bundled(a, b));
                    } else if may_change_sides((points(a), segment), (points(b), other)) {
                        touching.push(b);
                    }
                });
                at += 1;
            }
            touching.sort_unstable();
            touching.dedup();
            let changes = |&&b: &&EdgeIx| {
                seen[b] != a
                    && !self.relations.are_bundled(a, b)
                    && change_sides(points(a), points(b))
            };
            count += touching.iter().filter(changes).count();
        }
        count
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

    /// Labels, and the letters for those without room.
    fn labels(&self) -> impl Iterator<Item = (EdgeIx, Rect)> + '_ {
        self.layout.edges.iter().enumerate().filter_map(|(e, route)| Some((e, route.sign()?)))
    }

    /// Pairs of labels and rectangles for which `hits` holds, sorted.
    fn labels_on(
        &self,
        rects: &[Rect],
        hits: impl Fn(&Rect, &Rect) -> bool,
    ) -> Vec<(EdgeIx, usize)> {
        let index = Index::new(rects);
        let mut pairs = Vec::new();
        for (edge, label) in self.labels() {
            index.visit(&label, |i| {
                if hits(&label, &rects[i]) {
                    pairs.push((edge, i));
                }
            });
        }
        pairs.sort_unstable();
        pairs
    }

    /// Pairs of edges and rectangles that their lines enter, sorted, each once.
    fn entered(
        &self,
        index: &Index,
        rects: &[Rect],
        counts: impl Fn(EdgeIx, usize) -> bool,
    ) -> Vec<(EdgeIx, usize)> {
        let mut pairs = Vec::new();
        for &(edge, segment) in &self.segments {
            index.visit(&segment.bounds(), |i| {
                if segment.enters(&rects[i]) && counts(edge, i) {
                    pairs.push((edge, i));
                }
            });
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }
}
