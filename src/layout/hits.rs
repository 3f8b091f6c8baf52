//! What meets what in a drawing: the pairs behind the rows of the quality table.
//!
//! `verify` lists them, `score` counts them, so both speak of the same thing. Lines may run
//! in any direction here; that ours have right angles only is a rule of `verify`.

use std::collections::BTreeMap;

use super::lines::{Segment, change_sides, segments};
use super::{ContainerIx, EdgeIx, End, Input, Lane, Layout, PlacedContainer};
use crate::geom::{PX, Point, Rect};
use crate::spatial::Index;

/// Two lines may run on top of each other for this long, in units, before it counts.
const SHARED_LIMIT: f64 = (2 * PX) as f64;

/// Which container holds what, in constant time: positions in a walk over the tree.
pub(super) struct Nesting {
    /// Position of a container in the walk, and one past its last descendant.
    spans: Vec<(usize, usize)>,
}

impl Nesting {
    fn new(input: &Input) -> Self {
        let n = input.containers.len();
        let mut sizes = vec![1; n];
        for c in (0..n).rev() {
            if let Some(p) = input.containers[c].parent {
                sizes[p] += sizes[c];
            }
        }
        let (mut spans, mut free, mut top) = (vec![(0, 0); n], vec![0; n], 0);
        for c in 0..n {
            let slot = input.containers[c].parent.map_or(&mut top, |p| &mut free[p]);
            let start = *slot;
            *slot += sizes[c];
            free[c] = start + 1;
            spans[c] = (start, start + sizes[c]);
        }
        Self { spans }
    }

    /// Whether `inner` is `outer` or lies somewhere in it.
    pub(super) fn within(&self, inner: ContainerIx, outer: ContainerIx) -> bool {
        let (start, end) = self.spans[outer];
        (start..end).contains(&self.spans[inner].0)
    }
}

/// A drawing with the indices that make the questions fast.
pub(super) struct Picture<'a> {
    pub(super) input: &'a Input,
    pub(super) layout: &'a Layout,
    nesting: Nesting,
    nodes: Index,
    segments: Vec<(EdgeIx, Segment)>,
    lines: Index,
}

impl<'a> Picture<'a> {
    /// The layout must have as many nodes, containers and edges as the input.
    pub(super) fn new(input: &'a Input, layout: &'a Layout) -> Self {
        let mut all = Vec::new();
        for (edge, route) in layout.edges.iter().enumerate() {
            all.extend(segments(&route.points).map(|s| (edge, s)));
        }
        let bounds: Vec<Rect> = all.iter().map(|(_, s)| s.bounds()).collect();
        Self {
            input,
            layout,
            nesting: Nesting::new(input),
            nodes: Index::new(&layout.nodes),
            segments: all,
            lines: Index::new(&bounds),
        }
    }

    /// The container that an end lies in, or is.
    fn home(&self, end: End) -> Option<ContainerIx> {
        match end {
            End::Node(n) => self.input.nodes[n].container,
            End::Container(c) => Some(c),
        }
    }

    /// Whether a container is this end or holds it.
    pub(super) fn holds(&self, container: ContainerIx, end: End) -> bool {
        self.home(end).is_some_and(|home| self.nesting.within(home, container))
    }

    /// Pairs of nodes whose frames overlap, lower index first.
    pub(super) fn overlapping_nodes(&self) -> Vec<(usize, usize)> {
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
    pub(super) fn overlapping_containers(&self) -> Vec<(ContainerIx, ContainerIx)> {
        let frames: Vec<Rect> = self.layout.containers.iter().map(|c| c.frame).collect();
        let index = Index::new(&frames);
        let parent = |c: ContainerIx| self.input.containers[c].parent;
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
    pub(super) fn nodes_on_containers(&self) -> Vec<(usize, ContainerIx)> {
        let mut pairs = Vec::new();
        for (c, placed) in self.layout.containers.iter().enumerate() {
            self.nodes.visit(&placed.frame, |n| {
                let beside = self.input.nodes[n].container == self.input.containers[c].parent;
                if beside && placed.frame.overlaps(&self.layout.nodes[n]) {
                    pairs.push((n, c));
                }
            });
        }
        pairs.sort_unstable();
        pairs
    }

    /// Nodes that are not inside their container.
    pub(super) fn escaped_nodes(&self) -> Vec<(usize, ContainerIx)> {
        let is_out = |&(n, c): &(usize, ContainerIx)| {
            !self.layout.containers[c].frame.contains(&self.layout.nodes[n])
        };
        let held = self.input.nodes.iter().enumerate();
        held.filter_map(|(n, node)| Some((n, node.container?))).filter(is_out).collect()
    }

    /// Containers that are not inside their parent.
    pub(super) fn escaped_containers(&self) -> Vec<(ContainerIx, ContainerIx)> {
        let frame = |c: ContainerIx| self.layout.containers[c].frame;
        let held = self.input.containers.iter().enumerate();
        held.filter_map(|(c, container)| Some((c, container.parent?)))
            .filter(|&(c, p)| !frame(p).contains(&frame(c)))
            .collect()
    }

    /// Edges and the nodes they run through, ends left out.
    pub(super) fn edges_through_nodes(&self) -> Vec<(EdgeIx, usize)> {
        self.entered(&self.nodes, &self.layout.nodes, |edge, n| {
            let e = &self.input.edges[edge];
            e.from != End::Node(n) && e.to != End::Node(n)
        })
    }

    /// Edges and the containers they run through though these hold neither end.
    pub(super) fn edges_through_containers(&self) -> Vec<(EdgeIx, ContainerIx)> {
        let frames: Vec<Rect> = self.layout.containers.iter().map(|c| c.frame).collect();
        self.entered(&Index::new(&frames), &frames, |edge, c| {
            let e = &self.input.edges[edge];
            !self.holds(c, e.from) && !self.holds(c, e.to)
        })
    }

    /// Edges and the titles they run through.
    pub(super) fn edges_through_titles(&self) -> Vec<(EdgeIx, ContainerIx)> {
        let titles: Vec<Rect> = self.layout.containers.iter().map(|c| c.title).collect();
        self.entered(&Index::new(&titles), &titles, |_, _| true)
    }

    /// Edges whose line enters its own ends: a node that it should only touch, or a container
    /// that holds nothing of it.
    pub(super) fn edges_through_own_ends(&self) -> Vec<(EdgeIx, End)> {
        let mut found = Vec::new();
        for (i, edge) in self.input.edges.iter().enumerate() {
            for (end, other) in [(edge.from, edge.to), (edge.to, edge.from)] {
                let frame = match end {
                    End::Node(n) => self.layout.nodes[n],
                    End::Container(c) if self.holds(c, other) => continue,
                    End::Container(c) => self.layout.containers[c].frame,
                };
                if segments(&self.layout.edges[i].points).any(|s| s.enters(&frame)) {
                    found.push((i, end));
                }
            }
        }
        found
    }

    /// Labels and the titles they overlap.
    pub(super) fn labels_on_titles(&self) -> Vec<(EdgeIx, ContainerIx)> {
        let titles: Vec<Rect> = self.layout.containers.iter().map(|c| c.title).collect();
        self.labels_on(&titles, Rect::overlaps)
    }

    /// Labels and the nodes they overlap.
    pub(super) fn labels_on_nodes(&self) -> Vec<(EdgeIx, usize)> {
        self.labels_on(&self.layout.nodes, Rect::overlaps)
    }

    /// Labels and the containers whose border they overlap.
    pub(super) fn labels_on_borders(&self) -> Vec<(EdgeIx, ContainerIx)> {
        let frames: Vec<Rect> = self.layout.containers.iter().map(|c| c.frame).collect();
        self.labels_on(&frames, |label, frame| label.overlaps(frame) && !frame.contains(label))
    }

    /// Pairs of overlapping labels; a bundle's common label is one label.
    pub(super) fn labels_on_labels(&self) -> Vec<(EdgeIx, EdgeIx)> {
        let boxes: Vec<Rect> =
            self.layout.edges.iter().map(|r| r.label.unwrap_or_default()).collect();
        let mut pairs = self.labels_on(&boxes, Rect::overlaps);
        pairs.retain(|&(a, b)| {
            let common = boxes[a] == boxes[b] && self.are_bundled(a, b);
            a < b && self.layout.edges[b].label.is_some() && !common
        });
        pairs
    }

    /// Pairs of labels in one place: a bundle's common label, told for more than one of its edges.
    pub(super) fn common_labels(&self) -> usize {
        let mut labels: Vec<Rect> = self.labels().map(|(_, label)| label).collect();
        labels.sort_unstable_by_key(|label| (label.x, label.y, label.width, label.height));
        labels.windows(2).filter(|pair| pair[0] == pair[1]).count()
    }

    /// Labels and the other edges whose line runs through them; a label of a bundle may lie
    /// on every line of it.
    pub(super) fn labels_on_lines(&self) -> Vec<(EdgeIx, EdgeIx)> {
        let mut pairs = Vec::new();
        for (a, label) in self.labels() {
            self.lines.visit(&label, |s| {
                let (b, segment) = self.segments[s];
                if a != b && segment.enters(&label) && !self.are_bundled(a, b) {
                    pairs.push((a, b));
                }
            });
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    /// Pairs of edges that run on top of each other, bundles left out.
    pub(super) fn shared_lines(&self) -> Vec<(EdgeIx, EdgeIx)> {
        let mut pieces: Vec<(EdgeIx, EdgeIx, f64)> = Vec::new();
        for &(a, segment) in &self.segments {
            self.lines.visit(&segment.bounds().grown(PX - 1), |s| {
                let (b, other) = self.segments[s];
                if a < b {
                    let shared = segment.shared_length(&other);
                    if shared > 0.0 && !self.are_bundled(a, b) {
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

    /// How often lines and frames are nearer to each other than lines keep: parallel pieces of
    /// lines that are no bundle, pieces along borders of containers, pieces and nodes that are not
    /// their ends; labels close to other lines and nodes; nodes that are nearer than two thirds of
    /// their distance to each other or to a container beside them, nearer to what is around them
    /// than its padding, or close below its title; and nodes nearer to a band than its
    /// container's border.
    pub(super) fn tight_places(&self) -> usize {
        let near = self.input.spacing.line - 1;
        let padding = self.input.spacing.padding;
        let (beside, close) = (self.input.spacing.node * 2 / 3 - 1, padding / 2 - 1);
        let nodes = &self.layout.nodes;
        let mut count = 0;
        for &(a, segment) in &self.segments {
            let area = segment.bounds().grown(near);
            self.lines.visit(&area, |s| {
                let (b, other) = self.segments[s];
                let is_beside = segment.runs_beside(&other);
                count += usize::from(a < b && is_beside && !self.are_bundled(a, b));
            });
            let runs_along = |placed: &&PlacedContainer| segment.runs_along(&placed.frame, near);
            count += self.layout.containers.iter().filter(runs_along).count();
            let ends = [self.input.edges[a].from, self.input.edges[a].to];
            self.nodes.visit(&area, |n| {
                let is_strange = !ends.contains(&End::Node(n));
                count += usize::from(is_strange && area.overlaps(&nodes[n]));
            });
        }
        for (a, label) in self.labels() {
            let area = label.grown(close);
            let ends = [self.input.edges[a].from, self.input.edges[a].to];
            self.nodes.visit(&area, |n| {
                let is_strange = !ends.contains(&End::Node(n));
                count += usize::from(is_strange && area.overlaps(&nodes[n]));
            });
            self.lines.visit(&area, |s| {
                let (b, other) = self.segments[s];
                let is_strange = a != b && !self.are_bundled(a, b);
                count += usize::from(is_strange && other.enters(&area));
            });
        }
        for (n, frame) in nodes.iter().enumerate() {
            let (within, around) = (frame.grown(padding), frame.grown(beside));
            self.nodes.visit(&around, |other| {
                count += usize::from(n < other && around.overlaps(&nodes[other]));
            });
            for (c, placed) in self.layout.containers.iter().enumerate() {
                let is_near = if self.holds(c, End::Node(n)) {
                    !placed.frame.contains(&within)
                } else {
                    placed.frame.overlaps(&around)
                };
                let is_close = placed.title.overlaps(&frame.grown(close));
                count += usize::from(is_near) + usize::from(is_close);
            }
        }
        for (place, hull) in self.bands() {
            let area = hull.grown(padding);
            self.nodes.visit(&area, |n| {
                let node = &self.input.nodes[n];
                let is_own = (node.container, node.lane) == place;
                count += usize::from(!is_own && area.overlaps(&nodes[n]));
            });
        }
        count
    }

    /// The bands of containers with the rectangles around their nodes.
    fn bands(&self) -> BTreeMap<(Option<ContainerIx>, Lane), Rect> {
        let mut hulls: BTreeMap<_, Rect> = BTreeMap::new();
        for (node, frame) in self.input.nodes.iter().zip(&self.layout.nodes) {
            if matches!(node.lane, Lane::Band(_)) {
                let hull = hulls.entry((node.container, node.lane)).or_insert(*frame);
                *hull = hull.union(frame);
            }
        }
        hulls
    }

    /// How many pairs of edges cross, each pair counted once.
    pub(super) fn crossings(&self) -> usize {
        let mut count = 0;
        let mut seen = vec![usize::MAX; self.layout.edges.len()];
        let mut touching = Vec::new();
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
                        count += 1;
                    } else if self.may_change_sides(a, b, segment, other) {
                        touching.push(b);
                    }
                });
                at += 1;
            }
            touching.sort_unstable();
            touching.dedup();
            let points = |e: EdgeIx| &self.layout.edges[e].points;
            let changes = |&&b: &&EdgeIx| seen[b] != a && change_sides(points(a), points(b));
            count += touching.iter().filter(changes).count();
        }
        count
    }

    /// Whether two segments that do not cross touch at a place where their lines go on.
    fn may_change_sides(&self, a: EdgeIx, b: EdgeIx, s: Segment, t: Segment) -> bool {
        let goes_on = |edge: EdgeIx, p: Point| {
            let points = &self.layout.edges[edge].points;
            points.first() != Some(&p) && points.last() != Some(&p)
        };
        let corners = [s.a, s.b, t.a, t.b];
        corners.iter().any(|&p| s.carries(p) && t.carries(p) && goes_on(a, p) && goes_on(b, p))
    }

    /// Whether two edges may be drawn as one: same bundle, and a common end.
    fn are_bundled(&self, a: EdgeIx, b: EdgeIx) -> bool {
        let (a, b) = (&self.input.edges[a], &self.input.edges[b]);
        let common = a.from == b.from || a.to == b.to || a.from == b.to || a.to == b.from;
        a.bundle.is_some() && a.bundle == b.bundle && common
    }

    fn labels(&self) -> impl Iterator<Item = (EdgeIx, Rect)> + '_ {
        self.layout.edges.iter().enumerate().filter_map(|(e, route)| Some((e, route.label?)))
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
