//! Heights: where every box, line, label and border stands from top to bottom.
//!
//! Before: an order and ports. After: everything on a rank keeps its distances in the order
//! of the rank, clusters hold what is in them and stand clear of their siblings, and lines are
//! as straight as can be: a network simplex over boxes, ports, lines and borders (Gansner,
//! Koutsofios, North and Vo 1993, section 4), solved for few steps by `straight`.

use crate::geom::Unit;
use crate::layout::Spacing;
use crate::layout::layered::graph::layers::{Kind, Layers, Vertex};
use crate::layout::layered::graph::tree::{Cluster, ROOT, Tree};
use crate::layout::layered::order::cells::{Cells, Item};
use crate::layout::layered::position::align;
use crate::layout::layered::position::growth;
use crate::layout::layered::position::ports::Ports;
use crate::layout::layered::position::straight::{self, Straight};
use crate::layout::layered::previous::{Previous, require_levels};
use crate::layout::layered::read::Graph;
use crate::layout::layered::solver::distances::{Blocks, Problem};

/// How much a link wants to be straight, and the one where its line may bend.
const STRAIGHT: i64 = 40;
const BEND: i64 = 16;
/// How many times as much links in the middle of a line do, which have no box to choose a
/// port on (Gansner et al. 1993 take 8).
const INNER: i64 = 4;
/// Rounds of the quick method.
const ROUNDS: usize = 12;
const SETTLING: usize = 6;
/// How much a port wants its even place among others, and the middle if it has the side alone.
const EVEN: i64 = 2;
const ALONE: i64 = 16;
/// How much a cluster wants to be low.
const TIGHT: i64 = 14;

/// How much a box of an earlier drawing wants to stand at its height, all of them shifted alike.
const PLACE: i64 = 100;

/// How much a box wants to stay as low as it is.
const GROWTH: i64 = 5;

/// Heights of everything.
#[derive(Debug, Clone)]
pub(in crate::layout::layered) struct Rows {
    /// Top of each vertex' room.
    pub top: Vec<Unit>,
    /// Height of each port.
    pub port: Vec<Unit>,
    /// Top and bottom of each cluster.
    pub frame: Vec<(Unit, Unit)>,
    /// Whether the simplex got to its end.
    pub is_optimal: bool,
}

/// What distances are kept to: the kind of a neighbor in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Body {
    Frame,
    Box,
    Label,
    Line,
}

/// A lower border, as a variable and an offset to it.
#[derive(Debug, Clone, Copy)]
struct Edge {
    variable: usize,
    offset: Unit,
    body: Body,
}

/// Up to how many variables the exact method is used.
const EXACT: usize = 6000;

/// Computes all heights; `grown` is what `grow` returned.
pub(in crate::layout::layered) fn place(
    graph: &Graph,
    layers: &Layers,
    cells: &Cells,
    ports: &Ports,
    mut grown: Option<Straight>,
) -> Rows {
    let Graph { tree, previous, .. } = graph;
    let mut stack = Stack::new(graph, layers, cells);
    if layers.len() + ports.all.len() <= EXACT {
        let orders: &[Option<&Previous>] = match (previous.is_any(), &grown) {
            (true, _) => &[Some(previous), None],
            (false, Some(_)) => &[None],
            (false, None) => &[],
        };
        for previous in orders {
            let (mut problem, port) = stack.exact(ports, &[], *previous);
            if let Some(found) = straight::solve(&mut problem, layers.links.len(), grown.take()) {
                return stack.rows(&found.x, &port, true);
            }
        }
    }
    let mut problem = stack.start();
    stack.requirement(&mut problem);
    let port: Vec<(usize, Unit)> = ports.all.iter().map(|p| (p.vertex, p.ideal)).collect();
    stack.finish(&mut problem, ports, &port);
    let blocks = align::blocks(layers, tree, cells, ports, problem.len());
    let (merged, blocks) = merged_if_possible(problem, blocks);
    let stood_in = merged.approximate(ROUNDS, SETTLING);
    let x: Vec<Unit> = blocks.iter().map(|&(v, offset)| stood_in[v] + offset).collect();
    stack.rows(&x, &port, false)
}

/// The problem with its blocks as one variable each, or as it is where that contradicts itself;
/// and the blocks of the result. Takes the problem, which is large where this is needed.
fn merged_if_possible(problem: Problem, blocks: Blocks) -> (Problem, Blocks) {
    let merged = problem.merged(&blocks);
    if merged.is_acyclic() {
        return (merged, blocks);
    }
    let single = (0..problem.len()).map(|v| (v, 0)).collect();
    (problem, single)
}

/// Lets boxes grow where that makes lines straight: two labeled lines may need to stand further
/// apart than the side of the box that they leave is long. Returns what `place` may begin
/// with: the solution; none past the budget, where `place` need not try.
///
/// Solves the heights once with the lower borders of boxes free, and keeps what the straight
/// lines of that solution need.
pub(in crate::layout::layered) fn grow(
    graph: &Graph,
    layers: &mut Layers,
    cells: &Cells,
    ports: &Ports,
) -> Option<Straight> {
    let spacing = &graph.input.spacing;
    if layers.len() + ports.all.len() > EXACT {
        return None;
    }
    let most = growth::most(layers, spacing);
    let mut stack = Stack::new(graph, layers, cells);
    let (mut problem, port) = stack.exact(ports, &most, Some(&graph.previous));
    let found = straight::solve(&mut problem, layers.links.len(), None)?;
    growth::keep(layers, ports, &stack_heights(&found.x, &port), &most, spacing);
    Some(found)
}

/// Heights of all ports.
fn stack_heights(x: &[Unit], port: &[(usize, Unit)]) -> Vec<Unit> {
    port.iter().map(|&(v, offset)| x[v] + offset).collect()
}

struct Stack<'a> {
    /// Lower border of each vertex: a variable and an offset to it.
    bottom: Vec<(usize, Unit)>,
    layers: &'a Layers,
    tree: &'a Tree,
    cells: &'a Cells,
    spacing: &'a Spacing,
}

impl<'a> Stack<'a> {
    fn new(graph: &'a Graph, layers: &'a Layers, cells: &'a Cells) -> Self {
        let (tree, spacing) = (&graph.tree, &graph.input.spacing);
        Self { bottom: Vec::new(), layers, tree, cells, spacing }
    }

    /// All of the problem, and a variable and an offset for every port. Lower borders of boxes
    /// with ports are variables, too: boxes may be higher by the `growth` of each.
    fn exact(
        &mut self,
        ports: &Ports,
        growth: &[Unit],
        previous: Option<&Previous>,
    ) -> (Problem, Vec<(usize, Unit)>) {
        let layers = self.layers;
        let mut problem = self.start();
        for side in &ports.sides {
            let v = ports.all[side.start].vertex;
            if self.bottom[v].0 == v {
                let (bottom, height) = (problem.variable(), layers.size[v].height);
                problem.require(v, bottom, height);
                problem.require(bottom, v, -height - growth.get(v).copied().unwrap_or(0));
                problem.attract(v, bottom, height, GROWTH);
                self.bottom[v] = (bottom, 0);
            }
        }
        self.requirement(&mut problem);
        let port = add_ports(&mut problem, self, ports);
        self.keep_order(&mut problem, previous);
        self.finish(&mut problem, ports, &port);
        (problem, port)
    }

    /// Nothing but variables of vertices and clusters, boxes as high as they are.
    fn start(&mut self) -> Problem {
        let height = |v: Vertex| self.layers.size[v].height;
        self.bottom = (0..self.layers.len()).map(|v| (v, height(v))).collect();
        Problem::new(self.layers.len() + 2 * self.tree.len())
    }

    fn requirement(&self, problem: &mut Problem) {
        for cluster in 0..self.tree.len() {
            let (top, bottom) = self.frame(cluster);
            let least = self.tree.title[cluster].height + 2 * self.tree.padding[cluster];
            problem.require(top, bottom, least);
            problem.attract(top, bottom, 0, TIGHT);
        }
        for rank in 0..self.layers.ranks {
            self.keep_apart(problem, rank);
        }
    }

    /// Variables of a cluster's top and bottom.
    const fn frame(&self, cluster: Cluster) -> (usize, usize) {
        let top = self.layers.kind.len() + 2 * cluster;
        (top, top + 1)
    }

    /// Requires that boxes stand above and below each other as in an earlier drawing, and wishes
    /// that they stand where they did.
    fn keep_order(&self, problem: &mut Problem, previous: Option<&Previous>) {
        let middle = |v: Vertex| (self.layers.size[v].height + self.layers.line[v]) / 2;
        let levels = previous.map_or(&[][..], |previous| &previous.across);
        let members = levels.iter().enumerate();
        let members = members.filter_map(|(v, level)| level.map(|level| (v, middle(v), level)));
        require_levels(problem, members, 0);
        let Some(previous) = previous.filter(|previous| previous.is_any()) else { return };
        let sheet = problem.variable();
        for (v, spot) in previous.middle.iter().enumerate() {
            if let Some(spot) = spot {
                problem.attract(sheet, v, spot.y - middle(v), PLACE);
            }
        }
    }

    /// Adds what needs the ports; the attractions of the links come last.
    fn finish(&self, problem: &mut Problem, ports: &Ports, port: &[(usize, Unit)]) {
        if self.tree.has_titles_at_entry {
            keep_off_titles(problem, self.layers, self.tree, ports, port, self.spacing);
        }
        pull_links(problem, self.layers, ports, port);
    }

    fn rows(&self, x: &[Unit], port: &[(usize, Unit)], is_optimal: bool) -> Rows {
        Rows {
            top: x[..self.layers.len()].to_vec(),
            port: port.iter().map(|&(v, offset)| x[v] + offset).collect(),
            frame: (0..self.tree.len())
                .map(|cluster| (x[self.frame(cluster).0], x[self.frame(cluster).1]))
                .collect(),
            is_optimal,
        }
    }

    /// Requires the distances between neighbors on one rank.
    fn keep_apart(&self, problem: &mut Problem, rank: usize) {
        let top = Edge { variable: self.layers.len(), offset: 0, body: Body::Frame };
        let last = self.walk(problem, ROOT, rank, top, 0);
        problem.require(last.variable, self.layers.len() + 1, last.offset);
    }

    /// Walks down a cell below `last`, the first distance being at least `first`; returns the
    /// lowest border.
    fn walk(
        &self,
        problem: &mut Problem,
        cluster: Cluster,
        rank: usize,
        mut last: Edge,
        first: Unit,
    ) -> Edge {
        let cell = self.cells.cell(self.layers, cluster, rank);
        let mut gap_before = Some(first);
        for &item in &self.cells.items[cell] {
            match item {
                Item::Vertex(v) => {
                    let gap =
                        gap_before.take().unwrap_or_else(|| self.gap(last.body, self.body(v)));
                    problem.require(last.variable, v, last.offset + gap);
                    if self.layers.is_leaf(v)
                        && self.layers.before[v].is_empty()
                        && self.layers.after[v].is_empty()
                    {
                        problem.attract(last.variable, v, last.offset + gap, 1);
                    }
                    let (variable, offset) = self.bottom[v];
                    last = Edge { variable, offset, body: self.body(v) };
                }
                Item::Cluster(inner) => {
                    let top = self.layers.len() + 2 * inner;
                    let gap = gap_before.take().unwrap_or_else(|| self.gap(last.body, Body::Frame));
                    problem.require(last.variable, top, last.offset + gap);
                    let room = self.tree.padding[inner] + self.tree.title_room[inner].height;
                    let border = Edge { variable: top, offset: 0, body: Body::Frame };
                    let lowest = self.walk(problem, inner, rank, border, room);
                    let padding = self.tree.padding[inner];
                    problem.require(lowest.variable, top + 1, lowest.offset + padding);
                    let offset = self.tree.foot[inner].height;
                    last = Edge { variable: top + 1, offset, body: Body::Frame };
                }
            }
        }
        last
    }

    fn body(&self, v: Vertex) -> Body {
        match self.layers.kind[v] {
            Kind::Leaf(_) => Body::Box,
            Kind::Label(_) => Body::Label,
            Kind::Dummy | Kind::Anchor => Body::Line,
        }
    }

    fn gap(&self, above: Body, below: Body) -> Unit {
        let Spacing { node, line, .. } = *self.spacing;
        match (above, below) {
            (Body::Frame | Body::Box, Body::Frame | Body::Box) => node,
            (Body::Label, Body::Label) => line / 2,
            _ => line,
        }
    }
}

/// Where titles stand in the border that lines enter through: lines
/// keep beside them. (Everything is transposed here, so beside is below.)
fn keep_off_titles(
    problem: &mut Problem,
    layers: &Layers,
    tree: &Tree,
    ports: &Ports,
    variables: &[(usize, Unit)],
    spacing: &Spacing,
) {
    for (l, link) in layers.links.iter().enumerate() {
        let mut cluster = layers.parent[link.right];
        let (port, offset) = variables[ports.at_right[l]];
        while cluster != ROOT
            && layers.spans[cluster].is_some_and(|s| s.first == layers.rank[link.right])
        {
            let room = tree.title[cluster].height;
            if room > 0 {
                let least = tree.padding[cluster] + room + spacing.line / 2 - offset;
                problem.require(layers.len() + 2 * cluster, port, least);
            }
            cluster = tree.parent[cluster];
        }
    }
}

/// A variable and an offset for every port.
fn add_ports(problem: &mut Problem, stack: &Stack, ports: &Ports) -> Vec<(usize, Unit)> {
    let (layers, spacing) = (stack.layers, stack.spacing);
    let mut variables = Vec::with_capacity(ports.all.len());
    for port in &ports.all {
        if port.is_fixed {
            variables.push((port.vertex, port.ideal));
        } else {
            let variable = problem.variable();
            let wish = if port.is_alone { ALONE } else { EVEN };
            problem.attract(port.vertex, variable, port.ideal, wish);
            variables.push((variable, 0));
        }
    }
    for side in &ports.sides {
        let v = ports.all[side.start].vertex;
        let (head, foot) = (layers.line[v], layers.foot[v]);
        let height = layers.size[v].height - head - foot;
        let count = side.len() as Unit;
        let pitch = spacing.line.min((height - 2) / count.max(1));
        let corner = spacing.line.min((height - (count - 1) * pitch) / 2);
        problem.require(v, variables[side.start].0, head + corner);
        let (bottom, offset) = stack.bottom[v];
        problem.require(variables[side.end - 1].0, bottom, corner + foot - offset);
        for port in side.start + 1..side.end {
            problem.require(variables[port - 1].0, variables[port].0, pitch);
        }
    }
    variables
}

/// Pulls the ends of every link to one height. A line that must change its height does so
/// once, at its busiest end: the link there is the cheap one of its path.
fn pull_links(problem: &mut Problem, layers: &Layers, ports: &Ports, variables: &[(usize, Unit)]) {
    let mut weight = vec![0; layers.links.len()];
    let mut crowd = vec![1; ports.all.len()];
    for side in &ports.sides {
        crowd[side.clone()].fill(side.len());
    }
    let busy = |l: usize| {
        let link = &layers.links[l];
        let hub = if link.bundle.is_some() { 2 } else { 0 };
        let at = |v: Vertex, port: usize, is_hub: bool| {
            let others = if layers.is_leaf(v) { crowd[port] } else { 0 };
            others + if is_hub && layers.is_leaf(v) { hub } else { 0 }
        };
        let is_right = link.bundle.is_some_and(|b| b.hub_is_right);
        let left = at(link.left, ports.at_left[l], !is_right);
        left.max(at(link.right, ports.at_right[l], is_right))
    };
    for path in &layers.paths {
        let cheap = (0..path.len()).max_by_key(|&i| (busy(path[i]), i));
        for (i, &l) in path.iter().enumerate() {
            let own = if Some(i) == cheap { BEND } else { STRAIGHT };
            weight[l] = own.max(weight[l]);
        }
    }
    for (l, link) in layers.links.iter().enumerate() {
        let (a, a_offset) = variables[ports.at_left[l]];
        let (b, b_offset) = variables[ports.at_right[l]];
        let is_inner = !layers.is_leaf(link.left) && !layers.is_leaf(link.right);
        let times = if is_inner { INNER } else { 1 };
        problem.attract(a, b, a_offset - b_offset, times * weight[l]);
    }
}

#[cfg(test)]
mod tests {
    use crate::geom::{Size, px};
    use crate::layout::layered::Layered;
    use crate::layout::layered::position::growth::MOST;
    use crate::layout::{
        Container, Edge, End, Engine, First, FlowDirection, Input, Lane, Node, Spacing,
    };

    /// Two boxes, joined by so many edges with labels.
    fn input(edges: usize) -> Input {
        let size = Size::new(px(140), px(56));
        let node = |lane| Node { size, foot: 0, container: None, lane: Lane::Main(lane) };
        let label = Some(Size::new(px(60), px(30)));
        let edge =
            Edge { from: End::Node(0), to: End::Node(1), label, bundle: None, first: First::From };
        Input {
            reading: FlowDirection::LeftToRight,
            containers: Vec::new(),
            nodes: vec![node(0), node(1)],
            edges: vec![edge; edges],
            spacing: Spacing { node: px(24), line: px(12), padding: px(16), margin: px(24) },
            width: None,
        }
    }

    #[test]
    fn boxes_grow_where_that_makes_lines_straight() {
        let one = Layered.lay_out(&input(1));
        assert_eq!(one.nodes[0].height, px(56), "one line is straight as it is");
        let three = Layered.lay_out(&input(3));
        let height = three.nodes[0].height;
        assert!(px(56) < height && height <= px(56) + MOST, "{height}");
        assert!(three.edges.iter().all(|route| route.points.len() == 2), "{:?}", three.edges);
    }

    #[test]
    fn a_frame_keeps_its_padding_and_has_room_for_its_title_and_no_more() {
        let title = Size::new(px(300), px(24));
        for reading in [FlowDirection::LeftToRight, FlowDirection::TopToBottom] {
            for other in [None, Some(0)] {
                let mut input = Input { reading, ..input(1) };
                input.containers = vec![Container { parent: None, title }];
                input.nodes[0].container = Some(0);
                input.nodes[1].container = other;
                let layout = Layered.lay_out(&input);
                let (frame, card) = (layout.containers[0].frame, layout.nodes[0]);
                let padding = input.spacing.padding;
                let inner = frame.grown(-padding);
                assert!(inner.contains(&card), "{reading:?}: {card:?} in {frame:?}");
                let wide = title.width + 2 * padding;
                assert!(frame.width >= wide && frame.height < 4 * wide, "{reading:?}: {frame:?}");
                if reading == FlowDirection::TopToBottom {
                    assert_eq!(frame.width, wide, "{other:?}");
                }
            }
        }
    }

    #[test]
    fn a_box_does_not_grow_for_lines_to_many_boxes_beyond_what_it_is_worth() {
        let mut input = input(12);
        let node = input.nodes[1].clone();
        input.nodes.resize(13, node);
        for (edge, node) in input.edges.iter_mut().zip(1..) {
            edge.to = End::Node(node);
        }
        let height = Layered.lay_out(&input).nodes[0].height;
        let for_ports = px(13 * 12);
        let most = for_ports + MOST + px(48); // what single steps may add
        assert!(height <= most, "{height}");
    }
}
