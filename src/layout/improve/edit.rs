//! A finished drawing that may be changed: a change is kept only if nothing gets worse by it.
//!
//! Changes are made in the drawing itself, and what was there before is written down, so that a
//! change can be rolled back.

use std::mem::{replace, swap, take};

use crate::geom::Rect;
use crate::layout::geometry::lines::{hull, tidy};
use crate::layout::geometry::relations::{Ends, Relations};
use crate::layout::improve::counts::{COUNTS, Counts, Scope};
use crate::layout::{EdgeIx, End, Input, Layout, NodeIx, Route};

/// A part of the drawing as it was.
#[derive(Debug, Clone)]
enum Was {
    Frame(NodeIx, Rect),
    Route(EdgeIx, Route),
}

/// A finished drawing that may be changed.
#[derive(Debug)]
pub(in crate::layout) struct Drawing<'a> {
    /// What is drawn.
    pub input: &'a Input,
    /// The ends of its lines.
    pub ends: Ends,
    relations: Relations<'a>,
    bands: Vec<Vec<NodeIx>>,
    layout: Layout,
    /// The rectangle around each line and its label, but for those of the open change.
    hulls: Vec<Rect>,
    /// What the open change changed, as it was before; each part once.
    log: Vec<Was>,
    /// Whether the open change is about a node, or an edge.
    is_open_node: Vec<bool>,
    is_open_edge: Vec<bool>,
    /// Room for what takes part in a change.
    scope: Scope,
}

impl<'a> Drawing<'a> {
    pub fn new(input: &'a Input, mut layout: Layout) -> Self {
        for route in &mut layout.edges {
            tidy(&mut route.points);
        }
        let relations = Relations::new(input);
        Self {
            input,
            ends: Ends::new(input),
            bands: relations.bands(),
            relations,
            hulls: layout.edges.iter().map(hull_of).collect(),
            layout,
            log: Vec::new(),
            is_open_node: vec![false; input.nodes.len()],
            is_open_edge: vec![false; input.edges.len()],
            scope: Scope::default(),
        }
    }

    /// Where everything is, the open change made.
    pub const fn layout(&self) -> &Layout {
        &self.layout
    }

    pub fn into_layout(self) -> Layout {
        self.layout
    }

    /// A node's frame, to be changed.
    pub fn frame_mut(&mut self, node: NodeIx) -> &mut Rect {
        let frame = &mut self.layout.nodes[node];
        if !replace(&mut self.is_open_node[node], true) {
            self.log.push(Was::Frame(node, *frame));
        }
        frame
    }

    /// An edge's route, to be changed.
    pub fn route_mut(&mut self, edge: EdgeIx) -> &mut Route {
        let route = &mut self.layout.edges[edge];
        if !replace(&mut self.is_open_edge[edge], true) {
            self.log.push(Was::Route(edge, route.clone()));
        }
        route
    }

    /// The frames that the open change makes others, with what they were.
    pub fn changed_frames(&self) -> impl Iterator<Item = (NodeIx, &Rect)> {
        self.log.iter().filter_map(|was| match was {
            Was::Frame(n, frame) => Some((*n, frame)),
            Was::Route(..) => None,
        })
    }

    /// The routes that the open change makes others, with what they were.
    pub fn changed_routes(&self) -> impl Iterator<Item = (EdgeIx, &Route)> {
        self.log.iter().filter_map(|was| match was {
            Was::Route(e, route) => Some((*e, route)),
            Was::Frame(..) => None,
        })
    }

    /// The lines that come near an area, those of the open change in any case.
    pub fn lines_near(&self, area: Rect) -> impl Iterator<Item = (EdgeIx, &Route)> {
        let is_near = move |e: EdgeIx| area.meets(&self.hulls[e]) || self.is_open_edge[e];
        self.layout.edges.iter().enumerate().filter(move |&(e, _)| is_near(e))
    }

    /// Drops points without a corner from what the open change made.
    pub fn tidy(&mut self) {
        for was in &self.log {
            if let Was::Route(e, _) = was {
                tidy(&mut self.layout.edges[*e].points);
            }
        }
    }

    /// Commits the open change if nothing gets worse by it, or else rolls it back; says which.
    pub fn commit(&mut self) -> bool {
        self.look_around();
        if COUNTS.iter().any(|&count| self.makes_worse(count)) {
            self.roll_back();
            return false;
        }
        for was in &self.log {
            if let Was::Route(e, _) = was {
                self.hulls[*e] = hull_of(&self.layout.edges[*e]);
            }
        }
        self.close();
        true
    }

    /// Rolls the open change back.
    pub fn roll_back(&mut self) {
        self.swap();
        self.close();
    }

    fn close(&mut self) {
        for was in self.log.drain(..) {
            match was {
                Was::Frame(n, _) => self.is_open_node[n] = false,
                Was::Route(e, _) => self.is_open_edge[e] = false,
            }
        }
    }

    /// Exchanges what the open change made with what was there before.
    fn swap(&mut self) {
        for was in &mut self.log {
            match was {
                Was::Frame(n, frame) => swap(&mut self.layout.nodes[*n], frame),
                Was::Route(e, route) => swap(&mut self.layout.edges[*e], route),
            }
        }
    }

    /// Whether a count is higher with the open change than without it.
    fn makes_worse(&mut self, count: fn(&Counts) -> usize) -> bool {
        let after = self.counted(count);
        if after == 0 {
            return false;
        }
        self.swap();
        let before = self.counted(count);
        self.swap();
        after > before
    }

    fn counted(&self, count: fn(&Counts) -> usize) -> usize {
        let Self { relations, bands, layout, scope, .. } = self;
        count(&Counts { relations, bands, layout, scope })
    }

    /// Finds what takes part in the open change: what it changes, and what is near that before or
    /// after it.
    fn look_around(&mut self) {
        let mut scope = take(&mut self.scope);
        scope.clear();
        for (n, before) in self.changed_frames() {
            self.add_node(&mut scope, n, before.union(&self.layout.nodes[n]));
        }
        for (e, before) in self.changed_routes() {
            self.add_edge(&mut scope, e, hull_of(before).union(&hull_of(&self.layout.edges[e])));
        }
        self.scope = scope;
    }

    fn add_node(&self, scope: &mut Scope, node: NodeIx, area: Rect) {
        let near = area.grown(Scope::around_nodes(&self.input.spacing));
        for (other, frame) in self.layout.nodes.iter().enumerate() {
            let counts = if self.is_open_node[other] { node < other } else { near.meets(frame) };
            if counts {
                scope.node_pairs.push((node.min(other), node.max(other)));
            }
        }
        scope.nodes.push(node);
        let near = area.grown(Scope::around_lines(&self.input.spacing));
        for (edge, hull) in self.hulls.iter().enumerate() {
            if near.meets(hull) && !self.is_open_edge[edge] {
                scope.edges_and_nodes.push((edge, node));
            }
        }
        for &(edge, _) in self.ends.at(End::Node(node)) {
            if !self.is_open_edge[edge] && !scope.edges.contains(&edge) {
                scope.edges.push(edge);
            }
        }
    }

    fn add_edge(&self, scope: &mut Scope, edge: EdgeIx, area: Rect) {
        let near = area.grown(Scope::around_lines(&self.input.spacing));
        for (other, hull) in self.hulls.iter().enumerate() {
            let counts = if self.is_open_edge[other] { edge < other } else { near.meets(hull) };
            if counts {
                scope.edge_pairs.push((edge.min(other), edge.max(other)));
            }
        }
        for (node, frame) in self.layout.nodes.iter().enumerate() {
            if near.meets(frame) || self.is_open_node[node] {
                scope.edges_and_nodes.push((edge, node));
            }
        }
        for (c, placed) in self.layout.containers.iter().enumerate() {
            if near.meets(&placed.frame) || near.meets(&placed.title) {
                scope.edges_and_containers.push((edge, c));
            }
        }
        scope.edges.push(edge);
    }
}

/// The rectangle around a line and its label.
fn hull_of(route: &Route) -> Rect {
    let line = hull(&route.points);
    line.into_iter().chain(route.label).reduce(|a, b| a.union(&b)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Drawing, hull_of};
    use crate::geom::{Point, px};
    use crate::layout::geometry::hits::Picture;
    use crate::layout::improve::counts::{COUNTS, Scope};
    use crate::layout::quality::verify::violations;
    use crate::layout::testing::random::{Dice, Shape, graph};
    use crate::layout::{ENGINES, FlowDirection, Input, Lane};

    /// A random graph with bands, lanes and bundles.
    fn sample(seed: u64) -> Input {
        let shape = Shape { nodes: 18, per_container: 4, labeled: 60, ..Shape::default() };
        let mut input = graph(shape, seed);
        if seed % 2 == 1 {
            input.reading = FlowDirection::TopToBottom;
        }
        for (n, node) in input.nodes.iter_mut().enumerate() {
            let band = Lane::Band((n % 2) as u8);
            node.lane = if n % 5 == 4 { band } else { Lane::Main((n / 5) as u8) };
        }
        for (e, edge) in input.edges.iter_mut().enumerate() {
            edge.bundle = (e % 4 == 0).then_some((e % 2) as u32);
        }
        input
    }

    /// Moves some frames, labels and pieces of lines, most by little and some by much.
    fn disturb(drawing: &mut Drawing, dice: &mut Dice) {
        for _ in 0..=dice.below(3) {
            let most = if dice.chance(70) { 20 } else { 300 };
            let by = px(dice.below(2 * most) as i32 - most as i32);
            let by = if dice.chance(50) { (by, 0) } else { (0, by) };
            if dice.chance(40) {
                let frame = drawing.frame_mut(dice.below(drawing.input.nodes.len()));
                *frame = frame.moved(by.0, by.1);
                continue;
            }
            let edge = dice.below(drawing.input.edges.len());
            let other = drawing.layout().edges[dice.below(drawing.input.edges.len())].label;
            let route = drawing.route_mut(edge);
            let at = dice.below(route.points.len().saturating_sub(1));
            for p in &mut route.points[at..at + 2] {
                *p = Point::new(p.x + by.0, p.y + by.1);
            }
            let beside = other.zip(route.label).filter(|_| dice.chance(20));
            route.label = match beside {
                Some((other, own)) if other.size() == own.size() => Some(other),
                _ => route.label.map(|label| label.moved(by.1, by.0)),
            };
        }
    }

    /// All counts of the whole drawing, crossings and rules as `score` and `verify` see them.
    fn of_all(drawing: &mut Drawing) -> Vec<usize> {
        let around = std::mem::replace(&mut drawing.scope, Scope::of_all(drawing.input));
        let counts: Vec<usize> = COUNTS.map(|count| drawing.counted(count)).to_vec();
        drawing.scope = around;
        let picture = Picture::new(drawing.input, drawing.layout());
        let entered = picture.edges_through_containers().len();
        assert_eq!(counts[2..4], [picture.crossings(), entered]);
        assert_eq!(counts[5], violations(&picture).len());
        counts
    }

    #[test]
    fn what_takes_part_in_a_change_gets_worse_as_the_whole_drawing_does() {
        let mut dice = Dice::new(1);
        let mut is_worse = [false; COUNTS.len()];
        for seed in 0..12 {
            let input = sample(seed);
            let first = ENGINES[0].lay_out(&input);
            let mut drawing = Drawing::new(&input, first.clone());
            for _ in 0..40 {
                let before = of_all(&mut drawing);
                disturb(&mut drawing, &mut dice);
                let after = of_all(&mut drawing);
                drawing.look_around();
                let worse = COUNTS.map(|count| drawing.makes_worse(count));
                for i in 0..COUNTS.len() {
                    assert_eq!(worse[i], after[i] > before[i], "count {i} of graph {seed}");
                    is_worse[i] |= worse[i];
                }
                let layout = drawing.layout().clone();
                if !drawing.commit() {
                    drawing.layout = layout;
                    drawing.hulls = drawing.layout.edges.iter().map(hull_of).collect();
                }
                if dice.chance(20) {
                    drawing = Drawing::new(&input, first.clone());
                }
            }
        }
        assert!(is_worse.iter().all(|&seen| seen), "{is_worse:?}");
    }

    #[test]
    fn what_is_rolled_back_was_never_there() {
        let input = sample(2);
        let layout = ENGINES[0].lay_out(&input);
        let mut drawing = Drawing::new(&input, layout.clone());
        let mut dice = Dice::new(3);
        for _ in 0..50 {
            disturb(&mut drawing, &mut dice);
            drawing.roll_back();
            assert_eq!(*drawing.layout(), layout);
        }
    }
}
